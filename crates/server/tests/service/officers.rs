//! Officers: two pairs of eyes on everything, rules of risk, the watch list, and every action on a case.

use base64::{Engine, engine::general_purpose::STANDARD};
use clearance_core::cn::clear::{Action, Detention};
use clearance_core::exchange::officer::*;
use clearance_core::exchange::{Refusal, path};
use clearance_core::signing::Signer;
use clearance_server::Config;
use serde_json::json;

use crate::office::*;

const PORT_KEY: &str = "the key of the port";

/// A port with its officers and the four parties of the sample.
struct Port {
    office: Office,
    desk: Desk,
    parties: [Desk; 3],
    one: Desk,
    other: Desk,
}

impl Port {
    async fn open() -> Port {
        let office = Office::open(|config| Config { admin_key: Some(PORT_KEY.into()), ..config }).await;
        let mut desks = Vec::new();
        for code in [DECLARANT, PLATFORM, PAYMENT, CARRIER] {
            let desk = Desk::new(&office.address, code);
            assert!(desk.enrol(Some(PORT_KEY)).await.status().is_success());
            desks.push(desk.signed_in().await);
        }
        let [desk, platform, payment, carrier]: [Desk; 4] = desks.try_into().ok().unwrap();
        let (one, other) = (officer(&office, "A-1").await, officer(&office, "B-2").await);
        Port { office, desk, parties: [platform, payment, carrier], one, other }
    }

    async fn clear(&self, n: usize) -> Vec<String> {
        let all = [case("OK", n)];
        self.parties[0].send(orders(&all)).await;
        self.parties[1].send(payments(&all)).await;
        self.parties[2].send(waybills(&all)).await;
        self.desk.send(declarations(&all)).await;
        self.states(n).await
    }

    async fn states(&self, n: usize) -> Vec<String> {
        states(&self.desk.said().await, &cop_no("OK", n))
    }

    async fn propose(&self, proposed: &Proposed) -> ProposalLine {
        let response = self.one.call("POST", path::PROPOSALS, Some(json!(proposed))).await;
        assert_eq!(response.status(), 201, "{proposed:?}");
        response.json().await.unwrap()
    }

    async fn settle(&self, by: &Desk, id: i64, approve: bool) -> reqwest::Response {
        by.call("POST", &format!("{}/{id}/decision", path::PROPOSALS), Some(json!(Settles { approve }))).await
    }

    async fn agreed(&self, proposed: Proposed) {
        let line = self.propose(&proposed).await;
        assert_eq!(self.settle(&self.other, line.id, true).await.status(), 200);
    }

    async fn cases(&self) -> Vec<CaseLine> {
        let page: CasePage = self.one.call("GET", path::CASES, None).await.json().await.unwrap();
        page.cases
    }
}

async fn officer(office: &Office, id: &str) -> Desk {
    let desk = Desk::new(&office.address, &format!("{OFFICER}{id}"));
    let certificate = STANDARD.encode(desk.key.certificate().der());
    let enrolment = OfficerEnrolment { id: id.into(), certificate };
    let call = |key: &str| {
        desk.http.post(format!("{}{}", desk.address, path::OFFICERS)).json(&enrolment).bearer_auth(key)
    };
    assert_eq!(call("another key").send().await.unwrap().status(), 403);
    assert_eq!(call(PORT_KEY).send().await.unwrap().status(), 201);
    desk.signed_in().await
}

fn rules(version: &str, percent: &str, then: &str) -> Proposed {
    let says = json!({"zh": "全部", "en": "All of them"});
    let rule = json!({"id": "R-1", "says": says, "then": then, "percent": percent});
    Proposed::Rules { rules: json!({"version": version, "rules": [rule]}) }
}

async fn refused(response: reqwest::Response) -> (u16, String) {
    let status = response.status().as_u16();
    (status, response.json::<Refusal>().await.unwrap().code)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parcel_is_opened_by_rule_and_leaves_when_two_officers_say_so() {
    let port = Port::open().await;
    assert_eq!(port.clear(1).await, ["2", "120", "800"], "no rule, no inspection");
    let line = port.propose(&rules("2026-11-24", "100", "inspect")).await;
    assert_eq!(refused(port.settle(&port.one, line.id, true).await).await, (403, "four-eyes".into()));
    assert_eq!(port.clear(2).await, ["2", "120", "800"], "nothing holds before it is approved");
    assert_eq!(port.settle(&port.other, line.id, true).await.status(), 200);
    assert_eq!(refused(port.settle(&port.other, line.id, true).await).await, (409, "decided".into()));
    assert_eq!(port.clear(3).await, ["2", "120", "500"]);
    let cases = port.cases().await;
    let [held] = &cases[..] else { panic!("{cases:?}") };
    assert_eq!(held.why.as_ref().unwrap()["version"], "2026-11-24");
    assert_eq!(held.why.as_ref().unwrap()["hits"][0]["rule"], "R-1");
    let release = port.propose(&Proposed::Act { case: held.case, action: Action::Release }).await;
    assert_eq!(port.states(3).await, ["2", "120", "500"]);
    assert_eq!(port.settle(&port.other, release.id, true).await.status(), 200);
    assert_eq!(port.states(3).await, ["2", "120", "500", "800"]);
    let said = port.desk.said().await;
    assert_eq!(said.iter().filter(|one| one.status == "816").count(), 3, "and its bill follows");
    assert_eq!(port.cases().await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_action_has_its_word_and_what_is_refused_may_be_declared_anew() {
    let port = Port::open().await;
    port.agreed(rules("1", "100", "review")).await;
    let actions = [
        (Action::Inspect, vec!["500"]),
        (Action::Detain { by: Detention::Smuggling }, vec!["502"]),
        (Action::SendBack, vec!["700"]),
        (Action::Release, vec!["399", "800"]),
        (Action::Reject { reason: "申报要素不全".into() }, vec!["100"]),
    ];
    for (n, (action, words)) in actions.iter().enumerate() {
        assert_eq!(port.clear(n).await, ["2", "120", "300"]);
        let case = port.cases().await.into_iter().find(|one| one.declaration.1 == cop_no("OK", n)).unwrap();
        port.agreed(Proposed::Act { case: case.case, action: action.clone() }).await;
        assert_eq!(port.states(n).await[3..], words[..], "{action:?}");
    }
    let held: Vec<_> = port.cases().await.into_iter().map(|one| one.declaration.1).collect();
    assert_eq!(held, [cop_no("OK", 0), cop_no("OK", 1)], "the others are out of hand");
    let mut anew = case("OK", 4);
    anew.declaration.as_mut().unwrap().head.guid = clearance_server::random::guid();
    port.desk.send(declarations(&[anew])).await;
    assert_eq!(port.states(4).await[4..], ["2", "120", "300"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watched_buyer_is_found_and_their_number_is_told_to_nobody() {
    let port = Port::open().await;
    let number = case("OK", 7).declaration.unwrap().head.buyer_id_number;
    let watch = Proposed::WatchBuyer {
        id_number: number.clone(),
        measure: "inspect".into(),
        reason: "多次超量购买".into(),
    };
    port.agreed(watch).await;
    assert_eq!(port.clear(7).await, ["2", "120", "500"]);
    assert_eq!(port.clear(8).await, ["2", "120", "500"], "the same buyer again");
    assert_eq!(port.clear(5_000).await, ["2", "120", "800"], "another buyer");
    let told = port.one.call("GET", path::PROPOSALS, None).await.text().await.unwrap();
    assert!(!told.contains(&number) && told.contains("watch-buyer"), "{told}");
    let entry = port.cases().await[0].why.as_ref().unwrap()["hits"][0]["rule"].as_str().unwrap().to_owned();
    port.agreed(Proposed::Unwatch { entry }).await;
    assert_eq!(port.clear(9).await, ["2", "120", "800"]);
    for (proposed, code) in [
        (
            json!({"what": "watch-buyer", "id_number": "11010119600307001X", "measure": "inspect", "reason": "x"}),
            422,
        ),
        (json!({"what": "watch-buyer", "id_number": number, "measure": "inspect", "reason": number}), 422),
        (
            json!({"what": "watch-party", "who": "moon", "code": "1", "measure": "inspect", "reason": "x"}),
            422,
        ),
        (json!({"what": "unwatch", "entry": "W-999"}), 404),
        (json!({"what": "rules", "rules": {"version": "1", "rules": [{"id": "R"}]}}), 422),
        (json!({"what": "act", "case": 999_999, "action": {"kind": "release"}}), 404),
    ] {
        let response = port.one.call("POST", path::PROPOSALS, Some(proposed.clone())).await;
        assert_eq!(response.status(), code, "{proposed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn officers_and_enterprises_keep_to_their_own_doors() {
    let port = Port::open().await;
    let stranger = Desk::new(&port.office.address, "nobody");
    let doors = [
        ("GET", path::CASES.to_owned(), None),
        ("GET", format!("{}/1", path::CASES), None),
        ("GET", path::PROPOSALS.to_owned(), None),
        ("POST", path::PROPOSALS.to_owned(), Some(json!({"what": "unwatch", "entry": "W-1"}))),
        ("POST", format!("{}/1/decision", path::PROPOSALS), Some(json!(Settles { approve: true }))),
    ];
    for (method, door, body) in doors {
        for desk in [&port.desk, &stranger] {
            assert_eq!(desk.call(method, &door, body.clone()).await.status(), 401, "{method} {door}");
        }
    }
    for (method, door) in [("GET", path::RECEIPTS), ("POST", path::MESSAGES), ("GET", path::PAYMENT_DEMANDS)]
    {
        assert_eq!(port.one.call(method, door, None).await.status(), 401, "{method} {door}");
    }
}
