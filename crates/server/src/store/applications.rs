//! Applications after the declaration, by kind and number: where they stand and where they are written.

use clearance_core::cn::receipt::state_of;
use clearance_core::status::State;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Application, Applies, Place, Result};

pub(super) const MIGRATION: &str = "
    CREATE TABLE applications (
        kind INTEGER NOT NULL,
        owner TEXT NOT NULL,
        cop_no TEXT NOT NULL,
        clearance INTEGER,
        state TEXT NOT NULL,
        message INTEGER NOT NULL,
        position INTEGER NOT NULL,
        pre_no TEXT,
        PRIMARY KEY (kind, owner, cop_no)
    ) WITHOUT ROWID;
    CREATE INDEX applications_by_clearance ON applications (clearance) WHERE clearance IS NOT NULL;";

const COLUMNS: &str = "kind, owner, cop_no, clearance, state, message, position, pre_no";

const fn to_number(applies: Applies) -> i64 {
    match applies {
        Applies::Cancel => 623,
        Applies::Return => 625,
        Applies::Entry => 711,
    }
}

/// As customs writes it; the states in which an application can be left.
const fn to_code(state: State) -> &'static str {
    match state {
        State::Approved => "399",
        State::Rejected => "100",
        State::Stored => "120",
        State::Deleted => "deleted",
        _ => "-1",
    }
}

fn from_code(code: &str) -> State {
    match code {
        "deleted" => State::Deleted,
        code => state_of(code),
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Application> {
    let state: String = row.get(4)?;
    Ok(Application {
        applies: match row.get(0)? {
            623 => Applies::Cancel,
            625 => Applies::Return,
            _ => Applies::Entry,
        },
        number: (row.get(1)?, row.get(2)?),
        clearance: row.get(3)?,
        state: from_code(&state),
        place: Place { message: row.get(5)?, position: row.get(6)? },
        pre_no: row.get(7)?,
    })
}

pub(super) fn get(
    connection: &Connection,
    applies: Applies,
    number: &(String, String),
) -> Result<Option<Application>> {
    let sql = format!("SELECT {COLUMNS} FROM applications WHERE kind = ?1 AND owner = ?2 AND cop_no = ?3");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row(params![to_number(applies), number.0, number.1], read).optional()?)
}

pub(super) fn returns_of(connection: &Connection, clearance: i64) -> Result<Vec<Application>> {
    let sql = format!("SELECT {COLUMNS} FROM applications WHERE clearance = ?1 AND kind = 625");
    let mut statement = connection.prepare_cached(&sql)?;
    let all = statement.query_map([clearance], read)?;
    Ok(all.collect::<std::result::Result<_, _>>()?)
}

pub(super) fn put(connection: &Connection, one: &Application) -> Result<()> {
    let sql = "INSERT INTO applications (kind, owner, cop_no, clearance, state, message, position, pre_no)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO UPDATE SET clearance = excluded.clearance,
        state = excluded.state, message = excluded.message, position = excluded.position,
        pre_no = excluded.pre_no";
    connection.prepare_cached(sql)?.execute(params![
        to_number(one.applies),
        one.number.0,
        one.number.1,
        one.clearance,
        to_code(one.state),
        one.place.message,
        one.place.position,
        one.pre_no,
    ])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_in_which_customs_leaves_an_application_survives() {
        for state in [State::Approved, State::Rejected, State::Stored, State::Deleted, State::Error] {
            assert_eq!(from_code(to_code(state)), state);
        }
    }
}
