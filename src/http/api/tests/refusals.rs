//! What a no leaves behind, and in which words it comes.

use super::super::Asked;
use super::super::Shared;
use super::super::answer::Problem;
use super::super::call::Call;
use super::super::endpoint::Running;
use super::super::once;
use super::House;
use super::all;
use crate::models::Actor;
use crate::models::ApiKeyId;
use crate::models::ApiRefusal;
use crate::models::BanTerm;
use crate::models::Identity;
use crate::models::Refusal;
use crate::models::UserId;
use crate::models::VpnRefusal;
use crate::models::api_resource::Compare;
use crate::models::api_resource::Value as Wish;
use crate::models::api_resource::Wanted;
use crate::services::ServiceError;
use crate::services::api::reading;
use crate::services::persons::bans;
use crate::services::tests::ADMIN;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use crate::services::tests::person;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use serde_json::Value;
use serde_json::json;
use std::sync::Arc;

/// Does its first half, and finds then that the second cannot be done.
fn half(call: &Call) -> Running<'_> {
    Box::pin(async move {
        let (actor, user) = (&call.actor, UserId(999_999));
        bans::ban(&call.ctx, actor, user, None, BanTerm::Ever, call.now).await?;
        Err(Problem::from(Refusal::TimePast))
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_no_after_something_was_done_is_the_answer_whenever_it_is_asked_again() {
    let house = House::open().await;
    house.token(all()).await;
    person(&house.ctx, 999_999).await;
    let key = ApiKeyId(1);
    let (shared, owner) = (Arc::new(Shared::default()), ADMIN);
    let carry_out = async |id: &str| {
        let mut headers = HeaderMap::new();
        headers.insert(once::HEADER, HeaderValue::from_static("h-1"));
        let asked = Asked {
            method: None,
            path: "/half".into(),
            query: String::new(),
            headers,
            id: id.into(),
        };
        let call = Call {
            ctx: house.ctx.clone(),
            actor: Actor {
                identity: Identity::ApiKey { key, owner },
                ..admin()
            },
            caller: None,
            now: NOW,
            parts: Vec::new(),
            body: Default::default(),
            name: None,
        };
        let reader = super::super::reader(&house.ctx, &asked);
        let named = once::Named::of(key, &asked, b"", reader).expect("named");
        let done = once::carry_out(call, shared.clone(), named, 200, half).await;
        let (status, answer, is_replayed) = done.expect("an answer");
        let body: Value = serde_json::from_str(&answer.body).expect("JSON");
        (status, body, is_replayed)
    };
    let (status, first, is_replayed) = carry_out("one").await;
    assert_eq!((status, is_replayed), (422, false));
    assert_eq!(first["code"], "time-past");
    assert_eq!(carry_out("two").await, (422, first, true));
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refresh_whose_answer_was_lost_may_come_again_under_its_name_and_a_thief_may_not() {
    let house = House::open().await;
    let key = house.key(all()).await;
    let sign_in = Some(json!({ "key": key }));
    let first = house.send("POST", "/auth/token", "", sign_in).await;
    let first: Value = first.json().await.expect("JSON");
    let wish = Some(json!({ "refresh_token": first["refresh_token"] }));
    let refresh = async |wish: &Option<Value>, name: &str| {
        let answer = house.named("POST", "/auth/refresh", "", wish.clone(), name);
        let answer = answer.await;
        let status = answer.status().as_u16();
        (status, answer.json::<Value>().await.expect("JSON"))
    };
    let (lost_status, lost) = refresh(&wish, "r-1").await;
    let (status, second) = refresh(&wish, "r-1").await;
    assert_eq!((lost_status, status), (200, 200));
    assert_ne!(lost["refresh_token"], second["refresh_token"]);
    // Who goes on with the other is let in.
    let next = Some(json!({ "refresh_token": second["refresh_token"] }));
    let (status, third) = refresh(&next, "r-2").await;
    assert_eq!(status, 200);
    // Once the new pair was used, the old one is a thief's, by whatever name.
    assert_eq!(refresh(&wish, "r-1").await.0, 401);
    let newest = third["access_token"].as_str().expect("a token");
    assert_eq!(house.get("/users", newest).await.0, 401);
    // Whoever comes with the pair that was lost has found it: the session ends.
    let sign_in = Some(json!({ "key": key }));
    let first = house.send("POST", "/auth/token", "", sign_in).await;
    let first: Value = first.json().await.expect("JSON");
    let wish = Some(json!({ "refresh_token": first["refresh_token"] }));
    let (_, lost) = refresh(&wish, "r-3").await;
    let (status, again) = refresh(&wish, "r-3").await;
    assert_eq!(status, 200);
    let found = Some(json!({ "refresh_token": lost["refresh_token"] }));
    assert_eq!(refresh(&found, "r-4").await.0, 401);
    let after = Some(json!({ "refresh_token": again["refresh_token"] }));
    assert_eq!(refresh(&after, "r-5").await.0, 401);
    // A name that is none is refused as anywhere else.
    assert_eq!(refresh(&after, "\"\"").await.0, 400);
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn there_is_no_api_before_the_first_key() {
    let house = House::open().await;
    for path in ["/docs", "/openapi.json", "/users", "/auth/token", "", "/"] {
        let (status, problem) = house.get(path, "").await;
        assert_eq!((status, &problem["code"]), (404, &json!("no-such-path")));
    }
    let token = house.token(all()).await;
    assert_eq!(house.get("/users", &token).await.0, 200);
    // Where it begins nothing is served, and that is said in its words.
    for path in ["", "/"] {
        assert_eq!(house.get(path, &token).await.1["code"], "no-such-path");
    }
    let page = house.send("GET", "/docs", "", None).await;
    assert_eq!(page.status(), 200);
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_head_that_makes_no_sense_is_told_in_the_words_of_the_api() {
    use tokio::io::AsyncReadExt;
    use tokio::io::AsyncWriteExt;
    let house = House::open().await;
    let address = house.base.trim_start_matches("http://").split('/').next();
    let mut line = tokio::net::TcpStream::connect(address.expect("an address"))
        .await
        .expect("connected");
    let head = b"GET /api/v1/users HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: close\r\n\r\n";
    line.write_all(head).await.expect("sent");
    let mut answer = String::new();
    line.read_to_string(&mut answer).await.expect("answered");
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert!(answer.contains("application/problem+json") && answer.contains("x-request-id"));
    assert!(answer.contains("\"code\":\"broken-request\""), "{answer}");
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_would_keep_others_waiting_is_given_up() {
    let house = House::open().await;
    let fill = |tx: &rusqlite::Transaction<'_>| {
        let sql =
            "WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)
                   INSERT INTO users (id, first_name, created_at, last_seen_at) SELECT i, 'Ada', 1, 1 FROM n";
        Ok::<_, ServiceError>(tx.execute_batch(sql)?)
    };
    let filled = house.ctx.db.write(crate::db::Durability::Normal, fill);
    filled.await.expect("filled");
    let users = reading::resource("users").expect("a resource");
    let seen = users.field("last_seen_at").expect("a field");
    let rare = Wanted {
        filters: vec![(seen, Compare::From, Wish::Int(9_000_000_000))],
        ..Wanted::all_of_one()
    };
    let found = reading::list(&house.ctx, &admin(), users, rare.clone()).await;
    assert_eq!(found.expect("read").rows.len(), 0);
    let slow = reading::list_within(&house.ctx, &admin(), users, rare, Default::default()).await;
    assert!(matches!(
        slow,
        Err(ServiceError::Refused(Refusal::Api(ApiRefusal::TooLong)))
    ));
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_who_ask_at_once_wait_for_one_another_and_not_for_ever() {
    let house = House::open().await;
    let token = house.token(all()).await;
    for path in [
        "/settings",
        "/statistics/30",
        "/users",
        "/settings/vpn",
        "/metrics",
    ] {
        let url = match path {
            "/metrics" => house.base.replace("/api/v1", path),
            _api => format!("{}{path}", house.base),
        };
        let mut asked = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let request = house.client.get(&url).bearer_auth(&token);
            asked.spawn(async move { request.send().await.map(|answer| answer.status()) });
        }
        let all = asked.join_all();
        let all = tokio::time::timeout(std::time::Duration::from_secs(10), all).await;
        for status in all.expect("they wait for ever") {
            let status = status.expect("an answer").as_u16();
            assert_eq!(status, 200, "{path}");
        }
    }
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_reads_for_long_waits_for_a_turn() {
    let house = House::open().await;
    let token = house.token(all()).await;
    let turns = [reading::turn().await, reading::turn().await];
    // One row, and what asks a machine elsewhere.
    for (path, status) in [("/settings", 200), ("/servers/999/drift", 404)] {
        let answer = house.send("GET", path, &token, None).await;
        assert_eq!(answer.status(), status, "{path}");
        let rate = &answer.headers()["ratelimit-limit"];
        assert_eq!(rate, "60000;w=6", "a tenth of its minute at once");
    }
    let patience = std::time::Duration::from_millis(200);
    for path in ["/users", "/statistics/7"] {
        let asked = house.send("GET", path, &token, None);
        let waits = tokio::time::timeout(patience, asked).await;
        assert!(waits.is_err(), "{path} is read beside two others");
    }
    drop(turns);
    assert_eq!(house.get("/users", &token).await.0, 200);
    house.server.stop().await;
}

#[test]
fn the_code_of_a_refusal_is_its_name() {
    let codes = [
        (Refusal::TimePast, "time-past"),
        (
            Refusal::NumberInvalid { least: 1, most: 2 },
            "number-invalid",
        ),
        (ApiRefusal::BeyondOwn.into(), "api-beyond-own"),
        (
            VpnRefusal::TooManyKeys { most: 2 }.into(),
            "vpn-too-many-keys",
        ),
    ];
    for (refusal, code) in codes {
        assert_eq!(super::super::answer::code_of(&refusal), code);
    }
}

/// Programs know refusals by these names: whoever changes one breaks them, and is to see that here.
#[test]
fn the_names_of_refusals_stay() {
    let mut names = Vec::new();
    for file in std::fs::read_dir("src/models").expect("a folder") {
        let path = file.expect("a file").path();
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        let mut of = None;
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("pub enum ") {
                let name = name.trim_end_matches(" {");
                of = name.ends_with("Refusal").then(|| name.to_owned());
            } else if line == "}" {
                of = None;
            }
            let variant = line.strip_prefix("    ").unwrap_or_default();
            if let Some(of) = &of
                && variant.starts_with(|first: char| first.is_ascii_uppercase())
            {
                let end = variant.find(|c: char| !c.is_alphanumeric());
                names.push(format!(
                    "{of}::{}",
                    &variant[..end.unwrap_or(variant.len())]
                ));
            }
        }
    }
    names.sort();
    assert!(names.len() > 100, "{names:?}");
    insta::assert_snapshot!(names.join("\n"));
}
