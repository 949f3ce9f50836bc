//! What real files do otherwise than the schema: all of it is read, none of it is written.

use clearance_core::cn::fields::{Side, check_frame};
use clearance_core::cn::message::frame::Frame;
use clearance_core::cn::message::layout::Kind;
use clearance_core::cn::message::{Message, archive_text, parse};
use clearance_core::cn::receipt::{Answer, Body, state_of};
use clearance_core::cn::sample;
use clearance_core::cn::tables::Held;
use clearance_core::status::State;
use proptest::prelude::*;

fn message(kind: Kind) -> Message {
    sample::messages().into_iter().find(|one| one.body.kind() == kind).expect("one of each kind")
}

fn answer(kind: Kind) -> Answer {
    sample::answers().into_iter().find(|one| one.body.kind() == kind).expect("one of each kind")
}

fn read(xml: &str) -> Message {
    let parsed = parse(xml).unwrap_or_else(|e| panic!("{e}: {xml}"));
    let frame = Frame::read(&parsed.document).unwrap_or_else(|e| panic!("{e}: {xml}"));
    Message::read(&frame).unwrap_or_else(|e| panic!("{e}: {xml}"))
}

/// Rules and places that the form of a message breaks, as its receiver sees it.
fn found(xml: &str) -> Vec<(String, String)> {
    let parsed = parse(xml).expect("well-formed");
    let frame = Frame::read(&parsed.document).expect("a message");
    let found = check_frame(&frame, Side::Receiver, &Held::built_in());
    let inside = found.into_iter().filter(|finding| finding.at != "Signature");
    inside.map(|finding| (finding.rule.into_owned(), finding.at)).collect()
}

/// The text with every part replaced; a part that is not there would test nothing.
fn with(xml: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(xml.to_owned(), |xml, (from, to)| {
        assert!(xml.contains(from), "{from} in {xml}");
        xml.replace(from, to)
    })
}

fn order(element: &str) -> Vec<(String, String)> {
    vec![("CN-FORM-ORDER".to_owned(), element.to_owned())]
}

#[test]
fn any_prefix_or_none_is_read() {
    for normal in sample::messages() {
        let xml = normal.write();
        for changed in [
            with(&xml, &[("<ceb:", "<"), ("</ceb:", "</"), ("xmlns:ceb=", "xmlns=")]),
            with(&xml, &[("<ceb:", "<q:"), ("</ceb:", "</q:"), ("xmlns:ceb=", "xmlns:q=")]),
        ] {
            assert_eq!(read(&changed).write(), xml);
            assert_eq!(found(&changed), []);
        }
    }
    for normal in sample::answers() {
        let xml = normal.write();
        let root = normal.body.kind().root();
        let prefixed = xml.replace("</", "</ceb:").replace('<', "<ceb:").replace("<ceb:/", "</");
        let prefixed = prefixed.replace("</ceb:ceb:", "</ceb:").replace("<ceb:?", "<?");
        let prefixed = with(&prefixed, &[(&format!("{root} xmlns="), &format!("{root} xmlns:ceb="))]);
        assert_eq!(Answer::read_text(&prefixed).expect("any prefix").write(), xml);
    }
}

#[test]
fn a_byte_order_mark_is_read() {
    let xml = message(Kind::Ceb311).write();
    assert_eq!(read(&format!("\u{feff}{xml}")).write(), xml);
    let receipt = answer(Kind::Ceb622).write();
    let marked = format!("\u{feff}{receipt}");
    assert_eq!(Answer::read_archive(marked.as_bytes()).expect("a mark").write(), receipt);
}

#[test]
fn an_archive_in_gb2312_is_read() {
    for normal in sample::answers() {
        let xml = normal.write();
        let declared = with(&xml, &[("encoding=\"UTF-8\"", "encoding=\"gb2312\"")]);
        let (octets, _, lost) = encoding_rs::GBK.encode(&declared);
        assert!(!lost, "the sample is written in GBK");
        assert_eq!(Answer::read_archive(&octets).expect("an archive").write(), xml);
        assert!(
            std::str::from_utf8(&octets).is_err() || Answer::read_text(&declared).is_err(),
            "only archives"
        );
    }
    let xml = message(Kind::Ceb621).write();
    let declared = with(&xml, &[("encoding=\"UTF-8\"", "encoding=\"GBK\"")]);
    let (octets, _, _) = encoding_rs::GBK.encode(&declared);
    assert_eq!(read(&archive_text(&octets).expect("an archive")).write(), xml);
}

#[test]
fn stray_text_between_elements_of_a_receipt_is_passed_over() {
    let xml = answer(Kind::Ceb816).write();
    let strewn =
        with(&xml, &[("</customsTax>", "</customsTax>\n   应征关税"), ("<TaxListRd>", "x<TaxListRd>")]);
    assert_eq!(Answer::read_text(&strewn).expect("stray text").write(), xml);
    assert_eq!(found(&strewn), []);
    // What is declared must meet the schema, which knows no text there.
    let declared = message(Kind::Ceb513).write();
    let strewn = with(&declared, &[("</ceb:appType>", "</ceb:appType>1")]);
    assert_eq!(read(&strewn).write(), declared);
    assert_eq!(found(&strewn), order("LogisticsStatus[1]/#text"));
}

#[test]
fn order_and_waybill_of_a_tax_bill_are_read_and_not_written() {
    let xml = answer(Kind::Ceb816).write();
    for waybill in ["logisticsNo", "logisticNo"] {
        let real = with(
            &xml,
            &[("</TaxHeadRd>", &format!("<orderNo>O1</orderNo><{waybill}>W1</{waybill}></TaxHeadRd>"))],
        );
        assert_eq!(found(&real), [], "{waybill}");
        let read = Answer::read_text(&real).expect("a real bill");
        let Body::TaxBills(bills) = &read.body else { panic!("bills") };
        let head = &bills[0].head;
        assert_eq!((head.order_no.as_deref(), head.waybill_no.as_deref()), (Some("O1"), Some("W1")));
        assert_eq!(read.write(), xml);
    }
}

#[test]
fn another_version_is_read_and_ours_is_written() {
    let xml = message(Kind::Ceb511).write();
    let other = with(&xml, &[("\" version=\"1.0\"", "\" version=\"v1.0\"")]);
    assert_eq!(found(&other), []);
    assert_eq!(read(&other).write(), xml);
}

#[test]
fn states_outside_the_list_are_kept_as_they_are() {
    let xml = answer(Kind::Ceb622).write();
    for (status, state) in [
        ("400", State::AwaitingArrival),
        ("600", State::Suspended),
        ("18", State::Unknown),
        ("-621029", State::Error),
        ("-999999", State::Error),
        ("0800", State::Unknown),
    ] {
        let other = with(&xml, &[(">800<", &format!(">{status}<"))]);
        assert_eq!(found(&other), []);
        let news = Answer::read_text(&other).expect("a state").news().remove(0);
        assert_eq!((news.state, news.code.as_str()), (state, status));
        assert_eq!(state_of(status), state);
    }
}

#[test]
fn unknown_codes_in_the_words_are_kept_as_they_are() {
    let xml = answer(Kind::Ceb624).write();
    for (words, reason) in [
        ("[Code:98765;Desc:从未见过]", Some("98765")),
        ("[Code:-625999;Desc:x],[Code 1]", Some("-625999")),
        ("没有代码", None),
    ] {
        let other = with(&xml, &[("[Code:2300;Desc:审核通过]", words)]);
        let news = Answer::read_text(&other).expect("any words").news().remove(0);
        assert_eq!((news.reason.as_deref(), news.text.as_str()), (reason, words));
    }
}

#[test]
fn misprinted_names_are_read_and_told_where_they_are_declared() {
    for (kind, from, to, at) in [
        (Kind::Ceb311, "consigneeDistrict", "consigneeDitrict", "Order[1]/OrderHead/consigneeDitrict"),
        (Kind::Ceb511, "consignee>", "consingee>", "Logistics[1]/LogisticsHead/consingee"),
        (Kind::Ceb625, "ceb:InvtRefund>", "ceb:InvtRefound>", "InvtRefound"),
    ] {
        let xml = message(kind).write();
        let misprinted = with(&xml, &[(from, to)]);
        assert_eq!(read(&misprinted).write(), xml);
        assert_eq!(found(&misprinted), order(at));
    }
    let receipt = answer(Kind::Ceb626).write();
    let misprinted = with(&receipt, &[("InvtRefundReturn>", "InvtRefoundReturn>")]);
    assert_eq!(Answer::read_text(&misprinted).expect("a misprint").write(), receipt);
    assert_eq!(found(&misprinted), []);
}

#[test]
fn fields_in_the_order_of_the_document_are_read_and_told() {
    let cancelled = answer(Kind::Ceb624).write();
    let agent = "<agentCode>3301964J31</agentCode>";
    let later = with(&cancelled, &[(agent, ""), ("<copNo>", &format!("{agent}<copNo>"))]);
    assert_eq!(Answer::read_text(&later).expect("any order").write(), cancelled);
    assert_eq!(found(&later), order("InvtCancelReturn[1]/agentCode"));
    let format = answer(Kind::Ceb900).write();
    let time = "<returnTime>20261124094001500</returnTime>";
    let earlier = with(&format, &[(time, ""), ("<returnInfo>", &format!("{time}<returnInfo>"))]);
    assert_eq!(Answer::read_text(&earlier).expect("any order").write(), format);
    assert_eq!(found(&earlier), order("MessageReturn[1]/returnTime"));
}

#[test]
fn empty_elements_are_read_as_nothing_and_left_out() {
    let xml = message(Kind::Ceb621).write();
    let empties = with(
        &xml,
        &[
            ("</ceb:InventoryHead>", "<ceb:note></ceb:note></ceb:InventoryHead>"),
            ("<ceb:assureCode>", "<ceb:preNo/><ceb:assureCode>"),
            ("<ceb:ieFlag>", "<ceb:invtNo/><ceb:ieFlag>"),
        ],
    );
    assert_eq!(found(&empties), []);
    assert_eq!(read(&empties).write(), xml);
    let mut emptied = read(&xml);
    if let clearance_core::cn::message::Body::Declarations(all) = &mut emptied.body {
        all[0].head.note = Some(String::new());
        all[0].head.wrap_type = Some(String::new());
    }
    let written = emptied.write();
    assert!(!written.contains("<ceb:note>") && !written.contains("<ceb:wrapType>"), "{written}");
}

#[test]
fn small_letters_and_marked_text_are_read() {
    let xml = answer(Kind::Ceb900).write();
    let marked = with(
        &xml,
        &[
            ("D4360D5E-1297-4686-AC41-097E5D2B8AB1", "d4360d5e-1297-4686-ac41-097e5d2b8ab1"),
            ("&lt;CEB621Message/&gt;", "<![CDATA[<CEB621Message/>]]>"),
        ],
    );
    let Body::Format(receipt) = Answer::read_text(&marked).expect("marked text").body else { panic!() };
    assert_eq!(receipt.message, "<CEB621Message/>");
    assert_eq!(found(&marked), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    /// However a file deviates, what was read from it is written in the one normal form.
    #[test]
    fn what_was_read_from_a_deviating_file_is_written_in_the_normal_form(
        which in 0..8_usize,
        prefix in prop_oneof![Just(""), Just("ceb:"), Just("a:"), Just("CEB_2:")],
        mark: bool,
        version in prop_oneof![Just("1.0"), Just("v1.0"), Just("2.0")],
        blank in prop_oneof![Just(""), Just("\n\t"), Just("\r\n  "), Just(" 备注 ")],
        note: bool,
        misprint: bool,
        schema: bool,
        gbk: bool,
    ) {
        let normal = sample::messages().remove(which);
        let xml = normal.write();
        let mut other = xml.replace("><", &format!(">{blank}<")).replace("version=\"1.0\">", &format!("version=\"{version}\">"));
        if note {
            other = other.replace("</ceb:BaseTransfer>", "<ceb:note/></ceb:BaseTransfer>");
        }
        if misprint {
            other = other.replace("consignee>", "consingee>").replace("consigneeDistrict>", "consigneeDitrict>").replace("InvtRefund", "InvtRefound");
        }
        if schema {
            other = other.replace(" guid=", " xsi:schemaLocation=\"http://www.chinaport.gov.cn/ceb x.xsd\" guid=");
        }
        other = other.replace("<ceb:", &format!("<{prefix}")).replace("</ceb:", &format!("</{prefix}"));
        let declared = if prefix.is_empty() { "xmlns=".to_owned() } else { format!("xmlns:{}=", prefix.trim_end_matches(':')) };
        other = other.replace("xmlns:ceb=", &declared);
        // The payload of an extension is kept as it is, white space and all.
        prop_assume!(blank.is_empty() || normal.extension.is_none());
        let again = if gbk {
            let octets = encoding_rs::GB18030.encode(&other.replace("encoding=\"UTF-8\"", "encoding=\"gb2312\"")).0.into_owned();
            read(&archive_text(&octets).expect("an archive"))
        } else if mark {
            read(&format!("\u{feff}{other}"))
        } else {
            read(&other)
        };
        prop_assert_eq!(again.write(), xml);
    }
}
