//! The metrics of a running bot, who may read them, and whether it is alive and ready.

use crate::http::{open, said, with_http, with_settings};
use crate::outline::free_port;
use std::collections::BTreeSet;

const TOKEN: &str = "a-token-of-sixteen";

async fn get(port: u16, path: &str, head: &[&str]) -> (String, String) {
    let head: String = head.iter().map(|line| format!("{line}\r\n")).collect();
    let text =
        format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n{head}connection: close\r\n\r\n");
    let answer = said(port, text).await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    (head.to_owned(), body.to_owned())
}

/// The value of that series.
fn value(page: &str, series: &str) -> f64 {
    let line = page.lines().find_map(|line| line.strip_prefix(series));
    let line = line.unwrap_or_else(|| panic!("no {series}:\n{page}"));
    line.trim().parse().expect("a number")
}

#[tokio::test(flavor = "multi_thread")]
async fn this_machine_reads_what_happened_and_nobody_behind_a_web_server_does() {
    let port = free_port();
    let world = with_http(port).await;
    open(&world, port).await;
    world.ana.start(None);
    world.ana.expect("Ana").await;
    world.settled().await;
    let (head, page) = get(port, "/metrics", &[]).await;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let kind = "content-type: text/plain; version=0.0.4; charset=utf-8";
    assert!(head.contains(kind), "{head}");
    // Other tests count too: they share the process.
    for series in [
        r#"portero_updates_total{kind="message",outcome="done"}"#,
        r#"portero_handler_duration_seconds_count{kind="message"}"#,
        r#"portero_telegram_requests_total{group="send",outcome="ok"}"#,
        r#"portero_telegram_requests_total{group="poll",outcome="ok"}"#,
        r#"portero_sender_calls_total{lane="reply",outcome="sent"}"#,
        r#"portero_database_work_seconds_count{door="read"}"#,
        r#"portero_database_work_seconds_count{door="write"}"#,
        r#"portero_database_wait_seconds_count{door="write"}"#,
        r#"portero_database_size_bytes{file="main"}"#,
        r#"portero_job_runs_total{job_name="heartbeat"}"#,
        r#"portero_people{status="active"}"#,
        "portero_disk_free_bytes",
        "process_resident_memory_bytes",
        "process_cpu_seconds_total",
        "process_open_fds",
        "process_threads",
    ] {
        assert!(value(&page, series) > 0.0, "{series}:\n{page}");
    }
    for (series, expected) in [
        (r#"portero_build_info{version="0.1.0"}"#, 1.0),
        (r#"portero_ready{check="database"}"#, 1.0),
        ("portero_database_writable", 1.0),
        ("portero_maintenance", 0.0),
        ("portero_inbox_open", 0.0),
    ] {
        assert!(
            (value(&page, series) - expected).abs() < f64::EPSILON,
            "{series}:\n{page}"
        );
    }
    let token = world.emulator.token();
    assert!(!page.contains(token) && !page.contains("Ana"));
    for head in [
        "x-forwarded-for: 127.0.0.1",
        "via: 1.1 caddy",
        "x-real-ip: ::1",
    ] {
        let (answer, body) = get(port, "/metrics", &[head]).await;
        assert!(
            answer.starts_with("HTTP/1.1 404") && body.is_empty(),
            "{head}: {answer}"
        );
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_is_asked_from_elsewhere_and_cannot_be_found_by_trying() {
    let port = free_port();
    let world = with_settings(port, &[("METRICS_TOKEN", TOKEN)]).await;
    open(&world, port).await;
    let right = format!("authorization: Bearer {TOKEN}");
    let (guesser, other) = (
        "x-forwarded-for: 203.0.113.9",
        "x-forwarded-for: 203.0.113.10",
    );
    let (head, page) = get(port, "/metrics", &[other, &right]).await;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(!page.contains(TOKEN));
    let (head, _) = get(port, "/metrics", &[other]).await;
    assert!(head.starts_with("HTTP/1.1 401"), "{head}");
    assert!(head.contains("www-authenticate: Bearer"), "{head}");
    for number in 0..30 {
        let wrong = format!("authorization: Bearer {TOKEN}{number}");
        let (head, body) = get(port, "/metrics", &[guesser, &wrong]).await;
        assert!(
            head.starts_with("HTTP/1.1 401") && body.is_empty(),
            "{head}"
        );
    }
    let (head, _) = get(port, "/metrics", &[guesser, &right]).await;
    assert!(head.starts_with("HTTP/1.1 429"), "{head}");
    for head in [other, "accept: */*"] {
        let (head, _) = get(port, "/metrics", &[head, &right]).await;
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_may_ask_whether_the_house_is_alive_and_ready_and_hears_no_more() {
    let port = free_port();
    let world = with_http(port).await;
    open(&world, port).await;
    let far = "x-forwarded-for: 203.0.113.9";
    let (head, body) = get(port, "/healthz", &[far]).await;
    assert!(
        head.starts_with("HTTP/1.1 200") && body == "ok\n",
        "{head} {body}"
    );
    let (head, body) = get(port, "/readyz", &[far]).await;
    assert!(head.starts_with("HTTP/1.1 200"), "{head} {body}");
    let told: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    let all =
        serde_json::json!({ "database": true, "telegram": true, "tasks": true, "inbox": true });
    assert_eq!(told, serde_json::json!({ "ready": true, "checks": all }));
    world.app().ctx.db.stop_writing(portero::models::Stop {
        ailment: portero::models::Ailment::NoRoom,
        why: "the disk is full".to_owned(),
    });
    let (head, body) = get(port, "/readyz", &[far]).await;
    assert!(
        head.starts_with("HTTP/1.1 503") && body.contains(r#""database":false"#),
        "{head} {body}"
    );
    assert!(!body.contains("disk"), "{body}");
    let (_, page) = get(port, "/metrics", &[]).await;
    for series in [
        r#"portero_ready{check="database"}"#,
        "portero_database_writable",
    ] {
        assert!(value(&page, series).abs() < f64::EPSILON, "{series}");
    }
    let (head, _) = get(port, "/healthz", &[far]).await;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let reopened = world.app().ctx.db.try_again().await;
    reopened.expect("there is room");
    world.finish().await;
}

/// The names of families in a text.
fn names(text: &str) -> BTreeSet<String> {
    let is_part = |letter: char| letter.is_ascii_lowercase() || letter == '_';
    text.split(|letter| !is_part(letter))
        .filter(|word| word.starts_with("portero_") || word.starts_with("process_"))
        .map(|word| {
            let ends = ["_bucket", "_sum", "_count"];
            let family = ends.iter().find_map(|end| word.strip_suffix(end));
            family.unwrap_or(word).to_owned()
        })
        .collect()
}

fn file(name: &str) -> String {
    let path = format!("{}/scripts/monitoring/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect(name)
}

#[tokio::test(flavor = "multi_thread")]
async fn dashboard_and_rules_name_what_exists_and_each_figure_has_its_help_and_a_panel() {
    let port = free_port();
    let world = with_http(port).await;
    open(&world, port).await;
    let (_, page) = get(port, "/metrics", &[]).await;
    let of = |line: &str| {
        let line = page.lines().filter_map(|one| one.strip_prefix(line));
        line.map(|rest| rest.split(' ').next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    let (helps, types) = (of("# HELP "), of("# TYPE "));
    assert_eq!(helps, types);
    let families: BTreeSet<String> = helps.iter().cloned().collect();
    assert_eq!(families.len(), helps.len(), "each once");
    let mut series = BTreeSet::new();
    for line in page.lines().filter(|line| !line.starts_with('#')) {
        let (name, _) = line.rsplit_once(' ').expect("a value");
        assert!(series.insert(name), "twice: {line}");
        let family = names(line.split('{').next().unwrap_or(line));
        assert!(families.is_superset(&family) && family.len() == 1, "{line}");
    }
    let (dashboard, rules) = (file("grafana-dashboard.json"), file("alerts.yml"));
    let strangers: Vec<_> = (names(&dashboard).union(&names(&rules)))
        .filter(|name| !families.contains(*name))
        .cloned()
        .collect();
    assert!(strangers.is_empty(), "nothing is called {strangers:?}");
    let shown = names(&dashboard);
    let unseen: Vec<_> = families.difference(&shown).collect();
    assert!(unseen.is_empty(), "no panel shows {unseen:?}");
    let read: serde_json::Value = serde_json::from_str(&dashboard).expect("JSON");
    let sources = serde_json::to_string(&read["panels"]).expect("JSON");
    assert!(
        !sources.contains(r#""uid":"P"#),
        "a data source of one's own"
    );
    world.finish().await;
}
