//! The house in numbers, for `/status`.

use super::{DayTraffic, MoneyCounts, PoolFill, Timestamp};

/// A page of the details behind `/status`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StatusPage {
    People,
    Vpn,
    Work,
    Machine,
}

impl StatusPage {
    /// All of them, in the order in which they are shown.
    pub const ALL: [StatusPage; 4] = [Self::People, Self::Vpn, Self::Work, Self::Machine];

    /// The name in the data of buttons.
    pub fn name(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Vpn => "vpn",
            Self::Work => "work",
            Self::Machine => "machine",
        }
    }

    /// The page of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|page| page.name() == name)
    }
}

/// A picture of the last thirty days.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StatusChart {
    /// People active on each day.
    People,
    /// The traffic of all keys.
    Traffic,
}

impl StatusChart {
    /// All of them, in the order in which they are shown.
    pub const ALL: [StatusChart; 2] = [Self::People, Self::Traffic];

    /// The name in the data of buttons.
    pub fn name(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Traffic => "traffic",
        }
    }

    /// The picture of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|chart| chart.name() == name)
    }
}

/// Everything that is counted over many rows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct HouseCounts {
    pub people: PeopleCounts,
    pub vip: VipCounts,
    /// Free requests that wait.
    pub free_waiting: i64,
    pub keys: KeyCounts,
    /// The address pools of each server that has any, the oldest server first.
    pub pools: Vec<ServerPools>,
    /// The traffic of all keys on this UTC day.
    pub traffic_today: DayTraffic,
    /// The same of the last thirty UTC days; its day is the first of them.
    pub traffic_month: DayTraffic,
    pub tickets: TicketCounts,
    pub money: MoneyCounts,
}

impl HouseCounts {
    /// All pools of one sort together.
    pub fn pools_of(&self, is_trial: bool) -> PoolFill {
        let mut sum = PoolFill::default();
        for server in &self.pools {
            let fill = if is_trial { server.trial } else { server.paid };
            sum.total += fill.total;
            sum.available += fill.available;
            sum.leased += fill.leased;
            sum.assigned += fill.assigned;
            sum.revoked += fill.revoked;
        }
        sum
    }
}

/// The people the house knows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PeopleCounts {
    pub total: i64,
    /// Seen since midnight in the house's time zone.
    pub active_today: i64,
    /// Seen within the last thirty days, today among them.
    pub active_month: i64,
    /// Met within the last thirty days, today among them.
    pub new_month: i64,
    /// Those who cannot be written to.
    pub unreachable: i64,
    pub banned: i64,
    /// Each role and how many hold it now, the highest first.
    pub roles: Vec<(String, i64)>,
}

/// VIP access.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct VipCounts {
    pub active: i64,
    /// Of these without an end.
    pub lifetime: i64,
    /// Of these ending within seven days.
    pub ending: i64,
    /// Whose access ended.
    pub expired: i64,
    /// Tokens that may be redeemed.
    pub tokens: i64,
}

/// VPN keys that were not revoked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct KeyCounts {
    pub total: i64,
    pub active: i64,
    pub trial: i64,
    pub suspended: i64,
    pub expired: i64,
    /// Being made.
    pub pending: i64,
}

impl KeyCounts {
    /// Those that are no trial's.
    pub fn paid(&self) -> i64 {
        self.total - self.trial
    }
}

/// How full the pools of a server are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServerPools {
    /// Its name.
    pub server: String,
    pub paid: PoolFill,
    pub trial: PoolFill,
}

/// Tickets of the support.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TicketCounts {
    /// Not closed, whoever spoke last.
    pub open: i64,
    /// Of these those in which a person waits for an answer.
    pub waiting: i64,
    /// Since when the first of them waits.
    pub oldest: Option<Timestamp>,
    pub closed: i64,
}

/// People active on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct DayActivity {
    /// Days since 1970-01-01, UTC.
    pub day: i64,
    pub active: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_pictures_are_found_by_their_names() {
        for page in StatusPage::ALL {
            assert_eq!(StatusPage::parse(page.name()), Some(page));
        }
        for chart in StatusChart::ALL {
            assert_eq!(StatusChart::parse(chart.name()), Some(chart));
        }
        assert_eq!(StatusPage::parse("care"), None);
    }
}
