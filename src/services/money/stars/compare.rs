//! Comparing with Telegram's own list of transactions: payments of which no update came, and what went back elsewhere.
//!
//! The rows are read from raw JSON: one partner of a kind that nobody knows yet must not hide all others.

use super::paid_in;
use crate::context::Ctx;
use crate::crud;
use crate::db::DbError;
use crate::db::Durability;
use crate::models::DAY;
use crate::models::Identity;
use crate::models::Method;
use crate::models::Money;
use crate::models::MoneyIn;
use crate::models::PaymentId;
use crate::models::PaymentState;
use crate::models::STAR_PERIOD;
use crate::models::STARS;
use crate::models::Settled;
use crate::models::StarMark;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::notify;
use rusqlite::Connection;
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

/// How many rows of this bot's list were compared before, from the oldest.
pub async fn compared_before(ctx: &Ctx) -> Result<i64, ServiceError> {
    Ok(mark(ctx).await?.map_or(0, |mark| mark.compared))
}

/// The list belongs to a bot: with another token it is another one.
fn bot_id(ctx: &Ctx) -> i64 {
    ctx.bot().map_or(0, |bot| bot.id)
}

async fn mark(ctx: &Ctx) -> Result<Option<StarMark>, ServiceError> {
    let bot = bot_id(ctx);
    ctx.db
        .read(move |connection| Ok(crud::star_subscriptions::mark(connection, bot)?))
        .await
}

/// Since when the list of this bot is compared: from now on, if it never was.
async fn begun(ctx: &Ctx, now: Timestamp) -> Result<Timestamp, ServiceError> {
    if let Some(mark) = mark(ctx).await? {
        return Ok(mark.since);
    }
    let bot = bot_id(ctx);
    ctx.db
        .write(Durability::Full, move |tx| {
            crud::star_subscriptions::insert_mark(tx, bot, now)?;
            Ok::<_, ServiceError>(now)
        })
        .await
}

/// Compares rows of the list that begin at `from`, the oldest first. Rows in front of a refund that the house still has to
/// carry out are not marked as compared: they come again until it is. A row that cannot be taken in is told to the admins
/// and passed: it stops none behind it.
pub async fn compare(
    ctx: &Ctx,
    from: i64,
    rows: Vec<Value>,
    now: Timestamp,
) -> Result<Compared, ServiceError> {
    let since = begun(ctx, now).await?;
    let mut compared = Compared::default();
    for row in &rows {
        let at = row["date"].as_i64().map(Timestamp);
        if at.is_some_and(|at| now.since(at) < YOUNG_SECONDS) {
            break;
        }
        compare_row(ctx, row, since, &mut compared, now).await?;
        compared.rows += 1;
    }
    let bot = bot_id(ctx);
    let rows = i64::try_from(compared.rows).unwrap_or(0);
    let is_over = compared.refunds.is_empty();
    ctx.db
        .write(Durability::Full, move |tx| {
            if is_over {
                crud::star_subscriptions::update_compared(tx, bot, from + rows, now)?;
            }
            crud::star_subscriptions::update_ended(tx, now - RENEWAL_SECONDS, now)?;
            Ok::<_, ServiceError>(())
        })
        .await?;
    if compared.found > 0 {
        ctx.task_added.notify_one();
    }
    Ok(compared)
}

async fn compare_row(
    ctx: &Ctx,
    row: &Value,
    since: Timestamp,
    compared: &mut Compared,
    now: Timestamp,
) -> Result<(), ServiceError> {
    match read(row) {
        StarRow::Payment(money) => {
            let (sought, at) = (money.clone(), row["date"].as_i64().map(Timestamp));
            let is_news = ctx
                .db
                .read(move |connection| is_news(connection, &sought, at, since))
                .await?;
            if is_news {
                take(ctx, money, compared, now).await?;
            }
        }
        StarRow::Refund { charge } => {
            let open = ctx
                .db
                .read(move |connection| to_go_back(connection, &charge))
                .await?;
            compared.refunds.extend(open);
        }
        StarRow::Other => {}
    }
    Ok(())
}

/// Whether a payment is the house's and not known to it. What was paid before this list was ever compared, for an order
/// that is not known, was paid to somebody who had the token before.
fn is_news(
    connection: &Connection,
    money: &MoneyIn,
    at: Option<Timestamp>,
    since: Timestamp,
) -> Result<bool, ServiceError> {
    let charge = &money.provider_payment_id;
    if crud::payments::id_of(connection, Method::Stars, charge)?.is_some() {
        return Ok(false);
    }
    let is_ordered = crud::orders::id_of_code(connection, &money.order_code)?.is_some();
    Ok(is_ordered || at.is_some_and(|at| at >= since))
}

/// The payment of a charge that went back, if the house does not know that it did.
fn to_go_back(connection: &Connection, charge: &str) -> Result<Option<PaymentId>, ServiceError> {
    let Some(id) = crud::payments::id_of(connection, Method::Stars, charge)? else {
        return Ok(None);
    };
    let payment = crud::payments::get(connection, id)?;
    let is_open = payment.is_some_and(|payment| match payment.state {
        PaymentState::Refunded => false,
        // What an admin gave back by hand went back twice.
        PaymentState::Returned
        | PaymentState::Paid
        | PaymentState::Fulfilled
        | PaymentState::Held
        | PaymentState::Refunding => true,
    });
    Ok(is_open.then_some(id))
}

/// Takes a payment in of which no update came.
async fn take(
    ctx: &Ctx,
    mut money: MoneyIn,
    compared: &mut Compared,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let charge = money.provider_payment_id.clone();
    let taken = ctx
        .db
        .write(Durability::Full, move |tx| {
            money.is_renewal = is_later_month(tx, &money)?;
            paid_in(tx, &money, now)
        })
        .await;
    match taken {
        Ok(Settled::Known(_)) => {}
        Ok(Settled::Paid(_) | Settled::Held(..)) => compared.found += 1,
        Err(error) if is_of_row(&error) => {
            let text = format!("the Stars of charge {charge} cannot be taken in: {error}");
            notify::log_error_and_notify(ctx, Identity::System, "payments", &text);
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

/// Whether it is the row that cannot be kept. Another fault of the database is over some time: the row comes again.
fn is_of_row(error: &ServiceError) -> bool {
    match error {
        ServiceError::Refused(_) | ServiceError::Fault(_) => true,
        ServiceError::Database(DbError::Sqlite(error)) => {
            error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation)
        }
        ServiceError::Database(DbError::CutShort(_)) => true,
        ServiceError::Database(
            DbError::Pool(_)
            | DbError::Closed
            | DbError::Stopped(_)
            | DbError::Refused(_)
            | DbError::File { .. },
        ) => false,
    }
}

/// Whether it is a later month of the subscription that its order has: that one is paid for about a month less. Another
/// subscription of the same order begins beside it.
fn is_later_month(connection: &Connection, money: &MoneyIn) -> Result<bool, ServiceError> {
    let Some(order) = crud::orders::id_of_code(connection, &money.order_code)? else {
        return Ok(false);
    };
    let known = crud::star_subscriptions::get(connection, order)?;
    Ok(known
        .zip(money.period_end)
        .is_some_and(|(known, until)| until.since(known.paid_until) >= STAR_PERIOD / 2))
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
    let amount = row["amount"].as_i64().filter(|amount| *amount > 0);
    let (Some(payload), Some(amount)) = (payload, amount) else {
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
            json!({"id": "a", "amount": 0, "date": 1, "source": {"type": "user", "invoice_payload": "ord_x"}}),
            json!({"id": "a", "amount": -5, "date": 1, "source": {"type": "user", "invoice_payload": "ord_x"}}),
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
