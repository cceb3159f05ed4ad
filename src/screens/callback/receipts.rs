//! Buttons of receipts, on both sides: codes that begin with `receipt:`.

use super::UnknownAction;
use super::number;
use crate::models::OrderId;
use crate::models::ReceiptFilter;
use crate::models::ReceiptId;
use crate::models::UsualReason;
use std::fmt;

/// What a button of receipts does. No amount stands in any: what is to be paid is read from the order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ReceiptAction {
    /// The buyer: how is the order paid?
    How(OrderId),
    /// The buyer: I have paid; the receipt comes next.
    Send(OrderId),
    /// The buyer: it was the wrong one.
    Withdraw(ReceiptId),
    /// Receipts, page by page.
    List(ReceiptFilter, u32),
    /// One of them.
    Show(ReceiptId),
    /// Its picture.
    Look(ReceiptId),
    /// It looks like an earlier one: approve it all the same?
    Sure(ReceiptId),
    /// What was agreed has come.
    Approve(ReceiptId),
    /// How much has come?
    Amount(ReceiptId),
    /// Why is it refused?
    Reject(ReceiptId),
    /// Refuse it for that reason.
    RejectAs(ReceiptId, UsualReason),
    /// Refuse it in own words.
    RejectWords(ReceiptId),
}

impl fmt::Display for ReceiptAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::How(order) => write!(f, "receipt:how:{order}"),
            Self::Send(order) => write!(f, "receipt:send:{order}"),
            Self::Withdraw(id) => write!(f, "receipt:undo:{id}"),
            Self::List(filter, page) => write!(f, "receipt:list:{}:{page}", filter.name()),
            Self::Show(id) => write!(f, "receipt:show:{id}"),
            Self::Look(id) => write!(f, "receipt:look:{id}"),
            Self::Sure(id) => write!(f, "receipt:sure:{id}"),
            Self::Approve(id) => write!(f, "receipt:ok:{id}"),
            Self::Amount(id) => write!(f, "receipt:amount:{id}"),
            Self::Reject(id) => write!(f, "receipt:no:{id}"),
            Self::RejectAs(id, reason) => write!(f, "receipt:no:{id}:{}", reason.name()),
            Self::RejectWords(id) => write!(f, "receipt:no_words:{id}"),
        }
    }
}

impl ReceiptAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let order = |text: &str| number(text).map(OrderId);
        let id = |text: &str| number(text).map(ReceiptId);
        Ok(match parts {
            ["receipt", "how", text] => Self::How(order(text)?),
            ["receipt", "send", text] => Self::Send(order(text)?),
            ["receipt", "undo", text] => Self::Withdraw(id(text)?),
            ["receipt", "list", filter, page] => Self::List(
                ReceiptFilter::parse(filter).ok_or(UnknownAction)?,
                number(page)?,
            ),
            ["receipt", "show", text] => Self::Show(id(text)?),
            ["receipt", "look", text] => Self::Look(id(text)?),
            ["receipt", "sure", text] => Self::Sure(id(text)?),
            ["receipt", "ok", text] => Self::Approve(id(text)?),
            ["receipt", "amount", text] => Self::Amount(id(text)?),
            ["receipt", "no", text] => Self::Reject(id(text)?),
            ["receipt", "no", text, reason] => {
                Self::RejectAs(id(text)?, UsualReason::parse(reason).ok_or(UnknownAction)?)
            }
            ["receipt", "no_words", text] => Self::RejectWords(id(text)?),
            _ => return Err(UnknownAction),
        })
    }
}
