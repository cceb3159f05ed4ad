//! `posts` and `post_reactions`: posts with reactions, and people's votes under them.

use crate::models::Behind;
use crate::models::ChatId;
use crate::models::MessageId;
use crate::models::Post;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn post(row: &Row<'_>) -> rusqlite::Result<Post> {
    let offers: String = row.get(3)?;
    Ok(Post {
        chat: ChatId(row.get(0)?),
        message: MessageId(row.get(1)?),
        is_album: row.get(2)?,
        // Only this file writes the list.
        offers: serde_json::from_str(&offers).unwrap_or_default(),
        buttons_message: row.get::<_, Option<i64>>(4)?.map(MessageId),
    })
}

/// Notes a post. False if it, or another part of its album, was noted before.
///
/// Buttons it is known to have since are kept then: an update may tell of the bot's own post before the bot does.
pub fn insert(
    tx: &Transaction<'_>,
    post: &Post,
    album: Option<&str>,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let offers = serde_json::json!(post.offers).to_string();
    let buttons = post.buttons_message.map(|message| message.0);
    let inserted = tx
        .prepare_cached(
            "INSERT INTO posts (chat_id, message_id, is_album, album, offers, buttons_message, voted_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            post.chat.0,
            post.message.0,
            post.is_album,
            album,
            offers,
            buttons,
            now.0
        ])?;
    if inserted == 0 && buttons.is_some() {
        tx.prepare_cached(
            "UPDATE posts SET offers = ?3, buttons_message = ?4
             WHERE chat_id = ?1 AND message_id = ?2 AND buttons_message IS NULL",
        )?
        .execute(params![post.chat.0, post.message.0, offers, buttons])?;
    }
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
            "SELECT chat_id, message_id, is_album, offers, buttons_message FROM posts
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
            "SELECT chat_id, message_id, is_album, offers, buttons_message FROM posts
             WHERE chat_id = ?1 AND buttons_message = ?2",
        )?
        .query_row([chat.0, message.0], post)
        .optional()
}

/// Notes which message has the buttons of a post. False if that is known already.
pub fn update_buttons(
    tx: &Transaction<'_>,
    post: &Post,
    buttons_message: MessageId,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE posts SET buttons_message = ?3, answer_begun_at = NULL
             WHERE chat_id = ?1 AND message_id = ?2 AND buttons_message IS NULL",
        )?
        .execute([post.chat.0, post.message.0, buttons_message.0])?;
    Ok(changed == 1)
}

/// When the answer that carries a post's buttons was begun without its outcome being known.
pub fn get_answer_begun(
    connection: &Connection,
    post: &Post,
) -> rusqlite::Result<Option<Timestamp>> {
    connection
        .prepare_cached("SELECT answer_begun_at FROM posts WHERE chat_id = ?1 AND message_id = ?2")?
        .query_row([post.chat.0, post.message.0], |row| {
            row.get::<_, Option<i64>>(0)
        })
        .optional()
        .map(|at| at.flatten().map(Timestamp))
}

/// Notes that the answer with the buttons is about to be sent, or that it certainly was not.
pub fn update_answer_begun(
    tx: &Transaction<'_>,
    post: &Post,
    begun_at: Option<Timestamp>,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE posts SET answer_begun_at = ?3 WHERE chat_id = ?1 AND message_id = ?2",
    )?
    .execute(params![
        post.chat.0,
        post.message.0,
        begun_at.map(|at| at.0)
    ])?;
    Ok(())
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

/// Keeps a person's vote, or takes it away.
pub fn set_vote(
    tx: &Transaction<'_>,
    post: &Post,
    user: UserId,
    place: Option<u8>,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let (chat, message) = (post.chat.0, post.message.0);
    match place {
        Some(place) => tx
            .prepare_cached(
                "INSERT INTO post_reactions (chat_id, message_id, user_id, place, voted_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (chat_id, message_id, user_id)
                 DO UPDATE SET place = excluded.place, voted_at = excluded.voted_at",
            )?
            .execute(params![chat, message, user.0, place, now.0])?,
        None => tx
            .prepare_cached(
                "DELETE FROM post_reactions WHERE chat_id = ?1 AND message_id = ?2 AND user_id = ?3",
            )?
            .execute([chat, message, user.0])?,
    };
    Ok(())
}

/// Notes that the votes under a post changed: its buttons are behind, and are due `every` seconds after they were last
/// written, at once if that was long ago.
pub fn update_voted(
    tx: &Transaction<'_>,
    post: &Post,
    every: i64,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE posts SET votes = votes + 1, voted_at = ?3,
             redraw_at = coalesce(redraw_at, max(?3, coalesce(redrawn_at + ?4, ?3)))
         WHERE chat_id = ?1 AND message_id = ?2",
    )?
    .execute([post.chat.0, post.message.0, now.0, every])?;
    Ok(())
}

/// The votes for each of a post's offers.
pub fn counts(connection: &Connection, post: &Post) -> rusqlite::Result<Vec<i64>> {
    let mut counts = vec![0; post.offers.len()];
    let mut statement = connection.prepare_cached(
        "SELECT place, count(*) FROM post_reactions WHERE chat_id = ?1 AND message_id = ?2 GROUP BY place",
    )?;
    let mut rows = statement.query([post.chat.0, post.message.0])?;
    while let Some(row) = rows.next()? {
        let place: u8 = row.get(0)?;
        if let Some(count) = counts.get_mut(usize::from(place)) {
            *count = row.get(1)?;
        }
    }
    Ok(counts)
}

/// Of each chat the post whose buttons are due first, with when they are.
pub fn list_behind(
    connection: &Connection,
) -> rusqlite::Result<Vec<(ChatId, MessageId, Timestamp)>> {
    let mut statement = connection.prepare_cached(
        "SELECT chat_id, message_id, min(redraw_at) FROM posts WHERE redraw_at IS NOT NULL GROUP BY chat_id",
    )?;
    statement
        .query_map([], |row| {
            Ok((
                ChatId(row.get(0)?),
                MessageId(row.get(1)?),
                Timestamp(row.get(2)?),
            ))
        })?
        .collect()
}

/// A post with its votes, if its buttons are behind.
pub fn get_behind(
    connection: &Connection,
    chat: ChatId,
    message: MessageId,
) -> rusqlite::Result<Option<Behind>> {
    let found = connection
        .prepare_cached(
            "SELECT chat_id, message_id, is_album, offers, buttons_message, votes, drawn, voted_at FROM posts
             WHERE chat_id = ?1 AND message_id = ?2 AND redraw_at IS NOT NULL",
        )?
        .query_row([chat.0, message.0], |row| {
            let drawn: Option<String> = row.get(6)?;
            Ok((post(row)?, row.get(5)?, drawn, Timestamp(row.get(7)?)))
        })
        .optional()?;
    let Some((post, votes, drawn, voted_at)) = found else {
        return Ok(None);
    };
    let counts = counts(connection, &post)?;
    let drawn: Option<Vec<i64>> = drawn.and_then(|drawn| serde_json::from_str(&drawn).ok());
    let is_shown = drawn.unwrap_or_else(|| vec![0; counts.len()]) == counts;
    Ok(Some(Behind {
        post,
        counts,
        votes,
        is_shown,
        voted_at,
    }))
}

/// The buttons show what `behind` says. Votes that came meanwhile are due after `every` seconds.
pub fn update_redrawn(
    tx: &Transaction<'_>,
    behind: &Behind,
    every: i64,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let Post { chat, message, .. } = behind.post;
    let drawn = serde_json::json!(behind.counts).to_string();
    tx.prepare_cached(
        "UPDATE posts SET drawn = ?3, redrawn_at = iif(?6, redrawn_at, ?4),
             redraw_at = iif(votes = ?5, NULL, ?4 + ?7)
         WHERE chat_id = ?1 AND message_id = ?2",
    )?
    .execute(params![
        chat.0,
        message.0,
        drawn,
        now.0,
        behind.votes,
        behind.is_shown,
        every
    ])?;
    Ok(())
}

/// The buttons could not be written: again at `redraw_at`, or, if there is none, after the next vote.
pub fn update_redraw(
    tx: &Transaction<'_>,
    post: &Post,
    redraw_at: Option<Timestamp>,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE posts SET redraw_at = ?3 WHERE chat_id = ?1 AND message_id = ?2")?
        .execute(params![
            post.chat.0,
            post.message.0,
            redraw_at.map(|at| at.0)
        ])?;
    Ok(())
}

/// Deletes posts, and with them their votes, whose last vote came before an instant.
pub fn delete_voted_before(
    tx: &Transaction<'_>,
    before: Timestamp,
    limit: i64,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "DELETE FROM posts WHERE (chat_id, message_id) IN
             (SELECT chat_id, message_id FROM posts WHERE voted_at < ?1 LIMIT ?2)",
    )?
    .execute(params![before.0, limit])
}
