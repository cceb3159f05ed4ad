//! The audit log, whole: what the staff did is found, taken away and checked.

use crate::world::{ADMIN, ANA, World};
use portero::models::{Actor, PermissionSet, UserId};
use portero::services::members;

fn put(world: &World, sql: &str) {
    let database = world.database();
    database
        .busy_timeout(std::time::Duration::from_secs(10))
        .expect("set");
    database.execute_batch(sql).expect(sql);
}

fn admin() -> Actor {
    Actor::user(UserId(ADMIN), PermissionSet::all(), None)
}

/// Ana is a member by a token and has a note.
async fn furnished() -> World {
    let world = World::new().await;
    let token = world.token(Some(24)).await;
    world.redeem(&world.ana, &token).await;
    let (ctx, now) = (&world.app().ctx, world.clock.now());
    members::acts::set_note(ctx, &admin(), UserId(ANA), "Paga <siempre>", now)
        .await
        .expect("noted");
    world.settled().await;
    world
}

/// The bytes of the file that answers.
async fn file(world: &World, data: &str) -> String {
    world.admin.mark();
    world.admin.press_raw(data);
    let message = world.admin.expect("📤 Registro").await;
    let id = message.file_id.as_deref().expect("a file");
    String::from_utf8(world.emulator.file(id).expect("kept").to_vec()).expect("text")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_is_found_by_person_act_and_day_and_read_in_words() {
    let world = furnished().await;
    world.admin.send("/audit");
    let shown = world.admin.expect("📜 Registro").await;
    assert!(shown.text.contains("Nota escrita"), "{shown}");
    assert!(shown.text.contains("Token canjeado"), "{shown}");
    world.admin.click("👤 Quién").await;
    world.admin.click("🔎 Buscar una persona").await;
    world.admin.expect("Escribe el @usuario").await;
    world.admin.send("@ana");
    let shown = world.admin.expect("hecho o recibido").await;
    assert!(
        shown.text.contains("Nota escrita") && shown.text.contains("Token canjeado"),
        "{shown}"
    );
    assert!(!shown.text.contains("Canal elegido"), "{shown}");
    world.admin.click("👤 Quién").await;
    world.admin.click("Lo que le hicieron").await;
    let shown = world.admin.expect("👤 sobre Ana").await;
    assert!(shown.text.contains("Nota escrita"), "{shown}");
    world.admin.click("🔧 Qué").await;
    world.admin.click("Personas").await;
    world.admin.click("Nota escrita").await;
    let shown = world.admin.expect("🔧 Nota escrita").await;
    assert!(!shown.text.contains("Token canjeado"), "{shown}");
    world.admin.click("📅 Cuándo").await;
    world.admin.click("⌨️ Escribir fechas").await;
    world.admin.send("el jueves");
    world.admin.expect("No entiendo esas fechas").await;
    world.admin.send("2027-01-14 2027-01-15");
    let shown = world.admin.expect("2027-01-14 – 2027-01-15").await;
    assert!(shown.text.contains("Jefa <&>"), "{shown}");
    world.admin.click("1").await;
    let shown = world.admin.expect("Antes: nada").await;
    assert!(shown.text.contains("Paga <siempre>"), "{shown}");
    world.admin.click("🔙 Volver").await;
    world.admin.expect("2027-01-14 – 2027-01-15").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_takes_a_person_days_or_the_house_itself() {
    let world = furnished().await;
    for (text, shown) in [
        ("/audit @ana", "hecho o recibido"),
        ("/audit 2001", "hecho o recibido"),
        ("/audit ana", "hecho o recibido"),
        ("/audit 2027-01-15", "📅 2027-01-15"),
        ("/audit system", "👤 SYSTEM"),
        ("/audit verify", "El registro está intacto"),
        ("/audit 99999", "Nada con estos filtros"),
        ("/audit zzzz", "No encuentro"),
    ] {
        world.admin.mark();
        world.admin.send(text);
        world.admin.expect(shown).await;
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planted_change_is_found_at_its_row_and_a_missing_end_too() {
    let world = furnished().await;
    world.admin.send("/audit");
    world.admin.click("🔏 Comprobar el registro").await;
    world.admin.expect("El registro está intacto").await;
    let row: i64 = world.value("SELECT id FROM audit_log WHERE action = 'user.noted'");
    put(
        &world,
        "UPDATE audit_log SET details = replace(details, 'siempre', 'nunca') WHERE action = 'user.noted'",
    );
    world.admin.send("/audit verify");
    let shown = world
        .admin
        .expect(&format!("está roto en la fila {row}."))
        .await;
    assert!(shown.text.contains("no es el que se escribió"), "{shown}");
    assert!(shown.text.contains("Nota escrita"), "{shown}");
    world.admin.click("Ver la fila").await;
    world.admin.expect("Paga <nunca>").await;
    // Put back, and the end cut off: the chain is whole in itself, but not what it was.
    put(
        &world,
        "UPDATE audit_log SET details = replace(details, 'nunca', 'siempre') WHERE action = 'user.noted'",
    );
    world.admin.send("/audit verify");
    world.admin.expect("El registro está intacto").await;
    let last: i64 = world.value("SELECT max(id) - 1 FROM audit_log");
    put(&world, &format!("DELETE FROM audit_log WHERE id >= {last}"));
    world.admin.mark();
    world.admin.send("/audit verify");
    let shown = world.admin.expect("está roto en la fila").await;
    assert!(shown.text.contains("ahora falta"), "{shown}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_filtered_rows_leave_as_csv_and_json() {
    let world = furnished().await;
    let csv = file(&world, "audit:csv:o1jl:people:-").await;
    assert_eq!(csv.lines().count(), 2, "{csv}");
    assert!(
        csv.contains("Nota escrita") && csv.contains("user:2001"),
        "{csv}"
    );
    let json: serde_json::Value =
        serde_json::from_str(&file(&world, "audit:json:i1jl:-:1").await).expect("JSON");
    let rows = json.as_array().expect("rows");
    assert!(
        rows.iter().any(|row| row["action"] == "token.redeemed"),
        "{json}"
    );
    assert!(
        rows.iter().all(|row| row["action"] != "config.channel"),
        "{json}"
    );
    // Whoever takes rows away leaves one.
    let exported: i64 =
        world.value("SELECT count(*) FROM audit_log WHERE action = 'audit.exported'");
    assert_eq!(exported, 2);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_house_does_by_itself_stands_in_the_log_with_before_and_after() {
    let world = furnished().await;
    world.advance(25 * 3_600);
    world.ana.expect("Tu acceso VIP terminó").await;
    world.settled().await;
    world.admin.send("/audit system");
    let shown = world.admin.expect("Acceso VIP terminado").await;
    assert!(shown.text.contains("SYSTEM"), "{shown}");
    let details: String = world.value("SELECT details FROM audit_log WHERE action = 'vip.expired'");
    assert!(details.contains("\"before\":18"), "{details}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_reads_the_log_and_a_seller_does_not() {
    let world = furnished().await;
    world.eva.start(None);
    world.eva.expect("Eva").await;
    put(
        &world,
        "INSERT INTO user_roles (user_id, role, granted_at) VALUES (2002, 'auditor', 1), (2001, 'seller', 1)",
    );
    world.eva.send("/audit");
    world.eva.expect("📜 Audit log").await;
    world.eva.send("/audit verify");
    world.eva.expect("The log is whole").await;
    world.ana.send("/audit");
    world.ana.expect("solo para el equipo").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_log_is_turned_page_by_page_from_old_buttons_too() {
    let world = furnished().await;
    let (ctx, now) = (&world.app().ctx, world.clock.now());
    for number in 0..20 {
        let text = format!("nota {number}");
        members::acts::set_note(ctx, &admin(), UserId(ANA), &text, now)
            .await
            .expect("noted");
    }
    world.admin.press_raw("audit:list:o1jl:242:-");
    world.admin.expect("🔧 Nota escrita").await;
    for _ in 0..2 {
        world.admin.click("Más antiguo ▶️").await;
        world.settled().await;
    }
    let shown = world.admin.expect_button("⏫ Lo último").await;
    assert!(
        shown
            .buttons()
            .all(|button| button.label != "Más antiguo ▶️"),
        "{shown}"
    );
    world.admin.click("⏫ Lo último").await;
    world.admin.expect_button("Más antiguo ▶️").await;
    // What is no filter is an old menu.
    world.admin.press_raw("audit:list:-:nothing:-");
    world.admin.expect_toast("menú").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_coming_and_going_of_the_bot_stands_in_the_log() {
    let mut world = World::new().await;
    world.admin.expect("en línea").await;
    world.restart().await;
    let count = "SELECT count(*) FROM audit_log WHERE action IN ('house.online', 'house.offline')";
    world
        .emulator
        .wait(
            |_| (world.value::<i64>(count) == 3).then_some(()),
            "both starts and the stop",
        )
        .await;
    let whole = "SELECT count(*) FROM audit_log WHERE target = 'house' AND details LIKE '%before%'";
    assert_eq!(world.value::<i64>(whole), 3);
    world.finish().await;
}
