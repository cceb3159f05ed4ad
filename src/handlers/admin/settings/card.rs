//! The channel of a door: its card, a test of what the bot can do there, and taking it from its door.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::ChatId;
use crate::models::Door;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::TestStep;
use crate::models::TestView;
use crate::screens::card;
use crate::services;
use crate::services::ServiceError;
use crate::telegram::bot::LinkKind;
use crate::telegram::bot::LinkOrder;
use crate::telegram::call::Call;
use crate::telegram::errors::CallError;
use crate::utils::locale::args;
use serde_json::Value;

/// How long the link of a test would lead in, if it could not be revoked.
const LINK_SECONDS: i64 = 60;

/// The card, with what Telegram says now if it answers.
pub async fn card(visit: &Visit<'_>, door: Door) -> Result<Reply, ServiceError> {
    let known = services::channels::get(visit.ctx, door).await?;
    let seen = match visit.inspect_closely(known.chat_id.0.into()).await {
        Ok(seen) => Some(seen),
        Err(ServiceError::Refused(Refusal::ChatNotFound | Refusal::TelegramUnreachable)) => None,
        Err(error) => return Err(error),
    };
    let view = services::card::card(visit.ctx, &visit.actor, door, seen).await?;
    Ok(Reply::show(card::card(visit.reader, &view)))
}

/// Tries what the bot can do there, and leaves nothing behind.
pub async fn test(visit: &Visit<'_>, door: Door) -> Result<Reply, ServiceError> {
    visit.need(Some(Permission::Configure), "a test of a channel")?;
    let channel = services::channels::get(visit.ctx, door).await?;
    let mut steps = post(visit, channel.chat_id).await;
    steps.extend(link(visit, channel.chat_id).await);
    let view = TestView {
        door,
        title: channel.title,
        steps,
    };
    Ok(Reply::show(card::tested(visit.reader, &view)))
}

type Steps = Vec<(TestStep, Option<String>)>;

fn fault<T>(result: &Result<T, CallError>) -> Option<String> {
    result.as_ref().err().map(ToString::to_string)
}

/// A small message: posted without a sound, edited, deleted.
async fn post(visit: &Visit<'_>, chat: ChatId) -> Steps {
    let text = visit.reader.plain("test-message", args! {});
    let call = Call::new("sendMessage")
        .set("chat_id", chat.0)
        .set("text", text)
        .set("disable_notification", true);
    let posted = visit.bot.prompt_call(call).await;
    let mut steps = vec![(TestStep::Post, fault(&posted))];
    let message = posted
        .ok()
        .and_then(|message| message.get("message_id").and_then(Value::as_i64));
    let Some(message) = message else {
        return steps;
    };
    let at = |method| {
        Call::new(method)
            .set("chat_id", chat.0)
            .set("message_id", message)
    };
    let text = visit.reader.plain("test-message-edited", args! {});
    let edited = visit
        .bot
        .prompt_call(at("editMessageText").set("text", text))
        .await;
    steps.push((TestStep::Edit, fault(&edited)));
    let deleted = visit.bot.member_call(at("deleteMessage")).await;
    steps.push((TestStep::Delete, fault(&deleted)));
    steps
}

/// An invite link: made and revoked.
async fn link(visit: &Visit<'_>, chat: ChatId) -> Steps {
    let order = LinkOrder {
        chat,
        name: "test".to_owned(),
        kind: LinkKind::Personal {
            expires_at: visit.now() + LINK_SECONDS,
        },
    };
    let made = visit.bot.create_link(order).await;
    let mut steps = vec![(TestStep::Link, fault(&made))];
    if let Ok(link) = made {
        let revoked = visit.bot.revoke_link(chat, &link).await;
        steps.push((TestStep::Revoke, fault(&revoked)));
    }
    steps
}

/// Asks whether to take it from its door.
pub async fn ask_detach(visit: &Visit<'_>, door: Door) -> Result<Reply, ServiceError> {
    let view = services::card::detach_view(visit.ctx, &visit.actor, door).await?;
    Ok(Reply::show(card::detach(visit.reader, &view)))
}

/// Takes it.
pub async fn detach(visit: &Visit<'_>, door: Door) -> Result<Reply, ServiceError> {
    let title = services::card::detach(visit.ctx, &visit.actor, door, visit.now()).await?;
    Ok(Reply::show(card::detached(visit.reader, door, &title)).with_menus())
}
