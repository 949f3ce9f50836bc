//! The feed: by cursor, at once, and to nobody else.

use std::time::{Duration, Instant};

use crate::office::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_never_gives_the_same_envelope_twice() {
    let office = Office::quiet_sandbox().await;
    let desk = office.desk(DECLARANT).await;
    for n in 0..5 {
        desk.send(declarations(&[case("OK", n)])).await;
    }
    let whole = desk.page(0, 0).await;
    assert_eq!(whole.envelopes.len(), 5);
    assert!(whole.envelopes.windows(2).all(|pair| pair[0].cursor < pair[1].cursor));
    let rest = desk.page(whole.envelopes[1].cursor, 0).await;
    assert_eq!(rest.envelopes, whole.envelopes[2..]);
    let nothing = desk.page(whole.next, 0).await;
    assert_eq!((nothing.envelopes.len(), nothing.next), (0, whole.next));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiting_call_answers_when_something_comes() {
    let office = Office::quiet_sandbox().await;
    let desk = office.desk(DECLARANT).await;
    let started = Instant::now();
    let (page, _) = tokio::join!(desk.page(0, 30), async {
        tokio::task::yield_now().await;
        desk.send(declarations(&[case("OK", 1)])).await
    });
    assert_eq!(page.envelopes.len(), 1);
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiting_call_ends_when_its_time_is_over_or_the_service_closes() {
    let office = Office::quiet_sandbox().await;
    let desk = office.desk(DECLARANT).await;
    assert_eq!(desk.page(0, 1).await.envelopes.len(), 0);
    let started = Instant::now();
    let waiting = tokio::spawn(async move { desk.page(0, 60).await });
    while started.elapsed() < Duration::from_millis(200) {
        tokio::task::yield_now().await;
    }
    office.close().await;
    assert_eq!(waiting.await.unwrap().envelopes.len(), 0);
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_the_receipts_of_another() {
    let office = Office::quiet_sandbox().await;
    let desk = office.desk(DECLARANT).await;
    let other = office.desk("3301964J32").await;
    desk.send(declarations(&[case("OK", 1)])).await;
    assert_eq!(desk.said().await.len(), 1);
    assert_eq!(other.said().await, []);
    for token in ["", "0000", &other.token[1..]] {
        let url = format!("{}/v1/receipts", office.address);
        let answer = desk.http.get(url).bearer_auth(token).send().await.unwrap();
        assert_eq!(answer.status(), 401);
    }
}
