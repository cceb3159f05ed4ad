//! `ip_addresses`.

use super::servers::named;
use crate::models::Address;
use crate::models::AddressId;
use crate::models::AddressState;
use crate::models::ConfigId;
use crate::models::Pool;
use crate::models::PoolFill;
use crate::models::PoolId;
use crate::models::ServerId;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use std::net::IpAddr;
use std::net::Ipv6Addr;

fn from_row(row: &Row<'_>) -> rusqlite::Result<Address> {
    let ip: IpAddr = address(row, 5)?;
    let twin: Option<Ipv6Addr> = match row.get_ref(6)? {
        rusqlite::types::ValueRef::Null => None,
        _ => Some(address(row, 6)?),
    };
    let (v4, v6) = match ip {
        IpAddr::V4(ip) => (Some(ip), twin),
        IpAddr::V6(ip) => (None, Some(ip)),
    };
    Ok(Address {
        id: AddressId(row.get(0)?),
        pool: PoolId(row.get(1)?),
        server: ServerId(row.get(2)?),
        is_trial: row.get(3)?,
        host: row.get(4)?,
        v4,
        v6,
        state: named(row, 7, AddressState::parse)?,
        until: row.get::<_, Option<i64>>(8)?.map(Timestamp),
        user: row.get::<_, Option<i64>>(9)?.map(UserId),
        config: row.get::<_, Option<i64>>(10)?.map(ConfigId),
    })
}

fn address<T: std::str::FromStr>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    text.parse().map_err(|_| {
        let error = format!("no address: {text}").into();
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error)
    })
}

/// The address of that id.
pub fn get(connection: &Connection, id: AddressId) -> rusqlite::Result<Option<Address>> {
    connection
        .prepare_cached(
            "SELECT id, pool_id, server_id, is_trial, host, ip, ip6, state, until, user_id, config_id
             FROM ip_addresses WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// The address that a key holds on a server.
pub fn of_config(
    connection: &Connection,
    config: ConfigId,
    server: ServerId,
) -> rusqlite::Result<Option<Address>> {
    connection
        .prepare_cached(
            "SELECT id, pool_id, server_id, is_trial, host, ip, ip6, state, until, user_id, config_id
             FROM ip_addresses WHERE config_id = ?1 AND server_id = ?2 AND state = 'assigned'",
        )?
        .query_row([config.0, server.0], from_row)
        .optional()
}

/// The first `limit` free addresses of one sort that `is_usable`, the lowest host numbers first. Rows are read only as far
/// as needed.
pub fn available(
    connection: &Connection,
    server: ServerId,
    is_trial: bool,
    limit: usize,
    is_usable: impl Fn(&Address) -> bool,
) -> rusqlite::Result<Vec<Address>> {
    connection
        .prepare_cached(
            "SELECT id, pool_id, server_id, is_trial, host, ip, ip6, state, until, user_id, config_id
             FROM ip_addresses WHERE server_id = ?1 AND is_trial = ?2 AND state = 'available' ORDER BY host",
        )?
        .query_map(params![server.0, is_trial], from_row)?
        .filter(|row| row.as_ref().map_or(true, &is_usable))
        .take(limit)
        .collect()
}

/// The free paid address that would be handed out last.
pub fn spare(connection: &Connection, server: ServerId) -> rusqlite::Result<Option<AddressId>> {
    connection
        .prepare_cached(
            "SELECT id FROM ip_addresses WHERE server_id = ?1 AND is_trial = 0 AND state = 'available'
             ORDER BY host DESC LIMIT 1",
        )?
        .query_row([server.0], |row| row.get(0).map(AddressId))
        .optional()
}

/// How many addresses of one sort are in each state. What is over counts as free.
pub fn fill(
    connection: &Connection,
    server: ServerId,
    is_trial: bool,
    now: Timestamp,
) -> rusqlite::Result<PoolFill> {
    // An index answers this one alone: it is asked for every new key, of pools of 65 thousand too.
    let mut statement = connection.prepare_cached(
        "SELECT state, count(*) FROM ip_addresses WHERE server_id = ?1 AND is_trial = ?2 GROUP BY state",
    )?;
    let rows = statement.query_map(params![server.0, is_trial], counted)?;
    let mut fill = sum(rows)?;
    let mut statement = connection.prepare_cached(
        "SELECT state, count(*) FROM ip_addresses
         WHERE until <= ?3 AND server_id = ?1 AND is_trial = ?2 GROUP BY state",
    )?;
    let rows = statement.query_map(params![server.0, is_trial, now.0], counted)?;
    let over = sum(rows)?;
    fill.available += over.total;
    fill.leased -= over.leased;
    fill.revoked -= over.revoked;
    Ok(fill)
}

/// The same for one pool, whatever sort its addresses count as for now.
pub fn fill_of_pool(
    connection: &Connection,
    pool: PoolId,
    now: Timestamp,
) -> rusqlite::Result<PoolFill> {
    let mut statement = connection.prepare_cached(
        "SELECT iif(until <= ?2, 'available', state), count(*) FROM ip_addresses WHERE pool_id = ?1 GROUP BY 1",
    )?;
    let rows = statement.query_map(params![pool.0, now.0], counted)?;
    sum(rows)
}

/// How many addresses of a pool keys of the house have, or are promised.
pub fn count_held(connection: &Connection, pool: PoolId, now: Timestamp) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM ip_addresses WHERE pool_id = ?1 AND user_id IS NOT NULL
             AND (state = 'assigned' OR state = 'leased' AND until > ?2)",
        )?
        .query_row([pool.0, now.0], |row| row.get(0))
}

fn counted(row: &Row<'_>) -> rusqlite::Result<(AddressState, i64)> {
    Ok((named(row, 0, AddressState::parse)?, row.get(1)?))
}

fn sum(
    rows: impl Iterator<Item = rusqlite::Result<(AddressState, i64)>>,
) -> rusqlite::Result<PoolFill> {
    let mut fill = PoolFill::default();
    for row in rows {
        let (state, count) = row?;
        fill.total += count;
        match state {
            AddressState::Available => fill.available += count,
            AddressState::Leased => fill.leased += count,
            AddressState::Assigned => fill.assigned += count,
            AddressState::Revoked => fill.revoked += count,
        }
    }
    Ok(fill)
}

/// The highest host number of a pool that has a row.
pub fn last_host(connection: &Connection, pool: PoolId) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached("SELECT max(host) FROM ip_addresses WHERE pool_id = ?1")?
        .query_row([pool.0], |row| row.get(0))
}

/// Networks that peers on a server use which are not the house's, each a JSON list of CIDR.
pub fn foreign(connection: &Connection, server: ServerId) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare_cached("SELECT addresses FROM foreign_peers WHERE server_id = ?1")?
        .query_map([server.0], |row| row.get(0))?
        .collect()
}

/// Whether anything ends at or before `now`.
pub fn is_any_over(connection: &Connection, now: Timestamp) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM ip_addresses WHERE until <= ?1)")?
        .query_row([now.0], |row| row.get(0))
}

/// Keeps a new free address of a pool.
pub fn insert(
    tx: &Transaction<'_>,
    pool: &Pool,
    host: i64,
    ip: IpAddr,
    twin: Option<Ipv6Addr>,
) -> rusqlite::Result<AddressId> {
    tx.prepare_cached(
        "INSERT INTO ip_addresses (pool_id, server_id, is_trial, host, ip, ip6) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         RETURNING id",
    )?
    .query_row(
        params![
            pool.id.0,
            pool.server.0,
            pool.is_trial,
            host,
            ip.to_string(),
            twin.map(|ip| ip.to_string())
        ],
        |row| row.get(0).map(AddressId),
    )
}

/// Promises a free address to a person. False if it is not free.
pub fn update_leased(
    tx: &Transaction<'_>,
    id: AddressId,
    user: UserId,
    until: Timestamp,
) -> rusqlite::Result<bool> {
    Ok(tx
        .prepare_cached(
            "UPDATE ip_addresses SET state = 'leased', user_id = ?2, until = ?3 WHERE id = ?1 AND state = 'available'",
        )?
        .execute(params![id.0, user.0, until.0])?
        > 0)
}

/// Gives an address to the key of the person it is leased to. False if it is not.
pub fn update_assigned(
    tx: &Transaction<'_>,
    id: AddressId,
    config: ConfigId,
) -> rusqlite::Result<bool> {
    Ok(tx
        .prepare_cached(
            "UPDATE ip_addresses SET state = 'assigned', until = NULL, config_id = ?2
             WHERE id = ?1 AND state = 'leased' AND user_id = (SELECT user_id FROM vpn_configs WHERE id = ?2)",
        )?
        .execute([id.0, config.0])?
        > 0)
}

/// Puts the addresses of a key into quarantine that no peer needs any more. Returns how many.
pub fn update_revoked_of_config(
    tx: &Transaction<'_>,
    config: ConfigId,
    until: Timestamp,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "UPDATE ip_addresses SET state = 'revoked', until = ?2 WHERE config_id = ?1 AND state = 'assigned'
         AND NOT EXISTS (SELECT 1 FROM vpn_peers p WHERE p.address_id = ip_addresses.id
                         AND (p.wanted <> 'gone' OR p.settled IS NOT 'gone'))",
    )?
    .execute([config.0, until.0])
}

/// The same for one address.
pub fn update_revoked(
    tx: &Transaction<'_>,
    id: AddressId,
    until: Timestamp,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "UPDATE ip_addresses SET state = 'revoked', until = ?2 WHERE id = ?1 AND state = 'assigned'
         AND NOT EXISTS (SELECT 1 FROM vpn_peers p WHERE p.address_id = ip_addresses.id
                         AND (p.wanted <> 'gone' OR p.settled IS NOT 'gone'))",
    )?
    .execute([id.0, until.0])
}

/// The same for the addresses of one sort that a person has.
pub fn update_revoked_of_user(
    tx: &Transaction<'_>,
    user: UserId,
    is_trial: bool,
    until: Timestamp,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "UPDATE ip_addresses SET state = 'revoked', until = ?3 WHERE user_id = ?1 AND is_trial = ?2
         AND state = 'assigned'
         AND NOT EXISTS (SELECT 1 FROM vpn_peers p WHERE p.address_id = ip_addresses.id
                         AND (p.wanted <> 'gone' OR p.settled IS NOT 'gone'))",
    )?
    .execute(params![user.0, is_trial, until.0])
}

/// Frees a leased address, or one in quarantine, and counts it as its pool says again. False if it is neither.
pub fn update_released(tx: &Transaction<'_>, id: AddressId) -> rusqlite::Result<bool> {
    Ok(tx
        .prepare_cached(
            "UPDATE ip_addresses SET state = 'available', until = NULL, user_id = NULL, config_id = NULL,
                 is_trial = (SELECT p.is_trial FROM ip_pools p WHERE p.id = pool_id)
             WHERE id = ?1 AND state IN ('leased', 'revoked')",
        )?
        .execute([id.0])?
        > 0)
}

/// The same for all whose lease or quarantine is over. Returns how many.
pub fn update_over(tx: &Transaction<'_>, now: Timestamp) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "UPDATE ip_addresses SET state = 'available', until = NULL, user_id = NULL, config_id = NULL,
             is_trial = (SELECT p.is_trial FROM ip_pools p WHERE p.id = pool_id)
         WHERE until <= ?1",
    )?
    .execute([now.0])
}

/// Counts an address as trial or paid from now on.
pub fn update_sort(tx: &Transaction<'_>, id: AddressId, is_trial: bool) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE ip_addresses SET is_trial = ?2 WHERE id = ?1")?
        .execute(params![id.0, is_trial])?;
    Ok(())
}

/// Deletes the addresses of a pool; peers that are gone forget theirs.
pub fn delete_of_pool(tx: &Transaction<'_>, pool: PoolId) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE vpn_peers SET address_id = NULL
         WHERE address_id IN (SELECT id FROM ip_addresses WHERE pool_id = ?1)",
    )?
    .execute([pool.0])?;
    tx.prepare_cached("DELETE FROM ip_addresses WHERE pool_id = ?1")?
        .execute([pool.0])?;
    Ok(())
}
