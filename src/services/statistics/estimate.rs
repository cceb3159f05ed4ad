//! What active subscriptions would bring, by the fees that are set.
//!
//! Each active subscriber whose access has an end counts, in each currency, with the fee whose length is nearest to the
//! length of what they got last (`vip_subscribers.term_seconds`), spread evenly over that fee's days: a month is 30
//! days and a year 365. Access for life brings nothing more. Currencies are told apart, never added.
//!
//! An access sold, on the day it is sold, is worth the price for its length in the currency with most fees.

use super::ServiceError;
use crate::crud;
use crate::models::DAY;
use crate::models::DurationHours;
use crate::models::Estimate;
use crate::models::Expected;
use crate::models::Fee;
use crate::models::FeePeriod;
use crate::models::Money;
use crate::models::SubscriptionFees;
use crate::utils::order::InOrder;
use rusqlite::Connection;

const MONTH_DAYS: i128 = 30;
const YEAR_DAYS: i128 = 365;
const DAY_HOURS: i64 = 24;

/// A price for so many days, and how many subscribers count with it.
#[derive(Clone, Copy, Debug)]
struct Counted {
    days: i64,
    minor: i64,
    people: i64,
}

/// The estimate by those fees.
pub fn estimate(
    connection: &Connection,
    fees: &SubscriptionFees,
) -> Result<Estimate, ServiceError> {
    let mut expected = Vec::new();
    for currency in currencies(fees) {
        let mut counted = Vec::new();
        for (days, minor, from, to) in ranges(fees, &currency) {
            let people = crud::statistics::count_terms(connection, from, to)?;
            counted.push(Counted {
                days,
                minor,
                people,
            });
        }
        expected.push(Expected {
            per_month: sum(&counted, MONTH_DAYS, &currency),
            per_year: sum(&counted, YEAR_DAYS, &currency),
        });
    }
    Ok(if expected.is_empty() {
        Estimate::NoFees
    } else {
        Estimate::Some(expected)
    })
}

/// The prices of one currency.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Prices {
    pub currency: String,
    /// There are fees in other currencies.
    pub has_others: bool,
    /// Hours and price, in the order in which they were set.
    terms: Vec<(i64, i64)>,
    lifetime: Option<i64>,
}

impl Prices {
    /// The prices of the currency with most fees, of two with as many the one set first. `None` without fees.
    pub fn usual(fees: &SubscriptionFees) -> Option<Self> {
        let mut counted: Vec<(&str, usize)> = Vec::new();
        for fee in &fees.fees {
            let currency = fee.price.currency.as_str();
            match counted.iter_mut().find(|(known, _)| *known == currency) {
                Some((_, count)) => *count += 1,
                None => counted.push((currency, 1)),
            }
        }
        let most = counted.iter().map(|(_, count)| *count).max()?;
        let (currency, _) = *counted.iter().find(|(_, count)| *count == most)?;
        let of_it = || {
            fees.fees
                .iter()
                .filter(move |fee| fee.price.currency == currency)
        };
        let term = |fee: &Fee| {
            let days = fee.period.days().filter(|days| *days > 0)?;
            Some((i64::from(days) * DAY_HOURS, fee.price.minor))
        };
        Some(Self {
            currency: currency.to_owned(),
            has_others: counted.len() > 1,
            terms: of_it().filter_map(term).collect(),
            lifetime: of_it()
                .find(|fee| fee.period == FeePeriod::Lifetime)
                .map(|fee| fee.price.minor),
        })
    }

    /// What an access of that length is worth: the price for just that length, else that of the nearest one in
    /// proportion, of two as near that of the longer. `None` where no price says anything of it.
    pub fn worth(&self, hours: DurationHours) -> Option<i64> {
        let Some(hours) = hours else {
            return self.lifetime;
        };
        let (length, minor) = self
            .terms
            .iter()
            .copied()
            .min_by_key(|(length, _)| ((length - hours).abs(), -length))?;
        let (length, all) = (i128::from(length), i128::from(minor) * i128::from(hours));
        i64::try_from((all * 2 + length).div_euclid(length * 2)).ok()
    }
}

/// The currencies of fees with a length, in their order.
fn currencies(fees: &SubscriptionFees) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for fee in &fees.fees {
        let has_length = fee.period.days().is_some_and(|days| days > 0);
        if has_length && !found.contains(&fee.price.currency) {
            found.push(fee.price.currency.clone());
        }
    }
    found
}

/// Each fee of a currency as (days, price, from, to): the terms from `from` up to `to` seconds are nearest to it.
fn ranges(fees: &SubscriptionFees, currency: &str) -> Vec<(i64, i64, i64, i64)> {
    let mut prices: Vec<(i64, i64)> = fees
        .fees
        .iter()
        .filter(|fee| fee.price.currency == currency)
        .filter_map(|fee| {
            let days = fee.period.days().filter(|days| *days > 0)?;
            Some((i64::from(days), fee.price.minor))
        })
        .collect();
    // Of two fees for the same days the first one set counts.
    prices.order_by_key(|(days, _)| *days);
    prices.dedup_by_key(|(days, _)| *days);
    let middle = |first: i64, second: i64| (first + second) * DAY / 2;
    (0..prices.len())
        .map(|place| {
            let (days, minor) = prices[place];
            let from = match place {
                0 => i64::MIN,
                _ => middle(prices[place - 1].0, days),
            };
            let to = prices
                .get(place + 1)
                .map_or(i64::MAX, |next| middle(days, next.0));
            (days, minor, from, to)
        })
        .collect()
}

/// What so many days bring, rounded to the currency's smallest unit.
fn sum(counted: &[Counted], over_days: i128, currency: &str) -> Money {
    let minor: i128 = counted
        .iter()
        .map(|fee| {
            let (days, all) = (
                i128::from(fee.days),
                i128::from(fee.minor) * i128::from(fee.people) * over_days,
            );
            (all * 2 + days).div_euclid(days * 2)
        })
        .sum();
    Money {
        minor: i64::try_from(minor).unwrap_or(i64::MAX),
        currency: currency.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fees(list: &[(FeePeriod, i64, &str)]) -> SubscriptionFees {
        SubscriptionFees {
            fees: list
                .iter()
                .map(|(period, minor, currency)| Fee {
                    period: *period,
                    price: Money {
                        minor: *minor,
                        currency: (*currency).to_owned(),
                    },
                })
                .collect(),
        }
    }

    #[test]
    fn a_term_counts_with_the_nearest_fee() {
        let fees = fees(&[
            (FeePeriod::Yearly, 10_000, "USD"),
            (FeePeriod::Monthly, 1_000, "USD"),
            (FeePeriod::Lifetime, 50_000, "USD"),
            (FeePeriod::Days(7), 300, "EUR"),
        ]);
        assert_eq!(currencies(&fees), ["USD", "EUR"]);
        let middle = (30 + 365) * DAY / 2;
        assert_eq!(
            ranges(&fees, "USD"),
            [
                (30, 1_000, i64::MIN, middle),
                (365, 10_000, middle, i64::MAX)
            ]
        );
        assert_eq!(ranges(&fees, "EUR"), [(7, 300, i64::MIN, i64::MAX)]);
        assert!(ranges(&fees, "XTR").is_empty());
    }

    #[test]
    fn a_fee_is_spread_over_its_days() {
        let counted = [
            Counted {
                days: 30,
                minor: 1_000,
                people: 3,
            },
            Counted {
                days: 365,
                minor: 10_000,
                people: 2,
            },
        ];
        // 3 × 10.00 + 2 × 100.00 × 30 ÷ 365
        assert_eq!(sum(&counted, MONTH_DAYS, "USD").minor, 3_000 + 1_644);
        assert_eq!(sum(&counted, YEAR_DAYS, "USD").minor, 36_500 + 20_000);
        assert_eq!(sum(&[], YEAR_DAYS, "USD").minor, 0);
    }

    #[test]
    fn an_access_is_worth_its_own_price_or_the_nearest_in_proportion() {
        let prices = Prices::usual(&fees(&[
            (FeePeriod::Lifetime, 9_000, "EUR"),
            (FeePeriod::Monthly, 1_000, "USD"),
            (FeePeriod::Yearly, 9_125, "USD"),
            (FeePeriod::Days(90), 2_500, "USD"),
        ]))
        .expect("there are fees");
        assert_eq!((prices.currency.as_str(), prices.has_others), ("USD", true));
        for (days, worth) in [
            (30, 1_000),
            (90, 2_500),
            (365, 9_125),
            (15, 500),
            // 60 lies as near to 30 as to 90: 25.00 for 90 makes 16.67.
            (60, 1_667),
            // Nearest to a year, which makes 25 cents a day.
            (400, 10_000),
        ] {
            assert_eq!(prices.worth(Some(days * 24)), Some(worth), "{days}");
        }
        assert_eq!(prices.worth(Some(1)), Some(1), "an hour is 1.39 cents");
        assert_eq!(prices.worth(None), None, "for life only in euros");
        let only_life = Prices::usual(&fees(&[(FeePeriod::Lifetime, 9_000, "EUR")]));
        let only_life = only_life.expect("a fee");
        assert_eq!(only_life.worth(None), Some(9_000));
        assert_eq!(only_life.worth(Some(720)), None);
        assert_eq!(Prices::usual(&fees(&[])), None);
        let as_many = fees(&[
            (FeePeriod::Monthly, 5, "XTR"),
            (FeePeriod::Monthly, 1, "USD"),
        ]);
        let currency = Prices::usual(&as_many).map(|prices| prices.currency);
        assert_eq!(currency.as_deref(), Some("XTR"));
    }

    proptest! {
        #[test]
        fn every_term_counts_with_exactly_one_fee(days in proptest::collection::vec(1u32..4_000, 1..6), term in 0i64..400_000_000) {
            let list: Vec<_> = days.iter().map(|days| (FeePeriod::Days(*days), 1, "USD")).collect();
            let fees = fees(&list);
            let hit: Vec<_> = ranges(&fees, "USD").into_iter().filter(|(_, _, from, to)| (*from..*to).contains(&term)).collect();
            prop_assert_eq!(hit.len(), 1);
            let nearest = days.iter().map(|days| (i64::from(*days) * DAY - term).abs()).min();
            prop_assert_eq!(Some((hit[0].0 * DAY - term).abs()), nearest);
        }
    }
}
