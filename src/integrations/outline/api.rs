//! The calls of the management interface: one request and its answer, and what an answer that is no success means.

use crate::config::Secret;
use crate::integrations::pin::HttpAnswer;
use crate::integrations::pin::PinnedClient;
use crate::integrations::vpn::BackendError;
use reqwest::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::HashMap;

/// The longest message of a server that is kept.
const LONGEST_MESSAGE: usize = 200;
/// What restify answers for a path it does not know, which is also what a wrong secret gets.
const UNKNOWN_PATH: &str = "ResourceNotFound";

/// The client of one server, and the secret address it must not show.
pub(super) struct Api {
    client: PinnedClient,
    base: Secret,
    /// The path of the address, as a server repeats it in its messages.
    path: Secret,
}

/// `GET /server`. Versions differ: what may lack may lack.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ServerInfo {
    pub name: Option<String>,
    pub version: Option<String>,
    pub port_for_new_access_keys: Option<u16>,
    pub hostname_for_access_keys: Option<String>,
}

/// An access key as the server has it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Key {
    pub id: String,
    #[serde(default)]
    pub name: String,
    /// Written as `limit`, read as this.
    pub data_limit: Option<DataLimit>,
    pub access_url: String,
}

/// A limit over the last thirty days.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub(super) struct DataLimit {
    pub bytes: u64,
}

/// `GET /access-keys`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Keys {
    pub access_keys: Vec<Key>,
}

/// `GET /metrics/transfer`: bytes of the last thirty days by key. Keys that transferred nothing are not in it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Transfer {
    bytes_transferred_by_user_id: HashMap<String, serde_json::Number>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Fault {
    code: String,
    message: String,
}

impl Api {
    pub(super) fn new(client: PinnedClient, base: &str) -> Self {
        let path = base
            .split_once("://")
            .and_then(|(_, rest)| rest.split_once('/'))
            .map_or("", |(_, path)| path);
        Self {
            client,
            base: Secret::new(base),
            path: Secret::new(path),
        }
    }

    /// Asks once more at once if the connection fails, unless the call would then be done twice.
    pub(super) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<HttpAnswer, BackendError> {
        let url = format!("{}{path}", self.base.expose());
        let is_idempotent = method != Method::POST;
        let request = || {
            let request = self.client.request(method.clone(), &url);
            match body {
                Some(body) => request.json(body),
                None => request,
            }
        };
        match self.client.send(request()).await {
            Err(error) if error.is_connection() && is_idempotent => {
                Ok(self.client.send(request()).await?)
            }
            answer => Ok(answer?),
        }
    }

    /// `GET` of something every server has.
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, BackendError> {
        let answer = self.call(Method::GET, path, None).await?;
        self.read(&answer)
    }

    /// A change that answers with nothing.
    pub(super) async fn change(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<(), BackendError> {
        let answer = self.call(method, path, body).await?;
        if is_success(&answer) {
            Ok(())
        } else {
            Err(self.refusal(&answer))
        }
    }

    /// Bytes of the last thirty days by key; `None` if the server has no such figures now.
    pub(super) async fn transfer(&self) -> Result<Option<HashMap<String, u64>>, BackendError> {
        let answer = self.call(Method::GET, "/metrics/transfer", None).await?;
        self.figures(&answer)
    }

    /// The figures in an answer of the metrics.
    pub(super) fn figures(
        &self,
        answer: &HttpAnswer,
    ) -> Result<Option<HashMap<String, u64>>, BackendError> {
        if answer.status >= 500 {
            log::debug!("an Outline server has no metrics now: {}", answer.status);
            return Ok(None);
        }
        let transfer: Transfer = self.read(answer)?;
        let bytes = |number: &serde_json::Number| {
            // Prometheus reckons in floating point; a part of a byte is none.
            let rounded = number.as_f64().map(|float| float.max(0.0) as u64);
            number.as_u64().or(rounded)
        };
        let figures = transfer.bytes_transferred_by_user_id.iter();
        Ok(Some(
            figures
                .filter_map(|(id, number)| Some((id.clone(), bytes(number)?)))
                .collect(),
        ))
    }

    /// What a successful answer holds.
    pub(super) fn read<T: DeserializeOwned>(&self, answer: &HttpAnswer) -> Result<T, BackendError> {
        if !is_success(answer) {
            return Err(self.refusal(answer));
        }
        serde_json::from_slice(&answer.body).map_err(|error| {
            // The words of serde repeat values, which may be passwords.
            let place = format!("line {}, column {}", error.line(), error.column());
            BackendError::Strange(format!("an answer that is not Outline's ({place})"))
        })
    }

    /// What an answer that is no success means.
    pub(super) fn refusal(&self, answer: &HttpAnswer) -> BackendError {
        let fault = fault(answer);
        let message = self.without_secret(&fault.message);
        match answer.status {
            401 | 403 => BackendError::Denied,
            404 if fault.code == UNKNOWN_PATH => BackendError::Denied,
            400..=499 if !fault.code.is_empty() => BackendError::Refused(message),
            500..=599 if message.is_empty() => {
                BackendError::Unreachable(format!("it answers {}", answer.status))
            }
            500..=599 => {
                BackendError::Unreachable(format!("it answers {}: {message}", answer.status))
            }
            status => BackendError::Strange(format!("it answers {status}")),
        }
    }

    /// The server's words, shortened, and never with the secret path it repeats in some.
    fn without_secret(&self, message: &str) -> String {
        let secret = self.path.expose();
        let clean = if secret.is_empty() {
            message.to_owned()
        } else {
            message.replace(secret, "***")
        };
        clean.chars().take(LONGEST_MESSAGE).collect()
    }
}

pub(super) fn is_success(answer: &HttpAnswer) -> bool {
    (200..300).contains(&answer.status)
}

/// Whether the server knows the path, but no such key.
pub(super) fn is_no_such_key(answer: &HttpAnswer) -> bool {
    answer.status == 404 && fault(answer).code != UNKNOWN_PATH
}

/// Whether the server is too old for that method and path, or the secret is wrong.
pub(super) fn is_unknown_call(answer: &HttpAnswer) -> bool {
    answer.status == 405 || answer.status == 404 && fault(answer).code == UNKNOWN_PATH
}

fn fault(answer: &HttpAnswer) -> Fault {
    serde_json::from_slice(&answer.body).unwrap_or_default()
}
