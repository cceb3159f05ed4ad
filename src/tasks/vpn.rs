//! Work for VPN servers and their people.

use super::Errand;
use super::done;
use super::messages::courtesy;
use super::messages::renewable;
use super::undelivered;
use super::wrong_clock;
use crate::context::waits_for_server;
use crate::models::AccountId;
use crate::models::ConfigId;
use crate::models::PeerId;
use crate::models::ServerId;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::VpnEventKind;
use crate::screens::keys::package;
use crate::screens::keys::tasks;
use crate::screens::servers::watch;
use crate::services::ServiceError;
use crate::services::tasks::Outcome;
use crate::services::vpn::keys;
use crate::services::vpn::lifecycle;
use crate::services::vpn::lifecycle::Unsaid;
use crate::services::vpn::proxy_health;
use crate::services::vpn::proxy_health::people;
use crate::services::vpn::settle;
use crate::services::vpn::settle::Settled;
use crate::telegram::admins::reader;
use crate::telegram::sender::Lane;

/// Makes a server do with a peer what is wanted of it by now. Without its server it waits.
pub async fn settle_peer(errand: &Errand<'_>, peer: PeerId) -> Result<Outcome, ServiceError> {
    Ok(settled(settle::peer(errand.ctx, peer, errand.now).await?))
}

/// Takes the house's own user from a proxy that was removed.
pub async fn forget_watcher(
    errand: &Errand<'_>,
    server: ServerId,
) -> Result<Outcome, ServiceError> {
    let left = proxy_health::leave(errand.ctx, server, errand.now).await?;
    Ok(settled(left))
}

fn settled(settled: Settled) -> Outcome {
    match settled {
        Settled::Done => done("as wanted"),
        Settled::Down { server, why } => Outcome::Wait {
            waits_for: waits_for_server(server),
            why,
        },
        Settled::Refused(why) => Outcome::Retry(why),
    }
}

/// Hands a person the file, the link and the picture of a key that works. Killed in between, it does so again: the
/// same text, unless the key has another secret by then.
pub async fn deliver_config(
    errand: &Errand<'_>,
    config: ConfigId,
) -> Result<Outcome, ServiceError> {
    let Some(found) = keys::to_deliver(errand.ctx, config).await? else {
        return Ok(done("nothing to hand over"));
    };
    let reader = reader(errand.ctx, found.user).await;
    for screen in package::delivered(reader, &found) {
        let sent = errand.bot.deliver(found.user.chat(), &screen, Lane::Reply);
        if let Err(error) = sent.await {
            return undelivered(errand, found.user, &error).await;
        }
    }
    keys::delivered(errand.ctx, &found).await?;
    Ok(done("delivered"))
}

/// Tells a person what happened to a key or an account of theirs, if it is still so.
pub async fn tell(errand: &Errand<'_>, user: UserId, event: i64) -> Result<Outcome, ServiceError> {
    let Some(view) = lifecycle::judge_change(errand.ctx, event, errand.now).await? else {
        return Ok(done("no longer true"));
    };
    let reader = reader(errand.ctx, user).await;
    let mut screen = tasks::change(reader, &view);
    if matches!(
        view.event.kind,
        VpnEventKind::Expired | VpnEventKind::QuotaReached
    ) {
        screen = renewable(errand, reader, screen).await?;
    }
    courtesy(errand, user, screen).await
}

/// Says that an account ends soon, unless the end has moved.
pub async fn remind(
    errand: &Errand<'_>,
    user: UserId,
    account: AccountId,
    expiry: Timestamp,
    minutes: i64,
) -> Result<Outcome, ServiceError> {
    if let Some(later) = wrong_clock(errand) {
        return Ok(later);
    }
    let judged = lifecycle::judge_reminder(errand.ctx, account, expiry, minutes, errand.now);
    match judged.await? {
        Ok(account) => {
            let reader = reader(errand.ctx, user).await;
            let screen = tasks::reminder(reader, &account, expiry);
            courtesy(errand, user, renewable(errand, reader, screen).await?).await
        }
        Err(why) => Ok(unsaid(why)),
    }
}

/// Says how much of a quota is used, unless more is by now.
pub async fn tell_quota(
    errand: &Errand<'_>,
    user: UserId,
    account: AccountId,
    period: Timestamp,
    percent: u8,
) -> Result<Outcome, ServiceError> {
    match lifecycle::judge_quota(errand.ctx, account, period, percent).await? {
        Ok(account) => {
            let reader = reader(errand.ctx, user).await;
            let screen = tasks::quota(reader, &account, percent);
            courtesy(errand, user, renewable(errand, reader, screen).await?).await
        }
        Err(why) => Ok(unsaid(why)),
    }
}

/// Tells a person that a proxy of theirs is out, or works again, if it is still so.
pub async fn tell_proxy(
    errand: &Errand<'_>,
    user: UserId,
    (server, outage): (ServerId, u32),
    is_back: bool,
) -> Result<Outcome, ServiceError> {
    let Some(word) = people::word(errand.ctx, user, server, outage, is_back).await? else {
        return Ok(done("no longer true"));
    };
    let reader = reader(errand.ctx, user).await;
    courtesy(errand, user, watch::to_people(reader, &word)).await
}

fn unsaid(why: Unsaid) -> Outcome {
    done(match why {
        Unsaid::Untrue => "no longer true",
        Unsaid::Renewed => "a subscription renews it",
        Unsaid::Unwanted => "no longer wanted",
        Unsaid::Nearer => "one that says more follows",
    })
}
