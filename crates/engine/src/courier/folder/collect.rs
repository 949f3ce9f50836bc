//! Files of the InBox become receipts: when they are whole, once each, stored before they are moved.

use std::fs::{self, File};
use std::io::{self, Cursor, Read as _};
use std::path::{Path, PathBuf};

use clearance_core::cn::receipt::Answer;
use clearance_core::dxp::{self, Advice, Root};
use clearance_core::exchange::Envelope;
use clearance_core::signing::{self, Limits};
use clearance_core::time::BeijingTime;
use rusqlite::Transaction;

use super::Folder;
use super::hand_over::{give_up, stem};
use super::place::{self, Entry, io_error, is_plain, rename_new};
use crate::error::{Error, Result, fault};
use crate::inbox::{self, Brought};
use crate::store::folder_files::SeenFile;
use crate::store::handovers::HandOver;
use crate::store::{Store, activity, folder_files, handovers, messages, receipts, sha256, to_i64};

/// How many files are taken in one go.
const MOST: usize = 2_000;
/// For how long the client may still say something about a file, in milliseconds.
const OPEN: i64 = 60 * 24 * 3_600 * 1_000;

/// What a look into the InBox brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scan {
    pub(crate) brought: Brought,
    /// Files that may still be growing.
    pub(crate) unsettled: usize,
    /// Messages that will not be sent by themselves any more.
    pub(crate) given_up: u32,
}

/// What a file is.
enum Content {
    /// A business message of customs: root element and text.
    Business(String, String),
    /// The platform's response.
    Response(dxp::Response, String),
    /// Something that is none of our business.
    Foreign,
    /// Something that should be a receipt and cannot be read.
    Broken(&'static str),
}

/// What the client says about a file of ours by the name of its answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Sent,
    Failed,
}

impl Folder {
    /// Looks into the InBox once. A file is taken in when it has not changed for a while.
    pub(crate) fn scan(&self, store: &Store, now: BeijingTime) -> Result<Scan> {
        let inbox = self.place.inbox()?;
        let entries = place::list(&inbox).map_err(|e| io_error(e, &inbox))?;
        let mut known = store.read(|c| folder_files::all(c, &self.place.key))?;
        let mut scan = Scan::default();
        let mut taken = 0;
        for entry in entries {
            let before = known.remove(&entry.below);
            let same = |seen: &SeenFile| {
                seen.modified == entry.modified
                    && u64::try_from(seen.size).is_ok_and(|size| size == entry.size)
            };
            match before.filter(same) {
                Some(seen) if seen.state == "left" => {}
                // Stored, and killed before it was moved.
                Some(seen) if seen.state == "taken" => self.archive(store, &entry, now)?,
                Some(seen) if now.unix_ms() - seen.since >= self.pace.settle && taken < MOST => {
                    taken += 1;
                    self.take(store, &entry, now, &mut scan)?;
                }
                Some(_) => scan.unsettled += 1,
                None => {
                    scan.unsettled += 1;
                    self.mark(store, &entry, "seen", now)?;
                }
            }
        }
        if !known.is_empty() {
            store.write(|tx| {
                known.keys().try_for_each(|path| folder_files::gone(tx, &self.place.key, path))
            })?;
        }
        Ok(scan)
    }

    fn mark(&self, store: &Store, entry: &Entry, state: &str, now: BeijingTime) -> Result<()> {
        store.write(|tx| folder_files::put(tx, &self.place.key, &entry.below, &seen(entry, state, now)))
    }

    fn take(&self, store: &Store, entry: &Entry, now: BeijingTime, scan: &mut Scan) -> Result<()> {
        let bytes = match read(entry) {
            Ok(Some(bytes)) => bytes,
            // It grew or went away while it was read: another time.
            Ok(None) => {
                scan.unsettled += 1;
                return Ok(());
            }
            // One file that cannot be read must not keep the others.
            Err(error) => {
                tracing::warn!(file = %entry.below, %error, "a file of the InBox cannot be read");
                scan.brought.unread += 1;
                return Ok(());
            }
        };
        let word = self.word_about(store, entry, now)?;
        let content = match open(&entry.name, &bytes) {
            // Whatever the client writes into its own answer is an answer.
            Content::Broken(_) if word.is_some() => Content::Foreign,
            content => content,
        };
        let mut to_give_up: Vec<(String, (String, String, String))> = Vec::new();
        match &content {
            Content::Broken(why) => self.set_aside(store, entry, &bytes, why)?,
            Content::Business(_, body) if Answer::read_text(body).is_err() => {
                self.set_aside(store, entry, &bytes, "unknown")?;
            }
            _ => {}
        }
        let ours = store.write(|tx| {
            let mut ours = word.is_some();
            if let Some((word, one)) = &word {
                let text = String::from_utf8_lossy(&bytes);
                let kind = if *word == Word::Sent { "Successed" } else { "Failed" };
                receipts::add(tx, &self.feed(), 0, kind, &text, true, now.unix_ms())?;
                if *word == Word::Sent {
                    handovers::reach(tx, one, "sent", now.unix_ms())?;
                } else {
                    let says = fault::CLIENT_REFUSED.says;
                    let words = (fault::CLIENT_REFUSED.code, says.zh, says.en);
                    to_give_up.push((one.message.clone(), owned(words)));
                }
            }
            match &content {
                Content::Business(kind, body) => {
                    let envelope = Envelope { cursor: 0, kind: kind.clone(), at: now, body: body.clone() };
                    ours |= inbox::take_file(tx, &self.feed(), &envelope, now.unix_ms(), &mut scan.brought)?;
                }
                Content::Response(response, text) => {
                    ours |= self.answered(tx, response, text, now, scan, &mut to_give_up)?;
                }
                Content::Broken(why) => {
                    let text = String::from_utf8_lossy(&bytes);
                    let id = receipts::add(tx, &self.feed(), 0, "", &text, false, now.unix_ms())?;
                    if let Some(id) = id {
                        scan.brought.receipts += 1;
                        scan.brought.unread += 1;
                        tracing::warn!(%id, %why, "a receipt cannot be read; it was set aside");
                        activity::log(tx, now.unix_ms(), "receipt-not-understood", &id)?;
                    }
                }
                Content::Foreign => {}
            }
            let moves = ours && !self.place.leave && !matches!(content, Content::Broken(_));
            let state = if moves { "taken" } else { "left" };
            folder_files::put(tx, &self.place.key, &entry.below, &seen(entry, state, now))?;
            Ok(moves)
        })?;
        for (guid, (code, zh, en)) in to_give_up {
            if give_up(store, &guid, (&code, &zh, &en))? {
                scan.given_up += 1;
            }
        }
        if ours { self.archive(store, entry, now) } else { Ok(()) }
    }

    /// Name of the receipts' source in the store.
    fn feed(&self) -> String {
        format!("folder:{}", self.place.key)
    }

    /// `Successed_` or `Failed_` and the name of a file of ours.
    fn word_about(&self, store: &Store, entry: &Entry, now: BeijingTime) -> Result<Option<(Word, HandOver)>> {
        let name = entry.name.to_lowercase();
        let (word, base) = match (name.strip_prefix("successed_"), name.strip_prefix("failed_")) {
            (Some(base), _) => (Word::Sent, base),
            (_, Some(base)) => (Word::Failed, base),
            _ => return Ok(None),
        };
        let open = store.read(|c| handovers::open(c, &self.place.key, now.unix_ms() - OPEN))?;
        let about = |one: &HandOver| stem(&one.name).to_lowercase() == stem(base);
        Ok(open.into_iter().find(about).map(|one| (word, one)))
    }

    /// The platform's response to transmissions of ours. What it failed at itself goes again under the same id.
    fn answered(
        &self,
        tx: &Transaction<'_>,
        response: &dxp::Response,
        text: &str,
        now: BeijingTime,
        scan: &mut Scan,
        to_give_up: &mut Vec<(String, (String, String, String))>,
    ) -> Result<bool> {
        // The same response once more asks for nothing again.
        let new = receipts::add(tx, &self.feed(), 0, "DxpRep", text, true, now.unix_ms())?.is_some();
        scan.brought.receipts += u32::from(new);
        let mut ours = false;
        for answer in &response.answers {
            // Our transmissions carry the id of their message.
            let guid = &answer.origin.cop_msg_id;
            if messages::find(tx, guid)?.is_none() {
                continue;
            }
            ours = true;
            let meaning = dxp::meaning(&answer.code);
            match (meaning.advice, handovers::last(tx, guid)?) {
                _ if !new => {}
                (Advice::SendAgain, Some(last)) => {
                    handovers::reach(tx, &last, "failed", now.unix_ms())?;
                }
                (Advice::SendAgain, None) => {}
                (Advice::Stop, _) => {
                    to_give_up.push((guid.clone(), (answer.code.clone(), meaning.says.zh, meaning.says.en)))
                }
            }
        }
        Ok(ours)
    }

    /// A copy of what cannot be read, with the same octets, beside the database. The original stays where it is.
    fn set_aside(&self, store: &Store, entry: &Entry, bytes: &[u8], why: &str) -> Result<()> {
        let folder = store.folder().join("quarantine");
        let failed = |e: io::Error| match e.kind() {
            io::ErrorKind::StorageFull => Error::new(&fault::DISK_FULL).because(e),
            _ => Error::new(&fault::DATA_FOLDER).because(e),
        };
        fs::create_dir_all(&folder).map_err(failed)?;
        // Names of others never become paths: only their plain letters do.
        let name: String = entry
            .name
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' })
            .take(80)
            .collect();
        let path = folder.join(format!("{}_{name}", &sha256(bytes)[..16]));
        tracing::warn!(file = %entry.below, %why, "set aside");
        if path.is_file() {
            return Ok(());
        }
        fs::write(&path, bytes).map_err(failed)
    }

    /// Moves a receipt that is stored to the handled ones.
    fn archive(&self, store: &Store, entry: &Entry, now: BeijingTime) -> Result<()> {
        let done = self.place.done()?;
        let day = done.join(now.date().to_string());
        match fs::create_dir(&day) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(io_error(error, &day)),
            _ => {}
        }
        if !day.symlink_metadata().is_ok_and(|meta| meta.is_dir()) {
            return Err(Error::new(&fault::FOLDER_LAYOUT).on(day.display()));
        }
        let plain = if is_plain(&entry.name) { entry.name.as_str() } else { "receipt.xml" };
        for n in 0..1_000 {
            let target: PathBuf = if n == 0 { day.join(plain) } else { day.join(format!("{n}_{plain}")) };
            match rename_new(&entry.path, &target) {
                Ok(()) => {
                    place::flush(&done);
                    return store.write(|tx| folder_files::gone(tx, &self.place.key, &entry.below));
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                // The client, or a second program of ours, was faster.
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
                Err(error) => return Err(io_error(error, &entry.path)),
            }
        }
        Err(Error::new(&fault::FOLDER_NAME_TAKEN).on(entry.path.display()))
    }
}

fn owned((code, zh, en): (&str, &str, &str)) -> (String, String, String) {
    (code.to_owned(), zh.to_owned(), en.to_owned())
}

fn seen(entry: &Entry, state: &str, now: BeijingTime) -> SeenFile {
    SeenFile {
        size: i64::try_from(entry.size).unwrap_or(i64::MAX),
        modified: entry.modified,
        since: now.unix_ms(),
        state: state.to_owned(),
    }
}

/// The octets of a file, if it is still the one that was listed; never more than a receipt can have.
fn read(entry: &Entry) -> io::Result<Option<Vec<u8>>> {
    let most = to_i64(Limits::default().bytes).unsigned_abs();
    let Some(mut file) = open_listed(&entry.path)? else { return Ok(None) };
    if entry.size > most {
        // Too large to be a receipt: its beginning says so too.
        let mut bytes = Vec::new();
        file.by_ref().take(4_096).read_to_end(&mut bytes)?;
        return Ok(Some(bytes));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(entry.size).unwrap_or(0));
    file.by_ref().take(most + 1).read_to_end(&mut bytes)?;
    let same = u64::try_from(bytes.len()).is_ok_and(|read| read == entry.size);
    Ok(same.then_some(bytes))
}

fn open_listed(path: &Path) -> io::Result<Option<File>> {
    // It was no link when it was listed; it must be none now.
    match path.symlink_metadata() {
        Ok(meta) if meta.is_file() => File::open(path).map(Some),
        Ok(_) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Looks what a file is. Only XML and archives of one XML file can be receipts.
fn open(name: &str, bytes: &[u8]) -> Content {
    let name = name.to_lowercase();
    if name.ends_with(".zip") {
        return match unpack(bytes) {
            Some(inner) => open_xml(&inner, true),
            None => Content::Broken("zip"),
        };
    }
    if name.ends_with(".xml") { open_xml(bytes, true) } else { Content::Foreign }
}

fn open_xml(bytes: &[u8], outside: bool) -> Content {
    let parsed = match signing::parse(bytes) {
        Ok(parsed) => parsed,
        Err(error) => return Content::Broken(error.code()),
    };
    match dxp::root_of(&parsed) {
        Root::Business => {
            Content::Business(parsed.root().tag_name().name().to_owned(), parsed.text.to_owned())
        }
        Root::Message if outside => match dxp::read(bytes) {
            Ok(message) => match open_xml(&message.data, false) {
                // An envelope addressed to us that holds something else is not foreign.
                Content::Foreign => Content::Broken("dxp-inside-root"),
                content => content,
            },
            Err(error) => Content::Broken(error.code()),
        },
        Root::Response if outside => match dxp::read_response(bytes) {
            Ok(response) => Content::Response(response, parsed.text.to_owned()),
            Err(error) => Content::Broken(error.code()),
        },
        _ => Content::Foreign,
    }
}

/// The one XML file of an archive. Its name in there means nothing.
fn unpack(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    if archive.len() != 1 {
        return None;
    }
    let most = to_i64(Limits::default().bytes).unsigned_abs();
    let mut inner = Vec::new();
    let mut file = archive.by_index(0).ok().filter(|file| file.is_file())?;
    file.by_ref().take(most + 1).read_to_end(&mut inner).ok()?;
    u64::try_from(inner.len()).is_ok_and(|n| n <= most).then_some(inner)
}
