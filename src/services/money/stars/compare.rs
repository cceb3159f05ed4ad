//! Comparing with Telegram's own list of transactions: payments of which no update came, and what went back elsewhere.
//!
//! The rows are read from raw JSON: one partner of a kind that nobody knows yet must not hide all others.

use super::paid_in;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::DAY;
use crate::models::Method;
use crate::models::Money;
use crate::models::MoneyIn;
use crate::models::PaymentId;
use crate::models::PaymentState;
use crate::models::STARS;
use crate::models::Settled;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use rusqlite::Transaction;
use serde_json::{Value, json};

/// A younger row waits: its update is still on its way, and says more.
const YOUNG_SECONDS: i64 = 120;
/// A subscription is over when its renewal has not come for so long.
const RENEWAL_SECONDS: i64 = 3 * DAY;

/// What a page of the list brought.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Compared {
    /// Rows that are compared now.
    pub rows: usize,
    /// Payments the house had not heard of.
    pub found: usize,
    /// Payments that went back, of which the house does not know it.
    pub refunds: Vec<PaymentId>,
}

/// A row of the list as far as it matters here (Bot API, `StarTransaction`).
enum StarRow {
    Payment(MoneyIn),
    Refund {
        charge: String,
    },
    /// Withdrawals, advertisements, gifts, and what is newer than this version.
    Other,
}

/// Whether Stars were ever asked for.
pub async fn is_used(ctx: &Ctx) -> Result<bool, ServiceError> {
    ctx.db
        .read(|connection| Ok(crud::star_subscriptions::is_used(connection)?))
        .await
}

/// How many rows of the list were compared before, from the oldest.
pub async fn compared_before(ctx: &Ctx) -> Result<i64, ServiceError> {
    ctx.db
        .read(|connection| Ok(crud::star_subscriptions::compared(connection)?))
        .await
}

/// Compares rows of the list that begin at `from`, the oldest first. Rows in front of a refund that the house still has to
/// carry out are not marked as compared: they come again until it is.
pub async fn compare(
    ctx: &Ctx,
    from: i64,
    rows: Vec<Value>,
    now: Timestamp,
) -> Result<Compared, ServiceError> {
    let compared = ctx
        .db
        .write(Durability::Full, move |tx| {
            let mut compared = Compared::default();
            for row in &rows {
                let at = row["date"].as_i64().map(Timestamp);
                if at.is_some_and(|at| now.since(at) < YOUNG_SECONDS) {
                    break;
                }
                compare_row(tx, row, &mut compared, now)?;
                compared.rows += 1;
            }
            if compared.refunds.is_empty() {
                let rows = i64::try_from(compared.rows).unwrap_or(0);
                crud::star_subscriptions::update_compared(tx, from + rows, now)?;
            }
            crud::star_subscriptions::update_ended(tx, now - RENEWAL_SECONDS, now)?;
            Ok::<_, ServiceError>(compared)
        })
        .await?;
    if compared.found > 0 {
        ctx.task_added.notify_one();
    }
    Ok(compared)
}

fn compare_row(
    tx: &Transaction<'_>,
    row: &Value,
    compared: &mut Compared,
    now: Timestamp,
) -> Result<(), ServiceError> {
    match read(row) {
        StarRow::Payment(mut money) => {
            if crud::payments::id_of(tx, Method::Stars, &money.provider_payment_id)?.is_some() {
                return Ok(());
            }
            money.is_renewal = money.period_end.is_some() && was_paid(tx, &money.order_code)?;
            if !matches!(paid_in(tx, &money, now)?, Settled::Known(_)) {
                compared.found += 1;
            }
        }
        StarRow::Refund { charge } => {
            let Some(id) = crud::payments::id_of(tx, Method::Stars, &charge)? else {
                return Ok(());
            };
            let payment = crud::payments::get(tx, id)?;
            let is_open = payment.is_some_and(|payment| match payment.state {
                PaymentState::Refunded | PaymentState::Returned => false,
                PaymentState::Paid
                | PaymentState::Fulfilled
                | PaymentState::Held
                | PaymentState::Refunding => true,
            });
            if is_open {
                compared.refunds.push(id);
            }
        }
        StarRow::Other => {}
    }
    Ok(())
}

/// Whether the first month of a subscription was paid: what comes then is a later one.
fn was_paid(tx: &Transaction<'_>, order_code: &str) -> Result<bool, ServiceError> {
    let Some(order) = crud::orders::id_of_code(tx, order_code)? else {
        return Ok(false);
    };
    Ok(crud::star_subscriptions::get(tx, order)?.is_some())
}

/// Reads a row; what is not as expected is none of ours.
fn read(row: &Value) -> StarRow {
    let Some(charge) = row["id"].as_str().filter(|id| !id.is_empty()) else {
        return StarRow::Other;
    };
    if !row["receiver"].is_null() {
        return if row["receiver"]["type"] == "user" {
            StarRow::Refund {
                charge: charge.to_owned(),
            }
        } else {
            StarRow::Other
        };
    }
    let source = &row["source"];
    let payload = source["invoice_payload"].as_str();
    let (Some(payload), Some(amount)) = (payload, row["amount"].as_i64()) else {
        return StarRow::Other;
    };
    if source["type"] != "user" {
        return StarRow::Other;
    }
    let period = source["subscription_period"].as_i64();
    let date = row["date"].as_i64();
    StarRow::Payment(MoneyIn {
        method: Method::Stars,
        provider_payment_id: charge.to_owned(),
        order_code: payload.to_owned(),
        payer: source["user"]["id"].as_i64().map(UserId),
        amount: Money {
            minor: amount,
            currency: STARS.to_owned(),
        },
        period_end: date
            .zip(period)
            .map(|(date, period)| Timestamp(date.saturating_add(period))),
        is_renewal: false,
        facts: json!({ "from": "transactions", "date": date }).to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_a_kind_nobody_knows_is_none_of_ours() {
        for row in [
            json!({}),
            json!({"id": "a", "amount": 5, "date": 1}),
            json!({"id": "a", "amount": 5, "date": 1, "source": {"type": "martian", "invoice_payload": "ord_x"}}),
            json!({"id": "a", "amount": 5, "date": 1, "source": {"type": "user", "transaction_type": "gift_purchase"}}),
            json!({"id": "a", "amount": "5", "source": {"type": "user", "invoice_payload": "ord_x"}}),
            json!({"id": "a", "amount": 5, "date": 1, "receiver": {"type": "fragment"}}),
            json!({"id": 7, "amount": 5, "source": {"type": "user", "invoice_payload": "ord_x"}}),
        ] {
            assert!(matches!(read(&row), StarRow::Other), "{row}");
        }
    }

    #[test]
    fn a_payment_and_its_refund_have_the_same_id_and_are_told_apart() {
        let user = json!({"type": "user", "transaction_type": "invoice_payment", "user": {"id": 9},
            "invoice_payload": "ord_x", "subscription_period": 2_592_000});
        let paid = read(&json!({"id": "stx1", "amount": 5, "date": 100, "source": user}));
        let StarRow::Payment(money) = paid else {
            panic!("no payment")
        };
        assert_eq!(
            (money.payer, money.amount.minor, money.period_end),
            (Some(UserId(9)), 5, Some(Timestamp(2_592_100)))
        );
        let back = read(&json!({"id": "stx1", "amount": 5, "date": 200, "receiver": user}));
        assert!(matches!(back, StarRow::Refund { charge } if charge == "stx1"));
    }
}
