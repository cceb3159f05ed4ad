//! What is sold, ordered, paid and booked.

mod check;
mod desk;
mod ledger;
mod order;
mod payment;
mod plan;
mod refusal;
mod settings;

pub use check::*;
pub use desk::*;
pub use ledger::*;
pub use order::*;
pub use payment::*;
pub use plan::*;
pub use refusal::*;
pub use settings::*;
