//! The words of each finding, and its cure.

use crate::models::CheckId;
use crate::models::Finding;
use crate::models::Found;
use crate::models::Level;
use crate::models::MINUTE;
use crate::models::Misspelling;
use crate::models::OpenFile;
use crate::models::Timestamp;
use crate::screens::Reader;
use crate::screens::channels::right_names;
use crate::screens::panel::door_name;
use crate::utils::html;
use crate::utils::locale::Arg;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;
use std::path::Path;

/// The most of a channel's title shown.
const TITLE_LENGTH: usize = 60;
/// The most of an error's words shown.
const ERROR_LENGTH: usize = 200;

/// What was found, in plain text; a warning or a fault comes with its cure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Words {
    pub found: String,
    pub cure: Option<String>,
}

/// The name of a check.
pub fn name(lang: Lang, check: CheckId) -> String {
    let key = match check {
        CheckId::Settings => "doctor-name-settings",
        CheckId::Spelling => "doctor-name-spelling",
        CheckId::DataDirectory => "doctor-name-data-directory",
        CheckId::Wal => "doctor-name-wal",
        CheckId::FreeSpace => "doctor-name-free-space",
        CheckId::FileModes => "doctor-name-file-modes",
        CheckId::Key => "doctor-name-key",
        CheckId::Database => "doctor-name-database",
        CheckId::SchemaVersion => "doctor-name-schema-version",
        CheckId::Integrity => "doctor-name-integrity",
        CheckId::FullCheck => "doctor-name-full-check",
        CheckId::ForeignKeys => "doctor-name-foreign-keys",
        CheckId::LogSize => "doctor-name-log-size",
        CheckId::Backups => "doctor-name-backups",
        CheckId::Bot => "doctor-name-bot",
        CheckId::Telegram => "doctor-name-telegram",
        CheckId::Token => "doctor-name-token",
        CheckId::Clock => "doctor-name-clock",
        CheckId::Webhook => "doctor-name-webhook",
        CheckId::Poller => "doctor-name-poller",
        CheckId::VipChannel => "doctor-name-vip-channel",
        CheckId::FreeChannel => "doctor-name-free-channel",
        CheckId::Joins => "doctor-name-joins",
        CheckId::Maintenance => "doctor-name-maintenance",
        CheckId::Inbox => "doctor-name-inbox",
        CheckId::Tasks => "doctor-name-tasks",
        CheckId::Servers => "doctor-name-servers",
        CheckId::Http => "doctor-name-http",
        CheckId::Certificate => "doctor-name-certificate",
        CheckId::QvaPay => "doctor-name-qvapay",
        CheckId::GeoIp => "doctor-name-geoip",
        CheckId::Memory => "doctor-name-memory",
        CheckId::WakeLock => "doctor-name-wake-lock",
        CheckId::Battery => "doctor-name-battery",
        CheckId::StartAtBoot => "doctor-name-start-at-boot",
    };
    lang.plain(key, args! {})
}

/// The words of a finding. Only what is not well has a cure, or what cannot be seen.
pub fn words(reader: Reader, finding: &Finding) -> Words {
    let needs_cure = finding.level >= Level::Warning || is_hint(finding.check);
    Words {
        found: found(reader, &finding.found),
        cure: cure(reader, &finding.found).filter(|_| needs_cure),
    }
}

/// What can only be advised, since nothing tells how it stands.
fn is_hint(check: CheckId) -> bool {
    matches!(check, CheckId::WakeLock | CheckId::Battery)
}

/// What was found: one arm for each.
fn found(reader: Reader, found: &Found) -> String {
    let say = |key: &str, args: &[(&'static str, Arg<'_>)]| reader.plain(key, args);
    let only = |key: &str| reader.plain(key, args! {});
    match found {
        Found::Needs { check } => {
            let check = name(reader.lang, *check);
            say("doctor-needs", args! { check: &check })
        }
        Found::NotAllowed { path, .. } => with_path(reader, "doctor-not-allowed", path),
        Found::CheckFailed { error } => say("doctor-check-failed", args! { error: &short(error) }),

        Found::SettingsFine => only("doctor-settings-fine"),
        Found::SettingsWrong { sentences } => {
            let sentences = sentences.join("; ");
            say("doctor-settings-wrong", args! { sentences: &sentences })
        }
        Found::SpellingFine => only("doctor-spelling-fine"),
        Found::Misspelt { names } => misspelt(reader, names),

        Found::DirectoryFine { path } => with_path(reader, "doctor-directory-fine", path),
        Found::DirectoryToBeMade { path } => with_path(reader, "doctor-directory-to-be-made", path),
        Found::DirectoryIsFile { path } => with_path(reader, "doctor-directory-is-file", path),
        Found::DirectoryReadOnly { path } => with_path(reader, "doctor-directory-read-only", path),
        Found::DirectoryUnusable { path, error } => {
            failing(reader, "doctor-directory-unusable", path, error)
        }
        Found::DirectoryCannotBeMade {
            path,
            inside,
            error,
        } => {
            let (path, inside, error) = (shown(path), shown(inside), short(error));
            reader.plain(
                "doctor-directory-cannot-be-made",
                args! { path: &path, inside: &inside, error: &error },
            )
        }
        Found::WalWorks => only("doctor-wal-works"),
        Found::WalSharedStorage { path } => with_path(reader, "doctor-wal-shared", path),
        Found::WalFails { path, error } => failing(reader, "doctor-wal-fails", path, error),
        Found::Space { free_bytes } => {
            let free = units::bytes(reader.lang, *free_bytes);
            say("doctor-space", args! { free: &free })
        }
        Found::SpaceUnknown => only("doctor-space-unknown"),
        Found::ModesFine { files } => say("doctor-modes-fine", args! { files: *files }),
        Found::ModesOpen { files } => {
            let files = listed(files, |file| {
                let path = shown(&file.path);
                say("doctor-modes-file", args! { path: &path, mode: &file.mode })
            });
            say("doctor-modes-open", args! { files: &files })
        }
        Found::KeyInSettings => only("doctor-key-in-settings"),
        Found::KeyThere => only("doctor-key-there"),
        Found::KeyToBeMade => only("doctor-key-to-be-made"),
        Found::KeyGone { path } => with_path(reader, "doctor-key-gone", path),
        Found::KeyLost { path, sealed } => {
            let path = shown(path);
            say("doctor-key-lost", args! { path: &path, sealed: *sealed })
        }
        Found::KeyDamaged { path } => with_path(reader, "doctor-key-damaged", path),

        Found::DatabaseThere { path, size_bytes } => {
            let (path, size) = (shown(path), units::bytes(reader.lang, *size_bytes));
            say("doctor-database-there", args! { path: &path, size: &size })
        }
        Found::DatabaseToBeMade { path } => with_path(reader, "doctor-database-to-be-made", path),
        Found::DatabaseForeign { path } => with_path(reader, "doctor-database-foreign", path),
        Found::DatabaseUnreadable { path, error } => {
            failing(reader, "doctor-database-unreadable", path, error)
        }
        Found::SchemaCurrent { version } => {
            say("doctor-schema-current", args! { version: *version })
        }
        Found::SchemaOlder { version, current } => say(
            "doctor-schema-older",
            args! { version: *version, current: *current },
        ),
        Found::SchemaNewer { version, current } => say(
            "doctor-schema-newer",
            args! { version: *version, current: *current },
        ),
        Found::Whole => only("doctor-whole"),
        Found::Damaged { fault } => say("doctor-damaged", args! { fault: &short(fault) }),
        Found::CheckUnfinished { seconds } => {
            let seconds = i64::try_from(*seconds).unwrap_or(i64::MAX);
            say("doctor-unfinished", args! { seconds: seconds })
        }
        Found::FullCheckFine { days } => say("doctor-full-check-fine", args! { days: *days }),
        Found::FullCheckFaulty { days, fault } => say(
            "doctor-full-check-faulty",
            args! { days: *days, fault: &short(fault) },
        ),
        Found::FullCheckNever => only("doctor-full-check-never"),
        Found::References => only("doctor-references"),
        Found::ReferencesBroken { rows, table } => say(
            "doctor-references-broken",
            args! { rows: *rows, table: &short(table) },
        ),
        Found::LogSize { size_bytes } => {
            let size = units::bytes(reader.lang, *size_bytes);
            say("doctor-log", args! { size: &size })
        }
        Found::BackupsUnsealed => only("doctor-backups-unsealed"),
        Found::BackupNone => only("doctor-backup-none"),
        Found::BackupFresh { at } | Found::BackupOld { at } => {
            say("doctor-backup-newest", args! { ago: &ago(reader, *at) })
        }
        Found::BackupBad { at } => say("doctor-backup-bad", args! { ago: &ago(reader, *at) }),

        Found::BotRuns { holder, alive_at } => match alive_at {
            Some(at) => say(
                "doctor-bot-runs",
                args! { holder: &short(holder), ago: &ago(reader, *at) },
            ),
            None => say("doctor-bot-runs-unseen", args! { holder: &short(holder) }),
        },
        Found::BotStarts { holder } => say("doctor-bot-starts", args! { holder: &short(holder) }),
        Found::BotStopped { alive_at } => match alive_at {
            Some(at) => say("doctor-bot-stopped", args! { ago: &ago(reader, *at) }),
            None => only("doctor-bot-stopped-unseen"),
        },
        Found::BotKilled { alive_at } => match alive_at {
            Some(at) => say("doctor-bot-killed", args! { ago: &ago(reader, *at) }),
            None => only("doctor-bot-killed-unseen"),
        },
        Found::BotSilent { holder, alive_at } => say(
            "doctor-bot-silent",
            args! { holder: &short(holder), ago: &ago(reader, *alive_at) },
        ),

        Found::TelegramAnswers => only("doctor-telegram-answers"),
        Found::TelegramUnreachable {
            server,
            proxy,
            error,
        } => {
            let (server, error) = (short(server), short(error));
            match proxy {
                None => say(
                    "doctor-telegram-unreachable",
                    args! { server: &server, error: &error },
                ),
                Some(proxy) => say(
                    "doctor-telegram-unreachable-by-proxy",
                    args! { server: &server, proxy: &short(proxy), error: &error },
                ),
            }
        }
        Found::TokenFine { username } => {
            say("doctor-token-fine", args! { username: &short(username) })
        }
        Found::TokenMissing => only("doctor-token-missing"),
        Found::TokenRefused => only("doctor-token-refused"),
        Found::TokenDoubtful { error } => {
            say("doctor-token-doubtful", args! { error: &short(error) })
        }
        Found::ClockSkew { seconds } => clock(reader, *seconds),
        Found::ClockUnknown => only("doctor-clock-unknown"),
        Found::WebhookNone => only("doctor-webhook-none"),
        Found::WebhookSet { host } => say("doctor-webhook-set", args! { host: &short(host) }),
        Found::WebhookDeaf { host } => say("doctor-webhook-deaf", args! { host: &short(host) }),
        Found::WebhookUnknown { error } => {
            say("doctor-webhook-unknown", args! { error: &short(error) })
        }
        Found::WebhookBrings { host, pending } => {
            let pending = pending.to_string();
            say(
                "doctor-webhook-brings",
                args! { host: &short(host), pending: &pending },
            )
        }
        Found::WebhookFails {
            host,
            error,
            pending,
        } => {
            let pending = pending.to_string();
            say(
                "doctor-webhook-fails",
                args! { host: &short(host), error: &short(error), pending: &pending },
            )
        }
        Found::WebhookMissing => only("doctor-webhook-missing"),
        Found::PollerNone => only("doctor-poller-none"),
        Found::PollerHooked => only("doctor-poller-hooked"),
        Found::PollerBusy => only("doctor-poller-busy"),
        Found::PollerSeen { at } => say("doctor-poller-seen", args! { ago: &ago(reader, *at) }),
        Found::PollerUnknown { error } => {
            say("doctor-poller-unknown", args! { error: &short(error) })
        }

        Found::ChannelFine { title, members } => match members {
            Some(members) => say(
                "doctor-channel-fine-members",
                args! { title: &titled(title), members: *members },
            ),
            None => say("doctor-channel-fine", args! { title: &titled(title) }),
        },
        Found::ChannelUnused { door } => {
            let door = door_name(reader.lang, *door);
            say("doctor-channel-unused", args! { door: &door })
        }
        Found::ChannelsNone => only("doctor-channels-none"),
        Found::ChannelRights { title, missing } => {
            let rights = right_names(reader.lang, missing);
            say(
                "doctor-channel-rights",
                args! { title: &titled(title), rights: &rights },
            )
        }
        Found::ChannelNotAdmin { title } => {
            say("doctor-channel-not-admin", args! { title: &titled(title) })
        }
        Found::ChannelGone { title } => say("doctor-channel-gone", args! { title: &titled(title) }),
        Found::ChannelUnknown { title, error } => say(
            "doctor-channel-unknown",
            args! { title: &titled(title), error: &short(error) },
        ),
        Found::MovementSeen { at } => say("doctor-movement-seen", args! { ago: &ago(reader, *at) }),
        Found::MovementNone => only("doctor-movement-none"),
        Found::MovementNever { title, since } => {
            let since = units::instant(reader.lang, *since, reader.time_zone);
            say(
                "doctor-movement-never",
                args! { title: &titled(title), since: &since },
            )
        }
        Found::MovementUnasked => only("doctor-movement-unasked"),

        Found::Updates {
            open: 0,
            set_aside: 0,
            ..
        } => only("doctor-updates-none"),
        Found::Updates {
            open,
            oldest_seconds,
            set_aside,
        } => {
            let age = units::duration(reader.lang, *oldest_seconds);
            say(
                "doctor-updates",
                args! { open: *open, age: &age, aside: *set_aside },
            )
        }
        Found::UnderMaintenance { since, tasks_wait } => {
            let since = units::instant(reader.lang, *since, reader.time_zone);
            let key = if *tasks_wait {
                "doctor-maintenance-tasks-wait"
            } else {
                "doctor-maintenance"
            };
            say(key, args! { since: &since })
        }
        Found::Tasks {
            due: 0,
            waiting: 0,
            failed: 0,
            ..
        } => only("doctor-tasks-none"),
        Found::Tasks {
            due,
            late,
            waiting,
            failed,
        } => say(
            "doctor-tasks",
            args! { due: *due, late: *late, waiting: *waiting, failed: *failed },
        ),
        Found::Servers { up, down, unwell } if down.is_empty() && unwell.is_empty() => {
            say("doctor-servers", args! { up: *up })
        }
        Found::Servers { up, down, unwell } => {
            let (down, unwell) = (short(&down.join(", ")), short(&unwell.join(", ")));
            let none = "—";
            let shown = |names: &str| if names.is_empty() { none } else { names }.to_owned();
            say(
                "doctor-servers-amiss",
                args! { up: *up, down: &shown(&down), unwell: &shown(&unwell) },
            )
        }
        Found::HttpServes { listen, url } => say("doctor-http", args! { listen: listen, url: url }),
        Found::HttpWithoutUrl { listen } => say("doctor-http-no-url", args! { listen: listen }),
        Found::HttpUnserved { url } => say("doctor-http-unserved", args! { url: url }),
        Found::HttpInner { url } => say("doctor-http-inner", args! { url: url }),
        Found::HttpPort { url } => say("doctor-http-port", args! { url: url }),
        Found::HttpSilent { listen } => say("doctor-http-silent", args! { listen: listen }),
        Found::HttpTaken { listen } => say("doctor-http-taken", args! { listen: listen }),
        Found::HttpOff { listen } => say("doctor-http-off", args! { listen: listen }),
        Found::CertificateGood { until, days: _ } => {
            let date = units::instant(reader.lang, *until, reader.time_zone);
            say("doctor-certificate", args! { date: &date })
        }
        Found::CertificateOver { since } => {
            let date = units::instant(reader.lang, *since, reader.time_zone);
            say("doctor-certificate-over", args! { date: &date })
        }
        Found::CertificateUnusable { error } => say(
            "doctor-certificate-unusable",
            args! { error: &short(error) },
        ),
        Found::QvaPayWorks { app } => say("doctor-qvapay", args! { app: app }),
        Found::QvaPayInactive { app } => say("doctor-qvapay-inactive", args! { app: app }),
        Found::QvaPayRefuses { error } => say("doctor-qvapay-refuses", args! { error: error }),
        Found::QvaPayFails { error } => say("doctor-qvapay-fails", args! { error: error }),
        Found::QvaPayUnasked => say("doctor-qvapay-unasked", args! {}),
        Found::GeoIp {
            kind,
            built_at,
            is_old: _,
        } => {
            let date = units::instant(reader.lang, *built_at, reader.time_zone);
            say("doctor-geoip", args! { kind: kind, date: &date })
        }
        Found::GeoIpUnusable { path, error } => {
            failing(reader, "doctor-geoip-unusable", path, error)
        }
        Found::Memory {
            bot_bytes,
            available_bytes,
        } => memory(reader, *bot_bytes, *available_bytes),
        Found::WakeLockUnseen => only("doctor-wake-lock"),
        Found::BatteryUnseen => only("doctor-battery"),
        Found::StartsAtBoot => only("doctor-boot-by-itself"),
        Found::StartsByHand => only("doctor-boot-by-hand"),
    }
}

/// The way to mend it: one arm for each that can be amiss.
fn cure(reader: Reader, found: &Found) -> Option<String> {
    let key = match found {
        Found::Needs { .. }
        | Found::SettingsFine
        | Found::SpellingFine
        | Found::BackupFresh { .. }
        | Found::DirectoryFine { .. }
        | Found::DirectoryToBeMade { .. }
        | Found::WalWorks
        | Found::SpaceUnknown
        | Found::ModesFine { .. }
        | Found::KeyInSettings
        | Found::KeyThere
        | Found::KeyToBeMade
        | Found::DatabaseThere { .. }
        | Found::DatabaseToBeMade { .. }
        | Found::SchemaCurrent { .. }
        | Found::Whole
        | Found::CheckUnfinished { .. }
        | Found::FullCheckFine { .. }
        | Found::FullCheckNever
        | Found::References
        | Found::BotRuns { .. }
        | Found::BotStarts { .. }
        | Found::BotStopped { .. }
        | Found::TelegramAnswers
        | Found::TokenFine { .. }
        | Found::ClockUnknown
        | Found::WebhookNone
        | Found::WebhookBrings { .. }
        | Found::PollerNone
        | Found::PollerHooked
        | Found::HttpServes { .. }
        | Found::HttpOff { .. }
        | Found::QvaPayWorks { .. }
        | Found::QvaPayUnasked
        | Found::GeoIp { is_old: false, .. }
        | Found::ChannelFine { .. }
        | Found::ChannelUnused { .. }
        | Found::MovementSeen { .. }
        | Found::MovementNone
        | Found::StartsAtBoot => return None,

        Found::DirectoryUnusable { path, .. } => {
            return Some(with_path(reader, "doctor-cure-directory-unusable", path));
        }
        Found::DirectoryCannotBeMade { path, .. } => {
            let key = "doctor-cure-directory-cannot-be-made";
            return Some(with_path(reader, key, path));
        }
        Found::ModesOpen { files } => return Some(commands(reader, files)),
        Found::NotAllowed { user, .. } => {
            return Some(reader.plain("doctor-cure-not-allowed", args! { user: user }));
        }
        Found::TelegramUnreachable { proxy: None, .. } => "doctor-cure-telegram-unreachable",
        Found::TelegramUnreachable { proxy: Some(_), .. } => {
            "doctor-cure-telegram-unreachable-by-proxy"
        }

        Found::CheckFailed { .. } => "doctor-cure-check-failed",
        Found::SettingsWrong { .. } => "doctor-cure-settings",
        Found::Misspelt { .. } => "doctor-cure-spelling",
        Found::DirectoryIsFile { .. } => "doctor-cure-directory-is-file",
        Found::DirectoryReadOnly { .. } => "doctor-cure-directory-read-only",
        Found::WalSharedStorage { .. } => "doctor-cure-wal-shared",
        Found::WalFails { .. } => "doctor-cure-wal-fails",
        Found::Space { .. } => "doctor-cure-space",
        Found::KeyGone { .. } => "doctor-cure-key-gone",
        Found::KeyLost { .. } => "doctor-cure-key-lost",
        Found::KeyDamaged { .. } => "doctor-cure-key-damaged",
        Found::DatabaseForeign { .. } => "doctor-cure-database-foreign",
        Found::DatabaseUnreadable { .. } => "doctor-cure-database-unreadable",
        Found::SchemaOlder { .. } => "doctor-cure-schema-older",
        Found::SchemaNewer { .. } => "doctor-cure-schema-newer",
        Found::Damaged { .. } => "doctor-cure-damaged",
        Found::FullCheckFaulty { .. } => "doctor-cure-full-check",
        Found::ReferencesBroken { .. } => "doctor-cure-references-broken",
        Found::LogSize { .. } => "doctor-cure-log",
        Found::BackupsUnsealed => "doctor-cure-backups-unsealed",
        Found::BackupNone | Found::BackupOld { .. } => "doctor-cure-backup-old",
        Found::BackupBad { .. } => "doctor-cure-backup-bad",
        Found::BotKilled { .. } => "doctor-cure-bot-killed",
        Found::BotSilent { .. } => "doctor-cure-bot-silent",
        Found::TokenMissing => "doctor-cure-token-missing",
        Found::TokenRefused => "doctor-cure-token-refused",
        Found::TokenDoubtful { .. } => "doctor-cure-token-doubtful",
        Found::ClockSkew { .. } => "doctor-cure-clock",
        Found::WebhookSet { .. } => "doctor-cure-webhook-set",
        Found::WebhookDeaf { .. } => "doctor-cure-webhook-deaf",
        Found::WebhookFails { .. } => "doctor-cure-webhook-fails",
        Found::WebhookMissing => "doctor-cure-webhook-missing",
        Found::WebhookUnknown { .. }
        | Found::PollerUnknown { .. }
        | Found::ChannelUnknown { .. } => "doctor-cure-again",
        Found::PollerBusy => "doctor-cure-poller-busy",
        Found::PollerSeen { .. } => "doctor-cure-poller-seen",
        Found::ChannelsNone => "doctor-cure-channels-none",
        Found::ChannelRights { .. } => "doctor-cure-channel-rights",
        Found::ChannelNotAdmin { .. } => "doctor-cure-channel-not-admin",
        Found::ChannelGone { .. } => "doctor-cure-channel-gone",
        Found::MovementNever { .. } => "doctor-cure-movement-never",
        Found::MovementUnasked => "doctor-cure-movement-unasked",
        Found::Updates { .. } => "doctor-cure-updates",
        Found::UnderMaintenance { .. } => "doctor-cure-maintenance",
        Found::Tasks { .. } => "doctor-cure-tasks",
        Found::Servers { .. } => "doctor-cure-servers",
        Found::HttpWithoutUrl { .. } => "doctor-cure-http-no-url",
        Found::HttpUnserved { .. } => "doctor-cure-http-unserved",
        Found::HttpInner { .. } => "doctor-cure-http-inner",
        Found::HttpPort { .. } => "doctor-cure-http-port",
        Found::CertificateGood { .. } | Found::CertificateOver { .. } => "doctor-cure-certificate",
        Found::CertificateUnusable { .. } => "doctor-cure-certificate-unusable",
        Found::HttpSilent { .. } => "doctor-cure-http-silent",
        Found::HttpTaken { .. } => "doctor-cure-http-taken",
        Found::QvaPayInactive { .. } => "doctor-cure-qvapay-inactive",
        Found::QvaPayRefuses { .. } => "doctor-cure-qvapay-refuses",
        Found::QvaPayFails { .. } => "doctor-cure-qvapay-fails",
        Found::GeoIp { is_old: true, .. } => "doctor-cure-geoip-old",
        Found::GeoIpUnusable { .. } => "doctor-cure-geoip-unusable",
        Found::Memory { .. } => "doctor-cure-memory",
        Found::WakeLockUnseen => "doctor-cure-wake-lock",
        Found::BatteryUnseen => "doctor-cure-battery",
        Found::StartsByHand => "doctor-cure-boot",
    };
    Some(reader.plain(key, args! {}))
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn short(text: &str) -> String {
    html::one_line(text, ERROR_LENGTH)
}

fn titled(title: &str) -> String {
    html::one_line(title, TITLE_LENGTH)
}

fn ago(reader: Reader, at: Timestamp) -> String {
    units::duration(reader.lang, reader.now.since(at).max(0))
}

fn listed<T>(rows: &[T], word: impl Fn(&T) -> String) -> String {
    rows.iter().map(word).collect::<Vec<_>>().join(", ")
}

fn with_path(reader: Reader, key: &str, path: &Path) -> String {
    let path = shown(path);
    reader.plain(key, args! { path: &path })
}

fn failing(reader: Reader, key: &str, path: &Path, error: &str) -> String {
    let (path, error) = (shown(path), short(error));
    reader.plain(key, args! { path: &path, error: &error })
}

fn misspelt(reader: Reader, names: &[Misspelling]) -> String {
    let names = listed(names, |name| {
        let written = short(&name.written);
        reader.plain(
            "doctor-misspelt-name",
            args! { written: &written, meant: name.meant },
        )
    });
    reader.plain("doctor-misspelt", args! { names: &names })
}

fn commands(reader: Reader, files: &[OpenFile]) -> String {
    let commands = listed(files, |file| {
        let path = shown(&file.path);
        reader.plain(
            "doctor-cure-modes-command",
            args! { mode: file.wanted, path: &path },
        )
    });
    reader.plain("doctor-cure-modes", args! { commands: &commands })
}

fn clock(reader: Reader, seconds: i64) -> String {
    if seconds.saturating_abs() < MINUTE {
        return reader.plain("doctor-clock-fine", args! {});
    }
    let skew = units::duration(reader.lang, seconds);
    let key = if seconds > 0 {
        "doctor-clock-ahead"
    } else {
        "doctor-clock-behind"
    };
    reader.plain(key, args! { skew: &skew })
}

fn memory(reader: Reader, bot: Option<u64>, available: Option<u64>) -> String {
    let size = |bytes| units::bytes(reader.lang, bytes);
    match (bot.map(size), available.map(size)) {
        (Some(bot), Some(available)) => reader.plain(
            "doctor-memory-both",
            args! { bot: &bot, available: &available },
        ),
        (Some(bot), None) => reader.plain("doctor-memory-bot", args! { bot: &bot }),
        (None, Some(available)) => {
            reader.plain("doctor-memory-available", args! { available: &available })
        }
        (None, None) => reader.plain("doctor-memory-unknown", args! {}),
    }
}
