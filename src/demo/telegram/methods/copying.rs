//! Copies and forwards, one by one and many at once.

use super::Answer;
use super::media::{MEDIA, caption_body};
use super::messages::options;
use crate::demo::telegram::error::ApiError;
use crate::demo::telegram::params::Params;
use crate::demo::telegram::state::State;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What a copy or forward takes over from a message.
const CONTENT: [&str; 19] = [
    "text",
    "entities",
    "photo",
    "document",
    "video",
    "animation",
    "audio",
    "voice",
    "video_note",
    "sticker",
    "poll",
    "contact",
    "location",
    "dice",
    "caption",
    "caption_entities",
    "show_caption_above_media",
    "has_media_spoiler",
    "link_preview_options",
];
const CAPTION: [&str; 3] = ["caption", "caption_entities", "show_caption_above_media"];
/// How many messages one call may name.
const MOST: usize = 100;

pub(super) fn copy(state: &mut State, params: &Params) -> Answer {
    let chat = state.writable_chat(params)?;
    let (_, source) = source(state, params, "message to copy not found")?;
    let mut body =
        copied(state, &source).ok_or_else(|| ApiError::bad("the message can't be copied"))?;
    fits(state, chat, &body)?;
    if params.get("caption").is_some() && MEDIA.iter().any(|kind| body.contains_key(*kind)) {
        for name in CAPTION {
            body.remove(name);
        }
        body.extend(caption_body(params)?);
    }
    options(state, chat, params, &mut body)?;
    let markup = state.markup_for(chat, params)?;
    let copied = state.store(chat, state.bot.id, body, markup);
    Ok(json!({"message_id": copied["message_id"]}))
}

pub(super) fn forward(state: &mut State, params: &Params) -> Answer {
    let chat = state.writable_chat(params)?;
    let (place, source) = source(state, params, "message to forward not found")?;
    let mut body = forwarded(state, place, &source)
        .ok_or_else(|| ApiError::bad("the message can't be forwarded"))?;
    fits(state, chat, &body)?;
    options(state, chat, params, &mut body)?;
    Ok(state.store(chat, state.bot.id, body, None))
}

pub(super) fn copy_all(state: &mut State, params: &Params) -> Answer {
    let drops_caption = params.flag("remove_caption");
    many(state, params, &|state, _, source| {
        let mut body = copied(state, source)?;
        if drops_caption {
            for name in CAPTION {
                body.remove(name);
            }
        }
        Some(body)
    })
}

pub(super) fn forward_all(state: &mut State, params: &Params) -> Answer {
    many(state, params, &forwarded)
}

/// Makes the body of a copy or forward, if there can be one.
type Maker<'a> = &'a dyn Fn(&mut State, i64, &Map<String, Value>) -> Option<Map<String, Value>>;

/// The same for many messages: what is not there or cannot be copied is left out without a word, albums stay albums.
fn many(state: &mut State, params: &Params, make: Maker<'_>) -> Answer {
    let ids = message_ids(params, true)?;
    let chat = state.writable_chat(params)?;
    let place = state.visible_chat(params, "from_chat_id")?;
    let bodies = bodies(state, place, &ids, &|state, place, source| {
        make(state, place, source).filter(|body| fits(state, chat, body).is_ok())
    });
    if bodies.is_empty() {
        return Err(ApiError::bad("messages can't be forwarded"));
    }
    let mut results = Vec::new();
    for mut body in bodies {
        options(state, chat, params, &mut body)?;
        let stored = state.store(chat, state.bot.id, body, None);
        results.push(json!({"message_id": stored["message_id"]}));
    }
    Ok(Value::Array(results))
}

/// What is to be stored. Of an album at least two must be left, else the only one stands alone.
fn bodies(state: &mut State, place: i64, ids: &[i64], make: Maker<'_>) -> Vec<Map<String, Value>> {
    let mut bodies = Vec::new();
    let mut albums: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for id in ids {
        let Some(source) = state.messages.get(&(place, *id)) else {
            continue;
        };
        let source = source.value.clone();
        let Some(body) = make(state, place, &source) else {
            continue;
        };
        if let Some(album) = source.get("media_group_id").and_then(Value::as_str) {
            let of_album = albums.entry(album.to_owned()).or_default();
            of_album.push(bodies.len());
        }
        bodies.push(body);
    }
    for places in albums.into_values().filter(|places| places.len() > 1) {
        let album = state.new_album();
        for at in places {
            if let Some(body) = bodies.get_mut(at) {
                body.insert("media_group_id".to_owned(), json!(album));
            }
        }
    }
    bodies
}

/// The messages that a call names.
pub(super) fn message_ids(params: &Params, in_order: bool) -> Answer<Vec<i64>> {
    let mut ids = Vec::new();
    for id in params.list("message_ids") {
        let id = id.as_i64().filter(|id| *id > 0);
        ids.push(id.ok_or_else(|| ApiError::malformed("invalid message identifier specified"))?);
    }
    if ids.is_empty() {
        return Err(ApiError::malformed("message identifiers are not specified"));
    }
    if ids.len() > MOST {
        return Err(ApiError::malformed(
            "too many message identifiers specified",
        ));
    }
    let is_in_order = ids.windows(2).all(|pair| pair[0] < pair[1]);
    if in_order && !is_in_order {
        return Err(ApiError::malformed(
            "message identifiers must be in a strictly increasing order",
        ));
    }
    Ok(ids)
}

/// Refuses what Telegram does not take in such a chat.
pub(super) fn fits(state: &State, chat: i64, body: &Map<String, Value>) -> Answer<()> {
    let is_open = body
        .get("poll")
        .is_some_and(|poll| poll["is_anonymous"] == false);
    if is_open && state.is_channel(chat) {
        return Err(ApiError::bad(
            "non-anonymous polls can't be sent to channel chats",
        ));
    }
    Ok(())
}

/// What a message shows, without where it comes from and the buttons under it.
pub(in crate::demo::telegram) fn content_of(message: &Map<String, Value>) -> Map<String, Value> {
    let mut content = Map::new();
    for name in CONTENT {
        if let Some(value) = message.get(name) {
            content.insert(name.to_owned(), value.clone());
        }
    }
    content
}

/// The body of a copy. Service messages and invoices have none, nor has a quiz whose answer the bot does not know.
fn copied(state: &mut State, source: &Map<String, Value>) -> Option<Map<String, Value>> {
    let mut body = content_of(source);
    if body.is_empty() {
        return None;
    }
    if let Some(poll) = body.get_mut("poll") {
        if poll["type"] == "quiz" && poll.get("correct_option_ids").is_none() {
            return None;
        }
        super::polls::begin_anew(state, poll);
    }
    Some(body)
}

/// The body of a forward. Protected messages have none.
fn forwarded(
    state: &mut State,
    place: i64,
    source: &Map<String, Value>,
) -> Option<Map<String, Value>> {
    let mut body = content_of(source);
    if body.is_empty() || source.contains_key("has_protected_content") {
        return None;
    }
    let origin = source.get("forward_origin").cloned();
    let origin = origin.unwrap_or_else(|| origin_of(state, place, source));
    body.insert("forward_origin".to_owned(), origin);
    Some(body)
}

/// The object `MessageOrigin` of a message.
pub(in crate::demo::telegram) fn origin_of(
    state: &State,
    chat: i64,
    message: &Map<String, Value>,
) -> Value {
    if state.is_channel(chat) {
        return json!({
            "type": "channel", "date": message["date"], "chat": state.chat_json(chat), "message_id": message["message_id"],
        });
    }
    let author = message.get("from");
    let user = author.and_then(|user| state.users.get(&user["id"].as_i64()?));
    match user {
        Some(user) if user.hides_account => {
            json!({"type": "hidden_user", "date": message["date"], "sender_user_name": user.first_name})
        }
        _ => json!({"type": "user", "date": message["date"], "sender_user": author}),
    }
}

fn source(state: &State, params: &Params, absent: &str) -> Answer<(i64, Map<String, Value>)> {
    let chat = state.visible_chat(params, "from_chat_id")?;
    let id = params.int("message_id").unwrap_or(0);
    let message = state
        .messages
        .get(&(chat, id))
        .ok_or_else(|| ApiError::bad(absent))?;
    Ok((chat, message.value.clone()))
}
