//! `clearance verify`: what we sealed with each algorithm, and what somebody changed.

use clearance_core::signing::{Algorithm, Signer as _};
use clearance_tests::broker::key_file;
use clearance_tests::program::{Ran, User};
use clearance_tests::sealed;
use serde_json::Value;

use crate::shapes::{Of, all, holds, one_of};

const VERDICTS: &[&str] = &[
    "valid",
    "no-signature",
    "body-changed",
    "signature-wrong",
    "profile-refused",
    "certificate-refused",
    "template-signed",
];

fn verify(user: &User, xml: &str, more: &[&str]) -> (Ran, Value) {
    let file = user.file("message.xml", xml.as_bytes());
    let ran = user.run(&[&["verify", &file], more].concat());
    let verified = ran.value();
    holds(
        &verified,
        &[("file", Of::Text), ("valid", Of::Bool), ("verdict", Of::Text), ("zh", Of::Text), ("en", Of::Text)],
    );
    one_of(&verified, "verdict", VERDICTS);
    assert_eq!(verified["valid"] == true, verified["verdict"] == "valid", "{verified}");
    assert_eq!(ran.code, if verified["valid"] == true { 0 } else { 1 }, "{ran:?}");
    assert_eq!(user.left_behind(), [] as [std::path::PathBuf; 0]);
    (ran, verified)
}

/// Another digit or letter in the place of the tenth sign of an element.
fn bent(xml: &str, element: &str) -> String {
    let open = format!("<{element}>");
    let at = xml.find(&open).expect("the element") + open.len() + 10;
    let other = if &xml[at..=at] == "A" { "B" } else { "A" };
    format!("{}{other}{}", &xml[..at], &xml[at + 1..])
}

#[test]
fn what_we_seal_is_valid_with_every_algorithm_and_its_signer_is_named_with_a_mask() {
    let user = User::bare();
    for (algorithm, key) in sealed::keys() {
        assert_eq!(key.algorithm().name(), algorithm);
        let (_, verified) = verify(&user, &sealed::signed(&key), &[]);
        assert_eq!(verified["verdict"], "valid", "{verified}");
        assert_eq!(verified["algorithm"], algorithm);
        let signer = &verified["signer"];
        holds(signer, &[("serial", Of::Text), ("subject", Of::Text), ("not_after", Of::Time)]);
        assert_eq!(signer["serial"], key.certificate().serial());
        let subject = signer["subject"].as_str().expect("a subject");
        assert!(subject.contains('*') && !subject.contains("云舟测试电商有限公司"), "{subject}");
        let codes: Vec<&str> = all(&verified, "warnings").iter().filter_map(|w| w["code"].as_str()).collect();
        assert!(codes.contains(&"unknown-issuer"), "{codes:?}");
        for warning in all(&verified, "warnings") {
            holds(warning, &[("code", Of::Text), ("zh", Of::Text), ("en", Of::Text)]);
        }
    }
}

#[test]
fn a_trusted_issuer_is_no_warning_and_an_unknown_one_is_refused_where_trust_is_asked_for() {
    let user = User::bare();
    let xml = sealed::signed(&sealed::key("issued.p12"));
    let authority = key_file("authority.crt").display().to_string();
    let (_, verified) = verify(&user, &xml, &["--trust", &authority]);
    assert_eq!(verified["verdict"], "valid", "{verified}");
    assert!(!verified["warnings"].to_string().contains("unknown-issuer"), "{verified}");
    let other = key_file("rsa2048.crt").display().to_string();
    let (_, verified) = verify(&user, &xml, &["--trust", &other]);
    assert_eq!(verified["verdict"], "certificate-refused", "{verified}");
    let ran =
        user.run(&["verify", &user.file("m.xml", xml.as_bytes()), "--trust", &user.file("x.crt", b"no")]);
    assert!(!ran.fails_with().is_empty());
}

#[test]
fn what_was_changed_is_refused_whatever_signed_it() {
    let user = User::bare();
    for (algorithm, key) in sealed::keys() {
        let good = sealed::signed(&key);
        let start = good.find("<ds:Signature").expect("a signature");
        let end = good.find("</ds:Signature>").expect("its end") + "</ds:Signature>".len();
        let bare = format!("{}{}", &good[..start], &good[end..]);
        let second = format!("{}{}{}", &good[..end], &good[start..end], &good[end..]);
        let reformatted = good.replacen("><ceb:orderNo>", ">\n<ceb:orderNo>", 1);
        for (what, xml, verdicts) in [
            (
                "another person",
                good.replace("110101199003077619", "110101199003077627"),
                ["body-changed"].as_slice(),
            ),
            (
                "another weight",
                good.replace("<ceb:grossWeight>0.9<", "<ceb:grossWeight>0.8<"),
                &["body-changed"],
            ),
            ("no signature", bare, &["no-signature"]),
            ("another value", bent(&good, "ds:SignatureValue"), &["signature-wrong", "profile-refused"]),
            (
                "another digest",
                bent(&good, "ds:DigestValue"),
                &["body-changed", "signature-wrong", "profile-refused"],
            ),
            ("a second signature", second, &["profile-refused"]),
            ("another reference", good.replace("URI=\"\"", "URI=\"#x\""), &["profile-refused"]),
            ("white space", reformatted, &["body-changed", "template-signed"]),
            ("a DTD", good.replacen("?>", "?><!DOCTYPE x [<!ENTITY e \"e\">]>", 1), &["profile-refused"]),
        ] {
            assert_ne!(xml, good, "{what} changes nothing");
            let (_, verified) = verify(&user, &xml, &[]);
            let verdict = verified["verdict"].as_str().expect("a verdict");
            assert!(verdicts.contains(&verdict), "{algorithm}, {what}: {verified}");
        }
    }
}

#[test]
fn white_space_that_a_program_put_in_after_signing_is_called_so_and_is_not_valid() {
    let user = User::bare();
    for (algorithm, key) in sealed::keys() {
        let good = sealed::signed(&key);
        let before = good.replacen("<ds:Signature ", "\n<ds:Signature ", 1);
        let inside = good.replace("><ds:", ">\n<ds:").replace("\n<ds:Signature ", "<ds:Signature ");
        let both = inside.replacen("<ds:Signature ", "\n<ds:Signature ", 1);
        for (xml, words, noted) in [
            (&before, "签名元素之前的空白未计入摘要", false),
            (&inside, "签名后 SignedInfo 中被加入空白", false),
            (&both, "签名元素之前的空白未计入摘要", true),
        ] {
            let (ran, verified) = verify(&user, xml, &[]);
            assert_eq!(ran.code, 1, "{algorithm}");
            assert_eq!(verified["verdict"], "template-signed", "{algorithm}: {verified}");
            assert_eq!(verified["zh"], words, "{algorithm}: {verified}");
            let warns = verified["warnings"].to_string().contains("space-in-signed-info");
            assert_eq!(warns, noted, "{algorithm}: {verified}");
            let changed = xml.replace("<ceb:grossWeight>0.9<", "<ceb:grossWeight>0.8<");
            assert_eq!(verify(&user, &changed, &[]).1["verdict"], "body-changed", "{algorithm}");
        }
    }
}

#[test]
fn an_algorithm_that_was_exchanged_is_refused() {
    let user = User::bare();
    let keys = sealed::keys();
    let (sm2, rsa) = (sealed::signed(&keys[2].1), sealed::signed(&keys[1].1));
    let value = |xml: &str, element: &str| {
        let (open, close) = (format!("<ds:{element}>"), format!("</ds:{element}>"));
        let from = xml.find(&open).expect("the element") + open.len();
        xml[from..xml.find(&close).expect("its end")].to_owned()
    };
    for element in ["SignatureValue", "X509Certificate"] {
        let mixed = sm2.replace(&value(&sm2, element), &value(&rsa, element));
        let (_, verified) = verify(&user, &mixed, &[]);
        assert_eq!(verified["valid"], false, "{element}: {verified}");
    }
    assert_eq!(keys[2].1.algorithm(), Algorithm::Sm2Sm3);
}

#[test]
fn several_files_are_several_lines_and_one_bad_one_decides_the_exit_code() {
    let user = User::bare();
    let good = user.file("good.xml", sealed::signed(&sealed::key("sm2.p12")).as_bytes());
    let bad = user.file("bad.xml", sealed::unsigned().as_bytes());
    let ran = user.run(&["verify", &good, &bad]);
    assert_eq!((ran.code, ran.lines().len()), (1, 2), "{ran:?}");
    assert_eq!(user.run(&["verify", &good, &good]).code, 0);
}
