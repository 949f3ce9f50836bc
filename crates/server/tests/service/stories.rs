//! Random stories of declarations, officers' time, cancels, returns, payments, a bank with faults, batches that are torn
//! and restarts: whatever happens, the audit finds nothing and no buyer gets past the year.

use std::sync::Arc;
use std::time::Duration;

use clearance_core::cn::Case;
use clearance_core::cn::message::Body;
use clearance_core::money::{Money, Quantity};
use clearance_server::money::{Order, audit};
use clearance_server::random;
use clearance_server::sandbox::bank::Fault;
use proptest::prelude::*;
use rusqlite::Connection;

use crate::life::{cancel, invt_no, take_back};
use crate::money::{Mood, Till, good, tax};
use crate::office::*;

/// In hundred-thousandths of a yuan.
const YEAR: i64 = 26_000 * 100_000;

#[derive(Clone, Debug)]
enum Step {
    /// Declarations in one message: by the letters in front of the order, of one of two buyers.
    Declare(Vec<(bool, bool)>),
    /// The n-th declaration once more, as another submission.
    Again(usize),
    Cancel(usize),
    Return(usize, u32, u32),
    Day(i64),
    Deposit(i64),
    /// The store fails in the middle of the next batch.
    Torn(bool),
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => prop::collection::vec(any::<(bool, bool)>(), 1..5).prop_map(Step::Declare),
        1 => (0..12_usize).prop_map(Step::Again),
        3 => (0..12_usize).prop_map(Step::Cancel),
        4 => (0..12_usize, 1..3_u32, 1..4_u32).prop_map(|(n, gnum, qty)| Step::Return(n, gnum, qty)),
        3 => prop::sample::select(vec![0, 20, 31, 40, 46]).prop_map(Step::Day),
        2 => (-5..40_i64).prop_map(Step::Deposit),
        1 => any::<bool>().prop_map(Step::Torn),
        1 => Just(Step::Restart),
    ]
}

fn moody(_: &Order, n: u32) -> Fault {
    match n % 7 {
        1 => Fault::DiesAfter,
        2 => Fault::Refuses,
        3 => Fault::DiesBefore,
        5 => Fault::Twice,
        _ => Fault::None,
    }
}

/// Seven of them are more than a year holds.
fn dear(n: usize, inspected: bool, other: bool) -> Case {
    let mut one = case(if inspected { "CY" } else { "OK" }, n);
    let declaration = one.declaration.as_mut().unwrap();
    for line in &mut declaration.lines {
        line.price = Money(line.price.0 * rust_decimal::Decimal::from(8));
        line.total = Money(line.total.0 * rust_decimal::Decimal::from(8));
    }
    if other {
        declaration.head.buyer_id_number = case("OK", 4_000).declaration.unwrap().head.buyer_id_number;
    }
    one
}

struct Story {
    till: Till,
    declared: Vec<Case>,
    numbers: usize,
}

impl Story {
    async fn send(&self, body: Body) {
        self.till.desk.send(body).await;
    }

    async fn number(&self, n: usize) -> Option<(Case, String)> {
        let one = self.declared.get(n)?.clone();
        let about = one.declaration.as_ref()?.head.cop_no.clone()?;
        let said = self.till.desk.said().await;
        let given = said.iter().any(|one| one.about == about && one.invt_no.is_some());
        given.then(|| (one, invt_no(&said, &about)))
    }

    async fn go(mut self, step: &Step) -> Story {
        match step {
            Step::Declare(all) => {
                let start = self.declared.len();
                let cases = all.iter().zip(start..);
                let new: Vec<Case> =
                    cases.map(|((inspected, other), n)| dear(n, *inspected, *other)).collect();
                self.send(declarations(&new)).await;
                self.declared.extend(new);
            }
            Step::Again(n) => {
                let Some(mut one) = self.declared.get(*n).cloned() else { return self };
                let head = &mut one.declaration.as_mut().unwrap().head;
                self.numbers += 1;
                (head.guid, head.cop_no) = (random::guid(), Some(format!("QCAGAIN{:09}", self.numbers)));
                self.send(declarations(std::slice::from_ref(&one))).await;
                self.declared.push(one);
            }
            Step::Cancel(n) => {
                let Some((one, number)) = self.number(*n).await else { return self };
                self.numbers += 1;
                let one = cancel(&one, &format!("QX{}", self.numbers), &number);
                self.send(Body::Cancels(vec![one])).await;
            }
            Step::Return(n, gnum, qty) => {
                let Some((one, number)) = self.number(*n).await else { return self };
                self.numbers += 1;
                let mut back = take_back(&one, &format!("QT{}", self.numbers), &number, &[(*gnum, 1)]);
                back.lines[0].qty = Quantity((*qty).into());
                self.send(Body::Returns(vec![back])).await;
            }
            Step::Day(day) => {
                self.till = self.till.on_day(*day).await;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            Step::Deposit(times) => {
                self.till.deposit(times * tax()).await;
            }
            Step::Torn(in_ledger) => {
                let table = if *in_ledger { "postings" } else { "feed" };
                let path = self.till.office.folder.path().join("service.db");
                let other = Connection::open(path).unwrap();
                other.busy_timeout(Duration::from_secs(5)).unwrap();
                let tear = format!(
                    "CREATE TRIGGER torn BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'torn'); END"
                );
                other.execute_batch(&tear).unwrap();
                let new = dear(self.declared.len(), false, false);
                let (id, xml) = self.till.desk.message(declarations(std::slice::from_ref(&new)));
                assert_eq!(self.till.desk.post(Some(&id), xml).await.status(), 202);
                tokio::time::sleep(Duration::from_millis(100)).await;
                other.execute_batch("DROP TRIGGER torn").unwrap();
                self.till.desk.worked().await;
                self.declared.push(new);
            }
            Step::Restart => self.till = self.till.reopened(moody).await,
        }
        self
    }
}

async fn tell(steps: Vec<Step>) {
    let till = Till::open(moody, |config| config).await;
    till.deposit(60 * tax()).await;
    let mut story = Story { till, declared: Vec::new(), numbers: 0 };
    for step in &steps {
        story = story.go(step).await;
    }
    let till = story.till;
    let path = till.office.folder.path().join("service.db");
    let open = audit(&path).unwrap();
    assert!(open.findings.is_empty(), "while it runs: {}", open.lines());
    // In the end the bank is well, and everything that can be paid is.
    let till = till.reopened(good as Mood).await.on_day(90).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let (declared, folder) = (story.declared.len() as i64, Arc::clone(&till.office.folder));
    let found = till.agrees().await;
    let states = ["waiting", "in-hand", "released", "ended"];
    let reached: i64 = states.iter().map(|state| found.figures.get(state).copied().unwrap_or(0)).sum();
    // What was refused at once has its word and no row.
    assert!(reached <= declared && !found.figures.contains_key("waiting"), "{}", found.lines());
    let totals = Connection::open(folder.path().join("service.db")).unwrap();
    let most: i64 =
        totals.query_row("SELECT coalesce(max(value), 0) FROM totals", [], |row| row.get(0)).unwrap();
    assert!(most <= YEAR, "{most}");
}

/// How many stories are told; a longer run sets `CLEARANCE_STORIES`.
fn stories() -> u32 {
    std::env::var("CLEARANCE_STORIES").ok().and_then(|count| count.parse().ok()).unwrap_or(8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: stories(), max_shrink_iters: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn money_is_conserved_and_everything_agrees_whatever_happens(steps in prop::collection::vec(step(), 4..16)) {
        tokio::runtime::Runtime::new().unwrap().block_on(tell(steps));
    }
}

/// Six messages at once, all of one buyer: as many are released as the year holds, and not one more.
#[tokio::test(flavor = "multi_thread")]
async fn the_year_of_a_buyer_is_exact_however_many_come_at_once() {
    let till = Till::open(good, |config| config).await;
    let messages: Vec<_> = ["OK", "OX", "OZ", "PK", "PX", "PZ"]
        .iter()
        .map(|prefix| {
            let all: Vec<Case> = (0..10).map(|n| case(prefix, n)).collect();
            till.desk.message(declarations(&all))
        })
        .collect();
    let sent = messages.into_iter().map(|(id, xml)| async {
        let (id, xml) = (id, xml);
        till.desk.post(Some(&id), xml).await.status()
    });
    let mut tasks = Vec::new();
    for one in sent {
        tasks.push(one);
    }
    let [a, b, c, d, e, f] = <[_; 6]>::try_from(tasks).ok().unwrap();
    let statuses = tokio::join!(a, b, c, d, e, f);
    assert!(
        [statuses.0, statuses.1, statuses.2, statuses.3, statuses.4, statuses.5].iter().all(|s| *s == 202)
    );
    let count = |said: &[Said], status: &str| said.iter().filter(|one| one.status == status).count();
    for _ in 0..200 {
        let said = till.desk.said().await;
        if count(&said, "800") + count(&said, "100") + count(&said, "-621018") == 60 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let said = till.desk.said().await;
    assert_eq!(count(&said, "800"), 54, "54 of 476 yuan are 25,704");
    till.agrees().await;
}
