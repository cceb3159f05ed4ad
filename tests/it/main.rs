//! Whole-bot tests: the real program, in this process or as a child, driven by people on the Bot API emulator.

mod access;
mod child;
mod expiry;
mod free;
mod kill;
mod load;
mod tokens;
mod world;
