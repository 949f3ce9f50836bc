//! Measures the service: `cargo run --release --example full_line -p clearance-server -- [DECLARATIONS] [DESKS]`.
//!
//! Four parties send signed messages of 100 records; the clock stops when every declaration is released and its
//! receipts and bill are in the feed. Making and signing the messages is not counted.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use clearance_core::cn::message::{Body, Message};
use clearance_core::cn::receipt::{self, Answer};
use clearance_core::cn::seal::seal;
use clearance_core::cn::{Case, sample};
use clearance_core::exchange::Role;
use clearance_core::signing::{Practice, PracticeRandom, PracticeSubject, Signer, SoftKey};
use clearance_core::time::BeijingTime;
use clearance_server::auth::Known;
use clearance_server::store::{self, Enterprise, Store};
use clearance_server::{Config, Service, random};

const RECORDS: usize = 100;
const PARTIES: [(&str, Role); 4] = [
    ("3301961Q43", Role::Platform),
    ("31222699S7", Role::Payment),
    ("3302460066", Role::Carrier),
    ("3301964J31", Role::Declarant),
];

fn main() {
    let mut arguments = std::env::args().skip(1).map(|n| n.parse::<usize>().expect("a number"));
    let declarations = arguments.next().unwrap_or(10_000).next_multiple_of(RECORDS);
    let desks = arguments.next().unwrap_or(8);
    let folder = tempfile::tempdir().expect("a folder");
    let keys: Vec<SoftKey> = PARTIES.iter().map(|(code, _)| key(code)).collect();
    let service = start(folder.path(), &keys);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");

    let started = Instant::now();
    let rounds: Vec<[Bytes; 4]> = (0..declarations / RECORDS).map(|round| messages(round, &keys)).collect();
    let octets: usize = rounds.iter().flatten().map(Bytes::len).sum();
    println!(
        "made and signed {} messages, {} MB, in {:.1?}",
        rounds.len() * 4,
        octets >> 20,
        started.elapsed()
    );

    let started = Instant::now();
    runtime.block_on(send(&service, rounds, desks));
    let admitted = started.elapsed();
    let declarant = service.enterprise(PARTIES[3].0).expect("it is enrolled").enterprise.id;
    let (released, bills) = runtime.block_on(read(&service, declarant, declarations));
    let whole = started.elapsed();
    let rate = |time: Duration| declarations as f64 / time.as_secs_f64() * 60.0;
    println!(
        "admitted {} records in {admitted:.1?}: {:.0} declarations a minute",
        declarations * 4,
        rate(admitted)
    );
    println!("released {released}, bills {bills} in {whole:.1?}: {:.0} declarations a minute", rate(whole));
    service.close();
}

async fn send(service: &Arc<Service>, rounds: Vec<[Bytes; 4]>, desks: usize) {
    let senders: Arc<Vec<Arc<Known>>> =
        Arc::new(PARTIES.iter().map(|(code, _)| service.enterprise(code).expect("it is enrolled")).collect());
    let rounds = Arc::new(std::sync::Mutex::new(rounds.into_iter()));
    let tasks = (0..desks).map(|_| {
        let (service, senders, rounds) = (Arc::clone(service), Arc::clone(&senders), Arc::clone(&rounds));
        tokio::spawn(async move {
            loop {
                let Some(round) = rounds.lock().expect("nobody panics").next() else { return };
                for (message, sender) in round.into_iter().zip(senders.iter()) {
                    while let Err(refused) = service.admit(sender, message.clone(), None).await {
                        assert!(refused.refusal.retry, "{:?}", refused.refusal);
                        tokio::time::sleep(Duration::from_millis(2)).await;
                    }
                }
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.expect("nobody panics");
    }
}

async fn read(service: &Arc<Service>, declarant: i64, declarations: usize) -> (usize, usize) {
    let (mut after, mut released, mut bills) = (0, 0, 0);
    while released < declarations || bills < declarations {
        let page = service.receipts(declarant, after, Duration::from_secs(5)).await.expect("the feed");
        assert!(!page.envelopes.is_empty(), "{released} released, {bills} bills, and nothing more");
        after = page.next;
        for envelope in &page.envelopes {
            match Answer::read_text(&envelope.body).expect("a receipt").body {
                receipt::Body::Declarations(all) => {
                    released += all.iter().filter(|one| one.status == "800").count();
                }
                receipt::Body::TaxBills(all) => bills += all.len(),
                _ => {}
            }
        }
    }
    (released, bills)
}

fn start(folder: &Path, keys: &[SoftKey]) -> Arc<Service> {
    let path = folder.join("service.db");
    let (mut opened, _) = store::open(&path, None).expect("a store");
    opened.begin().expect("a transaction");
    for ((code, role), key) in PARTIES.iter().zip(keys) {
        let enterprise = Enterprise {
            id: 0,
            code: (*code).into(),
            name: "练习企业".into(),
            dxp_id: "DXPENT0000099001".into(),
            roles: vec![*role],
            certificates: vec![key.certificate().der().to_vec()],
            own_key: None,
        };
        opened.put_enterprise(&enterprise).expect("it is stored");
    }
    opened.commit().expect("it is durable");
    drop(opened);
    let at = BeijingTime::from_wire("20261124100000").expect("a time");
    let clock: clearance_server::config::Clock = Arc::new(move || at);
    Service::start(Config { close_after: None, clock, ..Config::new(path) }).expect("a service")
}

fn key(code: &str) -> SoftKey {
    let random = PracticeRandom { key: random::octets().into(), serial: random::octets() };
    let subject = PracticeSubject {
        enterprise_name: "练习企业",
        enterprise_code: code,
        not_before: BeijingTime::from_wire("20260101000000").expect("a time"),
        not_after: BeijingTime::from_wire("20361231000000").expect("a time"),
    };
    Practice::make(random, subject).expect("a key").signer()
}

fn messages(round: usize, keys: &[SoftKey]) -> [Bytes; 4] {
    let cases: Vec<Case> = (0..RECORDS).map(|n| case(round * RECORDS + n)).collect();
    fn all<T>(cases: &[Case], of: impl Fn(&Case) -> Option<T>) -> Vec<T> {
        cases.iter().filter_map(of).collect()
    }
    let bodies = [
        Body::Orders(all(&cases, |case| case.order.clone())),
        Body::Payments(all(&cases, |case| case.payment.clone())),
        Body::Waybills(all(&cases, |case| case.waybill.clone())),
        Body::Declarations(all(&cases, |case| case.declaration.clone())),
    ];
    let mut parties = PARTIES.iter().zip(keys);
    bodies.map(|body| {
        let ((code, _), key) = parties.next().expect("four of each");
        let mut transfer = sample::transfer();
        transfer.company_code = (*code).into();
        let message = Message::new(random::guid(), body, transfer);
        Bytes::from(seal(&message.write(), key).expect("it is signed").into_xml())
    })
}

/// The sample with numbers of its own and one of some thousand buyers.
fn case(n: usize) -> Case {
    let mut case = sample::case();
    let (order_no, waybill_no, transaction) =
        (format!("OK20261124{n:08}"), format!("HX77{n:010}"), format!("PT{n:014}"));
    let buyer = identity_number(n);
    if let Some(order) = &mut case.order {
        order.head.guid = random::guid();
        order.head.order_no.clone_from(&order_no);
        order.head.buyer_id_number.clone_from(&buyer);
        order.head.pay_transaction_id = Some(transaction.clone());
    }
    if let Some(payment) = &mut case.payment {
        payment.guid = random::guid();
        payment.order_no.clone_from(&order_no);
        payment.payer_id_number.clone_from(&buyer);
        payment.transaction_id = transaction;
    }
    if let Some(waybill) = &mut case.waybill {
        waybill.guid = random::guid();
        waybill.order_no.clone_from(&order_no);
        waybill.waybill_no.clone_from(&waybill_no);
    }
    if let Some(declaration) = &mut case.declaration {
        let head = &mut declaration.head;
        head.guid = random::guid();
        head.buyer_id_number = buyer;
        head.cop_no = Some(format!("QC{n:012}"));
        (head.order_no, head.waybill_no) = (order_no, waybill_no);
    }
    case
}

/// An invented number with its check sign (GB 11643): one of 300,000 people born in one district.
fn identity_number(n: usize) -> String {
    let person = n % 300_000;
    let (day, month, rest) = (person % 28 + 1, person / 28 % 12 + 1, person / 336);
    let number = format!("110101{}{month:02}{day:02}{:03}", 1960 + rest % 40, rest / 40 % 999 + 1);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: usize =
        number.bytes().zip(weights).map(|(digit, weight)| usize::from(digit - b'0') * weight).sum();
    let sign = b"10X98765432"[sum % 11];
    format!("{number}{}", char::from(sign))
}
