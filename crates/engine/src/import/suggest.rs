//! What the repair of a finding is, where it is known: proposed with every value, never done unasked.
//!
//! # Invariant
//! What is proposed for a cell is read without a problem. What was lost is not guessed.

use std::collections::HashMap;
use std::sync::Arc;

use clearance_core::cn::codes::Tables;
use clearance_core::order::{Cleaner, Field, Order};
use clearance_core::sheet::CellPos;
use clearance_core::text::Text;

use super::edit::Planned;
use super::found::Found;
use super::page::{is_personal, sample};
use super::{Import, Judged, known};
use crate::error::{Error, Result, fault};
use crate::store::Store;
use crate::view::{Correction, Proposal, Said, Suggestion, count};
use crate::work::Work;

mod reform;

use reform::Words;

/// At most so many values are listed; the others are repaired all the same.
const LISTED: usize = 200;

/// A repair that follows from the cell's own text.
type OfText = fn(&Words<'_>, Field, &str) -> Option<String>;
/// A repair that follows from the tariff code of the line.
type OfTariff = fn(&Tables, &str) -> Option<String>;

#[derive(Clone, Copy)]
enum Repair {
    OfText(OfText),
    OfTariff(OfTariff),
}

/// The rules whose repair can be known.
const REPAIRS: &[(&str, Repair)] = &[
    ("SHEET-UNIT-UNKNOWN", Repair::OfText(|words, _, text| words.unit(text))),
    ("SHEET-COUNTRY-UNKNOWN", Repair::OfText(|words, _, text| words.country(text))),
    ("SHEET-DATE-UNREADABLE", Repair::OfText(|_, _, text| reform::date(text))),
    ("SHEET-NUMBER-UNREADABLE", Repair::OfText(|_, field, text| reform::number(field, text))),
    ("SHEET-ZERO-RESTORED", Repair::OfText(|_, _, text| reform::with_zero(text))),
    ("CN-BUYER-011", Repair::OfText(|_, _, text| reform::trimmed(text))),
    ("CN-CODE-003", Repair::OfText(|_, _, text| reform::half_width(text))),
    ("CN-NUMBER-013", Repair::OfText(|_, _, text| reform::half_width(text))),
    ("CN-FORM-CODE", Repair::OfText(|words, field, text| words.code(field, text))),
    ("CN-GOODS-002", Repair::OfText(|_, _, _| Some("无".to_owned()))),
    ("CN-MODE-005", Repair::OfText(|_, _, _| Some("142".to_owned()))),
    ("CN-MODE-006", Repair::OfText(|_, _, _| Some(String::new()))),
    ("CN-MODE-007", Repair::OfText(|_, _, _| Some(String::new()))),
    ("CN-TARIFF-002", Repair::OfTariff(|tables, code| legal_unit(tables, code, false))),
    ("CN-TARIFF-003", Repair::OfTariff(|tables, code| legal_unit(tables, code, true))),
];

/// The rules about what cannot be restored.
const LOST: &[(&[&str], Text)] = &[
    (
        &["SHEET-NUMBER-DAMAGED", "SHEET-SCIENTIFIC", "SHEET-TRAILING-ZEROS"],
        Text {
            zh: "丢失的数字无法还原，只能从来源重新取得",
            en: "The digits that were lost cannot be restored; only the source has them",
        },
    ),
    (
        &["SHEET-ID-CHECK-DIGIT", "CN-BUYER-001", "CN-GOODS-001"],
        Text {
            zh: "校验位不符只说明有一位错了，说不出是哪一位",
            en: "The check digit says that a digit is wrong, not which one",
        },
    ),
    (
        &["SHEET-MASKED", "CN-BUYER-006"],
        Text {
            zh: "打码遮去的内容表中没有，只能向平台取得",
            en: "What was masked is nowhere in the sheet; only the platform has it",
        },
    ),
    (
        &["SHEET-PLACEHOLDER", "CN-BUYER-007", "SHEET-ERROR-CELL"],
        Text {
            zh: "表中没有写真实内容，无从得知", en: "The sheet does not hold the real value anywhere"
        },
    ),
];

/// Why nothing can repair what a rule found.
pub(super) fn lost(rule: &str) -> Option<Said> {
    LOST.iter().find(|(rules, _)| rules.contains(&rule)).map(|(_, why)| (*why).into())
}

/// Finds proposals; remembers what it has found for a text.
pub(super) struct Proposer<'a> {
    import: &'a Import,
    judged: &'a Judged,
    words: Words<'a>,
    cleaner: Cleaner<'a>,
    /// By face, field, text and, where it matters, tariff code.
    known: HashMap<(u16, Field, &'a str, &'a str), Option<Arc<str>>>,
    repairs: Vec<Option<Repair>>,
    /// Whether what a face is about can certainly not be restored.
    lost: Vec<bool>,
    /// What each column of each sheet is used for.
    fields: Vec<HashMap<u16, Field>>,
}

/// A cell in question, what it says and what it could say.
pub(super) struct Proposed<'a> {
    pub(super) sheet: usize,
    pub(super) at: CellPos,
    pub(super) from: &'a str,
    pub(super) to: Option<Arc<str>>,
    source: Source,
    /// What it is, where that is a person's.
    personal: Option<Field>,
}

/// Where a repair is known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// It follows from the cell or the rest of the order.
    Rule,
    /// The client's goods book.
    GoodsBook,
    /// The client's profile.
    Profile,
}

impl<'a> Proposer<'a> {
    pub(super) fn new(import: &'a Import, judged: &'a Judged) -> Proposer<'a> {
        let repair = |rule: &str| REPAIRS.iter().find(|(id, _)| *id == rule).map(|(_, repair)| *repair);
        let fields = import
            .sheets
            .iter()
            .map(|sheet| import.mapping_of(sheet).into_iter().flat_map(super::page::used).collect());
        Proposer {
            import,
            judged,
            words: Words::new(&import.tables),
            cleaner: Cleaner::new(&*import.tables),
            known: HashMap::new(),
            repairs: judged.faces.all().iter().map(|face| repair(&face.rule)).collect(),
            lost: judged.faces.all().iter().map(|face| lost(&face.rule).is_some()).collect(),
            fields: fields.collect(),
        }
    }

    /// The cell of a finding and what it could say; nothing for a finding without a cell.
    pub(super) fn propose(&mut self, order: Option<usize>, found: &Found) -> Option<Proposed<'a>> {
        let repair = *self.repairs.get(usize::from(found.face))?;
        let (sheet, at) = found.cell()?;
        let of = self.import.sheets.get(sheet)?;
        let field = *self.fields.get(sheet)?.get(&at.column)?;
        let from = of.cell(at).text;
        let mut source = Source::Rule;
        let code = match repair {
            Some(Repair::OfTariff(_)) => {
                let order = self.judged.orders.get(order?)?;
                let line = self.line_of(order, (sheet, at)).and_then(|line| order.lines.get(line));
                line.and_then(|line| line.get(Field::TariffCode)).unwrap_or_default()
            }
            _ => "",
        };
        let Proposer { import, words, cleaner, known, .. } = self;
        let mut to = repair.and_then(|repair| {
            let to = known.entry((found.face, field, from, code)).or_insert_with(|| {
                let to = match repair {
                    Repair::OfText(repair) => repair(words, field, from)?,
                    Repair::OfTariff(repair) => repair(&import.tables, code)?,
                };
                (to != from && cleaner.accepts(field, &to)).then(|| to.into())
            });
            to.clone()
        });
        if to.is_none()
            && !self.lost[usize::from(found.face)]
            && let Some((known, by)) = self.known_otherwise(order, (sheet, at), field, from)
        {
            (to, source) = (Some(known), by);
        }
        (repair.is_some() || to.is_some()).then_some(Proposed {
            sheet,
            at,
            from,
            to,
            source,
            personal: Some(field).filter(|field| is_personal(*field)),
        })
    }

    /// What the goods book says of the article in the row of a finding, where the cell says something else.
    pub(super) fn of_book(
        &mut self,
        order: Option<usize>,
        found: &Found,
    ) -> Option<(usize, CellPos, Arc<str>)> {
        if self.import.client.goods.is_empty() {
            return None;
        }
        let (sheet, at) = found.cell()?;
        let field = *self.fields.get(sheet)?.get(&at.column)?;
        let from = self.import.sheets.get(sheet)?.cell(at).text;
        let (to, source) = self.known_otherwise(order, (sheet, at), field, from)?;
        (source == Source::GoodsBook).then_some((sheet, at, to))
    }

    /// What the goods book or the profile of the client says instead of the cell.
    fn known_otherwise(
        &mut self,
        order: Option<usize>,
        (sheet, at): (usize, CellPos),
        field: Field,
        from: &str,
    ) -> Option<(Arc<str>, Source)> {
        let import = self.import;
        let order = self.judged.orders.get(order?)?;
        let goods = (!import.client.goods.is_empty())
            .then(|| {
                let line = self.line_of(order, (sheet, at));
                known::of_goods(&import.client, &import.tables, order, line, field)
            })
            .flatten()
            .map(|to| (to, Source::GoodsBook));
        let (to, source) =
            goods.or_else(|| Some((known::of_profile(&import.client, field, from)?, Source::Profile)))?;
        (to != from && self.cleaner.accepts(field, &to)).then(|| (to.into(), source))
    }

    /// The line of an order that a cell is part of.
    fn line_of(&self, order: &Order, (sheet, at): (usize, CellPos)) -> Option<usize> {
        let here = |place: clearance_core::order::Place| {
            place.cell() == at && self.judged.mapped.get(usize::from(place.sheet)) == Some(&sheet)
        };
        let in_row = |line: &clearance_core::order::Line| line.values.iter().any(|(_, _, place)| here(place));
        // A cell that cannot be read gives its line no value: then the row tells, where it is of one line only.
        let exact = order.lines.iter().position(in_row);
        exact.or_else(|| {
            let of_row = |line: &clearance_core::order::Line| {
                line.values.first_place().is_some_and(|place| {
                    place.row == at.row && self.judged.mapped.get(usize::from(place.sheet)) == Some(&sheet)
                })
            };
            let mut lines = (0..order.lines.len()).filter(|n| of_row(&order.lines[*n]));
            lines.next().filter(|_| lines.next().is_none())
        })
    }
}

/// The values of one group and what they would become.
#[derive(Default)]
pub(super) struct Values<'a> {
    values: HashMap<FromTo<'a>, Times>,
    /// Cells by where their repair is known from: goods book, profile.
    known: [usize; 2],
}

/// What a cell says and what it could say.
type FromTo<'a> = (&'a str, Option<Arc<str>>);
/// In how many cells, the first of them, and what they are where that is a person's.
type Times = (usize, CellPos, Option<Field>);

impl<'a> Values<'a> {
    pub(super) fn add(&mut self, proposed: Proposed<'a>) {
        match (&proposed.to, proposed.source) {
            (Some(_), Source::GoodsBook) => self.known[0] += 1,
            (Some(_), Source::Profile) => self.known[1] += 1,
            _ => {}
        }
        let start = (0, proposed.at, proposed.personal);
        let (count, first, _) = self.values.entry((proposed.from, proposed.to)).or_insert(start);
        *count += 1;
        *first = proposed.at.min(*first);
    }

    /// The suggestion of a group; none where nothing is known for any value.
    pub(super) fn suggestion(self) -> Option<Suggestion> {
        let known = |to: &Option<Arc<str>>| to.is_some();
        let cells: usize =
            self.values.iter().filter(|((_, to), _)| known(to)).map(|(_, (count, ..))| count).sum();
        let left: usize =
            self.values.iter().filter(|((_, to), _)| !known(to)).map(|(_, (count, ..))| count).sum();
        if cells == 0 {
            return None;
        }
        let mut values: Vec<_> = self.values.into_iter().collect();
        values.sort_by(|((one, to), (n, first, _)), ((other, other_to), (m, other_first, _))| {
            let key = (to.is_none(), std::cmp::Reverse(*n), *first, *one, to);
            key.cmp(&(other_to.is_none(), std::cmp::Reverse(*m), *other_first, *other, other_to))
        });
        let of = |((from, to), (n, first, personal)): (FromTo<'_>, Times)| Proposal {
            from: sample(personal, from).into_owned(),
            to: sample(personal, to.as_deref().unwrap_or_default()).into_owned(),
            known: to.is_some(),
            count: count(n),
            cell: first.to_string(),
        };
        let kinds = values.iter().filter(|((_, to), _)| known(to)).count();
        let from = match self.known {
            [book, _] if book == cells => Some(("取自商品资料", "From the goods book")),
            [_, profile] if profile == cells => Some(("取自客户档案", "From the client's profile")),
            _ => None,
        };
        let says = match (from, values.first()) {
            (Some((zh, en)), _) => Said::new(format!("{zh}，{cells} 格"), format!("{en}, {cells} cells")),
            (None, Some(((from, Some(to)), (.., personal)))) if kinds == 1 => {
                let (from, to) = (sample(*personal, from), sample(*personal, to));
                Said::new(
                    format!("把“{from}”改为“{}”", shown(&to, "空")),
                    format!("Change \"{from}\" to \"{}\"", shown(&to, "nothing")),
                )
            }
            _ => Said::new(format!("按 {kinds} 种对应修改"), format!("Change {kinds} kinds of values")),
        };
        let values = values.into_iter().take(LISTED).map(of).collect();
        let from_book = self.known[0] == cells;
        Some(Suggestion { says, values, from_book, cells: count(cells), left: count(left) })
    }
}

fn shown<'a>(text: &'a str, nothing: &'a str) -> &'a str {
    if text.is_empty() { nothing } else { text }
}

impl Import {
    /// Every cell of a rule gets what was proposed, as a person adjusted it.
    pub(super) fn suggested(&mut self, store: &Store, rule: &str, values: &[Correction]) -> Result<Planned> {
        self.judged(store, Work::quiet())?;
        let judged = self.judged.as_ref().ok_or_else(|| Error::new(&fault::NO_IMPORT))?;
        let wanted = Adjusted::new(values);
        let mut proposer = Proposer::new(self, judged);
        let mut planning = self.planning();
        let faces = judged.faces.all();
        let of_rule = |found: &Found| faces[usize::from(found.face)].rule == rule;
        for (order, found) in judged.all().filter(|(_, found)| of_rule(found)) {
            let Some(proposed) = proposer.propose(order, found) else {
                // A rule for which nothing is ever known can still be repaired value by value.
                let cell = found.cell().and_then(|(sheet, at)| Some((sheet, at, self.sheets.get(sheet)?)));
                let Some((sheet, at, of)) = cell else {
                    planning.leave();
                    continue;
                };
                match wanted.of(of.cell(at).text, None, None) {
                    Some(to) => planning.put(sheet, at, &to)?,
                    None => planning.leave(),
                }
                continue;
            };
            match wanted.of(proposed.from, proposed.to, proposed.personal) {
                Some(to) => planning.put(proposed.sheet, proposed.at, &to)?,
                None => planning.leave(),
            }
        }
        let n = planning.len();
        Ok(planning.done(Said::new(
            format!("按建议修改 {n} 格（{rule}）"),
            format!("{n} cells changed as suggested ({rule})"),
        )))
    }
}

impl Import {
    /// Every cell of a rule gets what the goods book says of the article in its row.
    pub(super) fn fill_from_goods_book(&mut self, store: &Store, rule: &str) -> Result<Planned> {
        self.judged(store, Work::quiet())?;
        let judged = self.judged.as_ref().ok_or_else(|| Error::new(&fault::NO_IMPORT))?;
        let mut proposer = Proposer::new(self, judged);
        let mut planning = self.planning();
        let faces = judged.faces.all();
        let of_rule = |found: &Found| faces[usize::from(found.face)].rule == rule;
        for (order, found) in judged.all().filter(|(_, found)| of_rule(found)) {
            match proposer.of_book(order, found) {
                Some((sheet, at, to)) => planning.put(sheet, at, &to)?,
                None => planning.leave(),
            }
        }
        let n = planning.len();
        Ok(planning.done(Said::new(
            format!("按货号从商品资料取 {n} 格（{rule}）"),
            format!("{n} cells from the goods book ({rule})"),
        )))
    }
}

/// What a person made of the proposals.
struct Adjusted<'a>(Option<HashMap<&'a str, Vec<&'a str>>>);

impl<'a> Adjusted<'a> {
    /// Nothing named is everything as it was proposed.
    fn new(values: &'a [Correction]) -> Adjusted<'a> {
        if values.is_empty() {
            return Adjusted(None);
        }
        let mut wanted: HashMap<&str, Vec<&str>> = HashMap::new();
        for value in values {
            wanted.entry(&value.from).or_default().push(&value.to);
        }
        Adjusted(Some(wanted))
    }

    /// What a cell shall say. Where one value has several proposals, each cell takes its own if it is among the wanted.
    fn of(&self, from: &str, proposed: Option<Arc<str>>, personal: Option<Field>) -> Option<Arc<str>> {
        let Some(wanted) = &self.0 else { return proposed };
        if personal.is_some() && !wanted.contains_key(from) {
            // It was shown masked, and several people may look alike so: each gets what was proposed for it, or nothing.
            let of_value = wanted.get(&*sample(personal, from))?;
            return proposed.filter(|to| of_value.contains(&&*sample(personal, to)));
        }
        let of_value = wanted.get(from)?;
        match proposed.filter(|to| of_value.contains(&&**to)) {
            Some(to) => Some(to),
            None => of_value.first().map(|to| Arc::from(*to)),
        }
    }
}

/// The legal unit of a tariff code, by its name.
fn legal_unit(tables: &Tables, code: &str, second: bool) -> Option<String> {
    let tariff = tables.tariff(code)?;
    let code = if second { tariff.unit2.as_deref()? } else { &tariff.unit1 };
    Some(tables.name(clearance_core::cn::codes::Codes::Unit, code)?.to_owned())
}
