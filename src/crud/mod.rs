//! SQL and row mapping, one file per table. No rules live here.
//!
//! Readers take a `&Connection`, writers a `&Transaction`, so a write outside a transaction does not compile.
//! SQL is written as plain literals: a test explains every one of them and allows no scan of a growing table.

pub mod access_audits;
mod api_desks;
mod api_house;
mod api_inside;
pub mod api_keys;
pub mod api_pages;
pub mod api_requests;
pub mod api_sessions;
mod api_shop;
mod api_vpn;
pub mod audit;
pub mod audit_pages;
pub mod backups;
pub mod bot_config;
pub mod broadcast_posts;
pub mod broadcasts;
pub mod canned_answers;
pub mod channels;
pub mod deliveries;
pub mod erasure;
pub mod foreign_peers;
pub mod gifts;
pub mod house;
pub mod imports;
pub mod inbox;
pub mod ip_addresses;
pub mod ip_pools;
pub mod job_runs;
pub mod ledger;
pub mod links;
pub mod mailings;
pub mod manual_methods;
pub mod members;
pub mod metrics;
pub mod migration_links;
pub mod notice_group;
pub mod orders;
pub mod payments;
pub mod people;
pub mod persons;
pub mod plans;
pub mod posts;
pub mod promos;
pub mod proxies;
pub mod proxy_aliases;
pub mod proxy_listings;
pub mod proxy_passes;
pub mod proxy_settings;
pub mod proxy_sources;
pub mod proxy_trials;
pub mod proxy_watches;
pub mod purse;
pub mod receipts;
pub mod referrals;
pub mod requests;
pub mod roles;
pub mod server_tasks;
pub mod servers;
pub mod settings;
pub mod shop;
pub mod shop_settings;
pub mod staff_invites;
pub mod star_subscriptions;
pub mod statistics;
pub mod status;
pub mod subscribers;
pub mod tasks;
pub mod ticket_messages;
pub mod tickets;
pub mod till;
pub mod tokens;
pub mod user_settings;
pub mod users;
pub mod vpn_accounts;
pub mod vpn_configs;
pub mod vpn_desk;
pub mod vpn_endpoints;
pub mod vpn_events;
pub mod vpn_leftovers;
pub mod vpn_peers;
pub mod vpn_settings;
pub mod vpn_traffic;
pub mod webhook_deliveries;
pub mod webhook_logs;
pub mod webhook_notes;
pub mod webhooks;

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// Rows over all pages.
    pub total: i64,
}

#[cfg(test)]
mod explain;
