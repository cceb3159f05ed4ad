//! The rules for the peers of an interface, on an interface that is pretended.

use super::*;
use crate::db::tests::scratch;
use crate::integrations::vpn::Answer;
use crate::integrations::vpn::Hidden;
use crate::integrations::vpn::PeerSecret;
use crate::integrations::vpn::Put;
use crate::integrations::vpn::WantedPeer;
use crate::models::ServerFacts;
use std::path::PathBuf;
use std::sync::Mutex as Lock;

const NOW: Timestamp = Timestamp(1_800_000_000);
const HOUR: i64 = 3_600;

/// An interface as the kernel has it: counters begin at zero with each life of a peer, addresses belong to the newest.
#[derive(Default)]
struct Kernel {
    peers: Lock<HashMap<String, RemotePeer>>,
    life: Lock<u32>,
    is_away: Lock<bool>,
    refuses: Lock<Option<String>>,
}

impl Kernel {
    fn transfer(&self, remote_id: &str, rx: u64, tx: u64) {
        let mut peers = self.peers.lock().expect("a lock");
        let peer = peers.get_mut(remote_id).expect("a peer");
        let counters = peer.counters.get_or_insert_default();
        counters.rx += rx;
        counters.tx += tx;
    }

    /// As after a start of the machine.
    fn reboot(&self) {
        self.peers.lock().expect("a lock").clear();
        *self.life.lock().expect("a lock") += 1;
    }

    fn has(&self, remote_id: &str) -> bool {
        self.peers.lock().expect("a lock").contains_key(remote_id)
    }

    fn is_away(&self, is_away: bool) {
        *self.is_away.lock().expect("a lock") = is_away;
    }

    fn answer<T: Send + 'static>(&self, answer: impl FnOnce() -> T) -> Answer<'_, T> {
        let answer = if *self.is_away.lock().expect("a lock") {
            Err(BackendError::Unreachable("away".to_owned()))
        } else {
            Ok(answer())
        };
        Box::pin(async { answer })
    }
}

impl Backend for Kernel {
    fn list(&self) -> Answer<'_, Listing> {
        self.answer(|| Listing {
            epoch: Some(self.life.lock().expect("a lock").to_string()),
            counting: Counting::SincePut,
            peers: self
                .peers
                .lock()
                .expect("a lock")
                .values()
                .cloned()
                .collect(),
        })
    }

    fn put<'a>(&'a self, wanted: &'a WantedPeer) -> Answer<'a, Put> {
        if self.refuses.lock().expect("a lock").as_deref() == Some(&wanted.remote_id) {
            return Box::pin(async { Err(BackendError::Refused("no".to_owned())) });
        }
        let PeerSecret::WireGuard { preshared_key, .. } = &wanted.secret else {
            panic!("only WireGuard is put here");
        };
        self.answer(|| {
            let mut peers = self.peers.lock().expect("a lock");
            for other in peers.values_mut() {
                other
                    .addresses
                    .retain(|one| !wanted.addresses.contains(one));
            }
            let present = peers.get(&wanted.remote_id);
            let counters = present.map_or(Some(Counters::default()), |peer| peer.counters);
            let peer = RemotePeer {
                remote_id: wanted.remote_id.clone(),
                name: None,
                addresses: wanted.addresses.clone(),
                secret_hash: secret_hash(preshared_key.as_ref().map(|key| key.0.as_str())),
                is_open: true,
                counters,
                seen_at: Some(NOW),
                endpoint: None,
                access_url: None,
                limit_bytes: None,
            };
            peers.insert(wanted.remote_id.clone(), peer);
            Put::default()
        })
    }

    fn remove<'a>(&'a self, remote_id: &'a str) -> Answer<'a, Option<Counters>> {
        self.answer(|| {
            let mut peers = self.peers.lock().expect("a lock");
            peers.remove(remote_id).and_then(|peer| peer.counters)
        })
    }

    fn check(&self) -> Answer<'_, ServerFacts> {
        self.answer(ServerFacts::default)
    }
}

/// A desk that can be killed: everything it knows is what lies in its directory.
struct Node {
    directory: PathBuf,
    kernel: Arc<Kernel>,
    clock: Clock,
    desk: Desk,
}

impl Node {
    fn new() -> Self {
        let directory = scratch("desk");
        let kernel = Arc::new(Kernel::default());
        let clock = Clock::standing(NOW);
        let desk = Desk::open(
            "wg0",
            VpnKind::WireGuard,
            &directory,
            kernel.clone(),
            clock.clone(),
        );
        Self {
            desk: desk.expect("a desk"),
            directory,
            kernel,
            clock,
        }
    }

    fn killed_and_started(&mut self) {
        let (kernel, clock) = (self.kernel.clone(), self.clock.clone());
        self.desk =
            Desk::open("wg0", VpnKind::WireGuard, &self.directory, kernel, clock).expect("a desk");
    }

    async fn listed(&self, remote_id: &str) -> Option<RemotePeer> {
        let listing = self.desk.list().await.expect("a listing");
        listing
            .peers
            .into_iter()
            .find(|peer| peer.remote_id == remote_id)
    }

    async fn total(&self, remote_id: &str) -> (u64, u64) {
        let peer = self.listed(remote_id).await.expect("listed");
        let counters = peer.counters.expect("counted");
        (counters.rx, counters.tx)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // An error of removing only leaves a folder behind.
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

fn key(number: u8) -> String {
    BASE64_STANDARD.encode([number; 32])
}

fn wish(number: u8) -> Wish {
    Wish {
        remote_id: key(number),
        name: format!("Ana {number}"),
        preshared_key: Some(Hidden(key(number + 100))),
        secret: None,
        addresses: vec![
            format!("10.8.0.{number}/32"),
            format!("fd00:8::{number}/128"),
        ],
        is_open: true,
        bytes_left: None,
        tag: None,
        expires_at: None,
    }
}

#[tokio::test]
async fn a_peer_is_put_listed_and_removed_and_each_may_be_repeated() {
    let node = Node::new();
    for _ in 0..2 {
        node.desk.put(wish(1)).await.expect("put");
    }
    let peer = node.listed(&key(1)).await.expect("listed");
    assert!(peer.is_open && peer.name.as_deref() == Some("Ana 1"));
    assert_eq!(peer.addresses, wish(1).addresses);
    assert_eq!(peer.secret_hash, secret_hash(Some(&key(101))));
    node.kernel.transfer(&key(1), 5, 70);
    let counted = Some(Counters { rx: 5, tx: 70 });
    for _ in 0..2 {
        let done = node.desk.remove(&key(1)).await.expect("removed");
        assert_eq!(done.counted, counted, "the first answer may have been lost");
    }
    assert!(!node.kernel.has(&key(1)) && node.listed(&key(1)).await.is_none());
    node.desk.counted(&key(1)).await.expect("noted");
    let done = node.desk.remove(&key(1)).await.expect("removed");
    assert_eq!(done.counted, None);
}

#[tokio::test]
async fn totals_grow_over_reboots_repairs_and_kills() {
    let mut node = Node::new();
    node.desk.put(wish(1)).await.expect("put");
    let epoch = node.desk.list().await.expect("a listing").epoch;
    node.kernel.transfer(&key(1), 100, 1_000);
    node.desk.tick().await.expect("looked");
    node.kernel.reboot();
    node.desk.tick().await.expect("looked");
    assert!(node.kernel.has(&key(1)), "put back by the node itself");
    node.kernel.transfer(&key(1), 200, 1_500);
    assert_eq!(node.total(&key(1)).await, (300, 2_500));
    node.killed_and_started();
    assert_eq!(node.total(&key(1)).await, (300, 2_500));
    node.kernel.transfer(&key(1), 1, 1);
    assert_eq!(node.total(&key(1)).await, (301, 2_501));
    assert_eq!(node.desk.list().await.expect("a listing").epoch, epoch);
}

#[tokio::test]
async fn more_traffic_after_a_reboot_than_before_is_counted_whole() {
    let node = Node::new();
    node.desk.put(wish(1)).await.expect("put");
    node.kernel.transfer(&key(1), 10, 10);
    node.desk.tick().await.expect("looked");
    node.kernel.reboot();
    // The interface is put right by the bot before the node looks at it.
    node.desk.put(wish(1)).await.expect("put");
    node.kernel.transfer(&key(1), 50, 50);
    assert_eq!(node.total(&key(1)).await, (60, 60));
}

#[tokio::test]
async fn a_peer_is_kept_out_from_its_end_on_while_the_bot_is_away_and_let_in_when_it_is_prolonged()
{
    let mut node = Node::new();
    let end = Timestamp(NOW.0 + HOUR);
    let ending = Wish {
        expires_at: Some(end),
        ..wish(1)
    };
    node.desk.put(ending.clone()).await.expect("put");
    node.kernel.transfer(&key(1), 7, 7);
    assert_eq!(node.desk.tick().await, Ok(Timestamp(NOW.0 + LOOK_SECONDS)));
    node.clock.advance(HOUR - 10);
    assert_eq!(
        node.desk.tick().await,
        Ok(end),
        "it looks again when one ends"
    );
    assert!(node.kernel.has(&key(1)));
    node.clock.advance(10);
    node.killed_and_started();
    node.desk.tick().await.expect("looked");
    assert!(!node.kernel.has(&key(1)));
    let peer = node.listed(&key(1)).await.expect("still known");
    assert!(!peer.is_open);
    let later = Wish {
        expires_at: Some(Timestamp(end.0 + HOUR)),
        ..ending
    };
    node.desk.put(later).await.expect("put");
    node.kernel.transfer(&key(1), 1, 1);
    assert_eq!(node.total(&key(1)).await, (8, 8));
}

#[tokio::test]
async fn what_somebody_changed_by_hand_is_put_right_and_strangers_are_left() {
    let node = Node::new();
    for number in [1, 2] {
        node.desk.put(wish(number)).await.expect("put");
    }
    node.desk
        .put(Wish {
            is_open: false,
            ..wish(3)
        })
        .await
        .expect("put");
    {
        let mut peers = node.kernel.peers.lock().expect("a lock");
        peers.remove(&key(1));
        peers.get_mut(&key(2)).expect("there").addresses = vec!["10.9.9.9/32".to_owned()];
        let stranger = RemotePeer {
            remote_id: key(9),
            ..peers[&key(2)].clone()
        };
        peers.insert(key(9), stranger);
        let back = RemotePeer {
            remote_id: key(3),
            ..peers[&key(2)].clone()
        };
        peers.insert(key(3), back);
    }
    node.desk.tick().await.expect("looked");
    assert!(node.kernel.has(&key(1)) && node.kernel.has(&key(9)));
    assert!(!node.kernel.has(&key(3)), "it was to be kept out");
    let second = node.listed(&key(2)).await.expect("listed");
    assert_eq!(second.addresses, wish(2).addresses);
    let stranger = node.listed(&key(9)).await.expect("listed");
    assert_eq!(
        (stranger.name, stranger.secret_hash.as_deref()),
        (None, Some(""))
    );
}

#[tokio::test]
async fn a_wish_made_while_the_interface_is_away_is_done_when_it_is_back() {
    let mut node = Node::new();
    node.desk.put(wish(1)).await.expect("put");
    node.kernel.is_away(true);
    assert!(node.desk.put(wish(2)).await.is_err());
    assert!(node.desk.remove(&key(1)).await.is_err());
    node.killed_and_started();
    node.kernel.is_away(false);
    node.desk.tick().await.expect("looked");
    assert!(node.kernel.has(&key(2)) && !node.kernel.has(&key(1)));
}

#[tokio::test]
async fn a_wish_that_is_refused_leaves_everything_as_it_was() {
    let mut node = Node::new();
    node.desk.put(wish(1)).await.expect("put");
    let other = Wish {
        addresses: wish(1).addresses,
        ..wish(2)
    };
    *node.kernel.refuses.lock().expect("a lock") = Some(key(2));
    assert!(matches!(
        node.desk.put(other).await,
        Err(BackendError::Refused(_))
    ));
    node.killed_and_started();
    node.desk.tick().await.expect("looked");
    assert!(node.listed(&key(2)).await.is_none());
    assert_eq!(
        node.listed(&key(1)).await.expect("kept").addresses,
        wish(1).addresses
    );
}

#[tokio::test]
async fn wishes_that_make_no_sense_are_refused() {
    let node = Node::new();
    for odd in [
        Wish {
            remote_id: "x; rm -rf /".to_owned(),
            ..wish(1)
        },
        Wish {
            preshared_key: Some(Hidden("x".to_owned())),
            ..wish(1)
        },
        Wish {
            addresses: Vec::new(),
            ..wish(1)
        },
        Wish {
            addresses: vec!["0.0.0.0/0".to_owned()],
            ..wish(1)
        },
        Wish {
            addresses: vec!["10.8.0.0/24".to_owned()],
            ..wish(1)
        },
        Wish {
            addresses: vec!["10.8.0.2/32".to_owned(); 9],
            ..wish(1)
        },
    ] {
        let refused = node.desk.put(odd).await;
        assert!(
            matches!(refused, Err(BackendError::Refused(_))),
            "{refused:?}"
        );
    }
    assert!(node.desk.list().await.expect("a listing").peers.is_empty());
    let long = Wish {
        name: "a\n".repeat(500),
        ..wish(1)
    };
    node.desk.put(long).await.expect("put");
    let name = node.listed(&key(1)).await.expect("listed").name;
    assert_eq!(name, Some("a".repeat(MOST_NAME_CHARS)));
}

#[tokio::test]
async fn an_address_belongs_to_whoever_got_it_last() {
    let node = Node::new();
    node.desk.put(wish(1)).await.expect("put");
    let heir = Wish {
        addresses: wish(1).addresses,
        ..wish(2)
    };
    node.desk.put(heir.clone()).await.expect("put");
    for _ in 0..3 {
        node.desk.tick().await.expect("looked");
        assert_eq!(
            node.listed(&key(2)).await.expect("listed").addresses,
            heir.addresses
        );
        assert!(!node.kernel.has(&key(1)), "the two do not take turns");
    }
}

#[tokio::test]
async fn a_peer_that_was_there_before_goes_on_with_what_it_had_transferred() {
    let node = Node::new();
    node.desk.put(wish(1)).await.expect("put");
    let imported = node.kernel.peers.lock().expect("a lock")[&key(1)].clone();
    let fresh = Node::new();
    fresh
        .kernel
        .peers
        .lock()
        .expect("a lock")
        .insert(key(1), imported);
    fresh.kernel.transfer(&key(1), 500, 900);
    assert_eq!(fresh.total(&key(1)).await, (500, 900));
    fresh.desk.put(wish(1)).await.expect("put");
    fresh.kernel.transfer(&key(1), 1, 1);
    assert_eq!(fresh.total(&key(1)).await, (501, 901));
}

#[tokio::test]
async fn the_state_is_written_only_when_something_changed_and_a_damaged_one_is_not_guessed() {
    let node = Node::new();
    let path = node.directory.join("state.json");
    node.desk.put(wish(1)).await.expect("put");
    node.desk.tick().await.expect("looked");
    let inode = |path: &Path| {
        std::os::unix::fs::MetadataExt::ino(&std::fs::metadata(path).expect("a file"))
    };
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(&path).expect("a file").permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);
    let before = inode(&path);
    node.desk.tick().await.expect("looked");
    node.desk.put(wish(1)).await.expect("put");
    assert_eq!(inode(&path), before, "each writing makes a new file");
    node.kernel.transfer(&key(1), 1, 1);
    node.desk.tick().await.expect("looked");
    assert_ne!(inode(&path), before);
    std::fs::write(&path, format!("{{\"secret\": \"{}\"", key(101))).expect("written");
    let opened = Desk::open(
        "wg0",
        VpnKind::WireGuard,
        &node.directory,
        node.kernel.clone(),
        node.clock.clone(),
    );
    let said = format!("{:#}", opened.err().expect("refused"));
    assert!(
        said.contains("damaged") && !said.contains(&key(101)),
        "{said}"
    );
}

#[tokio::test]
async fn more_peers_than_one_turn_mends_are_mended_in_one_look() {
    let node = Node::new();
    {
        let mut store = node.desk.store.lock().await;
        for number in 0..500_u16 {
            let mut bytes = [0; 32];
            bytes[..2].copy_from_slice(&number.to_be_bytes());
            let [high, low] = number.to_be_bytes();
            store.state.wish(Wish {
                remote_id: BASE64_STANDARD.encode(bytes),
                addresses: vec![format!("10.8.{high}.{low}/32")],
                ..wish(1)
            });
        }
    }
    node.desk.tick().await.expect("looked");
    assert_eq!(node.kernel.peers.lock().expect("a lock").len(), 500);
}
