//! `portero service` under a real systemd, as the first process of namespaces of its own: with the real `useradd` and
//! `systemctl`, and every protection of the unit in force, the bot is killed and comes back.

use crate::child::Outside;
use crate::service::{SOON, has, is_alive, signal};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Instant;

/// A machine of its own. What it may change is in a tmpfs that goes with it: `tests/data/systemd-machine.sh`.
struct Machine {
    outside: Outside,
    process: Child,
    /// systemd's number, seen from here.
    systemd: String,
    group: PathBuf,
}

impl Machine {
    /// `None` where such a machine cannot be made.
    async fn new() -> Option<Self> {
        let outside = Outside::unstarted().await;
        let shared = outside.directory.join("shared");
        // Where cargo builds: the service must not depend on it.
        let built = shared.join("target/debug");
        fs::create_dir_all(&built).expect("made");
        fs::copy(env!("CARGO_BIN_EXE_portero"), built.join("portero")).expect("copied");
        outside.write_env(&shared);
        let env = fs::read_to_string(shared.join(".env")).expect("read");
        let clock = outside.directory.join("clock");
        fs::copy(&clock, shared.join("clock")).expect("copied");
        let inside = env.replace(&clock.display().to_string(), "/srv/shared/clock");
        fs::write(shared.join(".env"), inside).expect("written");
        let new = outside.directory.join("machine");
        fs::create_dir_all(&new).expect("made");
        let group = Self::group()?;
        let process = Command::new("sh")
            .arg("-c")
            .arg(r#"echo 0 >"$0/cgroup.procs" && exec unshare --mount --pid --uts --ipc --cgroup --fork --kill-child sh "$@""#)
            .arg(&group)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/systemd-machine.sh"))
            .args([&new, &shared])
            .stdin(Stdio::null())
            .stdout(log(&outside))
            .stderr(log(&outside))
            .spawn()
            .expect("sh runs");
        let mut machine = Self {
            outside,
            process,
            systemd: String::new(),
            group,
        };
        machine.wait_for_systemd().await;
        Some(machine)
    }

    /// A group of processes of this machine's own, so that its systemd sees no other.
    fn group() -> Option<PathBuf> {
        let root = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"]
            .into_iter()
            .find(|path| {
                Path::new(path).join("cgroup.procs").exists()
                    && Path::new(path).join("cgroup.controllers").exists()
            })?;
        let group = Path::new(root).join(format!("portero-test-{}", std::process::id()));
        fs::create_dir_all(&group).ok()?;
        Some(group)
    }

    async fn wait_for_systemd(&mut self) {
        let unshare = self.process.id().to_string();
        let found = self
            .outside
            .emulator
            .wait_for(SOON, |_| {
                let children = format!("/proc/{unshare}/task/{unshare}/children");
                let child = fs::read_to_string(children).ok()?.trim().to_owned();
                let name = fs::read_to_string(format!("/proc/{child}/comm")).ok()?;
                (name.trim() == "systemd").then_some(child)
            })
            .await;
        self.systemd = found.unwrap_or_else(|| panic!("no systemd came:\n{}", self.outside.log()));
        self.wait("systemd is up", || {
            self.inside("systemctl is-system-running").status.success()
        })
        .await;
    }

    async fn wait(&self, what: &str, mut is_so: impl FnMut() -> bool) {
        let waited = self
            .outside
            .emulator
            .wait_for(SOON, |_| is_so().then_some(()))
            .await;
        assert!(waited.is_some(), "{what}; the log:\n{}", self.outside.log());
    }

    /// Runs a line of shell inside.
    fn inside(&self, line: &str) -> Output {
        Command::new("nsenter")
            .args([
                "-t",
                &self.systemd,
                "-m",
                "-p",
                "-u",
                "-i",
                "-C",
                "--",
                "sh",
                "-c",
            ])
            .arg(format!("cd /srv/shared && {line}"))
            .env_clear()
            .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin")
            .env("HOME", "/root")
            .stdin(Stdio::null())
            .output()
            .expect("nsenter runs")
    }

    fn says(&self, line: &str) -> String {
        let output = self.inside(line);
        let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        assert!(
            output.status.success(),
            "{line}: {output:?}\n{}",
            self.state()
        );
        said
    }

    /// The bot's number, seen from inside and from here.
    fn bot(&self) -> (String, String) {
        let inside = self.says("systemctl show --property=MainPID --value portero");
        let outside = fs::read_dir("/proc")
            .expect("processes")
            .flatten()
            .find_map(|process| {
                let status = fs::read_to_string(process.path().join("status")).ok()?;
                let numbers = status
                    .lines()
                    .find_map(|line| line.strip_prefix("NSpid:"))?;
                let numbers: Vec<_> = numbers.split_whitespace().collect();
                let is_bot = status.starts_with("Name:\tportero\n") && numbers.len() == 2;
                (is_bot && numbers[1] == inside).then(|| numbers[0].to_owned())
            });
        (inside, outside.unwrap_or_default())
    }

    async fn polls_after(&self, polls: u64) {
        let came = self
            .outside
            .emulator
            .wait_for(SOON, |emulator| (emulator.polls() > polls).then_some(()))
            .await;
        assert!(came.is_some(), "no bot polls:\n{}", self.state());
    }

    /// What systemd knows about the service, for a test that failed.
    fn state(&self) -> String {
        let output = self.inside("systemctl status portero; systemctl show portero");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // With its first process a namespace of processes ends.
        let _ = self.process.kill();
        let _ = self.process.wait();
        for _ in 0..100 {
            if remove_group(&self.group) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    }
}

/// Groups go from the innermost one, once their processes have gone.
fn remove_group(group: &Path) -> bool {
    for entry in fs::read_dir(group).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            remove_group(&entry.path());
        }
    }
    fs::remove_dir(group).is_ok()
}

fn log(outside: &Outside) -> fs::File {
    fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(outside.log_file())
        .expect("the log")
}

#[tokio::test(flavor = "multi_thread")]
async fn under_systemd_a_killed_bot_comes_back_with_all_protections_in_force() {
    if !has(&["systemctl", "unshare", "nsenter", "pivot_root", "useradd"]) {
        return;
    }
    let id = Command::new("id")
        .arg("-u")
        .output()
        .expect("id runs")
        .stdout;
    if id != b"0\n" {
        println!("skipped: only root can make a machine of namespaces");
        return;
    }
    let Some(machine) = Machine::new().await else {
        println!("skipped: there is no cgroup2 here");
        return;
    };
    let install = "target/debug/portero service install";
    let said = machine.says(install);
    println!("{said}");
    assert!(
        said.contains("useradd") && said.contains("systemctl enable portero"),
        "{said}"
    );
    machine.polls_after(0).await;
    let (inside, bot) = machine.bot();
    let status = fs::read_to_string(format!("/proc/{bot}/status")).expect("the bot");
    for line in ["NoNewPrivs:\t1", "Seccomp:\t2", "CapBnd:\t0000000000000000"] {
        assert!(status.contains(line), "{line}:\n{status}");
    }
    let user = machine.says(&format!("stat -c %U /proc/{inside}"));
    assert_eq!(user, "portero");
    assert_eq!(
        machine.says("stat -c '%U %a' /var/lib/portero/.env"),
        "portero 600"
    );

    for _ in 0..2 {
        let (_, bot) = machine.bot();
        let begun = Instant::now();
        signal("KILL", &bot);
        let polls = machine.outside.emulator.polls();
        machine.polls_after(polls).await;
        println!("killed; polls again after {:?}", begun.elapsed());
    }
    let before = machine.bot();
    let said = machine.says(install);
    assert!(said.contains("Everything was so already"), "{said}");
    assert_eq!(machine.bot(), before, "not started anew");

    // Wrong settings are not tried again and again; mended, they are.
    machine.says("sed -i.good 's/^BOT_TOKEN=.*/BOT_TOKEN=wrong/' /var/lib/portero/.env");
    signal("KILL", &before.1);
    let result =
        || machine.says("systemctl show --property=ActiveState,ExecMainStatus --value portero");
    machine
        .wait("it stays down", || result() == "78\nfailed")
        .await;
    machine.says("mv /var/lib/portero/.env.good /var/lib/portero/.env");
    let polls = machine.outside.emulator.polls();
    machine.says("target/debug/portero service install");
    machine.polls_after(polls).await;

    let (_, bot) = machine.bot();
    machine.says("target/debug/portero service uninstall");
    assert!(!is_alive(&bot));
    machine
        .says("test ! -e /etc/systemd/system/portero.service && test ! -e /usr/local/bin/portero");
    machine.says("test -s /var/lib/portero/data/portero.db && test -s /var/lib/portero/.env");
}
