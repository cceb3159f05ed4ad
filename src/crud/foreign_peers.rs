//! `foreign_peers`.

use super::servers::json;
use crate::models::AddressId;
use crate::models::ConfigId;
use crate::models::ForeignPeer;
use crate::models::ServerId;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<ForeignPeer> {
    Ok(ForeignPeer {
        server: ServerId(row.get(0)?),
        remote_id: row.get(1)?,
        name: row.get(2)?,
        addresses: json(row, 3)?,
        is_left: row.get(4)?,
        found_at: Timestamp(row.get(5)?),
    })
}

/// What lies on a server and is not the house's; what waits for a decision first, the oldest first.
pub fn list(connection: &Connection, server: ServerId) -> rusqlite::Result<Vec<ForeignPeer>> {
    connection
        .prepare_cached(
            "SELECT server_id, remote_id, name, addresses, is_left, found_at FROM foreign_peers WHERE server_id = ?1
             ORDER BY is_left, found_at, remote_id",
        )?
        .query_map([server.0], from_row)?
        .collect()
}

/// One of them.
pub fn get(
    connection: &Connection,
    server: ServerId,
    remote_id: &str,
) -> rusqlite::Result<Option<ForeignPeer>> {
    connection
        .prepare_cached(
            "SELECT server_id, remote_id, name, addresses, is_left, found_at FROM foreign_peers
             WHERE server_id = ?1 AND remote_id = ?2",
        )?
        .query_row(params![server.0, remote_id], from_row)
        .optional()
}

/// Keeps one as it is now; what was decided about it, and when it was found, stays.
pub fn upsert(tx: &Transaction<'_>, peer: &ForeignPeer) -> rusqlite::Result<()> {
    let addresses = serde_json::to_string(&peer.addresses)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    tx.prepare_cached(
        "INSERT INTO foreign_peers (server_id, remote_id, name, addresses, is_left, found_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (server_id, remote_id) DO UPDATE SET name = excluded.name, addresses = excluded.addresses",
    )?
    .execute(params![
        peer.server.0,
        peer.remote_id,
        peer.name,
        addresses,
        peer.is_left,
        peer.found_at.0
    ])?;
    Ok(())
}

/// Notes that somebody decided to leave one alone; false if there is none of that name.
pub fn update_left(
    tx: &Transaction<'_>,
    server: ServerId,
    remote_id: &str,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE foreign_peers SET is_left = 1 WHERE server_id = ?1 AND remote_id = ?2",
        )?
        .execute(params![server.0, remote_id])?;
    Ok(changed == 1)
}

/// Forgets one that is not there any more, or became a key of somebody.
pub fn delete(tx: &Transaction<'_>, server: ServerId, remote_id: &str) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM foreign_peers WHERE server_id = ?1 AND remote_id = ?2")?
        .execute(params![server.0, remote_id])?;
    Ok(())
}

/// Takes a free address out of the pools of a server, because a stranger has it: assigned, but to nobody of the house.
pub fn take_address(tx: &Transaction<'_>, server: ServerId, ip: &str) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE ip_addresses SET state = 'assigned' WHERE server_id = ?1 AND ip = ?2 AND state = 'available'",
    )?
    .execute(params![server.0, ip])?;
    tx.prepare_cached(
        "UPDATE ip_addresses SET state = 'assigned' WHERE server_id = ?1 AND ip6 = ?2 AND state = 'available'",
    )?
    .execute(params![server.0, ip])?;
    Ok(())
}

/// Gives such an address back to its pool.
pub fn free_address(tx: &Transaction<'_>, server: ServerId, ip: &str) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE ip_addresses SET state = 'available'
         WHERE server_id = ?1 AND ip = ?2 AND state = 'assigned' AND user_id IS NULL",
    )?
    .execute(params![server.0, ip])?;
    tx.prepare_cached(
        "UPDATE ip_addresses SET state = 'available'
         WHERE server_id = ?1 AND ip6 = ?2 AND state = 'assigned' AND user_id IS NULL",
    )?
    .execute(params![server.0, ip])?;
    Ok(())
}

/// An address of a pool that a stranger brings along.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PooledAddress {
    pub id: AddressId,
    /// No key of the house has it, is promised it, or had it lately.
    pub is_free: bool,
}

/// The address of a pool of that server, if it lies in one.
pub fn pooled_address(
    connection: &Connection,
    server: ServerId,
    ip: &str,
) -> rusqlite::Result<Option<PooledAddress>> {
    connection
        .prepare_cached(
            "SELECT id, user_id IS NULL FROM ip_addresses WHERE server_id = ?1 AND ip = ?2
             UNION ALL SELECT id, user_id IS NULL FROM ip_addresses WHERE server_id = ?1 AND ip6 = ?2 LIMIT 1",
        )?
        .query_row(params![server.0, ip], |row| {
            Ok(PooledAddress {
                id: AddressId(row.get(0)?),
                is_free: row.get(1)?,
            })
        })
        .optional()
}

/// Assigns an address that no key has to the key that a stranger became.
pub fn assign_address(
    tx: &Transaction<'_>,
    address: AddressId,
    user: UserId,
    config: ConfigId,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE ip_addresses SET state = 'assigned', until = NULL, user_id = ?2, config_id = ?3
         WHERE id = ?1 AND user_id IS NULL",
    )?
    .execute(params![address.0, user.0, config.0])?;
    Ok(())
}
