//! The served API is the described one: schemathesis reads the description, makes requests of it, right and wrong ones,
//! and compares each answer with what was promised.

use crate::bot::ADMIN;
use crate::bot::Bot;
use crate::bot::Folder;
use std::path::PathBuf;
use std::process::Command;

/// What it looks for: faults, answers that are not described, wrong input taken, doors that open without a token.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
response_headers_conformance,response_schema_conformance,negative_data_rejection,ignored_auth,unsupported_method,\
missing_required_header";

/// Where `.ci/run` puts it, or wherever it is.
fn schemathesis() -> Option<PathBuf> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/target")),
        PathBuf::from,
    );
    let own = target.join("api/bin/st");
    if own.exists() {
        return Some(own);
    }
    let found = Command::new("sh")
        .args(["-c", "command -v st"])
        .output()
        .ok()?;
    let path = String::from_utf8_lossy(&found.stdout).trim().to_owned();
    (!path.is_empty()).then(|| PathBuf::from(path))
}

/// Something of each kind, so that not every answer is empty.
fn fill(bot: &Bot) {
    let database = bot.database();
    let rows = format!(
        "INSERT INTO users (id, username, first_name, created_at, last_seen_at, started_at)
             VALUES (1, 'ana', 'Ana', 1, 1, 1), (2, NULL, 'Luis', 1, 1, NULL), (3, 'eva', 'Eva', 1, 1, 1);
         INSERT INTO invitation_tokens (id, token_hash, prefix, generated_by, batch_id, created_at, valid_until, duration_hours)
             VALUES (1, zeroblob(32), 'ABCD', {ADMIN}, 1, 1, 4000000000, 720);
         INSERT INTO vip_subscribers (id, user_id, join_date, expiry_date, status, token_id, period_id)
             VALUES (1, 1, 1, 4000000000, 'active', 1, 1), (2, 3, 1, NULL, 'active', NULL, 2);
         INSERT INTO membership_events (user_id, channel, kind, at, period_id) VALUES (1, 'vip', 'granted', 1, 1);
         INSERT INTO free_channel_requests (id, user_id, chat_id, request_date, due_at, origin)
             VALUES (1, 2, -1002, 1, 4000000000, 'button');
         INSERT INTO servers (id, kind, transport, name, host, port, sealed, health_since, created_at)
             VALUES (1, 'wireguard', 'file', 'Madrid', 'vpn.example.com', 51820, '', 1, 1);
         INSERT INTO ip_pools (id, server_id, is_trial, v4, created_at) VALUES (1, 1, 0, '10.0.0.0/29', 1);
         INSERT INTO ip_addresses (id, pool_id, server_id, is_trial, host, ip) VALUES (1, 1, 1, 0, 2, '10.0.0.2');
         INSERT INTO vpn_accounts (id, user_id, kind, is_trial, period_at, devices, created_at)
             VALUES (1, 1, 'wireguard', 0, 1, 3, 1), (2, 1, 'mtproto', 0, 1, 3, 1);
         INSERT INTO vpn_configs (id, account_id, user_id, kind, name, status, server_id, created_at)
             VALUES (1, 1, 1, 'wireguard', 'Casa', 'active', 1, 1), (2, 2, 1, 'mtproto', 'Telegram', 'suspended', 1, 1);
         INSERT INTO channels (chat_id, kind, title, is_admin, rights, checked_at)
             VALUES (-1001, 'channel', 'Canal', 1, '', 1);
         INSERT INTO manual_methods (id, names, instructions, currency, wants_reference, is_enabled, position, created_at)
             VALUES (1, '{{\"es\":\"Tarjeta\"}}', '{{\"es\":\"9205\"}}', 'CUP', 0, 1, 1, 1);
         INSERT INTO canned_answers (id, title, body, made_by, created_at) VALUES (1, 'Entrar', 'Pulsa.', {ADMIN}, 1);
         INSERT INTO tickets (id, user_id, category, state, created_at, updated_at) VALUES (1, 1, 'vpn', 'open', 1, 1);
         INSERT INTO ticket_messages (ticket_id, is_staff, author_id, at, content, body) VALUES (1, 0, 1, 1, 'text', 'Hola');
         INSERT INTO proxy_sources (id, name, kind, every_minutes, is_paused, created_at, report)
             VALUES (1, 'lista', 'pasted', 60, 0, 1, '{{}}');
         INSERT INTO shadowmere_proxies (id, url, is_tls, host, port, kind, is_working, samples, checks, oks, fail_streak, first_seen, next_at)
             VALUES (1, 'socks5://198.51.100.1:1080', 0, '198.51.100.1', 1080, 'socks5', 0, '[]', 0, 0, 0, 1, 4000000000);"
    );
    database.execute_batch(&rows).expect("rows");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_one_that_is_described() {
    let Some(program) = schemathesis() else {
        println!("skipped: no schemathesis (pip install schemathesis)");
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "it must be here"
        );
        return;
    };
    let bot = Bot::start().await;
    fill(&bot);
    let token = bot.token(600_000).await;
    let folder = Folder::new();
    let examples = std::env::var("PORTERO_EXAMPLES").unwrap_or_else(|_| "15".into());
    let (url, description) = (bot.url(), format!("{}/openapi.json", bot.url()));
    let words = [
        "run",
        &description,
        "--url",
        &url,
        "--checks",
        CHECKS,
        "--phases",
        "examples,coverage,fuzzing",
        "--max-examples",
        &examples,
        "--seed",
        "1",
        // One at a time: threads that parse Python at once trip over each other in Python 3.11 (its issue 106905).
        "--workers",
        "1",
        "--suppress-health-check",
        "all",
        // They would end the session or the key with which all of it is asked, or slow it down.
        "--exclude-operation-id",
        "delete_auth_session",
        "--exclude-operation-id",
        "delete_api_keys_id",
        "--exclude-operation-id",
        "patch_api_keys_id",
        "--no-color",
        "--request-timeout",
        "10",
    ];
    let mut command = tokio::process::Command::new(program);
    command
        .args(words)
        .args(["-H", &format!("Authorization: Bearer {token}")])
        .current_dir(&folder.0);
    let output = command.output().await.expect("it ran");
    let text = String::from_utf8_lossy(&output.stdout);
    let tail: Vec<&str> = text.lines().rev().take(400).collect();
    let tail: Vec<&str> = tail.into_iter().rev().collect();
    println!("{}", tail.join("\n"));
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The requests of a README as they stand there, for another address.
fn example(readme: &str) -> String {
    let text = readme
        .split("<!-- api example -->\n```sh\n")
        .nth(1)
        .expect("an example");
    let text = text.split("```").next().expect("its end");
    let (first, rest) = text.split_once('\n').expect("lines");
    assert!(first.starts_with("api=https://"), "{first}");
    rest.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_requests_that_the_readmes_show_are_answered_as_described() {
    let found = Command::new("curl").arg("--version").output();
    if found.is_err() {
        println!("skipped: no curl (Debian: curl)");
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "it must be here"
        );
        return;
    }
    let bot = Bot::start().await;
    let key = bot.key(60_000);
    for readme in [
        include_str!("../../README.md"),
        include_str!("../../README.es.md"),
    ] {
        let script = format!("set -eu\napi={}\n{}", bot.url(), example(readme));
        let mut command = tokio::process::Command::new("sh");
        command.args(["-c", &script]).env("KEY", &key);
        let output = command.output().await.expect("it ran");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}");
        for part in ["\"items\":[", "\"support_hours\":24", "\"is_whole\":true"] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
}
