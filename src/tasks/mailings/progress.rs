//! The message that shows how far a broadcast to people has come, to whoever made it.

use crate::context::Ctx;
use crate::models::BroadcastId;
use crate::models::Identity;
use crate::models::MailingView;
use crate::models::MessageId;
use crate::screens::Screen;
use crate::screens::mailings;
use crate::services::ServiceError;
use crate::services::mailings::engine;
use crate::services::notify;
use crate::telegram::admins::reader;
use crate::telegram::bot::Bot;
use crate::telegram::bot::Pressed;
use crate::telegram::errors::CallError;
use crate::telegram::errors::Class;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// The shortest time between two looks, and so between two edits of a message.
const EVERY: Duration = Duration::from_secs(3);

/// The same after a look that changed no message.
const SOON: Duration = Duration::from_millis(250);

/// Shows what moved, until told to stop. Nothing is edited while nothing moves.
pub async fn show(ctx: Arc<Ctx>, bot: Bot, moved: Arc<Notify>, stop: CancellationToken) {
    let work = async {
        let mut shown = HashMap::new();
        loop {
            moved.notified().await;
            let pause = match refresh(&ctx, &bot, &mut shown).await {
                Ok(false) => SOON,
                Ok(true) => EVERY,
                Err(error) => {
                    let text = error.to_string();
                    notify::log_error_and_notify(&ctx, Identity::System, "mailings", &text);
                    EVERY
                }
            };
            tokio::time::sleep(pause).await;
        }
    };
    tokio::select! {
        () = work => {}
        () = stop.cancelled() => {}
    }
}

/// Whether any message was changed.
async fn refresh(
    ctx: &Ctx,
    bot: &Bot,
    shown: &mut HashMap<BroadcastId, Screen>,
) -> Result<bool, ServiceError> {
    let mut has_changed = false;
    for view in engine::shown(ctx).await? {
        let id = view.mailing.id;
        let reader = reader(ctx, view.mailing.made_by).await;
        let is_over = view.mailing.is_over();
        if is_over && view.mailing.progress.is_none() {
            // It was over at the first look: the report says all.
            engine::hidden(ctx, id).await?;
            continue;
        }
        let screen = if is_over {
            mailings::ended(reader, &view)
        } else {
            mailings::progress(reader, &view)
        };
        if shown.get(&id) == Some(&screen) {
            continue;
        }
        has_changed = true;
        let is_gone = match place(ctx, bot, &view, &screen).await? {
            Ok(()) => false,
            Err(error) => {
                log::warn!("mailing {id}: the progress could not be shown: {error}");
                if error.class().is_outage() {
                    continue;
                }
                true
            }
        };
        if is_over || is_gone {
            engine::hidden(ctx, id).await?;
            shown.remove(&id);
        } else {
            shown.insert(id, screen);
        }
    }
    Ok(has_changed)
}

/// Edits the message, or sends the first one and keeps its number.
async fn place(
    ctx: &Ctx,
    bot: &Bot,
    view: &MailingView,
    screen: &Screen,
) -> Result<Result<(), CallError>, ServiceError> {
    let chat = view.mailing.made_by.chat();
    let Some(message) = view.mailing.progress else {
        let sent = match bot.show(chat, screen).await {
            Ok(sent) => sent,
            Err(error) => return Ok(Err(error)),
        };
        if let Some(message) = sent.get("message_id").and_then(Value::as_i64) {
            engine::shows_in(ctx, view.mailing.id, MessageId(message)).await?;
        }
        return Ok(Ok(()));
    };
    match bot.edit(Pressed { chat, message }, screen).await {
        Ok(_) => Ok(Ok(())),
        Err(error) => match error.class() {
            Class::Harmless(_) => Ok(Ok(())),
            Class::Unreachable
            | Class::ChatLost
            | Class::NoRights
            | Class::RequestClosed
            | Class::NotAMember
            | Class::CannotRemove
            | Class::BadEntities
            | Class::EditGone
            | Class::Migrated(_)
            | Class::TooManyRequests(_)
            | Class::Conflict
            | Class::Unauthorized
            | Class::Server
            | Class::Network
            | Class::InDoubt
            | Class::Other => Ok(Err(error)),
        },
    }
}
