//! Migration links: made by an admin, opened by members.

use super::Question;
use super::ask;
use super::refused;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Door;
use crate::models::MemberRefusal;
use crate::models::MigrationDraft;
use crate::models::MigrationGift;
use crate::models::MigrationId;
use crate::models::Refusal;
use crate::screens::members;
use crate::services;
use crate::services::ServiceError;
use crate::services::members::migration;
use crate::utils::dates;

/// What a draft with a typed gift begins with.
const VALID_DAYS: u32 = 7;

/// The links there are.
pub async fn list(visit: &Visit<'_>, page: u32) -> Result<Reply, ServiceError> {
    let mut view = migration::list(visit.ctx, &visit.actor, page).await?;
    if let Some(last) = view.last_instead() {
        view = migration::list(visit.ctx, &visit.actor, last).await?;
    }
    Ok(Reply::show(members::migrations(visit.reader, &view)))
}

/// Begins: what does it give?
pub async fn begin(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    services::channels::get(visit.ctx, Door::Vip).await?;
    Ok(Reply::show(members::ask_gift(visit.reader)))
}

/// Another length or a date, to be typed.
pub async fn ask_gift(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    ask(
        visit,
        Question::MigrationGift,
        members::Question::MigrationGift,
    )
    .await
}

/// A typed number of days, or a date.
pub async fn typed_gift(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    let days = text.trim_end_matches(|c: char| c.is_alphabetic() || c.is_whitespace());
    let gift = match days.parse::<u32>() {
        Ok(days) => MigrationGift::Hours(Some(i64::from(days) * 24)),
        Err(_) => {
            let at = dates::parse(text, visit.reader.time_zone);
            MigrationGift::Until(at.ok_or_else(|| refused(MemberRefusal::DateInvalid))?)
        }
    };
    let draft = MigrationDraft {
        gift,
        valid_days: VALID_DAYS,
        max_uses: 0,
    };
    let reply = preview(visit, draft)?;
    visit.forget().await;
    Ok(reply)
}

/// What would be made.
pub fn preview(visit: &Visit<'_>, draft: MigrationDraft) -> Result<Reply, ServiceError> {
    migration::check(draft, visit.now())?;
    Ok(Reply::show(members::migration_preview(visit.reader, draft)))
}

/// How long does it live?
pub fn valid(visit: &Visit<'_>, draft: MigrationDraft) -> Result<Reply, ServiceError> {
    Ok(Reply::show(members::ask_valid(visit.reader, draft)))
}

/// How many may use it?
pub fn uses(visit: &Visit<'_>, draft: MigrationDraft) -> Result<Reply, ServiceError> {
    Ok(Reply::show(members::ask_uses(visit.reader, draft)))
}

/// Makes it; a task hands it over. The same button makes one, however often it is pressed.
pub async fn make(visit: &Visit<'_>, draft: MigrationDraft) -> Result<Reply, ServiceError> {
    let press = visit
        .pressed
        .map(|pressed| format!("{}:{}", pressed.chat, pressed.message));
    migration::make(visit.ctx, &visit.actor, draft, press, visit.now()).await?;
    list(visit, 0).await
}

/// Shall it be revoked?
pub fn ask_revoke(visit: &Visit<'_>, id: MigrationId) -> Result<Reply, ServiceError> {
    Ok(Reply::show(members::ask_revoke(visit.reader, id)))
}

/// Revokes it.
pub async fn revoke(visit: &Visit<'_>, id: MigrationId) -> Result<Reply, ServiceError> {
    migration::revoke(visit.ctx, &visit.actor, id, visit.now()).await?;
    list(visit, 0).await
}

/// Somebody opened a link: Telegram says whether they are inside.
pub async fn open(visit: &Visit<'_>, code: &str) -> Result<Reply, ServiceError> {
    let chat = services::channels::get(visit.ctx, Door::Vip).await?.chat_id;
    let presence = visit.bot.presence_now(chat, visit.user).await;
    let presence = presence.ok_or(Refusal::TelegramUnreachable)?;
    let opened = migration::open(visit.ctx, &visit.actor, code, presence, visit.now());
    let until = opened.await?;
    Ok(Reply::show(members::migrated(visit.reader, until)))
}
