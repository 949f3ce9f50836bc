//! Roles at every call of the desk, the four eyes before a signature, and what the log tells of both.

use std::path::Path;

use secrecy::SecretString;

use super::*;
use crate::error::Error;
use crate::people::{Right, Role};
use crate::store::people as table;
use crate::view::{ActivityQuery, FourEyes, PersonForm};

pub(super) const CLIENT: &str = "晴川";

fn pin(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

pub(super) fn form(name: &str, roles: &[&str]) -> PersonForm {
    PersonForm { name: name.into(), roles: roles.iter().map(|role| (*role).to_owned()).collect() }
}

pub(super) fn always() -> FourEyes {
    FourEyes { mode: "always".into(), above: String::new() }
}

/// A desk with an owner, 林申报 who declares, 周复核 who reviews and 吴两全 who may do both.
pub(super) fn staffed(desk: &Desk) {
    desk.change_person("1", &form("陈店长", &["manager"])).expect("the owner has a name");
    desk.add_person(&form("林申报", &["declarant"]), None).expect("a declarant");
    desk.add_person(&form("周复核", &["reviewer"]), None).expect("a reviewer");
    desk.add_person(&form("吴两全", &["declarant", "reviewer"]), None).expect("both");
}

pub(super) fn works(desk: &Desk, name: &str) {
    desk.sign_in(name, None).expect("somebody works");
}

pub(super) fn ids(desk: &Desk, tab: &str) -> Vec<String> {
    let query = DeclarationQuery { tab: tab.into(), ..DeclarationQuery::default() };
    desk.declarations(&query).expect("a page").lines.into_iter().map(|line| line.id).collect()
}

pub(super) fn code<T>(answer: Result<T, Error>) -> &'static str {
    answer.err().map_or("", |error| error.code())
}

/// A call of the desk with what it needs; what comes of it is its own affair.
type Call = (&'static str, Right, fn(&Desk) -> &'static str);

/// Every call that asks who works, by the right that it needs.
const CALLS: &[Call] = &[
    ("declarations", Right::Look, |d| code(d.declarations(&DeclarationQuery::default()))),
    ("declaration", Right::Look, |d| code(d.declaration("0", false))),
    ("declaration, revealed", Right::Reveal, |d| code(d.declaration("0", true))),
    ("xml", Right::Reveal, |d| code(d.xml("M"))),
    ("statuses", Right::Look, |d| code(d.statuses(&[]))),
    ("sending", Right::Look, |d| code(d.sending(""))),
    ("bills", Right::Look, |d| code(d.bills("", ""))),
    ("client", Right::Look, |d| code(d.client(CLIENT))),
    ("life", Right::Look, |d| code(d.life("0"))),
    ("review_of", Right::Look, |d| code(d.review_of("0"))),
    ("four_eyes", Right::Look, |d| code(d.four_eyes(CLIENT))),
    ("open_files", Right::Import, |d| code(d.open_files(&[], CLIENT, Work::quiet()))),
    ("map_column", Right::Import, |d| code(d.map_column("I", 0, ""))),
    ("declare", Right::Import, |d| code(d.declare("I", Work::quiet()))),
    ("declare_again", Right::Import, |d| code(d.declare_again("0"))),
    ("ask_review", Right::Import, |d| code(d.ask_review(&["0".to_owned()]))),
    ("approve", Right::Review, |d| code(d.approve(&["0".to_owned()], "", Work::quiet()))),
    ("send_back", Right::Review, |d| code(d.send_back(&["0".to_owned()], "", "why", Work::quiet()))),
    ("sign", Right::Sign, |d| code(d.sign("", "", None, Work::quiet()))),
    ("send", Right::Sign, |d| code(d.send())),
    ("take_back", Right::Sign, |d| code(d.take_back())),
    ("change", Right::Life, |d| code(d.change("0", &[], ""))),
    ("delete", Right::Life, |d| code(d.delete("0", ""))),
    ("cancel", Right::Life, |d| code(d.cancel("0", "why", ""))),
    ("return_goods", Right::Life, |d| code(d.return_goods("0", &[], "why", ""))),
    ("save_bills", Right::Print, |d| {
        code(d.save_bills(&SaveBills {
            ids: vec!["0".into()],
            folder: String::new(),
            single: false,
            index: false,
            pattern: String::new(),
        }))
    }),
    ("add_client", Right::Clients, |d| code(d.add_client(&Default::default()))),
    ("save_client", Right::Clients, |d| code(d.save_client("nobody", &Default::default()))),
    ("add_goods", Right::Clients, |d| code(d.add_goods("nobody", Path::new("")))),
    ("add_key", Right::Keys, |d| code(d.add_key("nobody", Path::new(""), &pin("")))),
    ("set_service", Right::Connect, |d| code(d.set_service("no address"))),
    ("set_service_of", Right::Connect, |d| code(d.set_service_of("nobody", ""))),
    ("install_tables", Right::Tables, |d| code(d.install_tables(&[]))),
    ("trust_publisher", Right::Tables, |d| code(d.trust_publisher(Path::new("")))),
    ("withdraw_row", Right::Tables, |d| code(d.withdraw_row("0"))),
    ("activity", Right::ReadLog, |d| code(d.activity(&ActivityQuery::default()))),
    ("export_activity", Right::ExportLog, |d| code(d.export_activity(Path::new("/nowhere/log")))),
    ("add_person", Right::People, |d| code(d.add_person(&form("", &[]), None))),
    ("change_person", Right::People, |d| code(d.change_person("9", &form("", &[])))),
    ("retire_person", Right::People, |d| code(d.retire_person("9"))),
    ("set_four_eyes", Right::People, |d| code(d.set_four_eyes("nobody", &always()))),
];

#[test]
fn every_call_obeys_the_table_of_roles() {
    let table = Table::set();
    let desk = table.open();
    assert!(
        CALLS.iter().all(|(_, _, call)| !["role-refused", "who-works"].contains(&call(&desk))),
        "the owner"
    );
    for role in Role::ALL {
        let name = format!("只{}", role.name().zh);
        desk.sign_in("1", None).expect("the owner");
        desk.add_person(&form(&name, &[role.word()]), None).expect("a person");
        works(&desk, &name);
        for (call, right, make) in CALLS {
            let allowed = right.roles().contains(&role);
            assert_eq!(make(&desk) != "role-refused", allowed, "{} calls {call}", role.word());
        }
    }
    desk.sign_out().expect("nobody works");
    for (call, _, make) in CALLS {
        assert_eq!(make(&desk), "who-works", "{call} while nobody works");
    }
}

/// What may be asked without saying who works: what opens the desk, tells who is there, or only judges.
const FREE: &[&str] = &[
    "clients",
    "export_table",
    "held_tables",
    "hs_search",
    "people",
    "session",
    "sign_in",
    "sign_out",
    "start_courier",
    "start_practice",
    "tables",
    "token_modules",
    "type_pin",
    "verify_activity",
    "verify_activity_file",
    "verify_bills",
    "verify_tables",
    "who_works",
];

#[test]
fn no_call_of_the_desk_forgets_to_ask_who_works() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![root.join("tables/desk.rs"), root.join("desk.rs")];
    let mut folders = vec![root.join("desk")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            let tests = path.file_stem().is_some_and(|name| name == "tests" || name == "fake");
            match () {
                () if tests => {}
                () if path.is_dir() => folders.push(path),
                () => files.push(path),
            }
        }
    }
    let mut forgotten = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a file");
        for piece in text.split("\n    pub fn ").skip(1) {
            let body = piece.split("\n    }\n").next().expect("a body");
            let name = body.split(['(', '<']).next().expect("a name");
            let of_desk =
                body.split_once('(').is_some_and(|(_, rest)| rest.trim_start().starts_with("&self"));
            if of_desk && !body.contains("self.may(") && !FREE.contains(&name) {
                forgotten.push(format!("{}: {name}", file.display()));
            }
        }
    }
    let advice =
        "begin it with `let _acting = self.may(Right::…)?;` (crates/engine/src/people.rs has the table)";
    assert!(forgotten.is_empty(), "{advice}\n{}", forgotten.join("\n"));
}

#[test]
fn a_desk_of_one_person_asks_nothing_and_one_of_two_asks_who_works() {
    let table = Table::set();
    let desk = table.open();
    assert_eq!(desk.session().expect("a session").person.id, "1");
    desk.add_person(&form("林申报", &["declarant"]), None).expect("a second person");
    assert_eq!(code(desk.sending("")), "", "whoever added him works on");
    drop(desk);
    let desk = table.open();
    assert_eq!(code(desk.sending("")), "who-works");
    let session = desk.session().expect("the frame is there all the same");
    assert_eq!((session.person.id.as_str(), session.people.len()), ("", 2));
    assert_eq!(code(desk.sign_in("nobody", None)), "no-such-person");
    assert_eq!(desk.sign_in("林申报", None).expect("no PIN").person.name, "林申报");
    assert_eq!(code(desk.sending("")), "");
}

#[test]
fn wrong_pins_cost_time_and_are_logged() {
    let table = Table::set();
    let desk = table.open();
    desk.add_person(&form("林申报", &["declarant"]), Some(&pin("2468"))).expect("a person");
    assert_eq!(code(desk.sign_in("林申报", None)), "person-wrong-pin");
    for _ in 0..3 {
        assert_eq!(code(desk.sign_in("林申报", Some(&pin("0000")))), "person-wrong-pin");
    }
    let refused = desk.sign_in("林申报", Some(&pin("2468"))).expect_err("the right one has to wait too");
    assert_eq!(refused.code(), "person-pin-wait");
    assert!(refused.wait().is_some_and(|wait| wait <= Duration::from_secs(5)));
    drop(desk);
    let desk = table.open();
    assert_eq!(
        code(desk.sign_in("林申报", Some(&pin("2468")))),
        "person-pin-wait",
        "a restart does not help"
    );
    desk.store().write(|tx| table::tried(tx, 2, 3, 1)).expect("the time passes");
    desk.sign_in("林申报", Some(&pin("2468"))).expect("the right one");
    let count = |what| desk.store().read(|c| Ok(activity::count(c, what))).expect("a count");
    assert_eq!((count("sign-in-refused"), count("signed-in")), (3, 1));
}

#[test]
fn nobody_becomes_the_owner_by_the_back_door() {
    let table = Table::set();
    let desk = table.open();
    desk.set_pin("1", None, Some(&pin("1357"))).expect("the owner's PIN");
    desk.add_person(&form("管家", &["manager"]), None).expect("a manager");
    works(&desk, "管家");
    assert_eq!(code(desk.set_pin("1", None, None)), "owner-stays");
    assert_eq!(code(desk.change_person("1", &form("新名", &["reviewer"]))), "owner-stays");
    assert_eq!(code(desk.retire_person("1")), "owner-stays");
    assert_eq!(code(desk.sign_in("1", Some(&pin("9999")))), "person-wrong-pin");
    // One's own PIN needs the old one.
    desk.set_pin("管家", None, Some(&pin("8642"))).expect("a first PIN");
    assert_eq!(code(desk.set_pin("管家", Some(&pin("0000")), None)), "person-wrong-pin");
    // Who is retired is gone at once, and his name stays his.
    desk.sign_in("1", Some(&pin("1357"))).expect("the owner");
    desk.retire_person("管家").expect("he leaves");
    assert_eq!(code(desk.sign_in("管家", Some(&pin("8642")))), "no-such-person");
    assert_eq!(code(desk.add_person(&form("管家", &["manager"]), None)), "person-name");
}

#[test]
fn two_people_look_before_a_signature() {
    let table = Table::set();
    let desk = table.open();
    staffed(&desk);
    desk.set_four_eyes(CLIENT, &always()).expect("four eyes");
    works(&desk, "吴两全");
    declare(&desk);
    let all = ids(&desk, "to-review");
    assert_eq!(all.len(), 12);
    assert!(ids(&desk, "to-sign").is_empty());

    // Nothing is signed, be it named or not.
    let sending = desk.sign("", "", None, Work::quiet()).expect("all that can be: nothing");
    assert_eq!((sending.ready, sending.to_review, sending.signed), (0, 12, 0));
    assert_eq!(code(desk.sign("", "", Some(&all[..2]), Work::quiet())), "needs-review");
    // One's own work is nobody's to approve, also with both roles, also the owner's.
    assert_eq!(code(desk.approve(&all, "", Work::quiet())), "own-work");
    assert_eq!(code(desk.approve(&[], CLIENT, Work::quiet())), "own-work");

    works(&desk, "周复核");
    let reviewed = desk.approve(&all[..5], "", Work::quiet()).expect("another person");
    assert_eq!((reviewed.done, reviewed.own, reviewed.other), (5, 0, 0));
    assert_eq!(code(desk.approve(&all[..5], "", Work::quiet())), "not-in-review", "once is enough");
    assert_eq!(
        code(desk.sign("", "", Some(&all), Work::quiet())),
        "needs-review",
        "all or none of the named"
    );
    let sending = desk.sign("", "", None, Work::quiet()).expect("what is approved");
    assert_eq!((sending.signed, sending.to_review), (5, 7));

    // The rest is sent back, and asked for again by whoever made it.
    assert_eq!(code(desk.send_back(&all[5..7], CLIENT, "  ", Work::quiet())), "no-reason");
    let back = desk.send_back(&all[5..7], CLIENT, "品名与备案不符", Work::quiet()).expect("a reason");
    assert_eq!(back.done, 2);
    let state = desk.review_of(&all[5]).expect("a state");
    assert_eq!((state.state.as_str(), state.verdicts[0].who.as_str()), ("back", "周复核"));
    assert_eq!(state.verdicts[0].reason, "品名与备案不符");
    assert!(desk.statuses(&[]).expect("statuses").iter().any(|one| one.state == "sent-back"));
    works(&desk, "林申报");
    assert_eq!(desk.ask_review(&all[5..7]).expect("again").done, 2);
    assert_eq!(ids(&desk, "to-review").len(), 7);
    works(&desk, "周复核");
    assert_eq!(desk.approve(&[], CLIENT, Work::quiet()).expect("all that wait").done, 7);
    desk.sign("", "", None, Work::quiet()).expect("it signs");
    assert_eq!(states(&desk), ["waiting"]);
}

#[test]
fn an_approval_holds_for_the_documents_as_they_were() {
    let table = Table::set();
    let desk = table.open();
    staffed(&desk);
    desk.set_four_eyes(CLIENT, &always()).expect("four eyes");
    works(&desk, "林申报");
    declare(&desk);
    works(&desk, "周复核");
    let all = ids(&desk, "to-review");
    desk.approve(&all, "", Work::quiet()).expect("another person");
    // Changed behind the back of the column that lists are made of.
    let id: i64 = all[0].parse().expect("a number");
    desk.store()
        .write(|tx| {
            let mut documents = declarations::documents(tx, id)?;
            documents.declaration.head.consignee_address = "广东省深圳市福田区深南大道1号".into();
            declarations::set_documents(tx, id, &documents)
        })
        .expect("a change");
    assert_eq!(code(desk.sign("", "", Some(&all[..1]), Work::quiet())), "needs-review");
    desk.sign("", "", None, Work::quiet()).expect("the others");
    assert_eq!(desk.sending("").expect("figures").signed, 11);
}

#[test]
fn an_amount_may_be_declared_alone_and_the_rule_may_be_changed() {
    let table = Table::set();
    let desk = table.open();
    staffed(&desk);
    works(&desk, "林申报");
    declare(&desk);
    assert!(ids(&desk, "to-review").is_empty(), "off by default");
    works(&desk, "1");
    let above = |yuan: &str| FourEyes { mode: "above".into(), above: yuan.into() };
    desk.set_four_eyes(CLIENT, &above("300")).expect("four eyes");
    let waiting = ids(&desk, "to-review").len();
    assert!(waiting > 0 && waiting < 12, "{waiting} of 12 are worth more");
    desk.set_four_eyes(CLIENT, &above("999999")).expect("four eyes");
    assert!(ids(&desk, "to-review").is_empty());
    desk.set_four_eyes(CLIENT, &always()).expect("four eyes");
    assert_eq!(ids(&desk, "to-review").len(), 12);
    assert_eq!(code(desk.set_four_eyes(CLIENT, &above("much"))), "four-eyes");
}

#[test]
fn the_log_tells_who_did_what_and_an_export_is_judged() {
    let table = Table::set();
    let desk = table.open();
    staffed(&desk);
    works(&desk, "林申报");
    declare(&desk);
    desk.declaration(&ids(&desk, "")[0], true).expect("revealed");
    works(&desk, "1");
    let query = ActivityQuery { person: "2".into(), ..ActivityQuery::default() };
    let told: Vec<String> =
        desk.activity(&query).expect("a page").lines.into_iter().map(|line| line.what).collect();
    assert_eq!(
        told,
        ["revealed", "declared", "import-opened", "signed-in"],
        "one entry for twelve declarations"
    );

    let file = table.folder.path().join("log.jsonl");
    let exported = desk.export_activity(&file).expect("an export");
    assert!(desk.verify_activity_file(&file).expect("a log").unbroken);
    let alone = super::super::verify_log_file(&file).expect("a log");
    assert!(alone.unbroken && !alone.sealed && alone.entries == exported.entries);
    let text = std::fs::read_to_string(&file).expect("text");
    for personal in ["330106198803152212", "13800138000"] {
        assert!(!text.contains(personal));
    }
    std::fs::write(&file, text.replacen("revealed", "declared", 1)).expect("a change");
    let broken = super::super::verify_log_file(&file).expect("a log");
    assert_eq!((broken.unbroken, broken.wrong.as_str()), (false, "changed"));
    let lines: Vec<&str> = text.lines().collect();
    std::fs::write(&file, lines[..lines.len() - 3].join("\n")).expect("a cut");
    assert_eq!(super::super::verify_log_file(&file).expect("a log").wrong, "missing");
    std::fs::write(&file, "nothing").expect("a file");
    assert_eq!(code(super::super::verify_log_file(&file)), "log-unreadable");
}

#[test]
fn an_export_that_cannot_be_written_is_not_logged() {
    let table = Table::set();
    let desk = table.open();
    assert_eq!(code(desk.export_activity(&table.folder.path().join("no/such/folder"))), "file-unwritable");
    assert_eq!(desk.store().read(|c| Ok(activity::count(c, "log-exported"))).expect("a count"), 0);
    assert!(desk.verify_activity().expect("a log").unbroken);
}
