//! The released files as a server meets them: no library, no name service of the host, an empty directory around them.
//! `scripts/release.sh` makes them and `scripts/check.sh --real` names their directory in `PORTERO_DIST`; without it
//! these tests are skipped.

#![expect(
    clippy::expect_used,
    reason = "helpers of tests end the test when they cannot go on"
)]

use portero::demo::telegram::{Emulator, EmulatorOptions};
use portero::utils::clock::Clock;
use std::net::{Ipv4Addr, UdpSocket};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The user without a name that the container runs as.
const NOBODY: u32 = 10_001;
/// An emulated processor is slow to start.
const PATIENCE: Duration = Duration::from_secs(60);
/// The only name the test's name server knows.
const NAME: &str = "telegram.test";

fn dist() -> Option<PathBuf> {
    let path = std::env::var_os("PORTERO_DIST");
    if path.is_none() {
        println!("skipped: PORTERO_DIST names no directory (scripts/check.sh --real does)");
    }
    path.map(|path| std::path::absolute(path).expect("a path"))
}

fn released(dist: &Path, machine: &str) -> PathBuf {
    let file = dist.join(format!("portero-linux-{machine}"));
    assert!(file.exists(), "{} is missing", file.display());
    file
}

/// A directory that goes at the end, with a process that is ended before.
struct Bare {
    directory: PathBuf,
    process: Option<Child>,
}

impl Bare {
    fn new(name: &str) -> Self {
        let directory =
            std::env::temp_dir().join(format!("portero-bare-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&directory).expect("a directory");
        Self {
            directory,
            process: None,
        }
    }

    fn run(&mut self, command: &mut Command, emulator: &Emulator, address: &str) {
        command
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("BOT_TOKEN", emulator.token())
            .env("BOT_API_URL", address)
            .stdin(Stdio::null());
        self.process = Some(command.spawn().expect("the program starts"));
    }
}

impl Bare {
    /// Asks the process to end, and waits for it: what it started ends with it.
    fn terminate(&mut self) {
        let Some(process) = &mut self.process else {
            return;
        };
        let asked = Command::new("kill")
            .arg(process.id().to_string())
            .status()
            .expect("kill runs");
        assert!(asked.success());
        process.wait().expect("it ends");
        self.process = None;
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            // It may have ended by itself; then the test has failed already.
            let _ = process.kill();
            let _ = process.wait();
        }
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

async fn emulator() -> Emulator {
    Emulator::start(EmulatorOptions::new(Clock::system()))
        .await
        .expect("the emulator starts")
}

async fn polls(emulator: &Emulator) -> bool {
    emulator
        .wait_for(PATIENCE, |emulator| (emulator.polls() > 0).then_some(()))
        .await
        .is_some()
}

/// Program headers of an ELF file of 64 bits and little end: their types.
fn program_headers(bytes: &[u8]) -> Vec<u32> {
    let number = |at: usize, length: usize| {
        bytes[at..at + length]
            .iter()
            .rev()
            .fold(0usize, |sum, byte| sum << 8 | usize::from(*byte))
    };
    assert_eq!(&bytes[..6], b"\x7fELF\x02\x01", "not an ELF file");
    let (table, size, count) = (number(32, 8), number(54, 2), number(56, 2));
    (0..count)
        .map(|index| u32::try_from(number(table + index * size, 4)).expect("four bytes"))
        .collect()
}

#[test]
fn a_released_binary_needs_no_library_and_tells_nothing_of_the_machine_that_built_it() {
    const INTERPRETER: u32 = 3;
    let Some(dist) = dist() else { return };
    for machine in ["x86_64", "aarch64"] {
        let bytes = std::fs::read(released(&dist, machine)).expect("readable");
        assert!(!program_headers(&bytes).contains(&INTERPRETER), "{machine}");
        let home = std::env::var("HOME").expect("a home");
        for path in [env!("CARGO_MANIFEST_DIR"), &format!("{home}/.cargo")] {
            let found = bytes
                .windows(path.len())
                .any(|part| part == path.as_bytes());
            assert!(!found, "{machine} names {path}");
        }
    }
    // The measure itself: this test is a program that needs its libraries.
    let own = std::fs::read(std::env::current_exe().expect("a path")).expect("readable");
    assert!(program_headers(&own).contains(&INTERPRETER));
}

#[test]
fn the_checksums_are_those_of_the_files() {
    let Some(dist) = dist() else { return };
    let check = Command::new("sha256sum")
        .args(["--strict", "-c", "SHA256SUMS"])
        .current_dir(&dist)
        .output()
        .expect("sha256sum runs");
    let said = String::from_utf8_lossy(&check.stdout);
    assert!(check.status.success(), "{said}");
    assert_eq!(said.matches(": OK").count(), 2, "{said}");
}

/// A name server on 127.0.0.1:53 that answers every question about [`NAME`] with 127.0.0.1, and others with silence.
fn name_server() -> std::io::Result<()> {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 53))?;
    std::thread::spawn(move || {
        let mut question = [0u8; 512];
        while let Ok((length, from)) = socket.recv_from(&mut question) {
            if let Some(answer) = answer(&question[..length]) {
                // Whoever asked asks again if this is lost.
                let _ = socket.send_to(&answer, from);
            }
        }
    });
    Ok(())
}

/// RFC 1035 §4: the question again, and for an A record (type 1) one address.
fn answer(question: &[u8]) -> Option<Vec<u8>> {
    let mut name = Vec::new();
    for label in NAME.split('.') {
        name.push(u8::try_from(label.len()).ok()?);
        name.extend(label.as_bytes());
    }
    name.push(0);
    let end = 12 + name.len() + 4;
    let asked = question.get(12..end)?;
    if !asked.starts_with(&name) {
        return None;
    }
    let wants_address = asked[name.len()..name.len() + 2] == [0, 1];
    let mut answer = question[..2].to_vec();
    answer.extend([0x81, 0x80, 0, 1, 0, u8::from(wants_address), 0, 0, 0, 0]);
    answer.extend(asked);
    if wants_address {
        answer.extend([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]);
    }
    Some(answer)
}

/// As an empty container runs it: nothing there but the binary and where to ask for names.
#[tokio::test]
async fn the_binary_for_x86_64_finds_telegram_by_name_from_an_otherwise_empty_directory() {
    let Some(dist) = dist() else { return };
    if !cfg!(target_arch = "x86_64") {
        return println!("skipped: not an x86_64");
    }
    let is_root = std::process::Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout == b"0\n");
    let emulator = emulator().await;
    let port = emulator
        .url()
        .rsplit(':')
        .next()
        .expect("a port")
        .to_owned();
    let mut bare = Bare::new("root");
    let etc = bare.directory.join("etc");
    std::fs::create_dir(&etc).expect("a directory");
    // Port 53 is for root; others show the same with a table of names.
    if is_root && name_server().is_ok() {
        std::fs::write(etc.join("resolv.conf"), "nameserver 127.0.0.1\n").expect("written");
    } else {
        std::fs::write(etc.join("hosts"), format!("127.0.0.1 {NAME}\n")).expect("written");
    }
    std::fs::copy(released(&dist, "x86_64"), bare.directory.join("portero")).expect("copied");
    let mut command = if is_root {
        let mut command = Command::new("chroot");
        command.arg(&bare.directory);
        command
    } else {
        let mut command = Command::new("unshare");
        command
            .arg("--map-root-user")
            .arg("--root")
            .arg(&bare.directory);
        command
    };
    command.arg("/portero");
    bare.run(&mut command, &emulator, &format!("http://{NAME}:{port}"));
    assert!(polls(&emulator).await, "{}", emulator.dump());
    assert!(bare.directory.join("data/portero.db").exists());
}

#[tokio::test]
async fn the_binary_for_arm_servers_reaches_the_emulator_under_qemu() {
    let Some(dist) = dist() else { return };
    let mut qemu = "qemu-aarch64-static";
    if cfg!(target_arch = "aarch64") {
        qemu = "env";
    } else if Command::new(qemu).arg("--version").output().is_err() {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "no {qemu}");
        return println!("skipped: no {qemu} (Debian: qemu-user-static)");
    }
    let emulator = emulator().await;
    let mut bare = Bare::new("arm");
    let mut command = Command::new(qemu);
    command
        .arg(released(&dist, "aarch64"))
        .current_dir(&bare.directory);
    bare.run(&mut command, &emulator, &emulator.url());
    assert!(polls(&emulator).await, "{}", emulator.dump());
}

/// Whether the program is there; where everything must run, its absence is a failure.
fn has(program: &str, argument: &str) -> bool {
    let is_there = Command::new(program)
        .arg(argument)
        .output()
        .is_ok_and(|output| output.status.success());
    if !is_there {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "no {program}");
        println!("skipped: no {program}");
    }
    is_there
}

/// An image store of its own that goes at the end.
struct Images(Bare);

impl Images {
    fn buildah(&self) -> Command {
        let store = &self.0.directory;
        let mut command = Command::new("buildah");
        command
            .arg("--root")
            .arg(store.join("images"))
            .arg("--runroot")
            .arg(store.join("run"))
            .args(["--storage-driver", "vfs"])
            .current_dir(env!("CARGO_MANIFEST_DIR"));
        command
    }

    fn said(&self, arguments: &[&str]) -> String {
        let output = self
            .buildah()
            .args(arguments)
            .output()
            .expect("buildah runs");
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

#[tokio::test]
async fn in_a_container_it_runs_as_nobody_and_keeps_its_data_in_the_volume() {
    let Some(dist) = dist() else { return };
    if !cfg!(target_arch = "x86_64") || !has("buildah", "--version") {
        return;
    }
    let emulator = emulator().await;
    let mut images = Images(Bare::new("container"));
    images.said(&[
        "bud",
        "--isolation",
        "chroot",
        "--build-context",
        &format!("build={}", dist.display()),
        "--build-arg",
        "BINARY=portero-linux-x86_64",
        "-f",
        "scripts/docker/Dockerfile",
        "-t",
        "portero",
        ".",
    ]);
    let container = images.said(&["from", "portero"]);
    let root = PathBuf::from(images.said(&["mount", &container]));
    let mut command = images.buildah();
    command
        .args(["run", "--isolation", "chroot", "--env"])
        .arg(format!("BOT_TOKEN={}", emulator.token()))
        .arg("--env")
        .arg(format!("BOT_API_URL={}", emulator.url()))
        .args([&container, "--", "/portero"]);
    images.0.run(&mut command, &emulator, &emulator.url());
    assert!(polls(&emulator).await, "{}", emulator.dump());
    let found = Command::new("find")
        .arg(&images.0.directory)
        .args(["-name", "portero.db"])
        .output()
        .expect("find runs");
    let database = PathBuf::from(String::from_utf8_lossy(&found.stdout).trim());
    assert!(
        !database.starts_with(&root),
        "not in the volume: {database:?}"
    );
    let database = std::fs::metadata(database).expect("one database");
    assert_eq!(database.uid(), NOBODY);
    assert!(!root.join("tmp").exists() && !root.join("bin").exists());
    images.0.terminate();
}

#[test]
fn the_compose_file_is_one_and_knows_its_profiles() {
    if dist().is_none() {
        return;
    }
    let plugin = Command::new("docker")
        .args(["compose", "version"])
        .output()
        .is_ok_and(|output| output.status.success());
    if !plugin && !has("docker-compose", "version") {
        return;
    }
    let services = |profile: &str| {
        let mut command = Command::new(if plugin { "docker" } else { "docker-compose" });
        if plugin {
            command.arg("compose");
        }
        let output = command
            .args(["-f", "scripts/docker/compose.yaml", "--profile", profile])
            .args(["config", "--services"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("compose runs");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    for profile in ["bot", "node"] {
        assert!(services(profile).lines().any(|line| line == profile));
    }
}
