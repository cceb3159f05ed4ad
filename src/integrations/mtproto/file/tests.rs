//! The whole of it against a process that is named as the real one and counts the signals it gets.

use super::*;
use crate::integrations::vpn::Hidden;
use crate::integrations::vpn::PeerSecret;
use crate::models::Timestamp;
use std::os::unix::fs::PermissionsExt;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

const NAME: &str = "portero-0123456789abcdef";
const SECRET: &str = "0123456789abcdef0123456789abcdef";
const OPERATORS: &str = "PORT = 443\nUSERS = {\"tg\": \"00000000000000000000000000000001\"}\n";

struct Proxy {
    directory: PathBuf,
    process: Child,
}

impl Proxy {
    fn start(test: &str) -> Self {
        Self::start_with(test, "trap 'echo told >> signals' USR2")
    }

    fn start_with(test: &str, first: &str) -> Self {
        let directory = std::env::temp_dir().join(format!("portero-{test}-{}", std::process::id()));
        std::fs::create_dir_all(&directory).expect("made");
        let config = directory.join("config.py");
        std::fs::write(&config, OPERATORS).expect("written");
        std::fs::set_permissions(&config, std::fs::Permissions::from_mode(0o640)).expect("set");
        let script = format!("{first}; echo $$ > pid; while :; do sleep 0.02; done");
        std::fs::write(directory.join("mtprotoproxy"), script).expect("written");
        let process = Command::new("sh")
            .arg(directory.join("mtprotoproxy"))
            .current_dir(&directory)
            .stdin(Stdio::null())
            .spawn()
            .expect("started");
        let proxy = Self { directory, process };
        proxy.wait(|| {
            proxy
                .path("pid")
                .metadata()
                .is_ok_and(|found| found.len() > 0)
        });
        proxy
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    fn client(&self) -> MtProtoFile {
        let config = self.path("config.py").display().to_string();
        MtProtoFile::new(&config, &self.path("pid").display().to_string(), None).expect("a client")
    }

    fn wait(&self, is_so: impl Fn() -> bool) {
        let begun = Instant::now();
        while !is_so() {
            assert!(
                begun.elapsed() < Duration::from_secs(10),
                "{}",
                self.text("signals")
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn was_told(&self, times: usize) {
        self.wait(|| self.text("signals").lines().count() >= times);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

fn peer() -> WantedPeer {
    WantedPeer {
        remote_id: NAME.to_owned(),
        name: "Ana".to_owned(),
        secret: PeerSecret::MtProto {
            secret: Some(Hidden(SECRET.to_owned())),
        },
        addresses: Vec::new(),
        is_open: true,
        expires_at: Some(Timestamp(1_924_991_999)),
        bytes_left: Some(5),
        tag: None,
    }
}

#[tokio::test]
async fn a_user_is_written_shut_and_removed_and_the_proxy_is_told_each_time() {
    let proxy = Proxy::start("written");
    let client = proxy.client();
    let facts = client.check().await.expect("it runs");
    assert!(facts.is_uncounted, "it has no metrics");
    client.put(&peer()).await.expect("put");
    proxy.was_told(1);
    let written = proxy.text("config.py");
    assert!(written.starts_with(OPERATORS), "{written}");
    assert!(
        written.contains(&format!("    \"{NAME}\": \"{SECRET}\",\n")),
        "{written}"
    );
    assert!(
        written.contains(&format!("    \"{NAME}\": \"02/01/2031\",\n")),
        "{written}"
    );
    let mode = std::fs::metadata(proxy.path("config.py"))
        .expect("there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o640);
    let listing = client.list().await.expect("listed");
    assert!(listing.epoch.is_some() && listing.counting == Counting::SinceStart);
    let [found] = listing.peers.as_slice() else {
        panic!("{:?}", listing.peers);
    };
    assert!(found.is_open && found.counters.is_none() && found.limit_bytes.is_none());
    assert_eq!(found.secret_hash, Some(base_hash(SECRET)));
    client.put(&peer()).await.expect("put twice");
    proxy.was_told(2);
    assert_eq!(proxy.text("config.py"), written);
    let shut = WantedPeer {
        is_open: false,
        ..peer()
    };
    client.put(&shut).await.expect("shut");
    proxy.was_told(3);
    assert!(!client.list().await.expect("listed").peers[0].is_open);
    client.ensure_health(SECRET).await.expect("made");
    client.remove(NAME).await.expect("removed");
    client.remove(NAME).await.expect("removed twice");
    assert!(client.list().await.expect("listed").peers.is_empty());
    assert!(proxy.text("config.py").contains(&names::health(SECRET)));
    assert!(!proxy.text("config.py").contains(NAME));
}

#[tokio::test]
async fn the_tag_is_written_while_somebody_has_it() {
    let proxy = Proxy::start("tagged");
    let client = proxy.client();
    let line = format!("\nAD_TAG = \"{SECRET}\"\n");
    let put = async |tag: Option<&str>, is_open| {
        let peer = WantedPeer {
            tag: tag.map(str::to_owned),
            is_open,
            ..peer()
        };
        client.put(&peer).await.expect("put");
        proxy.text("config.py").contains(&line)
    };
    assert!(put(Some(SECRET), true).await);
    assert_eq!(client.list().await.expect("listed").peers.len(), 1);
    assert!(!put(None, true).await, "cleared");
    assert!(put(Some(SECRET), true).await);
    assert!(!put(Some(SECRET), false).await, "nobody is let in");
    assert!(!put(Some("\"; import os"), true).await);
    assert!(!proxy.text("config.py").contains("import"));
}

#[tokio::test]
async fn who_is_kept_from_the_folder_is_told_what_to_do() {
    let proxy = Proxy::start("locked");
    let client = proxy.client();
    let folder = proxy.directory.display().to_string();
    let is_locked = |error: BackendError| {
        ServerTrouble::read(&error.to_string()) == Some(ServerTrouble::ProxyLocked(folder.clone()))
    };
    for kind in [
        io::ErrorKind::ReadOnlyFilesystem,
        io::ErrorKind::PermissionDenied,
    ] {
        assert!(
            is_locked(client.unusable("written", &kind.into())),
            "{kind}"
        );
    }
    let full = client.unusable("written", &io::ErrorKind::StorageFull.into());
    assert!(!is_locked(full));
    let set = |mode| {
        let rights = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(&proxy.directory, rights).expect("set");
    };
    set(0o500);
    // Root may write all the same.
    if std::fs::write(proxy.path("new"), "").is_err() {
        assert!(client.check().await.is_err_and(is_locked));
        assert!(client.put(&peer()).await.is_err_and(is_locked));
    }
    set(0o700);
    client.check().await.expect("let in again");
    let nobody = process::reload(u32::MAX, &folder);
    assert!(nobody.is_err_and(|error| !is_locked(error)));
    // The machine's first process is root's. Root would signal it.
    if !rustix::process::geteuid().is_root() {
        assert!(process::reload(1, &folder).is_err_and(is_locked));
    }
}

#[tokio::test]
async fn a_process_that_is_not_the_proxy_is_never_signalled() {
    let mut proxy = Proxy::start("other");
    let client = proxy.client();
    // The number is another program's by now. SIGUSR2 would end it.
    let mut other = Command::new("sleep").arg("30").spawn().expect("started");
    std::fs::write(proxy.path("pid"), other.id().to_string()).expect("written");
    let error = client.put(&peer()).await.expect_err("nobody was told");
    assert!(matches!(error, BackendError::Unreachable(_)), "{error}");
    assert_eq!(other.try_wait().expect("asked"), None);
    other.kill().expect("ended");
    other.wait().expect("gone");
    for (text, is_away) in [
        ("", false),
        ("1", false),
        ("0", false),
        ("x", false),
        ("4194304", true),
    ] {
        std::fs::write(proxy.path("pid"), text).expect("written");
        let error = client.list().await.expect_err("no process");
        assert_eq!(
            matches!(error, BackendError::Unreachable(_)),
            is_away,
            "{text}: {error}"
        );
    }
    std::fs::remove_file(proxy.path("pid")).expect("removed");
    assert!(matches!(
        client.check().await,
        Err(BackendError::Unreachable(_))
    ));
    proxy.process.kill().expect("ended");
}

#[tokio::test]
async fn a_proxy_that_is_starting_is_not_ended_by_the_signal() {
    let mut proxy = Proxy::start_with("starting", ":");
    let error = proxy.client().put(&peer()).await.expect_err("not heard");
    assert!(matches!(error, BackendError::Unreachable(_)), "{error}");
    assert!(proxy.text("config.py").contains(NAME), "it reads it itself");
    // Time enough to die of a signal.
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(proxy.process.try_wait().expect("asked"), None);
}

#[tokio::test]
async fn what_cannot_be_written_safely_is_not_written() {
    let proxy = Proxy::start("unsafe");
    let client = proxy.client();
    let quoted = WantedPeer {
        remote_id: "x\": \"\"}; import os #".to_owned(),
        ..peer()
    };
    assert!(matches!(
        client.put(&quoted).await,
        Err(BackendError::Refused(_))
    ));
    assert_eq!(proxy.text("config.py"), OPERATORS);
    std::fs::write(proxy.path("config.py"), "# portero: end\n").expect("written");
    let error = client.put(&peer()).await.expect_err("damaged");
    assert!(error.to_string().contains("config.py"), "{error}");
    assert!(MtProtoFile::new("config.py", "/x", None).is_err());
    assert!(MtProtoFile::new("/x/config.py", "/x/pid", Some("127.0.0.1")).is_err());
}

#[tokio::test]
async fn a_link_in_the_place_of_the_new_file_leads_nowhere() {
    let proxy = Proxy::start("laid");
    let (victim, laid) = (proxy.path("victim"), proxy.path("config.portero-new"));
    std::fs::write(&victim, "theirs").expect("written");
    std::os::unix::fs::symlink(&victim, &laid).expect("laid");
    proxy.client().put(&peer()).await.expect("put");
    assert_eq!(proxy.text("victim"), "theirs");
    let config = proxy.path("config.py").symlink_metadata().expect("there");
    assert!(config.is_file() && proxy.text("config.py").contains(NAME));
    assert!(laid.symlink_metadata().is_err());
}
