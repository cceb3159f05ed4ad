//! The statistics, whole: what an admin sees, presses and takes away.

use crate::world::{ADMIN, NOW, World};
use portero::demo::telegram::EmulatedMessage;
use portero::models::{Actor, Permission, PermissionSet, UserId};

/// What the database holds of one table, for acts without ceremony.
fn put(world: &World, sql: &str) {
    let database = world.database();
    database
        .busy_timeout(std::time::Duration::from_secs(10))
        .expect("set");
    database.execute_batch(sql).expect(sql);
}

/// Subscribers with their events: `count` of them, one granted each day back from today.
fn history(world: &World, from: i64, count: i64) {
    let mut sql = String::from("BEGIN;");
    for place in 0..count {
        let (id, at) = (from + place, NOW.0 - place * 86_400);
        sql.push_str(&format!(
            "INSERT INTO users (id, first_name, created_at, last_seen_at) VALUES ({id}, '=P{id} <&>', {at}, {at});
             INSERT INTO vip_subscribers (user_id, join_date, expiry_date, status, period_id, term_seconds)
                 VALUES ({id}, {at}, {at} + 8640000, 'active', {id}, 2592000);
             INSERT INTO stats_daily VALUES ({at} / 86400, 'vip', 'granted', 1)
                 ON CONFLICT DO UPDATE SET count = count + 1;
             INSERT INTO stats_half_hours VALUES ('vip', 'granted', {at} / 1800, 1)
                 ON CONFLICT DO UPDATE SET count = count + 1;"
        ));
    }
    sql.push_str("COMMIT;");
    put(world, &sql);
}

fn line<'a>(message: &'a EmulatedMessage, begins: &str) -> &'a str {
    let found = message.text.lines().find(|line| line.contains(begins));
    found.unwrap_or_else(|| panic!("no {begins} in {message}"))
}

/// The bytes of the file or picture in a message.
fn bytes(world: &World, message: &EmulatedMessage) -> Vec<u8> {
    let id = message.file_id.as_deref().expect("a file");
    world.emulator.file(id).expect("kept").to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_house_is_told_in_every_view_and_period() {
    let world = World::new().await;
    world.admin.send("/admin_stats");
    let shown = world.admin.expect("📊 Estadísticas").await;
    assert!(
        shown.text.contains("aún no hay pagos registrados"),
        "{shown}"
    );
    assert!(shown.text.contains("no hay precios"), "{shown}");
    for (view, heading) in [
        ("vip", "Estadísticas VIP"),
        ("free", "Estadísticas Free"),
        ("tokens", "Estadísticas de tokens"),
    ] {
        for period in ["", ":today", ":7", ":90", ":all"] {
            world.admin.mark();
            world
                .admin
                .press_raw(&format!("admin:stats:{view}{period}"));
            let shown = world.admin.expect(heading).await;
            assert!(!shown.text.contains("NaN"), "{shown}");
        }
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_views_are_reached_by_their_buttons_and_lead_back() {
    let world = World::new().await;
    history(&world, 6_000, 12);
    world.admin.send("/admin");
    world.admin.click("📊 Estadísticas").await;
    let shown = world.admin.expect("VIP activos").await;
    assert!(line(&shown, "VIP activos").ends_with("12"), "{shown}");
    world.admin.click("📊 Ver Stats VIP Detalladas").await;
    let shown = world.admin.expect("Últimos 30 días").await;
    assert!(line(&shown, "Altas:").contains("12"), "{shown}");
    assert!(shown.text.contains("=P6011 <&>"), "{shown}");
    world.admin.click("7 d").await;
    let shown = world.admin.expect("Últimos 7 días").await;
    assert!(
        line(&shown, "Altas:").contains('7') && line(&shown, "Altas:").contains("▲ +40"),
        "{shown}"
    );
    world.admin.click("🔙 Volver").await;
    world.admin.expect("💰 Ingresos").await;
    world.admin.click("📊 Ver Stats Free Detalladas").await;
    world.admin.expect("Estadísticas Free").await;
    world.admin.press_raw("admin:stats:tokens");
    world.admin.expect("Estadísticas de tokens").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_really_happens_is_counted() {
    let world = World::new().await;
    let token = world.token(Some(24 * 30)).await;
    world.redeem(&world.ana, &token).await;
    world.eva.send("/free");
    world.eva.expect("Request received").await;
    world.settled().await;
    world.admin.press_raw("admin:stats");
    let shown = world.admin.expect("VIP activos").await;
    assert!(line(&shown, "VIP activos").ends_with('1'), "{shown}");
    assert!(line(&shown, "Esperando en Free").ends_with('1'), "{shown}");
    assert!(
        line(&shown, "Tokens").contains("1 hechos · 1 canjeados · 0 por canjear"),
        "{shown}"
    );
    world.admin.press_raw("admin:stats:vip:today");
    let shown = world.admin.expect("Estadísticas VIP").await;
    assert!(
        line(&shown, "Altas:").contains('1') && line(&shown, "Saldo").ends_with("+1"),
        "{shown}"
    );
    world.admin.press_raw("admin:stats:free:today");
    let shown = world.admin.expect("Estadísticas Free").await;
    assert!(line(&shown, "Solicitudes:").contains('1'), "{shown}");
    world.admin.press_raw("admin:stats:tokens:all");
    let shown = world.admin.expect("Estadísticas de tokens").await;
    assert!(line(&shown, "se canjeó").contains("100,0"), "{shown}");
    assert!(shown.text.contains("Jefa <&>"), "{shown}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_kept_for_five_minutes_and_counted_anew_when_asked() {
    let world = World::new().await;
    world.admin.press_raw("admin:stats");
    let shown = world.admin.expect("Actualizado 08:00").await;
    assert!(line(&shown, "VIP activos").ends_with('0'), "{shown}");
    history(&world, 6_000, 3);
    world.advance(120);
    world.admin.mark();
    world.admin.send("/admin_stats");
    let shown = world.admin.expect("Actualizado 08:00").await;
    assert!(line(&shown, "VIP activos").ends_with('0'), "{shown}");
    world.admin.mark();
    world.admin.click("🔄 Actualizar Estadísticas").await;
    let shown = world.admin.expect("Actualizado 08:02").await;
    assert!(line(&shown, "VIP activos").ends_with('3'), "{shown}");
    history(&world, 7_000, 2);
    world.advance(300);
    world.admin.mark();
    world.admin.press_raw("admin:stats");
    let shown = world.admin.expect("Actualizado 08:07").await;
    assert!(line(&shown, "VIP activos").ends_with('5'), "{shown}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn charts_come_as_pictures_and_their_buttons_bring_others() {
    let world = World::new().await;
    history(&world, 6_000, 20);
    world.admin.press_raw("admin:stats:vip");
    world.admin.expect("Estadísticas VIP").await;
    world.admin.click("📈 Altas y bajas").await;
    let first = world.admin.expect("saldo +20").await;
    let picture = bytes(&world, &first);
    assert_eq!(&picture[..8], b"\x89PNG\r\n\x1a\n");
    assert_eq!(picture[16..24], [0, 0, 4, 176, 0, 0, 3, 32], "1200 by 800");
    world.admin.mark();
    world.admin.click("admin:stats:chart:moves:7").await;
    let second = world.admin.expect("saldo +7").await;
    assert_ne!(bytes(&world, &second), picture);
    world.admin.mark();
    world.admin.press_raw("admin:stats:chart:active:all");
    let active = world.admin.expect("ahora 20").await;
    assert_eq!(&bytes(&world, &active)[..4], b"\x89PNG");
    // From a picture the way back is a new message: a picture cannot become a text.
    world.admin.mark();
    world.admin.click("🔙 Volver").await;
    world.admin.expect("💰 Ingresos").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_open_in_the_readers_spreadsheet_and_are_written_into_the_audit_log() {
    let world = World::new().await;
    history(&world, 6_000, 3);
    world.admin.press_raw("admin:stats:csv:vip:30");
    let sent = world.admin.expect("hoja de cálculo").await;
    assert_eq!(
        sent.file_name.as_deref(),
        Some("estadisticas-vip-30-2027-01-15.csv")
    );
    let text = String::from_utf8(bytes(&world, &sent)).expect("UTF-8");
    assert!(
        text.starts_with("\u{feff}apartado;dato;valor;período anterior\n"),
        "{text}"
    );
    assert!(text.contains("en el período;altas VIP;3;0"), "{text}");
    assert!(
        text.contains(";'=P6002 <&>;"),
        "a name is no formula: {text}"
    );
    world.admin.mark();
    world.admin.press_raw("admin:stats:csv:days:7");
    let sent = world.admin.expect("hoja de cálculo").await;
    let text = String::from_utf8(bytes(&world, &sent)).expect("UTF-8");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 8, "{text}");
    assert!(lines[7].starts_with("2027-01-15;1;0;0;0;0;1;3;"), "{text}");
    let kept: String = world.value(
        "SELECT group_concat(target || details, ' ') FROM audit_log WHERE action = 'statistics.exported'",
    );
    assert_eq!(
        kept,
        r#"statistics:vip{"period":"30"} statistics:days{"period":"7"}"#
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_estimate_follows_the_fees_that_are_set() {
    let world = World::new().await;
    history(&world, 6_000, 10);
    put(
        &world,
        r#"UPDATE bot_config SET subscription_fees = '{"fees":[{"period":"monthly","price":{"minor":1999,"currency":"USD"}}]}'"#,
    );
    world.admin.press_raw("admin:stats");
    let shown = world.admin.expect("💰 Ingresos").await;
    let expected = line(&shown, "Previstos");
    assert!(
        expected.contains("estimación") && expected.contains("$199,90 al mes"),
        "{expected}"
    );
    assert!(expected.contains("$2.432,12 al año"), "{expected}");
    assert!(shown.text.contains("con fecha de fin (10)"), "{shown}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_income_is_drawn_when_there_are_prices_and_the_way_to_set_them_is_shown_until_then() {
    let world = World::new().await;
    let token = world.token(Some(24 * 30)).await;
    world.redeem(&world.ana, &token).await;
    world.settled().await;
    world.admin.press_raw("admin:stats");
    world.admin.expect("💰 Ingresos").await;
    world.admin.click("💰 Ingresos estimados").await;
    world.admin.expect("me faltan tus precios").await;
    world.admin.click("config:fees").await;
    world.admin.expect("recios").await;
    put(
        &world,
        r#"UPDATE bot_config SET subscription_fees = '{"fees":[{"period":"monthly","price":{"minor":1999,"currency":"USD"}}]}'"#,
    );
    // Somebody without access gets a month by hand; the end of somebody with access is moved.
    world.eva.start(None);
    world.eva.expect("").await;
    world.admin.press_raw("member:shift:2002:30");
    world.settled().await;
    world.admin.press_raw("member:shift:2001:30");
    world.settled().await;
    world.admin.mark();
    world.admin.press_raw("admin:stats:chart:income:30");
    let shown = world.admin.expect("en total $39,98").await;
    assert!(shown.text.contains("Es una estimación"), "{shown}");
    assert_eq!(&bytes(&world, &shown)[..4], b"\x89PNG");
    world.admin.mark();
    world.admin.press_raw("admin:stats:csv:days:7");
    let sent = world.admin.expect("hoja de cálculo").await;
    let text = String::from_utf8(bytes(&world, &sent)).expect("UTF-8");
    assert!(
        text.lines()
            .next()
            .is_some_and(|line| line.ends_with("ingresos estimados (USD)")),
        "{text}"
    );
    assert!(
        text.lines()
            .last()
            .is_some_and(|line| line.ends_with(";39,98")),
        "{text}"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn days_are_those_of_the_house_and_it_says_so() {
    let world = World::new().await;
    put(
        &world,
        "UPDATE bot_config SET time_zone = 'America/Havana';
         INSERT INTO stats_half_hours VALUES ('vip', 'granted', (1800000000 - 14400) / 1800, 5);",
    );
    world.admin.press_raw("admin:stats:vip:today");
    let shown = world
        .admin
        .expect("Los días son los de America/Havana")
        .await;
    // Four hours ago it was 23:00 of yesterday in Havana.
    assert!(line(&shown, "Altas:").starts_with("➕ Altas: 0"), "{shown}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_past_their_retention_are_swept_out_and_the_figures_stay() {
    let world = World::new().await;
    let token = world.token(Some(24 * 300)).await;
    world.redeem(&world.ana, &token).await;
    world.settled().await;
    put(&world, "UPDATE bot_config SET retention_days = 30");
    world.advance(100 * 86_400);
    let token = world.token(None).await;
    world.redeem(&world.eva, &token).await;
    world.settled().await;
    portero::services::house::clean(&world.app().ctx, world.clock.now())
        .await
        .expect("swept");
    let oldest: i64 = world.value("SELECT min(at) FROM membership_events");
    assert!(oldest > NOW.0 + 60 * 86_400, "{oldest}");
    world.admin.press_raw("admin:stats:vip:all");
    let shown = world.admin.expect("Desde el principio").await;
    assert!(line(&shown, "Altas:").contains('2'), "{shown}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_sees_the_figures_and_a_seller_does_not() {
    let world = World::new().await;
    for person in [&world.ana, &world.eva] {
        person.start(None);
        person.expect("").await;
    }
    put(
        &world,
        "INSERT INTO user_roles (user_id, role, granted_at) VALUES (2001, 'auditor', 1), (2002, 'seller', 1)",
    );
    world.ana.send("/admin_stats");
    world.ana.expect("📊 Estadísticas").await;
    world.eva.send("/admin_stats");
    world.eva.expect("for the team only").await;
    let now = world.clock.now();
    let actor = Actor::user(
        UserId(ADMIN),
        [Permission::SeePanel]
            .into_iter()
            .collect::<PermissionSet>(),
        None,
    );
    let ctx = &world.app().ctx;
    let series =
        portero::services::statistics::series(ctx, &actor, portero::models::StatsPeriod::All, now);
    assert!(series.await.is_err());
    world.finish().await;
}
