//! `vpn_events`.

use super::servers::named;
use crate::models::AccountId;
use crate::models::ConfigId;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::VpnEvent;
use crate::models::VpnEventKind;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<VpnEvent> {
    Ok(VpnEvent {
        id: row.get(0)?,
        config: row.get::<_, Option<i64>>(1)?.map(ConfigId),
        account: AccountId(row.get(2)?),
        user: UserId(row.get(3)?),
        kind: named(row, 4, VpnEventKind::parse)?,
        at: Timestamp(row.get(5)?),
        by: row.get::<_, Option<i64>>(6)?.map(UserId),
        detail: row.get(7)?,
    })
}

/// The event of that id.
pub fn get(connection: &Connection, id: i64) -> rusqlite::Result<Option<VpnEvent>> {
    connection
        .prepare_cached(
            "SELECT id, config_id, account_id, user_id, kind, at, by_user, detail FROM vpn_events WHERE id = ?1",
        )?
        .query_row([id], from_row)
        .optional()
}

/// Keeps an event, whatever its `id` says; returns the id it got.
pub fn insert(tx: &Transaction<'_>, event: &VpnEvent) -> rusqlite::Result<i64> {
    tx.prepare_cached(
        "INSERT INTO vpn_events (config_id, account_id, user_id, kind, at, by_user, detail)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id",
    )?
    .query_row(
        params![
            event.config.map(|id| id.0),
            event.account.0,
            event.user.0,
            event.kind.name(),
            event.at.0,
            event.by.map(|id| id.0),
            event.detail
        ],
        |row| row.get(0),
    )
}
