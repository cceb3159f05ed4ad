//! Gifts: a plan that somebody paid for, and whoever opens its link gets.

use super::fulfil;
use crate::crud;
use crate::models::GiftId;
use crate::models::Order;
use crate::models::Payment;
use crate::models::Task;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::utils::seal::SealKey;
use ring::digest::SHA256;
use ring::digest::digest;
use rusqlite::Transaction;

/// Letters of a gift's code: 120 bits.
const CODE_LETTERS: usize = 24;

/// Makes the gift of a payment, and asks for its link to be handed to the buyer.
pub(super) fn make(
    tx: &Transaction<'_>,
    seal: &SealKey,
    payment: &Payment,
    order: &Order,
    now: Timestamp,
) -> Result<GiftId, ServiceError> {
    let code = super::secret_text(CODE_LETTERS)?;
    let sealed = seal
        .seal(&code)
        .map_err(|error| ServiceError::Fault(format!("a gift cannot be sealed: {error}")))?;
    let hash = digest(&SHA256, code.as_bytes());
    let gift = crud::gifts::insert(tx, payment.id, order, hash.as_ref(), &sealed, now)?;
    crud::tasks::insert(tx, &Task::DeliverGift { gift }, now, now)?;
    Ok(gift)
}

/// The payment of a gift goes back: nobody can open it any more, and whoever did loses what it brought.
pub fn revoked(
    tx: &Transaction<'_>,
    payment: &Payment,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let Some(used) = crud::gifts::update_revoked(tx, payment.id, now)? else {
        return Ok(());
    };
    let cause = format!("refund:{}", payment.id);
    fulfil::take_back(tx, used.user, &used.given.parts, used.at, &cause, now)
}
