//! Batches against keys that fail: behind the e-port's double, on a token, in a folder, and against the end of the program.

use std::collections::HashSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use clearance_core::cn::rates::Rates;
use clearance_core::cn::tax::assess_declaration;
use clearance_core::signing::Certificate;
use clearance_core::status::{Event, Subject};
use clearance_core::time::BeijingTime;
use secrecy::SecretString;

use super::*;
use crate::desk::{KeyPlace, KeySource, KeyWish, Options};
use crate::keys::add::Elsewhere;
use crate::keys::eport::double::{Double, Fault};
use crate::keys::throwaway;
use crate::store::declarations::{Documents, Fresh};
use crate::store::{carried, events, messages};
use crate::view::{KeyEntry, Progress};
use crate::{facts, load};

const PIN: &str = "88888888";
const SIGN: &str = "SpcSignDataAsPEM";

/// A data folder with clients, each with declarations that wait for a signature.
struct Table {
    folder: tempfile::TempDir,
}

impl Table {
    fn set() -> Table {
        let folder = tempfile::tempdir().expect("a folder");
        let light =
            r#"{"version":1,"salt":"00112233445566778899aabbccddeeff","memory_kib":64,"passes":1,"lanes":1}"#;
        std::fs::write(folder.path().join("vault.json"), light).expect("a vault");
        Table { folder }
    }

    fn open(&self) -> Desk {
        let key = KeySource::Passphrase(secret("correct horse"));
        Desk::open_with(self.folder.path(), &key, Options::default()).expect("the desk opens")
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}

fn secret(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

/// A client that wants so many declarations signed, numbered from `first` on; its id.
pub(crate) fn client(desk: &Desk, name: &str, first: u64, many: u64) -> String {
    let mut form = Client::practice(String::new()).form();
    form.insert("name".into(), name.into());
    form.insert("sendsOrders".into(), "false".into());
    let id = desk.add_client(&form).expect("a client").id;
    declare(desk, &id, first, many);
    id
}

fn declare(desk: &Desk, client: &str, first: u64, many: u64) {
    let now = clock::now();
    desk.store()
        .write(|tx| {
            for number in first..first + many {
                let case = load::case(number, now);
                let declaration = case.declaration.expect("all four");
                let tax = assess_declaration(&declaration, None, Rates::built_in()).total.to_string();
                let head = declaration.head.clone();
                let documents = Documents {
                    order: case.order,
                    payment: case.payment,
                    waybill: case.waybill,
                    declaration,
                };
                let cop_no = head.cop_no.clone().expect("a number");
                let fresh = Fresh {
                    cop_no: &cop_no,
                    client,
                    import: "",
                    documents: &documents,
                    buyer: "",
                    buyer_hash: &facts::buyer_hash(&head.buyer_id_number),
                    cents: facts::cents(&documents),
                    value: "0",
                    tax: &tax,
                    at: now.unix_ms(),
                };
                declarations::insert(tx, &fresh)?.expect("it is new");
                let subject = Subject::declaration(&cop_no);
                let event = Event::Declared { at: now, passes: true, answers: None };
                events::add(tx, &subject, &event, "", now.unix_ms())?;
                declarations::refresh(tx, &cop_no)?;
            }
            Ok(())
        })
        .expect("declarations");
}

fn plug(desk: &Desk, client: &str, double: &Double) -> KeyEntry {
    let place = KeyPlace::Elsewhere(Elsewhere::Eport { address: double.address().to_owned() });
    desk.register_key(client, &place, Some(&secret(PIN)), &KeyWish::default()).expect("the key is taken")
}

fn double() -> Double {
    let key = || throwaway("杭州晴川报关有限公司", "3301964J31").expect("a key");
    Double::new(key(), key(), PIN)
}

/// Declarations that a message of the outbox carries, and how many messages there are. None is carried twice.
pub(crate) fn in_outbox(desk: &Desk) -> (usize, usize) {
    desk.store()
        .read(|c| {
            let all = messages::newest(c, "", 10_000)?;
            let mut seen = HashSet::new();
            for message in &all {
                for subject in carried::of(c, &message.guid)? {
                    assert!(seen.insert(subject.0.clone()), "{} travels twice", subject.0);
                }
            }
            Ok((seen.iter().filter(|subject| subject.starts_with("declaration:")).count(), all.len()))
        })
        .expect("the outbox")
}

fn waiting(desk: &Desk) -> u32 {
    desk.sending("").expect("sending").ready
}

fn sign(desk: &Desk) -> String {
    desk.sign("", "", None, Work::quiet()).map_or_else(|error| error.code().to_owned(), |_| String::new())
}

fn the_batch(desk: &Desk) -> BatchLine {
    let mut all = desk.batches("").expect("batches");
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

#[test]
fn a_key_that_is_pulled_out_pauses_its_batch_and_the_rest_is_signed_once_it_is_back() {
    let table = Table::set();
    let desk = table.open();
    let double = double();
    let ours = client(&desk, "晴川", 0, 250);
    let key = plug(&desk, &ours, &double);
    // The first two messages go well.
    double.fail(SIGN, &[Fault::Noise, Fault::Noise, Fault::Unplug]);
    assert_eq!(sign(&desk), "sign-key-gone");
    assert_eq!(in_outbox(&desk), (200, 2));
    assert_eq!(waiting(&desk), 50);
    let paused = the_batch(&desk);
    assert_eq!((paused.done, paused.left, paused.total), (200, 50, 250));
    assert_eq!((paused.state.as_str(), paused.code.as_str()), ("paused", "sign-key-gone"));
    assert_eq!((paused.key_id.as_str(), paused.needs_pin), (key.line.id.as_str(), false));
    assert!(!paused.help.zh.is_empty() && !paused.says.en.is_empty());

    // It is still away: nothing changes but the moment.
    let again = desk.go_on(&paused.id, "", Work::quiet()).expect("it is told").expect("paused again");
    assert_eq!((again.done, again.left), (200, 50));
    assert_eq!(in_outbox(&desk), (200, 2));

    // The pause survives the program.
    drop(desk);
    let desk = table.open();
    let kept = the_batch(&desk);
    assert_eq!((kept.done, kept.left, kept.code.as_str()), (200, 50, "sign-key-gone"));
    assert!(kept.needs_pin, "a new session knows no PIN");
    double.plug_in();
    let tried = double.pins_tried();
    let without = desk.go_on(&kept.id, "", Work::quiet()).expect("it is told").expect("paused again");
    assert_eq!((without.code.as_str(), double.pins_tried()), ("sign-pin-needed", tried));
    desk.unlock_key(&key.line.id, secret(PIN), false).expect("the PIN is right");
    assert_eq!(desk.go_on(&kept.id, "", Work::quiet()).expect("it goes on"), None);
    assert_eq!(in_outbox(&desk), (250, 3));
    assert_eq!((waiting(&desk), desk.batches("").expect("batches").len()), (0, 0));
    let day = desk.key_day(&key.line.id).expect("a day");
    assert_eq!((day.signed, day.paused), (250, 3));
    assert!(day.log.iter().any(|event| event.what == "paused" && event.code == "sign-key-gone"));
}

#[test]
fn a_control_that_goes_away_pauses_and_another_key_goes_on() {
    let table = Table::set();
    let desk = table.open();
    let first = double();
    let ours = client(&desk, "晴川", 0, 150);
    plug(&desk, &ours, &first);
    first.fail(SIGN, &[Fault::Noise, Fault::Break]);
    assert_eq!(sign(&desk), "sign-key-gone");
    drop(first);
    let paused = the_batch(&desk);
    assert_eq!((paused.done, paused.left), (100, 50));
    let stranger = client(&desk, "云帆", 500, 1);
    let other = double();
    let theirs = plug(&desk, &stranger, &other);
    let refused = desk.go_on(&paused.id, &theirs.line.id, Work::quiet()).expect_err("not this client's");
    assert_eq!(refused.code(), "no-key");
    let second = double();
    let spare = plug(&desk, &ours, &second);
    assert_eq!(desk.go_on(&paused.id, &spare.line.id, Work::quiet()).expect("it goes on"), None);
    assert_eq!(in_outbox(&desk), (150, 2));
}

#[test]
fn the_keys_of_other_clients_go_on() {
    let table = Table::set();
    let desk = table.open();
    let (ours, theirs) = (client(&desk, "晴川", 0, 120), client(&desk, "云帆", 500, 130));
    let (bad, good) = (double(), double());
    plug(&desk, &ours, &bad);
    plug(&desk, &theirs, &good);
    bad.fail(SIGN, &[Fault::Unplug]);
    let told = std::sync::Mutex::new(Vec::new());
    let tell = |progress: Progress| told.lock().expect("free").push((progress.done, progress.total));
    let stop = AtomicBool::new(false);
    let sending = desk.sign_batch("", &BTreeMap::new(), None, Work::new(&tell, &stop)).expect("it is told");
    assert_eq!(in_outbox(&desk).0, 130);
    assert_eq!((sending.ready, sending.batches.len()), (120, 1));
    assert_eq!(sending.batches[0].client_id, ours);
    let told = told.into_inner().expect("free");
    assert!(told.iter().all(|(_, total)| *total == 250), "declarations of all: {told:?}");
    assert!(told.is_sorted(), "{told:?}");
    // Stopped: what was left waits like anything else, and is signed with everything.
    desk.stop_batch(&sending.batches[0].id).expect("it is there");
    assert_eq!(desk.stop_batch(&sending.batches[0].id).expect_err("it is over").code(), "no-such-batch");
    assert_eq!((waiting(&desk), desk.batches("").expect("batches").len()), (120, 0));
    bad.plug_in();
    assert_eq!(sign(&desk), "");
    assert_eq!(in_outbox(&desk).0, 250);
}

#[test]
fn a_pin_that_is_refused_in_the_middle_is_forgotten_and_never_repeated() {
    let table = Table::set();
    let desk = table.open();
    let double = double();
    let ours = client(&desk, "晴川", 0, 250);
    let key = plug(&desk, &ours, &double);
    assert_eq!(sign_some(&desk, 100), 100);
    double.change_pin("12345678");
    let tried = double.pins_tried();
    assert_eq!(sign(&desk), "sign-wrong-pin");
    assert_eq!(double.pins_tried(), tried + 1);
    let paused = the_batch(&desk);
    assert!(paused.says.zh.contains("还可尝试 5 次"), "{paused:?}");
    assert!(paused.needs_pin);
    for _ in 0..3 {
        desk.go_on(&paused.id, "", Work::quiet()).expect("it is told").expect("paused again");
    }
    assert_eq!(double.pins_tried(), tried + 1, "only a person types it again");
    assert_eq!(
        desk.unlock_key(&key.line.id, secret("00000000"), true).expect_err("wrong").code(),
        "sign-wrong-pin"
    );
    assert!(desk.key_entries("").expect("keys").iter().all(|key| !key.keeps_pin));
    desk.unlock_key(&key.line.id, secret("12345678"), false).expect("right");
    assert_eq!(desk.go_on(&paused.id, "", Work::quiet()).expect("it goes on"), None);
    assert_eq!(in_outbox(&desk).0, 250);
    double.leave_attempts(0);
    let locked = desk.unlock_key(&key.line.id, secret("12345678"), false).expect_err("locked");
    assert_eq!(locked.code(), "sign-pin-locked");
}

/// Signs the oldest of what waits.
fn sign_some(desk: &Desk, many: usize) -> usize {
    let ids: Vec<String> = desk
        .store()
        .read(|c| {
            let (client, _) = declarations::to_sign(c, "")?.remove(0);
            declarations::ids_to_sign(c, &client)
        })
        .expect("ids")
        .into_iter()
        .take(many)
        .map(|id| id.to_string())
        .collect();
    desk.sign("", "", Some(&ids), Work::quiet()).expect("it signs");
    in_outbox(desk).0
}

#[test]
fn a_person_pauses_between_messages_and_signs_some_of_the_rest_meanwhile() {
    let table = Table::set();
    let desk = table.open();
    let ours = client(&desk, "晴川", 0, 350);
    desk.add_practice_key(&ours).expect("a key");
    let stop = AtomicBool::new(false);
    let tell = |progress: Progress| {
        if progress.done >= 100 {
            stop.store(true, Ordering::Relaxed);
        }
    };
    let error = desk.sign("", "", None, Work::new(&tell, &stop)).expect_err("it was paused");
    assert_eq!(error.code(), "signing-paused");
    let paused = the_batch(&desk);
    assert_eq!((paused.done, paused.left, paused.code.as_str()), (100, 250, "signing-paused"));
    assert_eq!(sign_some(&desk, 20), 120);
    let left = the_batch(&desk);
    assert_eq!((left.id.as_str(), left.left), (paused.id.as_str(), 230), "a record is in one batch only");
    assert_eq!(desk.go_on(&left.id, "", Work::quiet()).expect("it goes on"), None);
    assert_eq!(in_outbox(&desk).0, 350);
}

#[test]
fn signing_everything_takes_up_what_was_paused() {
    let table = Table::set();
    let desk = table.open();
    let double = double();
    let ours = client(&desk, "晴川", 0, 150);
    plug(&desk, &ours, &double);
    double.fail(SIGN, &[Fault::Noise, Fault::Unplug]);
    assert_eq!(sign(&desk), "sign-key-gone");
    double.plug_in();
    declare(&desk, &ours, 1_000, 10);
    assert_eq!(sign(&desk), "");
    assert_eq!(in_outbox(&desk).0, 160);
    assert!(desk.batches("").expect("batches").is_empty());
}

#[test]
fn a_program_that_ends_in_the_middle_leaves_a_batch_to_go_on_with() {
    let table = Table::set();
    let desk = table.open();
    let ours = client(&desk, "晴川", 0, 250);
    desk.add_practice_key(&ours).expect("a key");
    // As a kill leaves it: the batch runs, one message is in the outbox.
    let key = desk.key_entries(&ours).expect("keys").remove(0).line.id;
    let ids = desk.store().read(|c| declarations::ids_to_sign(c, &ours)).expect("ids");
    desk.store().write(|tx| batches::begin(tx, "b", (&ours, &key), &ids, 0)).expect("a batch");
    let row = desk.batch("b").expect("it is there");
    let inner = desk.inner();
    let signer = {
        let row =
            inner.store.read(|c| crate::store::keys::find(c, &row.key)).expect("a read").expect("a key");
        inner.keys.signer(&row, &inner.store, &inner.secrets).expect("it opens")
    };
    let of = inner.client(&ours).expect("a client");
    let signing = Signing {
        signer,
        client: ours.clone(),
        key_id: key,
        transfer: of.profile.transfer(),
        sends_orders: false,
    };
    let once = |signed: usize| if signed == 0 { Ok(()) } else { Err(Error::new(&fault::CANCELLED)) };
    outbox::sign(&inner.store, &signing, "b", &once).expect_err("it ends after one message");
    assert_eq!(the_batch(&desk).state, "running");
    drop(signing);
    drop(desk);

    let desk = table.open();
    let found = the_batch(&desk);
    assert_eq!((found.state.as_str(), found.code.as_str()), ("paused", "signing-interrupted"));
    assert_eq!((found.done, found.left, found.total), (100, 150, 250));
    let today = desk.today("").expect("a day");
    let line = today.todo.iter().find(|line| line.kind == "signing-paused").expect("it is pointed out");
    assert_eq!(line.count, 150);
    assert_eq!(desk.session().expect("a session").counts.paused, 150);
    assert_eq!(desk.go_on("b", "", Work::quiet()).expect("it goes on"), None);
    assert_eq!(in_outbox(&desk).0, 250);
}

#[test]
fn a_folder_that_is_away_pauses() {
    let table = Table::set();
    let desk = table.open();
    let ours = client(&desk, "晴川", 0, 130);
    let signer = throwaway("杭州晴川报关有限公司", "3301964J31").expect("a key");
    let certificate = table.path().join("card.cer");
    std::fs::write(&certificate, clearance_core::signing::Signer::certificate(&signer).der())
        .expect("a file");
    let folder = table.path().join("exchange");
    let place = KeyPlace::Elsewhere(Elsewhere::Folder { folder: folder.clone(), certificate });
    let key = desk.register_key(&ours, &place, None, &KeyWish::default()).expect("a key");
    std::fs::remove_dir_all(&folder).expect("it was there");
    std::fs::write(&folder, b"no folder").expect("a file in its place");
    assert_eq!(sign(&desk), "hand-over-folder");
    let paused = the_batch(&desk);
    assert_eq!((paused.done, paused.left), (0, 130));
    std::fs::remove_file(&folder).expect("it was there");
    assert_eq!(desk.go_on(&paused.id, "", Work::quiet()).expect("it goes on"), None);
    let sending = desk.sending("").expect("sending");
    assert_eq!((sending.handed[0].messages, sending.handed[0].records), (2, 130));
    assert_eq!(desk.remove_key(&key.line.id).expect_err("it has work").code(), "key-in-use");
    assert_eq!(desk.take_back_of(&ours).expect("taken back"), 2);
    assert_eq!(waiting(&desk), 130);
    assert!(desk.remove_key(&key.line.id).expect("it is removed").is_empty());
}

fn lasts(name: &str, days: i64) -> clearance_core::signing::Practice {
    use clearance_core::signing::{Practice, PracticeError, PracticeRandom, PracticeSubject};
    let now = clock::now().unix_ms();
    let day = 24 * 3_600_000;
    let subject = PracticeSubject {
        enterprise_name: name,
        enterprise_code: "3301964J31",
        not_before: BeijingTime::from_unix_ms(now - 400 * day),
        not_after: BeijingTime::from_unix_ms(now + days * day + 60_000),
    };
    loop {
        let mut random = PracticeRandom { key: zeroize::Zeroizing::new([0; 32]), serial: [0; 8] };
        clock::random(&mut *random.key).expect("randomness");
        clock::random(&mut random.serial).expect("randomness");
        match Practice::make(random, subject) {
            Err(PracticeError::UnusableRandom) => {}
            made => return made.expect("an identity"),
        }
    }
}

fn file_key(table: &Table, desk: &Desk, client: &str, days: i64, wish: &KeyWish) -> KeyEntry {
    let path = table.path().join(format!("card-{days}.p12"));
    std::fs::write(&path, lasts("杭州晴川报关有限公司", days).to_pkcs12("pw").expect("a container"))
        .expect("a file");
    desk.register_key(client, &KeyPlace::File(path), Some(&secret("pw")), wish).expect("a key")
}

#[test]
fn the_end_of_a_key_is_told_until_another_one_has_taken_over() {
    let table = Table::set();
    let desk = table.open();
    let ours = client(&desk, "晴川", 0, 1);
    let kinds = |desk: &Desk| -> Vec<String> {
        let all = desk.today("").expect("a day").todo.into_iter().map(|line| line.kind);
        all.filter(|kind| kind.starts_with("key")).collect()
    };
    let old = file_key(&table, &desk, &ours, 25, &KeyWish { main: true, ..KeyWish::default() });
    assert_eq!((old.level.as_str(), old.days_left, old.warns, old.main), ("30", 25, true, true));
    assert_eq!(kinds(&desk), ["key-ends"]);
    let session = desk.session().expect("a session");
    assert_eq!((session.key_days, session.key_level.as_str(), session.counts.keys), (25, "30", 1));

    let path = table.path().join("card-700.p12");
    std::fs::write(&path, lasts("杭州晴川报关有限公司", 700).to_pkcs12("pw").expect("a container"))
        .expect("a file");
    let seen =
        desk.look_for_key(&ours, &KeyPlace::File(path.clone()), Some(&secret("pw"))).expect("it is there");
    assert_eq!(seen[0].takes_over, old.line.id, "the guide offers it");
    let wish = KeyWish { takes_over: old.line.id.clone(), ..KeyWish::default() };
    let new = desk.register_key(&ours, &KeyPlace::File(path), Some(&secret("pw")), &wish).expect("a key");
    assert!(new.main, "it signs in the place of the old one");
    assert_eq!(kinds(&desk), [""; 0]);
    assert_eq!(desk.session().expect("a session").counts.keys, 0);
    let old = desk.key_entries("").expect("keys").into_iter().find(|key| key.line.id == old.line.id);
    assert_eq!(old.expect("it stays").successor, new.line.id);

    desk.remove_key(&new.line.id).expect("it is removed");
    assert_eq!(kinds(&desk), ["key-ends"], "the old one stands for itself again");
    file_key(&table, &desk, &ours, 3, &KeyWish::default());
    assert_eq!(kinds(&desk), ["key-ends-now", "key-ends"]);
}

#[test]
fn a_password_is_kept_only_where_that_was_asked_for() {
    let table = Table::set();
    let desk = table.open();
    let ours = client(&desk, "晴川", 0, 1);
    let key = file_key(&table, &desk, &ours, 300, &KeyWish::default());
    assert!(!key.keeps_pin && !key.needs_pin, "typed, for this session");
    drop(desk);
    let desk = table.open();
    assert!(desk.key_entries("").expect("keys")[0].needs_pin);
    assert_eq!(sign(&desk), "sign-pin-needed");
    let wrong = desk.unlock_key(&key.line.id, secret("no"), true).expect_err("wrong");
    assert_eq!(wrong.code(), "p12-wrong-password");
    assert!(desk.key_entries("").expect("keys")[0].needs_pin);
    desk.unlock_key(&key.line.id, secret("pw"), true).expect("right");
    drop(desk);
    let desk = table.open();
    assert_eq!(sign(&desk), "");
    desk.forget_pin(&key.line.id).expect("it is forgotten");
    assert!(desk.key_entries("").expect("keys")[0].needs_pin);
}

#[test]
fn keys_are_named_and_chosen() {
    let table = Table::set();
    let desk = table.open();
    let ours = client(&desk, "晴川", 0, 1);
    let first =
        file_key(&table, &desk, &ours, 300, &KeyWish { name: "操作员卡".into(), ..KeyWish::default() });
    let second = file_key(&table, &desk, &ours, 200, &KeyWish::default());
    assert_eq!(first.line.name, "操作员卡");
    assert!(second.main, "the newest signs while none was chosen");
    assert!(desk.choose_key(&first.line.id).expect("it is valid").main);
    assert_eq!(desk.rename_key(&second.line.id, " 备用卡 ").expect("a name").line.name, "备用卡");
    for name in ["", "  ", &"长".repeat(61), "a\nb"] {
        assert_eq!(desk.rename_key(&second.line.id, name).expect_err("no name").code(), "key-name");
    }
    let waits = desk.key_waits(&first.line.id).expect("it is there");
    assert_eq!((waits.to_sign, waits.paused, waits.next.as_str()), (1, 0, "备用卡"));
    let left = desk.remove_key(&first.line.id).expect("it is removed");
    assert!(left.len() == 1 && left[0].main);
    assert_eq!(sign(&desk), "");
}

#[test]
fn what_support_gets_names_nobody() {
    let table = Table::set();
    let desk = table.open();
    let ours = client(&desk, "晴川", 0, 1);
    let key = file_key(&table, &desk, &ours, 20, &KeyWish { name: "陈宁的卡".into(), ..KeyWish::default() });
    let report = desk.examine_keys(&key.line.id, &[], &[], Work::quiet()).expect("a report").remove(0);
    assert!(report.healthy, "{report:?}");
    let what: Vec<(&str, &str)> =
        report.checks.iter().map(|check| (check.what.as_str(), check.state.as_str())).collect();
    assert_eq!(
        what,
        [
            ("reach", "good"),
            ("pin", "good"),
            ("certificate", "good"),
            ("owner", "good"),
            ("validity", "warns"),
            ("algorithm", "good"),
            ("chain", "open"),
            ("signature", "good")
        ]
    );
    let acts: Vec<&str> = report.checks.iter().map(|check| check.act.as_str()).collect();
    assert_eq!(acts, ["", "", "", "", "renew", "", "trust", ""]);
    let certificate = Certificate::from_der(
        &desk
            .store()
            .read(|c| crate::store::keys::find(c, &key.line.id))
            .expect("a read")
            .expect("a key")
            .certificate,
    )
    .expect("a certificate");
    for text in [&report.support.zh, &report.support.en] {
        assert!(text.contains("certificate-ends-soon") && text.contains("signature"), "{text}");
        for private in
            ["陈宁", "晴川", "3301964J31", certificate.serial(), &table.path().display().to_string()]
        {
            assert!(!text.contains(private), "{private} in {text}");
        }
    }
}

#[test]
fn a_key_that_is_there_already_takes_over_from_an_old_one_and_lets_go_again() {
    let table = Table::set();
    let desk = table.open();
    client(&desk, "晴川", 0, 1);
    let old = file_key(&table, &desk, "晴川", 25, &KeyWish { main: true, ..KeyWish::default() });
    let new = file_key(&table, &desk, "晴川", 300, &KeyWish::default());
    assert!(desk.key_entries("").expect("keys").iter().any(|key| key.line.id == old.line.id && key.warns));
    let replaced = desk.replace_key(&old.line.id, &new.line.id).expect("it takes over");
    assert_eq!((replaced.successor.as_str(), replaced.warns), (new.line.id.as_str(), false));
    let keys = desk.key_entries("").expect("keys");
    assert!(keys.iter().any(|key| key.line.id == new.line.id && key.main), "it signs from now on");
    let told = &desk.key_day(&old.line.id).expect("a day").log[0];
    assert_eq!((told.says.zh.as_str(), told.says.en.as_str()), ("由新证书接替", "Taken over by a new key"));
    // Neither itself, nor backwards, nor one that ends earlier, nor a practice key.
    let practice = desk.add_practice_key("晴川").expect("one").line.id;
    for (one, other) in [
        (&old.line.id, &old.line.id),
        (&new.line.id, &old.line.id),
        (&new.line.id, &practice),
        (&practice, &new.line.id),
    ] {
        assert_eq!(desk.replace_key(one, other).expect_err("no").code(), "key-no-successor");
    }
    assert_eq!(desk.replace_key("nobody", &new.line.id).expect_err("none").code(), "no-such-key");
    assert!(desk.replace_key(&old.line.id, "").expect("it lets go").warns);
}
