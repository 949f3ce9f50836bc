//! Watched folders: a new file that lies still becomes an import by itself. Files are never moved or changed, and each is
//! taken in once, whatever it is called later.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::{Duration, Instant, UNIX_EPOCH};

use super::fixes::apply_all;
use super::{Desk, Inner, held};
use crate::acting::{self, Who};
use crate::clock;
use crate::error::{Error, Result, fault};
use crate::import::{Import, SourceFile};
use crate::people::{Person, Right};
use crate::store::people::{self, OWNER, PersonRow};
use crate::store::watched::{self, SeenRow, WatchedRow};
use crate::store::{activity, moment, sha256, to_u32};
use crate::view::{Declared, FailedFile, Said, TakenIn, Trouble, WatchHow, WatchLine};
use crate::work::Work;

/// How long a file must stay as it is until it is taken for whole, unless the desk was told otherwise.
const SETTLED: Duration = Duration::from_secs(2);
/// How many files become one import at most.
const TOGETHER: usize = 16;
/// And how large they are together, unless one alone is larger.
const TOGETHER_BYTES: u64 = 128 << 20;
/// How long whole files wait for others that still grow, in settling times: a log that never ends holds nothing up.
const PATIENCE: u32 = 10;
/// The longest a single look waits for files to lie still, in settling times.
const LOOK: u32 = 5;
/// The longest pause between two looks in the background.
const PAUSE: Duration = Duration::from_secs(2);
/// A file beyond this is no workbook.
const MOST_BYTES: u64 = 512 << 20;

/// What is known of the folders beside the ledger.
#[derive(Default)]
pub(super) struct Watching {
    /// Files that were seen and not taken in yet: how large, changed when, and since when they are so.
    growing: HashMap<PathBuf, (u64, i64, Instant)>,
}

/// A file in a watched folder.
struct Candidate {
    name: String,
    path: PathBuf,
    size: u64,
    changed: i64,
}

/// A file that was not seen before, with what the ledger will say of it.
struct Fresh {
    file: SourceFile,
    note: SeenRow,
}

impl Desk {
    /// Watches a folder for a client: files in it become imports; if so wanted, named fixes are done on them, and their
    /// good orders become declarations at once while the rest waits. Files that are there already are taken in too;
    /// folders inside it are not looked into. All of it is done in the name of whoever sets it up: four eyes hold, and
    /// when that person may not import any more, nothing is taken in.
    ///
    /// # Errors
    /// There is no such client or folder; the folder is watched for another client.
    pub fn watch_folder(&self, client: &str, folder: &Path, how: WatchHow) -> Result<Vec<WatchLine>> {
        let _acting = self.may(Right::Import)?;
        let client = self.inner().client(client)?;
        let whole = fs::canonicalize(folder).ok().filter(|path| path.is_dir());
        let whole = whole.ok_or_else(|| Error::new(&fault::NO_FOLDER).on(folder.display()))?;
        let now = clock::now().unix_ms();
        let row = WatchedRow {
            folder: whole.display().to_string(),
            client: client.id.clone(),
            declare: how.declare,
            fixes: how.fixes,
            person: acting::now().id,
            since: now,
        };
        self.store().write(|tx| {
            if !watched::put(tx, &row)? {
                return Err(Error::new(&fault::WATCHED_ELSEWHERE));
            }
            let word = |on: bool| if on { "yes" } else { "no" }.to_owned();
            let details = [("declare", word(row.declare)), ("fixes", word(row.fixes))];
            activity::log_of(tx, now, "folder-watched", &row.client, "", &details)?;
            Ok(())
        })?;
        self.inner().wake.notify_waiters();
        self.watched(&client.id)
    }

    /// The folders watched for a client, or for all, with what came of their files.
    ///
    /// # Errors
    /// There is no such client.
    pub fn watched(&self, client: &str) -> Result<Vec<WatchLine>> {
        let _acting = self.may(Right::Look)?;
        let client = self.client_or_all(client)?;
        let troubles = held(&self.inner().watching_troubles).clone();
        self.store().read(|c| {
            let (rows, people) = (watched::all(c)?, people::all(c)?);
            rows.into_iter()
                .filter(|row| client.is_empty() || row.client == client)
                .map(|row| {
                    let (found, failed) = watched::of_folder(c, &row.client, &row.folder)?;
                    let failed: Vec<FailedFile> = failed.into_iter().map(failed_file).collect();
                    let of_file = failed.first().map(|file| {
                        Said::new(
                            format!("{}：{}", file.name, file.says.zh),
                            format!("{}: {}", file.name, file.says.en),
                        )
                    });
                    let by = people.iter().find(|person| person.id == row.person);
                    Ok(WatchLine {
                        by: by.map_or_else(String::new, |person| person.name.clone()),
                        fixes: row.fixes,
                        trouble: troubles.get(&row.folder).cloned().or(of_file),
                        client: row.client,
                        folder: row.folder,
                        declare: row.declare,
                        since: moment(row.since).to_string(),
                        found: to_u32(found),
                        failed,
                    })
                })
                .collect()
        })
    }

    /// Watches a folder no more. What came from it stays.
    ///
    /// # Errors
    /// The folder is not watched for this client.
    pub fn stop_watching(&self, client: &str, folder: &str) -> Result<()> {
        let _acting = self.may(Right::Import)?;
        let client = self.inner().client(client)?;
        let whole =
            fs::canonicalize(folder).map_or_else(|_| folder.to_owned(), |path| path.display().to_string());
        let now = clock::now().unix_ms();
        let stopped = self.store().write(|tx| {
            let stopped =
                watched::remove(tx, &client.id, folder)? || watched::remove(tx, &client.id, &whole)?;
            if stopped {
                activity::log_of(tx, now, "folder-not-watched", &client.id, "", &[])?;
            }
            Ok(stopped)
        })?;
        if stopped { Ok(()) } else { Err(Error::new(&fault::NO_FOLDER).on(folder)) }
    }

    /// Looks into the watched folders once, of one client or of all for an empty one, and takes in what lies still; for a
    /// program that is started by a clock. Waits a few seconds for files that were just written.
    ///
    /// # Errors
    /// There is no such client; the store; it was stopped. What was taken in before stays.
    pub fn look_into_folders(&self, client: &str, work: Work<'_>) -> Result<Vec<TakenIn>> {
        let _acting = self.may(Right::Import)?;
        let client = self.client_or_all(client)?;
        let inner = self.inner();
        let settled = inner.settled();
        let until = Instant::now() + settled * LOOK;
        let mut all = Vec::new();
        loop {
            let (taken, waiting) = inner.look(&client, work)?;
            let some = !taken.is_empty();
            all.extend(taken);
            if !some && (!waiting || Instant::now() > until) {
                return Ok(all);
            }
            if !some {
                thread::sleep(settled / 4);
            }
        }
    }
}

fn failed_file(row: SeenRow) -> FailedFile {
    FailedFile {
        name: row.name,
        code: row.code,
        says: Said::new(row.zh, row.en),
        at: moment(row.at).to_string(),
    }
}

impl Inner {
    fn settled(&self) -> Duration {
        self.options.settled.unwrap_or(SETTLED)
    }

    /// One look: what was taken in, and whether there are files that do not lie still yet.
    fn look(&self, client: &str, work: Work<'_>) -> Result<(Vec<TakenIn>, bool)> {
        // One look at a time: a file is taken in once.
        let mut watching = held(&self.watching);
        let rows = self.store.read(watched::all)?;
        let (mut taken, mut waiting) = (Vec::new(), false);
        for row in rows.iter().filter(|row| client.is_empty() || row.client == client) {
            let keeper = match self.keeper(row) {
                Ok(keeper) => keeper,
                Err(error) if error.is(&fault::WATCH_RESTS) => {
                    let says = Said::from(error.says().clone());
                    held(&self.watching_troubles).insert(row.folder.clone(), says);
                    continue;
                }
                Err(error) => return Err(error),
            };
            let _acting = acting::by(keeper);
            taken.extend(self.finish_pending(row, work)?);
            let (new, trouble) = match self.new_files(row, &mut watching) {
                Ok(Some(new)) => (new, None),
                Ok(None) => {
                    waiting = true;
                    (Vec::new(), None)
                }
                Err(error) => (Vec::new(), Some(Said::from(error.says().clone()))),
            };
            match trouble {
                Some(trouble) => held(&self.watching_troubles).insert(row.folder.clone(), trouble),
                None => held(&self.watching_troubles).remove(&row.folder),
            };
            if !new.is_empty() {
                taken.extend(self.take_in(row, &new, work)?);
            }
        }
        Ok((taken, waiting))
    }

    /// In whose name a folder's files are taken in: of whoever set it up, as long as he may import.
    fn keeper(&self, row: &WatchedRow) -> Result<Who> {
        let mut all = self.store.read(people::all)?;
        all.retain(|person| !person.retired);
        let is = |person: &&PersonRow| match row.person {
            // Set up before this was known: on a desk of one person it was that one.
            0 => person.id == OWNER && all.len() == 1,
            known => person.id == known,
        };
        let person = all.iter().find(is).map(Person::read).filter(|person| person.may(Right::Import));
        let person = person.ok_or_else(|| Error::new(&fault::WATCH_RESTS).on(&row.folder))?;
        Ok(Who { id: person.id, name: person.name })
    }

    /// Files of a folder that are not in the ledger as they are now and lie still; none while some of them still grow.
    fn new_files(&self, row: &WatchedRow, watching: &mut Watching) -> Result<Option<Vec<Candidate>>> {
        let all = files_in(Path::new(&row.folder))?;
        self.forget_gone(row, &all)?;
        let mut new = Vec::new();
        for file in all {
            let size = i64::try_from(file.size).unwrap_or(i64::MAX);
            let seen = |c: &rusqlite::Connection| {
                watched::seen(c, &row.client, &row.folder, &file.name, size, file.changed)
            };
            if !self.store.read(seen)? {
                new.push(file);
            }
        }
        let (now, settled) = (Instant::now(), self.settled());
        let mut still = Vec::new();
        let (mut growing, mut longest) = (false, Duration::ZERO);
        for file in new {
            let as_now = (file.size, file.changed);
            let since = match watching.growing.get(&file.path) {
                Some((size, changed, since)) if (*size, *changed) == as_now => *since,
                _ => {
                    watching.growing.insert(file.path.clone(), (file.size, file.changed, now));
                    now
                }
            };
            let age = now.duration_since(since);
            if age >= settled {
                longest = longest.max(age);
                still.push(file);
            } else {
                growing = true;
            }
        }
        if growing && longest < settled * PATIENCE {
            return Ok(None);
        }
        still.truncate(TOGETHER);
        let mut sum = 0;
        let fits = still.iter().take_while(|file| {
            sum += file.size;
            sum <= TOGETHER_BYTES
        });
        still.truncate(fits.count().max(1));
        for file in &still {
            watching.growing.remove(&file.path);
        }
        Ok(Some(still))
    }

    /// The trouble with a file that was taken away is none any more.
    fn forget_gone(&self, row: &WatchedRow, all: &[Candidate]) -> Result<()> {
        let mut gone = self.store.read(|c| watched::failed(c, &row.client, &row.folder))?;
        gone.retain(|name| all.iter().all(|file| file.name != *name));
        if gone.is_empty() {
            return Ok(());
        }
        self.store
            .write(|tx| gone.iter().try_for_each(|name| watched::forget(tx, &row.client, &row.folder, name)))
    }

    /// New files become one import: orders, payments and waybills that lie there together meet by order number. A file
    /// that cannot be read is noted, and the others go on.
    fn take_in(&self, row: &WatchedRow, new: &[Candidate], work: Work<'_>) -> Result<Vec<TakenIn>> {
        let mut notes = Vec::new();
        let mut fresh: Vec<Fresh> = Vec::new();
        for file in new {
            let mut note = SeenRow {
                client: row.client.clone(),
                folder: row.folder.clone(),
                name: file.name.clone(),
                size: i64::try_from(file.size).unwrap_or(i64::MAX),
                changed: file.changed,
                at: clock::now().unix_ms(),
                ..SeenRow::default()
            };
            let bytes = match octets(file) {
                // It is being written again: the next look finds it changed.
                Ok(None) => continue,
                Ok(Some(bytes)) => bytes,
                Err(error) => {
                    notes.push(failed(note, &error));
                    continue;
                }
            };
            note.sha256 = sha256(&bytes);
            let known = fresh.iter().any(|other| other.note.sha256 == note.sha256);
            match self.store.read(|c| watched::imported(c, &row.client, &note.sha256))? {
                Some(import) => notes.push(SeenRow { import, ..note }),
                None if known => notes.push(note),
                None => fresh.push(Fresh { file: SourceFile::new(&file.path, bytes), note }),
            }
        }
        let mut taken = Vec::new();
        let mut opened = if fresh.is_empty() { None } else { Some(self.read_files(row, &fresh, work)) };
        if let Some(Err(error)) = &opened {
            if error.is(&fault::CANCELLED) {
                return Err(Error::new(&fault::CANCELLED));
            }
            // One of them is at fault: each is looked at alone, the good ones go on together.
            let mut good = Vec::new();
            for one in fresh {
                match self.read_files(row, std::slice::from_ref(&one), work) {
                    Ok(_) => good.push(one),
                    Err(error) if error.is(&fault::CANCELLED) => return Err(error),
                    Err(error) => {
                        taken.push(told(row, std::slice::from_ref(&one), &error));
                        notes.push(failed(one.note, &error));
                    }
                }
            }
            fresh = good;
            opened = if fresh.is_empty() { None } else { Some(self.read_files(row, &fresh, work)) };
        }
        let import = match opened {
            None => None,
            Some(Ok(import)) => Some(import),
            Some(Err(error)) if error.is(&fault::CANCELLED) => return Err(error),
            Some(Err(error)) => {
                taken.push(told(row, &fresh, &error));
                notes.extend(fresh.iter().map(|one| failed(one.note.clone(), &error)));
                fresh = Vec::new();
                None
            }
        };
        let Some(import) = import else {
            self.store.write(|tx| notes.iter().try_for_each(|note| watched::note(tx, note)))?;
            return Ok(taken);
        };
        let id = import.id.clone();
        // Noted together with the import: a kill between the two would take the file in twice.
        let pending = if row.declare || row.fixes { watched::DECLARING } else { "" };
        notes.extend(fresh.iter().map(|one| SeenRow {
            import: id.clone(),
            code: pending.to_owned(),
            ..one.note.clone()
        }));
        self.keep_import(import, |tx| {
            notes.iter().try_for_each(|note| watched::note(tx, note))?;
            activity::log_of(tx, clock::now().unix_ms(), "file-taken-from-folder", &row.client, &id, &[])?;
            Ok(())
        })?;
        let mut one = TakenIn {
            client: row.client.clone(),
            folder: row.folder.clone(),
            files: fresh.iter().map(|one| one.note.name.clone()).collect(),
            import_id: id.clone(),
            fixes: Vec::new(),
            made: 0,
            kept: 0,
            trouble: None,
        };
        if row.declare || row.fixes {
            self.finish(row, &mut one, work)?;
        }
        taken.push(one);
        Ok(taken)
    }

    fn read_files(&self, row: &WatchedRow, fresh: &[Fresh], work: Work<'_>) -> Result<Import> {
        let files = fresh.iter().map(|one| one.file.clone()).collect();
        self.read_import(files, self.client_with_goods(&row.client)?, work)
    }

    /// Imports of a folder that were taken in to be repaired or declared, and then the desk was killed.
    fn finish_pending(&self, row: &WatchedRow, work: Work<'_>) -> Result<Vec<TakenIn>> {
        let pending = self.store.read(|c| watched::pending(c, &row.client, &row.folder))?;
        let mut taken = Vec::new();
        for (import, files) in pending {
            let (client, folder) = (row.client.clone(), row.folder.clone());
            let (fixes, import_id) = (Vec::new(), import);
            let mut one =
                TakenIn { client, folder, files, import_id, fixes, made: 0, kept: 0, trouble: None };
            self.finish(row, &mut one, work)?;
            taken.push(one);
        }
        Ok(taken)
    }

    /// Does what a folder's files are to be done: named fixes first, then declarations.
    fn finish(&self, row: &WatchedRow, taken: &mut TakenIn, work: Work<'_>) -> Result<()> {
        let fixed = self.with_import(&taken.import_id, work, |import, store| match import.steps() {
            // Somebody may have begun on it while the desk was closed.
            ([], _) if row.fixes => apply_all(import, store),
            _ => Ok(Vec::new()),
        });
        let done = fixed.and_then(|fixes| {
            taken.fixes = fixes;
            if row.declare { self.declare(&taken.import_id, work) } else { Ok(Declared::default()) }
        });
        match done {
            Ok(Declared { made, kept, .. }) => (taken.made, taken.kept) = (made, kept),
            Err(error) if error.is(&fault::CANCELLED) => return Err(error),
            // It stays an open import, for a person.
            Err(error) => taken.trouble = Some(Trouble::from(&error)),
        }
        self.store.write(|tx| watched::declared(tx, &taken.import_id))
    }
}

fn failed(note: SeenRow, error: &Error) -> SeenRow {
    let says = error.says();
    SeenRow { code: error.code().to_owned(), zh: says.zh.clone(), en: says.en.clone(), ..note }
}

fn told(row: &WatchedRow, files: &[Fresh], error: &Error) -> TakenIn {
    TakenIn {
        client: row.client.clone(),
        folder: row.folder.clone(),
        files: files.iter().map(|one| one.note.name.clone()).collect(),
        import_id: String::new(),
        fixes: Vec::new(),
        made: 0,
        kept: 0,
        trouble: Some(Trouble::from(error)),
    }
}

/// The octets of a file that did not change while it was read.
fn octets(file: &Candidate) -> Result<Option<Vec<u8>>> {
    if file.size > MOST_BYTES {
        return Err(Error::from(crate::sheet::SheetError::TooLarge));
    }
    let unreadable = |e: std::io::Error| Error::new(&fault::FILE).on(&file.name).because(e);
    let bytes = fs::read(&file.path).map_err(unreadable)?;
    let (size, changed) = state(&fs::symlink_metadata(&file.path).map_err(unreadable)?);
    Ok(((size, changed) == (file.size, file.changed) && bytes.len() as u64 == size).then_some(bytes))
}

fn state(about: &fs::Metadata) -> (u64, i64) {
    let changed = about.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    (about.len(), i64::try_from(changed.as_millis()).unwrap_or(i64::MAX))
}

/// The plain files of a folder that people put there, by name. What programs leave beside them is passed over.
fn files_in(folder: &Path) -> Result<Vec<Candidate>> {
    let gone = |e: std::io::Error| Error::new(&fault::NO_FOLDER).on(folder.display()).because(e);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(gone)? {
        let Ok(entry) = entry else { continue };
        let name = entry.file_name().to_string_lossy().into_owned();
        // A link may lead anywhere, also to another client's files.
        let Ok(about) = fs::symlink_metadata(entry.path()) else { continue };
        if about.is_file() && !is_left_behind(&name) {
            let (size, changed) = state(&about);
            files.push(Candidate { path: entry.path(), name, size, changed });
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// Locks, halves of downloads and what file managers write.
fn is_left_behind(name: &str) -> bool {
    let lower = name.to_lowercase();
    let endings =
        [".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".lock", ".swp", ".bak", "~"];
    lower.starts_with('.')
        || lower.starts_with("~$")
        || matches!(lower.as_str(), "thumbs.db" | "desktop.ini")
        || endings.iter().any(|ending| lower.ends_with(ending))
}

/// Looks again and again until the desk is dropped; tells when something was taken in.
pub(super) async fn keep_watching(desk: Weak<Inner>, changed: Arc<dyn Fn() + Send + Sync>) {
    while let Some(inner) = desk.upgrade() {
        let pause = (inner.settled() / 2).clamp(Duration::from_millis(20), PAUSE);
        let looked = tokio::task::spawn_blocking(move || inner.look("", Work::quiet())).await;
        match looked {
            Ok(Ok((taken, _))) if !taken.is_empty() => changed(),
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::warn!(%error, "watched folders wait"),
            Err(panic) => tracing::error!(%panic, "looking into a folder broke"),
        }
        tokio::time::sleep(pause).await;
    }
}
