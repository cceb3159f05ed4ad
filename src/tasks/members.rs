//! What follows from acts at the members' desk: words to the person, imports, migration links, the access audit.

use super::Errand;
use super::done;
use super::failed_in;
use super::messages::courtesy;
use super::undelivered;
use super::untold;
use crate::models::AuditId;
use crate::models::ImportId;
use crate::models::MessageId;
use crate::models::MigrationId;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::screens::Reader;
use crate::screens::members;
use crate::screens::members::HandedOn;
use crate::screens::persons;
use crate::services;
use crate::services::ServiceError;
use crate::services::members::access_audit;
use crate::services::members::access_audit::Slice;
use crate::services::members::acts;
use crate::services::members::import;
use crate::services::members::import::Progress;
use crate::services::members::migration;
use crate::services::tasks::Outcome;
use crate::telegram::admins::reader;
use crate::telegram::bot::Pressed;
use crate::telegram::errors::Class;
use crate::telegram::posting;
use crate::telegram::sender::Lane;
use crate::utils::locale::Lang;

/// Tells somebody the end of their access that was set by hand, unless it moved again.
pub async fn tell_access(
    errand: &Errand<'_>,
    user: UserId,
    until: Option<Timestamp>,
    is_new: bool,
) -> Result<Outcome, ServiceError> {
    if !acts::is_access_until(errand.ctx, user, until, errand.now).await? {
        return Ok(done("no longer true"));
    }
    let screen = members::told(reader(errand.ctx, user).await, until, is_new);
    match errand.bot.deliver(user.chat(), &screen, Lane::Bulk).await {
        Ok(_) => Ok(done("told")),
        Err(error) => untold(errand, user, &error).await,
    }
}

/// Says that a ban is over, unless there is one again.
pub async fn tell_unbanned(errand: &Errand<'_>, user: UserId) -> Result<Outcome, ServiceError> {
    if acts::is_banned(errand.ctx, user).await? {
        return Ok(done("banned again"));
    }
    courtesy(
        errand,
        user,
        persons::unbanned(reader(errand.ctx, user).await),
    )
    .await
}

/// Says that what was kept of a person is gone, in the language they had.
pub async fn tell_erased(
    errand: &Errand<'_>,
    user: UserId,
    language: Option<&str>,
) -> Result<Outcome, ServiceError> {
    let reader = Reader {
        lang: Lang::choose(language, None, errand.ctx.default_lang()),
        ..reader(errand.ctx, user).await
    };
    courtesy(errand, user, persons::erased(reader)).await
}

/// Hands an admin's message or album on, and tells the admin how it went.
pub async fn hand_on(
    errand: &Errand<'_>,
    user: UserId,
    admin: UserId,
    (messages, text): (&[MessageId], Option<&str>),
) -> Result<Outcome, ServiceError> {
    let how = if acts::is_banned(errand.ctx, user).await? {
        HandedOn::Banned
    } else {
        let message = posting::message(admin.chat(), messages, text);
        match errand.bot.hand_on(message, user.chat()).await {
            Ok(_) => HandedOn::Arrived,
            Err(error) if error.class() == Class::Unreachable => {
                services::house::reachable(errand.ctx, user, false).await?;
                HandedOn::Unreachable
            }
            Err(error) if matches!(error.class(), Class::Other | Class::BadEntities) => {
                HandedOn::Refused(error.to_string())
            }
            Err(error) => return Ok(Outcome::Retry(error.to_string())),
        }
    };
    let name = services::persons::name_of(errand.ctx, user).await?;
    let screen = members::handed_on(reader(errand.ctx, admin).await, user, &name, &how);
    match errand.bot.deliver(admin.chat(), &screen, Lane::Reply).await {
        Ok(_) => Ok(done(how.word())),
        // The message itself is through: it must not be sent again for the sake of its receipt.
        Err(error) => untold(errand, admin, &error)
            .await
            .map(|_| done(how.word())),
    }
}

/// Applies a confirmed import, portion by portion, and tells its maker.
pub async fn run_import(errand: &Errand<'_>, id: ImportId) -> Result<Outcome, ServiceError> {
    let view = loop {
        match import::apply_portion(errand.ctx, id, errand.ctx.clock.now()).await? {
            Progress::More => tokio::task::yield_now().await,
            Progress::Done(view) => break view,
            Progress::NotRunning => return Ok(done("not confirmed")),
        }
    };
    let admin = view.import.made_by;
    let screen = members::import_done(reader(errand.ctx, admin).await, &view);
    match errand.bot.deliver(admin.chat(), &screen, Lane::Reply).await {
        Ok(_) => Ok(done("applied")),
        Err(error) => undelivered(errand, admin, &error).await,
    }
}

/// Hands the maker of a migration link its code.
pub async fn deliver_migration_link(
    errand: &Errand<'_>,
    id: MigrationId,
    user: UserId,
    sealed: &str,
) -> Result<Outcome, ServiceError> {
    let Some((link, code)) = migration::opened(errand.ctx, id, sealed).await? else {
        return Ok(done("the link is gone"));
    };
    let url = errand
        .ctx
        .deep_link(&format!("{}{code}", migration::PREFIX));
    let screen = members::migration_made(reader(errand.ctx, user).await, &link, &url);
    match errand.bot.deliver(user.chat(), &screen, Lane::Reply).await {
        Ok(_) => Ok(done("delivered")),
        Err(error) => undelivered(errand, user, &error).await,
    }
}

/// Asks Telegram about the next people of an access audit and shows how far it is; once all were asked, the result.
pub async fn look_audit(errand: &Errand<'_>, id: AuditId) -> Result<Outcome, ServiceError> {
    let Some(slice) = access_audit::slice(errand.ctx, id).await? else {
        return Ok(done("stopped"));
    };
    let audit = &slice.view.audit;
    if audit.member_count.is_none() {
        match errand.bot.member_count(audit.chat).await {
            Ok(count) => access_audit::counted(errand.ctx, id, count).await?,
            Err(error) => return failed_in(errand, audit.chat, &error).await,
        }
    }
    if slice.people.is_empty() {
        access_audit::finish(errand.ctx, id).await?;
        show(errand, id).await?;
        return Ok(done("ready"));
    }
    if audit.progress_message.is_none() {
        show(errand, id).await?;
    }
    if let Some(outcome) = ask(errand, id, &slice).await? {
        return Ok(outcome);
    }
    show(errand, id).await?;
    Ok(Outcome::Later {
        seconds: 0,
        why: "more people to ask about".to_owned(),
    })
}

/// Asks about a slice. What was heard before a fault is kept; the fault's outcome comes back.
async fn ask(
    errand: &Errand<'_>,
    id: AuditId,
    slice: &Slice,
) -> Result<Option<Outcome>, ServiceError> {
    let chat = slice.view.audit.chat;
    let mut answers = Vec::with_capacity(slice.people.len());
    let mut fault = None;
    for user in &slice.people {
        match errand.bot.presence(chat, *user).await {
            Ok(presence) => answers.push((*user, Some(presence))),
            // "User not found" and its kin: an account that is gone, or one the bot never met.
            Err(error) if matches!(error.class(), Class::Other | Class::NotAMember) => {
                answers.push((*user, None));
            }
            Err(error) => {
                fault = Some(error);
                break;
            }
        }
    }
    access_audit::found(errand.ctx, id, chat, answers, errand.ctx.clock.now()).await?;
    match fault {
        Some(error) => failed_in(errand, chat, &error).await.map(Some),
        None => Ok(None),
    }
}

/// Shows how an audit stands, in one message that is edited. A message that does not arrive holds up nothing.
async fn show(errand: &Errand<'_>, id: AuditId) -> Result<(), ServiceError> {
    let Some(slice) = access_audit::slice(errand.ctx, id).await? else {
        return Ok(());
    };
    let audit = &slice.view.audit;
    let admin = audit.made_by;
    let screen = members::audit(reader(errand.ctx, admin).await, &slice.view);
    match audit.progress_message {
        Some(message) => {
            let chat = admin.chat();
            // An edit that fails is followed by the next one; the desk shows the same.
            drop(errand.bot.edit(Pressed { chat, message }, &screen));
        }
        None => {
            if let Ok(sent) = errand.bot.deliver(admin.chat(), &screen, Lane::Reply).await
                && let Some(message) = sent.get("message_id").and_then(serde_json::Value::as_i64)
            {
                access_audit::shown(errand.ctx, id, MessageId(message)).await?;
            }
        }
    }
    Ok(())
}
