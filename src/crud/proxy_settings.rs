//! `proxy_settings`.

use crate::models::ProxySettings;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// What is set; `None` before anything was.
pub fn get(connection: &Connection) -> rusqlite::Result<Option<ProxySettings>> {
    connection
        .prepare_cached(
            "SELECT is_shown, at_once, every_minutes, allows_private, asks_telegram, judges
             FROM proxy_settings WHERE id = 1",
        )?
        .query_row([], |row| {
            Ok(ProxySettings {
                is_shown: row.get(0)?,
                at_once: row.get(1)?,
                every_minutes: row.get(2)?,
                allows_private: row.get(3)?,
                asks_telegram: row.get(4)?,
                judges: super::servers::json(row, 5)?,
            })
        })
        .optional()
}

/// Keeps all of it.
pub fn update(tx: &Transaction<'_>, settings: &ProxySettings) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO proxy_settings (id, is_shown, at_once, every_minutes, allows_private, asks_telegram,
             judges)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        settings.is_shown,
        settings.at_once,
        settings.every_minutes,
        settings.allows_private,
        settings.asks_telegram,
        super::proxies::to_json(&settings.judges)?
    ])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_is_read_back_and_nothing_before() {
        let mut connection = crate::db::in_memory();
        assert_eq!(get(&connection).expect("read"), None);
        let mut settings = ProxySettings::new(true);
        settings
            .judges
            .push("https://judge.example.org/".to_owned());
        settings.is_shown = false;
        let tx = connection.transaction().expect("begins");
        update(&tx, &ProxySettings::new(false)).expect("kept");
        update(&tx, &settings).expect("kept again");
        tx.commit().expect("committed");
        assert_eq!(get(&connection).expect("read"), Some(settings));
    }
}
