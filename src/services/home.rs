//! What `/start`, the panel and its desks show.

use super::ServiceError;
use super::access;
use super::problems;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::Channel;
use crate::models::ConfigView;
use crate::models::Door;
use crate::models::Doors;
use crate::models::FreeDesk;
use crate::models::HomeView;
use crate::models::MemberFilter;
use crate::models::Missing;
use crate::models::PanelView;
use crate::models::Permission;
use crate::models::PermissionSet;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::models::TokenFilter;
use crate::models::User;
use crate::models::UserId;
use crate::models::VipDesk;
use crate::models::Visitor;
use rusqlite::Connection;

/// The first screen of a person.
pub async fn home(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<HomeView, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let is_staff = actor.permissions.has(Permission::SeePanel);
    ctx.db
        .read(move |connection| {
            let config = crud::bot_config::get(connection)?;
            let subscriber =
                crud::subscribers::get(connection, user)?.filter(|found| found.is_entitled(now));
            let visitor = match subscriber {
                _ if is_staff => Visitor::Admin,
                Some(subscriber) => Visitor::Vip {
                    until: subscriber.expiry_date,
                },
                None => match access::grace_of(connection, user, now)? {
                    Some(grace) => Visitor::Grace(grace),
                    None => Visitor::Stranger,
                },
            };
            Ok(HomeView {
                name: access::name_of(connection, user)?,
                visitor,
                doors: Doors {
                    vip: config.vip_channel.is_some(),
                    free: config.free_channel.is_some(),
                },
            })
        })
        .await
}

/// The admin panel.
pub async fn panel(ctx: &Ctx, actor: &Actor) -> Result<PanelView, ServiceError> {
    actor.need(Permission::SeePanel)?;
    ctx.db
        .read(|connection| {
            Ok(PanelView {
                missing: missing(connection)?,
                active_members: crud::subscribers::count_active(connection)?,
                waiting: crud::requests::count_pending(connection)?,
                problems: problems::count(connection)?,
            })
        })
        .await
}

fn missing(connection: &Connection) -> Result<Vec<Missing>, ServiceError> {
    let mut missing = Vec::new();
    for door in [Door::Vip, Door::Free] {
        match channel(connection, door)? {
            None => missing.push(Missing::Channel(door)),
            Some(channel) if channel.lost_at.is_some() => {
                missing.push(Missing::Rights {
                    door,
                    title: channel.title,
                });
            }
            Some(_) => {}
        }
    }
    Ok(missing)
}

fn channel(connection: &Connection, door: Door) -> Result<Option<Channel>, ServiceError> {
    match crud::bot_config::get(connection)?.channel(door) {
        Some(chat) => Ok(crud::channels::get(connection, chat)?),
        None => Ok(None),
    }
}

/// The configuration.
pub async fn config(ctx: &Ctx, actor: &Actor) -> Result<ConfigView, ServiceError> {
    actor.need(Permission::Configure)?;
    let settings = super::settings::view(ctx, actor).await?;
    ctx.db
        .read(move |connection| {
            Ok(ConfigView {
                vip: channel(connection, Door::Vip)?,
                free: channel(connection, Door::Free)?,
                settings,
            })
        })
        .await
}

/// The VIP desk.
pub async fn vip_desk(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<VipDesk, ServiceError> {
    actor.need(Permission::SeePanel)?;
    ctx.db
        .read(move |connection| {
            let expiring = crud::subscribers::list(connection, MemberFilter::Expiring, now, 0, 0)?;
            let open = crud::tokens::list(connection, TokenFilter::Open, now, 0, 0)?;
            Ok(VipDesk {
                channel: channel(connection, Door::Vip)?,
                active_members: crud::subscribers::count_active(connection)?,
                expiring_members: expiring.total,
                open_tokens: open.total,
            })
        })
        .await
}

/// The Free desk.
pub async fn free_desk(ctx: &Ctx, actor: &Actor) -> Result<FreeDesk, ServiceError> {
    actor.need(Permission::SeePanel)?;
    ctx.db
        .read(|connection| {
            let first = crud::requests::list_pending(connection, 1, 0)?;
            Ok(FreeDesk {
                channel: channel(connection, Door::Free)?,
                wait_minutes: crud::bot_config::get(connection)?.wait_time_minutes,
                waiting: first.total,
                next_due: first.rows.first().map(|request| request.due_at),
            })
        })
        .await
}

/// A person as the house knows them.
pub async fn person(ctx: &Ctx, user: UserId) -> Result<Option<User>, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::users::get(connection, user)?))
        .await
}

/// A person as the house knows them, and what they may do at `now`.
pub async fn visitor(
    ctx: &Ctx,
    user: UserId,
    now: Timestamp,
) -> Result<(Option<User>, PermissionSet), ServiceError> {
    ctx.db
        .read(move |connection| {
            let person = crud::users::get(connection, user)?;
            Ok((person, crud::roles::permissions_of(connection, user, now)?))
        })
        .await
}
