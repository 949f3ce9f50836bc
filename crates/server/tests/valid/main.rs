//! What the desk calls valid the service never refuses for its form or its logic.
//!
//! Declarations of all kinds are made from the field table and the tables of codes, with the same dice each time: all of
//! their orders, payments and waybills, and what follows of some of them, go through a service as signed messages of a
//! hundred. How many is set by `CLEARANCE_VALID`; 100,000 of them take some minutes where nothing is optimised.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod dice;
mod later;
mod make;
mod vary;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use clearance_core::cn::Case;
use clearance_core::cn::message::{Body, Message};
use clearance_core::cn::receipt::{self, Answer};
use clearance_core::cn::seal::seal;
use clearance_core::cn::tables::Held;
use clearance_core::exchange::Role;
use clearance_core::signing::{Practice, PracticeRandom, PracticeSubject, Signer, SoftKey};
use clearance_core::status::State;
use clearance_core::text::Sentence;
use clearance_core::time::BeijingTime;
use clearance_server::risk::{Measure, Rule, RuleSet};
use clearance_server::store::{self, Enterprise, Store};
use clearance_server::{Config, Service, random};

use self::dice::Dice;
use self::make::{Company, Maker, NOW, Parties};

const SEED: u64 = 0x2026_1124;
const RECORDS: usize = 100;
const STREAMS: usize = 6;
/// Of so many cases one is kept for what follows it.
const KEPT: usize = 20;

#[tokio::test(flavor = "multi_thread")]
async fn what_the_desk_calls_valid_is_never_refused_for_form_or_logic() {
    let wanted: usize = std::env::var("CLEARANCE_VALID").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000);
    let rounds = wanted.div_ceil(RECORDS);
    let world = Arc::new(World::open());
    let started = std::time::Instant::now();

    let next = Arc::new(AtomicUsize::new(0));
    let workers = (0..2).map(|_| {
        let (world, next) = (Arc::clone(&world), Arc::clone(&next));
        tokio::spawn(async move {
            let (mut kept, mut down) = (Vec::new(), BTreeMap::new());
            loop {
                let round = next.fetch_add(1, Ordering::Relaxed);
                if round >= rounds {
                    return (kept, down);
                }
                world.round(round, &mut kept, &mut down).await;
            }
        })
    });
    let (mut kept, mut down) = (Vec::new(), BTreeMap::new());
    for worker in workers.collect::<Vec<_>>() {
        let (more, turned_down) = worker.await.unwrap();
        kept.extend(more);
        turned_down.into_iter().for_each(|(rule, count)| *down.entry(rule).or_insert(0) += count);
    }
    let made: usize = rounds * RECORDS;
    // A maker that the rules turn down often would prove little.
    let turned_down: usize = down.values().sum();
    assert!(turned_down * 100 <= made, "{down:?}");
    let (tried, valid) = (&world.maker.tried, &world.maker.valid);
    let (tried, valid) = (tried.load(Ordering::Relaxed), valid.load(Ordering::Relaxed));
    assert!(valid * 2 >= tried, "only {valid} of {tried} changes are valid");

    let said = world.said().await;
    assert_eq!(said.refused, Vec::<String>::new());
    let count = |state: &str| said.states.get(&("CEB622Message", state.to_owned())).copied().unwrap_or(0);
    assert_eq!(count("800") + count("500"), made, "released or opened, each once: {:?}", said.states);

    world.follow(&kept, &said).await;
    let said = world.said().await;
    assert_eq!(said.refused, Vec::<String>::new());
    for kind in ["CEB514Message", "CEB624Message", "CEB626Message", "CEB712Message"] {
        assert!(said.states.keys().any(|(known, _)| *known == kind), "nothing was said by {kind}");
    }
    println!(
        "{made} declarations with their orders, payments and waybills, none refused for form or logic, in {:.0?} \
         ({turned_down} more were turned down by the desk: {down:?}; {valid} of {tried} changes of free fields are valid); \
         said: {:?}",
        started.elapsed(),
        said.states
    );
    world.service.close();
}

/// A service with the companies of some streams of orders.
struct World {
    service: Arc<Service>,
    maker: Maker,
    streams: Vec<Parties>,
    key: SoftKey,
    _folder: tempfile::TempDir,
}

/// Everything that was said.
#[derive(Default)]
struct Heard {
    states: BTreeMap<(&'static str, String), usize>,
    refused: Vec<String>,
    /// Declaration number and last state by the declarant's own number.
    declarations: HashMap<String, (String, String)>,
}

impl World {
    fn open() -> World {
        let folder = tempfile::tempdir().unwrap();
        let mut dice = Dice::new(SEED);
        let streams: Vec<Parties> = (0..STREAMS).map(|_| Parties::new(&mut dice)).collect();
        let key = key();
        let path = folder.path().join("service.db");
        let (mut opened, _) = store::open(&path, None).unwrap();
        opened.begin().unwrap();
        for by in &streams {
            for (company, role) in [
                (&by.platform, Role::Platform),
                (&by.payment, Role::Payment),
                (&by.carrier, Role::Carrier),
                (&by.declarant, Role::Declarant),
                (&by.area, Role::Declarant),
            ] {
                let enterprise = Enterprise {
                    id: 0,
                    code: company.code.clone(),
                    name: company.name.clone(),
                    dxp_id: "DXPENT0000099001".into(),
                    roles: vec![role],
                    certificates: vec![clearance_server::store::Bound::new(
                        key.certificate().der().to_vec(),
                        0,
                    )],
                    own_key: None,
                    revoked: None,
                };
                opened.put_enterprise(&enterprise).unwrap();
            }
        }
        // Some parcels are opened: only what is not released yet can be cancelled.
        let rule = Rule {
            id: "SOME".into(),
            says: Sentence::new("抽查", "some are opened"),
            when: Vec::new(),
            then: Measure::Inspect,
            percent: 3.into(),
        };
        let rules = RuleSet { version: "1".into(), rules: vec![rule] };
        opened.put_risk_rules(&rules, 0).unwrap();
        opened.commit().unwrap();
        drop(opened);
        let at = BeijingTime::from_wire(NOW).unwrap();
        let clock: clearance_server::config::Clock = Arc::new(move || at);
        let service = Service::start(Config { close_after: None, clock, ..Config::new(path) }).unwrap();
        World { service, maker: Maker::new(&Held::built_in()), streams, key, _folder: folder }
    }

    /// Makes a hundred cases and sends their documents, in any order of arrival.
    async fn round(
        self: &Arc<Self>,
        round: usize,
        kept: &mut Vec<(usize, Case)>,
        down: &mut BTreeMap<String, usize>,
    ) {
        let world = Arc::clone(self);
        let made = tokio::task::spawn_blocking(move || {
            let mut dice = Dice::new(SEED ^ (round as u64) << 20);
            let by = &world.streams[round % STREAMS];
            let (mut cases, mut down) = (Vec::new(), Vec::new());
            for n in 0..RECORDS {
                loop {
                    match world.maker.case(&mut dice, round * RECORDS + n, by) {
                        Ok(case) => break cases.push(case),
                        Err(rules) => down.push(rules.join(", ")),
                    }
                    assert!(down.len() <= RECORDS, "the maker makes what the desk does not take: {down:?}");
                }
            }
            fn all<T>(cases: &[Case], of: impl Fn(&Case) -> Option<T>) -> Vec<T> {
                cases.iter().filter_map(of).collect()
            }
            let mut messages = vec![
                (&by.platform, Body::Orders(all(&cases, |case| case.order.clone()))),
                (&by.payment, Body::Payments(all(&cases, |case| case.payment.clone()))),
                (&by.carrier, Body::Waybills(all(&cases, |case| case.waybill.clone()))),
                (&by.declarant, Body::Declarations(all(&cases, |case| case.declaration.clone()))),
            ];
            let first = dice.within(0, 3);
            messages.rotate_left(first);
            let signed =
                messages.into_iter().map(|(sender, body)| (sender.code.clone(), world.sign(sender, body)));
            (signed.collect::<Vec<_>>(), cases, down)
        });
        let (messages, cases, turned_down) = made.await.unwrap();
        for (sender, bytes) in messages {
            self.send(&sender, bytes).await;
        }
        kept.extend(cases.into_iter().step_by(KEPT).map(|case| (round % STREAMS, case)));
        turned_down.into_iter().for_each(|rules| *down.entry(rules).or_insert(0) += 1);
    }

    fn sign(&self, sender: &Company, body: Body) -> Bytes {
        let message = Message::new(random::guid(), body, Parties::transfer(sender));
        Bytes::from(seal(&message.write(), &self.key).unwrap().into_xml())
    }

    async fn send(&self, sender: &str, bytes: Bytes) {
        let known = self.service.enterprise(sender).unwrap();
        loop {
            match self.service.admit(&known, bytes.clone(), None).await {
                Ok(_) => return,
                Err(refused) if refused.refusal.retry => tokio::time::sleep(Duration::from_millis(5)).await,
                Err(refused) => {
                    let first: Vec<_> = refused.refusal.findings.iter().take(3).collect();
                    panic!("{} {} {first:?}", refused.refusal.code, refused.refusal.says.en);
                }
            }
        }
    }

    /// What follows the cases that were kept: parcels signed for, applications to cancel and to take back, entries.
    async fn follow(&self, kept: &[(usize, Case)], said: &Heard) {
        let mut dice = Dice::new(SEED ^ u64::MAX);
        let book = self.maker.book();
        for (stream, by) in self.streams.iter().enumerate() {
            let cases: Vec<&Case> =
                kept.iter().filter(|(of, _)| *of == stream).map(|(_, case)| case).collect();
            for (n, cases) in cases.chunks(RECORDS).enumerate() {
                let n = stream * 100_000 + n * RECORDS;
                let (mut parcels, mut cancels, mut returns) = (Vec::new(), Vec::new(), Vec::new());
                for (m, case) in cases.iter().enumerate() {
                    let number = case.declaration.as_ref().unwrap().head.cop_no.clone().unwrap();
                    let (invt_no, state) = &said.declarations[&number];
                    if state == "800" {
                        parcels.push(later::parcel(case, &mut dice, book).unwrap());
                        let about = (*case, invt_no.as_str());
                        returns.push(later::take_back(about, n + m, &mut dice, book).unwrap());
                    } else {
                        let about = (*case, invt_no.as_str(), State::Inspection);
                        cancels.push(later::cancel(about, n + m, &mut dice, book).unwrap());
                    }
                }
                let entry = later::entry(cases, n, &by.area, &mut dice, book).unwrap();
                let all = [
                    (&by.carrier, Body::WaybillStatuses(parcels)),
                    (&by.declarant, Body::Returns(returns)),
                    (&by.declarant, Body::Cancels(cancels)),
                    (&by.area, Body::Entries(vec![entry])),
                ];
                for (sender, body) in all {
                    if !body.is_empty() {
                        self.send(&sender.code, self.sign(sender, body)).await;
                    }
                }
            }
        }
    }

    /// Reads every feed from its beginning.
    async fn said(&self) -> Heard {
        while self.service.behind() > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let mut heard = Heard::default();
        for by in &self.streams {
            for company in [&by.platform, &by.payment, &by.carrier, &by.declarant, &by.area] {
                let id = self.service.enterprise(&company.code).unwrap().enterprise.id;
                let mut after = 0;
                loop {
                    let page = self.service.receipts(id, after, Duration::ZERO).await.unwrap();
                    if page.envelopes.is_empty() {
                        break;
                    }
                    after = page.next;
                    for envelope in &page.envelopes {
                        heard.hear(Answer::read_text(&envelope.body).unwrap());
                    }
                }
            }
        }
        heard
    }
}

impl Heard {
    fn hear(&mut self, answer: Answer) {
        let kind = answer.body.kind().root();
        let mut one = |status: &str, info: &str| {
            *self.states.entry((kind, status.to_owned())).or_default() += 1;
            // What others than the declaration decide is no matter of form or logic: quota and guarantee.
            let by_facts = info.contains("[Code:1311;") || info.contains("[Code:1313;");
            if (status.starts_with('-') || status == "100") && !by_facts {
                self.refused.push(format!("{kind} {status} {info}"));
            }
        };
        match answer.body {
            receipt::Body::Orders(all) => all.iter().for_each(|r| one(&r.status, &r.info)),
            receipt::Body::Payments(all) => all.iter().for_each(|r| one(&r.status, &r.info)),
            receipt::Body::Waybills(all) => all.iter().for_each(|r| one(&r.status, &r.info)),
            receipt::Body::WaybillStatuses(all) => all.iter().for_each(|r| one(&r.status, &r.info)),
            receipt::Body::Cancels(all) => all.iter().for_each(|r| one(&r.status, &r.info)),
            receipt::Body::Returns(all) => all.iter().for_each(|r| one(&r.status, &r.info)),
            receipt::Body::Entries(all) => all.iter().for_each(|r| one(&r.status, &r.info)),
            receipt::Body::Declarations(all) => {
                for r in &all {
                    one(&r.status, &r.info);
                    if let Some(invt_no) = &r.invt_no {
                        self.declarations.insert(r.cop_no.clone(), (invt_no.clone(), r.status.clone()));
                    }
                }
            }
            receipt::Body::Format(r) => one(&r.status, &r.info),
            receipt::Body::TaxBills(_) | receipt::Body::TaxBillStatuses(_) => {}
        }
    }
}

fn key() -> SoftKey {
    let random = PracticeRandom { key: random::octets().into(), serial: random::octets() };
    let subject = PracticeSubject {
        enterprise_name: "练习企业",
        enterprise_code: "3301964J31",
        not_before: BeijingTime::from_wire("20260101000000").unwrap(),
        not_after: BeijingTime::from_wire("20361231000000").unwrap(),
    };
    Practice::make(random, subject).unwrap().signer()
}
