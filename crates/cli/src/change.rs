//! `clearance change COPNO --set ELEMENT=VALUE…`: corrected values of a declaration that customs has not stored, or refused.

use clearance_engine::error::{Error, Result, fault};

use crate::Outcome;
use crate::args::Change;
use crate::face::Face;
use crate::life::{came_to, tell};

pub(crate) fn run(args: &Change, face: &Face) -> Result<Outcome> {
    let pair = |text: &String| {
        let pair = text.split_once('=').map(|(element, value)| (element.to_owned(), value.to_owned()));
        pair.ok_or_else(|| Error::new(&fault::NO_VALUE).on(text))
    };
    let values = args.set.iter().map(pair).collect::<Result<Vec<_>>>()?;
    let applied = face.desk()?.change(&args.declaration, &values, &args.key)?;
    tell(&applied, face);
    Ok(came_to(&applied))
}
