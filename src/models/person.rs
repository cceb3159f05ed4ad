//! People as the staff sees them (bans, lists, cards, what they own), and a person's own profile and settings.

use super::{
    Account, DurationHours, Page, PermissionSet, Purchases, Subscriber, TicketId, TicketState,
    Timestamp, TokenId, User, UserId, VpnConfig, VpnEventKind,
};

/// Characters of a typed reason.
pub const MOST_BAN_REASON: u32 = 200;
/// The longest ban that ends by itself, in hours: ten years.
pub const MOST_BAN_HOURS: u32 = 87_600;
/// Rows of each sort on the page of what a person has.
pub const OWNED_ROWS: i64 = 8;
/// Characters of a QvaPay user.
pub const QVAPAY_LENGTH: std::ops::RangeInclusive<usize> = 3..=40;
/// How long somebody counts as new, in days.
pub const NEW_DAYS: i64 = 7;
/// The setting that says whether a person wants reminders, and its value for no.
pub const REMINDERS_KEY: &str = "reminders";
/// The value of a setting that is switched off.
pub const SETTING_OFF: &str = "off";

/// A ban as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ban {
    /// As stored: somebody's words, or the code of a reason on offer.
    pub reason: Option<String>,
    /// When it ends by itself; `None` = when somebody lifts it.
    pub until: Option<Timestamp>,
    /// `None` = the house, or a version that did not keep it.
    pub by: Option<UserId>,
    pub at: Option<Timestamp>,
}

/// A reason on offer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BanWhy {
    /// No reason is given.
    Unsaid,
    Spam,
    Abuse,
    Fraud,
    /// Handing on what is for one person.
    Sharing,
    /// Typed words.
    Own,
}

impl BanWhy {
    /// All of them, in the order in which they are shown.
    pub const ALL: [BanWhy; 6] = [
        Self::Spam,
        Self::Abuse,
        Self::Fraud,
        Self::Sharing,
        Self::Unsaid,
        Self::Own,
    ];

    /// The code used in buttons.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unsaid => "none",
            Self::Spam => "spam",
            Self::Abuse => "abuse",
            Self::Fraud => "fraud",
            Self::Sharing => "sharing",
            Self::Own => "own",
        }
    }

    /// The reason of that code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.code() == code)
    }

    /// What the database keeps of a reason on offer: each reader gets it in their own language.
    pub fn stored(self) -> Option<&'static str> {
        match self {
            Self::Unsaid | Self::Own => None,
            Self::Spam => Some("#spam"),
            Self::Abuse => Some("#abuse"),
            Self::Fraud => Some("#fraud"),
            Self::Sharing => Some("#sharing"),
        }
    }

    /// The reason on offer that the database keeps as that.
    pub fn of_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.stored() == Some(text))
    }
}

/// How long a ban holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BanTerm {
    /// Until somebody lifts it.
    Ever,
    Hours(u32),
    Until(Timestamp),
}

impl BanTerm {
    /// When a ban put on at `now` ends.
    pub fn end(self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Ever => None,
            Self::Hours(hours) => Some(now.plus_hours(i64::from(hours))),
            Self::Until(at) => Some(at),
        }
    }
}

/// Which people a list shows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PersonFilter {
    All,
    /// Seen since the reader's midnight.
    Today,
    /// Seen within thirty days.
    Month,
    /// Met within seven days.
    New,
    Banned,
    /// They cannot be written to.
    Unreachable,
    Staff,
    Vip,
    /// With a VPN key that was not revoked.
    Keys,
}

impl PersonFilter {
    /// All of them, in the order in which they are shown.
    pub const ALL: [PersonFilter; 9] = [
        Self::All,
        Self::Today,
        Self::Month,
        Self::New,
        Self::Vip,
        Self::Keys,
        Self::Staff,
        Self::Banned,
        Self::Unreachable,
    ];

    /// The code used in buttons.
    pub fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Today => "today",
            Self::Month => "month",
            Self::New => "new",
            Self::Banned => "banned",
            Self::Unreachable => "unreachable",
            Self::Staff => "staff",
            Self::Vip => "vip",
            Self::Keys => "keys",
        }
    }

    /// The filter of that code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|filter| filter.code() == code)
    }
}

/// One person of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonLine {
    pub user: User,
    /// With a role that holds now.
    pub is_staff: bool,
    /// With VIP access that runs now.
    pub is_vip: bool,
    /// VPN keys that were not revoked.
    pub keys: i64,
}

/// A page of the people.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonPage {
    pub filter: PersonFilter,
    pub page: Page<PersonLine>,
}

/// A role that somebody holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeldRole {
    pub role: String,
    /// `None` = until revoked.
    pub until: Option<Timestamp>,
}

/// How much somebody has.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct OwnedCounts {
    /// VPN keys that were not revoked.
    pub keys: i64,
    pub tokens_redeemed: i64,
    pub tokens_made: i64,
    pub tickets: i64,
    /// Tickets that are not closed.
    pub tickets_open: i64,
}

/// Everything the staff's card shows of a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonCard {
    pub user: User,
    pub more: PersonMore,
    /// Who put the ban on, by name.
    pub banned_by: Option<String>,
    pub roles: Vec<HeldRole>,
    pub vip: Option<Subscriber>,
    /// A request for the Free channel waits.
    pub waits_for_free: bool,
    pub counts: OwnedCounts,
    /// What the reader may do: buttons for the rest are left out.
    pub may: PermissionSet,
}

/// What is kept of a person besides who they are.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct PersonMore {
    pub promotions_off: bool,
    pub reminders_off: bool,
    pub qvapay_user: Option<String>,
    pub trial_used_at: Option<Timestamp>,
    /// Their data were erased, and they have not come back since.
    pub erased_at: Option<Timestamp>,
    /// Settings of their own, of any kind.
    pub settings: i64,
}

/// A token somebody redeemed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnedToken {
    pub id: TokenId,
    pub prefix: String,
    pub used_at: Timestamp,
    pub duration_hours: DurationHours,
    /// Who made it, by name; `None` = whoever looks is not to know.
    pub made_by: Option<String>,
}

/// A ticket of somebody, without its texts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnedTicket {
    pub id: TicketId,
    pub state: TicketState,
    pub updated_at: Timestamp,
}

/// Everything somebody has, the newest of each first and at most `OWNED_ROWS` of each.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Owned {
    pub user: UserId,
    pub name: String,
    pub vip: Option<Subscriber>,
    pub keys: Vec<VpnConfig>,
    pub accounts: Vec<Account>,
    pub tokens: Vec<OwnedToken>,
    pub tickets: Vec<OwnedTicket>,
    pub counts: OwnedCounts,
    pub may: PermissionSet,
}

/// One line of everything that happened to a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonEvent {
    pub at: Timestamp,
    pub what: PersonHappened,
}

/// What a line tells.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PersonHappened {
    /// In a channel: the stored kind.
    Channel { kind: String, is_vip: bool },
    /// To a key or its account, and who did it, if a person did.
    Vpn {
        kind: Option<VpnEventKind>,
        key: Option<String>,
        by: Option<String>,
    },
    /// An act of somebody: its stored name, who did it, its details as stored.
    Act {
        action: String,
        by: String,
        details: Option<String>,
    },
}

/// A page of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonHistory {
    pub user: UserId,
    pub name: String,
    pub page: Page<PersonEvent>,
}

/// What an erasure would end and take away.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ErasurePlan {
    pub user: UserId,
    pub name: String,
    pub counts: OwnedCounts,
    pub has_vip: bool,
    pub is_banned: bool,
}

/// A person's own profile.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProfileView {
    pub user: User,
    pub more: PersonMore,
    pub roles: Vec<HeldRole>,
    pub vip: Option<Subscriber>,
    pub counts: OwnedCounts,
    /// The house has VPN servers.
    pub has_vpn: bool,
    pub purchases: Purchases,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back() {
        for why in BanWhy::ALL {
            assert_eq!(BanWhy::of_code(why.code()), Some(why));
            if let Some(stored) = why.stored() {
                assert_eq!(BanWhy::of_stored(stored), Some(why));
            }
        }
        for filter in PersonFilter::ALL {
            assert_eq!(PersonFilter::of_code(filter.code()), Some(filter));
        }
        assert_eq!(BanWhy::of_stored("spam"), None, "somebody's own word");
    }

    #[test]
    fn a_term_counts_from_when_the_ban_is_put_on() {
        assert_eq!(BanTerm::Ever.end(Timestamp(5)), None);
        assert_eq!(BanTerm::Hours(1).end(Timestamp(5)), Some(Timestamp(3_605)));
        assert_eq!(
            BanTerm::Until(Timestamp(9)).end(Timestamp(5)),
            Some(Timestamp(9))
        );
    }
}
