//! The books in chat: balances changed by hand, money that is held and decided, payments that go back, what is said to
//! whom, and what nobody else may do.

use crate::world::{ANA, EVA, World};
use portero::demo::telegram::Person;
use rusqlite::params;

async fn met() -> World {
    let world = World::new().await;
    for (person, hello) in [(&world.ana, "¡Hola"), (&world.eva, "Hello")] {
        person.start(None);
        person.expect(hello).await;
    }
    world.settled().await;
    world
}

/// An expired order of Ana's for 5.00 USD of VIP, and a late payment of it that is held, as the house books it.
fn held(world: &World) {
    held_of(world, "plan");
}

/// The same of an order of that kind.
fn held_of(world: &World, kind: &str) {
    let database = world.database();
    let goods = r#"{"names":{"es":"VIP 30","en":"VIP 30"},"products":["vip"],"length":{"days":30},"data_bytes":null,"devices":null}"#;
    let now = world.value::<i64>("SELECT created_at FROM users ORDER BY created_at DESC LIMIT 1");
    database
        .execute(
            "INSERT INTO orders (id, code, user_id, kind, snapshot, method, list_minor, price_minor, currency, state,
                 created_at, expires_at)
             VALUES (1, 'ord_aaaabbbbccccdddd', ?1, ?4, ?2, 'qvapay', 500, 500, 'USD', 'review', ?3, ?3)",
            params![ANA, goods, now, kind],
        )
        .expect("an order");
    database
        .execute_batch(&format!(
            "INSERT INTO payments (id, order_id, user_id, method, provider_payment_id, minor, currency, state, hold,
                 facts, received_at)
             VALUES (1, 1, {ANA}, 'qvapay', 'uuid-1', 500, 'USD', 'held', 'late', '{{}}', {now});
             INSERT INTO ledger_postings (id, kind, order_id, payment_id, user_id, at, fact)
             VALUES (1, 'held', 1, 1, {ANA}, {now}, 'held:1');
             INSERT INTO ledger_entries (posting_id, account, currency, minor)
             VALUES (1, 'provider:qvapay', 'USD', 500), (1, 'held', 'USD', -500);"
        ))
        .expect("a payment");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_balance_is_changed_with_a_reason_and_never_below_zero() {
    let world = met().await;
    world.admin.send("/ledger");
    world.admin.expect("Aún no hay nada anotado").await;
    world.admin.click("👛 Saldos").await;
    world.admin.expect("¿El saldo de quién?").await;
    world.admin.send("@nadie_de_nadie");
    world.admin.expect("No encuentro a nadie así").await;
    world.admin.send(&ANA.to_string());
    world.admin.expect("Saldo: nada").await;
    world.admin.click("± Cambiar").await;
    world.admin.expect("¿Cuánto?").await;
    world.admin.send("mucho");
    world.settled().await;
    world.admin.send("5 USD");
    world.admin.expect("$5,00. ¿Por qué?").await;
    world.admin.send("cayó el servidor <&>");
    world.admin.expect("Saldo: $5,00").await;
    world.admin.click("± Cambiar").await;
    world.admin.expect("¿Cuánto?").await;
    world.admin.send("-9 USD");
    world.admin.expect("solo hay $5,00").await;
    world.admin.send("/cancel");
    world.settled().await;
    let sum: i64 = world.value(&format!(
        "SELECT -sum(minor) FROM ledger_entries WHERE account = 'balance:{ANA}'"
    ));
    assert_eq!(sum, 500);
    let line: String = world.value(
        "SELECT details FROM audit_log WHERE action = 'balance.adjusted' ORDER BY id DESC LIMIT 1",
    );
    assert!(line.contains("cayó el servidor <&>"), "{line}");
    world.admin.send("/ledger check");
    world.admin.expect("todo cuadra").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn held_money_is_seen_decided_once_and_delivered() {
    let world = met().await;
    held(&world);
    world.admin.send("/ledger");
    world.admin.expect("Retenido: $5,00").await;
    world.admin.click("🔙 Volver").await;
    world.admin.expect("Por decidir").await;
    world.admin.click("#1 · $5,00").await;
    let card = world.admin.expect("el pedido ya había terminado").await;
    for button in [
        "pay:release:1",
        "pay:balance:1",
        "pay:to_order:1",
        "pay:return:1",
    ] {
        assert!(card.has_button(button), "{button}: {card}");
    }
    world.admin.click("✅ Aceptar tal cual").await;
    world.admin.expect("¿Entregar lo pedido por $5,00").await;
    world.admin.click("✅ Aceptar tal cual").await;
    world.admin.expect("Pago #1").await;
    world.settled().await;
    let found = world
        .emulator
        .wait_for(std::time::Duration::from_secs(10), |_| {
            let state: String = world.value("SELECT state FROM payments");
            (state == "fulfilled").then_some(())
        })
        .await;
    assert!(found.is_some(), "it is delivered");
    let end: i64 = world.value(&format!(
        "SELECT expiry_date FROM vip_subscribers WHERE user_id = {ANA}"
    ));
    assert!(end > 0);
    // The button of an old message decides nothing any more.
    world.admin.press_raw("pay:return_yes:1");
    world.admin.expect_toast("Otra persona ya lo decidió").await;
    world.admin.send("/ledger check");
    world.admin.expect("todo cuadra").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_goes_back_by_hand_and_takes_back_what_it_brought() {
    let world = met().await;
    held(&world);
    world.admin.press_raw("pay:release_yes:1");
    let is_given = |world: &World| {
        let state: String = world.value("SELECT state FROM payments");
        (state == "fulfilled").then_some(())
    };
    let within = std::time::Duration::from_secs(10);
    let given = world.emulator.wait_for(within, |_| is_given(&world)).await;
    assert!(given.is_some());
    world.admin.send("/refund ord_nada");
    world.settled().await;
    world.admin.send("/refund ord_aaaabbbbccccdddd");
    world.admin.expect("¿Retirar lo que trajeron $5,00").await;
    world.admin.click("↩️ Devolver").await;
    world.admin.expect("Estado: en devolución").await;
    world.admin.click("🤝 Devuelto a mano").await;
    world.admin.expect("¿Ya devolviste $5,00").await;
    world.admin.click("🤝 Devuelto a mano").await;
    world.admin.expect("Estado: devuelto a mano").await;
    world.settled().await;
    let state: String = world.value("SELECT state FROM orders");
    assert_eq!(state, "refunded");
    let sum: i64 = world.value(
        "SELECT coalesce(sum(minor), 0) FROM ledger_entries WHERE account = 'provider:qvapay'",
    );
    assert_eq!(sum, 0);
    world.admin.send("/ledger check");
    world.admin.expect("todo cuadra").await;
    world.finish().await;
}

/// The code in the message that brings a gift's link.
async fn code(person: &Person) -> String {
    let ready = person.expect("¡Tu regalo está listo!").await;
    let (_, code) = ready.text.split_once("start=").expect("a link");
    let end = code.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    code[..end.unwrap_or(code.len())].to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gift_whose_refund_is_called_off_has_a_new_link_that_opens() {
    let world = met().await;
    held_of(&world, "gift");
    world.admin.press_raw("pay:release_yes:1");
    let first = code(&world.ana).await;
    world.eva.start(Some(&first));
    world.eva.expect("The gift is yours!").await;
    world.admin.send("/refund ord_aaaabbbbccccdddd");
    world.admin.expect("¿Retirar lo que trajeron $5,00").await;
    world.admin.click("↩️ Devolver").await;
    world.admin.expect("Estado: en devolución").await;
    world.settled().await;
    let now = world.clock.now();
    let running = format!("SELECT count(*) FROM vip_subscribers WHERE expiry_date > {now}");
    assert_eq!(world.value::<i64>(&running), 0);
    world.ana.mark();
    world.eva.mark();
    // The button of the card as it was while the money was held.
    world.admin.press_raw("pay:release_yes:1");
    let second = code(&world.ana).await;
    assert_ne!(first, second);
    world.eva.start(Some(&first));
    world.eva.expect("I do not know that gift").await;
    world.eva.start(Some(&second));
    world.eva.expect("The gift is yours!").await;
    assert_eq!(world.value::<i64>(&running), 1);
    world.admin.send("/ledger check");
    world.admin.expect("todo cuadra").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_books_are_a_file_and_only_the_staff_s() {
    let world = met().await;
    held(&world);
    world.admin.press_raw("ledger:csv");
    world.admin.expect("Los libros: 2 líneas").await;
    world.admin.send("/status");
    world.admin.expect("por decidir 1").await;
    for command in ["/ledger", "/refund ord_aaaabbbbccccdddd"] {
        world.ana.send(command);
        world.ana.expect("Eso es solo para el equipo").await;
        world.settled().await;
    }
    // Whoever may see payments may not pay back.
    world.admin.send(&format!("/grant {EVA} support 1d"));
    world.eva.expect("You have a new role").await;
    world.eva.send("/ledger");
    world.eva.expect("Books").await;
    world.eva.send("/refund ord_aaaabbbbccccdddd");
    world.eva.expect("for the team only").await;
    world.finish().await;
}
