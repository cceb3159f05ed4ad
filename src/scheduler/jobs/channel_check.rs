//! Looks whether the bot still has its rights behind each door, and whether lost ones are back.

use super::super::JobResult;
use crate::context::Ctx;
use crate::models::Channel;
use crate::models::DAY;
use crate::models::Refusal;
use crate::models::Rights;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::channels;
use crate::telegram::bot::Bot;

/// Asks Telegram about lost channels each time, and about the others once a day.
pub async fn run(ctx: &Ctx, bot: &Bot, now: Timestamp) -> JobResult {
    let Some(identity) = ctx.bot() else {
        return Ok("skipped: the bot does not know itself yet".to_owned());
    };
    let mut looked = 0;
    let mut lost = 0;
    for (door, chat) in channels::chats(ctx).await? {
        let known = channels::get(ctx, door).await?;
        let is_due = known.lost_at.is_some() || now.since(known.checked_at) >= DAY;
        if !is_due {
            continue;
        }
        looked += 1;
        let seen = match bot.inspect(chat.0.into(), identity.id, now).await {
            Ok(seen) => seen,
            // The bot was removed, or the channel is gone: no rights at all.
            Err(ServiceError::Refused(Refusal::ChatNotFound)) => Channel {
                is_admin: false,
                rights: Rights::default(),
                checked_at: now,
                ..known.clone()
            },
            Err(ServiceError::Refused(Refusal::TelegramUnreachable)) => continue,
            Err(error) => return Err(error),
        };
        lost += i32::from(!seen.is_usable());
        channels::checked(ctx, known, seen, now).await?;
    }
    Ok(format!("{looked} looked at, {lost} lost"))
}
