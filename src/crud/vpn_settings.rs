//! `vpn_settings`.

use super::servers::named;
use crate::models::ChatId;
use crate::models::SelfService;
use crate::models::VpnSettings;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// What is set; the defaults of a new house before anything was.
pub fn get(connection: &Connection) -> rusqlite::Result<VpnSettings> {
    let kept = connection
        .prepare_cached(
            "SELECT has_trial, trial_hours, trial_bytes, trial_day_bytes, trial_channel, self_service, self_days,
                    self_bytes, devices, grace_hours, shows_once, quarantine_minutes, reminder_minutes, sharing_limit,
                    sharing_holds, alert_day_bytes, retention_days
             FROM vpn_settings WHERE id = 1",
        )?
        .query_row([], |row| {
            Ok(VpnSettings {
                has_trial: row.get(0)?,
                trial_hours: row.get(1)?,
                trial_bytes: row.get(2)?,
                trial_day_bytes: row.get(3)?,
                trial_channel: row.get::<_, Option<i64>>(4)?.map(ChatId),
                self_service: named(row, 5, SelfService::parse)?,
                self_days: row.get(6)?,
                self_bytes: row.get(7)?,
                devices: row.get(8)?,
                grace_hours: row.get(9)?,
                shows_once: row.get(10)?,
                quarantine_minutes: row.get(11)?,
                reminder_minutes: super::servers::json(row, 12)?,
                sharing_limit: row.get(13)?,
                sharing_holds: row.get(14)?,
                alert_day_bytes: row.get(15)?,
                retention_days: row.get(16)?,
            })
        })
        .optional()?;
    Ok(kept.unwrap_or_default())
}

/// Keeps all of it.
pub fn update(tx: &Transaction<'_>, settings: &VpnSettings) -> rusqlite::Result<()> {
    let reminders = serde_json::to_string(&settings.reminder_minutes)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    tx.prepare_cached(
        "INSERT OR REPLACE INTO vpn_settings (id, has_trial, trial_hours, trial_bytes, trial_day_bytes, trial_channel,
             self_service, self_days, self_bytes, devices, grace_hours, shows_once, quarantine_minutes,
             reminder_minutes, sharing_limit, sharing_holds, alert_day_bytes, retention_days)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
    )?
    .execute(params![
        settings.has_trial,
        settings.trial_hours,
        settings.trial_bytes,
        settings.trial_day_bytes,
        settings.trial_channel.map(|chat| chat.0),
        settings.self_service.name(),
        settings.self_days,
        settings.self_bytes,
        settings.devices,
        settings.grace_hours,
        settings.shows_once,
        settings.quarantine_minutes,
        reminders,
        settings.sharing_limit,
        settings.sharing_holds,
        settings.alert_day_bytes,
        settings.retention_days
    ])?;
    Ok(())
}
