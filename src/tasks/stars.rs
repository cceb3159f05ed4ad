//! Telegram Stars: invoices, refunds, and subscriptions.

use super::Errand;
use super::done;
use super::undelivered;
use crate::models::MessageId;
use crate::models::Order;
use crate::models::OrderId;
use crate::models::PaymentId;
use crate::screens::stars;
use crate::services;
use crate::services::ServiceError;
use crate::services::money;
use crate::services::tasks::Outcome;
use crate::telegram::admins::reader;
use crate::telegram::bot::message_id;
use crate::telegram::errors::CallError;
use crate::telegram::sender::Lane;
use crate::telegram::stars::CompareError;

/// Sends the invoice of an order: a message to pay under, or, for a subscription, a message with its link. After a kill
/// between Telegram's answer and our note a second one comes: whichever is paid, the order is paid once.
pub async fn offer(errand: &Errand<'_>, order: &Order) -> Result<Outcome, ServiceError> {
    if order.message.is_some() {
        return Ok(done("sent before"));
    }
    let reader = reader(errand.ctx, order.user).await;
    let invoice = stars::invoice(reader, order);
    let sent = if order.renews {
        subscription(errand, order, &invoice).await?
    } else {
        let chat = order.user.chat();
        errand.bot.send_invoice(chat, &invoice, &order.code).await
    };
    match sent {
        Ok(message) => {
            money::stars::offered(errand.ctx, order.id, message).await?;
            Ok(done("sent"))
        }
        Err(error) => undelivered(errand, order.user, &error).await,
    }
}

/// Makes the link of a subscription, once, and sends it.
async fn subscription(
    errand: &Errand<'_>,
    order: &Order,
    invoice: &stars::Invoice,
) -> Result<Result<MessageId, CallError>, ServiceError> {
    let url =
        match &order.pay_url {
            Some(sealed) => errand.ctx.seal.open(sealed).map_err(|error| {
                ServiceError::Fault(format!("a link cannot be opened: {error}"))
            })?,
            None => match errand.bot.subscription_link(invoice, &order.code).await {
                Ok(url) => {
                    let code = order.code.clone();
                    money::stars::linked(errand.ctx, order.id, code, &url).await?;
                    url
                }
                Err(error) => return Ok(Err(error)),
            },
        };
    let reader = reader(errand.ctx, order.user).await;
    let screen = stars::subscribe(reader, order, &url);
    let chat = order.user.chat();
    let sent = errand.bot.deliver(chat, &screen, Lane::Reply).await;
    Ok(sent.and_then(|sent| message_id(&sent)))
}

/// Gives Stars back, again and again until it is certain that they went.
pub async fn refund(errand: &Errand<'_>, id: PaymentId) -> Result<Outcome, ServiceError> {
    let Some(payment) = money::stars::to_refund(errand.ctx, id).await? else {
        return Ok(done("nothing to give back"));
    };
    let Some(user) = payment.user else {
        return Ok(Outcome::Failed("nobody is known who paid".to_owned()));
    };
    let charge = &payment.provider_payment_id;
    match errand.bot.refund_stars(user, charge).await {
        Ok(()) => {}
        // It went through before, or so Telegram says: its history knows.
        Err(error) if error.is_refunded_before() => {
            match errand.bot.is_given_back(errand.ctx, charge).await {
                Ok(true) => {}
                Ok(false) => {
                    let why = "Telegram says that it went back, and its list does not show it yet";
                    return Ok(Outcome::Retry(why.to_owned()));
                }
                Err(CompareError::Call(error)) => return Ok(Outcome::Retry(error.to_string())),
                Err(CompareError::Service(error)) => return Err(error),
            }
        }
        Err(error) => return Ok(Outcome::Retry(error.to_string())),
    }
    services::money::refunds::refunded(errand.ctx, id, errand.now).await?;
    Ok(done("given back"))
}

/// Stops the renewals of a subscription, or allows them again.
pub async fn alter(
    errand: &Errand<'_>,
    id: OrderId,
    is_canceled: bool,
) -> Result<Outcome, ServiceError> {
    let Some(found) = money::stars::errand(errand.ctx, id, is_canceled).await? else {
        return Ok(done("no longer wanted"));
    };
    let mut result = Ok(());
    // Which payment of a long subscription names it is not documented: the first one does, else the latest.
    for charge in [&found.first_charge, &found.last_charge] {
        result = errand
            .bot
            .edit_subscription(found.user, charge, is_canceled)
            .await;
        if !matches!(&result, Err(CallError::Api { code: 400, .. })) {
            break;
        }
    }
    match result {
        Ok(()) => {
            money::stars::altered(errand.ctx, id, is_canceled, errand.now).await?;
            Ok(done("told Telegram"))
        }
        Err(error) => Ok(Outcome::Retry(error.to_string())),
    }
}

/// Stops the subscription that a payment began beside the one of its order.
pub async fn stop(errand: &Errand<'_>, id: PaymentId) -> Result<Outcome, ServiceError> {
    let Some((user, charge)) = money::stars::charged(errand.ctx, id).await? else {
        return Ok(Outcome::Failed("nobody is known who paid".to_owned()));
    };
    match errand.bot.edit_subscription(user, &charge, true).await {
        Ok(()) => Ok(done("told Telegram")),
        Err(error) => Ok(Outcome::Retry(error.to_string())),
    }
}
