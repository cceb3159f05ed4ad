//! `vpn_traffic_daily`.

use crate::models::ConfigId;
use crate::models::DayTraffic;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<DayTraffic> {
    Ok(DayTraffic {
        day: row.get(0)?,
        rx: row.get(1)?,
        tx: row.get(2)?,
    })
}

/// Adds traffic of a key to a UTC day; returns the day's bytes both ways.
pub fn add(tx: &Transaction<'_>, config: ConfigId, traffic: DayTraffic) -> rusqlite::Result<u64> {
    tx.prepare_cached(
        "INSERT INTO vpn_traffic_daily (config_id, day, rx, tx) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (config_id, day) DO UPDATE SET rx = min(rx + excluded.rx, 1152921504606846976),
             tx = min(tx + excluded.tx, 1152921504606846976)
         RETURNING rx + tx",
    )?
    .query_row(
        params![config.0, traffic.day, traffic.rx, traffic.tx],
        |row| row.get(0),
    )
}

/// What a key transferred on a day.
pub fn get(connection: &Connection, config: ConfigId, day: i64) -> rusqlite::Result<DayTraffic> {
    let found = connection
        .prepare_cached(
            "SELECT day, rx, tx FROM vpn_traffic_daily WHERE config_id = ?1 AND day = ?2",
        )?
        .query_row([config.0, day], from_row)
        .optional()?;
    Ok(found.unwrap_or(DayTraffic {
        day,
        ..DayTraffic::default()
    }))
}

/// Days of a key from that one on, on which it transferred something.
pub fn of_config(
    connection: &Connection,
    config: ConfigId,
    from: i64,
) -> rusqlite::Result<Vec<DayTraffic>> {
    connection
        .prepare_cached(
            "SELECT day, rx, tx FROM vpn_traffic_daily WHERE config_id = ?1 AND day >= ?2 ORDER BY day",
        )?
        .query_map([config.0, from], from_row)?
        .collect()
}

/// The same of all keys a person has or had.
pub fn of_user(
    connection: &Connection,
    user: UserId,
    from: i64,
) -> rusqlite::Result<Vec<DayTraffic>> {
    connection
        .prepare_cached(
            "SELECT t.day, sum(t.rx), sum(t.tx) FROM vpn_configs c JOIN vpn_traffic_daily t ON t.config_id = c.id
             WHERE c.user_id = ?1 AND t.day >= ?2 GROUP BY t.day ORDER BY t.day",
        )?
        .query_map([user.0, from], from_row)?
        .collect()
}

/// Forgets days before an instant; returns how many rows.
pub fn delete_before(
    tx: &Transaction<'_>,
    before: Timestamp,
    limit: i64,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "DELETE FROM vpn_traffic_daily WHERE (config_id, day) IN
             (SELECT config_id, day FROM vpn_traffic_daily WHERE day < ?1 LIMIT ?2)",
    )?
    .execute([before.day(), limit])
}
