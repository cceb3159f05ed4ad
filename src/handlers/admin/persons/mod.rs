//! Everybody the house knows: search, card, ban, what they own, their data.

pub mod bans;
mod data;

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::BanWhy;
use crate::models::ChatId;
use crate::models::MOST_MEMBER_NOTE;
use crate::models::MessageId;
use crate::models::Permission;
use crate::models::PersonCard;
use crate::models::PersonFilter;
use crate::models::PersonRefusal;
use crate::models::Refusal;
use crate::models::UserId;
use crate::screens::Action;
use crate::screens::callback::PersonAction;
use crate::screens::notices::Toast;
use crate::screens::persons as screens;
use crate::services::ServiceError;
use crate::services::members::acts;
use crate::services::members::search;
use crate::services::members::search::Wanted;
use crate::services::persons;
use crate::telegram::update::Author;
use crate::telegram::update::Message;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// Whom to look for?
    Search,
    /// Which words on them?
    Note(UserId),
    /// What is to be handed on?
    Write(UserId),
    /// Why are they banned?
    BanReason(UserId),
    /// Until when? With the reason, typed or chosen.
    BanEnd {
        user: UserId,
        why: BanWhy,
        own: Option<String>,
    },
}

/// What a button needs.
pub fn permission(action: PersonAction) -> Option<Permission> {
    Some(match action {
        PersonAction::List(..)
        | PersonAction::Search
        | PersonAction::Show(_)
        | PersonAction::From(..)
        | PersonAction::Owned(_)
        | PersonAction::History(..) => Permission::SeePeople,
        PersonAction::Ban(_)
        | PersonAction::BanWhy(..)
        | PersonAction::BanTerm(..)
        | PersonAction::BanYes(..)
        | PersonAction::Unban(_)
        | PersonAction::Note(_)
        | PersonAction::NoteClear(_)
        | PersonAction::Write(_) => Permission::ManagePeople,
        PersonAction::Data(_)
        | PersonAction::Export(_)
        | PersonAction::Erase(_)
        | PersonAction::EraseYes(_) => Permission::ManageData,
    })
}

/// Does what a button says; `had` is the dialogue it ended.
pub async fn press(
    visit: &Visit<'_>,
    action: PersonAction,
    had: Option<Dialogue>,
) -> Result<Reply, ServiceError> {
    match action {
        PersonAction::List(filter, page) => list(visit, filter, page).await,
        PersonAction::Search => ask_search(visit).await,
        PersonAction::Show(user) => show(visit, user).await,
        PersonAction::From(user, filter, page) => show_from(visit, user, filter, page).await,
        PersonAction::Owned(user) => owned(visit, user).await,
        PersonAction::History(user, page) => history(visit, user, page).await,
        PersonAction::Ban(user) => bans::ask(visit, user).await,
        PersonAction::BanWhy(user, why) => bans::ask_end(visit, user, why, None).await,
        PersonAction::BanTerm(user, why, term) => bans::confirm(visit, user, why, term, had).await,
        PersonAction::BanYes(user, why, term) => bans::ban(visit, user, why, term, had).await,
        PersonAction::Unban(user) => bans::lift(visit, user).await,
        PersonAction::Note(user) => ask_note(visit, user).await,
        PersonAction::NoteClear(user) => clear_note(visit, user).await,
        PersonAction::Write(user) => ask_write(visit, user).await,
        PersonAction::Data(user) => data::show(visit, user).await,
        PersonAction::Export(user) => data::export(visit, user).await,
        PersonAction::Erase(user) => data::ask_erase(visit, user).await,
        PersonAction::EraseYes(user) => data::erase(visit, user).await,
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: PersonAction) -> Action {
    Action::Person(match action {
        PersonAction::List(filter, page) => PersonAction::List(filter, page),
        PersonAction::Search => PersonAction::List(PersonFilter::All, 0),
        PersonAction::From(user, filter, page) => PersonAction::From(user, filter, page),
        PersonAction::Owned(user) => PersonAction::Owned(user),
        PersonAction::History(user, page) => PersonAction::History(user, page),
        PersonAction::Show(user)
        | PersonAction::Ban(user)
        | PersonAction::BanWhy(user, _)
        | PersonAction::BanTerm(user, ..)
        | PersonAction::BanYes(user, ..)
        | PersonAction::Unban(user)
        | PersonAction::Note(user)
        | PersonAction::NoteClear(user)
        | PersonAction::Write(user)
        | PersonAction::Data(user)
        | PersonAction::Export(user)
        | PersonAction::Erase(user)
        | PersonAction::EraseYes(user) => PersonAction::Show(user),
    })
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    Some(match question {
        Question::Search => Permission::SeePeople,
        Question::Note(_)
        | Question::Write(_)
        | Question::BanReason(_)
        | Question::BanEnd { .. } => Permission::ManagePeople,
    })
}

/// Takes the answer to a question. After one that will not do, another may come.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let text = message.text.as_deref().unwrap_or_default().trim();
    match question {
        Question::Search => look(visit, text, message).await,
        Question::Note(user) => typed_note(visit, user, text).await,
        Question::Write(user) => write(visit, user, message).await,
        Question::BanReason(user) => bans::typed_reason(visit, user, text).await,
        Question::BanEnd { user, why, own } => bans::typed_end(visit, user, why, own, text).await,
    }
}

/// Where the person was before the question.
pub async fn left(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    match question {
        Question::Search => list(visit, PersonFilter::All, 0).await,
        Question::Note(user)
        | Question::Write(user)
        | Question::BanReason(user)
        | Question::BanEnd { user, .. } => show(visit, user).await,
    }
}

/// A page of the people.
pub async fn list(
    visit: &Visit<'_>,
    filter: PersonFilter,
    page: u32,
) -> Result<Reply, ServiceError> {
    let (zone, now) = (visit.reader.time_zone, visit.now());
    let mut view = persons::list(visit.ctx, &visit.actor, filter, page, zone, now).await?;
    if let Some(last) = view.page.last_instead() {
        view = persons::list(visit.ctx, &visit.actor, filter, last, zone, now).await?;
    }
    Ok(Reply::show(screens::list(visit.reader, &view)))
}

/// `/user`: whom the text names, else the author of the message it answers; without both it asks.
pub async fn user(visit: &Visit<'_>, text: &str, message: &Message) -> Result<Reply, ServiceError> {
    if !text.trim().is_empty() {
        return by_text(visit, text).await;
    }
    let Some(answered) = &message.reply_to_message else {
        return ask_search(visit).await;
    };
    if let Some(author) = answered.author() {
        return by_author(visit, author).await;
    }
    let (chat, id) = (ChatId(message.chat.id), MessageId(answered.message_id));
    match persons::of_message(visit.ctx, &visit.actor, chat, id).await? {
        Some(user) => show(visit, user).await,
        None => ask_search(visit).await,
    }
}

/// The card of whoever wrote a message that was forwarded without being asked for.
pub async fn forwarded(visit: &Visit<'_>, author: Author) -> Result<Reply, ServiceError> {
    visit.need(Some(Permission::SeePeople), "a forward")?;
    by_author(visit, author).await
}

async fn ask_search(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    visit.ask(Dialogue::Person(Question::Search)).await;
    let words = screens::Question::Search;
    Ok(Reply::show(screens::ask(visit.reader, words)))
}

async fn look(visit: &Visit<'_>, text: &str, message: &Message) -> Result<Reply, ServiceError> {
    match message.author() {
        Some(author) => by_author(visit, author).await,
        None => by_text(visit, text).await,
    }
}

async fn by_author(visit: &Visit<'_>, author: Author) -> Result<Reply, ServiceError> {
    let person = match author {
        Author::Person(person) => person,
        Author::Hidden => return Err(refused(PersonRefusal::Hidden)),
        Author::Chat => return Err(refused(PersonRefusal::ForwardNamesChat)),
    };
    let id = person.id;
    persons::met(visit.ctx, &visit.actor, person, visit.now()).await?;
    found(visit, Wanted::Id(id)).await
}

async fn by_text(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    found(visit, search::read(text)).await
}

async fn found(visit: &Visit<'_>, wanted: Wanted) -> Result<Reply, ServiceError> {
    let found = persons::search(visit.ctx, &visit.actor, wanted, visit.now()).await?;
    match found.as_slice() {
        [] => {
            // Another answer may come, also after a command.
            visit.ask(Dialogue::Person(Question::Search)).await;
            Err(refused(PersonRefusal::Unknown))
        }
        [one] => {
            visit.forget().await;
            show(visit, one.user.id).await
        }
        people => {
            let is_full = people.len() >= search::MOST_FOUND;
            Ok(Reply::show(screens::found(visit.reader, people, is_full)))
        }
    }
}

/// The card of a person.
pub async fn show(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    show_from(visit, user, PersonFilter::All, 0).await
}

async fn show_from(
    visit: &Visit<'_>,
    user: UserId,
    filter: PersonFilter,
    page: u32,
) -> Result<Reply, ServiceError> {
    let card = card(visit, user).await?;
    let screen = screens::card(visit.reader, &card, filter, page);
    Ok(Reply::show(screen))
}

async fn card(visit: &Visit<'_>, user: UserId) -> Result<PersonCard, ServiceError> {
    persons::card(visit.ctx, &visit.actor, user, visit.now()).await
}

/// The card after an act.
async fn done(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    let reply = show(visit, user).await?;
    Ok(reply.with_toast(visit.toast(Toast::Done)))
}

async fn owned(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    let view = persons::owned(visit.ctx, &visit.actor, user).await?;
    Ok(Reply::show(screens::owned(visit.reader, &view)))
}

async fn history(visit: &Visit<'_>, user: UserId, page: u32) -> Result<Reply, ServiceError> {
    let mut view = persons::history(visit.ctx, &visit.actor, user, page).await?;
    if let Some(last) = view.page.last_instead() {
        view = persons::history(visit.ctx, &visit.actor, user, last).await?;
    }
    Ok(Reply::show(screens::history(visit.reader, &view)))
}

async fn ask_note(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    let found = card(visit, user).await?.user;
    visit.ask(Dialogue::Person(Question::Note(user))).await;
    let words = screens::Question::Note {
        name: &found.full_name(),
        most: MOST_MEMBER_NOTE,
        has_note: found.note.is_some().then_some(user),
    };
    Ok(Reply::show(screens::ask(visit.reader, words)))
}

async fn typed_note(visit: &Visit<'_>, user: UserId, text: &str) -> Result<Reply, ServiceError> {
    if text.is_empty() {
        return ask_note(visit, user).await;
    }
    acts::set_note(visit.ctx, &visit.actor, user, text, visit.now()).await?;
    visit.forget().await;
    show(visit, user).await
}

async fn clear_note(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    acts::set_note(visit.ctx, &visit.actor, user, "", visit.now()).await?;
    done(visit, user).await
}

async fn ask_write(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    let name = card(visit, user).await?.user.full_name();
    visit.ask(Dialogue::Person(Question::Write(user))).await;
    let words = screens::Question::Write { name: &name };
    Ok(Reply::show(screens::ask(visit.reader, words)))
}

/// Hands the admin's message on; a task tells how it went.
async fn write(visit: &Visit<'_>, user: UserId, message: &Message) -> Result<Reply, ServiceError> {
    let (id, album) = (
        MessageId(message.message_id),
        message.media_group_id.clone(),
    );
    match acts::write_to(visit.ctx, &visit.actor, user, id, album, visit.now()).await {
        // Killed after the act: the task is on its way all the same.
        Ok(()) | Err(ServiceError::Refused(Refusal::AlreadyApplied)) => {}
        Err(error) => return Err(error),
    }
    visit.forget().await;
    Ok(Reply::nothing())
}

fn refused(refusal: PersonRefusal) -> ServiceError {
    ServiceError::Refused(refusal.into())
}
