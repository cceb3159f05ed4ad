//! `mtproto_watches` and `mtproto_checks`: how MTProto proxies are watched.

use super::servers::named;
use crate::models::ProbeOutcome;
use crate::models::ProxyCheck;
use crate::models::ProxyTold;
use crate::models::ProxyWatch;
use crate::models::SecretForm;
use crate::models::ServerId;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// How that proxy is watched; `None` = it was never tried.
pub fn get(connection: &Connection, server: ServerId) -> rusqlite::Result<Option<ProxyWatch>> {
    connection
        .prepare_cached(
            "SELECT sealed, is_known, next_at, outage, down_since, told, people_told_at
             FROM mtproto_watches WHERE server_id = ?1",
        )?
        .query_row([server.0], |row| {
            Ok(ProxyWatch {
                sealed: row.get(0)?,
                is_known: row.get(1)?,
                next_at: Timestamp(row.get(2)?),
                outage: row.get(3)?,
                down_since: row.get::<_, Option<i64>>(4)?.map(Timestamp),
                told: named(row, 5, ProxyTold::parse)?,
                people_told_at: row.get::<_, Option<i64>>(6)?.map(Timestamp),
            })
        })
        .optional()
}

/// Keeps how that proxy is watched from now on.
pub fn upsert(tx: &Transaction<'_>, server: ServerId, watch: &ProxyWatch) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO mtproto_watches
             (server_id, sealed, is_known, next_at, outage, down_since, told, people_told_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        server.0,
        watch.sealed,
        watch.is_known,
        watch.next_at.0,
        watch.outage,
        watch.down_since.map(|at| at.0),
        watch.told.name(),
        watch.people_told_at.map(|at| at.0)
    ])?;
    Ok(())
}

/// Whether the house has a user of its own on that proxy, or may have.
pub fn has_user(connection: &Connection, server: ServerId) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM mtproto_watches WHERE server_id = ?1 AND sealed IS NOT NULL)",
        )?
        .query_row([server.0], |row| row.get(0))
}

/// Counts the house's own user on that proxy as gone.
pub fn update_left(tx: &Transaction<'_>, server: ServerId) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE mtproto_watches SET sealed = NULL, is_known = 0 WHERE server_id = ?1",
    )?
    .execute([server.0])?;
    Ok(())
}

/// What became of each form of that proxy when it was tried last, the best form first.
pub fn checks(connection: &Connection, server: ServerId) -> rusqlite::Result<Vec<ProxyCheck>> {
    let mut checks: Vec<ProxyCheck> = connection
        .prepare_cached(
            "SELECT form, outcome, fails, since, checked_at FROM mtproto_checks WHERE server_id = ?1",
        )?
        .query_map([server.0], |row| {
            let outcome: String = row.get(1)?;
            let outcome: ProbeOutcome = serde_json::from_str(&outcome).map_err(|error| {
                rusqlite::Error::FromSqlConversionFailure(1, Type::Text, error.into())
            })?;
            Ok(ProxyCheck {
                form: named(row, 0, SecretForm::parse)?,
                outcome,
                fails: row.get(2)?,
                since: Timestamp(row.get(3)?),
                checked_at: Timestamp(row.get(4)?),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    checks.sort_unstable_by_key(|check| check.form);
    Ok(checks)
}

/// Keeps what became of the forms of that proxy; others are offered no more.
pub fn replace_checks(
    tx: &Transaction<'_>,
    server: ServerId,
    checks: &[ProxyCheck],
) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM mtproto_checks WHERE server_id = ?1")?
        .execute([server.0])?;
    for check in checks {
        let outcome = serde_json::to_string(&check.outcome)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
        tx.prepare_cached(
            "INSERT INTO mtproto_checks (server_id, form, outcome, fails, since, checked_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            server.0,
            check.form.name(),
            outcome,
            check.fails,
            check.since.0,
            check.checked_at.0
        ])?;
    }
    Ok(())
}

/// The proxies that are watched and due, those that wait longest first. An instant that lies further ahead than any is
/// set was written by a wrong clock.
pub fn due(
    connection: &Connection,
    now: Timestamp,
    furthest: Timestamp,
) -> rusqlite::Result<Vec<ServerId>> {
    connection
        .prepare_cached(
            "SELECT s.id FROM servers s LEFT JOIN mtproto_watches w ON w.server_id = s.id
             WHERE s.kind = 'mtproto' AND s.removed_at IS NULL AND s.transport <> 'demo'
                 AND (w.next_at IS NULL OR w.next_at <= ?1 OR w.next_at > ?2)
             ORDER BY w.next_at, s.id",
        )?
        .query_map([now.0, furthest.0], |row| row.get(0).map(ServerId))?
        .collect()
}

/// When the first proxy is due after that instant.
pub fn next_due(connection: &Connection, after: Timestamp) -> rusqlite::Result<Option<Timestamp>> {
    let next: Option<i64> = connection
        .prepare_cached(
            "SELECT min(coalesce(w.next_at, s.created_at))
             FROM servers s LEFT JOIN mtproto_watches w ON w.server_id = s.id
             WHERE s.kind = 'mtproto' AND s.removed_at IS NULL AND s.transport <> 'demo'
                 AND coalesce(w.next_at, s.created_at) > ?1",
        )?
        .query_row([after.0], |row| row.get(0))?;
    Ok(next.map(Timestamp))
}

/// Who held a key on that server by then that should work.
pub fn holders(
    connection: &Connection,
    server: ServerId,
    by: Timestamp,
) -> rusqlite::Result<Vec<UserId>> {
    connection
        .prepare_cached(
            "SELECT DISTINCT user_id FROM vpn_configs
             WHERE server_id = ?1 AND status IN ('pending', 'active') AND created_at <= ?2 ORDER BY user_id",
        )?
        .query_map([server.0, by.0], |row| row.get(0).map(UserId))?
        .collect()
}

/// How many people hold a key on that server that should work.
pub fn count_holders(connection: &Connection, server: ServerId) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(DISTINCT user_id) FROM vpn_configs
             WHERE server_id = ?1 AND status IN ('pending', 'active')",
        )?
        .query_row([server.0], |row| row.get(0))
}

/// Whether a person holds a key on that server that should work.
pub fn holds(connection: &Connection, server: ServerId, user: UserId) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM vpn_configs
                 WHERE user_id = ?1 AND server_id = ?2 AND status IN ('pending', 'active'))",
        )?
        .query_row([user.0, server.0], |row| row.get(0))
}
