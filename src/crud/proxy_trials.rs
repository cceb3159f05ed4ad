//! `shadowmere_proxies`: whose turn it is to be tried, and what trials leave.

use super::proxies::address;
use super::proxies::to_json;
use super::servers::json;
use crate::models::Anonymity;
use crate::models::ListedProxyId;
use crate::models::ProxyAddress;
use crate::models::ProxyFault;
use crate::models::ProxyKind;
use crate::models::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use std::net::IpAddr;

/// A proxy whose turn it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DueProxy {
    pub id: ListedProxyId,
    /// As it was found to be; after three failures again as its list says.
    pub address: ProxyAddress,
    pub was_working: bool,
    /// The address it came out with, if the country of that is known.
    pub placed: Option<IpAddr>,
    pub next_at: Timestamp,
}

/// What the rules judge a trial by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProxyRecord {
    /// Its identity.
    pub url: String,
    pub checks: u32,
    pub oks: u32,
    pub fail_streak: u32,
    /// Milliseconds of the last trials that went well, the latest last.
    pub samples: Vec<u32>,
    pub first_seen: Timestamp,
    pub last_ok: Option<Timestamp>,
}

fn due_from_row(row: &Row<'_>) -> rusqlite::Result<DueProxy> {
    let placed: Option<String> = row.get(7)?;
    Ok(DueProxy {
        id: ListedProxyId(row.get(0)?),
        address: address(row, 1)?,
        was_working: row.get(6)?,
        placed: placed.and_then(|exit| exit.parse().ok()),
        next_at: Timestamp(row.get(8)?),
    })
}

/// Some of those due by `now` behind the last one seen, in the order of their turns.
pub fn list_due(
    connection: &Connection,
    now: Timestamp,
    after: (Timestamp, ListedProxyId),
    limit: u32,
) -> rusqlite::Result<Vec<DueProxy>> {
    connection
        .prepare_cached(
            "SELECT id, CASE WHEN fail_streak < 3 THEN kind ELSE listed_kind END,
                    is_tls OR (fail_streak >= 3 AND url LIKE 'https://%'), host, port, login, is_working,
                    CASE WHEN country IS NOT NULL THEN exit_ip END, next_at
             FROM shadowmere_proxies INDEXED BY proxies_due
             WHERE next_at <= ?1 AND (next_at, id) > (?2, ?3) ORDER BY next_at, id LIMIT ?4",
        )?
        .query_map(
            params![now.0, after.0.0, after.1.0, limit],
            due_from_row,
        )?
        .collect()
}

/// Some of those up to `last` behind the last one seen that were not tried after `begun`, by their numbers.
pub fn list_untried(
    connection: &Connection,
    begun: Timestamp,
    after: ListedProxyId,
    last: i64,
    limit: u32,
) -> rusqlite::Result<Vec<DueProxy>> {
    connection
        .prepare_cached(
            "SELECT id, CASE WHEN fail_streak < 3 THEN kind ELSE listed_kind END,
                    is_tls OR (fail_streak >= 3 AND url LIKE 'https://%'), host, port, login, is_working,
                    CASE WHEN country IS NOT NULL THEN exit_ip END, next_at
             FROM shadowmere_proxies
             WHERE id > ?1 AND id <= ?2 AND dropped_at IS NULL AND (last_checked IS NULL OR last_checked <= ?3)
             ORDER BY id LIMIT ?4",
        )?
        .query_map(params![after.0, last, begun.0, limit], due_from_row)?
        .collect()
}

/// When the next one from an instant on is due.
pub fn next_due(connection: &Connection, from: Timestamp) -> rusqlite::Result<Option<Timestamp>> {
    connection
        .prepare_cached("SELECT min(next_at) FROM shadowmere_proxies WHERE next_at >= ?1")?
        .query_row([from.0], |row| row.get::<_, Option<i64>>(0))
        .map(|at| at.map(Timestamp))
}

/// What a trial of that address is judged by; `None` if it was deleted or dropped meanwhile, also where the number of its
/// row is another's now.
pub fn get_record(
    connection: &Connection,
    id: ListedProxyId,
    address: &ProxyAddress,
) -> rusqlite::Result<Option<ProxyRecord>> {
    connection
        .prepare_cached(
            "SELECT checks, oks, fail_streak, samples, first_seen, last_ok, url FROM shadowmere_proxies
             WHERE id = ?1 AND host = ?2 AND port = ?3 AND dropped_at IS NULL",
        )?
        .query_row(params![id.0, address.host, address.port], |row| {
            Ok(ProxyRecord {
                checks: row.get(0)?,
                oks: row.get(1)?,
                fail_streak: row.get(2)?,
                samples: json(row, 3)?,
                first_seen: Timestamp(row.get(4)?),
                last_ok: row.get::<_, Option<i64>>(5)?.map(Timestamp),
                url: row.get(6)?,
            })
        })
        .optional()
}

/// What a trial that went well leaves. What could not be told this time stays as it was, but the
/// country of another exit.
pub struct WentWell<'a> {
    pub kind: ProxyKind,
    pub is_tls: bool,
    pub latency_ms: u32,
    pub samples: &'a [u32],
    pub exit_ip: Option<String>,
    pub country: Option<&'a str>,
    pub city: Option<&'a str>,
    pub anonymity: Option<Anonymity>,
    pub is_for_telegram: Option<bool>,
    pub next_at: Timestamp,
}

/// Notes a trial that went well.
pub fn update_ok(
    tx: &Transaction<'_>,
    id: ListedProxyId,
    well: &WentWell<'_>,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE shadowmere_proxies SET is_working = 1, fault = NULL, fail_streak = 0, checks = checks + 1,
             oks = oks + 1, last_checked = ?2, last_ok = ?2, next_at = ?3, kind = ?4, latency_ms = ?5, samples = ?6,
             exit_ip = coalesce(?7, exit_ip),
             country = CASE WHEN ?8 IS NOT NULL OR ?7 <> exit_ip THEN ?8 ELSE country END,
             city = CASE WHEN ?8 IS NOT NULL OR ?7 <> exit_ip THEN ?9 ELSE city END, anonymity = coalesce(?10, anonymity),
             is_for_telegram = coalesce(?11, is_for_telegram), is_tls = ?12
         WHERE id = ?1 AND dropped_at IS NULL",
    )?
    .execute(params![
        id.0,
        now.0,
        well.next_at.0,
        well.kind.name(),
        well.latency_ms,
        to_json(&well.samples)?,
        well.exit_ip,
        well.country,
        well.city,
        well.anonymity.map(Anonymity::name),
        well.is_for_telegram,
        well.is_tls
    ])?;
    Ok(())
}

/// What is known of where one proxy comes out is said of another, if nothing is known of that.
pub fn copy_place(
    tx: &Transaction<'_>,
    from: ListedProxyId,
    to: ListedProxyId,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE shadowmere_proxies SET country = f.country, city = f.city, exit_ip = f.exit_ip
         FROM (SELECT country, city, exit_ip FROM shadowmere_proxies WHERE id = ?1) AS f
         WHERE id = ?2 AND shadowmere_proxies.country IS NULL AND f.country IS NOT NULL",
    )?
    .execute([from.0, to.0])?;
    Ok(())
}

/// Notes a trial that failed.
pub fn update_failed(
    tx: &Transaction<'_>,
    id: ListedProxyId,
    fault: ProxyFault,
    next_at: Timestamp,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE shadowmere_proxies SET is_working = 0, fault = ?2, fail_streak = fail_streak + 1, checks = checks + 1,
             last_checked = ?3, next_at = ?4
         WHERE id = ?1 AND dropped_at IS NULL",
    )?
    .execute(params![id.0, fault.name(), now.0, next_at.0])?;
    Ok(())
}
