//! Votes on the buttons, and the counters that follow them.

use super::FRESH;
use super::ServiceError;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::Behind;
use crate::models::ChatId;
use crate::models::MessageId;
use crate::models::Post;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::Voted;
use crate::services::unit::act_lightly;
use rusqlite::Transaction;

/// Seconds between two edits in one chat. Telegram takes about 20 a minute there, posts included: this leaves room for
/// them. As instants are whole seconds, at least three pass.
pub const REDRAW_EVERY: i64 = 4;

/// A press on a reaction button.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ballot {
    pub chat: ChatId,
    /// The message that has the button.
    pub message: MessageId,
    /// The message it answers, if it says so.
    pub answers: Option<MessageId>,
    /// The place of the emoji.
    pub place: u8,
    /// The emoji of all its buttons, as Telegram shows them.
    pub offers: Vec<String>,
    /// When it was sent.
    pub sent_at: Timestamp,
}

/// Counts a press: a vote, another vote in place of the former one, or, for the emoji they had chosen, none any more.
pub async fn vote(
    ctx: &Ctx,
    actor: &Actor,
    ballot: Ballot,
    now: Timestamp,
) -> Result<Voted, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let voted = act_lightly(ctx, actor, now, move |tx| {
        let place = usize::from(ballot.place);
        let Some(post) = voted_on(tx, user, &ballot, now)? else {
            return Ok(Voted::Closed);
        };
        let Some(emoji) = post.offers.get(place).cloned() else {
            return Ok(Voted::Closed);
        };
        let before = crud::posts::get_vote(tx, &post, user)?;
        let after = (before != Some(ballot.place)).then_some(ballot.place);
        crud::posts::set_vote(tx, &post, user, after, now)?;
        crud::posts::update_voted(tx, &post, REDRAW_EVERY, now)?;
        Ok(match after {
            Some(_) => Voted::For(emoji),
            None => Voted::TakenBack,
        })
    })
    .await?;
    ctx.votes_cast.notify_one();
    Ok(voted)
}

/// How a vote stands after a press that was counted before.
pub async fn own_vote(ctx: &Ctx, actor: &Actor, ballot: Ballot) -> Result<Voted, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    ctx.db
        .read(move |connection| {
            let post = crud::posts::get_by_buttons(connection, ballot.chat, ballot.message)?;
            let Some(post) = post else {
                return Ok(Voted::Closed);
            };
            let place = crud::posts::get_vote(connection, &post, user)?;
            let emoji = place.and_then(|place| post.offers.get(usize::from(place)));
            Ok(emoji.map_or(Voted::TakenBack, |emoji| Voted::For(emoji.clone())))
        })
        .await
}

/// The post voted on.
fn voted_on(
    tx: &Transaction<'_>,
    user: UserId,
    ballot: &Ballot,
    now: Timestamp,
) -> Result<Option<Post>, ServiceError> {
    if let Some(post) = crud::posts::get_by_buttons(tx, ballot.chat, ballot.message)? {
        return Ok(Some(post));
    }
    match answered(tx, ballot)? {
        Some(post) => Ok(Some(post)),
        None => unnoted(tx, user, ballot, now),
    }
}

/// The album whose answer this is, if whether it was sent had remained in doubt: the press shows that it was.
fn answered(tx: &Transaction<'_>, ballot: &Ballot) -> Result<Option<Post>, ServiceError> {
    let Some(album) = ballot.answers else {
        return Ok(None);
    };
    let Some(post) = crud::posts::get(tx, ballot.chat, album)? else {
        return Ok(None);
    };
    let is_in_doubt = crud::posts::get_answer_begun(tx, &post)?.is_some();
    let is_it = is_in_doubt && crud::posts::update_buttons(tx, &post, ballot.message)?;
    Ok(is_it.then_some(post))
}

/// A message with buttons of the bot's own that was never noted: a post whose sending remained in doubt, or the preview
/// of one. Its buttons say what it offers. An old one is rather a post whose votes were swept out: they stay closed.
fn unnoted(
    tx: &Transaction<'_>,
    user: UserId,
    ballot: &Ballot,
    now: Timestamp,
) -> Result<Option<Post>, ServiceError> {
    let is_door = crud::bot_config::get(tx)?.door_of(ballot.chat).is_some();
    let is_ours = is_door || ballot.chat == user.chat();
    if ballot.offers.is_empty() || !is_ours || now.since(ballot.sent_at) > FRESH {
        return Ok(None);
    }
    let post = Post {
        chat: ballot.chat,
        message: ballot.message,
        is_album: false,
        offers: ballot.offers.clone(),
        buttons_message: Some(ballot.message),
    };
    crud::posts::insert(tx, &post, None, now)?;
    Ok(crud::posts::get_by_buttons(
        tx,
        ballot.chat,
        ballot.message,
    )?)
}

/// The message that has the buttons of an album, which lies in the channel beside it.
pub async fn answer_under(
    ctx: &Ctx,
    chat: ChatId,
    album: MessageId,
) -> Result<Option<MessageId>, ServiceError> {
    ctx.db
        .read(move |connection| {
            let post = crud::posts::get(connection, chat, album)?;
            Ok(post
                .and_then(|post| post.buttons_message)
                .filter(|it| *it != album))
        })
        .await
}

/// Of each chat the post whose buttons are due first, with when they are.
pub async fn behind(ctx: &Ctx) -> Result<Vec<(ChatId, MessageId, Timestamp)>, ServiceError> {
    ctx.db
        .read(|connection| Ok(crud::posts::list_behind(connection)?))
        .await
}

/// A post with its votes, if its buttons are still behind.
pub async fn to_redraw(
    ctx: &Ctx,
    chat: ChatId,
    message: MessageId,
) -> Result<Option<Behind>, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::posts::get_behind(connection, chat, message)?))
        .await
}

/// The buttons show what `behind` says; what was voted meanwhile follows.
pub async fn redrawn(ctx: &Ctx, behind: Behind, now: Timestamp) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            Ok(crud::posts::update_redrawn(tx, &behind, REDRAW_EVERY, now)?)
        })
        .await
}

/// The buttons could not be written: again at `at`, or, if there is none, after the next vote.
pub async fn put_off(ctx: &Ctx, post: Post, at: Option<Timestamp>) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            Ok(crud::posts::update_redraw(tx, &post, at)?)
        })
        .await
}
