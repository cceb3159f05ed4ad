//! A house that has been used for a while, written straight into the database of a bot that is not running: people, VPN
//! keys, proxies of people, and strangers' proxies in the list.

use portero::demo::telemt::Telemt;
use portero::integrations::vpn::Hidden;
use portero::integrations::vpn::PeerSecret;
use portero::integrations::vpn::Reach;
use portero::utils::seal::SealKey;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

pub const USERS: i64 = 10_000;
/// VPN keys on one WireGuard server, of the first so many people.
pub const KEYS: i64 = 5_000;
const PRESHARED: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
/// MTProto proxies on one telemt, of the next so many people.
pub const PROXIES: i64 = 2_000;
/// Strangers' proxies in the list, of which each tenth works.
pub const LISTED: i64 = 10_000;

const SECRET: &str = "00112233445566778899aabbccddeeff";
/// What those keys are made of. `?1` = how many, `?2` = the secret of a peer, sealed.
const FILL_KEYS: [&str; 5] = [
    "INSERT INTO ip_pools (id, server_id, is_trial, v4, v6, created_at)
     VALUES (1, 1, 0, '10.8.0.0/19', 'fd00:8::/115', 1 + 0 * ?1 + 0 * length(?2))",
    "INSERT INTO vpn_accounts (id, user_id, kind, is_trial, limit_bytes, period_at, devices, created_at)
     SELECT id - 99999, id, 'wireguard', 0, 1000000000000, 1, 5, 1 + 0 * length(?2) FROM users
     WHERE id >= 100000 AND id < 100000 + ?1",
    "INSERT INTO ip_addresses (id, pool_id, server_id, is_trial, host, ip, ip6, state, user_id, config_id)
     SELECT id, 1, 1, 0, id + 1, '10.8.' || ((id + 1) / 256) || '.' || ((id + 1) % 256),
            'fd00:8::' || printf('%x', id + 1), 'assigned', user_id, id + 0 * ?1 + 0 * length(?2) FROM vpn_accounts",
    "INSERT INTO vpn_configs (id, account_id, user_id, kind, name, status, peer_id, server_id, created_at)
     SELECT id, id, user_id, 'wireguard', 'Móvil ' || id, 'active', id, 1, 1 + 0 * ?1 + 0 * length(?2) FROM vpn_accounts",
    "INSERT INTO vpn_peers (id, config_id, server_id, remote_id, sealed, address_id, wanted, settled, opened_at, created_at)
     SELECT id, id, 1, printf('%042dA=', id), ?2, id, 'open', 'open', 1, 1 + 0 * ?1 FROM vpn_accounts",
];

/// What the proxies of people are made of. `?1` = the first key, `?2` = the last, `?3` = the secret of a peer, sealed.
const FILL_PROXIES: [&str; 3] = [
    "WITH RECURSIVE n (i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
     INSERT INTO vpn_accounts (id, user_id, kind, is_trial, limit_bytes, period_at, devices, created_at)
     SELECT i, 99999 + i, 'mtproto', 0, 1000000000000, 1, 5, 1 + 0 * length(?3) FROM n",
    "INSERT INTO vpn_configs (id, account_id, user_id, kind, name, status, peer_id, server_id, created_at)
     SELECT id, id, user_id, 'mtproto', 'Proxy ' || id, 'active', id, 2, 1 + 0 * length(?3) FROM vpn_accounts
     WHERE id BETWEEN ?1 AND ?2",
    "INSERT INTO vpn_peers (id, config_id, server_id, remote_id, sealed, wanted, settled, opened_at, created_at)
     SELECT id, id, 2, 'portero-' || printf('%016x', id), ?3, 'open', 'open', 1, 1 FROM vpn_accounts
     WHERE id BETWEEN ?1 AND ?2",
];
/// What the list is made of: none of it is due. `?1` = how many.
const FILL_LIST: [&str; 3] = [
    "INSERT INTO proxy_sources (id, name, kind, url, every_minutes, is_paused, created_at, read_at, next_at, report)
     VALUES (1, 'lists.example', 'pasted', NULL, 1440, 0, 1, 1, NULL,
             '{\"found\":0,\"new\":0,\"repeated\":0,\"refused\":[],\"examples\":[],\"is_cut\":false}')",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO shadowmere_proxies (id, url, listed_kind, is_tls, host, port, kind, country, exit_ip, anonymity,
         is_for_telegram, is_working, latency_ms, samples, checks, oks, fail_streak, fault, first_seen, last_checked,
         last_ok, next_at)
     SELECT i, 'socks5://203.0.' || (i / 256) || '.' || (i % 256) || ':1080', 'socks5', 0,
         '203.0.' || (i / 256) || '.' || (i % 256), 1080, 'socks5', iif(i % 10 = 0, 'ES', NULL),
         iif(i % 10 = 0, '203.0.113.7', NULL), iif(i % 10 = 0, 'elite', NULL), iif(i % 10 = 0, 1, NULL),
         i % 10 = 0, iif(i % 10 = 0, i, NULL), iif(i % 10 = 0, '[' || i || ']', '[]'), 1, i % 10 = 0,
         i % 10 <> 0, iif(i % 10 = 0, NULL, 'timeout'), 1, unixepoch(), iif(i % 10 = 0, unixepoch(), NULL),
         unixepoch() + 86400 FROM n",
    "INSERT INTO proxy_listings (source_id, proxy_id, reading)
     SELECT 1, id, 0 FROM shadowmere_proxies WHERE id <= ?1",
];

/// Fills the database with people, as a house that has been used for a while.
pub fn fill(directory: &Path, telemt: &Telemt) {
    let mut connection =
        rusqlite::Connection::open(directory.join("portero.db")).expect("the database");
    let tx = connection.transaction().expect("begun");
    for id in 0..USERS {
        tx.execute(
            "INSERT INTO users (id, username, first_name, language_code, started_at, created_at, last_seen_at)
             VALUES (?1, 'user' || ?1, 'Somebody', 'es', 1, 1, 1)",
            [100_000 + id],
        )
        .expect("a user");
    }
    fill_keys(directory, &tx);
    fill_proxies(directory, &tx, telemt);
    fill_list(&tx);
    tx.commit().expect("committed");
}

/// A server on which everybody has a key and moves bytes: a program beside the database stands in for `wg`.
fn fill_keys(directory: &Path, tx: &rusqlite::Transaction<'_>) {
    let mut dump = format!("{PRESHARED}\t{PRESHARED}\t51820\toff\n");
    for id in 1..=KEYS {
        let (high, low) = ((id + 1) / 256, (id + 1) % 256);
        dump += &format!(
            "{id:042}A=\t{PRESHARED}\t203.0.113.7:4000\t10.8.{high}.{low}/32,fd00:8::{:x}/128\t1800000000\t{id}\t{id}\toff\n",
            id + 1
        );
    }
    std::fs::write(directory.join("dump"), dump).expect("written");
    let program = directory.join("wg");
    let script = format!(
        "#!/bin/sh\nexec /bin/cat '{}'\n",
        directory.join("dump").display()
    );
    std::fs::write(&program, script).expect("written");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("runnable");
    let seal = SealKey::from_file(&directory.join("portero.key")).expect("the key");
    let reach = Reach::Local {
        interface: "wg0".to_owned(),
        program: program.display().to_string(),
    };
    let reach = serde_json::to_string(&reach).expect("json");
    let secret = PeerSecret::WireGuard {
        private_key: Some(Hidden(PRESHARED.to_owned())),
        preshared_key: Some(Hidden(PRESHARED.to_owned())),
    };
    let secret = serde_json::to_string(&secret).expect("json");
    let sealed = |text: &str| seal.seal(text).expect("sealed");
    tx.execute(
        "INSERT INTO servers (id, kind, transport, name, host, port, sealed, health_since, created_at)
         VALUES (1, 'wireguard', 'local', 'Madrid', 'vpn.example.org', 51820, ?1, 1, 1)",
        [sealed(&reach)],
    )
    .expect("a server");
    for sql in FILL_KEYS {
        tx.execute(sql, (KEYS, sealed(&secret))).expect(sql);
    }
}

/// Fills the list with strangers' proxies.
fn fill_list(tx: &rusqlite::Transaction<'_>) {
    for sql in FILL_LIST {
        let most = if sql.contains("?1") {
            vec![LISTED]
        } else {
            vec![]
        };
        tx.execute(sql, rusqlite::params_from_iter(most))
            .expect(sql);
    }
}

/// A pretended telemt on which the next people have a proxy each and move bytes.
fn fill_proxies(directory: &Path, tx: &rusqlite::Transaction<'_>, telemt: &Telemt) {
    let seal = SealKey::from_file(&directory.join("portero.key")).expect("the key");
    let sealed = |text: &str| seal.seal(text).expect("sealed");
    let (first, last) = (KEYS + 1, KEYS + PROXIES);
    let mut state = telemt.state();
    let user = state.users.values().next().expect("one").clone();
    for id in first..=last {
        let mut user = user.clone();
        user.secret = SECRET.to_owned();
        user.transfer(u64::try_from(id).expect("positive"));
        state.users.insert(format!("portero-{id:016x}"), user);
    }
    let reach = Reach::Telemt {
        url: Hidden(telemt.url()),
        auth: None,
    };
    let reach = serde_json::to_string(&reach).expect("json");
    let secret = PeerSecret::MtProto {
        secret: Some(Hidden(SECRET.to_owned())),
    };
    let secret = serde_json::to_string(&secret).expect("json");
    tx.execute(
        "INSERT INTO servers (id, kind, transport, name, host, port, sealed, health_since, created_at)
         VALUES (2, 'mtproto', 'panel', 'Proxies', '127.0.0.1', 1, ?1, 1, 1)",
        [sealed(&reach)],
    )
    .expect("a server");
    for sql in FILL_PROXIES {
        tx.execute(sql, (first, last, sealed(&secret))).expect(sql);
    }
}
