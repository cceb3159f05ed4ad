//! Telegram Stars: what Telegram says of payments and subscriptions, and what follows from it in the house.

mod checkout;
mod compare;
mod links;
mod renewals;

pub use checkout::check_out;
pub use compare::Compared;
pub use compare::compare;
pub use compare::compared_before;
pub use compare::is_used;
pub use links::link_door;
pub use links::link_made;
pub use links::link_prices;
pub use renewals::SubscriptionView;
pub use renewals::altered;
pub use renewals::charged;
pub use renewals::errand;
pub use renewals::heard;
pub use renewals::list;
pub use renewals::set_renewal;
pub use renewals::view;

use super::settle;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::HoldReason;
use crate::models::MessageId;
use crate::models::Method;
use crate::models::MoneyIn;
use crate::models::OrderId;
use crate::models::Payment;
use crate::models::PaymentId;
use crate::models::PaymentState;
use crate::models::Settled;
use crate::models::StarSubscription;
use crate::models::SubscriptionState;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::unit::act;
use rusqlite::Transaction;

/// Takes Stars in that Telegram says came. However often it is told, it counts once; a subscription is kept with it.
pub async fn paid(
    ctx: &Ctx,
    actor: &Actor,
    money: MoneyIn,
    now: Timestamp,
) -> Result<Settled, ServiceError> {
    act(ctx, actor, now, move |tx| paid_in(tx, &money, now)).await
}

/// The same within a transaction.
fn paid_in(tx: &Transaction<'_>, money: &MoneyIn, now: Timestamp) -> Result<Settled, ServiceError> {
    let settled = settle::settle_in(tx, money, now)?;
    let (payment, hold) = match settled {
        Settled::Known(_) => return Ok(settled),
        Settled::Paid(payment) => (payment, None),
        Settled::Held(payment, why) => (payment, Some(why)),
    };
    if let Some(until) = money.period_end
        && hold != Some(HoldReason::UnknownOrder)
        && let Some(order) = crud::orders::id_of_code(tx, &money.order_code)?
    {
        if is_another(tx, money, order, hold)? {
            renewals::stop_other(tx, order, payment, money.payer, now)?;
            return Ok(settled);
        }
        subscribe(tx, money, until, now)?;
        // Money that does not fit is not to come again each month.
        if hold.is_some() {
            renewals::stop_in(tx, order, now)?;
        }
    }
    Ok(settled)
}

/// Whether money begins a subscription beside the one that its order has: a link was paid twice before either payment was
/// heard of, or somebody else paid it.
fn is_another(
    tx: &Transaction<'_>,
    money: &MoneyIn,
    order: OrderId,
    hold: Option<HoldReason>,
) -> Result<bool, ServiceError> {
    if hold == Some(HoldReason::OtherPerson) {
        return Ok(true);
    }
    Ok(!money.is_renewal && crud::star_subscriptions::get(tx, order)?.is_some())
}

/// Keeps until when a subscription is paid.
fn subscribe(
    tx: &Transaction<'_>,
    money: &MoneyIn,
    until: Timestamp,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let Some(order) = crud::orders::id_of_code(tx, &money.order_code)? else {
        return Ok(());
    };
    let Some(order) = crud::orders::get(tx, order)? else {
        return Ok(());
    };
    let known = crud::star_subscriptions::get(tx, order.id)?;
    let charge = &money.provider_payment_id;
    let subscription = StarSubscription {
        order: order.id,
        user: money.payer.unwrap_or(order.user),
        first_charge: known
            .as_ref()
            .map_or_else(|| charge.clone(), |known| known.first_charge.clone()),
        last_charge: charge.clone(),
        state: SubscriptionState::Active,
        paid_until: known
            .as_ref()
            .map_or(until, |known| known.paid_until.max(until)),
        canceled_by: None,
        changed_at: now,
    };
    crud::star_subscriptions::upsert(tx, &subscription)?;
    Ok(())
}

/// The payment of that charge, if the house knows it.
pub async fn payment_of(ctx: &Ctx, charge: String) -> Result<Option<PaymentId>, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::payments::id_of(connection, Method::Stars, &charge)?))
        .await
}

/// A payment that is to be given back by Telegram; `None` if it is not, or not any more.
pub async fn to_refund(ctx: &Ctx, id: PaymentId) -> Result<Option<Payment>, ServiceError> {
    let payment = ctx
        .db
        .read(move |connection| -> Result<_, ServiceError> {
            Ok(crud::payments::get(connection, id)?)
        })
        .await?;
    Ok(payment.filter(|payment| {
        let is_rule = payment.hold == Some(HoldReason::Second);
        payment.method == Method::Stars
            && match payment.state {
                PaymentState::Refunding => true,
                // By the rule for second payments, unless an admin decided otherwise in the meantime.
                PaymentState::Held => is_rule,
                PaymentState::Paid
                | PaymentState::Fulfilled
                | PaymentState::Refunded
                | PaymentState::Returned => false,
            }
    }))
}

/// Keeps the message that holds an order's invoice.
pub async fn offered(ctx: &Ctx, order: OrderId, message: MessageId) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| {
            Ok(crud::orders::update_message(tx, order, message)?)
        })
        .await
}

/// Keeps the link by which a subscription is paid, sealed.
pub async fn linked(
    ctx: &Ctx,
    order: OrderId,
    code: String,
    url: &str,
) -> Result<(), ServiceError> {
    let sealed = ctx
        .seal
        .seal(url)
        .map_err(|error| ServiceError::Fault(format!("a link cannot be sealed: {error}")))?;
    ctx.db
        .write(Durability::Full, move |tx| {
            Ok(crud::orders::update_offered(
                tx,
                order,
                &code,
                Some(&sealed),
                None,
            )?)
        })
        .await
}

#[cfg(test)]
mod tests;
