//! Buttons and answers of what is sold, of buying it, and of one's own orders.

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::handlers::user;
use crate::models::Method;
use crate::models::OrderId;
use crate::models::Permission;
use crate::models::PlanId;
use crate::models::Recipient;
use crate::models::Refusal;
use crate::models::Wish;
use crate::screens::Action;
use crate::screens::callback::ShopAction;
use crate::screens::notices::Toast;
use crate::screens::shop as screens;
use crate::services::ServiceError;
use crate::services::money;
use crate::services::money::shop;
use crate::telegram::update::Message;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// Which promotion code? Then that plan is shown.
    Code(PlanId, Recipient),
}

/// What a button needs: nothing, everybody may buy.
pub fn permission(action: ShopAction) -> Option<Permission> {
    match action {
        ShopAction::Plans(_)
        | ShopAction::Plan(..)
        | ShopAction::Code(..)
        | ShopAction::DropCode(..)
        | ShopAction::Buy(_)
        | ShopAction::Orders(_)
        | ShopAction::Order(_)
        | ShopAction::Cancel(_)
        | ShopAction::CancelYes(_) => None,
    }
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: ShopAction) -> Result<Reply, ServiceError> {
    match action {
        ShopAction::Plans(page) => plans(visit, page).await,
        ShopAction::Plan(id, recipient) => plan(visit, id, recipient).await,
        ShopAction::Code(id, recipient) => {
            visit
                .ask(Dialogue::Shop(Question::Code(id, recipient)))
                .await;
            Ok(Reply::show(screens::ask_code(visit.reader)))
        }
        ShopAction::DropCode(id, recipient) => {
            shop::drop_code(visit.ctx, &visit.actor, visit.now()).await?;
            plan(visit, id, recipient).await
        }
        ShopAction::Buy(wish) => buy(visit, wish).await,
        ShopAction::Orders(page) => orders(visit, page).await,
        ShopAction::Order(id) => order(visit, id).await,
        ShopAction::Cancel(id) => {
            let card = shop::order(visit.ctx, &visit.actor, id).await?;
            Ok(Reply::show(screens::ask_cancel(visit.reader, &card)))
        }
        ShopAction::CancelYes(id) => {
            money::orders::cancel(visit.ctx, &visit.actor, id, visit.now()).await?;
            let reply = order(visit, id).await?;
            Ok(reply.with_toast(visit.toast(Toast::Done)))
        }
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: ShopAction) -> Action {
    Action::Shop(match action {
        ShopAction::Plans(page) => ShopAction::Plans(page),
        ShopAction::Plan(id, recipient)
        | ShopAction::Code(id, recipient)
        | ShopAction::DropCode(id, recipient) => ShopAction::Plan(id, recipient),
        ShopAction::Orders(page) => ShopAction::Orders(page),
        ShopAction::Buy(_) => ShopAction::Orders(0),
        ShopAction::Order(id) | ShopAction::Cancel(id) | ShopAction::CancelYes(id) => {
            ShopAction::Order(id)
        }
    })
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    match question {
        Question::Code(..) => None,
    }
}

/// Takes the answer to a question. After one that will not do, another may come.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let Question::Code(id, recipient) = question;
    let text = message.text.as_deref().unwrap_or_default().trim();
    if text.is_empty() {
        return Ok(Reply::show(screens::ask_code(visit.reader)));
    }
    let kept = shop::enter_code(visit.ctx, &visit.actor, id, recipient, text, visit.now()).await;
    match kept {
        // Killed between the code and the answer: the card says whether it is good.
        Ok(()) | Err(ServiceError::Refused(Refusal::AlreadyApplied)) => {
            visit.forget().await;
            plan(visit, id, recipient).await
        }
        Err(error) => Err(error),
    }
}

/// Where the person was before the question.
pub async fn left(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    match question {
        Question::Code(id, recipient) => plan(visit, id, recipient).await,
    }
}

/// `/plans`.
pub async fn plans(visit: &Visit<'_>, page: u32) -> Result<Reply, ServiceError> {
    let plans = shop::plans(visit.ctx, &visit.actor, visit.now()).await?;
    let has_orders = shop::orders(visit.ctx, &visit.actor, 0).await?;
    let has_orders = !has_orders.orders.is_empty();
    let screen = screens::plans(visit.reader, &plans, page, has_orders);
    Ok(Reply::show(screen))
}

/// One plan; from one that is gone the list leads on.
async fn plan(visit: &Visit<'_>, id: PlanId, recipient: Recipient) -> Result<Reply, ServiceError> {
    let card = shop::card(visit.ctx, &visit.actor, id, recipient, visit.now()).await;
    match card {
        Ok(card) => Ok(Reply::show(screens::plan(visit.reader, &card))),
        Err(ServiceError::Refused(Refusal::NotFound)) => plans(visit, 0).await,
        Err(error) => Err(error),
    }
}

async fn buy(visit: &Visit<'_>, wish: Wish) -> Result<Reply, ServiceError> {
    match shop::buy(visit.ctx, &visit.actor, wish, visit.now()).await {
        Ok(id) => order(visit, id).await,
        // Killed between the order and its screen: it is shown now.
        Err(ServiceError::Refused(Refusal::AlreadyApplied)) => {
            match shop::made(visit.ctx, &visit.actor, wish).await? {
                Some(id) => order(visit, id).await,
                None => Err(Refusal::AlreadyApplied.into()),
            }
        }
        Err(error) => Err(error),
    }
}

/// `/orders`.
pub async fn orders(visit: &Visit<'_>, page: u32) -> Result<Reply, ServiceError> {
    let page = shop::orders(visit.ctx, &visit.actor, page).await?;
    Ok(Reply::show(screens::orders(visit.reader, &page)))
}

/// One order; of one that is to be paid by hand, how.
pub async fn order(visit: &Visit<'_>, id: OrderId) -> Result<Reply, ServiceError> {
    let card = shop::order(visit.ctx, &visit.actor, id).await?;
    if card.order.method == Method::Manual && card.order.state.is_payable() {
        return user::receipt::how(visit, id).await;
    }
    Ok(Reply::show(screens::order(visit.reader, &card)))
}
