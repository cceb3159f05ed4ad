//! What admins set from chat, apart from the channels.

use super::{HOUR, Refusal, SubscriptionFees, TextKey, Texts};

/// The most reminders before an end.
pub const MOST_REMINDERS: usize = 5;
/// The latest reminder: so many hours before the end.
pub const LEAST_REMINDER_HOURS: i64 = 1;
/// The earliest reminder: 30 days before the end.
pub const MOST_REMINDER_HOURS: i64 = 720;
/// The longest stay in the channel after the end: 30 days.
pub const MOST_GRACE_HOURS: i64 = 720;
/// The shortest time for which events are kept.
pub const LEAST_RETENTION_DAYS: i64 = 30;
/// The longest time for which events are kept.
pub const MOST_RETENTION_DAYS: i64 = 3_650;
/// The most prices.
pub const MOST_FEES: usize = 12;
/// The longest length of a fee, in days.
pub const MOST_FEE_DAYS: u32 = 3_650;

/// The row of settings as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// For new Free requests.
    pub wait_time_minutes: i64,
    /// Hours before the end of VIP access, the earliest first.
    pub reminder_hours: Vec<i64>,
    /// How long a member stays in the channel after the end.
    pub grace_hours: i64,
    /// IANA name; `None` = the setting TIMEZONE.
    pub time_zone: Option<String>,
    /// `None` = the setting LANGUAGE.
    pub language: Option<String>,
    /// How long events of members are kept.
    pub retention_days: i64,
    pub fees: SubscriptionFees,
    /// The operator's own wording.
    pub texts: Texts,
    pub vip_reactions: Reactions,
    pub free_reactions: Reactions,
}

/// The reactions of a channel, as far as the configuration shows them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reactions {
    /// off, native, buttons or both.
    pub mode: String,
    pub emoji: Vec<String>,
}

impl Default for Reactions {
    fn default() -> Self {
        Self {
            mode: "off".to_owned(),
            emoji: Vec::new(),
        }
    }
}

impl Settings {
    /// What a new house begins with.
    pub fn default_with(wait_time_minutes: i64) -> Self {
        Self {
            wait_time_minutes,
            reminder_hours: vec![72, 24],
            grace_hours: 0,
            time_zone: None,
            language: None,
            retention_days: 365,
            fees: SubscriptionFees::default(),
            texts: Texts::default(),
            vip_reactions: Reactions::default(),
            free_reactions: Reactions::default(),
        }
    }

    /// The stay after the end, in seconds.
    pub fn grace_seconds(&self) -> i64 {
        self.grace_hours * HOUR
    }
}

/// A setting with a screen of its own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Setting {
    Wait,
    Reminders,
    Grace,
    Zone,
    Language,
    Retention,
    Fees,
    Texts,
    VipReactions,
    FreeReactions,
}

impl Setting {
    /// All of them, in the order in which the configuration shows them.
    pub const ALL: [Setting; 10] = [
        Self::Wait,
        Self::Reminders,
        Self::Grace,
        Self::Texts,
        Self::Fees,
        Self::VipReactions,
        Self::FreeReactions,
        Self::Zone,
        Self::Language,
        Self::Retention,
    ];
}

impl Settings {
    /// The settings in which two rows differ.
    pub fn differing(&self, other: &Self) -> Vec<Setting> {
        let differs = |setting: &Setting| match setting {
            Setting::Wait => self.wait_time_minutes != other.wait_time_minutes,
            Setting::Reminders => self.reminder_hours != other.reminder_hours,
            Setting::Grace => self.grace_hours != other.grace_hours,
            Setting::Zone => self.time_zone != other.time_zone,
            Setting::Language => self.language != other.language,
            Setting::Retention => self.retention_days != other.retention_days,
            Setting::Fees => self.fees != other.fees,
            Setting::Texts => self.texts != other.texts,
            Setting::VipReactions => self.vip_reactions != other.vip_reactions,
            Setting::FreeReactions => self.free_reactions != other.free_reactions,
        };
        Setting::ALL.into_iter().filter(differs).collect()
    }
}

/// The configuration as a person sees it: what is set, what a new house has, and what holds in the end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SettingsView {
    pub now: Settings,
    pub default: Settings,
    /// IANA name of the setting TIMEZONE.
    pub given_zone: String,
    /// Code of the setting LANGUAGE.
    pub given_language: String,
}

impl SettingsView {
    /// The zone that holds.
    pub fn zone(&self) -> &str {
        self.now.time_zone.as_deref().unwrap_or(&self.given_zone)
    }

    /// The code of the language that holds.
    pub fn language(&self) -> &str {
        self.now.language.as_deref().unwrap_or(&self.given_language)
    }
}

/// Why a value, a text or a post is not taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SettingFault {
    /// Not up to five whole lengths from an hour to 30 days.
    RemindersInvalid,
    /// No time zone has that name.
    ZoneUnknown,
    /// Not an amount with its currency.
    PriceInvalid,
    CurrencyUnknown,
    /// The currency has fewer decimals.
    TooManyDecimals {
        most: u32,
    },
    PriceOutOfRange,
    TooManyFees {
        most: u32,
    },
    /// A message without a text.
    TextEmpty,
    /// Words in braces that the message does not know.
    VariablesUnknown {
        key: TextKey,
        names: Vec<String>,
    },
    /// Formatting begins or ends inside a variable.
    VariableSplit,
    /// Too long once the variables are filled.
    TextTooLong {
        units: usize,
        most: usize,
    },
    /// Telegram does not take the text.
    TextRefused {
        why: String,
    },
    /// One message of an album.
    PostIsAlbum,
    /// The message may be neither copied nor forwarded.
    PostProtected,
    /// Another content was sent since.
    PostOutdated,
}

impl From<SettingFault> for Refusal {
    fn from(fault: SettingFault) -> Self {
        Self::Setting(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_from_the_default_is_named_and_nothing_else() {
        let default = Settings::default_with(5);
        assert_eq!(default.differing(&default), vec![]);
        let changed = Settings {
            grace_hours: 24,
            time_zone: Some("America/Havana".into()),
            ..default.clone()
        };
        assert_eq!(
            changed.differing(&default),
            vec![Setting::Grace, Setting::Zone]
        );
    }
}
