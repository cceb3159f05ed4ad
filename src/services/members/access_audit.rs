//! The access audit: everybody the house knows is compared with what Telegram says of them in the channel.

use super::acts;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::AccessAudit;
use crate::models::Actor;
use crate::models::AuditFinding;
use crate::models::AuditId;
use crate::models::AuditPeople;
use crate::models::AuditView;
use crate::models::ChatId;
use crate::models::Door;
use crate::models::MemberRefusal;
use crate::models::MessageId;
use crate::models::PAGE_ROWS;
use crate::models::Page;
use crate::models::Permission;
use crate::models::Presence;
use crate::models::Refusal;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::UNDO_SECONDS;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::audit;
use crate::services::expiry;
use crate::services::unit::act;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::json;

/// People asked about between two words on the progress.
const SLICE: i64 = 30;
/// Names shown beside each count.
const NAMES: i64 = 5;
/// People for whom tasks are made at once.
const BATCH: i64 = 1_000;

/// Begins an audit, or finds the one under way.
pub async fn begin(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<AuditId, ServiceError> {
    actor.need(Permission::ManageMembers)?;
    let admin = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let chat = access::need_door(tx, Door::Vip)?;
        if crud::access_audits::get_last(tx, "looking")?.is_some() {
            return Err(Refusal::Member(MemberRefusal::AuditRunning).into());
        }
        let id = crud::access_audits::insert(tx, admin, chat, now)?;
        audit::record(
            tx,
            identity,
            "access_audit.begun",
            format!("audit:{id}"),
            None,
            now,
        )?;
        crud::tasks::insert(tx, &Task::LookAudit { audit: id }, now, now)?;
        Ok(id)
    })
    .await
}

/// The audit under way, else the newest that is ready.
pub async fn last(ctx: &Ctx, actor: &Actor) -> Result<Option<AuditView>, ServiceError> {
    actor.need(Permission::ManageMembers)?;
    ctx.db
        .read(|connection| {
            let looking = crud::access_audits::get_last(connection, "looking")?;
            let found = match looking {
                Some(found) => Some(found),
                None => crud::access_audits::get_last(connection, "ready")?,
            };
            found.map(|found| view_in(connection, found)).transpose()
        })
        .await
}

/// An audit with its counts.
pub async fn view(ctx: &Ctx, actor: &Actor, id: AuditId) -> Result<AuditView, ServiceError> {
    actor.need(Permission::ManageMembers)?;
    ctx.db
        .read(move |connection| {
            let found = crud::access_audits::get(connection, id)?.ok_or(Refusal::NotFound)?;
            view_in(connection, found)
        })
        .await
}

fn view_in(connection: &Connection, found: AccessAudit) -> Result<AuditView, ServiceError> {
    let id = found.id;
    let count = |finding| crud::access_audits::count(connection, id, finding);
    let names = |finding| -> Result<Vec<String>, ServiceError> {
        crud::access_audits::list_after(connection, id, finding, UserId(0), NAMES)?
            .into_iter()
            .map(|user| access::name_of(connection, user))
            .collect()
    };
    let (outside, strays, unknown) = (
        count(AuditFinding::Outside)?,
        count(AuditFinding::Stray)?,
        count(AuditFinding::Unknown)?,
    );
    let asked = outside + strays + unknown + count(AuditFinding::Fine)?;
    Ok(AuditView {
        asked,
        total: asked + count(AuditFinding::Unasked)?,
        outside,
        strays,
        unknown,
        outside_names: names(AuditFinding::Outside)?,
        stray_names: names(AuditFinding::Stray)?,
        known_inside: crud::members::count_inside(connection, found.chat)?,
        allowed: expiry::allowed(connection)?,
        audit: found,
    })
}

/// A page of one of its lists.
pub async fn people(
    ctx: &Ctx,
    actor: &Actor,
    id: AuditId,
    finding: AuditFinding,
    page: u32,
) -> Result<AuditPeople, ServiceError> {
    actor.need(Permission::ManageMembers)?;
    ctx.db
        .read(move |connection| {
            let limit = i64::from(PAGE_ROWS);
            let offset = limit * i64::from(page);
            let found = crud::access_audits::list(connection, id, finding, limit, offset)?;
            let mut rows = Vec::with_capacity(found.rows.len());
            for user in found.rows {
                rows.push((user, access::name_of(connection, user)?));
            }
            Ok(AuditPeople {
                audit: id,
                finding,
                page: Page::new(rows, page, found.total),
            })
        })
        .await
}

/// Stops asking; what was found so far is given up.
pub async fn stop(
    ctx: &Ctx,
    actor: &Actor,
    id: AuditId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageMembers)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        if !crud::access_audits::update_state(tx, id, "stopped")? {
            return Err(Refusal::AlreadyApplied.into());
        }
        audit::record(
            tx,
            identity,
            "access_audit.stopped",
            format!("audit:{id}"),
            json!({ "before": "looking", "after": "stopped" }),
            now,
        )
    })
    .await
}

/// What the task that asks Telegram needs now.
#[derive(Clone, Debug)]
pub struct Slice {
    pub view: AuditView,
    /// Whom to ask about next; empty = all were asked about.
    pub people: Vec<UserId>,
}

/// The next people to ask about. `None` if the audit was stopped or is gone.
pub async fn slice(ctx: &Ctx, id: AuditId) -> Result<Option<Slice>, ServiceError> {
    ctx.db
        .read(move |connection| {
            let found = crud::access_audits::get(connection, id)?;
            let Some(found) = found.filter(|found| !found.is_stopped) else {
                return Ok(None);
            };
            let people = crud::access_audits::list_after(
                connection,
                id,
                AuditFinding::Unasked,
                UserId(0),
                SLICE,
            )?;
            Ok(Some(Slice {
                view: view_in(connection, found)?,
                people,
            }))
        })
        .await
}

/// Keeps what Telegram said about some people; `None` = it knows nothing of them.
pub async fn found(
    ctx: &Ctx,
    id: AuditId,
    chat: ChatId,
    answers: Vec<(UserId, Option<Presence>)>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            for (user, presence) in answers {
                let finding = match presence {
                    None => AuditFinding::Unknown,
                    Some(presence) => {
                        crud::members::upsert_presence(tx, chat, user, presence, now)?;
                        judge(tx, user, presence, now)?
                    }
                };
                crud::access_audits::update_finding(tx, id, user, finding)?;
            }
            Ok(())
        })
        .await
}

/// Whoever the brake holds, may stay after their end, or is on their way out is no stray: others look after them.
fn judge(
    connection: &Connection,
    user: UserId,
    presence: Presence,
    now: Timestamp,
) -> Result<AuditFinding, ServiceError> {
    if presence == Presence::Admin {
        return Ok(AuditFinding::Fine);
    }
    if !presence.is_inside() {
        let subscriber = crud::subscribers::get(connection, user)?;
        let is_owed = subscriber.is_some_and(|found| found.is_entitled(now))
            && !crud::users::is_banned(connection, user)?;
        return Ok(if is_owed {
            AuditFinding::Outside
        } else {
            AuditFinding::Fine
        });
    }
    if access::is_entitled(connection, user, now)? {
        return Ok(AuditFinding::Fine);
    }
    Ok(match acts::cared_for(connection, user, now)? {
        Some(_) => AuditFinding::Fine,
        None => AuditFinding::Stray,
    })
}

/// Keeps how many members Telegram counts.
pub async fn counted(ctx: &Ctx, id: AuditId, member_count: i64) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            Ok(crud::access_audits::update_member_count(
                tx,
                id,
                member_count,
            )?)
        })
        .await
}

/// Keeps the message that shows the progress.
pub async fn shown(ctx: &Ctx, id: AuditId, message: MessageId) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            Ok(crud::access_audits::update_progress(tx, id, message)?)
        })
        .await
}

/// Everybody was asked about: the lists are ready.
pub async fn finish(ctx: &Ctx, id: AuditId) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| {
            crud::access_audits::update_state(tx, id, "ready")?;
            Ok(())
        })
        .await
}

/// Has a link sent to everybody with access who is outside, once.
pub async fn send_links(
    ctx: &Ctx,
    actor: &Actor,
    id: AuditId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageMembers)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        if !crud::access_audits::update_links_sent(tx, id, now)? {
            return Err(Refusal::AlreadyApplied.into());
        }
        let count = for_each(tx, id, AuditFinding::Outside, |user| {
            let task = Task::DeliverVipLink {
                user,
                fact: format!("audit:{id}:{user}"),
            };
            crud::tasks::insert(tx, &task, now, now)?;
            Ok(())
        })?;
        let details = json!({ "links": count });
        audit::record(
            tx,
            identity,
            "access_audit.links_sent",
            format!("audit:{id}"),
            details,
            now,
        )
    })
    .await
}

/// Plans the removal of everybody inside without a right: they go when the time to undo it is over.
pub async fn remove(
    ctx: &Ctx,
    actor: &Actor,
    id: AuditId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageMembers)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let found = crud::access_audits::get(tx, id)?.ok_or(Refusal::NotFound)?;
        let due_at = now + UNDO_SECONDS;
        if !crud::access_audits::update_removals(tx, id, due_at)? {
            return Err(Refusal::AlreadyApplied.into());
        }
        let details = json!({ "count": crud::access_audits::count(tx, id, AuditFinding::Stray)? });
        let fact = audit::append(
            tx,
            identity,
            "access_audit.removal",
            format!("audit:{id}"),
            details,
            now,
        )?;
        for_each(tx, id, AuditFinding::Stray, |user| {
            let task = Task::RemoveStray {
                user,
                chat: found.chat,
                audit: Some(id),
                fact,
            };
            crud::tasks::insert(tx, &task, due_at, now)?;
            Ok(())
        })?;
        Ok(())
    })
    .await
}

fn for_each(
    tx: &Transaction<'_>,
    id: AuditId,
    finding: AuditFinding,
    mut act: impl FnMut(UserId) -> Result<(), ServiceError>,
) -> Result<i64, ServiceError> {
    let (mut after, mut count) = (UserId(0), 0);
    loop {
        let people = crud::access_audits::list_after(tx, id, finding, after, BATCH)?;
        let Some(last) = people.last() else {
            return Ok(count);
        };
        after = *last;
        for user in people {
            act(user)?;
            count += 1;
        }
    }
}

/// Takes the planned removals back: nobody goes.
///
/// # Errors
/// `UndoOver` if they began.
pub async fn undo(
    ctx: &Ctx,
    actor: &Actor,
    id: AuditId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageMembers)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let found = crud::access_audits::get(tx, id)?.ok_or(Refusal::NotFound)?;
        if found.undone_at.is_some() {
            return Err(Refusal::AlreadyApplied.into());
        }
        if !crud::access_audits::update_undone(tx, id, now)? {
            return Err(Refusal::Member(MemberRefusal::UndoOver).into());
        }
        audit::record(
            tx,
            identity,
            "access_audit.undone",
            format!("audit:{id}"),
            json!({ "before": "planned", "after": "undone" }),
            now,
        )
    })
    .await
}
