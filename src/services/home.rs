//! What `/start`, the panel and its desks show.

use super::ServiceError;
use super::access;
use super::problems;
use super::proxies;
use super::roles;
use crate::context::Ctx;
use crate::crud;
use crate::crud::bot_config::BotConfig;
use crate::models::Actor;
use crate::models::Channel;
use crate::models::ConfigView;
use crate::models::Door;
use crate::models::Doors;
use crate::models::FreeDesk;
use crate::models::HomeView;
use crate::models::MemberFilter;
use crate::models::Missing;
use crate::models::Offer;
use crate::models::PanelView;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Standing;
use crate::models::Timestamp;
use crate::models::TokenFilter;
use crate::models::User;
use crate::models::UserId;
use crate::models::VipDesk;
use crate::models::Visitor;
use crate::models::VpnOffer;
use rusqlite::Connection;

/// The first screen of a person.
pub async fn home(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<HomeView, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let is_staff = actor.permissions.has(Permission::SeePanel);
    let gives_trials = ctx.vpn_settings().has_trial;
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
                doors: doors_of(&config),
                vpn: vpn_offer(connection, user, gives_trials)?,
                has_plans: crud::shop::is_open(connection)?,
                has_proxies: has_proxies(connection)?,
            })
        })
        .await
}

/// What the house has for people.
pub async fn offer(ctx: &Ctx) -> Result<Offer, ServiceError> {
    ctx.db
        .read(|connection| {
            Ok(Offer {
                doors: doors_of(&crud::bot_config::get(connection)?),
                has_vpn: crud::servers::has_any(connection)?,
                has_plans: crud::shop::is_open(connection)?,
                has_proxies: has_proxies(connection)?,
            })
        })
        .await
}

/// Whether there are proxies for people: to be had as keys, or in the free list.
fn has_proxies(connection: &Connection) -> Result<bool, ServiceError> {
    Ok(crud::servers::has_proxies(connection)? || proxies::list::is_offered(connection)?)
}

fn doors_of(config: &BotConfig) -> Doors {
    Doors {
        vip: config.vip_channel.is_some(),
        free: config.free_channel.is_some(),
    }
}

/// What of the VPN is offered to that person. Who has keys already needs no trial.
fn vpn_offer(
    connection: &Connection,
    user: UserId,
    gives_trials: bool,
) -> Result<VpnOffer, ServiceError> {
    if !crud::servers::has_any(connection)? {
        return Ok(VpnOffer::default());
    }
    let has_keys = !crud::vpn_configs::of_user(connection, user)?.is_empty();
    let is_open = gives_trials && !has_keys;
    Ok(VpnOffer {
        is_there: true,
        has_trial: is_open && crud::users::trial_used_at(connection, user)?.is_none(),
        has_keys,
    })
}

/// The admin panel.
pub async fn panel(ctx: &Ctx, actor: &Actor) -> Result<PanelView, ServiceError> {
    actor.need(Permission::SeePanel)?;
    let sees_servers = actor.permissions.has(Permission::SeeServers);
    let sees_proxies = actor.permissions.has(Permission::ProxiesSee);
    let sees_tickets = actor.permissions.has(Permission::SeeTickets);
    let sees_people = actor.permissions.has(Permission::SeePeople);
    let may_see_keys = actor.permissions.has(Permission::SeeKeys);
    let maintains = actor.permissions.has(Permission::Maintain);
    let maintenance_since = ctx.maintenance().since;
    let (customers_of, now) = (actor.customers_of, ctx.clock.now());
    let sees_audit = actor.permissions.has(Permission::SeeAudit);
    let has_notices = !super::notices::kinds_for(actor).is_empty();
    let sees_money = actor.permissions.has(Permission::SeePayments);
    ctx.db
        .read(move |connection| {
            Ok(PanelView {
                money: match sees_money {
                    true => Some(super::money::till::count_waiting(connection)?),
                    false => None,
                },
                maintains,
                maintenance_since,
                tickets: match sees_tickets {
                    true => Some(crud::tickets::count_waiting(connection, customers_of)?),
                    false => None,
                },
                sees_people,
                sees_servers,
                sees_proxies,
                sees_audit,
                has_notices,
                sees_keys: may_see_keys && crud::servers::has_any(connection)?,
                missing: match customers_of {
                    Some(_) => Vec::new(),
                    None => missing(connection)?,
                },
                active_members: match customers_of {
                    Some(seller) => own_customers(connection, seller, now)?.0,
                    None => crud::subscribers::count_active(connection)?,
                },
                waiting: match customers_of {
                    Some(_) => None,
                    None => Some(crud::requests::count_pending(connection)?),
                },
                problems: match customers_of {
                    Some(_) => 0,
                    None => problems::count(connection)?,
                },
            })
        })
        .await
}

/// What the desks in use lack. A house with a VPN server has a desk in use: there a door is missed only by those who
/// wait before it or have a right to it. The pretended servers, which every demo has, say nothing of its desks.
fn missing(connection: &Connection) -> Result<Vec<Missing>, ServiceError> {
    let has_vpn = crud::servers::has_real(connection)?;
    let mut missing = Vec::new();
    for door in [Door::Vip, Door::Free] {
        match channel(connection, door)? {
            None if has_vpn && !is_wanted(connection, door)? => {}
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

/// Whether somebody has business at that door.
fn is_wanted(connection: &Connection, door: Door) -> Result<bool, ServiceError> {
    Ok(match door {
        Door::Vip => crud::subscribers::count_active(connection)? > 0,
        Door::Free => crud::requests::count_pending(connection)? > 0,
    })
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
    let sees_backups = actor.permissions.has(Permission::ManageBackups);
    let gives_api_keys = actor.permissions.has(Permission::ManageApi);
    ctx.db
        .read(move |connection| {
            Ok(ConfigView {
                vip: channel(connection, Door::Vip)?,
                free: channel(connection, Door::Free)?,
                settings,
                sees_backups,
                gives_api_keys,
            })
        })
        .await
}

/// The VIP desk.
pub async fn vip_desk(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<VipDesk, ServiceError> {
    actor.need(Permission::SeePanel)?;
    let customers_of = actor.customers_of;
    ctx.db
        .read(move |connection| {
            if let Some(seller) = customers_of {
                return own_desk(connection, seller, now);
            }
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

/// The VIP desk of somebody who sees their own customers only.
fn own_desk(
    connection: &Connection,
    seller: UserId,
    now: Timestamp,
) -> Result<VipDesk, ServiceError> {
    let (active_members, expiring_members) = own_customers(connection, seller, now)?;
    let open = TokenFilter::Open;
    Ok(VipDesk {
        channel: channel(connection, Door::Vip)?,
        active_members,
        expiring_members,
        open_tokens: crud::tokens::list_of(connection, seller, open, now, 0, 0)?.total,
    })
}

/// Somebody's own customers with access, and those of them whose access ends within a week.
fn own_customers(
    connection: &Connection,
    seller: UserId,
    now: Timestamp,
) -> Result<(i64, i64), ServiceError> {
    let soon = now.plus_days(7);
    Ok(crud::tokens::count_customers(
        connection, seller, now, soon,
    )?)
}

/// The Free desk.
pub async fn free_desk(ctx: &Ctx, actor: &Actor) -> Result<FreeDesk, ServiceError> {
    actor.need(Permission::SeePanel)?;
    let sees_queue = actor.customers_of.is_none() || actor.permissions.has(Permission::ManageQueue);
    ctx.db
        .read(move |connection| {
            let first = crud::requests::list_pending(connection, 1, 0)?;
            Ok(FreeDesk {
                channel: channel(connection, Door::Free)?,
                wait_minutes: crud::bot_config::get(connection)?.wait_time_minutes,
                waiting: sees_queue.then_some(first.total),
                next_due: (first.rows.first().filter(|_| sees_queue)).map(|next| next.due_at),
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

/// Somebody who came within this time is new.
const NEW_SECONDS: i64 = 600;

/// Whether a person came only now.
pub async fn is_new(ctx: &Ctx, user: UserId, now: Timestamp) -> Result<bool, ServiceError> {
    ctx.db
        .read(move |connection| {
            let person = crud::users::get(connection, user)?;
            Ok(person.is_none_or(|person| now.since(person.created_at) < NEW_SECONDS))
        })
        .await
}

/// A person as the house knows them, and what their roles make of them at `now`.
pub async fn visitor(
    ctx: &Ctx,
    user: UserId,
    now: Timestamp,
) -> Result<(Option<User>, Standing), ServiceError> {
    ctx.db
        .read(move |connection| {
            let person = crud::users::get(connection, user)?;
            Ok((person, roles::standing_of(connection, user, now)?))
        })
        .await
}
