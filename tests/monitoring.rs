//! The metrics before the programs they are for: promtool and Prometheus (Debian: prometheus), against the bot as a
//! program of its own. What lacks is said and the test is skipped, which under CI=true is a failure.

#![expect(
    clippy::expect_used,
    reason = "helpers of tests end the test when they cannot go on"
)]

use portero::demo::telegram::{Emulator, EmulatorOptions};
use portero::utils::clock::Clock;
use serde_json::Value;
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const ADMIN: i64 = 7;
const TOKEN: &str = "a-token-of-sixteen";
/// Other programs are built and tested on the same machine.
const PATIENCE: Duration = Duration::from_secs(60);
const STEP: Duration = Duration::from_millis(200);

/// Whether that program can be run.
fn has(program: &str) -> bool {
    let found = Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if found.is_ok_and(|status| status.success()) {
        return true;
    }
    println!("skipped: no {program} (Debian: prometheus)");
    let must_run = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(!must_run, "under CI=true this must run: {program}");
    false
}

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/monitoring")
}

/// Runs promtool in the folder of the scripts and insists on success and silence about faults.
fn promtool(arguments: &[&str], input: &str) -> String {
    let mut process = Command::new("promtool")
        .args(arguments)
        .current_dir(scripts())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("promtool");
    let mut stdin = process.stdin.take().expect("piped");
    stdin.write_all(input.as_bytes()).expect("taken");
    drop(stdin);
    let Output {
        status,
        stdout,
        stderr,
    } = process.wait_with_output().expect("an end");
    let said = String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr);
    assert!(status.success(), "promtool {arguments:?}: {said}\n{input}");
    said
}

/// A process that ends with its owner.
struct Running(Child);

impl Running {
    fn end(&mut self) {
        // One that has ended already is what we want.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

struct Scene {
    emulator: Emulator,
    bot: Running,
    port: u16,
    directory: PathBuf,
}

impl Scene {
    /// A bot that somebody talked with.
    async fn new() -> Self {
        let options = EmulatorOptions::new(Clock::system());
        let emulator = Emulator::start(options).await.expect("the emulator starts");
        let admin = emulator.add_person(ADMIN, "Jefa", None, "es");
        let mut random = [0u8; 8];
        getrandom::fill(&mut random).expect("randomness");
        let name = format!("portero-monitoring-{:x}", u64::from_ne_bytes(random));
        let directory = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&directory).expect("a folder");
        let port = free_port();
        let program = std::env::var_os("PORTERO_BINARY").map(PathBuf::from);
        let program = program.unwrap_or_else(|| env!("CARGO_BIN_EXE_portero").into());
        let bot = Command::new(std::path::absolute(program).expect("a path"))
            .env_clear()
            .env("BOT_TOKEN", emulator.token())
            .env("BOT_API_URL", emulator.url())
            .env("ADMIN_USER_IDS", ADMIN.to_string())
            .env("DATA_DIR", &directory)
            .env("HTTP_LISTEN", format!("127.0.0.1:{port}"))
            .env("METRICS_TOKEN", TOKEN)
            .current_dir(&directory)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the bot starts");
        let scene = Self {
            emulator,
            bot: Running(bot),
            port,
            directory,
        };
        admin.start(None);
        admin.expect("Jefa").await;
        scene
            .emulator
            .add_person(8, "A \"b\" \\ {c}", None, "es")
            .start(None);
        admin.send("/status");
        admin.expect("VIP").await;
        scene
    }

    async fn metrics(&self) -> String {
        let url = format!("http://127.0.0.1:{}/metrics", self.port);
        let client = reqwest::Client::builder().no_proxy().build();
        let answer = client.expect("a client").get(url).send().await;
        let answer = answer.expect("an answer");
        assert!(answer.status().is_success(), "{}", answer.status());
        answer.text().await.expect("a text")
    }

    /// A server that does not answer, with a name that needs care.
    fn pretend_a_dead_server(&self) {
        let path = self.directory.join("portero.db");
        let database = rusqlite::Connection::open(path).expect("the database");
        database
            .execute(
                "INSERT INTO servers (kind, transport, name, host, port, sealed, health, health_since, created_at)
                 VALUES ('wireguard', 'node', 'Madrid \"uno\"', 'vpn.example.org', 51820, '', 'down', 1, 1)",
                [],
            )
            .expect("a server");
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        self.bot.end();
        // An error means that a folder stays behind.
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn promtool_finds_no_fault_in_what_a_conversation_left() {
    if !has("promtool") {
        return;
    }
    let scene = Scene::new().await;
    scene.pretend_a_dead_server();
    let page = scene.metrics().await;
    let said = promtool(&["check", "metrics"], &page);
    assert_eq!(said.trim(), "");
    let wrong = page.replace("_total", "_sum_total") + "portero_x 1\nportero_x 2\n";
    let tried = std::panic::catch_unwind(|| promtool(&["check", "metrics"], &wrong));
    assert!(tried.is_err(), "what is wrong is not found");
}

#[test]
fn promtool_takes_rules_example_and_the_tests_of_the_rules() {
    if !has("promtool") {
        return;
    }
    promtool(&["check", "rules", "alerts.yml"], "");
    promtool(&["check", "config", "prometheus.yml"], "");
    promtool(&["test", "rules", "alerts.test.yml"], "");
}

/// Prometheus with the example and the rules of this project, at the pace of a test.
struct Prometheus {
    _running: Running,
    url: String,
}

impl Prometheus {
    fn start(scene: &Scene) -> Self {
        let folder = scene.directory.join("prometheus");
        std::fs::create_dir_all(&folder).expect("a folder");
        let read = |name: &str| std::fs::read_to_string(scripts().join(name)).expect(name);
        let (own, target) = (free_port(), format!("127.0.0.1:{}", scene.port));
        let mut config = read("prometheus.yml")
            .replace("127.0.0.1:8080", &target)
            .replace("_interval: 30s", "_interval: 1s");
        for (job, token) in [("with_token", TOKEN), ("wrong_token", "wrong-wrong-wrong")] {
            config += &format!(
                "  - job_name: {job}\n    static_configs: [{{ targets: [\"{target}\"] }}]\n    \
                 authorization: {{ credentials: {token} }}\n"
            );
        }
        std::fs::write(folder.join("prometheus.yml"), config).expect("written");
        let rules: String = (read("alerts.yml").lines())
            .map(|line| match line.trim_start().starts_with("for: ") {
                true => "        for: 1s\n".to_owned(),
                false => format!("{line}\n"),
            })
            .collect();
        std::fs::write(folder.join("alerts.yml"), rules).expect("written");
        let running = Command::new("prometheus")
            .arg("--config.file=prometheus.yml")
            .arg("--storage.tsdb.path=data")
            .arg(format!("--web.listen-address=127.0.0.1:{own}"))
            .arg("--log.level=warn")
            .current_dir(&folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("Prometheus starts");
        Self {
            _running: Running(running),
            url: format!("http://127.0.0.1:{own}/api/v1/"),
        }
    }

    /// Asks until the answer is right.
    async fn until<T>(&self, path: &str, what: &str, find: impl Fn(&Value) -> Option<T>) -> T {
        let client = reqwest::Client::builder().no_proxy().build();
        let client = client.expect("a client");
        let begun = Instant::now();
        let mut last = Value::Null;
        while begun.elapsed() < PATIENCE {
            let answer = client.get(format!("{}{path}", self.url)).send().await;
            if let Ok(answer) = answer {
                last = answer.json().await.unwrap_or_default();
                if let Some(found) = find(&last["data"]) {
                    return found;
                }
            }
            tokio::time::sleep(STEP).await;
        }
        panic!("{what} did not come about: {last:#}");
    }

    /// Waits until that alert fires; its labels.
    async fn fires(&self, name: &str) -> Value {
        let find = |data: &Value| {
            let alerts = data["alerts"].as_array()?;
            let is_it =
                |alert: &&Value| alert["labels"]["alertname"] == name && alert["state"] == "firing";
            alerts
                .iter()
                .find(is_it)
                .map(|alert| alert["labels"].clone())
        };
        self.until("alerts", name, find).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn prometheus_reads_the_bot_and_alerts_when_a_server_or_the_bot_is_down() {
    if !has("prometheus") {
        return;
    }
    let mut scene = Scene::new().await;
    let prometheus = Prometheus::start(&scene);
    let health = |data: &Value, job: &str| {
        let targets = data["activeTargets"].as_array()?;
        let target = targets
            .iter()
            .find(|target| target["labels"]["job"] == job)?;
        let text = |name: &str| target[name].as_str().unwrap_or_default().to_owned();
        Some((text("health"), text("lastError")))
    };
    for job in ["portero", "with_token"] {
        let is_up = |data: &Value| health(data, job).filter(|(health, _)| health == "up");
        prometheus.until("targets", job, is_up).await;
    }
    let is_refused =
        |data: &Value| health(data, "wrong_token").filter(|(_, why)| why.contains("401"));
    prometheus.until("targets", "a refusal", is_refused).await;
    let query = "query?query=portero_updates_total%7Bjob%3D%22portero%22%2Ckind%3D%22message%22%2Coutcome%3D%22done%22%7D";
    let counted = |data: &Value| {
        let value = data["result"][0]["value"][1]
            .as_str()?
            .parse::<f64>()
            .ok()?;
        (value >= 2.0).then_some(())
    };
    prometheus.until(query, "updates", counted).await;
    let all_well = |data: &Value| {
        let groups = data["groups"].as_array()?;
        let rules = groups
            .iter()
            .flat_map(|group| group["rules"].as_array().into_iter().flatten());
        let health: Vec<_> = rules.map(|rule| rule["health"].as_str()).collect();
        let is_well = health.len() > 25 && health.iter().all(|one| *one == Some("ok"));
        is_well.then_some(())
    };
    prometheus.until("rules", "every rule", all_well).await;

    scene.pretend_a_dead_server();
    let labels = prometheus.fires("PorteroServerDown").await;
    assert_eq!(labels["name"], "Madrid \"uno\"");
    assert_eq!(labels["kind"], "wireguard");
    scene.bot.end();
    let labels = prometheus.fires("PorteroDown").await;
    assert_eq!(labels["job"], "portero");
}
