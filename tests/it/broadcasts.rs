//! Broadcasts to channels: the draft, its preview, at most one post, the schedule, the way back.

use crate::child::Outside;
use crate::world::{ADMIN, FREE, VIP, World};
use portero::demo::telegram::{Content, EmulatedMessage, Emulator, Fault, Rights};
use portero::models::Door;
use serde_json::json;
use std::time::Duration;

/// Begins a broadcast and sends its content; the preview's control message.
async fn previewed(world: &World, begin: &str, content: &Content) -> EmulatedMessage {
    begun(world, begin).await;
    world.admin.sends(content);
    world.admin.expect("Así se verá").await
}

async fn begun(world: &World, begin: &str) {
    let press = world.admin.press_raw(begin);
    world.admin.answer_to(&press).await;
    world.admin.expect("Envíame lo que quieres publicar").await;
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
async fn a_post_whose_answer_is_lost_is_in_doubt_and_an_admin_settles_it() {
    let world = World::new().await;
    let control = previewed(&world, "both:broadcast", &Content::text("¿Llegó?")).await;
    world
        .emulator
        .fail(Fault::lost_reply("copyMessage").in_chat(VIP));
    world
        .emulator
        .fail(Fault::server_error("copyMessage").in_chat(FREE));
    click(&world, &control, "Confirmar").await;
    let result = world
        .emulator
        .wait(
            |_| {
                world
                    .admin
                    .news()
                    .into_iter()
                    .rev()
                    .find(|message| message.text.matches("no sé si llegó").count() == 2)
            },
            "two doubts",
        )
        .await;
    world.advance(3_600);
    world.settled().await;
    assert_eq!(
        (posts(&world, VIP).len(), posts(&world, FREE).len()),
        (1, 0)
    );
    let data = |label: &str| {
        result
            .buttons()
            .find(|button| button.label.contains(label))
            .and_then(|button| button.data.clone())
            .expect("data")
    };
    let (there, again) = (
        data("Sí está publicado · Canal VIP"),
        data("enviarlo · Canal Free"),
    );
    for data in [&there, &again, &there, &again] {
        world
            .admin
            .answer_to(&world.admin.press_on(result.message_id, data))
            .await;
    }
    world
        .emulator
        .wait(
            |_| (!posts(&world, FREE).is_empty()).then_some(()),
            "the post that was not there",
        )
        .await;
    let result = shows(&world, "según lo viste").await;
    shows(&world, "Resultado del Envío").await;
    assert_eq!(
        (posts(&world, VIP).len(), posts(&world, FREE).len()),
        (1, 1)
    );
    assert!(result.text.contains("Canal VIP"), "{result}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_lost_in_the_middle_does_not_stop_the_other_and_is_tried_again_by_hand() {
    let world = World::new().await;
    let control = previewed(&world, "both:broadcast", &Content::photo("Foto")).await;
    world
        .emulator
        .set_bot_rights(FREE, Rights::without("can_post_messages"), ADMIN);
    world.admin.expect("Perdí permisos").await;
    click(&world, &control, "Confirmar").await;
    let result = world.admin.expect("Me falta el permiso de publicar").await;
    assert!(result.text.contains("✅ Canal VIP <&>"), "{result}");
    assert_eq!(
        (posts(&world, VIP).len(), posts(&world, FREE).len()),
        (1, 0)
    );
    world.emulator.set_bot_rights(FREE, Rights::full(), ADMIN);
    world.settled().await;
    assert_eq!(posts(&world, FREE).len(), 0, "not by itself");
    let result = world
        .admin
        .expect_button("Intentar otra vez · Canal Free")
        .await;
    click(&world, &result, "Intentar otra vez").await;
    world
        .emulator
        .wait(
            |_| (posts(&world, FREE).len() == 1).then_some(()),
            "the post",
        )
        .await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn telegrams_wait_is_obeyed_and_a_restart_within_it_posts_once() {
    let mut world = World::new().await;
    let control = previewed(&world, "vip:broadcast", &Content::text("Espera")).await;
    world
        .emulator
        .fail(Fault::flood("copyMessage", 2).in_chat(VIP));
    click(&world, &control, "Confirmar").await;
    world
        .emulator
        .wait(
            |_| (!posts(&world, VIP).is_empty()).then_some(()),
            "the post",
        )
        .await;
    let control = previewed(&world, "vip:broadcast", &Content::text("Otra espera")).await;
    world
        .emulator
        .fail(Fault::flood("copyMessage", 3_600).in_chat(VIP));
    click(&world, &control, "Confirmar").await;
    world
        .emulator
        .wait(
            |emulator| {
                let calls = emulator.calls_of("copyMessage");
                (calls.iter().filter(|call| call.chat() == Some(VIP)).count() == 3).then_some(())
            },
            "the refusal",
        )
        .await;
    world.restart().await;
    world.advance(20);
    world
        .emulator
        .wait(
            |_| (posts(&world, VIP).len() == 2).then_some(()),
            "the second post",
        )
        .await;
    world.admin.expect("Resultado del Envío").await;
    assert_eq!(posts(&world, VIP).len(), 2);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_publishing_the_post_is_in_doubt_and_never_sent_twice() {
    let mut outside = Outside::new().await;
    outside.admin.press_raw("vip:broadcast");
    outside
        .admin
        .expect("Envíame lo que quieres publicar")
        .await;
    outside.admin.sends(&Content::text("Una vez"));
    let control = outside.admin.expect("Así se verá").await;
    outside
        .emulator
        .fail(Fault::slow_reply("copyMessage", Duration::from_secs(60)).in_chat(VIP));
    let data = control
        .buttons()
        .find(|button| button.label.contains("Confirmar"))
        .and_then(|button| button.data.clone())
        .expect("data");
    outside.admin.press_on(control.message_id, &data);
    let channel = outside.emulator.channel(VIP);
    outside
        .emulator
        .wait(|_| (!channel.posts().is_empty()).then_some(()), "the post")
        .await;
    outside.kill();
    outside.emulator.mend();
    outside.admin.mark();
    outside.start().await;
    let told = outside.admin.expect("no sé si llegó a publicarse").await;
    assert_ne!(told.message_id, control.message_id, "a word of its own");
    assert_eq!(channel.posts().len(), 1);
    assert_eq!(
        outside.count("SELECT count(*) FROM broadcast_posts WHERE state = 'doubt'"),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_middle_of_an_album_no_part_is_lost() {
    let mut outside = Outside::new().await;
    outside.admin.press_raw("vip:broadcast");
    outside
        .admin
        .expect("Envíame lo que quieres publicar")
        .await;
    // The first parts are heard before the kill, the others after it.
    let part = |caption: &str, number: i64| {
        json!({
            "photo": [{ "file_id": format!("f{number}"), "file_unique_id": format!("u{number}"), "width": 9, "height": 9 }],
            "media_group_id": "album", "caption": caption,
        })
    };
    outside.admin.send_raw(part("Álbum", 1));
    outside.admin.send_raw(part("", 2));
    let parts = "SELECT coalesce(max(json_array_length(source_messages)), 0) FROM broadcasts";
    outside
        .emulator
        .wait(|_| (outside.count(parts) == 2).then_some(()), "two parts")
        .await;
    outside.kill();
    outside.admin.send_raw(part("", 3));
    outside.start().await;
    outside
        .emulator
        .wait(|_| (outside.count(parts) == 3).then_some(()), "three parts")
        .await;
    outside.advance(3);
    let control = outside.admin.expect("Así se verá").await;
    let data = control
        .buttons()
        .find(|button| button.label.contains("Confirmar"))
        .and_then(|button| button.data.clone())
        .expect("data");
    outside.admin.press_on(control.message_id, &data);
    let channel = outside.emulator.channel(VIP);
    outside
        .emulator
        .wait(
            |_| (channel.albums().iter().any(|album| album.len() == 3)).then_some(()),
            "the album",
        )
        .await;
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

/// Types a time for the draft under that preview.
async fn timed(world: &World, control: &EmulatedMessage, text: &str) -> EmulatedMessage {
    click(world, control, "Programar").await;
    world.admin.expect("¿Cuándo lo envío?").await;
    world.admin.send(text);
    world.admin.expect("🗓️ Programado").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduled_broadcast_goes_out_once_at_its_minute_across_a_restart() {
    let mut world = World::unstarted().await;
    world
        .settings
        .insert("TIMEZONE".to_owned(), "Europe/Madrid".to_owned());
    world.start().await;
    world.configure(Door::Vip).await;
    // It is 09:00 in Madrid.
    let control = previewed(&world, "vip:broadcast", &Content::text("A las diez")).await;
    click(&world, &control, "Programar").await;
    world.admin.expect("¿Cuándo lo envío?").await;
    for (text, rule) in [
        ("cuando puedas", "No entiendo esa hora"),
        ("hoy 8:00", "Esa hora ya pasó"),
        ("25/12/2040 9:00", "muy lejos"),
    ] {
        world.admin.send(text);
        world.admin.expect(rule).await;
    }
    world.admin.send("10:00");
    let scheduled = world.admin.expect("Programado").await;
    assert!(
        scheduled
            .text
            .contains("15 ene 2027, 10:00 (Europe/Madrid)"),
        "{scheduled}"
    );
    // Its preview has nothing to say any more.
    let said = click(&world, &control, "Confirmar").await;
    assert!(said.contains("ya está decidido"), "{said}");
    world.restart().await;
    world.advance(3_599);
    world.settled().await;
    assert!(posts(&world, VIP).is_empty(), "a second too early");
    world.advance(1);
    world.admin.expect("Resultado del Envío").await;
    world.restart().await;
    world.advance(600);
    world.settled().await;
    assert_eq!(posts(&world, VIP).len(), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_scheduled_is_listed_moved_cancelled_and_sent_by_hand() {
    let world = World::new().await;
    for (text, time) in [
        ("Uno", "mañana 9:00"),
        ("Dos", "18:30"),
        ("Tres", "lunes 10:00"),
    ] {
        let control = previewed(&world, "vip:broadcast", &Content::text(text)).await;
        timed(&world, &control, time).await;
    }
    world.admin.send("/broadcast");
    let targets = world.admin.expect("¿A dónde va?").await;
    click(&world, &targets, "Programados (3)").await;
    let list = world.admin.expect("Hora de").await;
    let rows: Vec<&str> = list
        .buttons()
        .map(|button| button.label.as_str())
        .filter(|label| label.contains("«"))
        .collect();
    assert!(
        rows[0].contains("Dos") && rows[1].contains("Uno") && rows[2].contains("Tres"),
        "{rows:?}"
    );
    click(&world, &list, "Dos").await;
    let card = world.admin.expect("«Dos»").await;
    click(&world, &card, "Enviar ahora").await;
    world.admin.expect("Resultado del Envío").await;
    assert_eq!(posts(&world, VIP).len(), 1);
    let card = world.admin.press_raw("broadcast:show:1");
    world.admin.answer_to(&card).await;
    let card = world.admin.expect("«Uno»").await;
    click(&world, &card, "Cambiar la hora").await;
    world.admin.expect("¿Cuándo lo envío?").await;
    world.admin.send("10:15");
    world.admin.expect("10:15").await;
    let press = world.admin.press_raw("broadcast:cancel:3");
    world.admin.answer_to(&press).await;
    world.admin.expect("no se publicó nada").await;
    world.advance(5 * 86_400);
    world
        .emulator
        .wait(
            |_| {
                let told = world.admin.messages();
                told.iter()
                    .any(|message| message.text.contains("Un envío programado no salió"))
                    .then_some(())
            },
            "a word on the one that was due days ago",
        )
        .await;
    world.settled().await;
    assert_eq!(posts(&world, VIP).len(), 1, "too late to go out by itself");
    let acts: i64 = world.value("SELECT count(*) FROM audit_log WHERE action IN ('broadcast.scheduled', 'broadcast.confirmed', 'broadcast.cancelled')");
    assert_eq!(acts, 6);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_scheduled_broadcast_waits_until_it_is_looked_at() {
    let mut world = World::new().await;
    begun(&world, "vip:broadcast").await;
    let source = world.admin.sends(&Content::text("Antes"));
    let control = world.admin.expect("Así se verá").await;
    timed(&world, &control, "10:00").await;
    world.admin.edits(source, &Content::text("Después"));
    let held = world.admin.expect("Editaste un envío programado").await;
    world.advance(2 * 3_600);
    world.settled().await;
    assert!(posts(&world, VIP).is_empty());
    click(&world, &held, "Ver cómo queda").await;
    let control = world.admin.expect("Estaba programado").await;
    // Looked at and left undecided, it does not fall out of the list.
    world.admin.press_raw("broadcast:scheduled:0");
    let list = world.admin.expect("Hora de").await;
    assert!(list.has_button("⚠️"), "{list}");
    timed(&world, &control, "en 1 hora").await;
    // Off at its time, but not for long: it goes out at the start.
    world.stop().await;
    world.advance(3 * 3_600);
    world.start().await;
    world
        .emulator
        .wait(
            |_| (posts(&world, VIP).len() == 1).then_some(()),
            "the post",
        )
        .await;
    assert_eq!(posts(&world, VIP)[0].text, "Después");
    world.admin.expect("Resultado del Envío").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_that_telegram_skips_are_told_and_none_are_published_of_what_is_gone() {
    let world = World::new().await;
    begun(&world, "vip:broadcast").await;
    let ids = world.admin.sends_album(&[
        Content::photo("Tres"),
        Content::photo(""),
        Content::photo(""),
    ]);
    world.settled().await;
    world.advance(2);
    let control = world.admin.expect("Así se verá").await;
    world.admin.deletes(ids[1]);
    click(&world, &control, "Confirmar").await;
    world.admin.expect("llegaron 2/3").await;
    // A part that is gone before the preview: there is nothing to confirm.
    begun(&world, "vip:broadcast").await;
    let ids = world
        .admin
        .sends_album(&[Content::photo("Dos"), Content::photo("")]);
    world.settled().await;
    world.admin.deletes(ids[0]);
    world.advance(2);
    let told = world.admin.expect("le falta una parte").await;
    assert!(!told.has_button("Confirmar"), "{told}");
    // Another message takes its place.
    world.admin.sends(&Content::text("Entonces esto"));
    let control = world.admin.expect("Así se verá").await;
    // The switches do not end that.
    click(&world, &control, "Sin sonido").await;
    world.admin.expect_button("✅ 🔕 Sin sonido").await;
    world.admin.sends(&Content::text("Mejor esto"));
    let control = world.admin.expect("Así se verá").await;
    assert!(control.has_button("✅ 🔕 Sin sonido"), "{control}");
    click(&world, &control, "Confirmar").await;
    world
        .emulator
        .wait(
            |emulator| {
                let last = emulator.channel(VIP).last()?;
                (last.text == "Mejor esto").then_some(())
            },
            "the last content",
        )
        .await;
    assert_eq!(posts(&world, VIP).len(), 3);
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
