//! Buttons of backups and restores: codes that begin with `backup:`.

use super::UnknownAction;
use super::number;
use crate::models::BackupId;
use std::fmt;

/// What a button of backups and restores does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BackupAction {
    /// The desk.
    Desk,
    /// Make one now.
    Make,
    /// One of them.
    Show(BackupId),
    /// Try it out.
    Test(BackupId),
    /// Send it to the chat.
    Send(BackupId),
    /// When the nightly one is made.
    Time,
    /// At that minute of the day.
    SetTime(u32),
    /// No nightly one.
    TimeOff,
    /// How many stay.
    Keep,
    /// That many.
    SetKeep(u32),
    /// Where they go.
    Chat,
    /// To the person's own chat with the bot.
    ChatHere,
    /// To the chat of the settings again.
    DefaultChat,
    /// Whether a big one goes in parts.
    Split(bool),
    /// Ask for a file to restore.
    Restore,
    /// Restore what was shown.
    RestoreYes,
    /// Let removals go on after a restore.
    Release,
}

impl fmt::Display for BackupAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("backup:")?;
        match self {
            Self::Desk => f.write_str("desk"),
            Self::Make => f.write_str("make"),
            Self::Show(id) => write!(f, "show:{id}"),
            Self::Test(id) => write!(f, "test:{id}"),
            Self::Send(id) => write!(f, "send:{id}"),
            Self::Time => f.write_str("time"),
            Self::SetTime(minute) => write!(f, "time_set:{minute}"),
            Self::TimeOff => f.write_str("time_off"),
            Self::Keep => f.write_str("keep"),
            Self::SetKeep(count) => write!(f, "keep_set:{count}"),
            Self::Chat => f.write_str("chat"),
            Self::ChatHere => f.write_str("chat_here"),
            Self::DefaultChat => f.write_str("chat_default"),
            Self::Split(true) => f.write_str("split:on"),
            Self::Split(false) => f.write_str("split:off"),
            Self::Restore => f.write_str("restore"),
            Self::RestoreYes => f.write_str("restore_yes"),
            Self::Release => f.write_str("release"),
        }
    }
}

impl BackupAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let ["backup", rest @ ..] = parts else {
            return Err(UnknownAction);
        };
        Ok(match rest {
            ["desk"] => Self::Desk,
            ["make"] => Self::Make,
            ["show", id] => Self::Show(BackupId(number(id)?)),
            ["test", id] => Self::Test(BackupId(number(id)?)),
            ["send", id] => Self::Send(BackupId(number(id)?)),
            ["time"] => Self::Time,
            ["time_set", minute] => Self::SetTime(number(minute)?),
            ["time_off"] => Self::TimeOff,
            ["keep"] => Self::Keep,
            ["keep_set", count] => Self::SetKeep(number(count)?),
            ["chat"] => Self::Chat,
            ["chat_here"] => Self::ChatHere,
            ["chat_default"] => Self::DefaultChat,
            ["split", "on"] => Self::Split(true),
            ["split", "off"] => Self::Split(false),
            ["restore"] => Self::Restore,
            ["restore_yes"] => Self::RestoreYes,
            ["release"] => Self::Release,
            _ => return Err(UnknownAction),
        })
    }
}
