//! Portero, the doorman: the whole back office of a Telegram operator in one binary.

pub mod app;
pub mod cli;
pub mod config;
pub mod context;
pub mod crud;
pub mod db;
#[cfg(feature = "demo")]
pub mod demo;
pub mod handlers;
pub mod http;
pub mod integrations;
pub mod models;
pub mod node;
pub mod scheduler;
pub mod screens;
pub mod services;
pub mod tasks;
pub mod telegram;
pub mod utils;
