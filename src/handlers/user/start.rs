//! `/start` and the first screen.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::handlers::admin;
use crate::handlers::user;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::TextKey;
use crate::screens::home;
use crate::screens::home::HomeNote;
use crate::screens::notices;
use crate::screens::notices::Toast;
use crate::screens::tickets;
use crate::services;
use crate::services::ServiceError;

/// `/start`, and what its link carries: a token, a wish for Free access, or the owner's code.
pub async fn start(visit: &Visit<'_>, payload: &str) -> Result<Reply, ServiceError> {
    if let Some(token) = payload.strip_prefix("v_") {
        return user::redeem::redeem(visit, token).await;
    }
    if let Some(code) = payload.strip_prefix(services::owner::PREFIX) {
        return claim(visit, code).await;
    }
    if let Some(code) = payload.strip_prefix(services::members::migration::PREFIX) {
        return admin::members::open_migration(visit, code).await;
    }
    if let Some(code) = payload.strip_prefix(services::roles::invites::PREFIX) {
        return admin::roles::open_invite(visit, code).await;
    }
    if let Some(number) = payload.strip_prefix(tickets::LINK) {
        return admin::tickets::open(visit, number).await;
    }
    if let Some(code) = payload.strip_prefix(services::money::gifts::PREFIX) {
        return user::purse::open_gift(visit, code).await;
    }
    if let Some(code) = payload.strip_prefix(services::money::referrals::PREFIX) {
        services::money::referrals::came(visit.ctx, &visit.actor, code, visit.now()).await?;
        return home(visit).await;
    }
    if payload == "free" {
        return user::free::ask(visit).await;
    }
    let reply = home(visit).await?;
    Ok(if visit.is_staff() {
        // A menu could not be set before the first word of theirs.
        reply.with_menus()
    } else {
        reply
    })
}

async fn claim(visit: &Visit<'_>, code: &str) -> Result<Reply, ServiceError> {
    match services::owner::claim(visit.ctx, &visit.actor, code, visit.now()).await {
        Ok(()) => log::info!("[{}] owns the house now", visit.user),
        // Killed between the claim and its answer: the answer is still due.
        Err(ServiceError::Refused(Refusal::AlreadyApplied))
            if visit.actor.need(Permission::Configure).is_ok() => {}
        Err(error) => return Err(error),
    }
    Ok(Reply::show(notices::owner(visit.reader)).with_menus())
}

/// The first screen.
pub async fn home(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let view = services::home::home(visit.ctx, &visit.actor, visit.now()).await?;
    let words = visit.words(TextKey::Home).await;
    Ok(Reply::show(home::home(visit.reader, &view, &words)))
}

/// The first screen, and why it is shown.
pub async fn after(visit: &Visit<'_>, note: HomeNote) -> Result<Reply, ServiceError> {
    let view = services::home::home(visit.ctx, &visit.actor, visit.now()).await?;
    Ok(Reply::show(home::home_after(visit.reader, note, &view)))
}

/// A button that no menu of this version has.
pub async fn old_menu(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let reply = after(visit, HomeNote::OldMenu).await?;
    Ok(reply.with_toast(visit.toast(Toast::OldMenu)))
}
