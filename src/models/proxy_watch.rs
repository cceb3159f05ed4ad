//! What the house knows of how an MTProto proxy is: each form that it offers is tried now and then.

use super::{ConfigStatus, KeyView, ProbeOutcome, SecretForm, ServerId, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What became of one form of a proxy when it was tried last: a row of `mtproto_checks`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ProxyCheck {
    pub form: SecretForm,
    pub outcome: ProbeOutcome,
    /// How often in a row it failed; 0 = it works.
    pub fails: u32,
    /// Since when it works, or does not.
    pub since: Timestamp,
    pub checked_at: Timestamp,
}

impl ProxyCheck {
    /// Whether it failed so often in a row that it is believed.
    pub fn is_broken(&self) -> bool {
        self.fails >= FAILS
    }
}

/// So many failures in a row are believed.
pub const FAILS: u32 = 2;

/// How much of an outage the admins know.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum ProxyTold {
    #[default]
    Nothing,
    /// That some forms do not work.
    Part,
    /// That none works.
    Whole,
}

impl ProxyTold {
    /// All of them.
    pub const ALL: [ProxyTold; 3] = [Self::Nothing, Self::Part, Self::Whole];

    /// The name stored in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Part => "part",
            Self::Whole => "whole",
        }
    }

    /// The one of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|told| told.name() == name)
    }
}

/// How the house watches a proxy: a row of `mtproto_watches`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProxyWatch {
    /// The base secret of the house's own user there, sealed; `None` = it has none yet.
    pub sealed: Option<String>,
    /// Whether the server once took that user.
    pub is_known: bool,
    pub next_at: Timestamp,
    /// Outages so far: the number of the present or the last one.
    pub outage: u32,
    /// Since when it is out; `None` = it is not.
    pub down_since: Option<Timestamp>,
    pub told: ProxyTold,
    /// When its people were told of this outage.
    pub people_told_at: Option<Timestamp>,
}

impl ProxyWatch {
    /// Of a proxy that was never tried: it is due.
    pub fn new(now: Timestamp) -> Self {
        Self {
            sealed: None,
            is_known: false,
            next_at: now,
            outage: 0,
            down_since: None,
            told: ProxyTold::Nothing,
            people_told_at: None,
        }
    }
}

/// How a proxy is, as its card shows it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ProxyHealth {
    /// Of each form that was tried, in the order in which they are offered.
    pub checks: Vec<ProxyCheck>,
    /// The number of the present outage and since when it lasts.
    pub outage: Option<(u32, Timestamp)>,
    /// When its people were told of it.
    pub people_told_at: Option<Timestamp>,
}

impl ProxyHealth {
    /// Whether that form worked when it was tried last; `None` = it was not tried.
    pub fn works(&self, form: SecretForm) -> Option<bool> {
        let check = self.checks.iter().find(|check| check.form == form)?;
        Some(check.fails == 0)
    }
}

/// What is told of a proxy that went or came back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ProxyNews {
    pub server: ServerId,
    pub name: String,
    /// The number of the outage.
    pub outage: u32,
    /// When it began.
    pub since: Timestamp,
    /// Every form with what became of it, in the order in which they are offered.
    pub forms: Vec<(SecretForm, ProbeOutcome)>,
    /// How many people hold keys there that should work.
    pub people: i64,
    /// Whether those people were told of the outage, and so hear of its end.
    pub are_told: bool,
}

impl ProxyNews {
    /// What became of each form, as the audit log keeps it: "ee no_telegram, dd works".
    pub fn outcomes(&self) -> String {
        let each = self.forms.iter();
        let each = each.map(|(form, outcome)| format!("{} {}", form.name(), outcome.name()));
        each.collect::<Vec<_>>().join(", ")
    }

    /// Whether none of its forms works.
    pub fn is_whole(&self) -> bool {
        self.forms.iter().all(|(_, outcome)| !outcome.is_good())
    }
}

/// What a person is told about a proxy that is out, or back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProxyWord {
    /// The name of its server.
    pub name: String,
    /// A flag emoji; may be empty.
    pub flag: String,
    /// Whether it works again.
    pub is_back: bool,
    /// Whether some of its links work.
    pub is_part: bool,
}

/// What became of the wish to tell the people of a proxy that it is out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Telling {
    /// So many people are told.
    Begun(i64),
    /// They were told of this outage before.
    Before,
    /// It is over.
    Over,
    /// Nobody holds a key there.
    Nobody,
}

/// What Telegram says to whoever asks too often: the proxy has led there and back.
const FLOOD: i32 = -429;

impl ProbeOutcome {
    /// The name in the audit log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Works { .. } => "works",
            Self::Down => "down",
            Self::Refused => "refused",
            Self::NotThisSecret => "not_this_secret",
            Self::NoTelegram => "no_telegram",
            Self::Transport(_) => "transport",
            Self::Silent => "silent",
        }
    }

    /// Whether it says that the proxy leads to Telegram.
    pub fn is_good(self) -> bool {
        match self {
            Self::Works { .. } => true,
            Self::Transport(code) => code == FLOOD,
            Self::Down | Self::Refused | Self::NotThisSecret | Self::NoTelegram | Self::Silent => {
                false
            }
        }
    }
}

/// A proxy of a person's own, with the links that lead to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MyProxy {
    pub key: KeyView,
    /// The form that worked when it was tried last comes first; empty = there is nothing to hand over now.
    pub links: Vec<ProxyLinkView>,
}

/// One link of a proxy.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyLinkView {
    pub form: SecretForm,
    /// The `https://t.me/proxy` link: whoever has it can use the proxy.
    pub link: String,
    /// Whether it led to Telegram when it was tried last; `None` = it was not tried.
    pub works: Option<bool>,
    /// How long Telegram took to answer through it then, in milliseconds.
    pub ms: Option<u32>,
}

impl fmt::Debug for ProxyLinkView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.form, self.works)
    }
}

impl MyProxy {
    /// How good the first link is, the best first: one that works before one that was not tried, and a quick one before
    /// a slow one. `None` = it does not work, or is not to work.
    fn rank(&self) -> Option<(bool, u32)> {
        let first = self.links.first()?;
        let is_usable = self.key.config.status == ConfigStatus::Active;
        let is_untested = first.works.is_none();
        (is_usable && first.works != Some(false))
            .then(|| (is_untested, first.ms.unwrap_or(u32::MAX)))
    }
}

/// A person's own proxies, and what else there is for them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MyProxies {
    /// The oldest first.
    pub proxies: Vec<MyProxy>,
    /// Whether the house has such proxies at all.
    pub are_there: bool,
    /// One more can be made now.
    pub can_make: bool,
    /// A trial is theirs for the asking.
    pub has_trial: bool,
}

impl MyProxies {
    /// The proxy of the button to connect: the best that works, else any that is to work.
    pub fn best(&self) -> Option<&MyProxy> {
        let ranked = self
            .proxies
            .iter()
            .filter_map(|one| Some((one.rank()?, one)));
        let best = ranked.min_by_key(|(rank, _)| *rank).map(|(_, one)| one);
        best.or_else(|| {
            let is_usable = |one: &&MyProxy| {
                one.key.config.status == ConfigStatus::Active && !one.links.is_empty()
            };
            self.proxies.iter().find(is_usable)
        })
    }
}
