//! Certificates: several of an enterprise, in the name of others, and revoked with effect at once.

use base64::{Engine, engine::general_purpose::STANDARD};
use clearance_core::cn::message::Message;
use clearance_core::cn::seal::seal;
use clearance_core::exchange::enterprise::EnterpriseLine;
use clearance_core::exchange::officer::{OfficerEnrolment, ProposalLine};
use clearance_core::exchange::{Challenge, Enrolment, Refusal, Role, path};
use clearance_core::signing::Signer;
use clearance_server::{Config, random};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::office::*;

const PORT: &str = "practice-port-key";
const CLIENT: &str = "3301960C11";
const STRANGER: &str = "3301960S22";

async fn port() -> Office {
    Office::open(|config| Config { admin_key: Some(PORT.into()), ..config }).await
}

fn enrolment(desk: &Desk, codes: Option<&[&str]>) -> Enrolment {
    Enrolment {
        code: desk.code.clone(),
        name: "杭州练习报关有限公司".into(),
        dxp_id: DXP_ID.into(),
        roles: vec![Role::Declarant],
        certificate: STANDARD.encode(desk.key.certificate().der()),
        may_declare_for: codes.map(|codes| codes.iter().map(|code| (*code).to_owned()).collect()),
    }
}

async fn enrol(desk: &Desk, codes: Option<&[&str]>, admin: &str) -> (u16, String) {
    let call = desk.http.post(format!("{}{}", desk.address, path::ENTERPRISES)).json(&enrolment(desk, codes));
    let answer = call.bearer_auth(admin).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn signed_in(desk: Desk, codes: Option<&[&str]>) -> Desk {
    let (status, body) = enrol(&desk, codes, PORT).await;
    assert!(status < 300, "{body}");
    desk.signed_in().await
}

fn fingerprint(desk: &Desk) -> String {
    random::hex(&Sha256::digest(desk.key.certificate().der()))
}

/// As the port.
async fn revoke(desk: &Desk, certificate: Option<&str>, key: &str) -> reqwest::Response {
    let url = format!("{}{}/{}/revocations", desk.address, path::ENTERPRISES, desk.code);
    let body = json!({ "certificate": certificate, "reason": "密钥遗失" });
    desk.http.post(url).bearer_auth(key).json(&body).send().await.unwrap()
}

async fn code(answer: reqwest::Response) -> (u16, String) {
    let status = answer.status().as_u16();
    (status, answer.json::<Refusal>().await.map(|refusal| refusal.code).unwrap_or_default())
}

async fn receipts(desk: &Desk) -> (u16, String) {
    code(desk.call("GET", path::RECEIPTS, None).await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_enterprise_may_have_several_certificates_and_each_signs() {
    let office = port().await;
    let first = signed_in(Desk::new(&office.address, DECLARANT), None).await;
    let second = Desk::new(&office.address, DECLARANT);
    assert_eq!(enrol(&second, None, "another").await.0, 403);
    let second = signed_in(second, None).await;
    first.send(declarations(&[case("OK", 1)])).await;
    second.send(declarations(&[case("OK", 2)])).await;
    assert_eq!(first.said().await, second.said().await, "one enterprise, one feed");
    let line: EnterpriseLine =
        first.call("GET", &format!("{}/{DECLARANT}", path::ENTERPRISES), None).await.json().await.unwrap();
    assert_eq!(line.certificates.len(), 2);
    assert!(line.certificates.iter().all(|one| one.revoked.is_none() && one.not_before < one.not_after));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_certificate_ends_its_sessions_at_once_and_leaves_the_other() {
    let office = port().await;
    let lost = signed_in(Desk::new(&office.address, DECLARANT), None).await;
    let kept = signed_in(Desk::new(&office.address, DECLARANT), None).await;
    assert_eq!(receipts(&lost).await.0, 200);
    assert_eq!(
        code(revoke(&lost, Some(&fingerprint(&lost)), "guessed").await).await,
        (403, "port-key".into())
    );
    assert_eq!(code(revoke(&lost, Some(&"0".repeat(64)), PORT).await).await, (404, "no-certificate".into()));
    assert_eq!(code(revoke(&lost, Some("none"), PORT).await).await, (422, "unreadable".into()));
    assert_eq!(receipts(&lost).await.0, 200);
    for _ in 0..2 {
        let line: EnterpriseLine = revoke(&lost, Some(&fingerprint(&lost)), PORT).await.json().await.unwrap();
        assert_eq!(line.certificates.iter().filter(|one| one.revoked.is_some()).count(), 1);
    }
    // Its session is over, it cannot sign in again, and what it signs is refused in the session of the other.
    assert_eq!(receipts(&lost).await, (401, "sign-in".into()));
    let challenge: Challenge = lost.challenge().await.json().await.unwrap();
    assert_eq!(code(lost.answer(&challenge).await).await, (403, "revoked".into()));
    let (_, forged) = lost.message(declarations(&[case("OK", 1)]));
    let (status, refusal) = kept.refused(None, forged).await;
    assert_eq!((status, refusal.code.as_str(), refusal.retry), (403, "revoked", false));
    kept.send(declarations(&[case("OK", 2)])).await;
    // It never comes back, and stays revoked over a restart.
    assert_eq!(enrol(&lost, None, PORT).await.0, 403);
    let (mut lost, mut kept) = (lost, kept);
    let office =
        Office::open_in(office.close().await, |config| Config { admin_key: Some(PORT.into()), ..config })
            .await;
    (lost.address, kept.address) = (office.address.clone(), office.address.clone());
    assert_eq!(receipts(&lost).await, (401, "sign-in".into()));
    assert_eq!(receipts(&kept).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_enterprise_is_out_at_once_and_the_port_takes_it_back() {
    let office = port().await;
    let desk = signed_in(Desk::new(&office.address, DECLARANT), None).await;
    let other = signed_in(Desk::new(&office.address, PLATFORM), None).await;
    // It waits for receipts while it is revoked.
    let waits = desk.http.get(format!("{}{}?after=0&wait=60", desk.address, path::RECEIPTS));
    let waits = tokio::spawn(waits.bearer_auth(&desk.token).send());
    assert_eq!(revoke(&desk, None, PORT).await.status(), 200);
    assert_eq!(receipts(&desk).await, (401, "sign-in".into()));
    assert_eq!(code(desk.challenge().await).await, (403, "revoked".into()));
    let (id, xml) = desk.message(declarations(&[case("OK", 1)]));
    assert_eq!(desk.post(Some(&id), xml.clone()).await.status(), 401);
    assert_eq!(receipts(&other).await.0, 200);
    assert_eq!(code(waits.await.unwrap().unwrap()).await, (401, "sign-in".into()), "also where it waited");
    let desk = signed_in(desk, None).await;
    assert_eq!(desk.post(Some(&id), xml).await.status(), 202);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_officers_revoke_and_one_does_not() {
    let office = port().await;
    let desk = signed_in(Desk::new(&office.address, DECLARANT), None).await;
    let mut officers = Vec::new();
    for id in ["officer-1", "officer-2"] {
        let officer = Desk::new(&office.address, &format!("officer:{id}"));
        let certificate = STANDARD.encode(officer.key.certificate().der());
        let enrolment = OfficerEnrolment { id: id.into(), certificate };
        let call = officer.http.post(format!("{}{}", officer.address, path::OFFICERS)).json(&enrolment);
        assert_eq!(call.bearer_auth(PORT).send().await.unwrap().status(), 201);
        officers.push(officer.signed_in().await);
    }
    let proposed =
        json!({ "what": "revoke", "code": DECLARANT, "certificate": fingerprint(&desk), "reason": "冒用" });
    let answer = officers[0].call("POST", path::PROPOSALS, Some(proposed)).await;
    assert_eq!(answer.status(), 201);
    let line: ProposalLine = answer.json().await.unwrap();
    let decision = format!("{}/{}/decision", path::PROPOSALS, line.id);
    let yes = || Some(json!({ "approve": true }));
    assert_eq!(code(officers[0].call("POST", &decision, yes()).await).await, (403, "four-eyes".into()));
    assert_eq!(receipts(&desk).await.0, 200);
    assert_eq!(officers[1].call("POST", &decision, yes()).await.status(), 200);
    assert_eq!(receipts(&desk).await, (401, "sign-in".into()));
    // Nobody is revoked who is not known, and no officer is let in where enterprises are.
    let unknown = json!({ "what": "revoke", "code": STRANGER, "reason": "冒用" });
    let answer = officers[0].call("POST", path::PROPOSALS, Some(unknown)).await;
    assert_eq!(code(answer).await, (404, "not-enrolled".into()));
    assert_eq!(code(revoke(&desk, None, &officers[0].token).await).await, (403, "port-key".into()));
}

fn of(declarant: &str, n: usize) -> clearance_core::cn::Case {
    let mut case = case("BR", n);
    case.declaration.as_mut().unwrap().head.declarant_code = declarant.into();
    case
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_declares_with_one_certificate_for_the_clients_it_is_bound_to() {
    let office = port().await;
    let broker = signed_in(Desk::new(&office.address, DECLARANT), Some(&[CLIENT])).await;
    let plain = signed_in(Desk::new(&office.address, DECLARANT), None).await;
    broker.send(declarations(&[of(DECLARANT, 1), of(CLIENT, 2), of(STRANGER, 3)])).await;
    let said = broker.said().await;
    assert_eq!(states(&said, &cop_no("BR", 1)), ["2"]);
    assert_eq!(states(&said, &cop_no("BR", 2)), ["2"]);
    assert_eq!(states(&said, &cop_no("BR", 3)), ["-621015"]);
    // The other certificate of the same enterprise is bound to nobody.
    plain.send(declarations(&[of(CLIENT, 4)])).await;
    assert_eq!(states(&plain.said().await, &cop_no("BR", 4)), ["-621015"]);
    // A message in the client's own name, and one in that of somebody else.
    let in_name_of = |desk: &Desk, company: &str, n: usize| {
        let transfer =
            clearance_core::cn::message::Transfer { company_code: company.into(), ..desk.transfer() };
        let message = Message::new(random::guid(), declarations(&[of(CLIENT, n)]), transfer);
        seal(&message.write(), &desk.key).unwrap().into_xml()
    };
    assert_eq!(broker.post(None, in_name_of(&broker, CLIENT, 5)).await.status(), 202);
    assert_eq!(states(&broker.said().await, &cop_no("BR", 5)), ["2"]);
    for (desk, company) in [(&broker, STRANGER), (&plain, CLIENT)] {
        let (status, refusal) = desk.refused(None, in_name_of(desk, company, 6)).await;
        assert_eq!((status, refusal.code.as_str()), (422, "not-yours"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_it_declares_for_is_said_by_the_port_alone_and_stays_until_it_says_otherwise() {
    let office = Office::open(|config| Config {
        admin_key: Some(PORT.into()),
        sandbox: true,
        partners_after: std::time::Duration::from_secs(3600),
        ..config
    })
    .await;
    let desk = Desk::new(&office.address, DECLARANT);
    assert_eq!(enrol(&desk, Some(&[CLIENT]), "").await.0, 403, "not even where anybody may enrol");
    assert_eq!(enrol(&desk, Some(&[CLIENT]), PORT).await.0, 201);
    assert_eq!(desk.enrol(None).await.status(), 200);
    let desk = desk.signed_in().await;
    desk.send(declarations(&[of(CLIENT, 1)])).await;
    assert_eq!(enrol(&desk, Some(&[]), PORT).await.0, 200);
    desk.send(declarations(&[of(CLIENT, 2)])).await;
    let said = desk.said().await;
    assert_eq!(states(&said, &cop_no("BR", 1)), ["2"]);
    assert_eq!(states(&said, &cop_no("BR", 2)), ["-621015"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_enrolment_as_older_desks_write_it_is_read() {
    let office = Office::quiet_sandbox().await;
    let desk = Desk::new(&office.address, DECLARANT);
    let old = json!({
        "code": desk.code, "name": "杭州练习报关有限公司", "dxp_id": DXP_ID, "roles": ["declarant"],
        "certificate": STANDARD.encode(desk.key.certificate().der()),
    });
    let answer = desk.call("POST", path::ENTERPRISES, Some(old.clone())).await;
    assert_eq!(answer.status(), 201);
    assert_eq!(answer.json::<serde_json::Value>().await.unwrap(), old, "and answered as they know it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_short_and_a_new_challenge_opens_the_next() {
    let office = Office::open(|config| Config {
        sandbox: true,
        session: std::time::Duration::from_millis(1),
        ..config
    })
    .await;
    assert!(Config::new("x").session <= std::time::Duration::from_secs(30 * 60));
    let desk = office.desk(DECLARANT).await;
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    assert_eq!(receipts(&desk).await, (401, "sign-in".into()));
    let (id, xml) = desk.message(declarations(&[case("OK", 1)]));
    let (status, refusal) = desk.refused(Some(&id), xml).await;
    assert_eq!((status, refusal.code.as_str(), refusal.retry), (401, "sign-in", true));
}
