//! The parameters of lists: filters by the fields of the resource, sparse fields, order, pages.

use super::answer::Answer;
use super::answer::Problem;
use super::call::instant;
use crate::models::api_resource::Compare;
use crate::models::api_resource::Field;
use crate::models::api_resource::JsonPage;
use crate::models::api_resource::Kind;
use crate::models::api_resource::Narrowing;
use crate::models::api_resource::Resource;
use crate::models::api_resource::Value;
use crate::models::api_resource::Wanted;
use crate::utils::percent;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// Rows of a page, unless asked for otherwise.
pub const USUAL_ROWS: u32 = 50;
/// The most rows of a page.
pub const MOST_ROWS: u32 = 200;

/// What a query wants of a resource.
///
/// # Errors
/// Every parameter that is wrong.
pub fn wanted(resource: &Resource, query: &str) -> Result<Wanted, Problem> {
    let mut wanted = Wanted {
        limit: USUAL_ROWS,
        ..Wanted::all_of_one()
    };
    let mut wrong = Vec::new();
    let mut cursor = None;
    for (name, value) in percent::pairs(query) {
        let read = match name.as_str() {
            "limit" => value
                .parse()
                .ok()
                .filter(|limit| (1..=MOST_ROWS).contains(limit))
                .map(|limit| wanted.limit = limit)
                .ok_or_else(|| format!("must be a whole number from 1 to {MOST_ROWS}")),
            "order" => {
                wanted.is_ascending = value == "asc";
                let is_one = wanted.is_ascending || value == "desc";
                is_one
                    .then_some(())
                    .ok_or_else(|| "must be asc or desc".to_owned())
            }
            "fields" => fields(resource, &value).map(|fields| wanted.fields = fields),
            "cursor" => {
                cursor = Some(value);
                Ok(())
            }
            _filter => filter(resource, &name, &value).map(|filter| wanted.filters.push(filter)),
        };
        if let Err(why) = read {
            wrong.push((name.chars().take(40).collect(), why));
        }
    }
    if let Some(cursor) = cursor {
        match opened(resource, wanted.is_ascending, &cursor) {
            Some(key) => wanted.after = Some(key),
            None => wrong.push(("cursor".to_owned(), "is none of this list".to_owned())),
        }
    }
    if wrong.is_empty() {
        Ok(wanted)
    } else {
        Err(Problem::Invalid(wrong))
    }
}

/// The places of the named fields.
pub fn fields(resource: &Resource, names: &str) -> Result<Vec<usize>, String> {
    let mut places = Vec::new();
    for name in names.split(',').map(str::trim) {
        match resource.field(name) {
            Some(place) if !places.contains(&place) => places.push(place),
            Some(_) => {}
            None => return Err(format!("{} has no such field", resource.title)),
        }
    }
    Ok(places)
}

fn filter(resource: &Resource, name: &str, text: &str) -> Result<(usize, Compare, Value), String> {
    let forms = [
        (Some(name), Compare::Equal, Narrowing::Equal),
        (name.strip_suffix("_from"), Compare::From, Narrowing::Range),
        (name.strip_suffix("_to"), Compare::Before, Narrowing::Range),
    ];
    for (name, compare, narrowing) in forms {
        let place = name.and_then(|name| resource.field(name));
        let field = place.and_then(|place| resource.fields.get(place));
        if let (Some(place), Some(field)) = (place, field)
            && field.narrowing == narrowing
        {
            return Ok((place, compare, value(field, text)?));
        }
    }
    Err(format!("{} cannot be filtered so", resource.title))
}

fn value(field: &Field, text: &str) -> Result<Value, String> {
    match field.kind {
        Kind::Int => text
            .parse()
            .map(Value::Int)
            .map_err(|_| "must be a whole number".to_owned()),
        Kind::Bool => match text {
            "true" => Ok(Value::Int(1)),
            "false" => Ok(Value::Int(0)),
            _other => Err("must be true or false".to_owned()),
        },
        Kind::Instant => instant(text)
            .map(|at| Value::Int(at.0))
            .ok_or_else(|| "must be an instant such as 2026-12-25T18:30:00Z".to_owned()),
        Kind::OneOf(words) if field.kind.words().all(|word| word != text) => {
            Err(format!("must be one of {}", words.replace('|', ", ")))
        }
        Kind::OneOf(_) | Kind::Text | Kind::Texts | Kind::Json => Ok(Value::Text(text.to_owned())),
    }
}

/// A page as it is sent.
pub fn page(resource: &Resource, wanted: &Wanted, query: &str, page: &JsonPage) -> Answer {
    let cursor = page
        .next
        .map(|key| closed(resource, wanted.is_ascending, key));
    let mut body = String::from("{\"items\":[");
    body.push_str(&page.rows.join(","));
    body.push_str("],\"next_cursor\":");
    match &cursor {
        // Of the alphabet of base64: nothing to escape.
        Some(cursor) => body.push_str(&format!("\"{cursor}\"}}")),
        None => body.push_str("null}"),
    }
    let link = cursor.map(|cursor| {
        let rest = query
            .split('&')
            .filter(|part| !part.is_empty() && !part.starts_with("cursor="));
        let query: Vec<String> = rest
            .map(str::to_owned)
            .chain([format!("cursor={cursor}")])
            .collect();
        format!(
            "</api/v1/{}?{}>; rel=\"next\"",
            resource.name,
            query.join("&")
        )
    });
    Answer { body, link }
}

/// The place after that key, as clients hand it back.
fn closed(resource: &Resource, is_ascending: bool, key: i64) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!("{}{}{key}", resource.name, sign(is_ascending)))
}

fn opened(resource: &Resource, is_ascending: bool, cursor: &str) -> Option<i64> {
    let text = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let text = String::from_utf8(text).ok()?;
    let key = text.strip_prefix(resource.name)?;
    key.strip_prefix(sign(is_ascending))?.parse().ok()
}

fn sign(is_ascending: bool) -> &'static str {
    if is_ascending { ">" } else { "<" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::api::reading;
    use proptest::prelude::*;

    fn users() -> &'static Resource {
        reading::resource("users").expect("a resource")
    }

    #[test]
    fn a_query_becomes_what_is_wanted() {
        let read = wanted(
            users(),
            "limit=2&order=asc&fields=id,username&status=banned&created_at_from=2026-01-01T00%3A00%3A00Z",
        );
        let read = read.expect("understood");
        assert_eq!(
            (read.limit, read.is_ascending, read.fields.len()),
            (2, true, 2)
        );
        let place = |name: &str| users().field(name).expect("a field");
        assert_eq!(
            read.filters,
            [
                (
                    place("status"),
                    Compare::Equal,
                    Value::Text("banned".into())
                ),
                (
                    place("created_at"),
                    Compare::From,
                    Value::Int(1_767_225_600)
                ),
            ]
        );
    }

    #[test]
    fn every_wrong_parameter_is_named() {
        let wrong = wanted(
            users(),
            "limit=0&order=up&fields=shoe&note=x&status=tall&cursor=zzz",
        );
        let Err(Problem::Invalid(parts)) = wrong else {
            panic!("taken");
        };
        let names: Vec<&str> = parts.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            ["limit", "order", "fields", "note", "status", "cursor"]
        );
    }

    #[test]
    fn a_cursor_is_good_for_its_own_list_and_order_only() {
        let cursor = closed(users(), false, 77);
        assert_eq!(opened(users(), false, &cursor), Some(77));
        assert_eq!(opened(users(), true, &cursor), None);
        let other = reading::resource("tokens").expect("a resource");
        assert_eq!(opened(other, false, &cursor), None);
    }

    proptest! {
        #[test]
        fn no_query_makes_it_stumble(query in ".{0,200}") {
            let _ = wanted(users(), &query);
        }
    }
}
