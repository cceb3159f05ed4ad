//! Monthly subscriptions: what Telegram says of them, and stopping them.

use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::CanceledBy;
use crate::models::Identity;
use crate::models::MoneyRefusal;
use crate::models::Order;
use crate::models::OrderId;
use crate::models::PaymentId;
use crate::models::Refusal;
use crate::models::StarSubscription;
use crate::models::SubscriptionState;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::money::refunds;
use crate::services::unit::act;
use rusqlite::{Connection, Transaction};
use serde_json::json;

/// A subscription with what it is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SubscriptionView {
    pub order: Order,
    pub subscription: StarSubscription,
}

fn view_of(
    connection: &Connection,
    subscription: StarSubscription,
) -> Result<SubscriptionView, ServiceError> {
    let order = crud::orders::get(connection, subscription.order)?;
    Ok(SubscriptionView {
        order: order.ok_or(Refusal::NotFound)?,
        subscription,
    })
}

/// One's own subscriptions, the newest first.
pub async fn list(ctx: &Ctx, user: UserId) -> Result<Vec<SubscriptionView>, ServiceError> {
    ctx.db
        .read(move |connection| {
            let found = crud::star_subscriptions::of_user(connection, user)?;
            found
                .into_iter()
                .map(|one| view_of(connection, one))
                .collect()
        })
        .await
}

/// One's own subscription; to everybody else it does not exist.
pub async fn view(
    ctx: &Ctx,
    user: UserId,
    order: OrderId,
) -> Result<SubscriptionView, ServiceError> {
    ctx.db
        .read(move |connection| {
            let own = own(connection, user, order)?;
            view_of(connection, own)
        })
        .await
}

fn own(
    connection: &Connection,
    user: UserId,
    order: OrderId,
) -> Result<StarSubscription, ServiceError> {
    let found = crud::star_subscriptions::get(connection, order)?;
    Ok(found
        .filter(|found| found.user == user)
        .ok_or(Refusal::NotFound)?)
}

/// Has Telegram stop renewing one's own subscription, or allow it again: then the payer turns it on in Telegram. What was
/// paid lasts to its end.
///
/// # Errors
/// Refusals for somebody else's, and for one that ended.
pub async fn set_renewal(
    ctx: &Ctx,
    actor: &Actor,
    order: OrderId,
    renews: bool,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let subscription = own(tx, user, order)?;
        let is_possible = match subscription.state {
            SubscriptionState::Active | SubscriptionState::Failed => !renews,
            SubscriptionState::Canceled => renews,
            SubscriptionState::Ended => false,
        };
        if !is_possible {
            return Err(MoneyRefusal::DecidedAlready.into());
        }
        alter(tx, identity, &subscription, renews, now)
    })
    .await
}

/// Notes that a subscription is stopped or may go on, and has Telegram told.
fn alter(
    tx: &Transaction<'_>,
    identity: Identity,
    subscription: &StarSubscription,
    renews: bool,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let order = subscription.order;
    // Whether it runs again is Telegram's word: the payer turns it on there.
    if !renews {
        let stopped = StarSubscription {
            state: SubscriptionState::Canceled,
            canceled_by: Some(CanceledBy::House),
            changed_at: now,
            ..subscription.clone()
        };
        crud::star_subscriptions::upsert(tx, &stopped)?;
    }
    let (kind, name) = if renews {
        ("renewal_allowed", "subscription.allowed")
    } else {
        ("renewal_stopped", "subscription.stopped")
    };
    let by = identity.user();
    let fact = crud::payments::insert_event(tx, Some(order), None, kind, by, None, now)?;
    let details = json!({ "user": subscription.user.0 });
    audit::record(tx, identity, name, format!("order:{order}"), details, now)?;
    let task = Task::AlterSubscription {
        order,
        is_canceled: !renews,
        fact,
    };
    crud::tasks::insert(tx, &task, now, now)?;
    Ok(())
}

/// Stops a subscription that is not to be paid any more, unless it is stopped already.
pub(super) fn stop_in(
    tx: &Transaction<'_>,
    order: OrderId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let Some(subscription) = crud::star_subscriptions::get(tx, order)? else {
        return Ok(());
    };
    match subscription.state {
        SubscriptionState::Active | SubscriptionState::Failed => {
            alter(tx, Identity::System, &subscription, false, now)
        }
        SubscriptionState::Canceled | SubscriptionState::Ended => Ok(()),
    }
}

/// Has Telegram stop the very subscription that a payment began: the order goes on by its own one, or by none.
pub(super) fn stop_other(
    tx: &Transaction<'_>,
    order: OrderId,
    payment: PaymentId,
    payer: Option<UserId>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let (on, of) = (Some(order), Some(payment));
    crud::payments::insert_event(tx, on, of, refunds::STOPPED, None, None, now)?;
    let details = json!({ "user": payer.map(|payer| payer.0), "order": order.0 });
    let (who, target) = (Identity::System, format!("payment:{payment}"));
    audit::record(tx, who, "subscription.stopped", target, details, now)?;
    let task = Task::StopSubscription { payment };
    crud::tasks::insert(tx, &task, now, now)?;
    Ok(())
}

/// Who is charged each month by the subscription that a payment began, and Telegram's id of it; `None` = nobody is known.
pub async fn charged(
    ctx: &Ctx,
    payment: PaymentId,
) -> Result<Option<(UserId, String)>, ServiceError> {
    let payment = ctx
        .db
        .read(move |connection| -> Result<_, ServiceError> {
            Ok(crud::payments::get(connection, payment)?)
        })
        .await?;
    Ok(payment.and_then(|payment| Some((payment.user?, payment.provider_payment_id))))
}

/// The subscription about which Telegram is to be told, if that is still wanted.
pub async fn errand(
    ctx: &Ctx,
    order: OrderId,
    is_canceled: bool,
) -> Result<Option<StarSubscription>, ServiceError> {
    let found = ctx
        .db
        .read(move |connection| -> Result<_, ServiceError> {
            Ok(crud::star_subscriptions::get(connection, order)?)
        })
        .await?;
    Ok(found.filter(|found| match found.state {
        SubscriptionState::Canceled => true,
        SubscriptionState::Active | SubscriptionState::Failed => is_canceled,
        SubscriptionState::Ended => false,
    }))
}

/// Telegram knows whether a subscription may be renewed: what it was told is kept.
pub async fn altered(
    ctx: &Ctx,
    order: OrderId,
    is_canceled: bool,
    now: Timestamp,
) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| {
            let Some(found) = crud::star_subscriptions::get(tx, order)? else {
                return Ok(());
            };
            let (state, by) = match (is_canceled, found.state) {
                (_, SubscriptionState::Ended) => return Ok(()),
                (true, _) => (SubscriptionState::Canceled, Some(CanceledBy::House)),
                // Telegram says when the payer has turned it on.
                (false, SubscriptionState::Canceled) => {
                    (SubscriptionState::Canceled, Some(CanceledBy::User))
                }
                (false, state) => (state, None),
            };
            let known = StarSubscription {
                state,
                canceled_by: by,
                changed_at: now,
                ..found
            };
            crud::star_subscriptions::upsert(tx, &known)?;
            Ok(())
        })
        .await
}

/// Keeps what Telegram says of a subscription. `None`: the house knows none like it, or it says nothing new.
pub async fn heard(
    ctx: &Ctx,
    actor: &Actor,
    order_code: String,
    state: SubscriptionState,
    now: Timestamp,
) -> Result<Option<SubscriptionView>, ServiceError> {
    let user = actor.identity.user();
    act(ctx, actor, now, move |tx| {
        let Some(order) = crud::orders::id_of_code(tx, &order_code)? else {
            return Ok(None);
        };
        let Some(found) = crud::star_subscriptions::get(tx, order)? else {
            return Ok(None);
        };
        if found.state == state || Some(found.user) != user {
            return Ok(None);
        }
        let kept = StarSubscription {
            state,
            canceled_by: (state == SubscriptionState::Canceled).then_some(CanceledBy::User),
            changed_at: now,
            ..found
        };
        crud::star_subscriptions::upsert(tx, &kept)?;
        let kind = match state {
            SubscriptionState::Active => "renewal_on",
            SubscriptionState::Canceled => "renewal_off",
            SubscriptionState::Failed => "renewal_failed",
            SubscriptionState::Ended => "renewal_ended",
        };
        crud::payments::insert_event(tx, Some(order), None, kind, user, None, now)?;
        let details = json!({ "user": kept.user.0, "after": state.name() });
        let name = "subscription.changed";
        let target = format!("order:{order}");
        audit::record(tx, Identity::System, name, target, details, now)?;
        Ok(Some(view_of(tx, kept)?))
    })
    .await
}
