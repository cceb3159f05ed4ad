//! `portero node`: what runs on a VPS beside WireGuard and does what the bot asks over pinned TLS.
