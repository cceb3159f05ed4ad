//! Portero, the doorman: the whole back office of a Telegram operator in one binary.

pub mod config;
pub mod context;
pub mod crud;
pub mod db;
pub mod demo;
pub mod handlers;
pub mod models;
pub mod screens;
pub mod services;
pub mod telegram;
pub mod utils;
