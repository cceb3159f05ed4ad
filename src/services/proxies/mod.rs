//! The list of proxies: machines of strangers, found in public lists, tried in turn, and shown while they work.
//!
//! A proxy lives by these rules (`schedule`): a new one is tried at once, one that works every 20 to 30 minutes, one that
//! fails after ever longer pauses up to a day. It goes after a week without a success, when it works less than once in
//! five times, or when it does not work and no source lists it any more. One that goes while a source still lists it is
//! kept as dropped, so that the next reading does not take it for new; after a month it gets another chance.
//!
//! Nothing here has to be repaired after a kill: what was not noted is still due.

pub mod checks;
pub mod desk;
pub mod list;
pub mod passes;
mod reading;
mod rounds;
mod schedule;
pub mod settings;
pub mod sources;
pub mod watch;
mod world;

#[cfg(test)]
mod fake;
#[cfg(test)]
mod tests;
