//! The client against a pretended telemt, whose own answers are compared with the recorded ones elsewhere.

use super::*;
use crate::demo::telemt::Fault;
use crate::demo::telemt::Telemt as Server;
use crate::integrations::vpn::Hidden;
use crate::integrations::vpn::PeerSecret;

const NOW: Timestamp = Timestamp(1_800_000_000);
const NAME: &str = "portero-0123456789abcdef";
const SECRET: &str = "0123456789abcdef0123456789abcdef";
const OTHER: &str = "fedcba9876543210fedcba9876543210";
const GB: u64 = 1_000_000_000;

async fn server() -> (Server, Telemt) {
    let clock = Clock::standing(NOW);
    let server = Server::start(clock.clone(), Some("hush"))
        .await
        .expect("started");
    let auth = Secret::new("hush");
    let client =
        Telemt::with_clock(&Secret::new(server.url()), Some(&auth), clock).expect("a client");
    (server, client)
}

fn peer() -> WantedPeer {
    WantedPeer {
        remote_id: NAME.to_owned(),
        name: "Ana <&>".to_owned(),
        secret: PeerSecret::MtProto {
            secret: Some(Hidden(SECRET.to_owned())),
        },
        addresses: Vec::new(),
        is_open: true,
        expires_at: None,
        bytes_left: None,
        tag: None,
    }
}

async fn listed(client: &Telemt) -> Option<RemotePeer> {
    let listing = client.list().await.expect("listed");
    listing
        .peers
        .into_iter()
        .find(|peer| peer.remote_id == NAME)
}

#[tokio::test]
async fn a_user_is_made_once_and_works_when_it_was_put() {
    let (server, client) = server().await;
    let wanted = WantedPeer {
        expires_at: Some(NOW.plus_days(30)),
        bytes_left: Some(5 * GB),
        tag: Some(OTHER.to_owned()),
        ..peer()
    };
    client.put(&wanted).await.expect("put");
    assert!(
        server
            .admitted()
            .contains(&(NAME.to_owned(), SECRET.to_owned()))
    );
    client.put(&wanted).await.expect("put twice");
    {
        let state = server.state();
        let user = &state.users[NAME];
        assert_eq!(user.expires_at, wanted.expires_at);
        assert_eq!(user.quota, Some(5 * GB + MARGIN));
        assert_eq!(user.tag.as_deref(), Some(OTHER));
    }
    let found = listed(&client).await.expect("listed");
    assert!(found.is_open);
    assert_eq!(found.secret_hash, Some(base_hash(SECRET)));
    let told = client.list().await.expect("listed");
    let names: Vec<&str> = told
        .peers
        .iter()
        .map(|peer| peer.remote_id.as_str())
        .collect();
    assert_eq!(names, ["alice", NAME], "strangers are told of, and left");
}

#[tokio::test]
async fn what_differs_is_corrected_and_what_does_not_is_left_alone() {
    let (server, client) = server().await;
    client.put(&peer()).await.expect("put");
    server.heard();
    client.put(&peer()).await.expect("put twice");
    assert_eq!(server.heard(), [format!("GET /users/{NAME}")]);
    {
        let mut state = server.state();
        let user = state.users.get_mut(NAME).expect("there");
        user.secret = OTHER.to_owned();
        user.is_enabled = false;
        user.expires_at = Some(NOW);
        user.quota = Some(10);
        user.tag = Some(OTHER.to_owned());
    }
    let found = listed(&client).await.expect("listed");
    assert!(!found.is_open && found.secret_hash == Some(base_hash(OTHER)));
    client.put(&peer()).await.expect("corrected");
    let state = server.state();
    let user = &state.users[NAME];
    assert!(user.is_let_in(NOW));
    assert_eq!(
        (user.secret.as_str(), user.quota, &user.tag),
        (SECRET, None, &None)
    );
}

#[tokio::test]
async fn whoever_is_shut_out_stays_known_and_a_renewed_quota_counts_anew() {
    let (server, client) = server().await;
    let limited = WantedPeer {
        bytes_left: Some(GB),
        ..peer()
    };
    client.put(&limited).await.expect("put");
    server
        .state()
        .users
        .get_mut(NAME)
        .expect("there")
        .transfer(GB + MARGIN);
    assert!(server.admitted().iter().all(|(name, _)| name != NAME));
    let shut = WantedPeer {
        is_open: false,
        bytes_left: Some(0),
        ..peer()
    };
    client.put(&shut).await.expect("shut");
    let found = listed(&client).await.expect("still known");
    assert!(!found.is_open);
    assert_eq!(
        found.counters.map(|counters| counters.tx),
        Some(GB + MARGIN)
    );
    assert_eq!(
        found.limit_bytes,
        Some(GB + MARGIN),
        "as its counters will stand"
    );
    client.put(&limited).await.expect("renewed");
    assert!(server.admitted().iter().any(|(name, _)| name == NAME));
    let found = listed(&client).await.expect("listed");
    assert_eq!(found.limit_bytes, Some(2 * GB + 2 * MARGIN));
    // One that cannot tell what was used sets no limit the house could compare.
    server.state().knows_quotas = false;
    assert_eq!(
        listed(&client).await.and_then(|peer| peer.limit_bytes),
        None
    );
}

#[tokio::test]
async fn an_end_that_is_over_is_seen_and_counters_begin_anew_with_the_program() {
    let (server, client) = server().await;
    client.put(&peer()).await.expect("put");
    server
        .state()
        .users
        .get_mut(NAME)
        .expect("there")
        .transfer(700);
    let first = client.list().await.expect("listed");
    assert_eq!(first.counting, Counting::SinceStart);
    server.state().restart(NOW);
    let second = client.list().await.expect("listed");
    assert_ne!(first.epoch, second.epoch);
    assert_eq!(
        listed(&client).await.and_then(|peer| peer.counters),
        Some(Counters::default())
    );
    server
        .state()
        .users
        .get_mut(NAME)
        .expect("there")
        .expires_at = Some(NOW);
    assert!(!listed(&client).await.expect("listed").is_open);
}

#[tokio::test]
async fn the_last_user_goes_too_because_a_hidden_one_stays() {
    let (server, client) = server().await;
    client.put(&peer()).await.expect("put");
    {
        let mut state = server.state();
        state.users.remove("alice");
        state.users.get_mut(NAME).expect("there").transfer(99);
    }
    let counted = client.remove(NAME).await.expect("removed");
    assert_eq!(counted, Some(Counters { rx: 0, tx: 99 }));
    let left: Vec<String> = server.state().users.keys().cloned().collect();
    assert_eq!(left, [names::KEEP]);
    assert!(server.admitted().is_empty(), "and it is let in nowhere");
    assert_eq!(client.remove(NAME).await, Ok(None), "removed twice");
    assert!(client.list().await.expect("listed").peers.is_empty());
    // Another house's last user goes as well: one hidden user does for both.
    client.put(&peer()).await.expect("put");
    server.state().users.remove(names::KEEP);
    client.keep_one().await.expect("made");
    let kept = server.state().users[names::KEEP].secret.clone();
    client.keep_one().await.expect("there");
    assert_eq!(server.state().users[names::KEEP].secret, kept);
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_and_changes_nothing_twice() {
    let (server, client) = server().await;
    for call in ["POST /users", "GET /users", "PATCH /users"] {
        server.fail(call, Fault::DropAfter);
    }
    let shut = WantedPeer {
        is_open: false,
        ..peer()
    };
    client.put(&peer()).await.expect("put");
    client.put(&shut).await.expect("shut");
    assert!(!server.state().users[NAME].is_enabled);
    server.fail("DELETE", Fault::DropAfter);
    client.remove(NAME).await.expect("removed");
    assert_eq!(server.state().users.len(), 1);
}

#[tokio::test]
async fn each_failure_says_what_the_house_can_do() {
    let (server, client) = server().await;
    for (fault, is_as_meant) in [
        (Fault::Status(503), |error: &BackendError| {
            matches!(error, BackendError::Unreachable(_))
        }),
        (Fault::Garbage, |error: &BackendError| {
            matches!(error, BackendError::Strange(_))
        }),
        (Fault::Status(404), |error: &BackendError| {
            matches!(error, BackendError::Strange(_))
        }),
        (Fault::Status(403), |error: &BackendError| {
            *error == BackendError::Denied
        }),
    ] as [(Fault, fn(&BackendError) -> bool); 4]
    {
        server.fail("GET /users", fault);
        let error = client.put(&peer()).await.expect_err("failed");
        assert!(is_as_meant(&error), "{fault:?}: {error}");
        assert!(error.is_outage());
    }
    server.state().is_read_only = true;
    assert!(matches!(
        client.check().await,
        Err(BackendError::Unusable(_))
    ));
    assert!(matches!(
        client.put(&peer()).await,
        Err(BackendError::Unusable(_))
    ));
    server.fail("", Fault::DropBefore);
    server.fail("", Fault::DropBefore);
    assert!(matches!(
        client.list().await,
        Err(BackendError::Unreachable(_))
    ));
}

#[tokio::test]
async fn a_wrong_header_is_denied_and_no_words_hold_it() {
    let (server, _) = server().await;
    for auth in [None, Some(Secret::new("wrong"))] {
        let client = Telemt::new(Secret::new(server.url() + "/v1/"), auth).expect("a client");
        assert_eq!(client.check().await, Err(BackendError::Denied));
    }
    for odd in [
        "",
        "proxy.example.com",
        "ftp://127.0.0.1",
        "http://hush@127.0.0.1:9091",
        "http://127.0.0.1:9091/?hush",
        "http://198.51.100.7:9091/hush",
    ] {
        let error = Telemt::new(Secret::new(odd), None).err().expect(odd);
        assert!(!error.to_string().contains("hush"), "{error}");
    }
    assert!(Telemt::new(Secret::new("https://198.51.100.7:9091"), None).is_ok());
    assert!(Telemt::new(Secret::new("http://[::1]:9091"), None).is_ok());
}

#[tokio::test]
async fn what_the_server_says_of_itself_is_read_from_its_links() {
    let (server, client) = server().await;
    let facts = client.check().await.expect("facts");
    assert_eq!(facts.version.as_deref(), Some("telemt 3.4.25"));
    assert_eq!(
        (facts.host.as_deref(), facts.listen_port),
        (Some("proxy.example.com"), Some(443))
    );
    let options = facts.mtproto.expect("modes");
    assert_eq!(options.forms, SecretForm::ALL);
    assert_eq!(options.domain.as_deref(), Some("example.com"));
    {
        let mut state = server.state();
        state.modes = [false, true, false];
        state.host = "UNKNOWN".to_owned();
    }
    let facts = client.check().await.expect("facts");
    assert_eq!(facts.host, None);
    let options = facts.mtproto.expect("modes");
    assert_eq!(
        (options.forms, options.domain),
        (vec![SecretForm::Secure], None)
    );
}

#[tokio::test]
async fn the_health_user_is_nobodys_key() {
    let (server, client) = server().await;
    for secret in [SECRET, SECRET, OTHER] {
        client.ensure_health(secret).await.expect("made");
    }
    // Two houses: neither takes the other's.
    for secret in [SECRET, OTHER] {
        let state = server.state();
        assert_eq!(state.users[&names::health(secret)].secret, secret);
    }
    assert!(client.ensure_health("xyz").await.is_err());
    assert_eq!(
        client.list().await.expect("listed").peers.len(),
        1,
        "only alice"
    );
}

#[tokio::test]
async fn only_a_key_of_this_kind_with_a_plain_name_and_a_secret_is_put() {
    let (server, client) = server().await;
    let without = PeerSecret::MtProto { secret: None };
    let odd = PeerSecret::MtProto {
        secret: Some(Hidden("../x".to_owned())),
    };
    let foreign = PeerSecret::Outline { access_url: None };
    for secret in [without, odd, foreign] {
        let refused = client.put(&WantedPeer { secret, ..peer() }).await;
        assert!(matches!(refused, Err(BackendError::Refused(_))));
    }
    let up = WantedPeer {
        remote_id: "../health".to_owned(),
        ..peer()
    };
    assert!(matches!(
        client.put(&up).await,
        Err(BackendError::Refused(_))
    ));
    assert!(matches!(
        client.remove("a/b").await,
        Err(BackendError::Refused(_))
    ));
    assert!(server.heard().is_empty());
}
