//! New posts: what each gets, and how that went.

use super::ServiceError;
use super::door_settings;
use super::refused_key;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::AdminNotice;
use crate::models::ChatId;
use crate::models::DAY;
use crate::models::Door;
use crate::models::Identity;
use crate::models::MessageId;
use crate::models::Post;
use crate::models::ReactionSettings;
use crate::models::Right;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::notify;
use crate::services::unit::act;
use rusqlite::Connection;
use rusqlite::Transaction;

/// How long after a post the bot reacts to it: an album is whole by then, and a slip of the hand deleted.
const REACT_AFTER: i64 = 4;
/// A post that the bot hears of later than this gets nothing: its readers have read it, and after a long outage a wave
/// of reactions and edits would spend what Telegram allows in the channel.
pub const FRESH: i64 = DAY;

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

/// A post of somebody else, as an update tells of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SeenPost {
    pub chat: ChatId,
    pub message: MessageId,
    /// Telegram's name for the album it belongs to.
    pub album: Option<String>,
    pub posted_at: Timestamp,
    /// Whether it may get buttons: it was not forwarded and has none.
    pub takes_buttons: bool,
}

/// The emoji of the buttons that a new post in that chat gets; empty if it gets none.
pub fn offered(connection: &Connection, chat: ChatId) -> Result<Vec<String>, ServiceError> {
    let found = door_settings(connection, chat)?;
    Ok(found.map_or_else(Vec::new, |(_, settings)| settings.buttons().to_vec()))
}

/// Notes a post of the bot's own and asks for what follows: the bot's own reaction, and for an album the answer with the
/// buttons. Noting the same post again changes nothing.
pub fn posted(tx: &Transaction<'_>, new: &NewPost, now: Timestamp) -> Result<(), ServiceError> {
    let post = Post {
        chat: new.chat,
        message: new.message,
        is_album: new.is_album,
        offers: new.offers.clone(),
        buttons_message: (!new.is_album && !new.offers.is_empty()).then_some(new.message),
    };
    if crud::posts::insert(tx, &post, None, now)? {
        let settings = door_settings(tx, post.chat)?.map(|(_, settings)| settings);
        follow(tx, &post, &settings.unwrap_or_default(), now)?;
    }
    Ok(())
}

/// Notes a post of somebody else in a door's channel and asks for what follows. Of an album only what comes first
/// counts.
pub async fn seen(
    ctx: &Ctx,
    actor: &Actor,
    seen: SeenPost,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if now.since(seen.posted_at) > FRESH {
        return Ok(());
    }
    // Most posts want nothing: they are read about, and nothing is written.
    let settings = of_chat(ctx, seen.chat).await?.map(|(_, settings)| settings);
    if settings.is_none_or(|set| set.native().is_empty() && set.buttons().is_empty()) {
        return Ok(());
    }
    act(ctx, actor, now, move |tx| {
        let Some((_, settings)) = door_settings(tx, seen.chat)? else {
            return Ok(());
        };
        let is_album = seen.album.is_some();
        // An album is answered; any other post is edited, which in a channel needs a right.
        let has_way = seen.takes_buttons && (is_album || may_edit(tx, seen.chat)?);
        let offers = if has_way { settings.buttons() } else { &[] };
        let post = Post {
            chat: seen.chat,
            message: seen.message,
            is_album,
            offers: offers.to_vec(),
            buttons_message: None,
        };
        if crud::posts::insert(tx, &post, seen.album.as_deref(), now)? {
            follow(tx, &post, &settings, now)?;
        }
        Ok(())
    })
    .await
}

fn may_edit(tx: &Transaction<'_>, chat: ChatId) -> Result<bool, ServiceError> {
    let channel = crud::channels::get(tx, chat)?;
    Ok(channel.is_some_and(|channel| channel.rights.has(Right::Edit)))
}

/// Asks for what a post is followed by.
fn follow(
    tx: &Transaction<'_>,
    post: &Post,
    settings: &ReactionSettings,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let (chat, message) = (post.chat, post.message);
    if !post.offers.is_empty() && post.buttons_message.is_none() {
        let task = Task::PlaceButtons { chat, message };
        crud::tasks::insert(tx, &task, now + REACT_AFTER, now)?;
    }
    if !settings.native().is_empty() {
        let task = Task::React { chat, message };
        crud::tasks::insert(tx, &task, now + REACT_AFTER, now)?;
    }
    Ok(())
}

/// The door that a chat serves, and what is set for its posts now.
pub async fn of_chat(
    ctx: &Ctx,
    chat: ChatId,
) -> Result<Option<(Door, ReactionSettings)>, ServiceError> {
    ctx.db
        .read(move |connection| door_settings(connection, chat))
        .await
}

/// Tells the admins that the channel takes none of the emoji set, once until they are changed or one is taken.
pub async fn all_refused(
    ctx: &Ctx,
    door: Door,
    settings: &ReactionSettings,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let emoji = settings.emoji.clone();
    ctx.db
        .write(Durability::Full, move |tx| {
            if crud::house::get(tx, refused_key(door))?.is_some() {
                return Ok(());
            }
            let Some(chat) = crud::bot_config::get(tx)?.channel(door) else {
                return Ok(());
            };
            crud::house::set(tx, refused_key(door), "told", now)?;
            let title = crud::channels::get(tx, chat)?
                .map_or_else(|| chat.to_string(), |channel| channel.title);
            let notice = AdminNotice::ReactionsRefused { door, title, emoji };
            notify::log_and_notify(tx, Identity::System, notice, now)
        })
        .await?;
    ctx.task_added.notify_one();
    Ok(())
}

/// A reaction was taken: should all be refused again, the admins hear of it again.
pub async fn one_taken(ctx: &Ctx, door: Door) -> Result<(), ServiceError> {
    let key = refused_key(door);
    let was_told = ctx
        .db
        .read(move |connection| Ok::<_, ServiceError>(crud::house::get(connection, key)?.is_some()))
        .await?;
    if was_told {
        ctx.db
            .write(Durability::Normal, move |tx| {
                Ok::<_, ServiceError>(crud::house::delete(tx, key)?)
            })
            .await?;
    }
    Ok(())
}

/// How the buttons of a post stand before they are put there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ToPlace {
    /// They are there, or the post is gone.
    Nothing,
    /// An answer with them may have been sent; a second one would stay for ever.
    InDoubt,
    Missing(Post),
}

/// Whether a post still lacks its buttons.
pub async fn to_place(
    ctx: &Ctx,
    chat: ChatId,
    message: MessageId,
) -> Result<ToPlace, ServiceError> {
    ctx.db
        .read(move |connection| {
            let found = crud::posts::get(connection, chat, message)?;
            let Some(post) = found.filter(|post| post.buttons_message.is_none()) else {
                return Ok(ToPlace::Nothing);
            };
            let begun = crud::posts::get_answer_begun(connection, &post)?;
            Ok(match begun {
                Some(_) => ToPlace::InDoubt,
                None => ToPlace::Missing(post),
            })
        })
        .await
}

/// Notes, before the answer with the buttons is sent, that it may be there from now on; or that it certainly is not.
pub async fn answer_begun(
    ctx: &Ctx,
    post: &Post,
    begun_at: Option<Timestamp>,
) -> Result<(), ServiceError> {
    let post = post.clone();
    ctx.db
        .write(Durability::Full, move |tx| {
            Ok(crud::posts::update_answer_begun(tx, &post, begun_at)?)
        })
        .await
}

/// Notes which message has the buttons.
pub async fn placed(ctx: &Ctx, post: &Post, buttons: MessageId) -> Result<(), ServiceError> {
    let post = post.clone();
    ctx.db
        .write(Durability::Full, move |tx| {
            crud::posts::update_buttons(tx, &post, buttons)?;
            Ok(())
        })
        .await
}

/// Notes a preview sent to an admin, so that its buttons count.
pub async fn previewed(
    ctx: &Ctx,
    user: UserId,
    message: MessageId,
    offers: Vec<String>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let post = Post {
        chat: user.chat(),
        message,
        is_album: false,
        offers,
        buttons_message: Some(message),
    };
    ctx.db
        .write(Durability::Normal, move |tx| {
            crud::posts::insert(tx, &post, None, now)?;
            Ok(())
        })
        .await
}
