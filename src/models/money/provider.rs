//! What providers of payments say, and what is told about them.

use super::Method;
use crate::models::Money;
use crate::models::Timestamp;

/// A row of `webhook_notes`: somebody told the house to ask a provider.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WebhookNote {
    pub id: i64,
    pub method: Method,
    /// The provider's own id of the transaction, if it was told.
    pub provider_ref: Option<String>,
    /// The code of the order, if it was told.
    pub order_code: Option<String>,
    pub is_signed: bool,
    pub received_at: Timestamp,
}

/// The house's account at a provider, for the staff.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProviderView {
    pub method: Method,
    pub state: ProviderState,
    /// Whether the provider is told an address of the house where it can send notes.
    pub has_notes: bool,
    /// Orders about which it is asked from time to time.
    pub watched: i64,
}

/// How a provider answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProviderState {
    /// The settings name no account there.
    Off,
    Works {
        app: String,
        /// Whether it may be paid to.
        is_active: bool,
        /// `None` = it did not say.
        balance: Option<Money>,
    },
    /// In the words of the error.
    Fails(String),
}
