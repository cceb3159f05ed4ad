//! Personal links: made, delivered, revoked.

use super::Errand;
use super::done;
use super::failed_in;
use super::messages::voice;
use super::undelivered;

use crate::models::ChatId;
use crate::models::Door;
use crate::models::HOUR;
use crate::models::LinkId;
use crate::models::NewLink;
use crate::models::Refusal;
use crate::models::TextKey;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::screens::access;
use crate::screens::refusals;
use crate::services;
use crate::services::ServiceError;
use crate::services::tasks::Outcome;
use crate::telegram::admins::reader;
use crate::telegram::bot::LinkKind;
use crate::telegram::bot::LinkOrder;
use crate::telegram::errors::CallError;
use crate::telegram::sender::Lane;

/// How long a VIP link leads in.
const VIP_LINK_SECONDS: i64 = HOUR;
/// Characters of a link's name in Telegram.
const MOST_NAME: usize = 32;

/// Makes a personal VIP link and sends it. Whoever is inside already needs none.
pub async fn deliver_vip_link(
    errand: &Errand<'_>,
    user: UserId,
    fact: &str,
) -> Result<Outcome, ServiceError> {
    let Some(owed) = services::access::link_errand(errand.ctx, user, fact, errand.now).await?
    else {
        return Ok(done("access ended"));
    };
    match errand.bot.presence(owed.chat, user).await {
        Ok(presence) if presence.is_inside() => {
            // Whoever seemed to be outside was promised a link: they hear why none comes.
            if !services::members::is_known_inside(errand.ctx, owed.chat, user).await? {
                let screen = refusals::text(
                    reader(errand.ctx, user).await,
                    &Refusal::AlreadyInside(Door::Vip),
                );
                drop(errand.bot.show(user.chat(), &screen));
            }
            services::members::seen(errand.ctx, owed.chat, user, presence, errand.now).await?;
            return Ok(done("inside already"));
        }
        Ok(_) => {}
        Err(error) => return failed_in(errand, owed.chat, &error).await,
    }
    // A new link ends the older ones of the same person, so that at most one leads in.
    for older in &owed.older {
        if let Err(error) = errand.bot.revoke_link(owed.chat, &older.link).await {
            return failed_in(errand, owed.chat, &error).await;
        }
        services::access::link_revoked(errand.ctx, older.id, errand.now).await?;
    }
    let url = match owed.made {
        Some(made) => made.link,
        None => match personal_link(errand, owed.chat, user, fact, VIP_LINK_SECONDS).await? {
            Ok((_, url)) => url,
            Err(error) => return failed_in(errand, owed.chat, &error).await,
        },
    };
    let (reader, words) = voice(errand, TextKey::VipLink, user).await;
    let screen = access::link(reader, &url, owed.until, &words);
    match errand.bot.deliver(user.chat(), &screen, Lane::Reply).await {
        Ok(_) => Ok(done("delivered")),
        Err(error) => undelivered(errand, user, &error).await,
    }
}

/// Asks Telegram for a link for one member and keeps it.
pub async fn personal_link(
    errand: &Errand<'_>,
    chat: ChatId,
    user: UserId,
    fact: &str,
    seconds: i64,
) -> Result<Result<(LinkId, String), CallError>, ServiceError> {
    // Not the errand's own beginning: clocks are set while Telegram lets one wait.
    let expires_at = errand.ctx.clock.now() + seconds;
    let kind = LinkKind::Personal {
        expires_at: telegram_time(errand, expires_at),
    };
    let name = fact.chars().take(MOST_NAME).collect();
    match errand.bot.create_link(LinkOrder { chat, name, kind }).await {
        Ok(url) => {
            let row = NewLink {
                link: url.clone(),
                chat,
                user: Some(user),
                fact: fact.to_owned(),
                expires_at: Some(expires_at),
            };
            let id = services::access::keep_link(errand.ctx, row, errand.now).await?;
            Ok(Ok((id, url)))
        }
        Err(error) => Ok(Err(error)),
    }
}

/// The same instant by Telegram's clock, which is the one that ends the link.
fn telegram_time(errand: &Errand<'_>, at: Timestamp) -> Timestamp {
    at - errand.ctx.skew.seconds().unwrap_or(0)
}

/// Makes a link useless.
pub async fn revoke(errand: &Errand<'_>, id: LinkId) -> Result<Outcome, ServiceError> {
    let link = services::access::get_link(errand.ctx, id).await?;
    let Some(link) = link.filter(|link| link.revoked_at.is_none()) else {
        return Ok(done("revoked already"));
    };
    match errand.bot.revoke_link(link.chat_id, &link.link).await {
        Ok(()) => {
            services::access::link_revoked(errand.ctx, id, errand.now).await?;
            Ok(done("revoked"))
        }
        Err(error) => failed_in(errand, link.chat_id, &error).await,
    }
}
