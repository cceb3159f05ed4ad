//! Buttons of the desk of listed proxies: codes that begin with `source:`.

use super::UnknownAction;
use super::number;
use super::proxy::kind_code;
use super::proxy::kind_of;
use crate::models::ListedProxyId;
use crate::models::ProxyKind;
use crate::models::ProxySourceId;
use std::fmt;

/// Which sort of source is added.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SourceSort {
    /// The API of a Shadowmere.
    Shadowmere,
    /// A list at an address.
    List,
    /// A text that is pasted, or a file.
    Pasted,
}

impl SourceSort {
    /// All of them, in the order in which they are shown.
    pub const ALL: [SourceSort; 3] = [Self::Shadowmere, Self::List, Self::Pasted];

    fn code(self) -> &'static str {
        match self {
            Self::Shadowmere => "shadowmere",
            Self::List => "list",
            Self::Pasted => "pasted",
        }
    }

    fn parse(code: &str) -> Result<Self, UnknownAction> {
        let found = Self::ALL.into_iter().find(|one| one.code() == code);
        found.ok_or(UnknownAction)
    }
}

/// A setting of the list that is on or off.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ProxySwitch {
    /// People see the list.
    Shown,
    /// Addresses of private networks are allowed.
    Private,
    /// It is asked of each whether it leads to Telegram.
    Telegram,
}

impl ProxySwitch {
    /// All of them, in the order in which they are shown.
    pub const ALL: [ProxySwitch; 3] = [Self::Shown, Self::Telegram, Self::Private];

    fn code(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Private => "private",
            Self::Telegram => "telegram",
        }
    }

    fn parse(code: &str) -> Result<Self, UnknownAction> {
        let found = Self::ALL.into_iter().find(|one| one.code() == code);
        found.ok_or(UnknownAction)
    }
}

/// A setting of the list that is a number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ProxyFigure {
    /// How many are tried at once.
    AtOnce,
    /// Minutes from a trial that went well to the next.
    Every,
}

impl ProxyFigure {
    /// All of them, in the order in which they are shown.
    pub const ALL: [ProxyFigure; 2] = [Self::AtOnce, Self::Every];

    fn code(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
            Self::Every => "every",
        }
    }

    fn parse(code: &str) -> Result<Self, UnknownAction> {
        let found = Self::ALL.into_iter().find(|one| one.code() == code);
        found.ok_or(UnknownAction)
    }
}

/// What a button of this area does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SourceAction {
    /// How the list is.
    Desk,
    /// Try them all now.
    Run,
    /// How far the trial of all is.
    Progress,
    /// End the trial of all.
    Stop,
    /// The sources, a page of them.
    List(u32),
    /// Which sort of source is added?
    Add,
    /// Ask for the address or the text; its proxies speak that where it does not say.
    Ask(SourceSort, Option<ProxyKind>),
    /// Add the public Shadowmere.
    AddPublic,
    /// One source.
    Show(ProxySourceId),
    /// Read it now.
    Read(ProxySourceId),
    /// How often is it read?
    Intervals(ProxySourceId),
    /// Read it every so many minutes.
    SetInterval(ProxySourceId, u32),
    /// Do not read it any more.
    Pause(ProxySourceId),
    /// Read it again.
    Resume(ProxySourceId),
    /// What of it was refused.
    Refused(ProxySourceId),
    /// Ask whether to remove it.
    Remove(ProxySourceId),
    /// Remove it.
    RemoveYes(ProxySourceId),
    /// Why proxies do not work.
    Faults,
    /// Ask whether to delete those that do not work.
    DropDead,
    /// Delete them.
    DropDeadYes,
    /// Ask whether to delete one.
    Drop(ListedProxyId),
    /// Delete it.
    DropYes(ListedProxyId),
    /// What of the list should be in a file?
    Export,
    /// That kind as a file: those that work, or all.
    File(Option<ProxyKind>, bool),
    /// The settings of the list.
    Settings,
    /// That one on or off.
    Switch(ProxySwitch, bool),
    /// Which number?
    Figure(ProxyFigure),
    /// That number.
    SetFigure(ProxyFigure, u32),
    /// Ask for a number.
    AskFigure(ProxyFigure),
    /// Ask for the addresses of judges.
    AskJudges,
    /// The usual judges.
    UsualJudges,
}

impl fmt::Display for SourceAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("source:")?;
        match self {
            Self::Desk => f.write_str("desk"),
            Self::Run => f.write_str("run"),
            Self::Progress => f.write_str("progress"),
            Self::Stop => f.write_str("stop"),
            Self::List(page) => write!(f, "list:{page}"),
            Self::Add => f.write_str("add"),
            Self::Ask(sort, hint) => write!(f, "ask:{}:{}", sort.code(), kind_code(*hint)),
            Self::AddPublic => f.write_str("add_public"),
            Self::Show(id) => write!(f, "show:{}", id.0),
            Self::Read(id) => write!(f, "read:{}", id.0),
            Self::Intervals(id) => write!(f, "every:{}", id.0),
            Self::SetInterval(id, minutes) => write!(f, "every:{}:{minutes}", id.0),
            Self::Pause(id) => write!(f, "pause:{}", id.0),
            Self::Resume(id) => write!(f, "resume:{}", id.0),
            Self::Refused(id) => write!(f, "refused:{}", id.0),
            Self::Remove(id) => write!(f, "remove:{}", id.0),
            Self::RemoveYes(id) => write!(f, "remove_yes:{}", id.0),
            Self::Faults => f.write_str("faults"),
            Self::DropDead => f.write_str("drop_dead"),
            Self::DropDeadYes => f.write_str("drop_dead_yes"),
            Self::Drop(id) => write!(f, "drop:{}", id.0),
            Self::DropYes(id) => write!(f, "drop_yes:{}", id.0),
            Self::Export => f.write_str("export"),
            Self::File(kind, working) => {
                write!(f, "file:{}:{}", kind_code(*kind), share_code(*working))
            }
            Self::Settings => f.write_str("settings"),
            Self::Switch(switch, true) => write!(f, "on:{}", switch.code()),
            Self::Switch(switch, false) => write!(f, "off:{}", switch.code()),
            Self::Figure(figure) => write!(f, "set:{}", figure.code()),
            Self::SetFigure(figure, number) => write!(f, "set:{}:{number}", figure.code()),
            Self::AskFigure(figure) => write!(f, "type:{}", figure.code()),
            Self::AskJudges => f.write_str("judges"),
            Self::UsualJudges => f.write_str("judges_usual"),
        }
    }
}

impl SourceAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let ["source", rest @ ..] = parts else {
            return Err(UnknownAction);
        };
        Ok(match rest {
            ["desk"] => Self::Desk,
            ["run"] => Self::Run,
            ["progress"] => Self::Progress,
            ["stop"] => Self::Stop,
            ["list", page] => Self::List(number(page)?),
            ["add"] => Self::Add,
            ["ask", sort, hint] => Self::Ask(SourceSort::parse(sort)?, kind_of(hint)?),
            ["add_public"] => Self::AddPublic,
            ["show", id] => Self::Show(source(id)?),
            ["read", id] => Self::Read(source(id)?),
            ["every", id] => Self::Intervals(source(id)?),
            ["every", id, minutes] => Self::SetInterval(source(id)?, number(minutes)?),
            ["pause", id] => Self::Pause(source(id)?),
            ["resume", id] => Self::Resume(source(id)?),
            ["refused", id] => Self::Refused(source(id)?),
            ["remove", id] => Self::Remove(source(id)?),
            ["remove_yes", id] => Self::RemoveYes(source(id)?),
            ["faults"] => Self::Faults,
            ["drop_dead"] => Self::DropDead,
            ["drop_dead_yes"] => Self::DropDeadYes,
            ["drop", id] => Self::Drop(number(id).map(ListedProxyId)?),
            ["drop_yes", id] => Self::DropYes(number(id).map(ListedProxyId)?),
            ["export"] => Self::Export,
            ["file", kind, which] => Self::File(kind_of(kind)?, share(which)?),
            ["settings"] => Self::Settings,
            ["on", switch] => Self::Switch(ProxySwitch::parse(switch)?, true),
            ["off", switch] => Self::Switch(ProxySwitch::parse(switch)?, false),
            ["set", figure] => Self::Figure(ProxyFigure::parse(figure)?),
            ["set", figure, value] => Self::SetFigure(ProxyFigure::parse(figure)?, number(value)?),
            ["type", figure] => Self::AskFigure(ProxyFigure::parse(figure)?),
            ["judges"] => Self::AskJudges,
            ["judges_usual"] => Self::UsualJudges,
            _ => return Err(UnknownAction),
        })
    }
}

fn source(text: &str) -> Result<ProxySourceId, UnknownAction> {
    number(text).map(ProxySourceId)
}

fn share_code(working: bool) -> &'static str {
    if working { "working" } else { "all" }
}

fn share(code: &str) -> Result<bool, UnknownAction> {
    match code {
        "working" => Ok(true),
        "all" => Ok(false),
        _ => Err(UnknownAction),
    }
}
