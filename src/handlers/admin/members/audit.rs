//! The access audit.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::AuditFinding;
use crate::models::AuditId;
use crate::screens::members;
use crate::services::ServiceError;
use crate::services::members::access_audit;

/// The newest one, or what it is.
pub async fn last(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let view = access_audit::last(visit.ctx, &visit.actor).await?;
    Ok(Reply::show(match view {
        Some(view) => members::audit(visit.reader, &view),
        None => members::ask_begin(visit.reader),
    }))
}

/// Begins one; a task asks Telegram and shows how far it is.
pub async fn begin(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let id = access_audit::begin(visit.ctx, &visit.actor, visit.now()).await?;
    show(visit, id).await
}

/// How one stands.
pub async fn show(visit: &Visit<'_>, id: AuditId) -> Result<Reply, ServiceError> {
    let view = access_audit::view(visit.ctx, &visit.actor, id).await?;
    Ok(Reply::show(members::audit(visit.reader, &view)))
}

/// One of its lists.
pub async fn people(
    visit: &Visit<'_>,
    id: AuditId,
    finding: AuditFinding,
    page: u32,
) -> Result<Reply, ServiceError> {
    let mut view = access_audit::people(visit.ctx, &visit.actor, id, finding, page).await?;
    if let Some(last) = view.page.last_instead() {
        view = access_audit::people(visit.ctx, &visit.actor, id, finding, last).await?;
    }
    Ok(Reply::show(members::audit_people(visit.reader, &view)))
}

/// Stops asking.
pub async fn stop(visit: &Visit<'_>, id: AuditId) -> Result<Reply, ServiceError> {
    access_audit::stop(visit.ctx, &visit.actor, id, visit.now()).await?;
    show(visit, id).await
}

/// Shall links go to those outside?
pub async fn ask_links(visit: &Visit<'_>, id: AuditId) -> Result<Reply, ServiceError> {
    let view = access_audit::view(visit.ctx, &visit.actor, id).await?;
    Ok(Reply::show(members::ask_links(visit.reader, &view)))
}

/// Sends them.
pub async fn send_links(visit: &Visit<'_>, id: AuditId) -> Result<Reply, ServiceError> {
    access_audit::send_links(visit.ctx, &visit.actor, id, visit.now()).await?;
    show(visit, id).await
}

/// Shall those without a right go?
pub async fn ask_remove(visit: &Visit<'_>, id: AuditId) -> Result<Reply, ServiceError> {
    let view = access_audit::view(visit.ctx, &visit.actor, id).await?;
    Ok(Reply::show(members::ask_remove(visit.reader, &view)))
}

/// They go in ten minutes.
pub async fn remove(visit: &Visit<'_>, id: AuditId) -> Result<Reply, ServiceError> {
    access_audit::remove(visit.ctx, &visit.actor, id, visit.now()).await?;
    show(visit, id).await
}

/// They stay.
pub async fn undo(visit: &Visit<'_>, id: AuditId) -> Result<Reply, ServiceError> {
    access_audit::undo(visit.ctx, &visit.actor, id, visit.now()).await?;
    show(visit, id).await
}
