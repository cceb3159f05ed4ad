//! The program as a terminal sees it: `portero demo` and `portero status`, without a bot that runs.

use crate::child::Outside;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

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

/// Plays a script in a folder of its own, which may hold more.
fn play(folder: &Path, script: &str, more: &[&str]) -> Output {
    std::fs::write(folder.join("script.txt"), script).expect("written");
    portero(folder, "demo")
        .args(["--script", "script.txt"])
        .args(more)
        .output()
        .expect("run")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_readmes_tour_plays_beside_an_env_file_without_a_true_token() {
    let folder = Folder::new("tour");
    let env = "BOT_TOKEN=paste-your-token-here\nLANGUAGE=en\nTIMEZONE=America/Havana\n";
    std::fs::write(folder.0.join(".env"), env).expect("written");
    let tour = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/tour.txt");
    let output = portero(&folder.0, "demo")
        .arg("--script")
        .arg(tour)
        .output()
        .expect("run");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let shown = text(&output.stdout);
    assert!(shown.contains("none refused"), "{shown}");
    assert!(
        shown.contains("🤖 → Ana: ⌛ Tu acceso VIP terminó"),
        "{shown}"
    );
    assert_eq!(text(&output.stderr), "");
}

#[test]
fn a_script_reaches_all_that_people_do_and_ends_well() {
    let folder = Folder::new("acts");
    std::fs::write(folder.0.join("notes.txt"), b"hola").expect("written");
    let script = r#"
language | en
Eva   | /start              | sees "Hello" | button "Help"
Eva   | presses "Help"      | does not see "Hola"
Luis  | uploads notes.txt   | sees "did not understand" | is not in Recetas VIP
Luis  | blocks
clock | +2h
Luis  | unblocks            | nothing
Luis  | opens t.me/{bot}    | sees "doorman" as name
Luis  | "{name}"            | button "Help"
Luis  | joins Recetas       | is in Recetas
Marta | posts "Hola" in Recetas
Luis  | reacts 👍 in Recetas
Luis  | leaves Recetas      | is not in Recetas
restart
Marta |                     | sees "is online"
Luis  | speaks es
Luis  | /start              | sees "Hola"
"#;
    let output = play(&folder.0, script, &[]);
    assert!(
        output.status.success(),
        "{}\n{}",
        text(&output.stdout),
        text(&output.stderr)
    );
}

#[test]
fn a_wrong_expectation_ends_with_1_and_names_the_line_and_what_was_seen() {
    let folder = Folder::new("wrong");
    let script = "patience | 2s\nAna | /start | sees \"portero\"\n\nAna | /help | sees \"unicornio\"\nAna | /start\n";
    let output = play(&folder.0, script, &[]);
    assert_eq!(output.status.code(), Some(1));
    let complaint = text(&output.stderr);
    for part in [
        "script.txt, line 4: Ana | /help | sees \"unicornio\"",
        "expected: Ana sees «unicornio» within 2s",
        "seen: ",
        "/menu",
    ] {
        assert!(complaint.contains(part), "{part} is not in {complaint}");
    }
    assert!(text(&output.stdout).contains("Ana: /help"));
}

#[test]
fn only_an_administrator_posts_in_a_channel_of_a_script() {
    let folder = Folder::new("posts");
    let output = play(&folder.0, "Ana | posts \"Hola\" in Recetas\n", &[]);
    assert_eq!(output.status.code(), Some(1));
    let complaint = text(&output.stderr);
    assert!(complaint.contains("Ana is an administrator"), "{complaint}");
}

#[test]
fn a_malformed_script_ends_with_1_and_names_every_line_before_anything_starts() {
    let folder = Folder::new("malformed");
    let script = "Ana | /start\nRosa | /start\nAna | dances\n";
    let output = play(&folder.0, script, &["--data", "house"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), "");
    let complaint = text(&output.stderr);
    assert!(
        complaint.contains("script.txt, line 2: nobody here is called «Rosa»"),
        "{complaint}"
    );
    assert!(
        complaint.contains("script.txt, line 3: «dances» is nothing one can do"),
        "{complaint}"
    );
    assert!(!folder.0.join("house").exists());
    let absent = portero(&folder.0, "demo")
        .args(["--script", "no.txt"])
        .output()
        .expect("run");
    assert_eq!(absent.status.code(), Some(1));
    assert!(text(&absent.stderr).contains("no.txt cannot be read"));
}

#[test]
fn the_demo_goes_on_where_the_last_one_on_the_same_data_ended() {
    let folder = Folder::new("goes-on");
    let first =
        "Luis | joins Recetas | is in Recetas\nLuis | /start | sees \"Hola\"\nclock | +1d\n";
    let output = play(&folder.0, first, &["--data", "house"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let offset = || {
        let kept = std::fs::read(folder.0.join("house/world.json")).expect("the world");
        let kept: serde_json::Value = serde_json::from_slice(&kept).expect("JSON");
        kept["clock_offset"].as_i64().expect("a number")
    };
    assert_eq!(offset(), 86_400);
    let second = "Luis | | is in Recetas | nothing\nLuis | /start | sees \"Hola\"\nclock | +1h\n";
    let output = play(&folder.0, second, &["--data", "house"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let greetings = text(&output.stdout).matches("🤖 → Luis").count();
    assert_eq!(
        greetings, 1,
        "what was said the first time is not told again"
    );
    assert_eq!(offset(), 90_000);
}

#[test]
fn a_killed_demo_whose_bot_knows_more_than_its_world_goes_on() {
    let folder = Folder::new("lost");
    let hello = "Ana | /start | sees \"Hola\"\n";
    let first = play(&folder.0, hello, &["--data", "house"]);
    assert!(first.status.success(), "{}", text(&first.stderr));
    let endless = format!("patience | 10m\nMarta | /start\n{hello}Ana | | sees \"unicornio\"\n");
    std::fs::write(folder.0.join("endless.txt"), endless).expect("written");
    let mut child = portero(&folder.0, "demo")
        .args(["--script", "endless.txt", "--data", "house"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("run");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let mut wait_for = |part: &str| {
        let mut lines = lines.by_ref().map_while(Result::ok);
        assert!(lines.any(|line| line.contains(part)), "no line with {part}");
    };
    wait_for("Marta: /start");
    let world = folder.0.join("house/world.json");
    let at_the_start = std::fs::read(&world).expect("the world");
    wait_for("🤖 → Ana: 👋");
    child.kill().expect("killed");
    child.wait().expect("ended");
    std::fs::write(&world, at_the_start).expect("written");
    let after = play(&folder.0, hello, &["--data", "house"]);
    assert!(after.status.success(), "{}", text(&after.stderr));
}

#[test]
fn the_demo_refuses_the_data_of_a_real_bot_and_a_damaged_world() {
    let folder = Folder::new("real");
    std::fs::write(folder.0.join("portero.db"), b"real").expect("written");
    let output = play(&folder.0, "restart", &["--data", "."]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("the data of a real bot"));
    assert!(!folder.0.join("world.json").exists());
    std::fs::write(folder.0.join("world.json"), b"{}").expect("written");
    let output = play(&folder.0, "restart", &["--data", "."]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("world.json cannot be used"));
    let kept = std::fs::read(folder.0.join("portero.db")).expect("there");
    assert_eq!(kept, b"real");
}

/// A demo with its page: the process, once it has told where the page is.
fn demo_with_page(folder: &Path) -> (Child, String) {
    let mut child = portero(folder, "demo")
        .args(["--data", "house"])
        .env("LANGUAGE", "es")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("run");
    let mut line = String::new();
    let mut lines = BufReader::new(child.stdout.as_mut().expect("piped"));
    lines.read_line(&mut line).expect("a line");
    (child, line)
}

fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    let sent = Command::new("kill").args([name, &id]).status();
    assert!(sent.expect("kill").success());
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_demo_properly_and_a_kill_does_not_spoil_the_next_start() {
    let folder = Folder::new("signals");
    let (mut killed, line) = demo_with_page(&folder.0);
    assert!(
        line.starts_with("Portero, demostración: http://127.0.0.1:"),
        "{line}"
    );
    signal(&killed, "-KILL");
    assert!(!killed.wait().expect("ended").success());
    for name in ["-TERM", "-INT"] {
        let (child, _) = demo_with_page(&folder.0);
        signal(&child, name);
        let output = child.wait_with_output().expect("ended");
        assert!(output.status.success(), "{name}: {}", text(&output.stderr));
        assert_eq!(text(&output.stderr), "", "{name}");
    }
    let after = play(
        &folder.0,
        "Ana | /start | sees \"Hola\"",
        &["--data", "house"],
    );
    assert!(after.status.success(), "{}", text(&after.stderr));
}

#[test]
fn a_script_ends_quietly_when_nobody_reads_on() {
    let folder = Folder::new("head");
    let tour = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/tour.txt");
    let mut command = portero(&folder.0, "demo");
    command.arg("--script").arg(tour);
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
