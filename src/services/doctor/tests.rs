use super::*;
use crate::integrations::knock::Behind;
use crate::models::Answers;
use crate::models::Backup;
use crate::models::BackupCause;
use crate::models::BackupId;
use crate::models::ChatId;
use crate::models::WebhookFacts;
use std::path::PathBuf;

/// A house that is yet to be made, in a folder of the test's own.
fn settings() -> SettingsFacts {
    let directory = crate::db::tests::scratch("doctor").join("data");
    SettingsFacts {
        wrong: Vec::new(),
        misspelt: Vec::new(),
        knows_data: true,
        knows_telegram: true,
        database: directory.join("portero.db"),
        key_file: Some(directory.join("portero.key")),
        data_dir: directory,
        has_passphrase: false,
        log_file: None,
        env_file: PathBuf::from("/nonexistent/.env"),
        server: "https://api.telegram.org".to_owned(),
        proxy: None,
        http_listen: None,
        public_url: None,
        tls: None,
        is_webhook: false,
        geoip_db: None,
        qvapay: crate::models::QvaPayFacts::Off,
    }
}

fn answers() -> Answers {
    Answers {
        username: "portero_bot".to_owned(),
        skew_seconds: Some(0),
        webhook: Ok(WebhookFacts {
            host: None,
            allowed: None,
            pending: 0,
            failed: None,
        }),
        other_poller: Some(Ok(false)),
        channels: Vec::new(),
    }
}

fn of(report: &Report, check: CheckId) -> (Level, Found) {
    let mut findings = report.findings.iter();
    let finding = findings.find(|finding| finding.check == check);
    let finding = finding.unwrap_or_else(|| panic!("no {}", check.code()));
    (finding.level, finding.found.clone())
}

#[test]
fn every_check_is_in_the_list_once_and_in_order() {
    let listed: Vec<CheckId> = CHECKS.iter().map(|(check, _)| *check).collect();
    assert_eq!(listed, CheckId::ALL);
    let mut codes: Vec<&str> = listed.iter().map(|check| check.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), listed.len(), "each has its own code");
}

#[test]
fn little_room_is_a_warning_and_none_a_fault() {
    for (bytes, level) in [
        (Some(200_000_000), Level::Ok),
        (Some(199_999_999), Level::Warning),
        (Some(50_000_000), Level::Warning),
        (Some(49_999_999), Level::Fault),
        (Some(0), Level::Fault),
        (None, Level::Skipped),
    ] {
        let room = bytes.map(|free| crate::utils::host::Room {
            free,
            total: 32_000_000_000,
        });
        assert_eq!(data::space(room).0, level, "{bytes:?}");
    }
}

#[test]
fn clocks_may_differ_a_minute_and_ten_minutes_are_a_fault() {
    for (seconds, level) in [
        (Some(60), Level::Ok),
        (Some(-60), Level::Ok),
        (Some(61), Level::Warning),
        (Some(-600), Level::Warning),
        (Some(601), Level::Fault),
        (Some(i64::MIN), Level::Fault),
        (None, Level::Skipped),
    ] {
        assert_eq!(telegram::skew(seconds).0, level, "{seconds:?}");
    }
}

#[test]
fn a_huge_log_and_little_memory_are_warnings() {
    assert_eq!(database::log_of(64_000_000).0, Level::Ok);
    assert_eq!(database::log_of(64_000_001).0, Level::Warning);
    for (bot, available, level) in [
        (Some(12_000_000), Some(1_000_000_000), Level::Ok),
        (Some(12_000_000), None, Level::Ok),
        (None, Some(49_000_000), Level::Warning),
        (Some(201_000_000), Some(1_000_000_000), Level::Warning),
        (None, None, Level::Skipped),
    ] {
        assert_eq!(
            host::of_memory(bot, available).0,
            level,
            "{bot:?} {available:?}"
        );
    }
}

#[test]
fn a_house_before_its_first_start_is_well_and_stays_unmade() {
    let settings = settings();
    let telegram = TelegramFacts::Answers(Box::new(answers()));
    let report = examine(&settings, &telegram, Asker::Terminal, Timestamp(1_000));
    assert!(report.worst() <= Level::Skipped, "{report:?}");
    let (_, found) = of(&report, CheckId::Database);
    assert!(matches!(found, Found::DatabaseToBeMade { .. }));
    let above = settings.data_dir.parent().expect("a folder");
    let mut left = std::fs::read_dir(above).expect("listed");
    assert!(left.next().is_none(), "nothing is left behind");
}

#[test]
fn what_depends_on_a_faulty_setting_is_not_looked_for_elsewhere() {
    let settings = SettingsFacts {
        wrong: vec!["DATABASE_URL=x: must be a path".to_owned()],
        knows_data: false,
        knows_telegram: false,
        ..settings()
    };
    let report = examine(
        &settings,
        &TelegramFacts::NotAsked,
        Asker::Terminal,
        Timestamp(1),
    );
    for check in [
        CheckId::DataDirectory,
        CheckId::Database,
        CheckId::Bot,
        CheckId::Token,
    ] {
        let needs = Found::Needs {
            check: CheckId::Settings,
        };
        assert_eq!(
            of(&report, check),
            (Level::Skipped, needs),
            "{}",
            check.code()
        );
    }
    assert_eq!(report.count(Level::Fault), 1);
    assert!(preliminaries(&settings).doors.is_empty());
}

#[test]
fn a_conflict_is_a_fault_while_it_lasts_and_a_warning_for_a_day() {
    let settings = settings();
    drop(crate::db::Db::open(&settings.database).expect("made"));
    let connection = rusqlite::Connection::open(&settings.database).expect("opened");
    let sql = "INSERT INTO house_state (key, value, updated_at) VALUES ('poll_conflict', '100000', 100000)";
    connection.execute_batch(sql).expect("planted");
    let telegram = TelegramFacts::Answers(Box::new(Answers {
        other_poller: None,
        ..answers()
    }));
    for (after, level) in [
        (60, Level::Fault),
        (119, Level::Fault),
        (120, Level::Warning),
        (86_399, Level::Warning),
        (86_400, Level::Ok),
    ] {
        let now = Timestamp(100_000 + after);
        let report = examine(&settings, &telegram, Asker::Bot, now);
        assert_eq!(of(&report, CheckId::Poller).0, level, "{after}");
    }
}

#[test]
fn a_channel_that_telegram_would_not_show_is_a_warning() {
    let settings = settings();
    drop(crate::db::Db::open(&settings.database).expect("made"));
    let connection = rusqlite::Connection::open(&settings.database).expect("opened");
    let sql =
        "INSERT INTO bot_config (id, vip_channel_id, wait_time_minutes, created_at, updated_at)
               VALUES (1, -100, 5, 1, 1)";
    connection.execute_batch(sql).expect("planted");
    let error = "Telegram answered 502: Bad Gateway".to_owned();
    let facts = crate::models::ChannelFacts::Unknown { error };
    let telegram = TelegramFacts::Answers(Box::new(Answers {
        channels: vec![(Door::Vip, ChatId(-100), facts)],
        ..answers()
    }));
    let report = examine(&settings, &telegram, Asker::Terminal, Timestamp(1));
    let (level, found) = of(&report, CheckId::VipChannel);
    assert_eq!(level, Level::Warning);
    assert!(matches!(found, Found::ChannelUnknown { title, .. } if title == "-100"));
    let unused = Found::ChannelUnused { door: Door::Free };
    assert_eq!(of(&report, CheckId::FreeChannel), (Level::Skipped, unused));
}

#[test]
fn what_is_served_over_http_is_judged_by_who_answers_and_where_people_are_sent() {
    let listen = || "127.0.0.1:8080".to_owned();
    let outer = Some("https://bot.example.com:8443/p".to_owned());
    let inner = Some("https://192.168.1.5/p".to_owned());
    for (url, behind, is_running, level) in [
        (&outer, Behind::House, true, Level::Ok),
        (&None, Behind::House, true, Level::Warning),
        (&inner, Behind::House, true, Level::Warning),
        (&outer, Behind::Nobody, true, Level::Fault),
        (&outer, Behind::Nobody, false, Level::Ok),
        (&outer, Behind::Somebody, true, Level::Warning),
        (&outer, Behind::House, false, Level::Warning),
    ] {
        let judged = http::judge(listen(), url.clone(), behind, is_running);
        assert_eq!(judged.0, level, "{url:?} {behind:?} {is_running}");
    }
    for (url, is_inner) in [
        ("https://bot.example.com", false),
        ("https://[2001:db8::1]:443/p", false),
        ("https://198.51.100.7", false),
        ("https://[::1]/", true),
        ("https://localhost:8443", true),
        ("https://10.0.0.7:8443/p", true),
        ("https://nas.local", true),
    ] {
        assert_eq!(http::is_inner(url), is_inner, "{url}");
    }
}

#[test]
fn a_house_that_serves_nothing_over_http_hears_nothing_of_it_unless_it_sends_people_there() {
    let examined = |settings: &SettingsFacts| {
        examine(
            settings,
            &TelegramFacts::NotAsked,
            Asker::Terminal,
            Timestamp(0),
        )
    };
    let is_http = |finding: &&Finding| finding.check == CheckId::Http;
    let plain = settings();
    assert!(!examined(&plain).findings.iter().any(|one| is_http(&one)));
    let sends = SettingsFacts {
        public_url: Some("https://bot.example.com".to_owned()),
        ..settings()
    };
    assert_eq!(of(&examined(&sends), CheckId::Http).0, Level::Warning);
}

#[test]
fn backups_are_asked_for_and_an_old_or_a_bad_one_is_told() {
    let now = Timestamp(1_800_000_000);
    let backup = |hours: i64, tested: Option<Option<String>>| Backup {
        id: BackupId(1),
        made_at: now - hours * 3_600,
        cause: BackupCause::Nightly,
        made_by: None,
        file_name: String::new(),
        bytes: 1,
        contents: Default::default(),
        sent_at: None,
        tested: tested.map(|fault| (now, fault)),
        deleted_at: None,
    };
    let of = |backups: &[Backup], sealed| {
        let since = Some(now - 4 * 86_400);
        database::backup_of(backups, (sealed, since), now)
    };
    assert_eq!(of(&[], false), (Level::Warning, Found::BackupsUnsealed));
    assert_eq!(of(&[], true), (Level::Warning, Found::BackupNone));
    let young = database::backup_of(&[], (true, Some(now)), now);
    assert_eq!(young, (Level::Ok, Found::BackupNone));
    let fresh = of(&[backup(30, None)], true);
    assert!(
        matches!(fresh, (Level::Ok, Found::BackupFresh { .. })),
        "{fresh:?}"
    );
    let old = of(&[backup(80, None)], true);
    assert!(
        matches!(old, (Level::Warning, Found::BackupOld { .. })),
        "{old:?}"
    );
    let bad = of(&[backup(1, Some(Some("x".into())))], true);
    assert!(
        matches!(bad, (Level::Fault, Found::BackupBad { .. })),
        "{bad:?}"
    );
}

#[test]
fn a_certificate_is_told_of_two_weeks_before_its_end() {
    let end = Timestamp(1_900_000_000);
    for (days, level) in [
        (400, Level::Ok),
        (14, Level::Ok),
        (13, Level::Warning),
        (0, Level::Warning),
        (-1, Level::Fault),
    ] {
        let (found, what) = http::lasts(end, end - days * crate::models::DAY);
        assert_eq!(found, level, "{days}: {what:?}");
    }
    let absent = SettingsFacts {
        tls: Some((
            PathBuf::from("/nonexistent/c.pem"),
            PathBuf::from("/nonexistent/k.pem"),
        )),
        ..settings()
    };
    let report = examine(
        &absent,
        &TelegramFacts::NotAsked,
        Asker::Terminal,
        Timestamp(1),
    );
    assert_eq!(of(&report, CheckId::Certificate).0, Level::Fault);
}

#[test]
fn only_to_some_ports_are_updates_brought() {
    for (url, is_one) in [
        ("https://bot.example.com", true),
        ("https://bot.example.com:8443/p", true),
        ("https://[2001:db8::1]", true),
        ("https://[2001:db8::1]:88", true),
        ("https://bot.example.com:8080", false),
        ("https://[2001:db8::1]:1443", false),
    ] {
        assert_eq!(http::is_hook_port(url), is_one, "{url}");
    }
}

#[test]
fn where_updates_are_brought_it_is_judged_whether_they_can_be() {
    let own = "bot.example.com:8443";
    let judged = |host: Option<&str>, failed: Option<i64>, pending: i64, asker: Asker| {
        let settings = SettingsFacts {
            http_listen: Some("127.0.0.1:1".to_owned()),
            public_url: Some(format!("https://{own}/p")),
            is_webhook: true,
            ..settings()
        };
        let telegram = TelegramFacts::Answers(Box::new(Answers {
            webhook: Ok(WebhookFacts {
                host: host.map(str::to_owned),
                allowed: None,
                pending,
                failed: failed.map(|at| (Timestamp(at), "Connection refused".to_owned())),
            }),
            other_poller: None,
            ..answers()
        }));
        let report = examine(&settings, &telegram, asker, Timestamp(10_000));
        of(&report, CheckId::Webhook).0
    };
    assert_eq!(judged(Some(own), None, 0, Asker::Bot), Level::Ok);
    assert_eq!(judged(Some(own), Some(9_900), 3, Asker::Bot), Level::Fault);
    assert_eq!(
        judged(Some(own), Some(9_900), 0, Asker::Bot),
        Level::Ok,
        "it was brought since"
    );
    assert_eq!(
        judged(Some(own), Some(5_000), 3, Asker::Bot),
        Level::Ok,
        "that was long ago"
    );
    assert_eq!(
        judged(Some(own), Some(9_900), 3, Asker::Terminal),
        Level::Ok,
        "the bot is off"
    );
    assert_eq!(judged(None, None, 0, Asker::Bot), Level::Fault);
    assert_eq!(judged(None, None, 0, Asker::Terminal), Level::Ok);
    assert_eq!(
        judged(Some("other.example"), None, 0, Asker::Bot),
        Level::Fault
    );
    assert_eq!(
        judged(Some("other.example"), None, 0, Asker::Terminal),
        Level::Warning
    );
}

#[test]
fn a_failure_before_the_last_update_that_came_is_none_any_more() {
    let (at, now) = (Timestamp(9_900), Timestamp(10_000));
    let stands = |last: Option<i64>| super::telegram::still_fails(at, last.map(Timestamp), now);
    assert!(stands(None) && stands(Some(9_000)));
    assert!(!stands(Some(9_950)));
}
