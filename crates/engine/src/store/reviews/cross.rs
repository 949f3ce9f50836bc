//! The verdicts held against the activity log: each has its entry there, and each entry has its verdicts.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::{line, sha256};
use crate::error::Result;
use crate::store::from_json;

/// What does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unfit {
    /// An entry tells of verdicts that are not there.
    Missing,
    /// A verdict of which no entry tells.
    Extra,
    /// The verdicts of an entry are not those that it was bound to.
    Changed,
}

/// Where verdicts and log differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Number of the entry; 0 where there is none.
    pub(crate) entry: i64,
    /// Own number of the declaration; empty where the entry names several.
    pub(crate) cop_no: String,
    pub(crate) unfit: Unfit,
    /// How many verdicts.
    pub(crate) n: i64,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cross {
    /// Verdicts that are there.
    pub(crate) verdicts: i64,
    pub(crate) differences: Vec<Difference>,
}

struct Verdict {
    cop_no: String,
    at: i64,
    person: i64,
    who: String,
    verdict: String,
    digest: String,
    reason: String,
    act: String,
}

struct Told {
    number: i64,
    at: i64,
    person: i64,
    who: String,
    verdict: &'static str,
    subject: String,
    count: i64,
    digest: String,
}

/// Which verdicts belong together: those of one entry, or (of before verdicts named theirs) of one moment and person.
type Together = (i64, i64, i64, String);

/// Holds the verdicts against the log.
pub(crate) fn cross(c: &Connection) -> Result<Cross> {
    let mut cross = Cross::default();
    let mut groups: BTreeMap<Together, Vec<Verdict>> = BTreeMap::new();
    let mut query = c.prepare(
        "SELECT entry, cop_no, at, person, who, verdict, digest, reason, act FROM reviews ORDER BY id",
    )?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let entry: i64 = row.get(0)?;
        let one = Verdict {
            cop_no: row.get(1)?,
            at: row.get(2)?,
            person: row.get(3)?,
            who: row.get(4)?,
            verdict: row.get(5)?,
            digest: row.get(6)?,
            reason: row.get(7)?,
            act: row.get(8)?,
        };
        let key = if entry == 0 {
            (0, one.at, one.person, one.verdict.clone())
        } else {
            (entry, 0, 0, String::new())
        };
        groups.entry(key).or_default().push(one);
        cross.verdicts += 1;
    }
    for told in told(c)? {
        let of_before = (0, told.at, told.person, told.verdict.to_owned());
        let group = match groups.remove(&(told.number, 0, 0, String::new())) {
            Some(group) => Some((group, false)),
            None => groups.remove(&of_before).map(|group| (group, true)),
        };
        let (group, old) = group.unwrap_or_default();
        let n = i64::try_from(group.len()).unwrap_or(i64::MAX);
        let unfit = match n.cmp(&told.count) {
            std::cmp::Ordering::Less => Some((Unfit::Missing, told.count - n)),
            std::cmp::Ordering::Greater => Some((Unfit::Extra, n - told.count)),
            std::cmp::Ordering::Equal if !fits(&told, &group, old) => Some((Unfit::Changed, n)),
            std::cmp::Ordering::Equal => None,
        };
        if let Some((unfit, n)) = unfit {
            let cop_no = if told.count == 1 { told.subject } else { String::new() };
            cross.differences.push(Difference { entry: told.number, cop_no, unfit, n });
        }
    }
    let left = groups.into_values().flatten();
    cross.differences.extend(left.map(|one| Difference {
        entry: 0,
        cop_no: one.cop_no,
        unfit: Unfit::Extra,
        n: 1,
    }));
    Ok(cross)
}

fn fits(told: &Told, group: &[Verdict], old: bool) -> bool {
    let same = group.iter().all(|one| {
        one.verdict == told.verdict && one.at == told.at && one.person == told.person && one.who == told.who
    });
    let lines: Vec<String> = group
        .iter()
        .map(|one| match old {
            true => format!("{}:{}", one.cop_no, one.digest),
            false => line(&one.cop_no, &one.digest, &one.act, &one.reason),
        })
        .collect();
    same && sha256(lines.join("\n").as_bytes()) == told.digest
}

/// The entries that tell of verdicts.
fn told(c: &Connection) -> Result<Vec<Told>> {
    let mut query = c.prepare(
        "SELECT number, at, person, who, what, subject, details FROM activity
         WHERE what IN ('approved', 'sent-back') ORDER BY number",
    )?;
    let mut rows = query.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (what, details): (String, String) = (row.get(4)?, row.get(6)?);
        // What cannot be read is bound to nothing, and so does not fit.
        let details: BTreeMap<String, String> = from_json(&details).unwrap_or_default();
        let detail = |name: &str| details.get(name).cloned().unwrap_or_default();
        all.push(Told {
            number: row.get(0)?,
            at: row.get(1)?,
            person: row.get(2)?,
            who: row.get(3)?,
            verdict: if what == "approved" { "approved" } else { "back" },
            subject: row.get(5)?,
            count: detail("count").parse().unwrap_or_default(),
            digest: detail("digest"),
        });
    }
    Ok(all)
}
