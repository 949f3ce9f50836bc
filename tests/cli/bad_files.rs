//! Files that are torn, locked, bombs or traps: clear words, the right exit code, and quickly.

use std::io::Write as _;
use std::time::{Duration, Instant};

use clearance_tests::broker::{CLIENT, Identity, direct, key_file, sample_sheet};
use clearance_tests::program::{Ran, User};
use clearance_tests::sealed;
use serde_json::Value;

/// No bad file keeps anybody waiting longer.
const QUICK: Duration = Duration::from_secs(10);

fn quickly(run: impl FnOnce() -> Ran) -> Ran {
    let start = Instant::now();
    let ran = run();
    assert!(start.elapsed() < QUICK, "it took {:?}", start.elapsed());
    ran
}

/// Every command that reads sheets says the same of a bad one.
fn every_reader_fails(name: &str, bytes: &[u8], code: &str) {
    let user =
        User::with_client(&direct(&Identity::declarant(), "http://127.0.0.1:9"), &Identity::declarant());
    let file = user.file(name, bytes);
    for words in [
        ["check", &file].as_slice(),
        &["tax", &file],
        &["import", "--dry-run", &file],
        &["import", &file, "--client", CLIENT],
        &["declare", &file, "--client", CLIENT],
        &["run", &file, "--client", CLIENT],
    ] {
        let ran = quickly(|| user.run(words));
        assert_eq!(ran.fails_with(), code, "{words:?}");
    }
    let states = user.run(&["status"]);
    assert_eq!((states.code, states.value()), (0, Value::Array(Vec::new())), "nothing was taken from it");
}

#[test]
fn a_torn_workbook() {
    let good = std::fs::read(sample_sheet("orders-9610.xlsx")).expect("the sample");
    every_reader_fails("torn.xlsx", &good[..good.len() / 2], "sheet.torn");
}

#[test]
fn a_password_protected_workbook() {
    // A compound file that announces an encrypted package, as spreadsheet programs write it.
    let locked: Vec<u8> = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
        .into_iter()
        .chain([0; 1_016])
        .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
        .chain([0; 512])
        .collect();
    every_reader_fails("locked.xlsx", &locked, "sheet.password");
}

#[test]
fn a_zip_bomb() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("xl/workbook.xml", options).expect("a part");
    zip.write_all(b"<workbook/>").expect("bytes");
    zip.start_file("xl/worksheets/sheet1.xml", options).expect("a part");
    let block = vec![b' '; 1 << 20];
    for _ in 0..200 {
        zip.write_all(&block).expect("bytes");
    }
    let bomb = zip.finish().expect("a zip").into_inner();
    assert!(bomb.len() < 1 << 20, "small to send, large to open");
    every_reader_fails("bomb.xlsx", &bomb, "sheet.bomb");
}

/// A trap in XML is judged, refused and named by the commands that judge messages.
fn every_judge_refuses(xml: &str, verdict: &str) {
    let user = User::bare();
    let file = user.file("trap.xml", xml.as_bytes());
    let checked = quickly(|| user.run(&["check", &file]));
    assert_eq!(checked.code, 1, "{checked:?}");
    let checked = checked.value();
    assert_eq!(checked["ok"], false);
    let stops =
        checked["findings"].as_array().expect("findings").iter().any(|one| one["severity"] == "stops");
    assert!(stops, "{checked}");
    let verified = quickly(|| user.run(&["verify", &file]));
    assert_eq!(verified.code, 1, "{verified:?}");
    assert_eq!(verified.value()["verdict"], verdict);
}

#[test]
fn an_xml_with_a_dtd() {
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>";
    let good = sealed::signed(&sealed::key("sm2.p12"));
    every_judge_refuses(&good.replacen("?>", &format!("?>{bomb}"), 1), "profile-refused");
    every_judge_refuses(&format!("{bomb}<x>&c;</x>"), "profile-refused");
    let user = User::bare();
    let file = user.file("trap.xml", format!("{bomb}<x>&c;</x>").as_bytes());
    assert_eq!(quickly(|| user.run(&["tax", &file])).fails_with(), "not-taxable");
}

#[test]
fn an_xml_with_a_hundred_thousand_levels() {
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    every_judge_refuses(&deep, "profile-refused");
    let good = sealed::signed(&sealed::key("sm2.p12"));
    every_judge_refuses(
        &good.replacen("<ceb:Inventory>", &format!("{deep}<ceb:Inventory>"), 1),
        "profile-refused",
    );
    // And one that never ends.
    every_judge_refuses(&"<a>".repeat(100_000), "profile-refused");
    let user = User::bare();
    let file = user.file("deep.xml", deep.as_bytes());
    assert_eq!(quickly(|| user.run(&["tax", &file])).fails_with(), "not-taxable");
}

#[test]
fn an_xml_with_a_second_signature() {
    let good = sealed::signed(&sealed::key("sm2.p12"));
    let start = good.find("<ds:Signature").expect("a signature");
    let end = good.find("</ds:Signature>").expect("its end") + "</ds:Signature>".len();
    let signature = &good[start..end];
    every_judge_refuses(&good.replacen(signature, &signature.repeat(2), 1), "profile-refused");
    // Hidden inside a record.
    let hidden = good.replacen("<ceb:InventoryHead>", &format!("<ceb:InventoryHead>{signature}"), 1);
    every_judge_refuses(&hidden, "profile-refused");
}

#[test]
fn a_wrong_password_of_a_certificate_file() {
    let user = User::with_data();
    let added = user.run(&["client", "add", CLIENT]);
    assert_eq!(added.code, 0, "{added:?}");
    let wrong = user.file("wrong", b"not this one\n");
    for name in ["sm2.p12", "rsa1024.p12", "rsa2048.p12", "sm2-3des.p12"] {
        let card = key_file(name).display().to_string();
        let ran = user.run(&["key", "add", &card, "--client", CLIENT, "--password-file", &wrong]);
        let failure = ran.failure();
        assert_eq!(
            (&failure["code"], &failure["retry"]),
            (&"p12-wrong-password".into(), &true.into()),
            "{name}"
        );
    }
    let torn = user.file("torn.p12", b"nonsense");
    let right = user.file("right", sealed::PASSWORD.as_bytes());
    let ran = user.run(&["key", "add", &torn, "--client", CLIENT, "--password-file", &right]);
    assert_eq!(ran.fails_with(), "p12-unreadable");
    assert_eq!(user.run(&["key", "list"]).value(), Value::Array(Vec::new()), "no half a key is kept");
    let card = key_file("sm2.p12").display().to_string();
    let ran = user.run(&["key", "add", &card, "--client", CLIENT, "--password-file", &right]);
    assert_eq!(ran.code, 0, "the right one opens it: {ran:?}");
}

#[test]
fn a_wrong_passphrase_of_the_data_folder() {
    let user = User::with_data();
    assert_eq!(user.run(&["client", "add", CLIENT]).code, 0);
    let mut command = user.clearance(&["--json", "client", "list"]);
    command.env("CLEARANCE_PASSPHRASE", "another horse");
    assert_eq!(clearance_tests::program::run(command).fails_with(), "wrong-passphrase");
    let mut command = user.clearance(&["--json", "client", "list"]);
    command.env_remove("CLEARANCE_PASSPHRASE");
    assert_eq!(clearance_tests::program::run(command).fails_with(), "other-key-source");
}
