//! `backups`, and what admins set about them in `bot_config`.

use crate::models::Backup;
use crate::models::BackupCause;
use crate::models::BackupId;
use crate::models::BackupSettings;
use crate::models::ChatId;
use crate::models::Contents;
use crate::models::NewBackup;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// Keeps a backup that was made. A file that is known already keeps its row.
pub fn insert(tx: &Transaction<'_>, backup: &NewBackup) -> rusqlite::Result<Option<BackupId>> {
    let contents = serde_json::to_string(&backup.contents)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let inserted = tx
        .prepare_cached(
            "INSERT INTO backups (made_at, cause, made_by, file_name, bytes, contents)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (file_name) DO NOTHING",
        )?
        .execute(params![
            backup.made_at.0,
            backup.cause.name(),
            backup.made_by.map(|user| user.0),
            backup.file_name,
            backup.bytes,
            contents,
        ])?;
    Ok((inserted == 1).then(|| BackupId(tx.last_insert_rowid())))
}

/// Gives a file that was only found in the folder the row of its making. `None` if it is not such a one.
pub fn update_found(
    tx: &Transaction<'_>,
    backup: &NewBackup,
) -> rusqlite::Result<Option<BackupId>> {
    let contents = serde_json::to_string(&backup.contents)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    tx.prepare_cached(
        "UPDATE backups SET made_at = ?1, cause = ?2, made_by = ?3, bytes = ?5, contents = ?6, deleted_at = NULL
         WHERE file_name = ?4 AND cause = 'found' RETURNING id",
    )?
    .query_row(
        params![
            backup.made_at.0,
            backup.cause.name(),
            backup.made_by.map(|user| user.0),
            backup.file_name,
            backup.bytes,
            contents,
        ],
        |row| row.get(0).map(BackupId),
    )
    .optional()
}

/// The backup.
pub fn get(connection: &Connection, id: BackupId) -> rusqlite::Result<Option<Backup>> {
    connection
        .prepare_cached(
            "SELECT id, made_at, cause, made_by, file_name, bytes, contents, sent_at, tested_at,
                    test_fault, deleted_at
             FROM backups WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// The backups whose file is kept, the newest first.
pub fn list_kept(connection: &Connection) -> rusqlite::Result<Vec<Backup>> {
    connection
        .prepare_cached(
            "SELECT id, made_at, cause, made_by, file_name, bytes, contents, sent_at, tested_at,
                    test_fault, deleted_at
             FROM backups INDEXED BY backups_kept WHERE deleted_at IS NULL ORDER BY made_at DESC, id DESC",
        )?
        .query_map([], from_row)?
        .collect()
}

/// How many parts have gone to that chat, and when all of them had.
pub fn get_sending(
    connection: &Connection,
    id: BackupId,
    chat: ChatId,
) -> rusqlite::Result<Option<(u32, Option<Timestamp>)>> {
    connection
        .prepare_cached(
            "SELECT parts_sent, sent_at FROM backup_sendings WHERE backup_id = ?1 AND chat_id = ?2",
        )?
        .query_row([id.0, chat.0], |row| {
            let at: Option<i64> = row.get(1)?;
            Ok((row.get(0)?, at.map(Timestamp)))
        })
        .optional()
}

/// Notes how many parts have gone to that chat, and when it was the last.
pub fn upsert_sending(
    tx: &Transaction<'_>,
    id: BackupId,
    chat: ChatId,
    parts: u32,
    at: Option<Timestamp>,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO backup_sendings (backup_id, chat_id, parts_sent, sent_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET parts_sent = excluded.parts_sent, sent_at = excluded.sent_at",
    )?
    .execute(params![id.0, chat.0, parts, at.map(|at| at.0)])?;
    Ok(())
}

/// Has a backup that had gone to that chat go there once more; one that is on its way goes on.
pub fn delete_sent(tx: &Transaction<'_>, id: BackupId, chat: ChatId) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "DELETE FROM backup_sendings WHERE backup_id = ?1 AND chat_id = ?2 AND sent_at IS NOT NULL",
    )?
    .execute([id.0, chat.0])?;
    Ok(())
}

/// Notes when all of it had gone to the backup chat; `None` = it is to go again.
pub fn update_sent(
    tx: &Transaction<'_>,
    id: BackupId,
    at: Option<Timestamp>,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE backups SET sent_at = ?2 WHERE id = ?1")?
        .execute(params![id.0, at.map(|at| at.0)])?;
    Ok(())
}

/// Notes a self-test and what it found.
pub fn update_tested(
    tx: &Transaction<'_>,
    id: BackupId,
    at: Timestamp,
    fault: Option<&str>,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE backups SET tested_at = ?2, test_fault = ?3 WHERE id = ?1")?
        .execute(params![id.0, at.0, fault])?;
    Ok(())
}

/// Notes that the file is gone.
pub fn update_deleted(tx: &Transaction<'_>, id: BackupId, at: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE backups SET deleted_at = ?2 WHERE id = ?1 AND deleted_at IS NULL")?
        .execute(params![id.0, at.0])?;
    Ok(())
}

/// Notes that a file thought gone is there.
pub fn update_back(tx: &Transaction<'_>, file_name: &str) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE backups SET deleted_at = NULL WHERE file_name = ?1")?
        .execute([file_name])?;
    Ok(())
}

/// What is set from chat.
pub fn get_settings(connection: &Connection) -> rusqlite::Result<BackupSettings> {
    connection
        .prepare_cached(
            "SELECT backup_minute, backup_keep, backup_chat_id, backup_splits FROM bot_config WHERE id = 1",
        )?
        .query_row([], |row| {
            Ok(BackupSettings {
                minute: row.get(0)?,
                keep: row.get(1)?,
                chat: row.get::<_, Option<i64>>(2)?.map(ChatId),
                splits: row.get(3)?,
            })
        })
}

/// Keeps what is set from chat.
pub fn update_settings(
    tx: &Transaction<'_>,
    settings: &BackupSettings,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE bot_config SET backup_minute = ?1, backup_keep = ?2, backup_chat_id = ?3, backup_splits = ?4,
             updated_at = ?5 WHERE id = 1",
    )?
    .execute(params![
        settings.minute,
        settings.keep,
        settings.chat.map(|chat| chat.0),
        settings.splits,
        now.0,
    ])?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Backup> {
    let cause: String = row.get(2)?;
    let contents: String = row.get(6)?;
    let tested_at: Option<i64> = row.get(8)?;
    let fault: Option<String> = row.get(9)?;
    Ok(Backup {
        id: BackupId(row.get(0)?),
        made_at: Timestamp(row.get(1)?),
        // The CHECK of the column allows no others.
        cause: BackupCause::parse(&cause).unwrap_or(BackupCause::Found),
        made_by: row.get::<_, Option<i64>>(3)?.map(UserId),
        file_name: row.get(4)?,
        bytes: row.get(5)?,
        contents: serde_json::from_str::<Contents>(&contents).unwrap_or_default(),
        sent_at: row.get::<_, Option<i64>>(7)?.map(Timestamp),
        tested: tested_at.map(|at| (Timestamp(at), fault)),
        deleted_at: row.get::<_, Option<i64>>(10)?.map(Timestamp),
    })
}
