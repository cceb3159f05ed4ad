//! Trouble between the bot and Telegram: nothing is lost, nobody waits for somebody else's trouble.

use crate::logs;
use crate::world::{ANA, ExpectUrl, VIP, World};
use portero::demo::telegram::{ANY, Call, Fault, JoinResult, Person};
use serde_json::Value;
use std::time::{Duration, Instant};

/// The tries of a method for one chat, refused ones included.
fn tries(world: &World, method: &str, chat: i64) -> Vec<Call> {
    let mut calls = world.emulator.calls_of(method);
    calls.retain(|call| call.chat() == Some(chat));
    calls
}

fn to(chat: i64) -> impl Fn(&Value) -> bool + Send + Sync + 'static {
    move |params| params["chat_id"] == chat
}

async fn greeted(person: &Person) -> Duration {
    let started = Instant::now();
    person.send("/menu");
    person.expect_button("user:help").await;
    person
        .emulator()
        .wait(
            |_| (!person.news().is_empty()).then_some(()),
            "the first screen",
        )
        .await;
    started.elapsed()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_429_for_one_chat_holds_that_chat_and_no_other() {
    let world = World::new().await;
    world
        .emulator
        .fail(Fault::flood("sendMessage", 3).when(to(ANA)));
    let started = Instant::now();
    world.ana.send("/menu");
    world
        .emulator
        .wait(
            |_| (!tries(&world, "sendMessage", ANA).is_empty()).then_some(()),
            "the refusal",
        )
        .await;
    assert!(greeted(&world.eva).await < Duration::from_secs(1));
    assert!(greeted(&world.admin).await < Duration::from_secs(1));
    world.ana.expect("¡Hola").await;
    assert!(
        started.elapsed() >= Duration::from_secs(3),
        "Telegram's wait is obeyed: {:?}",
        started.elapsed()
    );
    assert_eq!(tries(&world, "sendMessage", ANA).len(), 2);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_429_on_answers_to_presses_and_on_links_is_obeyed_too() {
    let world = World::new().await;
    let token = world.token(Some(24)).await;
    world.emulator.fail(Fault::flood("createChatInviteLink", 1));
    world.emulator.fail(Fault::flood("answerCallbackQuery", 1));
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    let press = world.ana.press_raw("user:help");
    world.ana.start(Some(&format!("v_{token}")));
    world.ana.answer_to(&press).await;
    world.link_for(&world.ana).await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_must_have_survives_errors_cuts_lost_answers_and_junk() {
    let faults = [
        Fault::server_error("sendMessage").times(3),
        Fault::cut("sendMessage").times(2),
        Fault::lost_reply("sendMessage"),
        Fault::junk("sendMessage"),
        Fault::error("sendMessage", 500, "Internal Server Error"),
    ];
    for fault in faults {
        let world = World::new().await;
        let words = format!("{fault:?}");
        world.emulator.fail(fault.when(to(ANA)));
        world.ana.send("/menu");
        world.ana.expect("¡Hola").await;
        world.settled().await;
        let seen = world.ana.messages();
        let seen = seen.iter().filter(|message| message.by_bot).count();
        // A message whose answer was lost may come twice; never not at all.
        assert!((1..=2).contains(&seen), "{words}: {seen}");
        world.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn acts_whose_answers_are_lost_are_done_once_in_effect() {
    let world = World::new().await;
    let token = world.token(Some(24)).await;
    let link = world.redeem(&world.ana, &token).await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    world.ana.expect("🎉").await;
    for method in ["unbanChatMember", "revokeChatInviteLink"] {
        world.emulator.fail(Fault::lost_reply(method));
    }
    world.advance(24 * 3_600 + 1);
    world.ana.expect_button("user:redeem_token").await;
    world
        .emulator
        .wait(|_| (!world.ana.is_member(VIP)).then_some(()), "the removal")
        .await;
    world
        .emulator
        .wait(
            |_| {
                let open = "SELECT count(*) FROM tasks WHERE state NOT IN ('done')";
                (world.value::<i64>(open) == 0).then_some(())
            },
            "all work done",
        )
        .await;
    assert_ne!(world.ana.status_in(VIP).name(), "kicked");
    let told = world.ana.messages();
    let told = told
        .iter()
        .filter(|message| message.text.contains("Tu acceso VIP terminó"))
        .count();
    assert_eq!(told, 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_hangs_holds_its_chat_alone_and_is_tried_again() {
    let world = World::new().await;
    world
        .emulator
        .fail(Fault::hang("sendMessage", Duration::from_secs(120)).when(to(ANA)));
    world.ana.send("/menu");
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(greeted(&world.eva).await < Duration::from_secs(1));
    let heard = world
        .emulator
        .wait_for(Duration::from_secs(25), |_| {
            (!world.ana.news().is_empty()).then_some(())
        })
        .await;
    assert!(heard.is_some(), "given up");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_slow_or_refused_at_random_loses_no_word() {
    let world = World::new().await;
    world.emulator.fail(
        Fault::slow_reply(ANY, Duration::from_millis(50))
            .forever()
            .when(|params| params["chat_id"].as_i64().unwrap_or(0) % 2 == 0),
    );
    let mut people = Vec::new();
    for number in 0..30 {
        let person = world.emulator.add_person(7_000 + number, "P", None, "es");
        let fault = match number % 5 {
            0 => Fault::server_error("sendMessage"),
            1 => Fault::cut("sendMessage"),
            2 => Fault::flood("sendMessage", 1),
            3 => Fault::junk("sendMessage"),
            _ => Fault::lost_reply("sendMessage"),
        };
        world.emulator.fail(fault.when(to(person.id)));
        person.start(None);
        people.push(person);
    }
    for person in &people {
        person.expect("¡Hola").await;
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_goes_and_comes_back_loses_nothing() {
    let world = World::new().await;
    let token = world.token(Some(24)).await;
    world.settled().await;
    world.emulator.go_down();
    // A moment in which the long poll is cut and tried in vain.
    tokio::time::sleep(Duration::from_millis(700)).await;
    let press = world.eva.press_raw("user:help");
    world.ana.start(Some(&format!("v_{token}")));
    let others: Vec<Person> = (0..20)
        .map(|number| world.emulator.add_person(7_100 + number, "P", None, "es"))
        .collect();
    for person in &others {
        person.start(None);
    }
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert_eq!(world.emulator.updates_pending(), 22);
    world.emulator.come_up();
    world.ana.expect("Token Canjeado").await;
    world.ana.expect_url("https://t.me/+").await;
    world.eva.answer_to(&press).await;
    for person in &others {
        person.expect("¡Hola").await;
    }
    world.settled().await;
    let handled: i64 = world.value("SELECT count(*) FROM membership_events WHERE kind = 'granted'");
    assert_eq!(handled, 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_goes_while_replies_are_on_their_way_delays_them_only() {
    let world = World::new().await;
    world.settled().await;
    world
        .emulator
        .fail(Fault::slow_reply("getUpdates", Duration::ZERO));
    world.emulator.fail(Fault::cut("sendMessage").times(1));
    world.ana.start(None);
    world
        .emulator
        .wait(
            |_| (!tries(&world, "sendMessage", ANA).is_empty()).then_some(()),
            "the first try",
        )
        .await;
    world.emulator.go_down();
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    world.emulator.come_up();
    world.ana.expect("¡Hola").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn updates_are_delivered_again_but_handled_once_when_the_answer_with_them_is_lost() {
    for fault in [
        Fault::lost_reply("getUpdates"),
        Fault::junk("getUpdates"),
        Fault::cut("getUpdates"),
        Fault::server_error("getUpdates").times(2),
        Fault::flood("getUpdates", 1),
    ] {
        let world = World::new().await;
        let token = world.token(Some(24)).await;
        world.settled().await;
        let words = format!("{fault:?}");
        // The running long poll is not met: the next one is, which brings the second message.
        world.emulator.fail(fault);
        world.eva.send("/menu");
        world.ana.start(Some(&format!("v_{token}")));
        world.ana.expect("Token Canjeado").await;
        world.eva.expect("Hello").await;
        world.settled().await;
        let granted: i64 =
            world.value("SELECT count(*) FROM membership_events WHERE kind = 'granted'");
        assert_eq!(granted, 1, "{words}");
        let answers = world.eva.messages();
        let answers = answers.iter().filter(|message| message.by_bot).count();
        assert_eq!(answers, 1, "{words}");
        world.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_question_for_updates_names_the_kinds_even_after_a_failed_first_one() {
    let mut world = World::unstarted().await;
    world
        .emulator
        .fail(Fault::server_error("getUpdates").times(2));
    world.start().await;
    world.ana.start(None);
    world.ana.expect("preparando la casa").await;
    world.eva.send("/menu");
    world.eva.expect("getting the house ready").await;
    world.settled().await;
    let polls = world.emulator.calls_of("getUpdates");
    assert!(polls.len() >= 4, "{polls:#?}");
    for poll in &polls {
        let kinds = poll.params["allowed_updates"].to_string();
        for kind in [
            "chat_member",
            "my_chat_member",
            "chat_join_request",
            "callback_query",
        ] {
            assert!(kinds.contains(&format!("\"{kind}\"")), "{poll:#?}");
        }
    }
    // The offset is not kept over restarts, and follows what is stored.
    assert!(polls[0].params.get("offset").is_none(), "{:?}", polls[0]);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_in_the_way_is_removed_once() {
    let mut world = World::unstarted().await;
    let conflict = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
    world
        .emulator
        .fail(Fault::error("getUpdates", 409, conflict));
    world.start().await;
    world.ana.start(None);
    world.ana.expect("preparando la casa").await;
    let removed = world.emulator.calls_of("deleteWebhook");
    assert_eq!(removed.len(), 1);
    assert_ne!(
        removed[0].params["drop_pending_updates"], true,
        "pending updates are not dropped"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_telegram_cannot_parse_comes_plain_and_is_logged() {
    let world = World::new().await;
    let refused = "Bad Request: can't parse entities: Unsupported start tag \"x\" at byte offset 7";
    world
        .emulator
        .fail(Fault::error("sendMessage", 400, refused).when(to(ANA)));
    world.ana.send("/menu");
    let home = world.ana.expect("¡Hola, Ana \"<b>!").await;
    assert!(home.has_button("user:help"), "{home}");
    let sent = tries(&world, "sendMessage", ANA);
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0].params["parse_mode"], "HTML");
    assert!(
        sent[1].params.get("parse_mode").is_none() && !sent[1].text().contains("<b>Ana"),
        "{:?}",
        sent[1]
    );
    world
        .emulator
        .fail(Fault::error("editMessageText", 400, refused).when(to(ANA)));
    world.ana.press_on(home.message_id, "user:help");
    let help = world.ana.expect("Qué puedo hacer por ti").await;
    assert_eq!(help.message_id, home.message_id);
    assert!(
        !logs::containing("can't parse entities").is_empty(),
        "it is our fault, and logged"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_confirmed_before_it_is_stored() {
    let world = World::new().await;
    world.settled().await;
    // Somebody holds the database: nothing can be written.
    let holder = world.database();
    holder.execute_batch("BEGIN IMMEDIATE").expect("held");
    world.ana.start(None);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(
        world.emulator.updates_pending(),
        1,
        "confirmed, although it could not be stored"
    );
    assert!(world.ana.news().is_empty());
    holder.execute_batch("ROLLBACK").expect("released");
    let answered = world
        .emulator
        .wait_for(Duration::from_secs(30), |_| {
            (!world.ana.news().is_empty()).then_some(())
        })
        .await;
    assert!(answered.is_some());
    world.settled().await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn updates_that_cannot_be_stored_for_long_stay_with_telegram_until_they_can() {
    let world = World::new().await;
    world.settled().await;
    let holder = world.database();
    holder.execute_batch("BEGIN IMMEDIATE").expect("held");
    world.ana.start(None);
    world.eva.start(None);
    // Longer than the bot waits for a lock.
    tokio::time::sleep(Duration::from_secs(12)).await;
    assert!(world.emulator.updates_pending() >= 1);
    holder.execute_batch("ROLLBACK").expect("released");
    for person in [&world.ana, &world.eva] {
        let answered = world
            .emulator
            .wait_for(Duration::from_secs(40), |_| {
                (!person.news().is_empty()).then_some(())
            })
            .await;
        assert!(answered.is_some(), "{}", person.id);
    }
    world.finish().await;
}
