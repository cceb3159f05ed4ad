//! `ledger_postings` and `ledger_entries`. Nothing here is ever changed or deleted.

use crate::models::LedgerAccount;
use crate::models::Money;
use crate::models::NewPosting;
use crate::models::PostingId;
use crate::models::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// Books an amount from one account to another. `None`: this fact was booked before. Nothing is booked of nothing.
pub fn insert(
    tx: &Transaction<'_>,
    posting: &NewPosting,
    now: Timestamp,
) -> rusqlite::Result<Option<PostingId>> {
    let made = tx
        .prepare_cached(
            "INSERT INTO ledger_postings (kind, order_id, payment_id, user_id, by, reason, at, fact)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (fact) DO NOTHING RETURNING id",
        )?
        .query_row(
            params![
                posting.kind.name(),
                posting.order.map(|order| order.0),
                posting.payment.map(|payment| payment.0),
                posting.user.map(|user| user.0),
                posting.by.map(|by| by.0),
                posting.reason,
                now.0,
                posting.fact,
            ],
            |row| row.get(0).map(PostingId),
        )
        .optional()?;
    let Some(id) = made else {
        return Ok(None);
    };
    let Money { minor, currency } = &posting.amount;
    for (account, minor) in [(posting.to, *minor), (posting.from, -*minor)] {
        if minor == 0 {
            continue;
        }
        tx.prepare_cached(
            "INSERT INTO ledger_entries (posting_id, account, currency, minor) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![id.0, account.to_string(), currency, minor])?;
    }
    Ok(Some(id))
}

/// The sum of an account by currency: debits are positive. Currencies that sum to nothing are left out.
pub fn sums(connection: &Connection, account: LedgerAccount) -> rusqlite::Result<Vec<Money>> {
    connection
        .prepare_cached(
            "SELECT currency, sum(minor) FROM ledger_entries WHERE account = ?1 GROUP BY currency
             HAVING sum(minor) <> 0 ORDER BY currency",
        )?
        .query_map([account.to_string()], |row| {
            Ok(Money {
                currency: row.get(0)?,
                minor: row.get(1)?,
            })
        })?
        .collect()
}
