//! The formatting of a message's text.

use super::User;
use crate::utils::rich::Format;
use serde::Deserialize;

/// Formatting of a stretch of text, as Telegram sends it.
#[derive(Deserialize, Debug)]
pub struct MessageEntity {
    #[serde(rename = "type", default)]
    pub kind: String,
    #[serde(default)]
    pub offset: usize,
    #[serde(default)]
    pub length: usize,
    pub url: Option<String>,
    pub user: Option<User>,
    pub language: Option<String>,
    pub custom_emoji_id: Option<String>,
}

impl MessageEntity {
    /// The formatting a person chose; `None` for what clients find themselves, such as addresses and commands.
    pub(super) fn format(&self) -> Option<Format> {
        Some(match self.kind.as_str() {
            "bold" => Format::Bold,
            "italic" => Format::Italic,
            "underline" => Format::Underline,
            "strikethrough" => Format::Strike,
            "spoiler" => Format::Spoiler,
            "code" => Format::Code,
            "pre" => Format::Pre(self.language.clone().filter(|name| !name.is_empty())),
            "text_link" => Format::Link(self.url.clone()?),
            "text_mention" => Format::Link(format!("tg://user?id={}", self.user.as_ref()?.id)),
            "custom_emoji" => Format::Emoji(self.custom_emoji_id.clone()?),
            "blockquote" => Format::Quote(false),
            "expandable_blockquote" => Format::Quote(true),
            _ => return None,
        })
    }
}
