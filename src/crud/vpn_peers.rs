//! `vpn_peers`.

use super::servers::named;
use crate::models::AddressId;
use crate::models::ConfigId;
use crate::models::Counted;
use crate::models::Peer;
use crate::models::PeerId;
use crate::models::PeerWish;
use crate::models::ServerId;
use crate::models::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<Peer> {
    Ok(Peer {
        id: PeerId(row.get(0)?),
        config: ConfigId(row.get(1)?),
        server: ServerId(row.get(2)?),
        remote_id: row.get(3)?,
        sealed: row.get(4)?,
        address: row.get::<_, Option<i64>>(5)?.map(AddressId),
        wanted: named(row, 6, PeerWish::parse)?,
        settled: row
            .get::<_, Option<String>>(7)?
            .and_then(|name| PeerWish::parse(&name)),
        revision: row.get(8)?,
        counted: Counted {
            rx: row.get(9)?,
            tx: row.get(10)?,
            epoch: row.get(11)?,
        },
        endpoint: row.get(12)?,
        created_at: Timestamp(row.get(13)?),
    })
}

/// The peer of that id.
pub fn get(connection: &Connection, id: PeerId) -> rusqlite::Result<Option<Peer>> {
    connection
        .prepare_cached(
            "SELECT id, config_id, server_id, remote_id, sealed, address_id, wanted, settled, revision, last_rx,
                    last_tx, epoch, endpoint, created_at
             FROM vpn_peers WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// Every peer of a server, also those it is to forget.
pub fn of_server(connection: &Connection, server: ServerId) -> rusqlite::Result<Vec<Peer>> {
    connection
        .prepare_cached(
            "SELECT id, config_id, server_id, remote_id, sealed, address_id, wanted, settled, revision, last_rx,
                    last_tx, epoch, endpoint, created_at
             FROM vpn_peers WHERE server_id = ?1 AND wanted IN ('open', 'shut', 'gone')",
        )?
        .query_map([server.0], from_row)?
        .collect()
}

/// Keeps a new peer that the server is to let through.
pub fn insert(
    tx: &Transaction<'_>,
    config: ConfigId,
    server: ServerId,
    remote_id: &str,
    sealed: Option<&str>,
    address: Option<AddressId>,
    now: Timestamp,
) -> rusqlite::Result<PeerId> {
    tx.prepare_cached(
        "INSERT INTO vpn_peers (config_id, server_id, remote_id, sealed, address_id, wanted, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, 'open', ?6) RETURNING id",
    )?
    .query_row(
        params![
            config.0,
            server.0,
            remote_id,
            sealed,
            address.map(|id| id.0),
            now.0
        ],
        |row| row.get(0).map(PeerId),
    )
}

/// Changes what the server is to do with a peer; returns the new revision, or `None` if it is to do that already.
pub fn update_wanted(
    tx: &Transaction<'_>,
    id: PeerId,
    wanted: PeerWish,
) -> rusqlite::Result<Option<i64>> {
    tx.prepare_cached(
        "UPDATE vpn_peers SET wanted = ?2, revision = revision + 1 WHERE id = ?1 AND wanted <> ?2 RETURNING revision",
    )?
    .query_row(params![id.0, wanted.name()], |row| row.get(0))
    .optional()
}

/// Notes what the server confirmed.
pub fn update_settled(
    tx: &Transaction<'_>,
    id: PeerId,
    settled: PeerWish,
    sealed: Option<&str>,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE vpn_peers SET settled = ?2, sealed = coalesce(?3, sealed) WHERE id = ?1",
    )?
    .execute(params![id.0, settled.name(), sealed])?;
    Ok(())
}
