//! Sending a backup to its chat: at least once, part by part, each noted when it has gone.

use super::complain;
use super::parts;
use super::parts::Part;
use super::place::Place;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Backup;
use crate::models::BackupId;
use crate::models::BackupRefusal;
use crate::models::BackupTrouble;
use crate::models::ChatId;
use crate::models::Timestamp;
use crate::services::ServiceError;
use std::path::PathBuf;

/// What is to go next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sending {
    /// Nothing any more, with a word why.
    Over(&'static str),
    Part {
        backup: Box<Backup>,
        path: PathBuf,
        part: Part,
    },
}

/// The next part of a backup that is to go to that chat. Once backups go to another one, none goes there any more.
pub async fn next_part(
    ctx: &Ctx,
    id: BackupId,
    chat: ChatId,
    now: Timestamp,
) -> Result<Sending, ServiceError> {
    let (found, settings, sending) = ctx
        .db
        .read(move |connection| -> Result<_, ServiceError> {
            let backup = crud::backups::get(connection, id)?;
            let sending = crud::backups::get_sending(connection, id, chat)?;
            Ok((backup, crud::backups::get_settings(connection)?, sending))
        })
        .await?;
    if settings.chat.or(ctx.config.backup_chat) != Some(chat) {
        return Ok(Sending::Over("backups go to another chat now"));
    }
    let Some(backup) = found.filter(|backup| backup.deleted_at.is_none()) else {
        return Ok(Sending::Over("its file is gone"));
    };
    let (sent, ended) = sending.unwrap_or_default();
    if ended.is_some() {
        return Ok(Sending::Over("sent"));
    }
    let path = Place::of(ctx).backup(&backup.file_name);
    if !path.exists() {
        return Ok(Sending::Over("its file is gone"));
    }
    if backup.bytes > parts::MOST_MESSAGE && !settings.splits {
        let most_bytes = parts::MOST_MESSAGE;
        let refusal = BackupRefusal::FileTooBig { most_bytes };
        complain(ctx, BackupTrouble::Send, &refusal, now).await?;
        return Ok(Sending::Over("too big for a message: it is kept here"));
    }
    let sent = usize::try_from(sent).unwrap_or(usize::MAX);
    let part = parts::parts(&backup.file_name, backup.bytes)
        .into_iter()
        .nth(sent);
    Ok(match part {
        Some(part) => Sending::Part {
            backup: Box::new(backup),
            path,
            part,
        },
        None => Sending::Over("sent"),
    })
}

/// Notes that a part has gone to that chat.
pub async fn part_sent(
    ctx: &Ctx,
    id: BackupId,
    chat: ChatId,
    part: &Part,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let (number, ended) = (part.number, (part.number == part.count).then_some(now));
    let given = ctx.config.backup_chat;
    ctx.db
        .write(Durability::Full, move |tx| {
            crud::backups::upsert_sending(tx, id, chat, number, ended)?;
            let present = crud::backups::get_settings(tx)?.chat.or(given);
            if ended.is_some() && present == Some(chat) {
                crud::backups::update_sent(tx, id, ended)?;
            }
            Ok(())
        })
        .await
}
