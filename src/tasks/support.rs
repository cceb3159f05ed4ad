//! Carries what is said in tickets from one side to the other, and tells both what happened to them.
//!
//! Each message that arrived is kept, so that a task that runs again, after a kill or a fault, sends only what is missing.

use super::Errand;
use super::done;
use super::failed_in;
use super::undelivered;
use super::untold;
use crate::models::AdminNotice;
use crate::models::ChatId;
use crate::models::MessageId;
use crate::models::TicketCopy;
use crate::models::TicketId;
use crate::models::TicketLoad;
use crate::models::TicketMessage;
use crate::models::TicketMessageId;
use crate::models::TicketNews;
use crate::models::TicketState;
use crate::models::UserId;
use crate::screens::Screen;
use crate::screens::support;
use crate::screens::tickets;
use crate::services;
use crate::services::ServiceError;
use crate::services::notify;
use crate::services::support::carry;
use crate::services::support::carry::NoLoad;
use crate::services::tasks::Outcome;
use crate::telegram::admins::reader;
use crate::telegram::admins::reader_of;
use crate::telegram::errors::CallError;
use crate::telegram::errors::Class;
use crate::telegram::forum::Place;
use tokio::sync::Mutex;

/// One topic is made at a time, so that two messages of a ticket do not make two.
static TOPICS: Mutex<()> = Mutex::const_new(());

/// Why words did not arrive.
enum Fault {
    Call(CallError),
    Service(ServiceError),
}

impl From<CallError> for Fault {
    fn from(error: CallError) -> Self {
        Self::Call(error)
    }
}

impl From<ServiceError> for Fault {
    fn from(error: ServiceError) -> Self {
        Self::Service(error)
    }
}

/// Carries words of a ticket to helpers: to their private chat, or to the topic of the ticket.
pub async fn tell_helper(
    errand: &Errand<'_>,
    ticket: TicketId,
    message: TicketMessageId,
    to: ChatId,
) -> Result<Outcome, ServiceError> {
    let load = match carry::load(errand.ctx, ticket, message, to, errand.now).await? {
        Ok(load) => load,
        Err(NoLoad::Nothing) => return Ok(done("nothing is left to be carried")),
        Err(NoLoad::NoHelper) => return Ok(done("they are no helper any more")),
        Err(NoLoad::Banned) => return Ok(done("banned")),
        Err(NoLoad::OtherGroup) => {
            carry::redirect(errand.ctx, ticket, message, to, errand.now).await?;
            return Ok(done("the support has another place now"));
        }
    };
    let result = match to.is_private() {
        true => {
            let reader = reader(errand.ctx, UserId(to.0)).await;
            let draw = |said: Option<&str>| tickets::heard(reader, &load, said);
            deliver(errand, &load, Place::chat(to), &draw).await
        }
        false => deliver_to_topic(errand, &load, to).await,
    };
    match result {
        Ok(()) => Ok(done("told")),
        Err(Fault::Service(error)) => Err(error),
        Err(Fault::Call(error)) if to.is_private() => {
            undelivered(errand, UserId(to.0), &error).await
        }
        Err(Fault::Call(error)) => group_failed(errand, &load, message, to, &error).await,
    }
}

/// Carries words to the ticket's topic, which is made if there is none; the first words stand under the person's card.
async fn deliver_to_topic(
    errand: &Errand<'_>,
    load: &TicketLoad,
    group: ChatId,
) -> Result<(), Fault> {
    let reader = reader_of(errand.ctx, None);
    let topic = topic(errand, load, group).await?;
    let place = Place {
        chat: group,
        topic: Some(topic),
    };
    let url = errand
        .ctx
        .deep_link(&format!("{}{}", tickets::LINK, load.card.ticket.id));
    let draw = |said: Option<&str>| tickets::heard_in_topic(reader, load, said, url.clone());
    deliver(errand, load, place, &draw).await
}

/// The topic of a ticket, made if there is none.
async fn topic(errand: &Errand<'_>, load: &TicketLoad, group: ChatId) -> Result<i64, Fault> {
    let one_at_a_time = TOPICS.lock().await;
    let id = load.card.ticket.id;
    let known = carry::card_for(errand.ctx, id, group, errand.now).await?;
    let known = known.and_then(|card| card.ticket.topic);
    if let Some((_, topic)) = known.filter(|(chat, _)| *chat == group) {
        return Ok(topic);
    }
    let name = tickets::topic_name(reader_of(errand.ctx, None), &load.card);
    let topic = errand.bot.open_topic(group, &name).await?;
    carry::topic_made(errand.ctx, id, group, topic).await?;
    drop(one_at_a_time);
    Ok(topic)
}

/// What follows from words that the group did not take: a topic deleted by hand is made anew, and where the bot may do
/// nothing any more the helpers are told in private.
async fn group_failed(
    errand: &Errand<'_>,
    load: &TicketLoad,
    message: TicketMessageId,
    group: ChatId,
    error: &CallError,
) -> Result<Outcome, ServiceError> {
    let ticket = load.card.ticket.id;
    if error.is_topic_gone() {
        let known = carry::card_for(errand.ctx, ticket, group, errand.now).await?;
        if let Some(gone) = known.and_then(|card| card.ticket.topic) {
            carry::topic_gone(errand.ctx, ticket, gone).await?;
        }
        return Ok(Outcome::Later {
            seconds: 0,
            why: error.to_string(),
        });
    }
    match error.class() {
        Class::Migrated(new) => {
            services::support::desk::migrated(errand.ctx, group, new, errand.now).await?;
        }
        Class::NoRights | Class::ChatLost => {}
        Class::Other if error.is_no_forum() => {}
        Class::Harmless(_)
        | Class::Unreachable
        | Class::RequestClosed
        | Class::NotAMember
        | Class::CannotRemove
        | Class::BadEntities
        | Class::EditGone
        | Class::TooManyRequests(_)
        | Class::Conflict
        | Class::Unauthorized
        | Class::Server
        | Class::Network
        | Class::InDoubt
        | Class::Other => return failed_in(errand, group, error).await,
    }
    carry::redirect(errand.ctx, ticket, message, group, errand.now).await?;
    let why = error.to_string();
    notify::notify_admins(errand.ctx, "the support's group", |_| {
        AdminNotice::SupportGroup { why: why.clone() }
    });
    Ok(done("the group takes nothing: told elsewhere"))
}

/// Carries a helper's words to whoever asked.
pub async fn tell_asker(
    errand: &Errand<'_>,
    ticket: TicketId,
    message: TicketMessageId,
    user: UserId,
) -> Result<Outcome, ServiceError> {
    let load = match carry::load(errand.ctx, ticket, message, user.chat(), errand.now).await? {
        Ok(load) => load,
        Err(NoLoad::Banned) => return Ok(done("banned")),
        Err(NoLoad::Nothing | NoLoad::NoHelper | NoLoad::OtherGroup) => {
            return Ok(done("nothing is left to be carried"));
        }
    };
    let reader = reader(errand.ctx, user).await;
    let draw = |said: Option<&str>| support::answered(reader, load.card.ticket.id, said);
    match deliver(errand, &load, Place::chat(user.chat()), &draw).await {
        Ok(()) => Ok(done("told")),
        Err(Fault::Service(error)) => Err(error),
        Err(Fault::Call(error)) => {
            // First the mark: they may come back while the helper is told.
            let outcome = undelivered(errand, user, &error).await?;
            if error.class() == Class::Unreachable {
                tell_unreachable(errand, &load).await;
            }
            Ok(outcome)
        }
    }
}

/// Tells the helper that their answer waits until the person can be written to. A courtesy: it is tried once.
async fn tell_unreachable(errand: &Errand<'_>, load: &TicketLoad) {
    let helper = load.messages.first().map(|message| message.author);
    let Some(helper) = helper else { return };
    let reader = reader(errand.ctx, helper).await;
    let screen = tickets::news(reader, &load.card, TicketNews::Unreachable, "", "");
    if let Err(error) = errand
        .bot
        .say(Place::chat(helper.chat()), &screen, None)
        .await
    {
        log::info!("[{helper}] was not told that an answer waits: {error}");
    }
}

/// Draws the line above words, with the words in it if they can be said.
type Draw<'a> = &'a (dyn Fn(Option<&str>) -> Screen + Send + Sync);

/// Sends what is missing: words that can be said in one message, others as copies below a line that says whose they are.
async fn deliver(
    errand: &Errand<'_>,
    load: &TicketLoad,
    place: Place,
    draw: Draw<'_>,
) -> Result<(), Fault> {
    let Some(first) = load.messages.first() else {
        return Ok(());
    };
    if let ([only], false) = (load.messages.as_slice(), load.is_rest)
        && let Some(said) = only.said()
    {
        let sent = errand.bot.say(place, &draw(Some(said)), None).await?;
        return keep(errand, place, &[(sent, only)], false).await;
    }
    let head = match load.head {
        Some(head) => Some(head),
        // The rest of an album whose beginning was told before.
        None if load.is_rest => None,
        None => {
            let head = errand.bot.say(place, &draw(None), None).await?;
            keep(errand, place, &[(head, first)], true).await?;
            Some(head)
        }
    };
    copy(errand, load, place, head).await
}

/// Copies words from where they lie. Of what is gone there the kind and the caption are told.
async fn copy(
    errand: &Errand<'_>,
    load: &TicketLoad,
    place: Place,
    head: Option<MessageId>,
) -> Result<(), Fault> {
    let sources: Vec<(ChatId, MessageId)> = (load.messages.iter())
        .filter_map(|message| message.words.source)
        .collect();
    let Some((from, _)) = sources.first().copied() else {
        return Ok(());
    };
    let ids: Vec<MessageId> = sources.into_iter().map(|(_, message)| message).collect();
    match errand.bot.copy_to(from, &ids, place, head).await {
        Ok(copies) => {
            let copies: Vec<_> = copies.into_iter().zip(&load.messages).collect();
            keep(errand, place, &copies, false).await
        }
        Err(error) if error.is_source_gone() => {
            let reader = match place.chat.is_private() {
                true => reader(errand.ctx, UserId(place.chat.0)).await,
                false => reader_of(errand.ctx, None),
            };
            let screen = support::gone(reader, &load.messages);
            let sent = errand.bot.say(place, &screen, head).await?;
            let first = load.messages.iter().map(|message| (sent, message));
            keep(errand, place, &first.take(1).collect::<Vec<_>>(), false).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn keep(
    errand: &Errand<'_>,
    place: Place,
    sent: &[(MessageId, &TicketMessage)],
    is_head: bool,
) -> Result<(), Fault> {
    let copy = |(id, of): &(MessageId, &TicketMessage)| {
        let copy = TicketCopy {
            ticket: of.ticket,
            about: Some(of.id),
            is_head,
        };
        (*id, copy)
    };
    let copies = sent.iter().map(copy).collect();
    Ok(carry::carried(errand.ctx, place.chat, copies, errand.now).await?)
}

/// Tells whoever asked, a helper, or the ticket's topic what happened to a ticket.
pub async fn tell_news(
    errand: &Errand<'_>,
    id: TicketId,
    news: TicketNews,
    to: ChatId,
) -> Result<Outcome, ServiceError> {
    let Some(card) = carry::card_for(errand.ctx, id, to, errand.now).await? else {
        return Ok(done("they hear of it no more"));
    };
    let user = UserId(to.0);
    let is_asker = to == card.ticket.user.chat();
    if is_over(&card.ticket.state, news) {
        return Ok(done("no longer true"));
    }
    let (screen, place) = if is_asker {
        let reader = reader(errand.ctx, user).await;
        (support::news(reader, &card.ticket, news), Place::chat(to))
    } else {
        let reader = match to.is_private() {
            true => reader(errand.ctx, user).await,
            false => reader_of(errand.ctx, None),
        };
        let (by, whom) = names(errand, news).await?;
        let Some(place) = place_of(to, card.ticket.topic) else {
            return Ok(done("the ticket has no topic"));
        };
        (tickets::news(reader, &card, news, &by, &whom), place)
    };
    // In a group the bot does not talk: buttons there would be pressed in vain.
    let rows = if to.is_private() {
        screen.rows
    } else {
        Vec::new()
    };
    let screen = Screen { rows, ..screen };
    let sent = match errand.bot.say(place, &screen, None).await {
        Ok(sent) => sent,
        Err(error) if is_asker => return undelivered(errand, user, &error).await,
        Err(error) if to.is_private() => return untold(errand, user, &error).await,
        Err(error) => return Ok(done(&format!("not told: {error}"))),
    };
    let copy = TicketCopy {
        ticket: id,
        about: None,
        is_head: false,
    };
    carry::carried(errand.ctx, to, vec![(sent, copy)], errand.now).await?;
    Ok(done("told"))
}

/// Whether news came too late to be true.
fn is_over(state: &TicketState, news: TicketNews) -> bool {
    let is_closed = *state == TicketState::Closed;
    match news {
        TicketNews::Closed { .. } | TicketNews::Rated { .. } => !is_closed,
        TicketNews::Reopened { .. } | TicketNews::Waiting { .. } => is_closed,
        TicketNews::Taken { .. } | TicketNews::Given { .. } | TicketNews::Unreachable => false,
    }
}

/// Where news are told: in a private chat, or in the ticket's topic.
fn place_of(to: ChatId, topic: Option<(ChatId, i64)>) -> Option<Place> {
    if to.is_private() {
        return Some(Place::chat(to));
    }
    let (_, topic) = topic.filter(|(chat, _)| *chat == to)?;
    Some(Place {
        chat: to,
        topic: Some(topic),
    })
}

/// The names of those of whom the news speak.
async fn names(errand: &Errand<'_>, news: TicketNews) -> Result<(String, String), ServiceError> {
    match news {
        TicketNews::Taken { by } => Ok((
            services::persons::name_of(errand.ctx, by).await?,
            String::new(),
        )),
        TicketNews::Given { by, to } => Ok((
            services::persons::name_of(errand.ctx, by).await?,
            services::persons::name_of(errand.ctx, to).await?,
        )),
        TicketNews::Closed { .. }
        | TicketNews::Reopened { .. }
        | TicketNews::Rated { .. }
        | TicketNews::Waiting { .. }
        | TicketNews::Unreachable => Ok((String::new(), String::new())),
    }
}

/// Closes the topic of a ticket, or opens it again; deletes it if the person's data were erased. Where that cannot be done the ticket is as it is all the same.
pub async fn settle_topic(errand: &Errand<'_>, id: TicketId) -> Result<Outcome, ServiceError> {
    let settings = services::support::settings(errand.ctx).await?;
    let Some(group) = settings.group else {
        return Ok(done("there is no group"));
    };
    let card = carry::card_for(errand.ctx, id, group, errand.now).await?;
    let ticket = card.map(|card| card.ticket);
    let topic = ticket.as_ref().and_then(|ticket| ticket.topic);
    let (Some(ticket), Some((chat, topic))) = (ticket, topic) else {
        return Ok(done("the ticket has no topic"));
    };
    if chat != group {
        return Ok(done("its topic is in another group"));
    }
    if carry::is_erased(errand.ctx, ticket.user).await? {
        match errand.bot.delete_topic(group, topic).await {
            Ok(()) => {
                carry::topic_gone(errand.ctx, id, (group, topic)).await?;
                return Ok(done("deleted"));
            }
            Err(error) if error.class().is_outage() => {
                return Ok(Outcome::Retry(error.to_string()));
            }
            // It takes a right that the bot may lack: then it is closed like any other.
            Err(error) => log::info!("the topic of ticket {id} is not deleted: {error}"),
        }
    }
    let is_closed = ticket.state == TicketState::Closed;
    let settled = errand.bot.set_topic_closed(group, topic, is_closed).await;
    match settled {
        Ok(()) => Ok(done("settled")),
        Err(error) if error.is_topic_gone() => {
            carry::topic_gone(errand.ctx, id, (group, topic)).await?;
            Ok(done("the topic is gone"))
        }
        Err(error) if error.class().is_outage() => Ok(Outcome::Retry(error.to_string())),
        Err(error) => Ok(done(&format!("left as it is: {error}"))),
    }
}
