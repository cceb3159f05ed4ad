//! What the admins are told without having asked.

use super::{AwaySummary, BrakeView, ChatKind, Door, IntruderView, OfferView, Right, UserId};

/// A word to the admins. Each reads it in their own language.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AdminNotice {
    Online(AwaySummary),
    Offline,
    /// Something broke. `repeats` counts the same fault within the last ten minutes that was not told.
    Fault {
        incident: String,
        area: &'static str,
        text: String,
        repeats: u32,
    },
    RightsLost {
        door: Door,
        title: String,
        kind: ChatKind,
        missing: Vec<Right>,
    },
    /// The rights are back; `woken` pieces of work that waited go on.
    RightsBack {
        door: Door,
        title: String,
        woken: i64,
    },
    Intruder(IntruderView),
    Brake(BrakeView),
    /// Our clock and Telegram's differ by so many seconds: nobody is removed meanwhile.
    ClockWrong {
        seconds: i64,
    },
    ClockRight,
    /// The bot was made an administrator somewhere, by one of them.
    Offer {
        to: UserId,
        offer: OfferView,
    },
    /// A group became a supergroup; its new id is used from now on.
    Migrated {
        door: Door,
        title: String,
    },
}
