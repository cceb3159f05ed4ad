//! `migration_links` and `migration_uses`.

use super::Page;
use crate::models::Migration;
use crate::models::MigrationGift;
use crate::models::MigrationId;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// A link to be stored.
#[derive(Clone, Debug)]
pub struct NewMigration {
    pub hash: [u8; 32],
    pub made_by: UserId,
    pub made_from: Option<String>,
    pub gift: MigrationGift,
    pub valid_until: Timestamp,
    pub max_uses: Option<i64>,
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Migration> {
    let hours: Option<i64> = row.get(3)?;
    let ends_at: Option<i64> = row.get(4)?;
    Ok(Migration {
        id: MigrationId(row.get(0)?),
        made_by: UserId(row.get(1)?),
        made_at: Timestamp(row.get(2)?),
        gift: match ends_at {
            Some(at) => MigrationGift::Until(Timestamp(at)),
            None => MigrationGift::Hours(hours),
        },
        valid_until: Timestamp(row.get(5)?),
        max_uses: row.get(6)?,
        uses: row.get(7)?,
        revoked_at: row.get::<_, Option<i64>>(8)?.map(Timestamp),
    })
}

/// Stores a link.
pub fn insert(
    tx: &Transaction<'_>,
    link: &NewMigration,
    now: Timestamp,
) -> rusqlite::Result<MigrationId> {
    let (hours, ends_at) = match link.gift {
        MigrationGift::Hours(hours) => (hours, None),
        MigrationGift::Until(at) => (None, Some(at.0)),
    };
    tx.prepare_cached(
        "INSERT INTO migration_links
             (code_hash, made_by, made_at, made_from, duration_hours, ends_at, valid_until, max_uses)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        link.hash.as_slice(),
        link.made_by.0,
        now.0,
        link.made_from,
        hours,
        ends_at,
        link.valid_until.0,
        link.max_uses
    ])?;
    Ok(MigrationId(tx.last_insert_rowid()))
}

/// Whether that press made a link already.
pub fn is_made_from(connection: &Connection, made_from: &str) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM migration_links WHERE made_from = ?1)")?
        .query_row([made_from], |row| row.get(0))
}

/// The link of that id.
pub fn get(connection: &Connection, id: MigrationId) -> rusqlite::Result<Option<Migration>> {
    connection
        .prepare_cached(
            "SELECT id, made_by, made_at, duration_hours, ends_at, valid_until, max_uses, uses, revoked_at
             FROM migration_links WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// The link whose code has that hash.
pub fn get_by_hash(
    connection: &Connection,
    hash: &[u8; 32],
) -> rusqlite::Result<Option<Migration>> {
    connection
        .prepare_cached(
            "SELECT id, made_by, made_at, duration_hours, ends_at, valid_until, max_uses, uses, revoked_at
             FROM migration_links WHERE code_hash = ?1",
        )?
        .query_row([hash.as_slice()], from_row)
        .optional()
}

/// A page of the links, the newest first.
pub fn list(connection: &Connection, limit: i64, offset: i64) -> rusqlite::Result<Page<Migration>> {
    let total = connection
        .prepare_cached("SELECT count(*) FROM migration_links")?
        .query_row([], |row| row.get(0))?;
    let mut statement = connection.prepare_cached(
        "SELECT id, made_by, made_at, duration_hours, ends_at, valid_until, max_uses, uses, revoked_at
         FROM migration_links ORDER BY id DESC LIMIT ?1 OFFSET ?2",
    )?;
    let rows = statement
        .query_map([limit, offset], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page { rows, total })
}

/// Counts a use by that person. False if they used it before.
pub fn insert_use(
    tx: &Transaction<'_>,
    id: MigrationId,
    user: UserId,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let inserted = tx
        .prepare_cached(
            "INSERT INTO migration_uses (link_id, user_id, at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        )?
        .execute(params![id.0, user.0, now.0])?;
    if inserted == 1 {
        tx.prepare_cached("UPDATE migration_links SET uses = uses + 1 WHERE id = ?1")?
            .execute([id.0])?;
    }
    Ok(inserted == 1)
}

/// Whether that person used it.
pub fn is_used_by(
    connection: &Connection,
    id: MigrationId,
    user: UserId,
) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM migration_uses WHERE link_id = ?1 AND user_id = ?2)",
        )?
        .query_row([id.0, user.0], |row| row.get(0))
}

/// Makes a link useless. False if it was.
pub fn update_revoked(
    tx: &Transaction<'_>,
    id: MigrationId,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE migration_links SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL",
        )?
        .execute(params![id.0, now.0])?;
    Ok(changed == 1)
}
