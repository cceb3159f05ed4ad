//! Who may be in the VIP channel, until when, and the personal links that lead there.

use super::ServiceError;
use super::unit::act;
use crate::context::Ctx;
use crate::crud;
use crate::crud::members::Event;
use crate::db::Durability;
use crate::models::AccessView;
use crate::models::Actor;
use crate::models::ChatId;
use crate::models::DAY;
use crate::models::Door;
use crate::models::DurationHours;
use crate::models::EntryBlocker;
use crate::models::EntryView;
use crate::models::GraceView;
use crate::models::HOUR;
use crate::models::InviteLink;
use crate::models::LinkId;
use crate::models::LinkPromise;
use crate::models::NewLink;
use crate::models::PeriodId;
use crate::models::Presence;
use crate::models::Refusal;
use crate::models::Subscriber;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::TokenId;
use crate::models::UserId;
use rusqlite::Connection;
use rusqlite::Transaction;

/// A reminder is planned only if it is further away than this.
const REMINDER_MARGIN_SECONDS: i64 = HOUR;
/// Fresh links a person may ask for within an hour.
const LINKS_PER_HOUR: i64 = 3;

/// What a grant led to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Grant {
    pub period: PeriodId,
    /// The end of access; `None` = for life.
    pub until: Option<Timestamp>,
    /// The time was added to running access.
    pub is_extension: bool,
}

/// The chat behind a door, or the refusal that it has none.
pub fn need_door(connection: &Connection, door: Door) -> Result<ChatId, ServiceError> {
    Ok(crud::bot_config::get(connection)?
        .channel(door)
        .ok_or(Refusal::NotConfigured(door))?)
}

/// The name shown for a person.
pub fn name_of(connection: &Connection, user: UserId) -> Result<String, ServiceError> {
    let found = crud::users::get(connection, user)?;
    let name = found
        .map(|found| found.full_name())
        .filter(|name| !name.is_empty());
    Ok(name.unwrap_or_else(|| user.to_string()))
}

/// Whether somebody has a right of their own to be in the VIP channel: active access, the whitelist, or the staff.
/// Whoever is banned has none, whatever they hold.
pub fn is_entitled(
    connection: &Connection,
    user: UserId,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    if crud::users::is_banned(connection, user)? {
        return Ok(false);
    }
    let subscriber = crud::subscribers::get(connection, user)?;
    if subscriber.is_some_and(|subscriber| subscriber.is_entitled(now)) {
        return Ok(true);
    }
    Ok(!crud::roles::permissions_of(connection, user, now)?.is_empty())
}

/// Gives access: adds the time to running access, or begins a new period. Plans the reminders of the new end.
pub fn grant(
    tx: &Transaction<'_>,
    user: UserId,
    duration_hours: DurationHours,
    token: Option<TokenId>,
    now: Timestamp,
) -> Result<Grant, ServiceError> {
    let running = crud::subscribers::get(tx, user)?
        .filter(|found| found.is_active && found.expiry_date.is_none_or(|end| end > now));
    let granted = match running {
        Some(Subscriber {
            period_id,
            expiry_date,
            ..
        }) => {
            let until = match (expiry_date, duration_hours) {
                (Some(end), Some(hours)) => Some(end.plus_hours(hours)),
                (None, _) | (_, None) => None,
            };
            crud::subscribers::update_expiry(tx, user, until, token)?;
            Grant {
                period: period_id,
                until,
                is_extension: true,
            }
        }
        None => {
            let until = duration_hours.map(|hours| now.plus_hours(hours));
            let period = crud::subscribers::insert_period(tx, user, until, token, now)?;
            Grant {
                period,
                until,
                is_extension: false,
            }
        }
    };
    let kind = if granted.is_extension {
        "renewed"
    } else {
        "granted"
    };
    let cause = token.map(|id| format!("token:{id}"));
    let event = Event {
        user,
        door: Door::Vip,
        kind,
        period: Some(granted.period),
        cause,
    };
    crud::members::insert_event(tx, &event, now)?;
    crud::statistics::count_term(tx, duration_hours, now)?;
    plan_reminders(tx, user, granted, now)?;
    Ok(granted)
}

/// Sets the end of access by hand: moves the running period, or begins a new one. Plans the reminders of the new end;
/// those of an end that moved are not said.
pub fn set_end(
    tx: &Transaction<'_>,
    user: UserId,
    until: Option<Timestamp>,
    cause: String,
    now: Timestamp,
) -> Result<Grant, ServiceError> {
    give_until(tx, user, until, ("adjusted", "granted"), cause, now)
}

/// The same for access that was bought: its history says renewed, not adjusted.
pub(super) fn sell_until(
    tx: &Transaction<'_>,
    user: UserId,
    until: Option<Timestamp>,
    cause: String,
    now: Timestamp,
) -> Result<Grant, ServiceError> {
    give_until(tx, user, until, ("renewed", "granted"), cause, now)
}

/// What access lasts longer than was paid for: Telegram charges the next month at its very end.
const PAID_SLACK: i64 = DAY;
/// What the history says of such access.
pub(super) const STARS_LINK: &str = "stars_link";

/// Somebody pays Telegram each month for their place in the VIP channel: access lasts at least as long. Telegram itself
/// removes whoever does not pay any more.
pub(super) fn pays_until(
    tx: &Transaction<'_>,
    user: UserId,
    paid_until: Timestamp,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let until = paid_until + PAID_SLACK;
    let lasts = crud::subscribers::get(tx, user)?
        .is_some_and(|found| found.is_active && found.expiry_date.is_none_or(|end| end >= until));
    if !lasts && until > now {
        crud::users::insert_bare(tx, user, now)?;
        sell_until(tx, user, Some(until), STARS_LINK.to_owned(), now)?;
    }
    Ok(())
}

/// `kinds`: what the history says of running access, and of new.
fn give_until(
    tx: &Transaction<'_>,
    user: UserId,
    until: Option<Timestamp>,
    kinds: (&'static str, &'static str),
    cause: String,
    now: Timestamp,
) -> Result<Grant, ServiceError> {
    let running = crud::subscribers::get(tx, user)?
        .filter(|found| found.is_active && found.expiry_date.is_none_or(|end| end > now));
    let (period, kind) = match &running {
        Some(found) => {
            crud::subscribers::update_expiry(tx, user, until, None)?;
            (found.period_id, kinds.0)
        }
        None => {
            let period = crud::subscribers::insert_period(tx, user, until, None, now)?;
            (period, kinds.1)
        }
    };
    let granted = Grant {
        period,
        until,
        is_extension: running.is_some(),
    };
    let event = Event {
        user,
        door: Door::Vip,
        kind,
        period: Some(period),
        cause: Some(cause),
    };
    crud::members::insert_event(tx, &event, now)?;
    plan_reminders(tx, user, granted, now)?;
    Ok(granted)
}

/// Plans the reminders of an end that are still to come. One that is planned or was sent already stays as it is.
pub(super) fn plan_reminders(
    tx: &Transaction<'_>,
    user: UserId,
    granted: Grant,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let Some(expiry) = granted.until else {
        return Ok(());
    };
    for hours in crud::settings::get(tx)?.reminder_hours {
        let due_at = expiry.plus_hours(-hours);
        if due_at.since(now) > REMINDER_MARGIN_SECONDS {
            let task = Task::RemindEnd {
                user,
                period: granted.period,
                expiry,
                hours,
            };
            crud::tasks::insert(tx, &task, due_at, now)?;
        }
    }
    Ok(())
}

/// Until when somebody whose access ended may stay in the channel; `None` if they may not, or are not inside.
pub(super) fn grace_of(
    connection: &Connection,
    user: UserId,
    now: Timestamp,
) -> Result<Option<GraceView>, ServiceError> {
    let Some(subscriber) =
        crud::subscribers::get(connection, user)?.filter(|found| !found.is_active)
    else {
        return Ok(None);
    };
    let removal = Task::RemoveMember {
        user,
        period: subscriber.period_id,
    };
    let until = crud::tasks::get_due(connection, &removal.dedupe_key())?.filter(|due| *due > now);
    // A removal that failed is tried again later: that is no stay anybody was promised.
    Ok(until
        .filter(|_| subscriber.kick_attempts == 0 && !subscriber.is_whitelisted)
        .zip(subscriber.expiry_date)
        .map(|(until, ended)| GraceView { ended, until }))
}

/// Until when somebody whose access ended may stay, to be said to them: to the banned nothing is.
pub async fn grace(
    ctx: &Ctx,
    user: UserId,
    now: Timestamp,
) -> Result<Option<GraceView>, ServiceError> {
    ctx.db
        .read(move |connection| {
            if crud::users::is_banned(connection, user)? {
                return Ok(None);
            }
            grace_of(connection, user, now)
        })
        .await
}

/// What can be said now about the link of somebody who has access.
pub fn promise_link(connection: &Connection, user: UserId) -> Result<LinkPromise, ServiceError> {
    let chat = need_door(connection, Door::Vip)?;
    let presence = crud::members::get_presence(connection, chat, user)?;
    if presence.is_some_and(Presence::is_inside) {
        return Ok(LinkPromise::NotNeeded);
    }
    let channel = crud::channels::get(connection, chat)?;
    Ok(
        if channel.is_some_and(|channel| channel.lost_at.is_some()) {
            LinkPromise::Later
        } else {
            LinkPromise::Follows
        },
    )
}

/// "Mi acceso".
pub async fn view(ctx: &Ctx, user: UserId, now: Timestamp) -> Result<AccessView, ServiceError> {
    ctx.db
        .read(move |connection| {
            let chat = need_door(connection, Door::Vip)?;
            let subscriber = crud::subscribers::get(connection, user)?
                .filter(|found| found.is_entitled(now))
                .ok_or(Refusal::NotEntitled)?;
            let asked = crud::members::count_events(connection, user, "link_asked", now - HOUR)?.0;
            let presence = crud::members::get_presence(connection, chat, user)?;
            Ok(AccessView {
                until: subscriber.expiry_date,
                is_whitelisted: subscriber.is_whitelisted,
                is_inside: presence.is_some_and(Presence::is_inside),
                links_left: u32::try_from(LINKS_PER_HOUR - asked).unwrap_or(0),
            })
        })
        .await
}

/// A fresh personal link, three an hour. Older links of theirs end when it is made. `seen` is what Telegram says of
/// them in the channel, if asked: what the house remembers may be out of date.
pub async fn ask_link(
    ctx: &Ctx,
    actor: &Actor,
    seen: Option<Presence>,
    now: Timestamp,
) -> Result<LinkPromise, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    act(ctx, actor, now, move |tx| {
        let chat = need_door(tx, Door::Vip)?;
        if let Some(presence) = seen {
            crud::members::upsert_presence(tx, chat, user, presence, now)?;
        }
        if !is_entitled(tx, user, now)? {
            return Err(Refusal::NotEntitled.into());
        }
        let (asked, first) = crud::members::count_events(tx, user, "link_asked", now - HOUR)?;
        if asked >= LINKS_PER_HOUR {
            return Err(Refusal::TooManyLinks {
                until: first.unwrap_or(now) + HOUR,
            }
            .into());
        }
        let promise = promise_link(tx, user)?;
        if promise == LinkPromise::NotNeeded {
            return Err(Refusal::AlreadyInside(Door::Vip).into());
        }
        let event = Event {
            user,
            door: Door::Vip,
            kind: "link_asked",
            period: None,
            cause: None,
        };
        let id = crud::members::insert_event(tx, &event, now)?;
        crud::tasks::insert(
            tx,
            &Task::DeliverVipLink {
                user,
                fact: format!("asked:{id}"),
            },
            now,
            now,
        )?;
        Ok(promise)
    })
    .await
}

/// What keeps somebody with access outside, as far as the house can see.
pub async fn why_outside(
    ctx: &Ctx,
    user: UserId,
    seen: Option<Presence>,
    now: Timestamp,
) -> Result<EntryView, ServiceError> {
    ctx.db
        .read(move |connection| {
            let chat = need_door(connection, Door::Vip)?;
            if !is_entitled(connection, user, now)? {
                return Err(Refusal::NotEntitled.into());
            }
            let mut blockers = Vec::new();
            let known = crud::members::get_presence(connection, chat, user)?;
            match seen.or(known) {
                Some(Presence::Banned) => blockers.push(EntryBlocker::Banned),
                Some(Presence::Member | Presence::Admin) => blockers.push(EntryBlocker::Inside),
                Some(Presence::Outside) | None => {}
            }
            if crud::channels::get(connection, chat)?
                .is_some_and(|channel| channel.lost_at.is_some())
            {
                blockers.push(EntryBlocker::ChannelLost);
            }
            match crud::links::get_last(connection, user, chat)? {
                Some(link) if link.used_at.is_some() => blockers.push(EntryBlocker::LinkUsed),
                Some(link) if !link.is_open(now) => blockers.push(EntryBlocker::LinkExpired),
                Some(_) | None => {}
            }
            Ok(EntryView { blockers })
        })
        .await
}

/// Whether somebody may be in the VIP channel now, and until when (`None` = for life, or by another right).
pub async fn right_of(
    ctx: &Ctx,
    user: UserId,
    now: Timestamp,
) -> Result<Option<Option<Timestamp>>, ServiceError> {
    ctx.db
        .read(move |connection| {
            if !is_entitled(connection, user, now)? {
                return Ok(None);
            }
            Ok(Some(
                crud::subscribers::get(connection, user)?.and_then(|found| found.expiry_date),
            ))
        })
        .await
}

/// What the task that delivers a link needs to know now.
#[derive(Clone, Debug)]
pub struct LinkErrand {
    pub chat: ChatId,
    pub until: Option<Timestamp>,
    /// Made for this very fact before a kill, and still good.
    pub made: Option<InviteLink>,
    /// Older open links of theirs, to be revoked first.
    pub older: Vec<InviteLink>,
}

/// Whether the link of that fact is still owed. `None` if access ended meanwhile.
pub async fn link_errand(
    ctx: &Ctx,
    user: UserId,
    fact: &str,
    now: Timestamp,
) -> Result<Option<LinkErrand>, ServiceError> {
    let fact = fact.to_owned();
    ctx.db
        .read(move |connection| {
            let chat = need_door(connection, Door::Vip)?;
            if !is_entitled(connection, user, now)? {
                return Ok(None);
            }
            let until =
                crud::subscribers::get(connection, user)?.and_then(|found| found.expiry_date);
            let made = crud::links::get_by_fact(connection, &fact)?
                // A link about to end is no use to anybody.
                .filter(|link| link.chat_id == chat && link.is_open(now.plus_minutes(10)));
            let mut older = crud::links::list_open(connection, user, chat, now)?;
            older.retain(|link| Some(link.id) != made.as_ref().map(|made| made.id));
            Ok(Some(LinkErrand {
                chat,
                until,
                made,
                older,
            }))
        })
        .await
}

/// Keeps a link that Telegram made.
pub async fn keep_link(ctx: &Ctx, link: NewLink, now: Timestamp) -> Result<LinkId, ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| {
            Ok(crud::links::insert(tx, &link, now)?)
        })
        .await
}

/// The newest link made for a fact, if people can still come in by it for a while.
pub async fn link_of_fact(
    ctx: &Ctx,
    fact: String,
    now: Timestamp,
) -> Result<Option<InviteLink>, ServiceError> {
    ctx.db
        .read(move |connection| {
            let found = crud::links::get_by_fact(connection, &fact)?;
            Ok(found.filter(|link| link.is_open(now.plus_minutes(10))))
        })
        .await
}

/// The row of a link.
pub async fn get_link(ctx: &Ctx, id: LinkId) -> Result<Option<InviteLink>, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::links::get(connection, id)?))
        .await
}

/// Notes that a link is revoked.
pub async fn link_revoked(ctx: &Ctx, id: LinkId, now: Timestamp) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| {
            crud::links::update_revoked(tx, id, now)?;
            Ok(())
        })
        .await
}
