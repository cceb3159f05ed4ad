//! Buttons of the staff on everybody's keys.

use super::UnknownAction;
use super::number;
use crate::models::BulkScope;
use crate::models::ConfigFilter;
use crate::models::ConfigId;
use crate::models::ConfigScope;
use crate::models::HandDraft;
use crate::models::ServerId;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::VpnKind;
use std::fmt;

/// What a button of this area does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum VpnAction {
    /// A page of the keys.
    List(ConfigScope, u32),
    /// The choice of a server whose keys to list.
    Servers,
    /// Ask for what to look.
    Search,
    /// All keys of a person.
    OfPerson(UserId),
    /// One key.
    Show(ConfigId),
    /// What happened to it.
    History(ConfigId, u32),

    // The key.
    /// Send it to its owner again.
    Send(ConfigId),
    /// Show its file to whoever pressed.
    File(ConfigId),
    /// Ask for another name.
    Rename(ConfigId),
    /// Ask whether to give it new secrets.
    Rotate(ConfigId),
    /// Give it new secrets.
    RotateYes(ConfigId),
    /// Hold it back.
    Hold(ConfigId),
    /// Let it go on, whoever held it.
    Release(ConfigId),
    /// Ask whether to delete it.
    Delete(ConfigId),
    /// Delete it.
    DeleteYes(ConfigId),
    /// To which server?
    Move(ConfigId),
    /// Move it there.
    MoveTo(ConfigId, ServerId),

    // The account behind it; the key is where the way back leads.
    /// Its terms, and the ways to change them.
    Terms(ConfigId),
    /// So many days more.
    Days(ConfigId, u32),
    /// Ask for days or a date.
    AskEnd(ConfigId),
    /// No end.
    NoEnd(ConfigId),
    /// So many gigabytes a period; 0 = no limit.
    Limit(ConfigId, u32),
    /// Ask for the gigabytes.
    AskLimit(ConfigId),
    /// The use begins at zero.
    NewPeriod(ConfigId),
    /// So many keys at once.
    Devices(ConfigId, u32),
    /// Ask for how long a trial is to be paid.
    Paid(ConfigId),
    /// A trial becomes a paid account for so many days.
    Upgrade(ConfigId, u32),

    // Made by hand.
    /// Ask for whom.
    New,
    /// The person found: which kind?
    NewFor(UserId),
    /// On which server?
    NewServer(HandDraft),
    /// How long?
    NewDays(HandDraft),
    /// Ask for the days.
    AskDays(HandDraft),
    /// How much?
    NewLimit(HandDraft),
    /// What would be made.
    NewPreview(HandDraft),
    /// Ask for its name; then make it.
    NewName(HandDraft),
    /// Make it.
    Make(HandDraft),

    // For many at once.
    /// Whose time?
    Bulk,
    /// How long, and how many that concerns.
    BulkPreview(BulkScope),
    /// Extend them.
    BulkYes(BulkScope),
}

impl fmt::Display for VpnAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List(scope, page) => write!(f, "vpn:list:{}:{page}", ScopeCode(*scope)),
            Self::Servers => f.write_str("vpn:servers"),
            Self::Search => f.write_str("vpn:search"),
            Self::OfPerson(user) => write!(f, "vpn:of:{user}"),
            Self::Show(id) => write!(f, "vpn:show:{id}"),
            Self::History(id, page) => write!(f, "vpn:history:{id}:{page}"),
            Self::Send(id) => write!(f, "vpn:send:{id}"),
            Self::File(id) => write!(f, "vpn:file:{id}"),
            Self::Rename(id) => write!(f, "vpn:rename:{id}"),
            Self::Rotate(id) => write!(f, "vpn:rotate:{id}"),
            Self::RotateYes(id) => write!(f, "vpn:rotate_yes:{id}"),
            Self::Hold(id) => write!(f, "vpn:hold:{id}"),
            Self::Release(id) => write!(f, "vpn:release:{id}"),
            Self::Delete(id) => write!(f, "vpn:delete:{id}"),
            Self::DeleteYes(id) => write!(f, "vpn:delete_yes:{id}"),
            Self::Move(id) => write!(f, "vpn:move:{id}"),
            Self::MoveTo(id, server) => write!(f, "vpn:move_to:{id}:{server}"),
            Self::Terms(id) => write!(f, "vpn:terms:{id}"),
            Self::Days(id, days) => write!(f, "vpn:days:{id}:{days}"),
            Self::AskEnd(id) => write!(f, "vpn:end:{id}"),
            Self::NoEnd(id) => write!(f, "vpn:no_end:{id}"),
            Self::Limit(id, gigabytes) => write!(f, "vpn:limit:{id}:{gigabytes}"),
            Self::AskLimit(id) => write!(f, "vpn:ask_limit:{id}"),
            Self::NewPeriod(id) => write!(f, "vpn:period:{id}"),
            Self::Devices(id, count) => write!(f, "vpn:devices:{id}:{count}"),
            Self::Paid(id) => write!(f, "vpn:paid:{id}"),
            Self::Upgrade(id, days) => write!(f, "vpn:upgrade:{id}:{days}"),
            Self::New => f.write_str("vpn:new"),
            Self::NewFor(user) => write!(f, "vpn:new_for:{user}"),
            Self::NewServer(draft) => write!(f, "vpn:new_server:{}", DraftCode(*draft)),
            Self::NewDays(draft) => write!(f, "vpn:new_days:{}", DraftCode(*draft)),
            Self::AskDays(draft) => write!(f, "vpn:ask_days:{}", DraftCode(*draft)),
            Self::NewLimit(draft) => write!(f, "vpn:new_limit:{}", DraftCode(*draft)),
            Self::NewPreview(draft) => write!(f, "vpn:preview:{}", DraftCode(*draft)),
            Self::NewName(draft) => write!(f, "vpn:new_name:{}", DraftCode(*draft)),
            Self::Make(draft) => write!(f, "vpn:make:{}", DraftCode(*draft)),
            Self::Bulk => f.write_str("vpn:bulk"),
            Self::BulkPreview(scope) => write!(f, "vpn:bulk_preview:{}", BulkCode(*scope)),
            Self::BulkYes(scope) => write!(f, "vpn:bulk_yes:{}", BulkCode(*scope)),
        }
    }
}

impl VpnAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let ["vpn", rest @ ..] = parts else {
            return Err(UnknownAction);
        };
        Self::of_key(rest)
            .or_else(|_| Self::of_account(rest))
            .or_else(|_| Self::of_draft(rest))
    }

    fn of_key(parts: &[&str]) -> Result<Self, UnknownAction> {
        let id = |text: &str| number(text).map(ConfigId);
        Ok(match parts {
            ["list", filter, server, page] => Self::List(scope(filter, server)?, number(page)?),
            ["servers"] => Self::Servers,
            ["search"] => Self::Search,
            ["of", user] => Self::OfPerson(UserId(number(user)?)),
            ["show", key] => Self::Show(id(key)?),
            ["history", key, page] => Self::History(id(key)?, number(page)?),
            ["send", key] => Self::Send(id(key)?),
            ["file", key] => Self::File(id(key)?),
            ["rename", key] => Self::Rename(id(key)?),
            ["rotate", key] => Self::Rotate(id(key)?),
            ["rotate_yes", key] => Self::RotateYes(id(key)?),
            ["hold", key] => Self::Hold(id(key)?),
            ["release", key] => Self::Release(id(key)?),
            ["delete", key] => Self::Delete(id(key)?),
            ["delete_yes", key] => Self::DeleteYes(id(key)?),
            ["move", key] => Self::Move(id(key)?),
            ["move_to", key, server] => Self::MoveTo(id(key)?, ServerId(number(server)?)),
            _ => return Err(UnknownAction),
        })
    }

    fn of_account(parts: &[&str]) -> Result<Self, UnknownAction> {
        let id = |text: &str| number(text).map(ConfigId);
        Ok(match parts {
            ["terms", key] => Self::Terms(id(key)?),
            ["days", key, days] => Self::Days(id(key)?, number(days)?),
            ["end", key] => Self::AskEnd(id(key)?),
            ["no_end", key] => Self::NoEnd(id(key)?),
            ["limit", key, gigabytes] => Self::Limit(id(key)?, number(gigabytes)?),
            ["ask_limit", key] => Self::AskLimit(id(key)?),
            ["period", key] => Self::NewPeriod(id(key)?),
            ["devices", key, count] => Self::Devices(id(key)?, number(count)?),
            ["paid", key] => Self::Paid(id(key)?),
            ["upgrade", key, days] => Self::Upgrade(id(key)?, number(days)?),
            _ => return Err(UnknownAction),
        })
    }

    fn of_draft(parts: &[&str]) -> Result<Self, UnknownAction> {
        Ok(match parts {
            ["new"] => Self::New,
            ["new_for", user] => Self::NewFor(UserId(number(user)?)),
            ["new_server", rest @ ..] => Self::NewServer(draft(rest)?),
            ["new_days", rest @ ..] => Self::NewDays(draft(rest)?),
            ["ask_days", rest @ ..] => Self::AskDays(draft(rest)?),
            ["new_limit", rest @ ..] => Self::NewLimit(draft(rest)?),
            ["preview", rest @ ..] => Self::NewPreview(draft(rest)?),
            ["new_name", rest @ ..] => Self::NewName(draft(rest)?),
            ["make", rest @ ..] => Self::Make(draft(rest)?),
            ["bulk"] => Self::Bulk,
            ["bulk_preview", rest @ ..] => Self::BulkPreview(bulk(rest)?),
            ["bulk_yes", rest @ ..] => Self::BulkYes(bulk(rest)?),
            _ => return Err(UnknownAction),
        })
    }
}

struct ScopeCode(ConfigScope);

impl fmt::Display for ScopeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.0.filter.name(), ServerCode(self.0.server))
    }
}

fn scope(filter: &str, server: &str) -> Result<ConfigScope, UnknownAction> {
    let filter = ConfigFilter::ALL
        .into_iter()
        .find(|one| one.name() == filter)
        .ok_or(UnknownAction)?;
    let server = server_of(server)?;
    Ok(ConfigScope { filter, server })
}

/// A server, or "-" for none.
struct ServerCode(Option<ServerId>);

impl fmt::Display for ServerCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        optional(f, self.0)
    }
}

fn server_of(text: &str) -> Result<Option<ServerId>, UnknownAction> {
    Ok(maybe(text)?.map(ServerId))
}

fn optional<T: fmt::Display>(f: &mut fmt::Formatter<'_>, value: Option<T>) -> fmt::Result {
    match value {
        Some(value) => value.fmt(f),
        None => f.write_str("-"),
    }
}

fn maybe<T: std::str::FromStr + fmt::Display>(text: &str) -> Result<Option<T>, UnknownAction> {
    match text {
        "-" => Ok(None),
        text => number(text).map(Some),
    }
}

fn kind_code(kind: VpnKind) -> &'static str {
    match kind {
        VpnKind::WireGuard => "w",
        VpnKind::Outline => "o",
        VpnKind::MtProto => "m",
    }
}

fn kind(code: &str) -> Result<VpnKind, UnknownAction> {
    VpnKind::ALL
        .into_iter()
        .find(|one| kind_code(*one) == code)
        .ok_or(UnknownAction)
}

struct DraftCode(HandDraft);

impl fmt::Display for DraftCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let draft = self.0;
        write!(f, "{}:{}:", draft.user, kind_code(draft.kind))?;
        optional(f, draft.server)?;
        f.write_str(":")?;
        optional(f, draft.days)?;
        f.write_str(":")?;
        optional(f, draft.gigabytes)?;
        write!(f, ":{}", draft.begun_at)
    }
}

fn draft(parts: &[&str]) -> Result<HandDraft, UnknownAction> {
    let [user, of, server, days, gigabytes, begun] = parts else {
        return Err(UnknownAction);
    };
    Ok(HandDraft {
        user: UserId(number(user)?),
        kind: kind(of)?,
        server: server_of(server)?,
        days: maybe(days)?,
        gigabytes: maybe(gigabytes)?,
        begun_at: Timestamp(number(begun)?),
    })
}

struct BulkCode(BulkScope);

impl fmt::Display for BulkCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scope = self.0;
        optional(f, scope.kind.map(kind_code))?;
        write!(f, ":{}:{}", ServerCode(scope.server), scope.days)
    }
}

fn bulk(parts: &[&str]) -> Result<BulkScope, UnknownAction> {
    let [of, server, days] = parts else {
        return Err(UnknownAction);
    };
    let kind = match *of {
        "-" => None,
        code => Some(kind(code)?),
    };
    Ok(BulkScope {
        kind,
        server: server_of(server)?,
        days: number(days)?,
    })
}
