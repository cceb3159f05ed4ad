//! What the admins are told without having asked.

use super::{AwaySummary, BrakeView, ChatKind, Door, IntruderView, OfferView, Right, UserId};
use serde::{Deserialize, Serialize};

/// A word to the admins. Each reads it in their own language.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdminNotice {
    Online(AwaySummary),
    Offline,
    /// Something broke. `repeats` counts the same fault within the last ten minutes that was not told.
    Fault {
        incident: String,
        area: String,
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
    /// A channel takes none of the reactions set for it.
    ReactionsRefused {
        door: Door,
        title: String,
        emoji: Vec<String>,
    },
    /// A group became a supergroup; its new id is used from now on.
    Migrated {
        door: Door,
        title: String,
    },
}

impl AdminNotice {
    /// The action and the target under which the log and the audit keep it.
    pub fn subject(&self) -> (&'static str, String) {
        match self {
            Self::Online(_) => ("house.online", String::new()),
            Self::Offline => ("house.offline", String::new()),
            Self::Fault { area, incident, .. } => ("house.fault", format!("{area}:{incident}")),
            Self::RightsLost { door, .. } => {
                ("channel.rights_lost", format!("door:{}", door.name()))
            }
            Self::RightsBack { door, .. } => {
                ("channel.rights_back", format!("door:{}", door.name()))
            }
            Self::Intruder(view) => ("vip.intruder", format!("user:{}", view.intruder)),
            Self::Brake(view) => ("brake.asked", format!("due:{}", view.due)),
            Self::ClockWrong { seconds } => ("clock.wrong", format!("seconds:{seconds}")),
            Self::ClockRight => ("clock.right", String::new()),
            Self::Offer { offer, .. } => {
                ("channel.offered", format!("chat:{}", offer.channel.chat_id))
            }
            Self::ReactionsRefused { door, .. } => {
                ("channel.reactions_refused", format!("door:{}", door.name()))
            }
            Self::Migrated { door, .. } => ("channel.migrated", format!("door:{}", door.name())),
        }
    }
}
