//! Keys on PKCS#11 tokens: smart cards, USB tokens and server modules, by way of their maker's library.
//!
//! # Invariants
//! - A PIN goes to a token when it is logged in to, and again only after a session that it had opened was lost.
//! - A signature that does not fit the registered certificate never leaves this file.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use clearance_core::signing::{Algorithm, Certificate, Digest, KeyKind, SignError, Signer, raw_sm2};
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error as TokenError, RvError};
use cryptoki::mechanism::vendor_defined::VendorDefinedMechanism;
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, AttributeType, CertificateType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

/// Where a key on a token is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TokenPlace {
    /// The maker's library.
    pub(crate) module: PathBuf,
    /// Label or serial number of the token.
    pub(crate) token: String,
    /// How it signs.
    #[serde(default)]
    pub(crate) mechanism: How,
}

/// How a token signs: found out, or as a setting says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum How {
    /// The token hashes where it offers that, else we do.
    #[default]
    Auto,
    /// `CKM_RSA_PKCS`: the hash is ours.
    RsaPkcs,
    /// `CKM_SHA1_RSA_PKCS` or `CKM_SHA256_RSA_PKCS`: the token hashes.
    ShaRsaPkcs,
    /// A maker's mechanism for SM2 with SM3: the token hashes.
    Sm2Sm3(u64),
    /// A maker's mechanism for SM2 over a digest that is ours.
    Sm2(u64),
}

impl How {
    /// From its setting: `auto`, `rsa-pkcs`, `sha-rsa-pkcs`, `sm2-sm3:0x80000201`, `sm2:0x80000202`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let vendor = |number: &str| {
            let number = u64::from_str_radix(number.strip_prefix("0x")?, 16).ok()?;
            // PKCS#11 leaves the upper half to the makers.
            (number >= 0x8000_0000).then_some(number)
        };
        match text {
            "" | "auto" => Some(How::Auto),
            "rsa-pkcs" => Some(How::RsaPkcs),
            "sha-rsa-pkcs" => Some(How::ShaRsaPkcs),
            _ => match text.split_once(':')? {
                ("sm2-sm3", number) => vendor(number).map(How::Sm2Sm3),
                ("sm2", number) => vendor(number).map(How::Sm2),
                _ => None,
            },
        }
    }

    /// The mechanism, and the octets it signs.
    fn choose(
        self,
        algorithm: Algorithm,
        offered: &[MechanismType],
        certificate: &Certificate,
        message: &[u8],
    ) -> Option<(Mechanism<'static>, Vec<u8>)> {
        let hashes = match algorithm {
            Algorithm::RsaSha1 => (Mechanism::Sha1RsaPkcs, MechanismType::SHA1_RSA_PKCS),
            Algorithm::RsaSha256 => (Mechanism::Sha256RsaPkcs, MechanismType::SHA256_RSA_PKCS),
            Algorithm::Sm2Sm3 => {
                let (number, octets) = match self {
                    How::Sm2Sm3(number) => (number, message.to_vec()),
                    How::Sm2(number) => (number, certificate.sm2_digest(message)?.to_vec()),
                    _ => return None,
                };
                #[allow(clippy::useless_conversion, reason = "such numbers have 32 bits on Windows")]
                let kind = MechanismType::new_vendor_defined(number.try_into().ok()?).ok()?;
                return Some((
                    Mechanism::VendorDefined(VendorDefinedMechanism::new::<()>(kind, None)),
                    octets,
                ));
            }
        };
        match self {
            How::Auto if offered.contains(&hashes.1) => Some((hashes.0, message.to_vec())),
            How::ShaRsaPkcs => Some((hashes.0, message.to_vec())),
            How::Auto | How::RsaPkcs => Some((Mechanism::RsaPkcs, digest_info(algorithm, message))),
            How::Sm2Sm3(_) | How::Sm2(_) => None,
        }
    }
}

/// The digest with the name of its hash (RFC 8017, 9.2).
fn digest_info(algorithm: Algorithm, message: &[u8]) -> Vec<u8> {
    const SHA1: &[u8] =
        &[0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14];
    const SHA256: &[u8] = &[
        0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
        0x04, 0x20,
    ];
    let (head, digest) = match algorithm {
        Algorithm::RsaSha1 => (SHA1, Digest::Sha1),
        _ => (SHA256, Digest::Sha256),
    };
    [head, &digest.of(message)].concat()
}

/// A certificate that a token holds.
#[derive(Clone)]
pub(crate) struct Held {
    pub(crate) certificate: Certificate,
    id: Vec<u8>,
}

/// A key on a token with its certificate.
pub(crate) struct Token {
    place: TokenPlace,
    certificate: Certificate,
    algorithm: Algorithm,
    pin: SecretString,
    open: Mutex<Option<Open>>,
}

struct Open {
    session: Session,
    key: ObjectHandle,
    offered: Vec<MechanismType>,
}

impl Token {
    /// Logs in to the token and finds the key of the certificate.
    ///
    /// # Errors
    /// The token is not there; the PIN is wrong or locked; no single key fits the certificate.
    pub(crate) fn open(
        place: TokenPlace,
        certificate: Certificate,
        algorithm: Algorithm,
        pin: SecretString,
    ) -> Result<Self, SignError> {
        let token = Token { place, certificate, algorithm, pin, open: Mutex::new(None) };
        let open = token.log_in()?;
        *token.held() = Some(open);
        Ok(token)
    }

    fn held(&self) -> MutexGuard<'_, Option<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn log_in(&self) -> Result<Open, SignError> {
        let (module, slot) = find(&self.place)?;
        let session = module.open_ro_session(slot).map_err(|e| told(&e))?;
        // Another token under the same label does not get to see the PIN, where certificates can be read without it.
        let visible = held_by(&session)?;
        if !visible.is_empty() && !visible.iter().any(|held| held.certificate == self.certificate) {
            return Err(SignError::OtherKey);
        }
        log_in(&module, slot, &session, &self.pin)?;
        let key = key_of(&session, &self.certificate)?;
        let offered = module.get_mechanism_list(slot).map_err(|e| told(&e))?;
        Ok(Open { session, key, offered })
    }

    fn ask(&self, open: &Open, message: &[u8]) -> Result<Vec<u8>, Failed> {
        let chosen = self.place.mechanism.choose(self.algorithm, &open.offered, &self.certificate, message);
        let (mechanism, octets) = chosen.ok_or(Failed::For(SignError::NotOffered))?;
        open.session.sign(&mechanism, open.key, &octets).map_err(|error| match error {
            TokenError::Pkcs11(
                RvError::UserNotLoggedIn
                | RvError::SessionHandleInvalid
                | RvError::SessionClosed
                | RvError::KeyHandleInvalid
                | RvError::ObjectHandleInvalid
                | RvError::CryptokiNotInitialized,
                _,
            ) => Failed::Session,
            error => Failed::For(told(&error)),
        })
    }
}

enum Failed {
    /// The session is lost; a new one may do.
    Session,
    For(SignError),
}

impl Signer for Token {
    fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let mut held = self.held();
        let first = match &*held {
            Some(open) => self.ask(open, message),
            None => Err(Failed::Session),
        };
        let value = match first {
            Err(Failed::Session) => {
                *held = None;
                let open = self.log_in()?;
                let value = self.ask(&open, message);
                *held = Some(open);
                value
            }
            other => other,
        };
        let value = value.map_err(|failed| match failed {
            Failed::Session => SignError::KeyGone,
            Failed::For(error) => error,
        });
        if matches!(value, Err(SignError::KeyGone)) {
            *held = None;
        }
        let value = value?;
        let value = match (self.algorithm, raw_sm2(&value)) {
            (Algorithm::Sm2Sm3, Some(raw)) if value.len() != raw.len() => raw.to_vec(),
            _ => value,
        };
        if self.certificate.verifies(self.algorithm, message, &value) {
            Ok(value)
        } else {
            Err(SignError::WrongSignature)
        }
    }
}

/// The certificates on a token that have their key beside them. Without a PIN only what the token shows to everybody.
///
/// # Errors
/// As [`Token::open`].
pub(crate) fn look(place: &TokenPlace, pin: &SecretString) -> Result<Vec<Certificate>, SignError> {
    let (module, slot) = find(place)?;
    let session = module.open_ro_session(slot).map_err(|e| told(&e))?;
    log_in(&module, slot, &session, pin)?;
    let held = held_by(&session)?;
    let with_key = held.into_iter().filter(|held| key_of(&session, &held.certificate).is_ok());
    Ok(with_key.map(|held| held.certificate).collect())
}

/// The certificates that a token shows to everybody.
///
/// # Errors
/// As [`reach`].
pub(crate) fn visible(place: &TokenPlace) -> Result<Vec<Certificate>, SignError> {
    let (module, slot) = find(place)?;
    let session = module.open_ro_session(slot).map_err(|e| told(&e))?;
    Ok(held_by(&session)?.into_iter().map(|held| held.certificate).collect())
}

/// A token that a library shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) label: String,
    pub(crate) serial: String,
    pub(crate) maker: String,
    pub(crate) model: String,
    pub(crate) pin: PinState,
}

/// What a token tells of its PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PinState {
    Fine,
    /// A wrong one was typed since the last right one.
    Low,
    /// One attempt is left.
    Final,
    Locked,
    /// Nobody has set one.
    Unset,
}

impl PinState {
    /// As the screens name it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            PinState::Fine => "fine",
            PinState::Low => "low",
            PinState::Final => "final",
            PinState::Locked => "locked",
            PinState::Unset => "unset",
        }
    }

    fn of(info: &cryptoki::slot::TokenInfo) -> Self {
        match () {
            () if info.user_pin_locked() => PinState::Locked,
            () if !info.user_pin_initialized() => PinState::Unset,
            () if info.user_pin_final_try() => PinState::Final,
            () if info.user_pin_count_low() => PinState::Low,
            () => PinState::Fine,
        }
    }
}

/// All tokens that a library shows and that are ready for use.
///
/// # Errors
/// The library does not work.
pub(crate) fn tokens(path: &Path) -> Result<Vec<Seen>, SignError> {
    let module = module(path)?;
    let slots = module.get_slots_with_token().map_err(|e| told(&e))?;
    let infos = slots.into_iter().filter_map(|slot| module.get_token_info(slot).ok());
    Ok(infos
        .filter(cryptoki::slot::TokenInfo::token_initialized)
        .map(|info| Seen {
            label: info.label().trim_end().to_owned(),
            serial: info.serial_number().trim_end().to_owned(),
            maker: info.manufacturer_id().trim_end().to_owned(),
            model: info.model().trim_end().to_owned(),
            pin: PinState::of(&info),
        })
        .collect())
}

/// What a token tells of its PIN, without trying one.
///
/// # Errors
/// As [`reach`].
pub(crate) fn pin_state(place: &TokenPlace) -> Result<PinState, SignError> {
    let (module, slot) = find(place)?;
    module.get_token_info(slot).map(|info| PinState::of(&info)).map_err(|e| told(&e))
}

/// Whether the token is there, without any PIN.
///
/// # Errors
/// It is not, or its library does not work.
pub(crate) fn reach(place: &TokenPlace) -> Result<(), SignError> {
    find(place).map(|_| ())
}

/// A library is loaded once: it counts its own users, and ending it ends it for all of them.
static MODULES: Mutex<Vec<(PathBuf, Pkcs11)>> = Mutex::new(Vec::new());

fn module(path: &Path) -> Result<Pkcs11, SignError> {
    let mut modules = MODULES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, module)) = modules.iter().find(|(known, _)| known == path) {
        return Ok(module.clone());
    }
    let module = Pkcs11::new(path).map_err(|e| told(&e))?;
    match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Ok(()) | Err(TokenError::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
        Err(error) => return Err(told(&error)),
    }
    modules.push((path.to_owned(), module.clone()));
    Ok(module)
}

fn find(place: &TokenPlace) -> Result<(Pkcs11, Slot), SignError> {
    let module = module(&place.module)?;
    let mut found = Vec::new();
    for slot in module.get_slots_with_token().map_err(|e| told(&e))? {
        // A token that does not even say its name is not the one.
        let Ok(info) = module.get_token_info(slot) else { continue };
        if info.label().trim_end() == place.token || info.serial_number().trim_end() == place.token {
            found.push(slot);
        }
    }
    match found.as_slice() {
        [] => Err(SignError::KeyGone),
        [slot] => Ok((module, *slot)),
        // Two tokens of one label: which is meant is not ours to guess.
        _ => Err(SignError::NoSuchKey),
    }
}

fn log_in(module: &Pkcs11, slot: Slot, session: &Session, pin: &SecretString) -> Result<(), SignError> {
    let pin = cryptoki::types::AuthPin::from(pin.clone());
    match session.login(UserType::User, Some(&pin)) {
        Ok(()) | Err(TokenError::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(()),
        Err(error) => Err(match told(&error) {
            SignError::WrongPin { .. } => match module.get_token_info(slot) {
                Ok(info) if info.user_pin_locked() => SignError::PinLocked,
                Ok(info) if info.user_pin_final_try() => SignError::WrongPin { left: Some(1) },
                _ => SignError::WrongPin { left: None },
            },
            other => other,
        }),
    }
}

fn held_by(session: &Session) -> Result<Vec<Held>, SignError> {
    let wanted =
        [Attribute::Class(ObjectClass::CERTIFICATE), Attribute::CertificateType(CertificateType::X_509)];
    let mut all = Vec::new();
    for object in session.find_objects(&wanted).map_err(|e| told(&e))? {
        let read = session.get_attributes(object, &[AttributeType::Value, AttributeType::Id]);
        let (mut der, mut id) = (Vec::new(), Vec::new());
        for attribute in read.map_err(|e| told(&e))? {
            match attribute {
                Attribute::Value(octets) => der = octets,
                Attribute::Id(octets) => id = octets,
                _ => {}
            }
        }
        // Certificates of other kinds of keys are none of ours.
        if let Ok(certificate) = Certificate::from_der(&der) {
            all.push(Held { certificate, id });
        }
    }
    Ok(all)
}

/// The private key of a certificate: the one with its modulus where the token tells it, else the one with its id.
fn key_of(session: &Session, certificate: &Certificate) -> Result<ObjectHandle, SignError> {
    let keys = session.find_objects(&[Attribute::Class(ObjectClass::PRIVATE_KEY)]).map_err(|e| told(&e))?;
    if let (KeyKind::Rsa { .. }, Some(modulus)) = (certificate.key(), certificate.rsa_modulus()) {
        let same = |key: &ObjectHandle| {
            let read = session.get_attributes(*key, &[AttributeType::Modulus]).unwrap_or_default();
            read.iter().any(|attribute| match attribute {
                Attribute::Modulus(octets) => {
                    octets.iter().skip_while(|octet| **octet == 0).eq(modulus.iter())
                }
                _ => false,
            })
        };
        let fitting: Vec<ObjectHandle> = keys.iter().copied().filter(same).collect();
        if let Some(key) = fitting.first() {
            // The same key twice is the same key.
            return Ok(*key);
        }
    }
    let ids: Vec<Vec<u8>> = held_by(session)?
        .into_iter()
        .filter(|held| held.certificate == *certificate && !held.id.is_empty())
        .map(|held| held.id)
        .collect();
    let named = |key: &ObjectHandle| {
        let read = session.get_attributes(*key, &[AttributeType::Id]).unwrap_or_default();
        read.iter().any(|attribute| matches!(attribute, Attribute::Id(id) if ids.contains(id)))
    };
    let fitting: Vec<ObjectHandle> = keys.into_iter().filter(named).collect();
    match fitting.as_slice() {
        [key] => Ok(*key),
        _ => Err(SignError::NoSuchKey),
    }
}

fn told(error: &TokenError) -> SignError {
    let TokenError::Pkcs11(code, _) = error else {
        // The library cannot be loaded, or is none.
        return SignError::KeyGone;
    };
    match code {
        RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange => {
            SignError::WrongPin { left: None }
        }
        RvError::PinLocked => SignError::PinLocked,
        RvError::TokenNotPresent
        | RvError::TokenNotRecognized
        | RvError::DeviceRemoved
        | RvError::SlotIdInvalid => SignError::KeyGone,
        RvError::FunctionCanceled | RvError::Cancel => SignError::Declined,
        RvError::SessionCount => SignError::Busy,
        RvError::MechanismInvalid
        | RvError::MechanismParamInvalid
        | RvError::KeyTypeInconsistent
        | RvError::KeyFunctionNotPermitted
        | RvError::FunctionNotSupported => SignError::NotOffered,
        RvError::UserPinNotInitialized => SignError::PinNeeded,
        RvError::GeneralError => SignError::Device { code: 0x05 },
        RvError::FunctionFailed => SignError::Device { code: 0x06 },
        RvError::DeviceError => SignError::Device { code: 0x30 },
        RvError::DeviceMemory => SignError::Device { code: 0x31 },
        _ => SignError::Device { code: -1 },
    }
}

#[cfg(test)]
mod tests;
