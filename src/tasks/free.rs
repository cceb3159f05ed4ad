//! The Free queue's turns: letting in, turning away, and the one message after a join request.

use super::Errand;
use super::done;
use super::failed_in;
use super::links::personal_link;
use super::messages::courtesy;
use super::messages::voice;
use crate::models::DAY;
use crate::models::Door;
use crate::models::FreeRequest;
use crate::models::LinkId;
use crate::models::MINUTE;
use crate::models::Presence;
use crate::models::Refusal;
use crate::models::RequestId;
use crate::models::RequestOrigin;
use crate::models::RequestOutcome;
use crate::models::TextKey;
use crate::screens::Screen;
use crate::screens::free;
use crate::screens::refusals;
use crate::services;
use crate::services::ServiceError;
use crate::services::tasks::Outcome;
use crate::telegram::admins::reader;
use crate::telegram::errors::CallError;
use crate::telegram::errors::Class;
use crate::telegram::sender::Lane;

/// How long a Free link leads in.
const LINK_SECONDS: i64 = DAY;
/// How long Telegram lets the bot write to somebody who asked in the channel.
const WINDOW_SECONDS: i64 = 5 * MINUTE;

/// Lets a waiting person in: by approving what they asked in the channel, or by a personal link.
pub async fn admit(errand: &Errand<'_>, id: RequestId) -> Result<Outcome, ServiceError> {
    let Some(request) = services::free::get(errand.ctx, id)
        .await?
        .filter(|request| !request.is_processed)
    else {
        return Ok(done("handled already"));
    };
    if !request.has_join_request {
        return admit_by_link(errand, &request).await;
    }
    match errand
        .bot
        .decide_request(request.chat_id, request.user_id, true)
        .await
    {
        Ok(()) => {
            services::free::settle(
                errand.ctx,
                &request,
                RequestOutcome::Approved,
                None,
                errand.now,
            )
            .await?;
            let (reader, words) = voice(errand, TextKey::FreeApproved, request.user_id).await;
            let screen = free::approved(reader, &words);
            tell(errand, &request, &screen);
            Ok(done("approved"))
        }
        Err(error) if is_inside(&error) => {
            close(errand, &request, RequestOutcome::AlreadyInside).await
        }
        Err(error) if error.class() == Class::RequestClosed => match request.origin {
            // They took the request in the channel back, but still wait for the link they asked for first.
            RequestOrigin::Button => admit_by_link(errand, &request).await,
            RequestOrigin::JoinRequest => close(errand, &request, RequestOutcome::Closed).await,
        },
        Err(error) => failed_in(errand, request.chat_id, &error).await,
    }
}

fn is_inside(error: &CallError) -> bool {
    matches!(error, CallError::Api { description, .. } if description.contains("USER_ALREADY_PARTICIPANT"))
}

async fn admit_by_link(
    errand: &Errand<'_>,
    request: &FreeRequest,
) -> Result<Outcome, ServiceError> {
    let (chat, user) = (request.chat_id, request.user_id);
    match errand.bot.presence(chat, user).await {
        Ok(presence) if presence.is_inside() => {
            let screen = refusals::text(
                reader(errand.ctx, user).await,
                &Refusal::AlreadyInside(Door::Free),
            );
            let closed = close(errand, request, RequestOutcome::AlreadyInside).await?;
            tell(errand, request, &screen);
            return Ok(closed);
        }
        Ok(Presence::Banned) => return close(errand, request, RequestOutcome::Closed).await,
        Ok(_) => {}
        Err(error) => return failed_in(errand, chat, &error).await,
    }
    let fact = format!("free:{}", request.id);
    let id: LinkId =
        match services::access::link_of_fact(errand.ctx, fact.clone(), errand.now).await? {
            Some(made) => made.id,
            None => match personal_link(errand, chat, user, &fact, LINK_SECONDS).await? {
                Ok((id, _)) => id,
                Err(error) => return failed_in(errand, chat, &error).await,
            },
        };
    // The message goes its own way: one person's slow chat holds up nobody in the queue.
    services::free::admitted(errand.ctx, request, id, errand.now).await?;
    Ok(done("admitted"))
}

/// Hands a person the link of their closed request.
pub async fn deliver_link(
    errand: &Errand<'_>,
    id: RequestId,
    link: LinkId,
) -> Result<Outcome, ServiceError> {
    let Some(request) = services::free::get(errand.ctx, id).await? else {
        return Ok(done("gone"));
    };
    let Some(link) = services::access::get_link(errand.ctx, link)
        .await?
        .filter(|link| link.is_open(errand.now))
    else {
        return Ok(done("the link is over"));
    };
    let user = request.user_id;
    let (reader, words) = voice(errand, TextKey::FreeLink, user).await;
    let screen = free::link(reader, &link.link, &words);
    match errand.bot.deliver(user.chat(), &screen, Lane::Reply).await {
        Ok(_) => Ok(done("delivered")),
        // Nobody to write to: they may ask again when they are back.
        Err(error) if error.class() == Class::Unreachable => {
            services::house::reachable(errand.ctx, user, false).await?;
            services::free::undelivered(errand.ctx, id).await?;
            Ok(done("unreachable"))
        }
        Err(error) => Ok(Outcome::Retry(error.to_string())),
    }
}

async fn close(
    errand: &Errand<'_>,
    request: &FreeRequest,
    outcome: RequestOutcome,
) -> Result<Outcome, ServiceError> {
    services::free::settle(errand.ctx, request, outcome, None, errand.now).await?;
    Ok(done(outcome.name()))
}

/// Tells a person how it went. A courtesy: the request is settled, and nobody in the queue waits for it.
fn tell(errand: &Errand<'_>, request: &FreeRequest, screen: &Screen) {
    drop(errand.bot.show(request.user_id.chat(), screen));
}

/// Turns a person away who was declined.
pub async fn decline(errand: &Errand<'_>, id: RequestId) -> Result<Outcome, ServiceError> {
    let Some(request) = services::free::get(errand.ctx, id).await? else {
        return Ok(done("gone"));
    };
    if request.has_join_request {
        match errand
            .bot
            .decide_request(request.chat_id, request.user_id, false)
            .await
        {
            Ok(()) => {}
            Err(error) if error.class() == Class::RequestClosed => {}
            Err(error) => return failed_in(errand, request.chat_id, &error).await,
        }
    }
    let (reader, words) = voice(errand, TextKey::FreeDeclined, request.user_id).await;
    courtesy(errand, request.user_id, free::declined(reader, &words)).await
}

/// The one message to somebody who asked in the channel, while Telegram allows it.
pub async fn acknowledge(errand: &Errand<'_>, id: RequestId) -> Result<Outcome, ServiceError> {
    if errand.now.since(errand.row.created_at) >= WINDOW_SECONDS {
        return Ok(done("too late"));
    }
    let Some((request, view)) = services::free::pending(errand.ctx, id).await? else {
        return Ok(done("handled already"));
    };
    let title = match services::channels::get(errand.ctx, Door::Free).await {
        Ok(channel) => channel.title,
        Err(_) => String::new(),
    };
    let (reader, words) = voice(errand, TextKey::FreeAcknowledged, request.user_id).await;
    let url = errand.ctx.deep_link("free");
    let screen = free::acknowledged(reader, &view, &title, &url, &words);
    let chat = request.user_chat_id.unwrap_or(request.user_id.chat());
    match errand.bot.deliver(chat, &screen, Lane::Reply).await {
        Ok(_) => Ok(done("told")),
        // They need not have started the bot; the request stands all the same.
        Err(error) if error.class() == Class::Unreachable => Ok(done("unreachable")),
        Err(error) => Ok(Outcome::Retry(error.to_string())),
    }
}
