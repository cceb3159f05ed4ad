//! `ledger_postings` and `ledger_entries`. Nothing here is ever changed or deleted; only an erasure takes
//! reasons away.

use crate::models::LedgerAccount;
use crate::models::Money;
use crate::models::NewPosting;
use crate::models::OrderId;
use crate::models::PaymentId;
use crate::models::Posting;
use crate::models::PostingId;
use crate::models::PostingKind;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

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

/// The id of the last posting; `None` = nothing was booked yet.
pub fn last(connection: &Connection) -> rusqlite::Result<Option<PostingId>> {
    connection
        .prepare_cached("SELECT id FROM ledger_postings ORDER BY id DESC LIMIT 1")?
        .query_row([], |row| row.get(0).map(PostingId))
        .optional()
}

/// Postings after one and up to another whose entries do not sum to zero in each currency.
pub fn list_unbalanced(
    connection: &Connection,
    after: PostingId,
    to: PostingId,
) -> rusqlite::Result<Vec<PostingId>> {
    connection
        .prepare_cached(
            "SELECT posting_id FROM ledger_entries WHERE posting_id > ?1 AND posting_id <= ?2
             GROUP BY posting_id, currency HAVING sum(minor) <> 0",
        )?
        .query_map([after.0, to.0], |row| row.get(0).map(PostingId))?
        .collect()
}

/// The sum of each account by currency, as it is stored. Those that sum to nothing are left out.
pub fn all_sums(connection: &Connection) -> rusqlite::Result<Vec<(String, Money)>> {
    connection
        .prepare_cached(
            "SELECT account, currency, sum(minor) FROM ledger_entries GROUP BY account, currency HAVING sum(minor) <> 0",
        )?
        .query_map([], |row| {
            let sum = Money {
                currency: row.get(1)?,
                minor: row.get(2)?,
            };
            Ok((row.get(0)?, sum))
        })?
        .collect()
}

/// What was sold, or paid back as less than nothing, within half an hour.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sold {
    /// When the half hour began.
    pub at: Timestamp,
    pub sum: Money,
    pub count: i64,
}

/// What was sold from an instant on, by half hours and currencies, without what was taken back.
pub fn list_sold(connection: &Connection, from: Timestamp) -> rusqlite::Result<Vec<Sold>> {
    connection
        .prepare_cached(
            "SELECT p.at / 1800 * 1800, e.currency, -sum(e.minor), count(*) FROM ledger_postings p
             JOIN ledger_entries e ON e.posting_id = p.id AND e.account = 'sales'
             WHERE p.at >= ?1 GROUP BY p.at / 1800, e.currency",
        )?
        .query_map([from.0], |row| {
            Ok(Sold {
                at: Timestamp(row.get(0)?),
                sum: Money {
                    currency: row.get(1)?,
                    minor: row.get(2)?,
                },
                count: row.get(3)?,
            })
        })?
        .collect()
}

/// Lines of the books after one posting, the oldest first.
pub fn list_after(
    connection: &Connection,
    after: PostingId,
    limit: i64,
) -> rusqlite::Result<Vec<Posting>> {
    let mut postings: Vec<Posting> = connection
        .prepare_cached(
            "SELECT id, kind, order_id, payment_id, user_id, by, reason, at FROM ledger_postings
             WHERE id > ?1 ORDER BY id LIMIT ?2",
        )?
        .query_map([after.0, limit], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    for posting in &mut postings {
        posting.entries = entries(connection, posting.id)?;
    }
    Ok(postings)
}

/// The last lines of the books that concern a payment or an order, the oldest first.
pub fn list_of_payment(
    connection: &Connection,
    payment: PaymentId,
) -> rusqlite::Result<Vec<Posting>> {
    let mut postings: Vec<Posting> = connection
        .prepare_cached(
            "SELECT id, kind, order_id, payment_id, user_id, by, reason, at FROM ledger_postings
             WHERE payment_id = ?1 ORDER BY id",
        )?
        .query_map([payment.0], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    for posting in &mut postings {
        posting.entries = entries(connection, posting.id)?;
    }
    Ok(postings)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Posting> {
    let kind: String = row.get(1)?;
    Ok(Posting {
        id: PostingId(row.get(0)?),
        // Only this program writes them.
        kind: PostingKind::parse(&kind).unwrap_or(PostingKind::Adjusted),
        order: row.get::<_, Option<i64>>(2)?.map(OrderId),
        payment: row.get::<_, Option<i64>>(3)?.map(PaymentId),
        user: row.get::<_, Option<i64>>(4)?.map(UserId),
        by: row.get::<_, Option<i64>>(5)?.map(UserId),
        reason: row.get(6)?,
        at: Timestamp(row.get(7)?),
        entries: Vec::new(),
    })
}

fn entries(
    connection: &Connection,
    posting: PostingId,
) -> rusqlite::Result<Vec<(LedgerAccount, Money)>> {
    let rows: Vec<(String, Money)> = connection
        .prepare_cached(
            "SELECT account, currency, minor FROM ledger_entries WHERE posting_id = ?1 ORDER BY minor DESC",
        )?
        .query_map([posting.0], |row| {
            let sum = Money {
                currency: row.get(1)?,
                minor: row.get(2)?,
            };
            Ok((row.get(0)?, sum))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let known = rows
        .into_iter()
        .filter_map(|(account, money)| Some((LedgerAccount::parse(&account)?, money)));
    Ok(known.collect())
}
