//! The pretended server answers every recorded request as the real one did, but for figures of that hour.

use super::state::Call;
use super::state::State;
use crate::models::Timestamp;
use serde_json::Value;

const RECORDED: &str = include_str!("../../../tests/data/telemt-api-observed.txt");
/// Figures that differ each time, and what is not pretended.
const VOLATILE: [&str; 20] = [
    "revision",
    "request_id",
    "config_hash",
    "process_started_at_epoch_secs",
    "uptime_seconds",
    "config_path",
    "last_reset_epoch_secs",
    "max_tcp_conns",
    "max_unique_ips",
    "current_connections",
    "active_unique_ips",
    "active_unique_ips_list",
    "recent_unique_ips",
    "recent_unique_ips_list",
    "total_octets",
    "healthy_upstreams",
    "total_upstreams",
    "connections_total",
    "connections_bad_total",
    "connections_bad_by_class",
];

/// A request of the recording: method, path, `If-Match`, body.
struct Request<'a> {
    method: &'a str,
    path: String,
    if_match: Option<String>,
    body: &'a str,
}

impl<'a> Request<'a> {
    /// Reads `POST /users -H If-Match: deadbeef -d {"username":"eve"}`.
    fn read(line: &'a str) -> Self {
        let (head, body) = line.split_once(" -d ").unwrap_or((line, ""));
        let (head, if_match) = match head.split_once(" -H If-Match: ") {
            Some((head, revision)) => (head, Some(revision.to_owned())),
            None => (head, None),
        };
        let (method, path) = head.trim().split_once(' ').expect("a method and a path");
        Self {
            method,
            path: format!("/v1{path}"),
            if_match,
            body,
        }
    }
}

/// Without what differs each time.
fn masked(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields.iter_mut() {
                if VOLATILE.contains(&name.as_str()) {
                    *value = Value::Null;
                }
                masked(value);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(masked),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn every_recorded_request_is_answered_as_the_real_server_did() {
    let mut state = State::new(Some("hush"), Timestamp(1_795_225_834));
    // The recording looked once before the new user worked.
    state.looks = 1;
    let (mut asked, mut told, mut compared) = (None, None, 0);
    for line in RECORDED.lines() {
        if let Some(request) = line.strip_prefix("== ") {
            (asked, told) = (Some(Request::read(request)), None);
        } else if line.starts_with("{\"ok\"") {
            told = serde_json::from_str::<Value>(line).ok();
        } else if let Some(status) = line.strip_prefix("-> ")
            && let (Some(request), Some(mut expected)) = (asked.take(), told.take())
        {
            let given = state.answered(&Call {
                method: request.method,
                path: &request.path,
                auth: Some("hush".to_owned()),
                if_match: request.if_match,
                body: request.body.as_bytes(),
                now: Timestamp(1_795_225_881),
            });
            let (mut given_body, what) =
                (given.body, format!("{} {}", request.method, request.path));
            assert_eq!(given.status.to_string(), status, "{what}: {given_body}");
            if request.path.ends_with("/rotate-secret") {
                // A secret that the server chose.
                let was = expected["data"]["secret"]
                    .as_str()
                    .expect("a secret")
                    .to_owned();
                let is = given_body["data"]["secret"].as_str().expect("a secret");
                let text = given_body.to_string().replace(is, &was);
                given_body = serde_json::from_str(&text).expect("JSON");
            }
            masked(&mut expected);
            masked(&mut given_body);
            assert_eq!(given_body, expected, "{what}");
            compared += 1;
        }
    }
    assert!(compared > 20, "{compared}");
}

#[test]
fn whoever_gives_no_header_is_turned_away_as_recorded() {
    let recorded = RECORDED.lines().find(|line| line.contains("unauthorized"));
    let mut expected: Value = serde_json::from_str(recorded.expect("recorded")).expect("JSON");
    let given = State::new(Some("hush"), Timestamp(0)).answered(&Call {
        method: "GET",
        path: "/v1/users",
        auth: None,
        if_match: None,
        body: b"",
        now: Timestamp(0),
    });
    let mut body = given.body;
    masked(&mut body);
    masked(&mut expected);
    assert_eq!((given.status, body), (401, expected));
}
