//! `vpn_accounts`.

use super::servers::named;
use crate::models::Account;
use crate::models::AccountId;
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
