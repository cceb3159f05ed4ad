//! Which notices reach whom, when and where.
//!
//! A notice goes to everybody whose permissions it concerns and who has not switched its kind off. In their quiet hours it
//! makes no sound, unless it is urgent. A group takes every notice too, each kind in a topic of its own; whoever wishes
//! leaves it to the group then, and gets it in private only if the group cannot take it.

use super::ServiceError;
use super::audit;
use super::notify;
use super::unit::act;
use super::unit::act_lightly;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::AdminNotice;
use crate::models::ChatId;
use crate::models::ChatKind;
use crate::models::Forum;
use crate::models::Identity;
use crate::models::MINUTE;
use crate::models::NoticeChoice;
use crate::models::NoticeDesk;
use crate::models::NoticeGroup;
use crate::models::NoticeKind;
use crate::models::NoticePlan;
use crate::models::NoticeReader;
use crate::models::NoticeTopics;
use crate::models::Permission;
use crate::models::QuietHours;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::models::TopicChange;
use crate::models::UserId;
use crate::utils::order::InOrder;
use crate::utils::zone::Zone;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::json;

/// Keys of `user_settings`: kinds that are switched off, quiet hours, whether the group is enough.
const OFF: &str = "notices.off";
const QUIET: &str = "notices.quiet";
const ONLY_GROUP: &str = "notices.only_group";

/// The kinds that concern somebody.
pub fn kinds_for(actor: &Actor) -> Vec<NoticeKind> {
    let concerns = |kind: &NoticeKind| actor.permissions.has(kind.permission());
    NoticeKind::ALL.iter().copied().filter(concerns).collect()
}

/// What somebody chose, and what there is to choose from.
pub async fn desk(ctx: &Ctx, actor: &Actor) -> Result<NoticeDesk, ServiceError> {
    let user = own(actor)?;
    let kinds = kinds_for(actor);
    let may_set_group = actor.permissions.has(Permission::Configure);
    ctx.db
        .read(move |connection| {
            let choice = choice(connection, user)?;
            Ok(NoticeDesk {
                kinds: kinds
                    .into_iter()
                    .map(|kind| (kind, choice.wants(kind)))
                    .collect(),
                quiet: choice.quiet,
                only_in_group: choice.only_in_group,
                group: crud::notice_group::get(connection)?.map(|group| group.topics),
                may_set_group,
            })
        })
        .await
}

/// The group that takes the notices.
pub async fn group(ctx: &Ctx, actor: &Actor) -> Result<Option<NoticeGroup>, ServiceError> {
    actor.need(Permission::Configure)?;
    ctx.db
        .read(|connection| Ok(crud::notice_group::get(connection)?))
        .await
}

/// Switches a kind on or off for oneself.
pub async fn switch(
    ctx: &Ctx,
    actor: &Actor,
    kind: NoticeKind,
    is_on: bool,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(kind.permission())?;
    let user = own(actor)?;
    act_lightly(ctx, actor, now, move |tx| {
        let mut off = choice(tx, user)?.off;
        off.retain(|other| *other != kind);
        if !is_on {
            off.push(kind);
        }
        off.order();
        let names: Vec<&str> = off.iter().map(|kind| kind.name()).collect();
        let value = (!names.is_empty()).then(|| names.join(","));
        Ok(crud::user_settings::update(
            tx,
            user,
            OFF,
            value.as_deref(),
        )?)
    })
    .await
}

/// Sets one's own quiet hours; `None` = none.
pub async fn set_quiet(
    ctx: &Ctx,
    actor: &Actor,
    quiet: Option<QuietHours>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let user = own(actor)?;
    act_lightly(ctx, actor, now, move |tx| {
        let value = quiet.map(|quiet| format!("{}-{}", quiet.from, quiet.to));
        Ok(crud::user_settings::update(
            tx,
            user,
            QUIET,
            value.as_deref(),
        )?)
    })
    .await
}

/// Whether the group is enough for oneself.
pub async fn set_only_in_group(
    ctx: &Ctx,
    actor: &Actor,
    is_enough: bool,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let user = own(actor)?;
    act_lightly(ctx, actor, now, move |tx| {
        let value = is_enough.then_some("yes");
        Ok(crud::user_settings::update(tx, user, ONLY_GROUP, value)?)
    })
    .await
}

/// The person of the staff who chooses for themself. Whom no kind concerns may set quiet hours: their roles may change.
fn own(actor: &Actor) -> Result<UserId, Refusal> {
    if kinds_for(actor).is_empty() {
        actor.need(Permission::SeePanel)?;
    }
    actor.identity.user().ok_or(Refusal::NotAllowed)
}

/// Quiet hours as people type them: "22:00-8:00", "22 a 8", "de 22.30 a las 7".
///
/// # Errors
/// `HoursUnclear` if it reads otherwise.
pub fn parse_quiet(text: &str) -> Result<QuietHours, Refusal> {
    let plain = text.trim().to_lowercase();
    let words = plain.split(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—'));
    let fillers = ["", "de", "a", "las", "hasta", "from", "to", "until", "h"];
    let minutes: Option<Vec<u16>> = words
        .filter(|word| !fillers.contains(word))
        .map(minute)
        .collect();
    match minutes.as_deref() {
        Some([from, to]) => QuietHours::new(*from, *to).ok_or(Refusal::HoursUnclear),
        Some(_) | None => Err(Refusal::HoursUnclear),
    }
}

/// "8", "08:30", "8.30" as a minute of the day.
fn minute(word: &str) -> Option<u16> {
    let (hour, minute) = word.split_once([':', '.']).unwrap_or((word, "0"));
    let number = |text: &str| {
        let is_short = (1..=2).contains(&text.len());
        (is_short && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse::<u16>().ok())
            .flatten()
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// Chooses the group that takes the notices: each kind in a topic, if it has topics and the bot may make some.
pub async fn set_group(
    ctx: &Ctx,
    actor: &Actor,
    chosen: Forum,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::Configure)?;
    match chosen.kind {
        ChatKind::Group | ChatKind::Supergroup => {}
        ChatKind::Private | ChatKind::Channel => return Err(Refusal::NoGroup.into()),
    }
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let before = crud::notice_group::get(tx)?;
        let mut topics = NoticeTopics {
            title: chosen.title,
            is_forum: chosen.is_forum && chosen.manages_topics,
            ..NoticeTopics::default()
        };
        if let Some(before) = before.as_ref().filter(|before| before.chat == chosen.chat) {
            // The same group, looked at again: its topics are still there.
            topics.ids = before.topics.ids.clone();
        }
        let after = NoticeGroup {
            chat: chosen.chat,
            topics,
        };
        if before.as_ref() == Some(&after) {
            return Ok(());
        }
        record_group(tx, identity, before.as_ref(), Some(&after), now)
    })
    .await
}

/// Private chats only, from now on.
pub async fn drop_group(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<(), ServiceError> {
    actor.need(Permission::Configure)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let before = crud::notice_group::get(tx)?;
        if before.is_none() {
            return Ok(());
        }
        record_group(tx, identity, before.as_ref(), None, now)
    })
    .await
}

fn record_group(
    tx: &Transaction<'_>,
    who: Identity,
    before: Option<&NoticeGroup>,
    after: Option<&NoticeGroup>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    crud::notice_group::update(tx, after, now)?;
    let said = |group: Option<&NoticeGroup>| {
        group.map(|group| json!({ "chat": group.chat.0, "title": group.topics.title, "topics": group.topics.is_forum }))
    };
    let chat = after.or(before).map(|group| format!("chat:{}", group.chat));
    let details = json!({ "before": said(before), "after": said(after) });
    audit::record(tx, who, "notices.group", chat, details, now)
}

/// Where a notice goes now.
pub async fn plan(
    ctx: &Ctx,
    notice: &AdminNotice,
    now: Timestamp,
) -> Result<NoticePlan, ServiceError> {
    if let AdminNotice::Offer { to, .. } = notice {
        // The answer to what they did themself.
        let reader = NoticeReader {
            user: *to,
            is_silent: false,
        };
        return Ok(NoticePlan {
            group: None,
            people: vec![reader],
            if_group_fails: Vec::new(),
        });
    }
    let (kind, is_urgent, zone) = (notice.kind(), notice.is_urgent(), ctx.time_zone());
    ctx.db
        .read(move |connection| {
            let group = crud::notice_group::get(connection)?;
            let (mut people, mut if_group_fails) = (Vec::new(), Vec::new());
            for user in crud::roles::list_holders(connection, kind.permission(), now)? {
                let choice = choice(connection, user)?;
                if !choice.wants(kind) {
                    continue;
                }
                let is_quiet = match choice.quiet {
                    Some(quiet) => quiet.holds(minute_of_day(connection, user, zone, now)?),
                    None => false,
                };
                let reader = NoticeReader {
                    user,
                    is_silent: is_quiet && !is_urgent,
                };
                if choice.only_in_group && group.is_some() {
                    if_group_fails.push(reader);
                } else {
                    people.push(reader);
                }
            }
            Ok(NoticePlan {
                group,
                people,
                if_group_fails,
            })
        })
        .await
}

/// The minute of the day on the person's clock, else on the house's.
fn minute_of_day(
    connection: &Connection,
    user: UserId,
    house: Zone,
    now: Timestamp,
) -> Result<u16, ServiceError> {
    let own = crud::users::get(connection, user)?.and_then(|user| user.time_zone);
    let zone = own.and_then(|name| name.parse().ok()).unwrap_or(house);
    let local = now + i64::from(zone.offset_at(now.0));
    let minute = local.0.div_euclid(MINUTE).rem_euclid(24 * 60);
    Ok(u16::try_from(minute).unwrap_or_default())
}

/// What somebody chose; what cannot be read counts as the usual.
fn choice(connection: &Connection, user: UserId) -> Result<NoticeChoice, ServiceError> {
    let read = |key| crud::user_settings::get(connection, user, key);
    let off = read(OFF)?.unwrap_or_default();
    let quiet = read(QUIET)?.and_then(|text| {
        let (from, to) = text.split_once('-')?;
        QuietHours::new(from.parse().ok()?, to.parse().ok()?)
    });
    Ok(NoticeChoice {
        off: off.split(',').filter_map(NoticeKind::parse).collect(),
        quiet,
        only_in_group: read(ONLY_GROUP)?.is_some(),
    })
}

/// The topics as they are kept now, if it is still that group.
pub async fn topics(ctx: &Ctx, chat: ChatId) -> Result<Option<NoticeTopics>, ServiceError> {
    ctx.db
        .read(move |connection| {
            let found = crud::notice_group::get(connection)?;
            Ok(found
                .filter(|group| group.chat == chat)
                .map(|group| group.topics))
        })
        .await
}

/// Keeps what became of the group's topics, if it is still that group. A topic that was deleted is made again when next
/// needed, and a group that is no forum any more takes everything itself.
pub async fn keep_topic(
    ctx: &Ctx,
    chat: ChatId,
    change: TopicChange,
    now: Timestamp,
) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| {
            let Some(mut group) = crud::notice_group::get(tx)?.filter(|group| group.chat == chat)
            else {
                return Ok(());
            };
            group.topics.apply(change);
            Ok(crud::notice_group::update(tx, Some(&group), now)?)
        })
        .await
}

/// The group has become a supergroup with another number.
pub async fn group_migrated(
    ctx: &Ctx,
    old: ChatId,
    new: ChatId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| {
            let Some(before) = crud::notice_group::get(tx)?.filter(|group| group.chat == old)
            else {
                return Ok(());
            };
            let after = NoticeGroup {
                chat: new,
                ..before.clone()
            };
            record_group(tx, Identity::System, Some(&before), Some(&after), now)
        })
        .await
}

/// The bot is not in the group any more: private chats again, and everybody whom it concerns hears of it.
pub async fn group_lost(ctx: &Ctx, chat: ChatId, now: Timestamp) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| {
            let Some(before) = crud::notice_group::get(tx)?.filter(|group| group.chat == chat)
            else {
                return Ok(());
            };
            record_group(tx, Identity::System, Some(&before), None, now)?;
            let title = before.topics.title;
            notify::log_and_notify(
                tx,
                Identity::System,
                AdminNotice::NoticeGroupLost { title },
                now,
            )
        })
        .await?;
    ctx.task_added.notify_one();
    Ok(())
}

#[cfg(test)]
#[path = "notices_tests.rs"]
mod tests;
