//! Looking through the books: do they agree with themselves, and with what was paid and given?
//!
//! What was paid and not delivered is tried again; what was delivered without a payment that counts, and what passes for
//! delivered and is not there, is only said: nobody loses what they have because of a fault of the house.

use super::ask;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::AccountSum;
use crate::models::Actor;
use crate::models::AdminNotice;
use crate::models::BooksCheck;
use crate::models::Identity;
use crate::models::LedgerAccount;
use crate::models::MINUTE;
use crate::models::MOST_FINDINGS;
use crate::models::Method;
use crate::models::Money;
use crate::models::OffAccount;
use crate::models::PaymentId;
use crate::models::PaymentState;
use crate::models::Permission;
use crate::models::PostingId;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use crate::utils::order::InOrder;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;

/// Postings that are added up at once.
const STEP: i64 = 2_000;
/// What was paid is delivered within this, or the nightly look says so.
const PATIENCE: i64 = 10 * MINUTE;

/// Looks through the books for somebody of the staff, and wakes what waits to be delivered.
pub async fn check(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<BooksCheck, ServiceError> {
    actor.need(Permission::SeePayments)?;
    let found = read(ctx, now).await?;
    let who = actor.identity;
    let waiting = found.waiting.clone();
    let details = said(&found);
    act(ctx, actor, now, move |tx| {
        wake(tx, &waiting, now)?;
        audit::record(tx, who, "books.checked", "books".to_owned(), details, now)
    })
    .await?;
    Ok(found)
}

/// The books as they are, for the desk: nothing is woken.
pub async fn look(ctx: &Ctx, actor: &Actor) -> Result<Vec<AccountSum>, ServiceError> {
    actor.need(Permission::SeePayments)?;
    ctx.db
        .read(|connection| Ok(summed(&crud::ledger::all_sums(connection)?)))
        .await
}

/// The nightly look: wakes what waits, and tells the admins what is wrong. Says what it found.
pub async fn nightly(ctx: &Ctx, now: Timestamp) -> Result<BooksCheck, ServiceError> {
    let found = read(ctx, now).await?;
    let (waiting, details) = (found.waiting.clone(), said(&found));
    let faults = i64::try_from(found.faults()).unwrap_or(i64::MAX);
    ctx.db
        .write(Durability::Full, move |tx| {
            wake(tx, &waiting, now)?;
            let late = late(tx, &waiting, now)?;
            if faults == 0 && late == 0 {
                return Ok::<_, ServiceError>(());
            }
            let who = Identity::System;
            let target = "books".to_owned();
            let line = audit::append(tx, who, "books.checked", target, details, now)?;
            let notice = AdminNotice::BooksWrong { faults, late };
            crud::tasks::insert(tx, &Task::TellAdmins { notice, fact: line }, now, now)?;
            Ok(())
        })
        .await?;
    ctx.task_added.notify_one();
    Ok(found)
}

/// How many of these have waited longer than a delivery takes.
fn late(
    connection: &Connection,
    waiting: &[PaymentId],
    now: Timestamp,
) -> Result<i64, ServiceError> {
    let mut late = 0;
    for id in waiting {
        let payment = crud::payments::get(connection, *id)?;
        late += i64::from(payment.is_some_and(|one| now.since(one.received_at) > PATIENCE));
    }
    Ok(late)
}

fn wake(tx: &Transaction<'_>, waiting: &[PaymentId], now: Timestamp) -> Result<(), ServiceError> {
    for payment in waiting {
        let still = crud::payments::get(tx, *payment)?;
        if still.is_some_and(|still| still.state == PaymentState::Paid) {
            ask(tx, &Task::FulfilPayment { payment: *payment }, now)?;
        }
    }
    Ok(())
}

async fn read(ctx: &Ctx, now: Timestamp) -> Result<BooksCheck, ServiceError> {
    ctx.db
        .read(move |connection| {
            // One picture of everything: nothing that is committed meanwhile passes for a fault.
            let picture = connection.unchecked_transaction()?;
            find(&picture, now)
        })
        .await
}

/// Everything that a look finds.
pub(super) fn find(connection: &Connection, now: Timestamp) -> Result<BooksCheck, ServiceError> {
    let most = i64::try_from(MOST_FINDINGS).unwrap_or(i64::MAX);
    let sums = crud::ledger::all_sums(connection)?;
    let (postings, unbalanced) = unbalanced(connection)?;
    Ok(BooksCheck {
        postings,
        unbalanced,
        negative: negative(&sums),
        off: off(connection, &sums)?,
        waiting: crud::payments::ids_in(connection, PaymentState::Paid, most)?,
        unbooked: crud::payments::list_unbooked(connection, most)?,
        unpaid: crud::orders::list_unpaid(connection, most)?,
        kept: kept(connection, now, most)?,
        missing: crud::deliveries::list_missing(connection, most)?,
        accounts: summed(&sums),
    })
}

/// Payments that do not count, or that never came, and of which somebody still has something.
fn kept(
    connection: &Connection,
    now: Timestamp,
    most: i64,
) -> Result<Vec<PaymentId>, ServiceError> {
    let mut found = crud::deliveries::list_not_taken_back(connection, most)?;
    found.extend(crud::deliveries::list_access_unpaid(connection, now, most)?);
    found.extend(crud::deliveries::list_accounts_unpaid(
        connection, now, most,
    )?);
    found.extend(crud::deliveries::list_keys_unpaid(connection, most)?);
    found.order();
    found.dedup();
    found.truncate(MOST_FINDINGS);
    Ok(found)
}

fn unbalanced(connection: &Connection) -> Result<(i64, Vec<PostingId>), ServiceError> {
    let last = crud::ledger::last(connection)?.map_or(0, |last| last.0);
    let mut found = Vec::new();
    let mut after = 0;
    while after < last && found.len() < MOST_FINDINGS {
        let to = (after + STEP).min(last);
        let (from, upto) = (PostingId(after), PostingId(to));
        found.extend(crud::ledger::list_unbalanced(connection, from, upto)?);
        after = to;
    }
    found.truncate(MOST_FINDINGS);
    Ok((last, found))
}

/// Balances that somebody owes to the house: there must be none.
fn negative(sums: &[(String, Money)]) -> Vec<(UserId, Money)> {
    let found = sums
        .iter()
        .filter_map(|(account, sum)| match LedgerAccount::parse(account) {
            Some(LedgerAccount::Balance(user)) if sum.minor > 0 => {
                let minor = -sum.minor;
                let currency = sum.currency.clone();
                Some((user, Money { minor, currency }))
            }
            Some(_) | None => None,
        });
    found.take(MOST_FINDINGS).collect()
}

/// Accounts that do not say what the payments say: what lies with providers, what is owed, what is held.
fn off(connection: &Connection, sums: &[(String, Money)]) -> Result<Vec<OffAccount>, ServiceError> {
    let mut expected: BTreeMap<(String, String), i64> = BTreeMap::new();
    let mut add = |account: LedgerAccount, currency: &str, minor: i64| {
        *expected
            .entry((account.to_string(), currency.to_owned()))
            .or_default() += minor;
    };
    for state in PaymentState::ALL {
        let (lies, side) = match state {
            PaymentState::Paid => (true, Some(LedgerAccount::Owed)),
            PaymentState::Fulfilled => (true, None),
            PaymentState::Held | PaymentState::Refunding => (true, Some(LedgerAccount::Held)),
            PaymentState::Refunded | PaymentState::Returned => (false, None),
        };
        for (method, sum) in crud::payments::sums_in(connection, state)? {
            if lies && method != Method::Balance {
                add(LedgerAccount::Provider(method), &sum.currency, sum.minor);
            }
            if let Some(side) = side {
                add(side, &sum.currency, -sum.minor);
            }
        }
    }
    let mut booked: BTreeMap<(String, String), i64> = BTreeMap::new();
    for (account, sum) in sums {
        let is_judged = match LedgerAccount::parse(account) {
            Some(LedgerAccount::Provider(_) | LedgerAccount::Owed | LedgerAccount::Held) => true,
            Some(
                LedgerAccount::Sales
                | LedgerAccount::Balance(_)
                | LedgerAccount::Adjustments
                | LedgerAccount::Referrals,
            ) => false,
            // An account that nobody knows agrees with nothing.
            None => true,
        };
        if is_judged {
            booked.insert((account.clone(), sum.currency.clone()), sum.minor);
        }
    }
    Ok(differences(&expected, &booked))
}

fn differences(
    expected: &BTreeMap<(String, String), i64>,
    booked: &BTreeMap<(String, String), i64>,
) -> Vec<OffAccount> {
    let mut keys: Vec<_> = expected.keys().chain(booked.keys()).collect();
    keys.order();
    keys.dedup();
    let amount = |map: &BTreeMap<_, i64>, key: &(String, String)| Money {
        minor: map.get(key).copied().unwrap_or(0),
        currency: key.1.clone(),
    };
    let mut found = Vec::new();
    for key in keys {
        let (payments, books) = (amount(expected, key), amount(booked, key));
        if payments != books {
            found.push(OffAccount {
                account: LedgerAccount::parse(&key.0).unwrap_or(LedgerAccount::Adjustments),
                books,
                payments,
            });
        }
    }
    found.truncate(MOST_FINDINGS);
    found
}

/// The sum of each account, those of people as one line.
fn summed(sums: &[(String, Money)]) -> Vec<AccountSum> {
    let mut lines: BTreeMap<(String, String), (Option<LedgerAccount>, i64)> = BTreeMap::new();
    for (name, sum) in sums {
        let Some(account) = LedgerAccount::parse(name) else {
            continue;
        };
        let (name, account) = match account {
            LedgerAccount::Balance(_) => ("balance".to_owned(), None),
            LedgerAccount::Provider(_)
            | LedgerAccount::Owed
            | LedgerAccount::Held
            | LedgerAccount::Sales
            | LedgerAccount::Adjustments
            | LedgerAccount::Referrals => (name.clone(), Some(account)),
        };
        let line = lines.entry((name, sum.currency.clone()));
        line.or_insert((account, 0)).1 += sum.minor;
    }
    let lines = lines
        .into_iter()
        .map(|((_, currency), (account, minor))| AccountSum {
            account,
            sum: Money { minor, currency },
        });
    lines.collect()
}

/// What a look found, for the log.
fn said(found: &BooksCheck) -> Value {
    json!({
        "postings": found.postings, "unbalanced": found.unbalanced.len(), "negative": found.negative.len(),
        "off": found.off.len(), "waiting": found.waiting.len(), "unbooked": found.unbooked.len(),
        "unpaid": found.unpaid.len(), "kept": found.kept.len(), "missing": found.missing.len(),
    })
}

#[cfg(test)]
#[path = "checks_tests.rs"]
mod tests;
