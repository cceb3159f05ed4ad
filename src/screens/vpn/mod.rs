//! Everybody's VPN keys, for the staff.
