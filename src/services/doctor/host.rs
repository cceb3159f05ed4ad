//! The machine: memory, and what Android does to programs in Termux.

use super::Asker;
use super::Patient;
use super::Verdict;
use crate::models::Found;
use crate::models::Level;
use crate::utils::host;

/// Below this the system begins to end programs.
const LITTLE_MEMORY: u64 = 50_000_000;
/// The bot needs a tenth of this.
const MUCH_MEMORY: u64 = 200_000_000;

pub(super) fn memory(patient: &Patient<'_>) -> Verdict {
    let bot_bytes = match patient.asker {
        Asker::Bot => host::resident_bytes(None),
        Asker::Terminal => {
            let holder = patient.holder.as_ref().ok().and_then(Option::as_deref);
            let process = holder.and_then(|holder| holder.strip_prefix("process ")?.parse().ok());
            process.and_then(|process| host::resident_bytes(Some(process)))
        }
    };
    Some(of_memory(bot_bytes, host::available_bytes()))
}

/// How much is too much, and how little too little.
pub(super) fn of_memory(bot_bytes: Option<u64>, available_bytes: Option<u64>) -> (Level, Found) {
    let is_short = available_bytes.is_some_and(|bytes| bytes < LITTLE_MEMORY);
    let is_greedy = bot_bytes.is_some_and(|bytes| bytes > MUCH_MEMORY);
    let level = if is_short || is_greedy {
        Level::Warning
    } else if available_bytes.is_none() && bot_bytes.is_none() {
        Level::Skipped
    } else {
        Level::Ok
    };
    (
        level,
        Found::Memory {
            bot_bytes,
            available_bytes,
        },
    )
}

pub(super) fn wake_lock(_patient: &Patient<'_>) -> Verdict {
    host::termux().map(|_| (Level::Skipped, Found::WakeLockUnseen))
}

pub(super) fn battery(_patient: &Patient<'_>) -> Verdict {
    host::termux().map(|_| (Level::Skipped, Found::BatteryUnseen))
}

pub(super) fn start_at_boot(_patient: &Patient<'_>) -> Verdict {
    host::termux().map(|termux| {
        if termux.starts_at_boot {
            (Level::Ok, Found::StartsAtBoot)
        } else {
            (Level::Warning, Found::StartsByHand)
        }
    })
}
