//! A node on the same machine.
