//! Traffic of keys, as it is counted and shown.

use super::{Account, ConfigId, ConfigStatus, ServerId, Timestamp};

/// A key counts as online so many seconds after its last handshake: a live session makes one every 120 seconds, and
/// WireGuard refuses keys older than 180 (`REJECT_AFTER_TIME`).
pub const ONLINE_SECONDS: i64 = 180;

/// Bytes of a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct DayTraffic {
    /// Days since 1970-01-01, UTC.
    pub day: i64,
    /// From the person.
    pub rx: u64,
    /// To the person.
    pub tx: u64,
}

/// What one server is at: peers the house put there, and strangers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Drift {
    pub server: ServerId,
    /// Are on the server as they should.
    pub matching: u32,
    /// Are missing, or differ in addresses or secrets: to be put there.
    pub to_put: Vec<ConfigId>,
    /// Are there though they are shut or gone: to be taken away. What the server knows them by.
    pub to_remove: Vec<String>,
    /// Nobody here made them: listed and left.
    pub foreign: Vec<ForeignPeer>,
}

/// Something on a server that is not the house's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ForeignPeer {
    pub server: ServerId,
    pub remote_id: String,
    /// What the server calls it.
    pub name: Option<String>,
    /// Its addresses, as CIDR.
    pub addresses: Vec<String>,
    /// Somebody of the staff decided to leave it alone.
    pub is_left: bool,
    pub found_at: Timestamp,
}

/// What somebody has used of one service.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountUsage {
    pub account: Account,
    /// Its keys that were not revoked, the oldest first.
    pub keys: Vec<KeyUsage>,
    /// When the counters of its servers were read last; the earliest, if there are several. `None` = never.
    pub counted_at: Option<Timestamp>,
}

/// What went through one key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyUsage {
    pub config: ConfigId,
    pub name: String,
    pub server: ServerId,
    pub status: ConfigStatus,
    /// Bytes from the person since it was made.
    pub rx: u64,
    /// Bytes to the person since it was made.
    pub tx: u64,
    /// On this UTC day.
    pub today: DayTraffic,
    pub is_online: bool,
    /// Nobody knows what its server transfers.
    pub is_uncounted: bool,
    /// The last handshake, or the last traffic.
    pub last_seen_at: Option<Timestamp>,
}

/// A network a key was used from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyNetwork {
    /// A /24 of IPv4 or a /48 of IPv6.
    pub network: String,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
}

/// Whether a key that was last seen then is in use at `now`.
pub fn is_online(last_seen_at: Option<Timestamp>, now: Timestamp) -> bool {
    last_seen_at.is_some_and(|at| now.since(at) < ONLINE_SECONDS)
}

/// Bytes of a peer in both directions: from the person, to the person.
pub type Bytes = (u64, u64);

/// What a peer transferred between two readings of counters that begin at zero with each of its lives on the interface
/// (put there anew, interface or machine started anew). `is_same_life` is false when the server said that its counters
/// began anew. Where it cannot say, one direction that shrank tells it for both.
pub fn gained(last: Bytes, now: Bytes, is_same_life: bool) -> Bytes {
    if is_same_life && now.0 >= last.0 && now.1 >= last.1 {
        (now.0 - last.0, now.1 - last.1)
    } else {
        now
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_direction_that_shrank_tells_of_a_new_life_for_both() {
        assert_eq!(gained((100, 1_000), (150, 1_200), true), (50, 200));
        assert_eq!(gained((100, 1_000), (5, 1_200), true), (5, 1_200));
        assert_eq!(gained((100, 1_000), (150, 1_200), false), (150, 1_200));
        assert_eq!(gained((0, 0), (0, 0), true), (0, 0));
    }

    proptest! {
        /// Whatever was transferred in each life, and however often it was read, nothing is counted twice or lost.
        #[test]
        fn readings_of_any_lives_sum_up_to_the_traffic(
            lives in prop::collection::vec(prop::collection::vec((0u64..1 << 40, 0u64..1 << 40), 1..6), 1..6)
        ) {
            let (mut total, mut traffic, mut last) = ((0, 0), (0, 0), (0, 0));
            for life in lives {
                let mut now = (0, 0);
                for (index, (rx, tx)) in life.into_iter().enumerate() {
                    now = (now.0 + rx, now.1 + tx);
                    traffic = (traffic.0 + rx, traffic.1 + tx);
                    let (rx, tx) = gained(last, now, index > 0);
                    total = (total.0 + rx, total.1 + tx);
                    last = now;
                }
            }
            prop_assert_eq!(total, traffic);
        }
    }
}
