//! What is taken, what is refused, and with which words.

use clearance_core::check::Severity;
use clearance_core::cn::receipt::{self, Answer};
use clearance_core::exchange::Admitted;
use clearance_server::Config;

use crate::office::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_message_is_stored_before_it_is_answered() {
    let office = Office::quiet_sandbox().await;
    let desk = office.desk(DECLARANT).await;
    let admitted = desk.send(declarations(&[case("OK", 1), case("OK", 2)])).await;
    assert_eq!((admitted.records, admitted.again), (2, false));
    let said = desk.said().await;
    assert_eq!(states(&said, &cop_no("OK", 1)), ["2"]);
    let first = said.iter().find(|one| one.about == cop_no("OK", 1)).unwrap();
    assert!(first.info.contains("支付信息不存在"), "{}", first.info);
    let pre_no = first.pre_no.as_deref().unwrap();
    assert!(pre_no.starts_with("B20261124") && pre_no.len() == 18, "{pre_no}");
    assert_eq!(first.invt_no, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_message_twice_is_harmless_and_other_bytes_are_refused() {
    let office = Office::quiet_sandbox().await;
    let desk = office.desk(DECLARANT).await;
    let (id, xml) = desk.message(declarations(&[case("OK", 1)]));
    assert_eq!(desk.post(Some(&id), xml.clone()).await.status(), 202);
    let said = desk.said().await;
    for header in [Some(id.as_str()), None] {
        let again = desk.post(header, xml.clone()).await;
        assert_eq!(again.status(), 200);
        assert!(again.json::<Admitted>().await.unwrap().again);
    }
    assert_eq!(desk.said().await, said, "and nothing is said twice");
    let other = clearance_core::cn::message::Message::new(
        id.clone(),
        declarations(&[case("OK", 2)]),
        desk.transfer(),
    );
    let other = clearance_core::cn::seal::seal(&other.write(), &desk.key).unwrap().into_xml();
    for header in [Some(id.as_str()), None] {
        let (status, refusal) = desk.refused(header, other.clone()).await;
        assert_eq!((status, refusal.code.as_str(), refusal.retry), (409, "other-bytes", false));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_signed_by_its_sender_is_refused() {
    let office = Office::quiet_sandbox().await;
    let desk = office.desk(DECLARANT).await;
    let (_, good) = desk.message(declarations(&[case("OK", 1)]));
    let unsigned = {
        let start = good.find("<ds:Signature").unwrap();
        let end = good.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
        format!("{}{}", &good[..start], &good[end..])
    };
    let (_, order) = desk.message(orders(&[case("OK", 1)]));
    let mut stranger = Desk::new(&office.address, DECLARANT);
    stranger.token.clone_from(&desk.token);
    for (body, status, code) in [
        (unsigned, 422, "-621029"),
        (good.replacen("OK20261124000001", "OK20261124000002", 1), 422, "-621028"),
        (order.replacen("OK20261124000001", "OK20261124000002", 1), 422, "-301020"),
        (stranger.message(declarations(&[case("OK", 1)])).1, 422, "-621015"),
        (stranger.message(orders(&[case("OK", 1)])).1, 422, "-621015"),
    ] {
        let (got, refusal) = desk.refused(None, body).await;
        assert_eq!((got, refusal.code.as_str()), (status, code), "{}", refusal.says.en);
        assert!(!refusal.retry && !refusal.help.zh.is_empty());
    }
    // Signed well, but in the name of somebody else.
    let foreign = Desk { code: "3301961Q43".into(), key: key(DECLARANT), ..desk };
    let (status, refusal) = foreign.refused(None, foreign.message(declarations(&[case("OK", 1)])).1).await;
    assert_eq!((status, refusal.code.as_str()), (422, "not-yours"));
}

/// A message as a signing program leaves it that formats what it has signed.
fn formatted_afterwards(xml: &str) -> String {
    let inside = xml.replace("><ds:", ">\n  <ds:");
    assert_ne!(inside, xml);
    inside
}

#[tokio::test(flavor = "multi_thread")]
async fn white_space_after_signing_is_refused_with_its_own_words() {
    let office = Office::quiet_sandbox().await;
    let desk = office.desk(DECLARANT).await;
    let (_, good) = desk.message(declarations(&[case("OK", 1)]));
    let (status, refusal) = desk.refused(None, formatted_afterwards(&good)).await;
    assert_eq!((status, refusal.code.as_str()), (422, "-621028"));
    assert!(
        refusal.help.zh.contains("空白") && refusal.help.en.contains("white space"),
        "{:?}",
        refusal.help
    );
    assert_eq!(desk.post(None, good).await.status(), 202);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_may_be_set_to_take_it_but_never_a_changed_value() {
    let office = Office::open(|config| Config { take_template_signed: true, sandbox: true, ..config }).await;
    let desk = office.desk(DECLARANT).await;
    let (_, good) = desk.message(declarations(&[case("OK", 1)]));
    let formatted = formatted_afterwards(&good);
    let changed = formatted.replacen("<ceb:grossWeight>0.9<", "<ceb:grossWeight>0.8<", 1);
    assert_ne!(changed, formatted);
    let mut stranger = Desk::new(&office.address, DECLARANT);
    stranger.token.clone_from(&desk.token);
    let strange = formatted_afterwards(&stranger.message(declarations(&[case("OK", 2)])).1);
    for (body, code) in [(changed, "-621028"), (strange, "-621015")] {
        let (status, refusal) = desk.refused(None, body).await;
        assert_eq!((status, refusal.code.as_str()), (422, code));
    }
    assert_eq!(desk.post(None, formatted).await.status(), 202);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_of_another_declarant_is_refused_alone() {
    let office = Office::quiet_sandbox().await;
    let desk = office.desk(DECLARANT).await;
    let mut foreign = case("OK", 2);
    foreign.declaration.as_mut().unwrap().head.declarant_code = "3301961Q43".into();
    desk.send(declarations(&[case("OK", 1), foreign])).await;
    let said = desk.said().await;
    assert_eq!(states(&said, &cop_no("OK", 1)), ["2"]);
    assert_eq!(states(&said, &cop_no("OK", 2)), ["-621015"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_of_form_come_back_with_findings_and_a_format_receipt() {
    let office = Office::quiet_sandbox().await;
    let desk = office.desk(DECLARANT).await;
    let mut broken = case("OK", 1);
    broken.declaration.as_mut().unwrap().head.customs_code = "ZZZZ".into();
    let (id, xml) = desk.message(declarations(&[broken]));
    let (status, refusal) = desk.refused(Some(&id), xml).await;
    assert_eq!((status, refusal.code.as_str()), (422, "-999999"));
    let finding = refusal.findings.iter().find(|f| f.severity == Severity::Stops).unwrap();
    assert_eq!(finding.at, "Inventory[1]/InventoryHead/customsCode");
    let inside = Answer::read_text(refusal.receipt.as_deref().unwrap()).unwrap();
    let receipt::Body::Format(receipt) = &inside.body else { panic!("a format receipt") };
    assert_eq!((receipt.message_id.as_str(), receipt.message_kind.as_str()), (id.as_str(), "CEB621Message"));
    assert_eq!(desk.feed().await, [inside], "and in the feed too");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_a_hundred_records_are_refused_by_their_number() {
    let office = Office::quiet_sandbox().await;
    let desk = office.desk(DECLARANT).await;
    let cases: Vec<_> = (0..101).map(|n| case("OK", n)).collect();
    for (body, code) in [(declarations(&cases), "-621030"), (orders(&cases), "-301015")] {
        let (status, refusal) = desk.refused(None, desk.message(body).1).await;
        assert_eq!((status, refusal.code.as_str()), (422, code));
    }
    assert_eq!(desk.send(declarations(&cases[..100])).await.records, 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_header_must_name_the_message() {
    let office = Office::quiet_sandbox().await;
    let desk = office.desk(DECLARANT).await;
    let (_, xml) = desk.message(declarations(&[case("OK", 1)]));
    let (status, refusal) = desk.refused(Some(&clearance_server::random::guid()), xml).await;
    assert_eq!((status, refusal.code.as_str()), (422, "id-differs"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_customs_has_is_not_taken_as_new_again() {
    let office = Office::quiet_sandbox().await;
    let one = [case("OK", 1)];
    let platform = office.desk(PLATFORM).await;
    let payer = office.desk(PAYMENT).await;
    let carrier = office.desk(CARRIER).await;
    let desk = office.desk(DECLARANT).await;
    for _ in 0..2 {
        platform.send(orders(&one)).await;
        payer.send(payments(&one)).await;
        carrier.send(waybills(&one)).await;
        desk.send(declarations(&one)).await;
    }
    for (desk, number) in [(&platform, "-301010"), (&payer, "-401007"), (&carrier, "-504015")] {
        let said: Vec<String> = desk.said().await.into_iter().map(|one| one.status).collect();
        assert_eq!(said, ["2", "120", number]);
    }
    let said = states(&desk.said().await, &cop_no("OK", 1));
    assert_eq!(said, ["2", "120", "800", "-621004"]);
    // The same order under another number of ours.
    let mut other = case("OK", 1);
    other.declaration.as_mut().unwrap().head.cop_no = Some("OTHER".into());
    desk.send(declarations(&[other])).await;
    let said = states(&desk.said().await, "OTHER");
    assert!(said.len() == 1 && said[0].starts_with("-621"), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_need_what_they_change() {
    let office = Office::quiet_sandbox().await;
    let desk = office.desk(DECLARANT).await;
    let platform = office.desk(PLATFORM).await;
    let change = |n: usize, minutes: &str| {
        let mut case = case("OK", n);
        let order = &mut case.order.as_mut().unwrap().head;
        order.app_type = "2".into();
        order.app_time =
            clearance_core::time::BeijingTime::from_wire(&format!("2026112409{minutes}00")).unwrap();
        case.declaration.as_mut().unwrap().head.app_type = "2".into();
        case
    };
    platform.send(orders(&[change(1, "40")])).await;
    desk.send(declarations(&[change(1, "40")])).await;
    platform.send(orders(&[case("OK", 1)])).await;
    platform.send(orders(&[change(1, "20")])).await;
    platform.send(orders(&[change(1, "50")])).await;
    let said: Vec<String> = platform.said().await.into_iter().map(|one| one.status).collect();
    assert_eq!(said, ["-301009", "2", "120", "-301014", "2", "120"]);
    assert_eq!(states(&desk.said().await, &cop_no("OK", 1)), ["-621011"]);
}
