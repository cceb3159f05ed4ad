//! What a message carries, as far as it can be published.

use super::Document;
use super::Message;
use crate::models::ContentKind;
use crate::models::Unsupported;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::json;

/// A poll, as far as it matters for a copy.
#[derive(Deserialize, Debug)]
pub struct Poll {
    #[serde(rename = "type", default)]
    pub kind: String,
    pub is_anonymous: Option<bool>,
    pub correct_option_id: Option<i64>,
    pub correct_option_ids: Option<IgnoredAny>,
}

impl Message {
    /// The largest size of the photo it carries.
    pub fn picture(&self) -> Option<Document> {
        let sizes = self.photo.as_ref()?.as_array()?;
        let read = |size: &Value| Document::deserialize(size).ok();
        let size = |picture: &Document| picture.file_size.unwrap_or(0);
        // The last one is the largest, also where no size says so.
        sizes.iter().filter_map(read).max_by_key(size)
    }

    /// What kind of content it is, or why no bot can copy it. What is neither known nor empty is left to Telegram.
    pub fn content(&self) -> Result<ContentKind, Unsupported> {
        // An animation comes with a document too, a venue with a location.
        let kinds = [
            (self.text.is_some(), Ok(ContentKind::Text)),
            (self.rich_message.is_some(), Ok(ContentKind::Other)),
            (self.paid_media.is_some(), Err(Unsupported::PaidMedia)),
            (
                self.giveaway.is_some() || self.giveaway_winners.is_some(),
                Err(Unsupported::Giveaway),
            ),
            (self.invoice.is_some(), Err(Unsupported::Invoice)),
            (self.story.is_some(), Err(Unsupported::Story)),
            (self.game.is_some(), Err(Unsupported::Game)),
            (self.checklist.is_some(), Err(Unsupported::Checklist)),
            (self.dice.is_some(), Err(Unsupported::Dice)),
            (self.animation.is_some(), Ok(ContentKind::Animation)),
            (
                self.photo.is_some() || self.live_photo.is_some(),
                Ok(ContentKind::Photo),
            ),
            (self.video.is_some(), Ok(ContentKind::Video)),
            (self.voice.is_some(), Ok(ContentKind::Voice)),
            (self.video_note.is_some(), Ok(ContentKind::VideoNote)),
            (self.audio.is_some(), Ok(ContentKind::Audio)),
            (self.document.is_some(), Ok(ContentKind::Document)),
            (self.sticker.is_some(), Ok(ContentKind::Sticker)),
            (
                self.venue.is_some() || self.location.is_some(),
                Ok(ContentKind::Place),
            ),
            (self.contact.is_some(), Ok(ContentKind::Contact)),
        ];
        if let Some(poll) = &self.poll {
            let is_known = poll.correct_option_id.is_some() || poll.correct_option_ids.is_some();
            let is_secret = poll.kind == "quiz" && !is_known;
            return if is_secret {
                Err(Unsupported::Quiz)
            } else {
                Ok(ContentKind::Poll)
            };
        }
        (kinds.into_iter().find(|(is_it, _)| *is_it))
            .map_or(Err(Unsupported::Service), |(_, kind)| kind)
    }

    /// Whether it is a poll that shows who voted for what.
    pub fn is_open_poll(&self) -> bool {
        let poll = self.poll.as_ref();
        poll.is_some_and(|poll| poll.is_anonymous == Some(false))
    }

    /// Of a text: what it takes to send it again just as it is, as JSON with `text` and `entities`.
    pub fn text_source(&self) -> Option<String> {
        let text = self.text.as_deref()?;
        let entities = self.entities.as_deref().unwrap_or_default();
        Some(json!({ "text": text, "entities": entities }).to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::update::Update;

    #[test]
    fn the_kind_of_a_content_is_known_or_why_it_cannot_be_copied() {
        let read = |part: &str| {
            let raw = format!(
                r#"{{"update_id":1,"message":{{"message_id":2,"date":3,"chat":{{"id":9,"type":"private"}},{part}}}}}"#
            );
            let update = Update::parse(&raw).expect("an update");
            update.message.expect("a message").content()
        };
        for (part, kind) in [
            (r#""text":"a""#, Ok(ContentKind::Text)),
            (
                r#""animation":{},"document":{}"#,
                Ok(ContentKind::Animation),
            ),
            (r#""venue":{},"location":{}"#, Ok(ContentKind::Place)),
            (r#""photo":[],"caption":"a""#, Ok(ContentKind::Photo)),
            (r#""sticker":{}"#, Ok(ContentKind::Sticker)),
            (r#""poll":{"type":"regular"}"#, Ok(ContentKind::Poll)),
            (
                r#""poll":{"type":"quiz","correct_option_id":1}"#,
                Ok(ContentKind::Poll),
            ),
            (
                r#""poll":{"type":"quiz","correct_option_ids":[1]}"#,
                Ok(ContentKind::Poll),
            ),
            (r#""poll":{"type":"quiz"}"#, Err(Unsupported::Quiz)),
            (r#""paid_media":{},"photo":[]"#, Err(Unsupported::PaidMedia)),
            (r#""dice":{}"#, Err(Unsupported::Dice)),
            (r#""pinned_message":{}"#, Err(Unsupported::Service)),
        ] {
            assert_eq!(read(part), kind, "{part}");
        }
    }
}
