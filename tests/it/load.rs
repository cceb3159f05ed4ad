//! Many people at once.

use crate::world::World;
use std::collections::HashMap;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_people_press_start_at_once_and_all_are_answered_at_30_a_second() {
    let world = World::new().await;
    let people: Vec<_> = (0..1_000)
        .map(|number| {
            world
                .emulator
                .add_person(30_000 + number, &format!("P{number}"), None, "es")
        })
        .collect();
    let mark = world.emulator.mark();
    for person in &people {
        person.start(None);
    }
    let answered = |emulator: &portero::demo::telegram::Emulator| {
        let mut answers: HashMap<i64, usize> = HashMap::new();
        for call in emulator.calls_since(mark) {
            if call.method == "sendMessage" && call.is_ok() {
                *answers.entry(call.chat().unwrap_or(0)).or_default() += 1;
            }
        }
        answers
    };
    let all = world
        .emulator
        .wait_for(Duration::from_secs(90), |emulator| {
            let answers = answered(emulator);
            people
                .iter()
                .all(|person| answers.contains_key(&person.id))
                .then_some(answers)
        })
        .await
        .expect("everybody is answered");
    assert!(
        people.iter().all(|person| all[&person.id] == 1),
        "each exactly once"
    );
    let mut sent: Vec<_> = world
        .emulator
        .calls_since(mark)
        .into_iter()
        .filter(|call| call.method == "sendMessage")
        .map(|call| call.instant)
        .collect();
    sent.sort();
    // That no second ever holds more than 30 starts is shown on a paused clock beside the sender. Here calls arrive
    // through a busy machine, early or late by a little: ten seconds even that out.
    let seconds = 10;
    let most = sent
        .iter()
        .enumerate()
        .map(|(index, from)| {
            sent[index..]
                .iter()
                .take_while(|at| **at - *from < Duration::from_secs(seconds))
                .count()
        })
        .max()
        .unwrap_or(0);
    assert!(
        most as u64 <= 30 * seconds + 10,
        "{most} in {seconds} seconds"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_people_redeem_one_token_at_once_and_one_gets_in() {
    let world = World::new().await;
    let token = world.token(Some(24)).await;
    let people: Vec<_> = (0..64)
        .map(|number| {
            world
                .emulator
                .add_person(30_000 + number, &format!("P{number}"), None, "es")
        })
        .collect();
    for person in &people {
        person.start(Some(&format!("v_{token}")));
    }
    let answers = world
        .emulator
        .wait_for(Duration::from_secs(30), |_| {
            let answers: Vec<String> = people
                .iter()
                .filter_map(|person| person.screen().map(|screen| screen.text))
                .collect();
            (answers.len() == people.len()).then_some(answers)
        })
        .await
        .expect("everybody is answered");
    tokio::time::sleep(Duration::from_millis(300)).await;
    let refused = answers
        .iter()
        .filter(|text| text.contains("ya lo canjeó otra persona"))
        .count();
    assert_eq!(refused, 63);
    let links = world.emulator.calls_of("createChatInviteLink").len();
    assert_eq!(links, 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_who_floods_is_put_off_and_others_are_answered_at_once() {
    let world = World::unhurried().await;
    for _ in 0..300 {
        world.eva.send("hola");
    }
    let started = tokio::time::Instant::now();
    world.ana.start(None);
    world.ana.expect("Ana").await;
    assert!(
        started.elapsed() < Duration::from_secs(2),
        "{:?}",
        started.elapsed()
    );
    world
        .emulator
        .wait_for(Duration::from_secs(60), |emulator| {
            (emulator.updates_pending() == 0).then_some(())
        })
        .await
        .expect("all heard");
    let answers = world
        .emulator
        .calls_of("sendMessage")
        .iter()
        .filter(|call| call.chat() == Some(world.eva.id))
        .count();
    assert!(answers < 40, "{answers} answers to a flood");
    world.finish().await;
}
