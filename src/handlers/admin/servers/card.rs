//! The servers, one of them, and how it differs from the database.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Permission;
use crate::models::Server;
use crate::models::ServerCard;
use crate::models::ServerId;
use crate::models::VpnKind;
use crate::screens::Screen;
use crate::screens::notices::Toast;
use crate::screens::servers as screens;
use crate::screens::servers::watch;
use crate::services::ServiceError;
use crate::services::vpn::health;
use crate::services::vpn::proxy_health;
use crate::services::vpn::proxy_health::outside::World;
use crate::services::vpn::proxy_health::people;
use crate::services::vpn::reconcile;
use crate::services::vpn::servers;

pub(super) fn can_manage(visit: &Visit<'_>) -> bool {
    visit.actor.permissions.has(Permission::ManageServers)
}

/// All servers.
pub async fn list(visit: &Visit<'_>, page: u32) -> Result<Reply, ServiceError> {
    let lines = servers::list(visit.ctx, &visit.actor, visit.now()).await?;
    let screen = screens::list(visit.reader, &lines, page, can_manage(visit));
    Ok(Reply::show(screen))
}

/// A card as this person may see it.
pub(super) fn screen(visit: &Visit<'_>, view: &ServerCard) -> Screen {
    screens::card(visit.reader, view, can_manage(visit))
}

/// One server.
pub async fn show(visit: &Visit<'_>, id: ServerId) -> Result<Reply, ServiceError> {
    let view = servers::card(visit.ctx, &visit.actor, id, visit.now()).await?;
    Ok(Reply::show(screen(visit, &view)))
}

/// Asks it now how it is. The card shows what came of it either way.
pub async fn test(visit: &Visit<'_>, id: ServerId) -> Result<Reply, ServiceError> {
    let tested = health::test(visit.ctx, &visit.actor, id, visit.now()).await;
    if server(visit, id).await?.kind == VpnKind::MtProto {
        proxy_health::test(visit.ctx, &World, &visit.actor, id, visit.now()).await?;
    }
    match tested {
        Ok(is_back) => {
            if is_back {
                reconcile::repair(visit.ctx, id, visit.now()).await?;
            }
            Ok(show(visit, id).await?.with_toast(visit.toast(Toast::Done)))
        }
        Err(ServiceError::Refused(refusal)) => {
            let words = crate::screens::refusals::alert(visit.reader, &refusal);
            Ok(show(visit, id).await?.with_alert(words))
        }
        Err(error) => Err(error),
    }
}

/// Tells the people of a proxy that it is out.
pub async fn tell_people(
    visit: &Visit<'_>,
    id: ServerId,
    outage: u32,
) -> Result<Reply, ServiceError> {
    let telling = people::tell(visit.ctx, &visit.actor, id, Some(outage), visit.now()).await?;
    // What was told of the outage stays where it stands.
    Ok(Reply::alert(watch::telling(visit.reader.lang, telling)))
}

/// Its whole file.
pub async fn file(visit: &Visit<'_>, id: ServerId) -> Result<Reply, ServiceError> {
    let view = servers::file(visit.ctx, &visit.actor, id, visit.now()).await?;
    Ok(Reply::send(screens::file(visit.reader, view)))
}

pub(super) async fn server(visit: &Visit<'_>, id: ServerId) -> Result<Server, ServiceError> {
    let view = servers::card(visit.ctx, &visit.actor, id, visit.now()).await?;
    Ok(view.server)
}

/// How it differs from the database.
pub async fn drift(visit: &Visit<'_>, id: ServerId) -> Result<Reply, ServiceError> {
    let found = reconcile::drift(visit.ctx, &visit.actor, id, visit.now()).await?;
    let server = server(visit, id).await?;
    let can_manage = can_manage(visit);
    let screen = screens::drift(visit.reader, &server, &found, false, can_manage);
    Ok(Reply::show(screen))
}

/// Mends that.
pub async fn repair(visit: &Visit<'_>, id: ServerId) -> Result<Reply, ServiceError> {
    let found = reconcile::repair_now(visit.ctx, &visit.actor, id, visit.now()).await?;
    let server = server(visit, id).await?;
    let screen = screens::drift(visit.reader, &server, &found, true, true);
    Ok(Reply::show(screen))
}
