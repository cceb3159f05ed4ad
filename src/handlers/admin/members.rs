//! Who is a VIP member, and the whitelist.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::MemberFilter;
use crate::models::Permission;
use crate::models::UserId;
use crate::screens::Action;
use crate::screens::callback::MemberAction;
use crate::screens::members;
use crate::screens::notices::Toast;
use crate::services;
use crate::services::ServiceError;
use crate::telegram::update::Message;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {}

/// What a button needs.
pub fn permission(action: MemberAction) -> Option<Permission> {
    match action {
        MemberAction::Search => Some(Permission::SeeMembers),
    }
}

/// Does what a button says.
pub async fn press(_visit: &Visit<'_>, action: MemberAction) -> Result<Reply, ServiceError> {
    match action {
        MemberAction::Search => Ok(Reply::nothing()),
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: MemberAction) -> Action {
    match action {
        MemberAction::Search => Action::MemberList(MemberFilter::Active, 0),
    }
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    match *question {}
}

/// Takes the answer to a question.
pub async fn answer(
    _visit: &Visit<'_>,
    question: Question,
    _message: &Message,
) -> Result<Reply, ServiceError> {
    match question {}
}

/// A page of the members.
pub async fn list(
    visit: &Visit<'_>,
    filter: MemberFilter,
    page: u32,
) -> Result<Reply, ServiceError> {
    let (actor, now) = (&visit.actor, visit.now());
    let mut view = services::members::list(visit.ctx, actor, filter, page, now).await?;
    if let Some(last) = view.page.last_instead() {
        view = services::members::list(visit.ctx, actor, filter, last, now).await?;
    }
    Ok(Reply::show(members::list(visit.reader, &view)))
}

/// One member.
pub async fn show(
    visit: &Visit<'_>,
    user: UserId,
    filter: MemberFilter,
    page: u32,
) -> Result<Reply, ServiceError> {
    let view = services::members::get(visit.ctx, &visit.actor, user).await?;
    Ok(Reply::show(members::detail(
        visit.reader,
        &view,
        filter,
        page,
    )))
}

/// Puts somebody on the whitelist, or takes them off.
pub async fn whitelist(
    visit: &Visit<'_>,
    user: UserId,
    is_listed: bool,
) -> Result<Reply, ServiceError> {
    services::members::set_whitelist(visit.ctx, &visit.actor, user, is_listed, visit.now()).await?;
    let toast = if is_listed {
        Toast::WhitelistAdded
    } else {
        Toast::WhitelistRemoved
    };
    let reply = show(visit, user, MemberFilter::Whitelisted, 0).await?;
    Ok(reply.with_toast(visit.toast(toast)))
}
