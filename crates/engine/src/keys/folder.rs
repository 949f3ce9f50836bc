//! Sites where another program signs: messages are handed over in a folder and come back signed.
//!
//! `to-sign/` holds what waits for the other program, `signed/` is where it puts what it signed, `taken/` keeps what was
//! accepted, `refused/` what was not, with the reason beside it. Files appear whole (written aside and renamed), and
//! nothing that somebody else wrote is ever deleted.

use std::fs;
use std::path::{Path, PathBuf};

use clearance_core::signing::{Algorithm, Certificate, SignError, Signer, accept_signed};
use clearance_core::text::Text;
use sha2::Digest as _;

use crate::vault::write_whole;

const TO_SIGN: &str = "to-sign";
const SIGNED: &str = "signed";
const TAKEN: &str = "taken";
const REFUSED: &str = "refused";
/// Which messages were handed over: a name, and the hash of the text.
const HANDED: &str = ".handed";
/// Largest file that is read; a message of a hundred records has about half a megabyte.
const LARGEST: u64 = 32 << 20;
/// Most files that one look goes through.
const MOST_FILES: usize = 10_000;

/// A certificate whose key another program has.
pub(crate) struct HandOver {
    folder: PathBuf,
    certificate: Certificate,
    algorithm: Algorithm,
}

/// A file in the folder that a person should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Odd {
    /// Its name.
    pub(crate) file: String,
    /// Stable code.
    pub(crate) code: &'static str,
    /// What is wrong with it.
    pub(crate) says: Text,
}

impl HandOver {
    /// A hand-over folder; its parts are made where they are not there.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub(crate) fn open(
        folder: &Path,
        certificate: Certificate,
        algorithm: Algorithm,
    ) -> std::io::Result<Self> {
        for part in [TO_SIGN, SIGNED, TAKEN, REFUSED, HANDED] {
            fs::create_dir_all(folder.join(part))?;
        }
        Ok(HandOver { folder: folder.to_owned(), certificate, algorithm })
    }

    fn path(&self, part: &str, name: &str) -> PathBuf {
        self.folder.join(part).join(name)
    }

    /// Hands the message over unless that was done, or picks it up if it came back.
    fn round(&self, unsigned: &str) -> Result<String, SignError> {
        let guid = guid_of(unsigned.as_bytes()).ok_or(SignError::Form)?;
        let name = format!("{guid}.xml");
        // Taken before, and the desk was ended before it could save that.
        if let Some(signed) = read(&self.path(TAKEN, &name))
            && let Ok(signed) = self.accepted(unsigned, signed)
        {
            return Ok(signed);
        }
        for file in files(&self.folder.join(SIGNED)) {
            let Some(octets) = read(&file).filter(|octets| guid_of(octets).as_deref() == Some(&guid)) else {
                continue;
            };
            match self.accepted(unsigned, octets) {
                Ok(signed) => {
                    // The answer counts even if the file stays: it is taken for a duplicate then.
                    let _ = fs::rename(&file, self.path(TAKEN, &name));
                    let _ = fs::remove_file(self.path(TO_SIGN, &name));
                    return Ok(signed);
                }
                // Still being written, perhaps.
                Err(SignError::Unreadable(_)) => {}
                Err(error) => {
                    self.refuse(&file, &error);
                    // The other program gets the text once more.
                    let _ = fs::remove_file(self.path(HANDED, &guid));
                    return Err(error);
                }
            }
        }
        self.hand_over(&guid, &name, unsigned)?;
        Err(SignError::Pending)
    }

    fn accepted(&self, unsigned: &str, signed: Vec<u8>) -> Result<String, SignError> {
        accept_signed(unsigned, &signed, &self.certificate)?;
        // It was parsed as UTF-8 just now.
        String::from_utf8(signed).map_err(|_| SignError::OtherMessage)
    }

    fn hand_over(&self, guid: &str, name: &str, unsigned: &str) -> Result<(), SignError> {
        let mark = self.path(HANDED, guid);
        let hash: String =
            sha2::Sha256::digest(unsigned).iter().map(|octet| format!("{octet:02x}")).collect();
        if fs::read_to_string(&mark).is_ok_and(|known| known == hash) {
            return Ok(());
        }
        let failed = |_| SignError::KeyGone;
        // A name that begins with a dot is not looked at by programs that poll for *.xml.
        let aside = self.path(TO_SIGN, &format!(".{name}.part"));
        fs::write(&aside, unsigned).map_err(failed)?;
        fs::rename(&aside, self.path(TO_SIGN, name)).map_err(failed)?;
        write_whole(&mark, hash.as_bytes()).map_err(|_| SignError::KeyGone)
    }

    fn refuse(&self, file: &Path, error: &SignError) {
        let Some(name) = file.file_name().map(|name| name.to_string_lossy().into_owned()) else { return };
        let mut free = name.clone();
        for number in 2..1_000 {
            if !self.path(REFUSED, &free).exists() {
                break;
            }
            free = format!("{number}-{name}");
        }
        if fs::rename(file, self.path(REFUSED, &free)).is_ok() {
            let (says, help) = (error.sentence(), error.help());
            let reason =
                format!("{}\n{}\n\n{}\n{}\n[{}]\n", says.zh, help.zh, says.en, help.en, error.code());
            let _ = fs::write(self.path(REFUSED, &format!("{free}.txt")), reason);
        }
    }

    /// Takes back what the other program has not signed; what it has taken already comes back as a foreign file.
    pub(crate) fn take_back(&self, guid: &str) {
        let _ = fs::remove_file(self.path(TO_SIGN, &format!("{guid}.xml")));
        let _ = fs::remove_file(self.path(HANDED, guid));
    }

    /// Files that a person should look at: foreign, doubled, incomplete, refused.
    pub(crate) fn odd(&self) -> Vec<Odd> {
        let name_of = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut all = Vec::new();
        for file in files(&self.folder.join(SIGNED)) {
            let guid = read(&file).as_deref().and_then(guid_of);
            let complete = read(&file).is_some_and(|octets| clearance_core::signing::parse(&octets).is_ok());
            let taken = guid.as_ref().is_some_and(|guid| self.path(TAKEN, &format!("{guid}.xml")).exists());
            let ours = guid.as_ref().is_some_and(|guid| self.path(HANDED, guid).exists());
            let (code, says) = match () {
                () if !complete => (
                    "hand-over-incomplete",
                    Text {
                        zh: "文件不完整或无法读取，保留在原处等待",
                        en: "The file is not complete or cannot be read; it is left where it is",
                    },
                ),
                () if taken => (
                    "hand-over-duplicate",
                    Text {
                        zh: "该报文已取回过，重复的文件不再使用",
                        en: "The message was picked up before; this second file is not used",
                    },
                ),
                () if !ours => (
                    "hand-over-foreign",
                    Text {
                        zh: "不是由本系统交出的报文，不会发送",
                        en: "The message was not handed over from here; it is not sent",
                    },
                ),
                () => continue,
            };
            all.push(Odd { file: name_of(&file), code, says });
        }
        for file in files(&self.folder.join(REFUSED)) {
            let says = Text {
                zh: "未通过验签，原因见旁边的说明文件",
                en: "It did not stand up to verification; the reason lies beside it",
            };
            all.push(Odd { file: name_of(&file), code: "hand-over-refused", says });
        }
        all
    }
}

impl Signer for HandOver {
    fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn sign(&self, _message: &[u8]) -> Result<Vec<u8>, SignError> {
        Err(SignError::WholeOnly)
    }

    fn sign_whole(&self, unsigned: &str) -> Option<Result<String, SignError>> {
        Some(self.round(unsigned))
    }
}

/// The XML files of a folder that are not hidden, in the order of their names.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut all: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok())
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
            name.ends_with(".xml") && !name.starts_with('.')
        })
        .take(MOST_FILES)
        .collect();
    all.sort();
    all
}

fn read(path: &Path) -> Option<Vec<u8>> {
    let size = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file)?.len();
    if size > LARGEST { None } else { fs::read(path).ok() }
}

/// The id of a message, from its first kilobytes: it names files, so it is taken only if it is a plain one.
fn guid_of(octets: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&octets[..octets.len().min(4096)]);
    let rest = head.split_once(" guid=")?.1;
    let quote = rest.chars().next().filter(|sign| matches!(sign, '"' | '\''))?;
    let guid = rest[1..].split_once(quote)?.0;
    let plain = guid.len() >= 8
        && guid.len() <= 64
        && guid.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'-');
    plain.then(|| guid.to_owned())
}

#[cfg(test)]
mod tests;
