//! Links to the VIP channel whose members pay each month in Stars: Telegram bills and removes them by itself.

use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::ChatId;
use crate::models::Door;
use crate::models::MOST_MONTHLY_STARS;
use crate::models::Permission;
use crate::models::Product;
use crate::models::Refusal;
use crate::models::STARS;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::audit;
use crate::services::unit::act;
use crate::utils::order::InOrder;
use serde_json::json;

/// Prices that are offered beside those of the plans.
const USUAL: [i64; 4] = [100, 250, 500, 1_000];

/// The prices for which a link can be made by a press: those of plans that bring nothing but VIP, and usual ones.
pub async fn link_prices(ctx: &Ctx, actor: &Actor) -> Result<Vec<i64>, ServiceError> {
    actor.need(Permission::ManageShop)?;
    let plans = ctx
        .db
        .read(|connection| -> Result<_, ServiceError> { Ok(crud::plans::list(connection)?) })
        .await?;
    let vip = plans
        .iter()
        .filter(|plan| plan.goods.products == [Product::Vip]);
    let own = vip.filter_map(|plan| plan.price(STARS).map(|price| price.minor));
    let mut prices: Vec<i64> = own.chain(USUAL).filter(|price| is_price(*price)).collect();
    prices.order();
    prices.dedup();
    Ok(prices)
}

fn is_price(price: i64) -> bool {
    (1..=MOST_MONTHLY_STARS).contains(&price)
}

/// The channel for which a link of that price may be made.
///
/// # Errors
/// Refusals for whoever may not sell, for a price that Telegram does not take, and without a channel.
pub async fn link_door(ctx: &Ctx, actor: &Actor, price: i64) -> Result<ChatId, ServiceError> {
    actor.need(Permission::ManageShop)?;
    if !is_price(price) {
        return Err(Refusal::NotFound.into());
    }
    ctx.db
        .read(|connection| access::need_door(connection, Door::Vip))
        .await
}

/// Notes that somebody made such a link.
pub async fn link_made(
    ctx: &Ctx,
    actor: &Actor,
    chat: ChatId,
    price: i64,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageShop)?;
    let who = actor.identity;
    act(ctx, actor, now, move |tx| {
        let details = json!({ "minor": price, "currency": STARS });
        let name = "subscription.link_made";
        audit::record(tx, who, name, format!("chat:{chat}"), details, now)
    })
    .await
}
