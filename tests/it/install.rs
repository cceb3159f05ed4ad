//! `scripts/install.sh`, as somebody runs it who just cloned the sources.

use crate::service::{Services, add_services, has, phone};
use crate::terminal::Terminal;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/install.sh")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_installer_copies_a_program_once_and_prints_each_step() {
    let machine = phone().await;
    let prefix = machine.path("my programs");
    let install = || {
        let output = machine
            .command(script())
            .args(["--binary", env!("CARGO_BIN_EXE_portero"), "--prefix"])
            .arg(&prefix)
            .args(["--no-setup", "--no-service"])
            .output()
            .expect("run");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).expect("text")
    };
    let said = install();
    for step in [
        "1/4 the program",
        "2/4 copy",
        "3/4 settings",
        "4/4 the service",
        "$ cp ",
    ] {
        assert!(said.contains(step), "{step}:\n{said}");
    }
    let program = prefix.join("portero");
    let output = Command::new(&program)
        .arg("--version")
        .output()
        .expect("run");
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("portero "));
    let said = install();
    assert!(
        said.contains("it is there already") && !said.contains("$ cp"),
        "{said}"
    );
    assert!(!machine.path("usr/var/service").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_phone_the_installer_ends_with_a_running_bot() {
    if !has(&["runsvdir", "runsv", "sv", "svlogd"]) {
        return;
    }
    let machine = phone().await;
    add_services(&machine);
    let _services = Services::of(&machine);
    let output = machine
        .command(script())
        .args(["--binary", env!("CARGO_BIN_EXE_portero")])
        .output()
        .expect("run");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{output:?}");
    assert!(said.contains(".env is here already"), "{said}");
    assert!(said.contains("comes back when it is killed"), "{said}");
    let data = machine.path("home dir/data");
    machine.bot_other_than(&data, None, 0).await;
    assert!(machine.path("usr/bin/portero").exists());
    machine.service(&["uninstall"]);
    // The installer put the program there, not `service install`.
    assert!(machine.path("usr/bin/portero").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_at_the_owner_link_leaves_the_waiting_and_not_the_installer() {
    let machine = phone().await;
    let plain = machine.command(script());
    let mut command = pty_process::blocking::Command::new(script())
        .env_clear()
        .current_dir(machine.path("home dir"))
        .args(["--binary", env!("CARGO_BIN_EXE_portero"), "--no-service"])
        .args(["--", "--language", "en", "--data-dir", "./data"])
        .args(["--profile", "no", "--another-link"]);
    for (name, value) in plain.get_envs() {
        command = command.env(name, value.expect("a value"));
    }
    let mut terminal = Terminal::run(command);
    terminal.expect("Token [").await;
    terminal.type_line("");
    terminal.expect("Ctrl-C leaves").await;
    terminal.press("\u{3}");
    terminal.expect("The link stays good").await;
    terminal.expect("4/4").await;
    assert_eq!(terminal.ended().await, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_installer_cannot_do_it_says() {
    let machine = phone().await;
    for (arguments, complaint) in [
        (
            &["--binary", "/no/such/program"][..],
            "there is no /no/such/program",
        ),
        (&["--binary"], "--binary needs a value"),
        (&["--bogus"], "unknown option: --bogus"),
    ] {
        let output = machine
            .command(script())
            .args(arguments)
            .output()
            .expect("run");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(complaint), "{said}");
    }
    // Only the tools of the system: no cargo.
    let output = machine
        .command(script())
        .env("PATH", "/usr/bin:/bin")
        .output();
    let said = String::from_utf8_lossy(&output.expect("run").stderr).into_owned();
    if !Path::new("/usr/bin/cargo").exists() {
        assert!(said.contains("pkg install rust clang"), "{said}");
    }
}

#[test]
fn the_scripts_pass_shellcheck() {
    if !has(&["shellcheck"]) {
        return;
    }
    for folder in ["scripts", "tests/data"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let scripts: Vec<PathBuf> = fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "sh"))
            .collect();
        assert!(!scripts.is_empty());
        let mut shellcheck = Command::new("shellcheck");
        let output = shellcheck.args(scripts).stdin(Stdio::null()).output();
        let said = output.expect("shellcheck runs");
        assert!(
            said.status.success(),
            "{}",
            String::from_utf8_lossy(&said.stdout)
        );
    }
}
