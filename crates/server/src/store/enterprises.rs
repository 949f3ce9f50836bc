//! Enterprises with their certificates, and what was revoked of them.

use clearance_core::exchange::Role;
use rusqlite::{Connection, Row, params};

use super::{Bound, Enterprise, EnterpriseId, Result, Revoked, StoreError};

pub(super) const MIGRATION: &str = "
    CREATE TABLE enterprises (
        id INTEGER PRIMARY KEY,
        code TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        dxp_id TEXT NOT NULL,
        roles TEXT NOT NULL,
        own_key BLOB
    );
    CREATE TABLE certificates (
        enterprise INTEGER NOT NULL,
        der BLOB NOT NULL,
        PRIMARY KEY (enterprise, der)
    ) WITHOUT ROWID;";

pub(super) const WITH_REVOKED: &str = "
    ALTER TABLE enterprises ADD COLUMN revoked INTEGER;
    ALTER TABLE certificates ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE certificates ADD COLUMN revoked INTEGER;
    ALTER TABLE certificates ADD COLUMN codes TEXT NOT NULL DEFAULT '[]';
    CREATE TABLE revocations (
        id INTEGER PRIMARY KEY,
        enterprise INTEGER NOT NULL,
        certificate BLOB,
        at INTEGER NOT NULL,
        by TEXT NOT NULL,
        reason TEXT NOT NULL
    );";

const COLUMNS: &str = "SELECT id, code, name, dxp_id, roles, own_key, revoked FROM enterprises";

pub(super) fn all(connection: &Connection) -> Result<Vec<Enterprise>> {
    let mut statement = connection.prepare_cached(COLUMNS)?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(with_certificates(connection, row)?);
    }
    Ok(all)
}

pub(super) fn by_code(connection: &Connection, code: &str) -> Result<Option<Enterprise>> {
    let mut statement = connection.prepare_cached(&format!("{COLUMNS} WHERE code = ?1"))?;
    let mut rows = statement.query([code])?;
    rows.next()?.map(|row| with_certificates(connection, row)).transpose()
}

fn with_certificates(connection: &Connection, row: &Row<'_>) -> Result<Enterprise> {
    let json = |text: String| serde_json::from_str(&text).map_err(|e| StoreError::Failed(e.to_string()));
    let id: EnterpriseId = row.get(0)?;
    let sql = "SELECT der, since, revoked, codes FROM certificates WHERE enterprise = ?1 ORDER BY since";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([id])?;
    let mut certificates = Vec::new();
    while let Some(row) = rows.next()? {
        let codes: String = row.get(3)?;
        let codes = serde_json::from_str(&codes).map_err(|e| StoreError::Failed(e.to_string()))?;
        certificates.push(Bound { der: row.get(0)?, since: row.get(1)?, revoked: row.get(2)?, codes });
    }
    Ok(Enterprise {
        id,
        code: row.get(1)?,
        name: row.get(2)?,
        dxp_id: row.get(3)?,
        roles: json(row.get(4)?)?,
        certificates,
        own_key: row.get(5)?,
        revoked: row.get(6)?,
    })
}

pub(super) fn put(connection: &Connection, enterprise: &Enterprise) -> Result<EnterpriseId> {
    let failed = |e: serde_json::Error| StoreError::Failed(e.to_string());
    let roles: &[Role] = &enterprise.roles;
    let roles = serde_json::to_string(roles).map_err(failed)?;
    let sql = "INSERT INTO enterprises (code, name, dxp_id, roles, own_key, revoked) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (code) DO UPDATE SET name = excluded.name, dxp_id = excluded.dxp_id, roles = excluded.roles,
        own_key = excluded.own_key, revoked = excluded.revoked RETURNING id";
    let Enterprise { code, name, dxp_id, own_key, revoked, .. } = enterprise;
    let id: EnterpriseId = connection
        .prepare_cached(sql)?
        .query_row(params![code, name, dxp_id, roles, own_key, revoked], |row| row.get(0))?;
    connection.execute("DELETE FROM certificates WHERE enterprise = ?1", [id])?;
    let sql = "INSERT OR IGNORE INTO certificates (enterprise, der, since, revoked, codes) VALUES (?1, ?2, ?3, ?4, ?5)";
    let mut statement = connection.prepare_cached(sql)?;
    for Bound { der, since, revoked, codes } in &enterprise.certificates {
        let codes = serde_json::to_string(codes).map_err(failed)?;
        statement.execute(params![id, der, since, revoked, codes])?;
    }
    Ok(id)
}

pub(super) fn revoke(connection: &Connection, revoked: &Revoked) -> Result<()> {
    let Revoked { enterprise, certificate, at, by, reason } = revoked;
    match certificate {
        Some(der) => connection.execute(
            "UPDATE certificates SET revoked = coalesce(revoked, ?3) WHERE enterprise = ?1 AND der = ?2",
            params![enterprise, der, at],
        )?,
        None => connection.execute(
            "UPDATE enterprises SET revoked = coalesce(revoked, ?2) WHERE id = ?1",
            params![enterprise, at],
        )?,
    };
    let sql = "INSERT INTO revocations (enterprise, certificate, at, by, reason) VALUES (?1, ?2, ?3, ?4, ?5)";
    connection.execute(sql, params![enterprise, certificate, at, by, reason])?;
    Ok(())
}
