//! The key of the database, and the passphrases of certificates: in the keyring of the system, or behind a passphrase.
//!
//! # Invariants
//! - The key of the database is never on the disk. Beside the database stand at most a salt and its parameters.
//! - Where a database exists, no key is ever made anew: a keyring that holds none is locked, or the key is lost.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::clock;
use crate::error::{Error, Result, fault};
use crate::store::keys::KeyRow;
use crate::store::{self, DatabaseKey};

/// Name of our secrets in the keyring.
const SERVICE: &str = "org.clearance.desk";
/// Which folder it is, so that two folders on one machine have a key each.
const FOLDER_FILE: &str = "folder.id";
/// Salt and parameters, where a passphrase takes the place of the keyring.
const VAULT_FILE: &str = "vault.json";
/// Shortest passphrase; NIST SP 800-63B asks for eight signs.
const SHORTEST: usize = 8;

/// Where the key of the database comes from.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// The keyring of the operating system.
    Keyring,
    /// A passphrase, where there is no keyring.
    Passphrase(SecretString),
}

/// Where the passphrases of certificates are kept.
pub(crate) enum Secrets {
    /// In the keyring of the system.
    Keyring,
    /// In the database, which the user's passphrase locks.
    Inside,
}

/// How a passphrase becomes a key: Argon2id with these numbers.
#[derive(Debug, Serialize, Deserialize)]
struct Vault {
    version: u32,
    salt: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// Gets the key of the database, or makes one for a new folder.
pub(crate) fn open(data: &Path, source: &KeySource) -> Result<(Secrets, DatabaseKey)> {
    fs::create_dir_all(data).map_err(|e| Error::new(&fault::DATA_FOLDER).because(e))?;
    only_for_us(data);
    let has_vault = data.join(VAULT_FILE).exists();
    let has_database = data.join(store::FILE).exists();
    match source {
        KeySource::Keyring if has_vault => Err(Error::new(&fault::OTHER_KEY_SOURCE)),
        KeySource::Keyring => Ok((Secrets::Keyring, from_keyring(data, has_database)?)),
        KeySource::Passphrase(_) if has_database && !has_vault => Err(Error::new(&fault::OTHER_KEY_SOURCE)),
        KeySource::Passphrase(passphrase) => Ok((Secrets::Inside, from_passphrase(data, passphrase)?)),
    }
}

#[cfg(unix)]
fn only_for_us(data: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    // Best effort: the contents are encrypted whatever the folder's mode.
    let _ = fs::set_permissions(data, fs::Permissions::from_mode(0o700));
}

#[cfg(not(unix))]
fn only_for_us(_data: &Path) {}

fn from_keyring(data: &Path, has_database: bool) -> Result<DatabaseKey> {
    let folder = folder_id(data)?;
    let entry = entry(&format!("database:{folder}"))?;
    match entry.get_secret() {
        Ok(secret) => {
            let secret = Zeroizing::new(secret);
            let key: [u8; 32] = secret.as_slice().try_into().map_err(|_| Error::new(&fault::KEY_LOST))?;
            Ok(DatabaseKey::new(key))
        }
        // A locked keyring looks just like an empty one, so a folder in use never gets a new key.
        Err(keyring::Error::NoEntry) if has_database => Err(Error::new(&fault::KEY_LOST)),
        Err(keyring::Error::NoEntry) => {
            let mut key = DatabaseKey::new([0; 32]);
            clock::random(&mut *key)?;
            entry.set_secret(&*key).map_err(no_keyring)?;
            // Read it back before anything is encrypted with it.
            match entry.get_secret().map(Zeroizing::new) {
                Ok(stored) if stored.as_slice() == key.as_slice() => Ok(key),
                Ok(_) => Err(Error::new(&fault::NO_KEYRING)),
                Err(error) => Err(no_keyring(error)),
            }
        }
        Err(error) => Err(no_keyring(error)),
    }
}

fn entry(name: &str) -> Result<keyring::Entry> {
    keyring::Entry::new(SERVICE, name).map_err(no_keyring)
}

fn no_keyring(error: keyring::Error) -> Error {
    Error::new(&fault::NO_KEYRING).because(error)
}

fn folder_id(data: &Path) -> Result<String> {
    let path = data.join(FOLDER_FILE);
    match fs::read_to_string(&path) {
        Ok(id) => Ok(id.trim().to_owned()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let id = clock::guid()?;
            write_whole(&path, id.as_bytes())?;
            Ok(id)
        }
        Err(error) => Err(Error::new(&fault::DATA_FOLDER).because(error)),
    }
}

fn from_passphrase(data: &Path, passphrase: &SecretString) -> Result<DatabaseKey> {
    let path = data.join(VAULT_FILE);
    let vault: Vault = match fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|e| Error::new(&fault::STORED).because(e))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            if passphrase.expose_secret().chars().count() < SHORTEST {
                return Err(Error::new(&fault::WEAK_PASSPHRASE));
            }
            let mut salt = [0; 16];
            clock::random(&mut salt)?;
            let salt = salt.iter().map(|octet| format!("{octet:02x}")).collect();
            // RFC 9106, section 4, second recommended option: 64 MiB, three passes; one lane for small machines.
            let vault = Vault { version: 1, salt, memory_kib: 65_536, passes: 3, lanes: 1 };
            let text =
                serde_json::to_vec_pretty(&vault).map_err(|e| Error::new(&fault::STORED).because(e))?;
            write_whole(&path, &text)?;
            vault
        }
        Err(error) => return Err(Error::new(&fault::DATA_FOLDER).because(error)),
    };
    let unusable = || Error::new(&fault::STORED).on(VAULT_FILE);
    // A forged file must not make us swallow all memory.
    if vault.version != 1 || vault.memory_kib > 1 << 20 || vault.passes > 100 || vault.lanes > 16 {
        return Err(unusable());
    }
    let params =
        argon2::Params::new(vault.memory_kib, vault.passes, vault.lanes, Some(32)).map_err(|_| unusable())?;
    let mut key = DatabaseKey::new([0; 32]);
    argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
        .hash_password_into(passphrase.expose_secret().as_bytes(), vault.salt.as_bytes(), &mut *key)
        .map_err(|_| unusable())?;
    Ok(key)
}

/// Writes a file as a whole or not at all, also when the power fails.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let failed = |e: std::io::Error| {
        let full = e.kind() == std::io::ErrorKind::StorageFull;
        Error::new(if full { &fault::DISK_FULL } else { &fault::FILE_WRITE }).because(e)
    };
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".tmp");
    let temporary = path.with_file_name(name);
    let mut file = File::create(&temporary).map_err(failed)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    drop(file);
    written.and_then(|()| fs::rename(&temporary, path)).map_err(|error| {
        let _ = fs::remove_file(&temporary);
        failed(error)
    })?;
    if let Some(folder) = path.parent().and_then(|folder| File::open(folder).ok()) {
        // Not every system lets a folder be synced; the file itself is.
        let _ = folder.sync_all();
    }
    Ok(())
}

impl Secrets {
    /// Keeps the passphrase of a certificate; gives back what the database has to keep.
    pub(crate) fn keep(&self, key_id: &str, passphrase: &SecretString) -> Result<Option<String>> {
        match self {
            Secrets::Keyring => {
                entry(&format!("key:{key_id}"))?
                    .set_password(passphrase.expose_secret())
                    .map_err(no_keyring)?;
                Ok(None)
            }
            Secrets::Inside => Ok(Some(passphrase.expose_secret().to_owned())),
        }
    }

    /// The passphrase of a certificate.
    pub(crate) fn passphrase(&self, key: &KeyRow) -> Result<SecretString> {
        if let Some(inside) = &key.passphrase {
            return Ok(SecretString::from(inside.clone()));
        }
        match entry(&format!("key:{}", key.id))?.get_password() {
            Ok(passphrase) => Ok(SecretString::from(passphrase)),
            Err(keyring::Error::NoEntry) => Err(Error::new(&fault::KEY_LOCKED)),
            Err(error) => Err(no_keyring(error)),
        }
    }

    /// Forgets the passphrase or PIN of a key; what stands in the database is the caller's.
    pub(crate) fn forget(&self, key_id: &str) {
        if let (Secrets::Keyring, Ok(entry)) = (self, entry(&format!("key:{key_id}"))) {
            // Not there is as good as gone.
            let _ = entry.delete_credential();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passphrase(text: &str) -> KeySource {
        KeySource::Passphrase(SecretString::from(text.to_owned()))
    }

    #[test]
    fn a_passphrase_gives_the_same_key_again_and_only_its_salt_is_on_the_disk() {
        let folder = tempfile::tempdir().expect("a folder");
        let (_, first) = open(folder.path(), &passphrase("correct horse")).expect("a new folder");
        let (_, again) = open(folder.path(), &passphrase("correct horse")).expect("the same folder");
        let (_, other) = open(folder.path(), &passphrase("another one")).expect("a key, though a wrong one");
        assert_eq!(*first, *again);
        assert_ne!(*first, *other);
        let text = fs::read_to_string(folder.path().join(VAULT_FILE)).expect("the vault file");
        let hex: String = first.iter().map(|octet| format!("{octet:02x}")).collect();
        assert!(!text.contains(&hex) && !text.contains("correct horse"));
    }

    #[test]
    fn a_short_passphrase_is_refused_before_anything_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let refused = open(folder.path(), &passphrase("short")).err().expect("too short");
        assert_eq!(refused.code(), "weak-passphrase");
        assert!(!folder.path().join(VAULT_FILE).exists());
    }

    #[test]
    fn a_folder_opens_only_in_the_way_it_was_locked() {
        let folder = tempfile::tempdir().expect("a folder");
        open(folder.path(), &passphrase("correct horse")).expect("a new folder");
        assert_eq!(
            open(folder.path(), &KeySource::Keyring).err().expect("a vault").code(),
            "other-key-source"
        );
        let other = tempfile::tempdir().expect("a folder");
        fs::write(other.path().join(store::FILE), b"x").expect("a database");
        let refused = open(other.path(), &passphrase("correct horse")).err().expect("a keyring folder");
        assert_eq!(refused.code(), "other-key-source");
    }
}
