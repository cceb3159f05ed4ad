use super::*;
use crate::models::PeerWish::Gone;
use crate::models::PeerWish::Open;
use crate::models::PeerWish::Shut;

const SERVER: ServerId = ServerId(1);
const NOW: Timestamp = Timestamp(1_800_000_000);

fn ours(number: i64, wanted: PeerWish) -> Ours {
    Ours {
        peer: PeerId(number),
        config: ConfigId(number),
        remote_id: format!("key{number}"),
        wanted,
        settled: Some(wanted),
        addresses: vec![
            format!("10.8.0.{number}/32"),
            format!("fd00:8::{number:x}/128"),
        ],
        secret_hash: Some("ab".to_owned()),
        access_url: None,
    }
}

fn remote(number: i64) -> RemotePeer {
    let ours = ours(number, Open);
    RemotePeer {
        remote_id: ours.remote_id,
        name: None,
        addresses: ours.addresses,
        secret_hash: ours.secret_hash,
        is_open: true,
        counters: None,
        seen_at: None,
        endpoint: None,
        access_url: None,
        limit_bytes: None,
    }
}

fn compared(kind: VpnKind, ours: &[Ours], peers: Vec<RemotePeer>) -> Found {
    let listing = Listing {
        peers,
        ..Listing::default()
    };
    compare(SERVER, kind, ours, &listing, NOW)
}

#[test]
fn a_server_that_is_as_wanted_differs_in_nothing() {
    let mut spelt_otherwise = remote(2);
    spelt_otherwise.addresses = vec!["fd00:8:0:0::2/128".to_owned(), "10.8.0.2/32".to_owned()];
    let found = compared(
        VpnKind::WireGuard,
        &[ours(1, Open), ours(2, Open), ours(3, Shut), ours(4, Gone)],
        vec![remote(1), spelt_otherwise],
    );
    assert_eq!(found.drift.matching, 4);
    assert!(found.drift.to_put.is_empty() && found.drift.to_remove.is_empty());
    assert!(found.drift.foreign.is_empty() && found.to_settle.is_empty());
}

#[test]
fn missing_and_differing_peers_are_put_and_shut_and_gone_ones_are_removed() {
    let mut other_address = remote(2);
    other_address.addresses.pop();
    let mut other_secret = remote(3);
    other_secret.secret_hash = Some("cd".to_owned());
    let found = compared(
        VpnKind::WireGuard,
        &[
            ours(1, Open),
            ours(2, Open),
            ours(3, Open),
            ours(4, Shut),
            ours(5, Gone),
            ours(6, Open),
        ],
        vec![other_address, other_secret, remote(4), remote(5), remote(6)],
    );
    assert_eq!(found.drift.to_put, [1, 2, 3].map(ConfigId));
    assert_eq!(found.drift.to_remove, ["key4", "key5"]);
    assert_eq!(found.drift.matching, 1);
    assert_eq!(found.to_settle, [1, 2, 3, 4, 5].map(PeerId));
}

#[test]
fn an_address_that_moved_to_another_peer_by_hand_puts_both_right() {
    let (mut robbed, mut robber) = (remote(1), remote(2));
    robber.addresses.append(&mut robbed.addresses);
    let found = compared(
        VpnKind::WireGuard,
        &[ours(1, Open), ours(2, Open)],
        vec![robbed, robber],
    );
    assert_eq!(found.to_settle, [1, 2].map(PeerId));
}

#[test]
fn what_cannot_be_told_is_taken_for_the_same() {
    let mut silent = remote(1);
    silent.secret_hash = None;
    let mut shown_once = ours(2, Open);
    shown_once.secret_hash = None;
    let found = compared(
        VpnKind::WireGuard,
        &[ours(1, Open), shown_once],
        vec![silent, remote(2)],
    );
    assert!(found.to_settle.is_empty());
}

#[test]
fn strangers_are_listed_and_never_touched() {
    let mut stranger = remote(9);
    stranger.name = Some("abuela".to_owned());
    let found = compared(
        VpnKind::WireGuard,
        &[ours(1, Open)],
        vec![remote(1), stranger],
    );
    assert!(found.to_settle.is_empty());
    assert_eq!(
        found.drift.foreign,
        [ForeignPeer {
            server: SERVER,
            remote_id: "key9".to_owned(),
            name: Some("abuela".to_owned()),
            addresses: ours(9, Open).addresses,
            is_left: false,
            found_at: NOW,
        }]
    );
}

#[test]
fn a_peer_whose_server_never_confirmed_is_asked_again_though_nothing_differs() {
    let mut unconfirmed = ours(1, Open);
    unconfirmed.settled = None;
    let mut still_there = ours(2, Gone);
    still_there.settled = Some(Open);
    let found = compared(
        VpnKind::WireGuard,
        &[unconfirmed, still_there],
        vec![remote(1)],
    );
    assert_eq!(found.drift.matching, 2);
    assert_eq!(found.to_settle, [1, 2].map(PeerId));
}

#[test]
fn an_outline_key_that_is_kept_out_stays_there_with_no_traffic() {
    let key = |number, wanted| {
        let mut key = ours(number, wanted);
        key.addresses.clear();
        key.secret_hash = None;
        key.access_url = Some(Hidden("ss://a@h:1/?outline=1".to_owned()));
        key
    };
    let there = |number, is_open| {
        let mut there = remote(number);
        there.addresses.clear();
        there.secret_hash = None;
        there.is_open = is_open;
        there.access_url = Some(Hidden("ss://a@h:1/?outline=1".to_owned()));
        there
    };
    let mut other_link = there(4, true);
    other_link.access_url = Some(Hidden("ss://b@h:1/?outline=1".to_owned()));
    let found = compared(
        VpnKind::Outline,
        &[
            key(1, Shut),
            key(2, Shut),
            key(3, Shut),
            key(4, Open),
            key(5, Open),
        ],
        vec![there(1, false), there(2, true), other_link, there(5, false)],
    );
    assert_eq!(found.drift.matching, 1);
    assert_eq!(found.drift.to_remove, ["key2"]);
    // Absent though it is kept, another link, and kept out though it is open.
    assert_eq!(found.drift.to_put, [3, 4, 5].map(ConfigId));
}

mod on_a_database {
    use super::*;
    use crate::crud::foreign_peers;
    use crate::db::in_memory;
    use rusqlite::Connection;

    fn house() -> Connection {
        let connection = in_memory();
        connection
            .execute_batch(
                "INSERT INTO servers (id, kind, transport, name, host, port, sealed, health_since, created_at)
                 VALUES (1, 'wireguard', 'local', 'Madrid', 'h', 1, '', 0, 0);
                 INSERT INTO ip_pools (id, server_id, is_trial, v4, v6, created_at)
                 VALUES (1, 1, 0, '10.8.0.0/29', 'fd00:8::/125', 0);
                 INSERT INTO ip_addresses (pool_id, server_id, is_trial, host, ip, ip6)
                 VALUES (1, 1, 0, 2, '10.8.0.2', 'fd00:8::2'), (1, 1, 0, 3, '10.8.0.3', 'fd00:8::3'),
                        (1, 1, 0, 4, '10.8.0.4', 'fd00:8::4');",
            )
            .expect("filled");
        connection
    }

    fn free(connection: &Connection) -> Vec<String> {
        connection
            .prepare("SELECT ip FROM ip_addresses WHERE state = 'available' ORDER BY host")
            .and_then(|mut query| query.query_map([], |row| row.get(0))?.collect())
            .expect("read")
    }

    fn keep(connection: &mut Connection, foreign: &[ForeignPeer]) {
        let tx = connection.transaction().expect("begun");
        keep_foreign(&tx, SERVER, foreign).expect("kept");
        tx.commit().expect("committed");
    }

    fn stranger_at(remote_id: &str, addresses: &[&str]) -> ForeignPeer {
        ForeignPeer {
            server: SERVER,
            remote_id: remote_id.to_owned(),
            name: None,
            addresses: addresses.iter().map(ToString::to_string).collect(),
            is_left: false,
            found_at: NOW,
        }
    }

    #[test]
    fn the_addresses_of_strangers_are_no_longer_given_out_and_come_back_with_their_going() {
        let mut connection = house();
        let one = stranger_at("one", &["10.8.0.2/32", "192.168.5.0/24"]);
        let two = stranger_at("two", &["fd00:8::4/128"]);
        keep(&mut connection, &[one.clone(), two.clone()]);
        assert_eq!(free(&connection), ["10.8.0.3"]);
        keep(&mut connection, &[one.clone(), two]);
        assert_eq!(free(&connection), ["10.8.0.3"]);
        keep(&mut connection, &[stranger_at("one", &["10.8.0.3/32"])]);
        assert_eq!(free(&connection), ["10.8.0.2", "10.8.0.4"]);
        keep(&mut connection, &[]);
        assert_eq!(free(&connection), ["10.8.0.2", "10.8.0.3", "10.8.0.4"]);
        assert!(
            foreign_peers::list(&connection, SERVER)
                .expect("read")
                .is_empty()
        );
    }

    #[test]
    fn what_was_decided_about_a_stranger_stays_when_it_changes() {
        let mut connection = house();
        keep(&mut connection, &[stranger_at("one", &["10.8.0.2/32"])]);
        let tx = connection.transaction().expect("begun");
        assert!(foreign_peers::update_left(&tx, SERVER, "one").expect("written"));
        assert!(!foreign_peers::update_left(&tx, SERVER, "other").expect("written"));
        tx.commit().expect("committed");
        keep(&mut connection, &[stranger_at("one", &["10.8.0.3/32"])]);
        let kept = foreign_peers::get(&connection, SERVER, "one").expect("read");
        let kept = kept.expect("there");
        assert!(kept.is_left);
        assert_eq!(kept.addresses, ["10.8.0.3/32"]);
    }
}
