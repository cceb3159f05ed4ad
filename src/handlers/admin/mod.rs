//! What the staff can do, one feature per file.

pub mod brake;
pub mod broadcasts;
pub mod channels;
pub mod doctor;
pub mod mailings;
pub mod members;
pub mod panel;
pub mod problems;
pub mod queue;
pub mod reactions;
pub mod servers;
pub mod settings;
pub mod statistics;
pub mod status;
pub mod tokens;
pub mod vpn;
pub mod wait;
