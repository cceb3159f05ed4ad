//! Backups: making, sending, and bringing one back.

use crate::config::Secret;
use crate::context::RestoreOrder;
use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::BackupChange;
use crate::models::BackupId;
use crate::models::BackupRefusal;
use crate::models::ChatId;
use crate::models::ContentKind;
use crate::models::MessageId;
use crate::models::Permission;
use crate::models::Refusal;
use crate::screens::Action;
use crate::screens::backups as screens;
use crate::screens::callback::BackupAction;
use crate::screens::notices::Toast;
use crate::services::ServiceError;
use crate::services::backups;
use crate::services::backups::place::looks_like_backup;
use crate::telegram::update::Document;
use crate::telegram::update::Message;
use serde_json::Value;

/// What bots may fetch of a file somebody sent.
const MOST_BYTES: u64 = 20_000_000;
/// The most backups that can be kept.
const MOST_KEPT: u32 = 365;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// At which time of day?
    Time,
    /// How many stay?
    Keep,
    /// To which chat?
    Chat,
    /// Which file is to be restored?
    File,
    /// What opens the file that was sent?
    Passphrase,
    /// Is what was shown to be restored? It opens with that.
    Sure {
        passphrase: Secret,
        /// Of the file that was shown.
        mark: String,
    },
}

/// What a button needs.
pub fn permission(action: BackupAction) -> Option<Permission> {
    match action {
        BackupAction::Release => Some(Permission::ManageMembers),
        BackupAction::Desk
        | BackupAction::Make
        | BackupAction::Show(_)
        | BackupAction::Test(_)
        | BackupAction::Send(_)
        | BackupAction::Time
        | BackupAction::SetTime(_)
        | BackupAction::TimeOff
        | BackupAction::Keep
        | BackupAction::SetKeep(_)
        | BackupAction::Chat
        | BackupAction::ChatHere
        | BackupAction::DefaultChat
        | BackupAction::Split(_)
        | BackupAction::Restore
        | BackupAction::RestoreYes => Some(Permission::ManageBackups),
    }
}

/// Does what a button says. `had` is the dialogue that it ended.
pub async fn press(
    visit: &Visit<'_>,
    action: BackupAction,
    had: Option<Dialogue>,
) -> Result<Reply, ServiceError> {
    let reader = visit.reader;
    match action {
        BackupAction::Desk => desk(visit).await,
        BackupAction::Make => make(visit).await,
        BackupAction::Show(id) => show(visit, id).await,
        BackupAction::Test(id) => {
            backups::order_test(visit.ctx, &visit.actor, id, visit.now()).await?;
            show_soon(visit, id).await
        }
        BackupAction::Send(id) => {
            backups::order_sending(visit.ctx, &visit.actor, id, visit.now()).await?;
            show_soon(visit, id).await
        }
        BackupAction::Time => ask(visit, Question::Time).await,
        BackupAction::SetTime(minute) => set_time(visit, Some(i64::from(minute))).await,
        BackupAction::TimeOff => set_time(visit, None).await,
        BackupAction::Keep => ask(visit, Question::Keep).await,
        BackupAction::SetKeep(count) => set_keep(visit, count).await,
        BackupAction::Chat => ask(visit, Question::Chat).await,
        BackupAction::ChatHere => set_chat(visit, Some(visit.user.chat())).await,
        BackupAction::DefaultChat => set_chat(visit, None).await,
        BackupAction::Split(splits) => {
            let change: BackupChange = Box::new(move |settings| settings.splits = splits);
            backups::set(visit.ctx, &visit.actor, visit.now(), change).await?;
            done(visit).await
        }
        BackupAction::Restore => ask(visit, Question::File).await,
        BackupAction::RestoreYes => restore(visit, had),
        BackupAction::Release => {
            backups::release(visit.ctx, &visit.actor, visit.now()).await?;
            Ok(Reply::show(screens::released(reader)))
        }
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: BackupAction) -> Action {
    match action {
        BackupAction::Show(id) | BackupAction::Test(id) | BackupAction::Send(id) => {
            Action::Backup(BackupAction::Show(id))
        }
        BackupAction::Release => Action::Main,
        BackupAction::Desk
        | BackupAction::Make
        | BackupAction::Time
        | BackupAction::SetTime(_)
        | BackupAction::TimeOff
        | BackupAction::Keep
        | BackupAction::SetKeep(_)
        | BackupAction::Chat
        | BackupAction::ChatHere
        | BackupAction::DefaultChat
        | BackupAction::Split(_)
        | BackupAction::Restore
        | BackupAction::RestoreYes => Action::Backup(BackupAction::Desk),
    }
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    match question {
        Question::Time
        | Question::Keep
        | Question::Chat
        | Question::File
        | Question::Passphrase
        | Question::Sure { .. } => Some(Permission::ManageBackups),
    }
}

/// Takes the answer to a question. After one that will not do, another may come.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let text = message.text.as_deref().unwrap_or_default().trim();
    match question {
        Question::Time => set_time(visit, Some(minute_of(text)?)).await,
        Question::Keep => {
            let invalid = Refusal::NumberInvalid {
                least: 1,
                most: i64::from(MOST_KEPT),
            };
            set_keep(visit, text.parse().map_err(|_| invalid)?).await
        }
        Question::Chat => named_chat(visit, text).await,
        Question::File => received(visit, message).await,
        // Another file takes the place of the one that was sent.
        Question::Passphrase | Question::Sure { .. } if message.document.is_some() => {
            received(visit, message).await
        }
        Question::Passphrase => passphrase(visit, message).await,
        Question::Sure { .. } => {
            if message.text.is_some() {
                // It may be the passphrase once more.
                swallow(visit, message).await?;
            }
            Ok(Reply::show(screens::still_asking(visit.reader)))
        }
    }
}

/// Where the person was before the question.
pub async fn left(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    match question {
        Question::Passphrase | Question::Sure { .. } => backups::drop_incoming(visit.ctx).await?,
        Question::Time | Question::Keep | Question::Chat | Question::File => {}
    }
    desk(visit).await
}

/// The desk.
pub async fn desk(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let view = backups::desk(visit.ctx, &visit.actor, visit.now()).await?;
    Ok(Reply::show(screens::desk(visit.reader, &view)))
}

async fn done(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    Ok(desk(visit).await?.with_toast(visit.toast(Toast::Done)))
}

async fn make(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    match backups::order_now(visit.ctx, &visit.actor, visit.now()).await {
        Err(ServiceError::Refused(Refusal::Backup(BackupRefusal::NoPassphrase))) => {
            Ok(Reply::show(screens::no_passphrase(visit.reader)))
        }
        ordered => {
            ordered?;
            Ok(Reply::show(screens::soon(visit.reader)))
        }
    }
}

async fn show(visit: &Visit<'_>, id: BackupId) -> Result<Reply, ServiceError> {
    let backup = backups::get(visit.ctx, &visit.actor, id).await?;
    Ok(Reply::show(screens::backup(visit.reader, &backup)))
}

async fn show_soon(visit: &Visit<'_>, id: BackupId) -> Result<Reply, ServiceError> {
    let reply = show(visit, id).await?;
    Ok(reply.with_toast(screens::soon_toast(visit.reader.lang)))
}

async fn ask(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    let view = backups::desk(visit.ctx, &visit.actor, visit.now()).await?;
    let screen = match &question {
        Question::Time => screens::ask_time(visit.reader, &view),
        Question::Keep => screens::ask_keep(visit.reader, &view),
        Question::Chat => screens::ask_chat(visit.reader, &view),
        Question::File => screens::ask_file(visit.reader),
        Question::Passphrase | Question::Sure { .. } => screens::ask_passphrase(visit.reader),
    };
    visit.ask(Dialogue::Backup(question)).await;
    Ok(Reply::show(screen))
}

/// Changes what is set by an answer, and shows it.
async fn set(visit: &Visit<'_>, change: BackupChange) -> Result<Reply, ServiceError> {
    backups::set(visit.ctx, &visit.actor, visit.now(), change).await?;
    visit.forget().await;
    done(visit).await
}

async fn set_time(visit: &Visit<'_>, minute: Option<i64>) -> Result<Reply, ServiceError> {
    if minute.is_some_and(|minute| !(0..1440).contains(&minute)) {
        return Err(refused(BackupRefusal::TimeInvalid));
    }
    set(visit, Box::new(move |settings| settings.minute = minute)).await
}

async fn set_keep(visit: &Visit<'_>, count: u32) -> Result<Reply, ServiceError> {
    if !(1..=MOST_KEPT).contains(&count) {
        let (least, most) = (1, i64::from(MOST_KEPT));
        return Err(Refusal::NumberInvalid { least, most }.into());
    }
    set(visit, Box::new(move |settings| settings.keep = Some(count))).await
}

/// A chat that was named by its number or its address, if the bot can see it.
async fn named_chat(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    let chat = match text.parse::<i64>() {
        Ok(id) => Value::from(id),
        Err(_) if text.starts_with('@') && text.len() > 1 => Value::from(text),
        Err(_) => return Err(refused(BackupRefusal::ChatInvalid)),
    };
    let channel = visit.inspect(chat).await?;
    set_chat(visit, Some(channel.chat_id)).await
}

async fn set_chat(visit: &Visit<'_>, chat: Option<ChatId>) -> Result<Reply, ServiceError> {
    set(visit, Box::new(move |settings| settings.chat = chat)).await
}

/// Reads a time of day such as 04:00 or 4.30.
fn minute_of(text: &str) -> Result<i64, ServiceError> {
    let invalid = || refused(BackupRefusal::TimeInvalid);
    let (hour, minute) = text.split_once([':', '.', 'h']).unwrap_or((text, "0"));
    let number = |text: &str| {
        let is_plain = text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i64>().ok().filter(|_| is_plain)
    };
    let minute = if minute.is_empty() { "0" } else { minute };
    let (hour, minute) = (
        number(hour).ok_or_else(invalid)?,
        number(minute).ok_or_else(invalid)?,
    );
    if hour > 23 || minute > 59 {
        return Err(invalid());
    }
    Ok(hour * 60 + minute)
}

/// Whether somebody who may do so sent a backup out of the blue.
pub fn is_backup(visit: &Visit<'_>, message: &Message) -> bool {
    let name = message
        .document
        .as_ref()
        .and_then(|document| document.file_name.as_deref());
    name.is_some_and(looks_like_backup) && visit.actor.permissions.has(Permission::ManageBackups)
}

/// Whether it is no part of a file.
fn looks_whole(name: &str) -> bool {
    name.rsplit_once('.').is_none_or(|(_, ending)| {
        ending.len() != 3 || ending.bytes().any(|byte| !byte.is_ascii_digit())
    })
}

/// Fetches the file and asks what opens it.
pub async fn received(visit: &Visit<'_>, message: &Message) -> Result<Reply, ServiceError> {
    let document: &Document = message
        .document
        .as_ref()
        .ok_or_else(|| refused(BackupRefusal::FileExpected))?;
    let is_part = document
        .file_name
        .as_deref()
        .is_some_and(|name| !looks_whole(name));
    if is_part || document.file_size.is_some_and(|size| size > MOST_BYTES) {
        let most_bytes = MOST_BYTES;
        return Err(refused(BackupRefusal::FileTooBig { most_bytes }));
    }
    let bytes = visit.bot.file(&document.file_id, MOST_BYTES).await;
    let bytes = bytes.map_err(|_| refused(BackupRefusal::FileLost))?;
    backups::keep_incoming(visit.ctx, &visit.actor, bytes, visit.now()).await?;
    visit.ask(Dialogue::Backup(Question::Passphrase)).await;
    Ok(Reply::show(screens::ask_passphrase(visit.reader)))
}

/// Takes a message that may hold a passphrase out of the chat, and its words out of what is stored of it.
async fn swallow(visit: &Visit<'_>, message: &Message) -> Result<(), ServiceError> {
    backups::forget_words(visit.ctx, &visit.actor).await?;
    let (chat, id) = (ChatId(message.chat.id), MessageId(message.message_id));
    if let Err(error) = visit.bot.delete(chat, &[id]).await {
        log::warn!(
            "[{}] the message with a passphrase stays: {error}",
            visit.user
        );
    }
    Ok(())
}

/// Words that no question waits for, of somebody who was asked for a passphrase: a kill, or another press, came between.
/// They go away unread.
pub async fn late(visit: &Visit<'_>, message: &Message) -> Result<Option<Reply>, ServiceError> {
    let is_media = (message.content()).is_ok_and(|content| content != ContentKind::Text);
    if is_media || !backups::awaits_passphrase(visit.ctx, visit.user, visit.now()).await? {
        return Ok(None);
    }
    swallow(visit, message).await?;
    backups::drop_incoming(visit.ctx).await?;
    Ok(Some(Reply::send(screens::passphrase_late(visit.reader))))
}

/// Tries the passphrase and shows what is in the file. Right or wrong, its message goes away, and so do the words in
/// what is stored of it.
async fn passphrase(visit: &Visit<'_>, message: &Message) -> Result<Reply, ServiceError> {
    let text = message.text.as_deref().unwrap_or_default().trim();
    swallow(visit, message).await?;
    let (view, mark) =
        match backups::preview_incoming(visit.ctx, &visit.actor, text, visit.now()).await {
            Ok(shown) => shown,
            Err(ServiceError::Refused(Refusal::Backup(
                again @ (BackupRefusal::PassphraseWrong | BackupRefusal::Busy),
            ))) => return Err(refused(again)),
            Err(error) => {
                // Nothing will come of this file: another one may be sent.
                visit.forget().await;
                backups::drop_incoming(visit.ctx).await?;
                return Err(error);
            }
        };
    let passphrase = Secret::new(text);
    let question = Question::Sure { passphrase, mark };
    visit.ask(Dialogue::Backup(question)).await;
    Ok(Reply::show(screens::preview(visit.reader, &view)))
}

/// Has the house stop, restore what was shown, and start again.
fn restore(visit: &Visit<'_>, had: Option<Dialogue>) -> Result<Reply, ServiceError> {
    let Some(Dialogue::Backup(Question::Sure { passphrase, mark })) = had else {
        return Err(refused(BackupRefusal::Forgotten));
    };
    let by = visit.user;
    visit.ctx.restores.order(RestoreOrder {
        by,
        passphrase,
        mark,
    });
    Ok(Reply::show(screens::restoring(visit.reader)))
}

fn refused(refusal: BackupRefusal) -> ServiceError {
    Refusal::Backup(refusal).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day_are_typed_in_any_usual_way() {
        for (text, minute) in [
            ("4", 240),
            ("04:00", 240),
            ("4.30", 270),
            ("23:59", 1439),
            ("0h", 0),
        ] {
            assert_eq!(minute_of(text).ok(), Some(minute), "{text}");
        }
        for text in ["", "24:00", "4:60", "-1", "+4", "4:5:6", "cuatro", "004:00"] {
            assert!(minute_of(text).is_err(), "{text}");
        }
    }
}
