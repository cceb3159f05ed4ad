//! The client of an Outline server against the pretended one, with its faults.

use crate::outline_server::{Fault, OutlineServer, SECRET};
use portero::config::Secret;
use portero::integrations::outline::{Access, Outline, new_id};
use portero::integrations::pin::{self, Pin, PinnedClient, SendError};
use portero::integrations::shadowsocks::Link;
use portero::integrations::vpn::{
    Backend, BackendError, Counters, Counting, Hidden, PeerSecret, WantedPeer,
};
use reqwest::Method;
use std::time::Duration;

const GIB: u64 = 1 << 30;
/// The server is to cut off so much later than the house.
const MARGIN: u64 = 64 << 20;

fn client(server: &OutlineServer) -> Outline {
    let access = Access::parse(&server.access()).expect("an access");
    let pin = access.pin.expect("a fingerprint").to_string();
    Outline::new(access.api_url, &pin).expect("a client")
}

/// A key that may be used without limit.
fn wanted(id: &str) -> WantedPeer {
    WantedPeer {
        remote_id: id.to_owned(),
        name: "Móvil de Ana".to_owned(),
        secret: PeerSecret::Outline { access_url: None },
        addresses: Vec::new(),
        is_open: true,
        expires_at: None,
        bytes_left: None,
        tag: None,
    }
}

/// Puts a key and gives its link.
async fn put(client: &Outline, peer: &WantedPeer) -> String {
    match client.put(peer).await.expect("put").secret {
        Some(PeerSecret::Outline {
            access_url: Some(Hidden(url)),
        }) => url,
        other => panic!("no link: {other:?}"),
    }
}

fn with_link(peer: WantedPeer, url: &str) -> WantedPeer {
    let secret = PeerSecret::Outline {
        access_url: Some(Hidden(url.to_owned())),
    };
    WantedPeer { secret, ..peer }
}

#[tokio::test]
async fn a_key_is_made_with_our_id_name_and_link_in_one_call() {
    let server = OutlineServer::start().await;
    let id = new_id().expect("an id");
    let url = put(&client(&server), &wanted(&id)).await;
    assert_eq!(server.calls(), [format!("PUT /access-keys/{id}")]);
    let state = server.state();
    let key = state.key(&id).expect("a key");
    assert_eq!(key.name, "Móvil de Ana");
    assert_eq!((key.limit, key.access_url()), (None, url.clone()));
    let link = Link::parse(&url).expect("a link");
    assert_eq!(link.password.0, key.password);
}

#[tokio::test]
async fn putting_the_same_key_twice_makes_one_and_changes_nothing() {
    let server = OutlineServer::start().await;
    let client = client(&server);
    let first = put(&client, &wanted("5000")).await;
    assert_eq!(put(&client, &wanted("5000")).await, first);
    let known = with_link(wanted("5000"), &first);
    server.calls();
    assert_eq!(put(&client, &known).await, first);
    assert_eq!(server.calls(), ["GET /access-keys/5000"]);
    assert_eq!(server.state().keys.len(), 1);
}

#[tokio::test]
async fn a_key_that_is_kept_out_has_limit_zero_and_keeps_its_link() {
    let server = OutlineServer::start().await;
    let client = client(&server);
    let url = put(&client, &wanted("5000")).await;
    let open = with_link(wanted("5000"), &url);
    let shut = WantedPeer {
        is_open: false,
        bytes_left: Some(GIB),
        ..open.clone()
    };
    assert_eq!(put(&client, &shut).await, url);
    assert_eq!(server.state().key("5000").expect("a key").limit, Some(0));
    assert!(!server.state().lets_through("5000"));
    assert!(!client.list().await.expect("a list").peers[0].is_open);
    assert_eq!(put(&client, &open).await, url);
    assert_eq!(server.state().key("5000").expect("a key").limit, None);
    assert!(client.list().await.expect("a list").peers[0].is_open);
}

#[tokio::test]
async fn what_is_left_is_put_on_top_of_what_the_server_has_counted() {
    let server = OutlineServer::start().await;
    let client = client(&server);
    let limited = WantedPeer {
        bytes_left: Some(3 * GIB),
        ..wanted("5000")
    };
    let url = put(&client, &limited).await;
    let limit = |server: &OutlineServer| server.state().key("5000").expect("a key").limit;
    assert_eq!(limit(&server), Some(3 * GIB + MARGIN));
    server.state().transfer.insert("5000".to_owned(), 10 * GIB);
    let limited = with_link(limited, &url);
    put(&client, &limited).await;
    assert_eq!(limit(&server), Some(13 * GIB + MARGIN));
    assert!(server.state().lets_through("5000"));
    // Nothing left is still no reason for the server to say "kept out".
    server.state().transfer.clear();
    let nothing = WantedPeer {
        bytes_left: Some(0),
        ..limited.clone()
    };
    put(&client, &nothing).await;
    assert_eq!(limit(&server), Some(MARGIN));
    // Without figures a limit could cut off too early: there is none then.
    server.state().has_no_metrics = true;
    put(&client, &limited).await;
    assert_eq!(limit(&server), None);
}

#[tokio::test]
async fn a_key_the_server_lost_comes_back_with_the_same_link() {
    let server = OutlineServer::start().await;
    let client = client(&server);
    let url = put(&client, &wanted("5000")).await;
    server.state().keys.clear();
    server.state().port = 1234;
    assert_eq!(put(&client, &with_link(wanted("5000"), &url)).await, url);
}

#[tokio::test]
async fn a_lost_key_whose_port_or_password_is_taken_gets_a_new_link() {
    let server = OutlineServer::start().await;
    let client = client(&server);
    let url = put(&client, &wanted("5000")).await;
    server.state().keys[0].id = "7".to_owned();
    let new = put(&client, &with_link(wanted("5000"), &url)).await;
    assert_ne!(new, url);
    let busy = url.replace(":55637", ":18081").replace(
        &server.state().keys[0].password,
        "not the password of any key",
    );
    put(&client, &with_link(wanted("5001"), &busy)).await;
    assert_eq!(server.state().keys.len(), 3);
}

#[tokio::test]
async fn name_and_limit_of_a_key_that_was_edited_by_hand_are_mended() {
    let server = OutlineServer::start().await;
    let client = client(&server);
    put(&client, &wanted("5000")).await;
    {
        let mut state = server.state();
        state.keys[0].name = "Renamed".to_owned();
        state.keys[0].limit = Some(5);
    }
    put(&client, &wanted("5000")).await;
    let state = server.state();
    assert_eq!(state.keys[0].name, "Móvil de Ana");
    assert_eq!(state.keys[0].limit, None);
}

#[tokio::test]
async fn a_removed_key_says_what_it_had_transferred_and_one_that_is_gone_is_no_error() {
    let server = OutlineServer::start().await;
    let client = client(&server);
    put(&client, &wanted("5000")).await;
    server.state().transfer.insert("5000".to_owned(), 321_117);
    let counters = Some(Counters { rx: 0, tx: 321_117 });
    assert_eq!(client.remove("5000").await, Ok(counters));
    assert!(server.state().keys.is_empty());
    assert_eq!(client.remove("5000").await, Ok(counters), "it may linger");
    assert_eq!(client.remove("5001").await, Ok(None));
    server.state().has_no_metrics = true;
    assert_eq!(client.remove("5000").await, Ok(None));
}

#[tokio::test]
async fn the_list_tells_every_key_with_its_traffic_where_there_is_any() {
    let server = OutlineServer::start().await;
    let client = client(&server);
    let url = put(&client, &wanted("5000")).await;
    put(&client, &wanted("5001")).await;
    server.state().transfer.insert("5001".to_owned(), 42);
    let listing = client.list().await.expect("a list");
    assert_eq!(listing.counting, Counting::Rolling);
    let of = |id: &str| {
        let peer = listing.peers.iter().find(|peer| peer.remote_id == id);
        peer.expect(id).clone()
    };
    assert_eq!(of("5000").counters, None);
    assert_eq!(of("5000").access_url, Some(Hidden(url)));
    assert_eq!(of("5000").name.as_deref(), Some("Móvil de Ana"));
    assert_eq!(of("5001").counters, Some(Counters { rx: 0, tx: 42 }));
    server.state().has_no_metrics = true;
    let listing = client.list().await.expect("a list");
    assert!(listing.peers.iter().all(|peer| peer.counters.is_none()));
}

#[tokio::test]
async fn a_server_too_old_for_our_ids_keeps_them_in_the_names() {
    let server = OutlineServer::start().await;
    server.state().is_old = true;
    let first = client(&server);
    let limited = WantedPeer {
        bytes_left: Some(GIB),
        ..wanted("5000")
    };
    let url = put(&first, &limited).await;
    assert_eq!(put(&first, &limited).await, url);
    // Another run of the bot does not know yet how old the server is.
    let again = client(&server);
    assert_eq!(put(&again, &with_link(limited, &url)).await, url);
    {
        let state = server.state();
        assert_eq!(state.keys.len(), 1);
        assert_eq!(state.keys[0].id, "0");
        assert_eq!(state.keys[0].name, "Móvil de Ana [p:5000]");
        assert_eq!(state.keys[0].limit, Some(GIB + MARGIN));
    }
    server.state().transfer.insert("0".to_owned(), 9);
    let peer = again.list().await.expect("a list").peers.remove(0);
    assert_eq!(peer.remote_id, "5000");
    assert_eq!(peer.name.as_deref(), Some("Móvil de Ana"));
    assert_eq!(peer.counters, Some(Counters { rx: 0, tx: 9 }));
    let fresh = client(&server);
    assert_eq!(
        fresh.remove("5000").await,
        Ok(Some(Counters { rx: 0, tx: 9 }))
    );
    assert!(server.state().keys.is_empty());
}

#[tokio::test]
async fn the_server_says_what_it_is_and_takes_host_and_port() {
    let server = OutlineServer::start().await;
    let client = client(&server);
    let facts = client.check().await.expect("facts");
    assert_eq!(facts.version.as_deref(), Some("dev"));
    assert_eq!(facts.listen_port, Some(55_637));
    server.calls();
    client.facts().await.expect("facts");
    assert!(server.calls().is_empty(), "known for a minute");
    client.set_host("2001:db8::1").await.expect("set");
    client.set_port(443).await.expect("set");
    let facts = client.facts().await.expect("facts");
    assert_eq!(facts.host.as_deref(), Some("2001:db8::1"));
    assert_eq!(facts.listen_port, Some(443));
    let refused = client.set_port(18_081).await;
    let words = "Port 18081 is unavailable".to_owned();
    assert_eq!(refused, Err(BackendError::Refused(words)));
    let url = put(&client, &wanted("5000")).await;
    assert_eq!(
        Link::parse(&url).expect("a link").host,
        "2001:db8:0:0:0:0:0:1"
    );
}

#[tokio::test]
async fn older_keys_get_the_new_host_name_when_the_server_restarts() {
    let server = OutlineServer::start().await;
    let client = client(&server);
    let old = put(&client, &wanted("5000")).await;
    client.set_host("vpn.example.com").await.expect("set");
    assert_eq!(put(&client, &wanted("5000")).await, old);
    server.restart();
    let new = put(&client, &with_link(wanted("5000"), &old)).await;
    assert_eq!(Link::parse(&new).expect("a link").host, "vpn.example.com");
}

#[tokio::test]
async fn a_server_with_another_certificate_gets_to_see_nothing() {
    let server = OutlineServer::start().await;
    let wrong = Outline::new(Secret::new(server.url()), &"ab".repeat(32)).expect("a client");
    assert_eq!(wrong.check().await, Err(BackendError::WrongCertificate));
    let put = wrong.put(&wanted("5000")).await;
    assert_eq!(put.expect_err("refused"), BackendError::WrongCertificate);
    assert_eq!(server.application_bytes(), 0);
    assert!(server.calls().is_empty());
}

#[tokio::test]
async fn a_certificate_that_changed_is_noticed_on_the_next_connection() {
    let server = OutlineServer::start().await;
    let client = client(&server);
    client.check().await.expect("facts");
    let before = server.application_bytes();
    server.change_certificate();
    // The open connection belongs to the old server; a new client makes a new one.
    let fresh = Outline::new(Secret::new(server.url()), &old_pin().await).expect("a client");
    assert_eq!(fresh.list().await, Err(BackendError::WrongCertificate));
    assert_eq!(server.application_bytes(), before);
}

/// The pin of the certificate every pretended server begins with.
async fn old_pin() -> String {
    OutlineServer::start().await.pin()
}

#[tokio::test]
async fn a_copied_certificate_without_its_key_is_worth_nothing() {
    let server = OutlineServer::start().await;
    server.show_a_copied_certificate();
    let error = client(&server).check().await.expect_err("refused");
    assert!(matches!(error, BackendError::Unreachable(_)), "{error:?}");
    assert_eq!(server.application_bytes(), 0);
    let shown = pin::fingerprint("127.0.0.1", server.port()).await;
    assert!(shown.is_err(), "{shown:?}");
}

#[tokio::test]
async fn the_fingerprint_is_asked_for_without_the_secret() {
    let server = OutlineServer::start().await;
    let access = Access::parse(&server.url()).expect("an access");
    assert_eq!(access.pin, None);
    let pin = access.fingerprint().await.expect("a fingerprint");
    assert_eq!(pin.to_string().to_uppercase(), server.pin());
    assert_eq!(server.application_bytes(), 0);
    drop(server);
    let nobody = Access::parse("https://127.0.0.1:1/secret").expect("an access");
    let error = nobody.fingerprint().await.expect_err("nobody is there");
    assert!(matches!(error, BackendError::Unreachable(_)), "{error:?}");
}

#[tokio::test]
async fn a_wrong_secret_is_access_refused_whatever_was_asked() {
    let server = OutlineServer::start().await;
    let pin = server.pin();
    let url = format!("https://127.0.0.1:{}/other-secret", server.port());
    let client = Outline::new(Secret::new(url), &pin).expect("a client");
    assert_eq!(client.check().await, Err(BackendError::Denied));
    assert_eq!(client.list().await, Err(BackendError::Denied));
    assert_eq!(client.remove("5000").await, Err(BackendError::Denied));
    let put = client.put(&wanted("5000")).await;
    assert_eq!(put.expect_err("refused"), BackendError::Denied);
    assert_eq!(client.set_port(443).await, Err(BackendError::Denied));
}

#[tokio::test]
async fn a_broken_connection_is_tried_once_more_and_nothing_is_done_twice() {
    let server = OutlineServer::start().await;
    let client = client(&server);
    for fault in [Fault::DropBefore, Fault::DropAfter] {
        server.state().keys.clear();
        server.fail(&[fault]);
        let url = put(&client, &wanted("5000")).await;
        assert_eq!(server.state().keys.len(), 1);
        assert_eq!(server.state().keys[0].access_url(), url);
        // The first of the two calls asks for the figures.
        server.fail(&[Fault::Status(500), fault]);
        client.remove("5000").await.expect("removed");
        assert!(server.state().keys.is_empty());
    }
    server.fail(&[Fault::DropBefore, Fault::DropBefore]);
    let error = client.list().await.expect_err("twice broken");
    assert!(matches!(error, BackendError::Unreachable(_)), "{error:?}");
    client.list().await.expect("well again");
}

#[tokio::test]
async fn a_slow_server_is_given_up_in_time() {
    let server = OutlineServer::start().await;
    server.state().delay = Duration::from_secs(60);
    let pin = Pin::parse(&server.pin()).expect("a pin");
    let client = PinnedClient::with_time(pin, Duration::from_millis(300)).expect("a client");
    let url = format!("{}/server", server.url());
    let late = client.send(client.request(Method::GET, &url)).await;
    assert_eq!(late.err(), Some(SendError::Late));
}

#[tokio::test]
async fn what_goes_wrong_on_the_server_is_told_without_its_address() {
    let server = OutlineServer::start().await;
    let client = client(&server);
    server.fail(&[Fault::Status(503)]);
    let words = "it answers 503: broken".to_owned();
    assert_eq!(client.list().await, Err(BackendError::Unreachable(words)));
    server.fail(&[Fault::Garbage]);
    let error = client.check().await.expect_err("not understood");
    assert!(matches!(error, BackendError::Strange(_)), "{error:?}");
    let port = server.port();
    drop(server);
    let nobody = Outline::new(
        Secret::new(format!("https://127.0.0.1:{port}/{SECRET}")),
        &"ab".repeat(32),
    );
    for error in [
        error,
        nobody.expect("a client").check().await.expect_err("gone"),
    ] {
        let shown = format!("{error} {error:?}");
        assert!(
            !shown.contains(SECRET) && !shown.contains("https"),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let server = OutlineServer::start().await;
    let pin = Pin::parse(&server.pin()).expect("a pin");
    let client = PinnedClient::new(pin).expect("a client");
    let url = format!("{}/experimental/access-key-data-limit", server.url());
    let answer = client.send(client.request(Method::PUT, &url)).await;
    assert_eq!(answer.expect("an answer").status, 308);
    assert_eq!(server.calls().len(), 1);
}
