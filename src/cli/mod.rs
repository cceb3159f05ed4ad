//! Commands that work beside a running bot, and how commands print.

pub mod print;
pub mod status;
