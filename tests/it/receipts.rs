//! Paying by hand: instructions, receipts, and what the staff decides about them.

use crate::child::Outside;
use crate::world::{ADMIN, ANA, EVA, ExpectUrl, NOW, World};
use portero::crud;
use portero::db::Durability;
use portero::demo::telegram::{Content, EmulatedMessage, Fault, Person};
use portero::models::{
    Actor, ByLang, Clientele, Goods, Length, ManualChange, ManualMethodId, Method, Money, NewOrder,
    OrderId, OrderKind, PermissionSet, Plan, PlanId, Product, UserId,
};
use portero::services::ServiceError;
use portero::services::money::{manual, orders};
use std::time::Duration;

const LUIS: i64 = 2003;
const PRICE: i64 = 150_000;

/// The words of a plan in both languages.
fn words(text: &str) -> ByLang {
    ByLang::from([("es".to_owned(), text.to_owned())])
}

/// A month of VIP.
pub fn month() -> Plan {
    Plan {
        id: PlanId(0),
        goods: Goods {
            names: words("VIP un mes <&>"),
            products: vec![Product::Vip],
            length: Length::Days(30),
            data_bytes: None,
            devices: None,
        },
        prices: vec![Money {
            minor: PRICE,
            currency: "CUP".to_owned(),
        }],
        is_on_sale: true,
        position: 1,
        per_person: None,
        audience: Clientele::Everybody,
        renews: false,
        created_at: NOW,
        removed_at: None,
    }
}

/// A house that sells a month of VIP by card.
pub async fn shop(world: &World) -> (PlanId, ManualMethodId) {
    let (ctx, now) = (&world.app().ctx, world.clock.now());
    let plan = month();
    let plan = ctx
        .db
        .write(Durability::Full, move |tx| {
            Ok::<_, ServiceError>(crud::plans::insert(tx, &plan)?)
        })
        .await
        .expect("a plan");
    let spanish = |text: &str| [("es".to_owned(), text.to_owned())].into();
    let card = (
        spanish("Tarjeta"),
        spanish("Tarjeta 9205 1299 7777 1234"),
        "CUP".to_owned(),
    );
    let method = manual::make(ctx, &jefa(), card, now).await;
    (plan, method.expect("a way to pay"))
}

pub fn jefa() -> Actor {
    Actor::user(UserId(ADMIN), PermissionSet::all(), None)
}

/// An order of a person, with its instructions on their screen.
pub async fn order(world: &World, who: &Person, shop: (PlanId, ManualMethodId)) -> OrderId {
    who.start(None);
    world.settled().await;
    let number: i64 = world.value("SELECT count(*) FROM orders");
    let new = NewOrder {
        kind: OrderKind::Plan,
        plan: Some(shop.0),
        method: Method::Manual,
        manual_method: Some(shop.1),
        currency: "CUP".to_owned(),
        amount: None,
        promo: None,
        renews: false,
        made_from: format!("test:{number}"),
    };
    let actor = Actor::user(UserId(who.id), PermissionSet::default(), None);
    let id = orders::open(&world.app().ctx, &actor, new, world.clock.now()).await;
    let id = id.expect("an order");
    who.press_raw(&format!("receipt:how:{id}"));
    who.expect_button(&format!("receipt:send:{id}")).await;
    id
}

/// Presses "I have paid" and sends this.
pub async fn pays(who: &Person, order: OrderId, picture: &Content) {
    who.press_raw(&format!("receipt:send:{order}"));
    who.expect("un PDF del comprobante").await;
    who.sends(picture);
    who.expect("Recibimos el comprobante").await;
}

pub fn photo(bytes: &[u8]) -> Content {
    Content::photo("").with_file("recibo.jpg", bytes)
}

/// The message that shows that receipt to somebody who decides.
pub async fn shown(who: &Person, receipt: i64) -> EmulatedMessage {
    let what = format!("Comprobante n.º {receipt}");
    let in_english = format!("Receipt no. {receipt}");
    let find = |_: &portero::demo::telegram::Emulator| {
        let messages = who.messages();
        messages
            .into_iter()
            .rev()
            .filter(|message| message.kind() != "text")
            .find(|message| message.text.contains(&what) || message.text.contains(&in_english))
    };
    who.emulator()
        .wait(find, &format!("{what} for {}", who.id))
        .await
}

/// A second person who may decide.
async fn second_admin(world: &World) -> Person {
    let luis = world.emulator.add_person(LUIS, "Luis", None, "en");
    luis.start(None);
    luis.expect("Luis").await;
    world
        .database()
        .execute(
            "INSERT INTO user_roles (user_id, role, granted_by, granted_at) VALUES (?1, 'superadmin', ?2, ?3)",
            [LUIS, ADMIN, NOW.0],
        )
        .expect("a role");
    luis
}

pub async fn until(world: &World, sql: &str) {
    world
        .emulator
        .wait(|_| world.value::<bool>(sql).then_some(()), sql)
        .await;
}

/// Whether the message of a receipt still has buttons.
fn has_buttons(who: &Person, message: i64) -> bool {
    let messages = who.messages();
    let found = messages.iter().find(|one| one.message_id == message);
    found.is_some_and(|message| message.buttons().next().is_some())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_and_one_tap_deliver_what_was_bought() {
    let world = World::new().await;
    let shop = shop(&world).await;
    let luis = second_admin(&world).await;
    let order = order(&world, &world.ana, shop).await;
    let how = world.ana.expect("9205 1299 7777 1234").await;
    assert!(
        how.text.contains("1.500,00") && how.text.contains("VIP un mes <&>"),
        "{how}"
    );
    pays(&world.ana, order, &photo(b"a receipt")).await;
    let (hers, his) = (shown(&world.admin, 1).await, shown(&luis, 1).await);
    assert_eq!(hers.kind(), "photo");
    assert!(
        hers.text.contains("Ana \"<b>") && hers.text.contains("1.500,00"),
        "{hers}"
    );
    assert!(!hers.text.contains("⚠️"), "{hers}");
    world.admin.press_on(hers.message_id, "receipt:ok:1");
    world.admin.expect_toast("Aprobado").await;
    // What was bought comes, and every message to the staff says how it ended, without buttons.
    world.link_for(&world.ana).await;
    luis.expect("approved it").await;
    world.admin.expect("lo aprobó").await;
    until(&world, "SELECT count(*) = 0 FROM receipt_copies").await;
    assert!(!has_buttons(&world.admin, hers.message_id));
    assert!(!has_buttons(&luis, his.message_id));
    until(&world, "SELECT state = 'fulfilled' FROM orders").await;
    assert_eq!(world.value::<i64>("SELECT count(*) FROM payments"), 1);
    assert_eq!(
        world.value::<i64>("SELECT coalesce(sum(minor), 0) FROM ledger_entries"),
        0
    );
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM vip_subscribers"),
        1
    );
    // A press on the old message changes nothing more.
    luis.press_on(his.message_id, "receipt:no:1:missing");
    luis.expect_toast("approved it already").await;
    assert_eq!(
        world.value::<String>("SELECT state FROM receipts"),
        "approved"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_no_with_its_reason_another_receipt_comes_for_the_same_order() {
    let world = World::new().await;
    let shop = shop(&world).await;
    let order = order(&world, &world.ana, shop).await;
    pays(&world.ana, order, &photo(b"blurred")).await;
    let first = shown(&world.admin, 1).await;
    world.admin.press_on(first.message_id, "receipt:no:1");
    world.admin.expect("¿Por qué se rechaza").await;
    world.admin.press_raw("receipt:no_words:1");
    world.admin.expect("Escribe el motivo").await;
    world.admin.send("falta <el> importe & la fecha");
    let told = world.ana.expect("No pudimos aceptar").await;
    assert!(
        told.text.contains("falta <el> importe & la fecha"),
        "{told}"
    );
    assert!(told.has_button(&format!("receipt:send:{order}")), "{told}");
    // She is asked again by the button of that very message, a little later.
    world
        .ana
        .press_on(told.message_id, &format!("receipt:send:{order}"));
    world.ana.expect("un PDF del comprobante").await;
    world.ana.sends(&photo(b"sharp"));
    world.ana.expect("Espera").await;
    world.advance(31);
    world.ana.sends(&photo(b"sharp"));
    world.ana.expect("Recibimos el comprobante").await;
    let second = shown(&world.admin, 2).await;
    world.admin.press_on(second.message_id, "receipt:ok:2");
    world.link_for(&world.ana).await;
    assert_eq!(world.value::<i64>("SELECT count(*) FROM orders"), 1);
    assert_eq!(world.value::<i64>("SELECT count(*) FROM payments"), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_admins_at_once_one_wins_and_the_other_is_told() {
    let world = World::new().await;
    let shop = shop(&world).await;
    let luis = second_admin(&world).await;
    let order = order(&world, &world.ana, shop).await;
    pays(&world.ana, order, &photo(b"a receipt")).await;
    let (hers, his) = (shown(&world.admin, 1).await, shown(&luis, 1).await);
    let yes = world.admin.press_on(hers.message_id, "receipt:ok:1");
    let no = luis.press_on(his.message_id, "receipt:no:1:missing");
    let (yes, no) = (world.admin.answer_to(&yes).await, luis.answer_to(&no).await);
    let is_approved = world.value::<String>("SELECT state FROM receipts") == "approved";
    if is_approved {
        assert!(no.text.contains("approved it already"));
    } else {
        assert!(yes.text.contains("ya lo rechazó"));
    }
    until(&world, "SELECT count(*) = 0 FROM receipt_copies").await;
    assert!(!has_buttons(&world.admin, hers.message_id));
    assert!(!has_buttons(&luis, his.message_id));
    let paid = world.value::<i64>("SELECT count(*) FROM payments");
    assert_eq!(paid, i64::from(is_approved));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_picture_again_is_flagged_and_takes_a_second_press() {
    let world = World::new().await;
    let shop = shop(&world).await;
    let first = order(&world, &world.ana, shop).await;
    let picture = photo(b"the same bytes");
    pays(&world.ana, first, &picture).await;
    let plain = shown(&world.admin, 1).await;
    assert!(!plain.text.contains("⚠️"), "{plain}");
    let file = plain.value["photo"][0]["file_id"]
        .as_str()
        .map(str::to_owned);
    // Another upload of the same bytes has another id.
    world.eva.start(None);
    world.eva.expect("Eva").await;
    let hers = order(&world, &world.eva, shop).await;
    world.eva.press_raw(&format!("receipt:send:{hers}"));
    world.eva.expect("a PDF of the receipt").await;
    world.eva.sends(&picture);
    world.eva.expect("We have the receipt").await;
    let flagged = shown(&world.admin, 2).await;
    let warning =
        format!("La misma imagen que el comprobante n.º 1 (espera) del pedido n.º {first}");
    assert!(flagged.text.contains(&warning), "{flagged}");
    assert!(!flagged.has_button("receipt:ok:2"), "{flagged}");
    world.admin.press_on(flagged.message_id, "receipt:sure:2");
    world.admin.expect("de todos modos").await;
    world.admin.press_raw("receipt:no:2:reused");
    world.eva.expect("it was used for another payment").await;
    // The same file, forwarded as it is.
    world.advance(31);
    let again = Content::photo("").with_file_id(&file.expect("a file"));
    world.eva.press_raw(&format!("receipt:send:{hers}"));
    world.eva.expect("a PDF of the receipt").await;
    world.eva.sends(&again);
    world.eva.expect("We have the receipt").await;
    let flagged = shown(&world.admin, 3).await;
    assert!(flagged.text.contains("La misma imagen que"), "{flagged}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_a_video_and_an_album_are_answered_clearly() {
    let world = World::new().await;
    let shop = shop(&world).await;
    let order = order(&world, &world.ana, shop).await;
    world.ana.press_raw(&format!("receipt:send:{order}"));
    world.ana.expect("un PDF del comprobante").await;
    for wrong in [
        Content::text("ya pagué, de verdad"),
        Content::video("el pago"),
        Content::voice(""),
        Content::document("recibo.zip", b"zip"),
    ] {
        world.ana.sends(&wrong);
        world.ana.expect("no es un comprobante").await;
    }
    assert_eq!(world.value::<i64>("SELECT count(*) FROM receipts"), 0);
    // The question stands: of an album the first picture is taken, once.
    world
        .ana
        .sends_album(&[photo(b"one"), photo(b"two"), photo(b"three")]);
    world.ana.expect("solo la primera imagen").await;
    world.settled().await;
    assert_eq!(world.value::<i64>("SELECT count(*) FROM receipts"), 1);
    shown(&world.admin, 1).await;
    // It was the wrong one: she takes it back, and sends a PDF without being asked.
    world.ana.press_raw(&format!("receipt:how:{order}"));
    world.ana.expect_button("receipt:undo:1").await;
    world.ana.press_raw("receipt:undo:1");
    world.ana.expect("Ya pagué").await;
    world.admin.expect("Lo retiró").await;
    world
        .ana
        .sends(&Content::document("recibo.pdf", b"%PDF-1.4"));
    world.ana.expect("Recibimos el comprobante").await;
    assert_eq!(shown(&world.admin, 2).await.kind(), "document");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_of_an_order_that_ended_is_taken_and_flagged() {
    let world = World::new().await;
    let shop = shop(&world).await;
    let order = order(&world, &world.ana, shop).await;
    world.advance(31 * 60);
    let now = world.clock.now();
    let ended = orders::expire(&world.app().ctx, 10, now).await;
    ended.expect("looked");
    until(&world, "SELECT state = 'expired' FROM orders").await;
    world.ana.press_raw(&format!("receipt:how:{order}"));
    world.ana.expect("manda el comprobante igualmente").await;
    pays(&world.ana, order, &photo(b"late")).await;
    let late = shown(&world.admin, 1).await;
    assert!(late.text.contains("ya terminado"), "{late}");
    world.admin.press_on(late.message_id, "receipt:ok:1");
    world.link_for(&world.ana).await;
    until(&world, "SELECT state = 'fulfilled' FROM orders").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn less_than_agreed_is_held_for_a_decision() {
    let world = World::new().await;
    let shop = shop(&world).await;
    let order = order(&world, &world.ana, shop).await;
    pays(&world.ana, order, &photo(b"short")).await;
    let message = shown(&world.admin, 1).await;
    world.admin.press_on(message.message_id, "receipt:amount:1");
    world.admin.expect("¿Cuánto llegó de verdad").await;
    world.admin.send("mil cuatrocientos");
    world.admin.expect("No entiendo ese importe").await;
    world.admin.send("1400");
    world.admin.expect("Pago retenido").await;
    until(&world, "SELECT state = 'review' FROM orders").await;
    let held = "SELECT state = 'held' AND hold = 'underpaid' AND minor = 140000 FROM payments";
    assert!(world.value::<bool>(held));
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM vip_subscribers"),
        0
    );
    // The desk counts it, and nobody can approve the receipt once more.
    world.admin.press_raw("till:main");
    world.admin.expect("Pagos retenidos: 1").await;
    world.admin.press_raw("receipt:ok:1");
    world.admin.expect_toast("ya lo aprobó").await;
    assert_eq!(world.value::<i64>("SELECT count(*) FROM payments"), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_of_the_transfer_is_asked_for_and_known_again() {
    let world = World::new().await;
    let shop = shop(&world).await;
    let (ctx, now) = (&world.app().ctx, world.clock.now());
    let asked = manual::change(ctx, &jefa(), shop.1, ManualChange::Reference(None), now).await;
    assert!(asked.expect("changed").wants_reference);
    let order_of_ana = order(&world, &world.ana, shop).await;
    world.ana.press_raw(&format!("receipt:send:{order_of_ana}"));
    world.ana.expect("número de la transferencia").await;
    world.ana.sends(&photo(b"too early"));
    world.ana.expect("letras y cifras").await;
    world.ana.send("tm-99 123");
    world.ana.expect("un PDF del comprobante").await;
    world.ana.sends(&photo(b"hers"));
    world.ana.expect("Recibimos").await;
    assert!(shown(&world.admin, 1).await.text.contains("TM99123"));
    let order_of_eva = order(&world, &world.eva, shop).await;
    world.eva.press_raw(&format!("receipt:send:{order_of_eva}"));
    world.eva.expect("number of the transfer").await;
    world.eva.sends(&photo(b"another").captioned("TM 99123"));
    world.eva.expect("We have the receipt").await;
    let flagged = shown(&world.admin, 2).await;
    assert!(flagged.text.contains("El mismo número que"), "{flagged}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_whose_question_was_forgotten_is_the_receipt_of_the_order_that_waits() {
    let mut world = World::new().await;
    let shop = shop(&world).await;
    let order = order(&world, &world.ana, shop).await;
    world.ana.press_raw(&format!("receipt:send:{order}"));
    world.ana.expect("un PDF del comprobante").await;
    world.restart().await;
    world.ana.sends(&photo(b"after the start"));
    world.ana.expect("Recibimos el comprobante").await;
    shown(&world.admin, 1).await;
    // Where nothing waits a picture is no receipt.
    world.eva.start(None);
    world.eva.expect("Eva").await;
    world.eva.sends(&photo(b"a cat"));
    world.settled().await;
    assert_eq!(world.value::<i64>("SELECT count(*) FROM receipts"), 1);
    // Another's order is none.
    world.eva.press_raw(&format!("receipt:send:{order}"));
    world.eva.expect_toast("").await;
    world.eva.sends(&photo(b"a dog"));
    world.settled().await;
    let hers = format!("SELECT count(*) FROM receipts WHERE user_id = {EVA}");
    assert_eq!(world.value::<i64>(&hers), 0);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_whose_file_cannot_be_fetched_is_shown_all_the_same() {
    let world = World::new().await;
    let shop = shop(&world).await;
    let order = order(&world, &world.ana, shop).await;
    world.emulator.fail(
        Fault::error(
            "getFile",
            400,
            "Bad Request: file is temporarily unavailable",
        )
        .forever(),
    );
    pays(&world.ana, order, &photo(b"lost")).await;
    let message = shown(&world.admin, 1).await;
    assert!(message.text.contains("no se pudo comparar"), "{message}");
    world.emulator.mend();
    world.finish().await;
}

/// The same house, for a bot in a process of its own.
fn seed(outside: &Outside) {
    let goods = r#"{"names":{"es":"VIP"},"products":["vip"],"length":{"days":30},"data_bytes":null,"devices":null}"#;
    let sql = format!(
        "INSERT INTO manual_methods (id, names, instructions, currency, wants_reference, is_enabled, position, created_at)
             VALUES (1, '{{}}', '{{}}', 'CUP', 0, 1, 1, 0);
         INSERT INTO orders (id, code, user_id, kind, snapshot, method, manual_method_id, list_minor, price_minor,
                             currency, state, created_at, expires_at, made_from)
             VALUES (1, 'ord_test', {ANA}, 'plan', '{goods}', 'manual', 1, {PRICE}, {PRICE}, 'CUP', 'open', {now},
                     {now} + 100000, 'test');",
        now = NOW.0,
    );
    outside.database().execute_batch(&sql).expect("seeded");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_the_yes_and_the_delivery_it_is_delivered_once() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    ana.start(None);
    ana.expect("Ana").await;
    seed(&outside);
    pays(&ana, OrderId(1), &photo(b"a receipt")).await;
    let message = shown(&outside.admin, 1).await;
    let hang = Fault::hang("createChatInviteLink", Duration::from_secs(60));
    outside.emulator.fail(hang.forever());
    outside.admin.press_on(message.message_id, "receipt:ok:1");
    let paid = |outside: &Outside| outside.count("SELECT count(*) FROM payments") == 1;
    outside
        .emulator
        .wait(|_| paid(&outside).then_some(()), "the payment")
        .await;
    outside.kill();
    outside.emulator.mend();
    outside.start().await;
    ana.expect_url("https://t.me/+").await;
    let fulfilled = "SELECT count(*) FROM orders WHERE state = 'fulfilled'";
    outside
        .emulator
        .wait(
            |_| (outside.count(fulfilled) == 1).then_some(()),
            "the delivery",
        )
        .await;
    assert_eq!(outside.count("SELECT count(*) FROM payments"), 1);
    assert_eq!(
        outside.count("SELECT coalesce(sum(minor), 0) FROM ledger_entries"),
        0
    );
    assert_eq!(outside.count("SELECT count(*) FROM vip_subscribers"), 1);
    let granted = "SELECT count(*) FROM membership_events WHERE kind = 'granted'";
    assert_eq!(outside.count(granted), 1);
    outside
        .emulator
        .wait(
            |_| (outside.count("SELECT count(*) FROM receipt_copies") == 0).then_some(()),
            "the closed messages",
        )
        .await;
}
