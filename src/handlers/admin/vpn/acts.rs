//! Acts on one key and on the account behind it.

use super::Question;
use super::ask;
use super::card;
use super::show;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Change;
use crate::models::ConfigId;
use crate::models::GB;
use crate::models::KeySecret;
use crate::models::MOST_DAYS;
use crate::models::MOST_DEVICES;
use crate::models::MOST_GIGABYTES;
use crate::models::MemberRefusal;
use crate::models::Refusal;
use crate::models::ServerId;
use crate::models::TermEnd;
use crate::models::TermQuota;
use crate::models::Terms;
use crate::models::Timestamp;
use crate::models::VpnRefusal;
use crate::screens::Document;
use crate::screens::notices::Toast;
use crate::screens::vpn;
use crate::services::ServiceError;
use crate::services::vpn::keys;
use crate::services::vpn::staff;
use crate::utils::dates;
use crate::utils::units;

/// Hours of a day.
const HOURS: i64 = 24;

async fn done(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    let reply = show(visit, id).await?;
    Ok(reply.with_toast(visit.toast(Toast::Done)))
}

/// Has it delivered to its owner again, or offers other secrets if there is nothing to deliver.
pub async fn send(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    match keys::send_again(visit.ctx, &visit.actor, id, visit.now()).await {
        Ok(()) => done(visit, id).await,
        Err(ServiceError::Refused(Refusal::Vpn(VpnRefusal::ShownOnce))) => {
            let card = card(visit, id).await?;
            Ok(Reply::show(vpn::file_lost(visit.reader, &card)))
        }
        Err(error) => Err(error),
    }
}

/// Shows its file or link to whoever asked.
pub async fn file(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    let card = card(visit, id).await?;
    let package = keys::package(visit.ctx, &visit.actor, id, visit.now()).await?;
    let screen = match package.secret {
        KeySecret::WireGuard { conf, file_name } => {
            let document = Document {
                file_name,
                bytes: conf.into_bytes(),
            };
            vpn::file(visit.reader, &card, None, Some(document))
        }
        KeySecret::Outline { link, .. } | KeySecret::MtProto { link, .. } => {
            vpn::file(visit.reader, &card, Some(&link), None)
        }
    };
    Ok(Reply::send(screen))
}

/// What is it called?
pub async fn ask_name(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    let card = card(visit, id).await?;
    let now = Some(card.card.view.config.name.as_str());
    ask(visit, Question::Rename(id), vpn::Question::Name { now }).await
}

/// A typed name.
pub async fn rename(visit: &Visit<'_>, id: ConfigId, text: &str) -> Result<Reply, ServiceError> {
    keys::rename(visit.ctx, &visit.actor, id, text.to_owned(), visit.now()).await?;
    visit.forget().await;
    done(visit, id).await
}

/// New secrets.
pub async fn rotate(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    keys::rotate(visit.ctx, &visit.actor, id, visit.now()).await?;
    done(visit, id).await
}

/// Holds it back, or lets it go.
pub async fn set_held(
    visit: &Visit<'_>,
    id: ConfigId,
    is_held: bool,
) -> Result<Reply, ServiceError> {
    staff::set_held(visit.ctx, &visit.actor, id, is_held, visit.now()).await?;
    done(visit, id).await
}

/// Ends it for good.
pub async fn delete(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    keys::delete(visit.ctx, &visit.actor, id, visit.now()).await?;
    done(visit, id).await
}

/// Moves it to that server.
pub async fn move_to(
    visit: &Visit<'_>,
    id: ConfigId,
    server: ServerId,
) -> Result<Reply, ServiceError> {
    keys::move_to(visit.ctx, &visit.actor, id, Some(server), visit.now()).await?;
    done(visit, id).await
}

/// The terms of its account.
pub async fn terms(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    let card = card(visit, id).await?;
    Ok(Reply::show(vpn::terms(visit.reader, &card)))
}

async fn change(visit: &Visit<'_>, id: ConfigId, change: Terms) -> Result<Reply, ServiceError> {
    staff::change_terms(visit.ctx, &visit.actor, id, change, visit.now()).await?;
    let reply = terms(visit, id).await?;
    Ok(reply.with_toast(visit.toast(Toast::Done)))
}

async fn set_end(visit: &Visit<'_>, id: ConfigId, end: TermEnd) -> Result<Reply, ServiceError> {
    let terms = Terms {
        end,
        ..Terms::default()
    };
    change(visit, id, terms).await
}

async fn set_quota(
    visit: &Visit<'_>,
    id: ConfigId,
    quota: TermQuota,
) -> Result<Reply, ServiceError> {
    let terms = Terms {
        quota,
        ..Terms::default()
    };
    change(visit, id, terms).await
}

/// So many days more.
pub async fn more_days(visit: &Visit<'_>, id: ConfigId, days: u32) -> Result<Reply, ServiceError> {
    set_end(
        visit,
        id,
        TermEnd::Hours(HOURS * i64::from(days.min(MOST_DAYS))),
    )
    .await
}

/// No end.
pub async fn no_end(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    set_end(visit, id, TermEnd::Never).await
}

/// Typed days, or a date.
pub async fn typed_end(visit: &Visit<'_>, id: ConfigId, text: &str) -> Result<Reply, ServiceError> {
    let end = match days(text) {
        Ok(days) => TermEnd::Hours(HOURS * i64::from(days)),
        Err(_) => TermEnd::Until(typed_date(visit, text)?),
    };
    let reply = set_end(visit, id, end).await?;
    visit.forget().await;
    Ok(reply)
}

/// A typed date that is still to come, in any year.
fn typed_date(visit: &Visit<'_>, text: &str) -> Result<Timestamp, Refusal> {
    let (now, zone) = (visit.now(), visit.reader.time_zone);
    let at = match dates::parse(text, zone) {
        Some(at) => at,
        None => dates::upcoming(text, now, zone).map_err(|_| MemberRefusal::DateInvalid)?,
    };
    if at > now {
        Ok(at)
    } else {
        Err(MemberRefusal::DateOver.into())
    }
}

/// A typed number of days, with or without the word.
pub(super) fn days(text: &str) -> Result<u32, Refusal> {
    let number = text.trim_end_matches(|c: char| c.is_alphabetic() || c.is_whitespace());
    let days = units::read_number(number.trim_start_matches('+').trim());
    days.filter(|days| (1..=MOST_DAYS).contains(days))
        .ok_or(Refusal::NumberInvalid {
            least: 1,
            most: i64::from(MOST_DAYS),
        })
}

/// So many gigabytes a period; none = no limit.
pub async fn limit(visit: &Visit<'_>, id: ConfigId, gigabytes: u32) -> Result<Reply, ServiceError> {
    let gigabytes = gigabytes.min(MOST_GIGABYTES);
    let bytes = (gigabytes > 0).then(|| u64::from(gigabytes) * GB);
    set_quota(visit, id, TermQuota::Set(bytes)).await
}

/// Typed gigabytes.
pub async fn typed_limit(
    visit: &Visit<'_>,
    id: ConfigId,
    text: &str,
) -> Result<Reply, ServiceError> {
    let number = text.trim_end_matches(|c: char| c.is_alphabetic() || c.is_whitespace());
    let gigabytes = units::read_number(number).filter(|count| *count <= MOST_GIGABYTES);
    let gigabytes = gigabytes.ok_or(Refusal::NumberInvalid {
        least: 0,
        most: i64::from(MOST_GIGABYTES),
    })?;
    let reply = limit(visit, id, gigabytes).await?;
    visit.forget().await;
    Ok(reply)
}

/// The use begins at zero.
pub async fn new_period(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    let terms = Terms {
        renews: true,
        ..Terms::default()
    };
    change(visit, id, terms).await
}

/// So many keys at once.
pub async fn devices(visit: &Visit<'_>, id: ConfigId, count: u32) -> Result<Reply, ServiceError> {
    let terms = Terms {
        devices: Change::Set(count.clamp(1, MOST_DEVICES)),
        ..Terms::default()
    };
    change(visit, id, terms).await
}

/// For how long is the trial paid?
pub async fn ask_upgrade(visit: &Visit<'_>, id: ConfigId) -> Result<Reply, ServiceError> {
    let card = card(visit, id).await?;
    Ok(Reply::show(vpn::ask_upgrade(visit.reader, &card)))
}

/// A trial becomes a paid account for so many days, without a limit.
pub async fn upgrade(visit: &Visit<'_>, id: ConfigId, days: u32) -> Result<Reply, ServiceError> {
    let until = visit.now().plus_days(i64::from(days.min(MOST_DAYS)));
    let terms = Terms {
        end: TermEnd::Until(until),
        quota: TermQuota::Set(None),
        day_quota: Change::Set(None),
        renews: true,
        upgrades: true,
        ..Terms::default()
    };
    change(visit, id, terms).await
}
