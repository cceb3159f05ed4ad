//! Buttons of proxies for people: codes that begin with `proxy:`.

use super::UnknownAction;
use super::number;
use crate::models::ListedProxyId;
use crate::models::ProxyFilter;
use crate::models::ProxyKind;
use std::fmt;

/// What stands in a code for "whatever it is".
const ANY: &str = "any";

/// A country as buttons carry it: two capital letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CountryCode([u8; 2]);

impl CountryCode {
    /// The country of those letters; `None` unless they are two capital ones.
    pub fn new(text: &str) -> Option<Self> {
        let code: [u8; 2] = text.as_bytes().try_into().ok()?;
        let is_one = code.iter().all(u8::is_ascii_uppercase);
        is_one.then_some(Self(code))
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second] = self.0.map(char::from);
        write!(f, "{first}{second}")
    }
}

/// What of the list somebody wants to see, as buttons carry it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct ProxyChoice {
    pub kind: Option<ProxyKind>,
    pub country: Option<CountryCode>,
}

impl ProxyChoice {
    /// The choice of a filter; a country that is none counts as every one.
    pub fn of(filter: &ProxyFilter) -> Self {
        let country = filter.country.as_deref();
        Self {
            kind: filter.kind,
            country: country.and_then(CountryCode::new),
        }
    }

    /// The filter of that choice.
    pub fn filter(self) -> ProxyFilter {
        ProxyFilter {
            kind: self.kind,
            country: self.country.map(|country| country.to_string()),
        }
    }

    /// The same of that kind.
    pub fn with_kind(self, kind: Option<ProxyKind>) -> Self {
        Self { kind, ..self }
    }

    /// The same of that country.
    pub fn with_country(self, country: Option<CountryCode>) -> Self {
        Self { country, ..self }
    }

    fn parse(kind: &str, country: &str) -> Result<Self, UnknownAction> {
        let country = match country {
            ANY => None,
            code => Some(CountryCode::new(code).ok_or(UnknownAction)?),
        };
        Ok(Self {
            kind: kind_of(kind)?,
            country,
        })
    }
}

impl fmt::Display for ProxyChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", kind_code(self.kind))?;
        match self.country {
            Some(country) => country.fmt(f),
            None => f.write_str(ANY),
        }
    }
}

/// A kind in a code; `None` = any, or to be found out.
pub(super) fn kind_code(kind: Option<ProxyKind>) -> &'static str {
    kind.map_or(ANY, ProxyKind::name)
}

/// The kind of that code.
pub(super) fn kind_of(code: &str) -> Result<Option<ProxyKind>, UnknownAction> {
    match code {
        ANY => Ok(None),
        name => ProxyKind::parse(name).map(Some).ok_or(UnknownAction),
    }
}

/// What a button of proxies does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ProxyAction {
    /// The person's own proxies.
    Mine,
    /// The list of those that work, the best first: a page of that choice.
    List(ProxyChoice, u32),
    /// Of which kind?
    Kinds(ProxyChoice),
    /// Of which country? A page of them.
    Countries(ProxyChoice, u32),
    /// One of the list, and the page to go back to.
    Show(ListedProxyId, ProxyChoice, u32),
}

impl fmt::Display for ProxyAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("proxy:")?;
        match self {
            Self::Mine => f.write_str("mine"),
            Self::List(choice, page) => write!(f, "list:{choice}:{page}"),
            Self::Kinds(choice) => write!(f, "kinds:{choice}"),
            Self::Countries(choice, page) => write!(f, "countries:{choice}:{page}"),
            Self::Show(id, choice, page) => write!(f, "show:{}:{choice}:{page}", id.0),
        }
    }
}

impl ProxyAction {
    /// The list from its beginning, whatever the kind and the country.
    pub fn whole() -> Self {
        Self::List(ProxyChoice::default(), 0)
    }

    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let ["proxy", rest @ ..] = parts else {
            return Err(UnknownAction);
        };
        Ok(match rest {
            ["mine"] => Self::Mine,
            ["list", kind, country, page] => {
                Self::List(ProxyChoice::parse(kind, country)?, number(page)?)
            }
            ["kinds", kind, country] => Self::Kinds(ProxyChoice::parse(kind, country)?),
            ["countries", kind, country, page] => {
                Self::Countries(ProxyChoice::parse(kind, country)?, number(page)?)
            }
            ["show", id, kind, country, page] => Self::Show(
                number(id).map(ListedProxyId)?,
                ProxyChoice::parse(kind, country)?,
                number(page)?,
            ),
            _ => return Err(UnknownAction),
        })
    }
}
