//! What people send to the bot, change and take back: any content, albums, forwards.

use super::content::Content;
use super::methods::content_of;
use super::people::{ForwardFields, Person, fields, forward_of};
use super::state::State;
use serde_json::{Map, Value, json};

impl Person {
    /// Sends this to the bot and gives the message's id.
    pub fn sends(&self, content: &Content) -> i64 {
        let body = self.emulator.act(|state| content.body(state));
        self.deliver(body)
    }

    /// Sends a photo with this caption; an empty one is none.
    pub fn sends_photo(&self, caption: &str) -> i64 {
        self.sends(&Content::photo(caption))
    }

    /// Sends a poll.
    pub fn sends_poll(&self, question: &str, options: &[&str]) -> i64 {
        self.sends(&Content::poll(question, options))
    }

    /// Sends an album: the bot gets one update for each item, with one `media_group_id`. The ids of the messages.
    pub fn sends_album(&self, items: &[Content]) -> Vec<i64> {
        self.begin_to_write(&Map::new());
        self.emulator.post_album(self.id, self.id, items)
    }

    /// Answers a message with this.
    pub fn answers(&self, to_message: i64, content: &Content) -> i64 {
        let body = self.emulator.act(|state| {
            let mut body = content.body(state);
            let original = state.messages.get(&(self.id, to_message));
            let original = original.map(|stored| Value::Object(stored.value.clone()));
            body.extend(original.map(|message| ("reply_to_message".to_owned(), message)));
            body
        });
        self.deliver(body)
    }

    /// Changes the content of a message in the chat with the bot: an `edited_message` update.
    pub fn edits(&self, message: i64, content: &Content) {
        self.mark();
        self.emulator.edit(self.id, message, content);
    }

    /// Changes the words of a message, text or caption, and leaves what else it holds. `false` without such a message.
    pub fn edits_words(&self, chat: i64, message: i64, text: &str) -> bool {
        self.mark();
        self.emulator.act(|state| {
            state.edit(chat, message, |body| {
                let is_text = body.contains_key("text");
                for name in ["entities", "caption_entities", "caption"] {
                    body.remove(name);
                }
                let name = if is_text { "text" } else { "caption" };
                if !text.is_empty() {
                    body.insert(name.to_owned(), json!(text));
                }
            })
        })
    }

    /// Deletes a message in the chat with the bot, whosever it is. The bot is not told.
    pub fn deletes(&self, message: i64) {
        self.emulator.act(|state| state.erase((self.id, message)));
    }

    /// Forwards one message of a channel, of a group or of another person's chat to the bot.
    ///
    /// # Panics
    /// If there is no such message.
    pub fn forwards(&self, chat: i64, message: i64) -> i64 {
        let sent = self.forwards_all(chat, &[message]);
        sent.first().copied().unwrap_or(0)
    }

    /// Forwards several messages of a chat to the bot; an album stays one. The ids of the forwards.
    ///
    /// # Panics
    /// If one of them is not there.
    pub fn forwards_all(&self, chat: i64, messages: &[i64]) -> Vec<i64> {
        let bodies = forwards(self, chat, messages);
        let sent = bodies.into_iter().map(|body| self.deliver(body));
        sent.collect()
    }

    /// Forwards what somebody wrote who may be named; the bot sees their account.
    pub fn forwards_person(&self, author: i64, content: &Content) -> i64 {
        let body = self.emulator.act(|state| {
            let author = json!({"from": state.user_json(author)});
            imagined(state, author, content)
        });
        self.deliver(body)
    }

    /// Forwards what somebody wrote who hides their account: the bot sees only this name.
    pub fn forwards_hidden_person(&self, name: &str, content: &Content) -> i64 {
        let body = self.emulator.act(|state| {
            let origin =
                json!({"type": "hidden_user", "date": state.now(), "sender_user_name": name});
            imagined(state, json!({"forward_origin": origin}), content)
        });
        self.deliver(body)
    }

    /// From now on forwards of what they write do not name their account.
    pub fn hides_account(&self) {
        self.emulator.act(|state| {
            if let Some(user) = state.users.get_mut(&self.id) {
                user.hides_account = true;
            }
        });
    }
}

/// The bodies of forwards of these messages.
pub(super) fn forwards(person: &Person, chat: i64, messages: &[i64]) -> Vec<Map<String, Value>> {
    let bodies = person.emulator.act(|state| {
        let album = state.new_album();
        let bodies = messages.iter().map(|id| {
            let source = state.messages.get(&(chat, *id))?.value.clone();
            let mut body = forward_of(state, chat, &source, ForwardFields::Both);
            if messages.len() > 1 && source.contains_key("media_group_id") {
                body.insert("media_group_id".to_owned(), json!(album));
            }
            Some(body)
        });
        bodies.collect::<Option<Vec<_>>>()
    });
    match bodies {
        Some(bodies) => bodies,
        None => panic!(
            "{} cannot forward {messages:?} of {chat}: not all are there",
            person.id
        ),
    }
}

/// The body of a forward of a message that stands in no chat of this world.
fn imagined(state: &mut State, head: Value, content: &Content) -> Map<String, Value> {
    let mut message = fields(head);
    message.extend(content.body(state));
    message.insert("date".to_owned(), json!(state.now()));
    forward_of(state, 0, &message, ForwardFields::Both)
}

impl super::Emulator {
    /// Several messages of one album, each with its update.
    pub(super) fn post_album(&self, chat: i64, from: i64, items: &[Content]) -> Vec<i64> {
        let (album, bodies) = self.act(|state| {
            let bodies: Vec<Map<String, Value>> =
                items.iter().map(|item| item.body(state)).collect();
            (state.new_album(), bodies)
        });
        let ids = bodies.into_iter().map(|mut body| {
            body.insert("media_group_id".to_owned(), json!(album));
            self.post(chat, from, body)
        });
        ids.collect()
    }

    /// Another content in the place of a message's own, with the update of the chat's kind. `false` without such a
    /// message.
    pub(super) fn edit(&self, chat: i64, message: i64, content: &Content) -> bool {
        self.act(|state| {
            let body = content.body(state);
            state.edit(chat, message, |old| {
                let gone = content_of(old);
                old.retain(|name, _| !gone.contains_key(name));
                old.extend(body);
            })
        })
    }
}

impl State {
    fn edit(
        &mut self,
        chat: i64,
        message: i64,
        change: impl FnOnce(&mut Map<String, Value>),
    ) -> bool {
        let (now, number) = (self.now(), self.change());
        let Some(stored) = self.messages.get_mut(&(chat, message)) else {
            return false;
        };
        change(&mut stored.value);
        stored.value.insert("edit_date".to_owned(), json!(now));
        stored.changed = number;
        let edited = Value::Object(stored.value.clone());
        self.push_edit(chat, edited);
        true
    }
}
