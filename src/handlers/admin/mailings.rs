//! Broadcasts to people: whom, how many, and how far they have come.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::handlers::user;
use crate::models::BroadcastId;
use crate::models::MailingView;
use crate::models::Permission;
use crate::screens::Action;
use crate::screens::Screen;
use crate::screens::callback::MailingAction;
use crate::screens::mailings;
use crate::screens::mailings::Toast;
use crate::services;
use crate::services::ServiceError;
use crate::services::mailings::Decision;
use crate::telegram::update::Message;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {}

/// What a button needs.
pub fn permission(action: MailingAction) -> Option<Permission> {
    match action {
        MailingAction::Audiences
        | MailingAction::List(_)
        | MailingAction::Show(_)
        | MailingAction::Pause(_)
        | MailingAction::Resume(_)
        | MailingAction::Stop(_)
        | MailingAction::StopYes(_) => Some(Permission::Broadcast),
        MailingAction::PromotionsOff | MailingAction::PromotionsOn => None,
    }
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: MailingAction) -> Result<Reply, ServiceError> {
    match action {
        MailingAction::Audiences => audiences(visit).await,
        MailingAction::List(page) => list(visit, page).await,
        MailingAction::Show(id) => show(visit, id).await,
        MailingAction::Pause(id) => decide(visit, id, Decision::Pause, Toast::Paused).await,
        MailingAction::Resume(id) => decide(visit, id, Decision::Resume, Toast::Resumed).await,
        MailingAction::Stop(id) => ask_stop(visit, id).await,
        MailingAction::StopYes(id) => decide(visit, id, Decision::Stop, Toast::Stopped).await,
        MailingAction::PromotionsOff => user::promotions::set(visit, false).await,
        MailingAction::PromotionsOn => user::promotions::set(visit, true).await,
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: MailingAction) -> Action {
    match action {
        MailingAction::Audiences => Action::Mailing(action),
        MailingAction::List(page) => Action::Mailing(MailingAction::List(page)),
        MailingAction::Show(id)
        | MailingAction::Pause(id)
        | MailingAction::Resume(id)
        | MailingAction::Stop(id)
        | MailingAction::StopYes(id) => Action::Mailing(MailingAction::Show(id)),
        MailingAction::PromotionsOff | MailingAction::PromotionsOn => Action::Home,
    }
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    match *question {}
}

/// Takes the answer to a question.
pub async fn answer(
    _visit: &Visit<'_>,
    question: Question,
    _message: &Message,
) -> Result<Reply, ServiceError> {
    match question {}
}

async fn audiences(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let view = services::mailings::audiences(visit.ctx, &visit.actor, visit.now()).await?;
    Ok(Reply::show(mailings::audiences(visit.reader, &view)))
}

async fn list(visit: &Visit<'_>, page: u32) -> Result<Reply, ServiceError> {
    let mut found = services::mailings::list(visit.ctx, &visit.actor, page).await?;
    if let Some(last) = found.last_instead() {
        found = services::mailings::list(visit.ctx, &visit.actor, last).await?;
    }
    Ok(Reply::show(mailings::list(visit.reader, &found)))
}

async fn show(visit: &Visit<'_>, id: BroadcastId) -> Result<Reply, ServiceError> {
    let view = services::mailings::get(visit.ctx, &visit.actor, id).await?;
    Ok(Reply::show(drawn(visit, &view)))
}

/// The message that follows a mailing by itself stays what it is when its buttons are pressed.
fn drawn(visit: &Visit<'_>, view: &MailingView) -> Screen {
    let mailing = &view.mailing;
    let is_its_own = visit.pressed.is_some_and(|pressed| {
        pressed.chat == mailing.made_by.chat() && mailing.progress == Some(pressed.message)
    });
    if is_its_own && !mailing.is_over() {
        mailings::progress(visit.reader, view)
    } else {
        mailings::mailing(visit.reader, view)
    }
}

/// Asks in a message of its own: the pressed one goes on showing the progress.
async fn ask_stop(visit: &Visit<'_>, id: BroadcastId) -> Result<Reply, ServiceError> {
    let view = services::mailings::get(visit.ctx, &visit.actor, id).await?;
    if view.mailing.is_over() {
        return Ok(Reply::show(drawn(visit, &view)));
    }
    Ok(Reply::send(mailings::ask_stop(visit.reader, &view)))
}

async fn decide(
    visit: &Visit<'_>,
    id: BroadcastId,
    decision: Decision,
    toast: Toast,
) -> Result<Reply, ServiceError> {
    let (actor, now) = (&visit.actor, visit.now());
    let is_changed = services::mailings::decide(visit.ctx, actor, id, decision, now).await?;
    let toast = if is_changed { toast } else { Toast::Unchanged };
    let reply = show(visit, id).await?;
    Ok(reply.with_toast(mailings::toast(visit.reader.lang, toast)))
}
