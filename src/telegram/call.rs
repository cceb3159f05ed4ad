//! One call of a Bot API method: its name, its parameters and at most one file.

use crate::models::ChatId;
use serde::Serialize;
use serde_json::{Map, Value};
use std::fmt;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::sync::Arc;
use teloxide::requests::Payload;

/// A call that can be sent, and sent again.
#[derive(Clone)]
pub struct Call {
    /// The method in the Bot API's own spelling, such as `sendMessage`.
    pub method: &'static str,
    /// The parameters; none is null.
    pub params: Map<String, Value>,
    /// A file that goes with it.
    pub file: Option<Upload>,
}

/// A file that a repetition can send again.
#[derive(Clone)]
pub struct Upload {
    /// The parameter it fills, such as `document`.
    pub field: &'static str,
    /// The name the receiver sees.
    pub file_name: String,
    pub content: Content,
}

/// What is in a file that is sent.
#[derive(Clone)]
pub enum Content {
    Memory(Arc<[u8]>),
    /// So much of a file on the disk, read while it is sent: a big one would not fit beside the bot.
    Disk {
        path: PathBuf,
        from: u64,
        length: u64,
    },
}

impl Content {
    /// How long it is.
    pub fn length(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::Disk { length, .. } => *length,
        }
    }
}

impl Call {
    /// A call of `method` without parameters.
    pub fn new(method: &'static str) -> Self {
        Self {
            method,
            params: Map::new(),
            file: None,
        }
    }

    /// The call that a teloxide payload describes. Files come by [`Call::upload`] only.
    pub fn of<P: Payload + Serialize>(payload: &P) -> Self {
        let mut call = Self::new(MethodName::<P>::NAME);
        match serde_json::to_value(payload) {
            Ok(Value::Object(params)) => call.params = params,
            Ok(_) => {} // a payload without fields
            Err(error) => log::error!("{} could not be written as JSON: {error}", call.method),
        }
        call.params.retain(|_, value| !value.is_null());
        call
    }

    /// The same call with one parameter more; a null leaves it out.
    pub fn set(mut self, name: &str, value: impl Into<Value>) -> Self {
        match value.into() {
            Value::Null => self.params.remove(name),
            value => self.params.insert(name.to_owned(), value),
        };
        self
    }

    /// The same call with a file.
    pub fn upload(mut self, file: Upload) -> Self {
        self.file = Some(file);
        self
    }

    /// The chat it concerns, if it names one by number.
    pub fn chat(&self) -> Option<ChatId> {
        self.params.get("chat_id")?.as_i64().map(ChatId)
    }
}

/// Never prints parameters: they hold what people write, links and keys.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("method", &self.method)
            .field("chat", &self.chat().map(|chat| chat.0))
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("field", &self.field)
            .field("size_bytes", &self.content.length())
            .finish_non_exhaustive()
    }
}

/// teloxide writes `SendMessage` where the Bot API writes `sendMessage`: the first letter is made small when compiling.
struct MethodName<P>(PhantomData<P>);

impl<P: Payload> MethodName<P> {
    const LETTERS: [u8; 64] = {
        let name = P::NAME.as_bytes();
        let mut letters = [0; 64];
        let mut at = 0;
        while at < name.len() {
            letters[at] = name[at];
            at += 1;
        }
        letters[0] = letters[0].to_ascii_lowercase();
        letters
    };

    const NAME: &'static str = {
        let (name, _) = Self::LETTERS.split_at(P::NAME.len());
        match std::str::from_utf8(name) {
            Ok(name) => name,
            Err(_) => P::NAME,
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use teloxide::payloads::{AnswerCallbackQuery, GetMe, SendMessage, SendMessageSetters};
    use teloxide::types::{CallbackQueryId, ParseMode};

    #[test]
    fn a_teloxide_payload_becomes_a_call_in_the_apis_spelling() {
        let payload =
            SendMessage::new(teloxide::types::ChatId(-100), "<b>x</b>").parse_mode(ParseMode::Html);
        let call = Call::of(&payload);
        assert_eq!(call.method, "sendMessage");
        assert_eq!(call.chat(), Some(ChatId(-100)));
        assert_eq!(
            Value::Object(call.params),
            serde_json::json!({"chat_id": -100, "text": "<b>x</b>", "parse_mode": "HTML"})
        );
        assert_eq!(Call::of(&GetMe::new()).method, "getMe");
        assert!(Call::of(&GetMe::new()).params.is_empty());
        let answer = AnswerCallbackQuery::new(CallbackQueryId("7".into()));
        assert_eq!(Call::of(&answer).method, "answerCallbackQuery");
    }

    #[test]
    fn printing_a_call_shows_no_words() {
        let call = Call::new("sendDocument")
            .set("chat_id", 5)
            .set("caption", "private key")
            .set("nothing", Value::Null)
            .upload(Upload {
                field: "document",
                file_name: "secret.conf".into(),
                content: Content::Memory(Arc::from(b"secret".as_slice())),
            });
        assert!(!call.params.contains_key("nothing"));
        let shown = format!("{call:?} {:?}", call.file);
        assert!(
            !shown.contains("private") && !shown.contains("secret"),
            "{shown}"
        );
        assert!(shown.contains("sendDocument") && shown.contains('5'));
    }
}
