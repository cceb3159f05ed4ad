//! Buying, in chat with a whole bot: plans, ways to pay, orders, and what comes of them.

use crate::child::Outside;
use crate::pretended::Pretended;
use crate::world::{ADMIN, ANA, ExpectUrl, NOW, VIP, World};
use portero::demo::telegram::{Fault, JoinResult};
use portero::models::{Actor, PermissionSet, UserId, VpnKind};
use portero::services::vpn::{addresses, pools};
use rusqlite::Connection;
use std::time::Duration;

/// A plan on sale for dollars, by its stored form.
fn add_plan(database: &Connection, name: &str, products: &str, days: i64, cents: i64) -> i64 {
    database
        .execute(
            "INSERT INTO plans (names, products, length, length_value, is_on_sale, position, audience, renews, created_at)
             VALUES (?1, ?2, 'days', ?3, 1, 1, 'everybody', 0, 0)",
            (format!(r#"{{"es":"{name}"}}"#), products, days),
        )
        .expect("a plan");
    let id = database.last_insert_rowid();
    database
        .execute(
            "INSERT INTO plan_prices (plan_id, currency, minor) VALUES (?1, 'USD', ?2)",
            (id, cents),
        )
        .expect("a price");
    id
}

/// So many cents on Ana's balance, in the books.
fn add_balance(database: &Connection, cents: i64) {
    let sql = format!(
        "BEGIN IMMEDIATE;
         INSERT INTO ledger_postings (kind, user_id, at, fact) VALUES ('adjusted', {ANA}, 0, 'test:{cents}');
         INSERT INTO ledger_entries (posting_id, account, currency, minor)
             VALUES (last_insert_rowid(), 'adjustments', 'USD', {cents});
         INSERT INTO ledger_entries (posting_id, account, currency, minor)
             SELECT max(id), 'balance:{ANA}', 'USD', -{cents} FROM ledger_postings;
         COMMIT;"
    );
    database.execute_batch(&sql).expect("a balance");
}

fn add_card(database: &Connection) {
    database
        .execute(
            "INSERT INTO manual_methods (names, instructions, currency, wants_reference, is_enabled, position, created_at)
             VALUES ('{\"es\":\"Tarjeta\"}', '{\"es\":\"Transfiere a 9200 <&>\"}', 'USD', 0, 1, 1, 0)",
            [],
        )
        .expect("a way by hand");
}

const BOOKS: &str = "SELECT count(*) FROM (
    SELECT sum(minor) AS left FROM ledger_entries GROUP BY posting_id, currency HAVING left <> 0)";

/// A house with channels, one VIP plan of 30 days for five dollars, and Ana with ten.
async fn house() -> World {
    let world = World::new().await;
    world.ana.start(None);
    world.settled().await;
    add_plan(&world.database(), "VIP 30 <&>", r#"["vip"]"#, 30, 500);
    add_balance(&world.database(), 1_000);
    world
}

async fn to_card(world: &World) {
    let ana = &world.ana;
    ana.send("/plans");
    ana.expect("🛒").await;
    ana.click("shop:plan:1").await;
    ana.expect("¿Cómo quieres pagar?").await;
}

/// Ana buys the plan from her balance and has her link.
async fn buy(world: &World) -> String {
    to_card(world).await;
    world.ana.click("👛 Con mi saldo: $5,00").await;
    world.ana.expect("Pago recibido").await;
    world.link_for(&world.ana).await
}

fn end_of_vip(world: &World) -> i64 {
    world.value("SELECT expiry_date FROM vip_subscribers")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_paid_from_the_balance_brings_the_link_and_the_receipt() {
    let world = house().await;
    let ana = &world.ana;
    ana.start(None);
    let home = ana.expect("Ana").await;
    assert!(home.has_button("🛒 Planes"), "{home}");
    ana.click("🛒 Planes").await;
    let list = ana.expect("VIP 30 <&>").await;
    assert!(
        list.text.contains("30 días") && list.text.contains("$5,00"),
        "{list}"
    );
    ana.click("VIP 30 <&> · $5,00").await;
    let card = ana.expect("¿Cómo quieres pagar?").await;
    assert!(card.text.contains("Tu saldo: $10,00"), "{card}");
    ana.click("👛 Con mi saldo: $5,00").await;
    let receipt = ana.expect("Pago recibido").await;
    assert!(receipt.text.contains("VIP: hasta el"), "{receipt}");
    assert!(receipt.text.contains("ord_"), "{receipt}");
    let link = world.link_for(ana).await;
    assert_eq!(ana.join(&link), JoinResult::Joined);
    assert_eq!(end_of_vip(&world), NOW.plus_days(30).0);
    assert_eq!(world.value::<i64>(BOOKS), 0);
    let left = "SELECT -sum(minor) FROM ledger_entries WHERE account = 'balance:2001'";
    assert_eq!(world.value::<i64>(left), 500);
    ana.send("/orders");
    let orders = ana.expect("Tus pedidos").await;
    assert!(orders.text.contains("entregado"), "{orders}");
    ana.click("shop:order:1").await;
    let order = ana.expect("Recibo").await;
    assert!(order.has_button("🛒 Comprar otra vez"), "{order}");
    assert!(order.has_button("🔑 Mi acceso"), "{order}");
    ana.send("/profile");
    let profile = ana.expect("Pagos: 1").await;
    assert!(profile.has_button("🧾 Mis pedidos"), "{profile}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_brings_the_link_and_a_key_with_one_end() {
    let world = World::new().await;
    let servers = Pretended::default();
    servers.install(&world);
    let madrid = servers.add(&world, VpnKind::WireGuard, "Madrid").await;
    let admin = Actor::user(UserId(ADMIN), PermissionSet::all(), None);
    let networks = pools::parse("10.66.0.0/24").expect("networks");
    let (ctx, now) = (&world.app().ctx, world.clock.now());
    addresses::add(ctx, &admin, madrid, false, networks, now)
        .await
        .expect("a pool");
    world.ana.start(None);
    world.settled().await;
    add_plan(&world.database(), "Todo", r#"["vip","wireguard"]"#, 30, 900);
    add_balance(&world.database(), 1_000);
    let ana = &world.ana;
    to_card(&world).await;
    ana.click("👛 Con mi saldo: $9,00").await;
    let receipt = ana.expect("Pago recibido").await;
    assert!(receipt.text.contains("WireGuard: hasta el"), "{receipt}");
    ana.expect("Cómo conectarte con WireGuard").await;
    let link = world.link_for(ana).await;
    assert_eq!(ana.join(&link), JoinResult::Joined);
    assert_eq!(servers.open_peers(madrid).len(), 1);
    let same =
        "SELECT (SELECT expires_at FROM vpn_accounts) = (SELECT expiry_date FROM vip_subscribers)";
    assert!(
        world.value::<bool>(same),
        "what began together ends together"
    );
    // The card of the key leads to more time.
    ana.send("/vpn");
    ana.expect_button("🛒 Renovar").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn buying_while_it_runs_adds_time_and_the_reminder_leads_to_the_plans() {
    let world = house().await;
    let ana = &world.ana;
    buy(&world).await;
    to_card(&world).await;
    let card = ana.expect("lo tuyo termina el").await;
    assert!(card.text.contains("con este plan, el"), "{card}");
    ana.click("👛 Con mi saldo: $5,00").await;
    ana.expect("Pago recibido").await;
    // The link is made by the clock as it stands.
    world.link_for(ana).await;
    assert_eq!(end_of_vip(&world), NOW.plus_days(60).0);
    ana.mark();
    world.advance(60 * 86_400 - 3_600 * 20);
    ana.expect_button("🛒 Renovar").await;
    ana.click("🛒 Renovar").await;
    ana.expect("VIP 30 <&>").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_by_hand_shows_how_to_pay_ends_unpaid_and_is_told() {
    let world = house().await;
    add_card(&world.database());
    let ana = &world.ana;
    to_card(&world).await;
    ana.click("🏦 Tarjeta: $5,00").await;
    ana.expect("Transfiere a 9200 <&>").await;
    // The button of the same card shows the same order.
    ana.press_raw("shop:plan:1");
    ana.expect("¿Cómo quieres pagar?").await;
    ana.send("/orders");
    ana.expect("sin pagar").await;
    ana.mark();
    world.advance(31 * 60);
    let told = ana.expect("venció sin pago").await;
    assert!(told.has_button("🛒 Pedirlo de nuevo"), "{told}");
    let state: String = world.value("SELECT state FROM orders");
    assert_eq!(state, "expired");
    ana.click("🛒 Pedirlo de nuevo").await;
    ana.expect("¿Cómo quieres pagar?").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_cancelled_and_by_nobody_else() {
    let world = house().await;
    add_card(&world.database());
    let (ana, eva) = (&world.ana, &world.eva);
    to_card(&world).await;
    ana.click("🏦 Tarjeta: $5,00").await;
    ana.expect("Transfiere a").await;
    eva.start(None);
    eva.expect("Eva").await;
    for forged in ["shop:order:1", "shop:cancel:1", "shop:cancel_yes:1"] {
        let press = eva.press_raw(forged);
        let no = eva.answer_to(&press).await;
        assert!(no.show_alert, "{forged}: {no:?}");
    }
    ana.click("❌ Cancelar el pedido").await;
    ana.click("❌ Sí, cancelarlo").await;
    ana.expect("cancelado").await;
    let no = ana.press_raw("shop:cancel_yes:1");
    let no = ana.answer_to(&no).await;
    assert!(no.text.contains("cancelado"), "{no:?}");
    world.advance(31 * 60);
    world.settled().await;
    assert_eq!(
        world.value::<String>("SELECT state FROM orders"),
        "cancelled"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_card_makes_one_order_of_a_way_however_often_it_is_pressed() {
    let world = house().await;
    let ana = &world.ana;
    to_card(&world).await;
    let card = ana.expect("¿Cómo quieres pagar?").await;
    let button = card.button("👛 Con mi saldo: $5,00").expect("the button");
    let data = button.data.clone().expect("data");
    for _ in 0..4 {
        ana.press_on(card.message_id, &data);
    }
    ana.expect("Pago recibido").await;
    world.settled().await;
    assert_eq!(world.value::<i64>("SELECT count(*) FROM orders"), 1);
    assert_eq!(end_of_vip(&world), NOW.plus_days(30).0);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_that_changed_under_the_card_is_not_charged() {
    let world = house().await;
    let ana = &world.ana;
    to_card(&world).await;
    world
        .database()
        .execute("UPDATE plan_prices SET minor = 900", [])
        .expect("changed");
    let no = ana.click("👛 Con mi saldo: $5,00").await;
    assert!(no.show_alert && no.text.contains("cambió"), "{no:?}");
    assert_eq!(world.value::<i64>("SELECT count(*) FROM orders"), 0);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_typed_until_it_is_good_and_what_costs_nothing_is_delivered() {
    let world = house().await;
    let ana = &world.ana;
    world
        .database()
        .execute(
            "INSERT INTO promo_codes (code, kind, value, per_person, created_at) VALUES ('TODO', 'percent', 100, 1, 0)",
            [],
        )
        .expect("a code");
    to_card(&world).await;
    ana.click("🏷️ Tengo un código").await;
    ana.expect("Escribe tu código").await;
    ana.send("OTRO <&>");
    ana.expect("No conozco ese código").await;
    ana.send_photo(None);
    ana.expect("Escribe tu código").await;
    ana.send("todo");
    let card = ana.expect("aplicado").await;
    assert!(card.has_button("🎁 Llevármelo gratis"), "{card}");
    assert!(!card.has_button("👛 Con mi saldo: $5,00"), "{card}");
    ana.click("🏷️ Quitar el código").await;
    ana.expect_button("👛 Con mi saldo: $5,00").await;
    ana.click("🏷️ Tengo un código").await;
    ana.send("TODO");
    ana.click("🎁 Llevármelo gratis").await;
    ana.expect("Pago recibido").await;
    world.link_for(ana).await;
    assert_eq!(end_of_vip(&world), NOW.plus_days(30).0);
    let left = "SELECT -sum(minor) FROM ledger_entries WHERE account = 'balance:2001'";
    assert_eq!(world.value::<i64>(left), 1_000);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gift_gives_the_buyer_nothing_but_the_gift() {
    let world = house().await;
    let ana = &world.ana;
    to_card(&world).await;
    ana.click("🎁 Regalarlo").await;
    let card = ana.expect("para regalar").await;
    assert!(card.has_button("🙋 Es para mí"), "{card}");
    ana.click("👛 Con mi saldo: $5,00").await;
    ana.expect("Pago recibido").await;
    assert_eq!(world.value::<i64>("SELECT count(*) FROM gifts"), 1);
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM vip_subscribers"),
        0
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_house_that_sells_nothing_says_so_and_offers_no_plans() {
    let world = World::new().await;
    let ana = &world.ana;
    ana.start(None);
    let home = ana.expect("Ana").await;
    assert!(!home.has_button("🛒 Planes"), "{home}");
    ana.send("/help");
    let help = ana.expect("/support").await;
    assert!(!help.text.contains("/plans"), "{help}");
    ana.send("/plans");
    ana.expect("no hay ningún plan").await;
    ana.send("/orders");
    ana.expect("Todavía no has pedido nada").await;
    add_plan(&world.database(), "VIP 30", r#"["vip"]"#, 30, 500);
    ana.send("/help");
    let help = ana.expect("/support").await;
    assert!(help.text.contains("/plans"), "{help}");
    ana.press_raw("shop:plan:99");
    ana.expect("VIP 30").await;
    ana.press_raw("shop:plan:1");
    ana.expect("no hay forma de pagarlo").await;
    world.finish().await;
}

const JAM: &str =
    "CREATE TRIGGER jam BEFORE INSERT ON vip_subscribers BEGIN SELECT RAISE(ABORT, 'jammed'); END";

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_given_at_once_is_told_once_and_given_later() {
    let world = house().await;
    let ana = &world.ana;
    world.database().execute_batch(JAM).expect("jammed");
    to_card(&world).await;
    ana.click("👛 Con mi saldo: $5,00").await;
    ana.expect("tarda más de lo normal").await;
    world.advance(10);
    world.advance(30);
    world
        .database()
        .execute_batch("DROP TRIGGER jam")
        .expect("mended");
    world.advance(3_600);
    ana.expect("Pago recibido").await;
    let told = "SELECT count(*) FROM payment_events WHERE kind = 'delayed'";
    assert_eq!(world.value::<i64>(told), 1);
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM vip_subscribers"),
        1
    );
    assert_eq!(world.value::<i64>(BOOKS), 0);
    world.finish().await;
}

/// The same house in a process that can be killed, and Ana before the card.
async fn outside() -> (Outside, portero::demo::telegram::Person) {
    let outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    ana.start(None);
    ana.expect("Ana").await;
    add_plan(&outside.database(), "VIP 30", r#"["vip"]"#, 30, 500);
    add_balance(&outside.database(), 1_000);
    ana.send("/plans");
    ana.click("shop:plan:1").await;
    ana.expect("¿Cómo quieres pagar?").await;
    (outside, ana)
}

/// What must be so after a purchase, whatever was killed in between.
fn assert_bought_once(outside: &Outside) {
    for (sql, count) in [
        ("SELECT count(*) FROM orders WHERE state = 'fulfilled'", 1),
        ("SELECT count(*) FROM orders", 1),
        ("SELECT count(*) FROM payments WHERE state = 'fulfilled'", 1),
        (
            "SELECT count(*) FROM membership_events WHERE kind IN ('granted', 'renewed')",
            1,
        ),
        (
            "SELECT -sum(minor) FROM ledger_entries WHERE account = 'balance:2001'",
            500,
        ),
        (
            "SELECT -sum(minor) FROM ledger_entries WHERE account = 'sales'",
            500,
        ),
        (BOOKS, 0),
    ] {
        assert_eq!(outside.count(sql), count, "{sql}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_the_order_and_its_screen_it_is_bought_once() {
    let (mut outside, ana) = outside().await;
    let patience = Duration::from_secs(60);
    outside
        .emulator
        .fail(Fault::hang("editMessageText", patience).forever());
    ana.press("👛 Con mi saldo: $5,00");
    ana.expect("Pago recibido").await;
    outside.kill();
    outside.emulator.mend();
    ana.mark();
    outside.start().await;
    // The press is answered by the order that it made.
    ana.expect("Pedido 1").await;
    ana.expect_url("https://t.me/+").await;
    assert_bought_once(&outside);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_the_payment_and_the_delivery_it_is_delivered_once() {
    let (mut outside, ana) = outside().await;
    outside.database().execute_batch(JAM).expect("jammed");
    ana.press("👛 Con mi saldo: $5,00");
    ana.expect("tarda más de lo normal").await;
    outside.kill();
    assert_eq!(
        outside.count("SELECT count(*) FROM payments WHERE state = 'paid'"),
        1
    );
    outside
        .database()
        .execute_batch("DROP TRIGGER jam")
        .expect("mended");
    ana.mark();
    outside.advance(3_600);
    outside.start().await;
    ana.expect("Pago recibido").await;
    let link = ana.expect_url("https://t.me/+").await;
    assert_eq!(ana.join(&link), JoinResult::Joined);
    assert!(ana.is_member(VIP));
    assert_bought_once(&outside);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_the_delivery_and_the_receipt_the_receipt_comes_and_nothing_is_given_twice()
{
    let (mut outside, ana) = outside().await;
    let patience = Duration::from_secs(60);
    outside.emulator.fail(
        Fault::hang("sendMessage", patience)
            .forever()
            .when(|params| params.to_string().contains("Pago recibido")),
    );
    ana.press("👛 Con mi saldo: $5,00");
    let given = "SELECT count(*) FROM payments WHERE state = 'fulfilled'";
    let is_given = |outside: &Outside| outside.count(given) == 1;
    (outside.emulator)
        .wait(|_| is_given(&outside).then_some(()), given)
        .await;
    outside.kill();
    outside.emulator.mend();
    ana.mark();
    outside.start().await;
    ana.expect("Pago recibido").await;
    ana.expect_url("https://t.me/+").await;
    assert_bought_once(&outside);
}
