//! Topics of a forum: made, renamed, closed, opened again, deleted.
//!
//! Refusals are those of TDLib's `ForumTopicManager` and of Telegram's servers (`TOPIC_…`), as bots read them.

use super::Answer;
use crate::demo::telegram::error::ApiError;
use crate::demo::telegram::html;
use crate::demo::telegram::params::Params;
use crate::demo::telegram::state::{ChatKind, State, Topic};
use serde_json::{Map, Value, json};

/// The colours that a topic's icon can have.
const COLOURS: [i64; 6] = [
    7_322_096, 16_766_590, 13_338_331, 9_367_192, 16_749_490, 16_478_047,
];
const LONGEST_NAME: usize = 128;
const RIGHT: &str = "can_manage_topics";

pub(super) fn create(state: &mut State, params: &Params) -> Answer {
    let chat = forum(state, params)?;
    state.need_right(chat, RIGHT, "not enough rights to create a topic")?;
    let name = params.text("name").unwrap_or_default();
    if !(1..=LONGEST_NAME).contains(&html::utf16_len(name)) {
        return Err(ApiError::malformed("topic name must be 1-128 characters"));
    }
    let colour = params.int("icon_color").unwrap_or(COLOURS[0]);
    if !COLOURS.contains(&colour) {
        return Err(ApiError::malformed("TOPIC_ICON_COLOR_INVALID"));
    }
    let bot = state.bot.id;
    let id = state.open_topic(chat, bot, name, colour);
    Ok(json!({"message_thread_id": id, "name": name, "icon_color": colour}))
}

pub(super) fn edit(state: &mut State, params: &Params) -> Answer {
    let (chat, id) = topic(state, params)?;
    let name = params.text("name").unwrap_or_default().to_owned();
    if html::utf16_len(&name) > LONGEST_NAME {
        return Err(ApiError::malformed("topic name must be 0-128 characters"));
    }
    let known = state.topic(chat, id).map(|topic| topic.name.clone());
    if name.is_empty() || known.as_ref() == Some(&name) {
        return Err(ApiError::bad("TOPIC_NOT_MODIFIED"));
    }
    let edited = json!({"forum_topic_edited": {"name": name}});
    change(state, chat, id, |topic| topic.name = name);
    tell(state, chat, id, edited);
    Ok(json!(true))
}

/// Closes a topic, or opens it again.
pub(super) fn set_closed(state: &mut State, params: &Params, is_closed: bool) -> Answer {
    let (chat, id) = topic(state, params)?;
    let known = state.topic(chat, id).map(|topic| topic.is_closed);
    if known == Some(is_closed) {
        return Err(ApiError::bad("TOPIC_NOT_MODIFIED"));
    }
    change(state, chat, id, |topic| topic.is_closed = is_closed);
    let told = match is_closed {
        true => json!({"forum_topic_closed": {}}),
        false => json!({"forum_topic_reopened": {}}),
    };
    tell(state, chat, id, told);
    Ok(json!(true))
}

pub(super) fn delete(state: &mut State, params: &Params) -> Answer {
    let chat = forum(state, params)?;
    let refusal = "not enough rights to delete the topic";
    state.need_right(chat, "can_delete_messages", refusal)?;
    match state.drop_topic(chat, params.int("message_thread_id").unwrap_or(0)) {
        true => Ok(json!(true)),
        false => Err(ApiError::bad("TOPIC_ID_INVALID")),
    }
}

/// The forum that a call names.
fn forum(state: &State, params: &Params) -> Answer<i64> {
    let chat = state.writable_chat(params)?;
    let is_forum = state.chats.get(&chat).is_some_and(|chat| chat.is_forum);
    match is_forum {
        true => Ok(chat),
        false => Err(ApiError::bad("the chat is not a forum")),
    }
}

/// The topic that a call names, if the bot may change it: with the right, or as the one who made it.
fn topic(state: &State, params: &Params) -> Answer<(i64, i64)> {
    let chat = forum(state, params)?;
    let id = params.int("message_thread_id").unwrap_or(0);
    let topic = state.topic(chat, id);
    let topic = topic.ok_or_else(|| ApiError::bad("TOPIC_ID_INVALID"))?;
    if topic.creator != state.bot.id {
        state.need_right(chat, RIGHT, "not enough rights to edit the topic")?;
    }
    Ok((chat, id))
}

fn change(state: &mut State, chat: i64, id: i64, change: impl FnOnce(&mut Topic)) {
    let chat = state.chats.get_mut(&chat);
    if let Some(topic) = chat.and_then(|chat| chat.topics.get_mut(&id)) {
        change(topic);
    }
}

/// The service message in the topic about what the bot did.
fn tell(state: &mut State, chat: i64, id: i64, said: Value) {
    let mut body = state.place_in_topic(chat, id);
    body.extend(said.as_object().cloned().unwrap_or_default());
    state.store(chat, state.bot.id, body, None);
}

impl State {
    /// A topic of a forum.
    pub(in crate::demo::telegram) fn topic(&self, chat: i64, id: i64) -> Option<&Topic> {
        let chat = self.chats.get(&chat).filter(|chat| chat.is_forum)?;
        chat.topics.get(&id).map(Box::as_ref)
    }

    /// Makes a topic by the hand of somebody. Its id is that of the message that tells of it.
    pub(in crate::demo::telegram) fn open_topic(
        &mut self,
        chat: i64,
        creator: i64,
        name: &str,
        colour: i64,
    ) -> i64 {
        let told = json!({"forum_topic_created": {"name": name, "icon_color": colour}});
        let told = told.as_object().cloned().unwrap_or_default();
        let message = self.store(chat, creator, told, None);
        let id = message["message_id"].as_i64().unwrap_or(0);
        if let Some(stored) = self.messages.get_mut(&(chat, id)) {
            stored
                .value
                .insert("message_thread_id".to_owned(), json!(id));
            stored
                .value
                .insert("is_topic_message".to_owned(), json!(true));
        }
        let topic = Topic {
            name: name.to_owned(),
            creator,
            is_closed: false,
        };
        if let Some(chat) = self.chats.get_mut(&chat) {
            chat.topics.insert(id, Box::new(topic));
        }
        id
    }

    /// Deletes a topic with its messages. `false` without such a one.
    pub(in crate::demo::telegram) fn drop_topic(&mut self, chat: i64, id: i64) -> bool {
        let Some(forum) = self.chats.get_mut(&chat) else {
            return false;
        };
        if forum.topics.remove(&id).is_none() {
            return false;
        }
        self.messages.retain(|(place, _), stored| {
            *place != chat || stored.value.get("message_thread_id") != Some(&json!(id))
        });
        self.change();
        true
    }

    /// What a message in a topic says of its place. One that answers nothing else answers the message that began the
    /// topic, as the Bot API shows it.
    pub(in crate::demo::telegram) fn place_in_topic(
        &self,
        chat: i64,
        id: i64,
    ) -> Map<String, Value> {
        let mut body = Map::new();
        body.insert("message_thread_id".to_owned(), json!(id));
        body.insert("is_topic_message".to_owned(), json!(true));
        let beginning = self.messages.get(&(chat, id));
        let beginning = beginning.map(|stored| Value::Object(stored.value.clone()));
        body.extend(beginning.map(|message| ("reply_to_message".to_owned(), message)));
        body
    }

    /// Where a call wants its message: nowhere in particular, or in a topic that is there and open to the bot.
    pub(super) fn thread_of(&self, chat: i64, params: &Params) -> Answer<Map<String, Value>> {
        let Some(id) = params.int("message_thread_id").filter(|id| *id != 0) else {
            return Ok(Map::new());
        };
        let absent = || ApiError::bad("message thread not found");
        let topic = self.topic(chat, id).ok_or_else(absent)?;
        if topic.is_closed && topic.creator != self.bot.id {
            self.need_right(chat, RIGHT, "TOPIC_CLOSED")?;
        }
        Ok(self.place_in_topic(chat, id))
    }

    /// Whether a chat is a supergroup with topics.
    pub(in crate::demo::telegram) fn is_forum(&self, chat: i64) -> bool {
        let chat = self.chats.get(&chat);
        chat.is_some_and(|chat| chat.kind == ChatKind::Supergroup && chat.is_forum)
    }
}
