//! A person's balance, gifts and friends, in chat with a whole bot.

use crate::child::Outside;
use crate::world::{ADMIN, ANA, EVA, ExpectUrl, NOW, VIP, World};
use portero::demo::telegram::{Fault, JoinResult, Person};
use portero::models::{
    Actor, Method, Money, MoneyIn, PermissionSet, ReferralReward, ReferralRule, Settled, UserId,
};
use portero::services::money::{refunds, settle};
use rusqlite::Connection;
use std::time::Duration;

/// A VIP plan of thirty days for five dollars.
fn add_plan(database: &Connection) {
    database
        .execute_batch(
            r#"INSERT INTO plans (names, products, length, length_value, is_on_sale, position, audience, renews, created_at)
                   VALUES ('{"es":"VIP 30 <&>"}', '["vip"]', 'days', 30, 1, 1, 'everybody', 0, 0);
               INSERT INTO plan_prices (plan_id, currency, minor) VALUES (last_insert_rowid(), 'USD', 500);"#,
        )
        .expect("a plan");
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

/// So many cents on somebody's balance, in the books.
fn add_balance(database: &Connection, user: i64, cents: i64) {
    let sql = format!(
        "BEGIN IMMEDIATE;
         INSERT INTO ledger_postings (kind, user_id, at, fact) VALUES ('adjusted', {user}, 0, 'test:{user}');
         INSERT INTO ledger_entries (posting_id, account, currency, minor)
             VALUES (last_insert_rowid(), 'adjustments', 'USD', {cents});
         INSERT INTO ledger_entries (posting_id, account, currency, minor)
             SELECT max(id), 'balance:{user}', 'USD', -{cents} FROM ledger_postings;
         COMMIT;"
    );
    database.execute_batch(&sql).expect("a balance");
}

fn set_rule(database: &Connection, reward: ReferralReward) {
    let rule = ReferralRule {
        reward: Some(reward),
        most: None,
    };
    let rule = serde_json::to_string(&rule).expect("JSON");
    database
        .execute("UPDATE shop_settings SET referral = ?1", [rule])
        .expect("set");
}

const BOOKS: &str = "SELECT count(*) FROM (
    SELECT sum(minor) AS left FROM ledger_entries GROUP BY posting_id, currency HAVING left <> 0)";

fn has(world: &World, user: i64) -> i64 {
    world.value(&format!(
        "SELECT coalesce(-sum(minor), 0) FROM ledger_entries WHERE account = 'balance:{user}'"
    ))
}

/// A house that sells a VIP plan, and Ana with ten dollars.
async fn house() -> World {
    let world = World::new().await;
    world.ana.start(None);
    world.settled().await;
    add_plan(&world.database());
    add_balance(&world.database(), ANA, 1_000);
    world
}

/// Buys the plan from the balance, for oneself or as a gift.
async fn buy(person: &Person, card: &str) {
    person.press_raw(card);
    person.click_when("👛 Con mi saldo: $5,00").await;
}

/// The link of Ana's gift.
async fn gift(world: &World) -> String {
    buy(&world.ana, "shop:gift:1").await;
    let ready = world.ana.expect("¡Tu regalo está listo!").await;
    code_in(&ready.text)
}

fn code_in(text: &str) -> String {
    let from = text.find("start=gift_").expect("a link") + "start=".len();
    let rest = &text[from..];
    let end = rest
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(rest.len());
    rest[..end].to_owned()
}

/// Clicking as soon as there is something to click.
trait ClickWhen {
    fn click_when(&self, label: &str) -> impl Future<Output = ()>;
}

impl ClickWhen for Person {
    async fn click_when(&self, label: &str) {
        self.expect_button(label).await;
        self.click(label).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_top_up_by_hand_is_on_the_balance_and_pays_a_plan() {
    let world = World::new().await;
    let ana = &world.ana;
    ana.start(None);
    world.settled().await;
    add_plan(&world.database());
    add_card(&world.database());
    ana.send("/balance");
    let wallet = ana.expect("Todavía no tienes nada").await;
    assert!(!wallet.has_button("📜 Movimientos"), "{wallet}");
    ana.click("➕ Recargar").await;
    let ask = ana.expect("¿Cuánto quieres añadir").await;
    assert!(ask.has_button("$5,00"), "{ask}");
    for (typed, said) in [
        ("mucho", "No entendí esa cantidad"),
        ("5 EUR", "En esa moneda no"),
        ("0,5 XTR", "sin decimales"),
        ("90000 XTR", "demasiado"),
    ] {
        ana.send(typed);
        ana.expect(said).await;
    }
    ana.send_photo(None);
    ana.expect("No entendí esa cantidad").await;
    ana.send("7");
    ana.expect("¿En qué moneda?").await;
    ana.click("$7,00").await;
    ana.expect("Vas a añadir").await;
    ana.click("Tarjeta").await;
    ana.expect("Transfiere a 9200 <&>").await;
    let code: String = world.value("SELECT code FROM orders");
    let money = MoneyIn {
        method: Method::Manual,
        provider_payment_id: "receipt:1".to_owned(),
        order_code: code,
        payer: None,
        amount: Money {
            minor: 700,
            currency: "USD".to_owned(),
        },
        period_end: None,
        is_renewal: false,
        facts: "{}".to_owned(),
    };
    let now = world.clock.now();
    let ctx = &world.app().ctx;
    for nth in 0..3 {
        let settled = settle::settle(ctx, &Actor::system(), money.clone(), now).await;
        let settled = settled.expect("settled");
        assert_eq!(matches!(settled, Settled::Paid(_)), nth == 0, "{settled:?}");
    }
    let is_there = |_: &_| (has(&world, ANA) == 700).then_some(());
    world.emulator.wait(is_there, "the balance").await;
    ana.press_raw("shop:plan:1");
    ana.click_when("👛 Con mi saldo: $5,00").await;
    ana.expect("Pago recibido").await;
    world.link_for(ana).await;
    assert_eq!(has(&world, ANA), 200);
    assert_eq!(world.value::<i64>(BOOKS), 0);
    ana.send("/balance");
    ana.expect("$2,00").await;
    ana.click("📜 Movimientos").await;
    let history = ana.expect("Movimientos de tu saldo").await;
    assert!(
        history.text.contains("+$7,00") && history.text.contains("−$5,00"),
        "{history}"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_question_makes_one_order_and_what_is_forged_makes_none() {
    let world = World::new().await;
    let ana = &world.ana;
    ana.start(None);
    world.settled().await;
    add_card(&world.database());
    ana.press_raw("purse:sum:USD:500");
    ana.expect("Vas a añadir").await;
    let shown = ana.screen().expect("a screen");
    let button = shown.button("Tarjeta").expect("the way");
    let data = button.data.clone().expect("data");
    for _ in 0..3 {
        ana.press_on(shown.message_id, &data);
    }
    ana.expect("Transfiere a").await;
    world.settled().await;
    assert_eq!(world.value::<i64>("SELECT count(*) FROM orders"), 1);
    for forged in [
        "purse:pay:m1:EUR:500:77",
        "purse:pay:m9:USD:500:77",
        "purse:pay:m1:USD:-500:77",
        "purse:pay:stars:XTR:999999999:77",
        "purse:pay:qvapay:USD:500:77",
        "purse:gift:1",
    ] {
        let no = ana.answer_to(&ana.press_raw(forged)).await;
        assert!(no.show_alert, "{forged}: {no:?}");
    }
    assert_eq!(world.value::<i64>("SELECT count(*) FROM orders"), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gift_goes_from_its_buyer_to_whoever_opens_the_link() {
    let world = house().await;
    let (ana, eva) = (&world.ana, &world.eva);
    let code = gift(&world).await;
    ana.start(Some(&code));
    ana.expect("Este regalo lo compraste tú").await;
    eva.start(Some(&code));
    let yours = eva.expect("The gift is yours!").await;
    assert!(yours.text.contains("VIP 30 <&>"), "{yours}");
    let link = world.link_for(eva).await;
    assert_eq!(eva.join(&link), JoinResult::Joined);
    assert!(eva.is_member(VIP));
    ana.expect("abrió tu regalo").await;
    ana.send("/gifts");
    ana.expect("Los regalos que compraste").await;
    ana.click("✅ №1").await;
    let card = ana.expect("Lo abrió").await;
    assert!(!card.text.contains("start=gift_"), "{card}");
    eva.start(Some(&code));
    eva.expect("The gift is yours!").await;
    let until: i64 = world.value("SELECT expiry_date FROM vip_subscribers");
    assert_eq!(until, NOW.plus_days(30).0, "once");
    let leo = world.emulator.add_person(3_001, "Leo", None, "es");
    leo.start(Some(&code));
    leo.expect("Otra persona abrió antes este regalo").await;
    leo.start(Some("gift_nonsense"));
    leo.expect("No conozco ese regalo").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_people_open_one_gift_at_once_and_one_has_it() {
    let world = house().await;
    let code = gift(&world).await;
    let people: Vec<Person> = (0..64)
        .map(|number| {
            let id = 10_000 + number;
            world.emulator.add_person(id, "Alguien", None, "es")
        })
        .collect();
    for person in &people {
        person.start(Some(&code));
    }
    world.settled().await;
    let told = |words: &'static str| {
        let heard = |person: &&Person| {
            let messages = person.messages();
            messages.iter().any(|message| message.text.contains(words))
        };
        people.iter().filter(heard).count()
    };
    let all = |_: &_| (told("¡El regalo es tuyo!") + told("Otra persona") == 64).then_some(());
    world.emulator.wait(all, "an answer for each").await;
    assert_eq!(told("¡El regalo es tuyo!"), 1);
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM vip_subscribers"),
        1
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gift_that_is_paid_back_is_dead() {
    let world = house().await;
    let code = gift(&world).await;
    let admin = Actor::user(UserId(ADMIN), PermissionSet::all(), None);
    let payment = world.value::<i64>("SELECT payment_id FROM gifts");
    let payment = portero::models::PaymentId(payment);
    let ctx = &world.app().ctx;
    refunds::refund(ctx, &admin, payment, None, world.clock.now())
        .await
        .expect("paid back");
    assert_eq!(has(&world, ANA), 1_000);
    world.eva.start(Some(&code));
    world.eva.expect("its buyer got the money back").await;
    world.ana.send("/gifts");
    world.ana.expect("Los regalos que compraste").await;
    world.ana.click("🚫 №1").await;
    world.ana.expect("ya no vale").await;
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM vip_subscribers"),
        0
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_newcomer_comes_by_a_link_and_their_first_payment_is_rewarded() {
    let world = house().await;
    set_rule(
        &world.database(),
        ReferralReward::Credit(Money {
            minor: 150,
            currency: "USD".to_owned(),
        }),
    );
    let (ana, eva) = (&world.ana, &world.eva);
    ana.send("/invite");
    let invite = ana.expect("Invita a tus amistades").await;
    assert!(
        invite.text.contains(&format!("start=ref_{ANA}")),
        "{invite}"
    );
    world.advance(60);
    // Her own link brings her nothing, and she is here already.
    ana.start(Some(&format!("ref_{ANA}")));
    ana.start(Some(&format!("ref_{EVA}")));
    eva.start(Some(&format!("ref_{ANA}")));
    eva.expect("Eva").await;
    world.settled().await;
    let referred = "SELECT count(*) FROM users WHERE referred_by IS NOT NULL";
    assert_eq!(world.value::<i64>(referred), 1);
    let leo = world.emulator.add_person(3_001, "Leo", None, "es");
    leo.start(None);
    leo.expect("Leo").await;
    world.advance(60);
    leo.start(Some(&format!("ref_{ANA}")));
    world.settled().await;
    assert_eq!(world.value::<i64>(referred), 1, "Leo was here before");

    add_balance(&world.database(), EVA, 1_000);
    for _ in 0..2 {
        eva.press_raw("shop:plan:1");
        eva.click_when("👛 From my balance: $5.00").await;
        eva.expect("Payment received").await;
        eva.mark();
    }
    let told = ana.expect("Alguien que invitaste").await;
    assert!(told.text.contains("$1,50"), "{told}");
    assert_eq!(has(&world, ANA), 1_150);
    ana.click("👥 Invitar amistades").await;
    let view = ana.expect("Llegaron con tu enlace: 1").await;
    assert!(view.text.contains("Premios ganados: 1"), "{view}");
    // Her friend gets the money back: so does the house.
    let admin = Actor::user(UserId(ADMIN), PermissionSet::all(), None);
    let ctx = &world.app().ctx;
    let first = world.value::<i64>("SELECT min(id) FROM payments");
    let first = portero::models::PaymentId(first);
    refunds::refund(ctx, &admin, first, None, world.clock.now())
        .await
        .expect("paid back");
    assert_eq!(has(&world, ANA), 1_000);
    assert_eq!(world.value::<i64>(BOOKS), 0);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_by_a_link_while_the_house_is_shut_counts() {
    let world = house().await;
    world.admin.send("/maintenance");
    world.admin.press_raw("house:care:close");
    world.settled().await;
    assert!(world.app().ctx.maintenance().is_on());
    world.advance(60);
    world.eva.start(Some(&format!("ref_{ANA}")));
    world.settled().await;
    let referred: Option<i64> =
        world.value(&format!("SELECT referred_by FROM users WHERE id = {EVA}"));
    assert_eq!(referred, Some(ANA));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_terms_are_the_operators_or_the_houses() {
    let world = World::new().await;
    let ana = &world.ana;
    ana.send("/terms");
    ana.expect("/paysupport").await;
    world
        .database()
        .execute(
            "UPDATE shop_settings SET texts = '{\"terms\":{\"es\":\"Nada de <b>cambios</b>\"}}'",
            [],
        )
        .expect("set");
    ana.send("/terms");
    ana.expect("Nada de <b>cambios</b>").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_the_opening_of_a_gift_and_its_link_it_is_given_once_and_the_link_comes() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    let eva = outside.emulator.add_person(EVA, "Eva", None, "es");
    ana.start(None);
    ana.expect("Ana").await;
    add_plan(&outside.database());
    add_balance(&outside.database(), ANA, 1_000);
    buy(&ana, "shop:gift:1").await;
    let ready = ana.expect("¡Tu regalo está listo!").await;
    let code = code_in(&ready.text);
    outside
        .emulator
        .fail(Fault::hang("createChatInviteLink", Duration::from_secs(60)).forever());
    eva.start(Some(&code));
    eva.expect("¡El regalo es tuyo!").await;
    outside.kill();
    outside.emulator.mend();
    let periods = "SELECT count(*) FROM membership_events WHERE kind = 'granted'";
    assert_eq!(outside.count(periods), 1);
    outside.start().await;
    let link = eva.expect_url("https://t.me/+").await;
    assert_eq!(eva.join(&link), JoinResult::Joined);
    assert_eq!(outside.count(periods), 1);
    assert_eq!(
        outside.count("SELECT count(*) FROM gifts WHERE redeemed_by = 2002"),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_before_the_answer_the_same_gift_is_shown_again() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    let eva = outside.emulator.add_person(EVA, "Eva", None, "es");
    ana.start(None);
    ana.expect("Ana").await;
    add_plan(&outside.database());
    add_balance(&outside.database(), ANA, 1_000);
    buy(&ana, "shop:gift:1").await;
    let code = code_in(&ana.expect("¡Tu regalo está listo!").await.text);
    // The gift is hers, but no word of it reaches her.
    let is_hers = move |params: &serde_json::Value| params["chat_id"] == EVA;
    outside.emulator.fail(
        Fault::hang("sendMessage", Duration::from_secs(60))
            .when(is_hers)
            .forever(),
    );
    eva.start(Some(&code));
    let opened = "SELECT count(*) FROM gifts WHERE redeemed_by = 2002";
    let is_opened = |_: &_| (outside.count(opened) == 1).then_some(());
    outside.emulator.wait(is_opened, "the opening").await;
    outside.kill();
    outside.emulator.mend();
    outside.start().await;
    eva.expect("¡El regalo es tuyo!").await;
    eva.expect_url("https://t.me/+").await;
    assert_eq!(outside.count("SELECT count(*) FROM vip_subscribers"), 1);
}
