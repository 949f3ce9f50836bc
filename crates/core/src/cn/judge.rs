//! Judges a whole message as its receiver would: form, business rules, and records that repeat one another. Station 4.

use std::borrow::Cow;

mod seen;

use self::seen::Seen;
use super::codes::Tables;
use super::fields::{Form, Side, check_frame, day_of, judge};
use super::message::Transfer;
use super::message::ceb311_order::Order;
use super::message::ceb621_inventory::Declaration;
use super::message::ceb625_return::Return;
use super::message::ceb711_entry::Entry;
use super::message::frame::{Entity, Frame, Part};
use super::message::layout::Kind;
use super::message::record::Record;
use super::patterns::{Trace, patterns_of};
use super::rules::{self, Numbers, SENDING_RULES, Sending};
use super::{Case, Facts};
use crate::check::{Finding, Report};
use crate::versions::Versions;

/// Judges every field of a message and, by the rules, every record that stands in it: all findings at once, in the order
/// of the document.
///
/// The facts hold for all records; a key that an earlier record of the same message has counts as taken. A value that
/// cannot be read as what it must be is a finding of the field table; the rules about it are silent, the others are not.
/// Receipts are judged by the field table alone.
#[must_use]
pub fn check_message(frame: &Frame<'_>, side: Side, facts: &Facts) -> Report {
    check_message_with(frame, side, facts, |_, _| {})
}

/// As [`check_message`], with a word from whoever has a store: `know` is called once for each record and may add to the
/// facts what it knows about that record (which keys are taken, what the buyer has bought this year).
#[must_use]
pub fn check_message_with(
    frame: &Frame<'_>,
    side: Side,
    facts: &Facts,
    mut know: impl FnMut(&Case, &mut Facts),
) -> Report {
    let mut findings = check_frame(frame, side, &facts.tables);
    let mut seen = Seen::default();
    let (mut traces, mut traced) = (Vec::new(), Vec::new());
    let transfer = frame.transfer.as_ref().and_then(|part| Transfer::read(part).ok());
    let mut sending = transfer.map(|transfer| Sending::new(&frame.guid, &frame.version, transfer));
    let mut day = None;
    let mut versions: Option<Versions> = None;
    let mut also = |tables: &Tables| {
        let all = versions.take().map_or_else(|| tables.versions().clone(), |all| all.and(tables.versions()));
        versions = Some(all);
    };
    for (n, entity) in frame.entities.iter().enumerate() {
        let Some((mut case, mended)) = case_of(frame.kind, entity, facts) else {
            let of_record = day_of(entity).or(facts.today);
            also(of_record.map_or_else(|| facts.tables.newest(), |day| facts.tables.on(day)));
            continue;
        };
        also(case.tables());
        day = day.or(Some(case.day()));
        if let Some(sending) = &mut sending {
            sending.look(&case);
        }
        let mut about_this_one = case.facts.clone();
        know(&case, &mut about_this_one);
        case.facts = about_this_one;
        seen.look(&mut case);
        if mended.is_empty() {
            traces.push(Trace::of(&case));
            traced.push(n + 1);
        }
        let before = findings.len();
        rules::run_at(&case, Numbers::all(n + 1), &mut findings);
        if !mended.is_empty() {
            let kept = findings.split_off(before).into_iter().filter(|finding| !mended.concern(finding));
            findings.extend(kept);
        }
    }
    for (case, mut finding) in patterns_of(&traces) {
        rules::number(&mut finding, Numbers::all(traced[case]));
        findings.push(finding);
    }
    if let (Some(day), Some(sending)) = (day, sending) {
        let in_force = SENDING_RULES.iter().filter(|rule| rule.in_force.holds(day));
        in_force.for_each(|rule| rule.run(&sending, &mut findings));
    }
    sort_by_record(&mut findings);
    let versions = versions.unwrap_or_else(|| facts.tables.newest().versions().clone());
    Report { findings, versions }
}

/// Findings of a record stand together; what concerns the whole message comes last.
fn sort_by_record(findings: &mut [Finding]) {
    let record = |finding: &Finding| {
        let first = finding.at.split('/').next().unwrap_or_default();
        let number = first.split_once('[').and_then(|(_, rest)| rest.strip_suffix(']')?.parse().ok());
        number.filter(|_| !first.starts_with("Base")).unwrap_or(usize::MAX)
    };
    findings.sort_by_cached_key(record);
}

/// The documents of one record as a case of its own.
fn case_of(kind: Kind, entity: &Entity<'_>, facts: &Facts) -> Option<(Case, Mended)> {
    let mut mended = Mended::default();
    let mut case = Case { facts: facts.clone(), ..Case::empty() };
    match kind {
        Kind::Ceb311 => {
            let head = mended.read(entity.head.as_ref()?, facts)?;
            case.order = Some(Order { head, lines: mended.read_all(&entity.lines, facts)? });
        }
        Kind::Ceb411 => case.payment = Some(mended.read(entity.head.as_ref()?, facts)?),
        Kind::Ceb511 => case.waybill = Some(mended.read(entity.head.as_ref()?, facts)?),
        Kind::Ceb621 => {
            let head = mended.read(entity.head.as_ref()?, facts)?;
            case.declaration = Some(Declaration { head, lines: mended.read_all(&entity.lines, facts)? });
        }
        Kind::Ceb513 => case.waybill_status = Some(mended.read(entity.head.as_ref()?, facts)?),
        Kind::Ceb623 => case.cancel = Some(mended.read(entity.head.as_ref()?, facts)?),
        Kind::Ceb625 => {
            let head = mended.read(entity.head.as_ref()?, facts)?;
            case.return_ = Some(Return { head, lines: mended.read_all(&entity.lines, facts)? });
        }
        Kind::Ceb711 => {
            let head = mended.read(entity.head.as_ref()?, facts)?;
            case.entry = Some(Entry { head, lines: mended.read_all(&entity.lines, facts)? });
        }
        _ => return None,
    }
    Some((case, mended))
}

/// What had to be put in place of values that could not be read.
#[derive(Default)]
struct Mended {
    elements: Vec<&'static str>,
    amounts: bool,
    quantities: bool,
    times: bool,
}

impl Mended {
    fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// Whether a finding may come from what was put in place.
    fn concern(&self, finding: &Finding) -> bool {
        let element = finding.at.rsplit('/').next().unwrap_or_default();
        let topic = finding.rule.split('-').nth(1).unwrap_or_default();
        self.elements.contains(&element)
            || (self.amounts && matches!(topic, "AMOUNT" | "LIMIT"))
            || (self.quantities && matches!(topic, "AMOUNT" | "LIMIT" | "TARIFF" | "WEIGHT"))
            || (self.times && topic == "TIME")
    }

    fn read_all<R: Record>(&mut self, parts: &[Part<'_>], facts: &Facts) -> Option<Vec<R>> {
        parts.iter().map(|part| self.read(part, facts)).collect()
    }

    /// Reads a part; where it does not read, with something harmless in place of what is missing or broken.
    fn read<R: Record>(&mut self, part: &Part<'_>, facts: &Facts) -> Option<R> {
        if let Ok(record) = R::read(part) {
            return Some(record);
        }
        let mut whole = Part { group: part.group, values: part.values.clone(), strays: Vec::new() };
        for (field, value) in part.group.fields.iter().zip(&mut whole.values) {
            let fits =
                value.as_deref().is_some_and(|text| judge(field, text, facts.tables.newest()).is_none());
            let day = || {
                let near = ["declTime", "appTime"].iter().find_map(|element| part.get(element)?.get(..8));
                near.filter(|day| crate::time::date_from_wire(day).is_some()).unwrap_or("20260101").to_owned()
            };
            let harmless = match field.form {
                Form::Amount => "0".to_owned(),
                Form::Positive | Form::Whole { .. } => "1".to_owned(),
                Form::Time => format!("{}000000", day()),
                Form::Date => day(),
                _ => String::new(),
            };
            // What may be absent stays absent; what is there and reads stays as it is.
            let readable = match (field.form, value.as_deref()) {
                (_, None) => field.presence != super::fields::Presence::Required,
                (Form::Amount | Form::Positive, Some(text)) => crate::money::plain_decimal(text).is_some(),
                (Form::Whole { .. }, Some(text)) => text.parse::<u32>().is_ok(),
                (Form::Time | Form::Date, Some(_)) => fits,
                (_, Some(_)) => true,
            };
            if readable {
                continue;
            }
            self.elements.push(field.element);
            self.amounts |= field.form == Form::Amount;
            self.quantities |= matches!(field.form, Form::Positive | Form::Whole { .. });
            self.times |= matches!(field.form, Form::Time | Form::Date);
            *value = Some(Cow::Owned(harmless));
        }
        R::read(&whole).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Severity;
    use crate::cn::message::{Body, Message, parse};
    use crate::cn::sample;
    use crate::money::Money;

    /// What a message of the sample's declarations, changed in its text, is found to break: rule and place.
    fn found(bodies: usize, change: impl FnOnce(String) -> String) -> Vec<(String, String)> {
        let declarations = (1..=bodies)
            .map(|n| {
                let mut one = sample::case().declaration.expect("the sample has one");
                one.head.guid = format!("9D6F3081-45CA-4EB9-8F74-3CA1805EBD4{n}");
                one.head.order_no = format!("OK2026112400000{n}");
                one.head.waybill_no = format!("HX7720261124000{n}");
                one.head.cop_no = Some(format!("QC2026112400000{n}"));
                one
            })
            .collect();
        let id = "4CDE1CFD-EDED-46B1-946C-B8022E42FC94".to_owned();
        let message = Message::new(id, Body::Declarations(declarations), sample::transfer());
        let xml = change(message.write());
        let document = parse(&xml).expect("still XML");
        let frame = Frame::read(&document.document).expect("still a message");
        let report = check_message(&frame, Side::Receiver, &Facts::default());
        let of_records = report.findings.into_iter().filter(|f| f.at != "Signature");
        of_records.map(|f| (f.rule.into_owned(), f.at)).collect()
    }

    fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
        all.iter().map(|(rule, at)| ((*rule).to_owned(), (*at).to_owned())).collect()
    }

    #[test]
    fn a_sound_message_has_no_findings() {
        assert_eq!(found(3, |xml| xml), []);
    }

    #[test]
    fn the_record_and_the_line_are_named() {
        let xml = |xml: String| {
            let second = xml.rfind("<ceb:packNo>1<").expect("it is there");
            format!("{}<ceb:packNo>2<{}", &xml[..second], &xml[second + 14..])
        };
        assert_eq!(found(2, xml), pairs(&[("CN-PACK-001", "Inventory[2]/InventoryHead/packNo")]));
    }

    #[test]
    fn records_that_repeat_one_another_are_found() {
        let same_waybill = |xml: String| xml.replace("HX77202611240002", "HX77202611240001");
        let second = "Inventory[2]/InventoryHead/logisticsNo";
        assert_eq!(found(2, same_waybill), pairs(&[("CN-DUP-003", second)]));
        let same_cop_no = |xml: String| xml.replace("QC20261124000002", "QC20261124000001");
        assert_eq!(found(2, same_cop_no), pairs(&[("CN-DUP-002", "Inventory[2]/InventoryHead/copNo")]));
        let same_id = |xml: String| xml.replace("3CA1805EBD42", "3CA1805EBD41");
        assert_eq!(found(2, same_id), pairs(&[("CN-DUP-006", "Inventory[2]/InventoryHead/guid")]));
    }

    #[test]
    fn what_an_earlier_record_says_is_known_to_the_next() {
        let second = |from: &str, to: &str| {
            let (from, to) = (from.to_owned(), to.to_owned());
            move |xml: String| {
                let at = xml.rfind(&from).expect("it is there");
                format!("{}{to}{}", &xml[..at], &xml[at + from.len()..])
            }
        };
        let one_document = |xml: String| {
            ["OK", "HX7", "QC"].iter().fold(xml, |xml, head| {
                let at = xml.rfind(&format!(">{head}")).expect("it is there");
                let end = at + xml[at..].find('<').expect("it is closed");
                format!("{}1{}", &xml[..end - 1], &xml[end..])
            })
        };
        let change = |xml: String| second("<ceb:appType>1<", "<ceb:appType>2<")(one_document(xml));
        let doubt = ("CN-CHANGE-010", "Inventory[2]/InventoryHead/appType");
        assert_eq!(found(2, change), pairs(&[doubt]));
        let earlier = |xml: String| second("20261124094000", "20261124093959")(change(xml));
        let stale = ("CN-CHANGE-011", "Inventory[2]/InventoryHead/appTime");
        assert_eq!(found(2, earlier), pairs(&[doubt, stale]));
        let staged_first = |xml: String| one_document(xml).replacen("appStatus>2<", "appStatus>1<", 1);
        assert_eq!(
            found(2, staged_first),
            pairs(&[("CN-STATE-002", "Inventory[1]/InventoryHead/appStatus")])
        );
    }

    #[test]
    fn who_sends_is_held_against_who_declares() {
        let other = |xml: String| xml.replace("<ceb:copCode>3301964J31<", "<ceb:copCode>1101180326<");
        assert_eq!(found(2, other), pairs(&[("CN-SEND-002", "BaseTransfer/copCode")]));
    }

    #[test]
    fn the_rules_go_on_beside_a_broken_field() {
        let broken = |xml: String| {
            xml.replace("<ceb:declTime>20261124</ceb:declTime>", "")
                .replace("<ceb:grossWeight>0.9<", "<ceb:grossWeight>heavy<")
                .replace("110101199003077619", "110101199003077618")
        };
        assert_eq!(
            found(1, broken),
            pairs(&[
                ("CN-FORM-MISSING", "Inventory[1]/InventoryHead/declTime"),
                ("CN-FORM-NUMBER", "Inventory[1]/InventoryHead/grossWeight"),
                ("CN-BUYER-001", "Inventory[1]/InventoryHead/buyerIdNumber"),
            ])
        );
    }

    #[test]
    fn whoever_has_a_store_is_asked_about_every_record() {
        let mut case = sample::case();
        let body = Body::Declarations(vec![case.declaration.take().expect("the sample has one")]);
        let message = Message::new(String::new(), body, sample::transfer());
        let xml = message.write();
        let document = parse(&xml).expect("XML");
        let frame = Frame::read(&document.document).expect("a message");
        let report = check_message_with(&frame, Side::Receiver, &Facts::default(), |case, facts| {
            assert!(case.declaration.is_some());
            facts.bought_this_year = Some(Money(26000.into()));
            facts.taken.order = true;
        });
        let rules: Vec<_> = report
            .findings
            .iter()
            .filter(|f| f.severity == Severity::Stops && f.at.starts_with("Inventory"))
            .map(|f| f.rule.as_ref())
            .collect();
        assert_eq!(rules, ["CN-DUP-001", "CN-LIMIT-003"]);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
        #[test]
        fn no_value_makes_the_judge_panic(
            element in 0..67_usize,
            value in proptest::prop_oneof![
                "\\PC{0,40}",
                "[0-9]{1,40}",
                "-?[0-9]{0,28}\\.[0-9]{0,12}",
                "[0-9]{4}[01][0-9][0-3][0-9]([0-2][0-9][0-5][0-9]{3})?",
            ],
        ) {
            let escaped = quick_xml::escape::escape(value.as_str()).into_owned();
            let changed = |xml: String| {
                let closes: Vec<usize> = xml.match_indices("</ceb:").map(|(at, _)| at).collect();
                let close = closes[element % closes.len()];
                let open = xml[..close].rfind('>').map_or(0, |at| at + 1);
                format!("{}{escaped}{}", &xml[..open], &xml[close..])
            };
            let _ = found(1, changed);
        }
    }
}
