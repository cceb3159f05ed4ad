//! The link that makes whoever opens it the owner: one use, fifteen minutes, and only its hash is kept.
//!
//! Several may be open at once, so that the one of `portero setup` and the one of a start do not end each other; the
//! first that is used ends the rest.

use super::ServiceError;
use super::audit;
use super::unit::act;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::SUPERADMIN;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::utils::seal::hex;
use ring::digest::SHA256;
use ring::digest::digest;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde::Deserialize;
use serde::Serialize;
use serde_json::json;

/// For how many minutes a link can be used.
pub const VALID_MINUTES: i64 = 15;
/// What the payload of the link begins with.
pub const PREFIX: &str = "own_";
/// Under which name the links are kept.
const LINKS: &str = "owner_links";
/// Links kept; the oldest is forgotten for a new one.
const MOST_LINKS: usize = 8;

/// What makes its bearer the owner. Has no `Debug`: it must not reach a log.
#[derive(Clone)]
pub struct OwnerCode(String);

impl OwnerCode {
    /// A new one of 128 random bits. It does nothing until it is kept.
    pub fn new() -> Result<Self, ServiceError> {
        let mut random = [0u8; 16];
        getrandom::fill(&mut random)
            .map_err(|error| ServiceError::Fault(format!("no randomness: {error}")))?;
        Ok(Self(hex(&random)))
    }

    /// What the deep link carries.
    pub fn payload(&self) -> String {
        format!("{PREFIX}{}", self.0)
    }
}

/// A link as it is kept.
#[derive(Serialize, Deserialize)]
struct Link {
    hash: String,
    made_at: i64,
    used_by: Option<i64>,
}

impl Link {
    /// Whether it is too old, or from a time that a wrong clock told.
    fn is_over(&self, now: Timestamp) -> bool {
        now.since(Timestamp(self.made_at)).abs() >= VALID_MINUTES * 60
    }
}

/// What became of a link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkState {
    /// Nobody opened it yet, and there is time.
    Open,
    /// This person opened it and is the owner.
    UsedBy(UserId),
    /// Its time is over, or another one was used.
    Over,
}

/// Whether anybody may do everything here.
pub fn exists(connection: &Connection, now: Timestamp) -> Result<bool, ServiceError> {
    Ok(!crud::roles::list_holders(connection, Permission::Configure, now)?.is_empty())
}

/// Keeps a code: from `now` on its link can be used.
pub fn keep(tx: &Transaction<'_>, code: &OwnerCode, now: Timestamp) -> Result<(), ServiceError> {
    let mut links = read(tx)?;
    links.push(Link {
        hash: hash(&code.0),
        made_at: now.0,
        used_by: None,
    });
    let surplus = links.len().saturating_sub(MOST_LINKS);
    links.drain(..surplus);
    write(tx, &links, now)
}

/// What became of a code that was kept.
pub fn state(
    connection: &Connection,
    code: &OwnerCode,
    now: Timestamp,
) -> Result<LinkState, ServiceError> {
    let hash = hash(&code.0);
    let link = read(connection)?.into_iter().find(|link| link.hash == hash);
    Ok(match link {
        Some(Link {
            used_by: Some(user),
            ..
        }) => LinkState::UsedBy(UserId(user)),
        Some(link) if !link.is_over(now) => LinkState::Open,
        Some(_) | None => LinkState::Over,
    })
}

/// A new link, whether the house has an owner or not.
pub async fn make(ctx: &Ctx, now: Timestamp) -> Result<OwnerCode, ServiceError> {
    let code = OwnerCode::new()?;
    let kept = code.clone();
    ctx.db
        .write(Durability::Full, move |tx| keep(tx, &kept, now))
        .await?;
    Ok(code)
}

/// A new link for a house that nobody owns; `None` if somebody does.
pub async fn offer(ctx: &Ctx, now: Timestamp) -> Result<Option<OwnerCode>, ServiceError> {
    let is_owned = ctx
        .db
        .read(move |connection| exists(connection, now))
        .await?;
    if is_owned {
        return Ok(None);
    }
    make(ctx, now).await.map(Some)
}

/// Makes the bearer of the code the owner, once. Whoever did it already is told the same again.
///
/// # Errors
/// A refusal that says why the code does not count.
pub async fn claim(
    ctx: &Ctx,
    actor: &Actor,
    code: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let (hash, identity) = (hash(code), actor.identity);
    act(ctx, actor, now, move |tx| {
        let links = read(tx)?;
        let link = links.into_iter().find(|link| link.hash == hash);
        let mut link = link.ok_or(Refusal::OwnerLinkUnknown)?;
        match link.used_by {
            Some(by) if by == user.0 && is_owner(tx, user, now)? => return Ok(()),
            Some(_) => return Err(Refusal::OwnerLinkUsed.into()),
            None if link.is_over(now) => return Err(Refusal::OwnerLinkExpired.into()),
            None => link.used_by = Some(user.0),
        }
        write(tx, &[link], now)?;
        crud::roles::upsert_user_role(tx, user, SUPERADMIN, user, now)?;
        let target = format!("user:{user}");
        let details = json!({ "role": SUPERADMIN, "before": null, "after": { "until": null } });
        audit::record(tx, identity, "role.granted", target, details, now)
    })
    .await
}

fn is_owner(
    connection: &Connection,
    user: UserId,
    now: Timestamp,
) -> Result<bool, rusqlite::Error> {
    let permissions = crud::roles::permissions_of(connection, user, now)?;
    Ok(permissions.has(Permission::Configure))
}

/// The links there are. What cannot be read is no link.
fn read(connection: &Connection) -> Result<Vec<Link>, ServiceError> {
    let text = crud::house::get(connection, LINKS)?;
    Ok(text
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default())
}

fn write(tx: &Transaction<'_>, links: &[Link], now: Timestamp) -> Result<(), ServiceError> {
    let text = serde_json::to_string(links)
        .map_err(|error| ServiceError::Fault(format!("the owner links: {error}")))?;
    Ok(crud::house::set(tx, LINKS, &text, now)?)
}

fn hash(code: &str) -> String {
    hex(digest(&SHA256, code.as_bytes()).as_ref())
}

#[cfg(test)]
#[path = "owner_tests.rs"]
mod tests;
