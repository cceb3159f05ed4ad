//! `tasks`: work that a committed fact asks for.

use super::Page;
use crate::models::Problem;
use crate::models::Task;
use crate::models::TaskClass;
use crate::models::TaskId;
use crate::models::TaskRow;
use crate::models::TaskState;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// Stores a task in the transaction of its fact. False if that fact asked for it before.
pub fn insert(
    tx: &Transaction<'_>,
    task: &Task,
    due_at: Timestamp,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let payload = task
        .to_json()
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let inserted = tx
        .prepare_cached(
            "INSERT INTO tasks (kind, class, dedupe_key, payload, due_at, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (dedupe_key) DO NOTHING",
        )?
        .execute(params![task.kind(), task.class().name(), task.dedupe_key(), payload, due_at.0, now.0])?;
    Ok(inserted == 1)
}

/// Due tasks, and those whose payload this version cannot read.
#[derive(Clone, Default, Debug)]
pub struct DueTasks {
    pub rows: Vec<TaskRow>,
    pub unreadable: Vec<TaskId>,
}

impl DueTasks {
    /// Adds a row of id, payload, due_at, attempts, created_at.
    fn push(&mut self, row: &Row<'_>) -> rusqlite::Result<()> {
        let id = TaskId(row.get(0)?);
        let payload: String = row.get(1)?;
        let Ok(task) = Task::from_json(&payload) else {
            self.unreadable.push(id);
            return Ok(());
        };
        self.rows.push(TaskRow {
            id,
            task,
            due_at: Timestamp(row.get(2)?),
            attempts: row.get(3)?,
            created_at: Timestamp(row.get(4)?),
        });
        Ok(())
    }
}

/// Those of these tasks that are still due, in the order given.
pub fn list_of(connection: &Connection, ids: &[TaskId]) -> rusqlite::Result<DueTasks> {
    let mut statement = connection.prepare_cached(
        "SELECT id, payload, due_at, attempts, created_at FROM tasks WHERE id = ?1 AND state = 'due'",
    )?;
    let mut due = DueTasks::default();
    for id in ids {
        let mut rows = statement.query([id.0])?;
        if let Some(row) = rows.next()? {
            due.push(row)?;
        }
    }
    Ok(due)
}

/// What is carried to the staff: few chats, each of which takes one message a second.
const TO_STAFF: [&str; 3] = ["tell_helper", "tell_ticket", "tell_admins"];
/// One in so many workers carries it at most: with a thousand words for one helper to come, whoever waits for a key or a
/// link would wait for a quarter of an hour.
const SHARE_TO_STAFF: usize = 3;

/// Due tasks of a class, the earliest first, without those in `running`; of what goes to the staff only as many as leave
/// workers to everybody else.
pub fn list_due(
    connection: &Connection,
    class: TaskClass,
    now: Timestamp,
    limit: i64,
    running: &[TaskId],
) -> rusqlite::Result<DueTasks> {
    let mut statement = connection.prepare_cached(
        "SELECT id, payload, due_at, attempts, created_at, kind FROM tasks
         WHERE state = 'due' AND class = ?1 AND due_at <= ?2 ORDER BY due_at, id",
    )?;
    let limit = usize::try_from(limit).unwrap_or(0);
    let mut room_to_staff = limit.saturating_add(running.len()).div_ceil(SHARE_TO_STAFF);
    let mut rows = statement.query(params![class.name(), now.0])?;
    let mut due = DueTasks::default();
    while due.rows.len() < limit {
        let Some(row) = rows.next()? else {
            break;
        };
        if TO_STAFF.contains(&row.get_ref(5)?.as_str()?) {
            // Those that run are the earliest, and are counted too.
            if room_to_staff == 0 {
                continue;
            }
            room_to_staff -= 1;
        }
        if !running.contains(&TaskId(row.get(0)?)) {
            due.push(row)?;
        }
    }
    Ok(due)
}

/// When the next task of a class is due, without those in `running`.
pub fn next_due(
    connection: &Connection,
    class: TaskClass,
    after: Timestamp,
) -> rusqlite::Result<Option<Timestamp>> {
    connection
        .prepare_cached(
            "SELECT min(due_at) FROM tasks WHERE state = 'due' AND class = ?1 AND due_at > ?2",
        )?
        .query_row(params![class.name(), after.0], |row| {
            row.get::<_, Option<i64>>(0)
        })
        .map(|at| at.map(Timestamp))
}

/// Ends a task well. Its payload is blanked if it held something sealed, or words about a person.
pub fn update_done(
    tx: &Transaction<'_>,
    id: TaskId,
    result: &str,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE tasks SET state = 'done', waits_for = NULL, result = ?2, done_at = ?3, last_error = NULL,
                 attempts = attempts + 1, payload = iif(kind IN ('deliver_tokens', 'deliver_migration_link', 'deliver_staff_invite', 'deliver_api_key', 'tell_open',
                     'tell_role', 'tell_erased', 'hand_on'), '{}', payload)
             WHERE id = ?1 AND state IN ('due', 'waiting')",
        )?
        .execute(params![id.0, result, now.0])?;
    Ok(changed == 1)
}

/// Puts a task off after a fault.
pub fn update_retry(
    tx: &Transaction<'_>,
    id: TaskId,
    error: &str,
    due_at: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE tasks SET due_at = ?3, attempts = attempts + 1, last_error = ?2 WHERE id = ?1 AND state = 'due'",
        )?
        .execute(params![id.0, error, due_at.0])?;
    Ok(changed == 1)
}

/// Puts a task off without counting a try.
pub fn update_later(
    tx: &Transaction<'_>,
    id: TaskId,
    why: &str,
    due_at: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE tasks SET due_at = ?3, last_error = ?2 WHERE id = ?1 AND state = 'due'",
        )?
        .execute(params![id.0, why, due_at.0])?;
    Ok(changed == 1)
}

/// Brings forward what was put off for that reason. Returns how many.
pub fn update_put_off(tx: &Transaction<'_>, why: &str, now: Timestamp) -> rusqlite::Result<usize> {
    tx.prepare_cached("UPDATE tasks SET due_at = ?2 WHERE state = 'due' AND last_error = ?1")?
        .execute(params![why, now.0])
}

/// Lets a task wait for a chat, a person or a server. It does not count as an attempt.
pub fn update_waiting(
    tx: &Transaction<'_>,
    id: TaskId,
    waits_for: &str,
    error: &str,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE tasks SET state = 'waiting', waits_for = ?2, last_error = ?3 WHERE id = ?1 AND state = 'due'",
        )?
        .execute(params![id.0, waits_for, error])?;
    Ok(changed == 1)
}

/// Gives a task up; an admin decides.
pub fn update_failed(tx: &Transaction<'_>, id: TaskId, error: &str) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE tasks SET state = 'failed', attempts = attempts + 1, last_error = ?2 WHERE id = ?1 AND state = 'due'",
        )?
        .execute(params![id.0, error])?;
    Ok(changed == 1)
}

/// Wakes what waited for something that is back. Returns how many.
pub fn update_woken(tx: &Transaction<'_>, waited_for: &str) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "UPDATE tasks SET state = 'due', waits_for = NULL WHERE state = 'waiting' AND waits_for = ?1",
    )?
    .execute([waited_for])
}

/// Counts what waits for something that will not come back as done.
pub fn update_waiting_done(
    tx: &Transaction<'_>,
    waited_for: &str,
    result: &str,
    now: Timestamp,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "UPDATE tasks SET state = 'done', waits_for = NULL, result = ?2, done_at = ?3
         WHERE state = 'waiting' AND waits_for = ?1",
    )?
    .execute(params![waited_for, result, now.0])
}

/// Brings a task forward or back, by its key, if it has not ended.
pub fn update_due(
    tx: &Transaction<'_>,
    dedupe_key: &str,
    due_at: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE tasks SET due_at = ?2 WHERE dedupe_key = ?1 AND state IN ('due', 'waiting')",
        )?
        .execute(params![dedupe_key, due_at.0])?;
    Ok(changed == 1)
}

/// The fact holds again: an ended task of that key is to be done once more, and so is one that runs right now, which may
/// have looked before: `is_revived` tells it from the one that was begun.
pub fn update_revived(
    tx: &Transaction<'_>,
    dedupe_key: &str,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE tasks SET state = 'due', waits_for = NULL, due_at = ?2, attempts = 0, done_at = NULL,
                 created_at = created_at + 1
             WHERE dedupe_key = ?1",
        )?
        .execute(params![dedupe_key, now.0])?;
    Ok(changed == 1)
}

/// The same for all tasks whose keys begin so, to be done at that time.
pub fn update_revived_all(
    tx: &Transaction<'_>,
    beginning: &str,
    due_at: Timestamp,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "UPDATE tasks SET state = 'due', waits_for = NULL, due_at = ?2, attempts = 0, done_at = NULL,
             created_at = created_at + 1
         WHERE dedupe_key >= ?1 AND dedupe_key < ?1 || '~'",
    )?
    .execute(params![beginning, due_at.0])
}

/// The tasks not done yet whose keys begin so. What this version cannot read is left out.
pub fn list_open(connection: &Connection, beginning: &str) -> rusqlite::Result<Vec<Task>> {
    let mut statement = connection.prepare_cached(
        "SELECT payload FROM tasks
         WHERE dedupe_key >= ?1 AND dedupe_key < ?1 || '~' AND state IN ('due', 'waiting')",
    )?;
    let payloads = statement.query_map([beginning], |row| row.get::<_, String>(0))?;
    let payloads: Vec<String> = payloads.collect::<rusqlite::Result<_>>()?;
    let read = |payload: &String| Task::from_json(payload).ok();
    Ok(payloads.iter().filter_map(read).collect())
}

/// Whether a task was revived since it was read with that `created_at`.
pub fn is_revived(
    connection: &Connection,
    id: TaskId,
    created_at: Timestamp,
) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM tasks WHERE id = ?1 AND created_at <> ?2)")?
        .query_row([id.0, created_at.0], |row| row.get(0))
}

/// An admin wants a failed task tried again.
pub fn update_retried(tx: &Transaction<'_>, id: TaskId, now: Timestamp) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE tasks SET state = 'due', waits_for = NULL, due_at = ?2, attempts = 0
             WHERE id = ?1 AND state IN ('failed', 'waiting', 'due')",
        )?
        .execute(params![id.0, now.0])?;
    Ok(changed == 1)
}

/// An admin gives a task up for good. Its payload is blanked if it held something sealed.
pub fn update_dropped(tx: &Transaction<'_>, id: TaskId, now: Timestamp) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE tasks SET state = 'done', waits_for = NULL, result = 'dropped by an admin', done_at = ?2,
                 payload = iif(kind IN ('deliver_tokens', 'deliver_migration_link', 'deliver_staff_invite', 'deliver_api_key', 'tell_open', 'hand_on'), '{}', payload)
             WHERE id = ?1 AND state IN ('failed', 'waiting', 'due')",
        )?
        .execute(params![id.0, now.0])?;
    Ok(changed == 1)
}

/// What an admin should look at: failed, waiting for anything but the end of a maintenance, or tried three times and more.
pub fn list_problems(
    connection: &Connection,
    limit: i64,
    offset: i64,
) -> rusqlite::Result<Page<Problem>> {
    let total = connection
        .prepare_cached(
            "SELECT count(*) FROM tasks
             WHERE state = 'failed' OR (state = 'waiting' AND waits_for NOT IN ('maintenance', 'opening'))
                OR (state = 'due' AND attempts >= 3)",
        )?
        .query_row([], |row| row.get(0))?;
    let mut statement = connection.prepare_cached(
        "SELECT id, kind, state, attempts, last_error, waits_for, due_at FROM tasks
         WHERE state = 'failed' OR (state = 'waiting' AND waits_for NOT IN ('maintenance', 'opening'))
                OR (state = 'due' AND attempts >= 3)
         ORDER BY id DESC LIMIT ?1 OFFSET ?2",
    )?;
    let rows = statement
        .query_map([limit, offset], |row| {
            let state: String = row.get(2)?;
            Ok(Problem {
                id: TaskId(row.get(0)?),
                kind: row.get(1)?,
                // The CHECK of the column allows no other.
                state: TaskState::parse(&state).unwrap_or(TaskState::Failed),
                attempts: row.get(3)?,
                last_error: row.get(4)?,
                waits_for: row.get(5)?,
                due_at: Timestamp(row.get(6)?),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page { rows, total })
}

/// Chats that tasks wait for.
pub fn list_waits(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection
        .prepare_cached("SELECT DISTINCT waits_for FROM tasks WHERE state = 'waiting' ORDER BY waits_for LIMIT 1000")?;
    statement.query_map([], |row| row.get(0))?.collect()
}

/// How many tasks stand where.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Counts {
    /// Due now.
    pub due: i64,
    /// Planned for later.
    pub planned: i64,
    pub waiting: i64,
    pub failed: i64,
}

/// How many tasks stand where at `now`.
pub fn count(connection: &Connection, now: Timestamp) -> rusqlite::Result<Counts> {
    connection
        .prepare_cached(
            "SELECT (SELECT count(*) FROM tasks WHERE state = 'due' AND due_at <= ?1),
                    (SELECT count(*) FROM tasks WHERE state = 'due' AND due_at > ?1),
                    (SELECT count(*) FROM tasks WHERE state = 'waiting'),
                    (SELECT count(*) FROM tasks WHERE state = 'failed')",
        )?
        .query_row([now.0], |row| {
            Ok(Counts {
                due: row.get(0)?,
                planned: row.get(1)?,
                waiting: row.get(2)?,
                failed: row.get(3)?,
            })
        })
}

/// How many tasks of a class stand where at `now`.
pub fn count_class(
    connection: &Connection,
    class: TaskClass,
    now: Timestamp,
) -> rusqlite::Result<Counts> {
    connection
        .prepare_cached(
            "SELECT (SELECT count(*) FROM tasks WHERE state = 'due' AND class = ?2 AND due_at <= ?1),
                    (SELECT count(*) FROM tasks WHERE state = 'due' AND class = ?2 AND due_at > ?1),
                    (SELECT count(*) FROM tasks WHERE state = 'waiting' AND class = ?2),
                    (SELECT count(*) FROM tasks WHERE state = 'failed' AND class = ?2)",
        )?
        .query_row(params![now.0, class.name()], |row| {
            Ok(Counts { due: row.get(0)?, planned: row.get(1)?, waiting: row.get(2)?, failed: row.get(3)? })
        })
}

/// How many tasks that have not ended hold something sealed.
pub fn count_sealed(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM tasks WHERE state IN ('due', 'waiting', 'failed') AND kind IN ('deliver_tokens', 'deliver_migration_link', 'deliver_staff_invite', 'deliver_api_key', 'tell_open')",
        )?
        .query_row([], |row| row.get(0))
}

/// The state of the task of that key.
pub fn get_state(connection: &Connection, dedupe_key: &str) -> rusqlite::Result<Option<TaskState>> {
    let name: Option<String> = connection
        .prepare_cached("SELECT state FROM tasks WHERE dedupe_key = ?1")?
        .query_row([dedupe_key], |row| row.get(0))
        .optional()?;
    Ok(name.as_deref().and_then(TaskState::parse))
}

/// The task of that key, if it has not ended and waits for nothing; `None` too if this version cannot read it.
pub fn get_open(connection: &Connection, dedupe_key: &str) -> rusqlite::Result<Option<Task>> {
    let payload: Option<String> = connection
        .prepare_cached("SELECT payload FROM tasks WHERE dedupe_key = ?1 AND state = 'due'")?
        .query_row([dedupe_key], |row| row.get(0))
        .optional()?;
    Ok(payload.and_then(|payload| Task::from_json(&payload).ok()))
}

/// Puts another payload in place of that of the same key, to be done at that time, if it has not ended.
pub fn update_payload(
    tx: &Transaction<'_>,
    task: &Task,
    due_at: Timestamp,
) -> rusqlite::Result<bool> {
    let payload = task
        .to_json()
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let changed = tx
        .prepare_cached(
            "UPDATE tasks SET payload = ?2, due_at = ?3 WHERE dedupe_key = ?1 AND state = 'due'",
        )?
        .execute(params![task.dedupe_key(), payload, due_at.0])?;
    Ok(changed == 1)
}

/// Whether a personal link of theirs waits or was given up.
pub fn is_link_stuck(connection: &Connection, user: UserId) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM tasks WHERE state IN ('waiting', 'failed') AND kind = 'deliver_vip_link'
                 AND json_extract(payload, '$.user') = ?1)",
        )?
        .query_row([user.0], |row| row.get(0))
}

/// Lets the words about a role that nobody has heard yet speak of its new name.
pub fn update_role_name(
    tx: &Transaction<'_>,
    before: &str,
    after: &str,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "UPDATE tasks SET payload = json_set(payload, '$.news.role', ?2)
         WHERE state IN ('due', 'waiting', 'failed') AND kind = 'tell_role'
             AND json_extract(payload, '$.news.role') = ?1",
    )?
    .execute([before, after])
}

/// When the task of that key is due, if it has not ended and waits for nothing.
pub fn get_due(connection: &Connection, dedupe_key: &str) -> rusqlite::Result<Option<Timestamp>> {
    connection
        .prepare_cached("SELECT due_at FROM tasks WHERE dedupe_key = ?1 AND state = 'due'")?
        .query_row([dedupe_key], |row| row.get(0).map(Timestamp))
        .optional()
}

/// How many tasks of a kind have not ended.
pub fn count_open(connection: &Connection, kind: &str) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM tasks WHERE state IN ('due', 'waiting') AND kind = ?1",
        )?
        .query_row([kind], |row| row.get(0))
}

/// How many tasks wait for that.
pub fn count_waiting(connection: &Connection, waited_for: &str) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM tasks WHERE state = 'waiting' AND waits_for = ?1")?
        .query_row([waited_for], |row| row.get(0))
}

/// How many tasks there are or were whose key begins so.
pub fn count_keys(connection: &Connection, beginning: &str) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM tasks WHERE dedupe_key >= ?1 AND dedupe_key < ?1 || char(1114111)",
        )?
        .query_row([beginning], |row| row.get(0))
}

/// Deletes tasks that ended before an instant.
pub fn delete_done_before(
    tx: &Transaction<'_>,
    before: Timestamp,
    limit: i64,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "DELETE FROM tasks WHERE id IN
             (SELECT id FROM tasks WHERE done_at IS NOT NULL AND done_at < ?1 LIMIT ?2)",
    )?
    .execute(params![before.0, limit])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::ChatId;
    use crate::models::TokenId;

    #[test]
    fn a_delivery_that_is_done_or_dropped_keeps_no_sealed_token() {
        let now = Timestamp(1_000);
        for is_done in [true, false] {
            let mut connection = crate::db::in_memory();
            let tx = connection.transaction().expect("begins");
            let task = Task::DeliverTokens {
                batch: TokenId(1),
                user: UserId(7),
                chat: ChatId(7),
                sealed: "sealed".into(),
            };
            assert!(insert(&tx, &task, now, now).expect("inserted"));
            let id = TaskId(1);
            assert!(if is_done {
                update_done(&tx, id, "sent", now).expect("done")
            } else {
                update_dropped(&tx, id, now).expect("dropped")
            });
            let payload: String = tx
                .query_row("SELECT payload FROM tasks", [], |row| row.get(0))
                .expect("read");
            assert_eq!(payload, "{}");
        }
    }
}
