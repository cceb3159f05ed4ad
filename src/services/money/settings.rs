//! What admins set from chat about selling.

use super::plans;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::ShopSettings;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::settings;

/// Letters of the address where payment notes arrive: 160 bits.
const WEBHOOK_LETTERS: usize = 32;

/// Makes what every start needs: the settings of the shop, and once plans of the prices that were set before.
pub async fn prepare(ctx: &Ctx, now: Timestamp) -> Result<(), ServiceError> {
    let path = super::secret_text(WEBHOOK_LETTERS)?;
    let zone = ctx.time_zone();
    ctx.db
        .write(Durability::Full, move |tx| {
            crud::shop_settings::insert_default(tx, &path)?;
            plans::seed(tx, zone, now)
        })
        .await?;
    settings::refresh(ctx).await
}

/// What is set.
pub async fn get(ctx: &Ctx) -> Result<ShopSettings, ServiceError> {
    ctx.db
        .read(|connection| Ok(crud::shop_settings::get(connection)?))
        .await
}
