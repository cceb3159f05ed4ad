//! `staff_invites`.

use super::Page;
use crate::models::InviteId;
use crate::models::StaffInvite;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<StaffInvite> {
    Ok(StaffInvite {
        id: InviteId(row.get(0)?),
        role: row.get(1)?,
        role_hours: row.get(2)?,
        reason: row.get(3)?,
        made_by: UserId(row.get(4)?),
        created_at: Timestamp(row.get(5)?),
        expires_at: Timestamp(row.get(6)?),
        used_by: row.get::<_, Option<i64>>(7)?.map(UserId),
        used_at: row.get::<_, Option<i64>>(8)?.map(Timestamp),
        revoked_at: row.get::<_, Option<i64>>(9)?.map(Timestamp),
    })
}

/// An invitation to be stored.
#[derive(Clone, Debug)]
pub struct NewInvite {
    pub hash: [u8; 32],
    pub role: String,
    pub role_hours: Option<i64>,
    pub reason: Option<String>,
    pub made_by: UserId,
    pub expires_at: Timestamp,
    /// What was pressed to make it.
    pub made_from: Option<String>,
}

/// Whether an invitation was made from that press before.
pub fn is_made_from(connection: &Connection, made_from: &str) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT 1 FROM staff_invites WHERE made_from = ?1")?
        .exists([made_from])
}

/// Stores an invitation.
pub fn insert(
    tx: &Transaction<'_>,
    invite: &NewInvite,
    now: Timestamp,
) -> rusqlite::Result<InviteId> {
    tx.prepare_cached(
        "INSERT INTO staff_invites (code_hash, role, role_hours, reason, made_by, created_at, expires_at, made_from)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        invite.hash.as_slice(),
        invite.role,
        invite.role_hours,
        invite.reason,
        invite.made_by.0,
        now.0,
        invite.expires_at.0,
        invite.made_from,
    ])?;
    Ok(InviteId(tx.last_insert_rowid()))
}

/// The invitation of that code.
pub fn get_by_hash(
    connection: &Connection,
    hash: &[u8; 32],
) -> rusqlite::Result<Option<StaffInvite>> {
    connection
        .prepare_cached(
            "SELECT id, role, role_hours, reason, made_by, created_at, expires_at, used_by, used_at, revoked_at
             FROM staff_invites WHERE code_hash = ?1",
        )?
        .query_row([hash.as_slice()], from_row)
        .optional()
}

/// The invitation of that id.
pub fn get(connection: &Connection, id: InviteId) -> rusqlite::Result<Option<StaffInvite>> {
    connection
        .prepare_cached(
            "SELECT id, role, role_hours, reason, made_by, created_at, expires_at, used_by, used_at, revoked_at
             FROM staff_invites WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// A page of the invitations that somebody may still open, the newest first.
pub fn list_open(
    connection: &Connection,
    now: Timestamp,
    limit: i64,
    offset: i64,
) -> rusqlite::Result<Page<StaffInvite>> {
    let rows = connection
        .prepare_cached(
            "SELECT id, role, role_hours, reason, made_by, created_at, expires_at, used_by, used_at, revoked_at
             FROM staff_invites WHERE expires_at > ?1 AND used_by IS NULL AND revoked_at IS NULL
             ORDER BY expires_at DESC, id DESC LIMIT ?2 OFFSET ?3",
        )?
        .query_map(params![now.0, limit, offset], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    let total = count_open(connection, now)?;
    Ok(Page { rows, total })
}

/// How many invitations somebody may still open.
pub fn count_open(connection: &Connection, now: Timestamp) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM staff_invites WHERE expires_at > ?1 AND used_by IS NULL AND revoked_at IS NULL",
        )?
        .query_row([now.0], |row| row.get(0))
}

/// Spends an invitation. False if somebody was faster, or its time is over.
pub fn update_used(
    tx: &Transaction<'_>,
    id: InviteId,
    user: UserId,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE staff_invites SET used_by = ?2, used_at = ?3
             WHERE id = ?1 AND used_by IS NULL AND revoked_at IS NULL AND expires_at > ?3",
        )?
        .execute(params![id.0, user.0, now.0])?;
    Ok(changed == 1)
}

/// Makes an invitation useless.
pub fn update_revoked(
    tx: &Transaction<'_>,
    id: InviteId,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE staff_invites SET revoked_at = ?2 WHERE id = ?1 AND used_by IS NULL AND revoked_at IS NULL",
        )?
        .execute(params![id.0, now.0])?;
    Ok(changed == 1)
}

/// Forgets invitations that ended before an instant.
pub fn delete_over_before(
    tx: &Transaction<'_>,
    before: Timestamp,
    limit: i64,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "DELETE FROM staff_invites WHERE id IN (SELECT id FROM staff_invites WHERE expires_at < ?1 LIMIT ?2)",
    )?
    .execute(params![before.0, limit])
}
