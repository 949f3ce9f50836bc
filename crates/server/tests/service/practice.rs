//! The sandbox plays the other parties, and the letters in front of an order number decide what becomes of it.

use crate::office::*;

#[tokio::test(flavor = "multi_thread")]
async fn practice_orders_end_as_their_letters_say() {
    let office = Office::sandbox().await;
    let desk = office.desk(DECLARANT).await;
    let known = |code| clearance_core::cn::rules::RULES.iter().any(|rule| rule.customs_code == Some(code));
    for (prefix, last, words) in [
        ("OK", "899", "结关"),
        ("CY", "899", "结关"),
        ("ID", "100", "[Code:1300;Desc:人工退单，订购人身份证号码有误]"),
        ("QT", "100", "[Code:1313;Desc:订购人购买超过年度限额,超过个人年度购买额度]"),
        ("MR", "899", "结关"),
        ("LT", "899", "结关"),
        ("PAY", "100", "[Code:1327;Desc:订单购买人与支付单支付人名字或身份证号码不一致]"),
        ("AMT", "100", "[Code:1332;Desc:支付单支付金额与订单支付金额不一致]"),
    ] {
        if ["1327", "1332"].iter().any(|code| words.contains(code) && !known(code)) {
            continue;
        }
        desk.send(declarations(&[case(prefix, 1)])).await;
        let said = desk.until(&cop_no(prefix, 1), last).await;
        let last = said.iter().rfind(|one| one.about == cop_no(prefix, 1)).unwrap();
        assert!(last.info.starts_with(words), "{prefix}: {}", last.info);
        let states = states(&said, &cop_no(prefix, 1));
        match prefix {
            "CY" => assert!(states.ends_with(&["500".into(), "800".into(), "899".into()]), "{states:?}"),
            "MR" => assert!(
                states.ends_with(&["300".into(), "399".into(), "800".into(), "899".into()]),
                "{states:?}"
            ),
            _ => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_order_is_stored_and_nothing_is_said() {
    let office = Office::sandbox().await;
    let desk = office.desk(DECLARANT).await;
    desk.send(declarations(&[case("SL", 1), case("OK", 2)])).await;
    let said = desk.until(&cop_no("OK", 2), "899").await;
    assert_eq!(states(&said, &cop_no("SL", 1)), Vec::<String>::new());
    desk.send(declarations(&[case("SL", 1)])).await;
    assert_eq!(states(&desk.said().await, &cop_no("SL", 1)), ["-621004"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_the_desk_sends_is_not_made_by_the_sandbox() {
    let office = Office::sandbox().await;
    let desk = office.desk(DECLARANT).await;
    let one = [case("OK", 1)];
    desk.send(orders(&one)).await;
    desk.send(declarations(&one)).await;
    let said = desk.until(&cop_no("OK", 1), "899").await;
    assert!(said.iter().all(|one| !one.info.contains("订单信息不存在")));
    assert_eq!(states(&said, "OK20261124000001"), ["2", "120"]);
    // And one that comes after the sandbox's own takes its place without a complaint.
    let two = [case("OK", 2)];
    desk.send(declarations(&two)).await;
    desk.until(&cop_no("OK", 2), "899").await;
    desk.send(orders(&two)).await;
    assert_eq!(states(&desk.said().await, "OK20261124000002"), ["2", "120"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_meets_documents_that_fit_it() {
    let office = Office::sandbox().await;
    let desk = office.desk(DECLARANT).await;
    desk.send(declarations(&[case("ID", 1)])).await;
    desk.until(&cop_no("ID", 1), "100").await;
    let mut again = case("ID", 1);
    let head = &mut again.declaration.as_mut().unwrap().head;
    head.buyer_name = "沈练".into();
    head.buyer_id_number = "310104198806120029".into();
    desk.send(declarations(&[again])).await;
    let mut count = 0;
    for _ in 0..50 {
        let said = states(&desk.said().await, &cop_no("ID", 1));
        count = said.iter().filter(|state| *state == "100").count();
        if count == 2 {
            assert_eq!(said.iter().filter(|state| *state == "120").count(), 2, "{said:?}");
            return;
        }
        desk.page(u64::MAX >> 2, 1).await;
    }
    panic!("the second submission was answered {count} times");
}
