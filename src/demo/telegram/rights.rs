//! What an administrator may do in a chat.

use super::state::ChatKind;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// Administrator rights, named as in the Bot API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// The administrator's name is hidden.
    pub is_anonymous: bool,
    /// Implied by any other right.
    pub can_manage_chat: bool,
    /// Delete messages of others.
    pub can_delete_messages: bool,
    /// Manage video chats.
    pub can_manage_video_chats: bool,
    /// Ban, unban and remove members.
    pub can_restrict_members: bool,
    /// Appoint administrators.
    pub can_promote_members: bool,
    /// Change title, photo and settings.
    pub can_change_info: bool,
    /// Make invite links and handle join requests.
    pub can_invite_users: bool,
    /// Post stories.
    pub can_post_stories: bool,
    /// Edit stories of others.
    pub can_edit_stories: bool,
    /// Delete stories of others.
    pub can_delete_stories: bool,
    /// Post in a channel.
    pub can_post_messages: bool,
    /// Edit posts of others and pin, in a channel.
    pub can_edit_messages: bool,
    /// Pin messages, in a group.
    pub can_pin_messages: bool,
    /// Manage topics, in a supergroup.
    pub can_manage_topics: bool,
    /// Manage direct messages of a channel.
    pub can_manage_direct_messages: bool,
    /// Edit tags of members, in a group.
    pub can_manage_tags: bool,
    /// Write to new members.
    pub can_send_welcome_messages: bool,
}

/// Rights that exist in channels only, and in groups only.
const CHANNEL_ONLY: [&str; 3] = [
    "can_post_messages",
    "can_edit_messages",
    "can_manage_direct_messages",
];
const GROUP_ONLY: [&str; 3] = ["can_pin_messages", "can_manage_topics", "can_manage_tags"];

impl Rights {
    /// Every right but anonymity and the appointment of administrators.
    pub fn full() -> Self {
        Self {
            is_anonymous: false,
            can_manage_chat: true,
            can_delete_messages: true,
            can_manage_video_chats: true,
            can_restrict_members: true,
            can_promote_members: false,
            can_change_info: true,
            can_invite_users: true,
            can_post_stories: true,
            can_edit_stories: true,
            can_delete_stories: true,
            can_post_messages: true,
            can_edit_messages: true,
            can_pin_messages: true,
            can_manage_topics: true,
            can_manage_direct_messages: true,
            can_manage_tags: true,
            can_send_welcome_messages: true,
        }
    }

    /// An administrator in name only.
    pub fn none() -> Self {
        Self {
            can_manage_chat: true,
            ..Self::default()
        }
    }

    /// Full rights without the one named, for example `can_invite_users`.
    pub fn without(right: &str) -> Self {
        let mut all = Self::full().to_map();
        assert!(
            all.insert(right.to_owned(), Value::Bool(false)).is_some(),
            "{right} is not a right of the Bot API"
        );
        Self::from_value(&Value::Object(all))
    }

    /// Rights from an object such as `bot_administrator_rights`; what it lacks is not granted.
    pub(super) fn from_value(value: &Value) -> Self {
        Self {
            can_manage_chat: true,
            ..Self::held(value)
        }
    }

    /// Whether the right with this Bot API name is held.
    pub fn has(&self, right: &str) -> bool {
        self.to_map().get(right) == Some(&Value::Bool(true))
    }

    /// The fields of `ChatMemberAdministrator` in a chat of this kind.
    pub(super) fn fields(&self, kind: ChatKind) -> Map<String, Value> {
        let mut map = self.to_map();
        let foreign: &[&str] = match kind {
            ChatKind::Channel => &GROUP_ONLY,
            ChatKind::Private | ChatKind::Group | ChatKind::Supergroup => &CHANNEL_ONLY,
        };
        map.retain(|name, _| !foreign.contains(&name.as_str()));
        map
    }
}

/// The names as they are spelled, for reading and writing.
macro_rules! by_name {
    ($($right:ident),* $(,)?) => {
        impl Rights {
            /// What is held, by its name.
            pub(super) fn to_map(self) -> Map<String, Value> {
                let Self { $($right),* } = self;
                let rights = [$((stringify!($right), $right)),*];
                let mut map = Map::new();
                for (name, is_held) in rights {
                    map.insert(name.to_owned(), Value::Bool(is_held));
                }
                map
            }

            /// The rights that an object grants.
            pub(super) fn held(value: &Value) -> Self {
                let is_held = |name: &str| value.get(name) == Some(&Value::Bool(true));
                Self { $($right: is_held(stringify!($right))),* }
            }
        }
    };
}

impl Serialize for Rights {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_map().serialize(serializer)
    }
}

by_name! {
    is_anonymous,
    can_manage_chat,
    can_delete_messages,
    can_manage_video_chats,
    can_restrict_members,
    can_promote_members,
    can_change_info,
    can_invite_users,
    can_post_stories,
    can_edit_stories,
    can_delete_stories,
    can_post_messages,
    can_edit_messages,
    can_pin_messages,
    can_manage_topics,
    can_manage_direct_messages,
    can_manage_tags,
    can_send_welcome_messages,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_takes_exactly_one_right_away() {
        let rights = Rights::without("can_invite_users");
        assert!(!rights.has("can_invite_users"));
        assert_eq!(
            Rights {
                can_invite_users: true,
                ..rights
            },
            Rights::full()
        );
    }

    #[test]
    fn channels_have_no_pinning_right_and_groups_no_posting_right() {
        let full = Rights::full();
        assert!(
            !full
                .fields(ChatKind::Channel)
                .contains_key("can_pin_messages")
        );
        assert!(
            !full
                .fields(ChatKind::Supergroup)
                .contains_key("can_post_messages")
        );
    }
}
