//! Broadcasts to people: whom, how many, how far, and what a kill in the middle leaves.

use crate::child::Outside;
use crate::world::{ADMIN, NOW, World};
use portero::crud;
use portero::db::Durability;
use portero::demo::telegram::{Call, Content, EmulatedMessage, Emulator, Fault, Person};
use portero::models::{Audience, Broadcast, BroadcastTarget, ChatId, MessageId, UserId};
use portero::services::{ServiceError, mailings};
use portero::utils::locale::Lang;
use rusqlite::Transaction;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// The first of the people written to.
const FIRST: i64 = 30_000;
/// Another admin.
const SECOND: i64 = 8;

/// A house of so many people who pressed Start, that sends as fast as it can.
async fn house(people: i64) -> World {
    let mut world = World::unstarted().await;
    world
        .settings
        .insert("MESSAGES_PER_SECOND".to_owned(), "1000".to_owned());
    world
        .settings
        .insert("ADMIN_USER_IDS".to_owned(), format!("{ADMIN},{SECOND}"));
    world.emulator.set_flood_limit(None);
    world
        .emulator
        .add_person(SECOND, "Segunda", None, "en")
        .start(None);
    move_in(&world.emulator, people);
    world.start().await;
    world.admin.expect("Portero está en línea").await;
    let database = world.database();
    seat(&database, people);
    world
}

fn move_in(emulator: &Emulator, people: i64) {
    for number in 0..people {
        emulator
            .add_person(FIRST + number, &format!("P{number} <&>"), None, "es")
            .start(None);
    }
    emulator.drop_updates();
}

fn seat(database: &rusqlite::Connection, people: i64) {
    database
        .execute(
            "WITH RECURSIVE n(id) AS (SELECT ?1 UNION ALL SELECT id + 1 FROM n WHERE id < ?1 + ?2 - 1)
             INSERT INTO users (id, first_name, language_code, started_at, created_at, last_seen_at)
             SELECT id, 'P' || (id - ?1) || ' <&>', 'es', 1, 1, 1 FROM n",
            [FIRST, people],
        )
        .expect("people");
}

/// Confirms a broadcast of those messages of the admin's, as the confirmation does.
fn confirm(tx: &Transaction<'_>, audience: Audience, source: &[i64]) -> Result<i64, ServiceError> {
    let first = MessageId(source[0]);
    let target = BroadcastTarget::People(audience);
    let draft = Broadcast {
        source_messages: source.iter().copied().map(MessageId).collect(),
        ..Broadcast::draft(UserId(ADMIN), target, ChatId(ADMIN), first, NOW)
    };
    let id = crud::broadcasts::insert(tx, &draft)?;
    mailings::start(tx, &Broadcast { id, ..draft }, Lang::Es, NOW)?;
    Ok(id.0)
}

async fn begin(world: &World, audience: Audience, source: &[i64]) -> i64 {
    let ctx = &world.app().ctx;
    let source = source.to_vec();
    let id = ctx
        .db
        .write(Durability::Full, move |tx| confirm(tx, audience, &source))
        .await
        .expect("confirmed");
    ctx.mailings_changed.notify_one();
    id
}

/// A message of the admin's that is there to be copied.
fn written(world: &World, text: &str) -> i64 {
    world.admin.send(text)
}

/// Copies that arrived, by recipient.
fn copies(calls: &[Call]) -> HashMap<i64, usize> {
    let mut copies = HashMap::new();
    for call in calls {
        if call.method.starts_with("copyMessage") && call.is_ok() {
            *copies.entry(call.chat().expect("a chat")).or_default() += 1;
        }
    }
    copies
}

fn state(world: &World, id: i64) -> String {
    world.value(&format!("SELECT state FROM broadcasts WHERE id = {id}"))
}

async fn until(world: &World, id: i64, wanted: &str) {
    let found = world
        .emulator
        .wait_for(Duration::from_secs(30), |_| {
            (state(world, id) == wanted).then_some(())
        })
        .await;
    assert!(found.is_some(), "{id} is {}", state(world, id));
}

async fn copied(world: &World, least: usize) {
    world
        .emulator
        .wait(
            |emulator| (emulator.count_calls("copyMessage") >= least).then_some(()),
            "copies",
        )
        .await;
}

/// The newest text with those words that the person sees.
fn sees(person: &Person, words: &str) -> Option<String> {
    let messages = person.messages();
    let found = messages.iter().rev().find(|one| one.text.contains(words));
    found.map(|message| message.text.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_gets_it_once_and_the_report_tells_how_it_went() {
    let world = house(60).await;
    world.emulator.person(FIRST + 3).block();
    world.emulator.person(FIRST + 4).deactivate();
    world
        .emulator
        .fail(Fault::error("copyMessage", 400, "Bad Request: chat not found").in_chat(FIRST + 5));
    world
        .emulator
        .fail(Fault::error("copyMessage", 400, "Bad Request: wrong thing").in_chat(FIRST + 6));
    world
        .emulator
        .fail(Fault::lost_reply("copyMessage").in_chat(FIRST + 7));
    let source = written(&world, "¡Novedades!");
    let id = begin(&world, Audience::Everybody, &[source]).await;
    until(&world, id, "done").await;
    let copies = copies(&world.emulator.calls());
    assert_eq!(copies.len(), 56, "all but four who cannot get it");
    assert!(copies.values().all(|count| *count == 1), "{copies:?}");
    let report = world.admin.expect("Informe del envío").await;
    for words in [
        "Enviados: 55",
        "Rechazados por Telegram: 1",
        "Ya no se les puede escribir: 3",
        "En duda: 1",
        "P7 <&>",
        "100 %",
        "Duró",
    ] {
        assert!(report.text.contains(words), "{words}: {}", report.text);
    }
    let unreachable: i64 = world.value("SELECT count(*) FROM users WHERE status = 'unreachable'");
    assert_eq!(unreachable, 3);
    world.emulator.clear_violations();
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_recipient_500_of_1000_each_gets_it_once_and_the_one_in_doubt_is_reported() {
    let mut outside = Outside::unstarted().await;
    outside.set("MESSAGES_PER_SECOND", "1000");
    outside.set("LOG_LEVEL", "INFO");
    outside.emulator.set_flood_limit(None);
    move_in(&outside.emulator, 1_000);
    let source = outside.admin.send("¡Novedades!");
    outside.emulator.drop_updates();
    outside.start().await;
    outside.kill();
    let mut database = rusqlite::Connection::open(outside.data().join("portero.db")).expect("open");
    seat(&database, 1_000);
    let tx = database.transaction().expect("begun");
    confirm(&tx, Audience::NeverBought, &[source]).expect("confirmed");
    tx.commit().expect("committed");
    drop(database);
    outside.start().await;
    let mark = outside.emulator.mark();
    // The message of the five hundredth arrives; its answer never does.
    outside
        .emulator
        .fail(Fault::slow_reply("copyMessage", Duration::from_secs(60)).in_chat(FIRST + 499));
    outside
        .emulator
        .wait_for(Duration::from_secs(20), |emulator| {
            (copies(&emulator.calls_since(0)).contains_key(&(FIRST + 499))).then_some(())
        })
        .await
        .expect("the five hundredth");
    outside.kill();
    outside.emulator.mend();
    assert_eq!(
        outside.count("SELECT count(*) FROM broadcast_recipients WHERE state = 'sending'"),
        1
    );
    outside.start().await;
    let done = "SELECT count(*) FROM broadcasts WHERE state = 'done'";
    outside
        .emulator
        .wait_for(Duration::from_secs(20), |_| {
            (outside.count(done) == 1).then_some(())
        })
        .await
        .expect("the end");
    let copies = copies(&outside.emulator.calls());
    assert_eq!(copies.len(), 1_000, "nobody is left out");
    assert!(
        copies.values().all(|count| *count == 1),
        "nobody gets it twice"
    );
    let report = outside.admin.expect("Informe del envío").await;
    for words in ["Enviados: 999", "En duda: 1", "P499 <&>"] {
        assert!(report.text.contains(words), "{words}: {}", report.text);
    }
    let shown: Vec<i64> = outside
        .emulator
        .calls_since(mark)
        .iter()
        .filter(|call| call.method == "sendMessage" && call.text().contains("Envío a personas"))
        .filter_map(Call::chat)
        .collect();
    assert_eq!(shown.len(), 1, "one progress message over both lives");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_again_and_again_nobody_gets_it_twice_and_all_who_did_not_are_in_doubt() {
    let mut outside = Outside::unstarted().await;
    outside.set("MESSAGES_PER_SECOND", "1000");
    outside.emulator.set_flood_limit(None);
    move_in(&outside.emulator, 200);
    let source = outside.admin.send("¡Novedades!");
    outside.emulator.drop_updates();
    outside.start().await;
    outside.kill();
    let mut database = rusqlite::Connection::open(outside.data().join("portero.db")).expect("open");
    seat(&database, 200);
    let tx = database.transaction().expect("begun");
    confirm(&tx, Audience::NeverBought, &[source]).expect("confirmed");
    tx.commit().expect("committed");
    drop(database);
    // Every answer is slow, so that most kills find one under way.
    outside
        .emulator
        .fail(Fault::slow_reply("copyMessage", Duration::from_millis(8)).forever());
    let kills = 5;
    for round in 0..kills {
        outside.start().await;
        tokio::time::sleep(Duration::from_millis(40 + 37 * round)).await;
        outside.kill();
    }
    outside.start().await;
    let done = "SELECT count(*) FROM broadcasts WHERE state = 'done'";
    outside
        .emulator
        .wait_for(Duration::from_secs(20), |_| {
            (outside.count(done) == 1).then_some(())
        })
        .await
        .expect("the end");
    let copies = copies(&outside.emulator.calls());
    assert!(copies.values().all(|count| *count == 1), "{copies:?}");
    let doubt = outside.count("SELECT doubt FROM mailings");
    assert!(doubt <= i64::try_from(kills).expect("few"), "{doubt}");
    let sent = outside.count("SELECT sent FROM mailings");
    assert_eq!(sent + doubt, 200);
    let sent_to = outside.count("SELECT count(*) FROM broadcast_recipients WHERE state = 'sent'");
    assert_eq!(sent_to, sent, "the sums are those of the recipients");
    let missing = 200 - i64::try_from(copies.len()).expect("few");
    assert!(missing <= doubt, "{missing} without, {doubt} in doubt");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_429_holds_the_broadcast_and_no_press() {
    let world = house(40).await;
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    world
        .emulator
        .fail(Fault::flood("copyMessage", 4).in_chat(FIRST + 10));
    let source = written(&world, "¡Novedades!");
    let id = begin(&world, Audience::NeverBought, &[source]).await;
    world
        .emulator
        .wait(
            |emulator| {
                emulator
                    .calls()
                    .iter()
                    .any(|call| call.method == "copyMessage" && !call.is_ok())
                    .then_some(())
            },
            "the 429",
        )
        .await;
    let (held, before) = (Instant::now(), copies(&world.emulator.calls()).len());
    let mut slowest = Duration::ZERO;
    for _ in 0..10 {
        let pressed = Instant::now();
        world.ana.click("user:help").await;
        slowest = slowest.max(pressed.elapsed());
        world.ana.click("user:home").await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(held.elapsed() < Duration::from_secs(4), "still held");
    assert_eq!(
        copies(&world.emulator.calls()).len(),
        before,
        "the broadcast waits"
    );
    assert!(slowest < Duration::from_millis(500), "{slowest:?}");
    until(&world, id, "done").await;
    assert!(held.elapsed() >= Duration::from_secs(3));
    let failed: i64 = world.value("SELECT failed + doubt + blocked FROM mailings");
    assert_eq!(failed, 0, "waiting is no failure");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_is_waited_out_and_fails_nobody() {
    let world = house(30).await;
    world
        .emulator
        .fail(Fault::slow_reply("copyMessage", Duration::from_millis(20)).forever());
    let source = written(&world, "¡Novedades!");
    let id = begin(&world, Audience::NeverBought, &[source]).await;
    copied(&world, 5).await;
    world.emulator.go_down();
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    world.emulator.mend();
    world.emulator.come_up();
    until(&world, id, "done").await;
    let (sent, doubt): (i64, i64) = world
        .database()
        .query_row("SELECT sent, doubt FROM mailings", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .expect("a mailing");
    // The answer that was under way when the line was cut.
    assert!(doubt <= 1 && sent + doubt == 30, "{sent} {doubt}");
    let copies = copies(&world.emulator.calls());
    assert!(copies.values().all(|count| *count == 1), "{copies:?}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pause_resume_and_stop_work_for_every_admin_and_a_restart_goes_on_in_the_same_message() {
    let mut world = house(300).await;
    world
        .emulator
        .fail(Fault::slow_reply("copyMessage", Duration::from_millis(15)).forever());
    let source = written(&world, "¡Novedades!");
    let id = begin(&world, Audience::NeverBought, &[source]).await;
    let progress = world.admin.expect("En marcha").await;
    copied(&world, 20).await;
    world.admin.click(&format!("mail:pause:{id}")).await;
    until(&world, id, "paused").await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let paused = world.emulator.count_calls("copyMessage");
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(world.emulator.count_calls("copyMessage"), paused);
    // Another admin finds it in the list and goes on.
    let second = world.emulator.person(SECOND);
    second.press_raw("mail:list:0");
    second.expect("Broadcasts to people").await;
    second.click(&format!("mail:show:{id}")).await;
    second.expect("Paused").await;
    second.click(&format!("mail:resume:{id}")).await;
    second.expect("On its way").await;
    copied(&world, paused + 20).await;
    world.restart().await;
    let after = world.emulator.count_calls("copyMessage");
    copied(&world, after + 10).await;
    // The question comes in a message of its own; only its answer stops.
    world
        .admin
        .press_on(progress.message_id, &format!("mail:stop:{id}"));
    world.admin.expect("¿Detener el envío?").await;
    assert_eq!(state(&world, id), "sending");
    world.admin.click(&format!("mail:stop_yes:{id}")).await;
    until(&world, id, "stopped").await;
    let report = world.admin.expect("Sin intentar").await;
    assert!(report.text.contains("Detenido"), "{}", report.text);
    world
        .emulator
        .wait(
            |_| {
                let messages = world.admin.messages();
                let shown = messages
                    .iter()
                    .find(|one| one.message_id == progress.message_id);
                shown
                    .is_some_and(|one| one.text.contains("Detenido"))
                    .then_some(())
            },
            "the end in the first message",
        )
        .await;
    let copies = copies(&world.emulator.calls());
    assert!(copies.len() < 300 && copies.values().all(|count| *count == 1));
    let doubt: i64 = world.value("SELECT doubt FROM mailings");
    assert_eq!(doubt, 0, "a stop in order leaves nobody in doubt");
    let audited: Vec<String> = ["started", "paused", "resumed", "stopped"]
        .iter()
        .map(|act| {
            world.value(&format!(
                "SELECT coalesce(group_concat(actor_id), '') FROM audit_log WHERE action = 'mailing.{act}'"
            ))
        })
        .collect();
    assert_eq!(audited, ["", "7", "8", "7"]);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_progress_is_edited_at_most_every_three_seconds() {
    let world = house(280).await;
    world
        .emulator
        .fail(Fault::slow_reply("copyMessage", Duration::from_millis(25)).forever());
    let source = written(&world, "¡Novedades!");
    let id = begin(&world, Audience::NeverBought, &[source]).await;
    world.admin.expect("En marcha").await;
    world.advance(3);
    until(&world, id, "done").await;
    world.admin.expect("Informe del envío").await;
    world
        .emulator
        .wait(
            |_| sees(&world.admin, "mensaje aparte").map(|_| ()),
            "the end",
        )
        .await;
    let calls = world.emulator.calls();
    let edits: Vec<&Call> = calls
        .iter()
        .filter(|call| call.method == "editMessageText")
        .collect();
    assert!(edits.len() >= 2, "{edits:?}");
    for two in edits.windows(2) {
        let apart = two[1].instant - two[0].instant;
        assert!(apart >= Duration::from_millis(2_900), "{apart:?}");
    }
    assert!(
        edits[0].text().contains('▓') && edits[0].text().contains("menos de un minuto"),
        "{:?}",
        edits[0].text()
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_is_gone_stops_it_and_the_admin_is_told_why() {
    let world = house(40).await;
    world
        .emulator
        .fail(Fault::slow_reply("copyMessage", Duration::from_millis(20)).forever());
    let source = written(&world, "¡Novedades!");
    let id = begin(&world, Audience::NeverBought, &[source]).await;
    copied(&world, 5).await;
    world.admin.deletes(source);
    until(&world, id, "stopped").await;
    world.admin.expect("el mensaje original ya no está").await;
    let (failed, doubt): (i64, i64) = world
        .database()
        .query_row("SELECT failed, doubt FROM mailings", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .expect("a mailing");
    assert_eq!((failed, doubt), (0, 0));
    world.emulator.clear_violations();
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_refusals_in_a_row_pause_it_and_two_mailings_take_turns() {
    let world = house(30).await;
    let (bad, good) = (written(&world, "malo"), written(&world, "bueno"));
    world.emulator.fail(
        Fault::error(
            "copyMessage",
            400,
            "Bad Request: the message can't be copied",
        )
        .forever()
        .when(move |params| params["message_id"] == bad),
    );
    let first = begin(&world, Audience::NeverBought, &[bad]).await;
    let second = begin(&world, Audience::NeverBought, &[good]).await;
    until(&world, second, "done").await;
    until(&world, first, "paused").await;
    world.admin.expect("10 personas seguidas").await;
    let failed: i64 = world.value(&format!(
        "SELECT failed FROM mailings WHERE broadcast_id = {first}"
    ));
    assert_eq!(failed, 10);
    let order: Vec<i64> = world
        .emulator
        .calls_of("copyMessage")
        .iter()
        .map(|call| call.params["message_id"].as_i64().expect("an id"))
        .collect();
    let turns = order.windows(2).filter(|two| two[0] != two[1]).count();
    assert!(turns >= 18, "{order:?}");
    world.emulator.clear_violations();
    world.finish().await;
}

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
    world.admin.expect("Envíame lo que quieres publicar").await;
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
async fn a_stop_while_telegram_asks_to_wait_leaves_nobody_in_doubt() {
    let mut world = house(20).await;
    world
        .emulator
        .fail(Fault::flood("copyMessage", 60).in_chat(FIRST + 10));
    let source = written(&world, "¡Novedades!");
    let id = begin(&world, Audience::NeverBought, &[source]).await;
    copied(&world, 11).await;
    world.restart().await;
    until(&world, id, "done").await;
    let (sent, doubt): (i64, i64) = world
        .database()
        .query_row("SELECT sent, doubt FROM mailings", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .expect("a mailing");
    assert_eq!((sent, doubt), (20, 0));
    let copies = copies(&world.emulator.calls());
    assert!(copies.len() == 20 && copies.values().all(|count| *count == 1));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn presses_are_answered_at_once_while_ten_thousand_are_written_to_at_25_a_second() {
    let mut world = World::unstarted().await;
    world.emulator.set_flood_limit(None);
    move_in(&world.emulator, 300);
    world.start().await;
    world.admin.expect("Portero está en línea").await;
    seat(&world.database(), 10_000);
    let pressing: Vec<Person> = (0..10)
        .map(|number| world.emulator.person(FIRST + 200 + number))
        .collect();
    let source = written(&world, "¡Novedades!");
    begin(&world, Audience::Everybody, &[source]).await;
    copied(&world, 5).await;
    let (began, before) = (Instant::now(), world.emulator.count_calls("copyMessage"));
    let mut taken = Vec::new();
    for round in 0..100 {
        let person = &pressing[round % pressing.len()];
        let pressed = Instant::now();
        person.answer_to(&person.press_raw("user:help")).await;
        taken.push(pressed.elapsed());
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    let sent = world.emulator.count_calls("copyMessage") - before;
    let rate = sent as f64 / began.elapsed().as_secs_f64();
    taken.sort();
    assert!(
        taken[98] <= Duration::from_millis(150),
        "{:?}",
        &taken[90..]
    );
    assert!((15.0..=26.5).contains(&rate), "{rate} a second");
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
