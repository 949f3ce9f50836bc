//! Applications after the declaration: cancel, return, warehouse entry, waybill status. What customs answers, and what it
//! changes.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::asked::{asked, take};
use super::{Case, Stage, Word, breaches_at};
use crate::cn::life::clocks::Clock;
use crate::cn::life::returns::{Left, Part, Taken, Wrong, is_whole, left, may_take};
use crate::cn::life::{Document, Happens, Leads, Point};
use crate::cn::message::ceb513_waybill_status::WaybillStatus;
use crate::cn::message::ceb621_inventory::Declaration;
use crate::cn::message::ceb623_cancel::Cancel;
use crate::cn::message::ceb625_return::Return;
use crate::cn::message::ceb711_entry::Entry;
use crate::money::Money;
use crate::status::State;

/// The inventory that an application names, as customs has it.
#[derive(Clone, Debug)]
pub struct Target<'a> {
    /// What was declared.
    pub declaration: &'a Declaration,
    /// What was said of it.
    pub stage: Stage,
    /// The day of its release.
    pub released_on: Option<Date>,
    /// The returns of it so far, but for the one that is looked at.
    pub returns: &'a [Taken],
}

impl Target<'_> {
    fn parts(&self) -> Vec<Part> {
        self.declaration.lines.iter().map(|line| Part { gnum: line.gnum, qty: line.qty }).collect()
    }
}

/// What an application comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The words about the application, in order.
    pub words: Vec<Word>,
    /// Where it stands after them; none where it leaves everything as it was.
    pub state: Option<State>,
    /// What it changes besides.
    pub effect: Effect,
}

/// What an approved application changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    #[default]
    Nothing,
    /// The inventory is dead: its bill is void, the buyer's amount is given back, its order may be declared anew.
    Cancels,
    /// Goods came back: their value is given back, and with the last of them the bill is void.
    TakesBack {
        /// What the buyer's yearly amount goes down by.
        value: Money,
        /// Whether nothing of the inventory is left.
        whole: bool,
    },
}

impl Answer {
    fn refused(word: Word) -> Self {
        let state = match word.status.as_str() {
            "100" => State::Rejected,
            _ => State::Error,
        };
        Answer { words: vec![word], state: Some(state), effect: Effect::Nothing }
    }

    /// A refusal of what was asked: whatever customs has under this key stays as it is.
    fn declined(word: Word) -> Self {
        Answer { words: vec![word], state: None, effect: Effect::Nothing }
    }

    fn rejected(taken: Word, reason: &str) -> Self {
        Answer {
            words: vec![taken, Word::rejected(reason)],
            state: Some(State::Rejected),
            effect: Effect::Nothing,
        }
    }
}

/// A cancel application: approved before the release, refused by an officer after it, for a released inventory is returned.
/// `known` is where an application under the same number stands.
#[must_use]
pub fn cancel(application: &Cancel, known: Point, target: Option<&Target<'_>>) -> Answer {
    let number = application.cop_no.as_deref().unwrap_or_default();
    let asks = asked(&application.app_type, &application.app_status);
    match take(Document::Cancel, known, asks, number) {
        Err(word) => return Answer::declined(word),
        Ok(_) if asks == Happens::Stage => return staged(),
        Ok(_) => {}
    }
    let from = target.map_or(Point::Absent, |target| Point::of(target.stage.state()));
    if let Err(word) = take(Document::Inventory, from, Happens::Cancel, &application.invt_no) {
        return Answer::refused(word);
    }
    let Some(target) = target else {
        return Answer::refused(Word::official("-623003", &application.invt_no));
    };
    let mut case = Case { cancel: Some(application.clone()), ..Case::of(target.declaration.clone()) };
    know(&mut case, target);
    if let Some(word) = breaches_at(&case, "InvtCancel[1]/") {
        return Answer::refused(word);
    }
    let taken = Word::new("2", "新增申报成功");
    if target.stage == Stage::Released {
        return Answer::rejected(taken, "清单已放行，请办理退货");
    }
    let approved = Word::cancelled(&application.invt_no);
    Answer {
        words: vec![taken, Word::stored(), approved],
        state: Some(State::Approved),
        effect: Effect::Cancels,
    }
}

/// A return application: approved within 30 days of the release for what is left.
#[must_use]
pub fn take_back(application: &Return, known: Point, target: Option<&Target<'_>>, today: Date) -> Answer {
    let head = &application.head;
    let number = head.cop_no.as_deref().unwrap_or_default();
    let asks = asked(&head.app_type, &head.app_status);
    match take(Document::Return, known, asks, number) {
        Err(word) => return Answer::declined(word),
        Ok(_) if asks == Happens::Stage => return staged(),
        Ok(Leads::To(Point::At(State::Deleted))) => {
            let words = vec![Word::declared("3", &head.guid)];
            return Answer { words, state: Some(State::Deleted), effect: Effect::Nothing };
        }
        Ok(_) => {}
    }
    let from = target.map_or(Point::Absent, |target| Point::of(target.stage.state()));
    if let Err(word) = take(Document::Inventory, from, Happens::Return, &head.invt_no) {
        return Answer::refused(word);
    }
    let Some(target) = target else { return Answer::refused(Word::official("-625001", &head.invt_no)) };
    if let Some(word) = wrong_line(application, target) {
        return Answer::refused(word);
    }
    let mut case = Case { return_: Some(application.clone()), ..Case::of(target.declaration.clone()) };
    know(&mut case, target);
    case.facts.today = Some(today);
    if let Some(word) = breaches_at(&case, "InvtRefund[1]/") {
        return Answer::refused(word);
    }
    let taken = Word::declared(&head.app_type, &head.guid);
    let late = target.released_on.is_none_or(|day| !Clock::new(day, today).may_apply());
    if late {
        return Answer::rejected(taken, "自放行之日起已超过30日");
    }
    let parts = parts_of(application);
    let (value, whole) = value_of(target, &parts);
    let words = vec![taken, Word::stored(), Word::returned()];
    Answer { words, state: Some(State::Approved), effect: Effect::TakesBack { value, whole } }
}

/// A warehouse entry: taken and finished at once.
#[must_use]
pub fn enter(entry: &Entry, known: Point) -> Answer {
    let head = &entry.head;
    let number = head.cop_no.as_deref().unwrap_or(&head.bill_no);
    let asks = asked(&head.app_type, &head.app_status);
    match take(Document::Entry, known, asks, number) {
        Err(word) => Answer::declined(word),
        Ok(_) if asks == Happens::Stage => staged(),
        Ok(Leads::To(Point::At(State::Deleted))) => {
            let words = vec![Word::declared("3", &head.guid)];
            Answer { words, state: Some(State::Deleted), effect: Effect::Nothing }
        }
        Ok(_) => {
            let words = vec![Word::declared(&head.app_type, &head.guid), Word::stored(), Word::approved()];
            Answer { words, state: Some(State::Approved), effect: Effect::Nothing }
        }
    }
}

/// What a carrier says of a parcel: stored.
#[must_use]
pub fn parcel(status: &WaybillStatus, known: Point) -> Answer {
    let asks = asked(&status.app_type, &status.app_status);
    match take(Document::WaybillStatus, known, asks, &status.waybill_no) {
        Err(word) => Answer::declined(word),
        Ok(_) if asks == Happens::Stage => staged(),
        Ok(Leads::To(Point::At(State::Deleted))) => {
            let words = vec![Word::declared("3", &status.guid)];
            Answer { words, state: Some(State::Deleted), effect: Effect::Nothing }
        }
        Ok(_) => {
            let words = vec![Word::declared(&status.app_type, &status.guid), Word::stored()];
            Answer { words, state: Some(State::Stored), effect: Effect::Nothing }
        }
    }
}

/// 1: nothing is kept but what was there.
fn staged() -> Answer {
    Answer { words: vec![Word::staged()], state: None, effect: Effect::Nothing }
}

/// What customs knows of the inventory, for the rules.
fn know(case: &mut Case, target: &Target<'_>) {
    case.facts.declared_state = Some(target.stage.state());
    case.facts.released_on = target.released_on;
    let so_far = left(&target.parts(), target.returns);
    case.facts.returned_before =
        so_far.iter().map(|line| (line.gnum, line.accepted + line.pending)).collect();
}

/// What comes back.
#[must_use]
pub fn parts_of(application: &Return) -> Vec<Part> {
    application.lines.iter().map(|line| Part { gnum: line.gnum, qty: line.qty }).collect()
}

/// The first line that the inventory does not have, or has no longer enough of.
fn wrong_line(application: &Return, target: &Target<'_>) -> Option<Word> {
    let number = application.head.cop_no.as_deref().unwrap_or_default();
    let declared = &target.declaration.lines;
    let foreign = application
        .lines
        .iter()
        .find(|line| !declared.iter().any(|of| of.gnum == line.gnum && of.gcode == line.gcode));
    if let Some(line) = foreign {
        return Some(Word::return_line(number, line.gnum, &line.gcode));
    }
    let failed = |why: String| Word::new("-625001", format!("退货申请单报文校验失败，[{why}]"));
    match may_take(&left(&target.parts(), target.returns), &parts_of(application)) {
        Ok(()) => None,
        Err(Wrong::Nothing) => {
            Some(Word::new("-625006", format!("退货申请单[{number}]表体无数据，不允许申报！")))
        }
        Err(Wrong::NoLine(gnum)) => Some(Word::return_line(number, gnum, "")),
        Err(Wrong::Twice(gnum)) => Some(failed(format!("表体第{gnum}项重复"))),
        Err(Wrong::NotPositive(gnum)) => Some(failed(format!("表体第{gnum}项的数量必须大于0"))),
        Err(Wrong::TooMuch { gnum, left }) => Some(failed(format!("表体第{gnum}项的数量超过可退数量{left}"))),
    }
}

/// What the returned parts are worth with their share of freight and insurance, and whether nothing is left after them.
/// Counted from the sum of all returns so far, so that the parts of a whole add up to the whole to the last decimal.
fn value_of(target: &Target<'_>, parts: &[Part]) -> (Money, bool) {
    let accepted = |returns: &[Taken]| left(&target.parts(), returns);
    let before = accepted(target.returns);
    let mut all = target.returns.to_vec();
    all.push(Taken { state: State::Approved, parts: parts.to_vec() });
    let after = accepted(&all);
    (worth(target.declaration, &after) - worth(target.declaration, &before), is_whole(&after))
}

/// What the buyer's yearly amount has gone down by after these returns.
#[must_use]
pub fn value_back(declaration: &Declaration, returns: &[Taken]) -> Money {
    let parts: Vec<Part> =
        declaration.lines.iter().map(|line| Part { gnum: line.gnum, qty: line.qty }).collect();
    worth(declaration, &left(&parts, returns))
}

fn worth(declaration: &Declaration, lines: &[Left]) -> Money {
    if is_whole(lines) {
        return super::words::declaration_value(declaration);
    }
    returned_worth(declaration, lines)
}

/// The worth of what was taken back, each line by its price, and the charges by the worth of the goods.
fn returned_worth(declaration: &Declaration, lines: &[Left]) -> Money {
    let share = |of: Decimal, part: Decimal, whole: Decimal| {
        if whole.is_zero() {
            Decimal::ZERO
        } else {
            of.saturating_mul(part.min(whole)).checked_div(whole).unwrap_or_default()
        }
    };
    let goods: Decimal = declaration
        .lines
        .iter()
        .zip(lines)
        .map(|(line, left)| share(line.total.0, left.accepted.0, line.qty.0))
        .sum();
    let all: Money = declaration.lines.iter().map(|line| line.total).sum();
    let charges = declaration.head.freight + declaration.head.insured_fee;
    (Money(goods) + Money(share(charges.0, goods, all.0))).to_wire_precision()
}

#[cfg(test)]
mod tests;
