//! `portero service` on machines made of a folder each, with the real runit: the bot is killed and comes back.

use crate::child::Outside;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Long enough for runsvdir to see a new service (5 s) on a busy machine.
pub const SOON: Duration = Duration::from_secs(30);

/// Whether a test that needs these programs can run; where everything must run, it fails instead.
pub fn has(programs: &[&str]) -> bool {
    let is_there = |program: &&str| {
        let directories = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&directories).any(|directory| directory.join(program).exists())
    };
    let missing: Vec<_> = programs.iter().filter(|name| !is_there(name)).collect();
    if !missing.is_empty() {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "{missing:?} must be here"
        );
        println!(
            "skipped: there is no {missing:?} (Debian: apt-get install runit systemd shellcheck)"
        );
    }
    missing.is_empty()
}

/// An emulator, and a folder that is a machine: `home` with the `.env`, and what the test adds.
pub struct Machine {
    outside: Outside,
    variables: Vec<(&'static str, PathBuf)>,
}

impl Machine {
    async fn new() -> Self {
        let outside = Outside::unstarted().await;
        let mut machine = Self {
            outside,
            variables: Vec::new(),
        };
        machine.outside.write_env(&machine.path("home dir"));
        machine.variables.push(("HOME", machine.path("home dir")));
        machine
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.outside.directory.join(name)
    }

    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(self.path("home dir"))
            .stdin(Stdio::null());
        command
    }

    /// Runs `portero service …` to its end: what it printed.
    pub fn service(&self, arguments: &[&str]) -> String {
        let output = self.try_service(arguments);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        assert!(!said.contains(self.outside.emulator.token()));
        said
    }

    fn try_service(&self, arguments: &[&str]) -> Output {
        self.command(env!("CARGO_BIN_EXE_portero"))
            .arg("service")
            .args(arguments)
            .output()
            .expect("run")
    }

    /// The number of the running bot, from its lock on the data directory.
    fn bot(&self, data: &Path) -> Option<String> {
        let lock = fs::read_to_string(data.join("portero.lock")).ok()?;
        let number = lock.trim().strip_prefix("process ")?.to_owned();
        is_alive(&number).then_some(number)
    }

    /// Waits for a bot that polls, other than that one.
    pub async fn bot_other_than(&self, data: &Path, old: Option<&str>, polls: u64) -> String {
        let found = self
            .outside
            .emulator
            .wait_for(SOON, |emulator| {
                let bot = self.bot(data).filter(|bot| Some(bot.as_str()) != old);
                bot.filter(|_| emulator.polls() > polls)
            })
            .await;
        found.unwrap_or_else(|| panic!("no bot came (back); its log:\n{}", self.logs()))
    }

    /// Kills the bot without a last word, and waits until another polls.
    async fn kill_and_wait(&self, data: &Path) {
        let bot = self.bot(data).expect("a bot runs");
        let begun = Instant::now();
        signal("KILL", &bot);
        let polls = self.outside.emulator.polls();
        self.bot_other_than(data, Some(&bot), polls).await;
        println!("killed; polls again after {:?}", begun.elapsed());
    }

    async fn wait(&self, what: &str, mut is_so: impl FnMut() -> bool) {
        let waited = self
            .outside
            .emulator
            .wait_for(SOON, |_| is_so().then_some(()))
            .await;
        assert!(waited.is_some(), "{what}; its log:\n{}", self.logs());
    }

    /// Everything that was logged on this machine.
    fn logs(&self) -> String {
        let mut text = String::new();
        let mut folders = vec![self.outside.directory.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                if entry.path().is_dir() && !entry.path().is_symlink() {
                    folders.push(entry.path());
                } else if entry.file_name() == "current" {
                    text.push_str(&fs::read_to_string(entry.path()).unwrap_or_default());
                }
            }
        }
        text
    }

    /// A program of the machine.
    fn script(&self, name: &str, lines: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(&path, format!("#!/bin/sh\n{lines}\n")).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("made runnable");
    }
}

pub fn is_alive(number: &str) -> bool {
    // A process that ended and was not waited for has no command line any more.
    fs::read(format!("/proc/{number}/cmdline")).is_ok_and(|command| !command.is_empty())
}

pub fn signal(name: &str, number: &str) {
    let sent = Command::new("kill")
        .arg(format!("-{name}"))
        .arg(number)
        .status();
    assert!(sent.expect("kill runs").success());
}

/// A runsvdir of this test's own; it takes its services along when it goes.
struct Runsvdir(Child);

impl Runsvdir {
    fn start(machine: &Machine, directory: &Path) -> Self {
        fs::create_dir_all(directory).expect("made");
        let mut command = machine.command("runsvdir");
        command
            .arg(directory)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        Self(command.spawn().expect("runsvdir starts"))
    }
}

impl Drop for Runsvdir {
    fn drop(&mut self) {
        // HUP: it tells every runsv to stop its service, and ends.
        signal("HUP", &self.0.id().to_string());
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn under_runit_a_killed_bot_comes_back_until_the_service_is_uninstalled() {
    if !has(&["runsvdir", "runsv", "sv", "svlogd"]) {
        return;
    }
    let mut machine = Machine::new().await;
    let active = machine.path("active");
    machine.variables.push(("SVDIR", active.clone()));
    let _runsvdir = Runsvdir::start(&machine, &active);
    let data = machine.path("home dir/data");
    let install = ["install", "--kind", "runit", "--user-unit"];
    let said = machine.service(&install);
    assert!(said.contains("comes back when it is killed"), "{said}");
    let first = machine.bot_other_than(&data, None, 0).await;
    machine.kill_and_wait(&data).await;
    machine.kill_and_wait(&data).await;

    let running = machine.bot(&data).expect("it runs");
    assert_ne!(running, first);
    let said = machine.service(&install);
    assert!(said.contains("Everything was so already"), "{said}");
    assert_eq!(
        machine.bot(&data),
        Some(running.clone()),
        "not started anew"
    );
    let polls = machine.outside.emulator.polls();
    machine.service(&["install", "--kind", "runit", "--user-unit", "--restart"]);
    let running = machine.bot_other_than(&data, Some(&running), polls).await;
    let state = machine.service(&["status", "--kind", "runit", "--user-unit"]);
    assert!(state.contains("run:"), "{state}");

    machine.service(&["uninstall", "--kind", "runit", "--user-unit"]);
    machine.wait("the bot stops", || !is_alive(&running)).await;
    assert!(!active.join("portero").exists() && !active.join("portero").is_symlink());
    assert!(
        !machine
            .path("home dir/.local/share/portero/sv/portero")
            .exists()
    );
    assert!(!machine.path("home dir/.local/bin/portero").exists());
    assert!(machine.path("home dir/.env").exists() && data.join("portero.db").exists());
    let said = machine.service(&["uninstall", "--kind", "runit", "--user-unit"]);
    assert!(said.contains("No such service"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn under_runit_a_bot_with_wrong_settings_is_not_started_again_and_again() {
    if !has(&["runsvdir", "runsv", "sv", "svlogd"]) {
        return;
    }
    let mut machine = Machine::new().await;
    let active = machine.path("active");
    machine.variables.push(("SVDIR", active.clone()));
    let _runsvdir = Runsvdir::start(&machine, &active);
    machine.service(&["install", "--kind", "runit", "--user-unit"]);
    let data = machine.path("home dir/data");
    let bot = machine.bot_other_than(&data, None, 0).await;
    fs::write(machine.path("home dir/.env"), "BOT_TOKEN=wrong\n").expect("written");
    signal("KILL", &bot);
    let service = active.join("portero");
    let status = || {
        let output = machine.command("sv").arg("status").arg(&service).output();
        String::from_utf8(output.expect("sv runs").stdout).expect("text")
    };
    machine
        .wait("it stays down", || {
            // Between two runs it is down for a moment, too.
            status().starts_with("down:") && !status().contains("want up")
        })
        .await;
    machine
        .wait("it says why", || {
            machine.logs().contains("the settings are wrong")
        })
        .await;
    machine.outside.write_env(&machine.path("home dir"));
    let polls = machine.outside.emulator.polls();
    assert!(
        machine
            .command("sv")
            .arg("up")
            .arg(&service)
            .status()
            .expect("sv runs")
            .success()
    );
    machine.bot_other_than(&data, Some(&bot), polls).await;
    machine.service(&["uninstall", "--kind", "runit", "--user-unit"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_machines_own_runit_service_runs_as_another_user_with_the_data_of_the_set_up() {
    if !has(&["runsvdir", "runsv", "sv", "svlogd", "chpst"]) {
        return;
    }
    let machine = Machine::new().await;
    let id = machine
        .command("id")
        .arg("-u")
        .output()
        .expect("id runs")
        .stdout;
    if id != b"0\n" {
        println!("skipped: only root may run a bot as another user");
        return;
    }
    // What setup left: a database with an owner, a key, and data beside `.env`.
    let set_up = machine.path("home dir/data");
    fs::create_dir_all(&set_up).expect("made");
    portero::db::Db::open(&set_up.join("portero.db"))
        .expect("a database")
        .close()
        .await;
    fs::write(set_up.join("portero.key"), "00".repeat(32)).expect("a key");
    let root = machine.path("root");
    let active = root.join("etc/service");
    let _runsvdir = Runsvdir::start(&machine, &active);
    let root = root.display().to_string();
    let which = ["--kind", "runit", "--system", "--root", &root];
    let install = [&["install", "--user", "nobody"], &which[..]].concat();
    let said = machine.service(&install);
    assert!(said.contains("were copied"), "{said}");
    let home = machine.path("root/var/lib/portero");
    let data = home.join("data");
    let bot = machine.bot_other_than(&data, None, 0).await;
    let status = fs::read_to_string(format!("/proc/{bot}/status")).expect("a process");
    let uid = status
        .lines()
        .find_map(|line| line.strip_prefix("Uid:"))
        .expect("a user");
    assert!(!uid.split_whitespace().any(|id| id == "0"), "{uid}");
    let key = fs::read_to_string(data.join("portero.key")).expect("a key");
    assert_eq!(key, "00".repeat(32));
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!((mode(&home.join(".env")), mode(&home)), (0o600, 0o700));
    machine.kill_and_wait(&data).await;
    let said = machine.service(&install);
    assert!(said.contains("Everything was so already"), "{said}");
    let bot = machine.bot(&data).expect("it runs");
    machine.service(&[&["uninstall"], &which[..]].concat());
    machine.wait("the bot stops", || !is_alive(&bot)).await;
    assert!(!machine.path("root/etc/sv/portero").exists() && !active.join("portero").is_symlink());
    assert!(!machine.path("root/usr/local/bin/portero").exists());
    assert!(home.join(".env").exists() && data.join("portero.db").exists());
}

/// A phone: Termux's prefix with its shell and a wake-lock that notes each call.
pub async fn phone() -> Machine {
    let mut machine = Machine::new().await;
    let prefix = machine.path("usr");
    fs::create_dir_all(prefix.join("bin")).expect("made");
    std::os::unix::fs::symlink("/bin/sh", prefix.join("bin/sh")).expect("linked");
    let wakes = machine.path("wakes").display().to_string();
    machine.script(
        "usr/bin/termux-wake-lock",
        &format!("echo wake >>'{wakes}'"),
    );
    machine.variables.push(("PREFIX", prefix));
    machine.variables.push(("TERMUX_VERSION", "0.118.1".into()));
    machine
}

fn wakes(machine: &Machine) -> usize {
    let text = fs::read_to_string(machine.path("wakes")).unwrap_or_default();
    text.lines().count()
}

/// termux-services: its daemon is runsvdir in `$PREFIX/var/service`, started once.
pub fn add_services(machine: &Machine) {
    let pid_file = machine
        .path("usr/var/run/service-daemon.pid")
        .display()
        .to_string();
    machine.script(
        "usr/bin/service-daemon",
        &format!(
            "mkdir -p \"${{SVDIR:?}}\" \"$PREFIX/var/run\"\ngrep -q runsvdir \"/proc/$(cat '{pid_file}')/cmdline\" 2>/dev/null && exit 1\n\
             runsvdir \"$SVDIR\" </dev/null >/dev/null 2>&1 &\necho $! >'{pid_file}'"
        ),
    );
    let profile = "export SVDIR=$PREFIX/var/service\nexport LOGDIR=$PREFIX/var/log\n(service-daemon start >/dev/null 2>&1 & )";
    machine.script("usr/etc/profile.d/start-services.sh", profile);
}

/// The phone's services end with the test, or with the phone.
pub struct Services(PathBuf);

impl Services {
    pub fn of(machine: &Machine) -> Self {
        Self(machine.path("usr/var/run/service-daemon.pid"))
    }

    fn daemon(&self) -> String {
        fs::read_to_string(&self.0)
            .unwrap_or_default()
            .trim()
            .to_owned()
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        let daemon = self.daemon();
        if is_alive(&daemon) {
            signal("HUP", &daemon);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_phone_with_termux_services_the_bot_comes_back_after_kills_and_after_a_reboot() {
    if !has(&["runsvdir", "runsv", "sv", "svlogd"]) {
        return;
    }
    let machine = phone().await;
    add_services(&machine);
    let services = Services::of(&machine);
    let said = machine.service(&["install"]);
    assert!(
        said.contains("Termux:Boot") && !said.contains("pkg install"),
        "{said}"
    );
    let data = machine.path("home dir/data");
    machine.bot_other_than(&data, None, 0).await;
    assert_eq!(wakes(&machine), 1);
    machine.kill_and_wait(&data).await;
    let said = machine.service(&["install"]);
    assert!(said.contains("Everything was so already"), "{said}");

    // The phone goes off, and on again.
    let bot = machine.bot(&data).expect("it runs");
    let daemon = services.daemon();
    signal("HUP", &daemon);
    machine
        .wait("all stops", || !is_alive(&bot) && !is_alive(&daemon))
        .await;
    let polls = machine.outside.emulator.polls();
    let boot = machine.path("home dir/.termux/boot/portero");
    let mode = fs::metadata(&boot).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    let mut android = Command::new("sh");
    android.arg(&boot).env_clear();
    android.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    assert!(
        android
            .current_dir("/")
            .status()
            .expect("sh runs")
            .success()
    );
    let bot = machine.bot_other_than(&data, Some(&bot), polls).await;
    assert_eq!(wakes(&machine), 2);

    machine.service(&["uninstall"]);
    machine.wait("the bot stops", || !is_alive(&bot)).await;
    assert!(!boot.exists() && !machine.path("usr/var/service/portero").exists());
    assert!(!machine.path("usr/var/service/.portero.old").exists());
    assert!(machine.path("home dir/.env").exists() && data.join("portero.db").exists());
    assert!(is_alive(&services.daemon()), "other services go on");
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_phone_without_termux_services_the_boot_script_keeps_the_bot_running() {
    let machine = phone().await;
    let said = machine.service(&["install"]);
    assert!(said.contains("pkg install termux-services"), "{said}");
    let data = machine.path("home dir/data");
    machine.bot_other_than(&data, None, 0).await;
    machine.kill_and_wait(&data).await;
    machine.kill_and_wait(&data).await;
    let state = machine.service(&["status"]);
    assert!(state.contains("run:"), "{state}");
    let said = machine.service(&["install"]);
    assert!(said.contains("Everything was so already"), "{said}");
    assert_eq!(wakes(&machine), 1);

    // Run twice, as after a reboot that was none, the script leaves the one that runs alone.
    let bot = machine.bot(&data).expect("it runs");
    let boot = machine.path("home dir/.termux/boot/portero");
    assert!(
        machine
            .command("sh")
            .arg(&boot)
            .status()
            .expect("sh runs")
            .success()
    );
    assert_eq!(machine.bot(&data), Some(bot.clone()));

    machine.service(&["uninstall"]);
    machine.wait("the bot stops", || !is_alive(&bot)).await;
    assert!(!boot.exists() && !machine.path("usr/var/service/portero").exists());
    assert!(!machine.path("usr/var/run/portero.pid").exists());
    assert!(!machine.path("usr/bin/portero").exists());
    assert!(machine.path("home dir/.env").exists() && data.join("portero.db").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_service_of_that_name_is_left_alone() {
    let machine = phone().await;
    machine.script("usr/var/service/portero/run", "echo mine");
    for command in ["install", "uninstall"] {
        let output = machine.try_service(&[command]);
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{command}");
        assert!(
            complaint.contains("was not made by portero service install"),
            "{complaint}"
        );
    }
    let run = machine.path("usr/var/service/portero/run");
    assert!(fs::read_to_string(run).expect("kept").contains("mine"));
    assert!(
        !machine.path("home dir/.termux").exists(),
        "nothing was begun"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_starts_services_a_loop_and_a_line_of_crontab_are_offered() {
    let machine = Machine::new().await;
    let root = machine.path("root").display().to_string();
    let output = machine.try_service(&["install", "--root", &root]);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{complaint}");
    assert!(
        complaint.contains("while :; do") && complaint.contains("@reboot"),
        "{complaint}"
    );
}

impl Machine {
    /// A token of the right form that Telegram does not know any more.
    fn revoke_token(&self) {
        let env = self.path("home dir/.env");
        let text = fs::read_to_string(&env).expect("settings");
        let token = self.outside.emulator.token();
        let revoked = "7000000001:AARevokedTokenThatTelegramForgot000";
        fs::write(&env, text.replace(token, revoked)).expect("written");
    }

    /// What an install said that ended with a bot that does not run.
    fn failing_install(&self, which: &[&str]) {
        let dry = self.service(&[&["install", "--dry-run"], which].concat());
        assert!(!dry.contains("stay running"), "{dry}");
        let output = self.try_service(&[&["install"], which].concat());
        let complaint = String::from_utf8_lossy(&output.stderr);
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{complaint}");
        assert!(!said.contains("comes back"), "{said}");
        for words in [
            "does not stay running",
            "Telegram refuses the token",
            "More:  tail -f ",
        ] {
            assert!(complaint.contains(words), "{words} in {complaint}");
        }
        assert!(!complaint.contains("AARevoked"), "{complaint}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_phone_a_bot_that_does_not_stay_is_told_with_the_last_it_said() {
    let machine = phone().await;
    machine.revoke_token();
    machine.failing_install(&[]);
    machine.service(&["uninstall"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn under_runit_a_bot_that_does_not_stay_is_told_with_the_last_it_said() {
    if !has(&["runsvdir", "runsv", "sv", "svlogd"]) {
        return;
    }
    let mut machine = Machine::new().await;
    let active = machine.path("active");
    machine.variables.push(("SVDIR", active.clone()));
    let _runsvdir = Runsvdir::start(&machine, &active);
    machine.revoke_token();
    machine.failing_install(&["--kind", "runit", "--user-unit"]);
    machine.service(&["uninstall", "--kind", "runit", "--user-unit"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_settings_nothing_is_installed() {
    let machine = phone().await;
    fs::write(machine.path("home dir/.env"), "LANGUAGE=en\n").expect("written");
    let output = machine.try_service(&["install"]);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(complaint.contains("portero setup"), "{complaint}");
    fs::write(
        machine.path("home dir/.env"),
        "BOT_TOKEN=secret-nonsense\nLANGUAGE=en\n",
    )
    .expect("written");
    let output = machine.try_service(&["install"]);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(
        complaint.contains("BOT_TOKEN") && !complaint.contains("nonsense"),
        "{complaint}"
    );
    assert!(!machine.path("home dir/.termux").exists() && !machine.path("usr/var").exists());
}
