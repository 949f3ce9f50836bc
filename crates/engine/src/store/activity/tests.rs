//! The log of a real database, tampered with as somebody would who has its key.

use clearance_core::chain::{Break, Wrong};
use rusqlite::Connection;

use super::super::testing::key;
use super::super::{FILE, MIGRATIONS, Store, activity, connect};
use super::*;
use crate::error::{Error, fault};

/// A folder whose log has 20 entries besides the one that begins it, and the desk that wrote it is closed.
fn written() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path(), &key(7)).expect("a store");
    for n in 1..=20 {
        store.write(|tx| log(tx, n, "declared", &format!("import-{n}"))).expect("an entry");
    }
    folder
}

fn followed(folder: &Path) -> Followed {
    let store = Store::open(folder, &key(7)).expect("a store");
    store.read(|c| follow(c, store.log())).expect("a log")
}

fn broken(folder: &Path) -> Option<Break> {
    followed(folder).broken
}

/// Changes the closed database behind the desk's back.
fn tamper(folder: &Path, sql: &str) {
    let c = connect(&folder.join(FILE), &key(7)).expect("whoever has the key opens it");
    c.execute_batch(sql).expect("whoever opened it changes it");
}

fn at(number: i64, wrong: Wrong) -> Option<Break> {
    Some(Break { number, wrong })
}

#[test]
fn a_log_that_nobody_touched_is_unbroken_also_when_it_was_opened_often() {
    let folder = written();
    for _ in 0..3 {
        let whole = followed(folder.path());
        assert_eq!((whole.entries, whole.broken), (21, None));
        assert!(whole.since.is_some());
    }
}

#[test]
fn whatever_is_changed_in_the_table_is_found() {
    let cases = [
        ("UPDATE activity SET subject = 'another' WHERE number = 5", at(5, Wrong::Changed)),
        ("UPDATE activity SET person = 2, who = 'x' WHERE number = 21", at(21, Wrong::Changed)),
        ("DELETE FROM activity WHERE number = 5", at(5, Wrong::Missing)),
        ("DELETE FROM activity WHERE number = 1", at(1, Wrong::Missing)),
        ("DELETE FROM activity WHERE number > 15", at(16, Wrong::Missing)),
        ("DELETE FROM activity", at(1, Wrong::Missing)),
        (
            "UPDATE activity SET number = -5 WHERE number = 5; UPDATE activity SET number = 5 WHERE number = 6;
             UPDATE activity SET number = 6 WHERE number = -5",
            at(5, Wrong::Changed),
        ),
        (
            "INSERT INTO activity SELECT 22, at, person, who, what, client, subject, details, before, hash
             FROM activity WHERE number = 21",
            at(22, Wrong::Changed),
        ),
        (
            "UPDATE activity_head SET number = 15, hash = (SELECT hash FROM activity WHERE number = 15);
             DELETE FROM activity WHERE number > 15",
            at(16, Wrong::Told),
        ),
        ("UPDATE activity_head SET seal = ''", at(22, Wrong::Told)),
        ("DELETE FROM activity_head", at(22, Wrong::Told)),
        ("UPDATE activity_head SET anchored = 0", at(22, Wrong::Told)),
    ];
    for (sql, found) in cases {
        let folder = written();
        tamper(folder.path(), sql);
        assert_eq!(broken(folder.path()), found, "{sql}");
        assert_eq!(broken(folder.path()), found, "it stays so: {sql}");
    }
}

#[test]
fn work_goes_on_over_a_broken_log_and_the_break_stays() {
    let folder = written();
    tamper(folder.path(), "DELETE FROM activity WHERE number > 15");
    {
        let store = Store::open(folder.path(), &key(7)).expect("it opens all the same");
        store.write(|tx| log(tx, 99, "declared", "later")).expect("and takes entries");
    }
    assert_eq!(broken(folder.path()), at(16, Wrong::Missing));
}

#[test]
fn an_older_end_that_was_put_back_is_found_by_its_copy_in_the_folder() {
    let folder = written();
    let c = connect(&folder.path().join(FILE), &key(7)).expect("a connection");
    let (older, seal): (i64, String) = c
        .query_row("SELECT number, seal FROM activity_head", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("an end");
    drop(c);
    {
        let store = Store::open(folder.path(), &key(7)).expect("a store");
        store.write(|tx| log(tx, 50, "revealed", "D1")).expect("what shall be hidden");
    }
    tamper(
        folder.path(),
        &format!(
            "DELETE FROM activity WHERE number > {older};
             UPDATE activity_head SET number = {older}, seal = '{seal}',
                hash = (SELECT hash FROM activity WHERE number = {older})"
        ),
    );
    assert_eq!(broken(folder.path()), at(older + 1, Wrong::Told));
}

#[test]
fn a_copy_that_was_removed_or_replaced_is_told() {
    for bytes in [None, Some(r#"{"number":3,"hash":"00","anchored":true,"seal":"00"}"#)] {
        let folder = written();
        let copy = folder.path().join(ANCHOR);
        match bytes {
            None => fs::remove_file(copy).expect("it was there"),
            Some(bytes) => fs::write(copy, bytes).expect("it is replaced"),
        }
        assert_eq!(broken(folder.path()), at(22, Wrong::Told), "{bytes:?}");
    }
}

#[test]
fn a_change_while_the_desk_is_open_is_told_by_its_next_entry() {
    let folder = written();
    let store = Store::open(folder.path(), &key(7)).expect("a store");
    tamper(
        folder.path(),
        "DELETE FROM activity WHERE number = 21;
         UPDATE activity_head SET number = 20, hash = (SELECT hash FROM activity WHERE number = 20)",
    );
    store.write(|tx| log(tx, 60, "declared", "next")).expect("an entry");
    let found = store.read(|c| follow(c, store.log())).expect("a log").broken;
    assert_eq!(found, at(21, Wrong::Told));
}

#[test]
fn what_fails_is_not_logged() {
    let folder = written();
    let store = Store::open(folder.path(), &key(7)).expect("a store");
    let failed = store.write(|tx| {
        log(tx, 70, "declared", "nothing")?;
        Err::<(), _>(Error::new(&fault::DISK_FULL))
    });
    assert!(failed.is_err());
    store.write(|tx| log(tx, 71, "declared", "next")).expect("an entry");
    let whole = store.read(|c| follow(c, store.log())).expect("a log");
    assert_eq!((whole.entries, whole.broken), (22, None));
}

#[test]
fn the_log_of_an_older_desk_is_carried_into_the_chain() {
    let folder = tempfile::tempdir().expect("a folder");
    let c: Connection = connect(&folder.path().join(FILE), &key(7)).expect("a database");
    let before = MIGRATIONS.iter().position(|step| step.contains(&activity::CHAIN)).expect("a migration");
    for table in MIGRATIONS[..before].iter().flat_map(|step| step.iter()) {
        c.execute_batch(table).expect("a table");
    }
    c.execute_batch(&format!(
        "PRAGMA user_version = {before};
         INSERT INTO activity (at, what, subject) VALUES (5, 'revealed', 'D1'), (6, 'revealed', 'D2')"
    ))
    .expect("an old log");
    drop(c);
    let whole = followed(folder.path());
    assert_eq!((whole.entries, whole.broken), (3, None));
    let store = Store::open(folder.path(), &key(7)).expect("a store");
    let sought = Sought { until: i64::MAX, ..Sought::default() };
    let all = store.read(|c| page(c, &sought, i64::MAX, 10)).expect("a page");
    let told: Vec<_> = all.iter().map(|e| (e.number, e.what.as_str(), e.at, e.details == CARRIED)).collect();
    assert_eq!(told[1..], [(2, "revealed", 6, true), (1, "revealed", 5, true)]);
    assert_eq!(details(&all[0]), [("carried".to_owned(), "2".to_owned())]);
    drop(store);
    assert_eq!(broken(folder.path()), None, "an upgrade is no break");
}

#[test]
fn a_new_database_beside_the_copy_of_another_is_no_break() {
    let folder = written();
    for name in [FILE, "desk.db-wal", "desk.db-shm"] {
        // Only the first is always there.
        let _ = fs::remove_file(folder.path().join(name));
    }
    assert_eq!(followed(folder.path()).broken, None);
}

#[test]
fn entries_are_found_by_who_what_and_when() {
    let folder = written();
    let store = Store::open(folder.path(), &key(7)).expect("a store");
    {
        let _acting = acting::by(acting::Who { id: 4, name: "林复核".into() });
        store
            .write(|tx| log_of(tx, 500, "approved", "C9", "D1", &[("count", "3".into())]).map(|_| ()))
            .expect("an entry");
    }
    let sought = Sought { until: i64::MAX, ..Sought::default() };
    let count = |sought: Sought<'_>| {
        let listed = store.read(|c| page(c, &sought, i64::MAX, 100)).expect("a page").len();
        assert_eq!(
            store.read(|c| number_of(c, &sought)).expect("a count"),
            i64::try_from(listed).expect("few")
        );
        listed
    };
    assert_eq!(count(Sought { person: Some(4), ..sought.clone() }), 1);
    assert_eq!(count(Sought { what: "declared", ..sought.clone() }), 20);
    assert_eq!(count(Sought { client: "C9", ..sought.clone() }), 1);
    assert_eq!(count(Sought { from: 5, until: 8, ..sought.clone() }), 3);
    assert_eq!(count(Sought { find: "import-1", ..sought.clone() }), 11);
}
