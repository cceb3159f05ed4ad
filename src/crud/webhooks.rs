//! `webhooks_out`: addresses that are told what happens.

use super::servers::named;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::Webhook;
use crate::models::WebhookHalt;
use crate::models::WebhookId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<Webhook> {
    let events: String = row.get(3)?;
    let halt: Option<String> = row.get(5)?;
    Ok(Webhook {
        id: WebhookId(row.get(0)?),
        name: row.get(1)?,
        host: row.get(2)?,
        // A list that cannot be read chooses nothing.
        events: serde_json::from_str(&events).unwrap_or_default(),
        is_enabled: row.get(4)?,
        halt: match halt {
            Some(_) => Some(named(row, 5, WebhookHalt::parse)?),
            None => None,
        },
        created_by: UserId(row.get(6)?),
        created_at: Timestamp(row.get(7)?),
        failing_since: row.get::<_, Option<i64>>(8)?.map(Timestamp),
    })
}

/// All that are not removed, the oldest first.
pub fn list(connection: &Connection) -> rusqlite::Result<Vec<Webhook>> {
    connection
        .prepare_cached(
            "SELECT id, name, host, events, is_enabled, halt, created_by, created_at, failing_since
             FROM webhooks_out WHERE removed_at IS NULL ORDER BY id",
        )?
        .query_map([], from_row)?
        .collect()
}

/// One that is not removed.
pub fn get(connection: &Connection, id: WebhookId) -> rusqlite::Result<Option<Webhook>> {
    connection
        .prepare_cached(
            "SELECT id, name, host, events, is_enabled, halt, created_by, created_at, failing_since
             FROM webhooks_out WHERE id = ?1 AND removed_at IS NULL",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// The sealed address and secret of one that is told now.
pub fn get_sealed(
    connection: &Connection,
    id: WebhookId,
) -> rusqlite::Result<Option<(String, String)>> {
    connection
        .prepare_cached(
            "SELECT url, secret FROM webhooks_out WHERE id = ?1 AND removed_at IS NULL",
        )?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
}

/// What is kept of an address: `url` and `secret` are sealed, `events` is a JSON list.
#[derive(Clone, Debug)]
pub struct Kept<'a> {
    pub name: &'a str,
    pub url: &'a str,
    pub host: &'a str,
    pub secret: &'a str,
    pub events: &'a str,
}

/// Keeps a new one, enabled.
pub fn insert(
    tx: &Transaction<'_>,
    new: &Kept<'_>,
    by: UserId,
    now: Timestamp,
) -> rusqlite::Result<WebhookId> {
    tx.prepare_cached(
        "INSERT INTO webhooks_out (name, url, host, secret, events, is_enabled, created_by, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?7) RETURNING id",
    )?
    .query_row(
        params![new.name, new.url, new.host, new.secret, new.events, by.0, now.0],
        |row| row.get(0).map(WebhookId),
    )
}

/// Changes name and choice of events.
pub fn update_choice(
    tx: &Transaction<'_>,
    id: WebhookId,
    name: &str,
    events: &str,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE webhooks_out SET name = ?2, events = ?3 WHERE id = ?1 AND removed_at IS NULL",
        )?
        .execute(params![id.0, name, events])?;
    Ok(changed == 1)
}

/// Another address; `url` is sealed.
pub fn update_url(
    tx: &Transaction<'_>,
    id: WebhookId,
    url: &str,
    host: &str,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE webhooks_out SET url = ?2, host = ?3 WHERE id = ?1 AND removed_at IS NULL",
        )?
        .execute(params![id.0, url, host])?;
    Ok(changed == 1)
}

/// Another secret, sealed.
pub fn update_secret(tx: &Transaction<'_>, id: WebhookId, secret: &str) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached("UPDATE webhooks_out SET secret = ?2 WHERE id = ?1 AND removed_at IS NULL")?
        .execute(params![id.0, secret])?;
    Ok(changed == 1)
}

/// Tells it from now on, or not any more; `halt` says why if the house itself decided so. What failed before is forgotten
/// when it is told again.
pub fn update_enabled(
    tx: &Transaction<'_>,
    id: WebhookId,
    is_enabled: bool,
    halt: Option<WebhookHalt>,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE webhooks_out SET is_enabled = ?2, halt = ?3, failing_since = iif(?2, NULL, failing_since),
                 is_told = iif(?2, 0, is_told)
             WHERE id = ?1 AND removed_at IS NULL AND is_enabled <> ?2",
        )?
        .execute(params![id.0, is_enabled, halt.map(WebhookHalt::name)])?;
    Ok(changed == 1)
}

/// Somebody else answers for it.
pub fn update_maker(tx: &Transaction<'_>, id: WebhookId, by: UserId) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE webhooks_out SET created_by = ?2 WHERE id = ?1 AND removed_at IS NULL",
        )?
        .execute([id.0, by.0])?;
    Ok(changed == 1)
}

/// A delivery arrived.
pub fn update_well(tx: &Transaction<'_>, id: WebhookId) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE webhooks_out SET failing_since = NULL, is_told = 0 WHERE id = ?1 AND failing_since IS NOT NULL",
        )?
        .execute([id.0])?;
    Ok(changed == 1)
}

/// A delivery failed: it fails since now, unless it did before. Not since a time to come: a clock that was set back.
pub fn update_failing(
    tx: &Transaction<'_>,
    id: WebhookId,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE webhooks_out SET failing_since = ?2
             WHERE id = ?1 AND (failing_since IS NULL OR failing_since > ?2)",
        )?
        .execute([id.0, now.0])?;
    Ok(changed == 1)
}

/// The admins are told that it fails. False if they were.
pub fn update_told(tx: &Transaction<'_>, id: WebhookId) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached("UPDATE webhooks_out SET is_told = 1 WHERE id = ?1 AND is_told = 0")?
        .execute([id.0])?;
    Ok(changed == 1)
}

/// Takes one away: its row stays for what was sent, without address and secret.
pub fn update_removed(
    tx: &Transaction<'_>,
    id: WebhookId,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE webhooks_out SET removed_at = ?2, is_enabled = 0, url = '', secret = ''
             WHERE id = ?1 AND removed_at IS NULL",
        )?
        .execute([id.0, now.0])?;
    Ok(changed == 1)
}

/// What decides where something is sent, as it lies in the database: an address or a secret that was given anew is sealed
/// anew.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Course {
    pub id: WebhookId,
    pub made_at: Timestamp,
    pub removed_at: Option<Timestamp>,
    pub sealed_url: String,
    pub sealed_secret: String,
    pub events: String,
    pub is_enabled: bool,
}

/// Where each leads.
pub fn list_courses(connection: &Connection) -> rusqlite::Result<Vec<Course>> {
    connection
        .prepare_cached(
            "SELECT id, created_at, removed_at, url, secret, events, is_enabled FROM webhooks_out",
        )?
        .query_map([], |row| {
            Ok(Course {
                id: WebhookId(row.get(0)?),
                made_at: Timestamp(row.get(1)?),
                removed_at: row.get::<_, Option<i64>>(2)?.map(Timestamp),
                sealed_url: row.get(3)?,
                sealed_secret: row.get(4)?,
                events: row.get(5)?,
                is_enabled: row.get(6)?,
            })
        })?
        .collect()
}

/// Pauses one that led elsewhere then, and takes it away if it had been.
pub fn update_paused_unless(tx: &Transaction<'_>, course: &Course) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE webhooks_out SET is_enabled = 0, removed_at = coalesce(removed_at, ?3)
         WHERE id = ?1 AND created_at = ?2
             AND (url <> ?4 OR secret <> ?5 OR events <> ?6 OR is_enabled <> ?7 OR ?3 IS NOT NULL)",
    )?
    .execute(params![
        course.id.0,
        course.made_at.0,
        course.removed_at.map(|at| at.0),
        course.sealed_url,
        course.sealed_secret,
        course.events,
        course.is_enabled,
    ])?;
    Ok(())
}
