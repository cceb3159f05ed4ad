//! What the emulator answers instead of a result, with Telegram's own words.

use serde_json::{Map, Value, json};

/// A refused call: the body of an answer with `"ok": false`.
#[derive(Clone, Debug, PartialEq)]
pub struct ApiError {
    /// HTTP status and `error_code`.
    pub code: u16,
    /// The `description` that the bot reads.
    pub description: String,
    /// `parameters`: `retry_after` or `migrate_to_chat_id`.
    pub parameters: Map<String, Value>,
    /// The call was malformed: a fault of the bot, noted among the violations.
    pub is_violation: bool,
}

impl ApiError {
    /// An answer with this code and description.
    pub fn new(code: u16, description: impl Into<String>) -> Self {
        Self {
            code,
            description: description.into(),
            parameters: Map::new(),
            is_violation: false,
        }
    }

    /// 400 for a reason outside the bot's control: rights, absent chats, closed requests.
    pub(super) fn bad(reason: &str) -> Self {
        Self::new(400, format!("Bad Request: {reason}"))
    }

    /// 400 for a call that no correct bot makes.
    pub(super) fn malformed(reason: impl AsRef<str>) -> Self {
        Self {
            is_violation: true,
            ..Self::bad(reason.as_ref())
        }
    }

    /// 403.
    pub(super) fn forbidden(reason: &str) -> Self {
        Self::new(403, format!("Forbidden: {reason}"))
    }

    /// 429 with the number of seconds to wait.
    pub(super) fn flood(retry_after: i64) -> Self {
        Self::new(429, format!("Too Many Requests: retry after {retry_after}"))
            .with("retry_after", retry_after)
    }

    /// The same with one more member of `parameters`.
    pub(super) fn with(mut self, name: &str, value: i64) -> Self {
        self.parameters.insert(name.to_owned(), json!(value));
        self
    }

    /// The body of the answer.
    pub(super) fn body(&self) -> Value {
        let mut body =
            json!({"ok": false, "error_code": self.code, "description": self.description});
        if !self.parameters.is_empty() {
            body["parameters"] = Value::Object(self.parameters.clone());
        }
        body
    }
}
