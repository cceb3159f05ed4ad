//! A machine of each test's own: the test starts itself again in new namespaces for networks, mounts and processes, with
//! an empty `/run`. When it ends, or is killed, everything in it is gone, and the real machine was never touched.

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Set where the test already is in its own machine.
const INSIDE: &str = "PORTERO_TUNNEL_MACHINE";
/// Prepares the new namespaces, then becomes the test.
const PREPARE: &str = "set -e
mount -t tmpfs -o mode=755 none /run
mount -t sysfs none /sys
mkdir /run/netns /run/wireguard
ip link set lo up
exec \"$@\"";

/// Goes on only in a machine of the test's own; outside of it, this is where the test starts itself inside and ends.
macro_rules! in_own_machine {
    () => {{
        fn here() {}
        if !crate::machine::is_inside(std::any::type_name_of_val(&here)) {
            return;
        }
    }};
}
pub(crate) use in_own_machine;

/// Whether the test runs in its own machine. If not, it has been run there, or cannot be.
pub fn is_inside(here: &str) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return true;
    }
    let Some(become_root) = rights() else {
        return false;
    };
    // `tunnel::drivers::name::{{closure}}::here`
    let path = here
        .trim_end_matches("::here")
        .trim_end_matches("::{{closure}}");
    let name = path.split_once("::").map_or(path, |(_, name)| name);
    let inside = format!("{INSIDE}=1");
    let words = [
        become_root,
        &[
            "unshare",
            "--net",
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            "--mount-proc",
        ],
        &["env", &inside, "sh", "-c", PREPARE, "sh"],
    ]
    .concat();
    let done = Command::new(words[0])
        .args(&words[1..])
        .arg(std::env::current_exe().expect("this program"))
        .args(["--exact", name, "--nocapture", "--test-threads=1"])
        .stdin(Stdio::null())
        .output()
        .expect("it starts");
    let said = [text(&done.stdout), text(&done.stderr)].concat();
    assert!(
        done.status.success() && said.contains("1 passed"),
        "{name} in its own machine:\n{said}"
    );
    println!("{said}");
    false
}

/// What to put before a command so that it has the rights to make a machine. `None`: it cannot be made, which was said;
/// where everything must run, that is a failure.
fn rights() -> Option<&'static [&'static str]> {
    let must_run = std::env::var("CI").is_ok_and(|value| value == "true");
    // Only a machine that is there for tests is asked for more rights than the test was given.
    let ways: &[&[&str]] = if must_run {
        &[&[], &["sudo", "-n", "-E"]]
    } else {
        &[&[]]
    };
    let lacking = match missing() {
        Some(why) => why,
        None => {
            let found = ways.iter().find(|way| may(way));
            if let Some(way) = found {
                return Some(way);
            }
            "no right to make network namespaces (root has it)".to_owned()
        }
    };
    println!("skipped: {lacking}");
    assert!(!must_run, "under CI=true these must run: {lacking}");
    None
}

fn missing() -> Option<String> {
    let directories = std::env::var_os("PATH").unwrap_or_default();
    let is_there = |program: &str| {
        std::env::split_paths(&directories).any(|directory| directory.join(program).exists())
    };
    let absent = crate::NEEDED.iter().find(|(program, _)| !is_there(program));
    match absent {
        Some((program, package)) => Some(format!("no {program} (Debian: {package})")),
        None if crate::NEEDS_TUN && !Path::new("/dev/net/tun").exists() => {
            Some("no /dev/net/tun".to_owned())
        }
        None => None,
    }
}

/// Whether namespaces, and an interface for tunnels where one is needed, can be made that way.
fn may(become_root: &[&str]) -> bool {
    let try_it = if crate::NEEDS_TUN {
        "mount -t tmpfs none /run && ip tuntap add portero mode tun"
    } else {
        "mount -t tmpfs none /run && ip link set lo up"
    };
    let words = [
        become_root,
        &[
            "unshare", "--net", "--mount", "--pid", "--fork", "sh", "-c", try_it,
        ],
    ]
    .concat();
    let done = run(Command::new(words[0]).args(&words[1..]));
    done.is_ok_and(|done| done.status.success())
}

fn run(command: &mut Command) -> std::io::Result<Output> {
    command.stdin(Stdio::null()).output()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
