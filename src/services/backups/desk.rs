//! The desk of backups: what is kept, what is set, and the acts of whoever looks after them.

use super::after;
use super::beside;
use super::list_in;
use super::nightly_in;
use super::place::Place;
use super::place::refused;
use super::restore;
use super::restore::Source;
use super::restore::Terms;
use super::secret_key;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::Backup;
use crate::models::BackupDesk;
use crate::models::BackupId;
use crate::models::BackupRefusal;
use crate::models::BackupSettings;
use crate::models::ChatId;
use crate::models::DAY;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::RestoreView;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::WHY_RESTORED;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::expiry;
use crate::services::unit::act;
use crate::utils::seal::hex;
use ring::digest::SHA256;
use ring::digest::digest;
use rusqlite::Transaction;
use serde_json::json;
use std::fs;

/// Orders of the same thing within this time are one: a finger tapped twice.
const TAP_SECONDS: i64 = 10;

/// Everything the desk shows.
pub async fn desk(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<BackupDesk, ServiceError> {
    actor.need(Permission::ManageBackups)?;
    super::adopt(ctx, now).await?;
    let (zone, has_passphrase) = (ctx.time_zone(), ctx.config.backup_passphrase.is_some());
    let (keep, chat) = (ctx.config.backup_keep, ctx.config.backup_chat);
    ctx.db
        .read(move |connection| {
            let settings = crud::backups::get_settings(connection)?;
            Ok(BackupDesk {
                settings,
                keep: settings.keep.unwrap_or(keep),
                chat: settings.chat.or(chat),
                has_passphrase,
                backups: list_in(connection)?,
                next_at: nightly_in(connection, zone)?.filter(|_| has_passphrase),
                held_since: after::held_in(connection)?,
            })
        })
        .await
}

/// One backup.
pub async fn get(ctx: &Ctx, actor: &Actor, id: BackupId) -> Result<Backup, ServiceError> {
    actor.need(Permission::ManageBackups)?;
    let found = ctx
        .db
        .read(move |connection| -> Result<_, ServiceError> {
            Ok(crud::backups::get(connection, id)?)
        })
        .await?;
    found
        .filter(|backup| backup.deleted_at.is_none())
        .ok_or_else(|| refused(BackupRefusal::Gone))
}

/// Whether the very thing was ordered and not done yet, or was ordered just now: a finger tapped twice. `beginning` is
/// that of the keys of its tasks.
fn is_ordered(
    tx: &Transaction<'_>,
    (action, target): (&str, &str),
    beginning: &str,
    waits: impl Fn(&Task) -> bool,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let last = crud::audit::last_at(tx, action, target)?;
    if last.is_some_and(|last| (0..TAP_SECONDS).contains(&now.since(last))) {
        return Ok(true);
    }
    Ok(crud::tasks::list_open(tx, beginning)?.iter().any(waits))
}

/// Has one made; a task makes it and says how it went. A second tap asks for nothing more.
pub async fn order_now(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<(), ServiceError> {
    actor.need(Permission::ManageBackups)?;
    if ctx.config.backup_passphrase.is_none() {
        return Err(refused(BackupRefusal::NoPassphrase));
    }
    let (who, user) = person(actor)?;
    act(ctx, actor, now, move |tx| {
        let waits = |task: &Task| matches!(task, Task::MakeBackup { .. });
        if is_ordered(tx, ("backup.ordered", "house"), "make_backup:", waits, now)? {
            return Ok(());
        }
        let fact = audit::append(tx, who, "backup.ordered", "house".to_owned(), None, now)?;
        crud::tasks::insert(tx, &Task::MakeBackup { user, fact }, now, now)?;
        Ok(())
    })
    .await
}

/// Has one tried out; a task does it and says what was found.
pub async fn order_test(
    ctx: &Ctx,
    actor: &Actor,
    id: BackupId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    get(ctx, actor, id).await?;
    if ctx.config.backup_passphrase.is_none() {
        return Err(refused(BackupRefusal::NoPassphrase));
    }
    let (who, user) = person(actor)?;
    act(ctx, actor, now, move |tx| {
        let target = format!("backup:{id}");
        let waits = |task: &Task| matches!(task, Task::TestBackup { backup, .. } if *backup == id);
        if is_ordered(
            tx,
            ("backup.test_ordered", &target),
            "test_backup:",
            waits,
            now,
        )? {
            return Ok(());
        }
        let fact = audit::append(tx, who, "backup.test_ordered", target, None, now)?;
        let task = Task::TestBackup {
            backup: id,
            user,
            fact,
        };
        crud::tasks::insert(tx, &task, now, now)?;
        Ok(())
    })
    .await
}

/// Has one sent to the chat, also if it went before.
pub async fn order_sending(
    ctx: &Ctx,
    actor: &Actor,
    id: BackupId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    get(ctx, actor, id).await?;
    let given = ctx.config.backup_chat;
    let who = actor.identity;
    act(ctx, actor, now, move |tx| {
        let chat = crud::backups::get_settings(tx)?.chat.or(given);
        let chat = chat.ok_or_else(|| refused(BackupRefusal::NoChat))?;
        let (target, details) = (format!("backup:{id}"), json!({ "chat": chat.0 }));
        let waits = |task: &Task| {
            matches!(task, Task::SendBackup { backup, chat: to, .. } if (*backup, *to) == (id, chat))
        };
        let own = format!("send_backup:{id}:");
        if is_ordered(tx, ("backup.sending_ordered", &target), &own, waits, now)? {
            return Ok(());
        }
        crud::backups::update_sent(tx, id, None)?;
        crud::backups::delete_sent(tx, id, chat)?;
        let fact = audit::append(tx, who, "backup.sending_ordered", target, details, now)?;
        let task = Task::SendBackup {
            backup: id,
            chat,
            fact,
        };
        crud::tasks::insert(tx, &task, now, now)?;
        Ok(())
    })
    .await
}

/// Changes what is set; the line in the audit log says what was before.
pub async fn set(
    ctx: &Ctx,
    actor: &Actor,
    now: Timestamp,
    change: impl FnOnce(&mut BackupSettings) + Send + 'static,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageBackups)?;
    let who = actor.identity;
    act(ctx, actor, now, move |tx| {
        let before = crud::backups::get_settings(tx)?;
        let mut settings = before;
        change(&mut settings);
        if settings == before {
            return Ok(());
        }
        crud::backups::update_settings(tx, &settings, now)?;
        let details = json!({ "before": facts(&before), "after": facts(&settings) });
        audit::record(tx, who, "backup.set", "house".to_owned(), details, now)
    })
    .await
}

fn facts(settings: &BackupSettings) -> serde_json::Value {
    json!({
        "minute": settings.minute,
        "keep": settings.keep,
        "chat": settings.chat.map(|ChatId(id)| id),
        "splits": settings.splits,
    })
}

/// An admin lets removals go on after a restore.
pub async fn release(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<(), ServiceError> {
    actor.need(Permission::ManageMembers)?;
    let who = actor.identity;
    act(ctx, actor, now, move |tx| {
        if after::release(tx)? {
            // What waits for this looks again now, not at the end of its pause.
            crud::tasks::update_put_off(tx, WHY_RESTORED, now)?;
            crud::servers::update_unreconciled(tx)?;
            let details = json!({ "before": "held", "after": "free" });
            audit::record(
                tx,
                who,
                "restore.released",
                "house".to_owned(),
                details,
                now,
            )?;
        }
        Ok(())
    })
    .await?;
    // The next round may be an hour away, and does what this one did not.
    if let Err(error) = expiry::sweep(ctx, now).await {
        log::warn!("the ends that were held are looked at later: {error}");
    }
    Ok(())
}

/// Who was asked for a passphrase, in `house_state`.
const ASKED: &str = "restore.asked";
/// What they write so long after may be the answer: updates that a phone without a battery missed come late.
const ASKED_SECONDS: i64 = 2 * DAY;

/// Keeps a file that was sent in chat until it is restored: sealed, as it came. From now on its sender is asked for what
/// opens it.
pub async fn keep_incoming(
    ctx: &Ctx,
    actor: &Actor,
    bytes: Vec<u8>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let (_, user) = person(actor)?;
    actor.need(Permission::ManageBackups)?;
    let place = Place::of(ctx);
    ctx.db
        .write(Durability::Full, move |tx| -> Result<(), ServiceError> {
            Ok(crud::house::set(tx, ASKED, &user.to_string(), now)?)
        })
        .await?;
    beside(ctx, move |_| {
        let keep = || -> std::io::Result<()> {
            use std::io::Write;
            place.make_folder()?;
            super::place::create(&place.incoming())?.write_all(&bytes)
        };
        keep().map_err(super::place::unwritable)
    })
    .await
}

/// Whether that person was asked for a passphrase and the matter is not ended: what they write may be one, even if a
/// kill or another press has made the bot forget the question.
pub async fn awaits_passphrase(
    ctx: &Ctx,
    user: UserId,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    ctx.db
        .read(move |connection| {
            let asked = crud::house::get(connection, ASKED)?;
            let since = crud::house::updated_at(connection, ASKED)?;
            let is_recent =
                since.is_some_and(|since| (0..ASKED_SECONDS).contains(&now.since(since)));
            Ok(is_recent && asked == Some(user.to_string()))
        })
        .await
}

/// Forgets that file, and that somebody was asked for what opens it.
pub async fn drop_incoming(ctx: &Ctx) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| -> Result<(), ServiceError> {
            crud::house::delete(tx, ASKED)?;
            Ok(())
        })
        .await?;
    let place = Place::of(ctx);
    beside(ctx, move |_| {
        super::place::remove(&place.incoming()).map_err(super::place::unwritable)
    })
    .await
}

/// Takes the words of a message out of what is stored of it, the write-ahead log too: they were a passphrase.
pub async fn forget_words(ctx: &Ctx, actor: &Actor) -> Result<(), ServiceError> {
    let Some(seq) = actor.update() else {
        return Ok(());
    };
    ctx.db
        .write(Durability::Full, move |tx| -> Result<(), ServiceError> {
            Ok(crud::inbox::update_without_text(tx, seq)?)
        })
        .await?;
    if let Err(error) = ctx.db.fold().await {
        // The next writes go over it.
        log::warn!("a passphrase may lie in the write-ahead log for a while: {error}");
    }
    Ok(())
}

/// Reads the file that was sent through and says what is in it, with the mark that tells this file from any other.
pub async fn preview_incoming(
    ctx: &Ctx,
    actor: &Actor,
    passphrase: &str,
    now: Timestamp,
) -> Result<(RestoreView, String), ServiceError> {
    actor.need(Permission::ManageBackups)?;
    let (place, passphrase) = (Place::of(ctx), passphrase.to_owned());
    let terms = Terms {
        by: actor.identity,
        bot_id: ctx.bot().map(|bot| bot.id),
        secret_key: secret_key(ctx),
        now,
    };
    beside(ctx, move |_| {
        let mark = mark_of(&place)?;
        let source = incoming(&place, &passphrase, &mark)?;
        let view = restore::preview(&place, &source, &terms)?;
        // Another admin's file may have come in its place while it was read.
        incoming(&place, &passphrase, &mark)?;
        Ok((view, mark))
    })
    .await
}

/// The file that was sent and shown, with what opens it.
///
/// # Errors
/// Refused if it is gone, or if somebody sent another one since.
pub fn incoming(place: &Place, passphrase: &str, mark: &str) -> Result<Source, ServiceError> {
    if mark_of(place)? != mark {
        return Err(refused(BackupRefusal::Forgotten));
    }
    Ok(Source {
        files: vec![place.incoming()],
        passphrase: passphrase.to_owned(),
    })
}

/// The SHA-256 of the file that was sent, in hexadecimal.
fn mark_of(place: &Place) -> Result<String, ServiceError> {
    let bytes = match fs::read(place.incoming()) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(refused(BackupRefusal::Forgotten));
        }
        read => read.map_err(super::place::unwritable)?,
    };
    Ok(hex(digest(&SHA256, &bytes).as_ref()))
}

fn person(actor: &Actor) -> Result<(crate::models::Identity, UserId), Refusal> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    Ok((actor.identity, user))
}
