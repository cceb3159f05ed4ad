//! `/proxy`: the person's own proxies, and the way to the free list.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::handlers::user::proxy_list;
use crate::models::Permission;
use crate::screens::Action;
use crate::screens::callback::ProxyAction;
use crate::screens::proxy::mine as screens;
use crate::screens::proxy::mine::Beside;
use crate::services::ServiceError;
use crate::services::money;
use crate::services::proxies::list;
use crate::services::vpn::proxy_health::mine;

/// What a button needs.
pub fn permission(action: ProxyAction) -> Option<Permission> {
    use ProxyAction as P;
    match action {
        P::Mine | P::List(..) | P::Kinds(_) | P::Countries(..) | P::Show(..) => None,
    }
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: ProxyAction) -> Result<Reply, ServiceError> {
    use ProxyAction as P;
    match action {
        P::Mine => mine(visit).await,
        P::List(choice, page) => proxy_list::list(visit, choice, page).await,
        P::Kinds(choice) => proxy_list::kinds(visit, choice).await,
        P::Countries(choice, page) => proxy_list::countries(visit, choice, page).await,
        P::Show(id, choice, page) => proxy_list::show(visit, id, choice, page).await,
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: ProxyAction) -> Action {
    Action::Proxy(action)
}

/// The person's own proxies.
pub async fn mine(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let mine = mine::mine(visit.ctx, &visit.actor, visit.now()).await?;
    let beside = Beside {
        has_plans: money::shop::is_open(visit.ctx).await?,
        has_list: list::has_some(visit.ctx).await?,
    };
    Ok(Reply::show(screens::mine(visit.reader, &mine, beside)))
}
