//! Addresses of WireGuard servers: leased, assigned, revoked, in quarantine, free again.
