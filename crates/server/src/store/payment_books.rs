//! Payment books, each the sum of bills, and the orders to the bank about them. Amounts are cents.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Result;
use super::treasury::{BankOrder, BookState, OrderState, PaymentBook};

pub(super) const MIGRATION: &str = "
    CREATE TABLE payment_books (
        id INTEGER PRIMARY KEY,
        duty_no TEXT NOT NULL,
        payer TEXT NOT NULL,
        day INTEGER NOT NULL,
        at INTEGER NOT NULL,
        bills INTEGER NOT NULL,
        amount INTEGER NOT NULL,
        state INTEGER NOT NULL
    );
    -- 1 is paid.
    CREATE INDEX payment_books_unpaid ON payment_books (payer, id) WHERE state <> 1;
    CREATE TABLE bank_orders (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        credit INTEGER NOT NULL,
        book INTEGER NOT NULL,
        payer TEXT NOT NULL,
        amount INTEGER NOT NULL,
        state INTEGER NOT NULL,
        tries INTEGER NOT NULL,
        attempt INTEGER NOT NULL,
        next INTEGER NOT NULL,
        why TEXT
    );
    CREATE INDEX bank_orders_by_book ON bank_orders (book);";

const BOOK: &str = "id, duty_no, payer, day, at, bills, amount, state";
const ORDER: &str = "id, key, credit, book, payer, amount, state, tries, attempt, next, why";

const fn book_state(state: BookState) -> i64 {
    match state {
        BookState::Due => 0,
        BookState::Paid => 1,
        BookState::Overdue => 2,
    }
}

const fn order_state(state: OrderState) -> i64 {
    match state {
        OrderState::Asked => 0,
        OrderState::Booked => 1,
        OrderState::Refused => 2,
        OrderState::Waits => 3,
    }
}

fn read_book(row: &Row<'_>) -> rusqlite::Result<PaymentBook> {
    Ok(PaymentBook {
        id: row.get(0)?,
        duty_no: row.get(1)?,
        payer: row.get(2)?,
        day: row.get(3)?,
        at: row.get(4)?,
        bills: row.get(5)?,
        amount: row.get(6)?,
        state: match row.get::<_, i64>(7)? {
            0 => BookState::Due,
            1 => BookState::Paid,
            _ => BookState::Overdue,
        },
    })
}

fn read_order(row: &Row<'_>) -> rusqlite::Result<BankOrder> {
    Ok(BankOrder {
        id: row.get(0)?,
        key: row.get(1)?,
        credit: row.get(2)?,
        book: row.get(3)?,
        payer: row.get(4)?,
        amount: row.get(5)?,
        state: match row.get::<_, i64>(6)? {
            0 => OrderState::Asked,
            1 => OrderState::Booked,
            2 => OrderState::Refused,
            _ => OrderState::Waits,
        },
        tries: row.get(7)?,
        attempt: row.get(8)?,
        next: row.get(9)?,
        why: row.get(10)?,
    })
}

/// Keeps a book and gives its row.
pub(super) fn put(connection: &Connection, book: &PaymentBook) -> Result<i64> {
    let sql = "INSERT INTO payment_books (duty_no, payer, day, at, bills, amount, state)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let state = book_state(book.state);
    let values = params![book.duty_no, book.payer, book.day, book.at, book.bills, book.amount, state];
    Ok(connection.prepare_cached(sql)?.insert(values)?)
}

pub(super) fn get(connection: &Connection, id: i64) -> Result<Option<PaymentBook>> {
    let sql = format!("SELECT {BOOK} FROM payment_books WHERE id = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([id], read_book).optional()?)
}

/// How many there are.
pub(super) fn last(connection: &Connection) -> Result<i64> {
    let mut statement = connection.prepare_cached("SELECT coalesce(max(id), 0) FROM payment_books")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

pub(super) fn set_state(connection: &Connection, id: i64, state: BookState) -> Result<()> {
    let sql = "UPDATE payment_books SET state = ?2 WHERE id = ?1";
    connection.prepare_cached(sql)?.execute(params![id, book_state(state)])?;
    Ok(())
}

/// The newest books, of one payer or of all; the unpaid ones first.
pub(super) fn list(connection: &Connection, payer: Option<&str>, most: usize) -> Result<Vec<PaymentBook>> {
    let sql = format!(
        "SELECT {BOOK} FROM payment_books WHERE ?1 IS NULL OR payer = ?1
        ORDER BY state = 1, id DESC LIMIT ?2"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![payer, most], read_book)?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

/// Keeps an order and gives its row.
pub(super) fn put_order(connection: &Connection, order: &BankOrder) -> Result<i64> {
    let sql = "INSERT INTO bank_orders (key, credit, book, payer, amount, state, tries, attempt, next, why)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let BankOrder { key, credit, book, payer, amount, state, tries, attempt, next, why, .. } = order;
    let values = params![key, credit, book, payer, amount, order_state(*state), tries, attempt, next, why];
    Ok(connection.prepare_cached(sql)?.insert(values)?)
}

pub(super) fn update_order(connection: &Connection, order: &BankOrder) -> Result<()> {
    let sql = "UPDATE bank_orders SET state = ?2, tries = ?3, next = ?4, why = ?5 WHERE id = ?1";
    let values = params![order.id, order_state(order.state), order.tries, order.next, order.why];
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

pub(super) fn order(connection: &Connection, id: i64) -> Result<Option<BankOrder>> {
    let sql = format!("SELECT {ORDER} FROM bank_orders WHERE id = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([id], read_order).optional()?)
}

pub(super) fn order_by_key(connection: &Connection, key: &str) -> Result<Option<BankOrder>> {
    let sql = format!("SELECT {ORDER} FROM bank_orders WHERE key = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([key], read_order).optional()?)
}

/// The orders of a book, in the order in which they were given.
pub(super) fn orders_of(connection: &Connection, book: i64) -> Result<Vec<BankOrder>> {
    let sql = format!("SELECT {ORDER} FROM bank_orders WHERE book = ?1 ORDER BY id");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([book], read_order)?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}
