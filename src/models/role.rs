//! Roles, who holds them, and invitations to the staff.

use super::{InviteId, Page, Permission, PermissionSet, RoleId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// The role that may do everything, and always may.
pub const SUPERADMIN: &str = "superadmin";
/// The role of everybody who has no other: it allows nothing and is given to nobody.
pub const USER_ROLE: &str = "user";
/// The highest rank below the superadmins, and the lowest above everybody.
pub const MOST_RANK: i64 = 99;
/// Characters of a role's name.
pub const MOST_ROLE_NAME: u32 = 20;
/// Characters of the reason of a grant.
pub const MOST_REASON: u32 = 200;
/// Roles there may be, the house's own among them.
pub const MOST_ROLES: u32 = 20;

/// A role and what it allows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Role {
    pub id: RoleId,
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

impl Role {
    /// Whether it can be given to somebody at all.
    pub fn is_given(&self) -> bool {
        self.name != USER_ROLE
    }

    /// Whether what it allows can be changed: the highest always may do all, and everybody nothing.
    pub fn is_editable(&self) -> bool {
        self.is_given() && self.name != SUPERADMIN
    }
}

/// A role held by a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Holding {
    pub user: UserId,
    pub role_id: RoleId,
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

/// What a person's roles make of them at an instant.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Standing {
    pub permissions: PermissionSet,
    /// Themself when only roles of own customers show them people; `None` = they see everybody.
    pub customers_of: Option<UserId>,
    /// The highest of their roles; 0 = none.
    pub rank: i64,
}

/// A line of the list of roles.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoleLine {
    pub role: Role,
    pub holders: i64,
}

/// The roles there are, and the invitations that somebody may still open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RolesView {
    pub roles: Vec<RoleLine>,
    pub open_invites: i64,
    /// What the reader may do here.
    pub may: RoleRights,
}

/// What the reader of a screen of roles may do.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct RoleRights {
    /// Grant and revoke what is shown.
    pub grants: bool,
    /// Change what the role is.
    pub edits: bool,
}

/// A holding with the names of those it concerns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HoldingView {
    pub holding: Holding,
    pub name: String,
    /// Without @.
    pub username: Option<String>,
    pub granted_by: Option<String>,
    /// It comes from the settings: it cannot be changed in chat.
    pub is_from_settings: bool,
    /// Whether the role makes tokens, and how many in 30 days at the most; `None` inside = no limit.
    pub quota: Option<Option<i64>>,
    pub may: RoleRights,
}

/// A role with those who hold it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoleView {
    pub role: Role,
    pub holders: Page<HoldingView>,
    pub may: RoleRights,
}

/// A person with the roles they hold, and those the reader may give them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonRoles {
    pub user: UserId,
    pub name: String,
    /// They have pressed Start: they can be told.
    pub can_be_told: bool,
    pub held: Vec<HoldingView>,
    pub grantable: Vec<Role>,
}

/// How long a role is to be held.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Term {
    /// Until it is revoked.
    Endless,
    Seconds(i64),
    Until(Timestamp),
}

impl Term {
    /// The end of a term that begins at `now`.
    pub fn end(self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Endless => None,
            Self::Seconds(seconds) => Some(now + seconds),
            Self::Until(at) => Some(at),
        }
    }
}

/// What somebody wants to give.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoleGrant {
    pub user: UserId,
    pub role: RoleId,
    pub term: Term,
    pub reason: Option<String>,
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

impl StaffInvite {
    /// Whether somebody may still come by it.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.used_by.is_none() && self.revoked_at.is_none() && self.expires_at > now
    }
}

/// What happened to a role of somebody's, for both sides. The stored form is JSON; a field once shipped keeps its
/// meaning.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum RoleNews {
    /// They were given it.
    Granted {
        role: String,
        until: Option<Timestamp>,
        by: Option<UserId>,
        reason: Option<String>,
    },
    /// Its end was moved.
    Moved {
        role: String,
        until: Option<Timestamp>,
        by: Option<UserId>,
    },
    /// It was taken from them.
    Revoked {
        role: String,
        by: Option<UserId>,
        reason: Option<String>,
    },
    /// Its time was over.
    Ended { role: String },
    /// Somebody came by a link of theirs.
    Joined {
        role: String,
        who: UserId,
        until: Option<Timestamp>,
    },
    /// The role that they had given somebody is over.
    GiftEnded { role: String, who: UserId },
    /// The role that they had given somebody was taken by another.
    GiftRevoked {
        role: String,
        who: UserId,
        by: Option<UserId>,
    },
}

/// The areas in which permissions are shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PermissionArea {
    House,
    Vip,
    Vpn,
    People,
    Support,
    Money,
    Team,
}

impl PermissionArea {
    /// All of them, in the order of their pages.
    pub const ALL: [Self; 7] = [
        Self::House,
        Self::Vip,
        Self::Vpn,
        Self::People,
        Self::Support,
        Self::Money,
        Self::Team,
    ];

    /// The code that buttons say for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::House => "house",
            Self::Vip => "vip",
            Self::Vpn => "vpn",
            Self::People => "people",
            Self::Support => "support",
            Self::Money => "money",
            Self::Team => "team",
        }
    }

    /// The area of that code.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|area| area.name() == name)
    }

    /// The permissions shown there.
    pub fn permissions(self) -> impl Iterator<Item = Permission> {
        Permission::ALL
            .iter()
            .copied()
            .filter(move |permission| permission.area() == self)
    }
}

impl Permission {
    /// Where it is shown.
    pub fn area(self) -> PermissionArea {
        match self {
            Self::SeePanel
            | Self::Configure
            | Self::SeeStatus
            | Self::ManageProblems
            | Self::Broadcast
            | Self::SeeStatistics
            | Self::Maintain
            | Self::ManageBackups
            | Self::ManageApi => PermissionArea::House,
            Self::SeeTokens
            | Self::MakeTokens
            | Self::RevokeTokens
            | Self::SeeMembers
            | Self::ManageMembers
            | Self::ManageQueue => PermissionArea::Vip,
            Self::SeeServers
            | Self::ManageServers
            | Self::SeeKeys
            | Self::ManageKeys
            | Self::ProxiesSee
            | Self::ProxiesManage => PermissionArea::Vpn,
            Self::SeePeople | Self::ManagePeople | Self::ManageData => PermissionArea::People,
            Self::SeeTickets | Self::AnswerTickets | Self::ManageSupport => PermissionArea::Support,
            Self::SeePayments | Self::ManagePayments | Self::ManageShop | Self::Refund => {
                PermissionArea::Money
            }
            Self::SeeRoles | Self::GrantRoles | Self::EditRoles | Self::SeeAudit => {
                PermissionArea::Team
            }
        }
    }

    /// Whether whoever sees their own customers only may have it: what it opens keeps to those. The rest shows
    /// everybody, so that a role of own customers can never allow it.
    pub fn keeps_to_own(self) -> bool {
        match self {
            Self::SeePanel
            | Self::SeeTokens
            | Self::MakeTokens
            | Self::RevokeTokens
            | Self::SeePeople => true,
            Self::Configure
            | Self::SeeStatus
            | Self::ManageProblems
            | Self::Broadcast
            | Self::SeeStatistics
            | Self::Maintain
            | Self::ManageBackups
            | Self::SeeMembers
            | Self::ManageMembers
            | Self::ManageQueue
            | Self::SeeServers
            | Self::ManageServers
            | Self::SeeKeys
            | Self::ManageKeys
            | Self::ManagePeople
            | Self::ManageData
            | Self::SeeTickets
            | Self::AnswerTickets
            | Self::ManageSupport
            | Self::SeePayments
            | Self::ManagePayments
            | Self::ManageShop
            | Self::Refund
            | Self::ProxiesSee
            | Self::ProxiesManage
            | Self::ManageApi
            | Self::SeeRoles
            | Self::GrantRoles
            | Self::EditRoles
            | Self::SeeAudit => false,
        }
    }
}

impl PermissionSet {
    /// The permissions in it, in the order in which they are shown.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL
            .iter()
            .copied()
            .filter(move |permission| self.has(*permission))
    }

    /// Whether everything in it is in the other.
    pub fn is_within(self, other: Self) -> bool {
        self.iter().all(|permission| other.has(permission))
    }

    /// What of it shows people and what they have: all that is limited to own customers. To make tokens shows nobody.
    pub fn showing(self) -> Self {
        self.keeping_to_own()
            .iter()
            .filter(|permission| *permission != Permission::MakeTokens)
            .collect()
    }

    /// What of it only shows something and changes nothing.
    pub fn reading(self) -> Self {
        self.iter()
            .filter(|permission| permission.name().ends_with(".see"))
            .collect()
    }

    /// What of it somebody may have who sees their own customers only.
    pub fn keeping_to_own(self) -> Self {
        self.iter()
            .filter(|permission| permission.keeps_to_own())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_permission_has_its_place_in_one_area() {
        let shown: usize = PermissionArea::ALL
            .into_iter()
            .map(|area| area.permissions().count())
            .sum();
        assert_eq!(shown, Permission::ALL.len());
        for area in PermissionArea::ALL {
            assert_eq!(PermissionArea::parse(area.name()), Some(area));
            assert!(area.permissions().count() > 0, "{area:?}");
        }
    }

    #[test]
    fn a_set_lies_within_another_only_if_that_has_all_of_it() {
        let few: PermissionSet = [Permission::SeePanel, Permission::SeeRoles]
            .into_iter()
            .collect();
        assert!(few.is_within(PermissionSet::all()) && few.is_within(few));
        assert!(!PermissionSet::all().is_within(few));
        assert_eq!(
            few.keeping_to_own().iter().collect::<Vec<_>>(),
            [Permission::SeePanel]
        );
    }
}
