//! Settling, delivering and paying back, one case after the other.

use super::by_hand;
use super::held;
use super::refunds;
use super::settle;
use super::testing::*;
use crate::models::Actor;
use crate::models::DAY;
use crate::models::HoldReason;
use crate::models::Length;
use crate::models::Method;
use crate::models::MoneyRefusal;
use crate::models::OrderKind;
use crate::models::OrderState;
use crate::models::PaymentState;
use crate::models::Product;
use crate::models::Refusal;
use crate::models::Release;
use crate::models::SecondPayment;
use crate::models::Settled;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::money::books;
use crate::services::money::checks;
use crate::services::money::orders;
use crate::services::tests;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use crate::services::vpn::testing::write;
use std::sync::Arc;

fn refusal<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> Refusal {
    match result.expect_err("refused") {
        ServiceError::Refused(refusal) => refusal,
        other => panic!("{other}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_at_once_who_tell_of_one_payment_count_it_once() {
    let ctx = Arc::new(super::testing::shop().await);
    tests::person(&ctx, 100).await;
    let plan = plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    let order = order(&ctx, 100, plan, Method::QvaPay, "1").await;
    let told = (0..64).map(|_| {
        let (ctx, money) = (ctx.clone(), exact(&order, "uuid"));
        tokio::spawn(async move { settle::settle(&ctx, &Actor::system(), money, NOW).await })
    });
    let mut paid = Vec::new();
    for one in told.collect::<Vec<_>>() {
        match one.await.expect("ended").expect("settled") {
            Settled::Paid(id) => paid.push(id),
            Settled::Known(_) => {}
            Settled::Held(_, why) => panic!("{why:?}"),
        }
    }
    assert_eq!(paid.len(), 1);
    // And as many workers that deliver it.
    let given = (0..64).map(|_| {
        let (ctx, id) = (ctx.clone(), paid[0]);
        tokio::spawn(async move { deliver(&ctx, id).await })
    });
    let mut count = 0;
    for one in given.collect::<Vec<_>>() {
        count += usize::from(one.await.expect("ended").expect("tried"));
    }
    assert_eq!(count, 1);
    assert_eq!(vip_end(&ctx, 100).await, Some(Some(NOW + 30 * DAY)));
    let look = checks::check(&ctx, &admin(), NOW).await.expect("looked");
    assert_eq!((look.faults(), look.waiting.len()), (0, 0));
}

#[tokio::test]
async fn time_that_was_used_up_is_not_taken_from_what_was_bought_after_it() {
    let ctx = super::testing::shop().await;
    tests::person(&ctx, 100).await;
    let plan = plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    let first = order(&ctx, 100, plan, Method::Stars, "1").await;
    let first = buy(&ctx, &first, "a").await;
    let second = order(&ctx, 100, plan, Method::Stars, "2").await;
    buy(&ctx, &second, "b").await;
    ctx.clock.advance(10 * DAY);
    let now = ctx.clock.now();
    refunds::refund(&ctx, &admin(), first, None, now)
        .await
        .expect("begun");
    // Twenty days of the first were left; the thirty of the second begin now.
    assert_eq!(vip_end(&ctx, 100).await, Some(Some(now + 30 * DAY)));
    assert_eq!(payment_of(&ctx, first).await.state, PaymentState::Refunding);
    assert!(refunds::refunded(&ctx, first, now).await.expect("noted"));
    assert!(!refunds::refunded(&ctx, first, now).await.expect("noted"));
    let order = payment_of(&ctx, first).await.order.expect("an order");
    assert_eq!(order_of(&ctx, order).await.state, OrderState::Refunded);
}

#[tokio::test]
async fn a_second_payment_does_as_the_rule_says() {
    for (rule, days, on_balance) in [
        (SecondPayment::Extend, 60, 0),
        (SecondPayment::Balance, 30, 500),
        (SecondPayment::Refund, 30, 0),
    ] {
        let ctx = super::testing::shop().await;
        tests::person(&ctx, 100).await;
        second(&ctx, rule).await;
        let plan = plan(&ctx, &[Product::Vip], Length::Days(30)).await;
        let order = order(&ctx, 100, plan, Method::QvaPay, "1").await;
        let Settled::Paid(first) = pay(&ctx, exact(&order, "a")).await else {
            panic!("it counts");
        };
        let second = pay(&ctx, exact(&order, "b")).await;
        match (rule, second) {
            (SecondPayment::Refund, Settled::Held(_, HoldReason::Second)) => {}
            (SecondPayment::Extend | SecondPayment::Balance, Settled::Paid(id)) => {
                deliver(&ctx, id).await.expect("delivered");
                let state = order_of(&ctx, order.id).await.state;
                // What goes on a balance is no delivery of the order, and the first is still due.
                assert_eq!(state, OrderState::Paid, "{rule:?}");
            }
            (rule, settled) => panic!("{rule:?}: {settled:?}"),
        }
        deliver(&ctx, first).await.expect("delivered");
        assert_eq!(vip_end(&ctx, 100).await, Some(Some(NOW + days * DAY)));
        assert_eq!(order_of(&ctx, order.id).await.state, OrderState::Fulfilled);
        let has = write(&ctx, |tx| books::balance_in(tx, UserId(100), "USD")).await;
        assert_eq!(has, on_balance, "{rule:?}");
    }
}

#[tokio::test]
async fn an_order_whose_waiting_money_goes_back_stands_as_what_was_given() {
    let ctx = super::testing::shop().await;
    tests::person(&ctx, 100).await;
    second(&ctx, SecondPayment::Extend).await;
    let plan = plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    let order = order(&ctx, 100, plan, Method::Stars, "1").await;
    let Settled::Paid(waits) = pay(&ctx, exact(&order, "a")).await else {
        panic!("it counts");
    };
    buy(&ctx, &order, "b").await;
    assert_eq!(order_of(&ctx, order.id).await.state, OrderState::Paid);
    assert!(refunds::refunded(&ctx, waits, NOW).await.expect("noted"));
    assert_eq!(order_of(&ctx, order.id).await.state, OrderState::Fulfilled);
    assert_eq!(vip_end(&ctx, 100).await, Some(Some(NOW + 30 * DAY)));
}

#[tokio::test]
async fn stars_that_the_rule_sends_back_go_without_anybody() {
    let ctx = super::testing::shop().await;
    tests::person(&ctx, 100).await;
    second(&ctx, SecondPayment::Refund).await;
    let plan = plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    let order = order(&ctx, 100, plan, Method::Stars, "1").await;
    buy(&ctx, &order, "a").await;
    let Settled::Held(id, HoldReason::Second) = pay(&ctx, exact(&order, "b")).await else {
        panic!("it is held");
    };
    assert_eq!(payment_of(&ctx, id).await.state, PaymentState::Refunding);
    assert_eq!(order_of(&ctx, order.id).await.state, OrderState::Fulfilled);
    assert!(refunds::refunded(&ctx, id, NOW).await.expect("noted"));
    assert_eq!(vip_end(&ctx, 100).await, Some(Some(NOW + 30 * DAY)));
}

#[tokio::test]
async fn two_admins_who_decide_one_payment_at_once_are_told_apart() {
    let ctx = super::testing::shop().await;
    tests::person(&ctx, 100).await;
    let plan = plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    let order = order(&ctx, 100, plan, Method::QvaPay, "1").await;
    let mut little = exact(&order, "a");
    little.amount.minor -= 100;
    let Settled::Held(id, HoldReason::Underpaid) = pay(&ctx, little).await else {
        panic!("it is held");
    };
    assert_eq!(order_of(&ctx, order.id).await.state, OrderState::Review);
    held::release(&ctx, &admin(), id, Release::AsItIs, NOW)
        .await
        .expect("released");
    let late = refunds::returned(&ctx, &admin(), id, NOW).await;
    assert_eq!(refusal(late), MoneyRefusal::DecidedAlready.into());
    deliver(&ctx, id).await.expect("delivered");
    assert_eq!(order_of(&ctx, order.id).await.state, OrderState::Fulfilled);
    let look = checks::check(&ctx, &admin(), NOW).await.expect("looked");
    assert_eq!(look.faults(), 0, "{look:?}");
}

#[tokio::test]
async fn money_of_no_order_goes_to_whom_an_admin_says() {
    let ctx = super::testing::shop().await;
    tests::person(&ctx, 100).await;
    let plan = plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    let order = order(&ctx, 100, plan, Method::QvaPay, "1").await;
    let mut lost = exact(&order, "a");
    (lost.order_code, lost.payer) = ("ord_nobody".to_owned(), None);
    let Settled::Held(id, HoldReason::UnknownOrder) = pay(&ctx, lost).await else {
        panic!("it is held");
    };
    for how in [Release::AsItIs, Release::ToBalance(None)] {
        let refused = held::release(&ctx, &admin(), id, how, NOW).await;
        assert_eq!(refusal(refused), MoneyRefusal::NoPayer.into());
    }
    held::release(&ctx, &admin(), id, Release::ToOrder(order.id), NOW)
        .await
        .expect("released");
    deliver(&ctx, id).await.expect("delivered");
    assert_eq!(vip_end(&ctx, 100).await, Some(Some(NOW + 30 * DAY)));
    assert_eq!(order_of(&ctx, order.id).await.state, OrderState::Fulfilled);
}

#[tokio::test]
async fn nobody_takes_more_off_a_balance_than_there_is() {
    let ctx = super::testing::shop().await;
    tests::person(&ctx, 100).await;
    let user = UserId(100);
    let by = admin();
    let adjust = |minor| by_hand::adjust(&ctx, &by, user, money(minor, "USD"), "why".into(), NOW);
    assert_eq!(adjust(300).await.expect("given"), [money(300, "USD")]);
    let left = |minor| MoneyRefusal::BalanceLeft {
        has: money(minor, "USD"),
    };
    assert_eq!(refusal(adjust(-301).await), left(300).into());
    let asked = |minor| {
        let (ctx, by) = (&ctx, &by);
        async move { by_hand::need_there(ctx, by, user, &money(minor, "USD")).await }
    };
    assert_eq!(refusal(asked(-301).await), left(300).into());
    asked(-300).await.expect("there is so much");
    let wish = wish(OrderKind::TopUp, None, Method::QvaPay, "1");
    let id = orders::open(&ctx, &buyer(100), wish, NOW)
        .await
        .expect("opened");
    let order = order_of(&ctx, id).await;
    let topped = buy(&ctx, &order, "a").await;
    adjust(-900).await.expect("taken");
    // Of what was topped up only a part is left.
    let spent = refunds::refund(&ctx, &admin(), topped, None, NOW).await;
    assert_eq!(refusal(spent), left(100).into());
    // The provider paid it back all the same: nobody owes the house, which bears the rest.
    assert!(refunds::refunded(&ctx, topped, NOW).await.expect("noted"));
    assert_eq!(
        write(&ctx, move |tx| books::balance_in(tx, user, "USD")).await,
        0
    );
    let look = checks::check(&ctx, &admin(), NOW).await.expect("looked");
    assert_eq!(look.faults(), 0, "{look:?}");
}

#[tokio::test]
async fn what_is_paid_from_a_balance_goes_back_to_it_at_once() {
    let ctx = super::testing::shop().await;
    tests::person(&ctx, 100).await;
    let (user, why) = (UserId(100), "why".to_owned());
    by_hand::adjust(&ctx, &admin(), user, money(500, "USD"), why, NOW)
        .await
        .expect("given");
    let plan = plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    let order = order(&ctx, 100, plan, Method::Balance, "1").await;
    let wish = wish(OrderKind::Plan, Some(plan), Method::Balance, "2");
    let poor = orders::open(&ctx, &buyer(100), wish, NOW).await;
    assert_eq!(refusal(poor), MoneyRefusal::BalanceLow.into());
    let paid = write(&ctx, move |tx| {
        Ok(crate::crud::payments::of_order(tx, order.id)?)
    })
    .await;
    deliver(&ctx, paid[0].id).await.expect("delivered");
    let state = refunds::refund(&ctx, &admin(), paid[0].id, None, NOW).await;
    assert_eq!(state.expect("paid back"), PaymentState::Refunded);
    assert_eq!(
        write(&ctx, move |tx| books::balance_in(tx, user, "USD")).await,
        500
    );
    assert_eq!(vip_end(&ctx, 100).await, None);
}

#[tokio::test]
async fn the_books_say_what_was_tampered_with() {
    let ctx = super::testing::shop().await;
    tests::person(&ctx, 100).await;
    let plan = plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    let bought = order(&ctx, 100, plan, Method::Stars, "1").await;
    let given = buy(&ctx, &bought, "a").await;
    let waits = order(&ctx, 100, plan, Method::Stars, "2").await;
    let Settled::Paid(waiting) = pay(&ctx, exact(&waits, "b")).await else {
        panic!("it counts");
    };
    let free = order(&ctx, 100, plan, Method::Stars, "3").await;
    write(&ctx, move |tx| {
        tx.execute("UPDATE orders SET state = 'fulfilled' WHERE id = ?1", [free.id.0])?;
        tx.execute(
            "DELETE FROM ledger_entries WHERE account = 'sales' AND minor < 0",
            [],
        )?;
        tx.execute(
            "UPDATE ledger_postings SET kind = 'adjusted' WHERE kind = 'received' AND payment_id = ?1",
            [given.0],
        )?;
        // Its delivery was given up.
        tx.execute("UPDATE tasks SET state = 'failed' WHERE kind = 'fulfil_payment'", [])?;
        Ok(())
    })
    .await;
    let look = checks::check(&ctx, &admin(), NOW).await.expect("looked");
    assert_eq!(look.waiting, [waiting]);
    assert_eq!(look.unpaid, [free.id]);
    assert_eq!(look.unbooked, [given]);
    assert_eq!(look.unbalanced.len(), 1);
    let state: String = crate::services::vpn::testing::value(
        &ctx,
        "SELECT state FROM tasks WHERE kind = 'fulfil_payment' ORDER BY id DESC LIMIT 1",
    )
    .await;
    assert_eq!(state, "due", "what was paid is tried again");
}
