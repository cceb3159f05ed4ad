//! `portero backup`: a sealed copy of everything, beside a running bot or without one. Takes no lock.

use super::print;
use super::reader;
use crate::app;
use crate::config::Config;
use crate::db;
use crate::models::BackupCause;
use crate::models::BackupRefusal;
use crate::models::Identity;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::screens::Reader;
use crate::screens::refusals;
use crate::services::ServiceError;
use crate::services::backups;
use crate::services::backups::make;
use crate::services::backups::make::Made;
use crate::services::backups::make::Order;
use crate::services::house;
use crate::utils::clock::Clock;
use crate::utils::host;
use crate::utils::locale::args;
use crate::utils::plain;
use crate::utils::units;
use anyhow::anyhow;
use anyhow::bail;
use std::path::PathBuf;

/// What the command takes.
#[derive(clap::Args)]
#[command(after_help = "\
The passphrase is BACKUP_PASSPHRASE of the environment or .env. Without FILE the backup lies in the folder backups of
DATA_DIR, is sent to the backup chat by the bot, and replaces the oldest one kept there.")]
pub struct Arguments {
    /// Where to put it, instead of the folder of backups.
    file: Option<PathBuf>,
}

/// Makes a backup.
///
/// # Errors
/// With a sentence in the operator's language; then nothing was made.
pub fn run(arguments: Arguments, config: &Config) -> anyhow::Result<()> {
    db::refuse_moved(&config.data_dir)?;
    let now = clock(config).now();
    let reader = voice(config, now);
    let database = config.database.display().to_string();
    if host::is_denied(&config.database) {
        let user = host::owner(&config.database);
        bail!(reader.plain("backup-cli-denied", args! { path: &database, user: &user }));
    }
    if !config.database.exists() {
        bail!(reader.plain("backup-cli-no-database", args! { path: &database }));
    }
    let order = order(arguments, config, now).map_err(|error| sentence(reader, error))?;
    let made = make::make(&order).map_err(|error| sentence(reader, error))?;
    if order.to.is_none() {
        record(config, &order, &made, now);
    }
    let path = std::path::absolute(&made.path).unwrap_or(made.path);
    let (path, size) = (
        path.display().to_string(),
        units::bytes(reader.lang, made.bytes),
    );
    print::line(&reader.plain("backup-cli-made", args! { path: &path, size: &size }))?;
    print::line(&reader.plain("backup-cli-elsewhere", args! {}))?;
    Ok(())
}

fn order(arguments: Arguments, config: &Config, now: Timestamp) -> Result<Order, ServiceError> {
    let passphrase = config.backup_passphrase.as_ref();
    let passphrase = passphrase.ok_or(Refusal::Backup(BackupRefusal::NoPassphrase))?;
    Ok(Order {
        place: app::place(config),
        passphrase: passphrase.expose().to_owned(),
        secret_key: config
            .secret_key
            .as_ref()
            .map(|key| key.expose().to_owned()),
        bot_id: config.bot_id().and_then(|id| id.parse().ok()),
        // If that cannot be seen, it may run.
        was_running: !matches!(db::holder(&config.data_dir), Ok(None)),
        to: arguments.file,
        now,
    })
}

/// Has the house know of it. A database of another version learns of the file at the next start.
fn record(config: &Config, order: &Order, made: &Made, now: Timestamp) {
    let given = (config.backup_keep, config.backup_chat);
    let (who, cause) = (Identity::System, BackupCause::Terminal);
    let recorded = db::write_beside(&config.database, |tx| {
        backups::record(tx, who, cause, made, given, now)
    });
    let dropped = recorded.and_then(|(_, old)| backups::drop_files(&order.place, &old));
    if let Err(error) = dropped {
        eprintln!("the bot learns of this backup at its next start: {error}");
    }
}

/// The clock that the bot would use.
pub(super) fn clock(config: &Config) -> Clock {
    match &config.clock_file {
        Some(path) => Clock::file(path.clone()),
        None => Clock::system(),
    }
}

/// How the operator reads; a database of another version leaves the settings in force.
pub(super) fn voice(config: &Config, now: Timestamp) -> Reader {
    let own = db::open_beside(&config.database)
        .ok()
        .and_then(|connection| house::own_voice(&connection).ok());
    reader(config, own.unwrap_or_default(), now)
}

/// An error in the operator's words.
pub(super) fn sentence(reader: Reader, error: ServiceError) -> anyhow::Error {
    match error {
        ServiceError::Refused(refusal) => {
            anyhow!(plain::to_plain(&refusals::text(reader, &refusal).html))
        }
        other => other.into(),
    }
}
