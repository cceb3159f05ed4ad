//! Buttons of the plans that are sold: codes that begin with `plan:`.

use super::UnknownAction;
use std::fmt;

/// What a button of the plans that are sold does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PlanAction {}

impl fmt::Display for PlanAction {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl PlanAction {
    /// The action of those parts.
    pub fn parse(_parts: &[&str]) -> Result<Self, UnknownAction> {
        Err(UnknownAction)
    }
}
