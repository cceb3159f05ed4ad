//! `webhook_deliveries`: events on their way to addresses, and what became of them.

use super::servers::named;
use crate::models::Delivery;
use crate::models::DeliveryId;
use crate::models::DeliveryState;
use crate::models::Timestamp;
use crate::models::WebhookId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<Delivery> {
    let time = |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.map(Timestamp));
    Ok(Delivery {
        id: DeliveryId(row.get(0)?),
        webhook: WebhookId(row.get(1)?),
        event_id: row.get(2)?,
        event: row.get(3)?,
        body: row.get(4)?,
        state: named(row, 5, DeliveryState::parse)?,
        attempts: row.get(6)?,
        replays: row.get(7)?,
        last_status: row.get(8)?,
        last_error: row.get(9)?,
        created_at: Timestamp(row.get(10)?),
        next_at: time(11)?,
        ended_at: time(12)?,
    })
}

/// Keeps an event for an address, to be sent now. False if it has it already.
pub fn insert(
    tx: &Transaction<'_>,
    webhook: WebhookId,
    event_id: &str,
    event: &str,
    body: &str,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let inserted = tx
        .prepare_cached(
            "INSERT INTO webhook_deliveries (webhook_id, event_id, event, body, state, created_at, next_at)
             VALUES (?1, ?2, ?3, ?4, 'due', ?5, ?5) ON CONFLICT (webhook_id, event_id) DO NOTHING",
        )?
        .execute(params![webhook.0, event_id, event, body, now.0])?;
    Ok(inserted == 1)
}

/// The delivery of that id.
pub fn get(connection: &Connection, id: DeliveryId) -> rusqlite::Result<Option<Delivery>> {
    connection
        .prepare_cached(
            "SELECT id, webhook_id, event_id, event, body, state, attempts, replays, last_status, last_error,
                 created_at, next_at, ended_at
             FROM webhook_deliveries WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// Deliveries of an address in that state, the newest first, without so many of them before.
pub fn list(
    connection: &Connection,
    webhook: WebhookId,
    state: DeliveryState,
    skipped: i64,
    limit: i64,
) -> rusqlite::Result<Vec<Delivery>> {
    connection
        .prepare_cached(
            "SELECT id, webhook_id, event_id, event, body, state, attempts, replays, last_status, last_error,
                 created_at, next_at, ended_at
             FROM webhook_deliveries WHERE webhook_id = ?1 AND state = ?2 ORDER BY id DESC LIMIT ?4 OFFSET ?3",
        )?
        .query_map(params![webhook.0, state.name(), skipped, limit], from_row)?
        .collect()
}

/// How many of an address are in that state.
pub fn count(
    connection: &Connection,
    webhook: WebhookId,
    state: DeliveryState,
) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM webhook_deliveries WHERE webhook_id = ?1 AND state = ?2",
        )?
        .query_row(params![webhook.0, state.name()], |row| row.get(0))
}

/// Those of an address that are to be sent by then, the earliest first.
pub fn list_due(
    connection: &Connection,
    webhook: WebhookId,
    until: Timestamp,
    limit: usize,
) -> rusqlite::Result<Vec<Delivery>> {
    connection
        .prepare_cached(
            "SELECT id, webhook_id, event_id, event, body, state, attempts, replays, last_status, last_error,
                 created_at, next_at, ended_at
             FROM webhook_deliveries WHERE webhook_id = ?1 AND state = 'due' AND next_at <= ?2
             ORDER BY next_at, id LIMIT ?3",
        )?
        .query_map(
            params![webhook.0, until.0, i64::try_from(limit).unwrap_or(i64::MAX)],
            from_row,
        )?
        .collect()
}

/// When the next one of an address after that instant is to be sent.
pub fn next_due(
    connection: &Connection,
    webhook: WebhookId,
    after: Timestamp,
) -> rusqlite::Result<Option<Timestamp>> {
    connection
        .prepare_cached(
            "SELECT min(next_at) FROM webhook_deliveries WHERE webhook_id = ?1 AND state = 'due' AND next_at > ?2",
        )?
        .query_row([webhook.0, after.0], |row| row.get::<_, Option<i64>>(0))
        .map(|at| at.map(Timestamp))
}

/// How a try ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tried<'a> {
    pub state: DeliveryState,
    pub status: Option<u16>,
    pub error: Option<&'a str>,
    /// When it is tried again; `None` = it ended.
    pub next_at: Option<Timestamp>,
}

/// Keeps how a try ended. False if somebody wanted it sent again since it was read: that stays wanted.
pub fn update_tried(
    tx: &Transaction<'_>,
    delivery: &Delivery,
    tried: &Tried<'_>,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let ended_at = tried.next_at.is_none().then_some(now.0);
    let changed = tx
        .prepare_cached(
            "UPDATE webhook_deliveries SET state = ?3, attempts = attempts + 1, last_status = ?4, last_error = ?5,
                 next_at = ?6, ended_at = ?7
             WHERE id = ?1 AND state = 'due' AND replays = ?2",
        )?
        .execute(params![
            delivery.id.0,
            delivery.replays,
            tried.state.name(),
            tried.status,
            tried.error,
            tried.next_at.map(|at| at.0),
            ended_at
        ])?;
    Ok(changed == 1)
}

/// Somebody wants it sent again: the same words, at once.
pub fn update_replayed(
    tx: &Transaction<'_>,
    id: DeliveryId,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE webhook_deliveries SET state = 'due', attempts = 0, replays = replays + 1, next_at = ?2,
                 ended_at = NULL
             WHERE id = ?1 AND body <> ''",
        )?
        .execute([id.0, now.0])?;
    Ok(changed == 1)
}

/// The same for all of an address that were given up. Returns how many.
pub fn update_replayed_all(
    tx: &Transaction<'_>,
    webhook: WebhookId,
    now: Timestamp,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "UPDATE webhook_deliveries SET state = 'due', attempts = 0, replays = replays + 1, next_at = ?2,
             ended_at = NULL
         WHERE webhook_id = ?1 AND state = 'dead' AND body <> ''",
    )?
    .execute([webhook.0, now.0])
}

/// Sends what waits for an address at once: it was changed, or is told again.
pub fn update_hurried(
    tx: &Transaction<'_>,
    webhook: WebhookId,
    now: Timestamp,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "UPDATE webhook_deliveries SET next_at = ?2, attempts = 0 WHERE webhook_id = ?1 AND state = 'due' AND next_at > ?2",
    )?
    .execute([webhook.0, now.0])
}

/// Puts a try off that says nothing of the address.
pub fn update_excused(
    tx: &Transaction<'_>,
    delivery: &Delivery,
    why: &str,
    next_at: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE webhook_deliveries SET next_at = ?4, last_status = NULL, last_error = ?3
             WHERE id = ?1 AND state = 'due' AND replays = ?2",
        )?
        .execute(params![delivery.id.0, delivery.replays, why, next_at.0])?;
    Ok(changed == 1)
}

/// Sends at once what waits for a time that no pause reaches from now: it was put off by a clock that ran ahead.
pub fn update_set_back(
    tx: &Transaction<'_>,
    webhook: WebhookId,
    latest: Timestamp,
    now: Timestamp,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "UPDATE webhook_deliveries SET next_at = ?3
         WHERE webhook_id = ?1 AND state = 'due' AND next_at > ?3
           AND (next_at > ?2 OR attempts = 0 AND last_error IS NULL)",
    )?
    .execute([webhook.0, latest.0, now.0])
}

/// Forgets one that was given up. False if it was not.
pub fn delete_dead(tx: &Transaction<'_>, id: DeliveryId) -> rusqlite::Result<bool> {
    let deleted = tx
        .prepare_cached("DELETE FROM webhook_deliveries WHERE id = ?1 AND state = 'dead'")?
        .execute([id.0])?;
    Ok(deleted == 1)
}

/// Forgets all of an address that were given up. Returns how many.
pub fn delete_all_dead(tx: &Transaction<'_>, webhook: WebhookId) -> rusqlite::Result<usize> {
    tx.prepare_cached("DELETE FROM webhook_deliveries WHERE webhook_id = ?1 AND state = 'dead'")?
        .execute([webhook.0])
}

/// Gives up the oldest that wait for an address, so many of them.
pub fn update_dropped(
    tx: &Transaction<'_>,
    webhook: WebhookId,
    count: i64,
    why: &str,
    now: Timestamp,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "UPDATE webhook_deliveries SET state = 'dead', next_at = NULL, ended_at = ?4, last_error = ?3
         WHERE id IN (SELECT id FROM webhook_deliveries WHERE webhook_id = ?1 AND state = 'due' ORDER BY id LIMIT ?2)",
    )?
    .execute(params![webhook.0, count, why, now.0])
}

/// Forgets what ended before an instant; returns how many.
pub fn delete_before(
    tx: &Transaction<'_>,
    before: Timestamp,
    limit: i64,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "DELETE FROM webhook_deliveries WHERE id IN
             (SELECT id FROM webhook_deliveries WHERE ended_at < ?1 ORDER BY ended_at LIMIT ?2)",
    )?
    .execute([before.0, limit])
}
