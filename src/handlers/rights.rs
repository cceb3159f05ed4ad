//! The one table of permissions: what each button, command and typed answer needs. `None` is for everybody.

use crate::handlers::Dialogue;
use crate::handlers::admin;
use crate::handlers::commands::Command;
use crate::handlers::user;
use crate::models::Permission;
use crate::screens::Action;

/// What a button needs.
pub fn permission_of(action: &Action) -> Option<Permission> {
    match action {
        Action::Home
        | Action::Redeem
        | Action::RequestFree
        | Action::Cancel
        | Action::MyAccess
        | Action::NewLink
        | Action::WhyNoEntry
        | Action::Languages
        | Action::SetLanguage(_)
        | Action::Help
        | Action::Noop => None,
        Action::Main | Action::Desk(_) => Some(Permission::SeePanel),
        Action::Config
        | Action::Setup(_)
        | Action::CancelSetup(_)
        | Action::UseAs(..)
        | Action::IgnoreOffer
        | Action::Recheck(_)
        | Action::SetWaitTime
        | Action::WaitMinutes(_) => Some(Permission::Configure),
        Action::Status | Action::Doctor | Action::Problems(_) => Some(Permission::SeeStatus),
        Action::RetryProblem(_) | Action::DropProblem(_) | Action::DropProblemYes(_) => {
            Some(Permission::ManageProblems)
        }
        Action::GenerateToken
        | Action::TokenDurationOther
        | Action::TokenPreview(_)
        | Action::TokenValidity(_)
        | Action::TokenValidityOther(_)
        | Action::TokenCount(_)
        | Action::TokenCountOther(_)
        | Action::TokenNote(_)
        | Action::TokenMake(_) => Some(Permission::MakeTokens),
        Action::TokenList(..) | Action::TokenShow(..) | Action::TokenSearch => {
            Some(Permission::SeeTokens)
        }
        Action::TokenRevoke(..) | Action::TokenRevokeYes(..) => Some(Permission::RevokeTokens),
        Action::MemberList(..) | Action::MemberShow(..) => Some(Permission::SeeMembers),
        Action::WhitelistAdd(_)
        | Action::WhitelistRemove(_)
        | Action::BrakeDo
        | Action::BrakeDryRun
        | Action::BrakeLater => Some(Permission::ManageMembers),
        Action::FreeJoinLink
        | Action::QueueList(_)
        | Action::QueueShow(_)
        | Action::Approve(_)
        | Action::Decline(_)
        | Action::ApproveAll
        | Action::ApproveAllYes => Some(Permission::ManageQueue),
        Action::Broadcast(action) => admin::broadcasts::permission(*action),
        Action::Mailing(action) => admin::mailings::permission(*action),
        Action::Reaction(action) => admin::reactions::permission(*action),
        Action::Statistics(action) => admin::statistics::permission(*action),
        Action::Member(action) => admin::members::permission(*action),
        Action::Settings(action) => admin::settings::permission(*action),
        Action::Key(action) => user::keys::permission(*action),
        Action::Server(action) => admin::servers::permission(*action),
        Action::Vpn(action) => admin::vpn::permission(*action),
        Action::Profile(action) => user::profile::permission(*action),
        Action::Support(action) => user::support::permission(*action),
        Action::Person(action) => admin::persons::permission(*action),
        Action::Role(action) => admin::roles::permission(*action),
        Action::Audit(action) => admin::audit::permission(*action),
        Action::Notice(action) => admin::notices::permission(*action),
        Action::Ticket(action) => admin::tickets::permission(*action),
        Action::House(action) => admin::upkeep::permission(*action),
        Action::Backup(action) => admin::backups::permission(*action),
        Action::Shop(action) => user::shop::permission(*action),
        Action::Stars(action) => user::stars::permission(*action),
        Action::Purse(action) => user::purse::permission(*action),
        Action::Plan(action) => admin::plans::permission(*action),
        Action::Till(action) => admin::till::permission(*action),
        Action::Receipt(action) => admin::receipts::permission(*action),
        Action::Payment(action) => admin::payments::permission(*action),
        Action::Ledger(action) => admin::ledger::permission(*action),
        Action::Promo(action) => admin::promos::permission(*action),
        Action::Proxy(action) => user::proxy::permission(*action),
        Action::Source(action) => admin::sources::permission(*action),
        Action::Hook(action) => admin::webhooks::permission(*action),
        Action::Api(action) => admin::api::permission(*action),
    }
}

/// What a command needs.
pub fn permission_of_command(command: &Command) -> Option<Permission> {
    match command {
        Command::Start(_)
        | Command::Menu
        | Command::Help
        | Command::Cancel
        | Command::Vip(_)
        | Command::Free
        | Command::Vpn
        | Command::Keys
        | Command::Trial
        | Command::Usage
        | Command::Proxy
        | Command::Plans
        | Command::Orders
        | Command::Stop
        | Command::Language
        | Command::Id
        | Command::Support
        | Command::Paysupport
        | Command::Balance
        | Command::Gifts
        | Command::Invite
        | Command::Terms
        | Command::Profile
        | Command::Settings
        // Everybody has a state; the house's is shown to those who may see it.
        | Command::Status => None,
        Command::Admin | Command::AdminPanel => Some(Permission::SeePanel),
        Command::SetupVipChannel | Command::SetWaitTime => Some(Permission::Configure),
        Command::GenerateToken => Some(Permission::MakeTokens),
        Command::AdminStats => Some(Permission::SeeStatistics),
        Command::Doctor => Some(Permission::SeeStatus),
        Command::Audit(_) => Some(Permission::SeeAudit),
        Command::Servers => Some(Permission::SeeServers),
        Command::Maintenance => Some(Permission::Maintain),
        Command::User(_) | Command::Users => Some(Permission::SeePeople),
        Command::Roles => Some(Permission::SeeRoles),
        Command::Grant(_) | Command::Revoke(_) => Some(Permission::GrantRoles),
        Command::Tickets => Some(Permission::SeeTickets),
        Command::Ledger(_) => Some(Permission::SeePayments),
        Command::Refund(_) => Some(Permission::Refund),
        Command::Backup => Some(Permission::ManageBackups),
        Command::Broadcast | Command::BroadcastVip => Some(Permission::Broadcast),
    }
}

/// What the answer to a question needs: rights may have gone since it was asked.
pub fn permission_of_dialogue(dialogue: &Dialogue) -> Option<Permission> {
    match dialogue {
        Dialogue::RedeemToken => None,
        Dialogue::ChooseChannel(_) | Dialogue::WaitTime => Some(Permission::Configure),
        Dialogue::TokenDuration
        | Dialogue::TokenValidity(_)
        | Dialogue::TokenCount(_)
        | Dialogue::TokenNote(_) => Some(Permission::MakeTokens),
        Dialogue::TokenSearch => Some(Permission::SeeTokens),
        Dialogue::Broadcast(question) => admin::broadcasts::permission_of_answer(question),
        Dialogue::Mailing(question) => admin::mailings::permission_of_answer(question),
        Dialogue::Reaction(question) => admin::reactions::permission_of_answer(question),
        Dialogue::Statistics(question) => admin::statistics::permission_of_answer(question),
        Dialogue::Member(question) => admin::members::permission_of_answer(question),
        Dialogue::Settings(question) => admin::settings::permission_of_answer(question),
        Dialogue::Key(question) => user::keys::permission_of_answer(question),
        Dialogue::Server(question) => admin::servers::permission_of_answer(question),
        Dialogue::Vpn(question) => admin::vpn::permission_of_answer(question),
        Dialogue::Profile(question) => user::profile::permission_of_answer(question),
        Dialogue::Support(question) => user::support::permission_of_answer(question),
        Dialogue::Person(question) => admin::persons::permission_of_answer(question),
        Dialogue::Role(question) => admin::roles::permission_of_answer(question),
        Dialogue::Audit(question) => admin::audit::permission_of_answer(question),
        Dialogue::Notice(question) => admin::notices::permission_of_answer(question),
        Dialogue::Ticket(question) => admin::tickets::permission_of_answer(question),
        Dialogue::House(question) => admin::upkeep::permission_of_answer(question),
        Dialogue::Backup(question) => admin::backups::permission_of_answer(question),
        Dialogue::Shop(question) => user::shop::permission_of_answer(question),
        Dialogue::Purse(question) => user::purse::permission_of_answer(question),
        Dialogue::Plan(question) => admin::plans::permission_of_answer(question),
        Dialogue::Till(question) => admin::till::permission_of_answer(question),
        Dialogue::Receipt(question) => admin::receipts::permission_of_answer(question),
        Dialogue::Payment(question) => admin::payments::permission_of_answer(question),
        Dialogue::Ledger(question) => admin::ledger::permission_of_answer(question),
        Dialogue::Promo(question) => admin::promos::permission_of_answer(question),
        Dialogue::Source(question) => admin::sources::permission_of_answer(question),
        Dialogue::Hook(question) => admin::webhooks::permission_of_answer(question),
        Dialogue::Api(question) => admin::api::permission_of_answer(*question),
    }
}

#[cfg(test)]
#[path = "rights_tests.rs"]
mod tests;
