//! The reply keyboard a person's client shows, and what its buttons let them pick.

use super::people::Person;
use super::rights::Rights;
use super::state::{Chat, ChatKind, State, Status};
use serde_json::{Map, Value};

impl Person {
    /// The reply keyboard (object `ReplyKeyboardMarkup`) that the private chat shows now.
    pub fn keyboard(&self) -> Option<Value> {
        self.emulator.look(|state| {
            let markup = state.keyboard_of(self.id)?;
            markup.get("keyboard").is_some().then(|| markup.clone())
        })
    }

    /// What the person can pick for a `request_chat` or `request_users` button, with titles or names: chats of
    /// the asked kind where they have the asked rights, or the other people. Then: [`Person::share_chat`] or
    /// [`Person::share_users`].
    pub fn pickable(&self, request_id: i64) -> Vec<(i64, String)> {
        let Some((kind, request)) = self.request(request_id) else {
            return Vec::new();
        };
        self.emulator.look(|state| match kind {
            "request_chat" => {
                let chats = state.chats.range(..0).map(|(_, chat)| chat);
                let fitting = chats.filter(|chat| fits(state, chat, self.id, &request));
                fitting.map(|chat| (chat.id, chat.title.clone())).collect()
            }
            _ => people(state, self.id, &request),
        })
    }

    /// The request of a button of the newest reply keyboard that has it, with the button's kind.
    pub(super) fn request(&self, request_id: i64) -> Option<(&'static str, Value)> {
        let messages = self.messages();
        let mut buttons = messages
            .iter()
            .rev()
            .flat_map(|message| message.keyboard.iter().flatten());
        buttons.find_map(|button| {
            ["request_chat", "request_users"]
                .into_iter()
                .find_map(|kind| {
                    let request = button.value.get(kind)?;
                    (request["request_id"] == request_id).then(|| (kind, request.clone()))
                })
        })
    }
}

fn people(state: &State, person: i64, request: &Value) -> Vec<(i64, String)> {
    let others = state.users.values().filter(|user| user.id != person);
    let wanted = others.filter(|user| match request.get("user_is_bot") {
        Some(is_bot) => *is_bot == user.is_bot,
        None => true,
    });
    wanted
        .map(|user| {
            let last = user.last_name.as_ref().map(|name| format!(" {name}"));
            let name = format!("{}{}", user.first_name, last.unwrap_or_default());
            (user.id, name)
        })
        .collect()
}

/// Whether the client offers this chat.
fn fits(state: &State, chat: &Chat, person: i64, request: &Value) -> bool {
    let is_channel = chat.kind == ChatKind::Channel;
    let member = state.member(chat.id, person);
    let owns = member.status == Status::Creator;
    let has_rights = match request.get("user_administrator_rights") {
        Some(asked) => owns || holds(member.rights, member.status, asked),
        None => member.status.is_in(),
    };
    let may_add_the_bot = match request.get("bot_administrator_rights") {
        Some(_) => owns || member.rights.can_promote_members || state.bot_is_admin(chat.id),
        None => true,
    };
    let is_asked_forum = match request.get("chat_is_forum") {
        Some(asked) => *asked == chat.is_forum,
        None => true,
    };
    let has_name = match request.get("chat_has_username") {
        Some(wanted) => *wanted == chat.username.is_some(),
        None => true,
    };
    chat.migrated_to.is_none()
        && is_channel == (request["chat_is_channel"] == true)
        && (request["chat_is_created"] != true || owns)
        && has_rights
        && may_add_the_bot
        && has_name
        && is_asked_forum
}

fn holds(held: Rights, status: Status, asked: &Value) -> bool {
    let asked = asked.as_object().into_iter().flatten();
    status == Status::Administrator
        && asked
            .filter(|(_, wanted)| **wanted == true)
            .all(|(right, _)| held.has(right))
}

impl State {
    /// A message of the bot came with a reply keyboard, the removal of one, or a forced reply.
    pub(super) fn show_keyboard(&mut self, chat: i64, message: i64, markup: Option<&Value>) {
        let Some(markup) = markup else {
            return;
        };
        if let Some(user) = self.users.get_mut(&chat) {
            user.keyboard_of = markup.get("remove_keyboard").is_none().then_some(message);
        }
    }

    /// A keyboard goes with its message.
    pub(super) fn hide_keyboard_of(&mut self, (chat, message): (i64, i64)) {
        if let Some(user) = self.users.get_mut(&chat)
            && user.keyboard_of == Some(message)
        {
            user.keyboard_of = None;
        }
    }

    /// A keyboard for one time goes when one of its buttons was pressed, a forced reply with any message.
    pub(super) fn use_keyboard(&mut self, user: i64, body: &Map<String, Value>) {
        let Some(markup) = self.keyboard_of(user) else {
            return;
        };
        let is_of_a_button = match body.get("text").and_then(Value::as_str) {
            Some(text) => labels(markup).any(|label| label == text),
            None => body.contains_key("chat_shared") || body.contains_key("users_shared"),
        };
        let is_over = markup.get("keyboard").is_none()
            || (markup["one_time_keyboard"] == true && is_of_a_button);
        if let Some(user) = self.users.get_mut(&user).filter(|_| is_over) {
            user.keyboard_of = None;
        }
    }

    fn keyboard_of(&self, user: i64) -> Option<&Value> {
        let message = self.users.get(&user)?.keyboard_of?;
        self.messages.get(&(user, message))?.keyboard.as_ref()
    }
}

fn labels(markup: &Value) -> impl Iterator<Item = &str> {
    let rows = markup["keyboard"].as_array().into_iter().flatten();
    let buttons = rows.flat_map(|row| row.as_array().into_iter().flatten());
    buttons.filter_map(|button| button.as_str().or_else(|| button["text"].as_str()))
}
