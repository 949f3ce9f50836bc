//! The official sample messages read. They are not part of this repository: `CLEARANCE_SPEC` names the folder that holds
//! `samples/import`; without it the test says so and passes.
#![allow(clippy::disallowed_methods, reason = "a test of files reads them")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clearance_core::check::Severity;
use clearance_core::cn::fields::{Side, check_frame};
use clearance_core::cn::message::frame::Frame;
use clearance_core::cn::message::layout::Kind;
use clearance_core::cn::message::{Message, parse};
use clearance_core::cn::receipt::{self, Answer};
use clearance_core::cn::tables::Held;
use clearance_core::cn::{Facts, check_message};

/// What the samples are known to break, by file: rule and place without the number of the record.
fn oddities(file: &str) -> &'static [(&'static str, &'static str)] {
    match file {
        // Statuses other than S stood in an older edition.
        "CEB513Message.xml" => &[("CN-FORM-CODE", "LogisticsStatus/logisticsStatus")],
        // It was signed later, by the transport.
        "CEB621Message.bonded-1210.xml" => &[("CN-FORM-MISSING", "Signature")],
        // An office that is in no table.
        "CEB625Message.xml" => &[("CN-FORM-CODE", "InvtRefund/InvtRefundHead/customsCode")],
        _ => &[],
    }
}

fn samples() -> Option<BTreeMap<String, String>> {
    let Ok(folder) = std::env::var("CLEARANCE_SPEC") else {
        eprintln!("CLEARANCE_SPEC is not set: the official samples are not read");
        return None;
    };
    let folder = PathBuf::from(folder).join("samples/import");
    let files = std::fs::read_dir(&folder).expect("the folder of samples can be listed");
    let all = files
        .map(|file| file.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|end| end == "xml"))
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).expect("a sample is UTF-8"))
        })
        .collect();
    Some(all)
}

#[test]
fn every_sample_reads_and_breaks_only_what_it_is_known_to_break() {
    let Some(samples) = samples() else { return };
    let mut wrong = Vec::new();
    let mut kinds = BTreeSet::new();
    for (file, xml) in &samples {
        let document = parse(xml).unwrap_or_else(|e| panic!("{file}: {e}"));
        let frame = Frame::read(&document.document).unwrap_or_else(|e| panic!("{file}: {e}"));
        if frame.kind.layout().transfer {
            let message = Message::read(&frame).unwrap_or_else(|e| panic!("{file}: {e}"));
            let written = message.write();
            let parsed = parse(&written).unwrap_or_else(|e| panic!("{file}: {e}"));
            let again = Frame::read(&parsed.document).and_then(|frame| Message::read(&frame));
            assert_eq!(again.as_ref(), Ok(&message), "{file}");
        } else {
            let mut answer = Answer::read(&frame).unwrap_or_else(|e| panic!("{file}: {e}"));
            let again = Answer::read_text(&answer.write()).unwrap_or_else(|e| panic!("{file}: {e}"));
            // What the schema does not know is read, not written.
            if let receipt::Body::TaxBills(bills) = &mut answer.body {
                for bill in bills {
                    assert!(bill.head.order_no.take().is_some() && bill.head.waybill_no.take().is_some());
                }
            }
            assert_eq!(answer, again, "{file}");
        }
        kinds.insert(frame.kind);
        let mut found: Vec<(String, String)> = check_frame(&frame, Side::Receiver, &Held::built_in())
            .into_iter()
            .filter(|finding| finding.severity == Severity::Stops)
            .map(|finding| (finding.rule.into_owned(), bare(&finding.at)))
            .collect();
        found.sort();
        found.dedup();
        let mut known: Vec<(String, String)> =
            oddities(file).iter().map(|(rule, at)| ((*rule).to_owned(), (*at).to_owned())).collect();
        known.sort();
        if found != known {
            wrong.push(format!("{file}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // No sample of the format receipt is public.
    let without: Vec<&Kind> = Kind::ALL.iter().filter(|kind| !kinds.contains(kind)).collect();
    assert_eq!(without, [&Kind::Ceb900]);
}

/// A place without its numbers.
fn bare(at: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for sign in at.chars() {
        match sign {
            '[' => inside = true,
            ']' => inside = false,
            _ if inside => {}
            _ => out.push(sign),
        }
    }
    out
}

#[test]
fn the_official_declaration_is_judged_as_it_deserves() {
    let Some(samples) = samples() else { return };
    let xml = &samples["CEB621Message.xml"];
    let document = parse(xml).expect("XML");
    let frame = Frame::read(&document.document).expect("a message");
    let report = check_message(&frame, Side::Receiver, &Facts::default());
    let rules: Vec<&str> = report.findings.iter().map(|finding| finding.rule.as_ref()).collect();
    for rule in ["CN-PACK-001", "CN-AMOUNT-004", "CN-MODE-007", "CN-CODE-001", "CN-BUYER-002"] {
        assert!(rules.contains(&rule), "{rule} is missing in {rules:?}");
    }
}
