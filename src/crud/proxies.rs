//! `shadowmere_proxies`: the proxies of all lists.

use super::proxy_sources::optional_kind;
use super::servers::json;
use super::servers::named;
use crate::models::Anonymity;
use crate::models::ListedProxy;
use crate::models::ListedProxyId;
use crate::models::ProxyAddress;
use crate::models::ProxyFault;
use crate::models::ProxyFilter;
use crate::models::ProxyKind;
use crate::models::ProxyLogin;
use crate::models::Timestamp;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::Serialize;

/// How many proxies are alike.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptGroup {
    pub kind: Option<ProxyKind>,
    pub is_working: bool,
    /// `None` and not working = not tried yet.
    pub fault: Option<ProxyFault>,
    pub count: u32,
}

/// What became of a proxy that a list names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kept {
    pub id: ListedProxyId,
    pub is_new: bool,
    /// Since when it is dropped.
    pub dropped_at: Option<Timestamp>,
}

/// What is stored as JSON.
pub(super) fn to_json<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

/// The address in five columns from `first`: kind, is_tls, host, port, login.
pub(super) fn address(row: &Row<'_>, first: usize) -> rusqlite::Result<ProxyAddress> {
    let login = match row.get_ref(first + 4)? {
        ValueRef::Null => None,
        _ => json::<Option<ProxyLogin>>(row, first + 4)?,
    };
    Ok(ProxyAddress {
        kind: optional_kind(row, first)?,
        is_tls: row.get(first + 1)?,
        host: row.get(first + 2)?,
        port: row.get(first + 3)?,
        login,
    })
}

fn optional_fault(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<ProxyFault>> {
    match row.get_ref(column)? {
        ValueRef::Null => Ok(None),
        _ => named(row, column, ProxyFault::parse).map(Some),
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<ListedProxy> {
    let at = |column: usize| -> rusqlite::Result<Option<Timestamp>> {
        Ok(row.get::<_, Option<i64>>(column)?.map(Timestamp))
    };
    let anonymity = match row.get_ref(10)? {
        ValueRef::Null => None,
        _ => Some(named(row, 10, Anonymity::parse)?),
    };
    Ok(ListedProxy {
        id: ListedProxyId(row.get(0)?),
        address: address(row, 1)?,
        kind: optional_kind(row, 6)?,
        country: row.get(7)?,
        city: row.get(8)?,
        exit_ip: row.get(9)?,
        anonymity,
        is_for_telegram: row.get(11)?,
        is_working: row.get(12)?,
        latency_ms: row.get(13)?,
        checks: row.get(14)?,
        oks: row.get(15)?,
        fail_streak: row.get(16)?,
        fault: optional_fault(row, 17)?,
        first_seen: Timestamp(row.get(18)?),
        last_checked: at(19)?,
        last_ok: at(20)?,
    })
}

/// Keeps a proxy that a list names, to be tried at once if it is new.
pub fn insert(
    tx: &Transaction<'_>,
    url: &str,
    address: &ProxyAddress,
    now: Timestamp,
) -> rusqlite::Result<Kept> {
    if let Some(kept) = find_url(tx, url)? {
        return Ok(kept);
    }
    let login = address.login.as_ref().map(to_json).transpose()?;
    tx.prepare_cached(
        "INSERT INTO shadowmere_proxies (url, listed_kind, is_tls, host, port, login, kind, is_working, samples,
             checks, oks, fail_streak, first_seen, next_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?2, 0, '[]', 0, 0, 0, ?7, ?7)",
    )?
    .execute(params![
        url,
        address.kind.map(ProxyKind::name),
        address.is_tls,
        address.host,
        address.port,
        login,
        now.0
    ])?;
    Ok(Kept {
        id: ListedProxyId(tx.last_insert_rowid()),
        is_new: true,
        dropped_at: None,
    })
}

/// The proxy of that identity, dropped or not, also by another name that it was found to have.
fn find_url(connection: &Connection, url: &str) -> rusqlite::Result<Option<Kept>> {
    connection
        .prepare_cached(
            "SELECT id, dropped_at FROM shadowmere_proxies WHERE url = ?1
             UNION ALL
             SELECT p.id, p.dropped_at FROM proxy_aliases a JOIN shadowmere_proxies p ON p.id = a.proxy_id
             WHERE a.url = ?1 LIMIT 1",
        )?
        .query_row([url], |row| {
            Ok(Kept {
                id: ListedProxyId(row.get(0)?),
                is_new: false,
                dropped_at: row.get::<_, Option<i64>>(1)?.map(Timestamp),
            })
        })
        .optional()
}

/// Whether a proxy of that identity is known, dropped or not.
pub fn has_url(connection: &Connection, url: &str) -> rusqlite::Result<bool> {
    Ok(find_url(connection, url)?.is_some())
}

/// The proxy of that very identity, with when it was first seen, if it is kept and speaks that.
pub fn get_of_kind(
    connection: &Connection,
    url: &str,
    kind: ProxyKind,
    is_tls: bool,
) -> rusqlite::Result<Option<(ListedProxyId, Timestamp)>> {
    connection
        .prepare_cached(
            "SELECT id, first_seen FROM shadowmere_proxies
             WHERE url = ?1 AND kind = ?2 AND is_tls = ?3 AND dropped_at IS NULL",
        )?
        .query_row(params![url, kind.name(), is_tls], |row| {
            Ok((ListedProxyId(row.get(0)?), Timestamp(row.get(1)?)))
        })
        .optional()
}

/// Gives a dropped proxy another chance, as if it were new.
pub fn update_revived(
    tx: &Transaction<'_>,
    id: ListedProxyId,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE shadowmere_proxies SET dropped_at = NULL, next_at = ?2, first_seen = ?2, last_checked = NULL,
             last_ok = NULL, checks = 0, oks = 0, fail_streak = 0, samples = '[]', fault = NULL, latency_ms = NULL
         WHERE id = ?1 AND dropped_at IS NOT NULL",
    )?
    .execute(params![id.0, now.0])?;
    Ok(())
}

/// One proxy, unless it was dropped.
pub fn get(connection: &Connection, id: ListedProxyId) -> rusqlite::Result<Option<ListedProxy>> {
    connection
        .prepare_cached(
            "SELECT id, listed_kind, is_tls, host, port, login, kind, country, city, exit_ip, anonymity,
                    is_for_telegram, is_working, latency_ms, checks, oks, fail_streak, fault, first_seen,
                    last_checked, last_ok
             FROM shadowmere_proxies WHERE id = ?1 AND dropped_at IS NULL",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// The best that work: the quickest first.
pub fn list_best(
    connection: &Connection,
    filter: &ProxyFilter,
    limit: u32,
    offset: u32,
) -> rusqlite::Result<Vec<ListedProxy>> {
    connection
        .prepare_cached(
            "SELECT id, listed_kind, is_tls, host, port, login, kind, country, city, exit_ip, anonymity,
                    is_for_telegram, is_working, latency_ms, checks, oks, fail_streak, fault, first_seen,
                    last_checked, last_ok
             FROM shadowmere_proxies INDEXED BY proxies_best
             WHERE is_working = 1 AND (?1 IS NULL OR kind = ?1) AND (?2 IS NULL OR country = ?2)
             ORDER BY latency_ms, id LIMIT ?3 OFFSET ?4",
        )?
        .query_map(
            params![
                filter.kind.map(ProxyKind::name),
                filter.country,
                limit,
                offset
            ],
            from_row,
        )?
        .collect()
}

/// How many work of each kind and country.
pub fn count_working(
    connection: &Connection,
) -> rusqlite::Result<Vec<(ProxyKind, Option<String>, u32)>> {
    connection
        .prepare_cached(
            "SELECT kind, country, count(*) FROM shadowmere_proxies INDEXED BY proxies_working
             WHERE is_working = 1 GROUP BY kind, country",
        )?
        .query_map([], |row| {
            Ok((named(row, 0, ProxyKind::parse)?, row.get(1)?, row.get(2)?))
        })?
        .collect()
}

/// How many are kept, by kind and how they are.
pub fn count_kept(connection: &Connection) -> rusqlite::Result<Vec<KeptGroup>> {
    connection
        .prepare_cached(
            "SELECT kind, is_working, fault, count(*) FROM shadowmere_proxies INDEXED BY proxies_kept
             WHERE dropped_at IS NULL GROUP BY kind, is_working, fault",
        )?
        .query_map([], |row| {
            Ok(KeptGroup {
                kind: optional_kind(row, 0)?,
                is_working: row.get(1)?,
                fault: optional_fault(row, 2)?,
                count: row.get(3)?,
            })
        })?
        .collect()
}

/// How many rows there are, dropped ones among them.
pub fn count_rows(connection: &Connection) -> rusqlite::Result<u32> {
    connection
        .prepare_cached("SELECT count(*) FROM shadowmere_proxies")?
        .query_row([], |row| row.get(0))
}

/// The last proxy that is known, by its number, and how many can be tried.
pub fn extent(connection: &Connection) -> rusqlite::Result<(i64, u32)> {
    let last = connection
        .prepare_cached("SELECT coalesce(max(id), 0) FROM shadowmere_proxies")?
        .query_row([], |row| row.get(0))?;
    let kept = count_kept(connection)?;
    Ok((last, kept.iter().map(|group| group.count).sum()))
}

/// Drops a proxy that a list still names: it is neither shown nor tried.
pub fn update_dropped(
    tx: &Transaction<'_>,
    id: ListedProxyId,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE shadowmere_proxies SET dropped_at = ?2, next_at = NULL, is_working = 0
             WHERE id = ?1 AND dropped_at IS NULL",
        )?
        .execute(params![id.0, now.0])?;
    Ok(changed == 1)
}

/// Deletes a proxy, with what lists it.
pub fn delete(tx: &Transaction<'_>, id: ListedProxyId) -> rusqlite::Result<bool> {
    let deleted = tx
        .prepare_cached("DELETE FROM shadowmere_proxies WHERE id = ?1")?
        .execute([id.0])?;
    Ok(deleted == 1)
}

/// Deletes a proxy that does not work. False if it does, or is gone.
pub fn delete_not_working(tx: &Transaction<'_>, id: ListedProxyId) -> rusqlite::Result<bool> {
    let deleted = tx
        .prepare_cached("DELETE FROM shadowmere_proxies WHERE id = ?1 AND is_working = 0")?
        .execute([id.0])?;
    Ok(deleted == 1)
}

/// How many were tried and do not work.
pub fn count_dead(connection: &Connection) -> rusqlite::Result<u32> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM shadowmere_proxies INDEXED BY proxies_dead
             WHERE is_working = 0 AND fault IS NOT NULL AND dropped_at IS NULL",
        )?
        .query_row([], |row| row.get(0))
}

/// Some of those that were tried and do not work, the longest known first.
pub fn list_dead(connection: &Connection, limit: u32) -> rusqlite::Result<Vec<ListedProxyId>> {
    connection
        .prepare_cached(
            "SELECT id FROM shadowmere_proxies INDEXED BY proxies_dead
             WHERE is_working = 0 AND fault IS NOT NULL AND dropped_at IS NULL ORDER BY first_seen LIMIT ?1",
        )?
        .query_map([limit], |row| row.get(0).map(ListedProxyId))?
        .collect()
}

/// Makes room: deletes up to so many, those longest dropped first, then those longest known and dead. How many went.
pub fn delete_oldest(tx: &Transaction<'_>, wanted: u32) -> rusqlite::Result<u32> {
    let dropped = tx
        .prepare_cached(
            "DELETE FROM shadowmere_proxies WHERE id IN (
                 SELECT id FROM shadowmere_proxies INDEXED BY proxies_dropped
                 WHERE dropped_at IS NOT NULL ORDER BY dropped_at LIMIT ?1)",
        )?
        .execute([wanted])?;
    let dropped = u32::try_from(dropped).unwrap_or(u32::MAX);
    let dead = tx
        .prepare_cached(
            "DELETE FROM shadowmere_proxies WHERE id IN (
                 SELECT id FROM shadowmere_proxies INDEXED BY proxies_dead
                 WHERE is_working = 0 AND fault IS NOT NULL AND dropped_at IS NULL ORDER BY first_seen LIMIT ?1)",
        )?
        .execute([wanted.saturating_sub(dropped)])?;
    Ok(dropped.saturating_add(u32::try_from(dead).unwrap_or(u32::MAX)))
}

/// Some proxies behind the last one seen, as they are handed out: with the kind they were found to be.
pub fn list_addresses(
    connection: &Connection,
    kind: Option<ProxyKind>,
    working_only: bool,
    after: ListedProxyId,
    limit: u32,
) -> rusqlite::Result<Vec<(ListedProxyId, ProxyAddress)>> {
    connection
        .prepare_cached(
            "SELECT id, kind, is_tls, host, port, login FROM shadowmere_proxies
             WHERE id > ?1 AND dropped_at IS NULL AND (?2 IS NULL OR kind = ?2) AND (?3 = 0 OR is_working = 1)
             ORDER BY id LIMIT ?4",
        )?
        .query_map(
            params![after.0, kind.map(ProxyKind::name), working_only, limit],
            |row| Ok((ListedProxyId(row.get(0)?), address(row, 1)?)),
        )?
        .collect()
}

#[cfg(test)]
#[path = "proxies_tests.rs"]
mod tests;
