//! What is sold once is charged once, and what an order promised does not outlive it.

use crate::receipts::{jefa, pays, photo, shop, shown, until};
use crate::world::{ANA, World};
use portero::crud;
use portero::db::Durability;
use portero::demo::telegram::PaymentState;
use portero::models::{
    Actor, Length, ManualMethodId, Method, Money, NewOrder, OrderId, OrderKind, PermissionSet,
    PlanChange, PlanId, STARS, UserId,
};
use portero::services::ServiceError;
use portero::services::money::{orders, plans};

fn ana() -> Actor {
    Actor::user(UserId(ANA), PermissionSet::default(), None)
}

/// Opens an order of Ana's for a plan.
async fn opened(
    world: &World,
    plan: PlanId,
    by_hand: Option<ManualMethodId>,
    promo: Option<&str>,
) -> OrderId {
    let number: i64 = world.value("SELECT count(*) FROM orders");
    let new = NewOrder {
        kind: OrderKind::Plan,
        plan: Some(plan),
        method: by_hand.map_or(Method::Stars, |_| Method::Manual),
        manual_method: by_hand,
        currency: by_hand.map_or(STARS, |_| "CUP").to_owned(),
        amount: None,
        promo: promo.map(str::to_owned),
        renews: false,
        made_from: format!("test:{number}"),
    };
    let (ctx, now) = (&world.app().ctx, world.clock.now());
    orders::open(ctx, &ana(), new, now).await.expect("opened")
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_invoices_for_life_one_is_charged() {
    let world = World::new().await;
    let (plan, _) = shop(&world).await;
    world.ana.start(None);
    world.settled().await;
    let stars = Money {
        minor: 150,
        currency: STARS.to_owned(),
    };
    for change in [
        PlanChange::Price(stars),
        PlanChange::Length(Length::Lifetime),
    ] {
        plans::change(&world.app().ctx, &jefa(), plan, change, world.clock.now())
            .await
            .expect("changed");
    }
    let mut invoices = Vec::new();
    for _ in 0..2 {
        let id = opened(&world, plan, None, None).await;
        let sql = format!("SELECT message_id FROM orders WHERE id = {id}");
        let sent = |_: &_| world.value::<Option<i64>>(&sql);
        invoices.push(world.emulator.wait(sent, "the invoice").await);
    }
    world.ana.pay(invoices[0]);
    world.link_for(&world.ana).await;
    until(
        &world,
        "SELECT count(*) = 1 FROM orders WHERE state = 'fulfilled'",
    )
    .await;
    let second = world.ana.pay(invoices[1]);
    let asked = |_: &_| match world.ana.payment(&second) {
        PaymentState::Waiting => None,
        state => Some(state),
    };
    let state = world.emulator.wait(asked, "the answer").await;
    let PaymentState::Refused(words) = state else {
        panic!("{state:?}");
    };
    assert!(words.contains("No se te ha cobrado"), "{words}");
    assert_eq!(world.value::<i64>("SELECT count(*) FROM payments"), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_of_an_order_that_was_given_up_is_taken_and_its_money_waits() {
    let world = World::new().await;
    let (plan, card) = shop(&world).await;
    world.ana.start(None);
    world.settled().await;
    let ctx = world.app().ctx.clone();
    let made = ctx.db.write(Durability::Full, |tx| {
        tx.execute(
            "INSERT INTO promo_codes (code, kind, value, per_person, created_at) VALUES ('HALF', 'percent', 50, 1, 0)",
            [],
        )?;
        Ok::<_, ServiceError>(())
    });
    made.await.expect("a code");
    let first = opened(&world, plan, Some(card), Some("HALF")).await;
    orders::cancel(&ctx, &ana(), first, world.clock.now())
        .await
        .expect("given up");
    let second = opened(&world, plan, Some(card), Some("HALF")).await;
    pays(&world.ana, second, &photo(b"one")).await;
    let shown_second = shown(&world.admin, 1).await;
    assert!(!shown_second.text.contains("retenido"), "{shown_second}");
    world
        .admin
        .press_on(shown_second.message_id, "receipt:ok:1");
    world.link_for(&world.ana).await;
    world.advance(31);
    // The code is used up: the receipt is taken, and whoever decides sees what becomes of its money.
    pays(&world.ana, first, &photo(b"two")).await;
    let late = shown(&world.admin, 2).await;
    assert!(
        late.text
            .contains("el código o el plan ya no le corresponde"),
        "{late}"
    );
    world.admin.press_on(late.message_id, "receipt:ok:2");
    world.admin.expect("Pago retenido").await;
    until(
        &world,
        "SELECT count(*) = 1 FROM payments WHERE state = 'held' AND hold = 'limit'",
    )
    .await;
    let days: i64 = world.value("SELECT (expiry_date - join_date) / 86400 FROM vip_subscribers");
    assert_eq!(days, 30, "nothing was given for it");
    let kept = ctx
        .db
        .read(move |connection| Ok::<_, ServiceError>(crud::orders::get(connection, first)?));
    let kept = kept.await.expect("read").expect("there");
    assert_eq!(kept.state, portero::models::OrderState::Review);
    world.finish().await;
}
