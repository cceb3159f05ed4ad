//! Why something about a backup is not done.

/// A no about a backup.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BackupRefusal {}
