//! `channel_members` and `membership_events`.

use super::Page;
use crate::models::ChatId;
use crate::models::Door;
use crate::models::PeriodId;
use crate::models::Presence;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// Keeps how somebody stands in a channel. `since` moves only when they come or go.
pub fn upsert_presence(
    tx: &Transaction<'_>,
    chat: ChatId,
    user: UserId,
    presence: Presence,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO channel_members (chat_id, user_id, is_inside, is_admin, since) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (chat_id, user_id) DO UPDATE SET
             since = iif(is_inside = excluded.is_inside, since, excluded.since),
             is_inside = excluded.is_inside, is_admin = excluded.is_admin",
    )?
    .execute(params![chat.0, user.0, presence.is_inside(), presence == Presence::Admin, now.0])?;
    Ok(())
}

/// Whether somebody is inside, as far as updates told; `None` if nothing is known.
pub fn get_presence(
    connection: &Connection,
    chat: ChatId,
    user: UserId,
) -> rusqlite::Result<Option<Presence>> {
    connection
        .prepare_cached(
            "SELECT is_inside, is_admin FROM channel_members WHERE chat_id = ?1 AND user_id = ?2",
        )?
        .query_row(params![chat.0, user.0], |row| {
            Ok(match (row.get(0)?, row.get(1)?) {
                (true, true) => Presence::Admin,
                (true, false) => Presence::Member,
                (false, _) => Presence::Outside,
            })
        })
        .optional()
}

/// Since when somebody is seen inside.
pub fn get_inside_since(
    connection: &Connection,
    chat: ChatId,
    user: UserId,
) -> rusqlite::Result<Option<Timestamp>> {
    connection
        .prepare_cached("SELECT since FROM channel_members WHERE chat_id = ?1 AND user_id = ?2 AND is_inside = 1")?
        .query_row([chat.0, user.0], |row| row.get(0).map(Timestamp))
        .optional()
}

/// How many are known to be inside.
pub fn count_inside(connection: &Connection, chat: ChatId) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM channel_members WHERE chat_id = ?1 AND is_inside = 1",
        )?
        .query_row([chat.0], |row| row.get(0))
}

/// How many are inside a channel without a right of their own: no active access and no stay after its end, not on the
/// whitelist, no admin. Two indexes in the same order are merged (the order keeps SQLite from seeking each, the empty limit from
/// dropping the order); the few who are left are looked at in the tables.
pub fn count_not_entitled(
    connection: &Connection,
    chat: ChatId,
    now: Timestamp,
) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM (
                 SELECT m.user_id AS person FROM channel_members m INDEXED BY channel_members_plain
                 WHERE m.chat_id = ?1 AND m.is_inside = 1 AND m.is_admin = 0
                 EXCEPT SELECT s.user_id FROM vip_subscribers s INDEXED BY subscribers_by_standing
                 WHERE s.user_id > 0 AND (s.whitelist = 1 OR s.status = 'active' AND coalesce(s.expiry_date, ?2 + 1) > ?2)
                 ORDER BY 1 LIMIT -1)
             WHERE NOT EXISTS (SELECT 1 FROM vip_subscribers g JOIN tasks t ON t.dedupe_key = 'remove_member:' || g.period_id
                               WHERE g.user_id = person AND t.state = 'due' AND t.due_at > ?2 AND g.kick_attempts = 0)",
        )?
        .query_row(params![chat.0, now.0], |row| row.get(0))
}

/// Those people, who came first of them first, and since when they are inside.
pub fn list_not_entitled(
    connection: &Connection,
    chat: ChatId,
    now: Timestamp,
    limit: i64,
    offset: i64,
) -> rusqlite::Result<Vec<(UserId, Timestamp)>> {
    connection
        .prepare_cached(
            "SELECT m.user_id, m.since FROM channel_members m INDEXED BY channel_members_inside
             WHERE m.chat_id = ?1 AND m.is_inside = 1 AND m.is_admin = 0
               AND NOT EXISTS (SELECT 1 FROM vip_subscribers s INDEXED BY subscribers_by_standing
                               WHERE s.user_id = m.user_id AND (s.whitelist = 1
                                   OR s.status = 'active' AND coalesce(s.expiry_date, ?2 + 1) > ?2))
               AND NOT EXISTS (SELECT 1 FROM vip_subscribers g JOIN tasks t ON t.dedupe_key = 'remove_member:' || g.period_id
                               WHERE g.user_id = m.user_id AND t.state = 'due' AND t.due_at > ?2 AND g.kick_attempts = 0)
             ORDER BY m.since, m.user_id LIMIT ?3 OFFSET ?4",
        )?
        .query_map(params![chat.0, now.0, limit, offset], |row| {
            Ok((UserId(row.get(0)?), Timestamp(row.get(1)?)))
        })?
        .collect()
}

/// People somebody should look at, who are not among those inside without a right: a removal that failed, a link that
/// did not arrive, or an active member who cannot be written to.
pub fn count_other_problems(
    connection: &Connection,
    chat: ChatId,
    now: Timestamp,
) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM (
                 SELECT user_id AS person FROM vip_subscribers
                 WHERE status = 'expired' AND last_error IS NOT NULL AND kicked_at IS NULL
                 UNION SELECT json_extract(payload, '$.user') FROM tasks
                 WHERE state IN ('waiting', 'failed') AND kind = 'deliver_vip_link'
                 UNION SELECT u.id FROM users u JOIN vip_subscribers s ON s.user_id = u.id
                 WHERE u.status = 'unreachable' AND s.status = 'active')
             WHERE NOT EXISTS (SELECT 1 FROM channel_members m
                               WHERE m.chat_id = ?1 AND m.user_id = person AND m.is_inside = 1 AND m.is_admin = 0)
                OR EXISTS (SELECT 1 FROM vip_subscribers s WHERE s.user_id = person AND (s.whitelist = 1
                               OR s.status = 'active' AND coalesce(s.expiry_date, ?2 + 1) > ?2))
                OR EXISTS (SELECT 1 FROM vip_subscribers g JOIN tasks t ON t.dedupe_key = 'remove_member:' || g.period_id
                               WHERE g.user_id = person AND t.state = 'due' AND t.due_at > ?2 AND g.kick_attempts = 0)",
        )?
        .query_row(params![chat.0, now.0], |row| row.get(0))
}

/// People somebody should look at: those, and those inside without a right.
pub fn list_problems(
    connection: &Connection,
    chat: ChatId,
    now: Timestamp,
    limit: i64,
    offset: i64,
) -> rusqlite::Result<Vec<UserId>> {
    connection
        .prepare_cached(
            "SELECT user_id FROM vip_subscribers
             WHERE status = 'expired' AND last_error IS NOT NULL AND kicked_at IS NULL
             UNION SELECT json_extract(payload, '$.user') FROM tasks
             WHERE state IN ('waiting', 'failed') AND kind = 'deliver_vip_link'
             UNION SELECT u.id FROM users u JOIN vip_subscribers s ON s.user_id = u.id
             WHERE u.status = 'unreachable' AND s.status = 'active'
             UNION SELECT person FROM (
                 SELECT m.user_id AS person FROM channel_members m INDEXED BY channel_members_plain
                 WHERE m.chat_id = ?1 AND m.is_inside = 1 AND m.is_admin = 0
                 EXCEPT SELECT s.user_id FROM vip_subscribers s INDEXED BY subscribers_by_standing
                 WHERE s.user_id > 0 AND (s.whitelist = 1 OR s.status = 'active' AND coalesce(s.expiry_date, ?2 + 1) > ?2)
                 ORDER BY 1 LIMIT -1)
             WHERE NOT EXISTS (SELECT 1 FROM vip_subscribers g JOIN tasks t ON t.dedupe_key = 'remove_member:' || g.period_id
                               WHERE g.user_id = person AND t.state = 'due' AND t.due_at > ?2 AND g.kick_attempts = 0)
             ORDER BY 1 LIMIT ?3 OFFSET ?4",
        )?
        .query_map(params![chat.0, now.0, limit, offset], |row| {
            row.get(0).map(UserId)
        })?
        .collect()
}

/// A line of a person's history as stored.
#[derive(Clone, Debug)]
pub struct HistoryRow {
    pub at: Timestamp,
    /// From the audit log; else an event in a channel.
    pub is_act: bool,
    /// The kind of the event, or the action.
    pub what: String,
    /// The channel of the event, or the details of the act.
    pub more: Option<String>,
    /// Who acted, if a person did.
    pub actor: Option<UserId>,
}

/// What happened to a person, and what was done to them, the newest first. What is kept both as an event and as an act
/// is told once: an end moved by hand as the act, an end that came as the event.
pub fn list_history(
    connection: &Connection,
    user: UserId,
    limit: i64,
    offset: i64,
) -> rusqlite::Result<Page<HistoryRow>> {
    let target = format!("user:{user}");
    let total = connection
        .prepare_cached(
            "SELECT (SELECT count(*) FROM membership_events
                     WHERE user_id = ?1 AND NOT (kind = 'adjusted' AND coalesce(cause, '') LIKE 'admin:%'))
                  + (SELECT count(*) FROM audit_log WHERE target = ?2 AND action <> 'vip.expired')",
        )?
        .query_row(params![user.0, target], |row| row.get(0))?;
    let mut statement = connection.prepare_cached(
        "SELECT at, 0 AS is_act, kind, channel, NULL, id FROM membership_events
         WHERE user_id = ?1 AND NOT (kind = 'adjusted' AND coalesce(cause, '') LIKE 'admin:%')
         UNION ALL
         SELECT created_at, 1, action, details, iif(actor_kind = 'user', actor_id, NULL), id
         FROM audit_log WHERE target = ?2 AND action <> 'vip.expired'
         ORDER BY 1 DESC, 2, 6 DESC LIMIT ?3 OFFSET ?4",
    )?;
    let rows = statement
        .query_map(params![user.0, target, limit, offset], |row| {
            Ok(HistoryRow {
                at: Timestamp(row.get(0)?),
                is_act: row.get(1)?,
                what: row.get(2)?,
                more: row.get(3)?,
                actor: row.get::<_, Option<i64>>(4)?.map(UserId),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page { rows, total })
}

/// What happened to a membership.
#[derive(Clone, Debug)]
pub struct Event {
    pub user: UserId,
    pub door: Door,
    /// granted, renewed, joined, left, expired, removed, queued, approved, declined, …
    pub kind: &'static str,
    pub period: Option<PeriodId>,
    pub cause: Option<String>,
}

/// Whether that cause stands in a person's history.
pub fn has_cause(connection: &Connection, user: UserId, cause: &str) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM membership_events WHERE user_id = ?1 AND cause = ?2)",
        )?
        .query_row(params![user.0, cause], |row| row.get(0))
}

/// Appends an event and counts it for its day and half hour. Returns the event's id.
pub fn insert_event(tx: &Transaction<'_>, event: &Event, now: Timestamp) -> rusqlite::Result<i64> {
    tx.prepare_cached(
        "INSERT INTO membership_events (user_id, channel, kind, at, period_id, cause) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        event.user.0,
        event.door.name(),
        event.kind,
        now.0,
        event.period.map(|id| id.0),
        event.cause
    ])?;
    let id = tx.last_insert_rowid();
    super::statistics::count_event(tx, event.door, event.kind, now)?;
    Ok(id)
}

/// Events of a kind of a person since an instant: how many, and when the first was.
pub fn count_events(
    connection: &Connection,
    user: UserId,
    kind: &str,
    since: Timestamp,
) -> rusqlite::Result<(i64, Option<Timestamp>)> {
    connection
        .prepare_cached("SELECT count(*), min(at) FROM membership_events WHERE user_id = ?1 AND kind = ?2 AND at > ?3")?
        .query_row(params![user.0, kind, since.0], |row| {
            Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?.map(Timestamp)))
        })
}
