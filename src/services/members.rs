//! Members of the channels: coming in, going out, and removal. The desk over them has files of its own.

pub mod access_audit;
pub mod acts;
pub mod desk;
pub mod import;
pub mod migration;
pub mod search;
pub mod table;

use super::ServiceError;
use super::access;
use super::audit;
use super::notify;
use super::unit::act;
use crate::context::Ctx;
use crate::crud;
use crate::crud::members::Event;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::AdminNotice;
use crate::models::ChatId;
use crate::models::Door;
use crate::models::Identity;
use crate::models::IntruderView;
use crate::models::InviteLink;
use crate::models::PeriodId;
use crate::models::Presence;
use crate::models::Refusal;
use crate::models::Subscriber;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::Transaction;
use serde_json::json;

/// Somebody came or went, as a `chat_member` update tells.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Movement {
    pub chat: ChatId,
    pub user: UserId,
    pub before: Presence,
    pub after: Presence,
    /// The link by which they came, if the update names it.
    pub link: Option<String>,
    /// Until when they have paid Telegram for their place.
    pub paid_until: Option<Timestamp>,
}

/// Keeps a movement and does what follows from it.
pub async fn moved(
    ctx: &Ctx,
    actor: &Actor,
    movement: Movement,
    now: Timestamp,
) -> Result<(), ServiceError> {
    act(ctx, actor, now, move |tx| {
        let Some(door) = crud::bot_config::get(tx)?.door_of(movement.chat) else {
            return Ok(());
        };
        crud::members::upsert_presence(tx, movement.chat, movement.user, movement.after, now)?;
        crud::house::set(tx, &movement_key(movement.chat), &now.to_string(), now)?;
        let pays = door == Door::Vip && movement.after == Presence::Member;
        if let Some(until) = movement.paid_until.filter(|_| pays) {
            access::pays_until(tx, movement.user, until, now)?;
        }
        match (movement.before.is_inside(), movement.after.is_inside()) {
            (false, true) => came_in(tx, door, &movement, now),
            (true, false) => {
                note(tx, door, "left", movement.user, None, now)?;
                Ok(())
            }
            (true, true) | (false, false) => Ok(()),
        }
    })
    .await
}

/// Whether somebody ever had access because they paid Telegram for their place in the channel.
pub async fn may_pay_telegram(ctx: &Ctx, user: UserId) -> Result<bool, ServiceError> {
    ctx.db
        .read(move |connection| {
            Ok(crud::members::has_cause(
                connection,
                user,
                access::STARS_LINK,
            )?)
        })
        .await
}

/// Somebody whose access ended by its time still pays Telegram for their place: it goes on. False if an admin ended it.
pub async fn still_pays(
    ctx: &Ctx,
    user: UserId,
    until: Timestamp,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| {
            if crud::subscribers::is_ended_by_hand(tx, user)? || crud::users::is_banned(tx, user)? {
                return Ok(false);
            }
            access::pays_until(tx, user, until, now)?;
            Ok(true)
        })
        .await
}

/// Under which the house remembers when it last heard of somebody who moved in a channel.
pub(super) fn movement_key(chat: ChatId) -> String {
    format!("movement:{chat}")
}

fn came_in(
    tx: &Transaction<'_>,
    door: Door,
    movement: &Movement,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let link = match &movement.link {
        Some(link) => crud::links::get_by_link(tx, link)?,
        None => None,
    };
    let event = note(
        tx,
        door,
        "joined",
        movement.user,
        link.as_ref().map(|link| link.fact.clone()),
        now,
    )?;
    // The channel is a new one, or somebody else lifted the ban there.
    keep_ban(tx, movement.user, movement.chat, event, now)?;
    // A link of no particular person (the join-request link) says nothing about who may come by it.
    let Some((link, holder)) = link.and_then(|link| link.user_id.map(|holder| (link, holder)))
    else {
        return Ok(());
    };
    crud::links::update_used(tx, link.id, movement.user, now)?;
    // One member at a time is not one use: when they leave, the link would work again.
    crud::tasks::insert(tx, &Task::RevokeLink { link: link.id }, now, now)?;
    if holder == movement.user {
        if door == Door::Vip {
            welcome(tx, holder, now)?;
        }
        return Ok(());
    }
    match door {
        Door::Vip => came_by_anothers_link(tx, movement, &link, holder, event, now),
        Door::Free => Ok(()),
    }
}

/// Has the house's ban, if there is one, carried to a channel anew after an event that shows or makes it missing there.
fn keep_ban(
    tx: &Transaction<'_>,
    user: UserId,
    chat: ChatId,
    event: i64,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if crud::users::is_banned(tx, user)? {
        // Events and acts are counted apart: an act of banning has the number of its audit row.
        let fact = -event;
        crud::tasks::insert(tx, &Task::SettleBan { user, chat, fact }, now, now)?;
    }
    Ok(())
}

fn welcome(tx: &Transaction<'_>, user: UserId, now: Timestamp) -> Result<(), ServiceError> {
    if let Some(subscriber) = crud::subscribers::get(tx, user)? {
        let task = Task::WelcomeVip {
            user,
            period: subscriber.period_id,
        };
        crud::tasks::insert(tx, &task, now, now)?;
    }
    Ok(())
}

fn came_by_anothers_link(
    tx: &Transaction<'_>,
    movement: &Movement,
    link: &InviteLink,
    holder: UserId,
    event: i64,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let user = movement.user;
    let is_entitled = movement.after == Presence::Admin || access::is_entitled(tx, user, now)?;
    if !is_entitled {
        let task = Task::RemoveIntruder {
            user,
            chat: movement.chat,
            link: link.id,
            event,
        };
        crud::tasks::insert(tx, &task, now, now)?;
    }
    let is_renewed = access::is_entitled(tx, holder, now)?;
    if is_renewed {
        let task = Task::DeliverVipLink {
            user: holder,
            fact: format!("renew:{}", link.id),
        };
        crud::tasks::insert(tx, &task, now, now)?;
    }
    let view = IntruderView {
        intruder: user,
        intruder_name: access::name_of(tx, user)?,
        holder,
        holder_name: access::name_of(tx, holder)?,
        is_entitled,
        is_renewed,
    };
    notify::log_and_notify(tx, Identity::User(user), AdminNotice::Intruder(view), now)
}

fn note(
    tx: &Transaction<'_>,
    door: Door,
    kind: &'static str,
    user: UserId,
    cause: Option<String>,
    now: Timestamp,
) -> Result<i64, ServiceError> {
    let period = match door {
        Door::Vip => crud::subscribers::get(tx, user)?.map(|found| found.period_id),
        Door::Free => None,
    };
    Ok(crud::members::insert_event(
        tx,
        &Event {
            user,
            door,
            kind,
            period,
            cause,
        },
        now,
    )?)
}

/// Whether somebody is inside, as far as the house remembers.
pub async fn is_known_inside(ctx: &Ctx, chat: ChatId, user: UserId) -> Result<bool, ServiceError> {
    ctx.db
        .read(move |connection| {
            Ok(crud::members::get_presence(connection, chat, user)?
                .is_some_and(Presence::is_inside))
        })
        .await
}

/// Keeps how somebody stands in a channel, seen by asking Telegram.
pub async fn seen(
    ctx: &Ctx,
    chat: ChatId,
    user: UserId,
    presence: Presence,
    now: Timestamp,
) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            crud::users::insert_bare(tx, user, now)?;
            crud::members::upsert_presence(tx, chat, user, presence, now)?;
            Ok(())
        })
        .await
}

/// Somebody asked to come into the VIP channel by a join-request link: those with access are let in.
/// True if they are; anybody else is left to the admins.
pub async fn asked_for_vip(
    ctx: &Ctx,
    actor: &Actor,
    chat: ChatId,
    asked_at: Timestamp,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    act(ctx, actor, now, move |tx| {
        if !access::is_entitled(tx, user, now)? {
            return Ok(false);
        }
        crud::tasks::insert(
            tx,
            &Task::ApproveVipRequest {
                user,
                chat,
                asked_at,
            },
            now,
            now,
        )?;
        Ok(true)
    })
    .await
}

/// What the task that removes a member finds now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Removal {
    /// Remove them from that chat.
    Due(ChatId),
    /// Nothing to remove, and why.
    Off(&'static str),
}

/// Whether the member of that period is still to be removed: read just before the call. A period that a wrong clock
/// ended before its time runs again.
pub async fn removal(
    ctx: &Ctx,
    user: UserId,
    period: PeriodId,
    now: Timestamp,
) -> Result<Removal, ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| {
            let chat = access::need_door(tx, Door::Vip)?;
            Ok(match crud::subscribers::get(tx, user)? {
                Some(Subscriber { period_id, .. }) if period_id != period => {
                    Removal::Off("came back")
                }
                Some(Subscriber {
                    is_whitelisted: true,
                    ..
                }) => Removal::Off("on the whitelist"),
                Some(Subscriber {
                    is_active: true, ..
                }) => Removal::Off("access runs"),
                Some(Subscriber {
                    expiry_date: Some(end),
                    ..
                }) if end > now => {
                    if crud::subscribers::update_reactivated(tx, user, period)? {
                        note(tx, Door::Vip, "reactivated", user, None, now)?;
                    }
                    let details = json!({ "before": null, "after": end.0 });
                    let target = format!("user:{user}");
                    audit::record(
                        tx,
                        Identity::System,
                        "vip.reactivated",
                        target,
                        details,
                        now,
                    )?;
                    Removal::Off("its end has not come")
                }
                Some(_) if access::is_entitled(tx, user, now)? => Removal::Off("of the staff"),
                Some(_) => Removal::Due(chat),
                None => Removal::Off("unknown"),
            })
        })
        .await
}

/// How a removal went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RemovalResult {
    /// They were inside and are not any more.
    Removed,
    /// They were not inside.
    WasOutside,
    /// It did not work this time.
    Failed(String),
}

/// Keeps that the bot put somebody out of the VIP channel.
fn note_removed(
    tx: &Transaction<'_>,
    user: UserId,
    chat: ChatId,
    period: Option<PeriodId>,
    cause: Option<String>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    crud::members::upsert_presence(tx, chat, user, Presence::Outside, now)?;
    let event = Event {
        user,
        door: Door::Vip,
        kind: "removed",
        period,
        cause,
    };
    let details = json!({ "before": "inside", "after": "outside", "why": event.cause });
    let event = crud::members::insert_event(tx, &event, now)?;
    let target = format!("user:{user}");
    audit::record(tx, Identity::System, "vip.removed", target, details, now)?;
    // Telegram removes by lifting a ban: one that the house put on just then went with it.
    keep_ban(tx, user, chat, event, now)
}

/// Keeps how a removal went; whoever was removed is told by a task of its own.
pub async fn removal_settled(
    ctx: &Ctx,
    user: UserId,
    period: PeriodId,
    result: RemovalResult,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let is_over = !matches!(result, RemovalResult::Failed(_));
    ctx.db
        .write(Durability::Full, move |tx| -> Result<(), ServiceError> {
            let chat = access::need_door(tx, Door::Vip)?;
            match &result {
                RemovalResult::Removed => {
                    crud::subscribers::update_removal(tx, period, None, Some(now))?;
                    note_removed(tx, user, chat, Some(period), None, now)?;
                }
                RemovalResult::WasOutside => {
                    crud::subscribers::update_removal(tx, period, None, Some(now))?;
                    crud::members::upsert_presence(tx, chat, user, Presence::Outside, now)?;
                }
                RemovalResult::Failed(error) => {
                    crud::subscribers::update_removal(tx, period, Some(error), None)?;
                }
            }
            if is_over && access::is_entitled(tx, user, now)? {
                // They came back in the very moment of the removal.
                let task = Task::DeliverVipLink {
                    user,
                    fact: format!("removed:{period}"),
                };
                crud::tasks::insert(tx, &task, now, now)?;
            } else if is_over && !crud::users::is_banned(tx, user)? {
                crud::tasks::insert(tx, &Task::TellExpired { user, period }, now, now)?;
            }
            Ok(())
        })
        .await?;
    ctx.task_added.notify_one();
    Ok(())
}
