//! `access_audits` and `access_audit_people`.

use super::Page;
use crate::models::AccessAudit;
use crate::models::AuditFinding;
use crate::models::AuditId;
use crate::models::ChatId;
use crate::models::MessageId;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<AccessAudit> {
    let state: String = row.get(4)?;
    Ok(AccessAudit {
        id: AuditId(row.get(0)?),
        made_by: UserId(row.get(1)?),
        made_at: Timestamp(row.get(2)?),
        chat: ChatId(row.get(3)?),
        is_ready: state == "ready",
        is_stopped: state == "stopped",
        member_count: row.get(5)?,
        progress_message: row.get::<_, Option<i64>>(6)?.map(MessageId),
        links_sent_at: row.get::<_, Option<i64>>(7)?.map(Timestamp),
        removals_due_at: row.get::<_, Option<i64>>(8)?.map(Timestamp),
        undone_at: row.get::<_, Option<i64>>(9)?.map(Timestamp),
    })
}

/// Begins an audit over everybody the house knows to have a right or to be inside. Returns its id.
pub fn insert(
    tx: &Transaction<'_>,
    made_by: UserId,
    chat: ChatId,
    now: Timestamp,
) -> rusqlite::Result<AuditId> {
    tx.prepare_cached(
        "INSERT INTO access_audits (made_by, made_at, chat_id, state) VALUES (?1, ?2, ?3, 'looking')",
    )?
    .execute(params![made_by.0, now.0, chat.0])?;
    let id = tx.last_insert_rowid();
    tx.prepare_cached(
        "INSERT INTO access_audit_people (audit_id, user_id)
         SELECT ?1, user_id FROM vip_subscribers WHERE status = 'active' AND (expiry_date IS NULL OR expiry_date > ?3)
         UNION SELECT ?1, user_id FROM vip_subscribers WHERE whitelist = 1
         UNION SELECT ?1, user_id FROM channel_members WHERE chat_id = ?2 AND is_inside = 1",
    )?
    .execute(params![id, chat.0, now.0])?;
    Ok(AuditId(id))
}

/// The audit of that id.
pub fn get(connection: &Connection, id: AuditId) -> rusqlite::Result<Option<AccessAudit>> {
    connection
        .prepare_cached(
            "SELECT id, made_by, made_at, chat_id, state, member_count, progress_message, links_sent_at,
                    removals_due_at, undone_at
             FROM access_audits WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// The newest audit in a state.
pub fn get_last(connection: &Connection, state: &str) -> rusqlite::Result<Option<AccessAudit>> {
    connection
        .prepare_cached(
            "SELECT id, made_by, made_at, chat_id, state, member_count, progress_message, links_sent_at,
                    removals_due_at, undone_at
             FROM access_audits WHERE state = ?1 ORDER BY id DESC LIMIT 1",
        )?
        .query_row([state], from_row)
        .optional()
}

/// People with a finding, by id, after one of them.
pub fn list_after(
    connection: &Connection,
    id: AuditId,
    finding: AuditFinding,
    after: UserId,
    limit: i64,
) -> rusqlite::Result<Vec<UserId>> {
    let mut statement = connection.prepare_cached(
        "SELECT user_id FROM access_audit_people WHERE audit_id = ?1 AND finding = ?2 AND user_id > ?3
         ORDER BY user_id LIMIT ?4",
    )?;
    statement
        .query_map(params![id.0, finding.name(), after.0, limit], |row| {
            row.get(0).map(UserId)
        })?
        .collect()
}

/// A page of the people with a finding.
pub fn list(
    connection: &Connection,
    id: AuditId,
    finding: AuditFinding,
    limit: i64,
    offset: i64,
) -> rusqlite::Result<Page<UserId>> {
    let total = count(connection, id, finding)?;
    let mut statement = connection.prepare_cached(
        "SELECT user_id FROM access_audit_people WHERE audit_id = ?1 AND finding = ?2
         ORDER BY user_id LIMIT ?3 OFFSET ?4",
    )?;
    let rows = statement
        .query_map(params![id.0, finding.name(), limit, offset], |row| {
            row.get(0).map(UserId)
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page { rows, total })
}

/// How many people have a finding.
pub fn count(connection: &Connection, id: AuditId, finding: AuditFinding) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM access_audit_people WHERE audit_id = ?1 AND finding = ?2",
        )?
        .query_row(params![id.0, finding.name()], |row| row.get(0))
}

/// Keeps what was found about somebody.
pub fn update_finding(
    tx: &Transaction<'_>,
    id: AuditId,
    user: UserId,
    finding: AuditFinding,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE access_audit_people SET finding = ?3 WHERE audit_id = ?1 AND user_id = ?2",
    )?
    .execute(params![id.0, user.0, finding.name()])?;
    Ok(())
}

/// Keeps how many members Telegram counts.
pub fn update_member_count(
    tx: &Transaction<'_>,
    id: AuditId,
    member_count: i64,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE access_audits SET member_count = ?2 WHERE id = ?1")?
        .execute([id.0, member_count])?;
    Ok(())
}

/// Keeps the message that shows the progress.
pub fn update_progress(
    tx: &Transaction<'_>,
    id: AuditId,
    message: MessageId,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE access_audits SET progress_message = ?2 WHERE id = ?1")?
        .execute([id.0, message.0])?;
    Ok(())
}

/// Leads an audit that looks to its end. False if it did not look any more.
pub fn update_state(tx: &Transaction<'_>, id: AuditId, state: &str) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached("UPDATE access_audits SET state = ?2 WHERE id = ?1 AND state = 'looking'")?
        .execute(params![id.0, state])?;
    Ok(changed == 1)
}

/// Notes that links go to those outside. False if they went before.
pub fn update_links_sent(
    tx: &Transaction<'_>,
    id: AuditId,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE access_audits SET links_sent_at = ?2
             WHERE id = ?1 AND state = 'ready' AND links_sent_at IS NULL",
        )?
        .execute(params![id.0, now.0])?;
    Ok(changed == 1)
}

/// Plans the removals. False if they were planned before.
pub fn update_removals(
    tx: &Transaction<'_>,
    id: AuditId,
    due_at: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE access_audits SET removals_due_at = ?2
             WHERE id = ?1 AND state = 'ready' AND removals_due_at IS NULL",
        )?
        .execute(params![id.0, due_at.0])?;
    Ok(changed == 1)
}

/// Takes the planned removals back, before their time. False if it is too late.
pub fn update_undone(tx: &Transaction<'_>, id: AuditId, now: Timestamp) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE access_audits SET undone_at = ?2
             WHERE id = ?1 AND removals_due_at > ?2 AND undone_at IS NULL",
        )?
        .execute(params![id.0, now.0])?;
    Ok(changed == 1)
}

/// Deletes what audits of long ago found. Returns how many rows.
pub fn delete_people_before(
    tx: &Transaction<'_>,
    before: Timestamp,
    limit: i64,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "DELETE FROM access_audit_people WHERE (audit_id, user_id) IN
             (SELECT p.audit_id, p.user_id FROM access_audits a JOIN access_audit_people p ON p.audit_id = a.id
              WHERE a.state IN ('ready', 'stopped') AND a.made_at < ?1 LIMIT ?2)",
    )?
    .execute(params![before.0, limit])
}
