//! A broadcast as the call that publishes it: the same for the preview, for a channel and for a person.

use super::call::Call;
use super::errors::CallError;
use crate::models::Broadcast;
use crate::models::ChatId;
use crate::models::MessageId;
use crate::screens::Button;
use crate::screens::Screen;
use serde_json::Value;
use serde_json::json;

/// The call that puts a broadcast into a chat, with these buttons under it; an album can have none.
///
/// It is a copy of its source. Only a text whose links show no preview is sent anew, from its own words and formatting:
/// Telegram copies a text together with the preview.
pub fn call(broadcast: &Broadcast, chat: ChatId, buttons: Vec<Vec<Button>>) -> Call {
    let options = broadcast.options;
    let text = broadcast.source_text.as_deref();
    let text = text.filter(|_| options.hides_link_preview && !broadcast.is_album());
    let text: Option<Value> = text.and_then(|text| serde_json::from_str(text).ok());
    let call = match (text, broadcast.source_messages.as_slice()) {
        (Some(text), _) => Call::new("sendMessage")
            .set("text", text["text"].clone())
            .set("entities", text["entities"].clone())
            .set("link_preview_options", json!({ "is_disabled": true })),
        (None, [message]) => Call::new("copyMessage")
            .set("from_chat_id", broadcast.source_chat.0)
            .set("message_id", message.0),
        (None, album) => {
            let ids: Vec<i64> = album.iter().map(|message| message.0).collect();
            Call::new("copyMessages")
                .set("from_chat_id", broadcast.source_chat.0)
                .set("message_ids", ids)
        }
    };
    let mut call = call.set("chat_id", chat.0);
    if options.is_silent {
        call = call.set("disable_notification", true);
    }
    if options.is_protected {
        call = call.set("protect_content", true);
    }
    if buttons.is_empty() || broadcast.is_album() {
        return call;
    }
    let mut markup = Screen::new(String::new());
    markup.rows = buttons;
    call.set("reply_markup", markup.reply_markup().unwrap_or_default())
}

/// The messages that such a call made, ascending. Telegram may have skipped parts of an album.
pub fn made(answer: &Value) -> Vec<MessageId> {
    let id = |message: &Value| message["message_id"].as_i64().map(MessageId);
    match answer {
        Value::Array(messages) => messages.iter().filter_map(id).collect(),
        one => id(one).into_iter().collect(),
    }
}

/// Whether Telegram could not copy because the source is not there any more.
pub fn is_source_gone(error: &CallError) -> bool {
    match error {
        CallError::Api { description, .. } => {
            let description = description.to_lowercase();
            description.contains("message to copy not found")
                || description.contains("message_id_invalid")
                || description.contains("there are no messages to copy")
        }
        CallError::NotSent(_) | CallError::Unknown(_) | CallError::BadAnswer { .. } => false,
    }
}

/// Telegram's words of a refusal, without the code that people need not see.
pub fn words(error: &CallError) -> String {
    match error {
        CallError::Api { description, .. } => description
            .trim_start_matches("Bad Request: ")
            .trim_start_matches("Forbidden: ")
            .to_owned(),
        CallError::NotSent(_) | CallError::Unknown(_) | CallError::BadAnswer { .. } => {
            error.to_string()
        }
    }
}
