//! Checking out, being paid, comparing, and subscriptions, on a database of their own.

use super::*;
use crate::context::AdminChannel;
use crate::context::BotIdentity;
use crate::models::AdminNotice;
use crate::models::Checkout;
use crate::models::CheckoutNo;
use crate::models::Clientele;
use crate::models::Goods;
use crate::models::HoldReason;
use crate::models::Length;
use crate::models::Money;
use crate::models::MoneyRefusal;
use crate::models::NewOrder;
use crate::models::OrderKind;
use crate::models::OrderState;
use crate::models::Plan;
use crate::models::PlanId;
use crate::models::Product;
use crate::models::Refusal;
use crate::models::Release;
use crate::models::STAR_PERIOD;
use crate::models::STARS;
use crate::models::SecondPayment;
use crate::models::UserId;
use crate::services::money::fulfil;
use crate::services::money::held;
use crate::services::money::orders;
use crate::services::money::refunds;
use crate::services::money::testing::second;
use crate::services::tests;
use crate::services::tests::NOW;
use crate::services::vpn::testing::{value, write};
use serde_json::json;
use std::sync::{Arc, Mutex};

const ANA: UserId = UserId(2001);
const EVA: UserId = UserId(2002);

fn stars(minor: i64) -> Money {
    Money {
        minor,
        currency: STARS.to_owned(),
    }
}

/// A house that sells a month of VIP for 150 Stars, and an order of Ana's.
async fn ordered(renews: bool) -> (Ctx, OrderId, String) {
    let ctx = tests::ctx().await;
    let ana = tests::person(&ctx, ANA.0).await;
    tests::person(&ctx, EVA.0).await;
    let plan = Plan {
        id: PlanId(0),
        goods: Goods {
            names: [("es".to_owned(), "VIP".to_owned())].into(),
            products: vec![Product::Vip],
            length: Length::Days(30),
            data_bytes: None,
            devices: None,
        },
        prices: vec![stars(150)],
        is_on_sale: true,
        position: 1,
        per_person: None,
        audience: Clientele::Everybody,
        renews,
        created_at: NOW,
        removed_at: None,
    };
    let made = ctx.db.write(Durability::Full, move |tx| {
        Ok::<_, ServiceError>(crud::plans::insert(tx, &plan)?)
    });
    let new = NewOrder {
        kind: OrderKind::Plan,
        plan: Some(made.await.expect("a plan")),
        method: Method::Stars,
        manual_method: None,
        currency: STARS.to_owned(),
        amount: None,
        promo: None,
        renews,
        made_from: "test".to_owned(),
    };
    let id = orders::open(&ctx, &ana, new, NOW).await.expect("an order");
    let order = orders::get(&ctx, id).await.expect("read").expect("there");
    (ctx, id, order.code)
}

fn checkout(code: &str) -> Checkout {
    Checkout {
        order_code: code.to_owned(),
        user: ANA,
        amount: stars(150),
    }
}

fn money(code: &str, charge: &str, period_end: Option<Timestamp>, is_renewal: bool) -> MoneyIn {
    MoneyIn {
        method: Method::Stars,
        provider_payment_id: charge.to_owned(),
        order_code: code.to_owned(),
        payer: Some(ANA),
        amount: stars(150),
        period_end,
        is_renewal,
        facts: "{}".to_owned(),
    }
}

async fn no(ctx: &Ctx, checkout: Checkout, now: Timestamp) -> Option<CheckoutNo> {
    check_out(ctx, checkout, now).await.expect("judged")
}

async fn set_state(ctx: &Ctx, id: OrderId, state: OrderState) {
    let set = ctx.db.write(Durability::Full, move |tx| {
        crud::orders::update_state(tx, id, &OrderState::ALL, state, NOW)?;
        Ok::<_, ServiceError>(())
    });
    set.await.expect("set");
}

#[tokio::test]
async fn an_order_is_paid_only_by_whoever_made_it_for_its_price_and_in_its_time() {
    let (ctx, id, code) = ordered(false).await;
    let mut other = checkout(&code);
    other.user = EVA;
    assert_eq!(no(&ctx, other, NOW).await, Some(CheckoutNo::OtherPerson));
    for amount in [
        stars(149),
        stars(151),
        Money {
            minor: 150,
            currency: "USD".to_owned(),
        },
    ] {
        let mut wrong = checkout(&code);
        wrong.amount = amount;
        assert_eq!(no(&ctx, wrong, NOW).await, Some(CheckoutNo::Price));
    }
    let unknown = checkout("ord_nobody");
    assert_eq!(no(&ctx, unknown, NOW).await, Some(CheckoutNo::Unknown));
    let late = NOW.plus_minutes(30);
    assert_eq!(
        no(&ctx, checkout(&code), late).await,
        Some(CheckoutNo::Ended)
    );
    let order = orders::get(&ctx, id).await.expect("read").expect("there");
    assert_eq!(order.checked_out_at, None, "nothing was promised");
    assert_eq!(no(&ctx, checkout(&code), late - 1).await, None);
    let order = orders::get(&ctx, id).await.expect("read").expect("there");
    assert_eq!(order.checked_out_at, Some(late - 1));
}

#[tokio::test]
async fn only_an_open_order_is_paid() {
    let (ctx, id, code) = ordered(false).await;
    for state in OrderState::ALL {
        set_state(&ctx, id, state).await;
        let expected = match state {
            OrderState::Open => None,
            OrderState::Paid | OrderState::Fulfilled | OrderState::Review => Some(CheckoutNo::Paid),
            OrderState::Submitted
            | OrderState::Expired
            | OrderState::Cancelled
            | OrderState::Rejected
            | OrderState::Refunded => Some(CheckoutNo::Ended),
        };
        assert_eq!(no(&ctx, checkout(&code), NOW).await, expected, "{state:?}");
    }
}

#[tokio::test]
async fn what_was_promised_counts_though_the_order_ended_and_what_was_not_is_held() {
    for is_promised in [true, false] {
        let (ctx, id, code) = ordered(false).await;
        if is_promised {
            assert_eq!(no(&ctx, checkout(&code), NOW).await, None);
        }
        set_state(&ctx, id, OrderState::Expired).await;
        let actor = Actor::system();
        let settled = paid(&ctx, &actor, money(&code, "stx1", None, false), NOW).await;
        match settled.expect("settled") {
            Settled::Paid(_) => assert!(is_promised),
            Settled::Held(_, why) => {
                assert!(!is_promised && why == HoldReason::Late);
            }
            Settled::Known(_) => panic!("it is new"),
        }
    }
}

#[tokio::test]
async fn a_renewal_moves_the_end_and_the_same_one_twice_does_not() {
    let (ctx, id, code) = ordered(true).await;
    let actor = Actor::system();
    let end = NOW + STAR_PERIOD;
    let first = money(&code, "stx1", Some(end), false);
    let id_of = |settled: Settled| match settled {
        Settled::Paid(id) | Settled::Held(id, _) | Settled::Known(id) => id,
    };
    let one = paid(&ctx, &actor, first.clone(), NOW).await.expect("paid");
    assert!(matches!(one, Settled::Paid(_)));
    let again = paid(&ctx, &actor, first, NOW).await.expect("told again");
    assert_eq!(again, Settled::Known(id_of(one)));
    let later = end + STAR_PERIOD;
    let second = money(&code, "stx2", Some(later), true);
    let two = paid(&ctx, &actor, second, end).await.expect("paid");
    assert!(matches!(two, Settled::Paid(_)));
    let view = view(&ctx, ANA, id).await.expect("a subscription");
    let kept = view.subscription;
    assert_eq!(
        (
            kept.first_charge.as_str(),
            kept.last_charge.as_str(),
            kept.paid_until
        ),
        ("stx1", "stx2", later)
    );
    assert_eq!(kept.state, SubscriptionState::Active);
}

#[tokio::test]
async fn the_list_is_compared_from_where_it_was_left_and_a_young_row_waits() {
    let (ctx, _, code) = ordered(false).await;
    let row = |id: &str, at: Timestamp| {
        json!({"id": id, "amount": 150, "date": at.0, "source": {"type": "user",
            "transaction_type": "invoice_payment", "user": {"id": ANA.0}, "invoice_payload": code}})
    };
    let old = NOW - 600;
    let rows = vec![
        json!({"id": "x", "source": {"type": "martian"}}),
        row("stx1", old),
        row("stx2", NOW),
    ];
    let compared = compare(&ctx, 0, rows, NOW).await.expect("compared");
    assert_eq!((compared.rows, compared.found), (2, 1));
    assert_eq!(compared_before(&ctx).await.expect("read"), 2);
    let compared = compare(&ctx, 2, vec![row("stx2", NOW)], NOW + 600)
        .await
        .expect("compared");
    assert_eq!((compared.rows, compared.found), (1, 1));
    let again = compare(&ctx, 0, vec![row("stx1", old)], NOW + 600)
        .await
        .expect("compared");
    assert_eq!(
        (again.found, compared_before(&ctx).await.expect("read")),
        (0, 3)
    );
    let back = json!({"id": "stx1", "amount": 150, "date": old.0, "receiver": {"type": "user"}});
    let compared = compare(&ctx, 3, vec![back], NOW + 600)
        .await
        .expect("compared");
    assert_eq!(compared.refunds.len(), 1);
    assert_eq!(
        compared_before(&ctx).await.expect("read"),
        3,
        "it comes again"
    );
}

#[tokio::test]
async fn only_its_payer_stops_a_subscription_and_telegram_says_when_it_goes_on() {
    let (ctx, id, code) = ordered(true).await;
    let ana = Actor::user(ANA, crate::models::PermissionSet::default(), None);
    let eva = Actor::user(EVA, crate::models::PermissionSet::default(), None);
    let end = Some(NOW + STAR_PERIOD);
    paid(
        &ctx,
        &Actor::system(),
        money(&code, "stx1", end, false),
        NOW,
    )
    .await
    .expect("paid");
    assert!(set_renewal(&ctx, &eva, id, false, NOW).await.is_err());
    assert!(
        set_renewal(&ctx, &ana, id, true, NOW).await.is_err(),
        "it runs"
    );
    set_renewal(&ctx, &ana, id, false, NOW)
        .await
        .expect("stopped");
    assert!(errand(&ctx, id, true).await.expect("read").is_some());
    altered(&ctx, id, true, NOW).await.expect("kept");
    assert!(
        set_renewal(&ctx, &ana, id, false, NOW).await.is_err(),
        "it is stopped"
    );
    set_renewal(&ctx, &ana, id, true, NOW)
        .await
        .expect("allowed");
    altered(&ctx, id, false, NOW).await.expect("kept");
    let kept = view(&ctx, ANA, id).await.expect("there").subscription;
    assert_eq!(kept.state, SubscriptionState::Canceled);
    let active = SubscriptionState::Active;
    let of_eva = heard(&ctx, &eva, code.clone(), active, NOW)
        .await
        .expect("heard");
    assert!(of_eva.is_none());
    let heard = heard(&ctx, &ana, code, active, NOW).await.expect("heard");
    assert_eq!(heard.expect("news").subscription.state, active);
}

/// A row of Telegram's list: a payment for that payload.
fn row(charge: &str, payload: &str, at: Timestamp) -> serde_json::Value {
    json!({"id": charge, "amount": 150, "date": at.0, "source": {"type": "user",
        "transaction_type": "invoice_payment", "user": {"id": ANA.0}, "invoice_payload": payload}})
}

/// The same of a month of a subscription.
fn month(charge: &str, payload: &str, at: Timestamp) -> serde_json::Value {
    let mut row = row(charge, payload, at);
    row["source"]["subscription_period"] = json!(STAR_PERIOD);
    row
}

/// How often something is in the database.
async fn count(ctx: &Ctx, what: &'static str) -> i64 {
    value(ctx, what).await
}

const PAYMENTS: &str = "SELECT count(*) FROM payments";
/// The charges whose subscriptions Telegram is to stop by their own ids.
const STOPS: &str = "SELECT group_concat(p.provider_payment_id) FROM tasks t
     JOIN payments p ON t.dedupe_key = 'stop_subscription:' || p.id";

#[tokio::test]
async fn what_the_token_earned_before_this_house_is_none_of_its_money() {
    let (ctx, _, code) = ordered(false).await;
    let (past, now) = (NOW.plus_days(-400), NOW + 600);
    let rows = vec![
        row("stx1", "somebody_elses", past),
        row("stx2", "ord_lost", NOW.plus_days(-1)),
        // Of an order that is known it counts, whenever it came.
        row("stx3", &code, NOW + 1),
    ];
    let compared = compare(&ctx, 0, rows, now).await.expect("compared");
    assert_eq!((compared.rows, compared.found), (3, 1));
    let sum = "SELECT coalesce(sum(minor), 0) FROM ledger_entries WHERE account = 'provider:stars'";
    assert_eq!(
        (count(&ctx, PAYMENTS).await, count(&ctx, sum).await),
        (1, 150)
    );
    let told = "SELECT count(*) FROM tasks WHERE kind = 'tell_admins'";
    assert_eq!(count(&ctx, told).await, 0, "there is nothing to decide");
    // What comes from now on for no order that is known is kept for an admin, as after the restore of an old backup.
    let later = vec![row("stx4", "ord_forgotten", now + 1)];
    let compared = compare(&ctx, 3, later, now + 600).await.expect("compared");
    assert_eq!((compared.rows, compared.found), (1, 1));
    assert_eq!(count(&ctx, told).await, 1);
}

#[tokio::test]
async fn the_list_of_another_bot_is_compared_from_its_own_beginning() {
    let (ctx, _, code) = ordered(false).await;
    let rows = vec![row("stx1", "other", NOW - 600), row("stx2", &code, NOW + 1)];
    compare(&ctx, 0, rows, NOW + 600).await.expect("compared");
    assert_eq!(compared_before(&ctx).await.expect("read"), 2);
    ctx.set_bot(BotIdentity {
        id: 77,
        username: "other_bot".to_owned(),
        name: "Other".to_owned(),
    });
    assert_eq!(compared_before(&ctx).await.expect("read"), 0);
    let now = NOW.plus_days(9);
    let rows = vec![
        // Before it was this house's bot.
        row("stx7", "other", NOW.plus_days(3)),
        row("stx8", &code, NOW.plus_days(8)),
    ];
    let compared = compare(&ctx, 0, rows, now).await.expect("compared");
    assert_eq!((compared.rows, compared.found), (2, 1));
    assert_eq!(compared_before(&ctx).await.expect("read"), 2);
}

#[tokio::test]
async fn a_row_that_cannot_be_kept_is_told_and_stops_none_behind_it() {
    let (ctx, _, code) = ordered(false).await;
    write(&ctx, |tx| {
        tx.execute_batch(
            "CREATE TRIGGER poisoned BEFORE INSERT ON payments WHEN new.provider_payment_id = 'bad'
             BEGIN SELECT raise(ABORT, 'poisoned'); END",
        )?;
        Ok(())
    })
    .await;
    let heard = Arc::new(Heard::default());
    ctx.set_admins(heard.clone());
    let mut negative = row("stx0", &code, NOW);
    negative["amount"] = json!(-150);
    let rows = vec![negative, row("bad", &code, NOW), row("stx1", &code, NOW)];
    let compared = compare(&ctx, 0, rows, NOW + 600).await.expect("compared");
    assert_eq!((compared.rows, compared.found), (3, 1));
    assert_eq!(compared_before(&ctx).await.expect("read"), 3);
    let heard = heard.0.lock().expect("whole");
    assert!(
        heard.len() == 1 && heard[0].contains("charge bad"),
        "{heard:?}"
    );
}

/// Keeps what the admins are told.
#[derive(Default)]
struct Heard(Mutex<Vec<String>>);

impl AdminChannel for Heard {
    fn tell(&self, notice: AdminNotice) {
        self.0.lock().expect("whole").push(format!("{notice:?}"));
    }
}

#[tokio::test]
async fn of_two_subscriptions_of_one_order_the_second_is_stopped_whatever_the_rule() {
    for rule in [
        SecondPayment::Extend,
        SecondPayment::Balance,
        SecondPayment::Refund,
    ] {
        let (ctx, id, code) = ordered(true).await;
        second(&ctx, rule).await;
        let actor = Actor::system();
        let end = NOW + STAR_PERIOD;
        for (charge, until) in [("stx1", end), ("stx2", end + 9)] {
            let money = money(&code, charge, Some(until), false);
            paid(&ctx, &actor, money, NOW).await.expect("taken in");
        }
        assert_eq!(
            value::<Option<String>>(&ctx, STOPS).await.as_deref(),
            Some("stx2"),
            "{rule:?}"
        );
        // The first one goes on, and by its own charges.
        let kept = view(&ctx, ANA, id).await.expect("there").subscription;
        assert_eq!(
            (kept.first_charge.as_str(), kept.last_charge.as_str()),
            ("stx1", "stx1")
        );
        assert_eq!(
            (kept.state, kept.paid_until),
            (SubscriptionState::Active, end)
        );
        let altered = "SELECT count(*) FROM tasks WHERE kind = 'alter_subscription'";
        assert_eq!(count(&ctx, altered).await, 0, "{rule:?}");
        let later = money(&code, "stx3", Some(end + STAR_PERIOD), true);
        let renewed = paid(&ctx, &actor, later, end).await.expect("taken in");
        assert!(matches!(renewed, Settled::Paid(_)), "{rule:?}");
    }
}

#[tokio::test]
async fn the_refund_of_a_second_subscription_leaves_the_first_one_alone() {
    let (ctx, id, code) = ordered(true).await;
    second(&ctx, SecondPayment::Extend).await;
    let actor = Actor::system();
    let end = NOW + STAR_PERIOD;
    let mut payments = Vec::new();
    for charge in ["stx1", "stx2"] {
        let money = money(&code, charge, Some(end), false);
        match paid(&ctx, &actor, money, NOW).await.expect("taken in") {
            Settled::Paid(payment) => payments.push(payment),
            other => panic!("{other:?}"),
        }
    }
    for payment in &payments {
        let given = fulfil::fulfil(&ctx, *payment, NOW).await;
        assert!(given.expect("given"));
    }
    let altered = "SELECT count(*) FROM tasks WHERE kind = 'alter_subscription'";
    let refunded = refunds::refund(&ctx, &tests::admin(), payments[1], None, NOW).await;
    refunded.expect("begun");
    assert_eq!(count(&ctx, altered).await, 0);
    let kept = view(&ctx, ANA, id).await.expect("there").subscription;
    assert_eq!(kept.state, SubscriptionState::Active);
    // Whoever gets the first month back is not charged again.
    let refunded = refunds::refund(&ctx, &tests::admin(), payments[0], None, NOW).await;
    refunded.expect("begun");
    assert_eq!(count(&ctx, altered).await, 1);
}

#[tokio::test]
async fn a_month_of_what_runs_for_life_by_now_is_held_and_comes_no_more() {
    let (ctx, id, code) = ordered(true).await;
    let actor = Actor::system();
    let end = NOW + STAR_PERIOD;
    let first = money(&code, "stx1", Some(end), false);
    let Settled::Paid(payment) = paid(&ctx, &actor, first, NOW).await.expect("paid") else {
        panic!("it does not count");
    };
    let given = fulfil::fulfil(&ctx, payment, NOW).await;
    assert!(given.expect("given"));
    write(&ctx, |tx| {
        Ok(tx.execute("UPDATE vip_subscribers SET expiry_date = NULL", [])?)
    })
    .await;
    let next = money(&code, "stx2", Some(end + STAR_PERIOD), true);
    let held = paid(&ctx, &actor, next, end).await.expect("taken in");
    assert!(
        matches!(held, Settled::Held(_, HoldReason::Nothing)),
        "{held:?}"
    );
    let kept = view(&ctx, ANA, id).await.expect("there").subscription;
    assert_eq!(kept.state, SubscriptionState::Canceled);
    let altered = "SELECT count(*) FROM tasks WHERE kind = 'alter_subscription'";
    assert_eq!(count(&ctx, altered).await, 1);
}

#[tokio::test]
async fn a_second_subscription_in_the_list_is_no_later_month_of_the_first() {
    let (ctx, id, code) = ordered(true).await;
    second(&ctx, SecondPayment::Balance).await;
    // Of the later one the update came; of the earlier one it did not.
    let at = NOW + 60;
    let known = money(&code, "stx2", Some(at + STAR_PERIOD), false);
    paid(&ctx, &Actor::system(), known, at).await.expect("paid");
    let rows = vec![month("stx1", &code, NOW), month("stx2", &code, at)];
    compare(&ctx, 0, rows, NOW + 600).await.expect("compared");
    let stopped = value::<Option<String>>(&ctx, STOPS).await;
    assert_eq!(stopped.as_deref(), Some("stx1"));
    let usage = "SELECT group_concat(use) FROM (SELECT use FROM payments ORDER BY id)";
    assert_eq!(value::<String>(&ctx, usage).await, "deliver,balance");
    // A month of which no update came is a later month of the one that goes on.
    let next = month("stx3", &code, at + STAR_PERIOD);
    let now = at + STAR_PERIOD + 600;
    compare(&ctx, 2, vec![next], now).await.expect("compared");
    let kept = view(&ctx, ANA, id).await.expect("there").subscription;
    assert_eq!(kept.last_charge, "stx3");
    assert_eq!(
        value::<Option<String>>(&ctx, STOPS).await.as_deref(),
        Some("stx1")
    );
}

#[tokio::test]
async fn stars_given_back_by_hand_and_by_telegram_are_noted_as_given_back_twice() {
    let (ctx, _, code) = ordered(false).await;
    let short = MoneyIn {
        amount: stars(100),
        ..money(&code, "stx1", None, false)
    };
    let settled = paid(&ctx, &Actor::system(), short, NOW).await;
    let Ok(Settled::Held(id, HoldReason::Underpaid)) = settled else {
        panic!("{settled:?}");
    };
    refunds::returned(&ctx, &tests::admin(), id, NOW)
        .await
        .expect("given back by hand");
    let back = json!({"id": "stx1", "amount": 100, "date": NOW.0, "receiver": {"type": "user"}});
    let again = vec![back.clone()];
    let compared = compare(&ctx, 0, again, NOW + 600).await.expect("compared");
    assert_eq!(compared.refunds, [id]);
    let is_news = refunds::refunded(&ctx, id, NOW + 600).await;
    assert!(is_news.expect("noted"));
    let twice = "SELECT count(*) FROM payment_events WHERE kind = 'refunded_twice'";
    assert_eq!(count(&ctx, twice).await, 1);
    let state = "SELECT state FROM payments";
    assert_eq!(value::<String>(&ctx, state).await, "refunded");
    let compared = compare(&ctx, 0, vec![back], NOW + 600).await;
    assert!(compared.expect("compared").refunds.is_empty(), "it is over");
}

#[tokio::test]
async fn stars_go_on_the_balance_of_whoever_paid_them_and_of_nobody_else() {
    let (ctx, _, code) = ordered(false).await;
    let short = MoneyIn {
        amount: stars(100),
        ..money(&code, "stx1", None, false)
    };
    let settled = paid(&ctx, &Actor::system(), short, NOW).await;
    let Ok(Settled::Held(id, _)) = settled else {
        panic!("{settled:?}");
    };
    let admin = tests::admin();
    let evas = Release::ToBalance(Some(EVA));
    let refused = held::release(&ctx, &admin, id, evas, NOW).await;
    let only = Refusal::Money(MoneyRefusal::PayerOnly);
    assert!(
        matches!(&refused, Err(ServiceError::Refused(why)) if *why == only),
        "{refused:?}"
    );
    let payer = "SELECT user_id FROM payments";
    assert_eq!(value::<i64>(&ctx, payer).await, ANA.0);
    let anas = Release::ToBalance(Some(ANA));
    held::release(&ctx, &admin, id, anas, NOW)
        .await
        .expect("released");
}
