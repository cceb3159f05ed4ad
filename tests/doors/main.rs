//! The other doors of the house, tried on the bot as a program of its own: the API under load, and its description under
//! schemathesis. What lacks here is said and the test is skipped, which under CI=true is a failure.

#![cfg(target_os = "linux")]
#![expect(
    clippy::expect_used,
    reason = "helpers of tests end the test when they cannot go on"
)]

mod bot;
mod contract;
mod load;
