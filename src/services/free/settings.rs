//! What admins set for the Free queue: the waiting time, and the channel's join-request link.

use super::super::ServiceError;
use super::super::access;
use super::super::audit;
use super::super::unit::act;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::ChatId;
use crate::models::Door;
use crate::models::NewLink;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Timestamp;
use serde_json::json;

/// The longest waiting time: a week.
pub const MOST_WAIT_MINUTES: i64 = 10_080;

/// Reads a typed waiting time: whole minutes from 0 to a week.
pub fn parse_wait_time(text: &str) -> Result<i64, Refusal> {
    let digits = text.trim();
    let minutes = digits
        .parse()
        .ok()
        .filter(|minutes| (0..=MOST_WAIT_MINUTES).contains(minutes));
    // "+5" parses as a number, but nobody means it as one.
    minutes
        .filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
        .ok_or(Refusal::WaitTimeInvalid)
}

/// Sets the waiting time of new requests. Pending ones keep theirs; returns how many wait.
pub async fn set_wait_time(
    ctx: &Ctx,
    actor: &Actor,
    minutes: i64,
    now: Timestamp,
) -> Result<i64, ServiceError> {
    actor.need(Permission::Configure)?;
    if !(0..=MOST_WAIT_MINUTES).contains(&minutes) {
        return Err(Refusal::WaitTimeInvalid.into());
    }
    let identity = actor.identity;
    let pending = act(ctx, actor, now, move |tx| {
        access::need_door(tx, Door::Free)?;
        let before = crud::bot_config::get(tx)?.wait_time_minutes;
        crud::bot_config::update_wait_time(tx, minutes, now)?;
        let details = json!({ "before": before, "after": minutes });
        let target = format!("door:{}", Door::Free.name());
        audit::record(tx, identity, "config.wait_time", target, details, now)?;
        Ok(crud::requests::count_pending(tx)?)
    })
    .await;
    super::super::settings::refresh(ctx).await?;
    pending
}

/// The channel's join-request link, if one was made.
pub async fn join_link(ctx: &Ctx, actor: &Actor) -> Result<(ChatId, Option<String>), ServiceError> {
    actor.need(Permission::ManageQueue)?;
    ctx.db
        .read(|connection| {
            let chat = access::need_door(connection, Door::Free)?;
            let link = crud::links::get_join_request(connection, chat)?;
            Ok((chat, link.map(|link| link.link)))
        })
        .await
}

/// Keeps the channel's join-request link that Telegram made.
pub async fn keep_join_link(
    ctx: &Ctx,
    actor: &Actor,
    chat: ChatId,
    link: String,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageQueue)?;
    let row = NewLink {
        link,
        chat,
        user: None,
        fact: format!("join_request:{chat}"),
        expires_at: None,
    };
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        crud::links::insert(tx, &row, now)?;
        let details = json!({ "before": null, "after": "join request" });
        audit::record(
            tx,
            identity,
            "queue.link_made",
            format!("chat:{chat}"),
            details,
            now,
        )
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_waiting_time_is_whole_minutes_up_to_a_week() {
        for (text, minutes) in [("0", 0), ("5", 5), (" 10080 ", 10_080), ("007", 7)] {
            assert_eq!(parse_wait_time(text), Ok(minutes), "{text}");
        }
        for text in [
            "",
            "-1",
            "+5",
            "10081",
            "1.5",
            "5 min",
            "cinco",
            "٥",
            "99999999999999999999",
        ] {
            assert_eq!(
                parse_wait_time(text),
                Err(Refusal::WaitTimeInvalid),
                "{text}"
            );
        }
    }
}
