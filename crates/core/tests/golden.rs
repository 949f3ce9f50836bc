//! One golden file for each message and receipt, from the sample documents: compared on every run, written when
//! `CLEARANCE_UPDATE=1`.
#![allow(clippy::disallowed_methods, reason = "a test of files reads and writes them")]

use std::path::Path;

use clearance_core::cn::fields::{Side, check_frame};
use clearance_core::cn::message::frame::Frame;
use clearance_core::cn::message::layout::{Kind, SignatureNeed};
use clearance_core::cn::message::{Message, parse};
use clearance_core::cn::receipt::Answer;
use clearance_core::cn::sample;
use clearance_core::cn::tables::Held;

fn settle(kind: Kind, xml: &str) {
    let name = format!("{}.xml", kind.root());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(&name);
    if std::env::var("CLEARANCE_UPDATE").is_ok_and(|value| value == "1") {
        std::fs::write(&path, xml).expect("a golden can be written");
        return;
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        there == xml,
        "{name} is another than what is written now: run `CLEARANCE_UPDATE=1 cargo test -p clearance-core --test golden`, read the difference, commit it\n{xml}"
    );
}

/// Nothing of the form is wrong, but for the signature that is not there yet.
fn assert_well_formed(kind: Kind, xml: &str) {
    let parsed = parse(xml).expect("what is written is well-formed");
    let frame = Frame::read(&parsed.document).expect("and a message");
    assert_eq!(frame.kind, kind);
    let mut found = check_frame(&frame, Side::Sender, &Held::built_in());
    let before = found.len();
    found.retain(|finding| finding.at != "Signature");
    assert_eq!(before - found.len(), usize::from(kind.layout().signature == SignatureNeed::Required));
    assert_eq!(found, [], "{}", kind.root());
}

#[test]
fn what_is_sent_is_written_as_it_was_agreed() {
    let all = sample::messages();
    for message in &all {
        let (kind, xml) = (message.body.kind(), message.write());
        settle(kind, &xml);
        assert_well_formed(kind, &xml);
        let parsed = parse(&xml).expect("it is well-formed");
        let frame = Frame::read(&parsed.document).expect("it is a message");
        assert_eq!(Message::read(&frame).as_ref(), Ok(message));
    }
    let sent: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| kind.layout().transfer).collect();
    assert_eq!(all.iter().map(|message| message.body.kind()).collect::<Vec<_>>(), sent, "all that are sent");
}

#[test]
fn what_is_answered_is_written_as_it_was_agreed() {
    let all = sample::answers();
    for answer in &all {
        let (kind, xml) = (answer.body.kind(), answer.write());
        settle(kind, &xml);
        assert_well_formed(kind, &xml);
        assert_eq!(Answer::read_text(&xml).as_ref(), Ok(answer));
    }
    let received: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| !kind.layout().transfer).collect();
    assert_eq!(all.iter().map(|answer| answer.body.kind()).collect::<Vec<_>>(), received, "all receipts");
}
