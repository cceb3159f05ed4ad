//! What is sold, ordered, paid and booked.

mod check;
mod desk;
mod ledger;
mod order;
mod payment;
mod plan;
mod promo;
mod provider;
mod purse;
mod receipt;
mod refusal;
mod settings;
mod shop;
mod stars;
mod till;

pub use check::*;
pub use desk::*;
pub use ledger::*;
pub use order::*;
pub use payment::*;
pub use plan::*;
pub use promo::*;
pub use provider::*;
pub use purse::*;
pub use receipt::*;
pub use refusal::*;
pub use settings::*;
pub use shop::*;
pub use stars::*;
pub use till::*;
