//! Demands of customs against a store: heard once, answered once, logged.

use std::path::PathBuf;

use super::*;
use crate::store::testing::store;

const DEMAND: &str = r#"{"orderNo":"A1","sessionID":"S1","serviceTime":"1544519952469"}"#;

fn heard(store: &Store, text: &str) -> Heard {
    store.write(|tx| hear(tx, "http", text, |_| Ok(true))).expect("a store")
}

#[test]
fn an_unknown_order_is_answered_within_the_protocol_and_logged_once() {
    let (_folder, store) = store();
    assert_eq!(heard(&store, DEMAND), Heard::UnknownOrder);
    assert_eq!(heard(&store, DEMAND), Heard::Again);
    assert_eq!(heard(&store, "nonsense"), Heard::Unreadable);
    let rows = store.read(|c| table::newest(c, "", 10)).expect("rows");
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].state.as_str(), rows[0].code.as_str()), ("refused", "20000"));
    let count = |what| store.read(|c| Ok(activity::count(c, what))).expect("a count");
    assert_eq!(count("payment-demand-heard"), 1);
    assert_eq!(count("payment-demand-again"), 1);
    assert_eq!(count("payment-demand-unreadable"), 1);
    assert_eq!(count("payment-demand-clock-differs"), 1, "2018 is not now");
}

#[test]
fn one_attempt_at_a_time_and_the_first_end_stays() {
    let (_folder, store) = store();
    let demand = DemandRow {
        session: "S1".into(),
        client: "c".into(),
        order_no: "A1".into(),
        channel: "http".into(),
        asked_at: 0,
        heard_at: 1_000,
        heard: "10000".into(),
        state: "waiting".into(),
        upload: String::new(),
        attempts: 0,
        done_at: None,
        code: String::new(),
        message: String::new(),
    };
    store.write(|tx| table::hear(tx, &demand)).expect("a store");
    let attempt = |now| store.write(|tx| table::attempt(tx, "S1", now, now + 60_000)).expect("a store");
    assert!(!attempt(999), "it is not due yet");
    assert!(attempt(1_000));
    assert!(!attempt(1_000) && !attempt(60_999), "somebody else is at it");
    assert!(attempt(61_000), "whoever was at it is gone");
    let verdict = |code: &str| Verdict { code: code.into(), message: String::new() };
    settle(&store, &demand, &verdict("10000")).expect("a store");
    settle(&store, &demand, &verdict("20000")).expect("a store");
    assert!(!attempt(1_000_000), "it is done");
    let row = store.read(|c| table::find(c, "S1")).expect("a store").expect("the demand");
    assert_eq!((row.state.as_str(), row.code.as_str(), row.attempts), ("stored", "10000", 2));
}

fn written(name: &str, text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("a file");
    (folder, path)
}

#[test]
fn a_sheet_carries_one_row_for_each_of_the_goods() {
    let text = "说明,,,,\n订单编号,原始请求,initalResponse,verDept,tradingTime,收款账号,recpName,商品链接\n\
        A1,req1,res1,3,20260701101500,ACC,示例公司,https://shop.example/1\n\
        ,,,,,,,https://shop.example/2\n\
        A2,req2,res2,1,20260701101501,ACC,示例公司,https://shop.example/3\n";
    let (_folder, path) = written("data.csv", text);
    let all = read(&path).expect("it reads");
    assert_eq!(all.len(), 2);
    assert_eq!((all[0].order_no.as_str(), all[0].inital_request.as_str()), ("A1", "req1"));
    assert_eq!((all[0].ver_dept.as_str(), all[0].recp_account.as_str()), ("3", "ACC"));
    let links: Vec<&str> = all[0].goods_info.iter().map(|g| g.item_link.as_str()).collect();
    assert_eq!(links, ["https://shop.example/1", "https://shop.example/2"]);
}

#[test]
fn json_is_read_and_anything_else_is_refused() {
    let text = r#"[{"orderNo":"A1","initalRequest":"a=1&b","verDept":"2","goodsInfo":[{"itemLink":"https://shop.example/1"}]}]"#;
    let (_folder, path) = written("data.json", text);
    let all = read(&path).expect("it reads");
    assert_eq!((all[0].ver_dept.as_str(), all[0].goods_info.len()), ("2", 1));
    for (name, text) in [("a.json", "{"), ("b.json", "[]"), ("c.json", "[{}]"), ("d.csv", "a,b,c\n1,2,3\n")] {
        let (_folder, path) = written(name, text);
        assert_eq!(read(&path).expect_err("no data").code(), "not-payment-data", "{name}");
    }
}
