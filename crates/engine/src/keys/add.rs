//! A key is found where it is, looked at, and registered for a client.

use std::path::{Path, PathBuf};

use clearance_core::signing::{Algorithm, Certificate, KeyKind, SignError, Signer as _, open_pkcs12};
use clearance_core::text::Text;
use secrecy::{ExposeSecret as _, SecretString};

use super::eport::{self, Control, Patience};
use super::folder::HandOver;
use super::token::{self, TokenPlace};
use super::{EPORT, FILE, FOLDER, KeyRing, TOKEN};
use crate::clock;
use crate::error::{Error, Result, fault};
use crate::store::keys::KeyRow;
use crate::store::{Store, activity, keys, to_json};
use crate::vault::Secrets;

/// Largest certificate file that is read; real ones have a few kilobytes.
const LARGEST: u64 = 1 << 20;
/// Longest name of a key, in signs.
const LONGEST_NAME: usize = 60;

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

/// Where a key is that is about to be registered.
#[derive(Clone, Debug)]
pub enum KeyPlace {
    /// In a PKCS#12 file, which is copied into the data folder.
    File(PathBuf),
    /// Anywhere else.
    Elsewhere(Elsewhere),
}

/// How a key is to be registered.
#[derive(Clone, Debug, Default)]
pub struct KeyWish {
    /// What it is called; by where it is, when empty.
    pub name: String,
    /// The client signs with it unless another one is named.
    pub main: bool,
    /// The key of the client that it takes over from; none when empty.
    pub takes_over: String,
    /// Whether its PIN or password is kept in the keyring; else for this session only.
    pub keep_pin: bool,
    /// How it signs; its own way when none.
    pub algorithm: Option<Algorithm>,
}

pub(crate) const CHOOSE_CERTIFICATE: Text = Text {
    zh: "请选择电子口岸签发的 RSA 或 SM2 签名证书",
    en: "Choose a signing certificate with an RSA or SM2 key from the e-port",
};

/// What stands at a place.
pub(crate) struct Found {
    pub(crate) certificates: Vec<Certificate>,
    /// How the key of a file signs.
    algorithm: Option<Algorithm>,
    name: String,
    place: String,
    p12: Vec<u8>,
}

/// A key that is about to be stored.
pub(super) struct Fresh {
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) certificate: Certificate,
    pub(super) algorithm: Algorithm,
    pub(super) place: String,
    pub(super) p12: Vec<u8>,
    pub(super) practice: bool,
}

fn kind(place: &KeyPlace) -> &'static str {
    match place {
        KeyPlace::File(_) => FILE,
        KeyPlace::Elsewhere(Elsewhere::Token { .. }) => TOKEN,
        KeyPlace::Elsewhere(Elsewhere::Eport { .. }) => EPORT,
        KeyPlace::Elsewhere(Elsewhere::Folder { .. }) => FOLDER,
    }
}

fn read(path: &Path) -> Result<Vec<u8>> {
    let unreadable = |e: std::io::Error| Error::new(&fault::FILE).on(path.display()).because(e);
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    if size > LARGEST { Ok(Vec::new()) } else { std::fs::read(path).map_err(unreadable) }
}

/// Looks at what stands at a place. A PIN goes to a token once; without one only what it shows to everybody is seen.
/// The e-port's key shows its certificate without a PIN.
pub(crate) fn look(place: &KeyPlace, pin: Option<&SecretString>) -> Result<Found> {
    let none = || Found {
        certificates: Vec::new(),
        algorithm: None,
        name: String::new(),
        place: String::new(),
        p12: Vec::new(),
    };
    Ok(match place {
        KeyPlace::File(path) => {
            let p12 = read(path)?;
            let key = open_pkcs12(&p12, pin.map_or("", |pin| pin.expose_secret()))?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            Found {
                certificates: vec![key.certificate().clone()],
                algorithm: Some(key.algorithm()),
                name,
                p12,
                ..none()
            }
        }
        KeyPlace::Elsewhere(Elsewhere::Token { module, token, mechanism, .. }) => {
            let mechanism = token::How::parse(mechanism);
            let mechanism = mechanism.ok_or_else(|| Error::new(&fault::KEY_MECHANISM))?;
            let at = TokenPlace { module: module.clone(), token: token.clone(), mechanism };
            let certificates = match pin {
                Some(pin) => token::look(&at, pin)?,
                None => token::visible(&at)?,
            };
            Found { certificates, name: token.clone(), place: to_json(&at)?, ..none() }
        }
        KeyPlace::Elsewhere(Elsewhere::Eport { address }) => {
            let address = if address.is_empty() { eport::ADDRESS } else { address.as_str() };
            let certificate = Control::new(address, Patience::default())?.certificate()?;
            let name = "电子口岸 USB Key".to_owned();
            Found { certificates: vec![certificate], name, place: to_json(&address)?, ..none() }
        }
        KeyPlace::Elsewhere(Elsewhere::Folder { folder, certificate }) => {
            let certificate = Certificate::from_file(&read(certificate)?)
                .map_err(|e| Error::told(e.code(), e.text().into(), CHOOSE_CERTIFICATE.into(), false))?;
            let folder = std::path::absolute(folder).map_err(|e| Error::new(&fault::HAND_OVER).because(e))?;
            HandOver::open(&folder, certificate.clone(), Algorithm::default_for(certificate.key()))
                .map_err(|e| Error::new(&fault::HAND_OVER).because(e))?;
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Found { certificates: vec![certificate], name, place: to_json(&folder)?, ..none() }
        }
    })
}

/// Registers a key; its id. Its PIN is tried once.
pub(crate) fn register(
    (store, secrets, ring): (&Store, &Secrets, &KeyRing),
    client: &str,
    place: &KeyPlace,
    pin: Option<&SecretString>,
    wish: &KeyWish,
) -> Result<String> {
    let kind = kind(place);
    if matches!(kind, TOKEN | EPORT) && pin.is_none() {
        return Err(SignError::PinNeeded.into());
    }
    let found = look(place, pin)?;
    let serial = match place {
        KeyPlace::Elsewhere(Elsewhere::Token { serial, .. }) => serial.as_deref(),
        _ => None,
    };
    let certificate = the_one(found.certificates, serial)?;
    if let (KeyPlace::Elsewhere(Elsewhere::Eport { address }), Some(pin)) = (place, pin) {
        let address = if address.is_empty() { eport::ADDRESS } else { address.as_str() };
        Control::new(address, Patience::default())?.verify_pin(pin)?;
    }
    let algorithm =
        wish.algorithm.or(found.algorithm).unwrap_or_else(|| Algorithm::default_for(certificate.key()));
    if kind != FILE
        && let Err(says) = certificate.fit_to_sign(algorithm)
    {
        return Err(Error::told("key-unfit", says.into(), CHOOSE_CERTIFICATE.into(), false));
    }
    let name = if wish.name.trim().is_empty() { found.name } else { name(&wish.name)? };
    let (place, p12) = (found.place, found.p12);
    let fresh = Fresh { kind, name, certificate, algorithm, place, p12, practice: false };
    let kept = pin.filter(|_| wish.keep_pin && kind != FOLDER);
    let id = put(store, secrets, client, fresh, kept)?;
    ring.drop_key(&id);
    if let Some(pin) = pin.filter(|_| kind != FOLDER) {
        ring.type_pin(&id, pin.clone());
    } else if kind == FILE && !wish.keep_pin {
        // No password is a password too.
        ring.type_pin(&id, SecretString::from(String::new()));
    }
    arrange(store, client, &id, wish)?;
    Ok(id)
}

/// A name that a person gave.
pub(crate) fn name(text: &str) -> Result<String> {
    let text = text.trim();
    let good =
        !text.is_empty() && text.chars().count() <= LONGEST_NAME && !text.chars().any(char::is_control);
    if good { Ok(text.to_owned()) } else { Err(Error::new(&fault::KEY_NAME)) }
}

/// Which key the client signs with, and which one this one takes over from.
fn arrange(store: &Store, client: &str, id: &str, wish: &KeyWish) -> Result<()> {
    store.write(|tx| {
        let mut main = wish.main;
        if !wish.takes_over.is_empty() {
            let old = keys::find(tx, &wish.takes_over)?.filter(|old| old.client == client && old.id != id);
            let old = old.ok_or_else(|| Error::new(&fault::NO_SUCH_KEY).on(&wish.takes_over))?;
            main |= old.main;
            keys::take_over(tx, client, &old.id, id)?;
        }
        if main { keys::set_main(tx, client, id) } else { Ok(()) }
    })
}

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

/// Stores a key; its id. The same certificate again keeps the id that its client knows it by.
pub(super) fn put(
    store: &Store,
    secrets: &Secrets,
    client: &str,
    fresh: Fresh,
    passphrase: Option<&SecretString>,
) -> Result<String> {
    let Fresh { kind, name, certificate, algorithm, place, p12, practice } = fresh;
    let known = store.read(|c| keys::with_serial(c, client, certificate.serial()))?;
    let id = known.as_ref().map_or_else(clock::guid, |row| Ok(row.id.clone()))?;
    // The keyring comes first: a row without its passphrase could never sign.
    let inside = match passphrase {
        Some(passphrase) => secrets.keep(&id, passphrase)?,
        None => {
            if known.is_some() {
                secrets.forget(&id);
            }
            None
        }
    };
    let row = KeyRow {
        id: id.clone(),
        client: client.to_owned(),
        name,
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
        main: known.as_ref().is_some_and(|row| row.main),
        successor: known.map(|row| row.successor).unwrap_or_default(),
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

/// The name of a way to sign, as people write it.
pub(crate) fn algorithm_of(certificate: &Certificate) -> &'static str {
    match certificate.key() {
        KeyKind::Rsa { .. } => "RSA",
        _ => "SM2",
    }
}
