//! Choosing the channel of a door: by Telegram's picker, a forwarded post, or a typed name.

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::handlers::admin::panel;
use crate::models::Channel;
use crate::models::ChannelCard;
use crate::models::ChatId;
use crate::models::Door;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Rights;
use crate::screens::channels;
use crate::screens::notices::Toast;
use crate::services;
use crate::services::ServiceError;
use crate::services::channels::ChatName;
use crate::telegram::update::ChatShared;
use crate::telegram::update::Forwarded;
use serde_json::Value;

/// Asks for the channel.
pub async fn setup(visit: &Visit<'_>, door: Door) -> Result<Reply, ServiceError> {
    let current = match services::channels::get(visit.ctx, door).await {
        Ok(channel) => Some(channel.title),
        Err(ServiceError::Refused(Refusal::NotConfigured(_))) => None,
        Err(error) => return Err(error),
    };
    visit.ask(Dialogue::ChooseChannel(door)).await;
    let screen = channels::choose(visit.reader, door, current.as_deref());
    Ok(Reply::send(screen))
}

/// Leaves the choice; the picker's keyboard goes away if it is there.
pub async fn cancel(
    visit: &Visit<'_>,
    door: Door,
    had: Option<Dialogue>,
) -> Result<Reply, ServiceError> {
    let desk = panel::desk_screen(visit, door).await?;
    if !matches!(had, Some(Dialogue::ChooseChannel(_))) {
        return Ok(Reply::show(desk).with_toast(visit.toast(Toast::Cancelled)));
    }
    let left = channels::cancelled(visit.reader);
    if visit.pressed.is_some() {
        Ok(Reply::show(desk).then(left))
    } else {
        Ok(Reply::send(left).then(desk))
    }
}

/// A chat picked with Telegram's picker. It names its door, so nothing need be remembered.
pub async fn shared(visit: &Visit<'_>, shared: &ChatShared) -> Result<Reply, ServiceError> {
    visit.need(Some(Permission::Configure), "a picked chat")?;
    let door = channels::picked_door(shared.request_id).ok_or(Refusal::NotFound)?;
    visit.ask(Dialogue::ChooseChannel(door)).await;
    card(visit, door, shared.chat_id.into()).await
}

/// A forwarded message.
pub async fn forwarded(
    visit: &Visit<'_>,
    door: Door,
    forwarded: Forwarded,
) -> Result<Reply, ServiceError> {
    visit.need(Some(Permission::Configure), "a forwarded post")?;
    match forwarded {
        Forwarded::From(chat) => card(visit, door, chat.0.into()).await,
        Forwarded::Person => Err(Refusal::ForwardNamesPerson.into()),
    }
}

/// A typed name or number.
pub async fn named(visit: &Visit<'_>, door: Door, text: &str) -> Result<Reply, ServiceError> {
    let chat: Value = match services::channels::parse_chat_name(text)? {
        ChatName::Id(chat) => chat.0.into(),
        ChatName::Username(name) => name.into(),
    };
    card(visit, door, chat).await
}

/// The chat as it would stand behind the door. A chat that will not do leaves the question open.
async fn card(visit: &Visit<'_>, door: Door, chat: Value) -> Result<Reply, ServiceError> {
    let channel = visit.inspect(chat).await?;
    let view = services::channels::preview(visit.ctx, &visit.actor, door, channel).await?;
    visit.forget().await;
    let card = channels::card(visit.reader, &view);
    Ok(Reply::send(channels::checking(visit.reader)).then(card))
}

/// Puts a chat behind a door, after another look at it.
pub async fn use_as(visit: &Visit<'_>, door: Door, chat: ChatId) -> Result<Reply, ServiceError> {
    let channel = visit.inspect(chat.0.into()).await?;
    let view =
        services::channels::configure(visit.ctx, &visit.actor, door, channel, visit.now()).await?;
    Ok(Reply::show(channels::saved(visit.reader, &view)).with_menus())
}

/// Leaves an offered chat alone.
pub fn ignore(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    Ok(Reply::show(channels::offer_ignored(visit.reader)))
}

/// Looks again at what the bot may do in the door's channel.
pub async fn recheck(visit: &Visit<'_>, door: Door) -> Result<Reply, ServiceError> {
    let known = services::channels::get(visit.ctx, door).await?;
    let channel = match visit.inspect(known.chat_id.0.into()).await {
        Ok(channel) => channel,
        // A chat the bot is no longer in cannot even be looked up.
        Err(ServiceError::Refused(Refusal::ChatNotFound)) => Channel {
            is_admin: false,
            rights: Rights::default(),
            ..known
        },
        Err(error) => return Err(error),
    };
    let seen = channel.clone();
    services::channels::looked_at(visit.ctx, &visit.actor, seen, None, visit.now()).await?;
    let view = ChannelCard {
        door,
        channel,
        replaces: None,
    };
    Ok(Reply::show(channels::rechecked(visit.reader, &view)))
}
