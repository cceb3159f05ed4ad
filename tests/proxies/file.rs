//! A real mtprotoproxy that is driven by its configuration and a signal: a user that was put is let through, and one that
//! was removed is not any more, also through a node.

use crate::machine::in_own_machine;
use crate::mtproto::MTPROTOPROXY;
use crate::mtproto::probed;
use crate::programs::Program;
use crate::programs::installed;
use crate::programs::listens;
use crate::telegram::Telegram;
use portero::integrations::mtproto::file::MtProtoFile;
use portero::integrations::node;
use portero::integrations::node::Join;
use portero::integrations::vpn::Backend;
use portero::integrations::vpn::Hidden;
use portero::integrations::vpn::PeerSecret;
use portero::integrations::vpn::WantedPeer;
use portero::models::ProbeOutcome;
use portero::models::SecretForm;
use portero::models::VpnKind;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;
use std::time::Instant;

const OPERATORS: &str = "0123456789abcdef0123456789abcdef";
const HOUSES: &str = "fedcba9876543210fedcba9876543210";
const NAME: &str = "portero-0123456789abcdef";
const PORT: u16 = 13_443;
/// Where a node beside it waits for the house.
const NODE: u16 = 18_443;
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

/// A mtprotoproxy with one user of the operator's, beside a Telegram.
struct Proxy {
    folder: PathBuf,
    settings: String,
    program: Program,
    _telegram: Telegram,
}

impl Proxy {
    async fn start(python: &Path, name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("portero-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let settings = format!(
            "PORT = {PORT}\nUSERS = {{'one': '{OPERATORS}'}}\nTLS_DOMAIN = 'example.com'\nMASK = False\n\
             USE_MIDDLE_PROXY = False\nPREFER_IPV6 = False\nGET_TIME_PERIOD = 0\nTG_CONNECT_TIMEOUT = 1\n"
        );
        std::fs::write(folder.join("config.py"), &settings).expect("written");
        let telegram = Telegram::here().await;
        let wrapper = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/proxies/mtprotoproxy.py");
        let mut command = Command::new(python);
        let program = Program::start(command.arg(wrapper).arg(folder.join("config.py")));
        std::fs::write(folder.join("pid"), program.id().to_string()).expect("written");
        listens(PORT).await;
        until(OPERATORS, true).await;
        Self {
            folder,
            settings,
            program,
            _telegram: telegram,
        }
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    fn read(&self) -> String {
        std::fs::read_to_string(self.folder.join("config.py")).expect("there")
    }

    /// Puts a user, shuts it out, lets it in and removes it, and looks each time whether Telegram answers it.
    async fn drive_by(self, server: &dyn Backend) {
        server.check().await.expect("it runs");
        server.put(&peer(true)).await.expect("put");
        until(HOUSES, true).await;
        let tag = format!("\nAD_TAG = \"{OPERATORS}\"\n");
        assert!(self.read().contains(&tag));
        server.put(&peer(false)).await.expect("shut");
        until(HOUSES, false).await;
        server.put(&peer(true)).await.expect("opened");
        until(HOUSES, true).await;
        server.remove(NAME).await.expect("removed");
        until(HOUSES, false).await;
        until(OPERATORS, true).await;
        let left = self.read();
        assert!(
            left.starts_with(&self.settings) && !left.contains("AD_TAG"),
            "{left}"
        );
        drop(self.program);
        assert!(server.put(&peer(true)).await.is_err(), "nobody was told");
        std::fs::remove_dir_all(&self.folder).expect("removed");
    }
}

#[tokio::test]
async fn a_user_is_let_through_from_the_signal_on_and_turned_away_when_removed() {
    in_own_machine!();
    let Some(python) = installed("proxies/bin/python", MTPROTOPROXY) else {
        return;
    };
    let proxy = Proxy::start(&python, "file").await;
    let server = MtProtoFile::new(&proxy.path("config.py"), &proxy.path("pid"), None);
    proxy.drive_by(&server.expect("a client")).await;
}

#[tokio::test]
async fn the_same_goes_through_a_node_beside_the_proxy() {
    in_own_machine!();
    let Some(python) = installed("proxies/bin/python", MTPROTOPROXY) else {
        return;
    };
    let proxy = Proxy::start(&python, "node").await;
    let described = format!("{} {}\n", proxy.path("config.py"), proxy.path("pid"));
    std::fs::write(proxy.path("described"), described).expect("written");
    let program = |word: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portero"));
        let interface = format!("proxy=@{}", proxy.path("described"));
        let place = format!("{HERE}:{NODE}");
        command.args(["node", word, "--data-dir", &proxy.path("data")]);
        command.args([
            "--listen",
            &place,
            "--host",
            HERE,
            "--interface",
            &interface,
        ]);
        command
    };
    let _running = Program::start(&mut program("run"));
    listens(NODE).await;
    let said = program("join").output().expect("run");
    let join = Join::parse(&String::from_utf8_lossy(&said.stdout)).expect("a line");
    assert_eq!(join.kind, VpnKind::MtProto);
    let server = node::open(join.kind, &join.host, join.port, join.secret, &join.pin);
    proxy.drive_by(&*server.expect("a client")).await;
}
