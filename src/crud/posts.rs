//! `posts` and `post_reactions`: posts with reactions, and people's votes under them.

use crate::models::ChatId;
use crate::models::MessageId;
use crate::models::Post;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn post(row: &Row<'_>) -> rusqlite::Result<Post> {
    let offers: String = row.get(2)?;
    Ok(Post {
        chat: ChatId(row.get(0)?),
        message: MessageId(row.get(1)?),
        // Only this file writes the list.
        offers: serde_json::from_str(&offers).unwrap_or_default(),
        buttons_message: row.get::<_, Option<i64>>(3)?.map(MessageId),
    })
}

/// Notes a post. False if it, or another part of its album, was noted before.
pub fn insert(
    tx: &Transaction<'_>,
    post: &Post,
    album: Option<&str>,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let offers = serde_json::json!(post.offers).to_string();
    let inserted = tx
        .prepare_cached(
            "INSERT INTO posts (chat_id, message_id, album, offers, buttons_message, voted_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            post.chat.0,
            post.message.0,
            album,
            offers,
            post.buttons_message.map(|message| message.0),
            now.0
        ])?;
    Ok(inserted == 1)
}

/// A post.
pub fn get(
    connection: &Connection,
    chat: ChatId,
    message: MessageId,
) -> rusqlite::Result<Option<Post>> {
    connection
        .prepare_cached(
            "SELECT chat_id, message_id, offers, buttons_message FROM posts
             WHERE chat_id = ?1 AND message_id = ?2",
        )?
        .query_row([chat.0, message.0], post)
        .optional()
}

/// The post whose buttons that message has.
pub fn get_by_buttons(
    connection: &Connection,
    chat: ChatId,
    message: MessageId,
) -> rusqlite::Result<Option<Post>> {
    connection
        .prepare_cached(
            "SELECT chat_id, message_id, offers, buttons_message FROM posts
             WHERE chat_id = ?1 AND buttons_message = ?2",
        )?
        .query_row([chat.0, message.0], post)
        .optional()
}

/// What a person chose under a post: the place of the emoji among its offers.
pub fn get_vote(
    connection: &Connection,
    post: &Post,
    user: UserId,
) -> rusqlite::Result<Option<u8>> {
    connection
        .prepare_cached(
            "SELECT place FROM post_reactions WHERE chat_id = ?1 AND message_id = ?2 AND user_id = ?3",
        )?
        .query_row([post.chat.0, post.message.0, user.0], |row| row.get(0))
        .optional()
}
