//! `channels`: where the bot has been, and its rights there.

use crate::models::Channel;
use crate::models::ChatId;
use crate::models::ChatKind;
use crate::models::Rights;
use crate::models::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// The chat as last seen.
pub fn get(connection: &Connection, chat: ChatId) -> rusqlite::Result<Option<Channel>> {
    connection
        .prepare_cached(
            "SELECT chat_id, kind, title, username, member_count, is_admin, rights, lost_at, checked_at
             FROM channels WHERE chat_id = ?1",
        )?
        .query_row([chat.0], |row| {
            let kind: String = row.get(1)?;
            let rights: String = row.get(6)?;
            Ok(Channel {
                chat_id: ChatId(row.get(0)?),
                // The CHECK of the column allows no other.
                kind: ChatKind::parse(&kind).unwrap_or(ChatKind::Channel),
                title: row.get(2)?,
                username: row.get(3)?,
                member_count: row.get(4)?,
                is_admin: row.get(5)?,
                rights: Rights::from_text(&rights),
                lost_at: row.get::<_, Option<i64>>(7)?.map(Timestamp),
                checked_at: Timestamp(row.get(8)?),
            })
        })
        .optional()
}

/// Keeps what was seen. An unknown member count keeps the old one.
pub fn upsert(tx: &Transaction<'_>, channel: &Channel) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO channels (chat_id, kind, title, username, member_count, is_admin, rights, lost_at, checked_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (chat_id) DO UPDATE SET
             kind = excluded.kind, title = excluded.title, username = excluded.username,
             member_count = coalesce(excluded.member_count, member_count), is_admin = excluded.is_admin,
             rights = excluded.rights, lost_at = excluded.lost_at, checked_at = excluded.checked_at",
    )?
    .execute(params![
        channel.chat_id.0,
        channel.kind.name(),
        channel.title,
        channel.username,
        channel.member_count,
        channel.is_admin,
        channel.rights.to_text(),
        channel.lost_at.map(|at| at.0),
        channel.checked_at.0,
    ])?;
    Ok(())
}

/// A group became a supergroup: its new id takes the place of the old one everywhere.
pub fn replace_chat(tx: &Transaction<'_>, old: ChatId, new: ChatId) -> rusqlite::Result<()> {
    for sql in [
        "UPDATE OR REPLACE channels SET chat_id = ?2, kind = 'supergroup' WHERE chat_id = ?1",
        "UPDATE OR IGNORE channel_members SET chat_id = ?2 WHERE chat_id = ?1",
        "UPDATE bot_config SET vip_channel_id = ?2 WHERE id = 1 AND vip_channel_id = ?1",
        "UPDATE bot_config SET free_channel_id = ?2 WHERE id = 1 AND free_channel_id = ?1",
        "UPDATE free_channel_requests SET chat_id = ?2 WHERE processed = 0 AND chat_id = ?1",
        // What was posted before keeps its chat: its messages have other numbers in the new one, and undoing it would
        // delete somebody else's.
        "UPDATE OR IGNORE broadcast_posts SET chat_id = ?2
         WHERE chat_id = ?1 AND state IN ('due', 'sending', 'doubt', 'failed')",
        "UPDATE tasks SET waits_for = 'chat:' || ?2 WHERE state = 'waiting' AND waits_for = 'chat:' || ?1",
    ] {
        tx.prepare_cached(sql)?.execute([old.0, new.0])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_posted_before_a_migration_keeps_its_chat_and_what_was_not_follows() {
        let mut connection = crate::db::in_memory();
        let tx = connection.transaction().expect("begins");
        tx.execute_batch(
            "INSERT INTO users (id, first_name, created_at, last_seen_at) VALUES (7, 'Marta', 0, 0);
             INSERT INTO broadcasts (id, made_by, target, source_chat, source_messages, state, created_at)
                 VALUES (1, 7, 'vip', 7, '[1]', 'done', 0), (2, 7, 'vip', 7, '[2]', 'sending', 0);
             INSERT INTO broadcast_posts (broadcast_id, chat_id, state) VALUES (1, -5, 'posted'), (2, -5, 'sending');",
        )
        .expect("inserted");
        replace_chat(&tx, ChatId(-5), ChatId(-1005)).expect("replaced");
        let chat = |id: i64| {
            let sql = "SELECT chat_id FROM broadcast_posts WHERE broadcast_id = ?1";
            tx.query_row(sql, [id], |row| row.get::<_, i64>(0))
        };
        assert_eq!(chat(1), Ok(-5), "its messages have other numbers there");
        assert_eq!(chat(2), Ok(-1005));
    }
}
