//! Receipts: shown to those who decide, and closed when it is decided.

use super::Errand;
use super::done;
use super::undelivered;
use super::untold;
use crate::models::ChatId;
use crate::models::MOST_RECEIPT_BYTES;
use crate::models::MessageId;
use crate::models::OrderId;
use crate::models::ReceiptCard;
use crate::models::ReceiptId;
use crate::models::UserId;
use crate::screens::receipts as screens;
use crate::services::ServiceError;
use crate::services::money;
use crate::services::money::receipts::copies;
use crate::services::money::receipts::copies::NotShown;
use crate::services::tasks::Outcome;
use crate::telegram::admins::reader;
use crate::telegram::errors::CallError;
use crate::telegram::errors::Class;
use crate::telegram::receipts::Picture;
use crate::telegram::sender::Lane;
use tokio::sync::Mutex;

/// One receipt is fetched at a time: several people see it, and it is fetched once.
static FETCHING: Mutex<()> = Mutex::const_new(());
/// Tries after which a receipt is shown although its bytes could not be fetched.
const FETCHES: u32 = 3;

/// Shows a receipt to somebody who decides about it. Its bytes are fetched before, so that a picture that came before is
/// known again.
pub async fn show(errand: &Errand<'_>, id: ReceiptId, to: ChatId) -> Result<Outcome, ServiceError> {
    if let Some(later) = fetch(errand, id).await? {
        return Ok(later);
    }
    let card = match copies::to_show(errand.ctx, id, to, errand.now).await? {
        Ok(card) => card,
        Err(NotShown::Decided) => return Ok(done("it waits no more")),
        Err(NotShown::NoHolder) => return Ok(done("they decide no more")),
        Err(NotShown::Shown) => return Ok(done("they see it already")),
    };
    let reader = reader(errand.ctx, UserId(to.0)).await;
    let screen = screens::card(reader, &card);
    let picture = Picture::of(&card.receipt);
    let message = match errand.bot.show_picture(to, picture, &screen).await {
        Ok(message) => message,
        // They find it in the list when they turn to the bot.
        Err(error) => return untold(errand, UserId(to.0), &error).await,
    };
    if copies::shown(errand.ctx, id, to, message).await? {
        return close(errand, id).await;
    }
    Ok(done("shown"))
}

/// Fetches the bytes of a receipt if that is not done. An outage is waited out for a while.
async fn fetch(errand: &Errand<'_>, id: ReceiptId) -> Result<Option<Outcome>, ServiceError> {
    let one_at_a_time = FETCHING.lock().await;
    let Some(receipt) = copies::get(errand.ctx, id).await? else {
        return Ok(None);
    };
    if receipt.sha256.is_some() {
        return Ok(None);
    }
    match errand.bot.file(&receipt.file_id, MOST_RECEIPT_BYTES).await {
        Ok(bytes) => {
            copies::fetched(errand.ctx, id, &bytes).await?;
            drop(one_at_a_time);
            Ok(None)
        }
        Err(error) if error.class().is_outage() && errand.row.attempts < FETCHES => {
            Ok(Some(Outcome::Retry(error.to_string())))
        }
        Err(error) => {
            log::warn!("receipt {id} could not be fetched: {error}");
            Ok(None)
        }
    }
}

/// Says in its messages to the staff how a receipt was decided, and takes their buttons.
pub async fn close(errand: &Errand<'_>, id: ReceiptId) -> Result<Outcome, ServiceError> {
    let Some((card, copies)) = copies::to_close(errand.ctx, id).await? else {
        return Ok(done("it waits"));
    };
    let mut failed = None;
    for (chat, message) in copies {
        if let Err(error) = close_one(errand, &card, chat, message).await? {
            failed = Some(error);
        }
    }
    match failed {
        None => Ok(done("closed")),
        Some(error) => Ok(Outcome::Retry(error.to_string())),
    }
}

/// Closes one message. One that cannot be changed any more is left as it is: its buttons say that it is decided.
async fn close_one(
    errand: &Errand<'_>,
    card: &ReceiptCard,
    chat: ChatId,
    message: MessageId,
) -> Result<Result<(), CallError>, ServiceError> {
    let reader = reader(errand.ctx, UserId(chat.0)).await;
    let screen = screens::card(reader, card);
    match errand.bot.edit_caption(chat, message, &screen).await {
        Err(error) if error.class().is_outage() => return Ok(Err(error)),
        Err(error) if matches!(error.class(), Class::TooManyRequests(_)) => return Ok(Err(error)),
        Err(error) => log::info!("a message of a receipt stays as it is: {error}"),
        Ok(()) => {}
    }
    copies::closed(errand.ctx, chat, message).await?;
    Ok(Ok(()))
}

/// Tells a buyer that their receipt was refused, and why.
pub async fn tell_rejected(errand: &Errand<'_>, id: OrderId) -> Result<Outcome, ServiceError> {
    let Some(order) = money::orders::get(errand.ctx, id).await? else {
        return Ok(done("the order is gone"));
    };
    let user = order.user;
    let Some((view, reason)) = copies::rejected(errand.ctx, id, user).await? else {
        return Ok(done("no longer true"));
    };
    let screen = screens::rejected(reader(errand.ctx, user).await, &view, &reason);
    match errand.bot.deliver(user.chat(), &screen, Lane::Reply).await {
        Ok(_) => Ok(done("told")),
        Err(error) => undelivered(errand, user, &error).await,
    }
}
