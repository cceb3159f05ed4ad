//! Buttons of the statistics.

use super::UnknownAction;
use std::fmt;

/// What a button of this desk does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StatisticsAction {
    /// The house in figures.
    Overview,
}

impl fmt::Display for StatisticsAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Overview => f.write_str("admin:stats"),
        }
    }
}

impl StatisticsAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        Ok(match parts {
            ["admin", "stats"] => Self::Overview,
            _ => return Err(UnknownAction),
        })
    }
}
