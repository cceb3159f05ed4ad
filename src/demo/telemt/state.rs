//! What the pretended telemt knows, and how it answers each call.

use crate::models::Timestamp;
use crate::utils::seal::hex;
use chrono::DateTime;
use ring::digest::SHA256;
use ring::digest::digest;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;

/// How often a new user is looked at before the proxy has read its configuration again.
const LOOKS: u32 = 2;
/// The longest name of a user.
const LONGEST_NAME: usize = 64;

/// The whole of it. Public fields may be changed by tests at any time.
pub struct State {
    pub users: BTreeMap<String, User>,
    pub host: String,
    pub port: u16,
    /// The site that fake TLS pretends to visit.
    pub domain: String,
    /// Which links there are: classic, secure, tls.
    pub modes: [bool; 3],
    pub is_read_only: bool,
    /// Whether it tells what was used of quotas.
    pub knows_quotas: bool,
    /// Looks at a new user until it works.
    pub looks: u32,
    /// What it asks for in `Authorization`.
    pub auth: Option<String>,
    started_at: Timestamp,
    requests: u64,
}

/// A user as it is configured, and what it used.
#[derive(Clone, Debug)]
pub struct User {
    /// 32 digits in hex.
    pub secret: String,
    pub is_enabled: bool,
    pub expires_at: Option<Timestamp>,
    pub quota: Option<u64>,
    pub tag: Option<String>,
    /// Both ways since the program was started.
    pub octets: u64,
    /// Of the quota, since it was reset; outlives the program.
    pub used: u64,
    /// Looks until the proxy knows it.
    looks: u32,
}

/// One request.
pub(super) struct Call<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub auth: Option<String>,
    pub if_match: Option<String>,
    pub body: &'a [u8],
    pub now: Timestamp,
}

/// What is answered.
pub(super) struct Reply {
    pub status: u16,
    pub body: Value,
}

impl Reply {
    /// A failure, in telemt's envelope.
    pub(super) fn trouble(status: u16, code: &str, message: &str) -> Self {
        Self {
            status,
            body: json!({ "ok": false, "error": { "code": code, "message": message }, "request_id": 0 }),
        }
    }
}

type Answered = Result<(u16, Value), Reply>;

impl User {
    fn new(secret: &str) -> Self {
        Self {
            secret: secret.to_owned(),
            is_enabled: true,
            expires_at: None,
            quota: None,
            tag: None,
            octets: 0,
            used: 0,
            looks: 0,
        }
    }

    /// Whether a client with its secret gets through.
    pub fn is_let_in(&self, now: Timestamp) -> bool {
        let is_over = self.expires_at.is_some_and(|end| end < now);
        let is_used_up = self.quota.is_some_and(|quota| self.used >= quota);
        self.looks == 0 && self.is_enabled && !is_over && !is_used_up
    }

    /// Some time has gone by.
    pub(super) fn is_looked_at(&mut self) {
        self.looks = self.looks.saturating_sub(1);
    }

    /// Something went through.
    pub fn transfer(&mut self, bytes: u64) {
        self.octets += bytes;
        self.used += bytes;
    }
}

impl State {
    pub(super) fn new(auth: Option<&str>, now: Timestamp) -> Self {
        let alice = User::new("00112233445566778899aabbccddeeff");
        Self {
            users: BTreeMap::from([("alice".to_owned(), alice)]),
            host: "proxy.example.com".to_owned(),
            port: 443,
            domain: "example.com".to_owned(),
            modes: [true; 3],
            is_read_only: false,
            knows_quotas: true,
            looks: LOOKS,
            auth: auth.map(str::to_owned),
            started_at: now,
            requests: 0,
        }
    }

    /// The program is started again: what it counted is gone, but for the quotas.
    pub fn restart(&mut self, now: Timestamp) {
        self.started_at = self.started_at.max(now) + 1;
        for user in self.users.values_mut() {
            user.octets = 0;
            user.looks = 0;
        }
    }

    pub(super) fn answered(&mut self, call: &Call<'_>) -> Reply {
        self.requests += 1;
        let answered = self.routed(call);
        let revision = self.revision();
        match answered {
            Ok((status, data)) => Reply {
                status,
                body: json!({ "ok": true, "data": data, "revision": revision }),
            },
            Err(mut reply) => {
                reply.body["request_id"] = json!(self.requests);
                reply
            }
        }
    }

    fn routed(&mut self, call: &Call<'_>) -> Answered {
        if self.auth.is_some() && self.auth != call.auth {
            let message = "Missing or invalid Authorization header";
            return Err(Reply::trouble(401, "unauthorized", message));
        }
        let path = call.path.strip_prefix("/v1").unwrap_or_default();
        let path: Vec<&str> = path.split('/').skip(1).collect();
        match (call.method, path.as_slice()) {
            ("GET", ["health"]) => Ok((
                200,
                json!({ "status": "ok", "read_only": self.is_read_only }),
            )),
            ("GET", ["health", "ready"]) => Ok((
                200,
                json!({
                    "ready": true, "status": "ready", "admission_open": true, "healthy_upstreams": 1, "total_upstreams": 1,
                }),
            )),
            ("GET", ["stats", "summary"]) => Ok((
                200,
                json!({
                    "uptime_seconds": call.now.since(self.started_at), "connections_total": 0, "connections_bad_total": 0,
                    "connections_bad_by_class": [], "handshake_failures_by_class": [], "handshake_timeouts_total": 0,
                    "configured_users": self.users.len(),
                }),
            )),
            ("GET", ["system", "info"]) => Ok((200, self.info(call.now))),
            ("GET", ["stats", "users", "quota"]) if self.knows_quotas => Ok((200, self.quotas())),
            ("GET", ["users"]) => {
                let users = self.users.iter();
                Ok((
                    200,
                    users.map(|(name, user)| self.shown(name, user)).collect(),
                ))
            }
            ("GET", ["users", name]) => self.looked_at(name),
            (_, ["users", ..]) if call.method != "PUT" => self.changed(call, &path),
            (_, ["users", _]) => {
                let message = "Unsupported HTTP method for this route";
                Err(Reply::trouble(405, "method_not_allowed", message))
            }
            _ => Err(no_route()),
        }
    }

    fn looked_at(&mut self, name: &str) -> Answered {
        let user = self.users.get_mut(name).ok_or_else(no_user)?;
        let shown = user.clone();
        user.is_looked_at();
        Ok((200, self.shown(name, &shown)))
    }

    /// Calls that change something.
    fn changed(&mut self, call: &Call<'_>, path: &[&str]) -> Answered {
        if self.is_read_only {
            return Err(Reply::trouble(
                403,
                "read_only",
                "API runs in read-only mode",
            ));
        }
        let body = match call.body {
            [] => json!({}),
            bytes => serde_json::from_slice(bytes).map_err(|_| bad("Invalid JSON body"))?,
        };
        let is_stale = (call.if_match.as_ref())
            .is_some_and(|told| told.trim().trim_matches('"') != self.revision());
        if is_stale {
            return Err(Reply::trouble(
                409,
                "revision_conflict",
                "Config revision mismatch",
            ));
        }
        match (call.method, path) {
            ("POST", ["users"]) => self.create(&body),
            ("PATCH", ["users", name]) => self.patch(name, &body),
            ("DELETE", ["users", name]) => self.delete(name),
            ("POST", ["users", name, "rotate-secret"]) => self.rotate(name, &body),
            ("POST", ["users", name, "enable"]) => self.patch(name, &json!({ "enabled": true })),
            ("POST", ["users", name, "disable"]) => self.patch(name, &json!({ "enabled": false })),
            ("POST", ["users", name, "reset-quota"]) => {
                self.user(name)?.used = 0;
                let at = call.now.0;
                Ok((
                    200,
                    json!({ "username": name, "used_bytes": 0, "last_reset_epoch_secs": at }),
                ))
            }
            _ => Err(no_route()),
        }
    }

    fn user(&mut self, name: &str) -> Result<&mut User, Reply> {
        self.users.get_mut(name).ok_or_else(no_user)
    }

    fn create(&mut self, body: &Value) -> Answered {
        let name = body["username"].as_str().unwrap_or_default().to_owned();
        let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
        if !(1..=LONGEST_NAME).contains(&name.len()) || !name.bytes().all(is_of_name) {
            return Err(bad("username must match [A-Za-z0-9_.-] and be 1..64 chars"));
        }
        let secret = match body.get("secret") {
            Some(_) => secret_in(body)?.unwrap_or_default(),
            None => format!("{:032x}", self.requests),
        };
        let mut user = User::new(&secret);
        merge(&mut user, body)?;
        if self.users.contains_key(&name) {
            return Err(Reply::trouble(409, "user_exists", "User already exists"));
        }
        user.looks = self.looks;
        let status = if user.looks == 0 { 201 } else { 202 };
        let shown = self.shown(&name, &user);
        self.users.insert(name, user);
        Ok((status, json!({ "user": shown, "secret": secret })))
    }

    fn patch(&mut self, name: &str, body: &Value) -> Answered {
        let mut user = self.user(name)?.clone();
        merge(&mut user, body)?;
        let status = if user.looks == 0 { 200 } else { 202 };
        let shown = self.shown(name, &user);
        self.users.insert(name.to_owned(), user);
        Ok((status, shown))
    }

    fn rotate(&mut self, name: &str, body: &Value) -> Answered {
        let own = format!("{:032x}", self.requests);
        let secret = secret_in(body)?.unwrap_or(own);
        let (status, user) = self.patch(name, &json!({ "secret": secret }))?;
        Ok((status, json!({ "user": user, "secret": secret })))
    }

    fn delete(&mut self, name: &str) -> Answered {
        let is_last = self.users.len() == 1;
        self.user(name)?;
        if is_last {
            let message = "Cannot delete the last configured user";
            return Err(Reply::trouble(409, "last_user_forbidden", message));
        }
        self.users.remove(name);
        // It has not read its configuration again yet, and says so.
        Ok((202, json!({ "username": name, "in_runtime": true })))
    }

    fn info(&self, now: Timestamp) -> Value {
        json!({
            "version": "3.4.25", "target_arch": "x86_64", "target_os": "linux", "build_profile": "unknown",
            "process_started_at_epoch_secs": self.started_at.0, "uptime_seconds": now.since(self.started_at),
            "config_path": "<config path>", "config_hash": self.revision(), "config_reload_count": 0,
        })
    }

    fn quotas(&self) -> Value {
        let entry = |(name, user): (&String, &User)| {
            let quota = user.quota.filter(|quota| *quota > 0)?;
            Some(json!({
                "username": name, "data_quota_bytes": quota, "used_bytes": user.used, "last_reset_epoch_secs": 0,
            }))
        };
        json!({ "users": self.users.iter().filter_map(entry).collect::<Vec<_>>() })
    }

    fn shown(&self, name: &str, user: &User) -> Value {
        let expiry = user
            .expires_at
            .and_then(|end| DateTime::from_timestamp(end.0, 0));
        let link = |secret: String| {
            let (host, port) = (&self.host, self.port);
            vec![format!(
                "tg://proxy?server={host}&port={port}&secret={secret}"
            )]
        };
        let mode = |at: usize, secret: String| {
            if self.modes[at] {
                link(secret)
            } else {
                Vec::new()
            }
        };
        let domain = hex(self.domain.as_bytes());
        json!({
            "username": name, "enabled": user.is_enabled, "in_runtime": user.looks == 0, "user_ad_tag": user.tag,
            "max_tcp_conns": null, "expiration_rfc3339": expiry.map(|expiry| expiry.to_rfc3339()),
            "data_quota_bytes": user.quota, "rate_limit_up_bps": null, "rate_limit_down_bps": null,
            "max_unique_ips": null, "current_connections": 0, "active_unique_ips": 0, "active_unique_ips_list": [],
            "recent_unique_ips": 0, "recent_unique_ips_list": [], "total_octets": user.octets,
            "links": {
                "classic": mode(0, user.secret.clone()),
                "secure": mode(1, format!("dd{}", user.secret)),
                "tls": mode(2, format!("ee{}{domain}", user.secret)),
                "tls_domains": [],
            },
        })
    }

    /// As telemt's: a hash of its configuration.
    fn revision(&self) -> String {
        let of = |(name, user): (&String, &User)| {
            let User {
                secret,
                is_enabled,
                expires_at,
                quota,
                tag,
                ..
            } = user;
            format!("{name} {secret} {is_enabled} {expires_at:?} {quota:?} {tag:?}\n")
        };
        let config: String = self.users.iter().map(of).collect();
        hex(digest(&SHA256, config.as_bytes()).as_ref())
    }
}

/// Changes what a body names: `null` takes a value away.
fn merge(user: &mut User, body: &Value) -> Result<(), Reply> {
    if let Some(secret) = secret_in(body)? {
        user.secret = secret;
    }
    if let Some(enabled) = body.get("enabled") {
        user.is_enabled = enabled.as_bool().unwrap_or(true);
    }
    if let Some(expiry) = body.get("expiration_rfc3339") {
        let read =
            |text: &str| DateTime::parse_from_rfc3339(text).map(|at| Timestamp(at.timestamp()));
        let expiry = expiry.as_str().map(read).transpose();
        user.expires_at = expiry.map_err(|_| bad("expiration_rfc3339 must be valid RFC3339"))?;
    }
    if let Some(quota) = body.get("data_quota_bytes") {
        user.quota = quota.as_u64();
    }
    if let Some(tag) = body.get("user_ad_tag") {
        let tag = tag.as_str().map(str::to_owned);
        if tag.as_deref().is_some_and(|tag| !is_hex(tag)) {
            return Err(bad("user_ad_tag must be exactly 32 hex characters"));
        }
        user.tag = tag;
    }
    Ok(())
}

fn secret_in(body: &Value) -> Result<Option<String>, Reply> {
    match body
        .get("secret")
        .map(|secret| secret.as_str().unwrap_or_default())
    {
        None => Ok(None),
        Some(secret) if is_hex(secret) => Ok(Some(secret.to_owned())),
        Some(_) => Err(bad("secret must be exactly 32 hex characters")),
    }
}

fn is_hex(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn bad(message: &str) -> Reply {
    Reply::trouble(400, "bad_request", message)
}

fn no_user() -> Reply {
    Reply::trouble(404, "not_found", "User not found")
}

fn no_route() -> Reply {
    Reply::trouble(404, "not_found", "Route not found")
}
