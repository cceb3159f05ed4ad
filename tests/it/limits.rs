//! Limits: quick hands notice nothing, a flood is told once, and a thousand accounts do not slow the rest.

use crate::world::World;
use portero::demo::telegram::{CallbackId, Emulator, Person};
use std::time::{Duration, Instant};

/// The answers to presses, once all have come.
async fn answers(person: &Person, presses: &[CallbackId]) -> Vec<String> {
    let mut answers = Vec::new();
    for press in presses {
        answers.push(person.answer_to(press).await.text);
    }
    answers
}

fn warned(answers: &[String]) -> usize {
    answers
        .iter()
        .filter(|text| text.contains("despacio"))
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn three_presses_a_second_and_messages_in_between_are_all_answered() {
    let world = World::unhurried().await;
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    let mut presses = Vec::new();
    for number in 0..12 {
        presses.push(world.ana.press_raw("user:help"));
        if number % 4 == 3 {
            world.ana.send("/id");
        }
        tokio::time::sleep(Duration::from_millis(333)).await;
    }
    assert_eq!(warned(&answers(&world.ana, &presses).await), 0);
    world.settled().await;
    let sent = world.emulator.calls_of("sendMessage");
    let numbers = sent
        .iter()
        .filter(|call| call.chat() == Some(world.ana.id) && call.text().contains("2001"));
    assert_eq!(numbers.count(), 3, "each message has its answer");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_presses_is_told_once_and_then_there_is_silence() {
    let world = World::unhurried().await;
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    let presses: Vec<CallbackId> = (0..90).map(|_| world.ana.press_raw("user:help")).collect();
    let answers = answers(&world.ana, &presses).await;
    assert_eq!(warned(&answers), 1, "{answers:?}");
    let last = answers.iter().rposition(|text| text.contains("despacio"));
    assert!(
        last.is_some_and(|place| (29..45).contains(&place)),
        "{last:?}"
    );
    world.settled().await;
    let before = world.emulator.count_messages(world.ana.id);
    for _ in 0..10 {
        world.ana.send("hola");
    }
    world.settled().await;
    let after = world.emulator.count_messages(world.ana.id);
    // Their own messages are counted too: nothing came in answer.
    assert!(after - before <= 10, "{before} to {after}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_banned_hears_of_the_ban_once_and_of_no_flood() {
    let world = World::unhurried().await;
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    world.settled().await;
    let ban = format!(
        "UPDATE users SET status = 'banned' WHERE id = {}",
        world.ana.id
    );
    world.database().execute(&ban, []).expect("banned");
    let presses: Vec<CallbackId> = (0..90).map(|_| world.ana.press_raw("user:help")).collect();
    let answers = answers(&world.ana, &presses).await;
    let said: Vec<&String> = answers.iter().filter(|text| !text.is_empty()).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("cerrado para ti"), "{said:?}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_staff_may_do_in_a_moment_what_would_be_a_flood_of_others() {
    let world = World::unhurried().await;
    world.admin.send("/admin");
    world.admin.expect("Panel de Administración").await;
    let presses: Vec<CallbackId> = (0..90)
        .map(|_| world.admin.press_raw("admin:main"))
        .collect();
    assert_eq!(warned(&answers(&world.admin, &presses).await), 0);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_tried_one_after_another_are_slowed_and_the_menu_stays_open() {
    let world = World::unhurried().await;
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    for number in 0..11 {
        // Each a link of its own, so that the pause after wrong tokens is not what answers alone.
        world.ana.start(Some(&format!("x{number}")));
    }
    world.ana.expect("Más despacio").await;
    world.settled().await;
    let press = world.ana.press_raw("user:help");
    let answer = world.ana.answer_to(&press).await;
    assert!(!answer.text.contains("despacio"), "{answer:?}");
    world.finish().await;
}

/// A wave of messages of a thousand accounts.
fn wave(flood: &[Person]) {
    for person in flood {
        person.send("hola");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_accounts_that_come_at_once_wait_behind_those_who_are_known() {
    let world = World::unhurried().await;
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    world.settled().await;
    world.advance(3_600);
    let flood: Vec<Person> = (0..1_000)
        .map(|number| {
            let name = format!("N{number}");
            world
                .emulator
                .add_person(50_000 + number, &name, None, "es")
        })
        .collect();
    let mark = world.emulator.mark();
    wave(&flood);
    let mut said = Vec::new();
    for _ in 0..4 {
        world.ana.mark();
        let began = Instant::now();
        world.ana.send("/id");
        world.ana.expect("2001").await;
        said.push(began.elapsed());
    }
    println!("messages answered within {said:?}");
    // One after another behind a thousand first answers it would be half a minute and more.
    assert!(
        said.iter().all(|took| *took < Duration::from_secs(5)),
        "{said:?}"
    );
    let flooded = |emulator: &Emulator| {
        let calls = emulator.calls_since(mark);
        calls
            .iter()
            .filter(|call| call.chat().is_some_and(|chat| chat >= 50_000))
            .count()
    };
    let so_far = flooded(&world.emulator);
    assert!(so_far < 700, "all of them were answered first: {so_far}");
    // They too have their turn.
    let goes_on = |emulator: &Emulator| (flooded(emulator) > so_far + 30).then_some(());
    world.emulator.wait(goes_on, "the new ones' answers").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_from_a_thousand_accounts_does_not_slow_the_rest() {
    let world = World::unhurried().await;
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    let flood: Vec<Person> = (0..1_000)
        .map(|number| {
            let name = format!("F{number}");
            world
                .emulator
                .add_person(40_000 + number, &name, None, "es")
        })
        .collect();
    // All of them have been here for long: nobody is behind the others for being new.
    let known = "WITH RECURSIVE n(x) AS (SELECT 40000 UNION ALL SELECT x + 1 FROM n WHERE x < 40999)
                 INSERT INTO users (id, first_name, created_at, last_seen_at) SELECT x, 'F', 1, 1 FROM n";
    world.database().execute(known, []).expect("known");
    world.advance(3_600);
    // Everybody has one message in the queue to Telegram by then: half a minute of answers.
    for _ in 0..3 {
        wave(&flood);
    }
    let heard = world
        .emulator
        .wait_for(Duration::from_secs(60), |emulator| {
            (emulator.updates_pending() == 0).then_some(())
        });
    heard.await.expect("all heard");
    let (mut pressed, mut said) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        wave(&flood);
        let began = Instant::now();
        let press = world.ana.press_raw("user:help");
        let answer = world.ana.answer_to(&press).await;
        assert!(answer.text.is_empty(), "{answer:?}");
        pressed.push(began.elapsed());
        world.ana.mark();
        let began = Instant::now();
        world.ana.send("/id");
        world.ana.expect("2001").await;
        said.push(began.elapsed());
    }
    let most = |of: &[Duration]| of.iter().max().copied().unwrap_or_default();
    println!("presses answered within {pressed:?}, messages within {said:?}");
    // Behind the answers to the flood it would be half a minute and more.
    assert!(most(&pressed) < Duration::from_secs(5), "{pressed:?}");
    assert!(most(&said) < Duration::from_secs(5), "{said:?}");
    world.finish().await;
}
