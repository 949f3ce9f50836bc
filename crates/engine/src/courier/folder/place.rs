//! Where the boxes stand, and what is in them.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use tempfile::TempPath;

use crate::error::{Error, Result, fault};
use crate::view::{Boxes, FolderSetting};

/// How deep dated folders may stand in each other: year, month, day.
const DEPTH: usize = 3;

/// The boxes of one client program.
#[derive(Debug)]
pub(crate) struct Place {
    root: PathBuf,
    module: String,
    boxes: Boxes,
    /// Receipts stay in the InBox.
    pub(super) leave: bool,
    /// Its name in the ledger.
    pub(crate) key: String,
}

/// A regular file in a box.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) path: PathBuf,
    /// Below the box, with `/` between the parts.
    pub(super) below: String,
    pub(super) name: String,
    pub(super) size: u64,
    pub(super) modified: i64,
}

impl Place {
    pub(crate) fn new(setting: &FolderSetting) -> Place {
        let key = setting.root.join(&setting.module).display().to_string();
        Place {
            root: setting.root.clone(),
            module: setting.module.clone(),
            boxes: setting.boxes.clone(),
            leave: setting.leave,
            key: key.trim_end_matches(['/', '\\']).to_owned(),
        }
    }

    /// The folder in which the boxes stand.
    fn base(&self) -> Result<PathBuf> {
        if !self.root.is_dir() {
            return Err(Error::new(&fault::FOLDER_GONE).on(self.root.display()));
        }
        if self.module.is_empty() {
            return Ok(self.root.clone());
        }
        let found = child(&self.root, &self.module).map_err(|e| io_error(e, &self.root))?;
        found.ok_or_else(|| Error::new(&fault::FOLDER_LAYOUT).on(self.root.join(&self.module).display()))
    }

    fn box_of(&self, name: &str) -> Result<Option<PathBuf>> {
        let base = self.base()?;
        child(&base, name).map_err(|e| io_error(e, &base))
    }

    fn needed(&self, name: &str) -> Result<PathBuf> {
        let missing = || Error::new(&fault::FOLDER_LAYOUT).on(Path::new(&self.key).join(name).display());
        self.box_of(name)?.ok_or_else(missing)
    }

    pub(super) fn out(&self) -> Result<PathBuf> {
        self.needed(&self.boxes.out)
    }

    pub(super) fn inbox(&self) -> Result<PathBuf> {
        self.needed(&self.boxes.inbox)
    }

    pub(super) fn sent(&self) -> Result<Option<PathBuf>> {
        self.box_of(&self.boxes.sent)
    }

    pub(super) fn fail(&self) -> Result<Option<PathBuf>> {
        self.box_of(&self.boxes.fail)
    }

    /// Where handled receipts go; made when it is not there.
    pub(super) fn done(&self) -> Result<PathBuf> {
        if let Some(done) = self.box_of(&self.boxes.done)? {
            return Ok(done);
        }
        let done = self.base()?.join(&self.boxes.done);
        fs::create_dir(&done).map_err(|e| io_error(e, &done))?;
        Ok(done)
    }
}

/// Whether a setting can be used: plain names, and the boxes that we write to and read from are there.
pub(crate) fn check(setting: &FolderSetting) -> Result<()> {
    let Boxes { out, sent, fail, inbox, done } = &setting.boxes;
    let all = [out, sent, fail, inbox, done];
    for name in all.into_iter().chain(Some(&setting.module).filter(|module| !module.is_empty())) {
        if !is_plain(name) {
            return Err(Error::new(&fault::FOLDER_NAME).on(name));
        }
    }
    let mut distinct: Vec<String> = all.iter().map(|name| name.to_lowercase()).collect();
    distinct.sort();
    distinct.dedup();
    if distinct.len() != all.len() {
        return Err(Error::new(&fault::FOLDER_NAME).on(out));
    }
    let place = Place::new(setting);
    place.out()?;
    place.inbox().map(drop)
}

/// Whether a text is the name of a file and nothing else, on every system.
pub(super) fn is_plain(name: &str) -> bool {
    const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let numbered = (stem.starts_with("com") || stem.starts_with("lpt"))
        && stem.chars().count() == 4
        && stem.chars().nth(3).is_some_and(|c| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³'));
    !name.is_empty()
        && name.chars().count() <= 200
        && !name
            .chars()
            .any(|c| c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|'))
        && !name.ends_with(['.', ' '])
        && !name.starts_with(' ')
        && !DEVICES.contains(&stem.as_str())
        && !numbered
}

/// A real folder of this name, without regard to case; the exact spelling goes first.
fn child(base: &Path, name: &str) -> io::Result<Option<PathBuf>> {
    let exact = base.join(name);
    if is_real_folder(&exact) {
        return Ok(Some(exact));
    }
    let wanted = name.to_lowercase();
    for entry in fs::read_dir(base)? {
        let entry = entry?;
        let same = entry.file_name().to_str().is_some_and(|name| name.to_lowercase() == wanted);
        if same && is_real_folder(&entry.path()) {
            return Ok(Some(entry.path()));
        }
    }
    Ok(None)
}

/// A link to a folder is none: it could lead anywhere.
fn is_real_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|meta| meta.is_dir())
}

/// The regular files of a box and of the dated folders in it, by name. Links, hidden files and files that are still
/// being written are passed over.
pub(super) fn list(folder: &Path) -> io::Result<Vec<Entry>> {
    let mut all = Vec::new();
    let mut todo = vec![(folder.to_owned(), String::new(), 0)];
    while let Some((folder, below, depth)) = todo.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            // It may be gone by now: the client moves files too.
            let Ok(meta) = entry.path().symlink_metadata() else { continue };
            if meta.is_dir() {
                let dated = name.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '_' | '.'))
                    && name.chars().any(|c| c.is_ascii_digit());
                if dated && depth < DEPTH {
                    todo.push((entry.path(), format!("{below}{name}/"), depth + 1));
                }
                continue;
            }
            if !meta.is_file() || name.starts_with('.') || name.to_lowercase().ends_with(".tmp") {
                continue;
            }
            let modified = meta.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
            all.push(Entry {
                path: entry.path(),
                below: format!("{below}{name}"),
                name,
                size: meta.len(),
                modified: modified.and_then(|at| i64::try_from(at.as_nanos()).ok()).unwrap_or(0),
            });
        }
    }
    all.sort_by(|a, b| a.below.cmp(&b.below));
    Ok(all)
}

/// Gives a file another name, unless a file has it.
pub(super) fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    let path = TempPath::try_from_path(from)?;
    match path.persist_noclobber(to) {
        Ok(()) => Ok(()),
        Err(refused) => {
            // Otherwise it would be deleted, and that is not decided here.
            let kept = refused.path.keep();
            debug_assert!(
                kept.is_ok() || !from.exists(),
                "keeping a path cannot fail for a file that is there"
            );
            Err(refused.error)
        }
    }
}

/// Lets a new name survive a loss of power, where folders can be flushed.
pub(super) fn flush(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        // Not every file system can; the file itself is flushed in any case.
        let _ = folder.sync_all();
    }
}

/// What a failure of the file system means for the exchange.
pub(super) fn io_error(error: io::Error, path: &Path) -> Error {
    let fault = match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => &fault::FOLDER_GONE,
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => &fault::FOLDER_READ_ONLY,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => &fault::FOLDER_FULL,
        io::ErrorKind::AlreadyExists => &fault::FOLDER_NAME_TAKEN,
        _ => &fault::FOLDER_FAILED,
    };
    Error::new(fault).on(path.display()).because(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_are_names() {
        for name in ["InBox", "DecCus001", "发送箱", "a.b", "console", "com10", "LPT"] {
            assert!(is_plain(name), "{name}");
        }
        for name in [
            "", ".", "..", "...", "a/b", "a\\b", "C:", "con", "NUL.xml", "com1", "LPT9.txt", "COM¹", "a ",
            "a.", " a", "a\0", "a\n", "*",
        ] {
            assert!(!is_plain(name), "{name:?}");
        }
    }

    #[test]
    fn boxes_are_found_in_any_case_and_links_are_none() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("dECcus001/OUTBOX")).expect("a box");
        let mut setting = FolderSetting::new(folder.path().to_owned());
        setting.module = "DecCus001".into();
        assert_eq!(check(&setting).expect_err("there is no InBox").code(), "folder-layout");
        #[cfg(unix)]
        {
            let elsewhere = tempfile::tempdir().expect("a folder");
            let link = folder.path().join("dECcus001/InBox");
            std::os::unix::fs::symlink(elsewhere.path(), &link).expect("a link");
            assert_eq!(check(&setting).expect_err("a link is no box").code(), "folder-layout");
        }
        fs::create_dir(folder.path().join("dECcus001/inbox")).expect("a box");
        check(&setting).expect("now both are there");
        setting.module = "../x".into();
        assert_eq!(check(&setting).expect_err("no name").code(), "folder-name");
        setting.module = String::new();
        setting.root = folder.path().join("nothing");
        assert_eq!(check(&setting).expect_err("no folder").code(), "folder-gone");
    }

    #[test]
    fn no_file_is_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&a, "a").expect("a file");
        fs::write(&b, "b").expect("a file");
        assert_eq!(rename_new(&a, &b).expect_err("it is taken").kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(
            (fs::read(&a).expect("kept"), fs::read(&b).expect("kept")),
            (b"a".to_vec(), b"b".to_vec())
        );
        rename_new(&a, &folder.path().join("c")).expect("a free name");
        assert!(!a.exists());
    }
}
