//! Ids in the wanted order.

use rusqlite::{Connection, params};

use super::bits::Bits;
use super::wanted::{SortBy, Wanted};
use crate::error::Result;
use crate::store::{to_i64, to_json};

/// Up to so many are put in order by their own rows.
const FEW: usize = 2_000;

/// Whether the index of the order holds the client's declarations only: that of the newest first does.
pub(super) fn is_of_client(wanted: &Wanted) -> bool {
    wanted.order == SortBy::Updated && !wanted.client.is_empty()
}

/// Ids in the wanted order that are in a set, up to a number; without a set nothing is left out.
pub(super) fn walk(c: &Connection, wanted: &Wanted, set: Option<&Bits>, most: usize) -> Result<Vec<u32>> {
    let way = if wanted.descending { "DESC" } else { "ASC" };
    let (index, columns) = wanted.order.index();
    let then = if wanted.order == SortBy::State { format!(", since {way}") } else { String::new() };
    let left = set.map_or(usize::MAX, Bits::count);
    let most = most.min(left);
    let mut ids = Vec::with_capacity(most.min(1 << 20));
    if most == 0 {
        return Ok(ids);
    }
    if let Some(set) = set.filter(|_| left <= FEW) {
        // Few are put in order by their own rows: they may stand at the far end of the index.
        let few = to_json(&set.ids())?;
        let mut query = c.prepare_cached(&format!(
            "WITH few (at) AS (SELECT value FROM json_each(?1))
             SELECT d.id FROM few CROSS JOIN declarations d ON d.id = at
             ORDER BY {columns} {way}{then}, d.id {way} LIMIT ?2"
        ))?;
        let rows = query.query_map(params![few, to_i64(most)], |row| row.get(0))?;
        return Ok(rows.collect::<rusqlite::Result<_>>()?);
    }
    let own = is_of_client(wanted);
    let mut query = c.prepare_cached(&if own {
        format!(
            "SELECT id FROM declarations INDEXED BY declarations_list WHERE client = ?1
             ORDER BY updated {way}, id {way}"
        )
    } else {
        format!("SELECT id FROM declarations INDEXED BY {index} ORDER BY {columns} {way}{then}, id {way}")
    })?;
    let mut rows = if own { query.query([&wanted.client])? } else { query.query([])? };
    while let Some(row) = rows.next()? {
        let id: u32 = row.get(0)?;
        if set.is_none_or(|set| set.has(id)) {
            ids.push(id);
            if ids.len() >= most {
                break;
            }
        }
    }
    Ok(ids)
}
