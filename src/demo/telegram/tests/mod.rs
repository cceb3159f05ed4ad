//! The emulator as a bot meets it: over HTTP.

mod copies;
mod members;
mod messages;
mod people;
mod posts;
mod save;
mod stars;
mod topics;
mod trouble;
mod updates;

use super::*;
use crate::models::Timestamp;
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
