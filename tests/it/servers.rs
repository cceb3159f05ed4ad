//! The desk of the servers.
