//! `ip_pools`.

use crate::models::Pool;
use crate::models::PoolId;
use crate::models::ServerId;
use crate::models::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<Pool> {
    Ok(Pool {
        id: PoolId(row.get(0)?),
        server: ServerId(row.get(1)?),
        is_trial: row.get(2)?,
        v4: row.get(3)?,
        v6: row.get(4)?,
        created_at: Timestamp(row.get(5)?),
    })
}

/// The pool of that id.
pub fn get(connection: &Connection, id: PoolId) -> rusqlite::Result<Option<Pool>> {
    connection
        .prepare_cached(
            "SELECT id, server_id, is_trial, v4, v6, created_at FROM ip_pools WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// The pools of a server, the oldest first.
pub fn of_server(connection: &Connection, server: ServerId) -> rusqlite::Result<Vec<Pool>> {
    connection
        .prepare_cached(
            "SELECT id, server_id, is_trial, v4, v6, created_at FROM ip_pools WHERE server_id = ?1 ORDER BY id",
        )?
        .query_map([server.0], from_row)?
        .collect()
}

/// The pools of all servers that were not removed.
pub fn list(connection: &Connection) -> rusqlite::Result<Vec<Pool>> {
    connection
        .prepare_cached(
            "SELECT p.id, p.server_id, p.is_trial, p.v4, p.v6, p.created_at
             FROM ip_pools p JOIN servers s ON s.id = p.server_id WHERE s.removed_at IS NULL ORDER BY p.id",
        )?
        .query_map([], from_row)?
        .collect()
}

/// Keeps a new pool, without its addresses.
pub fn insert(
    tx: &Transaction<'_>,
    server: ServerId,
    is_trial: bool,
    v4: Option<&str>,
    v6: Option<&str>,
    now: Timestamp,
) -> rusqlite::Result<PoolId> {
    tx.prepare_cached(
        "INSERT INTO ip_pools (server_id, is_trial, v4, v6, created_at) VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id",
    )?
    .query_row(params![server.0, is_trial, v4, v6, now.0], |row| {
        row.get(0).map(PoolId)
    })
}

/// Deletes a pool whose addresses are deleted.
pub fn delete(tx: &Transaction<'_>, id: PoolId) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM ip_pools WHERE id = ?1")?
        .execute([id.0])?;
    Ok(())
}
