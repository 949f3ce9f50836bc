//! What comes after a declaration: cancelled, returned in parts, changed, deleted, entered; and what follows from it.

use std::time::Duration;

use clearance_core::cn::message::Body;
use clearance_core::cn::message::ceb621_inventory::Declaration;
use clearance_core::cn::message::ceb623_cancel::Cancel;
use clearance_core::cn::message::ceb625_return::{Return, ReturnLine};
use clearance_core::cn::{Case, sample};
use clearance_core::money::Quantity;
use clearance_server::{Config, random};

use crate::office::*;

/// A sandbox whose officers take an hour.
async fn slow_officers() -> Office {
    Office::open(|config| Config {
        sandbox: true,
        partners_after: Duration::ZERO,
        officer_after: Some(Duration::from_secs(3600)),
        close_after: None,
        ..config
    })
    .await
}

fn of(case: &Case) -> &Declaration {
    case.declaration.as_ref().unwrap()
}

pub(crate) fn cancel(case: &Case, number: &str, invt_no: &str) -> Cancel {
    let head = of(case).head.clone();
    Cancel {
        guid: random::guid(),
        cop_no: Some(number.into()),
        invt_no: invt_no.into(),
        order_no: head.order_no,
        waybill_no: head.waybill_no,
        buyer_id_number: head.buyer_id_number,
        ..sample::cancel()
    }
}

pub(crate) fn take_back(case: &Case, number: &str, invt_no: &str, pieces: &[(u32, u32)]) -> Return {
    let Declaration { head, lines } = of(case).clone();
    let mut application = sample::return_();
    application.head.guid = random::guid();
    application.head.app_time = head.app_time;
    application.head.cop_no = Some(number.into());
    application.head.invt_no = invt_no.into();
    application.head.order_no = head.order_no;
    application.head.waybill_no = head.waybill_no;
    application.head.buyer_id_number = head.buyer_id_number;
    let line = |(gnum, qty): &(u32, u32)| {
        let of = lines.iter().find(|line| line.gnum == *gnum).unwrap();
        let (gcode, name, unit) = (of.gcode.clone(), of.name.clone(), of.unit.clone());
        ReturnLine { gnum: *gnum, gcode, name, qty: Quantity((*qty).into()), unit, note: None }
    };
    application.lines = pieces.iter().map(line).collect();
    application
}

pub(crate) fn invt_no(said: &[Said], about: &str) -> String {
    said.iter().filter(|one| one.about == about).find_map(|one| one.invt_no.clone()).unwrap()
}

/// What was said of bills after they were stated: declaration, status, bill.
fn voids(said: &[Said]) -> Vec<(String, String, String)> {
    let statuses = said.iter().filter(|one| one.kind == "CEB818Message");
    statuses.map(|one| (one.about.clone(), one.status.clone(), one.info.clone())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_declaration_is_dead_and_its_order_may_be_declared_anew() {
    let office = slow_officers().await;
    let desk = office.desk(DECLARANT).await;
    let one = case("CY", 1);
    desk.send(declarations(std::slice::from_ref(&one))).await;
    let said = desk.until(&cop_no("CY", 1), "500").await;
    let number = invt_no(&said, &cop_no("CY", 1));
    desk.send(Body::Cancels(vec![cancel(&one, "QX1", &number)])).await;
    let said = desk.said().await;
    assert_eq!(states(&said, "QX1"), ["2", "120", "399"]);
    let approved = said.iter().find(|one| one.about == "QX1" && one.status == "399").unwrap();
    assert!(approved.info.contains("[Code:2300;") && approved.info.contains(&number), "{}", approved.info);
    assert!(approved.pre_no.as_ref().is_some_and(|no| no.starts_with('C') && no.len() == 18));
    // The same application once more, and another one: there is nothing left to cancel.
    desk.send(Body::Cancels(vec![cancel(&one, "QX1", &number), cancel(&one, "QX2", &number)])).await;
    let said = desk.said().await;
    assert_eq!(states(&said, "QX1").last().unwrap(), "-623009");
    assert_eq!(states(&said, "QX2"), ["-623003"]);
    // Its own number is used up; its order and its waybill are free.
    desk.send(declarations(std::slice::from_ref(&one))).await;
    let mut again = one.clone();
    let head = &mut again.declaration.as_mut().unwrap().head;
    (head.guid, head.cop_no) = (random::guid(), Some("QCAGAIN000000001".into()));
    desk.send(declarations(std::slice::from_ref(&again))).await;
    let said = desk.until("QCAGAIN000000001", "500").await;
    assert_eq!(states(&said, &cop_no("CY", 1)).last().unwrap(), "-621004");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_released_declaration_is_returned_and_not_cancelled() {
    let office = slow_officers().await;
    let desk = office.desk(DECLARANT).await;
    let one = case("OK", 1);
    desk.send(declarations(std::slice::from_ref(&one))).await;
    let said = desk.until(&cop_no("OK", 1), "800").await;
    let number = invt_no(&said, &cop_no("OK", 1));
    desk.send(Body::Cancels(vec![cancel(&one, "QX1", &number)])).await;
    assert_eq!(states(&desk.said().await, "QX1"), ["2", "100"]);
    // One piece, then more than is left, then the rest: only with the last one the bill is void.
    desk.send(Body::Returns(vec![take_back(&one, "QT1", &number, &[(2, 1)])])).await;
    assert!(voids(&desk.said().await).is_empty());
    desk.send(Body::Returns(vec![take_back(&one, "QT2", &number, &[(2, 2)])])).await;
    desk.send(Body::Returns(vec![take_back(&one, "QT3", &number, &[(1, 2), (2, 1)])])).await;
    let said = desk.said().await;
    assert_eq!(states(&said, "QT1"), ["2", "120", "399"]);
    assert_eq!(states(&said, "QT2"), ["-625001"]);
    assert_eq!(states(&said, "QT3"), ["2", "120", "399"]);
    assert_eq!(voids(&said), [(number.clone(), "3".to_owned(), format!("{number}_0"))]);
    desk.send(Body::Returns(vec![take_back(&one, "QT4", &number, &[(1, 1)])])).await;
    assert_eq!(states(&desk.said().await, "QT4"), ["-625001"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_gives_the_yearly_amount_back_and_a_cancellation_too() {
    let office = slow_officers().await;
    let desk = office.desk(DECLARANT).await;
    // Fifty-four orders of 476 yuan by one buyer are all that a year of 26,000 holds.
    let all: Vec<Case> = (0..56)
        .map(|n| {
            let mut one = case(
                if n == 0 {
                    "OK"
                } else if n == 1 {
                    "CY"
                } else {
                    "OX"
                },
                n,
            );
            let buyer = of(&case("OK", 0)).head.buyer_id_number.clone();
            one.declaration.as_mut().unwrap().head.buyer_id_number = buyer;
            one
        })
        .collect();
    desk.send(declarations(&all[..54])).await;
    let said = desk.until(&cop_no("OX", 53), "800").await;
    let (first, second) = (invt_no(&said, &cop_no("OK", 0)), invt_no(&said, &cop_no("CY", 1)));
    desk.send(declarations(&all[54..55])).await;
    desk.until(&cop_no("OX", 54), "-621018").await;
    desk.send(Body::Returns(vec![take_back(&all[0], "QT1", &first, &[(1, 2), (2, 2)])])).await;
    desk.send(Body::Cancels(vec![cancel(&all[1], "QX1", &second)])).await;
    let said = desk.said().await;
    assert_eq!(
        (states(&said, "QT1").last().unwrap().as_str(), states(&said, "QX1").last().unwrap().as_str()),
        ("399", "399")
    );
    for n in [54, 55] {
        let mut one = all[n].clone();
        one.declaration.as_mut().unwrap().head.guid = random::guid();
        desk.send(declarations(&[one])).await;
        desk.until(&cop_no("OX", n), "800").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_touches_the_declaration_of_another() {
    let office = slow_officers().await;
    let desk = office.desk(DECLARANT).await;
    let one = case("CY", 1);
    desk.send(declarations(std::slice::from_ref(&one))).await;
    let said = desk.until(&cop_no("CY", 1), "500").await;
    let number = invt_no(&said, &cop_no("CY", 1));
    let other = office.desk(PLATFORM).await;
    let mut stolen = cancel(&one, "QX1", &number);
    other.send(Body::Cancels(vec![stolen.clone()])).await;
    assert_eq!(states(&other.said().await, "QX1"), ["-623021"]);
    stolen.declarant_code = PLATFORM.into();
    stolen.guid = random::guid();
    other.send(Body::Cancels(vec![stolen])).await;
    assert_eq!(states(&other.said().await, "QX1"), ["-623021", "-623003"]);
    assert!(!desk.said().await.iter().any(|one| one.about == "QX1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiting_declaration_is_changed_and_deleted_and_then_it_is_new_again() {
    let office = Office::quiet_sandbox().await;
    let desk = office.desk(DECLARANT).await;
    let one = case("OK", 1);
    let ask = |app_type: &str| {
        let mut one = one.clone();
        let head = &mut one.declaration.as_mut().unwrap().head;
        (head.guid, head.app_type) = (random::guid(), app_type.into());
        declarations(&[one])
    };
    for app_type in ["2", "1", "2", "3", "2", "1"] {
        desk.send(ask(app_type)).await;
    }
    let said = desk.said().await;
    assert_eq!(states(&said, &cop_no("OK", 1)), ["-621011", "2", "2", "2", "-621011", "2"]);
    let texts: Vec<&str> = said.iter().filter(|one| one.status == "2").map(|one| one.info.as_str()).collect();
    assert!(
        texts[0].starts_with("清单新增申报成功") && texts[1].starts_with("清单变更申报成功"),
        "{texts:?}"
    );
    assert!(texts[2].contains("删除申报成功"), "{texts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn parcels_and_entries_are_answered() {
    let office = Office::quiet_sandbox().await;
    let carrier = office.desk(CARRIER).await;
    let mut status = sample::waybill_status();
    carrier.send(Body::WaybillStatuses(vec![status.clone()])).await;
    status.guid = random::guid();
    carrier.send(Body::WaybillStatuses(vec![status.clone()])).await;
    let said = carrier.said().await;
    assert_eq!(states(&said, &status.waybill_no), ["2", "120", "-505012"]);
    let mut entry = sample::entry();
    let site = office.desk(&entry.head.operator_code.clone()).await;
    site.send(Body::Entries(vec![entry.clone()])).await;
    entry.head.guid = random::guid();
    site.send(Body::Entries(vec![entry.clone()])).await;
    let said = site.said().await;
    let number = entry.head.cop_no.clone().unwrap();
    assert_eq!(states(&said, &number), ["2", "120", "399", "-800003"]);
    let given = said.iter().find(|one| one.status == "399").unwrap();
    assert!(given.pre_no.as_ref().is_some_and(|no| no.starts_with('R') && no.len() == 18), "{given:?}");
    assert!(given.invt_no.as_ref().is_some_and(|no| no.len() == 18), "{given:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_cancelled_stays_cancelled_after_a_restart() {
    let office = slow_officers().await;
    let desk = office.desk(DECLARANT).await;
    let one = case("CY", 1);
    desk.send(declarations(std::slice::from_ref(&one))).await;
    let said = desk.until(&cop_no("CY", 1), "500").await;
    let number = invt_no(&said, &cop_no("CY", 1));
    let (id, xml) = desk.message(Body::Cancels(vec![cancel(&one, "QX1", &number)]));
    assert_eq!(desk.post(Some(&id), xml.clone()).await.status(), 202);
    let key = desk.key;
    let folder = office.close().await;
    // The officers of the new one are quick, and have nothing to say of what is dead.
    let office = Office::open_in(folder, |config| Config { sandbox: true, ..config }).await;
    let mut desk = Desk::new(&office.address, DECLARANT);
    desk.key = key;
    let desk = desk.signed_in().await;
    assert_eq!(desk.post(Some(&id), xml).await.status(), 200, "the same message is the same");
    let said = desk.said().await;
    assert_eq!(states(&said, "QX1"), ["2", "120", "399"]);
    assert!(!states(&said, &cop_no("CY", 1)).contains(&"800".to_owned()));
}
