//! Announcement 179: a demand travels in the feed, the upload is judged, and a session is good once.

use clearance_core::cn::notice179::{
    ASK_KIND, Goods, OpenRequest, Pace, PaidOrder, PaymentData, PaymentHead, Sealed, UPLOAD_PARAMETER,
    UPLOAD_PATH, Verdict,
};
use clearance_core::exchange::{PaymentDemandAsked, PaymentDemandLine, path};
use clearance_core::money::Money;

use clearance_server::Config;

use crate::office::*;

fn data(platform: &str) -> PaymentData {
    PaymentData {
        head: PaymentHead {
            guid: "9D55BA71-55DE-41F4-8B50-C36C83B3B530".into(),
            request: "https://pay.example/?a=1&b=2+3".into(),
            response: "{\"ok\":\"成功\"}".into(),
            platform_code: platform.into(),
            pay_code: "312226T001".into(),
            transaction_id: "T1".into(),
            total: Money::parse("100.10").unwrap(),
            currency: "142".into(),
            verifier: "3".into(),
            pay_type: "1".into(),
            traded_at: "20261124093000".into(),
            note: String::new(),
        },
        orders: vec![PaidOrder {
            order_no: "A1".into(),
            goods_info: vec![Goods { gname: "面霜".into(), item_link: "https://shop.example/1".into() }],
            recp_account: "ACC1".into(),
            recp_code: String::new(),
            recp_name: "示例贸易有限公司".into(),
        }],
    }
}

async fn asks(desk: &Desk, code: &str) -> reqwest::Response {
    let asked = PaymentDemandAsked { code: code.into(), order_no: "A1".into(), session: String::new() };
    let url = format!("{}{}", desk.address, path::PAYMENT_DEMANDS);
    desk.http.post(url).bearer_auth(&desk.token).json(&asked).send().await.unwrap()
}

async fn uploads(desk: &Desk, text: &str) -> Verdict {
    let form: String =
        form_urlencoded::Serializer::new(String::new()).append_pair(UPLOAD_PARAMETER, text).finish();
    let answer = desk.http.post(format!("{}{UPLOAD_PATH}", desk.address)).body(form).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    Verdict::read(&answer.text().await.unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demand_is_answered_once_by_the_enterprise_that_was_asked() {
    let office = Office::quiet_sandbox().await;
    let desk = office.desk(DECLARANT).await;
    let other = office.desk("3301964J32").await;
    assert_eq!(asks(&desk, DECLARANT).await.status(), 201);
    let page = desk.page(0, 0).await;
    assert_eq!(page.envelopes[0].kind, ASK_KIND);
    let asked = OpenRequest::read(&page.envelopes[0].body).unwrap();
    assert_eq!(asked.order_no, "A1");
    assert!(other.page(0, 0).await.envelopes.is_empty());

    let mine = Sealed::new(&asked.session_id, &data(DECLARANT), 1, &desk.key).unwrap();
    let foreign = Sealed::new(&asked.session_id, &data("3301964J32"), 1, &other.key).unwrap();
    let forged = Sealed::new(&asked.session_id, &data(DECLARANT), 1, &other.key).unwrap();
    let changed = mine.text.replacen("100.1", "100.2", 1);
    let mut broken = data(DECLARANT);
    broken.orders.clear();
    let broken = Sealed::new(&asked.session_id, &broken, 1, &desk.key).unwrap();
    for (text, code) in [
        ("nonsense", "20000"),
        (foreign.text.as_str(), "20000"),
        (&forged.text, "20004"),
        (&changed, "20000"),
        (&broken.text, "20000"),
    ] {
        assert_eq!(uploads(&desk, text).await.code, code, "{text}");
    }
    assert!(uploads(&desk, &mine.text).await.is_good());
    let again = uploads(&desk, &mine.text).await;
    assert!(!again.is_good() && again.message.contains("入库失败"), "a session is good once");

    let url = format!("{}{}", office.address, path::PAYMENT_DEMANDS);
    let told = desk.http.get(url).bearer_auth(&desk.token).send().await.unwrap();
    let lines: Vec<PaymentDemandLine> = told.json().await.unwrap();
    assert_eq!(lines.len(), 1);
    assert!(lines[0].done.is_some() && lines[0].pace == Pace::InTime);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_port_asks_others_and_a_demand_survives_a_restart() {
    let office = Office::open(|config| Config { admin_key: Some("port".into()), ..config }).await;
    let mut desk = Desk::new(&office.address, DECLARANT);
    assert!(desk.enrol(Some("port")).await.status().is_success());
    desk = desk.signed_in().await;
    assert_eq!(asks(&desk, DECLARANT).await.status(), 403, "nobody asks without the key of the port");
    let token = std::mem::replace(&mut desk.token, "port".into());
    assert_eq!(asks(&desk, "3301964J39").await.status(), 404);
    assert_eq!(asks(&desk, DECLARANT).await.status(), 201);
    desk.token = token;
    let folder = office.close().await;
    let office = Office::open_in(folder, |config| config).await;
    let mut desk = Desk { address: office.address.clone(), ..desk };
    desk = desk.signed_in().await;
    let asked = OpenRequest::read(&desk.page(0, 0).await.envelopes[0].body).unwrap();
    let mine = Sealed::new(&asked.session_id, &data(DECLARANT), 1, &desk.key).unwrap();
    assert!(uploads(&desk, &mine.text).await.is_good());
}
