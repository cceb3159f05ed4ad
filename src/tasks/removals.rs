//! Taking people out of the VIP channel, and letting those with access in.

use super::Errand;
use super::done;
use super::failed_in;
use super::wrong_clock;
use crate::models::AuditId;
use crate::models::ChatId;
use crate::models::PeriodId;
use crate::models::Presence;
use crate::models::UserId;
use crate::models::WHY_CHANNEL_ADMIN;
use crate::services;
use crate::services::ServiceError;
use crate::services::members::Removal;
use crate::services::members::RemovalResult;
use crate::services::members::acts;
use crate::services::tasks::Outcome;
use crate::telegram::errors::CallError;
use crate::telegram::errors::Class;

/// Removes the member of an ended period, unless something changed in the meantime.
pub async fn remove_member(
    errand: &Errand<'_>,
    user: UserId,
    period: PeriodId,
) -> Result<Outcome, ServiceError> {
    if let Some(later) = wrong_clock(errand) {
        return Ok(later);
    }
    let chat = match services::members::removal(errand.ctx, user, period, errand.now).await? {
        Removal::Due(chat) => chat,
        Removal::Off(why) => return Ok(done(why)),
    };
    if services::members::may_pay_telegram(errand.ctx, user).await?
        && let Ok(Some(until)) = errand.bot.paid_until(chat, user).await
        && until > errand.now
        && services::members::still_pays(errand.ctx, user, until, errand.now).await?
    {
        return Ok(done("pays Telegram for the place"));
    }
    let settle = |result| {
        services::members::removal_settled(errand.ctx, user, period, result, errand.ctx.clock.now())
    };
    let result = match look(errand, chat, user).await {
        Ok(true) => {
            // The look waited its turn: the clock or the member may be another by now.
            if let Some(later) = wrong_clock(errand) {
                return Ok(later);
            }
            let now = errand.ctx.clock.now();
            if let Removal::Off(why) =
                services::members::removal(errand.ctx, user, period, now).await?
            {
                return Ok(done(why));
            }
            remove(errand, chat, user).await
        }
        outside_or_not => outside_or_not,
    };
    match result {
        Ok(true) => {
            settle(RemovalResult::Removed).await?;
            Ok(done("removed"))
        }
        Ok(false) => {
            settle(RemovalResult::WasOutside).await?;
            was_outside(errand, chat, user).await
        }
        Err(Unremoved::Admin) => {
            settle(RemovalResult::Failed(WHY_CHANNEL_ADMIN.to_owned())).await?;
            Ok(Outcome::Failed(WHY_CHANNEL_ADMIN.to_owned()))
        }
        Err(Unremoved::Call(error)) => {
            settle(RemovalResult::Failed(error.to_string())).await?;
            failed_in(errand, chat, &error).await
        }
    }
}

/// Removes somebody who came in by another person's link and has no right of their own.
pub async fn remove_intruder(
    errand: &Errand<'_>,
    user: UserId,
    chat: ChatId,
) -> Result<Outcome, ServiceError> {
    if let Some(later) = wrong_clock(errand) {
        return Ok(later);
    }
    if services::access::right_of(errand.ctx, user, errand.now)
        .await?
        .is_some()
    {
        return Ok(done("has access now"));
    }
    let result = match look(errand, chat, user).await {
        Ok(true) => {
            if let Some(later) = wrong_clock(errand) {
                return Ok(later);
            }
            // They may have got a right while the look waited its turn.
            let now = errand.ctx.clock.now();
            if services::access::right_of(errand.ctx, user, now)
                .await?
                .is_some()
            {
                return Ok(done("has access now"));
            }
            remove(errand, chat, user).await
        }
        outside_or_not => outside_or_not,
    };
    match result {
        Ok(true) => {
            acts::stray_removed(errand.ctx, user, chat, None, errand.now).await?;
            Ok(done("removed"))
        }
        Ok(false) => was_outside(errand, chat, user).await,
        Err(Unremoved::Admin) => Ok(done("an administrator")),
        Err(Unremoved::Call(error)) => failed_in(errand, chat, &error).await,
    }
}

/// Removes somebody who is inside without a right, unless it was undone or they have one by now.
pub async fn remove_stray(
    errand: &Errand<'_>,
    user: UserId,
    chat: ChatId,
    audit: Option<AuditId>,
) -> Result<Outcome, ServiceError> {
    if let Some(later) = wrong_clock(errand) {
        return Ok(later);
    }
    let result = match look(errand, chat, user).await {
        Ok(true) => {
            if let Some(later) = wrong_clock(errand) {
                return Ok(later);
            }
            let now = errand.ctx.clock.now();
            if let Some(why) = acts::stray(errand.ctx, user, audit, now).await? {
                return Ok(done(why));
            }
            remove(errand, chat, user).await
        }
        outside_or_not => outside_or_not,
    };
    match result {
        Ok(true) => {
            acts::stray_removed(errand.ctx, user, chat, audit, errand.now).await?;
            Ok(done("removed"))
        }
        Ok(false) => was_outside(errand, chat, user).await,
        Err(Unremoved::Admin) => Ok(done("an administrator")),
        Err(Unremoved::Call(error)) => failed_in(errand, chat, &error).await,
    }
}

/// What is left to do about somebody who is outside already. An earlier try may have put them out, a ban with them, and
/// have been cut off before that was kept: the ban is carried there now.
async fn was_outside(
    errand: &Errand<'_>,
    chat: ChatId,
    user: UserId,
) -> Result<Outcome, ServiceError> {
    if acts::is_banned(errand.ctx, user).await? {
        return settle_ban(errand, user, chat).await;
    }
    Ok(done("was outside"))
}

/// Carries the house's ban to a channel, or its end: whichever holds now.
pub async fn settle_ban(
    errand: &Errand<'_>,
    user: UserId,
    chat: ChatId,
) -> Result<Outcome, ServiceError> {
    let is_banned = acts::is_banned(errand.ctx, user).await?;
    let result = if is_banned {
        errand.bot.ban(chat, user).await
    } else {
        errand.bot.unban(chat, user).await
    };
    match result {
        Ok(()) => {}
        Err(error) if error.class() == Class::NotAMember => {}
        Err(error) if error.class() == Class::CannotRemove => {
            return Ok(Outcome::Failed(WHY_CHANNEL_ADMIN.to_owned()));
        }
        Err(error) => return failed_in(errand, chat, &error).await,
    }
    // Two changes of mind in a row may have crossed on their way.
    if acts::is_banned(errand.ctx, user).await? != is_banned {
        return Ok(Outcome::Later {
            seconds: 0,
            why: "it changed meanwhile".to_owned(),
        });
    }
    if is_banned {
        services::members::seen(errand.ctx, chat, user, Presence::Banned, errand.now).await?;
        return Ok(done("banned"));
    }
    Ok(done("unbanned"))
}

enum Unremoved {
    Admin,
    Call(CallError),
}

/// Whether they are inside and may be removed. The answer brings Telegram's date with it.
async fn look(errand: &Errand<'_>, chat: ChatId, user: UserId) -> Result<bool, Unremoved> {
    let presence = errand.bot.presence(chat, user).await;
    if let Some(skew) = errand.bot.raw.clock_skew() {
        errand.ctx.skew.set(skew);
    }
    match presence {
        Ok(Presence::Admin) => Err(Unremoved::Admin),
        Ok(Presence::Outside | Presence::Banned) => Ok(false),
        Ok(Presence::Member) => Ok(true),
        Err(error) => Err(Unremoved::Call(error)),
    }
}

/// True if they were inside and are not any more. A ban that the house put on meanwhile is lifted with it: who keeps
/// the removal sees to that.
async fn remove(errand: &Errand<'_>, chat: ChatId, user: UserId) -> Result<bool, Unremoved> {
    match errand.bot.remove(chat, user).await {
        Ok(()) => Ok(true),
        Err(error) if error.class() == Class::NotAMember => Ok(false),
        Err(error) if error.class() == Class::CannotRemove => Err(Unremoved::Admin),
        Err(error) => Err(Unremoved::Call(error)),
    }
}

/// Lets somebody with access in, who asked by a join-request link.
pub async fn approve_vip_request(
    errand: &Errand<'_>,
    user: UserId,
    chat: ChatId,
) -> Result<Outcome, ServiceError> {
    if services::access::right_of(errand.ctx, user, errand.now)
        .await?
        .is_none()
    {
        return Ok(done("access ended"));
    }
    match errand.bot.decide_request(chat, user, true).await {
        Ok(()) => Ok(done("let in")),
        Err(error) if error.class() == Class::RequestClosed => Ok(done("closed already")),
        Err(error) => failed_in(errand, chat, &error).await,
    }
}
