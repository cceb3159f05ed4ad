//! The books: double entry, in the smallest units of each currency.

use super::Method;
use crate::models::Money;
use crate::models::OrderId;
use crate::models::PaymentId;
use crate::models::PostingId;
use crate::models::Timestamp;
use crate::models::UserId;
use std::fmt;

/// An account of the books. Debits are positive.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LedgerAccount {
    /// Money that lies with a provider, or in the operator's hands.
    Provider(Method),
    /// Paid, and not delivered yet.
    Owed,
    /// Came, and an admin decides.
    Held,
    /// Sold and delivered.
    Sales,
    /// What a person has with the house.
    Balance(UserId),
    /// Given or taken by hand.
    Adjustments,
    /// Given to those who brought friends.
    Referrals,
}

impl fmt::Display for LedgerAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Provider(method) => write!(f, "provider:{}", method.name()),
            Self::Owed => f.write_str("owed"),
            Self::Held => f.write_str("held"),
            Self::Sales => f.write_str("sales"),
            Self::Balance(user) => write!(f, "balance:{user}"),
            Self::Adjustments => f.write_str("adjustments"),
            Self::Referrals => f.write_str("referrals"),
        }
    }
}

impl LedgerAccount {
    /// The account of that stored name.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text.split_once(':') {
            Some(("provider", method)) => Self::Provider(Method::parse(method)?),
            Some(("balance", user)) => Self::Balance(UserId(user.parse().ok()?)),
            Some(_) => return None,
            None => match text {
                "owed" => Self::Owed,
                "held" => Self::Held,
                "sales" => Self::Sales,
                "adjustments" => Self::Adjustments,
                "referrals" => Self::Referrals,
                _ => return None,
            },
        })
    }
}

/// What a posting is of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PostingKind {
    Received,
    Held,
    /// An admin let held money count.
    Released,
    Delivered,
    /// Paid money went on a balance.
    ToBalance,
    /// What a payment brought was taken back: its money waits to go back.
    TakenBack,
    Refunded,
    /// An admin gave or took by hand.
    Adjusted,
    Referral,
}

impl PostingKind {
    /// All of them.
    pub const ALL: [PostingKind; 9] = [
        Self::Received,
        Self::Held,
        Self::Released,
        Self::Delivered,
        Self::ToBalance,
        Self::TakenBack,
        Self::Refunded,
        Self::Adjusted,
        Self::Referral,
    ];

    /// The name stored in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Held => "held",
            Self::Released => "released",
            Self::Delivered => "delivered",
            Self::ToBalance => "to_balance",
            Self::TakenBack => "taken_back",
            Self::Refunded => "refunded",
            Self::Adjusted => "adjusted",
            Self::Referral => "referral",
        }
    }

    /// The kind of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// Something to be booked: one amount from an account to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewPosting {
    pub kind: PostingKind,
    /// Debited.
    pub to: LedgerAccount,
    /// Credited.
    pub from: LedgerAccount,
    pub amount: Money,
    pub order: Option<OrderId>,
    pub payment: Option<PaymentId>,
    pub user: Option<UserId>,
    /// `None` = the house.
    pub by: Option<UserId>,
    pub reason: Option<String>,
    /// What it is of: the same fact is booked once.
    pub fact: String,
}

/// A line of the books.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Posting {
    pub id: PostingId,
    pub kind: PostingKind,
    pub order: Option<OrderId>,
    pub payment: Option<PaymentId>,
    pub user: Option<UserId>,
    pub by: Option<UserId>,
    pub reason: Option<String>,
    pub at: Timestamp,
    pub entries: Vec<(LedgerAccount, Money)>,
}
