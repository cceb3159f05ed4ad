//! Everybody's VPN keys.

mod acts;
mod hand;

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::ConfigId;
use crate::models::ConfigScope;
use crate::models::HandDraft;
use crate::models::Permission;
use crate::models::StaffCard;
use crate::models::UserId;
use crate::screens::Action;
use crate::screens::callback::VpnAction;
use crate::screens::vpn;
use crate::services::ServiceError;
use crate::services::vpn::staff;
use crate::telegram::update::Message;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// For what to look?
    Search,
    /// What is the key called?
    Rename(ConfigId),
    /// When does the account end?
    End(ConfigId),
    /// How many gigabytes?
    Limit(ConfigId),
    /// For whom is the new key?
    Person,
    /// How many days does it last?
    Days(HandDraft),
    /// What is it called? Then it is made.
    Name(HandDraft),
}

/// What a button needs.
pub fn permission(action: VpnAction) -> Option<Permission> {
    Some(match action {
        VpnAction::List(..)
        | VpnAction::Servers
        | VpnAction::Search
        | VpnAction::OfPerson(_)
        | VpnAction::Show(_)
        | VpnAction::History(..) => Permission::SeeKeys,
        VpnAction::Send(_)
        | VpnAction::File(_)
        | VpnAction::Rename(_)
        | VpnAction::Rotate(_)
        | VpnAction::RotateYes(_)
        | VpnAction::Hold(_)
        | VpnAction::Release(_)
        | VpnAction::Delete(_)
        | VpnAction::DeleteYes(_)
        | VpnAction::Move(_)
        | VpnAction::MoveTo(..)
        | VpnAction::Terms(_)
        | VpnAction::Days(..)
        | VpnAction::AskEnd(_)
        | VpnAction::NoEnd(_)
        | VpnAction::Limit(..)
        | VpnAction::AskLimit(_)
        | VpnAction::NewPeriod(_)
        | VpnAction::Devices(..)
        | VpnAction::Paid(_)
        | VpnAction::Upgrade(..)
        | VpnAction::New
        | VpnAction::NewFor(_)
        | VpnAction::NewServer(_)
        | VpnAction::NewDays(_)
        | VpnAction::AskDays(_)
        | VpnAction::NewLimit(_)
        | VpnAction::NewPreview(_)
        | VpnAction::NewName(_)
        | VpnAction::Make(_)
        | VpnAction::Bulk
        | VpnAction::BulkPreview(_)
        | VpnAction::BulkYes(_) => Permission::ManageKeys,
    })
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: VpnAction) -> Result<Reply, ServiceError> {
    match action {
        VpnAction::List(scope, page) => list(visit, scope, page).await,
        VpnAction::Servers => servers(visit).await,
        VpnAction::Search => ask(visit, Question::Search, vpn::Question::Search).await,
        VpnAction::OfPerson(user) => of_person(visit, user).await,
        VpnAction::Show(id) => show(visit, id).await,
        VpnAction::History(id, page) => history(visit, id, page).await,
        VpnAction::Send(id) => acts::send(visit, id).await,
        VpnAction::File(id) => acts::file(visit, id).await,
        VpnAction::Rename(id) => acts::ask_name(visit, id).await,
        VpnAction::Rotate(id) => {
            let card = card(visit, id).await?;
            Ok(Reply::show(vpn::ask_rotate(visit.reader, &card)))
        }
        VpnAction::RotateYes(id) => acts::rotate(visit, id).await,
        VpnAction::Hold(id) => acts::set_held(visit, id, true).await,
        VpnAction::Release(id) => acts::set_held(visit, id, false).await,
        VpnAction::Delete(id) => {
            let card = card(visit, id).await?;
            Ok(Reply::show(vpn::ask_delete(visit.reader, &card)))
        }
        VpnAction::DeleteYes(id) => acts::delete(visit, id).await,
        VpnAction::Move(id) => {
            let card = card(visit, id).await?;
            Ok(Reply::show(vpn::move_to(visit.reader, &card)))
        }
        VpnAction::MoveTo(id, server) => acts::move_to(visit, id, server).await,
        VpnAction::Terms(id) => acts::terms(visit, id).await,
        VpnAction::Days(id, days) => acts::more_days(visit, id, days).await,
        VpnAction::AskEnd(id) => ask(visit, Question::End(id), vpn::Question::End).await,
        VpnAction::NoEnd(id) => acts::no_end(visit, id).await,
        VpnAction::Limit(id, gigabytes) => acts::limit(visit, id, gigabytes).await,
        VpnAction::AskLimit(id) => ask(visit, Question::Limit(id), vpn::Question::Limit).await,
        VpnAction::NewPeriod(id) => acts::new_period(visit, id).await,
        VpnAction::Devices(id, count) => acts::devices(visit, id, count).await,
        VpnAction::Paid(id) => acts::ask_upgrade(visit, id).await,
        VpnAction::Upgrade(id, days) => acts::upgrade(visit, id, days).await,
        VpnAction::New => hand::begin(visit).await,
        VpnAction::NewFor(user) => hand::kinds(visit, user).await,
        VpnAction::NewServer(draft) => hand::servers(visit, draft).await,
        VpnAction::NewDays(draft) => Ok(Reply::show(vpn::days(visit.reader, draft))),
        VpnAction::AskDays(draft) => ask(visit, Question::Days(draft), vpn::Question::Days).await,
        VpnAction::NewLimit(draft) => Ok(Reply::show(vpn::limits(visit.reader, draft))),
        VpnAction::NewPreview(draft) => hand::preview(visit, draft).await,
        VpnAction::NewName(draft) => {
            let question = vpn::Question::Name { now: None };
            ask(visit, Question::Name(draft), question).await
        }
        VpnAction::Make(draft) => hand::make(visit, draft, String::new()).await,
        VpnAction::Bulk => hand::bulk(visit).await,
        VpnAction::BulkPreview(scope) => hand::bulk_preview(visit, scope).await,
        VpnAction::BulkYes(scope) => hand::bulk_extend(visit, scope).await,
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: VpnAction) -> Action {
    Action::Vpn(match action {
        VpnAction::List(scope, page) => VpnAction::List(scope, page),
        VpnAction::Servers => VpnAction::Servers,
        VpnAction::OfPerson(user) => VpnAction::OfPerson(user),
        VpnAction::Show(id)
        | VpnAction::Send(id)
        | VpnAction::File(id)
        | VpnAction::Rename(id)
        | VpnAction::Rotate(id)
        | VpnAction::RotateYes(id)
        | VpnAction::Hold(id)
        | VpnAction::Release(id)
        | VpnAction::Delete(id)
        | VpnAction::DeleteYes(id)
        | VpnAction::Move(id)
        | VpnAction::MoveTo(id, _) => VpnAction::Show(id),
        VpnAction::History(id, page) => VpnAction::History(id, page),
        VpnAction::Terms(id)
        | VpnAction::Days(id, _)
        | VpnAction::AskEnd(id)
        | VpnAction::NoEnd(id)
        | VpnAction::Limit(id, _)
        | VpnAction::AskLimit(id)
        | VpnAction::NewPeriod(id)
        | VpnAction::Devices(id, _)
        | VpnAction::Paid(id)
        | VpnAction::Upgrade(id, _) => VpnAction::Terms(id),
        VpnAction::Search
        | VpnAction::New
        | VpnAction::NewFor(_)
        | VpnAction::NewServer(_)
        | VpnAction::NewDays(_)
        | VpnAction::AskDays(_)
        | VpnAction::NewLimit(_)
        | VpnAction::NewPreview(_)
        | VpnAction::NewName(_)
        | VpnAction::Make(_) => VpnAction::List(ConfigScope::KEPT, 0),
        VpnAction::Bulk | VpnAction::BulkPreview(_) | VpnAction::BulkYes(_) => VpnAction::Bulk,
    })
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    Some(match question {
        Question::Search => Permission::SeeKeys,
        Question::Rename(_)
        | Question::End(_)
        | Question::Limit(_)
        | Question::Person
        | Question::Days(_)
        | Question::Name(_) => Permission::ManageKeys,
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
        Question::Search => search(visit, text).await,
        Question::Rename(id) => acts::rename(visit, id, text).await,
        Question::End(id) => acts::typed_end(visit, id, text).await,
        Question::Limit(id) => acts::typed_limit(visit, id, text).await,
        Question::Person => hand::person(visit, message, text).await,
        Question::Days(draft) => hand::typed_days(visit, draft, text).await,
        Question::Name(draft) => hand::named(visit, draft, text).await,
    }
}

/// Where a question was asked that is left without an answer.
pub async fn left(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    match question {
        Question::Rename(id) => show(visit, id).await,
        Question::End(id) | Question::Limit(id) => acts::terms(visit, id).await,
        Question::Search | Question::Person | Question::Days(_) | Question::Name(_) => {
            list(visit, ConfigScope::KEPT, 0).await
        }
    }
}

/// Asks for something to be typed.
async fn ask(
    visit: &Visit<'_>,
    question: Question,
    words: vpn::Question<'_>,
) -> Result<Reply, ServiceError> {
    visit.ask(Dialogue::Vpn(question)).await;
    Ok(Reply::show(vpn::ask(visit.reader, words)))
}

/// A page of the keys.
pub async fn list(visit: &Visit<'_>, scope: ConfigScope, page: u32) -> Result<Reply, ServiceError> {
    let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
    let mut view = staff::list(ctx, actor, scope, page, now).await?;
    if let Some(last) = view.page.last_instead() {
        view = staff::list(ctx, actor, scope, last, now).await?;
    }
    Ok(Reply::show(vpn::list(visit.reader, &view)))
}

async fn servers(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let servers = staff::servers(visit.ctx, &visit.actor).await?;
    Ok(Reply::show(vpn::servers(visit.reader, &servers)))
}

async fn card(visit: &Visit<'_>, id: ConfigId) -> Result<StaffCard, ServiceError> {
    staff::card(visit.ctx, &visit.actor, id, visit.now()).await
}

/// One key.
async fn show(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    let card = card(visit, id).await?;
    Ok(Reply::show(vpn::card(visit.reader, &card)))
}

async fn history(visit: &Visit<'_>, id: ConfigId, page: u32) -> Result<Reply, ServiceError> {
    let (ctx, actor) = (visit.ctx, &visit.actor);
    let mut view = staff::history(ctx, actor, id, page).await?;
    if let Some(last) = view.page.last_instead() {
        view = staff::history(ctx, actor, id, last).await?;
    }
    Ok(Reply::show(vpn::history(visit.reader, &view)))
}

/// The keys a text finds: one is shown at once, and then the question is over.
async fn search(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    let found = staff::search(visit.ctx, &visit.actor, text, visit.now()).await?;
    if let [one] = found.as_slice() {
        visit.forget().await;
        return show(visit, one.config.id).await;
    }
    let is_full = found.len() >= staff::MOST_FOUND;
    Ok(Reply::show(vpn::found(visit.reader, &found, is_full)))
}

/// The keys of a person, also those that are gone.
async fn of_person(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    let found = staff::of_person(visit.ctx, &visit.actor, user, visit.now()).await?;
    Ok(Reply::show(vpn::of_person(visit.reader, user, &found)))
}
