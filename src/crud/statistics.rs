//! What is counted over many rows: roll-ups of events, and counts by index. Half hours are numbered since 1970.
//!
//! Without statistics of its own SQLite prefers an index with an equality, and then looks at every row of the table behind
//! it. Where an index alone has the answer it is named.

use crate::models::Activity;
use crate::models::Door;
use crate::models::DurationHours;
use crate::models::Timestamp;
use crate::models::TokenMoves;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// Seconds in the unit of the fine roll-ups: the days of nearly every time zone begin at a whole one.
pub const HALF_HOUR: i64 = 1_800;

/// The time zone that admins set, and the fees as JSON. Nothing before the first start.
pub fn get_settings(connection: &Connection) -> rusqlite::Result<Option<(Option<String>, String)>> {
    connection
        .prepare_cached("SELECT time_zone, subscription_fees FROM bot_config WHERE id = 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
}

/// What a kind begins with that counts no events but accesses sold, by their length: "term:720" are hours, "term:life"
/// has no end.
const TERM: &str = "term:";

/// Counts an access begun or renewed for its length.
pub fn count_term(
    tx: &Transaction<'_>,
    hours: DurationHours,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let length = hours.map_or_else(|| "life".to_owned(), |hours| hours.to_string());
    count_event(tx, Door::Vip, &format!("{TERM}{length}"), now)
}

/// When accesses of a length were sold, in the unit that was asked for, and how many.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SoldTerm {
    pub at: i64,
    pub hours: DurationHours,
    pub count: i64,
}

fn sold_term(row: &Row<'_>) -> rusqlite::Result<SoldTerm> {
    let kind: String = row.get(1)?;
    Ok(SoldTerm {
        at: row.get(0)?,
        hours: kind.strip_prefix(TERM).and_then(|hours| hours.parse().ok()),
        count: row.get(2)?,
    })
}

/// The accesses sold in each half hour from `from` up to, not including, `to`.
pub fn list_terms(connection: &Connection, from: i64, to: i64) -> rusqlite::Result<Vec<SoldTerm>> {
    connection
        .prepare_cached(
            "SELECT half_hour, kind, count FROM stats_half_hours
             WHERE channel = 'vip' AND kind >= 'term:' AND kind < 'term;' AND half_hour >= ?1 AND half_hour < ?2",
        )?
        .query_map([from, to], sold_term)?
        .collect()
}

/// The accesses sold on each UTC day since `from`.
pub fn list_terms_by_day(connection: &Connection, from: i64) -> rusqlite::Result<Vec<SoldTerm>> {
    connection
        .prepare_cached(
            "SELECT day, kind, count FROM stats_daily
             WHERE channel = 'vip' AND kind >= 'term:' AND kind < 'term;' AND day >= ?1",
        )?
        .query_map([from], sold_term)?
        .collect()
}

/// Counts an event for its day and its half hour.
pub fn count_event(
    tx: &Transaction<'_>,
    door: Door,
    kind: &str,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO stats_daily (day, channel, kind, count) VALUES (?1, ?2, ?3, 1)
         ON CONFLICT (day, channel, kind) DO UPDATE SET count = count + 1",
    )?
    .execute(params![now.day(), door.name(), kind])?;
    tx.prepare_cached(
        "INSERT INTO stats_half_hours (channel, kind, half_hour, count) VALUES (?1, ?2, ?3, 1)
         ON CONFLICT (channel, kind, half_hour) DO UPDATE SET count = count + 1",
    )?
    .execute(params![door.name(), kind, now.0.div_euclid(HALF_HOUR)])?;
    Ok(())
}

/// Events of a kind in the half hours from `from` up to, not including, `to`.
pub fn sum_between(
    connection: &Connection,
    door: Door,
    kind: &str,
    from: i64,
    to: i64,
) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT coalesce(sum(count), 0) FROM stats_half_hours
             WHERE channel = ?1 AND kind = ?2 AND half_hour >= ?3 AND half_hour < ?4",
        )?
        .query_row(params![door.name(), kind, from, to], |row| row.get(0))
}

/// Events of a kind since the beginning.
pub fn sum_ever(connection: &Connection, door: Door, kind: &str) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT coalesce(sum(count), 0) FROM stats_daily WHERE channel = ?1 AND kind = ?2",
        )?
        .query_row(params![door.name(), kind], |row| row.get(0))
}

/// Each half hour from `from` up to, not including, `to` in which a kind of event happened, and how often.
pub fn list_half_hours(
    connection: &Connection,
    door: Door,
    kind: &str,
    from: i64,
    to: i64,
) -> rusqlite::Result<Vec<(i64, i64)>> {
    connection
        .prepare_cached(
            "SELECT half_hour, count FROM stats_half_hours
             WHERE channel = ?1 AND kind = ?2 AND half_hour >= ?3 AND half_hour < ?4",
        )?
        .query_map(params![door.name(), kind, from, to], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect()
}

/// Each UTC day since `from` on which a kind of event happened, and how often.
pub fn list_days(
    connection: &Connection,
    door: Door,
    kind: &str,
    from: i64,
) -> rusqlite::Result<Vec<(i64, i64)>> {
    connection
        .prepare_cached(
            "SELECT day, count FROM stats_daily WHERE channel = ?1 AND kind = ?2 AND day >= ?3",
        )?
        .query_map(params![door.name(), kind, from], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect()
}

/// The first UTC day on which anything happened.
pub fn first_day(connection: &Connection) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached("SELECT min(day) FROM stats_daily")?
        .query_row([], |row| row.get(0))
}

/// People last seen since an instant, and those known since then.
pub fn count_people(connection: &Connection, since: Timestamp) -> rusqlite::Result<Activity> {
    let seen = connection
        .prepare_cached("SELECT count(*) FROM users WHERE last_seen_at >= ?1")?
        .query_row([since.0], |row| row.get(0))?;
    let new = connection
        .prepare_cached("SELECT count(*) FROM users WHERE created_at >= ?1")?
        .query_row([since.0], |row| row.get(0))?;
    Ok(Activity { seen, new })
}

/// Subscribers marked as ended.
pub fn count_expired(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM vip_subscribers WHERE status = 'expired'")?
        .query_row([], |row| row.get(0))
}

/// Active subscribers without an end.
pub fn count_lifetime(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM vip_subscribers WHERE status = 'active' AND expiry_date IS NULL",
        )?
        .query_row([], |row| row.get(0))
}

/// Active subscribers whose end lies in (`after`, `until`].
pub fn count_ending(
    connection: &Connection,
    after: Timestamp,
    until: Timestamp,
) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM vip_subscribers
             WHERE status = 'active' AND expiry_date > ?1 AND expiry_date <= ?2",
        )?
        .query_row([after.0, until.0], |row| row.get(0))
}

/// People on the whitelist.
pub fn count_whitelisted(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM vip_subscribers WHERE whitelist = 1")?
        .query_row([], |row| row.get(0))
}

/// Active subscribers with an end whose last term was at least `from` and under `to` seconds long.
pub fn count_terms(connection: &Connection, from: i64, to: i64) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM vip_subscribers INDEXED BY subscribers_by_term
             WHERE status = 'active' AND expiry_date IS NOT NULL AND term_seconds >= ?1 AND term_seconds < ?2",
        )?
        .query_row([from, to], |row| row.get(0))
}

/// Active subscribers, those first whose present period began first.
pub fn list_longest(
    connection: &Connection,
    limit: i64,
) -> rusqlite::Result<Vec<(UserId, Timestamp)>> {
    connection
        .prepare_cached(
            "SELECT user_id, join_date FROM vip_subscribers WHERE status = 'active'
             ORDER BY join_date, user_id LIMIT ?1",
        )?
        .query_map([limit], |row| {
            Ok((UserId(row.get(0)?), Timestamp(row.get(1)?)))
        })?
        .collect()
}

/// Free requests whose turn has come.
pub fn count_due(connection: &Connection, now: Timestamp) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM free_channel_requests INDEXED BY free_by_due WHERE processed = 0 AND due_at <= ?1",
        )?
        .query_row([now.0], |row| row.get(0))
}

/// How many seconds each of them waited who were let in from `from` on and before `to`.
pub fn list_waits(
    connection: &Connection,
    from: Timestamp,
    to: Timestamp,
) -> rusqlite::Result<Vec<i64>> {
    connection
        .prepare_cached(
            "SELECT processed_at - request_date FROM free_channel_requests INDEXED BY free_waits
             WHERE outcome = 'approved' AND processed_at >= ?1 AND processed_at < ?2",
        )?
        .query_map([from.0, to.0], |row| row.get(0))?
        .collect()
}

/// What happened to tokens from `from` on and before `to`; ends that are still to come at `now` do not count.
pub fn token_moves(
    connection: &Connection,
    from: Timestamp,
    to: Timestamp,
    now: Timestamp,
) -> rusqlite::Result<TokenMoves> {
    let count = |sql: &str, to: Timestamp| {
        connection
            .prepare_cached(sql)?
            .query_row([from.0, to.0], |row| row.get::<_, i64>(0))
    };
    let unused = "SELECT count(*) FROM invitation_tokens WHERE used = 0 AND created_at >= ?1 AND created_at < ?2";
    let made_and_used = "SELECT count(*) FROM invitation_tokens WHERE used = 1 AND created_at >= ?1 AND created_at < ?2";
    let used = "SELECT count(*) FROM invitation_tokens INDEXED BY tokens_by_redemption
         WHERE used = 1 AND used_at >= ?1 AND used_at < ?2";
    let expired = "SELECT count(*) FROM invitation_tokens INDEXED BY tokens_open
         WHERE used = 0 AND revoked_at IS NULL AND valid_until >= ?1 AND valid_until < ?2";
    let revoked =
        "SELECT count(*) FROM invitation_tokens WHERE revoked_at >= ?1 AND revoked_at < ?2";
    let made_and_used = count(made_and_used, to)?;
    Ok(TokenMoves {
        made: count(unused, to)? + made_and_used,
        used: count(used, to)?,
        expired: count(expired, Timestamp(to.0.min(now.0)))?,
        revoked: count(revoked, to)?,
        made_and_used,
    })
}

/// Tokens that may be redeemed at `now`.
pub fn count_usable(connection: &Connection, now: Timestamp) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM invitation_tokens INDEXED BY tokens_open
             WHERE used = 0 AND revoked_at IS NULL AND valid_until >= ?1",
        )?
        .query_row([now.0], |row| row.get(0))
}

/// Everybody who ever made a token: one step of an index each, however many tokens there are.
pub fn list_makers(connection: &Connection) -> rusqlite::Result<Vec<UserId>> {
    connection
        .prepare_cached(
            "SELECT id FROM (WITH RECURSIVE next (id) AS (
                 SELECT min(generated_by) FROM invitation_tokens
                 UNION ALL
                 SELECT (SELECT min(generated_by) FROM invitation_tokens WHERE generated_by > next.id) FROM next
                 WHERE next.id IS NOT NULL)
             SELECT id FROM next WHERE id IS NOT NULL)",
        )?
        .query_map([], |row| row.get(0).map(UserId))?
        .collect()
}

/// Tokens that somebody made from `from` on and before `to`, and how many of them are used.
pub fn count_made_by(
    connection: &Connection,
    maker: UserId,
    from: Timestamp,
    to: Timestamp,
) -> rusqlite::Result<(i64, i64)> {
    connection
        .prepare_cached(
            "SELECT count(*), coalesce(sum(used), 0) FROM invitation_tokens INDEXED BY tokens_by_maker_and_time
             WHERE generated_by = ?1 AND created_at >= ?2 AND created_at < ?3",
        )?
        .query_row(params![maker.0, from.0, to.0], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
}

/// Deletes events older than the retention that admins set, counted already in the roll-ups. The newest event stays
/// whatever its age: the next one's id must be one that never was.
pub fn delete_old_events(
    tx: &Transaction<'_>,
    now: Timestamp,
    limit: i64,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "DELETE FROM membership_events WHERE id IN
             (SELECT id FROM membership_events
              WHERE at < ?1 - 86400 * (SELECT retention_days FROM bot_config WHERE id = 1)
                AND id < (SELECT max(id) FROM membership_events) LIMIT ?2)",
    )?
    .execute(params![now.0, limit])
}

/// Deletes half hours before an instant: their days are kept.
pub fn delete_half_hours_before(
    tx: &Transaction<'_>,
    before: Timestamp,
    limit: i64,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "DELETE FROM stats_half_hours WHERE (channel, kind, half_hour) IN
             (SELECT channel, kind, half_hour FROM stats_half_hours WHERE half_hour < ?1 LIMIT ?2)",
    )?
    .execute(params![before.0.div_euclid(HALF_HOUR), limit])
}
