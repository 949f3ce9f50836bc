//! `clearance check FILE…`: judges messages and sheets.

use clearance_core::check::Severity;
use clearance_engine::clock;
use clearance_engine::error::Result;
use clearance_engine::files::{CheckedFile, check_file, failed_file};

use crate::Outcome;
use crate::args::Files;
use crate::face::Face;

pub(crate) fn run(args: &Files, face: &Face) -> Result<Outcome> {
    let tables = face.tables(args.tables.as_deref())?;
    let mut outcome = Outcome::Fine;
    let mut failure = None;
    for path in &args.files {
        let judged = face.with_progress(|work| check_file(path, &tables, clock::now(), work));
        let judged = judged.unwrap_or_else(|error| {
            let told = failed_file(path, &error);
            failure = Some(error);
            told
        });
        if !judged.ok {
            outcome = Outcome::Found;
        }
        if face.json { face.value(&judged) } else { print(&judged, face) }
    }
    // Every file was judged; one that could not be read makes the whole call a failure.
    match failure {
        Some(error) => Err(error),
        None => Ok(outcome),
    }
}

fn print(judged: &CheckedFile, face: &Face) {
    let verdict = if judged.ok {
        face.say("可以申报", "may be declared")
    } else {
        face.say("不能申报", "stopped")
    };
    face.line(&format!("{}  {}  {verdict}", judged.file, judged.kind));
    for finding in &judged.findings {
        let mark = match finding.severity {
            Severity::Stops => face.say("停", "stops"),
            Severity::Warns => face.say("警", "warns"),
            Severity::Hints => face.say("提示", "hints"),
        };
        let value = finding.value.as_deref().map(|value| format!(" “{value}”")).unwrap_or_default();
        face.line(&format!(
            "  {mark}  {}  {}{value}  [{}]",
            finding.at,
            face.say(&finding.zh, &finding.en),
            finding.rule
        ));
        let help = face.say(&finding.help_zh, &finding.help_en);
        if !help.is_empty() {
            face.line(&format!("        {help}"));
        }
    }
    if !judged.versions.tables.is_empty() {
        face.line(&format!("  {}  {}", face.say("依据", "by"), judged.versions.line()));
    }
}
