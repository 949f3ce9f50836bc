//! What somebody does to verdicts who has the key of the database: for tests.

use rusqlite::{Connection, params};

use crate::error::Result;

/// What is done to three verdicts of one entry, one sent back by the next, and one more; and how many are then missing,
/// too many, and changed.
pub(crate) const CASES: &[(&str, (u32, u32, u32))] = &[
    ("SELECT 1", (0, 0, 0)),
    ("DELETE FROM reviews WHERE id = 2", (1, 0, 0)),
    ("DELETE FROM reviews", (5, 0, 0)),
    ("UPDATE reviews SET verdict = 'approved' WHERE verdict = 'back'", (0, 0, 1)),
    ("UPDATE reviews SET digest = '00' WHERE id = 1", (0, 0, 3)),
    ("UPDATE reviews SET cop_no = 'X' WHERE id = 1", (0, 0, 3)),
    ("UPDATE reviews SET person = 3, who = '别人' WHERE id = 5", (0, 0, 1)),
    ("UPDATE reviews SET at = at + 1 WHERE id = 5", (0, 0, 1)),
    ("UPDATE reviews SET reason = '' WHERE verdict = 'back'", (0, 0, 1)),
    (
        "INSERT INTO reviews (cop_no, at, person, who, verdict, digest, reason)
             SELECT cop_no, at + 1, 3, who, 'approved', digest, '' FROM reviews WHERE verdict = 'back'",
        (0, 1, 0),
    ),
    (
        "INSERT INTO reviews (cop_no, at, person, who, verdict, digest, reason, act, entry)
             SELECT 'Y', at, person, who, verdict, digest, reason, act, entry FROM reviews WHERE id = 5",
        (0, 1, 0),
    ),
    // Two verdicts change places: each is there, and neither where it was given.
    (
        "UPDATE reviews SET id = 100 WHERE id = 1; UPDATE reviews SET id = 1 WHERE id = 2;
             UPDATE reviews SET id = 2 WHERE id = 100",
        (0, 0, 3),
    ),
];

/// Every trace is gone.
pub(crate) const WHOLE_LOG: &str = "DELETE FROM reviews; DELETE FROM activity; DELETE FROM activity_head";

/// A verdict is gone together with its entry.
pub(crate) const ENTRY_AND_VERDICT: &str =
    "DELETE FROM reviews WHERE verdict = 'back'; DELETE FROM activity WHERE what = 'sent-back'";

pub(crate) fn run(c: &Connection, sql: &str) -> Result<()> {
    Ok(c.execute_batch(sql)?)
}

/// An approval as it was written before verdicts named their entry.
pub(crate) fn of_before(
    c: &Connection,
    cop_no: &str,
    (at, person, who): (i64, i64, &str),
    digest: &str,
) -> Result<()> {
    c.execute(
        "INSERT INTO reviews (cop_no, at, person, who, verdict, digest, reason)
         VALUES (?1, ?2, ?3, ?4, 'approved', ?5, '')",
        params![cop_no, at, person, who, digest],
    )?;
    Ok(())
}
