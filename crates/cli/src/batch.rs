//! `clearance batch FOLDER`: the files of many clients, a subfolder each; one broken file keeps no other from its way.

use std::path::{Path, PathBuf};

use clearance_engine::error::{Error, Result, fault};
use serde::Serialize;

use crate::Outcome;
use crate::args::Batch;
use crate::face::Face;
use crate::import::{FixDone, Imported, Wanted, import};

/// What an order file may be called.
const ENDINGS: [&str; 6] = ["xlsx", "xlsm", "xls", "ods", "csv", "txt"];
/// Where files go that were declared.
const DONE: &str = "done";

/// What became of one file.
#[derive(Default, Serialize)]
struct Line {
    client: String,
    file: String,
    /// The import; empty when the file became none.
    #[serde(rename = "importId")]
    import: String,
    rows: u32,
    orders: u32,
    made: u32,
    kept: u32,
    /// The named fixes that were done.
    fixes: Vec<FixDone>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Trouble>,
}

#[derive(Serialize)]
struct Trouble {
    code: String,
    zh: String,
    en: String,
}

pub(crate) fn run(args: &Batch, face: &Face) -> Result<Outcome> {
    let folders = inside(&args.folder)?;
    let desk = face.desk()?;
    let clients = desk.clients()?;
    let wanted = Wanted { fixes: args.fixes, ..Wanted::default() };
    let (mut kept, mut failed) = (false, false);
    for folder in folders.into_iter().filter(|folder| folder.is_dir()) {
        let name = called(&folder);
        let client = clients.iter().find(|client| client.name == name || client.id == name);
        let mut made = 0;
        for file in inside(&folder)?.into_iter().filter(|file| is_sheet(file)) {
            let told = match client {
                Some(client) => import(&desk, &client.id, std::slice::from_ref(&file), &wanted, face),
                None => Err(Error::new(&fault::NO_CLIENT).on(&name)),
            };
            let line = line(&name, &file, told);
            (kept, failed, made) = (kept || line.kept > 0, failed || line.error.is_some(), made + line.made);
            if args.done && line.error.is_none() {
                put_away(&folder, &file)?;
            }
            print(&line, face);
        }
        if let (true, Some(client), true) = (args.send, client, made > 0) {
            face.with_progress(|work| desk.sign(&client.id, "", None, work))?;
        }
    }
    if args.send {
        desk.send()?;
    }
    // A file that failed is told on its line already; the exit code says that there was one.
    match (failed, kept) {
        (true, _) => Ok(Outcome::Failed),
        (false, true) => Ok(Outcome::Found),
        (false, false) => Ok(Outcome::Fine),
    }
}

fn line(client: &str, file: &Path, told: Result<Imported>) -> Line {
    let (client, file) = (client.to_owned(), called(file));
    let mut line = Line { client, file, ..Line::default() };
    match told {
        Ok(done) => {
            (line.import, line.rows, line.orders) =
                (done.review.import_id, done.review.rows, done.review.orders);
            (line.made, line.kept, line.fixes) = (done.made, done.kept, done.fixes);
        }
        Err(error) => {
            let says = error.says();
            let trouble = Trouble { code: error.code().to_owned(), zh: says.zh.clone(), en: says.en.clone() };
            line.error = Some(trouble);
        }
    }
    line
}

fn print(line: &Line, face: &Face) {
    if face.json {
        face.value(line);
        return;
    }
    let what = match &line.error {
        Some(error) => format!("{} [{}]", face.say(&error.zh, &error.en), error.code),
        None => format!(
            "{} {}  {} {}",
            line.made,
            face.say("票已生成清单", "declared"),
            line.kept,
            face.say("票留待修改", "kept for later")
        ),
    };
    face.line(&format!("{} · {}  {what}", line.client, line.file));
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

/// Moves a file into `done`; one of the same name that lies there already stays.
fn put_away(folder: &Path, file: &Path) -> Result<()> {
    let refused = |cause| Error::new(&fault::FILE_WRITE).on(called(file)).because(cause);
    let done = folder.join(DONE);
    std::fs::create_dir_all(&done).map_err(refused)?;
    let name = called(file);
    let free = (0_u32..).map(|n| done.join(if n == 0 { name.clone() } else { format!("{n}-{name}") }));
    let Some(to) = free.take(10_000).find(|to| !to.exists()) else { return Ok(()) };
    std::fs::rename(file, to).map_err(refused)
}

fn called(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
