//! The program as a terminal sees it: `portero demo` and `portero status`, without a bot that runs.

use crate::child::Outside;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// An empty folder that goes at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("portero-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // An error of removing only leaves a folder behind.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn portero(folder: &Path, command: &str) -> Command {
    let mut portero = Command::new(env!("CARGO_BIN_EXE_portero"));
    portero
        .arg(command)
        .env_clear()
        .current_dir(folder)
        .stdin(Stdio::null());
    portero
}

#[test]
fn the_demo_runs_beside_an_env_file_without_a_true_token() {
    let folder = Folder::new("demo");
    let env = "BOT_TOKEN=paste-your-token-here\nLANGUAGE=en\n";
    std::fs::write(folder.0.join(".env"), env).expect("written");
    let output = portero(&folder.0, "demo").output().expect("run");
    assert!(output.status.success(), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("none refused"));
}

#[test]
fn the_demo_ends_quietly_when_nobody_reads_on() {
    let folder = Folder::new("head");
    let mut command = portero(&folder.0, "demo");
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("run");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    lines.next().expect("a line").expect("text");
    drop(lines);
    let mut complaint = String::new();
    let mut errors = child.stderr.take().expect("piped");
    errors.read_to_string(&mut complaint).expect("text");
    assert!(child.wait().expect("ended").success(), "{complaint}");
    assert_eq!(complaint, "");
}

#[test]
fn an_env_file_that_is_a_directory_does_not_hang_the_start() {
    let folder = Folder::new("directory");
    std::fs::create_dir_all(folder.0.join(".env")).expect("a directory");
    let output = portero(&folder.0, "run").output().expect("run");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(complaint.contains(".env could not be read"), "{complaint}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_of_a_stopped_bot_tells_no_running_time_and_where_the_audit_log_breaks() {
    let mut outside = Outside::new().await;
    outside.kill();
    let status = |outside: &Outside| {
        let output = portero(&outside.directory, "status")
            .env("DATA_DIR", outside.directory.join("data"))
            .output()
            .expect("run");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).expect("text")
    };
    let shown = status(&outside);
    assert!(
        shown.contains("Portero 0.") && !shown.contains("en marcha"),
        "{shown}"
    );
    assert!(
        !shown.contains("por enviar") && !shown.contains("no cuadra"),
        "{shown}"
    );
    let row: i64 = outside.count("SELECT max(id) FROM audit_log");
    outside
        .database()
        .execute("UPDATE audit_log SET action = 'x' WHERE id = ?1", [row])
        .expect("changed");
    let shown = status(&outside);
    assert!(
        shown.contains(&format!("no cuadra desde la fila {row}:")),
        "{shown}"
    );
}
