//! `portero restore`: a backup takes the place of what is here, which is kept beside it.

use super::backup::clock;
use super::backup::sentence;
use super::backup::voice;
use super::print;
use super::setup::ask::Asker;
use crate::app;
use crate::config::Config;
use crate::db;
use crate::db::DataLock;
use crate::db::LockError;
use crate::models::BackupRefusal;
use crate::models::Identity;
use crate::models::Refusal;
use crate::models::RestoreView;
use crate::screens::Reader;
use crate::screens::backups as screens;
use crate::services::ServiceError;
use crate::services::backups::parts;
use crate::services::backups::place::Place;
use crate::services::backups::restore;
use crate::services::backups::restore::Source;
use crate::services::backups::restore::Terms;
use crate::utils::locale::args;
use crate::utils::plain;
use anyhow::anyhow;
use anyhow::bail;
use std::io;
use std::path::PathBuf;

/// Passphrases that may be typed before the command gives up.
const TRIES: usize = 3;

/// What the command takes.
#[derive(clap::Args)]
#[command(after_help = "\
The passphrase is BACKUP_PASSPHRASE of the environment or .env, else it is asked for without being shown, else the
first line of standard input. Of a backup in parts, name the first: the others are looked for beside it.")]
pub struct Arguments {
    /// The backup, or its parts.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Do not ask: restore it.
    #[arg(long)]
    yes: bool,
}

/// Shows what is in a backup, asks, and restores it.
///
/// # Errors
/// With a sentence in the operator's language; then nothing was changed.
pub async fn run(arguments: Arguments, config: Config) -> anyhow::Result<()> {
    let place = app::place(&config);
    let now = clock(&config).now();
    let reader = voice(&config, now);
    let _lock = lock(&config, reader)?;
    restore::recover(&place).map_err(|error| sentence(reader, error))?;
    let files = parts::gather(&arguments.files).map_err(|error| sentence(reader, error))?;
    let terms = Terms {
        by: Identity::System,
        bot_id: config.bot_id().and_then(|id| id.parse().ok()),
        secret_key: config
            .secret_key
            .as_ref()
            .map(|key| key.expose().to_owned()),
        now,
    };
    let asker = Asker::of_command(reader.lang);
    let given = config.backup_passphrase.as_ref();
    let given = given.map(|passphrase| passphrase.expose().to_owned());
    let (source, view) = open(&place, &terms, files, given, &asker, reader).await?;
    print::line(&plain::to_plain(&screens::inside(reader, &view)))?;
    if restore::is_inhabited(&place) {
        let path = place.database.display().to_string();
        asker.say("restore-cli-replaces", args! { path: &path })?;
    }
    if !arguments.yes {
        if !asker.is_terminal() {
            bail!(asker.text("restore-cli-yes", args! {}));
        }
        let question = asker.text("restore-cli-sure", args! {});
        if !asker.yes(&question, false).await? {
            return Ok(asker.say("restore-cli-left", args! {})?);
        }
    }
    let done = restore::restore(&place, &source, &terms, &mut |_| Ok(()))
        .map_err(|error| sentence(reader, error))?;
    asker.say("restore-cli-done", args! {})?;
    if let Some(kept) = done.kept {
        let kept = kept.display().to_string();
        asker.say("restore-cli-kept", args! { path: &kept })?;
    }
    Ok(())
}

fn lock(config: &Config, reader: Reader) -> anyhow::Result<DataLock> {
    db::refuse_moved(&config.data_dir)?;
    DataLock::take(&config.data_dir).map_err(|error| match error {
        LockError::Held { directory, holder } => anyhow!(reader.plain(
            "restore-cli-running",
            args! { path: &directory, holder: &holder },
        )),
        other @ (LockError::Moved { .. } | LockError::Unusable { .. }) => other.into(),
    })
}

/// Opens the backup with the passphrase of the settings, or with one that is typed.
async fn open(
    place: &Place,
    terms: &Terms,
    files: Vec<PathBuf>,
    given: Option<String>,
    asker: &Asker,
    reader: Reader,
) -> anyhow::Result<(Source, RestoreView)> {
    let mut passphrase = given;
    let mut tried = 0;
    loop {
        let source = Source {
            files: files.clone(),
            passphrase: match passphrase.take() {
                Some(passphrase) => passphrase,
                None => typed(asker).await?,
            },
        };
        match restore::preview(place, &source, terms) {
            Ok(view) => return Ok((source, view)),
            Err(ServiceError::Refused(Refusal::Backup(BackupRefusal::PassphraseWrong)))
                if asker.is_terminal() && tried < TRIES =>
            {
                tried += 1;
                asker.say("restore-cli-again", args! {})?;
            }
            Err(error) => return Err(sentence(reader, error)),
        }
    }
}

async fn typed(asker: &Asker) -> anyhow::Result<String> {
    let question = asker.text("restore-cli-passphrase", args! {});
    let missing = || anyhow!(asker.text("restore-cli-no-passphrase", args! {}));
    if asker.is_terminal() {
        let typed = asker.secret(&question, None).await?;
        return typed.ok_or_else(missing);
    }
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    let line = line.trim().to_owned();
    Some(line)
        .filter(|line| !line.is_empty())
        .ok_or_else(missing)
}
