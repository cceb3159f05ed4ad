//! `vpn_endpoints`.

use crate::models::ConfigId;
use crate::models::KeyNetwork;
use crate::models::Timestamp;
use rusqlite::{Connection, Transaction, params};

/// Notes that a key was used from a network at that time.
pub fn upsert(
    tx: &Transaction<'_>,
    config: ConfigId,
    network: &str,
    at: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO vpn_endpoints (config_id, network, first_at, last_at) VALUES (?1, ?2, ?3, ?3)
         ON CONFLICT (config_id, network) DO UPDATE SET last_at = max(last_at, excluded.last_at)",
    )?
    .execute(params![config.0, network, at.0])?;
    Ok(())
}

/// How many networks a key was used from since then.
pub fn count_since(
    connection: &Connection,
    config: ConfigId,
    since: Timestamp,
) -> rusqlite::Result<u32> {
    connection
        .prepare_cached("SELECT count(*) FROM vpn_endpoints WHERE config_id = ?1 AND last_at > ?2")?
        .query_row([config.0, since.0], |row| row.get(0))
}

/// The networks a key was used from, the latest first.
pub fn list(
    connection: &Connection,
    config: ConfigId,
    limit: i64,
) -> rusqlite::Result<Vec<KeyNetwork>> {
    connection
        .prepare_cached(
            "SELECT network, first_at, last_at FROM vpn_endpoints WHERE config_id = ?1
             ORDER BY last_at DESC, network LIMIT ?2",
        )?
        .query_map([config.0, limit], |row| {
            Ok(KeyNetwork {
                network: row.get(0)?,
                first_at: Timestamp(row.get(1)?),
                last_at: Timestamp(row.get(2)?),
            })
        })?
        .collect()
}

/// Forgets networks that were not used since then; returns how many.
pub fn delete_before(
    tx: &Transaction<'_>,
    before: Timestamp,
    limit: i64,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "DELETE FROM vpn_endpoints WHERE (config_id, network) IN
             (SELECT config_id, network FROM vpn_endpoints WHERE last_at < ?1 LIMIT ?2)",
    )?
    .execute([before.0, limit])
}
