//! Changing what was sent: edits, deletions, answers to presses.

use super::Answer;
use super::copying::message_ids;
use super::media::{MEDIA, caption_body, from_input, is_album_kind};
use super::messages::text_body;
use crate::demo::telegram::error::ApiError;
use crate::demo::telegram::html::utf16_len;
use crate::demo::telegram::keyboards;
use crate::demo::telegram::params::Params;
use crate::demo::telegram::state::{ChatKind, State, Stored};
use crate::models::HOUR;
use serde_json::{Map, Value, json};

/// A press can be answered this long.
const PRESS_LIFETIME: i64 = 150;
const NOT_MODIFIED: &str = "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message";

pub(super) fn edit_text(state: &mut State, params: &Params) -> Answer {
    let key = target(state, params, "message to edit not found")?;
    let old = editable(state, key, false)?.value.clone();
    if !old.contains_key("text") {
        return Err(ApiError::bad("there is no text in the message to edit"));
    }
    let body = text_body(params)?;
    let markup = new_markup(params, &old)?;
    let same = ["text", "entities"]
        .iter()
        .all(|name| old.get(*name) == body.get(*name));
    if same && old.get("reply_markup") == markup.as_ref() {
        return Err(ApiError::bad(NOT_MODIFIED));
    }
    change(state, key, |message| {
        for name in ["entities", "link_preview_options", "reply_markup"] {
            message.remove(name);
        }
        message.extend(body);
        message.extend(markup.map(|markup| ("reply_markup".to_owned(), markup)));
    })
}

pub(super) fn edit_caption(state: &mut State, params: &Params) -> Answer {
    let key = target(state, params, "message to edit not found")?;
    let old = editable(state, key, false)?.value.clone();
    if !MEDIA.iter().any(|kind| old.contains_key(*kind)) {
        return Err(ApiError::bad("there is no caption in the message to edit"));
    }
    let body = caption_body(params)?;
    let markup = new_markup(params, &old)?;
    let same = ["caption", "caption_entities"]
        .iter()
        .all(|name| old.get(*name) == body.get(*name));
    if same && old.get("reply_markup") == markup.as_ref() {
        return Err(ApiError::bad(NOT_MODIFIED));
    }
    change(state, key, |message| {
        for name in [
            "caption",
            "caption_entities",
            "show_caption_above_media",
            "reply_markup",
        ] {
            message.remove(name);
        }
        message.extend(body);
        message.extend(markup.map(|markup| ("reply_markup".to_owned(), markup)));
    })
}

/// Puts another file in the place of the one that was there, or of a text.
pub(super) fn edit_media(state: &mut State, params: &Params) -> Answer {
    let key = target(state, params, "message to edit not found")?;
    let old = editable(state, key, false)?.value.clone();
    let has_text = old.contains_key("text");
    if !has_text && !MEDIA.iter().any(|kind| old.contains_key(*kind)) {
        return Err(ApiError::bad("message can't be edited"));
    }
    let input = params.get("media").cloned().unwrap_or_default();
    if old.contains_key("media_group_id") {
        let own = MEDIA.iter().find(|kind| old.contains_key(**kind));
        is_album_kind(&input, &json!({"type": own}))?;
    }
    let body = from_input(state, params, &input)?;
    let markup = new_markup(params, &old)?;
    let is_same = body
        .iter()
        .all(|(name, value)| old.get(name) == Some(value));
    if is_same && old.get("reply_markup") == markup.as_ref() {
        return Err(ApiError::bad(NOT_MODIFIED));
    }
    change(state, key, |message| {
        let gone = ["text", "entities", "link_preview_options", "caption"];
        let rest = [
            "caption_entities",
            "show_caption_above_media",
            "has_media_spoiler",
        ];
        for name in gone
            .into_iter()
            .chain(rest)
            .chain(MEDIA)
            .chain(["reply_markup"])
        {
            message.remove(name);
        }
        message.extend(body);
        message.extend(markup.map(|markup| ("reply_markup".to_owned(), markup)));
    })
}

pub(super) fn edit_markup(state: &mut State, params: &Params) -> Answer {
    let key = target(state, params, "message to edit not found")?;
    let old = editable(state, key, true)?.value.clone();
    let markup = new_markup(params, &old)?;
    if old.get("reply_markup") == markup.as_ref() {
        return Err(ApiError::bad(NOT_MODIFIED));
    }
    change(state, key, |message| {
        message.remove("reply_markup");
        message.extend(markup.map(|markup| ("reply_markup".to_owned(), markup)));
    })
}

/// The keyboard of an edited message; under the messages of an album there is none.
fn new_markup(params: &Params, old: &Map<String, Value>) -> Answer<Option<Value>> {
    let markup = keyboards::checked(params.get("reply_markup"), true)?;
    if markup.is_some() && old.contains_key("media_group_id") {
        return Err(ApiError::bad("message can't be edited"));
    }
    Ok(markup)
}

fn target(state: &State, params: &Params, absent: &str) -> Result<(i64, i64), ApiError> {
    if params.text("inline_message_id").is_some() {
        return Err(ApiError::bad("MESSAGE_ID_INVALID"));
    }
    let chat = state.visible_chat(params, "chat_id")?;
    let key = (chat, params.int("message_id").unwrap_or(0));
    if state.messages.contains_key(&key) {
        return Ok(key);
    }
    Err(ApiError::bad(absent))
}

/// The message, if the bot may edit it: its own, or a channel's post with the right to.
fn editable(state: &State, key: (i64, i64), keyboard_only: bool) -> Result<&Stored, ApiError> {
    let refused = || ApiError::bad("message can't be edited");
    let message = state.messages.get(&key).ok_or_else(refused)?;
    let bot = state.member(key.0, state.bot.id);
    let is_channel = state
        .chats
        .get(&key.0)
        .is_some_and(|chat| chat.kind == ChatKind::Channel);
    if is_channel && !bot.status.is_in() {
        return Err(super::not_a_member(ChatKind::Channel));
    }
    let may_edit_others = is_channel && bot.rights.can_edit_messages;
    let is_forward = message.value.contains_key("forward_origin") && !keyboard_only;
    if (message.by_bot || may_edit_others) && !is_forward {
        return Ok(message);
    }
    Err(refused())
}

fn change(
    state: &mut State,
    key: (i64, i64),
    edit: impl FnOnce(&mut Map<String, Value>),
) -> Answer {
    let (now, number) = (state.now(), state.change());
    let message = state
        .messages
        .get_mut(&key)
        .ok_or_else(|| ApiError::bad("message to edit not found"))?;
    edit(&mut message.value);
    message.value.insert("edit_date".to_owned(), json!(now));
    message.changed = number;
    Ok(Value::Object(message.value.clone()))
}

pub(super) fn delete(state: &mut State, params: &Params) -> Answer {
    let key = target(state, params, "message to delete not found")?;
    deletable(state, key)?;
    state.erase(key);
    Ok(json!(true))
}

/// Deletes what is there of the messages that are named; nothing if one of them may not be deleted.
pub(super) fn delete_all(state: &mut State, params: &Params) -> Answer {
    let chat = state.visible_chat(params, "chat_id")?;
    let mut ids = message_ids(params, false)?;
    ids.retain(|id| state.messages.contains_key(&(chat, *id)));
    for id in &ids {
        deletable(state, (chat, *id))?;
    }
    for id in ids {
        state.erase((chat, id));
    }
    Ok(json!(true))
}

/// Refuses what the bot may not delete.
fn deletable(state: &State, key: (i64, i64)) -> Answer<()> {
    let refused = || ApiError::bad("message can't be deleted for everyone");
    let message = state.messages.get(&key).ok_or_else(refused)?;
    let is_old = state.now() - message.value["date"].as_i64().unwrap_or(0) >= 48 * HOUR;
    let bot = state.member(key.0, state.bot.id);
    let kind = state
        .chats
        .get(&key.0)
        .map_or(ChatKind::Private, |chat| chat.kind);
    let may = match kind {
        ChatKind::Private => !is_old,
        ChatKind::Channel if message.by_bot => {
            !is_old && bot.rights.can_post_messages || bot.rights.can_delete_messages
        }
        ChatKind::Group | ChatKind::Supergroup if message.by_bot => {
            !is_old || bot.rights.can_delete_messages
        }
        _ => bot.rights.can_delete_messages,
    };
    may.then_some(()).ok_or_else(refused)
}

impl State {
    /// Takes a message out of its chat, with its keyboard and its pin.
    pub(in crate::demo::telegram) fn erase(&mut self, key: (i64, i64)) {
        self.messages.remove(&key);
        self.hide_keyboard_of(key);
        self.forget_pin(key);
    }
}

pub(super) fn answer_press(state: &mut State, params: &Params) -> Answer {
    let text = params.text("text").unwrap_or_default().to_owned();
    if utf16_len(&text) > 200 {
        return Err(ApiError::malformed("MESSAGE_TOO_LONG"));
    }
    let (now, number) = (state.now(), state.change());
    let press = state
        .callbacks
        .get_mut(params.text("callback_query_id").unwrap_or_default())
        .filter(|press| now - press.at < PRESS_LIFETIME)
        .ok_or_else(|| {
            ApiError::bad("query is too old and response timeout expired or query ID is invalid")
        })?;
    press.answer = Some((text, params.flag("show_alert")));
    press.answered = number;
    Ok(json!(true))
}
