//! Channels: posts, edits, pins, presses, reactions; limits by chat and method; many people.

use super::*;
use std::time::Duration;

impl Bench {
    fn olga(&self) -> Person {
        self.emulator.person(OWNER)
    }

    async fn told(&self) -> Vec<String> {
        let updates = self.updates(json!({"offset": 0})).await;
        self.emulator.drop_updates();
        let kinds = updates.iter().filter_map(Value::as_object).flatten();
        let kinds = kinds.map(|(kind, _)| kind.clone());
        kinds.filter(|kind| kind != "update_id").collect()
    }
}

#[tokio::test]
async fn an_administrator_posts_edits_and_deletes_and_the_bot_hears_the_first_two() {
    let bench = Bench::new().await;
    let olga = bench.olga();
    let post = olga.posts(CHANNEL, &Content::photo("uno"));
    let album = olga.posts_album(CHANNEL, &[Content::photo("a"), Content::photo("")]);
    olga.edits_post(CHANNEL, post, &Content::photo("dos"));
    olga.deletes_post(CHANNEL, album[1]);
    let posts = "channel_post channel_post channel_post edited_channel_post";
    assert_eq!(bench.told().await.join(" "), posts);
    let channel = bench.emulator.channel(CHANNEL);
    assert!(channel.post(post).is_some_and(|post| post.text == "dos"));
    assert_eq!(channel.posts().len(), 2);

    let ana = bench.ana();
    let message = ana.sends(&Content::html("<b>uno</b>"));
    ana.edits(message, &Content::text("dos"));
    ana.deletes(message);
    assert_eq!(bench.told().await, ["message", "edited_message"]);
    assert!(ana.messages().is_empty());
}

#[tokio::test]
async fn a_pin_needs_its_right_and_leaves_a_service_message() {
    let bench = Bench::new().await;
    let [first, second] = ["uno", "dos"].map(|text| bench.emulator.channel_post(CHANNEL, text));
    bench.told().await;
    let named = |id: i64| json!({"chat_id": CHANNEL, "message_id": id});
    bench.ok("pinChatMessage", named(first)).await;
    assert_eq!(
        bench.told().await,
        Vec::<String>::new(),
        "its own pin is no news"
    );
    bench.olga().pins(CHANNEL, second);
    let updates = bench.updates(json!({})).await;
    assert_eq!(updates[0]["channel_post"]["pinned_message"]["text"], "dos");
    let channel = bench.emulator.channel(CHANNEL);
    assert_eq!(channel.pinned(), [first, second]);
    assert_eq!(channel.posts().len(), 2, "service messages are no posts");
    let info = bench.ok("getChat", json!({"chat_id": CHANNEL})).await;
    assert_eq!(info["pinned_message"]["message_id"], second);
    bench
        .ok("unpinChatMessage", json!({"chat_id": CHANNEL}))
        .await;
    assert_eq!(channel.pinned(), [first]);
    bench.olga().deletes_post(CHANNEL, first);
    assert_eq!(channel.pinned(), [0; 0]);
    let refused = bench
        .refused("unpinChatMessage", json!({"chat_id": CHANNEL}))
        .await;
    assert!(refused.contains("message to unpin not found"), "{refused}");
    let rights = Rights::without("can_edit_messages");
    bench.emulator.set_bot_rights(CHANNEL, rights, OWNER);
    let refused = bench.refused("pinChatMessage", named(second)).await;
    assert!(
        refused.contains("not enough rights to manage pinned"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_reader_presses_a_button_under_a_post() {
    let bench = Bench::new().await;
    let keyboard = json!({"inline_keyboard": [[{"text": "👍 3", "callback_data": "r:1"}]]});
    let post = json!({"chat_id": CHANNEL, "text": "un post", "reply_markup": keyboard});
    let post = bench.ok("sendMessage", post).await["message_id"]
        .as_i64()
        .expect("an id");
    bench.ana().presses_post_button(CHANNEL, post, "👍");
    bench.olga().deletes_post(CHANNEL, post);
    bench.ana().press_in(CHANNEL, post, "r:1");
    let updates = bench.updates(json!({})).await;
    let [shown, gone] = [0, 1].map(|at| &updates[at]["callback_query"]["message"]);
    assert_eq!(
        (&shown["chat"]["id"], &shown["text"]),
        (&json!(CHANNEL), &json!("un post"))
    );
    assert_eq!(
        (&gone["chat"]["id"], &gone["date"]),
        (&json!(CHANNEL), &json!(0))
    );
}

#[tokio::test]
async fn on_an_album_reactions_go_to_its_first_message() {
    let bench = Bench::new().await;
    let allowed = json!({"allowed_updates": ["message_reaction_count"]});
    bench.updates(allowed).await;
    bench
        .emulator
        .set_available_reactions(CHANNEL, Some(&["👍", "🔥"]));
    let items = [
        Content::photo("a"),
        Content::photo("b"),
        Content::photo("c"),
    ];
    let album = bench.olga().posts_album(CHANNEL, &items);
    let react = |emoji: &str| json!({"chat_id": CHANNEL, "message_id": album[2], "reaction": [{"type": "emoji", "emoji": emoji}]});
    let refused = bench.refused("setMessageReaction", react("💯")).await;
    assert_eq!(refused, "Bad Request: REACTION_INVALID");
    bench.ok("setMessageReaction", react("🔥")).await;
    bench.ana().join_without_link(CHANNEL);
    assert!(bench.ana().react(CHANNEL, album[1], &["🔥"]));
    let first = bench
        .emulator
        .message(CHANNEL, album[0])
        .expect("the first");
    assert_eq!(first.reaction_counts, [("🔥".to_owned(), 2)]);
    let updates = bench.updates(json!({})).await;
    let counts = &updates[0]["message_reaction_count"];
    assert_eq!(counts["message_id"], album[0]);
    assert_eq!(counts["reactions"][0]["total_count"], 2);
}

#[tokio::test]
async fn forwards_name_the_channel_the_person_or_only_a_name() {
    let bench = Bench::new().await;
    let post = bench.emulator.channel_post(CHANNEL, "un post");
    bench.ana().hides_account();
    let hidden = bench.ana().send("soy Ana");
    let olga = bench.olga();
    olga.forwards(CHANNEL, post);
    olga.forwards(ANA, hidden);
    olga.forwards_person(OWNER, &Content::text("soy Olga"));
    olga.forwards_hidden_person("Zoe", &Content::photo("soy Zoe"));
    let origins: Vec<Value> = olga
        .messages()
        .into_iter()
        .map(|message| message.value["forward_origin"].clone())
        .collect();
    assert_eq!(origins[0]["chat"]["id"], CHANNEL);
    assert_eq!(origins[0]["message_id"], post);
    assert_eq!(origins[1]["sender_user_name"], "Ana");
    assert_eq!(origins[2]["sender_user"]["id"], OWNER);
    assert_eq!(origins[3]["type"], "hidden_user");
}

#[tokio::test]
async fn the_chat_tells_its_description_group_and_link() {
    let bench = Bench::new().await;
    bench.emulator.add_supergroup(-1_001_000_000_009, "Charla");
    bench.emulator.link_chats(CHANNEL, -1_001_000_000_009);
    bench.emulator.set_description(CHANNEL, Some("Señales"));
    bench
        .ok("exportChatInviteLink", json!({"chat_id": CHANNEL}))
        .await;
    let info = bench.ok("getChat", json!({"chat_id": CHANNEL})).await;
    assert_eq!(info["description"], "Señales");
    assert_eq!(info["linked_chat_id"], -1_001_000_000_009_i64);
    assert!(info["invite_link"].is_string());
}

#[tokio::test]
async fn limits_hold_for_one_chat_one_method_and_every_message_of_a_call() {
    let bench = Bench::new().await;
    let ids: Vec<i64> = ["a", "b", "c"].map(|text| bench.ana().send(text)).into();
    let hour = Duration::from_secs(3_600);
    bench.emulator.set_flood_rules(vec![
        FloodRule::new(4, hour, 7).in_chat(CHANNEL),
        FloodRule::new(1, hour, 9)
            .of_method("sendMessage")
            .per_chat(),
    ]);
    let copies = json!({"chat_id": CHANNEL, "from_chat_id": ANA, "message_ids": ids});
    bench.ok("copyMessages", copies.clone()).await;
    let body = bench.call("copyMessages", copies).await;
    assert_eq!(body["parameters"]["retry_after"], 7, "{body}");
    let text = |chat: i64| json!({"chat_id": chat, "text": "hola"});
    bench.ok("sendMessage", text(CHANNEL)).await;
    bench.ok("sendMessage", text(ANA)).await;
    let body = bench.call("sendMessage", text(ANA)).await;
    assert_eq!(body["parameters"]["retry_after"], 9, "{body}");
    let copy = json!({"chat_id": ANA, "from_chat_id": ANA, "message_id": ids[0]});
    bench.ok("copyMessage", copy).await;
}

#[tokio::test]
async fn ten_thousand_people_are_written_to_in_a_few_seconds() {
    let bench = Bench::new().await;
    let first = 1_000_000;
    for id in first..first + 10_000 {
        bench.emulator.add_person(id, "P", None, "es").start(None);
    }
    bench.emulator.drop_updates();
    let source = bench.ana().sends_photo("a todos");
    let started = std::time::Instant::now();
    let waiting = bench.emulator.wait(
        |emulator| (emulator.count_calls("copyMessage") == 1_000).then_some(()),
        "a thousand copies",
    );
    let sending = async {
        for id in first..first + 1_000 {
            let copy = json!({"chat_id": id, "from_chat_id": ANA, "message_id": source});
            bench.ok("copyMessage", copy).await;
        }
    };
    tokio::join!(waiting, sending);
    let taken = started.elapsed();
    assert!(
        taken < Duration::from_secs(8),
        "1 000 copies took {taken:?}"
    );
}
