//! Plain types shared by every layer. No I/O, and no import from another layer.

mod ids;
mod time;

pub use ids::*;
pub use time::*;
