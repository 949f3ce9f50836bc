//! Agreement with the field table: valid messages of every kind are broken in one facet at a time, for every element, and
//! what the program says must be what the table says. The table's word comes from an oracle of its own.

mod breaks;
mod model;
mod oracle;
mod structure;

use clearance_core::check::{Finding, Severity};
use clearance_core::cn::codes::Tables;
use clearance_core::cn::fields::{Side, check_frame};
use clearance_core::cn::message::frame::Frame;
use clearance_core::cn::message::layout::Kind;
use clearance_core::cn::message::{Body, Message, parse};
use clearance_core::cn::tables::Held;
use clearance_core::cn::{Case, check};

use crate::breaks::{Dice, texts};
use crate::model::{Model, Which, escape};
use crate::oracle::{Verdict, absent, forbidden, verdict};

/// The same cases on every run.
const SEED: u64 = 0x00C1_EA2A_4CE0_2026;

const SIDES: [Side; 2] = [Side::Sender, Side::Receiver];

/// Rule, place and severity.
type Found = (String, String, Severity);

/// Stands where a text is put.
const HERE: &str = "@HERE@";

/// Looks at the frame of a message; `None` where it is no XML that a message may be.
fn with_frame<T>(xml: &str, look: impl FnOnce(&Frame<'_>) -> T) -> Option<T> {
    let parsed = parse(xml).ok()?;
    let frame = Frame::read(&parsed.document).ok()?;
    Some(look(&frame))
}

/// What the program says of a message.
fn judged(frame: &Frame<'_>, side: Side) -> Vec<Found> {
    told(check_frame(frame, side, &Held::built_in()))
}

fn told(findings: Vec<Finding>) -> Vec<Found> {
    let mut found: Vec<Found> = findings
        .into_iter()
        .filter(|finding| finding.rule.starts_with("CN-FORM-"))
        .map(|finding| (finding.rule.into_owned(), finding.at, finding.severity))
        .collect();
    found.sort();
    found
}

fn said(xml: &str, side: Side) -> Option<Vec<Found>> {
    with_frame(xml, |frame| judged(frame, side))
}

fn expected(verdict: Verdict, at: &str) -> Vec<Found> {
    verdict.map(|(rule, severity)| (rule.to_owned(), at.to_owned(), severity)).into_iter().collect()
}

/// Counts cases and keeps the first disagreements.
struct Tally {
    kind: Kind,
    cases: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn agree(&mut self, what: &str, xml: &str, said: Option<Vec<Found>>, expected: Option<Vec<Found>>) {
        self.cases += 1;
        if said != expected && self.wrong.len() < 20 {
            let short: String = xml.chars().take(160).collect();
            self.wrong.push(format!("{what}: said {said:?}, the table says {expected:?} ({short}…)"));
        }
    }

    fn done(self) -> usize {
        eprintln!("{}: {} cases, seed {SEED:#x}", self.kind.root(), self.cases);
        assert!(self.wrong.is_empty(), "{}:\n{}", self.kind.root(), self.wrong.join("\n"));
        self.cases
    }
}

fn mutate(kind: Kind) -> usize {
    let tables = Tables::built_in();
    let valid = Model::of(kind, &tables);
    let mut tally = Tally { kind, cases: 0, wrong: Vec::new() };
    for side in SIDES {
        tally.agree("the valid message", "", said(&valid.write(), side), Some(Vec::new()));
    }
    let mut dice = Dice(SEED ^ kind as u64);
    for which in valid.sections() {
        let group = valid.clone().section(which).group;
        for place in 0..group.fields.len() {
            values(&valid, which, place, &tables, &mut dice, &mut tally);
        }
        structure::elements(&valid, which, &mut tally);
    }
    structure::frame(&valid, &mut tally);
    tally.done()
}

/// Every text in one field, and the field left out.
fn values(valid: &Model, which: Which, place: usize, tables: &Tables, dice: &mut Dice, tally: &mut Tally) {
    let mut model = valid.clone();
    let section = model.section(which);
    let row = &section.group.fields[place];
    let at = format!("{}/{}", section.at, row.element);
    let valid_text = section.fields[place].xml.clone();
    for side in SIDES {
        let mut without = valid.clone();
        without.section(which).fields.remove(place);
        let xml = without.write();
        tally.agree(
            &format!("{at} left out"),
            &xml,
            said(&xml, side),
            Some(expected(absent(row, side), &at)),
        );
    }
    // The payload of an extension is XML; text there is tried as text.
    let texts = texts(row, if row.element == "Message" { "payload" } else { &valid_text }, dice);
    model.section(which).fields[place].xml = HERE.to_owned();
    let template = model.write();
    for text in texts {
        let xml = template.replace(HERE, &escape(&text));
        let what = format!("{at} {text:?}");
        let word = expected(verdict(row, &text, tables), &at);
        let reads = with_frame(&xml, |frame| {
            for side in SIDES {
                tally.agree(&what, "", Some(judged(frame, side)), Some(word.clone()));
            }
            typed(frame, &what, tally);
        });
        if reads.is_none() {
            // What XML forbids never comes as far as the table.
            tally.agree(&what, "", None, (!text.chars().any(forbidden)).then_some(word));
        }
    }
}

/// What is said of a document before it is written is what is said of the message that is written from it.
fn typed(frame: &Frame<'_>, what: &str, tally: &mut Tally) {
    if !frame.kind.layout().transfer {
        return;
    }
    let Ok(message) = Message::read(frame) else { return };
    let mut case = Case::empty();
    match message.body.clone() {
        Body::Orders(all) => case.order = all.into_iter().next(),
        Body::Payments(all) => case.payment = all.into_iter().next(),
        Body::Waybills(all) => case.waybill = all.into_iter().next(),
        Body::Declarations(all) => case.declaration = all.into_iter().next(),
        Body::WaybillStatuses(all) => case.waybill_status = all.into_iter().next(),
        Body::Cancels(all) => case.cancel = all.into_iter().next(),
        Body::Returns(all) => case.return_ = all.into_iter().next(),
        Body::Entries(all) => case.entry = all.into_iter().next(),
    }
    let before = told(check(&case).findings);
    let written = message.write();
    let after = said(&written, Side::Sender).map(|all| {
        let inside = |found: &Found| {
            !found.1.starts_with("Base") && !found.1.starts_with("Ext") && found.1 != "Signature"
        };
        all.into_iter().filter(inside).collect::<Vec<_>>()
    });
    // Signs that XML forbids stop a document before it is written.
    if after.is_some() || before.is_empty() {
        tally.agree(&format!("{what}, before it is written"), &written, Some(before), after);
    }
}

macro_rules! kinds {
    ($($test:ident: $kind:ident,)*) => {
        $(#[test]
        fn $test() {
            assert!(mutate(Kind::$kind) > 500, "hardly anything was tried");
        })*

        #[test]
        fn no_kind_is_left_out() {
            assert_eq!(Kind::ALL, [$(Kind::$kind),*]);
        }
    };
}

kinds! {
    orders_agree_with_the_table: Ceb311,
    order_receipts_agree_with_the_table: Ceb312,
    payments_agree_with_the_table: Ceb411,
    payment_receipts_agree_with_the_table: Ceb412,
    waybills_agree_with_the_table: Ceb511,
    waybill_receipts_agree_with_the_table: Ceb512,
    waybill_states_agree_with_the_table: Ceb513,
    waybill_state_receipts_agree_with_the_table: Ceb514,
    declarations_agree_with_the_table: Ceb621,
    declaration_receipts_agree_with_the_table: Ceb622,
    cancels_agree_with_the_table: Ceb623,
    cancel_receipts_agree_with_the_table: Ceb624,
    returns_agree_with_the_table: Ceb625,
    return_receipts_agree_with_the_table: Ceb626,
    entries_agree_with_the_table: Ceb711,
    entry_receipts_agree_with_the_table: Ceb712,
    tax_bills_agree_with_the_table: Ceb816,
    tax_bill_states_agree_with_the_table: Ceb818,
    format_receipts_agree_with_the_table: Ceb900,
}
