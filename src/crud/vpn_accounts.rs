//! `vpn_accounts`.

use super::servers::named;
use crate::models::Account;
use crate::models::AccountId;
use crate::models::PeerId;
use crate::models::ServerId;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::VpnKind;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        id: AccountId(row.get(0)?),
        user: UserId(row.get(1)?),
        kind: named(row, 2, VpnKind::parse)?,
        is_trial: row.get(3)?,
        expires_at: row.get::<_, Option<i64>>(4)?.map(Timestamp),
        limit_bytes: row.get(5)?,
        day_limit_bytes: row.get(6)?,
        used_rx: row.get(7)?,
        used_tx: row.get(8)?,
        period_at: Timestamp(row.get(9)?),
        day: row.get(10)?,
        day_used: row.get(11)?,
        warned_percent: row.get(12)?,
        devices: row.get(13)?,
        created_at: Timestamp(row.get(14)?),
    })
}

/// The account of that id.
pub fn get(connection: &Connection, id: AccountId) -> rusqlite::Result<Option<Account>> {
    connection
        .prepare_cached(
            "SELECT id, user_id, kind, is_trial, expires_at, limit_bytes, day_limit_bytes, used_rx, used_tx, period_at,
                    day, day_used, warned_percent, devices, created_at
             FROM vpn_accounts WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// The person's account for that service.
pub fn of_user(
    connection: &Connection,
    user: UserId,
    kind: VpnKind,
) -> rusqlite::Result<Option<Account>> {
    connection
        .prepare_cached(
            "SELECT id, user_id, kind, is_trial, expires_at, limit_bytes, day_limit_bytes, used_rx, used_tx, period_at,
                    day, day_used, warned_percent, devices, created_at
             FROM vpn_accounts WHERE user_id = ?1 AND kind = ?2",
        )?
        .query_row(params![user.0, kind.name()], from_row)
        .optional()
}

/// Keeps a new account; its id is given by the database.
pub fn insert(tx: &Transaction<'_>, account: &Account) -> rusqlite::Result<AccountId> {
    tx.prepare_cached(
        "INSERT INTO vpn_accounts (user_id, kind, is_trial, expires_at, limit_bytes, day_limit_bytes, period_at,
             devices, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING id",
    )?
    .query_row(
        params![
            account.user.0,
            account.kind.name(),
            account.is_trial,
            account.expires_at.map(|at| at.0),
            account.limit_bytes,
            account.day_limit_bytes,
            account.period_at.0,
            account.devices,
            account.created_at.0
        ],
        |row| row.get(0).map(AccountId),
    )
}

/// Keeps everything of an account that can change.
pub fn update(tx: &Transaction<'_>, account: &Account) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE vpn_accounts SET is_trial = ?2, expires_at = ?3, limit_bytes = ?4, day_limit_bytes = ?5, used_rx = ?6,
             used_tx = ?7, period_at = ?8, day = ?9, day_used = ?10, warned_percent = ?11, devices = ?12 WHERE id = ?1",
    )?
    .execute(params![
        account.id.0,
        account.is_trial,
        account.expires_at.map(|at| at.0),
        account.limit_bytes,
        account.day_limit_bytes,
        account.used_rx,
        account.used_tx,
        account.period_at.0,
        account.day,
        account.day_used,
        account.warned_percent,
        account.devices
    ])?;
    Ok(())
}

/// Keeps when time alone changes something about an account's keys next.
pub fn update_next(
    tx: &Transaction<'_>,
    id: AccountId,
    next_at: Option<Timestamp>,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE vpn_accounts SET next_at = ?2 WHERE id = ?1 AND next_at IS NOT ?2")?
        .execute(params![id.0, next_at.map(|at| at.0)])?;
    Ok(())
}

/// Has every account looked at whose time is over: what follows from that changed.
pub fn update_over_next(tx: &Transaction<'_>, now: Timestamp) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "UPDATE vpn_accounts SET next_at = ?1 + 1 WHERE expires_at <= ?1 AND next_at > ?1 + 1",
    )?
    .execute([now.0])
}

/// The accounts whose next instant has come, the earliest first.
pub fn list_due(
    connection: &Connection,
    now: Timestamp,
    limit: i64,
) -> rusqlite::Result<Vec<AccountId>> {
    connection
        .prepare_cached(
            "SELECT id FROM vpn_accounts WHERE next_at IS NOT NULL AND next_at <= ?1 ORDER BY next_at LIMIT ?2",
        )?
        .query_map(params![now.0, limit], |row| row.get(0).map(AccountId))?
        .collect()
}

/// The first such instant after another.
pub fn next_due(connection: &Connection, after: Timestamp) -> rusqlite::Result<Option<Timestamp>> {
    connection
        .prepare_cached(
            "SELECT min(next_at) FROM vpn_accounts WHERE next_at IS NOT NULL AND next_at > ?1",
        )?
        .query_row([after.0], |row| row.get::<_, Option<i64>>(0))
        .map(|at| at.map(Timestamp))
}

/// Running accounts with an end, in the order of their ends, after one of them.
pub fn list_running(
    connection: &Connection,
    after: (Timestamp, AccountId),
    limit: i64,
) -> rusqlite::Result<Vec<Account>> {
    connection
        .prepare_cached(
            "SELECT id, user_id, kind, is_trial, expires_at, limit_bytes, day_limit_bytes, used_rx, used_tx, period_at,
                    day, day_used, warned_percent, devices, created_at
             FROM vpn_accounts WHERE expires_at IS NOT NULL AND (expires_at, id) > (?1, ?2)
             ORDER BY expires_at, id LIMIT ?3",
        )?
        .query_map(params![after.0.0, after.1.0, limit], from_row)?
        .collect()
}

/// What an account has used after traffic was added, and what it may use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AccountUse {
    pub used_bytes: u64,
    pub limit_bytes: Option<u64>,
    /// On the day of the traffic.
    pub day_used_bytes: u64,
    pub day_limit_bytes: Option<u64>,
    pub warned_percent: u8,
}

/// Adds traffic of a UTC day. A sum stays below 2^60, so that nothing overflows.
pub fn update_used(
    tx: &Transaction<'_>,
    id: AccountId,
    rx: u64,
    tx_bytes: u64,
    day: i64,
) -> rusqlite::Result<Option<AccountUse>> {
    tx.prepare_cached(
        "UPDATE vpn_accounts SET used_rx = min(used_rx + ?2, 1152921504606846976),
             used_tx = min(used_tx + ?3, 1152921504606846976),
             day_used = min(iif(day = ?4, day_used, 0) + ?2 + ?3, 1152921504606846976), day = ?4
         WHERE id = ?1 RETURNING used_rx + used_tx, limit_bytes, day_used, day_limit_bytes, warned_percent",
    )?
    .query_row(params![id.0, rx, tx_bytes, day], |row| {
        Ok(AccountUse {
            used_bytes: row.get(0)?,
            limit_bytes: row.get(1)?,
            day_used_bytes: row.get(2)?,
            day_limit_bytes: row.get(3)?,
            warned_percent: row.get(4)?,
        })
    })
    .optional()
}

/// What an account may use and has used within its period, in bytes; no limit = `None`.
pub type Quota = (Option<u64>, u64);

/// The quota behind each peer that a server is to let through.
pub fn quotas_on_server(
    connection: &Connection,
    server: ServerId,
) -> rusqlite::Result<Vec<(PeerId, Quota)>> {
    connection
        .prepare_cached(
            "SELECT p.id, a.limit_bytes, a.used_rx + a.used_tx FROM vpn_peers p
             JOIN vpn_configs c ON c.id = p.config_id JOIN vpn_accounts a ON a.id = c.account_id
             WHERE p.server_id = ?1 AND p.wanted = 'open'",
        )?
        .query_map([server.0], |row| {
            Ok((PeerId(row.get(0)?), (row.get(1)?, row.get(2)?)))
        })?
        .collect()
}
