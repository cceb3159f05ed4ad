//! The VPN servers, their pools, and the settings of keys.

mod add;
mod card;
mod edit;
mod pools;
mod proxies;
mod remove;
pub mod settings;
mod strangers;

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Permission;
use crate::models::ServerField;
use crate::models::ServerId;
use crate::models::VpnSetting;
use crate::screens::Action;
use crate::screens::Screen;
use crate::screens::callback::ServerAction;
use crate::services::ServiceError;
use crate::services::vpn::servers::Access;
use crate::services::vpn::servers::ImportedPeer;
use crate::telegram::update::Message;

pub use card::list;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// Which interface of this machine?
    Local,
    /// What did `portero node` print?
    Node,
    /// Which key, and which place?
    FilePlace,
    /// What did the Outline server print at its installation?
    Outline,
    /// Where is telemt's control interface?
    Telemt,
    /// Where are the files of the mtprotoproxy?
    MtProtoFile,
    /// Which links?
    Links,
    /// How does the fingerprint begin that this server should have?
    Trust { access: Access, pin: String },
    /// Which value?
    Field(ServerId, ServerField),
    /// Which networks, for trials or not?
    Pool(ServerId, bool),
    /// Whose key is that stranger to be?
    Owner(ServerId, String),
    /// Which file?
    Import(ServerId),
    /// Whose keys are the peers of the file to be?
    Owners(ServerId, Vec<ImportedPeer>),
    /// Which value of a setting?
    Setting(VpnSetting),
}

/// What a button needs.
pub fn permission(action: ServerAction) -> Option<Permission> {
    use ServerAction as S;
    Some(match action {
        S::List(_)
        | S::Show(_)
        | S::Test(_)
        | S::Pools(..)
        | S::Drift(_)
        | S::Strangers(..)
        | S::Stranger(..) => Permission::SeeServers,
        S::Adopt(..) | S::Leave(..) => Permission::ManageKeys,
        // It begins at the server's card.
        S::Import(_) => Permission::ManageServers,
        S::TellPeople(..)
        | S::Add
        | S::AddLocal
        | S::AddNode
        | S::AddFile
        | S::AddOutline
        | S::AddTelemt
        | S::AddMtProtoFile
        | S::AddLinks
        | S::AddDemo(_)
        | S::Edit(_)
        | S::Ask(..)
        | S::Clear(..)
        | S::SetFlag(..)
        | S::SetForm(..)
        | S::Register(_)
        | S::AmneziaMake(_)
        | S::AmneziaMakeYes(_)
        | S::AmneziaOff(_)
        | S::PoolAdd(..)
        | S::PoolSuggested(..)
        | S::PoolDrop(..)
        | S::PoolDropYes(..)
        | S::Drain(_)
        | S::Fill(_)
        | S::Remove(_)
        | S::RemoveTo(..)
        | S::RemoveToYes(..)
        | S::RemoveAll(_)
        | S::RemoveAllYes(_)
        | S::File(_)
        | S::Repair(_)
        | S::Settings
        | S::Setting(_)
        | S::Choose(..)
        | S::PickChannel
        | S::Reset
        | S::ResetYes => Permission::ManageServers,
    })
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: ServerAction) -> Result<Reply, ServiceError> {
    use ServerAction as S;
    match action {
        S::List(page) => card::list(visit, page).await,
        S::Add => Ok(add::kinds(visit)),
        S::AddLocal => add::ask_local(visit).await,
        S::AddNode => add::ask_node(visit).await,
        S::AddFile => add::ask_file(visit).await,
        S::AddOutline => add::ask_outline(visit).await,
        S::AddTelemt => proxies::ask_telemt(visit).await,
        S::AddMtProtoFile => proxies::ask_mtprotoproxy(visit).await,
        S::AddLinks => proxies::ask_links(visit).await,
        S::AddDemo(kind) => add::demo(visit, kind).await,
        S::Show(id) => card::show(visit, id).await,
        S::Test(id) => card::test(visit, id).await,
        S::TellPeople(id, outage) => card::tell_people(visit, id, outage).await,
        S::Edit(id) => edit::edit(visit, id, false).await,
        S::Ask(id, field) => edit::ask(visit, id, field).await,
        S::Clear(id, field) => edit::clear(visit, id, field).await,
        S::SetFlag(id, number) => edit::flag(visit, id, number).await,
        S::SetForm(id, form, is_on) => proxies::set_form(visit, id, form, is_on).await,
        S::Register(id) => proxies::registration(visit, id).await,
        S::AmneziaMake(id) => edit::ask_amnezia(visit, id).await,
        S::AmneziaMakeYes(id) => edit::make_amnezia(visit, id).await,
        S::AmneziaOff(id) => edit::ask_amnezia_off(visit, id).await,
        S::Pools(id, page) => pools::list(visit, id, page).await,
        S::PoolAdd(id, is_trial) => pools::ask(visit, id, is_trial).await,
        S::PoolSuggested(id, is_trial, number) => pools::take(visit, id, is_trial, number).await,
        S::PoolDrop(id, pool) => pools::ask_drop(visit, id, pool).await,
        S::PoolDropYes(id, pool) => pools::drop(visit, id, pool).await,
        S::Drain(id) => edit::drain(visit, id, true).await,
        S::Fill(id) => edit::drain(visit, id, false).await,
        S::Remove(id) => remove::ask(visit, id).await,
        S::RemoveTo(id, to) => remove::ask_move(visit, id, to).await,
        S::RemoveToYes(id, to) => remove::move_all(visit, id, to).await,
        S::RemoveAll(id) => remove::ask_end(visit, id).await,
        S::RemoveAllYes(id) => remove::end_all(visit, id).await,
        S::File(id) => card::file(visit, id).await,
        S::Drift(id) => card::drift(visit, id).await,
        S::Repair(id) => card::repair(visit, id).await,
        S::Strangers(id, page) => strangers::list(visit, id, page).await,
        S::Stranger(id, which) => strangers::show(visit, id, which).await,
        S::Adopt(id, which) => strangers::ask_owner(visit, id, which).await,
        S::Leave(id, which) => strangers::leave(visit, id, which).await,
        S::Import(id) => strangers::ask_import(visit, id).await,
        S::Settings => settings::list(visit).await,
        S::Setting(setting) => settings::show(visit, setting, false).await,
        S::Choose(setting, number) => settings::choose(visit, setting, number).await,
        S::PickChannel => settings::pick_channel(visit).await,
        S::Reset => Ok(settings::ask_reset(visit)),
        S::ResetYes => settings::reset(visit).await,
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: ServerAction) -> Action {
    use ServerAction as S;
    Action::Server(match action {
        S::List(page) => S::List(page),
        S::Add
        | S::AddLocal
        | S::AddNode
        | S::AddFile
        | S::AddOutline
        | S::AddTelemt
        | S::AddMtProtoFile
        | S::AddLinks
        | S::AddDemo(_)
        // A removed server has no card.
        | S::RemoveToYes(..)
        | S::RemoveAllYes(_) => S::List(0),
        S::Show(id)
        | S::Test(id)
        | S::TellPeople(id, _)
        | S::Drain(id)
        | S::Fill(id)
        | S::Remove(id)
        | S::RemoveTo(id, _)
        | S::RemoveAll(id)
        | S::Register(id)
        | S::File(id)
        | S::Import(id) => S::Show(id),
        S::Ask(id, ServerField::Tag) | S::Clear(id, ServerField::Tag) => S::Register(id),
        S::Edit(id)
        | S::Ask(id, _)
        | S::Clear(id, _)
        | S::SetFlag(id, _)
        | S::SetForm(id, ..)
        | S::AmneziaMake(id)
        | S::AmneziaMakeYes(id)
        | S::AmneziaOff(id) => S::Edit(id),
        S::Pools(id, page) => S::Pools(id, page),
        S::PoolAdd(id, _)
        | S::PoolSuggested(id, ..)
        | S::PoolDrop(id, _)
        | S::PoolDropYes(id, _) => S::Pools(id, 0),
        S::Drift(id) | S::Repair(id) => S::Drift(id),
        S::Strangers(id, page) => S::Strangers(id, page),
        S::Stranger(id, _) | S::Adopt(id, _) | S::Leave(id, _) => S::Strangers(id, 0),
        S::Settings | S::Reset | S::ResetYes => S::Settings,
        S::Setting(setting) | S::Choose(setting, _) => S::Setting(setting),
        S::PickChannel => S::Setting(VpnSetting::TrialChannel),
    })
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    match question {
        Question::Owner(..) | Question::Import(_) | Question::Owners(..) => {
            Some(Permission::ManageKeys)
        }
        Question::Local
        | Question::Node
        | Question::FilePlace
        | Question::Outline
        | Question::Telemt
        | Question::MtProtoFile
        | Question::Links
        | Question::Trust { .. }
        | Question::Field(..)
        | Question::Pool(..)
        | Question::Setting(_) => Some(Permission::ManageServers),
    }
}

/// Takes the answer to a question. One that is refused leaves the question open.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let text = message.text.as_deref().unwrap_or_default().trim();
    match question {
        Question::Local => add::typed_local(visit, text).await,
        Question::Node => add::typed_node(visit, message).await,
        Question::FilePlace => add::typed_file(visit, text).await,
        Question::Outline => add::typed_outline(visit, message).await,
        Question::Telemt => proxies::typed_telemt(visit, message).await,
        Question::MtProtoFile => proxies::typed_mtprotoproxy(visit, text).await,
        Question::Links => proxies::typed_links(visit, message).await,
        Question::Trust { access, pin } => add::typed_trust(visit, access, pin, text).await,
        Question::Field(id, field) => edit::typed(visit, id, field, text).await,
        Question::Pool(id, is_trial) => pools::typed(visit, id, is_trial, text).await,
        Question::Owner(id, remote_id) => strangers::typed_owner(visit, id, remote_id, text).await,
        Question::Import(id) => strangers::received(visit, id, message).await,
        Question::Owners(id, peers) => strangers::typed_owners(visit, id, peers, text).await,
        Question::Setting(setting) => settings::typed(visit, setting, text).await,
    }
}

/// Shows where the person was before a question that they left.
pub async fn left(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    match question {
        Question::Local
        | Question::Node
        | Question::FilePlace
        | Question::Outline
        | Question::Telemt
        | Question::MtProtoFile
        | Question::Links
        | Question::Trust { .. } => card::list(visit, 0).await,
        Question::Field(id, field) => edit::after(visit, id, field, false).await,
        Question::Pool(id, _) => pools::list(visit, id, 0).await,
        Question::Owner(id, _) => strangers::list(visit, id, 0).await,
        Question::Import(id) | Question::Owners(id, _) => card::show(visit, id).await,
        Question::Setting(_) => settings::list(visit).await,
    }
}

/// Takes the next message as the answer to that question, and asks it.
async fn ask(visit: &Visit<'_>, question: Question, screen: Screen) -> Reply {
    visit.ask(Dialogue::Server(question)).await;
    Reply::show(screen)
}
