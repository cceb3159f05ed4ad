//! The one row of `shop_settings`.

use super::plans::{json, text};
use crate::models::SecondPayment;
use crate::models::ShopSettings;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// What is set; the usual before anything was.
pub fn get(connection: &Connection) -> rusqlite::Result<ShopSettings> {
    let found = connection
        .prepare_cached(
            "SELECT order_minutes, second_payment, methods, texts, referral, webhook_path FROM shop_settings WHERE id = 1",
        )?
        .query_row([], |row| {
            let second: String = row.get(1)?;
            Ok(ShopSettings {
                order_minutes: row.get(0)?,
                second_payment: SecondPayment::parse(&second).unwrap_or(SecondPayment::Extend),
                closed: json(row, 2)?,
                texts: json(row, 3)?,
                referral: json(row, 4)?,
                webhook_path: row.get(5)?,
            })
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// Makes the row if there is none yet. `webhook_path` is the last part of an address, not to be guessed.
pub fn insert_default(tx: &Transaction<'_>, webhook_path: &str) -> rusqlite::Result<()> {
    let usual = ShopSettings::default();
    tx.prepare_cached(
        "INSERT OR IGNORE INTO shop_settings (id, order_minutes, second_payment, methods, texts, referral, webhook_path,
             fees_seeded)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, 0)",
    )?
    .execute(params![
        usual.order_minutes,
        usual.second_payment.name(),
        text(&usual.closed)?,
        text(&usual.texts)?,
        text(&usual.referral)?,
        webhook_path,
    ])?;
    Ok(())
}

/// Keeps what is set.
pub fn update(tx: &Transaction<'_>, settings: &ShopSettings) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE shop_settings SET order_minutes = ?1, second_payment = ?2, methods = ?3, texts = ?4, referral = ?5,
             webhook_path = ?6
         WHERE id = 1",
    )?
    .execute(params![
        settings.order_minutes,
        settings.second_payment.name(),
        text(&settings.closed)?,
        text(&settings.texts)?,
        text(&settings.referral)?,
        settings.webhook_path,
    ])?;
    Ok(())
}

/// Marks that the fees of the channel became plans. False: they had before.
pub fn mark_seeded(tx: &Transaction<'_>) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE shop_settings SET fees_seeded = 1 WHERE id = 1 AND fees_seeded = 0",
        )?
        .execute([])?;
    Ok(changed > 0)
}
