//! `clearance service ADDRESS`: where the clearance service is.

use clearance_engine::error::Result;

use crate::Outcome;
use crate::args::Service;
use crate::face::Face;

pub(crate) fn run(args: &Service, face: &Face) -> Result<Outcome> {
    face.desk()?.set_service(&args.address)?;
    face.line(&args.address);
    Ok(Outcome::Fine)
}
