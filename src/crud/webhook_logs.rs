//! `webhook_marks`, and the logs of facts that are read for addresses.

use crate::models::FactLog;
use crate::models::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde_json::{Map, Value};

/// A row of a log.
#[derive(Clone, PartialEq, Debug)]
pub struct Fact {
    pub id: i64,
    pub at: Timestamp,
    /// What the log calls it.
    pub kind: String,
    /// What it was done to, as `kind:number`.
    pub target: Option<String>,
    pub details: Map<String, Value>,
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Fact> {
    let details: Option<String> = row.get(4)?;
    // What is no object tells nothing more: details that were erased, say.
    let details = details.and_then(|text| serde_json::from_str(&text).ok());
    Ok(Fact {
        id: row.get(0)?,
        at: Timestamp(row.get(1)?),
        kind: row.get(2)?,
        target: row.get(3)?,
        details: details.unwrap_or_default(),
    })
}

/// How far a log was read; `None` = it never was.
pub fn get_mark(connection: &Connection, log: FactLog) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached("SELECT last_id FROM webhook_marks WHERE log = ?1")?
        .query_row([log.name()], |row| row.get(0))
        .optional()
}

/// A log was read so far.
pub fn upsert_mark(tx: &Transaction<'_>, log: FactLog, last_id: i64) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO webhook_marks (log, last_id) VALUES (?1, ?2)
         ON CONFLICT (log) DO UPDATE SET last_id = excluded.last_id",
    )?
    .execute(params![log.name(), last_id])?;
    Ok(())
}

/// The last id of a log; 0 = it is empty.
pub fn last_id(connection: &Connection, log: FactLog) -> rusqlite::Result<i64> {
    let sql = match log {
        FactLog::Audit => "SELECT coalesce(max(id), 0) FROM audit_log",
        FactLog::Members => "SELECT coalesce(max(id), 0) FROM membership_events",
        FactLog::Keys => "SELECT coalesce(max(id), 0) FROM vpn_events",
        FactLog::Tickets => "SELECT coalesce(max(id), 0) FROM ticket_messages",
    };
    connection
        .prepare_cached(sql)?
        .query_row([], |row| row.get(0))
}

/// Rows of a log after that id, the oldest first.
pub fn list(
    connection: &Connection,
    log: FactLog,
    after: i64,
    limit: i64,
) -> rusqlite::Result<Vec<Fact>> {
    let sql = match log {
        FactLog::Audit => {
            "SELECT id, created_at, action, target, details FROM audit_log WHERE id > ?1 ORDER BY id LIMIT ?2"
        }
        FactLog::Members => {
            "SELECT id, at, kind, NULL, json_object('user', user_id, 'channel', channel, 'period', period_id)
             FROM membership_events WHERE id > ?1 ORDER BY id LIMIT ?2"
        }
        FactLog::Keys => {
            "SELECT id, at, kind, NULL,
                 json_object('config', config_id, 'account', account_id, 'user', user_id, 'by', by_user)
             FROM vpn_events WHERE id > ?1 ORDER BY id LIMIT ?2"
        }
        FactLog::Tickets => {
            "SELECT id, at, 'message', NULL, json_object('ticket', ticket_id, 'message', id, 'author', author_id,
                 'is_staff', json(iif(is_staff, 'true', 'false')), 'content', content)
             FROM ticket_messages WHERE id > ?1 ORDER BY id LIMIT ?2"
        }
    };
    connection
        .prepare_cached(sql)?
        .query_map([after, limit], from_row)?
        .collect()
}
