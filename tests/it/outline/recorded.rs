//! Every request that was recorded from a real Outline server is put to the pretended one, in the same order.

use crate::outline_server::OutlineServer;
use portero::integrations::pin::{Pin, PinnedClient};
use reqwest::Method;
use reqwest::multipart::Form;
use serde_json::Value;

const RECORDED: &str = include_str!("../../data/outline-api-observed.txt");

/// One request and what the real server answered.
struct Exchange {
    method: Method,
    path: String,
    arguments: String,
    body: String,
    status: u16,
}

/// The blocks `== METHOD PATH curl-arguments / body / -> status content-type location` of this part of the file.
fn exchanges(part: &str) -> Vec<Exchange> {
    part.split("\n== ")
        .skip(1)
        .filter(|block| !block.starts_with("wrong prefix"))
        .map(|block| {
            let mut lines = block.lines();
            let mut head = lines.next().expect("a head").splitn(3, ' ');
            let method = head.next().expect("a method").parse().expect("a method");
            let path = head.next().expect("a path").to_owned();
            let arguments = head.next().unwrap_or_default().to_owned();
            let body = lines.next().expect("a body").to_owned();
            let outcome = lines.next().and_then(|line| line.strip_prefix("-> "));
            let mut outcome = outcome.expect("an outcome").split(' ');
            Exchange {
                method,
                path,
                arguments,
                body,
                status: outcome.next().expect("a status").parse().expect("a status"),
            }
        })
        .collect()
}

/// The part that was recorded at one go.
fn at_one_go() -> &'static str {
    RECORDED.split("\nHTTP/1.1 200 OK").next().expect("text")
}

/// The passwords the real server made up, in their order.
fn passwords(exchanges: &[Exchange]) -> Vec<String> {
    let made =
        |exchange: &&Exchange| exchange.status == 201 && !exchange.arguments.contains("password");
    let password = |exchange: &Exchange| {
        let key: Value = serde_json::from_str(&exchange.body).expect("JSON");
        key["password"].as_str().expect("a password").to_owned()
    };
    exchanges.iter().filter(made).map(password).collect()
}

#[tokio::test]
async fn the_pretended_server_answers_every_recorded_request_as_the_real_one_did() {
    let exchanges = exchanges(at_one_go());
    assert_eq!(exchanges.len(), 64, "requests of the recording");
    let server = OutlineServer::start().await;
    server.state().passwords = passwords(&exchanges).into();
    let client = PinnedClient::new(Pin::parse(&server.pin()).expect("a pin")).expect("a client");
    for exchange in exchanges {
        let what = format!(
            "{} {} {}",
            exchange.method, exchange.path, exchange.arguments
        );
        let url = format!("{}{}", server.url(), exchange.path);
        let request = client.request(exchange.method, &url);
        let request = match exchange.arguments.split_once(" -d ") {
            Some((_, body)) => request
                .header("content-type", "application/json")
                .body(body.to_owned()),
            None if exchange.arguments == "-F name=albion" => {
                request.multipart(Form::new().text("name", "albion"))
            }
            None => request,
        };
        let answer = client.send(request).await.expect(&what);
        assert_eq!(answer.status, exchange.status, "{what}");
        let text = String::from_utf8(answer.body).expect("text");
        if exchange.body.is_empty() {
            assert_eq!(text, "", "{what}");
        } else {
            let got: Value = serde_json::from_str(&text).expect(&what);
            let real: Value = serde_json::from_str(&exchange.body).expect(&what);
            assert_eq!(got, real, "{what}");
        }
    }
}

#[tokio::test]
async fn whoever_does_not_know_the_secret_path_gets_what_the_real_server_said() {
    let server = OutlineServer::start().await;
    let client = PinnedClient::new(Pin::parse(&server.pin()).expect("a pin")).expect("a client");
    for path in ["/Wrong/server", "/"] {
        let url = format!("https://127.0.0.1:{}{path}", server.port());
        let request = client.request(Method::GET, &url);
        let answer = client.send(request).await.expect("an answer");
        let text = String::from_utf8(answer.body).expect("text");
        let recorded = format!(
            "{{\"code\":\"ResourceNotFound\",\"message\":\"{path} does not exist\"}}\n-> 404"
        );
        assert!(
            RECORDED.contains(&format!("{text}\n-> {}", answer.status)),
            "{text}"
        );
        assert!(RECORDED.contains(&recorded));
    }
}
