//! Too much at once: from everybody together, and from one alone.

use std::sync::Arc;
use std::time::Duration;

use clearance_core::exchange::{Admitted, Refusal};
use clearance_server::Config;
use clearance_server::rate::{Rate, Rates};

use crate::office::*;

/// A clock that the book looks at slowly: whatever it does takes so much longer.
fn slow_book(pause: Duration) -> clearance_server::config::Clock {
    let clock = clock();
    Arc::new(move || {
        if std::thread::current().name() == Some("book") {
            std::thread::sleep(pause);
        }
        clock()
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_back_when_they_were_told_is_taken_though_the_book_is_slow() {
    let office = Office::open(|config| Config {
        sandbox: true,
        partners_after: Duration::from_secs(3600),
        queue: 2,
        ahead: 2,
        clock: slow_book(Duration::from_millis(150)),
        ..config
    })
    .await;
    let desk = Arc::new(office.desk(DECLARANT).await);
    let send = |n: usize| {
        let desk = Arc::clone(&desk);
        tokio::spawn(async move {
            let (id, xml) = desk.message(declarations(&[case("OK", n)]));
            let mut told = Vec::new();
            loop {
                let answer = desk.post(Some(&id), xml.clone()).await;
                match answer.status().as_u16() {
                    202 => return told,
                    429 => {
                        let wait: u64 = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
                        let refusal: Refusal = answer.json().await.unwrap();
                        assert_eq!((refusal.code.as_str(), refusal.retry), ("busy", true));
                        told.push(wait);
                        tokio::time::sleep(Duration::from_secs(wait)).await;
                    }
                    other => panic!("{other}: {}", answer.text().await.unwrap()),
                }
            }
        })
    };
    let all: Vec<_> = (0..40).map(send).collect();
    let mut told = Vec::new();
    for one in all {
        told.push(one.await.unwrap());
    }
    assert!(told.iter().any(|told| !told.is_empty()), "the queue was never full");
    // Forty come at once where a few have room. Everybody is told a time that fits the queue, and needs few tries.
    assert!(told.iter().flatten().all(|wait| (1..=60).contains(wait)), "{told:?}");
    assert!(told.iter().all(|told| told.len() < 20), "{told:?}");
    let said = desk.said().await;
    for n in 0..40 {
        assert_eq!(states(&said, &cop_no("OK", n)), ["2"], "{n}");
    }
}

fn limited(messages_per_minute: u32, records_per_minute: u32, burst_seconds: u32) -> Arc<Rates> {
    Arc::new(Rates::same(Rate { messages_per_minute, records_per_minute, burst_seconds }))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_enterprise_over_its_rate_is_told_when_to_come_and_the_others_are_not_touched() {
    let office = Office::open(|config| Config {
        sandbox: true,
        partners_after: Duration::from_secs(3600),
        rates: limited(2, 6_000, 60),
        ..config
    })
    .await;
    let desk = office.desk(DECLARANT).await;
    let platform = office.desk(PLATFORM).await;
    desk.send(declarations(&[case("OK", 1)])).await;
    desk.send(declarations(&[case("OK", 2)])).await;
    let (id, xml) = desk.message(declarations(&[case("OK", 3)]));
    let answer = desk.post(Some(&id), xml).await;
    assert_eq!(answer.status(), 429);
    let wait: u32 = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=30).contains(&wait), "{wait}");
    let refusal: Refusal = answer.json().await.unwrap();
    assert_eq!((refusal.code.as_str(), refusal.retry), ("rate", true));
    assert!(!refusal.says.zh.is_ascii() && refusal.says.en.is_ascii());
    platform.send(orders(&[case("OK", 3)])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn records_are_paid_for_and_the_next_message_waits_for_them() {
    let office = Office::open(|config| Config {
        sandbox: true,
        partners_after: Duration::from_secs(3600),
        rates: limited(6_000, 10, 60),
        ..config
    })
    .await;
    let desk = office.desk(DECLARANT).await;
    let cases: Vec<_> = (0..30).map(|n| case("OK", n)).collect();
    let (id, xml) = desk.message(declarations(&cases));
    assert_eq!(desk.post(Some(&id), xml.clone()).await.status(), 202);
    // Thirty records of ten a minute: the debt of twenty is two minutes.
    let answer = desk.post(None, desk.message(declarations(&[case("OK", 99)])).1).await;
    assert_eq!(answer.status(), 429);
    let wait: u32 = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((60..=126).contains(&wait), "{wait}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sender_with_all_its_might_never_keeps_another_out() {
    let office = Office::open(|config| Config {
        sandbox: true,
        partners_after: Duration::from_secs(3600),
        workers: 1,
        ..config
    })
    .await;
    let greedy = Arc::new(office.desk(DECLARANT).await);
    let modest = office.desk(PLATFORM).await;
    let cases: Vec<_> = (0..20).map(|n| case("GR", n)).collect();
    let messages: Vec<_> = (0..120).map(|_| greedy.message(declarations(&cases))).collect();
    let flood: Vec<_> = messages
        .into_iter()
        .map(|(id, xml)| {
            let greedy = Arc::clone(&greedy);
            tokio::spawn(async move { greedy.post(Some(&id), xml).await.status().as_u16() })
        })
        .collect();
    for n in 0..10 {
        let (id, xml) = modest.message(orders(&[case("MO", n)]));
        let answer = modest.post(Some(&id), xml).await;
        assert_eq!(answer.status(), 202, "{}", answer.text().await.unwrap());
    }
    for one in flood {
        let status = one.await.unwrap();
        assert!(matches!(status, 202 | 429), "{status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_message_again_costs_no_records() {
    let office = Office::open(|config| Config {
        sandbox: true,
        partners_after: Duration::from_secs(3600),
        rates: limited(6_000, 60, 1),
        ..config
    })
    .await;
    let desk = office.desk(DECLARANT).await;
    let (id, xml) = desk.message(declarations(&[case("OK", 1)]));
    let mut taken = 0;
    for _ in 0..400 {
        let answer = desk.post(Some(&id), xml.clone()).await;
        if answer.status() == 200 {
            assert!(answer.json::<Admitted>().await.unwrap().again);
            taken += 1;
        }
    }
    // A record a second: were each of them paid for, nearly none would have come through.
    assert!(taken > 50, "{taken}");
}
