//! What the bot is told, and when.

use super::*;
use crate::models::DAY;

#[tokio::test]
async fn updates_are_confirmed_by_the_offset_and_a_negative_one_counts_from_the_end() {
    let bench = Bench::new().await;
    for text in ["a", "b", "c"] {
        bench.ana().send(text);
    }
    let all = bench.updates(json!({})).await;
    assert_eq!(all.len(), 3);
    let first = all[0]["update_id"].as_i64().expect("an id");
    assert_eq!(all[2]["update_id"], first + 2);
    assert_eq!(
        bench
            .updates(json!({"offset": first + 1, "limit": 1}))
            .await[0]["message"]["text"],
        "b"
    );
    assert_eq!(bench.emulator.updates_pending(), 2);
    let last = bench.updates(json!({"offset": -1})).await;
    assert_eq!(last[0]["message"]["text"], "c");
    assert_eq!(
        bench.emulator.updates_pending(),
        1,
        "a negative offset forgets what lies before"
    );
}

#[tokio::test]
async fn updates_are_kept_for_24_hours_and_presses_for_150_seconds() {
    let bench = Bench::new().await;
    bench.ana().send("hola");
    bench.ana().press_raw("x");
    bench.clock.advance(151);
    assert_eq!(bench.emulator.updates_pending(), 1);
    bench.clock.advance(DAY);
    assert_eq!(bench.updates(json!({})).await, Vec::<Value>::new());
}

#[tokio::test]
async fn the_list_of_allowed_updates_is_remembered_and_excludes_members_by_default() {
    let bench = Bench::new().await;
    bench.ana().join_without_link(CHANNEL);
    assert_eq!(
        bench.emulator.updates_pending(),
        0,
        "chat_member must be asked for"
    );
    bench
        .updates(json!({"allowed_updates": ["chat_member"]}))
        .await;
    bench.updates(json!({})).await;
    bench.ana().leave(CHANNEL);
    bench.ana().send("not asked for");
    let updates = bench.updates(json!({})).await;
    assert_eq!(updates.len(), 1);
    assert_eq!(
        updates[0]["chat_member"]["new_chat_member"]["status"],
        "left"
    );
}

#[tokio::test]
async fn a_long_poll_ends_with_news_and_a_second_poller_ends_the_first() {
    let bench = std::sync::Arc::new(Bench::new().await);
    let poll = |bench: std::sync::Arc<Bench>| {
        tokio::spawn(async move { bench.call("getUpdates", json!({"timeout": 30})).await })
    };
    let first = poll(bench.clone());
    bench
        .emulator
        .wait(|e| (e.polls() == 1).then_some(()), "a poll")
        .await;
    let second = poll(bench.clone());
    let conflict = first.await.expect("the poll ends");
    assert_eq!(conflict["error_code"], 409);
    bench.ana().send("hola");
    let news = second.await.expect("the poll ends");
    assert_eq!(news["result"][0]["message"]["text"], "hola");
}

#[tokio::test]
async fn who_blocked_the_bot_is_not_reached_until_they_write_again() {
    let bench = Bench::new().await;
    bench.ana().start(None);
    bench.ana().block();
    let write = json!({"chat_id": ANA, "text": "hola"});
    assert_eq!(
        bench.refused("sendMessage", write.clone()).await,
        "Forbidden: bot was blocked by the user"
    );
    bench.ana().send("ya");
    bench.ok("sendMessage", write).await;
    let updates = bench.updates(json!({})).await;
    let statuses: Vec<&Value> = updates
        .iter()
        .filter_map(|u| u["my_chat_member"]["new_chat_member"].get("status"))
        .collect();
    assert_eq!(statuses, ["kicked", "member"]);
}

#[tokio::test]
async fn a_bot_that_is_no_administrator_sees_commands_only_in_a_group() {
    let bench = Bench::new().await;
    bench.emulator.add_supergroup(-1_007, "Grupo");
    let bot = bench.emulator.bot_id();
    bench
        .emulator
        .set_status(-1_007, bot, Status::Member, OWNER);
    bench.emulator.drop_updates();
    bench.ana().send_in(-1_007, "hola a todos");
    bench.ana().send_in(-1_007, "/start");
    let updates = bench.updates(json!({})).await;
    assert_eq!(updates.len(), 1);
    assert_eq!(updates[0]["message"]["text"], "/start");
}

#[tokio::test]
async fn a_migrated_group_names_its_new_id() {
    let bench = Bench::new().await;
    bench.emulator.add_group(-55, "Grupo");
    bench
        .emulator
        .set_status(-55, bench.emulator.bot_id(), Status::Member, OWNER);
    bench.emulator.migrate_group(-55, -1_009);
    let body = bench
        .call("sendMessage", json!({"chat_id": -55, "text": "a"}))
        .await;
    assert_eq!(
        body["description"],
        "Bad Request: group chat was upgraded to a supergroup chat"
    );
    assert_eq!(body["parameters"]["migrate_to_chat_id"], -1_009);
    bench
        .ok("sendMessage", json!({"chat_id": -1_009, "text": "a"}))
        .await;
}

#[tokio::test]
async fn sharing_a_channel_gives_the_bot_the_rights_of_the_button() {
    let bench = Bench::new().await;
    let olga = bench.emulator.person(OWNER);
    olga.start(None);
    bench.emulator.remove_bot(CHANNEL, OWNER);
    let rights = serde_json::to_value(Rights {
        can_post_messages: true,
        ..Rights::none()
    })
    .expect("rights");
    let button = json!({"text": "Elegir", "request_chat": {"request_id": 5, "chat_is_channel": true,
        "user_administrator_rights": rights, "bot_administrator_rights": rights, "request_title": true}});
    bench
        .ok(
            "sendMessage",
            json!({"chat_id": OWNER, "text": "¿Cuál?", "reply_markup": {"keyboard": [[button]]}}),
        )
        .await;
    bench.updates(json!({"offset": -1})).await;
    olga.share_chat(5, CHANNEL);
    let updates = bench.updates(json!({})).await;
    let shared = &updates.last().expect("an update")["message"]["chat_shared"];
    assert_eq!(
        shared,
        &json!({"request_id": 5, "chat_id": CHANNEL, "title": "VIP"})
    );
    bench
        .ok("sendMessage", json!({"chat_id": CHANNEL, "text": "hola"}))
        .await;
}

#[tokio::test]
async fn forwards_name_the_channel_in_new_and_old_fields_or_one_of_them() {
    let bench = Bench::new().await;
    bench.emulator.channel_post(CHANNEL, "un post");
    bench.emulator.drop_updates();
    for fields in [ForwardFields::Both, ForwardFields::New, ForwardFields::Old] {
        bench.ana().forward(CHANNEL, fields);
    }
    let updates = bench.updates(json!({})).await;
    let named = |i: usize| {
        let message = &updates[i]["message"];
        (
            message["forward_origin"]["chat"]["id"] == CHANNEL,
            message["forward_from_chat"]["id"] == CHANNEL,
        )
    };
    assert_eq!(
        [named(0), named(1), named(2)],
        [(true, true), (true, false), (false, true)]
    );
}

#[tokio::test]
async fn links_of_other_administrators_are_cut_short_in_updates() {
    let bench = Bench::new().await;
    bench
        .updates(json!({"allowed_updates": ["chat_member"]}))
        .await;
    let olga = bench.emulator.person(OWNER);
    let url = olga.create_link(CHANNEL, LinkOptions::default());
    bench.ana().join(&url);
    let updates = bench.updates(json!({})).await;
    let shown = updates[0]["chat_member"]["invite_link"]["invite_link"]
        .as_str()
        .expect("a link");
    assert!(shown.ends_with('…') && shown != url);
}
