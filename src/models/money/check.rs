//! What a look through the books found.

use super::LedgerAccount;
use crate::models::Money;
use crate::models::OrderId;
use crate::models::PaymentId;
use crate::models::PostingId;
use crate::models::UserId;

/// The most findings of one sort that are named; the others are found when these are mended.
pub const MOST_FINDINGS: usize = 20;

/// What the books say, and what does not fit.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct BooksCheck {
    /// Postings that were added up.
    pub postings: i64,
    /// Those whose entries do not sum to zero.
    pub unbalanced: Vec<PostingId>,
    /// Balances below zero.
    pub negative: Vec<(UserId, Money)>,
    /// Accounts that say something else than the payments.
    pub off: Vec<OffAccount>,
    /// Paid, and what it is for not given yet; its delivery was woken.
    pub waiting: Vec<PaymentId>,
    /// Given without a payment that is booked.
    pub unbooked: Vec<PaymentId>,
    /// Orders that pass for paid and have no payment that counts.
    pub unpaid: Vec<OrderId>,
    /// What somebody still has of a payment that does not count, or that never came.
    pub kept: Vec<PaymentId>,
    /// Payments that pass for delivered, and of which nothing is there.
    pub missing: Vec<PaymentId>,
    /// The sum of each account, all balances as one.
    pub accounts: Vec<AccountSum>,
}

impl BooksCheck {
    /// How many things are wrong. What waits for its delivery is not: it is shown, and tried again.
    pub fn faults(&self) -> usize {
        self.unbalanced.len()
            + self.negative.len()
            + self.off.len()
            + self.unbooked.len()
            + self.unpaid.len()
            + self.kept.len()
            + self.missing.len()
    }
}

/// An account that does not agree with the payments behind it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OffAccount {
    pub account: LedgerAccount,
    /// What the books hold there, as an amount that is owed or lies with the provider.
    pub books: Money,
    /// What the payments say.
    pub payments: Money,
}

/// A line of the summary of the books.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountSum {
    /// `None` = all balances of people together.
    pub account: Option<LedgerAccount>,
    /// Debits are positive.
    pub sum: Money,
}
