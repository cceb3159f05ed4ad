//! The page's server, asked as a browser asks it. There is no bot: the tests speak for it.

mod acts;
mod contents;

use super::Page;
use super::PageOptions;
use super::assets::ASSETS;
use crate::demo::telegram::Emulator;
use crate::demo::telegram::EmulatorOptions;
use crate::models::Timestamp;
use crate::utils::clock::Clock;
use crate::utils::packed;
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
    let texts = ASSETS.map(|(path, _, content)| (path, packed::text(content)));
    let bytes: usize = texts.iter().map(|(_, content)| content.len()).sum();
    assert!(bytes < 165_000, "{bytes} bytes");
    for (path, content) in texts {
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
