//! Friends who came by somebody's link, and what that brings.

use crate::models::Payment;
use crate::models::Timestamp;
use crate::services::ServiceError;
use rusqlite::Transaction;

/// A payment was delivered: whoever brought the payer gets what the rule gives.
pub(super) fn paid(
    _tx: &Transaction<'_>,
    _payment: &Payment,
    _now: Timestamp,
) -> Result<(), ServiceError> {
    Ok(())
}

/// A payment went back: what it brought their inviter goes too.
pub fn revoked(
    _tx: &Transaction<'_>,
    _payment: &Payment,
    _now: Timestamp,
) -> Result<(), ServiceError> {
    Ok(())
}
