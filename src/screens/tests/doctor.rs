//! Pictures of what the doctor says: every finding there is, and the layouts.

use super::*;
use crate::models::*;
use crate::screens::doctor as screen;
use std::path::PathBuf;

fn finding(check: CheckId, level: Level, found: Found) -> Finding {
    Finding {
        check,
        level,
        found,
    }
}

/// One finding of each kind, with the level it has when it is found.
fn all() -> Vec<Finding> {
    use CheckId as C;
    use Level::{Fault, Ok, Skipped, Warning};
    let path = || PathBuf::from("data/portero.db");
    let error = || "no room".to_owned();
    let title = || NASTY_NAME.to_owned();
    let at = NOW - 3 * HOUR;
    let rows = vec![
        (C::Bot, Skipped, Found::Needs { check: C::Settings }),
        (C::Settings, Ok, Found::SettingsFine),
        (
            C::Settings,
            Fault,
            Found::SettingsWrong {
                sentences: vec![
                    "LANGUAGE=fr: must be es or en".into(),
                    "LOG_LEVEL=x: no".into(),
                ],
            },
        ),
        (C::Spelling, Ok, Found::SpellingFine),
        (
            C::Spelling,
            Warning,
            Found::Misspelt {
                names: vec![Misspelling {
                    written: "BOT_TOKN".into(),
                    meant: "BOT_TOKEN",
                }],
            },
        ),
        (C::DataDirectory, Ok, Found::DirectoryFine { path: path() }),
        (
            C::DataDirectory,
            Ok,
            Found::DirectoryToBeMade { path: path() },
        ),
        (
            C::DataDirectory,
            Fault,
            Found::DirectoryIsFile { path: path() },
        ),
        (
            C::DataDirectory,
            Fault,
            Found::DirectoryReadOnly { path: path() },
        ),
        (
            C::DataDirectory,
            Fault,
            Found::DirectoryUnusable {
                path: path(),
                error: error(),
            },
        ),
        (
            C::DataDirectory,
            Fault,
            Found::DirectoryCannotBeMade {
                path: path(),
                inside: std::path::PathBuf::from("/srv"),
                error: error(),
            },
        ),
        (C::Wal, Ok, Found::WalWorks),
        (C::Wal, Fault, Found::WalSharedStorage { path: path() }),
        (
            C::Wal,
            Fault,
            Found::WalFails {
                path: path(),
                error: error(),
            },
        ),
        (
            C::FreeSpace,
            Warning,
            Found::Space {
                free_bytes: 123_456_789,
            },
        ),
        (C::FreeSpace, Skipped, Found::SpaceUnknown),
        (C::FileModes, Ok, Found::ModesFine { files: 4 }),
        (
            C::FileModes,
            Warning,
            Found::ModesOpen {
                files: vec![
                    OpenFile {
                        path: ".env".into(),
                        mode: "644".into(),
                        wanted: "600",
                    },
                    OpenFile {
                        path: "data".into(),
                        mode: "755".into(),
                        wanted: "700",
                    },
                ],
            },
        ),
        (C::Key, Ok, Found::KeyInSettings),
        (C::Key, Ok, Found::KeyThere),
        (C::Key, Ok, Found::KeyToBeMade),
        (C::Key, Warning, Found::KeyGone { path: path() }),
        (
            C::Key,
            Fault,
            Found::KeyLost {
                path: path(),
                sealed: 2,
            },
        ),
        (C::Key, Fault, Found::KeyDamaged { path: path() }),
        (
            C::Database,
            Ok,
            Found::DatabaseThere {
                path: path(),
                size_bytes: 400_000,
            },
        ),
        (C::Database, Ok, Found::DatabaseToBeMade { path: path() }),
        (C::Database, Fault, Found::DatabaseForeign { path: path() }),
        (
            C::Database,
            Fault,
            Found::DatabaseUnreadable {
                path: path(),
                error: error(),
            },
        ),
        (C::SchemaVersion, Ok, Found::SchemaCurrent { version: 2 }),
        (
            C::SchemaVersion,
            Warning,
            Found::SchemaOlder {
                version: 1,
                current: 2,
            },
        ),
        (
            C::SchemaVersion,
            Fault,
            Found::SchemaNewer {
                version: 3,
                current: 2,
            },
        ),
        (C::Integrity, Ok, Found::Whole),
        (
            C::Integrity,
            Fault,
            Found::Damaged {
                fault: "Tree 9 page 9: btreeInitPage() returns error code 11".into(),
            },
        ),
        (C::Integrity, Skipped, Found::CheckUnfinished { seconds: 8 }),
        (C::FullCheck, Ok, Found::FullCheckNever),
        (C::FullCheck, Ok, Found::FullCheckFine { days: 1 }),
        (
            C::FullCheck,
            Fault,
            Found::FullCheckFaulty {
                days: 3,
                fault: "row 7 missing from index <i>".into(),
            },
        ),
        (C::ForeignKeys, Ok, Found::References),
        (
            C::ForeignKeys,
            Fault,
            Found::ReferencesBroken {
                rows: 3,
                table: "user_roles".into(),
            },
        ),
        (
            C::LogSize,
            Warning,
            Found::LogSize {
                size_bytes: 70_000_000,
            },
        ),
        (C::Backups, Warning, Found::BackupsUnsealed),
        (C::Backups, Warning, Found::BackupNone),
        (C::Backups, Ok, Found::BackupFresh { at }),
        (C::Backups, Warning, Found::BackupOld { at }),
        (C::Backups, Fault, Found::BackupBad { at }),
        (
            C::Bot,
            Ok,
            Found::BotRuns {
                holder: "process 7".into(),
                alive_at: Some(at),
            },
        ),
        (
            C::Bot,
            Ok,
            Found::BotStarts {
                holder: "process 7".into(),
            },
        ),
        (C::Bot, Ok, Found::BotStopped { alive_at: None }),
        (C::Bot, Ok, Found::BotStopped { alive_at: Some(at) }),
        (C::Bot, Warning, Found::BotKilled { alive_at: Some(at) }),
        (C::Bot, Warning, Found::BotKilled { alive_at: None }),
        (
            C::Bot,
            Fault,
            Found::BotSilent {
                holder: "process 7".into(),
                alive_at: at,
            },
        ),
        (C::Telegram, Ok, Found::TelegramAnswers),
        (
            C::Telegram,
            Fault,
            Found::TelegramUnreachable {
                server: "https://api.telegram.org".into(),
                proxy: None,
                error: "no connection".into(),
            },
        ),
        (
            C::Telegram,
            Fault,
            Found::TelegramUnreachable {
                server: "https://api.telegram.org".into(),
                proxy: Some("socks5://10.0.0.1:1080".into()),
                error: "no connection".into(),
            },
        ),
        (
            C::Token,
            Ok,
            Found::TokenFine {
                username: "portero_bot".into(),
            },
        ),
        (C::Token, Fault, Found::TokenMissing),
        (C::Token, Fault, Found::TokenRefused),
        (C::Token, Fault, Found::TokenDoubtful { error: error() }),
        (C::Clock, Ok, Found::ClockSkew { seconds: -5 }),
        (C::Clock, Warning, Found::ClockSkew { seconds: 125 }),
        (C::Clock, Fault, Found::ClockSkew { seconds: -4_000 }),
        (C::Clock, Skipped, Found::ClockUnknown),
        (C::Webhook, Ok, Found::WebhookNone),
        (
            C::Webhook,
            Warning,
            Found::WebhookSet {
                host: "example.org".into(),
            },
        ),
        (
            C::Webhook,
            Fault,
            Found::WebhookDeaf {
                host: "example.org".into(),
            },
        ),
        (
            C::Webhook,
            Ok,
            Found::WebhookBrings {
                host: "bot.example.com".into(),
                pending: 2,
            },
        ),
        (
            C::Webhook,
            Fault,
            Found::WebhookFails {
                host: "bot.example.com".into(),
                error: error(),
                pending: 12,
            },
        ),
        (C::Webhook, Fault, Found::WebhookMissing),
        (
            C::Webhook,
            Warning,
            Found::WebhookUnknown { error: error() },
        ),
        (C::Poller, Ok, Found::PollerNone),
        (C::Poller, Ok, Found::PollerHooked),
        (C::Poller, Fault, Found::PollerBusy),
        (C::Poller, Warning, Found::PollerSeen { at }),
        (C::Poller, Warning, Found::PollerUnknown { error: error() }),
        (
            C::VipChannel,
            Ok,
            Found::ChannelFine {
                title: title(),
                members: Some(120),
            },
        ),
        (
            C::FreeChannel,
            Skipped,
            Found::ChannelUnused { door: Door::Free },
        ),
        (C::VipChannel, Warning, Found::ChannelsNone),
        (
            C::VipChannel,
            Fault,
            Found::ChannelRights {
                title: title(),
                missing: vec![Right::Invite, Right::Post],
            },
        ),
        (
            C::VipChannel,
            Fault,
            Found::ChannelNotAdmin { title: title() },
        ),
        (C::VipChannel, Fault, Found::ChannelGone { title: title() }),
        (
            C::VipChannel,
            Warning,
            Found::ChannelUnknown {
                title: title(),
                error: error(),
            },
        ),
        (
            C::FreeChannel,
            Ok,
            Found::ChannelFine {
                title: title(),
                members: None,
            },
        ),
        (C::Joins, Ok, Found::MovementSeen { at }),
        (C::Joins, Ok, Found::MovementNone),
        (
            C::Joins,
            Warning,
            Found::MovementNever {
                title: title(),
                since: NOW - 3 * DAY,
            },
        ),
        (C::Joins, Warning, Found::MovementUnasked),
        (
            C::Inbox,
            Ok,
            Found::Updates {
                open: 0,
                oldest_seconds: 0,
                set_aside: 0,
            },
        ),
        (
            C::Inbox,
            Fault,
            Found::Updates {
                open: 4,
                oldest_seconds: 7_200,
                set_aside: 1,
            },
        ),
        (
            C::Maintenance,
            Warning,
            Found::UnderMaintenance {
                since: at,
                tasks_wait: false,
            },
        ),
        (
            C::Maintenance,
            Warning,
            Found::UnderMaintenance {
                since: at,
                tasks_wait: true,
            },
        ),
        (
            C::Tasks,
            Ok,
            Found::Tasks {
                due: 0,
                late: 0,
                waiting: 0,
                failed: 0,
            },
        ),
        (
            C::Tasks,
            Warning,
            Found::Tasks {
                due: 3,
                late: 2,
                waiting: 1,
                failed: 5,
            },
        ),
        (
            C::Servers,
            Ok,
            Found::Servers {
                up: 3,
                down: vec![],
                unwell: vec![],
            },
        ),
        (
            C::Servers,
            Warning,
            Found::Servers {
                up: 2,
                down: vec![NASTY_NAME.to_owned(), "Madrid 1".to_owned()],
                unwell: vec![],
            },
        ),
        (
            C::Http,
            Ok,
            Found::HttpServes {
                listen: "127.0.0.1:8080".to_owned(),
                url: "https://bot.example.com".to_owned(),
            },
        ),
        (
            C::Http,
            Warning,
            Found::HttpWithoutUrl {
                listen: "127.0.0.1:8080".to_owned(),
            },
        ),
        (
            C::Http,
            Warning,
            Found::HttpUnserved {
                url: "https://bot.example.com".to_owned(),
            },
        ),
        (
            C::Http,
            Warning,
            Found::HttpInner {
                url: "https://192.168.1.5".to_owned(),
            },
        ),
        (
            C::Http,
            Fault,
            Found::HttpSilent {
                listen: "127.0.0.1:8080".to_owned(),
            },
        ),
        (
            C::Http,
            Warning,
            Found::HttpTaken {
                listen: "[::]:8080".to_owned(),
            },
        ),
        (
            C::Http,
            Ok,
            Found::HttpOff {
                listen: "127.0.0.1:8080".to_owned(),
            },
        ),
        (
            C::Http,
            Fault,
            Found::HttpPort {
                url: "https://bot.example.com:8080".to_owned(),
            },
        ),
        (
            C::Certificate,
            Warning,
            Found::CertificateGood { until: at, days: 3 },
        ),
        (C::Certificate, Fault, Found::CertificateOver { since: at }),
        (
            C::Certificate,
            Fault,
            Found::CertificateUnusable { error: error() },
        ),
        (
            C::QvaPay,
            Ok,
            Found::QvaPayWorks {
                app: NASTY_NAME.to_owned(),
            },
        ),
        (
            C::QvaPay,
            Warning,
            Found::QvaPayInactive {
                app: NASTY_NAME.to_owned(),
            },
        ),
        (C::QvaPay, Fault, Found::QvaPayRefuses { error: error() }),
        (C::QvaPay, Warning, Found::QvaPayFails { error: error() }),
        (C::QvaPay, Skipped, Found::QvaPayUnasked),
        (
            C::GeoIp,
            Ok,
            Found::GeoIp {
                kind: NASTY_NAME.to_owned(),
                built_at: NOW - 30 * DAY,
                is_old: false,
            },
        ),
        (
            C::GeoIp,
            Warning,
            Found::GeoIp {
                kind: "DBIP-City-Lite".to_owned(),
                built_at: NOW - 500 * DAY,
                is_old: true,
            },
        ),
        (
            C::GeoIp,
            Warning,
            Found::GeoIpUnusable {
                path: PathBuf::from("/nowhere/geo.mmdb"),
                error: error(),
            },
        ),
        (
            C::Memory,
            Ok,
            Found::Memory {
                bot_bytes: Some(11_000_000),
                available_bytes: Some(900_000_000),
            },
        ),
        (
            C::Memory,
            Warning,
            Found::Memory {
                bot_bytes: None,
                available_bytes: Some(9_000_000),
            },
        ),
        (
            C::Memory,
            Ok,
            Found::Memory {
                bot_bytes: Some(11_000_000),
                available_bytes: None,
            },
        ),
        (
            C::Memory,
            Skipped,
            Found::Memory {
                bot_bytes: None,
                available_bytes: None,
            },
        ),
        (C::WakeLock, Skipped, Found::WakeLockUnseen),
        (C::Battery, Skipped, Found::BatteryUnseen),
        (C::StartAtBoot, Ok, Found::StartsAtBoot),
        (C::StartAtBoot, Warning, Found::StartsByHand),
        (C::Inbox, Fault, Found::CheckFailed { error: error() }),
        (
            C::Key,
            Fault,
            Found::NotAllowed {
                path: path(),
                user: "portero".into(),
            },
        ),
    ];
    rows.into_iter()
        .map(|(check, level, found)| finding(check, level, found))
        .collect()
}

fn report(keep: impl Fn(&Finding) -> bool) -> Report {
    Report {
        findings: all().into_iter().filter(|finding| keep(finding)).collect(),
    }
}

#[test]
fn every_finding_has_its_words_and_what_is_amiss_its_cure() {
    let mut picture = String::new();
    for lang in Lang::ALL {
        let table = screen::table(reader(lang), &report(|_| true));
        write!(picture, "——— {lang}\n{table}\n").expect("memory");
        for finding in all() {
            let words = screen::words(reader(lang), &finding);
            assert!(!words.found.starts_with("doctor"), "{words:?}");
            assert_eq!(
                words.cure.is_some(),
                finding.level >= Level::Warning
                    || matches!(finding.check, CheckId::WakeLock | CheckId::Battery),
                "{words:?}"
            );
        }
    }
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(picture);
    });
}

#[test]
fn doctor() {
    let is_well = |finding: &Finding| finding.level <= Level::Skipped;
    let some = |finding: &Finding| {
        [CheckId::FileModes, CheckId::VipChannel, CheckId::Tasks].contains(&finding.check)
    };
    assert_picture!(|r| vec![
        ("well", screen::doctor(r, &report(is_well))),
        ("some", screen::doctor(r, &report(some))),
    ]);
    for lang in Lang::ALL {
        let long = Report {
            findings: all()
                .into_iter()
                .chain([finding(
                    CheckId::Settings,
                    Level::Fault,
                    Found::SettingsWrong {
                        sentences: vec![long_name()],
                    },
                )])
                .collect(),
        };
        check(&screen::doctor(reader(lang), &long));
        check(&screen::doctor(reader(lang), &Report { findings: vec![] }));
    }
}

#[test]
fn codes_of_findings_stay_as_programs_know_them() {
    let codes: Vec<String> = all()
        .iter()
        .map(|finding| {
            let found = serde_json::to_value(&finding.found).expect("JSON");
            format!(
                "{} {}",
                finding.check.code(),
                found["found"].as_str().expect("a code")
            )
        })
        .collect();
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(codes.join("\n"));
    });
}
