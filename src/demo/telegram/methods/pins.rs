//! Pinned messages.

use super::Answer;
use crate::demo::telegram::error::ApiError;
use crate::demo::telegram::params::Params;
use crate::demo::telegram::state::{ChatKind, State};
use serde_json::{Map, Value, json};

const NO_RIGHT: &str = "not enough rights to manage pinned messages in the chat";

pub(super) fn pin_by_bot(state: &mut State, params: &Params) -> Answer {
    let chat = manageable(state, params)?;
    let id = params.int("message_id").unwrap_or(0);
    if !state.messages.contains_key(&(chat, id)) {
        return Err(ApiError::bad("message to pin not found"));
    }
    let bot = state.bot.id;
    // The bot is not told of what it did itself.
    pin(state, (chat, id), bot);
    Ok(json!(true))
}

/// Pins a message, which leaves a service message in the chat. That message, unless it was pinned already.
pub(in crate::demo::telegram) fn pin(
    state: &mut State,
    (chat, id): (i64, i64),
    by: i64,
) -> Option<Value> {
    let mut pinned = state.messages.get(&(chat, id))?.value.clone();
    pinned.remove("reply_to_message");
    let list = &mut state.chats.get_mut(&chat)?.pinned;
    let was_pinned = list.contains(&id);
    list.retain(|other| *other != id);
    list.push(id);
    state.change();
    if was_pinned {
        return None;
    }
    let mut body = Map::new();
    body.insert("pinned_message".to_owned(), Value::Object(pinned));
    Some(state.store(chat, by, body, None))
}

pub(super) fn unpin(state: &mut State, params: &Params) -> Answer {
    let chat = manageable(state, params)?;
    let newest = state.chats.get(&chat).and_then(|chat| chat.pinned.last());
    let id = params.int("message_id").or_else(|| newest.copied());
    let id = id.filter(|id| state.messages.contains_key(&(chat, *id)));
    let id = id.ok_or_else(|| ApiError::bad("message to unpin not found"))?;
    state.forget_pin((chat, id));
    Ok(json!(true))
}

pub(super) fn unpin_all(state: &mut State, params: &Params) -> Answer {
    let chat = manageable(state, params)?;
    if let Some(chat) = state.chats.get_mut(&chat) {
        chat.pinned.clear();
    }
    state.change();
    Ok(json!(true))
}

/// The chat, if the bot may pin there: it may in private chats.
fn manageable(state: &State, params: &Params) -> Answer<i64> {
    let chat = state.visible_chat(params, "chat_id")?;
    let kind = state.chats.get(&chat).map(|chat| chat.kind);
    let right = match kind {
        None | Some(ChatKind::Private) => return Ok(chat),
        Some(ChatKind::Channel) => "can_edit_messages",
        Some(ChatKind::Group | ChatKind::Supergroup) => "can_pin_messages",
    };
    state.need_right(chat, right, NO_RIGHT)?;
    Ok(chat)
}

impl State {
    /// A message is pinned no longer.
    pub(in crate::demo::telegram) fn forget_pin(&mut self, (chat, id): (i64, i64)) {
        if let Some(chat) = self.chats.get_mut(&chat) {
            chat.pinned.retain(|other| *other != id);
        }
        self.change();
    }
}
