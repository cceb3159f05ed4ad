//! The probe of MTProto proxies against real ones: Telegram answers through them in every form of their secrets, and a
//! wrong secret, a dead relay and a dead host are told apart.

use crate::machine::in_own_machine;
use crate::programs::Program;
use crate::programs::installed;
use crate::programs::listens;
use crate::telegram::Telegram;
use crate::telegram::lose;
use portero::integrations::mtproto::probe;
use portero::integrations::mtproto::probe::ProbeLimits;
use portero::integrations::mtproto::probe::ProbeTarget;
use portero::integrations::mtproto::secret::Secret;
use portero::models::ProbeOutcome;
use portero::models::SecretForm;
use portero::models::Timestamp;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use std::time::SystemTime;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::net::TcpStream;

const ONE: &str = "0123456789abcdef0123456789abcdef";
const TWO: &str = "fedcba9876543210fedcba9876543210";
const OTHER: &str = "00112233445566778899aabbccddeeff";
const DOMAIN: &str = "example.com";
/// Each test has its machine for itself, with all its ports.
const PORT: u16 = 13_443;
const TLS_PORT: u16 = 13_444;
const HERE: &str = "127.0.0.1";
/// A network for documentation: nobody is there.
const NOBODY: &str = "192.0.2.7";
const TG_WS_PROXY: &str =
    "cargo install --locked --version 2.5.4 --root target/tools tg-ws-proxy-rs";
pub const MTPROTOPROXY: &str =
    "python3 -m venv target/proxies; target/proxies/bin/pip install mtprotoproxy==1.0.6";
/// All forms at one port.
const ALL: [(u16, SecretForm); 3] = [
    (PORT, SecretForm::Plain),
    (PORT, SecretForm::Secure),
    (PORT, SecretForm::FakeTls),
];
/// Of a user who has neither quota nor end.
const UNLIMITED: ProbeLimits = ProbeLimits {
    connect: Duration::from_secs(3),
    answer: Duration::from_secs(10),
    dc: 2,
    is_unlimited: true,
};

/// What becomes of one form of a secret.
pub async fn probed(host: &str, (port, form): (u16, SecretForm), base: &str) -> ProbeOutcome {
    let target = target(host, port, base, form);
    probe::probe(&target, now(), UNLIMITED).await
}

fn target(host: &str, port: u16, base: &str, form: SecretForm) -> ProbeTarget {
    ProbeTarget {
        host: host.to_owned(),
        port,
        secret: Secret::new(base, form, Some(DOMAIN)).expect("a secret"),
    }
}

/// What becomes of all forms of a secret, each at its port: at the same time, since some are waited for long.
async fn outcomes(host: &str, places: [(u16, SecretForm); 3], base: &str) -> [ProbeOutcome; 3] {
    let [one, two, three] = places.map(|place| probed(host, place, base));
    <[ProbeOutcome; 3]>::from(tokio::join!(one, two, three))
}

/// Telegram answers with that secret in all forms.
async fn works(places: [(u16, SecretForm); 3], base: &str) {
    for place in places {
        let outcome = probed(HERE, place, base).await;
        let is_well = matches!(outcome, ProbeOutcome::Works { .. });
        assert!(is_well, "{place:?}: {outcome:?}");
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "real proxies look at the real clock"
)]
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let seconds = since.expect("after 1970").as_secs();
    Timestamp(seconds.try_into().expect("of this age"))
}

/// `tg-ws-proxy`, which takes either the forms without a domain or the one with it, and goes straight to Telegram when
/// its own way is not there.
fn tg_ws_proxy(program: &Path, port: u16, more: &[&str]) -> Program {
    let port = port.to_string();
    let place = ["--host", HERE, "--port", &port, "--quiet"];
    let secrets = ["--secret", ONE, "--secret", TWO];
    let way = ["--dc-ip", "2:149.154.167.51", "--pool-size", "0"];
    let times = ["--ws-connect-timeout", "1", "--tcp-fallback-timeout", "4"];
    let fallback = ["--ws-fail-probe-timeout", "1"];
    Program::start(
        Command::new(program)
            .args(place)
            .args(secrets)
            .args(way)
            .args(times)
            .args(fallback)
            .args(more),
    )
}

#[tokio::test]
async fn telegram_answers_through_tg_ws_proxy_and_what_is_wrong_with_it_is_told() {
    in_own_machine!();
    let Some(program) = installed("tools/bin/tg-ws-proxy", TG_WS_PROXY) else {
        return;
    };
    let telegram = Telegram::here().await;
    let proxy = tg_ws_proxy(&program, PORT, &[]);
    let tls = tg_ws_proxy(&program, TLS_PORT, &["--listen-faketls-domain", DOMAIN]);
    listens(PORT).await;
    listens(TLS_PORT).await;
    let mut places = ALL;
    places[2].0 = TLS_PORT;
    works(places, ONE).await;
    works(places, TWO).await;
    // It answers nobody who does not know a secret, and closes what greets it with another one.
    let wrong = outcomes(HERE, places, OTHER).await;
    let silent = ProbeOutcome::Silent;
    assert_eq!(wrong, [silent, silent, ProbeOutcome::Refused]);
    telegram.ends().await;
    assert_eq!(
        outcomes(HERE, places, ONE).await,
        [ProbeOutcome::NoTelegram; 3]
    );
    telegram.is_lost();
    assert_eq!(
        outcomes(HERE, places, TWO).await,
        [ProbeOutcome::NoTelegram; 3]
    );
    drop((proxy, tls));
    assert_eq!(outcomes(HERE, places, ONE).await, [ProbeOutcome::Down; 3]);
    lose(&format!("{NOBODY}/32"));
    assert_eq!(outcomes(NOBODY, places, ONE).await, [ProbeOutcome::Down; 3]);
}

#[tokio::test]
async fn a_data_centre_is_asked_without_a_secret() {
    in_own_machine!();
    let telegram = Telegram::here().await;
    let mut stream = TcpStream::connect(telegram.place())
        .await
        .expect("connected");
    let asked = probe::ask_telegram(&mut stream, now(), UNLIMITED.answer).await;
    assert_eq!(asked, Ok(()));
}

/// A web site with TLS that cannot make anything of what it is told.
async fn site() -> u16 {
    let site = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = site.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = site.accept().await {
            let _ = stream.read(&mut [0; 1_024]).await;
            let _ = stream.write_all(&[0x15, 3, 1, 0, 2, 2, 0x46]).await;
        }
    });
    port
}

/// `mtprotoproxy` with one user who is let through and one whose time is over.
fn mtprotoproxy(python: &Path, folder: &Path, site: u16) -> Program {
    let mask = format!("MASK = True\nMASK_HOST = '{HERE}'\nMASK_PORT = {site}\n");
    let settings = format!(
        "PORT = {PORT}\nUSERS = {{'one': '{ONE}', 'two': '{TWO}'}}\n\
         USER_EXPIRATIONS = {{'two': '01/01/2020'}}\nTLS_DOMAIN = '{DOMAIN}'\n{mask}\
         USE_MIDDLE_PROXY = False\nPREFER_IPV6 = False\nGET_TIME_PERIOD = 0\nTG_CONNECT_TIMEOUT = 1\n"
    );
    let config = folder.join("config.py");
    std::fs::write(&config, settings).expect("written");
    let wrapper = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/proxies/mtprotoproxy.py");
    Program::start(Command::new(python).arg(wrapper).arg(config))
}

#[tokio::test]
async fn telegram_answers_through_mtprotoproxy_and_what_is_wrong_with_it_is_told() {
    in_own_machine!();
    let Some(python) = installed("proxies/bin/python", MTPROTOPROXY) else {
        return;
    };
    let folder = std::env::temp_dir().join(format!("portero-proxies-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let telegram = Telegram::here().await;
    let proxy = mtprotoproxy(&python, &folder, site().await);
    listens(PORT).await;
    works(ALL, ONE).await;
    // Strangers are led to the web site.
    let wrong = outcomes(HERE, ALL, OTHER).await;
    assert_eq!(wrong, [ProbeOutcome::NotThisSecret; 3]);
    for (port, form) in ALL {
        let over = target(HERE, port, TWO, form);
        let outcome = probe::probe(&over, now(), ProbeLimits::default()).await;
        assert_eq!(outcome, ProbeOutcome::Refused, "{form:?}");
    }
    telegram.ends().await;
    assert_eq!(
        outcomes(HERE, ALL, ONE).await,
        [ProbeOutcome::NoTelegram; 3]
    );
    telegram.is_lost();
    assert_eq!(
        outcomes(HERE, ALL, ONE).await,
        [ProbeOutcome::NoTelegram; 3]
    );
    drop(proxy);
    assert_eq!(outcomes(HERE, ALL, ONE).await, [ProbeOutcome::Down; 3]);
    std::fs::remove_dir_all(&folder).expect("removed");
}
