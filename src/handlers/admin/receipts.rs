//! Buttons and answers of receipts: those of the staff here, those of buyers in `user::receipt`.

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::handlers::user;
use crate::models::OrderId;
use crate::models::Permission;
use crate::models::ReceiptFilter;
use crate::models::ReceiptId;
use crate::models::ReceiptState;
use crate::models::Refusal;
use crate::models::RejectReason;
use crate::models::Settled;
use crate::screens::Action;
use crate::screens::callback::ReceiptAction;
use crate::screens::receipts as screens;
use crate::services::ServiceError;
use crate::services::money::receipts::copies;
use crate::services::money::receipts::decide;
use crate::telegram::receipts::Picture;
use crate::telegram::update::Message;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// The buyer: which number has the transfer?
    Reference(OrderId),
    /// The buyer: the picture, please. With the number of the transfer, if it was asked for.
    Picture(OrderId, Option<String>),
    /// The staff: how much has come?
    Amount(ReceiptId),
    /// The staff: why is it refused?
    Reason(ReceiptId),
}

/// What a button needs.
pub fn permission(action: ReceiptAction) -> Option<Permission> {
    match action {
        ReceiptAction::How(_) | ReceiptAction::Send(_) | ReceiptAction::Withdraw(_) => None,
        ReceiptAction::List(..)
        | ReceiptAction::Show(_)
        | ReceiptAction::Look(_)
        | ReceiptAction::Sure(_)
        | ReceiptAction::Approve(_)
        | ReceiptAction::Amount(_)
        | ReceiptAction::Reject(_)
        | ReceiptAction::RejectAs(..)
        | ReceiptAction::RejectWords(_) => Some(Permission::ManagePayments),
    }
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: ReceiptAction) -> Result<Reply, ServiceError> {
    match action {
        ReceiptAction::How(order) => user::receipt::how(visit, order).await,
        ReceiptAction::Send(order) => user::receipt::ask(visit, order).await,
        ReceiptAction::Withdraw(id) => user::receipt::withdraw(visit, id).await,
        ReceiptAction::List(filter, page) => {
            let view = decide::list(visit.ctx, &visit.actor, filter, page).await?;
            Ok(Reply::show(screens::list(visit.reader, &view)))
        }
        ReceiptAction::Show(id) => show(visit, id).await,
        ReceiptAction::Look(id) => look(visit, id).await,
        ReceiptAction::Sure(id) => {
            let view = decide::card(visit.ctx, &visit.actor, id).await?;
            Ok(Reply::show(screens::ask_sure(visit.reader, &view)))
        }
        ReceiptAction::Approve(id) => approve(visit, id, None).await,
        ReceiptAction::Amount(id) => {
            let view = decide::card(visit.ctx, &visit.actor, id).await?;
            visit.ask(Dialogue::Receipt(Question::Amount(id))).await;
            Ok(Reply::show(screens::ask_amount(visit.reader, &view)))
        }
        ReceiptAction::Reject(id) => {
            let view = decide::card(visit.ctx, &visit.actor, id).await?;
            Ok(Reply::show(screens::ask_reason(visit.reader, &view)))
        }
        ReceiptAction::RejectAs(id, reason) => reject(visit, id, RejectReason::Usual(reason)).await,
        ReceiptAction::RejectWords(id) => {
            visit.ask(Dialogue::Receipt(Question::Reason(id))).await;
            Ok(Reply::show(screens::ask_words(visit.reader)))
        }
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: ReceiptAction) -> Action {
    Action::Receipt(match action {
        ReceiptAction::How(order) | ReceiptAction::Send(order) => ReceiptAction::How(order),
        ReceiptAction::Withdraw(_) => return Action::Home,
        ReceiptAction::List(filter, page) => ReceiptAction::List(filter, page),
        ReceiptAction::Show(id)
        | ReceiptAction::Look(id)
        | ReceiptAction::Sure(id)
        | ReceiptAction::Approve(id)
        | ReceiptAction::Amount(id)
        | ReceiptAction::Reject(id)
        | ReceiptAction::RejectAs(id, _)
        | ReceiptAction::RejectWords(id) => ReceiptAction::Show(id),
    })
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    match question {
        Question::Reference(_) | Question::Picture(..) => None,
        Question::Amount(_) | Question::Reason(_) => Some(Permission::ManagePayments),
    }
}

/// Takes the answer to a question. After one that will not do, another may come.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let text = message.text.as_deref().unwrap_or_default();
    match question {
        Question::Reference(order) => user::receipt::reference(visit, order, message).await,
        Question::Picture(order, reference) => {
            user::receipt::received(visit, order, reference, message).await
        }
        Question::Amount(id) => {
            let view = decide::card(visit.ctx, &visit.actor, id).await?;
            let minor = decide::read_amount(text, &view.order.price.currency)?;
            approve(visit, id, Some(minor)).await
        }
        Question::Reason(id) => reject(visit, id, decide::read_reason(text)?).await,
    }
}

/// Where the person was before the question.
pub async fn left(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    match question {
        Question::Reference(order) | Question::Picture(order, _) => {
            user::receipt::how(visit, order).await
        }
        Question::Amount(id) | Question::Reason(id) => show(visit, id).await,
    }
}

async fn show(visit: &Visit<'_>, id: ReceiptId) -> Result<Reply, ServiceError> {
    let view = decide::card(visit.ctx, &visit.actor, id).await?;
    Ok(Reply::show(screens::desk_card(visit.reader, &view)))
}

/// The picture with its words, as a message of its own.
async fn look(visit: &Visit<'_>, id: ReceiptId) -> Result<Reply, ServiceError> {
    let view = decide::card(visit.ctx, &visit.actor, id).await?;
    let screen = screens::card(visit.reader, &view);
    let chat = visit.user.chat();
    let picture = Picture::of(&view.receipt);
    match visit.bot.show_picture(chat, picture, &screen).await {
        Ok(message) => {
            if view.receipt.state == ReceiptState::Submitted {
                copies::shown(visit.ctx, id, chat, message).await?;
            }
            Ok(Reply::nothing())
        }
        Err(error) => {
            log::warn!("[{}] receipt {id} was not shown: {error}", visit.user);
            Err(Refusal::TelegramUnreachable.into())
        }
    }
}

async fn approve(
    visit: &Visit<'_>,
    id: ReceiptId,
    minor: Option<i64>,
) -> Result<Reply, ServiceError> {
    let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
    let settled = decide::approve(ctx, actor, id, minor, now).await?;
    let toast = match settled {
        Settled::Paid(_) | Settled::Known(_) => screens::decided_toast(visit.reader.lang, true),
        Settled::Held(_, why) => screens::held_toast(visit.reader.lang, why),
    };
    decided(visit, id, toast).await
}

async fn reject(
    visit: &Visit<'_>,
    id: ReceiptId,
    reason: RejectReason,
) -> Result<Reply, ServiceError> {
    let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
    decide::reject(ctx, actor, id, reason, now).await?;
    decided(visit, id, screens::decided_toast(visit.reader.lang, false)).await
}

/// Words over the chat. A message with the picture is brought up to date by its task; a text shows how things are.
async fn decided(visit: &Visit<'_>, id: ReceiptId, toast: String) -> Result<Reply, ServiceError> {
    visit.forget().await;
    if let Some(pressed) = visit.pressed
        && copies::is_copy(visit.ctx, pressed.chat, pressed.message).await?
    {
        return Ok(Reply::nothing().with_toast(toast));
    }
    match visit.pressed {
        Some(_) => Ok(show(visit, id).await?.with_toast(toast)),
        None => {
            let view = decide::list(visit.ctx, &visit.actor, ReceiptFilter::Waiting, 0).await?;
            let list = screens::list(visit.reader, &view);
            let view = decide::card(visit.ctx, &visit.actor, id).await?;
            Ok(Reply::send(screens::card(visit.reader, &view)).then(list))
        }
    }
}
