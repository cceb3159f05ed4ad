//! Migration links: who is inside the VIP channel already opens one and gets the access it gives, once.

use super::acts::running_end;
use crate::context::Ctx;
use crate::crud;
use crate::crud::migration_links::NewMigration;
use crate::models::Actor;
use crate::models::Door;
use crate::models::MemberRefusal;
use crate::models::Migration;
use crate::models::MigrationDraft;
use crate::models::MigrationGift;
use crate::models::MigrationId;
use crate::models::PAGE_ROWS;
use crate::models::Page;
use crate::models::Permission;
use crate::models::Presence;
use crate::models::Refusal;
use crate::models::Source;
use crate::models::Task;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::audit;
use crate::services::tokens::MOST_HOURS;
use crate::services::unit::act;
use crate::utils::seal::hex;
use ring::digest::SHA256;
use ring::digest::digest;
use rusqlite::Transaction;
use serde_json::json;

/// What the payload of a link begins with.
pub const PREFIX: &str = "m_";
/// The longest time a link lives, and the most people it may be limited to.
pub const MOST_VALID_DAYS: u32 = 365;
pub const MOST_USES: u32 = 100_000;

fn hash(code: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest(&SHA256, code.as_bytes()).as_ref());
    bytes
}

/// Makes a link and leaves the task that hands it to its maker. The same press makes one.
pub async fn make(
    ctx: &Ctx,
    actor: &Actor,
    draft: MigrationDraft,
    made_from: Option<String>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageMembers)?;
    let admin = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    check(draft, now)?;
    let mut random = [0u8; 16];
    getrandom::fill(&mut random)
        .map_err(|error| ServiceError::Fault(format!("no randomness: {error}")))?;
    let code = hex(&random);
    let sealed = ctx
        .seal
        .seal(&code)
        .map_err(|error| ServiceError::Fault(format!("a link could not be sealed: {error}")))?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        access::need_door(tx, Door::Vip)?;
        if let Some(press) = &made_from
            && crud::migration_links::is_made_from(tx, press)?
        {
            return Err(Refusal::AlreadyApplied.into());
        }
        let row = NewMigration {
            hash: hash(&code),
            made_by: admin,
            made_from,
            gift: draft.gift,
            valid_until: now.plus_days(i64::from(draft.valid_days)),
            max_uses: (draft.max_uses > 0).then(|| i64::from(draft.max_uses)),
        };
        let link = crud::migration_links::insert(tx, &row, now)?;
        let details = json!({ "valid_days": draft.valid_days, "max_uses": draft.max_uses });
        audit::record(
            tx,
            identity,
            "migration.made",
            format!("migration:{link}"),
            details,
            now,
        )?;
        let task = Task::DeliverMigrationLink {
            link,
            user: admin,
            sealed,
        };
        crud::tasks::insert(tx, &task, now, now)?;
        Ok(())
    })
    .await
}

/// Whether a link like that may be made: buttons are a person's input.
pub fn check(draft: MigrationDraft, now: Timestamp) -> Result<(), Refusal> {
    match draft.gift {
        MigrationGift::Until(at) if at <= now => {
            return Err(Refusal::Member(MemberRefusal::DateOver));
        }
        MigrationGift::Hours(Some(hours)) if !(1..=MOST_HOURS).contains(&hours) => {
            return Err(Refusal::NumberInvalid {
                least: 1,
                most: MOST_HOURS,
            });
        }
        MigrationGift::Until(_) | MigrationGift::Hours(_) => {}
    }
    let number = |value: u32, least: u32, most: u32| {
        if (least..=most).contains(&value) {
            Ok(())
        } else {
            Err(Refusal::NumberInvalid {
                least: i64::from(least),
                most: i64::from(most),
            })
        }
    };
    number(draft.valid_days, 1, MOST_VALID_DAYS)?;
    number(draft.max_uses, 0, MOST_USES)
}

/// A link and its code as the maker is shown them. `None` if the link is gone.
pub async fn opened(
    ctx: &Ctx,
    id: MigrationId,
    sealed: &str,
) -> Result<Option<(Migration, String)>, ServiceError> {
    let code = ctx
        .seal
        .open(sealed)
        .map_err(|error| ServiceError::Fault(error.to_string()))?;
    ctx.db
        .read(move |connection| {
            Ok(crud::migration_links::get(connection, id)?.map(|link| (link, code)))
        })
        .await
}

/// A page of the links.
pub async fn list(ctx: &Ctx, actor: &Actor, page: u32) -> Result<Page<Migration>, ServiceError> {
    actor.need(Permission::ManageMembers)?;
    ctx.db
        .read(move |connection| {
            let rows = i64::from(PAGE_ROWS);
            let found = crud::migration_links::list(connection, rows, rows * i64::from(page))?;
            Ok(Page::new(found.rows, page, found.total))
        })
        .await
}

/// Makes a link useless.
pub async fn revoke(
    ctx: &Ctx,
    actor: &Actor,
    id: MigrationId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageMembers)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        crud::migration_links::get(tx, id)?.ok_or(Refusal::NotFound)?;
        if crud::migration_links::update_revoked(tx, id, now)? {
            audit::record(
                tx,
                identity,
                "migration.revoked",
                format!("migration:{id}"),
                json!({ "before": "open", "after": "revoked" }),
                now,
            )?;
        }
        Ok(())
    })
    .await
}

/// Gives the access of a link to whoever opens it, if they are inside, once. `presence` is what Telegram says of them
/// now. Returns the end of access; `None` = for life.
///
/// # Errors
/// A refusal that says why they get nothing by it.
pub async fn open(
    ctx: &Ctx,
    actor: &Actor,
    code: &str,
    presence: Presence,
    now: Timestamp,
) -> Result<Option<Timestamp>, ServiceError> {
    let (hash, actor) = (hash(code), *actor);
    act(ctx, &actor, now, move |tx| {
        claim(tx, &actor, &hash, presence, now)
    })
    .await
}

fn claim(
    tx: &Transaction<'_>,
    actor: &Actor,
    hash: &[u8; 32],
    presence: Presence,
    now: Timestamp,
) -> Result<Option<Timestamp>, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let chat = access::need_door(tx, Door::Vip)?;
    let link = crud::migration_links::get_by_hash(tx, hash)?
        .ok_or(Refusal::Member(MemberRefusal::MigrationUnknown))?;
    if crud::migration_links::is_used_by(tx, link.id, user)? {
        return Err(Refusal::Member(MemberRefusal::MigrationUsed).into());
    }
    if link.revoked_at.is_some() || link.valid_until <= now {
        return Err(Refusal::Member(MemberRefusal::MigrationOver).into());
    }
    if !link.is_open(now) {
        return Err(Refusal::Member(MemberRefusal::MigrationUsedUp).into());
    }
    if !presence.is_inside() {
        return Err(Refusal::Member(MemberRefusal::MigrationOutside).into());
    }
    let until = match link.gift {
        MigrationGift::Hours(hours) => hours.map(|hours| now.plus_hours(hours)),
        MigrationGift::Until(at) => Some(at),
    };
    if until.is_some_and(|end| end <= now) {
        return Err(Refusal::Member(MemberRefusal::MigrationOver).into());
    }
    let found = crud::subscribers::get(tx, user)?;
    let running = found.and_then(|found| running_end(&found, now));
    let has_more = match (running, until) {
        (Some(None), _) => true,
        (Some(Some(has)), Some(end)) => has >= end,
        (Some(Some(_)), None) | (None, _) => false,
    };
    if let (Some(has), true) = (running, has_more) {
        return Err(Refusal::Member(MemberRefusal::MigrationNotNeeded { until: has }).into());
    }
    crud::members::upsert_presence(tx, chat, user, presence, now)?;
    crud::migration_links::insert_use(tx, link.id, user, now)?;
    let grant = access::set_end(tx, user, until, format!("migration:{}", link.id), now)?;
    if !grant.is_extension {
        crud::subscribers::update_source(tx, user, Source::Migration(link.id))?;
    }
    let end = |end: Option<Timestamp>| end.map_or_else(|| json!("life"), |at| json!(at.0));
    let details = json!({ "link": link.id.0, "before": running.map(end), "after": end(until) });
    audit::record(
        tx,
        actor.identity,
        "migration.used",
        format!("user:{user}"),
        details,
        now,
    )?;
    Ok(until)
}
