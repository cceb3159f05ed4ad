//! The house itself: its first start, its state, and its housekeeping.

use super::ServiceError;
use super::audit;
use super::unit::act;
use crate::context::Ctx;
use crate::crud;
use crate::crud::job_runs::JobRun;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::Identity;
use crate::models::KEPT_DELIVERY_DAYS;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::STATS_FINE_DAYS;
use crate::models::SUPERADMIN;
use crate::models::Timestamp;
use crate::models::USER_ROLE;
use crate::models::UserId;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::json;

/// A role the house comes with.
struct BuiltIn {
    name: &'static str,
    rank: i64,
    permissions: &'static [Permission],
    /// They see their own customers only.
    sees_own_only: bool,
    /// How many tokens they may make in any 30 days; `None` = as many as they like.
    tokens_per_month: Option<i64>,
}

impl BuiltIn {
    const fn new(name: &'static str, rank: i64, permissions: &'static [Permission]) -> Self {
        Self {
            name,
            rank,
            permissions,
            sees_own_only: false,
            tokens_per_month: None,
        }
    }
}

/// The roles the house comes with, the highest first, and what each may do.
const ROLES: &[BuiltIn] = &[
    BuiltIn::new(SUPERADMIN, 100, Permission::ALL),
    BuiltIn::new("admin", 80, ADMINS),
    BuiltIn::new(
        "support",
        40,
        &[
            Permission::SeePanel,
            Permission::SeeMembers,
            Permission::ManageQueue,
            Permission::SeeTokens,
            Permission::SeeKeys,
            Permission::ManageKeys,
            Permission::SeePeople,
            Permission::ManagePeople,
            Permission::SeeTickets,
            Permission::AnswerTickets,
            Permission::SeePayments,
            Permission::ProxiesSee,
        ],
    ),
    BuiltIn {
        sees_own_only: true,
        tokens_per_month: Some(100),
        ..BuiltIn::new(
            "seller",
            30,
            &[
                Permission::SeePanel,
                Permission::MakeTokens,
                Permission::SeeTokens,
                Permission::SeePeople,
            ],
        )
    },
    BuiltIn::new(
        "auditor",
        20,
        &[
            Permission::SeePanel,
            Permission::SeeMembers,
            Permission::SeeTokens,
            Permission::SeeStatus,
            Permission::SeeStatistics,
            Permission::SeeServers,
            Permission::SeeKeys,
            Permission::SeePeople,
            Permission::SeeRoles,
            Permission::SeeAudit,
            Permission::SeeTickets,
            Permission::SeePayments,
        ],
    ),
    BuiltIn::new(USER_ROLE, 0, &[]),
];
/// Everything but what decides over the house itself: its roles, and the copies of all it knows.
const ADMINS: &[Permission] = &[
    Permission::SeePanel,
    Permission::Configure,
    Permission::SeeTokens,
    Permission::MakeTokens,
    Permission::RevokeTokens,
    Permission::SeeMembers,
    Permission::ManageMembers,
    Permission::ManageQueue,
    Permission::SeeStatus,
    Permission::ManageProblems,
    Permission::Broadcast,
    Permission::SeeStatistics,
    Permission::SeeServers,
    Permission::ManageServers,
    Permission::SeeKeys,
    Permission::ManageKeys,
    Permission::SeePeople,
    Permission::ManagePeople,
    Permission::ManageData,
    Permission::SeeRoles,
    Permission::GrantRoles,
    Permission::SeeAudit,
    Permission::SeeTickets,
    Permission::AnswerTickets,
    Permission::ManageSupport,
    Permission::Maintain,
    Permission::SeePayments,
    Permission::ManagePayments,
    Permission::ManageShop,
    Permission::ProxiesSee,
    Permission::ProxiesManage,
];
const LAST_ALIVE: &str = "last_alive";
/// Says "yes" while the bot runs; still there at the start after a kill.
const RUNNING: &str = "running";
/// When another program was last seen taking the updates away.
const CONFLICT: &str = "poll_conflict";
/// Networks that keys were used from are forgotten so long after the last time.
const KEPT_NETWORK_DAYS: i64 = 90;
/// So long a peer that is gone is known: a server that comes back with older peers forgets them again.
const KEPT_PEER_DAYS: i64 = 90;
/// Rows deleted in one transaction, so that nobody waits for the broom.
const BROOM: i64 = 500;

/// Makes what every start needs: the configuration row, the roles, and the admins of the settings.
pub async fn prepare(ctx: &Ctx, now: Timestamp) -> Result<(), ServiceError> {
    let wait = ctx.config.default_wait_time_minutes;
    let admins = ctx.config.admin_user_ids.clone();
    ctx.db
        .write(Durability::Full, move |tx| {
            crud::bot_config::insert_default(tx, wait, now)?;
            for role in ROLES {
                let is_new = crud::roles::insert_built_in(
                    tx,
                    role.name,
                    role.rank,
                    role.sees_own_only,
                    role.tokens_per_month,
                )?;
                // Staff may have changed what an existing role may do; only the highest always may do all.
                if is_new || role.name == SUPERADMIN {
                    for permission in role.permissions {
                        crud::roles::insert_permission(tx, role.name, *permission)?;
                    }
                }
            }
            settle_admins(tx, &admins, now)
        })
        .await?;
    super::settings::refresh(ctx).await?;
    super::upkeep::load(ctx).await?;
    super::money::settings::prepare(ctx, now).await?;
    super::money::provider::prepare(ctx, now).await?;
    super::vpn::settings::load(ctx).await
}

/// The settings' admins are superadmins; whoever left the settings is one no more.
fn settle_admins(
    tx: &Transaction<'_>,
    admins: &[UserId],
    now: Timestamp,
) -> Result<(), ServiceError> {
    for user in crud::roles::list_settings_holders(tx, SUPERADMIN)? {
        if !admins.contains(&user) && crud::roles::delete_settings_role(tx, user, SUPERADMIN)? {
            audit::record(
                tx,
                Identity::System,
                "role.revoked",
                format!("user:{user}"),
                json!({ "role": SUPERADMIN, "before": { "until": null }, "after": null }),
                now,
            )?;
        }
    }
    for user in admins {
        crud::users::insert_bare(tx, *user, now)?;
        if crud::roles::insert_user_role(tx, *user, SUPERADMIN, None, now)? {
            audit::record(
                tx,
                Identity::System,
                "role.granted",
                format!("user:{user}"),
                json!({ "role": SUPERADMIN, "before": null, "after": { "until": null } }),
                now,
            )?;
        }
    }
    Ok(())
}

/// Everybody with that permission.
pub async fn holders(
    ctx: &Ctx,
    permission: Permission,
    now: Timestamp,
) -> Result<Vec<UserId>, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::roles::list_holders(connection, permission, now)?))
        .await
}

/// The person's own choice of language.
pub async fn set_language(
    ctx: &Ctx,
    actor: &Actor,
    language: &'static str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    act(ctx, actor, now, move |tx| {
        crud::users::update_language(tx, user, language)?;
        Ok(())
    })
    .await
}

/// Somebody blocked the bot, or can be written to again: what waited for them goes on.
pub async fn reachable(ctx: &Ctx, user: UserId, is_reachable: bool) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| -> Result<(), ServiceError> {
            crud::users::update_reachable(tx, user, is_reachable)?;
            if is_reachable {
                crud::tasks::update_woken(tx, &format!("user:{user}"))?;
            }
            Ok(())
        })
        .await?;
    ctx.task_added.notify_one();
    Ok(())
}

/// When the house was last seen alive, and what waits since: updates, and tasks that fell due.
pub async fn away(ctx: &Ctx, now: Timestamp) -> Result<(Option<Timestamp>, i64), ServiceError> {
    ctx.db
        .read(move |connection| {
            Ok((
                alive_in(connection)?,
                crud::tasks::count(connection, now)?.due,
            ))
        })
        .await
}

/// Notes that the house is alive.
pub async fn alive(ctx: &Ctx, now: Timestamp) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            Ok(crud::house::set(tx, LAST_ALIVE, &now.to_string(), now)?)
        })
        .await
}

/// Notes that the bot runs, or that it stopped by itself.
pub async fn remember_running(
    ctx: &Ctx,
    is_running: bool,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let state = if is_running { "yes" } else { "no" };
    remember(ctx, RUNNING, state.to_owned(), now).await
}

/// The same for a copy of the house that does not run: what was killed is not there.
pub(super) fn mark_stopped(tx: &Transaction<'_>, now: Timestamp) -> Result<(), ServiceError> {
    Ok(crud::house::set(tx, RUNNING, "no", now)?)
}

/// Whether the bot was not stopped by itself last time.
pub async fn was_killed(ctx: &Ctx) -> Result<bool, ServiceError> {
    ctx.db.read(is_running_in).await
}

/// Whether the database says that the bot runs: after a kill it still does.
pub(super) fn is_running_in(connection: &Connection) -> Result<bool, ServiceError> {
    Ok(crud::house::get(connection, RUNNING)?.as_deref() == Some("yes"))
}

/// When the house was last seen alive.
pub(super) fn alive_in(connection: &Connection) -> Result<Option<Timestamp>, ServiceError> {
    instant_in(connection, LAST_ALIVE)
}

/// Since when the bot runs, if the database says that it does.
pub(super) fn running_since(connection: &Connection) -> Result<Option<Timestamp>, ServiceError> {
    if !is_running_in(connection)? {
        return Ok(None);
    }
    Ok(crud::house::updated_at(connection, RUNNING)?)
}

/// Notes that another program takes the updates away.
pub async fn conflict_seen(ctx: &Ctx, now: Timestamp) -> Result<(), ServiceError> {
    remember(ctx, CONFLICT, now.to_string(), now).await
}

/// When another program was last seen taking the updates away.
pub(super) fn conflict_in(connection: &Connection) -> Result<Option<Timestamp>, ServiceError> {
    instant_in(connection, CONFLICT)
}

/// An instant that is remembered under a key.
pub(super) fn instant_in(
    connection: &Connection,
    key: &str,
) -> Result<Option<Timestamp>, ServiceError> {
    let text = crud::house::get(connection, key)?;
    Ok(text.and_then(|text| text.parse().ok()).map(Timestamp))
}

/// A small fact kept between runs.
pub async fn remembered(ctx: &Ctx, key: &'static str) -> Result<Option<String>, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::house::get(connection, key)?))
        .await
}

/// Keeps a small fact.
pub async fn remember(
    ctx: &Ctx,
    key: &'static str,
    value: String,
    now: Timestamp,
) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            Ok(crud::house::set(tx, key, &value, now)?)
        })
        .await
}

/// Notes how a job ended.
pub async fn job_ended(
    ctx: &Ctx,
    job: &'static str,
    started_at: Timestamp,
    is_ok: bool,
    result: String,
    now: Timestamp,
) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            Ok(crud::job_runs::upsert(
                tx, job, started_at, is_ok, &result, now,
            )?)
        })
        .await
}

/// The last run of a job.
pub async fn job_run(ctx: &Ctx, job: &'static str) -> Result<Option<JobRun>, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::job_runs::get(connection, job)?))
        .await
}

/// The time zone and the language that admins set from chat, beside a bot that may run or not.
pub fn own_voice(
    connection: &Connection,
) -> Result<(Option<String>, Option<String>), ServiceError> {
    let settings = crud::settings::get(connection)?;
    Ok((settings.time_zone, settings.language))
}

/// Sweeps out what is over, in small batches. Returns the number of rows.
pub async fn clean(ctx: &Ctx, now: Timestamp) -> Result<usize, ServiceError> {
    let mut rows = 0;
    for broom in [
        |tx: &Transaction<'_>, now: Timestamp| {
            crud::requests::delete_processed_before(tx, now.plus_days(-30), BROOM)
        },
        |tx: &Transaction<'_>, now: Timestamp| {
            crud::links::delete_over_before(tx, now.plus_days(-1), BROOM)
        },
        |tx: &Transaction<'_>, now: Timestamp| {
            crud::staff_invites::delete_over_before(tx, now.plus_days(-30), BROOM)
        },
        |tx: &Transaction<'_>, now: Timestamp| {
            crud::inbox::delete_done_before(tx, now.plus_hours(-48), BROOM)
        },
        |tx: &Transaction<'_>, now: Timestamp| {
            crud::tasks::delete_done_before(tx, now.plus_days(-30), BROOM)
        },
        |tx: &Transaction<'_>, now: Timestamp| {
            crud::mailings::delete_recipients_before(tx, now.plus_days(-90), BROOM)
        },
        |tx: &Transaction<'_>, now: Timestamp| {
            crud::tokens::delete_failures_before(tx, now.plus_days(-1), BROOM)
        },
        // Three months without a vote: nobody looks at the post any more, or it was deleted.
        |tx: &Transaction<'_>, now: Timestamp| {
            crud::posts::delete_voted_before(tx, now.plus_days(-90), BROOM)
        },
        |tx: &Transaction<'_>, now: Timestamp| {
            crud::broadcasts::delete_unsent_before(tx, now.plus_days(-30), BROOM)
        },
        |tx: &Transaction<'_>, now: Timestamp| {
            crud::imports::delete_stale_rows(tx, now.plus_days(-1), BROOM)
        },
        |tx: &Transaction<'_>, now: Timestamp| {
            crud::access_audits::delete_people_before(tx, now.plus_days(-30), BROOM)
        },
        |tx: &Transaction<'_>, now: Timestamp| {
            crud::statistics::delete_half_hours_before(tx, now.plus_days(-STATS_FINE_DAYS), BROOM)
        },
        |tx: &Transaction<'_>, now: Timestamp| crud::statistics::delete_old_events(tx, now, BROOM),
        |tx: &Transaction<'_>, now: Timestamp| {
            let days = crud::vpn_settings::get(tx)?.retention_days;
            crud::vpn_traffic::delete_before(tx, now.plus_days(-days), BROOM)
        },
        |tx: &Transaction<'_>, now: Timestamp| {
            let days = crud::vpn_settings::get(tx)?.retention_days;
            crud::vpn_events::delete_before(tx, now.plus_days(-days), BROOM)
        },
        |tx: &Transaction<'_>, now: Timestamp| {
            crud::vpn_endpoints::delete_before(tx, now.plus_days(-KEPT_NETWORK_DAYS), BROOM)
        },
        |tx: &Transaction<'_>, now: Timestamp| {
            crud::vpn_leftovers::delete_before(tx, now.plus_days(-KEPT_PEER_DAYS), BROOM)
        },
        |tx: &Transaction<'_>, now: Timestamp| {
            crud::webhook_notes::delete_before(tx, now.plus_days(-30), BROOM)
        },
        |tx: &Transaction<'_>, now: Timestamp| {
            let before = now.plus_days(-KEPT_DELIVERY_DAYS);
            crud::webhook_deliveries::delete_before(tx, before, BROOM)
        },
        |tx: &Transaction<'_>, now: Timestamp| {
            crud::api_sessions::delete_before(tx, now.plus_days(-1), BROOM)
        },
        |tx: &Transaction<'_>, now: Timestamp| {
            crud::api_requests::delete_before(tx, now.plus_hours(-48), BROOM)
        },
    ] {
        if ctx.skew.is_wrong() {
            // A clock that runs ahead would sweep out what is needed still, and it does not come back.
            break;
        }
        loop {
            let swept = ctx
                .db
                .write(Durability::Normal, move |tx| {
                    Ok::<_, ServiceError>(broom(tx, now)?)
                })
                .await?;
            rows += swept;
            if swept < usize::try_from(BROOM).unwrap_or(usize::MAX) {
                break;
            }
        }
    }
    Ok(rows)
}

#[cfg(test)]
#[path = "house_tests.rs"]
mod tests;
