//! Why something about a role is not done.

/// A no about a role.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RoleRefusal {}
