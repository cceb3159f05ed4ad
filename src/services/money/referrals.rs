//! Friends who came by somebody's link, and what that brings.
//!
//! Invariants: whoever brought somebody is known from their first word or never; a friend brings at most one reward, for
//! their first payment that was delivered; a reward is given in the transaction of that delivery, and goes with it.

use super::books;
use super::fulfil;
use super::fulfil::End;
use super::taking;
use super::taking::Brought;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::DAY;
use crate::models::GivenPart;
use crate::models::Identity;
use crate::models::InboxSeq;
use crate::models::LedgerAccount;
use crate::models::Money;
use crate::models::NewPosting;
use crate::models::Payment;
use crate::models::PostingKind;
use crate::models::Product;
use crate::models::PurseNews;
use crate::models::ReferralReward;
use crate::models::ReferralView;
use crate::models::Refusal;
use crate::models::Reward;
use crate::models::Task;
use crate::models::TermEnd;
use crate::models::Terms;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::VpnKind;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::audit;
use crate::services::unit::act;
use crate::services::vpn::lifecycle;
use rusqlite::{Connection, Transaction};
use serde_json::json;

/// What the link of an inviter carries before their number.
pub const PREFIX: &str = "ref_";

/// The inviter of a link; `None` = it was made up.
fn inviter_of(code: &str) -> Option<UserId> {
    let id: i64 = code.parse().ok()?;
    // One text for one person.
    (id > 0 && id.to_string() == code).then_some(UserId(id))
}

/// Notes who brought somebody, if that link is their first word and they hold nothing yet. Returns whether it counts.
pub async fn came(
    ctx: &Ctx,
    actor: &Actor,
    code: &str,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let friend = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let (Some(inviter), Some(update)) = (inviter_of(code), actor.update()) else {
        return Ok(false);
    };
    let counts = ctx
        .db
        .read(move |connection| is_brought(connection, friend, inviter, update))
        .await?;
    if !counts {
        return Ok(false);
    }
    let noted = act(ctx, actor, now, move |tx| {
        if !is_brought(tx, friend, inviter, update)? {
            return Ok(false);
        }
        Ok(crud::referrals::update_referred(tx, friend, inviter)?)
    })
    .await;
    match noted {
        // Noted before a kill.
        Err(ServiceError::Refused(Refusal::AlreadyApplied)) => Ok(true),
        noted => noted,
    }
}

/// Whether that update brings somebody new, by the link of somebody who may bring people.
fn is_brought(
    connection: &Connection,
    friend: UserId,
    inviter: UserId,
    update: InboxSeq,
) -> Result<bool, ServiceError> {
    if friend == inviter || !crud::referrals::is_first_word(connection, friend, update)? {
        return Ok(false);
    }
    // The house may know them all the same: imported, erased, or let in by a channel's own link.
    for kind in VpnKind::ALL {
        if crud::vpn_accounts::of_user(connection, friend, kind)?.is_some() {
            return Ok(false);
        }
    }
    if crud::subscribers::get(connection, friend)?.is_some()
        || crud::payments::count_of_user(connection, friend)? > 0
    {
        return Ok(false);
    }
    may_be_rewarded(connection, inviter)
}

/// Whether somebody is here: who is banned, erased, or never said a word brings nobody.
fn may_be_rewarded(connection: &Connection, inviter: UserId) -> Result<bool, ServiceError> {
    let found = crud::users::get(connection, inviter)?;
    Ok(found.is_some_and(|found| found.ban.is_none() && found.started_at.is_some()))
}

/// A payment was delivered: whoever brought the payer gets what the rule gives, and days of the payer's own that waited
/// lengthen what they have now.
pub(super) fn paid(
    tx: &Transaction<'_>,
    payment: &Payment,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let Some(friend) = payment.user else {
        return Ok(());
    };
    give_waiting(tx, friend, now)?;
    let Some(reward) = earned(tx, friend, payment, now)? else {
        return Ok(());
    };
    if !crud::referrals::insert(tx, &reward)? {
        return Ok(());
    }
    let target = format!("user:{}", reward.inviter);
    audit::record(
        tx,
        Identity::System,
        "referral.rewarded",
        target,
        said(&reward),
        now,
    )?;
    match &reward.credit {
        Some(credit) => {
            let (to, from) = (
                LedgerAccount::Referrals,
                LedgerAccount::Balance(reward.inviter),
            );
            let fact = format!("reward:{friend}");
            books::post(tx, &posting(&reward, credit.clone(), (to, from), fact), now)?;
            crud::referrals::update_given(tx, friend, &[], now)?;
        }
        None => give_waiting(tx, reward.inviter, now)?,
    }
    let task = Task::TellPurse {
        user: reward.inviter,
        news: PurseNews::Rewarded(friend),
    };
    crud::tasks::insert(tx, &task, now, now)?;
    Ok(())
}

/// What a payment earns whoever brought the payer; `None` = nothing.
fn earned(
    connection: &Connection,
    friend: UserId,
    payment: &Payment,
    now: Timestamp,
) -> Result<Option<Reward>, ServiceError> {
    let Some(inviter) = crud::referrals::inviter_of(connection, friend)? else {
        return Ok(None);
    };
    let rule = crud::shop_settings::get(connection)?.referral;
    let Some(reward) = rule.reward else {
        return Ok(None);
    };
    // Of nothing nothing comes, and only the first payment counts.
    let is_first = payment.amount.minor > 0
        && !crud::referrals::has_paid_before(connection, friend, payment.id)?;
    if inviter == friend || !is_first || !may_be_rewarded(connection, inviter)? {
        return Ok(None);
    }
    let had = crud::referrals::count_rewards(connection, inviter)?;
    if rule.most.is_some_and(|most| had >= i64::from(most)) {
        return Ok(None);
    }
    let (days, credit) = match reward {
        ReferralReward::Days(days) => (Some(days), None),
        ReferralReward::Credit(money) => (None, Some(money)),
    };
    Ok(Some(Reward {
        friend,
        inviter,
        payment: payment.id,
        days,
        credit,
        at: now,
        given_at: None,
        given: Vec::new(),
    }))
}

/// A reward, for the log.
fn said(reward: &Reward) -> serde_json::Value {
    json!({
        "friend": reward.friend.0, "payment": reward.payment.0, "days": reward.days,
        "minor": reward.credit.as_ref().map(|credit| credit.minor),
        "currency": reward.credit.as_ref().map(|credit| &credit.currency),
    })
}

fn posting(
    reward: &Reward,
    amount: Money,
    (to, from): (LedgerAccount, LedgerAccount),
    fact: String,
) -> NewPosting {
    NewPosting {
        kind: PostingKind::Referral,
        to,
        from,
        amount,
        order: None,
        payment: Some(reward.payment),
        user: Some(reward.inviter),
        by: None,
        reason: None,
        fact,
    }
}

/// Lengthens what somebody has running by the days they earned; with nothing running the days go on waiting.
pub(super) fn give_waiting(
    tx: &Transaction<'_>,
    user: UserId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    for reward in crud::referrals::list_waiting(tx, user)? {
        let cause = format!("referral:{}", reward.friend);
        let given = lengthen(tx, user, reward.days.unwrap_or(0), &cause, now)?;
        if given.is_empty() {
            return Ok(());
        }
        crud::referrals::update_given(tx, reward.friend, &given, now)?;
    }
    Ok(())
}

/// Adds days to everything somebody has that ends.
fn lengthen(
    tx: &Transaction<'_>,
    user: UserId,
    days: u32,
    cause: &str,
    now: Timestamp,
) -> Result<Vec<GivenPart>, ServiceError> {
    let mut given = Vec::new();
    for product in Product::ALL {
        let Some(End::At(before)) = fulfil::running(tx, user, product, now)? else {
            continue;
        };
        let until = before + i64::from(days) * DAY;
        match product.kind() {
            None => {
                access::sell_until(tx, user, Some(until), cause.to_owned(), now)?;
            }
            Some(kind) => {
                let terms = Terms {
                    end: TermEnd::Until(until),
                    ..Terms::default()
                };
                lifecycle::terms(tx, user, kind, &terms, Identity::System, now)?;
            }
        }
        given.push(GivenPart {
            product,
            before: Some(before),
            was_lifetime: false,
            until: Some(until),
            added_bytes: None,
            limit_before: None,
            devices_before: None,
        });
    }
    Ok(given)
}

/// The payment of a friend goes back: so does what it brought their inviter. Of credit that is spent nothing is asked.
pub fn revoked(
    tx: &Transaction<'_>,
    payment: &Payment,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let Some(reward) = crud::referrals::of_payment(tx, payment.id)? else {
        return Ok(());
    };
    if !crud::referrals::update_revoked(tx, reward.friend, now)? {
        return Ok(());
    }
    let inviter = reward.inviter;
    if let Some(credit) = &reward.credit {
        let left = books::balance(tx, inviter)?.into_iter();
        let left = left
            .filter(|money| money.currency == credit.currency)
            .map(|money| money.minor);
        let minor = credit.minor.min(left.sum::<i64>().max(0));
        if minor > 0 {
            let amount = Money {
                minor,
                currency: credit.currency.clone(),
            };
            let accounts = (LedgerAccount::Balance(inviter), LedgerAccount::Referrals);
            let fact = format!("reward_back:{}", reward.friend);
            books::post(tx, &posting(&reward, amount, accounts, fact), now)?;
        }
    }
    if let Some(at) = reward.given_at {
        let cause = format!("referral_back:{}", reward.friend);
        let brought = Brought {
            user: inviter,
            parts: &reward.given,
            at,
            payment: None,
        };
        taking::take_back(tx, &brought, &cause, now)?;
    }
    let target = format!("user:{inviter}");
    audit::record(
        tx,
        Identity::System,
        "referral.revoked",
        target,
        said(&reward),
        now,
    )
}

/// The own link, what a friend brings, and what friends brought.
pub async fn view(ctx: &Ctx, actor: &Actor) -> Result<ReferralView, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    ctx.db
        .read(move |connection| {
            let rule = crud::shop_settings::get(connection)?.referral;
            Ok(ReferralView {
                rule,
                code: format!("{PREFIX}{user}"),
                friends: crud::referrals::count_friends(connection, user)?,
                rewarded: crud::referrals::count_rewards(connection, user)?,
                waiting_days: crud::referrals::waiting_days(connection, user)?,
            })
        })
        .await
}

/// The reward for a friend; `None` = it was taken back.
pub async fn look(ctx: &Ctx, friend: UserId) -> Result<Option<Reward>, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::referrals::get(connection, friend)?))
        .await
}

#[cfg(test)]
#[path = "referrals_tests.rs"]
mod tests;
