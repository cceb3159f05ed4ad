//! `vpn_configs` with what stands around them, for the staff's lists.

use super::servers::named;
use super::vpn_configs::from_row;
use crate::models::BulkScope;
use crate::models::ConfigId;
use crate::models::ConfigScope;
use crate::models::ServerId;
use crate::models::UserId;
use crate::models::VpnConfig;
use crate::models::VpnEvent;
use crate::models::VpnKind;
use rusqlite::{Connection, Row, params};

/// The names of states as the JSON list a query takes.
fn states(scope: ConfigScope) -> String {
    let names: Vec<String> = scope
        .filter
        .states()
        .iter()
        .map(|state| format!("\"{}\"", state.name()))
        .collect();
    format!("[{}]", names.join(","))
}

/// The name of the only kind that a query lets through.
fn kind(scope: ConfigScope) -> Option<&'static str> {
    scope.filter.kind().map(VpnKind::name)
}

/// A page of the keys of a scope, the newest first.
pub fn list(
    connection: &Connection,
    scope: ConfigScope,
    limit: i64,
    offset: i64,
) -> rusqlite::Result<Vec<VpnConfig>> {
    let (states, kind) = (states(scope), kind(scope));
    match scope.server {
        Some(server) => connection
            .prepare_cached(
                "SELECT c.id, c.account_id, c.user_id, c.kind, c.name, c.status, c.is_paused, c.hold, c.routing, c.peer_id,
                        c.server_id, c.used_rx, c.used_tx, c.last_seen_at, c.is_imported, c.created_at, c.revoked_at
                 FROM vpn_configs c JOIN vpn_accounts a ON a.id = c.account_id
                 WHERE c.server_id = ?1 AND c.status IN (SELECT value FROM json_each(?2)) AND a.is_trial >= ?3
                   AND c.kind = coalesce(?6, c.kind)
                 ORDER BY c.id DESC LIMIT ?4 OFFSET ?5",
            )?
            .query_map(
                params![server.0, states, scope.filter.is_trial(), limit, offset, kind],
                from_row,
            )?
            .collect(),
        None => connection
            .prepare_cached(
                "SELECT c.id, c.account_id, c.user_id, c.kind, c.name, c.status, c.is_paused, c.hold, c.routing, c.peer_id,
                        c.server_id, c.used_rx, c.used_tx, c.last_seen_at, c.is_imported, c.created_at, c.revoked_at
                 FROM vpn_configs c JOIN vpn_accounts a ON a.id = c.account_id
                 WHERE c.status IN (SELECT value FROM json_each(?1)) AND a.is_trial >= ?2
                   AND c.kind = coalesce(?5, c.kind)
                 ORDER BY c.id DESC LIMIT ?3 OFFSET ?4",
            )?
            .query_map(
                params![states, scope.filter.is_trial(), limit, offset, kind],
                from_row,
            )?
            .collect(),
    }
}

/// How many keys are in a scope.
pub fn count(connection: &Connection, scope: ConfigScope) -> rusqlite::Result<i64> {
    let (states, kind) = (states(scope), kind(scope));
    let is_trial = scope.filter.is_trial();
    match scope.server {
        Some(server) => connection
            .prepare_cached(
                "SELECT count(*) FROM vpn_configs c JOIN vpn_accounts a ON a.id = c.account_id
                 WHERE c.server_id = ?1 AND c.status IN (SELECT value FROM json_each(?2)) AND a.is_trial >= ?3
                   AND c.kind = coalesce(?4, c.kind)",
            )?
            .query_row(params![server.0, states, is_trial, kind], |row| row.get(0)),
        None => connection
            .prepare_cached(
                "SELECT count(*) FROM vpn_configs c JOIN vpn_accounts a ON a.id = c.account_id
                 WHERE c.status IN (SELECT value FROM json_each(?1)) AND a.is_trial >= ?2
                   AND c.kind = coalesce(?3, c.kind)",
            )?
            .query_row(params![states, is_trial, kind], |row| row.get(0)),
    }
}

fn id(row: &Row<'_>) -> rusqlite::Result<ConfigId> {
    row.get(0).map(ConfigId)
}

/// Keys whose name begins so, the newest first.
pub fn by_name(
    connection: &Connection,
    beginning: &str,
    limit: i64,
) -> rusqlite::Result<Vec<ConfigId>> {
    connection
        .prepare_cached(
            "SELECT id FROM vpn_configs
             WHERE name >= ?1 COLLATE NOCASE AND name < ?1 || char(1114111) COLLATE NOCASE
             ORDER BY id DESC LIMIT ?2",
        )?
        .query_map(params![beginning, limit], id)?
        .collect()
}

/// Keys a server knows by that: a public key, or the id of an access key.
pub fn by_remote_id(connection: &Connection, remote_id: &str) -> rusqlite::Result<Vec<ConfigId>> {
    connection
        .prepare_cached(
            "SELECT p.config_id FROM servers s CROSS JOIN vpn_peers p ON p.server_id = s.id AND p.remote_id = ?1",
        )?
        .query_map([remote_id], id)?
        .collect()
}

/// Keys with that address, IPv4 or IPv6 as it is written in full.
pub fn by_address(connection: &Connection, address: &str) -> rusqlite::Result<Vec<ConfigId>> {
    connection
        .prepare_cached(
            "SELECT a.config_id FROM servers s JOIN ip_addresses a ON a.server_id = s.id AND a.ip = ?1
             WHERE a.config_id IS NOT NULL
             UNION
             SELECT a.config_id FROM servers s JOIN ip_addresses a ON a.server_id = s.id AND a.ip6 = ?1
             WHERE a.config_id IS NOT NULL",
        )?
        .query_map([address], id)?
        .collect()
}

/// The keys of a person, also revoked ones, the newest first.
pub fn by_user(
    connection: &Connection,
    user: UserId,
    limit: i64,
) -> rusqlite::Result<Vec<ConfigId>> {
    connection
        .prepare_cached("SELECT id FROM vpn_configs WHERE user_id = ?1 ORDER BY id DESC LIMIT ?2")?
        .query_map(params![user.0, limit], id)?
        .collect()
}

/// Events of a key and those of its whole account, the newest first, and how many there are.
pub fn events(
    connection: &Connection,
    config: &VpnConfig,
    limit: i64,
    offset: i64,
) -> rusqlite::Result<(Vec<VpnEvent>, i64)> {
    let rows = connection
        .prepare_cached(
            "SELECT id, config_id, account_id, user_id, kind, at, by_user, detail FROM vpn_events
             WHERE user_id = ?1 AND account_id = ?2 AND (config_id = ?3 OR config_id IS NULL)
             ORDER BY id DESC LIMIT ?4 OFFSET ?5",
        )?
        .query_map(
            params![config.user.0, config.account.0, config.id.0, limit, offset],
            super::vpn_events::from_row,
        )?
        .collect::<rusqlite::Result<_>>()?;
    let total = connection
        .prepare_cached(
            "SELECT count(*) FROM vpn_events
             WHERE user_id = ?1 AND account_id = ?2 AND (config_id = ?3 OR config_id IS NULL)",
        )?
        .query_row(
            params![config.user.0, config.account.0, config.id.0],
            |row| row.get(0),
        )?;
    Ok((rows, total))
}

/// Paid accounts that run and have an end, within a scope: whose they are, and how many of their keys it has.
pub fn extendable(
    connection: &Connection,
    scope: BulkScope,
) -> rusqlite::Result<Vec<(UserId, VpnKind, i64)>> {
    connection
        .prepare_cached(
            "SELECT a.user_id, a.kind, count(*) FROM vpn_configs c JOIN vpn_accounts a ON a.id = c.account_id
             WHERE c.status IN ('pending', 'active', 'suspended') AND a.expires_at IS NOT NULL
                 AND a.is_trial = 0
                 AND (?1 IS NULL OR a.kind = ?1) AND (?2 IS NULL OR c.server_id = ?2)
             GROUP BY a.id ORDER BY a.id",
        )?
        .query_map(
            params![
                scope.kind.map(VpnKind::name),
                scope.server.map(|server: ServerId| server.0)
            ],
            |row| {
                Ok((
                    UserId(row.get(0)?),
                    named(row, 1, VpnKind::parse)?,
                    row.get(2)?,
                ))
            },
        )?
        .collect()
}
