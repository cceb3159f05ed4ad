//! What an admin does to one person: moving the end of access, removing, banning, a link, a note, a word.

use super::desk::is_staff;
use super::note_removed;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::AuditId;
use crate::models::ChatId;
use crate::models::Door;
use crate::models::EndMove;
use crate::models::HOUR;
use crate::models::LinkPromise;
use crate::models::MOST_MEMBER_NOTE;
use crate::models::MOST_STEP_DAYS;
use crate::models::MemberRefusal;
use crate::models::MessageId;
use crate::models::Moved;
use crate::models::Permission;
use crate::models::Person;
use crate::models::Presence;
use crate::models::Refusal;
use crate::models::Source;
use crate::models::Subscriber;
use crate::models::SupportRefusal;
use crate::models::Task;
use crate::models::TaskState;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::UserStatus;
use crate::models::Written;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::audit;
use crate::services::expiry;
use crate::services::persons::visible;
use crate::services::unit::act;
use crate::utils::order::InOrder;
use rusqlite::Connection;
use serde_json::Value;
use serde_json::json;

/// How long a moved end waits before it is told: several presses in a row make one message.
const TELL_AFTER_SECONDS: i64 = 5;
/// How long an album waits for another part.
const ALBUM_SECONDS: i64 = 2;

/// Moves the end of access, or gives access to somebody who has none. The person is told, reminders follow the new
/// end, and whoever comes back gets a link. An end that would be over is not set: `WouldEnd` says so.
///
/// # Errors
/// Refusals for access without an end, for somebody banned, and for a step beyond the bounds.
pub async fn move_end(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    how: EndMove,
    now: Timestamp,
) -> Result<Moved, ServiceError> {
    actor.need(Permission::ManageMembers)?;
    let (identity, admin) = (actor.identity, actor.identity.user());
    act(ctx, actor, now, move |tx| {
        access::need_door(tx, Door::Vip)?;
        let person = crud::users::get(tx, user)?.ok_or(Refusal::NotFound)?;
        if person.status == UserStatus::Banned {
            return Err(Refusal::Member(MemberRefusal::MemberBanned).into());
        }
        let before = crud::subscribers::get(tx, user)?;
        let running = before.as_ref().and_then(|found| running_end(found, now));
        let until = new_end(running, how, now)?;
        if until.is_some_and(|end| end <= now) {
            running.ok_or(Refusal::Member(MemberRefusal::MemberWithoutAccess))?;
            return Ok(Moved::WouldEnd);
        }
        if running == Some(until) {
            return Ok(Moved::Until(until));
        }
        let cause = admin.map_or_else(|| "system".to_owned(), |admin| format!("admin:{admin}"));
        let grant = access::set_end(tx, user, until, cause, now)?;
        let action = if grant.is_extension {
            "vip.end_moved"
        } else {
            "vip.granted"
        };
        let details = json!({ "before": running.map(end_json), "after": end_json(until) });
        let fact = audit::append(tx, identity, action, format!("user:{user}"), details, now)?;
        if !grant.is_extension {
            let hours = until.map(|end| (end.since(now) / HOUR).max(1));
            crud::statistics::count_term(tx, hours, now)?;
            if let Some(admin) = admin {
                crud::subscribers::update_source(tx, user, Source::Grant(admin))?;
            }
            let task = Task::DeliverVipLink {
                user,
                fact: format!("grant:{}", grant.period),
            };
            crud::tasks::insert(tx, &task, now, now)?;
        }
        let task = Task::TellAccess {
            user,
            until,
            is_new: !grant.is_extension,
            fact,
        };
        let due_at = if grant.is_extension {
            now + TELL_AFTER_SECONDS
        } else {
            now
        };
        crud::tasks::insert(tx, &task, due_at, now)?;
        Ok(Moved::Until(until))
    })
    .await
}

/// The end of the access that runs at `now`; the inner `None` = for life.
pub(super) fn running_end(subscriber: &Subscriber, now: Timestamp) -> Option<Option<Timestamp>> {
    let runs = subscriber.is_active && subscriber.expiry_date.is_none_or(|end| end > now);
    runs.then_some(subscriber.expiry_date)
}

fn new_end(
    running: Option<Option<Timestamp>>,
    how: EndMove,
    now: Timestamp,
) -> Result<Option<Timestamp>, Refusal> {
    match how {
        EndMove::Never => Ok(None),
        EndMove::To(at) => Ok(Some(at)),
        EndMove::Days(days) if days == 0 || days.saturating_abs() > MOST_STEP_DAYS => {
            Err(Refusal::Member(MemberRefusal::DaysInvalid {
                most: MOST_STEP_DAYS,
            }))
        }
        EndMove::Days(days) => match running {
            Some(None) => Err(Refusal::Member(MemberRefusal::MemberForLife)),
            Some(Some(end)) => Ok(Some(end.plus_days(days))),
            None => Ok(Some(now.plus_days(days))),
        },
    }
}

fn end_json(end: Option<Timestamp>) -> Value {
    end.map_or_else(|| json!("life"), |at| json!(at.0))
}

/// Whether what a task would say of somebody's access is still so; a newer message follows otherwise.
pub async fn is_access_until(
    ctx: &Ctx,
    user: UserId,
    until: Option<Timestamp>,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    ctx.db
        .read(move |connection| {
            let found = crud::subscribers::get(connection, user)?;
            let running = found.and_then(|found| running_end(&found, now));
            Ok(running == Some(until) && !crud::users::is_banned(connection, user)?)
        })
        .await
}

/// Ends access at once and has the person removed, or removes whoever is inside without a right.
pub async fn remove_now(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageMembers)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let chat = access::need_door(tx, Door::Vip)?;
        crud::users::get(tx, user)?.ok_or(Refusal::NotFound)?;
        refuse_protected(tx, user, now)?;
        let found = crud::subscribers::get(tx, user)?;
        let before = found.as_ref().and_then(|found| running_end(found, now));
        let details = json!({ "before": before.map(end_json), "after": now.0 });
        let fact = audit::append(
            tx,
            identity,
            "vip.removal_ordered",
            format!("user:{user}"),
            details,
            now,
        )?;
        let presence = crud::members::get_presence(tx, chat, user)?;
        match found {
            Some(found) if found.is_whitelisted => {
                Err(Refusal::Member(MemberRefusal::MemberWhitelisted).into())
            }
            Some(found) if found.is_active => {
                expiry::end_by_hand(tx, &found, identity.user().unwrap_or(user), now)
            }
            _ if !presence.is_some_and(Presence::is_inside) => {
                Err(Refusal::Member(MemberRefusal::MemberNotInside).into())
            }
            // A stay after the end is over too: that is what the admin asks for.
            Some(found) => expiry::remove_at(tx, &found, now, now),
            None => {
                let task = Task::RemoveStray {
                    user,
                    chat,
                    audit: None,
                    fact,
                };
                crud::tasks::insert(tx, &task, now, now)?;
                Ok(())
            }
        }
    })
    .await
}

/// Staff, and admins of a channel, are not put out.
pub(in crate::services) fn refuse_protected(
    connection: &Connection,
    user: UserId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let mut is_protected = is_staff(connection, user, now)?;
    for door in [Door::Vip, Door::Free] {
        if let Some(chat) = crud::bot_config::get(connection)?.channel(door) {
            is_protected |=
                crud::members::get_presence(connection, chat, user)? == Some(Presence::Admin);
        }
    }
    if is_protected {
        return Err(Refusal::Member(MemberRefusal::MemberProtected).into());
    }
    Ok(())
}

/// Whether the house is shut to a person, for the task that carries it to the channels.
pub async fn is_banned(ctx: &Ctx, user: UserId) -> Result<bool, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::users::is_banned(connection, user)?))
        .await
}

/// Has a fresh personal link made for somebody with access. Older ones end when it is made.
pub async fn send_link(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    now: Timestamp,
) -> Result<LinkPromise, ServiceError> {
    actor.need(Permission::ManageMembers)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        access::need_door(tx, Door::Vip)?;
        if !access::is_entitled(tx, user, now)? {
            return Err(Refusal::Member(MemberRefusal::MemberWithoutAccess).into());
        }
        let promise = access::promise_link(tx, user)?;
        let fact = audit::append(
            tx,
            identity,
            "vip.link_ordered",
            format!("user:{user}"),
            None,
            now,
        )?;
        let task = Task::DeliverVipLink {
            user,
            fact: format!("ordered:{fact}"),
        };
        crud::tasks::insert(tx, &task, now, now)?;
        Ok(promise)
    })
    .await
}

/// Notes and words to a person are for whoever looks after people, or after members.
fn need_care(actor: &Actor) -> Result<(), Refusal> {
    if actor.permissions.has(Permission::ManageMembers) {
        return Ok(());
    }
    actor.need(Permission::ManagePeople)
}

/// Keeps the staff's words on a person; an empty text takes them away.
pub async fn set_note(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    text: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    need_care(actor)?;
    let text = text.trim().to_owned();
    if text.chars().count() > MOST_MEMBER_NOTE as usize {
        return Err(Refusal::NoteTooLong {
            most: MOST_MEMBER_NOTE,
        }
        .into());
    }
    let actor = *actor;
    let identity = actor.identity;
    act(ctx, &actor, now, move |tx| {
        let person = visible(tx, &actor, user)?;
        let note = Some(text).filter(|text| !text.is_empty());
        crud::users::update_note(tx, user, note.as_deref())?;
        let details = json!({ "before": person.note, "after": note });
        audit::record(
            tx,
            identity,
            "user.noted",
            format!("user:{user}"),
            details,
            now,
        )
    })
    .await
}

/// Has an admin's message handed on to a person; the admin hears how it went. An album waits for its other parts.
///
/// # Errors
/// A refusal for somebody banned: nothing reaches them.
pub async fn write_to(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    message: MessageId,
    album: Option<String>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let details = json!({ "message": message.0, "album": album });
    let said = Said {
        messages: vec![message],
        text: None,
        album,
        details: Some(details),
    };
    say(ctx, actor, user, said, now).await
}

/// The same of a text that lies in no chat.
pub async fn write_text(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    written: &Written,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let said = Said {
        messages: Vec::new(),
        text: Some(written.source()),
        album: None,
        details: None,
    };
    say(ctx, actor, user, said, now).await
}

/// What is handed on, and what the log tells of it.
struct Said {
    messages: Vec<MessageId>,
    text: Option<String>,
    album: Option<String>,
    details: Option<Value>,
}

async fn say(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    said: Said,
    now: Timestamp,
) -> Result<(), ServiceError> {
    need_care(actor)?;
    let actor = *actor;
    let identity = actor.identity;
    let admin = identity.user().ok_or(Refusal::NotAllowed)?;
    act(ctx, &actor, now, move |tx| {
        if visible(tx, &actor, user)?.status == UserStatus::Banned {
            return Err(Refusal::Support(SupportRefusal::AskerBanned).into());
        }
        let (action, target) = ("user.written_to", format!("user:{user}"));
        let fact = audit::append(tx, identity, action, target, said.details, now)?;
        let due_at = match said.album {
            Some(_) => now + ALBUM_SECONDS,
            None => now,
        };
        let task = Task::HandOn {
            user,
            admin,
            messages: said.messages,
            text: said.text,
            album: said.album,
            fact,
        };
        crud::tasks::insert(tx, &task, due_at, now)?;
        Ok(())
    })
    .await
}

/// Adds another part to an album that is to be handed on. False if no such album waits for parts.
pub async fn add_part(
    ctx: &Ctx,
    actor: &Actor,
    message: MessageId,
    album: String,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let Some(admin) = actor.identity.user() else {
        return Ok(false);
    };
    let key = Task::HandOn {
        user: admin,
        admin,
        messages: Vec::new(),
        text: None,
        album: Some(album),
        fact: 0,
    }
    .dedupe_key();
    let known = key.clone();
    let waits = ctx
        .db
        .read(move |connection| Ok::<_, ServiceError>(crud::tasks::get_open(connection, &known)?))
        .await?;
    if waits.is_none() {
        return Ok(false);
    }
    need_care(actor)?;
    act(ctx, actor, now, move |tx| {
        let Some(mut task) = crud::tasks::get_open(tx, &key)? else {
            return Ok(false);
        };
        if let Task::HandOn { messages, .. } = &mut task {
            messages.push(message);
            messages.order_by_key(|message| message.0);
            messages.dedup();
        }
        crud::tasks::update_payload(tx, &task, now + ALBUM_SECONDS)?;
        Ok(true)
    })
    .await
}

/// Registers somebody whom a forward, or Telegram, names, so that they have a card.
pub async fn met(
    ctx: &Ctx,
    actor: &Actor,
    person: Person,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::SeeMembers)?;
    ctx.db
        .write(Durability::Normal, move |tx| {
            Ok(crud::users::upsert_seen(tx, &person, false, now)?)
        })
        .await
}

/// Why somebody without a right is not removed after all; `None` = remove them.
pub async fn stray(
    ctx: &Ctx,
    user: UserId,
    audit: Option<AuditId>,
    now: Timestamp,
) -> Result<Option<&'static str>, ServiceError> {
    ctx.db
        .read(move |connection| {
            if let Some(id) = audit {
                let found = crud::access_audits::get(connection, id)?;
                if found.is_none_or(|found| found.undone_at.is_some()) {
                    return Ok(Some("undone"));
                }
            }
            if access::is_entitled(connection, user, now)? {
                return Ok(Some("has access now"));
            }
            cared_for(connection, user, now)
        })
        .await
}

/// Why somebody without a right is left alone: their end is held by the brake, or they may stay after it, or their
/// removal is on its way. `None` = nobody else looks after them.
pub(super) fn cared_for(
    connection: &Connection,
    user: UserId,
    now: Timestamp,
) -> Result<Option<&'static str>, ServiceError> {
    let Some(found) = crud::subscribers::get(connection, user)? else {
        return Ok(None);
    };
    if crud::users::is_banned(connection, user)? {
        return Ok(None);
    }
    if found.is_active {
        return Ok(Some("their end waits for an admin"));
    }
    if access::grace_of(connection, user, now)?.is_some() {
        return Ok(Some("may still stay"));
    }
    let removal = Task::RemoveMember {
        user,
        period: found.period_id,
    };
    let state = crud::tasks::get_state(connection, &removal.dedupe_key())?;
    let is_leaving = matches!(state, Some(TaskState::Due | TaskState::Waiting));
    Ok(is_leaving.then_some("their removal is on its way"))
}

/// Keeps that somebody without a right was removed: for an access audit, or for another cause.
pub async fn stray_removed(
    ctx: &Ctx,
    user: UserId,
    chat: ChatId,
    audit: Option<AuditId>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| {
            let cause = audit.map(|id| format!("audit:{id}"));
            note_removed(tx, user, chat, None, cause, now)
        })
        .await?;
    ctx.task_added.notify_one();
    Ok(())
}
