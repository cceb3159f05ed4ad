//! The objects of the Bot API as the emulator shows them.

use super::stars::MONTH;
use super::state::{ChatKind, Link, Member, State, Status};
use serde_json::{Value, json};

impl State {
    /// The object `User`; an id nobody has is shown as a deleted account.
    pub(super) fn user_json(&self, id: i64) -> Value {
        let Some(user) = self.user(id) else {
            return json!({"id": id, "is_bot": false, "first_name": "Deleted Account"});
        };
        let mut value = json!({"id": id, "is_bot": user.is_bot, "first_name": user.first_name});
        if let Some(name) = &user.last_name {
            value["last_name"] = json!(name);
        }
        if let Some(name) = &user.username {
            value["username"] = json!(name);
        }
        if !user.is_bot && !user.language.is_empty() {
            value["language_code"] = json!(user.language);
        }
        value
    }

    /// The object `Chat`.
    pub(super) fn chat_json(&self, id: i64) -> Value {
        let Some(chat) = self.chats.get(&id) else {
            return json!({"id": id, "type": "private"});
        };
        let mut value = json!({"id": id, "type": chat.kind.name()});
        match (chat.kind, self.users.get(&id)) {
            (ChatKind::Private, Some(user)) => {
                value["first_name"] = json!(user.first_name);
                if let Some(name) = &user.last_name {
                    value["last_name"] = json!(name);
                }
                if let Some(name) = &user.username {
                    value["username"] = json!(name);
                }
            }
            _ => {
                value["title"] = json!(chat.title);
                if self.is_forum(id) {
                    value["is_forum"] = json!(true);
                }
                if let Some(name) = &chat.username {
                    value["username"] = json!(name);
                }
            }
        }
        value
    }

    /// The object `ChatMember`.
    pub(super) fn member_json(&self, chat: i64, user: i64, member: &Member) -> Value {
        let mut value = json!({"status": member.status.name(), "user": self.user_json(user)});
        match member.status {
            Status::Creator => value["is_anonymous"] = json!(false),
            Status::Kicked => value["until_date"] = json!(member.until),
            Status::Administrator => {
                value["can_be_edited"] = json!(false);
                let kind = self
                    .chats
                    .get(&chat)
                    .map_or(ChatKind::Channel, |chat| chat.kind);
                for (name, held) in member.rights.fields(kind) {
                    value[name] = held;
                }
            }
            // The end of the time that they paid for by a link of that kind.
            Status::Member if member.until != 0 => value["until_date"] = json!(member.until),
            Status::Member | Status::Left => {}
        }
        value
    }

    /// The object `ChatInviteLink`; links of other administrators are cut short in updates.
    pub(super) fn link_json(&self, link: &Link, in_update: bool) -> Value {
        let url = match link.url.split_at_checked(link.url.len().saturating_sub(8)) {
            Some((head, _)) if in_update && link.creator != self.bot.id => format!("{head}…"),
            _ => link.url.clone(),
        };
        let mut value = json!({
            "invite_link": url,
            "creator": self.user_json(link.creator),
            "creates_join_request": link.by_request,
            "is_primary": link.is_primary,
            "is_revoked": link.is_revoked,
        });
        if let Some(name) = &link.name {
            value["name"] = json!(name);
        }
        if let Some(at) = link.expires_at {
            value["expire_date"] = json!(at);
        }
        if let Some(limit) = link.member_limit {
            value["member_limit"] = json!(limit);
        }
        if let Some(price) = link.price {
            value["subscription_period"] = json!(MONTH);
            value["subscription_price"] = json!(price);
        }
        let pending = self.chats.get(&link.chat).map_or(0, |chat| {
            chat.requests
                .values()
                .filter(|request| request.link.as_ref() == Some(&link.url))
                .count()
        });
        if pending > 0 {
            value["pending_join_request_count"] = json!(pending);
        }
        value
    }
}
