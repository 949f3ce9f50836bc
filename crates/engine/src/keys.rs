//! Keys that sign: in PKCS#12 files, on tokens, behind the e-port control, in another program's hands, or made here for
//! practice.
//!
//! # Invariants
//! - A PIN that was refused is forgotten at once, wherever it was kept: only a person types it again.
//! - A PIN is kept for the session, and longer only where the user asked for that.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use clearance_core::mask;
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
use crate::store::{Store, from_json, keys, moment};
use crate::vault::Secrets;
use crate::view::{KeyEntry, KeyLine, Said};

pub(crate) mod add;
pub(crate) mod doctor;
pub(crate) mod eport;
pub(crate) mod folder;
pub(crate) mod modules;
pub(crate) mod token;

pub(crate) use add::Elsewhere;
use add::Fresh;
use eport::{Control, EportKey, Patience};
use folder::HandOver;
use token::{Token, TokenPlace};

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
    /// A key is opened by one at a time, and nobody who asks for another one waits for that.
    gates: HashMap<String, Arc<Mutex<()>>>,
}

impl KeyRing {
    fn held(&self) -> MutexGuard<'_, Ring> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The key of a row, ready to sign.
    pub(crate) fn signer(&self, row: &KeyRow, store: &Store, secrets: &Secrets) -> Result<Arc<dyn Signer>> {
        let gate = Arc::clone(self.held().gates.entry(row.id.clone()).or_default());
        let _alone = gate.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = self.held().opened.get(&row.id) {
            return Ok(Arc::clone(key));
        }
        let key = match row.kind.as_str() {
            FOLDER => Arc::new(hand_over(row)?.ok_or_else(|| Error::new(&fault::HAND_OVER))?),
            FILE => {
                let password = self.pin(row, secrets)?;
                let opened = from_file(row, &password);
                if opened.is_err() && !row.keeps_pin {
                    self.held().typed.remove(&row.id);
                }
                Arc::new(opened?) as Arc<dyn Signer>
            }
            _ => match elsewhere(row, self.pin(row, secrets)?)? {
                Ok(key) => key,
                Err(error) => {
                    if is_refusal(error.code()) {
                        self.refuse(row, store, secrets)?;
                    }
                    return Err(error.into());
                }
            },
        };
        let key: Arc<dyn Signer> = Arc::new(Careful { key, refused: Mutex::new(None) });
        self.held().opened.insert(row.id.clone(), Arc::clone(&key));
        Ok(key)
    }

    /// The PIN or password of a key: as it was typed in this session, or as it is kept.
    fn pin(&self, row: &KeyRow, secrets: &Secrets) -> Result<SecretString> {
        {
            let ring = self.held();
            if ring.refused.contains(&row.id) {
                return Err(SignError::PinNeeded.into());
            }
            if let Some(pin) = ring.typed.get(&row.id) {
                return Ok(pin.clone());
            }
        }
        if !row.keeps_pin {
            return Err(SignError::PinNeeded.into());
        }
        secrets.passphrase(row).map_err(|error| {
            // The password of a file opens again with the keyring; a PIN can be typed.
            if error.is(&fault::KEY_LOCKED) && row.kind != FILE { SignError::PinNeeded.into() } else { error }
        })
    }

    /// The PIN of a key was refused: it is forgotten wherever it was, and only a person types it again.
    pub(crate) fn refuse(&self, row: &KeyRow, store: &Store, secrets: &Secrets) -> Result<()> {
        {
            let mut ring = self.held();
            ring.opened.remove(&row.id);
            ring.typed.remove(&row.id);
            ring.refused.insert(row.id.clone());
        }
        forget(row, store, secrets)
    }

    /// Nothing of a key is known any more.
    pub(crate) fn drop_key(&self, id: &str) {
        let mut ring = self.held();
        ring.opened.remove(id);
        ring.typed.remove(id);
        ring.refused.remove(id);
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
        row.kind != FOLDER && !kept && !ring.typed.contains_key(&row.id)
    }

    /// A key that failed is opened anew when it is used next.
    pub(crate) fn close(&self, id: &str) {
        self.held().opened.remove(id);
    }
}

/// Whether a code says that a PIN was refused.
pub(crate) fn is_refusal(code: &str) -> bool {
    code == SignError::WrongPin { left: None }.code() || code == SignError::PinLocked.code()
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
            && is_refusal(error.code())
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

fn from_file(row: &KeyRow, password: &SecretString) -> Result<SoftKey> {
    let mut key = open_pkcs12(&row.p12, password.expose_secret())?;
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
    let fresh = Fresh {
        kind: FILE,
        name: "练习签名".to_owned(),
        certificate: certificate.clone(),
        algorithm,
        place: String::new(),
        p12,
        practice: true,
    };
    add::put(store, secrets, client, fresh, Some(&passphrase)).map(|_| ())
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

/// How a key signs, as the screens name it.
pub(crate) fn algorithm_name(row: &KeyRow) -> &str {
    match row.algorithm.as_str() {
        "rsa-sha1" => "RSA-SHA1",
        "rsa-sha256" => "RSA-SHA256",
        "sm2-sm3" => "SM2 / SM3",
        other => other,
    }
}

/// How far the end of a certificate is: days by the calendar in Beijing, and a word. Its last moment still counts.
pub(crate) fn ends(not_before: i64, not_after: i64, now: BeijingTime) -> (i32, &'static str) {
    let (last, today) = (moment(not_after).date(), now.date());
    let days = today.until(last).map_or(0, |span| span.get_days());
    let level = match Expiry::of(moment(not_after), now) {
        _ if is_ahead(moment(not_before), now) => "ahead",
        Expiry::Far => "far",
        Expiry::Within60Days => "60",
        Expiry::Within30Days => "30",
        Expiry::Within7Days => "7",
        Expiry::Ended => "ended",
    };
    (days, level)
}

/// A key in full. `siblings` are the keys of its client.
pub(crate) fn entry(
    row: &KeyRow,
    siblings: &[&KeyRow],
    client: &str,
    needs_pin: bool,
    now: BeijingTime,
) -> Result<KeyEntry> {
    let place = match row.kind.as_str() {
        TOKEN => from_json::<TokenPlace>(&row.place)?.token,
        FILE => String::new(),
        _ => from_json::<String>(&row.place)?,
    };
    let certificate = certificate(row)?;
    let (days_left, level) = ends(row.not_before, row.not_after, now);
    Ok(KeyEntry {
        line: line(row, now),
        kind: row.kind.clone(),
        place,
        keeps_pin: row.keeps_pin,
        client_id: row.client.clone(),
        client: client.to_owned(),
        needs_pin,
        main: choose_of(siblings, now).is_some_and(|main| main.id == row.id),
        successor: row.successor.clone(),
        not_before: moment(row.not_before).to_string(),
        days_left,
        level: level.to_owned(),
        warns: warns(row, siblings, now),
        operator: certificate
            .common_name()
            // Where the enterprise itself holds it, there is nobody to name.
            .filter(|name| certificate.enterprise_name() != Some(name))
            .map(mask::name)
            .unwrap_or_default(),
        enterprise_code: certificate.enterprise_code().unwrap_or_default().to_owned(),
    })
}

/// Whether the end of a key is to be pointed out: it is near, or has come and its client has no other key that is real
/// and valid. `siblings` are the keys of its client.
pub(crate) fn warns(row: &KeyRow, siblings: &[&KeyRow], now: BeijingTime) -> bool {
    let other = |other: &&KeyRow| {
        other.id != row.id && other.client == row.client && !other.practice && trouble(other, now).is_none()
    };
    row.successor.is_empty()
        && !row.practice
        && match ends(row.not_before, row.not_after, now).1 {
            "far" | "ahead" => false,
            "ended" => !siblings.iter().copied().any(|sibling| other(&sibling)),
            _ => true,
        }
}

/// A key, as the screens show it.
pub(crate) fn line(row: &KeyRow, now: BeijingTime) -> KeyLine {
    let trouble = trouble(row, now);
    let says = trouble.unwrap_or_else(|| Expiry::of(moment(row.not_after), now).text());
    KeyLine {
        id: row.id.clone(),
        name: row.name.clone(),
        owner: row.owner.clone(),
        algorithm: algorithm_name(row).to_owned(),
        serial: row.serial.clone(),
        not_after: moment(row.not_after).to_string(),
        usable: trouble.is_none(),
        practice: row.practice,
        says: Said::from(says),
    }
}

/// The key of a client that signs unless another one is named: its main one, else the newest that none has taken over
/// from, as long as it is valid. `all` are its keys, the newest first.
pub(crate) fn choose_of<'a>(all: &[&'a KeyRow], now: BeijingTime) -> Option<&'a KeyRow> {
    let usable: Vec<&KeyRow> = all.iter().copied().filter(|row| trouble(row, now).is_none()).collect();
    let of = |fits: &dyn Fn(&KeyRow) -> bool| usable.iter().copied().find(|row| fits(row));
    of(&|row| row.main).or_else(|| of(&|row| row.successor.is_empty())).or_else(|| usable.first().copied())
}

/// The key that a client signs with: the wanted one, or its own.
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
    let chosen = choose_of(&all.iter().collect::<Vec<_>>(), now).cloned();
    chosen.ok_or_else(|| Error::new(if all.is_empty() { &fault::NO_KEY } else { &fault::KEY_EXPIRED }))
}

/// The keys that a client may sign in to a service with, the newest first: those that sign octets and are valid.
pub(crate) fn for_sign_in(store: &Store, client: &str) -> Result<Vec<KeyRow>> {
    let now = clock::now();
    let mut all = store.read(|c| keys::of(c, client))?;
    all.retain(|row| row.kind != FOLDER && trouble(row, now).is_none());
    Ok(all)
}
