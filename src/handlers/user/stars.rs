//! One's own monthly subscriptions in Stars.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::handlers::admin;
use crate::models::OrderId;
use crate::models::Permission;
use crate::screens::Action;
use crate::screens::callback::StarsAction;
use crate::screens::stars;
use crate::services::ServiceError;
use crate::services::money;

/// What a button needs.
pub fn permission(action: StarsAction) -> Option<Permission> {
    match action {
        StarsAction::List
        | StarsAction::Show(_)
        | StarsAction::Stop(_)
        | StarsAction::StopYes(_)
        | StarsAction::Allow(_) => None,
        StarsAction::Desk | StarsAction::Link(_) => Some(Permission::ManageShop),
    }
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: StarsAction) -> Result<Reply, ServiceError> {
    match action {
        StarsAction::List => list(visit).await,
        StarsAction::Show(id) => show(visit, id).await,
        StarsAction::Stop(id) => {
            let view = money::stars::view(visit.ctx, visit.user, id).await?;
            Ok(Reply::show(stars::ask_stop(
                visit.reader,
                &view.order,
                &view.subscription,
            )))
        }
        StarsAction::StopYes(id) => set(visit, id, false).await,
        StarsAction::Allow(id) => set(visit, id, true).await,
        StarsAction::Desk => admin::stars::desk(visit).await,
        StarsAction::Link(price) => admin::stars::link(visit, price).await,
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: StarsAction) -> Action {
    match action {
        StarsAction::List => Action::Stars(StarsAction::List),
        StarsAction::Show(id)
        | StarsAction::Stop(id)
        | StarsAction::StopYes(id)
        | StarsAction::Allow(id) => Action::Stars(StarsAction::Show(id)),
        StarsAction::Desk | StarsAction::Link(_) => Action::Stars(StarsAction::Desk),
    }
}

async fn list(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let views = money::stars::list(visit.ctx, visit.user).await?;
    let rows: Vec<_> = views
        .iter()
        .map(|view| (&view.order, &view.subscription))
        .collect();
    Ok(Reply::show(stars::list(visit.reader, &rows)))
}

async fn show(visit: &Visit<'_>, id: OrderId) -> Result<Reply, ServiceError> {
    let view = money::stars::view(visit.ctx, visit.user, id).await?;
    Ok(Reply::show(stars::card(
        visit.reader,
        &view.order,
        &view.subscription,
    )))
}

async fn set(visit: &Visit<'_>, id: OrderId, renews: bool) -> Result<Reply, ServiceError> {
    money::stars::set_renewal(visit.ctx, &visit.actor, id, renews, visit.now()).await?;
    let toast = stars::toast(visit.reader.lang, renews);
    Ok(show(visit, id).await?.with_toast(toast))
}
