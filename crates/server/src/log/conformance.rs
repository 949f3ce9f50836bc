//! What every intake log must keep to: each implementation runs the same stories.

use std::path::Path;

use super::{IntakeLog, Kept, NewEntry};
use crate::store::StoreError;

/// Opens the log of a folder, and makes it where there is none.
pub(crate) type Open<'a> = &'a dyn Fn(&Path) -> Box<dyn IntakeLog>;

/// All stories, each in a folder of its own.
pub(crate) fn all(open: Open<'_>) {
    for story in [
        numbers_grow_and_bytes_stay,
        an_id_is_kept_once,
        it_is_read_in_order_by_pieces,
        readers_see_what_is_kept,
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        story(open, folder.path());
    }
}

fn entry<'a>(guid: &'a str, bytes: &'a [u8]) -> NewEntry<'a> {
    NewEntry {
        guid,
        digest: crate::admit::digest(bytes),
        kind: "CEB621Message",
        enterprise: 4,
        at: 1_763_950_938_123,
        records: 2,
        own: guid.starts_with("OWN"),
        bytes,
    }
}

fn numbers(kept: &[Kept]) -> Vec<i64> {
    kept.iter()
        .filter_map(|kept| match kept {
            Kept::New(number) => Some(*number),
            Kept::Before(_) => None,
        })
        .collect()
}

fn numbers_grow_and_bytes_stay(open: Open<'_>, folder: &Path) {
    let mut log = open(folder);
    assert_eq!(log.reader().expect("a reader").last().expect("a number"), 0);
    let first = numbers(&log.append(&[entry("A", b"<a/>"), entry("B", b"<b/>")]).expect("kept"));
    drop(log);
    let mut log = open(folder);
    let second = numbers(&log.append(&[entry("OWN-C", b"<c/>")]).expect("kept"));
    assert!(0 < first[0] && first[0] < first[1] && first[1] < second[0], "{first:?} {second:?}");
    let reader = log.reader().expect("a reader");
    assert_eq!(reader.bytes(first[1]).expect("bytes"), b"<b/>");
    assert_eq!(reader.last().expect("a number"), second[0]);
    let own: Vec<bool> = reader.after(0, 1 << 20).expect("entries").iter().map(|one| one.own).collect();
    assert_eq!(own, [false, false, true]);
    reader.bytes(second[0] + 1).expect_err("there is none");
}

fn an_id_is_kept_once(open: Open<'_>, folder: &Path) {
    let mut log = open(folder);
    let kept = log.append(&[entry("A", b"<a/>"), entry("A", b"<other/>")]).expect("kept");
    let (Kept::New(number), Kept::Before(known)) = (kept[0], kept[1]) else { panic!("{kept:?}") };
    assert_eq!((known.number, known.digest), (number, crate::admit::digest(b"<a/>")));
    drop(log);
    let mut log = open(folder);
    let again = log.append(&[entry("A", b"<a/>"), entry("B", b"<b/>")]).expect("kept");
    assert_eq!(again[0], Kept::Before(known), "also after a restart");
    assert_eq!(numbers(&again).len(), 1, "the others of the same call are kept");
    let reader = log.reader().expect("a reader");
    assert_eq!(reader.by_guid("A").expect("it reads"), Some(known));
    assert_eq!(reader.by_guid("Z").expect("it reads"), None);
    assert_eq!((known.enterprise, known.records, known.at), (4, 2, 1_763_950_938_123));
}

fn it_is_read_in_order_by_pieces(open: Open<'_>, folder: &Path) {
    let mut log = open(folder);
    let guids: Vec<String> = (0..30).map(|n| format!("G{n:02}")).collect();
    let bytes = vec![b'x'; 1_000];
    let entries: Vec<NewEntry<'_>> = guids.iter().map(|guid| entry(guid, &bytes)).collect();
    let kept = numbers(&log.append(&entries).expect("kept"));
    let reader = log.reader().expect("a reader");
    let (mut read, mut pieces) = (Vec::new(), 0);
    loop {
        let piece = reader.after(read.last().copied().unwrap_or(0), 4_500).expect("entries");
        if piece.is_empty() {
            break;
        }
        assert!(piece.len() <= 5, "about as much as was asked for");
        pieces += 1;
        read.extend(piece.into_iter().map(|one| one.number));
    }
    assert_eq!(read, kept);
    assert!(pieces >= 6);
    assert_eq!(reader.after(0, 1).expect("entries").len(), 1, "at least one, however large");
}

fn readers_see_what_is_kept(open: Open<'_>, folder: &Path) {
    let mut log = open(folder);
    let reader = log.reader().expect("a reader");
    let other = reader.another().expect("another");
    let number = numbers(&log.append(&[entry("A", b"<a/>")]).expect("kept"))[0];
    for reader in [reader, other] {
        assert_eq!(reader.last().expect("a number"), number);
        assert_eq!(reader.bytes(number).expect("bytes"), b"<a/>");
    }
}

/// A log with little room: what does not fit is told and leaves no trace.
pub(crate) fn a_full_log_keeps_what_it_has(log: &mut dyn IntakeLog) {
    let bytes = vec![b'x'; 20_000];
    let mut last = 0;
    let error = loop {
        let (one, two) = (format!("A{last}"), format!("B{last}"));
        match log.append(&[entry(&one, &bytes), entry(&two, &bytes)]) {
            Ok(kept) => last = numbers(&kept)[1],
            Err(error) => break error,
        }
        assert!(last < 1_000, "it was to be small");
    };
    assert!(matches!(error, StoreError::Full), "{error}");
    let reader = log.reader().expect("a reader");
    assert_eq!(reader.last().expect("a number"), last);
    assert_eq!(reader.by_guid(&format!("A{last}")).expect("it reads"), None, "not half of it");
    assert_eq!(reader.after(0, usize::MAX).expect("entries").len() as i64, last);
}
