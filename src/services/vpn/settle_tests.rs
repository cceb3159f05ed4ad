use super::*;
use crate::models::ConfigId;
use crate::models::KeysGo;
use crate::models::TermEnd;
use crate::models::Terms;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use crate::services::vpn::health;
use crate::services::vpn::keys;
use crate::services::vpn::testing::*;
use std::time::Duration;

const KINDS: [VpnKind; 3] = VpnKind::ALL;

/// The process dies while a server does what it was told: whatever waited for its answer is gone.
async fn killed_while_settling(ctx: &Ctx, fakes: &Fakes, mood: Mood) {
    fakes.be(mood);
    let waited = tokio::time::timeout(Duration::from_millis(300), run(ctx, NOW)).await;
    assert!(waited.is_err(), "the server must be waiting");
    fakes.be(Mood::Well);
}

async fn texts(ctx: &Ctx, key: ConfigId) -> String {
    let package = keys::to_deliver(ctx, key).await.expect("packed");
    package
        .expect("something to deliver")
        .secret
        .text()
        .into_owned()
}

/// One peer that works, one address, one delivery, whatever happened before.
async fn assert_one(ctx: &Ctx, fakes: &Fakes, server: ServerId, kind: VpnKind) {
    let open = fakes.open(server);
    assert_eq!(open.len(), 1, "{kind:?}");
    let sql = "SELECT count(*) FROM vpn_configs WHERE status = 'active'";
    assert_eq!(value::<i64>(ctx, sql).await, 1);
    let sql = "SELECT count(*) FROM ip_addresses WHERE state = 'assigned'";
    let addresses = i64::from(kind == VpnKind::WireGuard);
    assert_eq!(value::<i64>(ctx, sql).await, addresses);
    let sql = "SELECT count(*) FROM ip_addresses WHERE state = 'leased'";
    assert_eq!(value::<i64>(ctx, sql).await, 0, "no lease leaked");
    assert_eq!(open[0].addresses.len() as i64, 2 * addresses);
    let sql = "SELECT count(*) FROM tasks WHERE kind = 'settle_peer' AND state <> 'done'";
    assert_eq!(value::<i64>(ctx, sql).await, 0);
}

#[tokio::test]
async fn killed_at_any_moment_of_making_a_key_there_is_one_peer_one_address_one_delivery() {
    for kind in KINDS {
        for mood in [None, Some(Mood::Deaf), Some(Mood::Mute)] {
            let (ctx, fakes) = house().await;
            let server = server(&ctx, kind, 1).await;
            let ana = customer(&ctx, 100, kind).await;
            let made = keys::make(&ctx, &ana, wish(&ana, kind, "a"), NOW)
                .await
                .expect("made");
            // Between commit and call, or between call and answer, again and again.
            if let Some(mood) = mood {
                killed_while_settling(&ctx, &fakes, mood).await;
                killed_while_settling(&ctx, &fakes, mood).await;
            }
            assert!(
                keys::to_deliver(&ctx, made)
                    .await
                    .expect("looked")
                    .is_none()
            );
            let again = keys::make(&ctx, &ana, wish(&ana, kind, "a"), NOW)
                .await
                .expect("made");
            assert_eq!(
                made, again,
                "the press that was not answered makes no second key"
            );
            run(&ctx, NOW).await;
            assert_one(&ctx, &fakes, server, kind).await;
            let sql = "SELECT count(*) FROM tasks WHERE kind = 'deliver_config'";
            assert_eq!(value::<i64>(&ctx, sql).await, 1);
            assert_eq!(texts(&ctx, made).await, texts(&ctx, made).await);
        }
    }
}

#[tokio::test]
async fn killed_between_the_answer_and_its_note_nothing_is_done_twice() {
    for kind in KINDS {
        let (ctx, fakes) = house().await;
        let server = server(&ctx, kind, 1).await;
        let ana = customer(&ctx, 100, kind).await;
        key(&ctx, &ana, kind, "a").await;
        // The note of the task is lost: it runs once more.
        write(&ctx, |tx| {
            Ok(tx.execute(
                "UPDATE tasks SET state = 'due', done_at = NULL WHERE kind = 'settle_peer'",
                [],
            )?)
        })
        .await;
        fakes.calls();
        assert!(run(&ctx, NOW).await > 0);
        assert!(fakes.calls().is_empty(), "the server did it already");
        assert_one(&ctx, &fakes, server, kind).await;
        let sql = "SELECT count(*) FROM tasks WHERE kind = 'deliver_config'";
        assert_eq!(value::<i64>(&ctx, sql).await, 1);
    }
}

#[tokio::test]
async fn killed_at_any_moment_of_rotating_the_old_secret_is_gone_and_the_address_stays() {
    for kind in KINDS {
        for mood in [None, Some(Mood::Deaf), Some(Mood::Mute)] {
            let (ctx, fakes) = house().await;
            let server = server(&ctx, kind, 1).await;
            let ana = customer(&ctx, 100, kind).await;
            let made = key(&ctx, &ana, kind, "a").await;
            let (before, old) = (texts(&ctx, made).await, fakes.open(server).remove(0));
            keys::rotate(&ctx, &ana, made, NOW).await.expect("rotated");
            if let Some(mood) = mood {
                killed_while_settling(&ctx, &fakes, mood).await;
                killed_while_settling(&ctx, &fakes, mood).await;
            }
            run(&ctx, NOW).await;
            assert_one(&ctx, &fakes, server, kind).await;
            let new = fakes.open(server).remove(0);
            assert_ne!(old.remote_id, new.remote_id);
            assert_eq!(old.addresses, new.addresses);
            assert_ne!(before, texts(&ctx, made).await);
            let sql = "SELECT count(*) FROM tasks WHERE kind = 'deliver_config'";
            assert_eq!(
                value::<i64>(&ctx, sql).await,
                2,
                "the first file and the new one"
            );
        }
    }
}

#[tokio::test]
async fn killed_at_any_moment_of_deleting_the_peer_is_gone_and_its_use_counted_once() {
    for mood in [None, Some(Mood::Deaf), Some(Mood::Mute)] {
        let (ctx, fakes) = house().await;
        let server = server(&ctx, VpnKind::WireGuard, 1).await;
        let ana = customer(&ctx, 100, VpnKind::WireGuard).await;
        let made = key(&ctx, &ana, VpnKind::WireGuard, "a").await;
        fakes.transfer_seven(server);
        keys::delete(&ctx, &ana, made, NOW).await.expect("deleted");
        if let Some(mood) = mood {
            killed_while_settling(&ctx, &fakes, mood).await;
        }
        run(&ctx, NOW).await;
        assert!(fakes.open(server).is_empty());
        let sql = "SELECT count(*) FROM ip_addresses WHERE state = 'assigned'";
        assert_eq!(value::<i64>(&ctx, sql).await, 0);
        let sql = "SELECT count(*) FROM ip_addresses WHERE state = 'revoked'";
        assert_eq!(value::<i64>(&ctx, sql).await, 1, "in quarantine");
        // What a removal said is lost if nobody was there to hear it.
        let used = if mood == Some(Mood::Mute) { 0 } else { 7 };
        let sql = "SELECT used_rx + used_tx FROM vpn_accounts";
        assert_eq!(value::<i64>(&ctx, sql).await, used);
    }
}

#[tokio::test]
async fn a_move_leaves_one_peer_on_the_new_server_and_the_old_address_in_quarantine() {
    let (ctx, fakes) = house().await;
    let first = server(&ctx, VpnKind::WireGuard, 1).await;
    let ana = customer(&ctx, 100, VpnKind::WireGuard).await;
    let made = key(&ctx, &ana, VpnKind::WireGuard, "a").await;
    let full = keys::move_to(&ctx, &admin(), made, None, NOW).await;
    assert!(full.is_err(), "there is no other server");
    let second = server(&ctx, VpnKind::WireGuard, 2).await;
    keys::move_to(&ctx, &admin(), made, None, NOW)
        .await
        .expect("moved");
    killed_while_settling(&ctx, &fakes, Mood::Mute).await;
    run(&ctx, NOW).await;
    assert!(fakes.open(first).is_empty());
    assert_one(&ctx, &fakes, second, VpnKind::WireGuard).await;
    let sql = "SELECT count(*) FROM ip_addresses WHERE state = 'revoked'";
    assert_eq!(value::<i64>(&ctx, sql).await, 1);
    let stranger = keys::move_to(&ctx, &ana, made, Some(first), NOW).await;
    assert!(stranger.is_err(), "moving is for the staff");
}

#[tokio::test]
async fn a_server_that_is_down_is_asked_once_and_everything_for_it_waits() {
    let (ctx, fakes) = house().await;
    let server = server(&ctx, VpnKind::Outline, 1).await;
    let ana = customer(&ctx, 100, VpnKind::Outline).await;
    for from in ["a", "b", "c"] {
        let wish = wish(&ana, VpnKind::Outline, from);
        keys::make(&ctx, &ana, wish, NOW).await.expect("made");
    }
    fakes.calls();
    fakes.be(Mood::Down);
    assert_eq!(run(&ctx, NOW).await, 3);
    assert_eq!(fakes.calls().len(), 1, "the others do not wait for it");
    let sql = "SELECT count(*) FROM tasks WHERE state = 'waiting' AND waits_for LIKE 'server:%'";
    assert_eq!(value::<i64>(&ctx, sql).await, 3);
    fakes.be(Mood::Well);
    health::noted_up(&ctx, server, None, NOW)
        .await
        .expect("noted");
    run(&ctx, NOW).await;
    assert_eq!(fakes.open(server).len(), 3);
}

#[tokio::test]
async fn a_refused_peer_is_tried_again_and_holds_up_nobody() {
    let (ctx, fakes) = house().await;
    let server = server(&ctx, VpnKind::Outline, 1).await;
    let ana = customer(&ctx, 100, VpnKind::Outline).await;
    let wish = wish(&ana, VpnKind::Outline, "a");
    keys::make(&ctx, &ana, wish, NOW).await.expect("made");
    fakes.be(Mood::Refuses);
    assert_eq!(run(&ctx, NOW).await, 1);
    let health: String = value(&ctx, "SELECT health FROM servers").await;
    assert_eq!(health, "up", "it answers");
    fakes.be(Mood::Well);
    assert_eq!(run(&ctx, NOW + 5).await, 1);
    assert_eq!(fakes.open(server).len(), 1);
}

#[tokio::test]
async fn a_wish_that_changes_while_the_server_is_told_is_settled_by_its_own_task() {
    let (ctx, fakes) = house().await;
    let server = server(&ctx, VpnKind::Outline, 1).await;
    let ana = customer(&ctx, 100, VpnKind::Outline).await;
    let made = key(&ctx, &ana, VpnKind::Outline, "a").await;
    for _ in 0..3 {
        keys::pause(&ctx, &ana, made, NOW).await.expect("paused");
        keys::resume(&ctx, &ana, made, NOW).await.expect("resumed");
    }
    keys::pause(&ctx, &ana, made, NOW).await.expect("paused");
    run(&ctx, NOW).await;
    assert!(fakes.open(server).is_empty());
    let settled: String = value(&ctx, "SELECT settled FROM vpn_peers").await;
    assert_eq!(settled, "shut");
}

#[tokio::test]
async fn a_wish_that_is_taken_back_before_the_answer_is_noted_is_undone_on_the_server() {
    for kind in KINDS {
        let (ctx, fakes) = house().await;
        let server = server(&ctx, kind, 1).await;
        let ana = customer(&ctx, 100, kind).await;
        let made = key(&ctx, &ana, kind, "a").await;
        keys::pause(&ctx, &ana, made, NOW).await.expect("paused");
        killed_while_settling(&ctx, &fakes, Mood::Mute).await;
        assert!(fakes.open(server).is_empty(), "{kind:?}");
        keys::resume(&ctx, &ana, made, NOW).await.expect("resumed");
        run(&ctx, NOW).await;
        assert_eq!(fakes.open(server).len(), 1, "{kind:?}");
    }
}

/// What a server answers that did what it was told.
fn answered(last: Option<Counters>, has_ended: bool) -> Answered {
    Answered {
        secret: None,
        last,
        has_ended,
    }
}

#[tokio::test]
async fn an_end_that_changes_while_the_server_is_told_the_old_one_is_told_too() {
    let (ctx, fakes) = house().await;
    let server = server(&ctx, VpnKind::WireGuard, 1).await;
    let ana = customer(&ctx, 100, VpnKind::WireGuard).await;
    let made = keys::make(&ctx, &ana, wish(&ana, VpnKind::WireGuard, "a"), NOW).await;
    made.expect("made");
    let told = write(&ctx, |tx| Ok(crud::vpn_peers::get(tx, PeerId(1))?)).await;
    let told = told.expect("a peer");
    // The server has the old end in its hands.
    let end = NOW.plus_days(365);
    let terms = Terms {
        end: TermEnd::Until(end),
        ..Terms::default()
    };
    give(&ctx, 100, VpnKind::WireGuard, terms, NOW).await;
    let seal = ctx.seal.clone();
    write(&ctx, move |tx| {
        let answered = answered(None, false);
        confirmed(tx, &seal, &told, answered, VpnKind::WireGuard, NOW)
    })
    .await;
    run(&ctx, NOW).await;
    assert_eq!(fakes.open(server)[0].expires_at, Some(end));
    let settled: String = value(&ctx, "SELECT settled FROM vpn_peers").await;
    assert_eq!(settled, "open");
}

#[tokio::test]
async fn a_node_that_says_the_count_of_a_removed_peer_again_is_credited_once() {
    let (ctx, fakes) = house().await;
    let server = server(&ctx, VpnKind::WireGuard, 1).await;
    let ana = customer(&ctx, 100, VpnKind::WireGuard).await;
    let made = key(&ctx, &ana, VpnKind::WireGuard, "a").await;
    fakes.transfer_seven(server);
    keys::delete(&ctx, &ana, made, NOW).await.expect("deleted");
    run(&ctx, NOW).await;
    let used = "SELECT used_rx + used_tx FROM vpn_accounts";
    assert_eq!(value::<i64>(&ctx, used).await, 7);
    let kept: Option<String> = value(&ctx, "SELECT sealed FROM vpn_peers").await;
    assert_eq!(kept, None, "its secret is of no more use");
    // An old listing still shows the peer: it is removed again, and the node never heard that its count arrived.
    let seal = ctx.seal.clone();
    write(&ctx, move |tx| {
        crud::vpn_peers::update_unsettled(tx, PeerId(1))?;
        let told = crud::vpn_peers::get(tx, PeerId(1))?.expect("a peer");
        let answered = answered(Some(Counters { rx: 3, tx: 4 }), true);
        confirmed(tx, &seal, &told, answered, VpnKind::WireGuard, NOW)
    })
    .await;
    assert_eq!(value::<i64>(&ctx, used).await, 7);
}

#[tokio::test]
async fn a_removed_server_that_answers_forgets_its_keys_and_then_the_way_to_it_is_forgotten() {
    let (ctx, fakes) = house().await;
    let first = server(&ctx, VpnKind::WireGuard, 1).await;
    let second = server(&ctx, VpnKind::WireGuard, 2).await;
    let ana = customer(&ctx, 100, VpnKind::WireGuard).await;
    key(&ctx, &ana, VpnKind::WireGuard, "a").await;
    fakes.transfer_seven(first);
    let to = KeysGo::To(second);
    servers::remove(&ctx, &admin(), first, to, NOW)
        .await
        .expect("removed");
    // The bot was off for long: it is asked all the same.
    let later = NOW.plus_hours(5);
    servers::let_go(&ctx, NOW + 60).await.expect("looked");
    run(&ctx, later).await;
    assert!(fakes.open(first).is_empty(), "its peer works no more");
    assert_eq!(fakes.open(second).len(), 1);
    let used = "SELECT used_rx + used_tx FROM vpn_accounts";
    assert_eq!(value::<i64>(&ctx, used).await, 7, "its last count is kept");
    servers::let_go(&ctx, later).await.expect("looked");
    let ways = "SELECT count(*) FROM servers WHERE sealed <> ''";
    assert_eq!(value::<i64>(&ctx, ways).await, 1, "only to the other one");
}
