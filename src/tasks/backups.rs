//! Work with backups that somebody asked for, and the way of each to its chat.

use super::Errand;
use super::done;
use super::failed_in;
use super::undelivered;
use crate::models::Actor;
use crate::models::BackupCause;
use crate::models::BackupId;
use crate::models::ChatId;
use crate::models::Identity;
use crate::models::PermissionSet;
use crate::models::Refusal;
use crate::models::UserId;
use crate::screens::Screen;
use crate::screens::backups as screens;
use crate::services::ServiceError;
use crate::services::backups;
use crate::services::backups::Sending;
use crate::services::tasks::Outcome;
use crate::telegram::admins::reader;
use crate::telegram::admins::reader_of;
use crate::telegram::call::Call;
use crate::telegram::call::Content;
use crate::telegram::call::Upload;
use crate::telegram::errors::Class;
use crate::telegram::sender::Lane;

/// Soon enough for whoever waits while another backup is made.
const BUSY_SECONDS: i64 = 10;

/// Makes a backup, and tells whoever asked for it how it went.
pub async fn make(errand: &Errand<'_>, user: UserId) -> Result<Outcome, ServiceError> {
    // Whoever asked held the right when they did.
    let actor = Actor {
        identity: Identity::User(user),
        permissions: PermissionSet::all(),
        ..Actor::system()
    };
    let reader = reader(errand.ctx, user).await;
    let made = backups::make(errand.ctx, &actor, BackupCause::Chat, errand.now).await;
    let screen = match made {
        Ok(backup) => screens::made(reader, &backup),
        Err(error) => match refused(error)? {
            Told::Later(later) => return Ok(later),
            Told::No(refusal) => screens::not_made(reader, &refusal),
        },
    };
    tell(errand, user, &screen).await
}

/// Tries a backup out, and tells whoever asked for it what was found.
pub async fn test(
    errand: &Errand<'_>,
    id: BackupId,
    user: UserId,
) -> Result<Outcome, ServiceError> {
    let reader = reader(errand.ctx, user).await;
    let backup = match backups::get(errand.ctx, &Actor::system(), id).await {
        Ok(backup) => backup,
        Err(ServiceError::Refused(_)) => return Ok(done("its file is gone")),
        Err(error) => return Err(error),
    };
    let screen = match backups::test(errand.ctx, backup.clone(), errand.now).await {
        Ok(Some(found)) => screens::tested(reader, &backup, found.as_ref()),
        Ok(None) => return Ok(done("no passphrase")),
        Err(error) => match refused(error)? {
            Told::Later(later) => return Ok(later),
            Told::No(refusal) => screens::not_made(reader, &refusal),
        },
    };
    tell(errand, user, &screen).await
}

enum Told {
    Later(Outcome),
    No(Refusal),
}

/// A no is told; that another is at work is waited out.
fn refused(error: ServiceError) -> Result<Told, ServiceError> {
    use crate::models::BackupRefusal;
    match error {
        ServiceError::Refused(Refusal::Backup(BackupRefusal::Busy)) => {
            Ok(Told::Later(Outcome::Later {
                seconds: BUSY_SECONDS,
                why: "another backup is being made".to_owned(),
            }))
        }
        ServiceError::Refused(refusal) => Ok(Told::No(refusal)),
        other => Err(other),
    }
}

async fn tell(errand: &Errand<'_>, user: UserId, screen: &Screen) -> Result<Outcome, ServiceError> {
    match errand.bot.deliver(user.chat(), screen, Lane::Reply).await {
        Ok(_) => Ok(done("told")),
        Err(error) => undelivered(errand, user, &error).await,
    }
}

/// Sends a backup to its chat, part by part. Cut off, it goes on with the part that nobody knows to have arrived.
pub async fn send(
    errand: &Errand<'_>,
    id: BackupId,
    chat: ChatId,
) -> Result<Outcome, ServiceError> {
    loop {
        let now = errand.ctx.clock.now();
        let (backup, path, part) = match backups::next_part(errand.ctx, id, chat, now).await? {
            Sending::Over(how) => return Ok(done(how)),
            Sending::Part { backup, path, part } => (backup, path, part),
        };
        let words = screens::caption(
            reader_of(errand.ctx, None),
            &backup,
            part.number,
            part.count,
        );
        let call = Call::new("sendDocument")
            .set("chat_id", chat.0)
            .set("caption", words)
            .set("parse_mode", "HTML")
            .set("disable_notification", true)
            .upload(Upload {
                field: "document",
                file_name: part.name.clone(),
                content: Content::Disk {
                    path,
                    from: part.from,
                    length: part.length,
                },
            });
        match errand.bot.send_big(call).await {
            Ok(_) => {
                let now = errand.ctx.clock.now();
                backups::part_sent(errand.ctx, id, chat, &part, now).await?;
            }
            Err(error) if error.class() == Class::Unreachable => {
                return undelivered(errand, UserId(chat.0), &error).await;
            }
            Err(error) => return failed_in(errand, chat, &error).await,
        }
    }
}
