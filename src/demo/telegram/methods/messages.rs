//! Sending texts, and what every message may carry.

use super::Answer;
use crate::demo::telegram::check;
use crate::demo::telegram::error::ApiError;
use crate::demo::telegram::html;
use crate::demo::telegram::params::Params;
use crate::demo::telegram::state::State;
use serde_json::{Map, Value, json};

/// Limits in UTF-16 units after entity parsing.
pub(super) const TEXT_LIMIT: usize = 4096;

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
    let markup = state.markup_for(chat, params)?;
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
    let mode = params.text("parse_mode").unwrap_or_default();
    let entities = params.get(entities);
    parsed(params.text(text).unwrap_or_default(), mode, entities)
}

/// A text and its entities out of its mark-up, or with the entities that were given.
pub(super) fn parsed(
    text: &str,
    mode: &str,
    entities: Option<&Value>,
) -> Result<(String, Vec<Value>), ApiError> {
    match mode.to_lowercase().as_str() {
        "html" => html::parse(text),
        "" => Ok((text.to_owned(), given_entities(entities, text)?)),
        // The house writes HTML only; the other modes are not emulated.
        _ => Err(ApiError::malformed("unsupported parse_mode")),
    }
}

fn given_entities(entities: Option<&Value>, text: &str) -> Result<Vec<Value>, ApiError> {
    let entities = entities
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
    body.extend(state.thread_of(chat, params)?);
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
            // An answer stands in the topic of what it answers.
            for name in ["message_thread_id", "is_topic_message"] {
                body.extend(
                    quoted
                        .get(name)
                        .map(|value| (name.to_owned(), value.clone())),
                );
            }
            body.insert("reply_to_message".to_owned(), Value::Object(quoted));
        }
        Some(_) => {}
        None if reply["allow_sending_without_reply"] == true => {}
        None => return Err(ApiError::bad("message to be replied not found")),
    }
    Ok(())
}

pub(super) fn chat_action(state: &State, params: &Params) -> Answer {
    let chat = state.writable_chat(params)?;
    state.thread_of(chat, params)?;
    if !ACTIONS.contains(&params.text("action").unwrap_or_default()) {
        return Err(ApiError::malformed("wrong parameter action in request"));
    }
    Ok(json!(true))
}
