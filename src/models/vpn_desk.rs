//! What the staff sees of everybody's keys.

use super::{
    ConfigStatus, KeyCard, Page, ServerId, Suspension, Timestamp, UserId, UserStatus, VpnConfig,
    VpnEvent, VpnKind,
};

/// The most keys of an account.
pub const MOST_DEVICES: u32 = 1_000;
/// The longest step of an end, in days.
pub const MOST_DAYS: u32 = 3_650;
/// The most gigabytes of a quota.
pub const MOST_GIGABYTES: u32 = 1_000_000;

/// Which keys a list shows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ConfigFilter {
    /// All that were not revoked.
    Kept,
    Active,
    Suspended,
    Expired,
    Pending,
    /// Keys of trials that were not revoked.
    Trial,
    Revoked,
    /// All of that kind that were not revoked.
    Kind(VpnKind),
}

impl ConfigFilter {
    /// All of them, in the order in which they are shown.
    pub const ALL: [ConfigFilter; 10] = [
        Self::Kept,
        Self::Active,
        Self::Suspended,
        Self::Expired,
        Self::Pending,
        Self::Trial,
        Self::Revoked,
        Self::Kind(VpnKind::WireGuard),
        Self::Kind(VpnKind::Outline),
        Self::Kind(VpnKind::MtProto),
    ];

    /// The name in the data of buttons.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Expired => "expired",
            Self::Pending => "pending",
            Self::Trial => "trial",
            Self::Revoked => "revoked",
            Self::Kind(kind) => kind.name(),
        }
    }

    /// The states of the keys it shows.
    pub fn states(self) -> &'static [ConfigStatus] {
        use ConfigStatus::{Active, Expired, Pending, Revoked, Suspended};
        match self {
            Self::Kept | Self::Trial | Self::Kind(_) => &[Pending, Active, Suspended, Expired],
            Self::Active => &[Active],
            Self::Suspended => &[Suspended],
            Self::Expired => &[Expired],
            Self::Pending => &[Pending],
            Self::Revoked => &[Revoked],
        }
    }

    /// Whether it shows keys of trials only.
    pub fn is_trial(self) -> bool {
        self == Self::Trial
    }

    /// The kind of the keys it shows; `None` = of all kinds.
    pub fn kind(self) -> Option<VpnKind> {
        match self {
            Self::Kind(kind) => Some(kind),
            Self::Kept
            | Self::Active
            | Self::Suspended
            | Self::Expired
            | Self::Pending
            | Self::Trial
            | Self::Revoked => None,
        }
    }
}

/// A filter and, if the list is of one server, the server.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ConfigScope {
    pub filter: ConfigFilter,
    pub server: Option<ServerId>,
}

impl ConfigScope {
    /// Everything that is in use.
    pub const KEPT: ConfigScope = ConfigScope {
        filter: ConfigFilter::Kept,
        server: None,
    };
}

/// A key in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConfigLine {
    pub config: VpnConfig,
    pub person: String,
    /// Flag and name.
    pub server: String,
    /// The IPv4 address, or the IPv6 one where there is no other.
    pub address: Option<String>,
    pub suspension: Option<Suspension>,
    pub is_trial: bool,
}

/// A page of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConfigPage {
    pub scope: ConfigScope,
    /// Flag and name of the server, if the list is of one.
    pub server: Option<String>,
    pub page: Page<ConfigLine>,
}

/// Everything on one key, for the staff.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StaffCard {
    pub card: KeyCard,
    /// Whether its owner can be written to.
    pub owner_status: UserStatus,
    /// Of its owner, without @.
    pub username: Option<String>,
    /// The keys of the account that were not revoked.
    pub keys: u32,
}

/// A page of what happened to a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConfigHistory {
    pub config: VpnConfig,
    pub person: String,
    /// With the name of whoever did it; `None` = the house.
    pub page: Page<(VpnEvent, Option<String>)>,
}

/// A key that the staff makes for somebody, as the buttons carry it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct HandDraft {
    pub user: UserId,
    pub kind: VpnKind,
    /// `None` = the least loaded.
    pub server: Option<ServerId>,
    /// Days of access; `None` = no end.
    pub days: Option<u32>,
    /// Gigabytes of the period; `None` = no limit.
    pub gigabytes: Option<u32>,
    /// When it was begun: pressed twice, one draft makes one key.
    pub begun_at: Timestamp,
}

/// Whose time an extension in bulk moves: accounts that run and have an end.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct BulkScope {
    /// `None` = of every kind.
    pub kind: Option<VpnKind>,
    /// Only accounts with a key on that server.
    pub server: Option<ServerId>,
    pub days: u32,
}

/// What an extension in bulk would do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BulkView {
    pub scope: BulkScope,
    /// Flag and name.
    pub server: Option<String>,
    pub accounts: i64,
    pub keys: i64,
}

/// A server as a choice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServerChoice {
    pub id: ServerId,
    pub kind: VpnKind,
    /// Flag and name.
    pub name: String,
}
