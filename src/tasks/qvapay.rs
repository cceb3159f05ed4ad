//! Invoices of QvaPay, and of every provider that has a page to pay at.

use super::Errand;
use super::done;
use super::undelivered;
use crate::models::Identity;
use crate::models::Order;
use crate::screens::qvapay as screens;
use crate::services::ServiceError;
use crate::services::money::provider::invoices;
use crate::services::money::provider::invoices::Offered;
use crate::services::notify;
use crate::services::tasks::Outcome;
use crate::telegram::admins::reader;
use crate::telegram::bot::message_id;
use crate::telegram::sender::Lane;

/// Makes the invoice of an order and sends the address where it is paid.
pub async fn offer(errand: &Errand<'_>, order: &Order) -> Result<Outcome, ServiceError> {
    let reader = reader(errand.ctx, order.user).await;
    let title = screens::title(reader.lang, order);
    let offered = invoices::offer(errand.ctx, order, title, errand.now).await?;
    let chat = order.user.chat();
    match offered {
        Offered::Closed => Ok(done("paid or ended meanwhile")),
        Offered::Later { seconds, why } => Ok(Outcome::Later { seconds, why }),
        Offered::Ready { pay_url } => {
            let screen = screens::to_pay(reader, order, &pay_url);
            match errand.bot.deliver(chat, &screen, Lane::Reply).await {
                Ok(sent) => {
                    invoices::delivered(errand.ctx, order.id, message_id(&sent).ok()).await?;
                    Ok(done("delivered"))
                }
                Err(error) => undelivered(errand, order.user, &error).await,
            }
        }
        Offered::Retry { why, is_denied } => {
            if is_denied {
                let text = format!("QvaPay: {why}");
                notify::log_error_and_notify(errand.ctx, Identity::System, "payments", &text);
            }
            // A courtesy, once: whoever waits may choose another way.
            if errand.row.attempts == 0 {
                drop(errand.bot.show(chat, &screens::slow(reader)));
            }
            Ok(Outcome::Retry(why))
        }
        Offered::Rejected { why } => {
            let text = format!("QvaPay takes no order {}: {why}", order.id);
            notify::log_error_and_notify(errand.ctx, Identity::System, "payments", &text);
            let screen = screens::refused(reader, order);
            // Told before it is closed: a closed order is not told about again.
            if let Err(error) = errand.bot.deliver(chat, &screen, Lane::Reply).await {
                return undelivered(errand, order.user, &error).await;
            }
            invoices::give_up(errand.ctx, order.id, why, errand.now).await?;
            Ok(done("refused"))
        }
    }
}
