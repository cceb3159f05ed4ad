//! Buttons of the notices an admin wants: codes that begin with `notice:`.

use super::UnknownAction;
use super::number;
use crate::models::NoticeKind;
use crate::models::QuietHours;
use std::fmt;

/// What a button of the notices an admin wants does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NoticeAction {
    /// What one chose.
    Desk,
    /// Switch a kind on.
    On(NoticeKind),
    /// Switch a kind off.
    Off(NoticeKind),
    /// The choice of quiet hours.
    Quiet,
    /// Those quiet hours.
    SetQuiet(QuietHours),
    /// No quiet hours.
    NoQuiet,
    /// Quiet hours, to be typed.
    AskQuiet,
    /// In private too, beside the group.
    PrivateToo,
    /// The group is enough.
    OnlyGroup,
    /// The group of the notices.
    Group,
    /// Choose it.
    PickGroup,
    /// Look again whether it has topics.
    Recheck,
    /// Private chats only.
    DropGroup,
}

impl fmt::Display for NoticeAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Desk => f.write_str("notice:desk"),
            Self::On(kind) => write!(f, "notice:on:{}", kind.name()),
            Self::Off(kind) => write!(f, "notice:off:{}", kind.name()),
            Self::Quiet => f.write_str("notice:quiet"),
            Self::SetQuiet(hours) => write!(f, "notice:quiet:{}:{}", hours.from, hours.to),
            Self::NoQuiet => f.write_str("notice:no_quiet"),
            Self::AskQuiet => f.write_str("notice:ask_quiet"),
            Self::PrivateToo => f.write_str("notice:private"),
            Self::OnlyGroup => f.write_str("notice:only_group"),
            Self::Group => f.write_str("notice:group"),
            Self::PickGroup => f.write_str("notice:pick"),
            Self::Recheck => f.write_str("notice:recheck"),
            Self::DropGroup => f.write_str("notice:drop"),
        }
    }
}

impl NoticeAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let kind = |name: &str| NoticeKind::parse(name).ok_or(UnknownAction);
        Ok(match parts {
            ["notice", "desk"] => Self::Desk,
            ["notice", "on", name] => Self::On(kind(name)?),
            ["notice", "off", name] => Self::Off(kind(name)?),
            ["notice", "quiet"] => Self::Quiet,
            ["notice", "quiet", from, to] => {
                let hours = QuietHours::new(number(from)?, number(to)?);
                Self::SetQuiet(hours.ok_or(UnknownAction)?)
            }
            ["notice", "no_quiet"] => Self::NoQuiet,
            ["notice", "ask_quiet"] => Self::AskQuiet,
            ["notice", "private"] => Self::PrivateToo,
            ["notice", "only_group"] => Self::OnlyGroup,
            ["notice", "group"] => Self::Group,
            ["notice", "pick"] => Self::PickGroup,
            ["notice", "recheck"] => Self::Recheck,
            ["notice", "drop"] => Self::DropGroup,
            _ => return Err(UnknownAction),
        })
    }
}
