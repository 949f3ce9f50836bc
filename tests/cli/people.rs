//! Several people on the command line: who works is said, roles and four eyes hold, and the log is verified.

use std::process::Command;

use clearance_core::exchange::Role;
use clearance_tests::broker::{CLIENT, Identity, direct, sample_sheet};
use clearance_tests::office::Office;
use clearance_tests::program::User;

#[test]
fn two_people_declare_review_and_sign_by_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let office = Office::open(folder.path());
    let declarant = Identity::declarant();
    office.enrol(&declarant, Role::Declarant);
    let user = User::with_client(&direct(&declarant, &office.address()), &declarant);
    let sheet = sample_sheet("orders-9610.xlsx").display().to_string();
    let pin = user.file("pin", b"2468\n");
    let wrong = user.file("wrong", b"0000\n");

    // One person is asked nothing; from the second on somebody has to say who works.
    assert_eq!(user.run(&["people", "list"]).value().as_array().expect("people").len(), 1);
    let reviewer = ["people", "add", "周复核", "--role", "reviewer", "--pin-file", &pin];
    assert_eq!(user.run(&reviewer).code, 0);
    assert_eq!(user.run(&["status"]).fails_with(), "who-works");
    let owner = |words: &[&str]| user.run(&[&["--as", "1"], words].concat());
    let second = |words: &[&str]| user.run(&[&["--as", "周复核", "--as-pin-file", &pin], words].concat());
    assert_eq!(
        user.run(&["--as", "周复核", "--as-pin-file", &wrong, "status"]).fails_with(),
        "person-wrong-pin"
    );
    assert_eq!(second(&["import", &sheet, "--client", CLIENT]).fails_with(), "role-refused");
    assert_eq!(second(&["people", "add", "x", "--role", "manager"]).fails_with(), "role-refused");

    // Four eyes: whoever declared cannot approve, not even the owner; nothing is signed before somebody else did.
    assert_eq!(owner(&["people", "four-eyes", "--client", CLIENT, "always"]).value()["mode"], "always");
    assert_eq!(owner(&["import", &sheet, "--client", CLIENT]).value()["made"], 12);
    assert_eq!(owner(&["review", "approve", "--client", CLIENT]).fails_with(), "own-work");
    let list = second(&["review", "list"]).value();
    assert_eq!(list.as_array().expect("lines").len(), 12);
    let first = list[0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(owner(&["sign", &first]).fails_with(), "needs-review");
    let none = owner(&["sign"]);
    assert_eq!((none.code, none.value()["toReview"].clone()), (1, 12.into()), "what waits is told");
    assert_eq!(second(&["review", "send-back", &first, "--reason", "品名不符"]).value()["done"], 1);
    assert_eq!(second(&["review", "approve", "--client", CLIENT]).value()["done"], 11);
    assert_eq!(owner(&["sign"]).value()["signed"], 11);
    assert_eq!(owner(&["review", "ask", &first]).value()["done"], 1);
    assert_eq!(second(&["review", "show", &first]).value()["verdicts"][0]["reason"], "品名不符");

    // The log, and an export that is judged with and without the data.
    let log = owner(&["activity", "list", "--what", "approved"]).value();
    assert_eq!((log["total"].clone(), log["lines"][0]["who"].clone()), (1.into(), "周复核".into()));
    let verified = user.run(&["activity", "verify"]);
    assert_eq!((verified.code, verified.value()["unbroken"].clone()), (0, true.into()));
    let export = user.folder().join("log.jsonl").display().to_string();
    assert_eq!(owner(&["activity", "export", &export]).code, 0);
    assert_eq!(user.run(&["activity", "verify", &export]).value()["sealed"], true);
    let alone = User::bare();
    assert_eq!(alone.run(&["activity", "verify", &export]).value()["sealed"], false);
    let text = std::fs::read_to_string(&export).expect("the export");
    std::fs::write(&export, text.replacen("own", "0wn", 1).replacen("\"approved\"", "\"declared\"", 1))
        .expect("it is changed");
    let broken = alone.run(&["activity", "verify", &export]);
    assert_eq!((broken.code, broken.value()["wrong"].clone()), (1, "changed".into()));
}

#[test]
fn the_manual_tells_how_another_program_follows_the_log() {
    // The canonical form is a promise: thirty lines of Python follow an export just as well.
    let python = "import json,hashlib,sys\n\
        prev='0'*64\n\
        for line in open(sys.argv[1],encoding='utf-8'):\n\
        \x20   e=json.loads(line)\n\
        \x20   if 'head' in e: assert e['head']['hash']==prev; print('ok'); break\n\
        \x20   form=['clearance-activity-1']+[e[k] for k in ('number','at','person','who','what','client','subject','details','before')]\n\
        \x20   text=json.dumps(form,separators=(',',':'),ensure_ascii=False)\n\
        \x20   assert e['before']==prev and hashlib.sha256(text.encode()).hexdigest()==e['hash'], e['number']\n\
        \x20   prev=e['hash']\n";
    let user = User::with_data();
    let export = user.folder().join("log.jsonl").display().to_string();
    assert_eq!(user.run(&["people", "add", "周\"复核", "--role", "reviewer"]).code, 0);
    assert_eq!(user.run(&["--as", "1", "activity", "export", &export]).code, 0);
    let ran = Command::new("python3").args(["-c", python, &export]).output().expect("python3 is installed");
    assert_eq!(String::from_utf8_lossy(&ran.stdout).trim(), "ok", "{}", String::from_utf8_lossy(&ran.stderr));
}
