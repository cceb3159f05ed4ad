//! Notes of providers, as they come to the house's own address: kept, and looked into by whoever asks the provider.

use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::integrations::payments::NoteError;
use crate::integrations::payments::RawNote;
use crate::models::Method;
use crate::models::Timestamp;
use crate::models::WebhookNote;
use crate::services::ServiceError;
use crate::services::money::settings;
use crate::utils::seal::is_same;
use ring::digest::SHA256;
use ring::digest::digest;
use std::collections::HashMap;

/// So many may wait: strangers cannot fill the disk.
const MOST_WAITING: i64 = 1_000;
/// The same note is looked into again after so many seconds.
const AGAIN_AFTER: i64 = 3;

/// What became of a note.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Taken {
    /// Kept, or known already.
    Kept,
    /// There is no such address.
    NoSuchPlace,
    /// Its signature is wrong or stale.
    Forged,
    /// It names nothing.
    Empty,
    /// Too many wait: it may come again.
    Full,
}

/// Takes a note in. `headers` are by name in small letters; `body` are the bytes as they came.
pub async fn take(
    ctx: &Ctx,
    place: (&str, &str),
    headers: &HashMap<String, String>,
    body: &[u8],
    now: Timestamp,
) -> Result<Taken, ServiceError> {
    let (method, path) = place;
    let provider = Method::parse(method).and_then(|method| ctx.providers.of_method(method));
    let Some(provider) = provider else {
        return Ok(Taken::NoSuchPlace);
    };
    let own = settings::get(ctx).await?.webhook_path;
    if own.is_empty() || !is_same(own.as_bytes(), path.as_bytes()) {
        return Ok(Taken::NoSuchPlace);
    }
    let raw = RawNote { body, headers };
    // The note says when it was signed by a clock like Telegram's.
    let true_now = now - ctx.skew.seconds().unwrap_or(0);
    let note = match provider.read_note(&raw, true_now) {
        Ok(note) => note,
        Err(NoteError::Forged) => return Ok(Taken::Forged),
        Err(NoteError::Empty) => return Ok(Taken::Empty),
    };
    let row = WebhookNote {
        id: 0,
        method: provider.method(),
        provider_ref: note.id,
        order_code: note.code,
        is_signed: note.is_signed,
        received_at: now,
    };
    let hash = digest(&SHA256, body);
    let is_kept = ctx
        .db
        .write(Durability::Full, move |tx| {
            if crud::webhook_notes::count_waiting(tx)? >= MOST_WAITING {
                return Ok::<_, ServiceError>(false);
            }
            crud::webhook_notes::insert(tx, &row, hash.as_ref(), now - AGAIN_AFTER)?;
            Ok(true)
        })
        .await?;
    ctx.schedule_changed.notify_one();
    Ok(if is_kept { Taken::Kept } else { Taken::Full })
}
