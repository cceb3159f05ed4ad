//! Money, and what a subscription costs.

use super::Length;
use super::Timestamp;
use serde::{Deserialize, Serialize};

/// An amount in the smallest unit of its currency. Telegram Stars (XTR) have no smaller unit.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Money {
    pub minor: i64,
    /// Three capital letters of ISO 4217, or XTR.
    pub currency: String,
}

/// What a fee buys.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeePeriod {
    /// Thirty days.
    Monthly,
    /// 365 days.
    Yearly,
    Lifetime,
    /// So many days.
    Days(u32),
    /// So many months of the calendar.
    Months(u32),
    /// Until that instant, whenever it was bought.
    Until(Timestamp),
}

impl FeePeriod {
    /// Its length in days, of months about; `None` = for life, or until a date.
    pub fn days(self) -> Option<u32> {
        match self {
            Self::Monthly => Some(30),
            Self::Yearly => Some(365),
            Self::Lifetime | Self::Until(_) => None,
            Self::Days(days) => Some(days),
            Self::Months(months) => Some(months * 30 + months / 12 * 5),
        }
    }

    /// What a plan of that length is called in the price list.
    pub fn of(length: Length) -> Self {
        match length {
            Length::Days(30) => Self::Monthly,
            Length::Days(365) => Self::Yearly,
            Length::Days(days) => Self::Days(days),
            Length::Months(months) => Self::Months(months),
            Length::Until(at) => Self::Until(at),
            Length::Lifetime => Self::Lifetime,
        }
    }

    /// The length of a plan that is called so in the price list.
    pub fn length(self) -> Length {
        match self {
            Self::Monthly => Length::Days(30),
            Self::Yearly => Length::Days(365),
            Self::Lifetime => Length::Lifetime,
            Self::Days(days) => Length::Days(days),
            Self::Months(months) => Length::Months(months),
            Self::Until(at) => Length::Until(at),
        }
    }
}

/// One price.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Fee {
    pub period: FeePeriod,
    pub price: Money,
}

/// The prices of VIP access, stored as JSON in `bot_config.subscription_fees`: what the VIP plans on sale cost, written
/// down with each change of a plan.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct SubscriptionFees {
    pub fees: Vec<Fee>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_of_the_database_is_no_fees() {
        let fees: SubscriptionFees = serde_json::from_str("{}").expect("valid");
        assert_eq!(fees, SubscriptionFees::default());
    }

    #[test]
    fn fees_survive_the_database() {
        let fees = SubscriptionFees {
            fees: vec![
                Fee {
                    period: FeePeriod::Monthly,
                    price: Money {
                        minor: 1_999,
                        currency: "USD".to_owned(),
                    },
                },
                Fee {
                    period: FeePeriod::Days(90),
                    price: Money {
                        minor: 500,
                        currency: "XTR".to_owned(),
                    },
                },
            ],
        };
        let text = serde_json::to_string(&fees).expect("JSON");
        assert_eq!(
            serde_json::from_str::<SubscriptionFees>(&text).ok(),
            Some(fees)
        );
    }
}
