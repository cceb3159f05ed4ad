//! Keyboards under messages, checked as Telegram checks them.

use super::check;
use super::error::ApiError;
use super::html::utf16_len;
use serde_json::Value;

/// Members of a button that say how it looks, not what it does.
const LOOKS: [&str; 3] = ["text", "style", "icon_custom_emoji_id"];

/// Checks a `reply_markup`; an empty inline keyboard is the same as none.
pub(super) fn checked(
    markup: Option<&Value>,
    inline_only: bool,
) -> Result<Option<Value>, ApiError> {
    let Some(markup) = markup else {
        return Ok(None);
    };
    if let Some(rows) = markup.get("inline_keyboard") {
        check::object("InlineKeyboardMarkup", markup)?;
        let buttons = each_button(rows, inline_button)?;
        if buttons > 100 {
            return Err(ApiError::malformed("reply markup is too long"));
        }
        return Ok((buttons > 0).then(|| markup.clone()));
    }
    if inline_only {
        return Err(ApiError::malformed("inline keyboard expected"));
    }
    if let Some(rows) = markup.get("keyboard") {
        check::object("ReplyKeyboardMarkup", markup)?;
        each_button(rows, reply_button)?;
        placeholder(markup)?;
    } else if markup.get("remove_keyboard").is_some() {
        check::object("ReplyKeyboardRemove", markup)?;
    } else if markup.get("force_reply").is_some() {
        check::object("ForceReply", markup)?;
        placeholder(markup)?;
    } else {
        return Err(ApiError::malformed(
            "can't parse reply keyboard markup JSON object",
        ));
    }
    Ok(Some(markup.clone()))
}

fn each_button(
    rows: &Value,
    check: impl Fn(&Value) -> Result<(), ApiError>,
) -> Result<usize, ApiError> {
    let refused = || ApiError::malformed("can't parse keyboard: rows must be arrays of buttons");
    let mut count = 0;
    for row in rows.as_array().ok_or_else(refused)? {
        for button in row.as_array().ok_or_else(refused)? {
            check(button)?;
            count += 1;
        }
    }
    Ok(count)
}

fn inline_button(button: &Value) -> Result<(), ApiError> {
    check::object("InlineKeyboardButton", button)?;
    let fields = button.as_object().into_iter().flatten();
    let actions: Vec<&String> = fields
        .filter(|(name, value)| !LOOKS.contains(&name.as_str()) && !value.is_null())
        .map(|(name, _)| name)
        .collect();
    match actions.as_slice() {
        [] => {
            return Err(refused_button(
                "Text buttons are unallowed in the inline keyboard",
            ));
        }
        [_] => {}
        several => {
            let names = several
                .iter()
                .map(|name| name.as_str())
                .collect::<Vec<_>>()
                .join(", ");
            return Err(refused_button(&format!(
                "a button must have exactly one action, not {names}"
            )));
        }
    }
    label(button)?;
    if let Some(data) = button.get("callback_data").and_then(Value::as_str)
        && !(1..=64).contains(&data.len())
    {
        return Err(ApiError::malformed("BUTTON_DATA_INVALID"));
    }
    if let Some(copy) = button.get("copy_text") {
        check::object("CopyTextButton", copy)?;
        let length = utf16_len(copy["text"].as_str().unwrap_or_default());
        if !(1..=256).contains(&length) {
            return Err(ApiError::malformed("BUTTON_COPY_TEXT_INVALID"));
        }
    }
    if let Some(url) = button.get("url").and_then(Value::as_str) {
        address(url)?;
    }
    Ok(())
}

fn reply_button(button: &Value) -> Result<(), ApiError> {
    if button.as_str().is_some_and(|text| !text.is_empty()) {
        return Ok(()); // a plain text stands for a button without a request
    }
    check::object("KeyboardButton", button)?;
    label(button)?;
    if let Some(request) = button.get("request_users") {
        check::object("KeyboardButtonRequestUsers", request)?;
    }
    let Some(request) = button.get("request_chat") else {
        return Ok(());
    };
    check::object("KeyboardButtonRequestChat", request)?;
    for rights in ["user_administrator_rights", "bot_administrator_rights"] {
        if let Some(rights) = request.get(rights) {
            check::object("ChatAdministratorRights", rights)?;
        }
    }
    let exceeds = request["bot_administrator_rights"]
        .as_object()
        .is_some_and(|asked| {
            let user = &request["user_administrator_rights"];
            asked.iter().any(|(right, value)| {
                *value == true && right != "can_manage_chat" && user[right] != true
            })
        });
    if exceeds {
        return Err(refused_button(
            "bot_administrator_rights must be a subset of user_administrator_rights",
        ));
    }
    Ok(())
}

fn label(button: &Value) -> Result<(), ApiError> {
    match button["text"].as_str() {
        Some(text) if !text.trim().is_empty() => Ok(()),
        _ => Err(refused_button("Field \"text\" must be non-empty")),
    }
}

fn address(url: &str) -> Result<(), ApiError> {
    let known = ["http://", "https://", "tg://", "ton://"];
    let is_valid = match url.split_once("://") {
        Some((_, rest)) => known.iter().any(|scheme| url.starts_with(scheme)) && !rest.is_empty(),
        None => url.contains('.'),
    };
    if is_valid && !url.contains(char::is_whitespace) {
        return Ok(());
    }
    Err(ApiError::malformed(format!(
        "inline keyboard button URL '{url}' is invalid: Wrong HTTP URL"
    )))
}

fn placeholder(markup: &Value) -> Result<(), ApiError> {
    match markup
        .get("input_field_placeholder")
        .and_then(Value::as_str)
    {
        Some(text) if !(1..=64).contains(&utf16_len(text)) => Err(ApiError::malformed(
            "input_field_placeholder must be 1-64 characters long",
        )),
        _ => Ok(()),
    }
}

fn refused_button(reason: &str) -> ApiError {
    ApiError::malformed(format!("can't parse inline keyboard button: {reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn inline(button: Value) -> Result<Option<Value>, ApiError> {
        checked(Some(&json!({"inline_keyboard": [[button]]})), false)
    }

    #[test]
    fn callback_data_has_1_to_64_bytes() {
        assert!(inline(json!({"text": "a", "callback_data": "x".repeat(64)})).is_ok());
        for data in [String::new(), "x".repeat(65), "ñ".repeat(33)] {
            let error = inline(json!({"text": "a", "callback_data": data})).expect_err("refused");
            assert_eq!(error.description, "Bad Request: BUTTON_DATA_INVALID");
        }
    }

    #[test]
    fn a_button_has_exactly_one_action() {
        assert!(inline(json!({"text": "a"})).is_err());
        assert!(
            inline(json!({"text": "a", "callback_data": "a", "url": "https://e.org"})).is_err()
        );
        assert!(inline(json!({"text": "a", "url": "https://e.org", "style": "danger"})).is_ok());
        assert!(inline(json!({"text": "a", "url": "nowhere"})).is_err());
        assert!(inline(json!({"text": "a", "colour": "red", "url": "https://e.org"})).is_err());
    }

    #[test]
    fn a_text_to_copy_has_1_to_256_characters() {
        assert!(inline(json!({"text": "a", "copy_text": {"text": "x".repeat(256)}})).is_ok());
        assert!(inline(json!({"text": "a", "copy_text": {"text": "x".repeat(257)}})).is_err());
        assert!(inline(json!({"text": "a", "copy_text": {"text": ""}})).is_err());
    }

    #[test]
    fn an_empty_keyboard_is_none() {
        assert_eq!(
            checked(Some(&json!({"inline_keyboard": []})), true),
            Ok(None)
        );
    }
}
