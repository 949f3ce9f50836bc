//! What envelopes must take, must refuse, and must give back as it was.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use proptest::prelude::*;

use super::*;
use crate::cn::message::{Body, Message};
use crate::cn::sample;
use crate::cn::seal::seal;
use crate::signing::samples;

const ID: &str = "4CDE1CFD-EDED-46B1-946C-B8022E42FC94";
const SENDER: &str = "DXPENT0000012345";

fn at(text: &str) -> BeijingTime {
    BeijingTime::from_wire(text).expect("a time")
}

/// A file as its clients write it, with a message of so many octets.
fn envelope(p: &str, xmlns: &str, data: &str, id: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{p}DxpMsg {xmlns}=\"{DXP}\" ver=\"1.0\"{id}>\n  <{p}TransInfo>\n    \
         <{p}CopMsgId>{ID}</{p}CopMsgId>\n    <{p}SenderId>{SENDER}</{p}SenderId>\n    <{p}ReceiverIds>\n      \
         <{p}ReceiverId>{IMPORT_CENTRE}</{p}ReceiverId>\n      <{p}ReceiverId>DXPLGS0000000001</{p}ReceiverId>\n    </{p}ReceiverIds>\n    \
         <{p}CreatTime>2026-11-24T10:42:18</{p}CreatTime>\n    <{p}MsgType>CEB621Message</{p}MsgType>\n  </{p}TransInfo>\n  \
         <{p}Data>{data}</{p}Data>\n  <{p}AddInfo>\n    <{p}FileName>CEB621Message_{ID}.xml</{p}FileName>\n    \
         <{p}IcCard>2100040012345</{p}IcCard>\n    <{p}BizKey><{p}Key name=\"orderNo\">T0001</{p}Key></{p}BizKey>\n    \
         <{p}IsText Encode=\"UTF-8\"/>\n    <{p}RecMapId>7</{p}RecMapId>\n  </{p}AddInfo>\n</{p}DxpMsg>\n"
    )
}

fn plain(data: &str) -> String {
    envelope("", "xmlns", data, "")
}

fn code(bytes: &[u8]) -> &'static str {
    read(bytes).map_or_else(|error| error.code(), |_| "fine")
}

fn signed() -> String {
    let mut declaration = sample::case().declaration.expect("the sample has one");
    // Within the life of the test key.
    declaration.head.app_time = at("20261201103000");
    let message = Message::new(ID.to_owned(), Body::Declarations(vec![declaration]), sample::transfer());
    seal(&message.write(), &samples::sm2()).expect("it is signed").into_xml()
}

fn wrapping() -> Wrapping {
    Wrapping {
        cop_msg_id: ID.to_owned(),
        sender: sample::transfer().dxp_id,
        receivers: vec![IMPORT_CENTRE.to_owned()],
        created: at("20261124104218123"),
    }
}

#[test]
fn both_forms_and_any_prefix_say_the_same() {
    let data = BASE64.encode("<a/>");
    let first = read(plain(&data).as_bytes()).expect("the default namespace");
    assert_eq!(first.data, b"<a/>");
    assert_eq!(first.head.receivers, [IMPORT_CENTRE, "DXPLGS0000000001"]);
    assert_eq!(first.head.created, at("20261124104218"));
    assert_eq!(first.extra.keys, [("orderNo".to_owned(), "T0001".to_owned())]);
    assert_eq!(first.extra.text_charset.as_deref(), Some("UTF-8"));
    for (p, xmlns) in [("dxp:", "xmlns:dxp"), ("n:", "xmlns:n"), ("ceb:", "xmlns:ceb")] {
        assert_eq!(read(envelope(p, xmlns, &data, "").as_bytes()), Ok(first.clone()), "{p}");
    }
    let with_bom = format!("\u{feff}{}", plain(&data));
    assert_eq!(read(with_bom.as_bytes()), Ok(first));
}

#[test]
fn deviations_of_real_files_are_read() {
    let data = BASE64.encode("<a/>");
    let good = plain(&data);
    for (from, to) in [
        ("2026-11-24T10:42:18", "2026-11-24T02:42:18Z"),
        ("2026-11-24T10:42:18", "2026-11-24T10:42:18.123+08:00"),
        ("<MsgType>CEB621Message</MsgType>", "<MsgType/>"),
        ("ver=\"1.0\"", "ver=\"1.0\" Id=\"DXP00001\""),
        (
            "ver=\"1.0\"",
            "ver=\"1.0\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"a b\"",
        ),
        (data.as_str(), "PG\r\n  Ev\tPg=\n="),
        (data.as_str(), "<![CDATA[PGEv]]>Pg=<![CDATA[=]]>"),
        (data.as_str(), "PGEvPg&#61;="),
        ("<IcCard>2100040012345</IcCard>", ""),
        ("<IsText Encode=\"UTF-8\"/>", "<IsText Encode=\"UTF-8\"></IsText>"),
        ("</AddInfo>", "</AddInfo><ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/>"),
    ] {
        let file = good.replacen(from, to, 1);
        assert_ne!(file, good, "{from} is replaced");
        let message = read(file.as_bytes()).unwrap_or_else(|e| panic!("{to}: {e}"));
        assert_eq!(message.data, b"<a/>", "{to}");
        assert_eq!(message.signed, to.contains("Signature"));
    }
    let without = good.split("<AddInfo>").next().expect("the head").to_owned() + "</DxpMsg>";
    assert_eq!(read(without.as_bytes()).expect("it is optional").extra, AddInfo::default());
}

#[test]
fn what_the_schema_refuses_is_refused_and_named() {
    let data = BASE64.encode("<a/>");
    let good = plain(&data);
    let long = |n: usize| "x".repeat(n);
    for (from, to, said) in [
        ("<DxpMsg xmlns", "<DxpMsg xmlns:n", "dxp-root"),
        (DXP, "http://www.chinaport.gov.cn/dxp/", "dxp-root"),
        (" ver=\"1.0\"", "", "dxp-missing"),
        ("ver=\"1.0\"", "ver=\"1.1\"", "dxp-value"),
        ("ver=\"1.0\"", "ver=\"1.0\" id=\"A1\"", "dxp-unexpected"),
        ("ver=\"1.0\"", "ver=\"1.0\" Id=\"\"", "dxp-value"),
        (&format!("<CopMsgId>{ID}</CopMsgId>"), "", "dxp-missing"),
        (ID, &long(256), "dxp-value"),
        (&format!(">{ID}<"), ">  <", "dxp-value"),
        (SENDER, &long(17), "dxp-value"),
        (
            &format!("<SenderId>{SENDER}</SenderId>"),
            &format!("<SenderId>{SENDER}<x/></SenderId>"),
            "dxp-unexpected",
        ),
        (
            &format!("<ReceiverId>{IMPORT_CENTRE}</ReceiverId>"),
            &"<ReceiverId>A</ReceiverId>".repeat(5),
            "dxp-value",
        ),
        ("2026-11-24T10:42:18", "20261124104218", "dxp-value"),
        ("<CreatTime>", "<CreateTime>", "xml-malformed"),
        ("CEB621Message</MsgType>", &format!("{}</MsgType>", long(31)), "dxp-value"),
        ("<MsgType>CEB621Message</MsgType>", "", "dxp-missing"),
        ("</TransInfo>", "<MsgType/></TransInfo>", "dxp-unexpected"),
        ("<Data>", "<Data>PGEvPg==</Data><Data>", "dxp-unexpected"),
        (&format!("<Data>{data}</Data>"), "", "dxp-missing"),
        (&data, "", "dxp-empty"),
        (&data, "   \n", "dxp-empty"),
        (&data, "PGEvPg", "dxp-base64"),
        (&data, "PGEvPg=", "dxp-base64"),
        (&data, "PGEvPg===", "dxp-base64"),
        (&data, "PGEvPh==", "dxp-base64"),
        (&data, "PGEv_g==", "dxp-base64"),
        (&data, "=PGEvPg=", "dxp-base64"),
        (&data, "PGEvPg==PGEvPg==", "dxp-base64"),
        (&data, "PGEvPg==\u{a0}", "dxp-base64"),
        (&data, "PGEv<b/>Pg==", "dxp-unexpected"),
        ("<IsText Encode=\"UTF-8\"/>", "<IsText/>", "dxp-missing"),
        ("<IsText Encode=\"UTF-8\"/>", "<IsText Encode=\"UTF-8\">x</IsText>", "dxp-value"),
        ("<Key name=\"orderNo\">", "<Key>", "dxp-missing"),
        ("<RecMapId>", "<RecMapId>7</RecMapId><RecMapId>", "dxp-unexpected"),
        ("<IcCard>", "<IdCard/><IcCard>", "dxp-unexpected"),
        ("</AddInfo>", "</AddInfo><Signature/>", "dxp-unexpected"),
        ("  <Data>", "stray<Data>", "dxp-unexpected"),
        ("<TransInfo>", "<!-- --><TransInfo>", "xml-comment"),
        ("<DxpMsg", "<!DOCTYPE DxpMsg [<!ENTITY a 'b'>]><DxpMsg", "xml-dtd"),
    ] {
        let file = good.replacen(from, to, 1);
        assert_ne!(file, good, "{from} is replaced");
        assert_eq!(code(file.as_bytes()), said, "{to}");
    }
    assert_eq!(code(b""), "xml-malformed");
    assert_eq!(code(&good.as_bytes()[..good.len() / 2]), "xml-malformed");
    let told = read(good.replacen("<Data>", "<Date>", 1).replacen("</Data>", "</Date>", 1).as_bytes());
    assert_eq!(told, Err(DxpError::Missing("Data")));
}

#[test]
fn the_limits_bound_what_an_envelope_may_cost() {
    let limits = Limits { bytes: 2_000, ..Limits::default() };
    let data = BASE64.encode(vec![b'x'; 2_000]);
    assert_eq!(
        read_within(plain(&data).as_bytes(), &limits),
        Err(DxpError::Xml(signing::ParseError::TooLarge))
    );
    let deep = plain(&"<a>".repeat(100));
    assert_eq!(code(deep.as_bytes()), "xml-too-deep");
}

#[test]
fn an_envelope_of_a_transmission_node_is_opened() {
    let data = BASE64.encode("<a/>");
    let inner = plain(&data);
    let inner = inner.split_once('\n').expect("a declaration").1;
    let sv = format!(
        "<DxpMsgSv xmlns=\"{DXP}\" ver=\"1.0\"><SvNo Ver=\"1.0\"><MsgId>00000001202611241042180000000001</MsgId><SubMsgId>1</SubMsgId>\
         <SendTime>2026-11-24T02:42:18Z</SendTime><EndNode>00000001</EndNode><StaNode>00000002</StaNode></SvNo>{inner}</DxpMsgSv>"
    );
    assert_eq!(read(sv.as_bytes()), read(plain(&data).as_bytes()));
    for (from, to, said) in [
        (" Ver=\"1.0\"", "", "dxp-missing"),
        ("</DxpMsg>", "</DxpMsg><DxpMsg/>", "dxp-unexpected"),
        ("<SvNo", "<Sv/><SvNo", "dxp-unexpected"),
    ] {
        assert_eq!(code(sv.replacen(from, to, 1).as_bytes()), said, "{to}");
    }
    let no_inner = sv.replacen("<DxpMsg ", "<Dxp ", 1).replacen("</DxpMsg>", "</Dxp>", 1);
    assert_eq!(read(no_inner.as_bytes()), Err(DxpError::Missing("DxpMsg")));
}

#[test]
fn a_signed_message_goes_in_and_comes_out_octet_by_octet() {
    let xml = signed();
    let message = wrap(xml.as_bytes(), wrapping()).expect("it may travel");
    assert_eq!((message.head.msg_type.as_str(), &message.data), ("CEB621Message", &xml.clone().into_bytes()));
    assert_eq!(message.extra.file_name.as_deref(), Some(format!("CEB621Message_{ID}.xml").as_str()));
    for form in [Form::Prefixed, Form::Plain] {
        let file = message.write(form).expect("it fits the schema");
        let back = read(file.as_bytes()).expect("what we write we read");
        assert_eq!(back, message);
        assert!(signing::verify(&back.data, &signing::VerifyOptions::default()).is_valid());
    }
    let looked = business(xml.as_bytes()).expect("a business message");
    assert_eq!((looked.root.as_str(), looked.guid.as_str()), ("CEB621Message", ID));
    assert_eq!(looked.dxp_id, Some(sample::transfer().dxp_id));
}

#[test]
fn what_must_not_travel_is_not_wrapped() {
    let xml = signed();
    let said = |bytes: &str, wrapping: Wrapping| match wrap(bytes.as_bytes(), wrapping) {
        Ok(_) => "fine",
        Err(error) => error.code(),
    };
    let other = Wrapping { sender: "DXPENT0000099999".into(), ..wrapping() };
    assert_eq!(said(&xml, other), "dxp-other-sender");
    let changed = xml.replacen("<ceb:orderNo>", "<ceb:orderNo>X", 1);
    assert_ne!(changed, xml);
    assert_eq!(said(&changed, wrapping()), "dxp-unverified");
    let pretty = xml.replacen("><ceb:appType>", ">\n<ceb:appType>", 1);
    assert_ne!(pretty, xml);
    assert_eq!(said(&pretty, wrapping()), "dxp-unverified");
    let start = xml.find("<ds:Signature").expect("a signature");
    let end = xml.find("</ds:Signature>").expect("its end") + "</ds:Signature>".len();
    let bare = format!("{}{}", &xml[..start], &xml[end..]);
    assert_eq!(said(&bare, wrapping()), "dxp-unverified");
    assert_eq!(said("<a/>", wrapping()), "dxp-inside-root");
    assert_eq!(said("no xml", wrapping()), "dxp-inside");
    for receivers in [vec![], vec![IMPORT_CENTRE.to_owned(); 6], vec![String::new()]] {
        assert_eq!(said(&xml, Wrapping { receivers, ..wrapping() }), "dxp-value");
    }
    // Orders may travel without a signature; the schema leaves it open.
    let order = sample::case().order.expect("the sample has one");
    let order = Message::new(ID.into(), Body::Orders(vec![order]), sample::transfer());
    assert_eq!(said(&order.write(), wrapping()), "fine");
}

#[test]
fn receivers_follow_the_direction_of_the_message() {
    for (root, receiver) in [
        ("CEB311Message", Some(IMPORT_CENTRE)),
        ("CEB621Message", Some(IMPORT_CENTRE)),
        ("CEB711Message", Some(IMPORT_CENTRE)),
        ("CEB303Message", Some(EXPORT_CENTRE)),
        ("CEB603Message", Some(EXPORT_CENTRE)),
        ("CEB622Message", None),
        ("Message", None),
    ] {
        assert_eq!(receiver_of(root), receiver, "{root}");
    }
}

#[test]
fn the_written_form_is_the_golden_one() {
    let message = DxpMsg {
        id: Some("A1".into()),
        head: TransInfo {
            cop_msg_id: ID.into(),
            sender: SENDER.into(),
            receivers: vec![IMPORT_CENTRE.into(), "DXPLGS0000000001".into()],
            created: at("20261124104218"),
            msg_type: "CEB621Message".into(),
        },
        data: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>中</a>".into(),
        extra: AddInfo {
            file_name: Some("CEB621Message_<1>&.xml".into()),
            ic_card: Some("2100040012345".into()),
            keys: vec![("orderNo".into(), "T\"0001\"".into())],
            text_charset: Some("UTF-8".into()),
            receiver_map: Some("7".into()),
        },
        signed: false,
    };
    let prefixed = message.write(Form::Prefixed).expect("it fits");
    assert_eq!(prefixed, include_str!("golden/prefixed.xml"));
    let plain = message.write(Form::Plain).expect("it fits");
    assert_eq!(plain, include_str!("golden/plain.xml"));
    assert_eq!((read(prefixed.as_bytes()), read(plain.as_bytes())), (Ok(message.clone()), Ok(message)));
}

#[test]
fn a_response_is_read_and_names_the_transmission() {
    let file = include_str!("golden/response.xml");
    let response = read_response(file.as_bytes()).expect("a response");
    assert_eq!((response.receiver.as_str(), response.answers.len()), (SENDER, 2));
    let first = &response.answers[0];
    assert_eq!((first.code.as_str(), first.origin.cop_msg_id.as_str()), ("3002", ID));
    assert_eq!((first.outcomes.len(), first.outcomes[0].code.as_str()), (1, "3002"));
    assert_eq!(meaning(&first.code).advice, Advice::SendAgain);
    assert_eq!(meaning(&response.answers[1].code).advice, Advice::Stop);
    let corrected = file.replace("RecevierId", "ReceiverId");
    // Inside OriHead stand receivers of the same name; only the one of the response is misspelt.
    assert_eq!(read_response(corrected.as_bytes()), Ok(response));
    for (from, to, said) in [
        ("<NoticeTime>2026-11-24", "<NoticeTime>2026-11-31", "dxp-value"),
        ("<ResponseCode>3002</ResponseCode>", "", "dxp-missing"),
        ("3002</ResponseCode>", "3002300230</ResponseCode>", "dxp-value"),
        ("<OriHead>", "<OriHeat>", "xml-malformed"),
        ("<DxpRep ", "<DxpRap ", "xml-malformed"),
    ] {
        let error = read_response(file.replacen(from, to, 1).as_bytes()).expect_err(to);
        assert_eq!(error.code(), said, "{to}");
    }
    assert_eq!(read_response(plain("PGEvPg==").as_bytes()), Err(DxpError::Root("DxpMsg".into())));
    let rep = signing::parse(file.as_bytes()).expect("it is XML");
    assert_eq!(root_of(&rep), Root::Response);
}

#[test]
fn only_failures_of_the_platform_are_tried_again() {
    for (code, advice) in [
        ("0001", Advice::Stop),
        ("1001", Advice::Stop),
        ("2002", Advice::Stop),
        ("3001", Advice::SendAgain),
        ("3002", Advice::SendAgain),
        ("3003", Advice::SendAgain),
        ("3999", Advice::SendAgain),
        ("3500", Advice::SendAgain),
        ("4000", Advice::Stop),
        ("9999", Advice::Stop),
        ("3", Advice::Stop),
        ("30010", Advice::Stop),
        ("３００１", Advice::Stop),
        ("", Advice::Stop),
    ] {
        let meaning = meaning(code);
        assert_eq!(meaning.advice, advice, "{code}");
        assert!(
            meaning.says.zh.chars().any(|c| c > '\u{4e00}') && meaning.says.en.is_ascii()
                || code.contains('０')
        );
    }
    assert!(RESPONSES.windows(2).all(|pair| pair[0].0 < pair[1].0), "sorted and unique");
}

fn word(most: usize) -> impl Strategy<Value = String> {
    proptest::string::string_regex(&format!(
        "[^\\p{{C}}\\s]([^\\p{{C}}]{{0,{}}}[^\\p{{C}}\\s])?",
        most.saturating_sub(2)
    ))
    .expect("a pattern")
}

fn messages() -> impl Strategy<Value = DxpMsg> {
    let head = (word(255), word(16), prop::collection::vec(word(16), 1..=5), 0_i64..4_000_000_000, word(30))
        .prop_map(|(cop_msg_id, sender, receivers, seconds, msg_type)| TransInfo {
            cop_msg_id,
            sender,
            receivers,
            created: BeijingTime::from_unix_ms(seconds * 1_000),
            msg_type,
        });
    let extra = (
        prop::option::of(word(255)),
        prop::option::of(word(13)),
        prop::collection::vec((word(32), word(64)), 0..=5),
        prop::option::of(word(50)),
        prop::option::of(word(255)),
    )
        .prop_map(|(file_name, ic_card, keys, text_charset, receiver_map)| AddInfo {
            file_name,
            ic_card,
            keys,
            text_charset,
            receiver_map,
        });
    let id = prop::option::of("[A-Za-z_][A-Za-z0-9_.-]{0,5}");
    (id, head, prop::collection::vec(any::<u8>(), 1..600), extra).prop_map(|(id, head, data, extra)| DxpMsg {
        id,
        head,
        data,
        extra,
        signed: false,
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_back_as_it_was(message in messages(), prefixed in any::<bool>()) {
        let form = if prefixed { Form::Prefixed } else { Form::Plain };
        let file = message.write(form).expect("it fits the schema");
        prop_assert_eq!(read(file.as_bytes()), Ok(message));
    }

    #[test]
    fn no_octets_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = (read(&bytes), read_response(&bytes), business(&bytes));
    }

    #[test]
    fn no_change_makes_a_reader_panic(at in 0_usize..1_200, with in any::<u8>(), cut in any::<bool>()) {
        let mut file = plain("PGEvPg==").into_bytes();
        let at = at.min(file.len() - 1);
        if cut { file.truncate(at) } else { file[at] = with }
        let _ = (read(&file), read_response(&file));
        let mut file = include_bytes!("golden/response.xml").to_vec();
        let at = at.min(file.len() - 1);
        file[at] = with;
        let _ = read_response(&file);
    }
}
