//! Plans: made and changed by staff. What was sold is kept with each order, so no change here alters it.
//!
//! The price list of the channel (`bot_config.subscription_fees`) became plans once. Since then it is what the VIP plans on
//! sale cost, written anew in the transaction of each change: there is one truth.

use super::read;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::ByLang;
use crate::models::Clientele;
use crate::models::Fee;
use crate::models::FeePeriod;
use crate::models::Goods;
use crate::models::Identity;
use crate::models::Length;
use crate::models::MOST_FEES;
use crate::models::MOST_MONTHLY_STARS;
use crate::models::MOST_PER_PERSON;
use crate::models::MOST_PLAN_DEVICES;
use crate::models::MOST_PLAN_NAME;
use crate::models::MOST_PLAN_PRICES;
use crate::models::MOST_PLANS;
use crate::models::Money;
use crate::models::MoneyRefusal;
use crate::models::Permission;
use crate::models::Plan;
use crate::models::PlanCard;
use crate::models::PlanChange;
use crate::models::PlanFault;
use crate::models::PlanId;
use crate::models::PlanMove;
use crate::models::Product;
use crate::models::Refusal;
use crate::models::STARS;
use crate::models::SubscriptionFees;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::settings;
use crate::services::unit::act;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::order::InOrder;
use crate::utils::order::gathered;
use crate::utils::units;
use crate::utils::zone::Zone;
use rusqlite::{Connection, Transaction};
use serde_json::Value;
use serde_json::json;

/// Days of the only period that Telegram has for subscriptions in Stars.
const MONTHLY: Length = Length::Days(30);

fn refused(fault: PlanFault) -> ServiceError {
    MoneyRefusal::from(fault).into()
}

fn target(id: PlanId) -> String {
    format!("plan:{id}")
}

/// All plans in their order.
pub async fn list(ctx: &Ctx, actor: &Actor) -> Result<Vec<Plan>, ServiceError> {
    actor.need(Permission::ManageShop)?;
    ctx.db
        .read(|connection| Ok(crud::plans::list(connection)?))
        .await
}

/// One plan, and what became of it.
pub async fn card(ctx: &Ctx, actor: &Actor, id: PlanId) -> Result<PlanCard, ServiceError> {
    actor.need(Permission::ManageShop)?;
    ctx.db
        .read(move |connection| {
            let plan = get_in(connection, id)?;
            let all = crud::plans::list(connection)?;
            let place = all.iter().position(|one| one.id == id).unwrap_or_default();
            Ok(PlanCard {
                plan,
                sold: crud::plans::count_sold(connection, id)?,
                place: u32::try_from(place).unwrap_or_default() + 1,
                of: u32::try_from(all.len()).unwrap_or_default(),
            })
        })
        .await
}

/// A plan that was not taken away.
pub fn get_in(connection: &Connection, id: PlanId) -> Result<Plan, ServiceError> {
    let found = crud::plans::get(connection, id)?;
    Ok(found
        .filter(|plan| plan.removed_at.is_none())
        .ok_or(Refusal::NotFound)?)
}

/// Makes a plan of these products, named after what it brings, and not on sale yet.
pub async fn make(
    ctx: &Ctx,
    actor: &Actor,
    products: Vec<Product>,
    length: Length,
    now: Timestamp,
) -> Result<PlanId, ServiceError> {
    make_with(ctx, actor, (products, length), Vec::new(), now).await
}

/// The same with more that is set of it from the beginning: all of it, or there is no plan.
pub async fn make_with(
    ctx: &Ctx,
    actor: &Actor,
    (products, length): (Vec<Product>, Length),
    changes: Vec<PlanChange>,
    now: Timestamp,
) -> Result<PlanId, ServiceError> {
    actor.need(Permission::ManageShop)?;
    let (identity, zone) = (actor.identity, ctx.time_zone());
    changed(ctx, actor, now, move |tx| {
        let mut plan = fresh(products, length, zone, now);
        for change in &changes {
            put(&mut plan, change, now)?;
        }
        insert(tx, identity, "plan.made", plan, now)
    })
    .await
}

/// An act that may change what the price list shows: it is written anew, and read again afterwards.
async fn changed<T, F>(ctx: &Ctx, actor: &Actor, now: Timestamp, work: F) -> Result<T, ServiceError>
where
    T: Send + 'static,
    F: FnOnce(&Transaction<'_>) -> Result<T, ServiceError> + Send + 'static,
{
    let done = act(ctx, actor, now, move |tx| {
        let value = work(tx)?;
        show_fees(tx, now)?;
        Ok(value)
    })
    .await;
    // A rerun finds its change committed: what holds is read all the same.
    settings::refresh(ctx).await?;
    done
}

/// A plan as it begins.
fn fresh(mut products: Vec<Product>, length: Length, zone: Zone, now: Timestamp) -> Plan {
    products.order();
    products.dedup();
    let mut goods = Goods {
        names: ByLang::new(),
        products,
        length,
        data_bytes: None,
        devices: None,
    };
    goods.names = own_names(&goods, zone);
    Plan {
        id: PlanId(0),
        goods,
        prices: Vec::new(),
        is_on_sale: false,
        position: 0,
        per_person: None,
        audience: Clientele::Everybody,
        renews: false,
        created_at: now,
        removed_at: None,
    }
}

/// The names of a plan after what it brings, in every language.
fn own_names(goods: &Goods, zone: Zone) -> ByLang {
    let named = |lang: Lang| (lang.code().to_owned(), own_name(lang, goods, zone));
    gathered(Lang::ALL.into_iter().map(named))
}

/// "VIP · 30 días"; without the length when that is too long.
fn own_name(lang: Lang, goods: &Goods, zone: Zone) -> String {
    let products = units::products(lang, &goods.products);
    let length = units::length(lang, goods.length, zone);
    let most = MOST_PLAN_NAME as usize;
    let whole = format!("{products} · {length}");
    if html::utf16_len(&whole) <= most {
        whole
    } else {
        html::truncate_utf16(&products, most)
    }
}

/// Keeps a plan at the end of the list.
fn insert(
    tx: &Transaction<'_>,
    who: Identity,
    action: &'static str,
    mut plan: Plan,
    now: Timestamp,
) -> Result<PlanId, ServiceError> {
    let all = crud::plans::list(tx)?;
    if all.len() >= MOST_PLANS as usize {
        return Err(refused(PlanFault::TooMany { most: MOST_PLANS }));
    }
    plan.position = all.last().map_or(0, |last| last.position + 1);
    need_sane(&plan)?;
    let id = crud::plans::insert(tx, &plan)?;
    let details = json!({
        "names": plan.goods.names, "products": plan.goods.products, "length": plan.goods.length,
        "data": plan.goods.data_bytes, "devices": plan.goods.devices, "prices": plan.prices,
        "on_sale": plan.is_on_sale, "per_person": plan.per_person, "audience": plan.audience.name(),
        "renews": plan.renews,
    });
    audit::record(tx, who, action, target(id), details, now)?;
    Ok(id)
}

/// What holds for every plan, whoever changed it last.
fn need_sane(plan: &Plan) -> Result<(), ServiceError> {
    if plan.goods.products.is_empty() {
        return Err(refused(PlanFault::NoProduct));
    }
    if !read::is_sane(plan.goods.length) {
        return Err(refused(PlanFault::LengthInvalid));
    }
    if plan.prices.len() > MOST_PLAN_PRICES as usize {
        let most = MOST_PLAN_PRICES;
        return Err(refused(PlanFault::TooManyPrices { most }));
    }
    if plan.is_on_sale && plan.prices.is_empty() {
        return Err(refused(PlanFault::NoPrice));
    }
    let monthly_stars = plan
        .price(STARS)
        .is_some_and(|price| price.minor <= MOST_MONTHLY_STARS);
    if plan.renews && !(plan.goods.length == MONTHLY && monthly_stars) {
        let most = MOST_MONTHLY_STARS;
        return Err(refused(PlanFault::MonthlyNeeds { most }));
    }
    Ok(())
}

/// Sets of a plan what can be set. Orders keep what they promised.
///
/// # Errors
/// Refusals when the plan could not be sold so.
pub async fn change(
    ctx: &Ctx,
    actor: &Actor,
    id: PlanId,
    change: PlanChange,
    now: Timestamp,
) -> Result<(), ServiceError> {
    change_all(ctx, actor, id, vec![change], now).await
}

/// The same for several at once: all of them, or none.
pub async fn change_all(
    ctx: &Ctx,
    actor: &Actor,
    id: PlanId,
    changes: Vec<PlanChange>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageShop)?;
    let (identity, zone) = (actor.identity, ctx.time_zone());
    changed(ctx, actor, now, move |tx| {
        let mut plan = get_in(tx, id)?;
        for change in &changes {
            let before = plan.clone();
            put(&mut plan, change, now)?;
            // A name after what the plan brings follows it.
            if plan.goods.names == before.goods.names
                && before.goods.names == own_names(&before.goods, zone)
            {
                plan.goods.names = own_names(&plan.goods, zone);
            }
            if plan == before {
                continue;
            }
            let details = json!({
                "field": change.field(), "before": said(&before, change), "after": said(&plan, change),
            });
            audit::record(tx, identity, "plan.changed", target(id), details, now)?;
        }
        need_sane(&plan)?;
        crud::plans::update(tx, &plan)?;
        Ok(())
    })
    .await
}

fn put(plan: &mut Plan, change: &PlanChange, now: Timestamp) -> Result<(), ServiceError> {
    let within = |count: &Option<u32>, most: u32| match count {
        Some(count) if !(1..=most).contains(count) => {
            Err(refused(PlanFault::CountInvalid { most }))
        }
        Some(_) | None => Ok(()),
    };
    match change {
        PlanChange::Name(lang, name) => {
            plan.goods.names.insert(lang.clone(), read::name(name)?);
        }
        PlanChange::Product(product, brings) => {
            plan.goods.products.retain(|one| one != product);
            if *brings {
                plan.goods.products.push(*product);
                plan.goods.products.order();
            }
        }
        PlanChange::Length(length) => {
            need_future(*length, now)?;
            plan.goods.length = *length;
        }
        PlanChange::Data(bytes) => plan.goods.data_bytes = bytes.filter(|bytes| *bytes > 0),
        PlanChange::Devices(count) => {
            within(count, MOST_PLAN_DEVICES)?;
            plan.goods.devices = *count;
        }
        PlanChange::Price(price) => set_price(plan, price.clone()),
        PlanChange::DropPrice(currency) => {
            plan.prices.retain(|price| price.currency != *currency);
        }
        PlanChange::OnSale(is_on_sale) => {
            if *is_on_sale {
                need_future(plan.goods.length, now)?;
            }
            plan.is_on_sale = *is_on_sale;
        }
        PlanChange::PerPerson(count) => {
            within(count, MOST_PER_PERSON)?;
            plan.per_person = *count;
        }
        PlanChange::Audience(audience) => plan.audience = *audience,
        PlanChange::Renews(renews) => plan.renews = *renews,
    }
    Ok(())
}

fn need_future(length: Length, now: Timestamp) -> Result<(), ServiceError> {
    match length {
        Length::Until(at) if at <= now => Err(Refusal::TimePast.into()),
        Length::Until(_) | Length::Days(_) | Length::Months(_) | Length::Lifetime => Ok(()),
    }
}

fn set_price(plan: &mut Plan, price: Money) {
    plan.prices.retain(|one| one.currency != price.currency);
    plan.prices.push(price);
    plan.prices
        .order_by(|one, other| one.currency.cmp(&other.currency));
}

/// The value that a change sets, for the log.
fn said(plan: &Plan, change: &PlanChange) -> Value {
    match change {
        PlanChange::Name(..) => json!(plan.goods.names),
        PlanChange::Product(..) => json!(plan.goods.products),
        PlanChange::Length(_) => json!(plan.goods.length),
        PlanChange::Data(_) => json!(plan.goods.data_bytes),
        PlanChange::Devices(_) => json!(plan.goods.devices),
        PlanChange::Price(_) | PlanChange::DropPrice(_) => json!(plan.prices),
        PlanChange::OnSale(_) => json!(plan.is_on_sale),
        PlanChange::PerPerson(_) => json!(plan.per_person),
        PlanChange::Audience(_) => json!(plan.audience.name()),
        PlanChange::Renews(_) => json!(plan.renews),
    }
}

/// Moves a plan by one place in the list. One at its end stays.
pub async fn move_by_one(
    ctx: &Ctx,
    actor: &Actor,
    id: PlanId,
    how: PlanMove,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageShop)?;
    let identity = actor.identity;
    changed(ctx, actor, now, move |tx| {
        let mut all = crud::plans::list(tx)?;
        let at = all.iter().position(|plan| plan.id == id);
        let at = at.ok_or(Refusal::NotFound)?;
        let to = match how {
            PlanMove::Up => at.checked_sub(1),
            PlanMove::Down => Some(at + 1).filter(|to| *to < all.len()),
        };
        let Some(to) = to else {
            return Ok(());
        };
        all.swap(at, to);
        for (plan, position) in all.iter_mut().zip(0i64..) {
            if plan.position != position {
                plan.position = position;
                crud::plans::update(tx, plan)?;
            }
        }
        let details = json!({ "field": "place", "before": at + 1, "after": to + 1 });
        audit::record(tx, identity, "plan.changed", target(id), details, now)
    })
    .await
}

/// Makes a plan like another, not on sale yet.
pub async fn copy(
    ctx: &Ctx,
    actor: &Actor,
    id: PlanId,
    now: Timestamp,
) -> Result<PlanId, ServiceError> {
    actor.need(Permission::ManageShop)?;
    let identity = actor.identity;
    changed(ctx, actor, now, move |tx| {
        let plan = Plan {
            is_on_sale: false,
            created_at: now,
            ..get_in(tx, id)?
        };
        insert(tx, identity, "plan.made", plan, now)
    })
    .await
}

/// Takes a plan away. Whoever bought it keeps it, and an open order of it can still be paid.
pub async fn remove(
    ctx: &Ctx,
    actor: &Actor,
    id: PlanId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageShop)?;
    let identity = actor.identity;
    changed(ctx, actor, now, move |tx| {
        let mut plan = get_in(tx, id)?;
        plan.is_on_sale = false;
        plan.removed_at = Some(now);
        crud::plans::update(tx, &plan)?;
        let details = json!({ "names": plan.goods.names, "prices": plan.prices });
        audit::record(tx, identity, "plan.removed", target(id), details, now)
    })
    .await
}

/// What the price list of the channel shows: the prices of the VIP plans on sale for everybody, the shorter first, for life
/// last. Of two plans as long the first one counts.
fn price_list(plans: &[Plan]) -> SubscriptionFees {
    let mut fees: Vec<Fee> = Vec::new();
    for plan in plans.iter().filter(|plan| is_listed(plan)) {
        let period = FeePeriod::of(plan.goods.length);
        for price in &plan.prices {
            let is_new = !fees.iter().any(|fee| is_of(fee, period, &price.currency));
            if is_new {
                let price = price.clone();
                fees.push(Fee { period, price });
            }
        }
    }
    fees.order_by_key(|fee| (rank(fee.period), fee.price.currency.clone()));
    fees.truncate(MOST_FEES);
    SubscriptionFees { fees }
}

fn is_listed(plan: &Plan) -> bool {
    plan.is_on_sale && plan.is_vip_only() && plan.audience == Clientele::Everybody
}

fn is_of(fee: &Fee, period: FeePeriod, currency: &str) -> bool {
    fee.period == period && fee.price.currency == currency
}

fn rank(period: FeePeriod) -> (u8, i64) {
    match period {
        FeePeriod::Until(at) => (1, at.0),
        FeePeriod::Lifetime => (2, 0),
        FeePeriod::Monthly | FeePeriod::Yearly | FeePeriod::Days(_) | FeePeriod::Months(_) => {
            (0, i64::from(period.days().unwrap_or_default()))
        }
    }
}

/// Writes down what the plans cost, for all that shows prices of VIP access.
fn show_fees(tx: &Transaction<'_>, now: Timestamp) -> Result<(), ServiceError> {
    let mut kept = crud::settings::get(tx)?;
    let fees = price_list(&crud::plans::list(tx)?);
    if kept.fees != fees {
        kept.fees = fees;
        crud::settings::update(tx, &kept, now)?;
    }
    Ok(())
}

/// Makes plans of the prices that were set before there were any, once in the life of a database; and writes the price list
/// of the plans anew at every start.
pub(super) fn seed(tx: &Transaction<'_>, zone: Zone, now: Timestamp) -> Result<(), ServiceError> {
    if crud::shop_settings::mark_seeded(tx)? {
        let fees = crud::settings::get(tx)?.fees.fees;
        let mut plans: Vec<Plan> = Vec::new();
        for fee in fees {
            let length = fee.period.length();
            match plans.iter_mut().find(|plan| plan.goods.length == length) {
                Some(plan) => set_price(plan, fee.price),
                None => plans.push(sold_for(length, fee.price, zone, now)),
            }
        }
        for plan in plans {
            insert(tx, Identity::System, "plan.made", plan, now)?;
        }
    }
    show_fees(tx, now)
}

/// A VIP plan on sale for one price.
fn sold_for(length: Length, price: Money, zone: Zone, now: Timestamp) -> Plan {
    Plan {
        prices: vec![price],
        is_on_sale: true,
        ..fresh(vec![Product::Vip], length, zone, now)
    }
}

/// Sets the price of a length of VIP access in the currency of that amount: of the plan that the price list shows, else of one
/// that has no price yet, else of a new one. Returns the price before.
///
/// # Errors
/// A refusal when the price list is full.
pub fn set_fee(
    tx: &Transaction<'_>,
    who: Identity,
    period: FeePeriod,
    price: &Money,
    zone: Zone,
    now: Timestamp,
) -> Result<Option<Money>, ServiceError> {
    let plans = crud::plans::list(tx)?;
    let length = period.length();
    need_future(length, now)?;
    let list = price_list(&plans).fees;
    let before = list.iter().find(|fee| is_of(fee, period, &price.currency));
    if before.is_none() && list.len() >= MOST_FEES {
        let most = MOST_FEES as u32;
        return Err(Refusal::Setting(crate::models::SettingFault::TooManyFees { most }).into());
    }
    let alike = |plan: &&Plan| {
        plan.is_vip_only() && plan.audience == Clientele::Everybody && plan.goods.length == length
    };
    let of_list = plans.iter().filter(alike).find(|plan| plan.is_on_sale);
    // One with prices that is not on sale is somebody's draft.
    let emptied = plans
        .iter()
        .filter(alike)
        .find(|plan| plan.prices.is_empty());
    match of_list.or(emptied) {
        Some(plan) => {
            let mut plan = plan.clone();
            set_price(&mut plan, price.clone());
            plan.is_on_sale = true;
            need_sane(&plan)?;
            crud::plans::update(tx, &plan)?;
        }
        None => {
            let plan = sold_for(length, price.clone(), zone, now);
            insert(tx, who, "plan.made", plan, now)?;
        }
    }
    show_fees(tx, now)?;
    Ok(before.map(|fee| fee.price.clone()))
}

/// Takes a price from the price list, and from the plans behind it; one without a price is not on sale any more. Returns the
/// price before.
pub fn drop_fee(
    tx: &Transaction<'_>,
    period: FeePeriod,
    currency: &str,
    now: Timestamp,
) -> Result<Option<Money>, ServiceError> {
    let plans = crud::plans::list(tx)?;
    let mut before = None;
    let length = period.length();
    let listed = plans.into_iter().filter(is_listed);
    for mut plan in listed.filter(|plan| plan.goods.length == length) {
        let Some(price) = plan.price(currency).cloned() else {
            continue;
        };
        plan.prices.retain(|one| one.currency != currency);
        plan.is_on_sale = !plan.prices.is_empty();
        plan.renews &= plan.price(STARS).is_some();
        crud::plans::update(tx, &plan)?;
        before.get_or_insert(price);
    }
    show_fees(tx, now)?;
    Ok(before)
}

/// Takes everything that the price list shows off sale. The plans keep their prices.
pub fn clear_fees(tx: &Transaction<'_>, now: Timestamp) -> Result<(), ServiceError> {
    for mut plan in crud::plans::list(tx)?.into_iter().filter(is_listed) {
        plan.is_on_sale = false;
        crud::plans::update(tx, &plan)?;
    }
    show_fees(tx, now)
}

#[cfg(test)]
#[path = "plans_tests.rs"]
mod tests;
