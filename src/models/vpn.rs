//! VPN keys of people: accounts, configs, and the peers that servers know.

use super::{AccountId, AddressId, ConfigId, PeerId, ServerId, Timestamp, UserId, VpnKind};
use serde::{Deserialize, Serialize};

/// Where a key stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ConfigStatus {
    /// Made; the server does not know it yet.
    Pending,
    /// Works.
    Active,
    /// Does not work for now.
    Suspended,
    /// The time is over; it comes back if it is paid within the grace.
    Expired,
    /// Gone for good.
    Revoked,
}

impl ConfigStatus {
    /// All of them, in the order in which they are shown.
    pub const ALL: [ConfigStatus; 5] = [
        Self::Pending,
        Self::Active,
        Self::Suspended,
        Self::Expired,
        Self::Revoked,
    ];

    /// The name stored in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }

    /// The status of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// Why the staff or the house holds a key back.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// Somebody of the staff did.
    Staff,
    /// It is used from too many places.
    Sharing,
    /// Something was not paid.
    Debt,
    /// Its owner is banned from the house.
    Ban,
}

impl Hold {
    /// All of them.
    pub const ALL: [Hold; 4] = [Self::Staff, Self::Sharing, Self::Debt, Self::Ban];

    /// The name stored in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Sharing => "sharing",
            Self::Debt => "debt",
            Self::Ban => "ban",
        }
    }

    /// The hold of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// Why a key is suspended, the weightiest reason first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Suspension {
    Held(Hold),
    /// The account's quota is used up.
    Quota,
    /// The account's quota of the day is used up: it comes back tomorrow.
    DayQuota,
    /// Its owner paused it.
    Paused,
}

/// What traffic an AllowedIPs line sends through the tunnel.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Routing {
    /// Everything.
    #[default]
    All,
    /// Everything but private networks.
    NoLan,
    /// These networks only, as CIDR.
    Only(Vec<String>),
}

/// What a person may use of one service: everything their keys of that kind have in common. One row per person and kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    pub id: AccountId,
    pub user: UserId,
    pub kind: VpnKind,
    pub is_trial: bool,
    /// `None` = no end.
    pub expires_at: Option<Timestamp>,
    /// Bytes within the period; `None` = no limit.
    pub limit_bytes: Option<u64>,
    /// Bytes a UTC day; `None` = no limit.
    pub day_limit_bytes: Option<u64>,
    /// From the person, within the period.
    pub used_rx: u64,
    /// To the person, within the period.
    pub used_tx: u64,
    /// Since when `used_*` count. Deleted keys stay counted.
    pub period_at: Timestamp,
    /// The UTC day `day_used` belongs to.
    pub day: i64,
    pub day_used: u64,
    /// The highest share of the quota that was told in this period: 0, 80, 95 or 100.
    pub warned_percent: u8,
    /// The keys there may be at once.
    pub devices: u32,
    pub created_at: Timestamp,
}

impl Account {
    /// Bytes both ways within the period.
    pub fn used(&self) -> u64 {
        self.used_rx.saturating_add(self.used_tx)
    }

    /// Whether the quota of the period is used up.
    pub fn is_exhausted(&self) -> bool {
        self.limit_bytes.is_some_and(|limit| self.used() >= limit)
    }

    /// Whether the quota of the day is used up at `now`.
    pub fn is_day_exhausted(&self, now: Timestamp) -> bool {
        self.day == now.day() && (self.day_limit_bytes).is_some_and(|limit| self.day_used >= limit)
    }

    /// Whether its time is over.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }
}

/// The longest name of a key, in characters.
pub const MOST_KEY_NAME: u32 = 64;

/// A row of `vpn_configs`: one key of a person, whatever server it is on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VpnConfig {
    pub id: ConfigId,
    pub account: AccountId,
    pub user: UserId,
    pub kind: VpnKind,
    /// What its owner calls it.
    pub name: String,
    pub status: ConfigStatus,
    /// Its owner paused it.
    pub is_paused: bool,
    pub hold: Option<Hold>,
    pub routing: Routing,
    /// As its present server knows it; `None` only while it is revoked.
    pub peer: Option<PeerId>,
    pub server: ServerId,
    /// Bytes from the person since it was made.
    pub used_rx: u64,
    /// Bytes to the person since it was made.
    pub used_tx: u64,
    /// The last handshake, or the last traffic.
    pub last_seen_at: Option<Timestamp>,
    /// It was on the server before the house knew the server: nobody here has its private key.
    pub is_imported: bool,
    pub created_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
}

impl VpnConfig {
    /// What its status is to be, with that account, at `now`. A pending key stays pending until a server took it.
    pub fn wanted_status(&self, account: &Account, now: Timestamp) -> ConfigStatus {
        if self.revoked_at.is_some() {
            ConfigStatus::Revoked
        } else if account.is_over(now) {
            ConfigStatus::Expired
        } else if self.suspension(account, now).is_some() {
            ConfigStatus::Suspended
        } else if self.status == ConfigStatus::Pending {
            ConfigStatus::Pending
        } else {
            ConfigStatus::Active
        }
    }

    /// Why it is suspended, if it is.
    pub fn suspension(&self, account: &Account, now: Timestamp) -> Option<Suspension> {
        if let Some(hold) = self.hold {
            Some(Suspension::Held(hold))
        } else if account.is_exhausted() {
            Some(Suspension::Quota)
        } else if account.is_day_exhausted(now) {
            Some(Suspension::DayQuota)
        } else {
            self.is_paused.then_some(Suspension::Paused)
        }
    }
}

/// What a server is to do with a peer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PeerWish {
    /// Let it through.
    Open,
    /// Keep it out, but keep what is needed to let it through again.
    Shut,
    /// Forget it.
    Gone,
}

impl PeerWish {
    /// The name stored in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Shut => "shut",
            Self::Gone => "gone",
        }
    }

    /// The wish of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Open, Self::Shut, Self::Gone]
            .into_iter()
            .find(|one| one.name() == name)
    }
}

/// A row of `vpn_peers`: a key as one server knows it. A key that is rotated or moved leaves its old peer behind until
/// the server has forgotten it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Peer {
    pub id: PeerId,
    pub config: ConfigId,
    pub server: ServerId,
    /// What the server knows it by: a WireGuard public key in base64, or the id of an Outline access key.
    pub remote_id: String,
    /// Sealed JSON of `integrations::vpn::PeerSecret`; `None` once a private key was shown its only time.
    pub sealed: Option<String>,
    pub address: Option<AddressId>,
    pub wanted: PeerWish,
    /// What the server has confirmed since the wish last changed; `None` = nothing yet.
    pub settled: Option<PeerWish>,
    /// New whenever what the server is to do changes.
    pub revision: i64,
    pub counted: Counted,
    /// Where its packets last came from.
    pub endpoint: Option<String>,
    pub created_at: Timestamp,
    /// What an imported peer may send from, as CIDR, whether or not it lies in a pool; `None` = its `address`.
    pub own_addresses: Option<Vec<String>>,
}

/// The last sample of a peer's counters: what comes after is counted from here.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Counted {
    /// From the person.
    pub rx: u64,
    /// To the person.
    pub tx: u64,
    /// The life of the server's counters the sample belongs to; another one begins at zero.
    pub epoch: Option<String>,
}

/// What happened to a key or an account.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum VpnEventKind {
    Created,
    Activated,
    /// The account's quota is used up.
    QuotaReached,
    DayQuotaReached,
    /// Traffic is allowed again: a new day, a new period, more quota.
    QuotaRenewed,
    Paused,
    Resumed,
    Held,
    Released,
    Expired,
    Extended,
    Upgraded,
    Rotated,
    Moved,
    Renamed,
    Revoked,
    Imported,
}

impl VpnEventKind {
    /// All of them.
    pub const ALL: [VpnEventKind; 17] = [
        Self::Created,
        Self::Activated,
        Self::QuotaReached,
        Self::DayQuotaReached,
        Self::QuotaRenewed,
        Self::Paused,
        Self::Resumed,
        Self::Held,
        Self::Released,
        Self::Expired,
        Self::Extended,
        Self::Upgraded,
        Self::Rotated,
        Self::Moved,
        Self::Renamed,
        Self::Revoked,
        Self::Imported,
    ];

    /// The name stored in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Activated => "activated",
            Self::QuotaReached => "quota_reached",
            Self::DayQuotaReached => "day_quota_reached",
            Self::QuotaRenewed => "quota_renewed",
            Self::Paused => "paused",
            Self::Resumed => "resumed",
            Self::Held => "held",
            Self::Released => "released",
            Self::Expired => "expired",
            Self::Extended => "extended",
            Self::Upgraded => "upgraded",
            Self::Rotated => "rotated",
            Self::Moved => "moved",
            Self::Renamed => "renamed",
            Self::Revoked => "revoked",
            Self::Imported => "imported",
        }
    }

    /// The kind of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// A row of `vpn_events`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VpnEvent {
    pub id: i64,
    /// `None` = the whole account.
    pub config: Option<ConfigId>,
    pub account: AccountId,
    pub user: UserId,
    pub kind: VpnEventKind,
    pub at: Timestamp,
    /// Who did it; `None` = the house.
    pub by: Option<UserId>,
    /// More of it, by kind: the hold, the new end, the server.
    pub detail: Option<String>,
}
