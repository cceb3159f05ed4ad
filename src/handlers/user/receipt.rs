//! Paying by hand: the instructions, and the receipt that the buyer sends.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::OrderCard;
use crate::screens::shop;
use crate::services::ServiceError;

/// How an order by hand is paid.
pub async fn manual(visit: &Visit<'_>, card: &OrderCard) -> Result<Reply, ServiceError> {
    Ok(Reply::show(shop::by_hand(visit.reader, card)))
}
