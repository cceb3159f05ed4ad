//! What admins set from chat about selling.

use super::ByLang;
use super::Method;
use super::Product;
use crate::models::ManualMethodId;
use crate::models::Money;
use crate::models::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What becomes of a second payment of one order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SecondPayment {
    /// It buys the same once more.
    Extend,
    /// It goes on the payer's balance.
    Balance,
    /// It goes back: Stars at once, the rest by an admin.
    Refund,
}

impl SecondPayment {
    /// All of them, in the order in which they are shown.
    pub const ALL: [SecondPayment; 3] = [Self::Extend, Self::Balance, Self::Refund];

    /// The name stored in the database and said by buttons.
    pub fn name(self) -> &'static str {
        match self {
            Self::Extend => "extend",
            Self::Balance => "balance",
            Self::Refund => "refund",
        }
    }

    /// The rule of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// What an inviter gets when a friend has paid for the first time.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct ReferralRule {
    pub reward: Option<ReferralReward>,
    /// Friends one person is rewarded for; `None` = any number.
    pub most: Option<u32>,
}

/// The reward itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferralReward {
    /// Days more of everything they have running.
    Days(u32),
    /// Money on their balance.
    Credit(Money),
}

/// Texts of the operator about paying, by language.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct ShopTexts {
    /// What `/terms` says; empty = the house's own words.
    pub terms: ByLang,
    /// What `/paysupport` says before it asks.
    pub pay_support: ByLang,
}

/// The one row of `shop_settings`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShopSettings {
    /// An order that is not paid ends after so many minutes.
    pub order_minutes: i64,
    pub second_payment: SecondPayment,
    /// Products that are not sold by a way to pay.
    pub closed: BTreeMap<Method, Vec<Product>>,
    pub texts: ShopTexts,
    pub referral: ReferralRule,
    /// The last part of the address where payment notes arrive: not to be guessed.
    pub webhook_path: String,
}

impl Default for ShopSettings {
    fn default() -> Self {
        Self {
            order_minutes: 30,
            second_payment: SecondPayment::Extend,
            closed: BTreeMap::new(),
            texts: ShopTexts::default(),
            referral: ReferralRule::default(),
            webhook_path: String::new(),
        }
    }
}

impl ShopSettings {
    /// Whether that way to pay is open for all of these products.
    pub fn sells(&self, method: Method, products: &[Product]) -> bool {
        let closed = self.closed.get(&method);
        closed.is_none_or(|closed| products.iter().all(|one| !closed.contains(one)))
    }
}

/// A row of `manual_methods`: a way to pay by hand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ManualMethod {
    pub id: ManualMethodId,
    pub names: ByLang,
    /// How it is paid: the number of the card, say.
    pub instructions: ByLang,
    pub currency: String,
    /// The payer types the number of the transfer too.
    pub wants_reference: bool,
    pub is_enabled: bool,
    pub position: i64,
    pub created_at: Timestamp,
    pub removed_at: Option<Timestamp>,
}
