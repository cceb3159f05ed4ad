//! Broadcasts to channels: the draft, its preview, at most one post, the schedule, the way back.

mod doubts;
mod later;

use crate::world::{ADMIN, FREE, VIP, World};
use portero::demo::telegram::{Content, EmulatedMessage, Emulator, Fault};
use portero::models::Door;
use serde_json::json;

/// Begins a broadcast and sends its content; the preview's control message.
async fn previewed(world: &World, begin: &str, content: &Content) -> EmulatedMessage {
    begun(world, begin).await;
    world.admin.sends(content);
    world.admin.expect("Así se verá").await
}

async fn begun(world: &World, begin: &str) {
    let press = world.admin.press_raw(begin);
    world.admin.answer_to(&press).await;
    world.admin.expect("Envíame lo que quieres").await;
}

/// Presses a button of that message by the beginning of its label, and waits for the answer's text.
async fn click(world: &World, message: &EmulatedMessage, label: &str) -> String {
    let button = message
        .buttons()
        .find(|button| button.label.contains(label))
        .unwrap_or_else(|| panic!("no {label} under {message}"));
    let data = button.data.clone().expect("a button that acts");
    let press = world.admin.press_on(message.message_id, &data);
    world.admin.answer_to(&press).await.text
}

/// Waits for a message in the admin's chat that says this, whenever it was written: each press moves the mark.
async fn shows(world: &World, words: &str) -> EmulatedMessage {
    let find = |_: &Emulator| {
        let messages = world.admin.messages();
        messages
            .into_iter()
            .rev()
            .find(|message| message.by_bot && message.text.contains(words))
    };
    world.emulator.wait(find, words).await
}

fn posts(world: &World, channel: i64) -> Vec<EmulatedMessage> {
    world.emulator.channel(channel).posts()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_is_shown_confirmed_and_published_once_however_often_it_is_pressed() {
    let world = World::new().await;
    let control = previewed(&world, "vip:broadcast", &Content::html("Hola <b>mundo</b>")).await;
    let copy = world.admin.messages();
    let copy = &copy[copy.len() - 2];
    assert_eq!(copy.text, "Hola mundo");
    assert!(posts(&world, VIP).is_empty(), "nothing is published before");
    for _ in 0..3 {
        click(&world, &control, "Confirmar y Enviar").await;
    }
    let result = shows(&world, "Resultado del Envío").await;
    assert_eq!(result.message_id, control.message_id);
    world.settled().await;
    let published = posts(&world, VIP);
    assert_eq!(published.len(), 1);
    assert_eq!(published[0].text, copy.text);
    assert_eq!(published[0].entities(), copy.entities());
    let url = format!("https://t.me/c/1000000001/{}", published[0].message_id);
    assert!(
        result
            .buttons()
            .any(|button| button.url.as_deref() == Some(&url)),
        "{result}"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_channel_nothing_begins_and_the_way_to_set_it_is_shown() {
    let world = World::bare().await;
    let answer = world
        .admin
        .answer_to(&world.admin.press_raw("vip:broadcast"))
        .await;
    assert!(
        answer.show_alert && answer.text.contains("canal VIP"),
        "{answer:?}"
    );
    world.admin.expect_button("vip:setup").await;
    world.configure(Door::Vip).await;
    world.admin.send("/broadcast_vip");
    world.admin.expect("Canal VIP <&>").await;
    let answer = world
        .admin
        .answer_to(&world.admin.press_raw("both:broadcast"))
        .await;
    assert!(
        answer.text.contains("canal Free") && !answer.text.contains("VIP"),
        "{answer:?}"
    );
    world.admin.expect_button("free:setup").await;
    world.admin.send("/broadcast");
    world.admin.expect("¿A dónde va?").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_bot_can_copy_is_named_and_the_question_stands() {
    let world = World::new().await;
    begun(&world, "free:broadcast").await;
    for (field, named) in [
        ("paid_media", "contenido de pago"),
        ("giveaway", "un sorteo"),
        ("invoice", "una factura"),
        ("story", "una historia"),
        ("pinned_message", "un aviso de Telegram"),
    ] {
        world.admin.send_raw(json!({ field: {} }));
        world.admin.expect(named).await;
    }
    for (field, named) in [
        ("dice", "un dado"),
        ("game", "un juego"),
        ("checklist", "una lista"),
    ] {
        world.admin.send_raw(json!({ field: {} }));
        world.admin.expect(named).await;
    }
    let open = json!({ "poll": { "id": "2", "type": "regular", "is_anonymous": false, "question": "?", "options": [] } });
    world.admin.send_raw(open);
    world.admin.expect("votos visibles").await;
    let quiz = json!({ "poll": { "id": "1", "type": "quiz", "question": "?", "options": [] } });
    world.admin.send_raw(quiz);
    world.admin.expect("cuestionario").await;
    // A caption is content, whatever it begins with.
    world.admin.sends(&Content::photo("/start no es una orden"));
    world.admin.expect("Así se verá").await;
    // Another message takes the place of the first one.
    world.admin.sends_poll("¿Sí o no?", &["Sí", "No"]);
    let control = world.admin.expect("Así se verá").await;
    click(&world, &control, "Confirmar").await;
    world.admin.expect("Resultado del Envío").await;
    assert_eq!(posts(&world, FREE).len(), 1);
    assert!(posts(&world, FREE)[0].poll().is_some());
    // A command ends the dialogue.
    begun(&world, "free:broadcast").await;
    world.admin.send("/menu");
    world.admin.expect("¡Hola").await;
    world.admin.send("hola");
    world.settled().await;
    let drafts: i64 = world.value("SELECT count(*) FROM broadcasts");
    assert_eq!(drafts, 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_album_is_gathered_and_published_whole_in_order_with_its_caption() {
    let world = World::new().await;
    begun(&world, "both:broadcast").await;
    let items = [
        Content::photo("<b>Primera</b> y única"),
        Content::video(""),
        Content::photo(""),
        Content::photo(""),
    ];
    world.admin.sends_album(&items);
    world.settled().await;
    assert!(
        world.admin.news().is_empty(),
        "the album may not be whole yet"
    );
    world.advance(2);
    let control = world.admin.expect("Así se verá").await;
    click(&world, &control, "Fijar").await;
    let control = world.admin.expect_button("✅ 📌 Fijar").await;
    click(&world, &control, "Confirmar").await;
    let result = world.admin.expect("Fijado").await;
    assert!(
        result.text.contains("Canal VIP <&>") && result.text.contains("Canal Free"),
        "{result}"
    );
    for channel in [VIP, FREE] {
        let albums = world.emulator.channel(channel).albums();
        assert_eq!(albums.len(), 1);
        let kinds: Vec<_> = albums[0].iter().map(EmulatedMessage::kind).collect();
        assert_eq!(kinds, ["photo", "video", "photo", "photo"]);
        assert_eq!(albums[0][0].text, "<b>Primera</b> y única");
    }
    world
        .emulator
        .wait(
            |emulator| {
                let pinned = [VIP, FREE].map(|chat| emulator.channel(chat).pinned().len());
                (pinned == [1, 1]).then_some(())
            },
            "both pins",
        )
        .await;

    // Undone: all of its messages go, the pin too, once however often it is pressed.
    let result = world.admin.expect("Fijado").await;
    let data: Vec<String> = result
        .buttons()
        .filter(|button| button.label.contains("Deshacer"))
        .filter_map(|button| button.data.clone())
        .collect();
    assert_eq!(data.len(), 2, "{result}");
    for data in [&data[0], &data[0], &data[1]] {
        let press = world.admin.press_on(result.message_id, data);
        world.admin.answer_to(&press).await;
    }
    world
        .emulator
        .wait(
            |emulator| {
                let left = [VIP, FREE].map(|chat| {
                    let channel = emulator.channel(chat);
                    channel.albums().len() + channel.pinned().len()
                });
                (left == [0, 0]).then_some(())
            },
            "both albums gone",
        )
        .await;
    shows(&world, "deshecho").await;
    assert_eq!(
        world
            .emulator
            .calls_of("deleteMessages")
            .iter()
            .filter(|call| call.chat() == Some(VIP))
            .count(),
        1
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_preview_and_the_post_are_made_with_the_switches_and_old_previews_do_nothing() {
    let world = World::new().await;
    let first = previewed(
        &world,
        "vip:broadcast",
        &Content::html("Mira <a href=\"https://example.org/\">esto</a>"),
    )
    .await;
    click(&world, &first, "Sin sonido").await;
    let second = world.admin.expect_button("✅ 🔕 Sin sonido").await;
    assert_eq!(second.message_id, first.message_id);
    // A button of the state before is out of date, though the message is the same one.
    let data = first
        .buttons()
        .find(|button| button.label.contains("Confirmar"))
        .and_then(|button| button.data.clone())
        .expect("data");
    let answer = world
        .admin
        .answer_to(&world.admin.press_on(first.message_id, &data))
        .await;
    assert!(
        answer.show_alert && answer.text.contains("ya no vale"),
        "{answer:?}"
    );
    click(&world, &second, "Proteger").await;
    let third = world.admin.expect("Así se verá").await;
    assert_ne!(third.message_id, first.message_id);
    click(&world, &third, "Vista de enlaces").await;
    let fourth = world.admin.expect("Así se verá").await;
    assert!(fourth.has_button("⬜ 🔗 Vista de enlaces"), "{fourth}");
    let copy = world
        .emulator
        .message(ADMIN, fourth.message_id - 1)
        .expect("the copy");
    click(&world, &fourth, "Confirmar").await;
    world.admin.expect("Resultado del Envío").await;
    let post = posts(&world, VIP).pop().expect("a post");
    for message in [&copy, &post] {
        assert!(
            message.is_protected() && message.link_preview_is_off(),
            "{message}"
        );
        assert_eq!(message.text, "Mira esto");
        assert_eq!(message.entities()[0]["url"], "https://example.org/");
    }
    let calls = world.emulator.calls_of("sendMessage");
    let call = calls
        .iter()
        .find(|call| call.chat() == Some(VIP))
        .expect("the post's call");
    assert_eq!(call.params["disable_notification"], true);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_source_is_looked_at_again_and_a_deleted_one_is_asked_for() {
    let world = World::new().await;
    begun(&world, "vip:broadcast").await;
    let source = world.admin.sends(&Content::text("Precio: 10"));
    let control = world.admin.expect("Así se verá").await;
    world.admin.edits(source, &Content::text("Precio: 20"));
    world.settled().await;
    let said = click(&world, &control, "Confirmar").await;
    assert!(said.contains("Te muestro cómo queda"), "{said}");
    let again = world.admin.expect("Así se verá").await;
    assert!(posts(&world, VIP).is_empty());
    assert_eq!(
        world
            .emulator
            .message(ADMIN, again.message_id - 1)
            .expect("a copy")
            .text,
        "Precio: 20"
    );
    world.admin.deletes(source);
    click(&world, &again, "Confirmar").await;
    world
        .admin
        .expect("Tu mensaje ya no está en este chat")
        .await;
    assert!(posts(&world, VIP).is_empty());
    // One that is gone before its preview is asked for at once; a usual refusal of Telegram is told in ours.
    world.emulator.fail(Fault::error(
        "copyMessage",
        400,
        "Bad Request: message to copy not found",
    ));
    begun(&world, "vip:broadcast").await;
    world.admin.sends(&Content::text("Se fue"));
    world.admin.expect("ya no está en este chat").await;
    world.emulator.fail(Fault::error(
        "copyMessage",
        400,
        "Bad Request: message caption is too long",
    ));
    world.admin.sends(&Content::photo("Larga"));
    world.admin.expect("caben 1.024 caracteres").await;
    world.admin.sends(&Content::photo("Corta"));
    world.admin.expect("Así se verá").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_undone_within_48_hours_and_not_later_and_refusals_are_told() {
    let world = World::new().await;
    let control = previewed(&world, "vip:broadcast", &Content::text("Ay")).await;
    click(&world, &control, "Fijar").await;
    world.emulator.fail(Fault::error(
        "pinChatMessage",
        400,
        "Bad Request: not enough rights to manage pinned messages in the chat",
    ));
    let control = world.admin.expect_button("✅ 📌 Fijar").await;
    click(&world, &control, "Confirmar").await;
    let result = world.admin.expect("No pude fijarlo").await;
    assert_eq!(posts(&world, VIP).len(), 1, "the post stays");
    world.emulator.fail(
        Fault::error(
            "deleteMessages",
            400,
            "Bad Request: message can't be deleted",
        )
        .in_chat(VIP),
    );
    click(&world, &result, "Deshacer").await;
    let result = world.admin.expect("No pude borrarlo").await;
    world.advance(48 * 3_600);
    let said = click(&world, &result, "Deshacer").await;
    assert!(said.contains("48 horas"), "{said}");
    assert_eq!(posts(&world, VIP).len(), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reaction_buttons_stand_under_the_preview_and_under_the_post() {
    let world = World::new().await;
    world
        .database()
        .execute("UPDATE bot_config SET vip_reactions = '[\"🔥\",\"👍\"]', vip_reaction_mode = 'buttons'", [])
        .expect("set");
    let control = previewed(&world, "both:broadcast", &Content::text("¿Qué tal?")).await;
    assert!(control.has_button("✅ 👍 Botones"), "{control}");
    assert!(
        control.text.contains("no tiene botones de reacción"),
        "{control}"
    );
    assert!(control.text.contains("Canal Free"), "{control}");
    let copy = world
        .emulator
        .message(ADMIN, control.message_id - 1)
        .expect("the copy");
    assert!(copy.has_button("🔥") && copy.has_button("👍"), "{copy}");
    click(&world, &control, "Confirmar").await;
    world.admin.expect("Resultado del Envío").await;
    assert!(posts(&world, VIP)[0].has_button("🔥"));
    assert!(posts(&world, FREE)[0].buttons().next().is_none());
    let noted: i64 = world.value("SELECT count(*) FROM posts");
    assert_eq!(noted, 2);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn colleagues_see_and_undo_what_one_of_them_published() {
    let mut world = World::unstarted().await;
    let colleague = world.emulator.add_person(8, "Otra", None, "en");
    world
        .settings
        .insert("ADMIN_USER_IDS".to_owned(), format!("{ADMIN},8"));
    world.start().await;
    world.configure(Door::Free).await;
    let control = previewed(&world, "free:broadcast", &Content::text("De todas")).await;
    click(&world, &control, "Confirmar").await;
    world.admin.expect("Resultado del Envío").await;
    colleague.send("/broadcast");
    colleague.expect("Where does it go?").await;
    colleague.click("Latest broadcasts").await;
    colleague.expect("Time of").await;
    colleague.click("De todas").await;
    colleague.expect("Result of the broadcast").await;
    assert!(
        colleague.expect_button("Back").await.has_button("Back"),
        "there is a way back to the list"
    );
    colleague.click("Undo").await;
    world
        .emulator
        .wait(
            |_| posts(&world, FREE).is_empty().then_some(()),
            "the post gone",
        )
        .await;
    world.admin.expect("deshecho").await;
    // What a colleague looks at comes in its maker's chat, and they are told so.
    let control = previewed(&world, "free:broadcast", &Content::text("Mañana")).await;
    later::timed(&world, &control, "mañana 9:00").await;
    let press = colleague.press_raw("broadcast:look:2");
    let said = colleague.answer_to(&press).await.text;
    assert!(said.contains("whoever made the broadcast"), "{said}");
    // Somebody without the permission gets nowhere.
    let press = world.ana.press_raw("broadcast:undo:1");
    let answer = world.ana.answer_to(&press).await;
    assert!(
        answer.show_alert && answer.text.contains("equipo"),
        "{answer:?}"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broadcast_to_people_shares_the_draft_and_counts_them_before() {
    let world = World::new().await;
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    begun(&world, "everybody:broadcast").await;
    world.admin.sends(&Content::photo("Para todos"));
    let control = world.admin.expect("Así lo recibirán").await;
    assert!(control.text.contains("(1)"), "{control}");
    assert!(
        !control.has_button("📌 Fijar") && control.has_button("🔕 Sin sonido"),
        "{control}"
    );
    for _ in 0..2 {
        click(&world, &control, "Confirmar").await;
    }
    let confirmed: i64 =
        world.value("SELECT count(*) FROM audit_log WHERE action = 'broadcast.confirmed'");
    let recipients: i64 = world.value("SELECT count(*) FROM broadcast_recipients");
    assert_eq!((confirmed, recipients), (1, 1));
    world.finish().await;
}
