//! `bot_config`: one row.

use crate::models::ChatId;
use crate::models::Door;
use crate::models::Maintenance;
use crate::models::ReactionMode;
use crate::models::ReactionSettings;
use crate::models::SupportSettings;
use crate::models::Timestamp;
use rusqlite::{Connection, Transaction, params};

/// What admins set from chat.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BotConfig {
    pub vip_channel: Option<ChatId>,
    pub free_channel: Option<ChatId>,
    pub wait_time_minutes: i64,
}

impl BotConfig {
    /// The chat behind a door.
    pub fn channel(&self, door: Door) -> Option<ChatId> {
        match door {
            Door::Vip => self.vip_channel,
            Door::Free => self.free_channel,
        }
    }

    /// The door that the chat serves.
    pub fn door_of(&self, chat: ChatId) -> Option<Door> {
        [Door::Vip, Door::Free]
            .into_iter()
            .find(|door| self.channel(*door) == Some(chat))
    }
}

/// Makes the row at the first start; later starts leave it alone.
pub fn insert_default(
    tx: &Transaction<'_>,
    wait_time_minutes: i64,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO bot_config (id, wait_time_minutes, created_at, updated_at) VALUES (1, ?1, ?2, ?2)
         ON CONFLICT (id) DO NOTHING",
    )?
    .execute(params![wait_time_minutes, now.0])?;
    Ok(())
}

/// The row.
pub fn get(connection: &Connection) -> rusqlite::Result<BotConfig> {
    connection
        .prepare_cached("SELECT vip_channel_id, free_channel_id, wait_time_minutes FROM bot_config WHERE id = 1")?
        .query_row([], |row| {
            Ok(BotConfig {
                vip_channel: row.get::<_, Option<i64>>(0)?.map(ChatId),
                free_channel: row.get::<_, Option<i64>>(1)?.map(ChatId),
                wait_time_minutes: row.get(2)?,
            })
        })
}

/// Puts a chat behind a door.
pub fn update_channel(
    tx: &Transaction<'_>,
    door: Door,
    chat: ChatId,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(match door {
        Door::Vip => "UPDATE bot_config SET vip_channel_id = ?1, updated_at = ?2 WHERE id = 1",
        Door::Free => "UPDATE bot_config SET free_channel_id = ?1, updated_at = ?2 WHERE id = 1",
    })?
    .execute(params![chat.0, now.0])?;
    Ok(())
}

/// Leaves a door without a chat.
pub fn delete_channel(tx: &Transaction<'_>, door: Door, now: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached(match door {
        Door::Vip => "UPDATE bot_config SET vip_channel_id = NULL, updated_at = ?1 WHERE id = 1",
        Door::Free => "UPDATE bot_config SET free_channel_id = NULL, updated_at = ?1 WHERE id = 1",
    })?
    .execute([now.0])?;
    Ok(())
}

/// Sets the waiting time of new Free requests.
pub fn update_wait_time(
    tx: &Transaction<'_>,
    minutes: i64,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE bot_config SET wait_time_minutes = ?1, updated_at = ?2 WHERE id = 1",
    )?
    .execute(params![minutes, now.0])?;
    Ok(())
}

/// How the support works.
pub fn get_support(connection: &Connection) -> rusqlite::Result<SupportSettings> {
    connection
        .prepare_cached(
            "SELECT support_group_id, support_group_title, support_hours FROM bot_config WHERE id = 1",
        )?
        .query_row([], |row| {
            Ok(SupportSettings {
                group: row.get::<_, Option<i64>>(0)?.map(ChatId),
                group_title: row.get(1)?,
                hours: row.get(2)?,
            })
        })
}

/// Sets the group whose topics the tickets have.
pub fn update_support_group(
    tx: &Transaction<'_>,
    group: Option<ChatId>,
    title: Option<&str>,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE bot_config SET support_group_id = ?1, support_group_title = ?2, updated_at = ?3 WHERE id = 1",
    )?
    .execute(params![group.map(|chat| chat.0), title, now.0])?;
    Ok(())
}

/// Sets after how many hours helpers are reminded.
pub fn update_support_hours(
    tx: &Transaction<'_>,
    hours: i64,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE bot_config SET support_hours = ?1, updated_at = ?2 WHERE id = 1")?
        .execute([hours, now.0])?;
    Ok(())
}

/// The reactions of a door's channel. A list that cannot be read counts as empty.
pub fn get_reactions(connection: &Connection, door: Door) -> rusqlite::Result<ReactionSettings> {
    connection
        .prepare_cached(match door {
            Door::Vip => "SELECT vip_reaction_mode, vip_reactions FROM bot_config WHERE id = 1",
            Door::Free => "SELECT free_reaction_mode, free_reactions FROM bot_config WHERE id = 1",
        })?
        .query_row([], |row| {
            let (mode, emoji): (String, String) = (row.get(0)?, row.get(1)?);
            Ok(ReactionSettings {
                // The CHECK of the column allows no other.
                mode: ReactionMode::parse(&mode).unwrap_or_default(),
                emoji: serde_json::from_str(&emoji).unwrap_or_default(),
            })
        })
}

/// Sets the reactions of a door's channel.
pub fn update_reactions(
    tx: &Transaction<'_>,
    door: Door,
    settings: &ReactionSettings,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(match door {
        Door::Vip => {
            "UPDATE bot_config SET vip_reaction_mode = ?1, vip_reactions = ?2, updated_at = ?3 WHERE id = 1"
        }
        Door::Free => {
            "UPDATE bot_config SET free_reaction_mode = ?1, free_reactions = ?2, updated_at = ?3 WHERE id = 1"
        }
    })?
    .execute(params![
        settings.mode.name(),
        serde_json::json!(settings.emoji).to_string(),
        now.0
    ])?;
    Ok(())
}

/// How the house stands.
pub fn get_maintenance(connection: &Connection) -> rusqlite::Result<Maintenance> {
    connection
        .prepare_cached(
            "SELECT maintenance_since, maintenance_text, maintenance_holds FROM bot_config WHERE id = 1",
        )?
        .query_row([], |row| {
            Ok(Maintenance {
                since: row.get::<_, Option<i64>>(0)?.map(Timestamp),
                sentence: row.get(1)?,
                holds: row.get(2)?,
            })
        })
}

/// Keeps how the house stands.
pub fn update_maintenance(
    tx: &Transaction<'_>,
    maintenance: &Maintenance,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE bot_config SET maintenance_since = ?1, maintenance_text = ?2, maintenance_holds = ?3, updated_at = ?4
         WHERE id = 1",
    )?
    .execute(params![
        maintenance.since.map(|at| at.0),
        maintenance.sentence,
        maintenance.holds,
        now.0
    ])?;
    Ok(())
}
