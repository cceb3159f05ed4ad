//! The audit log as it is read: the filters, the rows and their pages.

use super::{ACTS, AuditAct, AuditArea, Identity, Timestamp, UserId};
use std::fmt;
use std::str::FromStr;

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
