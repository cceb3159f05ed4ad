//! Requests that must not be carried out twice: the name their sender gave them, and the answer they got.
//!
//! The row is there before the act, and the act claims it in its own transaction; so whoever asks again after a kill
//! does not get it done twice.

use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::ApiKeyId;
use crate::models::ApiRequestId;
use crate::models::Timestamp;
use crate::services::ServiceError;

/// How a request with a name of its own begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Begun {
    /// It is to be carried out.
    Go(ApiRequestId),
    /// It was: status and body of its answer.
    Answered(u16, String),
    /// It was carried out, and its answer is lost.
    Applied,
    /// Something else was asked for under that name.
    Another,
}

/// Looks up a request by its name, or keeps it as new. `fingerprint` is the SHA-256 of what is asked.
pub async fn begin(
    ctx: &Ctx,
    key: ApiKeyId,
    name: String,
    fingerprint: [u8; 32],
    now: Timestamp,
) -> Result<Begun, ServiceError> {
    let kept = ctx
        .db
        .write(Durability::Normal, move |tx| {
            if let Some(kept) = crud::api_requests::get(tx, key, &name)? {
                return Ok::<_, ServiceError>(Err(kept));
            }
            let id = crud::api_requests::insert(tx, key, &name, &fingerprint, now)?;
            Ok(Ok(id))
        })
        .await?;
    let kept = match kept {
        Ok(id) => return Ok(Begun::Go(id)),
        Err(kept) => kept,
    };
    if kept.fingerprint != fingerprint {
        return Ok(Begun::Another);
    }
    match kept.answer {
        Some((status, sealed)) => {
            let body = ctx.seal.open(&sealed).map_err(|error| {
                ServiceError::Fault(format!("a kept answer could not be opened: {error}"))
            })?;
            Ok(Begun::Answered(status, body))
        }
        None if kept.is_applied => Ok(Begun::Applied),
        None => Ok(Begun::Go(kept.id)),
    }
}

/// Keeps the answer, sealed, for whoever asks the same again.
pub async fn answered(
    ctx: &Ctx,
    id: ApiRequestId,
    status: u16,
    body: &str,
) -> Result<(), ServiceError> {
    let sealed = ctx
        .seal
        .seal(body)
        .map_err(|error| ServiceError::Fault(format!("an answer could not be sealed: {error}")))?;
    ctx.db
        .write(Durability::Normal, move |tx| {
            Ok(crud::api_requests::update_answer(tx, id, status, &sealed)?)
        })
        .await
}

/// Forgets a request that was refused before it did anything: mended, it may come again under its name. False if it did
/// something.
pub async fn refused(ctx: &Ctx, id: ApiRequestId) -> Result<bool, ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            Ok(crud::api_requests::delete(tx, id)?)
        })
        .await
}
