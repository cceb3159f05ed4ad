//! Buttons read again from their data.

use super::parts::draft;
use super::parts::problem;
use super::parts::token_filter;
use super::*;

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
            .or_else(|_| HookAction::parse(parts).map(Self::Hook))
            .or_else(|_| ApiAction::parse(parts).map(Self::Api))
            .ok()
    }
}
