//! The shop as its customers see it: plans with the ways to pay for them, buying, and one's own orders.
//!
//! What a plan costs is asked of `orders::wanted`, which opens the order too: what a card says is what is ordered.

use super::books;
use super::fulfil;
use super::orders;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::ByLang;
use crate::models::CODE_KEY;
use crate::models::CurrencyCode;
use crate::models::GivenPart;
use crate::models::Goods;
use crate::models::InboxSeq;
use crate::models::MOST_CODE;
use crate::models::Method;
use crate::models::Money;
use crate::models::MoneyRefusal;
use crate::models::NewOrder;
use crate::models::Order;
use crate::models::OrderCard;
use crate::models::OrderId;
use crate::models::OrderKind;
use crate::models::OrderPage;
use crate::models::Plan;
use crate::models::PlanId;
use crate::models::Quote;
use crate::models::Recipient;
use crate::models::Refusal;
use crate::models::STARS;
use crate::models::ShopCard;
use crate::models::ShopPlan;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::Way;
use crate::models::Wish;
use crate::services::ServiceError;
use crate::services::unit::act;
use crate::services::unit::act_lightly;
use crate::utils::seal::SealKey;
use fulfil::End;
use ring::digest::SHA256;
use ring::digest::digest;
use rusqlite::Connection;

/// Orders on a page.
const ORDER_ROWS: u32 = 8;

/// Whether anything is on sale.
pub async fn is_open(ctx: &Ctx) -> Result<bool, ServiceError> {
    ctx.db
        .read(|connection| Ok(crud::shop::is_open(connection)?))
        .await
}

/// What is on sale for somebody, in its order. What they may not buy is not shown to them.
pub async fn plans(
    ctx: &Ctx,
    actor: &Actor,
    now: Timestamp,
) -> Result<Vec<ShopPlan>, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    ctx.db
        .read(move |connection| {
            let mut shown = Vec::new();
            for plan in crud::plans::list(connection)? {
                match orders::judge_plan(connection, &plan, user, OrderKind::Plan, now) {
                    Ok(()) => shown.push(ShopPlan {
                        plan,
                        is_sold_out: false,
                    }),
                    Err(ServiceError::Refused(Refusal::Money(MoneyRefusal::SoldOut))) => {
                        shown.push(ShopPlan {
                            plan,
                            is_sold_out: true,
                        });
                    }
                    Err(ServiceError::Refused(_)) => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(shown)
        })
        .await
}

/// A plan with the ways to pay for it.
///
/// # Errors
/// `NotFound` for one there is not, or not any more.
pub async fn card(
    ctx: &Ctx,
    actor: &Actor,
    plan: PlanId,
    recipient: Recipient,
    now: Timestamp,
) -> Result<ShopCard, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let counter = Counter::new(ctx, user, recipient, now);
    let card = actor.cause.unwrap_or(InboxSeq(0));
    ctx.db
        .read(move |connection| {
            let plan = kept(connection, plan)?;
            let balance = books::balance(connection, user)?;
            let (blocked, quotes, code) = match counter.judge(connection, &plan)? {
                Some(why) => (Some(why), Vec::new(), None),
                None => {
                    let (quotes, code) = counter.with_code(connection, &plan)?;
                    (None, quotes, code)
                }
            };
            Ok(ShopCard {
                running: running(connection, &plan, &counter, &quotes)?,
                plan,
                recipient,
                blocked,
                quotes,
                code,
                balance,
                card,
            })
        })
        .await
}

fn kept(connection: &Connection, plan: PlanId) -> Result<Plan, ServiceError> {
    let plan = crud::plans::get(connection, plan)?;
    Ok(plan
        .filter(|plan| plan.removed_at.is_none())
        .ok_or(Refusal::NotFound)?)
}

/// What somebody has running of a plan, and how far it would go. Of a gift nobody knows.
fn running(
    connection: &Connection,
    plan: &Plan,
    counter: &Counter,
    quotes: &[Quote],
) -> Result<Vec<GivenPart>, ServiceError> {
    let mut parts = Vec::new();
    if counter.recipient == Recipient::Somebody {
        return Ok(parts);
    }
    let extra = quotes.first().map_or(0, |quote| quote.extra_days);
    for product in &plan.goods.products {
        let before = fulfil::running(connection, counter.user, *product, counter.now)?;
        if before.is_none() {
            continue;
        }
        let until = fulfil::end_after(before, plan.goods.length, extra, counter.now)?;
        parts.push(GivenPart {
            product: *product,
            before: before.and_then(End::instant),
            was_lifetime: before == Some(End::Never),
            until: until.instant(),
            added_bytes: None,
            limit_before: None,
            devices_before: None,
        });
    }
    Ok(parts)
}

/// Orders a plan as its card said; what is paid at once is settled at once. The card makes one order of a wish, however
/// often its button is pressed.
///
/// # Errors
/// Refusals when it is not sold to them so, or not as the card said.
pub async fn buy(
    ctx: &Ctx,
    actor: &Actor,
    wish: Wish,
    now: Timestamp,
) -> Result<OrderId, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let counter = Counter::new(ctx, user, wish.recipient, now);
    act(ctx, actor, now, move |tx| {
        let made_from = wish.made_from(user);
        if let Some(made) = orders::made_before(tx, &made_from, user)? {
            return Ok(made);
        }
        let plan = kept(tx, wish.plan)?;
        if let Some(why) = counter.judge(tx, &plan)? {
            return Err(why.into());
        }
        let (quotes, code) = counter.with_code(tx, &plan)?;
        let quote = (quotes.iter().find(|quote| quote.way == wish.way))
            .ok_or(MoneyRefusal::MethodClosed)?;
        if quote.seen != wish.seen {
            return Err(MoneyRefusal::PriceChanged.into());
        }
        let code = code.filter(|(_, fits)| *fits).map(|(code, _)| code);
        let has_code = code.is_some();
        let mut new = counter.new_order(&plan, wish.way, &quote.price.currency, code);
        new.made_from = made_from;
        let order = orders::open_in(tx, user, &new, now)?;
        if has_code {
            crud::user_settings::update(tx, user, CODE_KEY, None)?;
        }
        Ok(order)
    })
    .await
}

/// The order that a wish made before, if it did.
pub async fn made(ctx: &Ctx, actor: &Actor, wish: Wish) -> Result<Option<OrderId>, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    ctx.db
        .read(move |connection| orders::made_before(connection, &wish.made_from(user), user))
        .await
}

/// Keeps a promotion code that somebody typed at a plan; the next order in which it is good uses it.
///
/// # Errors
/// The refusal of the code if it is good in no way to pay for that plan.
pub async fn enter_code(
    ctx: &Ctx,
    actor: &Actor,
    plan: PlanId,
    recipient: Recipient,
    text: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let counter = Counter::new(ctx, user, recipient, now);
    let code: String = text.trim().to_uppercase().chars().take(MOST_CODE).collect();
    act_lightly(ctx, actor, now, move |tx| {
        let plan = kept(tx, plan)?;
        counter.quotes(tx, &plan, Some(&code))?;
        Ok(crud::user_settings::update(
            tx,
            user,
            CODE_KEY,
            Some(&code),
        )?)
    })
    .await
}

/// Forgets the promotion code that somebody typed.
pub async fn drop_code(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<(), ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    act_lightly(ctx, actor, now, move |tx| {
        Ok(crud::user_settings::update(tx, user, CODE_KEY, None)?)
    })
    .await
}

/// A page of somebody's orders, the newest first.
pub async fn orders(ctx: &Ctx, actor: &Actor, page: u32) -> Result<OrderPage, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    ctx.db
        .read(move |connection| {
            let rows = i64::from(ORDER_ROWS);
            let total = crud::orders::of_user(connection, user, 0, 0)?.total;
            let total = u32::try_from(total).unwrap_or(u32::MAX);
            let pages = total.div_ceil(ORDER_ROWS).max(1);
            let page = page.min(pages - 1);
            let found = crud::orders::of_user(connection, user, rows, i64::from(page) * rows)?;
            Ok(OrderPage {
                orders: found.rows,
                page,
                pages,
            })
        })
        .await
}

/// One of somebody's own orders.
///
/// # Errors
/// `NotFound` for somebody else's.
pub async fn order(ctx: &Ctx, actor: &Actor, id: OrderId) -> Result<OrderCard, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let seal = ctx.seal.clone();
    ctx.db
        .read(move |connection| {
            let order = orders::own(connection, id, user)?;
            order_card(connection, &seal, order)
        })
        .await
}

/// An order with what stands around it.
pub(super) fn order_card(
    connection: &Connection,
    seal: &SealKey,
    order: Order,
) -> Result<OrderCard, ServiceError> {
    let manual = match order.manual_method {
        Some(id) => crud::manual_methods::get(connection, id)?,
        None => None,
    };
    let code = match order.promo {
        Some(id) => crud::shop::promo_code(connection, id)?,
        None => None,
    };
    let plan = match order.plan {
        Some(id) => crud::plans::get(connection, id)?,
        None => None,
    };
    // With another key file the address is gone; the order is not.
    let pay_url = order.pay_url.as_deref().and_then(|url| seal.open(url).ok());
    Ok(OrderCard {
        payments: crud::payments::of_order(connection, order.id)?,
        manual,
        pay_url,
        code,
        rejection: crud::shop::rejection(connection, order.id)?,
        is_sold_again: plan.is_some_and(|plan| plan.is_on_sale && plan.removed_at.is_none()),
        order,
    })
}

/// For whom prices are asked.
struct Counter {
    user: UserId,
    recipient: Recipient,
    /// The currency of its invoices; `None` = the house has no account there.
    qvapay: Option<String>,
    now: Timestamp,
}

impl Counter {
    fn new(ctx: &Ctx, user: UserId, recipient: Recipient, now: Timestamp) -> Self {
        Self {
            user,
            recipient,
            qvapay: (ctx.providers.of_method(Method::QvaPay))
                .map(|provider| provider.currency().to_owned()),
            now,
        }
    }

    /// Why a plan is not sold to them now.
    fn judge(&self, connection: &Connection, plan: &Plan) -> Result<Option<Refusal>, ServiceError> {
        let kind = self.recipient.kind();
        match orders::judge_plan(connection, plan, self.user, kind, self.now) {
            Ok(()) if self.has_all(connection, &plan.goods)? => {
                Ok(Some(MoneyRefusal::HasForever.into()))
            }
            Ok(()) => Ok(None),
            Err(ServiceError::Refused(why)) => Ok(Some(why)),
            Err(error) => Err(error),
        }
    }

    /// Whether a plan would bring them nothing: they have all of it for life, and it adds no data.
    fn has_all(&self, connection: &Connection, goods: &Goods) -> Result<bool, ServiceError> {
        if self.recipient == Recipient::Somebody || goods.products.is_empty() {
            return Ok(false);
        }
        for product in &goods.products {
            let running = fulfil::running(connection, self.user, *product, self.now)?;
            let adds_data = product.kind().is_some() && goods.data_bytes.is_some();
            if running != Some(End::Never) || adds_data {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The prices with the code they typed if it is good here, else without; and the code.
    #[expect(clippy::type_complexity, reason = "the code, and whether it is good")]
    fn with_code(
        &self,
        connection: &Connection,
        plan: &Plan,
    ) -> Result<(Vec<Quote>, Option<(String, bool)>), ServiceError> {
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
    fn quotes(
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
        let stars = if is_monthly { Way::Monthly } else { Way::Stars };
        ways.push((stars, STARS.to_owned(), None));
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

    fn new_order(&self, plan: &Plan, way: Way, currency: &str, promo: Option<String>) -> NewOrder {
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
fn mark_of(order: &Order) -> Result<u16, ServiceError> {
    let said = (&order.goods, &order.price, order.extra_days);
    let text = serde_json::to_vec(&said)
        .map_err(|error| ServiceError::Fault(format!("an order is no JSON: {error}")))?;
    let hash = digest(&SHA256, &text);
    Ok(match hash.as_ref() {
        [first, second, ..] => u16::from_be_bytes([*first, *second]),
        _ => 0,
    })
}

#[cfg(test)]
#[path = "shop_tests.rs"]
mod tests;
