//! `vip_subscribers`.

use super::Page;
use crate::models::MemberFilter;
use crate::models::PeriodId;
use crate::models::Source;
use crate::models::Subscriber;
use crate::models::Timestamp;
use crate::models::TokenId;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// An end within so many days is near.
const SOON_DAYS: i64 = 7;

fn from_row(row: &Row<'_>) -> rusqlite::Result<Subscriber> {
    Ok(Subscriber {
        user_id: UserId(row.get(0)?),
        join_date: Timestamp(row.get(1)?),
        expiry_date: row.get::<_, Option<i64>>(2)?.map(Timestamp),
        is_active: row.get::<_, String>(3)? == "active",
        period_id: PeriodId(row.get(4)?),
        is_whitelisted: row.get(5)?,
        kick_attempts: row.get(6)?,
        last_error: row.get(7)?,
        kicked_at: row.get::<_, Option<i64>>(8)?.map(Timestamp),
        token_id: row.get::<_, Option<i64>>(9)?.map(TokenId),
        source: source(row)?,
    })
}

fn source(row: &Row<'_>) -> rusqlite::Result<Option<Source>> {
    let name: Option<String> = row.get(10)?;
    let id: Option<i64> = row.get(11)?;
    Ok(name.zip(id).and_then(|(name, id)| Source::parse(&name, id)))
}

/// The person's row.
pub fn get(connection: &Connection, user: UserId) -> rusqlite::Result<Option<Subscriber>> {
    connection
        .prepare_cached(
            "SELECT user_id, join_date, expiry_date, status, period_id, whitelist, kick_attempts, last_error, kicked_at,
                    token_id, source, source_id
             FROM vip_subscribers WHERE user_id = ?1",
        )?
        .query_row([user.0], from_row)
        .optional()
}

/// The number of somebody's row.
pub fn id_of(connection: &Connection, user: UserId) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached("SELECT id FROM vip_subscribers WHERE user_id = ?1")?
        .query_row([user.0], |row| row.get(0))
        .optional()
}

/// Begins a new period, whether or not the person ever had one. Returns its id.
pub fn insert_period(
    tx: &Transaction<'_>,
    user: UserId,
    expiry: Option<Timestamp>,
    token: Option<TokenId>,
    now: Timestamp,
) -> rusqlite::Result<PeriodId> {
    tx.prepare_cached(
        "INSERT INTO vip_subscribers (user_id, join_date, expiry_date, status, token_id, period_id, term_seconds)
         VALUES (?1, ?2, ?3, 'active', ?4, (SELECT coalesce(max(period_id), 0) + 1 FROM vip_subscribers), ?3 - ?2)
         ON CONFLICT (user_id) DO UPDATE SET
             join_date = excluded.join_date, expiry_date = excluded.expiry_date, status = 'active',
             token_id = excluded.token_id, period_id = excluded.period_id, term_seconds = excluded.term_seconds,
             kick_attempts = 0, last_error = NULL, kicked_at = NULL,
             source = NULL, source_id = NULL, ended_by = NULL
         RETURNING period_id",
    )?
    .query_row(
        params![user.0, now.0, expiry.map(|at| at.0), token.map(|id| id.0)],
        |row| row.get(0).map(PeriodId),
    )
}

/// Moves the end of the present period. What a token adds is the length of what was got last.
pub fn update_expiry(
    tx: &Transaction<'_>,
    user: UserId,
    expiry: Option<Timestamp>,
    token: Option<TokenId>,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE vip_subscribers SET expiry_date = ?2, token_id = coalesce(?3, token_id),
                 term_seconds = iif(?3 IS NOT NULL AND ?2 > expiry_date, ?2 - expiry_date, coalesce(term_seconds, ?2 - join_date))
             WHERE user_id = ?1 AND status = 'active'",
        )?
        .execute(params![user.0, expiry.map(|at| at.0), token.map(|id| id.0)])?;
    Ok(changed == 1)
}

/// Ends the period, if it is still the present one.
pub fn update_expired(
    tx: &Transaction<'_>,
    user: UserId,
    period: PeriodId,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE vip_subscribers SET status = 'expired'
             WHERE user_id = ?1 AND period_id = ?2 AND status = 'active'",
        )?
        .execute(params![user.0, period.0])?;
    Ok(changed == 1)
}

/// A period that was ended before its time runs again.
pub fn update_reactivated(
    tx: &Transaction<'_>,
    user: UserId,
    period: PeriodId,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE vip_subscribers SET status = 'active', ended_by = NULL WHERE user_id = ?1 AND period_id = ?2 AND status = 'expired'",
        )?
        .execute(params![user.0, period.0])?;
    Ok(changed == 1)
}

/// Says where the present period comes from. A token of before says it no more.
pub fn update_source(tx: &Transaction<'_>, user: UserId, source: Source) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE vip_subscribers SET source = ?2, source_id = ?3, token_id = NULL WHERE user_id = ?1",
        )?
        .execute(params![user.0, source.name(), source.id()])?;
    Ok(changed == 1)
}

/// Whether the end of a person's access was set by hand.
pub fn is_ended_by_hand(connection: &Connection, user: UserId) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM vip_subscribers WHERE user_id = ?1 AND ended_by IS NOT NULL)",
        )?
        .query_row([user.0], |row| row.get(0))
}

/// Ends the running period at once, by hand. False if none runs.
pub fn update_ended_by(
    tx: &Transaction<'_>,
    user: UserId,
    admin: UserId,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE vip_subscribers SET expiry_date = ?3, ended_by = ?2 WHERE user_id = ?1 AND status = 'active'",
        )?
        .execute(params![user.0, admin.0, now.0])?;
    Ok(changed == 1)
}

/// Puts a person on the whitelist, or takes them off.
pub fn update_whitelist(
    tx: &Transaction<'_>,
    user: UserId,
    is_whitelisted: bool,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE vip_subscribers SET whitelist = ?2 WHERE user_id = ?1 AND whitelist <> ?2",
        )?
        .execute(params![user.0, is_whitelisted])?;
    Ok(changed == 1)
}

/// Notes the removal of the member of that period: done, or the fault.
pub fn update_removal(
    tx: &Transaction<'_>,
    period: PeriodId,
    error: Option<&str>,
    kicked_at: Option<Timestamp>,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE vip_subscribers SET kick_attempts = kick_attempts + 1, last_error = ?2, kicked_at = ?3
             WHERE period_id = ?1",
        )?
        .execute(params![period.0, error, kicked_at.map(|at| at.0)])?;
    Ok(changed == 1)
}

/// Periods whose end has come, the earliest first.
pub fn list_due(
    connection: &Connection,
    now: Timestamp,
    limit: i64,
) -> rusqlite::Result<Vec<Subscriber>> {
    let mut statement = connection.prepare_cached(
        "SELECT user_id, join_date, expiry_date, status, period_id, whitelist, kick_attempts, last_error, kicked_at,
                    token_id, source, source_id
         FROM vip_subscribers WHERE status = 'active' AND expiry_date <= ?1 ORDER BY expiry_date LIMIT ?2",
    )?;
    statement
        .query_map(params![now.0, limit], from_row)?
        .collect()
}

/// Running periods with an end, in its order, after that one.
pub fn list_running(
    connection: &Connection,
    after: (Timestamp, UserId),
    limit: i64,
) -> rusqlite::Result<Vec<Subscriber>> {
    let mut statement = connection.prepare_cached(
        "SELECT user_id, join_date, expiry_date, status, period_id, whitelist, kick_attempts, last_error, kicked_at,
                token_id, source, source_id
         FROM vip_subscribers WHERE status = 'active' AND expiry_date >= ?1 AND (expiry_date > ?1 OR user_id > ?2)
         ORDER BY expiry_date, user_id LIMIT ?3",
    )?;
    statement
        .query_map(params![after.0.0, after.1.0, limit], from_row)?
        .collect()
}

/// When the next period after an instant ends.
pub fn next_due(connection: &Connection, after: Timestamp) -> rusqlite::Result<Option<Timestamp>> {
    connection
        .prepare_cached("SELECT min(expiry_date) FROM vip_subscribers WHERE status = 'active' AND expiry_date > ?1")?
        .query_row([after.0], |row| row.get::<_, Option<i64>>(0))
        .map(|at| at.map(Timestamp))
}

/// Periods not marked as ended whose end lies in (`after`, `until`].
pub fn count_overdue(
    connection: &Connection,
    after: Timestamp,
    until: Timestamp,
) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM vip_subscribers
             WHERE status = 'active' AND expiry_date > ?1 AND expiry_date <= ?2 AND whitelist = 0",
        )?
        .query_row(params![after.0, until.0], |row| row.get(0))
}

/// Periods that ended by themselves, and are marked so, whose end lies in (`after`, `until`]. What an admin ended by
/// hand is no sign of a wrong clock.
pub fn count_ended(
    connection: &Connection,
    after: Timestamp,
    until: Timestamp,
) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM vip_subscribers
             WHERE status = 'expired' AND expiry_date > ?1 AND expiry_date <= ?2 AND whitelist = 0
               AND ended_by IS NULL",
        )?
        .query_row(params![after.0, until.0], |row| row.get(0))
}

/// Subscribers not marked as ended.
pub fn count_active(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM vip_subscribers WHERE status = 'active'")?
        .query_row([], |row| row.get(0))
}

/// How many subscribers a list holds, without its page.
pub fn count(
    connection: &Connection,
    filter: MemberFilter,
    now: Timestamp,
) -> rusqlite::Result<i64> {
    Ok(list(connection, filter, now, 0, 0)?.total)
}

/// A page of subscribers, the nearest end first. Those without a right are not subscribers: see `members`.
pub fn list(
    connection: &Connection,
    filter: MemberFilter,
    now: Timestamp,
    limit: i64,
    offset: i64,
) -> rusqlite::Result<Page<Subscriber>> {
    let (count, rows) = match filter {
        MemberFilter::NotEntitled | MemberFilter::Problems => return Ok(Page { rows: Vec::new(), total: 0 }),
        MemberFilter::Active => (
            "SELECT count(*) FROM vip_subscribers WHERE status = 'active' AND ?1 = ?1 AND ?2 = ?2",
            "SELECT user_id, join_date, expiry_date, status, period_id, whitelist, kick_attempts, last_error, kicked_at,
                    token_id, source, source_id
             FROM vip_subscribers WHERE status = 'active' AND ?1 = ?1 AND ?2 = ?2
             ORDER BY expiry_date LIMIT ?3 OFFSET ?4",
        ),
        MemberFilter::Expiring => (
            "SELECT count(*) FROM vip_subscribers WHERE status = 'active' AND expiry_date > ?1 AND expiry_date <= ?2",
            "SELECT user_id, join_date, expiry_date, status, period_id, whitelist, kick_attempts, last_error, kicked_at,
                    token_id, source, source_id
             FROM vip_subscribers WHERE status = 'active' AND expiry_date > ?1 AND expiry_date <= ?2
             ORDER BY expiry_date LIMIT ?3 OFFSET ?4",
        ),
        MemberFilter::Expired => (
            "SELECT count(*) FROM vip_subscribers WHERE status = 'expired' AND ?1 = ?1 AND ?2 = ?2",
            "SELECT user_id, join_date, expiry_date, status, period_id, whitelist, kick_attempts, last_error, kicked_at,
                    token_id, source, source_id
             FROM vip_subscribers WHERE status = 'expired' AND ?1 = ?1 AND ?2 = ?2
             ORDER BY expiry_date DESC LIMIT ?3 OFFSET ?4",
        ),
        MemberFilter::Whitelisted => (
            "SELECT count(*) FROM vip_subscribers WHERE whitelist = 1 AND ?1 = ?1 AND ?2 = ?2",
            "SELECT user_id, join_date, expiry_date, status, period_id, whitelist, kick_attempts, last_error, kicked_at,
                    token_id, source, source_id
             FROM vip_subscribers WHERE whitelist = 1 AND ?1 = ?1 AND ?2 = ?2
             ORDER BY user_id LIMIT ?3 OFFSET ?4",
        ),
    };
    let soon = now.plus_days(SOON_DAYS);
    let total = connection
        .prepare_cached(count)?
        .query_row([now.0, soon.0], |row| row.get(0))?;
    let rows = connection
        .prepare_cached(rows)?
        .query_map(params![now.0, soon.0, limit, offset], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page { rows, total })
}
