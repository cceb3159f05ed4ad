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

/// The posting of a later step of a payment, which may come again after it was taken back: `event` is the row of
/// `payment_events` that says it.
pub fn of_step(
    payment: &Payment,
    kind: PostingKind,
    to: LedgerAccount,
    from: LedgerAccount,
    event: i64,
) -> NewPosting {
    NewPosting {
        fact: format!("{}:{}:{event}", kind.name(), payment.id),
        ..of_payment(payment, kind, to, from)
    }
}

/// What somebody has with the house in one currency, in its smallest units.
pub fn balance_in(
    connection: &Connection,
    user: UserId,
    currency: &str,
) -> Result<i64, ServiceError> {
    let has = balance(connection, user)?;
    Ok(has
        .into_iter()
        .find(|one| one.currency == currency)
        .map_or(0, |one| one.minor))
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
    if balance_in(connection, user, &amount.currency)? >= amount.minor {
        Ok(())
    } else {
        Err(MoneyRefusal::BalanceLow.into())
    }
}

/// Refuses staff who would take more off somebody's balance than there is.
pub fn need_left(
    connection: &Connection,
    user: UserId,
    amount: &Money,
) -> Result<(), ServiceError> {
    let minor = balance_in(connection, user, &amount.currency)?;
    if minor >= amount.minor {
        return Ok(());
    }
    let currency = amount.currency.clone();
    let has = Money { minor, currency };
    Err(MoneyRefusal::BalanceLeft { has }.into())
}
