//! Reactions under the channels' posts: the bot's own, and buttons on which people vote.
//!
//! A post keeps the emoji it was posted with. What must happen in the channel because of a post is a task.

use super::ServiceError;
use crate::crud;
use crate::models::ChatId;
use crate::models::MessageId;
use crate::models::Post;
use crate::models::Task;
use crate::models::Timestamp;
use rusqlite::Connection;
use rusqlite::Transaction;

/// How long after a post the bot reacts to it: nobody reads faster, and an album is whole by then.
const REACT_AFTER: i64 = 4;

/// A post of the bot's own, just sent to a channel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewPost {
    pub chat: ChatId,
    /// The first one of an album.
    pub message: MessageId,
    pub is_album: bool,
    /// The emoji of the buttons it was posted with, as [`offered`] named them; empty if it has none. Those of an album,
    /// which can have no buttons, come under a short answer to it.
    pub offers: Vec<String>,
}

/// The emoji of the buttons that a new post in that chat gets; empty if it gets none.
pub fn offered(connection: &Connection, chat: ChatId) -> Result<Vec<String>, ServiceError> {
    let Some(door) = crud::bot_config::get(connection)?.door_of(chat) else {
        return Ok(Vec::new());
    };
    let settings = crud::bot_config::get_reactions(connection, door)?;
    Ok(settings.buttons().to_vec())
}

/// Notes a post of the bot's own and asks for what follows: the bot's own reaction, and for an album the answer with the
/// buttons. Noting the same post again changes nothing.
pub fn posted(tx: &Transaction<'_>, new: &NewPost, now: Timestamp) -> Result<(), ServiceError> {
    let post = Post {
        chat: new.chat,
        message: new.message,
        offers: new.offers.clone(),
        buttons_message: (!new.is_album && !new.offers.is_empty()).then_some(new.message),
    };
    if crud::posts::insert(tx, &post, None, now)? {
        follow(tx, &post, now, now)?;
    }
    Ok(())
}

/// Asks for what a post is followed by.
fn follow(
    tx: &Transaction<'_>,
    post: &Post,
    posted_at: Timestamp,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let (chat, message) = (post.chat, post.message);
    if !post.offers.is_empty() && post.buttons_message.is_none() {
        let task = Task::PlaceButtons { chat, message };
        crud::tasks::insert(tx, &task, now + REACT_AFTER, now)?;
    }
    let door = crud::bot_config::get(tx)?.door_of(chat);
    let settings = door.map(|door| crud::bot_config::get_reactions(tx, door));
    if settings
        .transpose()?
        .is_some_and(|settings| !settings.native().is_empty())
    {
        let task = Task::React {
            chat,
            message,
            posted_at,
        };
        crud::tasks::insert(tx, &task, now + REACT_AFTER, now)?;
    }
    Ok(())
}
