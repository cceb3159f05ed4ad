//! Plans, orders and payments for the tests of what follows from them.

use super::fulfil;
use super::orders;
use super::settle;
use crate::context::Ctx;
use crate::crud;
use crate::models::*;
use crate::services::tests::NOW;
use crate::services::vpn::testing::write;

/// Whom an actor stands for.
pub fn id_of(actor: &Actor) -> UserId {
    actor.identity.user().expect("a person")
}

pub fn stars(minor: i64) -> Money {
    Money {
        minor,
        currency: STARS.to_owned(),
    }
}

/// A plan of that length on sale for 500 Stars.
pub async fn plan(ctx: &Ctx, products: &[Product], length: Length) -> PlanId {
    let plan = Plan {
        id: PlanId(0),
        goods: Goods {
            names: ByLang::from([("es".to_owned(), "Plan <&>".to_owned())]),
            products: products.to_vec(),
            length,
            data_bytes: None,
            devices: None,
        },
        prices: vec![stars(500)],
        is_on_sale: true,
        position: 1,
        per_person: None,
        audience: Clientele::Everybody,
        renews: false,
        created_at: NOW,
        removed_at: None,
    };
    write(ctx, move |tx| Ok(crud::plans::insert(tx, &plan)?)).await
}

/// Somebody buys a plan with Stars, as a gift or for themselves, and it is delivered.
pub async fn buy(
    ctx: &Ctx,
    actor: &Actor,
    kind: OrderKind,
    plan: PlanId,
    now: Timestamp,
) -> PaymentId {
    let wishes = ctx
        .db
        .read(|connection| {
            let sql = "SELECT count(*) FROM orders";
            Ok::<i64, crate::services::ServiceError>(
                connection.query_row(sql, [], |row| row.get(0))?,
            )
        })
        .await
        .expect("counted");
    let new = NewOrder {
        kind,
        plan: Some(plan),
        method: Method::Stars,
        manual_method: None,
        currency: STARS.to_owned(),
        amount: None,
        promo: None,
        renews: false,
        made_from: format!("test:{wishes}"),
    };
    let order = orders::open(ctx, actor, new, now).await.expect("opened");
    let order = orders::get(ctx, order).await.expect("read").expect("there");
    let money = MoneyIn {
        method: Method::Stars,
        provider_payment_id: format!("charge:{}", order.code),
        order_code: order.code,
        payer: Some(id_of(actor)),
        amount: order.price,
        period_end: None,
        is_renewal: false,
        facts: "{}".to_owned(),
    };
    let settled = settle::settle(ctx, &Actor::system(), money, now).await;
    let Settled::Paid(payment) = settled.expect("settled") else {
        panic!("not paid");
    };
    assert!(fulfil::fulfil(ctx, payment, now).await.expect("fulfilled"));
    payment
}

/// The end of somebody's product; `Some(None)` = for life.
pub async fn end_of(
    ctx: &Ctx,
    user: UserId,
    product: Product,
    now: Timestamp,
) -> Option<Option<Timestamp>> {
    ctx.db
        .read(move |connection| fulfil::running(connection, user, product, now))
        .await
        .expect("read")
        .map(fulfil::End::instant)
}

/// The rule about friends from now on.
pub async fn set_rule(ctx: &Ctx, reward: ReferralReward, most: Option<u32>) {
    write(ctx, move |tx| {
        crud::shop_settings::insert_default(tx, "hook")?;
        let mut settings = crud::shop_settings::get(tx)?;
        settings.referral = ReferralRule {
            reward: Some(reward),
            most,
        };
        Ok(crud::shop_settings::update(tx, &settings)?)
    })
    .await;
}

/// The payment of that id.
pub async fn payment(ctx: &Ctx, id: PaymentId) -> Payment {
    write(ctx, move |tx| Ok(crud::payments::get(tx, id)?))
        .await
        .expect("there")
}
