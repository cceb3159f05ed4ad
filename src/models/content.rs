//! What people send to have it published.

/// What kind of content it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ContentKind {
    Text,
    Photo,
    Video,
    Animation,
    Voice,
    VideoNote,
    Audio,
    Document,
    Sticker,
    Poll,
    Place,
    Contact,
    /// Several pictures, videos or files under one caption.
    Album,
    /// Something that Telegram may copy and that we have no word for.
    Other,
}

impl ContentKind {
    /// All of them.
    pub const ALL: [ContentKind; 14] = [
        Self::Text,
        Self::Photo,
        Self::Video,
        Self::Animation,
        Self::Voice,
        Self::VideoNote,
        Self::Audio,
        Self::Document,
        Self::Sticker,
        Self::Poll,
        Self::Place,
        Self::Contact,
        Self::Album,
        Self::Other,
    ];

    /// The name stored in `broadcasts.content`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Photo => "photo",
            Self::Video => "video",
            Self::Animation => "animation",
            Self::Voice => "voice",
            Self::VideoNote => "video_note",
            Self::Audio => "audio",
            Self::Document => "document",
            Self::Sticker => "sticker",
            Self::Poll => "poll",
            Self::Place => "place",
            Self::Contact => "contact",
            Self::Album => "album",
            Self::Other => "other",
        }
    }

    /// The kind of that stored name; one of a newer version is another kind.
    pub fn parse(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
            .unwrap_or(Self::Other)
    }
}

/// What Telegram does not let a bot copy.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Unsupported {
    /// Telegram's own note, such as "pinned a message".
    Service,
    PaidMedia,
    Giveaway,
    Invoice,
    Story,
    Game,
    Checklist,
    /// A quiz whose right answer the bot does not know.
    Quiz,
    /// A poll that shows who voted for what: channels take anonymous ones only.
    OpenPoll,
    /// Each copy would be thrown anew.
    Dice,
}
