mod desk;

use super::*;
use crate::context::Ctx;
use crate::crud::servers::NewServer;
use crate::db::Durability;
use crate::models::AccountId;
use crate::models::AddressState;
use crate::models::ConfigStatus;
use crate::models::HOUR;
use crate::models::PoolId;
use crate::models::Routing;
use crate::models::Transport;
use crate::models::VpnConfig;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use crate::services::tests::ctx;
use crate::services::tests::person;
use crate::services::vpn::addresses;
use std::collections::BTreeSet;
use std::sync::Arc;

const ANA: UserId = UserId(100);
const QUARANTINE: i64 = 60;

/// Runs in one transaction.
async fn write<T: Send + 'static>(
    ctx: &Ctx,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, ServiceError> + Send + 'static,
) -> Result<T, ServiceError> {
    ctx.db.write(Durability::Normal, work).await
}

async fn server(ctx: &Ctx, kind: VpnKind) -> ServerId {
    write(ctx, move |tx| {
        let server = NewServer {
            kind,
            transport: Transport::File,
            name: "Madrid",
            flag: "",
            host: "vpn.example.org",
            port: 51820,
            sealed: "",
            options: "{}",
        };
        Ok(crud::servers::insert(tx, &server, NOW)?)
    })
    .await
    .expect("kept")
}

/// A house with Ana, a server, and a pool of paid addresses.
async fn house(networks: &str) -> (Ctx, ServerId) {
    let ctx = ctx().await;
    person(&ctx, ANA.0).await;
    let server = server(&ctx, VpnKind::WireGuard).await;
    add(&ctx, server, false, networks).await.expect("added");
    (ctx, server)
}

async fn add(
    ctx: &Ctx,
    server: ServerId,
    is_trial: bool,
    networks: &str,
) -> Result<PoolId, ServiceError> {
    let networks = parse(networks).expect("networks");
    addresses::add(ctx, &admin(), server, is_trial, networks, NOW).await
}

async fn take(
    ctx: &Ctx,
    server: ServerId,
    is_trial: bool,
    now: Timestamp,
) -> Result<Address, ServiceError> {
    write(ctx, move |tx| {
        lease(tx, server, is_trial, ANA, now + HOUR, now)
    })
    .await
}

/// A key of Ana's on that server.
async fn config(ctx: &Ctx, server: ServerId) -> ConfigId {
    write(ctx, move |tx| {
        tx.execute(
            "INSERT INTO vpn_accounts (user_id, kind, is_trial, period_at, devices, created_at)
             VALUES (?1, 'wireguard', 0, 1, 9, 1) ON CONFLICT DO NOTHING",
            [ANA.0],
        )?;
        let config = VpnConfig {
            id: ConfigId(0),
            account: AccountId(1),
            user: ANA,
            kind: VpnKind::WireGuard,
            name: "Móvil".to_owned(),
            status: ConfigStatus::Active,
            is_paused: false,
            hold: None,
            routing: Routing::All,
            peer: None,
            server,
            used_rx: 0,
            used_tx: 0,
            last_seen_at: None,
            is_imported: false,
            created_at: NOW,
            revoked_at: None,
        };
        let id = crud::vpn_configs::insert(tx, &config, None)?;
        id.ok_or_else(|| Refusal::NotFound.into())
    })
    .await
    .expect("kept")
}

async fn fill(ctx: &Ctx, server: ServerId, is_trial: bool, now: Timestamp) -> PoolFill {
    ctx.db
        .read(move |connection| room(connection, server, is_trial, now))
        .await
        .expect("counted")
}

fn refusal<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> Refusal {
    match result.expect_err("refused") {
        ServiceError::Refused(refusal) => refusal,
        other => panic!("{other}"),
    }
}

fn full() -> Refusal {
    VpnRefusal::Full(VpnKind::WireGuard).into()
}

fn wrong_state() -> Refusal {
    VpnRefusal::WrongState.into()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_64_at_once_50_get_an_address_each_and_14_are_told_it_is_full() {
    // Hosts 2 to 61, less ten that are taken.
    let (ctx, server) = house("10.8.0.0/26, fd00:8::/64").await;
    for _ in 0..11 {
        take(&ctx, server, false, NOW).await.expect("free");
    }
    assert_eq!(fill(&ctx, server, false, NOW).await.available, 50);
    let ctx = Arc::new(ctx);
    let takers: Vec<_> = (0..64)
        .map(|_| {
            let ctx = ctx.clone();
            tokio::spawn(async move { take(&ctx, server, false, NOW).await })
        })
        .collect();
    let (mut winners, mut told) = (BTreeSet::new(), 0);
    for taker in takers {
        match taker.await.expect("joined") {
            Ok(address) => {
                let v4 = address.v4.expect("of both families");
                let v6 = address.v6.expect("of both families");
                assert_eq!(v6.segments()[7], u16::from(v4.octets()[3]), "the same host");
                assert!(winners.insert(v4), "{v4} twice");
            }
            Err(ServiceError::Refused(refusal)) => {
                assert_eq!(refusal, full());
                told += 1;
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!((winners.len(), told), (50, 14));
}

#[tokio::test]
async fn an_address_goes_from_lease_to_key_to_quarantine_and_is_free_again() {
    let (ctx, server) = house("10.8.0.0/30").await;
    let key = config(&ctx, server).await;
    let address = take(&ctx, server, false, NOW).await.expect("free");
    assert_eq!(address.state, AddressState::Leased);
    assert_eq!(
        address.v4.map(|ip| ip.to_string()).as_deref(),
        Some("10.8.0.2")
    );
    write(&ctx, move |tx| assign(tx, address.id, key))
        .await
        .expect("leased");
    let count = fill(&ctx, server, false, NOW).await;
    assert_eq!((count.total, count.available, count.assigned), (1, 0, 1));
    assert_eq!(refusal(take(&ctx, server, false, NOW).await), full());
    let revoked = write(&ctx, move |tx| revoke(tx, key, QUARANTINE, NOW)).await;
    assert_eq!(revoked.expect("revoked"), 1);
    let almost = NOW.plus_minutes(QUARANTINE) + -1;
    assert_eq!(refusal(take(&ctx, server, false, almost).await), full());
    let end = NOW.plus_minutes(QUARANTINE);
    assert_eq!(fill(&ctx, server, false, end).await.available, 1);
    assert_eq!(
        take(&ctx, server, false, end).await.expect("free").id,
        address.id
    );
}

#[tokio::test]
async fn a_lease_that_came_to_nothing_is_free_again_and_its_holder_cannot_assign_it() {
    let (ctx, server) = house("10.8.0.0/30").await;
    person(&ctx, 101).await;
    let key = config(&ctx, server).await;
    let address = take(&ctx, server, false, NOW).await.expect("free");
    let later = NOW + HOUR;
    let other = write(&ctx, move |tx| {
        lease(tx, server, false, UserId(101), later + HOUR, later)
    });
    assert_eq!(other.await.expect("free again").id, address.id);
    let assigned = write(&ctx, move |tx| assign(tx, address.id, key)).await;
    assert_eq!(refusal(assigned), wrong_state());
    let released = write(&ctx, move |tx| release(tx, address.id, later)).await;
    assert!(released.expect("released"));
    let again = write(&ctx, move |tx| release(tx, address.id, later)).await;
    assert!(!again.expect("free already"));
}

#[tokio::test]
async fn an_address_is_not_revoked_while_a_peer_needs_it() {
    let (ctx, server) = house("10.8.0.0/29").await;
    let key = config(&ctx, server).await;
    let address = take(&ctx, server, false, NOW).await.expect("free").id;
    write(&ctx, move |tx| assign(tx, address, key))
        .await
        .expect("leased");
    let peer = |sql: &'static str| {
        write(&ctx, move |tx| {
            tx.execute(sql, [key.0, server.0, address.0])?;
            revoke(tx, key, QUARANTINE, NOW)
        })
    };
    let open =
        "INSERT INTO vpn_peers (config_id, server_id, remote_id, address_id, wanted, created_at)
                VALUES (?1, ?2, 'k', ?3, 'open', 1)";
    assert_eq!(peer(open).await.expect("kept"), 0);
    let by_hand = addresses::revoke(&ctx, &admin(), address, NOW).await;
    assert_eq!(refusal(by_hand), wrong_state());
    let unsettled = "UPDATE vpn_peers SET wanted = 'gone' WHERE (config_id, server_id, address_id) = (?1, ?2, ?3)";
    assert_eq!(peer(unsettled).await.expect("kept"), 0);
    let staff = admin();
    let by_type = addresses::revoke_by_user_and_type(&ctx, &staff, ANA, false, NOW);
    assert_eq!(by_type.await.expect("counted"), 0);
    let gone = "UPDATE vpn_peers SET settled = 'gone' WHERE (config_id, server_id, address_id) = (?1, ?2, ?3)";
    assert_eq!(peer(gone).await.expect("kept"), 1);
}

#[tokio::test]
async fn ipv6_alone_makes_its_addresses_when_they_are_needed() {
    let (ctx, server) = house("fd00:8::/64").await;
    let count = fill(&ctx, server, false, NOW).await;
    assert_eq!((count.total, count.available), (65_534, 65_534));
    let first = take(&ctx, server, false, NOW).await.expect("free");
    assert_eq!(
        (first.v4, first.v6.map(|ip| ip.to_string())),
        (None, Some("fd00:8::2".to_owned()))
    );
    let second = take(&ctx, server, false, NOW).await.expect("free");
    assert_eq!(second.host, 3);
    write(&ctx, move |tx| release(tx, first.id, NOW))
        .await
        .expect("released");
    assert_eq!(
        take(&ctx, server, false, NOW).await.expect("free").id,
        first.id
    );
    let count = fill(&ctx, server, false, NOW).await;
    assert_eq!(
        (count.total, count.available, count.leased),
        (65_534, 65_532, 2)
    );
    add(&ctx, server, true, "fd00:9::/126")
        .await
        .expect("added");
    for host in [2, 3] {
        assert_eq!(
            take(&ctx, server, true, NOW).await.expect("free").host,
            host
        );
    }
    assert_eq!(refusal(take(&ctx, server, true, NOW).await), full());
}

#[tokio::test]
async fn addresses_of_foreign_peers_are_left_to_them() {
    let (ctx, server) = house("10.8.0.0/29, fd00:8::/64").await;
    write(&ctx, move |tx| {
        let lists = [r#"["10.8.0.2/32"]"#, r#"["fd00:8::4/127"]"#, r#"["0.0.0.0/0", "::/0"]"#];
        for (at, list) in lists.iter().enumerate() {
            tx.execute(
                "INSERT INTO foreign_peers (server_id, remote_id, addresses, found_at) VALUES (?1, ?2, ?3, 1)",
                (server.0, at.to_string(), list),
            )?;
        }
        Ok(())
    })
    .await
    .expect("kept");
    let next = addresses::available(&ctx, &admin(), server, false, 9)
        .await
        .expect("listed");
    let hosts: Vec<i64> = next.iter().map(|address| address.host).collect();
    assert_eq!(hosts, [3, 6]);
    let count = addresses::count_available(&ctx, &admin(), server, false, NOW).await;
    assert_eq!(count.expect("counted"), 2);
    assert_eq!(take(&ctx, server, false, NOW).await.expect("free").host, 3);
    assert_eq!(take(&ctx, server, false, NOW).await.expect("free").host, 6);
    assert_eq!(refusal(take(&ctx, server, false, NOW).await), full());
}

/// What the admins were told.
async fn notices(ctx: &Ctx) -> Vec<String> {
    ctx.db
        .read(|connection| {
            let mut statement = connection.prepare(
                "SELECT payload FROM tasks WHERE payload LIKE '%pool_scarce%' ORDER BY id",
            )?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok::<_, ServiceError>(rows.collect::<Result<_, _>>()?)
        })
        .await
        .expect("read")
}

#[tokio::test]
async fn scarcity_is_told_once_and_again_only_after_it_was_over() {
    // 29 addresses: scarce with one left, well again with three.
    let (ctx, server) = house("10.8.0.0/27").await;
    for _ in 0..27 {
        take(&ctx, server, false, NOW).await.expect("free");
    }
    assert!(notices(&ctx).await.is_empty());
    let last = take(&ctx, server, false, NOW).await.expect("free");
    assert_eq!(notices(&ctx).await.len(), 1);
    assert!(notices(&ctx).await[0].contains("Madrid"));
    for _ in 0..3 {
        write(&ctx, move |tx| release(tx, last.id, NOW))
            .await
            .expect("released");
        take(&ctx, server, false, NOW).await.expect("free");
    }
    assert_eq!(notices(&ctx).await.len(), 1, "it was scarce all the time");
    let end = NOW + HOUR;
    addresses::cleanup_revoked(&ctx, &admin(), end)
        .await
        .expect("ran");
    for _ in 0..28 {
        take(&ctx, server, false, end).await.expect("free");
    }
    assert_eq!(notices(&ctx).await.len(), 2);
}

#[tokio::test]
async fn an_upgraded_trial_keeps_its_address_and_trials_get_a_spare_one_when_they_need_it() {
    let (ctx, server) = house("10.8.0.0/28").await;
    add(&ctx, server, true, "10.9.0.0/29").await.expect("added");
    let mut trials = Vec::new();
    for _ in 0..2 {
        trials.push(take(&ctx, server, true, NOW).await.expect("free"));
    }
    let keep = |id: AddressId| write(&ctx, move |tx| keep_for_paid(tx, id, NOW));
    let sizes = || async {
        let (trial, paid) = (
            fill(&ctx, server, true, NOW).await,
            fill(&ctx, server, false, NOW).await,
        );
        (trial.total, trial.available, paid.total, paid.available)
    };
    assert_eq!(sizes().await, (5, 3, 13, 13));
    keep(trials[0].id).await.expect("kept");
    keep(trials[0].id).await.expect("once is enough");
    assert_eq!(sizes().await, (4, 3, 14, 13), "trials have enough");
    for _ in 0..3 {
        trials.push(take(&ctx, server, true, NOW).await.expect("free"));
    }
    assert_eq!(sizes().await, (4, 0, 14, 13));
    keep(trials[1].id).await.expect("kept");
    assert_eq!(sizes().await, (4, 1, 14, 12), "a paid one stands in");
    let lent = take(&ctx, server, true, NOW).await.expect("free");
    assert_eq!(
        lent.v4.map(|ip| ip.to_string()).as_deref(),
        Some("10.8.0.14")
    );
    // What is free again counts as its network says.
    for id in [trials[0].id, trials[1].id, lent.id] {
        write(&ctx, move |tx| release(tx, id, NOW))
            .await
            .expect("released");
    }
    assert_eq!(sizes().await, (5, 2, 13, 13));
}

#[tokio::test]
async fn a_large_pool_is_made_and_used_without_a_wait() {
    let started = std::time::Instant::now();
    let (ctx, server) = house("10.8.0.0/19, fd00:8::/64").await;
    let made = started.elapsed();
    for _ in 0..20 {
        take(&ctx, server, false, NOW).await.expect("free");
    }
    let used = started.elapsed() - made;
    assert_eq!(fill(&ctx, server, false, NOW).await.total, 8_189);
    // Without optimization on a busy machine; alone it is a tenth of that.
    assert!(
        made.as_secs() < 10 && used.as_secs() < 3,
        "{made:?}, {used:?}"
    );
}
