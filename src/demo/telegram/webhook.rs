//! Updates that are brought: what Telegram was told about the way, and what goes on its way next.
//!
//! The way itself is not here: whoever drives the emulator brings what it gives, and says how that went. Like Telegram it
//! gives one update of a chat at a time, and each until it was taken.

use super::Emulator;
use super::error::ApiError;
use super::params::Params;
use super::state::State;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Where Telegram brings updates to (core.telegram.org/bots/api#setwebhook).
const PORTS: [&str; 4] = ["443", "80", "88", "8443"];

/// What Telegram was told about the way, and what is on it.
#[derive(Clone, Default)]
pub(super) struct Hook {
    secret: Option<String>,
    certificate: Option<Vec<u8>>,
    most_connections: usize,
    /// Updates on their way, with the chat they come from.
    under_way: BTreeMap<i64, i64>,
    failed: Option<(i64, String)>,
}

/// An update on its way to the bot.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The number of the update.
    pub update_id: i64,
    /// Where it goes.
    pub url: String,
    /// What `X-Telegram-Bot-Api-Secret-Token` says.
    pub secret: Option<String>,
    /// The certificate to trust, in PEM; without one those that everybody trusts.
    pub certificate: Option<Vec<u8>>,
    /// The update as JSON.
    pub body: String,
}

impl Hook {
    /// The way that these parameters describe, without the address; or why Telegram does not take it.
    pub(super) fn read(url: &str, params: &Params) -> Result<Self, ApiError> {
        let bad = |what: &str| Err(ApiError::malformed(format!("bad webhook: {what}")));
        let place = match url.strip_prefix("https://") {
            Some(rest) => rest.split('/').next().unwrap_or_default(),
            None if url.is_empty() => return Ok(Self::default()),
            None => return bad("An HTTPS URL must be provided for webhook"),
        };
        let port = place.rsplit_once(':').map_or("443", |(_, port)| port);
        if !PORTS.contains(&port) {
            return bad("Webhook can be set up only on ports 80, 88, 443 or 8443");
        }
        let secret = params.text("secret_token");
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
        if secret.is_some_and(|secret| secret.len() > 256 || !secret.bytes().all(is_plain)) {
            return Err(ApiError::malformed(
                "secret token contains unallowed characters",
            ));
        }
        let most = params.int("max_connections").unwrap_or(40).clamp(1, 100);
        Ok(Self {
            secret: secret.map(str::to_owned),
            certificate: params
                .files
                .get("certificate")
                .map(|file| file.bytes.clone()),
            most_connections: usize::try_from(most).unwrap_or(1),
            ..Self::default()
        })
    }

    /// Adds to the answer of `getWebhookInfo`.
    pub(super) fn tell(&self, info: &mut Value) {
        info["has_custom_certificate"] = json!(self.certificate.is_some());
        if self.most_connections > 0 {
            info["max_connections"] = json!(self.most_connections);
        }
        if let Some((at, words)) = &self.failed {
            info["last_error_date"] = json!(at);
            info["last_error_message"] = json!(words);
        }
    }
}

impl State {
    fn next_delivery(&mut self) -> Option<Delivery> {
        if self.webhook.is_empty() || self.hook.under_way.len() >= self.hook.most_connections {
            return None;
        }
        self.forget_old_updates();
        let mut chats: Vec<i64> = self.hook.under_way.values().copied().collect();
        for update in &self.updates {
            let chat = chat_of(&update.value[update.kind.as_str()]);
            let is_its_turn = !chats.contains(&chat);
            chats.push(chat);
            if is_its_turn {
                self.hook.under_way.insert(update.id, chat);
                return Some(Delivery {
                    update_id: update.id,
                    url: self.webhook.clone(),
                    secret: self.hook.secret.clone(),
                    certificate: self.hook.certificate.clone(),
                    body: update.value.to_string(),
                });
            }
        }
        None
    }
}

/// The chat that an update is of, or the person.
fn chat_of(body: &Value) -> i64 {
    let chat = [&body["chat"], &body["message"]["chat"], &body["from"]];
    let ids = chat.iter().find_map(|place| place["id"].as_i64());
    ids.unwrap_or_default()
}

impl Emulator {
    /// The next update to be brought, which is on its way from now on.
    pub fn next_delivery(&self) -> Option<Delivery> {
        self.shared.lock().next_delivery()
    }

    /// It was taken, or not and why, in Telegram's words. What was not taken is brought again.
    pub fn delivered(&self, delivery: &Delivery, outcome: Result<(), String>) {
        self.act(|state| {
            // The answer to what was sent to another address says nothing any more.
            let is_known = state.hook.under_way.remove(&delivery.update_id).is_some();
            match outcome {
                Ok(()) if is_known => state
                    .updates
                    .retain(|update| update.id != delivery.update_id),
                Ok(()) => {}
                Err(words) => state.hook.failed = Some((state.now(), words)),
            }
        });
    }
}
