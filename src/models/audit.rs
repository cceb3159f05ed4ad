//! The audit log as it is read: what acts there are, the filters, the rows and their pages.

use super::{Identity, Timestamp, UserId};
use std::fmt;
use std::str::FromStr;

macro_rules! areas {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// What part of the house an act belongs to.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum AuditArea { $($(#[$doc])* $name,)+ }

        impl AuditArea {
            /// All of them, in the order in which they are shown.
            pub const ALL: &[AuditArea] = &[$(AuditArea::$name,)+];

            /// The name in buttons and files.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// The area of that name.
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

areas! {
    /// VIP access, its members, imports, the access audit.
    Vip = "vip",
    /// Invitation tokens.
    Tokens = "tokens",
    /// The Free queue.
    Free = "free",
    /// The channels and how the bot stands in them.
    Channels = "channels",
    /// What is set from chat.
    Settings = "config",
    /// What is published and written to people.
    Posts = "posts",
    /// VPN keys and the accounts behind them.
    Keys = "keys",
    /// VPN servers, pools, addresses.
    Servers = "servers",
    /// Bans, notes, words to people, their data.
    People = "people",
    /// Roles, their permissions, invitations to the staff.
    Roles = "roles",
    /// Tickets.
    Support = "support",
    /// Payments and what is paid back.
    Money = "money",
    /// The house itself: faults, work that failed, maintenance, files taken away.
    House = "house",
    /// Backups.
    Backups = "backups",
}

/// A kind of act that the log can hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AuditAct {
    /// Stands for it in buttons: never used again for another.
    pub code: u16,
    /// Stored in the log.
    pub name: &'static str,
    pub area: AuditArea,
}

macro_rules! acts {
    ($($area:ident { $($code:literal $name:literal,)+ })+) => {
        /// Everything the log can hold. A test finds acts that services write and that are missing here.
        pub static ACTS: &[AuditAct] = &[$($(
            AuditAct { code: $code, name: $name, area: AuditArea::$area },
        )+)+];
    };
}

acts! {
    Vip {
        1 "vip.granted",
        2 "vip.end_moved",
        3 "vip.expired",
        4 "vip.reactivated",
        5 "vip.removal_ordered",
        6 "vip.link_ordered",
        7 "vip.intruder",
        8 "whitelist.added",
        9 "whitelist.removed",
        10 "members.exported",
        11 "import.confirmed",
        12 "import.applied",
        13 "import.done",
        14 "import.cancelled",
        15 "migration.made",
        16 "migration.used",
        17 "migration.revoked",
        18 "access_audit.begun",
        19 "access_audit.links_sent",
        20 "access_audit.removal",
        21 "access_audit.stopped",
        22 "access_audit.undone",
        23 "brake.asked",
        24 "brake.put_off",
        25 "brake.released",
        26 "import.gave",
        27 "vip.removed",
    }
    Tokens {
        40 "token.made",
        41 "token.redeemed",
        42 "token.revoked",
    }
    Free {
        60 "queue.approved",
        61 "queue.all_approved",
        62 "queue.declined",
        63 "queue.link_made",
        64 "queue.let_in",
    }
    Channels {
        80 "config.channel",
        81 "config.detached",
        82 "config.migrated",
        83 "channel.migrated",
        84 "channel.offered",
        85 "channel.reactions_refused",
        86 "channel.rights_back",
        87 "channel.rights_lost",
    }
    Settings {
        100 "config.fees",
        101 "config.grace",
        102 "config.language",
        103 "config.reactions",
        104 "config.reminders",
        105 "config.reset",
        106 "config.retention",
        107 "config.text",
        108 "config.time_zone",
        109 "config.wait_time",
        110 "vpn.setting",
        111 "text.broken",
        112 "notices.group",
    }
    Posts {
        120 "channel.post",
        121 "broadcast.again",
        122 "broadcast.cancelled",
        123 "broadcast.confirmed",
        124 "broadcast.scheduled",
        125 "broadcast.seen",
        126 "broadcast.sent",
        127 "broadcast.undone",
        128 "mailing.started",
        129 "mailing.paused",
        130 "mailing.resumed",
        131 "mailing.stopped",
        132 "mailing.ended",
    }
    Keys {
        160 "key.made",
        161 "key.deleted",
        162 "key.held",
        163 "key.released",
        164 "key.paused",
        165 "key.resumed",
        166 "key.renamed",
        167 "key.rotated",
        168 "key.routed",
        169 "key.moved",
        170 "key.seen",
        171 "key.sent",
        172 "key.shared",
        173 "key.heavy",
        174 "key.adopted",
        175 "key.left_alone",
        176 "key.suspended",
        177 "key.restored",
        178 "key.ended",
        179 "account.terms",
        180 "accounts.extended",
        181 "trial.given",
    }
    Servers {
        200 "server.added",
        201 "server.changed",
        202 "server.drained",
        203 "server.filled",
        204 "server.removed",
        205 "server.reconciled",
        206 "server.file_taken",
        207 "server.file_changed",
        208 "server.down",
        209 "server.up",
        210 "pool.added",
        211 "pool.removed",
        212 "pool.scarce",
        213 "address.assigned",
        214 "address.released",
        215 "address.revoked",
    }
    People {
        240 "user.banned",
        241 "user.unbanned",
        242 "user.noted",
        243 "user.written_to",
    }
    Roles {
        280 "role.granted",
        281 "role.revoked",
    }
    House {
        360 "house.online",
        361 "house.offline",
        362 "house.fault",
        363 "clock.wrong",
        364 "clock.right",
        365 "problem.retried",
        366 "problem.dropped",
        367 "statistics.exported",
        368 "audit.exported",
        369 "audit.verified",
        370 "notices.group_lost",
    }
}

impl AuditAct {
    /// The act of that name.
    pub fn of(name: &str) -> Option<Self> {
        ACTS.iter().find(|act| act.name == name).copied()
    }

    /// The act of that code.
    pub fn by_code(code: u16) -> Option<Self> {
        ACTS.iter().find(|act| act.code == code).copied()
    }

    /// The key of its words.
    pub fn words(self) -> String {
        format!("audit-act-{}", self.name.replace(['.', '_'], "-"))
    }
}

/// Who did it, or to whom.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub enum AuditWho {
    #[default]
    Anybody,
    /// The house itself.
    System,
    /// Done by that person, or to them.
    Involved(UserId),
    By(UserId),
    On(UserId),
    /// Done to the same thing as that row.
    SameTarget(i64),
}

impl AuditWho {
    /// The person it names.
    pub fn person(self) -> Option<UserId> {
        match self {
            Self::Involved(user) | Self::By(user) | Self::On(user) => Some(user),
            Self::Anybody | Self::System | Self::SameTarget(_) => None,
        }
    }
}

/// What was done.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub enum AuditWhat {
    #[default]
    Anything,
    Area(AuditArea),
    /// One kind of act, by its code.
    Act(u16),
}

/// When it was done: days on clocks of the house's zone, counted from 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub enum AuditWhen {
    #[default]
    Ever,
    /// Today and the days before it, so many in all.
    Days(u16),
    /// Those days, both included.
    Between(u32, u32),
}

/// Which rows are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub struct AuditFilter {
    pub who: AuditWho,
    pub what: AuditWhat,
    pub when: AuditWhen,
}

impl AuditFilter {
    /// Everything there is.
    pub const ALL: Self = Self {
        who: AuditWho::Anybody,
        what: AuditWhat::Anything,
        when: AuditWhen::Ever,
    };

    /// The names of the acts wanted; `None` = all.
    pub fn acts(self) -> Option<Vec<&'static str>> {
        let is_wanted = |act: &&AuditAct| match self.what {
            AuditWhat::Anything => true,
            AuditWhat::Area(area) => act.area == area,
            AuditWhat::Act(code) => act.code == code,
        };
        match self.what {
            AuditWhat::Anything => None,
            AuditWhat::Area(_) | AuditWhat::Act(_) => {
                Some(ACTS.iter().filter(is_wanted).map(|act| act.name).collect())
            }
        }
    }
}

impl fmt::Display for AuditFilter {
    /// Three parts with a colon between them, at most 36 bytes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.who {
            AuditWho::Anybody => f.write_str("-")?,
            AuditWho::System => f.write_str("s")?,
            AuditWho::Involved(user) => write!(f, "i{}", Base36(user.0))?,
            AuditWho::By(user) => write!(f, "b{}", Base36(user.0))?,
            AuditWho::On(user) => write!(f, "o{}", Base36(user.0))?,
            AuditWho::SameTarget(row) => write!(f, "r{}", Base36(row))?,
        }
        match self.what {
            AuditWhat::Anything => f.write_str(":-")?,
            AuditWhat::Area(area) => write!(f, ":{}", area.name())?,
            AuditWhat::Act(code) => write!(f, ":{code}")?,
        }
        match self.when {
            AuditWhen::Ever => f.write_str(":-"),
            AuditWhen::Days(days) => write!(f, ":{days}"),
            AuditWhen::Between(from, to) => write!(f, ":{from}.{to}"),
        }
    }
}

/// Not the code of a filter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnknownFilter;

impl FromStr for AuditFilter {
    type Err = UnknownFilter;

    fn from_str(code: &str) -> Result<Self, UnknownFilter> {
        let mut parts = code.split(':');
        let (Some(who), Some(what), Some(when), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(UnknownFilter);
        };
        Ok(Self {
            who: read_who(who).ok_or(UnknownFilter)?,
            what: read_what(what).ok_or(UnknownFilter)?,
            when: read_when(when).ok_or(UnknownFilter)?,
        })
    }
}

fn read_who(code: &str) -> Option<AuditWho> {
    if code == "-" {
        return Some(AuditWho::Anybody);
    }
    if code == "s" {
        return Some(AuditWho::System);
    }
    let (kind, id) = code.split_at_checked(1)?;
    let id = base36(id)?;
    Some(match kind {
        "i" => AuditWho::Involved(UserId(id)),
        "b" => AuditWho::By(UserId(id)),
        "o" => AuditWho::On(UserId(id)),
        "r" => AuditWho::SameTarget(id),
        _ => return None,
    })
}

fn read_what(code: &str) -> Option<AuditWhat> {
    if code == "-" {
        return Some(AuditWhat::Anything);
    }
    match plain_number::<u16>(code) {
        Some(code) => AuditAct::by_code(code).map(|act| AuditWhat::Act(act.code)),
        None => AuditArea::parse(code).map(AuditWhat::Area),
    }
}

fn read_when(code: &str) -> Option<AuditWhen> {
    if code == "-" {
        return Some(AuditWhen::Ever);
    }
    match code.split_once('.') {
        Some((from, to)) => {
            let (from, to) = (plain_number(from)?, plain_number(to)?);
            (from <= to && to < 1_000_000).then_some(AuditWhen::Between(from, to))
        }
        None => plain_number(code).map(AuditWhen::Days),
    }
}

/// A number as `Display` writes it: no sign, no zero before it.
fn plain_number<N: FromStr + fmt::Display>(text: &str) -> Option<N> {
    text.parse()
        .ok()
        .filter(|number: &N| number.to_string() == text)
}

/// A number not below zero, in few letters.
pub struct Base36(pub i64);

impl fmt::Display for Base36 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0.unsigned_abs();
        let mut letters = Vec::new();
        loop {
            let digit = u32::try_from(rest % 36).unwrap_or_default();
            letters.push(char::from_digit(digit, 36).unwrap_or('0'));
            rest /= 36;
            if rest == 0 {
                break;
            }
        }
        f.write_str(&letters.into_iter().rev().collect::<String>())
    }
}

/// The number that `Base36` wrote so.
pub fn base36(text: &str) -> Option<i64> {
    let number = i64::from_str_radix(text, 36).ok()?;
    (number >= 0 && Base36(number).to_string() == text).then_some(number)
}

/// A row of the log as it is stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditRow {
    pub id: i64,
    pub actor: Identity,
    /// Usually the name of an `AuditAct`; a newer version may have written another.
    pub action: String,
    /// `kind:id`; `None` = nothing in particular, or erased.
    pub target: Option<String>,
    /// JSON.
    pub details: Option<String>,
    pub at: Timestamp,
    /// A person's data were erased from it.
    pub is_erased: bool,
    /// What chains it to the row before, in hexadecimal.
    pub hash: String,
}

impl AuditRow {
    /// The person it was done to, if the target is one.
    pub fn target_person(&self) -> Option<UserId> {
        let id = self.target.as_deref()?.strip_prefix("user:")?;
        id.parse().ok().map(UserId)
    }
}

/// A row with the names of those it speaks of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditLine {
    pub row: AuditRow,
    /// Of the person who did it, if they are known.
    pub actor_name: Option<String>,
    /// Of the person it was done to.
    pub target_name: Option<String>,
}

/// A page of the log, the newest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditPage {
    pub filter: AuditFilter,
    /// Of the person the filter names, or the thing.
    pub about: Option<String>,
    pub lines: Vec<AuditLine>,
    /// It begins with the newest row.
    pub is_first: bool,
    /// Where the next page begins: rows below this id.
    pub older: Option<i64>,
}

/// What was found at the first row that breaks the chain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChainFault {
    /// Its text is not the one that was written.
    Changed,
    /// The row before it is gone, or another.
    Missing,
    /// Its number, its time or its own seal was changed.
    Resealed,
    /// It was there at the last check, and now it is gone with all that came after it.
    CutOff,
}

/// The first row that breaks the chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BrokenRow {
    pub id: i64,
    /// As the row says, which may be untrue; `None` if it is gone.
    pub at: Option<Timestamp>,
    pub action: Option<String>,
    pub fault: ChainFault,
}

/// What a check of the whole chain found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChainReport {
    /// Rows looked at.
    pub rows: i64,
    pub broken: Option<BrokenRow>,
}

/// The form in which rows leave the house.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AuditFormat {
    Csv,
    Json,
}

impl AuditFormat {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Json];

    /// The end of the file's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_and_codes_of_acts_are_unique() {
        let names: BTreeSet<&str> = ACTS.iter().map(|act| act.name).collect();
        let codes: BTreeSet<u16> = ACTS.iter().map(|act| act.code).collect();
        assert_eq!(names.len(), ACTS.len());
        assert_eq!(codes.len(), ACTS.len());
    }

    #[test]
    fn every_filter_is_written_in_few_letters_and_read_back() {
        let most = UserId((1 << 52) - 1);
        let mut longest = 0;
        for who in [
            AuditWho::Anybody,
            AuditWho::System,
            AuditWho::Involved(most),
            AuditWho::By(UserId(7)),
            AuditWho::On(UserId(0)),
            AuditWho::SameTarget(1_000_000),
        ] {
            let areas = AuditArea::ALL.iter().map(|area| AuditWhat::Area(*area));
            let acts = ACTS.iter().map(|act| AuditWhat::Act(act.code));
            for what in areas.chain(acts).chain([AuditWhat::Anything]) {
                for when in [
                    AuditWhen::Ever,
                    AuditWhen::Days(30),
                    AuditWhen::Between(20_000, 99_999),
                ] {
                    let filter = AuditFilter { who, what, when };
                    let code = filter.to_string();
                    assert_eq!(code.parse(), Ok(filter), "{code}");
                    longest = longest.max(code.len());
                }
            }
        }
        assert!(longest <= 36, "{longest}");
    }

    #[test]
    fn what_is_no_filter_is_refused() {
        for code in [
            "",
            "-",
            "-:-",
            "-:-:-:-",
            "x:-:-",
            "i:-:-",
            "i-1:-:-",
            "iZ:-:-",
            "-:0:-",
            "-:001:-",
            "-:nothing:-",
            "-:-:5.4",
            "-:-:1.2.3",
            "-:-:+1",
            "é:-:-",
        ] {
            assert_eq!(code.parse::<AuditFilter>(), Err(UnknownFilter), "{code}");
        }
    }
}
