//! Why something about a backup is not done.

use serde::{Deserialize, Serialize};

/// A fault of our own finding, as stored: the copy that was just made is none of ours. The screens say it in the reader's
/// language; other faults are in SQLite's words.
pub const FAULT_UNREADABLE: &str = "the copy cannot be read";
/// The same, before the name of a table: it has other rows than the manifest says.
pub const FAULT_ROWS: &str = "other rows than were written in ";

/// A no about a backup.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackupRefusal {
    /// `BACKUP_PASSPHRASE` is not set.
    NoPassphrase,
    /// Another one is being made, or a restore is under way.
    Busy,
    DiskFull,
    /// The folder cannot be written to.
    Unwritable {
        why: String,
    },
    /// The present database is damaged: a copy of it would be worth nothing.
    DatabaseDamaged {
        fault: String,
    },
    /// Its file is not in the folder any more.
    Gone,
    /// No chat is chosen.
    NoChat,
    PassphraseWrong,
    NotABackup,
    /// Cut off or changed on its way.
    Truncated,
    /// One of the parts is not there.
    PartMissing {
        number: u32,
    },
    /// A newer Portero made it.
    Newer {
        program: String,
    },
    /// It opens, but what lies inside is not whole.
    Damaged {
        fault: String,
    },
    /// SECRET_KEY of this machine is another key than that of the backup.
    OtherKey,
    /// A file was expected.
    FileExpected,
    /// Bots may not fetch files of that size.
    FileTooBig {
        most_bytes: u64,
    },
    /// Telegram did not hand the file over.
    FileLost,
    /// What was to be restored is forgotten: the file is to be sent again.
    Forgotten,
    /// Not a time of day.
    TimeInvalid,
    /// Not a chat that the bot can write to.
    ChatInvalid,
}

/// What went wrong without anybody at the screen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackupTrouble {
    /// No nightly backup was made.
    Nightly,
    /// A backup that was tried out is not whole.
    Test,
    /// One is too big to be sent.
    Send,
    /// What was asked for in chat was not restored.
    Restore,
}

impl BackupTrouble {
    /// The name under which the log and the audit keep it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nightly => "nightly",
            Self::Test => "test",
            Self::Send => "send",
            Self::Restore => "restore",
        }
    }
}
