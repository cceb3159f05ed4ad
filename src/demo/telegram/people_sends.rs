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

    /// Deletes a message in the chat with the bot, whosever it is. The bot is not told.
    pub fn deletes(&self, message: i64) {
        self.emulator.act(|state| state.erase((self.id, message)));
    }

    /// Forwards one message of a channel, of a group or of another person's chat with the bot.
    ///
    /// # Panics
    /// If there is no such message.
    pub fn forwards(&self, chat: i64, message: i64) -> i64 {
        let body = self.emulator.act(|state| {
            let source = state.messages.get(&(chat, message))?.value.clone();
            Some(forward_of(state, chat, &source, ForwardFields::Both))
        });
        let Some(body) = body else {
            panic!(
                "{} cannot forward #{message} of {chat}: it is not there",
                self.id
            );
        };
        self.deliver(body)
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
            let (now, number) = (state.now(), state.change());
            let Some(stored) = state.messages.get_mut(&(chat, message)) else {
                return false;
            };
            let gone = content_of(&stored.value);
            stored.value.retain(|name, _| !gone.contains_key(name));
            stored.value.extend(body);
            stored.value.insert("edit_date".to_owned(), json!(now));
            stored.changed = number;
            let edited = Value::Object(stored.value.clone());
            state.push_edit(chat, edited);
            true
        })
    }
}
