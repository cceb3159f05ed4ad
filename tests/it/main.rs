//! Whole-bot tests: the real program, in this process or as a child, driven by people on the Bot API emulator.

mod access;
mod admin;
mod child;
mod expiry;
mod faults;
mod free;
mod kill;
mod lifecycle;
mod load;
mod rights;
mod strangers;
mod tokens;
mod users;
mod world;
