//! China: the unified cross-border e-commerce system (import).

use std::sync::Arc;

use jiff::civil::{Date, date};

use self::codes::Tables;
use self::fields::{Side, check_record, check_single};
use self::life::Point;
use self::message::ceb311_order::Order;
use self::message::ceb411_payment::Payment;
use self::message::ceb511_waybill::Waybill;
use self::message::ceb513_waybill_status::WaybillStatus;
use self::message::ceb621_inventory::Declaration;
use self::message::ceb623_cancel::Cancel;
use self::message::ceb625_return::Return;
use self::message::ceb711_entry::Entry;
use self::message::layout::Kind;
use self::tables::Held;
use crate::check::{Checked, Report};
use crate::money::{Money, Quantity};
use crate::status::State;
use crate::time::BeijingTime;

pub mod clear;
pub mod codes;
pub mod declare;
pub mod fields;
pub mod hs;
mod judge;
pub mod life;
pub mod message;
mod names;
pub mod notice179;
pub mod patterns;
pub mod rates;
pub mod receipt;
pub mod rules;
pub mod sample;
pub mod seal;
pub mod tables;
pub mod tax;

pub use judge::{check_message, check_message_with};

/// The documents in hand about one order, and the facts around them. A rule looks at what is there and is silent
/// about what is not, so the desk, the service and a lone file are all judged by the same rules.
#[derive(Clone, Debug)]
pub struct Case {
    /// What was bought (CEB311).
    pub order: Option<Order>,
    /// Who paid (CEB411).
    pub payment: Option<Payment>,
    /// Which parcel carries it (CEB511).
    pub waybill: Option<Waybill>,
    /// What is declared (CEB621); beside a cancel or return, the declaration that these are about.
    pub declaration: Option<Declaration>,
    /// What became of the parcel (CEB513).
    pub waybill_status: Option<WaybillStatus>,
    /// The application to withdraw the declaration (CEB623).
    pub cancel: Option<Cancel>,
    /// The application to take goods back (CEB625).
    pub return_: Option<Return>,
    /// What the supervised site found (CEB711).
    pub entry: Option<Entry>,
    /// What the documents do not say.
    pub facts: Facts,
}

/// What the documents do not say. Handed in, so that core needs neither clock nor store.
#[derive(Clone, Debug)]
pub struct Facts {
    /// All tables that are held; the day of the case chooses among them: see [`Case::tables`].
    pub tables: Arc<Held>,
    /// Today in Beijing; `None` judges by the documents' own dates alone.
    pub today: Option<Date>,
    /// What this buyer has bought in the calendar year before this order, in yuan, as far as known.
    pub bought_this_year: Option<Money>,
    /// Which of the keys another live document already has.
    pub taken: Taken,
    /// Where the documents stand at customs under their keys.
    pub known: KnownDocuments,
    /// Where the declaration stands that a cancel or return names; `None` where that is not known.
    pub declared_state: Option<State>,
    /// The day on which customs released that declaration; `None` where it is not released or that is not known.
    pub released_on: Option<Date>,
    /// What earlier returns took back of that declaration: number of the line, and how much in its unit of sale.
    pub returned_before: Vec<(u32, Quantity)>,
}

/// Where the documents of a case stand at customs under their keys. `None` where that is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KnownDocuments {
    /// The order.
    pub order: Option<Known>,
    /// The payment.
    pub payment: Option<Known>,
    /// The waybill.
    pub waybill: Option<Known>,
    /// The declaration.
    pub declaration: Option<Known>,
    /// The waybill status.
    pub waybill_status: Option<Known>,
    /// The cancel application.
    pub cancel: Option<Known>,
    /// The return application.
    pub return_: Option<Known>,
    /// The warehouse entry.
    pub entry: Option<Known>,
}

/// What is known of the document that customs has under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Where it stands.
    pub at: Point,
    /// When its newest submission was made (`appTime`).
    pub sent_at: Option<BeijingTime>,
}

/// Keys that another live document already has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// The order number on this platform has another declaration.
    pub order: bool,
    /// Our own number was used for another document of the same kind.
    pub cop_no: bool,
    /// The carrier used the waybill number within six months.
    pub waybill: bool,
    /// The payment transaction pays another order.
    pub payment: bool,
    /// Another application to withdraw the same declaration is under way or approved.
    pub cancel: bool,
    /// The same state of the waybill was told before.
    pub status: bool,
    /// Another payment pays the order.
    pub paid_order: bool,
    /// Another record, or an earlier submission of this one, has the record id.
    pub guid: bool,
}

impl Default for Facts {
    fn default() -> Self {
        Facts {
            tables: Held::built_in(),
            today: None,
            bought_this_year: None,
            taken: Taken::default(),
            known: KnownDocuments::default(),
            declared_state: None,
            released_on: None,
            returned_before: Vec::new(),
        }
    }
}

impl Case {
    /// A case without documents.
    #[must_use]
    pub fn empty() -> Self {
        Case {
            order: None,
            payment: None,
            waybill: None,
            declaration: None,
            waybill_status: None,
            cancel: None,
            return_: None,
            entry: None,
            facts: Facts::default(),
        }
    }

    /// A case with a declaration alone.
    #[must_use]
    pub fn of(declaration: Declaration) -> Self {
        Case { declaration: Some(declaration), ..Case::empty() }
    }

    /// The tables that judge this case: those of its day.
    #[must_use]
    pub fn tables(&self) -> &Tables {
        self.facts.tables.on(self.day())
    }

    /// Whether the declaration in hand is what a cancel or return is about, and not itself to be declared.
    #[must_use]
    pub fn is_about_a_declaration(&self) -> bool {
        self.cancel.is_some() || self.return_.is_some()
    }

    /// The day whose rules and rates apply: that of the declaration, else of the other documents.
    #[must_use]
    pub fn day(&self) -> Date {
        let declared = self.declaration.as_ref().map(|d| d.head.declared_on);
        declared
            .or_else(|| self.order.as_ref().map(|o| o.head.app_time.date()))
            .or_else(|| self.payment.as_ref().map(|p| p.app_time.date()))
            .or_else(|| self.waybill.as_ref().map(|w| w.app_time.date()))
            .or_else(|| self.cancel.as_ref().map(|c| c.app_time.date()))
            .or_else(|| self.return_.as_ref().map(|r| r.head.app_time.date()))
            .or_else(|| self.entry.as_ref().map(|e| e.head.app_time.date()))
            .or_else(|| self.waybill_status.as_ref().map(|s| s.app_time.date()))
            .or(self.facts.today)
            .unwrap_or(date(2026, 1, 1))
    }
}

/// Runs every row of the field table and every rule over a case: all findings at once.
#[must_use]
pub fn check(case: &Case) -> Report {
    let mut report = check_form(case);
    rules::run(case, &mut report.findings);
    report
}

/// Runs every row of the field table over the documents of a case as they would be written, and no rule.
#[must_use]
pub fn check_form(case: &Case) -> Report {
    let mut findings = Vec::new();
    let tables = case.tables();
    let (side, found) = (Side::Sender, &mut findings);
    if let Some(Order { head, lines }) = &case.order {
        check_record(Kind::Ceb311, (head, lines), side, tables, found);
    }
    if let Some(payment) = &case.payment {
        check_single(Kind::Ceb411, payment, side, tables, found);
    }
    if let Some(waybill) = &case.waybill {
        check_single(Kind::Ceb511, waybill, side, tables, found);
    }
    if let Some(Declaration { head, lines }) =
        case.declaration.as_ref().filter(|_| !case.is_about_a_declaration())
    {
        check_record(Kind::Ceb621, (head, lines), side, tables, found);
    }
    if let Some(status) = &case.waybill_status {
        check_single(Kind::Ceb513, status, side, tables, found);
    }
    if let Some(cancel) = &case.cancel {
        check_single(Kind::Ceb623, cancel, side, tables, found);
    }
    if let Some(Return { head, lines }) = &case.return_ {
        check_record(Kind::Ceb625, (head, lines), side, tables, found);
    }
    if let Some(Entry { head, lines }) = &case.entry {
        check_record(Kind::Ceb711, (head, lines), side, tables, found);
    }
    Report { findings, versions: tables.versions().clone() }
}

/// Checks a case and vouches for it if nothing stops.
///
/// # Errors
/// The case and its report, if something stops.
pub fn accept(case: Case) -> Result<Checked<Case>, Box<(Case, Report)>> {
    let report = check(&case);
    Checked::new(case, report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_clean() {
        assert_eq!(check(&sample::case()).findings, []);
    }
}
