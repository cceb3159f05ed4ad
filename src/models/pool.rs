//! Address pools of WireGuard servers.

use super::{AddressId, ConfigId, PoolId, ServerId, Timestamp, UserId};
use std::net::{Ipv4Addr, Ipv6Addr};

/// A row of `ip_pools`: networks from which keys of one sort get their addresses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pool {
    pub id: PoolId,
    pub server: ServerId,
    pub is_trial: bool,
    /// As CIDR; its first host is the server's own. `None` = a pool of IPv6 only.
    pub v4: Option<String>,
    /// As CIDR; an address has the host number of its IPv4 twin.
    pub v6: Option<String>,
    pub created_at: Timestamp,
}

/// Where an address stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AddressState {
    /// Free.
    Available,
    /// Promised to a key that is being made; free again when the lease ends.
    Leased,
    Assigned,
    /// In quarantine: an old file may still use it.
    Revoked,
}

impl AddressState {
    /// The name stored in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Leased => "leased",
            Self::Assigned => "assigned",
            Self::Revoked => "revoked",
        }
    }

    /// The state of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Available, Self::Leased, Self::Assigned, Self::Revoked]
            .into_iter()
            .find(|state| state.name() == name)
    }
}

/// A row of `ip_addresses`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address {
    pub id: AddressId,
    pub pool: PoolId,
    pub server: ServerId,
    pub is_trial: bool,
    /// The host number within its networks.
    pub host: i64,
    pub v4: Option<Ipv4Addr>,
    pub v6: Option<Ipv6Addr>,
    pub state: AddressState,
    /// End of the lease or of the quarantine.
    pub until: Option<Timestamp>,
    pub user: Option<UserId>,
    pub config: Option<ConfigId>,
}

/// How full the pools of one sort on a server are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PoolFill {
    pub total: i64,
    pub available: i64,
    pub leased: i64,
    pub assigned: i64,
    /// In quarantine.
    pub revoked: i64,
}

impl PoolFill {
    /// Whether fewer than one address in twenty is left.
    pub fn is_scarce(self) -> bool {
        self.total > 0 && self.available * 20 < self.total
    }
}
