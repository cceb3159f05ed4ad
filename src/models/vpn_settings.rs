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
