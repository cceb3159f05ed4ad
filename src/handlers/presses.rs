//! Buttons: each action and its handler, one arm each.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::handlers::admin;
use crate::handlers::rights;
use crate::handlers::user;
use crate::models::Door;
use crate::models::MemberFilter;
use crate::screens::Action;
use crate::services::ServiceError;

/// Does what a pressed button says, if the person may. Any button but the page number ends the dialogue.
pub async fn press(visit: &Visit<'_>, action: Action) -> Result<Reply, ServiceError> {
    visit.need(rights::permission_of(&action), &action.to_string())?;
    route(visit, action).await
}

/// Leads an action to its handler.
pub async fn route(visit: &Visit<'_>, action: Action) -> Result<Reply, ServiceError> {
    if action == Action::Noop {
        return Ok(Reply::nothing());
    }
    let had = visit.forget().await;
    match action {
        Action::Noop => Ok(Reply::nothing()),
        Action::Home => user::start::home(visit).await,
        Action::Redeem => user::redeem::ask(visit).await,
        Action::RequestFree => user::free::ask(visit).await,
        Action::Cancel => user::cancel::cancel(visit, had).await,
        Action::MyAccess => user::access::access(visit).await,
        Action::NewLink => user::access::new_link(visit).await,
        Action::WhyNoEntry => user::access::why_no_entry(visit).await,
        Action::Languages => user::language::choose(visit),
        Action::SetLanguage(lang) => user::language::set(visit, lang).await,
        Action::Help => user::help::help(visit).await,

        Action::Main => admin::panel::panel(visit).await,
        Action::Config => admin::panel::config(visit).await,
        Action::Desk(door) => admin::panel::desk(visit, door).await,
        Action::Status => admin::status::status(visit).await,
        Action::Doctor => admin::doctor::doctor(visit).await,
        Action::Problems(page) => admin::problems::list(visit, page).await,
        Action::RetryProblem(problem) => admin::problems::retry(visit, problem).await,
        Action::DropProblem(problem) => admin::problems::ask_drop(visit, problem),
        Action::DropProblemYes(problem) => admin::problems::drop(visit, problem).await,

        Action::Setup(door) => admin::channels::setup(visit, door).await,
        Action::CancelSetup(door) => admin::channels::cancel(visit, door, had).await,
        Action::UseAs(door, chat) => admin::channels::use_as(visit, door, chat).await,
        Action::IgnoreOffer => admin::channels::ignore(visit),
        Action::Recheck(door) => admin::channels::recheck(visit, door).await,
        Action::SetWaitTime => admin::wait::ask(visit).await,
        Action::WaitMinutes(minutes) => admin::wait::set(visit, i64::from(minutes)).await,
        Action::FreeJoinLink => admin::queue::join_link(visit).await,

        Action::GenerateToken => admin::tokens::begin(visit).await,
        Action::TokenDurationOther => admin::tokens::ask_duration(visit).await,
        Action::TokenPreview(draft) => admin::tokens::preview(visit, draft),
        Action::TokenValidity(draft) => admin::tokens::validity(visit, draft),
        Action::TokenValidityOther(draft) => admin::tokens::ask_validity(visit, draft).await,
        Action::TokenCount(draft) => admin::tokens::count(visit, draft),
        Action::TokenCountOther(draft) => admin::tokens::ask_count(visit, draft).await,
        Action::TokenNote(draft) => admin::tokens::ask_note(visit, draft).await,
        Action::TokenMake(draft) => admin::tokens::make(visit, draft, None).await,
        Action::TokenList(filter, page) => admin::tokens::list(visit, filter, page).await,
        Action::TokenShow(id, filter, page) => admin::tokens::show(visit, id, filter, page).await,
        Action::TokenRevoke(id, filter, page) => {
            admin::tokens::ask_revoke(visit, id, filter, page).await
        }
        Action::TokenRevokeYes(id, filter, page) => {
            admin::tokens::revoke(visit, id, filter, page).await
        }
        Action::TokenSearch => admin::tokens::ask_search(visit).await,

        Action::MemberList(filter, page) => admin::members::list(visit, filter, page).await,
        Action::MemberShow(user, filter, page) => {
            admin::members::show(visit, user, filter, page).await
        }
        Action::WhitelistAdd(user) => admin::members::whitelist(visit, user, true).await,
        Action::WhitelistRemove(user) => admin::members::whitelist(visit, user, false).await,

        Action::QueueList(page) => admin::queue::list(visit, page).await,
        Action::QueueShow(request) => admin::queue::show(visit, request).await,
        Action::Approve(request) => admin::queue::approve(visit, request).await,
        Action::Decline(request) => admin::queue::decline(visit, request).await,
        Action::ApproveAll => admin::queue::ask_approve_all(visit).await,
        Action::ApproveAllYes => admin::queue::approve_all(visit).await,

        Action::BrakeDo => admin::brake::release(visit).await,
        Action::BrakeDryRun => admin::brake::dry_run(visit).await,
        Action::BrakeLater => admin::brake::put_off(visit).await,

        Action::Broadcast(action) => admin::broadcasts::press(visit, action).await,
        Action::Mailing(action) => admin::mailings::press(visit, action).await,
        Action::Reaction(action) => admin::reactions::press(visit, action).await,
        Action::Statistics(action) => admin::statistics::press(visit, action).await,
        Action::Member(action) => admin::members::press(visit, action).await,
        Action::Settings(action) => admin::settings::press(visit, action).await,
        Action::Key(action) => user::keys::press(visit, action).await,
        Action::Server(action) => admin::servers::press(visit, action).await,
        Action::Vpn(action) => admin::vpn::press(visit, action).await,
        Action::Profile(action) => user::profile::press(visit, action).await,
        Action::Support(action) => user::support::press(visit, action).await,
        Action::Person(action) => admin::persons::press(visit, action, had).await,
        Action::Role(action) => admin::roles::press(visit, action).await,
        Action::Audit(action) => admin::audit::press(visit, action).await,
        Action::Notice(action) => admin::notices::press(visit, action).await,
        Action::Ticket(action) => admin::tickets::press(visit, action).await,
        Action::House(action) => admin::upkeep::press(visit, action).await,
        Action::Backup(action) => admin::backups::press(visit, action, had).await,
        Action::Shop(action) => user::shop::press(visit, action).await,
        Action::Stars(action) => user::stars::press(visit, action).await,
        Action::Purse(action) => user::purse::press(visit, action).await,
        Action::Plan(action) => admin::plans::press(visit, action).await,
        Action::Till(action) => admin::till::press(visit, action).await,
        Action::Receipt(action) => admin::receipts::press(visit, action).await,
        Action::Payment(action) => admin::payments::press(visit, action).await,
        Action::Ledger(action) => admin::ledger::press(visit, action).await,
        Action::Promo(action) => admin::promos::press(visit, action).await,
        Action::Proxy(action) => user::proxy::press(visit, action).await,
        Action::Source(action) => admin::sources::press(visit, action).await,
        Action::Hook(action) => admin::webhooks::press(visit, action).await,
        Action::Api(action) => admin::api::press(visit, action).await,
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: Action) -> Action {
    match action {
        Action::Redeem
        | Action::RequestFree
        | Action::Cancel
        | Action::SetLanguage(_)
        | Action::Home => Action::Home,
        Action::MyAccess | Action::NewLink | Action::WhyNoEntry => Action::MyAccess,
        Action::Languages => Action::Languages,
        Action::Help => Action::Help,
        Action::Noop => Action::Noop,

        Action::Main
        | Action::IgnoreOffer
        | Action::BrakeDo
        | Action::BrakeDryRun
        | Action::BrakeLater => Action::Main,
        Action::Config => Action::Config,
        Action::Desk(door)
        | Action::Setup(door)
        | Action::CancelSetup(door)
        | Action::UseAs(door, _)
        | Action::Recheck(door) => Action::Desk(door),
        Action::Status => Action::Status,
        Action::Doctor => Action::Doctor,
        Action::Problems(page) => Action::Problems(page),
        Action::RetryProblem(_) | Action::DropProblem(_) | Action::DropProblemYes(_) => {
            Action::Problems(0)
        }
        Action::SetWaitTime | Action::WaitMinutes(_) | Action::FreeJoinLink => {
            Action::Desk(Door::Free)
        }

        Action::GenerateToken
        | Action::TokenDurationOther
        | Action::TokenPreview(_)
        | Action::TokenValidity(_)
        | Action::TokenValidityOther(_)
        | Action::TokenCount(_)
        | Action::TokenCountOther(_)
        | Action::TokenNote(_)
        | Action::TokenMake(_)
        | Action::TokenSearch => Action::Desk(Door::Vip),
        Action::TokenList(filter, page) => Action::TokenList(filter, page),
        Action::TokenShow(id, filter, page)
        | Action::TokenRevoke(id, filter, page)
        | Action::TokenRevokeYes(id, filter, page) => Action::TokenShow(id, filter, page),

        Action::MemberList(filter, page) => Action::MemberList(filter, page),
        Action::MemberShow(user, filter, page) => Action::MemberShow(user, filter, page),
        Action::WhitelistAdd(user) | Action::WhitelistRemove(user) => {
            Action::MemberShow(user, MemberFilter::Whitelisted, 0)
        }

        Action::QueueList(page) => Action::QueueList(page),
        Action::QueueShow(_)
        | Action::Approve(_)
        | Action::Decline(_)
        | Action::ApproveAll
        | Action::ApproveAllYes => Action::QueueList(0),

        Action::Broadcast(action) => admin::broadcasts::parent(action),
        Action::Mailing(action) => admin::mailings::parent(action),
        Action::Reaction(action) => admin::reactions::parent(action),
        Action::Statistics(action) => admin::statistics::parent(action),
        Action::Member(action) => admin::members::parent(action),
        Action::Settings(action) => admin::settings::parent(action),
        Action::Key(action) => user::keys::parent(action),
        Action::Server(action) => admin::servers::parent(action),
        Action::Vpn(action) => admin::vpn::parent(action),
        Action::Profile(action) => user::profile::parent(action),
        Action::Support(action) => user::support::parent(action),
        Action::Person(action) => admin::persons::parent(action),
        Action::Role(action) => admin::roles::parent(action),
        Action::Audit(action) => admin::audit::parent(action),
        Action::Notice(action) => admin::notices::parent(action),
        Action::Ticket(action) => admin::tickets::parent(action),
        Action::House(action) => admin::upkeep::parent(action),
        Action::Backup(action) => admin::backups::parent(action),
        Action::Shop(action) => user::shop::parent(action),
        Action::Stars(action) => user::stars::parent(action),
        Action::Purse(action) => user::purse::parent(action),
        Action::Plan(action) => admin::plans::parent(action),
        Action::Till(action) => admin::till::parent(action),
        Action::Receipt(action) => admin::receipts::parent(action),
        Action::Payment(action) => admin::payments::parent(action),
        Action::Ledger(action) => admin::ledger::parent(action),
        Action::Promo(action) => admin::promos::parent(action),
        Action::Proxy(action) => user::proxy::parent(action),
        Action::Source(action) => admin::sources::parent(action),
        Action::Hook(action) => admin::webhooks::parent(action),
        Action::Api(action) => admin::api::parent(action),
    }
}
