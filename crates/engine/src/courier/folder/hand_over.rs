//! A message becomes a file in the OutBox, once; and what the client did with it.

use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::io::{self, Cursor, Write as _};
use std::path::{Path, PathBuf};

use clearance_core::dxp::{self, DxpError, Form, Wrapping};
use clearance_core::exchange::Refusal;
use clearance_core::text::Sentence;
use clearance_core::time::BeijingTime;
use zip::write::SimpleFileOptions;

use super::Folder;
use super::place::{self, Entry, flush, io_error, rename_new};
use crate::error::{Error, Result, fault};
use crate::outbox;
use crate::store::handovers::HandOver;
use crate::store::{Store, activity, handovers, messages, sha256, to_i64};
use crate::view::FolderSetting;

/// How often a file that the client could not send is handed over again by itself.
pub(super) const AGAIN: i64 = 3;
/// For how long a file may come back from the client, in milliseconds.
const OPEN: i64 = 14 * 24 * 3_600 * 1_000;

/// What came of handing a message over.
#[derive(Debug)]
pub(crate) enum Handed {
    /// The file is the client's now.
    Over,
    /// It can never be handed over.
    Never(Box<Refusal>),
}

/// The steps between which a program may be killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub(crate) enum Step {
    /// The hidden file is complete.
    Written,
    /// The ledger says that it is about to get its name.
    Prepared,
    /// It has its name.
    Named,
    /// The ledger says so.
    Delivered,
}

#[cfg(not(test))]
fn reached(_: Step) {}
#[cfg(test)]
use super::tests::reached;

impl Folder {
    /// Hands a message over, or finishes what was cut off. The same message is handed over once, however often this is
    /// asked for; only what the client could not send goes again.
    pub(crate) fn hand_over(
        &self,
        store: &Store,
        guid: &str,
        client: &str,
        now: BeijingTime,
    ) -> Result<Handed> {
        let out = self.place.out()?;
        let last = store.read(|c| handovers::last(c, guid))?;
        let mut attempt = 1;
        if let Some(last) = last {
            attempt = last.attempt;
            match last.state.as_str() {
                "failed" => attempt += 1,
                "prepared" if last.place == self.place.key => {
                    if self.finish(store, &out, &last, now)? {
                        return Ok(Handed::Over);
                    }
                }
                // A place that was given up cannot be asked any more.
                "prepared" => store.write(|tx| handovers::forget(tx, &last))?,
                _ => return Ok(Handed::Over),
            }
        }
        let Some(style) = self.style(client) else { return Err(Error::new(&fault::NO_SERVICE)) };
        let Some(body) = store.read(|c| messages::body(c, guid))? else {
            return Err(Error::new(&fault::NO_MESSAGE).on(guid));
        };
        let number = store.read(handovers::next)?;
        let (name, bytes) = match compose(style, guid, &body, number, now) {
            Ok(file) => file,
            Err(Unfit::Dxp(error)) => return Ok(Handed::Never(Box::new(refusal(&error)))),
            Err(Unfit::Zip(error)) => return Err(Error::new(&fault::FOLDER_FAILED).because(error)),
        };
        let one = HandOver {
            message: guid.to_owned(),
            attempt,
            place: self.place.key.clone(),
            name,
            sha256: sha256(&bytes),
            size: to_i64(bytes.len()),
            state: "prepared".to_owned(),
            at: now.unix_ms(),
        };
        let hidden = hidden(&out, &one);
        if let Err(error) = write(&hidden, &bytes) {
            // Half a file of ours is of no use to anybody.
            let _ = fs::remove_file(&hidden);
            return Err(io_error(error, &out));
        }
        flush(&out);
        reached(Step::Written);
        store.write(|tx| handovers::prepare(tx, &one))?;
        reached(Step::Prepared);
        self.give_name(store, &out, &one, now)?;
        Ok(Handed::Over)
    }

    /// The hidden file gets its name.
    fn give_name(&self, store: &Store, out: &Path, one: &HandOver, now: BeijingTime) -> Result<()> {
        let (hidden, target) = (hidden(out, one), out.join(&one.name));
        if let Err(error) = rename_new(&hidden, &target) {
            if holds(&target, one) {
                // It was named after all, or somebody was faster with the same octets.
                let _ = fs::remove_file(&hidden);
            } else {
                if !is_vague(&error) {
                    let _ = fs::remove_file(&hidden);
                    store.write(|tx| handovers::forget(tx, one))?;
                }
                let what = if error.kind() == io::ErrorKind::AlreadyExists { target.as_path() } else { out };
                return Err(io_error(error, what));
            }
        }
        flush(out);
        reached(Step::Named);
        store.write(|tx| handovers::reach(tx, one, "delivered", now.unix_ms()))?;
        reached(Step::Delivered);
        Ok(())
    }

    /// What was cut off between the two entries of the ledger. `false` when it must be done anew.
    fn finish(&self, store: &Store, out: &Path, one: &HandOver, now: BeijingTime) -> Result<bool> {
        let hidden = hidden(out, one);
        if holds(&hidden, one) {
            self.give_name(store, out, one, now)?;
            return Ok(true);
        }
        let seen = self.anywhere(one)?;
        if hidden.symlink_metadata().is_ok() && !seen {
            // Torn: it was never named, because it was whole when it was.
            fs::remove_file(&hidden).map_err(|e| io_error(e, out))?;
            store.write(|tx| handovers::forget(tx, one))?;
            return Ok(false);
        }
        // The hidden file was there before the ledger said `prepared`. It is gone, so it has got its name; where the
        // client has put it since is the client's business.
        store.write(|tx| {
            if !seen {
                activity::log(tx, now.unix_ms(), "handed-over-and-gone", &one.message)?;
            }
            handovers::reach(tx, one, "delivered", now.unix_ms())
        })?;
        Ok(true)
    }

    /// Whether the file, by its name and its octets, lies in one of the boxes.
    fn anywhere(&self, one: &HandOver) -> Result<bool> {
        let boxes = [Some(self.place.out()?), self.place.sent()?, self.place.fail()?];
        for folder in boxes.into_iter().flatten() {
            let entries = place::list(&folder).map_err(|e| io_error(e, &folder))?;
            if entries.iter().any(|entry| is_of(entry, one) && holds(&entry.path, one)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Looks what the client did with our files: took them, or gave them back. What came back goes again a few times,
    /// then its records are handed to a person; how many messages were.
    pub(crate) fn watch(&self, store: &Store, now: BeijingTime) -> Result<u32> {
        let ms = now.unix_ms();
        let open = store.read(|c| handovers::open(c, &self.place.key, ms - OPEN))?;
        if open.is_empty() {
            return Ok(0);
        }
        let out = self.place.out()?;
        let returned = match self.place.fail()? {
            Some(fail) => place::list(&fail).map_err(|e| io_error(e, &fail))?,
            None => Vec::new(),
        };
        let waiting: HashSet<String> = place::list(&out)
            .map_err(|e| io_error(e, &out))?
            .into_iter()
            .map(|entry| entry.name.to_lowercase())
            .collect();
        let mut given_up = 0;
        for one in open {
            match one.state.as_str() {
                "delivered" | "sent" => {
                    if returned.iter().any(|entry| is_of(entry, &one) && holds(&entry.path, &one)) {
                        store.write(|tx| handovers::reach(tx, &one, "failed", ms))?;
                    } else if !waiting.contains(&one.name.to_lowercase()) {
                        store.write(|tx| handovers::reach(tx, &one, "sent", ms))?;
                    }
                }
                "failed" if one.attempt > AGAIN => {
                    let says = fault::CLIENT_FAILED.says;
                    if give_up(store, &one.message, (fault::CLIENT_FAILED.code, says.zh, says.en))? {
                        given_up += 1;
                    }
                }
                _ => {}
            }
            let due =
                one.state == "failed" && one.attempt <= AGAIN && ms >= one.at + self.pace.again * one.attempt;
            // A second attempt that was cut off; the first is finished by the outbox.
            let cut_off = one.state == "prepared";
            if !due && !cut_off {
                continue;
            }
            let Some(message) = store.read(|c| messages::find(c, &one.message))? else { continue };
            if message.state == "received"
                && let Handed::Never(refusal) = self.hand_over(store, &one.message, &message.client, now)?
                && give_up(store, &one.message, (&refusal.code, &refusal.says.zh, &refusal.says.en))?
            {
                given_up += 1;
            }
        }
        Ok(given_up)
    }
}

/// The message will not be sent by itself any more: its records are handed to a person.
pub(super) fn give_up(store: &Store, guid: &str, words: (&str, &str, &str)) -> Result<bool> {
    tracing::warn!(%guid, code = %words.0, "a message was handed over and not sent");
    outbox::given_up(store, guid, words)
}

/// Errors after which a rename may have happened all the same, as on a share whose answer was lost.
fn is_vague(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    let clear = [
        Kind::NotFound,
        Kind::NotADirectory,
        Kind::PermissionDenied,
        Kind::ReadOnlyFilesystem,
        Kind::StorageFull,
        Kind::QuotaExceeded,
        Kind::AlreadyExists,
    ];
    !clear.contains(&error.kind())
}

/// The hidden name. It ends as the client's own half-written files do, so that no version picks it up.
fn hidden(out: &Path, one: &HandOver) -> PathBuf {
    out.join(format!(".{}-{}.tmp", one.message, one.attempt))
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Left behind by a kill; the name is ours alone.
    if path.symlink_metadata().is_ok() {
        fs::remove_file(path)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Whether a regular file holds exactly the octets of the ledger.
fn holds(path: &Path, one: &HandOver) -> bool {
    path.symlink_metadata()
        .is_ok_and(|meta| meta.is_file() && i64::try_from(meta.len()).is_ok_and(|n| n == one.size))
        && fs::read(path).is_ok_and(|bytes| sha256(&bytes) == one.sha256)
}

/// Whether a file of the client may be ours, by its name: some versions put words or times around it.
fn is_of(entry: &Entry, one: &HandOver) -> bool {
    entry.name.to_lowercase().contains(&stem(&one.name).to_lowercase())
}

/// A name without its ending.
pub(super) fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

enum Unfit {
    Dxp(DxpError),
    Zip(zip::result::ZipError),
}

/// Name and octets of the file.
fn compose(
    style: &FolderSetting,
    guid: &str,
    body: &str,
    number: i64,
    now: BeijingTime,
) -> Result<(String, Vec<u8>), Unfit> {
    let business = dxp::business(body.as_bytes()).map_err(Unfit::Dxp)?;
    let sender = business.dxp_id.clone().unwrap_or_default();
    let ascii = |text: &str, most: usize| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).take(most).collect()
    };
    let stem = format!("{}_{}_{}_{number:06}", ascii(&business.root, 30), ascii(&sender, 16), now.wire17());
    let mut bytes = body.as_bytes().to_vec();
    if style.dxp {
        let receiver = if style.receiver.is_empty() {
            dxp::receiver_of(&business.root).unwrap_or(dxp::IMPORT_CENTRE)
        } else {
            &style.receiver
        };
        let wrapping = Wrapping {
            // The id of the message, so that a format receipt names the message and every attempt has the same one.
            cop_msg_id: guid.to_owned(),
            sender,
            receivers: vec![receiver.to_owned()],
            created: now,
        };
        let envelope = dxp::wrap(&bytes, wrapping).map_err(Unfit::Dxp)?;
        bytes = envelope.write(Form::Prefixed).map_err(Unfit::Dxp)?.into_bytes();
    }
    if style.zip {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        zip.start_file(format!("{stem}.xml"), options).map_err(Unfit::Zip)?;
        zip.write_all(&bytes).map_err(|e| Unfit::Zip(e.into()))?;
        return Ok((format!("{stem}.zip"), zip.finish().map_err(Unfit::Zip)?.into_inner()));
    }
    Ok((format!("{stem}.xml"), bytes))
}

fn refusal(error: &DxpError) -> Refusal {
    let help: Sentence = error.help().into();
    Refusal {
        code: error.code().to_owned(),
        says: error.sentence(),
        help,
        retry: false,
        findings: Vec::new(),
        receipt: None,
    }
}
