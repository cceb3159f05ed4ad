//! How the views are read out of the state.

use super::{ChatView, MessagesView, PersonView, Window};
use crate::demo::telegram::state::{Chat, ChatKind, State, Status, Stored};
use crate::utils::order::InOrder;
use crate::utils::order::gathered;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Fields of a message that the page has no use for: it knows the chat it asked about.
const NEEDLESS: [&str; 4] = ["chat", "sender_chat", "link_preview_options", "message_id"];

impl State {
    pub(super) fn person_view(&self, id: i64) -> Option<PersonView> {
        let user = self.users.get(&id).filter(|user| !user.is_bot)?;
        Some(PersonView {
            id,
            name: self.name_of(id),
            username: user.username.clone(),
            language: user.language.clone(),
            has_started: user.has_started,
            has_blocked: user.has_blocked,
        })
    }

    pub(super) fn name_of(&self, id: i64) -> String {
        let Some(user) = self.user(id) else {
            return id.to_string();
        };
        match &user.last_name {
            Some(last) => format!("{} {last}", user.first_name),
            None => user.first_name.clone(),
        }
    }

    pub(super) fn is_visible(&self, chat: &Chat, person: i64) -> bool {
        match chat.kind {
            ChatKind::Private => chat.id == person,
            ChatKind::Group | ChatKind::Supergroup | ChatKind::Channel => {
                chat.migrated_to.is_none()
                    && (self.member(chat.id, person).status.is_in()
                        || chat.requests.contains_key(&person)
                        || chat.username.is_some())
            }
        }
    }

    pub(super) fn people_in(&self, chat: &Chat) -> usize {
        let present = chat.members.iter().filter(|(_, m)| m.status.is_in());
        present.filter(|(id, _)| **id != self.bot.id).count()
    }

    pub(super) fn chat_view(&self, chat: &Chat, person: i64, read: i64) -> ChatView {
        let newer = self
            .messages
            .range((chat.id, read.saturating_add(1))..=(chat.id, i64::MAX));
        let status = self.member(chat.id, person).status;
        let is_own = |stored: &Stored| {
            chat.kind != ChatKind::Channel && stored.value["from"]["id"] == person
        };
        let is_reader = chat.kind == ChatKind::Private || status.is_in();
        let unread = newer.filter(|(_, stored)| is_reader && !is_own(stored));
        let last = self
            .messages
            .range((chat.id, i64::MIN)..=(chat.id, i64::MAX))
            .next_back();
        ChatView {
            id: chat.id,
            kind: chat.kind.name(),
            title: match chat.kind {
                ChatKind::Private => String::new(),
                ChatKind::Group | ChatKind::Supergroup | ChatKind::Channel => chat.title.clone(),
            },
            username: chat.username.clone(),
            status,
            members: self.people_in(chat),
            is_pending: chat.requests.contains_key(&person),
            reactions: chat.reactions.clone(),
            unread: unread.count(),
            last: last.map(|((_, id), stored)| message_json(*id, stored, person)),
            pinned: chat.pinned.last().and_then(|id| {
                let stored = self.messages.get(&(chat.id, *id))?;
                Some(message_json(*id, stored, person))
            }),
        }
    }

    /// What `find` finds in the newest message of the bot that has it.
    pub(super) fn newest_in<T>(&self, chat: i64, find: impl Fn(&Stored) -> Option<T>) -> Option<T> {
        let messages = self.messages.range((chat, i64::MIN)..=(chat, i64::MAX));
        let by_bot = messages.rev().filter(|(_, stored)| stored.by_bot);
        by_bot.filter_map(|(_, stored)| find(stored)).next()
    }

    /// The link to a chat that a message has as a button.
    pub(super) fn invite_to(&self, chat: i64, stored: &Stored) -> Option<String> {
        let rows = stored.value.get("reply_markup")?["inline_keyboard"].as_array()?;
        let mut buttons = rows.iter().filter_map(Value::as_array).flatten();
        buttons.find_map(|button| {
            let url = button["url"].as_str()?;
            let link = self.links.get(url)?;
            (link.chat == chat).then(|| url.to_owned())
        })
    }

    pub(super) fn messages_view(&self, chat: i64, person: i64, window: Window) -> MessagesView {
        let below = window.before.unwrap_or(i64::MAX);
        let mut ids: Vec<i64> = match window.from {
            Some(from) => {
                let range = self.messages.range((chat, from)..=(chat, i64::MAX));
                range.map(|((_, id), _)| *id).collect()
            }
            None => {
                let range = self.messages.range((chat, i64::MIN)..(chat, below));
                let newest = range.rev().take(window.limit);
                newest.map(|((_, id), _)| *id).collect()
            }
        };
        ids.order();
        let changed = ids.iter().filter_map(|id| {
            let stored = self.messages.get(&(chat, *id))?;
            (stored.changed > window.since).then(|| message_json(*id, stored, person))
        });
        let changed = changed.collect();
        let reactions = ids
            .iter()
            .filter_map(|id| Some((*id, self.messages.get(&(chat, *id))?)))
            .flat_map(|(id, stored)| reactions_of(id, stored, person))
            .collect();
        let is_paid = |id: &i64| {
            let stored = self.messages.get(&(chat, *id));
            stored.is_some_and(|stored| stored.is_paid)
        };
        let paid = ids.iter().copied().filter(is_paid).collect();
        let oldest = ids.first().copied().or(window.from).unwrap_or(below);
        let has_older = self
            .messages
            .range((chat, i64::MIN)..(chat, oldest))
            .next()
            .is_some();
        MessagesView {
            ids,
            changed,
            reactions,
            paid,
            has_older,
            change: self.changes,
        }
    }

    /// When each member came, from what the bot was told of them; those who left keep their last arrival.
    pub(super) fn arrivals(&self, chat: i64) -> BTreeMap<i64, i64> {
        let mut since = BTreeMap::new();
        let is_in = |member: &Value| {
            ["creator", "administrator", "member"]
                .iter()
                .any(|name| member["status"] == *name)
        };
        for update in &self.history {
            for kind in ["chat_member", "my_chat_member"] {
                let Some(change) = update.get(kind).filter(|c| c["chat"]["id"] == chat) else {
                    continue;
                };
                let user = change["new_chat_member"]["user"]["id"].as_i64();
                let comes = is_in(&change["new_chat_member"]) && !is_in(&change["old_chat_member"]);
                if let (Some(user), Some(at), true) = (user, change["date"].as_i64(), comes) {
                    since.insert(user, at);
                }
            }
        }
        since
    }
}

/// Everybody's reactions, the bot's included.
fn reactions_of(id: i64, stored: &Stored, person: i64) -> Vec<(i64, String, i64, bool)> {
    let own = stored.reactions_of.get(&person);
    let counts = stored.reaction_counts().into_iter();
    counts
        .map(|(emoji, count)| {
            let is_own = own.is_some_and(|own| own.contains(&emoji));
            (id, emoji, count, is_own)
        })
        .collect()
}

pub(super) fn rank(status: Status) -> u8 {
    match status {
        Status::Creator => 0,
        Status::Administrator => 1,
        Status::Member => 2,
        Status::Left | Status::Kicked => 3,
    }
}

/// A message as this person sees it, without what the page knows already.
fn message_json(id: i64, stored: &Stored, person: i64) -> Value {
    let kept = stored
        .value
        .iter()
        .filter(|(name, _)| !NEEDLESS.contains(&name.as_str()));
    let mut fields: Map<String, Value> =
        gathered(kept.map(|(name, value)| (name.clone(), value.clone())));
    fields.insert("id".to_owned(), json!(id));
    fields.insert("by_bot".to_owned(), json!(stored.by_bot));
    if stored.is_silent {
        fields.insert("is_silent".to_owned(), json!(true));
    }
    if let Some(option) = stored.votes.get(&person) {
        fields.insert("vote".to_owned(), json!(option));
    }
    Value::Object(fields)
}
