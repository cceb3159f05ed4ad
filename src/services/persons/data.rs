//! One person's data: handed over as a document, or erased.

use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::ErasurePlan;
use crate::models::Permission;
use crate::models::PersonRefusal;
use crate::models::Refusal;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::UserStatus;
use crate::models::VpnKind;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::audit;
use crate::services::expiry;
use crate::services::money;
use crate::services::persons::bans::close_request;
use crate::services::persons::visible;
use crate::services::unit::act;
use crate::services::vpn::keys::end_in;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::json;

/// What is kept of a person as a JSON document, and an audit row that it left the house. Secrets are not in it. It is
/// read before the act: nobody who writes waits for it.
pub async fn export(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<u8>, ServiceError> {
    actor.need(Permission::ManageData)?;
    let actor = *actor;
    let (parts, cut) = ctx
        .db
        .read(move |connection| -> Result<_, ServiceError> {
            visible(connection, &actor, user)?;
            Ok(crud::erasure::document(connection, user)?)
        })
        .await?;
    let document = json!({
        "user_id": user.0,
        "made_at": now.0,
        "times": "Unix seconds, UTC; days count from 1970-01-01",
        "most_rows_of_a_sort": crud::erasure::MOST_ROWS,
        "cut": cut,
        "data": parts,
    });
    let document = serde_json::to_vec_pretty(&document)
        .map_err(|error| ServiceError::Fault(format!("the document: {error}")))?;
    act(ctx, &actor, now, move |tx| {
        visible(tx, &actor, user)?;
        let target = format!("user:{user}");
        audit::record(tx, actor.identity, "user.exported", target, None, now)
    })
    .await?;
    Ok(document)
}

/// What an erasure would end and take away.
///
/// # Errors
/// Refusals as of [`erase`].
pub async fn plan(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    now: Timestamp,
) -> Result<ErasurePlan, ServiceError> {
    actor.need(Permission::ManageData)?;
    let actor = *actor;
    ctx.db
        .read(move |connection| {
            let person = visible(connection, &actor, user)?;
            refuse_staff(connection, user, now)?;
            let subscriber = crud::subscribers::get(connection, user)?;
            Ok(ErasurePlan {
                user,
                name: access::name_of(connection, user)?,
                counts: crud::persons::counts(connection, user)?,
                has_vip: subscriber.is_some_and(|found| found.is_active || found.is_whitelisted),
                is_banned: person.status == UserStatus::Banned,
            })
        })
        .await
}

/// Erases who a person is and what they said, and ends all they have. Rows that statistics and the law on money need
/// stay without a name; the chain of the audit stays whole; the one trial stays spent, and a ban stays. The person is
/// told, and may come back as somebody new.
///
/// # Errors
/// Refusals for somebody of the staff, and for somebody whose data were erased already.
pub async fn erase(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageData)?;
    let actor = *actor;
    let heard = ctx
        .db
        .read(move |connection| -> Result<_, ServiceError> {
            Ok(crud::inbox::list_done_of(connection, user)?)
        })
        .await?;
    act(ctx, &actor, now, move |tx| {
        let person = visible(tx, &actor, user)?;
        refuse_staff(tx, user, now)?;
        if crud::persons::more(tx, user)?.erased_at.is_some() {
            return Err(Refusal::Person(PersonRefusal::AlreadyErased).into());
        }
        end_access(tx, user, actor.identity.user().unwrap_or(user), now)?;
        let keys = end_keys(tx, user, now)?;
        close_request(tx, user, now)?;
        let tickets = crud::erasure::erase_tickets(tx, user, actor.identity.user(), now)?;
        crud::erasure::erase_keys(tx, user)?;
        money::orders::give_up_all(tx, user, actor.identity.user(), now)?;
        crud::erasure::erase_money(tx, user)?;
        crud::erasure::erase_notes(tx, user)?;
        let rows = crud::erasure::erase_audit(tx, user)?;
        crud::erasure::erase_person(tx, user, now)?;
        for seq in heard {
            crud::inbox::update_emptied(tx, seq)?;
        }
        let details = json!({ "keys": keys, "tickets": tickets, "rows": rows });
        let target = format!("user:{user}");
        let fact = audit::append(tx, actor.identity, "user.erased", target, details, now)?;
        let task = Task::TellErased {
            user,
            language: person.language.or(person.language_code),
            fact,
        };
        crud::tasks::insert(tx, &task, now, now)?;
        for ticket in crud::tickets::list_topics_of(tx, user)? {
            // Its words stand in the topic: the task deletes it, for its person is erased.
            crud::tasks::insert(tx, &Task::SettleTopic { ticket, fact }, now, now)?;
        }
        Ok(())
    })
    .await
}

/// Whoever works here is known by their acts: first the roles go.
fn refuse_staff(connection: &Connection, user: UserId, now: Timestamp) -> Result<(), ServiceError> {
    if crud::persons::roles(connection, user, now)?.is_empty() {
        Ok(())
    } else {
        Err(Refusal::Person(PersonRefusal::StaffNotErased).into())
    }
}

/// Their VIP access is over, the whitelist too, and they leave the channel.
fn end_access(
    tx: &Transaction<'_>,
    user: UserId,
    by: UserId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    crud::subscribers::update_whitelist(tx, user, false)?;
    match crud::subscribers::get(tx, user)? {
        Some(found) if found.is_active => expiry::end_by_hand(tx, &found, by, now),
        // Who was kept inside by the whitelist alone leaves too.
        Some(found) => expiry::remove_at(tx, &found, now, now),
        None => Ok(()),
    }
}

/// Every key is ended and every account over; nobody is told of each. Returns how many keys there were.
fn end_keys(tx: &Transaction<'_>, user: UserId, now: Timestamp) -> Result<usize, ServiceError> {
    let keys = crud::vpn_configs::of_user(tx, user)?;
    for key in &keys {
        end_in(tx, key.id, Some(user), now)?;
    }
    for kind in VpnKind::ALL {
        if let Some(mut account) = crud::vpn_accounts::of_user(tx, user, kind)? {
            account.expires_at = Some(account.expires_at.map_or(now, |end| end.min(now)));
            crud::vpn_accounts::update(tx, &account)?;
            crud::vpn_accounts::update_next(tx, account.id, None)?;
        }
    }
    Ok(keys.len())
}
