//! Sending files: photos, documents, videos, sounds.

use super::Answer;
use super::account::unique;
use super::messages::{formatted, options};
use crate::demo::telegram::error::ApiError;
use crate::demo::telegram::html;
use crate::demo::telegram::keyboards;
use crate::demo::telegram::params::Params;
use crate::demo::telegram::state::State;
use serde_json::{Map, Value, json};

/// Messages that may carry a caption.
pub(super) const MEDIA: [&str; 6] = ["photo", "document", "video", "animation", "audio", "voice"];
/// In UTF-16 units after entity parsing.
const CAPTION_LIMIT: usize = 1024;
const LARGEST_UPLOAD: usize = 50 * 1024 * 1024;
const LARGEST_PHOTO: usize = 10 * 1024 * 1024;

pub(super) fn caption_body(params: &Params) -> Result<Map<String, Value>, ApiError> {
    let (text, entities) = formatted(params, "caption", "caption_entities")?;
    let (text, entities) = html::trim(&text, entities);
    if html::utf16_len(&text) > CAPTION_LIMIT {
        return Err(ApiError::malformed("message caption is too long"));
    }
    let mut body = Map::new();
    if !text.is_empty() {
        body.insert("caption".to_owned(), json!(text));
    }
    if !entities.is_empty() {
        body.insert("caption_entities".to_owned(), json!(entities));
    }
    Ok(body)
}

/// Sends one file of this kind.
pub(super) fn send(state: &mut State, params: &Params, kind: &str) -> Answer {
    let chat = state.writable_chat(params)?;
    let mut body = caption_body(params)?;
    options(state, chat, params, &mut body)?;
    let markup = keyboards::checked(params.get("reply_markup"), false)?;
    let media = media_object(state, params, kind)?;
    if kind == "animation" {
        // As Telegram does it, for clients that do not know animations.
        body.insert("document".to_owned(), file_fields(&media));
    }
    body.insert(kind.to_owned(), media);
    Ok(state.store(chat, state.bot.id, body, markup))
}

fn media_object(state: &mut State, params: &Params, kind: &str) -> Result<Value, ApiError> {
    let id = match params.upload(kind) {
        Some(upload) => {
            let limit = if kind == "photo" {
                LARGEST_PHOTO
            } else {
                LARGEST_UPLOAD
            };
            if upload.bytes.is_empty() {
                return Err(ApiError::malformed("file must be non-empty"));
            }
            if upload.bytes.len() > limit {
                return Err(ApiError::new(413, "Request Entity Too Large"));
            }
            let folder = if kind == "photo" {
                "photos"
            } else {
                "documents"
            };
            state.keep_file(upload, folder)
        }
        None => params.text(kind).unwrap_or_default().to_owned(),
    };
    let file = state
        .files
        .get(&id)
        .ok_or_else(|| ApiError::bad("wrong file identifier/HTTP URL specified"))?;
    if kind == "photo" {
        return Ok(photo_sizes(&id, file.bytes.len()));
    }
    let mut media =
        json!({"file_id": id, "file_unique_id": unique(&id), "file_size": file.bytes.len()});
    if kind != "voice" {
        media["file_name"] = json!(file.name);
    }
    let measures: &[&str] = match kind {
        "video" | "animation" => &["width", "height", "duration"],
        "audio" | "voice" => &["duration"],
        _ => &[],
    };
    for measure in measures {
        media[*measure] = json!(params.int(measure).unwrap_or(0));
    }
    Ok(media)
}

/// What an animation has in common with a document.
fn file_fields(media: &Value) -> Value {
    let names = ["file_id", "file_unique_id", "file_name", "file_size"];
    let mut fields = json!({});
    for name in names {
        fields[name] = media[name].clone();
    }
    fields
}

/// A photo comes in sizes, the largest last.
pub(in crate::demo::telegram) fn photo_sizes(id: &str, size: usize) -> Value {
    json!([
        {"file_id": id, "file_unique_id": unique(id), "width": 90, "height": 90, "file_size": size.min(1_500)},
        {"file_id": id, "file_unique_id": unique(id), "width": 800, "height": 800, "file_size": size},
    ])
}
