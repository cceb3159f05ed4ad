//! The links of gifts, and what becomes of gifts and of friends.

use super::Errand;
use super::done;
use super::messages::courtesy;
use super::undelivered;
use crate::models::GiftId;
use crate::models::PurseNews;
use crate::models::UserId;
use crate::screens::purse::friends;
use crate::screens::purse::gifts as screens;
use crate::services::ServiceError;
use crate::services::money::gifts;
use crate::services::money::referrals;
use crate::services::tasks::Outcome;
use crate::telegram::admins::reader;
use crate::telegram::sender::Lane;

/// Hands a buyer the link of a gift. Killed in between, it does so again: the same link.
pub async fn deliver_gift(errand: &Errand<'_>, id: GiftId) -> Result<Outcome, ServiceError> {
    let Some(card) = gifts::look(errand.ctx, id).await? else {
        return Ok(done("the gift is gone"));
    };
    if card.code.is_none() {
        return Ok(done("nobody can open it any more"));
    }
    let buyer = card.gift.buyer;
    let username = errand.ctx.bot().map_or("", |bot| bot.username.as_str());
    let screen = screens::ready(reader(errand.ctx, buyer).await, &card, username);
    match errand.bot.deliver(buyer.chat(), &screen, Lane::Reply).await {
        Ok(_) => Ok(done("delivered")),
        Err(error) => undelivered(errand, buyer, &error).await,
    }
}

/// Tells somebody what became of a gift of theirs, or what a friend brought, if it is still so.
pub async fn tell(
    errand: &Errand<'_>,
    user: UserId,
    news: PurseNews,
) -> Result<Outcome, ServiceError> {
    let reader = reader(errand.ctx, user).await;
    let screen = match news {
        PurseNews::GiftOpened(id) => {
            let card = gifts::look(errand.ctx, id).await?;
            card.filter(|card| card.gift.revoked_at.is_none())
                .map(|card| screens::opened_by(reader, &card))
        }
        PurseNews::Rewarded(friend) => {
            let found = referrals::look(errand.ctx, friend).await?;
            found.map(|reward| friends::rewarded(reader, &reward))
        }
    };
    match screen {
        Some(screen) => courtesy(errand, user, screen).await,
        None => Ok(done("no longer true")),
    }
}
