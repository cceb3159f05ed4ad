//! Orders: opened, cancelled, ended.

use super::books;
use super::eligible;
use super::manual;
use super::promos;
use super::purse;
use super::receipts;
use super::refunds;
use super::settle;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::ByLang;
use crate::models::Discount;
use crate::models::Goods;
use crate::models::Identity;
use crate::models::Length;
use crate::models::Method;
use crate::models::Money;
use crate::models::MoneyIn;
use crate::models::MoneyRefusal;
use crate::models::NewOrder;
use crate::models::Order;
use crate::models::OrderId;
use crate::models::OrderKind;
use crate::models::OrderNews;
use crate::models::OrderState;
use crate::models::Plan;
use crate::models::PromoFault;
use crate::models::Refusal;
use crate::models::Settled;
use crate::models::ShopSettings;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use rusqlite::{Connection, Transaction};
use serde_json::json;

/// Unpaid orders that one person may have at once.
const MOST_OPEN: i64 = 5;
/// Letters of an order's code behind `ord_`: 80 bits.
const CODE_LETTERS: usize = 16;

/// Opens an order, and asks for its invoice or settles it if nothing is left to be paid. The same wish twice gives the
/// same order.
///
/// # Errors
/// Refusals when it is not sold to them, not that way, or cannot be delivered.
pub async fn open(
    ctx: &Ctx,
    actor: &Actor,
    new: NewOrder,
    now: Timestamp,
) -> Result<OrderId, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    super::provider::need(ctx, new.method, &new.currency)?;
    act(ctx, actor, now, move |tx| open_in(tx, user, &new, now)).await
}

/// The same within a transaction.
pub(super) fn open_in(
    tx: &Transaction<'_>,
    user: UserId,
    new: &NewOrder,
    now: Timestamp,
) -> Result<OrderId, ServiceError> {
    if let Some(made) = made_before(tx, &new.made_from, user)? {
        return Ok(made);
    }
    let settings = crud::shop_settings::get(tx)?;
    need_room(tx, user)?;
    let mut order = wanted(tx, user, new, &settings, now)?;
    order.code = format!("ord_{}", super::secret_text(CODE_LETTERS)?);
    order.id = crud::orders::insert(tx, &order, &new.made_from)?.ok_or(Refusal::AlreadyApplied)?;
    crud::payments::insert_event(tx, Some(order.id), None, "opened", Some(user), None, now)?;
    let details = json!({
        "user": user.0, "plan": order.plan.map(|plan| plan.0), "method": order.method.name(),
        "minor": order.price.minor, "currency": order.price.currency,
    });
    let target = format!("order:{}", order.id);
    audit::record(
        tx,
        Identity::User(user),
        "order.opened",
        target,
        details,
        now,
    )?;
    offer(tx, &order, now)?;
    Ok(order.id)
}

/// What follows from a new order: an invoice, or that it is paid.
fn offer(tx: &Transaction<'_>, order: &Order, now: Timestamp) -> Result<(), ServiceError> {
    if order.method == Method::Balance || order.price.minor == 0 {
        // A payment of nothing is one too: what follows from it is the same.
        books::need_balance(tx, order.user, &order.price)?;
        let money = MoneyIn {
            method: Method::Balance,
            provider_payment_id: order.code.clone(),
            order_code: order.code.clone(),
            payer: Some(order.user),
            amount: order.price.clone(),
            period_end: None,
            is_renewal: false,
            facts: "{}".to_owned(),
        };
        return match settle::settle_in(tx, &money, now)? {
            Settled::Paid(_) | Settled::Known(_) => Ok(()),
            // Nothing came from outside that could be kept for a decision: it is not sold.
            Settled::Held(..) => Err(Refusal::NotAllowed.into()),
        };
    }
    match order.method {
        Method::Stars | Method::QvaPay => {
            let task = Task::OfferOrder { order: order.id };
            crud::tasks::insert(tx, &task, now, now)?;
        }
        // Its instructions are shown at once.
        Method::Manual | Method::Balance => {}
    }
    Ok(())
}

/// The order that a wish of theirs made before.
pub(super) fn made_before(
    connection: &Connection,
    made_from: &str,
    user: UserId,
) -> Result<Option<OrderId>, ServiceError> {
    let Some(id) = crud::orders::id_made_from(connection, made_from)? else {
        return Ok(None);
    };
    match crud::orders::get(connection, id)? {
        Some(order) if order.user == user => Ok(Some(id)),
        // A wish has one owner: its name was made up.
        Some(_) | None => Err(Refusal::NotFound.into()),
    }
}

fn need_room(connection: &Connection, user: UserId) -> Result<(), ServiceError> {
    let states = [
        OrderState::Open,
        OrderState::Submitted,
        OrderState::Rejected,
    ];
    if crud::orders::count_of_user(connection, user, &states)? >= MOST_OPEN {
        return Err(MoneyRefusal::TooManyOrders { most: MOST_OPEN }.into());
    }
    Ok(())
}

/// The order as it would be kept, or why it is not sold so.
pub(super) fn wanted(
    connection: &Connection,
    user: UserId,
    new: &NewOrder,
    settings: &ShopSettings,
    now: Timestamp,
) -> Result<Order, ServiceError> {
    if new.method == Method::Manual {
        manual::need_open(connection, new.manual_method, &new.currency)?;
    }
    let (goods, list, discount) = match new.kind {
        OrderKind::TopUp => {
            let amount = purse::top_up(connection, settings, new)?;
            (nothing(), amount, None)
        }
        OrderKind::Plan | OrderKind::Gift => {
            let plan = new.plan.ok_or(Refusal::NotFound)?;
            let plan = crud::plans::get(connection, plan)?.ok_or(Refusal::NotFound)?;
            eligible::judge_plan(connection, &plan, user, new.kind, now)?;
            if !settings.sells(new.method, &plan.goods.products)
                || new.renews && !(plan.renews && new.method == Method::Stars)
            {
                return Err(MoneyRefusal::MethodClosed.into());
            }
            let price = plan
                .price(&new.currency)
                .ok_or(MoneyRefusal::MethodClosed)?;
            let discount = discount(connection, &plan, user, new, price, now)?;
            (plan.goods.clone(), price.clone(), discount)
        }
    };
    let price = (discount.as_ref()).map_or_else(|| list.clone(), |one| one.price.clone());
    Ok(Order {
        id: OrderId(0),
        code: String::new(),
        user,
        kind: new.kind,
        plan: new.plan,
        goods,
        method: new.method,
        manual_method: new.manual_method,
        list_minor: list.minor,
        price,
        promo: discount.as_ref().map(|one| one.promo),
        extra_days: discount.map_or(0, |one| one.extra_days),
        renews: new.renews,
        state: OrderState::Open,
        provider_ref: None,
        pay_url: None,
        message: None,
        checked_out_at: None,
        next_look_at: None,
        looks: 0,
        trouble: None,
        created_at: now,
        expires_at: now.plus_minutes(settings.order_minutes),
        paid_at: None,
        fulfilled_at: None,
        closed_at: None,
    })
}

/// What the promotion code of a wish makes of the price.
fn discount(
    connection: &Connection,
    plan: &Plan,
    user: UserId,
    new: &NewOrder,
    price: &Money,
    now: Timestamp,
) -> Result<Option<Discount>, ServiceError> {
    let Some(code) = &new.promo else {
        return Ok(None);
    };
    // Telegram takes the first amount again each month.
    if new.renews {
        return Err(MoneyRefusal::from(PromoFault::NotMonthly).into());
    }
    promos::apply(connection, code, plan, user, price, now).map(Some)
}

/// What a top-up promises: nothing but its amount.
fn nothing() -> Goods {
    Goods {
        names: ByLang::new(),
        products: Vec::new(),
        length: Length::Lifetime,
        data_bytes: None,
        devices: None,
    }
}

/// Gives an order up that is not paid; what a provider is paid for it later is kept for an admin.
///
/// # Errors
/// Refusals for somebody else's, and when it is paid or closed already.
pub async fn cancel(
    ctx: &Ctx,
    actor: &Actor,
    id: OrderId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let order = own(tx, id, user)?;
        let from = [OrderState::Open, OrderState::Rejected];
        if !crud::orders::update_state(tx, id, &from, OrderState::Cancelled, now)? {
            return Err(MoneyRefusal::OrderState(order.state).into());
        }
        if order.next_look_at.is_some() {
            // It may be paid already, and nobody told yet.
            crud::orders::update_look(tx, id, Some(now))?;
        }
        crud::payments::insert_event(tx, Some(id), None, "cancelled", Some(user), None, now)?;
        let details = json!({ "user": user.0 });
        audit::record(
            tx,
            identity,
            "order.cancelled",
            format!("order:{id}"),
            details,
            now,
        )
    })
    .await
}

/// Gives up all orders of somebody that are not paid, with their receipts that wait, and ends their subscriptions in Stars: they are erased.
pub fn give_up_all(
    tx: &Transaction<'_>,
    user: UserId,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let unpaid = [
        OrderState::Open,
        OrderState::Submitted,
        OrderState::Rejected,
    ];
    receipts::withdraw_all(tx, user, by, now)?;
    for id in crud::orders::ids_of_user(tx, user, &unpaid)? {
        crud::orders::update_state(tx, id, &unpaid, OrderState::Cancelled, now)?;
        crud::payments::insert_event(tx, Some(id), None, "cancelled", by, None, now)?;
    }
    for order in crud::orders::subscriptions_of(tx, user)? {
        let kind = refunds::STOPPED;
        let fact = crud::payments::insert_event(tx, Some(order), None, kind, by, None, now)?;
        let task = Task::AlterSubscription {
            order,
            is_canceled: true,
            fact,
        };
        crud::tasks::insert(tx, &task, now, now)?;
    }
    Ok(())
}

/// Somebody's own order; to everybody else it does not exist.
pub fn own(connection: &Connection, id: OrderId, user: UserId) -> Result<Order, ServiceError> {
    let order = crud::orders::get(connection, id)?;
    Ok(order
        .filter(|order| order.user == user)
        .ok_or(Refusal::NotFound)?)
}

/// Ends unpaid orders whose time is over, at most so many; returns how many. Their buyers are told.
pub async fn expire(ctx: &Ctx, limit: i64, now: Timestamp) -> Result<usize, ServiceError> {
    let ended = ctx
        .db
        .write(crate::db::Durability::Full, move |tx| {
            let due = crud::orders::list_ending(tx, now, limit)?;
            let count = due.len();
            for id in due {
                let from = [OrderState::Open];
                if !crud::orders::update_state(tx, id, &from, OrderState::Expired, now)? {
                    continue;
                }
                let fact =
                    crud::payments::insert_event(tx, Some(id), None, "expired", None, None, now)?;
                let details = json!({ "before": "open", "after": "expired" });
                let who = crate::models::Identity::System;
                audit::record(
                    tx,
                    who,
                    "order.expired",
                    format!("order:{id}"),
                    details,
                    now,
                )?;
                let task = Task::TellOrder {
                    order: id,
                    news: OrderNews::Expired,
                    fact,
                };
                crud::tasks::insert(tx, &task, now, now)?;
            }
            Ok::<_, ServiceError>(count)
        })
        .await?;
    if ended > 0 {
        ctx.task_added.notify_one();
    }
    Ok(ended)
}

/// When the next order ends, or its provider is to be asked, after that instant.
pub async fn next_due(ctx: &Ctx, after: Timestamp) -> Result<Option<Timestamp>, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::orders::next_due(connection, after)?))
        .await
}

/// When the next unpaid order ends, after that instant.
pub async fn next_ending(ctx: &Ctx, after: Timestamp) -> Result<Option<Timestamp>, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::shop::next_ending(connection, after)?))
        .await
}

/// The order of that id.
pub async fn get(ctx: &Ctx, id: OrderId) -> Result<Option<Order>, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::orders::get(connection, id)?))
        .await
}
