//! The one trial of a person.

use super::card;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::ChatId;
use crate::models::NewTrial;
use crate::models::Presence;
use crate::models::Refusal;
use crate::models::VpnKind;
use crate::models::VpnRefusal;
use crate::screens::keys::make;
use crate::screens::keys::trial as screens;
use crate::screens::keys::trial::WayIn;
use crate::services;
use crate::services::ServiceError;
use crate::services::vpn::trial;

/// What the trial is, and its kinds to choose from.
pub async fn show(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let offer = trial::offer(visit.ctx, &visit.actor, visit.now()).await?;
    match offer.blocked {
        Some(refusal) => Err(Refusal::from(refusal).into()),
        None => Ok(Reply::show(screens::trial(visit.reader, &offer))),
    }
}

/// Takes it. Whoever must be in a channel first is shown the way there.
pub async fn take(visit: &Visit<'_>, kind: VpnKind) -> Result<Reply, ServiceError> {
    let offer = trial::offer(visit.ctx, &visit.actor, visit.now()).await?;
    let is_member = match offer.channel {
        Some(chat) => visit
            .bot
            .presence_now(chat, visit.user)
            .await
            .map(is_inside),
        None => None,
    };
    let wish = NewTrial {
        kind,
        server: None,
        name: String::new(),
        made_from: format!("trial:{}", visit.user),
        is_member,
    };
    match trial::take(visit.ctx, &visit.actor, wish, visit.now()).await {
        Ok(id) => {
            let card = card(visit, id).await?;
            Ok(Reply::show(make::preparing(visit.reader, &card)))
        }
        Err(ServiceError::Refused(Refusal::Vpn(VpnRefusal::TrialNeedsChannel { title, link }))) => {
            let way = way_in(visit, offer.channel, link).await?;
            let screen = screens::join_first(visit.reader, kind, &title, way);
            Ok(Reply::show(screen))
        }
        Err(error) => Err(error),
    }
}

fn is_inside(presence: Presence) -> bool {
    match presence {
        Presence::Admin | Presence::Member => true,
        Presence::Outside | Presence::Banned => false,
    }
}

/// The way into the channel: the house's own doors are opened by the house.
async fn way_in(
    visit: &Visit<'_>,
    chat: Option<ChatId>,
    link: Option<String>,
) -> Result<WayIn, ServiceError> {
    let Some(chat) = chat else {
        return Ok(link.map_or(WayIn::Unknown, WayIn::Link));
    };
    let doors = services::channels::chats(visit.ctx).await?;
    if let Some((door, _)) = doors.into_iter().find(|(_, known)| *known == chat) {
        return Ok(WayIn::Door(door));
    }
    let link = match link {
        Some(link) => Some(link),
        None => visit.bot.invite_now(chat).await,
    };
    Ok(link.map_or(WayIn::Unknown, WayIn::Link))
}
