//! What the page's API takes and gives: JSON, and refusals with a sentence.

use crate::demo::telegram::http::Answer;
use crate::demo::telegram::http::BodyError;
use crate::demo::telegram::http::Request;
use crate::demo::telegram::http::form;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;

/// A refusal with a sentence for the person at the page.
#[derive(Debug)]
pub(super) struct Refusal(u16, String);

/// What every route answers.
pub(super) type Reply = Result<Value, Refusal>;

impl Refusal {
    /// The request makes no sense.
    pub(super) fn bad(sentence: impl Into<String>) -> Self {
        Self(400, sentence.into())
    }

    /// There is no such thing.
    pub(super) fn absent(sentence: &str) -> Self {
        Self(404, sentence.to_owned())
    }

    /// The asker may not.
    pub(super) fn forbidden(sentence: &str) -> Self {
        Self(403, sentence.to_owned())
    }

    /// The address is right and the method is not.
    pub(super) fn other_method() -> Self {
        Self(405, "This is asked in another way.".to_owned())
    }

    /// The refusal as an answer.
    pub(super) fn answer(&self) -> Answer {
        Answer::json(self.0, &json!({"error": self.1}))
    }

    fn not_understood(what: &str) -> Self {
        Self::bad(format!("The request is not understood: {what}."))
    }
}

/// An act that gives nothing back.
pub(super) fn done() -> Reply {
    Ok(json!({}))
}

/// The raw body.
pub(super) fn bytes(request: &Request) -> Result<&[u8], Refusal> {
    match &request.body {
        Ok(body) => Ok(body),
        Err(BodyError::TooLarge) => Err(Refusal(413, "That is too large.".to_owned())),
        Err(BodyError::Broken) => Err(Refusal::bad("The request was cut off.")),
    }
}

/// What was asked, by name.
pub(super) struct Asked {
    values: Map<String, Value>,
    /// It stood in the address, where numbers are texts.
    is_query: bool,
}

impl Asked {
    /// What stands in the address after `?`.
    pub(super) fn of_query(request: &Request) -> Self {
        Self {
            values: form(request.query.as_deref().unwrap_or_default()),
            is_query: true,
        }
    }

    /// The body, a JSON object.
    pub(super) fn of_body(request: &Request) -> Result<Self, Refusal> {
        match serde_json::from_slice(bytes(request)?) {
            Ok(Value::Object(values)) => Ok(Self {
                values,
                is_query: false,
            }),
            Ok(_) => Err(Refusal::not_understood("an object is expected")),
            Err(error) => Err(Refusal::not_understood(&error.to_string())),
        }
    }

    /// What was asked under this name, if anything was.
    fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name).filter(|value| !value.is_null())
    }

    /// A number that may be missing.
    pub(super) fn number_if_any(&self, name: &str) -> Result<Option<i64>, Refusal> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let number = match value {
            Value::String(text) if self.is_query => text.parse().ok(),
            other => other.as_i64(),
        };
        let wrong = || Refusal::not_understood(&format!("`{name}` is not a whole number"));
        number.map(Some).ok_or_else(wrong)
    }

    /// A number.
    pub(super) fn number(&self, name: &str) -> Result<i64, Refusal> {
        self.number_if_any(name)?.ok_or_else(|| missing(name))
    }

    /// A number that is not negative; 0 if it is missing.
    pub(super) fn count(&self, name: &str) -> Result<u64, Refusal> {
        let number = self.number_if_any(name)?.unwrap_or(0);
        let wrong = |_| Refusal::not_understood(&format!("`{name}` is negative"));
        u64::try_from(number).map_err(wrong)
    }

    /// A text that may be missing.
    pub(super) fn text_if_any(&self, name: &str) -> Result<Option<&str>, Refusal> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let wrong = || Refusal::not_understood(&format!("`{name}` is not a text"));
        value.as_str().map(Some).ok_or_else(wrong)
    }

    /// A text.
    pub(super) fn text(&self, name: &str) -> Result<&str, Refusal> {
        self.text_if_any(name)?.ok_or_else(|| missing(name))
    }

    /// Yes or no.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        let value = self.get(name).ok_or_else(|| missing(name))?;
        let wrong = || Refusal::not_understood(&format!("`{name}` is not true or false"));
        value.as_bool().ok_or_else(wrong)
    }

    /// Numbers; none if they are missing.
    pub(super) fn numbers(&self, name: &str) -> Result<Vec<i64>, Refusal> {
        match self.get(name) {
            None => Ok(Vec::new()),
            Some(value) => all_of(value, name, Value::as_i64),
        }
    }

    /// Things of any sort.
    pub(super) fn list(&self, name: &str) -> Result<&[Value], Refusal> {
        let list = self.get(name).and_then(Value::as_array);
        list.map(Vec::as_slice).ok_or_else(|| missing(name))
    }

    /// Texts.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<&str>, Refusal> {
        all_of(
            self.get(name).ok_or_else(|| missing(name))?,
            name,
            Value::as_str,
        )
    }
}

/// The members of a list, if all of them are what they should be.
fn all_of<'a, T>(
    value: &'a Value,
    name: &str,
    read: fn(&'a Value) -> Option<T>,
) -> Result<Vec<T>, Refusal> {
    let list = value.as_array().map(|list| list.iter().map(read));
    let wrong = || Refusal::not_understood(&format!("`{name}` is not a list of such things"));
    list.and_then(Iterator::collect).ok_or_else(wrong)
}

fn missing(name: &str) -> Refusal {
    Refusal::not_understood(&format!("`{name}` is missing"))
}
