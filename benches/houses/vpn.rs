//! A server with VPN keys in the database, and what it says of them.

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

/// 15 January 2027, 08:00 UTC.
pub const NOW: Timestamp = Timestamp(1_800_000_000);
const SERVER: ServerId = ServerId(1);
/// A key of WireGuard, which stands for all.
const KEY: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";

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
pub struct House {
    folder: PathBuf,
    seal: SealKey,
    keys: u32,
}

impl House {
    /// A house whose server has so many keys, at most 8 000.
    pub fn of(keys: u32) -> Self {
        let name = format!("portero-bench-vpn-{}-{keys}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        let seal = SealKey::from_hex(&"ab".repeat(32)).expect("a key");
        let secret = PeerSecret::WireGuard {
            private_key: Some(Hidden(KEY.to_owned())),
            preshared_key: Some(Hidden(KEY.to_owned())),
        };
        let text = serde_json::to_string(&secret).expect("json");
        let sealed = seal.seal(&text).expect("sealed");
        std::fs::create_dir_all(&folder).expect("a folder");
        let house = Self { folder, seal, keys };
        drop(Db::open(&house.path()).expect("a database"));
        let mut connection = house.open();
        let tx = connection.transaction().expect("begun");
        for sql in FILL {
            tx.execute(sql, (keys, NOW.0, &sealed)).expect(sql);
        }
        tx.commit().expect("committed");
        house
    }

    fn path(&self) -> PathBuf {
        self.folder.join("portero.db")
    }

    /// A connection that is set as the bot's own.
    pub fn open(&self) -> Connection {
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

    /// One round over the counters, as the job does it: every peer has moved.
    pub fn count(&self, connection: &mut Connection, listing: &Listing, now: Timestamp) {
        let mut changes = accounting::changes(connection, SERVER, listing, now).expect("read");
        assert_eq!(changes.len(), self.keys as usize, "every peer has moved");
        while !changes.is_empty() {
            let batch = changes.split_off(changes.len().saturating_sub(accounting::BATCH));
            let tx = connection.transaction().expect("begun");
            accounting::keep(&tx, batch, now).expect("counted");
            tx.commit().expect("committed");
        }
    }

    /// One comparison of the server with the database: nothing differs.
    pub fn compare(&self, connection: &Connection, listing: &Listing) {
        let kind = VpnKind::WireGuard;
        let found = reconcile::look_in(connection, &self.seal, SERVER, kind, listing, NOW);
        let found = found.expect("compared");
        assert_eq!(found.drift.matching, self.keys);
        assert!(found.to_settle.is_empty() && found.drift.foreign.is_empty());
    }
}

impl Drop for House {
    fn drop(&mut self) {
        // An error of removing only leaves a folder behind.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// What the server says after that many rounds: every peer has moved.
pub fn listing(keys: u32, round: u32) -> Listing {
    let peers = (1..=keys).map(|number| {
        let (high, low) = ((number + 1) / 256, (number + 1) % 256);
        RemotePeer {
            remote_id: format!("{number:043}="),
            name: None,
            addresses: vec![
                format!("10.8.{high}.{low}/32"),
                format!("fd00:8::{:x}/128", number + 1),
            ],
            secret_hash: secret_hash(Some(KEY)),
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
