//! The doctor: looks at everything the bot needs and says what is wrong. It changes nothing, holds no lock, and works
//! beside a running bot and without one.
//!
//! `CHECKS` is the list: one line per check. A check reads what it needs of its `Patient` and judges it; what only
//! Telegram knows was asked before.

mod data;
mod database;
mod geoip;
mod host;
mod http;
mod qvapay;
mod telegram;
mod work;

use super::ServiceError;
use super::members::movement_key;
use crate::context::Ctx;
use crate::crud;
use crate::db;
use crate::db::health;
use crate::db::health::Standing;
use crate::models::Actor;
use crate::models::CheckId;
use crate::models::Door;
use crate::models::Finding;
use crate::models::Found;
use crate::models::KnownDoor;
use crate::models::Level;
use crate::models::Permission;
use crate::models::Report;
use crate::models::SettingsFacts;
use crate::models::TelegramFacts;
use crate::models::Timestamp;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use std::io;
use std::path::Path;
use std::time::Duration;

/// What a check says; `None` if it has no place on this machine.
type Verdict = Option<(Level, Found)>;
type Check = fn(&Patient<'_>) -> Verdict;

/// All checks, in the order in which they are shown.
const CHECKS: &[(CheckId, Check)] = &[
    (CheckId::Settings, data::settings),
    (CheckId::Spelling, data::spelling),
    (CheckId::DataDirectory, data::directory),
    (CheckId::Wal, data::wal),
    (CheckId::FreeSpace, data::free_space),
    (CheckId::FileModes, data::file_modes),
    (CheckId::Key, data::key),
    (CheckId::Database, database::database),
    (CheckId::SchemaVersion, database::schema_version),
    (CheckId::Integrity, database::integrity),
    (CheckId::FullCheck, database::full_check),
    (CheckId::ForeignKeys, database::foreign_keys),
    (CheckId::LogSize, database::log_size),
    (CheckId::Backups, database::backups),
    (CheckId::Bot, work::bot),
    (CheckId::Telegram, telegram::telegram),
    (CheckId::Token, telegram::token),
    (CheckId::Clock, telegram::clock),
    (CheckId::Webhook, telegram::webhook),
    (CheckId::Poller, telegram::poller),
    (CheckId::VipChannel, telegram::vip_channel),
    (CheckId::FreeChannel, telegram::free_channel),
    (CheckId::Joins, telegram::joins),
    (CheckId::Maintenance, work::maintenance),
    (CheckId::Inbox, work::inbox),
    (CheckId::Tasks, work::tasks),
    (CheckId::Servers, work::servers),
    (CheckId::Http, http::http),
    (CheckId::Certificate, http::certificate),
    (CheckId::QvaPay, qvapay::qvapay),
    (CheckId::GeoIp, geoip::geoip),
    (CheckId::Memory, host::memory),
    (CheckId::WakeLock, host::wake_lock),
    (CheckId::Battery, host::battery),
    (CheckId::StartAtBoot, host::start_at_boot),
];

/// Who asks for the doctor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asker {
    /// Somebody at a terminal, beside the bot or without it: they can wait.
    Terminal,
    /// The running bot itself, for somebody in the chat.
    Bot,
}

impl Asker {
    /// How long one check of the whole database may take.
    fn patience(self) -> Duration {
        match self {
            Self::Terminal => Duration::from_secs(600),
            Self::Bot => Duration::from_secs(8),
        }
    }
}

/// What is examined.
struct Patient<'a> {
    settings: &'a SettingsFacts,
    telegram: &'a TelegramFacts,
    standing: Standing,
    /// Who holds the data directory.
    holder: io::Result<Option<String>>,
    asker: Asker,
    now: Timestamp,
}

impl Patient<'_> {
    /// Reads from a database that this version knows. Without one, the check waits for that.
    fn read(
        &self,
        judge: impl FnOnce(&Connection) -> Result<(Level, Found), ServiceError>,
    ) -> Verdict {
        match &self.standing {
            Standing::Ours {
                connection,
                version,
            } if *version == health::current_version() => {
                Some(judge(connection).unwrap_or_else(failed))
            }
            Standing::Ours { .. } | Standing::Newer { .. } => needs(CheckId::SchemaVersion),
            Standing::Absent | Standing::Foreign | Standing::Unreadable(_) => {
                needs(CheckId::Database)
            }
        }
    }

    /// Whether the bot runs.
    fn is_running(&self) -> bool {
        self.asker == Asker::Bot || matches!(self.holder, Ok(Some(_)))
    }
}

/// The check waits until another is well.
fn needs(check: CheckId) -> Verdict {
    Some(waits_for(check))
}

fn waits_for(check: CheckId) -> (Level, Found) {
    (Level::Skipped, Found::Needs { check })
}

/// This user may not look: another one may.
fn not_allowed(level: Level, path: &Path) -> (Level, Found) {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let user = crate::utils::host::owner(&path);
    (level, Found::NotAllowed { path, user })
}

/// The check itself failed.
fn failed(error: ServiceError) -> (Level, Found) {
    let error = error.to_string();
    (Level::Fault, Found::CheckFailed { error })
}

/// What must be known before Telegram is asked.
#[derive(Clone, Debug)]
pub struct Preliminaries {
    pub is_running: bool,
    pub doors: Vec<KnownDoor>,
}

/// Looks whether the bot runs and which channels it keeps. What cannot be seen counts as absent: `examine` tells why.
pub fn preliminaries(settings: &SettingsFacts) -> Preliminaries {
    if !settings.knows_data {
        return Preliminaries {
            is_running: false,
            doors: Vec::new(),
        };
    }
    let doors = match health::look(&settings.database) {
        Standing::Ours { connection, .. } => doors_in(&connection).unwrap_or_default(),
        Standing::Absent | Standing::Foreign | Standing::Newer { .. } | Standing::Unreadable(_) => {
            Vec::new()
        }
    };
    Preliminaries {
        is_running: matches!(db::holder(&settings.data_dir), Ok(Some(_))),
        doors,
    }
}

/// The channels the running bot keeps, for somebody who may see the state of the house.
pub async fn doors(ctx: &Ctx, actor: &Actor) -> Result<Vec<KnownDoor>, ServiceError> {
    actor.need(Permission::SeeStatus)?;
    ctx.db.read(doors_in).await
}

fn doors_in(connection: &Connection) -> Result<Vec<KnownDoor>, ServiceError> {
    let config = crud::bot_config::get(connection).optional()?;
    let mut doors = Vec::new();
    for door in [Door::Vip, Door::Free] {
        let Some(chat) = config.as_ref().and_then(|config| config.channel(door)) else {
            continue;
        };
        let known = crud::channels::get(connection, chat)?;
        let title = known.map_or_else(|| chat.to_string(), |channel| channel.title);
        doors.push(KnownDoor { door, chat, title });
    }
    Ok(doors)
}

/// Examines everything. Slow: it reads files and the whole database, so it must not run on an async thread.
pub fn examine(
    settings: &SettingsFacts,
    telegram: &TelegramFacts,
    asker: Asker,
    now: Timestamp,
) -> Report {
    let (standing, holder) = if settings.knows_data {
        (
            health::look(&settings.database),
            db::holder(&settings.data_dir),
        )
    } else {
        (Standing::Absent, Ok(None))
    };
    let patient = Patient {
        settings,
        telegram,
        standing,
        holder,
        asker,
        now,
    };
    let findings = CHECKS.iter().filter_map(|(check, look)| {
        let (level, found) = look(&patient)?;
        Some(Finding {
            check: *check,
            level,
            found,
        })
    });
    Report {
        findings: findings.collect(),
    }
}

/// The same for the running bot, on a thread that nobody waits for.
pub async fn examine_running(
    ctx: &Ctx,
    actor: &Actor,
    settings: impl FnOnce() -> SettingsFacts + Send + 'static,
    telegram: TelegramFacts,
    now: Timestamp,
) -> Result<Report, ServiceError> {
    actor.need(Permission::SeeStatus)?;
    let examined = ctx
        .db
        .beside(move |_| examine(&settings(), &telegram, Asker::Bot, now))
        .await?;
    Ok(examined)
}

#[cfg(test)]
mod tests;
