//! Lines of the audit log, written in the transaction of the act; reading and checking them.

pub mod chain;
pub mod desk;

use super::ServiceError;
use crate::crud;
use crate::models::Identity;
use crate::models::Timestamp;
use rusqlite::Transaction;

/// Appends a line, when its id does not matter. `details` hold no secret.
pub fn record(
    tx: &Transaction<'_>,
    who: Identity,
    action: &'static str,
    target: impl Into<Option<String>>,
    details: impl Into<Option<serde_json::Value>>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    append(tx, who, action, target, details, now).map(|_| ())
}

/// Appends a line and returns its id. `details` hold no secret.
pub fn append(
    tx: &Transaction<'_>,
    who: Identity,
    action: &'static str,
    target: impl Into<Option<String>>,
    details: impl Into<Option<serde_json::Value>>,
    now: Timestamp,
) -> Result<i64, ServiceError> {
    let mut salt = [0u8; 16];
    getrandom::fill(&mut salt)
        .map_err(|error| ServiceError::Fault(format!("no randomness: {error}")))?;
    let entry = crud::audit::Entry {
        actor: who,
        action,
        target: target.into(),
        details: details.into().map(|value| value.to_string()),
        salt,
    };
    Ok(crud::audit::insert(tx, &entry, now)?)
}

#[cfg(test)]
mod acts_tests;
