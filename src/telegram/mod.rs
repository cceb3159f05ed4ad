//! Everything that speaks with Telegram.
//!
//! Invariant: every call leaves through [`raw`], and every call but `getUpdates` and downloads waits its turn in
//! [`sender`]. Errors are judged in one place, [`errors`].

pub mod call;
pub mod errors;
pub mod raw;
pub mod sender;
