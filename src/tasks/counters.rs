//! The counters on reaction buttons, which follow the votes.
//!
//! A vote marks its post as behind; here the buttons of such posts are written, one edit in a chat at a time and some
//! seconds apart. The mark goes only when what was written is what was voted, so that the last state always lands,
//! whatever is killed or refused in between.

use crate::context::Ctx;
use crate::models::Behind;
use crate::models::ChatId;
use crate::models::DAY;
use crate::models::Identity;
use crate::models::MessageId;
use crate::models::Timestamp;
use crate::screens::reactions;
use crate::services;
use crate::services::ServiceError;
use crate::services::notify;
use crate::services::reactions::REDRAW_EVERY;
use crate::telegram::bot::Bot;
use crate::telegram::errors::CallError;
use crate::telegram::errors::Class;
use crate::utils::spawn::boxed;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Pause after an edit that Telegram could not be asked for.
const OUTAGE_PAUSE: i64 = 15;
/// Pause after a refusal whose reason may pass, such as a right that is missing.
const REFUSED_PAUSE: i64 = 600;

/// What is known of a chat between edits.
enum Chat {
    /// An edit is on its way.
    Busy,
    /// The next one may start then.
    Rests(Timestamp),
}

/// Writes counters until told to stop.
pub async fn run(ctx: Arc<Ctx>, bot: Bot, tracker: TaskTracker, stop: CancellationToken) {
    let (ended, mut ends) = mpsc::channel(16);
    let mut chats: HashMap<ChatId, Chat> = HashMap::new();
    loop {
        let now = ctx.clock.now();
        chats.retain(|_, chat| !matches!(chat, Chat::Rests(until) if *until <= now));
        let mut next: Option<Timestamp> = None;
        for (chat, message, due) in behind(&ctx).await {
            let at = match chats.get(&chat) {
                Some(Chat::Busy) => continue,
                Some(Chat::Rests(until)) => due.max(*until),
                None => due,
            };
            if at > now {
                next = Some(next.map_or(at, |next| next.min(at)));
                continue;
            }
            chats.insert(chat, Chat::Busy);
            let (ctx, bot, ended) = (ctx.clone(), bot.clone(), ended.clone());
            tracker.spawn(boxed(async move {
                let wrote = write(&ctx, &bot, chat, message).await;
                // An error means that the loop has ended; the mark tells the rest.
                let _ = ended.send((chat, wrote)).await;
            }));
        }
        // Without anything behind, only a vote can bring something.
        let next = next.unwrap_or(now.plus_days(1));
        tokio::select! {
            Some((chat, wrote)) = ends.recv() => {
                match wrote {
                    true => chats.insert(chat, Chat::Rests(ctx.clock.now() + REDRAW_EVERY)),
                    false => chats.remove(&chat),
                };
            }
            () = ctx.votes_cast.notified() => {}
            () = ctx.clock.sleep_until(next) => {}
            () = stop.cancelled() => return,
        }
    }
}

async fn behind(ctx: &Ctx) -> Vec<(ChatId, MessageId, Timestamp)> {
    match services::reactions::behind(ctx).await {
        Ok(behind) => behind,
        Err(error) => {
            notify::log_error_and_notify(ctx, Identity::System, "votes", &error.to_string());
            Vec::new()
        }
    }
}

/// Brings the buttons of one post up to date. True if Telegram was asked to.
async fn write(ctx: &Ctx, bot: &Bot, chat: ChatId, message: MessageId) -> bool {
    match try_write(ctx, bot, chat, message).await {
        Ok(wrote) => wrote,
        Err(error) => {
            notify::log_error_and_notify(ctx, Identity::System, "votes", &error.to_string());
            // The mark stands: the pause between edits keeps this from turning in circles.
            true
        }
    }
}

async fn try_write(
    ctx: &Ctx,
    bot: &Bot,
    chat: ChatId,
    message: MessageId,
) -> Result<bool, ServiceError> {
    let Some(behind) = services::reactions::to_redraw(ctx, chat, message).await? else {
        return Ok(false);
    };
    let Some(buttons) = behind.post.buttons_message.filter(|_| !behind.is_shown) else {
        services::reactions::redrawn(ctx, behind, ctx.clock.now()).await?;
        return Ok(false);
    };
    let rows = reactions::keyboard(&behind.post.counted(&behind.counts));
    let result = bot.set_buttons(chat, buttons, rows).await;
    let now = ctx.clock.now();
    match result {
        Ok(()) => services::reactions::redrawn(ctx, behind, now).await?,
        Err(error) => {
            log::info!("the counters of post {message} in {chat} wait: {error}");
            let at = again_at(&behind, &error, now);
            services::reactions::put_off(ctx, behind.post, at).await?;
        }
    }
    Ok(true)
}

/// When to try again after a failed edit; `None` = after the next vote.
fn again_at(behind: &Behind, error: &CallError, now: Timestamp) -> Option<Timestamp> {
    let class = error.class();
    if class.is_outage() {
        return Some(now + OUTAGE_PAUSE);
    }
    // The message was deleted or may not be edited any more; or a right has been missing for a day.
    let is_hopeless = class == Class::EditGone || now.since(behind.voted_at) > DAY;
    (!is_hopeless).then_some(now + REFUSED_PAUSE)
}
