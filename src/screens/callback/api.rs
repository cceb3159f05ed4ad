//! Buttons of the API's keys: codes that begin with `api:`.

use super::UnknownAction;
use super::number;
use crate::models::ApiKeyDraft;
use crate::models::ApiKeyId;
use crate::models::Permission;
use crate::models::PermissionArea;
use crate::models::PermissionSet;
use crate::models::Timestamp;
use std::fmt;

/// What a button of this area does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ApiAction {
    /// The keys, a page of them.
    List(u32),
    /// Begin a key with the usual choices.
    Begin,
    /// Which rights shall it have?
    New(ApiKeyDraft),
    /// Until when, and how fast?
    Terms(ApiKeyDraft),
    /// Ask for an end that is not offered.
    AskEnd(ApiKeyDraft),
    /// Ask for its name; then it is made.
    AskName(ApiKeyDraft),
    /// One key.
    Show(ApiKeyId),
    /// What it may do in an area.
    Scopes(ApiKeyId, PermissionArea),
    /// Let it do that.
    Allow(ApiKeyId, Permission),
    /// Let it do that no more.
    Forbid(ApiKeyId, Permission),
    /// How many requests per minute?
    Rates(ApiKeyId),
    /// So many.
    SetRate(ApiKeyId, u32),
    /// Ask whether to revoke it.
    Revoke(ApiKeyId),
    /// Revoke it.
    RevokeYes(ApiKeyId),
}

impl fmt::Display for ApiAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("api:")?;
        match self {
            Self::List(page) => write!(f, "list:{page}"),
            Self::Begin => f.write_str("begin"),
            Self::New(draft) => write!(f, "new:{}", Code(draft)),
            Self::Terms(draft) => write!(f, "terms:{}", Code(draft)),
            Self::AskEnd(draft) => write!(f, "end:{}", Code(draft)),
            Self::AskName(draft) => write!(f, "name:{}", Code(draft)),
            Self::Show(id) => write!(f, "show:{id}"),
            Self::Scopes(id, area) => write!(f, "scopes:{id}:{}", area.name()),
            Self::Allow(id, permission) => write!(f, "allow:{id}:{}", permission.name()),
            Self::Forbid(id, permission) => write!(f, "forbid:{id}:{}", permission.name()),
            Self::Rates(id) => write!(f, "rate:{id}"),
            Self::SetRate(id, rate) => write!(f, "rate:{id}:{rate}"),
            Self::Revoke(id) => write!(f, "revoke:{id}"),
            Self::RevokeYes(id) => write!(f, "revoke_yes:{id}"),
        }
    }
}

/// A draft as buttons carry it: rights as hexadecimal bits, area, days or `@` and an instant, rate.
struct Code<'a>(&'a ApiKeyDraft);

impl fmt::Display for Code<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(draft) = self;
        let (bits, area) = (draft.scopes.bits(), draft.area.name());
        write!(f, "{bits:x}:{area}:")?;
        match draft.until {
            Some(until) => write!(f, "@{}", until.0)?,
            None => write!(f, "{}", draft.days)?,
        }
        write!(f, ":{}", draft.rate_per_minute)
    }
}

impl ApiAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let ["api", rest @ ..] = parts else {
            return Err(UnknownAction);
        };
        Ok(match rest {
            ["list", page] => Self::List(number(page)?),
            ["begin"] => Self::Begin,
            ["new", code @ ..] => Self::New(draft(code)?),
            ["terms", code @ ..] => Self::Terms(draft(code)?),
            ["end", code @ ..] => Self::AskEnd(draft(code)?),
            ["name", code @ ..] => Self::AskName(draft(code)?),
            ["show", id] => Self::Show(key(id)?),
            ["scopes", id, name] => Self::Scopes(key(id)?, area(name)?),
            ["allow", id, name] => Self::Allow(key(id)?, permission(name)?),
            ["forbid", id, name] => Self::Forbid(key(id)?, permission(name)?),
            ["rate", id] => Self::Rates(key(id)?),
            ["rate", id, rate] => Self::SetRate(key(id)?, number(rate)?),
            ["revoke", id] => Self::Revoke(key(id)?),
            ["revoke_yes", id] => Self::RevokeYes(key(id)?),
            _ => return Err(UnknownAction),
        })
    }
}

fn draft(parts: &[&str]) -> Result<ApiKeyDraft, UnknownAction> {
    let [bits, name, days, rate] = parts else {
        return Err(UnknownAction);
    };
    // One way to write a number: what is read is written the same.
    let scopes = u64::from_str_radix(bits, 16)
        .ok()
        .filter(|value| format!("{value:x}") == *bits)
        .and_then(PermissionSet::of_bits)
        .ok_or(UnknownAction)?;
    let until = days.strip_prefix('@').map(number).transpose()?;
    Ok(ApiKeyDraft {
        scopes,
        area: area(name)?,
        days: if until.is_some() { 0 } else { number(days)? },
        until: until.map(Timestamp),
        rate_per_minute: number(rate)?,
    })
}

fn key(text: &str) -> Result<ApiKeyId, UnknownAction> {
    number(text).map(ApiKeyId)
}

fn area(name: &str) -> Result<PermissionArea, UnknownAction> {
    PermissionArea::parse(name).ok_or(UnknownAction)
}

fn permission(name: &str) -> Result<Permission, UnknownAction> {
    Permission::parse(name).ok_or(UnknownAction)
}
