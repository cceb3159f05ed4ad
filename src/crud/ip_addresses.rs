//! `ip_addresses`.
