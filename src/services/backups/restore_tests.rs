use super::*;
use crate::crud;
use crate::db::Durability;
use crate::models::BackupRefusal;
use crate::models::Refusal;
use crate::models::UserId;
use crate::services::audit;
use crate::services::backups::make;
use crate::services::backups::make::Order;
use rusqlite::Connection;
use std::collections::BTreeMap;

const NOW: Timestamp = Timestamp(1_800_000_000);
const PASSPHRASE: &str = "correct horse battery";

/// A house whose database and key both tell whose it is.
fn house(who: char) -> Place {
    let directory = db::tests::scratch(&format!("house-{who}"));
    let place = Place {
        database: directory.join("portero.db"),
        key_file: directory.join("portero.key"),
        data_dir: directory,
    };
    db::Db::open(&place.database).expect("a database");
    open(&place)
        .execute(
            "INSERT INTO house_state VALUES ('who', ?1, 1)",
            [who.to_string()],
        )
        .expect("told");
    fs::write(&place.key_file, key(who)).expect("a key");
    // The last connection of the pool may end on a thread of its own: with it the write-ahead log goes.
    let log = place.data_dir.join("portero.db-wal");
    let begun = std::time::Instant::now();
    while log.exists() && begun.elapsed() < std::time::Duration::from_secs(5) {
        std::thread::yield_now();
    }
    place
}

fn key(who: char) -> String {
    who.to_string().repeat(64)
}

fn open(place: &Place) -> Connection {
    Connection::open(&place.database).expect("a database")
}

fn text(place: &Place, sql: &str) -> String {
    open(place).query_row(sql, [], |row| row.get(0)).expect(sql)
}

/// Whose database and whose key lie there.
fn who(place: &Place) -> (String, String) {
    let database = text(place, "SELECT value FROM house_state WHERE key = 'who'");
    let key = fs::read_to_string(&place.key_file).expect("a key");
    (database, key[..1].to_owned())
}

fn order(place: &Place) -> Order {
    Order {
        place: place.clone(),
        passphrase: PASSPHRASE.to_owned(),
        secret_key: None,
        bot_id: Some(1),
        was_running: false,
        to: None,
        now: NOW,
    }
}

fn source(path: &Path) -> Source {
    Source {
        files: vec![path.to_owned()],
        passphrase: PASSPHRASE.to_owned(),
    }
}

fn backup(place: &Place) -> Source {
    source(&make::make(&order(place)).expect("made").path)
}

fn terms() -> Terms {
    Terms {
        by: Identity::System,
        bot_id: Some(1),
        secret_key: None,
        now: NOW.plus_minutes(5),
    }
}

/// A watch that ends the work at that step, as a kill would.
fn kill_at(wanted: Step) -> impl FnMut(Step) -> io::Result<()> {
    move |step| {
        if step == wanted {
            return Err(io::Error::other("killed"));
        }
        Ok(())
    }
}

fn names(place: &Place) -> Vec<String> {
    let entries = fs::read_dir(&place.data_dir).expect("listed");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

/// Everything in the folder of the house but its lock and its backups.
fn bytes(place: &Place) -> BTreeMap<String, Vec<u8>> {
    let kept = names(place).into_iter().filter(|name| name != "backups");
    kept.map(|name| {
        let bytes = fs::read(place.data_dir.join(&name)).expect("read");
        (name, bytes)
    })
    .collect()
}

fn refusal<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> BackupRefusal {
    match result.expect_err("refused") {
        ServiceError::Refused(Refusal::Backup(refusal)) => refusal,
        other => panic!("{other}"),
    }
}

#[test]
fn a_kill_at_any_step_leaves_the_old_house_or_the_restored_one_and_never_a_mix() {
    let sealed = backup(&house('b'));
    for step in Step::ALL {
        let place = house('a');
        // A bot that was killed left its log unfolded: it belongs to the old database.
        let killed = open(&place);
        killed
            .execute_batch(
                "PRAGMA wal_autocheckpoint = 0; UPDATE house_state SET value = 'a' WHERE key = 'who';
                 INSERT INTO house_state VALUES ('late', 'in the log', 1);",
            )
            .expect("written");
        std::mem::forget(killed);
        let killed = restore(&place, &sealed, &terms(), &mut kill_at(step));
        killed.expect_err("killed");
        recover(&place).expect("recovered");
        let is_old = matches!(step, Step::Staged | Step::Settled);
        let wanted = if is_old { "a" } else { "b" };
        assert_eq!(
            who(&place),
            (wanted.to_owned(), wanted.to_owned()),
            "{step:?}"
        );
        for name in names(&place) {
            assert!(!name.contains("restor"), "{step:?} left {name}");
        }
        let late = "SELECT count(*) || '' FROM house_state WHERE key = 'late'";
        assert_eq!(
            text(&place, late),
            if is_old { "1" } else { "0" },
            "{step:?}"
        );
        if !is_old {
            let kept = place.data_dir.join("portero.db.before-20270115-080500");
            let old = Place {
                database: kept,
                ..place.clone()
            };
            assert_eq!(
                text(&old, late),
                "1",
                "{step:?}: the old log stays with the old database"
            );
        }
    }
}

#[test]
fn a_second_kill_while_it_is_brought_to_its_end_changes_nothing_about_that() {
    let sealed = backup(&house('b'));
    for second in &Step::ALL[2..] {
        let place = house('a');
        restore(&place, &sealed, &terms(), &mut kill_at(Step::Ready)).expect_err("killed");
        finish(&place, &mut kill_at(*second)).expect_err("killed again");
        recover(&place).expect("recovered");
        assert_eq!(who(&place), ("b".to_owned(), "b".to_owned()), "{second:?}");
        recover(&place).expect("nothing to do");
        assert_eq!(who(&place).0, "b");
    }
}

#[test]
fn the_old_house_stays_beside_the_restored_one_also_the_second_time() {
    let sealed = backup(&house('b'));
    let place = house('a');
    for (count, was) in [(1, 'a'), (2, 'b')] {
        let done = restore(&place, &sealed, &terms(), &mut |_| Ok(())).expect("restored");
        let kept = done.kept.expect("kept");
        let old = Place {
            database: kept,
            ..place.clone()
        };
        let value = text(&old, "SELECT value FROM house_state WHERE key = 'who'");
        assert_eq!(value, was.to_string());
        let all = names(&place);
        let count_of = |part: &str| all.iter().filter(|name| name.contains(part)).count();
        assert_eq!(count_of("portero.key.before-"), count, "{all:?}");
    }
}

#[test]
fn on_a_new_machine_it_makes_the_house() {
    let sealed = backup(&house('b'));
    let directory = db::tests::scratch("new-phone").join("data");
    let place = Place {
        database: directory.join("portero.db"),
        key_file: directory.join("portero.key"),
        data_dir: directory,
    };
    let done = restore(&place, &sealed, &terms(), &mut |_| Ok(())).expect("restored");
    assert_eq!(done.kept, None);
    assert_eq!(who(&place), ("b".to_owned(), "b".to_owned()));
    #[cfg(unix)]
    for path in [&place.database, &place.key_file] {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).expect("there").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", path.display());
    }
}

#[test]
fn whatever_is_wrong_with_the_file_is_said_and_nothing_is_changed() {
    let other = house('b');
    let sealed = backup(&other);
    let whole = fs::read(&sealed.files[0]).expect("read");
    let place = house('a');
    let before = bytes(&place);
    let path = place.data_dir.with_file_name("given");
    let check = |content: &[u8], passphrase: &str| {
        fs::write(&path, content).expect("written");
        let given = Source {
            passphrase: passphrase.to_owned(),
            ..source(&path)
        };
        let refused = refusal(restore(&place, &given, &terms(), &mut |_| Ok(())));
        assert_eq!(refused, refusal(preview(&place, &given, &terms())));
        assert_eq!(bytes(&place), before, "{refused:?}");
        let left = fs::read_dir(place.folder()).expect("listed").count();
        assert_eq!(left, 1, "only the turn is left of it");
        refused
    };
    assert_eq!(check(&whole, "wrong horse"), BackupRefusal::PassphraseWrong);
    let half = &whole[..whole.len() / 2];
    assert_eq!(check(half, PASSPHRASE), BackupRefusal::Truncated);
    assert_eq!(check(b"a letter", PASSPHRASE), BackupRefusal::NotABackup);
    let newer = sealed_with(&other, "PRAGMA user_version = 999", |_| {});
    let refused = check(&newer, PASSPHRASE);
    assert!(
        matches!(refused, BackupRefusal::Newer { .. }),
        "{refused:?}"
    );
    let foreign = sealed_with(&other, "PRAGMA application_id = 1", |_| {});
    assert_eq!(check(&foreign, PASSPHRASE), BackupRefusal::NotABackup);
    let fewer = sealed_with(&other, "", |manifest| {
        manifest.rows.insert("users".to_owned(), 99);
    });
    let refused = check(&fewer, PASSPHRASE);
    let BackupRefusal::Damaged { fault } = refused else {
        panic!("{refused:?}");
    };
    assert!(fault.contains("users"), "{fault}");
}

/// A backup of a house whose database or manifest is changed before it is sealed.
fn sealed_with(place: &Place, sql: &str, change: impl FnOnce(&mut Manifest)) -> Vec<u8> {
    let copied = place.data_dir.join("changed.db");
    let _scratch = Scratch(copied.clone());
    copy::copy(&place.database, &copied).expect("copied");
    let connection = Connection::open(&copied).expect("open");
    connection.execute_batch(sql).expect("changed");
    let Ok(Copied::Whole { rows, .. }) = copy::read_through(&place.database) else {
        panic!("not whole");
    };
    let mut manifest = archive::tests::manifest(fs::metadata(&copied).expect("there").len());
    manifest.rows = rows;
    change(&mut manifest);
    let database = File::open(&copied).expect("open");
    archive::write(Vec::new(), PASSPHRASE, &manifest, database, b"").expect("sealed")
}

#[test]
fn a_backup_of_an_earlier_version_is_brought_up_to_date() {
    let old = house('b');
    fs::remove_file(&old.database).expect("removed");
    let connection = open(&old);
    db::make_first_version(&connection);
    drop(connection);
    let sealed = backup(&old);
    let place = house('a');
    let done = restore(&place, &sealed, &terms(), &mut |_| Ok(())).expect("restored");
    assert!(done.view.is_older);
    let version: i64 = open(&place)
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .expect("read");
    assert_eq!(version, health::current_version());
}

#[test]
fn another_secret_key_of_the_machine_is_refused_and_the_same_is_taken() {
    let sealed = backup(&house('b'));
    let place = house('a');
    let with = |key: String| Terms {
        secret_key: Some(key),
        ..terms()
    };
    let refused = refusal(restore(&place, &sealed, &with(key('c')), &mut |_| Ok(())));
    assert_eq!(refused, BackupRefusal::OtherKey);
    restore(&place, &sealed, &with(key('b')), &mut |_| Ok(())).expect("restored");
    assert_eq!(
        who(&place),
        ("b".to_owned(), "a".to_owned()),
        "the key file is not used"
    );
}

fn hear(place: &Place, update_id: i64, is_done: bool) {
    db::write_beside(&place.database, |tx| -> Result<(), ServiceError> {
        let seq = crud::inbox::insert(tx, update_id, 7, "{\"words\": 1}", 0, NOW)?;
        if is_done && let Some(seq) = seq {
            crud::inbox::update_done(tx, seq, NOW)?;
        }
        Ok(())
    })
    .expect("heard");
}

fn update(place: &Place, update_id: i64) -> (bool, bool) {
    let sql = "SELECT done_at IS NOT NULL, problem IS NOT NULL FROM inbox WHERE update_id = ?1";
    let row = open(place).query_row(sql, [update_id], |row| Ok((row.get(0)?, row.get(1)?)));
    row.expect("known")
}

#[test]
fn what_the_present_house_has_heard_is_not_done_again_and_what_it_has_not_is_done() {
    let other = house('b');
    for (id, is_done) in [(1, true), (2, false), (3, false)] {
        hear(&other, id, is_done);
    }
    let place = house('a');
    for (id, is_done) in [(2, true), (4, true), (5, false)] {
        hear(&place, id, is_done);
    }
    let running = make::make(&Order {
        was_running: true,
        ..order(&other)
    });
    let sealed = source(&running.expect("made").path);
    restore(&place, &sealed, &terms(), &mut |_| Ok(())).expect("restored");
    assert_eq!(update(&place, 1), (true, false));
    assert_eq!(update(&place, 2), (true, false), "the present house did it");
    assert_eq!(
        update(&place, 3),
        (true, true),
        "probably done after the backup: set aside"
    );
    assert_eq!(
        update(&place, 4),
        (true, false),
        "known, so that it is not taken again"
    );
    assert_eq!(update(&place, 5), (false, false), "nobody did it yet");
}

/// A house with a key of the API, an open session of it, and a webhook.
fn with_doors(who: char) -> Place {
    let place = house(who);
    let sql = "INSERT INTO users (id, first_name, created_at, last_seen_at) VALUES (7, 'Ada', 1, 1);
               INSERT INTO api_keys (id, name, key_hash, prefix, owner_id, scopes, rate_per_minute, created_at)
                   VALUES (1, 'till', zeroblob(32), 'ptr_0000', 7, '[]', 60, 1);
               INSERT INTO api_sessions (id, key_id, created_at, ends_at) VALUES (1, 1, 1, 9000000000);
               INSERT INTO webhooks_out (id, name, url, host, secret, events, is_enabled, created_by, created_at)
                   VALUES (1, 'shop', 'x', 'example.com', 'x', '[]', 1, 7, 1);";
    db::write_beside(&place.database, |tx| -> Result<(), ServiceError> {
        Ok(tx.execute_batch(sql)?)
    })
    .expect("made");
    place
}

#[test]
fn what_was_revoked_or_taken_away_since_the_backup_stays_so_and_every_session_ends() {
    let other = with_doors('b');
    let sealed = backup(&other);
    let opened = |place: &Place| {
        let sql = "SELECT (SELECT revoked_at IS NULL FROM api_keys) || ' ' ||
                          (SELECT removed_at IS NULL AND is_enabled FROM webhooks_out) || ' ' ||
                          (SELECT revoked_at IS NULL FROM api_sessions)";
        text(place, sql)
    };
    let unchanged = with_doors('a');
    restore(&unchanged, &sealed, &terms(), &mut |_| Ok(())).expect("restored");
    assert_eq!(opened(&unchanged), "1 1 0");
    let place = with_doors('a');
    db::write_beside(&place.database, |tx| -> Result<(), ServiceError> {
        crud::api_keys::update_revoked(tx, crate::models::ApiKeyId(1), NOW)?;
        let sql = "UPDATE webhooks_out SET removed_at = 5, is_enabled = 0";
        Ok(tx.execute_batch(sql)?)
    })
    .expect("revoked");
    restore(&place, &sealed, &terms(), &mut |_| Ok(())).expect("restored");
    assert_eq!(opened(&place), "0 0 0");
    // What was narrowed stays narrow, and what was moved waits for somebody to look.
    let place = with_doors('a');
    db::write_beside(&place.database, |tx| -> Result<(), ServiceError> {
        let sql = "UPDATE api_keys SET rate_per_minute = 5, expires_at = 9; UPDATE webhooks_out SET url = 'y'";
        Ok(tx.execute_batch(sql)?)
    })
    .expect("narrowed");
    restore(&place, &sealed, &terms(), &mut |_| Ok(())).expect("restored");
    assert_eq!(opened(&place), "1 0 0");
    let reach = "SELECT rate_per_minute || ' ' || expires_at FROM api_keys";
    assert_eq!(text(&place, reach), "5 9");
}

#[test]
fn of_a_bot_that_was_stopped_nothing_is_taken_for_done() {
    let other = house('b');
    hear(&other, 3, false);
    let sealed = backup(&other);
    let place = house('a');
    restore(&place, &sealed, &terms(), &mut |_| Ok(())).expect("restored");
    assert_eq!(update(&place, 3), (false, false));
}

#[test]
fn updates_of_another_bot_are_forgotten_for_their_numbers_mean_something_else() {
    let other = house('b');
    hear(&other, 3, true);
    let sealed = backup(&other);
    let place = house('a');
    let mine = Terms {
        bot_id: Some(2),
        ..terms()
    };
    let done = restore(&place, &sealed, &mine, &mut |_| Ok(())).expect("restored");
    assert_eq!(done.view.other_bot, Some(2));
    assert_eq!(text(&place, "SELECT count(*) || '' FROM inbox"), "0");
}

#[test]
fn an_old_backup_holds_removals_and_a_fresh_one_does_not_and_both_leave_their_line() {
    let sealed = backup(&house('b'));
    for (minutes, holds) in [(59, false), (60, true)] {
        let place = house('a');
        let later = Terms {
            now: NOW.plus_minutes(minutes),
            by: Identity::User(UserId(7)),
            ..terms()
        };
        restore(&place, &sealed, &later, &mut |_| Ok(())).expect("restored");
        let held = after::held_in(&open(&place)).expect("read");
        assert_eq!(held, holds.then_some(NOW), "{minutes} minutes");
        let line = "SELECT count(*) || '' FROM audit_log WHERE action = 'backup.restored' AND actor_id = 7";
        assert_eq!(text(&place, line), "1");
        assert_eq!(
            crud::audit::first_broken(&open(&place)).expect("read"),
            None
        );
        let told = "SELECT count(*) || '' FROM tasks WHERE kind = 'tell_admins' AND payload LIKE '%restored%'";
        assert_eq!(text(&place, told), "1");
    }
}

#[tokio::test]
async fn the_chain_of_the_audit_log_goes_on_over_a_restore() {
    let other = house('b');
    let db = db::Db::open(&other.database).expect("open");
    db.write(Durability::Full, |tx| {
        audit::record(tx, Identity::System, "test.before", None, None, NOW)
    })
    .await
    .expect("written");
    db.close().await;
    let sealed = backup(&other);
    let place = house('a');
    restore(&place, &sealed, &terms(), &mut |_| Ok(())).expect("restored");
    assert_eq!(
        crud::audit::first_broken(&open(&place)).expect("read"),
        None
    );
    let lines = "SELECT group_concat(action, ' ') FROM (SELECT action FROM audit_log ORDER BY id)";
    assert_eq!(
        text(&place, lines),
        "test.before backup.restored house.restored"
    );
}

#[test]
fn a_backup_that_does_not_fit_is_refused_before_a_byte_of_it_is_written() {
    let place = house('a');
    // The house has grown beyond the disk, in a file with a hole.
    let file = File::options().write(true).open(&place.database);
    file.expect("open").set_len(1 << 43).expect("grown");
    let refused = refusal(make::make(&order(&place)));
    assert_eq!(refused, BackupRefusal::DiskFull);
    assert!(!place.scratch("copy.db").exists());
}
