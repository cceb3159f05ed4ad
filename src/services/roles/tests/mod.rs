//! Roles: a house of people, and what they give each other.

mod giving;
mod inviting;
mod table_of_roles;

use super::*;
use crate::db::Durability;
use crate::models::InboxSeq;
use crate::models::PermissionSet;
use crate::models::RoleGrant;
use crate::models::Term;
use crate::models::TokenFilter;
use crate::models::TokenOrder;
use crate::services::roles::grants::Sweep;
use crate::services::tests::{ADMIN, NOW, ctx, person};
use crate::services::tokens;

const ANA: UserId = UserId(2001);
const EVA: UserId = UserId(2002);
const LEO: UserId = UserId(2003);
const DAY: i64 = 86_400;

async fn house() -> Ctx {
    let ctx = ctx().await;
    for user in [ANA, EVA, LEO] {
        person(&ctx, user.0).await;
    }
    ctx
}

/// The person as the boundary would see them at that time.
async fn at(ctx: &Ctx, user: UserId, now: Timestamp) -> Actor {
    let standing = ctx
        .db
        .read(move |connection| standing_of(connection, user, now))
        .await
        .expect("read");
    Actor::standing(user, standing, None)
}

async fn role(ctx: &Ctx, name: &'static str) -> RoleId {
    let found = ctx
        .db
        .read(move |connection| Ok::<_, ServiceError>(crud::roles::get_by_name(connection, name)?));
    found.await.expect("read").expect(name).id
}

async fn give(
    ctx: &Ctx,
    by: UserId,
    user: UserId,
    name: &'static str,
    term: Term,
) -> Result<(), ServiceError> {
    let now = ctx.clock.now();
    let grant = RoleGrant {
        user,
        role: role(ctx, name).await,
        term,
        reason: None,
    };
    let actor = at(ctx, by, now).await;
    grants::grant(ctx, &actor, grant, now).await
}

async fn take(ctx: &Ctx, by: UserId, user: UserId, name: &'static str) -> Result<(), ServiceError> {
    let now = ctx.clock.now();
    let role = role(ctx, name).await;
    let actor = at(ctx, by, now).await;
    grants::revoke(ctx, &actor, (user, role), None, now).await
}

#[track_caller]
fn refusal<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> RoleRefusal {
    match result {
        Err(ServiceError::Refused(Refusal::Role(refusal))) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

async fn texts(ctx: &Ctx, sql: &'static str) -> Vec<String> {
    ctx.db
        .read(move |connection| {
            let mut statement = connection.prepare(sql)?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok::<_, ServiceError>(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
        .expect(sql)
}
