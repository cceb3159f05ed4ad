//! Telegram Stars: invoices, what goes back, and Telegram's own list of it.

use super::bot::Bot;
use super::bot::message_id;
use super::call::Call;
use super::errors::CallError;
use crate::context::Ctx;
use crate::models::ChatId;
use crate::models::MessageId;
use crate::models::STAR_PERIOD;
use crate::models::STARS;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::screens::stars::Invoice;
use crate::services::ServiceError;
use crate::services::money::refunds;
use crate::services::money::stars;
use serde_json::{Value, json};

/// Rows of one page of the list (Bot API: 1–100).
const PAGE: usize = 100;
/// Pages looked at in one go: the next run goes on from there.
const MOST_PAGES: usize = 50;
/// Where the button of a forwarded invoice leads: a copy is not to be paid by others.
const START_PARAMETER: &str = "plans";

/// What comparing with Telegram's list brought.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Tally {
    pub rows: usize,
    /// Payments of which no update came.
    pub found: usize,
    /// Payments that went back elsewhere.
    pub refunded: usize,
}

/// Why the list could not be compared.
#[derive(Debug)]
pub enum CompareError {
    Call(CallError),
    Service(ServiceError),
}

impl From<ServiceError> for CompareError {
    fn from(error: ServiceError) -> Self {
        Self::Service(error)
    }
}

impl From<CallError> for CompareError {
    fn from(error: CallError) -> Self {
        Self::Call(error)
    }
}

fn invoice_call(method: &'static str, invoice: &Invoice, payload: &str) -> Call {
    Call::new(method)
        .set("title", invoice.title.as_str())
        .set("description", invoice.description.as_str())
        .set("payload", payload)
        .set("currency", STARS)
        .set(
            "prices",
            json!([{ "label": invoice.title, "amount": invoice.stars }]),
        )
}

impl Bot {
    /// Sends an invoice in Stars, whose message is returned. Repeated until certain: a second one has the same payload, and
    /// both together can be paid once.
    pub async fn send_invoice(
        &self,
        chat: ChatId,
        invoice: &Invoice,
        payload: &str,
    ) -> Result<MessageId, CallError> {
        let call = invoice_call("sendInvoice", invoice, payload)
            .set("chat_id", chat.0)
            .set("start_parameter", START_PARAMETER);
        message_id(&self.reply_call(call).await?)
    }

    /// Makes the link by which a monthly subscription in Stars is paid.
    pub async fn subscription_link(
        &self,
        invoice: &Invoice,
        payload: &str,
    ) -> Result<String, CallError> {
        let call = invoice_call("createInvoiceLink", invoice, payload)
            .set("subscription_period", STAR_PERIOD);
        let made = self.reply_call(call).await?;
        let link = made.as_str().ok_or(CallError::BadAnswer { status: 200 })?;
        // Links have come on a host that clients refuse.
        Ok(link.replacen("https://telegram.me/", "https://t.me/", 1))
    }

    /// Gives somebody's Stars back.
    pub async fn refund_stars(&self, user: UserId, charge: &str) -> Result<(), CallError> {
        let call = Call::new("refundStarPayment")
            .set("user_id", user.0)
            .set("telegram_payment_charge_id", charge);
        self.member_call(call).await.map(|_| ())
    }

    /// Stops the renewals of a subscription, or lets its payer turn them on again.
    pub async fn edit_subscription(
        &self,
        user: UserId,
        charge: &str,
        is_canceled: bool,
    ) -> Result<(), CallError> {
        let call = Call::new("editUserStarSubscription")
            .set("user_id", user.0)
            .set("telegram_payment_charge_id", charge)
            .set("is_canceled", is_canceled);
        self.member_call(call).await.map(|_| ())
    }

    /// A page of Telegram's list of the bot's transactions, the oldest first. The rows are as Telegram sent them.
    async fn star_transactions(&self, offset: i64) -> Result<Vec<Value>, CallError> {
        let call = Call::new("getStarTransactions")
            .set("offset", offset)
            .set("limit", PAGE);
        let mut answer = self.background_call(call).await?;
        match answer.get_mut("transactions").map(Value::take) {
            Some(Value::Array(rows)) => Ok(rows),
            Some(_) | None => Err(CallError::BadAnswer { status: 200 }),
        }
    }

    /// Makes a link to a channel whose members pay so many Stars each month.
    pub async fn paid_link(&self, chat: ChatId, stars: i64) -> Result<String, CallError> {
        let call = Call::new("createChatSubscriptionInviteLink")
            .set("chat_id", chat.0)
            .set("subscription_period", STAR_PERIOD)
            .set("subscription_price", stars);
        let made = self.prompt_call(call).await?;
        let link = made.get("invite_link").and_then(Value::as_str);
        link.map(str::to_owned)
            .ok_or(CallError::BadAnswer { status: 200 })
    }

    /// Stars that the bot has.
    pub async fn star_balance(&self) -> Result<i64, CallError> {
        let answer = self.prompt_call(Call::new("getMyStarBalance")).await?;
        let amount = answer.get("amount").and_then(Value::as_i64);
        amount.ok_or(CallError::BadAnswer { status: 200 })
    }

    /// Whether Telegram's list says that a charge went back, among what was not compared yet: what was is known.
    pub async fn is_given_back(&self, ctx: &Ctx, charge: &str) -> Result<bool, CompareError> {
        let mut offset = stars::compared_before(ctx).await?;
        for _ in 0..MOST_PAGES {
            let rows = self.star_transactions(offset).await?;
            let is_back = |row: &Value| row["id"] == charge && !row["receiver"].is_null();
            if rows.iter().any(is_back) {
                return Ok(true);
            }
            if rows.len() < PAGE {
                return Ok(false);
            }
            offset += i64::try_from(rows.len()).unwrap_or(0);
        }
        Ok(false)
    }
}

/// Compares Telegram's list with what the house knows, from where it was left.
pub async fn compare(ctx: &Ctx, bot: &Bot, now: Timestamp) -> Result<Tally, CompareError> {
    let mut tally = Tally::default();
    for _ in 0..MOST_PAGES {
        let from = stars::compared_before(ctx).await?;
        let rows = bot.star_transactions(from).await?;
        let mut compared = stars::compare(ctx, from, rows.clone(), now).await?;
        tally.found += compared.found;
        if !compared.refunds.is_empty() {
            for payment in compared.refunds {
                tally.refunded += usize::from(refunds::refunded(ctx, payment, now).await?);
            }
            compared = stars::compare(ctx, from, rows, now).await?;
        }
        tally.rows += compared.rows;
        if compared.rows < PAGE || !compared.refunds.is_empty() {
            break;
        }
    }
    Ok(tally)
}
