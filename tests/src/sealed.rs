//! Messages that pass every rule today, signed by the committed test keys.

use clearance_core::cn::Case;
use clearance_core::cn::message::{Body, Message};
use clearance_core::cn::sample;
use clearance_core::signing::{Algorithm, Signer, SoftKey, open_pkcs12};

use crate::broker::{key_file, now};

/// Opens the committed test keys.
pub const PASSWORD: &str = "clearance-test";

/// A committed test key.
///
/// # Panics
/// It is not there.
#[must_use]
pub fn key(name: &str) -> SoftKey {
    let container = std::fs::read(key_file(name)).expect("a committed key");
    open_pkcs12(&container, PASSWORD).expect("it opens")
}

/// A key for each algorithm, by the name that `verify` gives it.
///
/// # Panics
/// A key is not there.
#[must_use]
pub fn keys() -> Vec<(&'static str, SoftKey)> {
    let sha256 = key("rsa2048.p12").with_algorithm(Algorithm::RsaSha256).expect("2048 bits are enough");
    vec![("rsa-sha1", key("rsa1024.p12")), ("rsa-sha256", sha256), ("sm2-sm3", key("sm2.p12"))]
}

/// The documents of the sample order, made today.
#[must_use]
pub fn case() -> Case {
    let now = now();
    let mut case = sample::case();
    if let Some(order) = &mut case.order {
        order.head.app_time = now;
    }
    if let Some(declaration) = &mut case.declaration {
        declaration.head.app_time = now;
        declaration.head.declared_on = now.date();
        declaration.head.imported_on = Some(now.date());
    }
    case
}

/// The sample declaration as a CEB621 message without a signature.
///
/// # Panics
/// The sample has no declaration.
#[must_use]
pub fn unsigned() -> String {
    let declaration = case().declaration.expect("the sample has all four");
    let body = Body::Declarations(vec![declaration]);
    let id = "4CDE1CFD-EDED-46B1-946C-B8022E42FC01".to_owned();
    Message::new(id, body, sample::transfer()).write()
}

/// The same, signed.
///
/// # Panics
/// The key does not sign it.
#[must_use]
pub fn signed(key: &dyn Signer) -> String {
    clearance_core::cn::seal::seal(&unsigned(), key).expect("it is signed").into_xml()
}
