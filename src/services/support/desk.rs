//! How the support works: the group with topics, the reminders of what nobody answered.

use super::private_chats;
use super::tell;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::ChatId;
use crate::models::Forum;
use crate::models::HOUR;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::SupportDesk;
use crate::models::SupportRefusal;
use crate::models::TicketNews;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use serde_json::json;

/// The longest time before a reminder, in hours.
pub const MOST_HOURS: i64 = 720;
/// Tickets of which helpers are reminded in one transaction.
const PORTION: i64 = 50;
/// Days for which a reply to a message of ours still finds its ticket.
const KEPT_COPIES_DAYS: i64 = 365;
/// Rows deleted in one transaction.
const BROOM: i64 = 500;
/// Days over which stars are counted.
const STARS_DAYS: i64 = 30;

/// The settings, with what stands around them.
pub async fn view(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<SupportDesk, ServiceError> {
    actor.need(Permission::ManageSupport)?;
    ctx.db
        .read(move |connection| {
            Ok(SupportDesk {
                settings: crud::bot_config::get_support(connection)?,
                canned: crud::canned_answers::count(connection)?,
                waiting: crud::tickets::count_waiting(connection, None)?,
                stars: crud::tickets::stars_since(connection, now.plus_days(-STARS_DAYS))?,
            })
        })
        .await
}

/// Sets after how many hours without an answer helpers are reminded; 0 = never.
pub async fn set_hours(
    ctx: &Ctx,
    actor: &Actor,
    hours: i64,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageSupport)?;
    if !(0..=MOST_HOURS).contains(&hours) {
        let most = MOST_HOURS;
        return Err(Refusal::Support(SupportRefusal::HoursInvalid { most }).into());
    }
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let before = crud::bot_config::get_support(tx)?.hours;
        crud::bot_config::update_support_hours(tx, hours, now)?;
        let details = json!({ "before": before, "after": hours });
        audit::record(
            tx,
            identity,
            "support.hours",
            "house".to_owned(),
            details,
            now,
        )
    })
    .await
}

/// Has tickets carried to the topics of a group from now on, or to the helpers' private chats.
///
/// # Errors
/// Refusals for a group without topics, and for one where the bot may not manage them.
pub async fn set_group(
    ctx: &Ctx,
    actor: &Actor,
    forum: Option<Forum>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageSupport)?;
    if let Some(forum) = &forum {
        judge(forum)?;
    }
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let before = crud::bot_config::get_support(tx)?.group;
        let (group, title) = match &forum {
            Some(forum) => (Some(forum.chat), Some(forum.title.as_str())),
            None => (None, None),
        };
        crud::bot_config::update_support_group(tx, group, title, now)?;
        let details = json!({ "before": before, "after": group });
        audit::record(
            tx,
            identity,
            "support.group",
            "house".to_owned(),
            details,
            now,
        )
    })
    .await
}

/// Refuses a group that cannot have the topics of tickets.
pub fn judge(forum: &Forum) -> Result<(), Refusal> {
    let title = forum.title.clone();
    if !forum.is_forum {
        return Err(Refusal::Support(SupportRefusal::NoForum { title }));
    }
    if !forum.is_admin || !forum.manages_topics {
        return Err(Refusal::Support(SupportRefusal::NoTopicRight { title }));
    }
    Ok(())
}

/// The support's group has another number since it became a supergroup.
pub async fn migrated(
    ctx: &Ctx,
    old: ChatId,
    new: ChatId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| -> Result<(), ServiceError> {
            let known = crud::bot_config::get_support(tx)?;
            if known.group == Some(old) {
                let title = known.group_title;
                crud::bot_config::update_support_group(tx, Some(new), title.as_deref(), now)?;
            }
            Ok(())
        })
        .await
}

/// When the next ticket after an instant will have waited too long.
pub async fn next_due(ctx: &Ctx, after: Timestamp) -> Result<Option<Timestamp>, ServiceError> {
    ctx.db
        .read(move |connection| {
            let hours = crud::bot_config::get_support(connection)?.hours;
            if hours == 0 {
                return Ok(None);
            }
            let since = crud::tickets::next_unanswered(connection, after - hours * HOUR)?;
            Ok(since.map(|since| since + hours * HOUR))
        })
        .await
}

/// Reminds helpers of what nobody answered for so many hours, once in so many hours, and forgets where old messages
/// stand. How many tickets helpers were reminded of.
pub async fn remind(ctx: &Ctx, now: Timestamp) -> Result<i64, ServiceError> {
    let mut reminded = 0;
    loop {
        let some = ctx
            .db
            .write(Durability::Full, move |tx| -> Result<i64, ServiceError> {
                let settings = crud::bot_config::get_support(tx)?;
                if settings.hours == 0 {
                    return Ok(0);
                }
                let since = now - settings.hours * HOUR;
                let late = crud::tickets::list_unanswered(tx, since, PORTION)?;
                for ticket in &late {
                    let waited = ticket.waits_since.map_or(0, |since| now.since(since));
                    let news = TicketNews::Waiting {
                        hours: waited / HOUR,
                    };
                    let mut chats = private_chats(tx, ticket, now)?;
                    if let Some(group) = settings.group {
                        // Where all read the topic, only whoever looks after it is told apart.
                        chats.retain(|_| ticket.taken_by.is_some());
                        chats.push(group);
                    }
                    tell(tx, ticket, news, chats, now.0, now)?;
                    crud::tickets::update_reminded(tx, ticket.id, now)?;
                }
                Ok(i64::try_from(late.len()).unwrap_or(i64::MAX))
            })
            .await?;
        reminded += some;
        if some < PORTION {
            break;
        }
    }
    if reminded > 0 {
        ctx.task_added.notify_one();
    }
    ctx.db
        .write(Durability::Normal, move |tx| {
            let before = now.plus_days(-KEPT_COPIES_DAYS);
            Ok::<_, ServiceError>(crud::tickets::delete_copies_before(tx, before, BROOM)?)
        })
        .await?;
    Ok(reminded)
}
