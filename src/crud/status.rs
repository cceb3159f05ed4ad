//! Counts for `/status`, each by an index, and the people active on each day.

use crate::models::DayActivity;
use crate::models::DayTraffic;
use crate::models::TicketCounts;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::UserStatus;
use rusqlite::{Connection, Transaction, params};

/// Counts a person for their first update of a UTC day. It must come before the row of the person is refreshed.
pub fn count_active(tx: &Transaction<'_>, user: UserId, now: Timestamp) -> rusqlite::Result<()> {
    let day = now.day();
    tx.prepare_cached(
        "INSERT INTO activity_daily (day, active)
         SELECT ?1, 1 WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = ?2 AND last_seen_at >= ?1 * 86400)
         ON CONFLICT (day) DO UPDATE SET active = active + 1",
    )?
    .execute(params![day, user.0])?;
    Ok(())
}

/// The days from that one on with people active on them.
pub fn list_active(connection: &Connection, from: i64) -> rusqlite::Result<Vec<DayActivity>> {
    connection
        .prepare_cached("SELECT day, active FROM activity_daily WHERE day >= ?1 ORDER BY day")?
        .query_map([from], |row| {
            Ok(DayActivity {
                day: row.get(0)?,
                active: row.get(1)?,
            })
        })?
        .collect()
}

/// People of a status.
pub fn count_people(connection: &Connection, status: UserStatus) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM users WHERE status = ?1")?
        .query_row([status.name()], |row| row.get(0))
}

/// Each role and how many hold it at `now`, the highest first.
pub fn list_roles(connection: &Connection, now: Timestamp) -> rusqlite::Result<Vec<(String, i64)>> {
    connection
        .prepare_cached(
            "SELECT r.name, (SELECT count(*) FROM user_roles u
                             WHERE u.role = r.name AND (u.expires_at IS NULL OR u.expires_at > ?1))
             FROM roles r ORDER BY r.rank DESC, r.name",
        )?
        .query_map([now.0], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// The traffic of all keys on each UTC day from that one on.
pub fn list_traffic(connection: &Connection, from: i64) -> rusqlite::Result<Vec<DayTraffic>> {
    connection
        .prepare_cached(
            "SELECT day, sum(rx), sum(tx) FROM vpn_traffic_daily WHERE day >= ?1 GROUP BY day ORDER BY day",
        )?
        .query_map([from], |row| {
            Ok(DayTraffic {
                day: row.get(0)?,
                rx: row.get(1)?,
                tx: row.get(2)?,
            })
        })?
        .collect()
}

/// How the tickets stand.
pub fn tickets(connection: &Connection) -> rusqlite::Result<TicketCounts> {
    let count = |state: &str| {
        connection
            .prepare_cached("SELECT count(*) FROM tickets WHERE state = ?1")?
            .query_row([state], |row| row.get::<_, i64>(0))
    };
    let (waiting, oldest) = connection
        .prepare_cached("SELECT count(*), min(waits_since) FROM tickets WHERE waits_since >= 0")?
        .query_row([], |row| Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?)))?;
    Ok(TicketCounts {
        open: count("open")? + count("answered")? + count("reopened")?,
        waiting,
        oldest: oldest.map(Timestamp),
        closed: count("closed")?,
    })
}
