//! Buttons of Telegram Stars, of one's own subscriptions and of the staff's side: codes that begin with `stars:`, and
//! with `stardesk:` for the staff.

use super::UnknownAction;
use super::number;
use crate::models::OrderId;
use std::fmt;

/// What a button of Stars does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StarsAction {
    /// One's own subscriptions.
    List,
    /// One of them, by the order that began it.
    Show(OrderId),
    /// Ask whether it is not to be renewed any more.
    Stop(OrderId),
    /// It is not to be renewed any more.
    StopYes(OrderId),
    /// It may be renewed again.
    Allow(OrderId),
    /// Of the staff: the Stars of the bot, and links to the VIP channel that are paid each month.
    Desk,
    /// Of the staff: make such a link for so many Stars.
    Link(u32),
}

impl fmt::Display for StarsAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List => f.write_str("stars:list"),
            Self::Show(id) => write!(f, "stars:show:{id}"),
            Self::Stop(id) => write!(f, "stars:stop:{id}"),
            Self::StopYes(id) => write!(f, "stars:stop_yes:{id}"),
            Self::Allow(id) => write!(f, "stars:allow:{id}"),
            Self::Desk => f.write_str("stardesk:show"),
            Self::Link(price) => write!(f, "stardesk:link:{price}"),
        }
    }
}

impl StarsAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        Ok(match parts {
            ["stars", "list"] => Self::List,
            ["stars", "show", id] => Self::Show(OrderId(number(id)?)),
            ["stars", "stop", id] => Self::Stop(OrderId(number(id)?)),
            ["stars", "stop_yes", id] => Self::StopYes(OrderId(number(id)?)),
            ["stars", "allow", id] => Self::Allow(OrderId(number(id)?)),
            ["stardesk", "show"] => Self::Desk,
            ["stardesk", "link", price] => Self::Link(number(price)?),
            _ => return Err(UnknownAction),
        })
    }
}
