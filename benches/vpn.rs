//! What 5 000 VPN keys on one server cost: a round over its counters in which every one of them has moved, and a
//! comparison of the server with the database.
//!
//! `cargo bench --bench vpn` fills a database on a temporary folder, prints the median CPU time of each, and ends with an
//! error if one is over its budget.

#![expect(clippy::expect_used, reason = "a benchmark may fail by panic")]

use portero::db::Db;
use portero::integrations::vpn::Counters;
use portero::integrations::vpn::Counting;
use portero::integrations::vpn::Hidden;
use portero::integrations::vpn::Listing;
use portero::integrations::vpn::PeerSecret;
use portero::integrations::vpn::RemotePeer;
use portero::integrations::wireguard::secret_hash;
use portero::models::ServerId;
use portero::models::Timestamp;
use portero::models::VpnKind;
use portero::services::vpn::accounting;
use portero::services::vpn::reconcile;
use portero::utils::seal::SealKey;
use rusqlite::Connection;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// 15 January 2027, 08:00 UTC.
const NOW: Timestamp = Timestamp(1_800_000_000);
const SERVER: ServerId = ServerId(1);
const KEYS: u32 = 5_000;
const RUNS: u32 = 11;
/// CPU time of a round over the counters.
const MOST_ROUND: Duration = Duration::from_millis(100);
/// CPU time of a comparison.
const MOST_COMPARISON: Duration = Duration::from_millis(300);

/// People, each with an account with a quota, and two keys; a year of daily traffic for some. `?1` = how many keys,
/// `?2` = now, `?3` = what is secret about a peer, sealed.
const FILL: [&str; 8] = [
    "INSERT INTO servers (id, kind, transport, name, host, port, sealed, health_since, created_at)
     VALUES (1, 'wireguard', 'local', 'Madrid', 'vpn.example.org', 51820, ?3, ?2, ?2 + 0 * ?1)",
    "INSERT INTO ip_pools (id, server_id, is_trial, v4, v6, created_at)
     VALUES (1, 1, 0, '10.8.0.0/19', 'fd00:8::/115', ?2 + 0 * ?1 + 0 * length(?3))",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO users (id, username, first_name, created_at, last_seen_at)
     SELECT i, 'user' || i, 'Nombre ' || i, ?2, ?2 + 0 * length(?3) FROM n WHERE i <= ?1 / 2",
    "INSERT INTO vpn_accounts (id, user_id, kind, is_trial, limit_bytes, day_limit_bytes, period_at, devices, created_at)
     SELECT id, id, 'wireguard', 0, 1000000000000, 100000000000, ?2, 5, ?2 + 0 * ?1 + 0 * length(?3) FROM users",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO ip_addresses (id, pool_id, server_id, is_trial, host, ip, ip6, state, user_id, config_id)
     SELECT i, 1, 1, 0, i + 1, '10.8.' || ((i + 1) / 256) || '.' || ((i + 1) % 256),
            'fd00:8::' || printf('%x', i + 1), 'assigned', (i + 1) / 2, i + 0 * ?2 + 0 * length(?3) FROM n",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO vpn_configs (id, account_id, user_id, kind, name, status, peer_id, server_id, created_at)
     SELECT i, (i + 1) / 2, (i + 1) / 2, 'wireguard', 'Móvil ' || i, 'active', i, 1, ?2 + 0 * length(?3) FROM n",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO vpn_peers (id, config_id, server_id, remote_id, sealed, address_id, wanted, settled, endpoint, created_at)
     SELECT i, i, 1, printf('%043d=', i), ?3, i, 'open', 'open', '203.0.113.7:4000', ?2 FROM n",
    "WITH RECURSIVE d (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM d WHERE i < 30)
     INSERT INTO vpn_traffic_daily (config_id, day, rx, tx)
     SELECT id, ?2 / 86400 - i, 1000000, 9000000 + 0 * ?1 + 0 * length(?3) FROM vpn_configs, d",
];

/// A house in a folder of its own, which is deleted at the end.
struct House(PathBuf);

impl House {
    fn new(sealed: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("portero-bench-vpn-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let house = Self(folder);
        drop(Db::open(&house.path()).expect("a database"));
        let mut connection = house.open();
        let tx = connection.transaction().expect("begun");
        for sql in FILL {
            tx.execute(sql, (KEYS, NOW.0, sealed)).expect(sql);
        }
        tx.commit().expect("committed");
        house
    }

    fn path(&self) -> PathBuf {
        self.0.join("portero.db")
    }

    /// A connection that is set as the bot's own.
    fn open(&self) -> Connection {
        let connection = Connection::open(self.path()).expect("opened");
        connection
            .execute_batch(
                "PRAGMA foreign_keys = ON; PRAGMA cache_size = -2000; PRAGMA synchronous = NORMAL;
                 PRAGMA wal_autocheckpoint = 1000;",
            )
            .expect("set");
        connection.set_prepared_statement_cache_capacity(64);
        connection
    }
}

impl Drop for House {
    fn drop(&mut self) {
        // An error of removing only leaves a folder behind.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What the server says after that many rounds: every peer has moved.
fn listing(round: u32, preshared: &str) -> Listing {
    let peers = (1..=KEYS).map(|number| {
        let (high, low) = ((number + 1) / 256, (number + 1) % 256);
        RemotePeer {
            remote_id: format!("{number:043}="),
            name: None,
            addresses: vec![
                format!("10.8.{high}.{low}/32"),
                format!("fd00:8::{:x}/128", number + 1),
            ],
            secret_hash: secret_hash(Some(preshared)),
            is_open: true,
            counters: Some(Counters {
                rx: u64::from(round) * 1_000,
                tx: u64::from(round) * 10_000,
            }),
            seen_at: Some(NOW + i64::from(round) * 60),
            endpoint: Some("203.0.113.7:4000".to_owned()),
            access_url: None,
            limit_bytes: None,
        }
    });
    Listing {
        epoch: Some("boot".to_owned()),
        counting: Counting::SincePut,
        peers: peers.collect(),
    }
}

/// CPU time of this process so far, user and system.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds = stat.split_whitespace().next();
    Duration::from_nanos(nanoseconds.and_then(|text| text.parse().ok()).unwrap_or(0))
}

fn median(work: impl FnMut(u32) -> Duration) -> Duration {
    let mut times: Vec<Duration> = (1..=RUNS).map(work).collect();
    times.sort();
    times[times.len() / 2]
}

/// One round over the counters, as the job does it.
fn count(connection: &mut Connection, listing: &Listing, now: Timestamp) -> Duration {
    let begun = cpu();
    let mut changes = accounting::changes(connection, SERVER, listing, now).expect("read");
    assert_eq!(changes.len(), KEYS as usize, "every peer has moved");
    while !changes.is_empty() {
        let batch = changes.split_off(changes.len().saturating_sub(accounting::BATCH));
        let tx = connection.transaction().expect("begun");
        accounting::keep(&tx, batch, now).expect("counted");
        tx.commit().expect("committed");
    }
    cpu() - begun
}

fn compare(connection: &Connection, seal: &SealKey, listing: &Listing) -> Duration {
    let begun = cpu();
    let kind = VpnKind::WireGuard;
    let found = reconcile::look_in(connection, seal, SERVER, kind, listing, NOW).expect("compared");
    let time = cpu() - begun;
    assert_eq!(found.drift.matching, KEYS);
    assert!(found.to_settle.is_empty() && found.drift.foreign.is_empty());
    time
}

fn main() -> ExitCode {
    let key = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
    let secret = PeerSecret::WireGuard {
        private_key: Some(Hidden(key.to_owned())),
        preshared_key: Some(Hidden(key.to_owned())),
    };
    let seal = SealKey::from_hex(&"ab".repeat(32)).expect("a key");
    let text = serde_json::to_string(&secret).expect("json");
    let house = House::new(&seal.seal(&text).expect("sealed"));
    let mut connection = house.open();
    let round = median(|number| {
        let listing = listing(number, key);
        count(&mut connection, &listing, NOW + i64::from(number) * 60)
    });
    let listing = listing(RUNS, key);
    let comparison = median(|_| compare(&connection, &seal, &listing));
    println!("{KEYS} keys, every one of which has moved");
    println!("  round over the counters  {round:>9.1?} of {MOST_ROUND:?}");
    println!("  comparison               {comparison:>9.1?} of {MOST_COMPARISON:?}");
    if round.is_zero() || comparison.is_zero() {
        println!("skipped: this system does not tell the CPU time of a process");
    }
    if round > MOST_ROUND || comparison > MOST_COMPARISON {
        eprintln!("the VPN desk is too slow");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
