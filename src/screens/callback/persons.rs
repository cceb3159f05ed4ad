//! Buttons of the staff's card and list of people: codes that begin with `person:`.

use super::UnknownAction;
use super::number;
use crate::models::BanTerm;
use crate::models::BanWhy;
use crate::models::PersonFilter;
use crate::models::Timestamp;
use crate::models::UserId;
use std::fmt;

/// What a button of the staff's card and list of people does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PersonAction {
    /// A page of the people.
    List(PersonFilter, u32),
    /// Ask for whom to look.
    Search,
    /// The card of somebody.
    Show(UserId),
    /// The same, from that page of a list.
    From(UserId, PersonFilter, u32),
    /// What they have.
    Owned(UserId),
    /// What happened to them.
    History(UserId, u32),

    // Bans.
    /// Why shall they be banned?
    Ban(UserId),
    /// Until when?
    BanWhy(UserId, BanWhy),
    /// Shall they be banned so?
    BanTerm(UserId, BanWhy, BanTerm),
    /// Ban them.
    BanYes(UserId, BanWhy, BanTerm),
    /// Lift the ban.
    Unban(UserId),

    // Words.
    /// Ask for the staff's words on them.
    Note(UserId),
    /// Take those words away.
    NoteClear(UserId),
    /// Ask for a message to be handed on.
    Write(UserId),

    // Data.
    /// What can be done with their data.
    Data(UserId),
    /// Hand them over as a file.
    Export(UserId),
    /// Ask whether to erase them.
    Erase(UserId),
    /// Erase them.
    EraseYes(UserId),
}

impl fmt::Display for PersonAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List(filter, page) => write!(f, "person:list:{}:{page}", filter.code()),
            Self::Search => f.write_str("person:search"),
            Self::Show(user) => write!(f, "person:show:{user}"),
            Self::From(user, filter, page) => {
                write!(f, "person:from:{user}:{}:{page}", filter.code())
            }
            Self::Owned(user) => write!(f, "person:owned:{user}"),
            Self::History(user, page) => write!(f, "person:history:{user}:{page}"),
            Self::Ban(user) => write!(f, "person:ban:{user}"),
            Self::BanWhy(user, why) => write!(f, "person:ban_why:{user}:{}", why.code()),
            Self::BanTerm(user, why, term) => {
                write!(
                    f,
                    "person:ban_term:{user}:{}:{}",
                    why.code(),
                    TermCode(*term)
                )
            }
            Self::BanYes(user, why, term) => {
                write!(
                    f,
                    "person:ban_yes:{user}:{}:{}",
                    why.code(),
                    TermCode(*term)
                )
            }
            Self::Unban(user) => write!(f, "person:unban:{user}"),
            Self::Note(user) => write!(f, "person:note:{user}"),
            Self::NoteClear(user) => write!(f, "person:note_clear:{user}"),
            Self::Write(user) => write!(f, "person:write:{user}"),
            Self::Data(user) => write!(f, "person:data:{user}"),
            Self::Export(user) => write!(f, "person:export:{user}"),
            Self::Erase(user) => write!(f, "person:erase:{user}"),
            Self::EraseYes(user) => write!(f, "person:erase_yes:{user}"),
        }
    }
}

impl PersonAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let ["person", rest @ ..] = parts else {
            return Err(UnknownAction);
        };
        let id = |text: &str| number(text).map(UserId);
        Ok(match rest {
            ["list", code, page] => Self::List(filter(code)?, number(page)?),
            ["search"] => Self::Search,
            ["show", user] => Self::Show(id(user)?),
            ["from", user, code, page] => Self::From(id(user)?, filter(code)?, number(page)?),
            ["owned", user] => Self::Owned(id(user)?),
            ["history", user, page] => Self::History(id(user)?, number(page)?),
            ["ban", user] => Self::Ban(id(user)?),
            ["ban_why", user, code] => Self::BanWhy(id(user)?, why(code)?),
            ["ban_term", user, code, end] => Self::BanTerm(id(user)?, why(code)?, term(end)?),
            ["ban_yes", user, code, end] => Self::BanYes(id(user)?, why(code)?, term(end)?),
            ["unban", user] => Self::Unban(id(user)?),
            ["note", user] => Self::Note(id(user)?),
            ["note_clear", user] => Self::NoteClear(id(user)?),
            ["write", user] => Self::Write(id(user)?),
            ["data", user] => Self::Data(id(user)?),
            ["export", user] => Self::Export(id(user)?),
            ["erase", user] => Self::Erase(id(user)?),
            ["erase_yes", user] => Self::EraseYes(id(user)?),
            _ => return Err(UnknownAction),
        })
    }
}

/// How long a ban holds, in a button: `ever`, `h24` or `t1800000000`.
struct TermCode(BanTerm);

impl fmt::Display for TermCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            BanTerm::Ever => f.write_str("ever"),
            BanTerm::Hours(hours) => write!(f, "h{hours}"),
            BanTerm::Until(at) => write!(f, "t{at}"),
        }
    }
}

fn term(code: &str) -> Result<BanTerm, UnknownAction> {
    if code == "ever" {
        return Ok(BanTerm::Ever);
    }
    match (code.strip_prefix('h'), code.strip_prefix('t')) {
        (Some(hours), _) => Ok(BanTerm::Hours(number(hours)?)),
        (None, Some(at)) => Ok(BanTerm::Until(Timestamp(i64::from(number::<u32>(at)?)))),
        (None, None) => Err(UnknownAction),
    }
}

fn why(code: &str) -> Result<BanWhy, UnknownAction> {
    BanWhy::of_code(code).ok_or(UnknownAction)
}

fn filter(code: &str) -> Result<PersonFilter, UnknownAction> {
    PersonFilter::of_code(code).ok_or(UnknownAction)
}
