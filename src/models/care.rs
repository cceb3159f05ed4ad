//! The health of the database: why it takes nothing, what a check found, and what a damaged one leaves.

use super::Timestamp;
use serde::{Deserialize, Serialize};

/// Why the database takes nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ailment {
    /// The disk is full, or nearly. It goes on when there is room.
    NoRoom,
    /// The place is read-only, or the disk refuses to write. It goes on when it takes something again.
    ReadOnly,
    /// The file is damaged: a person decides.
    Damaged,
}

/// Why nothing is written just now, with the words of whoever refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stop {
    pub ailment: Ailment,
    pub why: String,
}

/// A fault that a check of the database found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Blemish {
    pub text: String,
    /// The file itself is damaged; otherwise single rows or indexes are wrong, and all else can be read and written.
    pub is_fatal: bool,
}

/// The last check of the whole database, as it is remembered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DatabaseCheck {
    pub at: Timestamp,
    /// What it found; `None` = the database is whole.
    pub fault: Option<String>,
}

/// The newest backup that lies at hand, and how it is brought back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BackupOffer {
    pub file_name: String,
    /// As its name says.
    pub made_at: Option<Timestamp>,
    /// What to type at the terminal.
    pub command: String,
}
