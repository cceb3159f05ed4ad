//! The rules for the users of a proxy, on a telemt that is pretended.

use super::*;
use crate::config::Secret;
use crate::db::tests::scratch;
use crate::demo::telemt::Telemt as Server;
use crate::integrations::mtproto::telemt::Telemt;
use crate::integrations::vpn::Hidden;
use std::path::PathBuf;

const NOW: Timestamp = Timestamp(1_800_000_000);
const HOUR: i64 = 3_600;
const NAME: &str = "portero-0123456789abcdef";
const SECRET: &str = "0123456789abcdef0123456789abcdef";

struct Node {
    desk: Desk,
    server: Server,
    clock: Clock,
    directory: PathBuf,
}

impl Node {
    async fn new(name: &str) -> Self {
        let clock = Clock::standing(NOW);
        let server = Server::start(clock.clone(), None).await.expect("started");
        server.state().looks = 0;
        let directory = scratch(name);
        let desk = desk(&server, &directory, &clock);
        Self {
            desk,
            server,
            clock,
            directory,
        }
    }

    /// Everything it knows is what lies in its directory.
    fn killed_and_started(&mut self) {
        self.desk = desk(&self.server, &self.directory, &self.clock);
    }

    fn is_let_in(&self) -> bool {
        let admitted = self.server.admitted();
        admitted.contains(&(NAME.to_owned(), SECRET.to_owned()))
    }

    fn transfer(&self, bytes: u64) {
        let mut state = self.server.state();
        state.users.get_mut(NAME).expect("there").transfer(bytes);
    }

    async fn listed(&self) -> RemotePeer {
        let listing = self.desk.list().await.expect("listed");
        let mut peers = listing.peers.into_iter();
        peers.find(|peer| peer.remote_id == NAME).expect("known")
    }

    async fn total(&self) -> u64 {
        let counters = self.listed().await.counters.expect("counted");
        counters.rx + counters.tx
    }
}

fn desk(server: &Server, directory: &Path, clock: &Clock) -> Desk {
    let url = Secret::new(server.url());
    let backend = Telemt::with_clock(&url, None, clock.clone()).expect("a client");
    let kind = VpnKind::MtProto;
    Desk::open("proxy", kind, directory, Arc::new(backend), clock.clone()).expect("a desk")
}

fn wish() -> Wish {
    Wish {
        remote_id: NAME.to_owned(),
        name: "Ana".to_owned(),
        preshared_key: None,
        secret: Some(Hidden(SECRET.to_owned())),
        addresses: Vec::new(),
        is_open: true,
        bytes_left: None,
        tag: None,
        expires_at: None,
    }
}

#[tokio::test]
async fn a_user_is_put_shut_and_removed_and_each_may_be_repeated() {
    let node = Node::new("proxy-put").await;
    for _ in 0..2 {
        node.desk.put(wish()).await.expect("put");
        assert!(node.is_let_in());
    }
    node.transfer(70);
    let found = node.listed().await;
    assert!(found.is_open);
    assert_eq!(found.secret_hash, Some(base_hash(SECRET)));
    assert_eq!(node.total().await, 70);
    let shut = Wish {
        is_open: false,
        ..wish()
    };
    for _ in 0..2 {
        node.desk.put(shut.clone()).await.expect("shut");
        assert!(!node.is_let_in() && !node.listed().await.is_open);
    }
    assert!(
        node.server.state().users.contains_key(NAME),
        "kept out, not forgotten"
    );
    for _ in 0..2 {
        let counted = node.desk.remove(NAME).await.expect("removed").counted;
        assert_eq!(counted, Some(Counters { rx: 0, tx: 70 }));
    }
    assert!(!node.server.state().users.contains_key(NAME));
    node.desk.watch(SECRET).await.expect("watched");
    let own = names::health(SECRET);
    assert!(node.server.state().users.contains_key(&own));
    assert_eq!(
        node.desk.list().await.expect("listed").peers.len(),
        1,
        "alice"
    );
    node.desk.remove(&own).await.expect("removed");
    assert!(!node.server.state().users.contains_key(&own));
}

#[tokio::test]
async fn a_user_is_kept_out_from_its_end_on_while_the_bot_is_away() {
    let mut node = Node::new("proxy-end").await;
    let ending = Wish {
        expires_at: Some(NOW.plus_hours(1)),
        ..wish()
    };
    node.desk.put(ending).await.expect("put");
    assert_eq!(
        node.server.state().users[NAME].expires_at,
        Some(NOW.plus_hours(1))
    );
    node.killed_and_started();
    // Somebody took the end away by hand.
    node.server
        .state()
        .users
        .get_mut(NAME)
        .expect("there")
        .expires_at = None;
    node.clock.advance(HOUR);
    node.desk.tick().await.expect("looked");
    assert!(!node.is_let_in());
    assert!(!node.server.state().users[NAME].is_enabled);
    let later = Wish {
        expires_at: Some(NOW.plus_hours(5)),
        ..wish()
    };
    node.desk.put(later).await.expect("prolonged");
    assert!(node.is_let_in());
}

#[tokio::test]
async fn totals_grow_over_restarts_kills_and_users_that_somebody_deleted() {
    let mut node = Node::new("proxy-totals").await;
    node.desk.put(wish()).await.expect("put");
    node.transfer(100);
    node.desk.tick().await.expect("looked");
    node.server.state().restart(NOW);
    node.transfer(150);
    assert_eq!(node.total().await, 250);
    node.killed_and_started();
    assert_eq!(node.total().await, 250);
    // The program goes on counting a user that was away for a while.
    let taken = node.server.state().users.remove(NAME).expect("there");
    node.desk.tick().await.expect("put right");
    assert!(node.is_let_in());
    node.server
        .state()
        .users
        .get_mut(NAME)
        .expect("there")
        .octets = taken.octets + 5;
    assert_eq!(node.total().await, 255);
}

#[tokio::test]
async fn a_quota_that_is_put_again_by_the_node_is_what_is_left_by_then() {
    let node = Node::new("proxy-quota").await;
    let limited = Wish {
        bytes_left: Some(1_000),
        ..wish()
    };
    node.desk.put(limited).await.expect("put");
    let margin = node.server.state().users[NAME].quota.expect("a quota") - 1_000;
    node.transfer(400);
    node.desk.tick().await.expect("looked");
    let listed = node.listed().await;
    assert_eq!(listed.limit_bytes, Some(1_000 + margin), "as the totals");
    node.server.state().users.remove(NAME);
    node.desk.tick().await.expect("put right");
    assert_eq!(node.server.state().users[NAME].quota, Some(600 + margin));
}

#[tokio::test]
async fn wishes_that_make_no_sense_for_a_proxy_are_refused() {
    let node = Node::new("proxy-odd").await;
    for odd in [
        Wish {
            remote_id: names::health(SECRET),
            ..wish()
        },
        Wish {
            remote_id: "../x".to_owned(),
            ..wish()
        },
        Wish {
            secret: None,
            ..wish()
        },
        Wish {
            secret: Some(Hidden("xyz".to_owned())),
            ..wish()
        },
        Wish {
            tag: Some("tag".to_owned()),
            ..wish()
        },
        Wish {
            addresses: vec!["10.8.0.2/32".to_owned()],
            ..wish()
        },
        Wish {
            preshared_key: Some(Hidden(SECRET.to_owned())),
            ..wish()
        },
    ] {
        let refused = node.desk.put(odd).await;
        assert!(
            matches!(refused, Err(BackendError::Refused(_))),
            "{refused:?}"
        );
    }
    assert_eq!(node.server.state().users.len(), 1);
}
