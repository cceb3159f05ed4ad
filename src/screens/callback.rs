//! What a button does, and its text form: `area:verb[:id…]`, at most 64 bytes.
//!
//! A code once shipped keeps its meaning, since old messages keep their buttons. Telegram signs none of it:
//! an action is a person's input, and whoever acts on it checks rights and state again.

mod api;
mod audit;
mod backups;
mod broadcasts;
mod hook;
mod keys;
mod ledger;
mod mailings;
mod members;
mod notices;
mod parts;
mod payments;
mod persons;
mod plans;
mod profile;
mod promos;
mod proxy;
mod purse;
mod reactions;
mod read;
mod receipts;
mod roles;
mod servers;
mod settings;
mod shop;
mod source;
mod stars;
mod statistics;
mod support;
mod tickets;
mod till;
mod upkeep;
mod vpn;

pub use api::ApiAction;
pub use audit::AuditAction;
pub use backups::BackupAction;
pub use broadcasts::BroadcastAction;
pub use hook::HookAction;
pub use keys::Device;
pub use keys::KeyAction;
pub use keys::Route;
pub use keys::Span;
pub use ledger::LedgerAction;
pub use mailings::MailingAction;
pub use members::MemberAction;
pub use notices::NoticeAction;
pub use payments::PaymentAction;
pub use persons::PersonAction;
pub use plans::LENGTHS;
pub use plans::PlanAction;
pub use plans::PlanField;
pub use plans::ProductSet;
pub use profile::ProfileAction;
pub use promos::PromoAction;
pub use promos::PromoField;
pub use proxy::CountryCode;
pub use proxy::ProxyAction;
pub use proxy::ProxyChoice;
pub use purse::PayBy;
pub use purse::PurseAction;
pub use reactions::ReactionAction;
pub use receipts::ReceiptAction;
pub use roles::RoleAction;
pub use servers::ServerAction;
pub use settings::SettingsAction;
pub use shop::ShopAction;
pub use source::ProxyFigure;
pub use source::ProxySwitch;
pub use source::SourceAction;
pub use source::SourceSort;
pub use stars::StarsAction;
pub use statistics::StatisticsAction;
pub use support::SupportAction;
pub use tickets::TicketAction;
pub use till::TillAction;
pub use upkeep::HouseAction;
pub use vpn::VpnAction;

use self::parts::DraftCode;
use self::parts::ProblemCode;
use self::parts::door;
use self::parts::filter_code;
use self::parts::member_filter;
use self::parts::number;
use crate::models::ChatId;
pub use crate::models::CurrencyCode;
use crate::models::Door;
use crate::models::MemberFilter;
use crate::models::ProblemRef;
use crate::models::RequestId;
use crate::models::TokenDraft;
use crate::models::TokenFilter;
use crate::models::TokenId;
use crate::models::UserId;
use crate::utils::locale::Lang;
use std::fmt;
use std::str::FromStr;

/// The most Telegram takes as data of a button.
pub const DATA_BYTES: usize = 64;

/// Everything a button can ask for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Action {
    // Everybody.
    /// The first screen.
    Home,
    /// Ask for a VIP token to redeem.
    Redeem,
    /// Ask for Free access.
    RequestFree,
    /// End whatever was begun.
    Cancel,
    /// "Mi acceso".
    MyAccess,
    /// A fresh personal link to the VIP channel.
    NewLink,
    /// Why one cannot get in.
    WhyNoEntry,
    /// The choice of language.
    Languages,
    /// That language from now on.
    SetLanguage(Lang),
    /// What the bot can do.
    Help,
    /// The page number between the arrows: does nothing.
    Noop,

    // The panel and its desks.
    /// The admin panel.
    Main,
    /// The configuration.
    Config,
    /// The desk of a door.
    Desk(Door),
    /// The state of the house.
    Status,
    /// Everything the bot needs, examined.
    Doctor,
    /// Work that failed.
    Problems(u32),
    /// Try that work again.
    RetryProblem(ProblemRef),
    /// Ask whether to give that work up.
    DropProblem(ProblemRef),
    /// Give it up.
    DropProblemYes(ProblemRef),

    // Channels.
    /// Begin to choose the channel of a door.
    Setup(Door),
    /// Leave the choice of a channel.
    CancelSetup(Door),
    /// Use that chat as the door's channel.
    UseAs(Door, ChatId),
    /// Leave a chat the bot was made admin of alone.
    IgnoreOffer,
    /// Look again at the rights in the door's channel.
    Recheck(Door),
    /// Ask for the waiting time.
    SetWaitTime,
    /// That waiting time, in minutes.
    WaitMinutes(u32),
    /// The channel's join-request link.
    FreeJoinLink,

    // Tokens.
    /// Begin to make tokens: how long is the access?
    GenerateToken,
    /// Another length of access, to be typed.
    TokenDurationOther,
    /// What would be made, and the ways to change it.
    TokenPreview(TokenDraft),
    /// Until when may it be redeemed?
    TokenValidity(TokenDraft),
    /// Another validity, to be typed.
    TokenValidityOther(TokenDraft),
    /// How many?
    TokenCount(TokenDraft),
    /// Another count, to be typed.
    TokenCountOther(TokenDraft),
    /// A note, to be typed; then make them.
    TokenNote(TokenDraft),
    /// Make them.
    TokenMake(TokenDraft),
    /// The list of tokens.
    TokenList(TokenFilter, u32),
    /// One token, and the list to go back to.
    TokenShow(TokenId, TokenFilter, u32),
    /// Ask whether to revoke it.
    TokenRevoke(TokenId, TokenFilter, u32),
    /// Revoke it.
    TokenRevokeYes(TokenId, TokenFilter, u32),
    /// Search by the first characters.
    TokenSearch,

    // Members.
    /// The list of members.
    MemberList(MemberFilter, u32),
    /// One member, and the list to go back to.
    MemberShow(UserId, MemberFilter, u32),
    /// Put somebody on the whitelist.
    WhitelistAdd(UserId),
    /// Take somebody off the whitelist.
    WhitelistRemove(UserId),

    // The Free queue.
    /// Who waits.
    QueueList(u32),
    /// One who waits.
    QueueShow(RequestId),
    /// Let that one in now.
    Approve(RequestId),
    /// Turn that one away.
    Decline(RequestId),
    /// Ask whether to let all in.
    ApproveAll,
    /// Let all in.
    ApproveAllYes,

    // The brake.
    /// Remove them.
    BrakeDo,
    /// Show who would be removed.
    BrakeDryRun,
    /// Ask again later.
    BrakeLater,

    // The areas with enums of their own.
    Broadcast(BroadcastAction),
    Mailing(MailingAction),
    Reaction(ReactionAction),
    Statistics(StatisticsAction),
    Member(MemberAction),
    Settings(SettingsAction),
    Key(KeyAction),
    Server(ServerAction),
    Vpn(VpnAction),
    Profile(ProfileAction),
    Support(SupportAction),
    Person(PersonAction),
    Role(RoleAction),
    Audit(AuditAction),
    Notice(NoticeAction),
    Ticket(TicketAction),
    House(HouseAction),
    Backup(BackupAction),
    Shop(ShopAction),
    Stars(StarsAction),
    Purse(PurseAction),
    Plan(PlanAction),
    Till(TillAction),
    Receipt(ReceiptAction),
    Payment(PaymentAction),
    Ledger(LedgerAction),
    Promo(PromoAction),
    Proxy(ProxyAction),
    Source(SourceAction),
    Hook(HookAction),
    Api(ApiAction),
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Home => f.write_str("user:home"),
            Self::Redeem => f.write_str("user:redeem_token"),
            Self::RequestFree => f.write_str("user:request_free"),
            Self::Cancel => f.write_str("user:cancel"),
            Self::MyAccess => f.write_str("user:access"),
            Self::NewLink => f.write_str("user:new_link"),
            Self::WhyNoEntry => f.write_str("user:why_no_entry"),
            Self::Languages => f.write_str("user:language"),
            Self::SetLanguage(lang) => write!(f, "user:language:{lang}"),
            Self::Help => f.write_str("user:help"),
            Self::Noop => f.write_str("user:noop"),

            Self::Main => f.write_str("admin:main"),
            Self::Config => f.write_str("admin:config"),
            Self::Desk(door) => write!(f, "admin:{}", door.name()),
            Self::Status => f.write_str("admin:status"),
            Self::Doctor => f.write_str("admin:doctor"),
            Self::Problems(page) => write!(f, "problem:list:{page}"),
            Self::RetryProblem(problem) => write!(f, "problem:retry:{}", ProblemCode(*problem)),
            Self::DropProblem(problem) => write!(f, "problem:drop:{}", ProblemCode(*problem)),
            Self::DropProblemYes(problem) => {
                write!(f, "problem:drop_yes:{}", ProblemCode(*problem))
            }

            Self::Setup(door) => write!(f, "{}:setup", door.name()),
            Self::CancelSetup(door) => write!(f, "{}:setup_cancel", door.name()),
            Self::UseAs(door, chat) => write!(f, "{}:use:{chat}", door.name()),
            Self::IgnoreOffer => f.write_str("admin:ignore_offer"),
            Self::Recheck(door) => write!(f, "{}:recheck", door.name()),
            Self::SetWaitTime => f.write_str("free:set_wait_time"),
            Self::WaitMinutes(minutes) => write!(f, "free:wait:{minutes}"),
            Self::FreeJoinLink => f.write_str("free:join_link"),

            Self::GenerateToken => f.write_str("vip:generate_token"),
            Self::TokenDurationOther => f.write_str("token:duration_other"),
            Self::TokenPreview(draft) => write!(f, "token:preview:{}", DraftCode(*draft)),
            Self::TokenValidity(draft) => write!(f, "token:validity:{}", DraftCode(*draft)),
            Self::TokenValidityOther(draft) => {
                write!(f, "token:validity_other:{}", DraftCode(*draft))
            }
            Self::TokenCount(draft) => write!(f, "token:count:{}", DraftCode(*draft)),
            Self::TokenCountOther(draft) => write!(f, "token:count_other:{}", DraftCode(*draft)),
            Self::TokenNote(draft) => write!(f, "token:note:{}", DraftCode(*draft)),
            Self::TokenMake(draft) => write!(f, "token:make:{}", DraftCode(*draft)),
            Self::TokenList(filter, page) => {
                write!(f, "token:list:{}:{page}", filter_code(*filter))
            }
            Self::TokenShow(id, filter, page) => {
                write!(f, "token:show:{id}:{}:{page}", filter_code(*filter))
            }
            Self::TokenRevoke(id, filter, page) => {
                write!(f, "token:revoke:{id}:{}:{page}", filter_code(*filter))
            }
            Self::TokenRevokeYes(id, filter, page) => {
                write!(f, "token:revoke_yes:{id}:{}:{page}", filter_code(*filter))
            }
            Self::TokenSearch => f.write_str("token:search"),

            Self::MemberList(filter, page) => write!(f, "member:list:{}:{page}", filter.name()),
            Self::MemberShow(user, filter, page) => {
                write!(f, "member:show:{user}:{}:{page}", filter.name())
            }
            Self::WhitelistAdd(user) => write!(f, "member:whitelist_add:{user}"),
            Self::WhitelistRemove(user) => write!(f, "member:whitelist_remove:{user}"),

            Self::QueueList(page) => write!(f, "queue:list:{page}"),
            Self::QueueShow(request) => write!(f, "queue:show:{request}"),
            Self::Approve(request) => write!(f, "queue:approve:{request}"),
            Self::Decline(request) => write!(f, "queue:decline:{request}"),
            Self::ApproveAll => f.write_str("queue:approve_all"),
            Self::ApproveAllYes => f.write_str("queue:approve_all_yes"),

            Self::BrakeDo => f.write_str("brake:do"),
            Self::BrakeDryRun => f.write_str("brake:dry_run"),
            Self::BrakeLater => f.write_str("brake:later"),

            Self::Broadcast(action) => action.fmt(f),
            Self::Mailing(action) => action.fmt(f),
            Self::Reaction(action) => action.fmt(f),
            Self::Statistics(action) => action.fmt(f),
            Self::Member(action) => action.fmt(f),
            Self::Settings(action) => action.fmt(f),
            Self::Key(action) => action.fmt(f),
            Self::Server(action) => action.fmt(f),
            Self::Vpn(action) => action.fmt(f),
            Self::Profile(action) => action.fmt(f),
            Self::Support(action) => action.fmt(f),
            Self::Person(action) => action.fmt(f),
            Self::Role(action) => action.fmt(f),
            Self::Audit(action) => action.fmt(f),
            Self::Notice(action) => action.fmt(f),
            Self::Ticket(action) => action.fmt(f),
            Self::House(action) => action.fmt(f),
            Self::Backup(action) => action.fmt(f),
            Self::Shop(action) => action.fmt(f),
            Self::Stars(action) => action.fmt(f),
            Self::Purse(action) => action.fmt(f),
            Self::Plan(action) => action.fmt(f),
            Self::Till(action) => action.fmt(f),
            Self::Receipt(action) => action.fmt(f),
            Self::Payment(action) => action.fmt(f),
            Self::Ledger(action) => action.fmt(f),
            Self::Promo(action) => action.fmt(f),
            Self::Proxy(action) => action.fmt(f),
            Self::Source(action) => action.fmt(f),
            Self::Hook(action) => action.fmt(f),
            Self::Api(action) => action.fmt(f),
        }
    }
}

/// Data that no button of this version has: an old menu, or a forgery.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("no button has this data")]
pub struct UnknownAction;
