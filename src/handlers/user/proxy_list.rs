//! The free list of proxies: its pages, its filters, and the card of one.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::ListedProxyId;
use crate::models::Permission;
use crate::models::ProxyPage;
use crate::models::ProxyRefusal;
use crate::models::Refusal;
use crate::screens::callback::ProxyChoice;
use crate::screens::proxy::list as screens;
use crate::screens::proxy::list::Countries;
use crate::services::ServiceError;
use crate::services::proxies;

/// A page of the list.
pub async fn list(
    visit: &Visit<'_>,
    choice: ProxyChoice,
    page: u32,
) -> Result<Reply, ServiceError> {
    let view = view(visit, choice, page).await?;
    let countries = countries_by(visit);
    Ok(Reply::show(screens::list(visit.reader, &view, countries)))
}

/// Which kinds there are.
pub async fn kinds(visit: &Visit<'_>, choice: ProxyChoice) -> Result<Reply, ServiceError> {
    let view = view(visit, choice, 0).await?;
    Ok(Reply::show(screens::kinds(visit.reader, &view)))
}

/// Which countries there are.
pub async fn countries(
    visit: &Visit<'_>,
    choice: ProxyChoice,
    page: u32,
) -> Result<Reply, ServiceError> {
    let view = view(visit, choice, 0).await?;
    let screen = screens::countries(visit.reader, &view, page, countries_by(visit));
    Ok(Reply::show(screen))
}

/// One proxy.
pub async fn show(
    visit: &Visit<'_>,
    id: ListedProxyId,
    choice: ProxyChoice,
    page: u32,
) -> Result<Reply, ServiceError> {
    need_shown(visit).await?;
    let proxy = proxies::list::one(visit.ctx, id).await?;
    let countries = countries_by(visit);
    let screen = screens::card(visit.reader, &proxy, choice, page, countries);
    Ok(Reply::show(screen))
}

async fn view(
    visit: &Visit<'_>,
    choice: ProxyChoice,
    page: u32,
) -> Result<ProxyPage, ServiceError> {
    need_shown(visit).await?;
    proxies::list::page(visit.ctx, choice.filter(), page).await
}

/// Who keeps the list sees it as people would, also while people do not.
async fn need_shown(visit: &Visit<'_>) -> Result<(), ServiceError> {
    let may_see = visit.actor.permissions.has(Permission::ProxiesSee);
    if may_see || proxies::list::is_shown(visit.ctx).await? {
        return Ok(());
    }
    Err(Refusal::from(ProxyRefusal::Hidden).into())
}

fn countries_by(visit: &Visit<'_>) -> Countries {
    if proxies::list::is_by_dbip(visit.ctx) {
        Countries::File
    } else {
        Countries::Exit
    }
}
