//! The life of every document as one table: what may be asked for, what customs says, and where it leads.
//!
//! The rows stand in `life/table.rs`; reading it as a page (`docs/life.md`) is reading the law. Everything else in the
//! house that has to know whether something is possible, or what a word of customs leads to, asks the table.
//!
//! # Invariants
//! - A word of customs without a row leaves a document where it stands: it is kept and shown, and moves nothing.
//! - What may be asked is answered by exactly one row for each document and each place where it can stand.

pub mod actions;
pub mod clocks;
pub mod documents;
pub mod page;
pub mod returns;
mod table;

pub use self::table::LIFE;
use crate::bill::BillStatus;
use crate::status::{News, State, Subject};
use crate::text::Text;

/// A kind of document with a life of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Document {
    /// CEB311.
    Order,
    /// CEB411.
    Payment,
    /// CEB511.
    Waybill,
    /// CEB513.
    WaybillStatus,
    /// CEB621: the declaration.
    Inventory,
    /// CEB623.
    Cancel,
    /// CEB625.
    Return,
    /// CEB711.
    Entry,
    /// CEB816 and CEB818.
    Bill,
}

impl Document {
    /// Every kind, in the order of the messages.
    pub const ALL: [Document; 9] = [
        Document::Order,
        Document::Payment,
        Document::Waybill,
        Document::WaybillStatus,
        Document::Inventory,
        Document::Cancel,
        Document::Return,
        Document::Entry,
        Document::Bill,
    ];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> Text {
        match self {
            Document::Order => Text { zh: "订单", en: "Order" },
            Document::Payment => Text { zh: "支付单", en: "Payment" },
            Document::Waybill => Text { zh: "运单", en: "Waybill" },
            Document::WaybillStatus => Text { zh: "运单状态", en: "Waybill status" },
            Document::Inventory => Text { zh: "清单", en: "Declaration" },
            Document::Cancel => Text { zh: "撤销申请单", en: "Cancel application" },
            Document::Return => Text { zh: "退货申请单", en: "Return application" },
            Document::Entry => Text { zh: "入库明细单", en: "Warehouse entry" },
            Document::Bill => Text { zh: "电子税单", en: "Tax bill" },
        }
    }

    /// The messages that carry it and answer it.
    #[must_use]
    pub const fn messages(self) -> &'static str {
        match self {
            Document::Order => "CEB311 → CEB312",
            Document::Payment => "CEB411 → CEB412",
            Document::Waybill => "CEB511 → CEB512",
            Document::WaybillStatus => "CEB513 → CEB514",
            Document::Inventory => "CEB621 → CEB622",
            Document::Cancel => "CEB623 → CEB624",
            Document::Return => "CEB625 → CEB626",
            Document::Entry => "CEB711 → CEB712",
            Document::Bill => "CEB816, CEB818",
        }
    }

    /// Which kind a subject names. What no prefix tells is taken for a declaration.
    #[must_use]
    pub fn of(subject: &Subject) -> Document {
        match subject.0.split(':').next() {
            Some("order") => Document::Order,
            Some("payment") => Document::Payment,
            Some("waybill") => Document::Waybill,
            Some("waybill-status") => Document::WaybillStatus,
            Some("cancel") => Document::Cancel,
            Some("return") => Document::Return,
            Some("entry") => Document::Entry,
            _ => Document::Inventory,
        }
    }
}

/// Where a document stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Point {
    /// Customs has nothing under this key, or forgot what it had.
    Absent,
    /// As customs last said, or as this computer knows.
    At(State),
    /// Stored, and an inventory that was declared leans on it.
    Used,
    /// A bill.
    Bill(BillStatus),
}

impl Point {
    /// Where customs sees a document that the desk sees in this state: what never left this computer is not there.
    #[must_use]
    pub const fn of(state: State) -> Point {
        match state {
            State::Draft | State::ToSign | State::Waiting | State::Received | State::Refused => Point::Absent,
            other => Point::At(other),
        }
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> Text {
        match self {
            Point::Absent => Text { zh: "海关没有", en: "Not at customs" },
            Point::Used => Text { zh: "已被清单使用", en: "Used by a declaration" },
            Point::Bill(status) => status.label(),
            Point::At(state) => state.name(),
        }
    }
}

/// What happens to a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Happens {
    /// Asked: keep it at the e-port without declaring it (appType 1, appStatus 1).
    Stage,
    /// Asked: declare it, whether it was staged before or not (appType 1, appStatus 2).
    Declare,
    /// Asked: take this content in the place of the old (appType 2).
    Change,
    /// Asked: take it away (appType 3).
    Delete,
    /// Asked: withdraw this inventory (a CEB623 names it).
    Cancel,
    /// Asked: take goods of this inventory back (a CEB625 names it).
    Return,
    /// Customs says this of it.
    Word(State),
    /// Customs says this of the bill.
    Bill(BillStatus),
}

impl Happens {
    /// What can be asked of a document itself.
    pub const ASKED: [Happens; 4] = [Happens::Stage, Happens::Declare, Happens::Change, Happens::Delete];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> Text {
        match self {
            Happens::Stage => Text { zh: "暂存", en: "stage" },
            Happens::Declare => Text { zh: "申报", en: "declare" },
            Happens::Change => Text { zh: "变更", en: "change" },
            Happens::Delete => Text { zh: "删除", en: "delete" },
            Happens::Cancel => Text { zh: "申请撤销", en: "apply to cancel" },
            Happens::Return => Text { zh: "申请退货", en: "apply to return" },
            Happens::Word(state) => state.name(),
            Happens::Bill(status) => status.label(),
        }
    }

    /// The number of customs, or the values of appType and appStatus.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Happens::Stage => "appType 1, appStatus 1",
            Happens::Declare => "appType 1, appStatus 2",
            Happens::Change => "appType 2",
            Happens::Delete => "appType 3",
            Happens::Cancel => "CEB623",
            Happens::Return => "CEB625",
            Happens::Word(state) => state.codes(),
            Happens::Bill(BillStatus::Made) => "1",
            Happens::Bill(BillStatus::Summed) => "2",
            Happens::Bill(BillStatus::Void) => "3",
        }
    }
}

/// Where it leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leads {
    /// The document stands there afterwards.
    To(Point),
    /// It is taken, and the document stands where it stood.
    Stays,
    /// It is refused with this official number, and the document stands where it stood.
    Refused(&'static str),
}

/// Places that go together.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// What they have in common.
    pub name: Text,
    /// The places.
    pub points: &'static [Point],
}

/// One article of the law: a document that stands in one of these places, what happens, and where it leads.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Which documents.
    pub of: &'static [Document],
    /// The arrows that the sources draw.
    pub from: &'static [Point],
    /// Where else it counts: receipts are lost, come late or in another order.
    pub also: &'static [Group],
    /// What happens, any of these.
    pub happens: &'static [Happens],
    /// Where it leads.
    pub leads: Leads,
    /// The text that says so.
    pub basis: &'static str,
    /// Whether the sources leave no doubt.
    pub sure: bool,
}

impl Row {
    /// Whether it speaks of this document here.
    #[must_use]
    pub fn holds(&self, of: Document, from: Point, happens: Happens) -> bool {
        self.happens.contains(&happens)
            && self.of.contains(&of)
            && (self.from.contains(&from) || self.also.iter().any(|group| group.points.contains(&from)))
    }
}

/// The article that speaks of this document here.
#[must_use]
pub fn article(of: Document, from: Point, happens: Happens) -> Option<&'static Row> {
    LIFE.iter().find(|row| row.holds(of, from, happens))
}

/// Where a word of customs leads. Without an article the document stands where it stood.
#[must_use]
pub fn after(of: Document, from: State, word: State) -> State {
    let row = article(of, Point::At(from), Happens::Word(word));
    match row.map(|row| row.leads) {
        Some(Leads::To(Point::At(to))) => to,
        _ => from,
    }
}

/// What becomes of a bill: a void one stays void, a summed one is not merely made again.
#[must_use]
pub fn bill_after(from: Option<BillStatus>, word: BillStatus) -> BillStatus {
    let point = from.map_or(Point::Absent, Point::Bill);
    match article(Document::Bill, point, Happens::Bill(word)).map(|row| row.leads) {
        Some(Leads::To(Point::Bill(to))) => to,
        _ => from.unwrap_or(word),
    }
}

/// Whether customs takes what is asked.
///
/// # Errors
/// The official number that it answers instead.
pub fn permit(of: Document, from: Point, asked: Happens) -> Result<Leads, &'static str> {
    let from = match from {
        Point::At(state) => Point::of(state),
        other => other,
    };
    match article(of, from, asked).map(|row| row.leads) {
        Some(Leads::Refused(code)) => Err(code),
        Some(leads) => Ok(leads),
        // No article: a document that stands nowhere the table knows. Nothing is given away.
        None => Err(refusal_of(of)),
    }
}

/// The number of a failed check of this kind.
const fn refusal_of(of: Document) -> &'static str {
    match of {
        Document::Order => "-301012",
        Document::Payment => "-401010",
        Document::Waybill => "-504011",
        Document::WaybillStatus => "-505014",
        Document::Inventory | Document::Bill => "-621012",
        Document::Cancel => "-623009",
        Document::Return => "-625022",
        Document::Entry => "-800001",
    }
}

/// Whether this number refuses what was asked and says nothing of the document itself: `-621004` answers a second
/// declaration, and the first lives on.
#[must_use]
pub fn refuses_only_the_asking(code: &str) -> bool {
    LIFE.iter().any(|row| matches!(row.leads, Leads::Refused(known) if known == code))
}

/// Whether customs has accepted it for good: no refusal takes that back.
#[must_use]
pub const fn is_accepted(of: Document, state: State) -> bool {
    match of {
        Document::Inventory => state.is_release(),
        Document::Cancel | Document::Return | Document::Entry => {
            matches!(state, State::Approved | State::Released | State::Closed)
        }
        Document::Order | Document::Payment | Document::Waybill | Document::WaybillStatus => {
            matches!(state, State::Stored)
        }
        Document::Bill => false,
    }
}

/// What the approval of a cancel application says of the declaration that it was about; `None` for any other news.
#[must_use]
pub fn cancellation(news: &News, declaration: Subject) -> Option<News> {
    let approves = Document::of(&news.subject) == Document::Cancel && news.state == State::Approved;
    approves.then(|| News {
        subject: declaration,
        state: State::Cancelled,
        guid: None,
        pre_no: None,
        ..news.clone()
    })
}

#[cfg(test)]
mod tests;
