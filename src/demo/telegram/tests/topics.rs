//! Topics of a forum.

use super::*;

const FORUM: i64 = -1_001_000_000_003;

async fn bench(rights: Rights) -> Bench {
    let bench = Bench::new().await;
    bench.emulator.add_forum(FORUM, "Soporte");
    bench.emulator.set_owner(FORUM, OWNER);
    bench.emulator.set_bot_rights(FORUM, rights, OWNER);
    bench.emulator.set_status(FORUM, ANA, Status::Member, OWNER);
    bench.emulator.drop_updates();
    bench
}

async fn topic(bench: &Bench, name: &str) -> i64 {
    let made = json!({"chat_id": FORUM, "name": name});
    let made = bench.ok("createForumTopic", made).await;
    assert_eq!(made["name"], name);
    made["message_thread_id"].as_i64().unwrap_or(0)
}

fn to(id: i64) -> Value {
    json!({"chat_id": FORUM, "message_thread_id": id, "text": "hola"})
}

#[tokio::test]
async fn what_is_sent_to_a_topic_stands_there_and_answers_its_beginning() {
    let bench = bench(Rights::full()).await;
    let id = topic(&bench, "#1").await;
    let sent = bench.ok("sendMessage", to(id)).await;
    assert_eq!(sent["message_thread_id"], id);
    assert_eq!(sent["is_topic_message"], true);
    assert_eq!(sent["chat"]["is_forum"], true);
    assert_eq!(
        sent["reply_to_message"]["forum_topic_created"]["name"],
        "#1"
    );
    let here = json!({"chat_id": FORUM, "text": "sí", "reply_parameters": {"message_id": sent["message_id"]}});
    let answer = bench.ok("sendMessage", here).await;
    assert_eq!(
        answer["message_thread_id"], id,
        "an answer stands where the question does"
    );
    let source = bench.ana().send("copia");
    let copy = json!({"chat_id": FORUM, "from_chat_id": ANA, "message_id": source, "message_thread_id": id});
    bench.ok("copyMessage", copy).await;
    let copied = bench.emulator.messages(FORUM).pop().expect("the copy");
    assert_eq!(copied.value["message_thread_id"], id);
    let general = bench
        .ok("sendMessage", json!({"chat_id": FORUM, "text": "a todos"}))
        .await;
    assert!(
        general.get("message_thread_id").is_none(),
        "General has no number"
    );
}

#[tokio::test]
async fn people_write_in_topics_and_the_bot_reads_where() {
    let bench = bench(Rights::full()).await;
    let id = topic(&bench, "#1").await;
    let sent = bench.ok("sendMessage", to(id)).await;
    bench.ana().sends_in_topic(FORUM, id, &Content::text("uno"));
    let question = sent["message_id"].as_i64().unwrap_or(0);
    bench
        .ana()
        .answers_in(FORUM, question, &Content::photo("dos"));
    bench.ana().opens_topic(FORUM, "Otro");
    let updates = bench.updates(json!({})).await;
    let [one, two, other] = updates.as_slice() else {
        panic!("three updates, not {updates:?}");
    };
    assert_eq!(one["message"]["message_thread_id"], id);
    assert_eq!(one["message"]["reply_to_message"]["message_id"], id);
    assert_eq!(two["message"]["message_thread_id"], id);
    assert_eq!(two["message"]["reply_to_message"]["message_id"], question);
    assert_eq!(other["message"]["forum_topic_created"]["name"], "Otro");
}

#[tokio::test]
async fn a_deleted_topic_takes_nothing_and_cannot_be_changed() {
    let bench = bench(Rights::full()).await;
    let id = topic(&bench, "#1").await;
    bench.ok("sendMessage", to(id)).await;
    assert!(bench.emulator.delete_topic(FORUM, id));
    assert!(!bench.emulator.delete_topic(FORUM, id));
    assert!(
        bench.emulator.messages(FORUM).is_empty(),
        "its messages go with it"
    );
    let refused = bench.refused("sendMessage", to(id)).await;
    assert_eq!(refused, "Bad Request: message thread not found");
    let place = json!({"chat_id": FORUM, "message_thread_id": id});
    for method in ["closeForumTopic", "reopenForumTopic", "deleteForumTopic"] {
        let refused = bench.refused(method, place.clone()).await;
        assert_eq!(refused, "Bad Request: TOPIC_ID_INVALID", "{method}");
    }
}

#[tokio::test]
async fn the_same_state_or_name_again_is_no_change() {
    let bench = bench(Rights::full()).await;
    let id = topic(&bench, "#1").await;
    let place = json!({"chat_id": FORUM, "message_thread_id": id});
    let unchanged = "Bad Request: TOPIC_NOT_MODIFIED";
    assert_eq!(
        bench.refused("reopenForumTopic", place.clone()).await,
        unchanged
    );
    bench.ok("closeForumTopic", place.clone()).await;
    assert_eq!(
        bench.refused("closeForumTopic", place.clone()).await,
        unchanged
    );
    let mut named = place;
    named["name"] = json!("#1");
    assert_eq!(
        bench.refused("editForumTopic", named.clone()).await,
        unchanged
    );
    named["name"] = json!("#1 Ana");
    bench.ok("editForumTopic", named).await;
    let topics = bench.emulator.topics(FORUM);
    assert_eq!(
        (topics[0].name.as_str(), topics[0].is_closed),
        ("#1 Ana", true)
    );
    bench.ok("sendMessage", to(id)).await;
}

#[tokio::test]
async fn topics_need_a_forum_and_the_right() {
    let bench = bench(Rights::without("can_manage_topics")).await;
    let asked = json!({"chat_id": FORUM, "name": "#1"});
    let refused = bench.refused("createForumTopic", asked.clone()).await;
    assert_eq!(refused, "Bad Request: not enough rights to create a topic");
    let theirs = bench.ana().opens_topic(FORUM, "de Ana");
    let place = json!({"chat_id": FORUM, "message_thread_id": theirs});
    let refused = bench.refused("closeForumTopic", place).await;
    assert_eq!(refused, "Bad Request: not enough rights to edit the topic");
    bench.emulator.set_forum(FORUM, false);
    let refused = bench.refused("createForumTopic", asked).await;
    assert_eq!(refused, "Bad Request: the chat is not a forum");
}

#[tokio::test]
async fn topics_come_back_with_a_saved_world() {
    let bench = bench(Rights::full()).await;
    topic(&bench, "#1").await;
    let before = bench.emulator.topics(FORUM);
    let saved = bench.emulator.save();
    bench.emulator.delete_topic(FORUM, before[0].id);
    bench.emulator.restore(saved).expect("restored");
    assert_eq!(bench.emulator.topics(FORUM), before);
    bench.ok("sendMessage", to(before[0].id)).await;
}
