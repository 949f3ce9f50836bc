//! Who may enrol and who may sign in.

use clearance_core::exchange::{Challenge, Refusal, Session};
use clearance_server::Config;

use crate::office::*;

async fn code(answer: reqwest::Response) -> (u16, String) {
    let status = answer.status().as_u16();
    (status, answer.json::<Refusal>().await.unwrap().code)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_enrols_with_its_key_only() {
    let office =
        Office::open(|config| Config { admin_key: Some("practice-port-key".into()), ..config }).await;
    let desk = Desk::new(&office.address, DECLARANT);
    assert_eq!(code(desk.enrol(None).await).await, (403, "port-key".into()));
    assert_eq!(code(desk.enrol(Some("practice-port-kez")).await).await, (403, "port-key".into()));
    assert_eq!(desk.enrol(Some("practice-port-key")).await.status(), 201);
    assert_eq!(desk.enrol(Some("practice-port-key")).await.status(), 200);
    desk.signed_in().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_without_a_key_enrols_nobody() {
    let office = Office::open(|config| config).await;
    let desk = Desk::new(&office.address, DECLARANT);
    assert_eq!(code(desk.enrol(Some("")).await).await, (403, "port-key".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_keeps_its_certificate() {
    let office = Office::quiet_sandbox().await;
    let desk = office.desk(DECLARANT).await;
    assert_eq!(desk.enrol(None).await.status(), 200);
    let thief = Desk::new(&office.address, DECLARANT);
    assert_eq!(code(thief.enrol(None).await).await, (409, "already-enrolled".into()));
    let challenge: Challenge = thief.challenge().await.json().await.unwrap();
    assert_eq!(code(thief.answer(&challenge).await).await, (401, "challenge-signature".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_is_good_once() {
    let office = Office::quiet_sandbox().await;
    let desk = office.desk(DECLARANT).await;
    let challenge: Challenge = desk.challenge().await.json().await.unwrap();
    let session: Session = desk.answer(&challenge).await.json().await.unwrap();
    assert_eq!(session.token.len(), 64);
    assert_eq!(code(desk.answer(&challenge).await).await, (401, "challenge".into()));
    let nobody = Desk::new(&office.address, "3301964J99");
    assert_eq!(code(nobody.challenge().await).await, (404, "not-enrolled".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_survives_a_restart() {
    let office = Office::quiet_sandbox().await;
    let mut desk = office.desk(DECLARANT).await;
    let folder = office.close().await;
    let office = Office::open_in(folder, |config| Config { sandbox: true, ..config }).await;
    desk.address.clone_from(&office.address);
    assert_eq!(desk.page(0, 0).await.envelopes.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn health_needs_no_sign_in() {
    let office = Office::quiet_sandbox().await;
    let answer = reqwest::Client::builder().no_proxy().build().unwrap();
    let health: clearance_core::exchange::Health =
        answer.get(format!("{}/v1/health", office.address)).send().await.unwrap().json().await.unwrap();
    assert!(health.sandbox && health.rules > 0 && !health.tables.is_empty());
}
