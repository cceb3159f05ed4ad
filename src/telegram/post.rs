//! A channel's post, as far as the house reads it.

use super::update::Chat;
use super::update::ForwardOrigin;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// A message in a channel.
#[derive(Deserialize, Debug)]
pub struct Post {
    pub message_id: i64,
    pub chat: Chat,
    #[serde(default)]
    pub date: i64,
    pub media_group_id: Option<String>,
    pub forward_origin: Option<ForwardOrigin>,
    reply_markup: Option<IgnoredAny>,
    #[serde(flatten)]
    content: Content,
}

/// The fields of which a post has one. Whatever has none is about the channel itself, such as "pinned a message" or a
/// new title: kinds of those come with every version, and none of them is a post.
#[derive(Deserialize, Debug)]
struct Content {
    text: Option<IgnoredAny>,
    animation: Option<IgnoredAny>,
    audio: Option<IgnoredAny>,
    checklist: Option<IgnoredAny>,
    contact: Option<IgnoredAny>,
    dice: Option<IgnoredAny>,
    document: Option<IgnoredAny>,
    game: Option<IgnoredAny>,
    invoice: Option<IgnoredAny>,
    giveaway: Option<IgnoredAny>,
    location: Option<IgnoredAny>,
    paid_media: Option<IgnoredAny>,
    photo: Option<IgnoredAny>,
    poll: Option<IgnoredAny>,
    sticker: Option<IgnoredAny>,
    story: Option<IgnoredAny>,
    venue: Option<IgnoredAny>,
    video: Option<IgnoredAny>,
    video_note: Option<IgnoredAny>,
    voice: Option<IgnoredAny>,
}

impl Post {
    /// Whether it is a post, and not a word of Telegram's about the channel.
    pub fn is_content(&self) -> bool {
        let Content {
            text,
            animation,
            audio,
            checklist,
            contact,
            dice,
            document,
            game,
            invoice,
            giveaway,
            location,
            paid_media,
            photo,
            poll,
            sticker,
            story,
            venue,
            video,
            video_note,
            voice,
        } = &self.content;
        [
            text, animation, audio, checklist, contact, dice, document, game, invoice, giveaway,
            location, paid_media, photo, poll, sticker, story, venue, video, video_note, voice,
        ]
        .iter()
        .any(|field| field.is_some())
    }

    /// Whether the bot may put buttons under it: it was made here, and has none.
    pub fn takes_buttons(&self) -> bool {
        self.forward_origin.is_none() && self.reply_markup.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(fields: &str) -> Post {
        let raw = format!(
            r#"{{"message_id":2,"date":3,"chat":{{"id":-100,"type":"channel"}},{fields}}}"#
        );
        serde_json::from_str(&raw).expect("a post")
    }

    #[test]
    fn a_post_has_content_and_what_is_about_the_channel_has_none() {
        for content in [
            r#""text":"hola""#,
            r#""photo":[{"file_id":"a"}],"caption":"x""#,
            r#""poll":{"id":"1"}"#,
            r#""new_field":1,"voice":{}"#,
        ] {
            assert!(post(content).is_content(), "{content}");
        }
        for service in [
            r#""pinned_message":{"message_id":1,"text":"hola"}"#,
            r#""new_chat_title":"x""#,
            r#""new_chat_photo":[]"#,
            r#""something_newer":{"text":"hola"}"#,
        ] {
            assert!(!post(service).is_content(), "{service}");
        }
    }

    #[test]
    fn what_was_forwarded_or_has_buttons_takes_none() {
        assert!(post(r#""text":"a""#).takes_buttons());
        let forward = r#""text":"a","forward_origin":{"type":"hidden_user","date":1}"#;
        assert!(!post(forward).takes_buttons());
        let buttons = r#""text":"a","reply_markup":{"inline_keyboard":[]}"#;
        assert!(!post(buttons).takes_buttons());
    }
}
