//! The staff's side of the support: tickets, answers, canned answers.

mod desk;
pub mod topic;

use crate::context::Ctx;
use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::handlers::user::support::applied;
use crate::handlers::user::support::look;
use crate::handlers::user::support::shown;
use crate::handlers::user::support::words;
use crate::models::Actor;
use crate::models::CannedId;
use crate::models::InboxSeq;
use crate::models::Permission;
use crate::models::Ticket;
use crate::models::TicketFilter;
use crate::models::TicketId;
use crate::models::UserId;
use crate::screens::Action;
use crate::screens::callback::TicketAction;
use crate::screens::notices::Toast;
use crate::screens::tickets as screens;
use crate::screens::tickets::Powers;
use crate::services;
use crate::services::ServiceError;
use crate::services::support::answering;
use crate::services::support::asking;
use crate::services::support::canned;
use crate::services::support::read::Side;
use crate::telegram::update::Message;

pub use desk::is_for_support;
pub use desk::shared;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// The messages are answers until the helper leaves.
    Answer(TicketId),
    /// Title and words of a canned answer, in place of that one.
    Canned(Option<CannedId>),
    /// After how many hours?
    Hours,
    /// Which group?
    Group,
}

/// What a button needs.
pub fn permission(action: TicketAction) -> Option<Permission> {
    Some(match action {
        TicketAction::List(..)
        | TicketAction::Show(_)
        | TicketAction::Thread(..)
        | TicketAction::Look(..) => Permission::SeeTickets,
        TicketAction::Answer(_)
        | TicketAction::Take(_)
        | TicketAction::Release(_)
        | TicketAction::Helpers(_)
        | TicketAction::Give(..)
        | TicketAction::Close(_)
        | TicketAction::Reopen(_)
        | TicketAction::Canned(..)
        | TicketAction::Send(..) => Permission::AnswerTickets,
        TicketAction::Desk
        | TicketAction::CannedList(_)
        | TicketAction::CannedShow(_)
        | TicketAction::CannedNew
        | TicketAction::CannedEdit(_)
        | TicketAction::CannedDrop(_)
        | TicketAction::CannedDropYes(_)
        | TicketAction::Hours
        | TicketAction::SetHours(_)
        | TicketAction::Group
        | TicketAction::UseGroup(_)
        | TicketAction::NoGroup => Permission::ManageSupport,
    })
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: TicketAction) -> Result<Reply, ServiceError> {
    let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
    match action {
        TicketAction::List(filter, page) => list(visit, filter, page).await,
        TicketAction::Show(id) => show(visit, id).await,
        TicketAction::Thread(id, page) => {
            let view = services::support::thread(ctx, actor, id, page).await?;
            shown(visit, screens::thread(visit.reader, &view)).await
        }
        TicketAction::Look(id, place) => look(visit, Side::Helper, id, place).await,
        TicketAction::Answer(id) => ask_answer(visit, id).await,
        TicketAction::Take(id) => {
            answering::take(ctx, actor, id, now).await?;
            done(visit, id).await
        }
        TicketAction::Release(id) => {
            answering::release(ctx, actor, id, now).await?;
            done(visit, id).await
        }
        TicketAction::Helpers(id) => {
            let (ticket, all) = answering::candidates(ctx, actor, id, now).await?;
            shown(visit, screens::helpers(visit.reader, &ticket, &all)).await
        }
        TicketAction::Give(id, to) => {
            answering::give(ctx, actor, id, to, now).await?;
            done(visit, id).await
        }
        TicketAction::Close(id) => {
            answering::close(ctx, actor, id, now).await?;
            done(visit, id).await
        }
        TicketAction::Reopen(id) => {
            answering::reopen(ctx, actor, id, now).await?;
            done(visit, id).await
        }
        TicketAction::Canned(id, page) => {
            let page = canned::list(ctx, actor, page).await?;
            shown(visit, screens::pick_canned(visit.reader, id, &page)).await
        }
        TicketAction::Send(id, canned) => {
            answering::send_canned(ctx, actor, id, canned, now).await?;
            done(visit, id).await
        }
        TicketAction::Desk
        | TicketAction::CannedList(_)
        | TicketAction::CannedShow(_)
        | TicketAction::CannedNew
        | TicketAction::CannedEdit(_)
        | TicketAction::CannedDrop(_)
        | TicketAction::CannedDropYes(_)
        | TicketAction::Hours
        | TicketAction::SetHours(_)
        | TicketAction::Group
        | TicketAction::UseGroup(_)
        | TicketAction::NoGroup => desk::press(visit, action).await,
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: TicketAction) -> Action {
    Action::Ticket(match action {
        TicketAction::List(filter, page) => TicketAction::List(filter, page),
        TicketAction::Thread(id, page) => TicketAction::Thread(id, page),
        TicketAction::Show(id)
        | TicketAction::Look(id, _)
        | TicketAction::Answer(id)
        | TicketAction::Take(id)
        | TicketAction::Release(id)
        | TicketAction::Helpers(id)
        | TicketAction::Give(id, _)
        | TicketAction::Close(id)
        | TicketAction::Reopen(id)
        | TicketAction::Canned(id, _)
        | TicketAction::Send(id, _) => TicketAction::Show(id),
        TicketAction::CannedList(page) => TicketAction::CannedList(page),
        TicketAction::CannedShow(id) | TicketAction::CannedEdit(id) => TicketAction::CannedShow(id),
        TicketAction::CannedNew | TicketAction::CannedDrop(_) | TicketAction::CannedDropYes(_) => {
            TicketAction::CannedList(0)
        }
        TicketAction::Desk
        | TicketAction::Hours
        | TicketAction::SetHours(_)
        | TicketAction::Group
        | TicketAction::UseGroup(_)
        | TicketAction::NoGroup => TicketAction::Desk,
    })
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    match question {
        // Whoever is no helper any more is told so by the service, with the number of the ticket.
        Question::Answer(_) => None,
        Question::Canned(_) | Question::Hours | Question::Group => Some(Permission::ManageSupport),
    }
}

/// Takes the answer to a question. After one that will not do, another may come.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    message: &Message,
) -> Result<Reply, ServiceError> {
    match question {
        Question::Answer(id) => replied(visit, id, message).await,
        Question::Canned(_) | Question::Hours | Question::Group => {
            desk::answer(visit, question, message).await
        }
    }
}

/// Where the person was before the question.
pub async fn left(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    match question {
        Question::Answer(id) => show(visit, id).await,
        Question::Canned(Some(id)) => desk::press(visit, TicketAction::CannedShow(id)).await,
        Question::Canned(None) => desk::press(visit, TicketAction::CannedList(0)).await,
        Question::Hours | Question::Group => desk::press(visit, TicketAction::Desk).await,
    }
}

/// A page of tickets.
pub async fn list(
    visit: &Visit<'_>,
    filter: TicketFilter,
    page: u32,
) -> Result<Reply, ServiceError> {
    let mut view = services::support::list(visit.ctx, &visit.actor, filter, page).await?;
    if let Some(last) = view.page.last_instead() {
        view = services::support::list(visit.ctx, &visit.actor, filter, last).await?;
    }
    Ok(Reply::show(screens::list(visit.reader, &view)))
}

/// A ticket with its person's card.
pub async fn show(visit: &Visit<'_>, id: TicketId) -> Result<Reply, ServiceError> {
    let view = services::support::card(visit.ctx, &visit.actor, id, visit.now()).await?;
    let powers = Powers {
        answers: visit.actor.permissions.has(Permission::AnswerTickets),
        sees_members: visit.actor.permissions.has(Permission::SeeMembers),
        user: Some(visit.user),
    };
    shown(visit, screens::card(visit.reader, &view, powers)).await
}

/// A ticket opened by its link.
pub async fn open(visit: &Visit<'_>, number: &str) -> Result<Reply, ServiceError> {
    visit.need(Some(Permission::SeeTickets), "a link to a ticket")?;
    match number.parse() {
        Ok(number) => show(visit, TicketId(number)).await,
        Err(_) => list(visit, TicketFilter::Waiting, 0).await,
    }
}

async fn done(visit: &Visit<'_>, id: TicketId) -> Result<Reply, ServiceError> {
    let reply = show(visit, id).await?;
    Ok(reply.with_toast(visit.toast(Toast::Done)))
}

/// The next messages are answers.
async fn ask_answer(visit: &Visit<'_>, id: TicketId) -> Result<Reply, ServiceError> {
    let view = services::support::card(visit.ctx, &visit.actor, id, visit.now()).await?;
    visit.ask(Dialogue::Ticket(Question::Answer(id))).await;
    Ok(Reply::send(screens::ask_answer(
        visit.reader,
        id,
        &view.name,
    )))
}

/// A helper's answer: to a copy of the person's words, or to the question.
pub async fn replied(
    visit: &Visit<'_>,
    id: TicketId,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let words = words(message)?;
    let answered = answering::answer(visit.ctx, &visit.actor, id, words, visit.now()).await;
    let ticket = applied(visit, message, answered).await?;
    sent(visit, &ticket).await
}

/// Says that an answer is on its way.
pub async fn sent(visit: &Visit<'_>, ticket: &Ticket) -> Result<Reply, ServiceError> {
    let name = services::persons::name_of(visit.ctx, ticket.user).await?;
    let screen = screens::answer_sent(visit.reader, ticket.id, &name);
    Ok(Reply::send(screen))
}

/// Another part of an album that stands in a thread, on either side. False if it is nothing of the kind.
pub async fn part(ctx: &Ctx, seq: InboxSeq, message: &Message) -> Result<bool, ServiceError> {
    let (Some(from), Some(_)) = (message.from.as_ref(), message.media_group_id.as_ref()) else {
        return Ok(false);
    };
    let Ok(words) = words(message) else {
        return Ok(false);
    };
    let (user, now) = (UserId(from.id), ctx.clock.now());
    let (_, standing) = services::home::visitor(ctx, user, now).await?;
    let actor = Actor::standing(user, standing, Some(seq));
    asking::add_part(ctx, &actor, words, now).await
}
