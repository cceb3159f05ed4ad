//! What a service answers when it does not do what was asked.

use crate::db::DbError;
use crate::db::Fault;
use crate::models::ApiRefusal;
use crate::models::MoneyRefusal;
use crate::models::ProxyRefusal;
use crate::models::PurseRefusal;
use crate::models::Refusal;
use crate::models::WebhookRefusal;

/// A no, or a fault.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// A no that the person is told in their own words.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// The database failed: an apology with an incident number.
    #[error(transparent)]
    Database(#[from] DbError),
    /// Something else failed. The text holds no secret.
    #[error("{0}")]
    Fault(String),
}

impl From<Refusal> for ServiceError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<PurseRefusal> for ServiceError {
    fn from(refusal: PurseRefusal) -> Self {
        Self::Refused(Refusal::from(refusal))
    }
}

impl From<ApiRefusal> for ServiceError {
    fn from(refusal: ApiRefusal) -> Self {
        Self::Refused(Refusal::Api(refusal))
    }
}

impl From<MoneyRefusal> for ServiceError {
    fn from(refusal: MoneyRefusal) -> Self {
        Self::Refused(Refusal::Money(refusal))
    }
}

impl From<WebhookRefusal> for ServiceError {
    fn from(refusal: WebhookRefusal) -> Self {
        Self::Refused(Refusal::Webhook(refusal))
    }
}

impl From<ProxyRefusal> for ServiceError {
    fn from(refusal: ProxyRefusal) -> Self {
        Self::Refused(Refusal::Proxy(refusal))
    }
}

impl ServiceError {
    /// Whether it failed because nothing is written just now: it is done when something is again.
    pub fn is_stopped(&self) -> bool {
        matches!(self, Self::Database(DbError::Stopped(_)))
    }
}

impl Fault for ServiceError {
    fn database(&self) -> Option<&DbError> {
        match self {
            Self::Database(error) => Some(error),
            Self::Refused(_) | Self::Fault(_) => None,
        }
    }
}

impl From<rusqlite::Error> for ServiceError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(DbError::from(error))
    }
}
