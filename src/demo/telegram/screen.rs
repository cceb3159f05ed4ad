//! What a person sees of a message: text, buttons, file.

use super::state::Stored;
use serde_json::Value;
use std::fmt;

/// A button as a person sees it, with what it does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EmulatedButton {
    /// The text on it.
    pub label: String,
    /// `callback_data`.
    pub data: Option<String>,
    /// The address it opens.
    pub url: Option<String>,
    /// The text it copies.
    pub copy: Option<String>,
    /// The button as the bot sent it.
    pub value: Value,
}

/// A message as a person sees it.
#[derive(Clone, Debug)]
pub struct EmulatedMessage {
    /// The id within the chat.
    pub message_id: i64,
    /// The chat.
    pub chat_id: i64,
    /// Text or caption without formatting.
    pub text: String,
    /// Inline buttons.
    pub rows: Vec<Vec<EmulatedButton>>,
    /// Buttons of the reply keyboard that came with it.
    pub keyboard: Vec<Vec<EmulatedButton>>,
    /// Name of the file it carries.
    pub file_name: Option<String>,
    /// `file_id` of its document, photo, video or sound.
    pub file_id: Option<String>,
    /// The bot wrote it.
    pub by_bot: bool,
    /// It came without a sound (`disable_notification`).
    pub is_silent: bool,
    /// It was edited.
    pub is_edited: bool,
    /// The bot's reactions to it.
    pub reactions: Vec<String>,
    /// Everybody's reactions with how many gave them, the most frequent first.
    pub reaction_counts: Vec<(String, i64)>,
    /// An invoice that was paid.
    pub is_paid: bool,
    /// When it was sent.
    pub date: i64,
    /// The object `Message`.
    pub value: Value,
}

/// What a message can be; an animation is a document too.
const KINDS: [&str; 13] = [
    "text",
    "photo",
    "video",
    "animation",
    "audio",
    "voice",
    "video_note",
    "sticker",
    "document",
    "poll",
    "invoice",
    "contact",
    "location",
];

/// An answer to a press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// The text; empty if the answer only stops the spinner.
    pub text: String,
    /// A dialogue that must be closed rather than a passing line.
    pub show_alert: bool,
}

impl EmulatedMessage {
    pub(super) fn from_stored(stored: &Stored) -> Self {
        let value = Value::Object(stored.value.clone());
        let text = value.get("text").or_else(|| value.get("caption"));
        let photo = value["photo"].as_array().and_then(|sizes| sizes.last());
        let kinds = [
            "document",
            "video",
            "audio",
            "voice",
            "video_note",
            "sticker",
        ];
        let file = kinds.iter().find_map(|kind| value.get(kind)).or(photo);
        let keyboard = stored
            .keyboard
            .as_ref()
            .map(|keyboard| &keyboard["keyboard"]);
        let string = |value: &Value| value.as_str().map(str::to_owned);
        Self {
            message_id: value["message_id"].as_i64().unwrap_or(0),
            chat_id: value["chat"]["id"].as_i64().unwrap_or(0),
            text: text.and_then(string).unwrap_or_default(),
            rows: buttons(&value["reply_markup"]["inline_keyboard"]),
            keyboard: keyboard.map(buttons).unwrap_or_default(),
            file_name: file.and_then(|file| string(&file["file_name"])),
            file_id: file.and_then(|file| string(&file["file_id"])),
            by_bot: stored.by_bot,
            is_silent: stored.is_silent,
            is_edited: value.get("edit_date").is_some(),
            reactions: stored.reactions.clone(),
            reaction_counts: stored.reaction_counts(),
            is_paid: stored.is_paid,
            date: value["date"].as_i64().unwrap_or(0),
            value,
        }
    }

    /// What it is: `text`, `photo`, `video`, `animation`, `audio`, `voice`, `video_note`, `sticker`, `document`,
    /// `poll`, `invoice`, `contact`, `location`, or `service`.
    pub fn kind(&self) -> &'static str {
        let has = |kind: &&&str| self.value.get(**kind).is_some();
        KINDS.iter().find(has).copied().unwrap_or("service")
    }

    /// A line of Telegram's own in the chat, such as «pinned a message».
    pub fn is_service(&self) -> bool {
        self.kind() == "service"
    }

    /// It cannot be forwarded or saved (`protect_content`).
    pub fn is_protected(&self) -> bool {
        self.value["has_protected_content"] == true
    }

    /// Its links show no preview.
    pub fn link_preview_is_off(&self) -> bool {
        self.value["link_preview_options"]["is_disabled"] == true
    }

    /// The caption stands above the picture.
    pub fn caption_is_above(&self) -> bool {
        self.value["show_caption_above_media"] == true
    }

    /// The formatting of text or caption, as objects `MessageEntity`.
    pub fn entities(&self) -> &[Value] {
        let entities = self.value.get("entities");
        let entities = entities.or_else(|| self.value.get("caption_entities"));
        let list = entities.and_then(Value::as_array);
        list.map(Vec::as_slice).unwrap_or_default()
    }

    /// The message it answers.
    pub fn reply_to(&self) -> Option<i64> {
        self.value["reply_to_message"]["message_id"].as_i64()
    }

    /// The album it belongs to.
    pub fn media_group_id(&self) -> Option<&str> {
        self.value["media_group_id"].as_str()
    }

    /// The question and the options of a poll.
    pub fn poll(&self) -> Option<(&str, Vec<&str>)> {
        let poll = self.value.get("poll")?;
        let options = poll["options"].as_array()?.iter();
        let options = options.filter_map(|option| option["text"].as_str());
        Some((poll["question"].as_str()?, options.collect()))
    }

    /// All inline buttons in reading order.
    pub fn buttons(&self) -> impl Iterator<Item = &EmulatedButton> {
        self.rows.iter().flatten()
    }

    /// The inline button with this label or data, else the first whose label contains it.
    pub fn button(&self, label_or_data: &str) -> Option<&EmulatedButton> {
        let exact = |button: &&EmulatedButton| {
            button.label == label_or_data || button.data.as_deref() == Some(label_or_data)
        };
        self.buttons().find(exact).or_else(|| {
            self.buttons()
                .find(|button| button.label.contains(label_or_data))
        })
    }

    /// Whether such a button is shown.
    pub fn has_button(&self, label_or_data: &str) -> bool {
        self.button(label_or_data).is_some()
    }
}

impl fmt::Display for EmulatedMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = if self.by_bot { "bot" } else { "person" };
        write!(f, "#{} {who}: {}", self.message_id, self.text)?;
        if let Some(name) = &self.file_name {
            write!(f, " [file {name}]")?;
        }
        for row in self.rows.iter().chain(&self.keyboard) {
            let row: Vec<String> = row.iter().map(ToString::to_string).collect();
            write!(f, "\n    {}", row.join(" "))?;
        }
        Ok(())
    }
}

impl fmt::Display for EmulatedButton {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self
            .data
            .as_ref()
            .or(self.url.as_ref())
            .or(self.copy.as_ref())
        {
            Some(does) => write!(f, "[{} -> {does}]", self.label),
            None => write!(f, "[{}]", self.label),
        }
    }
}

fn buttons(rows: &Value) -> Vec<Vec<EmulatedButton>> {
    let rows = rows.as_array().map(Vec::as_slice).unwrap_or_default();
    rows.iter()
        .map(|row| row.as_array().into_iter().flatten().map(button).collect())
        .collect()
}

fn button(value: &Value) -> EmulatedButton {
    let string = |value: &Value| value.as_str().map(str::to_owned);
    EmulatedButton {
        label: string(value)
            .or_else(|| string(&value["text"]))
            .unwrap_or_default(),
        data: string(&value["callback_data"]),
        url: string(&value["url"]),
        copy: string(&value["copy_text"]["text"]),
        value: value.clone(),
    }
}
