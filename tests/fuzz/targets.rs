//! What every reader must keep to, whatever the bytes: called by the fuzzer, and by the tests with the committed seeds.
//!
//! Each function says whether the bytes were read to the end, so that a test can tell a seed that still leads somewhere
//! from one that is turned away at the door.
#![allow(dead_code, reason = "each binary of the fuzzer calls one of them")]

use std::sync::LazyLock;

use clearance_core::cn::fields::Side;
use clearance_core::cn::message::frame::Frame;
use clearance_core::cn::message::{Message, parse};
use clearance_core::cn::receipt::{Answer, Body, dictionary};
use clearance_core::cn::{Facts, check_message};
use clearance_core::dxp::{self, DxpMsg, Form};
use clearance_core::signing::{
    self, Canonical, Signer, SoftKey, Trust, Verdict, VerifyOptions, canonical_document, open_pkcs12,
};
use clearance_core::time::BeijingTime;

/// The password of the committed test identities.
pub(crate) const PASSWORD: &str = "clearance-test";

/// What the signed seeds say; nobody without one of the keys can make anything else valid.
pub(crate) const SIGNED_BODY: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
    "<ceb:CEB621Message xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\"",
    " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" guid=\"4CDE1CFD-EDED-46B1-946C-B8022E42FC01\" version=\"1.0\">",
    "<ceb:Inventory><ceb:InventoryHead><ceb:appTime>20261201103000</ceb:appTime><ceb:appStatus>2</ceb:appStatus>",
    "<ceb:goodsValue>376</ceb:goodsValue><ceb:note>a &amp; b</ceb:note></ceb:InventoryHead></ceb:Inventory>",
    "</ceb:CEB621Message>",
);

/// Reads a message, judges it by fields and rules, and writes it again.
pub(crate) fn message(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let Ok(parsed) = parse(text) else { return false };
    let Ok(frame) = Frame::read(&parsed.document) else { return false };
    for side in [Side::Sender, Side::Receiver] {
        let _ = check_message(&frame, side, &Facts::default());
    }
    let Ok(message) = Message::read(&frame) else { return false };
    let written = message.write();
    let parsed = parse(&written).expect("what we write is XML");
    let frame = Frame::read(&parsed.document).expect("what we write is a message");
    assert_eq!(Message::read(&frame).as_ref(), Ok(&message), "what is written reads as what was meant");
    true
}

/// Judges a signature. Only what a key of ours has signed is valid or template-signed.
pub(crate) fn verifier(bytes: &[u8]) -> bool {
    static KEYS: LazyLock<Vec<SoftKey>> = LazyLock::new(|| {
        let files =
            [&include_bytes!("seeds/p12/plain-rsa.p12")[..], include_bytes!("seeds/p12/plain-sm2.p12")];
        files.map(|file| open_pkcs12(file, "").expect("a test identity")).into()
    });
    static TRUST: LazyLock<Trust> = LazyLock::new(|| {
        let mut trust = Trust::new();
        KEYS.iter().for_each(|key| trust.add(key.certificate().clone()));
        trust
    });
    let options = VerifyOptions {
        now: BeijingTime::from_wire("20261205120000"),
        trust: Some(&TRUST),
        ..VerifyOptions::default()
    };
    let verdict = signing::verify(bytes, &options).verdict;
    let Ok(parsed) = signing::parse(bytes) else {
        assert_eq!(verdict, Verdict::ProfileRefused, "what cannot be read is refused");
        return false;
    };
    if let Ok(canonical) = canonical_document(&parsed.document, None) {
        let again = signing::parse(&canonical.octets).map(|again| {
            canonical_document(&again.document, None).expect("namespaces are as they were").octets
        });
        // Escapes can make a document longer than the limit; then there is nothing to compare.
        if again != Err(signing::ParseError::TooLarge) {
            assert_eq!(again, Ok(canonical.octets), "the canonical form is its own canonical form");
        }
    }
    if matches!(verdict, Verdict::Valid | Verdict::TemplateSigned) {
        let body = |xml: &[u8], signed: bool| {
            let parsed = signing::parse(xml).expect("read before");
            let signature = parsed.root().last_element_child().filter(|_| signed);
            let Canonical { octets, .. } =
                canonical_document(&parsed.document, signature).expect("judged before");
            String::from_utf8(octets).expect("canonical octets are UTF-8")
        };
        let (found, meant) = (body(bytes, true), body(SIGNED_BODY.as_bytes(), false));
        match verdict {
            Verdict::Valid => assert_eq!(found, meant, "only what was signed is valid"),
            // The one place where white space may have been put in.
            _ => {
                let (head, _) = meant.rsplit_once("</").expect("the root ends");
                let rest = found.strip_prefix(head).expect("the records are those that were signed");
                assert_eq!(
                    format!("{head}{}", rest.trim_start()),
                    meant,
                    "nothing but white space was put in"
                );
            }
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        for key in KEYS.iter() {
            if let Ok(sealed) = signing::seal(text, key) {
                let found = signing::verify(sealed.as_bytes(), &VerifyOptions { now: None, ..options });
                let about_time = found.reason.code.starts_with("certificate-");
                assert!(found.is_valid() || about_time, "what we seal is valid: {}", found.reason.code);
            }
        }
    }
    verdict == Verdict::Valid
}

/// Reads what customs answers, explains it, and writes it again.
pub(crate) fn receipt(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    assert!(!dictionary::explain_all("100", text).is_empty(), "there is always something to say");
    let Ok(answer) = Answer::read_text(text) else { return false };
    for news in answer.news() {
        let said = dictionary::explain_news(&news);
        assert!(!said.remedy.zh.is_empty() && !said.remedy.en.is_empty(), "there is always something to do");
        assert!(
            !dictionary::explain_all(&news.code, &news.text).is_empty(),
            "there is always something to say"
        );
    }
    let mut meant = answer.clone();
    if let Body::TaxBills(bills) = &mut meant.body {
        // Real files carry these two; the table has no place for them, so they are read and never written.
        for head in bills.iter_mut().map(|bill| &mut bill.head) {
            (head.order_no, head.waybill_no) = (None, None);
        }
    }
    assert_eq!(Answer::read_text(&answer.write()), Ok(meant), "what is written reads as what was meant");
    true
}

/// Reads an envelope of the transport and writes it again, or a response of the platform and says what it means.
pub(crate) fn dxp(bytes: &[u8]) -> bool {
    if let Ok(parsed) = signing::parse(bytes) {
        let _ = dxp::root_of(&parsed);
    }
    let _ = dxp::business(bytes);
    if let Ok(response) = dxp::read_response(bytes) {
        for answer in &response.answers {
            let meaning = dxp::meaning(&answer.code);
            assert!(
                !meaning.says.zh.is_empty() && !meaning.help.zh.is_empty(),
                "there is always something to do"
            );
        }
        return true;
    }
    let Ok(message) = dxp::read(bytes) else { return false };
    let _ = dxp::business(&message.data);
    for form in [Form::Prefixed, Form::Plain] {
        // Some of what is read is never written.
        let Ok(written) = message.write(form) else { continue };
        let mut meant = DxpMsg { signed: false, ..message.clone() };
        let seconds = meant.head.created.wire14();
        meant.head.created = BeijingTime::from_wire(&seconds).expect("a time without its fraction");
        assert_eq!(dxp::read(written.as_bytes()), Ok(meant), "what is written reads as what was meant");
    }
    true
}

/// Opens a container; what opens signs, and the signature fits its certificate.
pub(crate) fn p12(bytes: &[u8]) -> bool {
    let mut opened = false;
    for password in [PASSWORD, "", "口令"] {
        if let Ok(key) = open_pkcs12(bytes, password) {
            let value = key.sign(b"octets").expect("a key that opens signs");
            assert!(
                key.certificate().verifies(key.algorithm(), b"octets", &value),
                "and its certificate fits"
            );
            opened = true;
        }
    }
    opened
}
