//! Tables as files and as the desk holds them: packages read, judged, installed, exported, signed; own rows.

mod desk;
mod load;

use std::path::Path;

use clearance_core::cn::tables::{Held, Package, TABLES, Table, TablesError};
use clearance_core::signing::{Algorithm, KeyKind, Signer, SoftKey, Trust, open_pkcs12};
use clearance_core::text::Text;
use clearance_core::time::BeijingTime;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

pub use desk::{CorrectRow, Installed, OwnRowLine, PublisherLine, TableLine};
pub(crate) use load::held;

use crate::error::{Error, Result, fault};

/// A package, judged without a desk.
#[derive(Clone, Debug, Serialize)]
pub struct JudgedPackage {
    /// As it was named.
    pub file: String,
    /// Which table.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Where the rows come from.
    pub source: String,
    /// First day of declaration.
    pub since: String,
    /// Last day; empty where it is open.
    pub until: String,
    /// SHA-256 of what is signed.
    pub hash: String,
    /// How many rows.
    pub rows: usize,
    /// When it says to be signed; empty without a seal.
    pub signed_at: String,
    /// The serial number of the certificate that signed; empty without a seal.
    pub publisher: String,
    /// Whether a trusted publisher vouches for it.
    pub valid: bool,
    /// Why not: a stable code, and both sentences. Empty where it is valid.
    pub code: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// The failure of a package, told on its file.
pub(crate) fn told(error: TablesError) -> Error {
    Error::told(error.code(), error.sentence(), error.help().into(), false).because(error)
}

pub(crate) fn read_package(path: &Path) -> Result<Package> {
    let unreadable = |cause| Error::new(&fault::FILE).on(path.display()).because(cause);
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    // What is too large is not even read.
    if size > clearance_core::cn::tables::MOST_BYTES as u64 {
        return Err(told(TablesError::TooLarge).on(path.display()));
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    Package::read(&bytes).map_err(|error| told(error).on(path.display()))
}

/// Judges a package as an installation would, without a desk.
///
/// # Errors
/// The file cannot be read, or is no sound package.
pub fn verify_package(path: &Path, publishers: &Trust, now: BeijingTime) -> Result<JudgedPackage> {
    let package = read_package(path)?;
    let judged = package.judge(publishers, now);
    let refused = judged.err();
    let (zh, en) = refused.as_ref().map(|error| error.sentence()).map(|s| (s.zh, s.en)).unwrap_or_default();
    let seal = package.seal();
    Ok(JudgedPackage {
        file: path.display().to_string(),
        name: package.table().name.to_owned(),
        version: package.version().to_string(),
        source: package.source().to_owned(),
        since: package.period().since.to_string(),
        until: package.period().until.map(|day| day.to_string()).unwrap_or_default(),
        hash: package.hash().to_owned(),
        rows: package.rows().len(),
        signed_at: seal.map(|seal| seal.signed_at().to_string()).unwrap_or_default(),
        publisher: seal.map(|seal| seal.certificate().serial().to_owned()).unwrap_or_default(),
        valid: refused.is_none(),
        code: refused.map(|error| error.code().to_owned()).unwrap_or_default(),
        zh,
        en,
    })
}

/// A table by its name.
///
/// # Errors
/// There is none of this name.
pub fn table_named(name: &str) -> Result<&'static Table> {
    Table::named(name).ok_or_else(|| {
        let names: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        Error::new(&fault::NO_TABLE).on(names.join(", "))
    })
}

/// The newest package of a table without its seal: what a publisher begins with.
///
/// # Errors
/// There is no such table.
pub fn export(held: &Held, name: &str) -> Result<String> {
    Ok(held.newest_of(table_named(name)?).canonical())
}

/// Signs a package with a key of its own and gives the whole text.
///
/// # Errors
/// A file cannot be read; a wrong password; the package is not sound; the key cannot sign tables.
pub fn sign_package(path: &Path, key: &Path, password: &SecretString, now: BeijingTime) -> Result<String> {
    let unreadable = |cause| Error::new(&fault::FILE).on(key.display()).because(cause);
    let container = std::fs::read(key).map_err(unreadable)?;
    let signer = for_tables(open_pkcs12(&container, password.expose_secret())?)?;
    let package = read_package(path)?;
    Ok(package.sign(&signer, now)?.write())
}

/// RSA keys sign messages with SHA-1 because customs asks for it; a table takes SHA-256.
fn for_tables(key: SoftKey) -> Result<SoftKey> {
    match key.certificate().key() {
        KeyKind::Rsa { .. } => Ok(key.with_algorithm(Algorithm::RsaSha256)?),
        KeyKind::Sm2 => Ok(key),
    }
}

/// All packages of a folder, judged by the publishers whose certificates lie in it as `publishers.pem`, over those that
/// are compiled in.
///
/// # Errors
/// A file cannot be read or is refused: one that is refused refuses the whole folder.
pub fn from_folder(folder: &Path, now: BeijingTime) -> Result<Held> {
    let trust = crate::files::read_trust(&[folder.join("publishers.pem")], &[])?.unwrap_or_default();
    let unreadable = |cause| Error::new(&fault::FILE).on(folder.display()).because(cause);
    let mut packages = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|end| end == "tsv") {
            let package = read_package(&path)?;
            package.judge(&trust, now).map_err(|error| told(error).on(path.display()))?;
            packages.push(package);
        }
    }
    packages.sort_by(|a, b| a.version().cmp(b.version()));
    Held::built_in().install(packages).map(|(held, _)| held).map_err(told)
}

/// What a table is for people.
#[must_use]
pub fn says(name: &str) -> Text {
    Table::named(name).map_or(Text { zh: "", en: "" }, |table| table.says)
}
