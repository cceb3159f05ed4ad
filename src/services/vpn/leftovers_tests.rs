use crate::models::KeysGo;
use crate::models::VpnKind;
use crate::services::house::clean;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use crate::services::vpn::keys;
use crate::services::vpn::servers;
use crate::services::vpn::testing::*;

const KIND: VpnKind = VpnKind::WireGuard;
const PEERS: &str = "SELECT count(*) FROM vpn_peers";
const USED: &str = "SELECT (SELECT sum(used_rx + used_tx) FROM vpn_accounts) || ' '
    || (SELECT sum(used_rx + used_tx) FROM vpn_configs) || ' ' || (SELECT sum(rx + tx) FROM vpn_traffic_daily)";

#[tokio::test]
async fn peers_long_gone_are_swept_out_and_what_they_used_stays_counted() {
    let (ctx, fakes) = house().await;
    let server = server(&ctx, KIND, 1).await;
    let ana = customer(&ctx, 100, KIND).await;
    let made = key(&ctx, &ana, KIND, "a").await;
    let ended = key(&ctx, &ana, KIND, "b").await;
    let later = NOW.plus_days(1);
    for _ in 0..3 {
        fakes.transfer_seven(server);
        keys::rotate(&ctx, &ana, made, later)
            .await
            .expect("rotated");
        run(&ctx, later).await;
    }
    keys::delete(&ctx, &ana, ended, later)
        .await
        .expect("deleted");
    run(&ctx, later).await;
    let used: String = value(&ctx, USED).await;
    assert!(!used.starts_with('0'), "{used}");
    clean(&ctx, later.plus_days(89)).await.expect("swept");
    assert_eq!(value::<i64>(&ctx, PEERS).await, 5, "not yet");
    clean(&ctx, later.plus_days(92)).await.expect("swept");
    assert_eq!(value::<i64>(&ctx, PEERS).await, 1);
    assert_eq!(value::<String>(&ctx, USED).await, used);
    assert_eq!(fakes.open(server).len(), 1);
    let none: Option<i64> = value(
        &ctx,
        "SELECT peer_id FROM vpn_configs WHERE status = 'revoked'",
    )
    .await;
    assert_eq!(none, None);
    // A new key is not taken for one of those.
    key(&ctx, &ana, KIND, "c").await;
    assert_eq!(fakes.open(server).len(), 2);
}

#[tokio::test]
async fn a_new_key_never_gets_the_id_of_a_peer_that_was_swept_out() {
    let (ctx, fakes) = house().await;
    let server = server(&ctx, KIND, 1).await;
    let ana = customer(&ctx, 100, KIND).await;
    let ended = key(&ctx, &ana, KIND, "a").await;
    keys::delete(&ctx, &ana, ended, NOW).await.expect("deleted");
    run(&ctx, NOW).await;
    clean(&ctx, NOW.plus_days(92)).await.expect("swept");
    key(&ctx, &ana, KIND, "b").await;
    assert_eq!(fakes.open(server).len(), 1);
    let last: i64 = value(&ctx, "SELECT max(id) FROM vpn_peers").await;
    assert_eq!(last, 2);
}

#[tokio::test]
async fn a_server_removed_long_ago_leaves_nothing_but_its_name_to_keys_that_were_on_it() {
    let (ctx, _) = house().await;
    let (with, without) = (server(&ctx, KIND, 1).await, server(&ctx, KIND, 2).await);
    let last = server(&ctx, KIND, 3).await;
    let ana = customer(&ctx, 100, KIND).await;
    let mut wish = wish(&ana, KIND, "a");
    wish.server = Some(with);
    keys::make(&ctx, &ana, wish, NOW).await.expect("made");
    run(&ctx, NOW).await;
    for id in [with, without] {
        servers::remove(&ctx, &admin(), id, KeysGo::Nowhere, NOW)
            .await
            .expect("removed");
    }
    run(&ctx, NOW).await;
    key(&ctx, &ana, KIND, "b").await;
    servers::let_go(&ctx, NOW).await.expect("let go");
    clean(&ctx, NOW.plus_days(92)).await.expect("swept");
    let left = "SELECT group_concat(id) FROM servers";
    assert_eq!(value::<String>(&ctx, left).await, format!("{with},{last}"));
    for sql in [
        "SELECT count(*) FROM ip_addresses WHERE server_id <> 3",
        "SELECT count(*) FROM ip_pools WHERE server_id <> 3",
        "SELECT count(*) FROM vpn_peers WHERE server_id <> 3",
    ] {
        assert_eq!(value::<i64>(&ctx, sql).await, 0, "{sql}");
    }
}
