//! A real mtprotoproxy that is driven by its configuration and a signal: a user that was put is let through, and one that
//! was removed is not any more.

use crate::machine::in_own_machine;
use crate::mtproto::MTPROTOPROXY;
use crate::mtproto::probed;
use crate::programs::Program;
use crate::programs::installed;
use crate::programs::listens;
use crate::telegram::Telegram;
use portero::integrations::mtproto::file::MtProtoFile;
use portero::integrations::vpn::Backend;
use portero::integrations::vpn::Hidden;
use portero::integrations::vpn::PeerSecret;
use portero::integrations::vpn::WantedPeer;
use portero::models::ProbeOutcome;
use portero::models::SecretForm;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use std::time::Instant;

const OPERATORS: &str = "0123456789abcdef0123456789abcdef";
const HOUSES: &str = "fedcba9876543210fedcba9876543210";
const NAME: &str = "portero-0123456789abcdef";
const PORT: u16 = 13_443;
const HERE: &str = "127.0.0.1";
/// A signal is heard and the file read within this time, on a machine that is busy.
const HEARD_WITHIN: Duration = Duration::from_secs(20);

fn peer(is_open: bool) -> WantedPeer {
    WantedPeer {
        remote_id: NAME.to_owned(),
        name: "Ana".to_owned(),
        secret: PeerSecret::MtProto {
            secret: Some(Hidden(HOUSES.to_owned())),
        },
        addresses: Vec::new(),
        is_open,
        expires_at: None,
        bytes_left: None,
        tag: Some(OPERATORS.to_owned()),
    }
}

/// Waits until Telegram answers with that secret, or does not any more.
async fn until(base: &str, works: bool) {
    let begun = Instant::now();
    loop {
        let outcome = probed(HERE, (PORT, SecretForm::Secure), base).await;
        if matches!(outcome, ProbeOutcome::Works { .. }) == works {
            return;
        }
        assert!(begun.elapsed() < HEARD_WITHIN, "{outcome:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn a_user_is_let_through_from_the_signal_on_and_turned_away_when_removed() {
    in_own_machine!();
    let Some(python) = installed("proxies/bin/python", MTPROTOPROXY) else {
        return;
    };
    let folder = std::env::temp_dir().join(format!("portero-file-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let (config, pid) = (folder.join("config.py"), folder.join("pid"));
    let settings = format!(
        "PORT = {PORT}\nUSERS = {{'one': '{OPERATORS}'}}\nTLS_DOMAIN = 'example.com'\nMASK = False\n\
         USE_MIDDLE_PROXY = False\nPREFER_IPV6 = False\nGET_TIME_PERIOD = 0\nTG_CONNECT_TIMEOUT = 1\n"
    );
    std::fs::write(&config, &settings).expect("written");
    let _telegram = Telegram::here().await;
    let wrapper = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/proxies/mtprotoproxy.py");
    let proxy = Program::start(Command::new(python).arg(wrapper).arg(&config));
    std::fs::write(&pid, proxy.id().to_string()).expect("written");
    listens(PORT).await;
    until(OPERATORS, true).await;
    let shown = |path: &Path| path.display().to_string();
    let server = MtProtoFile::new(&shown(&config), &shown(&pid), None).expect("a client");
    server.check().await.expect("it runs");
    server.put(&peer(true)).await.expect("put");
    until(HOUSES, true).await;
    let read = || std::fs::read_to_string(&config).expect("there");
    assert!(read().contains(&format!("\nAD_TAG = \"{OPERATORS}\"\n")));
    server.put(&peer(false)).await.expect("shut");
    until(HOUSES, false).await;
    server.put(&peer(true)).await.expect("opened");
    until(HOUSES, true).await;
    server.remove(NAME).await.expect("removed");
    until(HOUSES, false).await;
    until(OPERATORS, true).await;
    let left = read();
    assert!(
        left.starts_with(&settings) && !left.contains("AD_TAG"),
        "{left}"
    );
    drop(proxy);
    assert!(server.put(&peer(true)).await.is_err(), "nobody was told");
    std::fs::remove_dir_all(&folder).expect("removed");
}
