//! A person's tickets: asking, following, rating.

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::handlers::admin;
use crate::models::ChatId;
use crate::models::MessageId;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::SupportRefusal;
use crate::models::Ticket;
use crate::models::TicketCategory;
use crate::models::TicketId;
use crate::models::TicketWords;
use crate::screens::Action;
use crate::screens::Screen;
use crate::screens::callback::SupportAction;
use crate::screens::notices::Toast;
use crate::screens::support as screens;
use crate::services;
use crate::services::ServiceError;
use crate::services::support::asking;
use crate::services::support::read::Side;
use crate::telegram::forum::Place;
use crate::telegram::update::Message;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// What is wrong? The answer opens a ticket.
    Words(TicketCategory),
    /// What else? The answers join the ticket's thread until the person leaves.
    Talk(TicketId),
}

/// What a button needs.
pub fn permission(action: SupportAction) -> Option<Permission> {
    match action {
        SupportAction::Home
        | SupportAction::Begin(_)
        | SupportAction::List(_)
        | SupportAction::Show(..)
        | SupportAction::Write(_)
        | SupportAction::Close(_)
        | SupportAction::Rate(..)
        | SupportAction::Look(..) => None,
    }
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: SupportAction) -> Result<Reply, ServiceError> {
    match action {
        SupportAction::Home => home(visit).await,
        SupportAction::Begin(category) => begin(visit, category).await,
        SupportAction::List(page) => {
            let page = services::support::own_list(visit.ctx, &visit.actor, page).await?;
            Ok(Reply::show(screens::list(visit.reader, &page)))
        }
        SupportAction::Show(id, page) => {
            let view = services::support::own_thread(visit.ctx, &visit.actor, id, page).await?;
            shown(visit, screens::thread(visit.reader, &view)).await
        }
        SupportAction::Write(id) => {
            let view = services::support::own_thread(visit.ctx, &visit.actor, id, 0).await?;
            visit.ask(Dialogue::Support(Question::Talk(id))).await;
            Ok(Reply::send(screens::ask_more(visit.reader, &view.ticket)))
        }
        SupportAction::Close(id) => {
            let ticket = asking::close(visit.ctx, &visit.actor, id, visit.now()).await?;
            shown(visit, screens::closed(visit.reader, &ticket)).await
        }
        SupportAction::Rate(id, stars) => {
            let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
            let ticket = asking::rate(ctx, actor, id, stars, now).await?;
            Ok(Reply::show(screens::rated(visit.reader, &ticket)))
        }
        SupportAction::Look(id, place) => look(visit, Side::Asker, id, place).await,
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: SupportAction) -> Action {
    Action::Support(match action {
        SupportAction::Home | SupportAction::Begin(_) => SupportAction::Home,
        SupportAction::List(page) => SupportAction::List(page),
        SupportAction::Show(id, page) => SupportAction::Show(id, page),
        SupportAction::Write(id)
        | SupportAction::Close(id)
        | SupportAction::Rate(id, _)
        | SupportAction::Look(id, _) => SupportAction::Show(id, screens::LAST),
    })
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    match question {
        Question::Words(_) | Question::Talk(_) => None,
    }
}

/// Takes the answer to a question. After one that will not do, another may come.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    message: &Message,
) -> Result<Reply, ServiceError> {
    match question {
        Question::Words(category) => {
            let words = words(message)?;
            let opened = asking::open(visit.ctx, &visit.actor, category, words, visit.now()).await;
            let ticket = applied(visit, message, opened).await?;
            visit
                .ask(Dialogue::Support(Question::Talk(ticket.id)))
                .await;
            Ok(Reply::send(screens::opened(visit.reader, &ticket)))
        }
        Question::Talk(id) => write(visit, id, message).await,
    }
}

/// Where the person was before the question.
pub async fn left(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    match question {
        Question::Words(_) | Question::Talk(_) => home(visit).await,
    }
}

/// `/support`: what is it about?
pub async fn home(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let view = asking::home(visit.ctx, &visit.actor).await?;
    Ok(Reply::show(screens::home(visit.reader, &view)))
}

/// Asks for the words of a new ticket.
pub async fn begin(visit: &Visit<'_>, category: TicketCategory) -> Result<Reply, ServiceError> {
    asking::need_room(visit.ctx, &visit.actor, visit.now()).await?;
    visit
        .ask(Dialogue::Support(Question::Words(category)))
        .await;
    Ok(Reply::show(screens::ask_words(visit.reader, category)))
}

async fn write(visit: &Visit<'_>, id: TicketId, message: &Message) -> Result<Reply, ServiceError> {
    let words = words(message)?;
    let written = asking::write(visit.ctx, &visit.actor, id, words, visit.now()).await;
    let ticket = applied(visit, message, written).await?;
    Ok(Reply::send(screens::added(visit.reader, &ticket)))
}

/// A message that answers one of ours about a ticket: the person's own words, or a helper's.
pub async fn replied(visit: &Visit<'_>, message: &Message) -> Result<Option<Reply>, ServiceError> {
    let Some(answered) = &message.reply_to_message else {
        return Ok(None);
    };
    let (chat, id) = (visit.user.chat(), MessageId(answered.message_id));
    let ticket = match services::support::spoken_of(visit.ctx, chat, id).await? {
        Some(ticket) => Some(ticket),
        None => match named(&answered.data()) {
            Some(id) => services::support::get(visit.ctx, id).await?,
            None => None,
        },
    };
    let Some(ticket) = ticket else {
        return Ok(None);
    };
    if ticket.user == visit.user {
        write(visit, ticket.id, message).await.map(Some)
    } else {
        admin::tickets::replied(visit, ticket.id, message)
            .await
            .map(Some)
    }
}

/// The one ticket of which the buttons under a message speak: receipts and cards are no copies, but have them.
fn named(data: &[&str]) -> Option<TicketId> {
    let ticket = |data: &&str| {
        let action: Action = data.parse().ok()?;
        if let Action::Support(action) = action {
            return action.ticket();
        }
        if let Action::Ticket(action) = action {
            return action.ticket();
        }
        None
    };
    let mut ids: Vec<TicketId> = data.iter().filter_map(ticket).collect();
    ids.dedup();
    match ids.as_slice() {
        [id] => Some(*id),
        _ => None,
    }
}

/// A message that stands in a thread already, though nobody remembers the question: a kill came between the two.
pub async fn again(visit: &Visit<'_>, message: &Message) -> Result<Option<Reply>, ServiceError> {
    let (chat, id) = (visit.user.chat(), MessageId(message.message_id));
    let Some(ticket) = services::support::of_source(visit.ctx, chat, id).await? else {
        return Ok(None);
    };
    if ticket.user == visit.user {
        visit
            .ask(Dialogue::Support(Question::Talk(ticket.id)))
            .await;
        return Ok(Some(Reply::send(screens::opened(visit.reader, &ticket))));
    }
    admin::tickets::sent(visit, &ticket).await.map(Some)
}

/// What an act on a ticket gave; of one that this very message did before a kill, the ticket as it is.
pub async fn applied(
    visit: &Visit<'_>,
    message: &Message,
    result: Result<Ticket, ServiceError>,
) -> Result<Ticket, ServiceError> {
    match result {
        Err(ServiceError::Refused(Refusal::AlreadyApplied)) => {
            let (chat, id) = (ChatId(message.chat.id), MessageId(message.message_id));
            let kept = services::support::of_source(visit.ctx, chat, id).await?;
            Ok(kept.ok_or(Refusal::AlreadyApplied)?)
        }
        result => result,
    }
}

/// A message as it is kept in a thread.
///
/// # Errors
/// A refusal for what Telegram lets no bot copy.
pub fn words(message: &Message) -> Result<TicketWords, ServiceError> {
    let unsupported = |_| Refusal::Support(SupportRefusal::WordsUnsupported);
    let content = message.content().map_err(unsupported)?;
    let body = message.text.as_deref().or(message.caption.as_deref());
    Ok(TicketWords {
        content,
        body: body.map(str::to_owned),
        is_formatted: message.text.is_some() && !message.formatting().is_empty(),
        source: Some((ChatId(message.chat.id), MessageId(message.message_id))),
        album: message.media_group_id.clone(),
    })
}

/// A screen in place of the pressed message; but words of a ticket stay where they are, and it comes below.
pub async fn shown(visit: &Visit<'_>, screen: Screen) -> Result<Reply, ServiceError> {
    let Some(pressed) = visit.pressed else {
        return Ok(Reply::show(screen));
    };
    let words = services::support::spoken_of(visit.ctx, pressed.chat, pressed.message).await?;
    Ok(match words {
        Some(_) => Reply::send(screen),
        None => Reply::show(screen),
    })
}

/// Copies what a message of a thread holds to whoever looks.
pub async fn look(
    visit: &Visit<'_>,
    side: Side,
    id: TicketId,
    place: u32,
) -> Result<Reply, ServiceError> {
    let (ctx, actor) = (visit.ctx, &visit.actor);
    let found = services::support::message_at(ctx, actor, side, id, place).await?;
    let (from, message) = found.words.source.ok_or(Refusal::NotFound)?;
    let to = Place::chat(visit.user.chat());
    match visit.bot.copy_to(from, &[message], to, None).await {
        Ok(_) => Ok(Reply::nothing().with_toast(visit.toast(Toast::Done))),
        Err(error) if error.is_source_gone() => {
            Ok(Reply::send(screens::gone(visit.reader, &[found])))
        }
        Err(error) => {
            log::warn!(
                "[{}] words of ticket {id} were not shown: {error}",
                visit.user
            );
            Err(Refusal::TelegramUnreachable.into())
        }
    }
}
