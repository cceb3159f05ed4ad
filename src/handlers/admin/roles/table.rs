//! What a role is and allows: the table of permissions, and roles of the superadmins' own making.

use super::Question;
use super::ask;
use super::list;
use super::role_of;
use super::show as show_role;
use super::typed_count;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::MOST_RANK;
use crate::models::Permission;
use crate::models::PermissionArea;
use crate::models::Refusal;
use crate::models::RoleId;
use crate::screens::roles;
use crate::screens::roles::RoleQuestion;
use crate::services;
use crate::services::ServiceError;
use crate::services::roles::table;

/// What a role allows in an area.
pub async fn show(
    visit: &Visit<'_>,
    role: RoleId,
    area: PermissionArea,
) -> Result<Reply, ServiceError> {
    let (role, may) = services::roles::get(visit.ctx, &visit.actor, role, visit.now()).await?;
    Ok(Reply::show(roles::table(visit.reader, &role, may, area)))
}

/// Lets a role allow something, or no more.
pub async fn set(
    visit: &Visit<'_>,
    role: RoleId,
    permission: Permission,
    is_allowed: bool,
) -> Result<Reply, ServiceError> {
    let change = (permission, is_allowed);
    table::set_permission(visit.ctx, &visit.actor, role, change, visit.now()).await?;
    show(visit, role, permission.area()).await
}

/// Lets its holders see their own customers only, or everybody.
pub async fn set_scope(
    visit: &Visit<'_>,
    role: RoleId,
    sees_own_only: bool,
) -> Result<Reply, ServiceError> {
    table::set_scope(visit.ctx, &visit.actor, role, sees_own_only, visit.now()).await?;
    show_role(visit, role, 0).await
}

/// How many tokens, to be typed?
pub async fn ask_quota(visit: &Visit<'_>, role: RoleId) -> Result<Reply, ServiceError> {
    let name = role_of(visit, role).await?.name;
    let words = RoleQuestion::Quota { role: &name };
    ask(visit, Question::Quota(role), words).await
}

/// A typed number of tokens.
pub async fn typed_quota(
    visit: &Visit<'_>,
    role: RoleId,
    text: &str,
) -> Result<Reply, ServiceError> {
    let count = typed_count(text)?;
    table::set_quota(visit.ctx, &visit.actor, role, count, visit.now()).await?;
    visit.forget().await;
    show_role(visit, role, 0).await
}

/// What is the new one called?
pub async fn ask_name(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    ask(visit, Question::Name, RoleQuestion::Name).await
}

/// A typed name of a new role.
pub async fn typed_name(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    let role = table::create(visit.ctx, &visit.actor, text, visit.now()).await?;
    visit.forget().await;
    show(visit, role, PermissionArea::House).await
}

/// What is it called from now on?
pub async fn ask_rename(visit: &Visit<'_>, role: RoleId) -> Result<Reply, ServiceError> {
    let name = role_of(visit, role).await?.name;
    let words = RoleQuestion::Rename { role: &name };
    ask(visit, Question::Rename(role), words).await
}

/// A typed new name.
pub async fn typed_rename(
    visit: &Visit<'_>,
    role: RoleId,
    text: &str,
) -> Result<Reply, ServiceError> {
    table::rename(visit.ctx, &visit.actor, role, text, visit.now()).await?;
    visit.forget().await;
    show_role(visit, role, 0).await
}

/// At which rank?
pub async fn ask_rank(visit: &Visit<'_>, role: RoleId) -> Result<Reply, ServiceError> {
    let name = role_of(visit, role).await?.name;
    let words = RoleQuestion::Rank {
        role: &name,
        most: MOST_RANK,
    };
    ask(visit, Question::Rank(role), words).await
}

/// A typed rank.
pub async fn typed_rank(
    visit: &Visit<'_>,
    role: RoleId,
    text: &str,
) -> Result<Reply, ServiceError> {
    let rank: i64 = text.parse().map_err(|_| Refusal::NumberInvalid {
        least: 1,
        most: MOST_RANK,
    })?;
    table::set_rank(visit.ctx, &visit.actor, role, rank, visit.now()).await?;
    visit.forget().await;
    show_role(visit, role, 0).await
}

/// Shall it be deleted?
pub async fn ask_delete(visit: &Visit<'_>, role: RoleId) -> Result<Reply, ServiceError> {
    let view = services::roles::holdings(visit.ctx, &visit.actor, role, 0, visit.now()).await?;
    let holders = view.holders.total;
    Ok(Reply::show(roles::ask_delete(
        visit.reader,
        &view.role,
        holders,
    )))
}

/// Deletes it.
pub async fn delete(visit: &Visit<'_>, role: RoleId) -> Result<Reply, ServiceError> {
    table::delete(visit.ctx, &visit.actor, role, visit.now()).await?;
    list(visit).await
}
