//! Selling: plans, orders, payments, what they bring, and the books.
//!
//! Invariants: an order is a row before any provider is called; a payment counts once by the provider's own id; `settle`
//! is the only way in for money, `fulfil` the only way out for what was bought; each writes state, books and tasks in one
//! transaction. Nothing un-pays but an explicit refund.

pub mod books;
pub mod by_hand;
pub mod checks;
pub mod desk;
pub mod eligible;
pub mod fulfil;
pub mod gifts;
pub mod held;
pub mod manual;
pub mod news;
pub mod orders;
pub mod plans;
pub mod promos;
pub mod provider;
pub mod purse;
mod quotes;
pub mod read;
pub mod receipts;
pub mod referrals;
pub mod refunds;
pub mod settings;
pub mod settle;
pub mod shop;
pub mod stars;
mod taking;
pub mod till;

#[cfg(test)]
mod property;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;

use super::ServiceError;
use crate::crud;
use crate::models::Task;
use crate::models::Timestamp;
use rusqlite::Transaction;

/// Letters and digits without those that look alike, and one sign to make 32.
const LETTERS: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyz_";

/// A text of that many letters that nobody guesses: 5 bits each.
pub(super) fn secret_text(length: usize) -> Result<String, ServiceError> {
    let mut random = vec![0; length];
    getrandom::fill(&mut random)
        .map_err(|error| ServiceError::Fault(format!("no randomness: {error}")))?;
    Ok(random
        .into_iter()
        .map(|byte| char::from(LETTERS[usize::from(byte & 31)]))
        .collect())
}

/// Asks for a task, also when the same was done before: the fact holds again.
pub(super) fn ask(tx: &Transaction<'_>, task: &Task, now: Timestamp) -> Result<(), ServiceError> {
    if !crud::tasks::insert(tx, task, now, now)? {
        crud::tasks::update_revived(tx, &task.dedupe_key(), now)?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "again_tests.rs"]
mod again;
#[cfg(test)]
#[path = "bundle_tests.rs"]
mod bundle;
#[cfg(test)]
#[path = "buying_tests.rs"]
mod buying;
