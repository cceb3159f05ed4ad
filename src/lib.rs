//! Portero, the doorman: the whole back office of a Telegram operator in one binary.

pub mod demo;
pub mod models;
pub mod telegram;
pub mod utils;
