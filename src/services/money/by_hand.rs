//! Balances that staff change by hand.

use super::books;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::LedgerAccount;
use crate::models::Money;
use crate::models::MoneyRefusal;
use crate::models::NewPosting;
use crate::models::Permission;
use crate::models::PostingKind;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::settings;
use crate::services::unit::act;
use serde_json::json;

/// The most characters of a reason.
pub const MOST_REASON: i64 = 200;

/// An amount as it is typed; one that is taken begins with a minus.
pub fn amount(text: &str) -> Result<Money, Refusal> {
    let text = text.trim();
    let taken = text.strip_prefix(['-', '\u{2212}']);
    let mut money = settings::price(taken.unwrap_or(text))?;
    if taken.is_some() {
        money.minor = -money.minor;
    }
    Ok(money)
}

/// A reason as it is typed.
pub fn reason(text: &str) -> Result<String, Refusal> {
    let count = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    if (1..=MOST_REASON).contains(&count) {
        Ok(text.to_owned())
    } else {
        Err(MoneyRefusal::ReasonLength { most: MOST_REASON }.into())
    }
}

fn size_of(amount: &Money) -> Money {
    Money {
        minor: amount.minor.abs(),
        currency: amount.currency.clone(),
    }
}

/// Refuses an amount that takes more than there is, before anybody is asked why.
///
/// # Errors
/// `NotAllowed`; `BalanceLeft` when more is taken than there is.
pub async fn need_there(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    amount: &Money,
) -> Result<(), ServiceError> {
    actor.need(Permission::Refund)?;
    if amount.minor > 0 {
        return Ok(());
    }
    let size = size_of(amount);
    ctx.db
        .read(move |connection| books::need_left(connection, user, &size))
        .await
}

/// Gives or takes on somebody's balance by hand; a negative amount takes. Returns what they have then.
///
/// # Errors
/// `NotAllowed`, `NotFound`; `BalanceLeft` when more is taken than there is.
pub async fn adjust(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    amount: Money,
    reason: String,
    now: Timestamp,
) -> Result<Vec<Money>, ServiceError> {
    actor.need(Permission::Refund)?;
    let who = actor.identity;
    act(ctx, actor, now, move |tx| {
        if crud::users::get(tx, user)?.is_none() {
            return Err(Refusal::NotFound.into());
        }
        let is_gift = amount.minor > 0;
        let size = size_of(&amount);
        if !is_gift {
            books::need_left(tx, user, &size)?;
        }
        let details = json!({
            "minor": amount.minor, "currency": amount.currency, "reason": reason,
        });
        let target = format!("user:{user}");
        let fact = audit::append(tx, who, "balance.adjusted", target, details, now)?;
        let (balance, house) = (LedgerAccount::Balance(user), LedgerAccount::Adjustments);
        let (to, from) = if is_gift {
            (house, balance)
        } else {
            (balance, house)
        };
        let posting = NewPosting {
            kind: PostingKind::Adjusted,
            to,
            from,
            amount: size,
            order: None,
            payment: None,
            user: Some(user),
            by: who.user(),
            reason: Some(reason),
            fact: format!("adjusted:{fact}"),
        };
        books::post(tx, &posting, now)?;
        books::balance(tx, user)
    })
    .await
}
