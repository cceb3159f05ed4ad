use super::nightly::next_at;
use super::*;
use crate::config::Secret;
use crate::models::BackupId;
use crate::models::UserId;
use crate::services::expiry;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use crate::services::tests::ctx as plain;
use crate::utils::zone::Zone;
use std::fs;

async fn ctx() -> Ctx {
    let mut ctx = plain().await;
    ctx.config.backup_passphrase = Some(Secret::new("correct horse battery"));
    prepare(&ctx, NOW).await.expect("prepared");
    ctx
}

async fn kept(ctx: &Ctx) -> Vec<Backup> {
    ctx.db.read(list_in).await.expect("listed")
}

fn refusal<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> BackupRefusal {
    match result.expect_err("refused") {
        ServiceError::Refused(Refusal::Backup(refusal)) => refusal,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn without_a_passphrase_none_is_made_and_nothing_is_left_in_clear() {
    let ctx = plain().await;
    prepare(&ctx, NOW).await.expect("prepared");
    let refused = refusal(make(&ctx, &admin(), BackupCause::Chat, NOW).await);
    assert_eq!(refused, BackupRefusal::NoPassphrase);
    let tomorrow = NOW.plus_days(1);
    assert_eq!(
        nightly(&ctx, tomorrow).await.expect("asked"),
        Nightly::NoPassphrase
    );
    assert!(!Place::of(&ctx).folder().exists());
}

#[tokio::test]
async fn a_backup_is_kept_with_its_row_private_and_nothing_beside_it() {
    let ctx = ctx().await;
    let made = make(&ctx, &admin(), BackupCause::Chat, NOW)
        .await
        .expect("made");
    assert_eq!(made.made_by, Some(UserId(7)));
    assert!(made.contents["bot_config"] == 1 && made.bytes > 1_000);
    let place = Place::of(&ctx);
    let mut names: Vec<String> = fs::read_dir(place.folder())
        .expect("listed")
        .map(|entry| {
            entry
                .expect("entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    assert_eq!(names, [".turn", made.file_name.as_str()]);
    #[cfg(unix)]
    for (path, mode) in [
        (place.folder(), 0o700),
        (place.backup(&made.file_name), 0o600),
    ] {
        use std::os::unix::fs::PermissionsExt;
        let found = fs::metadata(&path).expect("there").permissions().mode();
        assert_eq!(found & 0o777, mode, "{}", path.display());
    }
}

#[tokio::test]
async fn the_newest_are_kept_and_the_others_go_with_their_files() {
    let ctx = ctx().await;
    set(&ctx, &admin(), NOW, |settings| settings.keep = Some(2))
        .await
        .expect("set");
    for hour in 0..4 {
        make(&ctx, &admin(), BackupCause::Chat, NOW.plus_hours(hour))
            .await
            .expect("made");
    }
    let times: Vec<Timestamp> = kept(&ctx)
        .await
        .iter()
        .map(|backup| backup.made_at)
        .collect();
    assert_eq!(times, [NOW.plus_hours(3), NOW.plus_hours(2)]);
    let files = files_in(&Place::of(&ctx).folder()).expect("listed");
    assert_eq!(files.len(), 2);
}

#[tokio::test]
async fn files_that_came_or_went_by_hand_are_known_of() {
    let ctx = ctx().await;
    let made = make(&ctx, &admin(), BackupCause::Chat, NOW)
        .await
        .expect("made");
    let place = Place::of(&ctx);
    let (here, away) = (place.backup(&made.file_name), place.data_dir.join("away"));
    fs::rename(&here, &away).expect("moved");
    adopt(&ctx, NOW).await.expect("looked");
    assert!(kept(&ctx).await.is_empty());
    fs::rename(&away, &here).expect("moved");
    fs::write(place.backup("portero-20261224-040000.tar.gz.age"), "old").expect("written");
    adopt(&ctx, NOW).await.expect("looked");
    let found: Vec<BackupCause> = kept(&ctx).await.iter().map(|backup| backup.cause).collect();
    assert_eq!(found, [BackupCause::Chat, BackupCause::Found]);
}

#[tokio::test]
async fn the_nightly_one_is_made_at_the_houses_minute_once_and_after_a_night_off() {
    let ctx = ctx().await;
    // It is 08:00 UTC; the house's minute is 04:00.
    let due = nightly_at(&ctx).await.expect("asked").expect("one is due");
    assert_eq!(due, NOW.plus_hours(20));
    assert_eq!(
        nightly(&ctx, due - 1).await.expect("asked"),
        Nightly::NotDue
    );
    let made = nightly(&ctx, due).await.expect("made");
    assert!(matches!(made, Nightly::Made { .. }), "{made:?}");
    assert_eq!(
        nightly(&ctx, due + 1).await.expect("asked"),
        Nightly::NotDue
    );
    let later = due.plus_days(3).plus_hours(5);
    let made = nightly(&ctx, later).await.expect("made");
    assert!(
        matches!(made, Nightly::Made { .. }),
        "a phone was off: {made:?}"
    );
    let next = nightly_at(&ctx).await.expect("asked");
    assert_eq!(next, Some(due.plus_days(4)));
    set(&ctx, &admin(), NOW, |settings| settings.minute = None)
        .await
        .expect("set");
    assert_eq!(nightly_at(&ctx).await.expect("asked"), None);
}

#[test]
fn the_minute_is_that_of_the_houses_zone_over_the_change_of_the_clocks() {
    let zone: Zone = "Europe/Madrid".parse().expect("a zone");
    // 2026-10-25: at 03:00 summer time it becomes 02:00.
    let before = Timestamp(1_792_872_000); // 2026-10-24 20:00 UTC
    let first = next_at(zone, 240, before);
    assert_eq!(first, Timestamp(1_792_897_200)); // 04:00 +01:00 = 03:00 UTC
    assert_eq!(next_at(zone, 240, first) - first.0, Timestamp(86_400));
}

#[tokio::test]
async fn the_self_test_notes_what_it_finds_and_the_admins_hear_of_a_bad_one() {
    let ctx = ctx().await;
    assert_eq!(
        weekly_test(&ctx, NOW).await.expect("asked"),
        Tested::Nothing
    );
    let made = make(&ctx, &admin(), BackupCause::Chat, NOW)
        .await
        .expect("made");
    let whole = weekly_test(&ctx, NOW).await.expect("tried");
    assert!(matches!(whole, Tested::Whole { .. }), "{whole:?}");
    assert_eq!(kept(&ctx).await[0].tested, Some((NOW, None)));
    assert_eq!(
        weekly_test(&ctx, NOW.plus_days(6)).await.expect("asked"),
        Tested::NotDue
    );
    let path = Place::of(&ctx).backup(&made.file_name);
    let mut bytes = fs::read(&path).expect("read");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).expect("written");
    let bad = weekly_test(&ctx, NOW.plus_days(7)).await.expect("tried");
    assert!(matches!(bad, Tested::Bad { .. }), "{bad:?}");
    assert!(matches!(&kept(&ctx).await[0].tested, Some((_, Some(_)))));
    let told = ctx.db.read(|connection| {
        let sql = "SELECT count(*) FROM tasks WHERE kind = 'tell_admins' AND payload LIKE '%backup_trouble%'";
        Ok::<i64, ServiceError>(connection.query_row(sql, [], |row| row.get(0))?)
    });
    assert_eq!(told.await.expect("counted"), 1);
}

#[tokio::test]
async fn the_self_test_comes_once_a_week_though_the_one_it_tried_is_gone() {
    let ctx = ctx().await;
    set(&ctx, &admin(), NOW, |settings| settings.keep = Some(1))
        .await
        .expect("set");
    for (day, is_due) in [(0, true), (3, false), (6, false), (7, true)] {
        let now = NOW.plus_days(day);
        make(&ctx, &admin(), BackupCause::Chat, now)
            .await
            .expect("made");
        let tested = weekly_test(&ctx, now).await.expect("asked");
        assert_eq!(tested != Tested::NotDue, is_due, "day {day}: {tested:?}");
    }
}

#[tokio::test]
async fn a_damaged_database_is_not_copied_and_a_backup_at_work_is_waited_for() {
    let ctx = ctx().await;
    let turn = place::Turn::take(&Place::of(&ctx)).expect("free");
    let busy = refusal(make(&ctx, &admin(), BackupCause::Chat, NOW).await);
    assert_eq!(busy, BackupRefusal::Busy);
    drop(turn);
    make(&ctx, &admin(), BackupCause::Chat, NOW)
        .await
        .expect("made");
}

#[tokio::test]
async fn after_the_restore_of_an_old_backup_nobody_ends_until_an_admin_says_so() {
    let ctx = ctx().await;
    ctx.db
        .write(Durability::Full, |tx| -> Result<(), ServiceError> {
            Ok(crud::house::set(tx, "restore.held", &NOW.to_string(), NOW)?)
        })
        .await
        .expect("set");
    assert!(is_held(&ctx).await.expect("asked"));
    let held = expiry::sweep(&ctx, NOW).await.expect("swept");
    assert_eq!(held, expiry::Sweep::Held(None));
    release(&ctx, &admin(), NOW).await.expect("released");
    let ended = expiry::sweep(&ctx, NOW).await.expect("swept");
    assert_eq!(ended, expiry::Sweep::Ended(0));
}

#[tokio::test]
async fn a_made_backup_asks_for_its_sending_once_there_is_a_chat() {
    let ctx = ctx().await;
    let count = || {
        ctx.db.read(|connection| {
            let sql = "SELECT count(*) FROM tasks WHERE kind = 'send_backup'";
            Ok::<i64, ServiceError>(connection.query_row(sql, [], |row| row.get(0))?)
        })
    };
    let made = make(&ctx, &admin(), BackupCause::Chat, NOW)
        .await
        .expect("made");
    assert_eq!(count().await.expect("counted"), 0);
    let refused = refusal(order_sending(&ctx, &admin(), made.id, NOW).await);
    assert_eq!(refused, BackupRefusal::NoChat);
    set(&ctx, &admin(), NOW, |settings| {
        settings.chat = Some(ChatId(-5))
    })
    .await
    .expect("set");
    order_sending(&ctx, &admin(), made.id, NOW)
        .await
        .expect("ordered");
    make(&ctx, &admin(), BackupCause::Chat, NOW.plus_hours(1))
        .await
        .expect("made");
    assert_eq!(count().await.expect("counted"), 2);
}

/// A backup so big that it goes in three parts.
async fn big(ctx: &Ctx) -> BackupId {
    let made = make(ctx, &admin(), BackupCause::Chat, NOW)
        .await
        .expect("made");
    let id = made.id;
    ctx.db
        .write(Durability::Full, move |tx| -> Result<(), ServiceError> {
            tx.execute("UPDATE backups SET bytes = 100000000 WHERE id = ?1", [id.0])?;
            Ok(())
        })
        .await
        .expect("made big");
    id
}

async fn to_chat(ctx: &Ctx, chat: i64) {
    set(ctx, &admin(), NOW, move |settings| {
        settings.chat = Some(ChatId(chat))
    })
    .await
    .expect("set");
}

/// Sends the next part and gives its number; 0 = there is none.
async fn sends(ctx: &Ctx, id: BackupId, chat: i64) -> u32 {
    let chat = ChatId(chat);
    match next_part(ctx, id, chat, NOW).await.expect("asked") {
        Sending::Over(_) => 0,
        Sending::Part { part, .. } => {
            part_sent(ctx, id, chat, &part, NOW).await.expect("noted");
            part.number
        }
    }
}

#[tokio::test]
async fn parts_are_noted_one_by_one_and_a_big_file_stays_if_it_is_not_to_be_split() {
    let ctx = ctx().await;
    let id = big(&ctx).await;
    to_chat(&ctx, -5).await;
    for number in [1, 2, 3, 0] {
        assert_eq!(sends(&ctx, id, -5).await, number);
    }
    assert_eq!(kept(&ctx).await[0].sent_at, Some(NOW));
    set(&ctx, &admin(), NOW, |settings| settings.splits = false)
        .await
        .expect("set");
    order_sending(&ctx, &admin(), id, NOW)
        .await
        .expect("ordered");
    let stays = next_part(&ctx, id, ChatId(-5), NOW).await.expect("asked");
    assert_eq!(
        stays,
        Sending::Over("too big for a message: it is kept here")
    );
}

#[tokio::test]
async fn a_backup_on_its_way_when_the_chat_changes_goes_to_the_new_one_whole_and_no_further_to_the_old()
 {
    let ctx = ctx().await;
    let id = big(&ctx).await;
    to_chat(&ctx, -5).await;
    assert_eq!(sends(&ctx, id, -5).await, 1);
    let second = next_part(&ctx, id, ChatId(-5), NOW).await.expect("asked");
    to_chat(&ctx, -6).await;
    order_sending(&ctx, &admin(), id, NOW)
        .await
        .expect("ordered");
    // What was being sent arrives all the same.
    let Sending::Part { part, .. } = second else {
        panic!("no second part");
    };
    part_sent(&ctx, id, ChatId(-5), &part, NOW)
        .await
        .expect("noted");
    assert_eq!(sends(&ctx, id, -5).await, 0);
    for number in [1, 2, 3, 0] {
        assert_eq!(sends(&ctx, id, -6).await, number);
    }
    // Its task is done. Sent once more, it goes once more.
    ctx.db
        .write(Durability::Normal, |tx| {
            let sql = "UPDATE tasks SET state = 'done', done_at = 1 WHERE kind = 'send_backup'";
            Ok::<_, ServiceError>(tx.execute(sql, [])?)
        })
        .await
        .expect("done");
    order_sending(&ctx, &admin(), id, NOW + 60)
        .await
        .expect("ordered");
    assert_eq!(sends(&ctx, id, -6).await, 1);
}

/// A backup's file as it lies there between its making and its row.
async fn made_only(ctx: &Ctx, now: Timestamp) -> Made {
    let order = order(ctx, now).expect("a passphrase");
    beside(ctx, move |_| make::make(&order))
        .await
        .expect("made")
}

#[tokio::test]
async fn a_file_that_somebody_found_before_its_row_was_written_has_one_row_and_no_twin() {
    let ctx = ctx().await;
    let made = made_only(&ctx, NOW).await;
    adopt(&ctx, NOW).await.expect("adopted");
    assert_eq!(kept(&ctx).await[0].cause, BackupCause::Found);
    let who = Identity::User(UserId(7));
    let backup = adopt_new(&ctx, who, BackupCause::Chat, made, NOW)
        .await
        .expect("kept");
    assert_eq!(
        (backup.cause, backup.made_by),
        (BackupCause::Chat, Some(UserId(7)))
    );
    assert!(backup.contents["bot_config"] == 1);
    assert_eq!(kept(&ctx).await.len(), 1);
}

#[tokio::test]
async fn killed_between_the_nightly_file_and_its_row_the_night_has_one_backup() {
    let ctx = ctx().await;
    set(&ctx, &admin(), NOW, |settings| {
        settings.chat = Some(ChatId(-5))
    })
    .await
    .expect("set");
    let due = nightly_at(&ctx).await.expect("asked").expect("due");
    let made = made_only(&ctx, due).await;
    // The process that comes after the kill.
    prepare(&ctx, due + 60).await.expect("prepared");
    let again = nightly(&ctx, due + 60).await.expect("looked");
    assert!(
        matches!(&again, Nightly::Made { file_name, .. } if *file_name == made.file_name),
        "{again:?}"
    );
    let kept = kept(&ctx).await;
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].cause, BackupCause::Nightly);
    let sent: i64 = ctx
        .db
        .read(|connection| {
            let sql = "SELECT count(*) FROM tasks WHERE kind = 'send_backup'";
            Ok::<_, ServiceError>(connection.query_row(sql, [], |row| row.get(0))?)
        })
        .await
        .expect("counted");
    assert_eq!(sent, 1, "it goes to its chat");
    let later = nightly(&ctx, due + 120).await.expect("looked");
    assert_eq!(later, Nightly::NotDue);
}

#[tokio::test]
async fn what_is_restored_is_the_file_that_was_shown_and_none_that_came_in_its_place() {
    let ctx = ctx().await;
    let (admin, phrase) = (admin(), "correct horse battery");
    let place = Place::of(&ctx);
    let mut files = Vec::new();
    for hour in 0..2 {
        let made = make(&ctx, &admin, BackupCause::Chat, NOW.plus_hours(hour))
            .await
            .expect("made");
        files.push(fs::read(place.backup(&made.file_name)).expect("read"));
    }
    let none = preview_incoming(&ctx, &admin, phrase, NOW).await;
    assert_eq!(refusal(none), BackupRefusal::Forgotten);
    let mut marks = Vec::new();
    for file in files {
        keep_incoming(&ctx, &admin, file, NOW).await.expect("kept");
        let shown = preview_incoming(&ctx, &admin, phrase, NOW).await;
        marks.push(shown.expect("shown").1);
    }
    incoming(&place, phrase, &marks[1]).expect("the one that lies there");
    let other = incoming(&place, phrase, &marks[0]).map(|source| source.files);
    assert_eq!(refusal(other), BackupRefusal::Forgotten);
}

#[tokio::test]
async fn two_taps_order_one_backup_one_test_and_one_sending() {
    let ctx = ctx().await;
    let made = make(&ctx, &admin(), BackupCause::Chat, NOW)
        .await
        .expect("made");
    let chat = |settings: &mut crate::models::BackupSettings| settings.chat = Some(ChatId(7));
    desk::set(&ctx, &admin(), NOW, chat).await.expect("set");
    // The last one comes when the first is not done yet, however late that is.
    for later in [0, 1, 3_600] {
        let now = NOW + later;
        desk::order_now(&ctx, &admin(), now).await.expect("ordered");
        let tested = desk::order_test(&ctx, &admin(), made.id, now).await;
        tested.expect("ordered");
        let sent = desk::order_sending(&ctx, &admin(), made.id, now).await;
        sent.expect("ordered");
    }
    let count = |sql: &'static str| {
        let found = ctx.db.read(move |connection| {
            connection
                .query_row(sql, [], |row| row.get::<_, i64>(0))
                .map_err(ServiceError::from)
        });
        async { found.await.expect(sql) }
    };
    let orders =
        "SELECT count(*) FROM tasks WHERE kind IN ('make_backup', 'test_backup', 'send_backup')";
    assert_eq!(count(orders).await, 3);
    let acts = "SELECT count(*) FROM audit_log WHERE action LIKE 'backup.%ordered'";
    assert_eq!(count(acts).await, 3);
    let done = |sql: &'static str| {
        ctx.db.write(Durability::Normal, move |tx| {
            Ok::<_, ServiceError>(tx.execute(sql, [])?)
        })
    };
    done("UPDATE tasks SET state = 'done', done_at = 1")
        .await
        .expect("done");
    let other = NOW + 3_600 + 11;
    desk::order_now(&ctx, &admin(), other)
        .await
        .expect("ordered");
    desk::order_now(&ctx, &admin(), other + 9)
        .await
        .expect("ordered");
    assert_eq!(count(orders).await, 4, "another day, another backup");
}

#[tokio::test]
async fn the_words_of_a_passphrase_lie_neither_in_the_file_nor_in_its_log() {
    const PHRASE: &str = "wrong horse battery";
    let ctx = ctx().await;
    let raw = format!(r#"{{"update_id":1,"message":{{"message_id":1,"text":"{PHRASE}"}}}}"#);
    let stored = ctx
        .db
        .write(Durability::Full, move |tx| -> Result<_, ServiceError> {
            Ok(crud::inbox::insert(tx, 1, 7, &raw, 0, NOW)?)
        });
    let seq = stored.await.expect("stored").expect("a number");
    let lies = |ending: &str| {
        let mut path = ctx.db.path().as_os_str().to_owned();
        path.push(ending);
        let bytes = fs::read(path).expect("read");
        let mut parts = bytes.windows(PHRASE.len());
        parts.any(|part| part == PHRASE.as_bytes())
    };
    assert!(lies("-wal"), "the raw update is kept first");
    let answerer = Actor::user(UserId(7), crate::models::PermissionSet::all(), Some(seq));
    desk::forget_words(&ctx, &answerer)
        .await
        .expect("forgotten");
    assert!(!lies("-wal") && !lies(""));
}

#[tokio::test]
async fn whoever_was_asked_for_a_passphrase_is_known_until_the_matter_ends() {
    let ctx = ctx().await;
    let asked = async |user, now| {
        let asked = desk::awaits_passphrase(&ctx, UserId(user), now).await;
        asked.expect("read")
    };
    assert!(!asked(7, NOW).await);
    desk::keep_incoming(&ctx, &admin(), b"sealed".to_vec(), NOW)
        .await
        .expect("kept");
    assert!(asked(7, NOW + 60).await && !asked(8, NOW + 60).await);
    assert!(!asked(7, NOW.plus_days(2)).await, "not for ever");
    desk::drop_incoming(&ctx).await.expect("dropped");
    assert!(!asked(7, NOW + 60).await);
}
