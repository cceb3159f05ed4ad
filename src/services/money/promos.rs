//! Promotion codes: made, changed, and taken off the price of an order.
//!
//! A use counts while its order may be paid or was paid: what was given up or paid back frees it again.

use super::read;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::Discount;
use crate::models::Length;
use crate::models::MOST_PROMO_DAYS;
use crate::models::MOST_PROMO_USES;
use crate::models::MOST_PROMOS;
use crate::models::Money;
use crate::models::MoneyRefusal;
use crate::models::Permission;
use crate::models::Plan;
use crate::models::PlanId;
use crate::models::Promo;
use crate::models::PromoCard;
use crate::models::PromoChange;
use crate::models::PromoFault;
use crate::models::PromoGift;
use crate::models::PromoId;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use rusqlite::{Connection, Transaction};
use serde_json::Value;
use serde_json::json;

/// Letters of a code that the house makes up: 40 bits.
const CODE_LETTERS: usize = 8;

fn refused(fault: PromoFault) -> ServiceError {
    MoneyRefusal::from(fault).into()
}

/// What a typed code makes of a price, for that person now. It holds within the transaction that keeps the order: the last
/// use goes to one of all who try at once.
///
/// # Errors
/// Refusals when there is no such code, or it is not for this plan, this person, or this time.
pub fn apply(
    connection: &Connection,
    code: &str,
    plan: &Plan,
    user: UserId,
    price: &Money,
    now: Timestamp,
) -> Result<Discount, ServiceError> {
    let promo = crud::promos::by_code(connection, &read::tidy_code(code))?;
    let promo = promo
        .filter(|promo| promo.disabled_at.is_none())
        .ok_or_else(|| refused(PromoFault::Unknown))?;
    need_time(&promo, now)?;
    if promo.plan.is_some_and(|only| only != plan.id) {
        return Err(refused(PromoFault::OtherPlan));
    }
    let discount = discount(&promo, plan, price)?;
    need_use(connection, &promo, user)?;
    Ok(discount)
}

fn need_time(promo: &Promo, now: Timestamp) -> Result<(), ServiceError> {
    if let Some(at) = promo.starts_at.filter(|at| *at > now) {
        return Err(refused(PromoFault::NotYet { at }));
    }
    match promo.ends_at.filter(|at| *at <= now) {
        Some(at) => Err(refused(PromoFault::Ended { at })),
        None => Ok(()),
    }
}

/// Refuses a code that was used as often as it may be, by them or by all.
pub(super) fn need_use(
    connection: &Connection,
    promo: &Promo,
    user: UserId,
) -> Result<(), ServiceError> {
    let own = crud::promos::count_uses_of(connection, promo.id, user)?;
    if own >= i64::from(promo.per_person) {
        let most = promo.per_person;
        return Err(refused(PromoFault::UsedByYou { most }));
    }
    let (uses, _) = crud::promos::count_uses(connection, promo.id)?;
    if promo.most_uses.is_some_and(|most| uses >= i64::from(most)) {
        return Err(refused(PromoFault::UsedUp));
    }
    Ok(())
}

/// What is left of a price. Of a share of the smallest unit the house keeps the rest.
fn discount(promo: &Promo, plan: &Plan, price: &Money) -> Result<Discount, ServiceError> {
    let (off, extra_days) = match &promo.gift {
        PromoGift::Percent(percent) => {
            let off = i128::from(price.minor) * i128::from(*percent) / 100;
            (i64::try_from(off).unwrap_or(price.minor), 0)
        }
        PromoGift::Days(_) if plan.goods.length == Length::Lifetime => {
            return Err(refused(PromoFault::NoEnd));
        }
        PromoGift::Days(days) => (0, *days),
        PromoGift::Fixed(money) if money.currency != price.currency => {
            let currency = money.currency.clone();
            return Err(refused(PromoFault::OtherCurrency { currency }));
        }
        PromoGift::Fixed(money) => (money.minor, 0),
    };
    Ok(Discount {
        promo: promo.id,
        price: Money {
            minor: (price.minor - off).max(0),
            currency: price.currency.clone(),
        },
        extra_days,
    })
}

/// What a code would make of the price of a plan in a currency, for the person who asks. The order that follows judges
/// again.
pub async fn quote(
    ctx: &Ctx,
    actor: &Actor,
    plan: PlanId,
    currency: String,
    code: String,
    now: Timestamp,
) -> Result<Discount, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    ctx.db
        .read(move |connection| {
            let plan = crud::plans::get(connection, plan)?.ok_or(Refusal::NotFound)?;
            let price = plan.price(&currency).ok_or(MoneyRefusal::MethodClosed)?;
            apply(connection, &code, &plan, user, price, now)
        })
        .await
}

/// A page of the codes with their uses, and how many codes there are.
pub async fn list(
    ctx: &Ctx,
    actor: &Actor,
    rows: i64,
    offset: i64,
) -> Result<(Vec<PromoCard>, i64), ServiceError> {
    actor.need(Permission::ManageShop)?;
    ctx.db
        .read(move |connection| {
            let page = crud::promos::list(connection, rows, offset)?;
            let cards: Result<Vec<_>, ServiceError> = (page.rows.into_iter())
                .map(|promo| card_of(connection, promo))
                .collect();
            Ok((cards?, page.total))
        })
        .await
}

/// One code with its uses.
pub async fn card(ctx: &Ctx, actor: &Actor, id: PromoId) -> Result<PromoCard, ServiceError> {
    actor.need(Permission::ManageShop)?;
    ctx.db
        .read(move |connection| {
            let promo = crud::promos::get(connection, id)?.ok_or(Refusal::NotFound)?;
            card_of(connection, promo)
        })
        .await
}

fn card_of(connection: &Connection, promo: Promo) -> Result<PromoCard, ServiceError> {
    let (uses, paid) = crud::promos::count_uses(connection, promo.id)?;
    let plan = match promo.plan {
        Some(plan) => crud::plans::get(connection, plan)?,
        None => None,
    };
    Ok(PromoCard {
        promo,
        uses,
        paid,
        plan_names: plan.map(|plan| plan.goods.names),
    })
}

/// A code that nobody guesses, not kept yet.
pub fn made_up() -> Result<String, ServiceError> {
    Ok(super::secret_text(CODE_LETTERS)?
        .replace('_', "w")
        .to_uppercase())
}

/// Whether another code is called so.
pub async fn need_free(ctx: &Ctx, actor: &Actor, code: String) -> Result<(), ServiceError> {
    actor.need(Permission::ManageShop)?;
    ctx.db
        .read(
            move |connection| match crud::promos::by_code(connection, &code)? {
                Some(_) => Err(refused(PromoFault::CodeTaken)),
                None => Ok(()),
            },
        )
        .await
}

/// Makes a code: once for each person, for every plan, until it is disabled.
///
/// # Errors
/// A refusal when another is called so, or what it gives is out of range.
pub async fn make(
    ctx: &Ctx,
    actor: &Actor,
    code: String,
    gift: PromoGift,
    now: Timestamp,
) -> Result<PromoId, ServiceError> {
    make_with(ctx, actor, (code, gift), Vec::new(), now).await
}

/// The same with limits from the beginning: all of them, or there is no code.
pub async fn make_with(
    ctx: &Ctx,
    actor: &Actor,
    (code, gift): (String, PromoGift),
    limits: Vec<PromoChange>,
    now: Timestamp,
) -> Result<PromoId, ServiceError> {
    actor.need(Permission::ManageShop)?;
    let mut promo = Promo {
        id: PromoId(0),
        code: read::code(&code)?,
        gift,
        plan: None,
        most_uses: None,
        per_person: 1,
        starts_at: None,
        ends_at: None,
        made_by: actor.identity.user(),
        created_at: now,
        disabled_at: None,
    };
    need_range(&promo.gift)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        if crud::promos::count(tx)? >= i64::from(MOST_PROMOS) {
            return Err(refused(PromoFault::TooMany { most: MOST_PROMOS }));
        }
        for limit in &limits {
            put(tx, &mut promo, limit, now)?;
        }
        need_sane(&promo)?;
        let made = crud::promos::insert(tx, &promo)?;
        let id = made.ok_or_else(|| refused(PromoFault::CodeTaken))?;
        let mut details = json!({ "code": promo.code, "gives": said_gift(&promo.gift) });
        for limit in &limits {
            let (field, _, is) = said(&promo, &promo, limit);
            details[field] = is;
        }
        let target = format!("promo:{id}");
        audit::record(tx, identity, "promo.made", target, details, now)?;
        Ok(id)
    })
    .await
}

fn need_range(gift: &PromoGift) -> Result<(), Refusal> {
    let within = |value: i64, most: i64| {
        if (1..=most).contains(&value) {
            Ok(())
        } else {
            Err(Refusal::NumberInvalid { least: 1, most })
        }
    };
    match gift {
        PromoGift::Percent(percent) => within(i64::from(*percent), 100),
        PromoGift::Days(days) => within(i64::from(*days), i64::from(MOST_PROMO_DAYS)),
        PromoGift::Fixed(money) => within(money.minor, i64::MAX),
    }
}

fn said_gift(gift: &PromoGift) -> Value {
    match gift {
        PromoGift::Percent(percent) => json!({ "percent": percent }),
        PromoGift::Days(days) => json!({ "days": days }),
        PromoGift::Fixed(money) => json!(money),
    }
}

/// Sets of a code what can be set. Orders that used it keep what it gave them.
pub async fn change(
    ctx: &Ctx,
    actor: &Actor,
    id: PromoId,
    change: PromoChange,
    now: Timestamp,
) -> Result<(), ServiceError> {
    change_all(ctx, actor, id, vec![change], now).await
}

/// The same for several at once: all of them, or none.
pub async fn change_all(
    ctx: &Ctx,
    actor: &Actor,
    id: PromoId,
    changes: Vec<PromoChange>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageShop)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let mut promo = crud::promos::get(tx, id)?.ok_or(Refusal::NotFound)?;
        for change in &changes {
            let before = promo.clone();
            put(tx, &mut promo, change, now)?;
            if promo == before {
                continue;
            }
            let (field, was, is) = said(&before, &promo, change);
            let details = json!({ "code": promo.code, "field": field, "before": was, "after": is });
            let target = format!("promo:{id}");
            audit::record(tx, identity, "promo.changed", target, details, now)?;
        }
        need_sane(&promo)?;
        crud::promos::update(tx, &promo)?;
        Ok(())
    })
    .await
}

fn put(
    tx: &Transaction<'_>,
    promo: &mut Promo,
    change: &PromoChange,
    now: Timestamp,
) -> Result<(), ServiceError> {
    match change {
        PromoChange::MostUses(most) => promo.most_uses = *most,
        PromoChange::PerPerson(most) => promo.per_person = *most,
        PromoChange::Starts(at) => promo.starts_at = *at,
        PromoChange::Ends(Some(at)) if *at <= now => return Err(Refusal::TimePast.into()),
        PromoChange::Ends(at) => promo.ends_at = *at,
        PromoChange::Plan(Some(plan)) => {
            super::plans::get_in(tx, *plan)?;
            promo.plan = Some(*plan);
        }
        PromoChange::Plan(None) => promo.plan = None,
        PromoChange::Enabled(true) => promo.disabled_at = None,
        PromoChange::Enabled(false) => promo.disabled_at = promo.disabled_at.or(Some(now)),
    }
    Ok(())
}

/// What holds for every code, whoever changed it last.
fn need_sane(promo: &Promo) -> Result<(), ServiceError> {
    if promo.most_uses == Some(0) || !(1..=MOST_PROMO_USES).contains(&promo.per_person) {
        let most = i64::from(MOST_PROMO_USES);
        return Err(Refusal::NumberInvalid { least: 1, most }.into());
    }
    match (promo.starts_at, promo.ends_at) {
        (Some(start), Some(end)) if start >= end => Err(refused(PromoFault::DatesCrossed)),
        _ => Ok(()),
    }
}

/// What a change is called, and its values, for the log.
fn said(before: &Promo, after: &Promo, change: &PromoChange) -> (&'static str, Value, Value) {
    let of = |field, read: &dyn Fn(&Promo) -> Value| (field, read(before), read(after));
    match change {
        PromoChange::MostUses(_) => of("most_uses", &|one| json!(one.most_uses)),
        PromoChange::PerPerson(_) => of("per_person", &|one| json!(one.per_person)),
        PromoChange::Starts(_) => of("starts_at", &|one| json!(one.starts_at.map(|at| at.0))),
        PromoChange::Ends(_) => of("ends_at", &|one| json!(one.ends_at.map(|at| at.0))),
        PromoChange::Plan(_) => of("plan", &|one| json!(one.plan.map(|plan| plan.0))),
        PromoChange::Enabled(_) => of("enabled", &|one| json!(one.disabled_at.is_none())),
    }
}

#[cfg(test)]
#[path = "promos_tests.rs"]
mod tests;
