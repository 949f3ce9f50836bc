//! `clearance export-bad IMPORT FILE`: the rows in question as a workbook with comments.

use clearance_engine::error::Result;

use crate::Outcome;
use crate::args::ExportBad;
use crate::face::Face;
use crate::import::tell_exported;

pub(crate) fn run(args: &ExportBad, face: &Face) -> Result<Outcome> {
    let desk = face.desk()?;
    let exported = face.with_progress(|work| desk.export_bad(&args.import, &args.file, args.all, work))?;
    if face.json {
        face.value(&exported);
    } else {
        tell_exported(&exported, face);
    }
    Ok(Outcome::Fine)
}
