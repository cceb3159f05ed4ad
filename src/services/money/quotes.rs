//! What a plan costs somebody, in each way in which they may pay.

use super::books;
use super::eligible;
use super::orders;
use crate::context::Ctx;
use crate::crud;
use crate::models::ByLang;
use crate::models::CODE_KEY;
use crate::models::CurrencyCode;
use crate::models::Method;
use crate::models::Money;
use crate::models::MoneyRefusal;
use crate::models::NewOrder;
use crate::models::Order;
use crate::models::Plan;
use crate::models::Quote;
use crate::models::Recipient;
use crate::models::Refusal;
use crate::models::STARS;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::Way;
use crate::services::ServiceError;
use ring::digest::SHA256;
use ring::digest::digest;
use rusqlite::Connection;

/// Prices, and the code that somebody typed with whether it is good there.
pub(super) type Priced = (Vec<Quote>, Option<(String, bool)>);

/// For whom prices are asked.
pub(super) struct Counter {
    pub(super) user: UserId,
    pub(super) recipient: Recipient,
    /// The currency of QvaPay's invoices; `None` = the house has no account there.
    qvapay: Option<String>,
    pub(super) now: Timestamp,
}

impl Counter {
    /// A counter before somebody who buys for that recipient.
    pub(super) fn new(ctx: &Ctx, user: UserId, recipient: Recipient, now: Timestamp) -> Self {
        Self {
            user,
            recipient,
            qvapay: (ctx.providers.of_method(Method::QvaPay))
                .map(|provider| provider.currency().to_owned()),
            now,
        }
    }

    /// Why a plan is not sold to them now.
    pub(super) fn judge(
        &self,
        connection: &Connection,
        plan: &Plan,
    ) -> Result<Option<Refusal>, ServiceError> {
        let kind = self.recipient.kind();
        match eligible::judge_plan(connection, plan, self.user, kind, self.now) {
            Ok(()) => Ok(None),
            Err(ServiceError::Refused(why)) => Ok(Some(why)),
            Err(error) => Err(error),
        }
    }

    /// The prices with the code they typed if it is good here, else without; and the code.
    pub(super) fn with_code(
        &self,
        connection: &Connection,
        plan: &Plan,
    ) -> Result<Priced, ServiceError> {
        let Some(code) = crud::user_settings::get(connection, self.user, CODE_KEY)? else {
            return Ok((self.quotes(connection, plan, None)?, None));
        };
        match self.quotes(connection, plan, Some(&code)) {
            Ok(quotes) => Ok((quotes, Some((code, true)))),
            Err(ServiceError::Refused(_)) => {
                Ok((self.quotes(connection, plan, None)?, Some((code, false))))
            }
            Err(error) => Err(error),
        }
    }

    /// What a plan costs them in each open way to pay. With a code: in those in which it is good.
    ///
    /// # Errors
    /// With a code that is good in none: why.
    pub(super) fn quotes(
        &self,
        connection: &Connection,
        plan: &Plan,
        code: Option<&str>,
    ) -> Result<Vec<Quote>, ServiceError> {
        let settings = crud::shop_settings::get(connection)?;
        let balance = books::balance(connection, self.user)?;
        let mut quotes = Vec::new();
        let mut refused = None;
        for (way, currency, names) in self.ways(connection, plan, &balance, code.is_some())? {
            let new = self.new_order(plan, way, &currency, code.map(str::to_owned));
            match orders::wanted(connection, self.user, &new, &settings, self.now) {
                Ok(order) if !affords(way, &order.price, &balance) => {}
                Ok(order) => quotes.push(quote(way, names, order)?),
                Err(ServiceError::Refused(Refusal::Money(MoneyRefusal::MethodClosed))) => {}
                Err(ServiceError::Refused(why)) => refused = refused.or(Some(why)),
                Err(error) => return Err(error),
            }
        }
        match refused {
            Some(why) if quotes.is_empty() => Err(why.into()),
            Some(_) | None => Ok(free_first(quotes)),
        }
    }

    /// The ways there are, each with its currency.
    fn ways(
        &self,
        connection: &Connection,
        plan: &Plan,
        balance: &[Money],
        has_code: bool,
    ) -> Result<Vec<(Way, String, Option<ByLang>)>, ServiceError> {
        let mut ways = Vec::new();
        // A code is good for one payment, and a gift is one: neither makes a subscription.
        let is_monthly = plan.renews && self.recipient == Recipient::Buyer && !has_code;
        ways.push((Way::Stars, STARS.to_owned(), None));
        if is_monthly {
            ways.push((Way::Monthly, STARS.to_owned(), None));
        }
        if let Some(currency) = &self.qvapay {
            ways.push((Way::QvaPay, currency.clone(), None));
        }
        for method in crud::manual_methods::list(connection)? {
            if method.is_enabled {
                let way = Way::Manual(method.id);
                ways.push((way, method.currency, Some(method.names)));
            }
        }
        for has in balance {
            if let Some(code) = CurrencyCode::new(&has.currency) {
                ways.push((Way::Balance(code), has.currency.clone(), None));
            }
        }
        ways.retain(|(_, currency, _)| plan.price(currency).is_some());
        Ok(ways)
    }

    /// The wish in the words of an order, but for what made it.
    pub(super) fn new_order(
        &self,
        plan: &Plan,
        way: Way,
        currency: &str,
        promo: Option<String>,
    ) -> NewOrder {
        let manual_method = match way {
            Way::Manual(id) => Some(id),
            Way::Stars | Way::Monthly | Way::QvaPay | Way::Balance(_) => None,
        };
        NewOrder {
            kind: self.recipient.kind(),
            plan: Some(plan.id),
            method: way.method(),
            manual_method,
            currency: currency.to_owned(),
            amount: None,
            promo,
            renews: way == Way::Monthly,
            made_from: String::new(),
        }
    }
}

/// Whether a balance is enough, where one is asked for.
fn affords(way: Way, price: &Money, balance: &[Money]) -> bool {
    match way {
        Way::Balance(_) => balance
            .iter()
            .any(|has| has.currency == price.currency && has.minor >= price.minor),
        Way::Stars | Way::Monthly | Way::QvaPay | Way::Manual(_) => true,
    }
}

/// What costs nothing costs nothing in every way: one is enough.
fn free_first(mut quotes: Vec<Quote>) -> Vec<Quote> {
    match quotes.iter().position(|quote| quote.price.minor == 0) {
        Some(free) => vec![quotes.swap_remove(free)],
        None => quotes,
    }
}

fn quote(way: Way, names: Option<ByLang>, order: Order) -> Result<Quote, ServiceError> {
    Ok(Quote {
        seen: mark_of(&order)?,
        way,
        names,
        list_minor: order.list_minor,
        price: order.price,
        extra_days: order.extra_days,
    })
}

/// A mark of what an order promises and costs: what was shown is told from what would be sold now.
fn mark_of(order: &Order) -> Result<u32, ServiceError> {
    let said = (&order.goods, &order.price, order.extra_days);
    let text = serde_json::to_vec(&said)
        .map_err(|error| ServiceError::Fault(format!("an order is no JSON: {error}")))?;
    let hash = digest(&SHA256, &text);
    Ok(match hash.as_ref() {
        [first, second, third, fourth, ..] => {
            u32::from_be_bytes([*first, *second, *third, *fourth])
        }
        _ => 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::Length;
    use crate::models::Product;
    use crate::services::money::testing;
    use crate::services::tests;
    use std::collections::BTreeSet;

    #[tokio::test]
    async fn a_thousand_prices_have_a_thousand_marks() {
        let ctx = testing::shop().await;
        tests::person(&ctx, 100).await;
        let plan = testing::plan(&ctx, &[Product::Vip], Length::Days(30)).await;
        let mut order = testing::order(&ctx, 100, plan, Method::QvaPay, "1").await;
        let mut marks = BTreeSet::new();
        for minor in 0..1_000 {
            order.price.minor = minor;
            marks.insert(mark_of(&order).expect("a mark"));
        }
        assert_eq!(marks.len(), 1_000);
    }
}
