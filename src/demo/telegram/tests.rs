//! The emulator as a bot meets it: over HTTP.

use super::*;
use crate::models::{DAY, HOUR, Timestamp};
use serde_json::{Value, json};

const CHANNEL: i64 = -1_001_000_000_001;
const OWNER: i64 = 11;
const ANA: i64 = 12;

/// An emulator with a channel whose owner made the bot an administrator, and a bot to call it.
struct Bench {
    emulator: Emulator,
    clock: Clock,
    http: reqwest::Client,
}

impl Bench {
    async fn new() -> Self {
        let clock = Clock::standing(Timestamp(1_800_000_000));
        let options = EmulatorOptions::new(clock.clone());
        let emulator = Emulator::start(options).await.expect("a free port");
        emulator.add_person(OWNER, "Olga", Some("olga"), "es");
        emulator.add_person(ANA, "Ana", None, "es");
        emulator.add_channel(CHANNEL, "VIP");
        emulator.set_owner(CHANNEL, OWNER);
        emulator.set_bot_rights(CHANNEL, Rights::full(), OWNER);
        emulator.drop_updates();
        let http = reqwest::Client::new();
        Self {
            emulator,
            clock,
            http,
        }
    }

    async fn send(&self, method: &str, params: Value) -> reqwest::Result<reqwest::Response> {
        let url = format!(
            "{}/bot{}/{method}",
            self.emulator.url(),
            self.emulator.token()
        );
        self.http.post(url).json(&params).send().await
    }

    async fn call(&self, method: &str, params: Value) -> Value {
        let response = self.send(method, params).await.expect("an answer");
        response.json().await.expect("JSON")
    }

    /// The result of a call that must succeed.
    async fn ok(&self, method: &str, params: Value) -> Value {
        let body = self.call(method, params).await;
        assert_eq!(body["ok"], true, "{method}: {body}");
        body["result"].clone()
    }

    /// The description of a call that must be refused.
    async fn refused(&self, method: &str, params: Value) -> String {
        let body = self.call(method, params).await;
        assert_eq!(body["ok"], false, "{method}: {body}");
        body["description"].as_str().unwrap_or_default().to_owned()
    }

    async fn updates(&self, params: Value) -> Vec<Value> {
        let updates = self.ok("getUpdates", params).await;
        updates.as_array().cloned().unwrap_or_default()
    }

    fn ana(&self) -> Person {
        self.emulator.person(ANA)
    }

    async fn link(&self, params: Value) -> String {
        let mut all = json!({"chat_id": CHANNEL});
        for (name, value) in params.as_object().into_iter().flatten() {
            all[name] = value.clone();
        }
        let link = self.ok("createChatInviteLink", all).await;
        link["invite_link"].as_str().unwrap_or_default().to_owned()
    }
}

#[tokio::test]
async fn a_person_writes_the_bot_answers_and_a_press_gets_its_toast() {
    let bench = Bench::new().await;
    let ana = bench.ana();
    ana.start(Some("v_abc"));
    let updates = bench.updates(json!({})).await;
    assert_eq!(updates[0]["message"]["text"], "/start v_abc");
    assert_eq!(updates[0]["message"]["entities"][0]["length"], 6);

    let keyboard =
        json!({"inline_keyboard": [[{"text": "🎟️ Canjear", "callback_data": "user:redeem"}]]});
    bench
        .ok("SendMessage", json!({"chat_id": ANA, "text": "<b>Hola</b> Ana", "parse_mode": "HTML", "reply_markup": keyboard}))
        .await;
    let shown = ana.expect("Hola Ana").await;
    assert_eq!(shown.value["entities"][0]["type"], "bold");
    let press = ana.press("Canjear");
    assert_eq!(bench.emulator.unanswered_callbacks().len(), 1);
    bench
        .ok(
            "answerCallbackQuery",
            json!({"callback_query_id": press.0, "text": "Listo", "show_alert": true}),
        )
        .await;
    assert!(ana.expect_toast("Listo").await.show_alert);
    assert!(bench.emulator.unanswered_callbacks().is_empty());
    assert!(bench.emulator.violations().is_empty());
}

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
async fn a_member_limit_counts_members_at_the_same_time() {
    let bench = Bench::new().await;
    let url = bench.link(json!({"member_limit": 1})).await;
    let other = bench.emulator.add_person(13, "Luis", None, "es");
    assert_eq!(bench.ana().join(&url), JoinResult::Joined);
    assert_eq!(bench.ana().join(&url), JoinResult::AlreadyIn);
    assert_eq!(other.join(&url), JoinResult::Full);
    bench.ana().leave(CHANNEL);
    assert_eq!(
        other.join(&url),
        JoinResult::Joined,
        "the place is free again"
    );
}

#[tokio::test]
async fn links_expire_are_revoked_and_refuse_what_telegram_refuses() {
    let bench = Bench::new().await;
    let now = bench.clock.now().0;
    let short = bench.link(json!({"expire_date": now + 60})).await;
    let revoked = bench.link(json!({})).await;
    bench
        .ok(
            "revokeChatInviteLink",
            json!({"chat_id": CHANNEL, "invite_link": revoked}),
        )
        .await;
    bench.clock.advance(60);
    assert_eq!(bench.ana().join(&short), JoinResult::Expired);
    assert_eq!(bench.ana().join(&revoked), JoinResult::Invalid);
    for (params, says) in [
        (json!({"name": "x".repeat(33)}), "name"),
        (json!({"expire_date": now}), "EXPIRE_DATE_INVALID"),
        (
            json!({"member_limit": 1, "creates_join_request": true}),
            "member limit can't be specified",
        ),
    ] {
        let mut all = params.clone();
        all["chat_id"] = json!(CHANNEL);
        assert!(
            bench
                .refused("createChatInviteLink", all)
                .await
                .contains(says)
        );
    }
    assert_eq!(bench.emulator.violations().len(), 3);
}

#[tokio::test]
async fn who_asks_to_join_may_be_written_to_for_five_minutes() {
    let bench = Bench::new().await;
    let url = bench.link(json!({"creates_join_request": true})).await;
    let write = json!({"chat_id": ANA, "text": "Un momento"});
    assert_eq!(
        bench.refused("sendMessage", write.clone()).await,
        "Bad Request: chat not found"
    );
    assert_eq!(bench.ana().join(&url), JoinResult::Requested);
    bench.ok("sendMessage", write.clone()).await;
    bench.clock.advance(300);
    assert_eq!(
        bench.refused("sendMessage", write.clone()).await,
        "Forbidden: bot can't initiate conversation with a user"
    );
    let decide = json!({"chat_id": CHANNEL, "user_id": ANA});
    bench.ok("approveChatJoinRequest", decide.clone()).await;
    assert!(bench.ana().is_member(CHANNEL));
    assert_eq!(
        bench
            .refused("approveChatJoinRequest", decide.clone())
            .await,
        "Bad Request: USER_ALREADY_PARTICIPANT"
    );
    bench.ana().leave(CHANNEL);
    assert_eq!(
        bench.refused("declineChatJoinRequest", decide).await,
        "Bad Request: HIDE_REQUESTER_MISSING"
    );
}

#[tokio::test]
async fn unban_removes_a_member_and_only_if_banned_does_not() {
    let bench = Bench::new().await;
    bench
        .updates(json!({"allowed_updates": ["chat_member"]}))
        .await;
    bench.ana().join_without_link(CHANNEL);
    let person = json!({"chat_id": CHANNEL, "user_id": ANA});
    let mut careful = person.clone();
    careful["only_if_banned"] = json!(true);
    bench.ok("unbanChatMember", careful).await;
    assert!(bench.ana().is_member(CHANNEL));
    bench.ok("unbanChatMember", person.clone()).await;
    assert_eq!(bench.ana().status_in(CHANNEL), Status::Left);
    let updates = bench.updates(json!({})).await;
    let last = &updates.last().expect("an update")["chat_member"];
    assert_eq!(last["new_chat_member"]["status"], "left");
    assert_eq!(last["from"]["id"], bench.emulator.bot_id());

    bench.ok("banChatMember", person).await;
    let url = bench.link(json!({})).await;
    assert_eq!(bench.ana().join(&url), JoinResult::Banned);
}

#[tokio::test]
async fn administrators_owners_and_strangers_are_not_removed() {
    let bench = Bench::new().await;
    bench
        .emulator
        .make_admin(CHANNEL, ANA, Rights::without("can_invite_users"));
    for (user, says) in [
        (OWNER, "Bad Request: can't remove chat owner"),
        (ANA, "Bad Request: user is an administrator of the chat"),
        (999, "Bad Request: PARTICIPANT_ID_INVALID"),
    ] {
        let params = json!({"chat_id": CHANNEL, "user_id": user});
        assert_eq!(bench.refused("unbanChatMember", params).await, says);
    }
    bench
        .emulator
        .set_bot_rights(CHANNEL, Rights::without("can_restrict_members"), OWNER);
    let params = json!({"chat_id": CHANNEL, "user_id": ANA});
    assert!(
        bench
            .refused("banChatMember", params)
            .await
            .contains("not enough rights")
    );
    assert!(
        bench.emulator.violations().is_empty(),
        "none of this is the bot's fault"
    );
}

#[tokio::test]
async fn a_channel_without_the_bot_or_its_right_to_post_refuses_messages() {
    let bench = Bench::new().await;
    let post = json!({"chat_id": CHANNEL, "text": "hola"});
    bench
        .emulator
        .set_bot_rights(CHANNEL, Rights::without("can_post_messages"), OWNER);
    assert_eq!(
        bench.refused("sendMessage", post.clone()).await,
        "Bad Request: need administrator rights in the channel chat"
    );
    bench.emulator.remove_bot(CHANNEL, OWNER);
    assert_eq!(
        bench.refused("sendMessage", post.clone()).await,
        "Forbidden: bot was kicked from the channel chat"
    );
    bench
        .emulator
        .set_status(CHANNEL, bench.emulator.bot_id(), Status::Left, OWNER);
    assert_eq!(
        bench.refused("sendMessage", post).await,
        "Forbidden: bot is not a member of the channel chat"
    );
    let updates = bench.updates(json!({})).await;
    assert_eq!(updates[0]["my_chat_member"]["from"]["id"], OWNER);
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
async fn texts_edits_and_presses_have_telegrams_limits() {
    let bench = Bench::new().await;
    bench.ana().start(None);
    let long = "ñ".repeat(4097);
    for (method, params, says) in [
        (
            "sendMessage",
            json!({"chat_id": ANA, "text": long}),
            "message is too long",
        ),
        (
            "sendMessage",
            json!({"chat_id": ANA, "text": " \n"}),
            "message text is empty",
        ),
        (
            "sendMessage",
            json!({"chat_id": ANA, "text": "<x>", "parse_mode": "HTML"}),
            "can't parse entities: Unsupported start tag \"x\" at byte offset 0",
        ),
        (
            "sendMessage",
            json!({"chat_id": ANA, "text": "a", "parsemode": "HTML"}),
            "unknown parameter parsemode",
        ),
        (
            "editMessageText",
            json!({"chat_id": ANA, "message_id": 1, "text": "a"}),
            "message to edit not found",
        ),
        (
            "answerCallbackQuery",
            json!({"callback_query_id": "1"}),
            "query is too old and response timeout expired or query ID is invalid",
        ),
        (
            "answerCallbackQuery",
            json!({"callback_query_id": "1", "text": "x".repeat(201)}),
            "MESSAGE_TOO_LONG",
        ),
    ] {
        let refused = bench.refused(method, params).await;
        assert_eq!(refused, format!("Bad Request: {says}"));
    }
    let sent = bench
        .ok("sendMessage", json!({"chat_id": ANA, "text": "uno"}))
        .await;
    let id = &sent["message_id"];
    let edit = json!({"chat_id": ANA, "message_id": id, "text": "uno"});
    assert!(
        bench
            .refused("editMessageText", edit)
            .await
            .contains("message is not modified")
    );
    bench.clock.advance(48 * HOUR);
    bench
        .ok(
            "editMessageText",
            json!({"chat_id": ANA, "message_id": id, "text": "dos"}),
        )
        .await;
    let delete = json!({"chat_id": ANA, "message_id": id});
    assert!(
        bench
            .refused("deleteMessage", delete)
            .await
            .contains("can't be deleted")
    );
}

#[tokio::test]
async fn a_late_answer_to_a_press_is_refused() {
    let bench = Bench::new().await;
    bench.ana().start(None);
    let press = bench.ana().press_raw("x");
    bench.clock.advance(150);
    let refused = bench
        .refused("answerCallbackQuery", json!({"callback_query_id": press.0}))
        .await;
    assert!(refused.contains("query is too old"));
}

#[tokio::test]
async fn wrong_tokens_methods_and_files_are_refused() {
    let bench = Bench::new().await;
    assert_eq!(bench.refused("sendNothing", json!({})).await, "Not Found");
    let url = format!("{}/bot1:wrong/getMe", bench.emulator.url());
    let response = bench.http.get(url).send().await.expect("an answer");
    assert_eq!(response.status(), 401);
    assert_eq!(bench.emulator.violations().len(), 1);
}

#[tokio::test]
async fn the_date_header_is_the_emulators_clock_or_one_of_its_own() {
    let bench = Bench::new().await;
    let date = |response: reqwest::Response| {
        let header = response.headers().get("date").expect("a date");
        header.to_str().unwrap_or_default().to_owned()
    };
    let response = bench.send("getMe", json!({})).await.expect("an answer");
    assert_eq!(date(response), "Fri, 15 Jan 2027 08:00:00 GMT");
    bench
        .emulator
        .set_date_clock(Some(Clock::standing(Timestamp(0))));
    let response = bench.send("getMe", json!({})).await.expect("an answer");
    assert_eq!(date(response), "Thu, 01 Jan 1970 00:00:00 GMT");
}

#[tokio::test]
async fn faults_refuse_cut_lose_replies_and_send_junk() {
    let bench = Bench::new().await;
    bench.ana().start(None);
    let write = json!({"chat_id": ANA, "text": "hola"});
    bench.emulator.fail(Fault::flood("sendMessage", 7));
    let body = bench.call("sendMessage", write.clone()).await;
    assert_eq!(body["parameters"]["retry_after"], 7);
    bench.emulator.fail(Fault::server_error(ANY));
    assert_eq!(bench.call("getMe", json!({})).await["error_code"], 502);

    bench.emulator.fail(Fault::cut("sendMessage"));
    assert!(bench.send("sendMessage", write.clone()).await.is_err());
    assert!(bench.ana().screen().is_none(), "nothing was done");
    bench.emulator.fail(Fault::lost_reply("sendMessage"));
    assert!(bench.send("sendMessage", write.clone()).await.is_err());
    assert!(bench.ana().screen().is_some(), "it was done");
    let lost = bench.emulator.calls().pop().expect("a call");
    assert!(lost.is_ok() && !lost.was_answered);

    bench.emulator.fail(Fault::junk("getMe"));
    let response = bench.send("getMe", json!({})).await.expect("an answer");
    assert!(response.json::<Value>().await.is_err());
    let pause = Duration::from_millis(30);
    bench.emulator.fail(Fault::hang("getMe", pause));
    let before = std::time::Instant::now();
    bench.ok("getMe", json!({})).await;
    assert!(before.elapsed() >= pause);
}

#[tokio::test]
async fn a_network_that_is_down_refuses_and_comes_back_on_the_same_port() {
    let bench = std::sync::Arc::new(Bench::new().await);
    let poll = tokio::spawn({
        let bench = bench.clone();
        async move {
            bench
                .send("getUpdates", json!({"timeout": 30}))
                .await
                .is_err()
        }
    });
    bench
        .emulator
        .wait(|e| (e.polls() == 1).then_some(()), "a poll")
        .await;
    bench.emulator.go_down();
    assert!(poll.await.expect("the poll ends"), "the poll is cut");
    assert!(bench.send("getMe", json!({})).await.is_err());
    bench.emulator.come_up();
    for _ in 0..500 {
        if bench.send("getMe", json!({})).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the network did not come back");
}

#[tokio::test]
async fn a_flood_limit_answers_with_the_time_to_wait() {
    let bench = Bench::new().await;
    bench.ana().start(None);
    bench.emulator.set_flood_limit(Some(FloodLimit {
        per_second: 2,
        per_minute_and_group: 20,
        retry_after: 3,
    }));
    let write = json!({"chat_id": ANA, "text": "hola"});
    bench.ok("sendMessage", write.clone()).await;
    bench.ok("sendMessage", write.clone()).await;
    assert_eq!(
        bench.refused("sendMessage", write).await,
        "Too Many Requests: retry after 3"
    );
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
async fn an_uploaded_document_can_be_downloaded_again() {
    let bench = Bench::new().await;
    bench.ana().start(None);
    let part = reqwest::multipart::Part::bytes(b"id,name\n".to_vec()).file_name("users.csv");
    let form = reqwest::multipart::Form::new()
        .text("chat_id", ANA.to_string())
        .text("caption", "Lista")
        .part("document", part);
    let url = |path: &str| format!("{}/{path}", bench.emulator.url());
    let token = bench.emulator.token();
    let send = bench
        .http
        .post(url(&format!("bot{token}/sendDocument")))
        .multipart(form);
    let sent: Value = send.send().await.expect("sent").json().await.expect("JSON");
    let id = &sent["result"]["document"]["file_id"];
    let shown = bench.ana().expect("Lista").await;
    assert_eq!(shown.file_name.as_deref(), Some("users.csv"));
    let file = bench.ok("getFile", json!({"file_id": id})).await;
    let path = file["file_path"].as_str().expect("a path");
    let got = bench
        .http
        .get(url(&format!("file/bot{token}/{path}")))
        .send()
        .await
        .expect("an answer");
    assert_eq!(got.bytes().await.expect("bytes").as_ref(), b"id,name\n");
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
