//! One job per file. Each asks a service, with `now`, and says in a line how it went.

pub mod backup;
pub mod backup_test;
pub mod bans;
pub mod books;
pub mod channel_check;
pub mod cleanup;
pub mod database_check;
pub mod disk_room;
pub mod expiry;
pub mod free_queue;
pub mod heartbeat;
pub mod orders;
pub mod payment_looks;
pub mod proxy_checks;
pub mod proxy_health;
pub mod proxy_sources;
pub mod role_ends;
pub mod stars;
pub mod support_reminders;
pub mod vpn_accounting;
pub mod vpn_addresses;
pub mod vpn_ends;
pub mod vpn_health;
pub mod vpn_reconcile;
