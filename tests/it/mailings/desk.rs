//! From the menu of people to the report, and what people say to it.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn stop_holds_in_both_languages_as_often_as_one_likes_and_is_taken_back_by_its_button() {
    let world = house(1).await;
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    world.eva.start(None);
    world.eva.expect("Hello").await;
    for _ in 0..2 {
        world.ana.send("/stop");
        let said = world.ana.expect("no te mandaré más novedades").await;
        assert!(said.text.contains("tus enlaces"), "{}", said.text);
    }
    world.eva.send("/Stop");
    world.eva.expect("no more news").await;
    let off = "SELECT count(*) FROM users WHERE promotions_off = 1";
    assert_eq!(world.value::<i64>(off), 2);
    world.admin.press_raw("mail:audiences");
    let shown = world.admin.expect("Escribir a personas").await;
    assert!(shown.text.contains("pidieron /stop: 2"), "{}", shown.text);
    let source = written(&world, "¡Novedades!");
    let id = begin(&world, Audience::Everybody, &[source]).await;
    until(&world, id, "done").await;
    let got = copies(&world.emulator.calls());
    assert!(!got.contains_key(&world.ana.id) && !got.contains_key(&world.eva.id));
    world.ana.click("user:promotions_on").await;
    world.ana.expect("tenerte de vuelta").await;
    assert_eq!(world.value::<i64>(off), 1);
    // What one must have comes all the same: Eva's link.
    world.configure(portero::models::Door::Vip).await;
    let token = world.token(Some(24)).await;
    world.redeem(&world.eva, &token).await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_says_stop_in_the_middle_is_passed_over() {
    let world = house(60).await;
    world
        .emulator
        .fail(Fault::slow_reply("copyMessage", Duration::from_millis(20)).forever());
    let source = written(&world, "¡Novedades!");
    let id = begin(&world, Audience::NeverBought, &[source]).await;
    copied(&world, 3).await;
    let late = world.emulator.person(FIRST + 59);
    late.send("/stop");
    late.expect("no te mandaré").await;
    until(&world, id, "done").await;
    assert!(!copies(&world.emulator.calls()).contains_key(&late.id));
    world.admin.expect("Saltados").await;
    world.finish().await;
}

/// Chooses the audience in the menu, sends the content, and waits for its preview.
async fn previewed(world: &World, audience: &str, contents: &[Content]) -> EmulatedMessage {
    world.admin.press_raw("mail:audiences");
    world.admin.expect("Escribir a personas").await;
    world.admin.mark();
    world.admin.press_raw(&format!("{audience}:broadcast"));
    world
        .admin
        .expect("Envíame lo que quieres que reciban")
        .await;
    match contents {
        [one] => {
            world.admin.sends(one);
        }
        album => {
            world.admin.sends_album(album);
            // Its parts come one by one: the preview waits until no more come.
            world.settled().await;
            world.advance(5);
        }
    }
    world.admin.expect("Así lo recibirán").await
}

/// Presses a button of that message by its label.
async fn click(world: &World, message: &EmulatedMessage, label: &str) {
    let button = message
        .buttons()
        .find(|button| button.label.contains(label));
    let button = button.unwrap_or_else(|| panic!("no {label} under {message}"));
    let data = button.data.clone().expect("a button that acts");
    let press = world.admin.press_on(message.message_id, &data);
    world.admin.answer_to(&press).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_menu_to_the_report_a_text_and_an_album_reach_each_once() {
    let world = house(20).await;
    let control = previewed(&world, "everybody", &[Content::html("Hola <b>a todos</b>")]).await;
    for _ in 0..3 {
        click(&world, &control, "Confirmar y Enviar").await;
    }
    until(&world, 1, "done").await;
    let got = world.emulator.person(FIRST + 7).messages();
    assert_eq!(got.last().expect("a message").text, "Hola a todos");
    let copied = copies(&world.emulator.calls());
    let people = copied.iter().filter(|(chat, _)| **chat >= FIRST);
    assert_eq!(people.clone().count(), 20);
    assert!(
        people.into_iter().all(|(_, count)| *count == 1),
        "{copied:?}"
    );
    let album = [
        Content::photo("uno"),
        Content::photo(""),
        Content::photo(""),
    ];
    let control = previewed(&world, "spanish", &album).await;
    let mark = world.emulator.mark();
    click(&world, &control, "Sin sonido").await;
    let control = world.admin.expect_button("✅ 🔕 Sin sonido").await;
    click(&world, &control, "Confirmar y Enviar").await;
    until(&world, 2, "done").await;
    let calls = world.emulator.calls_since(mark);
    let albums: Vec<&Call> = calls
        .iter()
        .filter(|call| call.method == "copyMessages")
        .collect();
    assert_eq!(albums.len(), 20, "{albums:#?}");
    for call in albums {
        assert_eq!(call.params["message_ids"].as_array().map(Vec::len), Some(3));
        assert_eq!(call.params["disable_notification"], true);
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_in_the_middle_pauses_it_and_the_others_get_the_new_one() {
    let world = house(60).await;
    world
        .emulator
        .fail(Fault::slow_reply("copyMessage", Duration::from_millis(20)).forever());
    let control = previewed(&world, "never_bought", &[Content::html("viejo")]).await;
    click(&world, &control, "Confirmar y Enviar").await;
    copied(&world, 8).await;
    let source: String = world.value("SELECT source_messages FROM broadcasts");
    let source = source
        .trim_matches(['[', ']'])
        .parse()
        .expect("one message");
    world.admin.edits(source, &Content::html("nuevo"));
    until(&world, 1, "paused").await;
    world.admin.expect("editaste el mensaje original").await;
    world.admin.press_raw("mail:resume:1");
    until(&world, 1, "done").await;
    let text = |number: i64| {
        let messages = world.emulator.person(FIRST + number).messages();
        messages.last().expect("a message").text.clone()
    };
    assert_eq!(
        (text(0), text(59)),
        ("viejo".to_owned(), "nuevo".to_owned())
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audience_that_has_emptied_is_refused_with_words_and_the_draft_stays() {
    let world = house(2).await;
    let control = previewed(&world, "everybody", &[Content::html("hola")]).await;
    world
        .database()
        .execute("UPDATE users SET promotions_off = 1", [])
        .expect("updated");
    let data = format!("broadcast:confirm:{}", 1);
    let button = control
        .buttons()
        .find_map(|button| button.data.clone().filter(|found| found.starts_with(&data)));
    let press = world
        .admin
        .press_on(control.message_id, &button.expect("the confirmation"));
    let answer = world.admin.answer_to(&press).await;
    assert!(
        answer.show_alert && answer.text.contains("no hay nadie"),
        "{answer:?}"
    );
    assert_eq!(state(&world, 1), "draft");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduled_broadcast_to_people_goes_to_those_who_are_there_at_its_time() {
    let world = house(5).await;
    let control = previewed(&world, "spanish", &[Content::html("a las nueve")]).await;
    click(&world, &control, "Programar").await;
    world.admin.expect("¿Cuándo lo envío?").await;
    // It is 08:00 in UTC.
    world.admin.send("9:00");
    world.admin.expect("Programado").await;
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    world.settled().await;
    world.advance(3_600);
    until(&world, 1, "done").await;
    let copies = copies(&world.emulator.calls());
    assert_eq!(copies.get(&world.ana.id), Some(&1), "{copies:?}");
    assert_eq!(copies.keys().filter(|chat| **chat >= FIRST).count(), 5);
    world.admin.expect("Informe del envío").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_album_that_loses_a_part_stops_it() {
    let world = house(40).await;
    world
        .emulator
        .fail(Fault::slow_reply("copyMessages", Duration::from_millis(20)).forever());
    let parts = world
        .admin
        .sends_album(&[Content::photo("uno"), Content::photo("dos")]);
    let id = begin(&world, Audience::NeverBought, &parts).await;
    world
        .emulator
        .wait(
            |emulator| (emulator.count_calls("copyMessages") >= 5).then_some(()),
            "albums",
        )
        .await;
    world.admin.deletes(parts[1]);
    until(&world, id, "stopped").await;
    world.admin.expect("el mensaje original ya no está").await;
    let failed: i64 = world.value("SELECT failed FROM mailings");
    assert_eq!(failed, 1, "who got half of it");
    world.finish().await;
}
