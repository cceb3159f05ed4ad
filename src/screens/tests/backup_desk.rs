//! Pictures of the desk of backups, of its notices and of restoring.

use super::*;
use crate::models::*;

fn backup(id: i64, days: i64) -> Backup {
    Backup {
        id: BackupId(id),
        made_at: in_days(-days),
        cause: BackupCause::Nightly,
        made_by: None,
        file_name: format!("portero-2026112{id}-040000.tar.gz.age"),
        bytes: 1_234_567,
        contents: contents(),
        sent_at: None,
        tested: None,
        deleted_at: None,
    }
}

fn contents() -> Contents {
    [("users", 10_000), ("vip_subscribers", 812), ("tasks", 1)]
        .map(|(table, count)| (table.to_owned(), count))
        .into()
}

fn desk(backups: Vec<Backup>, has_passphrase: bool) -> BackupDesk {
    BackupDesk {
        settings: BackupSettings {
            minute: Some(240),
            keep: None,
            chat: None,
            splits: true,
        },
        keep: 7,
        chat: None,
        has_passphrase,
        backups,
        next_at: has_passphrase.then(|| in_days(1)),
        held_since: None,
    }
}

fn view() -> RestoreView {
    RestoreView {
        manifest: Manifest {
            format: 1,
            program: "0.1.0".to_owned(),
            schema: 4,
            made_at: in_days(-9),
            bot_id: Some(123),
            was_running: true,
            rows: contents(),
            database_bytes: 104_857_600,
        },
        is_older: false,
        other_bot: None,
        holds: false,
    }
}

#[test]
fn the_desk() {
    let full = || BackupDesk {
        settings: BackupSettings {
            minute: None,
            keep: Some(1),
            chat: Some(ChatId(-1_001_234_567_890)),
            splits: false,
        },
        keep: 1,
        chat: Some(ChatId(-1_001_234_567_890)),
        held_since: Some(in_days(-9)),
        ..desk(
            vec![
                Backup {
                    sent_at: Some(in_days(-1)),
                    tested: Some((in_days(0), Some("Truncated".to_owned()))),
                    ..backup(1, 1)
                },
                Backup {
                    tested: Some((in_days(-1), None)),
                    ..backup(2, 2)
                },
            ],
            true,
        )
    };
    let many = || (1..40).map(|id| backup(id, id)).collect();
    assert_picture!(|r| vec![
        (
            "without a passphrase",
            backups::desk(r, &desk(vec![], false))
        ),
        ("none yet", backups::desk(r, &desk(vec![], true))),
        ("everything", backups::desk(r, &full())),
        ("many", backups::desk(r, &desk(many(), true))),
        ("time", backups::ask_time(r, &full())),
        ("keep", backups::ask_keep(r, &desk(vec![], true))),
        ("chat", backups::ask_chat(r, &full())),
        ("no passphrase", backups::no_passphrase(r)),
    ]);
}

#[test]
fn one_backup() {
    let sent = || Backup {
        sent_at: Some(in_days(-1)),
        tested: Some((in_days(0), None)),
        ..backup(1, 1)
    };
    let found = || Backup {
        contents: Contents::new(),
        file_name: "portero-<&>".to_owned(),
        ..backup(2, 2)
    };
    let damaged = BackupRefusal::Damaged { fault: long_name() };
    assert_picture!(|r| vec![
        ("sent", backups::backup(r, &sent())),
        ("found", backups::backup(r, &found())),
        ("soon", backups::soon(r)),
        ("made", backups::made(r, &sent())),
        (
            "not made",
            backups::not_made(r, &Refusal::Backup(BackupRefusal::DiskFull))
        ),
        ("good", backups::tested(r, &sent(), None)),
        ("bad", backups::tested(r, &sent(), Some(&damaged))),
        ("caption", Screen::new(backups::caption(r, &sent(), 1, 1))),
        (
            "caption of a part",
            Screen::new(backups::caption(r, &sent(), 2, 3))
        ),
    ]);
}

#[test]
fn restoring() {
    let strange = || RestoreView {
        is_older: true,
        other_bot: Some(456),
        holds: true,
        ..view()
    };
    assert_picture!(|r| vec![
        ("file", backups::ask_file(r)),
        ("passphrase", backups::ask_passphrase(r)),
        ("preview", backups::preview(r, &view())),
        ("strange", backups::preview(r, &strange())),
        ("a passphrase too late", backups::passphrase_late(r)),
        ("words instead of a press", backups::still_asking(r)),
        ("running", backups::restoring(r)),
        ("restored", backups::restored(r, in_days(-9), false)),
        ("restored and held", backups::restored(r, in_days(-9), true)),
        ("released", backups::released(r)),
    ]);
}

#[test]
fn noes_and_troubles() {
    let all = || {
        use BackupRefusal::*;
        let fault = || long_name();
        [
            NoPassphrase,
            Busy,
            DiskFull,
            Unwritable { why: fault() },
            DatabaseDamaged { fault: fault() },
            Gone,
            NoChat,
            PassphraseWrong,
            NotABackup,
            Truncated,
            PartMissing { number: 2 },
            Newer {
                program: "9.0".to_owned(),
            },
            Damaged { fault: fault() },
            OtherKey,
            FileExpected,
            FileTooBig {
                most_bytes: 20_000_000,
            },
            FileLost,
            Forgotten,
            TimeInvalid,
            ChatInvalid,
        ]
    };
    assert_picture!(|r| all()
        .into_iter()
        .map(|refusal| ("refused", refusals::text(r, &Refusal::Backup(refusal))))
        .chain(
            [
                BackupTrouble::Nightly,
                BackupTrouble::Test,
                BackupTrouble::Send,
                BackupTrouble::Restore
            ]
            .map(|trouble| (
                "told",
                backups::trouble(r, trouble, &BackupRefusal::DiskFull)
            ))
        )
        .collect());
}

#[test]
fn what_the_house_found_itself_is_said_in_the_readers_language_and_other_faults_as_sqlite_says_them()
 {
    let said = |fault: &str| {
        let damaged = BackupRefusal::Damaged {
            fault: fault.to_owned(),
        };
        backups::tested(reader(Lang::Es), &backup(1, 1), Some(&damaged)).html
    };
    assert!(said(FAULT_UNREADABLE).contains("no se deja leer"));
    let rows = said(&format!("{FAULT_ROWS}us<er>s"));
    assert!(
        rows.contains("la tabla us&lt;er&gt;s no tiene las filas que se escribieron"),
        "{rows}"
    );
    assert!(said("row 7 missing from index").contains("row 7 missing from index"));
    let aside = problems::why(Lang::Es, WHY_SET_ASIDE);
    assert!(aside.contains("viene de la copia restaurada"), "{aside}");
}
