//! Somebody's balance: what is there, what happened, and how to put more on it.

use super::books;
use super::manual;
use super::orders;
use super::provider;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::ByLang;
use crate::models::Method;
use crate::models::Money;
use crate::models::MoneyRefusal;
use crate::models::NewOrder;
use crate::models::OrderId;
use crate::models::PAGE_ROWS;
use crate::models::Page;
use crate::models::Product;
use crate::models::PromoFault;
use crate::models::PurseRefusal;
use crate::models::Refusal;
use crate::models::STARS;
use crate::models::ShopSettings;
use crate::models::TopUpOffer;
use crate::models::TopUpWay;
use crate::models::Wallet;
use crate::models::WalletLine;
use crate::services::ServiceError;
use crate::utils::money;
use crate::utils::money::MOST_MINOR;
use crate::utils::money::NotMoney;
use crate::utils::order::InOrder;
use rusqlite::Connection;

/// Stars of one payment of a top-up.
const MOST_STARS: i64 = 10_000;
/// Cents of one invoice of QvaPay (its API, create_invoice).
const MOST_QVAPAY: i64 = 10_000_000;
/// What QvaPay counts in.
const QVAPAY_CURRENCY: &str = "USD";
/// Amounts suggested in one currency.
const MOST_AMOUNTS: usize = 4;

/// `/balance`.
pub async fn wallet(ctx: &Ctx, actor: &Actor) -> Result<Wallet, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let methods = usable(ctx);
    ctx.db
        .read(move |connection| {
            let settings = crud::shop_settings::get(connection)?;
            Ok(Wallet {
                balance: books::balance(connection, user)?,
                can_top_up: !ways(connection, &settings, &methods)?.is_empty(),
                gifts: crud::gifts::count_of_buyer(connection, user)?,
                has_history: crud::purse::has_history(connection, user)?,
                has_referrals: settings.referral.reward.is_some(),
            })
        })
        .await
}

/// A page of what happened on one's own balance, the newest first.
pub async fn history(
    ctx: &Ctx,
    actor: &Actor,
    page: u32,
) -> Result<Page<WalletLine>, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    ctx.db
        .read(move |connection| {
            let rows = i64::from(PAGE_ROWS);
            let found = crud::purse::history(connection, user, rows, rows * i64::from(page))?;
            Ok(Page::new(found.rows, page, found.total))
        })
        .await
}

/// The ways to top up, and amounts to choose from.
///
/// # Errors
/// A refusal when there is no way.
pub async fn offer(ctx: &Ctx) -> Result<TopUpOffer, ServiceError> {
    let methods = usable(ctx);
    ctx.db
        .read(move |connection| {
            let settings = crud::shop_settings::get(connection)?;
            let mut offer = TopUpOffer {
                ways: ways(connection, &settings, &methods)?,
                amounts: Vec::new(),
            };
            if offer.ways.is_empty() {
                return Err(PurseRefusal::TopUpClosed.into());
            }
            for currency in offer.currencies() {
                offer.amounts.extend(amounts(connection, &currency)?);
            }
            Ok(offer)
        })
        .await
}

/// The ways to pay a top-up, of those methods. One that is closed for every product is closed for this too.
fn ways(
    connection: &Connection,
    settings: &ShopSettings,
    methods: &[Method],
) -> Result<Vec<TopUpWay>, ServiceError> {
    let mut ways = Vec::new();
    for method in methods {
        if !(Product::ALL.iter()).any(|product| settings.sells(*method, &[*product])) {
            continue;
        }
        let way = |currency: &str, most| TopUpWay {
            method: *method,
            manual: None,
            names: ByLang::new(),
            currency: currency.to_owned(),
            most,
        };
        match method {
            Method::Stars => ways.push(way(STARS, MOST_STARS)),
            Method::QvaPay => ways.push(way(QVAPAY_CURRENCY, MOST_QVAPAY)),
            Method::Manual => {
                let by_hand = manual::open(connection)?.into_iter();
                ways.extend(by_hand.map(|one| TopUpWay {
                    manual: Some(one.id),
                    names: one.names,
                    ..way(&one.currency, MOST_MINOR)
                }));
            }
            Method::Balance => {}
        }
    }
    Ok(ways)
}

/// The methods that can be used at all just now.
fn usable(ctx: &Ctx) -> Vec<Method> {
    let all = Method::ALL.into_iter();
    all.filter(|method| provider::is_open(ctx, *method))
        .collect()
}

/// What to suggest in a currency: what the plans cost, else round numbers.
fn amounts(connection: &Connection, currency: &str) -> Result<Vec<Money>, ServiceError> {
    let plans = crud::plans::list(connection)?;
    let on_sale = plans.iter().filter(|plan| plan.is_on_sale);
    let mut minors: Vec<i64> = on_sale
        .filter_map(|plan| plan.price(currency))
        .map(|price| price.minor)
        .collect();
    if minors.is_empty() {
        let unit = 10i64.pow(money::decimals(currency).unwrap_or(2));
        let whole = if currency == STARS {
            [100, 250, 500]
        } else {
            [5, 10, 20]
        };
        minors = whole.map(|count| count * unit).to_vec();
    }
    minors.order();
    minors.dedup();
    minors.truncate(MOST_AMOUNTS);
    let amount = |minor| Money {
        minor,
        currency: currency.to_owned(),
    };
    Ok(minors.into_iter().map(amount).collect())
}

/// What somebody may mean by a typed amount: one, or the same number in each currency that is open.
///
/// # Errors
/// The reason why it is none that can be paid.
pub fn read(offer: &TopUpOffer, text: &str) -> Result<Vec<Money>, PurseRefusal> {
    let open = offer.currencies();
    let meant = match money::parse(text) {
        Ok(amount) => vec![amount],
        // A number alone.
        Err(NotMoney::Unreadable) if text.contains(|c: char| c.is_ascii_digit()) => {
            let tries = (open.iter()).map(|code| money::parse(&format!("{text} {code}")));
            let (read, failed): (Vec<_>, Vec<_>) = tries.partition(Result::is_ok);
            match (read.is_empty(), failed.into_iter().next_back()) {
                (true, Some(Err(why))) => return Err(refused(why, open)),
                _ => read.into_iter().filter_map(Result::ok).collect(),
            }
        }
        Err(why) => return Err(refused(why, open)),
    };
    let payable: Vec<Money> = (meant.iter())
        .filter(|amount| offer.for_amount(amount).next().is_some())
        .cloned()
        .collect();
    if !payable.is_empty() {
        return Ok(payable);
    }
    Err(
        match meant
            .first()
            .and_then(|amount| most_in(offer, &amount.currency))
        {
            Some(most) => PurseRefusal::AmountTooMuch { most },
            None => PurseRefusal::AmountCurrency { open },
        },
    )
}

/// The most that can be paid at once in a currency; `None` = it is not open.
fn most_in(offer: &TopUpOffer, currency: &str) -> Option<Money> {
    let open = offer.ways.iter().filter(|way| way.currency == currency);
    let most = open.map(|way| way.most).max()?;
    Some(Money {
        minor: most,
        currency: currency.to_owned(),
    })
}

fn refused(why: NotMoney, open: Vec<String>) -> PurseRefusal {
    match why {
        NotMoney::Unreadable | NotMoney::Range => PurseRefusal::AmountUnclear,
        NotMoney::Currency => PurseRefusal::AmountCurrency { open },
        NotMoney::Decimals { most } => PurseRefusal::AmountDecimals { most },
    }
}

/// The amount of a top-up, if it can be paid that way.
pub(super) fn top_up(
    connection: &Connection,
    settings: &ShopSettings,
    new: &NewOrder,
) -> Result<Money, ServiceError> {
    let minor = new
        .amount
        .filter(|minor| *minor > 0)
        .ok_or(PurseRefusal::AmountUnclear)?;
    if new.promo.is_some() {
        return Err(MoneyRefusal::from(PromoFault::OtherPlan).into());
    }
    // Whether the provider is there was asked before.
    let ways = ways(connection, settings, &Method::ALL)?;
    let way = ways
        .iter()
        .find(|way| {
            way.method == new.method
                && way.manual == new.manual_method
                && way.currency == new.currency
        })
        .ok_or(MoneyRefusal::MethodClosed)?;
    if minor > way.most {
        let most = Money {
            minor: way.most,
            currency: way.currency.clone(),
        };
        return Err(PurseRefusal::AmountTooMuch { most }.into());
    }
    Ok(Money {
        minor,
        currency: new.currency.clone(),
    })
}

/// The order that a wish of theirs made; `None` = none yet.
pub async fn made(
    ctx: &Ctx,
    actor: &Actor,
    made_from: String,
) -> Result<Option<OrderId>, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    ctx.db
        .read(move |connection| orders::made_before(connection, &made_from, user))
        .await
}

#[cfg(test)]
#[path = "purse_tests.rs"]
mod tests;
