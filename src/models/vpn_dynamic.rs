//! What a dynamic key says to the app that asks it.

use super::Suspension;

/// A dynamic key at one instant. Not printed by Debug: it may hold a secret.
#[derive(Clone, PartialEq, Eq)]
pub enum DynamicKey {
    /// It works, by this `ss://` link.
    Works { link: String },
    /// Its server does not know it yet.
    Pending,
    /// It does not work for now.
    Suspended(Suspension),
    /// Its time is over.
    Expired,
}
