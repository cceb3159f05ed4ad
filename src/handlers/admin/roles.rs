//! Roles: holders, grants, invitations, and the table of permissions.

mod grants;
mod invites;
mod table;

pub use grants::grant_command;
pub use grants::revoke_command;
pub use invites::open as open_invite;

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Role;
use crate::models::RoleId;
use crate::models::UserId;
use crate::screens::Action;
use crate::screens::callback::RoleAction;
use crate::screens::roles;
use crate::screens::roles::RoleNote;
use crate::screens::roles::RoleQuestion;
use crate::services;
use crate::services::ServiceError;
use crate::services::roles::grants::MOST_QUOTA;
use crate::telegram::update::Message;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// To whom is a role given?
    Whom,
    /// Whose roles are looked at, to take one?
    Whose,
    /// For how long is it given, and why?
    Term(UserId, RoleId),
    /// When does it end?
    End(UserId, RoleId),
    /// How many tokens may that holder make in 30 days?
    HolderQuota(UserId, RoleId),
    /// How many may each holder make?
    Quota(RoleId),
    /// What is the new role called?
    Name,
    /// What is it called from now on?
    Rename(RoleId),
    /// At which rank does it stand?
    Rank(RoleId),
}

/// What a button needs.
pub fn permission(action: RoleAction) -> Option<Permission> {
    Some(match action {
        RoleAction::List
        | RoleAction::Show(..)
        | RoleAction::Of(_)
        | RoleAction::Held(..)
        | RoleAction::Table(..) => Permission::SeeRoles,
        RoleAction::Begin
        | RoleAction::Give(_)
        | RoleAction::GiveRole(..)
        | RoleAction::GiveFor(..)
        | RoleAction::AskTerm(..)
        | RoleAction::EndIn(..)
        | RoleAction::AskEnd(..)
        | RoleAction::AskHolderQuota(..)
        | RoleAction::Revoke(..)
        | RoleAction::RevokeYes(..)
        | RoleAction::Invite(_)
        | RoleAction::InviteFor(..)
        | RoleAction::Invites(_)
        | RoleAction::InviteDrop(_) => Permission::GrantRoles,
        RoleAction::Allow(..)
        | RoleAction::Forbid(..)
        | RoleAction::OwnOnly(..)
        | RoleAction::AskQuota(_)
        | RoleAction::Create
        | RoleAction::Rename(_)
        | RoleAction::Rank(_)
        | RoleAction::Delete(_)
        | RoleAction::DeleteYes(_) => Permission::EditRoles,
    })
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: RoleAction) -> Result<Reply, ServiceError> {
    match action {
        RoleAction::List => list(visit).await,
        RoleAction::Show(role, page) => show(visit, role, page).await,
        RoleAction::Of(user) => person(visit, user, None).await,
        RoleAction::Held(user, role) => held(visit, user, role).await,
        RoleAction::Begin => grants::ask_whom(visit).await,
        RoleAction::Give(user) => grants::ask_role(visit, user).await,
        RoleAction::GiveRole(user, role) => grants::ask_length(visit, user, role).await,
        RoleAction::GiveFor(user, role, hours) => {
            grants::give(visit, user, role, grants::term_of(hours), None).await
        }
        RoleAction::AskTerm(user, role) => grants::ask_term(visit, user, role).await,
        RoleAction::EndIn(user, role, hours) => {
            grants::move_end(visit, user, role, grants::term_of(hours)).await
        }
        RoleAction::AskEnd(user, role) => grants::ask_end(visit, user, role).await,
        RoleAction::AskHolderQuota(user, role) => grants::ask_quota(visit, user, role).await,
        RoleAction::Revoke(user, role) => grants::ask_revoke(visit, user, role).await,
        RoleAction::RevokeYes(user, role) => grants::revoke(visit, user, role, None).await,
        RoleAction::Invite(role) => invites::ask(visit, role).await,
        RoleAction::InviteFor(role, hours) => invites::make(visit, role, hours).await,
        RoleAction::Invites(page) => invites::list(visit, page).await,
        RoleAction::InviteDrop(invite) => invites::revoke(visit, invite).await,
        RoleAction::Table(role, area) => table::show(visit, role, area).await,
        RoleAction::Allow(role, permission) => table::set(visit, role, permission, true).await,
        RoleAction::Forbid(role, permission) => table::set(visit, role, permission, false).await,
        RoleAction::OwnOnly(role, is_own) => table::set_scope(visit, role, is_own).await,
        RoleAction::AskQuota(role) => table::ask_quota(visit, role).await,
        RoleAction::Create => table::ask_name(visit).await,
        RoleAction::Rename(role) => table::ask_rename(visit, role).await,
        RoleAction::Rank(role) => table::ask_rank(visit, role).await,
        RoleAction::Delete(role) => table::ask_delete(visit, role).await,
        RoleAction::DeleteYes(role) => table::delete(visit, role).await,
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: RoleAction) -> Action {
    Action::Role(match action {
        RoleAction::List | RoleAction::Begin | RoleAction::Create | RoleAction::DeleteYes(_) => {
            RoleAction::List
        }
        RoleAction::Show(role, page) => RoleAction::Show(role, page),
        RoleAction::Of(user)
        | RoleAction::Give(user)
        | RoleAction::GiveRole(user, _)
        | RoleAction::GiveFor(user, ..)
        | RoleAction::AskTerm(user, _)
        | RoleAction::Revoke(user, _)
        | RoleAction::RevokeYes(user, _) => RoleAction::Of(user),
        RoleAction::Held(user, role)
        | RoleAction::EndIn(user, role, _)
        | RoleAction::AskEnd(user, role)
        | RoleAction::AskHolderQuota(user, role) => RoleAction::Held(user, role),
        RoleAction::Invite(_)
        | RoleAction::InviteFor(..)
        | RoleAction::InviteDrop(_)
        | RoleAction::Invites(_) => RoleAction::Invites(0),
        RoleAction::Table(role, area) => RoleAction::Table(role, area),
        RoleAction::Allow(role, permission) | RoleAction::Forbid(role, permission) => {
            RoleAction::Table(role, permission.area())
        }
        RoleAction::OwnOnly(role, _)
        | RoleAction::AskQuota(role)
        | RoleAction::Rename(role)
        | RoleAction::Rank(role)
        | RoleAction::Delete(role) => RoleAction::Show(role, 0),
    })
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    Some(match question {
        Question::Whom
        | Question::Whose
        | Question::Term(..)
        | Question::End(..)
        | Question::HolderQuota(..) => Permission::GrantRoles,
        Question::Quota(_) | Question::Name | Question::Rename(_) | Question::Rank(_) => {
            Permission::EditRoles
        }
    })
}

/// Takes the answer to a question. A refused one leaves the question open.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let text = message.text.as_deref().unwrap_or_default().trim();
    match question {
        Question::Whom => grants::named(visit, message, true).await,
        Question::Whose => grants::named(visit, message, false).await,
        Question::Term(user, role) => grants::typed_term(visit, user, role, text).await,
        Question::End(user, role) => grants::typed_end(visit, user, role, text).await,
        Question::HolderQuota(user, role) => grants::typed_quota(visit, user, role, text).await,
        Question::Quota(role) => table::typed_quota(visit, role, text).await,
        Question::Name => table::typed_name(visit, text).await,
        Question::Rename(role) => table::typed_rename(visit, role, text).await,
        Question::Rank(role) => table::typed_rank(visit, role, text).await,
    }
}

/// Where the person was before the question.
pub async fn left(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    match question {
        Question::Whom | Question::Whose | Question::Name => list(visit).await,
        Question::Term(user, _) => person(visit, user, None).await,
        Question::End(user, role) | Question::HolderQuota(user, role) => {
            held(visit, user, role).await
        }
        Question::Quota(role) | Question::Rename(role) | Question::Rank(role) => {
            show(visit, role, 0).await
        }
    }
}

/// Asks for something to be typed.
async fn ask(
    visit: &Visit<'_>,
    question: Question,
    words: RoleQuestion<'_>,
) -> Result<Reply, ServiceError> {
    visit.ask(Dialogue::Role(question)).await;
    Ok(Reply::show(roles::ask(visit.reader, words)))
}

/// The roles there are.
pub async fn list(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let view = services::roles::list(visit.ctx, &visit.actor, visit.now()).await?;
    Ok(Reply::show(roles::list(visit.reader, &view)))
}

/// A role and those who hold it.
pub async fn show(visit: &Visit<'_>, role: RoleId, page: u32) -> Result<Reply, ServiceError> {
    let (actor, now) = (&visit.actor, visit.now());
    let mut view = services::roles::holdings(visit.ctx, actor, role, page, now).await?;
    if let Some(last) = view.holders.last_instead() {
        view = services::roles::holdings(visit.ctx, actor, role, last, now).await?;
    }
    Ok(Reply::show(roles::role(visit.reader, &view)))
}

/// A person with their roles, after something was done or not.
async fn person(
    visit: &Visit<'_>,
    user: UserId,
    note: Option<RoleNote>,
) -> Result<Reply, ServiceError> {
    let view = services::roles::person(visit.ctx, &visit.actor, user, visit.now()).await?;
    Ok(Reply::show(roles::person(visit.reader, &view, note)))
}

/// One role of one person.
async fn held(visit: &Visit<'_>, user: UserId, role: RoleId) -> Result<Reply, ServiceError> {
    let view = services::roles::held(visit.ctx, &visit.actor, user, role, visit.now()).await?;
    Ok(Reply::show(roles::held(visit.reader, &view)))
}

/// A role as the actor may see it.
async fn role_of(visit: &Visit<'_>, role: RoleId) -> Result<Role, ServiceError> {
    let (role, _) = services::roles::get(visit.ctx, &visit.actor, role, visit.now()).await?;
    Ok(role)
}

/// A typed number, or `-` for none.
fn typed_count(text: &str) -> Result<Option<i64>, Refusal> {
    if matches!(text, "-" | "–" | "—") {
        return Ok(None);
    }
    let count: Option<i64> = text.parse().ok();
    Ok(Some(count.ok_or(Refusal::NumberInvalid {
        least: 0,
        most: MOST_QUOTA,
    })?))
}
