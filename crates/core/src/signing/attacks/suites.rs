//! What the public suites of XML signatures try (xmlsec's merlin, phaos and aleksey trees, Santuario's IAIK and truncation
//! files, xml-crypto, ruby-saml), as small documents of our own. Our profile is narrow: all of it is refused, by the rule
//! that is meant to refuse it.
#![allow(clippy::unwrap_used, reason = "a change that no longer applies must stop the test")]

use super::super::samples;
use super::super::{Signer, Verdict, profile, verify};
use super::{between, change, good, judged, now, resigned, signature_of};
use Verdict::{NoSignature, ProfileRefused, Valid};

/// (where it is tried, what it is, the change of a good message, the code that refuses it).
type Feature = (&'static str, &'static str, fn(&str) -> String, &'static str);

fn reference(xml: &str, to: &str) -> String {
    change(xml, "<ds:Reference URI=\"\">", to)
}

fn key_info(xml: &str, content: &str) -> String {
    let old = between(xml, "<ds:KeyInfo>", "</ds:KeyInfo>").to_owned();
    change(xml, &old, content)
}

fn transform(xml: &str, algorithm: &str, content: &str) -> String {
    let old = format!("<ds:Transform Algorithm=\"{}\"></ds:Transform>", profile::ENVELOPED);
    let more = format!("<ds:Transform Algorithm=\"{algorithm}\">{content}</ds:Transform>");
    change(xml, &old, &format!("{old}{more}"))
}

fn only_transform(xml: &str, algorithm: &str) -> String {
    change(xml, profile::ENVELOPED, algorithm)
}

fn method(xml: &str, algorithm: &str) -> String {
    let old = between(xml, "SignatureMethod Algorithm=\"", "\"").to_owned();
    change(xml, &old, algorithm)
}

fn digest(xml: &str, algorithm: &str) -> String {
    let old = between(xml, "DigestMethod Algorithm=\"", "\"").to_owned();
    change(xml, &old, algorithm)
}

fn with_object(xml: &str, object: &str) -> String {
    change(xml, "</ds:KeyInfo>", &format!("</ds:KeyInfo><ds:Object>{object}</ds:Object>"))
}

/// The signature alone, over something that is not in the message.
fn alone(xml: &str, uri: &str, object: &str) -> String {
    let signature = reference(signature_of(xml), &format!("<ds:Reference URI=\"{uri}\">"));
    signature.replace("</ds:KeyInfo>", &format!("</ds:KeyInfo>{object}"))
}

const FEATURES: &[Feature] = &[
    // Kinds of signature: around the content, apart from it, over several things.
    (
        "merlin",
        "enveloping",
        |xml| alone(xml, "#object", "<ds:Object Id=\"object\">text</ds:Object>"),
        "root-unknown",
    ),
    (
        "merlin",
        "detached and outside",
        |xml| alone(xml, "http://www.example.com/picture.png", ""),
        "root-unknown",
    ),
    (
        "merlin",
        "detached beside",
        |xml| {
            format!(
                "<Envelope xmlns=\"urn:envelope\"><Body Id=\"body\">text</Body>{}</Envelope>",
                alone(xml, "#body", "")
            )
        },
        "root-unknown",
    ),
    ("merlin", "an object in a message", |xml| with_object(xml, "text"), "signature-structure"),
    (
        "merlin",
        "a reference to an object",
        |xml| with_object(&reference(xml, "<ds:Reference URI=\"#object\">"), "text"),
        "signature-structure",
    ),
    (
        "merlin",
        "a reference to a file",
        |xml| reference(xml, "<ds:Reference URI=\"message.xml\">"),
        "reference",
    ),
    (
        "merlin",
        "a reference to the net",
        |xml| reference(xml, "<ds:Reference URI=\"http://127.0.0.1/\">"),
        "reference",
    ),
    (
        "merlin",
        "a manifest",
        |xml| with_object(xml, "<ds:Manifest Id=\"m\"></ds:Manifest>"),
        "signature-structure",
    ),
    (
        "merlin",
        "properties",
        |xml| {
            with_object(
                xml,
                "<ds:SignatureProperties><ds:SignatureProperty Target=\"#s\"/></ds:SignatureProperties>",
            )
        },
        "signature-structure",
    ),
    (
        "merlin",
        "a pointer by id",
        |xml| reference(xml, "<ds:Reference URI=\"#xpointer(id('body'))\">"),
        "reference",
    ),
    (
        "phaos",
        "a reference with a type",
        |xml| reference(xml, "<ds:Reference URI=\"\" Type=\"http://www.w3.org/2000/09/xmldsig#Object\">"),
        "reference",
    ),
    (
        "aleksey",
        "an attribute of the reference in a namespace",
        |xml| reference(xml, "<ds:Reference xmlns:x=\"urn:x\" x:URI=\"\">"),
        "reference",
    ),
    // Keys: everything but one name and one certificate.
    (
        "merlin",
        "a key value",
        |xml| {
            key_info(
                xml,
                "<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQ==</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>",
            )
        },
        "signature-structure",
    ),
    (
        "merlin",
        "a key value beside the certificate",
        |xml| change(xml, "</ds:KeyName>", "</ds:KeyName><ds:KeyValue></ds:KeyValue>"),
        "signature-structure",
    ),
    (
        "merlin",
        "a method to fetch the key",
        |xml| {
            key_info(
                xml,
                "<ds:RetrievalMethod URI=\"certs/lugh.crt\" Type=\"http://www.w3.org/2000/09/xmldsig#rawX509Certificate\"/>",
            )
        },
        "signature-structure",
    ),
    ("merlin", "a name alone", |xml| key_info(xml, "<ds:KeyName>Lugh</ds:KeyName>"), "signature-structure"),
    (
        "merlin",
        "issuer and serial",
        |xml| {
            let data = between(xml, "<ds:X509Data>", "</ds:X509Data>").to_owned();
            change(
                xml,
                &data,
                "<ds:X509IssuerSerial><ds:X509IssuerName>CN=x</ds:X509IssuerName><ds:X509SerialNumber>1</ds:X509SerialNumber></ds:X509IssuerSerial>",
            )
        },
        "signature-structure",
    ),
    (
        "merlin",
        "a subject name",
        |xml| change(xml, "<ds:X509Data>", "<ds:X509Data><ds:X509SubjectName>CN=x</ds:X509SubjectName>"),
        "signature-structure",
    ),
    (
        "merlin",
        "a revocation list",
        |xml| change(xml, "</ds:X509Data>", "<ds:X509CRL>AA==</ds:X509CRL></ds:X509Data>"),
        "signature-structure",
    ),
    (
        "aleksey",
        "two groups of certificates",
        |xml| change(xml, "</ds:X509Data>", "</ds:X509Data><ds:X509Data></ds:X509Data>"),
        "signature-structure",
    ),
    (
        "xmldsig11",
        "a reference to key data",
        |xml| {
            key_info(
                xml,
                "<dsig11:KeyInfoReference xmlns:dsig11=\"http://www.w3.org/2009/xmldsig11#\" URI=\"#k\"/>",
            )
        },
        "signature-structure",
    ),
    (
        "merlin",
        "no key at all",
        |xml| {
            let info = between(xml, "<ds:KeyInfo>", "</ds:KeyInfo>").to_owned();
            change(xml, &format!("<ds:KeyInfo>{info}</ds:KeyInfo>"), "")
        },
        "signature-structure",
    ),
    // Transforms behind the only one that may be there, and in its place.
    (
        "merlin",
        "base64 as a transform",
        |xml| transform(xml, "http://www.w3.org/2000/09/xmldsig#base64", ""),
        "signature-structure",
    ),
    (
        "merlin",
        "a path that drops what it does not name",
        |xml| {
            transform(
                xml,
                "http://www.w3.org/TR/1999/REC-xpath-19991116",
                "<ds:XPath>not(ancestor-or-self::x)</ds:XPath>",
            )
        },
        "signature-structure",
    ),
    (
        "merlin",
        "the function here()",
        |xml| {
            transform(
                xml,
                "http://www.w3.org/TR/1999/REC-xpath-19991116",
                "<ds:XPath>count(ancestor-or-self::node() | here()/ancestor::node()) = 1</ds:XPath>",
            )
        },
        "signature-structure",
    ),
    (
        "merlin",
        "a filter of the second kind",
        |xml| {
            transform(
                xml,
                "http://www.w3.org/2002/06/xmldsig-filter2",
                "<XPath xmlns=\"http://www.w3.org/2002/06/xmldsig-filter2\" Filter=\"subtract\">//x</XPath>",
            )
        },
        "signature-structure",
    ),
    (
        "merlin",
        "a stylesheet",
        |xml| {
            transform(
                xml,
                "http://www.w3.org/TR/1999/REC-xslt-19991116",
                "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\"/>",
            )
        },
        "signature-structure",
    ),
    (
        "iaik",
        "a canonical form as a transform",
        |xml| transform(xml, profile::C14N, ""),
        "signature-structure",
    ),
    ("iaik", "a canonical form as the only transform", |xml| only_transform(xml, profile::C14N), "transform"),
    (
        "aleksey",
        "a filter of the second kind alone",
        |xml| only_transform(xml, "http://www.w3.org/2002/06/xmldsig-filter2"),
        "transform",
    ),
    ("aleksey", "an unknown transform", |xml| only_transform(xml, "urn:unknown"), "transform"),
    (
        "aleksey",
        "no transform",
        |xml| {
            let one = between(xml, "<ds:Transforms>", "</ds:Transforms>").to_owned();
            change(xml, &one, "")
        },
        "signature-structure",
    ),
    (
        "aleksey",
        "no list of transforms",
        |xml| {
            let one = between(xml, "<ds:Transforms>", "</ds:Transforms>").to_owned();
            change(xml, &format!("<ds:Transforms>{one}</ds:Transforms>"), "")
        },
        "signature-structure",
    ),
    // Canonical forms other than the one.
    (
        "merlin-exc",
        "the exclusive form with a list of prefixes",
        |xml| {
            let old = format!("<ds:CanonicalizationMethod Algorithm=\"{}\">", profile::C14N);
            let list =
                "<InclusiveNamespaces xmlns=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"ceb\"/>";
            change(
                xml,
                &old,
                &format!(
                    "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\">{list}"
                ),
            )
        },
        "signature-structure",
    ),
    (
        "merlin-exc",
        "the exclusive form with comments",
        |xml| change(xml, profile::C14N, "http://www.w3.org/2001/10/xml-exc-c14n#WithComments"),
        "canonicalization",
    ),
    (
        "xmldsig2ed",
        "version 1.1 of the form",
        |xml| change(xml, profile::C14N, "http://www.w3.org/2006/12/xml-c14n11"),
        "canonicalization",
    ),
    ("aleksey", "an empty name of the form", |xml| change(xml, profile::C14N, ""), "canonicalization"),
    // Algorithms of every other kind.
    ("merlin", "DSA", |xml| method(xml, "http://www.w3.org/2000/09/xmldsig#dsa-sha1"), "algorithm"),
    ("merlin", "a secret key", |xml| method(xml, "http://www.w3.org/2000/09/xmldsig#hmac-sha1"), "algorithm"),
    (
        "phaos",
        "a secret key cut to 40 bits",
        |xml| {
            let xml = method(xml, "http://www.w3.org/2000/09/xmldsig#hmac-sha1");
            change(
                &xml,
                "</ds:SignatureMethod>",
                "<ds:HMACOutputLength>40</ds:HMACOutputLength></ds:SignatureMethod>",
            )
        },
        "signature-structure",
    ),
    (
        "santuario",
        "a secret key cut to nothing",
        |xml| {
            let xml = method(xml, "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256");
            change(
                &xml,
                "</ds:SignatureMethod>",
                "<ds:HMACOutputLength>0</ds:HMACOutputLength></ds:SignatureMethod>",
            )
        },
        "signature-structure",
    ),
    (
        "aleksey",
        "an elliptic curve",
        |xml| method(xml, "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"),
        "algorithm",
    ),
    (
        "aleksey",
        "RSA with MD5",
        |xml| method(xml, "http://www.w3.org/2001/04/xmldsig-more#rsa-md5"),
        "algorithm",
    ),
    (
        "aleksey",
        "RSA with SHA-512",
        |xml| method(xml, "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"),
        "algorithm",
    ),
    (
        "aleksey",
        "RSA with PSS",
        |xml| method(xml, "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1"),
        "algorithm",
    ),
    (
        "aleksey",
        "RIPEMD as the digest",
        |xml| digest(xml, "http://www.w3.org/2001/04/xmlenc#ripemd160"),
        "algorithm",
    ),
    (
        "aleksey",
        "SHA-512 as the digest",
        |xml| digest(xml, "http://www.w3.org/2001/04/xmlenc#sha512"),
        "algorithm",
    ),
    (
        "aleksey",
        "an algorithm with white space",
        |xml| {
            let old = between(xml, "DigestMethod Algorithm=\"", "\"").to_owned();
            digest(xml, &format!("{old} "))
        },
        "algorithm",
    ),
    // What libraries have fallen for.
    (
        "xml-crypto",
        "several SignedInfo, the good one last",
        |xml| change(xml, "<ds:SignedInfo>", "<ds:SignedInfo></ds:SignedInfo><ds:SignedInfo>"),
        "signature-structure",
    ),
    (
        "xml-crypto",
        "SignedInfo inside SignedInfo",
        |xml| {
            let info = between(xml, "<ds:SignedInfo>", "</ds:SignedInfo>").to_owned();
            change(xml, "</ds:SignedInfo>", &format!("<ds:SignedInfo>{info}</ds:SignedInfo></ds:SignedInfo>"))
        },
        "signature-structure",
    ),
    (
        "xml-crypto",
        "a digest cut by a comment",
        |xml| {
            let old = between(xml, "<ds:DigestValue>", "</ds:DigestValue>").to_owned();
            change(xml, &old, &format!("{}<!-- -->{}", &old[..8], &old[8..]))
        },
        "xml-comment",
    ),
    (
        "xml-crypto",
        "another digest behind a comment",
        |xml| change(xml, "<ds:DigestValue>", "<ds:DigestValue><!--AAAA-->"),
        "xml-comment",
    ),
    (
        "xml-crypto",
        "an id on the root that the reference names",
        |xml| {
            let xml = reference(xml, "<ds:Reference URI=\"#x\">");
            change(&xml, "<ceb:CEB621Message ", "<ceb:CEB621Message Id=\"x\" ")
        },
        "reference",
    ),
    (
        "xml-crypto",
        "two attributes of the same name",
        |xml| change(xml, "<ceb:CEB621Message ", "<ceb:CEB621Message Id=\"x\" Id=\"y\" "),
        "xml-malformed",
    ),
    (
        "ruby-saml",
        "a concealed record in an extension of the signature",
        |xml| {
            let record = between(xml, "<ceb:Inventory>", "</ceb:Inventory>").to_owned();
            with_object(xml, &format!("<ceb:Inventory>{record}</ceb:Inventory>"))
        },
        "signature-structure",
    ),
    (
        "ruby-saml",
        "a signature in another prefix at the front",
        |xml| {
            let other = signature_of(xml).replace("ds:", "x:").replace("xmlns:ds", "xmlns:x");
            change(xml, "<ceb:Inventory>", &format!("{other}<ceb:Inventory>"))
        },
        "signature-place",
    ),
    (
        "ruby-saml",
        "an element of the signature namespace in a record",
        |xml| {
            change(
                xml,
                "<ceb:note>",
                "<ceb:note><d:DigestValue xmlns:d=\"http://www.w3.org/2000/09/xmldsig#\"/>",
            )
        },
        "signature-place",
    ),
    ("ruby-saml", "an entity in a value", |xml| change(xml, "376.00", "&amount;"), "xml-malformed"),
    ("ruby-saml", "a document type that says nothing", |xml| change(xml, "?>", "?><!DOCTYPE a>"), "xml-dtd"),
    ("ruby-saml", "a comment in the name", |xml| change(xml, "李小宝", "李小宝<!---->二"), "xml-comment"),
    (
        "ruby-saml",
        "an empty signature",
        |xml| {
            let all = signature_of(xml).to_owned();
            change(xml, &all, "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/>")
        },
        "signature-structure",
    ),
    (
        "ruby-saml",
        "a signature of another namespace",
        |xml| xml.replace("xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"", "xmlns:ds=\"urn:other\""),
        "no-signature",
    ),
];

#[test]
fn every_feature_of_the_public_suites_is_refused_by_its_rule() {
    for key in [samples::rsa1024(), samples::sm2()] {
        let good = good(&key);
        for (suite, what, attack, code) in FEATURES {
            let changed = attack(&good);
            assert_ne!(changed, good, "{suite}: {what}");
            let (verdict, found) = judged(&changed);
            assert_eq!(found, *code, "{suite}: {what}, {:?}", key.algorithm());
            let expected = if *code == "no-signature" { NoSignature } else { ProfileRefused };
            assert_eq!(verdict, expected, "{suite}: {what}, {:?}", key.algorithm());
        }
    }
}

/// A dishonest holder of a key signs what SignedInfo says after the change: nothing of it may become valid by that.
#[test]
fn nothing_of_it_becomes_valid_by_signing_it() {
    let key = samples::sm2();
    let good = good(&key);
    for (suite, what, attack, _) in FEATURES {
        let changed = attack(&good);
        if changed.matches("<ds:SignedInfo>").count() != 1 || roxmltree::Document::parse(&changed).is_err() {
            continue;
        }
        let signed = resigned(&changed, &key, str::to_owned);
        assert!(!verify(signed.as_bytes(), &now()).is_valid(), "{suite}: {what}");
    }
}

/// What real clients on other systems write, and every reader of the profile must take.
#[test]
fn other_spellings_of_the_same_signature_stay_valid() {
    for key in samples::keys() {
        let good = good(&key);
        let wrapped = |xml: &str, element: &str, by: &str| {
            let old = between(xml, &format!("<ds:{element}>"), "<").to_owned();
            let lines: Vec<_> = old.as_bytes().chunks(76).map(|l| std::str::from_utf8(l).unwrap()).collect();
            change(xml, &old, &lines.join(by))
        };
        for (what, xml) in [
            ("escaped carriage returns in the value", wrapped(&good, "SignatureValue", "&#13;\n")),
            ("escaped carriage returns in the certificate", wrapped(&good, "X509Certificate", "&#xD;\n")),
            ("line feeds in the certificate", wrapped(&good, "X509Certificate", "\n")),
            ("a section in the value", {
                let old = between(&good, "<ds:SignatureValue>", "<").to_owned();
                change(&good, &old, &format!("<![CDATA[{}]]>{}", &old[..9], &old[9..]))
            }),
            ("empty tags in SignedInfo", good.replace("></ds:CanonicalizationMethod>", "/>")),
            ("blanks in tags", good.replace("</ds:Transform>", "</ds:Transform\n >")),
            ("character references in a name", good.replace("www.w3.org/TR/2001", "www.w3.org&#47;TR/2001")),
            ("line ends of the old Macintosh", good.replace('\n', "\r")),
            ("a comment before the root", change(&good, "?>", "?><!-- a -->")),
        ] {
            assert_eq!(judged(&xml), (Valid, "valid"), "{what}, {:?}", key.algorithm());
        }
        // An instruction outside the root is part of what is signed; a comment is not.
        assert_eq!(judged(&change(&good, "?>", "?><?p i?>")).1, "body-changed");
    }
}

/// Bytes that no suite has, in the shape that costs most: each is refused before the work begins.
#[test]
fn bombs_are_refused_before_the_work() {
    let good = good(&samples::sm2());
    let long = "A".repeat(100 << 20);
    let some = &long[..30 << 20];
    let deep = format!("{}{}", "<ds:a>".repeat(100_000), "</ds:a>".repeat(100_000));
    let beside = |more: String| change(&good, "<ceb:BaseTransfer>", &(more + "<ceb:BaseTransfer>"));
    let bombs: [(&str, &dyn Fn() -> String, &str); 12] = [
        ("100 MB of text", &|| change(&good, "李小宝", &long), "xml-too-large"),
        (
            "100 MB of an attribute",
            &|| change(&good, "version=\"1.0\">", &format!("version=\"{long}\">")),
            "xml-too-large",
        ),
        ("30 MB of base64 in the value", &|| with(&good, "SignatureValue", some), "signature-structure"),
        (
            "30 MB of base64 in the certificate",
            &|| with(&good, "X509Certificate", some),
            "signature-structure",
        ),
        ("30 MB of base64 in the digest", &|| with(&good, "DigestValue", some), "signature-structure"),
        ("30 MB of a name of the key", &|| with(&good, "KeyName", some), "signature-structure"),
        ("30 MB of an algorithm", &|| change(&good, profile::C14N, some), "canonicalization"),
        ("100,000 deep in the signature", &|| with(&good, "DigestValue", &deep), "xml-too-deep"),
        (
            "a million attributes on the signature",
            &|| {
                let many: String = (0..1_000_000).map(|n| format!(" a{n}=''")).collect();
                change(&good, "<ds:Signature ", &format!("<ds:Signature{many} "))
            },
            "xml-too-many-attributes",
        ),
        (
            "a million declarations",
            &|| beside("<a xmlns:b='u:b'/>".repeat(1_000_000)),
            "xml-too-many-attributes",
        ),
        ("a million elements", &|| beside("<a/>".repeat(1_000_000)), "xml-too-many-elements"),
        ("a million signatures", &|| beside("<ds:Signature/>".repeat(1_000_000)), "xml-too-many-elements"),
    ];
    for (what, bomb, code) in bombs {
        assert_eq!(judged(&bomb()), (ProfileRefused, code), "{what}");
    }
}

fn with(xml: &str, element: &str, content: &str) -> String {
    let old = between(xml, &format!("<ds:{element}>"), &format!("</ds:{element}>")).to_owned();
    change(xml, &old, content)
}
