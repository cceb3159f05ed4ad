//! The queue of updates: what is pushed, what is kept, what `getUpdates` gives.

use super::Emulator;
use super::state::{Callback, ChatKind, Member, Queued, State, Status};
use crate::models::DAY;
use serde_json::{Value, json};

/// Kinds that come only if asked for.
const NOT_BY_DEFAULT: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];
/// Questions that a person waits on.
const QUERIES: [&str; 2] = ["callback_query", "pre_checkout_query"];
/// They are kept this long if nobody fetches them.
const QUERY_KEPT: i64 = 150;

/// A change of somebody's place in a chat.
pub(super) struct Change {
    pub(super) chat: i64,
    pub(super) user: i64,
    /// Who did it.
    pub(super) actor: i64,
    pub(super) link: Option<String>,
    pub(super) via_request: bool,
}

impl Emulator {
    /// Gives the bot an update of this kind just as it is, likely or not. A press waits for its answer as any other.
    pub fn give_update(&self, kind: &str, body: Value) {
        self.act(|state| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            if kind == "callback_query" {
                let press = Callback {
                    user: body["from"]["id"].as_i64().unwrap_or(0),
                    data: text(&body["data"]),
                    at: state.now(),
                    answer: None,
                    answered: 0,
                };
                state.callbacks.insert(text(&body["id"]), Box::new(press));
            }
            state.push(kind, body);
        });
    }
}

impl Queued {
    /// Somebody waits on the answer.
    pub(super) fn is_query(&self) -> bool {
        QUERIES.contains(&self.kind.as_str())
    }
}

impl State {
    /// Queues an update of this kind if `allowed_updates` lets it through.
    pub(super) fn push(&mut self, kind: &str, body: Value) {
        let from = body["from"]["id"].as_i64();
        if let Some(user) = from.and_then(|id| self.users.get_mut(&id)) {
            user.is_known = true;
        }
        let id = self.next_update;
        let value = json!({"update_id": id, kind: body});
        self.remember_update(value.clone());
        if !self.is_allowed(kind) {
            return;
        }
        self.next_update += 1;
        self.updates.push_back(Queued {
            id,
            kind: kind.to_owned(),
            at: self.now(),
            value,
        });
    }

    fn is_allowed(&self, kind: &str) -> bool {
        match self.allowed.as_deref() {
            None | Some([]) => !NOT_BY_DEFAULT.contains(&kind),
            Some(listed) => listed.iter().any(|name| name == kind),
        }
    }

    /// Forgets what is older than Telegram keeps it.
    pub(super) fn forget_old_updates(&mut self) {
        let now = self.now();
        self.updates.retain(|update| {
            let kept = if update.is_query() { QUERY_KEPT } else { DAY };
            now - update.at < kept
        });
    }

    /// Confirms what lies below `offset` and gives up to `limit` of the rest. A negative offset counts
    /// from the end and forgets what lies before.
    pub(super) fn fetch(&mut self, offset: i64, limit: usize) -> Vec<Value> {
        self.forget_old_updates();
        let before = self.updates.len();
        if offset < 0 {
            let kept = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            let drop = self.updates.len().saturating_sub(kept);
            self.updates.drain(..drop);
        } else {
            self.updates.retain(|update| update.id >= offset);
        }
        if self.updates.len() != before {
            self.revision += 1;
        }
        self.updates
            .iter()
            .take(limit)
            .map(|update| update.value.clone())
            .collect()
    }

    /// Puts somebody at a new place in a chat and tells the bot what it may know of it.
    pub(super) fn set_member(&mut self, change: &Change, new: Member) {
        let old = self.member(change.chat, change.user);
        let bot_was_admin = self.bot_is_admin(change.chat);
        let new_json = self.member_json(change.chat, change.user, &new);
        let mut body = json!({
            "chat": self.chat_json(change.chat),
            "from": self.user_json(change.actor),
            "date": self.now(),
            "old_chat_member": self.member_json(change.chat, change.user, &old),
            "new_chat_member": new_json,
        });
        if let Some(link) = change.link.as_ref().and_then(|url| self.links.get(url)) {
            body["invite_link"] = self.link_json(link, true);
        }
        if change.via_request {
            body["via_join_request"] = json!(true);
        }
        if let Some(chat) = self.chats.get_mut(&change.chat) {
            chat.members.insert(change.user, Box::new(new));
        }
        if body["old_chat_member"] == body["new_chat_member"] {
            return;
        }
        if change.user == self.bot.id {
            self.push("my_chat_member", body);
        } else if bot_was_admin {
            if let Some(user) = self.users.get_mut(&change.user) {
                user.is_known = true;
            }
            self.push("chat_member", body);
        }
    }

    pub(super) fn bot_is_admin(&self, chat: i64) -> bool {
        self.member(chat, self.bot.id).status == Status::Administrator
    }

    /// The person blocks the bot, or takes that back: `my_chat_member` in the private chat.
    pub(super) fn set_blocked(&mut self, user: i64, blocks: bool) {
        let Some(person) = self.users.get_mut(&user) else {
            return;
        };
        if person.has_blocked == blocks {
            return;
        }
        person.has_blocked = blocks;
        let member = |blocked: bool| {
            Member::with(if blocked {
                Status::Kicked
            } else {
                Status::Member
            })
        };
        let body = json!({
            "chat": self.chat_json(user),
            "from": self.user_json(user),
            "date": self.now(),
            "old_chat_member": self.member_json(user, self.bot.id, &member(!blocks)),
            "new_chat_member": self.member_json(user, self.bot.id, &member(blocks)),
        });
        self.push("my_chat_member", body);
    }

    /// The change of a message of somebody else than the bot.
    pub(super) fn push_edit(&mut self, chat: i64, message: Value) {
        self.push_seen(chat, message, ["edited_message", "edited_channel_post"]);
    }

    /// A post or message of somebody else than the bot.
    pub(super) fn push_message(&mut self, chat: i64, message: Value) {
        self.push_seen(chat, message, ["message", "channel_post"]);
    }

    /// Tells the bot of a message, if the bot can see it. In groups a bot that is no
    /// administrator sees commands, answers and service messages only.
    fn push_seen(&mut self, chat: i64, message: Value, [elsewhere, in_channel]: [&str; 2]) {
        let kind = match self.chats.get(&chat).map(|chat| chat.kind) {
            Some(ChatKind::Channel) => in_channel,
            _ => elsewhere,
        };
        let text = message["text"].as_str();
        let is_visible = match self.chats.get(&chat).map(|chat| chat.kind) {
            Some(ChatKind::Private) => true,
            Some(ChatKind::Group | ChatKind::Supergroup) if !self.bot_is_admin(chat) => {
                let concerns_the_bot = text.is_none_or(|text| text.starts_with('/'))
                    || message["reply_to_message"]["from"]["id"] == self.bot.id;
                self.member(chat, self.bot.id).status.is_in() && concerns_the_bot
            }
            _ => self.member(chat, self.bot.id).status.is_in(),
        };
        if is_visible {
            self.push(kind, message);
        }
    }
}
