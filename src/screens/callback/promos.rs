//! Buttons of promotion codes: codes that begin with `promo:`.

use super::UnknownAction;
use std::fmt;

/// What a button of promotion codes does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PromoAction {}

impl fmt::Display for PromoAction {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl PromoAction {
    /// The action of those parts.
    pub fn parse(_parts: &[&str]) -> Result<Self, UnknownAction> {
        Err(UnknownAction)
    }
}
