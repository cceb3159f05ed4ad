//! What stands in the data of several buttons: numbers, doors, work, wishes for tokens, filters.

use super::UnknownAction;
use crate::models::Door;
use crate::models::DurationHours;
use crate::models::InboxSeq;
use crate::models::MemberFilter;
use crate::models::ProblemRef;
use crate::models::TaskId;
use crate::models::TokenDraft;
use crate::models::TokenFilter;
use std::fmt;
use std::str::FromStr;

/// A number exactly as we write it: one text for one meaning, so no "+1" and no "007".
pub(super) fn number<T: FromStr + fmt::Display>(text: &str) -> Result<T, UnknownAction> {
    let number: T = text.parse().map_err(|_| UnknownAction)?;
    if number.to_string() == text {
        Ok(number)
    } else {
        Err(UnknownAction)
    }
}

pub(super) fn door(text: &str) -> Result<Door, UnknownAction> {
    [Door::Vip, Door::Free]
        .into_iter()
        .find(|door| door.name() == text)
        .ok_or(UnknownAction)
}

pub(super) struct ProblemCode(pub ProblemRef);

impl fmt::Display for ProblemCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ProblemRef::Task(id) => write!(f, "task:{id}"),
            ProblemRef::Update(seq) => write!(f, "update:{seq}"),
        }
    }
}

pub(super) fn problem(kind: &str, id: &str) -> Result<ProblemRef, UnknownAction> {
    match kind {
        "task" => Ok(ProblemRef::Task(TaskId(number(id)?))),
        "update" => Ok(ProblemRef::Update(InboxSeq(number(id)?))),
        _ => Err(UnknownAction),
    }
}

pub(super) struct DraftCode(pub TokenDraft);

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

pub(super) fn draft(parts: &[&str]) -> Result<TokenDraft, UnknownAction> {
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

pub(super) fn filter_code(filter: TokenFilter) -> &'static str {
    match filter {
        TokenFilter::All => "all",
        TokenFilter::Open => "open",
        TokenFilter::Used => "used",
        TokenFilter::Expired => "expired",
        TokenFilter::Revoked => "revoked",
    }
}

pub(super) fn token_filter(code: &str) -> Result<TokenFilter, UnknownAction> {
    TokenFilter::ALL
        .into_iter()
        .find(|filter| filter_code(*filter) == code)
        .ok_or(UnknownAction)
}

pub(super) fn member_filter(name: &str) -> Result<MemberFilter, UnknownAction> {
    MemberFilter::ALL
        .into_iter()
        .find(|filter| filter.name() == name)
        .ok_or(UnknownAction)
}
