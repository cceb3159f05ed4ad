//! The staff's side of Stars: what the bot has, and links to the VIP channel that are paid each month.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Refusal;
use crate::screens::stars;
use crate::services::ServiceError;
use crate::services::money;

/// The Stars of the bot, as far as Telegram says soon, and the links that can be made.
pub async fn desk(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let prices = money::stars::link_prices(visit.ctx, &visit.actor).await?;
    let balance = visit.bot.star_balance().await.ok();
    Ok(Reply::show(stars::desk(visit.reader, balance, &prices)))
}

/// Makes a link. A rerun makes another, which harms nobody.
pub async fn link(visit: &Visit<'_>, price: u32) -> Result<Reply, ServiceError> {
    let price = i64::from(price);
    let chat = money::stars::link_door(visit.ctx, &visit.actor, price).await?;
    let url = match visit.bot.paid_link(chat, price).await {
        Ok(url) => url,
        Err(error) if error.class().is_outage() => {
            return Err(Refusal::TelegramUnreachable.into());
        }
        Err(error) => return Err(ServiceError::Fault(error.to_string())),
    };
    money::stars::link_made(visit.ctx, &visit.actor, chat, price, visit.now()).await?;
    Ok(Reply::show(stars::link(visit.reader, &url, price)))
}
