//! `invitation_tokens` and `redeem_failures`.

use super::Page;
use crate::models::DurationHours;
use crate::models::Timestamp;
use crate::models::Token;
use crate::models::TokenFilter;
use crate::models::TokenId;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Token> {
    Ok(Token {
        id: TokenId(row.get(0)?),
        prefix: row.get(1)?,
        generated_by: UserId(row.get(2)?),
        created_at: Timestamp(row.get(3)?),
        valid_until: Timestamp(row.get(4)?),
        duration_hours: row.get(5)?,
        note: row.get(6)?,
        used_by: row.get::<_, Option<i64>>(7)?.map(UserId),
        used_at: row.get::<_, Option<i64>>(8)?.map(Timestamp),
        revoked_at: row.get::<_, Option<i64>>(9)?.map(Timestamp),
    })
}

/// A token to be stored.
#[derive(Clone, Debug)]
pub struct NewToken {
    pub hash: [u8; 32],
    pub prefix: String,
    pub generated_by: UserId,
    /// The first token of the batch; `None` for that one itself.
    pub batch: Option<TokenId>,
    pub valid_until: Timestamp,
    pub duration_hours: DurationHours,
    pub note: Option<String>,
    /// What was pressed to make the batch; on its first token only.
    pub made_from: Option<String>,
}

/// Whether a batch was made from that press before.
pub fn is_made_from(connection: &Connection, made_from: &str) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT 1 FROM invitation_tokens WHERE made_from = ?1")?
        .exists([made_from])
}

/// Stores a token.
pub fn insert(tx: &Transaction<'_>, token: &NewToken, now: Timestamp) -> rusqlite::Result<TokenId> {
    tx.prepare_cached(
        "INSERT INTO invitation_tokens (id, token_hash, prefix, generated_by, batch_id, created_at, valid_until,
                                        duration_hours, note, made_from)
         VALUES ((SELECT coalesce(max(id), 0) + 1 FROM invitation_tokens), ?1, ?2, ?3,
                 coalesce(?4, (SELECT coalesce(max(id), 0) + 1 FROM invitation_tokens)), ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        token.hash.as_slice(),
        token.prefix,
        token.generated_by.0,
        token.batch.map(|id| id.0),
        now.0,
        token.valid_until.0,
        token.duration_hours,
        token.note,
        token.made_from,
    ])?;
    Ok(TokenId(tx.last_insert_rowid()))
}

/// The token of that hash.
pub fn get_by_hash(connection: &Connection, hash: &[u8; 32]) -> rusqlite::Result<Option<Token>> {
    connection
        .prepare_cached(
            "SELECT id, prefix, generated_by, created_at, valid_until, duration_hours, note, used_by, used_at,
                    revoked_at
             FROM invitation_tokens WHERE token_hash = ?1",
        )?
        .query_row([hash.as_slice()], from_row)
        .optional()
}

/// The token of that id.
pub fn get(connection: &Connection, id: TokenId) -> rusqlite::Result<Option<Token>> {
    connection
        .prepare_cached(
            "SELECT id, prefix, generated_by, created_at, valid_until, duration_hours, note, used_by, used_at,
                    revoked_at
             FROM invitation_tokens WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// Spends the token. False if somebody was faster, or it has ended or was revoked.
pub fn update_used(
    tx: &Transaction<'_>,
    id: TokenId,
    user: UserId,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE invitation_tokens SET used = 1, used_by = ?2, used_at = ?3
             WHERE id = ?1 AND used = 0 AND revoked_at IS NULL AND valid_until >= ?3",
        )?
        .execute(params![id.0, user.0, now.0])?;
    Ok(changed == 1)
}

/// Revokes an unspent token.
pub fn update_revoked(tx: &Transaction<'_>, id: TokenId, now: Timestamp) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE invitation_tokens SET revoked_at = ?2 WHERE id = ?1 AND used = 0 AND revoked_at IS NULL",
        )?
        .execute(params![id.0, now.0])?;
    Ok(changed == 1)
}

/// A page of tokens, newest first.
pub fn list(
    connection: &Connection,
    filter: TokenFilter,
    now: Timestamp,
    limit: i64,
    offset: i64,
) -> rusqlite::Result<Page<Token>> {
    let (count, rows) = match filter {
        TokenFilter::All => (
            "SELECT count(*) FROM invitation_tokens WHERE used IN (0, 1) AND ?1 = ?1",
            "SELECT id, prefix, generated_by, created_at, valid_until, duration_hours, note, used_by, used_at,
                    revoked_at
             FROM invitation_tokens WHERE ?1 = ?1 ORDER BY id DESC LIMIT ?2 OFFSET ?3",
        ),
        TokenFilter::Open => (
            "SELECT count(*) FROM invitation_tokens WHERE used = 0 AND revoked_at IS NULL AND valid_until >= ?1",
            "SELECT id, prefix, generated_by, created_at, valid_until, duration_hours, note, used_by, used_at,
                    revoked_at
             FROM invitation_tokens WHERE used = 0 AND revoked_at IS NULL AND valid_until >= ?1
             ORDER BY created_at DESC, id DESC LIMIT ?2 OFFSET ?3",
        ),
        TokenFilter::Used => (
            "SELECT count(*) FROM invitation_tokens WHERE used = 1 AND ?1 = ?1",
            "SELECT id, prefix, generated_by, created_at, valid_until, duration_hours, note, used_by, used_at,
                    revoked_at
             FROM invitation_tokens WHERE used = 1 AND ?1 = ?1
             ORDER BY created_at DESC, id DESC LIMIT ?2 OFFSET ?3",
        ),
        TokenFilter::Expired => (
            "SELECT count(*) FROM invitation_tokens WHERE used = 0 AND revoked_at IS NULL AND valid_until < ?1",
            "SELECT id, prefix, generated_by, created_at, valid_until, duration_hours, note, used_by, used_at,
                    revoked_at
             FROM invitation_tokens WHERE used = 0 AND revoked_at IS NULL AND valid_until < ?1
             ORDER BY created_at DESC, id DESC LIMIT ?2 OFFSET ?3",
        ),
        TokenFilter::Revoked => (
            "SELECT count(*) FROM invitation_tokens WHERE used = 0 AND revoked_at IS NOT NULL AND ?1 = ?1",
            "SELECT id, prefix, generated_by, created_at, valid_until, duration_hours, note, used_by, used_at,
                    revoked_at
             FROM invitation_tokens WHERE used = 0 AND revoked_at IS NOT NULL AND ?1 = ?1
             ORDER BY created_at DESC, id DESC LIMIT ?2 OFFSET ?3",
        ),
    };
    let total = connection
        .prepare_cached(count)?
        .query_row([now.0], |row| row.get(0))?;
    let rows = connection
        .prepare_cached(rows)?
        .query_map(params![now.0, limit, offset], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page { rows, total })
}

/// A page of the tokens that somebody made, newest first.
pub fn list_of(
    connection: &Connection,
    maker: UserId,
    filter: TokenFilter,
    now: Timestamp,
    limit: i64,
    offset: i64,
) -> rusqlite::Result<Page<Token>> {
    let state = match filter {
        TokenFilter::All => "all",
        TokenFilter::Open => "open",
        TokenFilter::Used => "used",
        TokenFilter::Expired => "expired",
        TokenFilter::Revoked => "revoked",
    };
    let total = connection
        .prepare_cached(
            "SELECT count(*) FROM invitation_tokens
             WHERE generated_by = ?1 AND CASE ?2
                 WHEN 'open' THEN used = 0 AND revoked_at IS NULL AND valid_until >= ?3
                 WHEN 'used' THEN used = 1
                 WHEN 'expired' THEN used = 0 AND revoked_at IS NULL AND valid_until < ?3
                 WHEN 'revoked' THEN used = 0 AND revoked_at IS NOT NULL
                 ELSE 1 END",
        )?
        .query_row(params![maker.0, state, now.0], |row| row.get(0))?;
    let rows = connection
        .prepare_cached(
            "SELECT id, prefix, generated_by, created_at, valid_until, duration_hours, note, used_by, used_at,
                    revoked_at
             FROM invitation_tokens
             WHERE generated_by = ?1 AND CASE ?2
                 WHEN 'open' THEN used = 0 AND revoked_at IS NULL AND valid_until >= ?3
                 WHEN 'used' THEN used = 1
                 WHEN 'expired' THEN used = 0 AND revoked_at IS NULL AND valid_until < ?3
                 WHEN 'revoked' THEN used = 0 AND revoked_at IS NOT NULL
                 ELSE 1 END
             ORDER BY id DESC LIMIT ?4 OFFSET ?5",
        )?
        .query_map(params![maker.0, state, now.0, limit, offset], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page { rows, total })
}

/// How many tokens somebody made since an instant, and when the first of those was made.
pub fn count_made(
    connection: &Connection,
    maker: UserId,
    since: Timestamp,
) -> rusqlite::Result<(i64, Option<Timestamp>)> {
    connection
        .prepare_cached(
            "SELECT count(*), min(created_at) FROM invitation_tokens WHERE generated_by = ?1 AND created_at > ?2",
        )?
        .query_row(params![maker.0, since.0], |row| {
            Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?.map(Timestamp)))
        })
}

/// Somebody's customers with VIP access at `now`: those who redeemed a token of theirs, and of them those whose access
/// ends before another instant.
pub fn count_customers(
    connection: &Connection,
    maker: UserId,
    now: Timestamp,
    soon: Timestamp,
) -> rusqlite::Result<(i64, i64)> {
    connection
        .prepare_cached(
            "SELECT count(DISTINCT s.user_id), count(DISTINCT iif(s.expiry_date <= ?3, s.user_id, NULL))
             FROM invitation_tokens t CROSS JOIN vip_subscribers s ON s.user_id = t.used_by
             WHERE t.generated_by = ?1 AND s.status = 'active' AND (s.expiry_date IS NULL OR s.expiry_date > ?2)",
        )?
        .query_row(params![maker.0, now.0, soon.0], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
}

/// Tokens that somebody made whose shown prefix begins so, newest first.
pub fn list_of_by_prefix(
    connection: &Connection,
    maker: UserId,
    prefix: &str,
    limit: i64,
) -> rusqlite::Result<Vec<Token>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, prefix, generated_by, created_at, valid_until, duration_hours, note, used_by, used_at, revoked_at
         FROM invitation_tokens
         WHERE prefix >= ?1 AND prefix < ?1 || '~' AND generated_by = ?3 ORDER BY prefix, id DESC LIMIT ?2",
    )?;
    statement
        .query_map(params![prefix, limit, maker.0], from_row)?
        .collect()
}

/// Tokens whose shown prefix begins so, newest first.
pub fn list_by_prefix(
    connection: &Connection,
    prefix: &str,
    limit: i64,
) -> rusqlite::Result<Vec<Token>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, prefix, generated_by, created_at, valid_until, duration_hours, note, used_by, used_at, revoked_at
         FROM invitation_tokens WHERE prefix >= ?1 AND prefix < ?1 || '~' ORDER BY prefix, id DESC LIMIT ?2",
    )?;
    statement
        .query_map(params![prefix, limit], from_row)?
        .collect()
}

/// Notes a wrong token.
pub fn insert_failure(tx: &Transaction<'_>, user: UserId, now: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT INTO redeem_failures (user_id, at) VALUES (?1, ?2)")?
        .execute(params![user.0, now.0])?;
    Ok(())
}

/// Wrong tokens of a person since an instant: how many, and when the last one was.
pub fn count_failures(
    connection: &Connection,
    user: UserId,
    since: Timestamp,
) -> rusqlite::Result<(i64, Option<Timestamp>)> {
    connection
        .prepare_cached(
            "SELECT count(*), max(at) FROM redeem_failures WHERE user_id = ?1 AND at > ?2",
        )?
        .query_row(params![user.0, since.0], |row| {
            Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?.map(Timestamp)))
        })
}

/// Forgets wrong tokens of a person, after a right one.
pub fn delete_failures(tx: &Transaction<'_>, user: UserId) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM redeem_failures WHERE user_id = ?1")?
        .execute([user.0])?;
    Ok(())
}

/// Forgets old wrong tokens.
pub fn delete_failures_before(
    tx: &Transaction<'_>,
    before: Timestamp,
    limit: i64,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "DELETE FROM redeem_failures WHERE rowid IN (SELECT rowid FROM redeem_failures WHERE at < ?1 LIMIT ?2)",
    )?
    .execute(params![before.0, limit])
}
