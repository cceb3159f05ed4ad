//! What a script says, once it is read.

use super::content::Item;
use super::content::Kind;
use std::time::Duration;

/// A script that can be played.
#[derive(Debug)]
pub struct Script {
    /// Of the bot: `es` or `en`.
    pub language: String,
    /// How long each expectation is awaited.
    pub patience: Duration,
    /// In order.
    pub lines: Vec<Line>,
}

/// One step.
#[derive(Debug)]
pub struct Line {
    /// Counted from 1.
    pub number: usize,
    /// As written.
    pub text: String,
    /// What it means.
    pub step: Step,
}

/// What a line is about.
#[derive(Debug, PartialEq)]
pub enum Step {
    /// A heading to print.
    Heading(String),
    /// Seconds by which the clock moves.
    Clock(i64),
    /// The bot stops and starts again.
    Restart,
    /// Somebody does something, or looks.
    Turn(Turn),
}

/// What somebody does, and what must come of it.
#[derive(Debug, PartialEq)]
pub struct Turn {
    /// Their id.
    pub person: i64,
    /// Nothing if they only look.
    pub action: Option<Action>,
    /// In the order of the columns.
    pub expectations: Vec<Expectation>,
}

/// What somebody does. Texts may hold `{variables}`; channels are ids.
#[derive(Debug, PartialEq)]
pub enum Action {
    /// Writes to the bot.
    Write(String),
    /// Presses a button with this label or data.
    Press(String),
    /// Gives a channel to the bot.
    Pick(i64),
    /// Opens a link.
    Open(String),
    /// Comes into a channel without a link.
    Join(i64),
    /// Asks to come into a channel without a link.
    AskToJoin(i64),
    /// Leaves a channel.
    Leave(i64),
    /// Sends a photo, an album, a poll …
    Send(Item),
    /// Posts in a channel.
    Post { item: Item, channel: i64 },
    /// Changes the words of the newest message written to the bot, or of a channel's newest post.
    Edit { text: String, channel: Option<i64> },
    /// Deletes that message or post.
    Delete(Option<i64>),
    /// Forwards the newest post of a channel to the bot.
    Forward(i64),
    /// Presses a button under a post.
    PressPost { label: String, channel: i64 },
    /// Reacts to the newest message of the bot, or the newest post of a channel.
    React { emoji: String, channel: Option<i64> },
    /// Pays the newest invoice.
    Pay,
    /// Sends a file.
    Upload { name: String, bytes: Vec<u8> },
    /// Blocks the bot.
    Block,
    /// Takes the block back.
    Unblock,
    /// Changes the language of their client.
    Speak(String),
}

/// What must come of it. Texts may hold `{variables}`; channels are ids.
#[derive(Debug, PartialEq)]
pub enum Expectation {
    /// A message with this text; the word that holds it is kept under a name.
    Sees { text: String, name: Option<String> },
    /// No message with this text.
    SeesNot(String),
    /// A message with this button; what the button does is kept under a name.
    Button { label: String, name: Option<String> },
    /// No message with this button.
    NoButton(String),
    /// A message of this kind with this text, in a channel or in the chat with the bot.
    Posted {
        kind: Option<Kind>,
        text: String,
        channel: Option<i64>,
    },
    /// A post of the channel has this button.
    PostButton { label: String, channel: i64 },
    /// The bot reacted so to the newest post.
    Reaction { emoji: String, channel: i64 },
    /// A post with this text is pinned.
    Pinned { text: String, channel: i64 },
    /// The answer to the press passes by.
    Toast(String),
    /// The answer to the press must be closed.
    Alert(String),
    /// They are a member.
    In(i64),
    /// They are no member.
    NotIn(i64),
    /// A message with a file that has this in its name.
    File(String),
    /// The payment went through.
    Paid,
    /// The bot refused the payment with this text.
    PaymentRefused(String),
    /// The invite link did not let them in.
    TurnedAway,
    /// No message at all.
    Nothing,
}
