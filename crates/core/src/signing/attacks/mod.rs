//! The known attacks on XML signatures, each as a change of a good message, with the verdict it must get.
#![allow(clippy::unwrap_used, reason = "a change that no longer applies must stop the test")]

mod certificates;
mod keyless;
mod signers;
mod suites;
mod templates;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::samples::{self, at};
use super::{
    Algorithm, CEB, Certificate, ParseError, SignError, Signer, SoftKey, Verdict, VerifyOptions, c14n,
    open_pkcs12, parse, profile, seal, verify, verify_parsed,
};
use Verdict::{BodyChanged, Valid};

pub(super) fn now() -> VerifyOptions<'static> {
    VerifyOptions { now: Some(at("20261205120000")), ..VerifyOptions::default() }
}

pub(super) fn judged(xml: &str) -> (Verdict, &'static str) {
    let found = verify(xml.as_bytes(), &now());
    (found.verdict, found.reason.code)
}

pub(super) fn good(key: &SoftKey) -> String {
    seal(&samples::unsigned(2), key).unwrap()
}

/// Replaces the first place; the place must be there.
pub(super) fn change(xml: &str, from: &str, to: &str) -> String {
    assert!(xml.contains(from), "the sample has no {from}");
    xml.replacen(from, to, 1)
}

pub(super) fn between<'a>(xml: &'a str, from: &str, to: &str) -> &'a str {
    let start = xml.find(from).unwrap() + from.len();
    &xml[start..start + xml[start..].find(to).unwrap()]
}

pub(super) fn signature_of(xml: &str) -> &str {
    &xml[xml.find("<ds:Signature ").unwrap()..xml.find("</ds:Signature>").unwrap() + "</ds:Signature>".len()]
}

/// Changes SignedInfo and signs the result with the right key, as a dishonest signer could.
pub(super) fn resigned(xml: &str, key: &SoftKey, edit: impl Fn(&str) -> String) -> String {
    let info = between(xml, "<ds:SignedInfo>", "</ds:SignedInfo>");
    let edited = change(xml, info, &edit(info));
    let tree = roxmltree::Document::parse(&edited).unwrap();
    let node = tree.descendants().find(|node| node.tag_name().name() == "SignedInfo").unwrap();
    let value = key.sign(&c14n::element(node).unwrap()).unwrap();
    let old = between(&edited, "<ds:SignatureValue>", "</ds:SignatureValue>");
    change(&edited, old, &STANDARD.encode(value))
}

/// Replaces the signature value by other octets.
pub(super) fn with_value(xml: &str, value: &[u8]) -> String {
    let old = between(xml, "<ds:SignatureValue>", "</ds:SignatureValue>");
    change(xml, old, &STANDARD.encode(value))
}

pub(super) fn value_of(xml: &str) -> Vec<u8> {
    STANDARD.decode(between(xml, "<ds:SignatureValue>", "</ds:SignatureValue>")).unwrap()
}

/// Replaces certificate and KeyName.
pub(super) fn with_certificate(xml: &str, certificate: &Certificate) -> String {
    let old = between(xml, "<ds:X509Certificate>", "</ds:X509Certificate>");
    let xml = change(xml, old, &STANDARD.encode(certificate.der()));
    let old = between(&xml, "<ds:KeyName>", "</ds:KeyName>").to_owned();
    change(&xml, &format!("<ds:KeyName>{old}<"), &format!("<ds:KeyName>{}<", certificate.serial()))
}

/// Rows of the list of known attacks that are tried elsewhere than in the table of `keyless`: the test that tries them.
const ELSEWHERE: &[(u8, &str, &str)] = &[
    (13, "a_certificate_never_vouches_for_itself", include_str!("certificates.rs")),
    (15, "a_certificate_counts_only_while_it_is_valid", include_str!("certificates.rs")),
    (15, "only_certificates_for_signing_sign", include_str!("certificates.rs")),
    (16, "rsa_padding_is_exact", include_str!("signers.rs")),
    (17, "sm2_values_are_exact", include_str!("signers.rs")),
    (19, "bytes_that_are_not_utf8_are_refused", include_str!("keyless.rs")),
    (20, "bombs_are_refused_before_the_work", include_str!("suites.rs")),
    (21, "a_signed_draft_cannot_be_turned_into_a_declaration", include_str!("mod.rs")),
    // Who may send what is the service's register: it refuses what is signed well in the name of somebody else.
    (
        22,
        "what_is_not_signed_by_its_sender_is_refused",
        include_str!("../../../../server/tests/service/admit.rs"),
    ),
];

#[test]
fn every_attack_of_the_list_is_tried() {
    for (row, name, file) in ELSEWHERE {
        assert!(file.contains(&format!("fn {name}()")), "the test of attack {row} is gone: {name}");
    }
    let tried = |row: u8| {
        keyless::ATTACKS.iter().any(|attack| attack.0 == row) || ELSEWHERE.iter().any(|one| one.0 == row)
    };
    let untried: Vec<u8> = (1..=24).filter(|row| !tried(*row)).collect();
    assert_eq!(untried, [] as [u8; 0]);
}

#[test]
fn every_row_of_the_profile_is_valid_and_says_who_signed() {
    for key in samples::keys() {
        let found = verify(good(&key).as_bytes(), &now());
        assert_eq!((found.verdict, found.algorithm), (Valid, Some(key.algorithm())), "{:?}", found.reason);
        assert_eq!(found.certificate.as_ref(), Some(key.certificate()));
        let codes: Vec<_> = found.warnings.iter().map(|note| note.code).collect();
        assert_eq!(codes, ["unknown-issuer"]);
    }
}

#[test]
fn a_signed_draft_cannot_be_turned_into_a_declaration() {
    let draft = samples::unsigned(1).replace("<ceb:appStatus>2<", "<ceb:appStatus>1<");
    let signed = seal(&draft, &samples::sm2()).unwrap();
    assert_eq!(judged(&signed.replace("<ceb:appStatus>1<", "<ceb:appStatus>2<")).0, BodyChanged);
}

#[test]
fn what_is_judged_is_what_is_read() {
    let xml = good(&samples::sm2());
    let parsed = parse(xml.as_bytes()).unwrap();
    let found = verify_parsed(&parsed, &now());
    assert!(found.is_valid());
    let name = parsed.root().descendants().find(|node| node.has_tag_name((CEB, "buyerName"))).unwrap();
    assert_eq!(name.text(), Some("李小宝"));
    let shown = serde_json::to_value(&found).unwrap();
    assert_eq!(shown["verdict"], "valid");
    assert_eq!(shown["algorithm"], "sm2-sm3");
    assert_eq!(shown["signer"]["serial"], "0300000000a1b2c3");
    assert_eq!(shown["signer"]["subject"], "C=CN, O=云舟******公司, CN=云舟******公司");
}

#[test]
fn only_messages_in_our_own_form_are_sealed() {
    let key = samples::sm2();
    let plain = samples::unsigned(1);
    let signed = good(&key);
    let cases = [
        (
            "another namespace",
            change(&plain, "<ceb:BaseTransfer>", "<ceb:BaseTransfer xmlns:a=\"urn:a\">"),
            SignError::Form,
        ),
        ("no xsi", change(&plain, "xmlns:xsi=", "xmlns:xsj="), SignError::Form),
        ("a receipt", plain.replace("CEB621", "CEB622"), SignError::Form),
        (
            "a language",
            change(&plain, "version=\"1.0\">", "version=\"1.0\" xml:lang=\"zh\">"),
            SignError::Form,
        ),
        (
            "an empty root",
            format!("<ceb:CEB621Message xmlns:ceb=\"{CEB}\" xmlns:xsi=\"{}\"/>", profile::XSI),
            SignError::Form,
        ),
        ("signed already", signed, SignError::AlreadySigned),
        ("no XML", "<".to_owned(), SignError::Unreadable(ParseError::Malformed { row: 1, col: 2 })),
    ];
    for (what, xml, error) in cases {
        let got = seal(&xml, &key).unwrap_err();
        assert_eq!(got.code(), error.code(), "{what}");
    }
}

/// A card that answers with something else than a signature by its certificate.
struct Hijacked(SoftKey);

impl Signer for Hijacked {
    fn certificate(&self) -> &Certificate {
        self.0.certificate()
    }
    fn algorithm(&self) -> Algorithm {
        self.0.algorithm()
    }
    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, SignError> {
        self.0.sign(b"something else")
    }
}

#[test]
fn a_signature_is_checked_before_it_is_used() {
    assert_eq!(seal(&samples::unsigned(1), &Hijacked(samples::sm2())), Err(SignError::WrongSignature));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]

    /// Whatever the bytes: a verdict, and only the untouched message is valid.
    #[test]
    fn no_bytes_make_the_verifier_panic(bytes: Vec<u8>) {
        proptest::prop_assert!(!verify(&bytes, &now()).is_valid());
        let _ = open_pkcs12(&bytes, "x");
        let _ = Certificate::from_file(&bytes);
    }

    #[test]
    fn one_changed_octet_is_never_a_panic(at in 0..6000_usize, to: u8) {
        let mut bytes = good(&samples::rsa1024()).into_bytes();
        let at = at % bytes.len();
        bytes[at] = to;
        let _ = verify(&bytes, &now());
    }
}
