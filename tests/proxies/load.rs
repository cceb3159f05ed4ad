//! Ten thousand listed proxies of which nine in ten do not answer, tried by a whole bot with the real limits: how long it
//! takes, what it costs, and that the bot answers meanwhile. It takes more than three minutes, so only
//! `scripts/check.sh --real` asks for it (`PORTERO_LOAD=1`); that so many take no longer than their time-outs is shown
//! everywhere on a paused clock beside the service.

use crate::world::ADMIN;
use crate::world::World;
use portero::context::Ctx;
use portero::context::proxies::Answer;
use portero::context::proxies::ProxyTrier;
use portero::context::proxies::ProxyWorld;
use portero::demo::proxies::Acts;
use portero::demo::proxies::FakeJudge;
use portero::demo::proxies::FakeProxy;
use portero::demo::proxies::Plan;
use portero::demo::proxies::Speaks;
use portero::demo::telegram::Person;
use portero::integrations::proxies::dial::Net;
use portero::integrations::proxies::guard::Guard;
use portero::integrations::proxies::judge::Judges;
use portero::integrations::proxies::trial::Limits;
use portero::integrations::proxies::trial::Trial;
use portero::models::Actor;
use portero::models::PermissionSet;
use portero::models::ProxyAddress;
use portero::models::ProxyFault;
use portero::models::ProxyFound;
use portero::models::ProxySettings;
use portero::models::ProxySourceKind;
use portero::models::UserId;
use portero::services::proxies::passes;
use portero::services::proxies::settings;
use portero::services::proxies::sources;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;
use tokio::net::TcpListener;
use tokio::net::TcpStream;

const PROXIES: u32 = 10_000;
/// Who press in turn meanwhile, so that nobody is too quick.
const PEOPLE: i64 = 30;
/// Each tenth works.
const WORKING: u32 = 1_000;
/// The most that may be tried at once: with fewer it takes as much longer.
const AT_ONCE: u32 = 512;
/// What the trials may take: each its ten seconds, in so many rows, and a tenth more.
const MOST: f64 = PROXIES as f64 * 10.0 / AT_ONCE as f64 * 1.1;
/// What they may add to the memory of the bot.
const MOST_KIB: u64 = 8 * 1024;
/// How long anybody may wait for the answer to a press meanwhile, in a program that was compiled for tests.
const PATIENCE: Duration = Duration::from_secs(2);

/// The way out: the real trials, with a judge of our own.
struct Outside {
    trial: Arc<Trial>,
}

struct Trier(Arc<Trial>);

impl ProxyWorld for Outside {
    fn fetch<'a>(
        &'a self,
        _source: &'a ProxySourceKind,
        _allows_private: bool,
    ) -> Answer<'a, Result<Vec<u8>, String>> {
        Box::pin(async { Err("there is nothing to fetch".to_owned()) })
    }

    fn trier(&self, _settings: &ProxySettings) -> Result<Arc<dyn ProxyTrier>, String> {
        Ok(Arc::new(Trier(self.trial.clone())))
    }

    fn geoip(&self) -> Option<String> {
        None
    }
}

impl ProxyTrier for Trier {
    // The way out is looked for before each run.
    fn is_ready(&self) -> bool {
        false
    }

    fn is_online(&self) -> Answer<'_, bool> {
        Box::pin(self.0.judges.is_online())
    }

    fn run<'a>(
        &'a self,
        address: &'a ProxyAddress,
        placed: Option<IpAddr>,
    ) -> Answer<'a, Result<ProxyFound, ProxyFault>> {
        Box::pin(self.0.run(address, placed))
    }
}

/// A port at every address of this machine where connections are taken and nothing is ever said.
async fn silent() -> u16 {
    let listener = TcpListener::bind("0.0.0.0:0").await.expect("a port");
    let port = listener.local_addr().expect("bound").port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                // Until the other side hangs up.
                let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
            });
        }
    });
    port
}

/// A port at every address of this machine behind which that proxy is.
async fn leading(proxy: &FakeProxy) -> u16 {
    let listener = TcpListener::bind("0.0.0.0:0").await.expect("a port");
    let port = listener.local_addr().expect("bound").port();
    let to = proxy.address();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                if let Ok(mut proxy) = TcpStream::connect(to).await {
                    let _ = tokio::io::copy_bidirectional(&mut stream, &mut proxy).await;
                }
            });
        }
    });
    port
}

/// Bare addresses, so that what each speaks has to be found out: a dead one keeps its trial busy to the end.
fn list(silent: u16, leading: u16) -> String {
    let line = |number: u32| {
        let port = if number.is_multiple_of(10) {
            leading
        } else {
            silent
        };
        format!("127.1.{}.{}:{port}\n", number / 250, number % 250 + 1)
    };
    (0..PROXIES).map(line).collect()
}

fn admin() -> Actor {
    Actor::user(UserId(ADMIN), PermissionSet::all(), None)
}

async fn prepare(ctx: &Ctx, text: String) {
    let now = ctx.clock.now();
    settings::set_private(ctx, &admin(), true, now)
        .await
        .expect("set");
    settings::set_at_once(ctx, &admin(), AT_ONCE, now)
        .await
        .expect("set");
    let pasted = sources::paste(ctx, &admin(), "lista", text.into_bytes(), None, now).await;
    assert_eq!(pasted.expect("taken").report.new, PROXIES);
}

/// Resident memory of this process, in KiB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let field = line.and_then(|line| line.split_whitespace().nth(1));
    field.and_then(|kib| kib.parse().ok()).expect("a number")
}

/// CPU time of this process, in hundredths of a second (proc_pid_stat(5), fields 14 and 15).
fn ticks() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let (_, rest) = stat.rsplit_once(')').expect("a name");
    let fields = rest.split_whitespace().skip(11).take(2);
    fields
        .map(|field| field.parse::<u64>().expect("a number"))
        .sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_proxies_are_tried_in_time_and_memory_while_people_are_answered() {
    if std::env::var_os("PORTERO_LOAD").is_none() {
        return println!("skipped: it takes minutes (PORTERO_LOAD=1, as scripts/check.sh --real)");
    }
    let judge = FakeJudge::start().await.expect("a judge");
    let mut roots = rustls::RootCertStore::empty();
    roots.add(judge.root()).expect("a root");
    let guard = Guard {
        allows_private: true,
    };
    let net = Net::with_roots(guard, roots).expect("TLS");
    let mut world = World::unstarted().await;
    let trial = Arc::new(Trial {
        judges: Arc::new(Judges::new(&[judge.url()], None, net.clone())),
        net,
        geoip: None,
        limits: Limits::default(),
        telegram: None,
        clock: world.clock.clone(),
    });
    world.prepare = Some(Box::new(move |ctx: &Ctx| {
        let trial = trial.clone();
        ctx.proxies.world(|| Arc::new(Outside { trial }));
    }));
    world.start().await;
    let people: Vec<Person> = (0..PEOPLE)
        .map(|number| {
            let name = format!("Vecina {number}");
            (world.emulator).add_person(30_000 + number, &name, None, "es")
        })
        .collect();
    for person in &people {
        person.start(None);
        person.expect("Vecina").await;
    }
    let proxy = FakeProxy::start(Plan::new(Speaks::Socks5, Acts::Leads));
    let proxy = proxy.await.expect("a proxy");
    let text = list(silent().await, leading(&proxy).await);
    let ctx = world.app().ctx.clone();
    prepare(&ctx, text).await;

    let (before, cpu, begun) = (resident(), ticks(), Instant::now());
    passes::start(&ctx, &admin(), ctx.clock.now())
        .await
        .expect("begun");
    let (mut most, mut slowest) = (before, Duration::ZERO);
    let mut turns = people.iter().cycle();
    let pass = loop {
        let person = turns.next().expect("somebody");
        let pressed = Instant::now();
        person.mark();
        person.send("/menu");
        person.expect("Vecina").await;
        slowest = slowest.max(pressed.elapsed());
        most = most.max(resident());
        let pass = passes::state(&ctx).await.expect("read").expect("begun");
        if pass.ended_at.is_some() {
            break pass;
        }
        assert!(begun.elapsed().as_secs_f64() < 2.0 * MOST, "{pass:?}");
        tokio::time::sleep(Duration::from_secs(1)).await;
    };
    let took = begun.elapsed().as_secs_f64();
    let grew = most.saturating_sub(before);
    println!(
        "{PROXIES} proxies, {AT_ONCE} at once: {took:.1} s of {MOST:.0}, {grew} KiB more than {before}, {} hundredths of a \
         CPU second with both ends and the emulator, slowest answer {slowest:?}",
        ticks() - cpu
    );
    assert!(!pass.is_offline && !pass.is_cancelled, "{pass:?}");
    // Those that were tried between the paste and the run are not tried again by it.
    let count = |what: &str| {
        let sql = format!("SELECT count(*) FROM shadowmere_proxies WHERE {what}");
        world.value::<u32>(&sql)
    };
    assert_eq!(count("checks = 1"), PROXIES);
    assert_eq!(count("is_working = 1"), WORKING);
    assert!(pass.tried >= PROXIES - WORKING, "{pass:?}");
    assert!(took <= MOST, "{took:.1} s");
    assert!(grew <= MOST_KIB, "{grew} KiB");
    assert!(slowest <= PATIENCE, "{slowest:?}");
    world.finish().await;
}
