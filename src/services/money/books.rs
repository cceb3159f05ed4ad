//! The books: what is posted when, and what somebody has on their balance.

use crate::crud;
use crate::models::LedgerAccount;
use crate::models::Money;
use crate::models::MoneyRefusal;
use crate::models::NewPosting;
use crate::models::Payment;
use crate::models::PostingKind;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use rusqlite::{Connection, Transaction};

/// Books an amount from an account to another, once for each fact.
pub fn post(
    tx: &Transaction<'_>,
    posting: &NewPosting,
    now: Timestamp,
) -> Result<(), ServiceError> {
    crud::ledger::insert(tx, posting, now)?;
    Ok(())
}

/// The posting of a payment's whole amount.
pub fn of_payment(
    payment: &Payment,
    kind: PostingKind,
    to: LedgerAccount,
    from: LedgerAccount,
) -> NewPosting {
    NewPosting {
        kind,
        to,
        from,
        amount: payment.amount.clone(),
        order: payment.order,
        payment: Some(payment.id),
        user: payment.user,
        by: payment.decided_by,
        reason: None,
        fact: format!("{}:{}", kind.name(), payment.id),
    }
}

/// What somebody has with the house, by currency. What is on a balance is owed to them, so the books hold it negative.
pub fn balance(connection: &Connection, user: UserId) -> Result<Vec<Money>, ServiceError> {
    let sums = crud::ledger::sums(connection, LedgerAccount::Balance(user))?;
    Ok(sums
        .into_iter()
        .map(|sum| Money {
            minor: -sum.minor,
            currency: sum.currency,
        })
        .collect())
}

/// Refuses when somebody has less than that with the house.
pub fn need_balance(
    connection: &Connection,
    user: UserId,
    amount: &Money,
) -> Result<(), ServiceError> {
    let has = balance(connection, user)?;
    let enough = has
        .iter()
        .any(|one| one.currency == amount.currency && one.minor >= amount.minor);
    if enough || amount.minor == 0 {
        Ok(())
    } else {
        Err(MoneyRefusal::BalanceLow.into())
    }
}
