//! What is done about roles and who holds them.

use super::answer::Answer;
use super::answer::Problem;
use super::call::Call;
use super::endpoint::Answers;
use super::endpoint::Endpoint;
use super::endpoint::Method;
use super::endpoint::Run;
use super::endpoint::Takes;
use super::endpoint::may;
use super::endpoint::may_null;
use super::endpoint::need;
use crate::models::MOST_RANK;
use crate::models::Permission;
use crate::models::RoleGrant;
use crate::models::RoleId;
use crate::models::Term;
use crate::models::UserId;
use crate::services;
use crate::services::api::reading::ROLE_GRANTS;
use crate::services::api::reading::ROLES;
use crate::services::roles::grants;
use crate::services::roles::table;

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint::of(
        Method::Post,
        "/role-grants",
        Permission::GrantRoles,
        Answers::New(&ROLE_GRANTS),
        "Give somebody a role below one's own.",
        Run::Act(|call| Box::pin(grant(call))),
    )
    .takes(&[
        need("user_id", Takes::Int(1, i64::MAX), "Telegram id."),
        need("role_id", Takes::Int(1, i64::MAX), "Number of the role."),
        may(
            "until",
            Takes::Instant,
            "Until when; left out, until it is revoked.",
        ),
        may("reason", Takes::Text(200), "Why."),
    ]),
    Endpoint::of(
        Method::Patch,
        "/users/{id}/roles/{role}",
        Permission::GrantRoles,
        Answers::Row(&ROLE_GRANTS),
        "Move the end of a role that somebody holds, or limit their tokens.",
        Run::Act(|call| Box::pin(change_grant(call))),
    )
    .takes(&[
        may_null(
            "until",
            Takes::Instant,
            "Until when; null = until it is revoked.",
        ),
        may_null(
            "tokens_per_month",
            Takes::Int(0, 1_000_000),
            "Tokens in 30 days; null = what the role says.",
        ),
    ]),
    Endpoint::of(
        Method::Delete,
        "/users/{id}/roles/{role}",
        Permission::GrantRoles,
        Answers::Nothing,
        "Take a role from somebody.",
        Run::Act(|call| Box::pin(revoke(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/roles",
        Permission::EditRoles,
        Answers::New(&ROLES),
        "Make a role, which allows nothing yet.",
        Run::Act(|call| Box::pin(create(call))),
    )
    .takes(&[need("name", Takes::Text(20), "As shown.")]),
    Endpoint::of(
        Method::Patch,
        "/roles/{id}",
        Permission::EditRoles,
        Answers::Row(&ROLES),
        "Change a role. Its parts are changed one after another; the first one refused ends it.",
        Run::Act(|call| Box::pin(change(call))),
    )
    .takes(&[
        may("name", Takes::Text(20), "As shown."),
        may(
            "rank",
            Takes::Int(1, MOST_RANK),
            "The higher one decides over the lower.",
        ),
        may(
            "sees_own_only",
            Takes::Bool,
            "Its holders see their own customers only.",
        ),
        may_null(
            "tokens_per_month",
            Takes::Int(0, 1_000_000),
            "Tokens in 30 days; null = no limit.",
        ),
        may(
            "permissions",
            Takes::Texts(64),
            "All that it allows from now on.",
        ),
    ]),
    Endpoint::of(
        Method::Delete,
        "/roles/{id}",
        Permission::EditRoles,
        Answers::Nothing,
        "Delete a role. Whoever holds it holds it no more.",
        Run::Act(|call| Box::pin(delete(call))),
    ),
];

/// The number under which a grant is listed.
fn grant_key(user: UserId, role: RoleId) -> i64 {
    user.0.saturating_mul(1_000).saturating_add(role.0 % 1_000)
}

async fn grant(call: &Call) -> Result<Answer, Problem> {
    let user = UserId(call.int("user_id").unwrap_or_default());
    let role = RoleId(call.int("role_id").unwrap_or_default());
    let grant = RoleGrant {
        user,
        role,
        term: call.instant("until").map_or(Term::Endless, Term::Until),
        reason: call.text("reason"),
    };
    grants::grant(&call.ctx, &call.actor, grant, call.now).await?;
    call.row(&ROLE_GRANTS, grant_key(user, role)).await
}

/// The person and the role in the path.
fn held(call: &Call) -> Result<(UserId, RoleId), Problem> {
    let role = call.part(1).parse().map_err(|_| Problem::not_found())?;
    Ok((call.user(), RoleId(role)))
}

async fn change_grant(call: &Call) -> Result<Answer, Problem> {
    let held = held(call)?;
    if call.names("until") {
        let term = call.instant("until").map_or(Term::Endless, Term::Until);
        grants::move_end(&call.ctx, &call.actor, held, term, call.now).await?;
    }
    if call.names("tokens_per_month") {
        let quota = call.int("tokens_per_month");
        grants::set_quota(&call.ctx, &call.actor, held, quota, call.now).await?;
    }
    call.row(&ROLE_GRANTS, grant_key(held.0, held.1)).await
}

async fn revoke(call: &Call) -> Result<Answer, Problem> {
    grants::revoke(&call.ctx, &call.actor, held(call)?, None, call.now).await?;
    Ok(Answer::nothing())
}

async fn create(call: &Call) -> Result<Answer, Problem> {
    let role = table::create(&call.ctx, &call.actor, &call.needed("name"), call.now).await?;
    call.row(&ROLES, role.0).await
}

async fn change(call: &Call) -> Result<Answer, Problem> {
    let (ctx, actor, role, now) = (&call.ctx, &call.actor, RoleId(call.id(0)), call.now);
    if let Some(name) = call.text("name") {
        table::rename(ctx, actor, role, &name, now).await?;
    }
    if let Some(rank) = call.int("rank") {
        table::set_rank(ctx, actor, role, rank, now).await?;
    }
    if let Some(own) = call.flag("sees_own_only") {
        table::set_scope(ctx, actor, role, own, now).await?;
    }
    if call.names("tokens_per_month") {
        table::set_quota(ctx, actor, role, call.int("tokens_per_month"), now).await?;
    }
    if let Some(names) = call.texts("permissions") {
        set_permissions(call, role, &names).await?;
    }
    call.row(&ROLES, role.0).await
}

async fn set_permissions(call: &Call, role: RoleId, names: &[String]) -> Result<(), Problem> {
    if let Some(unknown) = names.iter().find(|name| Permission::parse(name).is_none()) {
        let why = format!("{unknown} is no permission");
        return Err(Problem::invalid("permissions", why));
    }
    let (now, _) = services::roles::get(&call.ctx, &call.actor, role, call.now).await?;
    for permission in Permission::ALL {
        let is_wanted = names.iter().any(|name| name == permission.name());
        if is_wanted != now.permissions.has(*permission) {
            let change = (*permission, is_wanted);
            table::set_permission(&call.ctx, &call.actor, role, change, call.now).await?;
        }
    }
    Ok(())
}

async fn delete(call: &Call) -> Result<Answer, Problem> {
    table::delete(&call.ctx, &call.actor, RoleId(call.id(0)), call.now).await?;
    Ok(Answer::nothing())
}
