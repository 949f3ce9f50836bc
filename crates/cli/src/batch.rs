//! `clearance batch FOLDER|MANIFEST`: the files of many clients; one broken file keeps no other from its way, and the same
//! command goes on where it was cut off.

use std::path::{Path, PathBuf};

use clearance_engine::desk::Desk;
use clearance_engine::error::{Error, Result, fault};

use crate::Outcome;
use crate::args::Batch;
use crate::face::Face;
use crate::import::{Imported, Wanted, go_on, import};
use crate::send::type_pins;
use manifest::{Job, plan};
use report::{Line, Report, SignedLine, Trouble};

mod manifest;
mod report;

/// What an order file may be called.
const ENDINGS: [&str; 6] = ["xlsx", "xlsm", "xls", "ods", "csv", "txt"];
/// Where files go that were declared.
const DONE: &str = "done";

pub(crate) fn run(args: &Batch, face: &Face) -> Result<Outcome> {
    let plan = plan(args)?;
    let desk = face.desk()?;
    let clients = desk.clients()?;
    let mut report = Report::default();
    for job in &plan.jobs {
        let client = clients.iter().find(|client| client.name == job.client || client.id == job.client);
        let line = match client {
            Some(client) => one(&desk, &client.id, job, args.again, face),
            None => failed(job, &Error::new(&fault::NO_CLIENT).on(&job.client)),
        };
        if args.done && line.error.is_none() && job.declare {
            job.files.iter().try_for_each(|file| put_away(file))?;
        }
        if face.json {
            face.value(&line);
        }
        report.files.push(line);
    }
    let mut asked: Vec<&str> = Vec::new();
    for job in plan.jobs.iter().filter(|job| job.sign) {
        let Some(client) = clients.iter().find(|one| one.name == job.client || one.id == job.client) else {
            continue;
        };
        if asked.contains(&client.id.as_str()) {
            continue;
        }
        asked.push(&client.id);
        let line = sign(&desk, &client.id, &client.name, job, face);
        if face.json {
            face.value(&line);
        }
        report.signed.push(line);
    }
    if plan.jobs.iter().any(|job| job.send) {
        let sent = desk.send()?;
        if face.json {
            face.value(&sent);
        }
        report.sent = Some(sent);
    }
    if !face.json {
        report.table(face);
    }
    if let Some(path) = &plan.report {
        report.write(path)?;
    }
    Ok(outcome(&report))
}

/// A file that failed is told on its line already; the exit code says that there was one.
fn outcome(report: &Report) -> Outcome {
    let (files, signed) = (&report.files, &report.signed);
    if files.iter().any(|line| line.error.is_some()) || signed.iter().any(|line| line.error.is_some()) {
        return Outcome::Failed;
    }
    let waits = files.iter().any(|line| line.kept > 0 || line.state == "undone")
        || signed.iter().any(|line| line.to_review > 0)
        || report.sent.as_ref().is_some_and(|sent| sent.refused > 0);
    if waits { Outcome::Found } else { Outcome::Fine }
}

/// One import: made, gone on with where it was cut off, or known from before.
fn one(desk: &Desk, client: &str, job: &Job, again: bool, face: &Face) -> Line {
    let wanted = Wanted {
        recipe: job.recipe.as_deref(),
        fix: &job.fix,
        fixes: job.fixes,
        keep_open: !job.declare,
        export_bad: job.export_bad.as_deref(),
    };
    let known = if again { Ok(None) } else { desk.import_of(client, &job.files) };
    let done = match known {
        Ok(Some(known)) if known.state == "open" => go_on(desk, client, &known.id, &wanted, face),
        // What was kept of it may be repaired by now; what is declared stays declared once.
        Ok(Some(known))
            if known.kept > 0 && known.state == "declared" && (job.fixes || !job.fix.is_empty()) =>
        {
            go_on(desk, client, &known.id, &wanted, face)
        }
        Ok(Some(known)) => {
            let state = if known.state == "declared" { "known" } else { "undone" };
            return Line {
                import: known.id,
                state: state.to_owned(),
                rows: known.rows,
                orders: known.orders,
                made: known.made,
                kept: known.kept,
                ..line(job)
            };
        }
        Ok(None) => import(desk, client, &job.files, &wanted, face),
        Err(error) => Err(error),
    };
    match done {
        Ok(done) => told(job, done),
        Err(error) => failed(job, &error),
    }
}

fn line(job: &Job) -> Line {
    let names: Vec<String> = job.files.iter().map(|file| called(file)).collect();
    Line { client: job.client.clone(), file: names.join("、"), ..Line::default() }
}

fn told(job: &Job, done: Imported) -> Line {
    let kept = if done.state == "open" { done.review.kept_orders } else { done.kept };
    Line {
        import: done.review.import_id,
        state: done.state.to_owned(),
        rows: done.review.rows,
        orders: done.review.orders,
        made: done.made,
        kept,
        fixes: done.fixes,
        ..line(job)
    }
}

fn failed(job: &Job, error: &Error) -> Line {
    Line { state: "failed".to_owned(), error: Some(Trouble::from(error)), ..line(job) }
}

/// Signs everything of a client that can be: also what an earlier run declared and did not come to sign.
fn sign(desk: &Desk, client: &str, name: &str, job: &Job, face: &Face) -> SignedLine {
    let signed = || desk.sending(client).map(|sending| sending.signed);
    let mut line = SignedLine { client: name.to_owned(), signed: 0, to_review: 0, error: None };
    let done = signed().and_then(|before| {
        type_pins(desk, client, &job.key, None, job.pin_file.as_deref(), face)?;
        let signing = face.with_progress(|work| desk.sign(client, &job.key, None, work));
        line.signed = signed()?.saturating_sub(before);
        line.to_review = signing?.to_review;
        Ok(())
    });
    line.error = done.err().map(|error| Trouble::from(&error));
    line
}

/// What lies in a folder, by name.
fn inside(folder: &Path) -> Result<Vec<PathBuf>> {
    let unreadable = |cause| Error::new(&fault::FILE).on(called(folder)).because(cause);
    let entries = std::fs::read_dir(folder).map_err(unreadable)?;
    let mut all =
        entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>().map_err(unreadable)?;
    all.sort();
    Ok(all)
}

/// Whether a file may be of orders; what programs write beside an open workbook is not.
fn is_sheet(file: &Path) -> bool {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let name = called(file);
    file.is_file() && ENDINGS.contains(&ending.as_str()) && !name.starts_with("~$") && !name.starts_with('.')
}

/// Moves a file into `done` beside it; one of the same name that lies there already stays.
fn put_away(file: &Path) -> Result<()> {
    let refused = |cause| Error::new(&fault::FILE_WRITE).on(called(file)).because(cause);
    let done = file.parent().unwrap_or(Path::new(".")).join(DONE);
    std::fs::create_dir_all(&done).map_err(refused)?;
    let name = called(file);
    let free = (0_u32..).map(|n| done.join(if n == 0 { name.clone() } else { format!("{n}-{name}") }));
    let Some(to) = free.take(10_000).find(|to| !to.exists()) else { return Ok(()) };
    std::fs::rename(file, to).map_err(refused)
}

fn called(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
