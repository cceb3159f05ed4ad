//! What the emulator remembers of each call.

use serde_json::Value;
use std::collections::BTreeMap;

/// A file that came with a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Upload {
    /// The file name given by the sender.
    pub name: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// One call of the bot.
#[derive(Clone, Debug)]
pub struct Call {
    /// The method as the Bot API spells it.
    pub method: String,
    /// Its parameters after typing.
    pub params: Value,
    /// Uploaded files by the name of their part.
    pub files: BTreeMap<String, Box<Upload>>,
    /// The result, or the description of the refusal.
    pub outcome: Result<Value, String>,
    /// `false` if the connection was cut or the answer lost.
    pub was_answered: bool,
    /// When it came, for measuring.
    pub instant: tokio::time::Instant,
    /// When it came, by the emulator's clock.
    pub at: i64,
}

impl Call {
    /// The chat it concerns, if it names one by number.
    pub fn chat(&self) -> Option<i64> {
        self.params.get("chat_id").and_then(Value::as_i64)
    }

    /// The text or caption it carries, with its tags.
    pub fn text(&self) -> &str {
        let text = self
            .params
            .get("text")
            .or_else(|| self.params.get("caption"));
        text.and_then(Value::as_str).unwrap_or_default()
    }

    /// It was carried out.
    pub fn is_ok(&self) -> bool {
        self.outcome.is_ok()
    }
}
