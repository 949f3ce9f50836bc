//! Packed bodies, transport envelopes, and bodies that come slowly or never end.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use clearance_core::cn::message::{Message, Transfer};
use clearance_core::cn::seal::seal;
use clearance_core::dxp::{DxpMsg, Form, IMPORT_CENTRE, Wrapping, wrap};
use clearance_core::exchange::{Admitted, Refusal, path};
use clearance_core::time::BeijingTime;
use clearance_server::{Config, random};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::office::*;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

async fn packed(desk: &Desk, encoding: &str, id: Option<&str>, body: Vec<u8>) -> reqwest::Response {
    let call = desk.http.post(format!("{}{}", desk.address, path::MESSAGES)).bearer_auth(&desk.token);
    let call = call.header("content-encoding", encoding);
    let call = match id {
        Some(id) => call.header("x-message-id", id),
        None => call,
    };
    call.body(body).send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_message_packed_or_plain_is_the_same_message() {
    let office = Office::quiet_sandbox().await;
    let desk = office.desk(DECLARANT).await;
    let cases: Vec<_> = (0..50).map(|n| case("OK", n)).collect();
    let (id, xml) = desk.message(declarations(&cases));
    let (gz, zs) = (gzip(xml.as_bytes()), zstd(xml.as_bytes()));
    assert!(gz.len() < xml.len() / 5 && zs.len() < xml.len() / 5);
    let first = packed(&desk, "gzip", Some(&id), gz.clone()).await;
    assert_eq!(first.status(), 202);
    assert_eq!(first.json::<Admitted>().await.unwrap().records, 50);
    for again in [
        packed(&desk, "zstd", None, zs).await,
        packed(&desk, "x-gzip", Some(&id), gz).await,
        packed(&desk, "identity", Some(&id), xml.clone().into_bytes()).await,
        desk.post(Some(&id), xml).await,
    ] {
        assert_eq!(again.status(), 200);
        assert!(again.json::<Admitted>().await.unwrap().again);
    }
    assert_eq!(states(&desk.said().await, &cop_no("OK", 49)), ["2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bomb_is_cut_off_and_the_service_goes_on() {
    let office = Office::open(|config| Config { sandbox: true, most_bytes: 4 << 20, ..config }).await;
    let desk = office.desk(DECLARANT).await;
    let bomb = vec![b' '; 200 << 20];
    for (encoding, body) in [("gzip", gzip(&bomb)), ("zstd", zstd(&bomb))] {
        let answer = packed(&desk, encoding, None, body).await;
        assert_eq!(answer.status(), 413, "{encoding}");
        let refusal: Refusal = answer.json().await.unwrap();
        assert_eq!((refusal.code.as_str(), refusal.retry), ("too-large", false));
    }
    let (id, xml) = desk.message(declarations(&[case("OK", 1)]));
    assert_eq!(packed(&desk, "gzip", Some(&id), gzip(xml.as_bytes())).await.status(), 202);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_bombs_at_once_never_hold_more_than_all_messages_may() {
    let most_bytes_at_once = 8 << 20;
    let office =
        Office::open(|config| Config { sandbox: true, most_bytes: 4 << 20, most_bytes_at_once, ..config })
            .await;
    let desk = Arc::new(office.desk(DECLARANT).await);
    let bomb = gzip(&vec![b' '; 64 << 20]);
    let send = |_| {
        let (desk, bomb) = (Arc::clone(&desk), bomb.clone());
        tokio::spawn(async move { packed(&desk, "gzip", None, bomb).await })
    };
    let all: Vec<_> = (0..24).map(send).collect();
    let mut refused = Vec::new();
    for answer in all {
        let answer = answer.await.unwrap();
        let status = answer.status().as_u16();
        refused.push((status, answer.json::<Refusal>().await.unwrap().code));
    }
    assert!(
        refused
            .iter()
            .all(|(status, code)| matches!((status, code.as_str()), (413, "too-large") | (429, "busy"))),
        "{refused:?}"
    );
    let (id, xml) = desk.message(declarations(&[case("OK", 1)]));
    assert_eq!(desk.post(Some(&id), xml).await.status(), 202, "and all room was given back");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_packed_otherwise_or_badly_is_refused_with_its_own_words() {
    let office = Office::quiet_sandbox().await;
    let desk = office.desk(DECLARANT).await;
    let (_, xml) = desk.message(declarations(&[case("OK", 1)]));
    let whole = gzip(xml.as_bytes());
    for (encoding, body, status, code) in [
        ("br", whole.clone(), 415, "packing"),
        ("gzip, zstd", whole.clone(), 415, "packing"),
        ("gzip", xml.clone().into_bytes(), 422, "packing-broken"),
        ("gzip", whole[..whole.len() / 2].to_vec(), 422, "packing-broken"),
        ("zstd", whole, 422, "packing-broken"),
    ] {
        let answer = packed(&desk, encoding, None, body).await;
        assert_eq!(answer.status(), status, "{encoding}");
        let takes = answer.headers().get("accept-encoding").map(|takes| takes.to_str().unwrap().to_owned());
        assert_eq!(takes.as_deref(), (status == 415).then_some("gzip, zstd"));
        let refusal: Refusal = answer.json().await.unwrap();
        assert_eq!((refusal.code.as_str(), refusal.retry), (code, false));
        assert!(!refusal.help.zh.is_ascii() && refusal.help.en.is_ascii());
    }
}

fn wrapping(sender: &str) -> Wrapping {
    Wrapping {
        cop_msg_id: random::guid(),
        sender: sender.into(),
        receivers: vec![IMPORT_CENTRE.into()],
        created: BeijingTime::from_wire("20261124100000").unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_envelope_is_opened_and_what_was_signed_inside_is_logged() {
    let office = Office::quiet_sandbox().await;
    let desk = office.desk(DECLARANT).await;
    let sender = desk.transfer().dxp_id;
    assert_eq!(sender, DXP_ID, "the enrolment and the message name the same identity");
    let (id, xml) = desk.message(declarations(&[case("OK", 1)]));
    let envelope = wrap(xml.as_bytes(), wrapping(&sender)).unwrap().write(Form::Plain).unwrap();
    assert_eq!(desk.post(Some(&id), envelope.clone()).await.status(), 202);
    assert_eq!(states(&desk.said().await, &cop_no("OK", 1)), ["2"]);
    // The inner octets alone are the same message: they are what is compared.
    for again in [
        desk.post(Some(&id), xml).await,
        desk.post(None, envelope.clone()).await,
        packed(&desk, "gzip", Some(&id), gzip(envelope.as_bytes())).await,
    ] {
        assert_eq!(again.status(), 200);
        assert!(again.json::<Admitted>().await.unwrap().again);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_envelope_of_another_sender_or_around_something_else_is_refused() {
    let office = Office::quiet_sandbox().await;
    let desk = office.desk(DECLARANT).await;
    let sender = desk.transfer().dxp_id;
    let (_, xml) = desk.message(declarations(&[case("OK", 1)]));
    let good = wrap(xml.as_bytes(), wrapping(&sender)).unwrap();
    let text = |change: fn(&mut DxpMsg)| {
        let mut envelope = good.clone();
        change(&mut envelope);
        envelope.write(Form::Plain).unwrap()
    };
    let other = text(|envelope| envelope.head.sender = "DXPENT0000099009".into());
    let twice = text(|envelope| envelope.data = envelope.write(Form::Plain).unwrap().into_bytes());
    let garbage = text(|envelope| envelope.data = b"garbage".to_vec());
    let whole = text(|_| ());
    let cut = whole.replacen("Data>PD", "Data>*D", 1);
    assert_ne!(cut, whole);
    // The message names a third identity, and the envelope around it ours.
    let third = Transfer { dxp_id: "DXPENT0000099009".into(), ..desk.transfer() };
    let third = Message::new(random::guid(), declarations(&[case("OK", 2)]), third);
    let third = seal(&third.write(), &desk.key).unwrap().into_xml();
    let mut third = wrap(third.as_bytes(), wrapping("DXPENT0000099009")).unwrap();
    third.head.sender.clone_from(&sender);
    let third = third.write(Form::Plain).unwrap();
    for (body, code) in [
        (other, "dxp-sender"),
        (third, "dxp-other-sender"),
        (twice, "0001"),
        (garbage, "xml-malformed"),
        (cut, "dxp-base64"),
        ("<DxpMsg xmlns=\"http://www.chinaport.gov.cn/dxp\" ver=\"1.0\"/>".into(), "dxp-missing"),
        ("<DxpMsg/>".into(), "dxp-root"),
    ] {
        let (status, refusal) = desk.refused(None, body).await;
        assert_eq!((status, refusal.code.as_str(), refusal.retry), (422, code, false));
        assert!(!refusal.says.zh.is_empty() && !refusal.help.en.is_empty());
    }
}

/// The head of a call that says it brings so many bytes.
fn head(desk: &Desk, length: usize) -> String {
    let host = desk.address.strip_prefix("http://").unwrap();
    format!(
        "POST {} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {}\r\ncontent-length: {length}\r\n\r\n",
        path::MESSAGES,
        desk.token
    )
}

async fn socket(desk: &Desk) -> TcpStream {
    TcpStream::connect(desk.address.strip_prefix("http://").unwrap()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_stops_coming_is_given_up_and_holds_nobody_up() {
    let office = Office::open(|config| Config {
        sandbox: true,
        body_idle: Duration::from_millis(300),
        most_bytes_at_once: 1 << 20,
        ..config
    })
    .await;
    let desk = office.desk(DECLARANT).await;
    // Each says that it brings more than all may hold together, and brings next to nothing.
    let mut slow = Vec::new();
    for _ in 0..100 {
        let mut stream = socket(&desk).await;
        stream.write_all(head(&desk, 1 << 20).as_bytes()).await.unwrap();
        stream.write_all(b"<ceb:").await.unwrap();
        slow.push(stream);
    }
    let (id, xml) = desk.message(declarations(&[case("OK", 1)]));
    assert_eq!(desk.post(Some(&id), xml).await.status(), 202);
    for mut stream in slow {
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8(answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("\"code\":\"slow\""), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_drips_for_ever_is_given_up_too() {
    let office = Office::open(|config| Config {
        sandbox: true,
        body_idle: Duration::from_secs(60),
        body_within: Duration::from_millis(500),
        ..config
    })
    .await;
    let desk = office.desk(DECLARANT).await;
    let mut stream = socket(&desk).await;
    stream.write_all(head(&desk, 1 << 20).as_bytes()).await.unwrap();
    let (mut reads, mut writes) = stream.split();
    let drip = async {
        while writes.write_all(b"<").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        std::future::pending::<()>().await;
    };
    let mut answer = [0; 12];
    tokio::select! {
        read = reads.read_exact(&mut answer) => { read.unwrap(); }
        () = drip => {}
    }
    assert_eq!(&answer, b"HTTP/1.1 408");
}
