//! Messages that follow from a fact.

use super::Errand;
use super::done;
use super::undelivered;
use super::untold;
use super::wrong_clock;
use crate::models::AdminNotice;
use crate::models::BroadcastId;
use crate::models::ChatId;
use crate::models::GraceView;
use crate::models::TextKey;
use crate::models::Timestamp;
use crate::models::TokenId;
use crate::models::UserId;
use crate::models::Words;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::access;
use crate::screens::mailings;
use crate::screens::notices;
use crate::screens::shop;
use crate::screens::tokens;
use crate::services;
use crate::services::ServiceError;
use crate::services::reminders::Unsaid;
use crate::services::tasks::Outcome;
use crate::telegram::admins;
use crate::telegram::admins::reader;
use crate::telegram::sender::Lane;

/// Hands the maker of a batch the tokens, once.
pub async fn deliver_tokens(
    errand: &Errand<'_>,
    batch: TokenId,
    user: UserId,
    chat: ChatId,
    sealed: &str,
) -> Result<Outcome, ServiceError> {
    let Some(new) = services::tokens::opened(errand.ctx, batch, sealed).await? else {
        return Ok(done("the batch is gone"));
    };
    let username = errand.ctx.bot().map_or("", |bot| bot.username.as_str());
    let screen = tokens::made(reader(errand.ctx, user).await, &new, username);
    match errand.bot.deliver(chat, &screen, Lane::Reply).await {
        Ok(_) => Ok(done("delivered")),
        Err(error) => undelivered(errand, user, &error).await,
    }
}

/// Says welcome to a VIP member who came in.
pub async fn welcome(errand: &Errand<'_>, user: UserId) -> Result<Outcome, ServiceError> {
    let Some(until) = services::access::right_of(errand.ctx, user, errand.now).await? else {
        return Ok(done("access ended"));
    };
    let (reader, words) = voice(errand, TextKey::VipWelcome, user).await;
    courtesy(errand, user, access::welcome(reader, until, &words)).await
}

/// How a person reads a message, and what it is drawn with.
pub async fn voice(errand: &Errand<'_>, key: TextKey, user: UserId) -> (Reader, Words) {
    let reader = reader(errand.ctx, user).await;
    let words = services::settings::texts::words(errand.ctx, key, reader.lang, user).await;
    (reader, words)
}

/// Says that access ended and until when they may stay, unless they came back or that is over.
pub async fn tell_grace(
    errand: &Errand<'_>,
    user: UserId,
    ended: Timestamp,
    until: Timestamp,
) -> Result<Outcome, ServiceError> {
    let grace = services::access::grace(errand.ctx, user, errand.now).await?;
    if grace != Some(GraceView { ended, until }) {
        return Ok(done("no longer true"));
    }
    let (reader, words) = voice(errand, TextKey::Grace, user).await;
    let grace = GraceView { ended, until };
    let screen = notices::grace(reader, grace, &words);
    courtesy(errand, user, renewable(errand, reader, screen).await?).await
}

/// Says that access ended, unless they came back; to the banned nothing is said.
pub async fn tell_expired(errand: &Errand<'_>, user: UserId) -> Result<Outcome, ServiceError> {
    if services::members::acts::is_banned(errand.ctx, user).await? {
        return Ok(done("banned"));
    }
    if services::access::right_of(errand.ctx, user, errand.now)
        .await?
        .is_some()
    {
        return Ok(done("came back"));
    }
    let (reader, words) = voice(errand, TextKey::Expired, user).await;
    let screen = notices::expired(reader, &words);
    courtesy(errand, user, renewable(errand, reader, screen).await?).await
}

/// Says that access ends soon, unless the end has moved.
pub async fn remind(
    errand: &Errand<'_>,
    user: UserId,
    expiry: Timestamp,
    hours: i64,
) -> Result<Outcome, ServiceError> {
    if let Some(later) = wrong_clock(errand) {
        return Ok(later);
    }
    match services::reminders::judge(errand.ctx, user, expiry, hours, errand.now).await? {
        None => {}
        Some(Unsaid::Untrue) => return Ok(done("no longer true")),
        Some(Unsaid::Renewed) => return Ok(done("a subscription renews it")),
        Some(Unsaid::Unwanted) => return Ok(done("no longer wanted")),
        Some(Unsaid::Nearer) => return Ok(done("a nearer reminder follows")),
    }
    let (reader, words) = voice(errand, TextKey::Reminder, user).await;
    let screen = notices::reminder(reader, expiry, &words);
    courtesy(errand, user, renewable(errand, reader, screen).await?).await
}

/// The same screen with the way to more time, where anything is sold.
pub async fn renewable(
    errand: &Errand<'_>,
    reader: Reader,
    screen: Screen,
) -> Result<Screen, ServiceError> {
    let is_open = services::money::shop::is_open(errand.ctx).await?;
    Ok(shop::with_renewal(reader, screen, is_open))
}

/// Sends what nobody waits for; whoever cannot be written to is not.
pub async fn courtesy(
    errand: &Errand<'_>,
    user: UserId,
    screen: Screen,
) -> Result<Outcome, ServiceError> {
    match errand.bot.deliver(user.chat(), &screen, Lane::Bulk).await {
        Ok(_) => Ok(done("told")),
        Err(error) => untold(errand, user, &error).await,
    }
}

/// Tells every admin what happened; those who cannot be reached are not.
pub async fn tell_admins(
    errand: &Errand<'_>,
    notice: &AdminNotice,
) -> Result<Outcome, ServiceError> {
    admins::tell(errand.ctx, errand.bot, notice).await;
    Ok(done("told"))
}

/// Tells whoever made a broadcast to people how it stands: they must have its report.
pub async fn tell_mailing(
    errand: &Errand<'_>,
    broadcast: BroadcastId,
) -> Result<Outcome, ServiceError> {
    let Some(view) = services::mailings::view(errand.ctx, broadcast).await? else {
        return Ok(done("the broadcast is gone"));
    };
    let admin = view.mailing.made_by;
    let screen = mailings::mailing(reader(errand.ctx, admin).await, &view);
    match errand.bot.deliver(admin.chat(), &screen, Lane::Reply).await {
        Ok(_) => Ok(done("told")),
        Err(error) => undelivered(errand, admin, &error).await,
    }
}
