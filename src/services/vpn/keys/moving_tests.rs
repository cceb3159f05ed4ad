use super::*;
use crate::models::KeysGo;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use crate::services::vpn::pools;
use crate::services::vpn::servers;
use crate::services::vpn::testing::*;
use std::sync::mpsc;
use std::time::Duration;
use std::time::Instant;

/// Addresses taken to see what each costs.
const COUNT: usize = 100;

/// Keys of as many people on a server, as rows.
async fn keys_on(ctx: &Ctx, server: ServerId, kind: VpnKind, count: i64) {
    let kind = kind.name();
    write(ctx, move |tx| {
        tx.execute_batch(&format!(
            "CREATE TEMP TABLE n AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
                 SELECT i FROM n;
             INSERT INTO users (id, first_name, created_at, last_seen_at) SELECT 1000 + i, 'Ana', 1, 1 FROM n;
             INSERT INTO vpn_accounts (id, user_id, kind, is_trial, period_at, devices, created_at)
                 SELECT i, 1000 + i, '{kind}', 0, 1, 5, 1 FROM n;
             INSERT INTO vpn_configs (id, account_id, user_id, kind, name, status, peer_id, server_id, created_at)
                 SELECT i, i, 1000 + i, '{kind}', 'x', 'active', i, {server}, 1 FROM n;
             INSERT INTO vpn_peers (id, config_id, server_id, remote_id, wanted, settled, opened_at, created_at)
                 SELECT i, i, {server}, 'old' || i, 'open', 'open', 1, 1 FROM n;
             DROP TABLE n;"
        ))?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn keys_of_a_removed_server_move_to_one_with_room_for_all_of_them_or_stay() {
    let (ctx, _) = house().await;
    let (old, new) = (
        server(&ctx, VpnKind::Outline, 1).await,
        server(&ctx, VpnKind::Outline, 2).await,
    );
    keys_on(&ctx, old, VpnKind::Outline, 5).await;
    for (most, fits) in [(4, false), (5, true)] {
        write(&ctx, move |tx| {
            let mut row = crud::servers::get(tx, new)?.expect("a server");
            row.options.most_keys = Some(most);
            Ok(crud::servers::update(tx, &row)?)
        })
        .await;
        let removed = servers::remove(&ctx, &admin(), old, KeysGo::To(new), NOW).await;
        assert_eq!(removed.is_ok(), fits, "{removed:?}");
        let on_new = "SELECT count(*) FROM vpn_configs WHERE server_id = 2";
        assert_eq!(value::<i64>(&ctx, on_new).await, if fits { 5 } else { 0 });
    }
    run(&ctx, NOW).await;
    let open = "SELECT count(*) FROM vpn_peers WHERE server_id = 2 AND settled = 'open'";
    assert_eq!(value::<i64>(&ctx, open).await, 5);
}

#[tokio::test]
async fn many_addresses_are_taken_without_counting_the_pools_for_each_of_them() {
    let (ctx, _) = house().await;
    let new = server(&ctx, VpnKind::WireGuard, 2).await;
    pool(&ctx, new, false, "10.64.0.0/19").await;
    customer(&ctx, 100, VpnKind::WireGuard).await;
    let (sent, received) = mpsc::channel::<Duration>();
    for is_counted in [true, false] {
        let sent = sent.clone();
        let done = ctx.db.write(crate::db::Durability::Full, move |tx| {
            let (user, until) = (UserId(100), NOW.plus_days(1));
            let begun = Instant::now();
            for _ in 0..COUNT {
                if is_counted {
                    server_for(tx, VpnKind::WireGuard, false, Some(new), None, NOW)?;
                    pools::lease(tx, new, false, user, until, NOW)?;
                } else {
                    pools::take(tx, new, false, user, until, NOW)?;
                }
            }
            // The receiver waits for it.
            let _ = sent.send(begun.elapsed());
            Err::<(), _>(ServiceError::Fault("given up".to_owned()))
        });
        done.await.expect_err("given up");
    }
    let counted = received.recv().expect("measured");
    let taken = received.recv().expect("measured");
    assert!(taken * 3 < counted, "{taken:?}, {counted:?}");
}

#[tokio::test]
async fn a_lease_that_is_over_is_room_for_a_key_before_it_is_cleaned_up() {
    let (ctx, _) = house().await;
    let server = server(&ctx, VpnKind::WireGuard, 1).await;
    customer(&ctx, 100, VpnKind::WireGuard).await;
    let has_room = |now| {
        ctx.db.read(move |connection| {
            let open = servers::with_room(connection, VpnKind::WireGuard, false, now)?;
            Ok::<_, ServiceError>(open.iter().any(|one| one.id == server))
        })
    };
    write(&ctx, |tx| {
        tx.execute(
            "UPDATE ip_addresses SET state = 'leased', user_id = 100, until = ?1",
            [NOW.0],
        )?;
        Ok(())
    })
    .await;
    assert!(!has_room(NOW + -1).await.expect("read"));
    assert!(has_room(NOW).await.expect("read"));
}
