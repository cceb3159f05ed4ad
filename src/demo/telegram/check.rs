//! The methods and objects the emulator knows, and the check of each call against them.
//!
//! Telegram ignores a parameter it does not know, so a misspelt one is a silent fault of the bot. The
//! emulator refuses it, and notes it among the violations.

mod tables;

use super::error::ApiError;
use serde_json::{Map, Value};
use tables::{METHODS, OBJECTS};

/// A method of the Bot API with the parameters it takes.
#[derive(Clone, Debug)]
pub struct Method {
    /// The name as the Bot API spells it.
    pub name: &'static str,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
}

/// One parameter of a method, or one field of an object.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name.
    pub name: &'static str,
    /// `int`, `bool`, `text`, `chat`, `file`, `list` or `object`.
    pub kind: &'static str,
    /// It may not be left out.
    pub is_required: bool,
}

/// All methods of the table.
pub fn methods() -> Vec<Method> {
    METHODS
        .iter()
        .map(|(name, parameters)| Method {
            name,
            parameters: read(parameters),
        })
        .collect()
}

/// All objects of the table, as if they were methods.
pub fn objects() -> Vec<Method> {
    OBJECTS
        .iter()
        .map(|(name, fields)| Method {
            name,
            parameters: read(fields),
        })
        .collect()
}

/// The method's name as the Bot API spells it; callers may use any case.
pub(super) fn method_named(name: &str) -> Option<&'static str> {
    METHODS
        .iter()
        .map(|(known, _)| *known)
        .find(|known| known.eq_ignore_ascii_case(name))
}

fn read(notation: &'static str) -> Vec<Parameter> {
    notation
        .split_whitespace()
        .filter_map(|item| item.split_once(':'))
        .map(|(name, kind)| Parameter {
            name: name.trim_end_matches('*'),
            kind,
            is_required: name.ends_with('*'),
        })
        .collect()
}

/// The call's parameters with the types the table names, or why the call is refused.
pub(super) fn typed(method: &str, raw: Map<String, Value>) -> Result<Map<String, Value>, ApiError> {
    let known = METHODS
        .iter()
        .find(|(name, _)| *name == method)
        .map(|(_, parameters)| read(parameters))
        .unwrap_or_default();
    let mut typed = Map::new();
    for (name, value) in raw {
        let Some(parameter) = known.iter().find(|parameter| parameter.name == name) else {
            // Uploaded files may carry any name: a parameter refers to them by `attach://`.
            if value
                .as_str()
                .is_some_and(|text| text.starts_with("attach://"))
            {
                continue;
            }
            return Err(ApiError::malformed(format!("unknown parameter {name}")));
        };
        if value.is_null() {
            continue;
        }
        let Some(value) = convert(parameter.kind, value) else {
            return Err(ApiError::malformed(format!(
                "parameter {name} is not of kind {}",
                parameter.kind
            )));
        };
        typed.insert(name, value);
    }
    match known
        .iter()
        .find(|p| p.is_required && !typed.contains_key(p.name))
    {
        Some(Parameter {
            name: "chat_id", ..
        }) => Err(ApiError::malformed("chat_id is empty")),
        Some(Parameter { name: "text", .. }) => Err(ApiError::malformed("message text is empty")),
        Some(missing) => Err(ApiError::malformed(format!(
            "parameter \"{}\" is required",
            missing.name
        ))),
        None => Ok(typed),
    }
}

/// Checks the fields of an object a bot sends; what is unknown or missing is refused.
pub(super) fn object(kind: &str, value: &Value) -> Result<(), ApiError> {
    let Some((_, fields)) = OBJECTS.iter().find(|(name, _)| *name == kind) else {
        return Ok(());
    };
    let fields = read(fields);
    let Some(given) = value.as_object() else {
        return Err(ApiError::malformed(format!("{kind} must be an object")));
    };
    for (name, value) in given {
        let Some(field) = fields.iter().find(|field| field.name == name) else {
            return Err(ApiError::malformed(format!(
                "unknown field {name} in {kind}"
            )));
        };
        if !value.is_null() && !is_kind(field.kind, value) {
            return Err(ApiError::malformed(format!(
                "field {name} of {kind} is not of kind {}",
                field.kind
            )));
        }
    }
    match fields
        .iter()
        .find(|f| f.is_required && !given.contains_key(f.name))
    {
        Some(missing) => Err(ApiError::malformed(format!(
            "field {} of {kind} is missing",
            missing.name
        ))),
        None => Ok(()),
    }
}

fn is_kind(kind: &str, value: &Value) -> bool {
    match kind {
        "int" => value.is_i64() || value.is_u64(),
        "bool" => value.is_boolean(),
        "chat" => value.is_i64() || value.is_string(),
        "list" => value.is_array(),
        "object" => value.is_object(),
        _ => value.is_string(),
    }
}

/// Forms carry everything as text, and JSON bodies may hold an object as a string.
fn convert(kind: &str, value: Value) -> Option<Value> {
    let converted = match (&value, kind) {
        (Value::String(text), "int") => Value::from(text.trim().parse::<i64>().ok()?),
        (Value::String(text), "bool") => match text.to_lowercase().as_str() {
            "true" | "1" | "yes" => Value::Bool(true),
            "false" | "0" | "no" | "" => Value::Bool(false),
            _ => return None,
        },
        (Value::String(text), "chat") => match text.trim().parse::<i64>() {
            Ok(id) => Value::from(id),
            Err(_) => value,
        },
        (Value::String(text), "list" | "object") => serde_json::from_str(text).ok()?,
        (Value::Number(number), "text") => Value::String(number.to_string()),
        _ => value,
    };
    is_kind(kind, &converted).then_some(converted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn call(method: &str, raw: Value) -> Result<Map<String, Value>, ApiError> {
        typed(method, raw.as_object().cloned().unwrap_or_default())
    }

    #[test]
    fn form_values_take_the_types_of_the_table() {
        let typed = call(
            "sendMessage",
            json!({"chat_id": "7", "text": "12", "protect_content": "true",
                   "reply_markup": "{\"inline_keyboard\":[]}"}),
        )
        .expect("valid");
        assert_eq!(typed["chat_id"], 7);
        assert_eq!(typed["text"], "12");
        assert_eq!(typed["protect_content"], true);
        assert!(typed["reply_markup"].is_object());
    }

    #[test]
    fn unknown_missing_and_mistyped_parameters_are_violations() {
        for (raw, says) in [
            (
                json!({"chat_id": 1, "text": "a", "parsemode": "HTML"}),
                "unknown parameter parsemode",
            ),
            (json!({"text": "a"}), "chat_id is empty"),
            (
                json!({"chat_id": 1, "text": "a", "protect_content": 3}),
                "protect_content is not",
            ),
        ] {
            let error = call("sendMessage", raw).expect_err("refused");
            assert!(
                error.is_violation && error.description.contains(says),
                "{error:?}"
            );
        }
    }

    #[test]
    fn method_names_are_found_in_any_case() {
        assert_eq!(method_named("SendMessage"), Some("sendMessage"));
        assert_eq!(method_named("sendNothing"), None);
    }
}
