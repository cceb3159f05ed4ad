//! Keeping the world and bringing it back.

use super::*;

/// Another emulator with the world of this one, as a later run of the program finds it.
async fn reopened(bench: &Bench) -> Bench {
    let text = bench.emulator.save().to_string();
    let clock = bench.clock.clone();
    let options = EmulatorOptions::new(clock.clone());
    let emulator = Emulator::start(options).await.expect("a free port");
    let saved = serde_json::from_str(&text).expect("JSON");
    emulator.restore(saved).expect("restored");
    let http = reqwest::Client::new();
    Bench {
        emulator,
        clock,
        http,
    }
}

#[tokio::test]
async fn people_members_messages_links_files_and_commands_come_back() {
    let bench = Bench::new().await;
    let commands = json!([{"command": "start", "description": "Empezar"}]);
    bench
        .ok("setMyCommands", json!({"commands": commands}))
        .await;
    bench.ok("setMyName", json!({"name": "Conserje"})).await;
    bench.ana().rename("Ana", Some("Ruiz"), Some("ana"));
    let document = bench.ana().send_document("a.bin", &[0, 15, 255], None);
    let url = bench.link(json!({"member_limit": 1})).await;
    let other = bench.link(json!({"creates_join_request": true})).await;
    bench.ana().join(&url);
    bench
        .emulator
        .add_person(13, "Eva", None, "en")
        .join(&other);
    let again = reopened(&bench).await;
    assert_eq!(again.ana().info()["last_name"], "Ruiz");
    assert!(again.ana().is_member(CHANNEL));
    assert_eq!(again.emulator.owner(CHANNEL), Some(OWNER));
    assert_eq!(again.emulator.pending_requests(CHANNEL), [13]);
    assert_eq!(again.emulator.profile("es").name, "Conserje");
    assert_eq!(again.emulator.commands(), bench.emulator.commands());
    let file = again
        .ana()
        .messages()
        .into_iter()
        .find(|m| m.message_id == document);
    let id = file.expect("the message").file_id.expect("a file");
    assert_eq!(again.emulator.file(&id), Some(vec![0, 15, 255]));
    assert_eq!(again.emulator.person(13).join(&url), JoinResult::Full);
    again
        .ok(
            "approveChatJoinRequest",
            json!({"chat_id": CHANNEL, "user_id": 13}),
        )
        .await;
}

#[tokio::test]
async fn pins_votes_silence_and_descriptions_come_back_and_an_older_world_has_none() {
    let bench = Bench::new().await;
    let post = json!({"chat_id": CHANNEL, "text": "un post", "disable_notification": true});
    let post = bench.ok("sendMessage", post).await["message_id"].clone();
    let named = json!({"chat_id": CHANNEL, "message_id": post});
    bench.ok("pinChatMessage", named).await;
    bench.emulator.set_description(CHANNEL, Some("Señales"));
    let olga = bench.emulator.person(OWNER);
    let poll = olga.posts(CHANNEL, &Content::poll("¿Sí?", &["Sí", "No"]));
    assert!(bench.ana().votes(CHANNEL, poll, 1));
    let again = reopened(&bench).await;
    let channel = again.emulator.channel(CHANNEL);
    assert_eq!(channel.pinned(), bench.emulator.channel(CHANNEL).pinned());
    assert!(channel.posts()[0].is_silent);
    assert!(again.ana().votes(CHANNEL, poll, 0));
    let shown = channel.post(poll).expect("the poll");
    assert_eq!(
        shown.value["poll"]["total_voter_count"], 1,
        "the vote moved"
    );

    let mut older = bench.emulator.save();
    for chat in older["world"]["chats"].as_array_mut().expect("chats") {
        let fields = chat.as_object_mut().expect("fields");
        fields.remove("pinned");
        fields.remove("description");
    }
    for message in older["world"]["messages"].as_array_mut().expect("messages") {
        let fields = message[2].as_object_mut().expect("fields");
        fields.remove("is_silent");
        fields.remove("votes");
    }
    bench.emulator.restore(older).expect("restored");
    assert_eq!(bench.emulator.channel(CHANNEL).pinned(), [0; 0]);
}

#[tokio::test]
async fn updates_that_wait_are_kept_and_their_numbers_go_on_without_repeating() {
    let bench = Bench::new().await;
    bench
        .updates(json!({"allowed_updates": ["message", "callback_query"]}))
        .await;
    bench.ana().send("antes");
    bench.ana().press_raw("x");
    let before = bench.updates(json!({})).await;
    let again = reopened(&bench).await;
    again.ana().send("después");
    again.ana().join_without_link(CHANNEL);
    let after = again.updates(json!({})).await;
    let texts: Vec<&Value> = after
        .iter()
        .map(|update| &update["message"]["text"])
        .collect();
    assert_eq!(
        texts,
        ["antes", "después"],
        "the press is over, members were not asked for"
    );
    assert_eq!(after[0]["update_id"], before[0]["update_id"]);
    let last = |updates: &[Value]| updates.last().and_then(|u| u["update_id"].as_i64());
    assert!(last(&after) > last(&before));
}

#[tokio::test]
async fn what_is_no_world_is_refused_and_changes_nothing() {
    let bench = Bench::new().await;
    let good = bench.emulator.save();
    let mut later = good.clone();
    later["version"] = json!(99);
    let mut foreign = good.clone();
    foreign["world"]["bot"]["id"] = json!(5);
    let mut damaged = good.clone();
    damaged["world"]["users"] = json!("none");
    for (saved, says) in [
        (json!([]), "form null"),
        (later, "form 99"),
        (foreign, "for the bot 5"),
        (damaged, "damaged"),
    ] {
        let error = bench.emulator.restore(saved).expect_err("refused");
        assert!(error.to_string().contains(says), "{error}");
    }
    assert_eq!(bench.emulator.people().len(), 2);
    bench.emulator.restore(good).expect("restored");
}

#[tokio::test]
async fn the_revision_grows_with_changes_and_not_with_empty_polls() {
    let bench = Bench::new().await;
    let before = bench.emulator.revision();
    bench.updates(json!({})).await;
    assert_eq!(bench.emulator.revision(), before);
    bench.ana().send("hola");
    assert!(bench.emulator.revision() > before);
}
