//! Imports: which files were taken in when, where they stand, and what came of them.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE imports (
    id        TEXT PRIMARY KEY,
    client    TEXT NOT NULL REFERENCES clients (id),
    file_name TEXT NOT NULL,
    sha256    TEXT NOT NULL,
    row_count INTEGER NOT NULL,
    orders    INTEGER NOT NULL,
    made      INTEGER NOT NULL,
    kept      INTEGER NOT NULL,
    at        INTEGER NOT NULL
) STRICT;
";

/// An import is stored from the moment it is opened. `base` is what was guessed then, empty for those of before this
/// change, of which nothing else was kept; `position` is how many of its steps count.
pub(super) const SESSIONS: &str = "
ALTER TABLE imports ADD COLUMN state TEXT NOT NULL DEFAULT 'declared';
ALTER TABLE imports ADD COLUMN base TEXT NOT NULL DEFAULT '';
ALTER TABLE imports ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE imports ADD COLUMN chosen TEXT NOT NULL DEFAULT '';
CREATE INDEX imports_list ON imports (client, at DESC);
CREATE INDEX imports_state ON imports (state, at);
";

/// It is being worked on.
pub(crate) const OPEN: &str = "open";
/// Its good orders are declarations.
pub(crate) const DECLARED: &str = "declared";
/// Its declarations were taken back; it is open again.
pub(crate) const UNDONE: &str = "undone";

/// An import as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ImportRow {
    pub(crate) id: String,
    pub(crate) client: String,
    pub(crate) file_name: String,
    pub(crate) sha256: String,
    pub(crate) rows: i64,
    pub(crate) orders: i64,
    pub(crate) made: i64,
    pub(crate) kept: i64,
    /// When it was opened, changed or declared last.
    pub(crate) at: i64,
    pub(crate) state: String,
    /// What its columns were guessed to mean; empty when the import cannot be opened again.
    pub(crate) base: String,
    /// How many of its steps count; those behind were taken back.
    pub(crate) position: i64,
    /// The companies that were chosen for it; empty when none was.
    pub(crate) chosen: String,
}

const COLUMNS: &str =
    "id, client, file_name, sha256, row_count, orders, made, kept, at, state, base, position, chosen";

fn row(row: &Row<'_>) -> rusqlite::Result<ImportRow> {
    Ok(ImportRow {
        id: row.get(0)?,
        client: row.get(1)?,
        file_name: row.get(2)?,
        sha256: row.get(3)?,
        rows: row.get(4)?,
        orders: row.get(5)?,
        made: row.get(6)?,
        kept: row.get(7)?,
        at: row.get(8)?,
        state: row.get(9)?,
        base: row.get(10)?,
        position: row.get(11)?,
        chosen: row.get(12)?,
    })
}

/// Stores an import, in the place of what was there under its id.
pub(crate) fn put(c: &Connection, import: &ImportRow) -> Result<()> {
    c.prepare_cached(
        "INSERT INTO imports (id, client, file_name, sha256, row_count, orders, made, kept, at, state, base, position)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
         ON CONFLICT (id) DO UPDATE SET row_count = ?5, orders = ?6, made = ?7, kept = ?8, at = ?9, state = ?10,
            base = ?11, position = ?12",
    )?
    .execute(params![
        import.id,
        import.client,
        import.file_name,
        import.sha256,
        import.rows,
        import.orders,
        import.made,
        import.kept,
        import.at,
        import.state,
        import.base,
        import.position
    ])?;
    Ok(())
}

pub(crate) fn find(c: &Connection, id: &str) -> Result<Option<ImportRow>> {
    let mut query = c.prepare_cached(&format!("SELECT {COLUMNS} FROM imports WHERE id = ?1"))?;
    Ok(query.query_row([id], row).optional()?)
}

/// The newest import of a client of files with this digest, declared ones first. One that lies open and was worked on is
/// somebody's own.
pub(crate) fn with_digest(c: &Connection, client: &str, sha256: &str) -> Result<Option<ImportRow>> {
    let mut query = c.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM imports WHERE client = ?1 AND sha256 = ?2 AND (state <> 'open' OR position = 0)
         ORDER BY state = 'declared' DESC, at DESC, id LIMIT 1"
    ))?;
    Ok(query.query_row([client, sha256], row).optional()?)
}

/// Imports of a client, or of all for an empty one; the newest first.
pub(crate) fn list(c: &Connection, client: &str, limit: i64) -> Result<Vec<ImportRow>> {
    let sql =
        format!("SELECT {COLUMNS} FROM imports WHERE ?1 = '' OR client = ?1 ORDER BY at DESC, id LIMIT ?2");
    let mut query = c.prepare_cached(&sql)?;
    let rows = query.query_map(params![client, limit], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many steps count now, and how many rows and orders that makes, where that is known.
pub(crate) fn move_to(
    c: &Connection,
    id: &str,
    position: i64,
    size: Option<(i64, i64)>,
    at: i64,
) -> Result<()> {
    let (rows, orders) = size.unzip();
    c.prepare_cached(
        "UPDATE imports SET position = ?2, row_count = coalesce(?3, row_count), orders = coalesce(?4, orders), at = ?5
         WHERE id = ?1",
    )?
    .execute(params![id, position, rows, orders, at])?;
    Ok(())
}

/// The companies that were chosen for it.
pub(crate) fn set_chosen(c: &Connection, id: &str, chosen: &str) -> Result<()> {
    c.prepare_cached("UPDATE imports SET chosen = ?2 WHERE id = ?1 AND chosen <> ?2")?
        .execute([id, chosen])?;
    Ok(())
}

/// Where it stands, with how many declarations it has made and orders it has kept.
pub(crate) fn set_state(c: &Connection, id: &str, state: &str, made: i64, kept: i64, at: i64) -> Result<()> {
    c.execute(
        "UPDATE imports SET state = ?2, made = ?3, kept = ?4, at = ?5 WHERE id = ?1",
        params![id, state, made, kept, at],
    )?;
    Ok(())
}

/// It was declared: how many rows and orders it has, and how many of them wait. What it made before still counts.
pub(crate) fn set_declared(
    c: &Connection,
    id: &str,
    (rows, orders): (i64, i64),
    kept: i64,
    at: i64,
) -> Result<()> {
    c.execute(
        "UPDATE imports SET state = 'declared', row_count = ?2, orders = ?3, kept = ?4, at = ?5,
            made = (SELECT count(*) FROM declarations WHERE import = ?1) WHERE id = ?1",
        params![id, rows, orders, kept, at],
    )?;
    Ok(())
}

/// Forgets an import with its files and steps.
pub(crate) fn remove(c: &Connection, id: &str) -> Result<()> {
    c.execute("DELETE FROM imports WHERE id = ?1", [id])?;
    Ok(())
}

/// Declared imports of before a moment that are done with: their files, which hold personal data, are no longer needed.
/// What still has a declaration to sign or an order kept for later is not done.
pub(crate) fn strip(c: &Connection, before: i64) -> Result<usize> {
    let done = "SELECT i.id FROM imports i WHERE i.state = 'declared' AND i.at < ?1 AND i.base <> ''
         AND NOT EXISTS (SELECT 1 FROM work_list k WHERE k.import = i.id AND k.done_by = '')
         AND NOT EXISTS (SELECT 1 FROM declarations d WHERE d.import = i.id AND d.attempts = 0)";
    for table in ["import_files", "import_steps", "import_exports"] {
        c.execute(&format!("DELETE FROM {table} WHERE import IN ({done})"), [before])?;
    }
    Ok(c.execute(&format!("UPDATE imports SET base = '', position = 0 WHERE id IN ({done})"), [before])?)
}

/// How many orders were declared since a moment.
pub(crate) fn orders_since(c: &Connection, client: &str, at: i64) -> Result<i64> {
    let sql = "SELECT coalesce(sum(orders), 0) FROM imports
               WHERE (?1 = '' OR client = ?1) AND at >= ?2 AND state = 'declared'";
    Ok(c.query_row(sql, params![client, at], |row| row.get(0))?)
}

/// Whether anything was ever imported.
pub(crate) fn any(c: &Connection) -> Result<bool> {
    Ok(c.query_row("SELECT EXISTS (SELECT 1 FROM imports)", [], |row| row.get(0))?)
}
