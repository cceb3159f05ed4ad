//! The desk of the money: ways to pay by hand made in chat, and the rules of selling.

use crate::world::World;
use portero::models::{Method, Product, ShopSettings};
use portero::services::money::settings;

async fn set(world: &World) -> ShopSettings {
    settings::get(&world.app().ctx).await.expect("read")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_to_pay_by_hand_is_made_and_changed_in_chat() {
    let world = World::new().await;
    let admin = &world.admin;
    admin.send("/admin");
    admin.expect_button("till:main").await;
    admin.click("💰 Dinero").await;
    admin.expect("Pedidos sin pagar").await;
    admin.click("till:manual").await;
    admin.expect("Todavía no hay ninguna").await;
    admin.click("till:manual_new").await;
    admin.expect("¿Cómo se llama").await;
    admin.send(&"x".repeat(41));
    admin.expect("40 caracteres").await;
    admin.send("Tarjeta <&>");
    admin.expect("Escribe cómo se paga").await;
    admin.send("9205 1299 7777 1234\nA nombre de Ana");
    admin.expect("¿En qué moneda").await;
    admin.send("estrellas");
    admin.expect("No conozco esa moneda").await;
    admin.send("cup");
    let card = admin.expect("Tarjeta <&>").await;
    assert!(
        card.text.contains("CUP") && card.text.contains("9205"),
        "{card}"
    );
    admin.click("till:manual_name:1:en").await;
    admin.expect("English").await;
    admin.send("Card");
    admin.expect("Card").await;
    admin.click("till:manual_number:1").await;
    admin.expect("se pide el número de la transferencia").await;
    admin.click("till:manual_on:1").await;
    admin.expect("no se ofrece").await;
    let sql =
        "SELECT wants_reference = 1 AND is_enabled = 0 AND names LIKE '%Card%' FROM manual_methods";
    assert!(world.value::<bool>(sql));
    admin.click("till:manual_drop:1").await;
    admin.expect("¿Quitar").await;
    admin.click("till:manual_drop_yes:1").await;
    admin.expect("Todavía no hay ninguna").await;
    let lines = "SELECT count(*) FROM audit_log WHERE action LIKE 'manual.%'";
    assert_eq!(world.value::<i64>(lines), 5);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rules_of_selling_are_changed_in_chat() {
    let world = World::new().await;
    let admin = &world.admin;
    admin.press_raw("till:methods");
    admin.click("till:switch:stars:vip").await;
    world.settled().await;
    let rules = set(&world).await;
    assert!(!rules.sells(Method::Stars, &[Product::Vip]));
    assert!(rules.sells(Method::Stars, &[Product::Outline]));
    admin.press_raw("till:minutes");
    admin.expect("¿Cuántos minutos").await;
    admin.send("4");
    admin.expect("10").await;
    admin.send("45");
    admin.expect("45 minutos").await;
    admin.click("till:second").await;
    admin.click("till:second:refund").await;
    admin.expect("se devuelve").await;
    admin.click("till:text:terms:es").await;
    admin.expect("se usan las de la casa").await;
    admin.click("till:text_ask:terms:es").await;
    admin.expect("Escribe el texto").await;
    admin.send("Sin <devoluciones>");
    admin.expect("Sin <devoluciones>").await;
    world.ana.send("/paysupport");
    let asked = world.ana.expect("Cuéntame qué pasa").await;
    assert!(!asked.text.contains("banco"), "{asked}");
    admin.press_raw("till:text_ask:paysupport:es");
    admin.expect("Escribe el texto").await;
    admin.send("Si fue por banco, espera 24 horas.");
    admin.expect("espera 24 horas").await;
    world.ana.send("/paysupport");
    world.ana.expect("Si fue por banco").await;
    world.ana.expect("Cuéntame qué pasa").await;
    admin.press_raw("till:referral_credit");
    admin.expect("¿Cuánto saldo").await;
    admin.send("5");
    admin.expect("No entiendo ese importe").await;
    admin.send("1 USD");
    admin.expect("$1,00").await;
    admin.press_raw("till:friends");
    admin.expect("¿Por cuántas amistades").await;
    admin.send("10");
    admin.expect("hasta 10").await;
    let rules = set(&world).await;
    assert_eq!(rules.order_minutes, 45);
    assert_eq!(rules.second_payment.name(), "refund");
    assert_eq!(rules.texts.terms["es"], "Sin <devoluciones>");
    assert_eq!(rules.referral.most, Some(10));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_leads_to_stars_accounts_and_plans_and_back() {
    let world = World::new().await;
    let admin = &world.admin;
    admin.press_raw("till:main");
    admin.expect("Pedidos sin pagar").await;
    for (button, words) in [
        ("stardesk:show", "El bot tiene"),
        ("till:accounts", "Apagada"),
        ("plan:list:0", "Todavía no hay ninguno"),
    ] {
        admin.click(button).await;
        admin.expect(words).await;
        admin.click("till:main").await;
        admin.expect("Pedidos sin pagar").await;
    }
    world.finish().await;
}
