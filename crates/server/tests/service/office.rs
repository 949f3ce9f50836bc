//! What the tests share: a service in this process, and desks that talk to it.

use std::sync::Arc;
use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use clearance_core::cn::Case;
use clearance_core::cn::message::{Body, Message, Transfer};
use clearance_core::cn::receipt::{self, Answer};
use clearance_core::cn::sample;
use clearance_core::cn::seal::seal;
use clearance_core::exchange::*;
use clearance_core::signing::{Practice, PracticeRandom, PracticeSubject, Signer, SoftKey};
use clearance_core::time::BeijingTime;
use clearance_server::{Config, Service, random, serve};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// A service on a free port of this machine, over a store of its own.
pub(crate) struct Office {
    pub(crate) address: String,
    end: Option<oneshot::Sender<()>>,
    served: Option<tokio::task::JoinHandle<()>>,
    pub(crate) folder: Arc<tempfile::TempDir>,
}

/// 2026-11-24 10:00:00 in Beijing, and from then on as time passes: the day of the sample documents.
pub(crate) fn clock() -> clearance_server::config::Clock {
    let start = std::time::Instant::now();
    let base = BeijingTime::from_wire("20261124100000").unwrap().unix_ms();
    Arc::new(move || BeijingTime::from_unix_ms(base + start.elapsed().as_millis() as i64))
}

pub(crate) fn folder() -> Arc<tempfile::TempDir> {
    Arc::new(tempfile::tempdir().unwrap())
}

impl Office {
    pub(crate) async fn open(set: impl FnOnce(Config) -> Config) -> Office {
        Office::open_in(folder(), set).await
    }

    pub(crate) async fn open_in(
        folder: Arc<tempfile::TempDir>,
        set: impl FnOnce(Config) -> Config,
    ) -> Office {
        let config = Config { clock: clock(), ..Config::new(folder.path().join("service.db")) };
        let service = Service::start(set(config)).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (end, ended) = oneshot::channel::<()>();
        let serving = serve(listener, service, async {
            let _ = ended.await;
        });
        let served = tokio::spawn(async { serving.await.unwrap() });
        Office { address, end: Some(end), served: Some(served), folder }
    }

    /// A sandbox in which the other parties send nothing by themselves for an hour.
    pub(crate) async fn quiet_sandbox() -> Office {
        Office::open(|config| Config {
            sandbox: true,
            partners_after: Duration::from_secs(3600),
            close_after: None,
            ..config
        })
        .await
    }

    /// A sandbox in which nobody waits for anything.
    pub(crate) async fn sandbox() -> Office {
        Office::open(|config| Config {
            sandbox: true,
            partners_after: Duration::ZERO,
            officer_after: Some(Duration::ZERO),
            late_after: Duration::ZERO,
            close_after: Some(Duration::ZERO),
            ..config
        })
        .await
    }

    pub(crate) async fn close(mut self) -> Arc<tempfile::TempDir> {
        drop(self.end.take());
        self.served.take().unwrap().await.unwrap();
        Arc::clone(&self.folder)
    }

    /// An enterprise with a key of its own that has enrolled and signed in.
    pub(crate) async fn desk(&self, code: &str) -> Desk {
        let desk = Desk::new(&self.address, code);
        assert!(desk.enrol(None).await.status().is_success());
        desk.signed_in().await
    }
}

/// An enterprise with its key.
pub(crate) struct Desk {
    pub(crate) code: String,
    pub(crate) key: SoftKey,
    pub(crate) token: String,
    pub(crate) address: String,
    pub(crate) http: reqwest::Client,
}

pub(crate) fn key(code: &str) -> SoftKey {
    let random = PracticeRandom { key: random::octets().into(), serial: random::octets() };
    let subject = PracticeSubject {
        enterprise_name: "杭州练习报关有限公司",
        enterprise_code: code,
        not_before: BeijingTime::from_wire("20260101000000").unwrap(),
        not_after: BeijingTime::from_wire("20361231000000").unwrap(),
    };
    Practice::make(random, subject).unwrap().signer()
}

impl Desk {
    pub(crate) fn new(address: &str, code: &str) -> Desk {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Desk { code: code.into(), key: key(code), token: String::new(), address: address.into(), http }
    }

    pub(crate) async fn enrol(&self, admin: Option<&str>) -> reqwest::Response {
        let enrolment = Enrolment {
            code: self.code.clone(),
            name: "杭州练习报关有限公司".into(),
            dxp_id: DXP_ID.into(),
            roles: vec![Role::Declarant],
            certificate: STANDARD.encode(self.key.certificate().der()),
            may_declare_for: None,
        };
        let call = self.http.post(format!("{}{}", self.address, path::ENTERPRISES)).json(&enrolment);
        match admin {
            Some(key) => call.bearer_auth(key),
            None => call,
        }
        .send()
        .await
        .unwrap()
    }

    pub(crate) async fn challenge(&self) -> reqwest::Response {
        let call = self.http.post(format!("{}{}", self.address, path::CHALLENGES));
        call.json(&ChallengeRequest { code: self.code.clone() }).send().await.unwrap()
    }

    pub(crate) async fn answer(&self, challenge: &Challenge) -> reqwest::Response {
        let signature = self.key.sign(challenge.text.as_bytes()).unwrap();
        let sign_in = SignIn {
            id: challenge.id.clone(),
            signature: STANDARD.encode(signature),
            algorithm: self.key.algorithm().name().into(),
        };
        self.http.post(format!("{}{}", self.address, path::SESSIONS)).json(&sign_in).send().await.unwrap()
    }

    pub(crate) async fn signed_in(mut self) -> Desk {
        let challenge: Challenge = self.challenge().await.json().await.unwrap();
        let session: Session = self.answer(&challenge).await.json().await.unwrap();
        self.token = session.token;
        self
    }

    pub(crate) fn transfer(&self) -> Transfer {
        Transfer { company_code: self.code.clone(), ..sample::transfer() }
    }

    /// A signed message of these documents.
    pub(crate) fn message(&self, body: Body) -> (String, String) {
        let id = random::guid();
        let message = Message::new(id.clone(), body, self.transfer());
        (id, seal(&message.write(), &self.key).unwrap().into_xml())
    }

    pub(crate) async fn post(&self, id: Option<&str>, body: impl Into<reqwest::Body>) -> reqwest::Response {
        let call = self.http.post(format!("{}{}", self.address, path::MESSAGES)).bearer_auth(&self.token);
        let call = match id {
            Some(id) => call.header(MESSAGE_ID_HEADER, id),
            None => call,
        };
        call.body(body).send().await.unwrap()
    }

    pub(crate) async fn send(&self, body: Body) -> Admitted {
        let (id, xml) = self.message(body);
        let response = self.post(Some(&id), xml).await;
        let status = response.status();
        let text = response.text().await.unwrap();
        assert_eq!(status, 202, "{text}");
        self.worked().await;
        serde_json::from_str(&text).unwrap()
    }

    /// Waits until everything that was admitted is worked on.
    pub(crate) async fn worked(&self) -> Health {
        let url = format!("{}{}", self.address, path::HEALTH);
        loop {
            let health: Health = self.http.get(&url).send().await.unwrap().json().await.unwrap();
            if health.behind == 0 {
                return health;
            }
        }
    }

    /// Any call with this desk's token.
    pub(crate) async fn call(
        &self,
        method: &str,
        path: &str,
        body: Option<serde_json::Value>,
    ) -> reqwest::Response {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let call = self.http.request(method, format!("{}{path}", self.address)).bearer_auth(&self.token);
        match body {
            Some(body) => call.json(&body),
            None => call,
        }
        .send()
        .await
        .unwrap()
    }

    pub(crate) async fn refused(&self, id: Option<&str>, body: impl Into<reqwest::Body>) -> (u16, Refusal) {
        let response = self.post(id, body).await;
        (response.status().as_u16(), response.json().await.unwrap())
    }

    pub(crate) async fn page(&self, after: u64, wait: u64) -> ReceiptPage {
        let url = format!("{}{}?after={after}&wait={wait}", self.address, path::RECEIPTS);
        let response = self.http.get(url).bearer_auth(&self.token).send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.json().await.unwrap()
    }

    /// Everything in the feed, read.
    pub(crate) async fn feed(&self) -> Vec<Answer> {
        self.worked().await;
        let page = self.page(0, 0).await;
        page.envelopes.iter().map(|one| Answer::read_text(&one.body).unwrap()).collect()
    }

    /// Status and text of everything that was said of a subject kind: (order number or copNo, status, text).
    pub(crate) async fn said(&self) -> Vec<Said> {
        self.feed().await.into_iter().flat_map(said).collect()
    }

    /// Waits until the feed holds this state about a declaration.
    pub(crate) async fn until(&self, cop_no: &str, state: &str) -> Vec<Said> {
        let (mut all, mut after) = (Vec::new(), 0);
        for _ in 0..20 {
            let page = self.page(after, 2).await;
            after = page.next;
            for one in &page.envelopes {
                all.extend(said(Answer::read_text(&one.body).unwrap()));
            }
            if all.iter().any(|said: &Said| said.about == cop_no && said.status == state) {
                return all;
            }
        }
        panic!("{state} never came for {cop_no}: {all:?}")
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) kind: &'static str,
    pub(crate) about: String,
    pub(crate) status: String,
    pub(crate) info: String,
    pub(crate) guid: String,
    pub(crate) pre_no: Option<String>,
    pub(crate) invt_no: Option<String>,
}

pub(crate) fn said(answer: Answer) -> Vec<Said> {
    let kind = answer.body.kind().root();
    let one = |about: &str, status: &str, info: &str, guid: &str| Said {
        kind,
        about: about.into(),
        status: status.into(),
        info: info.into(),
        guid: guid.into(),
        pre_no: None,
        invt_no: None,
    };
    match answer.body {
        receipt::Body::Orders(all) => {
            all.iter().map(|r| one(&r.order_no, &r.status, &r.info, &r.guid)).collect()
        }
        receipt::Body::Payments(all) => {
            all.iter().map(|r| one(&r.transaction_id, &r.status, &r.info, &r.guid)).collect()
        }
        receipt::Body::Waybills(all) => {
            all.iter().map(|r| one(&r.waybill_no, &r.status, &r.info, &r.guid)).collect()
        }
        receipt::Body::Declarations(all) => all
            .iter()
            .map(|r| Said {
                pre_no: r.pre_no.clone(),
                invt_no: r.invt_no.clone(),
                ..one(&r.cop_no, &r.status, &r.info, &r.guid)
            })
            .collect(),
        receipt::Body::TaxBills(all) => {
            all.iter().map(|r| one(&r.head.invt_no, "816", &r.head.tax_no, &r.head.guid)).collect()
        }
        receipt::Body::TaxBillStatuses(all) => {
            all.iter().map(|r| one(&r.invt_no, &r.status, &r.tax_no, &r.guid)).collect()
        }
        receipt::Body::WaybillStatuses(all) => {
            all.iter().map(|r| one(&r.waybill_no, &r.status, &r.info, &r.guid)).collect()
        }
        receipt::Body::Cancels(all) => all
            .iter()
            .map(|r| Said {
                pre_no: r.pre_no.clone(),
                invt_no: r.invt_no.clone(),
                ..one(&r.cop_no, &r.status, &r.info, &r.guid)
            })
            .collect(),
        receipt::Body::Returns(all) => all
            .iter()
            .map(|r| Said {
                pre_no: r.pre_no.clone(),
                invt_no: r.invt_no.clone(),
                ..one(&r.cop_no, &r.status, &r.info, &r.guid)
            })
            .collect(),
        receipt::Body::Entries(all) => all
            .iter()
            .map(|r| Said {
                pre_no: r.pre_no.clone(),
                invt_no: r.entry_no.clone(),
                ..one(r.cop_no.as_deref().unwrap(), &r.status, &r.info, &r.guid)
            })
            .collect(),
        receipt::Body::Format(r) => vec![one(&r.message_id, &r.status, &r.info, &r.guid)],
    }
}

/// The four documents of one order, like the sample but with its own numbers.
pub(crate) fn case(prefix: &str, n: usize) -> Case {
    let mut case = sample::case();
    let order_no = format!("{prefix}20261124{n:06}");
    let waybill_no = format!("HX{prefix}{n:09}");
    let transaction = format!("PT{prefix}{n:012}");
    // Forty orders of one buyer stay below the yearly limit.
    let buyer = identity_number(n / 40);
    let order = case.order.as_mut().unwrap();
    order.head.guid = random::guid();
    order.head.buyer_id_number.clone_from(&buyer);
    order.head.order_no.clone_from(&order_no);
    order.head.pay_transaction_id = Some(transaction.clone());
    let payment = case.payment.as_mut().unwrap();
    payment.guid = random::guid();
    payment.payer_id_number.clone_from(&buyer);
    payment.order_no.clone_from(&order_no);
    payment.transaction_id = transaction;
    let waybill = case.waybill.as_mut().unwrap();
    waybill.guid = random::guid();
    waybill.order_no.clone_from(&order_no);
    waybill.waybill_no.clone_from(&waybill_no);
    let head = &mut case.declaration.as_mut().unwrap().head;
    head.guid = random::guid();
    head.order_no = order_no;
    head.buyer_id_number = buyer;
    head.waybill_no = waybill_no;
    head.cop_no = Some(cop_no(prefix, n));
    case
}

/// An invented number with its check sign (GB 11643).
fn identity_number(person: usize) -> String {
    let number = format!("110101{}0307{:03}", 1960 + person / 900 % 40, person % 900 + 1);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let digits = number.bytes().map(|digit| usize::from(digit - b'0'));
    let sum: usize = digits.zip(weights).map(|(digit, weight)| digit * weight).sum();
    format!("{number}{}", char::from(b"10X98765432"[sum % 11]))
}

pub(crate) fn cop_no(prefix: &str, n: usize) -> String {
    format!("QC{prefix}{n:012}")
}

/// The transport identity of everybody here, as the sample names it.
pub(crate) const DXP_ID: &str = "DXPENT0000099001";

/// Who sends which document of the sample.
pub(crate) const DECLARANT: &str = "3301964J31";
pub(crate) const PLATFORM: &str = "3301961Q43";
pub(crate) const PAYMENT: &str = "31222699S7";
pub(crate) const CARRIER: &str = "3302460066";

pub(crate) fn orders(cases: &[Case]) -> Body {
    Body::Orders(cases.iter().map(|case| case.order.clone().unwrap()).collect())
}

pub(crate) fn payments(cases: &[Case]) -> Body {
    Body::Payments(cases.iter().map(|case| case.payment.clone().unwrap()).collect())
}

pub(crate) fn waybills(cases: &[Case]) -> Body {
    Body::Waybills(cases.iter().map(|case| case.waybill.clone().unwrap()).collect())
}

pub(crate) fn declarations(cases: &[Case]) -> Body {
    Body::Declarations(cases.iter().map(|case| case.declaration.clone().unwrap()).collect())
}

/// Status of everything said about a declaration, in the order of the feed.
pub(crate) fn states(said: &[Said], about: &str) -> Vec<String> {
    said.iter().filter(|one| one.about == about).map(|one| one.status.clone()).collect()
}
