//! The process is really killed, at the worst moments, and started again.

use crate::child::Outside;
use crate::world::{ANA, ExpectUrl, FREE, VIP};
use portero::demo::telegram::{ANY, Call, Fault, JoinResult};
use std::time::Duration;

async fn token(outside: &Outside) -> String {
    outside.admin.press_raw("token:make:24:24:1");
    let message = outside.admin.expect("Token VIP Generado").await;
    let text = message.value["text"].as_str().expect("text").to_owned();
    text.split_whitespace()
        .find(|word| {
            word.len() == 16
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        })
        .unwrap_or_else(|| panic!("no token in: {text}"))
        .to_owned()
}

/// Messages with a personal link that reached that person.
fn links_sent(outside: &Outside, person: i64) -> Vec<String> {
    outside
        .emulator
        .calls_of("sendMessage")
        .into_iter()
        .filter(|call| call.chat() == Some(person) && call.is_ok())
        .filter_map(|call| url_of(&call))
        .collect()
}

fn url_of(call: &Call) -> Option<String> {
    let text = call.params.to_string();
    let from = text.find("https://t.me/+")?;
    let rest = &text[from..];
    let end = rest.find(['"', '\\', '<']).unwrap_or(rest.len());
    Some(rest[..end].to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_redemption_and_link_the_subscription_is_granted_once_and_the_link_comes() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    let token = token(&outside).await;
    outside
        .emulator
        .fail(Fault::hang("createChatInviteLink", Duration::from_secs(60)).forever());
    ana.start(Some(&format!("v_{token}")));
    ana.expect("Token Canjeado").await;
    let mark = outside.emulator.mark();
    outside.kill();
    outside.emulator.mend();
    assert_eq!(outside.count("SELECT count(*) FROM vip_subscribers"), 1);
    outside.start().await;
    let link = ana.expect_url("https://t.me/+").await;
    assert_eq!(ana.join(&link), JoinResult::Joined);
    ana.expect("🎉").await;
    assert_eq!(outside.count("SELECT count(*) FROM vip_subscribers"), 1);
    assert_eq!(
        outside.count("SELECT count(*) FROM membership_events WHERE kind = 'granted'"),
        1
    );
    let made = outside
        .emulator
        .calls_since(mark)
        .iter()
        .filter(|call| call.method == "createChatInviteLink" && call.is_ok())
        .count();
    assert_eq!(made, 1);
    assert_eq!(links_sent(&outside, ANA).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_telegrams_answer_and_our_mark_the_same_link_comes_a_second_time() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    let token = token(&outside).await;
    // The message with the link arrives; its answer hangs, so the bot cannot mark it as delivered.
    outside.emulator.fail(
        Fault::slow_reply("sendMessage", Duration::from_secs(60))
            .when(|params| params.to_string().contains("https://t.me/+")),
    );
    ana.start(Some(&format!("v_{token}")));
    let first = ana.expect_url("https://t.me/+").await;
    outside.kill();
    outside.emulator.mend();
    ana.mark();
    outside.start().await;
    let second = ana.expect_url("https://t.me/+").await;
    assert_eq!(first, second, "the same link, not another one");
    assert_eq!(outside.emulator.calls_of("createChatInviteLink").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_update_and_handling_each_update_is_handled_once() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    let token = token(&outside).await;
    // The first update keeps Ana's worker busy with a question to Telegram; the redemption waits behind it,
    // stored and confirmed, but not handled.
    outside
        .emulator
        .fail(Fault::hang("getChatMember", Duration::from_secs(60)).forever());
    ana.start(None);
    ana.expect("Ana").await;
    ana.press_raw("user:request_free");
    ana.start(Some(&format!("v_{token}")));
    outside
        .emulator
        .wait(
            |emulator| (emulator.updates_pending() == 0).then_some(()),
            "the confirmation of all updates",
        )
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
    assert_eq!(
        outside.count("SELECT count(*) FROM membership_events WHERE kind = 'granted'"),
        1
    );
    assert_eq!(
        outside.count("SELECT count(*) FROM free_channel_requests"),
        1
    );
    outside
        .emulator
        .wait(
            |_| {
                (outside.count("SELECT count(*) FROM inbox WHERE done_at IS NULL") == 0)
                    .then_some(())
            },
            "all done",
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_again_and_again_at_random_moments_nothing_is_lost_or_done_twice() {
    let mut outside = Outside::new().await;
    let mut people = Vec::new();
    let mut tokens = Vec::new();
    for number in 0..6 {
        people.push(
            outside
                .emulator
                .add_person(3_000 + number, &format!("P{number}"), None, "es"),
        );
        tokens.push(token(&outside).await);
    }
    // Every answer is slow, so that each kill finds something half done.
    outside
        .emulator
        .fail(Fault::slow_reply(ANY, Duration::from_millis(40)).forever());
    for (round, (person, token)) in people.iter().zip(&tokens).enumerate() {
        person.start(Some(&format!("v_{token}")));
        tokio::time::sleep(Duration::from_millis(15 + 35 * round as u64)).await;
        outside.kill();
        outside.start().await;
    }
    outside.emulator.mend();
    for person in &people {
        let link = outside
            .emulator
            .wait(
                |_| links_sent(&outside, person.id).pop(),
                "a link for everybody",
            )
            .await;
        assert_eq!(person.join(&link), JoinResult::Joined, "{}", person.id);
    }
    assert_eq!(outside.count("SELECT count(*) FROM vip_subscribers"), 6);
    assert_eq!(
        outside
            .count("SELECT count(*) FROM membership_events WHERE kind IN ('granted', 'renewed')"),
        6
    );
    for person in &people {
        let mut links = links_sent(&outside, person.id);
        links.dedup();
        assert_eq!(links.len(), 1, "only ever the same link for {}", person.id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_removing_the_member_is_removed_and_told_once() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    let token = token(&outside).await;
    ana.start(Some(&format!("v_{token}")));
    let link = ana.expect_url("https://t.me/+").await;
    assert_eq!(ana.join(&link), JoinResult::Joined);
    ana.expect("🎉").await;
    // The removal happens, but its answer is lost with the process.
    outside.emulator.fail(Fault::slow_reply(
        "unbanChatMember",
        Duration::from_secs(60),
    ));
    outside.advance(24 * 3_600 + 1);
    outside
        .emulator
        .wait(|_| (!ana.is_member(VIP)).then_some(()), "the removal")
        .await;
    outside.kill();
    outside.emulator.mend();
    ana.mark();
    outside.start().await;
    ana.expect_button("user:redeem_token").await;
    assert_eq!(
        outside.count("SELECT count(*) FROM vip_subscribers WHERE kicked_at IS NOT NULL"),
        1
    );
    assert_eq!(
        ana.join(&link),
        JoinResult::Invalid,
        "the old link is revoked"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_a_removal_lifts_a_ban_the_ban_holds_afterwards() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    let token = token(&outside).await;
    ana.start(Some(&format!("v_{token}")));
    let link = ana.expect_url("https://t.me/+").await;
    assert_eq!(ana.join(&link), JoinResult::Joined);
    ana.expect("🎉").await;
    outside.emulator.fail(Fault::slow_reply(
        "unbanChatMember",
        Duration::from_secs(60),
    ));
    outside.advance(24 * 3_600 + 1);
    outside
        .emulator
        .wait(|_| (!ana.is_member(VIP)).then_some(()), "the removal")
        .await;
    outside.kill();
    outside.emulator.mend();
    // The house had banned her, and told Telegram, just before the removal lifted it there.
    let changed = outside
        .database()
        .execute("UPDATE users SET status = 'banned' WHERE id = ?1", [ANA])
        .expect("set");
    assert_eq!(changed, 1);
    outside.start().await;
    outside
        .emulator
        .wait(
            |_| (ana.status_in(VIP).name() == "kicked").then_some(()),
            "the ban",
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_letting_in_the_free_queue_goes_on() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    ana.start(None);
    ana.expect("Ana").await;
    ana.press_raw("user:request_free");
    ana.expect("5").await;
    outside
        .emulator
        .fail(Fault::hang("createChatInviteLink", Duration::from_secs(60)).forever());
    let mark = outside.emulator.mark();
    outside.advance(301);
    tokio::time::sleep(Duration::from_millis(300)).await;
    outside.kill();
    outside.emulator.mend();
    outside.start().await;
    let link = ana.expect_url("https://t.me/+").await;
    assert_eq!(ana.join(&link), JoinResult::Joined);
    assert!(ana.is_member(FREE));
    let made = outside
        .emulator
        .calls_since(mark)
        .iter()
        .filter(|call| call.method == "createChatInviteLink" && call.is_ok())
        .count();
    assert_eq!(made, 1);
    let approved = "SELECT count(*) FROM free_channel_requests WHERE outcome = 'approved'";
    outside
        .emulator
        .wait(
            |_| (outside.count(approved) == 1).then_some(()),
            "the closed request",
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_claim_and_answer_the_owner_is_one_once_and_is_told() {
    let mut outside = Outside::unstarted().await;
    outside.set("ADMIN_USER_IDS", "");
    outside.start().await;
    let log = outside.says("?start=own_").await;
    let from = log.rfind("own_").expect("the code");
    let code = log[from..].split_whitespace().next().expect("the code");
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    outside
        .emulator
        .fail(Fault::hang("sendMessage", Duration::from_secs(60)).forever());
    ana.start(Some(code));
    let owners = "SELECT count(*) FROM user_roles WHERE role = 'superadmin'";
    outside
        .emulator
        .wait(|_| (outside.count(owners) == 1).then_some(()), "an owner")
        .await;
    outside.kill();
    outside.emulator.mend();
    outside.start().await;
    ana.expect("Desde ahora esta casa es tuya").await;
    assert_eq!(outside.count(owners), 1);
    let granted = "SELECT count(*) FROM audit_log WHERE action = 'role.granted'";
    assert_eq!(outside.count(granted), 1);
    ana.send("/admin");
    ana.expect("Panel de Administración").await;
}
