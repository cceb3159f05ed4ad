//! Buttons and answers about addresses that are told what happens.

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::DeliveryId;
use crate::models::DeliveryState;
use crate::models::NewWebhook;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::WebhookChange;
use crate::models::WebhookId;
use crate::models::WebhookView;
use crate::screens::Action;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::callback::HookAction;
use crate::screens::notices::Toast;
use crate::screens::webhooks as screens;
use crate::services::ServiceError;
use crate::services::webhooks::desk;
use crate::telegram::update::Message;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// Which address? It is told those groups, as buttons carry them.
    Add(u32),
    /// To which address does that one move?
    Move(WebhookId),
}

/// What a button needs.
pub fn permission(_: HookAction) -> Option<Permission> {
    Some(Permission::ManageApi)
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: HookAction) -> Result<Reply, ServiceError> {
    match action {
        HookAction::List => list(visit).await,
        HookAction::Add(groups) => {
            let may = desk::tellable(&visit.actor);
            let groups = groups & screens::groups_within(may);
            visit.ask(Dialogue::Hook(Question::Add(groups))).await;
            Ok(Reply::show(screens::ask(visit.reader, groups, may)))
        }
        HookAction::Show(id) => on_one(visit, id, card).await,
        HookAction::Ping(id) => ping(visit, id).await,
        HookAction::Pause(id) => enable(visit, id, false).await,
        HookAction::Resume(id) => enable(visit, id, true).await,
        HookAction::Events(id) => {
            let may = desk::tellable(&visit.actor);
            on_one(visit, id, |reader, view| screens::events(reader, view, may)).await
        }
        HookAction::Turn(id, group) => turn(visit, id, group).await,
        HookAction::Move(id) => {
            visit.ask(Dialogue::Hook(Question::Move(id))).await;
            Ok(Reply::show(screens::ask_move(visit.reader)))
        }
        HookAction::Secret(id) => on_one(visit, id, screens::secret_sure).await,
        HookAction::SecretYes(id) => {
            desk::rotate(visit.ctx, &visit.actor, id, to(visit), visit.now()).await?;
            Ok(Reply::show(screens::coming(visit.reader)))
        }
        HookAction::Remove(id) => on_one(visit, id, screens::remove_sure).await,
        HookAction::RemoveYes(id) => {
            desk::remove(visit.ctx, &visit.actor, id, visit.now()).await?;
            Ok(list(visit).await?.with_toast(visit.toast(Toast::Done)))
        }
        HookAction::Dead(id, page) => dead(visit, id, page).await,
        HookAction::Replay(id) => replay(visit, id).await,
        HookAction::ReplayAll(id) => {
            desk::replay_dead(visit.ctx, &visit.actor, id, visit.now()).await?;
            done(visit, id).await
        }
        HookAction::Hurry(id) => {
            desk::hurry(visit.ctx, &visit.actor, id, visit.now()).await?;
            done(visit, id).await
        }
        HookAction::Drop(id, page) => {
            let webhook = desk::discard(visit.ctx, &visit.actor, id, visit.now()).await?;
            let reply = dead(visit, webhook, page).await?;
            Ok(reply.with_toast(visit.toast(Toast::Done)))
        }
        HookAction::DropAll(id) => on_one(visit, id, screens::drop_sure).await,
        HookAction::DropAllYes(id) => {
            desk::discard_dead(visit.ctx, &visit.actor, id, visit.now()).await?;
            done(visit, id).await
        }
    }
}

/// Where the person waits for a secret.
fn to(visit: &Visit<'_>) -> desk::To {
    Some((visit.user.chat(), visit.user))
}

/// The card after something was done.
async fn done(visit: &Visit<'_>, id: WebhookId) -> Result<Reply, ServiceError> {
    let reply = on_one(visit, id, card).await?;
    Ok(reply.with_toast(visit.toast(Toast::Done)))
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: HookAction) -> Action {
    Action::Hook(match action {
        HookAction::List
        | HookAction::Add(_)
        | HookAction::Remove(_)
        | HookAction::RemoveYes(_)
        | HookAction::Replay(_)
        | HookAction::Drop(..) => HookAction::List,
        HookAction::Events(id) | HookAction::Turn(id, _) => HookAction::Events(id),
        HookAction::Dead(id, page) => HookAction::Dead(id, page),
        HookAction::Show(id)
        | HookAction::Ping(id)
        | HookAction::Pause(id)
        | HookAction::Resume(id)
        | HookAction::Move(id)
        | HookAction::Secret(id)
        | HookAction::SecretYes(id)
        | HookAction::ReplayAll(id)
        | HookAction::Hurry(id)
        | HookAction::DropAll(id)
        | HookAction::DropAllYes(id) => HookAction::Show(id),
    })
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    match question {
        Question::Add(_) | Question::Move(_) => Some(Permission::ManageApi),
    }
}

/// Takes the answer to a question. After one that will not do, another may come.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let url = message.text.clone().unwrap_or_default();
    let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
    let reply = match question {
        Question::Add(groups) => {
            let new = NewWebhook {
                name: None,
                url,
                events: screens::choices(groups),
            };
            match desk::make(ctx, actor, new, to(visit), now).await {
                // Whoever answered before a kill gets the secret from the task it left.
                Ok(_) | Err(ServiceError::Refused(Refusal::AlreadyApplied)) => {
                    Reply::show(screens::coming(visit.reader))
                }
                Err(error) => return Err(error),
            }
        }
        Question::Move(id) => {
            let change = WebhookChange {
                url: Some(url),
                ..WebhookChange::default()
            };
            let view = desk::change(ctx, actor, id, change, now).await?;
            Reply::show(card(visit.reader, &view))
        }
    };
    visit.forget().await;
    Ok(reply)
}

/// Where the person was before the question.
pub async fn left(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    match question {
        Question::Add(_) => list(visit).await,
        Question::Move(id) => on_one(visit, id, card).await,
    }
}

fn card(reader: Reader, view: &WebhookView) -> Screen {
    screens::card(reader, view, None)
}

async fn list(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let all = desk::list(visit.ctx, &visit.actor).await?;
    Ok(Reply::show(screens::list(visit.reader, &all)))
}

/// A screen that shows one address.
async fn on_one(
    visit: &Visit<'_>,
    id: WebhookId,
    draw: impl FnOnce(Reader, &WebhookView) -> Screen,
) -> Result<Reply, ServiceError> {
    let view = desk::get(visit.ctx, &visit.actor, id).await?;
    Ok(Reply::show(draw(visit.reader, &view)))
}

async fn ping(visit: &Visit<'_>, id: WebhookId) -> Result<Reply, ServiceError> {
    let ping = desk::ping(visit.ctx, &visit.actor, id).await?;
    on_one(visit, id, |reader, view| {
        screens::card(reader, view, Some(&ping))
    })
    .await
}

async fn enable(visit: &Visit<'_>, id: WebhookId, is_enabled: bool) -> Result<Reply, ServiceError> {
    let change = WebhookChange {
        is_enabled: Some(is_enabled),
        ..WebhookChange::default()
    };
    let view = desk::change(visit.ctx, &visit.actor, id, change, visit.now()).await?;
    Ok(Reply::show(card(visit.reader, &view)))
}

async fn turn(visit: &Visit<'_>, id: WebhookId, group: &str) -> Result<Reply, ServiceError> {
    let before = desk::get(visit.ctx, &visit.actor, id).await?;
    let change = WebhookChange {
        events: Some(screens::turned(&before.webhook.events, group)),
        ..WebhookChange::default()
    };
    let view = desk::change(visit.ctx, &visit.actor, id, change, visit.now()).await?;
    let may = desk::tellable(&visit.actor);
    Ok(Reply::show(screens::events(visit.reader, &view, may)))
}

async fn dead(visit: &Visit<'_>, id: WebhookId, page: u32) -> Result<Reply, ServiceError> {
    let (ctx, actor, state) = (visit.ctx, &visit.actor, DeliveryState::Dead);
    let (view, dead) = desk::deliveries(ctx, actor, id, state, page).await?;
    Ok(Reply::show(screens::dead(visit.reader, &view, &dead)))
}

async fn replay(visit: &Visit<'_>, id: DeliveryId) -> Result<Reply, ServiceError> {
    let delivery = desk::replay(visit.ctx, &visit.actor, id, visit.now()).await?;
    let reply = dead(visit, delivery.webhook, 0).await?;
    Ok(reply.with_toast(visit.toast(Toast::Done)))
}
