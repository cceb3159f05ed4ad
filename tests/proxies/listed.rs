//! Proxies of the kinds that stand in public lists, as Debian brings them: each is detected as what it is, with a password
//! and without, and is found out when it lies. They lie by another `/etc/hosts` than the house has: what they lead to is
//! an impostor with the name of the judge. What lists say wrongly, and other lies, stand in `lies.rs`.

use crate::certificates::Identity;
use crate::machine::in_own_machine;
use crate::programs::Program;
use crate::programs::listens;
use portero::demo::proxies::FakeJudge;
use portero::integrations::proxies::dial::Net;
use portero::integrations::proxies::guard::Guard;
use portero::integrations::proxies::judge::Judges;
use portero::integrations::proxies::read;
use portero::integrations::proxies::trial::Limits;
use portero::integrations::proxies::trial::Trial;
use portero::models::Anonymity;
use portero::models::ProxyFault;
use portero::models::ProxyFound;
use portero::models::ProxyKind;
use portero::utils::clock::Clock;
use rustls::RootCertStore;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

/// The judge's name, and its port, which a proxy with a list of ports allows.
pub const NAME: &str = "judge.test";
pub const PORT: u16 = 8443;
/// Where the impostor is.
pub const IMPOSTOR: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 3);
/// The name of a proxy that speaks TLS itself.
pub const PROXY: &str = "proxy.test";
/// Where each proxy listens, in a machine of its own.
pub const PLACE: &str = "127.0.0.1:11080";

pub type Outcome = Result<ProxyFound, ProxyFault>;

/// A judge under its name, a house that believes it, and a folder that every user may write to.
pub struct Scene {
    pub trial: Trial,
    pub folder: PathBuf,
    /// What the judge is known by, and a proxy that speaks TLS itself.
    pub judge: Identity,
    pub proxy: Identity,
    _judge: FakeJudge,
}

impl Scene {
    pub async fn new() -> Self {
        let folder = PathBuf::from("/run/listed");
        std::fs::create_dir(&folder).expect("a folder");
        run("chmod", &["0777", "/run/listed"]);
        hosts(&folder.join("hosts"), Ipv4Addr::LOCALHOST.into());
        hosts(&folder.join("lies"), IMPOSTOR.into());
        run("mount", &["--bind", "/run/listed/hosts", "/etc/hosts"]);
        let [identity, proxy] = [NAME, PROXY].map(Identity::of);
        let judge = judge_at(Ipv4Addr::LOCALHOST.into(), &identity).await;
        let mut roots = RootCertStore::empty();
        for one in [&identity, &proxy] {
            roots.add(one.certificate.clone()).expect("a root");
        }
        let guard = Guard {
            allows_private: true,
        };
        let net = Net::with_roots(guard, roots).expect("TLS");
        let judges = Arc::new(Judges::new(&[judge.url()], None, net.clone()));
        assert!(judges.is_online().await, "the judge answers");
        let trial = Trial {
            net,
            judges,
            geoip: None,
            limits: Limits {
                first_answer: Duration::from_secs(1),
                ..Limits::default()
            },
            telegram: None,
            clock: Clock::system(),
        };
        Self {
            trial,
            folder,
            judge: identity,
            proxy,
            _judge: judge,
        }
    }

    /// A file that every user may read: its path.
    pub fn file(&self, name: &str, content: &str) -> String {
        let path = self.folder.join(name);
        std::fs::write(&path, content).expect("written");
        path.to_str().expect("a path").to_owned()
    }

    /// What is found at that place, of which a list says that.
    pub async fn of(&self, scheme: &str, login: &str) -> Outcome {
        self.at(&format!("{scheme}{login}{PLACE}")).await
    }

    /// What is found at the address that a list names so.
    pub async fn at(&self, text: &str) -> Outcome {
        let address = read::parse_one(text).expect("a proxy");
        self.trial.run(&address, None, false).await
    }

    /// The same, with nothing said by the list.
    pub async fn unknown(&self, login: &str) -> Outcome {
        self.of("", login).await
    }

    /// Starts a proxy, in a machine where the judge's name leads to the impostor, if it is to lie.
    pub async fn start(&self, lies: bool, words: &[&str]) -> Program {
        let hosts = if lies { "lies" } else { "hosts" };
        self.start_with(hosts, words).await
    }

    /// The same with those hosts, by the name of the file.
    pub async fn start_with(&self, hosts: &str, words: &[&str]) -> Program {
        let mut command = Command::new("unshare");
        let hosts = self.folder.join(hosts);
        let prepare = "mount --bind \"$1\" /etc/hosts; shift; exec \"$@\"";
        command.args(["--mount", "sh", "-e", "-c", prepare, "sh"]);
        let program = Program::start(command.arg(hosts).args(words));
        listens(11_080).await;
        program
    }
}

/// Where names lead: the judge's there, and a proxy's here.
pub fn hosts(path: &Path, judge: IpAddr) {
    let lines = format!("127.0.0.1 localhost {PROXY}\n{judge} {NAME}\n");
    std::fs::write(path, lines).expect("written");
}

/// A judge at that address who is known by that.
pub async fn judge_at(address: IpAddr, identity: &Identity) -> FakeJudge {
    let place = SocketAddr::from((address, PORT));
    let root = identity.certificate.clone();
    let judge = FakeJudge::with(NAME, place, root, identity.tls()).await;
    judge.expect("a judge")
}

pub fn run(program: &str, words: &[&str]) {
    let done = Command::new(program).args(words).status().expect("it runs");
    assert!(done.success(), "{program} {words:?}");
}

/// Whether that program is here. If not, that is said; where everything must run, it is a failure.
pub fn is_here(program: &str, package: &str) -> bool {
    let directories = std::env::var_os("PATH").unwrap_or_default();
    let mut directories = std::env::split_paths(&directories);
    if directories.any(|directory| directory.join(program).exists()) {
        return true;
    }
    println!("skipped: no {program} (Debian: {package})");
    let must_run = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(!must_run, "under CI=true {program} must be here");
    false
}

pub fn kind(outcome: Outcome) -> Result<ProxyKind, ProxyFault> {
    outcome.map(|found| found.kind)
}

/// Listens as an impostor of the judge, with a certificate that nobody knows.
pub async fn impostor() -> FakeJudge {
    let place = SocketAddr::from((IMPOSTOR, PORT));
    FakeJudge::at(NAME, place).await.expect("an impostor")
}

#[tokio::test]
async fn microsocks_speaks_socks5_with_its_password_only_and_is_found_out_when_it_lies() {
    in_own_machine!();
    if !is_here("microsocks", "microsocks") {
        return;
    }
    let scene = Scene::new().await;
    let words = ["microsocks", "-i", "127.0.0.1", "-p", "11080"];
    let program = scene.start(false, &words).await;
    let found = scene.unknown("").await.expect("it works");
    assert_eq!(found.kind, ProxyKind::Socks5);
    assert_eq!(found.exit_ip, Some(Ipv4Addr::LOCALHOST.into()));
    // Whatever the list says of it.
    assert_eq!(kind(scene.of("http://", "").await), Ok(ProxyKind::Socks5));
    assert_eq!(kind(scene.of("socks4://", "").await), Ok(ProxyKind::Socks5));
    drop(program);
    let with_login = [&words[..], &["-u", "ana", "-P", "clave"]].concat();
    let program = scene.start(false, &with_login).await;
    assert_eq!(
        kind(scene.unknown("ana:clave@").await),
        Ok(ProxyKind::Socks5)
    );
    for login in ["", "ana:otra@"] {
        let found = kind(scene.unknown(login).await);
        assert_eq!(found, Err(ProxyFault::NeedsLogin), "{login}");
    }
    drop(program);
    let impostor = impostor().await;
    let program = scene.start(true, &words).await;
    assert_eq!(kind(scene.unknown("").await), Err(ProxyFault::Lies));
    assert_eq!(impostor.asked(), 1);
    drop(program);
    assert_eq!(kind(scene.unknown("").await), Err(ProxyFault::Refused));
}

/// Settings of dante with that way to log in, and rules before the one that allows everything.
pub fn dante(method: &str, rules: &str) -> String {
    format!(
        "logoutput: /dev/null\ninternal: 127.0.0.1 port = 11080\nexternal: lo\nsocksmethod: {method}\n\
        clientmethod: none\nuser.privileged: root\nuser.notprivileged: nobody\n\
        client pass {{ from: 0.0.0.0/0 to: 0.0.0.0/0 }}\n{rules}socks pass {{ from: 0.0.0.0/0 to: 0.0.0.0/0 }}\n"
    )
}

#[tokio::test]
async fn dante_speaks_socks5_and_socks4_and_is_found_out_when_it_lies() {
    in_own_machine!();
    if !is_here("danted", "dante-server") {
        return;
    }
    let scene = Scene::new().await;
    let settings = scene.file("danted.conf", &dante("none", ""));
    let program = scene.start(false, &["danted", "-f", &settings]).await;
    assert_eq!(kind(scene.unknown("").await), Ok(ProxyKind::Socks5));
    assert_eq!(kind(scene.of("socks4://", "").await), Ok(ProxyKind::Socks4));
    // It hangs up on CONNECT, whatever the list says.
    assert_eq!(kind(scene.of("http://", "").await), Ok(ProxyKind::Socks5));
    drop(program);
    let _impostor = impostor().await;
    let _program = scene.start(true, &["danted", "-f", &settings]).await;
    assert_eq!(kind(scene.unknown("").await), Err(ProxyFault::Lies));
}

#[tokio::test]
async fn dante_lets_in_whom_the_machine_knows_by_a_password() {
    in_own_machine!();
    if !is_here("danted", "dante-server") {
        return;
    }
    let scene = Scene::new().await;
    // The password is `clave`.
    for (name, line) in [
        ("passwd", "ana:x:4242:65534::/:/bin/false\n"),
        ("shadow", "ana:$1$abcdefgh$Pr1bv19zmorPfsD5YqLoP.:1::::::\n"),
    ] {
        let real = format!("/etc/{name}");
        let known = std::fs::read_to_string(&real).expect("read");
        let file = scene.file(name, &(known + line));
        run("mount", &["--bind", &file, &real]);
    }
    let settings = scene.file("danted.conf", &dante("username", ""));
    let _program = scene.start(false, &["danted", "-f", &settings]).await;
    let found = kind(scene.unknown("ana:clave@").await);
    assert_eq!(found, Ok(ProxyKind::Socks5));
    for login in ["", "ana:otra@", "eva:clave@"] {
        let found = kind(scene.unknown(login).await);
        assert_eq!(found, Err(ProxyFault::NeedsLogin), "{login}");
    }
}

/// Settings of tinyproxy with further lines.
pub fn tinyproxy(more: &str) -> String {
    format!(
        "Port 11080\nListen 127.0.0.1\nAllow 127.0.0.1\nTimeout 60\nUser nobody\nGroup nogroup\n{more}"
    )
}

#[tokio::test]
async fn tinyproxy_speaks_http_with_connect_where_its_list_of_ports_allows() {
    in_own_machine!();
    if !is_here("tinyproxy", "tinyproxy") {
        return;
    }
    let scene = Scene::new().await;
    let start = async |lies: bool, more: &str| {
        let settings = scene.file("tinyproxy.conf", &tinyproxy(more));
        scene
            .start(lies, &["tinyproxy", "-d", "-c", &settings])
            .await
    };
    let program = start(false, "").await;
    assert_eq!(kind(scene.unknown("").await), Ok(ProxyKind::Https));
    assert_eq!(kind(scene.of("https://", "").await), Ok(ProxyKind::Https));
    drop(program);
    let program = start(false, "ConnectPort 443\n").await;
    let found = scene.unknown("").await.expect("it works");
    assert_eq!(found.kind, ProxyKind::Http);
    // The judge sees this machine itself, and a line that tells of a proxy.
    assert_eq!(found.anonymity, Some(Anonymity::Transparent));
    drop(program);
    let program = start(false, "BasicAuth ana clave\n").await;
    assert_eq!(
        kind(scene.unknown("ana:clave@").await),
        Ok(ProxyKind::Https)
    );
    for login in ["", "ana:otra@"] {
        let found = kind(scene.unknown(login).await);
        assert_eq!(found, Err(ProxyFault::NeedsLogin), "{login}");
    }
    drop(program);
    let _impostor = impostor().await;
    let _program = start(true, "").await;
    assert_eq!(kind(scene.unknown("").await), Err(ProxyFault::Lies));
}

/// Settings of squid with these lines on who may do what.
pub fn squid(access: &str) -> String {
    format!(
        "http_port 127.0.0.1:11080\n{access}\nacl CONNECT method CONNECT\ncache deny all\n\
        access_log none\ncache_log /dev/null\ncache_store_log none\npid_filename none\nnetdb_filename none\n\
        coredump_dir /run/listed\nshutdown_lifetime 0 seconds\nmax_filedescriptors 1024\nvisible_hostname proxy.test\n"
    )
}

#[tokio::test]
async fn squid_speaks_http_with_connect_and_tells_for_whom_it_asks() {
    in_own_machine!();
    if !is_here("squid", "squid") {
        return;
    }
    let scene = Scene::new().await;
    let start = async |lies: bool, access: &str| {
        let settings = scene.file("squid.conf", &squid(access));
        scene.start(lies, &["squid", "-N", "-f", &settings]).await
    };
    let program = start(false, "http_access allow all").await;
    assert_eq!(kind(scene.unknown("").await), Ok(ProxyKind::Https));
    drop(program);
    let without = "acl tunnel method CONNECT\nhttp_access deny tunnel\nhttp_access allow all";
    let program = start(false, without).await;
    let found = scene.of("http://", "").await.expect("it works");
    assert_eq!(
        (found.kind, found.anonymity),
        (ProxyKind::Http, Some(Anonymity::Transparent))
    );
    drop(program);
    // The password is `clave`.
    let passwords = scene.file("passwords", "ana:$1$abcdefgh$Pr1bv19zmorPfsD5YqLoP.\n");
    let asks = format!(
        "auth_param basic program /usr/lib/squid/basic_ncsa_auth {passwords}\nauth_param basic children 1 startup=1\n\
        acl known proxy_auth REQUIRED\nhttp_access allow known\nhttp_access deny all"
    );
    let program = start(false, &asks).await;
    assert_eq!(
        kind(scene.unknown("ana:clave@").await),
        Ok(ProxyKind::Https)
    );
    for login in ["", "ana:otra@"] {
        let found = kind(scene.unknown(login).await);
        assert_eq!(found, Err(ProxyFault::NeedsLogin), "{login}");
    }
    drop(program);
    let _impostor = impostor().await;
    let _program = start(true, "http_access allow all").await;
    assert_eq!(kind(scene.unknown("").await), Err(ProxyFault::Lies));
}

#[tokio::test]
async fn ss_server_is_spoken_to_with_each_cipher_and_says_nothing_to_a_wrong_password() {
    in_own_machine!();
    if !is_here("ss-server", "shadowsocks-libev") {
        return;
    }
    let scene = Scene::new().await;
    let start = async |lies: bool, method: &str| {
        let words = [
            "ss-server",
            "-s",
            "127.0.0.1",
            "-p",
            "11080",
            "-k",
            "clave",
            "-m",
            method,
        ];
        scene.start(lies, &words).await
    };
    for method in ["aes-128-gcm", "aes-256-gcm", "chacha20-ietf-poly1305"] {
        let _program = start(false, method).await;
        let found = scene.of("ss://", &format!("{method}:clave@")).await;
        let found = found.unwrap_or_else(|fault| panic!("{method}: {fault:?}"));
        assert_eq!(found.kind, ProxyKind::Shadowsocks);
        assert_eq!(found.exit_ip, Some(Ipv4Addr::LOCALHOST.into()));
    }
    let program = start(false, "aes-256-gcm").await;
    assert_eq!(
        kind(scene.of("ss://", "aes-256-gcm:otra@").await),
        Err(ProxyFault::Silent)
    );
    // Nothing tells it without its cipher.
    assert_eq!(kind(scene.unknown("").await), Err(ProxyFault::Silent));
    drop(program);
    let _impostor = impostor().await;
    let _program = start(true, "aes-256-gcm").await;
    assert_eq!(
        kind(scene.of("ss://", "aes-256-gcm:clave@").await),
        Err(ProxyFault::Lies)
    );
}
