//! Everybody the house knows: search, card, lists, bans that end by themselves, one's own profile and settings, and one
//! person's data handed over and erased.

use crate::child::Outside;
use crate::world::{ADMIN, ANA, EVA, FREE, NOW, VIP, World};
use portero::demo::telegram::{JoinResult, Person};
use portero::models::{DAY, HOUR};
use serde_json::{Value, json};

/// Waits for a row to be so.
async fn until(world: &World, sql: &str) {
    world
        .emulator
        .wait(|_| world.value::<bool>(sql).then_some(()), sql)
        .await;
}

/// How many messages of the bot with that text somebody has.
fn told(world: &World, user: i64, text: &str) -> usize {
    let messages = world.emulator.messages(user);
    (messages.iter())
        .filter(|message| message.by_bot && message.text.contains(text))
        .count()
}

/// A message of somebody that a person forwards to the bot.
fn forward_of(person: &Person, author: i64, name: &str) -> i64 {
    person.send_raw(json!({
        "text": "hola",
        "forward_origin": {
            "type": "user",
            "sender_user": {"id": author, "is_bot": false, "first_name": name},
            "date": NOW.0,
        },
        "forward_from": {"id": author, "is_bot": false, "first_name": name},
        "forward_date": NOW.0,
    }))
}

/// Ana and Eva once spoke to the bot.
async fn house() -> World {
    let world = World::new().await;
    world.ana.start(None);
    world.eva.start(None);
    world.settled().await;
    world
}

/// Ana, inside with so many hours of access.
async fn ana_inside(world: &World, hours: i64) {
    let token = world.token(Some(hours)).await;
    let link = world.redeem(&world.ana, &token).await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    world.ana.expect("🎉").await;
    world.settled().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_found_by_id_name_words_reply_and_forward() {
    let world = house().await;
    let admin = &world.admin;
    for text in ["/user 2001", "/user @ana", "/USER t.me/ana"] {
        admin.send(text);
        let card = admin.expect("🆔 2001").await;
        assert!(
            card.text.contains("Ana \"<b>") && card.text.contains("@ana"),
            "{card}"
        );
    }
    admin.send("/user");
    admin.expect("¿A quién buscas?").await;
    admin.send("nadie de este nombre");
    admin.expect("No conozco a nadie").await;
    admin.send("eva");
    admin.expect("🆔 2002").await;
    // A forward nobody asked for, and a command that answers one.
    let message = forward_of(admin, EVA, "Eva");
    admin.expect("🆔 2002").await;
    world.settled().await;
    admin.reply(message, "/user");
    admin.expect("🆔 2002").await;
    // Somebody the house never met gets a card by it.
    forward_of(admin, 99, "Nueva");
    admin.expect("🆔 99").await;
    forward_of(&world.ana, EVA, "Eva");
    world.ana.expect("No entendí").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lists_have_their_people_and_lead_to_cards_and_back() {
    let world = house().await;
    let admin = &world.admin;
    admin.send("/users");
    let list = admin.expect("Personas: Todas").await;
    assert!(list.text.contains("(3)"), "{list}");
    admin.click("🛡️ Equipo").await;
    let list = admin.expect("Equipo").await;
    assert!(
        list.text.contains("(1)") && list.text.contains("Jefa"),
        "{list}"
    );
    admin.click("Hoy").await;
    admin.expect("Personas: Hoy (3)").await;
    admin.click("Eva").await;
    admin.expect("🆔 2002").await;
    admin.click("🔙 Volver").await;
    admin.expect("Personas: Hoy (3)").await;
    admin.press_raw("person:list:banned:7");
    admin.expect("Aquí no hay nadie").await;
    world.ana.send("/users");
    world.ana.expect("solo para el equipo").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ban_with_a_typed_reason_and_end_is_said_once_an_hour_and_ends_by_itself() {
    let world = house().await;
    ana_inside(&world, 24 * 30).await;
    let admin = &world.admin;
    admin.send("/user @ana");
    admin.expect("🆔 2001").await;
    admin.click("🚫 Bloquear").await;
    admin.expect("¿Por qué bloqueas").await;
    admin.send("Vendía <b>enlaces</b>");
    admin.expect("¿Hasta cuándo").await;
    admin.send("mañana quizá");
    admin.expect("No entendí hasta cuándo").await;
    admin.send("3h");
    let sure = admin.expect("¿Bloqueo a").await;
    assert!(sure.text.contains("Vendía <b>enlaces</b>"), "{sure}");
    admin.click("🚫 Sí, bloquear").await;
    let card = admin.expect("Con bloqueo").await;
    assert!(card.text.contains("@jefa"), "{card}");
    let end: i64 = world.value(&format!("SELECT banned_until FROM users WHERE id = {ANA}"));
    assert_eq!(end, NOW.0 + 3 * HOUR);
    world
        .emulator
        .wait(
            |_| (world.ana.status_in(VIP).name() == "kicked").then_some(()),
            "she is out",
        )
        .await;
    // One sentence, and nothing else for an hour.
    world.ana.mark();
    world.ana.send("/start");
    let said = world.ana.expect("cerrado para ti hasta").await;
    assert!(said.text.contains("Vendía <b>enlaces</b>"), "{said}");
    assert_eq!(said.buttons().count(), 0);
    let heard = told(&world, ANA, "");
    for text in ["/vip", "hola", "/status"] {
        world.ana.send(text);
    }
    world.ana.press_raw("user:home");
    world.settled().await;
    assert_eq!(told(&world, ANA, ""), heard, "nothing more");
    world.advance(HOUR + 60);
    world.ana.send("hola");
    world.settled().await;
    assert_eq!(told(&world, ANA, "cerrado para ti"), 2);
    // To the minute.
    world.advance(2 * HOUR - 61);
    world.settled().await;
    let sql = format!("SELECT status = 'banned' FROM users WHERE id = {ANA}");
    assert!(world.value::<bool>(&sql), "a second before");
    world.advance(1);
    world.ana.expect("Ya puedes volver").await;
    until(
        &world,
        &format!("SELECT status = 'active' FROM users WHERE id = {ANA}"),
    )
    .await;
    let link = crate::world::ExpectUrl::expect_url(&world.ana, "https://t.me/+").await;
    world
        .emulator
        .wait(
            |_| (world.ana.join(&link) == JoinResult::Joined).then_some(()),
            "the way in",
        )
        .await;
    admin.send("/user @ana");
    admin.expect("🆔 2001").await;
    admin.click("📜 Historia").await;
    let history = admin.expect("bloque").await;
    assert!(history.text.contains("Vendía"), "{history}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ban_that_ended_while_the_bot_was_off_ends_at_its_start_and_is_told_once() {
    let mut world = house().await;
    let admin = world.admin.clone();
    admin.press_raw(&format!("person:ban_yes:{ANA}:abuse:h2"));
    admin.expect("Insultos").await;
    world.settled().await;
    world.stop().await;
    world.advance(DAY);
    world.ana.mark();
    world.start().await;
    world.ana.expect("Ya puedes volver").await;
    world.restart().await;
    world.settled().await;
    assert_eq!(told(&world, ANA, "Ya puedes volver"), 1);
    let acts: i64 = world.value("SELECT count(*) FROM audit_log WHERE action = 'user.unbanned'");
    assert_eq!(acts, 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_messages_and_what_somebody_has_are_on_the_card() {
    let world = house().await;
    ana_inside(&world, 24).await;
    let admin = &world.admin;
    admin.press_raw(&format!("person:note:{ANA}"));
    admin.expect("Escribe la nota").await;
    admin.send("Clienta <3");
    let card = admin.expect("📝 Clienta <3").await;
    assert!(card.text.contains("💎 VIP hasta"), "{card}");
    admin.click("✍️ Escribirle").await;
    admin.expect("Envíame lo que quieras decirle").await;
    world.ana.mark();
    admin.send("¡Hola, Ana!");
    world.ana.expect("¡Hola, Ana!").await;
    admin.expect("✅").await;
    admin.press_raw(&format!("person:owned:{ANA}"));
    let owned = admin.expect("Lo que tiene").await;
    assert!(
        owned.text.contains("Tokens canjeados: 1") && owned.text.contains("@jefa"),
        "{owned}"
    );
    admin.press_raw(&format!("person:note_clear:{ANA}"));
    admin.expect("🆔 2001").await;
    until(
        &world,
        &format!("SELECT note IS NULL FROM users WHERE id = {ANA}"),
    )
    .await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_sees_their_profile_and_links_their_qvapay_user() {
    let world = house().await;
    world.ana.send("/profile");
    let profile = world.ana.expect("Nos conocemos desde").await;
    assert!(
        profile.text.contains("sin vincular") && profile.text.contains("2001"),
        "{profile}"
    );
    world.ana.click("💳 QvaPay").await;
    world.ana.expect("¿Cuál es tu usuario").await;
    world.ana.send("ana de la habana");
    world.ana.expect("no parece un usuario").await;
    world.ana.send("@ana_99");
    world.ana.expect("QvaPay: ana_99").await;
    world.eva.send("/profile");
    world.eva.expect("We have known").await;
    world.eva.click("💳 QvaPay").await;
    world.eva.expect("Which is your QvaPay").await;
    world.eva.send("ANA_99");
    world.eva.expect("linked to another account").await;
    world.ana.press_raw("me:qvapay");
    world.ana.expect("Escribe otro").await;
    world.ana.click("🧽 Desvincular").await;
    world.ana.expect("sin vincular").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_hold_are_counted_and_go_back_together() {
    let world = house().await;
    let ana = &world.ana;
    ana.send("/settings");
    ana.expect("Tus ajustes").await;
    ana.click("🕰️ Zona horaria").await;
    ana.expect("¿Qué hora es").await;
    ana.send("Atlantis");
    ana.expect("No conozco esa ciudad").await;
    ana.send("buenos");
    ana.expect("¿Cuál de estas?").await;
    ana.send("la habana");
    ana.expect("Zona horaria: Havana").await;
    ana.press_raw("me:region:1:0");
    ana.expect("Europa").await;
    ana.click("Madrid").await;
    ana.expect("Zona horaria: Madrid").await;
    ana.click("🔕 Sin recordatorios").await;
    ana.expect("Recordatorios: apagados").await;
    ana.click("🔕 Sin promociones").await;
    ana.expect("Cambiaste 3 ajustes").await;
    ana.press_raw("user:language:en");
    ana.expect("English").await;
    ana.press_raw("me:settings");
    ana.expect("You changed 4 settings").await;
    ana.click("♻️ Back to the usual").await;
    ana.expect("put 4 settings back").await;
    ana.click("♻️ Yes, all of them").await;
    let after = ana.expect("Tus ajustes").await;
    assert!(
        !after.text.contains("Cambiaste") && after.text.contains("Promociones: te llegan"),
        "{after}"
    );
    let left: i64 = world.value("SELECT count(*) FROM user_settings");
    assert_eq!(left, 0);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wants_no_reminders_gets_none_and_whoever_does_gets_theirs() {
    let world = house().await;
    for person in [&world.ana, &world.eva] {
        let token = world.token(Some(48)).await;
        world.redeem(person, &token).await;
    }
    world.settled().await;
    world.ana.press_raw("me:reminders:0");
    world.ana.expect("Recordatorios: apagados").await;
    world.eva.mark();
    world.advance(24 * HOUR + 60);
    world.eva.expect("⏰").await;
    until(
        &world,
        "SELECT count(*) = 2 FROM tasks WHERE kind = 'remind_end' AND state = 'done' AND payload LIKE '%\"hours\":24%'",
    )
    .await;
    assert_eq!(told(&world, ANA, "⏰"), 0);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_persons_data_are_handed_over_then_erased_and_they_come_back_as_new() {
    let world = house().await;
    ana_inside(&world, 24).await;
    let admin = &world.admin;
    admin.press_raw(&format!("person:data:{ANA}"));
    admin.expect("Datos de").await;
    let mark = world.emulator.mark();
    admin.click("📄 Entregar en un archivo").await;
    let call = world
        .emulator
        .wait(
            |emulator| {
                (emulator.calls_since(mark).into_iter())
                    .find(|call| call.method == "sendDocument" && call.is_ok())
            },
            "the document",
        )
        .await;
    let file = call.files.values().next().expect("a file");
    let document: Value = serde_json::from_slice(&file.bytes).expect("JSON");
    assert_eq!(document["data"]["person"][0]["username"], "ana");
    assert_eq!(document["data"]["vip"][0]["status"], "active");
    assert_eq!(
        document["data"]["tokens_redeemed"].as_array().map(Vec::len),
        Some(1)
    );
    assert!(
        !String::from_utf8_lossy(&file.bytes).contains("https://t.me/+"),
        "no links"
    );
    admin.press_raw(&format!("person:erase:{ANA}"));
    let ask = admin.expect("¿Borro los datos").await;
    assert!(ask.text.contains("Termina su acceso VIP"), "{ask}");
    world.ana.mark();
    admin.click("🗑️ Sí, borrar para siempre").await;
    admin.expect("Sus datos se borraron").await;
    world.ana.expect("Tus datos se borraron").await;
    world
        .emulator
        .wait(|_| (!world.ana.is_member(VIP)).then_some(()), "she left")
        .await;
    world.settled().await;
    // Leaving the channel names her, and brings nothing back.
    let name: String = world.value(&format!(
        "SELECT first_name || coalesce(username, '') FROM users WHERE id = {ANA}"
    ));
    assert_eq!(name, "");
    let kept: i64 = world.value("SELECT count(*) FROM user_words WHERE word LIKE 'ana%'");
    assert_eq!(kept, 0);
    let broken = world
        .app()
        .ctx
        .db
        .read(|connection| {
            portero::crud::audit::first_broken(connection).map_err(portero::db::DbError::from)
        })
        .await;
    assert_eq!(broken.expect("read"), None);
    world.advance(DAY);
    world.ana.start(None);
    world.ana.expect("Soy el portero").await;
    let met: i64 = world.value(&format!(
        "SELECT created_at FROM users WHERE id = {ANA} AND erased_at IS NULL"
    ));
    assert_eq!(met, NOW.0 + DAY);
    // The staff themselves cannot be erased.
    let press = admin.press_raw(&format!("person:erase_yes:{ADMIN}"));
    let answer = admin.answer_to(&press).await;
    assert!(
        answer.show_alert && answer.text.contains("quítale sus roles"),
        "{answer:?}"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_in_the_middle_of_a_ban_or_an_erasure_leaves_it_done_once() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", Some("ana"), "es");
    ana.start(None);
    ana.expect("Soy el portero").await;
    outside
        .admin
        .press_raw(&format!("person:ban_yes:{ANA}:spam:h2"));
    outside.kill();
    outside.start().await;
    outside.admin.expect("Con bloqueo").await;
    outside
        .emulator
        .wait(
            |_| {
                [VIP, FREE]
                    .into_iter()
                    .all(|chat| ana.status_in(chat).name() == "kicked")
                    .then_some(())
            },
            "both channels are shut",
        )
        .await;
    outside.admin.press_raw(&format!("person:erase_yes:{ANA}"));
    outside.kill();
    outside.start().await;
    outside.admin.expect("Sus datos se borraron").await;
    let database = outside.database();
    let count = |action: &str| -> i64 {
        database
            .query_row(
                "SELECT count(*) FROM audit_log WHERE action = ?1",
                [action],
                |row| row.get(0),
            )
            .expect("counted")
    };
    assert_eq!((count("user.banned"), count("user.erased")), (1, 1));
}
