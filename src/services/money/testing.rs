//! A house that sells, for tests of the money.

use super::fulfil;
use super::orders;
use super::settle;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::Clientele;
use crate::models::Goods;
use crate::models::Length;
use crate::models::ManualMethod;
use crate::models::ManualMethodId;
use crate::models::Method;
use crate::models::Money;
use crate::models::MoneyIn;
use crate::models::NewOrder;
use crate::models::Order;
use crate::models::OrderId;
use crate::models::OrderKind;
use crate::models::Payment;
use crate::models::PaymentId;
use crate::models::PermissionSet;
use crate::models::Plan;
use crate::models::PlanId;
use crate::models::Product;
use crate::models::Refusal;
use crate::models::SecondPayment;
use crate::models::Settled;
use crate::models::StarSubscription;
use crate::models::SubscriptionState;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::tests;
use crate::services::tests::NOW;
use crate::services::vpn::testing::write;
use rusqlite::Transaction;

/// A house that sells by QvaPay too; nothing is sent there.
pub async fn shop() -> Ctx {
    let app = [("QVAPAY_APP_ID", "app"), ("QVAPAY_APP_SECRET", "secret")];
    tests::ctx_with(&app).await
}

pub fn money(minor: i64, currency: &str) -> Money {
    Money {
        minor,
        currency: currency.to_owned(),
    }
}

/// A plan on sale for 100 Stars, 5.00 USD, and 1200.00 CUP.
pub async fn plan(ctx: &Ctx, products: &[Product], length: Length) -> PlanId {
    let plan = Plan {
        id: PlanId(0),
        goods: Goods {
            names: [("es".to_owned(), "Plan".to_owned())].into(),
            products: products.to_vec(),
            length,
            data_bytes: Some(1_000_000),
            devices: None,
        },
        prices: vec![money(100, "XTR"), money(500, "USD"), money(120_000, "CUP")],
        is_on_sale: true,
        position: 1,
        per_person: None,
        audience: Clientele::Everybody,
        renews: false,
        created_at: NOW,
        removed_at: None,
    };
    write(ctx, move |tx| {
        ways_by_hand(tx)?;
        Ok(crud::plans::insert(tx, &plan)?)
    })
    .await
}

/// The way to pay by hand in Cuban pesos.
pub const CUP_BY_HAND: ManualMethodId = ManualMethodId(1);
/// The same in dollars.
pub const USD_BY_HAND: ManualMethodId = ManualMethodId(2);

/// Ways to pay by hand, unless there are some.
pub fn ways_by_hand(tx: &Transaction<'_>) -> Result<(), ServiceError> {
    if !crud::manual_methods::list(tx)?.is_empty() {
        return Ok(());
    }
    for (id, currency) in [(CUP_BY_HAND, "CUP"), (USD_BY_HAND, "USD")] {
        let method = ManualMethod {
            id,
            names: [("es".to_owned(), "Tarjeta".to_owned())].into(),
            instructions: [("es".to_owned(), "9200 1234".to_owned())].into(),
            currency: currency.to_owned(),
            wants_reference: false,
            is_enabled: true,
            position: 0,
            created_at: NOW,
            removed_at: None,
        };
        crud::manual_methods::insert(tx, &method)?;
    }
    Ok(())
}

/// The currency in which a method is paid in these tests.
pub fn currency(method: Method) -> &'static str {
    match method {
        Method::Stars => "XTR",
        Method::QvaPay | Method::Balance => "USD",
        Method::Manual => "CUP",
    }
}

pub fn buyer(id: i64) -> Actor {
    Actor::user(UserId(id), PermissionSet::default(), None)
}

pub fn wish(kind: OrderKind, plan: Option<PlanId>, method: Method, from: &str) -> NewOrder {
    NewOrder {
        kind,
        plan,
        method,
        manual_method: (method == Method::Manual).then_some(CUP_BY_HAND),
        currency: currency(method).to_owned(),
        amount: (kind == OrderKind::TopUp).then_some(700),
        promo: None,
        renews: false,
        made_from: format!("test:{from}"),
    }
}

/// An open order of a plan.
pub async fn order(ctx: &Ctx, user: i64, plan: PlanId, method: Method, from: &str) -> Order {
    let wish = wish(OrderKind::Plan, Some(plan), method, from);
    let id = orders::open(ctx, &buyer(user), wish, ctx.clock.now()).await;
    order_of(ctx, id.expect("opened")).await
}

pub async fn order_of(ctx: &Ctx, id: OrderId) -> Order {
    let order = orders::get(ctx, id).await.expect("read");
    order.expect("there")
}

pub async fn payment_of(ctx: &Ctx, id: PaymentId) -> Payment {
    write(ctx, move |tx| Ok(crud::payments::get(tx, id)?))
        .await
        .expect("there")
}

/// Money just as the order asks for it.
pub fn exact(order: &Order, charge: &str) -> MoneyIn {
    MoneyIn {
        method: order.method,
        provider_payment_id: charge.to_owned(),
        order_code: order.code.clone(),
        payer: Some(order.user),
        amount: order.price.clone(),
        period_end: None,
        is_renewal: false,
        facts: "{}".to_owned(),
    }
}

pub async fn pay(ctx: &Ctx, money: MoneyIn) -> Settled {
    settle::settle(ctx, &Actor::system(), money, ctx.clock.now())
        .await
        .expect("settled")
}

/// Pays an order as it asks for it, and delivers.
pub async fn buy(ctx: &Ctx, order: &Order, charge: &str) -> PaymentId {
    let Settled::Paid(id) = pay(ctx, exact(order, charge)).await else {
        panic!("it counts");
    };
    deliver(ctx, id).await.expect("delivered");
    id
}

pub async fn deliver(ctx: &Ctx, id: PaymentId) -> Result<bool, ServiceError> {
    fulfil::fulfil(ctx, id, ctx.clock.now()).await
}

pub async fn second(ctx: &Ctx, rule: SecondPayment) {
    write(ctx, move |tx| {
        let mut settings = crud::shop_settings::get(tx)?;
        settings.second_payment = rule;
        Ok(crud::shop_settings::update(tx, &settings)?)
    })
    .await;
}

/// The end of somebody's VIP access; `None` = nothing runs.
pub async fn vip_end(ctx: &Ctx, user: i64) -> Option<Option<Timestamp>> {
    let now = ctx.clock.now();
    let end = write(ctx, move |tx| {
        fulfil::running(tx, UserId(user), Product::Vip, now)
    })
    .await;
    end.map(fulfil::End::instant)
}

/// A running subscription in Stars to a product, paid until then.
pub async fn subscribe(ctx: &Ctx, user: i64, product: Product, paid_until: Timestamp) -> OrderId {
    let plan = plan(ctx, &[Product::Vip], Length::Days(30)).await;
    let order = order(ctx, user, plan, Method::Stars, product.name()).await;
    let subscription = StarSubscription {
        order: order.id,
        user: order.user,
        first_charge: order.code.clone(),
        last_charge: order.code,
        state: SubscriptionState::Active,
        paid_until,
        canceled_by: None,
        changed_at: NOW,
    };
    write(ctx, move |tx| {
        // Whether there was a server for it is nothing to these tests.
        tx.execute(
            "UPDATE orders SET snapshot = json_set(snapshot, '$.products', json_array(?2)) WHERE id = ?1",
            (subscription.order.0, product.name()),
        )?;
        Ok(crud::star_subscriptions::upsert(tx, &subscription)?)
    })
    .await;
    order.id
}

/// What has become of a subscription.
pub async fn set_subscription(
    ctx: &Ctx,
    order: OrderId,
    state: SubscriptionState,
    paid_until: Timestamp,
) {
    write(ctx, move |tx| {
        let mut found = crud::star_subscriptions::get(tx, order)?.ok_or(Refusal::NotFound)?;
        found.state = state;
        found.paid_until = paid_until;
        Ok(crud::star_subscriptions::upsert(tx, &found)?)
    })
    .await;
}
