//! `vpn_endpoints`.
