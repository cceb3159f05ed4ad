//! A person's own VPN keys.
//!
//! The services look for a key among those of the person: a stranger's key is none.

mod change;
mod make;
pub mod trial;
pub mod usage;

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::ConfigId;
use crate::models::InboxSeq;
use crate::models::KeyCard;
use crate::models::Permission;
use crate::models::ServerId;
use crate::models::VpnKind;
use crate::screens::Action;
use crate::screens::callback::KeyAction;
use crate::screens::keys as screens;
use crate::screens::keys::KeyList;
use crate::screens::shop;
use crate::services::ServiceError;
use crate::services::money;
use crate::services::vpn::keys;
use crate::services::vpn::trial as trials;
use crate::telegram::update::Message;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// What is the new key called?
    Name {
        kind: VpnKind,
        /// `None` = wherever most room is.
        server: Option<ServerId>,
        /// The update that led to the question: it makes one key.
        asked: InboxSeq,
    },
    /// What is the key called from now on?
    Rename(ConfigId),
    /// Which networks go through it?
    Networks(ConfigId),
}

/// What a button needs: nothing, but the key to be one's own.
pub fn permission(action: KeyAction) -> Option<Permission> {
    match action {
        KeyAction::List(_)
        | KeyAction::New
        | KeyAction::NewOf(_)
        | KeyAction::NewAt(..)
        | KeyAction::Make(..)
        | KeyAction::Trial
        | KeyAction::TrialOf(_)
        | KeyAction::Show(_)
        | KeyAction::File(_)
        | KeyAction::Qr(_)
        | KeyAction::Link(_)
        | KeyAction::Guide(_)
        | KeyAction::Rename(_)
        | KeyAction::Rotate(_)
        | KeyAction::RotateYes(_)
        | KeyAction::Pause(_)
        | KeyAction::Resume(_)
        | KeyAction::Delete(_)
        | KeyAction::DeleteYes(_)
        | KeyAction::Routing(_)
        | KeyAction::SetRouting(..)
        | KeyAction::AskNetworks(_)
        | KeyAction::Usage
        | KeyAction::Traffic(..) => None,
    }
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: KeyAction) -> Result<Reply, ServiceError> {
    match action {
        KeyAction::List(page) => list(visit, page).await,
        KeyAction::New => make::begin(visit).await,
        KeyAction::NewOf(kind) => make::of_kind(visit, kind).await,
        KeyAction::NewAt(kind, server) => make::at(visit, kind, server).await,
        KeyAction::Make(kind, server, asked, device) => {
            make::suggested(visit, kind, server, asked, device).await
        }
        KeyAction::Trial => trial::show(visit).await,
        KeyAction::TrialOf(kind) => trial::take(visit, kind).await,
        KeyAction::Show(id) => show(visit, id).await,
        KeyAction::File(id) | KeyAction::Link(id) => change::secret(visit, id).await,
        KeyAction::Qr(id) => change::code(visit, id).await,
        KeyAction::Guide(id) => change::guide(visit, id).await,
        KeyAction::Rename(id) => change::ask_name(visit, id).await,
        KeyAction::Rotate(id) => change::ask_rotate(visit, id).await,
        KeyAction::RotateYes(id) => change::rotate(visit, id).await,
        KeyAction::Pause(id) => change::pause(visit, id).await,
        KeyAction::Resume(id) => change::resume(visit, id).await,
        KeyAction::Delete(id) => change::ask_delete(visit, id).await,
        KeyAction::DeleteYes(id) => change::delete(visit, id).await,
        KeyAction::Routing(id) => change::ask_routing(visit, id).await,
        KeyAction::SetRouting(id, route) => change::route(visit, id, route).await,
        KeyAction::AskNetworks(id) => change::ask_networks(visit, id).await,
        KeyAction::Usage => usage::show(visit).await,
        KeyAction::Traffic(span, config) => usage::traffic(visit, span, config).await,
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: KeyAction) -> Action {
    Action::Key(match action {
        KeyAction::List(page) => KeyAction::List(page),
        KeyAction::New
        | KeyAction::NewOf(_)
        | KeyAction::NewAt(..)
        | KeyAction::Make(..)
        | KeyAction::Trial
        | KeyAction::TrialOf(_)
        | KeyAction::DeleteYes(_) => KeyAction::List(0),
        KeyAction::Show(id)
        | KeyAction::File(id)
        | KeyAction::Qr(id)
        | KeyAction::Link(id)
        | KeyAction::Guide(id)
        | KeyAction::Rename(id)
        | KeyAction::Rotate(id)
        | KeyAction::RotateYes(id)
        | KeyAction::Pause(id)
        | KeyAction::Resume(id)
        | KeyAction::Delete(id)
        | KeyAction::Routing(id)
        | KeyAction::SetRouting(id, _)
        | KeyAction::AskNetworks(id) => KeyAction::Show(id),
        KeyAction::Usage => KeyAction::Usage,
        KeyAction::Traffic(span, config) => KeyAction::Traffic(span, config),
    })
}

/// What the answer to a question needs: nothing, but the key to be one's own.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    match question {
        Question::Name { .. } | Question::Rename(_) | Question::Networks(_) => None,
    }
}

/// Takes the answer to a question. After one that will not do, another may come.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let text = message.text.as_deref().unwrap_or_default().trim();
    match question {
        Question::Name {
            kind,
            server,
            asked,
        } => make::named(visit, kind, server, asked, text).await,
        Question::Rename(id) => change::renamed(visit, id, text).await,
        Question::Networks(id) => change::networks(visit, id, text).await,
    }
}

/// Where the person was before the question.
pub async fn left(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    match question {
        Question::Name { .. } => list(visit, 0).await,
        Question::Rename(id) | Question::Networks(id) => show(visit, id).await,
    }
}

/// The person's keys, and the way to another.
pub async fn list(visit: &Visit<'_>, page: u32) -> Result<Reply, ServiceError> {
    let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
    let mine = keys::mine(ctx, actor, now).await?;
    let offer = keys::offer(ctx, actor, visit.user, now).await?;
    let has_trial = mine.is_empty() && has_trial(visit).await?;
    let list = KeyList {
        keys: &mine,
        offer: &offer,
        has_trial,
    };
    let screen = screens::list(visit.reader, list, page);
    let is_open = money::shop::is_open(ctx).await?;
    Ok(Reply::show(shop::with_renewal_below(
        visit.reader,
        screen,
        is_open,
    )))
}

/// Whether a trial is theirs for the asking.
async fn has_trial(visit: &Visit<'_>) -> Result<bool, ServiceError> {
    let offer = trials::offer(visit.ctx, &visit.actor, visit.now()).await?;
    Ok(offer.blocked.is_none() && offer.kinds.iter().any(|kind| kind.blocked.is_none()))
}

/// One key.
async fn show(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    let card = card(visit, id).await?;
    let owner = card.view.config.user;
    let all = keys::of_user(visit.ctx, &visit.actor, owner, visit.now()).await?;
    let account = card.view.account.id;
    let count = all.iter().filter(|key| key.account.id == account).count();
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    let screen = screens::card::card(visit.reader, &card, count);
    let is_open = owner == visit.user && money::shop::is_open(visit.ctx).await?;
    Ok(Reply::show(shop::with_renewal_below(
        visit.reader,
        screen,
        is_open,
    )))
}

async fn card(visit: &Visit<'_>, id: ConfigId) -> Result<KeyCard, ServiceError> {
    keys::card(visit.ctx, &visit.actor, id, visit.now()).await
}

/// Takes the next message as the answer to that question.
async fn ask(visit: &Visit<'_>, question: Question) {
    visit.ask(Dialogue::Key(question)).await;
}
