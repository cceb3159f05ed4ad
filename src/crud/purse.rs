//! What somebody's balance went through, read from the ledger.

use super::Page;
use crate::models::LedgerAccount;
use crate::models::Money;
use crate::models::OrderId;
use crate::models::PostingKind;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::WalletLine;
use rusqlite::{Connection, params};

/// What happened on somebody's balance, the newest first. What is on a balance is owed, so the books hold it negative.
pub fn history(
    connection: &Connection,
    user: UserId,
    rows: i64,
    offset: i64,
) -> rusqlite::Result<Page<WalletLine>> {
    let account = LedgerAccount::Balance(user).to_string();
    let total = connection
        .prepare_cached("SELECT count(*) FROM ledger_entries WHERE account = ?1")?
        .query_row([&account], |row| row.get(0))?;
    let rows = connection
        .prepare_cached(
            "SELECT p.kind, p.at, p.order_id, e.minor, e.currency
             FROM ledger_entries e JOIN ledger_postings p ON p.id = e.posting_id
             WHERE e.account = ?1 ORDER BY e.posting_id DESC LIMIT ?2 OFFSET ?3",
        )?
        .query_map(params![account, rows, offset], |row| {
            let kind: String = row.get(0)?;
            Ok(WalletLine {
                // Only kinds are written.
                kind: PostingKind::parse(&kind).unwrap_or(PostingKind::Adjusted),
                at: Timestamp(row.get(1)?),
                order: row.get::<_, Option<i64>>(2)?.map(OrderId),
                amount: Money {
                    minor: -row.get::<_, i64>(3)?,
                    currency: row.get(4)?,
                },
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page { rows, total })
}

/// Whether anything ever happened on somebody's balance.
pub fn has_history(connection: &Connection, user: UserId) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM ledger_entries WHERE account = ?1)")?
        .query_row([LedgerAccount::Balance(user).to_string()], |row| row.get(0))
}
