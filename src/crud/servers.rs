//! `servers`.

use crate::models::ConfigId;
use crate::models::ConfigStatus;
use crate::models::Health;
use crate::models::Server;
use crate::models::ServerFacts;
use crate::models::ServerId;
use crate::models::Timestamp;
use crate::models::Transport;
use crate::models::VpnKind;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::de::DeserializeOwned;

/// A new server, as it is kept.
pub struct NewServer<'a> {
    pub kind: VpnKind,
    pub transport: Transport,
    pub name: &'a str,
    pub flag: &'a str,
    pub host: &'a str,
    pub port: u16,
    pub sealed: &'a str,
    /// JSON of `ServerOptions`.
    pub options: &'a str,
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Server> {
    Ok(Server {
        id: ServerId(row.get(0)?),
        kind: named(row, 1, VpnKind::parse)?,
        transport: named(row, 2, Transport::parse)?,
        name: row.get(3)?,
        flag: row.get(4)?,
        host: row.get(5)?,
        port: row.get(6)?,
        sealed: row.get(7)?,
        options: json(row, 8)?,
        is_draining: row.get(9)?,
        health: named(row, 10, Health::parse)?,
        health_since: Timestamp(row.get(11)?),
        health_error: row.get(12)?,
        checked_at: row.get::<_, Option<i64>>(13)?.map(Timestamp),
        facts: json::<ServerFacts>(row, 14)?,
        revision: row.get(15)?,
        created_at: Timestamp(row.get(16)?),
        removed_at: row.get::<_, Option<i64>>(17)?.map(Timestamp),
    })
}

/// A stored name, read back.
pub(super) fn named<T>(
    row: &Row<'_>,
    column: usize,
    parse: impl Fn(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    let name: String = row.get(column)?;
    parse(&name).ok_or_else(|| {
        let error = format!("unknown name {name}").into();
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error)
    })
}

/// Stored JSON, read back; what cannot be read counts as its default.
pub(super) fn json<T: DeserializeOwned + Default>(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    Ok(serde_json::from_str(&text)
        .inspect_err(|error| log::error!("column {column}: {error}"))
        .unwrap_or_default())
}

/// The server of that id, also one that was removed.
pub fn get(connection: &Connection, id: ServerId) -> rusqlite::Result<Option<Server>> {
    connection
        .prepare_cached(
            "SELECT id, kind, transport, name, flag, host, port, sealed, options, is_draining, health, health_since,
                    health_error, checked_at, facts, revision, created_at, removed_at
             FROM servers WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// All servers that were not removed, the oldest first.
pub fn list(connection: &Connection) -> rusqlite::Result<Vec<Server>> {
    connection
        .prepare_cached(
            "SELECT id, kind, transport, name, flag, host, port, sealed, options, is_draining, health, health_since,
                    health_error, checked_at, facts, revision, created_at, removed_at
             FROM servers WHERE removed_at IS NULL ORDER BY id",
        )?
        .query_map([], from_row)?
        .collect()
}

/// Whether there is any that was not removed.
pub fn has_any(connection: &Connection) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM servers WHERE removed_at IS NULL)")?
        .query_row([], |row| row.get(0))
}

/// Whether there is any that was not removed and is not a pretended one of the demo.
pub fn has_real(connection: &Connection) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM servers WHERE removed_at IS NULL AND transport <> 'demo')",
        )?
        .query_row([], |row| row.get(0))
}

/// Whether any that was not removed lets people in as an MTProto proxy.
pub fn has_proxies(connection: &Connection) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM servers WHERE removed_at IS NULL AND kind = 'mtproto')",
        )?
        .query_row([], |row| row.get(0))
}

/// Keeps a new server.
pub fn insert(
    tx: &Transaction<'_>,
    server: &NewServer<'_>,
    now: Timestamp,
) -> rusqlite::Result<ServerId> {
    tx.prepare_cached(
        "INSERT INTO servers (kind, transport, name, flag, host, port, sealed, options, health_since, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9) RETURNING id",
    )?
    .query_row(
        params![
            server.kind.name(),
            server.transport.name(),
            server.name,
            server.flag,
            server.host,
            server.port,
            server.sealed,
            server.options,
            now.0
        ],
        |row| row.get(0).map(ServerId),
    )
}

/// Keeps everything of a server that admins set.
pub fn update(tx: &Transaction<'_>, server: &Server) -> rusqlite::Result<()> {
    let options = text(&server.options)?;
    tx.prepare_cached(
        "UPDATE servers SET name = ?2, flag = ?3, host = ?4, port = ?5, options = ?6, is_draining = ?7 WHERE id = ?1",
    )?
    .execute(params![
        server.id.0,
        server.name,
        server.flag,
        server.host,
        server.port,
        options,
        server.is_draining
    ])?;
    Ok(())
}

/// Keeps how a server is reached from now on.
pub fn update_sealed(tx: &Transaction<'_>, id: ServerId, sealed: &str) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE servers SET sealed = ?2, revision = revision + 1 WHERE id = ?1")?
        .execute(params![id.0, sealed])?;
    Ok(())
}

/// Notes whether a server answers; `since` is when that began.
pub fn update_health(
    tx: &Transaction<'_>,
    id: ServerId,
    health: Health,
    since: Timestamp,
    error: Option<&str>,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE servers SET health = ?2, health_since = ?3, health_error = ?4, checked_at = ?5 WHERE id = ?1",
    )?
    .execute(params![id.0, health.name(), since.0, error, now.0])?;
    Ok(())
}

/// Keeps what a server said of itself.
pub fn update_facts(
    tx: &Transaction<'_>,
    id: ServerId,
    facts: &ServerFacts,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE servers SET facts = ?2 WHERE id = ?1")?
        .execute(params![id.0, text(facts)?])?;
    Ok(())
}

/// Notes whether the admins know that a server is down. False if that was noted before.
pub fn update_told(tx: &Transaction<'_>, id: ServerId, is_told: bool) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached("UPDATE servers SET is_told = ?2 WHERE id = ?1 AND is_told <> ?2")?
        .execute(params![id.0, is_told])?;
    Ok(changed == 1)
}

/// Gives a server up; its row stays for the history. False if it was given up before.
pub fn update_removed(
    tx: &Transaction<'_>,
    id: ServerId,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached("UPDATE servers SET removed_at = ?2 WHERE id = ?1 AND removed_at IS NULL")?
        .execute(params![id.0, now.0])?;
    Ok(changed == 1)
}

/// Removed servers to which the way is still known, the oldest first.
pub fn list_removed(connection: &Connection) -> rusqlite::Result<Vec<Server>> {
    connection
        .prepare_cached(
            "SELECT id, kind, transport, name, flag, host, port, sealed, options, is_draining, health, health_since,
                    health_error, checked_at, facts, revision, created_at, removed_at
             FROM servers WHERE removed_at IS NOT NULL AND sealed <> '' ORDER BY id",
        )?
        .query_map([], from_row)?
        .collect()
}

/// How many peers of a server it has not confirmed as they are wanted.
pub fn count_unsettled(connection: &Connection, id: ServerId) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM vpn_peers WHERE server_id = ?1 AND settled IS NOT wanted",
        )?
        .query_row([id.0], |row| row.get(0))
}

/// Counts everything that a server is to forget as forgotten: it is not asked any more.
pub fn forget_peers(tx: &Transaction<'_>, id: ServerId) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "UPDATE vpn_peers SET settled = 'gone', sealed = NULL WHERE server_id = ?1 AND wanted = 'gone'",
    )?
    .execute([id.0])
}

/// The keys of a server that were not revoked, the oldest first.
pub fn configs(connection: &Connection, id: ServerId) -> rusqlite::Result<Vec<ConfigId>> {
    connection
        .prepare_cached(
            "SELECT id FROM vpn_configs
             WHERE server_id = ?1 AND status IN ('pending', 'active', 'suspended', 'expired') ORDER BY id",
        )?
        .query_map([id.0], |row| row.get(0).map(ConfigId))?
        .collect()
}

/// What lies on a server and is not the house's, as of the last comparison.
pub fn count_foreign(connection: &Connection, id: ServerId) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM foreign_peers WHERE server_id = ?1")?
        .query_row([id.0], |row| row.get(0))
}

/// The networks of a server's pools, as CIDR, the oldest first.
pub fn pools(
    connection: &Connection,
    id: ServerId,
) -> rusqlite::Result<Vec<(Option<String>, Option<String>)>> {
    connection
        .prepare_cached("SELECT v4, v6 FROM ip_pools WHERE server_id = ?1 ORDER BY id")?
        .query_map([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// How many peers a server is to let in.
pub fn count_open(connection: &Connection, id: ServerId) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM vpn_peers WHERE server_id = ?1 AND wanted = 'open'")?
        .query_row([id.0], |row| row.get(0))
}

/// Whether the admins know that a server is down.
pub fn is_told(connection: &Connection, id: ServerId) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT is_told FROM servers WHERE id = ?1")?
        .query_row([id.0], |row| row.get(0))
        .optional()
        .map(Option::unwrap_or_default)
}

/// The file of a server, as an admin last took it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TakenFile {
    /// What it said then; `None` = nobody took it yet.
    pub digest: Option<String>,
    /// Whether the admins know that it says something else now.
    pub is_told: bool,
}

/// The file of that server.
pub fn file(connection: &Connection, id: ServerId) -> rusqlite::Result<Option<TakenFile>> {
    connection
        .prepare_cached("SELECT file_digest, is_file_told FROM servers WHERE id = ?1")?
        .query_row([id.0], |row| {
            Ok(TakenFile {
                digest: row.get(0)?,
                is_told: row.get(1)?,
            })
        })
        .optional()
}

/// Notes what a server's file said when an admin took it, or that the admins know of a change.
pub fn update_file(tx: &Transaction<'_>, id: ServerId, file: &TakenFile) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE servers SET file_digest = ?2, is_file_told = ?3 WHERE id = ?1")?
        .execute(params![id.0, file.digest, file.is_told])?;
    Ok(())
}

/// How many keys of a server that were not revoked are in each state.
pub fn count_keys(
    connection: &Connection,
    id: ServerId,
) -> rusqlite::Result<Vec<(ConfigStatus, i64)>> {
    connection
        .prepare_cached(
            "SELECT status, count(*) FROM vpn_configs
             WHERE server_id = ?1 AND status IN ('pending', 'active', 'suspended', 'expired') GROUP BY status",
        )?
        .query_map([id.0], |row| {
            Ok((named(row, 0, ConfigStatus::parse)?, row.get(1)?))
        })?
        .collect()
}

fn text<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

/// When a server was last visited.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Visits {
    /// Its counters were read.
    pub sampled_at: Option<Timestamp>,
    /// It was compared with the database.
    pub reconciled_at: Option<Timestamp>,
}

/// When that server was last visited.
pub fn visits(connection: &Connection, id: ServerId) -> rusqlite::Result<Option<Visits>> {
    connection
        .prepare_cached("SELECT sampled_at, reconciled_at FROM servers WHERE id = ?1")?
        .query_row([id.0], |row| {
            Ok(Visits {
                sampled_at: row.get::<_, Option<i64>>(0)?.map(Timestamp),
                reconciled_at: row.get::<_, Option<i64>>(1)?.map(Timestamp),
            })
        })
        .optional()
}

/// Notes that the counters of a server were read.
pub fn update_sampled(tx: &Transaction<'_>, id: ServerId, at: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE servers SET sampled_at = ?2 WHERE id = ?1")?
        .execute([id.0, at.0])?;
    Ok(())
}

/// Has every server compared with the database anew.
pub fn update_unreconciled(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE servers SET reconciled_at = NULL")?
        .execute([])?;
    Ok(())
}

/// Notes that a server was compared with the database.
pub fn update_reconciled(
    tx: &Transaction<'_>,
    id: ServerId,
    at: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE servers SET reconciled_at = ?2 WHERE id = ?1")?
        .execute([id.0, at.0])?;
    Ok(())
}
