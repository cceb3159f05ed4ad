//! Whole-bot tests: the real program, in this process or as a child, driven by people on the Bot API emulator.

#![expect(
    clippy::expect_used,
    reason = "helpers of tests end the test when they cannot go on"
)]

mod access;
mod admin;
mod api_keys;
mod api_writes;
mod audit;
mod backup_kills;
mod backups;
mod broadcasts;
mod brought;
mod child;
mod cli;
mod courier;
#[cfg(target_os = "linux")]
mod disk;
mod doctor;
mod expiry;
mod falls;
mod faults;
mod free;
mod http;
mod http_limits;
mod http_tls;
#[cfg(unix)]
mod install;
mod keys;
mod kill;
mod ledger;
mod lifecycle;
mod limits;
mod load;
mod logs;
mod mailings;
mod maintenance;
mod matrix;
mod member_ends;
mod members;
mod metrics;
#[cfg(target_os = "linux")]
mod mounts;
mod mtproto;
mod notices;
mod once;
mod outline;
mod outline_server;
mod parsers;
mod passphrase;
mod people;
mod plans;
mod portero_node;
mod pretended;
mod proxy;
mod proxy_list;
mod purse;
mod qvapay;
mod reactions;
mod receipts;
mod rights;
mod roles;
mod secrets;
mod servers;
#[cfg(unix)]
mod service;
#[cfg(target_os = "linux")]
mod service_systemd;
mod settings;
mod setup;
mod shop;
mod stars;
mod statistics;
mod status;
mod strangers;
mod support;
mod telemt;
mod terminal;
mod till;
mod tokens;
mod updates;
mod users;
mod vpn;
mod vpn_repairs;
mod vpn_states;
mod webhooks;
mod world;
