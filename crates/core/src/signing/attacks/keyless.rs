//! Attacks that need no key: whoever holds a signed message can try them.
#![allow(clippy::unwrap_used, reason = "a change that no longer applies must stop the test")]

use base64::{Engine, engine::general_purpose::STANDARD};

use super::super::samples;
use super::super::{CEB, Digest, Signer, Verdict, c14n, profile, verify};
use super::{between, change, good, judged, now, signature_of, value_of, with_value};
use Verdict::{BodyChanged, CertificateRefused, NoSignature, ProfileRefused, SignatureWrong, Valid};

/// Attacks that need no key: (number on the list, what is done, the change, verdict).
pub(super) type Attack = (u8, &'static str, fn(&str) -> String, Verdict);

pub(super) const ATTACKS: &[Attack] = &[
    (
        1,
        "the signed records move into a wrapper beside new ones",
        |xml| {
            let record = between(xml, "<ceb:Inventory>", "</ceb:Inventory>").to_owned();
            let wrapped = format!("<ceb:Wrapper><ceb:Inventory>{record}</ceb:Inventory></ceb:Wrapper>");
            change(xml, "<ceb:BaseTransfer>", &format!("{wrapped}<ceb:BaseTransfer>"))
        },
        BodyChanged,
    ),
    (
        1,
        "the whole signed message becomes a child of a new root",
        |xml| {
            let inner = xml.split_once("?>").unwrap().1.trim();
            format!("<ceb:CEB621Message xmlns:ceb=\"{CEB}\"><ceb:Inventory/>{inner}</ceb:CEB621Message>")
        },
        ProfileRefused,
    ),
    (
        1,
        "the signed message becomes the child of a new root with its signature behind",
        |xml| {
            let signature = signature_of(xml).to_owned();
            let inner = xml.split_once("?>").unwrap().1.trim().replace(&signature, "");
            format!(
                "<ceb:CEB621Message xmlns:ceb=\"{CEB}\"><ceb:Inventory/>{inner}{signature}</ceb:CEB621Message>"
            )
        },
        BodyChanged,
    ),
    (
        2,
        "a second signature",
        |xml| {
            let twice = signature_of(xml).repeat(2);
            change(xml, signature_of(xml), &twice)
        },
        ProfileRefused,
    ),
    (
        2,
        "a signature inside the signature",
        |xml| {
            let inner = signature_of(xml).to_owned();
            change(xml, "</ds:KeyInfo>", &format!("</ds:KeyInfo><ds:Object>{inner}</ds:Object>"))
        },
        ProfileRefused,
    ),
    (
        2,
        "the signature inside a record",
        |xml| {
            let signature = signature_of(xml).to_owned();
            change(&xml.replace(&signature, ""), "</ceb:Inventory>", &format!("{signature}</ceb:Inventory>"))
        },
        ProfileRefused,
    ),
    (
        2,
        "the signature is not last",
        |xml| {
            let signature = signature_of(xml).to_owned();
            change(
                &xml.replace(&signature, ""),
                "<ceb:BaseTransfer>",
                &format!("{signature}<ceb:BaseTransfer>"),
            )
        },
        ProfileRefused,
    ),
    (2, "no signature at all", |xml| xml.replace(signature_of(xml), ""), NoSignature),
    (
        3,
        "two SignedInfo",
        |xml| {
            let info = between(xml, "<ds:SignedInfo>", "</ds:SignedInfo>").to_owned();
            change(
                xml,
                "<ds:SignatureValue>",
                &format!("<ds:SignedInfo>{info}</ds:SignedInfo><ds:SignatureValue>"),
            )
        },
        ProfileRefused,
    ),
    (
        3,
        "SignedInfo in a foreign element",
        |xml| {
            let xml = change(xml, "<ds:SignedInfo>", "<x><ds:SignedInfo>");
            change(&xml, "</ds:SignedInfo>", "</ds:SignedInfo></x>")
        },
        ProfileRefused,
    ),
    (
        4,
        "a comment in DigestValue",
        |xml| change(xml, "<ds:DigestValue>", "<ds:DigestValue><!-- c -->"),
        ProfileRefused,
    ),
    (
        4,
        "an element in DigestValue",
        |xml| change(xml, "<ds:DigestValue>", "<ds:DigestValue><x/>"),
        ProfileRefused,
    ),
    (5, "a comment in a field", |xml| change(xml, "李小宝", "李<!-- c -->小宝"), ProfileRefused),
    (5, "a processing instruction in a field", |xml| change(xml, "李小宝", "李<?p?>小宝"), ProfileRefused),
    (
        6,
        "a second Reference",
        |xml| {
            let reference = between(xml, "<ds:Reference URI=\"\">", "</ds:Reference>").to_owned();
            let more = format!("<ds:Reference URI=\"\">{reference}</ds:Reference></ds:SignedInfo>");
            change(xml, "</ds:SignedInfo>", &more)
        },
        ProfileRefused,
    ),
    (
        6,
        "no Reference",
        |xml| {
            let reference = between(xml, "<ds:Reference URI=\"\">", "</ds:Reference>").to_owned();
            xml.replace(&format!("<ds:Reference URI=\"\">{reference}</ds:Reference>"), "")
        },
        ProfileRefused,
    ),
    (6, "a Reference to an element", |xml| change(xml, "URI=\"\"", "URI=\"#a\""), ProfileRefused),
    (6, "a Reference by pointer", |xml| change(xml, "URI=\"\"", "URI=\"#xpointer(/)\""), ProfileRefused),
    (6, "a Reference without URI", |xml| change(xml, " URI=\"\"", ""), ProfileRefused),
    (6, "a Reference with an Id", |xml| change(xml, "URI=\"\"", "URI=\"\" Id=\"a\""), ProfileRefused),
    (
        6,
        "a smuggled digest",
        |xml| change(xml, "<ds:DigestValue>", "<ds:DigestValue>AAAA</ds:DigestValue><ds:DigestValue>"),
        ProfileRefused,
    ),
    (
        6,
        "an Id on the signature",
        |xml| change(xml, "<ds:Signature ", "<ds:Signature Id=\"a\" "),
        ProfileRefused,
    ),
    (
        7,
        "two transforms",
        |xml| {
            let one = format!("<ds:Transform Algorithm=\"{}\"></ds:Transform>", profile::ENVELOPED);
            change(xml, &one, &one.repeat(2))
        },
        ProfileRefused,
    ),
    (
        7,
        "a filter instead of the transform",
        |xml| change(xml, profile::ENVELOPED, "http://www.w3.org/TR/1999/REC-xpath-19991116"),
        ProfileRefused,
    ),
    (
        7,
        "a stylesheet instead of the transform",
        |xml| change(xml, profile::ENVELOPED, "http://www.w3.org/TR/1999/REC-xslt-19991116"),
        ProfileRefused,
    ),
    (
        7,
        "base64 instead of the transform",
        |xml| change(xml, profile::ENVELOPED, "http://www.w3.org/2000/09/xmldsig#base64"),
        ProfileRefused,
    ),
    (
        7,
        "content in a transform",
        |xml| change(xml, "</ds:Transform>", "<ds:XPath>1</ds:XPath></ds:Transform>"),
        ProfileRefused,
    ),
    (
        8,
        "an algorithm with a secret key",
        |xml| {
            let old = between(xml, "SignatureMethod Algorithm=\"", "\"").to_owned();
            change(xml, &old, "http://www.w3.org/2000/09/xmldsig#hmac-sha1")
        },
        ProfileRefused,
    ),
    (
        8,
        "a truncated output",
        |xml| {
            change(
                xml,
                "</ds:SignatureMethod>",
                "<ds:HMACOutputLength>8</ds:HMACOutputLength></ds:SignatureMethod>",
            )
        },
        ProfileRefused,
    ),
    (
        8,
        "MD5",
        |xml| {
            let old = between(xml, "DigestMethod Algorithm=\"", "\"").to_owned();
            change(xml, &old, "http://www.w3.org/2001/04/xmldsig-more#md5")
        },
        ProfileRefused,
    ),
    (
        8,
        "the exclusive canonical form",
        |xml| change(xml, profile::C14N, "http://www.w3.org/2001/10/xml-exc-c14n#"),
        ProfileRefused,
    ),
    (
        8,
        "the canonical form with comments",
        |xml| change(xml, profile::C14N, &format!("{}#WithComments", profile::C14N)),
        ProfileRefused,
    ),
    (
        8,
        "a missing algorithm",
        |xml| change(xml, &format!(" Algorithm=\"{}\"", profile::C14N), ""),
        ProfileRefused,
    ),
    (
        9,
        "an external entity",
        |xml| {
            let xml = change(xml, "?>", "?><!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>");
            change(&xml, "李小宝", "&e;")
        },
        ProfileRefused,
    ),
    (
        9,
        "entities that multiply",
        |xml| change(xml, "?>", "?><!DOCTYPE a [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]>"),
        ProfileRefused,
    ),
    (
        9,
        "default attributes",
        |xml| change(xml, "?>", "?><!DOCTYPE a [<!ATTLIST a b CDATA 'c'>]>"),
        ProfileRefused,
    ),
    (
        10,
        "a closing tag in an attribute",
        |xml| change(xml, "version=\"1.0\">", "version=\"1.0\" x=\"</ceb:CEB621Message>\">"),
        ProfileRefused,
    ),
    (
        10,
        "a section that looks like markup",
        |xml| change(xml, "李小宝", "<![CDATA[</ceb:buyerName>]]>"),
        BodyChanged,
    ),
    (
        11,
        "a relative namespace",
        |xml| change(xml, "<ceb:BaseTransfer>", "<ceb:BaseTransfer xmlns:a=\"b\">"),
        ProfileRefused,
    ),
    (
        12,
        "the prefix bound to another name",
        |xml| change(xml, "<ceb:BaseTransfer>", "<ceb:BaseTransfer xmlns:ceb=\"urn:b\">"),
        BodyChanged,
    ),
    (
        12,
        "another prefix for the same name",
        |xml| {
            change(
                xml,
                "<ceb:note></ceb:note>",
                "<b:note xmlns:b=\"http://www.chinaport.gov.cn/ceb\"></b:note>",
            )
        },
        BodyChanged,
    ),
    (
        12,
        "one attribute through two prefixes",
        |xml| {
            change(
                xml,
                "<ceb:BaseTransfer>",
                "<ceb:BaseTransfer xmlns:a=\"urn:b\" xmlns:b=\"urn:b\" a:c=\"1\" b:c=\"2\">",
            )
        },
        ProfileRefused,
    ),
    (
        12,
        "a root of another namespace",
        |xml| xml.replace("http://www.chinaport.gov.cn/ceb\"", "http://www.chinaport.gov.cn/cex\""),
        ProfileRefused,
    ),
    (12, "a root that is never signed", |xml| xml.replace("CEB621Message", "CEB622Message"), ProfileRefused),
    (
        14,
        "two certificates",
        |xml| {
            let certificate = between(xml, "<ds:X509Certificate>", "</ds:X509Certificate>").to_owned();
            change(
                xml,
                "</ds:X509Data>",
                &format!("<ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data>"),
            )
        },
        ProfileRefused,
    ),
    (
        14,
        "the name of another key",
        |xml| {
            let old = between(xml, "<ds:KeyName>", "</ds:KeyName>").to_owned();
            change(xml, &old, "03000000deadbeef")
        },
        CertificateRefused,
    ),
    (
        14,
        "no name of the key",
        |xml| {
            let old = between(xml, "<ds:KeyName>", "</ds:KeyName>").to_owned();
            change(xml, &format!("<ds:KeyName>{old}</ds:KeyName>"), "")
        },
        ProfileRefused,
    ),
    (
        14,
        "the name of the key in capitals",
        |xml| {
            let old = between(xml, "<ds:KeyName>", "</ds:KeyName>").to_owned();
            change(xml, &format!(">{old}<"), &format!(">{}A<", old.to_uppercase()))
        },
        CertificateRefused,
    ),
    (
        14,
        "a damaged certificate",
        |xml| change(xml, "<ds:X509Certificate>MII", "<ds:X509Certificate>MIA"),
        CertificateRefused,
    ),
    (16, "a signature that is too short", |xml| with_value(xml, &value_of(xml)[1..]), SignatureWrong),
    (
        16,
        "a signature with a zero before it",
        |xml| with_value(xml, &[&[0], value_of(xml).as_slice()].concat()),
        SignatureWrong,
    ),
    (17, "no signature value", |xml| with_value(xml, &[]), SignatureWrong),
    (17, "all zeros", |xml| with_value(xml, &vec![0; value_of(xml).len()]), SignatureWrong),
    (17, "all ones", |xml| with_value(xml, &vec![0xff; value_of(xml).len()]), SignatureWrong),
    (
        17,
        "another alphabet",
        |xml| change(xml, "<ds:SignatureValue>", "<ds:SignatureValue>%%"),
        SignatureWrong,
    ),
    (18, "a changed amount", |xml| change(xml, "376.00", "36.00"), BodyChanged),
    (
        18,
        "two records swapped",
        |xml| {
            let (one, two) = ("TEST00000001", "TEST00000002");
            xml.replace(one, "@").replace(two, one).replace('@', two)
        },
        BodyChanged,
    ),
    (
        18,
        "a deleted record",
        |xml| {
            let record = between(xml, "<ceb:Inventory>", "</ceb:Inventory>").to_owned();
            change(xml, &format!("<ceb:Inventory>{record}</ceb:Inventory>"), "")
        },
        BodyChanged,
    ),
    (18, "white space inside a value", |xml| change(xml, "376.00<", "376.00 <"), BodyChanged),
    (
        18,
        "white space between records",
        |xml| change(xml, "</ceb:Inventory>", "</ceb:Inventory> "),
        BodyChanged,
    ),
    (18, "a carriage return that survives", |xml| change(xml, "李小宝", "李小宝&#13;"), BodyChanged),
    (
        18,
        "white space behind the signature",
        |xml| change(xml, "</ds:Signature>", "</ds:Signature>\t"),
        BodyChanged,
    ),
    (
        18,
        "another digest",
        |xml| {
            let old = between(xml, "<ds:DigestValue>", "</ds:DigestValue>").to_owned();
            let octets = STANDARD.decode(&old).unwrap().len();
            change(xml, &old, &STANDARD.encode(vec![7; octets]))
        },
        BodyChanged,
    ),
    (
        18,
        "a digest of another length",
        |xml| {
            let old = between(xml, "<ds:DigestValue>", "</ds:DigestValue>").to_owned();
            change(xml, &old, &STANDARD.encode([7; 16]))
        },
        ProfileRefused,
    ),
    (
        18,
        "the changed body with its own digest",
        |xml| {
            let changed = change(xml, "376.00", "36.00");
            let method = between(xml, "DigestMethod Algorithm=\"", "\"");
            let digest = Digest::ALL.into_iter().find(|digest| digest.uri() == method).unwrap();
            let tree = roxmltree::Document::parse(&changed).unwrap();
            let canonical = c14n::document(&tree, tree.root_element().last_element_child()).unwrap();
            let old = between(&changed, "<ds:DigestValue>", "</ds:DigestValue>");
            change(&changed, old, &STANDARD.encode(digest.of(&canonical.octets)))
        },
        SignatureWrong,
    ),
    (19, "another declared encoding", |xml| change(xml, "UTF-8", "GBK"), ProfileRefused),
    (19, "a byte order mark is no part of the document", |xml| format!("\u{feff}{xml}"), Valid),
    (
        20,
        "elements 100,000 deep",
        |xml| {
            let deep = format!("{}{}", "<ceb:a>".repeat(100_000), "</ceb:a>".repeat(100_000));
            change(xml, "<ceb:BaseTransfer>", &format!("{deep}<ceb:BaseTransfer>"))
        },
        ProfileRefused,
    ),
    (
        20,
        "a million attributes",
        |xml| {
            let many: String = (0..1_000_000).map(|n| format!(" a{n}=\"\"")).collect();
            change(xml, "<ceb:BaseTransfer>", &format!("<ceb:BaseTransfer{many}>"))
        },
        ProfileRefused,
    ),
    (
        20,
        "a huge signature value",
        |xml| change(xml, "<ds:SignatureValue>", &format!("<ds:SignatureValue>{}", "A".repeat(4_000_000))),
        ProfileRefused,
    ),
    (20, "a document of 40 MB", |xml| change(xml, "李小宝", &"李".repeat(14_000_000)), ProfileRefused),
    (23, "other line ends", |xml| xml.replace('\n', "\r\n"), Valid),
    (
        24,
        "a declaration with line breaks",
        |xml| change(xml, "<?xml version=\"1.0\" ", "<?xml\n  version='1.0'\r\n  "),
        Valid,
    ),
    (24, "no declaration", |xml| xml.split_once("?>").unwrap().1.to_owned(), Valid),
    (
        24,
        "another order and other quotes of attributes",
        |xml| {
            let root = between(xml, "<ceb:CEB621Message", ">").to_owned();
            let other = format!(
                "  version='1.0'\n xmlns:xsi='{}' guid='{}' xmlns:ceb='{CEB}' ",
                profile::XSI,
                between(&root, "guid=\"", "\"")
            );
            change(xml, &root, &other)
        },
        Valid,
    ),
    (24, "another style of empty tags", |xml| xml.replace("<ceb:note></ceb:note>", "<ceb:note />"), Valid),
    (
        24,
        "a section instead of escapes",
        |xml| change(xml, "奶粉 &amp; 米粉 900g &lt;2段&gt;", "<![CDATA[奶粉 & 米粉 900g <2段>]]>"),
        Valid,
    ),
    (24, "a comment outside the root", |xml| format!("{xml}<!-- after -->"), Valid),
    (
        24,
        "a wrapped signature value",
        |xml| {
            let old = between(xml, "<ds:SignatureValue>", "</ds:SignatureValue>");
            let lines: Vec<_> =
                old.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
            change(xml, old, &format!("\n{}\r\n", lines.join("\n")))
        },
        Valid,
    ),
];

#[test]
fn every_attack_without_a_key_gets_its_verdict() {
    for key in samples::keys() {
        let good = good(&key);
        for (number, what, attack, verdict) in ATTACKS {
            let (got, code) = judged(&attack(&good));
            assert_eq!(got, *verdict, "attack {number}, {what}, {:?}: {code}", key.algorithm());
        }
    }
}

#[test]
fn bytes_that_are_not_utf8_are_refused() {
    let good = good(&samples::sm2());
    let utf16: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (gbk, _, _) = encoding_rs::GBK.encode(&good);
    let nul = change(&good, "李小宝", "李\0小宝");
    let overlong = good.as_bytes().to_vec().splice(0..0, *b"\xc0\xbc").collect::<Vec<u8>>();
    for (what, bytes) in [("utf-16", &utf16[..]), ("gbk", &gbk), ("nul", nul.as_bytes())] {
        assert_eq!(verify(bytes, &now()).verdict, ProfileRefused, "{what}");
    }
    assert!(overlong.is_empty(), "splice gives back what it removed: nothing");
    assert_eq!(verify(&[b"\xc0\xbc", good.as_bytes()].concat(), &now()).verdict, ProfileRefused);
}
