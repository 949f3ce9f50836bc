//! Real signers that sign a text and write another: told apart from forgery, never valid, and never a cover for a change.
#![allow(clippy::unwrap_used, reason = "a change that no longer applies must stop the test")]

use super::super::samples::{self, at};
use super::super::{Signer, SoftKey, Trust, Verdict, VerifyOptions, seal, verify};
use super::{change, judged, now};
use Verdict::{BodyChanged, CertificateRefused, ProfileRefused, SignatureWrong, TemplateSigned};

/// A signed message without white space before its signature.
fn tight(key: &SoftKey) -> String {
    let plain = change(&samples::unsigned(1), "</ceb:BaseTransfer>\n", "</ceb:BaseTransfer>");
    seal(&plain, key).unwrap()
}

/// White space before the signature, which the digest did not include.
fn before(xml: &str) -> String {
    change(xml, "<ds:Signature ", "\n  <ds:Signature ")
}

/// White space between the elements of the signature, SignedInfo among them.
fn inside(xml: &str) -> String {
    xml.replace("><ds:", ">\n    <ds:").replace("\n    <ds:Signature ", "<ds:Signature ")
}

#[test]
fn each_way_has_its_code_and_both_together_have_both() {
    for key in samples::keys() {
        let tight = tight(&key);
        assert_eq!(judged(&before(&tight)), (TemplateSigned, "space-before-signature"));
        assert_eq!(judged(&inside(&tight)), (TemplateSigned, "space-in-signed-info"));
        let found = verify(before(&inside(&tight)).as_bytes(), &now());
        assert_eq!((found.verdict, found.reason.code), (TemplateSigned, "space-before-signature"));
        assert!(found.warnings.iter().any(|note| note.code == "space-in-signed-info"));
        assert!(!found.is_valid());
        // Here white space was signed before the signature, and more was added: nothing says which is meant.
        let signed_space = super::good(&key);
        assert_eq!(judged(&change(&signed_space, "<ds:Signature ", " <ds:Signature ")).0, BodyChanged);
    }
}

/// Whatever is changed, wherever: never valid, and template-signed only where the values are those that were signed.
#[test]
fn no_change_of_a_value_hides_behind_a_template() {
    let key = samples::sm2();
    let message = before(&inside(&tight(&key)));
    assert_eq!(judged(&message).0, TemplateSigned);
    let values = |xml: &str| {
        let tree = roxmltree::Document::parse(xml).unwrap();
        let texts =
            tree.descendants().filter(|node| node.is_text()).map(|node| node.text().unwrap().to_owned());
        texts.filter(|text| !text.trim().is_empty()).collect::<Vec<_>>()
    };
    let (start, end) = (message.find("<ceb:Inventory>").unwrap(), message.find("<ds:Signature ").unwrap());
    let mut template = 0;
    for (at, sign) in message.char_indices().filter(|(at, _)| (start..end).contains(at)) {
        for other in ["7", " ", ""] {
            if other.starts_with(sign) {
                continue;
            }
            let changed = [&message[..at], other, &message[at + sign.len_utf8()..]].concat();
            let (verdict, code) = judged(&changed);
            match verdict {
                TemplateSigned => {
                    template += 1;
                    assert_eq!(values(&changed), values(&message), "{at} {sign:?} {other:?}");
                    assert!(
                        message[at..].trim_start().starts_with("<ds:Signature "),
                        "{at} {sign:?} {other:?}"
                    );
                }
                BodyChanged | ProfileRefused => {}
                _ => panic!("{at} {sign:?} {other:?}: {code}"),
            }
        }
    }
    // The line break and two blanks: each may go, and the line break may be a blank.
    assert_eq!(template, 4);
}

#[test]
fn a_template_is_no_cover_for_anything_else() {
    let key = samples::rsa1024();
    let other = samples::sm2();
    let message = before(&inside(&tight(&key)));
    let late = VerifyOptions { now: Some(at("20461205120000")), ..VerifyOptions::default() };
    let mut trust = Trust::new();
    trust.add(other.certificate().clone());
    let trusting = VerifyOptions { trust: Some(&trust), ..now() };
    let value = super::value_of(&message);
    let bent = [&value[..value.len() - 1], &[value[value.len() - 1] ^ 1]].concat();
    for (what, xml, options, verdict) in [
        ("a wrong value", super::with_value(&message, &bent), now(), SignatureWrong),
        ("a stranger", message.clone(), trusting, CertificateRefused),
        ("before it was valid", message.replace("20261201103000", "20161201103000"), now(), BodyChanged),
        (
            "a second signature",
            change(
                &message,
                "</ceb:CEB621",
                "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/></ceb:CEB621",
            ),
            now(),
            ProfileRefused,
        ),
        (
            "text in SignedInfo",
            change(&message, "\n    <ds:Reference", "x<ds:Reference"),
            now(),
            ProfileRefused,
        ),
        (
            "white space in the digest",
            change(&message, "<ds:DigestValue>", "<ds:DigestValue> "),
            now(),
            SignatureWrong,
        ),
        (
            "white space in an algorithm",
            change(&message, "REC-xml-c14n-20010315", "REC-xml-c14n-20010315 "),
            now(),
            ProfileRefused,
        ),
        (
            "text before the signature",
            change(&message, "\n  <ds:Signature ", "\n .<ds:Signature "),
            now(),
            BodyChanged,
        ),
        (
            "a blank that survives",
            change(&message, "\n  <ds:Signature ", "\n &#160;<ds:Signature "),
            now(),
            BodyChanged,
        ),
        (
            "a carriage return that survives",
            change(&message, "\n  <ds:Signature ", "&#13;\n<ds:Signature "),
            now(),
            BodyChanged,
        ),
        (
            "white space behind the signature",
            change(&message, "</ds:Signature>", "</ds:Signature>\n"),
            now(),
            BodyChanged,
        ),
    ] {
        assert_eq!(verify(xml.as_bytes(), &options).verdict, verdict, "{what}");
    }
    // What only warns about a valid message warns about this one too.
    let found = verify(message.as_bytes(), &late);
    assert_eq!(found.verdict, TemplateSigned);
    assert!(found.warnings.iter().any(|note| note.code == "certificate-expired-since"));
}
