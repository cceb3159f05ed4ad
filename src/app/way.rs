//! What a start finds before the house is open: no room, a damaged database, or none where there was one.
//!
//! Invariant: an empty house is begun only where there never was one, or when the operator asks for it by name.

use crate::config::Config;
use crate::context::Ctx;
use crate::db;
use crate::db::DataLock;
use crate::db::Db;
use crate::db::aside;
use crate::db::aside::Soundness;
use crate::models::Ailment;
use crate::models::BackupOffer;
use crate::models::Timestamp;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::care as screens;
use crate::services::care;
use crate::services::house;
use crate::telegram::call::Call;
use crate::telegram::raw::Raw;
use crate::utils::clock::Clock;
use crate::utils::host;
use crate::utils::locale::Lang;
use anyhow::Context;
use anyhow::bail;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

/// The first pause of a start that waits for room; it doubles up to the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How long a word to the admins may take that is said before the bot runs, or instead.
const WORD_WITHIN: Duration = Duration::from_secs(20);

/// The data of a house are damaged or gone: trying again is useless until a person has decided.
#[derive(Debug, thiserror::Error)]
#[error("{text}")]
pub struct LostHouse {
    text: String,
    /// The name under which the database was set aside just now: the admins are told, once.
    aside: Option<String>,
    backup: Option<BackupOffer>,
}

/// Waits until something can be written where the data lie.
///
/// # Errors
/// When the place refuses for another reason than a full disk, with that reason.
pub(super) async fn await_room(config: &Config, clock: &Clock) -> anyhow::Result<()> {
    let mut pause = FIRST_PAUSE;
    let mut is_told = false;
    while let Some(place) = full_place(config)? {
        if !is_told {
            is_told = true;
            log::error!(
                "the disk is full: nothing fits into {} any more. Make room; the start goes on by itself",
                place.display()
            );
            let shown = place.display().to_string();
            tell(config, clock.clone(), |reader| {
                screens::waiting(reader, &shown)
            })
            .await;
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
    if is_told {
        log::info!("there is room again");
    }
    Ok(())
}

/// The directory that is full, if one is.
fn full_place(config: &Config) -> anyhow::Result<Option<PathBuf>> {
    let parent = config.database.parent().unwrap_or(Path::new("."));
    for place in [config.data_dir.as_path(), parent] {
        let place = host::nearest(place);
        if !place.is_dir() {
            // Refused with its own reason when it is opened.
            continue;
        }
        match host::try_room(&place, host::TRIAL_BYTES) {
            Ok(()) => {}
            Err(error) if db::ailment_of(&error) == Ailment::NoRoom => return Ok(Some(place)),
            Err(error) => bail!(
                "nothing can be written in {} ({error}), and the bot keeps its data there; make it writable for this user, or choose another DATA_DIR",
                place.display()
            ),
        }
    }
    Ok(None)
}

/// Opens the database. One that is damaged is set aside; none where there was one is not replaced by an empty one.
///
/// # Errors
/// [`LostHouse`], with the newest backup and how to bring it back; or those of [`Db::open`].
pub(super) fn open_database(config: &Config, now: Timestamp) -> anyhow::Result<Db> {
    let path = &config.database;
    match aside::examine(path) {
        Soundness::Usable => {}
        Soundness::Damaged(fault) => return Err(give_up(config, &fault, now)),
        Soundness::Absent => refuse_lost(config, now)?,
    }
    match Db::open(path) {
        Ok(db) => {
            aside::clear_suspect(path);
            Ok(db)
        }
        Err(error) if db::is_damage(&error) => Err(give_up(config, &error.to_string(), now)),
        Err(error) => Err(error).context("the database could not be opened"),
    }
}

/// Makes what the house needs, and gives when it was last alive.
pub(super) async fn prepare(ctx: &Ctx) -> anyhow::Result<Option<Timestamp>> {
    let now = ctx.clock.now();
    let prepared = async {
        house::prepare(ctx, now).await?;
        house::away(ctx, now).await
    };
    match (prepared.await, ctx.db.stop()) {
        (Ok((last_alive, _)), _) => Ok(last_alive),
        (Err(_), Some(stop)) if stop.ailment == Ailment::Damaged => {
            Err(give_up(&ctx.config, &stop.why, now))
        }
        (Err(error), _) => Err(error).context("the database could not be prepared"),
    }
}

/// Sets the damaged database aside, and gives the error that says so.
pub(super) fn give_up(config: &Config, fault: &str, now: Timestamp) -> anyhow::Error {
    let path = &config.database;
    let aside = match aside::set_aside(path, now) {
        Ok(aside) => aside,
        Err(error) => {
            return anyhow::Error::new(error).context(format!(
                "the database {} is damaged ({fault}) and could not be set aside",
                path.display()
            ));
        }
    };
    log::error!(
        "the database was damaged ({fault}) and is set aside as {}",
        aside.display()
    );
    let said = format!(
        "The database {} is damaged ({fault}).\nIt was set aside as {}; nothing was deleted.",
        path.display(),
        aside.display()
    );
    let name = aside
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    lost(config, &said, name).into()
}

/// Refuses to begin an empty house where something is left of another.
fn refuse_lost(config: &Config, now: Timestamp) -> anyhow::Result<()> {
    let path = &config.database;
    if aside::has_orphaned_log(path) {
        return Err(give_up(
            config,
            "its log is there, but it is empty or gone",
            now,
        ));
    }
    let set_aside = aside::list_aside(path).pop();
    let left = match set_aside {
        Some(left) => format!("the damaged one of a house lies there: {}", left.display()),
        None => match care::offer(&config.data_dir) {
            Some(_) => "backups of a house lie there".to_owned(),
            None => return Ok(()),
        },
    };
    let said = format!("There is no database at {}, but {left}.", path.display());
    Err(lost(config, &said, None).into())
}

fn lost(config: &Config, said: &str, aside: Option<String>) -> LostHouse {
    let backup = care::offer(&config.data_dir);
    let back = match &backup {
        Some(backup) => format!(
            "The newest backup is {}. To bring it back:\n\n  {}",
            backup.file_name, backup.command
        ),
        None => "There is no backup here. If you have one elsewhere, bring it back:\n\n  portero restore FILE".to_owned(),
    };
    LostHouse {
        text: format!(
            "{said}\n{back}\n\nTo begin an empty house instead (members, roles and keys are not in it):\n\n  portero run --new-house"
        ),
        aside,
        backup,
    }
}

/// Makes an empty house where one was lost. A damaged database is set aside first.
///
/// # Errors
/// When there is a house that can be opened: it is not replaced.
pub(super) fn begin_anew(config: &Config, now: Timestamp) -> anyhow::Result<()> {
    let _lock = DataLock::take(&config.data_dir)?;
    let path = &config.database;
    let is_in_the_way = match aside::examine(path) {
        Soundness::Usable => bail!(
            "there is a house at {} already; --new-house begins one only where it was lost. Start without it",
            path.display()
        ),
        Soundness::Damaged(_) => true,
        Soundness::Absent => aside::has_orphaned_log(path),
    };
    if is_in_the_way {
        let aside = aside::set_aside(path, now)
            .with_context(|| format!("{} could not be set aside", path.display()))?;
        log::warn!("the damaged database is set aside as {}", aside.display());
    }
    drop(Db::open(path).context("the database could not be made")?);
    log::warn!("an empty house was begun at {}", path.display());
    Ok(())
}

/// Tells the admins of the settings that the bot does not start, if it was found just now.
pub(super) async fn tell_lost(config: &Config, clock: Clock, error: &anyhow::Error) {
    let Some(lost) = error.downcast_ref::<LostHouse>() else {
        return;
    };
    if let Some(name) = &lost.aside {
        let backup = lost.backup.as_ref();
        tell(config, clock, |reader| screens::down(reader, name, backup)).await;
    }
}

/// Says something to the admins of the settings without a house. As well as it can be: the terminal says it too.
async fn tell(config: &Config, clock: Clock, draw: impl Fn(Reader) -> Screen) {
    let Some(token) = &config.bot_token else {
        return;
    };
    let reader = Reader {
        lang: Lang::of_tag(&config.language).unwrap_or(Lang::Es),
        time_zone: config.time_zone,
        now: clock.now(),
    };
    let proxy = config.telegram_proxy.as_ref().map(|proxy| proxy.expose());
    let raw = match Raw::new(&config.bot_api_url, token.expose(), proxy, clock) {
        Ok(raw) => raw,
        Err(error) => return log::warn!("nobody could be told: {error:#}"),
    };
    let html = draw(reader).html;
    let told = async {
        for admin in &config.admin_user_ids {
            let call = Call::new("sendMessage")
                .set("chat_id", admin.0)
                .set("text", html.clone())
                .set("parse_mode", "HTML");
            if let Err(error) = raw.call(&call).await {
                log::warn!("[{admin}] could not be told: {error}");
            }
        }
    };
    if tokio::time::timeout(WORD_WITHIN, told).await.is_err() {
        log::warn!("the admins could not be told in time");
    }
}
