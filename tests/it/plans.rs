//! Plans and promotion codes, made and changed in chat by the staff.

use crate::world::World;
use portero::demo::telegram::Person;
use serde_json::Value;

/// Presses and waits for the screen that follows.
async fn open(world: &World, data: &str, words: &str) {
    world.admin.mark();
    let press = world.admin.press_raw(data);
    world.admin.expect(words).await;
    world.admin.answer_to(&press).await;
}

/// Presses what is refused, and waits for the words over the chat.
async fn refused(world: &World, data: &str, words: &str) {
    world.admin.press_raw(data);
    world.admin.expect_toast(words).await;
}

/// Types and waits for the answer.
async fn say(person: &Person, text: &str, words: &str) {
    person.mark();
    person.send(text);
    person.expect(words).await;
}

fn screen(world: &World) -> String {
    world.admin.screen().expect("a screen").text
}

/// A VIP plan of thirty days, not on sale yet.
async fn make(world: &World) {
    open(world, "plan:new", "¿Qué trae?").await;
    open(world, "plan:new_of:1", "¿Cuánto dura?").await;
    open(world, "plan:make:1:1", "Plan creado").await;
}

/// What somebody reads who is about to redeem.
async fn prices_for_ana(world: &World) -> String {
    world.ana.start(None);
    world.ana.expect("Ana").await;
    world.ana.mark();
    world.ana.press_raw("user:redeem_token");
    world.ana.expect("token").await.text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_made_priced_and_put_on_sale_in_chat() {
    let world = World::new().await;
    open(&world, "plan:list:0", "Todavía no hay ninguno").await;
    make(&world).await;
    assert!(
        screen(&world).contains("VIP · 30 días"),
        "{}",
        screen(&world)
    );
    refused(&world, "plan:sale:1:on", "necesita un precio").await;
    open(&world, "plan:prices:1", "sin precio").await;
    open(&world, "plan:ask:1:price", "Escribe el precio").await;
    say(&world.admin, "caro", "Escribe una cantidad y su moneda").await;
    say(&world.admin, "9,99 €", "9,99\u{a0}€").await;
    open(&world, "plan:ask:1:price", "Escribe el precio").await;
    say(&world.admin, "500 XTR", "9,99\u{a0}€ / 500\u{a0}⭐").await;
    open(&world, "plan:show:1", "No está a la venta").await;
    open(&world, "plan:sale:1:on", "A la venta").await;
    let asked = prices_for_ana(&world).await;
    assert!(
        asked.contains("Mensual: 9,99\u{a0}€ / 500\u{a0}⭐"),
        "{asked}"
    );
    open(&world, "plan:monthly:1:on", "suscripción mensual").await;
    refused(&world, "plan:price_drop:1:XTR", "30 días").await;
    open(&world, "plan:price_drop:1:EUR", "500\u{a0}⭐").await;
    open(&world, "plan:remove:1", "Nadie lo ha comprado").await;
    open(&world, "plan:remove_yes:1", "Todavía no hay ninguno").await;
    let asked = prices_for_ana(&world).await;
    assert!(!asked.contains("Precios"), "{asked}");
    let acts = "SELECT group_concat(action, ' ') FROM (SELECT action FROM audit_log WHERE action LIKE 'plan.%' ORDER BY id)";
    assert_eq!(
        world.value::<String>(acts),
        "plan.made plan.changed plan.changed plan.changed plan.changed plan.changed plan.removed"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_plan_on_sale_brings_its_commands_and_the_last_takes_them_away() {
    let world = World::new().await;
    let sells = |menus: &[(String, Value)]| {
        let all = menus.iter().find(|(scope, _)| scope.starts_with("default"));
        let list = all.and_then(|(_, list)| list.as_array());
        let mut list = list.into_iter().flatten();
        list.any(|one| one["command"] == "plans")
    };
    world.menus(|menus| !sells(menus)).await;
    make(&world).await;
    open(&world, "plan:ask:1:price", "Escribe el precio").await;
    say(&world.admin, "5 USD", "5,00").await;
    open(&world, "plan:sale:1:on", "A la venta").await;
    world.menus(sells).await;
    open(&world, "plan:sale:1:off", "No está a la venta").await;
    world.menus(|menus| !sells(menus)).await;
    open(&world, "plan:sale:1:on", "A la venta").await;
    world.menus(sells).await;
    open(&world, "plan:remove_yes:1", "Todavía no hay ninguno").await;
    world.menus(|menus| !sells(menus)).await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lengths_are_typed_in_all_four_forms_and_a_wrong_one_is_asked_again() {
    let world = World::new().await;
    open(&world, "plan:new", "¿Qué trae?").await;
    open(&world, "plan:new_of:3", "VIP + WireGuard").await;
    open(&world, "plan:make_ask:3", "Escribe por ejemplo").await;
    say(&world.admin, "un rato", "No entiendo esa duración").await;
    say(&world.admin, "3 meses", "VIP + WireGuard · 3 meses").await;
    for (typed, shown) in [
        ("45 días", "Dura: 45 días"),
        ("31/12/2027", "Dura: hasta el 31 dic 2027"),
        ("de por vida", "Dura: De por vida"),
    ] {
        open(&world, "plan:ask:1:length", "Escribe por ejemplo").await;
        say(&world.admin, "31/12/2020", "ya pasó").await;
        say(&world.admin, typed, shown).await;
    }
    open(&world, "plan:length:1:1", "Dura: 30 días").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_of_a_bundle_is_set_and_a_question_can_be_left() {
    let world = World::new().await;
    make(&world).await;
    open(&world, "plan:products:1", "Toca lo que trae").await;
    open(&world, "plan:product:1:outline:on", "Toca lo que trae").await;
    open(&world, "plan:product:1:vip:off", "Toca lo que trae").await;
    refused(&world, "plan:product:1:outline:off", "tiene que traer algo").await;
    open(&world, "plan:show:1", "Outline · 30 días").await;
    for (field, wrong, rule, right, shown) in [
        (
            "data",
            "poco",
            "No entiendo esa cantidad",
            "50 GB",
            "Datos: 50,0 GB",
        ),
        (
            "devices",
            "0",
            "de 1 a 1.000",
            "3",
            "Dispositivos a la vez: 3",
        ),
        (
            "per_person",
            "dos",
            "de 1 a 1.000",
            "2",
            "por persona: 2 veces",
        ),
        (
            "name_es",
            "x\ny",
            "una línea",
            "Solo <b>Outline</b>",
            "Nombre (es): Solo <b>Outline</b>",
        ),
    ] {
        open(&world, &format!("plan:ask:1:{field}"), "Escribe").await;
        say(&world.admin, wrong, rule).await;
        say(&world.admin, right, shown).await;
    }
    assert!(
        screen(&world).contains("Nombre (en): Outline · 30 days"),
        "{}",
        screen(&world)
    );
    open(&world, "plan:clear:1:data", "Datos: sin límite").await;
    open(&world, "plan:clear:1:devices", "los de siempre").await;
    open(&world, "plan:who:1", "¿Quién puede comprarlo?").await;
    open(&world, "plan:who_set:1:former", "antiguos clientes").await;
    open(&world, "plan:ask:1:name_en", "Escribe el nombre").await;
    open(&world, "user:cancel", "antiguos clientes").await;
    say(&world.admin, "Otro", "No entendí").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn plans_are_copied_and_moved_in_the_list() {
    let world = World::new().await;
    make(&world).await;
    open(&world, "plan:copy:1", "Plan creado").await;
    open(&world, "plan:show:2", "Lugar en la lista: 2 de 2").await;
    open(&world, "plan:up:2", "Lugar en la lista: 1 de 2").await;
    open(&world, "plan:list:0", "Planes: 2").await;
    let order = "SELECT group_concat(id) FROM (SELECT id FROM plans ORDER BY position)";
    assert_eq!(world.value::<String>(order), "2,1");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_prices_of_the_channel_and_its_plans_are_one_truth() {
    let world = World::new().await;
    open(&world, "config:fee:month", "¿cuánto cuesta?").await;
    say(&world.admin, "9.99 USD", "$9,99").await;
    open(&world, "plan:show:1", "VIP · 30 días").await;
    assert!(screen(&world).contains("A la venta"), "{}", screen(&world));
    open(&world, "plan:ask:1:price", "Escribe el precio").await;
    say(&world.admin, "12 USD", "$12,00").await;
    open(&world, "config:fees", "Mensual: $12,00").await;
    let asked = prices_for_ana(&world).await;
    assert!(
        asked.contains("$12,00") && !asked.contains("9,99"),
        "{asked}"
    );
    open(
        &world,
        "config:fee_drop:month:USD",
        "Todavía no hay ninguno",
    )
    .await;
    open(&world, "plan:show:1", "No está a la venta").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn prices_set_before_there_were_plans_become_plans_at_the_next_start_and_only_then() {
    let mut world = World::new().await;
    let fees = r#"{"fees":[{"period":"monthly","price":{"minor":999,"currency":"USD"}},
        {"period":"lifetime","price":{"minor":9900,"currency":"USD"}}]}"#;
    world.stop().await;
    {
        let database = world.database();
        database
            .execute("UPDATE shop_settings SET fees_seeded = 0", [])
            .expect("as before");
        database
            .execute("UPDATE bot_config SET subscription_fees = ?1", [fees])
            .expect("prices");
    }
    world.start().await;
    open(&world, "plan:list:0", "Planes: 2").await;
    open(&world, "plan:remove_yes:2", "Planes: 1").await;
    world.restart().await;
    open(&world, "plan:list:0", "Planes: 1").await;
    open(&world, "config:fees", "Mensual: $9,99").await;
    assert!(
        !screen(&world).contains("De por vida:"),
        "{}",
        screen(&world)
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_of_each_kind_is_made_limited_and_disabled_in_chat() {
    let world = World::new().await;
    open(&world, "promo:list:0", "Todavía no hay ninguno").await;
    open(&world, "promo:new", "¿Qué regala?").await;
    open(&world, "promo:code:percent", "¿Cómo se llama?").await;
    say(&world.admin, "a b", "sin espacios").await;
    say(&world.admin, "verano25", "VERANO25: ¿cuánto descuenta?").await;
    say(&world.admin, "120", "de 1 a 100").await;
    say(&world.admin, "20%", "−20 %").await;
    open(&world, "promo:code:days", "¿Cómo se llama?").await;
    say(&world.admin, "VERANO25", "Ya hay un código").await;
    say(&world.admin, "semana", "¿cuántos días regala?").await;
    say(&world.admin, "7", "+7 días").await;
    open(
        &world,
        "promo:made_up:fixed",
        "Solo vale para precios en esa moneda",
    )
    .await;
    say(&world.admin, "5", "Escribe una cantidad y su moneda").await;
    say(&world.admin, "5 USD", "−$5,00").await;
    open(&world, "promo:list:0", "Códigos de promoción: 3").await;
    for (field, wrong, rule, right, shown) in [
        ("uses", "0", "de 1 a 1.000.000", "10", "Usos: 0 de 10"),
        (
            "per_person",
            "x",
            "de 1 a 1.000.000",
            "2",
            "Por persona: 2 veces",
        ),
        (
            "starts",
            "pronto",
            "No entiendo esa fecha",
            "24/12/2027",
            "Desde: 24 dic 2027, 00:00",
        ),
        (
            "ends",
            "23/12/2027",
            "antes de empezar",
            "31/12/2027",
            "Hasta: 31 dic 2027, 23:59",
        ),
    ] {
        open(&world, &format!("promo:ask:1:{field}"), "VERANO25").await;
        say(&world.admin, wrong, rule).await;
        say(&world.admin, right, shown).await;
    }
    open(&world, "promo:clear:1:uses", "Usos: 0 ·").await;
    make(&world).await;
    open(&world, "promo:plans:1:0", "¿Para qué plan vale?").await;
    open(&world, "promo:plan:1:1", "Vale para: VIP · 30 días").await;
    open(&world, "promo:plan:1:all", "Vale para: todos los planes").await;
    open(&world, "promo:disable:1", "Desactivado").await;
    open(&world, "promo:enable:1", "⏳ VERANO25").await;
    world.finish().await;
}
