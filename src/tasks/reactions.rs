//! What posts are followed by: the bot's own reaction, buttons, and previews for admins.

use super::Errand;
use super::done;
use super::failed_in;
use super::undelivered;
use crate::models::ChatId;
use crate::models::Door;
use crate::models::MessageId;
use crate::models::NativeReaction;
use crate::models::Post;
use crate::models::ReactionSettings;
use crate::models::UserId;
use crate::screens::Reader;
use crate::screens::reactions;
use crate::services;
use crate::services::ServiceError;
use crate::services::reactions::FRESH;
use crate::services::reactions::ToPlace;
use crate::services::reactions::native_choices;
use crate::services::tasks::Outcome;
use crate::telegram::admins::reader;
use crate::telegram::admins::reader_of;
use crate::telegram::bot;
use crate::telegram::errors::CallError;
use crate::telegram::errors::Class;
use crate::telegram::sender::Lane;

/// Puts the bot's own reaction on a post: the first emoji that the channel takes.
pub async fn react(
    errand: &Errand<'_>,
    chat: ChatId,
    message: MessageId,
) -> Result<Outcome, ServiceError> {
    if is_stale(errand) {
        return Ok(done("too late"));
    }
    let Some((door, settings)) = services::reactions::of_chat(errand.ctx, chat).await? else {
        return Ok(done("the chat serves no door"));
    };
    if settings.native().is_empty() {
        return Ok(done("switched off meanwhile"));
    }
    let allowed = match errand.bot.allowed_reactions(chat).await {
        Ok(allowed) => allowed,
        Err(error) => return failed_in(errand, chat, &error).await,
    };
    for emoji in native_choices(&settings, allowed.as_deref()) {
        match errand.bot.react(chat, message, &emoji).await {
            Ok(()) => {
                services::reactions::one_taken(errand.ctx, door).await?;
                return Ok(Outcome::Done(format!("reacted with {emoji}")));
            }
            // What getChat says may be older than the channel's own setting.
            Err(error) if says(&error, "reaction") => {}
            // No right of the door's: its channel is not lost because of this.
            Err(error) if error.class() == Class::NoRights => return Ok(done("no right to react")),
            Err(error) if is_gone(&error) => return Ok(done("the post is gone")),
            Err(error) => return failed_in(errand, chat, &error).await,
        }
    }
    services::reactions::all_refused(errand.ctx, door, &settings, errand.now).await?;
    Ok(done("the channel takes none of them"))
}

/// Gives a post its buttons.
pub async fn place_buttons(
    errand: &Errand<'_>,
    chat: ChatId,
    message: MessageId,
) -> Result<Outcome, ServiceError> {
    if is_stale(errand) {
        return Ok(done("too late"));
    }
    match services::reactions::to_place(errand.ctx, chat, message).await? {
        ToPlace::Nothing => Ok(done("they are there")),
        // Its first vote will show that it is there.
        ToPlace::InDoubt => Ok(done("an answer with them may be there")),
        ToPlace::Missing(post) if post.is_album => answer(errand, &post).await,
        ToPlace::Missing(post) => edit(errand, &post).await,
    }
}

/// Adds buttons to a post of somebody else.
async fn edit(errand: &Errand<'_>, post: &Post) -> Result<Outcome, ServiceError> {
    let rows = reactions::keyboard(&post.counted(&[]));
    match errand.bot.set_buttons(post.chat, post.message, rows).await {
        Ok(()) => {
            services::reactions::placed(errand.ctx, post, post.message).await?;
            Ok(done("placed"))
        }
        Err(error) if error.class() == Class::NoRights => Ok(done("no right to edit posts")),
        Err(error) if error.class() == Class::EditGone => Ok(done("the post cannot be edited")),
        Err(error) => failed_in(errand, post.chat, &error).await,
    }
}

/// Answers an album with a short message that has its buttons: an album can have none. A second answer would stay in the
/// channel for ever, so it is never sent twice.
async fn answer(errand: &Errand<'_>, post: &Post) -> Result<Outcome, ServiceError> {
    let house: Reader = reader_of(errand.ctx, None);
    let screen = reactions::under_album(house, post);
    services::reactions::answer_begun(errand.ctx, post, Some(errand.now)).await?;
    let sent = errand.bot.answer_post(post.chat, post.message, &screen);
    let error = match sent.await {
        Ok(message) => {
            services::reactions::placed(errand.ctx, post, message).await?;
            return Ok(done("answered"));
        }
        Err(error) => error,
    };
    if matches!(error.class(), Class::InDoubt | Class::Server) {
        log::warn!("the answer under an album may not be there: {error}");
        return Ok(done("an answer with them may be there"));
    }
    services::reactions::answer_begun(errand.ctx, post, None).await?;
    if says(&error, "replied not found") {
        return Ok(done("the post is gone"));
    }
    failed_in(errand, post.chat, &error).await
}

/// Shows an admin what a post of that channel would get, with buttons that count.
pub async fn preview(
    errand: &Errand<'_>,
    user: UserId,
    door: Door,
) -> Result<Outcome, ServiceError> {
    let Some(view) = services::reactions::settings_now(errand.ctx, door).await? else {
        return Ok(done("the door has no channel"));
    };
    let native = native_now(errand, door, &view.settings).await?;
    let reader = reader(errand.ctx, user).await;
    let screen = reactions::preview(reader, &view, &native);
    let sent = errand.bot.deliver(user.chat(), &screen, Lane::Reply).await;
    let message = match sent.and_then(|sent| bot::message_id(&sent)) {
        Ok(message) => message,
        Err(error) => return undelivered(errand, user, &error).await,
    };
    if let NativeReaction::Would(emoji) = &native
        && let Err(error) = errand.bot.react(user.chat(), message, emoji).await
    {
        // The words of the preview name it all the same.
        log::info!("[{user}] the preview got no reaction: {error}");
    }
    let offers = view.settings.buttons().to_vec();
    if !offers.is_empty() {
        services::reactions::previewed(errand.ctx, user, message, offers, errand.now).await?;
    }
    Ok(done("shown"))
}

/// Which reaction the bot would put on a post now.
async fn native_now(
    errand: &Errand<'_>,
    door: Door,
    settings: &ReactionSettings,
) -> Result<NativeReaction, ServiceError> {
    if settings.native().is_empty() {
        return Ok(NativeReaction::Off);
    }
    let chat = services::channels::get(errand.ctx, door).await?.chat_id;
    let Ok(allowed) = errand.bot.allowed_reactions(chat).await else {
        return Ok(NativeReaction::Unknown);
    };
    let first = native_choices(settings, allowed.as_deref())
        .into_iter()
        .next();
    Ok(first.map_or(NativeReaction::NoneAllowed, NativeReaction::Would))
}

/// A task that waited for the channel too long: its post was read without.
fn is_stale(errand: &Errand<'_>) -> bool {
    errand.now.since(errand.row.created_at) > FRESH
}

fn is_gone(error: &CallError) -> bool {
    says(error, "message to react not found") || error.class() == Class::EditGone
}

/// Whether Telegram's refusal has those words, which stand here in lower case.
fn says(error: &CallError, words: &str) -> bool {
    matches!(error, CallError::Api { description, .. } if description.to_lowercase().contains(words))
}
