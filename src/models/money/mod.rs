//! What is sold, ordered, paid and booked.

mod ledger;
mod order;
mod payment;
mod plan;
mod purse;
mod refusal;
mod settings;

pub use ledger::*;
pub use order::*;
pub use payment::*;
pub use plan::*;
pub use purse::*;
pub use refusal::*;
pub use settings::*;
