//! `clearance return COPNO [--line LINE=QUANTITY…] --reason TEXT`: applies to take released goods back.

use clearance_engine::error::{Error, Result, fault};

use crate::Outcome;
use crate::args::Return;
use crate::face::Face;
use crate::life::{came_to, tell};

pub(crate) fn run(args: &Return, face: &Face) -> Result<Outcome> {
    let part = |text: &String| {
        let pair =
            text.split_once('=').and_then(|(line, qty)| Some((line.trim().parse().ok()?, qty.to_owned())));
        pair.ok_or_else(|| Error::new(&fault::NO_VALUE).on(text))
    };
    let parts = args.lines.iter().map(part).collect::<Result<Vec<_>>>()?;
    let applied = face.desk()?.return_goods(&args.declaration, &parts, &args.reason, &args.key)?;
    tell(&applied, face);
    Ok(came_to(&applied))
}
