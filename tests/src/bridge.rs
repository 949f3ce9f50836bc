//! A stand-in for an official transport client: takes files out of the OutBox to a real clearance service, and drops its
//! answers into the InBox, as late, as often and in whatever order it is told to.

use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};

use clearance_core::cn::sample;
use clearance_core::dxp::{self, AddInfo, DxpMsg, Form, TransInfo};
use clearance_engine::view::FolderSetting;

use crate::broker::{Identity, now};
use crate::office::Office;

/// The client program. It remembers how far it has read, nothing else.
pub struct Bridge {
    base: PathBuf,
    setting: FolderSetting,
    cursor: u64,
    files: u32,
    /// Ids of the messages it sent, in order.
    pub sent: Vec<String>,
}

impl Bridge {
    /// Makes the boxes below a folder.
    ///
    /// # Panics
    /// They cannot be made.
    #[must_use]
    pub fn set_up(setting: &FolderSetting) -> Bridge {
        let base = setting.root.join(&setting.module);
        for name in ["OutBox", "SentBox", "FailBox", "InBox"] {
            fs::create_dir_all(base.join(name)).expect("a box");
        }
        Bridge { base, setting: setting.clone(), cursor: 0, files: 0, sent: Vec::new() }
    }

    /// Files that wait in the OutBox.
    #[must_use]
    pub fn waiting(&self) -> Vec<PathBuf> {
        files_in(&self.base.join("OutBox"))
    }

    /// Gives everything in the OutBox back, as after a failure; how much it was.
    ///
    /// # Panics
    /// A file cannot be moved.
    pub fn fails(&self) -> usize {
        let waiting = self.waiting();
        for path in &waiting {
            fs::rename(path, self.base.join("FailBox").join(name_of(path))).expect("a move");
        }
        waiting.len()
    }

    /// Sends what lies in the OutBox to the service.
    ///
    /// # Panics
    /// A file is not what the official client takes, or the service refuses it.
    pub fn sends(&mut self, office: &Office, identity: &Identity) {
        let day = self.base.join("SentBox").join("20261124");
        fs::create_dir_all(&day).expect("a folder");
        for path in self.waiting() {
            let admitted = office.admit(identity, &self.unpacked(&path));
            self.sent.push(admitted.message);
            fs::rename(&path, day.join(name_of(&path))).expect("a move");
        }
    }

    fn unpacked(&self, path: &Path) -> String {
        let name = name_of(path);
        let mut bytes = fs::read(path).expect("a file");
        if self.setting.zip {
            let stem = name.strip_suffix(".zip").expect("an archive");
            let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
            assert_eq!(zip.len(), 1, "{name}");
            bytes = Vec::new();
            let mut inner = zip.by_name(&format!("{stem}.xml")).expect("one file of the same base name");
            inner.read_to_end(&mut bytes).expect("its octets");
        }
        if self.setting.dxp {
            let envelope = dxp::read(&bytes).expect("an envelope");
            assert_eq!(envelope.head.sender, sample::transfer().dxp_id);
            bytes = envelope.data;
        }
        String::from_utf8(bytes).expect("messages are UTF-8")
    }

    /// Drops what the service answered since into the InBox, each so many times, the newest first.
    ///
    /// # Panics
    /// A file cannot be written.
    pub fn answers(&mut self, office: &Office, identity: &Identity, times: usize) {
        let page = office.feed(identity);
        let fresh: Vec<_> = page.envelopes.iter().filter(|one| one.cursor > self.cursor).collect();
        self.cursor = fresh.last().map_or(self.cursor, |one| one.cursor);
        for envelope in fresh.into_iter().rev() {
            for _ in 0..times {
                self.drops(&envelope.kind, &envelope.body);
            }
        }
    }

    /// Puts one receipt into the InBox, the way the client does: under another name until it is whole.
    ///
    /// # Panics
    /// The file cannot be written.
    pub fn drops(&mut self, kind: &str, body: &str) {
        self.files += 1;
        let stem = format!("{kind}_{:06}", self.files);
        let mut bytes = body.as_bytes().to_vec();
        if self.setting.dxp {
            let head = TransInfo {
                cop_msg_id: format!("RECEIPT{:06}", self.files),
                sender: dxp::IMPORT_CENTRE.to_owned(),
                receivers: vec![sample::transfer().dxp_id],
                created: now(),
                msg_type: kind.to_owned(),
            };
            let envelope = DxpMsg { id: None, head, data: bytes, extra: AddInfo::default(), signed: false };
            bytes = envelope.write(Form::Plain).expect("an envelope").into_bytes();
        }
        let mut ending = "xml";
        if self.setting.zip {
            let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
            zip.start_file(format!("{stem}.xml"), zip::write::SimpleFileOptions::default()).expect("a file");
            zip.write_all(&bytes).expect("its octets");
            bytes = zip.finish().expect("an archive").into_inner();
            ending = "zip";
        }
        let inbox = self.base.join("InBox");
        let half = inbox.join(format!("{stem}.{ending}.tmp"));
        fs::write(&half, bytes).expect("a file");
        fs::rename(half, inbox.join(format!("{stem}.{ending}"))).expect("a name");
    }
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a box").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<PathBuf> = entries.filter(|path| !name_of(path).starts_with('.')).collect();
    files.sort();
    files
}

fn name_of(path: &Path) -> String {
    path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned()
}
