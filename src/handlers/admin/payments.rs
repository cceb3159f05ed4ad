//! Buttons and answers of orders and payments, and what is held or paid back.

use super::ledger;
use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::FoundMoney;
use crate::models::OrderFilter;
use crate::models::OrderId;
use crate::models::PaymentFilter;
use crate::models::PaymentId;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Release;
use crate::screens::Action;
use crate::screens::callback::PaymentAction;
use crate::screens::notices::Toast;
use crate::screens::payments;
use crate::screens::payments::Doubt;
use crate::services::ServiceError;
use crate::services::money;
use crate::telegram::update::Message;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// Which order or payment?
    Find,
    /// The same, to pay it back.
    Refund,
    /// Which order does held money pay?
    Order(PaymentId),
    /// On whose balance does held money go?
    Person(PaymentId),
}

/// What a button needs.
pub fn permission(action: PaymentAction) -> Option<Permission> {
    match action {
        PaymentAction::List(..)
        | PaymentAction::Show(_)
        | PaymentAction::Orders(..)
        | PaymentAction::Order(_)
        | PaymentAction::Find => Some(Permission::SeePayments),
        PaymentAction::Release(_)
        | PaymentAction::ReleaseYes(_)
        | PaymentAction::Balance(_)
        | PaymentAction::BalanceYes(_)
        | PaymentAction::BalanceOf(_)
        | PaymentAction::ToOrder(_)
        | PaymentAction::Return(_)
        | PaymentAction::ReturnYes(_) => Some(Permission::ManagePayments),
        PaymentAction::Refund(_) | PaymentAction::RefundYes(_) | PaymentAction::Again(_) => {
            Some(Permission::Refund)
        }
    }
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: PaymentAction) -> Result<Reply, ServiceError> {
    match action {
        PaymentAction::List(filter, page) => list(visit, filter, page).await,
        PaymentAction::Show(id) => show(visit, id).await,
        PaymentAction::Orders(filter, page) => orders(visit, filter, page).await,
        PaymentAction::Order(id) => order(visit, id).await,
        PaymentAction::Find => {
            visit.ask(Dialogue::Payment(Question::Find)).await;
            Ok(Reply::show(payments::ask_find(visit.reader)))
        }
        PaymentAction::Release(id) => sure(visit, id, Doubt::Release).await,
        PaymentAction::ReleaseYes(id) => release(visit, id, Release::AsItIs).await,
        PaymentAction::Balance(id) => to_balance(visit, id).await,
        PaymentAction::BalanceYes(id) => release(visit, id, Release::ToBalance(None)).await,
        PaymentAction::BalanceOf(id) => ask_person(visit, id).await,
        PaymentAction::ToOrder(id) => {
            visit.ask(Dialogue::Payment(Question::Order(id))).await;
            Ok(Reply::show(payments::ask_order(visit.reader)))
        }
        PaymentAction::Return(id) => sure(visit, id, Doubt::Return).await,
        PaymentAction::ReturnYes(id) => {
            money::refunds::returned(visit.ctx, &visit.actor, id, visit.now()).await?;
            done(visit, id).await
        }
        PaymentAction::Refund(id) => sure(visit, id, Doubt::Refund).await,
        PaymentAction::RefundYes(id) => {
            money::refunds::refund(visit.ctx, &visit.actor, id, None, visit.now()).await?;
            done(visit, id).await
        }
        PaymentAction::Again(id) => {
            money::refunds::again(visit.ctx, &visit.actor, id, visit.now()).await?;
            done(visit, id).await
        }
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: PaymentAction) -> Action {
    Action::Payment(match action {
        PaymentAction::List(..)
        | PaymentAction::Show(_)
        | PaymentAction::Orders(..)
        | PaymentAction::Order(_) => action,
        PaymentAction::Find => PaymentAction::MAIN,
        PaymentAction::Release(id)
        | PaymentAction::ReleaseYes(id)
        | PaymentAction::Balance(id)
        | PaymentAction::BalanceYes(id)
        | PaymentAction::BalanceOf(id)
        | PaymentAction::ToOrder(id)
        | PaymentAction::Return(id)
        | PaymentAction::ReturnYes(id)
        | PaymentAction::Refund(id)
        | PaymentAction::RefundYes(id)
        | PaymentAction::Again(id) => PaymentAction::Show(id),
    })
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    match question {
        Question::Find => Some(Permission::SeePayments),
        Question::Refund => Some(Permission::Refund),
        Question::Order(_) | Question::Person(_) => Some(Permission::ManagePayments),
    }
}

/// Takes the answer to a question. After one that will not do, another may come.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let text = message.text.as_deref().unwrap_or_default().trim();
    match question {
        Question::Find => {
            let reply = found(visit, text).await?;
            visit.forget().await;
            Ok(reply)
        }
        Question::Refund => {
            let reply = to_refund(visit, text).await?;
            visit.forget().await;
            Ok(reply)
        }
        Question::Order(id) => {
            let FoundMoney::Order(order) = money::desk::find(visit.ctx, &visit.actor, text).await?
            else {
                return Err(Refusal::NotFound.into());
            };
            let reply = release(visit, id, Release::ToOrder(order)).await?;
            visit.forget().await;
            Ok(reply)
        }
        Question::Person(id) => {
            let user = ledger::person(visit, message).await?;
            let reply = release(visit, id, Release::ToBalance(Some(user))).await?;
            visit.forget().await;
            Ok(reply)
        }
    }
}

/// Where the person was before the question.
pub async fn left(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    match question {
        Question::Find | Question::Refund => list(visit, PaymentFilter::Held, 0).await,
        Question::Order(id) | Question::Person(id) => show(visit, id).await,
    }
}

/// `/refund`, and what to pay back after it.
pub async fn refund_command(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    if text.trim().is_empty() {
        visit.ask(Dialogue::Payment(Question::Refund)).await;
        return Ok(Reply::show(payments::ask_find(visit.reader)));
    }
    to_refund(visit, text).await
}

/// Asks whether to pay back what a text names; of an order with several payments they are shown.
async fn to_refund(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    match money::desk::find(visit.ctx, &visit.actor, text).await? {
        FoundMoney::Payment(id) => sure(visit, id, Doubt::Refund).await,
        FoundMoney::Order(id) => {
            let card = money::desk::order(visit.ctx, &visit.actor, id).await?;
            match card.payments.as_slice() {
                [one] => sure(visit, one.id, Doubt::Refund).await,
                [] | [_, ..] => Ok(Reply::show(payments::order(visit.reader, &card))),
            }
        }
    }
}

async fn found(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    match money::desk::find(visit.ctx, &visit.actor, text).await? {
        FoundMoney::Payment(id) => show(visit, id).await,
        FoundMoney::Order(id) => order(visit, id).await,
    }
}

async fn list(visit: &Visit<'_>, filter: PaymentFilter, page: u32) -> Result<Reply, ServiceError> {
    let view = money::desk::payments(visit.ctx, &visit.actor, filter, page).await?;
    Ok(Reply::show(payments::list(visit.reader, &view)))
}

async fn orders(visit: &Visit<'_>, filter: OrderFilter, page: u32) -> Result<Reply, ServiceError> {
    let view = money::desk::orders(visit.ctx, &visit.actor, filter, page).await?;
    Ok(Reply::show(payments::orders(visit.reader, &view)))
}

async fn show(visit: &Visit<'_>, id: PaymentId) -> Result<Reply, ServiceError> {
    let view = money::desk::payment(visit.ctx, &visit.actor, id).await?;
    let may = visit.actor.permissions;
    Ok(Reply::show(payments::card(visit.reader, &view, may)))
}

async fn order(visit: &Visit<'_>, id: OrderId) -> Result<Reply, ServiceError> {
    let view = money::desk::order(visit.ctx, &visit.actor, id).await?;
    Ok(Reply::show(payments::order(visit.reader, &view)))
}

async fn sure(visit: &Visit<'_>, id: PaymentId, doubt: Doubt) -> Result<Reply, ServiceError> {
    let view = money::desk::payment(visit.ctx, &visit.actor, id).await?;
    Ok(Reply::show(payments::sure(visit.reader, &view, doubt)))
}

/// On the balance of whoever paid; if nobody knows who that is, of whom?
async fn to_balance(visit: &Visit<'_>, id: PaymentId) -> Result<Reply, ServiceError> {
    let view = money::desk::payment(visit.ctx, &visit.actor, id).await?;
    if view.payment.user.is_none() {
        return ask_person(visit, id).await;
    }
    Ok(Reply::show(payments::sure(
        visit.reader,
        &view,
        Doubt::Balance,
    )))
}

async fn ask_person(visit: &Visit<'_>, id: PaymentId) -> Result<Reply, ServiceError> {
    visit.ask(Dialogue::Payment(Question::Person(id))).await;
    Ok(Reply::show(payments::ask_person(visit.reader)))
}

async fn release(visit: &Visit<'_>, id: PaymentId, how: Release) -> Result<Reply, ServiceError> {
    money::held::release(visit.ctx, &visit.actor, id, how, visit.now()).await?;
    done(visit, id).await
}

async fn done(visit: &Visit<'_>, id: PaymentId) -> Result<Reply, ServiceError> {
    let reply = show(visit, id).await?;
    Ok(reply.with_toast(visit.toast(Toast::Done)))
}
