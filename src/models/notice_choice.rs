//! Which notices a member of the staff wants, when, and where.

use super::{AdminNotice, ChatId, Permission, UserId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal needs $permission:ident,)+) => {
        /// What a notice is about. Each is told to those whom it concerns by their permissions.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum NoticeKind { $($(#[$doc])* $name,)+ }

        impl NoticeKind {
            /// All of them, in the order in which they are shown.
            pub const ALL: &[NoticeKind] = &[$(NoticeKind::$name,)+];

            /// The name in buttons and settings.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// The kind of that name.
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$name),)+ _ => None }
            }

            /// Whoever holds it is told.
            pub fn permission(self) -> Permission {
                match self { $(Self::$name => Permission::$permission,)+ }
            }
        }
    };
}

kinds! {
    /// The bot goes on and off; the clock.
    House = "house" needs ManageProblems,
    /// Something broke: a fault, a backup, the disk, the database.
    Faults = "faults" needs ManageProblems,
    /// The channels, and what the bot may do there.
    Channels = "channels" needs Configure,
    /// Members: foreign links, the brake.
    Members = "members" needs ManageMembers,
    /// VPN keys.
    Keys = "keys" needs ManageKeys,
    /// VPN servers and their addresses.
    Servers = "servers" needs ManageServers,
    /// Payments that wait for a decision, and the books.
    Money = "money" needs ManagePayments,
}

impl AdminNotice {
    /// What it is about.
    pub fn kind(&self) -> NoticeKind {
        match self {
            Self::Online(_) | Self::Offline | Self::ClockWrong { .. } | Self::ClockRight => {
                NoticeKind::House
            }
            Self::Fault { .. }
            | Self::Restored { .. }
            | Self::BackupTrouble { .. }
            | Self::WebhookTrouble { .. }
            | Self::UpdatesTrouble { .. }
            | Self::WritesStopped { .. }
            | Self::WritesResumed { .. }
            | Self::DatabaseDamaged { .. }
            | Self::ApiTokenReused { .. }
            | Self::DatabaseAside { .. } => NoticeKind::Faults,
            Self::RightsLost { .. }
            | Self::RightsBack { .. }
            | Self::Offer { .. }
            | Self::ReactionsRefused { .. }
            | Self::TextBroken { .. }
            | Self::Migrated { .. }
            | Self::SupportGroup { .. }
            | Self::NoticeGroupLost { .. } => NoticeKind::Channels,
            Self::PaymentHeld { .. } | Self::BooksWrong { .. } => NoticeKind::Money,
            Self::Intruder(_) | Self::Brake(_) => NoticeKind::Members,
            Self::KeyShared { .. } | Self::KeyHeavy { .. } => NoticeKind::Keys,
            Self::PoolScarce { .. }
            | Self::ServerDown { .. }
            | Self::ServerUp { .. }
            | Self::ProxyDown(_)
            | Self::ProxyUp(_)
            | Self::ServerFileChanged { .. } => NoticeKind::Servers,
        }
    }

    /// Whether it rings in quiet hours too: people are kept out, or nothing works, until somebody acts. A brake that
    /// waits does no harm meanwhile, and a single fault may be a passing one.
    pub fn is_urgent(&self) -> bool {
        match self {
            Self::RightsLost { .. }
            | Self::ServerDown { .. }
            | Self::ProxyDown(_)
            | Self::ClockWrong { .. }
            | Self::WritesStopped { .. }
            | Self::DatabaseDamaged { .. }
            | Self::ApiTokenReused { .. }
            | Self::UpdatesTrouble { .. }
            | Self::DatabaseAside { .. } => true,
            Self::Online(_)
            | Self::Offline
            | Self::ClockRight
            | Self::Fault { .. }
            | Self::Restored { .. }
            | Self::BackupTrouble { .. }
            | Self::WebhookTrouble { .. }
            | Self::WritesResumed { .. }
            | Self::SupportGroup { .. }
            | Self::RightsBack { .. }
            | Self::Offer { .. }
            | Self::ReactionsRefused { .. }
            | Self::TextBroken { .. }
            | Self::Migrated { .. }
            | Self::NoticeGroupLost { .. }
            | Self::PaymentHeld { .. }
            | Self::BooksWrong { .. }
            | Self::Intruder(_)
            | Self::Brake(_)
            | Self::KeyShared { .. }
            | Self::KeyHeavy { .. }
            | Self::PoolScarce { .. }
            | Self::ServerUp { .. }
            | Self::ProxyUp(_)
            | Self::ServerFileChanged { .. } => false,
        }
    }
}

/// Minutes of a day between which notices make no sound; over midnight if the end is before the beginning.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct QuietHours {
    pub from: u16,
    pub to: u16,
}

/// Minutes of a day.
const DAY_MINUTES: u16 = 24 * 60;

impl QuietHours {
    /// Between those minutes of the day; `None` if they are no two different minutes of one.
    pub fn new(from: u16, to: u16) -> Option<Self> {
        let is_one = |minute| minute < DAY_MINUTES;
        (is_one(from) && is_one(to) && from != to).then_some(Self { from, to })
    }

    /// Whether that minute of the day is quiet.
    pub fn holds(self, minute: u16) -> bool {
        if self.from < self.to {
            (self.from..self.to).contains(&minute)
        } else {
            minute >= self.from || minute < self.to
        }
    }
}

/// What one of the staff chose. The usual is everything, always, in private.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct NoticeChoice {
    /// Kinds they do not want.
    pub off: Vec<NoticeKind>,
    pub quiet: Option<QuietHours>,
    /// What the group of notices gets does not come in private too.
    pub only_in_group: bool,
}

impl NoticeChoice {
    /// Whether they want that kind.
    pub fn wants(&self, kind: NoticeKind) -> bool {
        !self.off.contains(&kind)
    }
}

/// The group that takes the notices.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoticeGroup {
    pub chat: ChatId,
    pub topics: NoticeTopics,
}

/// Where in the group each kind goes.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct NoticeTopics {
    /// What the group was called when it was chosen.
    #[serde(default)]
    pub title: String,
    /// The group has topics, and the bot may make them.
    #[serde(default)]
    pub is_forum: bool,
    /// The topic of each kind, by its name; made when first needed.
    #[serde(default)]
    pub ids: BTreeMap<String, i64>,
}

/// What became of the group's topics.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TopicChange {
    Made(NoticeKind, i64),
    /// That topic of the kind is not there any more.
    Gone(NoticeKind, i64),
    /// No topics can be made any more.
    NoForum,
}

impl NoticeTopics {
    /// The same after a change.
    pub fn apply(&mut self, change: TopicChange) {
        match change {
            TopicChange::Made(kind, id) => {
                self.ids.insert(kind.name().to_owned(), id);
            }
            TopicChange::Gone(kind, id) => {
                if self.ids.get(kind.name()) == Some(&id) {
                    self.ids.remove(kind.name());
                }
            }
            TopicChange::NoForum => self.is_forum = false,
        }
    }
}

/// To whom a notice goes, beside the group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoticeReader {
    pub user: UserId,
    /// It arrives without a sound.
    pub is_silent: bool,
}

/// Where a notice goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoticePlan {
    pub group: Option<NoticeGroup>,
    pub people: Vec<NoticeReader>,
    /// Those who leave it to the group: they get it if the group does not.
    pub if_group_fails: Vec<NoticeReader>,
}

/// The page where somebody chooses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoticeDesk {
    /// The kinds that concern them, and whether they want each.
    pub kinds: Vec<(NoticeKind, bool)>,
    pub quiet: Option<QuietHours>,
    pub only_in_group: bool,
    pub group: Option<NoticeTopics>,
    /// They may choose the group.
    pub may_set_group: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_go_over_midnight() {
        let night = QuietHours::new(22 * 60, 8 * 60).expect("hours");
        for (minute, is_quiet) in [
            (22 * 60, true),
            (0, true),
            (479, true),
            (480, false),
            (1319, false),
        ] {
            assert_eq!(night.holds(minute), is_quiet, "{minute}");
        }
        let noon = QuietHours::new(13 * 60, 14 * 60).expect("hours");
        assert!(noon.holds(13 * 60) && !noon.holds(14 * 60) && !noon.holds(0));
        assert_eq!(QuietHours::new(60, 60), None);
        assert_eq!(QuietHours::new(1440, 60), None);
    }

    #[test]
    fn kinds_are_read_back_by_their_names() {
        for kind in NoticeKind::ALL {
            assert_eq!(NoticeKind::parse(kind.name()), Some(*kind));
        }
    }
}
