//! What admins set about keys.

use crate::context::Ctx;
use crate::crud;
use crate::services::ServiceError;

/// Takes what is set into memory, at the start.
pub async fn load(ctx: &Ctx) -> Result<(), ServiceError> {
    let settings = (ctx.db)
        .read(|connection| Ok::<_, ServiceError>(crud::vpn_settings::get(connection)?))
        .await?;
    ctx.put_vpn_settings(settings);
    Ok(())
}
