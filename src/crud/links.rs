//! `invite_links`.

use crate::models::CardLink;
use crate::models::ChatId;
use crate::models::InviteLink;
use crate::models::LinkId;
use crate::models::NewLink;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<InviteLink> {
    Ok(InviteLink {
        id: LinkId(row.get(0)?),
        link: row.get(1)?,
        chat_id: ChatId(row.get(2)?),
        user_id: row.get::<_, Option<i64>>(3)?.map(UserId),
        fact: row.get(4)?,
        expires_at: row.get::<_, Option<i64>>(5)?.map(Timestamp),
        used_at: row.get::<_, Option<i64>>(6)?.map(Timestamp),
        revoked_at: row.get::<_, Option<i64>>(7)?.map(Timestamp),
    })
}

/// Stores a link.
pub fn insert(tx: &Transaction<'_>, link: &NewLink, now: Timestamp) -> rusqlite::Result<LinkId> {
    tx.prepare_cached(
        "INSERT INTO invite_links (link, chat_id, user_id, fact, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        link.link,
        link.chat.0,
        link.user.map(|id| id.0),
        link.fact,
        now.0,
        link.expires_at.map(|at| at.0)
    ])?;
    Ok(LinkId(tx.last_insert_rowid()))
}

/// The link of that id.
pub fn get(connection: &Connection, id: LinkId) -> rusqlite::Result<Option<InviteLink>> {
    connection
        .prepare_cached(
            "SELECT id, link, chat_id, user_id, fact, expires_at, used_at, revoked_at FROM invite_links WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// The row of a link as an update shows it.
pub fn get_by_link(connection: &Connection, link: &str) -> rusqlite::Result<Option<InviteLink>> {
    connection
        .prepare_cached(
            "SELECT id, link, chat_id, user_id, fact, expires_at, used_at, revoked_at
             FROM invite_links WHERE link = ?1",
        )?
        .query_row([link], from_row)
        .optional()
}

/// The newest link made for a fact.
pub fn get_by_fact(connection: &Connection, fact: &str) -> rusqlite::Result<Option<InviteLink>> {
    connection
        .prepare_cached(
            "SELECT id, link, chat_id, user_id, fact, expires_at, used_at, revoked_at
             FROM invite_links WHERE fact = ?1 ORDER BY id DESC LIMIT 1",
        )?
        .query_row([fact], from_row)
        .optional()
}

/// The channel's join-request link.
pub fn get_join_request(
    connection: &Connection,
    chat: ChatId,
) -> rusqlite::Result<Option<InviteLink>> {
    connection
        .prepare_cached(
            "SELECT id, link, chat_id, user_id, fact, expires_at, used_at, revoked_at
             FROM invite_links WHERE user_id IS NULL AND chat_id = ?1 AND revoked_at IS NULL
             ORDER BY id DESC LIMIT 1",
        )?
        .query_row([chat.0], from_row)
        .optional()
}

/// A person's links to a channel that are neither used nor revoked nor over.
pub fn list_open(
    connection: &Connection,
    user: UserId,
    chat: ChatId,
    now: Timestamp,
) -> rusqlite::Result<Vec<InviteLink>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, link, chat_id, user_id, fact, expires_at, used_at, revoked_at
         FROM invite_links
         WHERE user_id = ?1 AND chat_id = ?2 AND used_at IS NULL AND revoked_at IS NULL
           AND (expires_at IS NULL OR expires_at > ?3)
         ORDER BY id",
    )?;
    statement
        .query_map(params![user.0, chat.0, now.0], from_row)?
        .collect()
}

/// The newest link made for a person to a channel.
pub fn get_last(
    connection: &Connection,
    user: UserId,
    chat: ChatId,
) -> rusqlite::Result<Option<InviteLink>> {
    connection
        .prepare_cached(
            "SELECT id, link, chat_id, user_id, fact, expires_at, used_at, revoked_at
             FROM invite_links WHERE user_id = ?1 AND chat_id = ?2 ORDER BY id DESC LIMIT 1",
        )?
        .query_row([user.0, chat.0], from_row)
        .optional()
}

/// The newest links made for a person to a channel, with when each was made.
pub fn list_last(
    connection: &Connection,
    user: UserId,
    chat: ChatId,
    limit: i64,
) -> rusqlite::Result<Vec<CardLink>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, link, chat_id, user_id, fact, expires_at, used_at, revoked_at, created_at
         FROM invite_links WHERE user_id = ?1 AND chat_id = ?2 ORDER BY id DESC LIMIT ?3",
    )?;
    statement
        .query_map([user.0, chat.0, limit], |row| {
            Ok(CardLink {
                link: from_row(row)?,
                created_at: Timestamp(row.get(8)?),
            })
        })?
        .collect()
}

/// Notes who came in by the link. The first one counts.
pub fn update_used(
    tx: &Transaction<'_>,
    id: LinkId,
    user: UserId,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE invite_links SET used_at = ?3, used_by = ?2 WHERE id = ?1 AND used_at IS NULL",
        )?
        .execute(params![id.0, user.0, now.0])?;
    Ok(changed == 1)
}

/// Notes that Telegram revoked the link.
pub fn update_revoked(tx: &Transaction<'_>, id: LinkId, now: Timestamp) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE invite_links SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL",
        )?
        .execute(params![id.0, now.0])?;
    Ok(changed == 1)
}

/// Deletes links that were over before an instant and that no request names.
pub fn delete_over_before(
    tx: &Transaction<'_>,
    before: Timestamp,
    limit: i64,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "DELETE FROM invite_links WHERE id IN
             (SELECT l.id FROM invite_links l
              WHERE l.expires_at < ?1
                AND NOT EXISTS (SELECT 1 FROM free_channel_requests r WHERE r.link_id = l.id)
              LIMIT ?2)",
    )?
    .execute(params![before.0, limit])
}
