//! Money: guarantees, payment books, the bank with its faults, returns before and after the payment.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use clearance_core::cn::Case;
use clearance_core::cn::message::Body;
use clearance_core::exchange::money::*;
use clearance_core::exchange::path;
use clearance_core::time::BeijingTime;
use clearance_server::Config;
use clearance_server::money::{Audit, Order, audit};
use clearance_server::sandbox::bank::{Fault, SandboxBank};
use clearance_server::store::{BankFile, bank_path};
use serde_json::json;

use crate::life::{cancel, invt_no, take_back};
use crate::office::*;

const PORT_KEY: &str = "the key of the port";
const DAY: i64 = 86_400_000;

/// A port with a bank and a clock that can be set.
pub(crate) struct Till {
    pub(crate) office: Office,
    pub(crate) desk: Desk,
    pub(crate) ahead: Arc<AtomicI64>,
}

/// What a test wants of the bank: by order and how often it was asked so far.
pub(crate) type Mood = fn(&Order, u32) -> Fault;

pub(crate) fn good(_: &Order, _: u32) -> Fault {
    Fault::None
}

fn set(config: Config, ahead: &Arc<AtomicI64>, mood: Mood) -> Config {
    let (ahead, start) = (Arc::clone(ahead), clock());
    let bank = SandboxBank::open(&bank_path(&config.store), Box::new(mood)).unwrap();
    Config {
        sandbox: true,
        partners_after: Duration::ZERO,
        officer_after: Some(Duration::from_secs(3600)),
        close_after: None,
        admin_key: Some(PORT_KEY.into()),
        clock: Arc::new(move || BeijingTime::from_unix_ms(start().unix_ms() + ahead.load(Ordering::Relaxed))),
        bank: Some(Arc::new(bank)),
        bank_again_after: Duration::from_millis(20),
        ..config
    }
}

impl Till {
    pub(crate) async fn open(mood: Mood, more: impl FnOnce(Config) -> Config) -> Till {
        let ahead = Arc::new(AtomicI64::new(0));
        let office = Office::open(|config| more(set(config, &ahead, mood))).await;
        let desk = office.desk(DECLARANT).await;
        Till { office, desk, ahead }
    }

    /// Closes the port and opens it again over the same store, with another bank clerk.
    pub(crate) async fn reopened(self, mood: Mood) -> Till {
        let Till { office, mut desk, ahead } = self;
        let folder = office.close().await;
        let office = Office::open_in(folder, |config| set(config, &ahead, mood)).await;
        desk.address.clone_from(&office.address);
        Till { office, desk: desk.signed_in().await, ahead }
    }

    /// Sets the clock to so many days after the first.
    pub(crate) async fn on_day(mut self, day: i64) -> Till {
        self.ahead.store(day * DAY, Ordering::Relaxed);
        self.desk = self.desk.signed_in().await;
        self
    }

    pub(crate) async fn deposit(&self, cents: i64) -> reqwest::Response {
        let body = json!(GuaranteeDeposit { code: guarantor(), amount_cents: cents });
        let call = self.desk.http.post(format!("{}{}", self.office.address, path::GUARANTEES));
        call.json(&body).bearer_auth(PORT_KEY).send().await.unwrap()
    }

    /// Balance and what is held of it.
    pub(crate) async fn account(&self) -> (i64, i64) {
        let lines: Vec<GuaranteeLine> =
            self.desk.call("GET", path::GUARANTEES, None).await.json().await.unwrap();
        let [line] = &lines[..] else { panic!("{lines:?}") };
        assert_eq!(line.free_cents, line.balance_cents - line.held_cents);
        (line.balance_cents, line.held_cents)
    }

    pub(crate) async fn books(&self) -> Vec<PaymentBookLine> {
        self.desk.call("GET", path::PAYMENT_BOOKS, None).await.json().await.unwrap()
    }

    /// Waits until there are so many payment books and all of them stand like this.
    pub(crate) async fn until_books(&self, count: usize, state: PaymentBookState) -> Vec<PaymentBookLine> {
        for _ in 0..600 {
            let books = self.books().await;
            if books.len() == count && books.iter().all(|book| book.state == state) {
                return books;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("never {count} {state:?}: {:?}", self.books().await)
    }

    pub(crate) async fn release(&self, n: usize) -> (Case, String) {
        let one = case("OK", n);
        self.desk.send(declarations(std::slice::from_ref(&one))).await;
        let said = self.desk.until(&cop_no("OK", n), "800").await;
        let number = invt_no(&said, &cop_no("OK", n));
        (one, number)
    }

    /// Closes the port; an audit of what is left finds nothing.
    pub(crate) async fn agrees(self) -> Audit {
        let folder = self.office.close().await;
        let found = audit(&folder.path().join("service.db")).unwrap();
        assert!(found.findings.is_empty(), "{}", found.lines());
        found
    }

    /// What customs has at the bank.
    pub(crate) fn at_bank(&self) -> i64 {
        let file = BankFile::read(&bank_path(&self.office.folder.path().join("service.db"))).unwrap();
        let (balance, sound) = file.balance().unwrap();
        assert!(sound);
        balance
    }
}

/// Waits for something that comes soon.
async fn until(come: impl Fn() -> bool) {
    for _ in 0..1_000 {
        if come() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it never came")
}

pub(crate) fn guarantor() -> String {
    case("OK", 0).declaration.unwrap().head.guarantor_code
}

/// The tax of one sample declaration, in cents.
pub(crate) fn tax() -> i64 {
    let withheld = case("OK", 0).order.unwrap().head.tax_withheld;
    withheld.to_cent().to_string().replace('.', "").parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guarantee_is_held_until_the_payment_book_is_paid() {
    let till = Till::open(good, |config| config).await;
    assert_eq!(till.deposit(100 * tax()).await.status(), 200);
    for n in 0..3 {
        till.release(n).await;
    }
    assert_eq!(till.account().await, (100 * tax(), 3 * tax()));
    assert_eq!(till.deposit(-98 * tax()).await.status(), 409, "what is held stays");
    let till = till.on_day(30).await;
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    assert!(till.books().await.is_empty(), "goods may still come back");
    let till = till.on_day(31).await;
    let books = till.until_books(1, PaymentBookState::Paid).await;
    assert_eq!((books[0].bills, books[0].amount_cents), (3, 3 * tax()));
    assert_eq!(till.account().await, (100 * tax(), 0));
    assert_eq!(till.at_bank(), 3 * tax());
    let said = till.desk.said().await;
    let summed: Vec<_> = said.iter().filter(|one| one.kind == "CEB818Message").collect();
    assert_eq!(summed.len(), 3);
    assert!(summed.iter().all(|one| one.status == "2"));
    assert_eq!(till.deposit(-100 * tax()).await.status(), 200, "all of it is free");
    let found = till.agrees().await;
    assert_eq!((found.figures["released"], found.figures["bank-cents"]), (3, 3 * tax()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_guarantee_does_not_cover_is_refused_and_fits_when_something_comes_back() {
    let till = Till::open(good, |config| config).await;
    till.deposit(2 * tax()).await;
    let (one, number) = till.release(1).await;
    till.release(2).await;
    let third = case("OK", 3);
    till.desk.send(declarations(std::slice::from_ref(&third))).await;
    let said = till.desk.until(&cop_no("OK", 3), "100").await;
    let refused = said.iter().find(|said| said.about == cop_no("OK", 3) && said.status == "100").unwrap();
    assert!(refused.info.contains("[Code:1311;"), "{}", refused.info);
    assert_eq!(till.account().await, (2 * tax(), 2 * tax()));
    // One piece of one line: its tax is free again, and no more than that.
    till.desk.send(Body::Returns(vec![take_back(&one, "QT1", &number, &[(2, 1)])])).await;
    assert_eq!(states(&till.desk.said().await, "QT1"), ["2", "120", "399"]);
    let (_, held) = till.account().await;
    assert!(held < 2 * tax() && held > tax(), "{held}");
    till.desk.send(Body::Returns(vec![take_back(&one, "QT2", &number, &[(1, 2), (2, 1)])])).await;
    till.desk.said().await;
    assert_eq!(till.account().await, (2 * tax(), tax()));
    till.release(4).await;
    assert_eq!(till.account().await, (2 * tax(), 2 * tax()));
    // The bill of what came back is void and asked of nobody.
    let till = till.on_day(31).await;
    let books = till.until_books(1, PaymentBookState::Paid).await;
    assert_eq!((books[0].bills, books[0].amount_cents), (2, 2 * tax()));
    assert_eq!(till.account().await, (2 * tax(), 0));
    till.agrees().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_guarantee_is_demanded_nothing_is_accepted_without_one() {
    let till = Till::open(good, |config| Config { guarantee_demanded: true, ..config }).await;
    till.desk.send(declarations(&[case("OK", 1)])).await;
    let said = till.desk.until(&cop_no("OK", 1), "100").await;
    assert!(said.iter().any(|one| one.info.contains("[Code:1311;")));
    till.deposit(tax()).await;
    till.release(2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_declaration_gives_its_hold_back() {
    let till = Till::open(good, |config| config).await;
    till.deposit(2 * tax()).await;
    let one = case("CY", 1);
    till.desk.send(declarations(std::slice::from_ref(&one))).await;
    let said = till.desk.until(&cop_no("CY", 1), "500").await;
    assert_eq!(till.account().await, (2 * tax(), tax()), "held when it is accepted");
    let number = invt_no(&said, &cop_no("CY", 1));
    till.desk.send(Body::Cancels(vec![cancel(&one, "QX1", &number)])).await;
    assert_eq!(states(&till.desk.said().await, "QX1"), ["2", "120", "399"]);
    assert_eq!(till.account().await, (2 * tax(), 0));
    till.agrees().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_that_dies_or_says_everything_twice_moves_the_money_once() {
    for mood in [
        (|_, n| if n < 2 { Fault::DiesBefore } else { Fault::Twice }) as Mood,
        |_, n| if n == 0 { Fault::DiesAfter } else { Fault::None },
        |_, _| Fault::Slow(Duration::from_millis(120)),
    ] {
        let till = Till::open(mood, |config| config).await;
        till.deposit(10 * tax()).await;
        till.release(1).await;
        let till = till.on_day(32).await;
        till.until_books(1, PaymentBookState::Paid).await;
        tokio::time::sleep(Duration::from_millis(150)).await;
        assert_eq!((till.at_bank(), till.account().await), (tax(), (10 * tax(), 0)));
        till.agrees().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_whose_answer_was_lost_is_found_after_a_restart() {
    let till = Till::open(
        |_, _| Fault::DiesAfter,
        |config| Config { bank_again_after: Duration::from_secs(3600), ..config },
    )
    .await;
    till.release(1).await;
    let till = till.on_day(31).await;
    till.until_books(1, PaymentBookState::Due).await;
    until(|| till.at_bank() != 0).await;
    // An hour later, by the clock, the new one asks again.
    till.ahead.fetch_add(2 * 3_600_000, Ordering::Relaxed);
    let till = till.reopened(good).await;
    till.until_books(1, PaymentBookState::Paid).await;
    assert_eq!(till.at_bank(), tax());
    till.agrees().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_paid_by_day_forty_five_is_overdue_and_stays_held() {
    static ASKED: AtomicU32 = AtomicU32::new(0);
    let mood: Mood = |_, n| {
        ASKED.store(n + 1, Ordering::Relaxed);
        Fault::Refuses
    };
    let again = Duration::from_millis(20);
    let till = Till::open(mood, |config| Config { pay_again_after: again, ..config }).await;
    till.deposit(tax()).await;
    till.release(1).await;
    let till = till.on_day(31).await;
    till.until_books(1, PaymentBookState::Due).await;
    until(|| ASKED.load(Ordering::Relaxed) >= 3).await;
    let till = till.on_day(45).await;
    let asked = ASKED.load(Ordering::Relaxed);
    until(|| ASKED.load(Ordering::Relaxed) > asked + 1).await;
    assert_eq!(till.books().await[0].state, PaymentBookState::Due, "day 45 is in time");
    let till = till.on_day(46).await;
    till.until_books(1, PaymentBookState::Overdue).await;
    assert_eq!((till.at_bank(), till.account().await), (0, (tax(), tax())));
    till.agrees().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_asks_for_nothing_twice_and_a_late_return_is_refunded() {
    let till = Till::open(good, |config| config).await;
    till.deposit(10 * tax()).await;
    let (one, number) = till.release(1).await;
    let till = till.on_day(31).await;
    till.until_books(1, PaymentBookState::Paid).await;
    // Back on the first day the time to return is not over, though the bill is paid.
    let till = till.on_day(0).await;
    till.release(2).await;
    till.desk.send(Body::Returns(vec![take_back(&one, "QT1", &number, &[(2, 1)])])).await;
    till.desk.send(Body::Returns(vec![take_back(&one, "QT2", &number, &[(1, 2), (2, 1)])])).await;
    assert_eq!(states(&till.desk.said().await, "QT2"), ["2", "120", "399"]);
    // Both refunds together are what was paid.
    until(|| till.at_bank() == 0).await;
    assert_eq!(till.account().await, (10 * tax(), tax()), "only the second declaration holds something");
    let till = till.on_day(60).await;
    let books = till.until_books(2, PaymentBookState::Paid).await;
    assert_eq!(books.iter().map(|book| book.amount_cents).sum::<i64>(), 2 * tax());
    assert_eq!((till.at_bank(), till.account().await), (tax(), (10 * tax(), 0)));
    till.agrees().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_is_shown_to_its_owner_and_to_officers_only() {
    let till = Till::open(good, |config| config).await;
    till.deposit(10 * tax()).await;
    let other = till.office.desk(PLATFORM).await;
    let seen: Vec<GuaranteeLine> = other.call("GET", path::GUARANTEES, None).await.json().await.unwrap();
    assert!(seen.is_empty());
    let stranger = Desk::new(&till.office.address, "nobody");
    for door in [path::GUARANTEES, path::PAYMENT_BOOKS] {
        assert_eq!(stranger.call("GET", door, None).await.status(), 401);
    }
    let body = json!(GuaranteeDeposit { code: guarantor(), amount_cents: 1 });
    for desk in [&till.desk, &other, &stranger] {
        assert_eq!(desk.call("POST", path::GUARANTEES, Some(body.clone())).await.status(), 403);
    }
}
