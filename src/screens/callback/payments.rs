//! Buttons of orders and payments, and what is held or paid back: codes that begin with `pay:`.

use super::UnknownAction;
use super::number;
use crate::models::OrderFilter;
use crate::models::OrderId;
use crate::models::PaymentFilter;
use crate::models::PaymentId;
use std::fmt;

/// What a button of orders and payments, and what is held or paid back does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PaymentAction {
    /// A page of payments.
    List(PaymentFilter, u32),
    /// One of them.
    Show(PaymentId),
    /// A page of orders.
    Orders(OrderFilter, u32),
    /// One of them.
    Order(OrderId),
    /// Ask for a code or a number.
    Find,
    /// Ask whether to let held money count as it is.
    Release(PaymentId),
    ReleaseYes(PaymentId),
    /// Ask whether to put held money on a balance.
    Balance(PaymentId),
    BalanceYes(PaymentId),
    /// Ask on whose balance.
    BalanceOf(PaymentId),
    /// Ask which order held money pays.
    ToOrder(PaymentId),
    /// Ask whether it was given back by hand.
    Return(PaymentId),
    ReturnYes(PaymentId),
    /// Ask whether to pay back.
    Refund(PaymentId),
    RefundYes(PaymentId),
    /// Have the provider pay back once more.
    Again(PaymentId),
}

impl PaymentAction {
    /// What waits for a decision.
    pub const MAIN: Self = Self::List(PaymentFilter::Held, 0);
}

impl fmt::Display for PaymentAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List(filter, page) => write!(f, "pay:list:{}:{page}", filter.name()),
            Self::Orders(filter, page) => write!(f, "pay:orders:{}:{page}", filter.name()),
            Self::Order(id) => write!(f, "pay:order:{id}"),
            Self::Find => f.write_str("pay:find"),
            Self::Show(id) => write!(f, "pay:show:{id}"),
            Self::Release(id) => write!(f, "pay:release:{id}"),
            Self::ReleaseYes(id) => write!(f, "pay:release_yes:{id}"),
            Self::Balance(id) => write!(f, "pay:balance:{id}"),
            Self::BalanceYes(id) => write!(f, "pay:balance_yes:{id}"),
            Self::BalanceOf(id) => write!(f, "pay:balance_of:{id}"),
            Self::ToOrder(id) => write!(f, "pay:to_order:{id}"),
            Self::Return(id) => write!(f, "pay:return:{id}"),
            Self::ReturnYes(id) => write!(f, "pay:return_yes:{id}"),
            Self::Refund(id) => write!(f, "pay:refund:{id}"),
            Self::RefundYes(id) => write!(f, "pay:refund_yes:{id}"),
            Self::Again(id) => write!(f, "pay:again:{id}"),
        }
    }
}

impl PaymentAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        match parts {
            ["pay", "list", filter, page] => {
                let filter = PaymentFilter::parse(filter).ok_or(UnknownAction)?;
                Ok(Self::List(filter, number(page)?))
            }
            ["pay", "orders", filter, page] => {
                let filter = OrderFilter::parse(filter).ok_or(UnknownAction)?;
                Ok(Self::Orders(filter, number(page)?))
            }
            ["pay", "order", id] => Ok(Self::Order(OrderId(number(id)?))),
            ["pay", "find"] => Ok(Self::Find),
            ["pay", verb, id] => Self::of_payment(verb, PaymentId(number(id)?)),
            _ => Err(UnknownAction),
        }
    }

    fn of_payment(verb: &str, id: PaymentId) -> Result<Self, UnknownAction> {
        Ok(match verb {
            "show" => Self::Show(id),
            "release" => Self::Release(id),
            "release_yes" => Self::ReleaseYes(id),
            "balance" => Self::Balance(id),
            "balance_yes" => Self::BalanceYes(id),
            "balance_of" => Self::BalanceOf(id),
            "to_order" => Self::ToOrder(id),
            "return" => Self::Return(id),
            "return_yes" => Self::ReturnYes(id),
            "refund" => Self::Refund(id),
            "refund_yes" => Self::RefundYes(id),
            "again" => Self::Again(id),
            _ => return Err(UnknownAction),
        })
    }
}
