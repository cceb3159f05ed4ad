//! "Mi acceso": until when, a fresh link, and why one cannot get in.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::handlers::user;
use crate::models::Door;
use crate::models::Presence;
use crate::models::Refusal;
use crate::screens::access;
use crate::screens::keys::usage;
use crate::screens::shop;
use crate::services;
use crate::services::ServiceError;

/// "Mi acceso".
pub async fn access(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let view = services::access::view(visit.ctx, visit.user, visit.now()).await?;
    let screen = access::access(visit.reader, &view);
    // Who is in for life has nothing to renew.
    let is_open = view.until.is_some() && services::money::shop::is_open(visit.ctx).await?;
    Ok(Reply::show(shop::with_renewal_below(
        visit.reader,
        screen,
        is_open,
    )))
}

/// `/status` of people: their access, else their place in the queue, with their VPN services under it; else those
/// alone; without anything, the first screen.
pub async fn status(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let used = services::vpn::usage::of_person(visit.ctx, &visit.actor, visit.now()).await?;
    let reply = match access(visit).await {
        Err(ServiceError::Refused(Refusal::NotEntitled | Refusal::NotConfigured(_))) => {
            user::free::waiting(visit).await?
        }
        result => Some(result?),
    };
    Ok(match reply {
        Some(reply) if used.is_empty() => reply,
        Some(reply) => reply.map(|screen| usage::with_services(visit.reader, screen, &used)),
        None if used.is_empty() => user::start::home(visit).await?,
        None => Reply::show(usage::services(visit.reader, &used)),
    })
}

/// A fresh link, which comes in a message of its own.
pub async fn new_link(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let seen = presence(visit).await?;
    let promise = services::access::ask_link(visit.ctx, &visit.actor, seen, visit.now()).await?;
    let toast = access::link_asked(visit.reader.lang, promise);
    match access(visit).await {
        Ok(reply) => Ok(reply.with_toast(toast)),
        // Staff have a right of their own, and nothing to show for it.
        Err(ServiceError::Refused(Refusal::NotEntitled)) => Ok(Reply::nothing().with_toast(toast)),
        Err(error) => Err(error),
    }
}

/// What keeps them outside.
pub async fn why_no_entry(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let seen = presence(visit).await?;
    let view = services::access::why_outside(visit.ctx, visit.user, seen, visit.now()).await?;
    Ok(Reply::show(access::entry(visit.reader, &view)))
}

/// How they stand in the VIP channel, if Telegram says so soon.
async fn presence(visit: &Visit<'_>) -> Result<Option<Presence>, ServiceError> {
    Ok(
        match services::channels::chat_of(visit.ctx, Door::Vip).await? {
            Some(chat) => visit.bot.presence_now(chat, visit.user).await,
            None => None,
        },
    )
}
