//! What follows from a change of roles: words to both sides, and links to the staff.

use super::Errand;
use super::done;
use super::undelivered;
use super::untold;
use crate::models::InviteId;
use crate::models::Permission;
use crate::models::RoleNews;
use crate::models::UserId;
use crate::screens::roles;
use crate::screens::roles::NewsNames;
use crate::services;
use crate::services::ServiceError;
use crate::services::roles::invites;
use crate::services::tasks::Outcome;
use crate::telegram::admins::reader;
use crate::telegram::sender::Lane;

/// Tells one side what happened to a role, unless it is no longer true. Somebody who has never pressed Start hears of
/// a role they have when they do.
pub async fn tell(
    errand: &Errand<'_>,
    user: UserId,
    news: &RoleNews,
) -> Result<Outcome, ServiceError> {
    if !services::roles::is_news(errand.ctx, user, news, errand.now).await? {
        return Ok(done("no longer true"));
    }
    let names = names(errand, user, news).await?;
    let screen = roles::told(reader(errand.ctx, user).await, news, &names);
    match errand.bot.deliver(user.chat(), &screen, Lane::Reply).await {
        Ok(_) => Ok(done("told")),
        Err(error) => match news {
            RoleNews::Granted { .. } | RoleNews::Moved { .. } => {
                undelivered(errand, user, &error).await
            }
            RoleNews::Revoked { .. }
            | RoleNews::Ended { .. }
            | RoleNews::Joined { .. }
            | RoleNews::GiftEnded { .. }
            | RoleNews::GiftRevoked { .. } => untold(errand, user, &error).await,
        },
    }
}

async fn names(
    errand: &Errand<'_>,
    user: UserId,
    news: &RoleNews,
) -> Result<NewsNames, ServiceError> {
    let (by, who) = match news {
        RoleNews::Granted { by, .. }
        | RoleNews::Moved { by, .. }
        | RoleNews::Revoked { by, .. } => (*by, None),
        RoleNews::Ended { .. } => (None, None),
        RoleNews::Joined { who, .. } | RoleNews::GiftEnded { who, .. } => (None, Some(*who)),
        RoleNews::GiftRevoked { who, by, .. } => (*by, Some(*who)),
    };
    let by = match by {
        Some(by) => Some(services::persons::name_of(errand.ctx, by).await?),
        None => None,
    };
    let who = match who {
        Some(who) => services::persons::name_of(errand.ctx, who).await?,
        None => String::new(),
    };
    let (_, standing) = services::home::visitor(errand.ctx, user, errand.now).await?;
    Ok(NewsNames {
        by,
        who,
        has_panel: standing.permissions.has(Permission::SeePanel),
    })
}

/// Hands the maker of an invitation its link.
pub async fn deliver_invite(
    errand: &Errand<'_>,
    id: InviteId,
    user: UserId,
    sealed: &str,
) -> Result<Outcome, ServiceError> {
    let opened = invites::opened(errand.ctx, id, sealed, errand.now).await?;
    let Some((invite, code)) = opened else {
        return Ok(done("the link is over"));
    };
    let url = errand.ctx.deep_link(&format!("{}{code}", invites::PREFIX));
    let screen = roles::invite_made(reader(errand.ctx, user).await, &invite, &url);
    match errand.bot.deliver(user.chat(), &screen, Lane::Reply).await {
        Ok(_) => Ok(done("delivered")),
        Err(error) => undelivered(errand, user, &error).await,
    }
}
