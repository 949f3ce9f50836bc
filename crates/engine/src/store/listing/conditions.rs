//! Each condition of a list as a set of ids: read from an index that holds nothing else, or asked of a few ids only.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::bits::Bits;
use super::wanted::{TABS, Wanted};
use crate::error::Result;
use crate::store::{anywhere, to_json};

/// One condition on the list: what it is known by, and what its ids meet at least one of.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub(super) key: String,
    pub(super) parts: Vec<Part>,
}

/// Something that an index answers.
#[derive(Clone, Debug)]
pub(super) struct Part {
    from: From,
    values: Vec<Value>,
}

#[derive(Clone, Debug)]
enum From {
    /// Declarations of which something is true, with the index that tells it alone.
    Rows { index: &'static str, says: String },
    /// Numbers with a phrase in them.
    Numbers,
}

impl Condition {
    fn new(key: String, index: &'static str, says: &str, values: Vec<Value>) -> Condition {
        let from = From::Rows { index, says: says.to_owned() };
        Condition { key, parts: vec![Part { from, values }] }
    }

    /// What is true of a declaration of one client, or of any for an empty id: `?1` is the client.
    pub(super) fn client(client: &str) -> Condition {
        let (index, says) = whose(client, "declarations_created");
        Condition::new(format!("client {client}"), index, says, vec![client.to_owned().into()])
    }

    /// In one of the states of a tab.
    pub(super) fn tab(client: &str, tab: &str, states: &[&str]) -> Condition {
        let list = states.iter().map(|state| format!("'{state}'")).collect::<Vec<_>>().join(", ");
        let (index, whose) = whose(client, "declarations_state");
        let waits = format!("{whose} AND review = 'waiting' AND state = 'to-sign'");
        let (index, says) = match tab {
            "to-review" => ("declarations_reviewing", waits),
            "to-sign" => (
                index,
                format!(
                    "{whose} AND state = 'to-sign' AND id NOT IN
                     (SELECT id FROM declarations INDEXED BY declarations_reviewing WHERE {waits})"
                ),
            ),
            _ => (index, format!("{whose} AND state IN ({list})")),
        };
        Condition::new(format!("tab {client} {tab}"), index, &says, vec![client.to_owned().into()])
    }

    /// Delivered before a moment and not answered since.
    pub(super) fn silent(client: &str, before: i64) -> Condition {
        let (index, whose) = whose(client, "declarations_state");
        let says = format!("{whose} AND state = 'received' AND since < ?2");
        let values = vec![client.to_owned().into(), before.into()];
        Condition::new(format!("silent {client}"), index, &says, values)
    }

    /// Whether it is about how far declarations have come, so that time alone may change it.
    pub(super) fn ages(&self) -> bool {
        self.key.starts_with("silent ")
    }

    /// Which of these ids meet it.
    pub(super) fn among(&self, c: &Connection, ids: &[u32]) -> Result<Vec<u32>> {
        let ids = to_json(&ids)?;
        let mut met = Vec::new();
        for part in &self.parts {
            let json = part.values.len() + 1;
            let sql = match &part.from {
                From::Rows { says, .. } => format!(
                    "SELECT id FROM declarations NOT INDEXED
                     WHERE id IN (SELECT value FROM json_each(?{json})) AND {says}"
                ),
                From::Numbers => format!(
                    "SELECT rowid / 2 FROM declaration_numbers WHERE declaration_numbers MATCH ?1 AND rowid IN
                     (SELECT value * 2 FROM json_each(?{json}) UNION ALL SELECT value * 2 + 1 FROM json_each(?{json}))"
                ),
            };
            let values = part.values.iter().cloned().chain([Value::from(ids.clone())]);
            let mut query = c.prepare_cached(&sql)?;
            let rows = query.query_map(params_from_iter(values), |row| row.get(0))?;
            for id in rows {
                met.push(id?);
            }
        }
        Ok(met)
    }
}

impl Part {
    /// All ids that meet it.
    pub(super) fn read(&self, c: &Connection, highest: usize) -> Result<Bits> {
        let sql = match &self.from {
            From::Rows { index, says } => {
                format!("SELECT id FROM declarations INDEXED BY {index} WHERE {says}")
            }
            From::Numbers => {
                "SELECT rowid / 2 FROM declaration_numbers WHERE declaration_numbers MATCH ?1".to_owned()
            }
        };
        let mut bits = Bits::up_to(highest);
        let mut query = c.prepare_cached(&sql)?;
        let mut rows = query.query(params_from_iter(&self.values))?;
        while let Some(row) = rows.next()? {
            bits.add(row.get(0)?);
        }
        Ok(bits)
    }
}

/// The index and the words for one client's declarations, or for all of them: an index finds the first only when the
/// second does not stand beside it.
fn whose(client: &str, index_of_all: &'static str) -> (&'static str, &'static str) {
    if client.is_empty() { (index_of_all, "?1 = ''") } else { ("declarations_client", "client = ?1") }
}

/// The states of a tab; none for that of everything.
pub(super) fn states_of(tab: &str) -> Option<(&'static str, &'static [&'static str])> {
    TABS.into_iter().find(|(key, states)| *key == tab && !states.is_empty())
}

/// The conditions besides client and tab.
pub(super) fn conditions(wanted: &Wanted) -> Vec<Condition> {
    let mut all = Vec::new();
    let find = wanted.find.trim();
    if find.chars().count() >= 3 {
        // A phrase of the trigram index is exactly "contains this text".
        let phrase = format!("\"{}\"", find.replace('"', "\"\""));
        let part = Part { from: From::Numbers, values: vec![phrase.into()] };
        all.push(Condition { key: format!("find {find}"), parts: vec![part] });
    } else if !find.is_empty() {
        let part = |index, column: &str| Part {
            from: From::Rows { index, says: format!(r"{column} LIKE ?1 ESCAPE '\'") },
            values: vec![anywhere(find).into()],
        };
        let parts = vec![
            part("declarations_by_order", "order_no"),
            part("declarations_by_waybill", "waybill_no"),
            part("declarations_by_invt", "invt_no"),
        ];
        all.push(Condition { key: format!("find {find}"), parts });
    }
    let mut equal = |column: &str, index, value: &str| {
        if !value.is_empty() {
            let values = vec![value.to_owned().into()];
            all.push(Condition::new(format!("{column} {value}"), index, &format!("{column} = ?1"), values));
        }
    };
    equal("import", "declarations_import", &wanted.import);
    equal("customs", "declarations_by_customs", &wanted.customs);
    equal("mode", "declarations_by_mode", &wanted.mode);
    let (from, to) = &wanted.value;
    if from.is_some() || to.is_some() {
        let says = "CAST(value AS REAL)
            BETWEEN coalesce(CAST(?1 AS REAL), -9e99) AND coalesce(CAST(?2 AS REAL), 9e99)";
        let values = vec![from.clone().into(), to.clone().into()];
        all.push(Condition::new(format!("value {from:?} {to:?}"), "declarations_by_value", says, values));
    }
    let (from, to) = wanted.made;
    if from.is_some() || to.is_some() {
        let values = vec![from.unwrap_or(i64::MIN).into(), to.unwrap_or(i64::MAX).into()];
        let says = "created >= ?1 AND created < ?2";
        all.push(Condition::new(format!("made {from:?} {to:?}"), "declarations_created", says, values));
    }
    all
}
