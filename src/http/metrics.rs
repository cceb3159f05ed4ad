//! What a monitoring asks: `/metrics` for Prometheus, `/healthz` whether the process answers, `/readyz` whether the
//! house can do its work.

mod page;

use super::client::Client;
use super::guard;
use super::tries::Tries;
use crate::context::Ctx;
use crate::services::metrics;
use crate::utils::metrics::text::CONTENT_TYPE;
use crate::utils::order::gathered;
use crate::utils::seal::is_same;
use axum::Extension;
use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::Version;
use axum::http::header::AUTHORIZATION;
use axum::http::header::CONTENT_TYPE as CONTENT_TYPE_NAME;
use axum::http::header::HOST;
use axum::http::header::WWW_AUTHENTICATE;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;
use std::net::IpAddr;
use std::sync::Arc;

pub(super) fn routes() -> Router<Arc<Ctx>> {
    Router::new()
        .route("/metrics", get(scraped))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .layer(Extension(Arc::<Tries>::default()))
}

async fn scraped(
    State(ctx): State<Arc<Ctx>>,
    Extension(tries): Extension<Arc<Tries>>,
    Extension(client): Extension<Client>,
    version: Version,
    headers: HeaderMap,
) -> Response {
    let now = ctx.clock.now();
    // Somebody thought of the token: it must not be found by trying, so that here the right one has to wait as well.
    if let Some(seconds) = client.ip.and_then(|ip| tries.pause(ip, now)) {
        return guard::too_many(seconds);
    }
    let token = ctx.config.doors.metrics_token.as_ref();
    match judge(token.map(|token| token.expose()), client, version, &headers) {
        Verdict::Welcome => {
            let page = page::of(&ctx, now).await;
            ([(CONTENT_TYPE_NAME, CONTENT_TYPE)], page).into_response()
        }
        Verdict::Nothing => StatusCode::NOT_FOUND.into_response(),
        Verdict::NoToken => {
            (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")]).into_response()
        }
        Verdict::WrongToken => {
            if let Some(ip) = client.ip {
                tries.wrong(ip, now);
            }
            (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")]).into_response()
        }
    }
}

/// Whether somebody may read the metrics.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Verdict {
    Welcome,
    /// There is nothing for anybody from there.
    Nothing,
    NoToken,
    WrongToken,
}

/// The token lets in from everywhere. Without one only this machine itself is let in: a web server on it that asks for
/// the world gives itself away by what it adds to the head, or by the name it was asked for.
fn judge(token: Option<&str>, client: Client, version: Version, headers: &HeaderMap) -> Verdict {
    let said = headers.get(AUTHORIZATION).map(HeaderValue::as_bytes);
    // nginx asks by HTTP/1.0 and under our own name unless it is told otherwise; scrapers do not.
    let is_direct = client.is_local
        && version >= Version::HTTP_11
        && headers.get(HOST).is_none_or(names_this_machine);
    match (token, said) {
        (Some(token), Some(said)) => {
            let bearer = said.split_at_checked(7);
            let given = bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case(b"bearer "));
            match given.is_some_and(|(_, given)| is_same(token.as_bytes(), given.trim_ascii())) {
                true => Verdict::Welcome,
                false => Verdict::WrongToken,
            }
        }
        (_, None) | (None, Some(_)) if is_direct => Verdict::Welcome,
        (Some(_), None) => Verdict::NoToken,
        (None, _) => Verdict::Nothing,
    }
}

/// Whether that is an address of this machine for itself: a page in a browser here has another name.
fn names_this_machine(host: &HeaderValue) -> bool {
    let Ok(host) = host.to_str() else {
        return false;
    };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        Some(_) | None => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost"
        || name
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

/// Each part by its name, and nothing more: this is for strangers too.
async fn ready(State(ctx): State<Arc<Ctx>>) -> Response {
    let readiness = metrics::readiness(&ctx, ctx.clock.now()).await;
    let checks = readiness.checks().into_iter();
    let checks: Map<String, Value> =
        gathered(checks.map(|(name, is_well)| (name.to_owned(), Value::Bool(is_well))));
    let status = match readiness.is_ready() {
        true => StatusCode::OK,
        false => StatusCode::SERVICE_UNAVAILABLE,
    };
    let answer = json!({ "ready": readiness.is_ready(), "checks": checks });
    (status, Json(answer)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Doors;
    use axum::http::HeaderName;

    const TOKEN: &str = "a-token-of-sixteen";
    /// Lines by which a web server says that it asks for somebody else.
    const FORWARDING: [&str; 6] = [
        "forwarded",
        "via",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
        "x-real-ip",
    ];

    fn verdict(token: Option<&str>, peer: &str, head: &[(&'static str, &str)]) -> Verdict {
        let line = |(name, value): &(&'static str, &str)| {
            (
                HeaderName::from_static(name),
                value.parse().expect("a value"),
            )
        };
        let headers: HeaderMap = head.iter().map(line).collect();
        let peer = peer.parse().expect("an address");
        {
            let client = Client::of(&Doors::default(), peer, false, &headers);
            judge(token, client, Version::HTTP_11, &headers)
        }
    }

    #[test]
    fn a_web_server_here_that_says_nothing_of_whom_it_asks_for_is_known_by_its_old_http() {
        let headers = HeaderMap::new();
        let peer = "127.0.0.1".parse().expect("an address");
        let client = Client::of(&Doors::default(), peer, false, &headers);
        let judged = |version| judge(None, client, version, &headers);
        assert_eq!(judged(Version::HTTP_10), Verdict::Nothing);
        assert_eq!(judged(Version::HTTP_11), Verdict::Welcome);
    }

    #[test]
    fn without_a_token_only_this_machine_itself_reads() {
        let host = ("host", "127.0.0.1:8080");
        for (peer, host) in [
            ("127.0.0.1", "127.0.0.1:8080"),
            ("::1", "[::1]:8080"),
            ("::ffff:127.0.0.1", "localhost"),
        ] {
            assert_eq!(verdict(None, peer, &[("host", host)]), Verdict::Welcome);
        }
        for peer in ["10.0.0.7", "172.17.0.1", "203.0.113.7", "fe80::1"] {
            assert_eq!(verdict(None, peer, &[host]), Verdict::Nothing, "{peer}");
        }
        for name in FORWARDING {
            let head = [host, (name, "127.0.0.1")];
            assert_eq!(
                verdict(None, "127.0.0.1", &head),
                Verdict::Nothing,
                "{name}"
            );
        }
        for name in [
            "bot.example.com",
            "127.0.0.1.example.com",
            "localhost.example.com:8080",
            "",
        ] {
            assert_eq!(
                verdict(None, "127.0.0.1", &[("host", name)]),
                Verdict::Nothing
            );
        }
    }

    #[test]
    fn the_token_lets_in_from_everywhere_and_a_wrong_one_from_nowhere() {
        let right = format!("Bearer {TOKEN}");
        let far = ("x-forwarded-for", "203.0.113.7");
        for (peer, head) in [
            ("203.0.113.7", vec![("authorization", right.as_str())]),
            (
                "127.0.0.1",
                vec![far, ("authorization", "bearer  a-token-of-sixteen")],
            ),
            ("127.0.0.1", vec![]),
        ] {
            assert_eq!(
                verdict(Some(TOKEN), peer, &head),
                Verdict::Welcome,
                "{head:?}"
            );
        }
        for wrong in [
            "Bearer",
            "Bearer ",
            "Bearer a-token-of-sixteeN",
            "Basic a-token-of-sixteen",
            TOKEN,
        ] {
            for peer in ["203.0.113.7", "127.0.0.1"] {
                let head = [("authorization", wrong)];
                assert_eq!(
                    verdict(Some(TOKEN), peer, &head),
                    Verdict::WrongToken,
                    "{wrong}"
                );
            }
        }
        assert_eq!(verdict(Some(TOKEN), "203.0.113.7", &[]), Verdict::NoToken);
        assert_eq!(verdict(Some(TOKEN), "127.0.0.1", &[far]), Verdict::NoToken);
    }
}
