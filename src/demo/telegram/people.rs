//! A person's private chat with the bot: writing, sharing, looking and waiting.

use super::Emulator;
use super::content::Content;
use super::methods::{content_of, origin_of};
use super::rights::Rights;
use super::screen::{EmulatedMessage, Toast};
use super::state::{Member, State, Status};
use super::updates::Change;
use serde_json::{Map, Value, json};

/// Which fields tell where a forwarded message comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForwardFields {
    /// `forward_origin` and the older fields, as Telegram sends them.
    Both,
    /// Only `forward_origin`.
    New,
    /// Only `forward_from_chat` and its kin.
    Old,
}

/// Somebody who uses the bot. Clones are the same person.
#[derive(Clone)]
pub struct Person {
    pub(super) emulator: Emulator,
    /// The Telegram id, also of the private chat.
    pub id: i64,
}

impl Person {
    pub(super) fn new(emulator: Emulator, id: i64) -> Self {
        Self { emulator, id }
    }

    /// The world this person lives in.
    pub fn emulator(&self) -> &Emulator {
        &self.emulator
    }

    /// Presses Start, through a deep link if there is a payload.
    pub fn start(&self, payload: Option<&str>) -> i64 {
        match payload {
            Some(payload) => self.send(&format!("/start {payload}")),
            None => self.send("/start"),
        }
    }

    /// Writes a text to the bot and gives the message's id. A first word `/x` is a command.
    pub fn send(&self, text: &str) -> i64 {
        self.deliver(text_fields(text))
    }

    /// Writes a text as an answer to a message.
    pub fn reply(&self, to_message: i64, text: &str) -> i64 {
        let original = self.emulator.look(|state| {
            state
                .messages
                .get(&(self.id, to_message))
                .map(|stored| Value::Object(stored.value.clone()))
        });
        let mut body = fields(json!({"text": text}));
        body.extend(original.map(|message| ("reply_to_message".to_owned(), message)));
        self.deliver(body)
    }

    /// Writes in a group.
    pub fn send_in(&self, chat: i64, text: &str) -> i64 {
        self.mark();
        self.emulator.post(chat, self.id, text_fields(text))
    }

    /// Sends a file.
    pub fn send_document(&self, name: &str, bytes: &[u8], caption: Option<&str>) -> i64 {
        self.sends(&Content::document(name, bytes).captioned(caption.unwrap_or_default()))
    }

    /// Sends a photo.
    pub fn send_photo(&self, caption: Option<&str>) -> i64 {
        self.send_photo_bytes("photo.jpg", b"a picture", caption)
    }

    /// Sends this picture as a photo.
    pub fn send_photo_bytes(&self, name: &str, bytes: &[u8], caption: Option<&str>) -> i64 {
        let caption = caption.unwrap_or_default();
        self.sends(&Content::photo(caption).with_file(name, bytes))
    }

    /// Sends a message with any content, given as fields of the object `Message`.
    pub fn send_raw(&self, content: Value) -> i64 {
        self.deliver(fields(content))
    }

    /// Changes the text of an earlier message.
    pub fn edit(&self, message: i64, text: &str) {
        self.edits(message, &Content::text(text));
    }

    /// Forwards the newest post of a channel, or the newest message of a group, with all fields.
    pub fn send_forward_of_channel_post(&self, chat: i64) -> i64 {
        self.forward(chat, ForwardFields::Both)
    }

    /// The same with a choice of fields. A message of a group names its author, never the group.
    pub fn forward(&self, chat: i64, fields_sent: ForwardFields) -> i64 {
        let body = self
            .emulator
            .act(|state| forwarded(state, chat, self.id, fields_sent));
        self.deliver(body)
    }

    /// Picks a chat for a `request_chat` button; the client gives the bot the rights the button asks for.
    pub fn share_chat(&self, request_id: i64, chat: i64) -> i64 {
        if let Some(rights) = self
            .requested(request_id)
            .and_then(|r| r.get("bot_administrator_rights").cloned())
        {
            self.emulator
                .set_bot_rights(chat, Rights::from_value(&rights), self.id);
        } else if self
            .requested(request_id)
            .is_some_and(|request| request["bot_is_member"] == true)
        {
            self.emulator
                .set_status(chat, self.emulator.bot_id(), Status::Member, self.id);
        }
        self.share_chat_only(request_id, chat)
    }

    /// Picks a chat, but the bot gains no access to it.
    pub fn share_chat_only(&self, request_id: i64, chat: i64) -> i64 {
        let request = self.requested(request_id).unwrap_or_default();
        let mut shared = json!({"request_id": request_id, "chat_id": chat});
        let info = self.emulator.look(|state| state.chat_json(chat));
        for (asked, field) in [("request_title", "title"), ("request_username", "username")] {
            if request[asked] == true && info.get(field).is_some() {
                shared[field] = info[field].clone();
            }
        }
        self.deliver(fields(json!({"chat_shared": shared})))
    }

    /// Picks people for a `request_users` button.
    pub fn share_users(&self, request_id: i64, users: &[i64]) -> i64 {
        let users: Vec<Value> = users.iter().map(|id| json!({"user_id": id})).collect();
        self.deliver(fields(
            json!({"users_shared": {"request_id": request_id, "users": users}}),
        ))
    }

    fn requested(&self, request_id: i64) -> Option<Value> {
        self.request(request_id)
            .filter(|(kind, _)| *kind == "request_chat")
            .map(|(_, request)| request)
    }

    pub(super) fn deliver(&self, body: Map<String, Value>) -> i64 {
        self.begin_to_write(&body);
        self.emulator.post(self.id, self.id, body)
    }

    /// What writing to the bot brings with it: a mark, no block, a keyboard that is used up.
    pub(super) fn begin_to_write(&self, body: &Map<String, Value>) {
        self.mark();
        self.unblock();
        self.emulator.act(|state| {
            if let Some(user) = state.users.get_mut(&self.id) {
                user.has_started = true;
            }
            state.use_keyboard(self.id, body);
        });
    }

    /// Blocks the bot.
    pub fn block(&self) {
        self.emulator.act(|state| state.set_blocked(self.id, true));
    }

    /// Takes the block back.
    pub fn unblock(&self) {
        self.emulator.act(|state| state.set_blocked(self.id, false));
    }

    /// Changes how they are called in their client.
    pub fn rename(&self, first_name: &str, last_name: Option<&str>, username: Option<&str>) {
        self.emulator.act(|state| {
            if let Some(user) = state.users.get_mut(&self.id) {
                first_name.clone_into(&mut user.first_name);
                user.last_name = last_name.map(str::to_owned);
                user.username = username.map(str::to_owned);
            }
        });
    }

    /// Changes the language of their client.
    pub fn speak(&self, language: &str) {
        self.emulator.act(|state| {
            if let Some(user) = state.users.get_mut(&self.id) {
                language.clone_into(&mut user.language);
            }
        });
    }

    /// Deletes the account.
    pub fn deactivate(&self) {
        self.emulator.act(|state| {
            if let Some(user) = state.users.get_mut(&self.id) {
                user.is_deactivated = true;
            }
        });
    }

    /// The object `User` of this person.
    pub fn info(&self) -> Value {
        self.emulator.look(|state| state.user_json(self.id))
    }

    /// Messages of the private chat, oldest first.
    pub fn messages(&self) -> Vec<EmulatedMessage> {
        self.emulator.messages(self.id)
    }

    /// The newest message of the bot.
    pub fn screen(&self) -> Option<EmulatedMessage> {
        self.messages()
            .into_iter()
            .rev()
            .find(|message| message.by_bot)
    }

    /// The last answer to a press.
    pub fn toast(&self) -> Option<Toast> {
        self.emulator.look(|state| {
            let answered = state
                .callbacks
                .values()
                .filter(|press| press.user == self.id && press.answer.is_some());
            let last = answered.max_by_key(|press| press.answered)?;
            last.answer
                .clone()
                .map(|(text, show_alert)| Toast { text, show_alert })
        })
    }

    /// From now on `expect` takes only what comes after this. Writing, pressing and joining do it too.
    pub fn mark(&self) {
        self.emulator.act(|state| {
            let now = state.changes;
            if let Some(user) = state.users.get_mut(&self.id) {
                user.mark = now;
            }
        });
    }

    /// Messages the bot sent or edited here since the mark.
    pub fn news(&self) -> Vec<EmulatedMessage> {
        self.news_in(self.id)
    }

    /// Messages the bot sent or edited in a chat since the mark.
    pub fn news_in(&self, chat: i64) -> Vec<EmulatedMessage> {
        self.emulator.look(|state| {
            let mark = state.users.get(&self.id).map_or(0, |user| user.mark);
            let here = state.messages.range((chat, i64::MIN)..=(chat, i64::MAX));
            let new = here.filter(|(_, stored)| stored.by_bot && stored.changed > mark);
            new.map(|(_, stored)| EmulatedMessage::from_stored(stored))
                .collect()
        })
    }

    /// Waits for a message of the bot, new or edited since the mark, that contains this.
    ///
    /// # Panics
    /// After ten seconds.
    pub async fn expect(&self, text: &str) -> EmulatedMessage {
        let find = |_: &Emulator| {
            self.news()
                .into_iter()
                .rev()
                .find(|message| message.text.contains(text))
        };
        self.emulator
            .wait(find, &format!("«{text}» in the chat of {}", self.id))
            .await
    }

    /// Waits for a message of the bot that shows a button with this label or data, whenever it was sent.
    ///
    /// # Panics
    /// After ten seconds.
    pub async fn expect_button(&self, label_or_data: &str) -> EmulatedMessage {
        let find = |_: &Emulator| self.with_button(label_or_data);
        self.emulator
            .wait(
                find,
                &format!("a button «{label_or_data}» in the chat of {}", self.id),
            )
            .await
    }

    /// The newest message with such a button.
    pub(super) fn with_button(&self, label_or_data: &str) -> Option<EmulatedMessage> {
        let messages = self.messages();
        messages
            .into_iter()
            .rev()
            .find(|message| message.by_bot && message.has_button(label_or_data))
    }

    /// Waits for an answer to a press, given since the mark, that contains this.
    ///
    /// # Panics
    /// After ten seconds.
    pub async fn expect_toast(&self, text: &str) -> Toast {
        let find = |emulator: &Emulator| {
            emulator.look(|state| {
                let mark = state.users.get(&self.id).map_or(0, |user| user.mark);
                let mine = state
                    .callbacks
                    .values()
                    .filter(|press| press.user == self.id && press.answered > mark);
                let mut toasts = mine.filter_map(|press| press.answer.clone());
                toasts.find(|(said, _)| said.contains(text))
            })
        };
        let what = format!("the toast «{text}» for {}", self.id);
        let (text, show_alert) = self.emulator.wait(find, &what).await;
        Toast { text, show_alert }
    }

    /// The place in a chat, in the words of the Bot API.
    pub fn status_in(&self, chat: i64) -> Status {
        self.emulator
            .look(|state| state.member(chat, self.id).status)
    }

    /// Whether they are in a chat.
    pub fn is_member(&self, chat: i64) -> bool {
        self.status_in(chat).is_in()
    }

    pub(super) fn move_to(&self, chat: i64, actor: i64, member: Member) {
        self.emulator.act(|state| {
            let change = Change {
                chat,
                user: self.id,
                actor,
                link: None,
                via_request: false,
            };
            state.set_member(&change, member);
        });
    }
}

/// A text, with its first word marked if it is a command.
pub(super) fn text_fields(text: &str) -> Map<String, Value> {
    let mut body = fields(json!({"text": text}));
    if text.starts_with('/') && text.len() > 1 {
        let word = text.split_whitespace().next().unwrap_or_default();
        let length = word.encode_utf16().count();
        let command = json!([{"type": "bot_command", "offset": 0, "length": length}]);
        body.insert("entities".to_owned(), command);
    }
    body
}

pub(super) fn fields(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// The body of a forward, from the newest message of a chat, or from an imagined one in an empty chat.
fn forwarded(state: &mut State, chat: i64, person: i64, sent: ForwardFields) -> Map<String, Value> {
    let newest = state
        .messages
        .range((chat, i64::MIN)..=(chat, i64::MAX))
        .next_back();
    let source = newest.map(|(_, stored)| stored.value.clone());
    let source = source.unwrap_or_else(|| {
        let imagined = state.store(chat, person, fields(json!({"text": "a post"})), None);
        fields(imagined)
    });
    forward_of(state, chat, &source, sent)
}

/// The body of a forward of this message.
pub(super) fn forward_of(
    state: &State,
    chat: i64,
    source: &Map<String, Value>,
    sent: ForwardFields,
) -> Map<String, Value> {
    let origin = source.get("forward_origin").cloned();
    let origin = origin.unwrap_or_else(|| origin_of(state, chat, source));
    let mut body = content_of(source);
    if sent != ForwardFields::Old {
        body.insert("forward_origin".to_owned(), origin.clone());
    }
    if sent != ForwardFields::New {
        body.insert("forward_date".to_owned(), origin["date"].clone());
        for (name, of) in [
            ("forward_from_chat", "chat"),
            ("forward_from_message_id", "message_id"),
            ("forward_from", "sender_user"),
            ("forward_sender_name", "sender_user_name"),
        ] {
            body.extend(origin.get(of).map(|value| (name.to_owned(), value.clone())));
        }
    }
    body
}
