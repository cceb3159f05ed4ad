//! Whole bots with a pretended telemt: its keys are made, delivered, paused, rotated, counted, prolonged and deleted over
//! its control API, whatever goes wrong on the way; and the same through `portero node`.

use crate::world::{ADMIN, ANA, World};
use portero::demo::mtproto::{FakeDc, FakeProxy};
use portero::demo::telemt::{Fault, Telemt};
use portero::integrations::mtproto::probe::{self, ProbeLimits, ProbeTarget};
use portero::integrations::mtproto::secret::Secret;
use portero::integrations::node::Join;
use portero::integrations::vpn::{Hidden, Reach};
use portero::models::{
    Actor, ConfigId, KeysGo, MtProtoOptions, NewKey, PermissionSet, ProbeOutcome, SecretForm,
    ServerId, ServerOptions, UserId, VpnKind, VpnSetting,
};
use portero::services::vpn::proxy_health::{self, outside::Outside};
use portero::services::vpn::servers::NewServer;
use portero::services::vpn::{accounting, keys, rounds, servers, settings};

const GB: u64 = 1_000_000_000;
const AUTH: &str = "Bearer hush";

/// A bot whose people may have keys of 5 GB for thirty days, with that way to a proxy.
pub async fn with_proxy(reach: Reach) -> World {
    let world = World::bare().await;
    for (setting, value) in [
        (VpnSetting::SelfService, "everybody"),
        (VpnSetting::SelfBytes, "5 GB"),
        (VpnSetting::SelfDays, "30"),
    ] {
        let ctx = &world.app().ctx;
        settings::set(ctx, &admin(), setting, value, world.clock.now())
            .await
            .expect("set");
    }
    let new = NewServer {
        name: "Proxy".to_owned(),
        host: "proxy.example.com".to_owned(),
        port: 443,
        options: ServerOptions {
            mtproto: Some(MtProtoOptions {
                forms: SecretForm::ALL.to_vec(),
                domain: Some("example.com".to_owned()),
                tag: None,
            }),
            ..ServerOptions::default()
        },
        ..NewServer::usual(VpnKind::MtProto, reach)
    };
    let added = servers::add(&world.app().ctx, &admin(), new, world.clock.now()).await;
    assert_eq!(added.expect("added").id, ServerId(1));
    world.ana.start(None);
    world.settled().await;
    world
}

fn reach(server: &Telemt) -> Reach {
    Reach::Telemt {
        url: Hidden(server.url()),
        auth: Some(Hidden(AUTH.to_owned())),
    }
}

async fn with_telemt() -> (World, Telemt) {
    let clock = portero::utils::clock::Clock::standing(crate::world::NOW);
    let server = Telemt::start(clock, Some(AUTH)).await.expect("started");
    let world = with_proxy(reach(&server)).await;
    (world, server)
}

fn admin() -> Actor {
    Actor::user(UserId(ADMIN), PermissionSet::all(), None)
}

fn ana() -> Actor {
    Actor::user(UserId(ANA), PermissionSet::default(), None)
}

/// Asks for a key of Ana's, without waiting for it.
async fn ordered(world: &World, name: &str) -> ConfigId {
    let new = NewKey {
        user: UserId(ANA),
        kind: VpnKind::MtProto,
        server: None,
        name: name.to_owned(),
        made_from: format!("press:{name}"),
    };
    keys::make(&world.app().ctx, &ana(), new, world.clock.now())
        .await
        .expect("made")
}

/// Name and secret of the house's only user there, once it is let in.
async fn admitted(world: &World, server: &Telemt) -> (String, String) {
    let found = |_: &_| ours(server).into_iter().next();
    world.emulator.wait(found, "a user to be let in").await
}

/// Users of the house that are let in.
fn ours(server: &Telemt) -> Vec<(String, String)> {
    let mut admitted = server.admitted();
    admitted
        .retain(|(name, _)| name.starts_with("portero-") && !name.starts_with("portero-health"));
    admitted
}

async fn until(world: &World, what: &str, is_so: impl Fn() -> bool) {
    let found = |_: &_| is_so().then_some(());
    world.emulator.wait(found, what).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_made_paused_resumed_rotated_and_deleted() {
    let (world, server) = with_telemt().await;
    let config = ordered(&world, "Casa").await;
    let (name, secret) = admitted(&world, &server).await;
    assert_eq!(name.len(), "portero-".len() + 16);
    {
        let state = server.state();
        let user = &state.users[&name];
        assert_eq!(user.expires_at, Some(world.clock.now().plus_days(30)));
        assert!(user.quota.is_some_and(|quota| quota >= 5 * GB));
    }
    // The link that Ana got opens it.
    world.ana.expect(&secret).await;
    let ctx = &world.app().ctx;
    let now = world.clock.now();
    keys::pause(ctx, &ana(), config, now).await.expect("paused");
    until(&world, "the user to be kept out", || {
        ours(&server).is_empty()
    })
    .await;
    assert!(server.state().users.contains_key(&name));
    keys::resume(ctx, &ana(), config, now)
        .await
        .expect("resumed");
    assert_eq!(
        admitted(&world, &server).await,
        (name.clone(), secret.clone())
    );
    world.ana.mark();
    keys::rotate(ctx, &ana(), config, now)
        .await
        .expect("rotated");
    until(&world, "the old secret to open nothing", || {
        let admitted = ours(&server);
        admitted.len() == 1 && admitted[0].1 != secret
    })
    .await;
    world.ana.expect(&ours(&server)[0].1).await;
    keys::delete(ctx, &ana(), config, now)
        .await
        .expect("deleted");
    until(&world, "the user to be gone", || {
        server.state().users.keys().eq(["alice"])
    })
    .await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn telegram_answers_through_a_key_in_every_form_until_it_is_paused() {
    let (world, server) = with_telemt().await;
    let now = world.clock.now();
    let proxy = FakeProxy::new(FakeDc::default());
    let place = proxy.listen(move || now).await.expect("a port");
    let config = ordered(&world, "Casa").await;
    let (_, secret) = admitted(&world, &server).await;
    let outcome = async |form| {
        server.tell(&proxy);
        let target = ProbeTarget {
            host: place.ip().to_string(),
            port: place.port(),
            secret: Secret::new(&secret, form, Some("example.com")).expect("a secret"),
        };
        probe::probe(&target, now, ProbeLimits::default()).await
    };
    for form in SecretForm::ALL {
        let outcome = outcome(form).await;
        assert!(
            matches!(outcome, ProbeOutcome::Works { .. }),
            "{form:?}: {outcome:?}"
        );
    }
    let ctx = &world.app().ctx;
    keys::pause(ctx, &ana(), config, now).await.expect("paused");
    until(&world, "the user to be kept out", || {
        ours(&server).is_empty()
    })
    .await;
    let outcome = outcome(SecretForm::Secure).await;
    assert!(
        !matches!(outcome, ProbeOutcome::Works { .. }),
        "{outcome:?}"
    );
    proxy.stop();
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn traffic_is_counted_over_a_restart_and_ends_the_key_at_its_quota() {
    let (world, server) = with_telemt().await;
    ordered(&world, "Casa").await;
    let (name, _) = admitted(&world, &server).await;
    let sample = async || {
        let ctx = &world.app().ctx;
        let sampled = accounting::sample(ctx, ServerId(1), world.clock.now());
        sampled.await.expect("sampled");
        world.value::<u64>("SELECT used_rx + used_tx FROM vpn_configs")
    };
    let transfer = |bytes| {
        server
            .state()
            .users
            .get_mut(&name)
            .expect("there")
            .transfer(bytes)
    };
    transfer(GB);
    assert_eq!(sample().await, GB);
    server.state().restart(world.clock.now());
    transfer(2 * GB);
    assert_eq!(sample().await, 3 * GB);
    transfer(2 * GB);
    assert_eq!(sample().await, 5 * GB);
    until(&world, "the user to be kept out", || {
        !server.state().users[&name].is_enabled
    })
    .await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_is_kept_by_both_sides_and_a_later_one_is_told() {
    let (world, server) = with_telemt().await;
    ordered(&world, "Casa").await;
    let (name, _) = admitted(&world, &server).await;
    let end = server.state().users[&name].expires_at.expect("an end");
    world.advance(end.since(world.clock.now()) + 1);
    until(&world, "the user to be kept out", || {
        !server.state().users[&name].is_enabled
    })
    .await;
    let status: String = world.value("SELECT status FROM vpn_configs");
    assert_eq!(status, "expired");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_changed_by_hand_is_put_right_and_strangers_are_left() {
    let (world, server) = with_telemt().await;
    ordered(&world, "Casa").await;
    let (name, secret) = admitted(&world, &server).await;
    for change in [0, 1, 2] {
        {
            let mut state = server.state();
            match change {
                0 => drop(state.users.remove(&name)),
                1 => state.users.get_mut(&name).expect("there").secret = "f".repeat(32),
                _ => state.users.get_mut(&name).expect("there").is_enabled = false,
            }
        }
        world.advance(3_600);
        let round = rounds::reconcile(&world.app().ctx, world.clock.now());
        round.await.expect("compared");
        until(&world, "the user to be as it was", || {
            ours(&server) == [(name.clone(), secret.clone())]
        })
        .await;
    }
    assert!(server.state().users.contains_key("alice"));
    let strangers: i64 =
        world.value("SELECT count(*) FROM foreign_peers WHERE remote_id = 'alice'");
    assert_eq!(strangers, 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_act_and_settle_one_user_is_made_and_one_key_arrives() {
    let (mut world, server) = with_telemt().await;
    // It is made, and the bot does not hear of it before it is stopped.
    for _ in 0..2 {
        server.fail("POST /users", Fault::DropAfter);
    }
    ordered(&world, "Casa").await;
    until(&world, "its answer to be lost", || {
        world.value::<String>("SELECT health FROM servers") == "down"
    })
    .await;
    let ours = |name: &String| name.starts_with("portero-") && !name.starts_with("portero-health");
    assert!(server.state().users.keys().any(ours), "it was made");
    world.restart().await;
    world.advance(3_600);
    world.settled().await;
    let (_, secret) = {
        let ctx = &world.app().ctx;
        let found = rounds::reconcile(ctx, world.clock.now()).await;
        found.expect("compared");
        admitted(&world, &server).await
    };
    world.ana.expect(&secret).await;
    let users = {
        let state = server.state();
        let users = state
            .users
            .keys()
            .filter(|name| !name.starts_with("portero-health"));
        users.count()
    };
    assert_eq!(users, 2, "alice and one of Ana's");
    world.finish().await;
}

/// A `portero node` as a child process beside a pretended telemt.
struct Node {
    directory: std::path::PathBuf,
    process: std::process::Child,
}

impl Node {
    fn command(directory: &std::path::Path, word: &str) -> std::process::Command {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_portero"));
        let interface = format!("proxy=@{}", directory.join("proxy").display());
        command
            .args([
                "node",
                word,
                "--data-dir",
                "data",
                "--listen",
                "127.0.0.1:0",
            ])
            .args(["--interface", &interface])
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("PORTERO_CLOCK_FILE", directory.join("clock"))
            .current_dir(directory)
            .stdin(std::process::Stdio::null());
        command
    }

    async fn start(server: &Telemt) -> Self {
        use std::os::unix::fs::PermissionsExt;
        let directory = crate::world::scratch();
        let file = directory.join("proxy");
        std::fs::write(&file, format!("# telemt\n{} {AUTH}\n", server.url())).expect("written");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).expect("set");
        std::fs::write(directory.join("clock"), "0").expect("written");
        let log = std::fs::File::create(directory.join("log")).expect("the log");
        let process = Self::command(&directory, "run")
            .stdout(log.try_clone().expect("the log"))
            .stderr(log)
            .spawn()
            .expect("the node starts");
        let node = Self { directory, process };
        let begun = std::time::Instant::now();
        while !node.log().contains("the node listens") {
            assert!(begun.elapsed().as_secs() < 20, "{}", node.log());
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        node
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.directory.join("log")).unwrap_or_default()
    }

    fn join(&self) -> Join {
        let output = Self::command(&self.directory, "join")
            .output()
            .expect("run");
        Join::parse(&String::from_utf8_lossy(&output.stdout)).expect("a line")
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_goes_through_a_node_whose_line_says_what_it_is() {
    let clock = portero::utils::clock::Clock::standing(crate::world::NOW);
    let server = Telemt::start(clock, Some(AUTH)).await.expect("started");
    let node = Node::start(&server).await;
    let join = node.join();
    assert_eq!(join.kind, VpnKind::MtProto);
    assert!(!node.log().contains("hush"), "{}", node.log());
    let world = with_proxy(join.reach()).await;
    let config = ordered(&world, "Casa").await;
    let (name, secret) = admitted(&world, &server).await;
    world.ana.expect(&secret).await;
    (server.state().users.get_mut(&name).expect("there")).transfer(GB);
    let ctx = &world.app().ctx;
    let now = world.clock.now();
    accounting::sample(ctx, ServerId(1), now)
        .await
        .expect("sampled");
    assert_eq!(
        world.value::<u64>("SELECT used_rx + used_tx FROM vpn_configs"),
        GB
    );
    keys::pause(ctx, &ana(), config, now).await.expect("paused");
    until(&world, "the user to be kept out", || {
        ours(&server).is_empty()
    })
    .await;
    keys::delete(ctx, &ana(), config, now)
        .await
        .expect("deleted");
    until(&world, "the user to be gone", || {
        server.state().users.keys().eq(["alice"])
    })
    .await;
    // What tries the proxy goes with the server.
    let (proxy, secret) = servers::proxies::registration(ctx, &admin(), ServerId(1), now)
        .await
        .expect("a secret");
    proxy_health::outside::World
        .ensure(ctx, &proxy, &secret)
        .await
        .expect("put");
    let is_watcher = |name: &String| name.starts_with("portero-health-");
    assert!(server.state().users.keys().any(is_watcher));
    servers::remove(ctx, &admin(), ServerId(1), KeysGo::Nowhere, now)
        .await
        .expect("removed");
    until(&world, "nothing of the house to be left", || {
        server.state().users.keys().eq(["alice"])
    })
    .await;
    // The line of a proxy opens nothing of WireGuard.
    let wrong = portero::integrations::node::open(
        VpnKind::WireGuard,
        &join.host,
        join.port,
        join.secret.clone(),
        &join.pin,
    );
    let told = wrong.expect("a client").check().await;
    assert!(
        told.expect_err("refused")
            .to_string()
            .contains("another kind")
    );
    world.finish().await;
}
