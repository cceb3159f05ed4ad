//! Buttons of one's own balance, gifts and invited friends: codes that begin with `purse:`.
//!
//! A top-up is of any amount somebody likes, so its buttons carry the amount: nothing is won by changing it.

use super::UnknownAction;
use super::number;
use crate::models::CurrencyCode;
use crate::models::GiftId;
use crate::models::InboxSeq;
use crate::models::ManualMethodId;
use crate::models::Method;
use crate::models::TopUpWay;
use std::fmt;

/// What a button of one's own balance, gifts and invited friends does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PurseAction {
    /// What is there.
    Show,
    /// What happened, by pages.
    History(u32),
    /// How much shall be added?
    TopUp,
    /// That much, in the smallest units: how is it paid?
    Sum(CurrencyCode, i64),
    /// So. The update that showed the ways makes one order, however often its buttons are pressed.
    Pay(PayBy, CurrencyCode, i64, InboxSeq),
    /// Gifts one paid for, by pages.
    Gifts(u32),
    /// One of them.
    Gift(GiftId),
    /// One's own link, and what friends brought.
    Friends,
    /// The terms of the sale.
    Terms,
}

/// A way to pay a top-up.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PayBy {
    Stars,
    QvaPay,
    Manual(ManualMethodId),
}

impl PayBy {
    /// The button's word for a way; `None` for one that adds nothing to a balance.
    pub fn of(way: &TopUpWay) -> Option<Self> {
        match way.method {
            Method::Stars => Some(Self::Stars),
            Method::QvaPay => Some(Self::QvaPay),
            Method::Manual => way.manual.map(Self::Manual),
            Method::Balance => None,
        }
    }

    /// The method, and which one of those by hand.
    pub fn method(self) -> (Method, Option<ManualMethodId>) {
        match self {
            Self::Stars => (Method::Stars, None),
            Self::QvaPay => (Method::QvaPay, None),
            Self::Manual(id) => (Method::Manual, Some(id)),
        }
    }

    fn parse(code: &str) -> Result<Self, UnknownAction> {
        Ok(match code {
            "stars" => Self::Stars,
            "qvapay" => Self::QvaPay,
            other => {
                let id = other.strip_prefix('m').ok_or(UnknownAction)?;
                Self::Manual(ManualMethodId(number(id)?))
            }
        })
    }
}

impl fmt::Display for PayBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stars => f.write_str("stars"),
            Self::QvaPay => f.write_str("qvapay"),
            Self::Manual(id) => write!(f, "m{id}"),
        }
    }
}

impl fmt::Display for PurseAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Show => f.write_str("purse:show"),
            Self::History(page) => write!(f, "purse:history:{page}"),
            Self::TopUp => f.write_str("purse:top_up"),
            Self::Sum(currency, minor) => write!(f, "purse:sum:{currency}:{minor}"),
            Self::Pay(by, currency, minor, asked) => {
                write!(f, "purse:pay:{by}:{currency}:{minor}:{asked}")
            }
            Self::Gifts(page) => write!(f, "purse:gifts:{page}"),
            Self::Gift(id) => write!(f, "purse:gift:{id}"),
            Self::Friends => f.write_str("purse:friends"),
            Self::Terms => f.write_str("purse:terms"),
        }
    }
}

impl PurseAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let ["purse", rest @ ..] = parts else {
            return Err(UnknownAction);
        };
        let currency = |code: &str| CurrencyCode::new(code).ok_or(UnknownAction);
        Ok(match rest {
            ["show"] => Self::Show,
            ["history", page] => Self::History(number(page)?),
            ["top_up"] => Self::TopUp,
            ["sum", code, minor] => Self::Sum(currency(code)?, number(minor)?),
            ["pay", by, code, minor, asked] => Self::Pay(
                PayBy::parse(by)?,
                currency(code)?,
                number(minor)?,
                InboxSeq(number(asked)?),
            ),
            ["gifts", page] => Self::Gifts(number(page)?),
            ["gift", id] => Self::Gift(GiftId(number(id)?)),
            ["friends"] => Self::Friends,
            ["terms"] => Self::Terms,
            _ => return Err(UnknownAction),
        })
    }
}
