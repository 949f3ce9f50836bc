//! What a holder of a key could sign although no verifier may take it, and what real keys write.
#![allow(clippy::unwrap_used, reason = "a change that no longer applies must stop the test")]

use base64::{Engine, engine::general_purpose::STANDARD};
use p12_keystore::Pkcs12Archive;
use rsa::pkcs8::DecodePrivateKey;

use super::super::samples;
use super::super::{Algorithm, Digest, Signer, Verdict, c14n, der, profile, verify};
use super::{between, change, good, judged, now, resigned, value_of, with_certificate, with_value};
use Verdict::{BodyChanged, CertificateRefused, ProfileRefused, SignatureWrong, Valid};

type Expected = (Verdict, &'static str);

#[test]
fn a_signer_cannot_widen_the_profile() {
    let (sm2, rsa) = (samples::sm2(), samples::rsa1024());
    let rsa256 = samples::rsa2048().with_algorithm(Algorithm::RsaSha256).unwrap();
    let sm2_uri = Algorithm::Sm2Sm3.signature_uri();
    let sha1_digest = |xml: &str, info: &str| {
        let tree = roxmltree::Document::parse(xml).unwrap();
        let body = c14n::document(&tree, tree.root_element().last_element_child()).unwrap();
        let old = between(info, "<ds:DigestValue>", "<");
        let info = change(info, old, &STANDARD.encode(Digest::Sha1.of(&body.octets)));
        let old = between(&info, "DigestMethod Algorithm=\"", "\"").to_owned();
        change(&info, &old, Digest::Sha1.uri())
    };
    let spaced = |info: &str| info.replace("><ds:", ">\n<ds:");
    let cases: Vec<(&str, String, Expected, &[&str])> = vec![
        (
            "the old name",
            resigned(&good(&sm2), &sm2, |info| change(info, sm2_uri, profile::SM2_SM3_W3C_STYLE)),
            (Valid, "valid"),
            &["old-sm2-name", "unknown-issuer"],
        ),
        (
            "the old name, the old digest, and a KeyName without its zeros",
            {
                let old = resigned(&good(&sm2), &sm2, |info| {
                    change(&sha1_digest(&good(&sm2), info), sm2_uri, profile::SM2_SM3_W3C_STYLE)
                });
                change(&old, ">0300000000a1b2c3<", ">300000000a1b2c3<")
            },
            (Valid, "valid"),
            &["old-sm2-name", "sha1-digest-with-sm2", "key-name-zeros", "unknown-issuer"],
        ),
        (
            "the old digest",
            resigned(&good(&sm2), &sm2, |info| sha1_digest(&good(&sm2), info)),
            (Valid, "valid"),
            &["sha1-digest-with-sm2", "unknown-issuer"],
        ),
        (
            "rsa-sha256 over SHA-1",
            resigned(&good(&rsa256), &rsa256, |info| sha1_digest(&good(&rsa256), info)),
            (ProfileRefused, "algorithm"),
            &[],
        ),
        (
            "an RSA key under the SM2 name",
            resigned(&good(&rsa), &rsa, |info| change(info, Algorithm::RsaSha1.signature_uri(), sm2_uri)),
            (ProfileRefused, "key-type"),
            &["sha1-digest-with-sm2"],
        ),
        (
            "an empty digest",
            resigned(&good(&rsa), &rsa, |info| {
                let old = between(info, "<ds:DigestValue>", "<");
                change(info, old, &STANDARD.encode(Digest::Sha1.of(b"")))
            }),
            (BodyChanged, "body-changed"),
            &[],
        ),
        (
            "line ends that were signed",
            resigned(&good(&rsa), &rsa, spaced),
            (Valid, "valid"),
            &["unknown-issuer"],
        ),
        (
            "1024 bits in the newer row",
            with_certificate(&good(&rsa256), rsa.certificate()),
            (CertificateRefused, "certificate-key-weak"),
            &[],
        ),
        (
            "512 bits",
            with_certificate(&good(&rsa), &samples::certificate(key_file!("rsa512.crt"))),
            (CertificateRefused, "certificate-key-weak"),
            &[],
        ),
        (
            "exponent 3",
            with_certificate(&good(&rsa), &samples::certificate(key_file!("rsa-exponent3.crt"))),
            (CertificateRefused, "certificate-key-weak"),
            &[],
        ),
    ];
    for (what, xml, expected, warnings) in cases {
        let found = verify(xml.as_bytes(), &now());
        assert_eq!((found.verdict, found.reason.code), expected, "{what}");
        let codes: Vec<_> = found.warnings.iter().map(|note| note.code).collect();
        assert_eq!(codes, warnings, "{what}");
    }
}

/// The key's octets, as an attacker who has one would use them.
fn pkcs8(container: &[u8]) -> Vec<u8> {
    let archive = Pkcs12Archive::from_pkcs12(container, samples::PASSWORD).unwrap();
    archive.keys[0].key.as_der().to_vec()
}

fn signed_info_octets(xml: &str) -> Vec<u8> {
    let tree = roxmltree::Document::parse(xml).unwrap();
    let node = tree.descendants().find(|node| node.tag_name().name() == "SignedInfo").unwrap();
    c14n::element(node).unwrap()
}

#[test]
fn rsa_padding_is_exact() {
    let good = good(&samples::rsa1024());
    let key = rsa::PrivateKey::from_pkcs8_der(&pkcs8(key_file!("rsa1024.p12"))).unwrap();
    let prefix = b"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14";
    let digest = Digest::Sha1.of(&signed_info_octets(&good));
    let info = [&prefix[..], &digest].concat();
    for (what, block, verdict) in [
        ("the padding of the standard", info.clone(), Valid),
        ("something behind the digest", [&info[..], &[7; 40]].concat(), SignatureWrong),
        ("no name of the digest", digest.clone(), SignatureWrong),
        (
            "another name",
            [&b"\x30\x1f\x30\x07\x06\x05\x2b\x0e\x03\x02\x1a\x04\x14"[..], &digest].concat(),
            SignatureWrong,
        ),
    ] {
        let value = key.sign(rsa::Pkcs1v15Sign::new_unprefixed(), &block).unwrap();
        assert_eq!(judged(&with_value(&good, &value)).0, verdict, "{what}");
    }
}

#[test]
fn sm2_values_are_exact() {
    use sm2::dsa::signature::Signer as _;
    let key = samples::sm2();
    let good = good(&key);
    let value = value_of(&good);
    let (r, s) = value.split_at(32);
    let order = [
        0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x72,
        0x03, 0xdf, 0x6b, 0x21, 0xc6, 0x05, 0x2b, 0x53, 0xbb, 0xf4, 0x09, 0x39, 0xd5, 0x41, 0x23,
    ];
    let secret = sm2::SecretKey::from_pkcs8_der(&pkcs8(key_file!("sm2.p12"))).unwrap();
    let nameless = sm2::dsa::SigningKey::new("", &secret).unwrap();
    let nameless: sm2::dsa::Signature = nameless.sign(&signed_info_octets(&good));
    let der = der::tlv(0x30, &[&der::unsigned(r), &der::unsigned(s)]);
    for (what, value, verdict) in [
        ("as it was", value.clone(), Valid),
        ("r is zero", [&[0; 32], s].concat(), SignatureWrong),
        ("s is zero", [r, &[0; 32]].concat(), SignatureWrong),
        ("r is the order", [&order, s].concat(), SignatureWrong),
        ("s is the order", [r, &order].concat(), SignatureWrong),
        ("r and s swapped", [s, r].concat(), SignatureWrong),
        ("DER", der, SignatureWrong),
        ("63 octets", value[..63].to_vec(), SignatureWrong),
        ("an empty identity", nameless.to_bytes().to_vec(), SignatureWrong),
    ] {
        assert_eq!(judged(&with_value(&good, &value)).0, verdict, "{what}");
    }
    let certificate = key.certificate().der();
    let point = certificate.windows(4).position(|four| four == [0x03, 0x42, 0x00, 0x04]).unwrap() + 4;
    let mut bent = certificate.to_vec();
    bent[point + 40] ^= 1;
    let xml = change(&good, &STANDARD.encode(certificate), &STANDARD.encode(bent));
    assert_eq!(judged(&xml), (CertificateRefused, "certificate-unreadable"));
}
