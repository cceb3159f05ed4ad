//! Answers of the API, and its problems as RFC 9457 tells them.

use super::status::status_of;
use crate::context::Ctx;
use crate::models::Identity;
use crate::models::Refusal;
use crate::screens::Reader;
use crate::screens::refusals;
use crate::services::ServiceError;
use crate::services::notify;
use crate::utils::plain;
use serde_json::Value;
use serde_json::json;

/// What an endpoint answers when all is well.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// JSON; empty = nothing.
    pub body: String,
    /// Where the next page is.
    pub link: Option<String>,
}

impl Answer {
    /// That JSON.
    pub fn json(body: String) -> Self {
        Self { body, link: None }
    }

    /// That value.
    pub fn value(value: &Value) -> Self {
        Self::json(value.to_string())
    }

    /// Nothing more to say.
    pub fn nothing() -> Self {
        Self::json(String::new())
    }
}

/// A no of the API itself, or of the house.
#[derive(Debug)]
pub enum Problem {
    /// Of the API: status, code, sentence.
    Own(u16, &'static str, String),
    /// The body or the parameters are not as described: each part with what is wrong about it.
    Invalid(Vec<(String, String)>),
    /// Too many requests: seconds to wait.
    TooMany(i64),
    /// Of a service.
    Service(ServiceError),
}

impl From<ServiceError> for Problem {
    fn from(error: ServiceError) -> Self {
        Self::Service(error)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::Service(ServiceError::Refused(refusal))
    }
}

impl Problem {
    /// One wrong part.
    pub fn invalid(part: &str, why: impl Into<String>) -> Self {
        Self::Invalid(vec![(part.to_owned(), why.into())])
    }

    /// There is nothing.
    pub fn not_found() -> Self {
        Self::from(Refusal::NotFound)
    }

    /// Whether nothing was done about the request, so that it may come again mended.
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Own(status, ..) => *status < 500,
            Self::Invalid(_) | Self::TooMany(_) => true,
            Self::Service(error) => matches!(error, ServiceError::Refused(_)),
        }
    }

    /// Status, seconds to wait if any, and the body. A fault gets the number under which log and admins have it.
    pub fn tell(self, ctx: &Ctx, reader: Reader, who: Identity, request: &str) -> Told {
        let mut retry_after = None;
        let mut errors = Vec::new();
        let (status, code, detail) = match self {
            Self::Own(status, code, detail) => (status, code.to_owned(), detail),
            Self::Invalid(parts) => {
                let detail = parts.iter().map(|(part, why)| format!("{part}: {why}"));
                let detail = detail.collect::<Vec<_>>().join("; ");
                errors = parts
                    .into_iter()
                    .map(|(part, why)| json!({ "field": part, "message": why }))
                    .collect();
                (422, "invalid".to_owned(), detail)
            }
            Self::TooMany(seconds) => {
                retry_after = Some(seconds);
                let detail = format!("Too many requests: wait {seconds} s.");
                (429, "too-many-requests".to_owned(), detail)
            }
            Self::Service(ServiceError::Refused(refusal)) => {
                let detail = plain::to_plain(&refusals::alert(reader, &refusal));
                (status_of(&refusal), code_of(&refusal), detail)
            }
            Self::Service(error) if error.is_stopped() => {
                retry_after = Some(5);
                (503, "not-writable".to_owned(), error.to_string())
            }
            Self::Service(error) => {
                let text = error.to_string();
                let incident = notify::log_error_and_notify(ctx, who, "api", &text);
                let detail = format!("Something broke here. The admins know of it as {incident}.");
                (500, "fault".to_owned(), detail)
            }
        };
        let mut body = body(status, &code, &detail, request);
        if !errors.is_empty() {
            body["errors"] = Value::Array(errors);
        }
        Told {
            status,
            retry_after,
            body: body.to_string(),
        }
    }
}

/// The body of a problem (RFC 9457).
pub fn body(status: u16, code: &str, detail: &str, request: &str) -> Value {
    json!({
        "type": format!("urn:portero:problem:{code}"),
        "title": title(status),
        "status": status,
        "code": code,
        "detail": detail,
        "request_id": request,
    })
}

/// A problem ready to be sent.
pub struct Told {
    pub status: u16,
    pub retry_after: Option<i64>,
    pub body: String,
}

/// What statuses of the API mean, in the words of RFC 9110.
pub fn title(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    }
}

/// The refusal's name in kebab case, such as `token-used` or `vpn-no-room`: the outer names of its variants.
pub(super) fn code_of(refusal: &Refusal) -> String {
    let debug = format!("{refusal:?}");
    let mut code = String::new();
    for name in debug.split('(').take(2) {
        let name: &str = name.split([' ', ')', '{', ',']).next().unwrap_or_default();
        if !name.starts_with(|first: char| first.is_ascii_uppercase()) {
            break;
        }
        for letter in name.chars() {
            if letter.is_ascii_uppercase() && !code.is_empty() {
                code.push('-');
            }
            code.push(letter.to_ascii_lowercase());
        }
    }
    code
}
