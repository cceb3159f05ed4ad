//! Sessions of the API: opened with a key, lengthened by refresh tokens that are good once, ended at once when wanted.

use super::jwt;
use super::jwt::Claims;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::AdminNotice;
use crate::models::ApiKey;
use crate::models::ApiKeyId;
use crate::models::ApiRefusal;
use crate::models::ApiSessionId;
use crate::models::Caller;
use crate::models::Identity;
use crate::models::SignedIn;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::notify;
use rusqlite::Transaction;

/// How a refresh token begins.
const BEGINNING: &str = "ptrr_";
/// Days after which a session ends that nobody refreshed.
const SESSION_DAYS: i64 = 30;
/// For so long a refresh may come again under its name, because its answer was lost.
const AGAIN_SECONDS: i64 = 60;
/// Sessions of one key that can be open at once; one more ends the oldest.
const MOST_SESSIONS: i64 = 100;

/// Opens a session with a key as somebody sent it.
///
/// # Errors
/// `KeyUnknown`, or `KeyEnded` for a key that opens nothing any more.
pub async fn open(ctx: &Ctx, key_text: &str, now: Timestamp) -> Result<SignedIn, ServiceError> {
    let hash = super::hash_of(super::keys::BEGINNING, key_text).ok_or(ApiRefusal::KeyUnknown)?;
    let refresh = super::secret(BEGINNING)?;
    let refresh_hash = super::sha256(&refresh);
    let (key, session, ends_at, rights) = ctx
        .db
        .write(Durability::Full, move |tx| {
            let key = crud::api_keys::get_by_hash(tx, &hash)?.ok_or(ApiRefusal::KeyUnknown)?;
            let rights = super::rights_of(tx, &key, now)?;
            let ends_at = end_of(&key, now);
            crud::api_sessions::update_oldest_revoked(tx, key.id, MOST_SESSIONS - 1, now)?;
            let session = crud::api_sessions::insert(tx, key.id, ends_at, now)?;
            crud::api_sessions::insert_refresh(tx, &refresh_hash, session, None, now)?;
            crud::api_keys::update_last_used(tx, key.id, now)?;
            Ok::<_, ServiceError>((key, session, ends_at, rights))
        })
        .await?;
    Ok(SignedIn {
        key: key.id,
        access_token: jwt::sign(ctx, key.id, session, now)?,
        expires_in: jwt::ACCESS_SECONDS,
        refresh_token: refresh,
        refresh_expires_at: ends_at,
        scopes: rights.permissions,
    })
}

/// When a session ends that is opened or refreshed at `now`: never after its key.
fn end_of(key: &ApiKey, now: Timestamp) -> Timestamp {
    let end = now.plus_days(SESSION_DAYS);
    key.expires_at.map_or(end, |key_end| key_end.min(end))
}

/// What a refresh came to: both are facts that are committed.
enum Refreshed {
    Gone(ApiRefusal),
    On(Box<SignedIn>, ApiSessionId),
}

/// Gives a new pair for a refresh token. A token that comes a second time ends the whole session, whoever of the two has
/// the right to it: the newer tokens of it are dead as well, and the admins are told. Only the same request, by the
/// `name` its sender gave it, gets another pair in place of one that was not used.
///
/// # Errors
/// `TokenInvalid`, `SessionEnded`, `KeyEnded` or `RefreshReused`.
pub async fn refresh(
    ctx: &Ctx,
    refresh_token: &str,
    name: Option<&str>,
    now: Timestamp,
) -> Result<SignedIn, ServiceError> {
    let hash = super::hash_of(BEGINNING, refresh_token).ok_or(ApiRefusal::TokenInvalid)?;
    let next = super::secret(BEGINNING)?;
    let origin = name.map(|name| super::sha256(&format!("{refresh_token} {name}")));
    let refreshed = ctx
        .db
        .write(Durability::Full, move |tx| {
            rotate(tx, &hash, origin, next, now)
        })
        .await?;
    match refreshed {
        Refreshed::On(mut signed_in, session) => {
            signed_in.access_token = jwt::sign(ctx, signed_in.key, session, now)?;
            Ok(*signed_in)
        }
        Refreshed::Gone(refusal) => {
            ctx.task_added.notify_one();
            Err(refusal.into())
        }
    }
}

fn rotate(
    tx: &Transaction<'_>,
    hash: &[u8; 32],
    origin: Option<[u8; 32]>,
    next: String,
    now: Timestamp,
) -> Result<Refreshed, ServiceError> {
    let found = crud::api_sessions::get_refresh(tx, hash)?;
    let (id, is_used) = found.ok_or(ApiRefusal::TokenInvalid)?;
    let session = crud::api_sessions::get(tx, id)?.ok_or(ApiRefusal::TokenInvalid)?;
    if session.revoked_at.is_some() || session.ends_at <= now {
        return Err(ApiRefusal::SessionEnded.into());
    }
    let key = session.key;
    let next_hash = super::sha256(&next);
    // The pair that was lost is used up: whoever comes with it is not whoever lost it. The time of the new one counts from
    // the first.
    let first_made = match &origin {
        Some(origin) if is_used => {
            let since = Timestamp(now.0 - AGAIN_SECONDS);
            crud::api_sessions::update_refresh_replaced(tx, id, origin, since, now)?
        }
        Some(_) | None => None,
    };
    if first_made.is_none() && (is_used || !crud::api_sessions::update_refresh_used(tx, hash, now)?)
    {
        crud::api_sessions::update_revoked(tx, id, now)?;
        let who = Identity::ApiKey {
            key: key.id,
            owner: key.owner,
        };
        let notice = AdminNotice::ApiTokenReused {
            key: key.id,
            name: key.name,
            owner: key.owner,
        };
        notify::log_and_notify(tx, who, notice, now)?;
        return Ok(Refreshed::Gone(ApiRefusal::RefreshReused));
    }
    let rights = super::rights_of(tx, &key, now)?;
    let ends_at = end_of(&key, now);
    crud::api_sessions::update_end(tx, id, ends_at)?;
    crud::api_sessions::delete_used_refreshes(tx, id, now.plus_days(-SESSION_DAYS))?;
    let made_at = first_made.unwrap_or(now);
    crud::api_sessions::insert_refresh(tx, &next_hash, id, origin.as_ref(), made_at)?;
    crud::api_keys::update_last_used(tx, key.id, now)?;
    let signed_in = SignedIn {
        key: key.id,
        access_token: String::new(),
        expires_in: jwt::ACCESS_SECONDS,
        refresh_token: next,
        refresh_expires_at: ends_at,
        scopes: rights.permissions,
    };
    Ok(Refreshed::On(Box::new(signed_in), id))
}

/// Ends the caller's session: none of its tokens opens anything from now on.
pub async fn end(ctx: &Ctx, caller: &Caller, now: Timestamp) -> Result<(), ServiceError> {
    let session = caller.session;
    ctx.db
        .write(Durability::Full, move |tx| {
            crud::api_sessions::update_revoked(tx, session, now)?;
            Ok(())
        })
        .await
}

/// Whom an access token speaks for, and what they may do at `now`.
///
/// # Errors
/// `TokenInvalid`, `TokenExpired`, `SessionEnded` or `KeyEnded`.
pub async fn authenticate(ctx: &Ctx, bearer: &str, now: Timestamp) -> Result<Caller, ServiceError> {
    let Claims { sub, sid, iat, .. } = jwt::verify(ctx, bearer, now)?;
    let (key, session) = (ApiKeyId(sub), ApiSessionId(sid));
    ctx.db
        .read(move |connection| {
            let row =
                crud::api_sessions::get(connection, session)?.ok_or(ApiRefusal::SessionEnded)?;
            // A house brought back from a backup counts its sessions from there: a token older than its session is
            // another one's.
            if row.key.id != key || iat < row.created_at.0 {
                return Err(ApiRefusal::TokenInvalid.into());
            }
            if row.revoked_at.is_some() || row.ends_at <= now {
                return Err(ApiRefusal::SessionEnded.into());
            }
            let standing = super::rights_of(connection, &row.key, now)?;
            Ok(Caller {
                key,
                session,
                actor: Actor {
                    identity: Identity::ApiKey {
                        key,
                        owner: row.key.owner,
                    },
                    permissions: standing.permissions,
                    cause: None,
                    customers_of: standing.customers_of,
                },
                rate_per_minute: row.key.rate_per_minute,
            })
        })
        .await
}
