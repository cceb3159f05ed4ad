//! The parameters of a call: reading a body in any of the forms the Bot API takes, and looking values up.

use super::error::ApiError;
use super::http::{self, BodyError, Request};
use super::multipart;
use super::record::Upload;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What came with a call before its types are known.
#[derive(Debug, Default)]
pub(super) struct Raw {
    pub(super) values: Map<String, Value>,
    pub(super) files: BTreeMap<String, Box<Upload>>,
}

/// Typed parameters and uploads of one call.
pub(super) struct Params {
    pub(super) values: Map<String, Value>,
    pub(super) files: BTreeMap<String, Box<Upload>>,
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

    /// A list; one that is not given is empty.
    pub(super) fn list(&self, name: &str) -> &[Value] {
        let list = self.get(name).and_then(Value::as_array);
        list.map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.get(name).and_then(Value::as_bool).unwrap_or(false)
    }
}

/// Reads query and body of a request.
pub(super) fn read(request: &Request) -> Result<Raw, ApiError> {
    let mut raw = Raw::default();
    if let Some(query) = &request.query {
        raw.values.extend(http::form(query));
    }
    let body = match &request.body {
        Ok(body) => body,
        Err(BodyError::TooLarge) => return Err(ApiError::new(413, "Request Entity Too Large")),
        Err(BodyError::Broken) => return Err(ApiError::malformed("can't read the request")),
    };
    let content_type = request.header("content-type").unwrap_or("application/json");
    let kind = content_type.to_lowercase();
    if kind.starts_with("multipart/form-data") {
        read_multipart(content_type, body, &mut raw)?;
    } else if kind.starts_with("application/x-www-form-urlencoded") {
        raw.values
            .extend(http::form(&String::from_utf8_lossy(body)));
    } else if !body.trim_ascii().is_empty() {
        match serde_json::from_slice(body) {
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

fn read_multipart(content_type: &str, body: &[u8], raw: &mut Raw) -> Result<(), ApiError> {
    let parts = multipart::parts(content_type, body)
        .ok_or_else(|| ApiError::malformed("can't parse multipart request parameters"))?;
    for part in parts {
        let name = part.name;
        match part.file_name {
            Some(file_name) => {
                raw.values
                    .entry(name.clone())
                    .or_insert_with(|| Value::String(format!("attach://{name}")));
                let file = Upload {
                    name: file_name,
                    bytes: part.bytes.to_vec(),
                };
                raw.files.insert(name, Box::new(file));
            }
            None => {
                let text = String::from_utf8_lossy(part.bytes).into_owned();
                raw.values.insert(name, Value::String(text));
            }
        }
    }
    Ok(())
}
