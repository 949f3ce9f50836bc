//! `clearance watch add|list|stop|run`: folders whose new files are imported.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use clearance_engine::desk::Desk;
use clearance_engine::error::{Result, fault};
use clearance_engine::view::{TakenIn, Trouble, WatchHow, WatchLine};
use serde::Serialize;

use crate::Outcome;
use crate::args::{Watch, WatchWhat};
use crate::face::Face;
use crate::stop::{Stoppable, stopped};

/// Between two looks into the folders.
const PAUSE: Duration = Duration::from_secs(2);
/// How soon a request to stop is heard in between.
const HEARD: Duration = Duration::from_millis(100);

/// What became of one file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    client: &'a str,
    folder: &'a str,
    file: &'a str,
    /// Empty when it became none.
    import_id: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    fixes: &'a [String],
    made: u32,
    kept: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a Trouble>,
}

pub(crate) fn run(args: &Watch, face: &Face) -> Result<Outcome> {
    let desk = face.desk()?;
    match &args.what {
        WatchWhat::Add { folder, client, declare, fixes } => {
            let how = WatchHow { declare: *declare, fixes: *fixes };
            list(&desk.watch_folder(client, folder, how)?, &desk, face)
        }
        WatchWhat::List => {
            let lines = desk.watched("")?;
            let troubled = lines.iter().any(|line| line.trouble.is_some());
            list(&lines, &desk, face)?;
            return Ok(if troubled { Outcome::Found } else { Outcome::Fine });
        }
        WatchWhat::Stop { folder, client } => {
            desk.stop_watching(client, &folder.display().to_string())?;
            list(&desk.watched(client)?, &desk, face)
        }
        WatchWhat::Run { once: true, client } => return look(&desk, client, face),
        WatchWhat::Run { once: false, client } => return keep_looking(&desk, client, face),
    }?;
    Ok(Outcome::Fine)
}

/// Looks again and again until someone stops it.
fn keep_looking(desk: &Desk, client: &str, face: &Face) -> Result<Outcome> {
    let _stoppable = Stoppable::new();
    let is_stopped = || stopped().load(Ordering::Relaxed);
    while !is_stopped() {
        match look(desk, client, face) {
            Ok(_) => {}
            Err(error) if error.is(&fault::CANCELLED) => break,
            // A full disk may be emptied; what does not pass by itself ends the watch.
            Err(error) if error.retry() => face.error(&error),
            Err(error) => return Err(error),
        }
        let mut rest = PAUSE;
        while !is_stopped() && !rest.is_zero() {
            thread::sleep(HEARD);
            rest = rest.saturating_sub(HEARD);
        }
    }
    Ok(Outcome::Fine)
}

/// One look into the folders: 1 when orders wait for a repair, 2 when a file failed or a folder cannot be opened.
fn look(desk: &Desk, client: &str, face: &Face) -> Result<Outcome> {
    let taken = face.with_progress(|work| desk.look_into_folders(client, work))?;
    let names = names(desk)?;
    taken.iter().for_each(|one| print(one, &names, face));
    let failed = taken.iter().any(|one| one.trouble.is_some()) || folders_gone(desk, client)?;
    let kept = taken.iter().any(|one| one.kept > 0);
    Ok(match (failed, kept) {
        (true, _) => Outcome::Failed,
        (false, true) => Outcome::Found,
        (false, false) => Outcome::Fine,
    })
}

/// Whether a folder is in trouble by itself; a file that failed is told once, on its line.
fn folders_gone(desk: &Desk, client: &str) -> Result<bool> {
    Ok(desk.watched(client)?.iter().any(|line| line.trouble.is_some() && line.failed.is_empty()))
}

/// Files that met in one import share its id; what was made of it is counted with the first.
fn print(taken: &TakenIn, names: &BTreeMap<String, String>, face: &Face) {
    for (place, file) in taken.files.iter().enumerate() {
        let (made, kept) = if place == 0 { (taken.made, taken.kept) } else { (0, 0) };
        if face.json {
            face.value(&Line {
                client: &taken.client,
                folder: &taken.folder,
                file,
                import_id: &taken.import_id,
                fixes: if place == 0 { &taken.fixes } else { &[] },
                made,
                kept,
                error: taken.trouble.as_ref(),
            });
            continue;
        }
        let what = match &taken.trouble {
            Some(trouble) => format!("{} [{}]", face.say(&trouble.zh, &trouble.en), trouble.code),
            None => format!(
                "{made} {}  {kept} {}  {}",
                face.say("票已生成清单", "declared"),
                face.say("票留待修改", "kept for later"),
                taken.import_id
            ),
        };
        face.line(&format!("{} · {file}  {what}", named(names, &taken.client)));
        for fix in taken.fixes.iter().filter(|_| place == 0) {
            face.line(&format!("  {} {fix}", face.say("修复", "fix")));
        }
    }
}

fn names(desk: &Desk) -> Result<BTreeMap<String, String>> {
    Ok(desk.clients()?.into_iter().map(|client| (client.id, client.name)).collect())
}

fn named<'a>(names: &'a BTreeMap<String, String>, client: &'a str) -> &'a str {
    names.get(client).map_or(client, String::as_str)
}

fn list(lines: &[WatchLine], desk: &Desk, face: &Face) -> Result<()> {
    if face.json {
        face.value(&lines);
        return Ok(());
    }
    let names = names(desk)?;
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|line| {
            let declares = match (line.fixes, line.declare) {
                (false, false) => face.say("只导入", "imports"),
                (false, true) => face.say("自动生成清单", "declares"),
                (true, false) => face.say("使用修复", "fixes"),
                (true, true) => face.say("使用修复并生成清单", "fixes and declares"),
            };
            vec![
                named(&names, &line.client).to_owned(),
                line.folder.clone(),
                declares.to_owned(),
                line.by.clone(),
                line.found.to_string(),
                line.trouble.as_ref().map_or("", |trouble| face.said(trouble)).to_owned(),
            ]
        })
        .collect();
    let head = [
        face.say("客户", "client"),
        face.say("文件夹", "folder"),
        face.say("方式", "how"),
        face.say("设置人", "by"),
        face.say("导入", "imports"),
        face.say("说明", "trouble"),
    ];
    face.table(&head, &rows);
    Ok(())
}
