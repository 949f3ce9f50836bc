//! The activity log: what an entry costs within its transaction, and how long a log is followed. Transactions without an
//! entry are the baseline.

use std::time::Instant;

use clearance_core::text::Text;

use super::{Measured, each_beside};
use crate::error::{Error, Result, fault};
use crate::store::{DatabaseKey, Store, activity, settings};

/// Writes `count` transactions without and with an entry, then as many entries in one, and follows them all.
///
/// # Errors
/// There is no room for the database.
pub fn activity(count: usize) -> Result<Vec<Measured>> {
    let folder = tempfile::tempdir().map_err(|e| Error::new(&fault::DATA_FOLDER).because(e))?;
    let store = Store::open(folder.path(), &DatabaseKey::new([7; 32]))?;
    let few = (count / 50).max(1);

    let since = Instant::now();
    for n in 0..few {
        store.write(|tx| settings::set(tx, "bench", &n.to_string()))?;
    }
    let what = Text { zh: "基准：不记日志的事务", en: "baseline: transactions without an entry" };
    let without = Measured::new("activity-without", what, few, "transactions", since);

    let since = Instant::now();
    for n in 0..few {
        store.write(|tx| {
            settings::set(tx, "bench", &n.to_string())?;
            activity::log_of(tx, 0, "declared", "C1", "import", &[("made", n.to_string())]).map(|_| ())
        })?;
    }
    let what = Text { zh: "每个事务一条日志", en: "transactions with an entry" };
    let with = Measured::new("activity-with", what, few, "transactions", since).beside(&without);

    let since = Instant::now();
    store.write(|tx| {
        (0..count).try_for_each(|n| {
            activity::log_of(tx, 0, "declared", "C1", "import", &[("made", n.to_string())]).map(|_| ())
        })
    })?;
    let what = Text { zh: "同一事务中的日志条目", en: "entries in one transaction" };
    let entries = each_beside(Measured::new("activity-entries", what, count, "entries", since), &without);

    let since = Instant::now();
    let followed = store.read(|c| activity::follow(c, store.log()))?;
    let what = Text { zh: "逐条核对整个日志", en: "the whole log followed" };
    let all = usize::try_from(followed.entries).unwrap_or_default();
    let verified = each_beside(Measured::new("activity-verify", what, all, "entries", since), &entries);
    if followed.broken.is_some() {
        return Err(Error::new(&fault::STORED));
    }
    Ok(vec![without, with, entries, verified])
}
