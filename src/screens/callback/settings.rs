//! Buttons of what admins set from chat.

use super::UnknownAction;
use std::fmt;

/// What a button of this desk does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SettingsAction {
    /// When to remind of an end.
    Reminders,
}

impl fmt::Display for SettingsAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reminders => f.write_str("config:reminders"),
        }
    }
}

impl SettingsAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        Ok(match parts {
            ["config", "reminders"] => Self::Reminders,
            _ => return Err(UnknownAction),
        })
    }
}
