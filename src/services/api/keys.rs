//! API keys: made in chat and shown once, listed, changed, revoked.

use crate::context::Ctx;
use crate::crud;
use crate::crud::api_keys::KeyRow;
use crate::models::Actor;
use crate::models::ApiKey;
use crate::models::ApiKeyId;
use crate::models::ApiKeyLine;
use crate::models::ApiKeyView;
use crate::models::ApiRefusal;
use crate::models::Identity;
use crate::models::MOST_API_KEY_NAME;
use crate::models::MOST_API_KEYS;
use crate::models::MOST_API_RATE;
use crate::models::MadeApiKey;
use crate::models::NewApiKey;
use crate::models::PAGE_ROWS;
use crate::models::Page;
use crate::models::Permission;
use crate::models::PermissionSet;
use crate::models::Refusal;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::audit;
use crate::services::roles;
use crate::services::tokens::OrderedFrom;
use crate::services::unit::act;
use crate::utils::order::InOrder;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::json;

/// How a key begins.
pub const BEGINNING: &str = "ptr_";
/// Characters of a key that lists may show.
const SHOWN: usize = 8;
/// Keys that the list knows: the last ones made.
const MOST_LISTED: i64 = 500;

/// Makes a key and leaves the task that hands it to its maker. The same press makes one.
pub async fn make(
    ctx: &Ctx,
    actor: &Actor,
    new: NewApiKey,
    from: OrderedFrom,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageApi)?;
    let owner = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let new = checked(actor, new, now)?;
    let text = super::secret(BEGINNING)?;
    let hash = super::sha256(&text);
    let sealed = ctx
        .seal
        .seal(&text)
        .map_err(|error| ServiceError::Fault(format!("a key could not be sealed: {error}")))?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        if let Some(press) = &from.press
            && crud::api_keys::is_made_from(tx, press)?
        {
            return Err(Refusal::AlreadyApplied.into());
        }
        need_own_rate(tx, identity, 0, new.rate_per_minute)?;
        if crud::api_keys::count_open(tx, owner, now)? >= i64::from(MOST_API_KEYS) {
            return Err(ApiRefusal::TooManyKeys { most: MOST_API_KEYS }.into());
        }
        let row = KeyRow {
            key: &new,
            hash: &hash,
            prefix: text.get(..SHOWN).unwrap_or_default(),
            owner,
            made_from: from.press.as_deref(),
        };
        let id = crud::api_keys::insert(tx, &row, now)?;
        let details = json!({
            "scopes": names(new.scopes), "rate": new.rate_per_minute, "until": new.expires_at.map(|at| at.0),
        });
        audit::record(tx, identity, "api_key.made", target(id), details, now)?;
        let task = Task::DeliverApiKey { key: id, user: owner, chat: from.chat, sealed };
        crud::tasks::insert(tx, &task, now, now)?;
        Ok(())
    })
    .await
}

/// Whether a key was ever made: before it, there is no API.
pub async fn is_any(ctx: &Ctx) -> Result<bool, ServiceError> {
    ctx.db
        .read(|connection| Ok(crud::api_keys::is_any(connection)?))
        .await
}

/// What was ordered, if it can be made: a name, rights within the maker's own, and a rate.
fn checked(actor: &Actor, new: NewApiKey, now: Timestamp) -> Result<NewApiKey, Refusal> {
    need_within_own(actor, new.scopes)?;
    need_rate(new.rate_per_minute)?;
    if new.expires_at.is_some_and(|end| end <= now) {
        return Err(Refusal::TimePast);
    }
    let name = new.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let letters = name.chars().count();
    if letters == 0 || letters > MOST_API_KEY_NAME as usize {
        let most = MOST_API_KEY_NAME;
        return Err(ApiRefusal::NameInvalid { most }.into());
    }
    Ok(NewApiKey { name, ..new })
}

fn need_within_own(actor: &Actor, scopes: PermissionSet) -> Result<(), ApiRefusal> {
    if scopes.is_empty() {
        return Err(ApiRefusal::NoScopes);
    }
    if !scopes.is_within(actor.permissions) {
        return Err(ApiRefusal::BeyondOwn);
    }
    Ok(())
}

fn need_rate(per_minute: u32) -> Result<(), Refusal> {
    if (1..=MOST_API_RATE).contains(&per_minute) {
        return Ok(());
    }
    Err(Refusal::NumberInvalid {
        least: 1,
        most: i64::from(MOST_API_RATE),
    })
}

/// A key raises no rate above its own, least of all its own.
fn need_own_rate(
    connection: &Connection,
    who: Identity,
    before: u32,
    wanted: u32,
) -> Result<(), ServiceError> {
    let Identity::ApiKey { key, .. } = who else {
        return Ok(());
    };
    let own = crud::api_keys::get(connection, key)?.ok_or(Refusal::NotAllowed)?;
    let most = own.rate_per_minute;
    match wanted > before && wanted > most {
        true => Err(ApiRefusal::RateBeyondOwn { most }.into()),
        false => Ok(()),
    }
}

fn names(scopes: PermissionSet) -> Vec<&'static str> {
    scopes.iter().map(Permission::name).collect()
}

fn target(id: ApiKeyId) -> String {
    format!("api_key:{id}")
}

/// What its maker is shown once, from the sealed text of its task. `None` if the key opens nothing any more.
pub async fn opened(
    ctx: &Ctx,
    id: ApiKeyId,
    sealed: &str,
    now: Timestamp,
) -> Result<Option<MadeApiKey>, ServiceError> {
    let text = ctx
        .seal
        .open(sealed)
        .map_err(|error| ServiceError::Fault(error.to_string()))?;
    let key = ctx
        .db
        .read(move |connection| Ok::<_, ServiceError>(crud::api_keys::get(connection, id)?))
        .await?;
    let key = key.filter(|key| key.is_open(now));
    Ok(key.map(|key| MadeApiKey { key, text }))
}

/// A page of the keys that the actor may see, those that still open something first.
pub async fn list(
    ctx: &Ctx,
    actor: &Actor,
    page: u32,
    now: Timestamp,
) -> Result<Page<ApiKeyLine>, ServiceError> {
    actor.need(Permission::ManageApi)?;
    let actor = *actor;
    ctx.db
        .read(move |connection| {
            let mut judge = Judge::of(connection, &actor, now)?;
            let mut keys = Vec::new();
            for key in crud::api_keys::list(connection, MOST_LISTED)? {
                if judge.sees(connection, key.owner)? {
                    keys.push(key);
                }
            }
            keys.order_by_key(|key| !key.is_open(now));
            let total = i64::try_from(keys.len()).unwrap_or(i64::MAX);
            let (rows, page_rows) = (page as usize, PAGE_ROWS as usize);
            let shown = keys
                .into_iter()
                .skip(rows.saturating_mul(page_rows))
                .take(page_rows);
            let mut lines = Vec::new();
            for key in shown {
                let owner_name = access::name_of(connection, key.owner)?;
                lines.push(ApiKeyLine { key, owner_name });
            }
            Ok(Page::new(lines, page, total))
        })
        .await
}

/// One key, with what it may do at this instant.
pub async fn get(
    ctx: &Ctx,
    actor: &Actor,
    id: ApiKeyId,
    now: Timestamp,
) -> Result<ApiKeyView, ServiceError> {
    actor.need(Permission::ManageApi)?;
    let actor = *actor;
    ctx.db
        .read(move |connection| {
            let key = visible(connection, &actor, id, now)?;
            let may = match super::rights_of(connection, &key, now) {
                Ok(standing) => standing.permissions,
                Err(ServiceError::Refused(_)) => PermissionSet::default(),
                Err(error) => return Err(error),
            };
            Ok(ApiKeyView {
                owner_name: access::name_of(connection, key.owner)?,
                may,
                sessions: crud::api_sessions::count_open(connection, id, now)?,
                givable: actor.permissions,
                key,
            })
        })
        .await
}

/// Revokes a key with its sessions: from now on it opens nothing.
pub async fn revoke(
    ctx: &Ctx,
    actor: &Actor,
    id: ApiKeyId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageApi)?;
    let copy = *actor;
    act(ctx, actor, now, move |tx| {
        visible(tx, &copy, id, now)?;
        end(tx, &copy, id, now)
    })
    .await
}

fn end(
    tx: &Transaction<'_>,
    actor: &Actor,
    id: ApiKeyId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    crud::api_sessions::update_all_revoked(tx, id, now)?;
    if crud::api_keys::update_revoked(tx, id, now)? {
        let details = json!({ "before": "open", "after": "revoked" });
        audit::record(
            tx,
            actor.identity,
            "api_key.revoked",
            target(id),
            details,
            now,
        )?;
    }
    Ok(())
}

/// Lets a key do something within the actor's own rights, or no more.
pub async fn set_scope(
    ctx: &Ctx,
    actor: &Actor,
    id: ApiKeyId,
    (permission, is_allowed): (Permission, bool),
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageApi)?;
    let copy = *actor;
    act(ctx, actor, now, move |tx| {
        let key = changeable(tx, &copy, id, now)?;
        if key.scopes.has(permission) == is_allowed {
            return Ok(());
        }
        if is_allowed && !copy.permissions.has(permission) {
            return Err(ApiRefusal::BeyondOwn.into());
        }
        let scopes = key.scopes.toggled(permission);
        if scopes.is_empty() {
            return Err(ApiRefusal::NoScopes.into());
        }
        crud::api_keys::update_scopes(tx, id, scopes)?;
        let details = json!({ "before": names(key.scopes), "after": names(scopes) });
        audit::record(
            tx,
            copy.identity,
            "api_key.changed",
            target(id),
            details,
            now,
        )
    })
    .await
}

/// Sets how many requests a key may make per minute.
pub async fn set_rate(
    ctx: &Ctx,
    actor: &Actor,
    id: ApiKeyId,
    per_minute: u32,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageApi)?;
    need_rate(per_minute)?;
    let copy = *actor;
    act(ctx, actor, now, move |tx| {
        let key = changeable(tx, &copy, id, now)?;
        if key.rate_per_minute == per_minute {
            return Ok(());
        }
        need_own_rate(tx, copy.identity, key.rate_per_minute, per_minute)?;
        crud::api_keys::update_rate(tx, id, per_minute)?;
        let details = json!({ "rate": { "before": key.rate_per_minute, "after": per_minute } });
        audit::record(
            tx,
            copy.identity,
            "api_key.changed",
            target(id),
            details,
            now,
        )
    })
    .await
}

/// A key that the actor may see: a stranger's and a missing one are the same.
fn visible(
    connection: &Connection,
    actor: &Actor,
    id: ApiKeyId,
    now: Timestamp,
) -> Result<ApiKey, ServiceError> {
    let key = crud::api_keys::get(connection, id)?.ok_or(Refusal::NotFound)?;
    if Judge::of(connection, actor, now)?.sees(connection, key.owner)? {
        return Ok(key);
    }
    Err(Refusal::NotFound.into())
}

/// The same, if it still opens something.
fn changeable(
    connection: &Connection,
    actor: &Actor,
    id: ApiKeyId,
    now: Timestamp,
) -> Result<ApiKey, ServiceError> {
    let key = visible(connection, actor, id, now)?;
    if !key.is_open(now) {
        return Err(ApiRefusal::KeyEnded.into());
    }
    Ok(key)
}

/// Whose keys somebody sees: their own, and those of whoever stands no higher.
struct Judge {
    by: Option<UserId>,
    /// `None` = their own only.
    rank: Option<i64>,
    now: Timestamp,
    known: Vec<(UserId, bool)>,
}

impl Judge {
    fn of(connection: &Connection, actor: &Actor, now: Timestamp) -> Result<Self, ServiceError> {
        let by = actor.identity.user();
        let rank = match by {
            Some(_) if actor.customers_of.is_some() => None,
            Some(user) => Some(roles::standing_of(connection, user, now)?.rank),
            None => Some(i64::MAX),
        };
        Ok(Self {
            by,
            rank,
            now,
            known: Vec::new(),
        })
    }

    fn sees(&mut self, connection: &Connection, owner: UserId) -> Result<bool, ServiceError> {
        if self.by == Some(owner) {
            return Ok(true);
        }
        let Some(rank) = self.rank else {
            return Ok(false);
        };
        if let Some((_, seen)) = self.known.iter().find(|(user, _)| *user == owner) {
            return Ok(*seen);
        }
        let seen = roles::standing_of(connection, owner, self.now)?.rank <= rank;
        self.known.push((owner, seen));
        Ok(seen)
    }
}
