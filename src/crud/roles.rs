//! `roles`, `role_permissions`, `user_roles`.

use crate::models::Permission;
use crate::models::PermissionSet;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, Transaction, params};

/// Inserts a role that the house comes with, unless it is there.
pub fn insert_built_in(
    tx: &Transaction<'_>,
    name: &str,
    rank: i64,
    sees_own_only: bool,
    tokens_per_month: Option<i64>,
) -> rusqlite::Result<bool> {
    let inserted = tx
        .prepare_cached(
            "INSERT INTO roles (name, rank, built_in, sees_own_only, tokens_per_month) VALUES (?1, ?2, 1, ?3, ?4)
             ON CONFLICT (name) DO NOTHING",
        )?
        .execute(params![name, rank, sees_own_only, tokens_per_month])?;
    Ok(inserted > 0)
}

/// Gives a role a permission.
pub fn insert_permission(
    tx: &Transaction<'_>,
    role: &str,
    permission: Permission,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO role_permissions (role, permission) VALUES (?1, ?2) ON CONFLICT (role, permission) DO NOTHING",
    )?
    .execute(params![role, permission.name()])?;
    Ok(())
}

/// Gives a person a role, without end. True if they did not have it.
pub fn insert_user_role(
    tx: &Transaction<'_>,
    user: UserId,
    role: &str,
    granted_by: Option<UserId>,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let inserted = tx
        .prepare_cached(
            "INSERT INTO user_roles (user_id, role, granted_by, granted_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (user_id, role) DO NOTHING",
        )?
        .execute(params![user.0, role, granted_by.map(|id| id.0), now.0])?;
    Ok(inserted > 0)
}

/// Gives a person a role for good, whatever end or origin the same role of theirs had.
pub fn upsert_user_role(
    tx: &Transaction<'_>,
    user: UserId,
    role: &str,
    granted_by: UserId,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO user_roles (user_id, role, granted_by, granted_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (user_id, role)
         DO UPDATE SET granted_by = excluded.granted_by, granted_at = excluded.granted_at, expires_at = NULL",
    )?
    .execute(params![user.0, role, granted_by.0, now.0])?;
    Ok(())
}

/// Takes a role that nobody in particular granted (the settings did) from a person.
pub fn delete_settings_role(
    tx: &Transaction<'_>,
    user: UserId,
    role: &str,
) -> rusqlite::Result<bool> {
    let deleted = tx
        .prepare_cached(
            "DELETE FROM user_roles WHERE user_id = ?1 AND role = ?2 AND granted_by IS NULL",
        )?
        .execute(params![user.0, role])?;
    Ok(deleted > 0)
}

/// What the person's roles allow at `now`.
pub fn permissions_of(
    connection: &Connection,
    user: UserId,
    now: Timestamp,
) -> rusqlite::Result<PermissionSet> {
    let mut statement = connection.prepare_cached(
        "SELECT p.permission FROM user_roles u JOIN role_permissions p ON p.role = u.role
         WHERE u.user_id = ?1 AND (u.expires_at IS NULL OR u.expires_at > ?2)",
    )?;
    let names = statement.query_map(params![user.0, now.0], |row| row.get::<_, String>(0))?;
    let names = names.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(names
        .iter()
        .filter_map(|name| Permission::parse(name))
        .collect())
}

/// Everybody who holds the permission at `now`.
pub fn list_holders(
    connection: &Connection,
    permission: Permission,
    now: Timestamp,
) -> rusqlite::Result<Vec<UserId>> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT u.user_id FROM role_permissions p CROSS JOIN user_roles u ON u.role = p.role
         WHERE p.permission = ?1 AND (u.expires_at IS NULL OR u.expires_at > ?2) ORDER BY u.user_id",
    )?;
    statement
        .query_map(params![permission.name(), now.0], |row| {
            row.get(0).map(UserId)
        })?
        .collect()
}

/// Holders of a role, the settings' ones apart by `granted_by IS NULL`.
pub fn list_settings_holders(connection: &Connection, role: &str) -> rusqlite::Result<Vec<UserId>> {
    let mut statement = connection.prepare_cached(
        "SELECT user_id FROM user_roles WHERE role = ?1 AND granted_by IS NULL ORDER BY user_id",
    )?;
    statement
        .query_map([role], |row| row.get(0).map(UserId))?
        .collect()
}
