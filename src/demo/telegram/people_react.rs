//! Reactions of people, and what the bot hears of them.

use super::methods::is_reaction;
use super::people::Person;
use super::state::{ChatKind, State, Stored};
use crate::utils::order::InOrder;
use serde_json::{Value, json};

/// A person without Premium puts one reaction on a message, one with it up to three.
const MOST: usize = 3;

impl Person {
    /// Puts these reactions on a message instead of the former ones; none takes them away. `false` if the
    /// client does not offer it: no such message, not a member, or an emoji the chat does not allow.
    pub fn react(&self, chat: i64, message_id: i64, emoji: &[&str]) -> bool {
        let new: Vec<String> = emoji.iter().map(|one| (*one).to_owned()).collect();
        self.emulator
            .act(|state| put(state, self.id, (chat, message_id), new))
    }

    /// Their own reactions to a message.
    pub fn reactions_to(&self, chat: i64, message_id: i64) -> Vec<String> {
        self.emulator.look(|state| {
            let stored = state.messages.get(&(chat, message_id));
            let own = stored.and_then(|stored| stored.reactions_of.get(&self.id));
            own.cloned().unwrap_or_default()
        })
    }
}

fn put(state: &mut State, user: i64, key: (i64, i64), new: Vec<String>) -> bool {
    let key = state.head_of_album(key);
    let chat = key.0;
    let is_there = chat == user || state.member(chat, user).status.is_in();
    let is_offered = new.len() <= MOST
        && new
            .iter()
            .all(|emoji| is_reaction(emoji) && state.allows_reaction(chat, emoji));
    let Some(stored) = state.messages.get_mut(&key) else {
        return false;
    };
    if !is_there || !is_offered {
        return false;
    }
    let old = match new.is_empty() {
        true => stored.reactions_of.remove(&user),
        false => stored.reactions_of.insert(user, new.clone()),
    };
    let old = old.unwrap_or_default();
    let counts = stored.reaction_counts();
    state.change();
    if old != new {
        tell(state, user, key, (&old, &new), &counts);
    }
    true
}

/// Channels give counts only, for their members are anonymous; other chats say who it was.
fn tell(
    state: &mut State,
    user: i64,
    (chat, message): (i64, i64),
    (old, new): (&[String], &[String]),
    counts: &[(String, i64)],
) {
    let kind = state.chats.get(&chat).map(|chat| chat.kind);
    if kind != Some(ChatKind::Private) && !state.bot_is_admin(chat) {
        return;
    }
    let mut body = json!({
        "chat": state.chat_json(chat), "message_id": message, "date": state.now(),
    });
    if kind == Some(ChatKind::Channel) {
        let counts = counts
            .iter()
            .map(|(emoji, count)| json!({"type": reaction(emoji), "total_count": count}));
        body["reactions"] = counts.collect();
        state.push("message_reaction_count", body);
        return;
    }
    body["user"] = state.user_json(user);
    body["old_reaction"] = old.iter().map(|emoji| reaction(emoji)).collect();
    body["new_reaction"] = new.iter().map(|emoji| reaction(emoji)).collect();
    if let Some(user) = state.users.get_mut(&user) {
        user.is_known = true;
    }
    state.push("message_reaction", body);
}

/// The object `ReactionTypeEmoji`.
fn reaction(emoji: &str) -> Value {
    json!({"type": "emoji", "emoji": emoji})
}

impl State {
    /// Whether a chat lets people react with this emoji.
    pub(super) fn allows_reaction(&self, chat: i64, emoji: &str) -> bool {
        let allowed = self
            .chats
            .get(&chat)
            .and_then(|chat| chat.reactions.as_ref());
        allowed.is_none_or(|allowed| allowed.iter().any(|known| known == emoji))
    }
}

impl Stored {
    /// Everybody's reactions, the bot's included, the most frequent first.
    pub(super) fn reaction_counts(&self) -> Vec<(String, i64)> {
        // A map of JSON, because its code is there already.
        let mut counts = json!({});
        for emoji in self.reactions_of.values().flatten().chain(&self.reactions) {
            let count = counts[emoji].as_i64().unwrap_or(0);
            counts[emoji] = json!(count + 1);
        }
        let counts = counts.as_object().into_iter().flatten();
        let mut counts: Vec<(String, i64)> = counts
            .map(|(emoji, count)| (emoji.clone(), count.as_i64().unwrap_or(0)))
            .collect();
        counts.order_by_key(|(_, count)| -count);
        counts
    }
}
