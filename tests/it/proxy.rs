//! Whether proxies for Telegram lead there, with a whole bot, a pretended telemt, and a pretended proxy that really speaks
//! MTProto: a person connects, the proxy goes, the admin hears of it once and tells its people, and it comes back.

use crate::world::{ADMIN, ANA, World};
use portero::demo::mtproto::{FakeDc, FakeProxy, FakeUser};
use portero::demo::telegram::Person;
use portero::demo::telemt::Telemt;
use portero::integrations::mtproto::link::ProxyLink;
use portero::integrations::mtproto::probe::{ProbeLimits, ProbeTarget, probe};
use portero::integrations::mtproto::secret;
use portero::integrations::vpn::{Hidden, Reach};
use portero::models::{
    Actor, MtProtoOptions, NewKey, PermissionSet, ProbeOutcome, SecretForm, ServerOptions, UserId,
    VpnKind, VpnSetting,
};
use portero::services::vpn::servers::NewServer;
use portero::services::vpn::{keys, servers, settings};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The door of a proxy: shut, nobody listens there.
struct Gate {
    address: SocketAddr,
    leads_to: SocketAddr,
    open: Option<JoinHandle<()>>,
}

impl Gate {
    async fn new(leads_to: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        Self {
            address,
            leads_to,
            open: Some(tokio::spawn(led(listener, leads_to))),
        }
    }

    async fn shut(&mut self) {
        if let Some(open) = self.open.take() {
            open.abort();
            // The port is free once it is over; that it was cut off is what was wanted.
            let _ = open.await;
        }
    }

    async fn open(&mut self) {
        let listener = TcpListener::bind(self.address).await.expect("the port");
        self.open = Some(tokio::spawn(led(listener, self.leads_to)));
    }
}

async fn led(listener: TcpListener, leads_to: SocketAddr) {
    while let Ok((mut client, _)) = listener.accept().await {
        tokio::spawn(async move {
            let mut proxy = TcpStream::connect(leads_to).await?;
            tokio::io::copy_bidirectional(&mut client, &mut proxy).await
        });
    }
}

/// A proxy that lets in whom its telemt does, and where it is.
async fn proxy(telemt: Arc<Telemt>, world: &World) -> (FakeProxy, SocketAddr) {
    let proxy = FakeProxy::new(FakeDc::default());
    let clock = world.clock.clone();
    let address = proxy.listen(move || clock.now()).await.expect("a port");
    let door = proxy.clone();
    tokio::spawn(async move {
        loop {
            let admitted = telemt.admitted();
            let users = admitted.iter().filter_map(|(name, base)| {
                let read = secret::parse(base).ok()?;
                Some(FakeUser::new(name, *read.key()))
            });
            door.set_users(users.collect());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    (proxy, address)
}

fn admin() -> Actor {
    Actor::user(UserId(ADMIN), PermissionSet::all(), None)
}

/// A house with one proxy, in which everybody may have keys.
async fn house() -> (World, FakeProxy, Gate) {
    let world = World::bare().await;
    let (ctx, now) = (&world.app().ctx, world.clock.now());
    settings::set(ctx, &admin(), VpnSetting::SelfService, "everybody", now)
        .await
        .expect("set");
    let telemt = Telemt::start(world.clock.clone(), None).await;
    let telemt = Arc::new(telemt.expect("started"));
    // Nobody looks at a user again that is put in a row with others: here it works at once.
    telemt.state().looks = 0;
    let (proxy, address) = proxy(telemt.clone(), &world).await;
    let gate = Gate::new(address).await;
    let reach = Reach::Telemt {
        url: Hidden(telemt.url()),
        auth: None,
    };
    let new = NewServer {
        name: "Madrid".to_owned(),
        host: gate.address.ip().to_string(),
        port: gate.address.port(),
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
    servers::add(ctx, &admin(), new, now).await.expect("added");
    world.ana.start(None);
    world.settled().await;
    (world, proxy, gate)
}

/// Ana has a key, and gets the link of the button to connect from `/proxy`.
async fn connected(world: &World, proxy: &FakeProxy) -> ProxyLink {
    let ana = Actor::user(UserId(ANA), PermissionSet::default(), None);
    let new = NewKey {
        user: UserId(ANA),
        kind: VpnKind::MtProto,
        server: None,
        name: "Casa".to_owned(),
        made_from: "press:1".to_owned(),
    };
    let made = keys::make(&world.app().ctx, &ana, new, world.clock.now());
    made.await.expect("made");
    until(world, "SELECT opened_at IS NOT NULL FROM vpn_peers").await;
    let is_known = |_: &_| {
        let users = proxy.users();
        let mut ours = users.iter().filter(|one| one.name.starts_with("portero-"));
        ours.next().map(|_| ())
    };
    world.emulator.wait(is_known, "a user to be let in").await;
    world.ana.mark();
    world.ana.send("/proxy");
    let shown = world.ana.expect("Mis proxies de Telegram").await;
    let button = shown.rows.iter().flatten();
    let url = button.filter_map(|button| button.url.clone()).next();
    ProxyLink::parse(&url.expect("a button to connect")).expect("a link")
}

/// Time goes by in steps that no clock is called wrong for.
fn pass(world: &World, seconds: i64) {
    for step in [seconds / 3, seconds / 3, seconds - 2 * (seconds / 3)] {
        world.advance(step);
    }
}

async fn until(world: &World, sql: &str) {
    let is_so = |_: &_| world.value::<bool>(sql).then_some(());
    world.emulator.wait(is_so, sql).await;
}

fn count(person: &Person, words: &str) -> usize {
    let messages = person.messages();
    let said = messages.iter().filter(|one| one.text.contains(words));
    said.count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_goes_is_told_once_its_people_are_told_and_its_return_too() {
    let (mut world, proxy, mut gate) = house().await;
    let link = connected(&world, &proxy).await;
    assert_eq!(link.secret.form(), SecretForm::FakeTls);
    let target = ProbeTarget {
        host: link.host.clone(),
        port: link.port,
        secret: link.secret.clone(),
    };
    let outcome = probe(&target, world.clock.now(), ProbeLimits::default()).await;
    assert!(matches!(outcome, ProbeOutcome::Works { .. }), "{outcome:?}");
    pass(&world, 601);
    until(
        &world,
        "SELECT count(*) = 3 FROM mtproto_checks WHERE fails = 0",
    )
    .await;
    gate.shut().await;
    pass(&world, 721);
    until(
        &world,
        "SELECT count(*) = 3 FROM mtproto_checks WHERE fails = 1",
    )
    .await;
    assert_eq!(count(&world.admin, "no lleva a Telegram"), 0);
    pass(&world, 73);
    let notice = world.admin.expect("no lleva a Telegram").await;
    assert!(notice.text.contains("Lo usa 1 persona"), "{notice}");
    world.admin.click("server:tell:1:1").await;
    world.ana.expect("no funciona ahora").await;
    world.restart().await;
    for _ in 0..2 {
        pass(&world, 361);
        let sql = format!(
            "SELECT min(checked_at) >= {} FROM mtproto_checks",
            world.clock.now().0
        );
        until(&world, &sql).await;
    }
    gate.open().await;
    pass(&world, 361);
    world.admin.expect("vuelve a llevar a Telegram").await;
    world.ana.expect("funciona bien otra vez").await;
    pass(&world, 721);
    world.settled().await;
    for (person, words) in [
        (&world.admin, "no lleva a Telegram"),
        (&world.admin, "vuelve a llevar a Telegram"),
        (&world.ana, "no funciona ahora"),
        (&world.ana, "funciona bien otra vez"),
    ] {
        assert_eq!(count(person, words), 1, "{words}");
    }
    world.finish().await;
}
