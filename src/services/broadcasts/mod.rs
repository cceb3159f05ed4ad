//! Broadcasts: the draft that all of them share, its preview, and its confirmation.
//!
//! A draft lies in the chat with the admin, or is a text that a program wrote for them; its preview comes in that chat. Its revision counts what changed; a preview's buttons carry the revision
//! they were made for, so that nothing is sent that nobody has looked at. Who may broadcast may act on everybody's.

mod draft;
mod publish;
mod schedule;
mod written;

pub use draft::*;
pub use publish::*;
pub use schedule::*;
pub use written::*;

use super::ServiceError;
use super::access;
use super::audit;
use super::mailings;
use crate::crud;
use crate::models::Broadcast;
use crate::models::BroadcastId;
use crate::models::BroadcastState;
use crate::models::BroadcastTarget;
use crate::models::HOUR;
use crate::models::Identity;
use crate::models::Refusal;
use crate::models::Task;
use crate::models::Timestamp;
use crate::utils::locale::Lang;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::Value;

/// What comes later than this after its time is not sent without another look.
pub const LATE_SECONDS: i64 = 6 * HOUR;
/// Posts can be deleted for so long.
pub const UNDO_SECONDS: i64 = 48 * HOUR;

/// The broadcast, or that it is gone.
fn need(connection: &Connection, id: BroadcastId) -> Result<Broadcast, ServiceError> {
    Ok(crud::broadcasts::get(connection, id)?.ok_or(Refusal::NotFound)?)
}

/// The broadcast, if nothing of it was sent yet.
fn need_open(connection: &Connection, id: BroadcastId) -> Result<Broadcast, ServiceError> {
    let broadcast = need(connection, id)?;
    if broadcast.is_open() {
        Ok(broadcast)
    } else {
        Err(Refusal::BroadcastDecided.into())
    }
}

/// The line of the audit log of an act on a broadcast.
fn note(
    tx: &Transaction<'_>,
    who: Identity,
    action: &'static str,
    broadcast: &Broadcast,
    details: impl Into<Option<Value>>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let target = format!("broadcast:{}", broadcast.id);
    audit::record(tx, who, action, target, details, now)
}

/// Another look is needed: the next preview is that of a new revision.
fn preview_again(
    tx: &Transaction<'_>,
    broadcast: &mut Broadcast,
    due_at: Timestamp,
    now: Timestamp,
) -> Result<(), ServiceError> {
    broadcast.revision += 1;
    crud::broadcasts::update(tx, broadcast)?;
    let task = Task::PreviewBroadcast {
        broadcast: broadcast.id,
        revision: broadcast.revision,
    };
    crud::tasks::insert(tx, &task, due_at, now)?;
    Ok(())
}

/// Sends it from now on: one task per channel, or the mailing to its people.
fn launch(
    tx: &Transaction<'_>,
    broadcast: &mut Broadcast,
    house: Lang,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let chats = match broadcast.target {
        BroadcastTarget::Door(_) | BroadcastTarget::Both => (broadcast.target.doors().iter())
            .map(|door| access::need_door(tx, *door))
            .collect::<Result<Vec<_>, _>>()?,
        BroadcastTarget::People(_) => Vec::new(),
    };
    broadcast.state = BroadcastState::Sending;
    broadcast.confirmed_at = Some(now);
    crud::broadcasts::update(tx, broadcast)?;
    if !broadcast.is_for_channels() {
        return mailings::start(tx, broadcast, house, now);
    }
    for chat in chats {
        if let Some(post) = crud::broadcast_posts::insert(tx, broadcast.id, chat)? {
            let task = Task::PublishPost { post, again: 0 };
            crud::tasks::insert(tx, &task, now, now)?;
        }
    }
    report(tx, broadcast, now)
}

/// Its state is to be shown in the chat of its maker.
fn report(
    tx: &Transaction<'_>,
    broadcast: &mut Broadcast,
    now: Timestamp,
) -> Result<(), ServiceError> {
    broadcast.reports += 1;
    crud::broadcasts::update(tx, broadcast)?;
    let task = Task::ReportBroadcast {
        broadcast: broadcast.id,
        step: broadcast.reports,
    };
    crud::tasks::insert(tx, &task, now, now)?;
    Ok(())
}
