//! `promo_codes`, and the orders that use them.

use super::Page;
use crate::models::Money;
use crate::models::PlanId;
use crate::models::Promo;
use crate::models::PromoGift;
use crate::models::PromoId;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<Promo> {
    let at = |column: usize| -> rusqlite::Result<Option<Timestamp>> {
        Ok(row.get::<_, Option<i64>>(column)?.map(Timestamp))
    };
    let (kind, currency): (String, Option<String>) = (row.get(2)?, row.get(4)?);
    // The CHECKs of the columns allow no others.
    let gift = match (kind.as_str(), currency) {
        ("fixed", Some(currency)) => PromoGift::Fixed(Money {
            minor: row.get(3)?,
            currency,
        }),
        ("days", _) => PromoGift::Days(row.get(3)?),
        _ => PromoGift::Percent(row.get(3)?),
    };
    Ok(Promo {
        id: PromoId(row.get(0)?),
        code: row.get(1)?,
        gift,
        plan: row.get::<_, Option<i64>>(5)?.map(PlanId),
        most_uses: row.get(6)?,
        per_person: row.get(7)?,
        starts_at: at(8)?,
        ends_at: at(9)?,
        made_by: row.get::<_, Option<i64>>(10)?.map(UserId),
        created_at: Timestamp(row.get(11)?),
        disabled_at: at(12)?,
    })
}

/// Keeps a new code, whatever its id says. `None`: another is called so.
pub fn insert(tx: &Transaction<'_>, promo: &Promo) -> rusqlite::Result<Option<PromoId>> {
    let (value, currency) = match &promo.gift {
        PromoGift::Percent(value) | PromoGift::Days(value) => (i64::from(*value), None),
        PromoGift::Fixed(money) => (money.minor, Some(&money.currency)),
    };
    tx.prepare_cached(
        "INSERT INTO promo_codes (code, kind, value, currency, plan_id, most_uses, per_person, starts_at, ends_at, made_by,
             created_at, disabled_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
         ON CONFLICT (code) DO NOTHING RETURNING id",
    )?
    .query_row(
        params![
            promo.code,
            promo.gift.kind().name(),
            value,
            currency,
            promo.plan.map(|plan| plan.0),
            promo.most_uses,
            promo.per_person,
            promo.starts_at.map(|at| at.0),
            promo.ends_at.map(|at| at.0),
            promo.made_by.map(|user| user.0),
            promo.created_at.0,
            promo.disabled_at.map(|at| at.0),
        ],
        |row| row.get(0).map(PromoId),
    )
    .optional()
}

/// Keeps what of a code can be changed.
pub fn update(tx: &Transaction<'_>, promo: &Promo) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE promo_codes SET plan_id = ?2, most_uses = ?3, per_person = ?4, starts_at = ?5, ends_at = ?6, disabled_at = ?7
         WHERE id = ?1",
    )?
    .execute(params![
        promo.id.0,
        promo.plan.map(|plan| plan.0),
        promo.most_uses,
        promo.per_person,
        promo.starts_at.map(|at| at.0),
        promo.ends_at.map(|at| at.0),
        promo.disabled_at.map(|at| at.0),
    ])?;
    Ok(())
}

/// The code of that id.
pub fn get(connection: &Connection, id: PromoId) -> rusqlite::Result<Option<Promo>> {
    connection
        .prepare_cached(
            "SELECT id, code, kind, value, currency, plan_id, most_uses, per_person, starts_at, ends_at, made_by, created_at,
                    disabled_at
             FROM promo_codes WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// The code that is called so.
pub fn by_code(connection: &Connection, code: &str) -> rusqlite::Result<Option<Promo>> {
    connection
        .prepare_cached(
            "SELECT id, code, kind, value, currency, plan_id, most_uses, per_person, starts_at, ends_at, made_by, created_at,
                    disabled_at
             FROM promo_codes WHERE code = ?1",
        )?
        .query_row([code], from_row)
        .optional()
}

/// How many codes there are.
pub fn count(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM promo_codes")?
        .query_row([], |row| row.get(0))
}

/// The codes: those that can be used first, then the newest.
pub fn list(connection: &Connection, rows: i64, offset: i64) -> rusqlite::Result<Page<Promo>> {
    let total = count(connection)?;
    let rows = connection
        .prepare_cached(
            "SELECT id, code, kind, value, currency, plan_id, most_uses, per_person, starts_at, ends_at, made_by, created_at,
                    disabled_at
             FROM promo_codes ORDER BY disabled_at IS NOT NULL, id DESC LIMIT ?1 OFFSET ?2",
        )?
        .query_map(params![rows, offset], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page { rows, total })
}

/// How many orders use a code that may still be paid as agreed, or were paid and not paid back; and how many of them
/// were paid.
pub fn count_uses(connection: &Connection, id: PromoId) -> rusqlite::Result<(i64, i64)> {
    connection
        .prepare_cached(
            "SELECT count(*), count(paid_at) FROM orders
             WHERE promo_id = ?1 AND state NOT IN ('expired', 'cancelled', 'refunded')
                 AND (doubt IS NULL OR paid_at IS NOT NULL)",
        )?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// How many of them are one person's.
pub fn count_uses_of(connection: &Connection, id: PromoId, user: UserId) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM orders
             WHERE promo_id = ?1 AND user_id = ?2 AND state NOT IN ('expired', 'cancelled', 'refunded')
                 AND (doubt IS NULL OR paid_at IS NOT NULL)",
        )?
        .query_row(params![id.0, user.0], |row| row.get(0))
}
