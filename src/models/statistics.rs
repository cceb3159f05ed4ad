//! The house in figures: which views there are, over which period, and what is in them.

use super::{Money, Timestamp, UserId};

/// Kinds of events that put somebody among the active VIP subscribers: a period begins, or runs again.
pub const VIP_BEGINS: [&str; 2] = ["granted", "reactivated"];
/// Kinds of events that take somebody away from them: the period ends, by its time or by hand.
pub const VIP_ENDS: [&str; 1] = ["expired"];
/// Kinds of events with which a Free request is over without letting the person in by its turn.
pub const FREE_OTHER_ENDS: [&str; 4] = ["closed", "already_inside", "unreachable", "failed"];
/// Days of half-hour roll-ups that the longest period needs, with the one before it.
pub const STATS_FINE_DAYS: i64 = 182;

/// A page of the statistics.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StatsView {
    Overview,
    Vip,
    Free,
    Tokens,
}

impl StatsView {
    /// All of them.
    pub const ALL: [StatsView; 4] = [Self::Overview, Self::Vip, Self::Free, Self::Tokens];

    /// The name in buttons and in the audit log.
    pub fn code(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Vip => "vip",
            Self::Free => "free",
            Self::Tokens => "tokens",
        }
    }

    /// The view of that name.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.code() == code)
    }
}

/// Over which time is counted: so many days of the operator's time zone, today included, or since the beginning.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StatsPeriod {
    Today,
    Week,
    Month,
    Quarter,
    All,
}

impl StatsPeriod {
    /// All of them, the shortest first.
    pub const ALL: [StatsPeriod; 5] = [
        Self::Today,
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::All,
    ];
    /// What is shown until another is chosen.
    pub const USUAL: StatsPeriod = Self::Month;

    /// The name in buttons and file names.
    pub fn code(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Week => "7",
            Self::Month => "30",
            Self::Quarter => "90",
            Self::All => "all",
        }
    }

    /// The period of that name.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.code() == code)
    }

    /// Its days, today included; `None` = since the beginning.
    pub fn days(self) -> Option<i64> {
        match self {
            Self::Today => Some(1),
            Self::Week => Some(7),
            Self::Month => Some(30),
            Self::Quarter => Some(90),
            Self::All => None,
        }
    }
}

/// A picture of figures over time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StatsChart {
    /// New and lost members.
    Moves,
    /// Active members.
    Active,
    /// What the accesses sold are worth.
    Income,
}

impl StatsChart {
    /// All of them.
    pub const ALL: [StatsChart; 3] = [Self::Moves, Self::Active, Self::Income];

    /// The name in buttons.
    pub fn code(self) -> &'static str {
        match self {
            Self::Moves => "moves",
            Self::Active => "active",
            Self::Income => "income",
        }
    }

    /// The chart of that name.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|chart| chart.code() == code)
    }
}

/// Figures of a period, and of the equally long time before it up to the same hour.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Compared<T> {
    pub now: T,
    /// `None` when nothing lies before: the period is since the beginning.
    pub before: Option<T>,
}

impl<T: Copy> Compared<T> {
    /// One of the figures in both.
    pub fn map<U>(self, of: impl Fn(T) -> U) -> Compared<U> {
        Compared {
            now: of(self.now),
            before: self.before.map(of),
        }
    }
}

/// What happened to VIP memberships.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct VipMoves {
    /// Periods begun, or running again after an end that was undone.
    pub begun: i64,
    pub renewed: i64,
    /// Periods ended.
    pub ended: i64,
    /// Put out of the channel, usually after the end.
    pub removed: i64,
    /// Out of the channel in any way that Telegram told.
    pub left: i64,
}

impl VipMoves {
    /// Counts so many events of that kind; kinds that are no matter of these figures are passed over.
    pub fn add(&mut self, kind: &str, count: i64) {
        if VIP_BEGINS.contains(&kind) {
            self.begun += count;
        } else if VIP_ENDS.contains(&kind) {
            self.ended += count;
        }
        match kind {
            "renewed" => self.renewed += count,
            "removed" => self.removed += count,
            "left" => self.left += count,
            _ => {}
        }
    }

    /// How many more are active at the end than at the beginning.
    pub fn net(self) -> i64 {
        self.begun - self.ended
    }
}

/// What happened in the Free queue.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct FreeMoves {
    pub asked: i64,
    pub let_in: i64,
    pub declined: i64,
    /// Withdrawn, inside already, unreachable, failed.
    pub other: i64,
}

impl FreeMoves {
    /// Counts so many events of that kind; kinds that are no matter of these figures are passed over.
    pub fn add(&mut self, kind: &str, count: i64) {
        if FREE_OTHER_ENDS.contains(&kind) {
            self.other += count;
        }
        match kind {
            "queued" => self.asked += count,
            "approved" => self.let_in += count,
            "declined" => self.declined += count,
            _ => {}
        }
    }

    /// Requests that are over.
    pub fn processed(self) -> i64 {
        self.let_in + self.declined + self.other
    }
}

/// People the bot had to do with: how many were there, and how many of them for the first time.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Activity {
    pub seen: i64,
    pub new: i64,
}

/// What active subscriptions would bring in one currency, if all were paid in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expected {
    pub per_month: Money,
    pub per_year: Money,
}

/// What is expected from active subscriptions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Estimate {
    /// No fee with a length of time is set.
    NoFees,
    /// By currency, in the order of the fees.
    Some(Vec<Expected>),
}

/// Everything at a glance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Overview {
    pub vip_active: i64,
    pub vip_expired: i64,
    /// Within seven days from now.
    pub vip_ending: i64,
    pub free_waiting: i64,
    pub free_processed: i64,
    pub tokens_made: i64,
    pub tokens_used: i64,
    pub tokens_usable: i64,
    /// Today, in 7 days, in 30 days.
    pub activity: [Activity; 3],
    /// Active subscribers whose access has an end: those who count for the estimate.
    pub paying: i64,
    pub estimate: Estimate,
}

/// Somebody and an instant: since when a member, or when their turn comes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatsPerson {
    pub user_id: UserId,
    pub name: String,
    pub at: Timestamp,
}

/// How many on the day that begins then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DayCount {
    pub day: Timestamp,
    pub count: i64,
}

/// VIP in detail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VipStats {
    pub active: i64,
    /// Of the active: without an end.
    pub lifetime: i64,
    /// Of the active: past their end, and not yet swept.
    pub overdue: i64,
    pub expired: i64,
    pub whitelisted: i64,
    /// The next seven days, today first.
    pub ending: Vec<DayCount>,
    pub moves: Compared<VipMoves>,
    /// Whose present period began first.
    pub longest: Vec<StatsPerson>,
}

/// How long people waited who were let in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Waits {
    pub count: i64,
    pub average_seconds: i64,
    pub median_seconds: i64,
}

/// The Free queue in detail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FreeStats {
    pub waiting: i64,
    /// Of those who wait: whose turn has come.
    pub ready: i64,
    pub moves: Compared<FreeMoves>,
    /// `None` = nobody was let in.
    pub waits: Option<Waits>,
    /// Requests are kept for thirty days, so the waits are those of the last thirty days only.
    pub waits_are_cut: bool,
    pub next: Vec<StatsPerson>,
}

/// What happened to tokens.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct TokenMoves {
    pub made: i64,
    pub used: i64,
    pub expired: i64,
    pub revoked: i64,
    /// Of those made in this time: used until today.
    pub made_and_used: i64,
}

/// The tokens of somebody of the staff.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TokenMaker {
    pub user_id: UserId,
    pub name: String,
    pub made: i64,
    /// Of those: used until today.
    pub used: i64,
}

/// Tokens in detail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TokenStats {
    pub usable: i64,
    pub moves: Compared<TokenMoves>,
    /// Who made most in the period first.
    pub makers: Vec<TokenMaker>,
    /// Makers beyond those listed.
    pub more_makers: i64,
}

/// The figures of a view.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Figures {
    Overview(Overview),
    Vip(VipStats),
    Free(FreeStats),
    Tokens(TokenStats),
}

/// Figures, and of when they are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stats {
    pub figures: Figures,
    pub period: StatsPeriod,
    /// When they were counted.
    pub at: Timestamp,
    /// IANA name of the zone whose days are counted.
    pub time_zone: String,
}

/// One day of a series.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StatsDay {
    /// When the day begins.
    pub day: Timestamp,
    pub vip: VipMoves,
    pub free: FreeMoves,
    /// Active VIP subscribers at the end of the day, or now.
    pub active: i64,
    /// What the accesses sold on the day are worth by the fees, in the smallest unit of the series' currency.
    pub income: i64,
}

/// How the income of a series is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Income {
    /// No fees are set.
    Unknown,
    /// What was sold and not paid back, as the books say.
    Booked {
        currency: String,
        /// Something was sold in other currencies too.
        has_others: bool,
    },
    /// By the fees of one currency.
    Estimated {
        currency: String,
        /// Accesses sold that no fee of the currency says anything of: they are not in the sums.
        unpriced: i64,
        /// Fees in other currencies are set too.
        has_other_fees: bool,
    },
}

/// Day after day, without a gap.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatsSeries {
    pub days: Vec<StatsDay>,
    pub income: Income,
    pub period: StatsPeriod,
    /// IANA name of the zone whose days are counted.
    pub time_zone: String,
}

impl StatsSeries {
    /// Fills in how many were active at the end of each day, going back from today's number: whoever became active on
    /// a day was not before it, whoever ended was. Events an older version did not know can make the way back too
    /// steep, so nothing falls below zero.
    pub fn fill_active(days: &mut [StatsDay], active_now: i64) {
        let mut active = active_now;
        for day in days.iter_mut().rev() {
            day.active = active.max(0);
            active -= day.vip.net();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KINDS: [&str; 11] = [
        "granted",
        "reactivated",
        "renewed",
        "expired",
        "removed",
        "left",
        "joined",
        "queued",
        "approved",
        "adjusted",
        "link_asked",
    ];

    fn day(begun: i64, ended: i64) -> StatsDay {
        StatsDay {
            day: Timestamp(0),
            vip: VipMoves {
                begun,
                ended,
                ..VipMoves::default()
            },
            free: FreeMoves::default(),
            active: 0,
            income: 0,
        }
    }

    #[test]
    fn codes_are_read_back() {
        for view in StatsView::ALL {
            assert_eq!(StatsView::of_code(view.code()), Some(view));
        }
        for period in StatsPeriod::ALL {
            assert_eq!(StatsPeriod::of_code(period.code()), Some(period));
        }
        for chart in StatsChart::ALL {
            assert_eq!(StatsChart::of_code(chart.code()), Some(chart));
        }
        assert_eq!(StatsPeriod::of_code("14"), None);
    }

    #[test]
    fn active_members_are_counted_back_from_today() {
        let mut days = [day(10, 0), day(0, 4), day(3, 1)];
        StatsSeries::fill_active(&mut days, 8);
        assert_eq!(days.map(|day| day.active), [10, 6, 8]);
        let mut impossible = [day(0, 0), day(50, 0)];
        StatsSeries::fill_active(&mut impossible, 3);
        assert_eq!(impossible.map(|day| day.active), [0, 3]);
    }

    proptest! {
        #[test]
        fn the_net_is_in_minus_out_whatever_happens(events in proptest::collection::vec((0usize..KINDS.len(), 0i64..50), 0..60)) {
            let (mut moves, mut active) = (VipMoves::default(), 0);
            for (kind, count) in events {
                moves.add(KINDS[kind], count);
                active += match KINDS[kind] {
                    "granted" | "reactivated" => count,
                    "expired" => -count,
                    _ => 0,
                };
            }
            prop_assert_eq!(moves.net(), active);
            prop_assert_eq!(moves.net(), moves.begun - moves.ended);
        }

        #[test]
        fn a_day_ends_with_what_it_began_with_and_its_net(moves in proptest::collection::vec((0i64..30, 0i64..30), 1..40), start in 0i64..100) {
            // A history that can be: nobody ends who was not active.
            let mut active = start;
            let mut days: Vec<StatsDay> = Vec::new();
            let mut truth = Vec::new();
            for (begun, ended) in moves {
                let ended = ended.min(active + begun);
                active += begun - ended;
                days.push(day(begun, ended));
                truth.push(active);
            }
            StatsSeries::fill_active(&mut days, active);
            prop_assert_eq!(days.iter().map(|day| day.active).collect::<Vec<_>>(), truth);
        }
    }
}
