//! The columns of `bot_config` that say which group takes the notices.

use crate::models::ChatId;
use crate::models::NoticeGroup;
use crate::models::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// The group, if one was chosen. Topics that cannot be read count as none.
pub fn get(connection: &Connection) -> rusqlite::Result<Option<NoticeGroup>> {
    let found: Option<(Option<i64>, String)> = connection
        .prepare_cached("SELECT notice_group_id, notice_topics FROM bot_config WHERE id = 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found.and_then(|(chat, topics)| {
        Some(NoticeGroup {
            chat: ChatId(chat?),
            topics: serde_json::from_str(&topics).unwrap_or_default(),
        })
    }))
}

/// Keeps the group; `None` = private chats only.
pub fn update(
    tx: &Transaction<'_>,
    group: Option<&NoticeGroup>,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let topics = match group {
        Some(group) => serde_json::to_string(&group.topics)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?,
        None => "{}".to_owned(),
    };
    tx.prepare_cached(
        "UPDATE bot_config SET notice_group_id = ?1, notice_topics = ?2, updated_at = ?3 WHERE id = 1",
    )?
    .execute(params![group.map(|group| group.chat.0), topics, now.0])?;
    Ok(())
}
