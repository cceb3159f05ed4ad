//! What the staff can do, one feature per file.

pub mod audit;
pub mod backups;
pub mod brake;
pub mod broadcasts;
pub mod channels;
pub mod doctor;
pub mod mailings;
pub mod members;
pub mod notices;
pub mod panel;
pub mod persons;
pub mod problems;
pub mod queue;
pub mod reactions;
pub mod roles;
pub mod servers;
pub mod settings;
pub mod statistics;
pub mod status;
pub mod tickets;
pub mod tokens;
pub mod upkeep;
pub mod vpn;
pub mod wait;
