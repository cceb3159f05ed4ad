//! Addresses that are told what happens.
//!
//! No code of the facts knows of them: the logs that facts write anyway are read from where they were left, and each new
//! row becomes one delivery per address that wants it, in the same transaction as the mark of how far the log was read. So
//! a kill loses none and doubles none. What is sent may arrive twice, with the same id: an answer can be lost.
//!
//! Deliveries are their own queue, apart from the tasks: a receiver that is down for days leaves thousands of them, which
//! no notice to a person waits behind and no admin wants to see one by one.

pub mod desk;
pub mod logs;
pub mod send;

use super::ServiceError;
use crate::context::Ctx;
use crate::crud;

/// Finds out whether there is anybody to tell, and wakes who tells them.
pub async fn refresh(ctx: &Ctx) -> Result<(), ServiceError> {
    let is_wanted = ctx
        .db
        .read(|connection| {
            let all = crud::webhooks::list(connection)?;
            Ok::<_, ServiceError>(all.iter().any(|webhook| webhook.is_enabled))
        })
        .await?;
    ctx.webhooks.set_wanted(is_wanted);
    Ok(())
}

#[cfg(test)]
mod tests;
