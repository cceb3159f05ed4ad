//! `vpn_peers`.

use super::servers::named;
use crate::models::AccountId;
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
        own_addresses: own_addresses(row, 14)?,
    })
}

fn own_addresses(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Vec<String>>> {
    let text: Option<String> = row.get(column)?;
    text.map(|_| super::servers::json(row, column)).transpose()
}

/// The peer of that id.
pub fn get(connection: &Connection, id: PeerId) -> rusqlite::Result<Option<Peer>> {
    connection
        .prepare_cached(
            "SELECT id, config_id, server_id, remote_id, sealed, address_id, wanted, settled, revision, last_rx,
                    last_tx, epoch, endpoint, created_at, addresses
             FROM vpn_peers WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// Every peer a key has or had, the oldest first.
pub fn of_config(connection: &Connection, config: ConfigId) -> rusqlite::Result<Vec<Peer>> {
    connection
        .prepare_cached(
            "SELECT id, config_id, server_id, remote_id, sealed, address_id, wanted, settled, revision, last_rx,
                    last_tx, epoch, endpoint, created_at, addresses
             FROM vpn_peers WHERE config_id = ?1 ORDER BY id",
        )?
        .query_map([config.0], from_row)?
        .collect()
}

/// Every peer of a server, also those it is to forget.
pub fn of_server(connection: &Connection, server: ServerId) -> rusqlite::Result<Vec<Peer>> {
    connection
        .prepare_cached(
            "SELECT id, config_id, server_id, remote_id, sealed, address_id, wanted, settled, revision, last_rx,
                    last_tx, epoch, endpoint, created_at, addresses
             FROM vpn_peers WHERE server_id = ?1 AND wanted IN ('open', 'shut', 'gone')",
        )?
        .query_map([server.0], from_row)?
        .collect()
}

/// Keeps a new peer that the server is to let through.
#[expect(clippy::too_many_arguments, reason = "one for each column")]
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

/// Changes what the server is to do with a peer; returns the new revision, or `None` if it is to do that already. What
/// the server confirmed before is taken back: it may have begun with a wish that was in between, and a wish that is as
/// the first one again would look done.
pub fn update_wanted(
    tx: &Transaction<'_>,
    id: PeerId,
    wanted: PeerWish,
) -> rusqlite::Result<Option<i64>> {
    tx.prepare_cached(
        "UPDATE vpn_peers SET wanted = ?2, settled = NULL, revision = revision + 1
          WHERE id = ?1 AND wanted <> ?2 RETURNING revision",
    )?
    .query_row(params![id.0, wanted.name()], |row| row.get(0))
    .optional()
}

/// Notes what the server confirmed. The secret of a peer that is gone is of no more use, and not kept.
pub fn update_settled(
    tx: &Transaction<'_>,
    id: PeerId,
    settled: PeerWish,
    sealed: Option<&str>,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE vpn_peers SET settled = ?2, sealed = iif(?2 = 'gone', NULL, coalesce(?3, sealed)) WHERE id = ?1",
    )?
    .execute(params![id.0, settled.name(), sealed])?;
    Ok(())
}

/// What the server confirmed is no longer enough: it is to be told again. Returns the new revision.
pub fn update_again(tx: &Transaction<'_>, id: PeerId) -> rusqlite::Result<Option<i64>> {
    tx.prepare_cached(
        "UPDATE vpn_peers SET settled = NULL, revision = revision + 1 WHERE id = ?1 RETURNING revision",
    )?
    .query_row([id.0], |row| row.get(0))
    .optional()
}

/// Notes that the server let a peer in for the first time. False if that was noted before.
pub fn update_opened(tx: &Transaction<'_>, id: PeerId, now: Timestamp) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached("UPDATE vpn_peers SET opened_at = ?2 WHERE id = ?1 AND opened_at IS NULL")?
        .execute(params![id.0, now.0])?;
    Ok(changed == 1)
}

/// Whether the server ever let that peer in.
pub fn was_opened(connection: &Connection, id: PeerId) -> rusqlite::Result<bool> {
    let at: Option<Option<i64>> = connection
        .prepare_cached("SELECT opened_at FROM vpn_peers WHERE id = ?1")?
        .query_row([id.0], |row| row.get(0))
        .optional()?;
    Ok(at.flatten().is_some())
}

/// The addresses that an imported peer may send from are also those of the peer that takes its place.
pub fn update_inherited(tx: &Transaction<'_>, id: PeerId, from: PeerId) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE vpn_peers SET addresses = (SELECT old.addresses FROM vpn_peers old WHERE old.id = ?2) WHERE id = ?1",
    )?
    .execute([id.0, from.0])?;
    Ok(())
}

/// Keeps another secret of a peer.
pub fn update_sealed(tx: &Transaction<'_>, id: PeerId, sealed: &str) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE vpn_peers SET sealed = ?2 WHERE id = ?1")?
        .execute(params![id.0, sealed])?;
    Ok(())
}

/// Takes back what the server confirmed: it is to be asked again.
pub fn update_unsettled(tx: &Transaction<'_>, id: PeerId) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE vpn_peers SET settled = NULL WHERE id = ?1")?
        .execute([id.0])?;
    Ok(())
}

/// A peer whose counters are read, with what follows from them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CountedPeer {
    pub id: PeerId,
    pub config: ConfigId,
    pub account: AccountId,
    pub remote_id: String,
    pub counted: Counted,
    pub endpoint: Option<String>,
    /// When its key was last seen.
    pub last_seen_at: Option<Timestamp>,
}

fn counted_from_row(row: &Row<'_>) -> rusqlite::Result<CountedPeer> {
    Ok(CountedPeer {
        id: PeerId(row.get(0)?),
        config: ConfigId(row.get(1)?),
        account: AccountId(row.get(2)?),
        remote_id: row.get(3)?,
        counted: Counted {
            rx: row.get(4)?,
            tx: row.get(5)?,
            epoch: row.get(6)?,
        },
        endpoint: row.get(7)?,
        last_seen_at: row.get::<_, Option<i64>>(8)?.map(Timestamp),
    })
}

/// The counters of a peer, as of the last sample.
pub fn counted(connection: &Connection, id: PeerId) -> rusqlite::Result<Option<CountedPeer>> {
    connection
        .prepare_cached(
            "SELECT p.id, p.config_id, c.account_id, p.remote_id, p.last_rx, p.last_tx, p.epoch, p.endpoint,
                    c.last_seen_at
             FROM vpn_peers p JOIN vpn_configs c ON c.id = p.config_id WHERE p.id = ?1",
        )?
        .query_row([id.0], counted_from_row)
        .optional()
}

/// The counters of every peer that a server has or is to have, as of the last sample, one after the other: of thousands,
/// few are of interest at a time.
pub fn each_counted(
    connection: &Connection,
    server: ServerId,
    work: &mut dyn FnMut(CountedPeer),
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "SELECT p.id, p.config_id, c.account_id, p.remote_id, p.last_rx, p.last_tx, p.epoch, p.endpoint,
                    c.last_seen_at
             FROM vpn_peers p JOIN vpn_configs c ON c.id = p.config_id
             WHERE p.server_id = ?1 AND p.wanted IN ('open', 'shut')
             UNION ALL
             SELECT p.id, p.config_id, c.account_id, p.remote_id, p.last_rx, p.last_tx, p.epoch, p.endpoint,
                    c.last_seen_at
             FROM vpn_peers p JOIN vpn_configs c ON c.id = p.config_id
             WHERE p.server_id = ?1 AND p.wanted = 'gone' AND p.settled IS NOT p.wanted",
        )?
        .query_map([server.0], counted_from_row)?
        .try_for_each(|peer| peer.map(&mut *work))
}

/// Keeps a sample: what comes after is counted from here. An endpoint of `None` leaves the last one.
pub fn update_counted(
    tx: &Transaction<'_>,
    id: PeerId,
    counted: &Counted,
    endpoint: Option<&str>,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE vpn_peers SET last_rx = ?2, last_tx = ?3, epoch = ?4, endpoint = coalesce(?5, endpoint) WHERE id = ?1",
    )?
    .execute(params![id.0, counted.rx, counted.tx, counted.epoch, endpoint])?;
    Ok(())
}

/// The same, if what was counted so far is still `before`. False if it is not: then somebody else kept a sample meanwhile.
pub fn update_counted_after(
    tx: &Transaction<'_>,
    id: PeerId,
    before: &Counted,
    counted: &Counted,
    endpoint: Option<&str>,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE vpn_peers SET last_rx = ?2, last_tx = ?3, epoch = ?4, endpoint = coalesce(?5, endpoint)
             WHERE id = ?1 AND last_rx = ?6 AND last_tx = ?7 AND epoch IS ?8",
        )?
        .execute(params![
            id.0,
            counted.rx,
            counted.tx,
            counted.epoch,
            endpoint,
            before.rx,
            before.tx,
            before.epoch
        ])?;
    Ok(changed == 1)
}

/// A peer as a server is compared with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ComparedPeer {
    pub id: PeerId,
    pub config: ConfigId,
    pub remote_id: String,
    pub sealed: Option<String>,
    pub wanted: PeerWish,
    pub settled: Option<PeerWish>,
    pub ip: Option<String>,
    pub ip6: Option<String>,
    pub own_addresses: Option<Vec<String>>,
}

/// Every peer that a server has or is to have, with its addresses, one after the other: their secrets are large.
pub fn each_compared(
    connection: &Connection,
    server: ServerId,
    work: &mut dyn FnMut(ComparedPeer),
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "SELECT p.id, p.config_id, p.remote_id, p.sealed, p.wanted, p.settled, a.ip, a.ip6, p.addresses
             FROM vpn_peers p LEFT JOIN ip_addresses a ON a.id = p.address_id
             WHERE p.server_id = ?1 AND p.wanted IN ('open', 'shut')
             UNION ALL
             SELECT p.id, p.config_id, p.remote_id, p.sealed, p.wanted, p.settled, a.ip, a.ip6, p.addresses
             FROM vpn_peers p LEFT JOIN ip_addresses a ON a.id = p.address_id
             WHERE p.server_id = ?1 AND p.wanted = 'gone' AND p.settled IS NOT p.wanted",
        )?
        .query_map([server.0], compared_from_row)?
        .try_for_each(|peer| peer.map(&mut *work))
}

/// The peer that a server knows by that name, also one that it was to forget long ago.
pub fn compared(
    connection: &Connection,
    server: ServerId,
    remote_id: &str,
) -> rusqlite::Result<Option<ComparedPeer>> {
    connection
        .prepare_cached(
            "SELECT p.id, p.config_id, p.remote_id, p.sealed, p.wanted, p.settled, a.ip, a.ip6, p.addresses
             FROM vpn_peers p LEFT JOIN ip_addresses a ON a.id = p.address_id
             WHERE p.server_id = ?1 AND p.remote_id = ?2",
        )?
        .query_row(params![server.0, remote_id], compared_from_row)
        .optional()
}

fn compared_from_row(row: &Row<'_>) -> rusqlite::Result<ComparedPeer> {
    Ok(ComparedPeer {
        id: PeerId(row.get(0)?),
        config: ConfigId(row.get(1)?),
        remote_id: row.get(2)?,
        sealed: row.get(3)?,
        wanted: named(row, 4, PeerWish::parse)?,
        settled: row
            .get::<_, Option<String>>(5)?
            .and_then(|name| PeerWish::parse(&name)),
        ip: row.get(6)?,
        ip6: row.get(7)?,
        own_addresses: own_addresses(row, 8)?,
    })
}

/// An imported peer has addresses that may lie in no pool, and counters that go on from here; it was let in long ago, and
/// is as wanted, unless the server does not have it now.
pub fn update_imported(
    tx: &Transaction<'_>,
    id: PeerId,
    addresses: &[String],
    counted: &Counted,
    settled: Option<PeerWish>,
) -> rusqlite::Result<()> {
    let addresses = serde_json::to_string(addresses)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    tx.prepare_cached(
        "UPDATE vpn_peers SET settled = ?6, addresses = ?2, last_rx = ?3, last_tx = ?4, epoch = ?5,
             opened_at = created_at WHERE id = ?1",
    )?
    .execute(params![
        id.0,
        addresses,
        counted.rx,
        counted.tx,
        counted.epoch,
        settled.map(PeerWish::name)
    ])?;
    Ok(())
}
