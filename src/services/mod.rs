//! The rules of the house, one file per area. Each service is what a person or a job asks for; it judges,
//! writes facts, and leaves what must happen outside as tasks in the same transaction.

pub mod access;
pub mod api;
pub mod audit;
pub mod backups;
pub mod broadcasts;
pub mod card;
pub mod care;
pub mod channels;
pub mod doctor;
pub mod error;
pub mod expiry;
pub mod free;
pub mod home;
pub mod house;
pub mod inbox;
pub mod mailings;
pub mod members;
pub mod metrics;
pub mod money;
pub mod notices;
pub mod notify;
pub mod online;
pub mod owner;
pub mod persons;
pub mod posts;
pub mod problems;
pub mod profile;
pub mod proxies;
pub mod reactions;
pub mod reminders;
pub mod roles;
pub mod settings;
pub mod statistics;
pub mod status;
pub mod support;
pub mod tasks;
pub mod tokens;
mod unit;
pub mod upkeep;
pub mod vpn;
pub mod webhooks;

pub use error::ServiceError;

#[cfg(test)]
pub mod tests;
#[cfg(test)]
mod upgrade_tests;
