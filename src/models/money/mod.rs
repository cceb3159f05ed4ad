//! What is sold, ordered, paid and booked.

mod ledger;
mod order;
mod payment;
mod plan;
mod purse;
mod promo;
mod provider;
mod refusal;
mod settings;
mod shop;

pub use ledger::*;
pub use order::*;
pub use payment::*;
pub use plan::*;
pub use purse::*;
pub use promo::*;
pub use provider::*;
pub use refusal::*;
pub use settings::*;
pub use shop::*;
