//! Commands that work beside a running bot.

pub mod status;
