//! Traffic and repairs in the running bot: servers that restart, are wiped, or are edited by hand.

use crate::pretended::Pretended;
use crate::world::{ADMIN, ANA, World};
use portero::integrations::vpn::{Counters, RemotePeer};
use portero::models::{Actor, NewKey, PermissionSet, ServerId, UserId, VpnKind};
use portero::services::vpn::keys;

const TOTAL: &str = "SELECT coalesce(sum(used_rx + used_tx), 0) FROM vpn_accounts";

/// A bot with one pretended server, and a key of Ana's on it that works.
struct House {
    world: World,
    servers: Pretended,
    server: ServerId,
    key: String,
}

impl House {
    async fn new() -> Self {
        let world = World::new().await;
        let servers = Pretended::default();
        servers.install(&world);
        let server = servers.add(&world, VpnKind::Outline, "Madrid").await;
        world.ana.start(None);
        world.settled().await;
        let admin = Actor::user(UserId(ADMIN), PermissionSet::all(), None);
        let new = NewKey {
            user: UserId(ANA),
            kind: VpnKind::Outline,
            server: Some(server),
            name: "Móvil".to_owned(),
            made_from: "test:1".to_owned(),
        };
        keys::make(&world.app().ctx, &admin, new, world.clock.now())
            .await
            .expect("made");
        let first = || servers.open_peers(server).into_iter().next();
        let key = world
            .emulator
            .wait(|_| first(), "the key on its server")
            .await;
        Self {
            world,
            servers,
            server,
            key,
        }
    }

    fn transfer(&self, rx: u64, tx: u64) {
        let now = self.world.clock.now();
        self.servers.transfer(self.server, &self.key, rx, tx, now);
    }

    /// Moves the clock, and waits until so many bytes were counted in all.
    async fn counted(&self, seconds: i64, total: i64) {
        self.world.advance(seconds);
        let has_come = || self.world.value::<i64>(TOTAL) == total;
        let what = format!("a total of {total}");
        self.world
            .emulator
            .wait(|_| has_come().then_some(()), &what)
            .await;
    }

    /// Moves the clock, and waits until those peers are let through.
    async fn open(&self, seconds: i64, wanted: &[&str]) {
        self.world.advance(seconds);
        let are_open = || self.servers.open_peers(self.server) == wanted;
        let what = format!("{wanted:?} on the server");
        self.world
            .emulator
            .wait(|_| are_open().then_some(()), &what)
            .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wiped_server_gets_its_keys_back_and_the_total_is_kept() {
    let house = House::new().await;
    house.transfer(100, 1_000);
    house.counted(61, 1_100).await;
    house.servers.wipe(house.server);
    house.open(301, &[&house.key]).await;
    house.transfer(5, 50);
    house.counted(61, 1_155).await;
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn server_and_bot_restart_and_nothing_is_counted_twice_or_lost() {
    let mut house = House::new().await;
    house.transfer(100, 1_000);
    house.counted(61, 1_100).await;
    house.servers.reboot(house.server);
    house.transfer(400, 4_000);
    house.world.restart().await;
    house.servers.install(&house.world);
    house.counted(61, 5_500).await;
    house.counted(61, 5_500).await;
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_taken_away_by_hand_comes_back_and_a_stranger_is_listed_and_left() {
    let house = House::new().await;
    let stranger = RemotePeer {
        remote_id: "zz-abuela".to_owned(),
        name: Some("Abuela".to_owned()),
        addresses: Vec::new(),
        secret_hash: None,
        is_open: true,
        counters: Some(Counters { rx: 1, tx: 2 }),
        seen_at: None,
        endpoint: None,
        access_url: None,
        limit_bytes: None,
    };
    house.servers.edit(house.server, |peers| {
        peers.clear();
        peers.insert(stranger.remote_id.clone(), stranger.clone());
    });
    house.servers.calls(house.server);
    house.open(301, &[&house.key, "zz-abuela"]).await;
    let found: String = (house.world).value("SELECT remote_id || ' ' || name FROM foreign_peers");
    assert_eq!(found, "zz-abuela Abuela");
    let calls = house.servers.calls(house.server);
    assert!(
        calls.iter().all(|call| !call.contains("zz-abuela")),
        "{calls:?}"
    );
    assert!(house.servers.peers(house.server).contains(&stranger));
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_used_quota_cuts_the_key_within_one_poll() {
    let house = House::new().await;
    (house.world.database())
        .execute_batch("UPDATE vpn_accounts SET limit_bytes = 5000")
        .expect("written");
    house.transfer(1_000, 3_999);
    house.counted(61, 4_999).await;
    assert_eq!(house.servers.open_peers(house.server).len(), 1);
    house.transfer(0, 1);
    house.open(61, &[]).await;
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_restore_of_an_old_backup_keys_work_on_until_an_admin_lets_removals_go_on() {
    let house = House::new().await;
    let world = &house.world;
    world
        .database()
        .execute_batch("INSERT INTO house_state VALUES ('restore.held', '1', 1)")
        .expect("as after a restore");
    world.admin.press_raw("vpn:hold:1");
    let put_off = "SELECT count(*) FROM tasks WHERE kind = 'settle_peer' AND last_error LIKE '%since the restore'";
    world
        .emulator
        .wait(
            |_| (world.value::<i64>(put_off) == 1).then_some(()),
            "the task that is put off",
        )
        .await;
    world.advance(301);
    let compared = format!(
        "SELECT count(*) FROM servers WHERE reconciled_at >= {}",
        world.clock.now().0
    );
    world
        .emulator
        .wait(
            |_| (world.value::<i64>(&compared) == 1).then_some(()),
            "the comparison",
        )
        .await;
    assert_eq!(
        house.servers.open_peers(house.server),
        [house.key.as_str()],
        "neither by its task nor by the comparison"
    );
    world.admin.press_raw("backup:release");
    let is_shut = || house.servers.open_peers(house.server).is_empty();
    world
        .emulator
        .wait(|_| is_shut().then_some(()), "the key shut at once")
        .await;
    house.world.finish().await;
}
