//! The page's server, asked as a browser asks it. There is no bot: the tests speak for it.

use super::Page;
use super::PageOptions;
use super::assets::ASSETS;
use crate::demo::telegram::Emulator;
use crate::demo::telegram::EmulatorOptions;
use crate::demo::telegram::Rights;
use crate::models::Timestamp;
use crate::utils::clock::Clock;
use reqwest::Client;
use reqwest::Method;
use reqwest::Response;
use reqwest::StatusCode;
use serde_json::Value;
use serde_json::json;
use std::time::Duration;

const MARTA: i64 = 1_001;
const ANA: i64 = 2_001;
const VIP: i64 = -1_001_000_000_001;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and so on";

/// A page over a small world, and a browser without manners.
struct Demo {
    page: Page,
    emulator: Emulator,
    clock: Clock,
    browser: Client,
}

impl Demo {
    async fn new() -> Self {
        let clock = Clock::standing(Timestamp(1_800_000_000));
        let emulator = Emulator::start(EmulatorOptions::new(clock.clone()))
            .await
            .expect("an emulator");
        emulator
            .add_person(MARTA, "Marta", Some("marta"), "es")
            .start(None);
        emulator.add_person(ANA, "Ana", None, "en");
        emulator.add_channel(VIP, "Recetas VIP");
        emulator.set_owner(VIP, MARTA);
        let page = Page::start(PageOptions {
            emulator: emulator.clone(),
            clock: clock.clone(),
            admins: vec![MARTA],
            port: Some(0),
            language: "es".to_owned(),
        })
        .await
        .expect("a page");
        Self {
            page,
            emulator,
            clock,
            browser: Client::builder().no_proxy().build().expect("a client"),
        }
    }

    async fn get(&self, path: &str) -> Response {
        let url = format!("{}{path}", self.page.url());
        self.browser.get(url).send().await.expect("an answer")
    }

    async fn json(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.json().await.expect("JSON")
    }

    async fn state(&self, person: i64, chat: i64) -> Value {
        self.json(&format!("/api/state?person={person}&chat={chat}"))
            .await
    }

    async fn try_act(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let url = format!("{}/api/{path}", self.page.url());
        let answer = self.browser.post(url).json(&body).send();
        let answer = answer.await.expect("an answer");
        (answer.status(), answer.json().await.expect("JSON"))
    }

    async fn act(&self, path: &str, body: Value) -> Value {
        let (status, answer) = self.try_act(path, body).await;
        assert_eq!(status, StatusCode::OK, "{path}: {answer}");
        answer
    }

    /// A request with one more header.
    async fn with(&self, method: Method, path: &str, name: &str, value: &str) -> StatusCode {
        let url = format!("{}{path}", self.page.url());
        let request = self.browser.request(method, url).header(name, value);
        request.send().await.expect("an answer").status()
    }

    /// What the bot would do.
    async fn bot(&self, method: &str, params: Value) -> Value {
        let url = format!(
            "{}/bot{}/{method}",
            self.emulator.url(),
            self.emulator.token()
        );
        let answer = self.browser.post(url).json(&params).send();
        let answer: Value = answer.await.expect("sent").json().await.expect("JSON");
        assert_eq!(answer["ok"], true, "{answer}");
        answer["result"].clone()
    }

    async fn bot_says(&self, text: &str) -> i64 {
        let message = self
            .bot("sendMessage", json!({"chat_id": MARTA, "text": text}))
            .await;
        message["message_id"].as_i64().expect("an id")
    }
}

fn ids(state: &Value) -> Vec<i64> {
    let ids = state["chat"]["ids"].as_array().expect("ids");
    ids.iter().filter_map(Value::as_i64).collect()
}

fn changed(state: &Value) -> Vec<&str> {
    let messages = state["chat"]["changed"].as_array().expect("messages");
    messages
        .iter()
        .map(|message| message["text"].as_str().unwrap_or_default())
        .collect()
}

fn chat(state: &Value, id: i64) -> &Value {
    let chats = state["chats"].as_array().expect("chats");
    let found = chats.iter().find(|chat| chat["id"] == id);
    found.unwrap_or(&Value::Null)
}

#[tokio::test]
async fn only_this_page_under_its_own_name_may_ask() {
    let demo = Demo::new().await;
    let port = demo.page.url().rsplit(':').next().expect("a port");
    let state = format!("/api/state?person={MARTA}");
    for host in ["evil.example", "127.0.0.1", "127.0.0.1:1", "[::1]:8088"] {
        let status = demo.with(Method::GET, "/", "host", host).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{host}");
    }
    let local = format!("localhost:{port}");
    assert_eq!(demo.with(Method::GET, "/", "host", &local).await, 200);
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1"] {
        let status = demo
            .with(Method::POST, "/api/clock", "origin", origin)
            .await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{origin}");
    }
    let own = format!("http://127.0.0.1:{port}");
    assert_eq!(demo.with(Method::GET, &state, "origin", &own).await, 200);
    for site in ["cross-site", "same-site"] {
        let status = demo.with(Method::GET, &state, "sec-fetch-site", site).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{site}");
    }
    for site in ["same-origin", "none"] {
        let status = demo.with(Method::GET, &state, "sec-fetch-site", site).await;
        assert_eq!(status, StatusCode::OK, "{site}");
    }
}

#[tokio::test]
async fn a_link_elsewhere_may_open_the_page_but_nothing_of_its_api() {
    let demo = Demo::new().await;
    for (path, expected) in [("/", 200), ("/api/calls", 403)] {
        let request = demo.browser.get(format!("{}{path}", demo.page.url()));
        let request = request
            .header("sec-fetch-site", "cross-site")
            .header("sec-fetch-mode", "navigate");
        assert_eq!(request.send().await.expect("an answer").status(), expected);
    }
}

#[tokio::test]
async fn every_answer_forbids_what_is_foreign() {
    let demo = Demo::new().await;
    for path in ["/", "/app.js", "/api/calls", "/nothing"] {
        let answer = demo.get(path).await;
        let header = |name: &str| answer.headers()[name].to_str().expect("text").to_owned();
        assert!(header("content-security-policy").starts_with("default-src 'self';"));
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("cross-origin-resource-policy"), "same-origin");
    }
}

#[test]
fn the_files_are_small_and_name_nothing_elsewhere() {
    let bytes: usize = ASSETS.iter().map(|(_, _, content)| content.len()).sum();
    assert!(bytes < 150_000, "{bytes} bytes");
    for (path, _, content) in ASSETS {
        for bad in [
            "innerHTML",
            "insertAdjacentHTML",
            "eval(",
            "src=\"http",
            "@import",
            "style=\"",
        ] {
            assert!(!content.contains(bad), "{path} has {bad}");
        }
        assert!(content.lines().count() < 500, "{path} is long");
    }
}

#[tokio::test]
async fn a_taken_port_is_passed_over_unless_it_was_asked_for() {
    let demo = Demo::new().await;
    let port = |page: &Page| -> u16 {
        let port = page.url().rsplit(':').next().expect("a port");
        port.parse().expect("a number")
    };
    let options = |port: Option<u16>| PageOptions {
        emulator: demo.emulator.clone(),
        clock: demo.clock.clone(),
        admins: vec![MARTA],
        port,
        language: "en".to_owned(),
    };
    let taken = port(&demo.page);
    let Err(refused) = Page::start(options(Some(taken))).await else {
        panic!("the port was taken twice");
    };
    assert!(refused.to_string().contains(&taken.to_string()));
    let first = Page::start(options(None)).await.expect("a page");
    let second = Page::start(options(None)).await.expect("a page");
    assert!(port(&first) >= 8_088 && port(&second) > port(&first));
    first.stop().await;
    second.stop().await;
}

#[tokio::test]
async fn only_what_changed_is_sent_and_what_is_gone_is_missing() {
    let demo = Demo::new().await;
    let first = demo.bot_says("one").await;
    let second = demo.bot_says("two").await;
    let state = demo.state(MARTA, MARTA).await;
    assert_eq!(changed(&state), ["/start", "one", "two"]);
    let since = state["chat"]["change"].as_u64().expect("a number");
    let again = format!("/api/state?person={MARTA}&chat={MARTA}&since={since}");
    assert!(changed(&demo.json(&again).await).is_empty());
    let edit = json!({"chat_id": MARTA, "message_id": first, "text": "uno"});
    demo.bot("editMessageText", edit).await;
    let delete = json!({"chat_id": MARTA, "message_id": second});
    demo.bot("deleteMessage", delete).await;
    let state = demo.json(&again).await;
    assert_eq!(changed(&state), ["uno"]);
    assert_eq!(ids(&state).last(), Some(&first));
}

#[tokio::test]
async fn a_long_chat_comes_in_parts() {
    let demo = Demo::new().await;
    for number in 0..100 {
        demo.emulator.person(MARTA).send(&number.to_string());
    }
    let state = demo.state(MARTA, MARTA).await;
    assert_eq!(ids(&state).len(), 60);
    assert_eq!(state["chat"]["has_older"], true);
    let oldest = ids(&state)[0];
    let older = demo
        .json(&format!(
            "/api/older?person={MARTA}&chat={MARTA}&before={oldest}"
        ))
        .await;
    assert_eq!(older["ids"].as_array().expect("ids").len(), 41);
    assert_eq!(older["has_older"], false);
    demo.emulator.person(MARTA).send("new");
    let held = format!("/api/state?person={MARTA}&chat={MARTA}&from={oldest}");
    assert_eq!(ids(&demo.json(&held).await).len(), 61);
}

#[tokio::test]
async fn people_see_the_bot_and_the_chats_they_are_in() {
    let demo = Demo::new().await;
    assert_eq!(
        chat(&demo.state(MARTA, VIP).await, VIP)["status"],
        "creator"
    );
    let state = demo.state(ANA, VIP).await;
    assert!(chat(&state, VIP).is_null() && state["chat"].is_null());
    let (status, _) = demo
        .try_act(
            "react",
            json!({"person": ANA, "chat": VIP, "message": 1, "emoji": ["👍"]}),
        )
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    demo.emulator.set_username(VIP, Some("recetas"));
    assert_eq!(chat(&demo.state(ANA, VIP).await, VIP)["status"], "left");
    let joined = demo.act("join", json!({"person": ANA, "chat": VIP})).await;
    assert_eq!(joined["result"], "joined");
    demo.act("leave", json!({"person": ANA, "chat": VIP})).await;
    assert_eq!(chat(&demo.state(ANA, VIP).await, VIP)["status"], "left");
}

#[tokio::test]
async fn what_came_since_is_unread_until_it_is_read() {
    let demo = Demo::new().await;
    let unread = |state: &Value| state["people"][0]["unread"].as_u64();
    assert_eq!(unread(&demo.state(ANA, ANA).await), Some(0));
    demo.bot_says("one").await;
    let last = demo.bot_says("two").await;
    assert_eq!(unread(&demo.state(ANA, ANA).await), Some(2));
    let read = json!({"person": MARTA, "chat": MARTA, "message": last});
    demo.act("read", read).await;
    assert_eq!(unread(&demo.state(ANA, ANA).await), Some(0));
}

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
        "/api/state",
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
async fn a_document_is_kept_and_a_photo_is_shown() {
    let demo = Demo::new().await;
    let send = |kind: &str, name: &str, content: &'static [u8]| {
        let url = format!(
            "{}/api/upload?person={MARTA}&kind={kind}&name={name}&caption=Look",
            demo.page.url()
        );
        demo.browser.post(url).body(content).send()
    };
    for (kind, name, content) in [
        (
            "document",
            "a%20%C3%B1.svg",
            b"<svg onload='alert(1)'/>".as_slice(),
        ),
        ("photo", "a.png", PNG),
    ] {
        let answer = send(kind, name, content).await.expect("sent");
        assert_eq!(answer.status(), StatusCode::OK);
    }
    let messages = demo.emulator.person(MARTA).messages();
    let file = |at: usize| messages[at].file_id.clone().expect("a file");
    let document = demo.get(&format!("/file/{}", file(1))).await;
    let header =
        |answer: &Response, name: &str| answer.headers()[name].to_str().expect("text").to_owned();
    assert_eq!(
        header(&document, "content-type"),
        "application/octet-stream"
    );
    assert_eq!(
        header(&document, "content-disposition"),
        "attachment; filename*=UTF-8''a%20%C3%B1.svg"
    );
    let photo = demo.get(&format!("/file/{}", file(2))).await;
    assert_eq!(header(&photo, "content-type"), "image/png");
    assert_eq!(header(&photo, "content-disposition"), "inline");
    assert_eq!(photo.bytes().await.expect("content"), PNG);
    assert_eq!(send("video", "a", b"x").await.expect("sent").status(), 400);
    assert_eq!(send("photo", "a", b"").await.expect("sent").status(), 400);
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
async fn the_log_shows_each_call_and_never_the_token() {
    let demo = Demo::new().await;
    let token = demo.emulator.token().to_owned();
    demo.bot_says(&format!("my token is {token}")).await;
    demo.bot_says("fine").await;
    let log = demo.json("/api/calls").await;
    let calls = log["calls"].as_array().expect("calls");
    assert_eq!((calls.len(), &log["next"]), (2, &json!(2)));
    assert_eq!(calls[1]["method"], "sendMessage");
    assert_eq!(calls[1]["params"]["text"], "fine");
    assert_eq!(calls[1]["answer"]["text"], "fine");
    let (_, secret) = token.split_once(':').expect("a token");
    assert!(!log.to_string().contains(secret));
    assert!(
        calls[0]["params"]["text"]
            .as_str()
            .is_some_and(|text| text.starts_with("my token is "))
    );
    assert_eq!(demo.json("/api/calls?since=1").await["calls"][0]["n"], 1);
}

#[tokio::test]
async fn the_menu_is_that_of_the_person_and_their_language() {
    let demo = Demo::new().await;
    let list = |name: &str| json!([{"command": name, "description": "x"}]);
    demo.bot("setMyCommands", json!({"commands": list("all")}))
        .await;
    let english = json!({"commands": list("english"), "language_code": "en"});
    demo.bot("setMyCommands", english).await;
    let scope = json!({"type": "chat", "chat_id": MARTA});
    demo.bot(
        "setMyCommands",
        json!({"commands": list("marta"), "scope": scope}),
    )
    .await;
    for (person, name) in [(MARTA, "marta"), (ANA, "english")] {
        let state = demo.state(person, person).await;
        assert_eq!(state["person"]["commands"][0]["command"], name);
    }
}

#[tokio::test]
async fn the_stream_tells_each_change_and_ends_with_the_page() {
    let demo = Demo::new().await;
    let mut stream = demo.get("/api/events").await;
    let mut version = async || -> Option<u64> {
        let chunk = stream.chunk().await.ok().flatten()?;
        let text = String::from_utf8(chunk.to_vec()).expect("text");
        let last = text.trim().rsplit("data: ").next().expect("an event");
        let event: Value = serde_json::from_str(last).expect("JSON");
        event["version"].as_u64()
    };
    let before = version().await.expect("a version");
    demo.bot_says("one").await;
    let after = version().await.expect("a version");
    assert!(after > before, "{before} {after}");
    let state = demo.state(MARTA, MARTA).await;
    assert!(state["version"].as_u64() >= Some(after));
    let end = async { while version().await.is_some() {} };
    let ends = async { tokio::join!(demo.page.stop(), end) };
    tokio::time::timeout(Duration::from_secs(5), ends)
        .await
        .expect("the stream ends");
}
