//! `broadcasts`: one content, sent to channels or to people.

use super::Page;
use crate::models::Broadcast;
use crate::models::BroadcastId;
use crate::models::BroadcastOptions;
use crate::models::BroadcastState;
use crate::models::BroadcastTarget;
use crate::models::ChatId;
use crate::models::ContentKind;
use crate::models::MessageId;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// Stores a new draft, whatever its id says, and returns its id.
pub fn insert(tx: &Transaction<'_>, draft: &Broadcast) -> rusqlite::Result<BroadcastId> {
    tx.prepare_cached(
        "INSERT INTO broadcasts (made_by, target, source_chat, source_messages, options, state, scheduled_at,
             created_at, content, excerpt, source_text, media_group, revision)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        draft.made_by.0,
        draft.target.code(),
        draft.source_chat.0,
        ids_text(&draft.source_messages)?,
        options_text(draft.options)?,
        draft.state.name(),
        draft.scheduled_at.map(|at| at.0),
        draft.created_at.0,
        draft.content.name(),
        draft.excerpt,
        draft.source_text,
        draft.media_group,
        draft.revision,
    ])?;
    Ok(BroadcastId(tx.last_insert_rowid()))
}

/// The broadcast.
pub fn get(connection: &Connection, id: BroadcastId) -> rusqlite::Result<Option<Broadcast>> {
    connection
        .prepare_cached(
            "SELECT id, made_by, target, source_chat, source_messages, options, state, scheduled_at, created_at,
                    confirmed_at, finished_at, content, excerpt, source_text, media_group, revision,
                    preview_messages, control_message, reports
             FROM broadcasts WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// Keeps all that can change of a broadcast.
pub fn update(tx: &Transaction<'_>, broadcast: &Broadcast) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE broadcasts SET target = ?2, source_messages = ?3, options = ?4, state = ?5, scheduled_at = ?6,
             confirmed_at = ?7, finished_at = ?8, content = ?9, excerpt = ?10, source_text = ?11,
             media_group = ?12, revision = ?13, preview_messages = ?14, control_message = ?15, reports = ?16
         WHERE id = ?1",
    )?
    .execute(params![
        broadcast.id.0,
        broadcast.target.code(),
        ids_text(&broadcast.source_messages)?,
        options_text(broadcast.options)?,
        broadcast.state.name(),
        broadcast.scheduled_at.map(|at| at.0),
        broadcast.confirmed_at.map(|at| at.0),
        broadcast.finished_at.map(|at| at.0),
        broadcast.content.name(),
        broadcast.excerpt,
        broadcast.source_text,
        broadcast.media_group,
        broadcast.revision,
        ids_text(&broadcast.preview_messages)?,
        broadcast.control_message.map(|id| id.0),
        broadcast.reports,
    ])?;
    Ok(())
}

/// Broadcasts whose content lies in that chat and of which nothing was sent.
pub fn list_open(connection: &Connection, source: ChatId) -> rusqlite::Result<Vec<Broadcast>> {
    connection
        .prepare_cached(
            "SELECT id, made_by, target, source_chat, source_messages, options, state, scheduled_at, created_at,
                    confirmed_at, finished_at, content, excerpt, source_text, media_group, revision,
                    preview_messages, control_message, reports
             FROM broadcasts WHERE source_chat = ?1 AND state IN ('draft', 'stale', 'scheduled')",
        )?
        .query_map([source.0], from_row)?
        .collect()
}

/// The draft that gathers the parts of that album.
pub fn get_by_album(
    connection: &Connection,
    source: ChatId,
    media_group: &str,
) -> rusqlite::Result<Option<Broadcast>> {
    connection
        .prepare_cached(
            "SELECT id, made_by, target, source_chat, source_messages, options, state, scheduled_at, created_at,
                    confirmed_at, finished_at, content, excerpt, source_text, media_group, revision,
                    preview_messages, control_message, reports
             FROM broadcasts WHERE source_chat = ?1 AND state IN ('draft', 'stale') AND media_group = ?2
             ORDER BY id DESC LIMIT 1",
        )?
        .query_row(params![source.0, media_group], from_row)
        .optional()
}

/// Those in a state, in the order in which they were made.
pub fn list_in(
    connection: &Connection,
    state: BroadcastState,
) -> rusqlite::Result<Vec<BroadcastId>> {
    connection
        .prepare("SELECT id FROM broadcasts WHERE state = ?1 ORDER BY id")?
        .query_map([state.name()], |row| row.get(0).map(BroadcastId))?
        .collect()
}

/// A page of those that wait for their time, the nearest first; also those that were edited meanwhile, or looked at
/// again and not decided.
pub fn list_scheduled(
    connection: &Connection,
    limit: i64,
    offset: i64,
) -> rusqlite::Result<Page<Broadcast>> {
    let total = count_scheduled(connection)?;
    let rows = connection
        .prepare_cached(
            "SELECT id, made_by, target, source_chat, source_messages, options, state, scheduled_at, created_at,
                    confirmed_at, finished_at, content, excerpt, source_text, media_group, revision,
                    preview_messages, control_message, reports
             FROM broadcasts WHERE scheduled_at IS NOT NULL AND state IN ('scheduled', 'stale', 'draft')
             ORDER BY scheduled_at, id LIMIT ?1 OFFSET ?2",
        )?
        .query_map([limit, offset], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page { rows, total })
}

/// A page of those that were sent to channels, the newest first.
pub fn list_sent(
    connection: &Connection,
    limit: i64,
    offset: i64,
) -> rusqlite::Result<Page<Broadcast>> {
    let total = connection
        .prepare_cached(
            "SELECT count(*) FROM broadcasts WHERE state IN ('sending', 'done') AND target IN ('vip', 'free', 'both')",
        )?
        .query_row([], |row| row.get(0))?;
    let rows = connection
        .prepare_cached(
            "SELECT id, made_by, target, source_chat, source_messages, options, state, scheduled_at, created_at,
                    confirmed_at, finished_at, content, excerpt, source_text, media_group, revision,
                    preview_messages, control_message, reports
             FROM broadcasts WHERE state IN ('sending', 'done') AND target IN ('vip', 'free', 'both')
             ORDER BY id DESC LIMIT ?1 OFFSET ?2",
        )?
        .query_map([limit, offset], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page { rows, total })
}

/// How many of these there are.
pub fn count_scheduled(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM broadcasts WHERE scheduled_at IS NOT NULL AND state IN ('scheduled', 'stale', 'draft')",
        )?
        .query_row([], |row| row.get(0))
}

/// Deletes drafts made before an instant that were never sent.
pub fn delete_unsent_before(
    tx: &Transaction<'_>,
    before: Timestamp,
    limit: i64,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "DELETE FROM broadcasts WHERE id IN
             (SELECT id FROM broadcasts
              WHERE created_at < ?1 AND confirmed_at IS NULL AND (state = 'cancelled' OR (state IN ('draft', 'stale') AND scheduled_at IS NULL))
              LIMIT ?2)",
    )?
    .execute(params![before.0, limit])
}

fn ids_text(ids: &[MessageId]) -> rusqlite::Result<String> {
    serde_json::to_string(ids)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

fn options_text(options: BroadcastOptions) -> rusqlite::Result<String> {
    serde_json::to_string(&options)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Broadcast> {
    let unreadable = |column: usize, words: &str| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, words.to_owned().into())
    };
    let json = |column: usize, error: serde_json::Error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error.into())
    };
    let target: String = row.get(2)?;
    let messages: String = row.get(4)?;
    let options: String = row.get(5)?;
    let state: String = row.get(6)?;
    let content: String = row.get(11)?;
    let preview: String = row.get(16)?;
    let instant =
        |column: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.map(Timestamp));
    Ok(Broadcast {
        id: BroadcastId(row.get(0)?),
        made_by: UserId(row.get(1)?),
        target: BroadcastTarget::of_code(&target).ok_or_else(|| unreadable(2, &target))?,
        source_chat: ChatId(row.get(3)?),
        source_messages: serde_json::from_str(&messages).map_err(|error| json(4, error))?,
        options: serde_json::from_str(&options).map_err(|error| json(5, error))?,
        state: BroadcastState::parse(&state).ok_or_else(|| unreadable(6, &state))?,
        scheduled_at: instant(7)?,
        created_at: Timestamp(row.get(8)?),
        confirmed_at: instant(9)?,
        finished_at: instant(10)?,
        content: ContentKind::parse(&content),
        excerpt: row.get(12)?,
        source_text: row.get(13)?,
        media_group: row.get(14)?,
        revision: row.get(15)?,
        preview_messages: serde_json::from_str(&preview).map_err(|error| json(16, error))?,
        control_message: row.get::<_, Option<i64>>(17)?.map(MessageId),
        reports: row.get(18)?,
    })
}
