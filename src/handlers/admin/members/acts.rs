//! Acts on one person.

use super::Question;
use super::ask;
use super::back_at_card;
use super::card;
use super::refused;
use crate::context::Ctx;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Actor;
use crate::models::EndMove;
use crate::models::InboxSeq;
use crate::models::LinkPromise;
use crate::models::MOST_MEMBER_NOTE;
use crate::models::MOST_STEP_DAYS;
use crate::models::MemberRefusal;
use crate::models::MessageId;
use crate::models::Moved;
use crate::models::Refusal;
use crate::models::UserId;
use crate::screens::members;
use crate::screens::notices::Toast;
use crate::services;
use crate::services::ServiceError;
use crate::services::members::acts;
use crate::telegram::update::Message;
use crate::utils::dates;

/// How long shall the access be?
pub async fn grant(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    let name = card(visit, user).await?.member.name;
    Ok(Reply::show(members::grant(visit.reader, &name, user)))
}

/// Moves the end by a button's days.
pub async fn shift(visit: &Visit<'_>, user: UserId, days: i64) -> Result<Reply, ServiceError> {
    move_end(visit, user, EndMove::Days(days)).await
}

/// For life.
pub async fn life(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    move_end(visit, user, EndMove::Never).await
}

/// An end that would be over is asked for first.
async fn move_end(visit: &Visit<'_>, user: UserId, how: EndMove) -> Result<Reply, ServiceError> {
    match acts::move_end(visit.ctx, &visit.actor, user, how, visit.now()).await? {
        Moved::WouldEnd => ask_remove(visit, user).await,
        Moved::Until(_) => done(visit, user).await,
    }
}

async fn done(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    let reply = back_at_card(visit, user).await?;
    Ok(reply.with_toast(visit.toast(Toast::Done)))
}

/// By how many days?
pub async fn ask_days(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    let name = card(visit, user).await?.member.name;
    let words = members::Question::Days {
        name: &name,
        most: MOST_STEP_DAYS,
    };
    ask(visit, Question::Days(user), words).await
}

/// A typed number of days, with or without its sign.
pub async fn typed_days(
    visit: &Visit<'_>,
    user: UserId,
    text: &str,
) -> Result<Reply, ServiceError> {
    let number = text.trim_end_matches(|c: char| c.is_alphabetic() || c.is_whitespace());
    let days: Option<i64> = number
        .replace(['−', '–'], "-")
        .replace(' ', "")
        .parse()
        .ok();
    let most = MOST_STEP_DAYS;
    let days = days.ok_or_else(|| refused(MemberRefusal::DaysInvalid { most }))?;
    let reply = move_end(visit, user, EndMove::Days(days)).await?;
    visit.forget().await;
    Ok(reply)
}

/// To which date?
pub async fn ask_date(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    let name = card(visit, user).await?.member.name;
    ask(
        visit,
        Question::Date(user),
        members::Question::Date { name: &name },
    )
    .await
}

/// A typed date.
pub async fn typed_date(
    visit: &Visit<'_>,
    user: UserId,
    text: &str,
) -> Result<Reply, ServiceError> {
    let at = dates::parse(text, visit.reader.time_zone);
    let at = at.ok_or_else(|| refused(MemberRefusal::DateInvalid))?;
    let reply = move_end(visit, user, EndMove::To(at)).await?;
    visit.forget().await;
    Ok(reply)
}

/// Shall access be for life?
pub async fn ask_life(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    let name = card(visit, user).await?.member.name;
    Ok(Reply::show(members::ask_life(visit.reader, &name, user)))
}

/// Sends a fresh personal link.
pub async fn link(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    let promise = acts::send_link(visit.ctx, &visit.actor, user, visit.now()).await?;
    let toast = match promise {
        LinkPromise::Follows => Toast::LinkOrdered,
        LinkPromise::Later => Toast::LinkLater,
        LinkPromise::NotNeeded => Toast::LinkNotNeeded,
    };
    let reply = back_at_card(visit, user).await?;
    Ok(reply.with_toast(visit.toast(toast)))
}

/// Which words on them?
pub async fn ask_note(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    let card = card(visit, user).await?;
    let words = members::Question::Note {
        name: &card.member.name,
        most: MOST_MEMBER_NOTE,
        has_note: card.note.is_some().then_some(user),
    };
    ask(visit, Question::Note(user), words).await
}

/// Typed words on them.
pub async fn typed_note(
    visit: &Visit<'_>,
    user: UserId,
    text: &str,
) -> Result<Reply, ServiceError> {
    if text.is_empty() {
        return ask_note(visit, user).await;
    }
    acts::set_note(visit.ctx, &visit.actor, user, text, visit.now()).await?;
    visit.forget().await;
    back_at_card(visit, user).await
}

/// Takes the words away.
pub async fn clear_note(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    acts::set_note(visit.ctx, &visit.actor, user, "", visit.now()).await?;
    done(visit, user).await
}

/// What is to be handed on?
pub async fn ask_write(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    let name = card(visit, user).await?.member.name;
    ask(
        visit,
        Question::Write(user),
        members::Question::Write { name: &name },
    )
    .await
}

/// Hands the admin's message on; a task tells how it went.
pub async fn write(
    visit: &Visit<'_>,
    user: UserId,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let (id, album) = (
        MessageId(message.message_id),
        message.media_group_id.clone(),
    );
    match acts::write_to(visit.ctx, &visit.actor, user, id, album, visit.now()).await {
        // Killed after the act: the task is on its way all the same.
        Ok(()) | Err(ServiceError::Refused(Refusal::AlreadyApplied)) => {}
        Err(error) => return Err(error),
    }
    visit.forget().await;
    Ok(Reply::nothing())
}

/// Another part of an album that is to be handed on. False if it is nothing of the kind.
pub async fn part(ctx: &Ctx, seq: InboxSeq, message: &Message) -> Result<bool, ServiceError> {
    let (Some(from), Some(album)) = (message.from.as_ref(), message.media_group_id.clone()) else {
        return Ok(false);
    };
    let (user, now) = (UserId(from.id), ctx.clock.now());
    let (_, standing) = services::home::visitor(ctx, user, now).await?;
    let actor = Actor::standing(user, standing, Some(seq));
    acts::add_part(ctx, &actor, MessageId(message.message_id), album, now).await
}

/// Shall they be removed now?
pub async fn ask_remove(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    let name = card(visit, user).await?.member.name;
    Ok(Reply::show(members::ask_remove_member(
        visit.reader,
        &name,
        user,
    )))
}

/// Removes them.
pub async fn remove(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    acts::remove_now(visit.ctx, &visit.actor, user, visit.now()).await?;
    done(visit, user).await
}
