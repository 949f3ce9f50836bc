//! Transport envelopes on the command line: what is inside counts, and what is wrong with one is said.

use clearance_core::cn::sample;
use clearance_core::dxp::{Form, IMPORT_CENTRE, Wrapping, wrap};
use clearance_tests::broker::now;
use clearance_tests::program::User;
use clearance_tests::sealed;

/// The sealed sample in an envelope, in both spellings of the namespace.
fn envelopes() -> Vec<String> {
    let (_, key) = sealed::keys().remove(2);
    let message = sealed::signed(&key);
    let wrapping = Wrapping {
        cop_msg_id: "4CDE1CFD-EDED-46B1-946C-B8022E42FC77".into(),
        sender: sample::transfer().dxp_id,
        receivers: vec![IMPORT_CENTRE.into()],
        created: now(),
    };
    let envelope = wrap(message.as_bytes(), wrapping).expect("it is wrapped");
    [Form::Plain, Form::Prefixed].map(|form| envelope.write(form).expect("it is written")).into()
}

#[test]
fn what_is_inside_an_envelope_is_judged_verified_and_taxed() {
    let user = User::bare();
    for envelope in envelopes() {
        let file = user.file("envelope.xml", envelope.as_bytes());
        let checked = user.run(&["check", &file]);
        assert_eq!((checked.code, &checked.value()["kind"]), (0, &"CEB621".into()), "{checked:?}");
        let verified = user.run(&["verify", &file]);
        assert_eq!((verified.code, &verified.value()["verdict"]), (0, &"valid".into()), "{verified:?}");
        assert_eq!(user.run(&["tax", &file]).code, 0);
    }
}

#[test]
fn a_broken_envelope_is_told_and_a_response_is_explained() {
    let user = User::bare();
    let broken = envelopes().remove(0).replacen("<CopMsgId>", "<CopMsgID>", 1);
    let broken = broken.replacen("</CopMsgId>", "</CopMsgID>", 1);
    let checked = user.run(&["check", &user.file("broken.xml", broken.as_bytes())]);
    assert_eq!((checked.code, &checked.value()["kind"]), (1, &"DxpMsg".into()), "{checked:?}");
    assert_eq!(checked.value()["findings"][0]["rule"], "CN-FORM-ENVELOPE");
    let head = |id: &str| {
        format!(
            "<CopMsgId>{id}</CopMsgId><SenderId>DXPENT0000000001</SenderId><ReceiverIds><ReceiverId>{IMPORT_CENTRE}</ReceiverId></ReceiverIds><CreatTime>2026-11-24T10:00:00</CreatTime><MsgType>CEB621Message</MsgType>"
        )
    };
    for (code, severity, exit) in [("1001", "stops", 1), ("3002", "warns", 0)] {
        let response = format!(
            "<DxpRep xmlns=\"http://www.chinaport.gov.cn/dxp\" ver=\"1.0\"><RecevierId>DXPENT0000000001</RecevierId><Response><ResponseCode>{code}</ResponseCode><NoticeTime>2026-11-24</NoticeTime><OriHead>{}</OriHead></Response></DxpRep>",
            head("ID-1")
        );
        let checked = user.run(&["check", &user.file("response.xml", response.as_bytes())]);
        let value = checked.value();
        assert_eq!((checked.code, &value["kind"]), (exit, &"DxpRep".into()), "{checked:?}");
        let finding = &value["findings"][0];
        assert_eq!((&finding["severity"], &finding["value"]), (&severity.into(), &code.into()), "{finding}");
        assert!(finding["at"].as_str().expect("a place").contains("ID-1"));
    }
}
