//! The list against the same list made anew.

use super::*;
use crate::desk::Desk;
use crate::vault::KeySource;

/// Counts and numbers as the triggers kept them.
fn kept(c: &Connection) -> (Vec<(String, i64)>, Vec<i64>) {
    let mut query = c
        .prepare("SELECT client || ' ' || state, n FROM declaration_counts WHERE n <> 0 UNION ALL
                  SELECT client || ' ' || customs || ' ' || mode, n FROM declaration_kinds WHERE n <> 0 ORDER BY 1")
        .expect("a query");
    let counts = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
    let counts = counts.collect::<rusqlite::Result<_>>().expect("counts");
    let mut query = c
        .prepare("SELECT rowid FROM declaration_numbers WHERE declaration_numbers MATCH '\"2026\" OR \"202\"' ORDER BY 1")
        .expect("a query");
    let numbers = query.query_map([], |row| row.get(0)).expect("rows");
    (counts, numbers.collect::<rusqlite::Result<_>>().expect("numbers"))
}

#[test]
fn counts_and_numbers_follow_every_change_and_can_be_made_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = KeySource::Passphrase("correct horse".to_owned().into());
    let desk = Desk::open(folder.path(), &key).expect("a desk");
    crate::bench::seed(&desk, 60, &mut |_| ()).expect("seeded");
    let changes = [
        "DELETE FROM declarations WHERE id IN (1, 17)",
        "UPDATE declarations SET state = 'to-sign', review = 'waiting' WHERE id < 9",
        "UPDATE declarations SET review = 'approved' WHERE id < 5",
        "UPDATE declarations SET customs = '9999', mode = '1210' WHERE id BETWEEN 11 AND 16",
        "UPDATE declarations SET invt_no = '' WHERE id BETWEEN 20 AND 30",
        "UPDATE declarations SET waybill_no = 'none', invt_no = '31052026I999999999' WHERE id = 40",
    ];
    for change in changes {
        let by_triggers = desk.store().write(|tx| {
            tx.execute(change, [])?;
            Ok(kept(tx))
        });
        let anew = desk.store().write(|tx| {
            rebuild(tx)?;
            Ok(kept(tx))
        });
        assert_eq!(by_triggers.expect("written"), anew.expect("rebuilt"), "{change}");
    }
    let wanted = Wanted { tab: "to-review".into(), ..Wanted::default() };
    let (rows, total) =
        desk.store().list(|readers, list| list.page(readers, &wanted, 0, 0, 10)).expect("a page");
    assert_eq!((rows.len(), total), (4, 4));
    let wanted = Wanted { find: "I99999".into(), ..Wanted::default() };
    let (rows, _) = desk.store().list(|readers, list| list.page(readers, &wanted, 0, 0, 10)).expect("a page");
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [40]);
}

/// New declarations, as many as are followed one by one.
const FEW_MORE: &str = "few more";
/// New declarations, more than are followed one by one.
const MANY_MORE: &str = "many more";

#[test]
fn what_was_worked_out_outlives_a_receipt_only_where_a_receipt_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = KeySource::Passphrase("correct horse".to_owned().into());
    let desk = Desk::open(folder.path(), &key).expect("a desk");
    let clients = crate::bench::seed(&desk, 300, &mut |_| ()).expect("seeded");
    let more = |count: usize| {
        let name = format!("又{count}");
        crate::bench::seed_evenly(&desk, &[name], count).map(drop).expect("seeded");
    };
    let change = |sql: &str| match sql {
        FEW_MORE => more(40),
        MANY_MORE => more(900),
        sql => desk.store().write(|tx| Ok(tx.execute_batch(sql)?)).expect("written"),
    };
    let questions = [
        Wanted { customs: "2992".into(), order: SortBy::Value, ..Wanted::default() },
        Wanted { tab: "released".into(), customs: "2992".into(), ..Wanted::default() },
        Wanted { find: "I0000".into(), order: SortBy::State, ..Wanted::default() },
        Wanted { value: (Some("100".into()), None), descending: true, ..Wanted::default() },
        Wanted { find: "77".into(), ..Wanted::default() },
        Wanted { tab: "needs-you".into(), client: clients[0].clone(), ..Wanted::default() },
        Wanted { tab: "to-sign".into(), mode: "9610".into(), ..Wanted::default() },
        Wanted { client: clients[1].clone(), order: SortBy::Buyer, ..Wanted::default() },
        Wanted { made: (Some(1), None), import: "import-0".into(), ..Wanted::default() },
    ];
    let changes = [
        "UPDATE settings SET value = value",
        "UPDATE declarations SET state = 'to-sign', review = iif(id % 2, 'waiting', '') WHERE id % 11 = 0",
        "UPDATE declarations SET state = 'received', since = -400000, order_no = 'ZZ77' || id WHERE id % 13 = 0",
        "UPDATE declarations SET state = 'rejected', updated = updated + 99, invt_no = '' WHERE id % 3 = 0",
        "UPDATE declarations SET customs = '2992', value = '1.00' WHERE id % 5 = 0",
        "DELETE FROM declarations WHERE id % 7 = 0",
        FEW_MORE,
        MANY_MORE,
        "UPDATE declarations SET updated = updated + id % 17 WHERE id % 5 > 0",
    ];
    for sql in changes {
        // Asked deep as well, so that orders are kept.
        for wanted in &questions {
            for from in [0, NEAR] {
                desk.store().list(|readers, list| list.page(readers, wanted, 0, from, 300)).expect("a page");
            }
        }
        change(sql);
        for wanted in &questions {
            let ids = |list: &mut Listing, readers: Readers<'_>| -> Result<(Vec<i64>, i64, Vec<i64>)> {
                let (rows, total) = list.page(readers, wanted, 0, 0, 300)?;
                Ok((
                    rows.into_iter().map(|row| row.id).collect(),
                    total,
                    list.tab_counts(readers, wanted, 0)?,
                ))
            };
            let kept = desk.store().list(|readers, list| ids(list, readers)).expect("a page");
            let anew = desk.store().list(|readers, _| ids(&mut Listing::default(), readers)).expect("a page");
            assert_eq!(kept, anew, "{sql} {wanted:?}");
            assert!(kept.1 > 0, "it finds something: {wanted:?}");
        }
    }
}
