//! People in their chat with the bot: who they are, what they read, and that nothing stays without an answer.

use crate::logs;
use crate::world::{ADMIN, ANA, EVA, ExpectUrl, FREE, VIP, World};
use portero::demo::telegram::{EmulatedMessage, JoinResult};
use serde_json::{Value, json};

/// A name that breaks careless HTML.
const ODD: &str = "<b>&\"'</a><&>\"";

type Row = (String, Option<String>, Option<String>, Option<String>);

fn user(world: &World, id: i64) -> Option<Row> {
    world
        .database()
        .query_row(
            "SELECT first_name, last_name, username, language_code FROM users WHERE id = ?1",
            [id],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
        .ok()
}

fn status(world: &World, id: i64) -> String {
    world.value(&format!("SELECT status FROM users WHERE id = {id}"))
}

fn row(first: &str, last: Option<&str>, username: Option<&str>, language: &str) -> Row {
    (
        first.to_owned(),
        last.map(str::to_owned),
        username.map(str::to_owned),
        Some(language.to_owned()),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_update_registers_its_person_and_refreshes_name_username_and_language() {
    let world = World::new().await;
    let person = |id| {
        world.emulator.add_person(
            id,
            "Uno",
            Some("uno"),
            if id % 2 == 0 { "es" } else { "en" },
        )
    };
    let speaker = person(4001);
    speaker.send("hola");
    let presser = person(4002);
    presser.press_raw("user:help");
    let comer = person(4003);
    comer.join_without_link(FREE);
    let asker = person(4004);
    asker.request_without_link(FREE);
    let blocker = person(4005);
    blocker.block();
    let editor = person(4006);
    let message = world.emulator.messages(editor.id).len();
    assert_eq!(message, 0);
    world.emulator.push_raw_update(json!({"edited_message": {
        "message_id": 1, "date": 1_800_000_000, "edit_date": 1_800_000_000, "text": "hola",
        "chat": {"id": 4006, "type": "private", "first_name": "Uno"}, "from": editor.info(),
    }}));
    world.settled().await;
    for person in [&speaker, &presser, &comer, &asker, &blocker, &editor] {
        let language = if person.id % 2 == 0 { "es" } else { "en" };
        assert_eq!(
            user(&world, person.id),
            Some(row("Uno", None, Some("uno"), language)),
            "{}",
            person.id
        );
    }
    speaker.rename("Dos", Some("Tres"), None);
    speaker.speak("pt-br");
    speaker.send("hola otra vez");
    comer.rename("Cuatro", None, Some("cuatro"));
    comer.leave(FREE);
    world.settled().await;
    assert_eq!(
        user(&world, speaker.id),
        Some(row("Dos", Some("Tres"), None, "pt-br"))
    );
    assert_eq!(
        user(&world, comer.id),
        Some(row("Cuatro", None, Some("cuatro"), "en"))
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn start_knows_an_admin_a_member_and_a_stranger() {
    let world = World::new().await;
    world.admin.start(None);
    let home = world.admin.expect("¡Hola, Jefa <&>!").await;
    assert!(
        home.text.contains("/admin") && home.has_button("admin:main"),
        "{home}"
    );
    world.ana.start(None);
    let home = world.ana.expect("¡Hola, Ana \"<b>!").await;
    for label in ["🎟️ Canjear Token VIP", "📺 Solicitar Acceso Free"] {
        assert!(home.has_button(label), "{home}");
    }
    assert!(
        home.text.contains("si te dieron un token") && home.text.contains("canal gratuito"),
        "one sentence on each: {home}"
    );
    assert!(!home.has_button("admin:main") && !home.has_button("user:access"));

    let token = world.token(Some(27)).await;
    world.redeem(&world.ana, &token).await;
    world.advance(1_000);
    world.ana.start(None);
    let home = world.ana.expect("Tu acceso llega hasta").await;
    assert!(home.text.contains("1 día y 2 horas"), "{home}");
    assert!(home.has_button("🔑 Mi acceso"), "{home}");
    world.ana.click("🔑 Mi acceso").await;
    let access = world.ana.expect("Mi acceso").await;
    assert!(access.text.contains("1 día y 2 horas"), "{access}");
    assert_eq!(
        access.message_id, home.message_id,
        "the message is edited, not followed by another"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn help_menu_and_id_answer_each_with_what_is_there() {
    let world = World::new().await;
    world.ana.send("/help");
    let help = world.ana.expect("Qué puedo hacer por ti").await;
    assert!(
        help.text.contains("/vip") && help.text.contains("/free") && !help.text.contains("/admin"),
        "{help}"
    );
    world.admin.send("/help");
    let help = world.admin.expect("Para el equipo").await;
    assert!(help.text.contains("/set_wait_time"), "{help}");
    world.ana.send("/menu");
    world.ana.expect("¡Hola, Ana").await;
    world.ana.send("/id");
    world.ana.expect(&ANA.to_string()).await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_channels_start_and_help_promise_nothing() {
    let world = World::bare().await;
    world.ana.start(None);
    let home = world.ana.expect("preparando la casa").await;
    assert!(
        !home.has_button("user:redeem_token") && !home.has_button("user:request_free"),
        "{home}"
    );
    world.ana.send("/help");
    let help = world.ana.expect("Qué puedo hacer").await;
    assert!(
        !help.text.contains("/vip") && !help.text.contains("/free"),
        "{help}"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chosen_language_is_answered_in_at_once_and_kept_after_a_restart() {
    let mut world = World::new().await;
    world.ana.send("/language");
    world.ana.expect("¿En qué idioma").await;
    world.ana.click("user:language:en").await;
    world.ana.expect("I speak English with you").await;
    world.ana.send("/menu");
    world.ana.expect("Hello, Ana").await;
    world.restart().await;
    world.ana.send("/menu");
    world.ana.expect("I am the doorman").await;
    world.ana.send("/language");
    world.ana.expect_button("user:language:es").await;
    world.ana.click("user:language:es").await;
    world.ana.expect("te hablo en español").await;
    // Eva's Telegram is English, and she never chose.
    world.eva.start(None);
    world.eva.expect("Hello, Eva").await;
    world.eva.press_raw("user:language:es");
    world.eva.expect("te hablo en español").await;
    world.eva.send("/menu");
    world.eva.expect("Soy el portero").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn status_shows_people_their_access_else_their_place_else_the_first_screen() {
    let world = World::new().await;
    world.ana.send("/status");
    world.ana.expect("¡Hola, Ana").await;
    world.ana.send("/free");
    world.ana.expect("Solicitud recibida").await;
    world.ana.send("/status");
    world.ana.expect("Ya estás en la fila").await;
    let token = world.token(Some(24)).await;
    world.redeem(&world.ana, &token).await;
    world.ana.send("/status");
    let access = world.ana.expect("Mi acceso").await;
    assert!(access.has_button("user:new_link"), "{access}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancel_ends_every_dialogue_by_command_and_by_button() {
    let world = World::new().await;
    world.ana.send("/cancel");
    world.ana.expect("No había nada que cancelar").await;

    let questions = [
        ("user:redeem_token", "Envíame tu token", "Cancelado"),
        ("free:set_wait_time", "¿Cuántos minutos", "Canal Free"),
        ("token:duration_other", "cuántas horas dura", "Canal VIP"),
        (
            "token:validity_other:24:24:1",
            "se puede canjear",
            "Canal VIP",
        ),
        ("token:count_other:24:24:1", "cuántos tokens", "Canal VIP"),
        ("token:note:24:24:1", "Escribe la nota", "Canal VIP"),
        ("token:search", "primeros caracteres", "Canal VIP"),
        ("vip:setup", "Configurar Canal VIP", "Dejé la configuración"),
        (
            "free:setup",
            "Configurar Canal Free",
            "Dejé la configuración",
        ),
    ];
    let made = "SELECT count(*) FROM invitation_tokens";
    for (data, question, after) in questions {
        world.admin.press_raw(data);
        world.admin.expect(question).await;
        world.admin.send("/cancel");
        world.admin.expect(after).await;
        // What would have been the answer is none any more.
        world.admin.send("45");
        world.admin.expect("Ya no recuerdo").await;
    }
    for (data, question, _) in questions {
        world.admin.press_raw(data);
        world.admin.expect(question).await;
        world.admin.press_raw("user:cancel");
        world.settled().await;
        world.admin.send("45");
        world.admin.expect("Ya no recuerdo").await;
    }
    assert_eq!(world.value::<i64>(made), 0);
    assert_eq!(
        world.value::<i64>("SELECT wait_time_minutes FROM bot_config"),
        5
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cancel_key_takes_the_pickers_keyboard_away() {
    let mut world = World::new().await;
    world.admin.send("/setup_vip_channel");
    let asked = world.admin.expect("Configurar Canal VIP").await;
    assert_eq!(asked.keyboard.iter().flatten().count(), 3, "{asked}");
    world.admin.send("❌ Cancelar");
    let left = world.admin.expect("Dejé la configuración").await;
    // The call is noted a moment after its message can be seen.
    assert!(
        world
            .emulator
            .wait(|_| removes_keyboard(&world, &left), "the call")
            .await
    );
    world.admin.expect("Canal VIP").await;
    // The question is forgotten by a restart, the keyboard still hangs there.
    world.admin.send("/setup_vip_channel");
    world.admin.expect("Configurar Canal VIP").await;
    world.restart().await;
    world.admin.send("❌ Cancelar");
    let left = world.admin.expect("Dejé la configuración").await;
    // The call is noted a moment after its message can be seen.
    assert!(
        world
            .emulator
            .wait(|_| removes_keyboard(&world, &left), "the call")
            .await
    );
    world.finish().await;
}

fn removes_keyboard(world: &World, message: &EmulatedMessage) -> Option<bool> {
    let calls = world.emulator.calls_of("sendMessage");
    let call = calls.iter().rev().find(|call| {
        call.outcome
            .as_ref()
            .is_ok_and(|sent| sent["message_id"] == message.message_id)
            && call.chat() == Some(message.chat_id)
    })?;
    let markup = &call.params["reply_markup"];
    let markup: Value = match markup.as_str() {
        Some(text) => serde_json::from_str(text).ok()?,
        None => markup.clone(),
    };
    markup["remove_keyboard"].as_bool()
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_an_orphaned_answer_gets_a_helpful_sentence() {
    let mut world = World::new().await;
    world.admin.press_raw("free:set_wait_time");
    world.admin.expect("¿Cuántos minutos").await;
    world.restart().await;
    world.admin.send("30");
    let answer = world.admin.expect("Ya no recuerdo de qué hablábamos").await;
    assert!(answer.has_button("admin:main"), "{answer}");
    assert_eq!(
        world.value::<i64>("SELECT wait_time_minutes FROM bot_config"),
        5
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_command_is_answered_with_what_there_is() {
    let world = World::new().await;
    for text in ["/dance", "/", "/start_now", "/menu@another_bot"] {
        world.ana.send(text);
        world.ana.expect("Qué puedo hacer por ti").await;
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_beside_an_unknown_entity_is_read() {
    let world = World::new().await;
    let token = world.token(Some(24)).await;
    world.ana.send_raw(json!({
        "text": format!("/vip {token}"),
        "entities": [
            {"type": "bot_command", "offset": 0, "length": 4},
            {"type": "date_time_of_2031", "offset": 5, "length": 4, "unix_time": 1, "date_time_format": "x"},
        ],
        "reply_markup": {"inline_keyboard": [[{"text": "x", "disabled_of_2031": true}]]},
        "some_future_field": {"a": [1, 2, 3]},
    }));
    world.ana.expect("Token Canjeado").await;
    world.ana.expect_url("https://t.me/+").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_answered_all_the_same() {
    let world = World::new().await;
    for content in [
        json!({"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular",
            "width": 1, "height": 1, "is_animated": false, "is_video": false}}),
        json!({"rich_message": {"blocks": []}}),
        json!({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 1}}),
        json!({}),
    ] {
        world.ana.send_raw(content.clone());
        let answer = world.ana.expect("No entendí ese mensaje").await;
        assert!(answer.has_button("user:redeem_token"), "{content}");
    }
    world.ana.send_photo(None);
    world.ana.expect("No entendí ese mensaje").await;
    world.ana.send("hola, ¿quién eres?");
    world.ana.expect("No entendí ese mensaje").await;
    // A picture in the middle of a question leaves the question open.
    world.ana.press_raw("user:redeem_token");
    world.ana.expect("Envíame tu token").await;
    world.ana.send_photo(None);
    world.ana.expect("no parece un token").await;
    let token = world.token(Some(24)).await;
    world.ana.send(&token);
    world.ana.expect("Token Canjeado").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_of_an_unknown_kind_is_kept_and_holds_nothing_up() {
    let world = World::new().await;
    world
        .emulator
        .push_raw_update(json!({"message": {"message_id": "not a number", "chat": 7}}));
    world
        .emulator
        .push_raw_update(json!({"message": {"no": "fields"}}));
    world.emulator.push_raw_update(json!({"message": null}));
    world.ana.start(None);
    world.ana.expect("¡Hola, Ana").await;
    world.settled().await;
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM inbox WHERE done_at IS NOT NULL"),
        4,
        "what cannot be read is stored and confirmed like any other"
    );
    assert_eq!(
        world.value::<i64>(
            "SELECT count(*) FROM inbox WHERE problem IS NOT NULL AND length(raw) > 10"
        ),
        2,
        "and set aside as it came"
    );
    let log = logs::containing("could not be read");
    assert!(log.iter().any(|line| line.contains("message")), "{log:?}");
    assert!(
        !logs::containing("fields")
            .iter()
            .any(|line| line.contains("no")),
        "never whole"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn old_and_forged_buttons_are_answered_with_todays_menu() {
    let world = World::new().await;
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    for data in [
        "nada",
        "user:verb_of_2019",
        "vip:use:notanumber",
        "token:list:a:0",
        "queue:approve:-1x",
        "user:language:fr",
        ":::::",
        "ñandú 🦩",
        "",
    ] {
        let answer = world.ana.answer_to(&world.ana.press_raw(data)).await;
        assert!(
            answer.text.contains("Ese menú era antiguo"),
            "{data}: {answer:?}"
        );
        world.settled().await;
        let screen = world.ana.screen().expect("a screen");
        assert!(
            screen.text.contains("Ese menú era antiguo") && screen.has_button("user:redeem_token"),
            "{screen}"
        );
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_press_on_a_message_that_can_no_longer_be_edited_gets_a_new_one() {
    let world = World::new().await;
    world.ana.start(None);
    let home = world.ana.expect("¡Hola").await;
    // No such message: Telegram shows it to the bot with the date 0.
    let press = world.ana.press_on(9_999, "user:help");
    world.ana.answer_to(&press).await;
    let help = world.ana.expect("Qué puedo hacer por ti").await;
    assert_ne!(help.message_id, home.message_id);
    assert!(!help.is_edited);
    // And one that looks well but cannot be edited any more.
    world.emulator.fail(portero::demo::telegram::Fault::error(
        "editMessageText",
        400,
        "Bad Request: message can't be edited",
    ));
    world.ana.press_on(home.message_id, "user:language");
    let asked = world.ana.expect("¿En qué idioma").await;
    assert!(asked.message_id > help.message_id, "{asked}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_press_that_changes_nothing_is_no_error() {
    let world = World::new().await;
    world.ana.start(None);
    let home = world.ana.expect("¡Hola").await;
    for _ in 0..3 {
        let press = world.ana.press_on(home.message_id, "user:home");
        world.ana.answer_to(&press).await;
    }
    world.settled().await;
    let sent = world.emulator.calls_of("sendMessage");
    let to_ana = sent.iter().filter(|call| call.chat() == Some(ANA)).count();
    assert_eq!(to_ana, 1, "one message, edited or left as it is");
    world.finish().await;
}

/// Every text the bot has sent, to anybody.
fn texts(world: &World) -> Vec<String> {
    let calls = world.emulator.calls();
    let said = calls.iter().filter(|call| !call.text().is_empty());
    said.map(|call| call.text().to_owned()).collect()
}

async fn names_everywhere(name: &str) {
    let world = World::new().await;
    world.admin.rename(name, Some(name), Some("jefa"));
    world.ana.rename(name, None, Some("ana"));
    world.eva.rename(name, Some(name), None);
    world.emulator.set_title(VIP, name);
    world.emulator.set_title(FREE, name);
    for person in [&world.admin, &world.ana, &world.eva] {
        person.start(None);
        person.expect_button("user:help").await;
    }
    // The channels' own names are learnt by a look.
    for data in ["vip:recheck", "free:recheck"] {
        world.admin.press_raw(data);
        world.admin.expect("Permisos en orden").await;
    }
    // The maker's name on a token.
    world.admin.press_raw("token:make:24:24:1");
    let made = world.admin.expect("Token VIP Generado").await;
    let token = made
        .buttons()
        .find_map(|button| button.copy.clone())
        .expect("a button to copy");
    let link = world.redeem(&world.ana, &token).await;
    world.admin.press_raw("token:show:1:all:0");
    world.admin.expect("Lo canjeó").await;
    // An intruder.
    assert_eq!(world.eva.join(&link), JoinResult::Joined);
    world.admin.expect("con el enlace de otra persona").await;
    // Lists of people.
    world.eva.press_raw("user:request_free");
    world.eva.expect_button("user:home").await;
    world.settled().await;
    for (data, words) in [
        ("member:list:active:0", "Miembros"),
        (&format!("member:show:{ANA}:active:0") as &str, "🆔"),
        ("member:list:not_entitled:0", "Miembros"),
        ("queue:list:0", "Fila"),
        ("queue:show:1", "Su turno"),
        ("admin:main", "Panel"),
        ("admin:config", "Configuración"),
        ("admin:vip", "Canal VIP"),
        ("admin:free", "Canal Free"),
        ("vip:setup", "Configurar Canal VIP"),
    ] {
        world.admin.press_raw(data);
        world.admin.expect(words).await;
    }
    // Rights lost and regained: the channel's title.
    world.emulator.set_bot_rights(
        VIP,
        portero::demo::telegram::Rights::without("can_invite_users"),
        ADMIN,
    );
    world.admin.expect("Perdí permisos").await;
    world
        .emulator
        .set_bot_rights(VIP, portero::demo::telegram::Rights::full(), ADMIN);
    world.admin.expect("Recuperé mis permisos").await;
    // The acknowledgement of a join request names the channel.
    let other = world.emulator.add_person(4100, name, None, "es");
    other.request_without_link(FREE);
    other.expect("Recibí tu solicitud").await;
    world.settled().await;
    let raw = ODD.split("<&>").next().unwrap_or_default();
    for text in texts(&world) {
        assert!(
            !text.contains(raw),
            "a name got into a text unescaped: {text}"
        );
        assert!(text.encode_utf16().count() <= 4096, "too long: {text}");
    }
    // Refused HTML would have been a violation, and a plain second try.
    let broken = world.emulator.calls();
    let broken: Vec<_> = broken
        .iter()
        .filter(|call| {
            call.outcome
                .as_ref()
                .is_err_and(|error| error.contains("parse"))
        })
        .collect();
    assert!(broken.is_empty(), "{broken:#?}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_full_of_brackets_and_quotes_are_shown_as_they_are() {
    names_everywhere(ODD).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_four_thousand_characters_are_cut_and_never_in_the_middle_of_an_escape() {
    names_everywhere(&"&<\"".repeat(1_333)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_brakes_dry_run_shows_odd_and_long_names() {
    let world = World::new().await;
    let tokens = world.tokens(14, Some(24)).await;
    for (number, token) in tokens.iter().enumerate() {
        let name = if number % 2 == 0 {
            ODD.to_owned()
        } else {
            "<&\">".repeat(1_000)
        };
        let person = world
            .emulator
            .add_person(6_000 + number as i64, &name, None, "es");
        let link = world.redeem(&person, token).await;
        assert_eq!(person.join(&link), JoinResult::Joined);
        person.expect("🎉").await;
    }
    world.admin.mark();
    world.advance(24 * 3_600 + 1);
    world.admin.expect("Muchas salidas a la vez").await;
    world.admin.click("brake:dry_run").await;
    let list = world.admin.expect("Ensayo").await;
    assert!(list.text.contains("<b>&"), "{list}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_blocks_the_bot_is_marked_unreachable_until_they_are_back() {
    let world = World::new().await;
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    assert_eq!(status(&world, ANA), "active");
    world.ana.block();
    world.settled().await;
    assert_eq!(status(&world, ANA), "unreachable");
    world.ana.unblock();
    world.settled().await;
    assert_eq!(status(&world, ANA), "active");
    // A 403 tells it too, and any word of theirs takes it back.
    world.emulator.fail(portero::demo::telegram::Fault::error(
        "sendMessage",
        403,
        "Forbidden: bot was blocked by the user",
    ));
    world.eva.send("/menu");
    world.settled().await;
    assert_eq!(status(&world, EVA), "unreachable");
    world.eva.send("/menu");
    world.eva.expect("Hello, Eva").await;
    assert_eq!(status(&world, EVA), "active");
    world.finish().await;
}

fn names(list: &Value) -> Vec<String> {
    let names = list.as_array().expect("a list").iter();
    names
        .map(|one| one["command"].as_str().expect("a name").to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn command_menus_are_published_for_everybody_in_each_language_and_for_each_admin() {
    let world = World::new().await;
    // The doors are opened after the start; the admin's next /start brings the menus up to date.
    world.admin.start(None);
    let is_current = |list: &Value| names(list).contains(&"vip".to_owned());
    world
        .menus(|menus| menus.len() == 4 && menus.iter().all(|(_, list)| is_current(list)))
        .await;
    let commands = world.emulator.commands();
    let mut descriptions = Vec::new();
    for (scope, list) in &commands {
        let names = names(list);
        let is_admins = scope.contains(&ADMIN.to_string());
        assert_eq!(names.contains(&"admin".to_owned()), is_admins, "{scope}");
        for name in [
            "start", "menu", "vip", "free", "status", "language", "id", "help", "cancel",
        ] {
            assert!(names.contains(&name.to_owned()), "{scope} lacks {name}");
        }
        descriptions.push(
            list[0]["description"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        );
    }
    assert!(
        descriptions.contains(&"Empezar".to_owned()),
        "{descriptions:?}"
    );
    assert!(
        descriptions.iter().any(|text| text != "Empezar"),
        "English has its own: {descriptions:?}"
    );
    // Nothing is set again that stands already.
    let set = world.emulator.calls_of("setMyCommands").len();
    world.admin.start(None);
    world.settled().await;
    tokio::time::sleep(world.tempo.menus_quiet * 3).await;
    assert_eq!(world.emulator.calls_of("setMyCommands").len(), set);
    // An admin who changes the language reads the menu in it.
    world.admin.press_raw("user:language:en");
    world.admin.expect("I speak English").await;
    world
        .menus(|menus| {
            let english = |(scope, list): &(String, Value)| {
                scope.contains(&ADMIN.to_string()) && list[0]["description"] != "Empezar"
            };
            menus.iter().any(english)
        })
        .await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_group_the_bot_says_nothing() {
    let world = World::new().await;
    world.emulator.add_supergroup(-1_001_000_000_009, "Charla");
    world.emulator.set_owner(-1_001_000_000_009, ADMIN);
    world.emulator.set_bot_rights(
        -1_001_000_000_009,
        portero::demo::telegram::Rights::full(),
        ADMIN,
    );
    world.settled().await;
    world.admin.expect("Me hicieron administrador").await;
    let mark = world.emulator.mark();
    world.ana.send_in(-1_001_000_000_009, "/start");
    world.ana.send_in(-1_001_000_000_009, "ABCD2345EFGH6789");
    let press = world
        .ana
        .press_in(-1_001_000_000_009, 1, "user:request_free");
    world.ana.answer_to(&press).await;
    world.settled().await;
    let sent: Vec<_> = world
        .emulator
        .calls_since(mark)
        .into_iter()
        .filter(|call| call.method.starts_with("send"))
        .collect();
    assert!(sent.is_empty(), "{sent:#?}");
    world.finish().await;
}
