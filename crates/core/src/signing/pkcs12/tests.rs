//! What opens, what does not, and what is said of it. The containers come from other programs (`tests/keys/make.sh`).

use super::super::der::{split, tlv};
use super::super::samples::PASSWORD;
use super::super::{Signer as _, certificate::CertificateError};
use super::*;

macro_rules! container {
    ($name:literal) => {
        key_file!(concat!("containers/", $name, ".p12"))
    };
}

fn code(bytes: &[u8], passphrase: &str) -> &'static str {
    open(bytes, passphrase).map_or_else(OpenError::code, |_| "opened")
}

#[test]
fn every_cipher_of_other_programs_opens_and_signs() {
    for (what, bytes) in [
        ("RC2, 40 bits", &container!("rc2-40")[..]),
        ("RC2, 128 bits", container!("rc2-128")),
        ("triple DES with two keys", container!("3des-two-keys")),
        ("AES-128", container!("aes-128")),
        ("AES-192, check with SHA-512", container!("aes-192")),
        ("AES-256, check with SM3", container!("aes-256-sm3")),
        ("Java: AES-128 with HMAC-SHA1", container!("java-aes-128-sha1")),
        ("Java: AES-256 with HMAC-SHA512", container!("java-aes-256-sha512")),
        ("no check value", container!("no-check")),
        ("no check value, triple DES", container!("no-check-3des")),
        ("many rounds", container!("many-rounds")),
    ] {
        let key = open(bytes, PASSWORD).expect(what);
        let signature = key.sign(b"message").expect(what);
        assert!(key.certificate().verifies(key.algorithm(), b"message", &signature), "{what}");
        assert_eq!(code(bytes, "wrong"), "p12-wrong-password", "{what}");
        assert_eq!(code(bytes, ""), "p12-wrong-password", "{what}");
    }
}

#[test]
fn no_password_an_empty_one_and_letters_beyond_ascii_open() {
    for (bytes, passphrase) in [
        (&container!("in-clear")[..], ""),
        (container!("in-clear"), "anything"),
        (container!("empty-password"), ""),
        (container!("empty-password-3des"), ""),
        (container!("chinese-password"), "通关口令🔑"),
        (container!("chinese-password-3des"), "通关口令🔑"),
        (container!("widened-password-3des"), "clÃ©"),
        (container!("widened-password-3des"), "clé"),
    ] {
        assert_eq!(code(bytes, passphrase), "opened", "{passphrase}");
    }
    for bytes in
        [&container!("empty-password")[..], container!("empty-password-3des"), container!("chinese-password")]
    {
        assert_eq!(code(bytes, "通关口令"), "p12-wrong-password");
        assert_eq!(code(bytes, " "), "p12-wrong-password");
    }
}

#[test]
fn a_check_value_over_no_password_at_all_is_met_by_an_empty_one() {
    use hmac::{Hmac, Mac as _};
    let bytes = container!("in-clear");
    let (_, body, _) = split(bytes).expect("a container");
    let (_, _, rest) = split(body).expect("its version");
    let (_, info, _) = split(rest).expect("its contents");
    let (_, _, content) = split(info).expect("their type");
    let (_, octets, _) = split(content).expect("the wrapped octets");
    let (_, safe, _) = split(octets).expect("the octets");
    let made = |password: &[u8]| {
        let key = pkcs12::kdf::derive_key::<sha1::Sha1>(
            password,
            b"saltsalt",
            pkcs12::kdf::Pkcs12KeyType::Mac,
            5,
            20,
        );
        let mut mac = <Hmac<sha1::Sha1> as hmac::KeyInit>::new_from_slice(&key).expect("any length");
        mac.update(safe);
        let value = mac.finalize().into_bytes();
        let sha1 = tlv(0x30, &[&[0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a], &[0x05, 0x00]]);
        let digest = tlv(0x30, &[&sha1, &tlv(0x04, &[&value])]);
        let check = tlv(0x30, &[&digest, &tlv(0x04, &[b"saltsalt"]), &[0x02, 0x01, 0x05]]);
        tlv(0x30, &[body, &check])
    };
    assert_eq!(code(&made(b""), ""), "opened");
    assert_eq!(code(&made(&[0, 0]), ""), "opened");
    assert_eq!(code(&made(&[0, b'x', 0, 0]), "x"), "opened");
    assert_eq!(code(&made(b""), "x"), "p12-wrong-password");
}

#[test]
fn the_right_key_and_certificate_are_chosen_or_the_reason_is_told() {
    let renewed = open(container!("renewed"), PASSWORD).expect("one key, two certificates");
    assert_eq!(renewed.certificate().serial(), "0300000000d4e5f6");
    let owner = renewed.certificate().enterprise_name();
    assert_eq!(owner, Some("云舟测试电商有限公司"));
    assert_eq!(code(container!("several-keys"), PASSWORD), "p12-several-keys");
    assert_eq!(code(container!("no-key"), PASSWORD), "p12-no-key");
    assert_eq!(
        open(container!("p256"), PASSWORD).err(),
        Some(OpenError::Certificate(CertificateError::UnsupportedKey))
    );
}

/// The same values with open lengths and octet strings in pieces, as old browsers export.
fn pieces(der: &[u8], into: &mut Vec<u8>) {
    let mut rest = der;
    while let Some((tag, contents, next)) = split(rest) {
        match tag {
            0x04 => {
                into.extend([0x24, 0x80]);
                for piece in contents.chunks(100) {
                    into.extend(tlv(0x04, &[piece]));
                }
                into.extend([0, 0]);
            }
            0x30 | 0x31 | 0xa0 => {
                into.extend([tag, 0x80]);
                pieces(contents, into);
                into.extend([0, 0]);
            }
            _ => into.extend(tlv(tag, &[contents])),
        }
        rest = next;
    }
}

#[test]
fn exports_in_open_lengths_and_pieces_open() {
    for (bytes, passphrase) in [
        (&container!("aes-128")[..], PASSWORD),
        (container!("rc2-40"), PASSWORD),
        (container!("in-clear"), ""),
    ] {
        let mut ber = Vec::new();
        pieces(bytes, &mut ber);
        assert_ne!(ber, bytes);
        assert_eq!(code(&ber, passphrase), "opened");
    }
}

#[test]
fn hostile_containers_are_refused_without_the_work() {
    // 70,000 rounds are 02 03 01 11 70: the check value asks last.
    let mut endless = container!("many-rounds").to_vec();
    let at = endless.len() - 3;
    assert_eq!(endless[at..], [0x01, 0x11, 0x70]);
    endless[at..].copy_from_slice(&[0x7f, 0xff, 0xff]);
    assert_eq!(code(&endless, PASSWORD), "p12-too-costly");
    endless[at..].copy_from_slice(&[0x80, 0x00, 0x00]);
    assert_eq!(code(&endless, PASSWORD), "p12-unreadable");
    endless[at..].copy_from_slice(&[0x00, 0x00, 0x00]);
    assert_eq!(code(&endless, PASSWORD), "p12-unreadable");
    for bytes in [
        vec![0x30; 200_000],
        [0x30, 0x80].repeat(200_000),
        vec![0; LARGEST + 1],
        b"-----BEGIN CERTIFICATE-----".to_vec(),
        vec![0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2],
        Vec::new(),
    ] {
        assert_eq!(code(&bytes, PASSWORD), "p12-unreadable");
    }
}

#[test]
fn a_damaged_container_is_refused_at_every_octet() {
    let good = container!("no-check-3des");
    for at in 0..good.len() {
        assert_ne!(code(&good[..at], PASSWORD), "opened", "cut at {at}");
    }
    let expected = open(container!("aes-128"), PASSWORD).expect("a key");
    let good = container!("rc2-128");
    for at in (0..good.len()).step_by(3) {
        let mut changed = good.to_vec();
        changed[at] ^= 0x11;
        // Whatever still opens is the same key: the check value covers everything but itself and its frame.
        if let Ok(key) = open(&changed, PASSWORD) {
            assert_eq!(key.certificate(), expected.certificate(), "changed at {at}");
        }
    }
}
