//! From the first start to the last word: settings, signals, restarts, kills, and what the log may show.

use crate::child::Outside;
use crate::world::{ANA, EVA, ExpectUrl};
use portero::demo::telegram::{ANY, EmulatedMessage, Emulator, Fault, Person};
use std::path::Path;
use std::time::{Duration, Instant};

/// The part of the emulator's token that nobody may read.
const SECRET: &str = "AAEmulatorTokenForTestsAndTheDemo00";

fn stderr_has(said: &str, words: &[&str]) {
    for words in words {
        assert!(said.contains(words), "«{words}» is not in:\n{said}");
    }
}

/// How many lines of the log hold these words.
fn lines(log: &str, words: &str) -> usize {
    log.lines().filter(|line| line.contains(words)).count()
}

fn sent_to_admin(outside: &Outside, words: &str) -> usize {
    let calls = outside.emulator.calls_of("sendMessage");
    calls
        .iter()
        .filter(|call| call.chat() == Some(outside.admin.id) && call.is_ok())
        .filter(|call| call.text().contains(words))
        .count()
}

async fn done(outside: &Outside) {
    outside
        .emulator
        .wait(
            |emulator| {
                let open = "SELECT count(*) FROM inbox WHERE done_at IS NULL AND problem IS NULL";
                (emulator.updates_pending() == 0 && outside.count(open) == 0).then_some(())
            },
            "everything handled",
        )
        .await;
}

// Settings.

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_the_start_says_how_to_get_one_and_that_the_demo_needs_none() {
    let outside = Outside::unstarted().await;
    for command in [&[][..], &["run"]] {
        let (code, said) = outside.beside(command, &[("BOT_TOKEN", "")]).await;
        assert_eq!(code, Some(78), "{said}");
        stderr_has(
            &said,
            &["@BotFather", "/newbot", "BOT_TOKEN=", "portero demo"],
        );
    }
    assert!(!outside.data().exists(), "nothing was made");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_setting_stops_the_start_with_its_name_its_value_and_what_is_allowed() {
    let outside = Outside::unstarted().await;
    for (name, value, allowed) in [
        ("TOKEN_LENGTH", "11", "from 12 to 32"),
        ("DEFAULT_WAIT_TIME_MINUTES", "10081", "from 0 to 10080"),
        ("ADMIN_USER_IDS", "7,x", "positive whole numbers"),
        ("LANGUAGE", "fr", "es or en"),
        ("TIMEZONE", "Mars/Olympus", "Europe/Madrid"),
        ("LOG_LEVEL", "LOUD", "DEBUG, INFO, WARNING or ERROR"),
        ("MESSAGES_PER_SECOND", "0", "from 1 to 1000"),
        ("BOT_API_URL", "api.telegram.org", "http"),
        ("DROP_PENDING_UPDATES", "perhaps", "true or false"),
        ("DATABASE_URL", "postgres://db", "sqlite"),
        ("CLEANUP_INTERVAL_MINUTES", "soon", "whole number"),
    ] {
        let (code, said) = outside.beside(&["run"], &[(name, value)]).await;
        assert_eq!(code, Some(78), "{name}: {said}");
        stderr_has(&said, &[&format!("{name}={value}"), allowed]);
        assert!(said.lines().count() <= 2, "{name}: {said}");
    }
    for (name, value) in [
        ("BOT_TOKEN", "not-a-token-at-all"),
        ("SECRET_KEY", "0123456789abcdef"),
        ("TELEGRAM_PROXY", "ftp://user:password@proxy"),
    ] {
        let (code, said) = outside.beside(&["run"], &[(name, value)]).await;
        assert_eq!(code, Some(78), "{name}: {said}");
        stderr_has(&said, &[&format!("{name}=***")]);
        assert!(!said.contains(value), "a secret is shown: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tests_clock_is_refused_against_telegram_itself() {
    let outside = Outside::unstarted().await;
    let (code, said) = outside
        .beside(&["run"], &[("BOT_API_URL", "https://api.telegram.org")])
        .await;
    assert_eq!(code, Some(78), "{said}");
    stderr_has(&said, &["PORTERO_CLOCK_FILE", "only for tests"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_masked_summary_shows_the_bots_number_and_nothing_else_of_the_token() {
    let mut outside = Outside::unstarted().await;
    let key = "ab".repeat(32);
    outside.set("SECRET_KEY", &key);
    outside.set("LOG_LEVEL", "info");
    outside.start().await;
    let log = outside.says("online:").await;
    stderr_has(
        &log,
        &[
            "setting: bot 7000000001",
            "setting: admins [7]",
            "secrets sealed by SECRET_KEY",
            "database open",
            "the bot is @portero_bot (7000000001)",
            "polling started",
        ],
    );
    assert!(!log.contains(SECRET) && !log.contains(&key), "{log}");
    // Each step in its order.
    let steps = [
        "setting:",
        "database open",
        "the bot is",
        "polling started",
        "online:",
    ];
    let places: Vec<usize> = steps
        .iter()
        .map(|step| log.find(step).expect("a step"))
        .collect();
    assert!(places.is_sorted(), "{places:?}\n{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_telegram_refuses_ends_the_start_with_a_clear_line() {
    let outside = Outside::unstarted().await;
    let wrong = "7000000001:AAWrongTokenForTestsAndTheDemo0000";
    let (code, said) = outside.beside(&["run"], &[("BOT_TOKEN", wrong)]).await;
    assert_eq!(code, Some(78), "{said}");
    stderr_has(&said, &["Telegram refuses the token", "@BotFather"]);
    assert!(!said.contains("AAWrong"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_has_run_before_outlives_a_moment_in_which_telegram_refuses_it() {
    let mut outside = Outside::new().await;
    outside.kill();
    std::fs::remove_file(outside.log_file()).expect("the log of the first run");
    let fault = Fault::error("getMe", 401, "Unauthorized");
    outside.emulator.fail(fault.times(2));
    outside.spawn();
    outside.says("Telegram refuses the token").await;
    outside.says("online:").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_come_from_a_dotenv_file_and_the_environment_wins() {
    let outside = Outside::unstarted().await;
    std::fs::write(
        outside.directory.join(".env"),
        "TOKEN_LENGTH=5\nLANGUAGE=fr\n",
    )
    .expect("written");
    let (code, said) = outside.beside(&["run"], &[("LANGUAGE", "en")]).await;
    assert_eq!(code, Some(78), "{said}");
    stderr_has(&said, &["TOKEN_LENGTH=5"]);
}

// The data directory.

#[tokio::test(flavor = "multi_thread")]
async fn a_second_instance_on_the_same_data_is_refused_in_a_sentence() {
    let outside = Outside::new().await;
    let (code, said) = outside.beside(&["run"], &[]).await;
    assert_eq!(code, Some(1), "{said}");
    stderr_has(
        &said,
        &["another Portero", "is already running", "DATA_DIR"],
    );
    // The first one does not mind.
    outside.admin.send("/admin");
    outside.admin.expect("Panel").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_programs_database_is_refused_untouched() {
    let outside = Outside::unstarted().await;
    std::fs::create_dir_all(outside.data()).expect("a folder");
    let path = outside.data().join("portero.db");
    let other = rusqlite::Connection::open(&path).expect("a database");
    other
        .execute_batch(
            "PRAGMA application_id = 4711; CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1);",
        )
        .expect("made");
    drop(other);
    let before = std::fs::read(&path).expect("read");
    let (code, said) = outside.beside(&["run"], &[]).await;
    assert_eq!(code, Some(1), "{said}");
    stderr_has(&said, &["database"]);
    assert_eq!(std::fs::read(&path).expect("read"), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_command_prints_beside_the_running_bot_and_after_it() {
    let mut outside = Outside::unstarted().await;
    let (code, said) = outside.beside(&["status"], &[]).await;
    assert_eq!(code, Some(1), "{said}");
    stderr_has(&said, &["there is no database"]);
    outside.start().await;
    outside.says("online:").await;
    for _ in 0..2 {
        let (code, said) = outside.beside(&["status"], &[("LANGUAGE", "en")]).await;
        assert_eq!(code, Some(0), "{said}");
        stderr_has(&said, &["vip_expiry", "channel_check", "0.1.0"]);
        assert!(!said.contains('<'), "plain text: {said}");
        outside.kill();
    }
    // A status needs no token.
    let (code, said) = outside.beside(&["status"], &[("BOT_TOKEN", "")]).await;
    assert_eq!(code, Some(0), "{said}");
}

// Starting and stopping.

#[tokio::test(flavor = "multi_thread")]
async fn a_start_without_network_waits_and_comes_online_by_itself() {
    let mut outside = Outside::unstarted().await;
    outside.emulator.go_down();
    outside.spawn();
    outside.says("Telegram cannot be reached yet").await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    outside.emulator.come_up();
    outside.admin.expect("Portero está en línea").await;
    assert_eq!(lines(&outside.log(), "cannot be reached yet"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_without_network_can_be_stopped() {
    let mut outside = Outside::unstarted().await;
    outside.emulator.go_down();
    outside.spawn();
    outside.says("Telegram cannot be reached yet").await;
    outside.signal("TERM");
    assert_eq!(outside.ended(Duration::from_secs(10)).await, Some(0));
}

async fn ends_by(signal: &str) {
    let mut outside = Outside::new().await;
    outside.admin.mark();
    outside.signal(signal);
    assert_eq!(outside.ended(Duration::from_secs(10)).await, Some(0));
    outside.admin.expect("Portero se desconecta").await;
    let log = outside.log();
    stderr_has(&log, &[&format!("SIG{signal}"), "stopping", "stopped"]);
    // A clean end needs no check, and the database lies there in one piece.
    let wal = outside.data().join("portero.db-wal");
    assert!(
        std::fs::metadata(wal).map_or(0, |wal| wal.len()) == 0,
        "the log of the database was not folded in"
    );
    outside.start().await;
    outside.admin.expect("Portero está en línea").await;
    assert_eq!(lines(&outside.log(), "did not stop by itself"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_ends_it_well() {
    ends_by("TERM").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sigint_ends_it_well() {
    ends_by("INT").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sighup_ends_it_well() {
    ends_by("HUP").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_within_ten_seconds_even_if_telegram_answers_nothing() {
    let mut outside = Outside::new().await;
    done(&outside).await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    outside
        .emulator
        .fail(Fault::hang(ANY, Duration::from_secs(300)).forever());
    ana.start(None);
    ana.press_raw("user:request_free");
    outside
        .emulator
        .wait(
            |emulator| (emulator.updates_pending() == 0).then_some(()),
            "the bot to hear",
        )
        .await;
    outside.signal("TERM");
    let started = Instant::now();
    assert_eq!(outside.ended(Duration::from_secs(12)).await, Some(0));
    assert!(
        started.elapsed() <= Duration::from_secs(10),
        "{:?}",
        started.elapsed()
    );
    // What it could not say is not done, and is said after the next start.
    let open = outside.count("SELECT count(*) FROM inbox WHERE done_at IS NULL");
    assert!(
        open >= 2,
        "{open}: hers, and perhaps a press of the set-up whose last answer hung as well"
    );
    outside.emulator.mend();
    outside.start().await;
    ana.expect("¡Hola").await;
    // The wish was noted or not when the end came; either way she hears her turn, and waits once.
    ana.expect("Tu turno llega en").await;
    let requests = outside.count("SELECT count(*) FROM free_channel_requests");
    assert_eq!(requests, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn running_handlers_and_their_answers_are_finished_before_the_end() {
    let mut outside = Outside::new().await;
    done(&outside).await;
    outside
        .emulator
        .fail(Fault::slow_reply("sendMessage", Duration::from_millis(800)).forever());
    let people: Vec<Person> = (0..8)
        .map(|number| outside.emulator.add_person(8_000 + number, "P", None, "es"))
        .collect();
    for person in &people {
        person.start(None);
    }
    outside
        .emulator
        .wait(
            |emulator| (emulator.updates_pending() == 0).then_some(()),
            "the bot to hear",
        )
        .await;
    outside.signal("TERM");
    assert_eq!(outside.ended(Duration::from_secs(10)).await, Some(0));
    outside.emulator.mend();
    outside.start().await;
    done(&outside).await;
    for person in &people {
        let heard = person.messages().iter().filter(|one| one.by_bot).count();
        assert_eq!(heard, 1, "{}: once, and not twice", person.id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_tells_what_was_caught_up_and_what_is_late() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    let eva = outside.emulator.add_person(EVA, "Eva", None, "es");
    outside.admin.send("/free");
    ana.send("/free");
    ana.expect("Solicitud recibida").await;
    done(&outside).await;
    outside.signal("TERM");
    outside.ended(Duration::from_secs(10)).await;
    // Ana's turn comes while the bot is off, and two people write.
    outside.advance(3 * 3_600);
    eva.start(None);
    ana.send("/menu");
    outside.admin.mark();
    outside.start().await;
    let notice = outside.admin.expect("Portero está en línea").await;
    assert!(
        notice.text.contains("Estuve fuera 3 horas")
            && notice.text.contains("Mensajes recuperados: 2")
            && notice.text.contains("Tareas pendientes que retomo: 1"),
        "{notice}"
    );
    eva.expect("¡Hola").await;
    ana.expect_url("https://t.me/+").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_a_day_away_is_told_with_what_telegram_forgot() {
    let mut outside = Outside::new().await;
    outside.signal("TERM");
    outside.ended(Duration::from_secs(10)).await;
    outside.advance(2 * 86_400);
    outside.admin.mark();
    outside.start().await;
    let notice = outside.admin.expect("Portero está en línea").await;
    assert!(notice.text.contains("más de 24 horas"), "{notice}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pending_updates_are_dropped_only_if_the_operator_says_so() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    for drops in [false, true] {
        outside.signal("TERM");
        outside.ended(Duration::from_secs(10)).await;
        ana.send("/menu");
        outside.set("DROP_PENDING_UPDATES", if drops { "true" } else { "false" });
        outside.admin.mark();
        outside.start().await;
        outside.admin.expect("Portero está en línea").await;
        done(&outside).await;
        assert_eq!(ana.news().is_empty(), drops);
    }
}

// Who owns the house.

/// The payload of the last owner link that was printed.
fn printed_code(log: &str) -> String {
    let from = log.rfind("?start=own_").expect("the link") + "?start=".len();
    let code = log[from..].split_whitespace().next();
    code.expect("a code").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_house_without_an_admin_prints_a_link_that_makes_an_owner_once() {
    let mut outside = Outside::unstarted().await;
    outside.set("ADMIN_USER_IDS", "");
    outside.start().await;
    let log = outside.says("?start=own_").await;
    let first = printed_code(&log);
    assert!(log.contains("https://t.me/portero_bot?start=own_"), "{log}");
    assert!(log.contains("within 15 minutes"), "{log}");
    // It is a key: it goes to the terminal, not into the log.
    assert!(
        !log.lines()
            .any(|line| line.contains("[WARN]") && line.contains(&first)),
        "{log}"
    );
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    let eva = outside.emulator.add_person(EVA, "Eva", None, "es");
    eva.start(Some("own_00000000000000000000000000000000"));
    eva.expect("No conozco ese enlace de dueño").await;
    // Each start prints a new one, for whoever was late.
    outside.advance(15 * 60);
    eva.start(Some(&first));
    eva.expect("caducó").await;
    outside.kill();
    outside.start().await;
    outside
        .emulator
        .wait(
            |_| (printed_code(&outside.log()) != first).then_some(()),
            "another link",
        )
        .await;
    let second = printed_code(&outside.log());
    ana.start(Some(&second));
    ana.expect("Desde ahora esta casa es tuya").await;
    ana.send("/admin");
    ana.expect("Panel de Administración").await;
    eva.start(Some(&second));
    eva.expect("Otra persona ya usó ese enlace").await;
    eva.send("/admin");
    eva.expect("solo para el equipo").await;
    // The owner stays, and no other link is printed.
    let printed = lines(&outside.log(), "?start=own_");
    outside.kill();
    outside.start().await;
    ana.expect("Portero está en línea").await;
    assert_eq!(lines(&outside.log(), "?start=own_"), printed);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_people_who_open_the_owner_link_at_once_one_becomes_the_owner() {
    let mut outside = Outside::unstarted().await;
    outside.set("ADMIN_USER_IDS", "");
    outside.start().await;
    let code = printed_code(&outside.says("?start=own_").await);
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    let eva = outside.emulator.add_person(EVA, "Eva", None, "es");
    ana.start(Some(&code));
    eva.start(Some(&code));
    // The new owner may hear first, as an admin, that the bot is online.
    let (yes, no) = ("casa es tuya", "Otra persona ya usó ese enlace");
    let hears = |words: &str| {
        let has = |person: &&Person| person.news().iter().any(|news| news.text.contains(words));
        [&ana, &eva].iter().filter(|person| has(person)).count()
    };
    outside
        .emulator
        .wait(
            |_| (hears(yes) + hears(no) == 2).then_some(()),
            "an answer for both",
        )
        .await;
    assert_eq!((hears(yes), hears(no)), (1, 1));
    let sql = "SELECT count(*) FROM user_roles WHERE role = 'superadmin'";
    assert_eq!(outside.count(sql), 1);
}

// The log.

#[tokio::test(flavor = "multi_thread")]
async fn the_token_is_never_in_the_log_whatever_goes_wrong() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    for fault in [
        Fault::cut(ANY).times(3),
        Fault::junk(ANY).times(3),
        Fault::lost_reply(ANY).times(2),
        Fault::error(ANY, 418, "I'm a teapot"),
        Fault::error(ANY, 404, "Not Found"),
    ] {
        outside.emulator.fail(fault);
        ana.start(None);
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
    outside.emulator.mend();
    for fault in [
        Fault::cut("getUpdates"),
        Fault::junk("getUpdates"),
        Fault::error("getUpdates", 502, "Bad Gateway"),
        Fault::error("getUpdates", 404, "Not Found"),
    ] {
        outside.emulator.fail(fault);
        outside.admin.send("/menu");
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
    outside.emulator.mend();
    outside.emulator.go_down();
    tokio::time::sleep(Duration::from_millis(800)).await;
    outside.emulator.come_up();
    outside.says("Telegram answers again").await;
    // A start without network and with a bad answer to its first question.
    outside.kill();
    outside.emulator.fail(Fault::junk("getMe"));
    outside.emulator.fail(Fault::cut("getMe"));
    outside.emulator.go_down();
    outside.spawn();
    outside.says("cannot be reached yet").await;
    outside.emulator.come_up();
    ana.mark();
    ana.send("/menu");
    ana.expect("¡Hola").await;
    let log = outside.log();
    assert!(
        lines(&log, "[WARN]") + lines(&log, "[ERROR]") >= 3,
        "nothing went wrong:\n{log}"
    );
    assert!(!log.contains(SECRET), "{log}");
    assert!(!log.contains("AAEmulator"), "{log}");
    // Nor is it told to anybody, or kept in the data.
    for call in outside.emulator.calls() {
        assert!(!call.params.to_string().contains(SECRET), "{call:?}");
    }
    for entry in std::fs::read_dir(outside.data()).expect("the data") {
        let path = entry.expect("a file").path();
        let bytes = std::fs::read(&path).expect("read");
        let found = bytes
            .windows(SECRET.len())
            .any(|window| window == SECRET.as_bytes());
        assert!(!found, "{}", path.display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn peoples_words_and_whole_updates_are_never_in_the_log() {
    let outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Mariposa", None, "es");
    ana.send("mi secreto es un colibrí");
    ana.expect("No entendí").await;
    outside
        .emulator
        .push_raw_update(serde_json::json!({"message": {"message_id": "colibrí", "chat": 3}}));
    outside
        .emulator
        .push_raw_update(serde_json::json!({"guest_message": {"text": "colibrí"}}));
    outside.says("could not be read").await;
    let log = outside.log();
    assert!(
        !log.contains("colibr") && !log.contains("Mariposa"),
        "{log}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_network_and_a_second_poller_are_logged_when_they_begin_and_end() {
    let outside = Outside::new().await;
    for _ in 0..2 {
        outside.emulator.go_down();
        tokio::time::sleep(Duration::from_millis(2_500)).await;
        outside.emulator.come_up();
        outside.admin.send("/menu");
        outside.admin.expect("¡Hola").await;
    }
    let log = outside.log();
    assert_eq!(lines(&log, "Telegram cannot be reached"), 2, "{log}");
    assert_eq!(lines(&log, "Telegram answers again"), 2, "{log}");
    outside.emulator.fail(
        Fault::error(
            "getUpdates",
            409,
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
        )
        .times(2),
    );
    outside.admin.send("/menu");
    outside
        .says("another program reads this bot's updates")
        .await;
    // Something to hear when it may ask again: an empty long poll says nothing for fifty seconds.
    outside.admin.send("/menu");
    let heard = outside
        .emulator
        .wait_for(Duration::from_secs(45), |_| {
            (lines(&outside.log(), "Telegram answers again") == 3).then_some(())
        })
        .await;
    assert!(heard.is_some(), "{}", outside.log());
    assert_eq!(lines(&outside.log(), "another program reads"), 1);
}

// Kills and worse.

#[tokio::test(flavor = "multi_thread")]
async fn after_a_kill_the_database_is_checked_in_the_background() {
    let mut outside = Outside::new().await;
    done(&outside).await;
    outside.kill();
    outside.start().await;
    outside.says("the database is whole").await;
    assert_eq!(lines(&outside.log(), "did not stop by itself"), 1);
    // And only after a kill.
    outside.signal("TERM");
    outside.ended(Duration::from_secs(10)).await;
    outside.admin.mark();
    outside.start().await;
    outside.admin.expect("Portero está en línea").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(lines(&outside.log(), "the database is whole"), 1);
}

/// Copies the database as it is at this moment; of its log only the first bytes, which had been synced.
fn copy_data(from: &Path, to: &Path, log_length: u64) {
    std::fs::create_dir_all(to).expect("a folder");
    for name in ["portero.db", "portero.key"] {
        std::fs::copy(from.join(name), to.join(name)).expect("copied");
    }
    let mut log = std::fs::read(from.join("portero.db-wal")).expect("the log of the database");
    log.truncate(usize::try_from(log_length).expect("small"));
    std::fs::write(to.join("portero.db-wal"), log).expect("copied");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_battery_loses_no_update_that_was_confirmed() {
    let mut outside = Outside::new().await;
    done(&outside).await;
    // Nothing is answered from here on: whoever writes is stored and confirmed, and not yet done.
    outside
        .emulator
        .fail(Fault::hang("sendMessage", Duration::from_secs(300)).forever());
    let mut people = Vec::new();
    for round in 0..4 {
        for number in 0..5 {
            let person = outside
                .emulator
                .add_person(8_100 + round * 10 + number, "P", None, "es");
            person.start(None);
            people.push(person);
        }
        // The moment in which Telegram forgets them.
        let log = outside.data().join("portero.db-wal");
        let length = outside
            .emulator
            .wait(
                |emulator| {
                    let length = std::fs::metadata(&log).map_or(0, |log| log.len());
                    (emulator.updates_pending() == 0).then_some(length)
                },
                "the confirmation",
            )
            .await;
        let copy = outside.directory.join(format!("copy-{round}"));
        copy_data(&outside.data(), &copy, length);
        let database = rusqlite::Connection::open(copy.join("portero.db")).expect("the copy");
        let stored: i64 = database
            .query_row(
                "SELECT count(*) FROM inbox WHERE done_at IS NULL AND raw LIKE '%/start%'",
                [],
                |row| row.get(0),
            )
            .expect("counted");
        assert_eq!(
            stored,
            i64::try_from(people.len()).expect("small"),
            "round {round}"
        );
    }
    outside.kill();
    outside.emulator.mend();
    outside.set(
        "DATA_DIR",
        &outside.directory.join("copy-3").display().to_string(),
    );
    outside.start().await;
    for person in &people {
        person.expect("¡Hola").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_whose_answer_waits_for_telegram_is_not_blamed_for_kills() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    ana.start(None);
    ana.expect("¡Hola").await;
    done(&outside).await;
    outside.emulator.fail(Fault::cut("sendMessage").forever());
    ana.send("/help");
    let asked = |emulator: &Emulator| {
        let calls = emulator.calls_of("sendMessage").into_iter();
        calls.filter(|call| call.chat() == Some(ANA)).count()
    };
    let mut before = asked(&outside.emulator);
    // A phone out of reach, on which Android ends the process again and again.
    for _ in 0..5 {
        let cleared = "SELECT count(*) FROM inbox WHERE done_at IS NULL AND attempts = 1";
        let is_cleared = |emulator: &Emulator| {
            let is_asked = asked(emulator) > before;
            (is_asked && outside.count(cleared) == 1).then_some(())
        };
        outside.emulator.wait(is_cleared, "one try of it").await;
        before = asked(&outside.emulator);
        outside.kill();
        outside.start().await;
    }
    outside.emulator.mend();
    outside.kill();
    outside.start().await;
    done(&outside).await;
    let blamed = "SELECT count(*) FROM inbox WHERE problem IS NOT NULL";
    assert_eq!(outside.count(blamed), 0);
    let help = |message: &EmulatedMessage| {
        message.by_bot && message.text.contains("hablar con una persona")
    };
    assert_eq!(ana.messages().iter().filter(|one| help(one)).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_begun_three_times_without_an_end_is_set_aside_and_listed() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    let eva = outside.emulator.add_person(EVA, "Eva", None, "es");
    ana.start(None);
    ana.expect("¡Hola").await;
    done(&outside).await;
    outside
        .emulator
        .fail(Fault::hang("getChatMember", Duration::from_secs(300)).forever());
    ana.press_raw("user:request_free");
    let open = "SELECT count(*) FROM inbox WHERE done_at IS NULL AND attempts > 0";
    outside
        .emulator
        .wait(
            |_| (outside.count(open) == 1).then_some(()),
            "the begin of it",
        )
        .await;
    // Each start begins it once more, until it is blamed.
    let attempts = "SELECT coalesce(max(attempts), 0) FROM inbox WHERE done_at IS NULL";
    for begun in 2..=3 {
        outside.kill();
        outside.start().await;
        outside
            .emulator
            .wait(
                |_| (outside.count(attempts) == begun).then_some(()),
                "another begin",
            )
            .await;
    }
    outside.kill();
    // Others are not held up by it.
    eva.start(None);
    outside.start().await;
    eva.expect("¡Hola").await;
    outside.says("was set aside").await;
    outside.admin.expect("Incidente").await;
    assert_eq!(
        outside.count("SELECT count(*) FROM free_channel_requests"),
        0
    );
    outside.emulator.mend();
    outside.admin.send("/admin");
    outside.admin.expect("Hay 1 asunto que mirar").await;
    outside.admin.click("problem:list:0").await;
    let list = outside.admin.expect("Un mensaje que no pude atender").await;
    let retry = list
        .buttons()
        .find_map(|button| button.data.clone().filter(|data| data.contains("retry")))
        .expect("a button to try again");
    outside.admin.click(&retry).await;
    ana.expect("Solicitud recibida").await;
    outside.admin.expect("No hay nada que mirar").await;
    let requests = outside.count("SELECT count(*) FROM free_channel_requests");
    assert_eq!(requests, 1);
    assert_eq!(sent_to_admin(&outside, "Incidente"), 1);
}
