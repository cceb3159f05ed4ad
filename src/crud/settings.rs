//! The columns of `bot_config` that admins set from chat, apart from the channels.

use crate::models::Reactions;
use crate::models::Settings;
use crate::models::Timestamp;
use rusqlite::{Connection, Row, Transaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What is set. A column whose JSON cannot be read counts as its default: nobody may wait for their access or their
/// message because of it.
pub fn get(connection: &Connection) -> rusqlite::Result<Settings> {
    connection
        .prepare_cached(
            "SELECT wait_time_minutes, reminder_hours, grace_hours, time_zone, language, retention_days,
                    subscription_fees, texts, vip_reaction_mode, vip_reactions, free_reaction_mode, free_reactions
             FROM bot_config WHERE id = 1",
        )?
        .query_row([], |row| {
            let wait = row.get(0)?;
            let default = Settings::default_with(wait);
            Ok(Settings {
                wait_time_minutes: wait,
                reminder_hours: json(row, 1)?.unwrap_or(default.reminder_hours),
                grace_hours: row.get(2)?,
                time_zone: row.get(3)?,
                language: row.get(4)?,
                retention_days: row.get(5)?,
                fees: json(row, 6)?.unwrap_or_default(),
                texts: json(row, 7)?.unwrap_or_default(),
                vip_reactions: Reactions {
                    mode: row.get(8)?,
                    emoji: json(row, 9)?.unwrap_or_default(),
                },
                free_reactions: Reactions {
                    mode: row.get(10)?,
                    emoji: json(row, 11)?.unwrap_or_default(),
                },
            })
        })
}

fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    let text: String = row.get(column)?;
    Ok(serde_json::from_str(&text)
        .inspect_err(|error| log::error!("bot_config, column {column}: {error}"))
        .ok())
}

fn text<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

/// Keeps everything but the reactions, which have an area of their own.
pub fn update(tx: &Transaction<'_>, settings: &Settings, now: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE bot_config SET wait_time_minutes = ?1, reminder_hours = ?2, grace_hours = ?3, time_zone = ?4,
             language = ?5, retention_days = ?6, subscription_fees = ?7, texts = ?8, updated_at = ?9 WHERE id = 1",
    )?
    .execute(params![
        settings.wait_time_minutes,
        text(&settings.reminder_hours)?,
        settings.grace_hours,
        settings.time_zone,
        settings.language,
        settings.retention_days,
        text(&settings.fees)?,
        text(&settings.texts)?,
        now.0,
    ])?;
    Ok(())
}

/// Both channels without reactions, as at the start.
pub fn reset_reactions(tx: &Transaction<'_>, now: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE bot_config SET vip_reaction_mode = 'off', vip_reactions = '[]', free_reaction_mode = 'off',
             free_reactions = '[]', updated_at = ?1 WHERE id = 1",
    )?
    .execute([now.0])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_that_cannot_be_read_counts_as_its_default() {
        let mut connection = crate::db::in_memory();
        let tx = connection.transaction().expect("begins");
        crate::crud::bot_config::insert_default(&tx, 5, Timestamp(1)).expect("made");
        assert_eq!(get(&tx).expect("read"), Settings::default_with(5));
        tx.execute(
            "UPDATE bot_config SET texts = 'broken', reminder_hours = '{}'",
            [],
        )
        .expect("broken");
        assert_eq!(get(&tx).expect("read"), Settings::default_with(5));
        let mut changed = Settings::default_with(9);
        changed.grace_hours = 24;
        changed.time_zone = Some("America/Havana".into());
        update(&tx, &changed, Timestamp(2)).expect("kept");
        assert_eq!(get(&tx).expect("read"), changed);
    }
}
