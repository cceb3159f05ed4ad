//! The parameters of a call: reading a body in any of the forms the Bot API takes, and looking values up.

use super::error::ApiError;
use super::record::Upload;
use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, header};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Telegram's limit for uploads, with room for the other parts.
const LARGEST_BODY: usize = 51 * 1024 * 1024;

/// What came with a call before its types are known.
#[derive(Debug, Default)]
pub(super) struct Raw {
    pub(super) values: Map<String, Value>,
    pub(super) files: BTreeMap<String, Upload>,
}

/// Typed parameters and uploads of one call.
pub(super) struct Params {
    pub(super) values: Map<String, Value>,
    pub(super) files: BTreeMap<String, Upload>,
}

impl Params {
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    pub(super) fn int(&self, name: &str) -> Option<i64> {
        self.get(name).and_then(Value::as_i64)
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// The upload that a file parameter means, by `attach://` or by its own name.
    pub(super) fn upload(&self, name: &str) -> Option<&Upload> {
        let part = self
            .text(name)
            .and_then(|text| text.strip_prefix("attach://"))
            .unwrap_or(name);
        self.files.get(part)
    }
}

/// Reads query and body of a request.
pub(super) async fn read(request: Request) -> Result<Raw, ApiError> {
    let mut raw = Raw::default();
    if let Some(query) = request.uri().query() {
        raw.values.extend(decode_form(query));
    }
    let kind = content_type(request.headers());
    if kind.starts_with("multipart/form-data") {
        read_multipart(request, &mut raw).await?;
        return Ok(raw);
    }
    let body: Bytes = axum::body::to_bytes(request.into_body(), LARGEST_BODY)
        .await
        .map_err(|_| ApiError::new(413, "Request Entity Too Large"))?;
    if kind.starts_with("application/x-www-form-urlencoded") {
        raw.values
            .extend(decode_form(&String::from_utf8_lossy(&body)));
    } else if !body.trim_ascii().is_empty() {
        match serde_json::from_slice(&body) {
            Ok(Value::Object(values)) => raw.values.extend(values),
            _ => {
                return Err(ApiError::malformed(
                    "can't parse request parameters: expected a JSON object",
                ));
            }
        }
    }
    Ok(raw)
}

fn content_type(headers: &HeaderMap) -> String {
    let value = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    value.unwrap_or("application/json").to_lowercase()
}

async fn read_multipart(request: Request, raw: &mut Raw) -> Result<(), ApiError> {
    let broken = |_| ApiError::malformed("can't parse multipart request parameters");
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|_| ApiError::malformed("can't parse multipart request parameters"))?;
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(str::to_owned) {
            Some(file_name) => {
                let bytes = part.bytes().await.map_err(broken)?.to_vec();
                raw.values
                    .entry(name.clone())
                    .or_insert_with(|| Value::String(format!("attach://{name}")));
                raw.files.insert(
                    name,
                    Upload {
                        name: file_name,
                        bytes,
                    },
                );
            }
            None => {
                let text = part.text().await.map_err(broken)?;
                raw.values.insert(name, Value::String(text));
            }
        }
    }
    Ok(())
}

/// Pairs of an `application/x-www-form-urlencoded` text.
fn decode_form(text: &str) -> Map<String, Value> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), Value::String(decode(value))))
        .collect()
}

/// Undoes percent encoding and `+`.
pub(super) fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        let escaped = match (first, tail) {
            (b'%', [high, low, after @ ..]) => {
                let digit = |c: &u8| char::from(*c).to_digit(16);
                digit(high)
                    .zip(digit(low))
                    .and_then(|(h, l)| u8::try_from(h * 16 + l).ok())
                    .map(|byte| (byte, after))
            }
            _ => None,
        };
        match escaped {
            Some((byte, after)) => {
                bytes.push(byte);
                rest = after;
            }
            None => bytes.push(if *first == b'+' { b' ' } else { *first }),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_decoded_and_broken_escapes_kept() {
        let form = decode_form("text=a+b%26c%C3%B1&chat_id=-100&odd=5%");
        assert_eq!(form["text"], "a b&cñ");
        assert_eq!(form["chat_id"], "-100");
        assert_eq!(form["odd"], "5%");
    }
}
