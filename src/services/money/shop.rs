//! The shop as its customers see it: plans with the ways to pay for them, buying, and one's own orders.
//!
//! What a plan costs is asked of `orders::wanted`, which opens the order too: what a card says is what is ordered.

use super::books;
use super::eligible;
use super::fulfil;
use super::fulfil::End;
use super::orders;
use super::quotes::Counter;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::CODE_KEY;
use crate::models::GivenPart;
use crate::models::InboxSeq;
use crate::models::MOST_CODE;
use crate::models::MoneyRefusal;
use crate::models::Order;
use crate::models::OrderCard;
use crate::models::OrderId;
use crate::models::OrderKind;
use crate::models::OrderPage;
use crate::models::Plan;
use crate::models::PlanId;
use crate::models::Quote;
use crate::models::Recipient;
use crate::models::Refusal;
use crate::models::ShopCard;
use crate::models::ShopPlan;
use crate::models::Timestamp;
use crate::models::Wish;
use crate::services::ServiceError;
use crate::services::unit::act;
use crate::services::unit::act_lightly;
use crate::utils::seal::SealKey;
use rusqlite::Connection;

/// Orders on a page.
const ORDER_ROWS: u32 = 8;

/// Whether anything is on sale.
pub async fn is_open(ctx: &Ctx) -> Result<bool, ServiceError> {
    ctx.db
        .read(|connection| Ok(crud::shop::is_open(connection)?))
        .await
}

/// What is on sale for somebody, in its order. What they may not buy is not shown to them, but for
/// what they have already and may give away.
pub async fn plans(
    ctx: &Ctx,
    actor: &Actor,
    now: Timestamp,
) -> Result<Vec<ShopPlan>, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    ctx.db
        .read(move |connection| {
            let mut shown = Vec::new();
            for plan in crud::plans::list(connection)? {
                let judge = |kind| eligible::judge_plan(connection, &plan, user, kind, now);
                let (is_sold_out, is_for_others) = match judge(OrderKind::Plan) {
                    Ok(()) => (false, false),
                    Err(ServiceError::Refused(Refusal::Money(MoneyRefusal::SoldOut))) => {
                        (true, false)
                    }
                    Err(ServiceError::Refused(Refusal::Money(MoneyRefusal::HasMore))) => {
                        if !eligible::holds(judge(OrderKind::Gift))? {
                            continue;
                        }
                        (false, true)
                    }
                    Err(ServiceError::Refused(_)) => continue,
                    Err(error) => return Err(error),
                };
                shown.push(ShopPlan {
                    plan,
                    is_sold_out,
                    is_for_others,
                });
            }
            Ok(shown)
        })
        .await
}

/// A plan with the ways to pay for it.
///
/// # Errors
/// `NotFound` for one there is not, or not any more.
pub async fn card(
    ctx: &Ctx,
    actor: &Actor,
    plan: PlanId,
    recipient: Recipient,
    now: Timestamp,
) -> Result<ShopCard, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let counter = Counter::new(ctx, user, recipient, now);
    let card = actor.update().unwrap_or(InboxSeq(0));
    ctx.db
        .read(move |connection| {
            let plan = kept(connection, plan)?;
            let balance = books::balance(connection, user)?;
            let (blocked, quotes, code) = match counter.judge(connection, &plan)? {
                Some(why) => (Some(why), Vec::new(), None),
                None => {
                    let (quotes, code) = counter.with_code(connection, &plan)?;
                    (None, quotes, code)
                }
            };
            Ok(ShopCard {
                running: running(connection, &plan, &counter, &quotes)?,
                plan,
                recipient,
                blocked,
                quotes,
                code,
                balance,
                card,
            })
        })
        .await
}

fn kept(connection: &Connection, plan: PlanId) -> Result<Plan, ServiceError> {
    let plan = crud::plans::get(connection, plan)?;
    Ok(plan
        .filter(|plan| plan.removed_at.is_none())
        .ok_or(Refusal::NotFound)?)
}

/// How far a plan would go of which somebody has something running: each product goes on from its own end, so that nobody
/// loses time they paid for; one they have not begins now. Of a gift nobody knows.
fn running(
    connection: &Connection,
    plan: &Plan,
    counter: &Counter,
    quotes: &[Quote],
) -> Result<Vec<GivenPart>, ServiceError> {
    let mut parts = Vec::new();
    if counter.recipient == Recipient::Somebody {
        return Ok(parts);
    }
    let extra = quotes.first().map_or(0, |quote| quote.extra_days);
    for product in &plan.goods.products {
        let before = fulfil::running(connection, counter.user, *product, counter.now)?;
        let until = fulfil::end_after(before, plan.goods.length, extra, counter.now)?;
        parts.push(GivenPart {
            product: *product,
            before: before.and_then(End::instant),
            was_lifetime: before == Some(End::Never),
            until: until.instant(),
            added_bytes: None,
            limit_before: None,
            devices_before: None,
        });
    }
    let is_running = |part: &GivenPart| part.before.is_some() || part.was_lifetime;
    if !parts.iter().any(is_running) {
        parts.clear();
    }
    Ok(parts)
}

/// Orders a plan as its card said; what is paid at once is settled at once. The card makes one order of a wish, however
/// often its button is pressed.
///
/// # Errors
/// Refusals when it is not sold to them so, or not as the card said.
pub async fn buy(
    ctx: &Ctx,
    actor: &Actor,
    wish: Wish,
    now: Timestamp,
) -> Result<OrderId, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let counter = Counter::new(ctx, user, wish.recipient, now);
    act(ctx, actor, now, move |tx| {
        let made_from = wish.made_from(user);
        if let Some(made) = orders::made_before(tx, &made_from, user)? {
            return Ok(made);
        }
        let plan = kept(tx, wish.plan)?;
        if let Some(why) = counter.judge(tx, &plan)? {
            return Err(why.into());
        }
        let (quotes, code) = counter.with_code(tx, &plan)?;
        let quote = (quotes.iter().find(|quote| quote.way == wish.way))
            .ok_or(MoneyRefusal::MethodClosed)?;
        if quote.seen != wish.seen {
            return Err(MoneyRefusal::PriceChanged.into());
        }
        let code = code.filter(|(_, fits)| *fits).map(|(code, _)| code);
        let has_code = code.is_some();
        let mut new = counter.new_order(&plan, wish.way, &quote.price.currency, code);
        new.made_from = made_from;
        let order = orders::open_in(tx, user, &new, now)?;
        if has_code {
            crud::user_settings::update(tx, user, CODE_KEY, None)?;
        }
        Ok(order)
    })
    .await
}

/// The order that a wish made before, if it did.
pub async fn made(ctx: &Ctx, actor: &Actor, wish: Wish) -> Result<Option<OrderId>, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    ctx.db
        .read(move |connection| orders::made_before(connection, &wish.made_from(user), user))
        .await
}

/// Keeps a promotion code that somebody typed at a plan; the next order in which it is good uses it.
///
/// # Errors
/// The refusal of the code if it is good in no way to pay for that plan.
pub async fn enter_code(
    ctx: &Ctx,
    actor: &Actor,
    plan: PlanId,
    recipient: Recipient,
    text: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let counter = Counter::new(ctx, user, recipient, now);
    let code: String = text.trim().to_uppercase().chars().take(MOST_CODE).collect();
    act_lightly(ctx, actor, now, move |tx| {
        let plan = kept(tx, plan)?;
        if counter.quotes(tx, &plan, Some(&code))?.is_empty() {
            return Err(MoneyRefusal::MethodClosed.into());
        }
        Ok(crud::user_settings::update(
            tx,
            user,
            CODE_KEY,
            Some(&code),
        )?)
    })
    .await
}

/// Forgets the promotion code that somebody typed.
pub async fn drop_code(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<(), ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    act_lightly(ctx, actor, now, move |tx| {
        Ok(crud::user_settings::update(tx, user, CODE_KEY, None)?)
    })
    .await
}

/// A page of somebody's orders, the newest first.
pub async fn orders(ctx: &Ctx, actor: &Actor, page: u32) -> Result<OrderPage, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    ctx.db
        .read(move |connection| {
            let rows = i64::from(ORDER_ROWS);
            let total = crud::orders::of_user(connection, user, 0, 0)?.total;
            let total = u32::try_from(total).unwrap_or(u32::MAX);
            let pages = total.div_ceil(ORDER_ROWS).max(1);
            let page = page.min(pages - 1);
            let found = crud::orders::of_user(connection, user, rows, i64::from(page) * rows)?;
            Ok(OrderPage {
                orders: found.rows,
                page,
                pages,
                has_subscriptions: !crud::star_subscriptions::of_user(connection, user)?.is_empty(),
            })
        })
        .await
}

/// One of somebody's own orders.
///
/// # Errors
/// `NotFound` for somebody else's.
pub async fn order(ctx: &Ctx, actor: &Actor, id: OrderId) -> Result<OrderCard, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let seal = ctx.seal.clone();
    ctx.db
        .read(move |connection| {
            let order = orders::own(connection, id, user)?;
            order_card(connection, &seal, order)
        })
        .await
}

/// An order with what stands around it.
pub(super) fn order_card(
    connection: &Connection,
    seal: &SealKey,
    order: Order,
) -> Result<OrderCard, ServiceError> {
    let manual = match order.manual_method {
        Some(id) => crud::manual_methods::get(connection, id)?,
        None => None,
    };
    let code = match order.promo {
        Some(id) => crud::shop::promo_code(connection, id)?,
        None => None,
    };
    let plan = match order.plan {
        Some(id) => crud::plans::get(connection, id)?,
        None => None,
    };
    // With another key file the address is gone; the order is not.
    let pay_url = order.pay_url.as_deref().and_then(|url| seal.open(url).ok());
    Ok(OrderCard {
        payments: crud::payments::of_order(connection, order.id)?,
        manual,
        pay_url,
        code,
        rejection: crud::shop::rejection(connection, order.id)?,
        is_sold_again: plan.is_some_and(|plan| plan.is_on_sale && plan.removed_at.is_none()),
        order,
    })
}

#[cfg(test)]
#[path = "shop_tests.rs"]
mod tests;
