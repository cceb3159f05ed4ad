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
/// It is a copy of its source. Only a text that lies in no chat, and one whose links show no preview, is sent anew, from
/// its own words and formatting: Telegram copies a text together with the preview.
pub fn call(broadcast: &Broadcast, chat: ChatId, buttons: Vec<Vec<Button>>) -> Call {
    let options = broadcast.options;
    let messages = broadcast.source_messages.as_slice();
    let is_anew = messages.is_empty() || options.hides_link_preview && !broadcast.is_album();
    let text = broadcast.source_text.as_deref().filter(|_| is_anew);
    let mut call = message(broadcast.source_chat, messages, text).set("chat_id", chat.0);
    if options.hides_link_preview && call.method == "sendMessage" {
        call = call.set("link_preview_options", json!({ "is_disabled": true }));
    }
    if options.is_silent {
        call = call.set("disable_notification", true);
    }
    if options.is_protected {
        call = call.set("protect_content", true);
    }
    if broadcast.is_album() {
        return call;
    }
    with_buttons(call, buttons)
}

/// The call that says that text, or copies these messages of a chat; more than one are an album.
///
/// A text is JSON of Telegram's own parameters: `text`, with `entities` or a `parse_mode`.
pub fn message(from: ChatId, messages: &[MessageId], text: Option<&str>) -> Call {
    let text: Option<Value> = text.and_then(|text| serde_json::from_str(text).ok());
    if let Some(text) = text {
        let mut call = Call::new("sendMessage");
        for part in ["text", "entities", "parse_mode"] {
            if let Some(value) = text.get(part) {
                call = call.set(part, value.clone());
            }
        }
        return call;
    }
    let call = match messages {
        [message] => Call::new("copyMessage").set("message_id", message.0),
        album => {
            let ids: Vec<i64> = album.iter().map(|message| message.0).collect();
            Call::new("copyMessages").set("message_ids", ids)
        }
    };
    call.set("from_chat_id", from.0)
}

/// The call with these buttons under what it makes; without any it stays as it is.
pub fn with_buttons(call: Call, buttons: Vec<Vec<Button>>) -> Call {
    let mut markup = Screen::new(String::new());
    markup.rows = buttons;
    match markup.reply_markup() {
        Some(markup) => call.set("reply_markup", markup),
        None => call,
    }
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
                // What it says of an album of which no part is left.
                || description.contains("messages can't be forwarded")
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::BroadcastOptions;
    use crate::models::BroadcastTarget;
    use crate::models::Door;
    use crate::models::Timestamp;
    use crate::models::UserId;
    use crate::screens::Action;

    fn draft() -> Broadcast {
        let target = BroadcastTarget::Door(Door::Vip);
        Broadcast {
            source_text: Some(
                r#"{"text":"a b","entities":[{"type":"date_time","offset":0,"length":1,"unix_time":1}]}"#
                    .to_owned(),
            ),
            ..Broadcast::draft(UserId(7), target, ChatId(7), MessageId(40), Timestamp(0))
        }
    }

    fn buttons() -> Vec<Vec<Button>> {
        vec![vec![Button::act("🔥".to_owned(), Action::Noop)]]
    }

    #[test]
    fn a_message_is_copied_with_what_was_switched_on_and_nothing_else() {
        let plain = call(&draft(), ChatId(-1005), Vec::new());
        assert_eq!(plain.method, "copyMessage");
        assert_eq!(
            Value::Object(plain.params),
            json!({ "chat_id": -1005, "from_chat_id": 7, "message_id": 40 })
        );
        let mut draft = draft();
        draft.options.is_silent = true;
        draft.options.is_protected = true;
        let full = call(&draft, ChatId(-1005), buttons());
        assert_eq!(full.params["disable_notification"], true);
        assert_eq!(full.params["protect_content"], true);
        assert_eq!(
            full.params["reply_markup"]["inline_keyboard"][0][0]["text"],
            "🔥"
        );
    }

    #[test]
    fn a_text_without_previews_is_sent_anew_with_every_entity_as_it_was() {
        let mut draft = draft();
        draft.options.hides_link_preview = true;
        let call = call(&draft, ChatId(-1005), Vec::new());
        assert_eq!(call.method, "sendMessage");
        assert_eq!(call.params["text"], "a b");
        assert_eq!(call.params["entities"][0]["type"], "date_time");
        assert_eq!(call.params["link_preview_options"]["is_disabled"], true);
        assert!(!call.params.contains_key("parse_mode"));
    }

    #[test]
    fn a_text_that_lies_in_no_chat_is_sent_as_it_was_written() {
        let mut draft = draft();
        draft.source_messages = Vec::new();
        draft.source_text = Some(r#"{"text":"<b>a</b>","parse_mode":"HTML"}"#.to_owned());
        let sent = call(&draft, ChatId(-1005), Vec::new());
        assert_eq!(sent.method, "sendMessage");
        assert_eq!(
            Value::Object(sent.params),
            json!({ "chat_id": -1005, "text": "<b>a</b>", "parse_mode": "HTML" })
        );
        draft.options.hides_link_preview = true;
        let sent = call(&draft, ChatId(-1005), Vec::new());
        assert_eq!(sent.params["link_preview_options"]["is_disabled"], true);
    }

    #[test]
    fn an_album_is_copied_at_once_and_has_no_buttons() {
        let mut draft = draft();
        draft.source_messages.push(MessageId(41));
        draft.options = BroadcastOptions {
            hides_link_preview: true,
            ..BroadcastOptions::default()
        };
        let call = call(&draft, ChatId(-1005), buttons());
        assert_eq!(call.method, "copyMessages");
        assert_eq!(call.params["message_ids"], json!([40, 41]));
        assert!(!call.params.contains_key("reply_markup"));
    }

    #[test]
    fn what_a_call_made_is_counted() {
        assert_eq!(made(&json!({ "message_id": 5 })), [MessageId(5)]);
        let two = json!([{ "message_id": 5 }, { "message_id": 6 }]);
        assert_eq!(made(&two), [MessageId(5), MessageId(6)]);
        assert!(made(&json!([])).is_empty() && made(&Value::Null).is_empty());
    }

    #[test]
    fn a_source_that_is_gone_is_told_from_other_refusals() {
        let error = |words: &str| CallError::api(400, words, None);
        assert!(is_source_gone(&error(
            "Bad Request: message to copy not found"
        )));
        assert!(is_source_gone(&error(
            "Bad Request: there are no messages to copy"
        )));
        assert!(!is_source_gone(&error("Bad Request: message is too long")));
        assert_eq!(
            words(&error("Bad Request: message is too long")),
            "message is too long"
        );
    }
}
