//! The two doors, and what the bot may do in them.

use super::{ChatId, Timestamp};
use serde::{Deserialize, Serialize};

/// One of the two doors the bot keeps.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    Vip,
    Free,
}

impl Door {
    /// The name stored in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vip => "vip",
            Self::Free => "free",
        }
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Vip => Self::Free,
            Self::Free => Self::Vip,
        }
    }
}

/// What kind of chat stands behind a door.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum ChatKind {
    Channel,
    Supergroup,
    /// An old group: it becomes a supergroup before it can serve.
    Group,
    Private,
}

impl ChatKind {
    /// Telegram's word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Supergroup => "supergroup",
            Self::Group => "group",
            Self::Private => "private",
        }
    }

    /// The kind of that word.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "channel" => Some(Self::Channel),
            "supergroup" => Some(Self::Supergroup),
            "group" => Some(Self::Group),
            "private" => Some(Self::Private),
            _ => None,
        }
    }
}

/// A right of the bot as an administrator.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Right {
    Invite,
    Restrict,
    Post,
    Edit,
    Delete,
}

impl Right {
    /// All of them, in the order in which the card shows them.
    pub const ALL: [Right; 5] = [
        Self::Invite,
        Self::Restrict,
        Self::Post,
        Self::Edit,
        Self::Delete,
    ];

    /// The Bot API's field of `ChatAdministratorRights`.
    pub fn field(self) -> &'static str {
        match self {
            Self::Invite => "can_invite_users",
            Self::Restrict => "can_restrict_members",
            Self::Post => "can_post_messages",
            Self::Edit => "can_edit_messages",
            Self::Delete => "can_delete_messages",
        }
    }

    /// Whether a chat of that kind knows the right: a group has no post or edit right.
    pub fn applies_to(self, kind: ChatKind) -> bool {
        match self {
            Self::Invite | Self::Restrict | Self::Delete => true,
            Self::Post | Self::Edit => kind == ChatKind::Channel,
        }
    }

    /// Whether the door cannot work without it; the others only warn.
    pub fn is_required(self, kind: ChatKind) -> bool {
        match self {
            Self::Invite | Self::Restrict => true,
            Self::Post => kind == ChatKind::Channel,
            Self::Edit | Self::Delete => false,
        }
    }
}

/// The bot's rights in a chat.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Rights(pub Vec<Right>);

impl Rights {
    /// Whether the bot has it.
    pub fn has(&self, right: Right) -> bool {
        self.0.contains(&right)
    }

    /// The rights without which the door cannot work and which the bot lacks.
    pub fn missing_required(&self, kind: ChatKind) -> Vec<Right> {
        Right::ALL
            .into_iter()
            .filter(|right| right.is_required(kind) && !self.has(*right))
            .collect()
    }

    /// The text stored in `channels.rights`.
    pub fn to_text(&self) -> String {
        self.0
            .iter()
            .map(|right| right.field())
            .collect::<Vec<_>>()
            .join(",")
    }

    /// Reads the stored text; unknown names are skipped.
    pub fn from_text(text: &str) -> Self {
        Self(
            Right::ALL
                .into_iter()
                .filter(|right| text.split(',').any(|name| name == right.field()))
                .collect(),
        )
    }
}

/// A channel or group as last seen by the bot.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Channel {
    pub chat_id: ChatId,
    pub kind: ChatKind,
    pub title: String,
    /// Without @; a chat that has one is public.
    pub username: Option<String>,
    pub member_count: Option<i64>,
    /// Whether the bot is an administrator there.
    pub is_admin: bool,
    pub rights: Rights,
    /// Since when a needed right is missing.
    pub lost_at: Option<Timestamp>,
    pub checked_at: Timestamp,
}

impl Channel {
    /// Whether the door can work: the bot is an administrator with every required right.
    pub fn is_usable(&self) -> bool {
        self.is_admin && self.rights.missing_required(self.kind).is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_needs_no_post_right() {
        let rights = Rights(vec![Right::Invite, Right::Restrict]);
        assert_eq!(
            rights.missing_required(ChatKind::Channel),
            vec![Right::Post]
        );
        assert_eq!(rights.missing_required(ChatKind::Supergroup), vec![]);
    }

    #[test]
    fn rights_survive_the_database() {
        let rights = Rights(vec![Right::Invite, Right::Edit]);
        assert_eq!(Rights::from_text(&rights.to_text()), rights);
        assert_eq!(Rights::from_text("can_fly"), Rights::default());
    }
}
