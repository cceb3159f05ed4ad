//! Buying by QvaPay, with a whole bot and a pretended QvaPay: by poll, by note, and with everything that goes wrong.

use crate::child::Outside;
use crate::logs;
use crate::outline::free_port;
use crate::world::{ADMIN, ANA, ExpectUrl, World};
use portero::config::Config;
use portero::context::Ctx;
use portero::crud;
use portero::db::{Db, Durability};
use portero::demo::qvapay::{Bill, NoteForm, PretendedQvaPay, Signing, Trouble};
use portero::models::{
    Actor, ByLang, Clientele, Door, Goods, Length, Method, Money, MoneyRefusal, NewOrder, Order,
    OrderId, OrderKind, PermissionSet, Plan, PlanId, Product, ProviderState, Refusal, Timestamp,
    UserId,
};
use portero::services::ServiceError;
use portero::services::money::orders;
use portero::services::money::provider;
use portero::utils::clock::Clock;
use portero::utils::seal::SealKey;
use std::net::TcpStream;
use std::time::Duration;

/// What the plan of these tests costs, in cents.
const PRICE: i64 = 1_999;

fn dollars(minor: i64) -> Money {
    Money {
        minor,
        currency: "USD".to_owned(),
    }
}

/// A month of VIP.
async fn seed(db: &Db, now: Timestamp) -> PlanId {
    let plan = Plan {
        id: PlanId(0),
        goods: Goods {
            names: ByLang::from([("es".to_owned(), "VIP <30> días".to_owned())]),
            products: vec![Product::Vip],
            length: Length::Days(30),
            data_bytes: None,
            devices: None,
        },
        prices: vec![dollars(PRICE)],
        is_on_sale: true,
        position: 1,
        per_person: None,
        audience: Clientele::Everybody,
        renews: false,
        created_at: now,
        removed_at: None,
    };
    let seeded = db.write(Durability::Full, move |tx| {
        Ok::<_, ServiceError>(crud::plans::insert(tx, &plan)?)
    });
    seeded.await.expect("a plan")
}

async fn order(ctx: &Ctx, plan: PlanId, wish: &str) -> Result<OrderId, ServiceError> {
    let ana = Actor::user(UserId(ANA), PermissionSet::default(), None);
    orders::open(ctx, &ana, wanted(plan, wish), ctx.clock.now()).await
}

fn wanted(plan: PlanId, wish: &str) -> NewOrder {
    NewOrder {
        kind: OrderKind::Plan,
        plan: Some(plan),
        method: Method::QvaPay,
        manual_method: None,
        currency: "USD".to_owned(),
        amount: None,
        promo: None,
        renews: false,
        made_from: wish.to_owned(),
    }
}

/// A house that sells by QvaPay.
struct Shop {
    world: World,
    qvapay: PretendedQvaPay,
    plan: PlanId,
    port: Option<u16>,
}

impl Shop {
    /// One that nobody reaches from outside.
    async fn new() -> Self {
        Self::with(None).await
    }

    /// One with an address for notes, behind a web server with a certificate.
    async fn with_notes() -> Self {
        Self::with(Some(free_port())).await
    }

    async fn with(port: Option<u16>) -> Self {
        let mut world = World::unstarted().await;
        let qvapay = PretendedQvaPay::start(world.clock.clone(), "es").await;
        let qvapay = qvapay.expect("it starts");
        world.settings.extend(qvapay.settings());
        if let Some(port) = port {
            let listen = format!("127.0.0.1:{port}");
            let front = format!("http://{listen}");
            qvapay.set(|behaviour| {
                behaviour.front = Some(front);
                behaviour.note_pauses = [
                    Duration::ZERO,
                    Duration::from_millis(50),
                    Duration::from_millis(300),
                ];
            });
            world.settings.insert("HTTP_LISTEN".to_owned(), listen);
            let url = "https://bot.example.com".to_owned();
            world.settings.insert("PUBLIC_URL".to_owned(), url);
        }
        world.start().await;
        if let Some(port) = port {
            let connected = |_: &_| TcpStream::connect(("127.0.0.1", port)).ok().map(|_| ());
            world.emulator.wait(connected, "the port").await;
        }
        world.configure(Door::Vip).await;
        world.ana.start(None);
        world.settled().await;
        let plan = seed(&world.app().ctx.db, world.clock.now()).await;
        Self {
            world,
            qvapay,
            plan,
            port,
        }
    }

    /// Ana orders it.
    async fn order(&self, wish: &str) -> OrderId {
        let order = order(&self.world.app().ctx, self.plan, wish).await;
        order.expect("an order")
    }

    /// Ana orders it and gets the address where it is paid.
    async fn offered(&self, wish: &str) -> (OrderId, Bill) {
        self.world.ana.mark();
        let order = self.order(wish).await;
        let url = self.world.ana.expect_url(self.qvapay.url()).await;
        let bill = self.bill(order).await;
        assert!(url.ends_with(&format!("/pay/{}", bill.uuid)), "{url}");
        (order, bill)
    }

    async fn get(&self, order: OrderId) -> Order {
        let found = orders::get(&self.world.app().ctx, order).await;
        found.expect("read").expect("an order")
    }

    /// The one invoice of an order.
    async fn bill(&self, order: OrderId) -> Bill {
        let code = self.get(order).await.code;
        let mut bills = self.qvapay.bills_of(&code);
        assert_eq!(bills.len(), 1, "{bills:?}");
        bills.remove(0)
    }

    /// Waits until a value of the database is that.
    async fn until<T>(&self, sql: &str, value: T)
    where
        T: rusqlite::types::FromSql + PartialEq + std::fmt::Debug,
    {
        let found = |_: &_| (self.world.value::<T>(sql) == value).then_some(());
        let what = format!("{value:?} of {sql}");
        self.world.emulator.wait(found, &what).await;
    }

    /// Waits until the first try of the invoice is noted as failed: only then is it known when the next one is due.
    async fn tried_once(&self) {
        let sql = "SELECT attempts FROM tasks WHERE kind = 'offer_order'";
        self.until(sql, 1i64).await;
    }

    /// Ana is let in, and everything was counted once.
    async fn is_bought_once(&self) {
        let link = self.world.link_for(&self.world.ana).await;
        assert!(link.starts_with("https://t.me/+"));
        self.until("SELECT state FROM orders", "fulfilled".to_owned())
            .await;
        let count = |sql| self.world.value::<i64>(sql);
        assert_eq!(count("SELECT count(*) FROM payments"), 1);
        assert_eq!(count("SELECT count(*) FROM vip_subscribers"), 1);
        assert_eq!(
            count("SELECT count(*) FROM ledger_postings WHERE kind = 'received'"),
            1
        );
        assert_eq!(
            count("SELECT coalesce(sum(minor), 0) FROM ledger_entries"),
            0
        );
        assert_eq!(
            count("SELECT count(*) FROM orders WHERE next_look_at IS NOT NULL"),
            0
        );
    }

    fn held(&self) -> Vec<(String, i64)> {
        let database = self.world.database();
        let mut found = database
            .prepare("SELECT hold, minor FROM payments WHERE state = 'held' ORDER BY id")
            .expect("prepared");
        let rows = found.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        rows.expect("asked").map(|row| row.expect("read")).collect()
    }

    /// What was answered to that note at that path.
    async fn post(&self, path: &str, body: &str) -> u16 {
        let url = format!("http://127.0.0.1:{}{path}", self.port.expect("a port"));
        let client = reqwest::Client::builder()
            .no_proxy()
            .build()
            .expect("built");
        let answer = client.post(url).body(body.to_owned()).send().await;
        answer.expect("an answer").status().as_u16()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_any_note_a_payment_is_seen_by_asking_and_then_asked_about_no_more() {
    let shop = Shop::new().await;
    let (order, bill) = shop.offered("one").await;
    assert_eq!(
        (bill.minor, bill.description.as_str()),
        (PRICE, "VIP <30> días")
    );
    assert_eq!(bill.webhook, None, "nobody reaches the house");
    assert_eq!(order, shop.order("one").await, "the same wish is one order");
    shop.world.advance(10);
    shop.until("SELECT looks > 0 FROM orders", true).await;
    assert_eq!(shop.world.value::<i64>("SELECT count(*) FROM payments"), 0);
    assert!(shop.qvapay.pay(&bill.uuid));
    shop.world.advance(10);
    shop.is_bought_once().await;
    let calls = shop.qvapay.heard().len();
    shop.world.advance(3_600);
    shop.world.ana.send("/id");
    shop.world.settled().await;
    assert_eq!(shop.qvapay.heard().len(), calls);
    // The first look of a new start finds nothing to ask either.
    let mut shop = shop;
    shop.world.restart().await;
    assert_eq!(shop.qvapay.heard().len(), calls);
    shop.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_has_the_payment_seen_at_once_and_64_of_the_same_at_once_count_once() {
    let shop = Shop::with_notes().await;
    let (_, bill) = shop.offered("one").await;
    let path: String = shop.world.value("SELECT webhook_path FROM shop_settings");
    let expected = format!("https://bot.example.com/hooks/qvapay/{path}");
    assert_eq!(bill.webhook.as_deref(), Some(expected.as_str()));
    shop.qvapay.set(|behaviour| behaviour.note = None);
    shop.qvapay.pay(&bill.uuid);
    let form = NoteForm {
        copies: 64,
        ..NoteForm::default()
    };
    let sent = shop.qvapay.tell(&bill.uuid, &form).await;
    assert_eq!(sent.len(), 64);
    assert!(sent.iter().all(|one| one.status == Some(200)), "{sent:?}");
    // The clock stood still: nothing but the note made it look.
    shop.is_bought_once().await;
    let again = shop.qvapay.tell(&bill.uuid, &NoteForm::default()).await;
    assert_eq!(again[0].status, Some(200), "a repeat is taken too");
    shop.until(
        "SELECT count(*) FROM webhook_notes WHERE handled_at IS NULL",
        0_i64,
    )
    .await;
    shop.is_bought_once().await;
    assert!(logs::containing(shop.qvapay.secret()).is_empty());
    assert!(logs::containing(&path).is_empty());
    shop.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_proves_nothing_and_a_forged_stale_or_misplaced_one_is_refused() {
    let shop = Shop::with_notes().await;
    let (_, bill) = shop.offered("one").await;
    for (signing, status) in [
        (Signing::Wrong, 401),
        (Signing::Stale, 401),
        (Signing::None, 200),
        (Signing::Bare, 200),
        (Signing::Right, 200),
    ] {
        for id_keys in [vec!["uuid"], vec!["transaction_uuid"], vec!["id"], vec![]] {
            let form = NoteForm {
                signing,
                id_keys,
                ..NoteForm::default()
            };
            let sent = shop.qvapay.tell(&bill.uuid, &form).await;
            assert_eq!(sent[0].status, Some(status), "{form:?}");
        }
    }
    let path: String = shop.world.value("SELECT webhook_path FROM shop_settings");
    let body = format!("{{\"uuid\":\"{}\",\"status\":\"paid\"}}", bill.uuid);
    for (place, body, status) in [
        ("/hooks/qvapay/guessed".to_owned(), body.as_str(), 404),
        (format!("/hooks/manual/{path}"), &body, 404),
        (format!("/hooks/{path}"), &body, 404),
        (format!("/hooks/qvapay/{path}"), "{}", 400),
        (format!("/hooks/qvapay/{path}"), "no JSON", 400),
        (format!("/hooks/qvapay/{path}"), &"x".repeat(70_000), 413),
    ] {
        assert_eq!(shop.post(&place, body).await, status, "{place}");
    }
    shop.until(
        "SELECT count(*) FROM webhook_notes WHERE handled_at IS NULL",
        0_i64,
    )
    .await;
    assert!(
        shop.world
            .value::<i64>("SELECT count(*) FROM webhook_notes")
            >= 4
    );
    assert_eq!(
        shop.world.value::<i64>("SELECT count(*) FROM payments"),
        0,
        "nobody paid"
    );
    // What is true is believed, also when it was told unsigned.
    shop.qvapay.set(|behaviour| {
        behaviour.note = Some(NoteForm {
            signing: Signing::None,
            id_keys: vec![],
            ..NoteForm::default()
        });
    });
    shop.world.advance(4);
    shop.qvapay.pay(&bill.uuid);
    shop.is_bought_once().await;
    shop.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_comes_before_the_answer_to_the_invoice_is_not_lost() {
    let shop = Shop::with_notes().await;
    shop.qvapay
        .set(|behaviour| behaviour.pays_before_answer = true);
    shop.order("one").await;
    shop.is_bought_once().await;
    shop.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_makes_no_second_invoice() {
    for knows_duplicates in [true, false] {
        let shop = Shop::new().await;
        shop.qvapay
            .set(|behaviour| behaviour.knows_duplicates = knows_duplicates);
        shop.qvapay.fail("create_invoice", Trouble::DoneBut(500));
        shop.world.ana.mark();
        let order = shop.order("one").await;
        shop.world.ana.expect("QvaPay no responde").await;
        shop.until(
            "SELECT coalesce(trouble, '') FROM orders",
            "no answer: 500".to_owned(),
        )
        .await;
        shop.tried_once().await;
        shop.world.advance(6);
        shop.world.ana.expect_url(shop.qvapay.url()).await;
        let bill = shop.bill(order).await;
        assert_eq!(shop.get(order).await.trouble, None);
        shop.qvapay.pay(&bill.uuid);
        shop.world.advance(20);
        shop.is_bought_once().await;
        shop.world.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_that_the_house_forgot_is_found_when_it_is_refused_as_a_duplicate() {
    let shop = Shop::new().await;
    shop.qvapay.fail("create_invoice", Trouble::DoneBut(502));
    let order = shop.order("one").await;
    shop.until(
        "SELECT coalesce(trouble, '') FROM orders",
        "no answer: 502".to_owned(),
    )
    .await;
    // As after the restore of a backup from before the call.
    let forget = "UPDATE orders SET asked_at = NULL, trouble = NULL";
    shop.world.database().execute(forget, []).expect("forgot");
    shop.tried_once().await;
    shop.world.advance(6);
    shop.world.ana.expect_url(shop.qvapay.url()).await;
    shop.bill(order).await;
    let heard = shop.qvapay.heard();
    let paths: Vec<&str> = heard.iter().map(|one| one.path.as_str()).collect();
    assert_eq!(paths, ["create_invoice", "create_invoice", "transactions"]);
    shop.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_late_short_or_over_is_kept_for_an_admin() {
    let shop = Shop::new().await;
    for (wish, minor) in [("short", PRICE - 1), ("over", PRICE + 1)] {
        let (_, bill) = shop.offered(wish).await;
        shop.qvapay.alter(&bill.uuid, |bill| bill.minor = minor);
        shop.qvapay.pay(&bill.uuid);
        shop.world.advance(10);
        let sql = format!("SELECT count(*) FROM payments WHERE minor = {minor}");
        shop.until(&sql, 1_i64).await;
    }
    let (order, bill) = shop.offered("late").await;
    shop.world.advance(31 * 60);
    let ended = orders::expire(&shop.world.app().ctx, 10, shop.world.clock.now()).await;
    assert_eq!(ended.expect("ended"), 1);
    // What is heard of two minutes after the end was paid in time.
    shop.world.advance(2 * 60);
    let now = shop.world.clock.now();
    let looked = format!("SELECT next_look_at > {now} FROM orders WHERE id = {order}");
    shop.until(&looked, true).await;
    shop.qvapay.pay(&bill.uuid);
    shop.world.advance(3_600);
    shop.until("SELECT count(*) FROM payments", 3_i64).await;
    let held = [
        ("underpaid", PRICE - 1),
        ("overpaid", PRICE + 1),
        ("late", PRICE),
    ];
    let held = held.map(|(why, minor)| (why.to_owned(), minor));
    assert_eq!(shop.held(), held);
    assert_eq!(shop.get(order).await.state.name(), "review");
    shop.world.admin.expect("Pago retenido").await;
    assert_eq!(
        shop.world
            .value::<i64>("SELECT count(*) FROM vip_subscribers"),
        0
    );
    assert_eq!(
        shop.world
            .value::<i64>("SELECT count(*) FROM orders WHERE next_look_at IS NOT NULL"),
        0
    );
    shop.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_paid_after_it_was_cancelled_there_or_here_is_not_lost() {
    let shop = Shop::new().await;
    let (_, bill) = shop.offered("one").await;
    for status in ["cancelled", "levitating"] {
        let looks: i64 = shop.world.value("SELECT looks FROM orders");
        shop.qvapay
            .alter(&bill.uuid, |bill| bill.status = status.to_owned());
        shop.world.advance(10);
        shop.until(&format!("SELECT looks > {looks} FROM orders"), true)
            .await;
    }
    assert_eq!(shop.world.value::<i64>("SELECT count(*) FROM payments"), 0);
    assert!(shop.qvapay.pay(&bill.uuid));
    shop.world.advance(10);
    shop.is_bought_once().await;
    let (order, bill) = shop.offered("two").await;
    let (ctx, now) = (&shop.world.app().ctx, shop.world.clock.now());
    let ana = Actor::user(UserId(ANA), PermissionSet::default(), None);
    (orders::cancel(ctx, &ana, order, now).await).expect("cancelled");
    assert!(shop.qvapay.pay(&bill.uuid));
    shop.world.advance(31 * 60);
    shop.until("SELECT count(*) FROM payments", 2_i64).await;
    assert_eq!(shop.held(), [("late".to_owned(), PRICE)]);
    assert_eq!(shop.get(order).await.state.name(), "review");
    shop.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_paid_to_nobodys_order_is_kept_and_given_to_nobody() {
    let shop = Shop::with_notes().await;
    let (_, bill) = shop.offered("one").await;
    let foreign = shop.qvapay.foreign("shop-2/77", PRICE, "paid");
    let foreign = foreign.expect("made");
    shop.qvapay
        .alter(&foreign, |other| other.webhook.clone_from(&bill.webhook));
    let sent = shop.qvapay.tell(&foreign, &NoteForm::default()).await;
    assert_eq!(sent[0].status, Some(200));
    shop.until("SELECT count(*) FROM payments", 1_i64).await;
    assert_eq!(shop.held(), [("unknown_order".to_owned(), PRICE)]);
    shop.world.admin.expect("Pago retenido").await;
    let given = "SELECT count(*) FROM vip_subscribers";
    assert_eq!(shop.world.value::<i64>(given), 0);
    // A note about what does not exist is taken and forgotten.
    let path: String = shop.world.value("SELECT webhook_path FROM shop_settings");
    let made_up = r#"{"uuid":"6f1f6c0e-2f3b-4b57-9a5e-0c9f4a0b7d11","status":"paid"}"#;
    let place = format!("/hooks/qvapay/{path}");
    assert_eq!(shop.post(&place, made_up).await, 200);
    shop.world.advance(10);
    shop.until(
        "SELECT count(*) FROM webhook_notes WHERE handled_at IS NULL",
        0_i64,
    )
    .await;
    assert_eq!(shop.world.value::<i64>("SELECT count(*) FROM payments"), 1);
    shop.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_with_a_long_id_who_blocked_the_bot_has_what_they_paid_for() {
    const LONG: i64 = 7_777_777_777;
    let shop = Shop::new().await;
    let person = shop.world.emulator.add_person(LONG, "Lía", None, "es");
    person.start(None);
    shop.world.settled().await;
    let ctx = &shop.world.app().ctx;
    let actor = Actor::user(UserId(LONG), PermissionSet::default(), None);
    let opened = orders::open(ctx, &actor, wanted(shop.plan, "one"), ctx.clock.now()).await;
    let order = opened.expect("an order");
    person.expect_url(shop.qvapay.url()).await;
    person.block();
    assert!(shop.qvapay.pay(&shop.bill(order).await.uuid));
    shop.world.advance(10);
    shop.until("SELECT state FROM orders", "fulfilled".to_owned())
        .await;
    let until = format!("SELECT expiry_date FROM vip_subscribers WHERE user_id = {LONG}");
    assert!(shop.world.value::<i64>(&until) > shop.world.clock.now().0);
    person.unblock();
    person.mark();
    person.send("/orders");
    person.expect("entregado").await;
    shop.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_is_over_is_asked_about_for_three_days_and_then_no_more() {
    let shop = Shop::new().await;
    let (_, bill) = shop.offered("one").await;
    shop.world.advance(30 * 60);
    let ended = orders::expire(&shop.world.app().ctx, 10, shop.world.clock.now()).await;
    assert_eq!(ended.expect("ended"), 1);
    for seconds in [120, 3_600, 86_400, 86_400, 86_400] {
        let looks: i64 = shop.world.value("SELECT looks FROM orders");
        shop.world.advance(seconds);
        shop.until(&format!("SELECT looks > {looks} FROM orders"), true)
            .await;
    }
    shop.until("SELECT next_look_at IS NULL FROM orders", true)
        .await;
    assert_eq!(shop.bill(OrderId(1)).await.uuid, bill.uuid);
    shop.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_paid_while_the_house_was_off_for_days_is_found_though_the_first_look_fails() {
    let mut shop = Shop::new().await;
    let (order, bill) = shop.offered("one").await;
    shop.world.stop().await;
    assert!(shop.qvapay.pay(&bill.uuid));
    // All the looks that there are after an end would have been by then.
    shop.world.advance(5 * 86_400);
    for _ in 0..2 {
        let trouble = Trouble::Refuses(502, None);
        shop.qvapay.fail("transactions/", trouble);
    }
    shop.world.start().await;
    for _ in 0..2 {
        let now = shop.world.clock.now();
        let put_off = format!("SELECT next_look_at > {now} FROM orders");
        shop.until(&put_off, true).await;
        shop.world.advance(30);
    }
    shop.until("SELECT count(*) FROM payments", 1_i64).await;
    assert_eq!(shop.held(), [("late".to_owned(), PRICE)]);
    assert_eq!(shop.get(order).await.state.name(), "review");
    shop.world.admin.expect("Pago retenido").await;
    shop.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_in_trouble_is_asked_again_and_one_bad_transaction_stops_no_other() {
    let shop = Shop::new().await;
    let (_, first) = shop.offered("one").await;
    let (_, second) = shop.offered("two").await;
    shop.qvapay
        .alter(&first.uuid, |bill| bill.status = "processing".to_owned());
    shop.qvapay.pay(&second.uuid);
    for trouble in [
        Trouble::TooMany(Some("1")),
        Trouble::Refuses(500, None),
        Trouble::Page,
        Trouble::Garbled,
        Trouble::Refuses(404, None),
    ] {
        shop.qvapay.fail("transactions/", trouble);
    }
    // One that is always in trouble is asked about after the others.
    let is_paid = "SELECT count(*) FROM payments";
    for _ in 0..40 {
        if shop.world.value::<i64>(is_paid) == 1 {
            break;
        }
        shop.world.advance(10);
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    shop.until(is_paid, 1_i64).await;
    let state = "SELECT group_concat(state) FROM (SELECT state FROM orders ORDER BY id)";
    shop.until(state, "open,fulfilled".to_owned()).await;
    shop.qvapay.pay(&first.uuid);
    shop.world.advance(60);
    shop.until(state, "fulfilled,fulfilled".to_owned()).await;
    shop.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_qvapay_does_not_take_is_told_and_closed_and_staff_see_the_account() {
    let shop = Shop::new().await;
    shop.qvapay
        .fail("create_invoice", Trouble::Refuses(422, None));
    shop.world.ana.mark();
    let refused = shop.order("one").await;
    shop.world.ana.expect("no se puede pagar con QvaPay").await;
    shop.until("SELECT state FROM orders", "cancelled".to_owned())
        .await;
    assert!(shop.qvapay.bills().is_empty() && refused == OrderId(1));
    let ctx = &shop.world.app().ctx;
    let admin = Actor::user(UserId(ADMIN), PermissionSet::all(), None);
    let views = provider::account(ctx, &admin).await.expect("allowed");
    let works = ProviderState::Works {
        app: "Portero <&> demo".to_owned(),
        is_active: true,
        balance: Some(dollars(0)),
    };
    assert_eq!(views[0].state, works);
    shop.qvapay.fail("info", Trouble::Refuses(401, None));
    let views = provider::account(ctx, &admin).await.expect("allowed");
    assert!(matches!(&views[0].state, ProviderState::Fails(error) if error.contains("401")));
    let ana = Actor::user(UserId(ANA), PermissionSet::default(), None);
    assert!(provider::account(ctx, &ana).await.is_err());
    // The text of that answer held the secret.
    assert!(logs::containing(shop.qvapay.secret()).is_empty());
    shop.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_house_without_an_account_sells_nothing_by_it() {
    let world = World::new().await;
    world.ana.start(None);
    world.settled().await;
    let plan = seed(&world.app().ctx.db, world.clock.now()).await;
    let closed = order(&world.app().ctx, plan, "one").await;
    let is_closed = matches!(
        closed,
        Err(ServiceError::Refused(Refusal::Money(
            MoneyRefusal::MethodClosed
        )))
    );
    assert!(is_closed, "{closed:?}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_the_invoice_and_its_note_there_is_one_invoice_and_it_can_be_paid() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    ana.start(None);
    ana.expect("Ana").await;
    outside.kill();
    let clock = Clock::file(outside.clock_file().to_owned());
    let qvapay = PretendedQvaPay::start(clock.clone(), "es").await;
    let qvapay = qvapay.expect("it starts");
    for (name, value) in qvapay.settings() {
        outside.set(&name, &value);
    }
    let id = {
        let settings = qvapay.settings().into_iter().collect();
        let config = Config::from(&settings).expect("valid");
        let db = Db::open(&outside.data().join("portero.db")).expect("the database");
        let seal = SealKey::from_file(&outside.data().join("portero.key")).expect("a key");
        let ctx = Ctx::new(config, db, clock, seal);
        let plan = seed(&ctx.db, ctx.clock.now()).await;
        let id = order(&ctx, plan, "one").await.expect("an order");
        ctx.db.close().await;
        id
    };
    qvapay.fail("create_invoice", Trouble::DoneLate(Duration::from_secs(60)));
    outside.start().await;
    let made = |_: &_| (!qvapay.bills().is_empty()).then_some(());
    outside.emulator.wait(made, "the invoice").await;
    outside.kill();
    ana.mark();
    outside.start().await;
    let url = ana.expect_url(qvapay.url()).await;
    let bills = qvapay.bills();
    assert!(
        bills.len() == 1 && url.ends_with(&bills[0].uuid),
        "{bills:?}"
    );
    qvapay.pay(&bills[0].uuid);
    outside.kill();
    // Nothing was told meanwhile: the new start asks by itself.
    outside.start().await;
    ana.expect_url("https://t.me/+").await;
    assert_eq!(outside.count("SELECT count(*) FROM payments"), 1);
    assert_eq!(
        outside.count(&format!("SELECT id FROM orders WHERE id = {id}")),
        id.0
    );
    assert!(!outside.log().contains(qvapay.secret()));
}
