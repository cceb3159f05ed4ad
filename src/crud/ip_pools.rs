//! `ip_pools`.
