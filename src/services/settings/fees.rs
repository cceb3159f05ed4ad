//! The prices of VIP access.

use super::change;
use crate::context::Ctx;
use crate::models::Actor;
use crate::models::Fee;
use crate::models::FeePeriod;
use crate::models::MOST_FEES;
use crate::models::Money;
use crate::models::Refusal;
use crate::models::SettingFault;
use crate::models::Timestamp;
use crate::services::ServiceError;
use serde_json::json;

/// Sets the price of a period in the currency of that amount.
pub async fn set_fee(
    ctx: &Ctx,
    actor: &Actor,
    period: FeePeriod,
    price: Money,
    now: Timestamp,
) -> Result<(), ServiceError> {
    change(ctx, actor, "config.fees", now, move |settings| {
        let fees = &mut settings.fees.fees;
        let before = fees
            .iter()
            .position(|fee| fee.period == period && fee.price.currency == price.currency)
            .map(|at| fees.remove(at));
        if fees.len() >= MOST_FEES {
            return Err(Refusal::Setting(SettingFault::TooManyFees {
                most: MOST_FEES as u32,
            })
            .into());
        }
        let details =
            json!({ "period": period, "before": before.map(|fee| fee.price), "after": price });
        fees.push(Fee { period, price });
        // The shorter first, lifetime last.
        fees.sort_by_key(|fee| {
            let days = fee.period.days().unwrap_or(u32::MAX);
            (days, fee.price.currency.clone())
        });
        Ok(details)
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
    change(ctx, actor, "config.fees", now, move |settings| {
        let fees = &mut settings.fees.fees;
        let gone = fees
            .iter()
            .position(|fee| fee.period == period && fee.price.currency == currency)
            .map(|at| fees.remove(at));
        let before = gone.map(|fee| fee.price);
        Ok(json!({ "period": period, "before": before, "after": null }))
    })
    .await
}
