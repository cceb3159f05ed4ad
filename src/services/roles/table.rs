//! What a role is: made, renamed, ranked, deleted, and what it allows.

use super::Judge;
use super::givable;
use super::grants::check_quota;
use super::grants::take;
use super::is_superadmin;
use super::may_edit;
use super::order;
use super::standing_of;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::MOST_RANK;
use crate::models::MOST_ROLE_NAME;
use crate::models::MOST_ROLES;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Role;
use crate::models::RoleId;
use crate::models::RoleRefusal;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use rusqlite::Transaction;
use serde_json::Value;
use serde_json::json;

/// The rank of a new role: above everybody, below the house's own.
const FIRST_RANK: i64 = 10;
/// Under which name the last number given to a role is remembered, so that no old button means a new role.
const LAST_NUMBER: &str = "last_role_number";

/// Lets a role allow something, or no more. Menus change at once.
pub async fn set_permission(
    ctx: &Ctx,
    actor: &Actor,
    role: RoleId,
    (permission, is_allowed): (Permission, bool),
    now: Timestamp,
) -> Result<(), ServiceError> {
    change(ctx, actor, role, now, move |tx, judge, role| {
        let givable = givable(tx, judge.by, role.sees_own_only, judge.now)?;
        if !judge.actor.permissions.has(permission) || is_allowed && !givable.has(permission) {
            return Err(RoleRefusal::NotYours.into());
        }
        if role.permissions.has(permission) == is_allowed {
            return Ok(None);
        }
        if is_allowed {
            if role.sees_own_only && !permission.keeps_to_own() {
                return Err(RoleRefusal::ShowsEverybody.into());
            }
            crud::roles::insert_permission(tx, &role.name, permission)?;
        } else {
            crud::roles::delete_permission(tx, &role.name, permission)?;
        }
        let details = json!({
            "permission": permission.name(), "before": !is_allowed, "after": is_allowed,
        });
        Ok(Some(("role.permission_set", details)))
    })
    .await
}

/// Lets the holders of a role see their own customers only, or everybody. What shows everybody goes with the first.
pub async fn set_scope(
    ctx: &Ctx,
    actor: &Actor,
    role: RoleId,
    sees_own_only: bool,
    now: Timestamp,
) -> Result<(), ServiceError> {
    change(ctx, actor, role, now, move |tx, judge, role| {
        if role.sees_own_only == sees_own_only {
            return Ok(None);
        }
        let givable = givable(tx, judge.by, sees_own_only, judge.now)?;
        if !sees_own_only && !role.permissions.is_within(givable) {
            return Err(RoleRefusal::NotYours.into());
        }
        crud::roles::update_scope(tx, role.id, sees_own_only)?;
        let mut gone = Vec::new();
        for permission in role.permissions.iter() {
            if sees_own_only && !permission.keeps_to_own() {
                crud::roles::delete_permission(tx, &role.name, permission)?;
                gone.push(permission.name());
            }
        }
        let details = json!({ "before": role.sees_own_only, "after": sees_own_only, "gone": gone });
        Ok(Some(("role.scope_set", details)))
    })
    .await
}

/// Sets how many tokens a holder may make in any 30 days; `None` = as many as they like.
pub async fn set_quota(
    ctx: &Ctx,
    actor: &Actor,
    role: RoleId,
    tokens_per_month: Option<i64>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    check_quota(tokens_per_month)?;
    change(ctx, actor, role, now, move |tx, _, role| {
        if role.tokens_per_month == tokens_per_month {
            return Ok(None);
        }
        crud::roles::update_quota(tx, role.id, tokens_per_month)?;
        let details = json!({ "before": role.tokens_per_month, "after": tokens_per_month });
        Ok(Some(("role.limit_set", details)))
    })
    .await
}

/// Puts a role of somebody's own making at another rank, below whoever does it.
pub async fn set_rank(
    ctx: &Ctx,
    actor: &Actor,
    role: RoleId,
    rank: i64,
    now: Timestamp,
) -> Result<(), ServiceError> {
    change(ctx, actor, role, now, move |tx, judge, role| {
        if role.is_built_in {
            return Err(RoleRefusal::BuiltIn.into());
        }
        let most = judge.most_rank(tx)?;
        if !(1..=most).contains(&rank) {
            return Err(Refusal::NumberInvalid { least: 1, most }.into());
        }
        if role.rank == rank {
            return Ok(None);
        }
        crud::roles::update_rank(tx, role.id, rank)?;
        let details = json!({ "before": role.rank, "after": rank });
        Ok(Some(("role.ranked", details)))
    })
    .await
}

/// Gives a role of somebody's own making another name.
pub async fn rename(
    ctx: &Ctx,
    actor: &Actor,
    role: RoleId,
    name: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let name = read_name(name)?;
    change(ctx, actor, role, now, move |tx, _, role| {
        if role.is_built_in {
            return Err(RoleRefusal::BuiltIn.into());
        }
        if role.name == name {
            return Ok(None);
        }
        need_free(tx, &name)?;
        crud::roles::update_name(tx, role.id, &name)?;
        crud::tasks::update_role_name(tx, &role.name, &name)?;
        let details = json!({ "before": role.name, "after": name });
        Ok(Some(("role.renamed", details)))
    })
    .await
}

/// Makes a role that allows nothing yet. Returns its number.
pub async fn create(
    ctx: &Ctx,
    actor: &Actor,
    name: &str,
    now: Timestamp,
) -> Result<RoleId, ServiceError> {
    actor.need(Permission::EditRoles)?;
    let judge = Judge::of(ctx, actor, now)?;
    let name = read_name(name)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        need_free(tx, &name)?;
        if crud::roles::list(tx)?.len() >= MOST_ROLES as usize {
            return Err(RoleRefusal::TooManyRoles { most: MOST_ROLES }.into());
        }
        let rank = FIRST_RANK.min(judge.most_rank(tx)?);
        let remembered = crud::house::get(tx, LAST_NUMBER)?.and_then(|text| text.parse().ok());
        let last = crud::roles::last_number(tx)?.max(remembered.unwrap_or(0));
        let id = RoleId(last + 1);
        crud::house::set(tx, LAST_NUMBER, &id.to_string(), now)?;
        crud::roles::insert(tx, id, &name, rank, judge.by, now)?;
        let details = json!({ "before": null, "after": { "name": name, "rank": rank } });
        let target = format!("role:{id}");
        audit::record(tx, identity, "role.created", target, details, now)?;
        Ok(id)
    })
    .await
}

/// Deletes a role of somebody's own making. Those who hold it lose it and are told.
pub async fn delete(
    ctx: &Ctx,
    actor: &Actor,
    role: RoleId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let identity = actor.identity;
    change(ctx, actor, role, now, move |tx, _, role| {
        if role.is_built_in {
            return Err(RoleRefusal::BuiltIn.into());
        }
        let holders = crud::roles::list_holdings(tx, &role.name, now, i64::MAX, 0)?;
        for held in &holders.rows {
            take(tx, identity, held, None, now)?;
        }
        crud::roles::delete(tx, role.id)?;
        let allowed: Vec<&str> = role.permissions.iter().map(Permission::name).collect();
        let before = json!({
            "name": role.name, "rank": role.rank, "permissions": allowed, "holders": holders.total,
        });
        let details = json!({ "before": before, "after": null });
        Ok(Some(("role.deleted", details)))
    })
    .await
}

/// Changes a role that the actor may change, with the audit line that the change names. `None` = nothing was to do.
async fn change<F>(
    ctx: &Ctx,
    actor: &Actor,
    role: RoleId,
    now: Timestamp,
    work: F,
) -> Result<(), ServiceError>
where
    F: FnOnce(
            &Transaction<'_>,
            &Judge,
            &Role,
        ) -> Result<Option<(&'static str, Value)>, ServiceError>
        + Send
        + 'static,
{
    actor.need(Permission::EditRoles)?;
    let judge = Judge::of(ctx, actor, now)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let role = crud::roles::get(tx, role)?.ok_or(Refusal::NotFound)?;
        if !role.is_editable() {
            return Err(RoleRefusal::BuiltIn.into());
        }
        if !may_edit(tx, judge.by, &role, now)? {
            return Err(RoleRefusal::AboveYou { role: role.name }.into());
        }
        let Some((action, mut details)) = work(tx, &judge, &role)? else {
            return Ok(());
        };
        details["role"] = json!(role.name);
        audit::record(
            tx,
            identity,
            action,
            format!("role:{}", role.id),
            details,
            now,
        )
    })
    .await?;
    ctx.rights_changed.notify_one();
    Ok(())
}

impl Judge {
    /// The highest rank the judge may give a role: below their own.
    fn most_rank(&self, tx: &Transaction<'_>) -> Result<i64, ServiceError> {
        if is_superadmin(tx, self.by, self.now)? {
            return Ok(MOST_RANK);
        }
        let own = standing_of(tx, self.by, self.now)?.rank;
        Ok((own - 1).clamp(1, MOST_RANK))
    }
}

/// A typed name for a role: one word of letters, digits, `-` and `_` that begins with a letter and reads like nothing
/// else that `/grant` understands.
fn read_name(text: &str) -> Result<String, RoleRefusal> {
    let name = text.trim().to_lowercase();
    let most = MOST_ROLE_NAME;
    let is_word = name.starts_with(char::is_alphabetic)
        && name.chars().count() >= 2
        && name.chars().count() <= most as usize
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    if is_word && !order::is_taken_word(&name) {
        Ok(name)
    } else {
        Err(RoleRefusal::NameInvalid { most })
    }
}

fn need_free(tx: &Transaction<'_>, name: &str) -> Result<(), ServiceError> {
    let is_taken = crud::roles::get_by_name(tx, name)?.is_some() || order::alias(name).is_some();
    if is_taken {
        return Err(RoleRefusal::NameTaken.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_word_that_means_nothing_else() {
        for (text, name) in [
            ("Vendedor-jefe", "vendedor-jefe"),
            (" taquilla ", "taquilla"),
            ("niño_2", "niño_2"),
        ] {
            assert_eq!(read_name(text), Ok(name.to_owned()));
        }
        for text in [
            "",
            "x",
            "2x",
            "dos palabras",
            "@ana",
            "a:b",
            "siempre",
            "hasta",
            "un-nombre-demasiado-largo",
        ] {
            let refused = Err(RoleRefusal::NameInvalid { most: 20 });
            assert_eq!(read_name(text), refused, "{text}");
        }
    }
}
