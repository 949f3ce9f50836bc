//! `clearance cancel COPNO --reason TEXT`: applies to withdraw a declaration that customs has stored.

use clearance_engine::error::Result;

use crate::Outcome;
use crate::args::Cancel;
use crate::face::Face;
use crate::life::{came_to, tell};

pub(crate) fn run(args: &Cancel, face: &Face) -> Result<Outcome> {
    let applied = face.desk()?.cancel(&args.declaration, &args.reason, &args.key)?;
    tell(&applied, face);
    Ok(came_to(&applied))
}
