//! The prices of VIP access: what the plans cost that bring nothing else.

use crate::context::Ctx;
use crate::models::Actor;
use crate::models::FeePeriod;
use crate::models::Money;
use crate::models::Permission;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::money::plans;
use crate::services::unit::act;
use rusqlite::Transaction;
use serde_json::Value;
use serde_json::json;

/// Sets the price of a period in the currency of that amount.
pub async fn set_fee(
    ctx: &Ctx,
    actor: &Actor,
    period: FeePeriod,
    price: Money,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let (identity, zone) = (actor.identity, ctx.time_zone());
    change(ctx, actor, now, move |tx| {
        let before = plans::set_fee(tx, identity, period, &price, zone, now)?;
        let is_new = before.as_ref() != Some(&price);
        let details = json!({ "period": period, "before": before, "after": price });
        Ok(is_new.then_some(details))
    })
    .await
}

/// Takes a price away. One that is gone already is no fault.
pub async fn drop_fee(
    ctx: &Ctx,
    actor: &Actor,
    period: FeePeriod,
    currency: String,
    now: Timestamp,
) -> Result<(), ServiceError> {
    change(ctx, actor, now, move |tx| {
        let before = plans::drop_fee(tx, period, &currency, now)?;
        Ok(before.map(|price| json!({ "period": period, "before": price, "after": null })))
    })
    .await
}

/// Changes plans by `edit`, which returns what the audit log keeps: nothing if nothing changed.
async fn change<F>(ctx: &Ctx, actor: &Actor, now: Timestamp, edit: F) -> Result<(), ServiceError>
where
    F: FnOnce(&Transaction<'_>) -> Result<Option<Value>, ServiceError> + Send + 'static,
{
    actor.need(Permission::Configure)?;
    let identity = actor.identity;
    let done = act(ctx, actor, now, move |tx| match edit(tx)? {
        Some(details) => {
            let target = "house".to_owned();
            audit::record(tx, identity, "config.fees", target, details, now)
        }
        None => Ok(()),
    })
    .await;
    // A rerun finds its change committed: what holds is read all the same.
    super::refresh(ctx).await?;
    done
}
