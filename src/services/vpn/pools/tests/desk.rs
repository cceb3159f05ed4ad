//! What the staff does with pools and addresses.

use super::*;
use crate::models::Actor;
use crate::models::Permission;
use crate::models::PermissionSet;
use crate::models::PoolRefusal;

#[tokio::test]
async fn the_staff_assigns_revokes_and_releases_with_an_audit_line_each() {
    let (ctx, server) = house("10.8.0.0/29").await;
    let (staff, key) = (admin(), config(&ctx, server).await);
    let address = addresses::assign(&ctx, &staff, key, false, NOW)
        .await
        .expect("free");
    assert_eq!(
        (address.state, address.config),
        (AddressState::Assigned, Some(key))
    );
    let second = addresses::assign(&ctx, &staff, key, false, NOW).await;
    assert_eq!(refusal(second), wrong_state());
    let early = addresses::release(&ctx, &staff, address.id, NOW).await;
    assert_eq!(refusal(early), wrong_state());
    addresses::revoke(&ctx, &staff, address.id, NOW)
        .await
        .expect("assigned");
    addresses::release(&ctx, &staff, address.id, NOW)
        .await
        .expect("in quarantine");
    addresses::assign(&ctx, &staff, key, false, NOW)
        .await
        .expect("free");
    let count = addresses::revoke_by_user_and_type(&ctx, &staff, ANA, true, NOW);
    assert_eq!(count.await.expect("counted"), 0, "it is a paid one");
    let count = addresses::revoke_by_user_and_type(&ctx, &staff, ANA, false, NOW);
    assert_eq!(count.await.expect("counted"), 1);
    let end = NOW.plus_minutes(ctx.vpn_settings().quarantine_minutes);
    assert_eq!(
        addresses::cleanup_revoked(&ctx, &staff, NOW)
            .await
            .expect("ran"),
        0
    );
    assert_eq!(
        addresses::cleanup_revoked(&ctx, &staff, end)
            .await
            .expect("ran"),
        1
    );
    assert_eq!(
        addresses::cleanup_revoked(&ctx, &staff, end)
            .await
            .expect("ran"),
        0
    );
    let lines: Vec<String> = ctx
        .db
        .read(|connection| {
            let mut statement = connection.prepare(
                "SELECT action FROM audit_log WHERE action LIKE 'address.%' ORDER BY id",
            )?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok::<_, ServiceError>(rows.collect::<Result<_, _>>()?)
        })
        .await
        .expect("read");
    let expected = ["assigned", "revoked", "released", "assigned", "revoked"];
    assert_eq!(lines, expected.map(|act| format!("address.{act}")));
}

#[tokio::test]
async fn who_may_not_is_refused() {
    let (ctx, server) = house("10.8.0.0/29").await;
    let key = config(&ctx, server).await;
    let address = addresses::assign(&ctx, &admin(), key, false, NOW)
        .await
        .expect("free")
        .id;
    let all_but = |missing: Permission| -> PermissionSet {
        let others = Permission::ALL.iter().copied();
        others.filter(|permission| *permission != missing).collect()
    };
    let actor = |missing| Actor::user(ANA, all_but(missing), None);
    let servers = actor(Permission::ManageServers);
    let networks = parse("10.9.0.0/24").expect("networks");
    let no = Refusal::NotAllowed;
    assert_eq!(
        refusal(addresses::add(&ctx, &servers, server, true, networks, NOW).await),
        no
    );
    assert_eq!(
        refusal(addresses::remove_pool(&ctx, &servers, PoolId(1), NOW).await),
        no
    );
    assert_eq!(
        refusal(addresses::cleanup_revoked(&ctx, &servers, NOW).await),
        no
    );
    let keys = actor(Permission::ManageKeys);
    assert_eq!(
        refusal(addresses::assign(&ctx, &keys, key, false, NOW).await),
        no
    );
    assert_eq!(
        refusal(addresses::revoke(&ctx, &keys, address, NOW).await),
        no
    );
    assert_eq!(
        refusal(addresses::release(&ctx, &keys, address, NOW).await),
        no
    );
    let by_type = addresses::revoke_by_user_and_type(&ctx, &keys, ANA, false, NOW).await;
    assert_eq!(refusal(by_type), no);
    let see = actor(Permission::SeeServers);
    assert_eq!(refusal(addresses::list(&ctx, &see, server, NOW).await), no);
    assert_eq!(
        refusal(addresses::available(&ctx, &see, server, false, 5).await),
        no
    );
    assert_eq!(
        refusal(addresses::count_available(&ctx, &see, server, false, NOW).await),
        no
    );
}

#[tokio::test]
async fn a_pool_overlaps_no_other_of_any_server_and_not_the_machine_either() {
    let (ctx, madrid) = house("10.8.0.0/24, fd00:8::/64").await;
    let lisbon = server(&ctx, VpnKind::WireGuard).await;
    write(&ctx, move |tx| {
        let facts = r#"{"networks": ["192.168.7.9/24", "0.0.0.0/0", "nonsense"]}"#;
        Ok(tx.execute(
            "UPDATE servers SET facts = ?2 WHERE id = ?1",
            (lisbon.0, facts),
        )?)
    })
    .await
    .expect("kept");
    let overlaps = |network: &str| {
        Refusal::from(PoolRefusal::Overlaps {
            network: network.to_owned(),
        })
    };
    for (networks, other) in [
        ("10.8.0.128/25", "10.8.0.0/24"),
        ("10.8.0.0/16", "10.8.0.0/24"),
        ("10.9.0.0/24 fd00:8::/64", "fd00:8::/64"),
        ("192.168.0.0/16", "192.168.7.0/24"),
    ] {
        let refused = add(&ctx, lisbon, true, networks).await;
        assert_eq!(refusal(refused), overlaps(other), "{networks}");
    }
    add(&ctx, lisbon, true, "10.8.1.0/24")
        .await
        .expect("next to it");
    add(&ctx, madrid, false, "192.168.7.0/24")
        .await
        .expect("that is another machine");
    let outline = server(&ctx, VpnKind::Outline).await;
    assert!(add(&ctx, outline, false, "10.20.0.0/24").await.is_err());
    assert_eq!(
        refusal(add(&ctx, ServerId(99), false, "10.20.0.0/24").await),
        Refusal::NotFound
    );
}

#[tokio::test]
async fn a_pool_goes_when_no_key_uses_it_and_another_one_makes_it_grow() {
    let (ctx, server) = house("10.8.0.0/30").await;
    let key = config(&ctx, server).await;
    let address = addresses::assign(&ctx, &admin(), key, false, NOW)
        .await
        .expect("free");
    let removed = addresses::remove_pool(&ctx, &admin(), address.pool, NOW).await;
    assert_eq!(refusal(removed), PoolRefusal::InUse { count: 1 }.into());
    add(&ctx, server, false, "10.9.0.0/30")
        .await
        .expect("added");
    let second = take(&ctx, server, false, NOW).await.expect("it grew");
    assert_eq!(
        second.v4.map(|ip| ip.to_string()).as_deref(),
        Some("10.9.0.2")
    );
    // A peer that is gone remembers the address; the pool goes all the same.
    write(&ctx, move |tx| {
        tx.execute(
            "INSERT INTO vpn_peers (config_id, server_id, remote_id, address_id, wanted, settled, created_at)
             VALUES (?1, ?2, 'k', ?3, 'gone', 'gone', 1)",
            [key.0, server.0, address.id.0],
        )?;
        revoke(tx, key, QUARANTINE, NOW)
    })
    .await
    .expect("revoked");
    addresses::remove_pool(&ctx, &admin(), address.pool, NOW)
        .await
        .expect("unused");
    let cards = addresses::list(&ctx, &admin(), server, NOW)
        .await
        .expect("listed");
    assert_eq!(cards.len(), 1);
    assert_eq!((cards[0].fill.total, cards[0].fill.leased), (1, 1));
}
