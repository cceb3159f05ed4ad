//! `ticket_messages`: the threads of tickets.

use super::Page;
use crate::models::ChatId;
use crate::models::ContentKind;
use crate::models::MessageId;
use crate::models::TicketId;
use crate::models::TicketMessage;
use crate::models::TicketMessageId;
use crate::models::TicketWords;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<TicketMessage> {
    let (chat, message): (Option<i64>, Option<i64>) = (row.get(8)?, row.get(9)?);
    Ok(TicketMessage {
        id: TicketMessageId(row.get(0)?),
        ticket: TicketId(row.get(1)?),
        is_staff: row.get(2)?,
        author: UserId(row.get(3)?),
        at: Timestamp(row.get(4)?),
        words: TicketWords {
            content: ContentKind::parse(&row.get::<_, String>(5)?),
            body: row.get(6)?,
            is_formatted: row.get(7)?,
            source: chat.map(ChatId).zip(message.map(MessageId)),
            album: row.get(10)?,
        },
    })
}

/// Something to be kept in a thread.
#[derive(Clone, Debug)]
pub struct NewMessage {
    pub ticket: TicketId,
    pub is_staff: bool,
    pub author: UserId,
    pub words: TicketWords,
    /// The first of the album that it belongs to.
    pub album_of: Option<TicketMessageId>,
}

/// Keeps something said. `None` if that very message is kept already.
pub fn insert(
    tx: &Transaction<'_>,
    new: &NewMessage,
    now: Timestamp,
) -> rusqlite::Result<Option<TicketMessageId>> {
    let words = &new.words;
    let inserted = tx
        .prepare_cached(
            "INSERT INTO ticket_messages (ticket_id, is_staff, author_id, at, content, body, is_formatted, source_chat,
                                          source_message, media_group, album_of)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
             ON CONFLICT (source_chat, source_message) DO NOTHING",
        )?
        .execute(params![
            new.ticket.0,
            new.is_staff,
            new.author.0,
            now.0,
            words.content.name(),
            words.body,
            words.is_formatted,
            words.source.map(|(chat, _)| chat.0),
            words.source.map(|(_, message)| message.0),
            words.album,
            new.album_of.map(|id| id.0),
        ])?;
    Ok((inserted == 1).then(|| TicketMessageId(tx.last_insert_rowid())))
}

/// A page of a thread, the oldest first.
pub fn list(
    connection: &Connection,
    ticket: TicketId,
    limit: i64,
    offset: i64,
) -> rusqlite::Result<Page<TicketMessage>> {
    let rows = connection
        .prepare_cached(
            "SELECT id, ticket_id, is_staff, author_id, at, content, body, is_formatted, source_chat, source_message,
                    media_group
             FROM ticket_messages WHERE ticket_id = ?1 ORDER BY id LIMIT ?2 OFFSET ?3",
        )?
        .query_map([ticket.0, limit, offset], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page {
        rows,
        total: count(connection, ticket)?,
    })
}

/// How much was said in a thread.
pub fn count(connection: &Connection, ticket: TicketId) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM ticket_messages WHERE ticket_id = ?1")?
        .query_row([ticket.0], |row| row.get(0))
}

/// The last thing said in a thread.
pub fn last(connection: &Connection, ticket: TicketId) -> rusqlite::Result<Option<TicketMessage>> {
    connection
        .prepare_cached(
            "SELECT id, ticket_id, is_staff, author_id, at, content, body, is_formatted, source_chat, source_message,
                    media_group
             FROM ticket_messages WHERE ticket_id = ?1 ORDER BY id DESC LIMIT 1",
        )?
        .query_row([ticket.0], from_row)
        .optional()
}

/// Whether a helper answered with these very words, which no message of theirs holds, after that instant.
pub fn has_canned(
    connection: &Connection,
    ticket: TicketId,
    author: UserId,
    body: &str,
    after: Timestamp,
) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM ticket_messages
                            WHERE ticket_id = ?1 AND author_id = ?2 AND source_chat IS NULL AND body = ?3 AND at > ?4)",
        )?
        .query_row(params![ticket.0, author.0, body, after.0], |row| row.get(0))
}

/// One message of a thread.
pub fn get(
    connection: &Connection,
    id: TicketMessageId,
) -> rusqlite::Result<Option<TicketMessage>> {
    connection
        .prepare_cached(
            "SELECT id, ticket_id, is_staff, author_id, at, content, body, is_formatted, source_chat, source_message,
                    media_group
             FROM ticket_messages WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// The other parts of the album that begins with a message, in their order.
pub fn list_parts(
    connection: &Connection,
    head: TicketMessageId,
) -> rusqlite::Result<Vec<TicketMessage>> {
    connection
        .prepare_cached(
            "SELECT id, ticket_id, is_staff, author_id, at, content, body, is_formatted, source_chat, source_message,
                    media_group
             FROM ticket_messages WHERE album_of = ?1 ORDER BY source_message",
        )?
        .query_map([head.0], from_row)?
        .collect()
}

/// The thread's message that lies there, if there is one.
pub fn get_by_source(
    connection: &Connection,
    chat: ChatId,
    message: MessageId,
) -> rusqlite::Result<Option<TicketMessage>> {
    connection
        .prepare_cached(
            "SELECT id, ticket_id, is_staff, author_id, at, content, body, is_formatted, source_chat, source_message,
                    media_group
             FROM ticket_messages WHERE source_chat = ?1 AND source_message = ?2",
        )?
        .query_row([chat.0, message.0], from_row)
        .optional()
}

/// The first message of an album that somebody sent in a chat, if it stands in a thread.
pub fn get_album(
    connection: &Connection,
    chat: ChatId,
    author: UserId,
    album: &str,
) -> rusqlite::Result<Option<TicketMessage>> {
    connection
        .prepare_cached(
            "SELECT id, ticket_id, is_staff, author_id, at, content, body, is_formatted, source_chat, source_message,
                    media_group
             FROM ticket_messages
             WHERE source_chat = ?1 AND media_group = ?3 AND author_id = ?2 AND album_of IS NULL ORDER BY id LIMIT 1",
        )?
        .query_row(params![chat.0, author.0, album], from_row)
        .optional()
}
