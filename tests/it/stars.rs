//! Telegram Stars, whole: invoices, the word before somebody pays, what is paid, what comes again, and what goes back.

use crate::child::Outside;
use crate::pretended::Pretended;
use crate::world::{ANA, EVA, ExpectUrl, VIP, World};
use portero::context::Ctx;
use portero::crud;
use portero::db::Durability;
use portero::demo::telegram::{Fault, JoinResult, PaymentId, PaymentState, Person};
use portero::models::{
    Actor, ByLang, Clientele, Goods, Length, Maintenance, Method, Money, NewOrder, OrderId,
    OrderKind, PermissionSet, Plan, PlanId, Product, STARS, SecondPayment, Timestamp, UserId,
    VpnKind,
};
use portero::services::ServiceError;
use portero::services::money::{orders, stars};
use portero::services::vpn::{addresses, pools};
use serde_json::json;
use std::time::{Duration, Instant};

const DAY: i64 = 86_400;

/// A plan in Stars.
fn plan(products: &[Product], stars: i64, renews: bool) -> Plan {
    let names = ByLang::from([
        ("es".to_owned(), "Plan <&> completo".to_owned()),
        ("en".to_owned(), "Whole <&> plan".to_owned()),
    ]);
    Plan {
        id: PlanId(0),
        goods: Goods {
            names,
            products: products.to_vec(),
            length: Length::Days(30),
            data_bytes: None,
            devices: None,
        },
        prices: vec![Money {
            minor: stars,
            currency: STARS.to_owned(),
        }],
        is_on_sale: true,
        position: 1,
        per_person: None,
        audience: Clientele::Everybody,
        renews,
        created_at: Timestamp(0),
        removed_at: None,
    }
}

async fn sell(ctx: &Ctx, plan: Plan) -> PlanId {
    let made = ctx.db.write(Durability::Full, move |tx| {
        Ok::<_, ServiceError>(crud::plans::insert(tx, &plan)?)
    });
    made.await.expect("a plan")
}

fn wish(plan: PlanId, renews: bool, made_from: &str) -> NewOrder {
    NewOrder {
        kind: OrderKind::Plan,
        plan: Some(plan),
        method: Method::Stars,
        manual_method: None,
        currency: STARS.to_owned(),
        amount: None,
        promo: None,
        renews,
        made_from: made_from.to_owned(),
    }
}

fn buyer(user: i64) -> Actor {
    Actor::user(UserId(user), PermissionSet::default(), None)
}

/// A house that sells VIP for 150 Stars, with Ana and Eva known to it.
async fn shop() -> (World, PlanId) {
    let world = World::new().await;
    let plan = sell(&world.app().ctx, plan(&[Product::Vip], 150, false)).await;
    world.ana.start(None);
    world.eva.start(None);
    world.settled().await;
    (world, plan)
}

/// Opens an order for somebody and gives the message of its invoice.
async fn order(world: &World, person: &Person, plan: PlanId, made_from: &str) -> (OrderId, i64) {
    let (ctx, now) = (&world.app().ctx, world.clock.now());
    let id = orders::open(ctx, &buyer(person.id), wish(plan, false, made_from), now)
        .await
        .expect("an order");
    let found = world
        .emulator
        .wait(
            |_| {
                world
                    .value::<Option<i64>>(&format!("SELECT message_id FROM orders WHERE id = {id}"))
            },
            "the invoice",
        )
        .await;
    (id, found)
}

/// Waits for what becomes of an attempt to pay.
async fn outcome(world: &World, person: &Person, payment: &PaymentId) -> PaymentState {
    world
        .emulator
        .wait(
            |_| {
                let state = person.payment(payment);
                (state != PaymentState::Waiting).then_some(state)
            },
            "the answer before the payment",
        )
        .await
}

/// Pays an invoice and waits until the money is gone.
async fn pay(world: &World, person: &Person, invoice: i64) {
    let payment = person.pay(invoice);
    assert_eq!(outcome(world, person, &payment).await, PaymentState::Paid);
}

async fn until(world: &World, sql: &str) {
    world
        .emulator
        .wait(|_| world.value::<bool>(sql).then_some(()), sql)
        .await;
}

/// The debits of all accounts together, and what the provider has.
fn books(world: &World) -> (i64, i64) {
    let sum = "SELECT coalesce(sum(minor), 0) FROM ledger_entries";
    (
        world.value(sum),
        world.value(&format!("{sum} WHERE account = 'provider:stars'")),
    )
}

fn vip_days(world: &World, user: i64) -> i64 {
    let now = world.clock.now();
    world.value(&format!(
        "SELECT coalesce(max((expiry_date - {now} + 43200) / 86400), 0) FROM vip_subscribers
         WHERE user_id = {user} AND status = 'active'"
    ))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_paid_with_stars_delivers_a_key_and_the_link_of_the_channel() {
    let world = World::new().await;
    let servers = Pretended::default();
    servers.install(&world);
    let server = servers.add(&world, VpnKind::WireGuard, "Madrid").await;
    let ctx = &world.app().ctx;
    let networks = pools::parse("10.8.0.0/24 fd00:8::/64").expect("networks");
    let now = world.clock.now();
    addresses::add(ctx, &Actor::system(), server, false, networks, now)
        .await
        .expect("a pool");
    let plan = sell(ctx, plan(&[Product::Vip, Product::WireGuard], 300, false)).await;
    world.ana.start(None);
    world.settled().await;
    let (id, message) = order(&world, &world.ana, plan, "test:1").await;
    let sent = world.emulator.calls_of("sendInvoice").remove(0).params;
    assert_eq!(sent["title"], "Plan <&> completo");
    assert_eq!(sent["description"], "Canal VIP + WireGuard · 30 días");
    assert_eq!(sent["currency"], "XTR");
    assert_eq!(sent["start_parameter"], "plans");
    pay(&world, &world.ana, message).await;
    let link = world.link_for(&world.ana).await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    until(
        &world,
        "SELECT count(*) = 1 FROM vpn_configs WHERE status = 'active'",
    )
    .await;
    until(&world, "SELECT state = 'fulfilled' FROM orders").await;
    assert_eq!(servers.open_peers(server).len(), 1);
    assert_eq!(vip_days(&world, ANA), 30);
    assert_eq!(books(&world), (0, 300));
    let noted: bool = world.value(&format!(
        "SELECT checked_out_at IS NOT NULL FROM orders WHERE id = {id}"
    ));
    assert!(noted);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_reason_not_to_pay_is_said_before_anything_is_charged() {
    let (world, plan) = shop().await;
    let refused = async |person: &Person, payment: PaymentId, says: &str| match outcome(
        &world, person, &payment,
    )
    .await
    {
        PaymentState::Refused(words) => assert!(words.contains(says), "{words} is not {says}"),
        other => panic!("{says}: {other:?}"),
    };
    let ana = &world.ana;
    let (_, message) = order(&world, ana, plan, "test:1").await;
    refused(
        &world.eva,
        world.eva.pay_copy(ANA, message),
        "somebody else's",
    )
    .await;
    let set = |sql: &str| {
        let changed = world.database().execute(sql, []).expect("changed");
        assert!(changed > 0, "{sql}");
    };
    set("UPDATE orders SET price_minor = 151");
    refused(ana, ana.pay(message), "El precio no es").await;
    set("UPDATE orders SET price_minor = 150");
    let ctx = &world.app().ctx;
    ctx.put_maintenance(Maintenance {
        since: Some(world.clock.now()),
        ..Maintenance::default()
    });
    refused(ana, ana.pay(message), "").await;
    ctx.put_maintenance(Maintenance::default());
    set(&format!(
        "UPDATE users SET status = 'banned' WHERE id = {ANA}"
    ));
    refused(ana, ana.pay(message), "No puedes comprar").await;
    set(&format!(
        "UPDATE users SET status = 'active' WHERE id = {ANA}"
    ));
    set("UPDATE bot_config SET vip_channel_id = NULL");
    refused(ana, ana.pay(message), "no podemos entregar").await;
    set(&format!("UPDATE bot_config SET vip_channel_id = {VIP}"));
    set("UPDATE orders SET code = 'ord_other'");
    refused(ana, ana.pay(message), "No conozco").await;
    let (second, message) = order(&world, ana, plan, "test:2").await;
    orders::cancel(ctx, &buyer(ANA), second, world.clock.now())
        .await
        .expect("cancelled");
    refused(ana, ana.pay(message), "ya terminó").await;
    let (_, message) = order(&world, ana, plan, "test:3").await;
    world.advance(31 * 60);
    refused(ana, ana.pay(message), "ya terminó").await;
    let (_, message) = order(&world, ana, plan, "test:4").await;
    pay(&world, ana, message).await;
    until(
        &world,
        "SELECT count(*) = 1 FROM payments WHERE state = 'fulfilled'",
    )
    .await;
    refused(ana, ana.pay(message), "ya está pagado").await;
    assert_eq!(ana.charges().len(), 1);
    assert_eq!(books(&world), (0, 150));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_word_before_paying_comes_within_two_seconds_though_every_worker_is_busy() {
    let (world, plan) = shop().await;
    let (_, message) = order(&world, &world.ana, plan, "test:1").await;
    // One person for each of the 32 workers, whose question to Telegram hangs.
    let people: Vec<Person> = (0..32)
        .map(|number| world.emulator.add_person(3_200 + number, "P", None, "es"))
        .collect();
    people.iter().for_each(|person| {
        person.start(None);
    });
    world.settled().await;
    world
        .emulator
        .fail(Fault::hang("getChatMember", Duration::from_secs(30)).forever());
    people.iter().for_each(|person| {
        person.press_raw("user:request_free");
    });
    let busy = "SELECT count(DISTINCT shard) FROM inbox
        WHERE done_at IS NULL AND raw LIKE '%request_free%'";
    world
        .emulator
        .wait(
            |_| (world.value::<i64>(busy) == 32).then_some(()),
            "busy workers",
        )
        .await;
    let started = Instant::now();
    let payment = world.ana.pay(message);
    assert_eq!(
        outcome(&world, &world.ana, &payment).await,
        PaymentState::Paid
    );
    let taken = started.elapsed();
    assert!(taken < Duration::from_secs(2), "{taken:?}");
    world.emulator.mend();
    until(
        &world,
        "SELECT count(*) = 1 FROM payments WHERE state = 'fulfilled'",
    )
    .await;
    world.settled().await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_told_twice_counts_once() {
    let (world, plan) = shop().await;
    let (_, message) = order(&world, &world.ana, plan, "test:1").await;
    pay(&world, &world.ana, message).await;
    let charge = world.ana.charges().remove(0);
    for _ in 0..3 {
        world.emulator.repeat_payment(&charge);
    }
    world.settled().await;
    until(&world, "SELECT state = 'fulfilled' FROM orders").await;
    world.emulator.repeat_payment(&charge);
    world.settled().await;
    assert_eq!(world.value::<i64>("SELECT count(*) FROM payments"), 1);
    assert_eq!((vip_days(&world, ANA), books(&world)), (30, (0, 150)));
    world.finish().await;
}

/// Ana pays one invoice twice, both before the house hears of the first payment.
async fn paid_twice(rule: SecondPayment) -> World {
    let (mut world, plan) = shop().await;
    let ctx = &world.app().ctx;
    let set = ctx.db.write(Durability::Full, move |tx| {
        let mut settings = crud::shop_settings::get(tx)?;
        settings.second_payment = rule;
        Ok::<_, ServiceError>(crud::shop_settings::update(tx, &settings)?)
    });
    set.await.expect("set");
    let (_, message) = order(&world, &world.ana, plan, "test:1").await;
    world.stop().await;
    let both = [world.ana.pay(message), world.ana.pay(message)];
    world.start().await;
    for payment in &both {
        assert_eq!(
            outcome(&world, &world.ana, payment).await,
            PaymentState::Paid
        );
    }
    world.settled().await;
    until(&world, "SELECT count(*) = 2 FROM payments").await;
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_paid_twice_buys_the_same_once_more() {
    let world = paid_twice(SecondPayment::Extend).await;
    until(
        &world,
        "SELECT count(*) = 2 FROM payments WHERE state = 'fulfilled'",
    )
    .await;
    assert_eq!((vip_days(&world, ANA), books(&world)), (60, (0, 300)));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_paid_twice_goes_on_the_balance_if_that_is_the_rule() {
    let world = paid_twice(SecondPayment::Balance).await;
    until(
        &world,
        "SELECT count(*) = 2 FROM payments WHERE state = 'fulfilled'",
    )
    .await;
    let balance = format!("SELECT -sum(minor) FROM ledger_entries WHERE account = 'balance:{ANA}'");
    assert_eq!(world.value::<i64>(&balance), 150);
    assert_eq!((vip_days(&world, ANA), books(&world)), (30, (0, 300)));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_paid_twice_goes_back_if_that_is_the_rule_also_when_the_answer_is_lost() {
    let world = {
        let world = paid_twice(SecondPayment::Refund).await;
        until(
            &world,
            "SELECT count(*) = 1 FROM payments WHERE state = 'refunded'",
        )
        .await;
        world
    };
    let [first, second] = world.ana.charges().try_into().expect("two charges");
    assert!(!world.emulator.is_refunded(&first) && world.emulator.is_refunded(&second));
    assert_eq!((vip_days(&world, ANA), books(&world)), (30, (0, 150)));
    until(&world, "SELECT state = 'fulfilled' FROM orders").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stars_go_back_until_it_is_certain_though_the_answer_is_lost() {
    let (world, plan) = shop().await;
    let (_, message) = order(&world, &world.ana, plan, "test:1").await;
    pay(&world, &world.ana, message).await;
    until(&world, "SELECT state = 'fulfilled' FROM orders").await;
    // Nor does an update tell it.
    world.emulator.lose_payments(true);
    world.emulator.fail(Fault::lost_reply("refundStarPayment"));
    let ask = world.app().ctx.db.write(Durability::Full, |tx| {
        let payment = portero::models::PaymentId(1);
        let (from, to) = (
            [portero::models::PaymentState::Fulfilled],
            portero::models::PaymentState::Refunding,
        );
        crud::payments::update_state(tx, payment, &from, to, None, Timestamp(1))?;
        let task = portero::models::Task::RefundPayment { payment };
        crud::tasks::insert(tx, &task, Timestamp(1), Timestamp(1))?;
        Ok::<_, ServiceError>(())
    });
    ask.await.expect("asked");
    world.app().ctx.task_added.notify_one();
    until(&world, "SELECT state = 'refunded' FROM payments").await;
    let calls = world.emulator.calls_of("refundStarPayment");
    assert!(calls.len() >= 2 && calls.last().is_some_and(|call| !call.is_ok()));
    assert!(!world.emulator.calls_of("getStarTransactions").is_empty());
    assert!(world.emulator.is_refunded(&world.ana.charges()[0]));
    world.settled().await;
    assert_eq!(books(&world), (0, 0));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_telegram_gives_back_itself_is_taken_back_here() {
    let (world, plan) = shop().await;
    let (_, message) = order(&world, &world.ana, plan, "test:1").await;
    pay(&world, &world.ana, message).await;
    let link = world.link_for(&world.ana).await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    world.ana.expect("🎉").await;
    world.advance(60);
    world.emulator.refund_elsewhere(&world.ana.charges()[0]);
    until(&world, "SELECT state = 'refunded' FROM payments").await;
    world
        .emulator
        .wait(|_| (!world.ana.is_member(VIP)).then_some(()), "her going")
        .await;
    assert_eq!((vip_days(&world, ANA), books(&world)), (0, (0, 0)));
    until(&world, "SELECT state = 'refunded' FROM orders").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn payments_and_refunds_of_which_no_update_came_are_found_in_telegrams_list() {
    let (world, plan) = shop().await;
    let (_, hers) = order(&world, &world.ana, plan, "test:1").await;
    let (_, others) = order(&world, &world.eva, plan, "test:2").await;
    let unknown = json!({"id": "x1", "amount": 7, "date": 1_800_000_000, "source": {"type": "martian", "colour": {}}});
    world.emulator.add_star_transaction(unknown);
    world
        .emulator
        .add_star_transaction(json!({"what": "nothing"}));
    world.emulator.lose_payments(true);
    pay(&world, &world.ana, hers).await;
    pay(&world, &world.eva, others).await;
    let charge = world.eva.charges().remove(0);
    world.settled().await;
    assert_eq!(world.value::<i64>("SELECT count(*) FROM payments"), 0);
    // The orders end meanwhile: they were promised when Telegram asked.
    world.advance(40 * 60);
    until(
        &world,
        "SELECT count(*) = 2 FROM payments WHERE state = 'fulfilled'",
    )
    .await;
    assert_eq!((vip_days(&world, ANA), vip_days(&world, EVA)), (30, 30));
    world.emulator.refund_elsewhere(&charge);
    world.advance(40 * 60);
    until(
        &world,
        "SELECT count(*) = 1 FROM payments WHERE state = 'refunded'",
    )
    .await;
    assert_eq!((vip_days(&world, ANA), vip_days(&world, EVA)), (30, 0));
    assert_eq!(books(&world), (0, 150));
    world.advance(40 * 60);
    until(&world, "SELECT compared = 5 FROM star_marks").await;
    world.finish().await;
}

/// A monthly plan, and Ana's first month of it: its order and its first charge.
async fn subscribed() -> (World, OrderId, String) {
    let world = World::new().await;
    let ctx = &world.app().ctx;
    let plan = sell(ctx, plan(&[Product::Vip], 200, true)).await;
    world.ana.start(None);
    world.settled().await;
    let now = world.clock.now();
    let id = orders::open(ctx, &buyer(ANA), wish(plan, true, "test:1"), now)
        .await
        .expect("an order");
    let link = world.ana.expect_url("https://t.me/$").await;
    let payment = world.ana.pay_link(&link);
    assert_eq!(
        outcome(&world, &world.ana, &payment).await,
        PaymentState::Paid
    );
    until(
        &world,
        "SELECT count(*) = 1 FROM tasks WHERE kind = 'deliver_vip_link' AND state = 'done'",
    )
    .await;
    let charge = world.ana.charges().remove(0);
    (world, id, charge)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_is_renewed_each_month_without_a_gap() {
    let (world, _, charge) = subscribed().await;
    let sent = world
        .emulator
        .calls_of("createInvoiceLink")
        .remove(0)
        .params;
    assert_eq!(sent["subscription_period"], 2_592_000);
    // A day more than it was paid for: the next payment comes at its very end.
    assert_eq!(vip_days(&world, ANA), 31);
    let link = world.link_for(&world.ana).await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    world.ana.expect("🎉").await;
    for month in 2..=3 {
        world.advance(30 * DAY + 60);
        world.settled().await;
        assert!(world.ana.is_member(VIP), "month {month}");
        world.ana.renew(&charge).expect("another month");
        until(
            &world,
            &format!("SELECT count(*) = {month} FROM payments WHERE state = 'fulfilled'"),
        )
        .await;
        assert_eq!(vip_days(&world, ANA), 31, "month {month}");
    }
    assert_eq!(books(&world), (0, 600));
    // It ends without another renewal.
    world.advance(32 * DAY);
    world
        .emulator
        .wait(|_| (!world.ana.is_member(VIP)).then_some(()), "her going")
        .await;
    world.advance(4 * DAY);
    until(&world, "SELECT state = 'ended' FROM star_subscriptions").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_is_stopped_in_telegram_and_goes_on_again() {
    let (world, _, charge) = subscribed().await;
    world.ana.change_subscription(&charge, "canceled");
    world.ana.expect("ya no se renueva").await;
    until(
        &world,
        "SELECT state = 'canceled' AND canceled_by = 'user' FROM star_subscriptions",
    )
    .await;
    assert_eq!(vip_days(&world, ANA), 31);
    world.ana.change_subscription(&charge, "active");
    world.ana.expect("sigue").await;
    world.ana.change_subscription(&charge, "failed");
    world.ana.expect("no pudo cobrar").await;
    world.ana.change_subscription(&charge, "dancing");
    world.settled().await;
    until(&world, "SELECT state = 'failed' FROM star_subscriptions").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_is_stopped_in_the_chat_and_allowed_again() {
    let (world, id, charge) = subscribed().await;
    let ctx = &world.app().ctx;
    let now = world.clock.now();
    let stranger = stars::set_renewal(ctx, &buyer(EVA), id, false, now).await;
    assert!(matches!(stranger, Err(ServiceError::Refused(_))));
    stars::set_renewal(ctx, &buyer(ANA), id, false, now)
        .await
        .expect("stopped");
    world
        .emulator
        .wait(
            |_| (!world.ana.is_subscribed(&charge)).then_some(()),
            "its end",
        )
        .await;
    assert_eq!(world.ana.renew(&charge), None);
    let again = stars::set_renewal(ctx, &buyer(ANA), id, false, now).await;
    assert!(matches!(again, Err(ServiceError::Refused(_))));
    stars::set_renewal(ctx, &buyer(ANA), id, true, now)
        .await
        .expect("allowed");
    world
        .emulator
        .wait(
            |_| world.ana.is_subscribed(&charge).then_some(()),
            "its return",
        )
        .await;
    until(
        &world,
        "SELECT canceled_by = 'user' FROM star_subscriptions",
    )
    .await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_of_somebody_banned_is_held_and_comes_no_more() {
    let (world, _, charge) = subscribed().await;
    let ban = format!("UPDATE users SET status = 'banned' WHERE id = {ANA}");
    world.database().execute(&ban, []).expect("banned");
    world.advance(30 * DAY);
    world.ana.renew(&charge).expect("another month");
    until(
        &world,
        "SELECT count(*) = 1 FROM payments WHERE state = 'held' AND hold = 'banned'",
    )
    .await;
    world
        .emulator
        .wait(
            |_| (!world.ana.is_subscribed(&charge)).then_some(()),
            "its end",
        )
        .await;
    assert_eq!(books(&world), (0, 400));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_by_a_paid_link_has_access_while_they_pay_telegram() {
    let (world, _) = shop().await;
    world.admin.press_raw("stardesk:show");
    world.admin.expect("El bot tiene 0 estrellas").await;
    world.admin.press("150 al mes");
    let made = world.admin.expect("Enlace de pago").await;
    let link = made
        .buttons()
        .find_map(|button| button.copy.clone())
        .expect("a link");
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    until(
        &world,
        "SELECT count(*) = 1 FROM vip_subscribers WHERE status = 'active'",
    )
    .await;
    assert_eq!(vip_days(&world, ANA), 31);
    // Telegram charged the next month and told nobody: before she is taken out it is asked.
    world.advance(29 * DAY);
    world.ana.pays_for_place(VIP);
    world.advance(3 * DAY);
    until(
        &world,
        "SELECT count(*) = 1 FROM vip_subscribers WHERE status = 'active' AND period_id > 1",
    )
    .await;
    assert!(world.ana.is_member(VIP));
    // She pays no more, and nobody told.
    world.advance(40 * DAY);
    world
        .emulator
        .wait(|_| (!world.ana.is_member(VIP)).then_some(()), "her going")
        .await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_subscriptions_begun_by_one_link_only_the_first_goes_on() {
    let mut world = World::new().await;
    let ctx = &world.app().ctx;
    let plan = sell(ctx, plan(&[Product::Vip], 200, true)).await;
    world.ana.start(None);
    world.settled().await;
    let now = world.clock.now();
    orders::open(ctx, &buyer(ANA), wish(plan, true, "test:1"), now)
        .await
        .expect("an order");
    let link = world.ana.expect_url("https://t.me/$").await;
    // Both before the house hears of the first one.
    world.stop().await;
    let both = [world.ana.pay_link(&link), world.ana.pay_link(&link)];
    world.start().await;
    for payment in &both {
        let paid = outcome(&world, &world.ana, payment).await;
        assert_eq!(paid, PaymentState::Paid);
    }
    until(&world, "SELECT count(*) = 2 FROM payments").await;
    let first: String = world.value("SELECT first_charge FROM star_subscriptions");
    let mut others = world.ana.charges();
    others.retain(|charge| *charge != first);
    let ended = |_: &_| (!world.ana.is_subscribed(&others[0])).then_some(());
    world.emulator.wait(ended, "the end of the other one").await;
    assert!(others.len() == 1 && world.ana.is_subscribed(&first));
    assert_eq!(world.ana.renew(&others[0]), None);
    world.ana.renew(&first).expect("another month");
    let given = "SELECT count(*) = 3 FROM payments WHERE state = 'fulfilled'";
    until(&world, given).await;
    world.settled().await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_is_stopped_by_its_buttons() {
    let (world, id, charge) = subscribed().await;
    world.ana.press_raw("stars:list");
    world.ana.expect("se renueva sola").await;
    world.ana.press_raw(&format!("stars:show:{id}"));
    world.ana.expect("200 estrellas").await;
    world.ana.press("No renovar más");
    world.ana.expect("¿Dejar de renovar").await;
    world.ana.press("No renovar más");
    world.ana.expect("no se renueva").await;
    world
        .emulator
        .wait(
            |_| (!world.ana.is_subscribed(&charge)).then_some(()),
            "its end",
        )
        .await;
    world.ana.press("Permitir que se renueve");
    world
        .emulator
        .wait(
            |_| world.ana.is_subscribed(&charge).then_some(()),
            "its return",
        )
        .await;
    world.eva.start(None);
    world.settled().await;
    world.eva.press_raw(&format!("stars:stop_yes:{id}"));
    world.settled().await;
    assert!(world.ana.is_subscribed(&charge), "it is not hers");
    world.finish().await;
}

/// An order in the database of a house that does not run.
fn ordered(outside: &Outside, user: i64) -> OrderId {
    let mut database = outside.database();
    let tx = database.transaction().expect("a transaction");
    let now: i64 = tx
        .query_row("SELECT max(received_at) FROM inbox", [], |row| row.get(0))
        .expect("an instant");
    let now = Timestamp(now);
    let offer = plan(&[Product::Vip], 150, false);
    let order = portero::models::Order {
        id: OrderId(0),
        code: format!("ord_{user}"),
        user: UserId(user),
        kind: OrderKind::Plan,
        plan: Some(crud::plans::insert(&tx, &offer).expect("a plan")),
        goods: offer.goods.clone(),
        method: Method::Stars,
        manual_method: None,
        list_minor: 150,
        price: offer.prices[0].clone(),
        promo: None,
        extra_days: 0,
        renews: false,
        state: portero::models::OrderState::Open,
        provider_ref: None,
        pay_url: None,
        message: None,
        checked_out_at: None,
        next_look_at: None,
        looks: 0,
        trouble: None,
        created_at: now,
        expires_at: now + 3_600,
        paid_at: None,
        fulfilled_at: None,
        closed_at: None,
    };
    let made_from = format!("test:{user}");
    let id = crud::orders::insert(&tx, &order, &made_from).expect("kept");
    let id = id.expect("a new one");
    let task = portero::models::Task::OfferOrder { order: id };
    crud::tasks::insert(&tx, &task, now, now).expect("a task");
    tx.commit().expect("committed");
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_again_and_again_while_people_pay_each_payment_counts_once_and_is_delivered() {
    let mut outside = Outside::new().await;
    let people: Vec<Person> = (0..6)
        .map(|number| outside.emulator.add_person(3_000 + number, "P", None, "es"))
        .collect();
    people.iter().for_each(|person| {
        person.start(None);
    });
    for person in &people {
        person.expect("P").await;
    }
    outside.kill();
    let orders: Vec<OrderId> = people
        .iter()
        .map(|person| ordered(&outside, person.id))
        .collect();
    // Each answer is slow, so that a kill finds something half done: an invoice without its note, a yes without its
    // payment, a payment without its delivery.
    outside
        .emulator
        .fail(Fault::slow_reply(portero::demo::telegram::ANY, Duration::from_millis(30)).forever());
    outside.start().await;
    let sent = |outside: &Outside, id: OrderId| {
        let sql = format!("SELECT coalesce(message_id, 0) FROM orders WHERE id = {id}");
        Some(outside.count(&sql)).filter(|message| *message > 0)
    };
    for (round, (person, id)) in people.iter().zip(&orders).enumerate() {
        let message = outside
            .emulator
            .wait(|_| sent(&outside, *id), "an invoice")
            .await;
        person.pay(message);
        tokio::time::sleep(Duration::from_millis(10 + 30 * round as u64)).await;
        outside.kill();
        outside.start().await;
    }
    outside.emulator.mend();
    let fulfilled = "SELECT count(*) FROM payments WHERE state = 'fulfilled'";
    outside
        .emulator
        .wait(
            |_| (outside.count(fulfilled) == 6).then_some(()),
            "every delivery",
        )
        .await;
    assert_eq!(outside.count("SELECT count(*) FROM payments"), 6);
    assert_eq!(outside.count("SELECT sum(minor) FROM ledger_entries"), 0);
    let granted = "SELECT count(*) FROM vip_subscribers WHERE status = 'active'
        AND expiry_date - join_date BETWEEN 30 * 86400 - 600 AND 30 * 86400 + 600";
    assert_eq!(outside.count(granted), 6);
    for person in &people {
        assert_eq!(person.charges().len(), 1);
        let link = person.expect_url("https://t.me/+").await;
        assert_eq!(person.join(&link), JoinResult::Joined);
    }
}
