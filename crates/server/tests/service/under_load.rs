//! Faults in the middle of work: killed again and again, sent twice at once, a full disk, a clock that jumps, hostile bytes in
//! the mix, readers that die. Nothing admitted is lost, and nothing is said twice.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use clearance_core::cn::receipt::Answer;
use clearance_core::exchange::path;
use clearance_core::time::BeijingTime;
use clearance_server::{Config, random};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::office::*;
use crate::restart::{start, today};

/// Everything in a desk's feed, read page by page, once all is worked on.
async fn whole_feed(desk: &Desk) -> Vec<Said> {
    desk.worked().await;
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let page = desk.page(after, 0).await;
        if page.envelopes.is_empty() {
            return all;
        }
        assert!(page.envelopes.is_sorted_by_key(|one| one.cursor) && page.envelopes[0].cursor > after);
        after = page.next;
        all.extend(page.envelopes.iter().flat_map(|one| said(Answer::read_text(&one.body).unwrap())));
    }
}

/// Log, receipts, bills, quota and money held against each other: nothing is found.
fn audited(folder: &tempfile::TempDir, store: &str) {
    let audit = clearance_server::money::audit(&folder.path().join(store)).unwrap();
    assert!(audit.findings.is_empty(), "{}", audit.lines());
}

/// Killed again and again at moments that nobody chose: what was answered is there, and all is released and taxed once.
#[tokio::test(flavor = "multi_thread")]
async fn kills_at_random_moments_lose_nothing_and_release_nothing_twice() {
    const ROUNDS: usize = 4;
    const MESSAGES: usize = 40;
    const RECORDS: usize = 8;
    let folder = folder();
    let mut program = start(&folder, &["--partners-after-ms", "0"]);
    let desk = Desk::new(&program.address, DECLARANT);
    assert!(desk.enrol(None).await.status().is_success());
    let mut desk = Arc::new(desk.signed_in().await);
    let messages: Vec<(String, String)> = (0..MESSAGES)
        .map(|m| {
            let cases: Vec<_> = (m * RECORDS..(m + 1) * RECORDS).map(|n| today(case("OK", n))).collect();
            desk.message(declarations(&cases))
        })
        .collect();
    let answered: Arc<Mutex<HashSet<String>>> = Arc::default();
    for round in 1..=ROUNDS {
        let sending: Vec<_> = messages
            .iter()
            .filter(|(id, _)| !answered.lock().unwrap().contains(id))
            .cloned()
            .map(|(id, xml)| {
                let (desk, answered) = (Arc::clone(&desk), Arc::clone(&answered));
                tokio::spawn(async move {
                    let url = format!("{}{}", desk.address, path::MESSAGES);
                    let call = desk.http.post(url).bearer_auth(&desk.token).header("x-message-id", &id);
                    // A message that was taken just before the kill is there already when it comes again.
                    if call.body(xml).send().await.is_ok_and(|answer| answer.status().is_success()) {
                        answered.lock().unwrap().insert(id);
                    }
                })
            })
            .collect();
        // At a moment within this round's share, while the rest is still under way.
        let share = MESSAGES / (ROUNDS + 1);
        let enough = (round - 1) * share + 1 + usize::from(random::octets::<1>()[0]) % share;
        while answered.lock().unwrap().len() < enough && !sending.iter().all(|task| task.is_finished()) {
            tokio::time::sleep(Duration::from_micros(200)).await;
        }
        program.child.kill().unwrap();
        program.child.wait().unwrap();
        for task in sending {
            task.await.unwrap();
        }
        program = start(&folder, &["--partners-after-ms", "0"]);
        Arc::get_mut(&mut desk).unwrap().address.clone_from(&program.address);
    }
    for (id, xml) in messages {
        let before = answered.lock().unwrap().contains(&id);
        let status = desk.post(Some(&id), xml).await.status();
        assert!(status == 200 || (status == 202 && !before), "{status}: it was answered, so it is there");
    }
    for n in 0..MESSAGES * RECORDS {
        desk.until(&cop_no("OK", n), "800").await;
    }
    let said = whole_feed(&desk).await;
    let mut numbers = HashSet::new();
    for n in 0..MESSAGES * RECORDS {
        let about = cop_no("OK", n);
        let states = states(&said, &about);
        let count = |state: &str| states.iter().filter(|said| *said == state).count();
        assert_eq!((count("120"), count("800")), (1, 1), "{about}: {states:?}");
        let released = said.iter().find(|one| one.about == about && one.status == "800").unwrap();
        let invt_no = released.invt_no.clone().unwrap();
        let bills = said.iter().filter(|one| one.status == "816" && one.about == invt_no).count();
        assert_eq!(bills, 1, "one bill for {about}");
        assert!(numbers.insert(invt_no), "a declaration number is given once");
    }
    program.child.kill().unwrap();
    program.child.wait().unwrap();
    audited(&folder, "program.db");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_message_twice_at_once_is_taken_once() {
    let office = Office::quiet_sandbox().await;
    let desk = office.desk(DECLARANT).await;
    let other = reqwest::Client::builder().no_proxy().build().unwrap();
    for n in 0..25 {
        let (id, xml) = desk.message(declarations(&[case("OK", n)]));
        let twin = other.post(format!("{}{}", desk.address, path::MESSAGES)).bearer_auth(&desk.token);
        // One with its id before the body and one without: they meet in the log or before it.
        let twin = if n % 2 == 0 { twin.header("x-message-id", &id) } else { twin };
        let (one, two) = tokio::join!(desk.post(Some(&id), xml.clone()), twin.body(xml).send());
        let mut answers = [one.status().as_u16(), two.unwrap().status().as_u16()];
        answers.sort_unstable();
        assert_eq!(answers, [200, 202], "one is new, the other is there already");
    }
    let said = whole_feed(&desk).await;
    for n in 0..25 {
        assert_eq!(states(&said, &cop_no("OK", n)), ["2"], "and it is answered once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fills_under_load_loses_nothing_and_goes_on_with_more_room() {
    let quiet = |limit| {
        move |config| Config {
            sandbox: true,
            partners_after: Duration::from_secs(3600),
            store_limit: limit,
            ..config
        }
    };
    let office = Office::open(quiet(Some(3 << 20))).await;
    let mut desk = Arc::new(office.desk(DECLARANT).await);
    let next = Arc::new(AtomicUsize::new(0));
    let taken: Arc<Mutex<Vec<usize>>> = Arc::default();
    let lanes: Vec<_> = (0..6)
        .map(|_| {
            let (desk, next, taken) = (Arc::clone(&desk), Arc::clone(&next), Arc::clone(&taken));
            tokio::spawn(async move {
                loop {
                    let m = next.fetch_add(1, Ordering::Relaxed);
                    assert!(m < 400, "three megabytes do not hold all this");
                    let cases: Vec<_> = (m * 20..m * 20 + 20).map(|n| case("OK", n)).collect();
                    let (id, xml) = desk.message(declarations(&cases));
                    loop {
                        match desk.post(Some(&id), xml.clone()).await.status().as_u16() {
                            202 => break taken.lock().unwrap().push(m),
                            429 => tokio::time::sleep(Duration::from_millis(5)).await,
                            status => return assert_eq!(status, 503),
                        }
                    }
                }
            })
        })
        .collect();
    for lane in lanes {
        lane.await.unwrap();
    }
    assert!(!taken.lock().unwrap().is_empty());
    let folder = office.close().await;
    let office = Office::open_in(folder, quiet(None)).await;
    Arc::get_mut(&mut desk).unwrap().address.clone_from(&office.address);
    desk.send(declarations(&[case("OK", 999_999)])).await;
    let said = whole_feed(&desk).await;
    for m in taken.lock().unwrap().iter() {
        for n in m * 20..m * 20 + 20 {
            assert_eq!(states(&said, &cop_no("OK", n)), ["2"], "{n}");
        }
    }
    assert_eq!(states(&said, &cop_no("OK", 999_999)), ["2"]);
    audited(office.close().await.as_ref(), "service.db");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_back_and_forward_loses_nothing_and_says_nothing_twice() {
    let shift = Arc::new(AtomicI64::new(0));
    let (base, jumps) = (clock(), Arc::clone(&shift));
    let office = Office::open(|config| Config {
        sandbox: true,
        partners_after: Duration::ZERO,
        // The clock jumps further than a sign-in lasts.
        session: Duration::from_secs(24 * 3600),
        close_after: Some(Duration::from_secs(600)),
        clock: Arc::new(move || {
            BeijingTime::from_unix_ms(base().unix_ms() + jumps.load(Ordering::Relaxed) * 60_000)
        }),
        ..config
    })
    .await;
    let desk = office.desk(DECLARANT).await;
    // Minutes from the right time; the documents are of this morning.
    for (n, minutes) in [0, -120, 240, -60, 30].into_iter().enumerate() {
        shift.store(minutes, Ordering::Relaxed);
        let mut one = case("OK", n);
        let head = &mut one.declaration.as_mut().unwrap().head;
        head.app_time = BeijingTime::from_unix_ms(clock()().unix_ms() - 200 * 60_000);
        desk.send(declarations(&[one])).await;
        desk.until(&cop_no("OK", n), "800").await;
    }
    shift.store(300, Ordering::Relaxed);
    for n in 0..5 {
        desk.until(&cop_no("OK", n), "899").await;
    }
    let said = whole_feed(&desk).await;
    for n in 0..5 {
        let states = states(&said, &cop_no("OK", n));
        for once in ["120", "800", "899"] {
            assert_eq!(states.iter().filter(|said| *said == once).count(), 1, "{once} of {n}: {states:?}");
        }
    }
    audited(office.close().await.as_ref(), "service.db");
}

/// Megabytes of this process in memory, where the system tells.
fn memory_mb() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_ascii_whitespace().nth(1)?.parse::<usize>().ok().map(|kb| kb / 1024)
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_hostile_messages_cost_no_memory_and_the_good_ones_among_them_pass() {
    const HOSTILE: usize = 10_000;
    const EVERY: usize = 100;
    let office = Office::quiet_sandbox().await;
    let desk = Arc::new(office.desk(DECLARANT).await);
    let stranger = key("9999999999");
    let (_, good) = desk.message(declarations(&[case("BAD", 1)]));
    let forged = {
        let message = clearance_core::cn::message::Message::new(
            random::guid(),
            declarations(&[case("BAD", 2)]),
            desk.transfer(),
        );
        clearance_core::cn::seal::seal(&message.write(), &stranger).unwrap().into_xml()
    };
    let bodies: Vec<Vec<u8>> = vec![
        good.replacen("?>", "?><!DOCTYPE x [<!ENTITY a \"b\"><!ENTITY c \"&a;&a;\">]>", 1).into_bytes(),
        format!("{}{}", "<a>".repeat(3_000), "</a>".repeat(3_000)).into_bytes(),
        format!("<CEB621Message{}/>", " a=\"1\"".repeat(2_000)).into_bytes(),
        good.replace("<ceb:buyerName>", "<ceb:buyerName>改").into_bytes(),
        good[..good.len() / 2].to_owned().into_bytes(),
        forged.into_bytes(),
        b"\xff\xfe<\0a\0>\0".to_vec(),
        vec![0; 4_000],
        (0..4_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[2]).collect(),
        b"<CEB622Message xmlns=\"http://www.chinaport.gov.cn/ceb\"/>".to_vec(),
    ];
    let bodies = Arc::new(bodies);
    let next = Arc::new(AtomicUsize::new(0));
    let memory: Arc<Mutex<Vec<usize>>> = Arc::default();
    let lanes: Vec<_> = (0..8)
        .map(|_| {
            let (desk, bodies) = (Arc::clone(&desk), Arc::clone(&bodies));
            let (next, memory) = (Arc::clone(&next), Arc::clone(&memory));
            tokio::spawn(async move {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= HOSTILE {
                        return;
                    }
                    if n % EVERY == 0 {
                        memory.lock().unwrap().extend(memory_mb());
                        let (id, xml) = desk.message(declarations(&[case("OK", n / EVERY)]));
                        while desk.post(Some(&id), xml.clone()).await.status() != 202 {
                            tokio::time::sleep(Duration::from_millis(2)).await;
                        }
                    }
                    let status = desk.post(None, bodies[n % bodies.len()].clone()).await.status().as_u16();
                    assert!(matches!(status, 413 | 415 | 422 | 429), "{status} for the {n}th");
                }
            })
        })
        .collect();
    for lane in lanes {
        lane.await.unwrap();
    }
    let memory = std::mem::take(&mut *memory.lock().unwrap());
    if let (Some(early), Some(late)) = (memory.get(memory.len() / 4), memory.last()) {
        assert!(late < &(early + 150), "memory grows with what is refused: {memory:?} MB");
    }
    let said = whole_feed(&desk).await;
    for n in 0..HOSTILE / EVERY {
        assert_eq!(states(&said, &cop_no("OK", n)), ["2"], "{n}");
    }
    assert!(!said.iter().any(|one| one.about.starts_with("QCBAD")), "nothing of the hostile ones was taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_dies_in_the_middle_takes_nothing_from_the_next() {
    let office = Office::quiet_sandbox().await;
    let desk = office.desk(DECLARANT).await;
    for m in 0..10 {
        let cases: Vec<_> = (m * 50..m * 50 + 50).map(|n| case("OK", n)).collect();
        desk.send(declarations(&cases)).await;
    }
    let before = desk.page(0, 0).await;
    let host = desk.address.strip_prefix("http://").unwrap().to_owned();
    for n in 0..40_u64 {
        let mut stream = tokio::net::TcpStream::connect(&host).await.unwrap();
        // Half of them die with some of the answer in hand, the others while they wait for one.
        let after = if n % 2 == 0 { 0 } else { before.next };
        let call = format!(
            "GET {}?after={after}&wait=60 HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {}\r\n\r\n",
            path::RECEIPTS,
            desk.token
        );
        stream.write_all(call.as_bytes()).await.unwrap();
        if n % 2 == 0 {
            let mut some = [0; 700];
            stream.read_exact(&mut some).await.unwrap();
            assert!(some.starts_with(b"HTTP/1.1 200"));
        }
    }
    desk.send(declarations(&[case("OK", 500)])).await;
    let after = desk.page(0, 0).await;
    assert_eq!(
        after.envelopes[..before.envelopes.len()],
        before.envelopes[..],
        "what was half read is still there"
    );
    let said = whole_feed(&desk).await;
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    said.iter().for_each(|one| *times.entry(&one.about).or_default() += 1);
    assert!((0..=500).all(|n| times.get(cop_no("OK", n).as_str()) == Some(&1)), "each once, none missing");
}
