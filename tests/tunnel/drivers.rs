//! The drivers of a server on this machine, against a real one.

use crate::machine::in_own_machine;
use crate::scene::{INSIDE_4, PORT, SERVER, Scene};
use crate::space::wg;
use portero::integrations::vpn::{Backend, Counters, Hidden, PeerSecret, RemotePeer, WantedPeer};
use portero::integrations::wireguard::{local, secret_hash};
use std::sync::Arc;

/// What the first ping of each test costs at most beside what it sends: handshakes and signs of life.
const PINGS: u32 = 300;
const PING_BYTES: u32 = 1300;
/// A ping of that size with the headers of ICMP and IP.
const PACKET_BYTES: u64 = 1328;

/// A person's key, made by the real `wg`.
struct Key {
    private: String,
    wanted: WantedPeer,
}

impl Key {
    fn new() -> Self {
        let private = wg(&["genkey"], "");
        let preshared = wg(&["genpsk"], "");
        let wanted = WantedPeer {
            remote_id: wg(&["pubkey"], &private),
            name: "Ana".to_owned(),
            secret: PeerSecret::WireGuard {
                private_key: None,
                preshared_key: Some(Hidden(preshared)),
            },
            addresses: vec!["10.8.0.2/32".to_owned(), "fd00:8::2/128".to_owned()],
            is_open: true,
            expires_at: None,
            bytes_left: None,
            tag: None,
        };
        Self { private, wanted }
    }

    fn preshared(&self) -> &str {
        match &self.wanted.secret {
            PeerSecret::WireGuard {
                preshared_key: Some(Hidden(text)),
                ..
            } => text,
            PeerSecret::WireGuard { .. }
            | PeerSecret::Outline { .. }
            | PeerSecret::MtProto { .. } => "",
        }
    }

    fn file(&self, scene: &Scene) -> String {
        format!(
            "[Interface]\nPrivateKey = {}\nAddress = {}\nMTU = 1420\n\n[Peer]\nPublicKey = {}\nPresharedKey = {}\n\
             AllowedIPs = 0.0.0.0/0, ::/0\nEndpoint = {SERVER}:{PORT}\nPersistentKeepalive = 25\n",
            self.private,
            self.wanted.addresses.join(", "),
            scene.public_key,
            self.preshared(),
        )
    }
}

async fn only_peer(driver: &Arc<dyn Backend>) -> RemotePeer {
    let mut peers = driver.list().await.expect("listed").peers;
    assert_eq!(peers.len(), 1);
    peers.remove(0)
}

fn is_within_5_percent(counted: u64, sent: u64) -> bool {
    counted.abs_diff(sent) * 20 <= sent
}

/// Puts a peer, uses its tunnel, counts it, and takes it away: by whatever driver.
async fn whole_life(scene: &mut Scene, driver: Arc<dyn Backend>) {
    let key = Key::new();
    driver.put(&key.wanted).await.expect("put");
    let peer = only_peer(&driver).await;
    assert_eq!(
        (peer.counters, peer.seen_at),
        (Some(Counters::default()), None)
    );
    assert_eq!(peer.secret_hash, secret_hash(Some(key.preshared())));
    scene.connect(&key.file(scene)).await;
    scene.both_answer().await;

    let before = only_peer(&driver).await.counters.expect("counters");
    scene.client_space.floods(INSIDE_4, PINGS, PING_BYTES);
    driver.put(&key.wanted).await.expect("put again");
    let peer = only_peer(&driver).await;
    let after = peer.counters.expect("counters");
    let sent = u64::from(PINGS) * PACKET_BYTES;
    for counted in [after.rx - before.rx, after.tx - before.tx] {
        assert!(is_within_5_percent(counted, sent), "{counted} of {sent}");
    }
    assert_eq!(peer.addresses, key.wanted.addresses);
    assert_eq!(peer.secret_hash, secret_hash(Some(key.preshared())));
    assert!(
        peer.endpoint
            .is_some_and(|from| from.starts_with("10.77.0.2:"))
    );
    let now = portero::utils::clock::Clock::system().now();
    let seen = peer.seen_at.expect("a handshake");
    assert!((0..120).contains(&now.since(seen)), "{seen:?} of {now:?}");

    let counted = driver.remove(&key.wanted.remote_id).await.expect("removed");
    assert!(counted.is_some_and(|counted| counted.rx >= after.rx));
    assert!(scene.none_answers(), "a removed peer has no tunnel");
    assert_eq!(
        driver.remove(&key.wanted.remote_id).await.expect("idle"),
        None
    );
}

#[tokio::test]
async fn a_peer_by_wg_has_a_tunnel_and_loses_it_at_once() {
    in_own_machine!();
    let mut scene = Scene::new().await;
    let driver = local(&scene.interface, "wg").expect("a driver");
    let facts = driver.check().await.expect("checked");
    assert_eq!(facts.public_key.as_ref(), Some(&scene.public_key));
    assert_eq!(facts.listen_port, Some(PORT));
    assert!(
        facts
            .version
            .is_some_and(|version| version.contains("wireguard-tools"))
    );
    whole_life(&mut scene, driver).await;
}

#[tokio::test]
async fn a_peer_by_the_control_socket_has_a_tunnel_and_loses_it_at_once() {
    in_own_machine!();
    let mut scene = Scene::new().await;
    let driver = local(&scene.interface, "socket").expect("a driver");
    let facts = driver.check().await.expect("checked");
    assert_eq!(facts.public_key.as_ref(), Some(&scene.public_key));
    assert_eq!(facts.listen_port, Some(PORT));
    whole_life(&mut scene, driver).await;
}

#[tokio::test]
async fn both_drivers_tell_the_same_life_and_a_restart_begins_another() {
    in_own_machine!();
    let mut scene = Scene::new().await;
    let by_wg = local(&scene.interface, "wg").expect("a driver");
    let by_socket = local(&scene.interface, "socket").expect("a driver");
    let key = Key::new();
    by_wg.put(&key.wanted).await.expect("put");
    scene.connect(&key.file(&scene)).await;
    scene.both_answer().await;
    let first = by_wg.list().await.expect("listed");
    assert!(first.epoch.is_some());
    assert_eq!(first, by_socket.list().await.expect("listed"));

    scene.kill_server();
    let down = by_wg.list().await.map(|_| ()).expect_err("it is down");
    assert!(
        down.is_outage() && down.to_string().contains("no interface"),
        "{down}"
    );
    let down = by_socket.list().await.map(|_| ()).expect_err("it is down");
    assert!(
        down.is_outage() && down.to_string().contains("control socket"),
        "{down}"
    );
    scene.start_server().await;
    let second = by_wg.list().await.expect("listed");
    assert!(second.peers.is_empty());
    assert!(second.epoch.is_some() && second.epoch != first.epoch);

    by_socket.put(&key.wanted).await.expect("put");
    scene.connect(&key.file(&scene)).await;
    scene.both_answer().await;
    let third = by_wg.list().await.expect("listed");
    assert_eq!(third.epoch, second.epoch);
}

#[tokio::test]
async fn what_a_real_server_refuses_is_no_outage() {
    in_own_machine!();
    let scene = Scene::new().await;
    let by_socket = local(&scene.interface, "socket").expect("a driver");
    let by_wg = local(&scene.interface, "wg").expect("a driver");
    for driver in [by_socket, by_wg] {
        let mut key = Key::new();
        key.wanted.addresses = vec!["everywhere".to_owned()];
        let refused = driver.put(&key.wanted).await.map(|_| ()).expect_err("no");
        assert!(!refused.is_outage(), "{refused}");
        key.wanted.addresses.clear();
        driver
            .put(&key.wanted)
            .await
            .expect("a peer without addresses");
        assert_eq!(only_peer(&driver).await.addresses, Vec::<String>::new());
        driver.remove(&key.wanted.remote_id).await.expect("removed");
    }
}
