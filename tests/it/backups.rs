//! Backups by the real program: made beside the bot, brought back elsewhere, in the terminal and in chat.

use crate::child::Outside;
use crate::terminal::Terminal;
use crate::world::{ANA, EVA, ExpectUrl, VIP, World, scratch};
use portero::demo::telegram::JoinResult;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PASSPHRASE: &str = "correct horse battery";
const SEALED: &[(&str, &str)] = &[("BACKUP_PASSPHRASE", PASSPHRASE)];

/// The files of backups in a data directory.
fn backups(data: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(data.join("backups")) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "age"))
        .collect();
    files.sort();
    files
}

/// Every name below a directory, and nothing of it in clear but the house's own files.
fn lies_in_clear(data: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(data.join("backups")) else {
        return Vec::new();
    };
    entries
        .map(|entry| entry.expect("entry").path())
        .filter(|path| {
            let bytes = std::fs::read(path).expect("read");
            bytes.starts_with(b"SQLite format 3")
        })
        .map(|path| path.display().to_string())
        .collect()
}

async fn token(outside: &Outside) -> String {
    outside.admin.mark();
    outside.admin.press_raw("token:make:24:24:1");
    let message = outside.admin.expect("Token VIP Generado").await;
    let is_token = |word: &&str| {
        let of_it = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        word.len() == 16 && word.bytes().all(of_it)
    };
    let text = message.text.clone();
    let token = text.split_whitespace().find(is_token);
    token
        .unwrap_or_else(|| panic!("no token in {text}"))
        .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_house_that_moves_to_a_new_phone_goes_on_with_members_queue_tasks_roles_and_keys() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    let eva = outside.emulator.add_person(EVA, "Eva", None, "es");
    let (first, second) = (token(&outside).await, token(&outside).await);
    ana.start(Some(&format!("v_{first}")));
    assert_eq!(
        ana.join(&ana.expect_url("https://t.me/+").await),
        JoinResult::Joined
    );
    ana.expect("🎉").await;
    eva.start(None);
    eva.send("/free");
    eva.expect("minutos").await;
    outside
        .database()
        .execute(
            "INSERT INTO user_roles (user_id, role, granted_at) VALUES (?1, 'seller', 1)",
            [EVA],
        )
        .expect("granted");
    outside.signal("TERM");
    outside.ended(Duration::from_secs(15)).await;
    let sealed = outside.directory.join("house.tar.gz.age");
    let name = sealed.display().to_string();
    let (code, said) = outside.beside(&["backup", &name], SEALED).await;
    assert_eq!(code, Some(0), "{said}");
    // The phone is lost: nothing but the file, the passphrase and the settings are left.
    let key = std::fs::read(outside.data().join("portero.key")).expect("a key");
    std::fs::remove_dir_all(outside.data()).expect("lost");
    let new = outside.directory.join("new phone");
    outside.set("DATA_DIR", &new.display().to_string());
    let (code, said) = outside.beside(&["restore", &name, "--yes"], SEALED).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("personas"), "{said}");
    assert_eq!(std::fs::read(new.join("portero.key")).expect("a key"), key);
    outside.start().await;
    outside.admin.expect("Se restauró la copia").await;
    let count = |sql: &str| -> i64 {
        let connection = rusqlite::Connection::open(new.join("portero.db")).expect("open");
        connection.query_row(sql, [], |row| row.get(0)).expect(sql)
    };
    assert_eq!(
        count("SELECT count(*) FROM user_roles WHERE role = 'seller'"),
        1
    );
    // The second token was never used: it still is good.
    eva.start(Some(&format!("v_{second}")));
    assert_eq!(
        eva.join(&eva.expect_url("https://t.me/+").await),
        JoinResult::Joined
    );
    // The queue goes on to the minute, and so does the end of access.
    outside.advance(6 * 60);
    let processed = "SELECT count(*) FROM free_channel_requests WHERE processed = 1";
    outside
        .emulator
        .wait(|_| (count(processed) == 1).then_some(()), "Eva's turn")
        .await;
    assert!(ana.is_member(VIP));
    outside.advance(24 * 3_600);
    outside
        .emulator
        .wait(
            |_| (!ana.is_member(VIP)).then_some(()),
            "the end of Ana's access",
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_makes_one_sends_it_and_without_a_passphrase_says_how_to_set_it() {
    let mut world = World::unstarted().await;
    world.start().await;
    world.admin.send("/backup");
    world.admin.expect("BACKUP_PASSPHRASE").await;
    world.admin.press_raw("backup:make");
    world.admin.expect("Falta la frase secreta").await;
    assert!(backups(&world.directory).is_empty());
    world.stop().await;
    let chat = VIP.to_string();
    for (name, value) in [("BACKUP_PASSPHRASE", PASSPHRASE), ("BACKUP_CHAT_ID", &chat)] {
        world.settings.insert(name.to_owned(), value.to_owned());
    }
    world.start().await;
    let mark = world.emulator.mark();
    world.admin.mark();
    world.admin.send("/backup");
    world.admin.expect("Todavía no hay ninguna").await;
    world.admin.press_raw("backup:make");
    world.admin.expect("Copia hecha").await;
    let sent = world
        .emulator
        .wait(
            |emulator| {
                let calls = emulator.calls_since(mark).into_iter();
                let mut sent = calls.filter(|call| call.method == "sendDocument" && call.is_ok());
                sent.find(|call| call.chat() == Some(VIP))
            },
            "the file in the backup chat",
        )
        .await;
    let files = backups(&world.directory);
    let file = sent.files.values().next().expect("a file");
    assert_eq!(
        file.bytes,
        std::fs::read(&files[0]).expect("read"),
        "all of it, as it is"
    );
    assert!(lies_in_clear(&world.directory).is_empty());
    let noted = "SELECT count(*) FROM backups WHERE sent_at IS NOT NULL AND made_by = 7";
    world
        .emulator
        .wait(
            |_| (world.value::<i64>(noted) == 1).then_some(()),
            "its note",
        )
        .await;
    world.admin.press_raw("backup:test:1");
    world.admin.expect("se abre y está entera").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_nightly_backup_comes_at_the_houses_minute_and_the_time_is_set_in_chat() {
    let mut world = World::unstarted().await;
    let passphrase = PASSPHRASE.to_owned();
    world
        .settings
        .insert("BACKUP_PASSPHRASE".to_owned(), passphrase);
    world.start().await;
    world.admin.send("/backup");
    world.admin.expect("04:00").await;
    world.admin.press_raw("backup:time");
    world.admin.expect("¿A qué hora").await;
    world.admin.send("las nueve");
    world.admin.expect("No entendí la hora").await;
    world.admin.send("09:30");
    world.admin.expect("Cada noche a las 09:30").await;
    // It is 08:00 UTC.
    world.advance(89 * 60);
    world.settled().await;
    assert!(backups(&world.directory).is_empty());
    world.advance(61);
    world
        .emulator
        .wait(
            |_| (backups(&world.directory).len() == 1).then_some(()),
            "the nightly backup",
        )
        .await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_sent_to_a_fresh_bot_is_restored_and_the_bot_comes_back_by_itself() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    let first = token(&outside).await;
    ana.start(Some(&format!("v_{first}")));
    ana.expect_url("https://t.me/+").await;
    let sealed = outside.directory.join("house.tar.gz.age");
    let name = sealed.display().to_string();
    // Beside the running bot.
    let (code, said) = outside.beside(&["backup", &name], SEALED).await;
    assert_eq!(code, Some(0), "{said}");
    outside.kill();
    std::fs::remove_dir_all(outside.data()).expect("lost");
    outside.start().await;
    assert_eq!(outside.count("SELECT count(*) FROM vip_subscribers"), 0);
    let bytes = std::fs::read(&sealed).expect("read");
    ana.send_document("house.tar.gz.age", &bytes, None);
    let admin = &outside.admin;
    admin.mark();
    admin.send_document("house.tar.gz.age", &bytes, None);
    admin.expect("frase secreta").await;
    admin.send("wrong horse battery");
    admin.expect("no es esa").await;
    let typed = admin.send(PASSPHRASE);
    admin.expect("¿Restaurar?").await;
    let is_there = |id: i64| {
        admin
            .messages()
            .iter()
            .any(|message| message.message_id == id)
    };
    assert!(!is_there(typed), "the message with the passphrase is gone");
    let polls = outside.emulator.polls();
    admin.press_raw("backup:restore_yes");
    admin.expect("Se restauró la copia").await;
    let sql = "SELECT count(*) FROM vip_subscribers";
    assert_eq!(outside.count(sql), 1);
    assert!(outside.emulator.polls() > polls);
    let kept = std::fs::read_dir(outside.data())
        .expect("listed")
        .filter(|entry| {
            let name = entry.as_ref().expect("entry").file_name();
            name.to_string_lossy().starts_with("portero.db.before-")
        });
    assert!(kept.count() >= 1, "the old house is beside it");
    for entry in std::fs::read_dir(outside.data()).expect("listed") {
        let path = entry.expect("entry").path();
        if path.is_file() {
            let bytes = std::fs::read(&path).expect("read");
            let found = bytes
                .windows(PASSPHRASE.len())
                .any(|part| part == PASSPHRASE.as_bytes());
            assert!(!found, "the passphrase lies in {}", path.display());
        }
    }
    // It answers again, and a press of the old button does nothing.
    admin.press_raw("backup:restore_yes");
    admin.expect_toast("Ya no tengo ese archivo").await;
    assert_eq!(
        outside.count("SELECT count(*) FROM audit_log WHERE action = 'backup.restored'"),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_say_in_words_what_is_wrong_and_change_nothing() {
    let mut outside = Outside::new().await;
    let (code, said) = outside.beside(&["backup"], &[]).await;
    assert!(
        code == Some(1) && said.contains("BACKUP_PASSPHRASE"),
        "{said}"
    );
    let (code, said) = outside.beside(&["backup"], SEALED).await;
    assert!(code == Some(0) && said.contains("Copia hecha"), "{said}");
    let sealed = backups(&outside.data()).remove(0);
    assert_eq!(
        outside.count("SELECT count(*) FROM backups WHERE cause = 'terminal'"),
        1
    );
    let name = sealed.display().to_string();
    let (code, said) = outside.beside(&["restore", &name, "--yes"], SEALED).await;
    assert!(code == Some(1) && said.contains("Páralo antes"), "{said}");
    outside.kill();
    let (code, said) = outside.beside(&["restore", &name], SEALED).await;
    assert!(code == Some(1) && said.contains("--yes"), "{said}");
    let wrong = [("BACKUP_PASSPHRASE", "wrong horse battery")];
    let english = [
        ("BACKUP_PASSPHRASE", "wrong horse battery"),
        ("LANGUAGE", "en"),
    ];
    let (code, said) = outside.beside(&["restore", &name, "--yes"], &wrong).await;
    assert!(code == Some(1) && said.contains("no es esa"), "{said}");
    let (code, said) = outside.beside(&["restore", &name, "--yes"], &english).await;
    assert!(
        code == Some(1) && said.contains("not the passphrase"),
        "{said}"
    );
    let (code, said) = outside.beside(&["restore", &name, "--yes"], &[]).await;
    assert!(
        code == Some(1) && said.contains("Hace falta la frase"),
        "{said}"
    );
    let bytes = std::fs::read(&sealed).expect("read");
    let short = outside.directory.join("short.age");
    std::fs::write(&short, &bytes[..bytes.len() - 100]).expect("written");
    let short = short.display().to_string();
    let (code, said) = outside.beside(&["restore", &short, "--yes"], SEALED).await;
    assert!(
        code == Some(1) && said.contains("incompleto o dañado"),
        "{said}"
    );
    let (code, said) = outside
        .beside(&["restore", "nothing.age", "--yes"], SEALED)
        .await;
    assert!(code == Some(1) && said.contains("ya no está"), "{said}");
    // In parts, of which only the first is named.
    for (number, part) in (1..).zip(bytes.chunks(bytes.len() / 3 + 1)) {
        let path = outside.directory.join(format!("p.age.{number:03}"));
        std::fs::write(path, part).expect("written");
    }
    let (code, said) = outside
        .beside(&["restore", "p.age.001", "--yes"], SEALED)
        .await;
    assert!(code == Some(0) && said.contains("Restaurada"), "{said}");
}

/// Fills a database with content that cannot be packed, so that a backup of it has its true size.
fn fill(database: &Path, megabytes: i64) {
    let connection = rusqlite::Connection::open(database).expect("open");
    connection
        .execute_batch("PRAGMA synchronous = OFF; BEGIN")
        .expect("begun");
    for number in 0..megabytes * 250 {
        connection
            .execute(
                "INSERT INTO house_state (key, value, updated_at)
                 VALUES ('fill:' || ?1, hex(randomblob(1900)), 1)",
                [number],
            )
            .expect("filled");
    }
    connection
        .execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")
        .expect("committed");
}

/// The program on a data directory of its own, without Telegram.
fn portero(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portero"));
    command
        .env_clear()
        .env("DATA_DIR", data)
        .env("BACKUP_PASSPHRASE", PASSPHRASE)
        .current_dir(data)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// Runs it to its end: the most memory it had resident, in kB, and how long it took.
fn measured(mut command: Command) -> (u64, Duration) {
    let begun = Instant::now();
    let mut process = command.spawn().expect("started");
    let path = format!("/proc/{}/status", process.id());
    let mut peak = 0;
    loop {
        let status = std::fs::read_to_string(&path).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let found = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok());
        peak = peak.max(found.unwrap_or_default());
        if let Some(status) = process.try_wait().expect("waited") {
            assert!(status.success(), "{status}");
            return (peak, begun.elapsed());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_backup_of_a_hundred_megabytes_takes_at_most_64_mb_of_memory() {
    let data = scratch();
    let database = data.join("portero.db");
    portero::db::Db::open(&database).expect("made");
    fill(&database, 100);
    let size = std::fs::metadata(&database).expect("there").len();
    assert!(size > 95_000_000, "{size}");
    let (peak, took) = measured(portero(&data, &["backup"]));
    let sealed = backups(&data).remove(0);
    let packed = std::fs::metadata(&sealed).expect("there").len();
    eprintln!("backup of {size} bytes: {peak} kB at the most, {took:?}, {packed} bytes");
    assert!((16_000..64_000).contains(&peak), "{peak} kB");
    assert!(lies_in_clear(&data).is_empty());
    let name = sealed.display().to_string();
    let (peak, took) = measured(portero(&data, &["restore", &name, "--yes"]));
    eprintln!("restored: {peak} kB at the most, {took:?}");
    // The program of the tests is big by itself; what is promised is the making.
    assert!(peak < 80_000, "{peak} kB");
    let _ = std::fs::remove_dir_all(&data);
}

#[test]
fn a_restore_or_a_backup_killed_at_any_moment_leaves_a_whole_house_and_nothing_in_clear() {
    let data = scratch();
    let database = data.join("portero.db");
    let who = |data: &Path| -> String {
        let connection = rusqlite::Connection::open(data.join("portero.db")).expect("open");
        let sql = "SELECT value FROM house_state WHERE key = 'who'";
        let who = connection
            .query_row(sql, [], |row| row.get(0))
            .expect("told");
        let whole: String = connection
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .expect("checked");
        assert_eq!(whole, "ok");
        who
    };
    let tell = |who: &str| {
        let connection = rusqlite::Connection::open(&database).expect("open");
        connection
            .execute(
                "INSERT OR REPLACE INTO house_state VALUES ('who', ?1, 1)",
                [who],
            )
            .expect("told");
        std::fs::write(data.join("portero.key"), who.repeat(64)).expect("a key");
    };
    portero::db::Db::open(&database).expect("made");
    fill(&database, 4);
    tell("b");
    let (_, took) = measured(portero(&data, &["backup"]));
    let sealed = backups(&data).remove(0).display().to_string();
    tell("a");
    let mut seen = std::collections::BTreeSet::new();
    for step in 1..=11u32 {
        let arguments: &[&str] = if step % 4 == 0 {
            &["backup"]
        } else {
            &["restore", &sealed, "--yes"]
        };
        let mut process = portero(&data, arguments).spawn().expect("started");
        if step < 11 {
            std::thread::sleep(took * step / 3);
            // It may have ended already.
            let _ = process.kill();
        }
        process.wait().expect("gone");
        let place = portero::services::backups::place::Place {
            data_dir: data.clone(),
            database: database.clone(),
            key_file: data.join("portero.key"),
        };
        portero::services::backups::restore::recover(&place).expect("recovered");
        let key = std::fs::read_to_string(data.join("portero.key")).expect("a key");
        let found = who(&data);
        assert_eq!(key[..1], found, "database and key belong together");
        if found == "b" {
            tell("a");
        }
        seen.insert(found);
    }
    assert_eq!(
        seen.len(),
        2,
        "some restores were cut off before the end, and some came to it"
    );
    // The next work in the folder sweeps what the last kill left.
    measured(portero(&data, &["backup"]));
    assert!(lies_in_clear(&data).is_empty());
    let _ = std::fs::remove_dir_all(&data);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_and_leaves_nothing_of_the_backup() {
    let data = scratch();
    let database = data.join("portero.db");
    portero::db::Db::open(&database).expect("made");
    fill(&database, 4);
    let program = env!("CARGO_BIN_EXE_portero");
    let work = format!("'{program}' backup; code=$?; ls -A backups >&2; exit $code");
    let own_disk = Command::new("unshare").args(["-rm", "true"]).status();
    let has_own_disk = own_disk.is_ok_and(|status| status.success());
    let (shell, script) = if has_own_disk {
        let folder = data.display();
        let aside = format!("{folder}.db");
        std::fs::copy(&database, &aside).expect("copied");
        let mount = format!("mount -t tmpfs -o size=10m none '{folder}'");
        let fill = format!("cp '{aside}' '{folder}/portero.db'; rm '{aside}'");
        (
            vec!["unshare", "-rm", "bash", "-c"],
            format!("{mount} && {fill} && cd '{folder}' && {work}"),
        )
    } else {
        // Where that is not allowed, a limit on the size of files stands for the full disk.
        (
            vec!["bash", "-c"],
            format!("trap '' XFSZ; ulimit -f 3000; {work}"),
        )
    };
    let output = Command::new(shell[0])
        .args(&shell[1..])
        .arg(&script)
        .env_clear()
        .env("PATH", std::env::var("PATH").unwrap_or_default())
        .env("DATA_DIR", &data)
        .env("BACKUP_PASSPHRASE", PASSPHRASE)
        .current_dir(&data)
        .output()
        .expect("run");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{said}");
    assert!(
        said.contains("No cabe en el disco") || (!has_own_disk && said.contains("No se puede")),
        "{said}"
    );
    assert!(
        !said.contains("scratch") && !said.contains(".age"),
        "{said}"
    );
    let _ = std::fs::remove_dir_all(&data);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_whoever_may_makes_or_restores_and_others_are_answered_as_ever() {
    let world = World::new().await;
    let mark = world.emulator.mark();
    world
        .ana
        .send_document("portero-20270101-040000.tar.gz.age", b"x", None);
    world.settled().await;
    let fetched = world.emulator.calls_since(mark);
    assert!(fetched.iter().all(|call| call.method != "getFile"));
    world
        .admin
        .send_document("portero-20270101-040000.tar.gz.age", b"x", None);
    world.admin.expect("Borraré tu mensaje").await;
    world.admin.send("any passphrase");
    world.admin.expect("no es una copia de Portero").await;
    world.admin.mark();
    let incoming = world.directory.join("backups/.scratch-incoming");
    assert!(!incoming.exists(), "nothing will come of it");
    world
        .admin
        .send_document("portero-20270101-040000.tar.gz.age", b"y", None);
    world.admin.expect("Borraré tu mensaje").await;
    assert!(incoming.exists());
    world.admin.mark();
    world.admin.send("/cancel");
    world.admin.expect("Copias de seguridad").await;
    assert!(!incoming.exists());
    world.settled().await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_a_terminal_the_passphrase_is_asked_for_unseen_and_again_when_it_is_wrong() {
    let data = scratch();
    portero::db::Db::open(&data.join("portero.db")).expect("made");
    measured(portero(&data, &["backup"]));
    let sealed = backups(&data).remove(0);
    let command = pty_process::blocking::Command::new(env!("CARGO_BIN_EXE_portero"))
        .env_clear()
        .env("DATA_DIR", &data)
        .current_dir(&data)
        .arg("restore")
        .arg(&sealed);
    let mut terminal = Terminal::run(command);
    terminal.expect("Frase secreta").await;
    terminal.type_line("wrong horse battery");
    terminal.expect("no es esa").await;
    terminal.expect("Frase secreta").await;
    terminal.type_line(PASSPHRASE);
    terminal.expect("personas").await;
    terminal.expect("¿Restaurarla?").await;
    terminal.type_line("no");
    terminal.expect("No se cambió nada").await;
    assert_eq!(terminal.ended().await, Some(0));
    assert!(!terminal.transcript().contains("horse"));
    let _ = std::fs::remove_dir_all(&data);
}
