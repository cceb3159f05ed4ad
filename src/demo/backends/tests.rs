use super::*;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use crate::services::tests::ctx;
use crate::services::vpn::proxy_health;
use crate::services::vpn::servers;

const DAY: i64 = 24 * 60 * MINUTE;

fn wanted(kind: VpnKind, id: &str, is_open: bool) -> WantedPeer {
    WantedPeer {
        remote_id: id.to_owned(),
        name: "Ana".to_owned(),
        secret: match kind {
            VpnKind::WireGuard => PeerSecret::WireGuard {
                private_key: None,
                preshared_key: None,
            },
            VpnKind::Outline => PeerSecret::Outline { access_url: None },
            VpnKind::MtProto => PeerSecret::MtProto {
                secret: Some(Hidden("0123456789abcdef0123456789abcdef".to_owned())),
            },
        },
        addresses: vec!["10.66.0.2/32".to_owned()],
        is_open,
        expires_at: None,
        bytes_left: None,
        tag: None,
    }
}

fn open(clock: &Clock, kind: VpnKind) -> Arc<dyn Backend> {
    Pretended::new(clock.clone()).open(ServerId(1), kind)
}

async fn total(server: &Arc<dyn Backend>, id: &str) -> Option<u64> {
    let listing = server.list().await.expect("listed");
    let peer = listing
        .peers
        .into_iter()
        .find(|peer| peer.remote_id == id)?;
    peer.counters.map(|counters| counters.rx + counters.tx)
}

#[tokio::test]
async fn traffic_grows_with_the_clock_and_is_the_same_however_often_one_looks() {
    let (clock, kind) = (Clock::standing(NOW), VpnKind::WireGuard);
    let (often, once) = (open(&clock, kind), open(&clock, kind));
    for server in [&often, &once] {
        server.put(&wanted(kind, "key", true)).await.expect("put");
    }
    assert_eq!(total(&often, "key").await, Some(0));
    let mut last = 0;
    for _ in 0..24 * 4 {
        clock.advance(DAY / 96);
        let now = total(&often, "key").await.expect("there");
        assert!(now >= last);
        last = now;
    }
    assert_eq!(total(&once, "key").await, Some(last));
    // A day of somebody who has a quota of a gigabyte.
    assert!((500 * MB..5_000 * MB).contains(&last), "{last}");
    let listing = once.list().await.expect("listed");
    assert!(
        listing.peers[0]
            .seen_at
            .is_some_and(|at| NOW < at && at <= clock.now())
    );
}

#[tokio::test]
async fn a_peer_that_is_kept_out_says_what_it_had_and_begins_at_zero() {
    let (clock, kind) = (Clock::standing(NOW), VpnKind::WireGuard);
    let server = open(&clock, kind);
    server.put(&wanted(kind, "key", true)).await.expect("put");
    clock.advance(HALF_HOUR);
    let had = total(&server, "key").await.expect("there");
    assert!(had > 0, "a new key is tried");
    let put = server.put(&wanted(kind, "key", false)).await.expect("put");
    let before = put.before.expect("it was there");
    assert_eq!(before.rx + before.tx, had);
    assert_eq!(total(&server, "key").await, None);
    clock.advance(DAY);
    server.put(&wanted(kind, "key", true)).await.expect("put");
    assert_eq!(total(&server, "key").await, Some(0));
    assert!(server.remove("key").await.expect("removed").is_some());
    assert!(server.remove("key").await.expect("not there").is_none());
}

const HALF_HOUR: i64 = 30 * MINUTE;

#[tokio::test]
async fn an_outline_key_has_a_link_of_its_own_and_stands_still_while_it_is_closed() {
    let (clock, kind) = (Clock::standing(NOW), VpnKind::Outline);
    let server = open(&clock, kind);
    let link = |put: Put| match put.secret {
        Some(PeerSecret::Outline {
            access_url: Some(url),
        }) => url.0,
        other => panic!("{other:?}"),
    };
    let url = link(server.put(&wanted(kind, "p1", true)).await.expect("put"));
    let (user, place) = url
        .strip_prefix("ss://")
        .and_then(|rest| rest.split_once('@'))
        .expect("a link");
    let user = URL_SAFE_NO_PAD.decode(user).expect("base64");
    assert!(String::from_utf8_lossy(&user).starts_with("chacha20-ietf-poly1305:"));
    assert_eq!(place, "miami.example.org:8388/?outline=1");
    assert_ne!(
        url,
        link(server.put(&wanted(kind, "p2", true)).await.expect("put"))
    );
    assert_eq!(
        url,
        link(server.put(&wanted(kind, "p1", true)).await.expect("put"))
    );
    clock.advance(HALF_HOUR);
    server.put(&wanted(kind, "p1", false)).await.expect("put");
    let had = total(&server, "p1").await;
    clock.advance(DAY);
    assert_eq!(total(&server, "p1").await, had);
    assert!(total(&server, "p2").await > had);
}

#[tokio::test]
async fn a_new_demo_has_one_server_of_each_kind_and_an_old_one_gets_no_more() {
    let ctx = ctx().await;
    let pretended = Pretended::new(ctx.clock.clone());
    for _ in 0..2 {
        install(&ctx, &pretended).await.expect("installed");
    }
    let rows = (ctx
        .db
        .read(|connection| Ok::<_, ServiceError>(crud::servers::list(connection)?)))
    .await
    .expect("listed");
    assert_eq!(
        rows.iter().map(|row| row.kind).collect::<Vec<_>>(),
        VpnKind::ALL
    );
    for row in &rows {
        let backend = ctx.backends.open(row, Reach::Demo).expect("pretended");
        let facts = backend.check().await.expect("it answers");
        assert_eq!(facts.host.as_ref(), Some(&row.host));
        assert_eq!(facts.public_key, row.options.public_key);
    }
    for (is_trial, size) in [(false, 253), (true, 61)] {
        let (house, server) = (Actor::system(), rows[0].id);
        let free = addresses::count_available(&ctx, &house, server, is_trial, NOW);
        assert_eq!(free.await.expect("counted"), size);
    }
}

#[tokio::test]
async fn the_proxy_of_a_demo_is_found_well_in_every_form_and_knows_no_other_secret() {
    let ctx = ctx().await;
    let pretended = Pretended::new(ctx.clock.clone());
    install(&ctx, &pretended).await.expect("installed");
    let (server, world) = (ServerId(3), proxy_health::outside::World);
    let round = proxy_health::test(&ctx, &world, &admin(), server, NOW).await;
    let well = proxy_health::Round {
        judged: 1,
        ..proxy_health::Round::default()
    };
    assert_eq!(round.expect("tried"), well);
    let card = servers::card(&ctx, &admin(), server, NOW).await;
    let checks = card.expect("there").proxy.expect("tried").checks;
    let forms: Vec<SecretForm> = checks.iter().map(|check| check.form).collect();
    assert_eq!(forms, SecretForm::ALL);
    let other = "0123456789abcdef0123456789abcdef";
    let other = Secret::new(other, SecretForm::Secure, None).expect("a secret");
    let not_this = Some(ProbeOutcome::NotThisSecret);
    assert_eq!(pretended.probe(server, &other), not_this);
    assert_eq!(pretended.probe(ServerId(9), &other), None);
}
