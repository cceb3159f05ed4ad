//! Roles: holders, grants, invitations, and the table of permissions.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::RoleId;
use crate::models::UserId;
use crate::screens::Action;
use crate::screens::callback::RoleAction;
use crate::services::ServiceError;
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
pub async fn press(_visit: &Visit<'_>, _action: RoleAction) -> Result<Reply, ServiceError> {
    Err(Refusal::NotFound.into())
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

/// Takes the answer to a question. After one that will not do, another may come.
pub async fn answer(
    _visit: &Visit<'_>,
    _question: Question,
    _message: &Message,
) -> Result<Reply, ServiceError> {
    Err(Refusal::NotFound.into())
}

/// Where the person was before the question.
pub async fn left(_visit: &Visit<'_>, _question: Question) -> Result<Reply, ServiceError> {
    Err(Refusal::NotFound.into())
}
