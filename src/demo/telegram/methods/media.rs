//! Sending files: photos, documents, videos, sounds, stickers.

use super::Answer;
use super::account::unique;
use super::messages::{options, parsed};
use crate::demo::telegram::check;
use crate::demo::telegram::error::ApiError;
use crate::demo::telegram::html;
use crate::demo::telegram::params::Params;
use crate::demo::telegram::state::State;
use serde_json::{Map, Value, json};

/// Messages that may carry a caption.
pub(super) const MEDIA: [&str; 6] = ["photo", "document", "video", "animation", "audio", "voice"];
/// In UTF-16 units after entity parsing.
const CAPTION_LIMIT: usize = 1024;
const LARGEST_UPLOAD: usize = 50 * 1024 * 1024;
const LARGEST_PHOTO: usize = 10 * 1024 * 1024;

pub(super) fn caption_body(params: &Params) -> Answer<Map<String, Value>> {
    caption_of(&params.values)
}

/// `caption`, its entities and its place, out of parameters or an `InputMedia`.
fn caption_of(given: &Map<String, Value>) -> Answer<Map<String, Value>> {
    let text = |name: &str| given.get(name).and_then(Value::as_str).unwrap_or_default();
    let entities = given.get("caption_entities");
    let (caption, entities) = parsed(text("caption"), text("parse_mode"), entities)?;
    let (caption, entities) = html::trim(&caption, entities);
    if html::utf16_len(&caption) > CAPTION_LIMIT {
        return Err(ApiError::malformed("message caption is too long"));
    }
    let mut body = Map::new();
    if !caption.is_empty() {
        body.insert("caption".to_owned(), json!(caption));
        if given.get("show_caption_above_media") == Some(&Value::Bool(true)) {
            body.insert("show_caption_above_media".to_owned(), json!(true));
        }
    }
    if !entities.is_empty() {
        body.insert("caption_entities".to_owned(), json!(entities));
    }
    Ok(body)
}

/// Sends one file of this kind.
pub(super) fn send(state: &mut State, params: &Params, kind: &str) -> Answer {
    let chat = state.writable_chat(params)?;
    let mut body = match MEDIA.contains(&kind) {
        true => caption_body(params)?,
        false => Map::new(),
    };
    options(state, chat, params, &mut body)?;
    let markup = state.markup_for(chat, params)?;
    let given = params.text(kind).unwrap_or_default();
    body.extend(media_body(state, params, kind, given, &params.values)?);
    Ok(state.store(chat, state.bot.id, body, markup))
}

/// The file of an object `InputMedia` and its caption.
pub(super) fn from_input(
    state: &mut State,
    params: &Params,
    input: &Value,
) -> Answer<Map<String, Value>> {
    let unknown = || ApiError::malformed("can't parse InputMedia: type of media is not supported");
    let kind = input["type"].as_str().unwrap_or_default();
    let object = match kind {
        "photo" => "InputMediaPhoto",
        "video" => "InputMediaVideo",
        "animation" => "InputMediaAnimation",
        "audio" => "InputMediaAudio",
        "document" => "InputMediaDocument",
        _ => return Err(unknown()),
    };
    check::object(object, input)?;
    let fields = input.as_object().ok_or_else(unknown)?;
    let mut body = caption_of(fields)?;
    let given = input["media"].as_str().unwrap_or_default();
    body.extend(media_body(state, params, kind, given, fields)?);
    Ok(body)
}

/// Refuses what may not stand in one album: photos and videos mix, documents and sounds stay among themselves.
pub(super) fn is_album_kind(input: &Value, first: &Value) -> Answer<()> {
    let is_visual = |kind: &Value| *kind == "photo" || *kind == "video";
    let (kind, first) = (&input["type"], &first["type"]);
    if *kind == "animation" {
        return Err(ApiError::malformed("animation can't be used in an album"));
    }
    if kind == first || (is_visual(kind) && is_visual(first)) {
        return Ok(());
    }
    Err(ApiError::malformed(
        "this media can't be mixed with other media types in an album",
    ))
}

/// The fields of a message with this file.
fn media_body(
    state: &mut State,
    params: &Params,
    kind: &str,
    given: &str,
    fields: &Map<String, Value>,
) -> Answer<Map<String, Value>> {
    let id = kept(state, params, kind, given)?;
    let refused = || ApiError::bad("wrong file identifier/HTTP URL specified");
    let media = file_object(state, kind, &id, fields).ok_or_else(refused)?;
    let mut body = Map::new();
    if kind == "animation" {
        // As Telegram does it, for clients that do not know animations.
        body.insert("document".to_owned(), file_fields(&media));
    }
    if fields.get("has_spoiler") == Some(&Value::Bool(true)) {
        body.insert("has_media_spoiler".to_owned(), json!(true));
    }
    body.insert(kind.to_owned(), media);
    Ok(body)
}

/// The id of an upload or of a file that was there before.
fn kept(state: &mut State, params: &Params, kind: &str, given: &str) -> Answer<String> {
    let part = given.strip_prefix("attach://");
    let Some(upload) = params.files.get(part.unwrap_or(given)) else {
        let place = state.files.get(given).map(|file| file.path.as_str());
        let is_photo = place.map(|path| path.starts_with("photos/"));
        if is_photo.is_some_and(|is_photo| is_photo != (kind == "photo")) {
            return Err(ApiError::malformed(format!(
                "can't use file of another type as {kind}"
            )));
        }
        return Ok(given.to_owned());
    };
    let limit = match kind {
        "photo" => LARGEST_PHOTO,
        _ => LARGEST_UPLOAD,
    };
    if upload.bytes.is_empty() {
        return Err(ApiError::malformed("file must be non-empty"));
    }
    if upload.bytes.len() > limit {
        return Err(ApiError::new(413, "Request Entity Too Large"));
    }
    Ok(state.keep_file(upload, folder_of(kind)))
}

/// Where Telegram keeps files of this kind.
pub(in crate::demo::telegram) fn folder_of(kind: &str) -> &'static str {
    match kind {
        "photo" => "photos",
        "video" => "videos",
        "animation" => "animations",
        "audio" => "music",
        "voice" => "voice",
        "video_note" => "video_notes",
        "sticker" => "stickers",
        _ => "documents",
    }
}

/// The object of a kept file as a message of this kind shows it; `None` if there is no such file.
pub(in crate::demo::telegram) fn file_object(
    state: &State,
    kind: &str,
    id: &str,
    fields: &Map<String, Value>,
) -> Option<Value> {
    let file = state.files.get(id)?;
    if kind == "photo" {
        return Some(photo_sizes(id, &file.bytes));
    }
    let mut media =
        json!({"file_id": id, "file_unique_id": unique(id), "file_size": file.bytes.len()});
    let measures: &[&str] = match kind {
        "video" | "animation" => &["width", "height", "duration"],
        "audio" | "voice" => &["duration"],
        "video_note" => &["length", "duration"],
        _ => &[],
    };
    for measure in measures {
        media[*measure] = fields.get(*measure).cloned().unwrap_or_else(|| json!(0));
    }
    match kind {
        "voice" | "video_note" => {}
        "sticker" => {
            media["type"] = json!("regular");
            for side in ["width", "height"] {
                media[side] = json!(512);
            }
            for flag in ["is_animated", "is_video"] {
                media[flag] = json!(false);
            }
            if let Some(emoji) = fields.get("emoji") {
                media["emoji"] = emoji.clone();
            }
        }
        _ => media["file_name"] = json!(file.name),
    }
    Some(media)
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
fn photo_sizes(id: &str, bytes: &[u8]) -> Value {
    let (width, height) = measures(bytes).unwrap_or((800, 800));
    let (longest, size) = (width.max(height).max(1), bytes.len());
    let (small, tall) = (width * 90 / longest, height * 90 / longest);
    json!([
        {"file_id": id, "file_unique_id": unique(id), "width": small.max(1), "height": tall.max(1), "file_size": size.min(1_500)},
        {"file_id": id, "file_unique_id": unique(id), "width": width, "height": height, "file_size": size},
    ])
}

/// Width and height of a PNG; other pictures are taken for squares.
fn measures(bytes: &[u8]) -> Option<(u64, u64)> {
    let side = |from: usize| {
        let bytes: [u8; 4] = bytes.get(from..from + 4)?.try_into().ok()?;
        Some(u64::from(u32::from_be_bytes(bytes)))
    };
    let is_png = bytes.starts_with(b"\x89PNG\r\n\x1a\n");
    let (width, height) = (side(16)?, side(20)?);
    (is_png && width > 0 && height > 0).then_some((width, height))
}
