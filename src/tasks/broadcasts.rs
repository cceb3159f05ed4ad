//! Broadcasts to channels: the preview, the posts, and the word on how they stand.

use super::Errand;
use super::done;
use super::undelivered;
use super::untold;
use super::wrong_clock;
use crate::models::Broadcast;
use crate::models::BroadcastId;
use crate::models::BroadcastPost;
use crate::models::BroadcastPostId;
use crate::models::BroadcastState;
use crate::models::DraftView;
use crate::models::HeldWhy;
use crate::models::MessageId;
use crate::models::PinState;
use crate::models::PostProblem;
use crate::models::PostState;
use crate::models::Timestamp;
use crate::screens::Screen;
use crate::screens::broadcasts;
use crate::screens::broadcasts::PreviewFault;
use crate::screens::reactions;
use crate::services;
use crate::services::ServiceError;
use crate::services::broadcasts::Ended;
use crate::services::broadcasts::Order;
use crate::services::broadcasts::Taken;
use crate::services::tasks::Outcome;
use crate::telegram::admins::reader;
use crate::telegram::bot::Pressed;
use crate::telegram::call::Call;
use crate::telegram::errors::CallError;
use crate::telegram::errors::Class;
use crate::telegram::posting;
use crate::telegram::sender::Lane;
use serde_json::Value;

/// Pause before a post is tried again that certainly did not leave.
const PAUSE_SECONDS: i64 = 15;

/// Shows the maker of a draft its exact copy and the buttons under it, in place of the preview before.
pub async fn preview(
    errand: &Errand<'_>,
    id: BroadcastId,
    revision: i64,
) -> Result<Outcome, ServiceError> {
    let Some(view) = services::broadcasts::draft(errand.ctx, id, revision, errand.now).await?
    else {
        return Ok(done("another preview follows, or it was decided"));
    };
    let draft = &view.broadcast;
    take_away(
        errand,
        draft,
        draft.preview_messages.clone(),
        draft.control_message,
    )
    .await;
    let buttons = reactions::first_keyboard(&offers_shown(&view));
    let call = posting::call(draft, draft.source_chat, buttons);
    let copied = match errand.bot.reply_call(call).await {
        Ok(answer) => posting::made(&answer),
        Err(error) => return not_shown(errand, &view, &error).await,
    };
    let reader = reader(errand.ctx, draft.made_by).await;
    let screen = if copied.len() < draft.source_messages.len() {
        services::broadcasts::source_gone(errand.ctx, id).await?;
        broadcasts::faulty(reader, draft, &PreviewFault::SourceGone)
    } else if draft.state == BroadcastState::Scheduled {
        broadcasts::scheduled(reader, draft)
    } else {
        broadcasts::control(reader, &view)
    };
    let control = match errand
        .bot
        .deliver(draft.source_chat, &screen, Lane::Reply)
        .await
    {
        Ok(answer) => posting::made(&answer),
        Err(error) => {
            take_away(errand, draft, copied, None).await;
            return undelivered(errand, draft.made_by, &error).await;
        }
    };
    let Some(control) = control.first().copied() else {
        return Ok(Outcome::Retry("the preview has no number".to_owned()));
    };
    if services::broadcasts::previewed(errand.ctx, id, revision, copied.clone(), control).await? {
        return Ok(done("shown"));
    }
    take_away(errand, draft, copied, Some(control)).await;
    Ok(done("changed meanwhile"))
}

/// The emoji under the preview: those of its first channel that has any.
fn offers_shown(view: &DraftView) -> Vec<String> {
    let mut offers = view.reactions.iter().map(|(_, offers)| offers);
    offers
        .find(|offers| !offers.is_empty())
        .cloned()
        .unwrap_or_default()
}

/// Deletes a preview that is out of date. Its buttons say so themselves if that fails.
async fn take_away(
    errand: &Errand<'_>,
    draft: &Broadcast,
    mut messages: Vec<MessageId>,
    control: Option<MessageId>,
) {
    messages.extend(control);
    if let Err(error) = errand.bot.delete(draft.source_chat, &messages).await {
        log::info!("an old preview of broadcast {} stays: {error}", draft.id);
    }
}

/// Telegram did not copy the content to its own chat, so it would not to a channel either: its words say why.
async fn not_shown(
    errand: &Errand<'_>,
    view: &DraftView,
    error: &CallError,
) -> Result<Outcome, ServiceError> {
    let draft = &view.broadcast;
    if error.class().is_outage() {
        return Ok(Outcome::Retry(error.to_string()));
    }
    if error.class() == Class::Unreachable {
        return undelivered(errand, draft.made_by, error).await;
    }
    services::broadcasts::source_gone(errand.ctx, draft.id).await?;
    let fault = if posting::is_source_gone(error) {
        PreviewFault::SourceGone
    } else {
        PreviewFault::Refused(posting::words(error))
    };
    let reader = reader(errand.ctx, draft.made_by).await;
    let screen = broadcasts::faulty(reader, draft, &fault);
    match errand
        .bot
        .deliver(draft.source_chat, &screen, Lane::Reply)
        .await
    {
        Ok(_) => Ok(done("refused by Telegram, which was told")),
        Err(error) => undelivered(errand, draft.made_by, &error).await,
    }
}

/// Publishes a broadcast in a channel. That it is being sent is on disk before the call, so that a kill leaves a doubt
/// and never a second post.
pub async fn publish(
    errand: &Errand<'_>,
    id: BroadcastPostId,
    again: i64,
) -> Result<Outcome, ServiceError> {
    let order = match services::broadcasts::take(errand.ctx, id, again, errand.now).await? {
        Taken::Send(order) => *order,
        Taken::Doubt(chat, before) => {
            errand.ctx.task_added.notify_one();
            let before: Vec<MessageId> = before.into_iter().collect();
            if let Err(error) = errand.bot.delete(chat, &before).await {
                log::info!("an old state of a broadcast stays: {error}");
            }
            return Ok(done("in doubt: not sent again"));
        }
        Taken::Late => {
            errand.ctx.task_added.notify_one();
            return Ok(done("too late"));
        }
        Taken::Settled => return Ok(done("settled")),
    };
    let buttons = reactions::first_keyboard(&order.offers);
    let call = posting::call(&order.broadcast, order.post.chat, buttons);
    let answer = errand.bot.publish(call).await;
    let (ended, outcome) = judged(errand, &order, answer).await?;
    let now = errand.ctx.clock.now();
    services::broadcasts::ended(errand.ctx, order, ended, now).await?;
    Ok(outcome)
}

/// What Telegram's answer means for the post and for its task.
async fn judged(
    errand: &Errand<'_>,
    order: &Order,
    answer: Result<Value, CallError>,
) -> Result<(Ended, Outcome), ServiceError> {
    let error = match answer {
        Ok(answer) => {
            let messages = posting::made(&answer);
            return Ok((Ended::Posted(messages), done("posted")));
        }
        Err(error) => error,
    };
    let chat = order.post.chat;
    let words = posting::words(&error);
    let later = |seconds: i64| Outcome::Later {
        seconds,
        why: error.to_string(),
    };
    Ok(match error.class() {
        Class::Network | Class::Conflict | Class::Unauthorized => {
            (Ended::NotSent, later(PAUSE_SECONDS))
        }
        Class::TooManyRequests(wait) => {
            let seconds = i64::try_from(wait.as_secs()).unwrap_or(PAUSE_SECONDS) + 1;
            (Ended::NotSent, later(seconds))
        }
        Class::Migrated(new) => {
            services::channels::migrated(errand.ctx, chat, new, errand.now).await?;
            (Ended::NotSent, later(1))
        }
        Class::Server | Class::InDoubt => (Ended::Doubt(words), done("in doubt")),
        Class::NoRights | Class::ChatLost => {
            services::channels::refused_in(errand.ctx, chat, errand.now).await?;
            let problem = if error.class() == Class::NoRights {
                PostProblem::NoRights
            } else {
                PostProblem::ChatLost
            };
            (Ended::Failed(problem, words), done("refused"))
        }
        Class::Harmless(_)
        | Class::Unreachable
        | Class::RequestClosed
        | Class::NotAMember
        | Class::CannotRemove
        | Class::BadEntities
        | Class::EditGone
        | Class::Other => {
            let problem = if posting::is_source_gone(&error) {
                PostProblem::SourceGone
            } else {
                PostProblem::Refused
            };
            (Ended::Failed(problem, words), done("refused"))
        }
    })
}

/// Pins a post; a refusal is told, and the post stays.
pub async fn pin(errand: &Errand<'_>, id: BroadcastPostId) -> Result<Outcome, ServiceError> {
    let Some((broadcast, post)) = services::broadcasts::post(errand.ctx, id).await? else {
        return Ok(done("gone"));
    };
    let (PinState::Due, PostState::Posted, Some(first)) =
        (post.pin, post.state, post.messages.first())
    else {
        return Ok(done("not to be pinned any more"));
    };
    let call = Call::new("pinChatMessage")
        .set("chat_id", post.chat.0)
        .set("message_id", first.0)
        .set("disable_notification", broadcast.options.is_silent);
    let error = match errand.bot.member_call(call).await {
        Ok(_) => None,
        Err(error) if waits(&error) => return Ok(Outcome::Retry(error.to_string())),
        Err(error) => Some(posting::words(&error)),
    };
    let now = errand.ctx.clock.now();
    services::broadcasts::pinned(errand.ctx, id, error, now).await?;
    Ok(done("told"))
}

/// Whether another try may help.
fn waits(error: &CallError) -> bool {
    error.class().is_outage() || matches!(error.class(), Class::Conflict | Class::Unauthorized)
}

/// Deletes a post, and unpins it before: clients show the pin of a deleted post for a while.
pub async fn undo(errand: &Errand<'_>, id: BroadcastPostId) -> Result<Outcome, ServiceError> {
    let Some((_, post)) = services::broadcasts::post(errand.ctx, id).await? else {
        return Ok(done("gone"));
    };
    if post.state != PostState::Undoing {
        return Ok(done("nothing to undo"));
    }
    if post.pin == PinState::Done {
        unpin(errand, &post).await;
    }
    let mut messages = post.messages.clone();
    if let Some(first) = messages.first().copied() {
        // What has an album's buttons goes with it.
        let answer = services::reactions::answer_under(errand.ctx, post.chat, first).await?;
        messages.extend(answer);
    }
    let error = match errand.bot.delete(post.chat, &messages).await {
        Ok(()) => None,
        Err(error) if waits(&error) => return Ok(Outcome::Retry(error.to_string())),
        Err(error) => Some(posting::words(&error)),
    };
    let now = errand.ctx.clock.now();
    services::broadcasts::undone(errand.ctx, id, error, now).await?;
    Ok(done("told"))
}

async fn unpin(errand: &Errand<'_>, post: &BroadcastPost) {
    let Some(first) = post.messages.first() else {
        return;
    };
    let call = Call::new("unpinChatMessage")
        .set("chat_id", post.chat.0)
        .set("message_id", first.0);
    if let Err(error) = errand.bot.member_call(call).await {
        // What is deleted is not pinned any more either.
        log::info!("a post was not unpinned before its deletion: {error}");
    }
}

/// Shows the maker how a broadcast stands: in the message that showed it before, else in a new one. What changes while
/// it is being shown is shown after it, so that the last word is the true one.
pub async fn report(
    errand: &Errand<'_>,
    id: BroadcastId,
    step: i64,
) -> Result<Outcome, ServiceError> {
    let mut shown: Option<Screen> = None;
    loop {
        let Some(view) = services::broadcasts::view(errand.ctx, id).await? else {
            return Ok(done("gone"));
        };
        let maker = view.broadcast.made_by;
        let chat = view.broadcast.source_chat;
        let screen = broadcasts::result(reader(errand.ctx, maker).await, &view);
        if shown.as_ref() == Some(&screen) {
            return Ok(done("shown"));
        }
        if shown.is_none() && view.broadcast.reports != step {
            return Ok(done("a newer word follows"));
        }
        if let Some(message) = view.broadcast.control_message {
            match errand.bot.edit(Pressed { chat, message }, &screen).await {
                Err(error) if error.class() == Class::EditGone => {}
                Err(error) if !matches!(error.class(), Class::Harmless(_)) => {
                    return untold(errand, maker, &error).await;
                }
                Ok(_) | Err(_) => {
                    shown = Some(screen);
                    continue;
                }
            }
        }
        match errand.bot.deliver(chat, &screen, Lane::Reply).await {
            Ok(answer) => {
                if let Some(message) = posting::made(&answer).first() {
                    services::broadcasts::reported(errand.ctx, id, *message).await?;
                }
                shown = Some(screen);
            }
            Err(error) => return undelivered(errand, maker, &error).await,
        }
    }
}

/// Sends a scheduled broadcast. Not while the clock is wrong: its time may not have come.
pub async fn send_scheduled(
    errand: &Errand<'_>,
    id: BroadcastId,
    at: Timestamp,
) -> Result<Outcome, ServiceError> {
    if let Some(later) = wrong_clock(errand) {
        return Ok(later);
    }
    let how = services::broadcasts::send_scheduled(errand.ctx, id, at, errand.now).await?;
    Ok(done(how))
}

/// Tells its maker that a scheduled broadcast does not go out before they have looked at it again.
pub async fn tell_held(
    errand: &Errand<'_>,
    id: BroadcastId,
    why: HeldWhy,
) -> Result<Outcome, ServiceError> {
    let Some(view) = services::broadcasts::view(errand.ctx, id).await? else {
        return Ok(done("gone"));
    };
    let maker = view.broadcast.made_by;
    let screen = broadcasts::held(reader(errand.ctx, maker).await, &view.broadcast, why);
    match errand
        .bot
        .deliver(view.broadcast.source_chat, &screen, Lane::Bulk)
        .await
    {
        Ok(_) => Ok(done("told")),
        Err(error) => undelivered(errand, maker, &error).await,
    }
}
