//! Why something about the support is not done.

/// A no about the support.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SupportRefusal {}
