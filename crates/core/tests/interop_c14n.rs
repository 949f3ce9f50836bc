//! Canonical octets, by hand and by another program: every rule of Canonical XML 1.0 that a document without DTD can meet.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the purity of core is not that of its tests"
)]
#![allow(clippy::unwrap_used, reason = "a test stops where its surroundings are broken")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::{Engine, engine::general_purpose::STANDARD};
use clearance_core::signing::{Digest, canonical_document, canonical_element, parse};

/// (the rule, a document, its canonical form). Every root has an end tag, so that the other program can sign it.
const VECTORS: &[(&str, &str, &str)] = &[
    ("the declaration goes", "<?xml version='1.0' encoding='utf-8' standalone='no'?>\n<a></a>\n", "<a></a>"),
    ("a declaration with line breaks goes", "<?xml\n version='1.0'\n?>\n<a></a>", "<a></a>"),
    (
        "instructions outside the root stay, one a line, comments go",
        "<?xml version='1.0'?>\n\n<?before   with  blanks ?>\n\n<!-- one -->\n<a>x</a>\n\n<?after?>\n\n<!-- two --><?last  ?>",
        "<?before with  blanks ?>\n<a>x</a>\n<?after?>\n<?last?>",
    ),
    (
        "white space inside stays",
        "<a>\n  <b>  one \t two </b>\n\n  <c> x<d/>y </c>\n</a>",
        "<a>\n  <b>  one \t two </b>\n\n  <c> x<d></d>y </c>\n</a>",
    ),
    ("line ends are one line feed", "<a>1\r\n2\r3\n4\r\r\n5</a>", "<a>1\n2\n3\n4\n\n5</a>"),
    ("a carriage return that was written out stays", "<a>1&#13;\n2&#xD;</a>", "<a>1&#xD;\n2&#xD;</a>"),
    (
        "attributes are sorted, default quotes, one blank",
        "<a   z = '1'\n\tb=\"2\"   a='3' ></a>",
        "<a a=\"3\" b=\"2\" z=\"1\"></a>",
    ),
    (
        "attributes of namespaces come after the others, by the name of the namespace",
        "<a xmlns:p='urn:z' xmlns:q='urn:a' p:one='1' q:two='2' three='3' q:alpha='4'></a>",
        "<a xmlns:p=\"urn:z\" xmlns:q=\"urn:a\" three=\"3\" q:alpha=\"4\" q:two=\"2\" p:one=\"1\"></a>",
    ),
    (
        "declarations come first, the default one before all, by their prefix",
        "<a y='1' xmlns:z='urn:1' xmlns='urn:3' xmlns:b='urn:2'></a>",
        "<a xmlns=\"urn:3\" xmlns:b=\"urn:2\" xmlns:z=\"urn:1\" y=\"1\"></a>",
    ),
    (
        "what is declared above is not declared again",
        "<a xmlns='urn:1' xmlns:p='urn:2'><b xmlns='urn:1' xmlns:p='urn:2'><p:c xmlns:p='urn:3'/></b></a>",
        "<a xmlns=\"urn:1\" xmlns:p=\"urn:2\"><b><p:c xmlns:p=\"urn:3\"></p:c></b></a>",
    ),
    (
        "what is declared again after another declaration is written",
        "<a xmlns:p='urn:1'><b xmlns:p='urn:2'><c xmlns:p='urn:1'><d xmlns:p='urn:1'/></c></b></a>",
        "<a xmlns:p=\"urn:1\"><b xmlns:p=\"urn:2\"><c xmlns:p=\"urn:1\"><d></d></c></b></a>",
    ),
    (
        "an empty default namespace is written only where it undoes one",
        "<a xmlns=''><b xmlns='urn:1'><c xmlns=''><d xmlns=''/><e xmlns='urn:1'/></c></b></a>",
        "<a><b xmlns=\"urn:1\"><c xmlns=\"\"><d></d><e xmlns=\"urn:1\"></e></c></b></a>",
    ),
    (
        "declarations that nobody uses stay",
        "<a><b xmlns:unused='urn:1'><c/></b></a>",
        "<a><b xmlns:unused=\"urn:1\"><c></c></b></a>",
    ),
    (
        "two prefixes of one name stay two",
        "<p:a xmlns:q='urn:1' xmlns:p='urn:1'><q:b p:x='1'/></p:a>",
        "<p:a xmlns:p=\"urn:1\" xmlns:q=\"urn:1\"><q:b p:x=\"1\"></q:b></p:a>",
    ),
    ("empty tags become pairs", "<a><b/><c /><d\n/><e></e></a>", "<a><b></b><c></c><d></d><e></e></a>"),
    (
        "references to signs become the signs",
        "<a>&#65;&#x42;&#x4E2D;&#128512; &quot;&apos;</a>",
        "<a>AB中😀 \"'</a>",
    ),
    (
        "three signs of a text are written out",
        "<a>&lt; &gt; &amp; > ]]&gt;</a>",
        "<a>&lt; &gt; &amp; &gt; ]]&gt;</a>",
    ),
    (
        "sections become text",
        "<a><![CDATA[<b> & \"c\" > ]]>d<![CDATA[]]><![CDATA[]]&gt;]]></a>",
        "<a>&lt;b&gt; &amp; \"c\" &gt; d]]&amp;gt;</a>",
    ),
    ("line ends in a section are one line feed", "<a><![CDATA[1\r\n2\r3]]></a>", "<a>1\n2\n3</a>"),
    (
        "white space in an attribute becomes blanks",
        "<a b='1\t2\n3\r\n4\r5  6'></a>",
        "<a b=\"1 2 3 4 5  6\"></a>",
    ),
    (
        "white space in an attribute that was written out stays",
        "<a b='&#9;&#10;&#13;&#32;'></a>",
        "<a b=\"&#x9;&#xA;&#xD; \"></a>",
    ),
    (
        "three signs of an attribute are written out",
        "<a b='&lt;&gt;&amp;&quot;&apos;' c=\"'>\"></a>",
        "<a b=\"&lt;>&amp;&quot;'\" c=\"'>\"></a>",
    ),
    (
        "attributes of xml are attributes as others",
        "<a xml:lang='zh' xml:space='preserve' b='1' xml:id='x'><b xml:lang='en'/></a>",
        "<a b=\"1\" xml:id=\"x\" xml:lang=\"zh\" xml:space=\"preserve\"><b xml:lang=\"en\"></b></a>",
    ),
    (
        "the prefix xml is never declared",
        "<a xmlns:xml='http://www.w3.org/XML/1998/namespace' xml:lang='zh'></a>",
        "<a xml:lang=\"zh\"></a>",
    ),
    (
        "names are sorted by their octets",
        "<a b='1' B='2' é='3' 中='4' _='5' b.c='6' b-c='7'></a>",
        "<a B=\"2\" _=\"5\" b=\"1\" b-c=\"7\" b.c=\"6\" é=\"3\" 中=\"4\"></a>",
    ),
    ("a byte order mark goes", "\u{feff}<a>\u{feff}</a>", "<a>\u{feff}</a>"),
];

/// What has no canonical form here: it is refused before there could be one.
const REFUSED: &[(&str, &str, &str)] = &[
    ("a DTD with default attributes", "<!DOCTYPE a [<!ATTLIST b c CDATA 'd'>]><a><b/></a>", "xml-dtd"),
    ("an entity", "<!DOCTYPE a [<!ENTITY e 'text'>]><a>&e;</a>", "xml-dtd"),
    ("an external entity", "<!DOCTYPE a [<!ENTITY e SYSTEM 'world.txt'>]><a>&e;</a>", "xml-dtd"),
    (
        "an attribute that a DTD makes a list",
        "<!DOCTYPE a [<!ATTLIST a b NMTOKENS #IMPLIED>]><a b=' x  y '/>",
        "xml-dtd",
    ),
    ("a comment in the root", "<a>1<!-- 2 -->3</a>", "xml-comment"),
    ("an instruction in the root", "<a>1<?p 2?>3</a>", "xml-processing-instruction"),
    ("another encoding", "<?xml version='1.0' encoding='ISO-8859-1'?><a>x</a>", "xml-other-encoding"),
    ("a prefix that is not declared", "<p:a/>", "xml-malformed"),
    ("a prefix that is taken back", "<a xmlns:p='urn:1'><b xmlns:p=''/></a>", "no canonical form"),
    ("a relative name", "<a xmlns='../x'/>", "no canonical form"),
];

fn ours(xml: &str) -> Result<String, &'static str> {
    let parsed = parse(xml.as_bytes()).map_err(|error| error.code())?;
    let canonical = canonical_document(&parsed.document, None).map_err(|_| "no canonical form")?;
    Ok(String::from_utf8(canonical.octets).unwrap())
}

#[test]
fn our_canonical_form_is_the_one_by_hand() {
    for (rule, xml, canonical) in VECTORS {
        assert_eq!(ours(xml).as_deref(), Ok(*canonical), "{rule}");
        assert_eq!(ours(canonical).as_deref(), Ok(*canonical), "{rule}: once more");
    }
    // libxml2 writes the sign as it is, and what it writes is then no XML; the recommendation escapes it.
    let ampersand = "<a xmlns:p=\"http://x/?a=1&amp;b=2\"></a>";
    assert_eq!(ours(ampersand).as_deref(), Ok(ampersand));
    for (what, xml, code) in REFUSED {
        assert_eq!(ours(xml), Err(*code), "{what}");
    }
}

/// A part of a document carries the declarations and the `xml:` attributes of what stands around it.
#[test]
fn a_part_is_canonical_in_its_context() {
    for (xml, canonical) in [
        ("<a xmlns:p='urn:1'><b/></a>", "<b xmlns:p=\"urn:1\"></b>"),
        (
            "<a xmlns='urn:1' xmlns:p='urn:2' p:x='1' y='2'><b z='3'/></a>",
            "<b xmlns=\"urn:1\" xmlns:p=\"urn:2\" z=\"3\"></b>",
        ),
        ("<a xmlns='urn:1'><b xmlns=''><c/></b></a>", "<b><c></c></b>"),
        ("<a xmlns:p='urn:1'><b xmlns:p='urn:2'/></a>", "<b xmlns:p=\"urn:2\"></b>"),
        (
            "<a xml:lang='zh' xml:space='preserve' xml:base='http://x/'><b xml:lang='en'><c/></b></a>",
            "<b xml:base=\"http://x/\" xml:lang=\"en\" xml:space=\"preserve\"><c></c></b>",
        ),
        ("<a><b xmlns:p='urn:1'><p:c xmlns:p='urn:1'/></b></a>", "<b xmlns:p=\"urn:1\"><p:c></p:c></b>"),
    ] {
        let parsed = parse(xml.as_bytes()).unwrap();
        let part = canonical_element(parsed.root().first_element_child().unwrap()).unwrap();
        assert_eq!(String::from_utf8(part).unwrap(), canonical, "{xml}");
    }
}

/// The same documents, signed by xmlsec1: its digest is that of the octets by hand, so libxml2 wrote the same ones.
#[test]
fn libxml2_writes_the_same_octets() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interop_c14n");
    std::fs::create_dir_all(&folder).unwrap();
    let secret = folder.join("key.pem");
    pem(&secret);
    let file = folder.join("vector.xml");
    for (rule, xml, canonical) in VECTORS {
        let end = xml.rfind("</").unwrap();
        std::fs::write(&file, format!("{}{TEMPLATE}{}", &xml[..end], &xml[end..])).unwrap();
        let output = Command::new("xmlsec1")
            .args(["--sign", "--privkey-pem"])
            .args([&secret, &file])
            .stdin(Stdio::null())
            .output()
            .expect("this test needs xmlsec1 (apt-get install xmlsec1)");
        let signed = String::from_utf8_lossy(&output.stdout);
        let theirs = signed.split_once("DigestValue>").and_then(|(_, rest)| rest.split_once('<'));
        let theirs =
            theirs.unwrap_or_else(|| panic!("{rule}: {}", String::from_utf8_lossy(&output.stderr))).0;
        assert_eq!(theirs, STANDARD.encode(Digest::Sha1.of(canonical.as_bytes())), "{rule}");
    }
    std::fs::remove_file(&secret).unwrap();
}

const TEMPLATE: &str = concat!(
    "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><SignedInfo>",
    "<CanonicalizationMethod Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"/>",
    "<SignatureMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#rsa-sha1\"/><Reference URI=\"\"><Transforms>",
    "<Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/></Transforms>",
    "<DigestMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#sha1\"/><DigestValue/></Reference></SignedInfo>",
    "<SignatureValue/></Signature>",
);

/// Takes a test key out of its container.
fn pem(to: &PathBuf) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/keys/rsa2048.p12");
    let opened = Command::new("openssl")
        .args(["pkcs12", "-nodes", "-nocerts", "-passin", "pass:clearance-test", "-in"])
        .arg(from)
        .arg("-out")
        .arg(to)
        .stdin(Stdio::null())
        .output()
        .expect("this test needs openssl (apt-get install openssl)");
    assert!(opened.status.success(), "{}", String::from_utf8_lossy(&opened.stderr));
}
