//! The states of keys, as the whole bot lives them: time, quotas, trials, servers that are away.

use crate::pretended::Pretended;
use crate::world::{ADMIN, ANA, World};
use portero::db::Durability;
use portero::demo::telegram::Call;
use portero::integrations::vpn::BackendError;
use portero::models::{
    Actor, ConfigId, GB, Identity, NewKey, PermissionSet, ServerId, TermQuota, Terms, UserId,
    VpnKind,
};
use portero::services::ServiceError;
use portero::services::vpn::{accounting, addresses, health, keys, lifecycle, pools};

struct House {
    world: World,
    servers: Pretended,
    server: ServerId,
}

/// A bot with one pretended server, and Ana with an account of thirty days and one gigabyte.
async fn house(kind: VpnKind) -> House {
    let world = World::new().await;
    let servers = Pretended::default();
    servers.install(&world);
    let server = servers.add(&world, kind, "Madrid").await;
    if kind == VpnKind::WireGuard {
        let networks = pools::parse("10.8.0.0/28, fd00:8::/64").expect("networks");
        let now = world.clock.now();
        addresses::add(&world.app().ctx, &admin(), server, false, networks, now)
            .await
            .expect("a pool");
    }
    world.ana.start(None);
    world.settled().await;
    world.ana.mark();
    let house = House {
        world,
        servers,
        server,
    };
    house
        .give(
            kind,
            Terms {
                quota: TermQuota::Set(Some(GB)),
                ..Terms::default()
            },
        )
        .await;
    house
}

fn admin() -> Actor {
    Actor::user(UserId(ADMIN), PermissionSet::all(), None)
}

fn ana() -> Actor {
    Actor::user(UserId(ANA), PermissionSet::default(), None)
}

impl House {
    async fn give(&self, kind: VpnKind, terms: Terms) {
        let now = self.world.clock.now();
        let ctx = &self.world.app().ctx;
        ctx.db
            .write(Durability::Full, move |tx| -> Result<(), ServiceError> {
                lifecycle::terms(
                    tx,
                    UserId(ANA),
                    kind,
                    &terms,
                    Identity::User(UserId(ANA)),
                    now,
                )?;
                Ok(())
            })
            .await
            .expect("given");
        ctx.task_added.notify_one();
        ctx.schedule_changed.notify_one();
    }

    async fn make(&self, kind: VpnKind, from: &str) -> ConfigId {
        let new = NewKey {
            user: UserId(ANA),
            kind,
            server: None,
            name: "Móvil <&>".to_owned(),
            made_from: format!("test:{from}"),
        };
        keys::make(&self.world.app().ctx, &ana(), new, self.world.clock.now())
            .await
            .expect("made")
    }

    async fn until(&self, sql: &str, wanted: i64) {
        let has = |_: &_| (self.world.value::<i64>(sql) == wanted).then_some(());
        self.world.emulator.wait(has, sql).await;
    }

    async fn until_open(&self, count: usize) {
        let has = |_: &_| (self.servers.open_peers(self.server).len() == count).then_some(());
        self.world.emulator.wait(has, "so many open peers").await;
    }

    /// Files that reached Ana.
    fn files(&self) -> Vec<Call> {
        let sent = self.world.emulator.calls_of("sendDocument").into_iter();
        sent.filter(|call| call.chat() == Some(ANA) && call.is_ok())
            .collect()
    }
}

const DELIVERED: &str =
    "SELECT count(*) FROM tasks WHERE kind = 'deliver_config' AND state = 'done'";

#[tokio::test(flavor = "multi_thread")]
async fn a_key_comes_as_a_file_with_its_picture_and_works() {
    let house = house(VpnKind::WireGuard).await;
    house.make(VpnKind::WireGuard, "a").await;
    house.until(DELIVERED, 1).await;
    house.until_open(1).await;
    let files = house.files();
    assert_eq!(files.len(), 1);
    let file = files[0].files.values().next().expect("a file");
    let text = String::from_utf8_lossy(&file.bytes);
    assert!(text.contains("Endpoint = vpn.example.org:51820"), "{text}");
    assert!(text.contains("Address = 10.8.0."), "{text}");
    assert_eq!(house.world.emulator.calls_of("sendPhoto").len(), 1);
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_wished_while_its_server_is_down_comes_when_it_is_back() {
    let house = house(VpnKind::Outline).await;
    let down = BackendError::Unreachable("off".to_owned());
    house.servers.fail(house.server, Some(down));
    house.make(VpnKind::Outline, "a").await;
    let waiting = "SELECT count(*) FROM tasks WHERE kind = 'settle_peer' AND state = 'waiting'";
    house.until(waiting, 1).await;
    let pending = "SELECT count(*) FROM vpn_configs WHERE status = 'pending'";
    assert_eq!(house.world.value::<i64>(pending), 1);
    house.servers.fail(house.server, None);
    let now = house.world.clock.now();
    health::noted_up(&house.world.app().ctx, house.server, None, now)
        .await
        .expect("noted");
    house.until(DELIVERED, 1).await;
    house.until_open(1).await;
    house.world.ana.expect("ss://").await;
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_lost_makes_no_second_peer() {
    let house = house(VpnKind::WireGuard).await;
    house.servers.lose_answers(house.server, true);
    house.make(VpnKind::WireGuard, "a").await;
    house
        .until(
            "SELECT count(*) FROM tasks WHERE kind = 'settle_peer' AND state = 'waiting'",
            1,
        )
        .await;
    house.servers.lose_answers(house.server, false);
    let now = house.world.clock.now();
    health::noted_up(&house.world.app().ctx, house.server, None, now)
        .await
        .expect("noted");
    house.until(DELIVERED, 1).await;
    assert_eq!(house.servers.peers(house.server).len(), 1);
    assert_eq!(house.files().len(), 1);
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn time_reminds_ends_and_brings_back() {
    let house = house(VpnKind::WireGuard).await;
    house.make(VpnKind::WireGuard, "a").await;
    house.until(DELIVERED, 1).await;
    // Off for a while: only the nearest reminder is said.
    house.world.advance(30 * 86_400 - 3_600);
    house.world.ana.expect("⏰").await;
    house
        .until(
            "SELECT count(*) FROM tasks WHERE kind = 'remind_vpn' AND state <> 'done'",
            0,
        )
        .await;
    let reminders = (house.world.emulator.calls_of("sendMessage").iter())
        .filter(|call| call.text().contains("⏰"))
        .count();
    assert_eq!(reminders, 1);
    house.world.advance(3_600);
    house.until_open(0).await;
    house.world.ana.expect("⌛").await;
    house
        .give(
            VpnKind::WireGuard,
            Terms {
                end: portero::models::TermEnd::Hours(24),
                ..Terms::default()
            },
        )
        .await;
    house.until_open(1).await;
    house.world.advance(24 * 3_600);
    house.until_open(0).await;
    house.world.advance(72 * 3_600);
    house
        .until(
            "SELECT count(*) FROM vpn_configs WHERE status = 'revoked'",
            1,
        )
        .await;
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_used_quota_stops_the_key_and_is_told_once() {
    let house = house(VpnKind::WireGuard).await;
    house.make(VpnKind::WireGuard, "a").await;
    house.until(DELIVERED, 1).await;
    let ctx = &house.world.app().ctx;
    let peer = house.servers.open_peers(house.server).remove(0);
    let now = house.world.clock.now();
    house
        .servers
        .transfer(house.server, &peer, 0, GB / 100 * 96, now);
    accounting::sample(ctx, house.server, now)
        .await
        .expect("read");
    house.world.ana.expect("95 %").await;
    house.servers.transfer(house.server, &peer, 0, GB, now);
    accounting::sample(ctx, house.server, now)
        .await
        .expect("read");
    house.until_open(0).await;
    house
        .until(
            "SELECT count(*) FROM tasks WHERE kind = 'tell_quota' AND state = 'done'",
            2,
        )
        .await;
    let suspended = "SELECT count(*) FROM vpn_configs WHERE status = 'suspended'";
    assert_eq!(house.world.value::<i64>(suspended), 1);
    house
        .give(
            VpnKind::WireGuard,
            Terms {
                renews: true,
                ..Terms::default()
            },
        )
        .await;
    house.until_open(1).await;
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_waits_for_somebody_who_blocked_the_bot() {
    let house = house(VpnKind::WireGuard).await;
    house.world.ana.block();
    house.make(VpnKind::WireGuard, "a").await;
    let waiting = "SELECT count(*) FROM tasks WHERE kind = 'deliver_config' AND state = 'waiting' AND waits_for = 'user:2001'";
    house.until(waiting, 1).await;
    house.world.ana.unblock();
    house.world.ana.start(None);
    house.until(DELIVERED, 1).await;
    assert_eq!(house.files().len(), 1);
    let kept = "SELECT count(*) FROM vpn_peers WHERE sealed IS NOT NULL";
    assert_eq!(house.world.value::<i64>(kept), 1);
    house.world.finish().await;
}
