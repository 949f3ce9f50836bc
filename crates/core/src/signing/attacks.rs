//! The known attacks on XML signatures, each as a change of a good message, with the verdict it must get.
#![allow(clippy::unwrap_used, reason = "a change that no longer applies must stop the test")]

use base64::{Engine, engine::general_purpose::STANDARD};
use p12_keystore::Pkcs12Archive;
use rsa::pkcs8::DecodePrivateKey;
use zeroize::Zeroizing;

use super::samples::{self, at};
use super::*;
use Verdict::{
    BodyChanged, CertificateRefused, NoSignature, ProfileRefused, SignatureWrong, TemplateSigned, Valid,
};

fn now() -> VerifyOptions<'static> {
    VerifyOptions { now: Some(at("20261205120000")), ..VerifyOptions::default() }
}

fn judged(xml: &str) -> (Verdict, &'static str) {
    let found = verify(xml.as_bytes(), &now());
    (found.verdict, found.reason.code)
}

fn good(key: &SoftKey) -> String {
    seal(&samples::unsigned(2), key).unwrap()
}

/// Replaces the first place; the place must be there.
fn change(xml: &str, from: &str, to: &str) -> String {
    assert!(xml.contains(from), "the sample has no {from}");
    xml.replacen(from, to, 1)
}

fn between<'a>(xml: &'a str, from: &str, to: &str) -> &'a str {
    let start = xml.find(from).unwrap() + from.len();
    &xml[start..start + xml[start..].find(to).unwrap()]
}

fn signature_of(xml: &str) -> &str {
    &xml[xml.find("<ds:Signature ").unwrap()..xml.find("</ds:Signature>").unwrap() + "</ds:Signature>".len()]
}

/// Changes SignedInfo and signs the result with the right key, as a dishonest signer could.
fn resigned(xml: &str, key: &SoftKey, edit: impl Fn(&str) -> String) -> String {
    let info = between(xml, "<ds:SignedInfo>", "</ds:SignedInfo>");
    let edited = change(xml, info, &edit(info));
    let tree = roxmltree::Document::parse(&edited).unwrap();
    let node = tree.descendants().find(|node| node.tag_name().name() == "SignedInfo").unwrap();
    let value = key.sign(&c14n::element(node).unwrap()).unwrap();
    let old = between(&edited, "<ds:SignatureValue>", "</ds:SignatureValue>");
    change(&edited, old, &STANDARD.encode(value))
}

/// Replaces the signature value by other octets.
fn with_value(xml: &str, value: &[u8]) -> String {
    let old = between(xml, "<ds:SignatureValue>", "</ds:SignatureValue>");
    change(xml, old, &STANDARD.encode(value))
}

fn value_of(xml: &str) -> Vec<u8> {
    STANDARD.decode(between(xml, "<ds:SignatureValue>", "</ds:SignatureValue>")).unwrap()
}

/// Replaces certificate and KeyName.
fn with_certificate(xml: &str, certificate: &Certificate) -> String {
    let old = between(xml, "<ds:X509Certificate>", "</ds:X509Certificate>");
    let xml = change(xml, old, &STANDARD.encode(certificate.der()));
    let old = between(&xml, "<ds:KeyName>", "</ds:KeyName>").to_owned();
    change(&xml, &format!("<ds:KeyName>{old}<"), &format!("<ds:KeyName>{}<", certificate.serial()))
}

#[test]
fn every_row_of_the_profile_is_valid_and_says_who_signed() {
    for key in samples::keys() {
        let found = verify(good(&key).as_bytes(), &now());
        assert_eq!((found.verdict, found.algorithm), (Valid, Some(key.algorithm())), "{:?}", found.reason);
        assert_eq!(found.certificate.as_ref(), Some(key.certificate()));
        let codes: Vec<_> = found.warnings.iter().map(|note| note.code).collect();
        assert_eq!(codes, ["unknown-issuer"]);
    }
}

/// Attacks that need no key: (number on the list, what is done, the change, verdict).
type Attack = (u8, &'static str, fn(&str) -> String, Verdict);

const ATTACKS: &[Attack] = &[
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

/// What a holder of a key could sign although the profile does not allow it, and what real keys write.
#[test]
fn a_signer_cannot_widen_the_profile() {
    let (sm2, rsa) = (samples::sm2(), samples::rsa1024());
    let rsa256 = samples::rsa2048().with_algorithm(Algorithm::RsaSha256).unwrap();
    let sm2_uri = Algorithm::Sm2Sm3.signature_uri();
    let sha1_digest = |xml: &str, info: &str| {
        let tree = roxmltree::Document::parse(xml).unwrap();
        let body = c14n::document(&tree, tree.root_element().last_element_child()).unwrap();
        let old = between(info, "<ds:DigestValue>", "<");
        let info = change(info, old, &STANDARD.encode(Digest::Sha1.of(&body.octets)));
        let old = between(&info, "DigestMethod Algorithm=\"", "\"").to_owned();
        change(&info, &old, Digest::Sha1.uri())
    };
    let spaced = |info: &str| info.replace("><ds:", ">\n<ds:");
    let cases: Vec<(&str, String, Expected, &[&str])> = vec![
        (
            "the old name",
            resigned(&good(&sm2), &sm2, |info| change(info, sm2_uri, profile::SM2_SM3_W3C_STYLE)),
            (Valid, "valid"),
            &["old-sm2-name", "unknown-issuer"],
        ),
        (
            "the old digest",
            resigned(&good(&sm2), &sm2, |info| sha1_digest(&good(&sm2), info)),
            (Valid, "valid"),
            &["sha1-digest-with-sm2", "unknown-issuer"],
        ),
        (
            "rsa-sha256 over SHA-1",
            resigned(&good(&rsa256), &rsa256, |info| sha1_digest(&good(&rsa256), info)),
            (ProfileRefused, "algorithm"),
            &[],
        ),
        (
            "an RSA key under the SM2 name",
            resigned(&good(&rsa), &rsa, |info| change(info, Algorithm::RsaSha1.signature_uri(), sm2_uri)),
            (ProfileRefused, "key-type"),
            &["sha1-digest-with-sm2"],
        ),
        (
            "an empty digest",
            resigned(&good(&rsa), &rsa, |info| {
                let old = between(info, "<ds:DigestValue>", "<");
                change(info, old, &STANDARD.encode(Digest::Sha1.of(b"")))
            }),
            (BodyChanged, "body-changed"),
            &[],
        ),
        (
            "line ends that were signed",
            resigned(&good(&rsa), &rsa, spaced),
            (Valid, "valid"),
            &["unknown-issuer"],
        ),
        (
            "1024 bits in the newer row",
            with_certificate(&good(&rsa256), rsa.certificate()),
            (CertificateRefused, "certificate-key-weak"),
            &[],
        ),
        (
            "512 bits",
            with_certificate(&good(&rsa), &samples::certificate(key_file!("rsa512.crt"))),
            (CertificateRefused, "certificate-key-weak"),
            &[],
        ),
        (
            "exponent 3",
            with_certificate(&good(&rsa), &samples::certificate(key_file!("rsa-exponent3.crt"))),
            (CertificateRefused, "certificate-key-weak"),
            &[],
        ),
    ];
    for (what, xml, expected, warnings) in cases {
        let found = verify(xml.as_bytes(), &now());
        assert_eq!((found.verdict, found.reason.code), expected, "{what}");
        let codes: Vec<_> = found.warnings.iter().map(|note| note.code).collect();
        assert_eq!(codes, warnings, "{what}");
    }
}

type Expected = (Verdict, &'static str);

/// The two ways in which real messages were touched after signing. They are told apart, and never valid.
#[test]
fn white_space_that_was_put_in_after_signing_is_only_template_signed() {
    for key in samples::keys() {
        let good = good(&key);
        let tight =
            seal(&change(&samples::unsigned(2), "</ceb:BaseTransfer>\n", "</ceb:BaseTransfer>"), &key)
                .unwrap();
        let inside = good.replace("><ds:", ">\n  <ds:").replace("\n  <ds:Signature ", "<ds:Signature ");
        let before = change(&tight, "<ds:Signature ", "\n  <ds:Signature ");
        let both = change(&inside, "<ds:Signature ", " <ds:Signature ");
        assert_eq!(judged(&inside), (TemplateSigned, "space-in-signed-info"));
        assert_eq!(judged(&before), (TemplateSigned, "space-before-signature"));
        // Here white space was signed before the signature, and more was added: nothing says which is meant.
        assert_eq!(judged(&both).0, BodyChanged);
        let both = change(&before.replace("><ds:", "> <ds:"), "\n  <ds:Signature ", " <ds:Signature ");
        let found = verify(both.as_bytes(), &now());
        assert_eq!((found.verdict, found.reason.code), (TemplateSigned, "space-before-signature"));
        assert!(found.warnings.iter().any(|note| note.code == "space-in-signed-info"));
        let value = change(&before, "376.00<", "376.00 <");
        assert_eq!(judged(&value).0, BodyChanged);
    }
}

/// The key's octets, as an attacker who has one would use them.
fn pkcs8(container: &[u8]) -> Vec<u8> {
    let archive = Pkcs12Archive::from_pkcs12(container, samples::PASSWORD).unwrap();
    archive.keys[0].key.as_der().to_vec()
}

fn signed_info_octets(xml: &str) -> Vec<u8> {
    let tree = roxmltree::Document::parse(xml).unwrap();
    let node = tree.descendants().find(|node| node.tag_name().name() == "SignedInfo").unwrap();
    c14n::element(node).unwrap()
}

#[test]
fn rsa_padding_is_exact() {
    let good = good(&samples::rsa1024());
    let key = rsa::PrivateKey::from_pkcs8_der(&pkcs8(key_file!("rsa1024.p12"))).unwrap();
    let prefix = b"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14";
    let digest = Digest::Sha1.of(&signed_info_octets(&good));
    let info = [&prefix[..], &digest].concat();
    for (what, block, verdict) in [
        ("the padding of the standard", info.clone(), Valid),
        ("something behind the digest", [&info[..], &[7; 40]].concat(), SignatureWrong),
        ("no name of the digest", digest.clone(), SignatureWrong),
        (
            "another name",
            [&b"\x30\x1f\x30\x07\x06\x05\x2b\x0e\x03\x02\x1a\x04\x14"[..], &digest].concat(),
            SignatureWrong,
        ),
    ] {
        let value = key.sign(rsa::Pkcs1v15Sign::new_unprefixed(), &block).unwrap();
        assert_eq!(judged(&with_value(&good, &value)).0, verdict, "{what}");
    }
}

#[test]
fn sm2_values_are_exact() {
    use sm2::dsa::signature::Signer as _;
    let key = samples::sm2();
    let good = good(&key);
    let value = value_of(&good);
    let (r, s) = value.split_at(32);
    let order = [
        0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x72,
        0x03, 0xdf, 0x6b, 0x21, 0xc6, 0x05, 0x2b, 0x53, 0xbb, 0xf4, 0x09, 0x39, 0xd5, 0x41, 0x23,
    ];
    let secret = sm2::SecretKey::from_pkcs8_der(&pkcs8(key_file!("sm2.p12"))).unwrap();
    let nameless = sm2::dsa::SigningKey::new("", &secret).unwrap();
    let nameless: sm2::dsa::Signature = nameless.sign(&signed_info_octets(&good));
    let der = der::tlv(0x30, &[&der::unsigned(r), &der::unsigned(s)]);
    for (what, value, verdict) in [
        ("as it was", value.clone(), Valid),
        ("r is zero", [&[0; 32], s].concat(), SignatureWrong),
        ("s is zero", [r, &[0; 32]].concat(), SignatureWrong),
        ("r is the order", [&order, s].concat(), SignatureWrong),
        ("s is the order", [r, &order].concat(), SignatureWrong),
        ("r and s swapped", [s, r].concat(), SignatureWrong),
        ("DER", der, SignatureWrong),
        ("63 octets", value[..63].to_vec(), SignatureWrong),
        ("an empty identity", nameless.to_bytes().to_vec(), SignatureWrong),
    ] {
        assert_eq!(judged(&with_value(&good, &value)).0, verdict, "{what}");
    }
    let certificate = key.certificate().der();
    let point = certificate.windows(4).position(|four| four == [0x03, 0x42, 0x00, 0x04]).unwrap() + 4;
    let mut bent = certificate.to_vec();
    bent[point + 40] ^= 1;
    let xml = change(&good, &STANDARD.encode(certificate), &STANDARD.encode(bent));
    assert_eq!(judged(&xml), (CertificateRefused, "certificate-unreadable"));
}

fn practice(from: &str, until: &str) -> SoftKey {
    let random = PracticeRandom { key: Zeroizing::new([3; 32]), serial: [1; 8] };
    let subject = PracticeSubject {
        enterprise_name: "云舟测试电商有限公司",
        enterprise_code: "110196T001",
        not_before: at(from),
        not_after: at(until),
    };
    Practice::make(random, subject).unwrap().signer()
}

#[test]
fn a_certificate_counts_only_while_it_is_valid() {
    // The message says 2026-12-01 10:30:00.
    for (from, until, now, expected) in [
        ("20260101000000", "20270101000000", Some("20261201110000"), (Valid, "valid")),
        ("20260101000000", "20261202000000", Some("20261205000000"), (Valid, "certificate-expired-since")),
        (
            "20260101000000",
            "20261201000000",
            Some("20261205000000"),
            (CertificateRefused, "certificate-expired"),
        ),
        ("20260101000000", "20261201000000", None, (CertificateRefused, "certificate-expired")),
        ("20261202000000", "20270101000000", Some("20261205000000"), (Valid, "older-than-certificate")),
        (
            "20261206000000",
            "20270101000000",
            Some("20261205000000"),
            (CertificateRefused, "certificate-not-yet-valid"),
        ),
        ("20261202000000", "20270101000000", None, (CertificateRefused, "certificate-not-yet-valid")),
        ("20260101000000", "20270101000000", None, (Valid, "valid")),
    ] {
        let xml = good(&practice(from, until));
        let options = VerifyOptions { now: now.map(at), ..VerifyOptions::default() };
        let found = verify(xml.as_bytes(), &options);
        let code = match found.verdict {
            Valid => found
                .warnings
                .iter()
                .find(|note| note.code != "unknown-issuer")
                .map_or("valid", |note| note.code),
            _ => found.reason.code,
        };
        assert_eq!((found.verdict, code), expected, "{from} {until} {now:?}");
    }
    let undated = seal(
        &samples::unsigned(1).replace("20261201103000", ""),
        &practice("20260101000000", "20270101000000"),
    );
    let found = verify(undated.unwrap().as_bytes(), &VerifyOptions::default());
    assert_eq!(found.reason.code, "certificate-no-time");
}

#[test]
fn only_certificates_for_signing_sign() {
    for (container, code) in [
        (&key_file!("authority.p12")[..], "certificate-ca"),
        (&key_file!("encryption.p12")[..], "certificate-usage"),
    ] {
        assert_eq!(judged(&good(&samples::open(container))), (CertificateRefused, code));
    }
}

#[test]
fn a_certificate_never_vouches_for_itself() {
    let (issued, stranger) =
        (samples::open(key_file!("issued.p12")), practice("20260101000000", "20270101000000"));
    let mut by_authority = Trust::new();
    by_authority.add(samples::authority());
    let mut pinned = Trust::new();
    pinned.add(stranger.certificate().clone());
    let mut revoked = by_authority.clone();
    revoked.revoke(&samples::authority(), issued.certificate().serial());
    let nobody = Trust::new();
    for (what, key, trust, expected) in [
        ("the authority's own", &issued, &by_authority, (Valid, "valid")),
        ("a stranger", &stranger, &by_authority, (CertificateRefused, "certificate-untrusted")),
        ("a pinned stranger", &stranger, &pinned, (Valid, "valid")),
        ("another than the pinned one", &issued, &pinned, (CertificateRefused, "certificate-untrusted")),
        ("nobody is believed", &issued, &nobody, (CertificateRefused, "certificate-untrusted")),
        ("a revoked one", &issued, &revoked, (CertificateRefused, "certificate-revoked")),
    ] {
        let found = verify(good(key).as_bytes(), &VerifyOptions { trust: Some(trust), ..now() });
        assert_eq!((found.verdict, found.reason.code), expected, "{what}");
        assert!(found.warnings.is_empty(), "{what}");
    }
    let file = Trust::from_file(key_file!("authority.crt")).unwrap();
    assert!(file.believes(issued.certificate()) && !file.believes(stranger.certificate()));
}

#[test]
fn leading_zeros_of_the_key_name_only_warn() {
    let key = samples::sm2();
    let good = good(&key);
    for name in ["300000000a1b2c3", "000300000000a1b2c3"] {
        let xml = change(&good, ">0300000000a1b2c3<", &format!(">{name}<"));
        let found = verify(xml.as_bytes(), &now());
        assert_eq!(found.verdict, Valid, "{name}");
        assert!(found.warnings.iter().any(|note| note.code == "key-name-zeros"), "{name}");
    }
}

#[test]
fn a_signed_draft_cannot_be_turned_into_a_declaration() {
    let draft = samples::unsigned(1).replace("<ceb:appStatus>2<", "<ceb:appStatus>1<");
    let signed = seal(&draft, &samples::sm2()).unwrap();
    assert_eq!(judged(&signed.replace("<ceb:appStatus>1<", "<ceb:appStatus>2<")).0, BodyChanged);
}

#[test]
fn what_is_judged_is_what_is_read() {
    let xml = good(&samples::sm2());
    let parsed = parse(xml.as_bytes()).unwrap();
    let found = verify_parsed(&parsed, &now());
    assert!(found.is_valid());
    let name = parsed.root().descendants().find(|node| node.has_tag_name((CEB, "buyerName"))).unwrap();
    assert_eq!(name.text(), Some("李小宝"));
    let shown = serde_json::to_value(&found).unwrap();
    assert_eq!(shown["verdict"], "valid");
    assert_eq!(shown["algorithm"], "sm2-sm3");
    assert_eq!(shown["signer"]["serial"], "0300000000a1b2c3");
    assert_eq!(shown["signer"]["subject"], "C=CN, O=云舟******公司, CN=云舟******公司");
}

#[test]
fn only_messages_in_our_own_form_are_sealed() {
    let key = samples::sm2();
    let plain = samples::unsigned(1);
    let signed = good(&key);
    let cases = [
        (
            "another namespace",
            change(&plain, "<ceb:BaseTransfer>", "<ceb:BaseTransfer xmlns:a=\"urn:a\">"),
            SignError::Form,
        ),
        ("no xsi", change(&plain, "xmlns:xsi=", "xmlns:xsj="), SignError::Form),
        ("a receipt", plain.replace("CEB621", "CEB622"), SignError::Form),
        (
            "a language",
            change(&plain, "version=\"1.0\">", "version=\"1.0\" xml:lang=\"zh\">"),
            SignError::Form,
        ),
        (
            "an empty root",
            format!("<ceb:CEB621Message xmlns:ceb=\"{CEB}\" xmlns:xsi=\"{}\"/>", profile::XSI),
            SignError::Form,
        ),
        ("signed already", signed, SignError::AlreadySigned),
        ("no XML", "<".to_owned(), SignError::Unreadable(ParseError::Malformed { row: 1, col: 2 })),
    ];
    for (what, xml, error) in cases {
        let got = seal(&xml, &key).unwrap_err();
        assert_eq!(got.code(), error.code(), "{what}");
    }
}

/// A card that answers with something else than a signature by its certificate.
struct Hijacked(SoftKey);

impl Signer for Hijacked {
    fn certificate(&self) -> &Certificate {
        self.0.certificate()
    }
    fn algorithm(&self) -> Algorithm {
        self.0.algorithm()
    }
    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, SignError> {
        self.0.sign(b"something else")
    }
}

#[test]
fn a_signature_is_checked_before_it_is_used() {
    assert_eq!(seal(&samples::unsigned(1), &Hijacked(samples::sm2())), Err(SignError::WrongSignature));
}

#[test]
fn containers_of_every_cipher_open_with_their_password_only() {
    for (what, container) in [
        ("AES-256", &key_file!("rsa2048.p12")[..]),
        ("triple DES", key_file!("rsa2048-3des.p12")),
        ("RC2 and triple DES", key_file!("rsa1024.p12")),
        ("SM2 in AES-256", key_file!("sm2.p12")),
        ("SM2 in triple DES", key_file!("sm2-3des.p12")),
        ("SM2 in triple DES of the newer scheme", key_file!("sm2-pbes2-3des.p12")),
        ("with its authority", key_file!("issued.p12")),
    ] {
        assert!(open_pkcs12(container, samples::PASSWORD).is_ok(), "{what}");
        assert_eq!(open_pkcs12(container, "wrong").err(), Some(OpenError::WrongPassword), "{what}");
        assert_eq!(
            open_pkcs12(&container[..container.len() / 2], "wrong").err(),
            Some(OpenError::NotPkcs12),
            "{what}"
        );
    }
    let camellia = open_pkcs12(key_file!("sm2-camellia.p12"), samples::PASSWORD);
    assert_eq!(camellia.err(), Some(OpenError::UnsupportedCipher));
    assert_eq!(open_pkcs12(b"", "").err(), Some(OpenError::NotPkcs12));
    let old = samples::rsa1024();
    assert_eq!(old.certificate().serial(), "0a1b2c3d");
    assert_eq!(old.certificate().enterprise_name(), Some("测试公司"));
    assert_eq!(old.certificate().enterprise_code(), Some("110196T001"));
    assert_eq!(old.certificate().subject(), "C=CN, O=云舟测试电商有限公司, CN=云舟测试电商有限公司");
    assert!(old.with_algorithm(Algorithm::RsaSha256).is_err());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]

    /// Whatever the bytes: a verdict, and only the untouched message is valid.
    #[test]
    fn no_bytes_make_the_verifier_panic(bytes: Vec<u8>) {
        proptest::prop_assert!(!verify(&bytes, &now()).is_valid());
        let _ = open_pkcs12(&bytes, "x");
        let _ = Certificate::from_file(&bytes);
    }

    #[test]
    fn one_changed_octet_is_never_a_panic(at in 0..6000_usize, to: u8) {
        let mut bytes = good(&samples::rsa1024()).into_bytes();
        let at = at % bytes.len();
        bytes[at] = to;
        let _ = verify(&bytes, &now());
    }
}
