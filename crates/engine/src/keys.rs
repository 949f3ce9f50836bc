//! Keys that sign: in PKCS#12 files, on tokens, behind the e-port control, in another program's hands, or made here for
//! practice.
//!
//! # Invariants
//! - A PIN that was refused is forgotten at once, wherever it was kept: only a person types it again.
//! - A PIN is kept for the session, and longer only where the user asked for that.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use clearance_core::signing::{
    Algorithm, Certificate, Expiry, Practice, PracticeError, PracticeRandom, PracticeSubject, SignError,
    Signer, SoftKey, is_ahead, open_pkcs12,
};
use clearance_core::text::Text;
use clearance_core::time::BeijingTime;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::clock;
use crate::error::{Error, Result, fault};
use crate::store::keys::KeyRow;
use crate::store::{Store, activity, from_json, keys, moment, to_json};
use crate::vault::Secrets;
use crate::view::{KeyLine, Said};

pub(crate) mod doctor;
pub(crate) mod eport;
pub(crate) mod folder;
pub(crate) mod token;

use eport::{Control, EportKey, Patience};
use folder::HandOver;
use token::{Token, TokenPlace};

/// Largest certificate file that is read; real ones have a few kilobytes.
const LARGEST: u64 = 1 << 20;
/// How long a practice certificate is valid, in milliseconds: ten years.
const PRACTICE_LASTS: i64 = 3_650 * 24 * 3_600 * 1_000;

/// Kinds of keys, as they are stored.
const FILE: &str = "file";
const TOKEN: &str = "token";
const EPORT: &str = "eport";
pub(crate) const FOLDER: &str = "folder";

/// Opened keys, so that a container is decrypted and a PIN is checked once in a session.
#[derive(Default)]
pub(crate) struct KeyRing(Mutex<Ring>);

#[derive(Default)]
struct Ring {
    opened: HashMap<String, Arc<dyn Signer>>,
    /// PINs that were typed in this session.
    typed: HashMap<String, SecretString>,
    /// Keys whose PIN was refused.
    refused: HashSet<String>,
}

impl KeyRing {
    fn held(&self) -> MutexGuard<'_, Ring> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The key of a row, ready to sign.
    pub(crate) fn signer(&self, row: &KeyRow, store: &Store, secrets: &Secrets) -> Result<Arc<dyn Signer>> {
        let mut ring = self.held();
        if let Some(key) = ring.opened.get(&row.id) {
            return Ok(Arc::clone(key));
        }
        let key = match row.kind.as_str() {
            FILE => Arc::new(from_file(row, secrets)?) as Arc<dyn Signer>,
            FOLDER => Arc::new(hand_over(row)?.ok_or_else(|| Error::new(&fault::HAND_OVER))?),
            _ => {
                if ring.refused.contains(&row.id) {
                    return Err(SignError::PinNeeded.into());
                }
                let pin = match ring.typed.get(&row.id) {
                    Some(pin) => pin.clone(),
                    None if row.keeps_pin => secrets.passphrase(row).map_err(|error| {
                        if error.is(&fault::KEY_LOCKED) { SignError::PinNeeded.into() } else { error }
                    })?,
                    None => return Err(SignError::PinNeeded.into()),
                };
                match elsewhere(row, pin)? {
                    Ok(key) => key,
                    Err(error) => {
                        if is_refusal(&error) {
                            ring.typed.remove(&row.id);
                            ring.refused.insert(row.id.clone());
                            forget(row, store, secrets)?;
                        }
                        return Err(error.into());
                    }
                }
            }
        };
        let key: Arc<dyn Signer> = Arc::new(Careful { key, refused: Mutex::new(None) });
        ring.opened.insert(row.id.clone(), Arc::clone(&key));
        Ok(key)
    }

    /// Takes a PIN that a person has typed for a key; it is tried when the key is used next.
    pub(crate) fn type_pin(&self, id: &str, pin: SecretString) {
        let mut ring = self.held();
        ring.opened.remove(id);
        ring.refused.remove(id);
        ring.typed.insert(id.to_owned(), pin);
    }

    /// Whether a key needs a PIN that is neither kept nor typed.
    pub(crate) fn lacks_pin(&self, row: &KeyRow) -> bool {
        let ring = self.held();
        let kept = row.keeps_pin && !ring.refused.contains(&row.id);
        matches!(row.kind.as_str(), TOKEN | EPORT) && !kept && !ring.typed.contains_key(&row.id)
    }

    /// A key that failed is opened anew when it is used next.
    pub(crate) fn close(&self, id: &str) {
        self.held().opened.remove(id);
    }
}

fn is_refusal(error: &SignError) -> bool {
    matches!(error, SignError::WrongPin { .. } | SignError::PinLocked)
}

/// The PIN of a key is kept no longer.
fn forget(row: &KeyRow, store: &Store, secrets: &Secrets) -> Result<()> {
    if row.keeps_pin {
        secrets.forget(&row.id);
        store.write(|tx| keys::keep_pin(tx, &row.id, false, None))?;
    }
    Ok(())
}

/// A key that does not ask its device again once the device has refused the PIN.
struct Careful {
    key: Arc<dyn Signer>,
    refused: Mutex<Option<SignError>>,
}

impl Careful {
    fn minding<T>(&self, sign: impl FnOnce() -> Result<T, SignError>) -> Result<T, SignError> {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(error) = &*refused {
            return Err(error.clone());
        }
        let signed = sign();
        if let Err(error) = &signed
            && is_refusal(error)
        {
            *refused = Some(error.clone());
        }
        signed
    }
}

impl Signer for Careful {
    fn certificate(&self) -> &Certificate {
        self.key.certificate()
    }

    fn algorithm(&self) -> Algorithm {
        self.key.algorithm()
    }

    fn sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, SignError> {
        self.minding(|| self.key.sign(message))
    }

    fn sign_whole(&self, unsigned: &str) -> Option<std::result::Result<String, SignError>> {
        self.key.sign_whole(unsigned)
    }
}

fn certificate(row: &KeyRow) -> Result<Certificate> {
    Certificate::from_der(&row.certificate).map_err(|e| Error::new(&fault::STORED).because(e))
}

fn algorithm(row: &KeyRow) -> Algorithm {
    Algorithm::from_name(&row.algorithm).unwrap_or(Algorithm::RsaSha1)
}

/// The folder of a key that another program has.
pub(crate) fn hand_over(row: &KeyRow) -> Result<Option<HandOver>> {
    if row.kind != FOLDER {
        return Ok(None);
    }
    let open = HandOver::open(&from_json::<PathBuf>(&row.place)?, certificate(row)?, algorithm(row));
    open.map(Some).map_err(|e| Error::new(&fault::HAND_OVER).because(e))
}

fn from_file(row: &KeyRow, secrets: &Secrets) -> Result<SoftKey> {
    let passphrase = secrets.passphrase(row)?;
    let mut key = open_pkcs12(&row.p12, passphrase.expose_secret())?;
    if let Some(algorithm) = Algorithm::from_name(&row.algorithm).filter(|a| *a != key.algorithm()) {
        key = key.with_algorithm(algorithm)?;
    }
    Ok(key)
}

/// Opens a key on a device with its PIN: one attempt.
fn elsewhere(row: &KeyRow, pin: SecretString) -> Result<std::result::Result<Arc<dyn Signer>, SignError>> {
    let certificate = certificate(row)?;
    if row.kind == TOKEN {
        let place: TokenPlace = from_json(&row.place)?;
        let opened = Token::open(place, certificate, algorithm(row), pin);
        return Ok(opened.map(|key| Arc::new(key) as Arc<dyn Signer>));
    }
    let address: String = from_json(&row.place)?;
    let opened = Control::new(&address, Patience::default())
        .and_then(|control| EportKey::open(control, certificate, pin));
    Ok(opened.map(|key| Arc::new(key) as Arc<dyn Signer>))
}

/// A key that is not in a file.
#[derive(Clone, Debug)]
pub enum Elsewhere {
    /// On a PKCS#11 token.
    Token {
        /// The maker's library.
        module: PathBuf,
        /// Label or serial number of the token.
        token: String,
        /// Serial number of the certificate; needed where the token holds several keys.
        serial: Option<String>,
        /// `auto`, `rsa-pkcs`, `sha-rsa-pkcs`, `sm2-sm3:0x…` or `sm2:0x…`.
        mechanism: String,
    },
    /// The e-port's USB key, by way of its control.
    Eport {
        /// Where the control listens; the official place when empty.
        address: String,
    },
    /// In another program, which signs what it finds in a folder.
    Folder {
        /// The folder.
        folder: PathBuf,
        /// The certificate (PEM or DER) that the other program signs with.
        certificate: PathBuf,
    },
}

/// Registers a key that is elsewhere. Its PIN is tried once, and kept only if `keep`.
pub(crate) fn register(
    (store, secrets, ring): (&Store, &Secrets, &KeyRing),
    client: &str,
    what: &Elsewhere,
    pin: Option<&SecretString>,
    (algorithm, keep): (Option<Algorithm>, bool),
) -> Result<()> {
    let needed = || pin.cloned().ok_or_else(|| Error::from(SignError::PinNeeded));
    let (kind, name, place, certificate) = match what {
        Elsewhere::Token { module, token, serial, mechanism } => {
            let mechanism = token::How::parse(mechanism);
            let mechanism = mechanism.ok_or_else(|| Error::new(&fault::KEY_MECHANISM))?;
            let place = TokenPlace { module: module.clone(), token: token.clone(), mechanism };
            let all = token::look(&place, &needed()?)?;
            let certificate = the_one(all, serial.as_deref())?;
            (TOKEN, token.clone(), to_json(&place)?, certificate)
        }
        Elsewhere::Eport { address } => {
            let address = if address.is_empty() { eport::ADDRESS } else { address.as_str() };
            let control = Control::new(address, Patience::default())?;
            let certificate = control.certificate()?;
            control.verify_pin(&needed()?)?;
            (EPORT, "电子口岸 USB Key".to_owned(), to_json(&address)?, certificate)
        }
        Elsewhere::Folder { folder, certificate } => {
            let unreadable =
                |e: std::io::Error| Error::new(&fault::FILE).on(certificate.display()).because(e);
            let size = std::fs::metadata(certificate).map_err(unreadable)?.len();
            let bytes =
                if size > LARGEST { Vec::new() } else { std::fs::read(certificate).map_err(unreadable)? };
            let certificate = Certificate::from_file(&bytes)
                .map_err(|e| Error::told(e.code(), e.text().into(), CHOOSE_CERTIFICATE.into(), false))?;
            let folder = std::path::absolute(folder).map_err(|e| Error::new(&fault::HAND_OVER).because(e))?;
            HandOver::open(&folder, certificate.clone(), Algorithm::default_for(certificate.key()))
                .map_err(|e| Error::new(&fault::HAND_OVER).because(e))?;
            (
                FOLDER,
                folder.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                to_json(&folder)?,
                certificate,
            )
        }
    };
    let algorithm = algorithm.unwrap_or_else(|| Algorithm::default_for(certificate.key()));
    if let Err(says) = certificate.fit_to_sign(algorithm) {
        return Err(Error::told("key-unfit", says.into(), CHOOSE_CERTIFICATE.into(), false));
    }
    let fresh = Fresh { kind, name: &name, certificate: &certificate, algorithm, place, p12: Vec::new() };
    let id = put(store, secrets, client, fresh, pin.filter(|_| keep && kind != FOLDER), false)?;
    if let Some(pin) = pin {
        ring.type_pin(&id, pin.clone());
    }
    Ok(())
}

const CHOOSE_CERTIFICATE: Text = Text {
    zh: "请选择电子口岸签发的 RSA 或 SM2 签名证书",
    en: "Choose a signing certificate with an RSA or SM2 key from the e-port",
};

/// The wanted certificate of a token, or the only one.
fn the_one(all: Vec<Certificate>, serial: Option<&str>) -> Result<Certificate> {
    let bare = |serial: &str| serial.trim_start_matches('0').to_lowercase();
    let fits = |certificate: &Certificate| {
        serial.is_none_or(|serial| bare(serial) == bare(certificate.serial())) && !certificate.is_authority()
    };
    let mut fitting: Vec<Certificate> = all.into_iter().filter(fits).collect();
    match fitting.len() {
        0 => Err(SignError::NoSuchKey.into()),
        1 => Ok(fitting.remove(0)),
        _ => {
            let serials: Vec<&str> = fitting.iter().map(Certificate::serial).collect();
            Err(Error::new(&fault::SEVERAL_KEYS).on(serials.join(", ")))
        }
    }
}

/// Imports a key with its certificate from a PKCS#12 file.
pub(crate) fn import(
    store: &Store,
    secrets: &Secrets,
    client: &str,
    path: &Path,
    password: &SecretString,
) -> Result<()> {
    let unreadable = |e: std::io::Error| Error::new(&fault::FILE).on(path.display()).because(e);
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    let bytes = if size > LARGEST { Vec::new() } else { std::fs::read(path).map_err(unreadable)? };
    let key = open_pkcs12(&bytes, password.expose_secret())?;
    let name = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let (certificate, algorithm) = (key.certificate(), key.algorithm());
    let fresh = Fresh { kind: FILE, name: &name, certificate, algorithm, place: String::new(), p12: bytes };
    put(store, secrets, client, fresh, Some(password), false).map(|_| ())
}

/// A fresh SM2 identity with a certificate of its own.
fn identity(name: &str, code: &str) -> Result<Practice> {
    let now = clock::now();
    let subject = PracticeSubject {
        enterprise_name: name,
        enterprise_code: code,
        // A day back, for clocks that differ a little.
        not_before: BeijingTime::from_unix_ms(now.unix_ms() - 24 * 3_600 * 1_000),
        not_after: BeijingTime::from_unix_ms(now.unix_ms() + PRACTICE_LASTS),
    };
    loop {
        let mut random = PracticeRandom { key: Zeroizing::new([0; 32]), serial: [0; 8] };
        clock::random(&mut *random.key)?;
        clock::random(&mut random.serial)?;
        match Practice::make(random, subject) {
            Err(PracticeError::UnusableRandom) => {}
            made => return made.map_err(|e| Error::new(&fault::SANDBOX).because(e)),
        }
    }
}

/// A key that nobody keeps, for measurements.
pub(crate) fn throwaway(name: &str, code: &str) -> Result<SoftKey> {
    Ok(identity(name, code)?.signer())
}

/// Makes a practice identity for a client, unless it has one that is still valid.
pub(crate) fn practice(store: &Store, secrets: &Secrets, client: &str, name: &str, code: &str) -> Result<()> {
    let now = clock::now();
    let all = store.read(|c| keys::of(c, client))?;
    if all.iter().any(|key| key.practice && key.not_after > now.unix_ms()) {
        return Ok(());
    }
    let identity = identity(name, code)?;
    let mut octets = Zeroizing::new([0_u8; 16]);
    clock::random(&mut *octets)?;
    let passphrase: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    let p12 = identity.to_pkcs12(&passphrase).map_err(|e| Error::new(&fault::SANDBOX).because(e))?;
    let passphrase = SecretString::from(passphrase);
    let (certificate, algorithm) = (identity.certificate(), Algorithm::Sm2Sm3);
    let fresh = Fresh { kind: FILE, name: "练习签名", certificate, algorithm, place: String::new(), p12 };
    put(store, secrets, client, fresh, Some(&passphrase), true).map(|_| ())
}

/// A key that is about to be stored.
struct Fresh<'a> {
    kind: &'static str,
    name: &'a str,
    certificate: &'a Certificate,
    algorithm: Algorithm,
    place: String,
    p12: Vec<u8>,
}

/// Stores a key; its id.
fn put(
    store: &Store,
    secrets: &Secrets,
    client: &str,
    fresh: Fresh<'_>,
    passphrase: Option<&SecretString>,
    practice: bool,
) -> Result<String> {
    let Fresh { kind, name, certificate, algorithm, place, p12 } = fresh;
    let id = clock::guid()?;
    // The keyring comes first: a row without its passphrase could never sign.
    let inside = match passphrase {
        Some(passphrase) => secrets.keep(&id, passphrase)?,
        None => None,
    };
    let row = KeyRow {
        id: id.clone(),
        client: client.to_owned(),
        name: name.to_owned(),
        owner: certificate.enterprise_name().or(certificate.common_name()).unwrap_or_default().to_owned(),
        algorithm: algorithm.name().to_owned(),
        serial: certificate.serial().to_owned(),
        not_before: certificate.not_before().unix_ms(),
        not_after: certificate.not_after().unix_ms(),
        certificate: certificate.der().to_vec(),
        p12,
        passphrase: inside,
        practice,
        kind: kind.to_owned(),
        place,
        keeps_pin: passphrase.is_some(),
    };
    let at = clock::now().unix_ms();
    store.write(|tx| {
        keys::put(tx, &row, at)?;
        let details =
            [("key", row.kind.clone()), ("algorithm", row.algorithm.clone()), ("serial", row.serial.clone())];
        activity::log_of(tx, at, "key-added", &row.client, &row.id, &details).map(|_| ())
    })?;
    Ok(id)
}

/// What keeps a key from signing now.
pub(crate) fn trouble(row: &KeyRow, now: BeijingTime) -> Option<Text> {
    if is_ahead(moment(row.not_before), now) {
        Some(Text {
            zh: "证书尚未生效，请核对电脑时间", en: "Not valid yet: check the computer's clock"
        })
    } else if now.unix_ms() > row.not_after {
        Some(Text { zh: "已过期", en: "Expired" })
    } else {
        None
    }
}

/// A key, as the screens show it.
pub(crate) fn line(row: &KeyRow, now: BeijingTime) -> KeyLine {
    let trouble = trouble(row, now);
    let says = trouble.unwrap_or_else(|| Expiry::of(moment(row.not_after), now).text());
    let algorithm = match row.algorithm.as_str() {
        "rsa-sha1" => "RSA-SHA1",
        "rsa-sha256" => "RSA-SHA256",
        "sm2-sm3" => "SM2 / SM3",
        other => other,
    };
    KeyLine {
        id: row.id.clone(),
        name: row.name.clone(),
        owner: row.owner.clone(),
        algorithm: algorithm.to_owned(),
        serial: row.serial.clone(),
        not_after: moment(row.not_after).to_string(),
        usable: trouble.is_none(),
        practice: row.practice,
        says: Said::from(says),
    }
}

/// The key that a client signs with: the wanted one, or the newest that is valid.
pub(crate) fn choose(store: &Store, client: &str, wanted: &str) -> Result<KeyRow> {
    let now = clock::now();
    if !wanted.is_empty() {
        let row = store.read(|c| keys::find(c, wanted))?.ok_or_else(|| Error::new(&fault::NO_KEY))?;
        return match trouble(&row, now) {
            None => Ok(row),
            Some(_) => Err(Error::new(&fault::KEY_EXPIRED)),
        };
    }
    let all = store.read(|c| keys::of(c, client))?;
    let none = all.is_empty();
    let usable = all.into_iter().find(|row| trouble(row, now).is_none());
    usable.ok_or_else(|| Error::new(if none { &fault::NO_KEY } else { &fault::KEY_EXPIRED }))
}

/// The keys that a client may sign in to a service with, the newest first: those that sign octets and are valid.
pub(crate) fn for_sign_in(store: &Store, client: &str) -> Result<Vec<KeyRow>> {
    let now = clock::now();
    let mut all = store.read(|c| keys::of(c, client))?;
    all.retain(|row| row.kind != FOLDER && trouble(row, now).is_none());
    Ok(all)
}
