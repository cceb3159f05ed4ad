//! `manual_methods`: ways to pay by hand.

use super::plans::{json, text};
use crate::models::ManualMethod;
use crate::models::ManualMethodId;
use crate::models::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<ManualMethod> {
    Ok(ManualMethod {
        id: ManualMethodId(row.get(0)?),
        names: json(row, 1)?,
        instructions: json(row, 2)?,
        currency: row.get(3)?,
        wants_reference: row.get(4)?,
        is_enabled: row.get(5)?,
        position: row.get(6)?,
        created_at: Timestamp(row.get(7)?),
        removed_at: row.get::<_, Option<i64>>(8)?.map(Timestamp),
    })
}

/// The one of that id, also one that was taken away.
pub fn get(connection: &Connection, id: ManualMethodId) -> rusqlite::Result<Option<ManualMethod>> {
    connection
        .prepare_cached(
            "SELECT id, names, instructions, currency, wants_reference, is_enabled, position, created_at, removed_at
             FROM manual_methods WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// All that were not taken away, in their order.
pub fn list(connection: &Connection) -> rusqlite::Result<Vec<ManualMethod>> {
    connection
        .prepare_cached(
            "SELECT id, names, instructions, currency, wants_reference, is_enabled, position, created_at, removed_at
             FROM manual_methods WHERE removed_at IS NULL ORDER BY position, id",
        )?
        .query_map([], from_row)?
        .collect()
}

/// Keeps a new one, whatever its id says, below the others; returns its id.
pub fn insert(tx: &Transaction<'_>, method: &ManualMethod) -> rusqlite::Result<ManualMethodId> {
    tx.prepare_cached(
        "INSERT INTO manual_methods (names, instructions, currency, wants_reference, is_enabled, position, created_at)
         SELECT ?1, ?2, ?3, ?4, ?5, coalesce(max(position), 0) + 1, ?6 FROM manual_methods",
    )?
    .execute(params![
        text(&method.names)?,
        text(&method.instructions)?,
        method.currency,
        method.wants_reference,
        method.is_enabled,
        method.created_at.0,
    ])?;
    Ok(ManualMethodId(tx.last_insert_rowid()))
}

/// Keeps everything of one as it is now.
pub fn update(tx: &Transaction<'_>, method: &ManualMethod) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE manual_methods SET names = ?2, instructions = ?3, currency = ?4, wants_reference = ?5, is_enabled = ?6,
             position = ?7, removed_at = ?8
         WHERE id = ?1",
    )?
    .execute(params![
        method.id.0,
        text(&method.names)?,
        text(&method.instructions)?,
        method.currency,
        method.wants_reference,
        method.is_enabled,
        method.position,
        method.removed_at.map(|at| at.0),
    ])?;
    Ok(())
}
