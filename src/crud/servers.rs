//! `servers`.

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
