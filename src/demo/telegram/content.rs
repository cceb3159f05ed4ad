//! What a person puts into a message: text, picture, sound, poll.

use super::html;
use super::methods::{Question, file_object, folder_of};
use super::people::{fields, text_fields};
use super::record::Upload;
use super::state::State;
use serde_json::{Map, Value, json};

/// A message that somebody is about to send, or an item of an album.
///
/// Texts and captions are plain; [`Content::html`] and [`Content::captioned_html`] take formatting.
#[derive(Clone, Debug)]
pub struct Content {
    kind: &'static str,
    file: Option<Upload>,
    text: String,
    entities: Vec<Value>,
    extra: Map<String, Value>,
    options: Vec<String>,
}

impl Content {
    fn new(kind: &'static str, file: Option<Upload>, text: &str) -> Self {
        Self {
            kind,
            file,
            text: text.to_owned(),
            entities: Vec::new(),
            extra: Map::new(),
            options: Vec::new(),
        }
    }

    fn of_file(kind: &'static str, name: &str, text: &str) -> Self {
        let file = Upload {
            name: name.to_owned(),
            bytes: format!("a {kind}").into_bytes(),
        };
        Self::new(kind, Some(file), text)
    }

    /// A text.
    pub fn text(text: &str) -> Self {
        Self::new("text", None, text)
    }

    /// A text with its formatting, in the HTML of the Bot API; what is no such HTML is sent as it is written.
    pub fn html(html: &str) -> Self {
        Self::new("text", None, "").formatted(html)
    }

    /// A photo.
    pub fn photo(caption: &str) -> Self {
        Self::of_file("photo", "photo.jpg", caption)
    }

    /// A video.
    pub fn video(caption: &str) -> Self {
        Self::of_file("video", "video.mp4", caption)
    }

    /// An animation.
    pub fn animation(caption: &str) -> Self {
        Self::of_file("animation", "animation.mp4", caption)
    }

    /// A piece of music.
    pub fn audio(caption: &str) -> Self {
        Self::of_file("audio", "audio.mp3", caption)
    }

    /// A voice message.
    pub fn voice(caption: &str) -> Self {
        Self::of_file("voice", "voice.ogg", caption)
    }

    /// A round video.
    pub fn video_note() -> Self {
        Self::of_file("video_note", "note.mp4", "")
    }

    /// A sticker that stands for this emoji.
    pub fn sticker(emoji: &str) -> Self {
        let sticker = Self::of_file("sticker", "sticker.webp", "");
        sticker.with("emoji", json!(emoji))
    }

    /// A file with this content.
    pub fn document(name: &str, bytes: &[u8]) -> Self {
        Self::new("document", None, "").with_file(name, bytes)
    }

    /// A poll with these options.
    pub fn poll(question: &str, options: &[&str]) -> Self {
        let options = options.iter().map(|option| (*option).to_owned()).collect();
        Self {
            options,
            ..Self::new("poll", None, question)
        }
    }

    /// A contact from the address book.
    pub fn contact(phone_number: &str, first_name: &str) -> Self {
        let contact = json!({"phone_number": phone_number, "first_name": first_name});
        Self::new("contact", None, "").with("contact", contact)
    }

    /// A place on the map.
    pub fn location(latitude: f64, longitude: f64) -> Self {
        let place = json!({"latitude": latitude, "longitude": longitude});
        Self::new("location", None, "").with("location", place)
    }

    /// The same with this caption.
    #[must_use]
    pub fn captioned(mut self, caption: &str) -> Self {
        caption.clone_into(&mut self.text);
        self
    }

    /// The same with a caption in the HTML of the Bot API.
    #[must_use]
    pub fn captioned_html(self, html: &str) -> Self {
        self.formatted(html)
    }

    /// The same with this file instead of a made-up one.
    #[must_use]
    pub fn with_file(mut self, name: &str, bytes: &[u8]) -> Self {
        self.file = Some(Upload {
            name: name.to_owned(),
            bytes: bytes.to_vec(),
        });
        self
    }

    /// The same with one more field of the object `Message`, for example `link_preview_options`.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.extra.insert(name.to_owned(), value);
        self
    }

    fn formatted(mut self, source: &str) -> Self {
        match html::parse(source) {
            Ok((text, entities)) => {
                self.text = text;
                self.entities = entities;
            }
            Err(_) => source.clone_into(&mut self.text),
        }
        self
    }

    /// The fields of the object `Message`.
    pub(super) fn body(&self, state: &mut State) -> Map<String, Value> {
        let mut body = match self.kind {
            "text" if self.entities.is_empty() => text_fields(&self.text),
            "text" => fields(json!({"text": self.text, "entities": self.entities})),
            "poll" => {
                let question = Question {
                    text: self.text.clone(),
                    entities: self.entities.clone(),
                    options: self.options.clone(),
                };
                fields(json!({"poll": question.poll(state)}))
            }
            kind => self.file_body(state, kind),
        };
        let own = self.extra.iter().filter(|(name, _)| *name != "emoji");
        body.extend(own.map(|(name, value)| (name.clone(), value.clone())));
        body
    }

    fn file_body(&self, state: &mut State, kind: &str) -> Map<String, Value> {
        let mut body = Map::new();
        if let Some(file) = &self.file {
            let id = state.keep_file(file, folder_of(kind));
            let media = file_object(state, kind, &id, &self.extra);
            if kind == "animation" {
                let document = file_object(state, "document", &id, &self.extra);
                body.extend(document.map(|document| ("document".to_owned(), document)));
            }
            body.extend(media.map(|media| (kind.to_owned(), media)));
        }
        if !self.text.is_empty() {
            body.insert("caption".to_owned(), json!(self.text));
        }
        if !self.entities.is_empty() {
            body.insert("caption_entities".to_owned(), json!(self.entities));
        }
        body
    }
}
