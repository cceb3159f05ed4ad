//! What admins set from chat: each value acts at once, is told with its rule, and can be taken back.

use crate::child::Outside;
use crate::world::{ANA, ExpectUrl, FREE, VIP, World};
use portero::demo::telegram::{Content, Emulator, Fault, JoinResult, Person};
use serde_json::json;
use std::time::Duration;

/// Presses and waits for the screen that follows.
async fn open(world: &World, data: &str, words: &str) {
    world.admin.mark();
    let press = world.admin.press_raw(data);
    world.admin.expect(words).await;
    // Telegram takes no answer to a press that is old: tests move the clock.
    world.admin.answer_to(&press).await;
}

/// Types and waits for the answer.
async fn say(person: &Person, text: &str, words: &str) {
    person.mark();
    person.send(text);
    person.expect(words).await;
}

async fn enter(world: &World, hours: i64) {
    let token = world.token(Some(hours)).await;
    let link = world.redeem(&world.ana, &token).await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    world.ana.expect("🎉").await;
}

/// Time for what must not happen.
async fn a_moment() {
    tokio::time::sleep(Duration::from_millis(250)).await;
}

fn audits(world: &World, action: &str) -> i64 {
    world.value(&format!(
        "SELECT count(*) FROM audit_log WHERE action = '{action}' AND details LIKE '%\"before\"%' AND details LIKE '%\"after\"%'"
    ))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_value_is_chosen_or_typed_and_a_wrong_one_is_answered_with_the_rule() {
    let world = World::new().await;
    open(&world, "admin:config", "Plazo de gracia").await;
    for (data, wrong, rule, right, now) in [
        (
            "config:reminders",
            "mañana",
            "hasta 5 avisos",
            "7d, 24h 1",
            "7 días, 24 horas, 1 hora",
        ),
        ("config:grace", "800", "de 0 a 720", "2d", "2 días"),
        (
            "config:zone",
            "Marte",
            "No conozco esa zona",
            "la habana",
            "America/Havana",
        ),
        ("config:retention", "7", "de 30 a 3.650", "90", "90 días"),
    ] {
        open(&world, data, "De serie").await;
        say(&world.admin, wrong, rule).await;
        say(&world.admin, right, now).await;
    }
    say(&world.admin, "havana", "No entendí").await;
    open(&world, "config:zone", "De serie").await;
    say(&world.admin, "havana", "America/Havana").await;
    open(&world, "config:reminders_set:1", "Guardado").await;
    open(&world, "config:grace_set:24", "Guardado").await;
    open(&world, "config:retention_set:365", "Guardado").await;
    open(&world, "config:zone_default", "del arranque").await;
    let answer = world
        .admin
        .answer_to(&world.admin.press_raw("config:grace_set:721"))
        .await;
    assert!(answer.text.contains("720"), "{answer:?}");
    assert_eq!(audits(&world, "config.reminders"), 2);
    assert_eq!(audits(&world, "config.grace"), 2);
    assert_eq!(audits(&world, "config.retention"), 2);
    assert_eq!(audits(&world, "config.time_zone"), 2);
    open(&world, "config:grace_set:24", "Guardado").await;
    assert_eq!(audits(&world, "config.grace"), 2, "nothing changed");
    world.finish().await;
}

/// Waits until the reminders were planned anew so often.
async fn planned_anew(world: &World, times: i64) {
    let planned = "SELECT count(*) FROM tasks WHERE kind = 'plan_reminders' AND state = 'done'";
    world
        .emulator
        .wait(
            |_| (world.value::<i64>(planned) == times).then_some(()),
            "the reminders planned anew",
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changed_reminders_are_planned_for_those_inside_and_none_comes_twice() {
    let world = World::new().await;
    enter(&world, 96).await;
    world.ana.mark();
    world.advance(24 * 3_600);
    world.ana.expect("termina pronto").await;
    open(&world, "config:reminders", "De serie").await;
    say(&world.admin, "72h 48h", "Guardado").await;
    planned_anew(&world, 1).await;
    world.ana.mark();
    world.advance(3_600);
    a_moment().await;
    assert!(world.ana.news().is_empty(), "the first one was sent");
    world.advance(23 * 3_600);
    world.ana.expect("termina pronto").await;
    // The one at 24 hours is not wanted any more, though it was planned with the access.
    world.ana.mark();
    world.advance(24 * 3_600);
    a_moment().await;
    assert!(world.ana.news().is_empty(), "{:?}", world.ana.news());
    // Wanted again before the end, with one that is still to come.
    open(&world, "config:reminders", "De serie").await;
    say(&world.admin, "24h 2h", "Guardado").await;
    planned_anew(&world, 2).await;
    world.advance(22 * 3_600);
    world.ana.expect("2 horas").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_grace_a_member_is_told_stays_gets_no_link_and_leaves_at_its_end() {
    let world = World::new().await;
    enter(&world, 24).await;
    open(&world, "config:grace_set:48", "Guardado").await;
    world.ana.mark();
    world.advance(24 * 3_600);
    let told = world.ana.expect("Aún puedes seguir en el canal").await;
    assert!(told.has_button("user:redeem_token"), "{told}");
    a_moment().await;
    assert!(world.ana.is_member(VIP));
    say(&world.ana, "/status", "Puedes seguir en el canal hasta").await;
    let answer = world
        .ana
        .answer_to(&world.ana.press_raw("user:new_link"))
        .await;
    assert!(answer.text.contains("acceso"), "{answer:?}");
    open(
        &world,
        &format!("member:show:{ANA}:expired:0"),
        "En plazo de gracia",
    )
    .await;
    open(&world, "member:list:not_entitled:0", "No hay nadie").await;
    assert!(!world.admin.screen().expect("a list").has_button("Ana"));
    // What was promised holds, whatever is set later.
    open(&world, "config:grace_set:0", "Guardado").await;
    world.advance(47 * 3_600);
    a_moment().await;
    assert!(world.ana.is_member(VIP));
    world.ana.mark();
    world.advance(3_600);
    world.ana.expect("Tu acceso VIP terminó").await;
    assert!(!world.ana.is_member(VIP));
    assert_eq!(world.emulator.calls_of("unbanChatMember").len(), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_renews_in_grace_stays_inside() {
    let world = World::new().await;
    enter(&world, 24).await;
    open(&world, "config:grace_set:24", "Guardado").await;
    world.ana.mark();
    world.advance(24 * 3_600);
    world.ana.expect("Aún puedes seguir").await;
    let token = world.token(Some(240)).await;
    say(&world.ana, &format!("/vip {token}"), "Ya estás en el canal").await;
    world.advance(25 * 3_600);
    a_moment().await;
    assert!(world.ana.is_member(VIP));
    assert!(world.emulator.calls_of("unbanChatMember").is_empty());
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_grace_the_member_is_told_once_and_removed_at_its_end() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    outside.admin.press_raw("config:grace_set:24");
    outside.admin.expect("Guardado").await;
    outside.admin.press_raw("vip:generate_token");
    outside.admin.expect("Generar").await;
    outside.admin.mark();
    outside.admin.press_raw("token:make:24:24:1");
    let made = outside.admin.expect("?start=v_").await;
    let from = made.text.find("v_").expect("a token");
    let code: String = made.text[from..]
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
        .collect();
    ana.start(Some(&code));
    let link = ana.expect_url("https://t.me/+").await;
    assert_eq!(ana.join(&link), JoinResult::Joined);
    ana.expect("🎉").await;
    ana.mark();
    outside.advance(24 * 3_600 + 1);
    ana.expect("Aún puedes seguir").await;
    let told = "SELECT count(*) FROM tasks WHERE kind = 'tell_grace' AND state = 'done'";
    outside
        .emulator
        .wait(
            |_| (outside.count(told) == 1).then_some(()),
            "the note of it",
        )
        .await;
    outside.kill();
    outside.start().await;
    a_moment().await;
    assert!(ana.is_member(VIP));
    let ends = "SELECT count(*) FROM membership_events WHERE kind = 'expired'";
    assert_eq!(outside.count(ends), 1);
    outside.emulator.fail(Fault::slow_reply(
        "unbanChatMember",
        Duration::from_secs(60),
    ));
    outside.advance(24 * 3_600);
    outside
        .emulator
        .wait(|_| (!ana.is_member(VIP)).then_some(()), "the removal")
        .await;
    outside.kill();
    outside.emulator.mend();
    ana.mark();
    outside.start().await;
    ana.expect("Tu acceso VIP terminó").await;
    let told = outside
        .emulator
        .calls_of("sendMessage")
        .iter()
        .filter(|call| call.chat() == Some(ANA) && call.text().contains("Aún puedes seguir"))
        .count();
    assert_eq!(told, 1);
    let kicked = "SELECT count(*) FROM vip_subscribers WHERE kicked_at IS NOT NULL";
    assert_eq!(outside.count(kicked), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn zone_and_language_of_the_house_hold_at_once_and_after_a_restart() {
    let mut world = World::new().await;
    let zoe = world.emulator.add_person(3_001, "Zoé", None, "fr");
    say(&zoe, "/menu", "¡Hola").await;
    open(&world, "config:language_set:en", "Guardado").await;
    say(&zoe, "/menu", "Hello").await;
    say(&world.eva, "/menu", "Hello").await;
    world
        .menus(|menus| {
            menus.iter().any(|(scope, menu)| {
                scope.contains("default") && menu.to_string().contains("Redeem")
            })
        })
        .await;
    open(&world, "config:zone", "De serie").await;
    say(&world.admin, "tokyo", "Asia/Tokyo").await;
    enter(&world, 48).await;
    say(&world.ana, "/status", "(Asia/Tokyo)").await;
    world.restart().await;
    say(&world.ana, "/status", "(Asia/Tokyo)").await;
    say(&zoe, "/menu", "Hello").await;
    open(&world, "config:language_default", "Guardado").await;
    say(&zoe, "/menu", "¡Hola").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn prices_in_several_currencies_are_set_changed_shown_and_taken_away() {
    let world = World::new().await;
    open(&world, "config:fees", "Todavía no hay ninguno").await;
    open(&world, "config:fee:month", "¿cuánto cuesta?").await;
    say(&world.admin, "9.99", "Escribe una cantidad y su moneda").await;
    say(&world.admin, "5 doblones", "No conozco esa moneda").await;
    say(&world.admin, "1.5 XTR", "no tiene decimales").await;
    say(&world.admin, "9,99 €", "9,99\u{a0}€").await;
    open(&world, "config:fee:month", "¿cuánto cuesta?").await;
    say(&world.admin, "500 ⭐", "9,99\u{a0}€ / 500\u{a0}⭐").await;
    open(&world, "config:fee_days", "¿De cuántos días").await;
    say(&world.admin, "0", "de 1 a 3.650").await;
    say(&world.admin, "90", "¿cuánto cuesta?").await;
    say(&world.admin, "$25", "$25,00").await;
    open(&world, "config:fee:month", "¿cuánto cuesta?").await;
    say(&world.admin, "12 EUR", "12,00\u{a0}€").await;
    world.ana.start(None);
    world.ana.expect("Ana").await;
    world.ana.mark();
    world.ana.press_raw("user:redeem_token");
    let asked = world.ana.expect("Precios").await;
    for shown in [
        "Mensual",
        "12,00\u{a0}€",
        "500\u{a0}⭐",
        "90 días",
        "$25,00",
    ] {
        assert!(asked.text.contains(shown), "{shown}: {}", asked.text);
    }
    assert!(!asked.text.contains("9,99"), "{}", asked.text);
    open(&world, "config:fee_drop:month:EUR", "Guardado").await;
    open(&world, "config:fee_drop:month:XTR", "Guardado").await;
    assert!(
        !world
            .admin
            .screen()
            .expect("prices")
            .text
            .contains("Mensual:")
    );
    assert_eq!(audits(&world, "config.fees"), 6);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn own_words_keep_their_formatting_are_shown_first_and_can_be_reset() {
    let world = World::new().await;
    open(&world, "config:texts", "Elige un mensaje").await;
    open(&world, "config:text:welcome:es", "texto de siempre").await;
    open(
        &world,
        "config:text_set:welcome:es",
        "Envíame el texto nuevo",
    )
    .await;
    say(&world.admin, "Hola, {apodo}", "No conozco {apodo}").await;
    let long = "x".repeat(4_000);
    say(
        &world.admin,
        &format!("{{canal}} {{nombre}} {long}"),
        "el máximo es 4096",
    )
    .await;
    let text = "🎟 Hola, {nombre}: entra a {canal} <ya>";
    let split = json!({"text": text, "entities": [{"type": "bold", "offset": 9, "length": 4}]});
    world.admin.mark();
    world.admin.send_raw(split);
    world.admin.expect("corta una variable").await;
    world.admin.mark();
    world.admin.send_raw(json!({"text": text, "entities": [
        {"type": "bold", "offset": 9, "length": 8},
        {"type": "text_link", "offset": 19, "length": 5, "url": "https://e.org/?a=1&b"},
        {"type": "spoiler", "offset": 22, "length": 4},
    ]}));
    world.admin.expect("Hola, Ana: entra a Mi canal <ya>").await;
    world.admin.expect("guardado").await;
    world.ana.mark();
    enter_quietly(&world).await;
    let welcome = world.ana.expect("entra a Canal VIP <&> <ya>").await;
    assert!(
        welcome.text.contains("Hola, Ana \"<b>:"),
        "{}",
        welcome.text
    );
    let calls = world.emulator.calls_of("sendMessage");
    let sent = calls
        .iter()
        .rev()
        .find(|call| call.chat() == Some(ANA) && call.text().contains("&lt;ya&gt;"));
    let html = sent.expect("the message").text();
    assert!(html.contains("<b>Ana &quot;&lt;b&gt;</b>"), "{html}");
    assert!(html.contains("<tg-spoiler>"), "{html}");
    open(&world, "config:text:welcome:es", "Tiene texto propio").await;
    open(
        &world,
        "config:text_default:welcome:es",
        "Te damos la bienvenida",
    )
    .await;
    open(&world, "config:text_preview:welcome:es", "entra a Mi canal").await;
    open(&world, "config:text_reset:welcome:es", "texto de siempre").await;
    assert_eq!(audits(&world, "config.text"), 2);
    world.finish().await;
}

/// Ana comes in, whatever she is told.
async fn enter_quietly(world: &World) {
    let token = world.token(Some(48)).await;
    let link = world.redeem(&world.ana, &token).await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_telegram_does_not_take_are_not_kept() {
    let world = World::new().await;
    open(&world, "config:text_set:home:es", "Envíame el texto nuevo").await;
    world
        .emulator
        .fail(Fault::error("sendMessage", 400, "Bad Request: DOCUMENT_INVALID").times(1));
    say(&world.admin, "Pasa, {nombre}", "DOCUMENT_INVALID").await;
    let texts: String = world.value("SELECT texts FROM bot_config");
    assert_eq!(texts, "{}");
    say(&world.admin, "Pasa, {nombre}", "guardado").await;
    say(&world.ana, "/menu", "Pasa, Ana").await;
    say(&world.eva, "/menu", "Hello").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_text_loses_no_message_and_is_told_once() {
    let mut world = World::new().await;
    world.stop().await;
    let broken = json!({
        "link": {"es": "¡Ven! {inventada}"},
        "welcome": {"es": format!("<b>{}</b>", "x".repeat(5_000))},
    });
    world
        .database()
        .execute("UPDATE bot_config SET texts = ?1", [broken.to_string()])
        .expect("written");
    world.start().await;
    enter(&world, 48).await;
    world
        .admin
        .expect("«Enlace VIP» (es) no se puede usar")
        .await;
    world
        .admin
        .expect("«Bienvenida VIP» (es) no se puede usar")
        .await;
    world.admin.mark();
    world.ana.press_raw("user:new_link");
    world.eva.start(None);
    world.ana.leave(VIP);
    world.settled().await;
    world.ana.press_raw("user:new_link");
    world.link_for(&world.ana).await;
    a_moment().await;
    let again = world.admin.news();
    assert!(
        !again
            .iter()
            .any(|message| message.text.contains("no se puede usar")),
        "{again:?}"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_asks_twice_names_what_it_forgets_and_leaves_channels_and_people_alone() {
    let world = World::new().await;
    enter(&world, 48).await;
    open(&world, "config:reset", "nada que restablecer").await;
    for (data, words) in [
        ("free:wait:60", "Actualizado"),
        ("config:grace_set:24", "Guardado"),
        ("config:language_set:en", "Guardado"),
        ("config:zone_set:0", "America/Havana"),
    ] {
        open(&world, data, words).await;
    }
    open(&world, "config:reset", "Esto se olvida").await;
    let asked = world.admin.screen().expect("a question").text;
    for named in [
        "1 hora",
        "24 horas",
        "English",
        "America/Havana",
        "vuelve a: 5 minutos",
    ] {
        assert!(asked.contains(named), "{named}: {asked}");
    }
    assert!(!asked.contains("Historial"), "{asked}");
    let changed = "SELECT count(*) FROM audit_log WHERE action = 'config.reset'";
    open(&world, "config:reset_sure", "Última pregunta").await;
    assert_eq!(world.value::<i64>(changed), 0, "two questions");
    open(&world, "config:reset_yes", "4 ajustes como de serie").await;
    assert_eq!(world.value::<i64>(changed), 1);
    let kept = "SELECT vip_channel_id IS NOT NULL AND free_channel_id IS NOT NULL AND wait_time_minutes = 5
                AND grace_hours = 0 AND time_zone IS NULL FROM bot_config";
    assert!(world.value::<bool>(kept));
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM vip_subscribers"),
        1
    );
    say(&world.ana, "/status", "(UTC)").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_card_shows_the_channel_and_its_test_leaves_nothing_behind() {
    let world = World::new().await;
    world.emulator.set_description(VIP, Some("Solo <VIP>"));
    open(&world, "config:card:vip", "Canal VIP <&>").await;
    let card = world.admin.screen().expect("a card").text;
    for shown in [
        "Solo <VIP>",
        "Miembros",
        "En su puesto desde",
        "Es privado",
        "Aún no he visto",
    ] {
        assert!(card.contains(shown), "{shown}: {card}");
    }
    enter(&world, 48).await;
    open(&world, "config:card:vip", "Veo entradas y salidas").await;
    open(&world, "config:card_test:vip", "Todo funciona").await;
    let posts = world.emulator.messages(VIP);
    assert!(
        !posts.iter().any(|post| post.text.contains("Prueba")),
        "{posts:?}"
    );
    let revoked = world.emulator.calls_of("revokeChatInviteLink");
    assert!(revoked.iter().any(|call| call.is_ok()), "{revoked:?}");
    world
        .emulator
        .fail(Fault::error("editMessageText", 400, "Bad Request: not enough rights").times(1));
    world.admin.mark();
    world.admin.press_raw("config:card_test:vip");
    let tested = world.admin.expect("Revisa mis permisos").await;
    assert!(tested.text.contains("✗ Editar"), "{}", tested.text);
    assert!(tested.text.contains("✓ Borrar"), "{}", tested.text);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_detached_channel_stops_its_door_and_choosing_it_again_goes_on() {
    let world = World::new().await;
    enter(&world, 24).await;
    say(&world.eva, "/start", "Eva").await;
    world.eva.mark();
    world.eva.press_raw("user:request_free");
    world.eva.expect("turn").await;
    world.eva.mark();
    for (door, words) in [("vip", "Miembros con acceso: 1"), ("free", "En la fila: 1")] {
        open(&world, &format!("config:detach:{door}"), words).await;
        open(
            &world,
            &format!("config:detach_yes:{door}"),
            "ya no es el canal",
        )
        .await;
    }
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM audit_log WHERE action = 'config.detached'"),
        2
    );
    let answer = world
        .ana
        .answer_to(&world.ana.press_raw("user:redeem_token"))
        .await;
    assert!(!answer.text.is_empty());
    world.ana.mark();
    world.advance(25 * 3_600);
    a_moment().await;
    assert!(world.ana.is_member(VIP), "nobody is removed");
    assert!(world.emulator.calls_of("unbanChatMember").is_empty());
    assert!(
        world
            .eva
            .news()
            .iter()
            .all(|message| !message.text.contains("turn")),
        "the queue stands"
    );
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM tasks WHERE state = 'failed'"),
        0
    );
    for (door, chat) in [("vip", VIP), ("free", FREE)] {
        open(&world, &format!("{door}:use:{chat}"), "Configurado").await;
    }
    let link = world.eva.expect_url("https://t.me/+").await;
    assert_eq!(world.eva.join(&link), JoinResult::Joined);
    // Ends that came meanwhile are seen by the next sweep.
    world.advance(3_600);
    world.ana.expect("Tu acceso VIP terminó").await;
    assert!(!world.ana.is_member(VIP));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_on_its_way_waits_while_its_door_has_no_channel() {
    let world = World::new().await;
    enter(&world, 24).await;
    open(&world, "config:grace_set:6", "Guardado").await;
    world.ana.mark();
    world.advance(24 * 3_600);
    world.ana.expect("Aún puedes seguir").await;
    open(&world, "config:detach:vip", "Enlaces y bajas en camino: 1").await;
    open(&world, "config:detach_yes:vip", "ya no es el canal").await;
    world.ana.mark();
    world.advance(7 * 3_600);
    let waiting =
        "SELECT count(*) FROM tasks WHERE kind = 'remove_member' AND waits_for = 'door:vip'";
    world
        .emulator
        .wait(
            |_| (world.value::<i64>(waiting) == 1).then_some(()),
            "the waiting removal",
        )
        .await;
    assert!(world.ana.is_member(VIP));
    open(&world, &format!("vip:use:{VIP}"), "Configurado").await;
    world.ana.expect("Tu acceso VIP terminó").await;
    assert!(!world.ana.is_member(VIP));
    world.finish().await;
}

/// The newest button of the admin whose data begins so.
async fn offered(world: &World, prefix: &str) -> String {
    world
        .emulator
        .wait(
            |_| {
                let news = world.admin.news();
                news.iter().rev().find_map(|message| {
                    message
                        .buttons()
                        .filter_map(|button| button.data.clone())
                        .find(|data| data.starts_with(prefix))
                })
            },
            "the button",
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_copied_or_forwarded_once_with_its_link() {
    let world = World::new().await;
    let sent = |method: &str| {
        let calls = world.emulator.calls_of(method);
        calls
            .iter()
            .filter(|call| call.chat() == Some(VIP) && call.is_ok())
            .count()
    };
    open(&world, "config:post:vip", "reenvíame aquí el mensaje").await;
    world.admin.mark();
    world.admin.sends(&Content::photo("Una foto"));
    world.admin.expect("¿Cómo va a").await;
    world
        .database()
        .execute(
            "UPDATE bot_config SET vip_reactions = '[\"🔥\"]', vip_reaction_mode = 'both'",
            [],
        )
        .expect("set");
    let copy = offered(&world, "config:post_copy:vip:").await;
    world.admin.press_raw(&copy);
    world.admin.press_raw(&copy);
    let done = world.admin.expect("Publicado").await;
    world.settled().await;
    assert_eq!(sent("copyMessage"), 1, "once, however often it is pressed");
    assert!(done.buttons().any(|button| {
        button
            .url
            .as_deref()
            .is_some_and(|url| url.starts_with("https://t.me/c/1000000001/"))
    }));
    // It is a new post like any other: buttons, and a few seconds later the bot's own reaction.
    let post = world.emulator.channel(VIP).posts()[0].clone();
    assert!(post.has_button("🔥"), "{post}");
    world.advance(10);
    let reacted = |_: &Emulator| {
        let calls = world.emulator.calls_of("setMessageReaction");
        (calls.iter().any(|call| call.chat() == Some(VIP))).then_some(())
    };
    world.emulator.wait(reacted, "the bot's own reaction").await;
    open(&world, "config:post:vip", "reenvíame aquí el mensaje").await;
    world.admin.mark();
    world.admin.send("Otro");
    let forward = offered(&world, "config:post_forward:vip:").await;
    world.admin.press_raw(&forward);
    world.admin.expect("Publicado").await;
    assert_eq!(sent("forwardMessage"), 1);
    let answer = world.admin.answer_to(&world.admin.press_raw(&copy)).await;
    assert!(answer.text.contains("era de otro mensaje"), "{answer:?}");
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM audit_log WHERE action = 'channel.post'"),
        2
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_posted_is_refused_clearly_and_the_one_in_doubt_is_told() {
    let world = World::new().await;
    open(&world, "config:post:vip", "reenvíame aquí el mensaje").await;
    world.admin.mark();
    world
        .admin
        .send_raw(json!({"text": "Cerrado", "has_protected_content": true}));
    world.admin.expect("está protegido").await;
    world.admin.mark();
    world
        .admin
        .sends_album(&[Content::photo("a"), Content::photo("b")]);
    world.admin.expect("Eso es un álbum").await;
    world.admin.mark();
    world.admin.send("Esto sí");
    let copy = offered(&world, "config:post_copy:vip:").await;
    world
        .emulator
        .fail(Fault::lost_reply("copyMessage").times(1));
    world.admin.press_raw(&copy);
    world.admin.expect("puede que esté en el canal").await;
    let answers = world.emulator.calls_of("copyMessage").len();
    world.admin.answer_to(&world.admin.press_raw(&copy)).await;
    assert_eq!(
        world.emulator.calls_of("copyMessage").len(),
        answers,
        "not again"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_posting_it_is_not_posted_again_and_the_doubt_is_told() {
    let mut outside = Outside::new().await;
    outside.admin.press_raw("config:post:vip");
    outside.admin.expect("reenvíame").await;
    let id = outside.admin.send("Noticia");
    outside.admin.expect("¿Cómo va a").await;
    outside
        .emulator
        .fail(Fault::slow_reply("copyMessage", Duration::from_secs(60)));
    outside
        .admin
        .press_raw(&format!("config:post_copy:vip:{id}"));
    let posts = |outside: &Outside| {
        let posts = outside.emulator.messages(VIP);
        posts.iter().filter(|post| post.text == "Noticia").count()
    };
    outside
        .emulator
        .wait(|_| (posts(&outside) == 1).then_some(()), "the post")
        .await;
    outside.kill();
    outside.emulator.mend();
    outside.start().await;
    outside.admin.expect("puede que esté en el canal").await;
    assert_eq!(posts(&outside), 1);
}
