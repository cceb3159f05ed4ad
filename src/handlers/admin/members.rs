//! Who is a VIP member: the lists, the cards and the acts on them, import, migration links, the access audit.

mod acts;
mod audit;
mod import;
mod migration;

pub use acts::part;
pub use migration::open as open_migration;

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::handlers::admin::persons;
use crate::models::Door;
use crate::models::ImportId;
use crate::models::MemberCard;
use crate::models::MemberFilter;
use crate::models::MemberRefusal;
use crate::models::Permission;
use crate::models::Presence;
use crate::models::UserId;
use crate::screens::Action;
use crate::screens::callback::MemberAction;
use crate::screens::callback::PersonAction;
use crate::screens::members;
use crate::screens::notices::Toast;
use crate::services;
use crate::services::ServiceError;
use crate::services::members::acts as service_acts;
use crate::services::members::desk;
use crate::services::members::search;
use crate::services::members::search::Wanted;
use crate::telegram::update::Author;
use crate::telegram::update::Message;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// Whom to look for?
    Search,
    /// By how many days is the end moved?
    Days(UserId),
    /// When does access end?
    Date(UserId),
    /// Which words on them?
    Note(UserId),
    /// What is to be handed on?
    Write(UserId),
    /// Which file?
    ImportFile,
    /// What does an empty end mean?
    ImportEnd(ImportId),
    /// What does the migration link give?
    MigrationGift,
}

/// What a button needs.
pub fn permission(action: MemberAction) -> Option<Permission> {
    Some(match action {
        MemberAction::Search
        | MemberAction::Tools
        | MemberAction::Export(_)
        | MemberAction::Look(_)
        | MemberAction::History(..) => Permission::SeeMembers,
        MemberAction::Grant(_)
        | MemberAction::Shift(..)
        | MemberAction::Days(_)
        | MemberAction::Date(_)
        | MemberAction::Life(_)
        | MemberAction::LifeYes(_)
        | MemberAction::Link(_)
        | MemberAction::Note(_)
        | MemberAction::NoteClear(_)
        | MemberAction::Write(_)
        | MemberAction::Remove(_)
        | MemberAction::RemoveYes(_)
        | MemberAction::Import
        | MemberAction::ImportShow(_)
        | MemberAction::ImportLife(_)
        | MemberAction::ImportDays(..)
        | MemberAction::ImportDate(_)
        | MemberAction::ImportTell(..)
        | MemberAction::ImportYes(_)
        | MemberAction::ImportCancel(_)
        | MemberAction::Migrations(_)
        | MemberAction::MigrationNew
        | MemberAction::MigrationOther
        | MemberAction::MigrationPreview(_)
        | MemberAction::MigrationValid(_)
        | MemberAction::MigrationUses(_)
        | MemberAction::MigrationMake(_)
        | MemberAction::MigrationRevoke(_)
        | MemberAction::MigrationRevokeYes(_)
        | MemberAction::Audit
        | MemberAction::AuditBegin
        | MemberAction::AuditShow(_)
        | MemberAction::AuditPeople(..)
        | MemberAction::AuditStop(_)
        | MemberAction::AuditLinks(_)
        | MemberAction::AuditLinksYes(_)
        | MemberAction::AuditRemove(_)
        | MemberAction::AuditRemoveYes(_)
        | MemberAction::AuditUndo(_) => Permission::ManageMembers,
        MemberAction::Ban(_) | MemberAction::BanYes(_) | MemberAction::Unban(_) => {
            Permission::ManagePeople
        }
    })
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: MemberAction) -> Result<Reply, ServiceError> {
    match action {
        MemberAction::Search => ask(visit, Question::Search, members::Question::Search).await,
        MemberAction::Tools => Ok(Reply::show(members::tools(visit.reader))),
        MemberAction::Export(filter) => export(visit, filter).await,
        MemberAction::Look(user) => look(visit, user).await,
        MemberAction::History(user, page) => history(visit, user, page).await,
        MemberAction::Grant(user) => acts::grant(visit, user).await,
        MemberAction::Shift(user, days) => acts::shift(visit, user, days).await,
        MemberAction::Days(user) => acts::ask_days(visit, user).await,
        MemberAction::Date(user) => acts::ask_date(visit, user).await,
        MemberAction::Life(user) => acts::ask_life(visit, user).await,
        MemberAction::LifeYes(user) => acts::life(visit, user).await,
        MemberAction::Link(user) => acts::link(visit, user).await,
        MemberAction::Note(user) => acts::ask_note(visit, user).await,
        MemberAction::NoteClear(user) => acts::clear_note(visit, user).await,
        MemberAction::Write(user) => acts::ask_write(visit, user).await,
        MemberAction::Remove(user) => acts::ask_remove(visit, user).await,
        MemberAction::RemoveYes(user) => acts::remove(visit, user).await,
        MemberAction::Ban(user) => persons::bans::ask(visit, user).await,
        MemberAction::BanYes(user) => persons::bans::for_ever(visit, user).await,
        MemberAction::Unban(user) => persons::bans::lift(visit, user).await,
        MemberAction::Import => import::ask(visit).await,
        MemberAction::ImportShow(id) => import::show(visit, id).await,
        MemberAction::ImportLife(id) => import::for_life(visit, id).await,
        MemberAction::ImportDays(id, days) => import::days(visit, id, days).await,
        MemberAction::ImportDate(id) => import::ask_end(visit, id).await,
        MemberAction::ImportTell(id, tells) => import::tell(visit, id, tells).await,
        MemberAction::ImportYes(id) => import::confirm(visit, id).await,
        MemberAction::ImportCancel(id) => import::cancel(visit, id).await,
        MemberAction::Migrations(page) => migration::list(visit, page).await,
        MemberAction::MigrationNew => migration::begin(visit).await,
        MemberAction::MigrationOther => migration::ask_gift(visit).await,
        MemberAction::MigrationPreview(draft) => migration::preview(visit, draft),
        MemberAction::MigrationValid(draft) => migration::valid(visit, draft),
        MemberAction::MigrationUses(draft) => migration::uses(visit, draft),
        MemberAction::MigrationMake(draft) => migration::make(visit, draft).await,
        MemberAction::MigrationRevoke(id) => migration::ask_revoke(visit, id),
        MemberAction::MigrationRevokeYes(id) => migration::revoke(visit, id).await,
        MemberAction::Audit => audit::last(visit).await,
        MemberAction::AuditBegin => audit::begin(visit).await,
        MemberAction::AuditShow(id) => audit::show(visit, id).await,
        MemberAction::AuditPeople(id, finding, page) => {
            audit::people(visit, id, finding, page).await
        }
        MemberAction::AuditStop(id) => audit::stop(visit, id).await,
        MemberAction::AuditLinks(id) => audit::ask_links(visit, id).await,
        MemberAction::AuditLinksYes(id) => audit::send_links(visit, id).await,
        MemberAction::AuditRemove(id) => audit::ask_remove(visit, id).await,
        MemberAction::AuditRemoveYes(id) => audit::remove(visit, id).await,
        MemberAction::AuditUndo(id) => audit::undo(visit, id).await,
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: MemberAction) -> Action {
    let list = Action::MemberList(MemberFilter::Active, 0);
    Action::Member(match action {
        MemberAction::Search | MemberAction::Export(_) => return list,
        MemberAction::Grant(user)
        | MemberAction::Shift(user, _)
        | MemberAction::Days(user)
        | MemberAction::Date(user)
        | MemberAction::Life(user)
        | MemberAction::LifeYes(user)
        | MemberAction::Link(user)
        | MemberAction::Look(user)
        | MemberAction::Note(user)
        | MemberAction::NoteClear(user)
        | MemberAction::Write(user)
        | MemberAction::Remove(user)
        | MemberAction::RemoveYes(user) => {
            return Action::MemberShow(user, MemberFilter::Active, 0);
        }
        MemberAction::Ban(user) | MemberAction::BanYes(user) | MemberAction::Unban(user) => {
            return Action::Person(PersonAction::Show(user));
        }
        MemberAction::History(user, page) => MemberAction::History(user, page),
        MemberAction::Tools | MemberAction::Import => MemberAction::Tools,
        MemberAction::ImportShow(id)
        | MemberAction::ImportLife(id)
        | MemberAction::ImportDays(id, _)
        | MemberAction::ImportDate(id)
        | MemberAction::ImportTell(id, _)
        | MemberAction::ImportYes(id)
        | MemberAction::ImportCancel(id) => MemberAction::ImportShow(id),
        MemberAction::Migrations(page) => MemberAction::Migrations(page),
        MemberAction::MigrationNew
        | MemberAction::MigrationOther
        | MemberAction::MigrationPreview(_)
        | MemberAction::MigrationValid(_)
        | MemberAction::MigrationUses(_)
        | MemberAction::MigrationMake(_)
        | MemberAction::MigrationRevoke(_)
        | MemberAction::MigrationRevokeYes(_) => MemberAction::Migrations(0),
        MemberAction::Audit | MemberAction::AuditBegin => MemberAction::Audit,
        MemberAction::AuditPeople(id, finding, page) => {
            MemberAction::AuditPeople(id, finding, page)
        }
        MemberAction::AuditShow(id)
        | MemberAction::AuditStop(id)
        | MemberAction::AuditLinks(id)
        | MemberAction::AuditLinksYes(id)
        | MemberAction::AuditRemove(id)
        | MemberAction::AuditRemoveYes(id)
        | MemberAction::AuditUndo(id) => MemberAction::AuditShow(id),
    })
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    Some(match question {
        Question::Search => Permission::SeeMembers,
        Question::Days(_)
        | Question::Date(_)
        | Question::Note(_)
        | Question::Write(_)
        | Question::ImportFile
        | Question::ImportEnd(_)
        | Question::MigrationGift => Permission::ManageMembers,
    })
}

/// Takes the answer to a question. A refused one leaves the question open.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let text = message.text.as_deref().unwrap_or_default().trim();
    match question {
        Question::Search => searched(visit, message, text).await,
        Question::Days(user) => acts::typed_days(visit, user, text).await,
        Question::Date(user) => acts::typed_date(visit, user, text).await,
        Question::Note(user) => acts::typed_note(visit, user, text).await,
        Question::Write(user) => acts::write(visit, user, message).await,
        Question::ImportFile => import::received(visit, message).await,
        Question::ImportEnd(id) => import::typed_end(visit, id, text).await,
        Question::MigrationGift => migration::typed_gift(visit, text).await,
    }
}

/// Where a question was asked that is left without an answer.
pub async fn left(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    match question {
        Question::Search => list(visit, MemberFilter::Active, 0).await,
        Question::Days(user)
        | Question::Date(user)
        | Question::Note(user)
        | Question::Write(user) => back_at_card(visit, user).await,
        Question::ImportFile => Ok(Reply::show(members::tools(visit.reader))),
        Question::ImportEnd(id) => import::show(visit, id).await,
        Question::MigrationGift => migration::list(visit, 0).await,
    }
}

/// Asks for something to be typed.
async fn ask(
    visit: &Visit<'_>,
    question: Question,
    words: members::Question<'_>,
) -> Result<Reply, ServiceError> {
    visit.ask(Dialogue::Member(question)).await;
    Ok(Reply::show(members::ask(visit.reader, words)))
}

/// A page of the members.
pub async fn list(
    visit: &Visit<'_>,
    filter: MemberFilter,
    page: u32,
) -> Result<Reply, ServiceError> {
    let (actor, now) = (&visit.actor, visit.now());
    let mut view = desk::list(visit.ctx, actor, filter, page, now).await?;
    if let Some(last) = view.page.last_instead() {
        view = desk::list(visit.ctx, actor, filter, last, now).await?;
    }
    Ok(Reply::show(members::list(visit.reader, &view)))
}

/// One person, member or not.
pub async fn show(
    visit: &Visit<'_>,
    user: UserId,
    filter: MemberFilter,
    page: u32,
) -> Result<Reply, ServiceError> {
    let card = card(visit, user).await?;
    Ok(Reply::show(members::card(
        visit.reader,
        &card,
        filter,
        page,
    )))
}

async fn card(visit: &Visit<'_>, user: UserId) -> Result<MemberCard, ServiceError> {
    desk::get(visit.ctx, &visit.actor, user, visit.now()).await
}

/// The card after an act.
async fn back_at_card(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    show(visit, user, MemberFilter::Active, 0).await
}

/// Puts somebody on the whitelist, or takes them off.
pub async fn whitelist(
    visit: &Visit<'_>,
    user: UserId,
    is_listed: bool,
) -> Result<Reply, ServiceError> {
    desk::set_whitelist(visit.ctx, &visit.actor, user, is_listed, visit.now()).await?;
    let toast = if is_listed {
        Toast::WhitelistAdded
    } else {
        Toast::WhitelistRemoved
    };
    let reply = show(visit, user, MemberFilter::Whitelisted, 0).await?;
    Ok(reply.with_toast(visit.toast(toast)))
}

/// Asks Telegram how they stand in the channel.
async fn look(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    let chat = services::channels::get(visit.ctx, Door::Vip).await?.chat_id;
    let presence = visit.bot.presence_now(chat, user).await;
    if let Some(presence) = presence {
        services::members::seen(visit.ctx, chat, user, presence, visit.now()).await?;
    }
    let card = MemberCard {
        asked: Some(presence),
        ..card(visit, user).await?
    };
    Ok(Reply::show(members::card(
        visit.reader,
        &card,
        MemberFilter::Active,
        0,
    )))
}

async fn history(visit: &Visit<'_>, user: UserId, page: u32) -> Result<Reply, ServiceError> {
    let mut view = desk::history(visit.ctx, &visit.actor, user, page).await?;
    if let Some(last) = view.page.last_instead() {
        view = desk::history(visit.ctx, &visit.actor, user, last).await?;
    }
    Ok(Reply::show(members::history(visit.reader, &view)))
}

/// The people of a tab as a file, read some at a time.
async fn export(visit: &Visit<'_>, filter: MemberFilter) -> Result<Reply, ServiceError> {
    let now = visit.now();
    desk::export_begun(visit.ctx, &visit.actor, filter, now).await?;
    let mut table = members::Table::new(visit.reader);
    for part in 0.. {
        let cards = desk::export(visit.ctx, &visit.actor, filter, part, now).await?;
        if cards.is_empty() {
            break;
        }
        cards.iter().for_each(|card| table.push(card));
    }
    Ok(Reply::send(table.finish(filter)))
}

/// Whom a typed text or a forwarded message names.
async fn searched(visit: &Visit<'_>, message: &Message, text: &str) -> Result<Reply, ServiceError> {
    let wanted = match message.author() {
        Some(Author::Person(person)) => {
            let id = person.id;
            service_acts::met(visit.ctx, &visit.actor, person, visit.now()).await?;
            Wanted::Id(id)
        }
        Some(Author::Hidden) => return Err(refused(MemberRefusal::MemberHidden)),
        Some(Author::Chat) => return Err(refused(MemberRefusal::ForwardNamesChat)),
        None => search::read(text),
    };
    if let Wanted::Id(user) = &wanted {
        meet(visit, *user).await?;
    }
    let found = search::search(visit.ctx, &visit.actor, wanted, visit.now()).await?;
    match found.as_slice() {
        [] => Err(refused(MemberRefusal::MemberUnknown)),
        [one] => {
            visit.forget().await;
            back_at_card(visit, one.user_id).await
        }
        people => {
            let is_full = people.len() >= search::MOST_FOUND;
            Ok(Reply::show(members::found(visit.reader, people, is_full)))
        }
    }
}

/// Somebody whom the house never met may still be in the channel: Telegram knows their name then.
async fn meet(visit: &Visit<'_>, user: UserId) -> Result<(), ServiceError> {
    let known = services::home::person(visit.ctx, user).await?;
    if known.is_some() {
        return Ok(());
    }
    let chat = services::channels::get(visit.ctx, Door::Vip).await?.chat_id;
    let Some(member) = visit.bot.member_now(chat, user).await else {
        return Ok(());
    };
    if member.user.is_bot {
        return Ok(());
    }
    service_acts::met(visit.ctx, &visit.actor, member.user.person(), visit.now()).await?;
    let presence: Presence = member.presence();
    services::members::seen(visit.ctx, chat, user, presence, visit.now()).await
}

fn refused(refusal: MemberRefusal) -> ServiceError {
    ServiceError::Refused(refusal.into())
}
