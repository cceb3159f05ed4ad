use super::*;
use crate::db::tests::scratch;
use crate::integrations::vpn::Hidden;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

const SERVER: &str = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";
const ANA: &str = "TrMvSoP4jYQlY6RIzBgbssQqY3vxI2Pi+y71lOWWXX0=";
const EVA: &str = "bW9ycyBjZXJ0YSwgaG9yYSBpbmNlcnRhISEhISEhISE=";
const PRESHARED: &str = "FpCyhws9cxwWoV4xELtfJvjJN+zQVRPISllRWgeopVE=";

fn wanted(remote_id: &str, preshared: Option<&str>, addresses: &[&str]) -> WantedPeer {
    WantedPeer {
        remote_id: remote_id.to_owned(),
        name: "Ana".to_owned(),
        secret: PeerSecret::WireGuard {
            private_key: None,
            preshared_key: preshared.map(|text| Hidden(text.to_owned())),
        },
        addresses: addresses.iter().map(|text| (*text).to_owned()).collect(),
        is_open: true,
        expires_at: None,
        bytes_left: None,
        tag: None,
    }
}

/// A folder with a `wg` that is not the real one: `tests/data/fake-wg.sh`.
struct Fake {
    folder: PathBuf,
    driver: Arc<dyn Backend>,
}

impl Fake {
    fn new(name: &str) -> Self {
        let folder = scratch(name);
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/fake-wg.sh");
        let program = folder.join("wg");
        std::os::unix::fs::symlink(script, &program).expect("a link");
        let line = format!("{PRESHARED}\t{SERVER}\t51820\toff\n");
        std::fs::write(folder.join("interface"), line).expect("written");
        let driver = local("wg0", &program.display().to_string()).expect("a driver");
        Self { folder, driver }
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.join(name), text).expect("written");
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.join(name)).unwrap_or_default()
    }

    /// Key and addresses of every peer, in order.
    async fn peers(&self) -> Vec<(String, String)> {
        let peers = self.driver.list().await.expect("listed").peers;
        let mut found: Vec<_> = (peers.into_iter())
            .map(|peer| (peer.remote_id, peer.addresses.join(",")))
            .collect();
        found.sort();
        found
    }
}

#[tokio::test]
async fn a_peer_is_put_changed_and_removed_with_its_counters() {
    let fake = Fake::new("wg-put");
    let ana = wanted(ANA, Some(PRESHARED), &["10.8.0.2/32", "fd00:8::2/128"]);
    for _ in 0..2 {
        let put = fake.driver.put(&ana).await.expect("put");
        assert!(put.before.is_none() && put.secret.is_none());
    }
    let listing = fake.driver.list().await.expect("listed");
    assert_eq!(listing.peers.len(), 1);
    assert_eq!(listing.peers[0].addresses, ana.addresses);
    assert_eq!(listing.peers[0].secret_hash, secret_hash(Some(PRESHARED)));
    fake.driver
        .put(&wanted(ANA, None, &["10.8.0.9/32"]))
        .await
        .expect("put");
    let listing = fake.driver.list().await.expect("listed");
    assert_eq!(listing.peers[0].addresses, ["10.8.0.9/32"]);
    assert_eq!(listing.peers[0].secret_hash, secret_hash(None));
    fake.write(
        "peers",
        &format!("{ANA}\t(none)\t(none)\t10.8.0.9/32\t0\t70\t80\toff\n"),
    );
    let counters = fake.driver.remove(ANA).await.expect("removed");
    assert_eq!(counters, Some(Counters { rx: 70, tx: 80 }));
    assert_eq!(fake.driver.remove(ANA).await.expect("nothing to do"), None);
    assert!(fake.peers().await.is_empty());
}

#[tokio::test]
async fn a_peer_that_is_shut_is_taken_away_with_its_counters() {
    let fake = Fake::new("wg-shut");
    fake.write(
        "peers",
        &format!("{ANA}\t(none)\t(none)\t10.8.0.2/32\t0\t7\t8\toff\n"),
    );
    let mut ana = wanted(ANA, Some(PRESHARED), &["10.8.0.2/32"]);
    ana.is_open = false;
    let put = fake.driver.put(&ana).await.expect("shut");
    assert_eq!(put.before, Some(Counters { rx: 7, tx: 8 }));
    let again = fake.driver.put(&ana).await.expect("shut already");
    assert_eq!(again.before, None);
    assert!(fake.peers().await.is_empty());
}

#[tokio::test]
async fn no_secret_ever_stands_in_the_arguments() {
    let fake = Fake::new("wg-argv");
    fake.driver
        .put(&wanted(ANA, Some(PRESHARED), &["10.8.0.2/32"]))
        .await
        .expect("put");
    fake.driver.list().await.expect("listed");
    fake.driver.check().await.expect("checked");
    fake.driver.remove(ANA).await.expect("removed");
    let words = fake.read("argv");
    assert!(
        words.contains(ANA) && words.contains("/dev/stdin"),
        "the fake notes its words"
    );
    assert!(!words.contains(PRESHARED));
    assert!(!words.contains("setconf") && !words.contains("syncconf"));
}

#[tokio::test]
async fn many_at_once_all_arrive() {
    let fake = Fake::new("wg-many");
    let keys: Vec<String> = (0..12u8).map(|at| keys::text(&[at; 32])).collect();
    let wishes: Vec<WantedPeer> = (keys.iter().enumerate())
        .map(|(at, key)| wanted(key, Some(PRESHARED), &[&format!("10.8.0.{}/32", at + 2)]))
        .collect();
    let driver = &fake.driver;
    let mut all = tokio::task::JoinSet::new();
    for wish in wishes {
        let driver = driver.clone();
        all.spawn(async move { driver.put(&wish).await });
    }
    for result in all.join_all().await {
        result.expect("put");
    }
    assert_eq!(fake.peers().await.len(), 12);
}

#[tokio::test]
async fn an_address_that_moves_leaves_its_old_peer() {
    let fake = Fake::new("wg-move");
    fake.driver
        .put(&wanted(ANA, None, &["10.8.0.2/32"]))
        .await
        .expect("put");
    fake.driver
        .put(&wanted(EVA, None, &["10.8.0.2/32"]))
        .await
        .expect("put");
    let mut expected = [
        (ANA.to_owned(), String::new()),
        (EVA.to_owned(), "10.8.0.2/32".to_owned()),
    ];
    expected.sort();
    assert_eq!(fake.peers().await, expected);
}

#[tokio::test]
async fn what_cannot_be_a_peer_is_refused_before_anything_runs() {
    let fake = Fake::new("wg-refused");
    let outline = WantedPeer {
        secret: PeerSecret::Outline { access_url: None },
        ..wanted(ANA, None, &[])
    };
    let bad = [
        wanted("-x", None, &["10.8.0.2/32"]),
        wanted(ANA, Some("short"), &["10.8.0.2/32"]),
        wanted(ANA, None, &["10.8.0.2/32,0.0.0.0/0 x"]),
        outline,
    ];
    for wish in bad {
        let error = fake
            .driver
            .put(&wish)
            .await
            .map(|_| ())
            .expect_err("refused");
        assert!(!error.is_outage(), "{error}");
    }
    assert!(fake.driver.remove("remove").await.is_err());
    assert_eq!(fake.read("argv"), "");
}

#[tokio::test]
async fn a_machine_that_lacks_something_says_what() {
    let fake = Fake::new("wg-lacks");
    let error = |driver: Arc<dyn Backend>| async move {
        driver
            .list()
            .await
            .map(|_| ())
            .expect_err("cannot")
            .to_string()
    };
    let absent = fake.folder.join("elsewhere/wg").display().to_string();
    let absent = error(local("wg0", &absent).expect("a driver")).await;
    assert!(absent.contains("wg is not installed"), "{absent}");
    let program = fake.folder.join("wg").display().to_string();
    let other = error(local("wg7", &program).expect("a driver")).await;
    assert!(other.contains("no interface wg7"), "{other}");
    fake.write(
        "fail",
        "Unable to access interface: Operation not permitted\n",
    );
    let denied = error(fake.driver.clone()).await;
    assert!(denied.contains("CAP_NET_ADMIN"), "{denied}");
    fake.write("fail", &format!("out of luck with {PRESHARED}\n"));
    let strange = error(fake.driver.clone()).await;
    assert!(strange.contains("out of luck with ***"), "{strange}");
    let socket = error(local("no-such-wg", SOCKET).expect("a driver")).await;
    assert!(socket.contains("socket of no-such-wg"), "{socket}");
}

#[tokio::test]
async fn a_program_without_end_is_given_up_and_so_is_its_output() {
    let fake = Fake::new("wg-flood");
    fake.write("flood", "");
    let error = fake.driver.list().await.map(|_| ()).expect_err("too much");
    assert!(error.is_outage(), "{error}");
}

/// Killed in the middle, the driver leaves no process and no lock behind; asked again it does its work.
#[tokio::test]
async fn a_call_that_is_given_up_leaves_nothing_behind() {
    let fake = Fake::new("wg-killed");
    fake.write("hang", "");
    let ana = wanted(ANA, Some(PRESHARED), &["10.8.0.2/32"]);
    let given_up = tokio::time::timeout(Duration::from_millis(500), fake.driver.put(&ana)).await;
    assert!(given_up.is_err(), "it hangs");
    let process = fake.read("hanging").trim().to_owned();
    assert!(!process.is_empty(), "the fake notes its process");
    let runs = || {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        cfg!(target_os = "linux") && stat.contains("(sleep)") && !stat.contains(") Z")
    };
    for _ in 0..100 {
        if !runs() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(!runs(), "process {process} goes on");
    std::fs::remove_file(fake.folder.join("hang")).expect("removed");
    fake.driver.put(&ana).await.expect("put");
    assert_eq!(fake.peers().await.len(), 1);
}

#[tokio::test]
async fn a_check_tells_the_interface_and_the_machine() {
    let fake = Fake::new("wg-check");
    let facts = fake.driver.check().await.expect("checked");
    assert_eq!(facts.public_key.as_deref(), Some(SERVER));
    assert_eq!(facts.listen_port, Some(51820));
    assert_eq!(
        facts.version.as_deref(),
        Some("wireguard-tools v1.0.20210914")
    );
    if cfg!(target_os = "linux") {
        assert!(facts.load_percent.is_some() && facts.disk_free.is_some());
    }
}

/// A server that answers the control socket: what it was asked, and these answers one after another.
struct Answering {
    path: PathBuf,
    asked: Arc<std::sync::Mutex<Vec<String>>>,
}

impl Answering {
    fn new(name: &str, answers: Vec<String>) -> Self {
        use tokio::io::AsyncReadExt;
        use tokio::io::AsyncWriteExt;
        let path = scratch(name).join("wg0.sock");
        let listener = tokio::net::UnixListener::bind(&path).expect("bound");
        let asked = Arc::new(std::sync::Mutex::new(Vec::new()));
        let heard = asked.clone();
        tokio::spawn(async move {
            let mut open = Vec::new();
            for answer in answers {
                let (mut stream, _) = listener.accept().await.expect("a caller");
                let mut request = String::new();
                while !request.ends_with("\n\n") {
                    let byte = stream.read_u8().await.expect("a request");
                    request.push(char::from(byte));
                }
                heard.lock().expect("kept").push(request);
                // In two pieces, and the connection stays open.
                let (first, second) = answer.split_at(answer.len() / 2);
                stream.write_all(first.as_bytes()).await.expect("heard");
                tokio::task::yield_now().await;
                stream.write_all(second.as_bytes()).await.expect("heard");
                open.push(stream);
            }
            std::future::pending::<()>().await;
        });
        Self { path, asked }
    }

    fn driver(&self) -> Arc<dyn Backend> {
        local(&self.path.display().to_string(), SOCKET).expect("a driver")
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("kept").clone()
    }
}

fn in_hex(text: &str) -> String {
    hex(&keys::bytes(text).expect("a key"))
}

#[tokio::test]
async fn the_control_socket_is_asked_as_its_protocol_says() {
    let peer = format!(
        "public_key={}\nrx_bytes=5\ntx_bytes=6\nallowed_ip=10.8.0.2/32\n",
        in_hex(ANA)
    );
    let ok = || "errno=0\n\n".to_owned();
    let get = || format!("listen_port=51820\n{peer}errno=0\n\n");
    let server = Answering::new("uapi", vec![ok(), get(), get(), ok(), ok()]);
    let driver = server.driver();
    let ana = wanted(ANA, Some(PRESHARED), &["10.8.0.2/32", "fd00:8::2/128"]);
    driver.put(&ana).await.expect("put");
    let listing = driver.list().await.expect("listed");
    assert_eq!(listing.peers[0].remote_id, ANA);
    assert_eq!(listing.epoch.is_some(), cfg!(target_os = "linux"));
    let counters = driver.remove(ANA).await.expect("removed");
    assert_eq!(counters, Some(Counters { rx: 5, tx: 6 }));
    assert_eq!(driver.remove(ANA).await.expect("nothing to do"), None);
    let (key, preshared) = (in_hex(ANA), in_hex(PRESHARED));
    let put = format!(
        "set=1\npublic_key={key}\npreshared_key={preshared}\nreplace_allowed_ips=true\n\
         allowed_ip=10.8.0.2/32\nallowed_ip=fd00:8::2/128\n\n"
    );
    let remove = format!("set=1\npublic_key={key}\nremove=true\n\n");
    let get = "get=1\n\n";
    assert_eq!(server.asked(), [&put, get, get, &remove, get]);
}

#[tokio::test]
async fn an_error_of_the_control_socket_is_one_of_the_request() {
    let server = Answering::new(
        "uapi-errno",
        vec!["errno=-22\n\n".into(), "what\n\n".into()],
    );
    let driver = server.driver();
    let ana = wanted(ANA, None, &["10.8.0.2/32"]);
    let refused = driver.put(&ana).await.map(|_| ()).expect_err("refused");
    assert!(!refused.is_outage() && refused.to_string().contains("-22"));
    let strange = driver.put(&ana).await.map(|_| ()).expect_err("strange");
    assert!(strange.is_outage());
    assert!(server.asked()[0].contains(&format!("preshared_key={}", "0".repeat(64))));
}

#[test]
fn the_hash_of_a_secret_tells_keys_apart() {
    let hash = secret_hash(Some(PRESHARED)).expect("a key");
    assert_eq!(hash.len(), 64);
    assert_ne!(secret_hash(None), secret_hash(Some(PRESHARED)));
    assert_eq!(secret_hash(Some("abc")), None);
}
