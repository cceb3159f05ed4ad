//! Backups and what lies in one.

use super::{BackupId, ChatId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Why a backup was made.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BackupCause {
    Nightly,
    /// Somebody asked for it in chat.
    Chat,
    /// `portero backup`.
    Terminal,
    /// It lay in the folder, and the house did not know of it: made before a restore, or just before a kill.
    Found,
}

impl BackupCause {
    /// All of them.
    pub const ALL: [BackupCause; 4] = [Self::Nightly, Self::Chat, Self::Terminal, Self::Found];

    /// The name stored in `backups.cause`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nightly => "nightly",
            Self::Chat => "chat",
            Self::Terminal => "terminal",
            Self::Found => "found",
        }
    }

    /// The cause of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.name() == name)
    }
}

/// Rows by table.
pub type Contents = BTreeMap<String, i64>;

/// What a backup says of itself: the first thing in it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of the archive; [`Manifest::FORMAT`] when this version made it.
    pub format: u32,
    /// The version of the program that made it.
    pub program: String,
    /// The version of the database's tables.
    pub schema: i64,
    pub made_at: Timestamp,
    /// Whose house it is: the number before the colon of the token.
    pub bot_id: Option<i64>,
    /// The bot ran meanwhile, so it may have gone on after this moment.
    pub was_running: bool,
    pub rows: Contents,
    pub database_bytes: u64,
}

impl Manifest {
    /// The form of archive that this version makes, and the newest it reads.
    pub const FORMAT: u32 = 1;

    /// How many rows a table has in it.
    pub fn count(&self, table: &str) -> i64 {
        self.rows.get(table).copied().unwrap_or_default()
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
    /// Empty if it was found.
    pub contents: Contents,
    /// When all of it had gone to the backup chat.
    pub sent_at: Option<Timestamp>,
    /// The last self-test, and what it found; an inner `None` = whole.
    pub tested: Option<(Timestamp, Option<String>)>,
    /// The file is gone by the rule of how many to keep.
    pub deleted_at: Option<Timestamp>,
}

/// A backup that was just made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewBackup {
    pub made_at: Timestamp,
    pub cause: BackupCause,
    pub made_by: Option<UserId>,
    pub file_name: String,
    pub bytes: u64,
    pub contents: Contents,
}

/// What admins set about backups from chat.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BackupSettings {
    /// Of the house's day; `None` = no nightly one.
    pub minute: Option<i64>,
    /// `None` = the setting BACKUP_KEEP.
    pub keep: Option<u32>,
    /// `None` = the setting BACKUP_CHAT_ID.
    pub chat: Option<ChatId>,
    /// A file too big for one message goes in parts; else it is kept, and the admins are told.
    pub splits: bool,
}

/// A change of what is set.
pub type BackupChange = Box<dyn FnOnce(&mut BackupSettings) + Send>;

/// The desk of backups.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BackupDesk {
    pub settings: BackupSettings,
    /// How many stay, and where they go: settings from chat over those of the file.
    pub keep: u32,
    pub chat: Option<ChatId>,
    pub has_passphrase: bool,
    /// The newest first.
    pub backups: Vec<Backup>,
    pub next_at: Option<Timestamp>,
    /// Removals wait since a backup made then was restored.
    pub held_since: Option<Timestamp>,
}

/// What a file holds, before it is restored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RestoreView {
    pub manifest: Manifest,
    /// Its tables are older and will be brought up to date.
    pub is_older: bool,
    /// The present bot, if it is another one than the backup's.
    pub other_bot: Option<i64>,
    /// Removals will wait for an admin.
    pub holds: bool,
}
