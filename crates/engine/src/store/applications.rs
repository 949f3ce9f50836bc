//! Cancel and return applications of declarations. Where each stands is the fold over the events of its subject.

use clearance_core::cn::message::ceb623_cancel::Cancel;
use clearance_core::cn::message::ceb625_return::Return;
use clearance_core::status::Subject;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{from_json, to_json};
use crate::error::Result;

pub(super) const TABLE: &str = "
CREATE TABLE applications (
    id          INTEGER PRIMARY KEY,
    cop_no      TEXT NOT NULL UNIQUE,
    declaration INTEGER NOT NULL REFERENCES declarations (id),
    document    TEXT NOT NULL,
    made        INTEGER NOT NULL
) STRICT;
CREATE INDEX applications_declaration ON applications (declaration);
";

/// What was applied for. Only gains fields, with defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Document {
    /// CEB623.
    Cancel(Cancel),
    /// CEB625.
    Return(Return),
}

/// An application as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct ApplicationRow {
    pub(crate) cop_no: String,
    pub(crate) document: Document,
}

impl ApplicationRow {
    /// What its events are filed under.
    pub(crate) fn subject(&self) -> Subject {
        match self.document {
            Document::Cancel(_) => Subject::cancel(&self.cop_no),
            Document::Return(_) => Subject::return_(&self.cop_no),
        }
    }
}

pub(crate) fn insert(
    c: &Connection,
    cop_no: &str,
    declaration: i64,
    document: &Document,
    at: i64,
) -> Result<()> {
    c.prepare_cached(
        "INSERT INTO applications (cop_no, declaration, document, made) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![cop_no, declaration, to_json(document)?, at])?;
    Ok(())
}

/// The applications of a declaration, the oldest first.
pub(crate) fn of_declaration(c: &Connection, declaration: i64) -> Result<Vec<ApplicationRow>> {
    let mut query =
        c.prepare_cached("SELECT cop_no, document FROM applications WHERE declaration = ?1 ORDER BY id")?;
    let rows = query.query_map([declaration], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    rows.map(|row| {
        let (cop_no, document) = row?;
        Ok(ApplicationRow { cop_no, document: from_json(&document)? })
    })
    .collect()
}

/// The declaration that an application is about: its id.
pub(crate) fn declaration_of(c: &Connection, cop_no: &str) -> Result<Option<i64>> {
    let mut query = c.prepare_cached("SELECT declaration FROM applications WHERE cop_no = ?1")?;
    Ok(query.query_row([cop_no], |row| row.get(0)).optional()?)
}

/// The next number that no application has, from 1.
pub(crate) fn next_number(c: &Connection) -> Result<i64> {
    Ok(c.query_row("SELECT coalesce(max(id), 0) + 1 FROM applications", [], |row| row.get(0))?)
}
