//! `portero setup`, driven in a terminal and without one, from nothing to a bot with an owner.

use crate::child::Outside;
use crate::terminal::Terminal;
use crate::world::{ANA, EVA};
use portero::demo::telegram::{Emulator, Person};
use portero::telegram::call::Call;
use portero::telegram::raw::Raw;
use portero::utils::clock::Clock;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

const OWNERS: &str = "SELECT count(*) FROM user_roles WHERE role = 'superadmin'";

/// The settings under which the setup runs: no token, and a desktop in another language than ours.
fn environment(outside: &Outside) -> Vec<(&'static str, String)> {
    vec![
        ("BOT_API_URL", outside.emulator.url()),
        (
            "PORTERO_CLOCK_FILE",
            outside.clock_file().display().to_string(),
        ),
        ("LANGUAGE", "fr_FR:fr".to_owned()),
        ("HOME", outside.directory.display().to_string()),
    ]
}

/// The setup in a terminal.
fn in_a_terminal(outside: &Outside, arguments: &[&str]) -> Terminal {
    let command = pty_process::blocking::Command::new(env!("CARGO_BIN_EXE_portero"))
        .arg("setup")
        .args(arguments)
        .env_clear()
        .envs(environment(outside))
        .current_dir(&outside.directory);
    Terminal::run(command)
}

/// The setup without a terminal, ready to start.
fn without_a_terminal(outside: &Outside, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portero"));
    command
        .arg("setup")
        .args(arguments)
        .env_clear()
        .envs(environment(outside))
        .current_dir(&outside.directory)
        .stdin(Stdio::null());
    command
}

/// Runs it to its end: exit code, and what it said on both outputs.
async fn ended(mut command: Command) -> (Option<i32>, String) {
    let (ended, ends) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || ended.send(command.output().expect("run")));
    let output = tokio::time::timeout(Duration::from_secs(20), ends).await;
    let output = output.expect("an end by itself").expect("an output");
    let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.push_str(&String::from_utf8_lossy(&output.stderr));
    (output.status.code(), said)
}

fn env_file(outside: &Outside) -> PathBuf {
    outside.directory.join(".env")
}

fn env_text(outside: &Outside) -> String {
    std::fs::read_to_string(env_file(outside)).expect("a file .env")
}

fn write_env(outside: &Outside, text: &str) {
    std::fs::write(env_file(outside), text).expect("written");
}

/// Settings that lack nothing, in the language given.
fn complete(outside: &Outside, language: &str) -> String {
    let token = outside.emulator.token();
    format!("BOT_TOKEN={token}\nDATA_DIR=./data\nLANGUAGE={language}\n")
}

/// The part of the token that nobody may see.
fn secret(emulator: &Emulator) -> String {
    let (_, secret) = emulator.token().split_once(':').expect("two parts");
    secret.to_owned()
}

/// The payload of the owner link in what was shown.
fn code(shown: &str) -> String {
    let from = shown.rfind("?start=own_").expect("the link") + "?start=".len();
    let code = shown[from..].split_whitespace().next();
    code.expect("the code").to_owned()
}

async fn shown_code(terminal: &mut Terminal) -> String {
    terminal.expect("?start=own_").await;
    terminal.expect("\n").await;
    code(&terminal.transcript())
}

fn ana(outside: &Outside) -> Person {
    outside.emulator.add_person(ANA, "Ana", Some("ana"), "es")
}

/// Takes the network down or up, and waits until it is so: the emulator's port follows a moment later.
async fn set_network(emulator: &Emulator, is_up: bool) {
    if is_up {
        emulator.come_up();
    } else {
        emulator.go_down();
    }
    let address = emulator.url().replace("http://", "");
    let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
    while tokio::net::TcpStream::connect(&address).await.is_ok() != is_up {
        assert!(
            tokio::time::Instant::now() < deadline,
            "up: {is_up}, in vain"
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn describe(outside: &Outside, text: &str) {
    let (url, token) = (outside.emulator.url(), outside.emulator.token());
    let raw = Raw::new(&url, token, None, Clock::system()).expect("a connection");
    let call = Call::new("setMyDescription").set("description", text);
    raw.call(&call).await.expect("described");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_question_is_asked_until_its_answer_works_and_whoever_opens_the_link_owns_the_bot() {
    let outside = Outside::unstarted().await;
    let (ana, emulator) = (ana(&outside), &outside.emulator);
    let mut terminal = in_a_terminal(&outside, &[]);
    terminal.expect("Idioma / Language (es, en) [es]: ").await;
    terminal.type_line("francés");
    terminal.expect("Escribe es o en.").await;
    terminal.type_line("ES");
    terminal.expect("@BotFather: /newbot").await;
    terminal.expect("Token: ").await;
    terminal.type_line("hola");
    terminal.expect("Eso no es un token").await;
    terminal.expect("Token: ").await;
    terminal.type_line("7000000001:AARevokedTokenThatTelegramForgot000");
    terminal.expect("Telegram rechaza ese token").await;
    terminal.expect("Token: ").await;
    set_network(emulator, false).await;
    terminal.type_line(emulator.token());
    terminal.expect("No puedo preguntar a Telegram").await;
    terminal.expect("¿Probar otra vez? [S/n]: ").await;
    terminal.type_line("quizá");
    terminal.expect("Escribe sí o no.").await;
    set_network(emulator, true).await;
    terminal.type_line("");
    terminal.expect("✅ 7000000001:*** es «Portero»").await;
    terminal
        .expect("Directorio para los datos [./data]: ")
        .await;
    terminal.type_line("/proc/portero");
    terminal.expect("no sirve para los datos: ").await;
    terminal.type_line("/sdcard/portero");
    terminal
        .expect("almacenamiento compartido de Android")
        .await;
    terminal.type_line("~/mis datos");
    terminal.expect("✅ Ajustes escritos: ").await;
    terminal.expect("en Telegram? [S/n]: ").await;
    terminal.type_line("sí");
    terminal.expect("Nombre del bot [Portero]: ").await;
    terminal.type_line(&"x".repeat(65));
    terminal.expect("de 1 a 64 caracteres").await;
    terminal.type_line("Casa de Ana");
    terminal.expect("✅ Descripciones puestas").await;
    terminal.expect("antes de 15 minutos").await;
    let code = shown_code(&mut terminal).await;
    terminal.expect("Espero").await;
    ana.start(Some(&code));
    ana.expect("Desde ahora esta casa es tuya").await;
    terminal.expect("Ana (2001) es ahora el dueño").await;
    terminal.expect("portero service install").await;
    assert_eq!(terminal.ended().await, Some(0));
    // What is typed is shown, but nothing of any token.
    let transcript = terminal.transcript();
    assert!(transcript.contains("francés") && transcript.contains("Casa de Ana"));
    assert_eq!(transcript.matches("/newbot").count(), 1, "{transcript}");
    assert!(!transcript.contains("WARN"), "{transcript}");
    for hidden in [secret(emulator).as_str(), "hola", "AARevoked"] {
        assert!(!transcript.contains(hidden), "{transcript}");
    }
    let text = env_text(&outside);
    let data = outside.directory.join("mis datos");
    for line in [
        format!("\nBOT_TOKEN={}\n", emulator.token()),
        format!("\nDATA_DIR='{}'\n", data.display()),
        "\nLANGUAGE=es\n".to_owned(),
        "\n# TIMEZONE=UTC\n".to_owned(),
    ] {
        assert!(text.contains(&line), "{line} in {text}");
    }
    for (path, mode) in [(env_file(&outside), 0o600), (data.clone(), 0o700)] {
        let found = std::fs::metadata(&path).expect("there").permissions();
        assert_eq!(found.mode() & 0o777, mode, "{}", path.display());
    }
    let database = rusqlite::Connection::open(data.join("portero.db")).expect("the database");
    let owner = "SELECT user_id FROM user_roles WHERE role = 'superadmin'";
    let owner: i64 = database
        .query_row(owner, [], |row| row.get(0))
        .expect("one");
    assert_eq!(owner, ANA);
    let profile = emulator.profile("es");
    assert_eq!(profile.name, "Casa de Ana");
    assert!(profile.description.contains("token VIP"));
    assert_eq!(
        emulator.profile("fr"),
        profile,
        "Spanish is for everybody else too"
    );
    assert!(emulator.profile("en").short_description.contains("doorman"));
    assert!(emulator.commands().len() >= 3, "{:?}", emulator.commands());
    // The panel was there before the bot stopped.
    assert!(emulator.violations().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_existing_file_is_edited_and_what_the_bot_has_is_kept_unless_told() {
    let outside = Outside::unstarted().await;
    let eva = outside.emulator.add_person(EVA, "Eva", None, "en");
    describe(&outside, "Words of\nthe operator").await;
    let token = outside.emulator.token();
    let before = format!(
        "# mine\r\n\r\nexport BOT_TOKEN = \"{token}\"  # the bot\r\nTIMEZONE='Europe/Madrid'\r\nLANGUAGE=es\r\n# DATA_DIR=./data\r\nMINE=1"
    );
    write_env(&outside, &before);
    std::fs::set_permissions(env_file(&outside), Permissions::from_mode(0o644)).expect("set");
    let mut terminal = in_a_terminal(&outside, &[]);
    terminal.expect("[es]: ").await;
    terminal.type_line("en");
    // Enter keeps what there is.
    terminal.expect("Token [7000000001:***]: ").await;
    terminal.type_line("");
    terminal
        .expect("✅ 7000000001:*** is “Portero”, @portero_bot")
        .await;
    terminal.expect("Directory for the data [./data]: ").await;
    terminal.type_line("");
    terminal.expect("✅ Settings brought up to date").await;
    terminal.expect("in Telegram? [Y/n]: ").await;
    terminal.type_line("");
    terminal.expect("Name of the bot [Portero]: ").await;
    terminal.type_line("");
    terminal
        .expect("(“Words of the operator”). Replace it with Portero's? [y/N]: ")
        .await;
    terminal.type_line("");
    terminal.expect("descriptions stay as they are").await;
    let code = shown_code(&mut terminal).await;
    eva.start(Some(&code));
    eva.expect("you own this house").await;
    terminal.expect("Eva (2002) owns the bot now").await;
    assert_eq!(terminal.ended().await, Some(0));
    assert!(!terminal.transcript().contains(&secret(&outside.emulator)));
    let after = before
        .replace("LANGUAGE=es", "LANGUAGE=en")
        .replace("# DATA_DIR=./data", "DATA_DIR=./data");
    let way = format!("\r\nBOT_API_URL={}", outside.emulator.url());
    assert_eq!(env_text(&outside), after + &way);
    let mode = std::fs::metadata(env_file(&outside))
        .expect("there")
        .permissions();
    assert_eq!(mode.mode() & 0o777, 0o600);
    assert_eq!(
        outside.emulator.profile("en").description,
        "Words of\nthe operator"
    );
    assert!(outside.emulator.calls_of("setMyName").is_empty());
    assert_eq!(outside.count(OWNERS), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_terminal_all_that_is_missing_is_listed_at_once_with_its_flag() {
    let outside = Outside::unstarted().await;
    let (end, said) = ended(without_a_terminal(&outside, &[])).await;
    assert_eq!(end, Some(1));
    for flag in [
        "--language",
        "--token-file",
        "BOT_TOKEN",
        "--data-dir",
        "--profile",
    ] {
        assert!(said.contains(flag), "{flag} in {said}");
    }
    // What is given, or stands in the file, is not asked for again.
    write_env(&outside, "DATA_DIR=./data\n");
    let given = ["--language", "en", "--profile", "no"];
    let (end, said) = ended(without_a_terminal(&outside, &given)).await;
    assert_eq!(end, Some(1));
    assert!(
        said.contains("this is missing:\n  --token-file FILE"),
        "{said}"
    );
    assert_eq!(said.lines().count(), 2, "{said}");
    assert_eq!(env_text(&outside), "DATA_DIR=./data\n");
    assert!(!outside.data().exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_terminal_flags_are_enough() {
    let outside = Outside::unstarted().await;
    let ana = ana(&outside);
    std::fs::write(
        outside.directory.join("token"),
        format!("{}\n", outside.emulator.token()),
    )
    .expect("written");
    let mut command = without_a_terminal(
        &outside,
        &[
            "--language",
            "en",
            "--token-file",
            "token",
            "--data-dir",
            "./data",
            "--profile",
            "yes",
            "--name",
            "Doorman",
            "--descriptions",
            "replace",
        ],
    );
    describe(&outside, "Old words").await;
    let log = std::fs::File::create(outside.log_file()).expect("a log");
    command.stdout(log.try_clone().expect("a log")).stderr(log);
    let mut process = command.spawn().expect("the setup starts");
    let said = outside.says("Waiting").await;
    ana.start(Some(&code(&said)));
    ana.expect("Desde ahora esta casa es tuya").await;
    let status = tokio::task::block_in_place(|| process.wait().expect("an end"));
    assert!(status.success(), "{}", outside.log());
    assert!(
        !outside.log().contains(&secret(&outside.emulator)),
        "{}",
        outside.log()
    );
    assert_eq!(outside.count(OWNERS), 1);
    let profile = outside.emulator.profile("en");
    assert_eq!(profile.name, "Doorman");
    assert!(profile.description.contains("VIP token"));
}

/// A proxy towards the emulator: it answers no matter what name and password it is given.
async fn proxy_to(emulator: &Emulator) -> String {
    let target = emulator.url().replace("http://", "");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut here, _)) = listener.accept().await {
            let target = target.clone();
            tokio::spawn(async move {
                let there = tokio::net::TcpStream::connect(target).await;
                let mut there = there.expect("the emulator");
                // What is cut off at the end of the test is no fault.
                let _ = tokio::io::copy_bidirectional(&mut here, &mut there).await;
            });
        }
    });
    format!("http://ana:proxy-password@{address}")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_to_telegram_that_only_the_environment_says_is_written_for_the_bot() {
    let outside = Outside::unstarted().await;
    let (proxy, url) = (proxy_to(&outside.emulator).await, outside.emulator.url());
    let given = ["--profile", "no", "--no-wait"];
    write_env(&outside, &complete(&outside, "en"));
    let mut command = without_a_terminal(&outside, &given);
    command.env("TELEGRAM_PROXY", &proxy);
    let (end, said) = ended(command).await;
    assert_eq!(end, Some(0), "{said}");
    let shown = proxy.replace("ana:proxy-password", "***");
    let line = format!("the same way to Telegram: BOT_API_URL={url}, TELEGRAM_PROXY={shown}");
    assert!(said.contains(&line), "{said}");
    assert!(!said.contains("proxy-password"), "{said}");
    let values = portero::config::environment_file(&env_file(&outside)).expect("readable");
    assert_eq!(values.get("TELEGRAM_PROXY"), Some(&proxy));
    assert_eq!(values.get("BOT_API_URL"), Some(&url));

    // What the file says already stays, and nothing is said about it.
    let other = proxy.replace("ana:", "eva:");
    let written = env_text(&outside);
    let mut command = without_a_terminal(&outside, &given);
    command.env("TELEGRAM_PROXY", &other);
    let (end, said) = ended(command).await;
    assert_eq!(end, Some(0), "{said}");
    assert!(!said.contains("way to Telegram"), "{said}");
    assert_eq!(env_text(&outside), written);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_does_not_work_writes_nothing_and_is_not_repeated() {
    let outside = Outside::unstarted().await;
    let given = [
        "--language",
        "es",
        "--data-dir",
        "./data",
        "--profile",
        "no",
    ];
    let token = outside.emulator.token().to_owned();
    let refused = "7000000001:AARevokedTokenThatTelegramForgot000";
    for (token, words) in [
        ("not:a-token-hidden", "Eso no es un token"),
        (refused, "Telegram rechaza ese token"),
        (token.as_str(), "No puedo preguntar a Telegram"),
    ] {
        if token == outside.emulator.token() {
            set_network(&outside.emulator, false).await;
        }
        let mut command = without_a_terminal(&outside, &given);
        command.env("BOT_TOKEN", token);
        let (end, said) = ended(command).await;
        assert_eq!(end, Some(1));
        assert!(said.contains(words), "{said}");
        let (_, secret) = token.split_once(':').expect("two parts");
        assert!(!said.contains(secret), "{said}");
        assert!(!env_file(&outside).exists() && !outside.data().exists());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_contradicts_the_environment_or_cannot_be_read_is_refused_and_left_alone() {
    let outside = Outside::unstarted().await;
    write_env(&outside, "LANGUAGE=en\nBOT_TOKEN=two words\n");
    let (end, said) = ended(without_a_terminal(&outside, &[])).await;
    assert_eq!(end, Some(1));
    assert!(
        said.contains(".env, line 2 (BOT_TOKEN)") && !said.contains("words"),
        "{said}"
    );
    assert_eq!(env_text(&outside), "LANGUAGE=en\nBOT_TOKEN=two words\n");
    write_env(&outside, &complete(&outside, "en"));
    let mut command = without_a_terminal(&outside, &["--data-dir", "elsewhere"]);
    command.env("DATA_DIR", "/here");
    let (end, said) = ended(command).await;
    assert_eq!(end, Some(1));
    assert!(said.contains("DATA_DIR in the environment"), "{said}");
    assert_eq!(env_text(&outside), complete(&outside, "en"));
}

#[tokio::test(flavor = "multi_thread")]
async fn beside_a_running_bot_the_link_is_answered_by_that_bot() {
    let mut outside = Outside::unstarted().await;
    outside.set("ADMIN_USER_IDS", "");
    outside.start().await;
    let ana = ana(&outside);
    write_env(&outside, &complete(&outside, "en"));
    let mut terminal = in_a_terminal(&outside, &["--language", "en", "--profile", "no"]);
    terminal.expect("Token [").await;
    terminal.type_line("");
    terminal.expect("Directory for the data").await;
    terminal.type_line("");
    terminal.expect("A Portero runs on these data").await;
    let code = shown_code(&mut terminal).await;
    ana.start(Some(&code));
    ana.expect("Desde ahora esta casa es tuya").await;
    terminal.expect("Ana (2001) owns the bot now").await;
    assert_eq!(terminal.ended().await, Some(0));
    assert_eq!(outside.count(OWNERS), 1);
    // The bot goes on as if nothing had been.
    ana.send("/admin");
    ana.expect("Panel de Administración").await;
    assert!(!outside.log().contains("Conflict"), "{}", outside.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_bot_with_another_token_is_said_to_need_a_restart() {
    let mut outside = Outside::unstarted().await;
    outside.start().await;
    let token = outside.emulator.token().to_owned();
    write_env(
        &outside,
        "BOT_TOKEN=1234567890:AATheOldTokenOfAnotherBot000000\n",
    );
    let given = [
        "--language",
        "en",
        "--data-dir",
        "./data",
        "--profile",
        "no",
    ];
    let mut command = without_a_terminal(&outside, &given);
    command.env("BOT_TOKEN", &token);
    let (end, said) = ended(command).await;
    assert_eq!(end, Some(1));
    assert!(said.contains("with another token. Restart it"), "{said}");
    assert!(env_text(&outside).contains(&format!("BOT_TOKEN={token}\n")));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_came_within_fifteen_minutes() {
    let outside = Outside::unstarted().await;
    let ana = ana(&outside);
    write_env(&outside, &complete(&outside, "en"));
    let mut terminal = in_a_terminal(&outside, &["--language", "en", "--profile", "no"]);
    for question in ["Token [", "Directory for the data"] {
        terminal.expect(question).await;
        terminal.type_line("");
    }
    let code = shown_code(&mut terminal).await;
    terminal.expect("Waiting").await;
    outside.advance(14 * 60 + 30);
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert!(!terminal.transcript().contains("in time"));
    outside.advance(31);
    terminal.expect("Nobody opened the link in time").await;
    assert_eq!(terminal.ended().await, Some(1));
    // Too late, whatever the bot does then.
    let mut outside = outside;
    outside.set("ADMIN_USER_IDS", "");
    outside.start().await;
    ana.start(Some(&code));
    ana.expect("caducó").await;
    assert_eq!(outside.count(OWNERS), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_while_waiting_leaves_a_link_that_a_start_in_time_answers() {
    let mut outside = Outside::unstarted().await;
    let ana = ana(&outside);
    write_env(&outside, &complete(&outside, "es"));
    let mut terminal = in_a_terminal(&outside, &["--language", "es", "--profile", "no"]);
    for question in ["Token [", "Directorio para los datos"] {
        terminal.expect(question).await;
        terminal.type_line("");
    }
    let code = shown_code(&mut terminal).await;
    terminal.expect("Espero").await;
    terminal.press("\u{3}");
    terminal.expect("El enlace vale").await;
    terminal.expect("portero  arranca el bot").await;
    assert_eq!(terminal.ended().await, Some(0));
    // The start prints a link of its own and leaves the first one open.
    outside.set("ADMIN_USER_IDS", "");
    outside.start().await;
    outside.says("?start=own_").await;
    ana.start(Some(&code));
    ana.expect("Desde ahora esta casa es tuya").await;
    assert_eq!(outside.count(OWNERS), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_at_the_hidden_question_leaves_a_terminal_that_shows_what_is_typed() {
    let outside = Outside::unstarted().await;
    // The shell stays in the terminal, as an operator's does.
    let script = format!(
        "trap : INT; {} setup --language en; echo \"ended $?\"; cat >/dev/null",
        env!("CARGO_BIN_EXE_portero")
    );
    let shell = pty_process::blocking::Command::new("sh")
        .args(["-c", &script])
        .env_clear()
        .envs(environment(&outside))
        .current_dir(&outside.directory);
    let mut terminal = Terminal::run(shell);
    terminal.expect("Token: ").await;
    terminal.press("hidden\u{3}");
    terminal.expect("Interrupted.").await;
    terminal.expect("ended 1").await;
    terminal.type_line("seen again");
    terminal.expect("seen again").await;
    terminal.press("\u{4}");
    assert_eq!(terminal.ended().await, Some(0));
    assert!(!terminal.transcript().contains("hidden"));
    assert!(!env_file(&outside).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_the_input_says_what_is_missing() {
    let outside = Outside::unstarted().await;
    let mut terminal = in_a_terminal(&outside, &["--language", "en"]);
    terminal.expect("Token: ").await;
    terminal.press("\u{4}");
    terminal
        .expect("The input ended before the last answer")
        .await;
    for flag in ["--token-file FILE", "--data-dir DIR", "--profile yes|no"] {
        terminal.expect(flag).await;
    }
    assert_eq!(terminal.ended().await, Some(1));
    assert!(!terminal.transcript().contains("--language es|en"));
    assert!(!env_file(&outside).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_with_an_owner_gets_another_link_only_when_asked_for() {
    let outside = Outside::unstarted().await;
    let (ana, emulator) = (ana(&outside), &outside.emulator);
    write_env(
        &outside,
        &format!("{}ADMIN_USER_IDS=7\n", complete(&outside, "en")),
    );
    let given = ["--profile", "no", "--no-wait"];
    let (end, said) = ended(without_a_terminal(&outside, &given)).await;
    assert_eq!(end, Some(0), "{said}");
    assert!(
        said.contains("has an owner already") && !said.contains("own_"),
        "{said}"
    );
    let mut terminal = in_a_terminal(&outside, &["--language", "en", "--profile", "no"]);
    for question in ["Token [", "Directory for the data"] {
        terminal.expect(question).await;
        terminal.type_line("");
    }
    terminal
        .expect("Make a link for another one? [y/N]: ")
        .await;
    terminal.type_line("yes");
    let code = shown_code(&mut terminal).await;
    ana.start(Some(&code));
    terminal.expect("Ana (2001) owns the bot now").await;
    assert_eq!(terminal.ended().await, Some(0));
    assert_eq!(outside.count(OWNERS), 2);
    assert!(emulator.violations().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_wait_prints_a_link_that_the_start_answers_and_publishes_the_menus() {
    let mut outside = Outside::unstarted().await;
    let ana = ana(&outside);
    let folder = outside.directory.join("house");
    std::fs::create_dir(&folder).expect("a folder");
    let token = format!("{}\n", outside.emulator.token());
    let mut command = without_a_terminal(
        &outside,
        &[
            "--env-file",
            "house/.env",
            "--language",
            "en",
            "--token-file",
            "-",
            "--data-dir",
            "data",
            "--profile",
            "yes",
            "--no-wait",
        ],
    );
    std::fs::write(outside.directory.join("input"), token).expect("written");
    command.stdin(std::fs::File::open(outside.directory.join("input")).expect("opened"));
    let (end, said) = ended(command).await;
    assert_eq!(end, Some(0), "{said}");
    assert!(said.contains("start it now"), "{said}");
    assert!(said.contains(&format!("cd {}", folder.display())), "{said}");
    assert!(outside.emulator.commands().len() >= 3);
    // A path on the command line counts from where it was typed.
    let text = std::fs::read_to_string(folder.join(".env")).expect("written");
    let line = format!("DATA_DIR={}\n", outside.data().display());
    assert!(text.contains(&line), "{text}");
    outside.set("ADMIN_USER_IDS", "");
    outside.start().await;
    ana.start(Some(&code(&said)));
    ana.expect("Desde ahora esta casa es tuya").await;
}

#[test]
fn the_help_says_why_the_token_is_no_flag() {
    let output = Command::new(env!("CARGO_BIN_EXE_portero"))
        .args(["setup", "--help"])
        .output()
        .expect("run");
    let help = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(help.contains("The token is never a flag"), "{help}");
    assert!(!help.contains("--token "), "{help}");
}
