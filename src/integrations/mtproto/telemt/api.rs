//! The calls of telemt's control API: one request and its answer, and what an answer that is no success means.
//! Recorded from telemt 3.4.25; its names are those of `docs/Architecture/API/API.md` there.

use crate::config::Secret;
use crate::integrations::mtproto::link::ProxyLink;
use crate::integrations::pin::HttpAnswer;
use crate::integrations::pin::PinnedClient;
use crate::integrations::vpn::BackendError;
use crate::utils::net;
use reqwest::Method;
use reqwest::Url;
use reqwest::header::AUTHORIZATION;
use reqwest::header::HeaderValue;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::net::IpAddr;

/// The longest message of a server that is kept.
const LONGEST_MESSAGE: usize = 200;
/// A call that met another change of the configuration is made so often.
const TRIES: usize = 3;

/// The client of one telemt, and what it must not show.
pub(super) struct Api {
    client: PinnedClient,
    /// Up to and with `/v1`.
    base: Secret,
    auth: Option<HeaderValue>,
}

/// Every success, but for the revision, which nobody here needs.
#[derive(Deserialize)]
struct Envelope<T> {
    data: T,
}

/// Every failure.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Trouble {
    error: Fault,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Fault {
    code: String,
    message: String,
}

/// A user as telemt has it. Versions differ: what may lack may lack.
#[derive(Clone, Deserialize)]
pub(super) struct User {
    pub username: String,
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Otherwise the proxy has not read its configuration again since the user was made.
    #[serde(default = "yes")]
    pub in_runtime: bool,
    #[serde(default)]
    pub user_ad_tag: Option<String>,
    #[serde(default)]
    pub expiration_rfc3339: Option<String>,
    #[serde(default)]
    pub data_quota_bytes: Option<u64>,
    /// Both ways, since telemt was started.
    #[serde(default)]
    pub total_octets: u64,
    #[serde(default)]
    pub links: Links,
}

/// The links of a user, by mode; those of a mode that is off are absent.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Links {
    pub classic: Vec<String>,
    pub secure: Vec<String>,
    pub tls: Vec<String>,
}

/// The answer to making a user.
#[derive(Deserialize)]
pub(super) struct Made {
    pub user: User,
}

/// `GET /v1/system/info`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Info {
    pub version: Option<String>,
    pub process_started_at_epoch_secs: Option<u64>,
}

/// `GET /v1/health`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Health {
    pub read_only: bool,
}

/// `GET /v1/stats/users/quota`: users that have a quota.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Quotas {
    pub users: Vec<Quota>,
}

/// What a user has used of its quota, since that was reset.
#[derive(Deserialize)]
pub(super) struct Quota {
    pub username: String,
    pub data_quota_bytes: u64,
    pub used_bytes: u64,
}

fn yes() -> bool {
    true
}

impl Links {
    /// The base secret in them, in lower-case hex.
    pub(super) fn base(&self) -> Option<String> {
        let all = self.classic.iter().chain(&self.secure).chain(&self.tls);
        let mut read = all.filter_map(|text| ProxyLink::parse(text).ok());
        read.next().map(|link| link.secret.base())
    }
}

impl Api {
    /// A client for that address, `http://host:port`, with or without `/v1`.
    ///
    /// # Errors
    /// `Unusable`, when the address is none, or one that would send secrets through the internet in the clear.
    pub(super) fn new(url: &Secret, auth: Option<&Secret>) -> Result<Self, BackendError> {
        let unusable = |why: &str| BackendError::Unusable(why.to_owned());
        let parsed = Url::parse(url.expose().trim());
        let parsed = parsed.map_err(|_| unusable("the address of the control API is none"))?;
        let path = parsed.path().trim_end_matches('/');
        let path = path.strip_suffix("/v1").unwrap_or(path);
        let is_bare = parsed.username().is_empty()
            && parsed.password().is_none()
            && parsed.query().is_none()
            && parsed.fragment().is_none();
        let host = parsed.host_str().unwrap_or_default();
        let is_web = matches!(parsed.scheme(), "http" | "https");
        if !is_web || host.is_empty() || !is_bare {
            return Err(unusable("the address of the control API is none"));
        }
        let number = host.trim_start_matches('[').trim_end_matches(']');
        let is_outer = (number.parse::<IpAddr>()).is_ok_and(|address| !net::is_inner(address));
        if parsed.scheme() == "http" && is_outer {
            return Err(unusable(
                "over plain http secrets would be seen on the way: use https, or a node beside telemt",
            ));
        }
        let port = parsed.port().map(|port| format!(":{port}"));
        let base = format!(
            "{}://{host}{}{path}/v1",
            parsed.scheme(),
            port.unwrap_or_default()
        );
        let auth = match auth.map(Secret::expose).filter(|auth| !auth.is_empty()) {
            Some(auth) => {
                let mut header = HeaderValue::from_str(auth)
                    .map_err(|_| unusable("the header for the control API is none"))?;
                header.set_sensitive(true);
                Some(header)
            }
            None => None,
        };
        Ok(Self {
            client: PinnedClient::unpinned()?,
            base: Secret::new(base),
            auth,
        })
    }

    /// Asks once more at once if the connection fails: every call may be made twice.
    pub(super) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<HttpAnswer, BackendError> {
        let url = format!("{}{path}", self.base.expose());
        let request = || {
            let mut request = self.client.request(method.clone(), &url);
            if let Some(auth) = &self.auth {
                request = request.header(AUTHORIZATION, auth);
            }
            match body {
                Some(body) => request.json(body),
                None => request,
            }
        };
        let mut left = TRIES;
        loop {
            left = left.saturating_sub(1);
            let answer = match self.client.send(request()).await {
                Err(error) if error.is_connection() => self.client.send(request()).await?,
                answer => answer?,
            };
            // Somebody else changed the configuration at the same moment.
            if !is_fault(&answer, "revision_conflict") || left == 0 {
                return Ok(answer);
            }
        }
    }

    /// `GET` of something that is there.
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, BackendError> {
        read(&self.call(Method::GET, path, None).await?)
    }

    /// A user; `None` if there is none of that name.
    pub(super) async fn user(&self, name: &str) -> Result<Option<User>, BackendError> {
        let answer = self.call(Method::GET, &path_of(name), None).await?;
        if is_no_such_user(&answer) {
            return Ok(None);
        }
        read(&answer).map(Some)
    }
}

/// The path of a user. Names are checked before, and none has a character with a meaning in a path.
pub(super) fn path_of(name: &str) -> String {
    format!("/users/{name}")
}

/// What a successful answer holds.
pub(super) fn read<T: DeserializeOwned>(answer: &HttpAnswer) -> Result<T, BackendError> {
    if !is_success(answer) {
        return Err(refusal(answer));
    }
    let envelope = serde_json::from_slice::<Envelope<T>>(&answer.body);
    envelope.map(|envelope| envelope.data).map_err(|error| {
        // The words of serde repeat values, which may be secrets.
        let place = format!("line {}, column {}", error.line(), error.column());
        BackendError::Strange(format!("an answer that is not telemt's ({place})"))
    })
}

/// What an answer that is no success means.
pub(super) fn refusal(answer: &HttpAnswer) -> BackendError {
    let fault = fault(answer);
    let message: String = fault.message.chars().take(LONGEST_MESSAGE).collect();
    match answer.status {
        403 if fault.code == "read_only" => {
            BackendError::Unusable("telemt's control API is for reading only".to_owned())
        }
        401 | 403 => BackendError::Denied,
        404 | 405 => BackendError::Strange(format!("it answers {}", answer.status)),
        400..=499 if !fault.code.is_empty() => BackendError::Refused(message),
        500..=599 => BackendError::Unreachable(format!("it answers {}", answer.status)),
        status => BackendError::Strange(format!("it answers {status}")),
    }
}

pub(super) fn is_success(answer: &HttpAnswer) -> bool {
    (200..300).contains(&answer.status)
}

/// Whether telemt knows the path, but no such user.
pub(super) fn is_no_such_user(answer: &HttpAnswer) -> bool {
    let fault = fault(answer);
    answer.status == 404 && fault.code == "not_found" && fault.message.starts_with("User")
}

/// Whether it is that failure, by the name the server has for it.
pub(super) fn is_fault(answer: &HttpAnswer, code: &str) -> bool {
    !is_success(answer) && fault(answer).code == code
}

fn fault(answer: &HttpAnswer) -> Fault {
    serde_json::from_slice::<Trouble>(&answer.body)
        .unwrap_or_default()
        .error
}
