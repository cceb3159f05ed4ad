//! Roles, who holds them, and invitations to the staff.

use super::{InviteId, PermissionSet, Timestamp, UserId};

/// A role and what it allows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Role {
    /// As stored and shown; the house's own ones are `superadmin`, `admin`, `support`, `seller`, `auditor`, `user`.
    pub name: String,
    /// The higher one decides over the lower: nobody grants above themself.
    pub rank: i64,
    /// The house comes with it: it is neither renamed nor deleted.
    pub is_built_in: bool,
    pub permissions: PermissionSet,
    /// Its holders see their own customers only.
    pub sees_own_only: bool,
    /// How many tokens a holder may make in any 30 days; `None` = as many as they like.
    pub tokens_per_month: Option<i64>,
}

/// A role held by a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Holding {
    pub user: UserId,
    pub role: String,
    pub rank: i64,
    /// `None` = the settings, or the owner link.
    pub granted_by: Option<UserId>,
    pub granted_at: Timestamp,
    /// `None` = until revoked.
    pub expires_at: Option<Timestamp>,
    pub reason: Option<String>,
    /// Their own limit in place of the role's.
    pub tokens_per_month: Option<i64>,
}

/// A link that makes whoever opens it a member of the staff.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StaffInvite {
    pub id: InviteId,
    pub role: String,
    /// How long the role is held; `None` = until revoked.
    pub role_hours: Option<i64>,
    pub reason: Option<String>,
    pub made_by: UserId,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub used_by: Option<UserId>,
    pub used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}
