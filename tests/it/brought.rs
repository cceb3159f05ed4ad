//! Updates that Telegram brings: nothing is lost, nothing is done twice, and nobody else brings any.

use crate::child::Outside;
use crate::courier::{Certificate, Courier, bring, request, said_within_tls};
use crate::http::open;
use crate::logs;
use crate::outline::free_port;
use crate::world::{ANA, ExpectUrl, World};
use portero::demo::telegram::{Delivery, Emulator, Fault, JoinResult, Person};
use portero::models::Door;
use serde_json::{Value, json};
use std::time::Duration;

/// A world whose updates are brought to that port, not started yet.
async fn hooked() -> (World, u16, Certificate) {
    let mut world = World::unstarted().await;
    let (port, certificate) = (
        free_port(),
        Certificate::write(&world.directory.join("tls")),
    );
    world
        .settings
        .insert("WEBHOOK".to_owned(), "true".to_owned());
    for (name, value) in certificate.settings(port) {
        world.settings.insert(name.to_owned(), value);
    }
    (world, port, certificate)
}

/// The same with the bot as a process, both doors open, and somebody who brings.
async fn outside() -> (Outside, Courier, u16) {
    let mut outside = Outside::unstarted().await;
    let (port, certificate) = (
        free_port(),
        Certificate::write(&outside.directory.join("tls")),
    );
    outside.set("WEBHOOK", "true");
    for (name, value) in certificate.settings(port) {
        outside.set(name, &value);
    }
    let courier = Courier::start(&outside.emulator, port, 1);
    outside.start().await;
    for (door, chat) in [("vip", crate::world::VIP), ("free", crate::world::FREE)] {
        outside.admin.press_raw(&format!("{door}:use:{chat}"));
        outside.admin.expect("✅").await;
    }
    (outside, courier, port)
}

async fn token(outside: &Outside) -> String {
    outside.admin.press_raw("token:make:24:24:1");
    let message = outside.admin.expect("Token VIP Generado").await;
    let text = message.value["text"].as_str().expect("text").to_owned();
    let is_token = |word: &&str| {
        word.len() == 16
            && word
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    };
    text.split_whitespace()
        .find(is_token)
        .expect("a token")
        .to_owned()
}

/// A call as another program makes it.
async fn call(emulator: &Emulator, method: &str, params: Value) -> Value {
    let address = format!("{}/bot{}/{method}", emulator.url(), emulator.token());
    let answer = reqwest::Client::new()
        .post(address)
        .json(&params)
        .send()
        .await;
    answer.expect("sent").json().await.expect("JSON")
}

/// How many answers that person got since the mark.
fn answers(emulator: &Emulator, mark: usize, person: i64) -> usize {
    let calls = emulator.calls_since(mark).into_iter();
    let is_answer = |call: &portero::demo::telegram::Call| {
        call.method == "sendMessage" && call.chat() == Some(person) && call.is_ok()
    };
    calls.filter(is_answer).count()
}

async fn answered(world: &World, person: &Person, mark: usize) {
    let look = |emulator: &Emulator| (answers(emulator, mark, person.id) > 0).then_some(());
    world.emulator.wait(look, "an answer").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn updates_that_are_brought_are_handled_and_none_is_asked_for() {
    let (mut world, port, certificate) = hooked().await;
    let polls = world.emulator.polls();
    world.start().await;
    let _courier = Courier::start(&world.emulator, port, 1);
    world.ana.start(None);
    world.ana.expect("preparando la casa").await;
    world.settled().await;
    let set = world.emulator.calls_of("setWebhook");
    assert_eq!((set.len(), world.emulator.polls()), (1, polls));
    let (params, first) = (&set[0].params, set[0].params["url"].clone());
    let path = first
        .as_str()
        .and_then(|url| url.strip_prefix("https://bot.example.com:8443/telegram/"));
    let (path, secret) = (path.expect("the address"), params["secret_token"].as_str());
    let secret = secret.expect("a secret");
    assert!(path.len() >= 32 && secret.len() >= 32 && path != secret);
    assert!(
        params["allowed_updates"]
            .to_string()
            .contains("\"chat_member\"")
    );
    assert_ne!(params["drop_pending_updates"], true);
    let given = &set[0].files["certificate"].bytes;
    assert_eq!(
        given,
        &std::fs::read(&certificate.certificate).expect("read")
    );
    assert!(logs::containing(path).is_empty() && logs::containing(secret).is_empty());
    // What comes while the bot is off waits, and the address stays the same.
    world.stop().await;
    world.eva.start(None);
    let mark = world.emulator.mark();
    world.start().await;
    answered(&world, &world.eva, mark).await;
    world.settled().await;
    assert_eq!(
        world.emulator.calls_of("setWebhook")[1].params["url"],
        first
    );
    assert!(world.app().ctx.is_hearing());
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_that_comes_three_times_is_handled_once() {
    let (mut world, port, _) = hooked().await;
    world.start().await;
    world.configure(Door::Vip).await;
    world.configure(Door::Free).await;
    let _courier = Courier::start(&world.emulator, port, 3);
    let token = world.token(Some(24)).await;
    let mark = world.emulator.mark();
    let link = world.redeem(&world.ana, &token).await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    world.ana.expect("🎉").await;
    world.settled().await;
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM vip_subscribers"),
        1
    );
    assert_eq!(
        world.value::<i64>("SELECT count(*) - count(DISTINCT update_id) FROM inbox"),
        0
    );
    let links = world.emulator.calls_since(mark);
    let links = links
        .iter()
        .filter(|call| call.method == "createChatInviteLink");
    assert_eq!(links.count(), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_from_asking_to_being_brought_and_back_loses_and_doubles_nothing() {
    let (mut world, port, _) = hooked().await;
    let hook = world.settings.clone();
    let asked = |world: &mut World| {
        world
            .settings
            .insert("WEBHOOK".to_owned(), "false".to_owned())
    };
    asked(&mut world);
    world.start().await;
    let _courier = Courier::start(&world.emulator, port, 1);
    let people: Vec<Person> = (0..8)
        .map(|number| world.emulator.add_person(9_000 + number, "P", None, "es"))
        .collect();
    let mark = world.emulator.mark();
    for (round, pair) in people.chunks(2).enumerate() {
        // One while it runs, one while it is off.
        pair[0].start(None);
        answered(&world, &pair[0], mark).await;
        world.stop().await;
        pair[1].start(None);
        match round % 2 {
            0 => world.settings = hook.clone(),
            _ => _ = asked(&mut world),
        }
        world.start().await;
        answered(&world, &pair[1], mark).await;
    }
    world.settled().await;
    for person in &people {
        assert_eq!(
            answers(&world.emulator, mark, person.id),
            1,
            "{}",
            person.id
        );
    }
    let removed = world.emulator.calls_of("deleteWebhook");
    assert_eq!(removed.len(), 2);
    assert!(
        removed
            .iter()
            .all(|call| call.params["drop_pending_updates"] != true)
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_say_what_telegram_says_brings_nothing() {
    let (mut world, port, certificate) = hooked().await;
    world
        .settings
        .insert("TRUSTED_PROXIES".to_owned(), "none".to_owned());
    world.start().await;
    open(&world, port).await;
    world.ana.start(None);
    let delivery = next(&world.emulator).await;
    let roots = [certificate.root.clone()];
    let say = async |url: &str, secret: &str, body: &str| {
        let said = said_within_tls(port, &roots, &request(url, secret, body)).await;
        said.expect("an answer")[9..12].to_owned()
    };
    let (url, secret) = (
        delivery.url.as_str(),
        delivery.secret.clone().expect("a secret"),
    );
    let kept = || world.value::<i64>("SELECT count(*) FROM inbox");
    assert_eq!(say(url, "wrong", &delivery.body).await, "401");
    assert_eq!(say(url, "", &delivery.body).await, "401");
    let elsewhere = format!("{}0", &url[..url.len() - 1]);
    let elsewhere = if elsewhere == url {
        format!("{}1", &url[..url.len() - 1])
    } else {
        elsewhere
    };
    assert_eq!(say(&elsewhere, &secret, &delivery.body).await, "404");
    assert_eq!(kept(), 0);
    // What is no update would come again for ever if it were refused.
    for garbage in ["", "{", "[]", "\"x\"", "{\"update_id\":\"x\"}", "\u{0}"] {
        assert_eq!(say(url, &secret, garbage).await, "200", "{garbage:?}");
    }
    assert_eq!(kept(), 0);
    let long = request(url, &secret, "").replace("content-length: 0", "content-length: 262145");
    let refused = said_within_tls(port, &roots, &long)
        .await
        .expect("an answer");
    assert!(refused.starts_with("HTTP/1.1 413"), "{refused}");
    assert_eq!(say(url, &secret, &delivery.body).await, "200");
    assert_eq!(kept(), 1);
    world.emulator.delivered(&delivery, Ok(()));
    // Whoever guesses on has to wait.
    for _ in 0..27 {
        assert_eq!(say(url, "wrong", "{}").await, "401");
    }
    assert_eq!(say(url, "wrong", "{}").await, "429");
    world.settled().await;
    world.finish().await;
}

async fn next(emulator: &Emulator) -> Delivery {
    emulator
        .wait(Emulator::next_delivery, "an update to bring")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_is_taken_away_is_set_again_and_the_admins_hear_of_it() {
    let (mut world, port, _) = hooked().await;
    world.start().await;
    let _courier = Courier::start(&world.emulator, port, 1);
    call(&world.emulator, "deleteWebhook", json!({})).await;
    world.admin.expect("Otro programa quitó el webhook").await;
    world.ana.start(None);
    world.ana.expect("preparando la casa").await;
    world.settled().await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_telegram_cannot_bring_updates_the_admins_hear_of_it_once_until_it_can() {
    let (mut world, port, _) = hooked().await;
    world.start().await;
    world.ana.start(None);
    for _ in 0..3 {
        world.clock.advance(60);
        let delivery = next(&world.emulator).await;
        world
            .emulator
            .delivered(&delivery, Err("Connection timed out".to_owned()));
        world.admin.expect("Connection timed out").await;
        let looks = world.emulator.count_calls("getWebhookInfo");
        let looked = |emulator: &Emulator| {
            (emulator.count_calls("getWebhookInfo") > looks + 1).then_some(())
        };
        world.emulator.wait(looked, "another look").await;
    }
    let told = world.emulator.calls_of("sendMessage");
    let told = told
        .iter()
        .filter(|call| call.text().contains("Connection timed out"));
    assert_eq!(told.count(), 1);
    let _courier = Courier::start(&world.emulator, port, 1);
    world.ana.expect("preparando la casa").await;
    world.settled().await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_telegram_does_not_take_is_told_to_the_admins() {
    let (mut world, _, _) = hooked().await;
    let words = "Bad Request: bad webhook: Failed to resolve host: Name or service not known";
    world
        .emulator
        .fail(Fault::error("setWebhook", 400, words).forever());
    world.start().await;
    world.admin.expect("Failed to resolve host").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_our_200_and_the_handling_each_update_is_handled_once() {
    let (mut outside, _courier, _) = outside().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    let token = token(&outside).await;
    // The first update keeps Ana's worker busy; the redemption waits behind it, taken but not handled.
    outside
        .emulator
        .fail(Fault::hang("getChatMember", Duration::from_secs(60)).forever());
    ana.start(None);
    ana.expect("Ana").await;
    ana.press_raw("user:request_free");
    ana.start(Some(&format!("v_{token}")));
    let is_taken = |emulator: &Emulator| (emulator.updates_pending() == 0).then_some(());
    outside
        .emulator
        .wait(is_taken, "all updates to be taken")
        .await;
    assert_eq!(
        outside.count("SELECT count(*) FROM vip_subscribers"),
        0,
        "not handled yet"
    );
    outside.kill();
    outside.emulator.mend();
    outside.start().await;
    let link = ana.expect_url("https://t.me/+").await;
    assert_eq!(ana.join(&link), JoinResult::Joined);
    let granted = "SELECT count(*) FROM membership_events WHERE kind = 'granted'";
    assert_eq!(outside.count(granted), 1);
    assert_eq!(
        outside.count("SELECT count(*) FROM free_channel_requests"),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_before_an_update_is_on_the_disk_it_is_brought_again_and_handled_once() {
    let (mut outside, _courier, _) = outside().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    let token = token(&outside).await;
    let is_quiet = |outside: &Outside| {
        outside.emulator.updates_pending() == 0
            && outside.count("SELECT count(*) FROM inbox WHERE done_at IS NULL") == 0
    };
    outside
        .emulator
        .wait(|_| is_quiet(&outside).then_some(()), "quiet")
        .await;
    let before = outside.count("SELECT count(*) FROM inbox");
    let lock = outside.database();
    lock.execute_batch("BEGIN IMMEDIATE").expect("locked");
    ana.start(Some(&format!("v_{token}")));
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(
        outside.emulator.updates_pending(),
        1,
        "it is not answered before it is kept"
    );
    outside.kill();
    lock.execute_batch("ROLLBACK").expect("unlocked");
    assert_eq!(outside.count("SELECT count(*) FROM inbox"), before);
    outside.start().await;
    let link = ana.expect_url("https://t.me/+").await;
    assert_eq!(ana.join(&link), JoinResult::Joined);
    let granted = "SELECT count(*) FROM membership_events WHERE kind = 'granted'";
    assert_eq!(outside.count(granted), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_nothing_can_be_written_an_update_is_put_off_and_comes_again() {
    let (mut world, port, _) = hooked().await;
    world.start().await;
    open(&world, port).await;
    world.ana.start(None);
    let delivery = next(&world.emulator).await;
    let lock = world.database();
    lock.execute_batch("BEGIN IMMEDIATE").expect("locked");
    let refused = bring(&delivery, port).await.expect_err("put off");
    assert!(refused.contains("503"), "{refused}");
    lock.execute_batch("ROLLBACK").expect("unlocked");
    world.emulator.delivered(&delivery, Err(refused));
    let _courier = Courier::start(&world.emulator, port, 1);
    world.ana.expect("preparando la casa").await;
    world.settled().await;
    assert_eq!(world.value::<i64>("SELECT count(*) FROM inbox"), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_again_and_again_while_updates_are_brought_nothing_is_lost_or_done_twice() {
    let (mut outside, _courier, _) = outside().await;
    let mut people = Vec::new();
    for number in 0..5 {
        let person = outside.emulator.add_person(3_000 + number, "P", None, "es");
        people.push((person, token(&outside).await));
    }
    for (round, (person, token)) in people.iter().enumerate() {
        person.start(Some(&format!("v_{token}")));
        tokio::time::sleep(Duration::from_millis(3 + 23 * round as u64)).await;
        outside.kill();
        outside.start().await;
    }
    for (person, _) in &people {
        let link = person.expect_url("https://t.me/+").await;
        assert_eq!(person.join(&link), JoinResult::Joined, "{}", person.id);
    }
    assert_eq!(outside.count("SELECT count(*) FROM vip_subscribers"), 5);
    let granted = "SELECT count(*) FROM membership_events WHERE kind IN ('granted', 'renewed')";
    assert_eq!(outside.count(granted), 5);
}
