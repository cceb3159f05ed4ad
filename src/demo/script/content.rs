//! What can be sent, posted and looked for besides plain text: its words in a script, and the message made of them.

use super::fault::Reason;
use crate::demo::telegram::Content;
use crate::demo::telegram::EmulatedMessage;

/// The sort of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Several photos in one group.
    Album,
    /// A moving picture.
    Animation,
    /// Music.
    Audio,
    /// A file.
    Document,
    /// A photo.
    Photo,
    /// A question with options.
    Poll,
    /// A sticker.
    Sticker,
    /// Words alone.
    Text,
    /// A video.
    Video,
    /// A voice message.
    Voice,
}

/// The words of a script for each kind.
const KINDS: [(&str, Kind); 9] = [
    ("album", Kind::Album),
    ("animation", Kind::Animation),
    ("audio", Kind::Audio),
    ("document", Kind::Document),
    ("photo", Kind::Photo),
    ("poll", Kind::Poll),
    ("sticker", Kind::Sticker),
    ("video", Kind::Video),
    ("voice", Kind::Voice),
];
/// Photos of an album.
const ALBUM: usize = 3;

impl Kind {
    /// The kind of this word.
    pub(super) fn named(word: &str) -> Option<Self> {
        let mut kinds = KINDS.iter();
        kinds.find(|(name, _)| *name == word).map(|(_, kind)| *kind)
    }

    /// The word of this kind.
    pub(super) fn word(self) -> &'static str {
        let mut kinds = KINDS.iter();
        let found = kinds.find(|(_, kind)| *kind == self);
        found.map_or("text", |(name, _)| name)
    }

    /// Whether a message is of this kind.
    pub(super) fn is_of(self, message: &EmulatedMessage) -> bool {
        match self {
            Self::Album => message.media_group_id().is_some(),
            kind => message.kind() == kind.word(),
        }
    }
}

/// A message to send: its kind, and the texts that belong to it. Texts may hold `{variables}`.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The sort.
    pub kind: Kind,
    /// The text or caption, a sticker's emoji, or a poll's question and options.
    pub texts: Vec<String>,
}

impl Item {
    /// Reads `photo "caption"`, `poll "question" "a" "b"` or `"text"`.
    pub(super) fn read(column: &str, verb: &'static str) -> Result<Self, Reason> {
        let (word, rest) = match column.split_once(' ') {
            Some((word, rest)) if !word.starts_with('"') => (word, rest),
            _ if column.starts_with('"') => ("", column),
            _ => (column, ""),
        };
        let kind = match word {
            "" => Kind::Text,
            word => Kind::named(word).ok_or(Reason::Kind(word.to_owned()))?,
        };
        let texts = texts(rest, verb)?;
        let is_right = match kind {
            Kind::Text => texts.len() == 1,
            Kind::Poll => texts.len() >= 3,
            _ => texts.len() <= 1,
        };
        match (is_right, kind) {
            (true, _) => Ok(Self { kind, texts }),
            (false, Kind::Poll) => Err(Reason::Columns(
                "poll",
                "a question and two options or more",
            )),
            (false, _) => Err(Reason::Text(verb)),
        }
    }

    /// The messages to send, with these texts: several for an album.
    pub(super) fn contents(&self, texts: &[String]) -> Vec<Content> {
        let text = texts.first().map_or("", String::as_str);
        let one = match self.kind {
            Kind::Album => {
                let rest = (1..ALBUM).map(|_| Content::photo(""));
                let mut album = vec![Content::photo(text)];
                album.extend(rest);
                return album;
            }
            Kind::Animation => Content::animation(text),
            Kind::Audio => Content::audio(text),
            Kind::Document => Content::document("document.txt", b"a document").captioned(text),
            Kind::Photo => Content::photo(text),
            Kind::Poll => {
                let options = texts.iter().skip(1).map(String::as_str);
                Content::poll(text, &options.collect::<Vec<_>>())
            }
            Kind::Sticker => Content::sticker(text),
            Kind::Text => Content::text(text),
            Kind::Video => Content::video(text),
            Kind::Voice => Content::voice(text),
        };
        vec![one]
    }

    /// The item in the words of a story.
    pub(super) fn told(&self) -> String {
        let texts = self.texts.join(" / ");
        match self.kind {
            Kind::Text => texts,
            kind => format!("[{}] {texts}", kind.word()).trim_end().to_owned(),
        }
    }
}

/// Texts between quotes, one behind the other.
fn texts(column: &str, after: &'static str) -> Result<Vec<String>, Reason> {
    let mut pieces = column.split('"');
    let mut texts = Vec::new();
    loop {
        let between = pieces.next().unwrap_or_default();
        if !between.trim().is_empty() {
            return Err(Reason::Text(after));
        }
        match pieces.next() {
            None => return Ok(texts),
            Some("") => return Err(Reason::Text(after)),
            Some(text) => texts.push(text.to_owned()),
        }
    }
}
