//! What the service keeps, behind one trait: SQL stands only here.
//!
//! # Invariants
//! - One writer: everything that changes goes through one [`Store`], between `begin` and `commit`.
//! - What was committed survives a killed process and a lost power supply.
//! - A buyer's identity number is never kept beside their yearly total; a keyed one-way hash is.

use clearance_core::cn::clear::{Detention, Missing, Stage};
use clearance_core::exchange::officer::{ProposalLine, Standing};
use clearance_core::exchange::{Envelope, Role};
use clearance_core::status::State;

use crate::risk::{Measure, RuleSet, Watched};

mod agenda;
mod applications;
pub mod audit;
mod bills;
mod clearances;
#[cfg(test)]
pub(crate) mod conformance;
mod enterprises;
mod feed;
mod guarantees;
mod intake_log;
mod ledger;
mod messages;
mod officers;
mod meta;
mod payment_books;
mod payment_demands;
mod records;
mod risk;
mod sandbox_bank;
mod sessions;
mod set_aside;
mod sqlite;
mod totals;
mod treasury;

pub use self::intake_log::{SqliteLog, log_path};
pub use self::sandbox_bank::{BankFile, bank_path};
pub use self::sqlite::{Sqlite, open, reader};
pub use self::treasury::{
    BankOrder, BookState, Guarantee, LiveBill, OpenBill, OrderState, PaymentBook, Posting, Treasury,
};

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk, or the room that was granted, is full.
    #[error("no room left in the store")]
    Full,
    /// Another process works on the same store.
    #[error("the store {0} is used by another process")]
    InUse(String),
    /// The store cannot be opened, or is no store of ours.
    #[error("the store {path} cannot be opened: {cause}")]
    Open {
        /// Where it was looked for.
        path: String,
        /// What the system said.
        cause: String,
    },
    /// Anything else that the database or the disk reports.
    #[error("the store failed: {0}")]
    Failed(String),
}

/// Short for this module.
pub type Result<T> = std::result::Result<T, StoreError>;

/// An enterprise, by its row.
pub type EnterpriseId = i64;

/// An enterprise as it enrolled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enterprise {
    /// Row; 0 before it is stored.
    pub id: EnterpriseId,
    /// Customs registration code or unified social credit code.
    pub code: String,
    /// Registered name.
    pub name: String,
    /// Transport identity.
    pub dxp_id: String,
    /// What it does.
    pub roles: Vec<Role>,
    /// The certificates bound to it.
    pub certificates: Vec<Bound>,
    /// Since when it is revoked, milliseconds since 1970.
    pub revoked: Option<i64>,
    /// PKCS#8 of the key, for the parties that the sandbox plays itself.
    pub own_key: Option<Vec<u8>>,
}

/// A certificate bound to an enterprise. It is never forgotten: what was signed with it can still be judged again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// DER.
    pub der: Vec<u8>,
    /// Since when it is bound, milliseconds since 1970.
    pub since: i64,
    /// Since when it is revoked.
    pub revoked: Option<i64>,
    /// Codes of other enterprises that it may declare for.
    pub codes: Vec<String>,
}

impl Bound {
    /// A certificate that declares for its own enterprise only.
    #[must_use]
    pub fn new(der: Vec<u8>, since: i64) -> Self {
        Bound { der, since, revoked: None, codes: Vec::new() }
    }
}

/// What is revoked, when, by whom and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// The enterprise.
    pub enterprise: EnterpriseId,
    /// DER of the certificate; nothing where the enterprise is meant.
    pub certificate: Option<Vec<u8>>,
    /// When, milliseconds since 1970.
    pub at: i64,
    /// `port`, or the proposal of officers.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// An open session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// Hash of its token.
    pub token: [u8; 32],
    /// Whose.
    pub enterprise: EnterpriseId,
    /// SHA-256 of the certificate that opened it: it ends with it.
    pub certificate: [u8; 32],
    /// When it ends, milliseconds since 1970.
    pub until: i64,
}

/// Where a document stands: the entry of the intake log and the place in it, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// Number of the entry.
    pub message: i64,
    /// Which of its records.
    pub position: u32,
}

/// What a partner document is found by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// Platform and order number.
    Order(String, String),
    /// Payment company and transaction.
    Payment(String, String),
    /// The payment of an order: platform and order number.
    PaymentOf(String, String),
    /// Carrier and waybill number.
    Waybill(String, String),
    /// What became of a parcel: carrier and waybill number.
    WaybillStatus(String, String),
}

/// A partner document that customs has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// Where it stands.
    pub place: Place,
    /// Its `appTime`, milliseconds since 1970.
    pub app_time: i64,
    /// Whether the sandbox made it in the place of its sender.
    pub own: bool,
}

/// One submission of a declaration and what was said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clearance {
    /// Row; 0 before it is stored.
    pub id: i64,
    /// Where the declaration stands.
    pub place: Place,
    /// Whose feed gets the receipts.
    pub enterprise: EnterpriseId,
    /// Declarant and our own number.
    pub declaration: (String, String),
    /// Platform and order number.
    pub order: (String, String),
    /// Carrier and waybill number.
    pub waybill: (String, String),
    /// What was said.
    pub stage: Stage,
    /// Pre-entry number, once given.
    pub pre_no: Option<String>,
    /// Declaration number, once given.
    pub invt_no: Option<String>,
    /// Keyed hash of the buyer's identity number.
    pub buyer: [u8; 16],
    /// Year that the purchase counts in.
    pub year: i16,
    /// When the goods were let go, milliseconds since 1970.
    pub released: Option<i64>,
    /// Which rules of risk it met, as JSON; nothing where it met none.
    pub why: Option<String>,
    /// The guarantee account that covers its tax.
    pub guarantee: Option<i64>,
    /// How much of that account it holds, in cents.
    pub held: i64,
}

/// What an application is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Applies {
    /// CEB623: to cancel a declaration.
    Cancel,
    /// CEB625: to take goods of it back.
    Return,
    /// CEB711: a warehouse entry.
    Entry,
}

/// An application under its number: the last submission that was taken or refused for what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// What it is about.
    pub applies: Applies,
    /// Declarant or operator, and their own number of the application.
    pub number: (String, String),
    /// The submission of the declaration that it names, where there is one.
    pub clearance: Option<i64>,
    /// Where it stands.
    pub state: State,
    /// Where it is written.
    pub place: Place,
    /// Pre-entry number, once given.
    pub pre_no: Option<String>,
}

/// What is planned for a clearance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Plan {
    /// The sandbox sends what is missing.
    Supply,
    /// An officer is done.
    Officer,
    /// The case is closed.
    Close,
    /// Receipts that were held back are written.
    Late,
    /// Bills of releases of this day are summed into payment books: the day stands in the place of the case.
    Sum,
    /// The last day to pay a payment book is over: its row stands in the place of the case.
    Overdue,
    /// The bank is asked: the row of the order stands in the place of the case.
    Bank,
}

/// A tax bill in hundred-thousandths of a yuan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    /// Its number.
    pub tax_no: String,
    /// The submission that it taxes.
    pub clearance: i64,
    /// When it was stated.
    pub at: i64,
    /// Duty.
    pub duty: i64,
    /// Value-added tax.
    pub vat: i64,
    /// Consumption tax.
    pub consumption_tax: i64,
    /// Who pays it: the guarantor.
    pub payer: String,
    /// The day of the release, in days since 1970 in Beijing.
    pub day: i64,
    /// What is to be paid: all tax, rounded half up to the cent, in cents.
    pub due: i64,
}

/// Somebody who is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchEntry {
    /// Its id.
    pub id: String,
    /// Who.
    pub who: Watched,
    /// What is done with their cases.
    pub measure: Measure,
    /// Why, for officers.
    pub reason: String,
    /// Since when, milliseconds since 1970.
    pub since: i64,
}

/// A demand for the original payment data of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentDemand {
    /// Id of the call; good once.
    pub session: String,
    /// Who is asked.
    pub enterprise: EnterpriseId,
    /// About which order.
    pub order_no: String,
    /// When, milliseconds since 1970.
    pub asked_at: i64,
    /// When the data came.
    pub done_at: Option<i64>,
}

/// The writing side. Calls outside `begin` and `commit` see what is committed.
pub trait Store: Treasury + Send {
    /// Starts a transaction.
    fn begin(&mut self) -> Result<()>;
    /// Makes it durable; afterwards it is on the disk.
    fn commit(&mut self) -> Result<()>;
    /// Forgets it.
    fn rollback(&mut self);
    /// Another way to read the same store.
    fn reader(&self) -> Result<Box<dyn Reader>>;

    /// All enterprises.
    fn enterprises(&self) -> Result<Vec<Enterprise>>;
    /// One by its code.
    fn enterprise(&self, code: &str) -> Result<Option<Enterprise>>;
    /// Revokes a certificate or an enterprise; what is revoked already stays as it is.
    fn revoke(&mut self, revoked: &Revoked) -> Result<()>;
    /// Adds one, or puts new particulars and certificates in the place of the old.
    fn put_enterprise(&mut self, enterprise: &Enterprise) -> Result<EnterpriseId>;

    /// A partner document.
    fn record(&self, key: &Key) -> Result<Option<Record>>;
    /// Puts a partner document, in the place of an older one.
    fn put_record(&mut self, key: &Key, record: &Record) -> Result<()>;
    /// Takes a partner document away.
    fn drop_record(&mut self, key: &Key) -> Result<()>;

    /// A submission by its row.
    fn clearance(&self, id: i64) -> Result<Option<Clearance>>;
    /// The submission of an order that is not refused.
    fn live_by_order(&self, order: &(String, String)) -> Result<Option<Clearance>>;
    /// The last submission under a declaration's own number.
    fn last_by_declaration(&self, declaration: &(String, String)) -> Result<Option<Clearance>>;
    /// The submission that customs gave this declaration number.
    fn clearance_by_invt_no(&self, invt_no: &str) -> Result<Option<Clearance>>;
    /// A submission that waits for this waybill.
    fn waiting_for_waybill(&self, waybill: &(String, String)) -> Result<Vec<i64>>;
    /// Whether another live submission names this waybill.
    fn waybill_taken(&self, waybill: &(String, String), except: i64) -> Result<bool>;
    /// Every submission that waits for a partner document.
    fn waiting(&self) -> Result<Vec<i64>>;
    /// Keeps a new submission.
    fn put_clearance(&mut self, clearance: &Clearance) -> Result<i64>;
    /// Keeps stage and numbers of a submission.
    fn update_clearance(&mut self, clearance: &Clearance) -> Result<()>;
    /// Takes a submission away that its sender withdrew before anything was decided.
    fn drop_clearance(&mut self, id: i64) -> Result<()>;

    /// Puts an envelope into an enterprise's feed and gives its cursor.
    fn push(&mut self, enterprise: EnterpriseId, kind: &str, at: i64, body: &str) -> Result<u64>;

    /// Keeps a tax bill.
    fn put_bill(&mut self, bill: &Bill) -> Result<()>;
    /// Makes the bills of a submission void; the numbers of those that were not.
    fn void_bills(&mut self, clearance: i64) -> Result<Vec<String>>;

    /// An application by its number.
    fn application(&self, applies: Applies, number: &(String, String)) -> Result<Option<Application>>;
    /// The returns of a submission.
    fn returns_of(&self, clearance: i64) -> Result<Vec<Application>>;
    /// Keeps an application, in the place of an older submission of it.
    fn put_application(&mut self, application: &Application) -> Result<()>;

    /// Keeps a demand for original payment data.
    fn put_payment_demand(&mut self, demand: &PaymentDemand) -> Result<()>;
    /// Keeps what was uploaded for it; whether it was the first.
    fn settle_payment_demand(&mut self, session: &str, upload: &[u8], at: i64) -> Result<bool>;

    /// What a buyer has bought in a year, in hundred-thousandths of a yuan.
    fn year_total(&self, buyer: &[u8; 16], year: i16) -> Result<i64>;
    /// Adds to it.
    fn add_to_year(&mut self, buyer: &[u8; 16], year: i16, value: i64) -> Result<()>;

    /// Plans something.
    fn plan(&mut self, due: i64, plan: Plan, clearance: i64) -> Result<()>;
    /// Takes what is due off the agenda, at most `most`.
    fn take_due(&mut self, now: i64, most: usize) -> Result<Vec<(Plan, i64)>>;
    /// When the next thing is due.
    fn next_due(&self) -> Result<Option<i64>>;

    /// Sessions that have not ended.
    fn sessions(&self, now: i64) -> Result<Vec<OpenSession>>;
    /// Keeps a session and forgets those that have ended.
    fn put_session(&mut self, session: &OpenSession, now: i64) -> Result<()>;

    /// Officers: id and certificate.
    fn officers(&self) -> Result<Vec<(String, Vec<u8>)>>;
    /// Knows an officer, or gives one another certificate.
    fn put_officer(&mut self, id: &str, certificate: &[u8]) -> Result<()>;
    /// A proposal by its id.
    fn proposal(&self, id: i64) -> Result<Option<ProposalLine>>;
    /// Keeps a proposal and gives its id.
    fn put_proposal(&mut self, line: &ProposalLine) -> Result<i64>;
    /// Says how an open proposal ended.
    fn settle_proposal(&mut self, id: i64, standing: Standing, by: &str, at: i64) -> Result<()>;

    /// The rules of risk in force.
    fn risk_rules(&self) -> Result<Option<RuleSet>>;
    /// Puts rules in force; whether their version is new.
    fn put_risk_rules(&mut self, rules: &RuleSet, since: i64) -> Result<bool>;
    /// Everybody who is watched.
    fn watch(&self) -> Result<Vec<WatchEntry>>;
    /// Watches somebody.
    fn put_watch(&mut self, entry: &WatchEntry) -> Result<()>;
    /// Watches somebody no longer; whether they were.
    fn end_watch(&mut self, id: &str, until: i64) -> Result<bool>;

    /// Notes an entry of the log that a defect keeps from being worked on.
    fn set_aside(&mut self, number: i64, at: i64, cause: &str) -> Result<()>;

    /// A number of the service itself, such as the last declaration number given; 0 where there is none yet.
    fn number(&self, name: &str) -> Result<i64>;
    /// Keeps such a number.
    fn set_number(&mut self, name: &str, value: i64) -> Result<()>;
    /// The secret that identity numbers are hashed with; made at the first start.
    fn secret(&self) -> Result<[u8; 32]>;
}

/// The reading side; there may be many.
pub trait Reader: Send {
    /// Envelopes of an enterprise after a cursor, at most `most` of them and about `bytes` in all, but at least one.
    fn receipts(
        &self,
        enterprise: EnterpriseId,
        after: u64,
        most: usize,
        bytes: usize,
    ) -> Result<Vec<Envelope>>;
    /// A submission by its row.
    fn clearance(&self, id: i64) -> Result<Option<Clearance>>;
    /// The cases that officers have in hand after one, at most `most`, in the order in which they came.
    fn in_hand(&self, after: i64, most: usize) -> Result<Vec<Clearance>>;
    /// Proposals: the open ones first, then the newest.
    fn proposals(&self, most: usize) -> Result<Vec<ProposalLine>>;
    /// How many entries of the log are set aside.
    fn set_aside(&self) -> Result<u64>;
    /// A demand for original payment data.
    fn payment_demand(&self, session: &str) -> Result<Option<PaymentDemand>>;
    /// The newest demands to an enterprise.
    fn payment_demands(&self, enterprise: EnterpriseId, most: usize) -> Result<Vec<PaymentDemand>>;
    /// Guarantee accounts.
    fn guarantees(&self) -> Result<Vec<Guarantee>>;
    /// Payment books of one payer or of all, the unpaid ones first, then the newest.
    fn payment_books(&self, payer: Option<&str>, most: usize) -> Result<Vec<PaymentBook>>;
}

/// A stage as a small number; waiting ones carry what they wait for.
fn stage_to_number(stage: Stage) -> i64 {
    match stage {
        Stage::New => 0,
        Stage::Inspected => 2,
        Stage::Reviewed => 3,
        Stage::Released => 4,
        Stage::Closed => 5,
        Stage::Refused => 6,
        Stage::Cancelled => 7,
        Stage::SentBack => 8,
        // Below nothing, because from 10 on a case waits.
        Stage::Detained(by) => match by {
            Detention::Clearance => -1,
            Detention::Smuggling => -2,
            Detention::Legal => -3,
            Detention::Other => -4,
        },
        Stage::Waiting(m) => 10 + i64::from(m.order) + 2 * i64::from(m.payment) + 4 * i64::from(m.waybill),
    }
}

fn stage_from_number(number: i64) -> Stage {
    match number {
        2 => Stage::Inspected,
        3 => Stage::Reviewed,
        4 => Stage::Released,
        5 => Stage::Closed,
        6 => Stage::Refused,
        7 => Stage::Cancelled,
        8 => Stage::SentBack,
        -1 => Stage::Detained(Detention::Clearance),
        -2 => Stage::Detained(Detention::Smuggling),
        -3 => Stage::Detained(Detention::Legal),
        -4 => Stage::Detained(Detention::Other),
        10..=17 => {
            let bits = number - 10;
            Stage::Waiting(Missing { order: bits & 1 != 0, payment: bits & 2 != 0, waybill: bits & 4 != 0 })
        }
        _ => Stage::New,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_survives_being_stored() {
        let waiting = (0..8).map(|bits| {
            Stage::Waiting(Missing { order: bits & 1 != 0, payment: bits & 2 != 0, waybill: bits & 4 != 0 })
        });
        let plain = [Stage::New, Stage::Inspected, Stage::Reviewed, Stage::Released, Stage::Closed];
        let held = Detention::ALL.map(Stage::Detained);
        let ended = [Stage::Refused, Stage::Cancelled, Stage::SentBack];
        for stage in plain.into_iter().chain(ended).chain(held).chain(waiting) {
            assert_eq!(stage_from_number(stage_to_number(stage)), stage);
        }
    }
}
