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
    /// A file that is there already, instead of another one.
    file_id: Option<String>,
    text: String,
    entities: Vec<Value>,
    /// What the file's own object says: length, size, emoji.
    measures: Map<String, Value>,
    extra: Map<String, Value>,
    options: Vec<String>,
    is_open: bool,
}

impl Content {
    fn new(kind: &'static str, file: Option<Upload>, text: &str) -> Self {
        Self {
            kind,
            file,
            file_id: None,
            text: text.to_owned(),
            entities: Vec::new(),
            measures: Map::new(),
            extra: Map::new(),
            options: Vec::new(),
            is_open: false,
        }
    }

    fn of_file(kind: &'static str, name: &str, text: &str) -> Self {
        let file = Upload {
            name: name.to_owned(),
            bytes: format!("a {kind}").into_bytes(),
        };
        Self::new(kind, Some(file), text)
    }

    fn lasting(mut self, seconds: i64) -> Self {
        for (name, measure) in [("duration", seconds), ("width", 1_280), ("height", 720)] {
            self.measures.insert(name.to_owned(), json!(measure));
        }
        self.measures.insert("length".to_owned(), json!(384));
        self
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
        Self::of_file("video", "video.mp4", caption).lasting(12)
    }

    /// An animation.
    pub fn animation(caption: &str) -> Self {
        Self::of_file("animation", "animation.mp4", caption).lasting(3)
    }

    /// A piece of music.
    pub fn audio(caption: &str) -> Self {
        Self::of_file("audio", "audio.mp3", caption).lasting(185)
    }

    /// A voice message.
    pub fn voice(caption: &str) -> Self {
        Self::of_file("voice", "voice.ogg", caption).lasting(7)
    }

    /// A round video.
    pub fn video_note() -> Self {
        Self::of_file("video_note", "note.mp4", "").lasting(9)
    }

    /// A sticker that stands for this emoji.
    pub fn sticker(emoji: &str) -> Self {
        let mut sticker = Self::of_file("sticker", "sticker.webp", "");
        sticker.measures.insert("emoji".to_owned(), json!(emoji));
        sticker
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

    /// A poll that shows who voted for what; channels do not take such.
    pub fn open_poll(question: &str, options: &[&str]) -> Self {
        Self {
            is_open: true,
            ..Self::poll(question, options)
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

    /// The same with a file that was uploaded before.
    #[must_use]
    pub fn with_file_id(mut self, id: &str) -> Self {
        self.file_id = Some(id.to_owned());
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
                let mut poll = question.poll(state);
                poll["is_anonymous"] = json!(!self.is_open);
                fields(json!({"poll": poll}))
            }
            kind => self.file_body(state, kind),
        };
        body.extend(self.extra.clone());
        body
    }

    fn file_body(&self, state: &mut State, kind: &str) -> Map<String, Value> {
        let mut body = Map::new();
        let id = self.file_id.clone().or_else(|| {
            let file = self.file.as_ref()?;
            Some(state.keep_file(file, folder_of(kind)))
        });
        if let Some(id) = id {
            let media = file_object(state, kind, &id, &self.measures);
            if kind == "animation" {
                let document = file_object(state, "document", &id, &self.measures);
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
