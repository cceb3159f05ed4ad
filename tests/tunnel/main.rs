//! Real tunnels: servers and clients of WireGuard in network namespaces of each test's own, and pings through them.
//! Needs Linux, the rights to make namespaces, and the programs that `machine.rs` names; what lacks is said and the test
//! is skipped, which under CI=true is a failure.

#![cfg(target_os = "linux")]
#![expect(
    clippy::expect_used,
    reason = "helpers of tests end the test when they cannot go on"
)]

mod bot;
mod drivers;
mod fake;
mod house;
mod machine;
mod remote;
mod scene;
mod space;

#[path = "../it/logs.rs"]
mod logs;
#[path = "../it/world.rs"]
#[expect(dead_code, reason = "shared with the other whole-bot tests")]
mod world;

/// What must be here, and the package of Debian that brings it.
const NEEDED: [(&str, &str); 7] = [
    ("ip", "iproute2"),
    ("mount", "mount"),
    ("ping", "iputils-ping"),
    ("unshare", "util-linux"),
    ("wg", "wireguard-tools"),
    ("wireguard-go", "wireguard-go"),
    ("zbarimg", "zbar-tools"),
];
const NEEDS_TUN: bool = true;
