//! Enterprises with their certificates.

use clearance_core::exchange::Role;
use rusqlite::{Connection, params};

use super::{Enterprise, EnterpriseId, Result, StoreError};

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

pub(super) fn all(connection: &Connection) -> Result<Vec<Enterprise>> {
    let mut certificates = connection.prepare_cached("SELECT der FROM certificates WHERE enterprise = ?1")?;
    let mut statement =
        connection.prepare_cached("SELECT id, code, name, dxp_id, roles, own_key FROM enterprises")?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        let roles: String = row.get(4)?;
        all.push(Enterprise {
            id,
            code: row.get(1)?,
            name: row.get(2)?,
            dxp_id: row.get(3)?,
            roles: serde_json::from_str(&roles).map_err(|e| StoreError::Failed(e.to_string()))?,
            certificates: certificates
                .query_map([id], |row| row.get(0))?
                .collect::<std::result::Result<_, _>>()?,
            own_key: row.get(5)?,
        });
    }
    Ok(all)
}

pub(super) fn put(connection: &Connection, enterprise: &Enterprise) -> Result<EnterpriseId> {
    let roles: &[Role] = &enterprise.roles;
    let roles = serde_json::to_string(roles).map_err(|e| StoreError::Failed(e.to_string()))?;
    let sql = "INSERT INTO enterprises (code, name, dxp_id, roles, own_key) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (code) DO UPDATE SET name = excluded.name, dxp_id = excluded.dxp_id, roles = excluded.roles,
        own_key = excluded.own_key RETURNING id";
    let Enterprise { code, name, dxp_id, own_key, .. } = enterprise;
    let id: EnterpriseId = connection
        .prepare_cached(sql)?
        .query_row(params![code, name, dxp_id, roles, own_key], |row| row.get(0))?;
    connection.execute("DELETE FROM certificates WHERE enterprise = ?1", [id])?;
    for der in &enterprise.certificates {
        connection.execute(
            "INSERT OR IGNORE INTO certificates (enterprise, der) VALUES (?1, ?2)",
            params![id, der],
        )?;
    }
    Ok(id)
}
