//! `free_channel_requests`.

use super::Page;
use crate::models::ChatId;
use crate::models::FreeRequest;
use crate::models::LinkId;
use crate::models::RequestId;
use crate::models::RequestOrigin;
use crate::models::RequestOutcome;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<FreeRequest> {
    let origin: String = row.get(5)?;
    Ok(FreeRequest {
        id: RequestId(row.get(0)?),
        user_id: UserId(row.get(1)?),
        chat_id: ChatId(row.get(2)?),
        request_date: Timestamp(row.get(3)?),
        due_at: Timestamp(row.get(4)?),
        origin: if origin == "button" {
            RequestOrigin::Button
        } else {
            RequestOrigin::JoinRequest
        },
        has_join_request: row.get(6)?,
        user_chat_id: row.get::<_, Option<i64>>(7)?.map(ChatId),
        is_processed: row.get(8)?,
    })
}

/// A request to be stored.
#[derive(Clone, Debug)]
pub struct NewRequest {
    pub user: UserId,
    pub chat: ChatId,
    pub due_at: Timestamp,
    pub origin: RequestOrigin,
    pub user_chat: Option<ChatId>,
}

/// Stores a request. The database allows one pending per person.
pub fn insert(
    tx: &Transaction<'_>,
    request: &NewRequest,
    now: Timestamp,
) -> rusqlite::Result<RequestId> {
    tx.prepare_cached(
        "INSERT INTO free_channel_requests (user_id, chat_id, request_date, due_at, origin, join_request, user_chat_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        request.user.0,
        request.chat.0,
        now.0,
        request.due_at.0,
        request.origin.name(),
        request.origin == RequestOrigin::JoinRequest,
        request.user_chat.map(|id| id.0),
    ])?;
    Ok(RequestId(tx.last_insert_rowid()))
}

/// Ties a join request to a pending row; its time stays.
pub fn update_join_request(
    tx: &Transaction<'_>,
    id: RequestId,
    user_chat: Option<ChatId>,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE free_channel_requests SET join_request = 1, user_chat_id = ?2 WHERE id = ?1 AND processed = 0",
        )?
        .execute(params![id.0, user_chat.map(|id| id.0)])?;
    Ok(changed == 1)
}

/// The Free channel is another one now: whoever waits for a link waits for one to the new channel. A request that
/// Telegram holds in the old one stays there.
pub fn replace_chat(tx: &Transaction<'_>, old: ChatId, new: ChatId) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE free_channel_requests SET chat_id = ?2 WHERE processed = 0 AND join_request = 0 AND chat_id = ?1",
    )?
    .execute([old.0, new.0])?;
    Ok(())
}

/// The Free door has a channel again: whoever waits for a link waits for one to that.
pub fn update_all_chats(tx: &Transaction<'_>, chat: ChatId) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE free_channel_requests SET chat_id = ?1 WHERE processed = 0 AND join_request = 0 AND chat_id <> ?1",
    )?
    .execute([chat.0])?;
    Ok(())
}

/// Corrects how a closed request ended.
pub fn update_outcome(
    tx: &Transaction<'_>,
    id: RequestId,
    outcome: RequestOutcome,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE free_channel_requests SET outcome = ?2 WHERE id = ?1 AND processed = 1",
    )?
    .execute(params![id.0, outcome.name()])?;
    Ok(())
}

/// Moves the turn of a pending request.
pub fn update_due(
    tx: &Transaction<'_>,
    id: RequestId,
    due_at: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE free_channel_requests SET due_at = ?2 WHERE id = ?1 AND processed = 0",
        )?
        .execute(params![id.0, due_at.0])?;
    Ok(changed == 1)
}

/// Closes a pending request. False if it was closed before.
pub fn update_processed(
    tx: &Transaction<'_>,
    id: RequestId,
    outcome: RequestOutcome,
    link: Option<LinkId>,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE free_channel_requests SET processed = 1, processed_at = ?4, outcome = ?2, link_id = ?3
             WHERE id = ?1 AND processed = 0",
        )?
        .execute(params![id.0, outcome.name(), link.map(|id| id.0), now.0])?;
    Ok(changed == 1)
}

/// The request of that id.
pub fn get(connection: &Connection, id: RequestId) -> rusqlite::Result<Option<FreeRequest>> {
    connection
        .prepare_cached(
            "SELECT id, user_id, chat_id, request_date, due_at, origin, join_request, user_chat_id, processed
             FROM free_channel_requests WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// The person's pending request.
pub fn get_pending(connection: &Connection, user: UserId) -> rusqlite::Result<Option<FreeRequest>> {
    connection
        .prepare_cached(
            "SELECT id, user_id, chat_id, request_date, due_at, origin, join_request, user_chat_id, processed
             FROM free_channel_requests WHERE user_id = ?1 AND processed = 0",
        )?
        .query_row([user.0], from_row)
        .optional()
}

/// A page of pending requests, the next one first.
pub fn list_pending(
    connection: &Connection,
    limit: i64,
    offset: i64,
) -> rusqlite::Result<Page<FreeRequest>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, user_id, chat_id, request_date, due_at, origin, join_request, user_chat_id, processed
         FROM free_channel_requests WHERE processed = 0 ORDER BY due_at, id LIMIT ?1 OFFSET ?2",
    )?;
    let rows = statement
        .query_map([limit, offset], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page {
        rows,
        total: count_pending(connection)?,
    })
}

/// How many wait.
pub fn count_pending(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM free_channel_requests WHERE processed = 0")?
        .query_row([], |row| row.get(0))
}

/// Place of a pending request in the queue, from 1.
pub fn position(connection: &Connection, request: &FreeRequest) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) + 1 FROM free_channel_requests WHERE processed = 0 AND (due_at, id) < (?1, ?2)",
        )?
        .query_row(params![request.due_at.0, request.id.0], |row| row.get(0))
}

/// Deletes requests that were processed before an instant.
pub fn delete_processed_before(
    tx: &Transaction<'_>,
    before: Timestamp,
    limit: i64,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "DELETE FROM free_channel_requests WHERE id IN
             (SELECT id FROM free_channel_requests WHERE processed = 1 AND processed_at < ?1 LIMIT ?2)",
    )?
    .execute(params![before.0, limit])
}
