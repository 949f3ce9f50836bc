//! The feed as server-sent events: resumed by cursor, bounded, and to nobody else.

use std::time::Duration;

use clearance_core::exchange::{Envelope, path};
use clearance_server::Config;

use crate::office::*;

/// A reader of server-sent events, as a browser reads them.
struct Reader {
    answer: reqwest::Response,
    rest: Vec<u8>,
}

#[derive(Debug, PartialEq, Eq)]
enum Event {
    /// Somebody is there.
    Heartbeat,
    Receipt(Box<Envelope>),
    /// Code of the reason.
    End(String),
}

impl Reader {
    async fn open(desk: &Desk, last: Option<u64>) -> Reader {
        let call = Reader::call(desk, last);
        let answer = call.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        let mut reader = Reader { answer, rest: Vec::new() };
        assert_eq!(reader.block().await.as_deref(), Some("retry: 2000\n: receipts"));
        reader
    }

    fn call(desk: &Desk, last: Option<u64>) -> reqwest::RequestBuilder {
        let url = format!("{}{}", desk.address, path::RECEIPT_STREAM);
        let call = desk.http.get(url).bearer_auth(&desk.token);
        match last {
            Some(last) => call.header("last-event-id", last),
            None => call,
        }
    }

    /// The lines up to the next empty one; nothing where the stream has ended.
    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.rest.windows(2).position(|two| two == b"\n\n") {
                let rest = self.rest.split_off(end + 2);
                let block = std::mem::replace(&mut self.rest, rest);
                return Some(String::from_utf8(block[..end].to_vec()).unwrap());
            }
            let chunk = tokio::time::timeout(Duration::from_secs(60), self.answer.chunk()).await;
            let chunk = chunk.expect("a heartbeat comes in between").ok().flatten()?;
            self.rest.extend_from_slice(&chunk);
        }
    }

    async fn next(&mut self) -> Option<Event> {
        let block = self.block().await?;
        let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        if block.starts_with(':') {
            return Some(Event::Heartbeat);
        }
        let data = field("data").unwrap();
        Some(match field("event") {
            Some("receipt") => {
                let envelope: Envelope = serde_json::from_str(data).unwrap();
                assert_eq!(field("id"), Some(envelope.cursor.to_string().as_str()));
                Event::Receipt(Box::new(envelope))
            }
            other => {
                assert_eq!(other, Some("end"));
                let refusal: clearance_core::exchange::Refusal = serde_json::from_str(data).unwrap();
                Event::End(refusal.code)
            }
        })
    }

    /// The next envelope, over heartbeats.
    async fn receipt(&mut self) -> Option<Envelope> {
        loop {
            match self.next().await? {
                Event::Receipt(envelope) => return Some(*envelope),
                Event::Heartbeat => {}
                Event::End(_) => return None,
            }
        }
    }
}

/// A quiet sandbox in which a stream says often that it is there.
async fn lively(set: impl FnOnce(Config) -> Config) -> Office {
    Office::open(|config| {
        set(Config {
            sandbox: true,
            partners_after: Duration::from_secs(3600),
            close_after: None,
            heartbeat: Duration::from_millis(30),
            ..config
        })
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_gives_what_was_there_and_what_comes_in_the_order_of_the_feed() {
    let office = lively(|config| config).await;
    let desk = office.desk(DECLARANT).await;
    desk.send(declarations(&[case("OK", 1)])).await;
    let mut reader = Reader::open(&desk, None).await;
    let mut got = vec![reader.receipt().await.unwrap()];
    assert_eq!(reader.next().await, Some(Event::Heartbeat), "nothing new, but somebody is there");
    for n in 2..5 {
        desk.send(declarations(&[case("OK", n)])).await;
        got.push(reader.receipt().await.unwrap());
    }
    assert_eq!(got, desk.page(0, 0).await.envelopes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_a_stream_where_that_is_what_the_reader_takes() {
    let office = lively(|config| config).await;
    let desk = office.desk(DECLARANT).await;
    let url = format!("{}{}", office.address, path::RECEIPTS);
    let call =
        |accept: &'static str| desk.http.get(&url).bearer_auth(&desk.token).header("accept", accept).send();
    let streamed = call("text/html, text/event-stream;q=0.9").await.unwrap();
    assert_eq!(streamed.headers()["content-type"], "text/event-stream");
    let paged = call("application/json").await.unwrap();
    assert_eq!(paged.headers()["content-type"], "application/json");
}

/// Readers die after any number of events, and come back with the last one they have.
#[tokio::test(flavor = "multi_thread")]
async fn readers_that_die_in_the_middle_miss_nothing() {
    const MESSAGES: usize = 40;
    let office = lively(|config| config).await;
    let desk = std::sync::Arc::new(office.desk(DECLARANT).await);
    let readers = (1..=8).map(|step: usize| {
        let desk = std::sync::Arc::clone(&desk);
        tokio::spawn(async move {
            let (mut got, mut last) = (Vec::<u64>::new(), None);
            while got.len() < MESSAGES {
                let mut reader = Reader::open(&desk, last).await;
                for _ in 0..step {
                    if got.len() == MESSAGES {
                        break;
                    }
                    let envelope = reader.receipt().await.unwrap();
                    last = Some(envelope.cursor);
                    got.push(envelope.cursor);
                }
                // Gone without a word; what was on its way to it is sent again.
                drop(reader);
            }
            got
        })
    });
    let readers: Vec<_> = readers.collect();
    for n in 0..MESSAGES {
        desk.send(declarations(&[case("OK", n)])).await;
    }
    let whole: Vec<u64> = desk.page(0, 0).await.envelopes.iter().map(|one| one.cursor).collect();
    assert_eq!(whole.len(), MESSAGES);
    for reader in readers {
        assert_eq!(reader.await.unwrap(), whole);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_with_the_service_and_goes_on_after_a_restart() {
    let office = lively(|config| config).await;
    let mut desk = office.desk(DECLARANT).await;
    for n in 0..3 {
        desk.send(declarations(&[case("OK", n)])).await;
    }
    let mut reader = Reader::open(&desk, None).await;
    let mut got = vec![reader.receipt().await.unwrap(), reader.receipt().await.unwrap()];
    let folder = office.close().await;
    // Whatever was still on its way came, and then the reason.
    while let Some(envelope) = reader.receipt().await {
        got.push(envelope);
    }
    let office = Office::open_in(folder, |config| Config { sandbox: true, ..config }).await;
    desk.address.clone_from(&office.address);
    desk.send(declarations(&[case("OK", 3)])).await;
    let mut reader = Reader::open(&desk, got.last().map(|one| one.cursor)).await;
    while got.len() < 4 {
        got.push(reader.receipt().await.unwrap());
    }
    assert_eq!(got, desk.page(0, 0).await.envelopes[..4]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_of_another_enterprise_shows_nothing_of_it() {
    let office = lively(|config| config).await;
    let desk = office.desk(DECLARANT).await;
    let other = office.desk("3301964J32").await;
    desk.send(declarations(&[case("OK", 1)])).await;
    let theirs = desk.page(0, 0).await.envelopes[0].cursor;
    for last in [Some(0), Some(theirs - 1), Some(theirs), Some(u64::MAX), None] {
        let mut reader = Reader::open(&other, last).await;
        for _ in 0..2 {
            assert_eq!(reader.next().await, Some(Event::Heartbeat), "{last:?}");
        }
    }
    for (token, last) in [("", "0"), ("0000", "0"), (&desk.token, "x"), (&desk.token, "-1")] {
        let url = format!("{}{}", office.address, path::RECEIPT_STREAM);
        let call = desk.http.get(url).bearer_auth(token).header("last-event-id", last);
        assert!(call.send().await.unwrap().status().is_client_error(), "{token} {last}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_when_its_sign_in_does() {
    let now = clock();
    // An hour later whenever this is raised.
    let later = std::sync::Arc::new(std::sync::atomic::AtomicI64::new(0));
    let ahead = std::sync::Arc::clone(&later);
    let office = lively(|config| Config {
        clock: std::sync::Arc::new(move || {
            let hours = ahead.load(std::sync::atomic::Ordering::Relaxed);
            clearance_core::time::BeijingTime::from_unix_ms(now().unix_ms() + hours * 3_600_000)
        }),
        session: Duration::from_secs(1800),
        ..config
    })
    .await;
    let desk = office.desk(DECLARANT).await;
    let mut reader = Reader::open(&desk, None).await;
    assert_eq!(reader.next().await, Some(Event::Heartbeat));
    later.store(1, std::sync::atomic::Ordering::Relaxed);
    let end = loop {
        match reader.next().await {
            Some(Event::Heartbeat) => {}
            other => break other,
        }
    };
    assert_eq!(end, Some(Event::End("sign-in".into())));
    assert_eq!(reader.next().await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_enterprise_has_only_so_many_streams_and_a_slow_one_stops_nobody() {
    let office = lively(|config| Config { streams: 2, ..config }).await;
    let desk = office.desk(DECLARANT).await;
    // Opened and never read on.
    let slow = Reader::open(&desk, None).await;
    let second = Reader::open(&desk, None).await;
    let refused = Reader::call(&desk, None).send().await.unwrap();
    assert_eq!((refused.status().as_u16(), refused.headers()["retry-after"].to_str().unwrap()), (429, "30"));
    let other = office.desk("3301964J32").await;
    drop(Reader::open(&other, None).await);
    for n in 0..20 {
        desk.send(declarations(&(n * 50..n * 50 + 50).map(|n| case("OK", n)).collect::<Vec<_>>())).await;
    }
    assert_eq!(desk.page(0, 0).await.envelopes.len(), 20);
    drop((slow, second));
    // A place is given back when the service notices that the reader is gone.
    loop {
        let answer = Reader::call(&desk, None).send().await.unwrap();
        if answer.status() == 200 {
            break;
        }
        assert_eq!(answer.status(), 429);
    }
}
