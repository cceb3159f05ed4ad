//! The settings of the support, and its canned answers.

use super::Question;
use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::CannedId;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::SupportRefusal;
use crate::screens::callback::TicketAction;
use crate::screens::notices::Toast;
use crate::screens::tickets as screens;
use crate::services;
use crate::services::ServiceError;
use crate::services::channels::ChatName;
use crate::services::support::canned;
use crate::services::support::desk;
use crate::telegram::update::ChatShared;
use crate::telegram::update::Message;
use serde_json::Value;

/// Does what a button of the settings says.
pub async fn press(visit: &Visit<'_>, action: TicketAction) -> Result<Reply, ServiceError> {
    let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
    match action {
        TicketAction::CannedList(page) => {
            let page = canned::list(ctx, actor, page).await?;
            Ok(Reply::show(screens::canned_list(visit.reader, &page)))
        }
        TicketAction::CannedShow(id) => show(visit, id).await,
        TicketAction::CannedNew => {
            visit.ask(Dialogue::Ticket(Question::Canned(None))).await;
            Ok(Reply::show(screens::ask_canned(visit.reader, None)))
        }
        TicketAction::CannedEdit(id) => {
            let old = canned::get(ctx, actor, id).await?;
            visit
                .ask(Dialogue::Ticket(Question::Canned(Some(id))))
                .await;
            Ok(Reply::send(screens::ask_canned(visit.reader, Some(&old))))
        }
        TicketAction::CannedDrop(id) => {
            let old = canned::get(ctx, actor, id).await?;
            Ok(Reply::show(screens::canned_drop(visit.reader, &old)))
        }
        TicketAction::CannedDropYes(id) => {
            canned::delete(ctx, actor, id, now).await?;
            let page = canned::list(ctx, actor, 0).await?;
            let reply = Reply::show(screens::canned_list(visit.reader, &page));
            Ok(reply.with_toast(visit.toast(Toast::Done)))
        }
        TicketAction::Hours => {
            let settings = services::support::settings(ctx).await?;
            visit.ask(Dialogue::Ticket(Question::Hours)).await;
            let screen = screens::ask_hours(visit.reader, settings.hours, desk::MOST_HOURS);
            Ok(Reply::show(screen))
        }
        TicketAction::SetHours(hours) => set_hours(visit, i64::from(hours)).await,
        TicketAction::Group => {
            visit.ask(Dialogue::Ticket(Question::Group)).await;
            Ok(Reply::send(screens::choose_group(visit.reader)))
        }
        TicketAction::UseGroup(chat) => use_group(visit, chat.0.into()).await,
        TicketAction::NoGroup => {
            desk::set_group(ctx, actor, None, now).await?;
            let reply = settings(visit).await?;
            Ok(reply.with_toast(visit.toast(Toast::Done)))
        }
        TicketAction::Desk
        | TicketAction::List(..)
        | TicketAction::Show(_)
        | TicketAction::Thread(..)
        | TicketAction::Look(..)
        | TicketAction::Answer(_)
        | TicketAction::Take(_)
        | TicketAction::Release(_)
        | TicketAction::Helpers(_)
        | TicketAction::Give(..)
        | TicketAction::Close(_)
        | TicketAction::Reopen(_)
        | TicketAction::Canned(..)
        | TicketAction::Send(..) => settings(visit).await,
    }
}

/// Takes the answer to a question about the settings.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let text = message.text.as_deref().unwrap_or_default().trim();
    match question {
        Question::Canned(instead) => {
            let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
            let id = canned::keep(ctx, actor, instead, text, now).await?;
            visit.forget().await;
            show(visit, id).await
        }
        Question::Hours => {
            let most = desk::MOST_HOURS;
            let invalid = || Refusal::Support(SupportRefusal::HoursInvalid { most });
            let hours = text.parse().map_err(|_| invalid())?;
            set_hours(visit, hours).await
        }
        Question::Group => {
            let chat: Value = match services::channels::parse_chat_name(text)? {
                ChatName::Id(chat) => chat.0.into(),
                ChatName::Username(name) => name.into(),
            };
            use_group(visit, chat).await
        }
        Question::Answer(id) => super::replied(visit, id, message).await,
    }
}

async fn settings(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let view = desk::view(visit.ctx, &visit.actor, visit.now()).await?;
    Ok(Reply::show(screens::desk(visit.reader, &view)))
}

async fn show(visit: &Visit<'_>, id: CannedId) -> Result<Reply, ServiceError> {
    let found = canned::get(visit.ctx, &visit.actor, id).await?;
    Ok(Reply::show(screens::canned(visit.reader, &found)))
}

async fn set_hours(visit: &Visit<'_>, hours: i64) -> Result<Reply, ServiceError> {
    desk::set_hours(visit.ctx, &visit.actor, hours, visit.now()).await?;
    visit.forget().await;
    let reply = settings(visit).await?;
    Ok(reply.with_toast(visit.toast(Toast::Done)))
}

/// Whether a chat was picked for the support.
pub fn is_for_support(shared: &ChatShared) -> bool {
    screens::is_support_group(shared.request_id)
}

/// A group picked with Telegram's picker.
pub async fn shared(visit: &Visit<'_>, shared: &ChatShared) -> Result<Reply, ServiceError> {
    visit.need(Some(Permission::ManageSupport), "a picked group")?;
    visit.ask(Dialogue::Ticket(Question::Group)).await;
    use_group(visit, shared.chat_id.into()).await
}

/// Takes a group, after a look at what the bot may do there. One that will not do leaves the question open.
async fn use_group(visit: &Visit<'_>, chat: Value) -> Result<Reply, ServiceError> {
    let forum = visit.look_at_forum(chat).await?;
    let title = forum.title.clone();
    desk::set_group(visit.ctx, &visit.actor, Some(forum), visit.now()).await?;
    visit.forget().await;
    let view = desk::view(visit.ctx, &visit.actor, visit.now()).await?;
    let told = screens::group_changed(visit.reader, &title);
    Ok(Reply::send(told).then(screens::desk(visit.reader, &view)))
}
