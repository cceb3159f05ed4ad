//! `vpn_configs`.

use super::servers::json;
use super::servers::named;
use crate::models::AccountId;
use crate::models::ConfigId;
use crate::models::ConfigStatus;
use crate::models::Hold;
use crate::models::PeerId;
use crate::models::ServerId;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::VpnConfig;
use crate::models::VpnKind;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<VpnConfig> {
    Ok(VpnConfig {
        id: ConfigId(row.get(0)?),
        account: AccountId(row.get(1)?),
        user: UserId(row.get(2)?),
        kind: named(row, 3, VpnKind::parse)?,
        name: row.get(4)?,
        status: named(row, 5, ConfigStatus::parse)?,
        is_paused: row.get(6)?,
        hold: row
            .get::<_, Option<String>>(7)?
            .and_then(|name| Hold::parse(&name)),
        routing: json(row, 8)?,
        peer: row.get::<_, Option<i64>>(9)?.map(PeerId),
        server: ServerId(row.get(10)?),
        used_rx: row.get(11)?,
        used_tx: row.get(12)?,
        last_seen_at: row.get::<_, Option<i64>>(13)?.map(Timestamp),
        is_imported: row.get(14)?,
        created_at: Timestamp(row.get(15)?),
        revoked_at: row.get::<_, Option<i64>>(16)?.map(Timestamp),
    })
}

/// The key of that id.
pub fn get(connection: &Connection, id: ConfigId) -> rusqlite::Result<Option<VpnConfig>> {
    connection
        .prepare_cached(
            "SELECT id, account_id, user_id, kind, name, status, is_paused, hold, routing, peer_id, server_id, used_rx,
                    used_tx, last_seen_at, is_imported, created_at, revoked_at
             FROM vpn_configs WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// That key, if it is that person's.
pub fn get_owned(
    connection: &Connection,
    user: UserId,
    id: ConfigId,
) -> rusqlite::Result<Option<VpnConfig>> {
    connection
        .prepare_cached(
            "SELECT id, account_id, user_id, kind, name, status, is_paused, hold, routing, peer_id, server_id, used_rx,
                    used_tx, last_seen_at, is_imported, created_at, revoked_at
             FROM vpn_configs WHERE id = ?1 AND user_id = ?2",
        )?
        .query_row([id.0, user.0], from_row)
        .optional()
}

/// The key that a wish made, and whose it is.
pub fn get_made_from(
    connection: &Connection,
    made_from: &str,
) -> rusqlite::Result<Option<(ConfigId, UserId)>> {
    connection
        .prepare_cached("SELECT id, user_id FROM vpn_configs WHERE made_from = ?1")?
        .query_row([made_from], |row| {
            Ok((ConfigId(row.get(0)?), UserId(row.get(1)?)))
        })
        .optional()
}

/// The keys of an account that were not revoked, the oldest first.
pub fn of_account(connection: &Connection, account: AccountId) -> rusqlite::Result<Vec<VpnConfig>> {
    connection
        .prepare_cached(
            "SELECT id, account_id, user_id, kind, name, status, is_paused, hold, routing, peer_id, server_id, used_rx,
                    used_tx, last_seen_at, is_imported, created_at, revoked_at
             FROM vpn_configs WHERE account_id = ?1 AND status IN ('pending', 'active', 'suspended', 'expired')
             ORDER BY id",
        )?
        .query_map([account.0], from_row)?
        .collect()
}

/// The keys of a person that were not revoked, the oldest first.
pub fn of_user(connection: &Connection, user: UserId) -> rusqlite::Result<Vec<VpnConfig>> {
    connection
        .prepare_cached(
            "SELECT id, account_id, user_id, kind, name, status, is_paused, hold, routing, peer_id, server_id, used_rx,
                    used_tx, last_seen_at, is_imported, created_at, revoked_at
             FROM vpn_configs WHERE user_id = ?1 AND status <> 'revoked' ORDER BY id",
        )?
        .query_map([user.0], from_row)?
        .collect()
}

/// Keeps a new key without a peer; its id is given by the database. `made_from` names the press that asked for it.
/// `None` if that press made one already.
pub fn insert(
    tx: &Transaction<'_>,
    config: &VpnConfig,
    made_from: Option<&str>,
) -> rusqlite::Result<Option<ConfigId>> {
    tx.prepare_cached(
        "INSERT INTO vpn_configs (account_id, user_id, kind, name, status, routing, server_id, is_imported, created_at,
             made_from)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (made_from) DO NOTHING RETURNING id",
    )?
    .query_row(
        params![
            config.account.0,
            config.user.0,
            config.kind.name(),
            config.name,
            config.status.name(),
            routing(config)?,
            config.server.0,
            config.is_imported,
            config.created_at.0,
            made_from
        ],
        |row| row.get(0).map(ConfigId),
    )
    .optional()
}

/// Keeps everything of a key that can change, but for its traffic.
pub fn update(tx: &Transaction<'_>, config: &VpnConfig) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE vpn_configs SET name = ?2, status = ?3, is_paused = ?4, hold = ?5, routing = ?6, peer_id = ?7,
             server_id = ?8, revoked_at = ?9 WHERE id = ?1",
    )?
    .execute(params![
        config.id.0,
        config.name,
        config.status.name(),
        config.is_paused,
        config.hold.map(Hold::name),
        routing(config)?,
        config.peer.map(|id| id.0),
        config.server.0,
        config.revoked_at.map(|at| at.0)
    ])?;
    Ok(())
}

fn routing(config: &VpnConfig) -> rusqlite::Result<String> {
    serde_json::to_string(&config.routing)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

/// Adds traffic to a key, and when it was last seen; that never goes back.
pub fn update_traffic(
    tx: &Transaction<'_>,
    id: ConfigId,
    rx: u64,
    tx_bytes: u64,
    seen_at: Option<Timestamp>,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE vpn_configs SET used_rx = min(used_rx + ?2, 1152921504606846976),
             used_tx = min(used_tx + ?3, 1152921504606846976),
             last_seen_at = iif(?4 > coalesce(last_seen_at, 0), ?4, last_seen_at) WHERE id = ?1",
    )?
    .execute(params![id.0, rx, tx_bytes, seen_at.map(|at| at.0)])?;
    Ok(())
}

/// Notes that the staff hears on that UTC day that a key looks shared; false if it did already.
pub fn update_shared_on(tx: &Transaction<'_>, id: ConfigId, day: i64) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE vpn_configs SET shared_on = ?2 WHERE id = ?1 AND shared_on IS NOT ?2",
        )?
        .execute([id.0, day])?;
    Ok(changed == 1)
}

/// Notes that the staff hears on that UTC day of heavy use of a key; false if it did already.
pub fn update_heavy_on(tx: &Transaction<'_>, id: ConfigId, day: i64) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE vpn_configs SET heavy_on = ?2 WHERE id = ?1 AND heavy_on IS NOT ?2",
        )?
        .execute([id.0, day])?;
    Ok(changed == 1)
}

/// How often the dynamic link of a key was made anew; `None` if there is no such key.
pub fn link_serial(connection: &Connection, id: ConfigId) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached("SELECT link_serial FROM vpn_configs WHERE id = ?1")?
        .query_row([id.0], |row| row.get(0))
        .optional()
}

/// Makes the dynamic link of a key anew: whoever has the old one gets nothing any more.
pub fn update_link_serial(tx: &Transaction<'_>, id: ConfigId) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE vpn_configs SET link_serial = link_serial + 1 WHERE id = ?1")?
        .execute([id.0])?;
    Ok(())
}
