//! What admins set from chat about keys.

use super::{ChatId, DAY, HOUR, MINUTE};

/// Who may make keys without anybody's help, apart from trials and what the staff gives.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SelfService {
    /// Only who was given an account.
    Nobody,
    /// Members of the VIP channel.
    Vip,
    Everybody,
}

impl SelfService {
    /// All of them.
    pub const ALL: [SelfService; 3] = [Self::Nobody, Self::Vip, Self::Everybody];

    /// The name stored in the database and in the data of buttons.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Vip => "vip",
            Self::Everybody => "everybody",
        }
    }

    /// The choice of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// The row of `vpn_settings`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VpnSettings {
    pub has_trial: bool,
    /// How long a trial is.
    pub trial_hours: i64,
    /// Bytes of a trial; `None` = no limit.
    pub trial_bytes: Option<u64>,
    /// Bytes of a trial on one day; `None` = no limit.
    pub trial_day_bytes: Option<u64>,
    /// Whoever wants a trial must be in that channel.
    pub trial_channel: Option<ChatId>,
    pub self_service: SelfService,
    /// How long what one makes oneself lasts; `None` = no end.
    pub self_days: Option<i64>,
    /// Its bytes; `None` = no limit.
    pub self_bytes: Option<u64>,
    /// Keys of one kind per person, unless their account says otherwise.
    pub devices: u32,
    /// How long an ended key can be brought back.
    pub grace_hours: i64,
    /// Private keys are shown once and not kept.
    pub shows_once: bool,
    /// Rest of an address after its key is gone.
    pub quarantine_minutes: i64,
    /// Minutes before the end at which its owner is reminded, the earliest first.
    pub reminder_minutes: Vec<i64>,
    /// Different networks within a day from which a key looks shared; `None` = nobody looks.
    pub sharing_limit: Option<u32>,
    /// A key that looks shared is held back.
    pub sharing_holds: bool,
    /// Bytes of one key within a day that are told to the admins; `None` = nobody looks.
    pub alert_day_bytes: Option<u64>,
    /// How long daily traffic is kept.
    pub retention_days: i64,
}

/// A gigabyte as people are sold it: 10^9 bytes.
pub const GB: u64 = 1_000_000_000;

impl Default for VpnSettings {
    fn default() -> Self {
        Self {
            has_trial: true,
            trial_hours: 24,
            trial_bytes: Some(GB),
            trial_day_bytes: None,
            trial_channel: None,
            self_service: SelfService::Nobody,
            self_days: Some(30),
            self_bytes: None,
            devices: 3,
            grace_hours: 72,
            shows_once: false,
            quarantine_minutes: 60,
            reminder_minutes: vec![3 * DAY / MINUTE, DAY / MINUTE, 2 * HOUR / MINUTE],
            sharing_limit: Some(4),
            sharing_holds: false,
            alert_day_bytes: Some(50 * GB),
            retention_days: 365,
        }
    }
}

/// One of the settings.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum VpnSetting {
    Trial,
    TrialHours,
    TrialBytes,
    TrialDayBytes,
    TrialChannel,
    SelfService,
    SelfDays,
    SelfBytes,
    Devices,
    Grace,
    ShowsOnce,
    Quarantine,
    Reminders,
    SharingLimit,
    SharingHolds,
    AlertBytes,
    Retention,
}

impl VpnSetting {
    /// All of them, in the order in which they are shown.
    pub const ALL: [VpnSetting; 17] = [
        Self::Trial,
        Self::TrialHours,
        Self::TrialBytes,
        Self::TrialDayBytes,
        Self::TrialChannel,
        Self::SelfService,
        Self::SelfDays,
        Self::SelfBytes,
        Self::Devices,
        Self::Grace,
        Self::Reminders,
        Self::ShowsOnce,
        Self::Quarantine,
        Self::SharingLimit,
        Self::SharingHolds,
        Self::AlertBytes,
        Self::Retention,
    ];

    /// The code in the data of buttons and in the audit log.
    pub fn code(self) -> &'static str {
        match self {
            Self::Trial => "trial",
            Self::TrialHours => "trial_hours",
            Self::TrialBytes => "trial_bytes",
            Self::TrialDayBytes => "trial_day",
            Self::TrialChannel => "trial_channel",
            Self::SelfService => "self",
            Self::SelfDays => "self_days",
            Self::SelfBytes => "self_bytes",
            Self::Devices => "devices",
            Self::Grace => "grace",
            Self::ShowsOnce => "once",
            Self::Quarantine => "quarantine",
            Self::Reminders => "reminders",
            Self::SharingLimit => "sharing",
            Self::SharingHolds => "sharing_holds",
            Self::AlertBytes => "alert",
            Self::Retention => "retention",
        }
    }

    /// The setting of that code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// The least and the most of a number, in its own unit: hours, days, minutes, or pieces.
    pub fn range(self) -> (i64, i64) {
        match self {
            Self::TrialHours => (1, 8_760),
            Self::SelfDays => (1, 3_650),
            Self::Devices => (1, 100),
            Self::Grace => (0, 8_760),
            Self::Quarantine => (0, 525_600),
            Self::SharingLimit => (2, 100),
            Self::Retention => (30, 3_650),
            Self::Trial
            | Self::TrialBytes
            | Self::TrialDayBytes
            | Self::TrialChannel
            | Self::SelfService
            | Self::SelfBytes
            | Self::ShowsOnce
            | Self::Reminders
            | Self::SharingHolds
            | Self::AlertBytes => (0, i64::MAX),
        }
    }

    /// Values on offer, in the words that could be typed; by the number in their button: they are added, never changed.
    pub fn choices(self) -> &'static [&'static str] {
        match self {
            Self::Trial | Self::ShowsOnce | Self::SharingHolds => &["yes", "no"],
            Self::TrialHours => &["6", "24", "48", "72", "168"],
            Self::TrialBytes | Self::TrialDayBytes => &["500 mb", "1", "3", "5", "10", "no"],
            Self::TrialChannel => &["no"],
            Self::SelfService => &["nobody", "vip", "everybody"],
            Self::SelfDays => &["7", "30", "90", "365", "no"],
            Self::SelfBytes => &["10", "50", "100", "500", "no"],
            Self::Devices => &["1", "2", "3", "5", "10"],
            Self::Grace => &["0", "24", "72", "168"],
            Self::Quarantine => &["0", "60", "1440"],
            Self::Reminders => &["no", "24h", "3d 1d", "3d 1d 2h", "7d 3d 1d 2h"],
            Self::SharingLimit => &["3", "4", "6", "10", "no"],
            Self::AlertBytes => &["20", "50", "100", "no"],
            Self::Retention => &["90", "180", "365", "730"],
        }
    }
}

/// What is set about keys, beside what a new house has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VpnSettingsView {
    pub now: VpnSettings,
    pub default: VpnSettings,
    /// The title of `now.trial_channel`, if it is known.
    pub channel: Option<String>,
}
