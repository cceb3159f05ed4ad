//! `broadcast_posts`: a broadcast in one channel.

use crate::models::BroadcastId;
use crate::models::BroadcastPost;
use crate::models::BroadcastPostId;
use crate::models::ChatId;
use crate::models::PinState;
use crate::models::PostProblem;
use crate::models::PostState;
use crate::models::PostView;
use crate::models::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// Notes that the broadcast is to be sent to that chat. `None` if that was noted before.
pub fn insert(
    tx: &Transaction<'_>,
    broadcast: BroadcastId,
    chat: ChatId,
) -> rusqlite::Result<Option<BroadcastPostId>> {
    let inserted = tx
        .prepare_cached(
            "INSERT INTO broadcast_posts (broadcast_id, chat_id, state) VALUES (?1, ?2, 'due')
             ON CONFLICT (broadcast_id, chat_id) DO NOTHING",
        )?
        .execute([broadcast.0, chat.0])?;
    Ok((inserted == 1).then(|| BroadcastPostId(tx.last_insert_rowid())))
}

/// The post.
pub fn get(
    connection: &Connection,
    id: BroadcastPostId,
) -> rusqlite::Result<Option<BroadcastPost>> {
    connection
        .prepare_cached(
            "SELECT id, broadcast_id, chat_id, state, tries, messages, pin, problem, error, posted_at
             FROM broadcast_posts WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// Keeps all that can change of a post.
pub fn update(tx: &Transaction<'_>, post: &BroadcastPost) -> rusqlite::Result<()> {
    let messages = serde_json::to_string(&post.messages)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    tx.prepare_cached(
        "UPDATE broadcast_posts SET state = ?2, tries = ?3, messages = ?4, pin = ?5, problem = ?6, error = ?7,
             posted_at = ?8
         WHERE id = ?1",
    )?
    .execute(params![
        post.id.0,
        post.state.name(),
        post.tries,
        messages,
        post.pin.name(),
        post.problem.map(PostProblem::name),
        post.error,
        post.posted_at.map(|at| at.0),
    ])?;
    Ok(())
}

/// The posts of a broadcast with their channels, in the order in which they were noted.
pub fn list(connection: &Connection, broadcast: BroadcastId) -> rusqlite::Result<Vec<PostView>> {
    connection
        .prepare_cached(
            "SELECT p.id, p.broadcast_id, p.chat_id, p.state, p.tries, p.messages, p.pin, p.problem, p.error,
                    p.posted_at, c.title, c.username
             FROM broadcast_posts p LEFT JOIN channels c ON c.chat_id = p.chat_id
             WHERE p.broadcast_id = ?1 ORDER BY p.id",
        )?
        .query_map([broadcast.0], |row| {
            let post = from_row(row)?;
            let title: Option<String> = row.get(10)?;
            Ok(PostView {
                title: title.unwrap_or_else(|| post.chat.to_string()),
                username: row.get(11)?,
                post,
            })
        })?
        .collect()
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<BroadcastPost> {
    let state: String = row.get(3)?;
    let messages: String = row.get(5)?;
    let pin: String = row.get(6)?;
    let problem: Option<String> = row.get(7)?;
    Ok(BroadcastPost {
        id: BroadcastPostId(row.get(0)?),
        broadcast: BroadcastId(row.get(1)?),
        chat: ChatId(row.get(2)?),
        // The CHECKs of the columns allow no others; in doubt nothing is sent.
        state: PostState::parse(&state).unwrap_or(PostState::Doubt),
        tries: row.get(4)?,
        messages: serde_json::from_str(&messages).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(5, Type::Text, error.into())
        })?,
        pin: PinState::parse(&pin).unwrap_or(PinState::None),
        problem: problem.as_deref().and_then(PostProblem::parse),
        error: row.get(8)?,
        posted_at: row.get::<_, Option<i64>>(9)?.map(Timestamp),
    })
}
