//! A namespace of mounts of one's own, in which a test runs itself once more: there it may have small disks.

use std::process::Command;

/// Says to the test that it runs in its own namespace.
const INSIDE: &str = "PORTERO_TEST_MOUNTS";

/// Where a test stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// In a namespace of its own.
    Inside,
    /// It ran in one, and passed.
    Ran,
    /// No right to make one, which has been said.
    Outside,
}

/// Runs the test of that name in a namespace where it may mount. True inside of it.
pub fn in_own_mounts(name: &str) -> bool {
    own_mounts(name) == Place::Inside
}

/// Whether this is a namespace where one may mount.
pub fn is_inside() -> bool {
    std::env::var_os(INSIDE).is_some()
}

/// Runs the test of that name in a namespace where it may mount, and says where the caller is.
pub fn own_mounts(name: &str) -> Place {
    if is_inside() {
        return Place::Inside;
    }
    let must_run = std::env::var("CI").as_deref() == Ok("true");
    let unshared = ["unshare", "-Urm", "--fork", "--kill-child"];
    let run = |before: &[&str], words: &[&str]| {
        let line = [before, &unshared, words].concat();
        Command::new(line[0]).args(&line[1..]).output()
    };
    // Only a machine that is there for tests is asked for more rights than the test was given.
    let ways: &[&[&str]] = if must_run {
        &[&[], &["sudo", "-n", "-E"]]
    } else {
        &[&[]]
    };
    let may = |way: &&&[&str]| {
        let tried = run(way, &["mount", "-t", "tmpfs", "none", "/mnt"]);
        tried.is_ok_and(|done| done.status.success())
    };
    let Some(way) = ways.iter().find(may) else {
        println!("skipped: no right to mount in a namespace of one's own (unshare -Urm)");
        assert!(!must_run, "under CI=true the full disk must run");
        return Place::Outside;
    };
    let program = std::env::current_exe().expect("this program");
    let (program, inside) = (program.display().to_string(), format!("{INSIDE}=yes"));
    let words = [
        "env",
        &inside,
        &program,
        "--exact",
        name,
        "--nocapture",
        "--test-threads=1",
    ];
    let done = run(way, &words).expect("it starts");
    let said = [done.stdout, done.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(
        done.status.success() && said.contains("1 passed"),
        "{name} in its own mounts:\n{said}"
    );
    println!("{said}");
    Place::Ran
}

/// Runs `mount`, in the namespace of the test.
pub fn mount(arguments: &[&str]) {
    assert!(is_inside(), "only in a namespace");
    let done = Command::new("mount")
        .args(arguments)
        .output()
        .expect("mount runs");
    assert!(done.status.success(), "mount {arguments:?}: {done:?}");
}
