//! `clearance merge IMPORT FILE`: what was repaired in an exported workbook comes back, as one step.

use clearance_engine::error::Result;
use clearance_engine::view::{Declared, Merged};
use serde::Serialize;

use crate::Outcome;
use crate::args::Merge;
use crate::face::Face;
use crate::import;

/// What was merged and, where that was asked for, declared.
#[derive(Serialize)]
struct Done {
    #[serde(flatten)]
    merged: Merged,
    declared: Option<Declared>,
}

pub(crate) fn run(args: &Merge, face: &Face) -> Result<Outcome> {
    let desk = face.desk()?;
    let merged = face.with_progress(|work| desk.merge_back(&args.import, &args.file, work))?;
    let declared =
        if args.declare { Some(face.with_progress(|work| desk.declare(&args.import, work))?) } else { None };
    let waits = declared.as_ref().map_or(merged.review.kept_orders, |declared| declared.kept);
    let found = waits + merged.unknown + merged.damaged > 0;
    let done = Done { merged, declared };
    if face.json {
        face.value(&done);
    } else {
        print(&done, face);
    }
    Ok(if found { Outcome::Found } else { Outcome::Fine })
}

fn print(done: &Done, face: &Face) {
    let merged = &done.merged;
    let part = |n: u32, zh: &str, en: &str| format!("{n} {}", face.say(zh, en));
    face.line(
        &[
            part(merged.changed, "个单元格已合并", "cells taken over"),
            part(merged.unchanged, "行未改", "rows unchanged"),
            part(merged.unknown, "行不认识，未合并", "rows unknown and left"),
            part(merged.damaged, "个单元格已损坏，保留原值", "cells damaged; the value before stays"),
        ]
        .join(" · "),
    );
    merged.unknown_rows.iter().for_each(|row| face.line(&format!("  {row}")));
    merged.notes.iter().for_each(|note| face.line(&format!("  {}", face.said(note))));
    import::groups(&merged.review, face);
    match &done.declared {
        Some(declared) => import::declared(declared.made, declared.kept, face),
        None => import::standing(&merged.review, face),
    }
}
