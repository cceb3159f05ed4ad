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

const ONE: &str = "0123456789abcdef0123456789abcdef";
const TWO: &str = "fedcba9876543210fedcba9876543210";
const OTHER: &str = "00112233445566778899aabbccddeeff";
const DOMAIN: &str = "example.com";
/// Each test has its machine for itself, with all its ports.
const PORT: u16 = 13_443;
const TLS_PORT: u16 = 13_444;
/// A network for documentation: nobody is there.
const NOBODY: &str = "192.0.2.7";
const TG_WS_PROXY: &str = "cargo install --locked --version 2.5.4 --root target/tools tg-ws-proxy-rs";
const MTPROTOPROXY: &str = "python3 -m venv target/proxies; target/proxies/bin/pip install mtprotoproxy==1.0.6";
/// The proxies of these tests know neither quota nor end.
const LIMITS: ProbeLimits = ProbeLimits {
    connect: Duration::from_secs(3),
    answer: Duration::from_secs(10),
    dc: 2,
    is_unlimited: true,
};

async fn probed(port: u16, base: &str, form: SecretForm) -> ProbeOutcome {
    probed_at("127.0.0.1", port, base, form).await
}

async fn probed_at(host: &str, port: u16, base: &str, form: SecretForm) -> ProbeOutcome {
    let target = ProbeTarget {
        host: host.to_owned(),
        port,
        secret: Secret::new(base, form, Some(DOMAIN)).expect("a secret"),
    };
    probe::probe(&target, now(), LIMITS).await
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

/// Telegram answers with that secret.
async fn works(port: u16, base: &str, form: SecretForm) {
    let outcome = probed(port, base, form).await;
    let is_well = matches!(outcome, ProbeOutcome::Works { .. });
    println!("{form:?}: {outcome:?}");
    assert!(is_well, "{form:?}: {outcome:?}");
}

/// `tg-ws-proxy`, which takes either the forms without a domain or the one with it, and goes straight to Telegram when
/// its own way is not there.
fn tg_ws_proxy(program: &Path, port: u16, more: &[&str]) -> Program {
    let port = port.to_string();
    let place = ["--host", "127.0.0.1", "--port", &port, "--quiet"];
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
    for base in [ONE, TWO] {
        works(PORT, base, SecretForm::Plain).await;
        works(PORT, base, SecretForm::Secure).await;
        works(TLS_PORT, base, SecretForm::FakeTls).await;
    }
    let all = [
        (PORT, SecretForm::Plain),
        (PORT, SecretForm::Secure),
        (TLS_PORT, SecretForm::FakeTls),
    ];
    // It does not answer those who do not know a secret.
    for (port, form) in all {
        let outcome = probed(port, OTHER, form).await;
        println!("wrong {form:?}: {outcome:?}");
    }
    telegram.ends().await;
    for (port, form) in all {
        let outcome = probed(port, ONE, form).await;
        println!("ended {form:?}: {outcome:?}");
    }
    telegram.is_lost();
    for (port, form) in all {
        let outcome = probed(port, ONE, form).await;
        println!("lost {form:?}: {outcome:?}");
    }
    drop((proxy, tls));
    lose(NOBODY);
    for (port, form) in all {
        assert_eq!(probed(port, ONE, form).await, ProbeOutcome::Down, "{form:?}");
        let outcome = probed_at(NOBODY, port, ONE, form).await;
        assert_eq!(outcome, ProbeOutcome::Down, "{form:?}");
    }
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
fn mtprotoproxy(python: &Path, folder: &Path, masked: Option<u16>) -> Program {
    let mask = match masked {
        Some(port) => format!("MASK = True\nMASK_HOST = '127.0.0.1'\nMASK_PORT = {port}\n"),
        None => "MASK = False\n".to_owned(),
    };
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
    let proxy = mtprotoproxy(&python, &folder, Some(site().await));
    listens(PORT).await;
    for form in SecretForm::ALL {
        works(PORT, ONE, form).await;
    }
    for form in SecretForm::ALL {
        let outcome = probed(PORT, OTHER, form).await;
        println!("wrong {form:?}: {outcome:?}");
        let outcome = probed(PORT, TWO, form).await;
        println!("over {form:?}: {outcome:?}");
    }
    telegram.ends().await;
    for form in SecretForm::ALL {
        let outcome = probed(PORT, ONE, form).await;
        println!("ended {form:?}: {outcome:?}");
    }
    telegram.is_lost();
    for form in SecretForm::ALL {
        let outcome = probed(PORT, ONE, form).await;
        println!("lost {form:?}: {outcome:?}");
    }
    drop(proxy);
    for form in SecretForm::ALL {
        assert_eq!(probed(PORT, ONE, form).await, ProbeOutcome::Down, "{form:?}");
    }
    std::fs::remove_dir_all(&folder).expect("removed");
}
