//! Certificates and key files that must not count, and those that must.
#![allow(clippy::unwrap_used, reason = "a change that no longer applies must stop the test")]

use zeroize::Zeroizing;

use super::super::samples::{self, at};
use super::super::*;
use super::{change, good, judged, now};
use Verdict::{CertificateRefused, Valid};

fn practice(from: &str, until: &str) -> SoftKey {
    let random = PracticeRandom { key: Zeroizing::new([3; 32]), serial: [1; 8] };
    let subject = PracticeSubject {
        enterprise_name: "云舟测试电商有限公司",
        enterprise_code: "110196T001",
        not_before: at(from),
        not_after: at(until),
    };
    Practice::make(random, subject).unwrap().signer()
}

#[test]
fn a_certificate_counts_only_while_it_is_valid() {
    // The message says 2026-12-01 10:30:00.
    for (from, until, now, expected) in [
        ("20260101000000", "20270101000000", Some("20261201110000"), (Valid, "valid")),
        ("20260101000000", "20261202000000", Some("20261205000000"), (Valid, "certificate-expired-since")),
        (
            "20260101000000",
            "20261201000000",
            Some("20261205000000"),
            (CertificateRefused, "certificate-expired"),
        ),
        ("20260101000000", "20261201000000", None, (CertificateRefused, "certificate-expired")),
        ("20261202000000", "20270101000000", Some("20261205000000"), (Valid, "older-than-certificate")),
        (
            "20261206000000",
            "20270101000000",
            Some("20261205000000"),
            (CertificateRefused, "certificate-not-yet-valid"),
        ),
        ("20261202000000", "20270101000000", None, (CertificateRefused, "certificate-not-yet-valid")),
        ("20260101000000", "20270101000000", None, (Valid, "valid")),
    ] {
        let xml = good(&practice(from, until));
        let options = VerifyOptions { now: now.map(at), ..VerifyOptions::default() };
        let found = verify(xml.as_bytes(), &options);
        let code = match found.verdict {
            Valid => found
                .warnings
                .iter()
                .find(|note| note.code != "unknown-issuer")
                .map_or("valid", |note| note.code),
            _ => found.reason.code,
        };
        assert_eq!((found.verdict, code), expected, "{from} {until} {now:?}");
    }
    let undated = seal(
        &samples::unsigned(1).replace("20261201103000", ""),
        &practice("20260101000000", "20270101000000"),
    );
    let found = verify(undated.unwrap().as_bytes(), &VerifyOptions::default());
    assert_eq!(found.reason.code, "certificate-no-time");
}

#[test]
fn only_certificates_for_signing_sign() {
    for (container, code) in [
        (&key_file!("authority.p12")[..], "certificate-ca"),
        (&key_file!("encryption.p12")[..], "certificate-usage"),
    ] {
        assert_eq!(judged(&good(&samples::open(container))), (CertificateRefused, code));
    }
}

#[test]
fn a_certificate_never_vouches_for_itself() {
    let (issued, stranger) =
        (samples::open(key_file!("issued.p12")), practice("20260101000000", "20270101000000"));
    let mut by_authority = Trust::new();
    by_authority.add(samples::authority());
    let mut pinned = Trust::new();
    pinned.add(stranger.certificate().clone());
    let mut revoked = by_authority.clone();
    revoked.revoke(&samples::authority(), issued.certificate().serial());
    let nobody = Trust::new();
    for (what, key, trust, expected) in [
        ("the authority's own", &issued, &by_authority, (Valid, "valid")),
        ("a stranger", &stranger, &by_authority, (CertificateRefused, "certificate-untrusted")),
        ("a pinned stranger", &stranger, &pinned, (Valid, "valid")),
        ("another than the pinned one", &issued, &pinned, (CertificateRefused, "certificate-untrusted")),
        ("nobody is believed", &issued, &nobody, (CertificateRefused, "certificate-untrusted")),
        ("a revoked one", &issued, &revoked, (CertificateRefused, "certificate-revoked")),
    ] {
        let found = verify(good(key).as_bytes(), &VerifyOptions { trust: Some(trust), ..now() });
        assert_eq!((found.verdict, found.reason.code), expected, "{what}");
        assert!(found.warnings.is_empty(), "{what}");
    }
    let file = Trust::from_file(key_file!("authority.crt")).unwrap();
    assert!(file.believes(issued.certificate()) && !file.believes(stranger.certificate()));
}

#[test]
fn leading_zeros_of_the_key_name_only_warn() {
    let key = samples::sm2();
    let good = good(&key);
    for name in ["300000000a1b2c3", "000300000000a1b2c3"] {
        let xml = change(&good, ">0300000000a1b2c3<", &format!(">{name}<"));
        let found = verify(xml.as_bytes(), &now());
        assert_eq!(found.verdict, Valid, "{name}");
        assert!(found.warnings.iter().any(|note| note.code == "key-name-zeros"), "{name}");
    }
}

#[test]
fn containers_of_every_cipher_open_with_their_password_only() {
    for (what, container) in [
        ("AES-256", &key_file!("rsa2048.p12")[..]),
        ("triple DES", key_file!("rsa2048-3des.p12")),
        ("RC2 and triple DES", key_file!("rsa1024.p12")),
        ("SM2 in AES-256", key_file!("sm2.p12")),
        ("SM2 in triple DES", key_file!("sm2-3des.p12")),
        ("SM2 in triple DES of the newer scheme", key_file!("sm2-pbes2-3des.p12")),
        ("with its authority", key_file!("issued.p12")),
    ] {
        assert!(open_pkcs12(container, samples::PASSWORD).is_ok(), "{what}");
        assert_eq!(open_pkcs12(container, "wrong").err(), Some(OpenError::WrongPassword), "{what}");
        assert_eq!(
            open_pkcs12(&container[..container.len() / 2], "wrong").err(),
            Some(OpenError::NotPkcs12),
            "{what}"
        );
    }
    let camellia = open_pkcs12(key_file!("sm2-camellia.p12"), samples::PASSWORD);
    assert_eq!(camellia.err(), Some(OpenError::UnsupportedCipher));
    assert_eq!(open_pkcs12(b"", "").err(), Some(OpenError::NotPkcs12));
    let old = samples::rsa1024();
    assert_eq!(old.certificate().serial(), "0a1b2c3d");
    assert_eq!(old.certificate().enterprise_name(), Some("测试公司"));
    assert_eq!(old.certificate().enterprise_code(), Some("110196T001"));
    assert_eq!(old.certificate().subject(), "C=CN, O=云舟测试电商有限公司, CN=云舟测试电商有限公司");
    assert!(old.with_algorithm(Algorithm::RsaSha256).is_err());
}
