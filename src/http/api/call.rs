//! A request that was believed, with its body checked against the table: what endpoints work with.

use super::answer::Answer;
use super::answer::Problem;
use super::endpoint::Input;
use super::endpoint::Takes;
use crate::context::Ctx;
use crate::models::Actor;
use crate::models::Caller;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::api_resource::Resource;
use crate::services::ServiceError;
use crate::services::api::reading;
use crate::utils::order::gathered;
use chrono::DateTime;
use serde_json::Map;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything about one request.
pub struct Call {
    pub ctx: Arc<Ctx>,
    pub actor: Actor,
    /// Who asks, unless they are only signing in.
    pub caller: Option<Caller>,
    /// When it came.
    pub now: Timestamp,
    /// What stood in its path in place of names in braces.
    pub parts: Vec<String>,
    pub body: Map<String, Value>,
    /// What its sender called it, so that it is not done twice.
    pub name: Option<String>,
}

impl Call {
    /// The number in the path; the first one is number 0. The router let nothing else through.
    pub fn id(&self, place: usize) -> i64 {
        let part = self.parts.get(place);
        part.and_then(|part| part.parse().ok()).unwrap_or_default()
    }

    /// The text in the path.
    pub fn part(&self, place: usize) -> &str {
        self.parts.get(place).map_or("", String::as_str)
    }

    /// The person whose Telegram id begins the path.
    pub fn user(&self) -> UserId {
        UserId(self.id(0))
    }

    /// A text of the body.
    pub fn text(&self, name: &str) -> Option<String> {
        self.body.get(name)?.as_str().map(str::to_owned)
    }

    /// A text that has to be there: an empty one where it is not, which no check lets through.
    pub fn needed(&self, name: &str) -> String {
        self.text(name).unwrap_or_default()
    }

    /// A number of the body.
    pub fn int(&self, name: &str) -> Option<i64> {
        self.body.get(name)?.as_i64()
    }

    /// A number of the body that counts something.
    pub fn count(&self, name: &str) -> Option<u32> {
        u32::try_from(self.int(name)?).ok()
    }

    /// A yes or no of the body.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.body.get(name)?.as_bool()
    }

    /// An instant of the body.
    pub fn instant(&self, name: &str) -> Option<Timestamp> {
        instant(self.body.get(name)?.as_str()?)
    }

    /// Texts of the body.
    pub fn texts(&self, name: &str) -> Option<Vec<String>> {
        let list = self.body.get(name)?.as_array()?;
        Some(
            list.iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
        )
    }

    /// Numbers by name of the body.
    pub fn numbers(&self, name: &str) -> Option<BTreeMap<String, i64>> {
        let pairs = self.body.get(name)?.as_object()?;
        let numbers = pairs.iter();
        Some(gathered(numbers.filter_map(|(name, value)| {
            Some((name.clone(), value.as_i64()?))
        })))
    }

    /// Texts by name of the body.
    pub fn words(&self, name: &str) -> Option<BTreeMap<String, String>> {
        let pairs = self.body.get(name)?.as_object()?;
        let words = pairs.iter();
        Some(gathered(words.filter_map(|(name, value)| {
            Some((name.clone(), value.as_str()?.to_owned()))
        })))
    }

    /// Whether the body names that part, be it as `null`.
    pub fn names(&self, name: &str) -> bool {
        self.body.contains_key(name)
    }

    /// A row of a resource as it is now: what most acts answer. Whoever may do something without being allowed to read
    /// it is told its number alone.
    pub async fn row(&self, resource: &'static Resource, key: i64) -> Result<Answer, Problem> {
        let row = reading::get(&self.ctx, &self.actor, resource, key, Vec::new()).await;
        match row {
            Err(ServiceError::Refused(Refusal::NotAllowed)) => {
                Ok(Answer::json(format!("{{\"id\":{key}}}")))
            }
            row => Ok(Answer::json(row?)),
        }
    }
}

/// An instant in the form of RFC 3339.
pub fn instant(text: &str) -> Option<Timestamp> {
    let at = DateTime::parse_from_rfc3339(text).ok()?;
    Some(Timestamp(at.timestamp()))
}

/// The body as an object with the described parts alone.
///
/// # Errors
/// All that is wrong about it, part by part.
pub fn checked(inputs: &[Input], body: &[u8]) -> Result<Map<String, Value>, Problem> {
    if body.is_empty() && inputs.iter().all(|input| !input.is_required) {
        return Ok(Map::new());
    }
    let body: Value = serde_json::from_slice(body)
        .map_err(|error| Problem::Own(400, "no-json", format!("The body is no JSON: {error}.")))?;
    let Value::Object(body) = body else {
        return Err(Problem::Own(
            400,
            "no-object",
            "The body must be a JSON object.".into(),
        ));
    };
    let mut wrong = Vec::new();
    for input in inputs {
        match body.get(input.name) {
            None if input.is_required => {
                wrong.push((input.name.to_owned(), "is missing".to_owned()))
            }
            None => {}
            Some(Value::Null) if input.may_be_null => {}
            Some(value) => {
                if let Err(why) = check(input.takes, value) {
                    wrong.push((input.name.to_owned(), why));
                }
            }
        }
    }
    for name in body.keys() {
        if !inputs.iter().any(|input| input.name == name) {
            let name: String = name.chars().take(40).collect();
            wrong.push((name, "is no part of this request".to_owned()));
        }
    }
    if wrong.is_empty() {
        Ok(body)
    } else {
        Err(Problem::Invalid(wrong))
    }
}

fn check(takes: Takes, value: &Value) -> Result<(), String> {
    let length = |text: &str| i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    let (is_right, allowed) = match takes {
        Takes::Text(most) => (
            value.as_str().is_some_and(|text| {
                (1..=i64::from(most)).contains(&length(text)) && !text.contains('\0')
            }),
            format!("a text of 1 to {most} characters"),
        ),
        Takes::Int(least, most) => (
            value
                .as_i64()
                .is_some_and(|number| (least..=most).contains(&number)),
            format!("a whole number from {least} to {most}"),
        ),
        Takes::Bool => (value.is_boolean(), "true or false".to_owned()),
        Takes::Instant => (
            value.as_str().is_some_and(|text| instant(text).is_some()),
            "an instant such as 2026-12-25T18:30:00Z".to_owned(),
        ),
        Takes::OneOf(words) => (
            value
                .as_str()
                .is_some_and(|text| words.split('|').any(|word| word == text)),
            format!("one of {}", words.replace('|', ", ")),
        ),
        Takes::Texts(most) => (
            value.as_array().is_some_and(|list| {
                list.len() <= most as usize
                    && list.iter().all(|one| {
                        one.as_str()
                            .is_some_and(|text| (1..=200).contains(&length(text)))
                    })
            }),
            format!("a list of at most {most} texts"),
        ),
        Takes::Numbers => (
            value.as_object().is_some_and(|pairs| {
                pairs.len() <= 20
                    && pairs
                        .values()
                        .all(|one| one.as_i64().is_some_and(|one| one > 0))
            }),
            "an object of whole numbers above zero".to_owned(),
        ),
        Takes::Words => (
            value.as_object().is_some_and(|pairs| {
                pairs.len() <= 20
                    && pairs
                        .values()
                        .all(|one| one.as_str().is_some_and(|text| length(text) <= 2_000))
            }),
            "an object of texts".to_owned(),
        ),
    };
    if is_right {
        Ok(())
    } else {
        Err(format!("must be {allowed}"))
    }
}
