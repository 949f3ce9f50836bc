//! What the store keeps of money: guarantees, the ledger, payment books, orders to the bank. All amounts are cents.

use std::collections::BTreeMap;

use super::{EnterpriseId, Result, Sqlite, bills, guarantees, ledger, payment_books};

/// A guarantee account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guarantee {
    /// Row.
    pub id: i64,
    /// `assureCode`.
    pub code: String,
    /// What was deposited.
    pub balance: i64,
    /// How much of it is spoken for.
    pub held: i64,
}

/// A posting: its entries by account sum to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// When, milliseconds since 1970.
    pub at: i64,
    /// What happened.
    pub what: &'static str,
    /// To what: a payment book, an account; empty where it is many bills.
    pub about: String,
    /// Debits above nothing, credits below.
    pub entries: BTreeMap<String, i64>,
}

/// A bill that is not void.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveBill {
    /// Its number.
    pub tax_no: String,
    /// Who pays it.
    pub payer: String,
    /// What is left to pay, or was paid and not refunded.
    pub due: i64,
    /// The payment book that sums it.
    pub book: Option<i64>,
}

/// A bill that is in no payment book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenBill {
    /// Its number.
    pub tax_no: String,
    /// Who pays it.
    pub payer: String,
    /// How much.
    pub due: i64,
    /// In whose feed it was told.
    pub enterprise: EnterpriseId,
    /// The declaration.
    pub invt_no: Option<String>,
}

/// Where a payment book stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookState {
    /// To be paid.
    Due,
    /// Paid.
    Paid,
    /// Not paid by day 45.
    Overdue,
}

/// A payment book (缴款书).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentBook {
    /// Row; 0 before it is stored.
    pub id: i64,
    /// Its number.
    pub duty_no: String,
    /// Who pays it.
    pub payer: String,
    /// The day of the releases that it sums, in days since 1970 in Beijing.
    pub day: i64,
    /// When it was made, milliseconds since 1970.
    pub at: i64,
    /// How many bills.
    pub bills: i64,
    /// How much.
    pub amount: i64,
    /// Where it stands.
    pub state: BookState,
}

/// Where an order to the bank stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderState {
    /// The bank is asked until it answers.
    Asked,
    /// Done.
    Booked,
    /// Not done, for good: another attempt has another key.
    Refused,
    /// A refund that waits for the payment.
    Waits,
}

/// An order to the bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankOrder {
    /// Row; 0 before it is stored.
    pub id: i64,
    /// The key that the bank does it once under.
    pub key: String,
    /// Whether money goes back to the payer.
    pub credit: bool,
    /// The payment book.
    pub book: i64,
    /// Whose account.
    pub payer: String,
    /// How much.
    pub amount: i64,
    /// Where it stands.
    pub state: OrderState,
    /// How often the bank was asked.
    pub tries: i64,
    /// Which attempt it is, from 1.
    pub attempt: i64,
    /// Nothing is done about it before this moment.
    pub next: i64,
    /// Why it was refused.
    pub why: Option<String>,
}

/// The part of the store that keeps money. Inside a transaction, as everything.
pub trait Treasury {
    /// All guarantee accounts.
    fn guarantees(&self) -> Result<Vec<Guarantee>>;
    /// Opens an account with nothing in it.
    fn open_guarantee(&mut self, code: &str) -> Result<i64>;
    /// Keeps what an account has and holds.
    fn set_guarantee(&mut self, id: i64, balance: i64, held: i64) -> Result<()>;
    /// Gives back what the bills of a book hold, and tells how much of which account.
    fn give_back_of_book(&mut self, book: i64) -> Result<Vec<(i64, i64)>>;
    /// Adds to the ledger. A posting that does not sum to nothing fails the transaction.
    fn post(&mut self, posting: &Posting) -> Result<()>;
    /// The bill of a submission that is not void.
    fn live_bill(&self, clearance: i64) -> Result<Option<LiveBill>>;
    /// Less is to be paid.
    fn lower_bill(&mut self, tax_no: &str, by: i64) -> Result<()>;
    /// Bills of releases of a day that are in no payment book, by payer.
    fn open_bills(&self, day: i64, most: usize) -> Result<Vec<OpenBill>>;
    /// The row of the newest payment book; 0 where there is none.
    fn last_payment_book(&self) -> Result<i64>;
    /// Keeps a payment book of these bills and gives its row.
    fn put_payment_book(&mut self, book: &PaymentBook, tax_nos: &[&str]) -> Result<i64>;
    /// A payment book by its row.
    fn payment_book(&self, id: i64) -> Result<Option<PaymentBook>>;
    /// Says where a payment book stands.
    fn set_payment_book(&mut self, id: i64, state: BookState) -> Result<()>;
    /// Keeps an order and gives its row.
    fn put_bank_order(&mut self, order: &BankOrder) -> Result<i64>;
    /// Keeps state, tries, moment and reason of an order.
    fn update_bank_order(&mut self, order: &BankOrder) -> Result<()>;
    /// An order by its row.
    fn bank_order(&self, id: i64) -> Result<Option<BankOrder>>;
    /// An order by its key.
    fn bank_order_by_key(&self, key: &str) -> Result<Option<BankOrder>>;
    /// The orders of a payment book.
    fn bank_orders_of(&self, book: i64) -> Result<Vec<BankOrder>>;
}

impl Treasury for Sqlite {
    fn guarantees(&self) -> Result<Vec<Guarantee>> {
        guarantees::all(&self.connection)
    }
    fn open_guarantee(&mut self, code: &str) -> Result<i64> {
        guarantees::open(&self.connection, code)
    }
    fn set_guarantee(&mut self, id: i64, balance: i64, held: i64) -> Result<()> {
        guarantees::set(&self.connection, id, balance, held)
    }
    fn give_back_of_book(&mut self, book: i64) -> Result<Vec<(i64, i64)>> {
        guarantees::give_back(&self.connection, book)
    }
    fn post(&mut self, posting: &Posting) -> Result<()> {
        ledger::post(&self.connection, posting)
    }
    fn live_bill(&self, clearance: i64) -> Result<Option<LiveBill>> {
        bills::live(&self.connection, clearance)
    }
    fn lower_bill(&mut self, tax_no: &str, by: i64) -> Result<()> {
        bills::lower(&self.connection, tax_no, by)
    }
    fn open_bills(&self, day: i64, most: usize) -> Result<Vec<OpenBill>> {
        bills::open(&self.connection, day, most)
    }
    fn last_payment_book(&self) -> Result<i64> {
        payment_books::last(&self.connection)
    }
    fn put_payment_book(&mut self, book: &PaymentBook, tax_nos: &[&str]) -> Result<i64> {
        let id = payment_books::put(&self.connection, book)?;
        tax_nos.iter().try_for_each(|tax_no| bills::into_book(&self.connection, tax_no, id))?;
        Ok(id)
    }
    fn payment_book(&self, id: i64) -> Result<Option<PaymentBook>> {
        payment_books::get(&self.connection, id)
    }
    fn set_payment_book(&mut self, id: i64, state: BookState) -> Result<()> {
        payment_books::set_state(&self.connection, id, state)
    }
    fn put_bank_order(&mut self, order: &BankOrder) -> Result<i64> {
        payment_books::put_order(&self.connection, order)
    }
    fn update_bank_order(&mut self, order: &BankOrder) -> Result<()> {
        payment_books::update_order(&self.connection, order)
    }
    fn bank_order(&self, id: i64) -> Result<Option<BankOrder>> {
        payment_books::order(&self.connection, id)
    }
    fn bank_order_by_key(&self, key: &str) -> Result<Option<BankOrder>> {
        payment_books::order_by_key(&self.connection, key)
    }
    fn bank_orders_of(&self, book: i64) -> Result<Vec<BankOrder>> {
        payment_books::orders_of(&self.connection, book)
    }
}
