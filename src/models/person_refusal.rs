//! Why something about a person is not done.

/// A no about a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PersonRefusal {}
