//! Hostile bytes, too much at once, a full disk.

use clearance_server::Config;

use crate::office::*;

#[tokio::test(flavor = "multi_thread")]
async fn hostile_bytes_are_refused_and_the_service_goes_on() {
    let office = Office::open(|config| Config {
        sandbox: true,
        partners_after: std::time::Duration::from_secs(3600),
        most_bytes: 4 << 20,
        ..config
    })
    .await;
    let desk = office.desk(DECLARANT).await;
    let (_, good) = desk.message(declarations(&[case("OK", 1)]));
    let dtd = good.replacen("?>", "?><!DOCTYPE x [<!ENTITY a \"b\">]>", 1);
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    let second = {
        let start = good.find("<ds:Signature").unwrap();
        let end = good.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
        let signature = good[start..end].to_owned();
        format!("{}{signature}{}", &good[..end], &good[end..])
    };
    for (body, status, code) in [
        (dtd.into_bytes(), 422, "xml-dtd"),
        (deep.into_bytes(), 422, "xml-too-deep"),
        (second.into_bytes(), 422, "-621029"),
        (b"\xff\xfe<\0a\0>\0".to_vec(), 422, "xml-not-utf8"),
        (b"{}".to_vec(), 422, "xml-malformed"),
        (Vec::new(), 422, "xml-malformed"),
        (b"<CEB622Message xmlns=\"http://www.chinaport.gov.cn/ceb\"/>".to_vec(), 422, "0001"),
        (vec![b'a'; (4 << 20) + 1], 413, "too-large"),
    ] {
        let shown = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        let (got, refusal) = desk.refused(None, body).await;
        assert_eq!((got, refusal.code.as_str(), refusal.retry), (status, code, false), "{shown}");
        assert!(!refusal.says.zh.is_empty() && !refusal.says.en.is_empty());
    }
    assert_eq!(desk.post(None, good).await.status(), 202);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_much_at_once_is_asked_to_come_back() {
    let office = Office::open(|config| Config { sandbox: true, most_bytes_at_once: 1024, ..config }).await;
    let desk = office.desk(DECLARANT).await;
    let (id, xml) = desk.message(declarations(&[case("OK", 1)]));
    let response = desk.post(Some(&id), xml).await;
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "1");
    let refusal: clearance_core::exchange::Refusal = response.json().await.unwrap();
    assert_eq!((refusal.code.as_str(), refusal.retry), ("busy", true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_store_says_so_and_loses_nothing_that_was_taken() {
    let office = Office::open(|config| Config {
        sandbox: true,
        partners_after: std::time::Duration::from_secs(3600),
        store_limit: Some(2 << 20),
        ..config
    })
    .await;
    let mut desk = office.desk(DECLARANT).await;
    let mut taken = 0;
    let refusal = loop {
        let cases: Vec<_> = (taken * 50..taken * 50 + 50).map(|n| case("OK", n)).collect();
        let (id, xml) = desk.message(declarations(&cases));
        let response = desk.post(Some(&id), xml).await;
        if response.status() == 202 {
            taken += 1;
            assert!(taken < 100, "two megabytes do not hold all this");
            continue;
        }
        assert_eq!(response.status(), 503);
        break response.json::<clearance_core::exchange::Refusal>().await.unwrap();
    };
    assert_eq!((refusal.code.as_str(), refusal.retry), ("store-full", true));
    assert!(taken > 0);
    let folder = office.close().await;
    // With more room it goes on where it stopped.
    let office = Office::open_in(folder, |config| Config { sandbox: true, ..config }).await;
    desk.address.clone_from(&office.address);
    desk.send(declarations(&[case("OK", 999_999)])).await;
    // Everything that was admitted is answered once, also what the book had no room for.
    let said = desk.said().await;
    for n in (0..taken * 50).chain([999_999]) {
        assert_eq!(states(&said, &cop_no("OK", n)), ["2"], "{n} of {taken} messages");
    }
}
