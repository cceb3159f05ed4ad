//! What people do in a forum: write in its topics, answer there, make and delete them.

use super::Emulator;
use super::content::Content;
use super::people::Person;
use super::state::State;
use serde_json::{Map, Value, json};

/// The usual colour of a topic's icon.
const BLUE: i64 = 7_322_096;

/// A topic as people see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmulatedTopic {
    /// Its `message_thread_id`.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// Only administrators write there.
    pub is_closed: bool,
}

impl Emulator {
    /// Adds a private supergroup with topics, without members.
    pub fn add_forum(&self, id: i64, title: &str) {
        self.add_supergroup(id, title);
        self.set_forum(id, true);
    }

    /// Gives a supergroup topics, or takes them away.
    pub fn set_forum(&self, chat: i64, is_forum: bool) {
        self.act(|state| {
            if let Some(chat) = state.chats.get_mut(&chat) {
                chat.is_forum = is_forum;
            }
        });
    }

    /// The topics of a forum but for General, oldest first.
    pub fn topics(&self, chat: i64) -> Vec<EmulatedTopic> {
        self.look(|state| {
            let chat = state.chats.get(&chat).into_iter();
            let topics = chat.flat_map(|chat| &chat.topics);
            topics
                .map(|(id, topic)| EmulatedTopic {
                    id: *id,
                    name: topic.name.clone(),
                    is_closed: topic.is_closed,
                })
                .collect()
        })
    }

    /// Deletes a topic by hand, with all its messages. The bot is not told. `false` without such a one.
    pub fn delete_topic(&self, chat: i64, topic: i64) -> bool {
        self.act(|state| state.drop_topic(chat, topic))
    }
}

impl Person {
    /// Makes a topic in a forum and gives its id.
    pub fn opens_topic(&self, chat: i64, name: &str) -> i64 {
        self.emulator.act(|state| {
            let id = state.open_topic(chat, self.id, name, BLUE);
            let message = state.messages.get(&(chat, id));
            let message = message.map(|stored| Value::Object(stored.value.clone()));
            state.push_message(chat, message.unwrap_or_default());
            id
        })
    }

    /// Writes in a topic of a forum and gives the message's id.
    pub fn sends_in_topic(&self, chat: i64, topic: i64, content: &Content) -> i64 {
        self.mark();
        let body = self.emulator.act(|state| {
            let mut body = content.body(state);
            body.extend(state.place_in_topic(chat, topic));
            body
        });
        self.emulator.post(chat, self.id, body)
    }

    /// Sends an album in a topic: one update for each item. The ids of the messages.
    pub fn sends_album_in_topic(&self, chat: i64, topic: i64, items: &[Content]) -> Vec<i64> {
        self.mark();
        let album = self.emulator.act(State::new_album);
        let bodies = self.emulator.act(|state| {
            let mut bodies = Vec::new();
            for item in items {
                let mut body = item.body(state);
                body.extend(state.place_in_topic(chat, topic));
                body.insert("media_group_id".to_owned(), json!(album));
                bodies.push(body);
            }
            bodies
        });
        let ids = bodies
            .into_iter()
            .map(|body| self.emulator.post(chat, self.id, body));
        ids.collect()
    }

    /// Answers a message of a group, in the topic in which it stands.
    pub fn answers_in(&self, chat: i64, to_message: i64, content: &Content) -> i64 {
        self.mark();
        let body = self
            .emulator
            .act(|state| answer(state, chat, to_message, content));
        self.emulator.post(chat, self.id, body)
    }
}

fn answer(state: &mut State, chat: i64, to: i64, content: &Content) -> Map<String, Value> {
    let mut body = content.body(state);
    let Some(original) = state
        .messages
        .get(&(chat, to))
        .map(|stored| stored.value.clone())
    else {
        return body;
    };
    for name in ["message_thread_id", "is_topic_message"] {
        body.extend(
            original
                .get(name)
                .map(|value| (name.to_owned(), value.clone())),
        );
    }
    let mut quoted = original;
    quoted.remove("reply_to_message");
    body.insert("reply_to_message".to_owned(), Value::Object(quoted));
    body
}
