//! The messages that show how far a run over the whole list of proxies is.

use crate::context::Ctx;
use crate::models::Identity;
use crate::models::MessageId;
use crate::models::UserId;
use crate::screens::Screen;
use crate::screens::sources;
use crate::services::ServiceError;
use crate::services::notify;
use crate::services::proxies::passes;
use crate::services::proxies::watch;
use crate::telegram::admins::reader;
use crate::telegram::bot::Bot;
use crate::telegram::bot::Pressed;
use crate::telegram::errors::CallError;
use crate::telegram::errors::Class;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The time between two looks, and so between two edits of a message: Telegram takes about one in three seconds.
const EVERY: Duration = Duration::from_secs(3);

/// What each message says.
type Shown = HashMap<UserId, Screen>;

/// What became of the message of somebody who looks on.
enum Placed {
    /// It is there and says that.
    Stands,
    /// There is no message any more, nor will there be.
    Gone,
    /// Telegram could not be reached.
    Later,
}

/// Shows how far runs are to whoever asked, until told to stop. A restart goes on with the same messages.
pub async fn show(ctx: Arc<Ctx>, bot: Bot, stop: CancellationToken) {
    let work = async {
        let mut shown = Shown::new();
        loop {
            match refresh(&ctx, &bot, &mut shown).await {
                Ok(true) => tokio::time::sleep(EVERY).await,
                Ok(false) => ctx.pass_watched.notified().await,
                Err(error) => {
                    let text = error.to_string();
                    notify::log_error_and_notify(&ctx, Identity::System, "proxies", &text);
                    tokio::time::sleep(EVERY).await;
                }
            }
        }
    };
    tokio::select! {
        () = work => {}
        () = stop.cancelled() => {}
    }
}

/// Whether anybody still looks on.
async fn refresh(ctx: &Ctx, bot: &Bot, shown: &mut Shown) -> Result<bool, ServiceError> {
    let watchers = watch::watchers(ctx).await?;
    if watchers.is_empty() {
        shown.clear();
        return Ok(false);
    }
    let pass = passes::state(ctx).await?;
    let mut left = 0;
    for (user, message) in watchers {
        let Some(pass) = &pass else {
            watch::forget(ctx, user).await?;
            continue;
        };
        let reader = reader(ctx, user).await;
        let screen = match pass.ended_at {
            Some(_) => sources::ended(reader, pass),
            None => sources::progress(reader, pass),
        };
        let is_new = message.is_none() || shown.get(&user) != Some(&screen);
        let placed = match is_new {
            true => place(ctx, bot, user, message, &screen).await?,
            false => Placed::Stands,
        };
        match placed {
            Placed::Stands if pass.ended_at.is_none() => {
                shown.insert(user, screen);
                left += 1;
            }
            Placed::Stands | Placed::Gone => {
                shown.remove(&user);
                watch::forget(ctx, user).await?;
            }
            Placed::Later => left += 1,
        }
    }
    Ok(left > 0)
}

/// Edits the message, or sends a first one and keeps its number.
async fn place(
    ctx: &Ctx,
    bot: &Bot,
    user: UserId,
    message: Option<MessageId>,
    screen: &Screen,
) -> Result<Placed, ServiceError> {
    let chat = user.chat();
    if let Some(message) = message {
        return Ok(match bot.edit(Pressed { chat, message }, screen).await {
            Ok(_) => Placed::Stands,
            Err(error) => failed(user, &error),
        });
    }
    let sent = match bot.show(chat, screen).await {
        Ok(sent) => sent,
        Err(error) => return Ok(failed(user, &error)),
    };
    if let Some(message) = sent.get("message_id").and_then(Value::as_i64) {
        watch::shows_in(ctx, user, MessageId(message)).await?;
    }
    Ok(Placed::Stands)
}

fn failed(user: UserId, error: &CallError) -> Placed {
    if let Class::Harmless(_) = error.class() {
        return Placed::Stands;
    }
    log::warn!("[{user}] how far the run is could not be shown: {error}");
    // A message that was not sent because the bot stops is sent after the next start.
    if error.is_broken_off() || error.class().is_outage() {
        Placed::Later
    } else {
        Placed::Gone
    }
}
