//! `vpn_events`.

use super::servers::named;
use crate::models::AccountId;
use crate::models::ConfigId;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::VpnEvent;
use crate::models::VpnEventKind;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<VpnEvent> {
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

/// The last event of that kind about a key.
pub fn last(
    connection: &Connection,
    config: ConfigId,
    kind: VpnEventKind,
) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached("SELECT max(id) FROM vpn_events WHERE config_id = ?1 AND kind = ?2")?
        .query_row(params![config.0, kind.name()], |row| row.get(0))
}

/// Forgets events before an instant, but never the last one: its id would be given again, and whoever reads the log from
/// where they were would take another event for it. Returns how many.
pub fn delete_before(
    tx: &Transaction<'_>,
    before: Timestamp,
    limit: i64,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "DELETE FROM vpn_events WHERE id IN
             (SELECT id FROM vpn_events WHERE at < ?1 AND id < (SELECT max(id) FROM vpn_events) ORDER BY at LIMIT ?2)",
    )?
    .execute([before.0, limit])
}

/// The keys of an account to which the same happened at the same instant, the oldest first. A ban is lifted from the keys
/// of all accounts of a person.
pub fn alike(connection: &Connection, event: &VpnEvent) -> rusqlite::Result<Vec<ConfigId>> {
    connection
        .prepare_cached(
            "SELECT config_id FROM vpn_events
             WHERE user_id = ?1 AND id >= ?2 AND (account_id = ?3 OR kind = 'released') AND kind = ?4 AND at = ?5 AND config_id IS NOT NULL
             ORDER BY id LIMIT 1000",
        )?
        .query_map(
            params![
                event.user.0,
                event.id,
                event.account.0,
                event.kind.name(),
                event.at.0
            ],
            |row| row.get(0).map(ConfigId),
        )?
        .collect()
}

/// Whether the same happened at the same instant to another key of the person, and was noted before.
pub fn has_earlier(connection: &Connection, event: &VpnEvent) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM vpn_events WHERE user_id = ?1 AND id < ?2 AND kind = ?3 AND at = ?4)",
        )?
        .query_row(
            params![event.user.0, event.id, event.kind.name(), event.at.0],
            |row| row.get(0),
        )
}
