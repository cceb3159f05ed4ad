//! `api_keys`.

use crate::models::ApiKey;
use crate::models::ApiKeyId;
use crate::models::NewApiKey;
use crate::models::Permission;
use crate::models::PermissionSet;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// The columns of a key, from the first on.
pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<ApiKey> {
    Ok(ApiKey {
        id: ApiKeyId(row.get(0)?),
        name: row.get(1)?,
        prefix: row.get(2)?,
        owner: UserId(row.get(3)?),
        scopes: scopes_of(&row.get::<_, String>(4)?),
        rate_per_minute: row.get(5)?,
        created_at: Timestamp(row.get(6)?),
        expires_at: row.get::<_, Option<i64>>(7)?.map(Timestamp),
        revoked_at: row.get::<_, Option<i64>>(8)?.map(Timestamp),
        last_used_at: row.get::<_, Option<i64>>(9)?.map(Timestamp),
    })
}

/// The stored names; one that is no permission (any more) opens nothing.
fn scopes_of(text: &str) -> PermissionSet {
    let names: Vec<String> = serde_json::from_str(text).unwrap_or_default();
    names
        .iter()
        .filter_map(|name| Permission::parse(name))
        .collect()
}

fn stored(scopes: PermissionSet) -> String {
    let names: Vec<&str> = scopes.iter().map(Permission::name).collect();
    serde_json::json!(names).to_string()
}

/// A key to be stored.
#[derive(Clone, Debug)]
pub struct KeyRow<'a> {
    pub key: &'a NewApiKey,
    /// SHA-256 of the whole key.
    pub hash: &'a [u8; 32],
    pub prefix: &'a str,
    pub owner: UserId,
    /// What was pressed to make it: the same press makes one.
    pub made_from: Option<&'a str>,
}

/// Whether a key was made from that press before.
pub fn is_made_from(connection: &Connection, made_from: &str) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT 1 FROM api_keys WHERE made_from = ?1")?
        .exists([made_from])
}

/// Stores a key.
pub fn insert(
    tx: &Transaction<'_>,
    row: &KeyRow<'_>,
    now: Timestamp,
) -> rusqlite::Result<ApiKeyId> {
    tx.prepare_cached(
        "INSERT INTO api_keys (name, key_hash, prefix, owner_id, scopes, rate_per_minute, created_at, expires_at, made_from)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        row.key.name,
        row.hash.as_slice(),
        row.prefix,
        row.owner.0,
        stored(row.key.scopes),
        row.key.rate_per_minute,
        now.0,
        row.key.expires_at.map(|at| at.0),
        row.made_from,
    ])?;
    Ok(ApiKeyId(tx.last_insert_rowid()))
}

/// The key of that number.
pub fn get(connection: &Connection, id: ApiKeyId) -> rusqlite::Result<Option<ApiKey>> {
    connection
        .prepare_cached(
            "SELECT id, name, prefix, owner_id, scopes, rate_per_minute, created_at, expires_at, revoked_at, last_used_at
             FROM api_keys WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// The key of that SHA-256.
pub fn get_by_hash(connection: &Connection, hash: &[u8; 32]) -> rusqlite::Result<Option<ApiKey>> {
    connection
        .prepare_cached(
            "SELECT id, name, prefix, owner_id, scopes, rate_per_minute, created_at, expires_at, revoked_at, last_used_at
             FROM api_keys WHERE key_hash = ?1",
        )?
        .query_row([hash.as_slice()], from_row)
        .optional()
}

/// The last keys of everybody, the newest first.
pub fn list(connection: &Connection, limit: i64) -> rusqlite::Result<Vec<ApiKey>> {
    connection
        .prepare_cached(
            "SELECT id, name, prefix, owner_id, scopes, rate_per_minute, created_at, expires_at, revoked_at, last_used_at
             FROM api_keys WHERE id > 0 ORDER BY id DESC LIMIT ?1",
        )?
        .query_map([limit], from_row)?
        .collect()
}

/// The ids of all keys that somebody ever made.
pub fn ids_of(connection: &Connection, owner: UserId) -> rusqlite::Result<Vec<ApiKeyId>> {
    connection
        .prepare_cached("SELECT id FROM api_keys WHERE owner_id = ?1")?
        .query_map([owner.0], |row| row.get(0).map(ApiKeyId))?
        .collect()
}

/// How many keys of a person still open something.
pub fn count_open(connection: &Connection, owner: UserId, now: Timestamp) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM api_keys
             WHERE owner_id = ?1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?2)",
        )?
        .query_row(params![owner.0, now.0], |row| row.get(0))
}

/// Whether a key was ever made.
pub fn is_any(connection: &Connection) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM api_keys)")?
        .query_row([], |row| row.get(0))
}

/// Ends a key for good. False if it had ended so before.
pub fn update_revoked(
    tx: &Transaction<'_>,
    id: ApiKeyId,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached("UPDATE api_keys SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL")?
        .execute(params![id.0, now.0])?;
    Ok(changed == 1)
}

/// How far a key goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyReach {
    pub hash: [u8; 32],
    pub scopes: PermissionSet,
    pub rate_per_minute: u32,
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

/// How far each key goes.
pub fn list_reaches(connection: &Connection) -> rusqlite::Result<Vec<KeyReach>> {
    connection
        .prepare_cached(
            "SELECT key_hash, scopes, rate_per_minute, expires_at, revoked_at FROM api_keys",
        )?
        .query_map([], |row| {
            Ok(KeyReach {
                hash: row.get(0)?,
                scopes: scopes_of(&row.get::<_, String>(1)?),
                rate_per_minute: row.get(2)?,
                expires_at: row.get::<_, Option<i64>>(3)?.map(Timestamp),
                revoked_at: row.get::<_, Option<i64>>(4)?.map(Timestamp),
            })
        })?
        .collect()
}

/// Has the key of that SHA-256 go no farther than that.
pub fn update_narrowed(tx: &Transaction<'_>, reach: &KeyReach) -> rusqlite::Result<()> {
    let Some(key) = get_by_hash(tx, &reach.hash)? else {
        return Ok(());
    };
    tx.prepare_cached(
        "UPDATE api_keys SET scopes = ?2, rate_per_minute = min(rate_per_minute, ?3),
             expires_at = coalesce(min(expires_at, ?4), expires_at, ?4), revoked_at = coalesce(revoked_at, ?5)
         WHERE id = ?1",
    )?
    .execute(params![
        key.id.0,
        stored(key.scopes.and(reach.scopes)),
        reach.rate_per_minute,
        reach.expires_at.map(|at| at.0),
        reach.revoked_at.map(|at| at.0),
    ])?;
    Ok(())
}

/// Sets what a key may do.
pub fn update_scopes(
    tx: &Transaction<'_>,
    id: ApiKeyId,
    scopes: PermissionSet,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE api_keys SET scopes = ?2 WHERE id = ?1")?
        .execute(params![id.0, stored(scopes)])?;
    Ok(())
}

/// Sets how many requests per minute a key may make.
pub fn update_rate(tx: &Transaction<'_>, id: ApiKeyId, per_minute: u32) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE api_keys SET rate_per_minute = ?2 WHERE id = ?1")?
        .execute(params![id.0, per_minute])?;
    Ok(())
}

/// Notes that a session began or went on with it.
pub fn update_last_used(
    tx: &Transaction<'_>,
    id: ApiKeyId,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE api_keys SET last_used_at = ?2 WHERE id = ?1")?
        .execute(params![id.0, now.0])?;
    Ok(())
}
