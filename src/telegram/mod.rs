//! Everything that speaks with Telegram.
//!
//! Invariant: every call leaves through [`raw`], and every call of the running bot but those about its updates waits its
//! turn in [`sender`]. Errors are judged in one place, [`errors`].

pub mod admins;
pub mod bot;
pub mod call;
pub mod checkup;
pub mod crowd;
pub mod dialogues;
pub mod errors;
pub mod flood;
pub mod forum;
pub mod hook;
pub mod inbox;
pub mod post;
pub mod posting;
pub mod raw;
pub mod receipts;
pub mod sender;
pub mod stars;
pub mod update;
