//! Traffic, repairs and strangers with a server that can be broken in every way.

use super::accounting;
use super::adopt;
use super::reconcile;
use super::rounds;
use super::testing::House;
use super::testing::Mood;
use super::testing::write;
use super::usage;
use crate::crud;
use crate::integrations::vpn::Counting;
use crate::integrations::wireguard::import;
use crate::integrations::wireguard::secret_hash;
use crate::models::Actor;
use crate::models::ConfigStatus;
use crate::models::DAY;
use crate::models::PeerWish;
use crate::models::PermissionSet;
use crate::models::Refusal;
use crate::models::UserId;
use crate::models::VpnRefusal;
use crate::services::ServiceError;
use crate::services::backups;
use crate::services::tests::NOW;
use crate::services::tests::admin;

const HOME: &str = "203.0.113.7:40000";
const TOTAL: &str = "SELECT used_rx + used_tx FROM vpn_accounts";

#[tokio::test]
async fn every_byte_is_counted_once_for_key_account_and_day_over_restarts_and_wipes() {
    let house = House::new(None).await;
    house.key("a").await;
    let sample = async |at| {
        accounting::sample(&house.ctx, house.server, at)
            .await
            .expect("read")
    };
    house.fake.transfer("a", 100, 1_000, HOME);
    assert_eq!(sample(house.at(60)).await, 1);
    assert_eq!(sample(house.at(120)).await, 0, "nothing moved");
    house.fake.restart();
    house.fake.transfer("a", 200, 5_000, HOME);
    sample(house.at(180)).await;
    house.fake.wipe();
    rounds::reconcile(&house.ctx, house.at(200))
        .await
        .expect("mended");
    house.fake.transfer("a", 300, 9_000, HOME);
    sample(house.at(DAY)).await;
    assert_eq!(house.number(TOTAL).await, 600 + 15_000);
    assert_eq!(house.number("SELECT used_rx FROM vpn_configs").await, 600);
    assert_eq!(
        house.number("SELECT used_tx FROM vpn_configs").await,
        15_000
    );
    assert_eq!(
        house
            .number("SELECT sum(rx + tx) FROM vpn_traffic_daily")
            .await,
        15_600
    );
    assert_eq!(
        house.number("SELECT count(*) FROM vpn_traffic_daily").await,
        2
    );
    assert_eq!(
        house.number("SELECT day_used FROM vpn_accounts").await,
        9_300
    );
    let seen = house.number("SELECT last_seen_at FROM vpn_configs").await;
    assert_eq!(seen, house.at(DAY).0, "its traffic tells that it is in use");
}

#[tokio::test]
async fn a_used_quota_shuts_every_key_of_the_account_within_the_poll_that_sees_it() {
    let house = House::new(Some(10_000)).await;
    house.key("a").await;
    house.key("b").await;
    house.fake.transfer("a", 0, 7_000, HOME);
    accounting::sample(&house.ctx, house.server, house.at(60))
        .await
        .expect("read");
    let open = "SELECT count(*) FROM vpn_peers WHERE wanted = 'open'";
    assert_eq!(house.number(open).await, 2);
    house.fake.transfer("b", 0, 3_000, HOME);
    accounting::sample(&house.ctx, house.server, house.at(120))
        .await
        .expect("read");
    assert_eq!(house.number(open).await, 0);
    let tasks = "SELECT count(*) FROM tasks WHERE kind = 'settle_peer'";
    assert_eq!(house.number(tasks).await, 2);
    rounds::reconcile(&house.ctx, house.at(121))
        .await
        .expect("mended");
    assert!(house.fake.names().is_empty(), "{:?}", house.fake.names());
}

#[tokio::test]
async fn a_total_that_a_node_keeps_while_a_peer_is_kept_out_is_not_counted_again() {
    let house = House::new(None).await;
    let (_, peer) = house.key("a").await;
    house.fake.transfer("a", 11, 22, HOME);
    accounting::sample(&house.ctx, house.server, NOW)
        .await
        .expect("read");
    // The node was told to keep it out, and had no last reading to give: its total goes on.
    write(&house.ctx, move |tx| {
        accounting::credit_last(tx, peer, None, Counting::SincePut, NOW)
    })
    .await;
    house.fake.transfer("a", 1, 1, HOME);
    accounting::sample(&house.ctx, house.server, house.at(60))
        .await
        .expect("read");
    assert_eq!(house.number(TOTAL).await, 35);
}

#[tokio::test]
async fn a_sample_that_is_kept_late_beside_another_is_counted_once() {
    let house = House::new(None).await;
    house.key("a").await;
    house.fake.transfer("a", 11, 22, HOME);
    let server = house.server;
    // Whoever looked gave up waiting while its sample was being written, and the next one was read in between.
    let listing = crate::integrations::vpn::Backend::list(&house.fake)
        .await
        .expect("listed");
    for _ in 0..2 {
        let listing = listing.clone();
        let early = write(&house.ctx, move |tx| {
            accounting::changes(tx, server, &listing, NOW)
        })
        .await;
        for changes in [early.clone(), early] {
            write(&house.ctx, move |tx| accounting::keep(tx, changes, NOW)).await;
        }
    }
    assert_eq!(house.number(TOTAL).await, 33);
}

#[tokio::test]
async fn counters_are_kept_before_a_peer_is_taken_away() {
    let house = House::new(None).await;
    let (_, peer) = house.key("a").await;
    house.fake.transfer("a", 11, 22, HOME);
    write(&house.ctx, move |tx| {
        Ok(crud::vpn_peers::update_wanted(tx, peer, PeerWish::Gone)?)
    })
    .await;
    rounds::reconcile(&house.ctx, house.at(1))
        .await
        .expect("mended");
    assert_eq!(house.fake.calls(), ["remove a"]);
    assert_eq!(house.number(TOTAL).await, 33);
}

#[tokio::test]
async fn a_wiped_or_edited_server_is_put_right_and_strangers_stay() {
    let house = House::new(None).await;
    house.key("a").await;
    house.key("b").await;
    house.fake.wipe();
    house.fake.add_stranger("stranger", &["10.9.0.2/32"]);
    let system = Actor::system();
    let (ctx, server) = (&house.ctx, house.server);
    let dry = reconcile::drift(ctx, &system, server, NOW)
        .await
        .expect("looked");
    assert_eq!(
        (dry.to_put.len(), dry.foreign.len(), dry.matching),
        (2, 1, 0)
    );
    assert!(house.fake.calls().is_empty(), "a look changes nothing");
    let found = reconcile::repair(ctx, server, NOW).await.expect("mended");
    assert_eq!(found, Some(dry));
    assert_eq!(house.fake.names(), ["a", "b", "stranger"]);
    let strangers = adopt::list(ctx, &system, server).await.expect("read");
    assert_eq!(strangers[0].remote_id, "stranger");
    // Taken away by hand, and one that was forgotten long ago is back.
    house.fake.edit(|peers| {
        peers.remove("a");
    });
    write(ctx, |tx| {
        tx.execute_batch(
            "UPDATE vpn_peers SET wanted = 'gone', settled = 'gone' WHERE remote_id = 'b'",
        )?;
        Ok(())
    })
    .await;
    house.fake.calls();
    reconcile::repair(ctx, server, house.at(300))
        .await
        .expect("mended");
    assert_eq!(house.fake.names(), ["a", "stranger"]);
    assert_eq!(house.fake.calls(), ["put a open", "remove b"]);
    reconcile::repair(ctx, server, house.at(600))
        .await
        .expect("mended");
    assert!(house.fake.calls().is_empty(), "nothing differs any more");
}

#[tokio::test]
async fn a_wish_that_changed_while_the_server_was_listed_is_not_undone() {
    let house = House::new(None).await;
    let (_, peer) = house.key("a").await;
    // By the listing it is missing and would be put there; meanwhile it is to go.
    house.fake.wipe();
    house
        .fake
        .change_meanwhile(&house.ctx.db, peer, PeerWish::Gone);
    reconcile::repair(&house.ctx, house.server, NOW)
        .await
        .expect("mended");
    assert!(house.fake.names().is_empty());
    assert!(!house.fake.calls().contains(&"put a open".to_owned()));
    // The other way round: by the listing it is there though it is shut.
    write(&house.ctx, move |tx| {
        crud::vpn_peers::update_wanted(tx, peer, PeerWish::Shut)?;
        Ok(())
    })
    .await;
    house.fake.add_stranger("a", &[]);
    house
        .fake
        .change_meanwhile(&house.ctx.db, peer, PeerWish::Open);
    reconcile::repair(&house.ctx, house.server, NOW)
        .await
        .expect("mended");
    assert_eq!(house.fake.names(), ["a"]);
}

#[tokio::test]
async fn a_server_is_compared_when_it_comes_back_and_else_every_five_minutes() {
    let house = House::new(None).await;
    house.key("a").await;
    let round = async |at| {
        rounds::reconcile(&house.ctx, at)
            .await
            .expect("a round")
            .servers
    };
    assert_eq!(round(house.at(0)).await, 1, "at the start");
    assert_eq!(round(house.at(60)).await, 0);
    assert_eq!(round(house.at(300)).await, 1);
    house.fake.be(Mood::Down);
    assert_eq!(
        rounds::sample(&house.ctx, house.at(360))
            .await
            .expect("a round")
            .servers,
        0
    );
    assert_eq!(round(house.at(660)).await, 0, "it is down: nobody asks");
    house.fake.be(Mood::Well);
    house.fake.wipe();
    super::health::noted_up(&house.ctx, house.server, None, house.at(670))
        .await
        .expect("noted");
    assert_eq!(round(house.at(672)).await, 1, "it is back");
    assert_eq!(house.fake.names(), ["a"]);
}

#[tokio::test]
async fn a_stranger_becomes_a_key_that_goes_on_as_it_is() {
    let house = House::new(None).await;
    house
        .fake
        .add_stranger("old", &["10.9.0.2/32", "192.168.5.0/24"]);
    let (ctx, server) = (&house.ctx, house.server);
    reconcile::repair(ctx, server, NOW).await.expect("looked");
    let taken = adopt::adopt(ctx, &admin(), server, "old", house.user, NOW).await;
    let config = taken.expect("taken over");
    house.fake.transfer("old", 7, 70, HOME);
    reconcile::repair(ctx, server, house.at(300))
        .await
        .expect("looked");
    assert!(house.fake.calls().is_empty(), "it is as it was");
    assert_eq!(
        house.number(TOTAL).await,
        77,
        "what it had before is not counted"
    );
    assert_eq!(house.number("SELECT count(*) FROM foreign_peers").await, 0);
    let key = ctx
        .db
        .read(move |connection| Ok::<_, ServiceError>(crud::vpn_configs::get(connection, config)?))
        .await
        .expect("read")
        .expect("kept");
    assert!(key.is_imported && key.status == ConfigStatus::Active);
    assert_eq!(key.name, "Abuela");
    house.fake.wipe();
    reconcile::repair(ctx, server, house.at(600))
        .await
        .expect("mended");
    house.fake.edit(|peers| {
        assert_eq!(peers["old"].addresses, ["10.9.0.2/32", "192.168.5.0/24"]);
    });
    assert_eq!(
        house
            .number("SELECT count(*) FROM tasks WHERE kind = 'deliver_config'")
            .await,
        0
    );
}

#[tokio::test]
async fn a_stranger_with_an_unknown_preshared_key_needs_its_file() {
    let house = House::new(None).await;
    let preshared = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
    let public = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";
    house.fake.add_stranger(public, &["10.9.0.2/32"]);
    house.fake.edit(|peers| {
        let peer = peers.get_mut(public).expect("there");
        peer.secret_hash = secret_hash(Some(preshared));
    });
    let (ctx, server) = (&house.ctx, house.server);
    reconcile::repair(ctx, server, NOW).await.expect("looked");
    let refused = adopt::adopt(ctx, &admin(), server, public, house.user, NOW).await;
    assert!(matches!(
        refused,
        Err(ServiceError::Refused(Refusal::Vpn(
            VpnRefusal::PresharedUnknown
        )))
    ));
    let absent = "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8=";
    let file = format!(
        "[Interface]\nPrivateKey = {preshared}\n\n[Peer]\n# Abuela\nPublicKey = {public}\nPresharedKey = {preshared}\n\
         AllowedIPs = 10.9.0.2/32\n\n[Peer]\nPublicKey = {absent}\nAllowedIPs = 10.9.0.3/32\n"
    );
    let read = import::parse(&file).expect("a file");
    let done = adopt::import(ctx, &admin(), server, read.peers.clone(), house.user, NOW).await;
    assert_eq!(done.expect("imported").adopted.len(), 2);
    let again = adopt::import(ctx, &admin(), server, read.peers, house.user, NOW).await;
    assert_eq!(again.expect("imported").known, 2);
    reconcile::repair(ctx, server, NOW).await.expect("mended");
    assert_eq!(house.fake.calls(), [format!("put {absent} open")]);
}

#[tokio::test]
async fn a_stranger_that_was_left_alone_stays_known_as_such() {
    let house = House::new(None).await;
    house.fake.add_stranger("old", &["10.9.0.2/32"]);
    let (ctx, server) = (&house.ctx, house.server);
    reconcile::repair(ctx, server, NOW).await.expect("looked");
    adopt::leave(ctx, &admin(), server, "old", NOW)
        .await
        .expect("left");
    let missing = adopt::leave(ctx, &admin(), server, "other", NOW).await;
    assert!(matches!(
        missing,
        Err(ServiceError::Refused(Refusal::NotFound))
    ));
    let drift = reconcile::drift(ctx, &admin(), server, house.at(9))
        .await
        .expect("looked");
    assert!(drift.foreign[0].is_left);
    assert_eq!(drift.foreign[0].found_at, NOW);
}

#[tokio::test]
async fn whoever_is_no_staff_sees_and_does_nothing_here() {
    let house = House::new(None).await;
    let ana = Actor::user(house.user, PermissionSet::default(), None);
    let (ctx, server) = (&house.ctx, house.server);
    let refused = |error: ServiceError| matches!(error, ServiceError::Refused(Refusal::NotAllowed));
    assert!(refused(
        reconcile::drift(ctx, &ana, server, NOW)
            .await
            .expect_err("no")
    ));
    assert!(refused(
        reconcile::repair_now(ctx, &ana, server, NOW)
            .await
            .expect_err("no")
    ));
    assert!(refused(
        adopt::list(ctx, &ana, server).await.expect_err("no")
    ));
    assert!(refused(
        adopt::leave(ctx, &ana, server, "x", NOW)
            .await
            .expect_err("no")
    ));
    let adopted = adopt::adopt(ctx, &ana, server, "x", house.user, NOW).await;
    assert!(refused(adopted.expect_err("no")));
    assert!(refused(
        usage::of_user(ctx, &ana, house.user, NOW)
            .await
            .expect_err("no")
    ));
}

#[tokio::test]
async fn whoever_looks_sees_counters_of_this_minute() {
    let house = House::new(Some(100_000)).await;
    let (config, _) = house.key("a").await;
    house.fake.transfer("a", 10, 90, HOME);
    let ana = Actor::user(house.user, PermissionSet::default(), None);
    let views = usage::of_person(&house.ctx, &ana, NOW).await.expect("seen");
    assert_eq!(views[0].account.used(), 100);
    assert_eq!(views[0].keys[0].today.tx, 90);
    assert!(views[0].keys[0].is_online);
    assert_eq!(views[0].counted_at, Some(NOW));
    house.fake.transfer("a", 10, 90, HOME);
    let views = usage::of_person(&house.ctx, &ana, house.at(30))
        .await
        .expect("seen");
    assert_eq!(views[0].account.used(), 100, "a minute is fresh enough");
    let days = usage::days(&house.ctx, &ana, Some(config), 7, house.at(30))
        .await
        .expect("seen");
    assert_eq!((days.len(), days[6].rx), (7, 10));
    let eva = Actor::user(UserId(101), PermissionSet::default(), None);
    let foreign = usage::days(&house.ctx, &eva, Some(config), 7, NOW).await;
    assert!(matches!(
        foreign,
        Err(ServiceError::Refused(Refusal::NotFound))
    ));
}

#[tokio::test(start_paused = true)]
async fn a_view_waits_two_seconds_for_a_server_that_hangs_and_shows_what_is_known() {
    let house = House::new(None).await;
    house.key("a").await;
    house.fake.be(Mood::Deaf);
    let ana = Actor::user(house.user, PermissionSet::default(), None);
    let begun = tokio::time::Instant::now();
    let views = usage::of_person(&house.ctx, &ana, NOW).await.expect("seen");
    assert_eq!(views[0].counted_at, None);
    assert!(begun.elapsed().as_secs() <= 2);
}

#[tokio::test]
async fn after_the_restore_of_an_old_backup_no_key_is_shut_until_an_admin_says_so() {
    let house = House::new(None).await;
    let (_, peer) = house.key("a").await;
    // As the backup has it; it was opened again after the backup was made.
    write(&house.ctx, move |tx| {
        crud::vpn_peers::update_wanted(tx, peer, PeerWish::Shut)?;
        Ok(crud::house::set(tx, "restore.held", &NOW.to_string(), NOW)?)
    })
    .await;
    house.key("b").await;
    house.fake.wipe();
    house.fake.add_stranger("a", &[]);
    let found = reconcile::repair(&house.ctx, house.server, NOW).await;
    let drift = found.expect("mended").expect("an answer");
    assert_eq!(drift.to_remove, ["a"], "it is told");
    assert_eq!(
        house.fake.names(),
        ["a", "b"],
        "what is missing is put there"
    );
    backups::release(&house.ctx, &admin(), NOW)
        .await
        .expect("released");
    rounds::reconcile(&house.ctx, house.at(1))
        .await
        .expect("mended");
    assert_eq!(house.fake.names(), ["b"], "at once");
}
