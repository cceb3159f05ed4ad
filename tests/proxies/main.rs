//! Real proxies, each in a machine of its test's own whose loopback owns the addresses of Telegram's data centres. Needs
//! Linux, the rights to make namespaces, and the programs that `programs.rs` names; what lacks is said and the test is
//! skipped, which under CI=true is a failure.

#![cfg(target_os = "linux")]
#![expect(
    clippy::expect_used,
    reason = "helpers of tests end the test when they cannot go on"
)]

mod bot;
mod certificates;
mod file;
mod lies;
mod listed;
mod load;
#[path = "../tunnel/machine.rs"]
mod machine;
mod mtproto;
mod programs;
mod ssh;
mod telegram;

/// What must be here, and the package of Debian that brings it.
const NEEDED: [(&str, &str); 3] = [
    ("ip", "iproute2"),
    ("mount", "mount"),
    ("unshare", "util-linux"),
];
const NEEDS_TUN: bool = false;
