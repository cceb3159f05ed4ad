//! Polls, as far as they are messages: sent, copied, closed. Votes are people's, in `people_posts`.

use super::Answer;
use super::copying::fits;
use super::messages::{options, parsed};
use crate::demo::telegram::check;
use crate::demo::telegram::error::ApiError;
use crate::demo::telegram::html;
use crate::demo::telegram::keyboards;
use crate::demo::telegram::params::Params;
use crate::demo::telegram::state::State;
use serde_json::{Map, Value, json};

/// What a poll asks.
pub(in crate::demo::telegram) struct Question {
    pub(in crate::demo::telegram) text: String,
    pub(in crate::demo::telegram) entities: Vec<Value>,
    pub(in crate::demo::telegram) options: Vec<String>,
}

impl Question {
    /// The object `Poll`, without votes.
    pub(in crate::demo::telegram) fn poll(&self, state: &mut State) -> Value {
        let option = |(at, text): (usize, &String)| json!({"persistent_id": at.to_string(), "text": text, "voter_count": 0});
        let options: Vec<Value> = self.options.iter().enumerate().map(option).collect();
        let mut poll = json!({
            "id": state.serial().to_string(), "question": self.text, "options": options,
            "total_voter_count": 0, "is_closed": false, "is_anonymous": true, "type": "regular",
            "allows_multiple_answers": false, "allows_revoting": true, "members_only": false,
        });
        if !self.entities.is_empty() {
            poll["question_entities"] = json!(self.entities);
        }
        poll
    }
}

pub(super) fn send(state: &mut State, params: &Params) -> Answer {
    let chat = state.writable_chat(params)?;
    let mut body = Map::new();
    options(state, chat, params, &mut body)?;
    let markup = state.markup_for(chat, params)?;
    let mut poll = question(params)?.poll(state);
    for name in [
        "is_anonymous",
        "allows_multiple_answers",
        "allows_revoting",
        "is_closed",
    ] {
        if let Some(given) = params.get(name) {
            poll[name] = given.clone();
        }
    }
    match params.text("type").unwrap_or("regular") {
        "regular" => {}
        "quiz" => {
            poll["type"] = json!("quiz");
            let correct = params.list("correct_option_ids");
            if correct.is_empty() {
                return Err(ApiError::malformed(
                    "wrong correct option identifiers specified",
                ));
            }
            poll["correct_option_ids"] = json!(correct);
        }
        _ => return Err(ApiError::malformed("unsupported poll type specified")),
    }
    body.insert("poll".to_owned(), poll);
    fits(state, chat, &body)?;
    Ok(state.store(chat, state.bot.id, body, markup))
}

fn question(params: &Params) -> Answer<Question> {
    let mode = params.text("question_parse_mode").unwrap_or_default();
    let given = params.text("question").unwrap_or_default();
    let (text, entities) = parsed(given, mode, params.get("question_entities"))?;
    if !(1..=300).contains(&html::utf16_len(&text)) {
        return Err(ApiError::malformed(
            "poll question must be 1-300 characters long",
        ));
    }
    let mut options = Vec::new();
    for option in params.list("options") {
        check::object("InputPollOption", option)?;
        let text = option["text"].as_str().unwrap_or_default();
        if !(1..=100).contains(&html::utf16_len(text)) {
            return Err(ApiError::malformed(
                "poll options must be 1-100 characters long",
            ));
        }
        options.push(text.to_owned());
    }
    if !(1..=12).contains(&options.len()) {
        return Err(ApiError::malformed("poll must have 1-12 options"));
    }
    Ok(Question {
        text,
        entities,
        options,
    })
}

pub(super) fn stop(state: &mut State, params: &Params) -> Answer {
    let chat = state.visible_chat(params, "chat_id")?;
    let key = (chat, params.int("message_id").unwrap_or(0));
    let markup = keyboards::checked(params.get("reply_markup"), true)?;
    let number = state.change();
    let message = state
        .messages
        .get_mut(&key)
        .ok_or_else(|| ApiError::bad("message with poll to stop not found"))?;
    let is_own = message.by_bot && !message.value.contains_key("forward_origin");
    let Some(poll) = message.value.get_mut("poll").filter(|_| is_own) else {
        return Err(ApiError::bad("poll can't be stopped"));
    };
    if poll["is_closed"] == true {
        return Err(ApiError::bad("poll has already been closed"));
    }
    poll["is_closed"] = json!(true);
    let closed = poll.clone();
    message.value.remove("reply_markup");
    message
        .value
        .extend(markup.map(|markup| ("reply_markup".to_owned(), markup)));
    message.changed = number;
    Ok(closed)
}

/// Makes a poll of a copy another one, without votes.
pub(super) fn begin_anew(state: &mut State, poll: &mut Value) {
    poll["id"] = json!(state.serial().to_string());
    poll["total_voter_count"] = json!(0);
    for option in poll["options"].as_array_mut().into_iter().flatten() {
        option["voter_count"] = json!(0);
    }
}
