//! `audit_log` as it is read: rows by who, on whom, what and when, the newest first.
//!
//! Each way to look has an index in the order of the ids, so that a page costs the same on the first year's log and on
//! the tenth's. A filter that needs several ways merges their newest rows.

use crate::models::ApiKeyId;
use crate::models::AuditRow;
use crate::models::Identity;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// By what the rows are found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Way {
    All,
    Act(String),
    BySystem,
    By(UserId),
    ByKey(ApiKeyId),
    /// The target as it is stored.
    Target(String),
    /// A thing of that person's is the target.
    ThingOf(UserId),
}

/// What holds whatever the way is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Within {
    /// The first and the last id.
    pub ids: (i64, i64),
    /// From that instant, and before that one.
    pub from: Timestamp,
    pub to: Timestamp,
    /// JSON list of the acts wanted; `None` = any.
    pub acts: Option<String>,
    pub limit: i64,
}

/// The first and the last id of what was written then; `None` if nothing was. An id says little of the time: clocks of
/// phones jump.
pub fn span(
    connection: &Connection,
    from: Timestamp,
    to: Timestamp,
) -> rusqlite::Result<Option<(i64, i64)>> {
    connection
        .prepare_cached(
            "SELECT min(id), max(id) FROM audit_log WHERE created_at >= ?1 AND created_at < ?2",
        )?
        .query_row([from.0, to.0], |row| {
            let ids: (Option<i64>, Option<i64>) = (row.get(0)?, row.get(1)?);
            Ok(ids.0.zip(ids.1))
        })
}

/// The newest rows found that way.
pub fn list(
    connection: &Connection,
    way: &Way,
    within: &Within,
) -> rusqlite::Result<Vec<AuditRow>> {
    let (first, last) = within.ids;
    let (from, to, limit) = (within.from.0, within.to.0, within.limit);
    let acts = within.acts.as_deref();
    let mut statement = connection.prepare_cached(match way {
        Way::All => {
            "SELECT id, actor_kind, actor_id, action, target, details, created_at, salt, hash FROM audit_log
             WHERE id BETWEEN ?1 AND ?2 AND created_at >= ?3 AND created_at < ?4
               AND (?6 IS NULL OR action IN (SELECT value FROM json_each(?6)))
             ORDER BY id DESC LIMIT ?5"
        }
        Way::Act(_) => {
            "SELECT id, actor_kind, actor_id, action, target, details, created_at, salt, hash
             FROM audit_log INDEXED BY audit_by_action
             WHERE action = ?7 AND id BETWEEN ?1 AND ?2 AND created_at >= ?3 AND created_at < ?4
               AND (?6 IS NULL OR action IN (SELECT value FROM json_each(?6)))
             ORDER BY id DESC LIMIT ?5"
        }
        Way::BySystem => {
            "SELECT id, actor_kind, actor_id, action, target, details, created_at, salt, hash
             FROM audit_log INDEXED BY audit_by_actor
             WHERE actor_id IS NULL AND actor_kind = 'system'
               AND id BETWEEN ?1 AND ?2 AND created_at >= ?3 AND created_at < ?4
               AND (?6 IS NULL OR action IN (SELECT value FROM json_each(?6)))
             ORDER BY id DESC LIMIT ?5"
        }
        Way::By(_) => {
            "SELECT id, actor_kind, actor_id, action, target, details, created_at, salt, hash
             FROM audit_log INDEXED BY audit_by_actor
             WHERE actor_id = ?7 AND actor_kind = 'user'
               AND id BETWEEN ?1 AND ?2 AND created_at >= ?3 AND created_at < ?4
               AND (?6 IS NULL OR action IN (SELECT value FROM json_each(?6)))
             ORDER BY id DESC LIMIT ?5"
        }
        Way::ByKey(_) => {
            "SELECT id, actor_kind, actor_id, action, target, details, created_at, salt, hash
             FROM audit_log INDEXED BY audit_by_actor
             WHERE actor_id = ?7 AND actor_kind = 'api_key'
               AND id BETWEEN ?1 AND ?2 AND created_at >= ?3 AND created_at < ?4
               AND (?6 IS NULL OR action IN (SELECT value FROM json_each(?6)))
             ORDER BY id DESC LIMIT ?5"
        }
        Way::Target(_) => {
            "SELECT id, actor_kind, actor_id, action, target, details, created_at, salt, hash
             FROM audit_log INDEXED BY audit_by_target
             WHERE target = ?7 AND id BETWEEN ?1 AND ?2 AND created_at >= ?3 AND created_at < ?4
               AND (?6 IS NULL OR action IN (SELECT value FROM json_each(?6)))
             ORDER BY id DESC LIMIT ?5"
        }
        Way::ThingOf(_) => {
            "SELECT id, actor_kind, actor_id, action, target, details, created_at, salt, hash
             FROM audit_log INDEXED BY audit_by_person
             WHERE person_id = ?7 AND id BETWEEN ?1 AND ?2 AND created_at >= ?3 AND created_at < ?4
               AND (?6 IS NULL OR action IN (SELECT value FROM json_each(?6)))
             ORDER BY id DESC LIMIT ?5"
        }
    })?;
    match way {
        Way::All | Way::BySystem => statement
            .query_map(params![first, last, from, to, limit, acts], read)?
            .collect(),
        Way::Act(text) | Way::Target(text) => statement
            .query_map(params![first, last, from, to, limit, acts, text], read)?
            .collect(),
        Way::By(UserId(actor)) | Way::ThingOf(UserId(actor)) | Way::ByKey(ApiKeyId(actor)) => {
            let wanted = params![first, last, from, to, limit, acts, actor];
            statement.query_map(wanted, read)?.collect()
        }
    }
}

/// One row.
pub fn get(connection: &Connection, id: i64) -> rusqlite::Result<Option<AuditRow>> {
    connection
        .prepare_cached(
            "SELECT id, actor_kind, actor_id, action, target, details, created_at, salt, hash
             FROM audit_log WHERE id = ?1",
        )?
        .query_row([id], read)
        .optional()
}

fn read(row: &Row<'_>) -> rusqlite::Result<AuditRow> {
    let kind: String = row.get(1)?;
    let actor: Option<i64> = row.get(2)?;
    let salt: Vec<u8> = row.get(7)?;
    let hash: Vec<u8> = row.get(8)?;
    Ok(AuditRow {
        id: row.get(0)?,
        // A person erased from the log leaves no id.
        actor: match (kind.as_str(), actor) {
            ("user", id) => Identity::User(UserId(id.unwrap_or_default())),
            ("api_key", id) => Identity::ApiKey {
                key: ApiKeyId(id.unwrap_or_default()),
                // The log names the key; `api_keys` tells whose it is.
                owner: UserId(0),
            },
            _ => Identity::System,
        },
        action: row.get(3)?,
        target: row.get(4)?,
        details: row.get(5)?,
        at: Timestamp(row.get(6)?),
        is_erased: salt.is_empty(),
        hash: hash.iter().map(|byte| format!("{byte:02x}")).collect(),
    })
}
