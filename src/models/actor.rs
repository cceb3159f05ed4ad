//! Who acts, and what they may do.

use super::{ApiKeyId, ApiRequestId, InboxSeq, Refusal, Standing, UserId};
use std::fmt;

/// Who is behind an act, as the audit log names them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Identity {
    User(UserId),
    /// The house itself: a job, a task, the settings.
    System,
    /// A key of the REST API: what it does, it does for the person who made it.
    ApiKey {
        key: ApiKeyId,
        owner: UserId,
    },
}

impl Identity {
    /// The person who acts, or for whom a key does.
    pub fn user(self) -> Option<UserId> {
        match self {
            Self::User(id) | Self::ApiKey { owner: id, .. } => Some(id),
            Self::System => None,
        }
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "{id}"),
            Self::System => f.write_str("SYSTEM"),
            Self::ApiKey { key, .. } => write!(f, "api-key {key}"),
        }
    }
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// A thing that not everybody may do.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub enum Permission { $($(#[$doc])* $name,)+ }

        impl Permission {
            /// All of them, in the order in which they are shown.
            pub const ALL: &[Permission] = &[$(Permission::$name,)+];

            /// The name stored in `role_permissions`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// The permission of that stored name.
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

permissions! {
    /// Open the admin panel.
    SeePanel = "panel.see",
    /// Choose the channels and the waiting time.
    Configure = "config.write",
    /// See the tokens.
    SeeTokens = "tokens.see",
    /// Make tokens.
    MakeTokens = "tokens.make",
    /// Revoke tokens.
    RevokeTokens = "tokens.revoke",
    /// See the members of the channels.
    SeeMembers = "members.see",
    /// Grant, end or remove memberships, and decide the brake.
    ManageMembers = "members.manage",
    /// See and decide the Free queue.
    ManageQueue = "queue.manage",
    /// See the state of the house: jobs, tasks, problems.
    SeeStatus = "status.see",
    /// Retry or give up failed work.
    ManageProblems = "problems.manage",
    /// Publish in the channels and write to people.
    Broadcast = "broadcasts.send",
    /// See the statistics and take them away as files.
    SeeStatistics = "statistics.see",
    /// See the VPN servers: health, load, pools.
    SeeServers = "servers.see",
    /// Add, change and remove VPN servers, and set how keys are handed out.
    ManageServers = "servers.manage",
    /// See everybody's keys.
    SeeKeys = "keys.see",
    /// Make, change and end keys for anybody.
    ManageKeys = "keys.manage",
    /// See everybody the house knows, with what they own.
    SeePeople = "people.see",
    /// Ban people, note, write to them.
    ManagePeople = "people.manage",
    /// Take away or erase one person's data.
    ManageData = "data.manage",
    /// See who holds which role.
    SeeRoles = "roles.see",
    /// Grant and revoke roles below one's own.
    GrantRoles = "roles.grant",
    /// Create, rename and delete roles, and change what they allow.
    EditRoles = "roles.edit",
    /// Read the audit log and take it away as a file.
    SeeAudit = "audit.see",
    /// Read the tickets of the support.
    SeeTickets = "tickets.see",
    /// Answer and close tickets.
    AnswerTickets = "tickets.answer",
    /// Write the canned answers and set how the support works.
    ManageSupport = "support.manage",
    /// Switch maintenance on and off.
    Maintain = "house.maintain",
    /// Make backups, send them, and bring one back.
    ManageBackups = "backups.manage",
    /// See orders, payments and the books.
    SeePayments = "payments.see",
    /// Decide about receipts and about payments that are held.
    ManagePayments = "payments.manage",
    /// Change plans, ways to pay, promotion codes and the rules of selling.
    ManageShop = "shop.manage",
    /// Pay back, and change people's balances.
    Refund = "payments.refund",
    /// See the desk of the listed proxies: counts, sources, how the trials go.
    ProxiesSee = "proxies.see",
    /// Add and remove sources of proxies, run trials, delete and set.
    ProxiesManage = "proxies.manage",
    /// Make keys of the REST API within one's own rights, and have other programs told what happens.
    ManageApi = "api.manage",
}

/// A set of permissions.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub struct PermissionSet(u64);

impl PermissionSet {
    /// Every permission there is.
    pub fn all() -> Self {
        Permission::ALL.iter().copied().collect()
    }

    /// Whether the set holds it.
    pub fn has(self, permission: Permission) -> bool {
        self.0 & (1 << permission as u8) != 0
    }

    /// The set as bits, in the order of the permissions.
    pub fn bits(self) -> u64 {
        self.0
    }

    /// The set of those bits; `None` if one stands for no permission.
    pub fn of_bits(bits: u64) -> Option<Self> {
        (bits & !Self::all().0 == 0).then_some(Self(bits))
    }

    /// What both sets hold.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The set with that one added, or without it if it held it.
    pub fn toggled(self, permission: Permission) -> Self {
        Self(self.0 ^ (1 << permission as u8))
    }

    /// Whether the set holds none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Self(
            permissions
                .into_iter()
                .fold(0, |set, one| set | 1 << one as u8),
        )
    }
}

/// What leads to an act and is stored before it: an act claims it in its own transaction.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Trigger {
    /// An update of Telegram.
    Update(InboxSeq),
    /// A request of the REST API that must not be carried out twice.
    Request(ApiRequestId),
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Update(seq) => write!(f, "{seq}"),
            Self::Request(id) => write!(f, "request {id}"),
        }
    }
}

/// Who acts, with what rights, because of what. Services take it first and ask for what they need.
#[derive(Clone, Copy, Debug)]
pub struct Actor {
    pub identity: Identity,
    pub permissions: PermissionSet,
    /// What led to the act: its first write claims it, so that it acts once.
    pub cause: Option<Trigger>,
    /// Whose customers alone they see; `None` = everybody. Owner rules live in the queries.
    pub customers_of: Option<UserId>,
}

impl Actor {
    /// The house itself, which may do everything.
    pub fn system() -> Self {
        Self {
            identity: Identity::System,
            permissions: PermissionSet::all(),
            cause: None,
            customers_of: None,
        }
    }

    /// A person with the permissions of their roles.
    pub fn user(id: UserId, permissions: PermissionSet, cause: Option<InboxSeq>) -> Self {
        Self {
            identity: Identity::User(id),
            permissions,
            cause: cause.map(Trigger::Update),
            customers_of: None,
        }
    }

    /// A person as their roles make them.
    pub fn standing(id: UserId, standing: Standing, cause: Option<InboxSeq>) -> Self {
        Self {
            customers_of: standing.customers_of,
            ..Self::user(id, standing.permissions, cause)
        }
    }

    /// The stored update that led to the act, if it was one.
    pub fn update(&self) -> Option<InboxSeq> {
        match self.cause {
            Some(Trigger::Update(seq)) => Some(seq),
            Some(Trigger::Request(_)) | None => None,
        }
    }

    /// Refuses unless the actor holds the permission.
    pub fn need(&self, permission: Permission) -> Result<(), Refusal> {
        if self.permissions.has(permission) {
            Ok(())
        } else {
            Err(Refusal::NotAllowed)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permission_names_are_unique_and_parse_back() {
        for permission in Permission::ALL {
            assert_eq!(Permission::parse(permission.name()), Some(*permission));
        }
        assert!(Permission::ALL.len() <= 64, "a set is one 64-bit number");
    }

    #[test]
    fn a_person_without_roles_is_refused() {
        let ana = Actor::user(UserId(1), PermissionSet::default(), None);
        assert_eq!(ana.need(Permission::MakeTokens), Err(Refusal::NotAllowed));
        assert_eq!(Actor::system().need(Permission::MakeTokens), Ok(()));
    }
}
