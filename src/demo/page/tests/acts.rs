//! What a person does on the page.

use super::ANA;
use super::Demo;
use super::MARTA;
use super::VIP;
use super::changed;
use super::chat;
use crate::demo::telegram::Emulator;
use crate::demo::telegram::Rights;
use crate::models::Timestamp;
use reqwest::StatusCode;
use serde_json::json;

#[tokio::test]
async fn a_press_brings_the_answer_of_the_bot() {
    let demo = Demo::new().await;
    let keys = json!({"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]});
    let sent = json!({"chat_id": MARTA, "text": "?", "reply_markup": keys});
    let message = demo.bot("sendMessage", sent).await["message_id"].clone();
    let press = json!({"person": MARTA, "chat": MARTA, "message": message, "data": "a"});
    let answer = async {
        let seen = |emulator: &Emulator| {
            let history = emulator.update_history();
            let press = history
                .iter()
                .find_map(|update| update.get("callback_query"));
            press.map(|press| press["id"].clone())
        };
        let id = demo.emulator.wait(seen, "the press").await;
        let answer = json!({"callback_query_id": id, "text": "Done", "show_alert": true});
        demo.bot("answerCallbackQuery", answer).await;
    };
    let (given, ()) = tokio::join!(demo.act("press", press), answer);
    assert_eq!(given, json!({"text": "Done", "is_alert": true}));
}

#[tokio::test]
async fn an_invite_link_shows_where_it_leads_and_is_followed() {
    let demo = Demo::new().await;
    let rights = Rights::full();
    demo.emulator.set_bot_rights(VIP, rights, MARTA);
    let link = json!({"chat_id": VIP, "member_limit": 1});
    let link = demo.bot("createChatInviteLink", link).await["invite_link"].clone();
    let path = format!(
        "/api/invite?person={ANA}&url={}",
        link.as_str().expect("a link").replace('+', "%2B")
    );
    let invite = demo.json(&path).await;
    assert_eq!(
        (&invite["title"], &invite["is_in"]),
        (&json!("Recetas VIP"), &json!(false))
    );
    let joined = demo.act("join", json!({"person": ANA, "url": link})).await;
    assert_eq!(joined["result"], "joined");
    assert_eq!(demo.json(&path).await["is_in"], true);
    let members = demo
        .json(&format!("/api/members?person={ANA}&chat={VIP}"))
        .await;
    let ana = members["members"].as_array().expect("members");
    let ana = ana.iter().find(|one| one["id"] == ANA).expect("Ana");
    assert_eq!(ana["since"], 1_800_000_000);
    assert!(
        demo.json(&format!("/api/invite?person={ANA}&url=x"))
            .await
            .is_null()
    );
}

#[tokio::test]
async fn who_runs_a_channel_posts_in_it_and_others_do_not() {
    let demo = Demo::new().await;
    let post = |person: i64| json!({"person": person, "chat": VIP, "text": "Hello"});
    demo.act("post", post(MARTA)).await;
    assert_eq!(changed(&demo.state(MARTA, VIP).await), ["Hello"]);
    let (status, _) = demo.try_act("post", post(ANA)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let react = json!({"person": MARTA, "chat": VIP, "message": 1, "emoji": ["🔥"]});
    demo.act("react", react).await;
    let state = demo.state(MARTA, VIP).await;
    assert_eq!(state["chat"]["reactions"], json!([[1, "🔥", 1, true]]));
}

#[tokio::test]
async fn the_clock_moves_forward_only() {
    let demo = Demo::new().await;
    let moved = demo.act("clock", json!({"seconds": 3_600})).await;
    assert_eq!(moved["now"], 1_800_003_600_i64);
    assert_eq!(demo.clock.now(), Timestamp(1_800_003_600));
    for seconds in [0, -60, i64::MAX] {
        let (status, _) = demo.try_act("clock", json!({"seconds": seconds})).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{seconds}");
    }
    assert_eq!(demo.clock.now(), Timestamp(1_800_003_600));
}

#[tokio::test]
async fn people_are_added_blocked_and_taught_a_language() {
    let demo = Demo::new().await;
    let new = demo
        .act("people", json!({"name": " Zoë ", "language": "en"}))
        .await;
    assert_eq!(new["id"], 3_001);
    demo.act("start", json!({"person": 3_001, "payload": "v_ABC"}))
        .await;
    let state = demo.state(3_001, 3_001).await;
    assert_eq!(changed(&state), ["/start v_ABC"]);
    demo.act("block", json!({"person": 3_001, "blocks": true}))
        .await;
    demo.act("speak", json!({"person": 3_001, "language": "es"}))
        .await;
    let state = demo.state(3_001, 3_001).await;
    assert_eq!(state["person"]["has_blocked"], true);
    assert_eq!(state["people"][2]["language"], "es");
}

#[tokio::test]
async fn bad_input_is_refused_with_a_sentence() {
    let demo = Demo::new().await;
    let long = "x".repeat(4_097);
    for (path, body) in [
        ("say", json!({"person": MARTA, "text": " "})),
        ("say", json!({"person": MARTA, "text": long})),
        ("say", json!({"person": 9, "text": "x"})),
        ("say", json!({"text": 5})),
        ("say", json!([])),
        ("start", json!({"person": MARTA, "payload": "a b"})),
        (
            "press",
            json!({"person": MARTA, "chat": MARTA, "message": 1, "data": ""}),
        ),
        ("pick", json!({"person": MARTA, "request": 1, "chat": VIP})),
        ("join", json!({"person": ANA})),
        ("join", json!({"person": ANA, "chat": VIP})),
        ("pay", json!({"person": ANA})),
        ("send", json!({"person": MARTA, "chat": MARTA})),
        ("send", json!({"person": MARTA, "chat": MARTA, "items": []})),
        (
            "send",
            json!({"person": MARTA, "chat": MARTA, "items": [{"kind": "money"}]}),
        ),
        (
            "send",
            json!({"person": MARTA, "chat": MARTA, "items": [{"kind": "photo", "file": "no"}]}),
        ),
        (
            "send",
            json!({"person": MARTA, "chat": MARTA, "items": [{"kind": "poll", "text": "a", "options": ["b"]}]}),
        ),
        (
            "send",
            json!({"person": MARTA, "chat": MARTA, "items": [{"kind": "photo"}, {"kind": "document"}]}),
        ),
        (
            "send",
            json!({"person": ANA, "chat": VIP, "items": [{"kind": "photo"}]}),
        ),
        (
            "edit",
            json!({"person": MARTA, "chat": MARTA, "message": 9, "text": "a"}),
        ),
        (
            "forward",
            json!({"person": MARTA, "chat": MARTA, "messages": [9], "to": VIP}),
        ),
        (
            "vote",
            json!({"person": MARTA, "chat": MARTA, "message": 9, "option": 0}),
        ),
        ("people", json!({"name": "", "language": "es"})),
        ("people", json!({"name": "x", "language": "<b>"})),
        (
            "decide",
            json!({"person": ANA, "chat": VIP, "user": MARTA, "approves": true}),
        ),
    ] {
        let (status, answer) = demo.try_act(path, body.clone()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{path} {body}");
        let sentence = answer["error"].as_str().expect("a sentence");
        assert!(sentence.ends_with('.'), "{sentence}");
    }
    for path in [
        "/api/state?person=x",
        "/api/older?person=1",
        "/api/calls?since=-1",
    ] {
        assert_eq!(
            demo.get(path).await.status(),
            StatusCode::BAD_REQUEST,
            "{path}"
        );
    }
    assert_eq!(demo.get("/file/none").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(demo.emulator.person(MARTA).messages().len(), 1);
}

#[tokio::test]
async fn what_is_too_large_is_not_taken_in() {
    let demo = Demo::new().await;
    let url = format!(
        "{}/api/upload?person={MARTA}&kind=document&name=a",
        demo.page.url()
    );
    let body = vec![b'x'; 20 * 1024 * 1024 + 1];
    let answer = demo.browser.post(url).body(body).send().await;
    assert_eq!(
        answer.expect("an answer").status(),
        StatusCode::PAYLOAD_TOO_LARGE
    );
    let text = "x".repeat(70_000);
    let (status, _) = demo
        .try_act("say", json!({"person": MARTA, "text": text}))
        .await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(demo.emulator.person(MARTA).messages().len(), 1);
}

#[tokio::test]
async fn who_waits_is_let_in_by_who_runs_the_channel() {
    let demo = Demo::new().await;
    demo.emulator.set_username(VIP, Some("recetas"));
    demo.emulator.person(ANA).request_without_link(VIP);
    assert_eq!(chat(&demo.state(ANA, VIP).await, VIP)["is_pending"], true);
    let members = format!("/api/members?person={MARTA}&chat={VIP}");
    assert_eq!(demo.json(&members).await["pending"][0]["id"], ANA);
    let decide = json!({"person": MARTA, "chat": VIP, "user": ANA, "approves": true});
    demo.act("decide", decide).await;
    assert_eq!(demo.json(&members).await["pending"], json!([]));
    assert!(demo.emulator.person(ANA).is_member(VIP));
}

#[tokio::test]
async fn an_invoice_is_paid_or_refused_in_the_words_of_the_bot() {
    let demo = Demo::new().await;
    for (is_ok, expected) in [
        (false, json!({"result": "refused", "why": "Sold out"})),
        (true, json!({"result": "paid"})),
    ] {
        let invoice = json!({
            "chat_id": MARTA, "title": "VIP", "description": "30 days", "payload": "p",
            "currency": "XTR", "prices": [{"label": "VIP", "amount": 250}],
        });
        let message = demo.bot("sendInvoice", invoice).await["message_id"].clone();
        let seen = demo.emulator.update_history().len();
        let answer = async {
            let find = |emulator: &Emulator| {
                let history = emulator.update_history();
                let mut new = history.iter().skip(seen);
                let asked = new.find_map(|update| update.get("pre_checkout_query"));
                asked.map(|asked| asked["id"].clone())
            };
            let id = demo
                .emulator
                .wait(find, "the question before the payment")
                .await;
            let answer =
                json!({"pre_checkout_query_id": id, "ok": is_ok, "error_message": "Sold out"});
            demo.bot("answerPreCheckoutQuery", answer).await;
        };
        let pay = json!({"person": MARTA, "message": message});
        let (given, ()) = tokio::join!(demo.act("pay", pay), answer);
        assert_eq!(given, expected);
        let paid = if is_ok { json!([message]) } else { json!([]) };
        assert_eq!(demo.state(MARTA, MARTA).await["chat"]["paid"], paid);
    }
}

#[tokio::test]
async fn a_channel_is_picked_for_the_button_that_asks_for_one() {
    let demo = Demo::new().await;
    let request = json!({"request_id": 7, "chat_is_channel": true});
    let keyboard = json!({"keyboard": [[{"text": "Pick", "request_chat": request}]]});
    let sent = json!({"chat_id": MARTA, "text": "?", "reply_markup": keyboard});
    demo.bot("sendMessage", sent).await;
    let state = demo.state(MARTA, MARTA).await;
    assert_eq!(state["person"]["keyboard"], keyboard);
    let offered = demo
        .json(&format!("/api/pickable?person={MARTA}&request=7"))
        .await;
    assert_eq!(offered, json!([{"id": VIP, "title": "Recetas VIP"}]));
    demo.act("pick", json!({"person": MARTA, "request": 7, "chat": VIP}))
        .await;
    let messages = demo.emulator.person(MARTA).messages();
    let shared = &messages.last().expect("a message").value["chat_shared"];
    assert_eq!(shared["chat_id"], VIP);
}
