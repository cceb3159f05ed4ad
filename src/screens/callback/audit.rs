//! Buttons of the audit log: codes that begin with `audit:`.

use super::UnknownAction;
use crate::models::AuditArea;
use crate::models::AuditFilter;
use crate::models::AuditFormat;
use crate::models::Base36;
use crate::models::base36;
use std::fmt;

/// What a button of the audit log does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AuditAction {
    /// The newest rows.
    List(AuditFilter),
    /// The rows below that id.
    Older(AuditFilter, i64),
    /// One row, and the filter to go back to.
    Row(i64, AuditFilter),
    /// The choice of whom.
    Who(AuditFilter),
    /// A person, to be typed.
    AskPerson(AuditFilter),
    /// The choice of what.
    What(AuditFilter),
    /// The acts of one area.
    Acts(AuditArea, AuditFilter),
    /// The choice of when.
    When(AuditFilter),
    /// Days, to be typed.
    AskDays(AuditFilter),
    /// Take the rows away.
    Export(AuditFormat, AuditFilter),
    /// Check the whole chain.
    Verify,
}

impl fmt::Display for AuditAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List(filter) => write!(f, "audit:list:{filter}"),
            Self::Older(filter, below) => write!(f, "audit:older:{filter}:{}", Base36(*below)),
            Self::Row(id, filter) => write!(f, "audit:row:{filter}:{}", Base36(*id)),
            Self::Who(filter) => write!(f, "audit:who:{filter}"),
            Self::AskPerson(filter) => write!(f, "audit:person:{filter}"),
            Self::What(filter) => write!(f, "audit:what:{filter}"),
            Self::Acts(area, filter) => write!(f, "audit:acts:{filter}:{}", area.name()),
            Self::When(filter) => write!(f, "audit:when:{filter}"),
            Self::AskDays(filter) => write!(f, "audit:days:{filter}"),
            Self::Export(format, filter) => write!(f, "audit:{}:{filter}", format.name()),
            Self::Verify => f.write_str("audit:verify"),
        }
    }
}

impl AuditAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let ["audit", verb, rest @ ..] = parts else {
            return Err(UnknownAction);
        };
        if (*verb, rest.is_empty()) == ("verify", true) {
            return Ok(Self::Verify);
        }
        let [who, what, when, last @ ..] = rest else {
            return Err(UnknownAction);
        };
        let filter: AuditFilter = format!("{who}:{what}:{when}")
            .parse()
            .map_err(|_| UnknownAction)?;
        Ok(match (*verb, last) {
            ("list", []) => Self::List(filter),
            ("older", [below]) => Self::Older(filter, base36(below).ok_or(UnknownAction)?),
            ("row", [id]) => Self::Row(base36(id).ok_or(UnknownAction)?, filter),
            ("who", []) => Self::Who(filter),
            ("person", []) => Self::AskPerson(filter),
            ("what", []) => Self::What(filter),
            ("acts", [area]) => Self::Acts(AuditArea::parse(area).ok_or(UnknownAction)?, filter),
            ("when", []) => Self::When(filter),
            ("days", []) => Self::AskDays(filter),
            ("csv", []) => Self::Export(AuditFormat::Csv, filter),
            ("json", []) => Self::Export(AuditFormat::Json, filter),
            _ => return Err(UnknownAction),
        })
    }
}
