//! Buttons of broadcasts to people.

use super::UnknownAction;
use super::number;
use crate::models::BroadcastId;
use std::fmt;

/// What a button of this desk does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MailingAction {
    /// The choice of whom to write to.
    Audiences,
    /// Those that were sent or are on their way.
    List(u32),
    /// How far one has come, or its report.
    Show(BroadcastId),
    /// Halt it, to go on later.
    Pause(BroadcastId),
    /// Go on.
    Resume(BroadcastId),
    /// Ask whether to end it.
    Stop(BroadcastId),
    /// End it.
    StopYes(BroadcastId),
    /// Everybody's own: no more broadcasts.
    PromotionsOff,
    /// Everybody's own: broadcasts again.
    PromotionsOn,
}

impl fmt::Display for MailingAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Audiences => f.write_str("mail:audiences"),
            Self::List(page) => write!(f, "mail:list:{page}"),
            Self::Show(id) => write!(f, "mail:show:{id}"),
            Self::Pause(id) => write!(f, "mail:pause:{id}"),
            Self::Resume(id) => write!(f, "mail:resume:{id}"),
            Self::Stop(id) => write!(f, "mail:stop:{id}"),
            Self::StopYes(id) => write!(f, "mail:stop_yes:{id}"),
            Self::PromotionsOff => f.write_str("user:promotions_off"),
            Self::PromotionsOn => f.write_str("user:promotions_on"),
        }
    }
}

impl MailingAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        Ok(match parts {
            ["mail", "audiences"] => Self::Audiences,
            ["mail", "list", page] => Self::List(number(page)?),
            ["mail", "show", id] => Self::Show(BroadcastId(number(id)?)),
            ["mail", "pause", id] => Self::Pause(BroadcastId(number(id)?)),
            ["mail", "resume", id] => Self::Resume(BroadcastId(number(id)?)),
            ["mail", "stop", id] => Self::Stop(BroadcastId(number(id)?)),
            ["mail", "stop_yes", id] => Self::StopYes(BroadcastId(number(id)?)),
            ["user", "promotions_off"] => Self::PromotionsOff,
            ["user", "promotions_on"] => Self::PromotionsOn,
            _ => return Err(UnknownAction),
        })
    }
}
