//! The prices of VIP access.

use super::Question;
use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::FeePeriod;
use crate::screens::callback::CurrencyCode;
use crate::screens::settings;
use crate::services;
use crate::services::ServiceError;

/// The prices as they are.
pub async fn list(visit: &Visit<'_>, changed: bool) -> Result<Reply, ServiceError> {
    let view = services::settings::view(visit.ctx, &visit.actor).await?;
    Ok(Reply::show(settings::fees(
        visit.reader,
        &view.now.fees,
        changed,
    )))
}

/// Asks for the price of a period.
pub async fn ask(visit: &Visit<'_>, period: FeePeriod) -> Result<Reply, ServiceError> {
    visit.ask(Dialogue::Settings(Question::Fee(period))).await;
    Ok(Reply::show(settings::ask_fee(visit.reader, period)))
}

/// Asks for the days of another period.
pub async fn ask_days(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    visit.ask(Dialogue::Settings(Question::FeeDays)).await;
    Ok(Reply::show(settings::ask_fee_days(visit.reader)))
}

/// Typed days; the price comes next.
pub async fn typed_days(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    ask(visit, services::settings::fee_days(text)?).await
}

/// A typed price.
pub async fn typed(
    visit: &Visit<'_>,
    period: FeePeriod,
    text: &str,
) -> Result<Reply, ServiceError> {
    let price = services::settings::price(text)?;
    services::settings::set_fee(visit.ctx, &visit.actor, period, price, visit.now()).await?;
    visit.forget().await;
    // Prices of the channel are plans on sale, which have commands.
    Ok(list(visit, true).await?.with_menus())
}

/// Takes a price away.
pub async fn drop(
    visit: &Visit<'_>,
    period: FeePeriod,
    currency: CurrencyCode,
) -> Result<Reply, ServiceError> {
    let currency = currency.to_string();
    services::settings::drop_fee(visit.ctx, &visit.actor, period, currency, visit.now()).await?;
    Ok(list(visit, true).await?.with_menus())
}
