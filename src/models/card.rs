//! The channel of a door as its card shows it, what a test of it found, and a post put there by hand.

use super::{Channel, Door, MessageId, Timestamp};
use serde::{Deserialize, Serialize};

/// The channel behind a door.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DoorCard {
    pub door: Door,
    /// As Telegram says now, or as it was last seen.
    pub channel: Channel,
    pub description: Option<String>,
    /// Since when it stands behind the door.
    pub since: Option<Timestamp>,
    /// When the house last heard of somebody who came or went.
    pub movement: Option<Timestamp>,
    /// People inside that the house knows of.
    pub known_inside: i64,
    /// Telegram did not answer: what is shown was seen before.
    pub is_stale: bool,
    /// The reader may change things here.
    pub may_configure: bool,
}

/// What the bot tries in a channel, in this order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TestStep {
    Post,
    Edit,
    Delete,
    Link,
    Revoke,
}

/// What a test found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TestView {
    pub door: Door,
    pub title: String,
    /// Each step with the fault it met, if any. A step that needs a failed one is left out.
    pub steps: Vec<(TestStep, Option<String>)>,
}

/// What stops when a channel is taken from its door.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DetachView {
    pub door: Door,
    pub title: String,
    /// Members with access, or people in the queue.
    pub people: i64,
    /// Links and removals on their way.
    pub owed: i64,
}

/// How a message is put into a channel.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuickPostHow {
    /// As the channel's own.
    Copy,
    /// With its origin.
    Forward,
}

/// The last message an admin wanted to put into a channel: one per admin, so that each goes there at most once.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct QuickPost {
    pub door: Door,
    /// In the chat with the admin.
    pub message: MessageId,
    pub state: QuickPostState,
}

/// Where such a message stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuickPostState {
    /// Not yet confirmed.
    Asked,
    /// Sent off, and no answer was seen: it may be there or not.
    Begun,
    /// It is there.
    Done { link: String },
    /// Telegram refused it.
    Failed { why: String },
}
