//! `proxy_listings`: which source lists which proxy.

use crate::models::ListedProxyId;
use crate::models::ProxySourceId;
use rusqlite::{Connection, Transaction, params};

/// A source lists a proxy, in that one of its readings.
pub fn upsert(
    tx: &Transaction<'_>,
    source: ProxySourceId,
    proxy: ListedProxyId,
    reading: i64,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO proxy_listings (source_id, proxy_id, reading) VALUES (?1, ?2, ?3)
         ON CONFLICT (source_id, proxy_id) DO UPDATE SET reading = excluded.reading",
    )?
    .execute(params![source.0, proxy.0, reading])?;
    Ok(())
}

/// Whatever lists one proxy lists another, in the later of its readings of the two.
pub fn copy(tx: &Transaction<'_>, from: ListedProxyId, to: ListedProxyId) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO proxy_listings (source_id, proxy_id, reading)
         SELECT source_id, ?2, reading FROM proxy_listings WHERE proxy_id = ?1
         ON CONFLICT (source_id, proxy_id) DO UPDATE SET reading = max(reading, excluded.reading)",
    )?
    .execute([from.0, to.0])?;
    Ok(())
}

/// Whether any source lists a proxy.
pub fn is_listed(connection: &Connection, proxy: ListedProxyId) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM proxy_listings WHERE proxy_id = ?1)")?
        .query_row([proxy.0], |row| row.get(0))
}

/// Whether a source lists it that will be read again: deleted, it would come back as if it were new.
pub fn is_listed_again(connection: &Connection, proxy: ListedProxyId) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM proxy_listings l JOIN proxy_sources s ON s.id = l.source_id
                            WHERE l.proxy_id = ?1 AND s.kind <> 'pasted' AND s.removed_at IS NULL)",
        )?
        .query_row([proxy.0], |row| row.get(0))
}

/// Some proxies that a source listed before a reading and not in it.
pub fn list_before(
    connection: &Connection,
    source: ProxySourceId,
    reading: i64,
    limit: u32,
) -> rusqlite::Result<Vec<ListedProxyId>> {
    connection
        .prepare_cached(
            "SELECT proxy_id FROM proxy_listings WHERE source_id = ?1 AND reading < ?2 LIMIT ?3",
        )?
        .query_map(params![source.0, reading, limit], |row| {
            row.get(0).map(ListedProxyId)
        })?
        .collect()
}

/// A source does not list a proxy any more.
pub fn delete(
    tx: &Transaction<'_>,
    source: ProxySourceId,
    proxy: ListedProxyId,
) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM proxy_listings WHERE source_id = ?1 AND proxy_id = ?2")?
        .execute([source.0, proxy.0])?;
    Ok(())
}
