//! How often reading, judging, writing and signing ask for memory, per declaration of a message of 100: counted, not timed.
#![allow(clippy::unwrap_used, reason = "a measurement stops where its surroundings are broken")]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the purity of core is not that of its tests"
)]

use std::hint::black_box;
use std::path::Path;

use clearance_core::cn::fields::Side;
use clearance_core::cn::message::frame::Frame;
use clearance_core::cn::message::{Body, Message};
use clearance_core::cn::{Facts, check_message, sample};
use clearance_core::signing::{
    VerifyOptions, canonical_document, open_pkcs12, parse, seal, verify, verify_parsed,
};
use clearance_core::time::BeijingTime;

const RECORDS: usize = 100;

/// Runs something once to warm it up, then once counted.
fn count<T>(what: &str, mut work: impl FnMut() -> T) {
    black_box(work());
    let counted = allocation_counter::measure(|| drop(black_box(work())));
    let (blocks, bytes) = (counted.count_total, counted.bytes_total);
    let tenths = 10 * blocks / RECORDS as u64;
    println!(
        "{what:<44} {blocks:>7} allocations, {:>4}.{} a record, {:>6} octets a record",
        tenths / 10,
        tenths % 10,
        bytes / RECORDS as u64
    );
}

fn main() {
    // cargo test runs benches too, to see that they build.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let declarations = (0..RECORDS).map(|n| {
        let mut one = sample::case().declaration.unwrap();
        one.head.order_no = format!("OK2026112400{n:04}");
        one.head.cop_no = Some(format!("QC2026112400{n:04}"));
        one.head.waybill_no = format!("HX7720261124{n:04}");
        one.head.app_time = BeijingTime::from_wire("20270101103000").unwrap();
        one
    });
    let id = "4CDE1CFD-EDED-46B1-946C-B8022E42FC94".to_owned();
    let message = Message::new(id, Body::Declarations(declarations.collect()), sample::transfer());
    let unsigned = message.write();
    let file = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/keys/sm2.p12")).unwrap();
    let key = open_pkcs12(&file, "clearance-test").unwrap();
    let signed = seal(&unsigned, &key).unwrap();
    let options = VerifyOptions { now: BeijingTime::from_wire("20270102000000"), ..VerifyOptions::default() };
    let facts = Facts::default();

    println!("a message of {RECORDS} records, {} octets", unsigned.len());
    count("parse", || parse(signed.as_bytes()).unwrap());
    let parsed = parse(signed.as_bytes()).unwrap();
    count("canonical form", || canonical_document(&parsed.document, None).unwrap());
    count("verify what is parsed (sm2)", || verify_parsed(&parsed, &options));
    count("parse and verify (sm2)", || verify(signed.as_bytes(), &options));
    count("frame", || Frame::read(&parsed.document).unwrap());
    let frame = Frame::read(&parsed.document).unwrap();
    count("documents of the frame", || Message::read(&frame).unwrap());
    count("check by fields and rules", || check_message(&frame, Side::Receiver, &facts));
    count("write", || message.write());
    count("seal what is written (sm2)", || seal(&unsigned, &key).unwrap());
}
