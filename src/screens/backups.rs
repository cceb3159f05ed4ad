//! Screens of backups.

use super::Reader;
use super::refusals::Say;
use crate::models::BackupRefusal;

/// The words of a no about a backup.
pub(super) fn refusal(_reader: Reader, refusal: &BackupRefusal, _say: Say<'_>) -> String {
    match *refusal {}
}
