//! `clearance delete COPNO`: takes back a declaration that customs has not stored.

use clearance_engine::error::Result;

use crate::Outcome;
use crate::args::Delete;
use crate::face::Face;
use crate::life::tell;

pub(crate) fn run(args: &Delete, face: &Face) -> Result<Outcome> {
    tell(&face.desk()?.delete(&args.declaration, &args.key)?, face);
    Ok(Outcome::Fine)
}
