//! `orders`.

use super::Page;
use super::plans::{json, text};
use crate::models::Goods;
use crate::models::HoldReason;
use crate::models::ManualMethodId;
use crate::models::MessageId;
use crate::models::Method;
use crate::models::Money;
use crate::models::Order;
use crate::models::OrderId;
use crate::models::OrderKind;
use crate::models::OrderState;
use crate::models::PlanId;
use crate::models::PromoId;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<Order> {
    let (kind, method, state): (String, String, String) = (row.get(3)?, row.get(6)?, row.get(14)?);
    let at = |column: usize| -> rusqlite::Result<Option<Timestamp>> {
        Ok(row.get::<_, Option<i64>>(column)?.map(Timestamp))
    };
    Ok(Order {
        id: OrderId(row.get(0)?),
        code: row.get(1)?,
        user: UserId(row.get(2)?),
        // The CHECKs of the columns allow no others.
        kind: OrderKind::parse(&kind).unwrap_or(OrderKind::Plan),
        plan: row.get::<_, Option<i64>>(4)?.map(PlanId),
        goods: json(row, 5)?,
        method: Method::parse(&method).unwrap_or(Method::Manual),
        manual_method: row.get::<_, Option<i64>>(7)?.map(ManualMethodId),
        list_minor: row.get(8)?,
        price: Money {
            minor: row.get(9)?,
            currency: row.get(10)?,
        },
        promo: row.get::<_, Option<i64>>(11)?.map(PromoId),
        extra_days: row.get(12)?,
        renews: row.get(13)?,
        state: OrderState::parse(&state).unwrap_or(OrderState::Review),
        provider_ref: row.get(15)?,
        pay_url: row.get(16)?,
        message: row.get::<_, Option<i64>>(17)?.map(MessageId),
        checked_out_at: at(18)?,
        next_look_at: at(19)?,
        looks: row.get(20)?,
        trouble: row.get(21)?,
        created_at: Timestamp(row.get(22)?),
        expires_at: Timestamp(row.get(23)?),
        paid_at: at(24)?,
        fulfilled_at: at(25)?,
        closed_at: at(26)?,
    })
}

/// Keeps a new order, whatever its id says. `None`: the same wish made one before.
pub fn insert(
    tx: &Transaction<'_>,
    order: &Order,
    made_from: &str,
) -> rusqlite::Result<Option<OrderId>> {
    tx.prepare_cached(
        "INSERT INTO orders (code, user_id, kind, plan_id, snapshot, method, manual_method_id, list_minor, price_minor,
             currency, promo_id, extra_days, renews, state, created_at, expires_at, made_from)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
         ON CONFLICT (made_from) DO NOTHING RETURNING id",
    )?
    .query_row(
        params![
            order.code,
            order.user.0,
            order.kind.name(),
            order.plan.map(|plan| plan.0),
            text(&order.goods)?,
            order.method.name(),
            order.manual_method.map(|method| method.0),
            order.list_minor,
            order.price.minor,
            order.price.currency,
            order.promo.map(|promo| promo.0),
            order.extra_days,
            order.renews,
            order.state.name(),
            order.created_at.0,
            order.expires_at.0,
            made_from,
        ],
        |row| row.get(0).map(OrderId),
    )
    .optional()
}

/// The order of that id.
pub fn get(connection: &Connection, id: OrderId) -> rusqlite::Result<Option<Order>> {
    connection
        .prepare_cached(
            "SELECT id, code, user_id, kind, plan_id, snapshot, method, manual_method_id, list_minor, price_minor, currency,
                    promo_id, extra_days, renews, state, provider_ref, pay_url, message_id, checked_out_at, next_look_at,
                    looks, trouble, created_at, expires_at, paid_at, fulfilled_at, closed_at
             FROM orders WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// The id of the order of that code.
pub fn id_of_code(connection: &Connection, code: &str) -> rusqlite::Result<Option<OrderId>> {
    connection
        .prepare_cached("SELECT id FROM orders WHERE code = ?1")?
        .query_row([code], |row| row.get(0).map(OrderId))
        .optional()
}

/// The id of the order that a wish made.
pub fn id_made_from(connection: &Connection, made_from: &str) -> rusqlite::Result<Option<OrderId>> {
    connection
        .prepare_cached("SELECT id FROM orders WHERE made_from = ?1")?
        .query_row([made_from], |row| row.get(0).map(OrderId))
        .optional()
}

/// The id of the order with that invoice of a provider.
pub fn id_of_ref(
    connection: &Connection,
    method: Method,
    provider_ref: &str,
) -> rusqlite::Result<Option<OrderId>> {
    connection
        .prepare_cached("SELECT id FROM orders WHERE method = ?1 AND provider_ref = ?2")?
        .query_row(params![method.name(), provider_ref], |row| {
            row.get(0).map(OrderId)
        })
        .optional()
}

/// One person's orders, the newest first.
pub fn of_user(
    connection: &Connection,
    user: UserId,
    rows: i64,
    offset: i64,
) -> rusqlite::Result<Page<Order>> {
    let total = connection
        .prepare_cached("SELECT count(*) FROM orders WHERE user_id = ?1")?
        .query_row([user.0], |row| row.get(0))?;
    let rows = connection
        .prepare_cached(
            "SELECT id, code, user_id, kind, plan_id, snapshot, method, manual_method_id, list_minor, price_minor, currency,
                    promo_id, extra_days, renews, state, provider_ref, pay_url, message_id, checked_out_at, next_look_at,
                    looks, trouble, created_at, expires_at, paid_at, fulfilled_at, closed_at
             FROM orders WHERE user_id = ?1 ORDER BY id DESC LIMIT ?2 OFFSET ?3",
        )?
        .query_map(params![user.0, rows, offset], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page { rows, total })
}

/// How many orders of a person are in one of these states.
pub fn count_of_user(
    connection: &Connection,
    user: UserId,
    states: &[OrderState],
) -> rusqlite::Result<i64> {
    let names: Vec<&str> = states.iter().map(|state| state.name()).collect();
    connection
        .prepare_cached(
            "SELECT count(*) FROM orders WHERE user_id = ?1 AND state IN (SELECT value FROM json_each(?2))",
        )?
        .query_row(params![user.0, text(&names)?], |row| row.get(0))
}

/// The orders of a person in one of these states.
pub fn ids_of_user(
    connection: &Connection,
    user: UserId,
    states: &[OrderState],
) -> rusqlite::Result<Vec<OrderId>> {
    let names: Vec<&str> = states.iter().map(|state| state.name()).collect();
    connection
        .prepare_cached(
            "SELECT id FROM orders WHERE user_id = ?1 AND state IN (SELECT value FROM json_each(?2)) ORDER BY id",
        )?
        .query_map(params![user.0, text(&names)?], |row| row.get(0).map(OrderId))?
        .collect()
}

/// The orders of a person whose subscription in Stars renews.
pub fn subscriptions_of(connection: &Connection, user: UserId) -> rusqlite::Result<Vec<OrderId>> {
    connection
        .prepare_cached(
            "SELECT order_id FROM star_subscriptions WHERE user_id = ?1 AND state IN ('active', 'failed') ORDER BY order_id",
        )?
        .query_map([user.0], |row| row.get(0).map(OrderId))?
        .collect()
}

/// Orders that pass for paid and have no payment that counts.
pub fn list_unpaid(connection: &Connection, limit: i64) -> rusqlite::Result<Vec<OrderId>> {
    connection
        .prepare_cached(
            "SELECT o.id FROM orders o WHERE o.state IN ('paid', 'fulfilled') AND NOT EXISTS (
                 SELECT 1 FROM payments p WHERE p.order_id = o.id AND p.state IN ('paid', 'fulfilled'))
             ORDER BY o.id LIMIT ?1",
        )?
        .query_map([limit], |row| row.get(0).map(OrderId))?
        .collect()
}

/// A page of orders in these states, the last one first.
pub fn list(
    connection: &Connection,
    states: &[OrderState],
    rows: i64,
    offset: i64,
) -> rusqlite::Result<Page<Order>> {
    let names: Vec<&str> = states.iter().map(|state| state.name()).collect();
    let names = text(&names)?;
    let total = connection
        .prepare_cached(
            "SELECT count(*) FROM orders WHERE state IN (SELECT value FROM json_each(?1))",
        )?
        .query_row([&names], |row| row.get(0))?;
    let rows = connection
        .prepare_cached(
            "SELECT id, code, user_id, kind, plan_id, snapshot, method, manual_method_id, list_minor, price_minor, currency,
                    promo_id, extra_days, renews, state, provider_ref, pay_url, message_id, checked_out_at, next_look_at,
                    looks, trouble, created_at, expires_at, paid_at, fulfilled_at, closed_at
             FROM orders WHERE state IN (SELECT value FROM json_each(?1)) ORDER BY id DESC LIMIT ?2 OFFSET ?3",
        )?
        .query_map(params![names, rows, offset], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page { rows, total })
}

/// How many orders are in a state.
pub fn count_in(connection: &Connection, state: OrderState) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM orders WHERE state = ?1")?
        .query_row([state.name()], |row| row.get(0))
}

/// How often a person has bought a plan, with orders that are paid or may still be as agreed.
pub fn count_of_plan(connection: &Connection, plan: PlanId, user: UserId) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM orders
             WHERE plan_id = ?1 AND user_id = ?2 AND state NOT IN ('expired', 'cancelled', 'refunded')
                 AND (doubt IS NULL OR paid_at IS NOT NULL)",
        )?
        .query_row(params![plan.0, user.0], |row| row.get(0))
}

/// What somebody has paid for themselves that is still on its way to them.
pub fn goods_coming(connection: &Connection, user: UserId) -> rusqlite::Result<Vec<Goods>> {
    connection
        .prepare_cached(
            "SELECT snapshot FROM orders WHERE user_id = ?1 AND state = 'paid' AND kind = 'plan'",
        )?
        .query_map([user.0], |row| json(row, 0))?
        .collect()
}

/// Why money for an order is not taken as agreed, since it had ended; `None` = it is.
pub fn doubt(connection: &Connection, id: OrderId) -> rusqlite::Result<Option<HoldReason>> {
    let name: Option<Option<String>> = connection
        .prepare_cached("SELECT doubt FROM orders WHERE id = ?1")?
        .query_row([id.0], |row| row.get(0))
        .optional()?;
    Ok(name.flatten().and_then(|name| HoldReason::parse(&name)))
}

/// Keeps it.
pub fn update_doubt(
    tx: &Transaction<'_>,
    id: OrderId,
    doubt: Option<HoldReason>,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE orders SET doubt = ?2 WHERE id = ?1")?
        .execute(params![id.0, doubt.map(HoldReason::name)])?;
    Ok(())
}

/// Moves an order from one of these states to another; false if it is in none of them: somebody else was faster.
pub fn update_state(
    tx: &Transaction<'_>,
    id: OrderId,
    from: &[OrderState],
    to: OrderState,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let names: Vec<&str> = from.iter().map(|state| state.name()).collect();
    let changed = tx
        .prepare_cached(
            "UPDATE orders SET state = ?3,
                 paid_at = CASE WHEN ?3 = 'paid' THEN coalesce(paid_at, ?4) ELSE paid_at END,
                 fulfilled_at = CASE WHEN ?3 = 'fulfilled' THEN ?4 ELSE fulfilled_at END,
                 closed_at = CASE WHEN ?3 IN ('expired', 'cancelled', 'refunded') THEN ?4 ELSE NULL END
             WHERE id = ?1 AND state IN (SELECT value FROM json_each(?2))",
        )?
        .execute(params![id.0, text(&names)?, to.name(), now.0])?;
    Ok(changed > 0)
}

/// Notes that the provider is about to be asked for the invoice. False: it was before, so there may be one.
pub fn update_asked(tx: &Transaction<'_>, id: OrderId, now: Timestamp) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached("UPDATE orders SET asked_at = ?2 WHERE id = ?1 AND asked_at IS NULL")?
        .execute(params![id.0, now.0])?;
    Ok(changed > 0)
}

/// Has the provider asked soon about every order that it is asked about at all.
pub fn update_all_looks(tx: &Transaction<'_>, now: Timestamp) -> rusqlite::Result<usize> {
    tx.prepare_cached("UPDATE orders SET next_look_at = ?1 WHERE next_look_at > ?1")?
        .execute([now.0])
}

/// Keeps what the provider said of the invoice: its own id and the sealed address where it is paid.
pub fn update_offered(
    tx: &Transaction<'_>,
    id: OrderId,
    provider_ref: &str,
    pay_url: Option<&str>,
    next_look_at: Option<Timestamp>,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE orders SET provider_ref = ?2, pay_url = ?3, next_look_at = ?4, trouble = NULL WHERE id = ?1",
    )?
    .execute(params![id.0, provider_ref, pay_url, next_look_at.map(|at| at.0)])?;
    Ok(())
}

/// Keeps why an order could not be offered to the provider; `None` = nothing is wrong any more.
pub fn update_trouble(
    tx: &Transaction<'_>,
    id: OrderId,
    trouble: Option<&str>,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE orders SET trouble = ?2 WHERE id = ?1")?
        .execute(params![id.0, trouble])?;
    Ok(())
}

/// Keeps the message that holds the invoice.
pub fn update_message(
    tx: &Transaction<'_>,
    id: OrderId,
    message: MessageId,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE orders SET message_id = ?2 WHERE id = ?1")?
        .execute(params![id.0, message.0])?;
    Ok(())
}

/// Notes that Telegram was told the order may be paid.
pub fn update_checked_out(
    tx: &Transaction<'_>,
    id: OrderId,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE orders SET checked_out_at = ?2 WHERE id = ?1")?
        .execute(params![id.0, now.0])?;
    Ok(())
}

/// When the provider is asked next whether it was paid; `None` = no more.
pub fn update_look(
    tx: &Transaction<'_>,
    id: OrderId,
    next: Option<Timestamp>,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE orders SET next_look_at = ?2, looks = looks + 1 WHERE id = ?1")?
        .execute(params![id.0, next.map(|at| at.0)])?;
    Ok(())
}

/// Orders about which the provider is to be asked by now, the earliest first.
pub fn list_to_look(
    connection: &Connection,
    now: Timestamp,
    limit: i64,
) -> rusqlite::Result<Vec<OrderId>> {
    connection
        .prepare_cached(
            "SELECT id FROM orders WHERE next_look_at IS NOT NULL AND next_look_at <= ?1 ORDER BY next_look_at LIMIT ?2",
        )?
        .query_map(params![now.0, limit], |row| row.get(0).map(OrderId))?
        .collect()
}

/// When a provider is to be asked next about an order, after that instant.
pub fn next_look(connection: &Connection, after: Timestamp) -> rusqlite::Result<Option<Timestamp>> {
    connection
        .prepare_cached(
            "SELECT min(next_look_at) FROM orders WHERE next_look_at IS NOT NULL AND next_look_at > ?1",
        )?
        .query_row([after.0], |row| {
            Ok(row.get::<_, Option<i64>>(0)?.map(Timestamp))
        })
}

/// How many orders a provider is asked about from time to time.
pub fn count_to_look(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM orders WHERE next_look_at IS NOT NULL")?
        .query_row([], |row| row.get(0))
}

/// Unpaid orders whose time is over, the earliest first. A receipt that waits for a decision ends nothing.
pub fn list_ending(
    connection: &Connection,
    now: Timestamp,
    limit: i64,
) -> rusqlite::Result<Vec<OrderId>> {
    connection
        .prepare_cached(
            "SELECT id FROM orders WHERE state IN ('open', 'submitted') AND state = 'open' AND expires_at <= ?1
             ORDER BY expires_at LIMIT ?2",
        )?
        .query_map(params![now.0, limit], |row| row.get(0).map(OrderId))?
        .collect()
}

/// When the next order ends or a provider is to be asked, after that instant.
pub fn next_due(connection: &Connection, after: Timestamp) -> rusqlite::Result<Option<Timestamp>> {
    connection
        .prepare_cached(
            "SELECT min(at) FROM (
                 SELECT min(expires_at) AS at FROM orders
                     WHERE state IN ('open', 'submitted') AND state = 'open' AND expires_at > ?1
                 UNION ALL
                 SELECT min(next_look_at) FROM orders WHERE next_look_at IS NOT NULL AND next_look_at > ?1)",
        )?
        .query_row([after.0], |row| {
            Ok(row.get::<_, Option<i64>>(0)?.map(Timestamp))
        })
}
