//! The demo: an embedded Bot API emulator beside the bot. Tests drive the emulator too.

pub mod telegram;
pub mod walk;
