//! Who holds which role, until when, and what that makes of a person.
//!
//! Here is what is read, and the two rules of rank; `grants` gives and takes, `invites` makes links to the staff,
//! `table` changes what a role is, `order` reads what somebody typed.

pub mod grants;
pub mod invites;
pub mod order;
pub mod table;

use super::ServiceError;
use super::access;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::Holding;
use crate::models::HoldingView;
use crate::models::PAGE_ROWS;
use crate::models::Page;
use crate::models::Permission;
use crate::models::PermissionSet;
use crate::models::PersonRoles;
use crate::models::Refusal;
use crate::models::Role;
use crate::models::RoleId;
use crate::models::RoleLine;
use crate::models::RoleNews;
use crate::models::RoleRefusal;
use crate::models::RoleRights;
use crate::models::RoleView;
use crate::models::RolesView;
use crate::models::SUPERADMIN;
use crate::models::Standing;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::utils::order::InOrder;
use rusqlite::Connection;
use rusqlite::Transaction;

/// A limit on tokens counts those of so many days.
pub const QUOTA_DAYS: i64 = 30;

impl From<RoleRefusal> for ServiceError {
    fn from(refusal: RoleRefusal) -> Self {
        Self::Refused(Refusal::Role(refusal))
    }
}

/// What a person's roles make of them at `now`. A role of own customers allows nothing that shows everybody; whoever
/// sees people by such a role alone sees their own customers only, whatever else another role lets them do.
pub fn standing_of(
    connection: &Connection,
    user: UserId,
    now: Timestamp,
) -> Result<Standing, ServiceError> {
    let allowed = crud::roles::allowed_to(connection, user, now)?;
    let (everybody, own) = (allowed.everybody, allowed.own.keeping_to_own());
    let permissions: PermissionSet = everybody.iter().chain(own.iter()).collect();
    if permissions.is_empty() {
        return Ok(Standing::default());
    }
    let holdings = crud::roles::holdings_of(connection, user, now)?;
    let is_limited =
        !own.is_empty() && (everybody.is_empty() || !own.showing().is_within(everybody));
    Ok(Standing {
        permissions,
        customers_of: is_limited.then_some(user),
        rank: holdings.first().map_or(0, |highest| highest.rank),
    })
}

/// What somebody may let a role allow: one that sees everybody nothing that they have for their own customers only.
fn givable(
    connection: &Connection,
    by: UserId,
    sees_own_only: bool,
    now: Timestamp,
) -> Result<PermissionSet, ServiceError> {
    if sees_own_only {
        return Ok(standing_of(connection, by, now)?.permissions);
    }
    Ok(crud::roles::allowed_to(connection, by, now)?.everybody)
}

/// Everybody who may do something that not everybody may, with what their roles make of them.
pub async fn staff(ctx: &Ctx, now: Timestamp) -> Result<Vec<(UserId, Standing)>, ServiceError> {
    ctx.db
        .read(move |connection| {
            let mut staff = Vec::new();
            for user in crud::roles::list_staff(connection, now)? {
                let standing = standing_of(connection, user, now)?;
                if !standing.permissions.is_empty() {
                    staff.push((user, standing));
                }
            }
            Ok(staff)
        })
        .await
}

/// The roles a person holds at `now`, the highest first: for whoever sees people or roles, and for themself.
pub async fn of_user(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<Holding>, ServiceError> {
    if actor.identity.user() != Some(user) && !actor.permissions.has(Permission::SeePeople) {
        actor.need(Permission::SeeRoles)?;
    }
    ctx.db
        .read(move |connection| Ok(crud::roles::holdings_of(connection, user, now)?))
        .await
}

/// A page of those who hold a role at `now`.
pub async fn holdings(
    ctx: &Ctx,
    actor: &Actor,
    role: RoleId,
    page: u32,
    now: Timestamp,
) -> Result<RoleView, ServiceError> {
    actor.need(Permission::SeeRoles)?;
    let judge = Judge::of(ctx, actor, now)?;
    ctx.db
        .read(move |connection| {
            let role = crud::roles::get(connection, role)?.ok_or(Refusal::NotFound)?;
            let rows = i64::from(PAGE_ROWS);
            let offset = rows * i64::from(page);
            let found = crud::roles::list_holdings(connection, &role.name, now, rows, offset)?;
            let mut holders = Vec::with_capacity(found.rows.len());
            for holding in found.rows {
                holders.push(judge.view(connection, holding, &role)?);
            }
            Ok(RoleView {
                holders: Page::new(holders, page, found.total),
                may: judge.rights(connection, &role)?,
                role,
            })
        })
        .await
}

/// Every role with the number of those who hold it.
pub async fn list(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<RolesView, ServiceError> {
    actor.need(Permission::SeeRoles)?;
    let may = RoleRights {
        grants: actor.permissions.has(Permission::GrantRoles),
        edits: actor.permissions.has(Permission::EditRoles),
    };
    ctx.db
        .read(move |connection| {
            let mut roles = Vec::new();
            for role in crud::roles::list(connection)? {
                let holders = crud::roles::count_holders(connection, &role.name, now)?;
                roles.push(RoleLine { role, holders });
            }
            Ok(RolesView {
                roles,
                open_invites: crud::staff_invites::count_open(connection, now)?,
                may,
            })
        })
        .await
}

/// A person with their roles, and those that the actor may give them.
pub async fn person(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    now: Timestamp,
) -> Result<PersonRoles, ServiceError> {
    actor.need(Permission::SeeRoles)?;
    let judge = Judge::of(ctx, actor, now)?;
    ctx.db
        .read(move |connection| {
            let person = crud::users::get(connection, user)?.ok_or(Refusal::NotFound)?;
            let mut held = Vec::new();
            for holding in crud::roles::holdings_of(connection, user, now)? {
                let role = crud::roles::get(connection, holding.role_id)?;
                let role = role.ok_or(Refusal::NotFound)?;
                held.push(judge.view(connection, holding, &role)?);
            }
            let mut grantable = Vec::new();
            for role in crud::roles::list(connection)? {
                let is_held = held.iter().any(|view| view.holding.role_id == role.id);
                if !is_held && judge.by != user && judge.rights(connection, &role)?.grants {
                    grantable.push(role);
                }
            }
            Ok(PersonRoles {
                user,
                name: access::name_of(connection, user)?,
                can_be_told: person.started_at.is_some(),
                held,
                grantable,
            })
        })
        .await
}

/// One role of one person.
pub async fn held(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    role: RoleId,
    now: Timestamp,
) -> Result<HoldingView, ServiceError> {
    actor.need(Permission::SeeRoles)?;
    let judge = Judge::of(ctx, actor, now)?;
    ctx.db
        .read(move |connection| {
            let role = crud::roles::get(connection, role)?.ok_or(Refusal::NotFound)?;
            let holding = crud::roles::get_holding(connection, user, &role.name)?;
            let holding = holding
                .filter(|held| held.expires_at.is_none_or(|end| end > now))
                .ok_or(RoleRefusal::NotHeld)?;
            judge.view(connection, holding, &role)
        })
        .await
}

/// What a role is, and whether the actor may give or change it.
pub async fn get(
    ctx: &Ctx,
    actor: &Actor,
    role: RoleId,
    now: Timestamp,
) -> Result<(Role, RoleRights), ServiceError> {
    actor.need(Permission::SeeRoles)?;
    let judge = Judge::of(ctx, actor, now)?;
    ctx.db
        .read(move |connection| {
            let role = crud::roles::get(connection, role)?.ok_or(Refusal::NotFound)?;
            let may = judge.rights(connection, &role)?;
            Ok((role, may))
        })
        .await
}

/// Who judges over roles, as the transaction finds them.
#[derive(Clone, Debug)]
struct Judge {
    by: UserId,
    actor: Actor,
    now: Timestamp,
    from_settings: Vec<UserId>,
}

impl Judge {
    fn of(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<Self, ServiceError> {
        Ok(Self {
            by: actor.identity.user().ok_or(Refusal::NotAllowed)?,
            actor: *actor,
            now,
            from_settings: ctx.config.admin_user_ids.clone(),
        })
    }

    /// Whether that holding is the settings' and thus nobody's to change in chat.
    fn is_from_settings(&self, user: UserId, role: &str) -> bool {
        role == SUPERADMIN && self.from_settings.contains(&user)
    }

    /// What the judge may do with a role.
    fn rights(&self, connection: &Connection, role: &Role) -> Result<RoleRights, ServiceError> {
        let permissions = self.actor.permissions;
        Ok(RoleRights {
            grants: permissions.has(Permission::GrantRoles)
                && may_give(connection, self.by, role, self.now)?,
            edits: permissions.has(Permission::EditRoles)
                && may_edit(connection, self.by, role, self.now)?,
        })
    }

    fn view(
        &self,
        connection: &Connection,
        holding: Holding,
        role: &Role,
    ) -> Result<HoldingView, ServiceError> {
        let granted_by = match holding.granted_by {
            Some(by) => Some(access::name_of(connection, by)?),
            None => None,
        };
        let is_from_settings = self.is_from_settings(holding.user, &holding.role);
        let makes_tokens = role.permissions.has(Permission::MakeTokens);
        let limit = holding.tokens_per_month.or(role.tokens_per_month);
        let may = self.rights(connection, role)?;
        Ok(HoldingView {
            name: access::name_of(connection, holding.user)?,
            username: crud::users::get(connection, holding.user)?.and_then(|found| found.username),
            granted_by,
            is_from_settings,
            quota: makes_tokens.then_some(limit),
            may: RoleRights {
                // Nobody moves an own end; an own role is given up by `/revoke`.
                grants: may.grants && !is_from_settings && holding.user != self.by,
                ..may
            },
            holding,
        })
    }
}

/// Whether somebody is a superadmin at `now`.
pub fn is_superadmin(
    connection: &Connection,
    user: UserId,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let held = crud::roles::get_holding(connection, user, SUPERADMIN)?;
    Ok(held.is_some_and(|held| held.expires_at.is_none_or(|end| end > now)))
}

/// Whether somebody may give a role: a superadmin any, others what stands below them and allows nothing they may not
/// do themselves.
fn may_give(
    connection: &Connection,
    by: UserId,
    role: &Role,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    if !role.is_given() {
        return Ok(false);
    }
    if is_superadmin(connection, by, now)? {
        return Ok(true);
    }
    let is_below = role.rank < standing_of(connection, by, now)?.rank;
    let givable = givable(connection, by, role.sees_own_only, now)?;
    Ok(is_below && role.permissions.is_within(givable))
}

/// Until when somebody may give that role by the roles they hold at `now`: what they give ends no later. `None` = for
/// good.
fn gives_until(
    connection: &Connection,
    by: UserId,
    role: &Role,
    now: Timestamp,
) -> Result<Option<Timestamp>, ServiceError> {
    let held = crud::roles::holdings_of(connection, by, now)?;
    let mut ends: Vec<Timestamp> = held.iter().filter_map(|held| held.expires_at).collect();
    ends.order();
    for end in ends {
        let standing = standing_of(connection, by, end)?;
        let still_gives = standing.permissions.has(Permission::GrantRoles)
            && may_give(connection, by, role, end)?;
        if !still_gives {
            return Ok(Some(end));
        }
    }
    Ok(None)
}

/// The earlier of two ends.
fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, None) => one,
        (None, other) => other,
    }
}

/// Whether somebody may change what a role is: what stands below them, of what can be changed at all.
fn may_edit(
    connection: &Connection,
    by: UserId,
    role: &Role,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    if !role.is_editable() {
        return Ok(false);
    }
    if is_superadmin(connection, by, now)? {
        return Ok(true);
    }
    Ok(role.rank < standing_of(connection, by, now)?.rank)
}

/// Leaves the task that tells somebody what happened to a role. `fact` is the audit row of it.
fn tell(
    tx: &Transaction<'_>,
    user: UserId,
    news: RoleNews,
    fact: i64,
    now: Timestamp,
) -> Result<(), ServiceError> {
    crud::tasks::insert(tx, &Task::TellRole { user, news, fact }, now, now)?;
    Ok(())
}

/// Whether news of a role still say how things stand for that person.
pub async fn is_news(
    ctx: &Ctx,
    user: UserId,
    news: &RoleNews,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let news = news.clone();
    ctx.db
        .read(move |connection| {
            let end_of =
                |who: UserId, role: &str| -> Result<Option<Option<Timestamp>>, ServiceError> {
                    let held = crud::roles::get_holding(connection, who, role)?;
                    let held = held.filter(|held| held.expires_at.is_none_or(|end| end > now));
                    Ok(held.map(|held| held.expires_at))
                };
            Ok(match &news {
                RoleNews::Granted { role, until, .. } | RoleNews::Moved { role, until, .. } => {
                    end_of(user, role)? == Some(*until)
                }
                RoleNews::Revoked { role, .. } | RoleNews::Ended { role } => {
                    end_of(user, role)?.is_none()
                }
                RoleNews::Joined { .. } => true,
                RoleNews::GiftEnded { role, who } | RoleNews::GiftRevoked { role, who, .. } => {
                    end_of(*who, role)?.is_none()
                }
            })
        })
        .await
}

#[cfg(test)]
mod tests;
