//! What admins set from chat about selling.

use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::ShopSettings;
use crate::services::ServiceError;

/// Letters of the address where payment notes arrive: 160 bits.
const WEBHOOK_LETTERS: usize = 32;

/// Makes what every start needs.
pub async fn prepare(ctx: &Ctx) -> Result<(), ServiceError> {
    let path = super::secret_text(WEBHOOK_LETTERS)?;
    ctx.db
        .write(Durability::Full, move |tx| {
            Ok(crud::shop_settings::insert_default(tx, &path)?)
        })
        .await
}

/// What is set.
pub async fn get(ctx: &Ctx) -> Result<ShopSettings, ServiceError> {
    ctx.db
        .read(|connection| Ok(crud::shop_settings::get(connection)?))
        .await
}
