//! `plans` and `plan_prices`.

use crate::models::Clientele;
use crate::models::Goods;
use crate::models::Length;
use crate::models::Money;
use crate::models::Plan;
use crate::models::PlanId;
use crate::models::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A column of JSON; a text that is none is a fault of the database.
pub(super) fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error.into())
    })
}

/// A value as JSON for a column.
pub(super) fn text<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Plan> {
    let (length, value): (String, i64) = (row.get(3)?, row.get(4)?);
    let audience: String = row.get(10)?;
    Ok(Plan {
        id: PlanId(row.get(0)?),
        goods: Goods {
            names: json(row, 1)?,
            products: json(row, 2)?,
            // The CHECKs of the columns allow no others.
            length: Length::parse(&length, value).unwrap_or(Length::Days(0)),
            data_bytes: row.get(5)?,
            devices: row.get(6)?,
        },
        prices: Vec::new(),
        is_on_sale: row.get(7)?,
        position: row.get(8)?,
        per_person: row.get(9)?,
        audience: Clientele::parse(&audience).unwrap_or(Clientele::Everybody),
        renews: row.get(11)?,
        created_at: Timestamp(row.get(12)?),
        removed_at: row.get::<_, Option<i64>>(13)?.map(Timestamp),
    })
}

fn with_prices(connection: &Connection, mut plan: Plan) -> rusqlite::Result<Plan> {
    plan.prices = connection
        .prepare_cached("SELECT currency, minor FROM plan_prices WHERE plan_id = ?1")?
        .query_map([plan.id.0], |row| {
            Ok(Money {
                currency: row.get(0)?,
                minor: row.get(1)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(plan)
}

/// The plan of that id, also one that was taken away.
pub fn get(connection: &Connection, id: PlanId) -> rusqlite::Result<Option<Plan>> {
    connection
        .prepare_cached(
            "SELECT id, names, products, length, length_value, data_bytes, devices, is_on_sale, position, per_person,
                    audience, renews, created_at, removed_at
             FROM plans WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()?
        .map(|plan| with_prices(connection, plan))
        .transpose()
}

/// All plans that were not taken away, in their order.
pub fn list(connection: &Connection) -> rusqlite::Result<Vec<Plan>> {
    let plans: Vec<Plan> = connection
        .prepare_cached(
            "SELECT id, names, products, length, length_value, data_bytes, devices, is_on_sale, position, per_person,
                    audience, renews, created_at, removed_at
             FROM plans WHERE removed_at IS NULL ORDER BY position, id",
        )?
        .query_map([], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    (plans.into_iter())
        .map(|plan| with_prices(connection, plan))
        .collect()
}

/// Keeps a new plan with its prices, whatever its id says; returns its id.
pub fn insert(tx: &Transaction<'_>, plan: &Plan) -> rusqlite::Result<PlanId> {
    tx.prepare_cached(
        "INSERT INTO plans (names, products, length, length_value, data_bytes, devices, is_on_sale, position,
             per_person, audience, renews, created_at, removed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        text(&plan.goods.names)?,
        text(&plan.goods.products)?,
        plan.goods.length.name(),
        plan.goods.length.value(),
        plan.goods.data_bytes,
        plan.goods.devices,
        plan.is_on_sale,
        plan.position,
        plan.per_person,
        plan.audience.name(),
        plan.renews,
        plan.created_at.0,
        plan.removed_at.map(|at| at.0),
    ])?;
    let id = PlanId(tx.last_insert_rowid());
    insert_prices(tx, id, &plan.prices)?;
    Ok(id)
}

fn insert_prices(tx: &Transaction<'_>, id: PlanId, prices: &[Money]) -> rusqlite::Result<()> {
    for price in prices {
        tx.prepare_cached(
            "INSERT INTO plan_prices (plan_id, currency, minor) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![id.0, price.currency, price.minor])?;
    }
    Ok(())
}

/// Keeps everything of a plan as it is now, its prices too.
pub fn update(tx: &Transaction<'_>, plan: &Plan) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE plans SET names = ?2, products = ?3, length = ?4, length_value = ?5, data_bytes = ?6, devices = ?7,
             is_on_sale = ?8, position = ?9, per_person = ?10, audience = ?11, renews = ?12, removed_at = ?13
         WHERE id = ?1",
    )?
    .execute(params![
        plan.id.0,
        text(&plan.goods.names)?,
        text(&plan.goods.products)?,
        plan.goods.length.name(),
        plan.goods.length.value(),
        plan.goods.data_bytes,
        plan.goods.devices,
        plan.is_on_sale,
        plan.position,
        plan.per_person,
        plan.audience.name(),
        plan.renews,
        plan.removed_at.map(|at| at.0),
    ])?;
    tx.prepare_cached("DELETE FROM plan_prices WHERE plan_id = ?1")?
        .execute([plan.id.0])?;
    insert_prices(tx, plan.id, &plan.prices)
}

/// How many orders of a plan were paid.
pub fn count_sold(connection: &Connection, id: PlanId) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM orders WHERE plan_id = ?1 AND paid_at IS NOT NULL")?
        .query_row([id.0], |row| row.get(0))
}
