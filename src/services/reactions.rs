//! Reactions under the channels' posts: what admins set, and what a new post is followed by.
//!
//! A post keeps the emoji it was posted with, whatever is set later. What must happen in the channel because of a post
//! is a task; the counters on its buttons are behind the votes, marked so, and written a few seconds later.

mod posts;
mod votes;

pub use posts::*;
pub use votes::*;

use super::ServiceError;
use super::access;
use super::audit;
use super::unit::act;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::ChatId;
use crate::models::ChatKind;
use crate::models::Door;
use crate::models::Permission;
use crate::models::ReactionMode;
use crate::models::ReactionSettings;
use crate::models::ReactionsView;
use crate::models::Refusal;
use crate::models::Right;
use crate::models::Task;
use crate::models::Timestamp;
use crate::utils::emoji;
use rusqlite::Connection;
use serde_json::json;

/// The reactions of a door's channel.
pub async fn settings(ctx: &Ctx, actor: &Actor, door: Door) -> Result<ReactionsView, ServiceError> {
    actor.need(Permission::Configure)?;
    ctx.db.read(move |connection| view(connection, door)).await
}

fn view(connection: &Connection, door: Door) -> Result<ReactionsView, ServiceError> {
    let chat = access::need_door(connection, door)?;
    let channel = crud::channels::get(connection, chat)?;
    Ok(ReactionsView {
        door,
        can_edit: (channel.as_ref()).is_some_and(|channel| {
            channel.kind != ChatKind::Channel || channel.rights.has(Right::Edit)
        }),
        title: channel.map_or_else(|| chat.to_string(), |channel| channel.title),
        settings: crud::bot_config::get_reactions(connection, door)?,
    })
}

/// Sets what happens under new posts of a door's channel.
pub async fn set_mode(
    ctx: &Ctx,
    actor: &Actor,
    door: Door,
    mode: ReactionMode,
    now: Timestamp,
) -> Result<ReactionsView, ServiceError> {
    change(ctx, actor, door, now, move |settings| settings.mode = mode).await
}

/// Sets the emoji of a door's channel from a typed text. Whoever chooses emoji wants reactions: if they are off, posts
/// get both kinds from now on.
pub async fn set_emoji(
    ctx: &Ctx,
    actor: &Actor,
    door: Door,
    text: &str,
    now: Timestamp,
) -> Result<ReactionsView, ServiceError> {
    let chosen = emoji::parse(text).map_err(Refusal::EmojiInvalid)?;
    change(ctx, actor, door, now, move |settings| {
        if settings.mode == ReactionMode::Off {
            settings.mode = ReactionMode::Both;
        }
        settings.emoji = chosen;
    })
    .await
}

async fn change(
    ctx: &Ctx,
    actor: &Actor,
    door: Door,
    now: Timestamp,
    change: impl FnOnce(&mut ReactionSettings) + Send + 'static,
) -> Result<ReactionsView, ServiceError> {
    actor.need(Permission::Configure)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        access::need_door(tx, door)?;
        let before = crud::bot_config::get_reactions(tx, door)?;
        let mut after = before.clone();
        change(&mut after);
        if after != before {
            crud::bot_config::update_reactions(tx, door, &after, now)?;
            // Whatever was said of the old ones, the new ones are another matter.
            crud::house::delete(tx, refused_key(door))?;
            let shown = |settings: &ReactionSettings| {
                json!({ "mode": settings.mode.name(), "emoji": settings.emoji })
            };
            let details = json!({ "before": shown(&before), "after": shown(&after) });
            let target = format!("door:{}", door.name());
            audit::record(tx, identity, "config.reactions", target, details, now)?;
        }
        view(tx, door)
    })
    .await
}

/// Asks for a preview of what a post of that channel would get, sent to whoever asks.
pub async fn ask_preview(
    ctx: &Ctx,
    actor: &Actor,
    door: Door,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::Configure)?;
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let cause = actor.cause;
    act(ctx, actor, now, move |tx| {
        let view = view(tx, door)?;
        if view.settings.emoji.is_empty() || view.settings.mode == ReactionMode::Off {
            return Err(Refusal::ReactionsUnset.into());
        }
        // The press is the fact. Nobody but a test asks without one.
        let fact = cause.map_or_else(|| format!("{now}"), |cause| cause.to_string());
        let task = Task::PreviewReactions { user, door, fact };
        crud::tasks::insert(tx, &task, now, now)?;
        Ok(())
    })
    .await
}

/// The reactions set for a door's channel, and that channel, as a task finds them; `None` if the door has none.
pub async fn settings_now(ctx: &Ctx, door: Door) -> Result<Option<ReactionsView>, ServiceError> {
    ctx.db
        .read(move |connection| match view(connection, door) {
            Ok(view) => Ok(Some(view)),
            Err(ServiceError::Refused(Refusal::NotConfigured(_))) => Ok(None),
            Err(error) => Err(error),
        })
        .await
}

/// Under which key the house remembers that the channel refused the emoji set.
fn refused_key(door: Door) -> &'static str {
    match door {
        Door::Vip => "reactions.refused.vip",
        Door::Free => "reactions.refused.free",
    }
}

/// Which of the emoji set the bot may put on a post, the one to try first in front. `allowed` is what Telegram says of
/// the channel; `None` = every reaction there is.
pub fn native_choices(settings: &ReactionSettings, allowed: Option<&[String]>) -> Vec<String> {
    let may = |one: &&String| {
        emoji::is_reaction(one) && allowed.is_none_or(|allowed| allowed.contains(one))
    };
    settings.native().iter().filter(may).cloned().collect()
}

/// The door that a chat serves, and what is set for its posts.
fn door_settings(
    connection: &Connection,
    chat: ChatId,
) -> Result<Option<(Door, ReactionSettings)>, ServiceError> {
    let Some(door) = crud::bot_config::get(connection)?.door_of(chat) else {
        return Ok(None);
    };
    let settings = crud::bot_config::get_reactions(connection, door)?;
    Ok(Some((door, settings)))
}

#[cfg(test)]
#[path = "reactions_tests.rs"]
mod tests;
