//! What a button does, and its text form: `area:verb[:id…]`, at most 64 bytes.
//!
//! A code once shipped keeps its meaning, since old messages keep their buttons. Telegram signs none of it:
//! an action is a person's input, and whoever acts on it checks rights and state again.

mod audit;
mod backups;
mod broadcasts;
mod keys;
mod ledger;
mod mailings;
mod members;
mod notices;
mod payments;
mod persons;
mod plans;
mod profile;
mod promos;
mod proxy;
mod purse;
mod reactions;
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

pub use audit::AuditAction;
pub use backups::BackupAction;
pub use broadcasts::BroadcastAction;
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

use crate::models::ChatId;
pub use crate::models::CurrencyCode;
use crate::models::Door;
use crate::models::DurationHours;
use crate::models::InboxSeq;
use crate::models::MemberFilter;
use crate::models::ProblemRef;
use crate::models::RequestId;
use crate::models::TaskId;
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
        }
    }
}

/// Data that no button of this version has: an old menu, or a forgery.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("no button has this data")]
pub struct UnknownAction;

impl FromStr for Action {
    type Err = UnknownAction;

    fn from_str(data: &str) -> Result<Self, UnknownAction> {
        if data.len() > DATA_BYTES {
            return Err(UnknownAction);
        }
        let parts: Vec<&str> = data.split(':').collect();
        if let Some(action) = Self::of_area(&parts) {
            return Ok(action);
        }
        Ok(match parts.as_slice() {
            ["user", "home"] => Self::Home,
            ["user", "redeem_token"] => Self::Redeem,
            ["user", "request_free"] => Self::RequestFree,
            ["user", "cancel"] => Self::Cancel,
            ["user", "access"] => Self::MyAccess,
            ["user", "new_link"] => Self::NewLink,
            ["user", "why_no_entry"] => Self::WhyNoEntry,
            ["user", "language"] => Self::Languages,
            ["user", "language", lang] => {
                Self::SetLanguage(lang.parse().map_err(|_| UnknownAction)?)
            }
            ["user", "help"] => Self::Help,
            ["user", "noop"] => Self::Noop,

            ["admin", "main"] => Self::Main,
            ["admin", "config"] => Self::Config,
            ["admin", "status"] => Self::Status,
            ["admin", "doctor"] => Self::Doctor,
            ["admin", "ignore_offer"] => Self::IgnoreOffer,
            ["admin", desk] => Self::Desk(door(desk)?),
            ["problem", "list", page] => Self::Problems(number(page)?),
            ["problem", "retry", kind, id] => Self::RetryProblem(problem(kind, id)?),
            ["problem", "drop", kind, id] => Self::DropProblem(problem(kind, id)?),
            ["problem", "drop_yes", kind, id] => Self::DropProblemYes(problem(kind, id)?),

            ["free", "set_wait_time"] => Self::SetWaitTime,
            ["free", "wait", minutes] => Self::WaitMinutes(number(minutes)?),
            ["free", "join_link"] => Self::FreeJoinLink,
            ["vip", "generate_token"] => Self::GenerateToken,
            [at, "setup"] => Self::Setup(door(at)?),
            [at, "setup_cancel"] => Self::CancelSetup(door(at)?),
            [at, "use", chat] => Self::UseAs(door(at)?, ChatId(number(chat)?)),
            [at, "recheck"] => Self::Recheck(door(at)?),

            ["token", "duration_other"] => Self::TokenDurationOther,
            ["token", "preview", rest @ ..] => Self::TokenPreview(draft(rest)?),
            ["token", "validity", rest @ ..] => Self::TokenValidity(draft(rest)?),
            ["token", "validity_other", rest @ ..] => Self::TokenValidityOther(draft(rest)?),
            ["token", "count", rest @ ..] => Self::TokenCount(draft(rest)?),
            ["token", "count_other", rest @ ..] => Self::TokenCountOther(draft(rest)?),
            ["token", "note", rest @ ..] => Self::TokenNote(draft(rest)?),
            ["token", "make", rest @ ..] => Self::TokenMake(draft(rest)?),
            ["token", "list", filter, page] => {
                Self::TokenList(token_filter(filter)?, number(page)?)
            }
            ["token", "show", id, filter, page] => {
                Self::TokenShow(TokenId(number(id)?), token_filter(filter)?, number(page)?)
            }
            ["token", "revoke", id, filter, page] => {
                Self::TokenRevoke(TokenId(number(id)?), token_filter(filter)?, number(page)?)
            }
            ["token", "revoke_yes", id, filter, page] => {
                Self::TokenRevokeYes(TokenId(number(id)?), token_filter(filter)?, number(page)?)
            }
            ["token", "search"] => Self::TokenSearch,

            ["member", "list", filter, page] => {
                Self::MemberList(member_filter(filter)?, number(page)?)
            }
            ["member", "show", user, filter, page] => {
                Self::MemberShow(UserId(number(user)?), member_filter(filter)?, number(page)?)
            }
            ["member", "whitelist_add", user] => Self::WhitelistAdd(UserId(number(user)?)),
            ["member", "whitelist_remove", user] => Self::WhitelistRemove(UserId(number(user)?)),

            ["queue", "list", page] => Self::QueueList(number(page)?),
            ["queue", "show", id] => Self::QueueShow(RequestId(number(id)?)),
            ["queue", "approve", id] => Self::Approve(RequestId(number(id)?)),
            ["queue", "decline", id] => Self::Decline(RequestId(number(id)?)),
            ["queue", "approve_all"] => Self::ApproveAll,
            ["queue", "approve_all_yes"] => Self::ApproveAllYes,

            ["brake", "do"] => Self::BrakeDo,
            ["brake", "dry_run"] => Self::BrakeDryRun,
            ["brake", "later"] => Self::BrakeLater,

            _ => return Err(UnknownAction),
        })
    }
}

impl Action {
    /// The action of an area with an enum of its own.
    fn of_area(parts: &[&str]) -> Option<Self> {
        (BroadcastAction::parse(parts).map(Self::Broadcast))
            .or_else(|_| MailingAction::parse(parts).map(Self::Mailing))
            .or_else(|_| ReactionAction::parse(parts).map(Self::Reaction))
            .or_else(|_| StatisticsAction::parse(parts).map(Self::Statistics))
            .or_else(|_| MemberAction::parse(parts).map(Self::Member))
            .or_else(|_| SettingsAction::parse(parts).map(Self::Settings))
            .or_else(|_| KeyAction::parse(parts).map(Self::Key))
            .or_else(|_| ServerAction::parse(parts).map(Self::Server))
            .or_else(|_| VpnAction::parse(parts).map(Self::Vpn))
            .or_else(|_| ProfileAction::parse(parts).map(Self::Profile))
            .or_else(|_| SupportAction::parse(parts).map(Self::Support))
            .or_else(|_| PersonAction::parse(parts).map(Self::Person))
            .or_else(|_| RoleAction::parse(parts).map(Self::Role))
            .or_else(|_| AuditAction::parse(parts).map(Self::Audit))
            .or_else(|_| NoticeAction::parse(parts).map(Self::Notice))
            .or_else(|_| TicketAction::parse(parts).map(Self::Ticket))
            .or_else(|_| HouseAction::parse(parts).map(Self::House))
            .or_else(|_| BackupAction::parse(parts).map(Self::Backup))
            .or_else(|_| ShopAction::parse(parts).map(Self::Shop))
            .or_else(|_| StarsAction::parse(parts).map(Self::Stars))
            .or_else(|_| PurseAction::parse(parts).map(Self::Purse))
            .or_else(|_| PlanAction::parse(parts).map(Self::Plan))
            .or_else(|_| TillAction::parse(parts).map(Self::Till))
            .or_else(|_| ReceiptAction::parse(parts).map(Self::Receipt))
            .or_else(|_| PaymentAction::parse(parts).map(Self::Payment))
            .or_else(|_| LedgerAction::parse(parts).map(Self::Ledger))
            .or_else(|_| PromoAction::parse(parts).map(Self::Promo))
            .or_else(|_| ProxyAction::parse(parts).map(Self::Proxy))
            .or_else(|_| SourceAction::parse(parts).map(Self::Source))
            .ok()
    }
}

/// A number exactly as we write it: one text for one meaning, so no "+1" and no "007".
fn number<T: FromStr + fmt::Display>(text: &str) -> Result<T, UnknownAction> {
    let number: T = text.parse().map_err(|_| UnknownAction)?;
    if number.to_string() == text {
        Ok(number)
    } else {
        Err(UnknownAction)
    }
}

fn door(text: &str) -> Result<Door, UnknownAction> {
    [Door::Vip, Door::Free]
        .into_iter()
        .find(|door| door.name() == text)
        .ok_or(UnknownAction)
}

struct ProblemCode(ProblemRef);

impl fmt::Display for ProblemCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ProblemRef::Task(id) => write!(f, "task:{id}"),
            ProblemRef::Update(seq) => write!(f, "update:{seq}"),
        }
    }
}

fn problem(kind: &str, id: &str) -> Result<ProblemRef, UnknownAction> {
    match kind {
        "task" => Ok(ProblemRef::Task(TaskId(number(id)?))),
        "update" => Ok(ProblemRef::Update(InboxSeq(number(id)?))),
        _ => Err(UnknownAction),
    }
}

struct DraftCode(TokenDraft);

impl fmt::Display for DraftCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TokenDraft {
            duration_hours,
            valid_hours,
            count,
        } = self.0;
        match duration_hours {
            Some(hours) => write!(f, "{hours}:{valid_hours}:{count}"),
            None => write!(f, "life:{valid_hours}:{count}"),
        }
    }
}

fn draft(parts: &[&str]) -> Result<TokenDraft, UnknownAction> {
    let [duration, valid, count] = parts else {
        return Err(UnknownAction);
    };
    let duration_hours: DurationHours = match *duration {
        "life" => None,
        hours => Some(i64::from(number::<u32>(hours)?)),
    };
    let valid_hours = i64::from(number::<u32>(valid)?);
    Ok(TokenDraft {
        duration_hours,
        valid_hours,
        count: number(count)?,
    })
}

fn filter_code(filter: TokenFilter) -> &'static str {
    match filter {
        TokenFilter::All => "all",
        TokenFilter::Open => "open",
        TokenFilter::Used => "used",
        TokenFilter::Expired => "expired",
        TokenFilter::Revoked => "revoked",
    }
}

fn token_filter(code: &str) -> Result<TokenFilter, UnknownAction> {
    TokenFilter::ALL
        .into_iter()
        .find(|filter| filter_code(*filter) == code)
        .ok_or(UnknownAction)
}

fn member_filter(name: &str) -> Result<MemberFilter, UnknownAction> {
    MemberFilter::ALL
        .into_iter()
        .find(|filter| filter.name() == name)
        .ok_or(UnknownAction)
}
