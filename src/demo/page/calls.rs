//! The log of Bot API calls for the page. The bot's token is in none of them.

use super::Shared;
use super::reply::Asked;
use super::reply::Reply;
use crate::demo::telegram::Call;
use serde_json::Value;
use serde_json::json;

/// How many calls are given at once, the newest.
const MOST: usize = 300;
/// Longer parameters and answers are cut.
const LONGEST: usize = 6_000;

/// The calls after a number, and the number to ask with next.
pub(super) fn since(shared: &Shared, asked: &Asked) -> Reply {
    let emulator = &shared.emulator;
    let oldest = emulator.mark().saturating_sub(MOST);
    let from = usize::try_from(asked.count("since")?).unwrap_or(usize::MAX);
    let from = from.max(oldest);
    let calls = emulator.calls_since(from);
    let next = from + calls.len();
    let rows = calls.iter().enumerate();
    let rows: Vec<Value> = rows
        .map(|(at, call)| row(from + at, call, emulator.token()))
        .collect();
    Ok(json!({"calls": rows, "next": next}))
}

fn row(number: usize, call: &Call, token: &str) -> Value {
    let files: Vec<Value> = call
        .files
        .values()
        .map(|file| json!({"name": file.name, "size": file.bytes.len()}))
        .collect();
    let answer = match &call.outcome {
        Ok(value) => shown(value, token),
        Err(description) => shown(&json!(description), token),
    };
    json!({
        "n": number,
        "at": call.at,
        "method": call.method,
        "params": shown(&call.params, token),
        "files": files,
        "is_ok": call.is_ok(),
        "was_answered": call.was_answered,
        "answer": answer,
    })
}

/// Without the token, whole or its secret half, and not longer than a reader bears.
fn shown(value: &Value, token: &str) -> Value {
    let secret = token.split_once(':').map_or(token, |(_, secret)| secret);
    let mut text = value.to_string();
    if !secret.is_empty() {
        text = text.replace(secret, "…");
    }
    if text.len() > LONGEST {
        let cut = text.char_indices().map(|(at, _)| at);
        let cut = cut.take_while(|at| *at <= LONGEST).last().unwrap_or(0);
        return json!(format!("{}…", &text[..cut]));
    }
    serde_json::from_str(&text).unwrap_or(Value::Null)
}
