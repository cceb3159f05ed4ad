//! `portero doctor` finds each of a list of planted faults, changes nothing, and tells no secret.

use crate::child::Outside;
use crate::world::{ADMIN, NOW, VIP, World};
use portero::demo::telegram::Rights;
use portero::utils::clock::Clock;
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

/// The part of the emulator's token that nobody may read.
const SECRET: &str = "AAEmulatorTokenForTestsAndTheDemo00";

const SEALED: (&str, &str) = ("BACKUP_PASSPHRASE", "correct horse battery");

/// What the doctor said.
struct Examined {
    code: Option<i32>,
    report: Value,
    said: String,
}

impl Examined {
    fn check(&self, code: &str) -> &Value {
        let checks = self.report["checks"].as_array().expect("a list");
        let found = checks.iter().find(|check| check["check"] == code);
        found.unwrap_or_else(|| panic!("no {code} in:\n{}", self.said))
    }

    fn has(&self, code: &str) -> bool {
        let checks = self.report["checks"].as_array().expect("a list");
        checks.iter().any(|check| check["check"] == code)
    }

    /// The check has that level and found that, in words; what is amiss has a cure.
    fn expect(&self, check: &str, level: &str, found: &str) -> &Value {
        let said = self.check(check);
        assert_eq!(said["level"], level, "{check}:\n{}", self.said);
        assert_eq!(said["found"], found, "{check}:\n{}", self.said);
        assert!(!said["text"].as_str().expect("words").is_empty());
        if level == "warning" || level == "fault" {
            assert!(said["cure"].is_string(), "{check} without a cure");
        }
        said
    }

    fn with_level(&self, level: &str) -> Vec<&str> {
        let checks = self.report["checks"].as_array().expect("a list");
        let same = checks.iter().filter(|check| check["level"] == level);
        same.filter_map(|check| check["check"].as_str()).collect()
    }

    /// Nothing but this is broken or to be seen to.
    fn only(&self, faults: &[&str], warnings: &[&str]) {
        assert_eq!(self.with_level("fault"), faults, "{}", self.said);
        assert_eq!(self.with_level("warning"), warnings, "{}", self.said);
        let code = if faults.is_empty() { 0 } else { 1 };
        assert_eq!(self.code, Some(code), "{}", self.said);
    }
}

async fn doctor(outside: &Outside, settings: &[(&str, &str)]) -> Examined {
    // Without it the doctor would have something to say about the backups of every house.
    let mut all = vec![SEALED];
    all.extend(settings);
    let (code, said) = outside.beside(&["doctor", "--json"], &all).await;
    assert!(!said.contains(SECRET), "a token is told:\n{said}");
    let mut values = serde_json::Deserializer::from_str(&said).into_iter::<Value>();
    let report = values.next().and_then(Result::ok);
    let report = report.unwrap_or_else(|| panic!("no JSON:\n{said}"));
    Examined { code, report, said }
}

/// A call as another program makes it.
async fn call(outside: &Outside, method: &str, params: Value) -> Value {
    let address = format!(
        "{}/bot{}/{method}",
        outside.emulator.url(),
        outside.emulator.token()
    );
    let answer = reqwest::Client::new()
        .post(address)
        .json(&params)
        .send()
        .await;
    answer.expect("sent").json().await.expect("JSON")
}

/// Looking for other pollers takes seconds, and is left out while there is a webhook: for tests of other things.
async fn hurry(outside: &Outside) {
    let url = "https://hooks.example.org/secret-path";
    call(outside, "setWebhook", json!({ "url": url })).await;
}

/// A house with both channels whose bot was stopped by a signal.
async fn stopped() -> Outside {
    let mut outside = Outside::new().await;
    outside.signal("TERM");
    outside.ended(Duration::from_secs(15)).await;
    outside
}

fn chmod(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("changed");
}

/// The database and what lies beside it, byte by byte.
fn files(outside: &Outside) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(outside.data())
        .expect("listed")
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let bytes = std::fs::read(&path).expect("read");
            (path.display().to_string(), bytes)
        })
        .collect();
    files.sort();
    files
}

// Healthy houses.

#[tokio::test(flavor = "multi_thread")]
async fn a_healthy_house_is_found_well_beside_the_running_bot_and_keeps_polling() {
    let outside = Outside::new().await;
    let polls = outside.emulator.polls();
    let examined = doctor(&outside, &[]).await;
    examined.only(&[], &[]);
    assert_eq!(examined.report["level"], "ok", "{}", examined.said);
    examined.expect("bot", "ok", "bot_runs");
    examined.expect("vip_channel", "ok", "channel_fine");
    examined.expect("integrity", "ok", "whole");
    let memory = &examined.check("memory")["details"];
    assert!(
        memory["bot_bytes"]
            .as_u64()
            .is_some_and(|bytes| bytes > 1_000_000),
        "{memory}"
    );
    assert!(!examined.has("wake_lock"), "only in Termux");
    // A question for updates in between would have ended the bot's own, and it would have asked again.
    assert_eq!(outside.emulator.polls(), polls);
    outside.admin.send("/menu");
    outside.admin.expect("¡Hola").await;
    assert!(
        !outside.log().contains("another program"),
        "{}",
        outside.log()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_healthy_house_is_found_well_without_the_bot_and_nothing_is_changed() {
    let outside = stopped().await;
    outside.admin.send("/menu");
    let pending = outside.emulator.updates_pending();
    assert!(pending > 0);
    let kinds =
        call(&outside, "getWebhookInfo", json!({})).await["result"]["allowed_updates"].take();
    assert!(kinds.to_string().contains("chat_member"));
    let before = files(&outside);
    let examined = doctor(&outside, &[]).await;
    examined.only(&[], &[]);
    examined.expect("bot", "ok", "bot_stopped");
    examined.expect("poller", "ok", "poller_none");
    assert!(files(&outside) == before, "something was changed");
    assert_eq!(
        outside.emulator.updates_pending(),
        pending,
        "nothing is confirmed"
    );
    let after =
        call(&outside, "getWebhookInfo", json!({})).await["result"]["allowed_updates"].take();
    assert_eq!(after, kinds);
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_first_start_everything_is_yet_to_be_made_and_stays_so() {
    let outside = Outside::unstarted().await;
    let examined = doctor(&outside, &[]).await;
    examined.only(&[], &[]);
    examined.expect("data_directory", "ok", "directory_to_be_made");
    examined.expect("database", "ok", "database_to_be_made");
    examined.expect("key", "ok", "key_to_be_made");
    examined.expect("vip_channel", "skipped", "needs");
    assert!(!outside.data().exists(), "nothing was made");
}

#[tokio::test(flavor = "multi_thread")]
async fn people_read_a_table_in_the_language_of_the_settings_with_the_cure_below_each_fault() {
    let outside = Outside::new().await;
    let (code, said) = outside.beside(&["doctor"], &[SEALED]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("✅\tAjustes") && said.contains("Todo está bien"),
        "{said}"
    );
    std::fs::write(outside.directory.join(".env"), "").expect("written");
    chmod(&outside.directory.join(".env"), 0o644);
    let settings = [("LANGUAGE", "en"), ("TOKEN_LENGTH", "5")];
    let (code, said) = outside.beside(&["doctor"], &settings).await;
    assert_eq!(code, Some(1), "{said}");
    for words in [
        "❌\tSettings",
        "TOKEN_LENGTH=5: must be a whole number from 12 to 32",
        "→ Correct it in `.env`",
        "→ `chmod 600 .env`",
        "1 thing is broken",
    ] {
        assert!(said.contains(words), "«{words}» is not in:\n{said}");
    }
}

// Settings and files.

#[tokio::test(flavor = "multi_thread")]
async fn wrong_and_misspelt_settings_are_told_and_the_rest_is_examined_all_the_same() {
    let outside = Outside::new().await;
    let wrong = [("TOKEN_LENGTH", "11"), ("LOG_LEVEL", "LOUD")];
    let examined = doctor(&outside, &wrong).await;
    examined.only(&["settings"], &[]);
    let settings = examined.expect("settings", "fault", "settings_wrong");
    assert_eq!(
        settings["details"]["sentences"].as_array().map(Vec::len),
        Some(2)
    );
    examined.expect("integrity", "ok", "whole");
    examined.expect("token", "ok", "token_fine");

    let env = outside.directory.join(".env");
    std::fs::write(
        &env,
        format!("BOT_TOKN={}\nLANGUAGE=en\n", outside.emulator.token()),
    )
    .expect("written");
    chmod(&env, 0o600);
    let examined = doctor(&outside, &[]).await;
    examined.only(&[], &["spelling"]);
    let names = &examined.expect("spelling", "warning", "misspelt")["details"]["names"];
    assert_eq!(
        names,
        &json!([{ "written": "BOT_TOKN", "meant": "BOT_TOKEN" }])
    );

    std::fs::write(
        &env,
        format!("LANGUAGE=en\nBOT_TOKEN=\"{}\n", outside.emulator.token()),
    )
    .expect("written");
    let examined = doctor(&outside, &[]).await;
    examined.only(&["settings"], &[]);
    let text = examined.check("settings")["text"].as_str().expect("words");
    assert!(text.contains(".env, line 2 (BOT_TOKEN)"), "{text}");
    examined.expect("telegram", "skipped", "needs");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_address_of_telegram_sends_the_token_nowhere() {
    let outside = Outside::unstarted().await;
    let examined = doctor(&outside, &[("BOT_API_URL", "api.telegram.org")]).await;
    examined.expect("settings", "fault", "settings_wrong");
    for check in ["telegram", "token", "clock", "webhook", "poller"] {
        examined.expect(check, "skipped", "needs");
    }
    assert_eq!(examined.code, Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_directory_that_cannot_hold_data_is_a_fault() {
    let outside = Outside::unstarted().await;
    hurry(&outside).await;
    let file = outside.directory.join("file");
    std::fs::write(&file, "x").expect("written");
    let below = file.join("data");
    for (place, found) in [
        (file.as_path(), "directory_is_file"),
        (below.as_path(), "directory_is_file"),
        // Where nobody makes files, root neither.
        (Path::new("/proc"), "directory_unusable"),
        // Never a cure that gives away what is not the bot's.
        (Path::new("/proc/portero"), "directory_cannot_be_made"),
    ] {
        let examined = doctor(&outside, &[("DATA_DIR", &place.display().to_string())]).await;
        examined.expect("data_directory", "fault", found);
        examined.expect("wal", "skipped", "needs");
        assert_eq!(examined.code, Some(1));
    }
    let examined = doctor(&outside, &[("DATA_DIR", "/sdcard/portero")]).await;
    examined.expect("wal", "fault", "wal_shared_storage");
    assert_eq!(examined.code, Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_that_others_may_read_are_a_warning_with_the_command() {
    let outside = Outside::new().await;
    let env = outside.directory.join(".env");
    let log = outside.directory.join("portero.log");
    for path in [&env, &log] {
        std::fs::write(path, "").expect("written");
    }
    let key = outside.data().join("portero.key");
    let database = outside.data().join("portero.db");
    for (path, mode) in [
        (&env, 0o644),
        (&log, 0o640),
        (&key, 0o604),
        (&database, 0o660),
        (&outside.data(), 0o755),
    ] {
        chmod(path, mode);
    }
    let settings = [("LOG_FILE", log.to_str().expect("text"))];
    let examined = doctor(&outside, &settings).await;
    examined.only(&[], &["file_modes"]);
    let modes = examined.expect("file_modes", "warning", "modes_open");
    assert_eq!(
        modes["details"]["files"].as_array().map(Vec::len),
        Some(5),
        "{modes}"
    );
    let cure = modes["cure"].as_str().expect("a cure");
    assert!(cure.contains("`chmod 600 .env`"), "{cure}");
    assert!(
        cure.contains(&format!("`chmod 700 {}`", outside.data().display())),
        "{cure}"
    );
    for command in cure.split('`').filter(|piece| piece.starts_with("chmod")) {
        let words: Vec<&str> = command.split(' ').collect();
        let mode = u32::from_str_radix(words[1], 8).expect("octal");
        chmod(&outside.directory.join(words[2]), mode);
    }
    doctor(&outside, &settings).await.only(&[], &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_file_that_is_gone_or_damaged_is_told_by_what_is_lost_with_it() {
    let outside = stopped().await;
    hurry(&outside).await;
    let key = outside.data().join("portero.key");
    std::fs::write(&key, "no key").expect("written");
    let examined = doctor(&outside, &[]).await;
    examined.only(&["key"], &["webhook"]);
    examined.expect("key", "fault", "key_damaged");
    std::fs::remove_file(&key).expect("gone");
    let examined = doctor(&outside, &[]).await;
    examined.only(&[], &["key", "webhook"]);
    examined.expect("key", "warning", "key_gone");
    let sql = "INSERT INTO tasks (kind, class, dedupe_key, payload, due_at, created_at)
               VALUES ('deliver_tokens', 'prompt', 'x', '{}', ?1, ?1)";
    outside
        .database()
        .execute(sql, [NOW.0 + 900])
        .expect("planted");
    let examined = doctor(&outside, &[]).await;
    examined.only(&["key"], &["webhook"]);
    examined.expect("key", "fault", "key_lost");
    assert!(!key.exists(), "none is made");
    let in_settings = [("SECRET_KEY", &*"ab".repeat(32))];
    doctor(&outside, &in_settings)
        .await
        .expect("key", "ok", "key_in_settings");
}

// The database.

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_damaged_foreign_or_newer_is_a_fault_and_left_as_it_is() {
    let outside = stopped().await;
    hurry(&outside).await;
    let path = outside.data().join("portero.db");
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'stats_daily'";
    let page = usize::try_from(outside.count(sql)).expect("a page");
    let good = std::fs::read(&path).expect("read");

    let mut damaged = good.clone();
    damaged[(page - 1) * 4096..page * 4096].fill(0xEE);
    std::fs::write(&path, &damaged).expect("written");
    let examined = doctor(&outside, &[]).await;
    examined.only(&["integrity"], &["webhook"]);
    examined.expect("integrity", "fault", "damaged");
    assert!(std::fs::read(&path).expect("read") == damaged);

    for (planted, check, found) in [
        ("PRAGMA user_version = 99", "schema_version", "schema_newer"),
        ("PRAGMA application_id = 7", "database", "database_foreign"),
    ] {
        std::fs::write(&path, &good).expect("written");
        outside.database().execute_batch(planted).expect("planted");
        let before = std::fs::read(&path).expect("read");
        let examined = doctor(&outside, &[]).await;
        examined.only(&[check], &["webhook"]);
        examined.expect(check, "fault", found);
        assert!(std::fs::read(&path).expect("read") == before);
    }
    std::fs::write(&path, "a diary, not a database. ".repeat(400)).expect("written");
    let examined = doctor(&outside, &[]).await;
    examined.only(&["database"], &["webhook"]);
    examined.expect("database", "fault", "database_unreadable");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_point_to_nothing_are_found_beside_the_running_bot() {
    let outside = Outside::new().await;
    let planted = "PRAGMA foreign_keys = OFF;
                   INSERT INTO user_settings (user_id, key, value) VALUES (404, 'a', 'b');";
    outside.database().execute_batch(planted).expect("planted");
    let examined = doctor(&outside, &[]).await;
    examined.only(&["foreign_keys"], &[]);
    let broken = examined.expect("foreign_keys", "fault", "references_broken");
    assert_eq!(
        broken["details"],
        json!({ "rows": 1, "table": "user_settings" })
    );
}

// The bot at work.

#[tokio::test(flavor = "multi_thread")]
async fn a_backlog_is_a_warning_while_the_bot_is_off_and_a_fault_under_a_running_one() {
    let mut outside = stopped().await;
    hurry(&outside).await;
    let plant = |age: i64| {
        let sql = format!(
            "INSERT INTO inbox (update_id, shard, raw, received_at) VALUES ({age}, 3, '{{}}', {at});
             INSERT INTO tasks (kind, class, dedupe_key, payload, due_at, created_at)
             VALUES ('x', 'member', 'x{age}', '{{}}', {at}, {at});",
            at = NOW.0 - age
        );
        outside.database().execute_batch(&sql).expect("planted");
    };
    plant(1_200);
    let examined = doctor(&outside, &[]).await;
    examined.only(&[], &["webhook", "inbox", "tasks"]);
    let tasks = examined.expect("tasks", "warning", "tasks");
    assert_eq!(
        tasks["details"],
        json!({ "due": 1, "late": 1, "waiting": 0, "failed": 0 })
    );
    examined.expect("inbox", "warning", "updates");
    outside
        .database()
        .execute_batch("DELETE FROM inbox; DELETE FROM tasks")
        .expect("cleared");
    call(&outside, "deleteWebhook", json!({})).await;
    outside.start().await;
    // A shard that no worker has, so that nobody takes it up.
    let sql = "UPDATE tasks SET state = 'failed' WHERE id = (SELECT max(id) FROM tasks)";
    let planted = format!(
        "INSERT INTO inbox (update_id, shard, raw, received_at) VALUES (1, 77, '{{}}', {at});
         INSERT INTO tasks (kind, class, dedupe_key, payload, due_at, created_at)
         VALUES ('x', 'member', 'y', '{{}}', {at}, {at}); {sql};",
        at = NOW.0 - 7_200
    );
    outside.database().execute_batch(&planted).expect("planted");
    let examined = doctor(&outside, &[]).await;
    examined.only(&["inbox"], &["tasks"]);
    let tasks = examined.expect("tasks", "warning", "tasks");
    assert_eq!(tasks["details"]["failed"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_was_killed_or_hangs_is_told_from_one_that_was_stopped() {
    let mut outside = Outside::new().await;
    outside.signal("STOP");
    outside.advance(3_600);
    let examined = doctor(&outside, &[]).await;
    examined.expect("bot", "fault", "bot_silent");
    assert_eq!(examined.code, Some(1));
    outside.kill();
    hurry(&outside).await;
    let log = outside.data().join("portero.db-wal");
    let before = std::fs::read(&log).expect("a log is left");
    let examined = doctor(&outside, &[]).await;
    examined.expect("bot", "warning", "bot_killed");
    assert!(std::fs::read(&log).expect("still there") == before);
    outside.start().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_waits_for_the_network_at_its_start_is_no_bot_that_hangs() {
    let mut outside = stopped().await;
    outside.advance(3_600);
    outside.emulator.go_down();
    outside.spawn();
    outside.says("Telegram cannot be reached yet").await;
    let examined = doctor(&outside, &[]).await;
    examined.only(&["telegram"], &[]);
    examined.expect("bot", "ok", "bot_starts");
}

// Telegram.

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_disagrees_with_telegrams_is_a_warning_and_then_a_fault() {
    let outside = Outside::new().await;
    for (ahead, level) in [(200, "warning"), (-200, "warning"), (800, "fault")] {
        let theirs = Clock::standing(NOW - ahead);
        outside.emulator.set_date_clock(Some(theirs));
        let examined = doctor(&outside, &[]).await;
        let clock = examined.expect("clock", level, "clock_skew");
        let seconds = clock["details"]["seconds"].as_i64().expect("seconds");
        // The bot's clock goes on while the test runs.
        assert!((ahead..ahead + 60).contains(&seconds), "{seconds}");
        assert_eq!(examined.code, Some(i32::from(level == "fault")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_missing_or_refused_is_a_fault_and_is_not_repeated() {
    let outside = Outside::unstarted().await;
    let wrong = "7000000001:AAWrongWrongWrongWrongWrongWrong00";
    let examined = doctor(&outside, &[("BOT_TOKEN", wrong)]).await;
    examined.only(&["token"], &[]);
    examined.expect("token", "fault", "token_refused");
    examined.expect("telegram", "ok", "telegram_answers");
    assert!(!examined.said.contains("AAWrong"), "{}", examined.said);
    let examined = doctor(&outside, &[("BOT_TOKEN", "")]).await;
    examined.only(&["token"], &[]);
    examined.expect("token", "fault", "token_missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_telegram_that_cannot_be_reached_is_a_fault_and_the_proxy_is_named_without_its_password()
{
    let outside = Outside::new().await;
    outside.emulator.go_down();
    let examined = doctor(&outside, &[]).await;
    examined.only(&["telegram"], &[]);
    examined.expect("telegram", "fault", "telegram_unreachable");
    for check in ["token", "clock", "webhook", "poller", "vip_channel"] {
        examined.expect(check, "skipped", "needs");
    }
    outside.emulator.come_up();
    let proxy = [("TELEGRAM_PROXY", "http://name:hidden@127.0.0.1:9")];
    let examined = doctor(&outside, &proxy).await;
    let telegram = examined.expect("telegram", "fault", "telegram_unreachable");
    assert_eq!(telegram["details"]["proxy"], "http://127.0.0.1:9");
    assert!(!examined.said.contains("hidden"), "{}", examined.said);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_program_that_reads_the_updates_is_found_with_the_bot_off_and_on() {
    let mut outside = stopped().await;
    let address = format!(
        "{}/bot{}/getUpdates",
        outside.emulator.url(),
        outside.emulator.token()
    );
    let other = tokio::spawn(async move {
        let client = reqwest::Client::new();
        loop {
            let params = json!({ "timeout": 20 });
            let _ = client.post(&address).json(&params).send().await;
            // About as long as a Portero on another machine waits after a conflict.
            tokio::time::sleep(Duration::from_millis(2_200)).await;
        }
    });
    let examined = doctor(&outside, &[]).await;
    examined.only(&["poller"], &[]);
    examined.expect("poller", "fault", "poller_busy");
    outside.spawn();
    outside
        .says("another program reads this bot's updates")
        .await;
    let sql = "SELECT count(*) FROM house_state WHERE key = 'poll_conflict'";
    outside
        .emulator
        .wait(
            |_| (outside.count(sql) == 1).then_some(()),
            "the conflict noted",
        )
        .await;
    doctor(&outside, &[])
        .await
        .expect("poller", "fault", "poller_busy");
    other.abort();
    outside.advance(3_600);
    doctor(&outside, &[])
        .await
        .expect("poller", "warning", "poller_seen");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_left_behind_is_told_by_its_host_alone() {
    let outside = Outside::new().await;
    hurry(&outside).await;
    let examined = doctor(&outside, &[]).await;
    let webhook = examined.expect("webhook", "fault", "webhook_deaf");
    assert_eq!(webhook["details"]["host"], "hooks.example.org");
    assert!(!examined.said.contains("secret-path"), "{}", examined.said);
    assert_eq!(examined.code, Some(1));
    let outside = Outside::unstarted().await;
    hurry(&outside).await;
    let examined = doctor(&outside, &[]).await;
    examined.only(&[], &["webhook"]);
    examined.expect("webhook", "warning", "webhook_set");
    assert!(!examined.said.contains("secret-path"), "{}", examined.said);
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_that_are_missing_are_named_and_a_channel_that_is_lost_is_told() {
    let mut outside = Outside::unstarted().await;
    outside.start().await;
    let examined = doctor(&outside, &[]).await;
    examined.only(&[], &["vip_channel"]);
    examined.expect("vip_channel", "warning", "channels_none");
    outside.admin.press_raw(&format!("vip:use:{VIP}"));
    outside.admin.expect("✅").await;
    let examined = doctor(&outside, &[]).await;
    examined.only(&[], &[]);
    examined.expect("free_channel", "skipped", "channel_unused");

    outside
        .emulator
        .set_bot_rights(VIP, Rights::without("can_invite_users"), ADMIN);
    let examined = doctor(&outside, &[]).await;
    examined.only(&["vip_channel"], &[]);
    let channel = examined.expect("vip_channel", "fault", "channel_rights");
    assert_eq!(channel["details"]["missing"], json!(["can_invite_users"]));
    assert!(
        channel["text"]
            .as_str()
            .expect("words")
            .contains("Canal VIP")
    );
    outside.emulator.remove_bot(VIP, ADMIN);
    let examined = doctor(&outside, &[]).await;
    assert_eq!(
        examined.with_level("fault"),
        ["vip_channel"],
        "{}",
        examined.said
    );
    assert_eq!(examined.check("vip_channel")["found"], "channel_gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_in_which_nobody_was_ever_seen_to_move_is_a_warning_after_a_day() {
    let outside = Outside::new().await;
    doctor(&outside, &[])
        .await
        .expect("joins", "ok", "movement_none");
    outside.advance(2 * 86_400);
    doctor(&outside, &[])
        .await
        .expect("joins", "warning", "movement_never");
    let eva = outside.emulator.add_person(2_002, "Eva", None, "es");
    eva.join_without_link(VIP);
    eva.join_without_link(crate::world::FREE);
    let sql = "SELECT count(*) FROM house_state WHERE key LIKE 'movement:%'";
    outside
        .emulator
        .wait(
            |_| (outside.count(sql) == 2).then_some(()),
            "the joins noted",
        )
        .await;
    doctor(&outside, &[])
        .await
        .expect("joins", "ok", "movement_seen");
    // Another program that asked for messages only.
    call(
        &outside,
        "setWebhook",
        json!({ "url": "", "allowed_updates": ["message"] }),
    )
    .await;
    doctor(&outside, &[])
        .await
        .expect("joins", "warning", "movement_unasked");
}

// The phone.

#[tokio::test(flavor = "multi_thread")]
async fn in_termux_it_tells_what_android_needs() {
    let outside = Outside::new().await;
    let home = outside.directory.join("home");
    let termux = [
        ("TERMUX_VERSION", "0.119"),
        ("HOME", home.to_str().expect("text")),
    ];
    let examined = doctor(&outside, &termux).await;
    examined.only(&[], &["start_at_boot"]);
    for (check, words) in [("wake_lock", "termux-wake-lock"), ("battery", "Termux")] {
        let cure = examined.check(check)["cure"].as_str().expect("a cure");
        assert!(cure.contains(words), "{cure}");
    }
    std::fs::create_dir_all(home.join(".termux/boot")).expect("made");
    std::fs::write(home.join(".termux/boot/portero"), "").expect("written");
    doctor(&outside, &termux).await.only(&[], &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_in_odd_places_is_never_told() {
    let outside = Outside::unstarted().await;
    let token = outside.emulator.token().to_owned();
    let data = outside.directory.join(&token);
    let hook = format!("https://hooks.example.org/{token}");
    call(&outside, "setWebhook", json!({ "url": hook })).await;
    for (name, value) in [
        ("DATA_DIR", data.to_str().expect("text")),
        ("DATABASE_URL", &format!("postgres://x/{token}")),
        ("TELEGRAM_PROXY", &format!("http://{token}@127.0.0.1:9")),
        ("TELEGRAM_PROXY", &format!("gopher://{token}")),
        ("LANGUAGE", &token),
        ("SECRET_KEY", &token),
        ("TELEGRAM_BOT_TOKEN", &token),
        ("LOG_FILE", &format!("/nowhere/{token}")),
    ] {
        // `doctor` looks for the secret in all that is said.
        doctor(&outside, &[(name, value)]).await;
        let (_, said) = outside.beside(&["doctor"], &[(name, value)]).await;
        assert!(!said.contains(SECRET), "{name}:\n{said}");
    }
}

// In the chat.

#[tokio::test(flavor = "multi_thread")]
async fn in_the_chat_the_staff_see_the_faults_first_and_can_look_again_in_place() {
    let mut world = World::new().await;
    world.stop().await;
    let (name, value) = SEALED;
    world.settings.insert(name.to_owned(), value.to_owned());
    world.start().await;
    chmod(&world.directory, 0o700);
    world.admin.send("/doctor");
    let shown = world.admin.expect("El médico").await;
    // This process holds the houses of other tests too: how much memory it takes says nothing.
    let is_fault = |line: &&str| line.starts_with('❌') || line.starts_with("⚠️");
    let faults = shown.text.lines().filter(is_fault);
    let faults: Vec<&str> = faults.filter(|line| !line.contains("Memoria")).collect();
    assert!(faults.is_empty(), "{shown}");
    world
        .emulator
        .set_bot_rights(VIP, Rights::without("can_restrict_members"), ADMIN);
    world.settled().await;
    let before = world.emulator.messages(ADMIN).len();
    world.admin.press_on(shown.message_id, "admin:doctor");
    world
        .emulator
        .wait(
            |emulator| {
                let messages = emulator.messages(ADMIN);
                let again = messages
                    .into_iter()
                    .find(|message| message.message_id == shown.message_id)?;
                again.text.contains("me falta").then_some(())
            },
            "the same message, examined again",
        )
        .await;
    let after = world.emulator.messages(ADMIN).len();
    assert!(after <= before + 1, "edited, not sent anew");
    world.settled().await;
    world.finish().await;
}

/// The program as a user without rights, in that directory: exit code and both outputs.
fn as_nobody(outside: &Outside, arguments: &[&str], settings: &[(&str, &str)]) -> (i32, String) {
    // A place that everybody may look into, unlike the build directory's.
    let program = outside.directory.join("portero");
    if !program.exists() {
        std::fs::copy(env!("CARGO_BIN_EXE_portero"), &program).expect("copied");
        chmod(&program, 0o755);
    }
    let output = std::process::Command::new("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
        .arg(&program)
        .args(arguments)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .envs(settings.iter().copied())
        .current_dir(&outside.directory)
        .output()
        .expect("setpriv runs");
    let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.push_str(&String::from_utf8_lossy(&output.stderr));
    (output.status.code().expect("an end"), said)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_without_rights_is_told_to_be_the_bots_user() {
    let can_switch = std::process::Command::new("setpriv")
        .args(["--reuid=65534", "true"])
        .status();
    let is_ci = std::env::var("CI").as_deref() == Ok("true");
    assert!(can_switch.is_ok() || !is_ci, "setpriv must be here");
    if !can_switch.is_ok_and(|status| status.success()) {
        println!("skipped: only root with setpriv may run as another user");
        return;
    }
    let outside = stopped().await;
    chmod(&outside.directory, 0o755);
    let env = outside.directory.join(".env");
    outside.write_env(&outside.directory);
    chmod(&env, 0o600);
    let cure = "sudo -u root portero";
    for command in ["status", "doctor"] {
        let (code, said) = as_nobody(&outside, &[command], &[]);
        assert_ne!(code, 0, "{said}");
        assert!(said.contains(cure), "{said}");
        assert!(
            !said.contains("Correct it") && !said.contains("Corrígelo"),
            "{said}"
        );
    }

    // With the settings given otherwise: the data, in a closed directory and in an open one.
    std::fs::remove_file(&env).expect("removed");
    for mode in [0o700, 0o755] {
        chmod(&outside.data(), mode);
        let settings = [("DATA_DIR", "./data"), ("LANGUAGE", "en")];
        let (code, said) = as_nobody(&outside, &["status"], &settings);
        assert_eq!(code, 1, "{said}");
        assert!(said.contains(cure) && said.contains("portero.db"), "{said}");
        assert!(!said.contains("not a database"), "{said}");
        let (code, said) = as_nobody(&outside, &["doctor", "--json"], &settings);
        assert_eq!(code, 1, "{said}");
        let mut values = serde_json::Deserializer::from_str(&said).into_iter::<Value>();
        let report = values.next().and_then(Result::ok).expect("JSON");
        let examined = Examined {
            code: Some(code),
            report,
            said,
        };
        // The lock itself may be looked at in an open directory.
        let checks = [("key", "fault"), ("database", "fault"), ("bot", "warning")];
        for (check, level) in checks.into_iter().take(if mode == 0o700 { 3 } else { 2 }) {
            let said = examined.expect(check, level, "not_allowed");
            assert!(said["cure"].as_str().expect("words").contains(cure));
        }
    }
}
