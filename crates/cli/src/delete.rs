//! `clearance delete COPNO`: takes back a declaration that customs has not stored.

use clearance_engine::error::Result;

use crate::Outcome;
use crate::args::Delete;
use crate::face::Face;
use crate::life::{came_to, tell};

pub(crate) fn run(args: &Delete, face: &Face) -> Result<Outcome> {
    let applied = face.desk()?.delete(&args.declaration, &args.key)?;
    tell(&applied, face);
    Ok(came_to(&applied))
}
