//! Whether a plan is for somebody now: sold to them, of use to them, and to be delivered.
//!
//! It is asked when an order is opened, again before Telegram takes Stars, and again when money comes: what was bought, or
//! passed, in between may have changed the answer.

use super::fulfil;
use super::fulfil::End;
use super::promos;
use crate::crud;
use crate::models::Clientele;
use crate::models::Door;
use crate::models::Goods;
use crate::models::HoldReason;
use crate::models::LATE_RECEIPT;
use crate::models::Length;
use crate::models::MoneyRefusal;
use crate::models::Order;
use crate::models::OrderKind;
use crate::models::OrderState;
use crate::models::Plan;
use crate::models::PlanId;
use crate::models::Product;
use crate::models::ReceiptState;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::vpn::keys;
use rusqlite::Connection;

/// Whether something was refused, if nothing worse happened.
pub(super) fn holds(judged: Result<(), ServiceError>) -> Result<bool, ServiceError> {
    match judged {
        Ok(()) => Ok(true),
        Err(ServiceError::Refused(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether a plan is sold to somebody now, and can be delivered.
pub fn judge_plan(
    connection: &Connection,
    plan: &Plan,
    user: UserId,
    kind: OrderKind,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if !plan.is_on_sale || plan.removed_at.is_some() {
        return Err(MoneyRefusal::NotOnSale.into());
    }
    need_term(plan.goods.length, now)?;
    need_times(connection, plan, user)?;
    if kind == OrderKind::Gift {
        // A gift is for somebody who is not known yet.
        return match plan.audience {
            Clientele::Everybody => Ok(()),
            Clientele::New | Clientele::Former => Err(MoneyRefusal::NotAsGift.into()),
        };
    }
    judge_audience(connection, plan, user, now)?;
    need_use(connection, &plan.goods, user, now)?;
    for product in &plan.goods.products {
        need_delivery(connection, *product, user, now)?;
    }
    Ok(())
}

/// Refuses what lasts until a date that has passed.
fn need_term(length: Length, now: Timestamp) -> Result<(), ServiceError> {
    match length {
        Length::Until(at) if at <= now => Err(MoneyRefusal::TermOver { at }.into()),
        Length::Until(_) | Length::Days(_) | Length::Months(_) | Length::Lifetime => Ok(()),
    }
}

/// Refuses a plan to those who had it as often as one person may: bought, or as a gift.
fn need_times(connection: &Connection, plan: &Plan, user: UserId) -> Result<(), ServiceError> {
    let Some(most) = plan.per_person else {
        return Ok(());
    };
    let bought = crud::orders::count_of_plan(connection, plan.id, user)?;
    if bought + crud::gifts::count_opened(connection, plan.id, user)? >= i64::from(most) {
        return Err(MoneyRefusal::BoughtOften { most }.into());
    }
    Ok(())
}

/// The same for whoever opens a gift of a plan.
pub(super) fn need_times_of(
    connection: &Connection,
    plan: Option<PlanId>,
    user: UserId,
) -> Result<(), ServiceError> {
    let plan = match plan {
        Some(plan) => crud::plans::get(connection, plan)?,
        None => None,
    };
    plan.map_or(Ok(()), |plan| need_times(connection, &plan, user))
}

fn judge_audience(
    connection: &Connection,
    plan: &Plan,
    user: UserId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let bought = crud::payments::count_of_user(connection, user)? > 0;
    match plan.audience {
        Clientele::Everybody => Ok(()),
        Clientele::New if bought => Err(MoneyRefusal::OnlyNew.into()),
        Clientele::New => Ok(()),
        Clientele::Former => {
            let mut has_running = false;
            for product in &plan.goods.products {
                has_running |= fulfil::running(connection, user, *product, now)?.is_some();
            }
            if bought && !has_running {
                Ok(())
            } else {
                Err(MoneyRefusal::OnlyFormer.into())
            }
        }
    }
}

/// Whether the buyer of an order is still of those for whom its plan is: what they paid since counts. Only what they buy
/// for themselves is judged.
pub(super) fn is_for_buyer(
    connection: &Connection,
    order: &Order,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let plan = match (order.kind, order.plan) {
        (OrderKind::Plan, Some(plan)) => crud::plans::get(connection, plan)?,
        (OrderKind::Plan, None) | (OrderKind::Gift | OrderKind::TopUp, _) => None,
    };
    plan.map_or(Ok(true), |plan| {
        holds(judge_audience(connection, &plan, order.user, now))
    })
}

/// Why money for an order is held though it is what was agreed, when a receipt of it comes now: what an order that ended
/// took of a code and of a plan was free for others, and no price holds for ever. `None` = it is taken as agreed.
pub(super) fn doubt(
    connection: &Connection,
    order: &Order,
    now: Timestamp,
) -> Result<Option<HoldReason>, ServiceError> {
    let before = crud::orders::doubt(connection, order.id)?;
    // A refused receipt may be followed by another; how long it took to refuse it is nothing to the buyer.
    let refused = crud::receipts::last_of_order(connection, order.id)?
        .filter(|last| last.state == ReceiptState::Rejected)
        .and_then(|last| last.decided_at);
    let over = refused.map_or(order.expires_at, |at| at.max(order.expires_at));
    if before == Some(HoldReason::Late) || now.since(over) > LATE_RECEIPT {
        return Ok(Some(HoldReason::Late));
    }
    let had_ended = match order.state {
        OrderState::Expired | OrderState::Cancelled => true,
        OrderState::Open
        | OrderState::Submitted
        | OrderState::Paid
        | OrderState::Fulfilled
        | OrderState::Rejected
        | OrderState::Review
        | OrderState::Refunded => before.is_some(),
    };
    if !had_ended || holds(still_fits(connection, order))? && is_for_buyer(connection, order, now)?
    {
        return Ok(None);
    }
    Ok(Some(HoldReason::Limit))
}

/// Refuses an order that counts nowhere when its code or its plan was used as often as they may be.
fn still_fits(connection: &Connection, order: &Order) -> Result<(), ServiceError> {
    if let Some(promo) = order.promo
        && let Some(promo) = crud::promos::get(connection, promo)?
    {
        promos::need_use(connection, &promo, order.user)?;
    }
    need_times_of(connection, order.plan, order.user)
}

/// Whether an order would bring anything now: to its buyer, or to whoever opens the gift.
pub(super) fn is_of_use(
    connection: &Connection,
    order: &Order,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    match order.kind {
        OrderKind::TopUp => Ok(true),
        OrderKind::Gift => holds(need_term(order.goods.length, now)),
        OrderKind::Plan => Ok(holds(need_term(order.goods.length, now))?
            && holds(need_use(connection, &order.goods, order.user, now))?),
    }
}

/// Refuses what would bring nothing: all of it runs for life, or beyond its fixed date. What is paid and on its way counts
/// as running.
pub(super) fn need_use(
    connection: &Connection,
    goods: &Goods,
    user: UserId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let coming = crud::orders::goods_coming(connection, user)?;
    for product in &goods.products {
        let present = fulfil::running(connection, user, *product, now)?;
        let of_it = coming.iter().filter(|one| one.products.contains(product));
        let ends = of_it.filter_map(|one| fixed_end(one.length)).chain(present);
        if !ends.into_iter().any(|end| covers(end, goods.length)) {
            return Ok(());
        }
    }
    Err(MoneyRefusal::HasMore.into())
}

/// The end of a length wherever it begins; `None` = it depends.
fn fixed_end(length: Length) -> Option<End> {
    match length {
        Length::Lifetime => Some(End::Never),
        Length::Until(at) => Some(End::At(at)),
        Length::Days(_) | Length::Months(_) => None,
    }
}

/// Whether a length would add nothing to what runs until an end.
fn covers(end: End, length: Length) -> bool {
    match (end, length) {
        (End::Never, _) => true,
        (End::At(end), Length::Until(at)) => end >= at,
        (End::At(_), Length::Days(_) | Length::Months(_) | Length::Lifetime) => false,
    }
}

/// Refuses what cannot be delivered: no channel, or no server with room for a first key.
pub(super) fn need_delivery(
    connection: &Connection,
    product: Product,
    user: UserId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let Some(kind) = product.kind() else {
        access::need_door(connection, Door::Vip)?;
        return Ok(());
    };
    if let Some(account) = crud::vpn_accounts::of_user(connection, user, kind)?
        && !crud::vpn_configs::of_account(connection, account.id)?.is_empty()
    {
        return Ok(());
    }
    match keys::server_for(connection, kind, false, None, None, now) {
        Ok(_) => Ok(()),
        Err(ServiceError::Refused(_)) => Err(MoneyRefusal::SoldOut.into()),
        Err(error) => Err(error),
    }
}

/// Whether what an order promised can still be delivered. What it cannot is not to be paid either.
pub(super) fn is_deliverable(
    connection: &Connection,
    order: &Order,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    match order.kind {
        OrderKind::Gift | OrderKind::TopUp => return Ok(true),
        OrderKind::Plan => {}
    }
    for product in &order.goods.products {
        if !holds(need_delivery(connection, *product, order.user, now))? {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
#[path = "eligible_tests.rs"]
mod tests;
