//! The exchange with a client program that takes files away, gives them back, and answers late, twice, or with rubbish.

use std::cell::Cell;
use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clearance_core::cn::message::record::Millis;
use clearance_core::cn::message::{Body, Message};
use clearance_core::cn::receipt::ceb622_inventory::InventoryReceipt;
use clearance_core::cn::receipt::{self, Answer};
use clearance_core::cn::sample;
use clearance_core::dxp::{self, AddInfo, DxpMsg, Form, TransInfo};
use clearance_core::status::{Event, Subject};
use clearance_core::time::BeijingTime;

use super::hand_over::{AGAIN, Handed, Step};
use super::place::{io_error, list};
use super::{Folder, Pace, Place};
use crate::clock;
use crate::store::clients::{self, ClientRow};
use crate::store::testing::store;
use crate::store::{Store, activity, events, handovers, messages, receipts};
use crate::view::FolderSetting;

thread_local! {
    static KILLED_AT: Cell<Option<Step>> = const { Cell::new(None) };
}

/// Where a test has the program killed.
pub(super) fn reached(step: Step) {
    if KILLED_AT.get() == Some(step) {
        KILLED_AT.set(None);
        panic!("killed at {step:?}");
    }
}

const STEPS: [Step; 4] = [Step::Written, Step::Prepared, Step::Named, Step::Delivered];
/// The moment at which a test begins.
const START: i64 = 1_795_000_000_000;
const SETTLE: i64 = 2_000;
const MINUTE: i64 = 60_000;

/// A desk's store and a client program's folder.
struct Site {
    _data: tempfile::TempDir,
    root: tempfile::TempDir,
    store: Store,
    folder: Folder,
}

fn at(ms: i64) -> BeijingTime {
    BeijingTime::from_unix_ms(START + ms)
}

impl Site {
    fn new(style: impl Fn(&mut FolderSetting)) -> Site {
        let (data, store) = store();
        let root = tempfile::tempdir().expect("a folder");
        for name in ["outbox", "SentBox", "FailBox", "INBOX"] {
            fs::create_dir_all(root.path().join("DecCus001").join(name)).expect("a box");
        }
        let mut setting = FolderSetting::new(root.path().to_owned());
        setting.module = "deccus001".into();
        style(&mut setting);
        let client = ClientRow {
            id: "c1".into(),
            name: "晴川".into(),
            practice: false,
            profile: String::new(),
            archived: false,
        };
        store.write(|tx| clients::insert(tx, &client, START)).expect("a client");
        let folder = Folder {
            place: Arc::new(Place::new(&setting)),
            pace: Pace { settle: SETTLE, again: MINUTE },
            styles: vec![("c1".into(), setting)],
        };
        Site { _data: data, root, store, folder }
    }

    /// A signed message waits; its id and its octets. Orders may travel without a signature.
    fn message(&self) -> (String, String) {
        let guid = clock::guid().expect("randomness");
        let order = sample::case().order.expect("the sample has one");
        let body = Message::new(guid.clone(), Body::Orders(vec![order]), sample::transfer()).write();
        let fresh = messages::Fresh {
            guid: &guid,
            client: "c1",
            key: "k1",
            kind: "CEB311",
            records: 1,
            body: &body,
            at: START,
        };
        self.store.write(|tx| messages::insert(tx, &fresh)).expect("a message");
        (guid, body)
    }

    fn hand_over(&self, guid: &str, ms: i64) -> Handed {
        self.folder.hand_over(&self.store, guid, "c1", at(ms)).expect("it is handed over")
    }

    /// As the courier does after a hand-over.
    fn received(&self, guid: &str) {
        self.store.write(|tx| messages::done(tx, guid, "received", "", START)).expect("it is noted");
    }

    fn state(&self, guid: &str) -> String {
        self.store.read(|c| messages::find(c, guid)).expect("a read").expect("a message").state
    }

    fn folder_of(&self, name: &str) -> PathBuf {
        self.root.path().join("DecCus001").join(name)
    }

    fn names(&self, name: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.folder_of(name)) else { return Vec::new() };
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
            .collect();
        names.sort();
        names
    }

    /// The client program moves everything of its OutBox, as it does after sending or failing.
    fn moves_to(&self, name: &str) -> usize {
        let visible: Vec<String> =
            self.names("outbox").into_iter().filter(|name| !name.starts_with('.')).collect();
        for file in &visible {
            fs::create_dir_all(self.folder_of(name)).expect("a box");
            fs::rename(self.folder_of("outbox").join(file), self.folder_of(name).join(file)).expect("a move");
        }
        visible.len()
    }

    fn puts(&self, name: &str, bytes: &[u8]) {
        let path = self.folder_of("INBOX").join(name);
        fs::create_dir_all(path.parent().expect("a box")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    /// Two looks, far enough from each other.
    fn looks(&self, ms: i64) -> super::collect::Scan {
        self.folder.scan(&self.store, at(ms)).expect("a look");
        self.folder.scan(&self.store, at(ms + SETTLE)).expect("a look")
    }

    fn knows(&self, cop_no: &str) {
        let event = Event::Declared { at: at(0), passes: true, answers: None };
        let subject = Subject::declaration(cop_no);
        self.store.write(|tx| events::add(tx, &subject, &event, "", START)).expect("an event");
    }

    fn stored(&self, understood: bool) -> i64 {
        self.store.read(|c| Ok(receipts::count(c, understood))).expect("a count")
    }

    fn archived(&self) -> Vec<String> {
        list(&self.folder_of("HDNBox"))
            .map_or_else(|_| Vec::new(), |all| all.into_iter().map(|one| one.name).collect())
    }
}

fn receipt(cop_no: &str, status: &str) -> String {
    let one = InventoryReceipt {
        guid: clock::guid().expect("randomness"),
        customs_code: Some("2991".into()),
        platform_code: None,
        seller_code: None,
        declarant_code: None,
        pre_no: None,
        invt_no: None,
        cop_no: cop_no.to_owned(),
        status: status.to_owned(),
        at: Millis(at(0)),
        info: "[Code:2600;Desc:x]".into(),
    };
    Answer { id: one.guid.clone(), body: receipt::Body::Declarations(vec![one]) }.write()
}

fn enveloped(data: &str) -> String {
    let head = TransInfo {
        cop_msg_id: clock::guid().expect("randomness"),
        sender: "DXPEDCCEB0000002".into(),
        receivers: vec!["DXPENT0000012345".into()],
        created: at(0),
        msg_type: String::new(),
    };
    let extra = AddInfo { file_name: Some("../../../escape.xml".into()), ..AddInfo::default() };
    DxpMsg { id: None, head, data: data.into(), extra, signed: false }.write(Form::Plain).expect("it fits")
}

fn zipped(name: &str, data: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("a file");
    zip.write_all(data).expect("its octets");
    zip.finish().expect("an archive").into_inner()
}

fn unzipped(path: &Path) -> (String, Vec<u8>) {
    let mut zip = zip::ZipArchive::new(fs::File::open(path).expect("a file")).expect("an archive");
    assert_eq!(zip.len(), 1);
    let mut file = zip.by_index(0).expect("one file");
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).expect("its octets");
    (file.name().expect("a name").into_owned(), bytes)
}

type Style = fn(&mut FolderSetting);

fn styles() -> [(&'static str, Style); 4] {
    [
        ("bare", |_| ()),
        ("zip", |s| s.zip = true),
        ("dxp", |s| s.dxp = true),
        ("dxp in zip", |s| (s.dxp, s.zip) = (true, true)),
    ]
}

#[test]
fn the_file_has_the_name_of_the_rule_and_holds_the_octets_that_were_signed() {
    for (what, style) in styles() {
        let site = Site::new(style);
        let (guid, body) = site.message();
        assert!(matches!(site.hand_over(&guid, 0), Handed::Over), "{what}");
        let names = site.names("outbox");
        assert_eq!(names.len(), 1, "{what}: {names:?}");
        let (name, path) = (&names[0], site.folder_of("outbox").join(&names[0]));
        assert!(name.is_ascii() && name.len() <= 100, "{name}");
        let expected = format!("CEB311Message_{}_{}_000001.", sample::transfer().dxp_id, at(0).wire17());
        assert!(name.starts_with(&expected), "{name}");
        let mut bytes = fs::read(&path).expect("a file");
        if name.ends_with(".zip") {
            let (inner, unpacked) = unzipped(&path);
            assert_eq!(inner.strip_suffix(".xml"), name.strip_suffix(".zip"), "of the same base name");
            bytes = unpacked;
        }
        if what.starts_with("dxp") {
            let envelope = dxp::read(&bytes).expect("an envelope");
            assert_eq!(envelope.head.cop_msg_id, guid, "the id that format receipts give back");
            assert_eq!(envelope.head.sender, sample::transfer().dxp_id);
            assert_eq!(envelope.head.receivers, [dxp::IMPORT_CENTRE]);
            bytes = envelope.data;
        }
        assert_eq!(bytes, body.into_bytes(), "{what}");
    }
}

#[test]
fn a_kill_between_any_two_steps_hands_over_once_whatever_the_client_does_meanwhile() {
    for (what, style) in styles() {
        for step in STEPS {
            for meanwhile in ["outbox", "SentBox", "SentBox/20261124", "FailBox", "away"] {
                let site = Site::new(style);
                let (guid, _) = site.message();
                KILLED_AT.set(Some(step));
                let killed = catch_unwind(AssertUnwindSafe(|| site.hand_over(&guid, 0)));
                assert!(killed.is_err(), "the step is passed");
                let mut seen = if meanwhile == "outbox" { 0 } else { site.moves_to(meanwhile) };
                assert_eq!(seen > 0, meanwhile != "outbox" && step > Step::Prepared);
                // It is started again, twice.
                for ms in [1_000, 2_000] {
                    site.hand_over(&guid, ms);
                }
                seen += site.names("outbox").len();
                assert_eq!(seen, 1, "{what}, killed at {step:?}, {meanwhile}: {:?}", site.names("outbox"));
                let last = site.store.read(|c| handovers::last(c, &guid)).expect("a read").expect("an entry");
                assert_eq!((last.state.as_str(), last.attempt), ("delivered", 1));
                assert!(
                    site.names("outbox").iter().all(|name| !name.starts_with('.')),
                    "nothing hidden is left"
                );
            }
        }
    }
}

#[test]
fn a_torn_hidden_file_is_written_anew() {
    let site = Site::new(|_| ());
    let (guid, body) = site.message();
    KILLED_AT.set(Some(Step::Prepared));
    assert!(catch_unwind(AssertUnwindSafe(|| site.hand_over(&guid, 0))).is_err());
    let hidden = site.folder_of("outbox").join(&site.names("outbox")[0]);
    fs::write(&hidden, &body.as_bytes()[..100]).expect("a torn file");
    site.hand_over(&guid, 1_000);
    let names = site.names("outbox");
    assert_eq!(names.len(), 1, "{names:?}");
    assert_eq!(fs::read_to_string(site.folder_of("outbox").join(&names[0])).expect("a file"), body);
}

#[test]
fn what_the_client_gives_back_goes_again_three_times_and_then_to_a_person() {
    let site = Site::new(|s| s.dxp = true);
    let (guid, body) = site.message();
    site.hand_over(&guid, 0);
    site.received(&guid);
    let mut ms = 0;
    for attempt in 1..=AGAIN {
        assert_eq!(site.moves_to("FailBox"), 1, "attempt {attempt}");
        assert_eq!(site.folder.watch(&site.store, at(ms)).expect("a look"), 0);
        // Not at once, and later each time.
        assert_eq!(site.folder.watch(&site.store, at(ms + MINUTE * attempt - 1)).expect("a look"), 0);
        assert_eq!(site.names("outbox").len(), 0, "attempt {attempt}");
        ms += MINUTE * attempt;
        assert_eq!(site.folder.watch(&site.store, at(ms)).expect("a look"), 0);
        assert_eq!(site.names("outbox").len(), 1, "attempt {attempt}");
        assert_eq!(site.state(&guid), "received");
    }
    assert_eq!(site.moves_to("FailBox"), 1);
    site.folder.watch(&site.store, at(ms)).expect("a look");
    assert_eq!(site.folder.watch(&site.store, at(ms)).expect("a look"), 1, "a person is told, once");
    assert_eq!(site.folder.watch(&site.store, at(ms + 100 * MINUTE)).expect("a look"), 0);
    assert_eq!((site.state(&guid).as_str(), site.names("outbox").len()), ("refused", 0));
    let failed = site.names("FailBox");
    assert_eq!(
        i64::try_from(failed.len()).expect("a few"),
        AGAIN + 1,
        "what lies there is the client's: {failed:?}"
    );
    for name in failed {
        let bytes = fs::read(site.folder_of("FailBox").join(name)).expect("a file");
        let envelope = dxp::read(&bytes).expect("an envelope");
        assert_eq!((envelope.head.cop_msg_id, envelope.data), (guid.clone(), body.clone().into_bytes()));
    }
}

#[test]
fn a_retry_that_is_cut_off_is_finished_once() {
    for step in STEPS {
        let site = Site::new(|_| ());
        let (guid, _) = site.message();
        site.hand_over(&guid, 0);
        site.received(&guid);
        site.moves_to("FailBox");
        site.folder.watch(&site.store, at(0)).expect("a look");
        KILLED_AT.set(Some(step));
        let killed = catch_unwind(AssertUnwindSafe(|| site.folder.watch(&site.store, at(MINUTE))));
        assert!(killed.is_err());
        let sent = site.moves_to("SentBox");
        for ms in [2 * MINUTE, 3 * MINUTE] {
            assert_eq!(site.folder.watch(&site.store, at(ms)).expect("a look"), 0);
        }
        assert_eq!(sent + site.names("outbox").len(), 1, "killed at {step:?}");
    }
}

#[test]
fn what_the_client_took_is_sent_and_a_stranger_of_the_same_name_is_nothing() {
    let site = Site::new(|_| ());
    let (guid, _) = site.message();
    site.hand_over(&guid, 0);
    site.received(&guid);
    let uncollected = || site.store.read(handovers::uncollected).expect("a read");
    assert_eq!(uncollected(), [guid.as_str()]);
    let name = site.names("outbox").remove(0);
    fs::write(site.folder_of("FailBox").join(&name), "something else").expect("a file");
    site.folder.watch(&site.store, at(0)).expect("a look");
    assert_eq!(uncollected().len(), 1);
    site.moves_to("SentBox/2026-11-24");
    site.folder.watch(&site.store, at(0)).expect("a look");
    assert_eq!((uncollected().len(), site.state(&guid).as_str()), (0, "received"));
}

#[test]
fn no_file_is_overwritten_and_the_same_octets_count_as_delivered() {
    let site = Site::new(|_| ());
    let (guid, body) = site.message();
    let name = format!("CEB311Message_{}_{}_000001.xml", sample::transfer().dxp_id, at(0).wire17());
    let path = site.folder_of("outbox").join(&name);
    fs::write(&path, "another's").expect("a file");
    let refused = site.folder.hand_over(&site.store, &guid, "c1", at(0)).expect_err("the name is taken");
    assert_eq!((refused.code(), refused.retry()), ("folder-name-taken", true));
    assert_eq!(fs::read_to_string(&path).expect("it is there"), "another's");
    assert_eq!(site.names("outbox"), [name.as_str()], "nothing is left behind");
    site.hand_over(&guid, 1);
    assert_eq!(site.names("outbox").len(), 2);

    let site = Site::new(|_| ());
    let (guid, _) = site.message();
    let body = body
        .replace(body.split("guid=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an id"), &guid);
    fs::write(site.folder_of("outbox").join(&name), &body).expect("a file");
    site.hand_over(&guid, 0);
    assert_eq!(site.names("outbox"), [name], "it lay there already");
}

#[test]
fn a_folder_that_is_gone_is_said_and_nothing_is_lost() {
    let site = Site::new(|_| ());
    let (guid, _) = site.message();
    let base = site.root.path().join("DecCus001");
    let away = site.root.path().join("away");
    fs::rename(&base, &away).expect("it goes");
    let gone = site.folder.hand_over(&site.store, &guid, "c1", at(0)).expect_err("it is gone");
    assert_eq!((gone.code(), gone.retry()), ("folder-layout", true));
    assert_eq!(site.folder.scan(&site.store, at(0)).expect_err("it is gone").code(), "folder-layout");
    fs::rename(&away, &base).expect("it is back");
    KILLED_AT.set(Some(Step::Prepared));
    assert!(catch_unwind(AssertUnwindSafe(|| site.hand_over(&guid, 1))).is_err());
    // A share that is cut off in the middle says nothing about what became of the file.
    fs::rename(&base, &away).expect("it goes");
    assert!(site.folder.hand_over(&site.store, &guid, "c1", at(2)).is_err());
    fs::rename(&away, &base).expect("it is back");
    site.hand_over(&guid, 3);
    site.hand_over(&guid, 4);
    assert_eq!(site.names("outbox").len(), 1);
}

#[test]
fn every_failure_of_the_disk_has_its_words() {
    use std::io::ErrorKind as Kind;
    for (kind, code) in [
        (Kind::NotFound, "folder-gone"),
        (Kind::PermissionDenied, "folder-read-only"),
        (Kind::ReadOnlyFilesystem, "folder-read-only"),
        (Kind::StorageFull, "folder-full"),
        (Kind::QuotaExceeded, "folder-full"),
        (Kind::TimedOut, "folder-failed"),
    ] {
        let error = io_error(kind.into(), Path::new("x"));
        assert_eq!((error.code(), error.retry()), (code, true), "{kind:?}");
    }
}

#[test]
fn a_message_that_must_not_travel_is_refused_for_good() {
    let site = Site::new(|s| s.dxp = true);
    let guid = clock::guid().expect("randomness");
    let declaration = sample::case().declaration.expect("the sample has one");
    let unsigned =
        Message::new(guid.clone(), Body::Declarations(vec![declaration]), sample::transfer()).write();
    let fresh = messages::Fresh {
        guid: &guid,
        client: "c1",
        key: "k1",
        kind: "CEB621",
        records: 1,
        body: &unsigned,
        at: START,
    };
    site.store.write(|tx| messages::insert(tx, &fresh)).expect("a message");
    match site.hand_over(&guid, 0) {
        Handed::Never(refusal) => {
            assert_eq!((refusal.code.as_str(), refusal.retry), ("dxp-unverified", false))
        }
        Handed::Over => panic!("a declaration without signature was handed over"),
    }
    assert_eq!(site.names("outbox").len(), 0);
}

#[test]
fn no_receipt_is_read_before_it_is_whole() {
    let site = Site::new(|_| ());
    site.knows("COP1");
    let whole = receipt("COP1", "120");
    let mut ms = 0;
    for part in [0, 50, whole.len() / 2, whole.len() - 1] {
        site.puts("a.xml", &whole.as_bytes()[..part]);
        let scan = site.folder.scan(&site.store, at(ms)).expect("a look");
        assert_eq!((scan.unsettled, scan.brought.receipts), (1, 0), "{part}");
        ms += SETTLE - 1;
        let scan = site.folder.scan(&site.store, at(ms)).expect("a look");
        assert_eq!((scan.unsettled, scan.brought.receipts), (1, 0), "{part}: a moment too early");
        ms += 1;
    }
    site.puts("a.xml.tmp", whole.as_bytes());
    site.puts("B.TMP", whole.as_bytes());
    site.puts("a.xml", whole.as_bytes());
    // Nobody can tell from outside that this one is whole: it waits as long as the others.
    for early in [ms, ms + SETTLE - 1] {
        let scan = site.folder.scan(&site.store, at(early)).expect("a look");
        assert_eq!((scan.unsettled, scan.brought.receipts), (1, 0), "a moment too early");
    }
    let scan = site.folder.scan(&site.store, at(ms + SETTLE)).expect("a look");
    assert_eq!((scan.unsettled, scan.brought.receipts, scan.brought.unread), (0, 1, 0));
    assert_eq!(site.names("INBOX"), ["B.TMP", "a.xml.tmp"], "what is being written is left alone");
    assert_eq!(site.archived(), ["a.xml"]);
}

#[test]
fn receipts_come_bare_enveloped_zipped_and_in_dated_folders() {
    let site = Site::new(|_| ());
    site.knows("COP1");
    let one = |status: &str| receipt("COP1", status);
    site.puts("1.xml", one("1").as_bytes());
    site.puts("2.XML", enveloped(&one("2")).as_bytes());
    site.puts("3.zip", &zipped("3.xml", one("3").as_bytes()));
    site.puts("4.ZIP", &zipped("../../4.xml", enveloped(&one("120")).as_bytes()));
    site.puts("20261124/5.xml", one("300").as_bytes());
    site.puts("2026/11/24/6.xml", format!("\u{feff}{}", one("800")).as_bytes());
    let scan = site.looks(0);
    assert_eq!((scan.brought.receipts, scan.brought.unread), (6, 0));
    assert_eq!(site.stored(true), 6);
    let mut archived = site.archived();
    archived.sort();
    assert_eq!(archived, ["1.xml", "2.XML", "3.zip", "4.ZIP", "5.xml", "6.xml"]);
    assert!(!site.root.path().join("escape.xml").exists() && !site.root.path().join("4.xml").exists());
    assert_eq!(site.looks(10_000).brought, Default::default());
}

#[test]
fn duplicates_are_one_receipt_and_none_of_their_files_is_lost() {
    let site = Site::new(|_| ());
    site.knows("COP1");
    let xml = receipt("COP1", "800");
    for name in ["a.xml", "b.xml", "20261124/a.xml"] {
        site.puts(name, xml.as_bytes());
    }
    site.puts("c.xml", enveloped(&xml).as_bytes());
    assert_eq!(site.looks(0).brought.receipts, 1);
    // The client writes the same name again, with the same and with other content.
    site.puts("a.xml", xml.as_bytes());
    assert_eq!(site.looks(10_000).brought.receipts, 0);
    site.puts("a.xml", receipt("COP1", "899").as_bytes());
    assert_eq!(site.looks(20_000).brought.receipts, 1);
    assert_eq!(site.archived().len(), 6, "{:?}", site.archived());
    assert_eq!(site.names("INBOX"), ["20261124"]);
}

#[test]
fn what_is_not_ours_stays_where_it_is() {
    let site = Site::new(|_| ());
    site.knows("COP1");
    let stranger = receipt("ANOTHER", "800");
    let files: [(&str, &[u8]); 6] = [
        ("readme.txt", b"hello"),
        ("photo.jpg", b"\xff\xd8\xff"),
        ("other-module.xml", b"<DEC_RESULT/>"),
        ("others/nested.xml", stranger.as_bytes()),
        ("stranger.xml", stranger.as_bytes()),
        ("Failed_of_another_program.xml", b"<ERROR/>"),
    ];
    for (name, bytes) in files {
        site.puts(name, bytes);
    }
    #[cfg(unix)]
    {
        let secret = site.root.path().join("secret.xml");
        fs::write(&secret, receipt("COP1", "800")).expect("a file");
        std::os::unix::fs::symlink(&secret, site.folder_of("INBOX").join("link.xml")).expect("a link");
    }
    let scan = site.looks(0);
    assert_eq!((scan.brought.unread, scan.unsettled), (0, 0));
    site.looks(10_000);
    for (name, bytes) in files {
        assert_eq!(fs::read(site.folder_of("INBOX").join(name)).expect("it is there"), bytes, "{name}");
    }
    assert_eq!(site.archived(), [] as [String; 0]);
    // The stranger's receipt is kept as a receipt all the same; a link leads nowhere.
    assert_eq!(site.stored(true), 1);
}

#[test]
fn what_cannot_be_read_is_kept_set_aside_and_told_once() {
    let site = Site::new(|_| ());
    site.knows("COP1");
    let good = receipt("COP1", "800");
    let bomb = format!("<!DOCTYPE a [<!ENTITY x \"{}\">]><a>&x;</a>", "y".repeat(1_000));
    let files: [(&str, &[u8]); 7] = [
        ("torn.xml", &good.as_bytes()[..good.len() / 2]),
        ("binary.xml", b"\xff\xfe\x00\x01"),
        ("dtd.xml", bomb.as_bytes()),
        ("no.zip", b"PK\x03\x04"),
        ("unknown.xml", b"<CEB999Message xmlns=\"http://www.chinaport.gov.cn/ceb\"/>"),
        ("base64.xml", b"<DxpMsg xmlns=\"http://www.chinaport.gov.cn/dxp\" ver=\"1.0\"/>"),
        ("empty.xml", b""),
    ];
    for (name, bytes) in files {
        site.puts(name, bytes);
    }
    let scan = site.looks(0);
    assert_eq!(scan.brought.unread, 7, "{scan:?}");
    assert_eq!(site.looks(10_000).brought, Default::default(), "once");
    assert_eq!(site.stored(false), 7);
    let told = site.store.read(|c| Ok(activity::count(c, "receipt-not-understood"))).expect("a count");
    assert_eq!(told, 7);
    let aside = fs::read_dir(site.store.folder().join("quarantine")).expect("a folder");
    let copies: Vec<Vec<u8>> =
        aside.map(|entry| fs::read(entry.expect("an entry").path()).expect("a copy")).collect();
    for (name, bytes) in files {
        assert_eq!(fs::read(site.folder_of("INBOX").join(name)).expect("it is there"), bytes, "{name}");
        assert!(copies.iter().any(|copy| copy == bytes), "{name} has a copy");
    }
    // The one that was torn comes again, whole.
    site.puts("torn.xml", good.as_bytes());
    assert_eq!(site.looks(20_000).brought.receipts, 1);
    assert_eq!(site.archived(), ["torn.xml"]);
}

#[test]
fn a_kill_between_storing_and_moving_takes_nothing_in_twice() {
    let site = Site::new(|_| ());
    site.knows("COP1");
    let xml = receipt("COP1", "800");
    site.puts("a.xml", xml.as_bytes());
    // The archive cannot be made: as if it had been killed there.
    fs::write(site.folder_of("HDNBox"), "in the way").expect("a file");
    site.folder.scan(&site.store, at(0)).expect("a look");
    assert!(site.folder.scan(&site.store, at(SETTLE)).is_err());
    assert_eq!((site.stored(true), site.names("INBOX").len()), (1, 1), "stored before it is moved");
    fs::remove_file(site.folder_of("HDNBox")).expect("out of the way");
    let scan = site.folder.scan(&site.store, at(2 * SETTLE)).expect("a look");
    assert_eq!(scan.brought, Default::default());
    assert_eq!((site.archived(), site.names("INBOX").len()), (vec!["a.xml".to_owned()], 0));
}

#[test]
fn receipts_stay_in_place_where_that_is_wished() {
    let site = Site::new(|s| s.leave = true);
    site.knows("COP1");
    site.puts("a.xml", receipt("COP1", "800").as_bytes());
    assert_eq!(site.looks(0).brought.receipts, 1);
    assert_eq!(site.looks(10_000).brought.receipts, 0);
    assert_eq!((site.names("INBOX"), site.archived().len()), (vec!["a.xml".to_owned()], 0));
    assert!(!site.folder_of("HDNBox").exists());
}

#[test]
fn the_clients_own_answers_settle_the_file_they_name() {
    let site = Site::new(|_| ());
    let (good, _) = site.message();
    let (bad, _) = site.message();
    for (n, guid) in [&good, &bad].into_iter().enumerate() {
        site.hand_over(guid, i64::try_from(n).expect("a small number"));
        site.received(guid);
    }
    let name =
        |guid: &str| site.store.read(|c| handovers::last(c, guid)).expect("a read").expect("an entry").name;
    site.puts(&format!("Successed_{}", name(&good)), b"ok");
    site.puts(&format!("FAILED_{}", name(&bad).to_uppercase()), b"<DecImportResponse>no</DecImportResponse>");
    let scan = site.looks(0);
    assert_eq!((scan.given_up, scan.brought.unread), (1, 0));
    assert_eq!((site.state(&good).as_str(), site.state(&bad).as_str()), ("received", "refused"));
    let last = site.store.read(|c| handovers::last(c, &good)).expect("a read").expect("an entry");
    assert_eq!(last.state, "sent");
    assert_eq!((site.stored(true), site.archived().len()), (2, 2), "their words are kept");
}

fn response(guid: &str, code: &str) -> String {
    format!(
        "<DxpRep xmlns=\"http://www.chinaport.gov.cn/dxp\" ver=\"1.0\"><RecevierId>DXPENT0000012345</RecevierId><Response>\
         <ResponseCode>{code}</ResponseCode><NoticeTime>2026-11-24</NoticeTime><OriHead><CopMsgId>{guid}</CopMsgId>\
         <SenderId>DXPENT0000012345</SenderId><ReceiverIds><ReceiverId>DXPEDCCEB0000002</ReceiverId></ReceiverIds>\
         <CreatTime>2026-11-24T10:42:18</CreatTime><MsgType>CEB311Message</MsgType></OriHead></Response></DxpRep>"
    )
}

#[test]
fn a_failure_of_the_platform_goes_again_under_the_same_id_and_an_error_of_ours_stops() {
    let site = Site::new(|s| s.dxp = true);
    let (guid, _) = site.message();
    site.hand_over(&guid, 0);
    site.received(&guid);
    site.moves_to("SentBox");
    // Twice the same response asks for one more attempt.
    for name in ["r1.xml", "r2.xml"] {
        site.puts(name, response(&guid, "3002").as_bytes());
    }
    assert_eq!(site.looks(0).brought.receipts, 1);
    site.folder.watch(&site.store, at(MINUTE + SETTLE)).expect("a look");
    let names = site.names("outbox");
    assert_eq!(names.len(), 1, "{names:?}");
    let again = dxp::read(&fs::read(site.folder_of("outbox").join(&names[0])).expect("a file"));
    assert_eq!(again.expect("an envelope").head.cop_msg_id, guid);
    site.moves_to("SentBox");
    site.puts("r3.xml", response(&guid, "1001").as_bytes());
    assert_eq!(site.looks(2 * MINUTE).given_up, 1);
    assert_eq!(site.state(&guid), "refused");
    site.folder.watch(&site.store, at(100 * MINUTE)).expect("a look");
    assert_eq!(site.names("outbox").len(), 0);
}

#[test]
fn a_format_receipt_finds_our_message_by_its_envelope_or_by_its_text() {
    for by_text in [false, true] {
        let site = Site::new(|_| ());
        let (guid, body) = site.message();
        site.hand_over(&guid, 0);
        site.received(&guid);
        let (id, text) = if by_text { ("", body.as_str()) } else { (guid.as_str(), "Unknown") };
        let xml = format!(
            "<CEB900Message xmlns=\"http://www.chinaport.gov.cn/ceb\" guid=\"4CDE1CFD-EDED-46B1-946C-B8022E42FC95\" version=\"1.0\">\
             <MessageReturn><guid>4CDE1CFD-EDED-46B1-946C-B8022E42FC96</guid><returnStatus>-999999</returnStatus><returnInfo>x</returnInfo>\
             <returnTime>20261124104218123</returnTime><oriCopMsgId>{id}</oriCopMsgId><oriMessageType>CEB311Message</oriMessageType>\
             <oriBizMessage><![CDATA[{text}]]></oriBizMessage></MessageReturn></CEB900Message>"
        );
        site.puts("r.xml", xml.as_bytes());
        let scan = site.looks(0);
        assert_eq!((scan.brought.receipts, scan.brought.unread), (1, 0));
        assert_eq!(site.state(&guid), "refused", "by its text: {by_text}");
        assert_eq!(site.archived(), ["r.xml"]);
    }
}
