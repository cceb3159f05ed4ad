//! Sending: texts, copies, forwards.

use super::Answer;
use super::media::caption_body;
use crate::demo::telegram::check;
use crate::demo::telegram::error::ApiError;
use crate::demo::telegram::html;
use crate::demo::telegram::keyboards;
use crate::demo::telegram::params::Params;
use crate::demo::telegram::state::{ChatKind, State};
use serde_json::{Map, Value, json};

/// Limits in UTF-16 units after entity parsing.
pub(super) const TEXT_LIMIT: usize = 4096;

/// What a copy takes over from a message.
const CONTENT: [&str; 11] = [
    "text",
    "entities",
    "photo",
    "document",
    "video",
    "animation",
    "audio",
    "voice",
    "caption",
    "caption_entities",
    "link_preview_options",
];

const ACTIONS: [&str; 11] = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];

pub(super) fn send_text(state: &mut State, params: &Params) -> Answer {
    let chat = state.writable_chat(params)?;
    let mut body = text_body(params)?;
    options(state, chat, params, &mut body)?;
    let markup = keyboards::checked(params.get("reply_markup"), false)?;
    Ok(state.store(chat, state.bot.id, body, markup))
}

/// `text`, `entities` and preview options of a message.
pub(super) fn text_body(params: &Params) -> Result<Map<String, Value>, ApiError> {
    let (text, entities) = formatted(params, "text", "entities")?;
    let (text, entities) = html::trim(&text, entities);
    if text.is_empty() {
        return Err(ApiError::malformed("message text is empty"));
    }
    if html::utf16_len(&text) > TEXT_LIMIT {
        return Err(ApiError::malformed("message is too long"));
    }
    let mut body = Map::new();
    body.insert("text".to_owned(), json!(text));
    if !entities.is_empty() {
        body.insert("entities".to_owned(), json!(entities));
    }
    if let Some(options) = params.get("link_preview_options") {
        check::object("LinkPreviewOptions", options)?;
        body.insert("link_preview_options".to_owned(), options.clone());
    }
    Ok(body)
}

pub(super) fn formatted(
    params: &Params,
    text: &str,
    entities: &str,
) -> Result<(String, Vec<Value>), ApiError> {
    let text = params.text(text).unwrap_or_default();
    match params
        .text("parse_mode")
        .unwrap_or_default()
        .to_lowercase()
        .as_str()
    {
        "html" => html::parse(text),
        "" => Ok((text.to_owned(), given_entities(params, text, entities)?)),
        // The house writes HTML only; the other modes are not emulated.
        _ => Err(ApiError::malformed("unsupported parse_mode")),
    }
}

fn given_entities(params: &Params, text: &str, name: &str) -> Result<Vec<Value>, ApiError> {
    let entities = params
        .get(name)
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let length = i64::try_from(html::utf16_len(text)).unwrap_or(i64::MAX);
    for entity in &entities {
        check::object("MessageEntity", entity)?;
        let (offset, span) = (entity["offset"].as_i64(), entity["length"].as_i64());
        let fits = offset
            .zip(span)
            .is_some_and(|(offset, span)| offset >= 0 && span > 0 && offset + span <= length);
        if !fits {
            return Err(ApiError::malformed("entity beyond the end of the text"));
        }
    }
    Ok(entities)
}

/// What any message may carry: protection, effect of a reply.
pub(super) fn options(
    state: &State,
    chat: i64,
    params: &Params,
    body: &mut Map<String, Value>,
) -> Result<(), ApiError> {
    if params.flag("protect_content") {
        body.insert("has_protected_content".to_owned(), json!(true));
    }
    let Some(reply) = params.get("reply_parameters") else {
        return Ok(());
    };
    check::object("ReplyParameters", reply)?;
    let place = match reply.get("chat_id") {
        Some(other) => state.resolve(Some(other))?,
        None => chat,
    };
    match state
        .messages
        .get(&(place, reply["message_id"].as_i64().unwrap_or(0)))
    {
        Some(message) if place == chat => {
            let mut quoted = message.value.clone();
            quoted.remove("reply_to_message");
            body.insert("reply_to_message".to_owned(), Value::Object(quoted));
        }
        Some(_) => {}
        None if reply["allow_sending_without_reply"] == true => {}
        None => return Err(ApiError::bad("message to be replied not found")),
    }
    Ok(())
}

/// What a copy of a message carries.
fn content_of(message: &Map<String, Value>) -> Map<String, Value> {
    let mut content = Map::new();
    for name in CONTENT {
        if let Some(value) = message.get(name) {
            content.insert(name.to_owned(), value.clone());
        }
    }
    content
}

pub(super) fn copy(state: &mut State, params: &Params) -> Answer {
    let chat = state.writable_chat(params)?;
    let (_, source) = source(state, params, "message to copy not found")?;
    let mut body = content_of(&source);
    if body.is_empty() {
        return Err(ApiError::bad("the message can't be copied"));
    }
    if params.get("caption").is_some() && !body.contains_key("text") {
        body.remove("caption");
        body.remove("caption_entities");
        body.extend(caption_body(params)?);
    }
    options(state, chat, params, &mut body)?;
    let markup = keyboards::checked(params.get("reply_markup"), false)?;
    let copied = state.store(chat, state.bot.id, body, markup);
    Ok(json!({"message_id": copied["message_id"]}))
}

pub(super) fn forward(state: &mut State, params: &Params) -> Answer {
    let chat = state.writable_chat(params)?;
    let (place, source) = source(state, params, "message to forward not found")?;
    if source.get("has_protected_content").is_some() {
        return Err(ApiError::bad("the message can't be forwarded"));
    }
    let mut body = content_of(&source);
    let origin = source
        .get("forward_origin")
        .cloned()
        .unwrap_or_else(|| origin_of(state, place, &source));
    body.insert("forward_origin".to_owned(), origin);
    options(state, chat, params, &mut body)?;
    Ok(state.store(chat, state.bot.id, body, None))
}

/// The object `MessageOrigin` of a message.
pub(in crate::demo::telegram) fn origin_of(
    state: &State,
    chat: i64,
    message: &Map<String, Value>,
) -> Value {
    let is_channel = state
        .chats
        .get(&chat)
        .is_some_and(|chat| chat.kind == ChatKind::Channel);
    if is_channel {
        return json!({
            "type": "channel", "date": message["date"], "chat": state.chat_json(chat), "message_id": message["message_id"],
        });
    }
    json!({"type": "user", "date": message["date"], "sender_user": message.get("from")})
}

fn source(
    state: &State,
    params: &Params,
    absent: &str,
) -> Result<(i64, Map<String, Value>), ApiError> {
    let chat = state.visible_chat(params, "from_chat_id")?;
    let id = params.int("message_id").unwrap_or(0);
    let message = state
        .messages
        .get(&(chat, id))
        .ok_or_else(|| ApiError::bad(absent))?;
    Ok((chat, message.value.clone()))
}

pub(super) fn chat_action(state: &State, params: &Params) -> Answer {
    state.writable_chat(params)?;
    if !ACTIONS.contains(&params.text("action").unwrap_or_default()) {
        return Err(ApiError::malformed("wrong parameter action in request"));
    }
    Ok(json!(true))
}
