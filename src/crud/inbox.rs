//! `inbox`: updates as Telegram gave them.

use crate::models::InboxSeq;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// A stored update on its way to a worker.
#[derive(Clone, Debug)]
pub struct Stored {
    pub seq: InboxSeq,
    pub raw: String,
    /// How often a worker began it before.
    pub attempts: u32,
}

/// Stores an update, begun (`attempts` = 1) or waiting (0). `None` if it was stored before.
pub fn insert(
    tx: &Transaction<'_>,
    update_id: i64,
    shard: i64,
    raw: &str,
    attempts: u32,
    now: Timestamp,
) -> rusqlite::Result<Option<InboxSeq>> {
    tx.prepare_cached(
        "INSERT INTO inbox (update_id, shard, raw, received_at, attempts) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (update_id) DO NOTHING RETURNING seq",
    )?
    .query_row(params![update_id, shard, raw, now.0, attempts], |row| row.get(0).map(InboxSeq))
    .optional()
}

/// Updates of a shard that no worker ever began, in order.
pub fn list_open(connection: &Connection, shard: i64, limit: i64) -> rusqlite::Result<Vec<Stored>> {
    let mut statement = connection.prepare_cached(
        "SELECT seq, raw, attempts FROM inbox
         WHERE done_at IS NULL AND shard = ?1 AND attempts = 0 ORDER BY seq LIMIT ?2",
    )?;
    statement
        .query_map([shard, limit], |row| {
            Ok(Stored {
                seq: InboxSeq(row.get(0)?),
                raw: row.get(1)?,
                attempts: row.get(2)?,
            })
        })?
        .collect()
}

/// When the last update came; `None` if none is kept.
pub fn last_received(connection: &Connection) -> rusqlite::Result<Option<Timestamp>> {
    connection
        .prepare_cached("SELECT received_at FROM inbox WHERE seq > 0 ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| row.get(0).map(Timestamp))
        .optional()
}

/// How many updates are undone.
pub fn count_open(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM inbox WHERE done_at IS NULL")?
        .query_row([], |row| row.get(0))
}

/// How many updates are undone, and when the oldest of them came.
pub fn backlog(connection: &Connection) -> rusqlite::Result<(i64, Option<Timestamp>)> {
    connection
        .prepare_cached("SELECT count(*), min(received_at) FROM inbox WHERE done_at IS NULL")?
        .query_row([], |row| {
            Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?.map(Timestamp)))
        })
}

/// Undone updates that a worker began before the process died, oldest first.
pub fn list_suspects(connection: &Connection) -> rusqlite::Result<Vec<(InboxSeq, i64)>> {
    let mut statement = connection.prepare_cached(
        "SELECT seq, shard FROM inbox INDEXED BY inbox_open WHERE done_at IS NULL AND attempts > 0 ORDER BY seq",
    )?;
    statement
        .query_map([], |row| Ok((InboxSeq(row.get(0)?), row.get(1)?)))?
        .collect()
}

/// The update of that place, if undone.
pub fn get_open(connection: &Connection, seq: InboxSeq) -> rusqlite::Result<Option<Stored>> {
    connection
        .prepare_cached("SELECT seq, raw, attempts FROM inbox WHERE seq = ?1 AND done_at IS NULL")?
        .query_row([seq.0], |row| {
            Ok(Stored {
                seq: InboxSeq(row.get(0)?),
                raw: row.get(1)?,
                attempts: row.get(2)?,
            })
        })
        .optional()
}

/// Notes that a worker begins the update.
pub fn update_begun(tx: &Transaction<'_>, seq: InboxSeq) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE inbox SET attempts = attempts + 1 WHERE seq = ?1")?
        .execute([seq.0])?;
    Ok(())
}

/// Notes that the update ended no process: it counts as begun once.
pub fn update_cleared(tx: &Transaction<'_>, seq: InboxSeq) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE inbox SET attempts = 1 WHERE seq = ?1 AND done_at IS NULL")?
        .execute([seq.0])?;
    Ok(())
}

/// Claims the update for the first write it causes. False if an earlier run wrote already.
pub fn update_applied(
    tx: &Transaction<'_>,
    seq: InboxSeq,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached("UPDATE inbox SET applied_at = ?2 WHERE seq = ?1 AND applied_at IS NULL")?
        .execute(params![seq.0, now.0])?;
    Ok(changed == 1)
}

/// Notes that the update is handled and answered. Its text goes: it may hold a token that somebody typed.
pub fn update_done(tx: &Transaction<'_>, seq: InboxSeq, now: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE inbox SET done_at = ?2, raw = '' WHERE seq = ?1 AND done_at IS NULL",
    )?
    .execute(params![seq.0, now.0])?;
    Ok(())
}

/// Sets an update aside.
pub fn update_problem(
    tx: &Transaction<'_>,
    seq: InboxSeq,
    problem: &str,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE inbox SET done_at = ?3, problem = ?2 WHERE seq = ?1 AND done_at IS NULL",
    )?
    .execute(params![seq.0, problem, now.0])?;
    Ok(())
}

/// An update set aside.
#[derive(Clone, Debug)]
pub struct Aside {
    pub seq: InboxSeq,
    pub received_at: Timestamp,
    pub attempts: u32,
    pub problem: String,
}

/// Updates set aside, newest first.
pub fn list_problems(
    connection: &Connection,
    limit: i64,
    offset: i64,
) -> rusqlite::Result<Vec<Aside>> {
    let mut statement = connection.prepare_cached(
        "SELECT seq, received_at, attempts, problem FROM inbox WHERE problem IS NOT NULL
         ORDER BY seq DESC LIMIT ?1 OFFSET ?2",
    )?;
    statement
        .query_map([limit, offset], |row| {
            Ok(Aside {
                seq: InboxSeq(row.get(0)?),
                received_at: Timestamp(row.get(1)?),
                attempts: row.get(2)?,
                problem: row.get(3)?,
            })
        })?
        .collect()
}

/// An admin wants an update set aside handled once more.
pub fn update_retried(tx: &Transaction<'_>, seq: InboxSeq) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE inbox SET problem = NULL, done_at = NULL, attempts = 0 WHERE seq = ?1 AND problem IS NOT NULL",
        )?
        .execute([seq.0])?;
    Ok(changed == 1)
}

/// An admin gives an update set aside up.
pub fn update_dropped(tx: &Transaction<'_>, seq: InboxSeq) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached("UPDATE inbox SET problem = NULL WHERE seq = ?1 AND problem IS NOT NULL")?
        .execute([seq.0])?;
    Ok(changed == 1)
}

/// How many updates are set aside.
pub fn count_problems(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM inbox WHERE problem IS NOT NULL")?
        .query_row([], |row| row.get(0))
}

/// Deletes updates done before an instant.
pub fn delete_done_before(
    tx: &Transaction<'_>,
    before: Timestamp,
    limit: i64,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "DELETE FROM inbox WHERE seq IN (SELECT seq FROM inbox WHERE done_at IS NOT NULL AND done_at < ?1 LIMIT ?2)",
    )?
    .execute(params![before.0, limit])
}

/// What another database has heard: enough that it is not done twice.
#[derive(Clone, Debug)]
pub struct Carried {
    update_id: i64,
    shard: i64,
    /// Empty if it is done.
    raw: String,
    received_at: Timestamp,
    attempts: u32,
    pub is_done: bool,
}

/// Updates that are undone, and those that were done since then.
pub fn list_carried(connection: &Connection, since: Timestamp) -> rusqlite::Result<Vec<Carried>> {
    let mut statement = connection.prepare(
        "SELECT update_id, shard, raw, received_at, attempts, 0 AS is_done FROM inbox WHERE done_at IS NULL
         UNION ALL
         SELECT update_id, shard, '', received_at, attempts, 1 FROM inbox WHERE done_at >= ?1",
    )?;
    statement
        .query_map([since.0], |row| {
            Ok(Carried {
                update_id: row.get(0)?,
                shard: row.get(1)?,
                raw: row.get(2)?,
                received_at: Timestamp(row.get(3)?),
                attempts: row.get(4)?,
                is_done: row.get(5)?,
            })
        })?
        .collect()
}

/// Notes that an update was done elsewhere, if it is undone here.
pub fn update_done_elsewhere(
    tx: &Transaction<'_>,
    update: &Carried,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE inbox SET done_at = ?2, raw = '' WHERE update_id = ?1 AND done_at IS NULL",
    )?
    .execute([update.update_id, now.0])?;
    Ok(())
}

/// Takes over an update that another database has heard.
pub fn insert_carried(
    tx: &Transaction<'_>,
    update: &Carried,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let (id, raw) = (update.update_id, update.raw.as_str());
    insert(
        tx,
        id,
        update.shard,
        raw,
        update.attempts,
        update.received_at,
    )?;
    if update.is_done {
        update_done_elsewhere(tx, update, now)?;
    }
    Ok(())
}

/// Sets aside whatever is undone.
pub fn update_open_set_aside(
    tx: &Transaction<'_>,
    why: &str,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare("UPDATE inbox SET done_at = ?2, problem = ?1 WHERE done_at IS NULL")?
        .execute(params![why, now.0])?;
    Ok(())
}

/// Forgets all updates.
pub fn delete_all(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.prepare("DELETE FROM inbox WHERE update_id >= ?1")?
        .execute([i64::MIN])?;
    Ok(())
}

/// The updates done that came from a person. All of those kept are looked at, which is two days.
pub fn list_done_of(connection: &Connection, user: UserId) -> rusqlite::Result<Vec<InboxSeq>> {
    connection
        .prepare(
            "SELECT seq FROM inbox WHERE done_at > 0 AND json_valid(raw) AND ?1 IN (
                 json_extract(raw, '$.message.from.id'), json_extract(raw, '$.edited_message.from.id'),
                 json_extract(raw, '$.callback_query.from.id'))",
        )?
        .query_map([user.0], |row| row.get(0).map(InboxSeq))?
        .collect()
}

/// Leaves nothing of what an update said, but that it came and was done.
pub fn update_emptied(tx: &Transaction<'_>, seq: InboxSeq) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE inbox SET raw = '{}' WHERE seq = ?1 AND done_at IS NOT NULL")?
        .execute([seq.0])?;
    Ok(())
}

/// Takes the words of a message out of the stored update: they were a secret.
pub fn update_without_text(tx: &Transaction<'_>, seq: InboxSeq) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE inbox SET raw = json_remove(raw, '$.message.text', '$.message.entities') WHERE seq = ?1",
    )?
    .execute([seq.0])?;
    Ok(())
}
