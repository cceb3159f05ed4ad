//! `roles`, `role_permissions`, `user_roles`.

use super::Page;
use crate::models::Holding;
use crate::models::Permission;
use crate::models::PermissionSet;
use crate::models::Role;
use crate::models::RoleId;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn role_from_row(row: &Row<'_>) -> rusqlite::Result<Role> {
    Ok(Role {
        id: RoleId(row.get(0)?),
        name: row.get(1)?,
        rank: row.get(2)?,
        is_built_in: row.get(3)?,
        permissions: PermissionSet::default(),
        sees_own_only: row.get(4)?,
        tokens_per_month: row.get(5)?,
    })
}

fn holding_from_row(row: &Row<'_>) -> rusqlite::Result<Holding> {
    Ok(Holding {
        user: UserId(row.get(0)?),
        role_id: RoleId(row.get(1)?),
        role: row.get(2)?,
        rank: row.get(3)?,
        granted_by: row.get::<_, Option<i64>>(4)?.map(UserId),
        granted_at: Timestamp(row.get(5)?),
        expires_at: row.get::<_, Option<i64>>(6)?.map(Timestamp),
        reason: row.get(7)?,
        tokens_per_month: row.get(8)?,
    })
}

/// Every role, the highest first.
pub fn list(connection: &Connection) -> rusqlite::Result<Vec<Role>> {
    let mut roles: Vec<Role> = connection
        .prepare_cached(
            "SELECT number, name, rank, built_in, sees_own_only, tokens_per_month FROM roles ORDER BY rank DESC, name",
        )?
        .query_map([], role_from_row)?
        .collect::<rusqlite::Result<_>>()?;
    for role in &mut roles {
        role.permissions = role_permissions(connection, &role.name)?;
    }
    Ok(roles)
}

/// The role of that number.
pub fn get(connection: &Connection, id: RoleId) -> rusqlite::Result<Option<Role>> {
    let role = connection
        .prepare_cached(
            "SELECT number, name, rank, built_in, sees_own_only, tokens_per_month FROM roles WHERE number = ?1",
        )?
        .query_row([id.0], role_from_row)
        .optional()?;
    with_permissions(connection, role)
}

/// The role of that stored name.
pub fn get_by_name(connection: &Connection, name: &str) -> rusqlite::Result<Option<Role>> {
    let role = connection
        .prepare_cached(
            "SELECT number, name, rank, built_in, sees_own_only, tokens_per_month FROM roles WHERE name = ?1",
        )?
        .query_row([name], role_from_row)
        .optional()?;
    with_permissions(connection, role)
}

fn with_permissions(connection: &Connection, role: Option<Role>) -> rusqlite::Result<Option<Role>> {
    role.map(|role| {
        let permissions = role_permissions(connection, &role.name)?;
        Ok(Role {
            permissions,
            ..role
        })
    })
    .transpose()
}

/// What a role allows.
fn role_permissions(connection: &Connection, role: &str) -> rusqlite::Result<PermissionSet> {
    let mut statement =
        connection.prepare_cached("SELECT permission FROM role_permissions WHERE role = ?1")?;
    let names = statement.query_map([role], |row| row.get::<_, String>(0))?;
    let names = names.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(names
        .iter()
        .filter_map(|name| Permission::parse(name))
        .collect())
}

/// The highest number any role has.
pub fn last_number(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT coalesce(max(number), 0) FROM roles")?
        .query_row([], |row| row.get(0))
}

/// Inserts a role of somebody's own making, which allows nothing yet.
pub fn insert(
    tx: &Transaction<'_>,
    id: RoleId,
    name: &str,
    rank: i64,
    made_by: UserId,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO roles (number, name, rank, created_by, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![id.0, name, rank, made_by.0, now.0])?;
    Ok(())
}

/// Gives a role another name, with all who hold it.
pub fn update_name(tx: &Transaction<'_>, id: RoleId, name: &str) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached("UPDATE roles SET name = ?2 WHERE number = ?1")?
        .execute(params![id.0, name])?;
    Ok(changed > 0)
}

/// Puts a role at another rank.
pub fn update_rank(tx: &Transaction<'_>, id: RoleId, rank: i64) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached("UPDATE roles SET rank = ?2 WHERE number = ?1")?
        .execute(params![id.0, rank])?;
    Ok(changed > 0)
}

/// Lets the holders of a role see their own customers only, or everybody.
pub fn update_scope(
    tx: &Transaction<'_>,
    id: RoleId,
    sees_own_only: bool,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached("UPDATE roles SET sees_own_only = ?2 WHERE number = ?1")?
        .execute(params![id.0, sees_own_only])?;
    Ok(changed > 0)
}

/// Sets how many tokens a holder may make in any 30 days; `None` = as many as they like.
pub fn update_quota(
    tx: &Transaction<'_>,
    id: RoleId,
    tokens_per_month: Option<i64>,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached("UPDATE roles SET tokens_per_month = ?2 WHERE number = ?1")?
        .execute(params![id.0, tokens_per_month])?;
    Ok(changed > 0)
}

/// Deletes a role with what it allows, those who hold it and the invitations to it.
pub fn delete(tx: &Transaction<'_>, id: RoleId) -> rusqlite::Result<bool> {
    let deleted = tx
        .prepare_cached("DELETE FROM roles WHERE number = ?1 AND built_in = 0")?
        .execute([id.0])?;
    Ok(deleted > 0)
}

/// Takes a permission from a role. False if it had it not.
pub fn delete_permission(
    tx: &Transaction<'_>,
    role: &str,
    permission: Permission,
) -> rusqlite::Result<bool> {
    let deleted = tx
        .prepare_cached("DELETE FROM role_permissions WHERE role = ?1 AND permission = ?2")?
        .execute(params![role, permission.name()])?;
    Ok(deleted > 0)
}

/// What a person holds at `now`, the highest first.
pub fn holdings_of(
    connection: &Connection,
    user: UserId,
    now: Timestamp,
) -> rusqlite::Result<Vec<Holding>> {
    let mut statement = connection.prepare_cached(
        "SELECT u.user_id, r.number, r.name, r.rank, u.granted_by, u.granted_at, u.expires_at, u.reason,
                u.tokens_per_month
         FROM user_roles u CROSS JOIN roles r ON r.name = u.role
         WHERE u.user_id = ?1 AND (u.expires_at IS NULL OR u.expires_at > ?2) ORDER BY r.rank DESC, r.name",
    )?;
    statement
        .query_map(params![user.0, now.0], holding_from_row)?
        .collect()
}

/// One holding, whether or not its time is over.
pub fn get_holding(
    connection: &Connection,
    user: UserId,
    role: &str,
) -> rusqlite::Result<Option<Holding>> {
    connection
        .prepare_cached(
            "SELECT u.user_id, r.number, r.name, r.rank, u.granted_by, u.granted_at, u.expires_at, u.reason,
                    u.tokens_per_month
             FROM user_roles u CROSS JOIN roles r ON r.name = u.role WHERE u.user_id = ?1 AND u.role = ?2",
        )?
        .query_row(params![user.0, role], holding_from_row)
        .optional()
}

/// A page of those who hold a role at `now`: who holds it for good first, then by their end.
pub fn list_holdings(
    connection: &Connection,
    role: &str,
    now: Timestamp,
    limit: i64,
    offset: i64,
) -> rusqlite::Result<Page<Holding>> {
    let total = count_holders(connection, role, now)?;
    let rows = connection
        .prepare_cached(
            "SELECT u.user_id, r.number, r.name, r.rank, u.granted_by, u.granted_at, u.expires_at, u.reason,
                    u.tokens_per_month
             FROM user_roles u CROSS JOIN roles r ON r.name = u.role
             WHERE u.role = ?1 AND (u.expires_at IS NULL OR u.expires_at > ?2)
             ORDER BY u.expires_at, u.granted_at, u.user_id LIMIT ?3 OFFSET ?4",
        )?
        .query_map(params![role, now.0, limit, offset], holding_from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page { rows, total })
}

/// How many hold a role at `now`.
pub fn count_holders(connection: &Connection, role: &str, now: Timestamp) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM user_roles WHERE role = ?1 AND (expires_at IS NULL OR expires_at > ?2)",
        )?
        .query_row(params![role, now.0], |row| row.get(0))
}

/// How many others hold a role for good.
pub fn count_lasting_others(
    connection: &Connection,
    role: &str,
    but: UserId,
) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM user_roles WHERE role = ?1 AND expires_at IS NULL AND user_id <> ?2",
        )?
        .query_row(params![role, but.0], |row| row.get(0))
}

/// Keeps a holding in place of the same person's of the same role.
pub fn upsert_holding(tx: &Transaction<'_>, holding: &Holding) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO user_roles (user_id, role, granted_by, granted_at, expires_at, reason, tokens_per_month)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (user_id, role) DO UPDATE SET
             granted_by = excluded.granted_by, granted_at = excluded.granted_at, expires_at = excluded.expires_at,
             reason = excluded.reason, tokens_per_month = excluded.tokens_per_month",
    )?
    .execute(params![
        holding.user.0,
        holding.role,
        holding.granted_by.map(|id| id.0),
        holding.granted_at.0,
        holding.expires_at.map(|at| at.0),
        holding.reason,
        holding.tokens_per_month,
    ])?;
    Ok(())
}

/// Takes a role from a person. False if they had it not.
pub fn delete_holding(tx: &Transaction<'_>, user: UserId, role: &str) -> rusqlite::Result<bool> {
    let deleted = tx
        .prepare_cached("DELETE FROM user_roles WHERE user_id = ?1 AND role = ?2")?
        .execute(params![user.0, role])?;
    Ok(deleted > 0)
}

/// Holdings whose end has come, the oldest first.
pub fn list_ended(
    connection: &Connection,
    now: Timestamp,
    limit: i64,
) -> rusqlite::Result<Vec<Holding>> {
    let mut statement = connection.prepare_cached(
        "SELECT u.user_id, r.number, r.name, r.rank, u.granted_by, u.granted_at, u.expires_at, u.reason,
                u.tokens_per_month
         FROM user_roles u CROSS JOIN roles r ON r.name = u.role
         WHERE u.expires_at <= ?1 ORDER BY u.expires_at LIMIT ?2",
    )?;
    statement
        .query_map(params![now.0, limit], holding_from_row)?
        .collect()
}

/// The next end of a holding that comes after an instant.
pub fn next_end(connection: &Connection, after: Timestamp) -> rusqlite::Result<Option<Timestamp>> {
    let at: Option<i64> = connection
        .prepare_cached("SELECT min(expires_at) FROM user_roles WHERE expires_at > ?1")?
        .query_row([after.0], |row| row.get(0))?;
    Ok(at.map(Timestamp))
}

/// Everybody who holds a role that allows anything at `now`.
pub fn list_staff(connection: &Connection, now: Timestamp) -> rusqlite::Result<Vec<UserId>> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT u.user_id FROM roles r CROSS JOIN user_roles u ON u.role = r.name
         WHERE u.expires_at IS NULL OR u.expires_at > ?1 ORDER BY u.user_id",
    )?;
    statement
        .query_map([now.0], |row| row.get(0).map(UserId))?
        .collect()
}

/// What a person's roles allow, by whom they may see.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Allowed {
    /// By roles that see everybody.
    pub everybody: PermissionSet,
    /// By roles that see own customers only.
    pub own: PermissionSet,
}

/// What the roles that a person holds at `now` allow.
pub fn allowed_to(
    connection: &Connection,
    user: UserId,
    now: Timestamp,
) -> rusqlite::Result<Allowed> {
    let mut statement = connection.prepare_cached(
        "SELECT p.permission, r.sees_own_only FROM user_roles u CROSS JOIN roles r ON r.name = u.role
         CROSS JOIN role_permissions p ON p.role = r.name
         WHERE u.user_id = ?1 AND (u.expires_at IS NULL OR u.expires_at > ?2)",
    )?;
    let mut rows = statement.query(params![user.0, now.0])?;
    let (mut everybody, mut own) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let permission = Permission::parse(&row.get::<_, String>(0)?);
        if row.get(1)? {
            own.extend(permission);
        } else {
            everybody.extend(permission);
        }
    }
    Ok(Allowed {
        everybody: everybody.into_iter().collect(),
        own: own.into_iter().collect(),
    })
}

/// The limits on tokens of the roles by which a person may make some at `now`; `None` = no limit.
pub fn list_quotas(
    connection: &Connection,
    user: UserId,
    now: Timestamp,
) -> rusqlite::Result<Vec<Option<i64>>> {
    let mut statement = connection.prepare_cached(
        "SELECT coalesce(u.tokens_per_month, r.tokens_per_month)
         FROM user_roles u CROSS JOIN roles r ON r.name = u.role
         WHERE u.user_id = ?1 AND (u.expires_at IS NULL OR u.expires_at > ?2)
           AND EXISTS (SELECT 1 FROM role_permissions p WHERE p.role = u.role AND p.permission = 'tokens.make')",
    )?;
    statement
        .query_map(params![user.0, now.0], |row| row.get(0))?
        .collect()
}

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
            "INSERT INTO roles (name, rank, built_in, sees_own_only, tokens_per_month, number)
             VALUES (?1, ?2, 1, ?3, ?4, (SELECT coalesce(max(number), 0) + 1 FROM roles))
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

/// Gives a person a role, without end. True if they did not have it, or only until an end.
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
             ON CONFLICT (user_id, role) DO UPDATE SET
                 granted_by = excluded.granted_by, granted_at = excluded.granted_at, expires_at = NULL
             WHERE expires_at IS NOT NULL",
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
         DO UPDATE SET granted_by = excluded.granted_by, granted_at = excluded.granted_at, expires_at = NULL,
                       reason = NULL",
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
