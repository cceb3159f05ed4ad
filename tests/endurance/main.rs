//! What only time and a crowd show: a thousand people at once in a house that is full already, and thirty days with a kill
//! in each hour. Figures are printed; what they promise is asserted.
//!
//! ```text
//! cargo test --test endurance -- --nocapture --test-threads=1                       both, with the program of the tests
//! PORTERO_BINARY=target/release/portero cargo test --test endurance -- …            the released one, whose figures count
//! PORTERO_SEED=17 …  thirty_days                                                    other dice
//! ```

#![cfg(target_os = "linux")]
#![expect(
    clippy::expect_used,
    reason = "helpers of tests end the test when they cannot go on"
)]

mod acts;
#[expect(dead_code, reason = "the chaos throws them in more ways")]
#[path = "../chaos/dice.rs"]
mod dice;
#[expect(dead_code, reason = "the budgets wait for the comparing of keys")]
#[path = "../budgets/house.rs"]
mod full_house;
mod house;
mod judge;
mod load;
mod measure;
mod model;
mod soak;
mod tunnel;
