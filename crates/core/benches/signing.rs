//! Time to read and digest, to write and sign, and to verify a message of 100 declarations on one core, beside xmlsec1 and
//! the bare library calls in the same run.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the purity of core is not that of its tests"
)]
#![allow(clippy::unwrap_used, reason = "a benchmark stops where its surroundings are broken")]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use clearance_core::cn::message::{Body, Message};
use clearance_core::cn::sample;
use clearance_core::signing::{
    Algorithm, Digest, SM2_IDENTITY, Signer, SoftKey, VerifyOptions, canonical_document, canonical_element,
    open_pkcs12, parse, seal, verify,
};
use clearance_core::time::BeijingTime;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sm2::dsa::signature::Verifier as _;

const RECORDS: usize = 100;

fn keys() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/keys")
}

fn key(name: &str, algorithm: Algorithm) -> SoftKey {
    let file = std::fs::read(keys().join(format!("{name}.p12"))).unwrap();
    open_pkcs12(&file, "clearance-test").unwrap().with_algorithm(algorithm).unwrap()
}

/// So many declarations of two lines each, no two alike.
fn message(records: usize) -> Message {
    let declarations = (0..records).map(|n| {
        let mut one = sample::case().declaration.unwrap();
        one.head.order_no = format!("OK2026112400{n:04}");
        one.head.cop_no = Some(format!("QC2026112400{n:04}"));
        one.head.waybill_no = format!("HX7720261124{n:04}");
        one.head.app_time = BeijingTime::from_wire("20270101103000").unwrap();
        one
    });
    let id = "4CDE1CFD-EDED-46B1-946C-B8022E42FC94".to_owned();
    Message::new(id, Body::Declarations(declarations.collect()), sample::transfer())
}

/// Time that this thread has spent on a processor, where the system tells it; what others do beside it does not count.
fn on_processor() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// What one run costs: half a second of runs, in time of the processor, which the system counts by its tick.
fn cost<T>(mut work: impl FnMut() -> T) -> Duration {
    let (started, before, mut times) = (Instant::now(), on_processor(), 0);
    while started.elapsed() < Duration::from_millis(500) {
        black_box(work());
        times += 1;
    }
    let spent = before.and_then(|before| on_processor()?.checked_sub(before));
    spent.unwrap_or_else(|| started.elapsed()) / times
}

fn digest(xml: &str, digest: Digest) -> Vec<u8> {
    let parsed = parse(xml.as_bytes()).unwrap();
    let signature = parsed.root().last_element_child();
    digest.of(&canonical_document(&parsed.document, signature).unwrap().octets)
}

fn benches(c: &mut Criterion) {
    let (large, small) = (message(RECORDS), message(1));
    let unsigned = large.write();
    let options = VerifyOptions { now: BeijingTime::from_wire("20270102000000"), ..VerifyOptions::default() };
    println!("a message of {RECORDS} records has {} octets", unsigned.len());

    let mut group = c.benchmark_group("signing");
    group.sample_size(20).throughput(Throughput::Bytes(unsigned.len() as u64));
    group.bench_function("parse", |b| b.iter(|| black_box(parse(unsigned.as_bytes()).unwrap()).text.len()));
    group.bench_function("write", |b| b.iter(|| large.write().len()));
    for kind in [Digest::Sha1, Digest::Sha256, Digest::Sm3] {
        group.bench_function(format!("parse, canonical form, {kind:?}"), |b| {
            b.iter(|| digest(&unsigned, kind));
        });
    }
    for (name, algorithm) in [
        ("rsa1024", Algorithm::RsaSha1),
        ("rsa2048", Algorithm::RsaSha1),
        ("rsa2048", Algorithm::RsaSha256),
        ("sm2", Algorithm::Sm2Sm3),
    ] {
        let key = key(name, algorithm);
        let signed = seal(&unsigned, &key).unwrap();
        assert!(verify(signed.as_bytes(), &options).is_valid());
        let said = format!("{name}, {}", algorithm.name());
        group.bench_function(format!("write and sign, {said}"), |b| {
            b.iter(|| seal(&large.write(), &key).unwrap());
        });
        group.bench_function(format!("verify, {said}"), |b| {
            b.iter(|| verify(black_box(signed.as_bytes()), &options).is_valid());
        });
        share_of_the_key(&said, &large, &key);
        if algorithm != Algorithm::Sm2Sm3 {
            let signed_small = seal(&small.write(), &key).unwrap();
            beside_xmlsec1(&said, name, algorithm.digest(), &signed, &signed_small);
        }
    }
    group.finish();
    beside_the_library(&unsigned);
}

/// How much of writing and signing is the key's own work: signing, and checking what came back.
fn share_of_the_key(said: &str, message: &Message, key: &SoftKey) {
    let info = signed_info(&seal(&message.write(), key).unwrap());
    let value = key.sign(&info).unwrap();
    let all = cost(|| seal(&message.write(), key).unwrap());
    let write = cost(|| message.write());
    let sign = cost(|| key.sign(&info).unwrap());
    let check = cost(|| assert!(key.certificate().verifies(key.algorithm(), &info, &value)));
    let share = |part: Duration| 100 * part.as_nanos() / all.as_nanos().max(1);
    println!(
        "write and sign, {said}: {all:?}, of it writing {write:?} ({} %), the key {sign:?} ({} %), its check {check:?} ({} %)",
        share(write),
        share(sign),
        share(check),
    );
}

fn signed_info(signed: &str) -> Vec<u8> {
    let parsed = parse(signed.as_bytes()).unwrap();
    let signature = parsed.root().last_element_child().unwrap();
    canonical_element(signature.first_element_child().unwrap()).unwrap()
}

/// The same files, verified by the peer, in time of the processor as its shell counts it. One process with `--repeat 101`
/// less one with `--repeat 1` leaves out the start of the program and the reading of the key; and what a message of one
/// record costs is the check of the key and the small rest, so what lies between large and small is parsing, canonical
/// form and digest of what the large one has more: the work that is ours.
fn beside_xmlsec1(said: &str, name: &str, digest_method: Digest, large: &str, small: &str) {
    const TIMES: u32 = 100;
    let time_of = |xml: &str| {
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-signed.xml");
        std::fs::write(&file, xml).unwrap();
        let time = |times: u32| {
            let mut shell = Command::new("sh");
            shell.args(["-c", "xmlsec1 \"$@\" >/dev/null 2>&1 && times", "sh"]);
            shell.args(["--verify", "--repeat", &times.to_string(), "--pubkey-cert-pem"]);
            let output = shell.arg(keys().join(format!("{name}.crt"))).arg(&file).output().ok()?;
            of_children(&String::from_utf8(output.stdout).ok()?)
        };
        let runs = (0..3).map(|_| Some((time(TIMES + 1)?.checked_sub(time(1)?)?) / TIMES));
        runs.collect::<Option<Vec<_>>>().map(|mut all| {
            all.sort();
            all[1]
        })
    };
    let (Some(theirs), Some(small_one)) = (time_of(large), time_of(small)) else {
        println!("xmlsec1 is not installed or refused the message: no peer for {said}");
        return;
    };
    let options = VerifyOptions { now: BeijingTime::from_wire("20270102000000"), ..VerifyOptions::default() };
    let ours = cost(|| verify(large.as_bytes(), &options).is_valid());
    let (ours_large, ours_small) =
        (cost(|| digest(large, digest_method)), cost(|| digest(small, digest_method)));
    let (work, theirs_work) = (ours_large - ours_small, theirs.saturating_sub(small_one));
    let ratio = |theirs: Duration, ours: Duration| {
        let tenths = 10 * theirs.as_nanos() / ours.as_nanos().max(1);
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    println!(
        "{said}: parse, canonical form, digest: ours {work:?} (whole message {ours_large:?}), xmlsec1 {theirs_work:?}: {} times",
        ratio(theirs_work, work)
    );
    println!("{said}: verify: ours {ours:?}, xmlsec1 {theirs:?}: {} times", ratio(theirs, ours));
}

/// User and system time of the children in what the shell's `times` says: `0m1.25s 0m0.01s` on its second line.
fn of_children(said: &str) -> Option<Duration> {
    let one = |text: &str| {
        let (minutes, seconds) = text.strip_suffix('s')?.split_once('m')?;
        let (whole, fraction) = seconds.split_once('.')?;
        let micros: u64 = format!("{fraction:0<6}").get(..6)?.parse().ok()?;
        let seconds = minutes.parse::<u64>().ok()? * 60 + whole.parse::<u64>().ok()?;
        Some(Duration::from_micros(seconds * 1_000_000 + micros))
    };
    said.lines().nth(1)?.split_whitespace().map(one).sum()
}

/// Checks of SM2 signatures, ours and the bare call of the library over the same octets.
fn beside_the_library(unsigned: &str) {
    let key = key("sm2", Algorithm::Sm2Sm3);
    let signed = seal(unsigned, &key).unwrap();
    let info = signed_info(&signed);
    let value = key.sign(&info).unwrap();
    let point =
        key.certificate().der().windows(4).position(|four| four == [0x03, 0x42, 0x00, 0x04]).unwrap() + 3;
    let point = &key.certificate().der()[point..point + 65];
    let bare = sm2::dsa::VerifyingKey::from_sec1_bytes(SM2_IDENTITY, point).unwrap();
    let signature = sm2::dsa::Signature::from_slice(&value).unwrap();
    let library = cost(|| bare.verify(&info, &signature).unwrap());
    let ours = cost(|| assert!(key.certificate().verifies(Algorithm::Sm2Sm3, &info, &value)));
    let second = |one: Duration| 1_000_000_000 / one.as_nanos().max(1);
    println!(
        "SM2 checks a second: ours {} ({ours:?}), the bare library call {} ({library:?})",
        second(ours),
        second(library)
    );
}

criterion_group!(signing, benches);
criterion_main!(signing);
