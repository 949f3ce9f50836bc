//! Time to read and digest, to sign and to verify a message of 100 declarations, beside xmlsec1 in the same run.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the purity of core is not that of its tests"
)]
#![allow(clippy::unwrap_used, reason = "a benchmark stops where its surroundings are broken")]

use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use clearance_core::signing::{
    Algorithm, Digest, SoftKey, VerifyOptions, canonical_document, open_pkcs12, parse, seal, verify,
};
use clearance_core::time::BeijingTime;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const RECORDS: usize = 100;

fn key(name: &str, algorithm: Algorithm) -> SoftKey {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/keys").join(name);
    open_pkcs12(&std::fs::read(file).unwrap(), "clearance-test").unwrap().with_algorithm(algorithm).unwrap()
}

/// About 290 KB, as 100 declarations of one line each are in practice.
fn message() -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ceb:CEB621Message xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" guid=\"4CDE1CFD-EDED-46B1-946C-B8022E42FC01\" version=\"1.0\">\n",
    );
    for record in 0..RECORDS {
        xml.push_str(
            "  <ceb:Inventory>\n    <ceb:InventoryHead>\n      <ceb:appTime>20270101103000</ceb:appTime>\n",
        );
        for field in 0..48 {
            xml.push_str(&format!(
                "      <ceb:head{field:02}>R{record:04}值{field:04}</ceb:head{field:02}>\n"
            ));
        }
        xml.push_str("    </ceb:InventoryHead>\n    <ceb:InventoryList>\n");
        for field in 0..22 {
            xml.push_str(&format!("      <ceb:list{field:02}>{record}.{field:02}</ceb:list{field:02}>\n"));
        }
        xml.push_str("    </ceb:InventoryList>\n  </ceb:Inventory>\n");
    }
    xml.push_str("</ceb:CEB621Message>\n");
    xml
}

fn benches(c: &mut Criterion) {
    let message = message();
    let options = VerifyOptions { now: BeijingTime::from_wire("20270102000000"), ..VerifyOptions::default() };
    let keys = [
        ("rsa1024.p12", Algorithm::RsaSha1),
        ("rsa2048.p12", Algorithm::RsaSha256),
        ("sm2.p12", Algorithm::Sm2Sm3),
    ];
    println!("a message of {RECORDS} records has {} octets", message.len());

    let mut group = c.benchmark_group("signing");
    group.sample_size(20).throughput(Throughput::Bytes(message.len() as u64));
    group.bench_function("parse", |b| b.iter(|| black_box(parse(message.as_bytes()).unwrap()).text.len()));
    for digest in [Digest::Sha1, Digest::Sha256, Digest::Sm3] {
        group.bench_function(format!("parse, canonical form, {digest:?}"), |b| {
            b.iter(|| {
                let parsed = parse(message.as_bytes()).unwrap();
                digest.of(&canonical_document(&parsed.document, None).unwrap().octets)
            });
        });
    }
    for (name, algorithm) in keys {
        let key = key(name, algorithm);
        let signed = seal(&message, &key).unwrap();
        assert!(verify(signed.as_bytes(), &options).is_valid());
        group.bench_function(format!("sign, {}", algorithm.name()), |b| {
            b.iter(|| seal(&message, &key).unwrap())
        });
        group.bench_function(format!("verify, {}", algorithm.name()), |b| {
            b.iter(|| verify(black_box(signed.as_bytes()), &options).is_valid());
        });
        if algorithm != Algorithm::Sm2Sm3 {
            beside_xmlsec1(&signed, algorithm);
        }
    }
    group.finish();
}

/// The same file, verified many times by one process of the peer.
fn beside_xmlsec1(signed: &str, algorithm: Algorithm) {
    const TIMES: u32 = 100;
    let certificate = match algorithm {
        Algorithm::RsaSha1 => "rsa1024.crt",
        _ => "rsa2048.crt",
    };
    let certificate = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/keys").join(certificate);
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-signed.xml");
    std::fs::write(&file, signed).unwrap();
    let time = |times: u32| {
        let started = Instant::now();
        let mut command = Command::new("xmlsec1");
        command
            .args(["--verify", "--repeat", &times.to_string(), "--pubkey-cert-pem"])
            .arg(&certificate)
            .arg(&file);
        command.output().is_ok_and(|output| output.status.success()).then(|| started.elapsed())
    };
    match (time(1), time(TIMES + 1)) {
        (Some(one), Some(many)) => {
            println!("xmlsec1 verify, {}: {:?} a message", algorithm.name(), (many - one) / TIMES);
        }
        _ => println!("xmlsec1 is not installed or refused the message: no peer for {}", algorithm.name()),
    }
}

criterion_group!(signing, benches);
criterion_main!(signing);
