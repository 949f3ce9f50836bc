//! Other programs read our signatures and we read theirs: xmlsec1 for RSA, openssl for SM2.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the purity of core is not that of its tests"
)]
#![allow(clippy::unwrap_used, reason = "a test stops where its surroundings are broken")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::{Engine, engine::general_purpose::STANDARD};
use clearance_core::signing::{
    self, Algorithm, SoftKey, Verdict, VerifyOptions, canonical_document, canonical_element, open_pkcs12,
};
use clearance_core::time::BeijingTime;

const PASSWORD: &str = "clearance-test";
const PASSWORD_ARGUMENT: &str = "pass:clearance-test";
const IDENTITY: &str = "distid:1234567812345678";

/// A text with everything that a canonical form changes.
const NOTE: &str = "奶粉 &amp; 米粉 &lt;2段&gt; &#13;<![CDATA[ & ]]>";

const RSA: [(&str, &str, Algorithm); 3] = [
    ("rsa1024.p12", "rsa1024.crt", Algorithm::RsaSha1),
    ("rsa2048.p12", "rsa2048.crt", Algorithm::RsaSha1),
    ("rsa2048.p12", "rsa2048.crt", Algorithm::RsaSha256),
];

fn keys() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/keys").canonicalize().unwrap()
}

fn key(name: &str) -> SoftKey {
    open_pkcs12(&std::fs::read(keys().join(name)).unwrap(), PASSWORD).unwrap()
}

/// A folder of its own for each test, emptied before use.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interop_signing").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Runs a tool; its absence is a failure, because then nothing was compared.
fn run(program: &str, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    let output = output
        .unwrap_or_else(|error| panic!("this test needs {program} (apt-get install {program}): {error}"));
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn message() -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ceb:CEB621Message xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" version=\"1.0\" \
         guid=\"4CDE1CFD-EDED-46B1-946C-B8022E42FC01\">\r\n  <ceb:Inventory><ceb:InventoryHead>\n\
         <ceb:appTime>20270101103000</ceb:appTime><ceb:appStatus>2</ceb:appStatus>\
         <ceb:note z='1' a='&#9;&quot;&lt;'>{NOTE}</ceb:note><ceb:invtNo/></ceb:InventoryHead></ceb:Inventory>\n\
         </ceb:CEB621Message>\n"
    )
}

fn options() -> VerifyOptions<'static> {
    VerifyOptions { now: BeijingTime::from_wire("20270102000000"), ..VerifyOptions::default() }
}

/// Takes a private key out of its container for a tool that wants PEM.
fn pem(container: &str, to: &Path) {
    let from = keys().join(container);
    let export = [
        "pkcs12",
        "-legacy",
        "-nodes",
        "-nocerts",
        "-passin",
        PASSWORD_ARGUMENT,
        "-in",
        text(&from),
        "-out",
        text(to),
    ];
    let (opened, said) = run("openssl", &export);
    assert!(opened, "{said}");
}

#[test]
fn xmlsec1_accepts_our_rsa_signatures() {
    let folder = folder("ours_by_xmlsec1");
    for (container, certificate, algorithm) in RSA {
        let signed = signing::seal(&message(), &key(container).with_algorithm(algorithm).unwrap()).unwrap();
        let file = folder.join(format!("{certificate}-{}.xml", algorithm.name()));
        for (xml, good) in [(signed.clone(), true), (signed.replace("2段", "3段"), false)] {
            std::fs::write(&file, xml).unwrap();
            let certificate = keys().join(certificate);
            let (accepted, said) =
                run("xmlsec1", &["--verify", "--pubkey-cert-pem", text(&certificate), text(&file)]);
            assert_eq!(accepted, good, "{container} {}: {said}", algorithm.name());
        }
    }
}

#[test]
fn we_accept_rsa_signatures_by_xmlsec1() {
    let folder = folder("xmlsec1_by_us");
    let (from, to, secret) = (folder.join("template.xml"), folder.join("signed.xml"), folder.join("key.pem"));
    for (container, _, algorithm) in RSA {
        let ours = signing::seal(&message(), &key(container).with_algorithm(algorithm).unwrap()).unwrap();
        std::fs::write(&from, template(&ours)).unwrap();
        pem(container, &secret);
        let (signed, said) =
            run("xmlsec1", &["--sign", "--privkey-pem", text(&secret), "--output", text(&to), text(&from)]);
        std::fs::remove_file(&secret).unwrap();
        assert!(signed, "{container}: {said}");
        let found = signing::verify(&std::fs::read(&to).unwrap(), &options());
        assert_eq!(
            (found.verdict, found.algorithm),
            (Verdict::Valid, Some(algorithm)),
            "{container}: {:?}",
            found.reason
        );
    }
}

/// Our signature as a template with line breaks; digest and value are taken out for the other program to fill in.
fn template(signed: &str) -> String {
    let mut out = signed.to_owned();
    for element in ["DigestValue", "SignatureValue"] {
        let (open, close) = (format!("<ds:{element}>"), format!("</ds:{element}>"));
        let (from, to) = (out.find(&open).unwrap() + open.len(), out.find(&close).unwrap());
        out.replace_range(from..to, "");
    }
    out.replace("><ds:", ">\n<ds:")
}

#[test]
fn openssl_accepts_our_sm2_signatures() {
    let folder = folder("ours_by_openssl");
    let signed = signing::seal(&message(), &key("sm2.p12")).unwrap();
    let tree = roxmltree::Document::parse(&signed).unwrap();
    let node = |name: &str| tree.descendants().find(|node| node.tag_name().name() == name).unwrap();
    let value = STANDARD.decode(node("SignatureValue").text().unwrap()).unwrap();
    let info = canonical_element(node("SignedInfo")).unwrap();
    assert_eq!(value.len(), 64);

    let (public, octets, signature) =
        (folder.join("public.pem"), folder.join("octets"), folder.join("signature.der"));
    let certificate = keys().join("sm2.crt");
    let (read, said) =
        run("openssl", &["x509", "-in", text(&certificate), "-pubkey", "-noout", "-out", text(&public)]);
    assert!(read, "{said}");
    std::fs::write(&signature, der_of(&value)).unwrap();
    for (signed_octets, good) in [(info.clone(), true), ([&info[..], b" "].concat(), false)] {
        std::fs::write(&octets, signed_octets).unwrap();
        let verify = [
            "dgst",
            "-sm3",
            "-sigopt",
            IDENTITY,
            "-verify",
            text(&public),
            "-signature",
            text(&signature),
            text(&octets),
        ];
        let (accepted, said) = run("openssl", &verify);
        assert_eq!(accepted, good, "{said}");
    }

    // The digest too: SM3 of the canonical body, by the other program.
    let body = canonical_document(&tree, tree.root_element().last_element_child()).unwrap();
    std::fs::write(&octets, body.octets).unwrap();
    let (_, said) = run("openssl", &["dgst", "-sm3", "-r", text(&octets)]);
    let digest = STANDARD.decode(node("DigestValue").text().unwrap()).unwrap();
    let hex: String = digest.iter().map(|octet| format!("{octet:02x}")).collect();
    assert!(said.starts_with(&hex), "{said}");
}

#[test]
fn we_accept_sm2_signatures_by_openssl() {
    let folder = folder("openssl_by_us");
    let sealed = signing::seal(&message(), &key("sm2.p12")).unwrap();
    let tree = roxmltree::Document::parse(&sealed).unwrap();
    let node = |name: &str| tree.descendants().find(|node| node.tag_name().name() == name).unwrap();
    let (info, der, secret) = (folder.join("info"), folder.join("signature.der"), folder.join("key.pem"));
    std::fs::write(&info, canonical_element(node("SignedInfo")).unwrap()).unwrap();
    pem("sm2.p12", &secret);
    let sign = ["dgst", "-sm3", "-sigopt", IDENTITY, "-sign", text(&secret), "-out", text(&der), text(&info)];
    let (signed, said) = run("openssl", &sign);
    std::fs::remove_file(&secret).unwrap();
    assert!(signed, "{said}");
    let theirs = STANDARD.encode(raw_of(&std::fs::read(&der).unwrap()));
    let xml = sealed.replace(node("SignatureValue").text().unwrap(), &theirs);
    assert_ne!(xml, sealed);
    let found = signing::verify(xml.as_bytes(), &options());
    assert_eq!(found.verdict, Verdict::Valid, "{:?}", found.reason);
}

/// r and s, 32 octets each, as DER.
fn der_of(raw: &[u8]) -> Vec<u8> {
    let integer = |half: &[u8]| {
        let value: Vec<u8> = half.iter().copied().skip_while(|octet| *octet == 0).collect();
        let sign = usize::from(value[0] >= 0x80);
        [&[0x02, u8::try_from(value.len() + sign).unwrap()][..], &vec![0; sign], &value].concat()
    };
    let (r, s) = (integer(&raw[..32]), integer(&raw[32..]));
    [&[0x30, u8::try_from(r.len() + s.len()).unwrap()][..], &r, &s].concat()
}

fn raw_of(der: &[u8]) -> Vec<u8> {
    let mut raw = Vec::new();
    let mut at = 2;
    for _ in 0..2 {
        let length = usize::from(der[at + 1]);
        let value: Vec<u8> =
            der[at + 2..at + 2 + length].iter().copied().skip_while(|octet| *octet == 0).collect();
        raw.extend(vec![0; 32 - value.len()]);
        raw.extend(value);
        at += 2 + length;
    }
    raw
}

/// The samples of the specification are templates: every one reads, and none is valid.
#[test]
fn the_official_samples_read_and_none_is_valid() {
    let Some(spec) = std::env::var_os("CLEARANCE_SPEC").map(PathBuf::from) else {
        println!("CLEARANCE_SPEC is not set: the official samples were not read");
        return;
    };
    let mut seen = 0;
    for folder in ["samples/import", "samples/export"] {
        for entry in std::fs::read_dir(spec.join(folder)).unwrap() {
            let file = entry.unwrap().path();
            if file.extension().is_none_or(|kind| kind != "xml") {
                continue;
            }
            let found = signing::verify(&std::fs::read(&file).unwrap(), &options());
            assert!(!found.is_valid(), "{}", file.display());
            assert!(found.parse_error.is_none(), "{}: {:?}", file.display(), found.parse_error);
            println!("{}: {} {}", file.display(), found.verdict.name(), found.reason.code);
            seen += 1;
        }
    }
    assert!(seen > 0, "no samples in {}", spec.display());
}
