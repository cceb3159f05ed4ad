//! The API over real connections: who may do what, requests that come twice, lists and their pages.

use super::Asked;
use super::call::Call;
use super::endpoint::Endpoint;
use super::endpoint::Input;
use super::endpoint::Method;
use super::endpoint::Run;
use super::endpoint::Takes;
use super::once;
use super::table;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::http::HttpServer;
use crate::models::ApiKeyId;
use crate::models::MOST_API_RATE;
use crate::models::NewApiKey;
use crate::models::Permission;
use crate::models::PermissionSet;
use crate::models::Task;
use crate::services::ServiceError;
use crate::services::api::keys;
use crate::services::api::sessions;
use crate::services::tests::ADMIN;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use crate::services::tests::ctx;
use crate::services::tests::person;
use crate::services::tokens::OrderedFrom;
use axum::http::HeaderMap;
use axum::http::HeaderName;
use reqwest::Client;
use reqwest::Response;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;
use std::sync::Arc;

mod bodies;
mod contents;
mod refusals;

/// A house that serves.
struct House {
    ctx: Arc<Ctx>,
    base: String,
    client: Client,
    server: HttpServer,
    names: std::cell::Cell<u32>,
}

impl House {
    async fn open() -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = port.local_addr().expect("an address").to_string();
        drop(port);
        let ctx = Arc::new(ctx().await);
        let server = HttpServer::start(ctx.clone(), address.clone(), None);
        let client = Client::builder().no_proxy().build().expect("a client");
        let base = format!("http://{address}/api/v1");
        for _ in 0..200 {
            if client
                .get(format!("{base}/openapi.json"))
                .send()
                .await
                .is_ok()
            {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        Self {
            ctx,
            base,
            client,
            server,
            names: Default::default(),
        }
    }

    /// The text of a new key of the admin.
    async fn key(&self, scopes: PermissionSet) -> String {
        let new = NewApiKey {
            name: "tests".into(),
            scopes,
            rate_per_minute: MOST_API_RATE,
            expires_at: None,
        };
        let from = OrderedFrom {
            chat: ADMIN.chat(),
            press: None,
        };
        keys::make(&self.ctx, &admin(), new, from, NOW)
            .await
            .expect("made");
        let payload = self
            .ctx
            .db
            .read(|connection| {
                let sql = "SELECT payload FROM tasks WHERE kind = 'deliver_api_key' ORDER BY id DESC LIMIT 1";
                Ok::<String, ServiceError>(connection.query_row(sql, [], |row| row.get(0))?)
            })
            .await
            .expect("a task");
        let Ok(Task::DeliverApiKey { key, sealed, .. }) = Task::from_json(&payload) else {
            panic!("another task");
        };
        let made = keys::opened(&self.ctx, key, &sealed, NOW).await;
        made.expect("opened").expect("there").text
    }

    /// An access token of a new key.
    async fn token(&self, scopes: PermissionSet) -> String {
        let key = self.key(scopes).await;
        let signed_in = sessions::open(&self.ctx, &key, NOW)
            .await
            .expect("signed in");
        signed_in.access_token
    }

    async fn revoke_all(&self) {
        let revoke = |tx: &rusqlite::Transaction<'_>| -> Result<(), ServiceError> {
            tx.execute("UPDATE api_keys SET revoked_at = 1", [])?;
            Ok(())
        };
        self.ctx
            .db
            .write(Durability::Normal, revoke)
            .await
            .expect("revoked");
    }

    async fn send(&self, method: &str, path: &str, token: &str, body: Option<Value>) -> Response {
        let name = self.names.replace(self.names.get() + 1);
        self.named(method, path, token, body, &format!("test-{name}"))
            .await
    }

    async fn named(
        &self,
        method: &str,
        path: &str,
        token: &str,
        body: Option<Value>,
        name: &str,
    ) -> Response {
        let method = method.parse().expect("a method");
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.base))
            .header("Idempotency-Key", name);
        if !token.is_empty() {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        request.send().await.expect("answered")
    }

    async fn get(&self, path: &str, token: &str) -> (u16, Value) {
        let answer = self.send("GET", path, token, None).await;
        (
            answer.status().as_u16(),
            answer.json().await.unwrap_or_default(),
        )
    }
}

fn all() -> PermissionSet {
    PermissionSet::all()
}

fn only(permission: Permission) -> PermissionSet {
    [permission].into_iter().collect()
}

fn all_but(permission: Permission) -> PermissionSet {
    all().iter().filter(|one| *one != permission).collect()
}

/// A body that is as described.
fn body(inputs: &[Input]) -> Value {
    let mut body = Map::new();
    for input in inputs.iter().filter(|input| input.is_required) {
        let value = match input.takes {
            Takes::Text(_) => json!("abc"),
            Takes::Int(least, most) => json!(999_999i64.clamp(least, most)),
            Takes::Bool => json!(true),
            Takes::Instant => json!("2040-01-01T00:00:00Z"),
            Takes::OneOf(words) => json!(words.split('|').next()),
            Takes::Texts(_) => json!(["abc"]),
            Takes::Numbers => json!({ "XTR": 100 }),
            Takes::Words => json!({ "es": "abc" }),
        };
        body.insert(input.name.to_owned(), value);
    }
    Value::Object(body)
}

fn filled(endpoint: &Endpoint) -> String {
    let path = endpoint.full_path();
    let parts = path.split('/').map(|part| match part {
        "{id}" => "999999",
        "{period}" => "7",
        name if name.starts_with('{') => "999999",
        name => name,
    });
    parts.collect::<Vec<_>>().join("/")
}

async fn status(house: &House, endpoint: &Endpoint, token: &str) -> u16 {
    let takes_body = !matches!(endpoint.method, Method::Get | Method::Delete);
    let body = takes_body.then(|| body(endpoint.inputs));
    let answer = house
        .send(endpoint.method.name(), &filled(endpoint), token, body)
        .await;
    answer.status().as_u16()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_endpoint_opens_to_its_scope_and_to_no_other() {
    let house = House::open().await;
    let mut faults = Vec::new();
    let mut seen = 0;
    for permission in Permission::ALL {
        let needing = |one: &Endpoint| one.needs == Some(*permission);
        let with = house.token(only(*permission)).await;
        let without = house.token(all_but(*permission)).await;
        let before = house.contents().await;
        for endpoint in table::endpoints().filter(needing) {
            seen += 1;
            let label = format!("{} {}", endpoint.method.name(), endpoint.full_path());
            let nobody = status(&house, &endpoint, "").await;
            if nobody != 401 {
                faults.push(format!("{label}: {nobody} without a token"));
            }
            let refused = status(&house, &endpoint, &without).await;
            if refused != 403 {
                faults.push(format!("{label}: {refused} without {}", permission.name()));
            }
        }
        if house.contents().await != before {
            faults.push(format!("something changed without {}", permission.name()));
        }
        for endpoint in table::endpoints().filter(needing) {
            let label = format!("{} {}", endpoint.method.name(), endpoint.full_path());
            let taken = status(&house, &endpoint, &with).await;
            if matches!(taken, 401 | 403 | 405 | 500..) {
                faults.push(format!("{label}: {taken} with {}", permission.name()));
            }
        }
        house.revoke_all().await;
    }
    let any = |one: &Endpoint| one.needs.is_none() && !matches!(one.run, Run::Open(_));
    for endpoint in table::endpoints().filter(any) {
        assert_eq!(
            status(&house, &endpoint, "").await,
            401,
            "{}",
            endpoint.full_path()
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(seen > 80, "only {seen} endpoints were tried");
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_comes_twice_is_carried_out_once() {
    let house = House::open().await;
    let token = house.token(all()).await;
    let wish = json!({ "count": 2, "valid_hours": 24, "duration_hours": 720 });
    let first = house
        .named("POST", "/tokens", &token, Some(wish.clone()), "a-1")
        .await;
    assert_eq!(first.status(), 201);
    let first: Value = first.json().await.expect("JSON");
    assert_eq!(first["tokens"].as_array().map(Vec::len), Some(2));
    let again = house
        .named("POST", "/tokens", &token, Some(wish.clone()), "a-1")
        .await;
    assert_eq!(again.status(), 201);
    assert_eq!(again.headers()["idempotent-replayed"], "true");
    assert_eq!(again.json::<Value>().await.expect("JSON"), first);
    let (_, list) = house.get("/tokens", &token).await;
    assert_eq!(list["items"].as_array().map(Vec::len), Some(2));
    let other = house
        .named(
            "POST",
            "/tokens",
            &token,
            Some(json!({ "valid_hours": 1 })),
            "a-1",
        )
        .await;
    assert_eq!(other.status(), 422);
    let mut nameless = house
        .client
        .post(format!("{}/tokens", house.base))
        .bearer_auth(&token);
    nameless = nameless.json(&wish);
    assert_eq!(nameless.send().await.expect("answered").status(), 400);
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_done_before_a_kill_is_not_done_again_though_its_answer_is_lost() {
    let house = House::open().await;
    let token = house.token(all()).await;
    let wish = json!({ "valid_hours": 24 });
    let first = house
        .named("POST", "/tokens", &token, Some(wish.clone()), "b-1")
        .await;
    assert_eq!(first.status(), 201);
    // As a kill right after the act leaves it.
    let forget = |tx: &rusqlite::Transaction<'_>| -> Result<(), ServiceError> {
        tx.execute("UPDATE api_requests SET status = NULL, answer = NULL", [])?;
        Ok(())
    };
    house
        .ctx
        .db
        .write(Durability::Full, forget)
        .await
        .expect("forgotten");
    let again = house
        .named("POST", "/tokens", &token, Some(wish.clone()), "b-1")
        .await;
    assert_eq!(again.status(), 409);
    let problem: Value = again.json().await.expect("JSON");
    assert_eq!(problem["code"], "already-applied");
    // And as a kill before the act leaves it.
    let unclaim = |tx: &rusqlite::Transaction<'_>| -> Result<(), ServiceError> {
        tx.execute("UPDATE api_requests SET applied_at = NULL", [])?;
        Ok(())
    };
    house
        .ctx
        .db
        .write(Durability::Full, unclaim)
        .await
        .expect("unclaimed");
    let third = house
        .named("POST", "/tokens", &token, Some(wish), "b-1")
        .await;
    assert_eq!(third.status(), 201);
    let (_, list) = house.get("/tokens", &token).await;
    assert_eq!(list["items"].as_array().map(Vec::len), Some(2));
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_request_may_come_again_mended_under_its_name() {
    let house = House::open().await;
    let token = house.token(all()).await;
    let wrong = house
        .named(
            "POST",
            "/users/999999/ban",
            &token,
            Some(json!({ "reason": "unknown" })),
            "c-1",
        )
        .await;
    assert_eq!(wrong.status(), 404);
    person(&house.ctx, 999_999).await;
    let right = house
        .named(
            "POST",
            "/users/999999/ban",
            &token,
            Some(json!({ "reason": "spam" })),
            "c-1",
        )
        .await;
    assert_eq!(right.status(), 200);
    let row: Value = right.json().await.expect("JSON");
    assert_eq!(
        (row["status"].as_str(), row["ban_reason"].as_str()),
        (Some("banned"), Some("spam"))
    );
    let (_, audit) = house.get("/audit?action=user.banned", &token).await;
    assert_eq!(audit["items"][0]["actor_kind"], "api_key");
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_lead_through_a_whole_list_once_and_fields_and_filters_narrow_it() {
    let house = House::open().await;
    for id in 1..=7 {
        person(&house.ctx, 100 + id).await;
    }
    let token = house.token(all()).await;
    let mut ids = Vec::new();
    let mut path = "/users?limit=3&fields=id".to_owned();
    loop {
        let answer = house.send("GET", &path, &token, None).await;
        let link = answer.headers().get("link").cloned();
        let page: Value = answer.json().await.expect("JSON");
        for row in page["items"].as_array().expect("rows") {
            assert_eq!(row.as_object().map(Map::len), Some(1));
            ids.push(row["id"].as_i64().expect("a number"));
        }
        let Some(cursor) = page["next_cursor"].as_str() else {
            assert!(link.is_none());
            break;
        };
        assert!(
            link.expect("a link")
                .to_str()
                .expect("text")
                .contains(cursor)
        );
        path = format!("/users?limit=3&fields=id&cursor={cursor}");
    }
    let mut sorted = ids.clone();
    sorted.sort_unstable_by(|one, other| other.cmp(one));
    sorted.dedup();
    assert_eq!(ids, sorted);
    assert!(ids.len() >= 7, "{ids:?}");
    let (status, none) = house.get("/users?status=banned", &token).await;
    assert_eq!(
        (status, none["items"].as_array().map(Vec::len)),
        (200, Some(0))
    );
    let (status, wrong) = house.get("/users?status=tall", &token).await;
    assert_eq!(
        (status, wrong["errors"][0]["field"].as_str()),
        (422, Some("status"))
    );
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_knows_the_answer_already_is_not_told_it_again() {
    let house = House::open().await;
    let token = house.token(all()).await;
    let first = house.send("GET", "/settings", &token, None).await;
    let etag = first.headers()["etag"].clone();
    let again = house
        .client
        .get(format!("{}/settings", house.base))
        .bearer_auth(&token);
    let again = again
        .header("If-None-Match", &etag)
        .send()
        .await
        .expect("answered");
    assert_eq!(again.status(), 304);
    assert_eq!(again.text().await.expect("text"), "");
    let changed = house
        .send(
            "PATCH",
            "/settings",
            &token,
            Some(json!({ "wait_time_minutes": 9 })),
        )
        .await;
    assert_eq!(changed.status(), 200);
    let after = house.send("GET", "/settings", &token, None).await;
    assert_ne!(after.headers()["etag"], etag);
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_in_leads_to_the_next_pair_and_wrong_keys_have_to_wait() {
    let house = House::open().await;
    let key = house.key(all()).await;
    let answer = house
        .send("POST", "/auth/token", "", Some(json!({ "key": key })))
        .await;
    assert_eq!(answer.status(), 200);
    let first: Value = answer.json().await.expect("JSON");
    let token = first["access_token"].as_str().expect("a token").to_owned();
    assert_eq!(house.get("/users", &token).await.0, 200);
    let next = json!({ "refresh_token": first["refresh_token"] });
    let second = house
        .send("POST", "/auth/refresh", "", Some(next.clone()))
        .await;
    assert_eq!(second.status(), 200);
    // It came a second time: both pairs are worth nothing any more.
    assert_eq!(
        house
            .send("POST", "/auth/refresh", "", Some(next))
            .await
            .status(),
        401
    );
    let second: Value = second.json().await.expect("JSON");
    let newer = second["access_token"].as_str().expect("a token");
    assert_eq!(house.get("/users", newer).await.0, 401);
    assert_eq!(house.get("/users", &token).await.0, 401);
    let good = house.token(all()).await;
    let mut last = 0;
    for _ in 0..40 {
        let wrong = json!({ "key": format!("ptr_{}", "A".repeat(43)) });
        let answer = house
            .client
            .post(format!("{}/auth/token", house.base))
            .json(&wrong);
        let answer = answer
            .header("X-Forwarded-For", "203.0.113.9")
            .send()
            .await
            .expect("answered");
        last = answer.status().as_u16();
    }
    assert_eq!(last, 429);
    // Whoever is let in comes by the same web server.
    let beside = house.client.get(format!("{}/users", house.base));
    let beside = beside
        .bearer_auth(good)
        .header("X-Forwarded-For", "203.0.113.9");
    assert_eq!(beside.send().await.expect("answered").status(), 200);
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_served_is_said_so() {
    let house = House::open().await;
    let token = house.token(all()).await;
    assert_eq!(house.get("/shoes", &token).await.0, 404);
    assert_eq!(house.get("/users/12/../..", &token).await.0, 404);
    let wrong = house.send("DELETE", "/users", &token, None).await;
    assert_eq!(
        (
            wrong.status().as_u16(),
            wrong.headers()["allow"].to_str().ok()
        ),
        (405, Some("GET"))
    );
    let text = house
        .client
        .post(format!("{}/tokens", house.base))
        .bearer_auth(&token);
    let text = text
        .header("Idempotency-Key", "d")
        .header("Content-Type", "text/plain")
        .body("x");
    assert_eq!(text.send().await.expect("answered").status(), 415);
    let large = house
        .client
        .post(format!("{}/tokens", house.base))
        .bearer_auth(&token);
    let large = large
        .header("Content-Type", "application/json")
        .body("x".repeat(100_000));
    assert_eq!(large.send().await.expect("answered").status(), 413);
    let page = house
        .client
        .get(format!("{}/docs", house.base))
        .send()
        .await
        .expect("answered");
    assert!(page.text().await.expect("text").contains("docs.js"));
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_is_told_with_a_number_that_the_log_has_and_no_word_of_what_broke() {
    let house = House::open().await;
    let token = house.token(all()).await;
    let breaks = |tx: &rusqlite::Transaction<'_>| -> Result<(), ServiceError> {
        tx.execute("ALTER TABLE proxy_sources RENAME TO lost", [])?;
        Ok(())
    };
    house
        .ctx
        .db
        .write(Durability::Full, breaks)
        .await
        .expect("broken");
    let (status, problem) = house.get("/proxy-sources", &token).await;
    assert_eq!((status, problem["code"].as_str()), (500, Some("fault")));
    let detail = problem["detail"].as_str().expect("a sentence");
    assert!(detail.contains("The admins know of it as") && !detail.contains("proxy_sources"));
    house.server.stop().await;
}

/// Sellers see their own customers only, through the API too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_sees_their_own_customers_only_sees_no_others_here() {
    let house = House::open().await;
    let seller = person(&house.ctx, 555).await;
    person(&house.ctx, 556).await;
    let owner = seller.identity.user().expect("a person");
    let own = crate::models::Actor {
        customers_of: Some(owner),
        permissions: all(),
        ..seller
    };
    let users = crate::services::api::reading::resource("users").expect("a resource");
    let orders = crate::services::api::reading::resource("orders").expect("a resource");
    let wanted = crate::models::api_resource::Wanted {
        limit: 50,
        ..crate::models::api_resource::Wanted::all_of_one()
    };
    let page = crate::services::api::reading::list(&house.ctx, &own, users, wanted.clone()).await;
    assert_eq!(page.expect("read").rows.len(), 0);
    let refused =
        crate::services::api::reading::list(&house.ctx, &own, orders, wanted.clone()).await;
    assert!(refused.is_err());
    // Keys of others are for whoever decides what people may do.
    house.key(all()).await;
    let keys = crate::services::api::reading::resource("api-keys").expect("a resource");
    for (permissions, seen) in [(all(), 1), (only(Permission::ManageApi), 0)] {
        let other = crate::models::Actor {
            customers_of: None,
            permissions,
            ..own
        };
        let page =
            crate::services::api::reading::list(&house.ctx, &other, keys, wanted.clone()).await;
        assert_eq!(page.expect("read").rows.len(), seen);
    }
    assert!(
        house
            .ctx
            .db
            .read(|connection| Ok::<_, ServiceError>(crud::users::get(
                connection,
                crate::models::UserId(556)
            )?))
            .await
            .expect("read")
            .is_some()
    );
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_goes_away_in_the_middle_finds_it_done_and_its_answer_kept() {
    let house = House::open().await;
    let token = house.token(all()).await;
    let wish = json!({ "count": 100, "valid_hours": 24 });
    let name = "e-1".parse().expect("a name");
    let asked = Asked {
        method: Some(Method::Post),
        path: "/tokens".into(),
        query: String::new(),
        headers: HeaderMap::from_iter([(HeaderName::from_static("idempotency-key"), name)]),
        id: "1".into(),
    };
    let named = once::Named::of(
        ApiKeyId(1),
        &asked,
        wish.to_string().as_bytes(),
        super::reader(&house.ctx, &asked),
    );
    let endpoint = table::endpoints()
        .find(|one| one.path == "/tokens")
        .expect("an endpoint");
    let Run::Act(act) = endpoint.run else {
        panic!("it acts")
    };
    let call = Call {
        ctx: house.ctx.clone(),
        actor: admin(),
        caller: None,
        now: NOW,
        parts: Vec::new(),
        body: wish.as_object().cloned().expect("an object"),
        name: None,
    };
    let work = once::carry_out(call, Arc::default(), named.expect("named"), 201, act);
    // Begun, and then nobody waits for it any more.
    let left = tokio::time::timeout(std::time::Duration::ZERO, work).await;
    assert!(left.is_err());
    let mut again = house
        .named("POST", "/tokens", &token, Some(wish.clone()), "e-1")
        .await;
    for _ in 0..500 {
        if again.headers().contains_key("idempotent-replayed") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        again = house
            .named("POST", "/tokens", &token, Some(wish.clone()), "e-1")
            .await;
    }
    assert_eq!(again.headers()["idempotent-replayed"], "true");
    let (_, list) = house.get("/tokens?limit=200", &token).await;
    assert_eq!(list["items"].as_array().map(Vec::len), Some(100));
    house.server.stop().await;
}
