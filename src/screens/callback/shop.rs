//! Buttons of what is sold, of buying it, and of one's own orders: codes that begin with `shop:`.

use super::UnknownAction;
use std::fmt;

/// What a button of what is sold, of buying it, and of one's own orders does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ShopAction {}

impl fmt::Display for ShopAction {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl ShopAction {
    /// The action of those parts.
    pub fn parse(_parts: &[&str]) -> Result<Self, UnknownAction> {
        Err(UnknownAction)
    }
}
