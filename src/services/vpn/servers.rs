//! Servers, as admins manage them.
