//! What is sold, ordered, paid and booked.

mod ledger;
mod order;
mod payment;
mod plan;
mod receipt;
mod refusal;
mod settings;
mod till;

pub use ledger::*;
pub use order::*;
pub use payment::*;
pub use plan::*;
pub use receipt::*;
pub use refusal::*;
pub use settings::*;
pub use till::*;
