//! Judges whole records and messages against the table: what stands in a frame, and documents before they are written.

use std::borrow::Cow;
use std::fmt;

use jiff::civil::Date;

use super::{Fault, Field, Presence, judge};
use crate::check::{Finding, Severity};
use crate::cn::codes::Tables;
use crate::cn::message::frame::{Entity, Frame, Part};
use crate::cn::message::layout::{Kind, Layout, SignatureNeed};
use crate::cn::message::record::{Judged, Record, Wire};
use crate::cn::tables::{Held, hint, marks_of};
use crate::text::Text;
use crate::time::date_from_wire;

/// Who looks at a message: the one who writes it, or the one who receives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What the sources call required in any edition must be there.
    Sender,
    /// Only what the schema demands must be there.
    Receiver,
}

/// The day whose tables judge a record: that of the declaration, else that on which it was written.
pub(in crate::cn) fn day_of(entity: &Entity<'_>) -> Option<Date> {
    let head = entity.head.as_ref()?;
    let elements = ["declTime", "appTime", "returnTime"];
    elements.iter().find_map(|element| head.get(element)?.get(..8).and_then(date_from_wire))
}

/// Judges every field of every record of a message, each by the tables of its own day, and the frame around them.
#[must_use]
pub fn check_frame(frame: &Frame<'_>, side: Side, held: &Held) -> Vec<Finding> {
    let layout = frame.kind.layout();
    let tables = held.newest();
    let mut found = Vec::new();
    let none_or = |value: &str, other: Fault| if value.is_empty() { Fault::Missing } else { other };
    let fault = |fault: Fault, at: String, value: &str| {
        let finding = Finding::new(fault.id(), Severity::Stops, at, fault.says(), fault.help());
        if value.is_empty() { finding } else { finding.with_value(value.to_owned()) }
    };
    if frame.guid.chars().count() != 36 {
        found.push(fault(none_or(&frame.guid, Fault::Length), "@guid".into(), &frame.guid));
    }
    if frame.version.is_empty() || frame.version.chars().count() > 10 {
        found.push(fault(none_or(&frame.version, Fault::Length), "@version".into(), &frame.version));
    }
    if frame.entities.is_empty() {
        found.push(fault(Fault::Missing, layout.entity.to_owned(), ""));
    }
    if frame.entities.len() > layout.most {
        let says = Text {
            zh: "一份报文的记录数超过上限", en: "The message holds more records than allowed"
        };
        let help = Text {
            zh: "请拆成几份报文，每份不超过100条（入库明细单每份1条）",
            en: "Split it: at most 100 records a message, and one warehouse entry",
        };
        let at = layout.entity.to_owned();
        let finding = Finding::new(Fault::Length.id(), Severity::Stops, at, says, help);
        found.push(finding.with_value(frame.entities.len().to_string()));
    }
    for (number, entity) in frame.entities.iter().enumerate() {
        let tables = day_of(entity).map_or(tables, |day| held.on(day));
        check_entity(layout, entity, number + 1, side, tables, &mut found);
    }
    let around = |entity, number| Place { entity, number, part: "", line: 0 };
    match &frame.transfer {
        Some(part) => Judge { side, tables, place: around("BaseTransfer", 0), found: &mut found }.part(part),
        None if layout.transfer => found.push(fault(Fault::Missing, "BaseTransfer".into(), "")),
        None => {}
    }
    for (number, part) in frame.subscribes.iter().enumerate() {
        Judge { side, tables, place: around("BaseSubscribe", number + 1), found: &mut found }.part(part);
    }
    if frame.subscribes.len() > 5 {
        found.push(fault(Fault::Length, "BaseSubscribe".into(), &frame.subscribes.len().to_string()));
    }
    if let Some(part) = &frame.extension {
        Judge { side, tables, place: around("ExtendMessage", 0), found: &mut found }.part(part);
    }
    if layout.signature == SignatureNeed::Required && !frame.signed {
        let says = Text { zh: "报文没有签名", en: "The message is not signed" };
        let help = Text {
            zh: "请用申报企业的证书签名后再发送",
            en: "Sign it with the certificate of the declaring enterprise, then send it",
        };
        found.push(Finding::new(Fault::Missing.id(), Severity::Stops, "Signature".into(), says, help));
    }
    for stray in &frame.strays {
        found.push(fault(Fault::Order, stray.clone(), ""));
    }
    found
}

/// Judges one record of a frame.
pub fn check_entity(
    layout: &'static Layout,
    entity: &Entity<'_>,
    number: usize,
    side: Side,
    tables: &Tables,
    found: &mut Vec<Finding>,
) {
    let place = Place { number, ..Place::of(layout) };
    let mut by = Judge { side, tables, place, found };
    match &entity.head {
        Some(head) => by.part(head),
        None => by.stops(Fault::Missing, ""),
    }
    if let Some(list) = layout.list {
        by.place.part = list.element;
        by.lines(layout, entity.lines.len());
        for (line, part) in entity.lines.iter().enumerate() {
            by.place.line = line + 1;
            by.part(part);
        }
    }
    by.place = Place { part: "", line: 0, ..by.place };
    entity.strays.iter().for_each(|stray| by.stops(Fault::Order, stray));
}

/// Judges a document with lines as it would be written.
pub(crate) fn check_record<H: Record, L: Record>(
    kind: Kind,
    (head, lines): (&H, &[L]),
    side: Side,
    tables: &Tables,
    found: &mut Vec<Finding>,
) {
    let layout = kind.layout();
    let mut by = Judge { side, tables, place: Place::of(layout), found };
    head.judge(&mut by);
    by.place.part = L::group().element;
    by.lines(layout, lines.len());
    for (line, record) in lines.iter().enumerate() {
        by.place.line = line + 1;
        record.judge(&mut by);
    }
}

/// Judges a document without lines as it would be written.
pub(crate) fn check_single(
    kind: Kind,
    head: &impl Record,
    side: Side,
    tables: &Tables,
    found: &mut Vec<Finding>,
) {
    head.judge(&mut Judge { side, tables, place: Place::of(kind.layout()), found });
}

/// Where the judge stands; made a text only where something is found.
#[derive(Clone, Copy)]
struct Place {
    entity: &'static str,
    number: usize,
    /// Head or list element inside the record; empty where the fields stand in the record itself.
    part: &'static str,
    /// From 1; 0 in a head.
    line: usize,
}

impl Place {
    /// The head of the first record.
    fn of(layout: &Layout) -> Self {
        let part = if layout.wrapped { layout.head.element } else { "" };
        Place { entity: layout.entity, number: 1, part, line: 0 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.entity)?;
        if self.number > 0 {
            write!(f, "[{}]", self.number)?;
        }
        if !self.part.is_empty() {
            write!(f, "/{}", self.part)?;
        }
        if self.line > 0 {
            write!(f, "[{}]", self.line)?;
        }
        Ok(())
    }
}

/// Judges field after field at one place and notes what is wrong.
pub(crate) struct Judge<'a> {
    side: Side,
    tables: &'a Tables,
    place: Place,
    found: &'a mut Vec<Finding>,
}

impl Judge<'_> {
    /// One value of a document.
    pub(crate) fn value(&mut self, field: &'static Field, value: &impl Wire) {
        let verdict = match value.judge(field, self.tables) {
            Judged::Fine => None,
            Judged::Absent => missing(field, self.side),
            Judged::Wrong(fault, severity) => Some((fault, severity)),
        };
        if verdict.is_some() || self.has_own_rows() {
            self.note(field, verdict, value.write().as_deref());
        }
    }

    /// The fields below an element of a frame.
    fn part(&mut self, part: &Part<'_>) {
        for (field, value) in part.group.fields.iter().zip(&part.values) {
            let verdict = match value {
                None => missing(field, self.side),
                Some(text) => judge(field, text, self.tables),
            };
            if verdict.is_some() || self.has_own_rows() {
                self.note(field, verdict, value.as_deref());
            }
        }
        part.strays.iter().for_each(|stray| self.stops(Fault::Order, stray));
    }

    /// How many lines there are.
    fn lines(&mut self, layout: &Layout, count: usize) {
        if count == 0 {
            self.stops(Fault::Missing, "");
        } else if count > layout.most_lines {
            self.stops(Fault::Length, "");
        }
    }

    /// Whether a broker has rows of his own in the tables: what they decide is hinted at.
    fn has_own_rows(&self) -> bool {
        !self.tables.versions().own.is_empty()
    }

    fn note(&mut self, field: &Field, verdict: Option<(Fault, Severity)>, text: Option<&str>) {
        let at = || format!("{}/{}", self.place, field.element);
        if let Some((fault, severity)) = verdict {
            let finding = Finding::new(fault.id(), severity, at(), fault.says(), fault.help());
            let shown = text.filter(|text| !text.is_empty() && may_be_shown(field.element));
            self.found.push(match shown {
                Some(text) => finding.with_value(shorten(text)),
                None => finding,
            });
        }
        let marks = text.into_iter().flat_map(|text| marks_of(field, text, self.tables));
        self.found.extend(marks.map(|mark| hint(mark, at())));
    }

    /// Something about what stands below the place, or about the place itself.
    fn stops(&mut self, fault: Fault, below: &str) {
        let slash = if below.is_empty() { "" } else { "/" };
        let at = format!("{}{slash}{below}", self.place);
        self.found.push(Finding::new(fault.id(), Severity::Stops, at, fault.says(), fault.help()));
    }
}

fn missing(field: &Field, side: Side) -> Option<(Fault, Severity)> {
    match (field.presence, side) {
        (Presence::Required, _) | (Presence::Advised, Side::Sender) => {
            Some((Fault::Missing, Severity::Stops))
        }
        (Presence::Advised, Side::Receiver) => Some((Fault::Missing, Severity::Warns)),
        (Presence::Optional | Presence::Conditional, _) => None,
    }
}

/// Names, identity numbers, telephones and addresses never go into a finding.
fn may_be_shown(element: &str) -> bool {
    let private = ["IdNumber", "buyerName", "payerName", "elephone", "ddress", "consignee", "buyerRegNo"];
    !private.iter().any(|part| element.contains(part))
}

fn shorten(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(60) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}
