//! `vpn_traffic_daily`.
