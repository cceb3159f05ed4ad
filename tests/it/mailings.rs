//! Broadcasts to people: whom, how many, how far, and what a kill in the middle leaves.

mod desk;
mod halts;

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
    // Whoever blocks the bot while it runs is told by an update, and skipped: this one is known by the refusal alone.
    let blocked = Fault::error("copyMessage", 403, "Forbidden: bot was blocked by the user");
    world.emulator.fail(blocked.in_chat(FIRST + 3));
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
async fn the_progress_is_edited_at_most_every_three_seconds() {
    let world = house(190).await;
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

/// Lets these people press in turn: how long each answer took, the quickest first.
async fn answers(pressing: &[Person], rounds: usize) -> Vec<Duration> {
    let mut taken = Vec::new();
    for person in pressing.iter().cycle().take(rounds) {
        let pressed = Instant::now();
        person.answer_to(&person.press_raw("user:help")).await;
        taken.push(pressed.elapsed());
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    taken.sort();
    taken
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
    let usual = answers(&pressing, 50).await;
    let source = written(&world, "¡Novedades!");
    begin(&world, Audience::Everybody, &[source]).await;
    copied(&world, 5).await;
    let (began, before) = (Instant::now(), world.emulator.count_calls("copyMessage"));
    let taken = answers(&pressing, 100).await;
    let sent = world.emulator.count_calls("copyMessage") - before;
    let elapsed = began.elapsed().as_secs_f64();
    let rate = sent as f64 / elapsed;
    // A machine that is busy with other tests answers slowly without any mailing.
    let allowed = Duration::from_millis(150).max(usual[49] * 2);
    assert!(taken[98] <= allowed, "{allowed:?}: {:?}", &taken[90..]);
    assert!(rate >= 15.0, "{rate} a second");
    // What a busy machine held up on the way arrives with what follows it.
    let most = 25.0 * (elapsed + 0.5);
    assert!(sent as f64 <= most, "{sent} in {elapsed} s");
    world.finish().await;
}
