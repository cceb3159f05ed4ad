//! What people have with the house besides what they bought: a balance, gifts, and friends they brought.

use super::ByLang;
use super::GivenPart;
use super::Goods;
use super::Method;
use super::PostingKind;
use super::ReferralRule;
use crate::models::GiftId;
use crate::models::ManualMethodId;
use crate::models::Money;
use crate::models::OrderId;
use crate::models::PaymentId;
use crate::models::Timestamp;
use crate::models::UserId;
use serde::{Deserialize, Serialize};

/// A no about a balance, a gift or a friend.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PurseRefusal {
    /// What was typed is no amount.
    AmountUnclear,
    /// Nothing is paid in that currency here; `open` are the codes that are.
    AmountCurrency { open: Vec<String> },
    /// More decimals than the currency has.
    AmountDecimals { most: u32 },
    /// More than one payment of that way may be.
    AmountTooMuch { most: Money },
    /// There is no way to pay a top-up just now.
    TopUpClosed,
    /// No gift has that code.
    GiftUnknown,
    /// Somebody opened it before.
    GiftTaken,
    /// It was paid back.
    GiftDead,
    /// What they have lasts as long or longer: it would bring nothing.
    GiftUseless,
    /// There is no room for what it brings just now; it stays unopened.
    GiftNoRoom,
}

/// A way to pay a top-up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TopUpWay {
    pub method: Method,
    pub manual: Option<ManualMethodId>,
    /// Of a way by hand; empty for the others, whose name the house knows.
    pub names: ByLang,
    pub currency: String,
    /// The most of one payment, in the smallest units.
    pub most: i64,
}

/// The ways to top up, and what to suggest.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct TopUpOffer {
    pub ways: Vec<TopUpWay>,
    /// Amounts to choose from, in the order in which they are shown.
    pub amounts: Vec<Money>,
}

impl TopUpOffer {
    /// The currencies in which something can be paid, without repeats.
    pub fn currencies(&self) -> Vec<String> {
        let mut codes: Vec<String> = Vec::new();
        for way in &self.ways {
            if !codes.contains(&way.currency) {
                codes.push(way.currency.clone());
            }
        }
        codes
    }

    /// The ways by which that amount can be paid.
    pub fn for_amount<'a>(&'a self, amount: &'a Money) -> impl Iterator<Item = &'a TopUpWay> {
        (self.ways.iter()).filter(|way| way.currency == amount.currency && amount.minor <= way.most)
    }
}

/// `/balance`.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Wallet {
    /// What is there, by currency; empty = nothing.
    pub balance: Vec<Money>,
    /// Whether there is a way to top up.
    pub can_top_up: bool,
    /// Gifts they paid for.
    pub gifts: i64,
    pub has_history: bool,
    /// Friends bring something.
    pub has_referrals: bool,
}

/// A line of the history of somebody's balance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WalletLine {
    pub kind: PostingKind,
    pub at: Timestamp,
    pub order: Option<OrderId>,
    /// More is positive.
    pub amount: Money,
}

/// A row of `gifts`, without its code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gift {
    pub id: GiftId,
    pub payment: PaymentId,
    pub buyer: UserId,
    /// The code, sealed.
    pub sealed: String,
    pub goods: Goods,
    pub extra_days: u32,
    pub created_at: Timestamp,
    pub redeemed_by: Option<UserId>,
    pub redeemed_at: Option<Timestamp>,
    /// It was paid back.
    pub revoked_at: Option<Timestamp>,
    /// What it brought.
    pub given: Vec<GivenPart>,
}

impl Gift {
    /// Whether somebody can still open it.
    pub fn is_open(&self) -> bool {
        self.redeemed_at.is_none() && self.revoked_at.is_none()
    }
}

/// A gift as its buyer sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GiftCard {
    pub gift: Gift,
    /// What the link carries; `None` = nobody can open it any more.
    pub code: Option<String>,
    /// Whoever opened it.
    pub taker: Option<String>,
}

/// What opening a gift led to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Opened {
    /// The buyer opened their own link: it is for somebody else.
    Own(GiftCard),
    /// It is theirs, since now or before.
    Theirs(Gift),
}

/// The own link and what it brought.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReferralView {
    pub rule: ReferralRule,
    /// What the link carries.
    pub code: String,
    /// Friends who came by it.
    pub friends: i64,
    /// Friends who were rewarded for.
    pub rewarded: i64,
    /// Days that wait for something to lengthen.
    pub waiting_days: i64,
}

/// A row of `referral_rewards`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reward {
    pub friend: UserId,
    pub inviter: UserId,
    pub payment: PaymentId,
    /// Days more of what they have.
    pub days: Option<u32>,
    /// Or money on their balance.
    pub credit: Option<Money>,
    pub at: Timestamp,
    /// When the days were added.
    pub given_at: Option<Timestamp>,
    /// What the days lengthened; empty while they wait for something that runs.
    pub given: Vec<GivenPart>,
}

/// What somebody is told of their gifts and friends.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PurseNews {
    /// Somebody opened a gift of theirs.
    GiftOpened(GiftId),
    /// That friend paid, and they are rewarded.
    Rewarded(UserId),
}
