//! `proxy_passes`: the runs over the whole list, of which the last twenty are kept.

use crate::models::ProxyPass;
use crate::models::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// Runs that are kept.
const KEPT: i64 = 20;

/// A run as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PassRow {
    pub id: i64,
    /// The last proxy that was known when it began.
    pub last_id: i64,
    pub pass: ProxyPass,
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<PassRow> {
    Ok(PassRow {
        id: row.get(0)?,
        last_id: row.get(1)?,
        pass: ProxyPass {
            begun_at: Timestamp(row.get(2)?),
            ended_at: row.get::<_, Option<i64>>(3)?.map(Timestamp),
            total: row.get(4)?,
            tried: row.get(5)?,
            working: row.get(6)?,
            is_cancelled: row.get(7)?,
            is_offline: row.get(8)?,
        },
    })
}

/// The present run or the last one.
pub fn get_last(connection: &Connection) -> rusqlite::Result<Option<PassRow>> {
    connection
        .prepare_cached(
            "SELECT id, last_id, begun_at, ended_at, total, tried, working, is_cancelled, is_offline
             FROM proxy_passes ORDER BY id DESC LIMIT 1",
        )?
        .query_row([], from_row)
        .optional()
}

/// The run that has no end.
pub fn get_open(connection: &Connection) -> rusqlite::Result<Option<PassRow>> {
    Ok(get_last(connection)?.filter(|row| row.pass.ended_at.is_none()))
}

/// Begins a run over the proxies up to `last_id`, and forgets the oldest.
pub fn insert(
    tx: &Transaction<'_>,
    last_id: i64,
    total: u32,
    now: Timestamp,
) -> rusqlite::Result<i64> {
    tx.prepare_cached(
        "INSERT INTO proxy_passes (begun_at, last_id, total, tried, working, is_cancelled, is_offline)
         VALUES (?1, ?2, ?3, 0, 0, 0, 0)",
    )?
    .execute(params![now.0, last_id, total])?;
    let id = tx.last_insert_rowid();
    tx.prepare_cached("DELETE FROM proxy_passes WHERE id <= ?1")?
        .execute([id - KEPT])?;
    Ok(id)
}

/// Adds to what was tried in a run, also to one that was ended meanwhile. False if it has ended.
pub fn update_tried(
    tx: &Transaction<'_>,
    id: i64,
    tried: u32,
    working: u32,
) -> rusqlite::Result<bool> {
    tx.prepare_cached(
        "UPDATE proxy_passes SET tried = tried + ?2, working = working + ?3 WHERE id = ?1 RETURNING ended_at IS NULL",
    )?
    .query_row(params![id, tried, working], |row| row.get(0))
    .optional()
    .map(Option::unwrap_or_default)
}

/// How a run ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PassEnd {
    /// Everything was tried, but so many that never got their turn.
    Whole {
        left: u32,
    },
    Cancelled,
    /// The house had no way out.
    Offline,
}

/// Ends a run. What was deleted meanwhile does not count as left out. False if it had ended.
pub fn update_ended(
    tx: &Transaction<'_>,
    id: i64,
    end: PassEnd,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let left = match end {
        PassEnd::Whole { left } => Some(left),
        PassEnd::Cancelled | PassEnd::Offline => None,
    };
    let changed = tx
        .prepare_cached(
            "UPDATE proxy_passes SET ended_at = ?2, is_cancelled = ?3, is_offline = ?4,
                 total = coalesce(tried + ?5, total)
             WHERE id = ?1 AND ended_at IS NULL",
        )?
        .execute(params![
            id,
            now.0,
            end == PassEnd::Cancelled,
            end == PassEnd::Offline,
            left
        ])?;
    Ok(changed == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_counts_all_that_was_tried_and_only_the_last_ones_are_kept() {
        let mut connection = crate::db::in_memory();
        let tx = connection.transaction().expect("begins");
        assert_eq!(get_open(&tx).expect("read"), None);
        let id = insert(&tx, 9, 5, Timestamp(10)).expect("begun");
        assert!(update_tried(&tx, id, 2, 1).expect("counted"));
        let open = get_open(&tx).expect("read").expect("open");
        assert_eq!((open.id, open.last_id, open.pass.tried), (id, 9, 2));
        assert!(update_ended(&tx, id, PassEnd::Cancelled, Timestamp(20)).expect("ended"));
        assert!(!update_ended(&tx, id, PassEnd::Offline, Timestamp(21)).expect("asked"));
        assert!(!update_tried(&tx, id, 1, 1).expect("asked"));
        let last = get_last(&tx).expect("read").expect("kept").pass;
        assert_eq!((last.total, last.tried, last.working), (5, 3, 2));
        assert!(!last.is_offline && last.ended_at == Some(Timestamp(20)));
        assert_eq!(get_open(&tx).expect("read"), None);
        for at in 0..30 {
            let id = insert(&tx, 9, 5, Timestamp(at)).expect("begun");
            update_ended(&tx, id, PassEnd::Cancelled, Timestamp(at)).expect("ended");
        }
        let kept: i64 = tx
            .query_row("SELECT count(*) FROM proxy_passes", [], |row| row.get(0))
            .expect("counted");
        assert_eq!(kept, KEPT);
        let last = get_last(&tx).expect("read").expect("kept").pass;
        assert!(last.is_cancelled && last.total == 5);
    }
}
