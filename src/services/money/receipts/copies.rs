//! What the tasks need to show receipts to the staff, to know pictures again, and to close what was shown.

use super::decide;
use super::own;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::ChatId;
use crate::models::ManualOrder;
use crate::models::MessageId;
use crate::models::OrderId;
use crate::models::OrderState;
use crate::models::Permission;
use crate::models::PermissionSet;
use crate::models::Receipt;
use crate::models::ReceiptCard;
use crate::models::ReceiptId;
use crate::models::ReceiptState;
use crate::models::RejectReason;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use ring::digest::SHA256;
use ring::digest::digest;

/// Why a receipt is not shown to somebody after all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotShown {
    /// It is gone, or waits no more.
    Decided,
    /// They decide about receipts no more.
    NoHolder,
    /// They see it already.
    Shown,
}

/// A receipt that is to be shown to somebody who decides.
pub async fn to_show(
    ctx: &Ctx,
    id: ReceiptId,
    to: ChatId,
    now: Timestamp,
) -> Result<Result<ReceiptCard, NotShown>, ServiceError> {
    ctx.db
        .read(move |connection| {
            let Some(card) = decide::card_in(connection, id, now)? else {
                return Ok(Err(NotShown::Decided));
            };
            if card.receipt.state != ReceiptState::Submitted {
                return Ok(Err(NotShown::Decided));
            }
            let holders = crud::roles::list_holders(connection, Permission::ManagePayments, now)?;
            if !holders.iter().any(|holder| holder.chat() == to) {
                return Ok(Err(NotShown::NoHolder));
            }
            if crud::receipts::has_copy_in(connection, id, to)? {
                return Ok(Err(NotShown::Shown));
            }
            Ok(Ok(card))
        })
        .await
}

/// The receipt of that id, as it is.
pub async fn get(ctx: &Ctx, id: ReceiptId) -> Result<Option<Receipt>, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::receipts::get(connection, id)?))
        .await
}

/// Keeps what its bytes are, so that the same picture is known again under any name.
pub async fn fetched(ctx: &Ctx, id: ReceiptId, bytes: &[u8]) -> Result<(), ServiceError> {
    let sha256 = digest(&SHA256, bytes);
    ctx.db
        .write(Durability::Full, move |tx| {
            Ok(crud::receipts::update_hash(tx, id, sha256.as_ref())?)
        })
        .await
}

/// Keeps a message that shows a receipt. True: it was decided meanwhile, and the message is to be closed at once.
pub async fn shown(
    ctx: &Ctx,
    id: ReceiptId,
    chat: ChatId,
    message: MessageId,
) -> Result<bool, ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| {
            crud::receipts::insert_copy(tx, id, chat, message)?;
            let receipt = crud::receipts::get(tx, id)?;
            Ok(receipt.is_none_or(|receipt| receipt.state != ReceiptState::Submitted))
        })
        .await
}

/// A decided receipt with the messages that still show it; `None` if it waits, or is gone.
pub async fn to_close(
    ctx: &Ctx,
    id: ReceiptId,
) -> Result<Option<(ReceiptCard, Vec<(ChatId, MessageId)>)>, ServiceError> {
    let now = ctx.clock.now();
    ctx.db
        .read(move |connection| {
            let card = decide::card_in(connection, id, now)?;
            let Some(card) = card.filter(|card| card.receipt.state != ReceiptState::Submitted)
            else {
                return Ok(None);
            };
            let copies = crud::receipts::list_copies(connection, id)?;
            Ok(Some((card, copies)))
        })
        .await
}

/// Forgets a message that says how its receipt was decided.
pub async fn closed(ctx: &Ctx, chat: ChatId, message: MessageId) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| {
            Ok(crud::receipts::delete_copy(tx, chat, message)?)
        })
        .await
}

/// Whether that message shows a receipt with its picture.
pub async fn is_copy(ctx: &Ctx, chat: ChatId, message: MessageId) -> Result<bool, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::receipts::is_copy(connection, chat, message)?))
        .await
}

/// An order whose receipt was refused, for the word to its buyer; `None` if that is no longer true.
pub async fn rejected(
    ctx: &Ctx,
    id: OrderId,
    buyer: UserId,
) -> Result<Option<(ManualOrder, RejectReason)>, ServiceError> {
    let actor = Actor::user(buyer, PermissionSet::default(), None);
    let view = own(ctx, &actor, id).await?;
    if view.order.state != OrderState::Rejected {
        return Ok(None);
    }
    let reason = (view.last.as_ref()).and_then(|receipt| receipt.reason.clone());
    Ok(reason.map(|reason| (view, reason)))
}
