//! Backups and what lies in one.

use super::{BackupId, Timestamp, UserId};

/// Why a backup was made.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BackupCause {
    Nightly,
    /// Somebody asked for it in chat.
    Chat,
    /// `portero backup`.
    Terminal,
    /// Kept beside what a restore put in its place.
    BeforeRestore,
}

impl BackupCause {
    /// All of them.
    pub const ALL: [BackupCause; 4] = [
        Self::Nightly,
        Self::Chat,
        Self::Terminal,
        Self::BeforeRestore,
    ];

    /// The name stored in `backups.cause`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nightly => "nightly",
            Self::Chat => "chat",
            Self::Terminal => "terminal",
            Self::BeforeRestore => "before_restore",
        }
    }
}

/// A backup as the house remembers it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Backup {
    pub id: BackupId,
    pub made_at: Timestamp,
    pub cause: BackupCause,
    /// `None` = SYSTEM.
    pub made_by: Option<UserId>,
    /// In the folder of backups.
    pub file_name: String,
    pub bytes: u64,
    /// Rows by table.
    pub contents: Vec<(String, i64)>,
    /// When it went to the backup chat.
    pub sent_at: Option<Timestamp>,
    /// The last self-test, and what it found; an inner `None` = whole.
    pub tested: Option<(Timestamp, Option<String>)>,
    /// The file is gone by the rule of how many to keep.
    pub deleted_at: Option<Timestamp>,
}
