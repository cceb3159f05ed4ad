//! The desk of the money: what waits, and the rules of selling.

use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::LEAST_ORDER_MINUTES;
use crate::models::MOST_ORDER_MINUTES;
use crate::models::MOST_REFERRAL_DAYS;
use crate::models::MOST_REFERRAL_FRIENDS;
use crate::models::MOST_SHOP_TEXT;
use crate::models::Method;
use crate::models::MoneyRefusal;
use crate::models::OrderState;
use crate::models::PaymentState;
use crate::models::Permission;
use crate::models::Product;
use crate::models::ReceiptRefusal;
use crate::models::ReferralReward;
use crate::models::Refusal;
use crate::models::ShopChange;
use crate::models::ShopSettings;
use crate::models::ShopText;
use crate::models::TillView;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use crate::utils::money;
use crate::utils::order::InOrder;
use rusqlite::Connection;
use serde_json::Value;
use serde_json::json;

/// What waits, and how things are sold.
pub async fn view(ctx: &Ctx, actor: &Actor) -> Result<TillView, ServiceError> {
    actor.need(Permission::SeePayments)?;
    let decides = actor.permissions.has(Permission::ManagePayments);
    let manages = actor.permissions.has(Permission::ManageShop);
    ctx.db
        .read(move |connection| {
            let plans = crud::plans::list(connection)?;
            let on_sale = plans.iter().filter(|plan| plan.is_on_sale).count();
            let methods = crud::manual_methods::list(connection)?;
            let open = methods.iter().filter(|method| method.is_enabled).count();
            Ok(TillView {
                receipts: crud::receipts::count_waiting(connection)?,
                held: crud::till::count_payments(connection, PaymentState::Held)?,
                undelivered: crud::till::count_payments(connection, PaymentState::Paid)?,
                open: crud::till::count_orders(connection, OrderState::Open)?,
                plans: i64::try_from(on_sale).unwrap_or(i64::MAX),
                manual: i64::try_from(open).unwrap_or(i64::MAX),
                decides,
                manages,
                settings: crud::shop_settings::get(connection)?,
            })
        })
        .await
}

/// How many receipts and payments wait for a decision.
pub fn count_waiting(connection: &Connection) -> Result<i64, ServiceError> {
    let receipts = crud::receipts::count_waiting(connection)?;
    let held = crud::till::count_payments(connection, PaymentState::Held)?;
    Ok(receipts + held)
}

/// The rules of selling, for whoever may change them.
pub async fn settings(ctx: &Ctx, actor: &Actor) -> Result<ShopSettings, ServiceError> {
    actor.need(Permission::ManageShop)?;
    super::settings::get(ctx).await
}

/// Changes a rule of selling. Orders that are open keep the time they have.
///
/// # Errors
/// Refusals for a number, a text or an amount that is none.
pub async fn change(
    ctx: &Ctx,
    actor: &Actor,
    change: ShopChange,
    now: Timestamp,
) -> Result<ShopSettings, ServiceError> {
    actor.need(Permission::ManageShop)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let mut settings = crud::shop_settings::get(tx)?;
        let before = said(&settings, &change);
        apply(&mut settings, &change)?;
        let after = said(&settings, &change);
        if before == after {
            return Ok(settings);
        }
        crud::shop_settings::update(tx, &settings)?;
        let details = json!({ "before": before, "after": after });
        let target = format!("shop:{}", name_of(&change));
        audit::record(tx, identity, "shop.changed", target, details, now)?;
        Ok(settings)
    })
    .await
}

fn apply(settings: &mut ShopSettings, change: &ShopChange) -> Result<(), ServiceError> {
    match change {
        ShopChange::OrderMinutes(minutes) => {
            let (least, most) = (LEAST_ORDER_MINUTES, MOST_ORDER_MINUTES);
            need_between(*minutes, least, most)?;
            settings.order_minutes = *minutes;
        }
        ShopChange::SecondPayment(rule) => settings.second_payment = *rule,
        ShopChange::Switch(method, product) => switch(settings, *method, *product),
        ShopChange::Text(which, language, words) => {
            let texts = settings.texts.of_mut(*which);
            match words.as_deref().map(read_text).transpose()? {
                Some(words) => texts.insert((*language).to_owned(), words),
                None => texts.remove(*language),
            };
        }
        ShopChange::Reward(reward) => {
            if let Some(ReferralReward::Days(days)) = reward {
                need_between(i64::from(*days), 1, i64::from(MOST_REFERRAL_DAYS))?;
            }
            settings.referral.reward.clone_from(reward);
        }
        ShopChange::Friends(most) => {
            if let Some(most) = most {
                need_between(i64::from(*most), 1, i64::from(MOST_REFERRAL_FRIENDS))?;
            }
            settings.referral.most = *most;
        }
    }
    Ok(())
}

fn need_between(number: i64, least: i64, most: i64) -> Result<(), ServiceError> {
    if (least..=most).contains(&number) {
        Ok(())
    } else {
        Err(Refusal::NumberInvalid { least, most }.into())
    }
}

fn switch(settings: &mut ShopSettings, method: Method, product: Product) {
    let closed = settings.closed.entry(method).or_default();
    match closed.iter().position(|one| *one == product) {
        Some(place) => {
            closed.remove(place);
        }
        None => {
            closed.push(product);
            closed.order();
        }
    }
    if closed.is_empty() {
        settings.closed.remove(&method);
    }
}

fn read_text(text: &str) -> Result<String, ServiceError> {
    super::manual::words(text, MOST_SHOP_TEXT)
}

/// An amount that inviters get, as somebody types it: "2 USD".
///
/// # Errors
/// A refusal for what is no amount with its currency, and for Stars: nobody can pay with those from a balance.
pub fn read_credit(text: &str) -> Result<ReferralReward, ServiceError> {
    match money::parse(text) {
        Ok(amount) if amount.currency != crate::models::STARS => Ok(ReferralReward::Credit(amount)),
        Ok(_) | Err(_) => {
            let currency = "USD".to_owned();
            Err(MoneyRefusal::from(ReceiptRefusal::AmountInvalid { currency }).into())
        }
    }
}

/// What the change is of, for the log.
fn name_of(change: &ShopChange) -> String {
    match change {
        ShopChange::OrderMinutes(_) => "order_minutes".to_owned(),
        ShopChange::SecondPayment(_) => "second_payment".to_owned(),
        ShopChange::Switch(method, product) => format!("{}:{}", method.name(), product.name()),
        ShopChange::Text(which, language, _) => format!("{}:{language}", which.name()),
        ShopChange::Reward(_) => "referral".to_owned(),
        ShopChange::Friends(_) => "referral_most".to_owned(),
    }
}

/// What is set of what the change is of, for the log.
fn said(settings: &ShopSettings, change: &ShopChange) -> Value {
    match change {
        ShopChange::OrderMinutes(_) => json!(settings.order_minutes),
        ShopChange::SecondPayment(_) => json!(settings.second_payment.name()),
        ShopChange::Switch(method, product) => json!(settings.sells(*method, &[*product])),
        ShopChange::Text(which, language, _) => json!(settings.texts.of(*which).get(*language)),
        ShopChange::Reward(_) => json!(settings.referral.reward),
        ShopChange::Friends(_) => json!(settings.referral.most),
    }
}

/// A text of the operator about paying in that language, else in another; `None` = the house's own words.
pub async fn own_words(
    ctx: &Ctx,
    which: ShopText,
    language: &str,
) -> Result<Option<String>, ServiceError> {
    let settings = super::settings::get(ctx).await?;
    let texts = settings.texts.of(which);
    let found = texts.get(language).or_else(|| texts.values().next());
    Ok(found.cloned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::SecondPayment;
    use crate::services::tests::NOW;
    use crate::services::tests::admin;
    use crate::services::tests::ctx;
    use crate::services::tests::person;

    #[test]
    fn a_product_is_closed_to_a_way_to_pay_and_opened_again() {
        let mut settings = ShopSettings::default();
        switch(&mut settings, Method::Stars, Product::Outline);
        switch(&mut settings, Method::Stars, Product::Vip);
        assert!(!settings.sells(Method::Stars, &[Product::Vip]));
        assert!(!settings.sells(Method::Stars, &[Product::WireGuard, Product::Outline]));
        assert!(settings.sells(Method::Stars, &[Product::WireGuard]));
        assert!(settings.sells(Method::QvaPay, &[Product::Vip]));
        switch(&mut settings, Method::Stars, Product::Vip);
        switch(&mut settings, Method::Stars, Product::Outline);
        assert_eq!(settings, ShopSettings::default());
    }

    #[test]
    fn what_inviters_get_names_its_currency_and_is_no_stars() {
        let credit = read_credit("2.50 usd").expect("an amount");
        let amount = crate::models::Money {
            minor: 250,
            currency: "USD".to_owned(),
        };
        assert_eq!(credit, ReferralReward::Credit(amount));
        for bad in ["2", "", "-1 USD", "5 XTR", "0 USD", "NaN USD"] {
            assert!(read_credit(bad).is_err(), "{bad}");
        }
    }

    #[tokio::test]
    async fn rules_are_changed_by_those_who_may_and_leave_a_line() {
        let ctx = ctx().await;
        let minutes = ShopChange::OrderMinutes(45);
        let ana = person(&ctx, 2001).await;
        assert!(change(&ctx, &ana, minutes.clone(), NOW).await.is_err());
        for bad in [4, 10_081, -1] {
            let bad = ShopChange::OrderMinutes(bad);
            assert!(change(&ctx, &admin(), bad, NOW).await.is_err());
        }
        let set = change(&ctx, &admin(), minutes, NOW).await.expect("set");
        assert_eq!(set.order_minutes, 45);
        let rule = ShopChange::SecondPayment(SecondPayment::Balance);
        change(&ctx, &admin(), rule, NOW).await.expect("set");
        let words = ShopChange::Text(ShopText::Terms, "es", Some("  Sin devoluciones ".into()));
        change(&ctx, &admin(), words, NOW).await.expect("set");
        let kept = super::super::settings::get(&ctx).await.expect("read");
        assert_eq!(kept.second_payment, SecondPayment::Balance);
        let own = own_words(&ctx, ShopText::Terms, "en").await.expect("read");
        assert_eq!(own.as_deref(), Some("Sin devoluciones"));
        let lines: i64 = ctx
            .db
            .read(|connection| {
                let sql = "SELECT count(*) FROM audit_log WHERE action = 'shop.changed'";
                Ok::<_, ServiceError>(connection.query_row(sql, [], |row| row.get(0))?)
            })
            .await
            .expect("read");
        assert_eq!(lines, 3);
    }
}
