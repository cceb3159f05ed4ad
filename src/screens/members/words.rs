//! The words of this desk's refusals.

use super::instant;
use crate::models::MemberRefusal;
use crate::screens::Reader;
use crate::screens::refusals::Say;
use crate::utils::locale::args;
use crate::utils::units;

/// Why the desk does not do something, in words.
pub fn refusal(reader: Reader, refusal: &MemberRefusal, say: Say<'_>) -> String {
    match refusal {
        MemberRefusal::DaysInvalid { most } => say("refusal-days-invalid", args! { most: *most }),
        MemberRefusal::FileTooBig { most_bytes } => {
            let most = units::bytes(reader.lang, *most_bytes);
            say("refusal-file-too-big", args! { most: &most })
        }
        MemberRefusal::TooManyRows { most } => say("refusal-too-many-rows", args! { most: *most }),
        MemberRefusal::MigrationNotNeeded { until: Some(until) } => {
            let until = instant(reader, *until);
            say("refusal-migration-not-needed", args! { until: &until })
        }
        MemberRefusal::MigrationNotNeeded { until: None } => {
            say("refusal-migration-for-life", args! {})
        }
        MemberRefusal::MemberBanned => say("refusal-member-banned", args! {}),
        MemberRefusal::MemberForLife => say("refusal-member-for-life", args! {}),
        MemberRefusal::MemberProtected => say("refusal-member-protected", args! {}),
        MemberRefusal::MemberWhitelisted => say("refusal-member-whitelisted", args! {}),
        MemberRefusal::MemberNotInside => say("refusal-member-not-inside", args! {}),
        MemberRefusal::MemberWithoutAccess => say("refusal-member-without-access", args! {}),
        MemberRefusal::MemberUnknown => say("refusal-member-unknown", args! {}),
        MemberRefusal::MemberHidden => say("refusal-member-hidden", args! {}),
        MemberRefusal::ForwardNamesChat => say("refusal-forward-chat", args! {}),
        MemberRefusal::DateInvalid => say("refusal-date-invalid", args! {}),
        MemberRefusal::DateOver => say("refusal-date-over", args! {}),
        MemberRefusal::FileExpected => say("refusal-file-expected", args! {}),
        MemberRefusal::ColumnsUnknown => say("refusal-columns-unknown", args! {}),
        MemberRefusal::FileEmpty => say("refusal-file-empty", args! {}),
        MemberRefusal::FileLost => say("refusal-file-lost", args! {}),
        MemberRefusal::EndsUndecided => say("refusal-ends-undecided", args! {}),
        MemberRefusal::MigrationUnknown => say("refusal-migration-unknown", args! {}),
        MemberRefusal::MigrationOver => say("refusal-migration-over", args! {}),
        MemberRefusal::MigrationUsedUp => say("refusal-migration-used-up", args! {}),
        MemberRefusal::MigrationUsed => say("refusal-migration-used", args! {}),
        MemberRefusal::MigrationOutside => say("refusal-migration-outside", args! {}),
        MemberRefusal::AuditRunning => say("refusal-audit-running", args! {}),
        MemberRefusal::UndoOver => say("refusal-undo-over", args! {}),
    }
}

/// Whether the question still waits for another answer.
pub fn is_about_answer(refusal: &MemberRefusal) -> bool {
    match refusal {
        MemberRefusal::DaysInvalid { .. }
        | MemberRefusal::FileTooBig { .. }
        | MemberRefusal::TooManyRows { .. }
        | MemberRefusal::MemberUnknown
        | MemberRefusal::MemberHidden
        | MemberRefusal::ForwardNamesChat
        | MemberRefusal::DateInvalid
        | MemberRefusal::DateOver
        | MemberRefusal::FileExpected
        | MemberRefusal::ColumnsUnknown
        | MemberRefusal::FileEmpty
        | MemberRefusal::FileLost => true,
        MemberRefusal::MigrationNotNeeded { .. }
        | MemberRefusal::MemberBanned
        | MemberRefusal::MemberForLife
        | MemberRefusal::MemberProtected
        | MemberRefusal::MemberWhitelisted
        | MemberRefusal::MemberNotInside
        | MemberRefusal::MemberWithoutAccess
        | MemberRefusal::EndsUndecided
        | MemberRefusal::MigrationUnknown
        | MemberRefusal::MigrationOver
        | MemberRefusal::MigrationUsedUp
        | MemberRefusal::MigrationUsed
        | MemberRefusal::MigrationOutside
        | MemberRefusal::AuditRunning
        | MemberRefusal::UndoOver => false,
    }
}
