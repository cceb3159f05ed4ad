//! Money that came: the one way in. A webhook, a poll, Telegram's word and an admin's press all end here.

use super::ask;
use super::books;
use super::eligible;
use super::refunds;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::AdminNotice;
use crate::models::HoldReason;
use crate::models::Identity;
use crate::models::LedgerAccount;
use crate::models::MINUTE;
use crate::models::Method;
use crate::models::MoneyIn;
use crate::models::Order;
use crate::models::OrderKind;
use crate::models::OrderNews;
use crate::models::OrderState;
use crate::models::Payment;
use crate::models::PaymentId;
use crate::models::PaymentState;
use crate::models::PaymentUse;
use crate::models::PostingKind;
use crate::models::SecondPayment;
use crate::models::Settled;
use crate::models::Task;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use rusqlite::Transaction;
use serde_json::json;

/// Takes money in that a provider says came, and that was verified. However often it is told, and by however many at
/// once, it counts once.
pub async fn settle(
    ctx: &Ctx,
    actor: &Actor,
    money: MoneyIn,
    now: Timestamp,
) -> Result<Settled, ServiceError> {
    act(ctx, actor, now, move |tx| settle_in(tx, &money, now)).await
}

/// A provider is asked within so many seconds after an order ended, or was given up.
const HEARD_WITHIN: i64 = 2 * MINUTE;

/// What is to be done with money.
enum Verdict {
    Count(PaymentUse),
    Hold(HoldReason),
}

/// The same within a transaction.
pub(super) fn settle_in(
    tx: &Transaction<'_>,
    money: &MoneyIn,
    now: Timestamp,
) -> Result<Settled, ServiceError> {
    if let Some(known) = crud::payments::id_of(tx, money.method, &money.provider_payment_id)? {
        return Ok(Settled::Known(known));
    }
    let order = match crud::orders::id_of_code(tx, &money.order_code)? {
        Some(id) => crud::orders::get(tx, id)?.filter(|order| is_for(order, money)),
        None => None,
    };
    let verdict = judge(tx, order.as_ref(), money, now)?;
    let (state, hold, usage) = match verdict {
        Verdict::Count(usage) => (PaymentState::Paid, None, usage),
        Verdict::Hold(why) => (PaymentState::Held, Some(why), PaymentUse::Deliver),
    };
    // Whoever paid may be somebody the house never heard of.
    let payer = money.payer.or(order.as_ref().map(|order| order.user));
    if let Some(payer) = payer {
        crud::users::insert_bare(tx, payer, now)?;
    }
    let mut payment = Payment {
        id: PaymentId(0),
        order: order.as_ref().map(|order| order.id),
        user: payer,
        method: money.method,
        provider_payment_id: money.provider_payment_id.clone(),
        amount: money.amount.clone(),
        state,
        hold,
        usage,
        period_end: money.period_end,
        facts: money.facts.clone(),
        given: None,
        received_at: now,
        fulfilled_at: None,
        refunded_at: None,
        decided_by: None,
    };
    let Some(id) = crud::payments::insert(tx, &payment)? else {
        return Err(ServiceError::Fault(
            "a payment came twice at once".to_owned(),
        ));
    };
    payment.id = id;
    match hold {
        None => counted(tx, &payment, order.as_ref(), now)?,
        Some(why) => held(tx, &payment, order.as_ref(), why, now)?,
    }
    Ok(match hold {
        None => Settled::Paid(id),
        Some(why) => Settled::Held(id, why),
    })
}

/// Whether money of that method can be of the order at all: a code is public, so another provider's word about it counts
/// for nothing. An order that costs nothing is paid from the balance whatever its method.
fn is_for(order: &Order, money: &MoneyIn) -> bool {
    order.method == money.method || (money.method == Method::Balance && order.price.minor == 0)
}

fn judge(
    tx: &Transaction<'_>,
    order: Option<&Order>,
    money: &MoneyIn,
    now: Timestamp,
) -> Result<Verdict, ServiceError> {
    let Some(order) = order else {
        return Ok(Verdict::Hold(HoldReason::UnknownOrder));
    };
    let hold = |why| Ok(Verdict::Hold(why));
    if money.amount.currency != order.price.currency {
        return hold(HoldReason::Currency);
    }
    if money.amount.minor < order.price.minor {
        return hold(HoldReason::Underpaid);
    }
    if money.amount.minor > order.price.minor {
        return hold(HoldReason::Overpaid);
    }
    if money.payer.is_some_and(|payer| payer != order.user) {
        return hold(HoldReason::OtherPerson);
    }
    if crud::users::is_banned(tx, order.user)? {
        return hold(HoldReason::Banned);
    }
    if money.is_renewal {
        // What runs for life by now is not lengthened: an admin decides, and no further month is charged.
        return match eligible::is_of_use(tx, order, now)? {
            true => Ok(Verdict::Count(PaymentUse::Deliver)),
            false => hold(HoldReason::Nothing),
        };
    }
    let counts = crud::payments::of_order(tx, order.id)?;
    let counts_already = |payment: &Payment| match payment.state {
        PaymentState::Paid | PaymentState::Fulfilled => true,
        PaymentState::Held
        | PaymentState::Refunding
        | PaymentState::Refunded
        | PaymentState::Returned => false,
    };
    if counts.iter().any(counts_already) {
        return second(tx, order, now);
    }
    if let Some(why) = doubt(tx, order, now)? {
        return hold(why);
    }
    match order.state {
        OrderState::Open
        | OrderState::Submitted
        | OrderState::Rejected
        | OrderState::Review
        | OrderState::Paid
        | OrderState::Fulfilled => Ok(Verdict::Count(PaymentUse::Deliver)),
        OrderState::Expired | OrderState::Cancelled if is_promised(order, now) => {
            Ok(Verdict::Count(PaymentUse::Deliver))
        }
        OrderState::Expired | OrderState::Cancelled | OrderState::Refunded => {
            hold(HoldReason::Late)
        }
    }
}

/// What becomes of money for an order that was paid already, by the rule. What is sold at a price of its own is sold so
/// once: with a code, or to some customers only.
fn second(tx: &Transaction<'_>, order: &Order, now: Timestamp) -> Result<Verdict, ServiceError> {
    let is_plain = order.promo.is_none()
        && eligible::is_for_buyer(tx, order, now)?
        && eligible::is_of_use(tx, order, now)?;
    Ok(match crud::shop_settings::get(tx)?.second_payment {
        SecondPayment::Extend if is_plain => Verdict::Count(PaymentUse::Deliver),
        SecondPayment::Extend | SecondPayment::Balance => Verdict::Count(PaymentUse::Balance),
        SecondPayment::Refund => Verdict::Hold(HoldReason::Second),
    })
}

/// Why the first money for an order is held though it is what was agreed: what was bought, or passed, since the order was
/// opened may have made it worth nothing, or not for them.
fn doubt(
    tx: &Transaction<'_>,
    order: &Order,
    now: Timestamp,
) -> Result<Option<HoldReason>, ServiceError> {
    if let Some(why) = crud::orders::doubt(tx, order.id)? {
        return Ok(Some(why));
    }
    if !eligible::is_of_use(tx, order, now)? {
        return Ok(Some(HoldReason::Nothing));
    }
    let is_for_buyer = eligible::is_for_buyer(tx, order, now)?;
    Ok((!is_for_buyer).then_some(HoldReason::Limit))
}

/// Whether the house itself said that an order may be paid, or looked at it since: Telegram asked before it took the
/// money, and an admin saw how the order stood. What a provider was paid in the last minute is heard of a little later.
fn is_promised(order: &Order, now: Timestamp) -> bool {
    match order.method {
        Method::Stars => order.checked_out_at.is_some(),
        Method::Manual | Method::Balance => true,
        Method::QvaPay => {
            let ended_at = match order.state {
                // Its code may be used already for another order.
                OrderState::Cancelled => order.closed_at.filter(|_| order.promo.is_none()),
                OrderState::Expired => Some(order.expires_at),
                OrderState::Open
                | OrderState::Submitted
                | OrderState::Rejected
                | OrderState::Review
                | OrderState::Paid
                | OrderState::Fulfilled
                | OrderState::Refunded => None,
            };
            ended_at.is_some_and(|at| now.since(at) <= HEARD_WITHIN)
        }
    }
}

/// Money that counts: booked, and what it is for is asked for.
pub(super) fn counted(
    tx: &Transaction<'_>,
    payment: &Payment,
    order: Option<&Order>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let (from, owed) = (source(payment), LedgerAccount::Owed);
    let posting = books::of_payment(payment, PostingKind::Received, from, owed);
    books::post(tx, &posting, now)?;
    to_deliver(tx, payment, order, now)?;
    let details = facts_of(payment);
    let target = format!("payment:{}", payment.id);
    audit::record(
        tx,
        Identity::System,
        "payment.received",
        target,
        details,
        now,
    )
}

/// Where the money of a payment lies, from the house's side.
pub(super) fn source(payment: &Payment) -> LedgerAccount {
    match (payment.method, payment.user) {
        (Method::Balance, Some(user)) => LedgerAccount::Balance(user),
        (method, _) => LedgerAccount::Provider(method),
    }
}

/// Whether a payment is for what its order promises, not for a balance beside it.
pub(super) fn is_of(payment: &Payment, order: &Order) -> bool {
    payment.usage == PaymentUse::Deliver || order.kind == OrderKind::TopUp
}

/// Marks the order as paid, and asks for what was bought.
pub(super) fn to_deliver(
    tx: &Transaction<'_>,
    payment: &Payment,
    order: Option<&Order>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if let Some(order) = order.filter(|order| is_of(payment, order)) {
        let from = [
            OrderState::Open,
            OrderState::Submitted,
            OrderState::Rejected,
            OrderState::Expired,
            OrderState::Cancelled,
            OrderState::Review,
            OrderState::Refunded,
        ];
        crud::orders::update_state(tx, order.id, &from, OrderState::Paid, now)?;
        crud::orders::update_look(tx, order.id, None)?;
    }
    crud::payments::insert_event(tx, payment.order, Some(payment.id), "paid", None, None, now)?;
    let task = Task::FulfilPayment {
        payment: payment.id,
    };
    ask(tx, &task, now)
}

fn held(
    tx: &Transaction<'_>,
    payment: &Payment,
    order: Option<&Order>,
    why: HoldReason,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let from = LedgerAccount::Provider(payment.method);
    let posting = books::of_payment(payment, PostingKind::Held, from, LedgerAccount::Held);
    books::post(tx, &posting, now)?;
    let fact = crud::payments::insert_event(
        tx,
        payment.order,
        Some(payment.id),
        "held",
        None,
        Some(why.name()),
        now,
    )?;
    if let Some(order) = order {
        let from = [
            OrderState::Open,
            OrderState::Submitted,
            OrderState::Rejected,
            OrderState::Expired,
            OrderState::Cancelled,
        ];
        if crud::orders::update_state(tx, order.id, &from, OrderState::Review, now)? {
            crud::orders::update_look(tx, order.id, None)?;
        }
        let task = Task::TellOrder {
            order: order.id,
            news: OrderNews::Held,
            fact,
        };
        crud::tasks::insert(tx, &task, now, now)?;
    }
    let mut details = facts_of(payment);
    details["why"] = json!(why.name());
    let target = format!("payment:{}", payment.id);
    let line = audit::append(tx, Identity::System, "payment.held", target, details, now)?;
    // Stars that the rule sends back need nobody's decision.
    if why == HoldReason::Second && payment.method == Method::Stars {
        refunds::begin(tx, Identity::System, payment, Some("second"), now)?;
        return Ok(());
    }
    let notice = AdminNotice::PaymentHeld {
        payment: payment.id,
        why,
        amount: payment.amount.clone(),
        method: payment.method,
    };
    crud::tasks::insert(tx, &Task::TellAdmins { notice, fact: line }, now, now)?;
    Ok(())
}

/// A payment, for the log.
pub(super) fn facts_of(payment: &Payment) -> serde_json::Value {
    json!({
        "user": payment.user.map(|user| user.0), "order": payment.order.map(|order| order.0),
        "method": payment.method.name(), "minor": payment.amount.minor, "currency": payment.amount.currency,
    })
}
