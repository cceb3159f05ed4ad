//! The Free queue, and the channel's join-request link.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::ChatId;
use crate::models::Door;
use crate::models::Refusal;
use crate::models::RequestId;
use crate::screens::channels;
use crate::screens::notices::Toast;
use crate::screens::queue;
use crate::services;
use crate::services::ServiceError;
use crate::telegram::bot::LinkKind;
use crate::telegram::bot::LinkOrder;
use crate::telegram::errors::CallError;
use crate::telegram::errors::Class;

/// The name of the link in the channel's own list.
const LINK_NAME: &str = "Portero Free";

/// Who waits.
pub async fn list(visit: &Visit<'_>, page: u32) -> Result<Reply, ServiceError> {
    let mut view = services::free::list(visit.ctx, &visit.actor, page).await?;
    if let Some(last) = view.page.last_instead() {
        view = services::free::list(visit.ctx, &visit.actor, last).await?;
    }
    Ok(Reply::show(queue::list(visit.reader, &view)))
}

/// One who waits.
pub async fn show(visit: &Visit<'_>, id: RequestId) -> Result<Reply, ServiceError> {
    let row = services::free::show(visit.ctx, &visit.actor, id).await?;
    Ok(Reply::show(queue::detail(visit.reader, &row)))
}

/// Lets one in now.
pub async fn approve(visit: &Visit<'_>, id: RequestId) -> Result<Reply, ServiceError> {
    services::free::approve(visit.ctx, &visit.actor, id, visit.now()).await?;
    let reply = list(visit, 0).await?;
    Ok(reply.with_toast(visit.toast(Toast::Approved)))
}

/// Turns one away.
pub async fn decline(visit: &Visit<'_>, id: RequestId) -> Result<Reply, ServiceError> {
    services::free::decline(visit.ctx, &visit.actor, id, visit.now()).await?;
    let reply = list(visit, 0).await?;
    Ok(reply.with_toast(visit.toast(Toast::Declined)))
}

/// Asks whether to let all in.
pub async fn ask_approve_all(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let view = services::free::list(visit.ctx, &visit.actor, 0).await?;
    Ok(Reply::show(queue::approve_all(
        visit.reader,
        view.page.total,
    )))
}

/// Lets all in.
pub async fn approve_all(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let count = services::free::approve_all(visit.ctx, &visit.actor, visit.now()).await?;
    let reply = list(visit, 0).await?;
    Ok(reply.with_toast(visit.toast(Toast::ApprovedAll { count })))
}

/// The channel's join-request link; the first time it is made.
pub async fn join_link(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let (chat, known) = services::free::join_link(visit.ctx, &visit.actor).await?;
    let link = match known {
        Some(link) => link,
        None => make_join_link(visit, chat).await?,
    };
    Ok(Reply::show(channels::join_link(visit.reader, &link)))
}

async fn make_join_link(visit: &Visit<'_>, chat: ChatId) -> Result<String, ServiceError> {
    let order = LinkOrder {
        chat,
        name: LINK_NAME.to_owned(),
        kind: LinkKind::JoinRequest,
    };
    let link = match visit.bot.create_link(order).await {
        Ok(link) => link,
        Err(error) => return Err(no_link(visit, chat, error).await?),
    };
    let (actor, now) = (&visit.actor, visit.now());
    services::free::keep_join_link(visit.ctx, actor, chat, link.clone(), now).await?;
    Ok(link)
}

/// Why there is no link, for the one who wants it; losing the right is told to the admins.
async fn no_link(
    visit: &Visit<'_>,
    chat: ChatId,
    error: CallError,
) -> Result<ServiceError, ServiceError> {
    match error.class() {
        Class::NoRights | Class::ChatLost => {
            services::channels::refused_in(visit.ctx, chat, visit.now()).await?;
            Ok(Refusal::ChannelLost(Door::Free).into())
        }
        Class::Network | Class::Server | Class::InDoubt | Class::TooManyRequests(_) => {
            Ok(Refusal::TelegramUnreachable.into())
        }
        Class::Harmless(_)
        | Class::Unreachable
        | Class::RequestClosed
        | Class::NotAMember
        | Class::CannotRemove
        | Class::BadEntities
        | Class::EditGone
        | Class::Migrated(_)
        | Class::Conflict
        | Class::Unauthorized
        | Class::Other => Ok(ServiceError::Fault(format!(
            "the join-request link could not be made: {error}"
        ))),
    }
}
