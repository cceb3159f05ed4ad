//! Buttons of roles: who holds them, what they allow: codes that begin with `role:`.

use super::UnknownAction;
use super::number;
use crate::models::InviteId;
use crate::models::Permission;
use crate::models::PermissionArea;
use crate::models::RoleId;
use crate::models::UserId;
use std::fmt;

/// What a button of roles does. Hours of 0 mean that there is no end.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RoleAction {
    /// The roles there are.
    List,
    /// A role with a page of those who hold it.
    Show(RoleId, u32),
    /// A person with the roles they hold.
    Of(UserId),
    /// One role of one person.
    Held(UserId, RoleId),

    // Giving and taking.
    /// Ask to whom a role is to be given.
    Begin,
    /// Which role shall they have?
    Give(UserId),
    /// For how long?
    GiveRole(UserId, RoleId),
    /// Give it for so many hours.
    GiveFor(UserId, RoleId, u32),
    /// For how long? To be typed.
    AskTerm(UserId, RoleId),
    /// Move the end to so many hours from now.
    EndIn(UserId, RoleId, u32),
    /// To which end? To be typed.
    AskEnd(UserId, RoleId),
    /// How many tokens in 30 days? To be typed.
    AskHolderQuota(UserId, RoleId),
    /// Ask whether to take the role.
    Revoke(UserId, RoleId),
    /// Take it.
    RevokeYes(UserId, RoleId),

    // Invitations.
    /// For how long shall whoever opens the link hold the role?
    Invite(RoleId),
    /// Make the link, for so many hours.
    InviteFor(RoleId, u32),
    /// The links that somebody may still open.
    Invites(u32),
    /// Make a link useless.
    InviteDrop(InviteId),

    // What a role is.
    /// What it allows in an area.
    Table(RoleId, PermissionArea),
    /// Let it allow that.
    Allow(RoleId, Permission),
    /// Let it allow that no more.
    Forbid(RoleId, Permission),
    /// Let its holders see their own customers only, or everybody.
    OwnOnly(RoleId, bool),
    /// How many tokens in 30 days? To be typed.
    AskQuota(RoleId),
    /// Ask for the name of a new role.
    Create,
    /// Ask for another name.
    Rename(RoleId),
    /// Ask for another rank.
    Rank(RoleId),
    /// Ask whether to delete it.
    Delete(RoleId),
    /// Delete it.
    DeleteYes(RoleId),
}

impl fmt::Display for RoleAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List => f.write_str("role:list"),
            Self::Show(role, page) => write!(f, "role:show:{role}:{page}"),
            Self::Of(user) => write!(f, "role:of:{user}"),
            Self::Held(user, role) => write!(f, "role:held:{user}:{role}"),
            Self::Begin => f.write_str("role:begin"),
            Self::Give(user) => write!(f, "role:give:{user}"),
            Self::GiveRole(user, role) => write!(f, "role:give_role:{user}:{role}"),
            Self::GiveFor(user, role, hours) => write!(f, "role:give_for:{user}:{role}:{hours}"),
            Self::AskTerm(user, role) => write!(f, "role:ask_term:{user}:{role}"),
            Self::EndIn(user, role, hours) => write!(f, "role:end_in:{user}:{role}:{hours}"),
            Self::AskEnd(user, role) => write!(f, "role:ask_end:{user}:{role}"),
            Self::AskHolderQuota(user, role) => write!(f, "role:holder_quota:{user}:{role}"),
            Self::Revoke(user, role) => write!(f, "role:revoke:{user}:{role}"),
            Self::RevokeYes(user, role) => write!(f, "role:revoke_yes:{user}:{role}"),
            Self::Invite(role) => write!(f, "role:invite:{role}"),
            Self::InviteFor(role, hours) => write!(f, "role:invite_for:{role}:{hours}"),
            Self::Invites(page) => write!(f, "role:invites:{page}"),
            Self::InviteDrop(invite) => write!(f, "role:invite_drop:{invite}"),
            Self::Table(role, area) => write!(f, "role:table:{role}:{}", area.name()),
            Self::Allow(role, permission) => write!(f, "role:allow:{role}:{}", permission.name()),
            Self::Forbid(role, permission) => {
                write!(f, "role:forbid:{role}:{}", permission.name())
            }
            Self::OwnOnly(role, is_own) => {
                write!(f, "role:own_only:{role}:{}", u8::from(*is_own))
            }
            Self::AskQuota(role) => write!(f, "role:quota:{role}"),
            Self::Create => f.write_str("role:create"),
            Self::Rename(role) => write!(f, "role:rename:{role}"),
            Self::Rank(role) => write!(f, "role:rank:{role}"),
            Self::Delete(role) => write!(f, "role:delete:{role}"),
            Self::DeleteYes(role) => write!(f, "role:delete_yes:{role}"),
        }
    }
}

impl RoleAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let ["role", verb, rest @ ..] = parts else {
            return Err(UnknownAction);
        };
        Ok(match (*verb, rest) {
            ("list", []) => Self::List,
            ("show", [id, page]) => Self::Show(role(id)?, number(page)?),
            ("of", [of]) => Self::Of(user(of)?),
            ("held", [of, id]) => Self::Held(user(of)?, role(id)?),
            ("begin", []) => Self::Begin,
            ("give", [of]) => Self::Give(user(of)?),
            ("give_role", [of, id]) => Self::GiveRole(user(of)?, role(id)?),
            ("give_for", [of, id, hours]) => Self::GiveFor(user(of)?, role(id)?, number(hours)?),
            ("ask_term", [of, id]) => Self::AskTerm(user(of)?, role(id)?),
            ("end_in", [of, id, hours]) => Self::EndIn(user(of)?, role(id)?, number(hours)?),
            ("ask_end", [of, id]) => Self::AskEnd(user(of)?, role(id)?),
            ("holder_quota", [of, id]) => Self::AskHolderQuota(user(of)?, role(id)?),
            ("revoke", [of, id]) => Self::Revoke(user(of)?, role(id)?),
            ("revoke_yes", [of, id]) => Self::RevokeYes(user(of)?, role(id)?),
            ("invite", [id]) => Self::Invite(role(id)?),
            ("invite_for", [id, hours]) => Self::InviteFor(role(id)?, number(hours)?),
            ("invites", [page]) => Self::Invites(number(page)?),
            ("invite_drop", [id]) => Self::InviteDrop(InviteId(number(id)?)),
            ("table", [id, area]) => {
                Self::Table(role(id)?, PermissionArea::parse(area).ok_or(UnknownAction)?)
            }
            ("allow", [id, name]) => Self::Allow(role(id)?, permission(name)?),
            ("forbid", [id, name]) => Self::Forbid(role(id)?, permission(name)?),
            ("own_only", [id, "0"]) => Self::OwnOnly(role(id)?, false),
            ("own_only", [id, "1"]) => Self::OwnOnly(role(id)?, true),
            ("quota", [id]) => Self::AskQuota(role(id)?),
            ("create", []) => Self::Create,
            ("rename", [id]) => Self::Rename(role(id)?),
            ("rank", [id]) => Self::Rank(role(id)?),
            ("delete", [id]) => Self::Delete(role(id)?),
            ("delete_yes", [id]) => Self::DeleteYes(role(id)?),
            _ => return Err(UnknownAction),
        })
    }
}

fn role(text: &str) -> Result<RoleId, UnknownAction> {
    Ok(RoleId(number(text)?))
}

fn user(text: &str) -> Result<UserId, UnknownAction> {
    Ok(UserId(number(text)?))
}

fn permission(name: &str) -> Result<Permission, UnknownAction> {
    Permission::parse(name).ok_or(UnknownAction)
}
