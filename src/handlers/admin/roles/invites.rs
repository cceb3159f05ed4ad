//! Links to the staff: made by whoever may give the role, opened by one person.

use super::role_of;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::InviteId;
use crate::models::MINUTE;
use crate::models::Refusal;
use crate::models::RoleId;
use crate::screens::roles;
use crate::services;
use crate::services::ServiceError;
use crate::services::roles::invites;

/// For how long shall whoever opens it hold the role?
pub async fn ask(visit: &Visit<'_>, role: RoleId) -> Result<Reply, ServiceError> {
    let role = role_of(visit, role).await?;
    Ok(Reply::show(roles::ask_invite(visit.reader, &role)))
}

/// Makes it; a task hands it over. An impatient second press within the minute makes no other.
pub async fn make(visit: &Visit<'_>, role: RoleId, hours: u32) -> Result<Reply, ServiceError> {
    let minute = visit.now().0 / MINUTE;
    let press = visit.pressed.map(|pressed| {
        format!(
            "{}:{}:{role}:{hours}:{minute}",
            pressed.chat, pressed.message
        )
    });
    let role_hours = (hours > 0).then(|| i64::from(hours));
    invites::make(
        visit.ctx,
        &visit.actor,
        role,
        role_hours,
        press,
        visit.now(),
    )
    .await?;
    Ok(Reply::show(roles::invite_coming(visit.reader, role)))
}

/// The links that somebody may still open.
pub async fn list(visit: &Visit<'_>, page: u32) -> Result<Reply, ServiceError> {
    let (actor, now) = (&visit.actor, visit.now());
    let mut view = invites::list(visit.ctx, actor, page, now).await?;
    if let Some(last) = view.last_instead() {
        view = invites::list(visit.ctx, actor, last, now).await?;
    }
    Ok(Reply::show(roles::invites(visit.reader, &view)))
}

/// Makes one useless.
pub async fn revoke(visit: &Visit<'_>, invite: InviteId) -> Result<Reply, ServiceError> {
    invites::revoke(visit.ctx, &visit.actor, invite, visit.now()).await?;
    list(visit, 0).await
}

/// Somebody opened one.
pub async fn open(visit: &Visit<'_>, code: &str) -> Result<Reply, ServiceError> {
    let (ctx, now) = (visit.ctx, visit.now());
    let held = match invites::open(ctx, &visit.actor, code, now).await {
        Ok(held) => held,
        // Killed between the claim and its answer: the answer is still due.
        Err(ServiceError::Refused(Refusal::AlreadyApplied)) => {
            let held = invites::came_by(ctx, visit.user, code, now).await?;
            held.ok_or(Refusal::AlreadyApplied)?
        }
        Err(error) => return Err(error),
    };
    log::info!("[{}] is {} by an invitation", visit.user, held.role);
    let (_, standing) = services::home::visitor(ctx, visit.user, now).await?;
    let screen = roles::welcome(visit.reader, &held, standing.permissions);
    Ok(Reply::show(screen).with_menus())
}
