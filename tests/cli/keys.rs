//! Keys that are not in a file: behind the e-port control, and in another program's hands.

use clearance_core::cn::seal;
use clearance_tests::broker::{CLIENT, Identity, PASSWORD, direct, sample_sheet};
use clearance_tests::eport::{Double, Fault};
use clearance_tests::program::User;
use serde_json::Value;

use crate::shapes::has_chinese;

const PIN: &str = "88888888";
const SIGN: &str = "SpcSignDataAsPEM";

/// A user with twelve declarations that wait for a signature.
fn waiting(identity: &Identity) -> User {
    let mut form = direct(identity, "http://127.0.0.1:9");
    form.insert("sendsOrders".to_owned(), "true".to_owned());
    let user = User::with_client(&form, identity);
    let sheet = sample_sheet("orders-9610.xlsx").display().to_string();
    let declared = user.run(&["import", &sheet, "--client", CLIENT]);
    assert_eq!(declared.value()["made"], 12);
    user
}

fn signed(sending: &Value) -> (u64, usize) {
    (sending["signed"].as_u64().expect("a number"), sending["outbox"].as_array().expect("a list").len())
}

fn check<'a>(report: &'a Value, what: &str) -> &'a Value {
    let checks = report["checks"].as_array().expect("checks");
    checks.iter().find(|check| check["what"] == what).unwrap_or_else(|| panic!("{what}: {report}"))
}

#[test]
fn the_usb_key_signs_a_batch_and_what_fails_keeps_waiting() {
    let (identity, stranger) = (Identity::declarant(), Identity::declarant());
    let user = waiting(&identity);
    let double = Double::new(identity.signer, stranger.signer, PIN);
    let (good, wrong) = (user.file("pin", b"88888888\n"), user.file("wrong", b"12345678\n"));
    let add = ["key", "add", "--eport", double.address(), "--client", CLIENT, "--pin-file"];

    assert_eq!(user.run(&[&add[..], &[&wrong]].concat()).fails_with(), "sign-wrong-pin");
    let added = user.run(&[&add[..], &[&good]].concat());
    assert_eq!(added.code, 0, "{added:?}");
    let keys = added.value();
    assert_eq!(keys.as_array().expect("keys").len(), 1, "the same certificate takes the place of its file");
    assert_eq!((keys[0]["kind"].as_str(), keys[0]["keepsPin"].as_bool()), (Some("eport"), Some(false)));
    let id = keys[0]["id"].as_str().expect("an id");

    // Without a PIN nothing is asked of the key; a wrong one is tried once.
    let tried = double.pins_tried();
    assert_eq!(user.run(&["sign"]).fails_with(), "sign-pin-needed");
    assert_eq!(double.pins_tried(), tried);
    assert_eq!(user.run(&["sign", "--pin-file", &wrong]).fails_with(), "sign-wrong-pin");
    assert_eq!(double.pins_tried(), tried + 1);

    // Pulled out in the middle: orders were signed, declarations were not, and nothing of either is kept.
    double.fail(SIGN, &[Fault::Noise, Fault::Unplug]);
    assert_eq!(user.run(&["sign", "--pin-file", &good]).fails_with(), "sign-key-gone");
    let still = user.run(&["sign", "--go-on", "--pin-file", &good]);
    assert_eq!(still.code, 1, "{still:?}");
    let batch = &still.value()["batches"][0];
    assert_eq!((batch["done"].as_u64(), batch["left"].as_u64()), (Some(0), Some(12)), "{batch}");
    assert_eq!(batch["code"], "sign-key-gone");
    double.plug_in();
    double.fail(SIGN, &[Fault::Hijack]);
    assert_eq!(user.run(&["sign", "--pin-file", &good]).fails_with(), "sign-other-key");
    let done = user.run(&["sign", "--pin-file", &good]);
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(signed(&done.value()), (12, 2), "an order message and a declaration message, once each");

    let examined = user.run(&["key", "doctor", id, "--pin-file", &good]);
    assert_eq!(examined.code, 0, "{examined:?}");
    let report = &examined.value()[0];
    for what in ["reach", "control", "certificate", "validity", "algorithm", "signature"] {
        assert_eq!(check(report, what)["state"], "good", "{report}");
        assert!(has_chinese(check(report, what)["says"]["zh"].as_str().unwrap_or_default()), "{report}");
    }
    drop(double);
    let examined = user.run(&["key", "doctor"]);
    assert_eq!(examined.code, 1, "{examined:?}");
    assert_eq!(check(&examined.value()[0], "reach")["code"], "sign-key-gone");
    for file in [&examined.out, &examined.err, &done.out, &done.err, &added.out] {
        assert!(!file.contains(PIN), "the PIN is in no output");
    }
}

#[test]
fn a_pin_that_was_kept_and_is_refused_is_forgotten() {
    let (identity, stranger) = (Identity::declarant(), Identity::declarant());
    let user = waiting(&identity);
    let double = Double::new(identity.signer, stranger.signer, PIN);
    let pin = user.file("pin", b"88888888");
    let added = user.run(&[
        "key",
        "add",
        "--eport",
        double.address(),
        "--client",
        CLIENT,
        "--pin-file",
        &pin,
        "--keep-pin",
    ]);
    assert_eq!(added.value()[0]["keepsPin"], true, "{added:?}");
    assert_eq!(check(&user.run(&["key", "doctor"]).value()[0], "signature")["state"], "good");
    double.change_pin("87654321");
    let tried = double.pins_tried();
    assert_eq!(user.run(&["sign"]).fails_with(), "sign-wrong-pin");
    for _ in 0..2 {
        assert_eq!(user.run(&["sign"]).fails_with(), "sign-pin-needed");
    }
    assert_eq!(double.pins_tried(), tried + 1, "a refused PIN is never tried again by itself");
    assert_eq!(user.run(&["key", "list"]).value()[0]["keepsPin"], false);
}

#[test]
fn another_program_signs_what_lies_in_the_folder() {
    let identity = Identity::declarant();
    let user = waiting(&identity);
    let folder = user.folder().join("exchange");
    let place = folder.display().to_string();
    let certificate = user.file("card.crt", &identity.certificate);
    let added =
        user.run(&["key", "add", "--folder", &place, "--certificate", &certificate, "--client", CLIENT]);
    assert_eq!(added.code, 0, "{added:?}");

    let handed = || {
        let listed = std::fs::read_dir(folder.join("to-sign")).expect("the folder");
        let mut files: Vec<_> = listed.map(|entry| entry.expect("a file").path()).collect();
        files.sort();
        files
    };
    let none = user.run(&["sign"]);
    assert_eq!((none.code, signed(&none.value()).1), (0, 0), "{none:?}");
    assert_eq!(handed().len(), 2, "orders and declarations");
    assert_eq!(user.run(&["sign"]).code, 0);
    assert_eq!(handed().len(), 2, "nothing is handed over twice");

    // Taken back, they are handed over anew under other ids.
    let before = handed();
    assert_eq!(user.run(&["sign", "--take-back"]).code, 0);
    assert_eq!(handed().len(), 0);
    assert_eq!(user.run(&["sign"]).code, 0);
    assert!(handed().len() == 2 && handed().iter().all(|file| !before.contains(file)));

    // One comes back as it was, the other altered.
    let signed_by_other = |text: &str| seal::seal(text, &identity.signer).expect("it is sealed").into_xml();
    for (number, file) in handed().iter().enumerate() {
        let text = std::fs::read_to_string(file).expect("a message");
        let text = if text.contains("CEB621Message") {
            text.replacen("</ceb:copNo>", "X</ceb:copNo>", 1)
        } else {
            text
        };
        std::fs::write(folder.join("signed").join(format!("{number}.xml")), signed_by_other(&text))
            .expect("a file");
    }
    let partly = user.run(&["sign"]);
    assert_eq!(signed(&partly.value()).1, 1, "only the orders are in the outbox: {partly:?}");
    let report = user.run(&["key", "doctor"]).value();
    assert_eq!(check(&report[0], "folder")["code"], "hand-over-refused", "{report}");

    assert_eq!(user.run(&["sign"]).code, 0);
    let again = handed();
    assert_eq!(again.len(), 1, "the declarations are handed over once more");
    let text = std::fs::read_to_string(&again[0]).expect("a message");
    std::fs::write(folder.join("signed").join("late.xml"), signed_by_other(&text)).expect("a file");
    let done = user.run(&["sign"]);
    assert_eq!(signed(&done.value()), (12, 2), "{done:?}");
    assert_eq!(handed().len(), 0);
}

#[test]
fn a_key_is_named_chosen_replaced_and_removed_and_its_end_is_an_exit_code() {
    let old = Identity::lasting("3301964J31", "杭州晴川报关有限公司", 25);
    let new = Identity::lasting("3301964J31", "杭州晴川报关有限公司", 700);
    let user = User::with_client(&direct(&old, "http://127.0.0.1:9"), &old);
    let listed = user.run(&["key", "list"]);
    assert_eq!(listed.code, 1, "it ends within 30 days: {listed:?}");
    let first = listed.value()[0].clone();
    assert_eq!((first["level"].as_str(), first["daysLeft"].as_i64()), (Some("30"), Some(25)));
    let id = first["id"].as_str().expect("an id").to_owned();
    assert_eq!(user.run(&["key", "doctor", &id]).code, 1);
    assert_eq!(user.run(&["key", "rename", &id, "旧卡"]).value()[0]["name"], "旧卡");

    let (file, password) = (user.file("new.p12", &new.p12), user.file("password", PASSWORD.as_bytes()));
    let add = ["key", "add", &file, "--client", CLIENT, "--password-file", &password];
    let added = user.run(&[&add[..], &["--name", "新卡", "--default", "--takes-over", &id]].concat());
    assert_eq!(added.code, 0, "{added:?}");
    let listed = user.run(&["key", "list"]);
    assert_eq!(listed.code, 0, "the end of a key that was replaced is no finding: {listed:?}");
    let keys = listed.value();
    let (main, other) = (&keys[0], &keys[1]);
    assert_eq!((main["name"].as_str(), main["main"].as_bool()), (Some("新卡"), Some(true)));
    assert_eq!(other["successor"], main["id"]);
    assert_eq!(user.run(&["key", "default", &id]).value()[0]["main"], true);
    let left = user.run(&["key", "remove", &id]).value();
    assert_eq!((left.as_array().map(Vec::len), left[0]["main"].as_bool()), (Some(1), Some(true)));
    assert_eq!(user.run(&["key", "remove", &id]).fails_with(), "no-such-key");
    assert_eq!(user.run(&["key", "rename", "x", "y"]).fails_with(), "no-such-key");
}

#[test]
fn a_key_is_in_one_place() {
    let user = User::with_data();
    for words in [
        &["key", "add", "--client", CLIENT][..],
        &["key", "add", "card.p12", "--eport", "--client", CLIENT],
        &["key", "add", "--pkcs11", "module.so", "--client", CLIENT],
        &["key", "add", "--folder", "x", "--client", CLIENT],
        &["key", "add", "card.p12", "--keep-pin", "--client", CLIENT],
    ] {
        let ran = user.run(words);
        assert_eq!(ran.code, 2, "{ran:?}");
    }
}
