//! Announcement 179 with the programs: data in, a demand by HTTP and one by the feed, both answered, signed and stored.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::time::Duration;

use clearance_core::exchange::Role;
use clearance_tests::broker::{CLIENT, Identity, direct, sample_sheet};
use clearance_tests::office::{Office, post};
use clearance_tests::program::User;
use clearance_tests::wait::until;
use serde_json::{Value, json};

const ORDER: &str = "OK20261124000001";

fn original(order_no: &str, traded_at: &str) -> Value {
    json!({
        "orderNo": order_no,
        "initalRequest": "https://pay.example/gateway?biz=\"中文\"&sum=1+1",
        "initalResponse": "{\"code\":\"SUCCESS\"}",
        "verDept": "3", "payType": "1", "tradingTime": traded_at,
        "payTransactionId": format!("T-{order_no}"),
        "recpAccount": "ACC571908863132", "recpName": "杭州小橘进出口有限公司",
        "goodsInfo": [{"itemLink": "https://shop.example/1"}]
    })
}

#[test]
fn customs_asks_and_the_desk_answers_from_its_order_book() {
    let folder = tempfile::tempdir().expect("a folder");
    let office = Office::open(folder.path());
    let declarant = Identity::declarant();
    office.enrol(&declarant, Role::Declarant);
    let mut form = direct(&declarant, &office.address());
    // A platform that declares for itself: the certificate is registered for its code.
    form.insert("ebpCode".into(), declarant.code.clone());
    form.insert("ebpName".into(), declarant.name.clone());
    let user = User::with_client(&form, &declarant);
    let sheet = sample_sheet("orders-9610.xlsx").display().to_string();
    assert_eq!(user.run(&["import", &sheet, "--client", CLIENT]).value()["made"], 12);

    let file = folder.path().join("payments.json");
    let data = json!([original(ORDER, "20261124093000"), original("OK20261124000002", "20261324093000")]);
    std::fs::write(&file, data.to_string()).expect("a file");
    let taken = user.run(&["payment-data", "import", &file.display().to_string(), "--client", CLIENT]);
    assert_eq!(taken.code, 1, "{taken:?}");
    assert_eq!((&taken.value()["stored"], &taken.value()["refused"]), (&json!(1), &json!(1)));
    assert_eq!(taken.value()["findings"][0]["at"], "payExchangeInfoHead/tradingTime");

    // By the feed of the service.
    let session = office.demand(&declarant, ORDER);
    until("the demand in the feed is answered", Duration::from_secs(30), || {
        assert_eq!(user.run(&["sync", "--wait", "1"]).code, 0);
        demand(&user, &session).is_some_and(|one| one["state"] == "stored" && one["code"] == "10000")
    });

    // By HTTP, as customs itself calls: here the service knows no such session, and says so.
    let mut child = user
        .clearance(&["--json", "payment-data", "listen", "--client", CLIENT, "--address", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
    let told: Value = serde_json::from_str(&line).expect("JSON");
    let address = told["listening"].as_str().expect("an address").to_owned();
    let first = ask(&address, ORDER);
    let answers = [ask(&address, "NO-SUCH-ORDER"), ask(&address, "OK20261124000002")];
    let repeated = ask(&address, ORDER);
    // Ended at any moment, it loses nothing that it said it heard.
    child.kill().expect("it is ended");
    child.wait().expect("it has ended");
    assert_eq!(first["code"], "10000");
    assert_eq!((&answers[0]["code"], &answers[0]["message"]), (&json!("20000"), &json!("订单不存在")));
    assert_eq!(answers[1]["code"], "20000");
    assert_eq!(repeated["code"], "10000", "the same demand gets the same answer");
    until("what came of it is told", Duration::from_secs(30), || {
        assert_eq!(user.run(&["payment-data", "answer"]).code, 0);
        demand(&user, &format!("S-{ORDER}")).is_some_and(|one| one["state"] == "failed")
    });
    let all = user.run(&["payment-data", "list"]);
    assert_eq!(all.code, 1, "a failure is told by the exit code");
    assert_eq!(all.value().as_array().expect("a list").len(), 4);
}

fn demand(user: &User, session: &str) -> Option<Value> {
    let all = user.run(&["payment-data", "list"]).value();
    all.as_array()?.iter().find(|one| one["session"] == session).cloned()
}

/// Calls as customs does.
fn ask(address: &str, order_no: &str) -> Value {
    let session = format!("S-{order_no}");
    let demand =
        json!({"orderNo": order_no, "sessionID": session, "serviceTime": "1795500000000"}).to_string();
    let encoded: String = demand.bytes().map(|b| format!("%{b:02X}")).collect();
    let (host, path) = address.trim_start_matches("http://").split_once('/').expect("an address with a path");
    let (status, answer) = post(
        host.parse().expect("an address"),
        &format!("/{path}"),
        "application/x-www-form-urlencoded",
        &format!("openReq={encoded}"),
    );
    assert_eq!(status, 200);
    serde_json::from_str(&answer).expect("JSON")
}
